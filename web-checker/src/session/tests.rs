//! Events in, state and effects out.

use std::rc::Rc;

use kb_flow::{
    Arrival, Change, Clock, Ending, Exit, Fact, Fix, Flow, FlowDraft, KnownCodes, Moment, Outcome,
    Plain, Platform, Probe, Source, Standing, Step, Team, Value, Who, Words, evidence,
};

use super::{
    Effect, Event, Found, Given, Note, Off, Offer, Running, Screen, State, arrive, update,
};
use crate::sign_in::{Answer, Trouble, Way};

/// A probe has ended with this value.
fn found(probe: Probe, turn: u32, value: &str) -> Event {
    Event::FactFound { probe, turn, found: Found { value: value.into(), ..Found::default() } }
}

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
        Self::opens_at(flow(), bookmark, None)
    }

    /// Where the page can check a sign-in.
    fn signs_in(bookmark: &str) -> Self {
        Self::opens_at(sign_in_flow(), bookmark, None)
    }

    fn opens_at(flow: Flow, bookmark: &str, off: Option<Off>) -> Self {
        let flow = Rc::new(flow);
        let words = Words::gather(str::to_owned);
        let codes = Rc::new(codes());
        let arrival = arrive(&flow, &codes, bookmark, None, "");
        let refines = [
            ("mfa-required", vec![50076]),
            ("device-refused", vec![53000]),
            ("number", vec![50057]),
        ];
        let refines = refines.map(|(value, numbers)| (value.to_owned(), numbers));
        let refines = Rc::new(refines.to_vec());
        let tickets = Rc::default();
        let given = Given { flow, words: Rc::new(words), codes, refines, tickets, off };
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
                Offer::Off(off) => format!("{} is off: {off:?}", fact.id),
                Offer::Next(way) => format!("{} offers {way:?}", fact.id),
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
            | Effect::Glance { .. }
            | Effect::Watch
            | Effect::Leave { .. }
            | Effect::Stop
            | Effect::Restore { .. }
            | Effect::FocusHeading
            | Effect::FocusProblem
            | Effect::FocusProbe
            | Effect::Copy(_) => None,
        })
    }
}

#[test]
fn opening_the_page_runs_only_what_sends_nothing() {
    let visitor = Visitor::opens("");
    let platform = Running { probe: Probe::Platform, turn: 1, way: Way::Frame };
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
    assert_eq!(visitor.effects, [Effect::FocusProblem]);
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
    let told = found(Probe::Platform, 1, "windows");
    let visitor = Visitor::opens("").sees(told);
    assert_eq!(visitor.found("platform"), "windows by probe");
    assert_eq!(visitor.effects, []);
}

#[test]
fn a_probe_runs_on_a_click_and_its_finding_leads_on() {
    let visitor = Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed(Way::Frame));
    let running = Running { probe: Probe::Reachability, turn: 2, way: Way::Frame };
    assert_eq!(visitor.state.running, Some(running));
    assert!(visitor.effects.contains(&Effect::Run(running)));
    assert_eq!(visitor.at(), "connection probes");
    let found = found(Probe::Reachability, 2, "reachable");
    let visitor = visitor.sees(found);
    assert_eq!(visitor.found("connection"), "reachable by probe");
    assert_eq!(visitor.at(), "platform");
}

#[test]
fn a_second_click_starts_no_second_probe() {
    let visitor = Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed(Way::Frame));
    assert_eq!(visitor.sees(Event::ProbePressed(Way::Frame)).effects, []);
}

#[test]
fn a_finding_that_nobody_waits_for_any_more_is_dropped() {
    let late = || found(Probe::Reachability, 2, "not-reachable");
    let visitor = Visitor::opens("v=1&facts=number:unknown")
        .sees(Event::ProbePressed(Way::Frame))
        .sees(Event::CancelPressed);
    assert_eq!(visitor.effects.first(), Some(&Effect::Stop));
    assert_eq!(visitor.at(), "connection");
    let visitor = visitor.sees(late());
    assert_eq!(visitor.found("connection"), "");
    // A new run has a new turn, so the old answer is not taken for its own.
    let visitor = visitor.sees(Event::ProbePressed(Way::Frame)).sees(late());
    assert_eq!(visitor.at(), "connection probes");
}

