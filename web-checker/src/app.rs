//! The one component with state: events in, effects out.

use std::rc::Rc;

use gloo::events::EventListener;
use web_sys::Element;
use yew::{Component, Context, Html};

use crate::page;
use crate::page_data::PageData;
use crate::perform::Performer;
use crate::session::{self, Event, State, arrive};
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
    performer: Performer,
    // Dropping it would end the listening.
    _address: Option<EventListener>,
}

impl Component for App {
    type Message = Event;
    type Properties = Properties;

    fn create(context: &Context<Self>) -> Self {
        let data = Rc::clone(&context.props().data);
        let emit = context.link().callback(|event| event);
        let (state, effects) = State::open(data.given.clone(), here(&data), page::clock());
        let address = web_sys::window().map(|window| {
            let (data, emit) = (Rc::clone(&data), emit.clone());
            EventListener::new(&window, "popstate", move |_| {
                let ours = page::address().0;
                emit.emit(if ours.is_empty() || kb_flow::is_bookmark(&ours) {
                    Event::AddressChanged(Box::new(here(&data)))
                } else {
                    Event::AddressLost
                });
            })
        });
        let mut performer = Performer::new(data, emit);
        for effect in effects {
            performer.perform(effect);
        }
        Self { state: Some(state), performer, _address: address }
    }

    fn update(&mut self, _context: &Context<Self>, event: Event) -> bool {
        let Some(state) = self.state.take() else { return false };
        let (state, effects) = session::update(state, event, page::clock());
        self.state = Some(state);
        for effect in effects {
            self.performer.perform(effect);
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let top = &context.props().data.top;
        let emit = context.link().callback(|event| event);
        self.state.as_ref().map(|state| view::screen(state, top, &emit)).unwrap_or_default()
    }

    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        if let Some(state) = &self.state {
            let (step, kind) = view::hooks(state);
            page::mark(&context.props().place, &step, kind);
        }
        if std::mem::take(&mut self.performer.focus_when_drawn) {
            page::focus_heading();
        }
    }
}

/// What the address of the page brings.
fn here(data: &PageData) -> kb_flow::Arrival {
    let (fragment, record) = page::address();
    arrive(&data.given.flow, &data.given.codes, &fragment, record.as_deref(), &page::query())
}
