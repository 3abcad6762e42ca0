//! A form of a ticket system, filled by its address.
//!
//! The address of a form is a template: an address with placeholders in it. What comes into their
//! place is made of unreserved characters and escapes alone (RFC 3986, section 2), so no text can
//! end its own part of the address and begin another.
//!
//! | placeholder | becomes |
//! | --- | --- |
//! | `{summary}` | one line: the result, and the case code |
//! | `{text}` | the evidence card, as much of it as the form takes |
//! | `{case-code}` | the case code, empty where there is none |
//! | `{code}` | the code that was read in a message, else the flow's id |
//! | `{text:json}`, `{summary:json}` | the same for the inside of a JSON text |

use serde::Serialize;

use crate::case::Case;
use crate::case_code::to_case_code;
use crate::evidence::{Clock, short_evidence};
use crate::flow::Flow;
use crate::walk::walk;
use crate::words::{Words, filled};

/// Every placeholder of a template.
pub const TICKET_PLACEHOLDERS: [&str; 6] =
    ["summary", "text", "case-code", "code", "summary:json", "text:json"];

/// A form of a ticket system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TicketForm {
    /// What people call the ticket system.
    pub name: String,
    /// Its address, with placeholders.
    pub url: String,
    /// The longest address that it takes.
    pub length: usize,
}

/// The address of a filled form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The address.
    pub address: String,
    /// Whether the evidence card had to be shortened.
    pub is_short: bool,
}

/// Fills a form for a case with as much as its address has room for: the whole evidence card, else
/// the short one, else the summary, else what fits of that. Nothing where not even the template does.
pub fn ticket(
    form: &TicketForm,
    flow: &Flow,
    case: &Case,
    words: &Words,
    clock: Clock,
    whole: &str,
) -> Option<Ticket> {
    let code = to_case_code(flow, case).unwrap_or_default();
    let title = walk(flow, case).outcome.map_or(&flow.draft().title, |outcome| &outcome.title);
    let mut summary = title.clone();
    if !code.is_empty() {
        summary = [title, " (", &code, ")"].concat();
    }
    let number = case.reading().codes.first().map_or(flow.id().as_str(), String::as_str);
    let fill = |summary: &str, text: &str| {
        let address = fill(form, &[summary, text, &code, number]);
        (address.len() <= form.length).then_some(address)
    };
    if let Some(address) = fill(&summary, whole) {
        return Some(Ticket { address, is_short: false });
    }
    let mut text = short_evidence(flow, case, words, clock);
    loop {
        if let Some(address) = fill(&summary, &text) {
            return Some(Ticket { address, is_short: true });
        }
        if text == summary {
            summary.pop()?;
        }
        text.clone_from(&summary);
    }
}

/// Fills a template with a summary, a text, a case code and a code.
fn fill(form: &TicketForm, texts: &[&str; 4]) -> String {
    // A mail ends its lines as mails do (RFC 6068, section 5).
    let newline = if form.url.starts_with("mailto:") { "%0D%0A" } else { "%0A" };
    let mut values = texts.map(|text| escaped(text, newline)).to_vec();
    values.extend(texts[..2].iter().map(|text| escaped(&json_escaped(text), newline)));
    let values: Vec<(&str, &str)> =
        TICKET_PLACEHOLDERS.into_iter().zip(values.iter().map(String::as_str)).collect();
    filled(&form.url, &values)
}

/// A byte in two hexadecimal digits.
fn hex(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)]))
}

/// Escapes everything but unreserved characters.
fn escaped(text: &str, newline: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else if byte == b'\n' {
            escaped += newline;
        } else {
            escaped.push('%');
            escaped.extend(hex(byte));
        }
    }
    escaped
}

/// A text as it stands between the quotes of a JSON text (RFC 8259, section 7).
fn json_escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => escaped.extend(['\\', letter]),
            '\n' => escaped += "\\n",
            '\0'..' ' => {
                escaped += "\\u00";
                escaped.extend(hex(letter as u8));
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}
