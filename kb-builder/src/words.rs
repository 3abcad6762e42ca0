//! Every word that is not in a guide or a flow: the builder's own, or the site's in their place.

use std::collections::BTreeMap;

use crate::fields::{self, Context, Fields};
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// The words the builder brings.
const OURS: &str = include_str!("../words.toml");

/// Every word by its name.
pub struct AllWords(BTreeMap<String, String>);

/// Reads the builder's words, and those that `words.toml` puts in their place.
pub fn parse(source: &Source, problems: &Problems) -> AllWords {
    let mut words = AllWords(BTreeMap::new());
    let path = SourcePath::new("words.toml");
    let ours = Problems::default();
    words.take(OURS, Context { path: &path, offset: 0, problems: &ours }, |_| true);
    assert!(ours.is_empty(), "bug: the builder's own words are in order");
    let names = words.0.clone();
    if let Some(text) = source.text(&path) {
        words.take(text, Context { path: &path, offset: 0, problems }, |name| {
            names.contains_key(name)
        });
    }
    words
}

impl AllWords {
    fn take(&mut self, text: &str, context: Context<'_>, known: impl Fn(&str) -> bool) {
        let Some(table) = fields::parse(text, context) else { return };
        for (name, value) in Fields::of(&table, context).entries() {
            if !known(&name.value) {
                let near = nearest(&name.value, self.0.keys().map(String::as_str));
                let fault = Fault::UnknownKey { key: name.value, near };
                context.problems.report(context.path, Some(name.place), fault);
                continue;
            }
            if let Some(text) = fields::text(&name.value, value, context) {
                self.0.insert(name.value, text.value);
            }
        }
    }

    /// The words the checker can say.
    pub fn of_checker(&self) -> kb_flow::Words {
        kb_flow::Words::gather(|name| self.get(name).to_owned())
    }

    /// A word by its name.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).expect("bug: templates and checker use only words that the builder brings")
    }

    /// All of them, for templates.
    pub fn by_name(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}
