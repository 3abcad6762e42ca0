//! Which cases can come to which step: a fact asked twice has one value, so not every way through
//! the edges is a way through the flow.
//!
//! Goes over the steps once, in an order in which each comes after all that lead to it. What was
//! answered before matters at a step only if the same fact is asked again further on (or, for the
//! platform, at the fixes), so ways that differ in nothing else are followed as one. The cost grows
//! with the steps, not with the paths, unless many facts are asked again far apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::{FlowDraft, Probe};
use crate::name::{FactId, ValueId};

/// What was answered on the way to a place and still matters there: fact and value, by position.
type Known = Vec<(usize, usize)>;

/// One kind of case that can come to a place.
#[derive(Clone, Debug)]
pub(crate) struct Arriving {
    /// What was answered and still matters.
    pub(crate) known: Known,
    /// The fewest answers with which a case can come here, and the last step before.
    fewest: (usize, Option<Origin>),
    /// The most answers.
    most: (usize, Option<Origin>),
}

/// The last step before a place: the step, which of its arriving cases, and the value taken.
type Origin = (usize, usize, usize);

/// Every kind of case that can come to every step and outcome.
pub(crate) struct Feasible<'a> {
    draft: &'a FlowDraft,
    /// By step: the cases that can come there.
    pub(crate) steps: Vec<Vec<Arriving>>,
    /// By outcome: the same.
    pub(crate) outcomes: Vec<Vec<Arriving>>,
    /// By step: the values that a case can have there.
    pub(crate) values: Vec<BTreeSet<usize>>,
    /// By step: the exits that a case can take.
    pub(crate) taken: Vec<BTreeSet<usize>>,
    /// The position of the fact that a platform probe can find.
    pub(crate) platform: Option<usize>,
}

/// More kinds of cases than this are not followed; a flow of people's questions has a few hundred.
const MOST_ARRIVING: usize = 200_000;

/// Where an exit leads, by position.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    Step(usize),
    Outcome(usize),
}

impl<'a> Feasible<'a> {
    /// Follows every kind of case. `order` holds each reachable step after all that it leads to;
    /// `place` says where an exit leads. Nothing if there are too many kinds.
    pub(crate) fn survey(
        draft: &'a FlowDraft,
        order: &[usize],
        facts: &BTreeMap<&FactId, usize>,
        place: impl Fn(&str) -> Option<Place>,
    ) -> Option<Self> {
        let needs: Vec<usize> = draft.steps.iter().map(|step| facts[&step.needs]).collect();
        let platform = draft.facts.iter().position(|fact| fact.probe == Some(Probe::Platform));
        let ahead = asked_again(draft, order, &needs, platform, &place);
        let mut survey = Self {
            draft,
            steps: vec![Vec::new(); draft.steps.len()],
            outcomes: vec![Vec::new(); draft.outcomes.len()],
            values: vec![BTreeSet::new(); draft.steps.len()],
            taken: vec![BTreeSet::new(); draft.steps.len()],
            platform,
        };
        let &start = order.last()?;
        let nothing = Arriving { known: Vec::new(), fewest: (0, None), most: (0, None) };
        survey.steps[start].push(nothing);
        let mut followed = 0;
        // For each place, where among its arriving cases a kind stands.
        let mut kinds: BTreeMap<(bool, usize, Known), usize> = BTreeMap::new();
        for &here in order.iter().rev() {
            let fact = needs[here];
            // `unknown` is one more value, after those that are listed.
            let values = draft.facts[fact].values.len() + 1;
            for kind in 0..survey.steps[here].len() {
                let arriving = survey.steps[here][kind].clone();
                let known = arriving.known.iter().find(|(known, _)| *known == fact);
                let (possible, answers) = match known {
                    Some(&(_, value)) => (value..value + 1, 0),
                    None => (0..values, 1),
                };
                for value in possible {
                    followed += 1;
                    if followed > MOST_ARRIVING {
                        return None;
                    }
                    survey.values[here].insert(value);
                    let id = survey.value_id(fact, value);
                    let exits = &draft.steps[here].exits;
                    let Some(exit) = exits.iter().position(|exit| exit.value == id) else {
                        continue;
                    };
                    survey.taken[here].insert(exit);
                    let Some(there) = place(&exits[exit].to) else { continue };
                    let matters = |fact: usize| match there {
                        Place::Step(step) => ahead[step].contains(&fact),
                        Place::Outcome(_) => Some(fact) == platform,
                    };
                    let mut carried = arriving.known.clone();
                    if known.is_none() {
                        carried.push((fact, value));
                        carried.sort_unstable();
                    }
                    carried.retain(|(fact, _)| matters(*fact));
                    let origin = Some((here, kind, value));
                    survey.arrive(
                        &mut kinds,
                        there,
                        Arriving {
                            known: carried,
                            fewest: (arriving.fewest.0 + answers, origin),
                            most: (arriving.most.0 + answers, origin),
                        },
                    );
                }
            }
        }
        Some(survey)
    }

