//! What an answer of the sign-in service shows, and what to try next. Pure.
//!
//! Ways to ask, the least trouble first: a hidden frame, a window that nobody has to do anything
//! in, a window to sign in in, a round trip. A frame can say "yes" or "there is a session, but…";
//! that it saw no session is no verdict, because the cookie may not have travelled.
//!
//! The OAuth `error` decides (RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6),
//! Microsoft's `suberror` and AADSTS number refine: Microsoft says that programs must not depend on
//! the numbers, so one alone makes a finding only probable.

use kb_flow::{Certainty, UNKNOWN};

/// A way to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// In a hidden frame, without any page.
    Frame,
    /// In a window, without any page.
    Window,
    /// In a window in which the person signs in.
    SignIn,
    /// By leaving this page and coming back, without any page of the service.
    Trip,
    /// The same, with pages to sign in on.
    SignInTrip,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// An authorization code came. What it was, nobody here knows.
    Code,
    /// The service said why not.
    Refused {
        /// The OAuth `error`.
        error: String,
        /// Microsoft's refinement of it; may be empty.
        suberror: String,
        /// The AADSTS number.
        number: Option<u32>,
    },
    /// No answer came home, though the service can be reached, as far as that can be told.
    Nothing,
    /// No answer came, and the service cannot be reached.
    NoWay,
    /// This page's own policy was in the way.
    OwnPolicy,
    /// The browser did not let a window open.
    NoWindow,
    /// The browser lacks what it takes to ask at all.
    Unable,
}

/// Why a probe could not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No answer came home.
    NoAnswer,
    /// The service cannot be reached.
    NoWay,
    /// The service asks for a pause.
    Busy,
    /// The service does not accept the check itself.
    SetUp,
    /// This page's own policy was in the way.
    Policy,
    /// The sign-in was ended, and no reason is known.
    Ended,
    /// Something more is wanted, and nothing says what.
    Owed,
    /// The browser lacks what it takes.
    Unable,
}

/// What an answer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// One of the values that the web sign-in finds, or `unknown`.
    pub(crate) value: &'static str,
    pub(crate) certainty: Certainty,
    /// The AADSTS number that came with it.
    pub(crate) number: Option<u32>,
    /// Why nothing was found.
    pub(crate) trouble: Option<Trouble>,
    /// Whether cookies of another site travel in a frame, where that is now known.
    pub(crate) cookies: Option<bool>,
    /// The way to try next, where this one could not tell.
    pub(crate) next: Option<Way>,
}

/// Too many requests in a short time: a loop, as Microsoft sees it (AADSTS50196).
const LOOP: u32 = 50196;

