//! A question: its reason, its answers, and the probe that could answer it.

use std::rc::Rc;

use kb_flow::{Fact, ValueId, Word};
use web_sys::{HtmlTextAreaElement, MouseEvent, SubmitEvent};
use yew::{Callback, Html, InputEvent, TargetCast as _};

use crate::page;
use crate::session::{Event, Note, Offer, State};
use crate::sign_in::Way;
use crate::view::element::{
    Element, MAIN, OTHER, actions, button, classed, clickable, element, hand_over_now, heading,
    is_second, labelled, note, span,
};
use crate::view::{back, probe};

const WHY: &str = "checker-why";
const NOTE: &str = "checker-note";

/// The screen of a question.
pub(super) fn screen(state: &State, fact: &Fact, offer: Offer, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let asks = |probing: Element| {
        classed("div", "kb-question")
            .child(heading(&fact.question))
            .child(why(state, fact))
            .child(probing)
            .child(hand_over_now(words, emit))
            .html()
    };
    match offer {
        Offer::Probe(probe) => asks(probe::offer(state, probe, back(state, emit), emit)),
        Offer::Next(way) => {
            let instead = Some(probe::instead(state, emit));
            asks(probe::next(state, way, Event::ProbePressed, instead, emit))
        }
        Offer::Running(running) => asks(probe::running(state, running, emit)),
        Offer::GaveUp(probe) => element("div")
            .child(probe::gave_up(state, probe, Word::TroubleChoose))
            .child(form(state, fact, emit))
            .html(),
        Offer::Off(off) => {
            element("div").child(probe::off(state, off)).child(form(state, fact, emit)).html()
        }
        Offer::None => form(state, fact, emit),
    }
}

fn why(state: &State, fact: &Fact) -> Html {
    labelled("kb-why", &state.words[Word::Why], &fact.why).with("id", WHY).html()
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
        // The others are said elsewhere.
        _ => String::new(),
    };
    let lacks = state.note == Some(Note::ChooseFirst);
    let problem = lacks.then(|| problem(state, fact));
    let remark = note("kb-note", &said).with("id", NOTE);
    // What is lacking is read out with the focus that it takes.
    let remark = if lacks { remark } else { remark.with("role", "alert") };
    let ask = || button(&words[Word::ProbeRun], OTHER, Event::ProbePressed(Way::Frame), emit);
    let again = state.probe_of(fact).filter(|_| !state.pauses()).map(|_| ask());
    let go_on = clickable(classed("button", MAIN).with("type", "submit"), once);
    let go_on = go_on.text(&words[Word::GoOn]);
    let choices = element("fieldset").with("role", "radiogroup");
    let choices = if lacks { choices.with("aria-invalid", "true") } else { choices };
    let choices = choices
        .with("aria-describedby", &format!("{WHY} {NOTE}"))
        .child(element("legend").child(heading(&fact.question)))
        .child(why(state, fact))
        .maybe(reading(state, fact, emit))
        .child(remark)
        .child(element("div").children(radios));
    classed("form", "kb-question")
        .keyed(fact.id.as_str())
        .on(Rc::new(yew::html::onsubmit::Wrapper::new(onsubmit)))
        .child(element("div").maybe(problem))
        .child(choices)
        .child(actions([Some(go_on), again, back(state, emit)]))
        .child(hand_over_now(words, emit))
        .html()
}

/// Says above all else that an answer is lacking, with a link to the first one.
fn problem(state: &State, fact: &Fact) -> Html {
    let first = fact.values.first().map(|value| answer_id(&value.id)).unwrap_or_default();
    let href = ["#", &first].concat();
    let onclick = Callback::from(move |click: MouseEvent| {
        // The address holds the case.
        click.prevent_default();
        page::focus(&first);
    });
    let link = clickable(element("a").with("href", &href), onclick);
    let link = link.text(&state.words[Word::ChooseFirst]);
    let title = element("h2").text(&state.words[Word::Problem]);
    let alert = element("div").with("role", "alert").child(title).child(element("p").child(link));
    classed("div", "kb-problem")
        .with("id", page::PROBLEM)
        .with("tabindex", "-1")
        .child(alert)
        .html()
}

fn answer_id(value: &ValueId) -> String {
    ["answer-", value.as_str()].concat()
}

/// One answer, with the numbers that mean it, for those who have one at hand.
fn radio(state: &State, fact: &Fact, value: &ValueId, text: &str, emit: &Callback<Event>) -> Html {
    let id = answer_id(value);
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
    let numbers = (!numbers.is_empty()).then(|| {
        classed("span", "kb-numbers").with("translate", "no").text(&numbers.join(", ")).html()
    });
    let label = element("label").with("for", &id).child(span(text)).maybe(numbers);
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
