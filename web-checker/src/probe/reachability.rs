//! Does the sign-in service answer, and is it really the one that answers?
//!
//! Two kinds of request, without cookies: the OpenID Connect discovery document, which any page
//! may read and whose issuer must be the right one; and plain requests whose answer stays hidden,
//! which tell only that something answered. One kind alone is never enough for a verdict.

use std::rc::Rc;

use js_sys::{JSON, Promise, Reflect};
use kb_flow::{Certainty, ValueId};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, RequestMode, Response};

use crate::page_data::Asks;
use crate::probe::{Limit, PolicyWatch, fetch, response};
use crate::session::{Found, Seen};
use crate::sign_in::Trouble;

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
pub(crate) async fn ask(asks: &Asks, stopped: AbortSignal) -> Found {
    look(asks, stopped).await.unwrap_or_default()
}

async fn look(asks: &Asks, stopped: AbortSignal) -> Option<Found> {
    let window = web_sys::window()?;
    let policy = PolicyWatch::begin(&window)?;
    let limit = Rc::new(Limit::begin(asks.request, &stopped)?);
    let request = |address: &str, mode| fetch(&window, address, "GET", mode, &limit.signal);
    // Each settles by itself, so that each knows whether it was late.
    let settle = |asked: Promise, issuer: Option<&str>| {
        let (limit, issuer) = (Rc::clone(&limit), issuer.map(str::to_owned));
        future_to_promise(async move {
            let answer = match (response(asked).await, issuer) {
                (Some(response), Some(issuer)) => judge(&response, &issuer).await,
                (Some(_), None) => Some(Answer::Hidden),
                (None, _) => None,
            };
            let failed = || if limit.late.get() { Answer::Silent } else { Answer::Failed };
            Ok(answer.unwrap_or_else(failed).into())
        })
    };
    let addresses: Vec<&String> =
        std::iter::once(&asks.discovery).chain(&asks.hosts).chain(&asks.federation).collect();
    let all = js_sys::Array::new();
    for (at, address) in addresses.iter().enumerate() {
        let (mode, issuer) = match at {
            0 => (RequestMode::Cors, Some(&*asks.issuer)),
            _ => (RequestMode::NoCors, None),
        };
        all.push(&settle(request(address, mode), issuer));
    }
    let all = JsFuture::from(Promise::all(&all)).await.ok()?;
    let all: Vec<Answer> = js_sys::Array::from(&all).iter().map(|one| Answer::from(&one)).collect();
    policy.settle(&window).await;
    let mut answers = Vec::new();
    let mut seen = Vec::new();
    let mut own_policy = false;
    for (at, (address, answer)) in addresses.into_iter().zip(all).enumerate() {
        let answer = match policy.redirected("connect-src", address) {
            // It answered, and sent the request to where this page may not follow.
            Some(true) if answer == Answer::Failed => Answer::Hidden,
            // What was not sent shows nothing of any host.
            Some(false) => {
                own_policy = true;
                answer
            }
            _ => answer,
        };
        seen.push(match at {
            0 => document(answer, host(address)),
            _ => knocked(answer, host(address), asks.request),
        });
        answers.push(answer);
    }
    if own_policy {
        return Some(Found { trouble: Some(Trouble::Policy), ..Found::default() });
    }
    let federation = asks.federation.as_ref().and_then(|_| answers.pop());
    let (discovery, hosts) = answers.split_first()?;
    let value = verdict(*discovery, hosts, federation);
    Some(Found {
        value: value.map_or_else(ValueId::unknown, Into::into),
        // A healthy server may refuse to be asked from elsewhere, which looks like a failure; and a
        // document of another issuer may be Microsoft's own, under another name.
        certainty: match value {
            Some("reachable") => Certainty::Sure,
            _ => Certainty::Likely,
        },
        trouble: None,
        seen,
    })
}

impl From<Answer> for JsValue {
    fn from(answer: Answer) -> Self {
        Self::from_f64(f64::from(answer as u8))
    }
}

