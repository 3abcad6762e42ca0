//! The forms of ticket systems, and the counter: what `site.toml` says of them.

use kb_flow::{TICKET_PLACEHOLDERS, TicketForm};

use crate::address::is_name;
use crate::base_url::is_https;
use crate::fields::{Context, Fields, Placed, as_table};
use crate::problem::{Fault, nearest};

/// The longest address of a form, where the settings do not say.
pub(crate) const LENGTH: u32 = 2000;

/// How much of an address must be left for what is filled in.
const ROOM: usize = 100;

/// Reads `[tickets.<id>]`; nothing if one of them cannot be read.
pub(crate) fn forms(fields: &Fields<'_, '_>) -> Option<Vec<TicketForm>> {
    if !fields.has("tickets") {
        return Some(Vec::new());
    }
    let table = fields.table("tickets", "[tickets.desk]")?;
    let context = fields.context();
    // Every one is read, so that every fault is said.
    let forms: Vec<Option<TicketForm>> = table
        .entries()
        .into_iter()
        .map(|(id, value)| {
            let form = form(as_table(&id.value, value, context)?);
            if is_name(&id.value) {
                return form;
            }
            let fault = Fault::BadName { name: id.value };
            context.problems.report(context.path, Some(id.place), fault);
            None
        })
        .collect();
    forms.into_iter().collect()
}

fn form(fields: Fields<'_, '_>) -> Option<TicketForm> {
    let name = fields.text("name", "name = \"ServiceNow\"");
    let url = fields.placed_text("url", "url = \"https://…{summary}…{text}\"");
    let length = if fields.has("length") {
        fields.number("length", "length = 2000", 200..=8000)
    } else {
        Some(LENGTH)
    };
    let context = fields.context();
    fields.finish();
    let (url, length) = (url?, length? as usize);
    let place = url.place.clone();
    let template = template(url, context)?;
    let bare = TICKET_PLACEHOLDERS
        .iter()
        .fold(template.clone(), |bare, name| bare.replace(&format!("{{{name}}}"), ""));
    if bare.len() + ROOM > length {
        let fault = Fault::TicketWithoutRoom { letters: bare.len(), length };
        context.problems.report(context.path, Some(place), fault);
        return None;
    }
    Some(TicketForm { name: name?, url: template, length })
}

/// The address of a form with every letter escaped that may not stand in one, placeholders left out.
fn template(written: Placed<String>, context: Context<'_>) -> Option<String> {
    let report = |fault| context.problems.report(context.path, Some(written.place.clone()), fault);
    let parts = parts(&written.value);
    let mut fine = true;
    let mut says = false;
    for part in &parts {
        let Part::Placeholder(name) = part else { continue };
        says |= name.starts_with("text") || name.starts_with("summary");
        if !TICKET_PLACEHOLDERS.contains(name) {
            let near = nearest(name, TICKET_PLACEHOLDERS.into_iter());
            report(Fault::UnknownPlaceholder { name: (*name).to_owned(), near });
            fine = false;
            says = true;
        }
    }
    let text: String = parts.iter().map(Part::told).collect();
    let url = url::Url::parse(&text).ok();
    let scheme = url.as_ref().map(url::Url::scheme);
    // A text may fill the path, the query and what comes after it, and never say whom to ask.
    let host = text.split_inclusive('/').take(3).collect::<String>();
    let is_fixed = scheme == Some("mailto") || !host.contains('{');
    if !(scheme == Some("mailto") || is_https(&text)) || !is_fixed {
        report(Fault::BadTicketAddress { address: written.value.clone() });
        return None;
    }
    if !says {
        report(Fault::TicketSaysNothing);
        fine = false;
    }
    fine.then_some(text)
}

enum Part<'a> {
    Placeholder(&'a str),
    Literal(&'a str),
}

impl Part<'_> {
    /// As it stands in the template.
    fn told(&self) -> String {
        match self {
            Self::Placeholder(name) => format!("{{{name}}}"),
            Self::Literal(text) => {
                let allowed = |byte: u8| {
                    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
                };
                let mut escaped = String::new();
                for byte in text.bytes() {
                    if allowed(byte) {
                        escaped.push(char::from(byte));
                    } else {
                        let digits = [byte >> 4, byte & 15]
                            .map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default());
                        escaped.push('%');
                        escaped.extend(digits.map(|digit| digit.to_ascii_uppercase()));
                    }
                }
                escaped
            }
        }
    }
}

/// Takes a template apart. Braces are also part of JSON, which some forms read: only a name between
/// two of them is a placeholder.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut from, mut begun) = (0, None);
    for (at, letter) in text.char_indices() {
        match (letter, begun) {
            ('{', _) => begun = Some(at + 1),
            ('}', Some(start)) if start < at => {
                parts.push(Part::Literal(&text[from..start - 1]));
                parts.push(Part::Placeholder(&text[start..at]));
                (from, begun) = (at + 1, None);
            }
            ('a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | ':', Some(_)) => {}
            _ => begun = None,
        }
    }
    parts.push(Part::Literal(&text[from..]));
    parts
}

/// Reads `[counter]`, where a site has one: the address on it that steps and outcomes are counted at.
pub(crate) fn counter(fields: &Fields<'_, '_>) -> Option<String> {
    let has = fields.has("counter");
    let table = has.then(|| fields.table("counter", "[counter]")).flatten()?;
    let address = table.placed_text("address", "address = \"/count\"");
    let context = table.context();
    table.finish();
    let Placed { value, place } = address?;
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    let fine = value.len() > 1
        && value.len() <= 100
        && value.starts_with('/')
        && !value.contains("//")
        && value.bytes().all(letter)
        && value.split('/').all(|part| !matches!(part, "." | ".."));
    if !fine {
        context.problems.report(context.path, Some(place), Fault::BadCounter { address: value });
        return None;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brace_of_json_is_no_placeholder() {
        let told = |text: &str| parts(text).iter().map(Part::told).collect::<String>();
        assert_eq!(
            told(r#"https://a.example/?v={"a":"{text:json}","b":{}}"#),
            "https://a.example/?v=%7B%22a%22:%22{text:json}%22,%22b%22:%7B%7D%7D"
        );
        assert_eq!(told("a b{"), "a%20b%7B");
        assert_eq!(told("{{summary}}"), "%7B{summary}%7D");
        assert_eq!(told("ä%20"), "%C3%A4%20");
    }
}
