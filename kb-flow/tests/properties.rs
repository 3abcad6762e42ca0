//! What holds of every flow and every case, tried on flows and cases made up at random.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "common/flows.rs"]
mod flows;

use std::collections::BTreeSet;

use flows::{Dice, whole_flow};
use kb_flow::{
    Arrival, Case, CaseCodeFault, Certainty, Change, Clock, Ending, Exit, Fact, Family, Finding,
    Flow, FlowDraft, MAX_CASE_CODE, MAX_EVIDENCE, MAX_SHORT_EVIDENCE, Moment, Outcome, Progress,
    Source, Standing, Step, Value, Walk, Words, evidence, families, from_bookmark, from_case_code,
    from_evidence, from_record, paths, short_evidence, to_bookmark, to_case_code, to_record, walk,
};

/// How often each is tried.
const TIMES: usize = 3_000;

/// A case of a flow: some facts known, from anywhere, some of them nonsense; some fixes tried.
fn any_case(dice: &mut Dice, flow: &Flow) -> Case {
    let mut case = Case::default();
    let sources = [Source::Link, Source::Probe, Source::Text, Source::Person];
    let missing = dice.roll(12) + 2;
    for fact in flow.facts() {
        if dice.one_in(missing) {
            continue;
        }
        let choices: Vec<_> = fact.choices().map(|(value, _)| value).collect();
        let value = if dice.one_in(30) {
            "nonsense".into()
        } else {
            choices[dice.roll(choices.len())].clone()
        };
        let known = fact.values.iter().find(|known| known.id == value);
        let number =
            known.and_then(|known| known.numbers.first()).copied().filter(|_| dice.one_in(3));
        let certainty = if dice.one_in(2) { Certainty::Sure } else { Certainty::Likely };
        let at = dice.one_in(2).then(|| Moment(1_795_000_000 + dice.roll(1_000_000) as u64));
        let source = sources[dice.roll(4)];
        case.learn(fact.id.clone(), Finding { value, source, at, number, certainty });
    }
    let all = [Progress::Confirmed, Progress::Failed, Progress::Skipped, Progress::Worked];
    for fix in &flow.draft().fixes {
        if dice.one_in(2) {
            case.note(fix.id.clone(), all[dice.roll(4)]);
        }
    }
    if dice.one_in(6) {
        case.hand_over();
    }
    case
}

fn for_all(seed: u64, check: impl FnMut(&mut Dice, &Flow, &Case)) {
    for_all_up_to(24, seed, check);
}

fn for_all_up_to(steps: usize, seed: u64, mut check: impl FnMut(&mut Dice, &Flow, &Case)) {
    let mut dice = Dice(seed);
    for _ in 0..TIMES {
        let size = dice.roll(steps) + 2;
        let flow = whole_flow(&mut dice, size);
        let case = any_case(&mut dice, &flow);
        check(&mut dice, &flow, &case);
    }
}

/// Where a walk led, in words.
fn told(walk: &Walk<'_>) -> (Vec<String>, String) {
    let passed =
        walk.trail.iter().map(|passed| format!("{}={}", passed.step.id, passed.finding.value));
    let standing = match walk.standing {
        Standing::Asking { step, .. } => format!("asks {}", step.id),
        Standing::Confirming { outcome, fix } => format!("{} confirms {}", outcome.id, fix.id),
        Standing::Fixing { outcome, fix } => format!("{} fixes {}", outcome.id, fix.id),
        Standing::Solved { outcome, fix } => format!("{} solved by {}", outcome.id, fix.id),
        Standing::HandOver { team } => {
            format!("{:?} hands over to {team:?}", walk.outcome.map(|outcome| &outcome.id))
        }
        Standing::Waiting { outcome } => format!("{} waits", outcome.id),
    };
    (passed.collect(), standing)
}

/// The same without consent, which nobody gives for another.
fn without_consent(case: &Case) -> Case {
    let mut other = case.clone();
    for (fix, progress) in case.tried() {
        if progress == Progress::Confirmed {
            other.forget_fix(fix);
        }
    }
    other
}

