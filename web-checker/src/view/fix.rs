//! A fix: what it costs, its steps, and whether it worked.

use kb_flow::{Ending, Fix, Outcome, Word};
use yew::virtual_dom::VNode;
use yew::{Callback, Html, html};

use crate::page;
use crate::session::{Event, State};
use crate::view::{MAIN, OTHER, back, button, hand_over_now, heading, verdict};

/// The screen before a harmful fix: what is lost, and how to take it back.
pub(super) fn confirm(state: &State, outcome: &Outcome, fix: &Fix, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    html! {
        <div class="kb-fix--confirm" data-fix={fix.id.to_string()}>
            { verdict(outcome) }
            { position(state, fix) }
            { heading(&fix.title) }
            <p class="kb-warning">{ &words[Word::Confirm] }</p>
            <dl class="kb-contract">
                <dt>{ &words[Word::Deletes] }</dt><dd>{ &fix.deletes }</dd>
                <dt>{ &words[Word::Undo] }</dt><dd>{ &fix.undo }</dd>
            </dl>
            { rights(state, fix) }
            <div class="kb-actions">
                { button(&words[Word::ConfirmYes], MAIN, Event::FixConfirmed(fix.id.clone()), emit) }
                { button(&words[Word::Skip], OTHER, Event::FixSkipped(fix.id.clone()), emit) }
                { back(state, emit) }
            </div>
            { hand_over_now(words, emit) }
        </div>
    }
}

/// The screen of a fix.
pub(super) fn screen(
    state: &State,
    outcome: &Outcome,
    fix: &Fix,
    top: &str,
    emit: &Callback<Event>,
) -> Html {
    let words = &state.words;
    let address = format!("{top}guides/{}/", fix.id);
    // Without its steps in the page, the guide's own page still has them.
    let steps = page::guide(fix.id.as_str()).map(VNode::VRef);
    html! {
        <div data-fix={fix.id.to_string()} key={fix.id.to_string()}>
            { verdict(outcome) }
            { position(state, fix) }
            { heading(&fix.title) }
            { rights(state, fix) }
            <div class="kb-fix__steps">{ steps }</div>
            <p><a href={address} target="_blank" rel="noopener">{ &words[Word::OpenGuide] }</a></p>
            <p class="kb-success"><strong>{ &words[Word::Success] }</strong>{ " " }{ &fix.success }</p>
            { ask(state, outcome, fix, emit) }
            <div class="kb-actions">
                { button(&words[Word::Skip], OTHER, Event::FixSkipped(fix.id.clone()), emit) }
                { recheck(state, fix, emit) }
                { back(state, emit) }
            </div>
            { hand_over_now(words, emit) }
        </div>
    }
}

/// Whether the fix worked; or only whether it is done, where it is reported in any case.
fn ask(state: &State, outcome: &Outcome, fix: &Fix, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let worked = Event::FixWorked(fix.id.clone());
    let (question, yes, no) = match outcome.ends {
        Ending::Report(_) => (Word::Done, Word::DoneYes, None),
        Ending::HandOver(_) | Ending::Wait => (Word::DidItWork, Word::Worked, Some(Word::Failed)),
    };
    let no = no.map(|no| button(&words[no], OTHER, Event::FixFailed(fix.id.clone()), emit));
    html! {
        <>
            <h3>{ &words[question] }</h3>
            <div class="kb-actions">{ button(&words[yes], MAIN, worked, emit) }{ no }</div>
        </>
    }
}

/// Looks again at the fact that sent the person here, where a probe can do it for them.
fn recheck(state: &State, fix: &Fix, emit: &Callback<Event>) -> Option<Html> {
    let fact = state.flow.fact(&fix.recheck)?;
    let probe = fact.probe.filter(|probe| probe.sends_requests());
    let known = state.case.finding(&fact.id);
    let event = Event::RecheckPressed(fix.id.clone());
    probe.and(known).map(|_| button(&state.words[Word::Recheck], OTHER, event, emit))
}

/// Which fix of how many, and how long it takes.
fn position(state: &State, fix: &Fix) -> Html {
    let words = &state.words;
    let which = state.position(fix).map(|(n, total)| {
        words.fill(Word::FixOf, &[("n", &n.to_string()), ("total", &total.to_string())])
    });
    html! {
        <p class="kb-fix__position">{ which }{ " · " }{ words.fill(Word::Minutes, &[("n", &fix.minutes.to_string())]) }</p>
    }
}

fn rights(state: &State, fix: &Fix) -> Option<Html> {
    fix.elevation.then(|| html! { <p class="kb-note">{ &state.words[Word::Elevation] }</p> })
}
