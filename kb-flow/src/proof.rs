//! Proves that a flow is whole, or says everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::feasible::{Feasible, Place};
use crate::flow::{Fix, FlowDraft, Platform, Probe, Who};
use crate::name::{FactId, GuideId, OutcomeId, StepId, ValueId};

/// Harm from which nobody may be led to a fix without a helper beside them.
const SELF_SERVICE_BELOW: u8 = 3;

/// Something an author got wrong in a flow. Names things, never places: the core knows no files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlowFault {
    /// The flow starts at a step that does not exist.
    NoSuchStart {
        /// What the author wrote.
        start: StepId,
    },
    /// Two facts, steps, outcomes or fixes, or a step and an outcome, have one name.
    NameTaken {
        /// The name.
        name: String,
    },
    /// A fact has no values at all.
    NoValues {
        /// The fact.
        fact: FactId,
    },
    /// A fact lists `unknown`, or another value, twice.
    ValueTwice {
        /// The fact.
        fact: FactId,
        /// The value.
        value: ValueId,
    },
    /// A fact has a probe that can find a value the fact does not have.
    ProbeFindsMore {
        /// The fact.
        fact: FactId,
        /// The probe.
        probe: Probe,
        /// What the fact lacks.
        value: ValueId,
    },
    /// One AADSTS number or code stands for two values.
    CodeTwice {
        /// The fact.
        fact: FactId,
        /// The number or code.
        code: String,
    },
    /// No step needs the fact.
    UnusedFact {
        /// The fact.
        fact: FactId,
    },
    /// A step needs a fact that does not exist.
    NoSuchFact {
        /// The step.
        step: StepId,
        /// What the author wrote.
        fact: FactId,
    },
    /// A step has an exit for a value that its fact does not have.
    NoSuchValue {
        /// The step.
        step: StepId,
        /// What the author wrote.
        value: ValueId,
    },
    /// A step has no exit for a value of its fact.
    NoWayOn {
        /// The step.
        step: StepId,
        /// The value without a way on.
        value: ValueId,
    },
    /// A step has an exit that no case can take: the fact was asked before, and has another value.
    NeverTaken {
        /// The step.
        step: StepId,
        /// The value of the exit.
        value: ValueId,
        /// A shortest case that comes to the step; empty after the first 200 faults with one.
        answers: Vec<(FactId, ValueId)>,
    },
    /// Too many facts are asked again too far apart to follow all cases.
    TooEntangled,
    /// An outcome offers a fix to people on a platform that it is not for.
    WrongPlatform {
        /// The outcome.
        outcome: OutcomeId,
        /// The fix.
        fix: GuideId,
        /// The platform.
        platform: Platform,
        /// A shortest case that comes to the outcome on that platform; empty as above.
        answers: Vec<(FactId, ValueId)>,
    },
    /// An outcome offers fixes to people who were not asked for a red flag before.
    RedFlagLate {
        /// The outcome.
        outcome: OutcomeId,
        /// The fact with the red flag.
        fact: FactId,
        /// A shortest case that comes to the outcome without it; empty as above.
        answers: Vec<(FactId, ValueId)>,
    },
    /// An exit leads to a step or outcome that does not exist.
    NoSuchTarget {
        /// The step.
        step: StepId,
        /// The value that leads there.
        value: ValueId,
        /// What the author wrote.
        to: String,
    },
    /// A person could go round these steps for ever.
    Loop {
        /// The steps, first to last; the last leads to the first.
        steps: Vec<StepId>,
    },
    /// No path leads to the step.
    UnreachableStep {
        /// The step.
        step: StepId,
    },
    /// No path leads to the outcome.
    UnreachableOutcome {
        /// The outcome.
        outcome: OutcomeId,
    },
    /// The longest path asks for more answers than the flow allows.
    TooManyAnswers {
        /// The most the flow allows.
        limit: usize,
        /// The answers of a longest case.
        answers: Vec<(FactId, ValueId)>,
    },
    /// An outcome offers a guide that is not a fix.
    NoSuchFix {
        /// The outcome.
        outcome: OutcomeId,
        /// What the author wrote.
        fix: GuideId,
    },
    /// An outcome offers a fix twice.
    FixTwice {
        /// The outcome.
        outcome: OutcomeId,
        /// The fix.
        fix: GuideId,
    },
    /// An outcome offers a fix after one that does more harm.
    HarmDecreases {
        /// The outcome.
        outcome: OutcomeId,
        /// The more harmful fix that comes first.
        first: GuideId,
        /// The less harmful fix that comes after it.
        then: GuideId,
    },
    /// An outcome offers an employee a fix that is too harmful or not theirs to do.
    NotSelfService {
        /// The outcome.
        outcome: OutcomeId,
        /// The fix.
        fix: GuideId,
    },
}

