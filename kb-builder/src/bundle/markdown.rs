//! Markdown, with the tables and struck words that GitHub has.

use std::collections::{BTreeMap, BTreeSet};

use super::{Loss, Losses, Written, is_web, percent};
use crate::document::{Block, Document, Inline, Item, Section, To, plain};

/// Writes the text of a page.
pub(super) fn write(document: &Document) -> Written {
    let mut writer = Writer { document, slugs: slugs(document), losses: Losses::default() };
    let mut parts = vec![format!("# {}", heading(&escape(&document.title)))];
    parts.push(writer.blocks(&document.front()));
    for section in &document.sections {
        parts.push(writer.section(section));
    }
    parts.retain(|part| !part.is_empty());
    Written { text: format!("{}\n", parts.join("\n\n")), losses: writer.losses }
}

/// The address that GitHub makes of each heading, by its anchor.
fn slugs(document: &Document) -> BTreeMap<&str, String> {
    let mut slugs = Slugs::default();
    slugs.take(&document.title);
    for section in &document.sections {
        let slug = slugs.take(&format!("{}. {}", section.number, section.title));
        slugs.known.insert(&section.anchor, slug);
        slugs.blocks(&section.blocks);
    }
    slugs.known
}

/// The addresses of headings so far.
#[derive(Default)]
struct Slugs<'d> {
    taken: BTreeSet<String>,
    known: BTreeMap<&'d str, String>,
}

impl<'d> Slugs<'d> {
    fn take(&mut self, title: &str) -> String {
        let is_kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
        let slug: String = title.to_lowercase().chars().filter(is_kept).collect();
        let slug = slug.trim().replace(' ', "-");
        let numbered = (1_u32..).map(|number| format!("{slug}-{number}"));
        let mut all = std::iter::once(slug.clone()).chain(numbered);
        all.find(|slug| self.taken.insert(slug.clone())).unwrap_or_default()
    }

    fn blocks(&mut self, blocks: &'d [Block]) {
        for block in blocks {
            match block {
                Block::Heading { anchor, text, .. } => {
                    let slug = self.take(&plain(text));
                    self.known.insert(anchor, slug);
                }
                Block::List { items, .. } => {
                    for item in items {
                        self.blocks(&item.blocks);
                    }
                }
                Block::Callout { blocks, .. } | Block::Quote(blocks) => self.blocks(blocks),
                _ => {}
            }
        }
    }
}

struct Writer<'d> {
    document: &'d Document,
    /// The address of each heading, by its anchor.
    slugs: BTreeMap<&'d str, String>,
    losses: Losses,
}

