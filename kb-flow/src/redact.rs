//! Takes out of a pasted text what says who and where somebody is.
//!
//! For those who want their helpdesk to see the message itself. It knows addresses, names of
//! accounts and computers, network addresses, links, keys and long numbers. It cannot know that a
//! word is somebody's name; the text is shown before anybody copies it.

use std::fmt;

use crate::fold::fold;

/// The most letters that are kept of a message.
const MAX_MESSAGE: usize = 600;

/// A pasted text without what says who and where somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted(String);

/// What stands in the place of something taken out.
const GONE: &str = "[…]";

/// Labels whose whole line is about a person or a device. Small letters, no spaces.
const PRIVATE_LABELS: [&str; 24] = [
    "signedinas",
    "user",
    "username",
    "useraccount",
    "account",
    "upn",
    "email",
    "mail",
    "loginhint",
    "login",
    "name",
    "displayname",
    "fullname",
    "password",
    "pin",
    "passcode",
    "devicename",
    "deviceidentifier",
    "deviceid",
    "computer",
    "computername",
    "host",
    "hostname",
    "ipaddress",
];

/// Names of parameters whose value is a secret or a person.
const PRIVATE_KEYS: [&str; 14] = [
    "code",
    "id_token",
    "access_token",
    "refresh_token",
    "client_info",
    "state",
    "session_state",
    "nonce",
    "login_hint",
    "username",
    "password",
    "pwd",
    "client_secret",
    "assertion",
];

/// Takes out what says who and where somebody is; nothing if nothing is left.
pub fn redact(text: &str) -> Option<Redacted> {
    let folded = fold(text);
    let mut kept = String::new();
    for line in folded.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !kept.is_empty() {
            kept.push('\n');
        }
        redact_line(line, &mut kept);
    }
    // Nothing of it can mean anything to a ticket system.
    let harmless =
        |letter: &char| !letter.is_control() && !"`<>|*\\".contains(*letter) || *letter == '\n';
    let kept: String = kept.chars().filter(harmless).take(MAX_MESSAGE).collect();
    let kept = kept.trim();
    if kept.is_empty() { None } else { Some(Redacted(kept.to_owned())) }
}

fn redact_line(line: &str, kept: &mut String) {
    if let Some((label, _)) = line.split_once([':', '='])
        && is_one_of(label, &PRIVATE_LABELS)
    {
        kept.push_str(label.trim());
        kept.push_str(": ");
        kept.push_str(GONE);
        return;
    }
    let mut first = true;
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if !std::mem::take(&mut first) {
            kept.push(' ');
        }
        redact_word(word, kept);
        // A folder of a user may have spaces in it; the rest of the line is about no error.
        if is_in_home(word) {
            return;
        }
        let lower = word.to_ascii_lowercase();
        // "Signed in as Jane Doe" has no colon; a label in the middle of a line has.
        let ends_label = lower.trim_end_matches([':', '=']);
        let labelled = ends_label.len() < lower.len() && is_one_of(ends_label, &PRIVATE_LABELS);
        if lower == "as" || labelled {
            if words.peek().is_some() {
                kept.push(' ');
                kept.push_str(GONE);
            }
            return;
        }
    }
}

fn is_one_of(label: &str, list: &[&str]) -> bool {
    let label: String = label.chars().filter(char::is_ascii_alphabetic).collect();
    list.iter().any(|known| known.eq_ignore_ascii_case(&label))
}

/// Adds a word, or what is left of it. Its punctuation stays where it is.
fn redact_word(word: &str, kept: &mut String) {
    let edge = |letter: char| "()[]{}<>\"',;!?".contains(letter);
    let inner = word.trim_matches(edge).trim_end_matches(['.', ':']);
    let start = word.find(inner).unwrap_or(0);
    kept.push_str(&word[..start]);
    let mut parts = inner.split(['&', '?', ';', ',']).peekable();
    let is_address = inner.contains("://") || inner.contains('@') || inner.contains('\\');
    if is_address || is_in_home(inner) || parts.clone().all(|part| says_who(part)) {
        kept.push_str(GONE);
    } else {
        while let Some(part) = parts.next() {
            match part.split_once('=') {
                Some((key, _)) if PRIVATE_KEYS.contains(&key.to_ascii_lowercase().as_str()) => {
                    kept.push_str(key);
                    kept.push('=');
                    kept.push_str(GONE);
                }
                Some((key, value)) if says_who(value) => {
                    kept.push_str(key);
                    kept.push('=');
                    kept.push_str(GONE);
                }
                _ if says_who(part) => kept.push_str(GONE),
                _ => kept.push_str(part),
            }
            if parts.peek().is_some() {
                kept.push(' ');
            }
        }
    }
    kept.push_str(&word[start + inner.len()..]);
}