#[test]
fn a_probe_that_cannot_tell_lets_the_person_answer() {
    let gave_up = found(Probe::Reachability, 2, "unknown");
    let visitor = Visitor::opens("v=1&facts=number:unknown")
        .sees(Event::ProbePressed(Way::Frame))
        .sees(gave_up);
    assert_eq!(visitor.at(), "connection after a probe gave up");
    let visitor = visitor.answers("unknown");
    assert_eq!(visitor.found("connection"), "unknown by person");
    assert_eq!(visitor.at(), "hand-over");
}

#[test]
fn leaving_the_question_stops_its_probe() {
    let visitor = Visitor::opens("v=1&facts=number:unknown").sees(Event::ProbePressed(Way::Frame));
    let visitor = visitor.sees(Event::HandOverPressed);
    assert!(visitor.effects.contains(&Effect::Stop));
    assert_eq!(visitor.at(), "hand-over");
}

#[test]
fn change_overrules_a_finding_and_keeps_later_ones() {
    let told = found(Probe::Platform, 1, "windows");
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
    let gave_up = found(Probe::Reachability, 2, "unknown");
    let visitor = Visitor::opens("v=1&facts=number:unknown")
        .sees(Event::ProbePressed(Way::Frame))
        .sees(gave_up);
    assert_eq!(visitor.state.kept().0, "v=1&facts=number:unknown&at=ask-connection");
}

#[test]
fn a_recheck_that_was_stopped_says_nothing_of_the_fix() {
    let opened = || Visitor::opens("v=1&facts=number:unknown,connection:intercepted");
    let found = |value: &str| found(Probe::Reachability, 2, value);
    assert_eq!(opened().at(), "fix other-network");
    let again = opened().sees(Event::RecheckPressed("other-network".into(), Way::Frame));
    assert_eq!(again.at(), "fix other-network", "the steps stay in sight");
    // The same answer again: the fix did not help, and the next thing follows.
    let visitor = again.sees(found("intercepted"));
    assert_eq!(visitor.at(), "hand-over");
    assert!(visitor.kept().unwrap().contains("tried=other-network:failed"));
    // Another answer: it did help.
    let visitor = opened().sees(Event::RecheckPressed("other-network".into(), Way::Frame));
    let visitor = visitor.sees(found("reachable"));
    assert!(visitor.kept().unwrap().contains("tried=other-network:worked"));
    // Stopped, or it cannot tell: nobody knows, and what was known stays known.
    let stopped = opened()
        .sees(Event::RecheckPressed("other-network".into(), Way::Frame))
        .sees(Event::CancelPressed)
        .sees(found("reachable"));
    let silent = opened()
        .sees(Event::RecheckPressed("other-network".into(), Way::Frame))
        .sees(found("unknown"));
    for visitor in [stopped, silent] {
        assert_eq!(visitor.at(), "fix other-network");
        assert_eq!(visitor.found("connection"), "intercepted by link");
        assert!(!visitor.state.kept().0.contains("tried"));
    }
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
        [Value { numbers: vec![50076], ..Value::new("mfa", "About approval") }],
    );
    number.read = Some("Paste it".to_owned());
    let mut connection = Fact::new(
        "connection",
        "Connected?",
        ["reachable", "intercepted", "not-reachable", "federation-not-reachable"]
            .map(|id| Value::new(id, id)),
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
        by_signing_in: false,
    };
    let mut approve = Outcome::new("approve", "Approve", Ending::HandOver(Team::Helpdesk));
    approve.fixes = vec!["gentle".into(), "harsh".into()];
    let mut network = Outcome::new("network", "Network", Ending::HandOver(Team::Network));
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
            Outcome::new("person", "Person", Ending::HandOver(Team::Helpdesk)),
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

