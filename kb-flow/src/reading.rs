//! Reads what a person pastes: an error page of Microsoft Entra, a JSON error, a line of an event
//! log, an exception, the address of a redirect.
//!
//! Nothing of the text itself is kept: every field of a [`Reading`] is a number, an identifier, a
//! moment, or a word of at most [`MAX_PLAIN`] letters that cannot mean anything to a ticket system.
//!
//! Microsoft says that programs must not decide by AADSTS numbers (entra-docs,
//! `reference-error-codes`), so they only choose words and a way on that a person can overrule.

use std::fmt::{self, Write as _};

use crate::case::Moment;
use crate::flow::Fact;
use crate::fold::fold;
use crate::name::ValueId;
use crate::similar;

/// The most text that is looked at, in bytes; a pasted page is smaller.
pub(crate) const MAX_TEXT: usize = 64 * 1024;

/// The longest word that is kept of a text, in letters.
pub const MAX_PLAIN: usize = 48;

/// The most codes, and the most AADSTS numbers, that are kept of one text.
const MAX_FOUND: usize = 8;

/// The codes that are known, with all that they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownCodes {
    /// Codes of Teams and Windows.
    codes: Vec<KnownCode>,
    /// AADSTS numbers.
    numbers: Vec<u32>,
}

/// A code of Teams or Windows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KnownCode {
    /// As it is written here: `CAA20004`, `0x80090016`, `657rx`.
    name: String,
    /// The number it stands for, if it is one.
    number: Option<u32>,
    /// What else it is called, in small letters.
    also: Vec<String>,
}

/// What a text says, besides what a fact takes from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Codes of Teams and Windows, as they are written here, in the order they appear.
    pub codes: Vec<String>,
    /// AADSTS numbers, in the order they appear.
    pub numbers: Vec<u32>,
    /// What looks like a code and is none. Never taken for one.
    pub similar: Vec<Similar>,
    /// The `error` of OAuth 2.0 (RFC 6749, section 4.1.2.1), or its `suberror` after it.
    pub errors: Vec<&'static str>,
    /// The correlation ID: all requests of one sign-in.
    pub correlation: Option<Guid>,
    /// The request ID, also called trace ID: one request.
    pub request: Option<Guid>,
    /// The application that asked, by its ID.
    pub application: Option<Guid>,
    /// The application that asked, by its name.
    pub application_name: Option<Plain>,
    /// What Microsoft knows of the device: `Unregistered`, `Compliant`.
    pub device_state: Option<Plain>,
    /// When Microsoft refused.
    pub at: Option<Moment>,
    /// The domain of the account; of the account itself nothing is kept.
    pub domain: Option<Plain>,
}

/// What a person wrote that looks like a code and is none, and what they may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// As the person wrote it.
    pub written: Plain,
    /// The codes that look like it, the likeliest first: `CAA20004`, `AADSTS50076`.
    pub meant: Vec<String>,
}

/// An identifier of 128 bits, written as in RFC 9562.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guid(u128);

/// A word or two that mean nothing to any program: letters, digits, spaces, `.`, `-` and `_`, the
/// first of them a letter or digit. Of other scripts than Latin it takes everything but general
/// punctuation, symbols and what steers the direction of text; the tables of Unicode that know
/// letters exactly would weigh more than all else here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain(String);

