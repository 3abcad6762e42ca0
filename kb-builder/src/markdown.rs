//! Markdown into checked events, and events into HTML.
//!
//! What is allowed is a list; everything else is a fault at its place, never silently removed.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::HtmlEscape;
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::problem::{Fault, Problems};
use crate::source::SourcePath;

/// A checked text: what to draw, and what in it points elsewhere.
pub struct Body<'a> {
    events: Vec<Event<'a>>,
    /// Its headings, by id, in the order of their ids.
    pub headings: BTreeMap<String, String>,
    /// Its links, with the bytes of the file they stand at.
    pub links: Vec<(String, Range<usize>)>,
}

/// Lists and quotes deeper than this are nobody's help, and cost more than linear time later.
const MAX_DEPTH: usize = 16;

/// Parses the Markdown of a page that stands at `place` of its file.
pub fn parse<'a>(
    path: &SourcePath,
    text: &'a str,
    place: Range<usize>,
    problems: &Problems,
) -> Body<'a> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let offset = place.start;
    let parser = Parser::new_ext(&text[place], options).into_offset_iter();
    let mut body = Body { events: Vec::new(), headings: BTreeMap::new(), links: Vec::new() };
    let mut depth = 0;
    let mut level = 1;
    let mut heading: Option<(Range<usize>, String)> = None;
    for (event, range) in parser {
        let range = range.start + offset..range.end + offset;
        let report = |fault| problems.report(path, Some(first_line(text, range.clone())), fault);
        match &event {
            Event::Start(tag) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    report(Fault::TooDeep);
                    return body;
                }
                match tag {
                    // All of a block at once: its lines come one by one.
                    Tag::HtmlBlock if !is_comment(&text[range.clone()]) => report(Fault::RawHtml),
                    Tag::Heading { level: HeadingLevel::H1, .. } => report(Fault::TopHeading),
                    Tag::Heading { level: now, .. } => {
                        let now = *now as u8;
                        if now > level + 1 {
                            report(Fault::SkippedHeading { from: level, to: now });
                        }
                        level = now;
                        heading = Some((first_line(text, range.clone()), String::new()));
                    }
                    Tag::Link { dest_url, .. } => {
                        let target = dest_url.to_string();
                        let place = target_in_link(text, range.clone(), &target);
                        if allowed(&target) {
                            body.links.push((target, place));
                        } else {
                            let fault = Fault::ForbiddenScheme { target };
                            problems.report(path, Some(place), fault);
                        }
                    }
                    Tag::Image { .. } => report(Fault::Image),
                    _ => {}
                }
            }
            Event::End(end) => {
                depth -= 1;
                if let (TagEnd::Heading(_), Some((place, text))) = (end, heading.take()) {
                    let id = anchor(&text);
                    if body.headings.insert(id, text.clone()).is_some() {
                        problems.report(path, Some(place), Fault::HeadingTwice { text });
                    }
                }
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some((_, text)) = &mut heading {
                    text.push_str(part);
                }
            }
            Event::Html(_) => continue,
            Event::InlineHtml(html) => {
                if !is_comment(html) {
                    report(Fault::RawHtml);
                }
                continue;
            }
            _ => {}
        }
        body.events.push(event);
    }
    body
}

