//! Takes out of a pasted text what says who and where somebody is.
//!
//! For those who want their helpdesk to see the message itself. Only what is known to be harmless
//! stays: ordinary words, short numbers, error codes, moments. Addresses, names of accounts and
//! computers, links, keys and long numbers are none of these, whatever they look like. It cannot
//! know that an ordinary word is somebody's name, unless a label before it says so; the text is
//! shown before anybody copies it.

use std::fmt;

use crate::case::Moment;
use crate::fold::fold;
use crate::reading::ERRORS;

/// The most letters that are kept of a message.
const MAX_MESSAGE: usize = 600;

/// The longest ordinary word; longer ones are keys.
const MAX_WORD: usize = 28;

/// A pasted text without what says who and where somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted(String);

/// What stands in the place of something taken out.
const GONE: &str = "[…]";

/// Words after which a person or a device is named, up to the end of the line.
const NAMES_FOLLOW: [&str; 15] = [
    "as",
    "user",
    "username",
    "account",
    "upn",
    "email",
    "mail",
    "login",
    "name",
    "password",
    "pin",
    "identifier",
    "computer",
    "host",
    "hostname",
];

/// Takes out what says who and where somebody is; nothing if nothing is left.
pub fn redact(text: &str) -> Option<Redacted> {
    let mut kept = String::new();
    for line in fold(text).lines() {
        if kept.len() < MAX_MESSAGE && !line.trim().is_empty() {
            redact_line(line, &mut kept);
            kept.push('\n');
        }
    }
    let end = kept.char_indices().nth(MAX_MESSAGE).map_or(kept.len(), |(end, _)| end);
    kept.truncate(end);
    kept.truncate(kept.trim_end().len());
    if kept.is_empty() { None } else { Some(Redacted(kept)) }
}

fn redact_line(line: &str, kept: &mut String) {
    let mut gone = false;
    for (number, word) in line.split_whitespace().enumerate() {
        // The punctuation around a word stays, as far as it means nothing to a ticket system.
        let edge = |letter: char| letter.is_ascii_punctuation() && letter != '_';
        let inner = word.trim_matches(edge);
        let harmless = is_harmless(inner);
        if number > 0 && (harmless || !gone) {
            kept.push(' ');
        }
        if harmless {
            kept.push_str(inner);
        } else if !gone {
            kept.push_str(GONE);
        }
        gone = !harmless;
        let end = word.chars().next_back().filter(|end| ".,:;!?".contains(*end));
        if harmless {
            kept.extend(end);
        }
        let named = matches!(end, Some(':')) || inner.eq_ignore_ascii_case("as");
        if named && NAMES_FOLLOW.iter().any(|name| name.eq_ignore_ascii_case(inner)) {
            kept.push(' ');
            kept.push_str(GONE);
            return;
        }
    }
}

/// Whether a word without spaces can say nothing about who and where somebody is.
fn is_harmless(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_moment = word.bytes().all(|byte| b"0123456789-T:.+Z".contains(&byte))
        && Moment::parse(word.as_bytes()).is_some();
    if ERRORS.contains(&lower.as_str()) || is_moment {
        return true;
    }
    if let Some(code) = lower.strip_prefix("aadsts") {
        return code.len() <= 7 && code.bytes().all(|byte| byte.is_ascii_digit());
    }
    let hex = lower.strip_prefix("0x").unwrap_or(&lower);
    if hex.len() == 8 && (hex.len() < lower.len() || hex.starts_with("caa")) {
        return hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let (mut letters, mut digits, mut others) = (0, 0, 0);
    let mut capital_inside = false;
    for (at, letter) in word.chars().enumerate() {
        match letter {
            '0'..='9' => digits += 1,
            '-' | '\'' | '’' => others += 1,
            'A'..='Z' => {
                capital_inside |= at > 0;
                letters += 1;
            }
            'a'..='z' | '\u{c0}'.. => letters += 1,
            _ => return false,
        }
    }
    // `DESKTOP-JANE` is a computer, `multi-factor` a word, `pc7` a computer, `2026` a year.
    match (letters, digits) {
        (_, 0) => letters <= MAX_WORD && !(others > 0 && capital_inside),
        (0, _) => digits <= 4 && others == 0,
        _ => false,
    }
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
        check("Error code 4001", "Error code 4001");
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
        check("User name: Jane Doe", "User name: […]");
        check("Device identifier: pc", "Device identifier: […]");
        check("from 10.20.30.40:443.", "from […]");
        check("via 2001:db8::7 and fe80::1%eth0", "via […] and […]");
        check("on DESKTOP-4F7KQ2L (pc7.corp.contoso.com) or LAPTOP-JANE", "on […] or […]");
        check(r"CONTOSO\jdoe failed", "[…] failed");
        check("https://pc7.contoso.com/cb?code=0.AXo", "[…]");
        check("code=0.AXo&error=access_denied&state=xyz", "[…]");
        check("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "token […]");
        check("token abcdefghijklmnopqrstuvwxyzabcdefgh", "token […]");
        check("Correlation ID: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c", "Correlation ID: […]");
        check("call +491701234567 or 0170-1234567", "call […] or […]");
        check("Password: hunter", "Password: […]");
        check("ｊａｎｅ＠contoso.com", "[…]");
        check("login_hint%3Djane%40contoso.com", "[…]");
    }

    #[test]
    fn what_is_kept_means_nothing_to_a_ticket_system() {
        check("`<b>|*x*|</b>` =1+1 [x](y) \u{202e}", "[…]");
        check("2026-11-21T09:41:07Z`id`", "[…]");
        check("=cmd -all @user #1", "cmd all user 1");
        assert!(redact(&"word ".repeat(1_000)).unwrap().as_str().chars().count() <= 600);
    }
}
