//! Asks the browser for a fact. Every probe answers with one of its fact's values or `unknown`;
//! none has an error, because a flow has a way on for a browser that does not tell.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use kb_flow::{Certainty, Probe, ValueId};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit,
    RequestMode, Response, Window,
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

/// A signal that breaks a request off when the person stops the probe, or when time is up.
struct Limit {
    signal: AbortSignal,
    /// Breaking a request off looks like a failure: this says that it was time.
    late: Rc<Cell<bool>>,
    _stopping: EventListener,
    _alarm: Timeout,
}

impl Limit {
    fn begin(seconds: u32, stopped: &AbortSignal) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal();
        if stopped.aborted() {
            controller.abort();
        }
        let late = Rc::new(Cell::new(false));
        let (alarm, end) = (Rc::clone(&late), controller.clone());
        let stopping = EventListener::once(stopped, "abort", move |_| end.abort());
        let alarm = Timeout::new(seconds.saturating_mul(1000), move || {
            alarm.set(true);
            controller.abort();
        });
        Some(Self { signal, late, _stopping: stopping, _alarm: alarm })
    }
}

/// Notices when this page's own policy refuses something: to a script that looks just like a broken
/// network.
struct PolicyWatch {
    refused: Rc<RefCell<Vec<Refused>>>,
    _listener: EventListener,
}

/// Something that this page's own policy refused.
struct Refused {
    /// The part of the policy that did.
    directive: String,
    /// The address that was asked for; after a redirect still the first one.
    address: String,
    /// Whether the policy allows that address. Then it answered, and sent the request elsewhere.
    allowed: bool,
}

impl PolicyWatch {
    fn begin(window: &Window) -> Option<Self> {
        let refused = Rc::new(RefCell::new(Vec::new()));
        let list = Rc::clone(&refused);
        let document = window.document()?;
        let listener = EventListener::new(&document, "securitypolicyviolation", move |event| {
            let text = |name: &str| {
                let value = Reflect::get(event, &JsValue::from_str(name)).ok();
                value.and_then(|value| value.as_string()).unwrap_or_default()
            };
            let (directive, address) = (text("effectiveDirective"), text("blockedURI"));
            let policy = text("originalPolicy");
            let part = policy.split(';').map(str::trim).find(|part| part.starts_with(&directive));
            let allowed =
                part.is_some_and(|part| part.split(' ').any(|source| source == origin(&address)));
            list.borrow_mut().push(Refused { directive, address, allowed });
        });
        Some(Self { refused, _listener: listener })
    }

    /// Lets the browser tell: Chromium does so only after it has failed the request.
    async fn settle(&self, window: &Window) {
        pause(window, 100).await;
    }

    /// Whether something to the origin of an address was refused: nothing at all, though it is not
    /// allowed (`Some(false)`), or a redirect from there (`Some(true)`).
    fn redirected(&self, directive: &str, address: &str) -> Option<bool> {
        let refused = self.refused.borrow();
        let about =
            |one: &&Refused| one.directive == directive && origin(&one.address) == origin(address);
        refused.iter().find(about).map(|one| one.allowed)
    }

    /// Whether a part of the policy refused anything.
    fn refused_by(&self, directive: &str) -> bool {
        self.refused.borrow().iter().any(|one| one.directive == directive)
    }
}

/// The origin of an address: `https://host:1`.
fn origin(address: &str) -> &str {
    let end = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
    &address[..end]
}
