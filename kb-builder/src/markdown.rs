//! Markdown into checked events, and events into HTML.
//!
//! What is allowed is a list; everything else is a fault at its place, never silently removed.

pub mod blocks;
mod events;
pub mod how_to;
pub mod room;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::base_url::is_https;
use crate::escape::Html;
use kb_flow::Platform;
use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options,
    Parser, Tag, TagEnd,
};

use crate::fields::odd_letter;
use crate::glossary::Glossary;
use crate::highlight::highlight;
use crate::icons::Icon;
use crate::memory::Mark;
use crate::problem::{Fault, Problems};
use crate::readability::PLAIN_WORD;
use crate::snippet::{self, Language, Snippet};
use crate::source::SourcePath;
use crate::tabs;
use events::Events;
use room::Room;

/// A checked text: what to draw, and what in it points elsewhere.
#[derive(Clone, Default)]
pub struct Body {
    events: Events,
    /// Its headings, by id, in the order of their ids.
    pub headings: Arc<BTreeMap<String, String>>,
    /// Its links, with the bytes of the file they stand at.
    pub links: Vec<(String, Range<usize>)>,
    /// The files that its links lead to, but its own.
    pub ends: Vec<SourcePath>,
    /// Its blocks of code, in order.
    pub blocks: Vec<Block>,
    /// Code inside sentences, with the bytes of the file it stands at.
    pub spans: Vec<(String, Range<usize>)>,
    /// What its numbered lists tell people to do, item by item, with the bytes of the file. A
    /// [`PLAIN_WORD`] stands for code and for names of buttons.
    pub steps: Vec<(String, Range<usize>)>,
    /// Its headings in order, as far as tabs go.
    pub sections: Vec<tabs::Heading>,
    /// Whether it was too much to be read to its end.
    pub is_cut_off: bool,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The word after the fence; empty where there is none.
    pub language: String,
    /// The word after that.
    pub name: Option<String>,
    /// The code.
    pub code: String,
    /// What is known of the code.
    pub snippet: Snippet,
    /// Its first line in the file.
    pub place: Range<usize>,
    /// Where pieces of the code begin: in the code, and in the file. In a list, every line is one.
    pieces: Vec<(usize, usize)>,
}

impl Block {
    /// Where in the file a part of the code stands.
    pub fn place_of(&self, part: &Range<usize>) -> Range<usize> {
        let piece = self.pieces.iter().rev().find(|(in_code, _)| *in_code <= part.start);
        let Some((in_code, in_file)) = piece else { return self.place.clone() };
        let start = in_file + (part.start - in_code);
        let line = self.code[part.start..].find('\n').unwrap_or(self.code.len() - part.start);
        start..start + part.len().min(line)
    }
}

/// Lists and quotes deeper than this are nobody's help, and cost more than linear time later.
const MAX_DEPTH: usize = 16;

