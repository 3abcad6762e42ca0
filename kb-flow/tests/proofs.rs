//! The proofs against a slow enumeration that shares no code with them, and against flows broken
//! on purpose.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may stop at once")]

use std::collections::{BTreeMap, BTreeSet};

use kb_flow::{
    Case, Ending, Exit, Fact, Finding, Flow, FlowDraft, FlowFault, Outcome, Standing, Step, Team,
    UNKNOWN, Value, paths, walk,
};

/// A generator of numbers that are as good as random and the same every time (xorshift64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.roll(chance) == 0
    }
}

/// A small flow, right or wrong in any way that edges can be.
fn any_flow(dice: &mut Dice) -> FlowDraft {
    let facts: Vec<Fact> = (0..=dice.roll(3))
        .map(|fact| {
            let values: Vec<Value> =
                (0..=dice.roll(2)).map(|value| Value::new(&format!("v{value}"), "Value")).collect();
            Fact::new(&format!("f{fact}"), "Question?", values)
        })
        .collect();
    let (count, ends) = (dice.roll(6) + 1, dice.roll(3) + 1);
    let steps = (0..count)
        .map(|step| {
            let fact = &facts[dice.roll(facts.len())];
            let exits = fact
                .choices()
                .filter_map(|(value, _)| {
                    if dice.one_in(6) {
                        return None;
                    }
                    let loops = dice.one_in(40);
                    let to = if loops || (step + 1 < count && !dice.one_in(3)) {
                        let first = if loops { 0 } else { step + 1 };
                        format!("s{}", first + dice.roll(count - first))
                    } else {
                        format!("o{}", dice.roll(ends))
                    };
                    Some(Exit::new(value.as_str(), &to))
                })
                .collect();
            Step { id: format!("s{step}").as_str().into(), needs: fact.id.clone(), exits }
        })
        .collect();
    let outcome = |end| Outcome::new(&format!("o{end}"), "End", Ending::HandOver(Team::Helpdesk));
    FlowDraft {
        id: "any".into(),
        title: "Any".to_owned(),
        version: 1,
        digest: String::new(),
        start: "s0".into(),
        max_answers: dice.roll(3) + 1,
        facts,
        steps,
        outcomes: (0..ends).map(outcome).collect(),
        fixes: Vec::new(),
    }
}

/// What is wrong with a flow, found by trying every case there is.
fn enumerate(draft: &FlowDraft) -> BTreeSet<String> {
    let steps: BTreeMap<&str, &Step> =
        draft.steps.iter().map(|step| (step.id.as_str(), step)).collect();
    if has_loop(&steps, "s0", &mut Vec::new()) {
        return BTreeSet::from(["loop".to_owned()]);
    }
    let values = |fact: &str| -> Vec<String> {
        let fact = draft.facts.iter().find(|known| known.id.as_str() == fact).unwrap();
        fact.choices().map(|(value, _)| value.to_string()).collect()
    };
    let mut cases: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    for fact in &draft.facts {
        let id = fact.id.to_string();
        cases = cases
            .into_iter()
            .flat_map(|case| {
                values(&id).into_iter().map(move |value| (case.clone(), value)).collect::<Vec<_>>()
            })
            .map(|(mut case, value)| {
                case.insert(id.clone(), value);
                case
            })
            .collect();
    }
    let (mut seen, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let (mut wrong, mut longest) = (BTreeSet::new(), 0);
    for case in &cases {
        let (mut at, mut asked) = ("s0".to_owned(), BTreeSet::new());
        while let Some(step) = steps.get(at.as_str()) {
            seen.insert(at.clone());
            let fact = step.needs.to_string();
            let value = &case[&fact];
            asked.insert(fact);
            let Some(exit) = step.exits.iter().find(|exit| exit.value.as_str() == value) else {
                wrong.insert(format!("no way on {at} {value}"));
                break;
            };
            taken.insert((at.clone(), value.clone()));
            at.clone_from(&exit.to);
        }
        if !steps.contains_key(at.as_str()) {
            seen.insert(at);
            longest = longest.max(asked.len());
        }
    }
    for step in &draft.steps {
        let id = step.id.as_str();
        let alone = draft.steps.iter().filter(|other| other.needs == step.needs).count() == 1;
        for value in values(step.needs.as_str()) {
            let has = step.exits.iter().any(|exit| exit.value.as_str() == value);
            if alone && !has {
                wrong.insert(format!("no way on {id} {value}"));
            }
            if has && seen.contains(id) && !taken.contains(&(id.to_owned(), value.clone())) {
                wrong.insert(format!("never taken {id} {value}"));
            }
        }
        if !seen.contains(id) {
            wrong.insert(format!("unreachable {id}"));
        }
    }
    for outcome in draft.outcomes.iter().filter(|outcome| !seen.contains(outcome.id.as_str())) {
        wrong.insert(format!("unreachable {}", outcome.id));
    }
    for fact in &draft.facts {
        if !draft.steps.iter().any(|step| step.needs == fact.id) {
            wrong.insert(format!("unused {}", fact.id));
        }
    }
    if longest > draft.max_answers {
        wrong.insert(format!("too many {longest}"));
    }
    wrong
}

fn has_loop<'a>(steps: &BTreeMap<&str, &'a Step>, at: &'a str, open: &mut Vec<&'a str>) -> bool {
    if open.contains(&at) {
        return true;
    }
    let Some(step) = steps.get(at) else { return false };
    open.push(at);
    let found = step.exits.iter().any(|exit| has_loop(steps, &exit.to, open));
    open.pop();
    found
}

