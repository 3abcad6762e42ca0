//! What a probe offers, says while it runs, and saw.

use kb_flow::{Probe, Word};
use yew::{Callback, Html};

use crate::clock;
use crate::session::{Event, Note, Off, Running, Seen, State};
use crate::sign_in::{Trouble, Way};
use crate::view::element::{Element, MAIN, OTHER, actions, button, classed, element, note};

/// The place of a probe, as outside tools know it.
pub(super) fn place(tag: &'static str, probe: Probe, now: &str) -> Element {
    element(tag).with("data-probe", probe.word()).with("data-state", now)
}

fn status(text: &str) -> Html {
    element("p").with("role", "status").text(text).html()
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
    place("div", probe, "idle").child(element("p").text(&words[explain])).child(actions([
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
    let (explain, run) = match way {
        Way::Frame | Way::Window => (Word::WindowOffer, Word::WindowRun),
        Way::SignIn => (Word::SignInOwed, Word::SignInRun),
        Way::Trip | Way::SignInTrip => (Word::TripOffer, Word::TripRun),
    };
    let run = button(&state.words[run], MAIN, press(way), emit);
    place("div", Probe::WebSignIn, "idle").child(status(&state.words[explain])).child(actions([
        Some(run),
        other,
        None,
    ]))
}

/// The button for those who would rather answer.
pub(super) fn instead(state: &State, emit: &Callback<Event>) -> Element {
    button(&state.words[Word::ProbeInstead], OTHER, Event::InsteadPressed, emit)
}

/// Says that a probe runs, and how to stop it.
pub(super) fn running(state: &State, running: Running, emit: &Callback<Event>) -> Element {
    let words = &state.words;
    let Running { probe, way, .. } = running;
    let windows = probe == Probe::WebSignIn && way != Way::Frame;
    let signs_in = windows && way == Way::SignIn;
    let (says, stop) = match (windows, signs_in) {
        (_, true) => (Word::SignInRunning, Word::WindowClosed),
        (true, _) => (Word::WindowRunning, Word::WindowClosed),
        _ => (Word::ProbeRunning, Word::ProbeCancel),
    };
    // Where only a window can look, the button says so.
    let look = if state.glance() == Way::Frame { Word::Recheck } else { Word::WindowRun };
    let again = signs_in.then(|| button(&words[look], OTHER, Event::AgainPressed, emit));
    let still = match state.note {
        Some(Note::StillWaiting) => &words[Word::SignInStill],
        Some(Note::NotLooked) => &words[Word::SignInNotLooked],
        _ => "",
    };
    place("div", probe, "running")
        .child(status(&words[says]))
        .child(note("kb-note", still).with("role", "status"))
        .child(actions([
            again,
            Some(button(&words[stop], OTHER, Event::CancelPressed, emit)),
            None,
        ]))
}

/// Says that a probe could not tell, and why.
pub(super) fn gave_up(state: &State, probe: Probe, then: Word) -> Element {
    let words = &state.words;
    let why = match state.trouble {
        None => Word::ProbeGaveUp,
        Some(Trouble::NoAnswer) => Word::TroubleNoAnswer,
        Some(Trouble::NoWay) => Word::TroubleNoWay,
        Some(Trouble::Busy) => Word::TroubleBusy,
        Some(Trouble::SetUp) => Word::TroubleSetUp,
        Some(Trouble::Policy) => Word::TroublePolicy,
        Some(Trouble::Ended) => Word::TroubleEnded,
        Some(Trouble::Owed) => Word::TroubleOwed,
        Some(Trouble::Unable) => Word::TroubleUnable,
    };
    place("div", probe, "failed").child(status(&[&words[why], " ", &words[then]].concat()))
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
