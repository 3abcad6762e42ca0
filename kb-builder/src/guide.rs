//! One Markdown file in `guides/` is one guide: a fix with its step contract, or an explanation.

use std::ops::Range;

use kb_flow::{Fix, GuideId, Platform, Who};

use crate::address::check_name;
use crate::fields::{self, Context, Fields, one_of};
use crate::front_matter;
use crate::markdown::{self, Body};
use crate::problem::{Fault, Problems};
use crate::source::{Source, SourcePath};

/// An article of the knowledge base.
pub struct Guide<'a> {
    /// The file it came from.
    pub path: &'a SourcePath,
    /// Its name in addresses.
    pub id: GuideId,
    /// Its heading.
    pub title: String,
    /// What it is about, in one sentence.
    pub summary: String,
    /// Its step contract, if it is a fix; an explanation has none.
    pub contract: Option<Contract>,
    /// Who looks after it, and what it rests on.
    pub care: Care,
    /// Its text.
    pub body: Body<'a>,
}

/// What a fix asks of a person and what it costs them, with places for faults.
pub struct Contract {
    /// The contract.
    pub fix: Fix,
    /// Where the fact to look at again is named.
    pub recheck_place: Range<usize>,
}

/// Who looks after a page, and what it rests on.
pub struct Care {
    /// The team that answers for it.
    pub owner: String,
    /// The day it was last read through.
    pub reviewed: String,
    /// What in it has no first-party source.
    pub unconfirmed: Vec<String>,
    /// What it rests on.
    pub sources: Vec<Reference>,
}

/// Something a page rests on.
pub struct Reference {
    /// What it is called.
    pub title: String,
    /// Where it is, if it has an address.
    pub url: Option<String>,
    /// Whether it is not the maker's own word.
    pub third_party: bool,
}

/// Every guide, as far as it can be understood.
pub fn parse_all<'a>(source: &'a Source, problems: &Problems) -> Vec<Guide<'a>> {
    source
        .texts_in("guides", "md")
        .filter_map(|(path, name, text)| parse(path, name, text, problems))
        .collect()
}

fn parse<'a>(
    path: &'a SourcePath,
    name: &str,
    text: &'a str,
    problems: &Problems,
) -> Option<Guide<'a>> {
    let named = check_name(path, name, problems);
    let parts = front_matter::split(path, text, problems)?;
    let body = markdown::parse(path, text, parts.body, problems);
    let context = Context { path, offset: parts.front_matter.start, problems };
    let table = fields::parse(&text[parts.front_matter], context)?;
    let fields = Fields::of(&table, context);
    let title = fields.text("title", "title = \"What to do\"");
    let summary = fields.text("summary", "summary = \"What it does, in one sentence\"");
    let kinds = ["fix", "explanation"];
    let kind = fields.word("kind", "kind = \"fix\"", &kinds, |kind| kind);
    let id = GuideId::from(name);
    let contract = match (kind, &title, &summary) {
        (Some("fix"), title, summary) => Some(contract(
            &fields,
            id.clone(),
            title.clone().unwrap_or_default(),
            summary.clone().unwrap_or_default(),
        )),
        _ => None,
    };
    let care = care(&fields);
    // Without a kind, nobody can say which keys belong here.
    if kind.is_some() {
        fields.finish();
    }
    let contract = match contract {
        Some(None) => return None,
        Some(found) => found,
        None => None,
    };
    kind?;
    named.then_some(())?;
    Some(Guide { path, id, title: title?, summary: summary?, contract, care: care?, body })
}

/// Reads a step contract; asks for every key, so that every fault is reported.
fn contract(
    fields: &Fields<'_, '_>,
    id: GuideId,
    title: String,
    summary: String,
) -> Option<Contract> {
    let context = fields.context();
    let example = "platforms = [\"windows\"]";
    let platforms = fields
        .texts("platforms", example)
        .into_iter()
        .filter_map(|written| one_of("platforms", written, Platform::ALL, Platform::word, context));
    let platforms: Vec<Platform> = platforms.collect();
    let who = fields.word("who", "who = \"employee\"", Who::ALL, Who::word);
    let elevation = fields.truth("elevation", "elevation = false");
    let by_signing_in = fields.has("by-signing-in")
        && fields.truth("by-signing-in", "by-signing-in = true") == Some(true);
    let harm = fields.number("harm", "harm = 1", 0..=4);
    let deletes = fields.text("deletes", "deletes = \"Nothing.\"");
    let undo = fields.text("undo", "undo = \"Nothing to undo.\"");
    let minutes = fields.number("minutes", "minutes = 3", 1..=1440);
    let success = fields.text("success", "success = \"Teams opens.\"");
    let recheck = fields.placed_text("recheck", "recheck = \"web-login\"")?;
    let fix = Fix {
        id,
        title,
        summary,
        platforms,
        who: who?,
        elevation: elevation?,
        harm: u8::try_from(harm?).ok()?,
        deletes: deletes?,
        undo: undo?,
        minutes: minutes?,
        success: success?,
        recheck: recheck.value.as_str().into(),
        by_signing_in,
    };
    Some(Contract { fix, recheck_place: recheck.place })
}

/// Reads who looks after a page.
pub fn care(fields: &Fields<'_, '_>) -> Option<Care> {
    let context = fields.context();
    let owner = fields.text("owner", "owner = \"Service desk\"");
    let reviewed = fields.placed_text("reviewed", "reviewed = \"2026-11-21\"");
    let reviewed = reviewed.filter(|day| {
        let right = is_day(&day.value);
        if !right {
            let fault = Fault::NoSuchDay { found: day.value.clone() };
            context.problems.report(context.path, Some(day.place.clone()), fault);
        }
        right
    });
    let unconfirmed = fields.texts("unconfirmed", "unconfirmed = []");
    let sources = fields.tables("sources").into_iter().filter_map(|source| {
        let title = source.text("title", "title = \"Microsoft: …\"");
        let url = source.maybe_text("url");
        source.finish();
        if let Some(url) = url.as_ref().filter(|url| !is_https(&url.value)) {
            let fault = Fault::BadAddress { address: url.value.clone() };
            context.problems.report(context.path, Some(url.place.clone()), fault);
        }
        Some(Reference { title: title?, url: url.map(|url| url.value), third_party: false })
    });
    let sources = sources.collect();
    Some(Care {
        owner: owner?,
        reviewed: reviewed?.value,
        unconfirmed: unconfirmed.into_iter().map(|text| text.value).collect(),
        sources,
    })
}

/// Whether a text is a full https address.
pub fn is_https(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| url.scheme() == "https")
}

/// Whether a text is a day of the calendar, written as 2026-11-21.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits || [year.len(), month.len(), day.len()] != [4, 2, 2] {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
        return false;
    };
    let (year, month, day): (u32, u32, u32) = (year, month, day);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for right in ["2026-11-21", "2024-02-29", "2000-02-29"] {
            assert!(is_day(right), "{right}");
        }
        for wrong in
            ["2026-02-30", "2100-02-29", "2026-13-01", "2026-1-1", "21.11.2026", "", "+026-01-01"]
        {
            assert!(!is_day(wrong), "{wrong}");
        }
    }
}
