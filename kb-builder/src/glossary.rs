//! Words that are explained in place: `glossary.toml`.
//!
//! The first time a text uses a term in a running sentence, it becomes a button that opens the
//! explanation beside it, without any script (HTML, section 6.12: the `popover` attribute).

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use crate::escape::Html;

use crate::address::is_name;
use crate::fields::{self, Context, Fields, Placed, as_table};
use crate::problem::{Fault, Problems};
use crate::source::{Source, SourcePath};
use crate::translation::state;

/// Every term of a language, in the author's order.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    /// The terms.
    pub terms: Vec<Term>,
}

/// A word and what it means.
#[derive(Clone, Debug)]
pub struct Term {
    /// The same in every language.
    pub key: Placed<String>,
    /// The word.
    pub term: String,
    /// Its other forms.
    pub also: Vec<String>,
    /// What it means, in one sentence.
    pub means: String,
    /// In a translation: the state of the original that it translates.
    pub of: Option<Placed<String>>,
}

/// Reads a glossary, which a site may be without.
pub fn parse(source: &Source, path: &SourcePath, problems: &Problems) -> Glossary {
    let mut glossary = Glossary::default();
    let Some(text) = source.text(path) else { return glossary };
    let context = Context { path, offset: 0, problems };
    let Some(table) = fields::parse(text, context) else { return glossary };
    let mut taken = BTreeSet::new();
    for (key, value) in Fields::of(&table, context).entries() {
        let Some(fields) = as_table(&key.value, value, context) else { continue };
        let term = fields.placed_text("term", "term = \"Company Portal\"");
        let also = fields.maybe_texts("also");
        let means = fields.text("means", "means = \"What it is, in one sentence\"");
        let of = fields.maybe_text("of");
        fields.finish();
        for form in term.iter().chain(&also) {
            if !taken.insert(form.value.clone()) {
                let fault = Fault::KeyTwice { key: form.value.clone() };
                problems.report(path, Some(form.place.clone()), fault);
            }
        }
        if !is_name(&key.value) {
            let fault = Fault::BadName { name: key.value.clone() };
            problems.report(path, Some(key.place.clone()), fault);
        }
        if let (Some(term), Some(means)) = (term, means) {
            let also = also.into_iter().map(|form| form.value).collect();
            glossary.terms.push(Term { key, term: term.value, also, means, of });
        }
    }
    glossary
}

impl Term {
    /// The state of its words, which translations name.
    pub fn state(&self) -> String {
        state(self.forms().chain([self.means.as_str()]))
    }

    /// Every way the term is written.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.term.as_str()).chain(self.also.iter().map(String::as_str))
    }
}

impl Glossary {
    /// Explains each term once in a text; `mark` goes before the ids of the explanations.
    pub fn explaining<'g>(&'g self, mark: &'g str) -> Explaining<'g> {
        let mut forms = HashMap::new();
        for (at, term) in self.terms.iter().enumerate() {
            for form in term.forms() {
                forms.entry(form).or_insert(at);
            }
        }
        let lengths = forms.keys().map(|form| form.len()).collect();
        let mut begins = [false; 256];
        for byte in forms.keys().filter_map(|form| form.bytes().next()) {
            begins[usize::from(byte)] = true;
        }
        let done = vec![false; self.terms.len()];
        Explaining { glossary: self, mark, forms, lengths, begins, done }
    }
}

/// What of a text is explained already.
pub struct Explaining<'g> {
    glossary: &'g Glossary,
    mark: &'g str,
    /// The term that each way to write one belongs to.
    forms: HashMap<&'g str, usize>,
    /// How long those are, in bytes.
    lengths: BTreeSet<usize>,
    /// The bytes that they begin with.
    begins: [bool; 256],
    done: Vec<bool>,
}

impl Explaining<'_> {
    /// A piece of running text as HTML with its terms explained; nothing if it has none.
    pub fn explain(&mut self, text: &str) -> Option<String> {
        let mut html = String::new();
        let mut from = 0;
        while let Some((start, end, at)) = self.next_term(text, from) {
            self.done[at] = true;
            let term = &self.glossary.terms[at];
            let id = format!("{}-{}", self.mark, term.key.value);
            html += &Html(&text[from..start]).to_string();
            let (word, means) = (Html(&text[start..end]), Html(&term.means));
            let _ = write!(
                html,
                "<button type=\"button\" class=\"kb-term\" popovertarget=\"{id}\">{word}</button>\
                 <span class=\"kb-term__means\" id=\"{id}\" popover>{means}</span>",
            );
            from = end;
        }
        if from == 0 {
            return None;
        }
        html += &Html(&text[from..]).to_string();
        Some(html)
    }

    /// The first term from there on that is not yet explained; of two at one place the longer. Looks
    /// up what stands at each beginning of a word, so that a long glossary costs a long text little.
    fn next_term(&self, text: &str, from: usize) -> Option<(usize, usize, usize)> {
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        for (at, byte) in (from..).zip(text[from..].bytes()) {
            if self.begins[usize::from(byte)] && !is_letter(text[..at].chars().next_back()) {
                let mut forms = self.lengths.iter().rev().filter_map(|length| {
                    let end = at + length;
                    let term = *self.forms.get(text.get(at..end)?)?;
                    let whole = !self.done[term] && !is_letter(text[end..].chars().next());
                    whole.then_some((at, end, term))
                });
                if let Some(found) = forms.next() {
                    return Some(found);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossary(terms: &[(&str, &str)]) -> Glossary {
        let term = |(term, means): &(&str, &str)| Term {
            key: Placed { value: term.to_ascii_lowercase(), place: 0..0 },
            term: (*term).to_owned(),
            also: Vec::new(),
            means: (*means).to_owned(),
            of: None,
        };
        Glossary { terms: terms.iter().map(term).collect() }
    }

    /// The words that became buttons.
    fn explained(glossary: &Glossary, texts: &[&str]) -> Vec<String> {
        let mut terms = glossary.explaining("t");
        let html: String = texts.iter().filter_map(|text| terms.explain(text)).collect();
        let buttons = html.split("\">").skip(1).filter_map(|rest| rest.split_once("</button>"));
        buttons.map(|(word, _)| word.to_owned()).collect()
    }

    #[test]
    fn a_term_is_explained_once_as_a_whole_word_and_the_longest_wins() {
        let glossary = glossary(&[("VPN", "a"), ("Portal", "b"), ("Company Portal", "c")]);
        let texts = ["Open Company Portal on a VPN.", "The VPNs and the VPN. A Portal."];
        assert_eq!(explained(&glossary, &texts), ["Company Portal", "VPN", "Portal"]);
        assert!(explained(&glossary, &["MyPortal, Portalö, nothing"]).is_empty());
    }

    #[test]
    fn what_is_around_a_term_stays_text() {
        let glossary = glossary(&[("VPN", "a < b & \"c\"")]);
        let html = glossary.explaining("t").explain("<b> VPN & co").unwrap();
        assert!(html.starts_with("&lt;b&gt; <button"), "{html}");
        assert!(html.contains("popover>a &lt; b &amp; &quot;c&quot;</span> &amp; co"), "{html}");
    }
}
