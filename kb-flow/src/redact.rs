//! Takes out of a pasted text what says who and where somebody is.
//!
//! For those who want their helpdesk to see the message itself. Only what is known to be harmless
//! stays: ordinary words, error codes, moments, and what stands behind a label that is about the
//! error. Addresses, names of accounts and computers, links, keys and numbers are none of these,
//! whatever they look like. It cannot know that an ordinary word is somebody's name, unless a label
//! before it says so; the text is shown before anybody copies it.

use std::fmt;

use crate::case::Moment;
use crate::fold::fold;
use crate::reading::{ERRORS, is_letter};

/// The most letters that are kept of a message.
const MAX_MESSAGE: usize = 600;

/// The longest ordinary word; longer ones are keys.
const MAX_WORD: usize = 28;

/// A pasted text without what says who and where somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted(String);

/// What stands in the place of something taken out.
const GONE: &str = "[…]";

/// Labels whose value is about the error: `Error Code: …`. After any other, the line is gone.
const HARMLESS_LABELS: [&str; 9] = [
    "code",
    "description",
    "error",
    "message",
    "reason",
    "state",
    "status",
    "suberror",
    "timestamp",
];

/// Words with a hyphen that are ordinary; any other can be the name of a computer.
const HYPHENATED: [&str; 7] =
    ["multi-factor", "non-compliant", "pre-approved", "re-enter", "sign-in", "sign-ins", "sign-up"];

/// Takes out what says who and where somebody is; nothing if nothing is left.
pub fn redact(text: &str) -> Option<Redacted> {
    let mut kept = String::new();
    let mut labelled = false;
    for line in fold(text).lines() {
        if kept.len() < MAX_MESSAGE && !line.trim().is_empty() {
            if labelled {
                kept.push_str(GONE);
                labelled = false;
            } else {
                labelled = redact_line(line, &mut kept);
            }
            kept.push('\n');
        }
    }
    let end = kept.char_indices().nth(MAX_MESSAGE).map_or(kept.len(), |(end, _)| end);
    kept.truncate(end);
    kept.truncate(kept.trim_end().len());
    if kept.is_empty() { None } else { Some(Redacted(kept)) }
}

/// Adds what may be kept of a line; says whether the next line belongs to a label at its end.
fn redact_line(line: &str, kept: &mut String) -> bool {
    let mut gone = false;
    let mut before = "";
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        // The punctuation around a word stays only as far as it means nothing to a ticket system.
        let edge = |letter: char| letter.is_ascii_punctuation() && letter != '_';
        let inner = word.trim_matches(edge);
        let odd = word.contains(['@', '\\', '/', '~', '#', '$']);
        let harmless = !odd && is_harmless(inner);
        if harmless {
            if !inner.is_empty() && !kept.ends_with('\n') && !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(inner);
            kept.extend(word.chars().next_back().filter(|end| ".,:;!?".contains(*end)));
        } else if !gone {
            if !kept.ends_with('\n') && !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(GONE);
        }
        gone = !harmless;
        // "User: Jane", "User : Jane", "User=Jane", "signed in as Jane".
        let label = if inner.is_empty() { before } else { inner };
        let opens = word.ends_with([':', '=']) || !harmless && inner.contains([':', '=']);
        let names = label.eq_ignore_ascii_case("as") || opens && !is_harmless_label(label);
        if names {
            if words.peek().is_none() {
                return opens;
            }
            if !gone {
                kept.push(' ');
                kept.push_str(GONE);
            }
            return false;
        }
        if !inner.is_empty() {
            before = inner;
        }
    }
    false
}

/// Whether what follows a label is about the error and not about somebody.
fn is_harmless_label(label: &str) -> bool {
    let known = HARMLESS_LABELS.iter().any(|known| known.eq_ignore_ascii_case(label));
    known || label.bytes().any(|byte| byte.is_ascii_digit()) && is_harmless(label)
}

