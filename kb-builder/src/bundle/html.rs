//! One HTML file with no script at all: every part an anchor, every answer a link.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::assets::lean_style;
use crate::booklet::HAND_OVER;
use crate::document::{Block, Document, Inline, Item, Kind, Section, To, Turn};
use crate::escape::{Html, Text};
use crate::markdown::callout_name;
use crate::render::direction;
use crate::words::AllWords;

/// How the file looks. One part is shown at a time, as soon as an answer was chosen.
const STYLE: &str = include_str!("../../../static/css/booklet.css");

/// Writes the file. Without a style of its own it has no style at all: some wikis take none.
pub(super) fn write(document: &Document, words: &AllWords, styled: bool) -> String {
    let style = if styled { lean_style(STYLE) } else { String::new() };
    let allowed = if styled {
        let digest = BASE64.encode(Sha256::digest(style.as_bytes()));
        format!(" style-src 'sha256-{digest}';")
    } else {
        String::new()
    };
    let mut html = String::new();
    let mut line = |text: std::fmt::Arguments<'_>| {
        html.write_fmt(text).expect("bug: writing to memory cannot fail");
        html.push('\n');
    };
    line(format_args!("<!DOCTYPE html>"));
    line(format_args!(
        "<html lang=\"{}\" dir=\"{}\">",
        Html(&document.language),
        document.direction
    ));
    line(format_args!("<head>\n<meta charset=\"utf-8\">"));
    line(format_args!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';{allowed} \
         base-uri 'none'; form-action 'none'\">"
    ));
    line(format_args!("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"));
    line(format_args!("<meta name=\"referrer\" content=\"no-referrer\">"));
    line(format_args!("<title>{}</title>", Html(&document.title)));
    if styled {
        line(format_args!("<style>{style}</style>"));
    }
    let language = tongue(document.title_language.as_deref());
    let title = Html(&document.title);
    line(format_args!("</head>\n<body>\n<header><h1{language}>{title}</h1></header>"));
    line(format_args!("<main id=\"all\">\n<div class=\"opening\">"));
    let front = blocks(document, &document.front(), Dress::Booklet);
    line(format_args!("{front}</div>\n{}</main>", sections(document, Dress::Booklet, words)));
    let first = document.sections.first().map_or("", |section| &section.anchor);
    let places = Writer::of(document, Dress::Booklet, "");
    line(format_args!(
        "<footer>\n<a href=\"#{}\">{}</a>\n<a href=\"#{}\">{}</a>\n<a href=\"#all\">{}</a>\n</footer>",
        places.place(first),
        Html(words.get("flow-first")),
        places.place(HAND_OVER),
        Html(words.get("hand-over-now")),
        Html(words.get("flow-all")),
    ));
    line(format_args!("</body>\n</html>"));
    html
}

/// What a document is dressed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dress {
    /// Few and short elements, and numbers for paper.
    Booklet,
    /// The classes of the site, tabs, and nothing that a copy of a guide would have twice.
    Site,
}

/// The sections of a document.
pub(crate) fn sections(document: &Document, dress: Dress, words: &AllWords) -> String {
    let mut writer = Writer::of(document, dress, words.get("tabs-label"));
    for section in &document.sections {
        writer.section(section);
    }
    writer.html
}

/// Some blocks of a document outside its sections.
pub(crate) fn blocks(document: &Document, blocks: &[Block], dress: Dress) -> String {
    let mut writer = Writer::of(document, dress, "");
    writer.blocks(blocks, false);
    writer.html
}

/// A name for an anchor that is the same in every version of a text, and has four letters. Written out,
/// the names of a flow's parts weigh nine kilobytes.
fn short(anchor: &str) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digest = Sha256::digest(anchor);
    // The first is a letter: what begins with a digit is no name in a style sheet.
    let letters = [26, 32, 32, 32].into_iter().zip(digest);
    let letters = letters.map(|(most, byte)| char::from(LETTERS[usize::from(byte % most)]));
    letters.collect()
}

/// The attributes of an element in another language than the file's.
pub(crate) fn tongue(language: Option<&str>) -> String {
    language.map_or_else(String::new, |language| {
        format!(" lang=\"{}\" dir=\"{}\"", Html(language), direction(language))
    })
}

/// What makes a link open beside the page.
const NEW_TAB: &str = " target=\"_blank\" rel=\"noopener noreferrer\"";

struct Writer<'d> {
    document: &'d Document,
    /// The name in this file of each anchor that is in it.
    places: BTreeMap<&'d str, String>,
    /// The anchors that something leads to.
    linked: BTreeSet<&'d str>,
    dress: Dress,
    /// What tabs choose.
    tabs_label: &'d str,
    in_question: bool,
    html: String,
}

