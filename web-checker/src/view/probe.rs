//! What a probe offers, says while it runs, and saw.

use kb_flow::{Probe, Word};
use yew::{Callback, Html};

use crate::clock;
use crate::page;
use crate::session::{Event, Note, Off, Running, Seen, State};
use crate::sign_in::{Trouble, Way};
use crate::view::element::{Element, MAIN, OTHER, actions, button, classed, element, note};

/// The place of a probe, as outside tools know it.
pub(super) fn place(tag: &'static str, probe: Probe, now: &str) -> Element {
    element(tag).with("data-probe", probe.word()).with("data-state", now)
}

/// The place of a probe that is yet to tell; it can take the focus.
pub(super) fn spot(probe: Probe, now: &str) -> Element {
    place("div", probe, now).with("id", page::PROBE).with("tabindex", "-1")
}

/// What is read aloud, wherever the focus is: what a probe does, and once what came of it. It is
/// all shown elsewhere on the screen.
pub(super) fn said(state: &State) -> String {
    let words = &state.words;
    let said = match (&state.note, state.running) {
        (Some(Note::StillWaiting), _) => &words[Word::SignInStill],
        (Some(Note::NotLooked), _) => &words[Word::SignInNotLooked],
        (_, Some(running)) => &words[while_running(running).0],
        (Some(Note::Ended(probe) | Note::AllClear(probe)), _) => match state.known_of(*probe) {
            Some((fact, finding)) if !finding.value.is_unknown() => {
                let fact = state.flow.fact(&fact);
                return fact.map(|fact| fact.told(&finding, words).to_owned()).unwrap_or_default();
            }
            _ => match (state.next, state.trouble) {
                (Some(way), _) => &words[to_ask(way).0],
                // Its number has told something else.
                (None, None) if *probe == Probe::WebSignIn => "",
                (None, _) => &words[why(state)],
            },
        },
        _ => "",
    };
    said.to_owned()
}

/// Offers to run a probe, before it was asked anything.
pub(super) fn offer(
    state: &State,
    probe: Probe,
    back: Option<Element>,
    emit: &Callback<Event>,
) -> Element {
    let words = &state.words;
    let explain = match probe {
        Probe::Reachability => Word::ReachabilityOffer,
        Probe::Clock => Word::ClockOffer,
        // The others are never offered.
        Probe::WebSignIn | Probe::Platform | Probe::Cookies => Word::SignInOffer,
    };
    let run = button(&words[Word::ProbeRun], MAIN, Event::ProbePressed(Way::Frame), emit);
    spot(probe, "idle").child(element("p").text(&words[explain])).child(actions([
        Some(run),
        Some(instead(state, emit)),
        back,
    ]))
}

/// Offers the next way to ask.
pub(super) fn next(
    state: &State,
    way: Way,
    press: impl Fn(Way) -> Event,
    other: Option<Element>,
    emit: &Callback<Event>,
) -> Element {
    let (explain, run) = to_ask(way);
    let run = button(&state.words[run], MAIN, press(way), emit);
    spot(Probe::WebSignIn, "idle").child(element("p").text(&state.words[explain])).child(actions([
        Some(run),
        other,
        None,
    ]))
}

/// What is said of a way to ask, and the button for it.
fn to_ask(way: Way) -> (Word, Word) {
    match way {
        Way::Frame | Way::Window => (Word::WindowOffer, Word::WindowRun),
        Way::SignIn => (Word::SignInOwed, Word::SignInRun),
        Way::Trip | Way::SignInTrip => (Word::TripOffer, Word::TripRun),
    }
}

/// The button for those who would rather answer.
pub(super) fn instead(state: &State, emit: &Callback<Event>) -> Element {
    button(&state.words[Word::ProbeInstead], OTHER, Event::InsteadPressed, emit)
}