/// Web sign-in first; where it cannot tell, the number; and the cookies that it finds on the way.
fn sign_in_flow() -> Flow {
    let mut web = Fact::new(
        "web-login",
        "Web?",
        [
            "signed-in",
            "mfa-required",
            "mfa-setup-required",
            "device-refused",
            "policy-blocked",
            "consent-required",
            "password-expired",
            "no-session",
        ]
        .map(|id| Value::new(id, id)),
    );
    web.probe = Some(Probe::WebSignIn);
    let closed = Value { numbers: vec![50057], ..Value::new("closed", "About the account") };
    let mut number =
        Fact::new("number", "Number?", [closed, Value::new("approval", "About approval")]);
    number.read = Some("Paste it".to_owned());
    let mut cookies =
        Fact::new("cookies", "Cookies?", ["allowed", "blocked"].map(|id| Value::new(id, id)));
    cookies.probe = Some(Probe::Cookies);
    let exits = web.choices().map(|(value, _)| match value.as_str() {
        "mfa-required" => Exit::new("mfa-required", "approve"),
        "unknown" => Exit::new("unknown", "ask-number"),
        "signed-in" => Exit::new("signed-in", "ask-number"),
        other => Exit::new(other, "person"),
    });
    let steps = vec![
        Step { id: "ask-web".into(), needs: "web-login".into(), exits: exits.collect() },
        Step {
            id: "ask-number".into(),
            needs: "number".into(),
            exits: vec![
                Exit::new("closed", "closed"),
                Exit::new("approval", "approve"),
                Exit::new("unknown", "person"),
            ],
        },
    ];
    let helpdesk = Ending::HandOver(Team::Helpdesk);
    let mut approve = Outcome::new("approve", "Approve", helpdesk);
    approve.fixes = vec!["gentle".into()];
    let mut gentle = flow().fix(&"gentle".into()).unwrap().clone();
    gentle.recheck = "web-login".into();
    gentle.by_signing_in = true;
    let people = ["person", "closed"].map(|id| Outcome::new(id, id, helpdesk));
    Flow::check(FlowDraft {
        id: "demo".into(),
        title: "Demo".to_owned(),
        version: 1,
        digest: String::new(),
        start: "ask-web".into(),
        max_answers: 3,
        facts: vec![web, number, cookies],
        steps,
        outcomes: std::iter::once(approve).chain(people).collect(),
        fixes: vec![gentle],
    })
    .unwrap()
}

fn refused(error: &str, number: u32) -> Answer {
    let suberror = if number == 50076 { "basic_action" } else { "" };
    let (error, suberror) = (error.to_owned(), suberror.to_owned());
    Answer::Refused { error, suberror, number: Some(number) }
}

fn answered(turn: u32, way: Way, answer: Answer) -> Event {
    Event::SignInAnswered { turn, way, answer, connection: None }
}

#[test]
fn the_frame_comes_first_and_a_window_only_on_another_click() {
    let visitor = Visitor::signs_in("");
    assert_eq!(visitor.at(), "web-login offers a probe");
    assert_eq!(visitor.effects, [], "nothing runs by itself");
    let visitor = visitor.sees(Event::ProbePressed(Way::Frame));
    let frame = Running { probe: Probe::WebSignIn, turn: 1, way: Way::Frame };
    assert_eq!(visitor.effects, [Effect::Run(frame), Effect::FocusHeading]);
    let visitor = visitor.sees(answered(1, Way::Frame, refused("login_required", 50058)));
    assert_eq!(visitor.at(), "web-login offers Window");
    let visitor = visitor.sees(Event::ProbePressed(Way::Window));
    let window = Running { way: Way::Window, turn: 2, ..frame };
    assert_eq!(visitor.effects.first(), Some(&Effect::Run(window)));
    let visitor = visitor.sees(answered(2, Way::Window, Answer::Code));
    assert_eq!(visitor.found("web-login"), "signed-in by probe");
    assert_eq!(visitor.found("cookies"), "blocked by probe");
    // In this browser a frame will not see more the next time.
    let visitor = visitor.sees(Event::ChangePressed("web-login".into()));
    let visitor = visitor.sees(Event::ProbePressed(Way::Frame));
    assert_eq!(visitor.state.running.map(|running| running.way), Some(Way::Window));
}

#[test]
fn a_browser_without_windows_is_sent_on_a_round_trip() {
    let visitor = Visitor::signs_in("")
        .sees(Event::ProbePressed(Way::Frame))
        .sees(answered(1, Way::Frame, Answer::Nothing))
        .sees(Event::ProbePressed(Way::Window))
        .sees(answered(2, Way::Window, Answer::NoWindow));
    assert_eq!(visitor.at(), "web-login offers Trip");
    let visitor = visitor.sees(Event::ProbePressed(Way::Trip));
    assert!(matches!(visitor.effects[..], [Effect::Leave { .. }]), "{:?}", visitor.effects);
    let back = |answer| Event::CameBack { way: Way::Trip, answer, fix: None };
    let came_back = Visitor::signs_in("").sees(back(Some(refused("interaction_required", 50076))));
    assert_eq!(came_back.found("web-login"), "mfa-required by probe");
    assert_eq!(came_back.at(), "fix gentle");
    // Back by the browser's own button: nothing is known, and nothing waits.
    let visitor = visitor.sees(back(None));
    assert_eq!(visitor.state.running, None);
    assert_eq!(visitor.found("web-login"), "");
}

