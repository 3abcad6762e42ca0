//! A flow on one sheet of paper: every question with the shortest form of its answers, and every
//! outcome with what to try first.

use std::collections::{BTreeMap, BTreeSet};

use kb_flow::{Flow, Outcome, Target};

use crate::outline::{Way, steps_down, ways};

/// How many fixes of an outcome there is room for.
const FIXES: usize = 2;

/// A flow on one sheet.
pub struct Summary<'a> {
    /// The questions, in the order that they are asked.
    pub questions: Vec<Question<'a>>,
    /// The outcomes, in the order that they are met.
    pub outcomes: Vec<Ending<'a>>,
}

/// A question and its answers.
pub struct Question<'a> {
    /// The name of the step.
    pub id: &'a str,
    /// The question; where it was asked before, the short name of its fact.
    pub text: &'a str,
    /// Its answers, those that lead the same way in one.
    pub answers: Vec<Answer>,
}

/// Answers that lead the same way.
pub struct Answer {
    /// What a person says, in the shortest form.
    pub text: String,
    /// Where it leads: `3` is a question, `C` the third outcome.
    pub to: String,
}

/// An outcome and what to try first.
pub struct Ending<'a> {
    /// What the answers call it.
    pub mark: String,
    /// The outcome.
    pub outcome: &'a Outcome,
    /// The titles of its first fixes.
    pub fixes: Vec<&'a str>,
    /// How many more there are.
    pub more: usize,
}

/// Puts a flow on one sheet.
pub fn of(flow: &Flow) -> Summary<'_> {
    let steps = steps_down(flow);
    let numbers: BTreeMap<&str, usize> =
        steps.iter().enumerate().map(|(at, step)| (step.id.as_str(), at + 1)).collect();
    let mut marks: BTreeMap<&str, String> = BTreeMap::new();
    let mut outcomes = Vec::new();
    let mut questions = Vec::new();
    let mut asked = BTreeSet::new();
    for step in steps {
        let fact = flow.fact_of(step);
        let all: Vec<&str> = fact.choices().map(|(_, text)| text).collect();
        let mut answers = Vec::new();
        for way in ways(flow, step) {
            let to = match way.target {
                Target::Step(next) => numbers[next.id.as_str()].to_string(),
                Target::Outcome(outcome) => {
                    let mark = marks.entry(outcome.id.as_str()).or_insert_with(|| {
                        let mark = mark(outcomes.len());
                        outcomes.push(ending(flow, outcome, mark.clone()));
                        mark
                    });
                    mark.clone()
                }
            };
            answers.push(Answer { text: short(&way, &all), to });
        }
        let is_asked_first = asked.insert(fact.id.as_str());
        let text = if is_asked_first { &fact.question } else { &fact.name };
        questions.push(Question { id: step.id.as_str(), text, answers });
    }
    Summary { questions, outcomes }
}

fn ending<'a>(flow: &'a Flow, outcome: &'a Outcome, mark: String) -> Ending<'a> {
    let mut fixes: Vec<&str> = flow.fixes_of(outcome).map(|fix| fix.title.as_str()).collect();
    let more = fixes.len().saturating_sub(FIXES);
    fixes.truncate(FIXES);
    Ending { mark, outcome, fixes, more }
}

/// `A` to `Z`, then `AA`, as in a spreadsheet.
fn mark(mut position: usize) -> String {
    let mut mark = String::new();
    loop {
        let letter = u8::try_from(position % 26).expect("bug: a remainder is small");
        mark.insert(0, char::from(b'A' + letter));
        if position < 26 {
            return mark;
        }
        position = position / 26 - 1;
    }
}

/// The answers that lead one way, each in its shortest form.
fn short(way: &Way<'_>, all: &[&str]) -> String {
    let short: Vec<&str> = way.answers.iter().map(|answer| shortest(answer, all)).collect();
    short.join(" / ")
}

/// The beginning of an answer, where that tells it from every other one.
fn shortest<'a>(answer: &'a str, all: &[&str]) -> &'a str {
    let begin = |text: &'a str| text.split(['.', ',', ':', ';', '(']).next().unwrap_or(text).trim();
    let short = begin(answer);
    let others = all.iter().filter(|other| **other != answer);
    let is_alone = others
        .map(|other| other.to_lowercase())
        .all(|other| !other.starts_with(&short.to_lowercase()));
    if is_alone && !short.is_empty() { short } else { answer.trim_end_matches('.') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_cut_only_where_it_stays_clear() {
        let all =
            ["Yes, several people", "No, only me", "No. Nobody", "Yes", "teams.example (old)"];
        assert_eq!(shortest(all[0], &all), "Yes, several people");
        assert_eq!(shortest(all[1], &all), "No, only me");
        assert_eq!(shortest("Mac, or another", &all), "Mac");
        assert_eq!(shortest("…", &all), "…");
        assert_eq!(shortest("I am told to, and then (later) not", &all), "I am told to");
    }

    #[test]
    fn outcomes_are_lettered_like_columns() {
        let marks = [0, 25, 26, 51, 52, 701, 702].map(mark);
        assert_eq!(marks, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
