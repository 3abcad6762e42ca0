//! One HTML file with no script at all: every part an anchor, every answer a link.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::assets::lean_style;
use crate::document::{Block, Document, Inline, Item, Kind, Section, To};
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
    line(format_args!("</head>\n<body>\n<h1{language}>{}</h1>", Html(&document.title)));
    line(format_args!("<main id=\"all\">\n<div class=\"opening\">"));
    let front = blocks(document, &document.front(), Dress::Booklet);
    line(format_args!("{front}</div>\n{}</main>", sections(document, Dress::Booklet, words)));
    let first = document.sections.first().map(|section| section.anchor.as_str());
    line(format_args!(
        "<footer>\n<a href=\"#{}\">{}</a>\n<a href=\"#hand-over\">{}</a>\n<a href=\"#all\">{}</a>\n</footer>",
        Html(first.unwrap_or_default()),
        Html(words.get("flow-first")),
        Html(words.get("hand-over-now")),
        Html(words.get("flow-all")),
    ));
    line(format_args!("</body>\n</html>"));
    html
}

/// What a document is dressed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dress {
    /// Few elements, numbers for paper, and places to lead to at every step.
    Booklet,
    /// The classes of the site, tabs, and nothing that a copy of a guide would have twice.
    Site,
}

/// The sections of a document.
pub(crate) fn sections(document: &Document, dress: Dress, words: &AllWords) -> String {
    let tabs_label = words.get("tabs-label");
    let linked = document.linked();
    let mut writer =
        Writer { document, linked, dress, tabs_label, in_question: false, html: String::new() };
    for section in &document.sections {
        writer.section(section);
    }
    writer.html
}

/// Some blocks of a document outside its sections.
pub(crate) fn blocks(document: &Document, blocks: &[Block], dress: Dress) -> String {
    let linked = BTreeSet::new();
    let mut writer =
        Writer { document, linked, dress, tabs_label: "", in_question: false, html: String::new() };
    writer.blocks(blocks, false);
    writer.html
}

/// The attributes of an element in another language than the file's.
pub(crate) fn tongue(language: Option<&str>) -> String {
    language.map_or_else(String::new, |language| {
        format!(" lang=\"{}\" dir=\"{}\"", Html(language), direction(language))
    })
}

