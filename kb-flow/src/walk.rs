//! Leads a case through a flow, and says where the person stands.

use crate::case::{Case, Finding, Progress};
use crate::flow::{Ending, Fact, Fix, Flow, Outcome, Step, Target, Team};
use crate::name::ValueId;

/// A case led through a flow.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    /// The steps passed, first to last.
    pub trail: Vec<Passed<'a>>,
    /// The outcome reached, if any.
    pub outcome: Option<&'a Outcome>,
    /// Where the person stands.
    pub standing: Standing<'a>,
}

/// A step that the case got past.
#[derive(Clone, Copy, Debug)]
pub struct Passed<'a> {
    /// The step.
    pub step: &'a Step,
    /// The fact it needed.
    pub fact: &'a Fact,
    /// What was known of it.
    pub finding: &'a Finding,
}

/// Where a walk stopped, and so what the person sees.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'a> {
    /// A fact is missing.
    Asking {
        /// The step that needs it.
        step: &'a Step,
        /// The fact.
        fact: &'a Fact,
        /// What a probe said that could not tell.
        gave_up: Option<&'a Finding>,
    },
    /// The next fix costs something; the person decides.
    Confirming {
        /// The outcome that offers it.
        outcome: &'a Outcome,
        /// The fix.
        fix: &'a Fix,
    },
    /// A fix to try now.
    Fixing {
        /// The outcome that offers it.
        outcome: &'a Outcome,
        /// The fix.
        fix: &'a Fix,
    },
    /// A fix worked.
    Solved {
        /// The outcome that offered it.
        outcome: &'a Outcome,
        /// The fix.
        fix: &'a Fix,
    },
    /// A human being takes over.
    HandOver {
        /// Who.
        team: Team,
    },
    /// The trouble is known and passes by itself.
    Waiting {
        /// The outcome that says so.
        outcome: &'a Outcome,
    },
}

/// Leads a case through a flow until something is missing.
///
/// The same case always gives the same walk. It ends, because a checked flow has no loop.
///
/// ```
/// # use kb_flow::{Ending, Exit, Fact, FlowDraft, Outcome, Step, Team, Value};
/// use kb_flow::{Case, Finding, Flow, Standing, walk};
///
/// # let step = |id: &str, needs: &str, exits: &[(&str, &str)]| Step {
/// #     id: id.into(),
/// #     needs: needs.into(),
/// #     exits: exits.iter().map(|(value, to)| Exit::new(value, to)).collect(),
/// # };
/// # let draft = FlowDraft {
/// #     id: "demo".into(),
/// #     title: "Demo".to_owned(),
/// #     version: 1,
/// #     digest: String::new(),
/// #     start: "clock".into(),
/// #     max_answers: 2,
/// #     facts: vec![
/// #         Fact::new("clock", "Is the clock right?", [Value::new("right", "Yes"), Value::new("wrong", "No")]),
/// #         Fact::new("web", "Does the web work?", [Value::new("works", "Yes")]),
/// #     ],
/// #     steps: vec![
/// #         step("clock", "clock", &[("right", "web"), ("wrong", "set-it"), ("unknown", "web")]),
/// #         step("web", "web", &[("works", "app"), ("unknown", "ask")]),
/// #     ],
/// #     outcomes: ["set-it", "app", "ask"]
/// #         .map(|id| Outcome::new(id, id, Ending::HandOver(Team::Helpdesk)))
/// #         .into(),
/// #     fixes: vec![],
/// # };
/// // "Is the clock right?" leads to "Does the web work?", unless it is wrong.
/// let flow = Flow::check(draft).expect("a whole flow");
///
/// let mut case = Case::default();
/// let Standing::Asking { fact, .. } = walk(&flow, &case).standing else { panic!() };
/// assert_eq!(fact.id.as_str(), "clock");
///
/// case.learn("clock".into(), Finding::by_person("right", None));
/// let here = walk(&flow, &case);
/// assert_eq!(here.trail.len(), 1);
/// assert!(matches!(here.standing, Standing::Asking { fact, .. } if fact.id.as_str() == "web"));
///
/// case.learn("web".into(), Finding::by_person("works", None));
/// assert_eq!(walk(&flow, &case).outcome.map(|outcome| outcome.id.as_str()), Some("app"));
/// ```
pub fn walk<'a>(flow: &'a Flow, case: &'a Case) -> Walk<'a> {
    let mut trail = Vec::new();
    let mut step = flow.start();
    let outcome = loop {
        let fact = flow.fact_of(step);
        // A value that the fact no longer has is as good as none.
        let finding = case.finding(&fact.id).filter(|finding| fact.has(&finding.value));
        let found = finding.filter(|known| !known.gave_up());
        let Some(found) = found else {
            let standing = if case.is_handed_over() {
                Standing::HandOver { team: Team::Helpdesk }
            } else {
                Standing::Asking { step, fact, gave_up: finding }
            };
            return Walk { trail, outcome: None, standing };
        };
        trail.push(Passed { step, fact, finding: found });
        match flow.target(step, &found.value) {
            Target::Step(next) => step = next,
            Target::Outcome(outcome) => break outcome,
        }
    };
    Walk { trail, outcome: Some(outcome), standing: stand_at(flow, outcome, case) }
}