/// Everything that is wrong with a draft, in the order an author would read it.
pub(crate) fn faults(draft: &FlowDraft) -> Vec<FlowFault> {
    let mut faults = Vec::new();
    let names = Names::of(draft, &mut faults);
    check_facts(draft, &mut faults);
    check_steps(draft, &names, &mut faults);
    check_outcomes(draft, &names, &mut faults);
    check_cases(draft, &names, &mut faults);
    faults
}

/// Looks things up by name.
struct Names<'a> {
    facts: BTreeMap<&'a FactId, usize>,
    steps: BTreeMap<&'a str, usize>,
    outcomes: BTreeMap<&'a str, usize>,
    fixes: BTreeMap<&'a GuideId, &'a Fix>,
}

impl<'a> Names<'a> {
    fn of(draft: &'a FlowDraft, faults: &mut Vec<FlowFault>) -> Self {
        let mut names = Self {
            facts: BTreeMap::new(),
            steps: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            fixes: BTreeMap::new(),
        };
        let mut taken = |name: &str| faults.push(FlowFault::NameTaken { name: name.to_owned() });
        for (position, fact) in draft.facts.iter().enumerate() {
            if names.facts.insert(&fact.id, position).is_some() {
                taken(fact.id.as_str());
            }
        }
        for (position, step) in draft.steps.iter().enumerate() {
            if names.steps.insert(step.id.as_str(), position).is_some() {
                taken(step.id.as_str());
            }
        }
        for (position, outcome) in draft.outcomes.iter().enumerate() {
            let id = outcome.id.as_str();
            if names.outcomes.insert(id, position).is_some() || names.steps.contains_key(id) {
                taken(id);
            }
        }
        for fix in &draft.fixes {
            if names.fixes.insert(&fix.id, fix).is_some() {
                taken(fix.id.as_str());
            }
        }
        names
    }
}

fn check_facts(draft: &FlowDraft, faults: &mut Vec<FlowFault>) {
    let needed: BTreeSet<&FactId> = draft.steps.iter().map(|step| &step.needs).collect();
    for fact in &draft.facts {
        let id = || fact.id.clone();
        if fact.values.is_empty() {
            faults.push(FlowFault::NoValues { fact: id() });
        }
        let mut values = BTreeSet::from([ValueId::unknown()]);
        let mut codes = BTreeSet::new();
        for value in &fact.values {
            if !values.insert(value.id.clone()) {
                faults.push(FlowFault::ValueTwice { fact: id(), value: value.id.clone() });
            }
            let numbers = value.numbers.iter().map(ToString::to_string);
            for code in numbers.chain(value.codes.iter().cloned()) {
                if !codes.insert(code.clone()) {
                    faults.push(FlowFault::CodeTwice { fact: id(), code });
                }
            }
        }
        if let Some(probe) = fact.probe {
            for found in probe.finds() {
                if !fact.has(&found.value.into()) {
                    let value = found.value.into();
                    faults.push(FlowFault::ProbeFindsMore { fact: id(), probe, value });
                }
            }
        }
        // What comes along with another finding is worth a line for the helpdesk.
        if !needed.contains(&fact.id) && fact.probe.is_none_or(Probe::can_run) {
            faults.push(FlowFault::UnusedFact { fact: id() });
        }
    }
}

/// How many steps need each fact.
fn times_asked(draft: &FlowDraft) -> BTreeMap<&FactId, usize> {
    let mut asked = BTreeMap::new();
    for step in &draft.steps {
        *asked.entry(&step.needs).or_default() += 1;
    }
    asked
}