impl<'d> Writer<'d> {
    fn of(document: &'d Document, dress: Dress, tabs_label: &'d str) -> Self {
        let headings = document.sections.iter().flat_map(|section| &section.blocks);
        let headings = headings.filter_map(|block| match block {
            Block::Heading { anchor, .. } => Some(anchor.as_str()),
            _ => None,
        });
        let sections = document.sections.iter().map(|section| section.anchor.as_str());
        let name = |anchor: &str| match dress {
            Dress::Booklet => short(anchor),
            Dress::Site => anchor.to_owned(),
        };
        let mut places: BTreeMap<&str, String> = BTreeMap::new();
        let mut taken = BTreeSet::from(["all".to_owned()]);
        for anchor in sections.chain(headings) {
            let short = name(anchor);
            // Two of a hundred names hardly ever meet; then one of them is written out.
            let name = if taken.insert(short.clone()) { short } else { anchor.to_owned() };
            places.insert(anchor, name);
        }
        let linked = document.linked();
        let html = String::new();
        Self { document, places, linked, dress, tabs_label, in_question: false, html }
    }

    /// The name of an anchor in this file; of one that is not in it, that of its section.
    fn place(&self, anchor: &str) -> String {
        let section = || self.document.section_of(anchor).map(|section| section.anchor.as_str());
        let known = self.places.get(anchor).or_else(|| self.places.get(section()?));
        known.map_or(anchor, String::as_str).to_owned()
    }

    fn push(&mut self, text: &str) {
        self.html.push_str(text);
    }

    fn section(&mut self, section: &Section) {
        let (anchor, title) = (self.place(&section.anchor), Text(&section.title));
        let language = tongue(section.language.as_deref());
        self.in_question = section.kind == Kind::Question;
        match self.dress {
            Dress::Booklet => {
                let number = section.number;
                let head = format!("<section id={anchor}{language}><h2>{number}. {title}</h2>");
                self.push(&head);
                self.blocks(&section.blocks, true);
            }
            // What the checker shows of a guide is a copy of the element inside.
            Dress::Site => {
                self.push(&format!("<section id={anchor}{language}><h2>{title}</h2>"));
                let (start, end) = section.framed;
                let (before, rest) = section.blocks.split_at(start);
                let (inside, after) = rest.split_at(rest.len() - end);
                self.blocks(before, false);
                self.push(&format!("<div{language}>"));
                self.tabbed(inside);
                self.push("</div>");
                self.blocks(after, false);
            }
        }
        self.push("</section>\n");
    }

    /// Blocks in which sections beside each other are tabs.
    fn tabbed(&mut self, blocks: &[Block]) {
        // The group of the tab that is open.
        let mut open: Option<usize> = None;
        for block in blocks {
            match block {
                Block::Heading { turn: Turn::Opens(tab), .. } => {
                    if open == Some(tab.group) {
                        self.push("</section>");
                    } else {
                        if open.is_some() {
                            self.push("</section></div>");
                        }
                        let label = Html(self.tabs_label).to_string();
                        self.push(&format!("<div class=\"kb-tabs\" data-label=\"{label}\">"));
                    }
                    open = Some(tab.group);
                    let systems: Vec<&str> = tab.systems.iter().map(|one| one.word()).collect();
                    let (systems, name) = (systems.join(" "), Html(&tab.name));
                    self.push(&format!("<section data-systems=\"{systems}\" data-tab=\"{name}\">"));
                }
                Block::Heading { turn: Turn::Closes, .. } => {
                    self.push("</section></div>");
                    open = None;
                }
                _ => {}
            }
            self.block(block, false);
        }
        if open.is_some() {
            self.push("</section></div>");
        }
    }

    fn blocks(&mut self, blocks: &[Block], numbered: bool) {
        for (at, block) in blocks.iter().enumerate() {
            self.block(block, numbered);
            // Anything else ends a paragraph by itself.
            if matches!((block, blocks.get(at + 1)), (Block::Paragraph(_), Some(Block::Words(_)))) {
                self.push("</p>");
            }
        }
    }