impl From<&JsValue> for Answer {
    fn from(value: &JsValue) -> Self {
        let number = value.as_f64();
        let all = [Self::Genuine, Self::Foreign, Self::Hidden, Self::Failed];
        let found = all.into_iter().find(|answer| Some(f64::from(*answer as u8)) == number);
        found.unwrap_or(Self::Silent)
    }
}

/// The host of an address.
fn host(address: &str) -> String {
    address.split('/').nth(2).unwrap_or(address).to_owned()
}

fn document(answer: Answer, host: String) -> Seen {
    match answer {
        Answer::Genuine => Seen::Genuine(host),
        Answer::Foreign => Seen::Foreign(host),
        Answer::Hidden | Answer::Failed | Answer::Silent => Seen::Hidden(host),
    }
}

fn knocked(answer: Answer, host: String, seconds: u32) -> Seen {
    match answer {
        Answer::Failed => Seen::Failed(host),
        Answer::Silent => Seen::Silent(host, seconds),
        Answer::Genuine | Answer::Foreign | Answer::Hidden => Seen::Answered(host),
    }
}

/// What the answers show together; nothing unless they agree.
fn verdict(
    discovery: Answer,
    hosts: &[Answer],
    federation: Option<Answer>,
) -> Option<&'static str> {
    let all = |answer| hosts.iter().all(|host| *host == answer);
    match discovery {
        Answer::Genuine if all(Answer::Hidden) => match federation {
            None | Some(Answer::Hidden) => Some("reachable"),
            Some(Answer::Failed) => Some("federation-not-reachable"),
            Some(Answer::Silent | Answer::Genuine | Answer::Foreign) => None,
        },
        Answer::Foreign => Some("intercepted"),
        Answer::Failed if all(Answer::Failed) => Some("not-reachable"),
        Answer::Genuine | Answer::Hidden | Answer::Failed | Answer::Silent => None,
    }
}

/// Reads the discovery document (OpenID Connect Discovery 1.0, section 4.3) and compares its issuer;
/// nothing where it broke off.
async fn judge(response: &Response, issuer: &str) -> Option<Answer> {
    if !response.ok() {
        // The service itself may be in trouble, or know no such tenant.
        return Some(Answer::Hidden);
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    let named = JSON::parse(&text).ok().and_then(|document| {
        Reflect::get(&document, &JsValue::from_str("issuer")).ok()?.as_string()
    });
    Some(if named.as_deref() == Some(issuer) { Answer::Genuine } else { Answer::Foreign })
}

#[cfg(test)]
mod tests {
    use super::Answer::{Failed, Foreign, Genuine, Hidden, Silent};
    use super::verdict;

    #[test]
    fn only_answers_that_agree_give_a_verdict() {
        assert_eq!(verdict(Genuine, &[Hidden, Hidden], None), Some("reachable"));
        assert_eq!(verdict(Failed, &[Failed, Failed], None), Some("not-reachable"));
        assert_eq!(verdict(Foreign, &[Hidden, Failed], None), Some("intercepted"));
    }

    #[test]
    fn a_hidden_answer_alone_is_never_good_news() {
        assert_eq!(verdict(Failed, &[Hidden, Hidden], None), None);
        assert_eq!(verdict(Silent, &[Hidden, Hidden], None), None);
    }

    #[test]
    fn the_companys_own_server_is_told_apart() {
        let verdict = |federation| verdict(Genuine, &[Hidden], Some(federation));
        assert_eq!(verdict(Hidden), Some("reachable"));
        assert_eq!(verdict(Failed), Some("federation-not-reachable"));
        assert_eq!(verdict(Silent), None);
        assert_eq!(super::verdict(Failed, &[Failed], Some(Hidden)), Some("not-reachable"));
    }

    #[test]
    fn mixed_or_late_answers_prove_nothing() {
        assert_eq!(verdict(Genuine, &[Hidden, Failed], None), None);
        assert_eq!(verdict(Genuine, &[Silent], None), None);
        assert_eq!(verdict(Silent, &[Silent, Silent], None), None);
        assert_eq!(verdict(Failed, &[Failed, Silent], None), None);
    }
}
