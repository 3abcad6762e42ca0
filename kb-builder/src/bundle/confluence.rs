//! Confluence's storage format: XHTML with elements of its own for panels, code and anchors.

use std::collections::BTreeSet;

use pulldown_cmark::BlockQuoteKind;

use super::{Loss, Losses, Written, is_web};
use crate::document::{Block, Document, Inline, Item, Section, To};
use crate::render::xml::escape;

/// The languages that its code macro knows by these words; with any other it shows no code.
const CODE_LANGUAGES: [(&str, &str); 5] = [
    ("powershell", "powershell"),
    ("bash", "bash"),
    ("sh", "bash"),
    ("xml", "xml"),
    ("sql", "sql"),
];

/// Writes the text of a page.
pub(super) fn write(document: &Document) -> Written {
    let linked = document.linked();
    let mut writer = Writer { document, linked, xml: String::new(), losses: Losses::default() };
    writer.push(&format!("<h1>{}</h1>\n", escape(&document.title)));
    writer.blocks(&document.front());
    for section in &document.sections {
        writer.section(section);
    }
    Written { text: writer.xml, losses: writer.losses }
}

struct Writer<'d> {
    document: &'d Document,
    /// The anchors that something leads to. Others are left out: each is a box in the editor.
    linked: BTreeSet<&'d str>,
    xml: String,
    losses: Losses,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.xml.push_str(text);
    }

    fn section(&mut self, section: &Section) {
        self.push("<h2>");
        self.anchor(&section.anchor);
        self.push(&format!("{}. {}</h2>\n", section.number, escape(&section.title)));
        self.blocks(&section.blocks);
    }

    fn anchor(&mut self, anchor: &str) {
        self.push(&format!(
            "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">{}</ac:parameter>\
             </ac:structured-macro>",
            escape(anchor)
        ));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, anchor, text, .. } => {
                self.push(&format!("<h{level}>"));
                if self.linked.contains(anchor.as_str()) {
                    self.anchor(anchor);
                }
                self.line(text);
                self.push(&format!("</h{level}>\n"));
            }
            Block::Paragraph(line) => {
                self.push("<p>");
                self.line(line);
                self.push("</p>\n");
            }
            Block::Words(line) => self.line(line),
            Block::List { first, items } => self.list(*first, items),
            Block::Table { head, rows } => {
                self.push("<table><tbody>\n");
                self.row("th", head);
                for row in rows {
                    self.row("td", row);
                }
                self.push("</tbody></table>\n");
            }
            Block::Code { language, code } => self.code(language, code),
            Block::Callout { kind, label, blocks } => {
                self.push(&format!(
                    "<ac:structured-macro ac:name=\"{}\"><ac:rich-text-body>\n\
                     <p><strong>{}</strong></p>\n",
                    panel(*kind),
                    escape(label)
                ));
                self.apart(blocks);
                self.push("</ac:rich-text-body></ac:structured-macro>\n");
            }
            Block::Quote(blocks) => {
                self.push("<blockquote>\n");
                self.apart(blocks);
                self.push("</blockquote>\n");
            }
            Block::Rule => self.push("<hr />\n"),
        }
    }

    /// Blocks where words stand in no list item.
    fn apart(&mut self, blocks: &[Block]) {
        for block in blocks {
            if let Block::Words(line) = block {
                self.push("<p>");
                self.line(line);
                self.push("</p>\n");
            } else {
                self.block(block);
            }
        }
    }

    fn code(&mut self, language: &str, code: &str) {
        self.push("<ac:structured-macro ac:name=\"code\">");
        if let Some((_, known)) = CODE_LANGUAGES.iter().find(|(word, _)| *word == language) {
            self.push(&format!("<ac:parameter ac:name=\"language\">{known}</ac:parameter>"));
        }
        let code: String = code.trim_end().chars().filter(|letter| is_xml(*letter)).collect();
        self.push(&format!(
            "<ac:plain-text-body><![CDATA[{}]]></ac:plain-text-body></ac:structured-macro>\n",
            code.replace("]]>", "]]]]><![CDATA[>")
        ));
    }

    fn list(&mut self, first: Option<u64>, items: &[Item]) {
        match first {
            Some(1) => self.push("<ol>\n"),
            Some(first) => {
                self.losses.add(Loss::Start);
                self.push(&format!("<ol start=\"{first}\">\n"));
            }
            None => self.push("<ul>\n"),
        }
        for item in items {
            self.push("<li>");
            if let Some(anchor) = &item.anchor {
                if self.linked.contains(anchor.as_str()) {
                    self.anchor(anchor);
                } else {
                    self.losses.add(Loss::Unlinked);
                }
            }
            self.blocks(&item.blocks);
            self.push("</li>\n");
        }
        self.push(if first.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn row(&mut self, tag: &str, cells: &[Vec<Inline>]) {
        self.push("<tr>");
        for cell in cells {
            self.push(&format!("<{tag}>"));
            self.line(cell);
            self.push(&format!("</{tag}>"));
        }
        self.push("</tr>\n");
    }

    fn line(&mut self, line: &[Inline]) {
        for part in line {
            match part {
                Inline::Text(words) => self.push(&escape(words)),
                Inline::Strong(line) => self.wrapped("<strong>", line, "</strong>"),
                Inline::Emphasis(line) => self.wrapped("<em>", line, "</em>"),
                Inline::Struck(line) => {
                    let start = "<span style=\"text-decoration: line-through;\">";
                    self.wrapped(start, line, "</span>");
                }
                Inline::Code(code) => self.push(&format!("<code>{}</code>", escape(code))),
                Inline::Break => self.push("<br />"),
                Inline::Link { to, text } => self.link(to, text),
            }
        }
    }

    fn wrapped(&mut self, start: &str, line: &[Inline], end: &str) {
        self.push(start);
        self.line(line);
        self.push(end);
    }

    fn link(&mut self, to: &To, text: &[Inline]) {
        match to {
            To::Anchor(anchor) => {
                let start = format!("<ac:link ac:anchor=\"{}\"><ac:link-body>", escape(anchor));
                self.wrapped(&start, text, "</ac:link-body></ac:link>");
                if let Some(number) = self.document.number_of(anchor) {
                    self.push(&format!(" → {number}"));
                }
            }
            To::Address(address) if is_web(address) => {
                self.wrapped(&format!("<a href=\"{}\">", escape(address)), text, "</a>");
            }
            To::Address(address) => {
                self.losses.add(Loss::Refused);
                self.line(text);
                self.push(&format!(" (<code>{}</code>)", escape(address)));
            }
            To::Nowhere => self.line(text),
        }
    }
}

/// Whether XML can hold a letter.
fn is_xml(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The macro for a callout.
fn panel(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "info",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "note",
        BlockQuoteKind::Warning | BlockQuoteKind::Caution => "warning",
    }
}