/// Parses the Markdown of a page that stands at `place` of its file.
pub fn parse(path: &SourcePath, text: &str, place: Range<usize>, problems: &Problems) -> Body {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let offset = place.start;
    let parser = Parser::new_ext(&text[place], options).into_offset_iter();
    let mut body = Body::default();
    let mut headings = BTreeMap::new();
    let mut steps = Steps::default();
    let mut room = Room::default();
    let mut depth = 0;
    let mut level = 1;
    let mut in_block = false;
    let mut heading: Option<(Range<usize>, String)> = None;
    for (event, range) in parser {
        let event = with_mailto(event);
        let range = range.start + offset..range.end + offset;
        let report = |fault| problems.report(path, Some(first_line(text, range.clone())), fault);
        if let Some(fault) = room.follow(&event) {
            report(fault);
            return Body::cut_off();
        }
        steps.follow(&event, || first_line(text, range.clone()), &mut body.steps);
        match &event {
            Event::Start(tag) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    report(Fault::TooDeep);
                    return Body::cut_off();
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
                            body.ends.extend(end_of(path, &target));
                            body.links.push((target, place));
                        } else {
                            let fault = match scheme(&target).as_deref() {
                                Some("https") => Fault::BadAddress { address: target },
                                _ => Fault::ForbiddenScheme { target },
                            };
                            problems.report(path, Some(place), fault);
                        }
                    }
                    Tag::Image { .. } => report(Fault::Image),
                    Tag::CodeBlock(kind) => {
                        let info = match kind {
                            CodeBlockKind::Fenced(info) => &**info,
                            CodeBlockKind::Indented => "",
                        };
                        let mut words = info.split_whitespace().map(ToOwned::to_owned);
                        body.blocks.push(Block {
                            language: words.next().unwrap_or_default(),
                            name: words.next(),
                            code: String::new(),
                            snippet: Snippet::default(),
                            place: first_line(text, range.clone()),
                            pieces: Vec::new(),
                        });
                        in_block = true;
                    }
                    _ => {}
                }
            }
            Event::End(end) => {
                depth -= 1;
                if *end == TagEnd::CodeBlock {
                    in_block = false;
                    if let Some(block) = body.blocks.last_mut()
                        && let Some(language) = Language::from_word(&block.language)
                    {
                        block.snippet = snippet::read(language, &block.code);
                    }
                }
                // Emphasis ends inside a heading too.
                if let TagEnd::Heading(level) = end
                    && let Some((place, text)) = heading.take()
                {
                    let mark = body.take_mark();
                    let is_extra = mark.as_deref().map(str::trim) == Some(tabs::EXTRA);
                    let systems = mark.filter(|_| !is_extra);
                    let is_marked = systems.is_some();
                    let platforms =
                        systems.map(|mark| tabs::platforms(&mark, path, &place, problems));
                    body.sections.push(tabs::Heading {
                        level: *level as u8,
                        is_outermost: depth == 0,
                        is_marked,
                        platforms: platforms.unwrap_or_default(),
                        is_extra,
                        place: place.clone(),
                    });
                    let text = tabs::split(&text).0.to_owned();
                    let id = anchor(&text);
                    if headings.insert(id, text.clone()).is_some() {
                        problems.report(path, Some(place), Fault::HeadingTwice { text });
                    }
                }
            }
            Event::Text(part) | Event::Code(part) => {
                // Of code, more is asked elsewhere.
                if matches!(event, Event::Text(_))
                    && !in_block
                    && let Some(letter) = odd_letter(part)
                {
                    let at = text[range.clone()].find(letter);
                    let place = at.map(|at| range.start + at..range.start + at + letter.len_utf8());
                    let place = place.unwrap_or_else(|| first_line(text, range.clone()));
                    problems.report(path, Some(place), Fault::OddLetter { letter });
                }
                if let Some((_, text)) = &mut heading {
                    text.push_str(part);
                }
                if let Event::Code(code) = &event {
                    body.spans.push((code.to_string(), range.clone()));
                }
                if let Some(block) = body.blocks.last_mut().filter(|_| in_block) {
                    block.pieces.push((block.code.len(), range.start));
                    block.code.push_str(part);
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
    tabs::check(&body.sections, path, problems);
    body.headings = Arc::new(headings);
    body.events.shrink_to_fit();
    let says = |event: Event<'_>| matches!(event, Event::Text(_) | Event::Code(_));
    if !body.events.iter().any(says) {
        problems.report(path, Some(offset..offset), Fault::NoText);
    }
    body
}

/// Gathers the items of numbered lists as plain text.
#[derive(Default)]
struct Steps {
    /// The open items of numbered lists, and `None` for those of others.
    open: Vec<Option<(String, Range<usize>)>>,
    /// Whether each open list is numbered.
    lists: Vec<bool>,
    /// How many names of buttons and blocks of code are open.
    hidden: usize,
}

impl Steps {
    fn follow(
        &mut self,
        event: &Event<'_>,
        place: impl Fn() -> Range<usize>,
        steps: &mut Vec<(String, Range<usize>)>,
    ) {
        match event {
            Event::Start(Tag::List(first)) => self.lists.push(first.is_some()),
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::Start(Tag::Item) => {
                let numbered = self.lists.last() == Some(&true);
                self.open.push(numbered.then(|| (String::new(), place())));
            }
            Event::End(TagEnd::Item) => steps.extend(self.open.pop().flatten()),
            Event::Start(Tag::Strong) => {
                self.say(PLAIN_WORD);
                self.hidden += 1;
            }
            Event::Start(Tag::CodeBlock(_)) => self.hidden += 1,
            Event::End(TagEnd::Strong | TagEnd::CodeBlock) => self.hidden -= 1,
            Event::Code(_) => self.say(PLAIN_WORD),
            Event::Text(part) => self.say(part),
            Event::SoftBreak | Event::HardBreak => self.say(" "),
            // Each paragraph of a step is a sentence or more.
            Event::End(TagEnd::Paragraph) => self.say("\n"),
            _ => {}
        }
    }

    fn say(&mut self, part: &str) {
        if self.hidden == 0
            && let Some(Some((text, _))) = self.open.last_mut()
        {
            text.push_str(part);
        }
    }
}

/// An address of a mailbox in angle brackets, as the link that it stands for.
fn with_mailto(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, title, id }) => {
            let dest_url = format!("mailto:{dest_url}").into();
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id })
        }
        event => event,
    }
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
    let link = &text[range.clone()];
    // A title that says the same stands after it.
    let begin = link.rfind("](").unwrap_or_default();
    match link[begin..].find(target).map(|start| begin + start).or_else(|| link.rfind(target)) {
        Some(start) if !target.is_empty() => {
            range.start + start..range.start + start + target.len()
        }
        _ => first_line(text, range),
    }
}

