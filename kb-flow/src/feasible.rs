//! Which cases can come to which step: a fact asked twice has one value, so not every way through
//! the edges is a way through the flow.
//!
//! Goes over the steps once, in an order in which each comes after all that lead to it. What was
//! answered before matters at a step only if the same fact is asked again further on (or, for the
//! platform and for red flags, at the fixes), so ways that differ in nothing else are followed as
//! one. The cost grows with the steps, not with the paths, unless many facts are asked again far
//! apart.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::flow::{FlowDraft, Probe};
use crate::name::{FactId, ValueId};

/// What was answered on the way to a place and still matters there: fact and value, by position.
type Known = Vec<(usize, usize)>;

/// What tells one kind of case at a place from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    /// What was answered and still matters.
    pub(crate) known: Known,
    /// The facts with red flags that were not asked yet; none once a red flag was raised.
    pub(crate) due: Vec<usize>,
}

/// One kind of case that can come to a place.
#[derive(Clone, Debug)]
pub(crate) struct Arriving {
    /// Its kind.
    pub(crate) kind: Kind,
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
    /// By step: the position of the fact it needs.
    needs: Vec<usize>,
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
    /// How many more shortest cases are worth telling.
    traces_left: Cell<usize>,
}

/// The most shortest cases that are told of one flow.
const MOST_TRACES: usize = 200;

/// Kinds of cases are followed up to this many, or this many for each exit where there are more
/// exits; a flow of people's questions has a few hundred.
const MOST_FOLLOWED: usize = 200_000;
const MOST_FOLLOWED_PER_EXIT: usize = 64;

/// Where an exit leads, by position.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    Step(usize),
    Outcome(usize),
}

/// For each place, where among its arriving cases a kind stands.
#[derive(Default)]
struct Kinds {
    steps: Vec<BTreeMap<Kind, usize>>,
    outcomes: Vec<BTreeMap<Kind, usize>>,
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
        let positions: Vec<BTreeMap<&ValueId, usize>> = draft
            .facts
            .iter()
            .map(|fact| fact.values.iter().enumerate().map(|(at, value)| (&value.id, at)).collect())
            .collect();
        let mut survey = Self {
            draft,
            needs,
            steps: vec![Vec::new(); draft.steps.len()],
            outcomes: vec![Vec::new(); draft.outcomes.len()],
            values: vec![BTreeSet::new(); draft.steps.len()],
            taken: vec![BTreeSet::new(); draft.steps.len()],
            platform,
            traces_left: Cell::new(MOST_TRACES),
        };
        let &start = order.last()?;
        let flags =
            |(_, fact): &(usize, &crate::flow::Fact)| fact.values.iter().any(|v| v.red_flag);
        let due = draft.facts.iter().enumerate().filter(flags).map(|(position, _)| position);
        let kind = Kind { known: Vec::new(), due: due.collect() };
        survey.steps[start].push(Arriving { kind, fewest: (0, None), most: (0, None) });
        let mut kinds = Kinds {
            steps: vec![BTreeMap::new(); draft.steps.len()],
            outcomes: vec![BTreeMap::new(); draft.outcomes.len()],
        };
        let exits: usize = draft.steps.iter().map(|step| step.exits.len()).sum();
        let most_followed = MOST_FOLLOWED.max(exits.saturating_mul(MOST_FOLLOWED_PER_EXIT));
        let mut followed = 0;
        for &here in order.iter().rev() {
            let fact = survey.needs[here];
            // `unknown` is one more value, after those that are listed.
            let unknown = draft.facts[fact].values.len();
            // The first exit of a value counts, as in a walk.
            let mut exit_of = vec![None; unknown + 1];
            for (position, exit) in draft.steps[here].exits.iter().enumerate().rev() {
                let value = positions[fact].get(&exit.value).copied();
                let value = value.or_else(|| exit.value.is_unknown().then_some(unknown));
                if let Some(value) = value {
                    exit_of[value] = Some((position, place(&exit.to)));
                }
            }
            for kind in 0..survey.steps[here].len() {
                let arriving = survey.steps[here][kind].clone();
                let known = arriving.kind.known.iter().find(|(known, _)| *known == fact);
                let (possible, answers) = match known {
                    Some(&(_, value)) => (value..value + 1, 0),
                    None => (0..unknown + 1, 1),
                };
                for value in possible {
                    followed += 1;
                    if followed > most_followed {
                        return None;
                    }
                    survey.values[here].insert(value);
                    let Some((exit, there)) = exit_of[value] else { continue };
                    survey.taken[here].insert(exit);
                    let Some(there) = there else { continue };
                    let matters = |fact: usize| match there {
                        Place::Step(step) => ahead[step].contains(&fact),
                        Place::Outcome(_) => Some(fact) == platform,
                    };
                    let mut carried = arriving.kind.known.clone();
                    if known.is_none() {
                        carried.push((fact, value));
                        carried.sort_unstable();
                    }
                    carried.retain(|(fact, _)| matters(*fact));
                    let mut due = arriving.kind.due.clone();
                    if draft.facts[fact].values.get(value).is_some_and(|value| value.red_flag) {
                        due.clear();
                    }
                    due.retain(|flag| *flag != fact);
                    if let Place::Outcome(outcome) = there
                        && draft.outcomes[outcome].fixes.is_empty()
                    {
                        due.clear();
                    }
                    let origin = Some((here, kind, value));
                    survey.arrive(
                        &mut kinds,
                        there,
                        Arriving {
                            kind: Kind { known: carried, due },
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
    fn arrive(&mut self, kinds: &mut Kinds, there: Place, new: Arriving) {
        let (list, kinds) = match there {
            Place::Step(step) => (&mut self.steps[step], &mut kinds.steps[step]),
            Place::Outcome(outcome) => (&mut self.outcomes[outcome], &mut kinds.outcomes[outcome]),
        };
        match kinds.get(&new.kind) {
            None => {
                kinds.insert(new.kind.clone(), list.len());
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

    /// The answers of a shortest case that comes to a step as this kind. Nothing once that was
    /// asked for often: nobody reads a thousand paths, and each can be as long as the flow.
    pub(crate) fn shortest(&self, arriving: &Arriving) -> Vec<(FactId, ValueId)> {
        let Some(left) = self.traces_left.get().checked_sub(1) else { return Vec::new() };
        self.traces_left.set(left);
        self.trace(arriving, |arriving| arriving.fewest.1)
    }

    /// The answers of a longest case over all outcomes, if there are more than `limit`.
    pub(crate) fn longer_than(&self, limit: usize) -> Option<Vec<(FactId, ValueId)>> {
        let all = self.outcomes.iter().flatten();
        let longest = all.max_by_key(|arriving| arriving.most.0);
        let longest = longest.filter(|longest| longest.most.0 > limit)?;
        Some(self.trace(longest, |arriving| arriving.most.1))
    }

    /// The answers on the way to a place, first to last, each fact once.
    fn trace(
        &self,
        end: &Arriving,
        origin: impl Fn(&Arriving) -> Option<Origin>,
    ) -> Vec<(FactId, ValueId)> {
        let mut passed: Vec<(usize, usize)> = Vec::new();
        let mut at = origin(end);
        while let Some((step, kind, value)) = at {
            passed.push((self.needs[step], value));
            at = origin(&self.steps[step][kind]);
        }
        let mut seen = BTreeSet::new();
        let first_times = passed.into_iter().rev().filter(|(fact, _)| seen.insert(*fact));
        first_times
            .map(|(fact, value)| (self.draft.facts[fact].id.clone(), self.value_id(fact, value)))
            .collect()
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
