//! The text of a page of DokuWiki, with nothing that is a plugin.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use super::{Loss, Losses, Written, is_web, percent};
use crate::document::{Block, Document, Inline, Item, Section, To, plain};

/// The end of a line inside a paragraph, an item or a cell.
const BREAK: &str = "\\\\ ";

/// The words that DokuWiki shows pictures for, as it does for smileys.
const PICTURES: [&str; 3] = ["lol", "fixme", "deleteme"];

/// Writes the text of a page.
pub(super) fn write(document: &Document) -> Written {
    let places = places(document);
    let mut writer = Writer { document, places, wiki: String::new(), losses: Losses::default() };
    writer.heading(1, &document.title);
    writer.blocks(&document.front());
    for section in &document.sections {
        writer.section(section);
    }
    Written { text: format!("{}\n", writer.wiki.trim_end()), losses: writer.losses }
}

/// What a link to each heading says, by its anchor: its words, which DokuWiki makes the address of
/// by itself, and where another heading came to the same before, the number that it then adds.
fn places<'d>(document: &'d Document) -> BTreeMap<&'d str, String> {
    let mut taken = BTreeSet::new();
    let mut places = BTreeMap::new();
    take(&document.title, &mut taken);
    let mut add = |anchor, title: &str| {
        places.insert(anchor, take(title, &mut taken));
    };
    let headings = |block: &'d Block| match block {
        Block::Heading { anchor, text, .. } => Some((anchor.as_str(), plain(text))),
        _ => None,
    };
    for section in &document.sections {
        add(section.anchor.as_str(), &format!("{}. {}", section.number, section.title));
        for (anchor, title) in section.blocks.iter().filter_map(headings) {
            add(anchor, &title);
        }
    }
    places
}

/// What a link to a heading says, which takes the heading's address.
fn take(title: &str, taken: &mut BTreeSet<String>) -> String {
    let said: String = title
        .chars()
        .map(|letter| match letter {
            '.' | ':' | '-' | '_' => letter,
            ';' => ':',
            _ if letter.is_ascii() && !letter.is_ascii_alphanumeric() => ' ',
            _ => letter,
        })
        .collect();
    let said = said.trim_end_matches(|letter: char| !letter.is_alphanumeric()).trim_start();
    let address = address(said);
    if taken.insert(address.clone()) {
        return said.to_owned();
    }
    let mut number = 1;
    while !taken.insert(format!("{address}{number}")) {
        number += 1;
    }
    format!("{said}{number}")
}

/// About the address that DokuWiki makes: so near that two headings have one if they have the other.
fn address(said: &str) -> String {
    let mut address = String::new();
    for letter in said.to_lowercase().chars() {
        match letter {
            'ä' => address.push_str("ae"),
            'ö' => address.push_str("oe"),
            'ü' => address.push_str("ue"),
            'ß' => address.push_str("ss"),
            '.' | ':' => {}
            _ => match letter.nfd().next() {
                Some(base) if base.is_alphanumeric() || base == '-' => address.push(base),
                _ if address.ends_with('_') => {}
                _ => address.push('_'),
            },
        }
    }
    let name = address.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || letter == '_' || letter == '-'
    });
    if name.is_empty() {
        let digits: String = address.chars().filter(char::is_ascii_digit).collect();
        return format!("section{digits}");
    }
    name.to_owned()
}