#[test]
fn the_page_moves_on_when_the_sign_in_is_done() {
    let visitor = Visitor::signs_in("").sees(Event::ProbePressed(Way::Frame)).sees(answered(
        1,
        Way::Frame,
        refused("interaction_required", 50076),
    ));
    assert_eq!(visitor.at(), "fix gentle");
    assert_eq!(visitor.found("cookies"), "allowed by probe");
    let visitor = visitor.sees(Event::RecheckPressed("gentle".into(), Way::SignIn));
    let running = Running { probe: Probe::WebSignIn, turn: 2, way: Way::SignIn };
    assert_eq!(visitor.effects, [Effect::Run(running), Effect::Watch, Effect::FocusProbe]);
    assert_eq!(visitor.at(), "fix gentle", "the steps stay in sight");
    // Looking once more changes nothing unless it is good news.
    let visitor = visitor.sees(Event::AgainPressed);
    assert_eq!(visitor.effects, [Effect::Glance { running, way: Way::Frame }]);
    let visitor = visitor.sees(answered(2, Way::Frame, refused("interaction_required", 50076)));
    assert_eq!(visitor.state.note, Some(Note::StillWaiting));
    assert_eq!(visitor.state.running, Some(running));
    let visitor = visitor.sees(answered(2, Way::SignIn, Answer::Code));
    assert_eq!(visitor.found("web-login"), "signed-in by probe");
    assert_eq!(visitor.at(), "number");
    assert!(visitor.kept().unwrap().contains("tried=gentle:worked"));
    assert!(visitor.effects.contains(&Effect::FocusHeading));
    // The window's own late answer finds nobody.
    let late = visitor.sees(answered(2, Way::SignIn, refused("access_denied", 65004)));
    assert_eq!(late.found("web-login"), "signed-in by probe");
}

#[test]
fn good_news_of_the_web_alone_leaves_the_last_word_to_the_person() {
    // A number of the message sent the person here, and it is still the same message.
    let visitor = Visitor::signs_in("v=1&facts=web-login:unknown,number:approval")
        .sees(Event::RecheckPressed("gentle".into(), Way::SignIn))
        .sees(answered(1, Way::SignIn, Answer::Code));
    assert_eq!(visitor.at(), "fix gentle");
    assert_eq!(visitor.state.note, Some(Note::AllClear(Probe::WebSignIn)));
    assert!(!visitor.state.kept().0.contains("tried"));
}

#[test]
fn where_cookies_do_not_travel_only_the_window_is_watched() {
    let visitor = Visitor::signs_in("v=1&facts=web-login:mfa-required,cookies:blocked");
    let visitor = visitor.sees(Event::RecheckPressed("gentle".into(), Way::SignIn));
    let running = Running { probe: Probe::WebSignIn, turn: 1, way: Way::SignIn };
    assert_eq!(visitor.effects, [Effect::Run(running), Effect::FocusProbe]);
    let visitor = visitor.sees(Event::AgainPressed);
    assert_eq!(visitor.effects, [Effect::Glance { running, way: Way::Window }]);
}

#[test]
fn a_sign_in_that_was_left_open_says_nothing_against_what_was_known() {
    for answer in [Answer::Nothing, Answer::NoWay, refused("access_denied", 0)] {
        let visitor = Visitor::signs_in("v=1&facts=web-login:mfa-required")
            .sees(Event::RecheckPressed("gentle".into(), Way::SignIn))
            .sees(answered(1, Way::SignIn, answer));
        assert_eq!(visitor.at(), "fix gentle");
        assert_eq!(visitor.found("web-login"), "mfa-required by link");
        assert!(visitor.state.trouble.is_some());
    }
}