    fn block(&mut self, block: &Block, numbered: bool) {
        match block {
            Block::Heading { level, anchor, text, .. } => {
                if self.linked.contains(anchor.as_str()) {
                    let place = self.place(anchor);
                    self.push(&format!("<h{level} id={place}>"));
                } else {
                    self.push(&format!("<h{level}>"));
                }
                self.line(text, false);
                self.push(&format!("</h{level}>"));
            }
            Block::Paragraph(line) => {
                self.push("<p>");
                self.line(line, numbered);
            }
            Block::Words(line) => self.line(line, numbered),
            Block::List { first, items } => self.list(*first, items, numbered),
            Block::Table { head, rows } => {
                // A wide table scrolls by itself, also by keyboard.
                if self.dress == Dress::Site {
                    self.push("<div class=\"kb-table\" tabindex=\"0\" role=\"group\">");
                }
                self.push("<table><tr>");
                self.cells("th", head);
                for row in rows {
                    self.push("<tr>");
                    self.cells("td", row);
                }
                self.push("</table>");
                if self.dress == Dress::Site {
                    self.push("</div>");
                }
            }
            Block::Code { code, .. } => {
                let code = format!("<pre><code>{}</code></pre>", Text(code.trim_end()));
                match self.dress {
                    Dress::Booklet => self.push(&code),
                    Dress::Site => self.push(&format!("<div class=kb-code>{code}</div>")),
                }
            }
            Block::Callout { kind, label, blocks } => {
                let (name, label) = (callout_name(*kind), Html(label));
                self.push(&match self.dress {
                    Dress::Booklet => format!("<div class={name}><b>{label}</b> "),
                    Dress::Site => format!(
                        "<div class=\"kb-callout kb-callout--{name}\">\
                         <p class=kb-callout__label>{label}</p>"
                    ),
                });
                self.blocks(blocks, numbered);
                self.push("</div>");
            }
            Block::Quote(blocks) => {
                self.push("<blockquote>");
                self.blocks(blocks, numbered);
                self.push("</blockquote>");
            }
            Block::Rule => self.push("<hr>"),
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Item], numbered: bool) {
        match first {
            Some(1) => self.push("<ol>"),
            Some(first) => self.push(&format!("<ol start={first}>")),
            None if self.in_question && self.dress == Dress::Site => {
                self.push("<ul class=kb-answers>");
            }
            None => self.push("<ul>"),
        }
        for item in items {
            self.push("<li>");
            match item.blocks.as_slice() {
                [Block::Paragraph(line)] if self.dress == Dress::Booklet => {
                    self.line(line, numbered);
                }
                blocks => self.blocks(blocks, numbered),
            }
        }
        self.push(if first.is_some() { "</ol>" } else { "</ul>" });
    }

    fn cells(&mut self, tag: &str, cells: &[Vec<Inline>]) {
        for cell in cells {
            self.push(&format!("<{tag}>"));
            self.line(cell, true);
        }
    }

    fn line(&mut self, line: &[Inline], numbered: bool) {
        for part in line {
            match part {
                Inline::Text(words) => self.push(&Text(words).to_string()),
                Inline::Strong(line) => self.wrapped("b", line, numbered),
                Inline::Emphasis(line) => self.wrapped("em", line, numbered),
                Inline::Struck(line) => self.wrapped("s", line, numbered),
                Inline::Code(code) => self.push(&format!("<code>{}</code>", Text(code))),
                Inline::Break => self.push("<br>"),
                Inline::Link { to, text } => self.link(to, text, numbered),
            }
        }
    }

    fn wrapped(&mut self, tag: &str, line: &[Inline], numbered: bool) {
        self.push(&format!("<{tag}>"));
        self.line(line, numbered);
        self.push(&format!("</{tag}>"));
    }

    fn link(&mut self, to: &To, text: &[Inline], numbered: bool) {
        match to {
            To::Anchor(anchor) => {
                let place = self.place(anchor);
                self.push(&format!("<a href=#{place}>"));
            }
            To::Address(address) => {
                let is_new = self.dress == Dress::Site && address.starts_with("https:");
                let new = if is_new { NEW_TAB } else { "" };
                self.push(&format!("<a href=\"{}\"{new}>", Html(address)));
            }
            To::Nowhere => return self.line(text, numbered),
        }
        self.line(text, false);
        self.push("</a>");
        if let To::Anchor(anchor) = to
            && numbered
            && self.dress == Dress::Booklet
            && let Some(number) = self.document.number_of(anchor)
        {
            self.push(&format!(" → {number}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problems;
    use crate::source::{Source, SourcePath};
    use crate::words;

    #[test]
    fn two_parts_whose_short_names_meet_are_told_apart_everywhere() {
        let meets = (0..).map(|number| format!("step-{number}"));
        let meets = meets.into_iter().find(|anchor| short(anchor) == short(HAND_OVER)).unwrap();
        let section = |anchor: &str, kind| Section {
            kind,
            anchor: anchor.to_owned(),
            number: 1,
            language: None,
            title: anchor.to_owned(),
            blocks: Vec::new(),
            framed: (0, 0),
        };
        let empty = || Block::Paragraph(Vec::new());
        let document = Document {
            language: "en".to_owned(),
            direction: "ltr",
            title: "T".to_owned(),
            title_language: None,
            meanwhile: None,
            start: empty(),
            how: empty(),
            notes: Vec::new(),
            due: None,
            sections: vec![section(&meets, Kind::Question), section(HAND_OVER, Kind::HandOver)],
            left_out: 0,
        };
        let path = SourcePath::new("words.toml");
        let words = words::parse(&Source::default(), &path, "en", &Problems::default());
        let page = write(&document, &words, false);
        for (anchor, place) in [(meets.as_str(), short(&meets)), (HAND_OVER, HAND_OVER.to_owned())]
        {
            assert!(page.contains(&format!("<section id={place}><h2>1. {anchor}</h2>")), "{page}");
            assert!(page.contains(&format!("<a href=\"#{place}\">")), "{page}");
        }
    }
}