impl KnownCodes {
    /// The codes by name, each with what else it is called, and the AADSTS numbers.
    pub fn new<'a, A: IntoIterator<Item = &'a str>>(
        codes: impl IntoIterator<Item = (&'a str, A)>,
        numbers: impl IntoIterator<Item = u32>,
    ) -> Self {
        let codes = codes.into_iter().map(|(name, also)| KnownCode {
            name: name.to_owned(),
            number: number_of(name),
            also: also.into_iter().map(str::to_ascii_lowercase).collect(),
        });
        Self { codes: codes.collect(), numbers: numbers.into_iter().collect() }
    }

    /// Whether the number is an AADSTS number we know.
    pub fn has_number(&self, number: u32) -> bool {
        self.numbers.contains(&number)
    }

    /// Every AADSTS number that is known.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// Every code that is known, with what else it is called in a table.
    pub fn codes(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.codes.iter().map(|code| (code.name.as_str(), &code.also[..]))
    }

    fn by_number(&self, number: u32) -> Option<&str> {
        let found = self.codes.iter().find(|code| code.number == Some(number));
        found.map(|code| code.name.as_str())
    }

    /// The code that is called so, and whether the word can mean nothing else in a text.
    fn by_word(&self, word: &str) -> Option<(&str, bool)> {
        let found = self.codes.iter().find(|code| {
            code.name.eq_ignore_ascii_case(word) || code.also.iter().any(|also| also == word)
        })?;
        let telling = word.starts_with("0x") || word.len() >= 5 && !digits(word);
        Some((&found.name, telling))
    }
}

/// The number a code stands for: `CAA20004`, `0x80090016`.
fn number_of(code: &str) -> Option<u32> {
    let hex = code.strip_prefix("0x").unwrap_or(code);
    if hex.len() == 8 { u32::from_str_radix(hex, 16).ok() } else { None }
}

fn digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of OAuth 2.0, OpenID Connect and Microsoft's `suberror` that tell one refusal from
/// another (RFC 6749 §4.1.2.1; OpenID Connect Core §3.1.2.6; MSAL's `OAuth2SubErrorCode`).
pub(crate) const ERRORS: [&str; 18] = [
    "access_denied",
    "additional_action",
    "bad_token",
    "basic_action",
    "consent_required",
    "device_authentication_failed",
    "interaction_required",
    "invalid_grant",
    "invalid_request",
    "invalid_resource",
    "login_required",
    "message_only",
    "protection_policy_required",
    "server_error",
    "temporarily_unavailable",
    "token_expired",
    "unauthorized_client",
    "user_password_expired",
];

/// Reads a text.
pub fn read_text(text: &str, known: &KnownCodes) -> Reading {
    let folded = fold(text);
    let mut reader = Reader {
        text: &folded,
        lower: folded.to_ascii_lowercase(),
        known,
        found: Reading::default(),
    };
    let identifiers = reader.identifiers();
    reader.words(&identifiers);
    reader.found.at = reader.moment();
    reader.found.domain = reader.domain();
    reader.found.application_name = reader.application_name();
    reader.found.device_state = reader.device_state();
    reader.found
}

struct Reader<'a> {
    /// Folded: ASCII where ASCII is meant.
    text: &'a str,
    lower: String,
    known: &'a KnownCodes,
    found: Reading,
}

/// How a word stands in its text.
#[derive(Clone, Copy)]
struct Spot<'a> {
    /// The word as it is written, capitals and all.
    written: &'a str,
    before: Before,
    /// Whether a minus stands before it.
    negative: bool,
    /// Whether it stands where a code does, so that a short word can be one.
    marked: bool,
    /// Whether it is all there is.
    alone: bool,
}

/// What the word before leads us to expect of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// `error`, `code`: the next word may be a code.
    Code,
    /// `AADSTS` alone, `…/error?code=`, `error_codes`: the next number is an AADSTS number.
    Aadsts,
    /// `CAA` alone: the other half of a code may follow.
    Caa,
}