/// Says that a probe runs, and how to stop it.
pub(super) fn running(state: &State, running: Running, emit: &Callback<Event>) -> Element {
    let words = &state.words;
    let (says, stop) = while_running(running);
    let signs_in = says == Word::SignInRunning;
    // Where only a window can look, the button says so.
    let look = if state.glance() == Way::Frame { Word::Recheck } else { Word::WindowRun };
    let again = signs_in.then(|| button(&words[look], OTHER, Event::AgainPressed, emit));
    let still = match state.note {
        Some(Note::StillWaiting) => &words[Word::SignInStill],
        Some(Note::NotLooked) => &words[Word::SignInNotLooked],
        _ => "",
    };
    spot(running.probe, "running")
        .child(element("p").text(&words[says]))
        .child(note("kb-note", still))
        .child(actions([
            again,
            Some(button(&words[stop], OTHER, Event::CancelPressed, emit)),
            None,
        ]))
}

/// What is said while a probe runs, and the button that ends it.
fn while_running(running: Running) -> (Word, Word) {
    match (running.probe, running.way) {
        (Probe::WebSignIn, Way::SignIn) => (Word::SignInRunning, Word::WindowClosed),
        (Probe::WebSignIn, Way::Window | Way::Trip | Way::SignInTrip) => {
            (Word::WindowRunning, Word::WindowClosed)
        }
        _ => (Word::ProbeRunning, Word::ProbeCancel),
    }
}

/// Says that a probe could not tell, and why.
pub(super) fn gave_up(state: &State, probe: Probe, then: Word) -> Element {
    let words = &state.words;
    let text = [&words[why(state)], " ", &words[then]].concat();
    spot(probe, "failed").child(element("p").text(&text))
}

/// Why a probe could not tell.
fn why(state: &State) -> Word {
    match state.trouble {
        None => Word::ProbeGaveUp,
        Some(Trouble::NoAnswer) => Word::TroubleNoAnswer,
        Some(Trouble::NoWay) => Word::TroubleNoWay,
        Some(Trouble::Busy) => Word::TroubleBusy,
        Some(Trouble::SetUp) => Word::TroubleSetUp,
        Some(Trouble::Policy) => Word::TroublePolicy,
        Some(Trouble::Ended) => Word::TroubleEnded,
        Some(Trouble::Owed) => Word::TroubleOwed,
        Some(Trouble::Unable) => Word::TroubleUnable,
    }
}

/// Says why a probe is off here.
pub(super) fn off(state: &State, off: Off) -> Html {
    let why = match off {
        Off::File => Word::OffFile,
        Off::Frame => Word::OffFrame,
        Off::Http => Word::OffHttp,
        Off::SetUp => Word::OffSetUp,
    };
    note("kb-quiet", &state.words[why]).html()
}

/// What the last probe saw, one line each.
pub(super) fn details(state: &State) -> Option<Html> {
    if state.seen.is_empty() {
        return None;
    }
    let words = &state.words;
    let mut lines = Vec::new();
    for seen in &state.seen {
        let host = |word, host: &str| words.fill(word, &[("host", host)]);
        let line = match seen {
            Seen::Clocks(distance) => words.fill(
                Word::ClockMeasured,
                &[
                    ("offset", &clock::told(distance.ahead)),
                    ("bound", &clock::told(distance.bound)),
                ],
            ),
            Seen::Answered(name) => host(Word::HostAnswered, name),
            Seen::Failed(name) => host(Word::HostFailed, name),
            Seen::Silent(name, seconds) => {
                words.fill(Word::HostSilent, &[("host", name), ("n", &seconds.to_string())])
            }
            Seen::Genuine(name) => host(Word::DocumentGenuine, name),
            Seen::Foreign(name) => host(Word::DocumentForeign, name),
            Seen::Hidden(name) => host(Word::DocumentHidden, name),
        };
        lines.push(element("li").text(&line).html());
    }
    Some(classed("ul", "kb-seen").children(lines).html())
}
