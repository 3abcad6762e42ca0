//! One HTML file with no script at all: every part an anchor, every answer a link.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::assets::lean_style;
use crate::document::{Block, Document, Inline, Item, Section, To};
use crate::escape::Html;
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
    let mut writer = Writer { document, linked: document.linked(), html: String::new() };
    writer.blocks(&document.opening, false);
    line(format_args!("{}</div>", writer.html));
    for section in &document.sections {
        writer.html.clear();
        writer.section(section);
        line(format_args!("{}", writer.html.trim_end()));
    }
    line(format_args!("</main>"));
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

/// The attributes of an element in another language than the file's.
fn tongue(language: Option<&str>) -> String {
    language.map_or_else(String::new, |language| {
        format!(" lang=\"{}\" dir=\"{}\"", Html(language), direction(language))
    })
}

struct Writer<'d> {
    document: &'d Document,
    /// The anchors that something leads to.
    linked: BTreeSet<&'d str>,
    html: String,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.html.push_str(text);
    }

    fn section(&mut self, section: &Section) {
        let (anchor, title) = (Html(&section.anchor).to_string(), Html(&section.title).to_string());
        let language = tongue(section.language.as_deref());
        self.push(&format!(
            "<section id=\"{anchor}\"{language}>\n<h2>{}. {title}</h2>\n",
            section.number
        ));
        self.blocks(&section.blocks, true);
        self.push("</section>\n");
    }

    fn blocks(&mut self, blocks: &[Block], numbered: bool) {
        for block in blocks {
            self.block(block, numbered);
        }
    }

    fn block(&mut self, block: &Block, numbered: bool) {
        match block {
            Block::Heading { level, anchor, text } => {
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
                self.push("</p>\n");
            }
            Block::Words(line) => self.line(line, numbered),
            Block::List { first, items } => self.list(*first, items, numbered),
            Block::Table { head, rows } => {
                self.push("<table>\n<tr>");
                self.cells("th", head);
                self.push("</tr>\n");
                for row in rows {
                    self.push("<tr>");
                    self.cells("td", row);
                    self.push("</tr>\n");
                }
                self.push("</table>\n");
            }
            Block::Code { code, .. } => {
                self.push(&format!("<pre><code>{}</code></pre>\n", Html(code.trim_end())));
            }
            Block::Callout { kind, label, blocks } => {
                let name = callout_name(*kind);
                self.push(&format!("<div class=\"{name}\"><b>{}</b>\n", Html(label)));
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
            None => self.push("<ul>\n"),
        }
        for item in items {
            match item.anchor.as_deref().and_then(|anchor| anchor.rsplit_once("-step-")) {
                Some((guide, step)) => {
                    self.push(&format!("<li id=\"{}\">", Html(&self.short(guide, step))));
                }
                None => self.push("<li>"),
            }
            self.blocks(&item.blocks, numbered);
            self.push("</li>\n");
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
            self.push(&format!("</{tag}>"));
        }
    }

    fn line(&mut self, line: &[Inline], numbered: bool) {
        for part in line {
            match part {
                Inline::Text(words) => self.push(&Html(words).to_string()),
                Inline::Strong(line) => self.wrapped("b", line, numbered),
                Inline::Emphasis(line) => self.wrapped("em", line, numbered),
                Inline::Struck(line) => self.wrapped("s", line, numbered),
                Inline::Code(code) => self.push(&format!("<code>{}</code>", Html(code))),
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
        self.push(&format!("<a href=\"{}\">", Html(&href)));
        self.line(text, false);
        self.push("</a>");
        if let To::Anchor(anchor) = to
            && numbered
            && let Some(number) = self.document.number_of(anchor)
        {
            self.push(&format!(" → {number}"));
        }
    }
}
