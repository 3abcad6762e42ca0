//! Events in, state and effects out.

use std::rc::Rc;

use kb_flow::{
    Arrival, Change, Clock, Exit, Fact, Fix, Flow, FlowDraft, KnownCodes, Moment, Outcome, Plain,
    Platform, Probe, Source, Standing, Step, Team, Value, Who, Words, evidence,
};

use super::{Effect, Event, Given, Note, Offer, Running, Screen, State, arrive, update};

fn clock(now: u64) -> Clock {
    Clock { now: Moment(now), ahead: Some(60) }
}

fn codes() -> KnownCodes {
    KnownCodes::new([("CAA20004", [])], [50076])
}

/// A person at the checker.
struct Visitor {
    state: State,
    effects: Vec<Effect>,
    time: u64,
}

impl Visitor {
    fn opens(bookmark: &str) -> Self {
        let flow = Rc::new(flow());
        let words = Words::gather(str::to_owned);
        let codes = Rc::new(codes());
        let arrival = arrive(&flow, &codes, bookmark, None, "");
        let given = Given { flow, words: Rc::new(words), codes };
        let (state, effects) = State::open(given, arrival, clock(0));
        Self { state, effects, time: 0 }
    }

    fn sees(mut self, event: Event) -> Self {
        self.time += 1;
        let (state, effects) = update(self.state, event, clock(self.time));
        Self { state, effects, time: self.time }
    }

    fn answers(self, value: &str) -> Self {
        self.sees(Event::ChoicePicked(value.into())).sees(Event::ContinuePressed)
    }

    /// What is on the screen, in a word or two.
    fn at(&self) -> String {
        match self.state.screen() {
            Screen::Question { fact, offer, .. } => match offer {
                Offer::None => fact.id.to_string(),
                Offer::Probe(_) => format!("{} offers a probe", fact.id),
                Offer::Running(_) => format!("{} probes", fact.id),
                Offer::GaveUp(_) => format!("{} after a probe gave up", fact.id),
            },
            Screen::Standing(standing) => match standing {
                Standing::Asking { .. } => unreachable!("asking is a question"),
                Standing::Confirming { fix, .. } => format!("confirm {}", fix.id),
                Standing::Fixing { fix, .. } => format!("fix {}", fix.id),
                Standing::Solved { fix, .. } => format!("solved {}", fix.id),
                Standing::HandOver { .. } => "hand-over".to_owned(),
                Standing::Waiting { outcome } => format!("wait {}", outcome.id),
            },
        }
    }

    fn found(&self, fact: &str) -> String {
        self.state.case.finding(&fact.into()).map_or_else(String::new, |finding| {
            format!("{} by {}", finding.value, finding.source.word())
        })
    }

    fn kept(&self) -> Option<&str> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Keep { bookmark, .. } => Some(bookmark.as_str()),
            Effect::Run(_)
            | Effect::Stop
            | Effect::Restore { .. }
            | Effect::FocusHeading
            | Effect::Copy(_) => None,
        })
    }
}

#[test]
fn opening_the_page_runs_only_what_sends_nothing() {
    let visitor = Visitor::opens("");
    let platform = Running { probe: Probe::Platform, turn: 1 };
    assert_eq!(visitor.effects, [Effect::Run(platform)]);
    assert_eq!(visitor.at(), "number");
}

#[test]
fn an_answer_is_kept_in_the_address_and_the_focus_moves() {
    let visitor = Visitor::opens("").answers("unknown");
    assert_eq!(visitor.at(), "connection offers a probe");
    assert_eq!(visitor.kept(), Some("v=1&facts=number:unknown&at=ask-connection"));
    assert!(visitor.effects.contains(&Effect::FocusHeading));
}

#[test]
fn continuing_without_an_answer_says_so_and_stays() {
    let visitor = Visitor::opens("").sees(Event::ContinuePressed);
    assert_eq!(visitor.state.note, Some(Note::ChooseFirst));
    assert_eq!(visitor.at(), "number");
    assert_eq!(visitor.kept(), None);
}

