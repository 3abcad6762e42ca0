//! Does this device's clock agree with that of the site's server?
//!
//! Reads the `Date` of several answers of this site (RFC 9110, section 6.6.1). Which of the two
//! clocks is wrong, this cannot tell; nor anything where a cache stands between.

use js_sys::Date;
use kb_flow::Certainty;
use web_sys::{AbortSignal, RequestMode};

use crate::clock::{Distance, Sample};
use crate::page;
use crate::page_data::PageData;
use crate::probe::{Limit, fetch, pause, response};
use crate::session::{Found, Seen};

/// How often to ask, and how many milliseconds apart: two seconds and a half in all, so that a
/// stamp which stands still shows.
const TIMES: u32 = 9;
const APART: i32 = 280;

/// Asks, and compares.
pub(crate) async fn ask(data: &PageData, stop: AbortSignal) -> Found {
    let distance = measure(data, &stop).await;
    let agrees = distance.and_then(Distance::agrees);
    let value = match agrees {
        Some(true) => "right",
        Some(false) => "wrong",
        None => return Found::default(),
    };
    Found {
        value: value.into(),
        // It may be the server's clock that is wrong, and another device that is locked out.
        certainty: Certainty::Likely,
        seen: distance.into_iter().map(Seen::Clocks).collect(),
        ..Found::default()
    }
}

async fn measure(data: &PageData, stop: &AbortSignal) -> Option<Distance> {
    let window = web_sys::window()?;
    // No cache keeps this page.
    let limit = data.asks.request;
    let address = page::resolve(&[&data.top, "callback/"].concat())?;
    let mut samples = Vec::new();
    for turn in 0..TIMES {
        if turn > 0 {
            pause(&window, APART).await;
        }
        let limit = Limit::begin(limit, stop)?;
        let sent = Date::now();
        let asked = fetch(&window, &address, "HEAD", RequestMode::SameOrigin, &limit.signal);
        let answer = response(asked);
        let headers = answer.await?.headers();
        let came = Date::now();
        // A cache says how many seconds ago it fetched what it gives (RFC 9111, section 5.1).
        let kept = headers.get("age").ok()?.is_some_and(|age| age.trim() != "0");
        let stamp = Date::parse(&headers.get("date").ok()??);
        if kept || stamp.is_nan() {
            return None;
        }
        samples.push(Sample { sent, came, stamp });
    }
    Distance::between(&samples)
}
