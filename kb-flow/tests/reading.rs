//! What people paste, and what is read in it.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may stop at once")]

use kb_flow::{KnownCodes, Reading, read_text};

fn read(text: &str) -> Reading {
    let codes: [(&str, &[&str]); 7] = [
        ("CAA20003", &[]),
        ("CAA20004", &["ERROR_ADAL_SERVER_ERROR_ACCESS_DENIED"]),
        ("CAA2000C", &[]),
        ("CAA82EE2", &["12002"]),
        ("0x80090016", &["NTE_BAD_KEYSET"]),
        ("657rx", &[]),
        ("1001", &[]),
    ];
    let codes = codes.map(|(name, also)| (name, also.iter().copied()));
    read_text(text, &KnownCodes::new(codes, [50076, 50079, 53003, 500_121, 700_016, 9_002_341]))
}

/// What a text says, as `name value` lines.
fn check(text: &str, expected: &[&str]) {
    let read = read(text);
    let fields = read.fields().into_iter().map(|(name, value)| format!("{name} {value}"));
    let similar = read
        .similar
        .iter()
        .map(|similar| format!("similar {} to {}", similar.written, similar.meant.join(" or ")));
    assert_eq!(fields.chain(similar).collect::<Vec<_>>(), expected, "in: {text}");
}

#[test]
fn the_details_on_entras_own_page() {
    check(
        "You cannot access this right now\n\
         Your sign-in was successful but does not meet the criteria to access this resource.\n\n\
         Troubleshooting details\n\
         If you contact your administrator, send this info to them.\n\
         Copy info to clipboard\n\n\
         Error Code: 53003\n\
         Request Id: 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00\n\
         Correlation Id: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c\n\
         Timestamp: 2026-11-21T09:41:07Z\n\
         App name: Microsoft Teams\n\
         App id: 1fec8e78-bce4-4aaf-ab1b-5451cc387264\n\
         IP address: 203.0.113.7\n\
         Device identifier: Not available\n\
         Device platform: Windows 10\n\
         Device state: Unregistered\n\
         Signed in as jane.doe@contoso.com",
        &[
            "aadsts 53003",
            "correlation 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
            "request 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00",
            "app 1fec8e78-bce4-4aaf-ab1b-5451cc387264",
            "app-name Microsoft Teams",
            "device-state Unregistered",
            "refused 2026-11-21T09:41:07Z",
            "domain contoso.com",
        ],
    );
}

#[test]
fn the_same_details_on_one_line() {
    check(
        "Error Code: 53003 Request Id: 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00 App name: Microsoft \
         Teams App id: 1fec8e78-bce4-4aaf-ab1b-5451cc387264 Device state: Compliant IP address: 1",
        &[
            "aadsts 53003",
            "request 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00",
            "app 1fec8e78-bce4-4aaf-ab1b-5451cc387264",
            "app-name Microsoft Teams",
            "device-state Compliant",
        ],
    );
}

#[test]
fn a_json_error_of_the_token_endpoint() {
    check(
        r#"{"error":"interaction_required","error_description":"AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.\r\nTrace ID: 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00\r\nCorrelation ID: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c\r\nTimestamp: 2026-11-21 09:41:07Z","error_codes":[50076,50079],"timestamp":"2026-11-21 09:41:07Z","trace_id":"6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00","correlation_id":"9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c","error_uri":"https://login.microsoftonline.com/error?code=50076","suberror":"basic_action"}"#,
        &[
            "aadsts 50076",
            "aadsts 50079",
            "error interaction_required",
            "error basic_action",
            "correlation 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
            "request 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00",
            "refused 2026-11-21T09:41:07Z",
        ],
    );
}

#[test]
fn a_line_of_the_windows_event_log() {
    check(
        "Error: 0xCAA2000C The request requires user interaction.\r\nCode: interaction_required\r\n\
         Description: AADSTS50076: Due to a configuration change. Trace ID: \
         6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00 Correlation ID: \
         9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c Timestamp: 2026-11-21 09:41:07Z\r\n\
         TokenEndpoint: https://login.microsoftonline.com/common/oauth2/token\r\n\
         Logged at OAuthTokenRequestBase.cpp, line: 449, method: OAuthTokenRequestBase::\
         ProcessOAuthResponse.\r\n\r\nRequest: authority: https://login.microsoftonline.com/common, \
         client: 1fec8e78-bce4-4aaf-ab1b-5451cc387264, redirect URI: ms-appx-web://x, resource: \
         https://api.spaces.skype.com, correlation ID (request): \
         9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
        &[
            "code CAA2000C",
            "aadsts 50076",
            "error interaction_required",
            "correlation 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
            "request 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00",
            "app 1fec8e78-bce4-4aaf-ab1b-5451cc387264",
            "refused 2026-11-21T09:41:07Z",
        ],
    );
}

