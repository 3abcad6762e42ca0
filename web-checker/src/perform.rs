//! Carries out effects. The only module that starts something that ends later.

use std::rc::Rc;

use web_sys::AbortController;
use yew::Callback;

use crate::page::{self, Entry};
use crate::page_data::PageData;
use crate::probe;
use crate::session::{Effect, Event, Running};

/// Carries out effects, and holds what is needed to break one off.
pub(crate) struct Performer {
    data: Rc<PageData>,
    emit: Callback<Event>,
    stop: Option<AbortController>,
    /// The heading can take the focus only once it is drawn.
    pub(crate) focus_when_drawn: bool,
}

impl Performer {
    pub(crate) fn new(data: Rc<PageData>, emit: Callback<Event>) -> Self {
        Self { data, emit, stop: None, focus_when_drawn: false }
    }

    pub(crate) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Run(running) => self.run(running),
            Effect::Stop => {
                if let Some(stop) = self.stop.take() {
                    stop.abort();
                }
            }
            Effect::Keep { bookmark, record } => page::keep(&bookmark, &record, Entry::New),
            Effect::Restore { bookmark, record } => page::keep(&bookmark, &record, Entry::Same),
            Effect::FocusHeading => self.focus_when_drawn = true,
            Effect::Copy(text) => {
                let emit = self.emit.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    emit.emit(Event::CopyEnded { copied: page::copy(&text).await });
                });
            }
        }
    }

    fn run(&mut self, running: Running) {
        let Running { probe, turn } = running;
        let mut stop = None;
        if probe.sends_requests() {
            stop = AbortController::new().ok();
            self.stop.clone_from(&stop);
        }
        let (data, emit) = (Rc::clone(&self.data), self.emit.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let value = probe::run(probe, data, stop).await;
            emit.emit(Event::FactFound { probe, turn, value });
        });
    }
}