#[test]
fn a_pasted_number_answers_the_question() {
    let reads = |text: &str| {
        Visitor::opens("").sees(Event::TextChanged(text.to_owned())).sees(Event::ReadPressed)
    };
    let visitor = reads("AADSTS50076: MFA");
    assert_eq!(visitor.found("number"), "mfa by text");
    assert_eq!(visitor.at(), "fix gentle");
    assert_eq!(visitor.state.pasted, "", "a pasted text is not kept");
    assert_eq!(reads("caa20004").state.note, Some(Note::NothingRead));
}

#[test]
fn what_the_browser_tells_by_itself_adds_nothing_to_the_history() {
    let told = Event::FactFound { probe: Probe::Platform, turn: 1, value: "windows".into() };
    let visitor = Visitor::opens("").sees(told);
    assert_eq!(visitor.found("platform"), "windows by probe");
    assert_eq!(visitor.effects, []);
}

#[test]
fn a_probe_runs_on_a_click_and_its_finding_leads_on() {
    let visitor = Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed);
    let running = Running { probe: Probe::Reachability, turn: 2 };
    assert_eq!(visitor.state.running, Some(running));
    assert!(visitor.effects.contains(&Effect::Run(running)));
    assert_eq!(visitor.at(), "connection probes");
    let found = Event::FactFound { probe: Probe::Reachability, turn: 2, value: "reachable".into() };
    let visitor = visitor.sees(found);
    assert_eq!(visitor.found("connection"), "reachable by probe");
    assert_eq!(visitor.at(), "platform");
}

#[test]
fn a_second_click_starts_no_second_probe() {
    let visitor = Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed);
    assert_eq!(visitor.sees(Event::ProbePressed).effects, []);
}

#[test]
fn a_finding_that_nobody_waits_for_any_more_is_dropped() {
    let late =
        || Event::FactFound { probe: Probe::Reachability, turn: 2, value: "not-reachable".into() };
    let visitor = Visitor::opens("v=1&facts=number:unknown")
        .sees(Event::ProbePressed)
        .sees(Event::CancelPressed);
    assert_eq!(visitor.effects.first(), Some(&Effect::Stop));
    assert_eq!(visitor.at(), "connection");
    let visitor = visitor.sees(late());
    assert_eq!(visitor.found("connection"), "");
    // A new run has a new turn, so the old answer is not taken for its own.
    let visitor = visitor.sees(Event::ProbePressed).sees(late());
    assert_eq!(visitor.at(), "connection probes");
}

#[test]
fn a_probe_that_cannot_tell_lets_the_person_answer() {
    let gave_up = Event::FactFound { probe: Probe::Reachability, turn: 2, value: "unknown".into() };
    let visitor =
        Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed).sees(gave_up);
    assert_eq!(visitor.at(), "connection after a probe gave up");
    let visitor = visitor.answers("unknown");
    assert_eq!(visitor.found("connection"), "unknown by person");
    assert_eq!(visitor.at(), "hand-over");
}

#[test]
fn leaving_the_question_stops_its_probe() {
    let visitor = Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed);
    let visitor = visitor.sees(Event::HandOverPressed);
    assert!(visitor.effects.contains(&Effect::Stop));
    assert_eq!(visitor.at(), "hand-over");
}

#[test]
fn change_overrules_a_finding_and_keeps_later_ones() {
    let told = Event::FactFound { probe: Probe::Platform, turn: 1, value: "windows".into() };
    let visitor = Visitor::opens("v=1&facts=number:mfa").sees(told);
    let visitor = visitor.sees(Event::ChangePressed("platform".into()));
    assert_eq!(visitor.at(), "platform");
    assert_eq!(visitor.state.picked, Some("windows".into()));
    let visitor = visitor.answers("macos");
    assert_eq!(visitor.found("platform"), "macos by person");
    assert_eq!(visitor.at(), "fix gentle");
}