/// Whether a word without spaces can say nothing about who and where somebody is.
fn is_harmless(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_moment = word.len() <= 30
        && Moment::parse_start(word.as_bytes()).is_some_and(|(_, end)| end == word.len());
    if is_moment || ERRORS.contains(&lower.as_str()) || HYPHENATED.contains(&lower.as_str()) {
        return true;
    }
    if let Some(code) = lower.strip_prefix("aadsts") {
        return code.len() <= 7 && code.bytes().all(|byte| byte.is_ascii_digit());
    }
    let hex = lower.strip_prefix("0x").unwrap_or(&lower);
    if hex.len() == 8 && (hex.len() < lower.len() || hex.starts_with("caa")) {
        return hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let letter = |letter: char| {
        is_letter(letter) && !letter.is_ascii_digit() || matches!(letter, '\'' | '’')
    };
    word.chars().all(letter) && word.chars().count() <= MAX_WORD
}

impl Redacted {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::redact;

    fn check(text: &str, kept: &str) {
        let redacted = redact(text).map_or_else(String::new, |kept| kept.to_string());
        assert_eq!(redacted, kept, "for {text}");
    }

    #[test]
    fn what_the_error_is_stays() {
        let message = "AADSTS50076: Due to a configuration change made by your administrator, \
            you must use multi-factor authentication to access this.";
        check(message, message);
        check("Error Code: 53003", "Error Code: […]");
        check("Timestamp: 2026-11-21T09:41:07Z", "Timestamp: 2026-11-21T09:41:07Z");
        check("0xCAA20004 (caa20004)", "0xCAA20004 caa20004");
        check("interaction_required, basic_action", "interaction_required, basic_action");
        check("Device state: Unregistered", "Device state: Unregistered");
        check("Größe\n\n  zwei", "Größe\nzwei");
        check("", "");
    }

    #[test]
    fn who_and_where_goes() {
        check("jane.doe@contoso.com cannot sign in", "[…] cannot sign in");
        check("'jane_doe' jane.doe JDoe1 gone", "[…] gone");
        check("Signed in as Jane Doe", "Signed in as […]");
        for label in [
            "User name:",
            "User:",
            "Owner:",
            "Temporary Access Pass:",
            "From:",
            "Host Name . . . :",
        ] {
            let kept = redact(&format!("{label} Jane Doe")).unwrap().to_string();
            assert!(!kept.contains("Jane") && !kept.contains("Doe"), "{kept}");
            let kept = redact(&format!("{label}\nJane Doe\nError")).unwrap().to_string();
            assert!(!kept.contains("Jane") && kept.ends_with("Error"), "{kept}");
        }
        check("User = jane", "User […]");
        check("Username:Jane Doe", "[…]");
        check("Device identifier: pc", "Device identifier: […]");
        check("from 10.20.30.40:443.", "from […]");
        check("via 2001:db8::7 and fe80::1%eth0", "via […]");
        check("on DESKTOP-4F7KQ2L (pc7.corp.contoso.com) or LAPTOP-JANE", "on […] or […]");
        check("janes-macbook-pro and Jane-pc", "[…] and […]");
        check(r"CONTOSO\jdoe failed", "[…] failed");
        check(r"(.\jane) and \\JANEPC and ~jane @jane jane@", "[…] and […] and […]");
        check("https://pc7.contoso.com/cb?code=0.AXo", "[…]");
        check("code=0.AXo&error=access_denied&state=xyz", "[…]");
        check("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "token […]");
        check("token abcdefghijklmnopqrstuvwxyzabcdefgh", "token […]");
        check("Correlation ID: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c", "Correlation ID: […]");
        check("call +49 170 1234 5678 or 4111 1111 1111 1111", "call […] or […]");
        check("PIN 4821", "PIN […]");
        check("at 2026-11-21T09:41:07Z:10.20.30.40", "at […]");
        check("at 2026-11-21T09:41:07Z-491701234567 x", "at […]");
        check("Password: hunter", "Password: […]");
        check("ｊａｎｅ＠contoso.com jane﹫contoso", "[…]");
        check("login_hint%3Djane%40contoso.com", "[…]");
    }

    #[test]
    fn what_is_kept_means_nothing_to_a_ticket_system() {
        check("`<b>|*x*|</b>` =1+1 [x](y) \u{202e}", "[…]");
        check("2026-11-21T09:41:07Z`id`", "[…]");
        check("=cmd -all user", "cmd all user");
        assert!(redact(&"word ".repeat(1_000)).unwrap().as_str().chars().count() <= 600);
    }
}
