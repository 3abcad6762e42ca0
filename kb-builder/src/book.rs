//! The all-paths book of a flow: every path as lines that an expert can read and sign, and what
//! became of the paths of an older book.
//!
//! Paths that differ only in answers with the same way on stand as one. The book is Markdown; the
//! headings name facts, values and outcomes by their ids, so that a book can be read back.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use kb_flow::{Ending, Family, Flow, Team, families};

/// More families of paths than this nobody reads.
const MOST_FAMILIES: usize = 20_000;

/// The flow has more paths than a book can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyPaths;

/// Writes the book of a flow.
pub fn write(flow: &Flow) -> Result<String, TooManyPaths> {
    let families = families(flow, MOST_FAMILIES).ok_or(TooManyPaths)?;
    let mut book = String::new();
    let mut line = |text: &str| {
        book += text.trim_end();
        book.push('\n');
    };
    let paths: usize = families.iter().map(Family::paths).sum();
    line(&format!("# All paths: {}", flow.draft().title));
    line("");
    line(&format!(
        "Flow `{}`, version {}, content `{}`.",
        flow.id(),
        flow.version(),
        flow.digest()
    ));
    line(&format!(
        "{paths} paths in {} groups to {} outcomes; {} answers at most.",
        families.len(),
        flow.outcomes().len(),
        families.iter().map(|family| family.answers.len()).max().unwrap_or_default(),
    ));
    line(
        "Answers with the same way on stand together. Written by `kb-builder paths`; do not edit.",
    );
    line("");
    line("Read and agreed by: ______________________   on: ____________");
    line("");
    line("## Questions");
    for fact in flow.facts() {
        line("");
        line(&format!("### `{}` {}", fact.id, fact.name));
        line("");
        // Quoted, so that no text of an author can be taken for a part of the book.
        line(&format!("> {}", fact.question));
        line(&format!("> Why we ask: {}", fact.why));
        if let Some(probe) = fact.probe {
            line(&format!("The page can find out by itself: {probe}."));
        }
        if fact.read.is_some() {
            line("Can be read in a pasted message.");
        }
        line("");
        for (value, text) in fact.choices() {
            let listed = fact.values.iter().find(|known| known.id == value);
            line(&format!("- `{value}` {text}"));
            if listed.is_some_and(|known| known.red_flag) {
                line("  - red flag");
            }
            let numbers = listed.map(|known| &known.numbers).into_iter().flatten();
            let numbers = numbers.map(ToString::to_string).collect::<Vec<_>>();
            if !numbers.is_empty() {
                line(&format!("  - AADSTS {}", numbers.join(", ")));
            }
            let codes = listed.map(|known| known.codes.join(", ")).unwrap_or_default();
            if !codes.is_empty() {
                line(&format!("  - {codes}"));
            }
            if listed.is_some_and(|known| known.any_code) {
                line("  - any other AADSTS number");
            }
        }
    }
    line("");
    line("## Outcomes");
    for outcome in flow.outcomes() {
        line("");
        line(&format!("### `{}` {}", outcome.id, outcome.title));
        line("");
        line(&format!("> {}", outcome.text));
        line("");
        for (number, fix) in flow.fixes_of(outcome).enumerate() {
            let number = number + 1;
            let minutes = fix.minutes;
            line(&format!(
                "{number}. {} (`{}`, harm {}, about {minutes} min)",
                fix.title, fix.id, fix.harm
            ));
        }
        line(&format!("{}. {}", outcome.fixes.len() + 1, ending(outcome.ends)));
        for family in families.iter().filter(|family| family.outcome.id == outcome.id) {
            line("");
            line(&format!("#### {}", name(family)));
            line("");
            for (step, values) in &family.answers {
                let fact = flow.fact_of(step);
                let texts: Vec<&str> =
                    values.iter().filter_map(|value| fact.text_of(value)).collect();
                line(&format!("- {}: {}", fact.name, texts.join(" · or · ")));
            }
        }
    }
    Ok(book)
}

/// A family by the ids of its answers: `where=teams|unknown prompt=mine`.
fn name(family: &Family<'_>) -> String {
    let answers = family.answers.iter().map(|(step, values)| {
        let values: Vec<&str> = values.iter().map(kb_flow::ValueId::as_str).collect();
        format!("{}={}", step.needs, values.join("|"))
    });
    format!("`{}`", answers.collect::<Vec<_>>().join(" "))
}

fn ending(ends: Ending) -> String {
    let who = |team| match team {
        Team::Helpdesk => "the helpdesk",
        Team::Security => "the security team",
        Team::Network => "the network team",
    };
    match ends {
        Ending::HandOver(team) => format!("Hand over to {}.", who(team)),
        Ending::Report(team) => format!("In any case, report to {}.", who(team)),
        Ending::Wait => "Wait.".to_owned(),
    }
}