/// Whether a path goes through the folder of a user.
fn is_in_home(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    ["\\users\\", "/users/", "/home/"].iter().any(|folder| path.contains(folder))
}

/// Whether a word without spaces is an address, a name of a computer, a key or a long number.
fn says_who(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != ':');
    let count = |wanted: fn(&u8) -> bool| word.bytes().filter(wanted).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    let all = |more: &str| {
        word.chars().all(|letter| letter.is_ascii_alphanumeric() || more.contains(letter))
    };
    let hex = word.bytes().filter(|byte| *byte != b':').all(|byte| byte.is_ascii_hexdigit());
    let dots = word.matches('.').count();
    let colons = word.matches(':').count();
    // IPv4 and its port; IPv6, which unlike a time has "::" or seven colons.
    let is_ip = dots == 3 && letters == 0
        || hex && (word.contains("::") || colons >= 5)
        || dots == 3 && colons == 1 && letters == 0;
    // `pc7.contoso.com`, `login.example`: letters after a dot. `530003.` and `1.5` are none.
    let last = word.rsplit('.').next().unwrap_or_default();
    let is_host = dots >= 1
        && all(".-_:/")
        && last.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    // `DESKTOP-4F7KQ2L`, `LAPTOP-JANE`: capitals, a hyphen.
    let is_computer = word.contains('-')
        && letters > 1
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    let is_key =
        all("-_+/=.~%") && (word.len() >= 20 && digits > 0 && letters > 0 || word.len() >= 40);
    let is_number = letters == 0 && digits >= 9 && all("-+()./");
    is_ip || is_host || is_computer || is_key || is_number
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
        check(
            "AADSTS50076: Due to a configuration change, you must use multi-factor authentication.",
            "AADSTS50076: Due to a configuration change, you must use multi-factor authentication.",
        );
        check("Error Code: 53003", "Error Code: 53003");
        check("Timestamp: 2026-11-21T09:41:07Z", "Timestamp: 2026-11-21T09:41:07Z");
        check("0xCAA20004 (caa20004)", "0xCAA20004 (caa20004)");
        check("interaction_required, basic_action", "interaction_required, basic_action");
        check("Device state: Unregistered", "Device state: Unregistered");
        check("", "");
    }

    #[test]
    fn who_and_where_goes() {
        check("jane.doe@contoso.com cannot sign in", "[…] cannot sign in");
        check("Signed in as Jane Doe", "Signed in as […]");
        check("User name: Jane Doe", "User name: […]");
        check("IP address: 2001:db8::7", "IP address: […]");
        check("from 10.20.30.40:443.", "from […].");
        check("via 2001:db8:0:1:2:3:4:5", "via […]");
        check("on DESKTOP-4F7KQ2L (pc7.corp.contoso.com)", "on […] ([…])");
        check(r"CONTOSO\jdoe failed", "[…] failed");
        check(r"C:\Users\Jane Doe\AppData\x.log failed", "[…]");
        check("see /home/jane/x y", "see […]");
        check("https://pc7.contoso.com/cb?code=0.AXo", "[…]");
        check("code=0.AXo&error=access_denied&state=xyz", "code=[…] error=access_denied state=[…]");
        check("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "token […]");
        check("Correlation ID: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c", "Correlation ID: […]");
        check("call +49 170 1234567 or +491701234567", "call +49 170 1234567 or […]");
        check("Password: hunter2", "Password: […]");
        check("ｊａｎｅ＠contoso.com", "[…]");
        check("login_hint%3Djane%40contoso.com", "login_hint: […]");
    }

    #[test]
    fn what_is_kept_means_nothing_to_a_ticket_system() {
        check("`<b>|*x*|</b>` \u{202e}", "bx/b");
        assert!(redact(&"word ".repeat(1_000)).unwrap().as_str().len() <= 600);
    }
}
