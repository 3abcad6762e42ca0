//! Words that mean the same to somebody who searches: `synonyms.toml`.

use super::words::words;
use crate::fields::{self, Context, Fields};
use crate::problem::{Fault, Problems};
use crate::source::{Source, SourcePath};

/// Words that mean the same, in groups.
#[derive(Clone, Debug, Default)]
pub struct Synonyms(Vec<Vec<Vec<String>>>);

/// The most words that one phrase has.
const LONGEST: usize = 3;

impl Synonyms {
    /// Reads a file of synonyms, which a site may be without.
    pub fn parse(source: &Source, path: &SourcePath, problems: &Problems) -> Self {
        let mut groups = Vec::new();
        let Some(text) = source.text(path) else { return Self(groups) };
        let context = Context { path, offset: 0, problems };
        let Some(table) = fields::parse(text, context) else { return Self(groups) };
        let all = Fields::of(&table, context);
        for item in all.items("same", "same = [[\"mfa\", \"second factor\"]]") {
            let place = context.in_file(item.span());
            let phrases = fields::items("same", item, context).collect::<Vec<_>>();
            let mut group: Vec<Vec<String>> = Vec::new();
            for phrase in &phrases {
                let Some(written) = fields::text("same", phrase, context) else { continue };
                let phrase = words(&written.value);
                if phrase.is_empty() || phrase.len() > LONGEST || group.contains(&phrase) {
                    let fault = Fault::BadSynonym { phrase: written.value };
                    problems.report(path, Some(written.place), fault);
                } else {
                    group.push(phrase);
                }
            }
            if group.len() < 2 && group.len() == phrases.len() {
                problems.report(path, Some(place), Fault::OneSynonym);
            } else {
                groups.push(group);
            }
        }
        all.finish();
        Self(groups)
    }

    /// For each word of a query, other words for the phrase that begins there.
    pub(super) fn others(&self, query: &[String]) -> Vec<Vec<String>> {
        let mut others = vec![Vec::new(); query.len()];
        for group in &self.0 {
            for phrase in group {
                let starts = (0..query.len()).filter(|&at| query[at..].starts_with(phrase));
                for at in starts {
                    let rest = group.iter().filter(|other| *other != phrase).flatten();
                    others[at].extend(rest.filter(|word| !phrase.contains(word)).cloned());
                }
            }
        }
        others
    }

    /// All groups as text: a line each, phrases with `|` between them.
    pub(super) fn written(&self) -> String {
        let group = |group: &Vec<Vec<String>>| {
            group.iter().map(|phrase| phrase.join(" ")).collect::<Vec<_>>().join("|")
        };
        self.0.iter().map(group).collect::<Vec<_>>().join("\n")
    }
}