#[test]
fn an_exception_of_msal() {
    check(
        "Microsoft.Identity.Client.MsalUiRequiredException: \n\
         \tErrorCode: failed_to_acquire_token_silently_from_broker\n\
         WAM Error \n Error Code: 3399614476 \n Error Message: Need user interaction to continue.\n \
         Internal Error Code: 557973643 \n\
         \tCorrelationId: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c\n   at Microsoft.Identity.Client",
        &["code CAA2000C", "correlation 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c"],
    );
}

#[test]
fn the_address_of_a_redirect() {
    check(
        "https://teams.example/callback#error=access_denied&error_subcode=cancel&error_description=\
         AADSTS65004%3a+User+declined+to+consent.%0d%0aTrace+ID%3a+6d0c3f4e-6c1b-4b0a-9a53-\
         1f2e3d4c5b00%0d%0aCorrelation+ID%3a+9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c%0d%0aTimestamp%3a\
         +2026-11-21+09%3a41%3a07Z&error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode\
         %3d65004&state=jane%2540contoso.com",
        &[
            "aadsts 65004",
            "error access_denied",
            "correlation 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
            "request 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00",
            "refused 2026-11-21T09:41:07Z",
            "domain contoso.com",
        ],
    );
}

#[test]
fn codes_in_every_dress() {
    for text in [
        "caa20004",
        "CAA20004",
        "0xCAA20004",
        "0XCAA20004",
        "3399614468",
        "-895352828",
        "−895352828",
        "ＣＡＡ２０００４",
        "CAA 20004",
        "caa-20004",
        "Error code: 0xcaa20004 (access denied)",
        "teams says [caa20004]!",
        "error=0xCAA20004;try",
        "ERROR_ADAL_SERVER_ERROR_ACCESS_DENIED",
        "\u{feff}caa\u{200b}20004",
        "%63aa20004",
    ] {
        assert_eq!(read(text).codes, ["CAA20004"], "in {text}");
    }
    check("caa20003 and caa20004, caa20003 again", &["code CAA20003", "code CAA20004"]);
    check("0xCAA5009E", &["code CAA5009E"]);
    check("80090016", &["code 0x80090016"]);
}

#[test]
fn a_short_code_is_one_only_where_a_code_stands() {
    check("1001", &["code 1001"]);
    check("Something went wrong [1001]", &["code 1001"]);
    check("error 1001", &["code 1001"]);
    check("Error code: 12002", &["code CAA82EE2"]);
    check("call room 1001 about 12002 things", &[]);
    check("tag 657rx", &["code 657rx"]);
}

#[test]
fn aadsts_numbers_in_every_dress() {
    for text in [
        "AADSTS50076",
        "aadsts 50076: Due to a change",
        "AADSTS: 50076",
        "AADSTS-50076",
        "ＡＡＤＳＴＳ５００７６",
        "  50076\n",
        "https://login.microsoftonline.com/error?code=50076",
        "(AADSTS50076)",
        "x'AADSTS50076'y",
    ] {
        assert_eq!(read(text).numbers, [50076], "in {text}");
    }
    check("AADSTS9002341", &["aadsts 9002341"]);
    check("AADSTS99999", &["aadsts 99999"]);
    for none in
        ["call 50076 now", "AADSTS1234567890", "AADSTS", "AADSTSé50076", "AADSTS\n50076", ""]
    {
        assert_eq!(read(none).numbers, [0; 0], "in {none}");
    }
}

#[test]
fn a_look_alike_is_suggested_and_never_taken() {
    check("CAA2OOO4", &["similar CAA2OOO4 to CAA20004"]);
    check("caa2004", &["similar caa2004 to CAA20004"]);
    check("0xCAA2OOO3!", &["similar 0xCAA2OOO3 to CAA20003"]);
    check("33996l4468", &[]);
    check("AADSTS5OO76", &["similar AADSTS5OO76 to AADSTS50076"]);
    check("AADST50076", &["similar AADST50076 to AADSTS50076"]);
    check("caa20O04 then AADSTS50076", &["aadsts 50076", "similar caa20O04 to CAA20004"]);
}

#[test]
fn nothing_is_kept_that_could_mean_something() {
    let read = read(
        "AADSTS50076 App name: <script>=cmd|'/c calc'!A1</script>\n\
         Device state: `rm`\nsigned in as x@<img>.com y@-evil.example. z@contoso.com",
    );
    for (_, value) in read.fields() {
        assert!(
            value.chars().all(|letter| letter.is_alphanumeric() || " .-_:".contains(letter)),
            "{value}"
        );
        assert!(value.starts_with(|letter: char| letter.is_alphanumeric()), "{value}");
    }
    assert!(read.domain.is_some());
}

#[test]
fn any_text_is_read_to_its_end() {
    for long in ["caa", "0x", "%25", "\\u00", "@a.", "aadsts5", "é", "\u{1f600}", "app name:", "-9"]
    {
        read(&long.repeat(40_000));
    }
}
