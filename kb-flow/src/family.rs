//! Every path through a flow, those that differ only in answers with the same way on as one.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::{Flow, Outcome, Step, Target};
use crate::name::{FactId, StepId, ValueId};

/// Paths that pass the same steps to the same outcome.
#[derive(Clone, Debug)]
pub struct Family<'a> {
    /// The steps that ask, first to last, each with the answers that lead this way. A step whose
    /// fact was asked before is left out.
    pub answers: Vec<(&'a Step, Vec<ValueId>)>,
    /// Where they lead.
    pub outcome: &'a Outcome,
}

impl Family<'_> {
    /// How many paths it stands for.
    pub fn paths(&self) -> usize {
        self.answers.iter().map(|(_, values)| values.len()).product()
    }
}

/// Every family of paths, in the author's order; nothing if there are more than `most`.
///
/// Each path is in exactly one of them.
pub fn families(flow: &Flow, most: usize) -> Option<Vec<Family<'_>>> {
    let again = asked_again(flow);
    let mut finished = Vec::new();
    let mut open = vec![(flow.start(), Vec::<(&Step, Vec<ValueId>)>::new())];
    while let Some((step, answers)) = open.pop() {
        let fact = flow.fact_of(step);
        let known = answers.iter().find(|(passed, _)| passed.needs == fact.id);
        let known = known.map(|(_, values)| values.clone());
        let mut ways: Vec<(Target<'_>, Vec<ValueId>)> = Vec::new();
        for value in known.clone().unwrap_or_else(|| fact.choices().map(|(id, _)| id).collect()) {
            let target = flow.target(step, &value);
            // Values of a fact that is asked again further on may part there.
            let parts = again.get(&step.id).is_some_and(|facts| facts.contains(&fact.id));
            let way = ways.iter_mut().find(|(other, _)| !parts && same(*other, target));
            match way {
                Some((_, values)) => values.push(value),
                None => ways.push((target, vec![value])),
            }
        }
        // The last to be opened is the first to be followed.
        for (target, values) in ways.into_iter().rev() {
            let mut answers = answers.clone();
            if known.is_none() {
                answers.push((step, values));
            }
            match target {
                Target::Step(next) => open.push((next, answers)),
                Target::Outcome(outcome) => finished.push(Family { answers, outcome }),
            }
        }
        if finished.len() + open.len() > most {
            return None;
        }
    }
    // Finished out of order where a step leads both on and to an end.
    let positions: BTreeMap<_, _> =
        flow.steps().iter().enumerate().map(|(at, step)| (&step.id, at)).collect();
    let first = |family: &Family<'_>| -> Vec<(usize, usize)> {
        let answer = |(step, values): &(&Step, Vec<ValueId>)| {
            let choices =
                flow.fact_of(step).choices().position(|(id, _)| Some(&id) == values.first());
            (positions[&step.id], choices.unwrap_or_default())
        };
        family.answers.iter().map(answer).collect()
    };
    finished.sort_by_cached_key(first);
    Some(finished)
}

fn same(one: Target<'_>, other: Target<'_>) -> bool {
    match (one, other) {
        (Target::Step(one), Target::Step(other)) => one.id == other.id,
        (Target::Outcome(one), Target::Outcome(other)) => one.id == other.id,
        (Target::Step(_), Target::Outcome(_)) | (Target::Outcome(_), Target::Step(_)) => false,
    }
}

/// For each step, the facts asked after it, of those that several steps ask for.
fn asked_again(flow: &Flow) -> BTreeMap<&StepId, BTreeSet<&FactId>> {
    let mut asked: BTreeMap<&FactId, usize> = BTreeMap::new();
    for step in flow.steps() {
        *asked.entry(&step.needs).or_default() += 1;
    }
    let mut after: BTreeMap<&StepId, BTreeSet<&FactId>> = BTreeMap::new();
    let mut open = vec![(flow.start(), false)];
    while let Some((step, is_done)) = open.pop() {
        let next = || {
            step.exits.iter().filter_map(|exit| match flow.target(step, &exit.value) {
                Target::Step(next) => Some(next),
                Target::Outcome(_) => None,
            })
        };
        if is_done {
            let mut facts = BTreeSet::new();
            for next in next() {
                facts.extend(after[&next.id].iter().copied());
                facts.extend((asked[&next.needs] > 1).then_some(&next.needs));
            }
            after.insert(&step.id, facts);
        } else if !after.contains_key(&step.id) {
            open.push((step, true));
            open.extend(
                next().filter(|next| !after.contains_key(&next.id)).map(|next| (next, false)),
            );
        }
    }
    after
}