/// The schemes that we follow. The last three open a place of the system itself.
const SCHEMES: [&str; 6] =
    ["https", "mailto", "tel", "ms-settings", "companyportal", "x-apple.systempreferences"];

/// Whether a link has a scheme that we follow, or none.
fn allowed(target: &str) -> bool {
    match scheme(target) {
        Some(scheme) if scheme == "https" => is_https(target),
        Some(scheme) => SCHEMES.contains(&scheme.as_str()),
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

/// The other file that a link in a file leads to, if it stays below the content folder.
fn end_of(path: &SourcePath, link: &str) -> Option<SourcePath> {
    let file = link.split('#').next().unwrap_or_default();
    path.resolve(file).filter(|end| end != path)
}

/// Whether a link leaves the site.
pub fn leaves(target: &str) -> bool {
    scheme(target).is_some()
}

/// The id of a heading: its letters and digits, with single dashes between the words.
fn anchor(text: &str) -> String {
    let mut id = String::with_capacity(text.len() + 2);
    id.push('h');
    let mut in_word = false;
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            if !in_word {
                id.push('-');
            }
            id.extend(letter.to_lowercase());
        }
        in_word = letter.is_alphanumeric();
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

/// What a text needs of the page it is on.
pub struct Around<'w> {
    /// Whose page it is.
    pub setting: Setting,
    /// The words that are explained in place.
    pub glossary: &'w Glossary,
    /// What is put before the ids of explanations, so that no two texts of a page share one.
    pub mark: &'w str,
    /// What a block of commands does and costs, as HTML.
    pub commands: &'w dyn Fn(&Block) -> Option<String>,
    /// The label of a callout.
    pub callouts: &'w dyn Fn(BlockQuoteKind) -> String,
    /// The name of a system.
    pub systems: &'w dyn Fn(Platform) -> String,
    /// What the tabs of a page choose.
    pub tabs_label: &'w str,
    /// The address that a link has on this page.
    pub resolve: &'w dyn Fn(&str) -> String,
}

/// Draws a checked text.
pub fn to_html(body: &Body, around: &Around<'_>) -> String {
    let mut anchors = anchors_in_order(body).into_iter();
    let mut blocks = body.blocks.iter();
    let mut terms = around.glossary.explaining(around.mark);
    let mut sections = Sections::of(body);
    let mut numbers = Numbers::default();
    let mut columns = Columns::default();
    let mut is_coloured = false;
    let setting = around.setting;
    // Inside these, a word is a name, or already leads somewhere.
    let mut closed = 0_usize;
    let mut events: Vec<Event<'_>> = Vec::with_capacity(body.events.len());
    for event in body.events.iter() {
        match &event {
            Event::Start(
                Tag::Heading { .. } | Tag::Link { .. } | Tag::Strong | Tag::CodeBlock(_),
            ) => closed += 1,
            Event::End(TagEnd::Heading(_) | TagEnd::Link | TagEnd::Strong | TagEnd::CodeBlock) => {
                closed -= 1;
            }
            _ => {}
        }
        let html = |html: String| Event::Html(CowStr::from(html));
        match &event {
            Event::Start(Tag::Heading { level, .. }) => {
                events.push(html(sections.before_heading(around)));
                let id = anchors.next().unwrap_or_default();
                let level = shown_level(*level, setting);
                events.push(html(match setting {
                    Setting::Page => format!("<h{level} id=\"{}\">", Html(&id)),
                    Setting::Inset => format!("<h{level}>"),
                }));
            }
            Event::End(TagEnd::Heading(level)) => {
                events.push(html(format!("</h{}>\n", shown_level(*level, setting))));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let address = Html(&(around.resolve)(dest_url)).to_string();
                events.push(html(if leaves(dest_url) && dest_url.starts_with("https:") {
                    format!("<a href=\"{address}\" target=\"_blank\" rel=\"noopener noreferrer\">")
                } else {
                    format!("<a href=\"{address}\">")
                }));
            }
            Event::End(TagEnd::Link) => events.push(html("</a>".to_owned())),
            // A wide table scrolls by itself, also by keyboard.
            Event::Start(Tag::Table(alignments)) => {
                let open = "<div class=\"kb-table\" tabindex=\"0\" role=\"group\">";
                events.extend([html(open.to_owned()), event.clone()]);
                columns = Columns { alignments: alignments.clone(), column: 0, is_head: false };
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                columns.begin_row(matches!(event, Event::Start(Tag::TableHead)));
                events.push(event);
            }
            Event::Start(Tag::TableCell) => events.push(html(columns.cell().to_owned())),
            Event::End(TagEnd::Table) => {
                events.extend([event, html("</div>\n".to_owned())]);
            }
            Event::Start(Tag::CodeBlock(_)) => {
                let block = blocks.next();
                let costs = block.and_then(around.commands).unwrap_or_default();
                events.push(html(format!("{costs}<div class=\"kb-code\">")));
                let coloured = block.and_then(coloured);
                is_coloured = coloured.is_some();
                events.push(coloured.map_or(event, html));
            }
            Event::Text(_) if is_coloured => {}
            Event::End(TagEnd::CodeBlock) if is_coloured => {
                is_coloured = false;
                events.push(html("</code></pre></div>\n".to_owned()));
            }
            Event::End(TagEnd::CodeBlock) => {
                events.extend([event, html("</div>\n".to_owned())]);
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let name = callout_name(*kind);
                let label = Html(&(around.callouts)(*kind)).to_string();
                events.push(html(format!(
                    "<div class=\"kb-callout kb-callout--{name}\">\
                     <p class=\"kb-callout__label\">{}{label}</p>\n",
                    Icon::of(*kind).svg()
                )));
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => events.push(html("</div>\n".to_owned())),
            Event::Text(text) if closed == 0 => match terms.explain(text) {
                Some(explained) => events.push(Event::InlineHtml(explained.into())),
                None => events.push(event),
            },
            other => {
                let item = numbers.follow(other).filter(|_| setting == Setting::Page);
                events.push(item.map_or(event, html));
            }
        }
    }
    events.push(Event::Html(sections.close().into()));
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    html
}

/// Begins the cells of a table: no page has styles of its own, so alignment is a class.
#[derive(Default)]
struct Columns {
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
}

impl Columns {
    fn begin_row(&mut self, is_head: bool) {
        (self.column, self.is_head) = (0, is_head);
    }

    /// The beginning of the next cell.
    fn cell(&mut self) -> &'static str {
        let alignment = self.alignments.get(self.column);
        self.column += 1;
        match (self.is_head, alignment) {
            (true, Some(Alignment::Center)) => "<th class=\"kb-center\">",
            (true, Some(Alignment::Right)) => "<th class=\"kb-right\">",
            (true, _) => "<th>",
            (false, Some(Alignment::Center)) => "<td class=\"kb-center\">",
            (false, Some(Alignment::Right)) => "<td class=\"kb-right\">",
            (false, _) => "<td>",
        }
    }
}

/// The beginning of a block whose words say what they are.
fn coloured(block: &Block) -> Option<String> {
    let code = highlight(&block.code, &block.snippet.tokens)?;
    Some(format!("<pre><code class=\"language-{}\">{code}", block.language))
}

/// Opens and closes the sections that become tabs.
struct Sections<'b> {
    headings:
        std::iter::Zip<std::slice::Iter<'b, tabs::Heading>, std::vec::IntoIter<Option<usize>>>,
    /// The level and the group of the section that is open.
    open: Option<(u8, usize)>,
}