#[test]
fn back_shows_the_last_question_with_its_answer_and_loses_nothing() {
    let visitor = Visitor::opens("").answers("unknown").sees(Event::BackPressed);
    assert_eq!(visitor.at(), "number");
    assert_eq!(visitor.state.picked, Some("unknown".into()));
    assert!(visitor.state.back().is_none(), "it is the first question");
    assert_eq!(visitor.sees(Event::ContinuePressed).at(), "connection offers a probe");
}

#[test]
fn back_from_a_change_leads_to_where_the_person_was() {
    let visitor = Visitor::opens("v=1&facts=number:unknown,platform:windows");
    let visitor = visitor.sees(Event::ChangePressed("platform".into()));
    assert_eq!(visitor.at(), "platform");
    assert_eq!(visitor.sees(Event::BackPressed).at(), "connection offers a probe");
}

#[test]
fn a_link_within_the_page_does_not_lose_the_case() {
    let visitor = Visitor::opens("").answers("unknown").sees(Event::AddressLost);
    assert_eq!(visitor.at(), "connection offers a probe");
    let restored = visitor.effects.iter().find_map(|effect| match effect {
        Effect::Restore { bookmark, .. } => Some(bookmark.as_str()),
        _ => None,
    });
    assert_eq!(restored, Some("v=1&facts=number:unknown&at=ask-connection"));
    assert_eq!(Visitor::opens("main").at(), "number");
    assert_eq!(Visitor::opens("main").state.changes, []);
}

#[test]
fn continuing_with_a_pasted_text_reads_it() {
    let visitor = Visitor::opens("").sees(Event::TextChanged("50076".to_owned()));
    assert_eq!(visitor.sees(Event::ContinuePressed).found("number"), "mfa by text");
}

#[test]
fn a_link_carries_no_consent_and_no_doubt_of_a_probe() {
    let visitor = Visitor::opens("v=1&facts=number:mfa&tried=gentle:failed,harsh:confirmed");
    assert_eq!(visitor.at(), "confirm harsh");
    let gave_up = Event::FactFound { probe: Probe::Reachability, turn: 2, value: "unknown".into() };
    let visitor =
        Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed).sees(gave_up);
    assert_eq!(visitor.state.kept().0, "v=1&facts=number:unknown&at=ask-connection");
}

#[test]
fn a_recheck_that_was_stopped_says_nothing_of_the_fix() {
    let opened = || Visitor::opens("v=1&facts=number:unknown,connection:intercepted");
    let found =
        |value: &str| Event::FactFound { probe: Probe::Reachability, turn: 2, value: value.into() };
    assert_eq!(opened().at(), "fix other-network");
    let again = opened().sees(Event::RecheckPressed("other-network".into()));
    assert_eq!(again.at(), "connection probes");
    // The same answer again: the fix did not help, and the next thing follows.
    let visitor = again.sees(found("intercepted"));
    assert_eq!(visitor.at(), "hand-over");
    assert!(visitor.kept().unwrap().contains("tried=other-network:failed"));
    // Another answer: it did help.
    let visitor = opened().sees(Event::RecheckPressed("other-network".into()));
    let visitor = visitor.sees(found("reachable"));
    assert!(visitor.kept().unwrap().contains("tried=other-network:worked"));
    // Stopped: nobody knows.
    let visitor = opened()
        .sees(Event::RecheckPressed("other-network".into()))
        .sees(Event::CancelPressed)
        .sees(Event::FactFound { probe: Probe::Platform, turn: 1, value: "windows".into() })
        .answers("reachable");
    assert!(!visitor.kept().unwrap().contains("tried"));
}

#[test]
fn there_is_no_way_back_from_the_first_question() {
    assert!(Visitor::opens("").state.back().is_none());
}