/// For each fact that is asked for, in the order of asking, the values that lead this way.
type Answers = Vec<(String, BTreeSet<String>)>;

/// What a book says: all that is needed to compare it with another.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// The flow's id.
    pub flow: String,
    /// Every fact's values.
    facts: BTreeMap<String, BTreeSet<String>>,
    /// What every value means besides its words: its numbers, whether it is a red flag.
    meanings: BTreeMap<(String, String), Vec<String>>,
    /// Every outcome's title.
    outcomes: BTreeMap<String, String>,
    /// What every outcome advises: its fixes, then how it ends.
    advice: BTreeMap<String, Vec<String>>,
    /// Every group of paths: for each fact the values, in the order of asking; and the outcome.
    groups: Vec<(Answers, String)>,
}

/// A line of a book that is none.
#[derive(Debug, PartialEq, Eq)]
pub struct NotABook {
    /// From 1.
    pub line: usize,
}

impl Book {
    /// Reads a book back.
    pub fn parse(text: &str) -> Result<Self, NotABook> {
        let mut book = Self::default();
        let (mut fact, mut value_of_fact) = (String::new(), String::new());
        let (mut outcome, mut in_outcomes) = (None, false);
        for (number, line) in text.lines().enumerate() {
            let wrong = NotABook { line: number + 1 };
            let quoted = |rest: &str| {
                let (id, title) = rest.strip_prefix('`')?.split_once('`')?;
                Some((id.to_owned(), title.trim().to_owned()))
            };
            if line.starts_with("> ") {
                // An author's words.
            } else if let Some(rest) = line.strip_prefix("Flow ").filter(|_| book.flow.is_empty()) {
                book.flow = quoted(rest).ok_or(wrong)?.0;
            } else if line == "## Outcomes" {
                in_outcomes = true;
            } else if let Some(rest) = line.strip_prefix("#### ") {
                let (answers, _) = quoted(rest).ok_or(NotABook { line: number + 1 })?;
                let answers = answers.split_whitespace().map(|answer| {
                    let (fact, values) = answer.split_once('=')?;
                    Some((fact.to_owned(), values.split('|').map(str::to_owned).collect()))
                });
                let answers = answers.collect::<Option<Vec<_>>>().ok_or(wrong)?;
                let outcome = outcome.clone().ok_or(NotABook { line: number + 1 })?;
                book.groups.push((answers, outcome));
            } else if let Some(rest) = line.strip_prefix("### ") {
                let (id, title) = quoted(rest).ok_or(wrong)?;
                if in_outcomes {
                    book.outcomes.insert(id.clone(), title);
                    outcome = Some(id);
                } else {
                    fact = id;
                }
            } else if let Some((number, advice)) = line.split_once(". ")
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && let Some(outcome) = &outcome
            {
                book.advice.entry(outcome.clone()).or_default().push(advice.to_owned());
            } else if let Some((value, _)) =
                line.strip_prefix("- ").filter(|_| !in_outcomes).and_then(quoted)
            {
                book.facts.entry(fact.clone()).or_default().insert(value.clone());
                value_of_fact = value;
            } else if let Some(meaning) = line.strip_prefix("  - ").filter(|_| !in_outcomes) {
                let value = (fact.clone(), value_of_fact.clone());
                book.meanings.entry(value).or_default().push(meaning.to_owned());
            }
        }
        let whole = !book.flow.is_empty() && !book.groups.is_empty();
        if whole { Ok(book) } else { Err(NotABook { line: 1 }) }
    }