impl Writer<'_> {
    fn section(&mut self, section: &Section) -> String {
        let title = heading(&escape(&section.title));
        let blocks = self.blocks(&section.blocks);
        format!("## {}. {title}\n\n{blocks}", section.number).trim_end().to_owned()
    }

    fn blocks(&mut self, blocks: &[Block]) -> String {
        let mut written = String::new();
        // Two lists in a row would be one, if they had the same marks.
        let mut is_other = false;
        for (at, block) in blocks.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| &blocks[at]);
            is_other = !is_other
                && matches!((before, block), (Some(Block::List { .. }), Block::List { .. }));
            let is_close = matches!(
                (before, block),
                (Some(Block::Words(_)), Block::List { first: None | Some(1), .. })
            );
            if at > 0 {
                written.push_str(if is_close { "\n" } else { "\n\n" });
            }
            let block = self.block(block, is_other);
            written.push_str(&block);
        }
        written
    }

    fn block(&mut self, block: &Block, is_other: bool) -> String {
        match block {
            Block::Heading { level, text, .. } => {
                let line = heading(&self.line(text, Place::Line));
                format!("{} {line}", "#".repeat(usize::from(*level)))
            }
            Block::Paragraph(line) | Block::Words(line) => paragraph(&self.line(line, Place::Text)),
            Block::List { first, items } => self.list(*first, items, is_other),
            Block::Table { head, rows } => {
                let mut lines = vec![self.row(head)];
                lines.push(format!("|{}", " --- |".repeat(head.len())));
                lines.extend(rows.iter().map(|row| self.row(row)));
                lines.join("\n")
            }
            Block::Code { language, code } => {
                let fence = "`".repeat((longest_run(code) + 1).max(3));
                let language: String =
                    language.chars().filter(char::is_ascii_alphanumeric).collect();
                format!("{fence}{language}\n{}\n{fence}", code.trim_end())
            }
            Block::Callout { label, blocks, .. } => {
                self.losses.add(Loss::Boxes);
                let blocks = self.blocks(blocks);
                indented(&format!("**{}**\n\n{blocks}", escape(label)), "> ", "> ")
            }
            Block::Quote(blocks) => indented(&self.blocks(blocks), "> ", "> "),
            Block::Rule => "***".to_owned(),
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Item], is_other: bool) -> String {
        let mut lines = Vec::new();
        for (number, item) in (first.unwrap_or(1)..).zip(items) {
            if item.anchor.is_some() {
                self.losses.add(Loss::Steps);
            }
            let mark = match (first, is_other) {
                (Some(_), false) => format!("{number}. "),
                (Some(_), true) => format!("{number}) "),
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
            };
            let blocks = self.blocks(&item.blocks);
            lines.push(indented(&blocks, &mark, &" ".repeat(mark.len())));
        }
        let is_loose = |item: &Item| matches!(item.blocks.first(), Some(Block::Paragraph(_)));
        lines.join(if items.iter().any(is_loose) { "\n\n" } else { "\n" })
    }

    fn row(&mut self, cells: &[Vec<Inline>]) -> String {
        let mut row = "|".to_owned();
        for cell in cells {
            let cell = self.line(cell, Place::Cell).replace('|', "\\|");
            row.extend([" ", cell.trim(), " |"]);
        }
        row
    }

    fn line(&mut self, line: &[Inline], place: Place) -> String {
        let mut written = Line::default();
        for part in line {
            match part {
                Inline::Text(words) => written.words(words),
                Inline::Strong(line) => written.marked("**", &self.line(line, place)),
                Inline::Emphasis(line) => written.marked("*", &self.line(line, place)),
                Inline::Struck(line) => written.marked("~~", &self.line(line, place)),
                Inline::Code(code) => written.letters(&code_span(code)),
                Inline::Break => written.letters(match place {
                    Place::Text => "\\\n",
                    Place::Line => " ",
                    Place::Cell => "<br>",
                }),
                Inline::Link { to, text } => {
                    let words = self.line(text, place);
                    self.link(to, &words, &mut written);
                }
            }
        }
        written.text
    }

    fn link(&mut self, to: &To, words: &str, line: &mut Line) {
        match to {
            To::Nowhere => line.letters(words),
            To::Address(address) if is_web(address) => {
                line.letters(&format!("[{words}]({})", self::address(address)));
            }
            To::Address(address) => {
                self.losses.add(Loss::Refused);
                line.letters(&format!("{words} ({})", code_span(address)));
            }
            To::Anchor(anchor) => {
                self.losses.add(Loss::Within);
                let exact = self.slugs.get(anchor.as_str());
                let section =
                    || self.document.section_of(anchor).map(|known| known.anchor.as_str());
                let slug = exact.or_else(|| self.slugs.get(section()?));
                line.letters(&format!("[{words}](#{})", slug.map_or("", String::as_str)));
                if let Some(number) = self.document.number_of(anchor) {
                    line.letters(&format!(" → {number}"));
                }
            }
        }
    }
}

/// Where a line stands.
#[derive(Clone, Copy)]
enum Place {
    /// Among others, in a paragraph.
    Text,
    /// Alone, in a heading.
    Line,
    /// In a cell of a table.
    Cell,
}

/// A line as it is written.
#[derive(Default)]
struct Line {
    text: String,
    /// The marks that it ends with, where it ends with marked words.
    ended: Option<&'static str>,
    /// Whether the next letter must not be a letter or digit, for the marks before it to end.
    is_guarded: bool,
}

impl Line {
    fn words(&mut self, words: &str) {
        let mut letters = words.chars();
        match letters.next() {
            Some(first) if self.is_guarded && first.is_alphanumeric() => {
                let rest = escape(letters.as_str());
                self.letters(&format!("{}{rest}", entity(first)));
            }
            Some(_) => self.letters(&escape(words)),
            None => {}
        }
    }

    fn letters(&mut self, letters: &str) {
        self.text.push_str(letters);
        self.ended = None;
        self.is_guarded = false;
    }

