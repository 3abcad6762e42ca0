//! The ends of a flow: solved, wait, or hand over with everything written down.

use kb_flow::{Fix, Outcome, Team, Word, evidence, to_case_code, walk};
use web_sys::HtmlInputElement;
use yew::{Callback, Html, TargetCast, html};

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
    let message = state.message.as_ref().filter(|_| state.adds_message);
    let text = evidence(&state.flow, &state.case, words, state.clock, message);
    let lines = text.lines().count().to_string();
    let note = match state.note {
        Some(Note::Copied) => Some(&words[Word::Copied]),
        Some(Note::NotCopied) => Some(&words[Word::CopyFailed]),
        Some(Note::ChooseFirst | Note::NothingRead | Note::Similar { .. }) | None => None,
    };
    let code = to_case_code(&state.flow, &state.case).map(|code| {
        html! {
            <p>{ &words[Word::CaseCode] }{ " " }
                <strong class="kb-case-code" data-case-code={code.clone()} translate="no">
                    { for in_fours(&code) }
                </strong>
            </p>
        }
    });
    let add = state.message.is_some().then(|| {
        let onchange = emit.reform(|event: yew::Event| {
            Event::MessagePicked(event.target_unchecked_into::<HtmlInputElement>().checked())
        });
        html! {
            <div class="kb-choice">
                <input type="checkbox" id="checker-message" checked={state.adds_message}
                    onchange={onchange} />
                <label for="checker-message">{ &words[Word::AddMessage] }</label>
            </div>
        }
    });
    let take_back = state
        .case
        .is_handed_over()
        .then(|| button(&words[Word::TakeBack], OTHER, Event::TakeBackPressed, emit));
    html! {
        <div data-end="hand-over" data-team={end}>
            { found }
            { heading(title) }
            <p>{ &words[Word::HandOverText] }</p>
            { code }
            <label for="checker-evidence">{ &words[Word::Evidence] }</label>
            <textarea id="checker-evidence" class="kb-evidence" readonly=true rows={lines}
                value={text.clone()} />
            { add }
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

/// A code in groups of four, as it is read aloud. The gaps are style: copied, they are gone.
fn in_fours(code: &str) -> Vec<Html> {
    let letters: Vec<char> = code.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.map(|group| html! { <span>{ group }</span> }).collect()
}
