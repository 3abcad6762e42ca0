//! Does the sign-in service answer, and is it really the one that answers?
//!
//! Two kinds of request, without cookies: the OpenID Connect discovery document, which any page
//! may read and whose issuer must be the right one; and plain requests whose answer stays hidden,
//! which tell only that something answered. One kind alone is never enough for a verdict.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{JSON, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode,
    Response, Window,
};

use crate::page_data::Reachability;

/// What came of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// The right document, from the right issuer.
    Genuine,
    /// A readable document that is not the right one.
    Foreign,
    /// Something answered; what it said is hidden.
    Hidden,
    /// The browser reports a failure, and never says which.
    Failed,
    /// Nothing came in time.
    Silent,
}

/// Asks every host at once, and says what the answers show together.
pub(crate) async fn ask(settings: &Reachability, stop: AbortController) -> Option<&'static str> {
    let window = web_sys::window()?;
    // Our own policy refusing a request looks just like a broken network, but for this event.
    let (refused_by_us, listener) = flag();
    let document = window.document()?;
    let _listening =
        EventListener::new(&document, "securitypolicyviolation", move |_| listener.set(true));
    // Breaking a request off looks like a failure too, so the alarm says that it was the one.
    let (late, alarm) = flag();
    let signal = stop.signal();
    let _alarm = Timeout::new(settings.seconds.saturating_mul(1000), move || {
        alarm.set(true);
        stop.abort();
    });
    let request = |address: &str, mode| fetch(&window, address, mode, &signal);
    // Started together, awaited in turn.
    let discovery = request(&settings.discovery, RequestMode::Cors);
    let knocks: Vec<Promise> =
        settings.hosts.iter().map(|host| request(host, RequestMode::NoCors)).collect();
    let failed = || if late.get() { Answer::Silent } else { Answer::Failed };
    let discovery = match response(discovery).await {
        Some(response) => judge(&response, &settings.issuer).await,
        None => failed(),
    };
    let mut hosts = Vec::new();
    for knock in knocks {
        let answered = response(knock).await.is_some();
        hosts.push(if answered { Answer::Hidden } else { failed() });
    }
    // The browser tells of its policy only after it has failed the request.
    pause(&window, 100).await;
    if refused_by_us.get() { None } else { verdict(discovery, &hosts) }
}

/// Lets the browser deliver what it has in store.
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

/// The two ends of something that a callback notes and a future reads.
fn flag() -> (Rc<Cell<bool>>, Rc<Cell<bool>>) {
    let flag = Rc::new(Cell::new(false));
    (Rc::clone(&flag), flag)
}

/// What the answers show together; nothing unless they agree.
fn verdict(discovery: Answer, hosts: &[Answer]) -> Option<&'static str> {
    let all = |answer| hosts.iter().all(|host| *host == answer);
    match discovery {
        Answer::Genuine if all(Answer::Hidden) => Some("reachable"),
        Answer::Foreign => Some("intercepted"),
        Answer::Failed if all(Answer::Failed) => Some("not-reachable"),
        Answer::Genuine | Answer::Hidden | Answer::Failed | Answer::Silent => None,
    }
}

/// Reads the discovery document and compares its issuer.
async fn judge(response: &Response, issuer: &str) -> Answer {
    let read = async {
        let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
        let document = JSON::parse(&text).ok()?;
        Reflect::get(&document, &JsValue::from_str("issuer")).ok()?.as_string()
    };
    if read.await.as_deref() == Some(issuer) { Answer::Genuine } else { Answer::Foreign }
}

/// Fetches an address without cookies, cache or referrer.
fn fetch(
    window: &Window,
    address: &str,
    mode: RequestMode,
    signal: &web_sys::AbortSignal,
) -> Promise {
    let request = RequestInit::new();
    request.set_mode(mode);
    request.set_credentials(RequestCredentials::Omit);
    request.set_cache(RequestCache::NoStore);
    request.set_referrer_policy(ReferrerPolicy::NoReferrer);
    request.set_signal(Some(signal));
    window.fetch_with_str_and_init(address, &request)
}

/// The response, where there is one. The browser never says why there is none.
async fn response(promise: Promise) -> Option<Response> {
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::Answer::{Failed, Foreign, Genuine, Hidden, Silent};
    use super::verdict;

    #[test]
    fn only_answers_that_agree_give_a_verdict() {
        assert_eq!(verdict(Genuine, &[Hidden, Hidden]), Some("reachable"));
        assert_eq!(verdict(Failed, &[Failed, Failed]), Some("not-reachable"));
        assert_eq!(verdict(Foreign, &[Hidden, Failed]), Some("intercepted"));
    }

    #[test]
    fn a_hidden_answer_alone_is_never_good_news() {
        assert_eq!(verdict(Failed, &[Hidden, Hidden]), None);
        assert_eq!(verdict(Silent, &[Hidden, Hidden]), None);
    }

    #[test]
    fn mixed_or_late_answers_prove_nothing() {
        assert_eq!(verdict(Genuine, &[Hidden, Failed]), None);
        assert_eq!(verdict(Genuine, &[Silent]), None);
        assert_eq!(verdict(Silent, &[Silent, Silent]), None);
        assert_eq!(verdict(Failed, &[Failed, Silent]), None);
    }
}