#[test]
fn the_same_case_always_walks_the_same_way_and_ends() {
    let mut standings = BTreeSet::new();
    for_all(1, |_, flow, case| {
        let once = told(&walk(flow, case));
        assert_eq!(once, told(&walk(&flow.clone(), &case.clone())));
        assert!(once.0.len() <= flow.steps().len());
        standings.insert(once.1.split(' ').nth(1).unwrap_or_default().to_owned());
    });
    // A test in which everybody stands at a question would show little.
    assert!(standings.len() > 4, "{standings:?}");
}

#[test]
fn replaying_any_prefix_of_a_trail_gives_that_prefix() {
    for_all(2, |dice, flow, case| {
        let walk_of = walk(flow, case);
        if walk_of.trail.is_empty() {
            return;
        }
        let length = dice.roll(walk_of.trail.len());
        let mut part = Case::default();
        for passed in &walk_of.trail[..length] {
            part.learn(passed.fact.id.clone(), passed.finding.clone());
        }
        let again = walk(flow, &part);
        let (all, some) = (told(&walk_of).0, told(&again).0);
        assert_eq!(some[..length], all[..length]);
        // A fact asked twice may lead further, and only along the same trail.
        assert_eq!(some[..], all[..some.len()]);
    });
}

#[test]
fn every_path_is_in_exactly_one_family() {
    for_all(3, |_, flow, _| {
        let all = families(flow, 100_000).unwrap();
        // The slow way is for small flows.
        if all.iter().map(Family::paths).sum::<usize>() > 2_000 {
            return;
        }
        let mut each: Vec<String> = Vec::new();
        for (answers, outcome) in paths(flow) {
            let mut answers: Vec<_> =
                answers.iter().map(|(step, value)| format!("{}={value}", step.needs)).collect();
            let mut seen = BTreeSet::new();
            answers.retain(|answer| seen.insert(answer.clone()));
            each.push(format!("{} -> {}", answers.join(" "), outcome.id));
        }
        let mut expanded = Vec::new();
        for family in &all {
            let mut some = vec![Vec::new()];
            for (step, values) in &family.answers {
                some = some
                    .iter()
                    .flat_map(|before| {
                        values.iter().map(|value| {
                            let mut after: Vec<String> = before.clone();
                            after.push(format!("{}={value}", step.needs));
                            after
                        })
                    })
                    .collect();
            }
            assert_eq!(some.len(), family.paths());
            expanded.extend(
                some.iter().map(|some| format!("{} -> {}", some.join(" "), family.outcome.id)),
            );
        }
        each.sort();
        expanded.sort();
        assert_eq!(each, expanded);
    });
}

#[test]
fn a_bookmark_leads_to_the_same_place() {
    for_all(4, |_, flow, case| {
        let bookmark = to_bookmark(flow, case);
        let Arrival { case: again, changes } = from_bookmark(flow, &bookmark);
        // What the flow does not know was never more than noise.
        let known = |change: &Change| !matches!(change, Change::ValueGone(..));
        assert!(!changes.iter().any(known), "{changes:?} of {bookmark}");
        assert_eq!(told(&walk(flow, &again)), told(&walk(flow, &without_consent(case))));
        let twice = from_bookmark(flow, &to_bookmark(flow, &again));
        assert_eq!((twice.case, twice.changes), (again, vec![]));
    });
}

#[test]
fn a_record_gives_the_case_back_with_sources_and_times() {
    for_all(5, |_, flow, case| {
        let again = from_record(flow, &to_record(flow, case)).case;
        assert_eq!(to_record(flow, &again).split("nonsense").count(), 1);
        for (fact, finding) in case.findings() {
            let fits = flow.fact(fact).is_some_and(|fact| fact.has(&finding.value));
            let kept = (fits && !finding.gave_up()).then_some(finding);
            assert_eq!(again.finding(fact), kept);
        }
        assert!(again.tried().eq(case.tried()));
    });
}