/// Where a person stands at an outcome, by the fixes they tried.
fn stand_at<'a>(flow: &'a Flow, outcome: &'a Outcome, case: &Case) -> Standing<'a> {
    let progress = |fix: &Fix| case.progress(&fix.id);
    let solves = !matches!(outcome.ends, Ending::Report(_));
    if solves
        && let Some(fix) =
            flow.fixes_of(outcome).find(|fix| progress(fix) == Some(Progress::Worked))
    {
        return Standing::Solved { outcome, fix };
    }
    let ending = match outcome.ends {
        Ending::HandOver(team) | Ending::Report(team) => Standing::HandOver { team },
        Ending::Wait => Standing::Waiting { outcome },
    };
    if case.is_handed_over() {
        return match outcome.ends {
            Ending::HandOver(_) | Ending::Report(_) => ending,
            Ending::Wait => Standing::HandOver { team: Team::Helpdesk },
        };
    }
    let next = flow
        .fixes_of(outcome)
        .find(|fix| matches!(progress(fix), None | Some(Progress::Confirmed)));
    match next {
        None => ending,
        Some(fix) if fix.asks_first() && progress(fix).is_none() => {
            Standing::Confirming { outcome, fix }
        }
        Some(fix) => Standing::Fixing { outcome, fix },
    }
}

/// Every path through a flow, as the answers a person would give, in the author's order.
///
/// A fact has one value, so a path that asks for it twice takes the same value twice.
/// Their number grows with the product of the choices: for tests and for books, not for proofs.
pub fn paths(flow: &Flow) -> Vec<(Vec<(&Step, ValueId)>, &Outcome)> {
    let mut finished = Vec::new();
    follow(flow, flow.start(), &mut Vec::new(), &mut finished);
    finished
}

