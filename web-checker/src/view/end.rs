//! The ends of a flow: solved, wait, or hand over with everything written down.

use kb_flow::{Fix, Outcome, Team, Ticket, Word, evidence, ticket, to_case_code, walk};
use web_sys::HtmlInputElement;
use yew::{Callback, Html, TargetCast as _};

use crate::session::{Event, Note, State};
use crate::view::element::{
    Element, MAIN, OTHER, actions, button, classed, element, hand_over_now, heading, note, span,
};
use crate::view::{back, verdict};

/// A fix worked.
pub(super) fn solved(state: &State, fix: &Fix, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let text = element("p").text(&words[Word::SolvedText]);
    end("solved")
        .with("data-fix", fix.id.as_str())
        .child(heading(&words[Word::Solved]))
        .child(text)
        .child(actions([back(state, emit), Some(start_over(state, emit)), None]))
        .html()
}

/// The trouble is known and passes by itself.
pub(super) fn wait(state: &State, outcome: &Outcome, emit: &Callback<Event>) -> Html {
    end("wait")
        .child(heading(&outcome.title))
        .child(element("p").text(&outcome.text))
        .child(actions([back(state, emit), Some(start_over(state, emit)), None]))
        .child(hand_over_now(&state.words, emit))
        .html()
}

/// A human being takes over.
pub(super) fn hand_over(state: &State, team: Team, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let (title, name) = match team {
        Team::Helpdesk => (&words[Word::HandOverHelpdesk], "helpdesk"),
        Team::Security => (&words[Word::HandOverSecurity], "security"),
        Team::Network => (&words[Word::HandOverNetwork], "network"),
    };
    let message = state.message.as_ref().filter(|_| state.adds_message);
    let text = evidence(&state.flow, &state.case, words, state.clock, message);
    let lines = text.lines().count().to_string();
    let said = match state.note {
        Some(Note::Copied) => &words[Word::Copied],
        Some(Note::NotCopied) => &words[Word::CopyFailed],
        // The others are said elsewhere.
        _ => "",
    };
    let take_back = state
        .case
        .is_handed_over()
        .then(|| button(&words[Word::TakeBack], OTHER, Event::TakeBackPressed, emit));
    let copy = button(&words[Word::Copy], MAIN, Event::CopyPressed(text.clone()), emit);
    let back = take_back.or_else(|| back(state, emit));
    let label = element("label").with("for", "checker-evidence").text(&words[Word::Evidence]);
    let card = classed("textarea", "kb-evidence")
        .with("id", "checker-evidence")
        .with("readonly", "")
        .with("rows", &lines)
        .value(&text);
    end("hand-over")
        .with("data-team", name)
        .maybe(walk(&state.flow, &state.case).outcome.map(verdict))
        .child(heading(title))
        .child(element("p").text(&words[Word::HandOverText]))
        .maybe(tickets(state, &text))
        .maybe(case_code(state))
        .child(label)
        .child(card)
        .maybe(add_message(state, emit))
        .child(note("kb-quiet", &words[Word::EvidenceNote]))
        .child(actions([Some(copy), back, Some(start_over(state, emit))]))
        .child(note("kb-note", said).with("role", "status"))
        .html()
}

/// Links to the forms of ticket systems, filled as far as each has room.
fn tickets(state: &State, text: &str) -> Option<Html> {
    let words = &state.words;
    let mut row = classed("div", "kb-actions");
    let (mut any, mut short) = (false, false);
    for form in state.tickets.iter() {
        let filled = ticket(form, &state.flow, &state.case, words, state.clock, text);
        let Some(Ticket { address, is_short }) = filled else { continue };
        any = true;
        short |= is_short;
        let name = words.fill(Word::TicketOpen, &[("name", &form.name)]);
        let link = classed("a", OTHER).with("href", &address).with("rel", "noopener noreferrer");
        // A mail opens in a program of its own.
        let link =
            if address.starts_with("mailto:") { link } else { link.with("target", "_blank") };
        row = row.child(link.text(&name));
    }
    let said = if short { &words[Word::TicketShort] } else { "" };
    any.then(|| element("div").child(row).child(note("kb-quiet", said)).html())
}

fn end(kind: &str) -> Element {
    element("div").with("data-end", kind)
}

/// The button that forgets everything.
fn start_over(state: &State, emit: &Callback<Event>) -> Element {
    button(&state.words[Word::StartOver], OTHER, Event::StartOverPressed, emit)
}

/// The code for the phone, in groups of four, as it is read aloud. The gaps are style: copied, they
/// are gone.
fn case_code(state: &State) -> Option<Html> {
    let code = to_case_code(&state.flow, &state.case)?;
    let groups = code.as_bytes().chunks(4).map(|group| {
        let group = String::from_utf8_lossy(group);
        span(&group).html()
    });
    let groups = classed("strong", "kb-case-code")
        .with("data-case-code", &code)
        .with("translate", "no")
        .children(groups.collect());
    let read_out = span(&[&state.words[Word::CaseCode], " "].concat());
    Some(element("p").child(read_out).child(groups).html())
}

/// The box that adds the pasted message to the text.
fn add_message(state: &State, emit: &Callback<Event>) -> Option<Html> {
    state.message.as_ref()?;
    let onchange = emit.reform(|event: yew::Event| {
        Event::MessagePicked(event.target_unchecked_into::<HtmlInputElement>().checked())
    });
    let tick = element("input")
        .with("type", "checkbox")
        .with("id", "checker-message")
        .checked(state.adds_message)
        .on(std::rc::Rc::new(yew::html::onchange::Wrapper::new(onchange)));
    let label =
        element("label").with("for", "checker-message").text(&state.words[Word::AddMessage]);
    Some(classed("div", "kb-choice").child(tick).child(label).html())
}
