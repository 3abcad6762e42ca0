//! Every word that is not in a guide or a flow: the builder's own, or the site's in their place.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Object;

use crate::fields::{self, Context, Fields};
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// The words the builder brings, by language; the first are for languages that it does not have.
const OURS: [(&str, &str); 2] =
    [("en", include_str!("../words.toml")), ("de", include_str!("../words.de.toml"))];

/// Every word of a language by its name.
#[derive(Clone, Debug)]
pub struct AllWords {
    words: BTreeMap<String, String>,
    /// Those that nobody has put into the language.
    pub missing: Vec<String>,
}

/// Reads the builder's words of a language, and those that the site's file puts in their place.
pub fn parse(source: &Source, path: &SourcePath, language: &str, problems: &Problems) -> AllWords {
    let base = language.split('-').next().unwrap_or_default();
    let ours = OURS.iter().find(|(known, _)| *known == base);
    let (_, text) = ours.unwrap_or(&OURS[0]);
    let mut words = AllWords { words: BTreeMap::new(), missing: Vec::new() };
    let silent = Problems::default();
    words.take(text, Context { path, offset: 0, problems: &silent }, None);
    assert!(!silent.has_errors(), "bug: the builder's own words are in order");
    let names = words.words.clone();
    let mut given = Vec::new();
    if let Some(text) = source.text(path) {
        given = words.take(text, Context { path, offset: 0, problems }, Some(&names));
    }
    if ours.is_none() {
        let missing = |name: &&String| !given.contains(*name);
        words.missing = names.keys().filter(missing).cloned().collect();
    }
    words
}

/// The builder's own words in English, by name.
pub fn ours() -> BTreeMap<String, String> {
    parse(&Source::default(), &SourcePath::new("words.toml"), "en", &Problems::default()).words
}

impl AllWords {
    /// Takes in a file's words, which stand in the place of those that are `known`, and says which.
    fn take(
        &mut self,
        text: &str,
        context: Context<'_>,
        known: Option<&BTreeMap<String, String>>,
    ) -> Vec<String> {
        let mut taken = Vec::new();
        let Some(table) = fields::parse(text, context) else { return taken };
        for (name, value) in Fields::of(&table, context).entries() {
            let ours = known.map(|known| known.get(&name.value));
            if ours == Some(None) {
                let near = nearest(&name.value, self.words.keys().map(String::as_str));
                let fault = Fault::UnknownKey { key: name.value, near, known: Vec::new() };
                context.problems.report(context.path, Some(name.place), fault);
                continue;
            }
            if let Some(text) = fields::text(&name.value, value, context) {
                let expected = ours.flatten().map(|ours| placeholders(ours));
                if let Some(expected) = expected.filter(|names| *names != placeholders(&text.value))
                {
                    let expected = expected.into_iter().map(str::to_owned).collect();
                    let fault = Fault::OtherPlaceholders { name: name.value.clone(), expected };
                    context.problems.report(context.path, Some(text.place.clone()), fault);
                }
                taken.push(name.value.clone());
                self.words.insert(name.value, text.value);
            }
        }
        taken
    }

    /// The words the checker can say.
    pub fn of_checker(&self) -> kb_flow::Words {
        kb_flow::Words::gather(|name| self.get(name).to_owned())
    }

    /// The same in a frame, where nobody sees the address of the page.
    pub fn of_framed_checker(&self) -> kb_flow::Words {
        let here = |name| if name == "mode-interactive" { "embed-mode" } else { name };
        kb_flow::Words::gather(|name| self.get(here(name)).to_owned())
    }

    /// A word by its name.
    pub fn get(&self, name: &str) -> &str {
        self.words
            .get(name)
            .expect("bug: templates and checker use only words that the builder brings")
    }

    /// All of them, for templates.
    pub(crate) fn value(&self) -> Value {
        let words = self.words.iter();
        let values = words.map(|(name, text)| (name.clone(), Value::from(text.as_str())));
        Value::from_object(ByName(values.collect()))
    }

    /// All of them.
    pub fn by_name(&self) -> &BTreeMap<String, String> {
        &self.words
    }

    /// The same with every word changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let words = self.words.iter().map(|(name, text)| (name.clone(), change(text)));
        Self { words: words.collect(), missing: Vec::new() }
    }
}

/// What stands in braces in a text: something is put in its place.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

/// Words as templates take them. Each page asks for dozens, so each is found at once.
#[derive(Debug)]
struct ByName(HashMap<String, Value>);

impl Object for ByName {
    fn get_value(self: &Arc<Self>, name: &Value) -> Option<Value> {
        self.get_value_by_str(name.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_we_bring_has_every_word_with_the_same_placeholders() {
        let of = |language| {
            let path = SourcePath::new("words.toml");
            parse(&Source::default(), &path, language, &Problems::default()).words
        };
        let english = of("en");
        for (language, _) in OURS {
            let words = of(language);
            assert_eq!(words.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
            for (name, text) in &words {
                assert_eq!(placeholders(text), placeholders(&english[name]), "{language}: {name}");
            }
        }
    }
}
