//! Checks the code of every page: that it is sound, and that its author says of every block of
//! commands what it does and costs. And every text of the content: that it holds no secrets.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use crate::edition::Edition;
use crate::guide::{Command, Guide};
use crate::markdown::{Block, Body};
use crate::memory::Memory;
use crate::problem::{Fault, Problems, nearest};
use crate::snippet::danger::{Elevation, dangers};
use crate::snippet::secret::{escaped, secrets};
use crate::snippet::{Language, odd_letters};
use crate::source::{Source, SourcePath};

/// Checks every page of an edition; of a translation, what it has of its own.
pub fn check(edition: &Edition, memory: &Memory, problems: &Problems) {
    edition.guides.par_iter().for_each(|(_, guide)| {
        memory.commands.report(guide.mark, problems, |problems| guide_alone(guide, problems));
    });
    for code in &edition.codes {
        blocks(&code.path, &code.body, &BTreeMap::new(), problems);
    }
}

fn guide_alone(guide: &Guide, problems: &Problems) {
    blocks(&guide.path, &guide.body, &guide.commands, problems);
    for command in guide.commands.values() {
        within_contract(guide, command, problems);
    }
    // An explanation may name what it warns of; a step is done.
    if guide.contract.is_some() {
        in_sentences(&guide.path, &guide.body, problems);
    }
}

/// Reports what no text of the content may hold. The settings name the tenant they are for.
pub fn check_secrets(source: &Source, memory: &Memory, problems: &Problems) {
    let texts: Vec<_> = source.marked_texts().collect();
    texts.into_par_iter().for_each(|(path, text, mark)| {
        memory.secrets.report(mark, problems, |problems| {
            let is_settings = path.as_str() == "site.toml";
            for (place, secret) in secrets(text).into_iter().chain(escaped(text)) {
                if is_settings && !secret.lets_in() {
                    continue;
                }
                problems.report(path, Some(place), Fault::Secret { secret });
            }
        });
    });
}

fn blocks(
    path: &SourcePath,
    body: &Body,
    commands: &BTreeMap<String, Command>,
    problems: &Problems,
) {
    let mut used = BTreeSet::new();
    for block in &body.blocks {
        let report = |fault| problems.report(path, Some(block.place.clone()), fault);
        let Some(language) = Language::from_word(&block.language) else {
            report(Fault::NoCodeLanguage { found: block.language.clone() });
            continue;
        };
        for finding in &block.snippet.findings {
            let fault = Fault::Snippet { flaw: finding.flaw.clone() };
            problems.report(path, Some(block.place_of(&finding.place)), fault);
        }
        if !language.is_commands() {
            uncovered(path, block, problems);
            continue;
        }
        let Some(name) = &block.name else {
            report(Fault::CommandUnnamed);
            continue;
        };
        let Some(command) = commands.get(name) else {
            let near = nearest(name, commands.keys().map(String::as_str));
            report(Fault::NoSuchCommand { name: name.clone(), near });
            continue;
        };
        used.insert(name.as_str());
        covered(path, block, command, problems);
    }
    for (code, place) in &body.spans {
        for finding in odd_letters(code) {
            let fault = Fault::Snippet { flaw: finding.flaw };
            problems.report(path, Some(place.clone()), fault);
        }
    }
    for (name, command) in commands.iter().filter(|(name, _)| !used.contains(name.as_str())) {
        let fault = Fault::CommandUnused { name: name.clone() };
        problems.report(path, Some(command.place.clone()), fault);
    }
}

/// How authors say that a block deletes nothing.
const NOTHING: [&str; 8] =
    ["nothing", "nothing at all", "none", "no", "n/a", "nichts", "gar nichts", "keine"];

/// Reports commands that can do more than the author says of their block.
fn covered(path: &SourcePath, block: &Block, command: &Command, problems: &Problems) {
    let deletes = command.deletes.trim().trim_end_matches('.').to_lowercase();
    let says_nothing = NOTHING.contains(&deletes.as_str())
        || !deletes.contains(|letter: char| letter.is_alphanumeric());
    for (place, danger) in &block.snippet.dangers {
        let mut lacks = Vec::new();
        if danger.harm > command.harm {
            lacks.push(format!("harm = {}", danger.harm));
        }
        if danger.deletes && says_nothing {
            lacks.push("deletes".to_owned());
        }
        if danger.elevation == Elevation::Needed && !command.elevation {
            lacks.push("elevation = true".to_owned());
        }
        if lacks.is_empty() {
            continue;
        }
        let fault = Fault::NotCovered { what: danger.what, lacks };
        problems.report(path, Some(block.place_of(place)), fault);
    }
}

/// Reports commands that can harm in a block that is said to hold none.
fn uncovered(path: &SourcePath, block: &Block, problems: &Problems) {
    for (place, danger) in &block.snippet.dangers {
        let fault = Fault::CommandInText { what: danger.what };
        problems.report(path, Some(block.place_of(place)), fault);
    }
}

/// Reports commands that can harm in the sentences of a fix.
fn in_sentences(path: &SourcePath, body: &Body, problems: &Problems) {
    for (code, place) in &body.spans {
        if let Some((_, danger)) = dangers(Language::Text, code).into_iter().next() {
            problems.report(path, Some(place.clone()), Fault::CommandInText { what: danger.what });
        }
    }
}

/// Reports a block that can do more harm than its guide admits.
fn within_contract(guide: &Guide, command: &Command, problems: &Problems) {
    let Some(contract) = &guide.contract else { return };
    if command.harm > contract.fix.harm {
        let fault = Fault::BlockTooHarmful { block: command.harm, guide: contract.fix.harm };
        problems.report(&guide.path, Some(command.place.clone()), fault);
    }
}