    /// Says in words which paths end elsewhere in `new`, are new, or are gone. Empty if none.
    pub fn compare(&self, new: &Self) -> String {
        let mut elsewhere: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        let (mut more, mut fewer) = (BTreeSet::new(), BTreeSet::new());
        let mut reordered = BTreeSet::new();
        for (old_answers, old_end) in &self.groups {
            for (new_answers, new_end) in &new.groups {
                let Some(both) = meet(old_answers, new_answers) else { continue };
                if old_end != new_end {
                    elsewhere.entry((old_end, new_end)).or_default().push(shown(&both));
                }
                let shared = |answers: &[(String, BTreeSet<String>)], other: &Answers| {
                    let facts = answers.iter().map(|(fact, _)| fact.clone());
                    let both = |fact: &String| other.iter().any(|(asked, _)| asked == fact);
                    facts.filter(both).collect::<Vec<_>>()
                };
                let (was, is) =
                    (shared(old_answers, new_answers), shared(new_answers, old_answers));
                if was != is {
                    reordered.insert(format!("{}, which was {}", is.join(" "), was.join(" ")));
                }
                let asks = |answers: &[(String, BTreeSet<String>)], fact: &str| {
                    answers.iter().any(|(asked, _)| asked == fact)
                };
                for (fact, _) in &both {
                    if !asks(old_answers, fact) {
                        more.insert(fact.as_str().to_owned());
                    } else if !asks(new_answers, fact) {
                        fewer.insert(fact.as_str().to_owned());
                    }
                }
            }
        }
        let gone = self.only_here(new);
        let added = new.only_here(self);
        let mut text = String::new();
        let mut section = |title: &str, lines: &[String]| {
            if !lines.is_empty() {
                if !text.is_empty() {
                    text.push('\n');
                }
                writeln!(text, "{title}").expect("bug: a text can always grow");
                for line in lines {
                    writeln!(text, "  {line}").expect("bug: a text can always grow");
                }
            }
        };
        for ((old_end, new_end), cases) in &elsewhere {
            let (old_title, new_title) = (self.title(old_end), new.title(new_end));
            section(&format!("These ended at {old_title}, and end at {new_title} now:"), cases);
        }
        let mut meanings = Vec::new();
        for (fact, values) in &self.facts {
            for value in values
                .iter()
                .filter(|value| new.facts.get(fact).is_some_and(|new| new.contains(*value)))
            {
                let key = (fact.clone(), value.clone());
                let (was, is) = (self.meanings.get(&key), new.meanings.get(&key));
                if was != is {
                    let told = |meaning: Option<&Vec<String>>| {
                        meaning.map_or_else(|| "nothing more".to_owned(), |all| all.join("; "))
                    };
                    meanings.push(format!("{fact}={value} was: {}", told(was)));
                    meanings.push(format!("{fact}={value} is:  {}", told(is)));
                }
            }
        }
        section("These answers mean something else now, in a message or to the proofs:", &meanings);
        let mut advice = Vec::new();
        for (outcome, was) in &self.advice {
            let Some(is) = new.advice.get(outcome).filter(|is| *is != was) else { continue };
            advice.push(self.title(outcome));
            advice.push(format!("  was: {}", was.join(" · ")));
            advice.push(format!("  is:  {}", is.join(" · ")));
        }
        section("These outcomes advise something else now:", &advice);
        section("These paths are new:", &added);
        section("These paths are gone:", &gone);
        let named = |facts: &BTreeSet<String>| facts.iter().cloned().collect::<Vec<_>>();
        section("On some paths these are asked for now, and were not:", &named(&more));
        section("On some paths these are not asked for any more:", &named(&fewer));
        section("On some paths the order is now:", &named(&reordered));
        text
    }

    fn title(&self, outcome: &str) -> String {
        let title = self.outcomes.get(outcome).map_or("", String::as_str);
        format!("`{outcome}` ({title})")
    }

    /// The groups with an answer that the other book's flow does not have.
    fn only_here(&self, other: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        for (answers, end) in &self.groups {
            let own: Answers = answers
                .iter()
                .map(|(fact, values)| {
                    let there = other.facts.get(fact);
                    // A fact that is gone altogether is not asked for any more: no path goes with it.
                    let missing = values
                        .iter()
                        .filter(|value| there.is_some_and(|there| !there.contains(*value)));
                    (fact.clone(), missing.cloned().collect())
                })
                .collect();
            for (at, (fact, missing)) in own.iter().enumerate() {
                if !missing.is_empty() {
                    let mut path = answers.clone();
                    path[at] = (fact.clone(), missing.clone());
                    lines.push(format!("{} to {}", shown(&path), self.title(end)));
                }
            }
        }
        lines
    }
}

/// The answers that belong to both of two groups; nothing if they exclude each other.
fn meet(
    one: &[(String, BTreeSet<String>)],
    other: &[(String, BTreeSet<String>)],
) -> Option<Answers> {
    let mut both = Vec::new();
    for (fact, values) in one {
        let same = other.iter().find(|(asked, _)| asked == fact);
        let values = match same {
            Some((_, others)) => values.intersection(others).cloned().collect(),
            None => values.clone(),
        };
        if values.is_empty() {
            return None;
        }
        both.push((fact.clone(), values));
    }
    let rest = other.iter().filter(|(fact, _)| !one.iter().any(|(asked, _)| asked == fact));
    both.extend(rest.cloned());
    Some(both)
}

fn shown(answers: &[(String, BTreeSet<String>)]) -> String {
    let answers = answers.iter().map(|(fact, values)| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        format!("{fact}={}", values.join("|"))
    });
    answers.collect::<Vec<_>>().join(" ")
}