impl Reader<'_> {
    /// Goes over the text word by word: letters, digits and `_`.
    fn words(&mut self, identifiers: &[usize]) {
        let lower = std::mem::take(&mut self.lower);
        let whole = lower.trim();
        let mut before = Before::Nothing;
        let (mut end_before, mut word_before) = (0, "");
        for (start, word) in words(&lower) {
            // A part of an identifier can look like a code.
            if identifiers.iter().any(|at| (*at..at + 36).contains(&start)) {
                continue;
            }
            let between = &lower[end_before..start];
            // Anything but a little punctuation ends what the word before led us to expect, and so
            // does the end of a line, except after what opens a value.
            let ends = |byte: &u8| {
                !b" \n:=#-\"'[](),?/".contains(byte)
                    || *byte == b'\n' && !between.contains([':', '[', ','])
            };
            if between.trim().len() > 8 || between.bytes().any(|byte| ends(&byte)) {
                before = Before::Nothing;
            }
            let alone = whole.len() == word.len();
            let spot = Spot {
                written: &self.text[start..start + word.len()],
                before,
                negative: between.ends_with('-'),
                marked: before == Before::Code || between.ends_with('[') || alone,
                alone,
            };
            let taken = self.word(word, spot);
            before = match word {
                "aadsts" | "error_codes" => Before::Aadsts,
                // Microsoft's page about an error.
                "code" if word_before == "error" && between == "?" => Before::Aadsts,
                // "Error Code: 53003", as in the details of Entra's own page; JSON; not "zip code".
                "code" if word_before == "error" || between.ends_with('"') || start == 0 => {
                    Before::Code
                }
                "error" | "errorcode" => Before::Code,
                "caa" | "0xcaa" => Before::Caa,
                // A list goes on: `"error_codes":[50076,50079]`.
                _ if before == Before::Aadsts && taken => Before::Aadsts,
                _ => Before::Nothing,
            };
            end_before = start + word.len();
            word_before = word;
        }
        self.lower = lower;
    }

    /// Takes in one word; says whether it was an AADSTS number.
    fn word(&mut self, word: &str, spot: Spot<'_>) -> bool {
        let word = word.trim_matches('_');
        // A tag or a space may be lost between a number and what follows.
        let number = word.strip_prefix("aadsts").map(|rest| {
            rest.trim_end_matches(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        });
        if let Some(number) = number.and_then(aadsts_number) {
            self.number(number);
            return true;
        }
        if let Some(error) = ERRORS.iter().find(|error| **error == word) {
            if !self.found.errors.contains(error) {
                self.found.errors.push(error);
            }
            return false;
        }
        if let Some(code) = self.code(word, spot) {
            if self.found.codes.len() < MAX_FOUND && !self.found.codes.contains(&code) {
                self.found.codes.push(code);
            }
            return false;
        }
        if let Some(number) = aadsts_number(word) {
            let expected = spot.before == Before::Aadsts || spot.alone;
            if expected || spot.before == Before::Code && self.known.has_number(number) {
                self.number(number);
                return true;
            }
        }
        let meant = similar::find(word, self.known);
        if !meant.is_empty()
            && self.found.similar.len() < MAX_FOUND
            && let Some(written) = Plain::new(spot.written)
        {
            let similar = Similar { written, meant };
            if !self.found.similar.contains(&similar) {
                self.found.similar.push(similar);
            }
        }
        false
    }

    fn number(&mut self, number: u32) {
        if self.found.numbers.len() < MAX_FOUND && !self.found.numbers.contains(&number) {
            self.found.numbers.push(number);
        }
    }

    /// The code that a word is.
    fn code(&self, word: &str, spot: Spot<'_>) -> Option<String> {
        if let Some((name, telling)) = self.known.by_word(word)
            && (telling || spot.marked)
        {
            return Some(name.to_owned());
        }
        let joined;
        let mut hex = word.strip_prefix("0x").unwrap_or(word);
        // Sixteen digits with the sign in front.
        hex = hex.strip_prefix("ffffffff").filter(|rest| rest.len() == 8).unwrap_or(hex);
        if spot.before == Before::Caa && word.len() == 5 {
            joined = format!("caa{word}");
            hex = &joined;
        }
        if let Some(number) = number_of(hex) {
            if let Some(name) = self.known.by_number(number) {
                return Some(name.to_owned());
            }
            // One that nobody has listed is still a code.
            if hex.starts_with("caa") {
                return Some(hex.to_ascii_uppercase());
            }
        }
        if (9..=10).contains(&word.len()) && digits(word) {
            let number: u64 = word.parse().ok()?;
            // Of "code-3399614468" nobody knows whether the dash is a minus.
            let signed = (1_u64 << 32).checked_sub(number).filter(|_| spot.negative);
            let known = |number| self.known.by_number(u32::try_from(number).ok()?);
            return signed.and_then(known).or_else(|| known(number)).map(str::to_owned);
        }
        None
    }

    /// Identifiers by the words before them; says where they begin.
    fn identifiers(&mut self) -> Vec<usize> {
        let mut places = Vec::new();
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at + 36 <= bytes.len() {
            let Some(guid) = Guid::parse(&bytes[at..at + 36]) else {
                at += 1;
                continue;
            };
            let mut label = bytes[at.saturating_sub(40)..at].to_ascii_lowercase();
            label.retain(u8::is_ascii_alphabetic);
            let is = |names: &[&str]| names.iter().any(|name| label.ends_with(name.as_bytes()));
            let place = if is(&[
                "correlationid",
                "correlationidrequest",
                "correlationidforthisrequest",
                "clientrequestid",
            ]) {
                Some(&mut self.found.correlation)
            } else if is(&["requestid", "traceid"]) {
                Some(&mut self.found.request)
            } else if is(&["appid", "applicationid", "clientid", "application", "client"])
                || is(&["applicationwithid", "applicationwithidentifier"])
            {
                Some(&mut self.found.application)
            } else {
                None
            };
            if let Some(place) = place {
                place.get_or_insert(guid);
            }
            places.push(at);
            at += 36;
        }
        places
    }

    /// The first moment after the word `timestamp`, else the first there is. One that does not say
    /// how far from UTC it is, is none.
    fn moment(&self) -> Option<Moment> {
        let from = find(&self.lower, "timestamp").unwrap_or(0);
        let bytes = self.text.as_bytes();
        (from..bytes.len()).chain(0..from).find_map(|at| {
            let before = at.checked_sub(1).map(|before| bytes[before]);
            if before.is_some_and(|byte| byte.is_ascii_digit()) {
                return None;
            }
            Moment::parse(&bytes[at..])
        })
    }

    /// What follows an `@`. Of a host's address only what can be a company's: the last three parts.
    fn domain(&self) -> Option<Plain> {
        let bytes = self.lower.as_bytes();
        for at in 1..bytes.len() {
            if bytes[at] != b'@' || !bytes[at - 1].is_ascii_alphanumeric() {
                continue;
            }
            let part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
            let length = bytes[at + 1..].iter().take_while(part).count();
            let mut end = at + 1 + length;
            while matches!(bytes[end - 1], b'.' | b'-') {
                end -= 1;
            }
            let (mut start, mut dots, mut last) = (end, 0, 0);
            while start > at + 1 && (dots < 2 || bytes[start - 1] != b'.') {
                start -= 1;
                dots += usize::from(bytes[start] == b'.');
                last += usize::from(dots == 0 && bytes[start].is_ascii_alphabetic());
            }
            if dots > 0 && last > 1 && end - start <= MAX_PLAIN {
                return Plain::new(&self.lower[start..end]);
            }
        }
        None
    }

    /// What stands behind a label of Entra's own page, up to the end of the line or the next label.
    fn labelled(&self, label: &str) -> Option<&str> {
        let bytes = self.lower.as_bytes();
        let mut start = find(&self.lower, label)? + label.len();
        let mut marked = false;
        while let Some(byte) = bytes.get(start).filter(|byte| b" \n:=\"".contains(byte)) {
            marked |= b":=".contains(byte);
            start += 1;
        }
        let rest = &self.lower[start..];
        let length = rest.bytes().take_while(|byte| !b"\n\",;:=".contains(byte)).count();
        let value = &self.text[start..start + length];
        let next = LABELS.iter().filter_map(|label| find(&rest[..length], label)).min();
        let value = match next {
            Some(end) => &value[..end],
            // The word before a colon is a label that we do not know.
            None if matches!(bytes.get(start + length), Some(b':' | b'=')) => {
                &value[..value.bytes().rposition(|byte| byte == b' ')?]
            }
            None => value,
        };
        marked.then_some(value.trim())
    }

    /// A name, as far as it can be no person's, no computer's and no address.
    fn application_name(&self) -> Option<Plain> {
        let name = self.labelled("app name")?;
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        if name.contains(['@', '\\', '/']) || digits > 4 { None } else { Plain::new(name) }
    }

    /// A word that Microsoft has for what it knows of a device.
    fn device_state(&self) -> Option<Plain> {
        let state = self.labelled("device state")?;
        let known = DEVICE_STATES.iter().find(|known| {
            state.get(..known.len()).is_some_and(|state| state.eq_ignore_ascii_case(known))
        });
        known.and_then(|known| Plain::new(known))
    }
}