impl<'b> Sections<'b> {
    fn of(body: &'b Body) -> Self {
        let groups = tabs::groups(&body.sections);
        Self { headings: body.sections.iter().zip(groups), open: None }
    }

    /// What comes before the next heading.
    fn before_heading(&mut self, around: &Around<'_>) -> String {
        let Some((heading, group)) = self.headings.next() else { return String::new() };
        let mut html = String::new();
        match self.open {
            Some((level, _)) if !heading.is_outermost || heading.level > level => return html,
            Some((_, open)) if group == Some(open) => html += "</section>\n",
            _ => {
                html += &self.close();
                if group.is_some() {
                    let label = Html(around.tabs_label);
                    html.extend([
                        "<div class=\"kb-tabs\" data-label=\"",
                        &label.to_string(),
                        "\">\n",
                    ]);
                }
            }
        }
        self.open = group.map(|group| (heading.level, group));
        if group.is_some() {
            let words: Vec<&str> = heading.platforms.iter().map(|known| known.word()).collect();
            let names: Vec<String> =
                heading.platforms.iter().map(|&known| (around.systems)(known)).collect();
            let (words, names) = (words.join(" "), names.join(", "));
            let names = Html(&names).to_string();
            html.extend(["<section data-systems=\"", &words, "\" data-tab=\"", &names, "\">\n"]);
        }
        html
    }