struct Writer<'d> {
    document: &'d Document,
    /// The anchors that something leads to.
    linked: BTreeSet<&'d str>,
    dress: Dress,
    /// What tabs choose.
    tabs_label: &'d str,
    in_question: bool,
    html: String,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.html.push_str(text);
    }

    fn section(&mut self, section: &Section) {
        let (anchor, title) = (Html(&section.anchor).to_string(), Text(&section.title).to_string());
        let language = tongue(section.language.as_deref());
        self.in_question = section.kind == Kind::Question;
        match self.dress {
            Dress::Booklet => {
                let number = section.number;
                self.push(&format!(
                    "<section id=\"{anchor}\"{language}>\n<h2>{number}. {title}</h2>\n"
                ));
                self.blocks(&section.blocks, true);
            }
            // What the checker shows of a guide is a copy of the element after the heading.
            Dress::Site => {
                self.push(&format!(
                    "<section id=\"{anchor}\"{language}><h2>{title}</h2><div{language}>\n"
                ));
                self.tabbed(&section.blocks);
                self.push("</div>");
            }
        }
        self.push("</section>\n");
    }

    /// Blocks in which sections beside each other are tabs.
    fn tabbed(&mut self, blocks: &[Block]) {
        // The group and the level of the tab that is open.
        let mut open: Option<(usize, u8)> = None;
        for block in blocks {
            if let Block::Heading { level, tab, .. } = block {
                let ended = open.take_if(|(_, outer)| level <= outer);
                let group = tab.as_ref().map(|tab| tab.group);
                let goes_on = ended.is_some_and(|(before, _)| group == Some(before));
                if ended.is_some() {
                    self.push(if goes_on { "</section>" } else { "</section></div>" });
                }
                if let Some(tab) = tab {
                    if !goes_on {
                        let label = Html(self.tabs_label).to_string();
                        self.push(&format!("<div class=\"kb-tabs\" data-label=\"{label}\">"));
                    }
                    let systems: Vec<&str> = tab.systems.iter().map(|one| one.word()).collect();
                    let (systems, name) = (systems.join(" "), Html(&tab.name));
                    self.html.push_str(&format!(
                        "<section data-systems=\"{systems}\" data-tab=\"{name}\">\n"
                    ));
                    open = Some((tab.group, *level));
                }
            }
            self.block(block, false);
        }
        if open.is_some() {
            self.push("</section></div>");
        }
    }

    fn blocks(&mut self, blocks: &[Block], numbered: bool) {
        for block in blocks {
            self.block(block, numbered);
        }
    }

    fn block(&mut self, block: &Block, numbered: bool) {
        match block {
            Block::Heading { level, anchor, text, .. } => {
                if self.linked.contains(anchor.as_str()) {
                    self.push(&format!("<h{level} id=\"{}\">", Html(anchor)));
                } else {
                    self.push(&format!("<h{level}>"));
                }
                self.line(text, false);
                self.push(&format!("</h{level}>\n"));
            }
            Block::Paragraph(line) => {
                self.push("<p>");
                self.line(line, numbered);
                self.push("\n");
            }
            Block::Words(line) => self.line(line, numbered),
            Block::List { first, items } => self.list(*first, items, numbered),
            Block::Table { head, rows } => {
                // A wide table scrolls by itself, also by keyboard.
                if self.dress == Dress::Site {
                    self.push("<div class=\"kb-table\" tabindex=\"0\" role=\"group\">");
                }
                self.push("<table>\n<tr>");
                self.cells("th", head);
                for row in rows {
                    self.push("\n<tr>");
                    self.cells("td", row);
                }
                self.push("</table>\n");
                if self.dress == Dress::Site {
                    self.push("</div>");
                }
            }
            Block::Code { code, .. } => {
                let code = format!("<pre><code>{}</code></pre>", Text(code.trim_end()));
                match self.dress {
                    Dress::Booklet => self.push(&format!("{code}\n")),
                    Dress::Site => self.push(&format!("<div class=\"kb-code\">{code}</div>\n")),
                }
            }
            Block::Callout { kind, label, blocks } => {
                let (name, label) = (callout_name(*kind), Html(label));
                self.push(&match self.dress {
                    Dress::Booklet => format!("<div class=\"{name}\"><b>{label}</b>\n"),
                    Dress::Site => format!(
                        "<div class=\"kb-callout kb-callout--{name}\">\
                         <p class=\"kb-callout__label\">{label}\n"
                    ),
                });
                self.blocks(blocks, numbered);
                self.push("</div>\n");
            }
            Block::Quote(blocks) => {
                self.push("<blockquote>\n");
                self.blocks(blocks, numbered);
                self.push("</blockquote>\n");
            }
            Block::Rule => self.push("<hr>\n"),
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Item], numbered: bool) {
        match first {
            Some(1) => self.push("<ol>\n"),
            Some(first) => self.push(&format!("<ol start=\"{first}\">\n")),
            None if self.in_question && self.dress == Dress::Site => {
                self.push("<ul class=\"kb-answers\">\n");
            }
            None => self.push("<ul>\n"),
        }
        for item in items {
            match item.anchor.as_deref().and_then(|anchor| anchor.rsplit_once("-step-")) {
                Some((guide, step)) if self.dress == Dress::Booklet => {
                    self.push(&format!("<li id=\"{}\">", Html(&self.short(guide, step))));
                }
                _ => self.push("<li>"),
            }
            self.blocks(&item.blocks, numbered);
            self.end_line();
        }
        self.push(if first.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    /// A step of a guide by its numbers, `31.4`: there are hundreds, and no text leads to one.
    fn short(&self, guide: &str, step: &str) -> String {
        format!("{}.{step}", self.document.number_of(guide).unwrap_or_default())
    }

    fn cells(&mut self, tag: &str, cells: &[Vec<Inline>]) {
        for cell in cells {
            self.push(&format!("<{tag}>"));
            self.line(cell, true);
        }
    }

    /// Ends a line, where that is not done yet.
    fn end_line(&mut self) {
        if !self.html.ends_with('\n') {
            self.push("\n");
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
        let href = match to {
            To::Anchor(anchor) => format!("#{anchor}"),
            To::Address(address) => address.clone(),
            To::Nowhere => return self.line(text, numbered),
        };
        let is_elsewhere = matches!(to, To::Address(address) if address.starts_with("https:"));
        self.push(&format!("<a href=\"{}\"", Html(&href)));
        if is_elsewhere && self.dress == Dress::Site {
            self.push(" target=\"_blank\" rel=\"noopener noreferrer\"");
        }
        self.push(">");
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