    /// Marks begin only before words, and end only after words, and where punctuation is on the
    /// inner side, no letter may be on the outer side.
    fn marked(&mut self, marks: &'static str, words: &str) {
        let inner = words.trim();
        if inner.is_empty() {
            return self.letters(words);
        }
        let (before, after) = words.split_once(inner).unwrap_or_default();
        self.text.push_str(before);
        if before.is_empty() && self.ended == Some(marks) {
            self.text.truncate(self.text.len() - marks.len());
        } else {
            let outer = self.text.chars().next_back().filter(|outer| outer.is_alphanumeric());
            if let Some(outer) = outer.filter(|_| !inner.starts_with(char::is_alphanumeric)) {
                self.text.pop();
                let entity = entity(outer);
                self.text.push_str(&entity);
            }
            self.text.push_str(marks);
        }
        self.text.push_str(inner);
        self.text.push_str(marks);
        self.text.push_str(after);
        self.ended = after.is_empty().then_some(marks);
        self.is_guarded = after.is_empty() && !inner.ends_with(char::is_alphanumeric);
    }
}

/// Words that mean only themselves, inside a line.
fn escape(words: &str) -> String {
    let mut written = String::new();
    let mut before: Option<char> = None;
    let mut letters = words.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied();
        let is_letter = |beside: Option<char>| beside.is_some_and(char::is_alphanumeric);
        let is_special = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' => true,
            '_' => !(is_letter(before) && is_letter(after)),
            '&' => is_letter(after) || after == Some('#'),
            // A link may follow, which would be a picture then.
            '!' => after.is_none_or(|after| after == '['),
            // Of an address, which would become a link with all marks in it.
            ':' => after == Some('/'),
            '.' => written.ends_with("www"),
            _ => false,
        };
        if is_special {
            written.push('\\');
        }
        written.push(if letter == '\n' { ' ' } else { letter });
        before = Some(letter);
    }
    written
}

/// A line that begins as no other block does.
fn guard(line: &str) -> String {
    let line = line.trim_start_matches([' ', '\t']);
    if line.starts_with(['#', '>', '-', '+', '=', '|', ':']) {
        return format!("\\{line}");
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line[digits..].chars().next() {
        Some(mark @ ('.' | ')')) if digits > 0 => {
            format!("{}\\{mark}{}", &line[..digits], &line[digits + 1..])
        }
        _ => line.to_owned(),
    }
}

/// The lines of a paragraph.
fn paragraph(line: &str) -> String {
    line.trim_end().split('\n').map(guard).collect::<Vec<_>>().join("\n")
}

/// The line of a heading: what looks like the end of one is none.
fn heading(line: &str) -> String {
    let line = line.trim();
    match line.strip_suffix('#') {
        Some(rest) => format!("{rest}\\#"),
        None => line.to_owned(),
    }
}

/// Code in a line.
fn code_span(code: &str) -> String {
    let code = code.replace('\n', " ");
    let ticks = "`".repeat(longest_run(&code) + 1);
    let is_padded = code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']);
    let space = if is_padded && !code.trim().is_empty() { " " } else { "" };
    format!("{ticks}{space}{code}{space}{ticks}")
}

/// The most backticks in a row.
fn longest_run(code: &str) -> usize {
    code.split(|letter| letter != '`').map(str::len).max().unwrap_or_default()
}

/// An address, without what ends one.
fn address(address: &str) -> String {
    let mut written = String::new();
    for letter in address.chars() {
        match letter {
            ' ' | '(' | ')' | '<' | '>' | '\\' | '`' | '|' => {
                written.push_str(&percent(letter));
            }
            _ => written.push(letter),
        }
    }
    written
}

/// A letter that is none to the marks beside it.
fn entity(letter: char) -> String {
    format!("&#{};", u32::from(letter))
}

/// Lines behind marks: one for the first, one for the others.
fn indented(lines: &str, first: &str, others: &str) -> String {
    let mut written = String::new();
    for (at, line) in lines.split('\n').enumerate() {
        if at > 0 {
            written.push('\n');
        }
        let mark = if at == 0 { first } else { others };
        written.push_str(if line.is_empty() { mark.trim_end() } else { mark });
        written.push_str(line);
    }
    written
}