/// Whether HTML is nothing but comments, which are the author's own business and reach no page.
fn is_comment(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some(comment) = rest.strip_prefix("<!--") {
        match comment.split_once("-->") {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    rest.is_empty()
}

/// A range, cut at the end of its first line.
fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let length = text[range.clone()].find('\n').unwrap_or(range.len());
    range.start..range.start + length
}

/// Where in a link its target stands; the whole link if it is written somewhere else.
fn target_in_link(text: &str, range: Range<usize>, target: &str) -> Range<usize> {
    match text[range.clone()].rfind(target) {
        Some(start) if !target.is_empty() => {
            range.start + start..range.start + start + target.len()
        }
        _ => first_line(text, range),
    }
}

/// Whether a link has a scheme that we follow, or none.
fn allowed(target: &str) -> bool {
    match scheme(target) {
        Some(scheme) => ["https", "mailto", "tel", "ms-settings"].contains(&scheme.as_str()),
        // Without a scheme it is a file here, and `//host/` is not one.
        None => !target.starts_with(['/', '\\']),
    }
}

/// The scheme that a browser would see, which forgives much.
fn scheme(target: &str) -> Option<String> {
    match url::Url::parse(target) {
        Ok(url) => Some(url.scheme().to_owned()),
        Err(url::ParseError::RelativeUrlWithoutBase) => None,
        Err(_) => Some(String::new()),
    }
}

/// Whether a link leaves the site.
pub fn leaves(target: &str) -> bool {
    scheme(target).is_some()
}

/// The id of a heading: its letters and digits, with single dashes between the words.
fn anchor(text: &str) -> String {
    let mut id = String::from("h");
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|w| !w.is_empty()) {
        id.push('-');
        id.extend(word.chars().flat_map(char::to_lowercase));
    }
    id
}

/// Where a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// On its own page, where others may point into it.
    Page,
    /// Inside another page, below headings of that page.
    Inset,
}

/// Draws a checked text. `resolve` turns each link into the address it has on this page.
pub fn to_html(
    body: &Body<'_>,
    setting: Setting,
    callouts: impl Fn(BlockQuoteKind) -> String,
    resolve: impl Fn(&str) -> String,
) -> String {
    let mut anchors = anchors_in_order(body).into_iter();
    let events = body.events.iter().flat_map(|event| {
        let html = |html: String| vec![Event::Html(CowStr::from(html))];
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let id = anchors.next().unwrap_or_default();
                let level = shown_level(*level, setting);
                html(match setting {
                    Setting::Page => format!("<h{level} id=\"{}\">", HtmlEscape(&id)),
                    Setting::Inset => format!("<h{level}>"),
                })
            }
            Event::End(TagEnd::Heading(level)) => {
                html(format!("</h{}>\n", shown_level(*level, setting)))
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let address = HtmlEscape(&resolve(dest_url)).to_string();
                html(if leaves(dest_url) && dest_url.starts_with("https:") {
                    format!("<a href=\"{address}\" target=\"_blank\" rel=\"noopener noreferrer\">")
                } else {
                    format!("<a href=\"{address}\">")
                })
            }
            Event::End(TagEnd::Link) => html("</a>".to_owned()),
            // A wide table scrolls by itself, also by keyboard.
            Event::Start(Tag::Table(_)) => vec![
                Event::Html("<div class=\"kb-table\" tabindex=\"0\" role=\"group\">".into()),
                event.clone(),
            ],
            Event::End(TagEnd::Table) => vec![event.clone(), Event::Html("</div>\n".into())],
            Event::Start(Tag::CodeBlock(_)) => {
                vec![Event::Html("<div class=\"kb-code\">".into()), event.clone()]
            }
            Event::End(TagEnd::CodeBlock) => vec![event.clone(), Event::Html("</div>\n".into())],
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let name = callout_name(*kind);
                let label = HtmlEscape(&callouts(*kind)).to_string();
                html(format!(
                    "<div class=\"kb-callout kb-callout--{name}\">\
                     <p class=\"kb-callout__label\">{label}</p>\n"
                ))
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => html("</div>\n".to_owned()),
            other => vec![other.clone()],
        }
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

/// The ids of the headings, first to last.
fn anchors_in_order(body: &Body<'_>) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut heading: Option<String> = None;
    for event in &body.events {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take().as_deref().map(anchor)),
            Event::Text(part) | Event::Code(part) => {
                if let Some(text) = &mut heading {
                    text.push_str(part);
                }
            }
            _ => {}
        }
    }
    anchors
}

fn shown_level(level: HeadingLevel, setting: Setting) -> u8 {
    match setting {
        Setting::Page => level as u8,
        Setting::Inset => (level as u8 + 1).min(6),
    }
}

/// The word for a callout in class names.
pub fn callout_name(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}
