//! Carries out effects. The only module that starts something that ends later.

use std::cell::Cell;
use std::rc::Rc;

use kb_flow::Probe;
use web_sys::{AbortController, AbortSignal};
use yew::Callback;

use crate::page::{self, Entry};
use crate::page_data::PageData;
use crate::probe::{self, reachability, sign_in};
use crate::session::{Effect, Event, Found, Running};
use crate::sign_in::{Answer, Way};

/// Carries out effects, and holds what is needed to break one off.
pub(crate) struct Performer {
    data: Rc<PageData>,
    emit: Callback<Event>,
    stop: Option<AbortController>,
    /// Lets a look beside the window of a sign-in end the wait for it, while it lasts.
    waiting: Option<Waiting>,
    /// What takes the focus, by its id, once it is drawn.
    pub(crate) focus_when_drawn: Option<&'static str>,
}

/// The wait for a window in which somebody signs in.
struct Waiting {
    keep: js_sys::Function,
    over: Rc<Cell<bool>>,
    stop: AbortSignal,
}

impl Performer {
    pub(crate) fn new(data: Rc<PageData>, emit: Callback<Event>) -> Self {
        Self { data, emit, stop: None, waiting: None, focus_when_drawn: None }
    }

    pub(crate) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Run(running) => self.run(running),
            Effect::Glance { running, way } => self.ask(Running { way, ..running }),
            Effect::Watch => {
                if let Some(Waiting { keep, over, stop }) = self.waiting.take() {
                    let data = Rc::clone(&self.data);
                    wasm_bindgen_futures::spawn_local(sign_in::watch(data, keep, over, stop));
                }
            }
            Effect::Leave { running, bookmark, record, fix } => {
                let Running { turn, way, .. } = running;
                let fix = fix.map_or_else(String::new, |fix| fix.to_string());
                let note = sign_in::Note { bookmark, record, fix };
                if !sign_in::leave(way, &self.data, &note) {
                    let (answer, connection) = (Answer::Unable, None);
                    self.emit.emit(Event::SignInAnswered { turn, way, answer, connection });
                }
            }
            Effect::Stop => {
                self.waiting = None;
                if let Some(stop) = self.stop.take() {
                    stop.abort();
                }
            }
            Effect::Keep { bookmark, record } => page::keep(&bookmark, &record, Entry::New),
            Effect::Restore { bookmark, record } => page::keep(&bookmark, &record, Entry::Same),
            Effect::FocusHeading => self.focus_when_drawn = Some(page::HEADING),
            Effect::FocusProblem => self.focus_when_drawn = Some(page::PROBLEM),
            Effect::FocusProbe => self.focus_when_drawn = Some(page::PROBE),
            Effect::Copy(text) => {
                let emit = self.emit.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    emit.emit(Event::CopyEnded { copied: page::copy(&text).await });
                });
            }
        }
    }

    /// What breaks off the probe that was started last.
    fn stopper(&mut self) -> Option<AbortSignal> {
        if self.stop.is_none() {
            self.stop = AbortController::new().ok();
        }
        self.stop.as_ref().map(AbortController::signal)
    }

    fn run(&mut self, running: Running) {
        let Running { probe, turn, .. } = running;
        if probe == Probe::WebSignIn {
            self.stop = None;
            self.ask(running);
            return;
        }
        if probe.sends_requests() {
            self.stop = None;
        }
        let stop = self.stopper();
        let (data, emit) = (Rc::clone(&self.data), self.emit.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let found = match stop {
                Some(stop) => probe::run(probe, data, stop).await,
                // What nobody could break off is not begun.
                None => Found::default(),
            };
            emit.emit(Event::FactFound { probe, turn, found });
        });
    }

    /// Asks the sign-in service. What opens a window happens here and now, within the click.
    fn ask(&mut self, running: Running) {
        let Running { turn, way, .. } = running;
        let Some(stop) = self.stopper() else {
            // What nobody could break off is not begun.
            let (answer, connection) = (Answer::Unable, None);
            self.emit.emit(Event::SignInAnswered { turn, way, answer, connection });
            return;
        };
        let attempt = sign_in::open(way, &self.data, &stop);
        let over = Rc::new(Cell::new(false));
        if let (Ok(attempt), Way::SignIn) = (&attempt, way) {
            let (keep, over) = (attempt.keeper(), Rc::clone(&over));
            self.waiting = Some(Waiting { keep, over, stop: stop.clone() });
        }
        let (data, emit) = (Rc::clone(&self.data), self.emit.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let answer = match attempt {
                Ok(attempt) => attempt.answer().await,
                Err(answer) => answer,
            };
            over.set(true);
            let mut connection = None;
            let mut answer = answer;
            if answer == Answer::Nothing && way == Way::Frame && !stop.aborted() {
                // Nothing came home. Is there anybody at all?
                let found = reachability::ask(&data.asks, stop).await;
                if ["not-reachable", "intercepted"].contains(&found.value.as_str()) {
                    answer = Answer::NoWay;
                }
                connection = Some(found);
            }
            emit.emit(Event::SignInAnswered { turn, way, answer, connection });
        });
    }
}
