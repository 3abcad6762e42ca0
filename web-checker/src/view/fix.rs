//! A fix: what it costs, its steps, and whether it worked.

use kb_flow::{Ending, Fix, Outcome, Probe, Word};
use yew::virtual_dom::VNode;
use yew::{Callback, Html};

use crate::page;
use crate::session::{Event, Note, Offer, State};
use crate::sign_in::Way;
use crate::view::element::{
    MAIN, OTHER, actions, button, classed, element, hand_over_now, heading, labelled, note,
};
use crate::view::{back, probe, verdict};

/// The screen before a harmful fix: what is lost, and how to take it back.
pub(super) fn confirm(state: &State, outcome: &Outcome, fix: &Fix, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let costs = classed("dl", "kb-contract")
        .child(element("dt").text(&words[Word::Deletes]))
        .child(element("dd").text(&fix.deletes))
        .child(element("dt").text(&words[Word::Undo]))
        .child(element("dd").text(&fix.undo));
    let yes = button(&words[Word::ConfirmYes], MAIN, Event::FixConfirmed(fix.id.clone()), emit);
    let no = button(&words[Word::Skip], OTHER, Event::FixSkipped(fix.id.clone()), emit);
    classed("div", "kb-fix--confirm")
        .with("data-fix", fix.id.as_str())
        .child(verdict(outcome))
        .child(position(state, fix))
        .child(heading(&fix.title))
        .child(note("kb-warning", &words[Word::Confirm]))
        .child(costs)
        .maybe(rights(state, fix))
        .child(actions([Some(yes), Some(no), back(state, emit)]))
        .child(hand_over_now(words, emit))
        .html()
}

/// The screen of a fix.
pub(super) fn screen(state: &State, outcome: &Outcome, fix: &Fix, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let steps = page::guide(fix.id.as_str()).map(VNode::VRef);
    let success = labelled("kb-success", &words[Word::Success], &fix.success);
    let skip = button(&words[Word::Skip], OTHER, Event::FixSkipped(fix.id.clone()), emit);
    // Worked or not; or only done, where it is reported in any case.
    let (question, yes, no) = match outcome.ends {
        Ending::Report(_) => (Word::Done, Word::DoneYes, None),
        Ending::HandOver(_) | Ending::Wait => (Word::DidItWork, Word::Worked, Some(Word::Failed)),
    };
    // What can be done at once stands above the steps; looking again stands below them.
    let settles = signing_in_settles(state, fix);
    let recheck = recheck(state, fix, settles, emit);
    let (above, below) = if settles { (recheck, None) } else { (None, recheck) };
    let yes = button(&words[yes], MAIN, Event::FixWorked(fix.id.clone()), emit);
    let no = no.map(|no| button(&words[no], OTHER, Event::FixFailed(fix.id.clone()), emit));
    element("div")
        .with("data-fix", fix.id.as_str())
        .keyed(fix.id.as_str())
        .child(verdict(outcome))
        .child(position(state, fix))
        .child(heading(&fix.title))
        .maybe(rights(state, fix))
        .child(element("div").maybe(above))
        .child(classed("div", "kb-fix__steps").maybe(steps))
        .child(success)
        .child(element("div").maybe(below))
        .child(element("h3").text(&words[question]))
        .child(actions([Some(yes), no, None]))
        .child(actions([Some(skip), back(state, emit), None]))
        .child(hand_over_now(words, emit))
        .html()
}

/// Looks again at the fact that sent the person here, where a probe can do it for them.
fn recheck(state: &State, fix: &Fix, signs_in: bool, emit: &Callback<Event>) -> Option<Html> {
    let fact = state.flow.fact(&fix.recheck)?;
    let probe = state.probe_of(fact)?;
    let words = &state.words;
    if state.note == Some(Note::AllClear(probe)) {
        let seen = state.case.finding(&fact.id).map_or("", |finding| fact.told(finding, words));
        return Some(probe::spot(probe, "idle").child(note("kb-success", seen)).html());
    }
    match state.case.finding(&fact.id) {
        // All is well there already: seeing that again would say nothing of the fix.
        Some(known) if probe.is_fine(&known.value) => return None,
        // It is not what sent the person here, unless it can do more than look.
        None if !signs_in => return None,
        Some(_) | None => {}
    }
    let press = |way| Event::RecheckPressed(fix.id.clone(), way);
    let again = || button(&words[Word::Recheck], OTHER, press(Way::Frame), emit);
    let sign_in = || button(&words[Word::SignInRun], MAIN, press(Way::SignIn), emit);
    let both = || actions([signs_in.then(sign_in), Some(again()), None]);
    let may_ask = (!state.pauses()).then(|| both().html());
    let shown = match state.offer(fact) {
        Offer::Running(running) => probe::running(state, running, emit),
        Offer::Next(way) => probe::next(state, way, press, Some(again()), emit),
        Offer::GaveUp(probe) => {
            probe::gave_up(state, probe, Word::TroubleSteps).child(element("div").maybe(may_ask))
        }
        Offer::Probe(_) | Offer::None | Offer::Off(_) => {
            let here = if signs_in { &words[Word::SignInHere] } else { "" };
            probe::spot(probe, "idle").child(note("kb-quiet", here)).child(both())
        }
    };
    Some(shown.html())
}

/// Whether signing in here may be all that the fix takes.
fn signing_in_settles(state: &State, fix: &Fix) -> bool {
    let fact = state.flow.fact(&fix.recheck).filter(|_| fix.by_signing_in);
    fact.is_some_and(|fact| {
        let known = state.case.finding(&fact.id);
        let fine = known.is_some_and(|known| Probe::WebSignIn.is_fine(&known.value));
        state.probe_of(fact) == Some(Probe::WebSignIn) && !fine
    })
}

/// Which fix of how many, and how long it takes.
fn position(state: &State, fix: &Fix) -> Html {
    let words = &state.words;
    let which = state.position(fix).map(|(n, total)| {
        words.fill(Word::FixOf, &[("n", &n.to_string()), ("total", &total.to_string())])
    });
    let minutes = words.fill(Word::Minutes, &[("n", &fix.minutes.to_string())]);
    let text = [&which.unwrap_or_default(), " · ", &minutes].concat();
    note("kb-fix__position", &text).html()
}

fn rights(state: &State, fix: &Fix) -> Option<Html> {
    fix.elevation.then(|| note("kb-note", &state.words[Word::Elevation]).html())
}