struct Writer<'d> {
    document: &'d Document,
    /// What a link to each heading says, by its anchor.
    places: BTreeMap<&'d str, String>,
    wiki: String,
    losses: Losses,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.wiki.push_str(text);
    }

    fn section(&mut self, section: &Section) {
        self.heading(2, &format!("{}. {}", section.number, section.title));
        self.blocks(&section.blocks);
    }

    /// A heading: in it every letter means only itself.
    fn heading(&mut self, level: u8, title: &str) {
        if level > 5 {
            self.losses.add(Loss::Depth);
        }
        let marks = "=".repeat(usize::from(7 - level.min(5)));
        self.push(&format!("{marks} {} {marks}\n\n", title.trim()));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
            if !self.wiki.ends_with("\n\n") {
                self.push("\n");
            }
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text, .. } => {
                if text.iter().any(|part| !matches!(part, Inline::Text(_))) {
                    self.losses.add(Loss::Stress);
                }
                self.heading(*level, &plain(text));
            }
            Block::Paragraph(line) | Block::Words(line) => {
                let line = self.line(line, &[]);
                self.push(&format!("{line}\n"));
            }
            Block::List { first, items } => self.list(*first, items, 1),
            Block::Table { head, rows } => {
                self.row('^', head);
                for row in rows {
                    self.row('|', row);
                }
            }
            Block::Code { language, code } => {
                let code = self::code(language, code);
                self.push(&format!("{code}\n"));
            }
            Block::Callout { label, blocks, .. } => {
                self.losses.add(Loss::Boxes);
                let mut lines = vec![format!("**{}**", escape(label))];
                lines.extend(self.flat(blocks));
                self.quote(&lines);
            }
            Block::Quote(blocks) => {
                let lines = self.flat(blocks);
                self.quote(&lines);
            }
            Block::Rule => self.push("----\n"),
        }
    }

    fn quote(&mut self, lines: &[String]) {
        for line in lines {
            self.push(&format!("> {line}\n"));
        }
    }

    fn row(&mut self, mark: char, cells: &[Vec<Inline>]) {
        for cell in cells {
            let cell = self.line(cell, &[]);
            self.push(&format!("{mark} {cell} "));
        }
        self.push(&format!("{mark}\n"));
    }

    fn list(&mut self, first: Option<u64>, items: &[Item], depth: usize) {
        let indent = "  ".repeat(depth);
        // Its numbers begin with 1 only: others are words.
        let mark = if first == Some(1) { '-' } else { '*' };
        for (number, item) in (first.unwrap_or(1)..).zip(items) {
            if item.anchor.is_some() {
                self.losses.add(Loss::Steps);
            }
            self.push(&format!("{indent}{mark} "));
            if first.is_some_and(|first| first != 1) {
                self.push(&format!("{number}. "));
            }
            for (at, block) in item.blocks.iter().enumerate() {
                if let Block::List { first, items } = block {
                    self.push("\n");
                    self.list(*first, items, depth + 1);
                    // What follows goes on with the last line.
                    let end = self.wiki.trim_end().len();
                    self.wiki.truncate(end);
                    if at + 1 < item.blocks.len() {
                        self.losses.add(Loss::Block);
                    }
                    continue;
                }
                let lines = self.flat(std::slice::from_ref(block));
                for line in lines {
                    let is_code =
                        |text: &str| text.ends_with("</code>") || text.ends_with("</file>");
                    if is_code(&self.wiki) || (is_code(&line) && !self.wiki.ends_with([' ', '\n']))
                    {
                        self.push(" ");
                    } else if !self.wiki.ends_with(' ') {
                        self.push(&format!(" {BREAK}"));
                    }
                    self.push(&line);
                }
            }
            self.push("\n");
        }
    }

    /// Blocks as lines, for where only lines can be.
    fn flat(&mut self, blocks: &[Block]) -> Vec<String> {
        let mut lines = Vec::new();
        for block in blocks {
            match block {
                Block::Paragraph(line) | Block::Words(line) => lines.push(self.line(line, &[])),
                Block::Code { language, code } => lines.push(self::code(language, code)),
                Block::Heading { text, .. } => {
                    self.losses.add(Loss::Block);
                    let line = self.line(text, &["**"]);
                    lines.push(format!("**{line}**"));
                }
                Block::List { first, items } => {
                    self.losses.add(Loss::Block);
                    for (number, item) in (first.unwrap_or(1)..).zip(items) {
                        let mark = first.map_or_else(|| "•".to_owned(), |_| format!("{number}."));
                        let mut inner = self.flat(&item.blocks).into_iter();
                        lines.push(format!("{mark} {}", inner.next().unwrap_or_default()));
                        lines.extend(inner);
                    }
                }
                Block::Table { head, rows } => {
                    self.losses.add(Loss::Block);
                    for row in std::iter::once(head).chain(rows) {
                        let cells: Vec<String> =
                            row.iter().map(|cell| self.line(cell, &[])).collect();
                        lines.push(cells.join(" %%|%% "));
                    }
                }
                Block::Callout { label, blocks, .. } => {
                    self.losses.add(Loss::Block);
                    lines.push(format!("**{}**", escape(label)));
                    lines.extend(self.flat(blocks));
                }
                Block::Quote(blocks) => {
                    self.losses.add(Loss::Block);
                    lines.extend(self.flat(blocks));
                }
                Block::Rule => self.losses.add(Loss::Block),
            }
        }
        lines
    }

    /// A line, inside those marks.
    fn line(&mut self, line: &[Inline], inside: &[&'static str]) -> String {
        let mut written = String::new();
        for part in line {
            match part {
                Inline::Text(words) if written.is_empty() => {
                    written.push_str(&escape(words.trim_start()));
                }
                Inline::Text(words) => written.push_str(&escape(words)),
                Inline::Strong(line) => written.push_str(&self.wrapped("**", line, inside)),
                Inline::Emphasis(line) => written.push_str(&self.wrapped("//", line, inside)),
                Inline::Struck(line) => {
                    let words = self.line(line, inside);
                    written.extend(["<del>", &words, "</del>"]);
                }
                Inline::Code(code) => written.push_str(&mono(code)),
                Inline::Break => written.push_str(BREAK),
                Inline::Link { to, text } => written.push_str(&self.link(to, text, inside)),
            }
        }
        written
    }

    fn wrapped(&mut self, mark: &'static str, line: &[Inline], inside: &[&'static str]) -> String {
        if inside.contains(&mark) {
            return self.line(line, inside);
        }
        let mut words = self.line(line, &[inside, &[mark]].concat());
        // An address may end so, and then nothing would end there.
        if mark == "//" && words.ends_with(':') {
            words.truncate(words.len() - 1);
            words.push_str("%%:%%");
        }
        format!("{mark}{words}{mark}")
    }

    fn link(&mut self, to: &To, text: &[Inline], inside: &[&'static str]) -> String {
        let place = match to {
            To::Nowhere => return self.line(text, inside),
            To::Address(address) if !is_web(address) => {
                self.losses.add(Loss::Refused);
                let words = self.line(text, inside);
                return format!("{words} ({})", mono(address));
            }
            To::Address(address) => {
                // An address of a mailbox is known by its sign alone, and takes no more.
                let mailbox = address.strip_prefix("mailto:");
                let mailbox = mailbox.map(|all| all.split('?').next().unwrap_or_default());
                let ends = |letter| ['|', ']', ' '].contains(&letter);
                let letters = mailbox.unwrap_or(address).chars();
                letters.map(|l| if ends(l) { percent(l) } else { l.to_string() }).collect()
            }
            To::Anchor(anchor) => {
                let exact = self.places.get(anchor.as_str());
                let section =
                    || self.document.section_of(anchor).map(|known| known.anchor.as_str());
                let place = exact.or_else(|| self.places.get(section()?));
                format!("#{}", place.map_or("", String::as_str))
            }
        };
        if text.iter().any(|part| !matches!(part, Inline::Text(_))) {
            self.losses.add(Loss::InLink);
        }
        // Its words mean only themselves, but must not end it, nor be a picture.
        let words = plain(text).replace("]]", "] ]").replace("{{", "{ {");
        let number = match to {
            To::Anchor(anchor) => self.document.number_of(anchor),
            To::Address(_) | To::Nowhere => None,
        };
        let number = number.map_or_else(String::new, |number| format!(" → {number}"));
        format!("[[{place}|{words}]]{number}")
    }
}