/// What may follow on one line with another value on Entra's own page.
const LABELS: [&str; 6] =
    [" app id", " ip address", " device ", " request id", " correlation id", " error code"];

/// What Entra says of a device, as it says it.
const DEVICE_STATES: [&str; 7] = [
    "Unregistered",
    "Registered",
    "Unmanaged",
    "Managed",
    "Non-compliant",
    "Compliant",
    "Domain joined",
];

/// Where a part stands in a text. The standard search is built for long texts, and weighs more.
fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|window| window == part.as_bytes())
}

/// A letter or digit, as far as [`Plain`] cares.
pub(crate) fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || letter >= '\u{c0}'
            && !matches!(letter, '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{d7}' | '\u{f7}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe6f}' | '\u{feff}'..='\u{ff5e}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..)
}

/// The words of a text, with where each begins: letters, digits and `_`.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !part(bytes[at]) {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && part(bytes[at]) {
            at += 1;
        }
        (start < at).then(|| (start, &text[start..at]))
    })
}

/// An AADSTS number: five to seven digits, the first of them no zero.
pub(crate) fn aadsts_number(word: &str) -> Option<u32> {
    let fine = digits(word) && (5..=7).contains(&word.len()) && !word.starts_with('0');
    if fine { word.parse().ok() } else { None }
}