    fn close(&mut self) -> String {
        self.open.take().map_or_else(String::new, |_| "</section>\n</div>\n".to_owned())
    }
}

/// Counts the items of numbered lists through a whole text, those of inner lists too.
#[derive(Default)]
struct Numbers {
    /// Whether each open list is numbered.
    lists: Vec<bool>,
    items: usize,
}

impl Numbers {
    /// The beginning of an item of a numbered list, with its id.
    fn follow(&mut self, event: &Event<'_>) -> Option<String> {
        self.item(event).map(|number| format!("<li id=\"step-{number}\">"))
    }

    /// The number of an item of a numbered list, where one begins.
    fn item(&mut self, event: &Event<'_>) -> Option<usize> {
        match event {
            Event::Start(Tag::List(first)) => self.lists.push(first.is_some()),
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::Start(Tag::Item) if self.lists.last() == Some(&true) => {
                self.items += 1;
                return Some(self.items);
            }
            _ => {}
        }
        None
    }
}

impl Body {
    /// What tells from any other what other pages see of a page with this text: where it is, what its
    /// author says of it, and its headings.
    pub(crate) fn face_with(&self, path: &SourcePath, front_matter: &str) -> Mark {
        let headings = self.headings.keys().map(String::as_str);
        Mark::of([path.as_str(), front_matter].into_iter().chain(headings))
    }

    /// All of its words, headings and code included.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        for event in self.events.iter() {
            match event {
                Event::Text(part) | Event::Code(part) => plain.push_str(&part),
                Event::Start(Tag::Strong | Tag::Emphasis | Tag::Link { .. }) => {}
                Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => {}
                _ => plain.push(' '),
            }
        }
        plain
    }

    /// The same of a text that is not read to its end, where much is open that nobody closes.
    fn cut_off() -> Self {
        Self { is_cut_off: true, ..Self::default() }
    }

    /// Takes the mark off the heading that has just been read.
    fn take_mark(&mut self) -> Option<String> {
        self.events.change_last(|text| {
            let (text, mark) = tabs::split(text);
            Some((text.to_owned(), mark?.to_owned()))
        })
    }

    /// Whether some sections of it become tabs.
    pub fn has_tabs(&self) -> bool {
        tabs::groups(&self.sections).iter().any(Option::is_some)
    }

    /// Its headings of one level, first to last, each with its id.
    pub fn outline(&self, of: HeadingLevel) -> Vec<(String, String)> {
        let mut outline = Vec::new();
        let mut heading: Option<String> = None;
        for event in self.events.iter() {
            match event {
                Event::Start(Tag::Heading { level, .. }) if level == of => {
                    heading = Some(String::new());
                }
                Event::End(TagEnd::Heading(_)) => {
                    outline.extend(heading.take().map(|text| (anchor(&text), text)));
                }
                Event::Text(part) | Event::Code(part) => {
                    if let Some(text) = &mut heading {
                        text.push_str(&part);
                    }
                }
                _ => {}
            }
        }
        outline
    }

    /// The same with every text of running sentences changed; code and addresses stay.
    #[must_use]
    pub fn map_texts(&self, change: impl Fn(&str) -> String) -> Self {
        let mut in_block = false;
        let events = self.events.iter().map(|event| {
            match event {
                Event::Start(Tag::CodeBlock(_)) => in_block = true,
                Event::End(TagEnd::CodeBlock) => in_block = false,
                Event::Text(text) if !in_block => return Event::Text(change(&text).into()),
                _ => {}
            }
            event
        });
        Self { events: events.collect(), ..self.clone() }
    }
}

/// The ids of the headings, first to last.
fn anchors_in_order(body: &Body) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut heading: Option<String> = None;
    for event in body.events.iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take().as_deref().map(anchor)),
            Event::Text(part) | Event::Code(part) => {
                if let Some(text) = &mut heading {
                    text.push_str(&part);
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