/// What an answer shows that came this way. `frame_saw_none`: a frame was told a moment ago that there
/// is no session, and nobody has signed in since.
pub(crate) fn judge(
    way: Way,
    answer: &Answer,
    frame_saw_none: bool,
    refines: &[(String, Vec<u32>)],
) -> Verdict {
    let unknown = Verdict {
        value: UNKNOWN,
        certainty: Certainty::Sure,
        number: None,
        trouble: None,
        cookies: None,
        next: None,
    };
    let because = |trouble| Verdict { trouble: Some(trouble), ..unknown.clone() };
    let framed = way == Way::Frame;
    // A session that a window can see and a frame cannot: the frame's cookie did not travel. A round
    // trip takes too long to compare.
    let cookies = match way {
        Way::Frame => Some(true),
        Way::Window => frame_saw_none.then_some(false),
        Way::SignIn | Way::Trip | Way::SignInTrip => None,
    };
    let (error, suberror, number) = match answer {
        Answer::Code => return Verdict { value: "signed-in", cookies, ..unknown },
        Answer::Nothing | Answer::OwnPolicy if framed => {
            return Verdict { next: Some(Way::Window), ..unknown };
        }
        Answer::Nothing => return because(Trouble::NoAnswer),
        Answer::NoWay => return because(Trouble::NoWay),
        Answer::Unable => return because(Trouble::Unable),
        Answer::OwnPolicy => return because(Trouble::Policy),
        Answer::NoWindow => {
            let asks = matches!(way, Way::SignIn);
            let next = if asks { Way::SignInTrip } else { Way::Trip };
            return Verdict { next: Some(next), ..unknown };
        }
        Answer::Refused { error, suberror, number } => (&**error, &**suberror, *number),
    };
    let unknown = Verdict { number, ..unknown };
    let because = |trouble| Verdict { trouble: Some(trouble), ..unknown.clone() };
    if number == Some(LOOP) {
        return because(Trouble::Busy);
    }
    let meant = number.and_then(|number| {
        let entry = refines.iter().find(|(_, numbers)| numbers.contains(&number));
        entry.map(|(value, _)| &**value)
    });
    let refined = match error {
        "temporarily_unavailable" | "server_error" => return because(Trouble::Busy),
        "login_required" => Some(("no-session", Certainty::Sure)),
        "consent_required" => Some(("consent-required", Certainty::Sure)),
        "invalid_request"
        | "unsupported_response_type"
        | "invalid_scope"
        | "invalid_client"
        | "invalid_resource"
        | "request_not_supported" => return because(Trouble::SetUp),
        "unauthorized_client" if suberror != "protection_policy_required" => {
            return because(Trouble::SetUp);
        }
        // The number is about the app that asks.
        _ if meant == Some("set-up") => return because(Trouble::SetUp),
        _ => refine(suberror, number, meant),
    };
    // Of a frame only these say for certain that its cookie travelled.
    let travelled = matches!(error, "interaction_required" | "consent_required");
    match refined {
        // That no session counts is never said by a frame alone.
        Some(("no-session", _)) if framed => Verdict { next: Some(Way::Window), ..unknown },
        Some(("no-session", certainty)) => Verdict { value: "no-session", certainty, ..unknown },
        _ if framed && !travelled => Verdict { next: Some(Way::Window), ..unknown },
        Some((value, certainty)) => Verdict { value, certainty, cookies, ..unknown },
        None if travelled => {
            Verdict { trouble: Some(Trouble::Owed), cookies, next: Some(Way::SignIn), ..unknown }
        }
        None => because(Trouble::Ended),
    }
}

/// What `suberror` and number say of a refusal: certain only where Microsoft's word for the reason
/// and its number agree, or the word alone leaves no doubt.
fn refine(
    suberror: &str,
    number: Option<u32>,
    meant: Option<&str>,
) -> Option<(&'static str, Certainty)> {
    let meant = VALUES.iter().copied().find(|known| meant == Some(known));
    let sure = |value| Some((value, Certainty::Sure));
    match (suberror, meant) {
        ("user_password_expired", _) => sure("password-expired"),
        ("consent_required", _) => sure("consent-required"),
        ("device_authentication_failed" | "insufficient_device_strength", _) => {
            sure("device-refused")
        }
        ("token_expired" | "bad_token", _) => sure("no-session"),
        ("basic_action", Some(value @ ("mfa-required" | "mfa-setup-required"))) => sure(value),
        ("message_only" | "additional_action", Some(value @ "device-refused")) => sure(value),
        ("message_only", Some(value @ "policy-blocked")) => sure(value),
        (_, Some(value)) => Some((value, Certainty::Likely)),
        // A number that we do not know may mean anything.
        (_, None) if number.is_some() => None,
        // Something outside the sign-in has to be done; nothing can be done now. What can be settled
        // by signing in (`basic_action`) is not always an approval.
        ("additional_action", None) => Some(("device-refused", Certainty::Likely)),
        ("message_only" | "protection_policy_required", None) => {
            Some(("policy-blocked", Certainty::Likely))
        }
        _ => None,
    }
}

/// What a number may mean.
const VALUES: [&str; 7] = [
    "mfa-required",
    "mfa-setup-required",
    "device-refused",
    "policy-blocked",
    "consent-required",
    "password-expired",
    "no-session",
];

#[cfg(test)]
mod tests;