fn check_steps(draft: &FlowDraft, names: &Names<'_>, faults: &mut Vec<FlowFault>) {
    if !names.steps.contains_key(draft.start.as_str()) {
        faults.push(FlowFault::NoSuchStart { start: draft.start.clone() });
    }
    let asked = times_asked(draft);
    for step in &draft.steps {
        let id = || step.id.clone();
        for exit in &step.exits {
            let to = exit.to.as_str();
            if !names.steps.contains_key(to) && !names.outcomes.contains_key(to) {
                let (value, to) = (exit.value.clone(), exit.to.clone());
                faults.push(FlowFault::NoSuchTarget { step: id(), value, to });
            }
        }
        let Some(&fact) = names.facts.get(&step.needs) else {
            faults.push(FlowFault::NoSuchFact { step: id(), fact: step.needs.clone() });
            continue;
        };
        let fact = &draft.facts[fact];
        for exit in &step.exits {
            if !fact.has(&exit.value) {
                faults.push(FlowFault::NoSuchValue { step: id(), value: exit.value.clone() });
            }
        }
        // A fact asked by several steps may have fewer values at the later ones; see below.
        if asked[&step.needs] == 1 {
            for (value, _) in fact.choices() {
                if !step.exits.iter().any(|exit| exit.value == value) {
                    faults.push(FlowFault::NoWayOn { step: id(), value });
                }
            }
        }
    }
}

fn check_outcomes(draft: &FlowDraft, names: &Names<'_>, faults: &mut Vec<FlowFault>) {
    for outcome in &draft.outcomes {
        let id = || outcome.id.clone();
        let mut before: Option<&Fix> = None;
        for (position, fix) in outcome.fixes.iter().enumerate() {
            if outcome.fixes[..position].contains(fix) {
                faults.push(FlowFault::FixTwice { outcome: id(), fix: fix.clone() });
            }
            let Some(&fix) = names.fixes.get(fix) else {
                faults.push(FlowFault::NoSuchFix { outcome: id(), fix: fix.clone() });
                continue;
            };
            if fix.harm >= SELF_SERVICE_BELOW || fix.who != Who::Employee {
                faults.push(FlowFault::NotSelfService { outcome: id(), fix: fix.id.clone() });
            }
            if let Some(first) = before.filter(|first| first.harm > fix.harm) {
                faults.push(FlowFault::HarmDecreases {
                    outcome: id(),
                    first: first.id.clone(),
                    then: fix.id.clone(),
                });
            }
            before = Some(fix);
        }
    }
}

/// Follows every case: no loop, nothing that none can reach, none that is asked too much.
fn check_cases(draft: &FlowDraft, names: &Names<'_>, faults: &mut Vec<FlowFault>) {
    let Some(&start) = names.steps.get(draft.start.as_str()) else { return };
    let mut survey =
        Survey { draft, names, marks: vec![Mark::Fresh; draft.steps.len()], finished: Vec::new() };
    if let Some(steps) = survey.visit_from(start) {
        faults.push(FlowFault::Loop { steps });
        return;
    }
    // A name that leads nowhere leaves others behind it that would be reached.
    let unresolved = |fault: &FlowFault| {
        matches!(fault, FlowFault::NoSuchFact { .. } | FlowFault::NameTaken { .. })
    };
    if faults.iter().any(unresolved) {
        return;
    }
    let leads_nowhere = faults.iter().any(|fault| matches!(fault, FlowFault::NoSuchTarget { .. }));
    let place = |to: &str| {
        let step = names.steps.get(to).copied().map(Place::Step);
        step.or_else(|| names.outcomes.get(to).copied().map(Place::Outcome))
    };
    let asked = times_asked(draft);
    let order = &survey.finished;
    let Some(feasible) = Feasible::survey(draft, order, &names.facts, place) else {
        faults.push(FlowFault::TooEntangled);
        return;
    };
    for (position, step) in draft.steps.iter().enumerate() {
        let Some(first) = feasible.steps[position].first() else {
            if leads_nowhere {
                continue;
            }
            faults.push(FlowFault::UnreachableStep { step: step.id.clone() });
            continue;
        };
        let fact = names.facts[&step.needs];
        for &value in &feasible.values[position] {
            let value = feasible.value_id(fact, value);
            if !step.exits.iter().any(|exit| exit.value == value) && asked[&step.needs] > 1 {
                faults.push(FlowFault::NoWayOn { step: step.id.clone(), value });
            }
        }
        for (exit, taken) in step.exits.iter().enumerate() {
            let known = draft.facts[fact].has(&taken.value);
            if known && !leads_nowhere && !feasible.taken[position].contains(&exit) {
                faults.push(FlowFault::NeverTaken {
                    step: step.id.clone(),
                    value: taken.value.clone(),
                    answers: feasible.shortest(first),
                });
            }
        }
    }
    for (position, outcome) in draft.outcomes.iter().enumerate() {
        if feasible.outcomes[position].is_empty() && !leads_nowhere {
            faults.push(FlowFault::UnreachableOutcome { outcome: outcome.id.clone() });
        }
    }
    check_red_flags(draft, &feasible, faults);
    check_platforms(draft, names, &feasible, faults);
    if let Some(answers) = feasible.longer_than(draft.max_answers) {
        faults.push(FlowFault::TooManyAnswers { limit: draft.max_answers, answers });
    }
}

