//! Elements, one call for each attribute and child. `html!` draws the same; it writes the making of
//! every element out in full, which weighs two kilobytes more in the compressed module.
//!
//! A text is a property of its element, and never a node that yew holds. A browser that translates
//! a page puts nodes of its own in the place of the page's texts; who then looks for the old ones
//! finds them outside the page, shows nothing new, and breaks where something has to go before one.

use std::rc::Rc;

use kb_flow::{Word, Words};
use wasm_bindgen::JsValue;
use web_sys::MouseEvent;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Listener, VNode, VTag};
use yew::{AttrValue, Callback, Html};

use crate::session::Event;

/// Every attribute that an element here can have. One list for all elements: yew can compare them
/// place by place, and needs no map.
const ATTRIBUTES: [&str; 30] = [
    TEXT_CONTENT,
    "class",
    "id",
    "type",
    "name",
    "value",
    "for",
    "rows",
    "readonly",
    "autocomplete",
    "spellcheck",
    "href",
    "target",
    "rel",
    "role",
    "tabindex",
    "translate",
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
    "aria-invalid",
    "data-fact",
    "data-value",
    "data-source",
    "data-fix",
    "data-end",
    "data-team",
    "data-probe",
    "data-state",
    "data-case-code",
];

/// The property that is all the text of an element.
const TEXT_CONTENT: &str = "textContent";

/// An element in the making. Boxed, so that handing it on is handing on one number.
pub(super) struct Element(Box<Parts>);

struct Parts {
    tag: VTag,
    values: [Option<AttributeOrProperty>; ATTRIBUTES.len()],
}

/// Begins an element.
#[inline(never)]
pub(super) fn element(tag: &'static str) -> Element {
    let values = [const { None }; ATTRIBUTES.len()];
    Element(Box::new(Parts { tag: VTag::new(tag), values }))
}

/// Begins an element with a class.
#[inline(never)]
pub(super) fn classed(tag: &'static str, class: &'static str) -> Element {
    element(tag).with("class", class)
}

impl Element {
    /// Adds an attribute.
    #[inline(never)]
    pub(super) fn with(self, name: &'static str, value: &str) -> Self {
        self.set(name, AttributeOrProperty::Attribute(value.to_owned().into()))
    }

    #[inline(never)]
    fn set(mut self, name: &'static str, value: AttributeOrProperty) -> Self {
        let place = ATTRIBUTES.iter().position(|known| *known == name);
        let place = place.expect("bug: the list above holds every attribute we set");
        self.0.values[place] = Some(value);
        self
    }

    /// Sets the text. An element has a text or children: where it has both, each text is in an
    /// element of its own ([`span`]).
    #[inline(never)]
    pub(super) fn text(self, text: &str) -> Self {
        self.set(TEXT_CONTENT, AttributeOrProperty::Property(JsValue::from_str(text)))
    }

    /// Adds a child.
    #[inline(never)]
    pub(super) fn child(mut self, child: impl Into<Html>) -> Self {
        self.0.tag.add_child(child.into());
        self
    }

    /// Adds a child where there is one. Its place is kept where there is none, so that one that
    /// comes or goes moves none of the others, and the focus stays where it is.
    #[inline(never)]
    pub(super) fn maybe(self, child: Option<Html>) -> Self {
        self.child(child.unwrap_or_default())
    }

    /// Adds children.
    #[inline(never)]
    pub(super) fn children(mut self, children: Vec<Html>) -> Self {
        self.0.tag.add_children(children);
        self
    }

    /// Adds a listener.
    #[inline(never)]
    pub(super) fn on(mut self, listener: Rc<dyn Listener>) -> Self {
        self.0.tag.add_listener(listener);
        self
    }

    /// Makes it a new element wherever the key differs.
    #[inline(never)]
    pub(super) fn keyed(mut self, key: &str) -> Self {
        self.0.tag.key = Some(key.to_owned().into());
        self
    }

    /// Sets whether a box or a radio button is on.
    pub(super) fn checked(mut self, checked: bool) -> Self {
        self.0.tag.set_checked(checked);
        self
    }

    /// Sets the text of a field.
    pub(super) fn value(mut self, value: &str) -> Self {
        self.0.tag.set_value(Some(AttrValue::from(value.to_owned())));
        self
    }

    /// Ends it.
    #[inline(never)]
    pub(super) fn html(self) -> Html {
        let Parts { mut tag, values } = *self.0;
        tag.attributes = Attributes::Dynamic { keys: &ATTRIBUTES, values: Box::new(values) };
        VNode::from(tag)
    }
}

impl From<Element> for Html {
    fn from(element: Element) -> Self {
        element.html()
    }
}

/// A text beside others.
#[inline(never)]
pub(super) fn span(text: &str) -> Element {
    element("span").text(text)
}

/// A name or a word, and after it what is said of it.
#[inline(never)]
pub(super) fn labelled(class: &'static str, label: &str, text: &str) -> Element {
    classed("p", class).child(element("strong").text(label)).child(span(&[" ", text].concat()))
}

/// A paragraph of a class.
#[inline(never)]
pub(super) fn note(class: &'static str, text: &str) -> Element {
    classed("p", class).text(text)
}

/// A button that emits an event.
#[inline(never)]
pub(super) fn button(
    text: &str,
    class: &'static str,
    event: Event,
    emit: &Callback<Event>,
) -> Element {
    let emit = emit.clone();
    let onclick = Callback::from(move |click: MouseEvent| {
        if !is_second(&click) {
            emit.emit(event.clone());
        }
    });
    clickable(classed("button", class).with("type", "button"), onclick).text(text)
}

/// Adds what happens on a click.
pub(super) fn clickable(element: Element, onclick: Callback<MouseEvent>) -> Element {
    element.on(Rc::new(yew::html::onclick::Wrapper::new(onclick)))
}

/// Whether a click is the second of a double click. It was meant for the screen before: nobody has
/// read this one yet.
pub(super) fn is_second(click: &MouseEvent) -> bool {
    click.detail() > 1
}

/// The main button of a screen.
pub(super) const MAIN: &str = "kb-button";
/// Any other.
pub(super) const OTHER: &str = "kb-button kb-button--quiet";
/// One that looks like a link.
pub(super) const TEXT: &str = "kb-button kb-button--text";

/// The row of buttons under a screen.
#[inline(never)]
pub(super) fn actions(buttons: [Option<Element>; 3]) -> Element {
    let mut row = classed("div", "kb-actions");
    for button in buttons.into_iter().flatten() {
        row = row.child(button);
    }
    row
}

/// The way to a human being, from anywhere.
#[inline(never)]
pub(super) fn hand_over_now(words: &Words, emit: &Callback<Event>) -> Html {
    let now = button(&words[Word::HandOverNow], TEXT, Event::HandOverPressed, emit);
    element("p").child(now).html()
}

/// The heading that names the screen and takes the focus.
#[inline(never)]
pub(super) fn heading(text: &str) -> Html {
    classed("h2", "kb-checker__heading")
        .with("id", crate::page::HEADING)
        .with("tabindex", "-1")
        .text(text)
        .html()
}