#[test]
fn a_case_code_gives_the_path_back_and_notices_every_slip() {
    const LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let (mut coded, mut longest) = (0, 0);
    for_all_up_to(120, 6, |dice, flow, case| {
        let Some(code) = to_case_code(flow, case) else { return };
        coded += 1;
        longest = longest.max(code.len());
        assert!(code.len() <= MAX_CASE_CODE && code.chars().all(|letter| LETTERS.contains(letter)));
        let again = from_case_code(flow, &code).unwrap();
        assert_eq!(told(&walk(flow, &again)).0, told(&walk(flow, case)).0);
        assert_eq!(to_case_code(flow, &again).as_ref(), Some(&code));
        for fix in walk(flow, case).outcome.map_or(&[][..], |outcome| &outcome.fixes) {
            let kept = case.progress(fix).filter(|progress| *progress != Progress::Confirmed);
            assert_eq!(again.progress(fix), kept);
        }
        // As somebody reads it aloud, and as somebody types it.
        let typed = format!(
            "{} - {}",
            &code[..2].to_lowercase(),
            &code[2..].replace('0', "o").replace('1', "l")
        );
        assert_eq!(from_case_code(flow, &typed), Ok(again));
        let letters: Vec<char> = code.chars().collect();
        let wrong = Err(CaseCodeFault::Mistyped);
        let at = dice.roll(letters.len());
        for other in LETTERS.chars().filter(|other| *other != letters[at]) {
            let mut slip = letters.clone();
            slip[at] = other;
            assert_eq!(from_case_code(flow, &String::from_iter(slip)), wrong);
        }
        for at in 1..letters.len() {
            if letters[at - 1] != letters[at] {
                let mut slip = letters.clone();
                slip.swap(at - 1, at);
                assert_eq!(from_case_code(flow, &String::from_iter(slip)), wrong);
            }
        }
    });
    assert!(coded == TIMES && longest > 10, "{coded} codes, {longest} letters");
}

#[test]
fn a_case_that_is_too_long_for_a_code_has_none() {
    // Forty questions in a row, each with one answer besides "I don't know".
    let names: Vec<String> = (0..40).map(|fact| format!("f{fact}")).collect();
    let yes = || [Value::new("yes", "Yes")];
    let steps = names.iter().enumerate().map(|(at, name)| {
        let to = names.get(at + 1).map_or("end", String::as_str);
        let exits = vec![Exit::new("yes", to), Exit::new("unknown", to)];
        Step { id: name.as_str().into(), needs: name.as_str().into(), exits }
    });
    let flow = Flow::check(FlowDraft {
        id: "long".into(),
        title: "Long".to_owned(),
        version: 1,
        digest: String::new(),
        start: "f0".into(),
        max_answers: 40,
        facts: names.iter().map(|name| Fact::new(name, "Yes?", yes())).collect(),
        steps: steps.collect(),
        outcomes: vec![Outcome::new("end", "End", Ending::Wait)],
        fixes: vec![],
    })
    .unwrap();
    let mut case = Case::default();
    let mut lengths = vec![];
    for name in &names {
        lengths.push(to_case_code(&flow, &case).map(|code| code.len()));
        case.learn(name.as_str().into(), Finding::by_person("yes", None));
    }
    assert_eq!(lengths[..2], [Some(4), Some(5)]);
    assert!(lengths.is_sorted_by(|one, next| next.is_none() || (one.is_some() && one <= next)));
    assert_eq!(lengths.iter().flatten().max(), Some(&MAX_CASE_CODE));
    assert_eq!(lengths.last(), Some(&None));
}

#[test]
fn a_case_code_of_another_version_says_so() {
    for_all(7, |dice, flow, case| {
        let Some(code) = to_case_code(flow, case) else { return };
        let mut newer = flow.draft().clone();
        newer.version += 1 + u32::try_from(dice.roll(30)).unwrap();
        let newer = Flow::check(newer).unwrap();
        let other = Err(CaseCodeFault::OtherQuestions { version: flow.version() });
        assert_eq!(from_case_code(&newer, &code), other);
    });
}

#[test]
fn evidence_fits_and_can_be_read_back() {
    let words = Words::gather(str::to_owned);
    for_all(8, |dice, flow, case| {
        let ahead = [None, Some(60), Some(-570)][dice.roll(3)];
        let clock = Clock { now: Moment(1_795_253_967), ahead };
        let card = evidence(flow, case, &words, clock, None);
        assert!(card.chars().count() <= MAX_EVIDENCE, "{}", card.chars().count());
        assert!(short_evidence(flow, case, &words, clock).chars().count() <= MAX_SHORT_EVIDENCE);
        assert!(!card.lines().any(|line| line.starts_with(['=', '+', '-', '@', '\t'])));
        let pasted = format!("Hello,\r\n\n  {}\n> quoted", card.replace('\n', "\r\n  "));
        let again = from_evidence(flow, &pasted).unwrap().case;
        assert_eq!(again, from_record(flow, &to_record(flow, case)).case);
    });
}

