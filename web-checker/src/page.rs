//! The page around the checker: where it stands, its address, its focus, its clipboard.
//!
//! A browser may refuse any of these (a sandboxed frame refuses the history and the clipboard).
//! Refusals are answers, not faults: the checker goes on without.

use kb_flow::{Clock, Moment};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, HtmlTemplateElement, Node};

use crate::session::Off;

/// Where the checker stands on the page.
pub(crate) struct Place {
    /// The element that outside tools know: `[data-checker]`.
    pub(crate) root: Element,
    /// The empty element inside it that the checker fills.
    pub(crate) inside: Element,
    /// The text of the data block.
    pub(crate) data: String,
}

/// The id of the heading that names what is on the screen.
pub(crate) const HEADING: &str = "checker-heading";
/// The id of what says that something is lacking.
pub(crate) const PROBLEM: &str = "checker-problem";
/// The id of the place where a probe is offered, runs, or says that it could not tell.
pub(crate) const PROBE: &str = "checker-probe";

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Finds the checker's place, or says what the page lacks.
pub(crate) fn find_place() -> Result<Place, JsValue> {
    let find = |selector: &str| {
        let found = document().and_then(|page| page.query_selector(selector).ok().flatten());
        found.ok_or_else(|| JsValue::from_str(&format!("the page has no {selector}")))
    };
    Ok(Place {
        root: find("[data-checker]")?,
        inside: find("[data-checker-inside]")?,
        data: find("[data-checker-data]")?.text_content().unwrap_or_default(),
    })
}

/// Tells outside tools what is on the screen: each attribute with its value, and without an empty
/// one.
pub(crate) fn mark(root: &Element, hooks: &[(&str, String)]) {
    for (name, value) in hooks {
        // Only a malformed name is refused, and ours are literals.
        let done = if value.is_empty() {
            root.remove_attribute(name)
        } else {
            root.set_attribute(name, value)
        };
        done.unwrap_or_default();
    }
}

/// What the page is called.
pub(crate) fn title() -> String {
    document().map(|page| page.title()).unwrap_or_default()
}

/// Calls the page after what is on the screen, so that a history and a list of tabs say it too.
pub(crate) fn name(prefix: &str, title: &str) {
    let Some(page) = document() else { return };
    let heading = page.get_element_by_id(HEADING).and_then(|heading| heading.text_content());
    page.set_title(&[prefix, &heading.unwrap_or_default(), " · ", title].concat());
}

/// The fragment of the address without `#`, and what this browser noted beside it.
pub(crate) fn address() -> (String, Option<String>) {
    let Some(window) = web_sys::window() else { return Default::default() };
    let fragment = window.location().hash().unwrap_or_default();
    let record = window.history().and_then(|history| history.state()).ok();
    let record = record.and_then(|state| state.as_string());
    // Mail and ticket systems encode `:` and `,`; nothing of ours needs a percent sign.
    (kb_flow::percent_decoded(fragment.trim_start_matches('#')), record)
}

/// The query of the address, without the `?`.
pub(crate) fn query() -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    search.unwrap_or_default().trim_start_matches('?').to_owned()
}

/// Why a sign-in cannot be checked from where this page is, if it cannot.
pub(crate) fn off(is_set_up: bool) -> Option<Off> {
    let window = web_sys::window()?;
    let above: Option<web_sys::Window> = window.parent().ok().flatten();
    let is_framed = above.is_some_and(|above| !js_sys::Object::is(&above, &window));
    if window.location().protocol().is_ok_and(|protocol| protocol == "file:") {
        Some(Off::File)
    } else if is_framed {
        Some(Off::Frame)
    } else if !window.is_secure_context() {
        Some(Off::Http)
    } else {
        (!is_set_up).then_some(Off::SetUp)
    }
}

/// The address that a way from this page leads to: `../callback/`.
pub(crate) fn resolve(way: &str) -> Option<String> {
    let here = web_sys::window()?.location().href().ok()?;
    Some(web_sys::Url::new_with_base(way, &here).ok()?.href())
}

/// The folder of this page below the top of the site, without slashes at its ends: `caa20004`.
pub(crate) fn folder(top: &str) -> Option<String> {
    let path = web_sys::window()?.location().pathname().ok()?;
    let parts: Vec<&str> =
        path.trim_end_matches("index.html").trim_matches('/').split('/').collect();
    let below = parts.len().checked_sub(top.matches("../").count())?;
    Some(parts[below..].join("/"))
}

/// Which entry of the history a case is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// One more, so that Back leads to the case before.
    New,
    /// The one there is.
    Same,
}

/// Puts a case into the address, so that Back and reload lead to it.
///
/// The query is left out: what a ticket's link said is in the case by now.
pub(crate) fn keep(bookmark: &str, record: &str, entry: Entry) {
    let Some(window) = web_sys::window() else { return };
    let (Ok(address), Ok(history)) = (window.location().href(), window.history()) else { return };
    let page = address.split(['?', '#']).next().unwrap_or_default();
    let href = [page, if bookmark.is_empty() { "" } else { "#" }, bookmark].concat();
    // A sandboxed frame refuses; then the case lives as long as the page does.
    let state = JsValue::from_str(record);
    let kept = match entry {
        Entry::New => history.push_state_with_url(&state, "", Some(&href)),
        Entry::Same => history.replace_state_with_url(&state, "", Some(&href)),
    };
    kept.unwrap_or_default();
}

/// Moves the focus to an element, which also brings it into view.
pub(crate) fn focus(id: &str) {
    let found = document().and_then(|page| page.get_element_by_id(id));
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // What cannot take the focus is still there to be read.
        found.focus().unwrap_or_default();
    }
}

/// Puts a text into the clipboard; says whether the browser allowed it.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Absent where the page is not a secure context, which the bindings do not know.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &JsValue::from_str("clipboard"));
    let Some(clipboard) = clipboard.ok().filter(JsValue::is_object) else { return false };
    let clipboard: web_sys::Clipboard = clipboard.unchecked_into();
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// A copy of a guide's text with the way to its own page, which the builder put into the page as an
/// inert template.
pub(crate) fn guide(id: &str) -> Option<Node> {
    let document = document()?;
    let template = document.get_element_by_id(&["fix-", id].concat())?;
    let template: HtmlTemplateElement = template.dyn_into().ok()?;
    let copy = template.content().clone_node_with_deep(true).ok()?;
    // A fragment empties itself into the page; an element can be taken away again.
    let around = document.create_element("div").ok()?;
    around.append_child(&copy).ok()?;
    Some(around.into())
}

/// The time now, by this device's clock, and how far local time is ahead of UTC.
pub(crate) fn clock() -> Clock {
    let date = js_sys::Date::new_0();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a clock before 1970 reads as 1970, none reaches the end of 64 bits, and local \
                  time is at most some hours from UTC"
    )]
    let (now, behind) = ((date.get_time() / 1000.0) as u64, date.get_timezone_offset() as i32);
    Clock { now: Moment(now), ahead: Some(-behind) }
}
