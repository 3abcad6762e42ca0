//! Every answer, every way it can come, and what it shows.

use kb_flow::Certainty::{Likely, Sure};

use super::*;

fn refines() -> Vec<(String, Vec<u32>)> {
    let table: [(&str, &[u32]); 7] = [
        ("mfa-required", &[50074, 50076, 50078]),
        ("mfa-setup-required", &[50072, 50079]),
        ("device-refused", &[53000, 53001]),
        ("policy-blocked", &[53003]),
        ("no-session", &[70043]),
        ("number", &[16000]),
        ("set-up", &[50105]),
    ];
    table.into_iter().map(|(value, numbers)| (value.to_owned(), numbers.to_vec())).collect()
}

fn refused(error: &str, suberror: &str, number: u32) -> Answer {
    let number = (number > 0).then_some(number);
    Answer::Refused { error: error.to_owned(), suberror: suberror.to_owned(), number }
}

fn judged(way: Way, answer: &Answer) -> Verdict {
    judge(way, answer, false, &refines())
}

#[test]
fn a_code_is_a_session_whichever_way_it_came() {
    for way in [Way::Frame, Way::Window, Way::SignIn, Way::Trip, Way::SignInTrip] {
        assert_eq!(judged(way, &Answer::Code).value, "signed-in");
    }
    assert_eq!(judged(Way::Frame, &Answer::Code).cookies, Some(true));
}

#[test]
fn a_frame_alone_never_says_that_there_is_no_session() {
    for answer in [
        refused("login_required", "", 50058),
        refused("interaction_required", "", 70043),
        refused("invalid_grant", "token_expired", 0),
    ] {
        let verdict = judged(Way::Frame, &answer);
        assert_eq!((verdict.value, verdict.next), ("unknown", Some(Way::Window)), "{answer:?}");
        assert_eq!(verdict.cookies, None);
        assert_eq!(judged(Way::Window, &answer).value, "no-session");
    }
}

#[test]
fn a_session_that_only_a_window_sees_means_that_cookies_are_blocked() {
    let check = |way, answer: &Answer, saw_none, cookies| {
        assert_eq!(judge(way, answer, saw_none, &refines()).cookies, cookies, "{answer:?}");
    };
    let owes = refused("interaction_required", "basic_action", 50076);
    for answer in [&Answer::Code, &owes] {
        check(Way::Window, answer, true, Some(false));
        // A round trip takes too long to compare.
        check(Way::Trip, answer, true, None);
        // A frame that did not come home was stopped by something else.
        check(Way::Window, answer, false, None);
        // Somebody has just signed in.
        check(Way::SignIn, answer, true, None);
    }
    check(Way::Window, &refused("login_required", "", 0), true, None);
}

#[test]
fn what_is_owed_is_told_apart() {
    let check = |error: &str, suberror: &str, number, value, certainty| {
        for way in [Way::Frame, Way::Window, Way::SignIn] {
            let verdict = judged(way, &refused(error, suberror, number));
            let found = (verdict.value, verdict.certainty);
            assert_eq!(found, (value, certainty), "{error} {suberror} {number} {way:?}");
        }
    };
    let owed = "interaction_required";
    check(owed, "basic_action", 50076, "mfa-required", Sure);
    check(owed, "basic_action", 50079, "mfa-setup-required", Sure);
    check(owed, "", 50079, "mfa-setup-required", Likely);
    check(owed, "message_only", 53000, "device-refused", Sure);
    check(owed, "message_only", 53003, "policy-blocked", Sure);
    check(owed, "message_only", 0, "policy-blocked", Likely);
    check(owed, "additional_action", 0, "device-refused", Likely);
    check(owed, "user_password_expired", 50055, "password-expired", Sure);
    check(owed, "consent_required", 0, "consent-required", Sure);
    check("consent_required", "", 65001, "consent-required", Sure);
    // The word for the reason and the number contradict each other.
    check(owed, "basic_action", 53003, "policy-blocked", Likely);
}

#[test]
fn an_error_that_no_frame_can_vouch_for_leads_to_a_window() {
    for error in ["access_denied", "invalid_grant", "something_new"] {
        let answer = refused(error, "message_only", 53003);
        assert_eq!(judged(Way::Frame, &answer).next, Some(Way::Window));
        assert_eq!(judged(Way::Window, &answer).value, "policy-blocked");
    }
}

#[test]
fn what_cannot_be_known_is_unknown_and_says_why() {
    let check = |way, answer: Answer, trouble| {
        let verdict = judged(way, &answer);
        assert_eq!((verdict.value, verdict.trouble), ("unknown", trouble), "{answer:?} {way:?}");
        assert_eq!(verdict.cookies, None, "{answer:?}");
    };
    check(Way::Frame, Answer::Nothing, None);
    check(Way::Frame, Answer::OwnPolicy, None);
    check(Way::Frame, Answer::NoWay, Some(Trouble::NoWay));
    check(Way::Window, Answer::Nothing, Some(Trouble::NoAnswer));
    check(Way::Window, Answer::NoWindow, None);
    check(Way::SignIn, refused("access_denied", "", 0), Some(Trouble::Ended));
    check(Way::Window, refused("server_error", "", 90033), Some(Trouble::Busy));
    check(Way::Frame, refused("interaction_required", "", 50196), Some(Trouble::Busy));
    check(Way::Frame, refused("invalid_request", "", 900_144), Some(Trouble::SetUp));
    check(Way::Window, refused("unauthorized_client", "", 700_016), Some(Trouble::SetUp));
    check(Way::Window, Answer::Unable, Some(Trouble::Unable));
    check(Way::Window, refused("access_denied", "", 50105), Some(Trouble::SetUp));
}

#[test]
fn that_something_is_owed_does_not_say_what() {
    // What can be settled by signing in is not always an approval, and a number may mean anything.
    for (suberror, number) in [
        ("", 16000),
        ("basic_action", 16000),
        ("basic_action", 0),
        ("message_only", 99999),
        ("", 0),
    ] {
        let owed = judged(Way::Frame, &refused("interaction_required", suberror, number));
        let seen = (owed.value, owed.trouble, owed.next);
        assert_eq!(
            seen,
            ("unknown", Some(Trouble::Owed), Some(Way::SignIn)),
            "{suberror} {number}"
        );
    }
}

#[test]
fn a_browser_without_windows_is_sent_on_the_same_trip() {
    assert_eq!(judged(Way::Window, &Answer::NoWindow).next, Some(Way::Trip));
    assert_eq!(judged(Way::SignIn, &Answer::NoWindow).next, Some(Way::SignInTrip));
}