    /// Takes note of a kind of case at a place.
    fn arrive(
        &mut self,
        kinds: &mut BTreeMap<(bool, usize, Known), usize>,
        there: Place,
        new: Arriving,
    ) {
        let (is_outcome, position) = match there {
            Place::Step(step) => (false, step),
            Place::Outcome(outcome) => (true, outcome),
        };
        let list = if is_outcome { &mut self.outcomes } else { &mut self.steps };
        let list = &mut list[position];
        match kinds.get(&(is_outcome, position, new.known.clone())) {
            None => {
                kinds.insert((is_outcome, position, new.known.clone()), list.len());
                list.push(new);
            }
            Some(&known) => {
                let known = &mut list[known];
                if new.fewest.0 < known.fewest.0 {
                    known.fewest = new.fewest;
                }
                if new.most.0 > known.most.0 {
                    known.most = new.most;
                }
            }
        }
    }

    /// The id of a value by its position; the one after the last is `unknown`.
    pub(crate) fn value_id(&self, fact: usize, value: usize) -> ValueId {
        let listed = self.draft.facts[fact].values.get(value);
        listed.map_or_else(ValueId::unknown, |listed| listed.id.clone())
    }

    /// The answers of a shortest case that comes to a step as this kind.
    pub(crate) fn shortest(&self, arriving: &Arriving) -> Vec<(FactId, ValueId)> {
        self.trace(arriving, |arriving| arriving.fewest.1)
    }

    /// The answers of a longest case over all outcomes.
    pub(crate) fn longest(&self) -> Vec<(FactId, ValueId)> {
        let all = self.outcomes.iter().flatten();
        let longest = all.max_by_key(|arriving| arriving.most.0);
        longest.map_or_else(Vec::new, |longest| self.trace(longest, |arriving| arriving.most.1))
    }

    /// The answers on the way to a place, first to last, each fact once.
    fn trace(
        &self,
        end: &Arriving,
        origin: impl Fn(&Arriving) -> Option<Origin>,
    ) -> Vec<(FactId, ValueId)> {
        let mut answers: Vec<(FactId, ValueId)> = Vec::new();
        let mut at = origin(end);
        while let Some((step, kind, value)) = at {
            let needs = &self.draft.steps[step].needs;
            let fact = self.draft.facts.iter().position(|fact| fact.id == *needs);
            let value = fact.map_or_else(ValueId::unknown, |fact| self.value_id(fact, value));
            answers.retain(|(fact, _)| fact != needs);
            answers.push((needs.clone(), value));
            at = origin(&self.steps[step][kind]);
        }
        answers.reverse();
        answers
    }
}

/// For each step, the facts asked more than once in the flow that are asked at it or after it.
fn asked_again(
    draft: &FlowDraft,
    order: &[usize],
    needs: &[usize],
    platform: Option<usize>,
    place: &impl Fn(&str) -> Option<Place>,
) -> Vec<BTreeSet<usize>> {
    let mut asked = vec![0_usize; draft.facts.len()];
    for &step in order {
        asked[needs[step]] += 1;
    }
    let mut ahead = vec![BTreeSet::new(); draft.steps.len()];
    for &here in order {
        let mut facts: BTreeSet<usize> = platform.into_iter().collect();
        if asked[needs[here]] > 1 {
            facts.insert(needs[here]);
        }
        for exit in &draft.steps[here].exits {
            if let Some(Place::Step(next)) = place(&exit.to) {
                facts.extend(&ahead[next]);
            }
        }
        ahead[here] = facts;
    }
    ahead
}