#[test]
fn fixes_come_in_order_and_back_takes_the_last_one_again() {
    let visitor = Visitor::opens("v=1&facts=number:mfa").sees(Event::FixFailed("gentle".into()));
    assert_eq!(visitor.at(), "confirm harsh");
    let visitor = visitor.sees(Event::FixConfirmed("harsh".into()));
    assert_eq!(visitor.at(), "fix harsh");
    let visitor = visitor.sees(Event::BackPressed);
    assert_eq!(visitor.at(), "confirm harsh");
    let visitor = visitor.sees(Event::BackPressed);
    assert_eq!(visitor.at(), "fix gentle");
    let visitor = visitor.sees(Event::FixWorked("gentle".into()));
    assert_eq!(visitor.at(), "solved gentle");
}

#[test]
fn a_person_is_one_click_away_and_can_be_sent_away_again() {
    let visitor = Visitor::opens("").sees(Event::HandOverPressed);
    assert_eq!(visitor.at(), "hand-over");
    assert_eq!(visitor.kept(), Some("v=1&end=hand-over&at=ask-number"));
    assert_eq!(visitor.sees(Event::TakeBackPressed).at(), "number");
}

#[test]
fn starting_over_forgets_everything_but_what_the_browser_tells() {
    let visitor = Visitor::opens("v=1&facts=number:mfa&tried=gentle:failed");
    let visitor = visitor.sees(Event::StartOverPressed);
    assert_eq!(visitor.at(), "number");
    assert_eq!(visitor.kept(), Some(""));
    assert!(visitor.effects.iter().any(|effect| matches!(effect, Effect::Run(_))));
}

#[test]
fn another_address_is_another_case_and_adds_nothing_to_the_history() {
    let visitor = Visitor::opens("").answers("unknown");
    let arrival: Arrival = arrive(&flow(), &codes(), "v=1&facts=number:mfa", None, "");
    let visitor = visitor.sees(Event::AddressChanged(Box::new(arrival)));
    assert_eq!(visitor.at(), "fix gentle");
    assert_eq!(visitor.kept(), None);
}

#[test]
fn only_this_browsers_own_record_of_the_same_case_is_believed() {
    let source = |fragment: &str, record: Option<&str>| {
        let arrival = arrive(&flow(), &codes(), fragment, record, "");
        arrival.case.finding(&"number".into()).map(|finding| finding.source.word())
    };
    let fragment = "v=1&facts=number:mfa";
    assert_eq!(source(fragment, Some("v=1&facts=number:mfa:person:sure:9")), Some("person"));
    assert_eq!(source(fragment, None), Some("link"));
    assert_eq!(source(fragment, Some("v=1&facts=number:unknown:person:sure:9")), Some("link"));
    assert_eq!(source("", Some("v=1&facts=number:mfa:person:sure:9")), None);
}

#[test]
fn a_ticket_link_fills_in_what_it_says() {
    let arrival = arrive(&flow(), &codes(), "", None, "code=AADSTS50076");
    assert_eq!(arrival.case.finding(&"number".into()).unwrap().value, "mfa".into());
}