/// Adds to `finished` every path that goes on from `step` after `answers`.
fn follow<'a>(
    flow: &'a Flow,
    step: &'a Step,
    answers: &mut Vec<(&'a Step, ValueId)>,
    finished: &mut Vec<(Vec<(&'a Step, ValueId)>, &'a Outcome)>,
) {
    let fact = flow.fact_of(step);
    let known = answers.iter().find(|(passed, _)| passed.needs == fact.id);
    let values = match known {
        Some((_, value)) => vec![value.clone()],
        None => fact.choices().map(|(value, _)| value).collect(),
    };
    for value in values {
        let target = flow.target(step, &value);
        answers.push((step, value));
        match target {
            Target::Step(next) => follow(flow, next, answers, finished),
            Target::Outcome(outcome) => finished.push((answers.clone(), outcome)),
        }
        answers.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Source;
    use crate::flow::{Exit, FlowDraft, Platform, Probe, Value, Who};
    use crate::name::GuideId;

    #[test]
    fn nothing_known_asks_the_first_question() {
        check("", "asks clock");
    }

    #[test]
    fn an_answer_leads_on() {
        check("clock=right", "asks platform");
        check("clock=right platform=windows", "fix gentle");
    }

    #[test]
    fn unknown_has_a_way_on_of_its_own() {
        check("clock=unknown", "asks platform");
        check("clock=right platform=unknown", "hand-over helpdesk");
    }

    #[test]
    fn a_probe_that_cannot_tell_lets_the_person_answer() {
        check("platform=unknown/probe clock=right", "asks platform after a probe gave up");
    }

    #[test]
    fn a_value_the_fact_does_not_have_is_as_good_as_none() {
        check("clock=sideways", "asks clock");
    }

    #[test]
    fn fixes_come_one_at_a_time_and_a_harmful_one_waits_for_consent() {
        let at = "clock=right platform=windows ";
        check(&format!("{at}gentle:failed"), "confirm harsh");
        check(&format!("{at}gentle:failed harsh:confirmed"), "fix harsh");
        check(&format!("{at}gentle:failed harsh:skipped"), "hand-over security");
        check(&format!("{at}gentle:worked"), "solved gentle");
    }

    #[test]
    fn what_must_be_reported_is_handed_over_however_well_the_fixes_went() {
        check("clock=unknown platform=linux", "fix gentle");
        check("clock=unknown platform=linux gentle:worked", "hand-over security");
    }

    #[test]
    fn a_known_outage_waits() {
        check("clock=wrong", "wait later");
    }

    #[test]
    fn a_person_may_ask_for_help_anywhere() {
        check("end", "hand-over helpdesk");
        check("clock=wrong end", "hand-over helpdesk");
        check("clock=right platform=windows end", "hand-over security");
    }

    #[test]
    fn replaying_any_prefix_of_a_trail_gives_that_prefix() {
        let flow = flow();
        for (answers, outcome) in paths(&flow) {
            let mut case = Case::default();
            for (passed, (step, value)) in answers.iter().enumerate() {
                let walk = walk(&flow, &case);
                assert_eq!(walk.trail.len(), passed);
                assert!(matches!(walk.standing, Standing::Asking { step: at, .. } if at == *step));
                case.learn(step.needs.clone(), Finding::by_person(value.as_str(), None));
            }
            assert_eq!(walk(&flow, &case).outcome, Some(outcome));
        }
    }

    /// Walks a case written as `fact=value fact=value/source fix:progress end`.
    fn check(case: &str, expected: &str) {
        let flow = flow();
        let mut known = Case::default();
        for word in case.split_whitespace() {
            if word == "end" {
                known.hand_over();
            } else if let Some((fix, progress)) = word.split_once(':') {
                known.note(fix.into(), Progress::from_word(progress).unwrap());
            } else {
                let (fact, value) = word.split_once('=').unwrap();
                let (value, source) = value.split_once('/').unwrap_or((value, "person"));
                let source = Source::from_word(source).unwrap();
                known.learn(fact.into(), Finding { source, ..Finding::by_link(value, None) });
            }
        }
        let seen = match walk(&flow, &known).standing {
            Standing::Asking { fact, gave_up: None, .. } => format!("asks {}", fact.id),
            Standing::Asking { fact, gave_up: Some(_), .. } => {
                format!("asks {} after a probe gave up", fact.id)
            }
            Standing::Confirming { fix, .. } => format!("confirm {}", fix.id),
            Standing::Fixing { fix, .. } => format!("fix {}", fix.id),
            Standing::Solved { fix, .. } => format!("solved {}", fix.id),
            Standing::HandOver { team: Team::Helpdesk } => "hand-over helpdesk".to_owned(),
            Standing::HandOver { team: Team::Security } => "hand-over security".to_owned(),
            Standing::HandOver { team: Team::Network } => "hand-over network".to_owned(),
            Standing::Waiting { outcome } => format!("wait {}", outcome.id),
        };
        assert_eq!(seen, expected, "for the case `{case}`");
    }

    fn flow() -> Flow {
        let mut platform = Fact::new("platform", "Which?", [Value::new("windows", "Windows")]);
        platform.probe = Some(Probe::Platform);
        platform.values.extend(["macos", "ios", "android", "linux"].map(|id| Value::new(id, id)));
        let fix = |id: &str, harm| Fix {
            id: id.into(),
            title: id.to_owned(),
            summary: String::new(),
            platforms: Platform::ALL.to_vec(),
            who: Who::Employee,
            elevation: false,
            harm,
            deletes: String::new(),
            undo: String::new(),
            minutes: 1,
            success: String::new(),
            recheck: "clock".into(),
            by_signing_in: false,
        };
        let ends = |id: &str, ends| Outcome::new(id, id, ends);
        let mut mend = ends("mend", Ending::HandOver(Team::Security));
        mend.fixes = vec![GuideId::from("gentle"), GuideId::from("harsh")];
        let mut report = ends("report", Ending::Report(Team::Security));
        report.fixes = vec![GuideId::from("gentle")];
        let draft = FlowDraft {
            id: "demo".into(),
            title: "Demo".to_owned(),
            version: 1,
            digest: String::new(),
            start: "clock".into(),
            max_answers: 2,
            facts: vec![
                Fact::new(
                    "clock",
                    "Right?",
                    [Value::new("right", "Yes"), Value::new("wrong", "No")],
                ),
                platform,
            ],
            steps: vec![
                Step {
                    id: "clock".into(),
                    needs: "clock".into(),
                    exits: vec![
                        Exit::new("right", "which"),
                        Exit::new("wrong", "later"),
                        Exit::new("unknown", "which"),
                    ],
                },
                Step {
                    id: "which".into(),
                    needs: "platform".into(),
                    exits: ["windows", "macos", "ios", "android"]
                        .map(|value| Exit::new(value, "mend"))
                        .into_iter()
                        .chain([Exit::new("linux", "report"), Exit::new("unknown", "ask")])
                        .collect(),
                },
            ],
            outcomes: vec![
                mend,
                report,
                ends("later", Ending::Wait),
                ends("ask", Ending::HandOver(Team::Helpdesk)),
            ],
            fixes: vec![fix("gentle", 1), fix("harsh", 2)],
        };
        Flow::check(draft).unwrap()
    }
}
