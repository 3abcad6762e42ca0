//! A flow from above: its steps from the start down, and the ways out of each.
//!
//! The diagram and the summary are drawn from this.

use std::collections::BTreeSet;

use kb_flow::{Flow, Step, Target, ValueId};

/// One way out of a step, for all the answers that take it.
pub struct Way<'a> {
    /// The values that lead this way, in the order they are offered.
    pub values: Vec<ValueId>,
    /// What a person says for each of them.
    pub answers: Vec<&'a str>,
    /// Where it leads.
    pub target: Target<'a>,
}

impl Way<'_> {
    /// The name of the step or outcome it leads to.
    pub fn to(&self) -> &str {
        match self.target {
            Target::Step(step) => step.id.as_str(),
            Target::Outcome(outcome) => outcome.id.as_str(),
        }
    }
}

/// The steps so that every way leads down: the start first, and each step near those that lead to
/// it.
pub fn steps_down(flow: &Flow) -> Vec<&Step> {
    let mut order = Vec::new();
    finish(flow, flow.start(), &mut BTreeSet::new(), &mut order);
    order.reverse();
    order
}

/// Adds a step after all that come below it. A proved flow has no loop, and no path longer than its
/// most answers.
fn finish<'a>(
    flow: &'a Flow,
    step: &'a Step,
    seen: &mut BTreeSet<&'a str>,
    order: &mut Vec<&'a Step>,
) {
    if !seen.insert(step.id.as_str()) {
        return;
    }
    // The last way first: turned round, the first one is nearest.
    for way in ways(flow, step).iter().rev() {
        if let Target::Step(next) = way.target {
            finish(flow, next, seen, order);
        }
    }
    order.push(step);
}

/// The ways out of a step. Where the fact was asked before, only values that can come here have one.
pub fn ways<'a>(flow: &'a Flow, step: &'a Step) -> Vec<Way<'a>> {
    let mut ways: Vec<Way<'a>> = Vec::new();
    let has_exit = |value: &ValueId| step.exits.iter().any(|exit| exit.value == *value);
    for (value, answer) in flow.fact_of(step).choices().filter(|(value, _)| has_exit(value)) {
        let target = flow.target(step, &value);
        let new = Way { values: vec![value], answers: vec![answer], target };
        match ways.iter_mut().find(|known| is_same(&known.target, &new.target)) {
            Some(known) => {
                known.values.extend(new.values);
                known.answers.extend(new.answers);
            }
            None => ways.push(new),
        }
    }
    ways
}

fn is_same(one: &Target<'_>, other: &Target<'_>) -> bool {
    match (one, other) {
        (Target::Step(one), Target::Step(other)) => one.id == other.id,
        (Target::Outcome(one), Target::Outcome(other)) => one.id == other.id,
        (Target::Step(_), Target::Outcome(_)) | (Target::Outcome(_), Target::Step(_)) => false,
    }
}
