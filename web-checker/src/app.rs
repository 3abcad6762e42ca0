//! The one component with state: events in, effects out.

use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::{Component, Context, Html};

use crate::page;
use crate::page_data::PageData;
use crate::perform::Performer;
use crate::probe::sign_in;
use crate::session::{self, Event, State, arrive};
use crate::sign_in::Way;
use crate::view;

/// What the page gives the checker.
#[derive(Clone, yew::Properties)]
pub(crate) struct Properties {
    pub(crate) place: Element,
    pub(crate) data: Rc<PageData>,
}

/// The page never gives other properties later.
impl PartialEq for Properties {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.data, &other.data)
    }
}

pub(crate) struct App {
    /// Always there, but while an event is taken in.
    state: Option<State>,
    /// Until the browser has told what it can tell at once: what it says moves what is on the screen.
    listens: bool,
    performer: Performer,
    /// What the page was called before it was about one screen.
    title: String,
    // Dropping them would end the listening.
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Event;
    type Properties = Properties;

    fn create(context: &Context<Self>) -> Self {
        let data = Rc::clone(&context.props().data);
        let emit = context.link().callback(|event| event);
        let back = sign_in::back();
        if let Some(sign_in::Back { note, .. }) = &back {
            page::keep(&note.bookmark, &note.record, page::Entry::Same);
        }
        let (mut state, mut effects) = State::open(data.given.clone(), here(&data), page::clock());
        let listens = !effects.is_empty();
        if let Some(sign_in::Back { way, answer, note }) = back {
            let fix = (!note.fix.is_empty()).then(|| note.fix.into());
            let event = Event::CameBack { way, answer: Some(answer), fix };
            let (came_back, more) = session::update(state, event, page::clock());
            state = came_back;
            effects.extend(more);
        }
        let listen = |window: web_sys::Window| {
            let (data, came) = (Rc::clone(&data), emit.clone());
            let address = EventListener::new(&window, "popstate", move |_| {
                let emit = &came;
                let ours = page::address().0;
                emit.emit(if ours.is_empty() || kb_flow::is_bookmark(&ours) {
                    Event::AddressChanged(Box::new(here(&data)))
                } else {
                    Event::AddressLost
                });
            });
            // A page that was left for a round trip can be kept, and shown again as it was.
            let emit = emit.clone();
            let shown = EventListener::new(&window, "pageshow", move |event| {
                let kept = event.dyn_ref::<web_sys::PageTransitionEvent>();
                if kept.is_some_and(web_sys::PageTransitionEvent::persisted) {
                    // What was noted for the way back is not needed any more.
                    sign_in::back();
                    emit.emit(Event::CameBack { way: Way::Trip, answer: None, fix: None });
                }
            });
            vec![address, shown]
        };
        let listeners = web_sys::window().map(listen).unwrap_or_default();
        let mut performer = Performer::new(data, emit);
        for effect in effects {
            performer.perform(effect);
        }
        Self { state: Some(state), listens, performer, title: page::title(), _listeners: listeners }
    }

    fn update(&mut self, _context: &Context<Self>, event: Event) -> bool {
        let Some(state) = self.state.take() else { return false };
        self.listens = false;
        let (state, effects) = session::update(state, event, page::clock());
        self.state = Some(state);
        for effect in effects {
            self.performer.perform(effect);
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let emit = context.link().callback(|event| event);
        let state = self.state.as_ref().filter(|_| !self.listens);
        state.map(|state| view::screen(state, &emit)).unwrap_or_default()
    }

    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        if let Some(state) = self.state.as_ref().filter(|_| !self.listens) {
            page::mark(&context.props().place, &view::hooks(state));
            page::name(view::title_prefix(state), &self.title);
            if let Some(id) = self.performer.focus_when_drawn.take() {
                page::focus(id);
            }
        }
    }
}

/// What the address of the page brings.
fn here(data: &PageData) -> kb_flow::Arrival {
    let (fragment, record) = page::address();
    arrive(&data.given.flow, &data.given.codes, &fragment, record.as_deref(), &page::query())
}
