//! The proofs against a slow enumeration that shares no code with them, and against flows broken
//! on purpose.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may stop at once")]

use std::collections::{BTreeMap, BTreeSet};

#[path = "common/flows.rs"]
mod flows;

use flows::{Dice, any_flow};
use kb_flow::{
    Case, Ending, Exit, Fact, Finding, Flow, FlowDraft, FlowFault, Outcome, Standing, Step,
    UNKNOWN, Value, paths, walk,
};

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
    // By outcome and fact: the fewest answers with which somebody comes to a fix unasked.
    let mut late: BTreeMap<(String, String), usize> = BTreeMap::new();
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
        let Some(end) = draft.outcomes.iter().find(|end| end.id.as_str() == at) else { continue };
        let flags = |fact: &Fact| fact.values.iter().any(|value| value.red_flag);
        let raised = draft.facts.iter().any(|fact| {
            let is = |value: &&Value| value.id.as_str() == case[fact.id.as_str()];
            asked.contains(fact.id.as_str())
                && fact.values.iter().find(is).is_some_and(|v| v.red_flag)
        });
        for fact in draft.facts.iter().filter(|fact| flags(fact) && !end.fixes.is_empty()) {
            if !raised && !asked.contains(fact.id.as_str()) {
                let fewest = late.entry((at.clone(), fact.id.to_string())).or_insert(usize::MAX);
                *fewest = (*fewest).min(asked.len());
            }
        }
        seen.insert(at);
        longest = longest.max(asked.len());
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
    for ((outcome, fact), answers) in late {
        wrong.insert(format!("late {outcome} {fact} {answers}"));
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
        FlowFault::RedFlagLate { outcome, fact, answers } => {
            format!("late {outcome} {fact} {}", answers.len())
        }
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
        kinds.extend(
            expected.iter().map(|wrong| wrong.split([' ']).take(2).collect::<Vec<_>>().join(" ")),
        );
    }
    // A test in which nothing is right, or nothing wrong, would show nothing.
    assert!(whole > 300, "only {whole} whole flows");
    for kind in
        ["loop", "no way", "never taken", "unreachable s1", "unused f0", "too many", "late o0"]
    {
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
        let ends = matches!(walk.standing, Standing::HandOver { .. } | Standing::Fixing { .. });
        assert!(ends, "{:?}", walk.standing);
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