#[test]
fn a_number_that_only_a_frame_saw_waits_for_the_window() {
    let visitor = Visitor::signs_in("").sees(Event::ProbePressed(Way::Frame)).sees(answered(
        1,
        Way::Frame,
        refused("access_denied", 50057),
    ));
    assert_eq!(visitor.found("number"), "");
    assert_eq!(visitor.at(), "web-login offers Window");
}

#[test]
fn a_number_that_no_finding_knows_answers_the_question_about_numbers() {
    let visitor = Visitor::signs_in("").sees(Event::ProbePressed(Way::Window)).sees(answered(
        1,
        Way::Window,
        refused("access_denied", 50057),
    ));
    assert_eq!(visitor.found("web-login"), "unknown by probe");
    assert_eq!(visitor.found("number"), "closed by probe");
    assert_eq!(visitor.at(), "hand-over");
    // One that nobody knows answers nothing.
    let visitor = Visitor::signs_in("").sees(Event::ProbePressed(Way::Window)).sees(answered(
        1,
        Way::Window,
        refused("access_denied", 99999),
    ));
    assert_eq!(visitor.at(), "web-login after a probe gave up");
    assert_eq!(visitor.state.trouble, Some(Trouble::Ended));
}

#[test]
fn an_answer_to_an_attempt_that_is_over_is_dropped() {
    let visitor = Visitor::signs_in("")
        .sees(Event::ProbePressed(Way::Frame))
        .sees(Event::CancelPressed)
        .sees(answered(1, Way::Frame, Answer::Code));
    assert_eq!(visitor.found("web-login"), "");
    let visitor =
        visitor.sees(Event::ProbePressed(Way::Frame)).sees(answered(1, Way::Frame, Answer::Code));
    assert_eq!(visitor.at(), "web-login probes");
}

#[test]
fn where_a_sign_in_cannot_be_checked_the_question_says_so() {
    for off in [Off::SetUp, Off::File, Off::Http, Off::Frame] {
        let visitor = Visitor::opens_at(sign_in_flow(), "", Some(off));
        assert_eq!(visitor.at(), format!("web-login is off: {off:?}"));
        assert_eq!(visitor.answers("mfa-required").at(), "fix gentle");
    }
    let visitor = Visitor::opens_at(flow(), "v=1&facts=number:unknown", Some(Off::SetUp));
    assert_eq!(visitor.at(), "connection offers a probe");
}

#[test]
fn what_comes_along_can_be_overruled_too() {
    let visitor = Visitor::signs_in("v=1&facts=cookies:blocked");
    let visitor = visitor.sees(Event::ChangePressed("cookies".into()));
    assert_eq!(visitor.at(), "cookies");
    let visitor = visitor.answers("allowed");
    assert_eq!(visitor.found("cookies"), "allowed by person");
    assert_eq!(visitor.at(), "web-login offers a probe");
}

#[test]
fn what_helped_once_does_not_count_when_it_is_owed_again() {
    let approved = Visitor::signs_in("v=1&facts=web-login:mfa-required")
        .sees(Event::RecheckPressed("gentle".into(), Way::SignIn))
        .sees(answered(1, Way::SignIn, Answer::Code));
    assert!(approved.state.kept().0.contains("tried=gentle:worked"));
    let again = approved
        .sees(Event::ChangePressed("web-login".into()))
        .sees(Event::ProbePressed(Way::Window))
        .sees(answered(2, Way::Window, refused("interaction_required", 50076)));
    assert_eq!(again.at(), "fix gentle", "nobody is told that they are in");
    assert!(!again.state.kept().0.contains("tried"));
}

#[test]
fn a_session_that_went_away_is_no_success_of_a_fix() {
    let visitor = Visitor::signs_in("v=1&facts=web-login:mfa-required")
        .sees(Event::RecheckPressed("gentle".into(), Way::Window))
        .sees(answered(1, Way::Window, refused("login_required", 50058)));
    assert_eq!(visitor.found("web-login"), "no-session by probe");
    assert!(!visitor.state.kept().0.contains("tried"), "neither helped nor did not");
    // The very same as before says that it did not help.
    let visitor = Visitor::signs_in("v=1&facts=web-login:mfa-required")
        .sees(Event::RecheckPressed("gentle".into(), Way::Window))
        .sees(answered(1, Way::Window, refused("interaction_required", 50076)));
    assert!(visitor.state.kept().0.contains("tried=gentle:failed"));
    // A fix that a number sent the person to was not looked at before.
    let visitor = Visitor::signs_in("v=1&facts=web-login:unknown,number:approval")
        .sees(Event::RecheckPressed("gentle".into(), Way::Window))
        .sees(answered(1, Way::Window, refused("interaction_required", 50076)));
    assert!(!visitor.state.kept().0.contains("tried"));
}