/// Nobody is offered a fix before every question with a red flag, unless a red flag brought them.
fn check_red_flags(draft: &FlowDraft, feasible: &Feasible<'_>, faults: &mut Vec<FlowFault>) {
    for (outcome, arriving) in draft.outcomes.iter().zip(&feasible.outcomes) {
        let mut told = BTreeSet::new();
        for arriving in arriving {
            for &flag in arriving.kind.due.iter().filter(|flag| told.insert(**flag)) {
                faults.push(FlowFault::RedFlagLate {
                    outcome: outcome.id.clone(),
                    fact: draft.facts[flag].id.clone(),
                    answers: feasible.shortest(arriving),
                });
            }
        }
    }
}

/// Every fix is for every platform that a person who is offered it can be on.
fn check_platforms(
    draft: &FlowDraft,
    names: &Names<'_>,
    feasible: &Feasible<'_>,
    faults: &mut Vec<FlowFault>,
) {
    for (outcome, arriving) in draft.outcomes.iter().zip(&feasible.outcomes) {
        let mut told = BTreeSet::new();
        for arriving in arriving {
            // Not asked, or not known: it can be any of them.
            let known =
                arriving.kind.known.iter().find(|(fact, _)| Some(*fact) == feasible.platform);
            let known = known.and_then(|&(fact, value)| {
                Platform::from_word(feasible.value_id(fact, value).as_str())
            });
            let possible = known.as_ref().map_or(Platform::ALL, std::slice::from_ref);
            for fix in outcome.fixes.iter().filter_map(|fix| names.fixes.get(fix)) {
                let wrong = possible.iter().find(|platform| !fix.platforms.contains(platform));
                let Some(&platform) = wrong else { continue };
                if told.insert(&fix.id) {
                    faults.push(FlowFault::WrongPlatform {
                        outcome: outcome.id.clone(),
                        fix: fix.id.clone(),
                        platform,
                        answers: feasible.shortest(arriving),
                    });
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Fresh,
    Open,
    Done,
}

/// One visit of every step that can be reached over the edges.
struct Survey<'a> {
    draft: &'a FlowDraft,
    names: &'a Names<'a>,
    marks: Vec<Mark>,
    /// Steps in the order they were finished, so each after all it leads to.
    finished: Vec<usize>,
}

impl Survey<'_> {
    /// Visits all that can be reached from `start`; stops at the first loop and returns it.
    ///
    /// Keeps its own stack, so that a long flow cannot overflow the program's.
    fn visit_from(&mut self, start: usize) -> Option<Vec<StepId>> {
        let mut stack = vec![(start, 0)];
        self.marks[start] = Mark::Open;
        while let Some((step, exit)) = stack.last_mut() {
            let here = *step;
            let exits = &self.draft.steps[here].exits;
            let Some(taken) = exits.get(*exit) else {
                self.marks[here] = Mark::Done;
                self.finished.push(here);
                stack.pop();
                continue;
            };
            *exit += 1;
            if let Some(&next) = self.names.steps.get(taken.to.as_str()) {
                match self.marks[next] {
                    Mark::Done => {}
                    Mark::Fresh => {
                        self.marks[next] = Mark::Open;
                        stack.push((next, 0));
                    }
                    Mark::Open => {
                        let round = stack.iter().map(|&(step, _)| step);
                        let round = round.skip_while(|&step| step != next);
                        return Some(round.map(|step| self.draft.steps[step].id.clone()).collect());
                    }
                }
            }
        }
        None
    }
}