/// The value of a fact that a pasted text speaks of, and the AADSTS number that says so, if it is one.
///
/// The first number that stands for a value decides; then the first code that does. A number nobody
/// has listed means the value for all others, where the fact has one. A text with neither says
/// nothing.
pub fn value_of(fact: &Fact, reading: &Reading) -> Option<(ValueId, Option<u32>)> {
    for &number in &reading.numbers {
        if let Some(value) = fact.values.iter().find(|value| value.numbers.contains(&number)) {
            return Some((value.id.clone(), Some(number)));
        }
    }
    for code in &reading.codes {
        if let Some(value) = fact.values.iter().find(|value| value.codes.contains(code)) {
            return Some((value.id.clone(), None));
        }
    }
    let number = reading.numbers.first()?;
    let value = fact.values.iter().find(|value| value.any_code)?;
    Some((value.id.clone(), Some(*number)))
}

impl Reading {
    /// Whether nothing was found at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What was found, as names and values without any punctuation but `.`, `-`, `_` and `:`. What
    /// only looks like a code is not among it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        let mut add = |name: &'static str, item: &dyn fmt::Display| {
            fields.push((name, item.to_string()));
        };
        for code in &self.codes {
            add("code", code);
        }
        for number in &self.numbers {
            add("aadsts", number);
        }
        for error in &self.errors {
            add("error", error);
        }
        let mut maybe = |name, item: Option<&dyn fmt::Display>| {
            if let Some(item) = item {
                add(name, item);
            }
        };
        maybe("correlation", self.correlation.as_ref().map(|item| item as _));
        maybe("request", self.request.as_ref().map(|item| item as _));
        maybe("app", self.application.as_ref().map(|item| item as _));
        maybe("app-name", self.application_name.as_ref().map(|item| item as _));
        maybe("device-state", self.device_state.as_ref().map(|item| item as _));
        maybe("refused", self.at.as_ref().map(|item| item as _));
        maybe("domain", self.domain.as_ref().map(|item| item as _));
        fields
    }

    /// Takes in one of its own fields again; says whether it was one.
    pub(crate) fn take_field(&mut self, name: &str, value: &str) -> bool {
        let guid = || value.parse().ok();
        match name {
            "code" if self.codes.len() < MAX_FOUND => {
                let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                // No word is one: they have no digits, and seldom begin so.
                let telling =
                    |byte: u8| byte.is_ascii_digit() || byte == b'_' || value.starts_with("CAA");
                if value.len() <= MAX_PLAIN && value.bytes().all(fine) && value.bytes().any(telling)
                {
                    self.codes.push(value.to_owned());
                }
            }
            "aadsts" if self.numbers.len() < MAX_FOUND => self.numbers.extend(aadsts_number(value)),
            "error" if self.errors.len() < ERRORS.len() => {
                self.errors.extend(ERRORS.iter().find(|error| **error == value));
            }
            "correlation" => self.correlation = guid(),
            "request" => self.request = guid(),
            "app" => self.application = guid(),
            "app-name" => self.application_name = Plain::new(value),
            "device-state" => self.device_state = Plain::new(value),
            "refused" => self.at = Moment::parse(value.as_bytes()),
            "domain" => self.domain = Plain::new(value),
            _ => return false,
        }
        true
    }
}

impl Guid {
    /// Reads 36 letters.
    fn parse(text: &[u8]) -> Option<Self> {
        let mut value = 0_u128;
        for (at, &byte) in text.iter().enumerate() {
            if [8, 13, 18, 23].contains(&at) {
                if byte != b'-' {
                    return None;
                }
            } else {
                let digit = char::from(byte).to_digit(16)?;
                value = value << 4 | u128::from(digit);
            }
        }
        Some(Self(value))
    }
}

/// Reads `8-4-4-4-12` hexadecimal digits.
impl std::str::FromStr for Guid {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() == 36 { Self::parse(text.as_bytes()).ok_or(()) } else { Err(()) }
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in 0..32 {
            if [8, 12, 16, 20].contains(&at) {
                f.write_str("-")?;
            }
            let digit = (self.0 >> (124 - 4 * at) & 15) as usize;
            f.write_char(char::from(b"0123456789abcdef"[digit]))?;
        }
        Ok(())
    }
}

impl Plain {
    /// What of a text can be kept; nothing if that is nothing.
    pub fn new(text: &str) -> Option<Self> {
        let mut kept = String::new();
        for letter in text.chars() {
            let is_first = !kept.is_empty() || is_letter(letter);
            if kept.chars().count() < MAX_PLAIN
                && is_first
                && (is_letter(letter) || matches!(letter, ' ' | '.' | '-' | '_'))
            {
                kept.push(letter);
            }
        }
        kept.truncate(kept.trim_end().len());
        if kept.is_empty() { None } else { Some(Self(kept)) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