#[test]
fn cookies_are_called_blocked_only_while_nothing_else_can_explain_it() {
    let none = || answered(1, Way::Frame, refused("login_required", 50058));
    let asked = || Visitor::signs_in("").sees(Event::ProbePressed(Way::Frame)).sees(none());
    let visitor = asked()
        .sees(Event::ProbePressed(Way::Window))
        .sees(answered(2, Way::Window, refused("login_required", 50058)))
        .sees(Event::ChangePressed("web-login".into()))
        .sees(Event::ProbePressed(Way::Window))
        .sees(answered(3, Way::Window, Answer::Code));
    assert_eq!(visitor.found("cookies"), "", "somebody may have signed in meanwhile");
    let mut late = asked();
    late.time += 60;
    let late = late.sees(Event::ProbePressed(Way::Window));
    let late = late.sees(answered(2, Way::Window, Answer::Code));
    assert_eq!(late.found("cookies"), "", "too long ago to compare");
    let soon = asked().sees(Event::ProbePressed(Way::Window));
    let soon = soon.sees(answered(2, Way::Window, Answer::Code));
    assert_eq!(soon.found("cookies"), "blocked by probe");
}

#[test]
fn a_round_trip_from_a_fix_overrules_what_the_person_had_said() {
    let visitor = Visitor::signs_in("").sees(Event::InsteadPressed).answers("mfa-required");
    assert_eq!(visitor.found("web-login"), "mfa-required by person");
    let bookmark = visitor.state.kept().0;
    let fix = Some("gentle".into());
    let back = Event::CameBack { way: Way::SignInTrip, answer: Some(Answer::Code), fix };
    let visitor = Visitor::signs_in(&bookmark).sees(back);
    assert_eq!(visitor.found("web-login"), "signed-in by probe");
    assert!(visitor.state.kept().0.contains("tried=gentle:worked"));
}

#[test]
fn what_a_number_of_the_check_said_goes_when_the_check_says_otherwise() {
    let closed = Visitor::signs_in("").sees(Event::ProbePressed(Way::Window)).sees(answered(
        1,
        Way::Window,
        refused("access_denied", 50057),
    ));
    assert_eq!(closed.found("number"), "closed by probe");
    let mended = closed
        .sees(Event::ChangePressed("web-login".into()))
        .sees(Event::ProbePressed(Way::Window))
        .sees(answered(2, Way::Window, Answer::Code));
    assert_eq!(mended.found("number"), "");
    // What the person read in their message stays.
    let read = Visitor::signs_in("v=1&facts=number:approval")
        .sees(Event::ProbePressed(Way::Window))
        .sees(answered(1, Way::Window, Answer::Code));
    assert_eq!(read.found("number"), "approval by link");
}

#[test]
fn a_service_that_answers_is_not_out_of_reach() {
    let silent = Found { value: "not-reachable".into(), ..Found::default() };
    let visitor = Visitor::signs_in("").sees(Event::ProbePressed(Way::Frame));
    let connection = Some(silent);
    let event =
        Event::SignInAnswered { turn: 1, way: Way::Frame, answer: Answer::NoWay, connection };
    let visitor = visitor.sees(event);
    assert_eq!(visitor.at(), "web-login after a probe gave up");
    assert_eq!(visitor.state.trouble, Some(Trouble::NoWay));
    let visitor = visitor.sees(Event::ProbePressed(Way::Frame)).sees(answered(
        2,
        Way::Frame,
        refused("interaction_required", 50076),
    ));
    assert_eq!(visitor.at(), "fix gentle");
}

#[test]
fn a_service_that_asks_for_a_pause_gets_one() {
    let visitor = Visitor::signs_in("").sees(Event::ProbePressed(Way::Frame)).sees(answered(
        1,
        Way::Frame,
        refused("invalid_grant", 50196),
    ));
    assert!(visitor.state.pauses());
    let mut later = visitor;
    later.time += 301;
    assert!(!later.sees(Event::ContinuePressed).state.pauses());
}
