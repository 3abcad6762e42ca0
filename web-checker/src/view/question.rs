//! A question: its reason, its answers, and the probe that could answer it.

use std::rc::Rc;

use kb_flow::{Fact, Probe, ValueId, Word};
use web_sys::{HtmlTextAreaElement, MouseEvent, SubmitEvent};
use yew::{Callback, Html, InputEvent, TargetCast as _};

use crate::session::{Event, Note, Offer, State};
use crate::view::back;
use crate::view::element::{
    Element, MAIN, OTHER, actions, button, classed, clickable, element, hand_over_now, heading,
    is_second, note,
};

const WHY: &str = "checker-why";
const NOTE: &str = "checker-note";

/// The screen of a question.
pub(super) fn screen(state: &State, fact: &Fact, offer: Offer, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    match offer {
        Offer::Probe(probe) => {
            let run = button(&words[Word::ProbeRun], MAIN, Event::ProbePressed, emit);
            let instead = button(&words[Word::ProbeInstead], OTHER, Event::InsteadPressed, emit);
            let offered = hook(probe, "idle")
                .child(element("p").text(explain(state, probe)))
                .child(actions([Some(run), Some(instead), back(state, emit)]));
            classed("div", "kb-question")
                .child(heading(&fact.question))
                .child(why(state, fact))
                .child(offered)
                .child(hand_over_now(words, emit))
                .html()
        }
        Offer::Running(probe) => {
            let cancel = button(&words[Word::ProbeCancel], OTHER, Event::CancelPressed, emit);
            let running = hook(probe, "running")
                .child(status(&words[Word::ProbeRunning]))
                .child(actions([Some(cancel), None, None]));
            classed("div", "kb-question")
                .child(heading(&fact.question))
                .child(running)
                .child(hand_over_now(words, emit))
                .html()
        }
        Offer::GaveUp(probe) => element("div")
            .child(hook(probe, "failed").child(status(&words[Word::ProbeGaveUp])))
            .child(form(state, fact, emit))
            .html(),
        Offer::None => form(state, fact, emit),
    }
}

/// The place of a probe, as outside tools know it.
fn hook(probe: Probe, now: &str) -> Element {
    element("div").with("data-probe", probe.word()).with("data-state", now)
}

fn status(text: &str) -> Html {
    element("p").with("role", "status").text(text).html()
}

fn why(state: &State, fact: &Fact) -> Html {
    let why = element("strong").text(&state.words[Word::Why]);
    classed("p", "kb-why").with("id", WHY).child(why).text(&format!(" {}", fact.why)).html()
}

fn explain(state: &State, probe: Probe) -> &str {
    match probe {
        Probe::Reachability => &state.words[Word::ReachabilityOffer],
        // Sends nothing, so it is never offered: it has run by now.
        Probe::Platform => "",
    }
}

/// The question as a form, with native radio buttons.
fn form(state: &State, fact: &Fact, emit: &Callback<Event>) -> Html {
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
    let mut radios: Vec<Html> =
        fact.choices().map(|(value, text)| radio(state, fact, &value, text, emit)).collect();
    // Where a text can answer, nobody should have to read every choice to say "there is none".
    if fact.read.is_some() {
        radios.rotate_right(1);
    }
    let said = match &state.note {
        Some(Note::ChooseFirst) => words[Word::ChooseFirst].to_owned(),
        Some(Note::NothingRead) => words[Word::ReadNothing].to_owned(),
        Some(Note::Similar { written, meant }) => {
            words.fill(Word::ReadSimilar, &[("written", written), ("meant", meant)])
        }
        Some(Note::Copied | Note::NotCopied) | None => String::new(),
    };
    let again = fact
        .probe
        .filter(|probe| probe.sends_requests())
        .map(|_| button(&words[Word::ProbeRun], OTHER, Event::ProbePressed, emit));
    let go_on = clickable(classed("button", MAIN).with("type", "submit"), once);
    let go_on = go_on.text(&words[Word::GoOn]);
    let choices = element("fieldset")
        .with("aria-describedby", &format!("{WHY} {NOTE}"))
        .child(element("legend").child(heading(&fact.question)))
        .child(why(state, fact))
        .maybe(reading(state, fact, emit))
        .child(note("kb-note", &said).with("id", NOTE).with("role", "alert"))
        .child(element("div").children(radios));
    classed("form", "kb-question")
        .keyed(fact.id.as_str())
        .on(Rc::new(yew::html::onsubmit::Wrapper::new(onsubmit)))
        .child(choices)
        .child(actions([Some(go_on), again, back(state, emit)]))
        .child(hand_over_now(words, emit))
        .html()
}

/// One answer, with the numbers that mean it, for those who have one at hand.
fn radio(state: &State, fact: &Fact, value: &ValueId, text: &str, emit: &Callback<Event>) -> Html {
    let id = format!("answer-{value}");
    let picked = value.clone();
    let onchange = emit.reform(move |_| Event::ChoicePicked(picked.clone()));
    let input = element("input")
        .with("type", "radio")
        .with("id", &id)
        .with("name", fact.id.as_str())
        .with("value", value.as_str())
        .value(value.as_str())
        .checked(state.picked.as_ref() == Some(value))
        .on(Rc::new(yew::html::onchange::Wrapper::new(onchange)));
    let codes = fact.values.iter().find(|known| known.id == *value).map(|known| &known.codes);
    let numbers: Vec<String> = codes.into_iter().flatten().map(ToString::to_string).collect();
    let numbers = (!numbers.is_empty())
        .then(|| classed("span", "kb-numbers").text(&numbers.join(", ")).html());
    let label = element("label").with("for", &id).text(text).maybe(numbers);
    classed("div", "kb-choice").keyed(value.as_str()).child(input).child(label).html()
}

/// The field for a message, where its text can answer the question.
fn reading(state: &State, fact: &Fact, emit: &Callback<Event>) -> Option<Html> {
    let label = fact.read.as_ref()?;
    let oninput = emit.reform(|event: InputEvent| {
        Event::TextChanged(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    let field = element("textarea")
        .with("id", "checker-read")
        .with("rows", "3")
        .with("autocomplete", "off")
        .with("spellcheck", "false")
        .value(&state.pasted)
        .on(Rc::new(yew::html::oninput::Wrapper::new(oninput)));
    let read = button(&state.words[Word::Read], OTHER, Event::ReadPressed, emit);
    let label = element("label").with("for", "checker-read").text(label);
    Some(classed("div", "kb-read").child(label).child(field).child(read).html())
}