/// A small flow with a text to read, both probes, and a harmful fix.
fn flow() -> Flow {
    let mut number = Fact::new(
        "number",
        "Number?",
        [Value { codes: vec![50076], ..Value::new("mfa", "About approval") }],
    );
    number.read = Some("Paste it".to_owned());
    let mut connection = Fact::new(
        "connection",
        "Connected?",
        ["reachable", "intercepted", "not-reachable"].map(|id| Value::new(id, id)),
    );
    connection.probe = Some(Probe::Reachability);
    let mut platform = Fact::new(
        "platform",
        "Device?",
        ["windows", "macos", "ios", "android", "linux"].map(|id| Value::new(id, id)),
    );
    platform.probe = Some(Probe::Platform);
    let step = |id: &str, fact: &Fact, other: &str, first: &str| Step {
        id: id.into(),
        needs: fact.id.clone(),
        exits: fact
            .choices()
            .enumerate()
            .map(|(position, (value, _))| {
                Exit::new(value.as_str(), if position == 0 { first } else { other })
            })
            .collect(),
    };
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
        recheck: "number".into(),
    };
    let mut approve = Outcome::new("approve", "Approve", kb_flow::Ending::HandOver(Team::Helpdesk));
    approve.fixes = vec!["gentle".into(), "harsh".into()];
    let mut network = Outcome::new("network", "Network", kb_flow::Ending::HandOver(Team::Network));
    network.fixes = vec!["other-network".into()];
    let mut ask_connection = step("ask-connection", &connection, "person", "ask-device");
    ask_connection.exits[1].to = "network".to_owned();
    let mut other_network = fix("other-network", 1);
    other_network.recheck = "connection".into();
    let steps = vec![
        step("ask-number", &number, "ask-connection", "approve"),
        ask_connection,
        step("ask-device", &platform, "person", "person"),
    ];
    Flow::check(FlowDraft {
        id: "demo".into(),
        title: "Demo".to_owned(),
        version: 1,
        digest: String::new(),
        start: "ask-number".into(),
        max_answers: 3,
        facts: vec![number, connection, platform],
        steps,
        outcomes: vec![
            approve,
            network,
            Outcome::new("person", "Person", kb_flow::Ending::HandOver(Team::Helpdesk)),
        ],
        fixes: vec![fix("gentle", 1), fix("harsh", 2), other_network],
    })
    .unwrap()
}

#[test]
fn what_changed_since_a_link_was_made_is_listed() {
    let changes = |fragment| Visitor::opens(fragment).state.changes;
    let moved = Change::Moved(Plain::new("mend").unwrap());
    assert_eq!(changes("v=1&facts=number:unknown&at=mend"), [moved]);
    let gone = Change::ValueGone("number".into(), Plain::new("old").unwrap());
    assert_eq!(changes("v=9&facts=number:old"), [Change::OtherVersion, gone]);
    let visitor = Visitor::opens("v=9&facts=number:unknown").sees(Event::StartOverPressed);
    assert_eq!(visitor.state.changes, []);
}

#[test]
fn a_reload_after_an_edit_of_the_flow_keeps_sources_and_says_what_changed() {
    let fragment = "v=8&facts=number:mfa&at=elsewhere";
    let record = Some("v=8&facts=number:mfa:person:sure:9");
    let arrival = arrive(&flow(), &codes(), fragment, record, "");
    let finding = arrival.case.finding(&"number".into()).unwrap();
    assert_eq!(finding.source, Source::Person);
    assert_eq!(arrival.changes.len(), 2);
}

#[test]
fn a_look_alike_is_asked_about_and_never_taken() {
    let visitor = Visitor::opens("")
        .sees(Event::TextChanged("it says AADSTS5OO76".to_owned()))
        .sees(Event::ReadPressed);
    assert_eq!(visitor.at(), "number");
    let (written, meant) = ("AADSTS5OO76".to_owned(), "AADSTS50076".to_owned());
    assert_eq!(visitor.state.note, Some(Note::Similar { written, meant }));
}

#[test]
fn what_a_message_says_goes_into_the_ticket_and_the_message_only_on_request() {
    let pasted = "AADSTS50076 for jane@contoso.com \
        Correlation ID: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c";
    let visitor = Visitor::opens("")
        .sees(Event::TextChanged(pasted.to_owned()))
        .sees(Event::ReadPressed)
        .sees(Event::HandOverPressed);
    let card = |visitor: &Visitor| {
        let state = &visitor.state;
        let message = state.message.as_ref().filter(|_| state.adds_message);
        evidence(&state.flow, &state.case, &state.words, state.clock, message)
    };
    let without = card(&visitor);
    assert!(without.contains("correlation: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c"));
    assert!(without.contains("domain: contoso.com") && !without.contains("jane"));
    assert!(!without.contains("> AADSTS50076"));
    let with = card(&visitor.sees(Event::MessagePicked(true)));
    assert!(with.contains("> AADSTS50076") && !with.contains("jane"));
}
