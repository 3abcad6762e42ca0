//! Asks the browser for a fact. Every probe answers with one of its fact's values or `unknown`;
//! none has an error, because a flow has a way on for a browser that does not tell.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{Function, Promise};
use kb_flow::{Certainty, Probe, ValueId};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode,
    Response, Window,
};

use crate::page_data::PageData;
use crate::session::Found;

pub(crate) mod clock;
pub(crate) mod platform;
pub(crate) mod reachability;
pub(crate) mod sign_in;

/// Runs a probe to its end. The web sign-in is asked elsewhere: [`sign_in`].
pub(crate) async fn run(probe: Probe, data: Rc<PageData>, stop: AbortSignal) -> Found {
    match probe {
        // The page may be read on another device than the one that is locked out.
        Probe::Platform => Found {
            value: platform::look().map_or_else(ValueId::unknown, ValueId::from),
            certainty: Certainty::Likely,
            ..Found::default()
        },
        Probe::Reachability => reachability::ask(&data.asks, stop).await,
        Probe::Clock => clock::ask(&data, stop).await,
        Probe::WebSignIn | Probe::Cookies => Found::default(),
    }
}

/// Fetches an address without cookies, cache or referrer.
fn fetch(
    window: &Window,
    address: &str,
    method: &str,
    mode: RequestMode,
    stop: &AbortSignal,
) -> Promise {
    let request = RequestInit::new();
    request.set_method(method);
    request.set_mode(mode);
    request.set_credentials(RequestCredentials::Omit);
    request.set_cache(RequestCache::NoStore);
    request.set_referrer_policy(ReferrerPolicy::NoReferrer);
    request.set_signal(Some(stop));
    window.fetch_with_str_and_init(address, &request)
}

/// The response, where there is one. The browser never says why there is none.
async fn response(promise: Promise) -> Option<Response> {
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// Lets time pass.
async fn pause(window: &Window, milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        // Without a timer the promise stays open; a browser without timers runs no page at all.
        let set =
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        set.map(|_| ()).unwrap_or_default();
    });
    // Nothing rejects it.
    JsFuture::from(promise).await.map(|_| ()).unwrap_or_default();
}

/// A promise, and what keeps it. Whoever calls it first decides.
fn promise() -> Option<(Promise, Function)> {
    let mut keep = None;
    let promise = Promise::new(&mut |resolve, _| keep = Some(resolve));
    Some((promise, keep?))
}

/// Calls a function of the browser's with one value.
fn call(function: &Function, value: &JsValue) {
    // Keeping a promise never throws.
    function.call1(&JsValue::UNDEFINED, value).map(|_| ()).unwrap_or_default();
}

/// Notices when this page's own policy refuses something: to a script that looks just like a broken
/// network.
struct PolicyWatch {
    refused: Rc<Cell<bool>>,
    _listener: EventListener,
}

impl PolicyWatch {
    fn begin(window: &Window) -> Option<Self> {
        let refused = Rc::new(Cell::new(false));
        let flag = Rc::clone(&refused);
        let document = window.document()?;
        let listener = EventListener::new(&document, "securitypolicyviolation", move |_| {
            flag.set(true);
        });
        Some(Self { refused, _listener: listener })
    }

    /// Whether it did. Chromium tells only after it has failed the request.
    async fn refused(&self, window: &Window) -> bool {
        pause(window, 100).await;
        self.refused.get()
    }
}