/// The same for what the proofs say.
fn said(fault: &FlowFault) -> String {
    match fault {
        FlowFault::Loop { .. } => "loop".to_owned(),
        FlowFault::NoWayOn { step, value } => format!("no way on {step} {value}"),
        FlowFault::NeverTaken { step, value, .. } => format!("never taken {step} {value}"),
        FlowFault::UnreachableStep { step } => format!("unreachable {step}"),
        FlowFault::UnreachableOutcome { outcome } => format!("unreachable {outcome}"),
        FlowFault::UnusedFact { fact } => format!("unused {fact}"),
        FlowFault::TooManyAnswers { answers, .. } => format!("too many {}", answers.len()),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_proofs_say_exactly_what_trying_every_case_says() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut whole, mut kinds) = (0, BTreeSet::new());
    for _ in 0..20_000 {
        let draft = any_flow(&mut dice);
        let expected = enumerate(&draft);
        let mut found: BTreeSet<String> = BTreeSet::new();
        match Flow::check(draft.clone()) {
            Ok(flow) => {
                whole += 1;
                every_case_ends(&flow);
            }
            Err(faults) => found.extend(faults.iter().map(said)),
        }
        if expected.contains("loop") {
            assert!(found.contains("loop"), "{draft:#?}");
        } else {
            assert_eq!(found, expected, "{draft:#?}");
        }
        kinds.extend(expected.iter().map(|wrong| wrong.split(" s").next().unwrap().to_owned()));
    }
    // A test in which nothing is right, or nothing wrong, would show nothing.
    assert!(whole > 300, "only {whole} whole flows");
    for kind in ["loop", "no way on", "never taken", "unreachable", "unused f0", "too many 2"] {
        assert!(kinds.contains(kind), "no flow was wrong by: {kind}, of {kinds:?}");
    }
}

/// Every path of a whole flow walks to its outcome, and every prefix of it to its next question.
fn every_case_ends(flow: &Flow) {
    for (answers, outcome) in paths(flow) {
        let mut case = Case::default();
        for (step, value) in &answers {
            case.learn(step.needs.clone(), Finding::by_person(value.as_str(), None));
        }
        let walk = walk(flow, &case);
        assert_eq!(walk.outcome.unwrap().id, outcome.id);
        assert!(matches!(walk.standing, Standing::HandOver { .. }));
        assert_eq!(walk.trail.len(), answers.len());
    }
}

#[test]
fn facts_asked_again_too_far_apart_are_refused_and_not_followed_for_ever() {
    // Forty facts, each asked twice, the second time after all have been asked once.
    let names: Vec<String> = (0..40).map(|fact| format!("f{fact}")).collect();
    let facts: Vec<Fact> =
        names.iter().map(|name| Fact::new(name, "Question?", [Value::new("yes", "Yes")])).collect();
    let steps = (0..80)
        .map(|step| Step {
            id: format!("s{step}").as_str().into(),
            needs: names[step % 40].as_str().into(),
            exits: ["yes", UNKNOWN]
                .map(|value| {
                    let to = if step < 79 { format!("s{}", step + 1) } else { "end".to_owned() };
                    Exit::new(value, &to)
                })
                .into(),
        })
        .collect();
    let faults = Flow::check(FlowDraft {
        id: "far".into(),
        title: "Far".to_owned(),
        version: 1,
        digest: String::new(),
        start: "s0".into(),
        max_answers: 40,
        facts,
        steps,
        outcomes: vec![Outcome::new("end", "End", Ending::Wait)],
        fixes: Vec::new(),
    });
    assert_eq!(faults.unwrap_err(), [FlowFault::TooEntangled]);
}