#[test]
fn a_step_elsewhere_leaves_old_bookmarks_where_they_were() {
    let (mut elsewhere, mut in_the_way) = (0, 0);
    for_all(9, |dice, flow, case| {
        let bookmark = to_bookmark(flow, case);
        let case = &from_bookmark(flow, &bookmark).case;
        let bookmark = to_bookmark(flow, case);
        let before = walk(flow, case);
        let (draft, at) = with_a_new_step(dice, flow.draft());
        let newer = Flow::check(draft).unwrap();
        let Arrival { case: again, changes } = from_bookmark(&newer, &bookmark);
        let after = walk(&newer, &again);
        let passes = before
            .trail
            .iter()
            .any(|passed| (passed.step.id.clone(), passed.finding.value.clone()) == at);
        if passes {
            in_the_way += 1;
            assert!(after.outcome.is_none());
            assert!(changes.iter().any(|change| matches!(change, Change::Moved(_))), "{changes:?}");
        } else {
            elsewhere += 1;
            assert_eq!(told(&after), told(&before));
            assert_eq!(changes, []);
        }
    });
    assert!(elsewhere > TIMES / 4 && in_the_way > TIMES / 20, "{elsewhere} and {in_the_way}");
}

/// Puts a step with a fact of its own between a step and where one of its values leads.
fn with_a_new_step(
    dice: &mut Dice,
    old: &FlowDraft,
) -> (FlowDraft, (kb_flow::StepId, kb_flow::ValueId)) {
    let mut draft = old.clone();
    let step = dice.roll(draft.steps.len());
    let exit = dice.roll(draft.steps[step].exits.len());
    let (id, exit) = (draft.steps[step].id.clone(), &mut draft.steps[step].exits[exit]);
    let value = exit.value.clone();
    let to = std::mem::replace(&mut exit.to, "new".to_owned());
    draft.facts.push(Fact::new("new", "New?", [Value::new("yes", "Yes")]));
    let exits = vec![Exit::new("yes", &to), Exit::new("unknown", &to)];
    draft.steps.push(Step { id: "new".into(), needs: "new".into(), exits });
    draft.max_answers += 1;
    (draft, (id, value))
}

#[test]
fn nobody_lands_at_another_outcome_without_being_told() {
    let (mut moved, mut same) = (0, 0);
    for_all(10, |dice, flow, case| {
        let bookmark = to_bookmark(flow, case);
        let case = &from_bookmark(flow, &bookmark).case;
        let bookmark = to_bookmark(flow, case);
        if bookmark.is_empty() {
            return;
        }
        // Some answer leads elsewhere by now.
        let mut draft = flow.draft().clone();
        let step = dice.roll(draft.steps.len());
        let exit = dice.roll(draft.steps[step].exits.len());
        let outcome = draft.outcomes[dice.roll(draft.outcomes.len())].id.to_string();
        draft.steps[step].exits[exit].to = outcome;
        let Ok(newer) = Flow::check(draft) else { return };
        let Arrival { case: again, changes } = from_bookmark(&newer, &bookmark);
        let ends =
            |flow: &Flow, case: &Case| walk(flow, case).outcome.map(|outcome| outcome.id.clone());
        if ends(flow, case) == ends(&newer, &again) {
            same += 1;
        } else {
            moved += 1;
            assert!(changes.iter().any(|change| matches!(change, Change::Moved(_))), "{changes:?}");
        }
    });
    assert!(moved > 50 && same > 50, "{moved} and {same}");
}

#[test]
fn every_outcome_can_be_reached_by_answers_alone() {
    for_all(11, |_, flow, _| {
        // Whatever a probe could find, a person can say.
        let reached: BTreeSet<_> = families(flow, 100_000)
            .unwrap()
            .iter()
            .map(|family| {
                let mut case = Case::default();
                for (step, values) in &family.answers {
                    let said = Finding::by_person(values[0].as_str(), None);
                    assert!(flow.fact_of(step).choices().any(|(value, _)| value == values[0]));
                    case.learn(step.needs.clone(), said);
                }
                walk(flow, &case).outcome.unwrap().id.clone()
            })
            .collect();
        assert_eq!(reached.len(), flow.outcomes().len());
    });
}
