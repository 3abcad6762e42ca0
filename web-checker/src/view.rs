//! Draws the state. Decides nothing.

use kb_flow::{Certainty, Change, Outcome, Source, Standing, Word, Words};
use web_sys::MouseEvent;
use yew::{Callback, Html, html};

use crate::page::HEADING;
use crate::session::{Event, Offer, Screen, State};

mod end;
mod fix;
mod question;

/// What outside tools are told about the screen: the step, and the kind.
pub(crate) fn hooks(state: &State) -> (Option<&str>, &'static str) {
    match state.screen() {
        Screen::Question { step, offer, .. } => {
            let kind = match offer {
                Offer::Probe(_) | Offer::Running(_) => "probe",
                Offer::None | Offer::GaveUp(_) => "question",
            };
            (Some(step.id.as_str()), kind)
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
            let walk = kb_flow::walk(&state.flow, &state.case);
            let id = walk.outcome.map(|outcome| outcome.id.as_str());
            // An id of the flow outlives the walk, which only borrows it.
            let outcome = id.and_then(|id| own_name(state, id));
            (outcome.or_else(|| asked_next(state)), kind)
        }
    }
}

/// The flow's own copy of an outcome's name.
fn own_name<'a>(state: &'a State, id: &str) -> Option<&'a str> {
    state.flow.outcomes().iter().map(|outcome| outcome.id.as_str()).find(|known| *known == id)
}

/// The step that asks next, for those who asked for a person before an outcome.
fn asked_next(state: &State) -> Option<&str> {
    let mut case = state.case.clone();
    case.take_back();
    let standing = kb_flow::walk(&state.flow, &case).standing;
    let Standing::Asking { step, .. } = standing else { return None };
    state.flow.step(&step.id).map(|step| step.id.as_str())
}

/// The whole screen.
pub(crate) fn screen(state: &State, top: &str, emit: &Callback<Event>) -> Html {
    let words = &state.words;
    let content = match state.screen() {
        Screen::Question { fact, offer, .. } => question::screen(state, fact, offer, emit),
        Screen::Standing(standing) => match standing {
            // A walk that asks is drawn as a question, above.
            Standing::Asking { fact, .. } => question::screen(state, fact, Offer::None, emit),
            Standing::Confirming { outcome, fix } => fix::confirm(state, outcome, fix, emit),
            Standing::Fixing { outcome, fix } => fix::screen(state, outcome, fix, top, emit),
            Standing::Solved { fix, .. } => end::solved(state, fix, emit),
            Standing::HandOver { team } => end::hand_over(state, team, emit),
            Standing::Waiting { outcome } => end::wait(state, outcome, emit),
        },
    };
    html! {
        <>
            // Each in a place of its own: one that comes or goes moves none of the others, and the
            // focus stays where it is.
            <div>{ changes(state) }</div>
            <div>{ content }</div>
            <div>{ findings(state, emit) }</div>
            <p class="kb-mode">{ &words[Word::ModeInteractive] }</p>
        </>
    }
}

/// What is no longer as it was when the address was made.
fn changes(state: &State) -> Option<Html> {
    let words = &state.words;
    let name = |name: &str| {
        let outcome = state.flow.outcome(&name.into()).map(|outcome| &outcome.title);
        let step = || state.flow.step(&name.into()).map(|step| &state.flow.fact_of(step).question);
        outcome.or_else(step).map_or(name.to_owned(), Clone::clone)
    };
    let mut sentences: Vec<String> = state
        .changes
        .iter()
        .map(|change| match change {
            Change::OtherVersion => words[Word::ChangedVersion].to_owned(),
            Change::FactGone(fact) => words.fill(Word::ChangedFact, &[("name", fact.as_str())]),
            Change::ValueGone(fact, value) => {
                let fact = state.flow.fact(fact).map_or("", |fact| &fact.name);
                words.fill(Word::ChangedValue, &[("fact", fact), ("name", value.as_str())])
            }
            Change::FixGone(fix) => words.fill(Word::ChangedFix, &[("name", fix.as_str())]),
            Change::Moved(from) => words.fill(Word::ChangedWay, &[("name", &name(from.as_str()))]),
            Change::Unreadable => words[Word::ChangedUnreadable].to_owned(),
            Change::CodeMistyped => words[Word::ChangedMistyped].to_owned(),
            Change::CodeOfOthers => words[Word::ChangedCode].to_owned(),
        })
        .collect();
    if state.changes == [Change::OtherVersion] {
        sentences.push(words[Word::ChangedNothing].to_owned());
    }
    let sentences = sentences.into_iter().map(|sentence| html! { <p>{ sentence }</p> });
    (!state.changes.is_empty())
        .then(|| html! { <div class="kb-note" role="status">{ for sentences }</div> })
}

