//! Draws the state. Decides nothing.

use kb_flow::{FactId, Finding, Outcome, Source, Standing, Word};
use yew::{Callback, Html};

use crate::session::{Event, Note, Offer, Screen, State};
use element::{Element, OTHER, TEXT, button, classed, element, note, span};

mod element;
mod end;
mod fix;
mod probe;
mod question;

/// What outside tools are told about the screen, as attributes of the checker's root: the step or
/// outcome, and the kind; the outcome that the person came to, and how it was solved.
pub(crate) fn hooks(state: &State) -> [(&'static str, String); 5] {
    let screen = state.screen();
    let (outcome, solved) = match &screen {
        Screen::Question { .. } => (None, ""),
        Screen::Standing(Standing::Solved { outcome, .. }) => (Some(*outcome), state.solved_by),
        Screen::Standing(_) => (kb_flow::walk(&state.flow, &state.case).outcome, ""),
    };
    let (step, kind) = place(state, screen);
    [
        ("data-mode", "wasm".to_owned()),
        ("data-kind", kind.to_owned()),
        ("data-step", step),
        ("data-outcome", outcome.map(|outcome| outcome.id.to_string()).unwrap_or_default()),
        ("data-solved", solved.to_owned()),
    ]
}

/// What the name of the page begins with.
pub(crate) fn title_prefix(state: &State) -> &str {
    if state.note == Some(Note::ChooseFirst) { &state.words[Word::TitleProblem] } else { "" }
}

fn place(state: &State, screen: Screen<'_>) -> (String, &'static str) {
    match screen {
        Screen::Question { step, fact, offer } => {
            let kind = match offer {
                Offer::Probe(_) | Offer::Running(_) | Offer::Next(_) => "probe",
                Offer::None | Offer::Off(_) | Offer::GaveUp(_) => "question",
            };
            let name = step.map_or(fact.id.as_str(), |step| step.id.as_str());
            (name.to_owned(), kind)
        }
        Screen::Standing(standing) => {
            let kind = match standing {
                Standing::Asking { .. } => "question",
                Standing::Confirming { .. } => "confirm",
                Standing::Fixing { .. } => "fix",
                Standing::Solved { .. } | Standing::HandOver { .. } | Standing::Waiting { .. } => {
                    "outcome"
                }
            };
            (kb_flow::place(&state.flow, &state.case), kind)
        }
    }
}

/// The whole screen.
pub(crate) fn screen(state: &State, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let content = match state.screen() {
        Screen::Question { fact, offer, .. } => question::screen(state, fact, offer, emit),
        Screen::Standing(standing) => match standing {
            // A walk that asks is drawn as a question, above.
            Standing::Asking { fact, .. } => question::screen(state, fact, Offer::None, emit),
            Standing::Confirming { outcome, fix } => fix::confirm(state, outcome, fix, emit),
            Standing::Fixing { outcome, fix } => fix::screen(state, outcome, fix, emit),
            Standing::Solved { fix, .. } => end::solved(state, fix, emit),
            Standing::HandOver { team } => end::hand_over(state, team, emit),
            Standing::Waiting { outcome } => end::wait(state, outcome, emit),
        },
    };
    let whole = element("div")
        .child(element("div").maybe(changes(state)))
        .child(element("div").child(content))
        .child(element("div").maybe(findings(state, emit)));
    whole
        .child(note("kb-mode", &words[Word::ModeInteractive]))
        .child(note("kb-said", &probe::said(state)).with("role", "status"))
        .html()
}

/// What is no longer as it was when the address was made.
fn changes(state: &State) -> Option<Html> {
    let sentences = kb_flow::changes_told(&state.flow, &state.words, &state.changes);
    if sentences.is_empty() {
        return None;
    }
    let sentences = sentences.iter().map(|sentence| element("p").text(sentence).html());
    let note = classed("div", "kb-note").with("role", "status");
    Some(note.children(sentences.collect()).html())
}

/// What was found out so far, above the advice.
fn verdict(outcome: &Outcome) -> Html {
    classed("div", "kb-verdict")
        .child(note("kb-verdict__title", &outcome.title))
        .child(element("p").text(&outcome.text))
        .html()
}

/// *Back*, where there is anything to go back to.
fn back(state: &State, emit: &Callback<Event>) -> Option<Element> {
    state.back().map(|_| button(&state.words[Word::Back], OTHER, Event::BackPressed, emit))
}

/// Every finding with its source, each with a way to overrule it.
fn findings(state: &State, emit: &Callback<Event>) -> Option<Html> {
    let words = &state.words;
    let mut rows = Vec::new();
    let mut told: Vec<&FactId> = Vec::new();
    let mut tell = |fact: &FactId, finding: &Finding| {
        let Some(fact) = state.flow.fact(fact).filter(|fact| !told.contains(&&fact.id)) else {
            return;
        };
        told.push(&fact.id);
        let text = fact.told(finding, words);
        let label = format!("{}: {}", &words[Word::Change], fact.name);
        let event = Event::ChangePressed(fact.id.clone());
        let change = button(&words[Word::Change], TEXT, event, emit).with("aria-label", &label);
        let probe = fact.probe.filter(|_| finding.source == Source::Probe);
        let limit = probe.and_then(|probe| probe.tells(&finding.value));
        let limit = limit.map(|found| note("kb-finding__source", &words[found.limit]).html());
        let found = element("dd")
            .child(span(&[text, &finding.number_told()].concat()))
            .child(classed("span", "kb-finding__source").text(&finding.source_told(words)))
            .maybe(limit);
        let row = match probe {
            Some(probe) => probe::place("div", probe, "done"),
            None => element("div"),
        };
        let row = row
            .with("class", "kb-finding")
            .with("data-fact", fact.id.as_str())
            .with("data-value", finding.value.as_str())
            .with("data-source", finding.source.word())
            .child(element("dt").text(&fact.name))
            .child(found)
            .child(element("dd").child(change));
        rows.push(row.html());
    };
    // In the order they were needed, then what came by itself.
    for passed in kb_flow::walk(&state.flow, &state.case).trail {
        tell(&passed.fact.id, passed.finding);
    }
    for (fact, finding) in state.case.findings() {
        tell(fact, finding);
    }
    if rows.is_empty() {
        return None;
    }
    let title = element("h3").with("id", "checker-findings").text(&words[Word::Findings]);
    let section = classed("section", "kb-findings").with("aria-labelledby", "checker-findings");
    let section = section.child(title).child(element("dl").children(rows));
    Some(section.maybe(probe::details(state)).html())
}
