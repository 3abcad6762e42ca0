//! A question: its reason, its answers, and the probe that could answer it.

use kb_flow::{Fact, Probe, ValueId, Word};
use web_sys::{HtmlTextAreaElement, MouseEvent, SubmitEvent};
use yew::{Callback, Html, InputEvent, TargetCast, html};

use crate::session::{Event, Note, Offer, State};
use crate::view::{MAIN, OTHER, back, button, hand_over_now, heading, is_second};

const WHY: &str = "checker-why";
const NOTE: &str = "checker-note";

/// The screen of a question.
pub(super) fn screen(state: &State, fact: &Fact, offer: Offer, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let why = html! {
        <p id={WHY} class="kb-why"><strong>{ &words[Word::Why] }</strong>{ " " }{ &fact.why }</p>
    };
    match offer {
        Offer::Probe(probe) => html! {
            <div class="kb-question">
                { heading(&fact.question) }
                { why }
                <div data-probe={probe.word()} data-state="idle">
                    <p>{ explain(state, probe) }</p>
                    <div class="kb-actions">
                        { button(&words[Word::ProbeRun], MAIN, Event::ProbePressed, emit) }
                        { button(&words[Word::ProbeInstead], OTHER, Event::InsteadPressed, emit) }
                        { back(state, emit) }
                    </div>
                </div>
                { hand_over_now(words, emit) }
            </div>
        },
        Offer::Running(probe) => html! {
            <div class="kb-question">
                { heading(&fact.question) }
                <div data-probe={probe.word()} data-state="running">
                    <p role="status">{ &words[Word::ProbeRunning] }</p>
                    <div class="kb-actions">
                        { button(&words[Word::ProbeCancel], OTHER, Event::CancelPressed, emit) }
                    </div>
                </div>
                { hand_over_now(words, emit) }
            </div>
        },
        Offer::GaveUp(probe) => html! {
            <>
                <div data-probe={probe.word()} data-state="failed">
                    <p role="status">{ &words[Word::ProbeGaveUp] }</p>
                </div>
                { form(state, fact, why, emit) }
            </>
        },
        Offer::None => form(state, fact, why, emit),
    }
}

fn explain(state: &State, probe: Probe) -> &str {
    match probe {
        Probe::Reachability => &state.words[Word::ReachabilityOffer],
        // Sends nothing, so it is never offered: it has run by now.
        Probe::Platform => "",
    }
}

/// The question as a form, with native radio buttons.
fn form(state: &State, fact: &Fact, why: Html, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let onsubmit = emit.reform(|event: SubmitEvent| {
        event.prevent_default();
        Event::ContinuePressed
    });
    let once = Callback::from(|click: MouseEvent| {
        if is_second(&click) {
            click.prevent_default();
        }
    });
    let choices: Vec<_> = fact.choices().collect();
    // Where a text can answer, nobody should have to read every choice to say "there is none".
    let (last, first) = choices.split_last().expect("bug: every fact has `unknown`");
    let in_order: Vec<_> = match fact.read {
        Some(_) => std::iter::once(last).chain(first).collect(),
        None => choices.iter().collect(),
    };
    let radios = in_order.into_iter().map(|(value, text)| {
        let id = format!("answer-{value}");
        let checked = state.picked.as_ref() == Some(value);
        let onchange = {
            let value = value.clone();
            emit.reform(move |_| Event::ChoicePicked(value.clone()))
        };
        html! {
            <div class="kb-choice" key={value.to_string()}>
                <input type="radio" id={id.clone()} name={fact.id.to_string()}
                    value={value.to_string()} checked={checked} onchange={onchange} />
                <label for={id}>{ *text }{ numbers(fact, value) }</label>
            </div>
        }
    });
    let note = match &state.note {
        Some(Note::ChooseFirst) => Some(words[Word::ChooseFirst].to_owned()),
        Some(Note::NothingRead) => Some(words[Word::ReadNothing].to_owned()),
        Some(Note::Similar { written, meant }) => {
            Some(words.fill(Word::ReadSimilar, &[("written", written), ("meant", meant)]))
        }
        Some(Note::Copied | Note::NotCopied) | None => None,
    };
    let again = fact
        .probe
        .filter(|probe| probe.sends_requests())
        .map(|_| button(&words[Word::ProbeRun], OTHER, Event::ProbePressed, emit));
    html! {
        <form class="kb-question" onsubmit={onsubmit} key={fact.id.to_string()}>
            <fieldset aria-describedby={format!("{WHY} {NOTE}")}>
                <legend>{ heading(&fact.question) }</legend>
                { why }
                { reading(state, fact, emit) }
                <p id={NOTE} class="kb-note" role="alert">{ note }</p>
                { for radios }
            </fieldset>
            <div class="kb-actions">
                <button type="submit" class={MAIN} onclick={once}>{ &words[Word::GoOn] }</button>
                { again }
                { back(state, emit) }
            </div>
            { hand_over_now(words, emit) }
        </form>
    }
}

/// The numbers that mean a value, for those who have one at hand.
fn numbers(fact: &Fact, value: &ValueId) -> Option<Html> {
    let value = fact.values.iter().find(|known| known.id == *value)?;
    let numbers: Vec<String> = value.codes.iter().map(ToString::to_string).collect();
    (!numbers.is_empty()).then(|| html! { <span class="kb-numbers">{ numbers.join(", ") }</span> })
}

/// The field for a message, where its text can answer the question.
fn reading(state: &State, fact: &Fact, emit: &Callback<Event>) -> Option<Html> {
    let label = fact.read.as_ref()?;
    let oninput = emit.reform(|event: InputEvent| {
        Event::TextChanged(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    Some(html! {
        <div class="kb-read">
            <label for="checker-read">{ label }</label>
            <textarea id="checker-read" rows="3" autocomplete="off" spellcheck="false"
                value={state.pasted.clone()} oninput={oninput} />
            { button(&state.words[Word::Read], OTHER, Event::ReadPressed, emit) }
        </div>
    })
}