/// The heading that names the screen and takes the focus.
fn heading(text: &str) -> Html {
    html! { <h2 id={HEADING} class="kb-checker__heading" tabindex="-1">{ text }</h2> }
}

/// What was found out so far, above the advice.
fn verdict(outcome: &Outcome) -> Html {
    html! {
        <div class="kb-verdict">
            <p class="kb-verdict__title">{ &outcome.title }</p>
            <p>{ &outcome.text }</p>
        </div>
    }
}

/// A button that emits an event.
fn button(text: &str, class: &'static str, event: Event, emit: &Callback<Event>) -> Html {
    let emit = emit.clone();
    let onclick = Callback::from(move |click: MouseEvent| {
        if !is_second(&click) {
            emit.emit(event.clone());
        }
    });
    html! { <button type="button" class={class} onclick={onclick}>{ text }</button> }
}

/// Whether a click is the second of a double click. It was meant for the screen before: nobody has
/// read this one yet.
fn is_second(click: &MouseEvent) -> bool {
    click.detail() > 1
}

const MAIN: &str = "kb-button";
const OTHER: &str = "kb-button kb-button--quiet";
const TEXT: &str = "kb-button kb-button--text";

/// *Back*, where there is anything to go back to.
fn back(state: &State, emit: &Callback<Event>) -> Option<Html> {
    state.can_go_back().then(|| button(&state.words[Word::Back], OTHER, Event::BackPressed, emit))
}

/// The way to a human being, from anywhere.
fn hand_over_now(words: &Words, emit: &Callback<Event>) -> Html {
    html! { <p>{ button(&words[Word::HandOverNow], TEXT, Event::HandOverPressed, emit) }</p> }
}

/// Every finding with its source, each with a way to overrule it.
fn findings(state: &State, emit: &Callback<Event>) -> Option<Html> {
    let words = &state.words;
    // In the order they were needed, then what came by itself.
    let walk = kb_flow::walk(&state.flow, &state.case);
    let passed = walk.trail.iter().map(|passed| (passed.fact, passed.finding));
    let others = state.flow.facts().iter().filter_map(|fact| {
        let needed = walk.trail.iter().any(|passed| passed.fact.id == fact.id);
        if needed { None } else { state.case.finding(&fact.id).map(|finding| (fact, finding)) }
    });
    let rows: Vec<Html> = passed
        .chain(others)
        .filter_map(|(fact, finding)| {
            let text = fact.text_of(&finding.value)?;
            let source = match finding.source {
                Source::Link => &words[Word::SourceLink],
                Source::Text => &words[Word::SourceText],
                Source::Probe => &words[Word::SourceProbe],
                Source::Person => &words[Word::SourcePerson],
            };
            let likely = (finding.certainty == Certainty::Likely && finding.source != Source::Link)
                .then(|| format!(", {}", &words[Word::Likely]));
            let number = finding.number.map(|number| format!(", AADSTS{number}"));
            let onclick = {
                let fact = fact.id.clone();
                emit.reform(move |_| Event::ChangePressed(fact.clone()))
            };
            Some(html! {
                <div class="kb-finding" data-fact={fact.id.to_string()}
                    data-value={finding.value.to_string()} data-source={finding.source.word()}>
                    <dt>{ &fact.name }</dt>
                    <dd>{ text }{ number }<span class="kb-finding__source">{ source }{ likely }</span></dd>
                    <dd>
                        <button type="button" class={TEXT} onclick={onclick}
                            aria-label={format!("{}: {}", &words[Word::Change], fact.name)}>
                            { &words[Word::Change] }
                        </button>
                    </dd>
                </div>
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        html! {
            <section class="kb-findings" aria-labelledby="checker-findings">
                <h3 id="checker-findings">{ &words[Word::Findings] }</h3>
                <dl>{ for rows }</dl>
            </section>
        }
    })
}
