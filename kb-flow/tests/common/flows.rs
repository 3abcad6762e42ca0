//! Flows made up at random, the same every time.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each user of these takes some of them, and all may stop at once"
)]

use kb_flow::{
    Ending, Exit, Fact, Fix, Flow, FlowDraft, FlowFault, Outcome, Platform, Step, Team, Value, Who,
};

/// A generator of numbers that are as good as random and the same every time (xorshift64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, chance: usize) -> bool {
        self.roll(chance) == 0
    }
}

/// A small flow, right or wrong in any way that edges can be.
pub(crate) fn any_flow(dice: &mut Dice) -> FlowDraft {
    let facts: Vec<Fact> = (0..=dice.roll(3))
        .map(|fact| {
            let values: Vec<Value> = (0..=dice.roll(2))
                .map(|value| Value {
                    red_flag: dice.one_in(8),
                    ..Value::new(&format!("v{value}"), "Value")
                })
                .collect();
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
    let outcomes = (0..ends).map(|end| outcome(end, dice.one_in(2))).collect();
    FlowDraft {
        id: "any".into(),
        title: "Any".to_owned(),
        version: 1,
        digest: String::new(),
        start: "s0".into(),
        max_answers: dice.roll(3) + 1,
        facts,
        steps,
        outcomes,
        fixes: vec![fix("gentle", 1), fix("harsh", 2)],
    }
}

fn outcome(end: usize, offers: bool) -> Outcome {
    let mut outcome = Outcome::new(&format!("o{end}"), "End", Ending::HandOver(Team::Helpdesk));
    if offers {
        outcome.fixes = vec!["gentle".into(), "harsh".into()];
    }
    outcome
}

fn fix(id: &str, harm: u8) -> Fix {
    Fix {
        id: id.into(),
        title: id.to_owned(),
        summary: "Mends it.".to_owned(),
        platforms: Platform::ALL.to_vec(),
        who: Who::Employee,
        elevation: false,
        harm,
        deletes: "Nothing.".to_owned(),
        undo: "Nothing.".to_owned(),
        minutes: 1,
        success: "It works.".to_owned(),
        recheck: "f0".into(),
        by_signing_in: false,
    }
}

/// A flow of about so many steps that is nearly whole: what no case can come to may be in it. About
/// one fact in eight is asked for a second time, a few steps after the first.
pub(crate) fn large_flow(dice: &mut Dice, size: usize) -> FlowDraft {
    let ends = size / 8 + 2;
    let mut facts: Vec<Fact> = Vec::new();
    let steps = (0..size)
        .map(|step| {
            let again = step > 4 && dice.one_in(8);
            if !again {
                let values: Vec<Value> = (0..=dice.roll(4) + 1)
                    .map(|value| Value {
                        numbers: vec![10_000 + u32::try_from(value).unwrap()],
                        ..Value::new(&format!("v{value}"), &format!("Value {value} of {step}"))
                    })
                    .collect();
                facts.push(Fact::new(
                    &format!("f{}", facts.len()),
                    &format!("Question {step}?"),
                    values,
                ));
            }
            let back = if again { dice.roll(3) + 1 } else { 0 };
            let fact = &facts[facts.len().saturating_sub(1 + back)];
            let exits = fact
                .choices()
                .map(|(value, _)| {
                    let to = if step + 1 < size && !dice.one_in(3) {
                        // A few steps on, so that paths meet again and stay short enough.
                        format!("s{}", (step + 1 + dice.roll(6)).min(size - 1))
                    } else {
                        format!("o{}", (step / 8 + dice.roll(2)).min(ends - 1))
                    };
                    Exit::new(value.as_str(), &to)
                })
                .collect();
            Step { id: format!("s{step}").as_str().into(), needs: fact.id.clone(), exits }
        })
        .collect();
    FlowDraft {
        id: "large".into(),
        title: "Large".to_owned(),
        version: 3,
        digest: "0123456789ab".to_owned(),
        start: "s0".into(),
        max_answers: size,
        facts,
        steps,
        outcomes: (0..ends).map(|end| outcome(end, end % 2 == 0)).collect(),
        fixes: vec![fix("gentle", 1), fix("harsh", 2)],
    }
}

/// A whole flow of at most so many steps: whatever the proofs complain of is taken out.
pub(crate) fn whole_flow(dice: &mut Dice, size: usize) -> Flow {
    let mut draft = large_flow(dice, size);
    loop {
        let faults = match Flow::check(draft.clone()) {
            Ok(flow) => return flow,
            Err(faults) => faults,
        };
        for fault in faults {
            match fault {
                FlowFault::NeverTaken { step, value, .. } => {
                    let step = draft.steps.iter_mut().find(|known| known.id == step).unwrap();
                    step.exits.retain(|exit| exit.value != value);
                }
                FlowFault::UnreachableStep { step } => draft.steps.retain(|known| known.id != step),
                FlowFault::UnreachableOutcome { outcome } => {
                    draft.outcomes.retain(|known| known.id != outcome);
                }
                FlowFault::UnusedFact { fact } => draft.facts.retain(|known| known.id != fact),
                other => panic!("a generated flow has an odd fault: {other:?}"),
            }
        }
    }
}

/// A whole flow of exactly so many steps: a long way with many side ways, one fact asked again at
/// every sixteenth step.
pub(crate) fn long_flow(size: usize) -> FlowDraft {
    let ends = size.div_ceil(8);
    let values = || ["yes", "no"].map(|value| Value::new(value, value));
    let mut facts = vec![Fact::new("f0", "Question?", values())];
    facts[0].values[1].red_flag = true;
    let steps = (0..size)
        .map(|step| {
            let needs = if step % 16 == 0 { "f0".to_owned() } else { format!("f{step}") };
            if step % 16 != 0 {
                facts.push(Fact::new(&needs, "Question?", values()));
            }
            let end = format!("o{}", step / 8);
            let on = |by: usize| {
                if step + by < size { format!("s{}", step + by) } else { end.clone() }
            };
            let unknown = if step % 16 == 0 { on(1) } else { end.clone() };
            let exits = vec![
                Exit::new("yes", &on(1)),
                Exit::new("no", &on(1 + step % 5)),
                Exit::new("unknown", &unknown),
            ];
            Step { id: format!("s{step}").as_str().into(), needs: needs.as_str().into(), exits }
        })
        .collect();
    FlowDraft {
        id: "long".into(),
        title: "Long".to_owned(),
        version: 1,
        digest: String::new(),
        start: "s0".into(),
        max_answers: size,
        facts,
        steps,
        outcomes: (0..ends).map(|end| outcome(end, end % 2 == 0)).collect(),
        fixes: vec![fix("gentle", 1), fix("harsh", 2)],
    }
}
