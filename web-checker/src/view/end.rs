//! The ends of a flow: solved, wait, or hand over with everything written down.

use kb_flow::{Fix, Outcome, Team, Word, evidence, walk};
use yew::{Callback, Html, html};

use crate::session::{Event, Note, State};
use crate::view::{MAIN, OTHER, back, button, hand_over_now, heading, verdict};

/// A fix worked.
pub(super) fn solved(state: &State, fix: &Fix, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    html! {
        <div data-end="solved" data-fix={fix.id.to_string()}>
            { heading(&words[Word::Solved]) }
            <p>{ &words[Word::SolvedText] }</p>
            <div class="kb-actions">
                { back(state, emit) }
                { button(&words[Word::StartOver], OTHER, Event::StartOverPressed, emit) }
            </div>
        </div>
    }
}

/// The trouble is known and passes by itself.
pub(super) fn wait(state: &State, outcome: &Outcome, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    html! {
        <div data-end="wait">
            { heading(&outcome.title) }
            <p>{ &outcome.text }</p>
            <div class="kb-actions">
                { back(state, emit) }
                { button(&words[Word::StartOver], OTHER, Event::StartOverPressed, emit) }
            </div>
            { hand_over_now(words, emit) }
        </div>
    }
}

/// A human being takes over.
pub(super) fn hand_over(state: &State, team: Team, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let (title, end) = match team {
        Team::Helpdesk => (&words[Word::HandOverHelpdesk], "helpdesk"),
        Team::Security => (&words[Word::HandOverSecurity], "security"),
        Team::Network => (&words[Word::HandOverNetwork], "network"),
    };
    let found = walk(&state.flow, &state.case).outcome.map(verdict);
    let text = evidence(&state.flow, &state.case, words, state.now);
    let lines = text.lines().count().to_string();
    let note = match state.note {
        Some(Note::Copied) => Some(&words[Word::Copied]),
        Some(Note::NotCopied) => Some(&words[Word::CopyFailed]),
        Some(Note::ChooseFirst | Note::NothingRead) | None => None,
    };
    let take_back = state
        .case
        .is_handed_over()
        .then(|| button(&words[Word::TakeBack], OTHER, Event::TakeBackPressed, emit));
    html! {
        <div data-end="hand-over" data-team={end}>
            { found }
            { heading(title) }
            <p>{ &words[Word::HandOverText] }</p>
            <label for="checker-evidence">{ &words[Word::Evidence] }</label>
            <textarea id="checker-evidence" class="kb-evidence" readonly=true rows={lines}
                value={text.clone()} />
            <p class="kb-quiet">{ &words[Word::EvidenceNote] }</p>
            <div class="kb-actions">
                { button(&words[Word::Copy], MAIN, Event::CopyPressed(text), emit) }
                { take_back.or_else(|| back(state, emit)) }
                { button(&words[Word::StartOver], OTHER, Event::StartOverPressed, emit) }
            </div>
            <p class="kb-note" role="status">{ note }</p>
        </div>
    }
}
