//! The text of a page of MediaWiki, with nothing that is an extension.

use std::collections::BTreeSet;

use super::{Loss, Losses, Written, is_web, percent};
use crate::document::{Block, Document, Inline, Item, Section, To};
use crate::escape::Html;
use crate::render::direction;

/// How boxes look, as a page has no style sheet of its own.
const BOX: &str = "border-inline-start: 4px solid; padding-inline-start: 1em; margin: 1em 0";

/// Writes the text of a page.
pub(super) fn write(document: &Document) -> Written {
    let linked = document.linked();
    let mut writer = Writer { document, linked, wiki: String::new(), losses: Losses::default() };
    writer.push(&format!(
        "<div lang=\"{}\" dir=\"{}\">\n= {} =\n",
        Html(&document.language),
        document.direction,
        escape(&document.title)
    ));
    writer.blocks(&document.front());
    for section in &document.sections {
        writer.section(section);
    }
    writer.push("</div>\n");
    Written { text: writer.wiki, losses: writer.losses }
}

struct Writer<'d> {
    document: &'d Document,
    /// The anchors that something leads to.
    linked: BTreeSet<&'d str>,
    wiki: String,
    losses: Losses,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.wiki.push_str(text);
    }

    /// Ends an element. A line that is empty before that would be one on the page.
    fn close(&mut self, end: &str) {
        if self.wiki.ends_with("\n\n") {
            self.wiki.pop();
        }
        self.push(end);
    }

    fn section(&mut self, section: &Section) {
        if let Some(language) = &section.language {
            self.push(&format!(
                "<div lang=\"{}\" dir=\"{}\">\n",
                Html(language),
                direction(language)
            ));
        }
        self.push(&format!(
            "== {}{}. {} ==\n",
            anchor(&section.anchor),
            section.number,
            escape(&section.title)
        ));
        self.blocks(&section.blocks);
        if section.language.is_some() {
            self.push("</div>\n");
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, anchor, text, .. } => {
                let marks = "=".repeat(usize::from(*level));
                self.push(&format!("{marks} "));
                if self.linked.contains(anchor.as_str()) {
                    self.push(&self::anchor(anchor));
                }
                self.line(text, false);
                self.push(&format!(" {marks}\n"));
            }
            Block::Paragraph(line) | Block::Words(line) => {
                self.line(line, false);
                self.push("\n\n");
            }
            Block::List { first, items } => {
                let is_plain = first.is_none_or(|first| first == 1) && is_plain(items);
                if is_plain {
                    self.lines(*first, items, "");
                    self.push("\n");
                } else {
                    self.elements(*first, items);
                }
            }
            Block::Table { head, rows } => {
                self.push("{| class=\"wikitable\"\n");
                self.cells('!', head);
                for row in rows {
                    self.push("|-\n");
                    self.cells('|', row);
                }
                self.push("|}\n");
            }
            Block::Code { code, .. } => {
                // The first line end in it would not count.
                let start = if code.starts_with('\n') { "\n" } else { "" };
                self.push(&format!("<pre>{start}{}</pre>\n", Html(code.trim_end())));
            }
            Block::Callout { label, blocks, .. } => {
                self.push(&format!("<div style=\"{BOX}\">\n'''{}'''\n\n", escape(label)));
                self.blocks(blocks);
                self.close("</div>\n");
            }
            Block::Quote(blocks) => {
                self.push("<blockquote>\n");
                self.blocks(blocks);
                self.close("</blockquote>\n");
            }
            Block::Rule => self.push("----\n"),
        }
    }

    /// A list by the marks that its lines begin with.
    fn lines(&mut self, first: Option<u64>, items: &[Item], around: &str) {
        let marks = format!("{around}{}", if first.is_some() { '#' } else { '*' });
        for item in items {
            let mut blocks = item.blocks.iter().peekable();
            self.push(&format!(
                "{marks} {}",
                item.anchor.as_deref().map_or_else(String::new, anchor)
            ));
            if let Some(Block::Words(line) | Block::Paragraph(line)) = blocks.peek() {
                self.line(line, false);
                blocks.next();
            }
            self.push("\n");
            for block in blocks {
                if let Block::List { first, items } = block {
                    self.lines(*first, items, &marks);
                }
            }
        }
    }

    /// A list by elements, which can hold everything and begin with any number.
    fn elements(&mut self, first: Option<u64>, items: &[Item]) {
        match first {
            Some(1) => self.push("<ol>\n"),
            Some(first) => self.push(&format!("<ol start=\"{first}\">\n")),
            None => self.push("<ul>\n"),
        }
        for item in items {
            match &item.anchor {
                Some(anchor) => self.push(&format!("<li id=\"{}\">", Html(anchor))),
                None => self.push("<li>"),
            }
            for (at, block) in item.blocks.iter().enumerate() {
                match block {
                    Block::Words(line) if at == 0 => {
                        self.line(line, false);
                        self.push("\n");
                    }
                    block => {
                        if at == 0 {
                            self.push("\n");
                        }
                        self.block(block);
                    }
                }
            }
            self.close("</li>\n");
        }
        self.push(if first.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn cells(&mut self, mark: char, cells: &[Vec<Inline>]) {
        for cell in cells {
            self.push(&format!("{mark} "));
            self.line(cell, false);
            self.push("\n");
        }
    }

    fn line(&mut self, line: &[Inline], is_nested: bool) {
        for part in line {
            match part {
                Inline::Text(words) => {
                    let starts = self.wiki.ends_with(['\n']);
                    let words = if starts { words.trim_start() } else { words };
                    let words = escape(words);
                    if starts {
                        self.push(&guard(&words));
                    } else {
                        self.push(&words);
                    }
                }
                Inline::Strong(line) => self.wrapped("'''", "b", line, is_nested),
                Inline::Emphasis(line) => self.wrapped("''", "i", line, is_nested),
                Inline::Struck(line) => {
                    self.push("<s>");
                    self.line(line, true);
                    self.push("</s>");
                }
                Inline::Code(code) => self.push(&format!("<code>{}</code>", escape(code))),
                Inline::Break => self.push("<br>"),
                Inline::Link { to, text } => self.link(to, text),
            }
        }
    }

    /// Bold and italic words: by elements where apostrophes could be counted together.
    fn wrapped(&mut self, marks: &str, tag: &str, line: &[Inline], is_nested: bool) {
        let (start, end) = if is_nested || self.wiki.ends_with('\'') {
            (format!("<{tag}>"), format!("</{tag}>"))
        } else {
            (marks.to_owned(), marks.to_owned())
        };
        self.push(&start);
        self.line(line, true);
        self.push(&end);
    }

    fn link(&mut self, to: &To, text: &[Inline]) {
        match to {
            To::Anchor(anchor) => {
                self.push(&format!("[[#{}|", escape(anchor)));
                self.line(text, true);
                self.push("]]");
                if let Some(number) = self.document.number_of(anchor) {
                    self.push(&format!(" → {number}"));
                }
            }
            To::Address(address) if is_web(address) => {
                self.push(&format!("[{} ", self::address(address)));
                self.line(text, true);
                self.push("]");
            }
            To::Address(address) => {
                self.losses.add(Loss::Refused);
                self.line(text, true);
                self.push(&format!(" (<code>{}</code>)", escape(address)));
            }
            To::Nowhere => self.line(text, true),
        }
    }
}

/// What can be led to.
fn anchor(name: &str) -> String {
    format!("<span id=\"{}\"></span>", Html(name))
}

/// Whether a list needs nothing but marks at the beginnings of lines.
fn is_plain(items: &[Item]) -> bool {
    items.iter().all(|item| {
        item.blocks.iter().enumerate().all(|(at, block)| match block {
            Block::Words(_) | Block::Paragraph(_) => at == 0,
            Block::List { first, items } => {
                at > 0 && first.is_none_or(|first| first == 1) && is_plain(items)
            }
            _ => false,
        })
    })
}

/// An address, without what ends one.
fn address(address: &str) -> String {
    let mut written = String::new();
    for letter in address.chars() {
        match letter {
            '[' | ']' | '<' | '>' | '"' | '\'' | '|' | '{' | '}' | ' ' => {
                written.push_str(&percent(letter));
            }
            _ => written.push(letter),
        }
    }
    written
}

/// Words that mean only themselves.
fn escape(words: &str) -> String {
    let mut written = String::new();
    let mut before = None;
    let mut letters = words.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied();
        let is_special = match letter {
            '<' | '>' | '&' | '[' | ']' | '{' | '}' | '|' | '"' | '~' => true,
            '\'' => {
                !(before.is_some_and(char::is_alphanumeric)
                    && after.is_some_and(char::is_alphanumeric))
            }
            '_' => before == Some('_') || after == Some('_'),
            '!' => before == Some('!') || after == Some('!'),
            // Of an address, which would become a link.
            ':' => after.is_some_and(|after| !after.is_whitespace()),
            // Of a heading, where it is the last of a line.
            '=' => true,
            // Of the names of books and standards.
            ' ' => ["RFC", "PMID", "ISBN"].iter().any(|name| written.ends_with(name)),
            '\n' => true,
            _ => false,
        };
        if letter == '\n' {
            written.push(' ');
        } else if is_special {
            written.push_str(&entity(letter));
        } else {
            written.push(letter);
        }
        before = Some(letter);
    }
    written
}

/// Words at the beginning of a line, where some letters begin lists, tables and rules.
fn guard(words: &str) -> String {
    match words.chars().next() {
        Some(letter @ ('*' | '#' | ':' | ';' | '!' | '-' | '_')) => {
            format!("{}{}", entity(letter), &words[letter.len_utf8()..])
        }
        _ => words.to_owned(),
    }
}

/// A letter that means only itself.
fn entity(letter: char) -> String {
    match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        _ => format!("&#{};", u32::from(letter)),
    }
}