/// A block of code.
fn code(language: &str, code: &str) -> String {
    let language: String = language.chars().filter(char::is_ascii_alphanumeric).collect();
    let code = code.trim_end();
    let lower = code.to_lowercase();
    if !lower.contains("</code>") {
        let space = if language.is_empty() { "" } else { " " };
        return format!("<code{space}{language}>\n{code}\n</code>");
    }
    if !lower.contains("</file>") {
        return format!("<file>\n{code}\n</file>");
    }
    code.lines().map(mono).collect::<Vec<_>>().join(BREAK)
}

/// Code in a line.
fn mono(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!("''{}''", bare(code)) }
}

/// Letters that mean only themselves, whatever they are.
fn bare(letters: &str) -> String {
    let mut written = String::new();
    let mut rest = letters;
    while !rest.is_empty() {
        let is_percent = rest.starts_with('%');
        let end = rest.find(|letter| (letter == '%') != is_percent).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if is_percent {
            written.extend(["<nowiki>", run, "</nowiki>"]);
        } else {
            written.extend(["%%", run, "%%"]);
        }
        rest = after;
    }
    written
}

/// Words that mean only themselves.
fn escape(words: &str) -> String {
    let words = words.split(|letter: char| letter.is_ascii_whitespace());
    let words = words.map(|word| if is_plain(word) { word.to_owned() } else { bare(word) });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a word means only itself, as most words do.
fn is_plain(word: &str) -> bool {
    if matches!(word, "" | "(" | ")" | "." | "," | ";" | ":" | "?" | "!" | ")." | ")," | "+" | "&")
    {
        return true;
    }
    let open = word.strip_prefix('(').unwrap_or(word);
    let inner = open.trim_end_matches([')', '.', ',', ';', ':', '!', '?']);
    // `:?:` is a picture, three dots are another letter, and `(c)` is one.
    let is_mark = word != open && ["c", "r", "tm"].contains(&inner.to_lowercase().as_str());
    if open.len() - inner.len() > 2 || open.ends_with("..") || is_mark {
        return false;
    }
    let lower = inner.to_lowercase();
    // Letters, and single marks between them.
    let is_letter = |letter: char| !letter.is_ascii() || letter.is_ascii_alphanumeric();
    let mut before = '-';
    let letters_fit = inner.chars().all(|letter| {
        let fits = is_letter(letter)
            || (matches!(letter, '-' | '\'' | '.' | ',' | '/' | ':') && is_letter(before));
        before = letter;
        fits
    });
    letters_fit
        && is_letter(before)
        && !is_size(&lower)
        && !["www.", "ftp."].iter().any(|start| lower.starts_with(start))
        && !PICTURES.contains(&lower.as_str())
}

/// Whether a word is about `640x480`, which becomes another sign than the letter. `0x80` does not.
fn is_size(word: &str) -> bool {
    word.split_once('x').is_some_and(|(width, height)| {
        width != "0"
            && width.ends_with(|letter: char| letter.is_ascii_digit())
            && height.starts_with(|letter: char| letter.is_ascii_digit())
    })
}
