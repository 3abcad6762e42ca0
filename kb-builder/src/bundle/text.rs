//! Plain text: for mails, answers of a helpdesk, and paper.

use super::{Loss, Losses, Written};
use crate::document::{Block, Document, Inline, Item, Section, To, plain};

/// How many letters a line may have.
const WIDTH: usize = 78;

/// A space that a line must not end at. No text holds this letter.
const FIRM: char = '\0';

/// Writes the text.
pub(super) fn write(document: &Document) -> Written {
    let mut writer = Writer { document, losses: Losses::default() };
    let mut lines = underlined(&document.title, '=');
    lines.push(String::new());
    lines.extend(writer.blocks(&document.front(), WIDTH));
    for section in &document.sections {
        lines.push(String::new());
        lines.push(String::new());
        lines.extend(writer.section(section));
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    let text = lines.join("\n").replace(FIRM, " ");
    Written { text: format!("{}\n", text.trim_end()), losses: writer.losses }
}

struct Writer<'d> {
    document: &'d Document,
    losses: Losses,
}

impl Writer<'_> {
    fn section(&mut self, section: &Section) -> Vec<String> {
        let mut lines = underlined(&format!("{}. {}", section.number, section.title), '-');
        lines.push(String::new());
        lines.extend(self.blocks(&section.blocks, WIDTH));
        lines
    }

    fn blocks(&mut self, blocks: &[Block], width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| &blocks[at]);
            let is_close = matches!((before, block), (Some(Block::Words(_)), Block::List { .. }));
            if at > 0 && !is_close {
                lines.push(String::new());
            }
            lines.extend(self.block(block, width));
        }
        lines
    }

    fn block(&mut self, block: &Block, width: usize) -> Vec<String> {
        match block {
            Block::Heading { text, .. } => {
                let line = self.line(text);
                underlined(&line, '.')
            }
            Block::Paragraph(line) | Block::Words(line) => wrapped(&self.line(line), width),
            Block::List { first, items } => self.list(*first, items, width),
            Block::Table { head, rows } => self.table(head, rows, width),
            Block::Code { code, .. } => {
                let lines = code.trim_end().lines();
                lines.map(|line| format!("    {line}")).collect()
            }
            Block::Callout { label, blocks, .. } => {
                let mut lines = vec![format!("{label}:")];
                lines.extend(self.blocks(blocks, width.saturating_sub(2)));
                behind("| ", "| ", lines)
            }
            Block::Quote(blocks) => {
                behind("> ", "> ", self.blocks(blocks, width.saturating_sub(2)))
            }
            Block::Rule => vec!["* * *".to_owned()],
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Item], width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for (number, item) in (first.unwrap_or(1)..).zip(items) {
            if item.anchor.is_some() {
                self.losses.add(Loss::Steps);
            }
            let mark = first.map_or_else(|| "- ".to_owned(), |_| format!("{number}. "));
            let inner = self.blocks(&item.blocks, width.saturating_sub(mark.len()));
            lines.extend(behind(&mark, &" ".repeat(mark.len()), inner));
        }
        lines
    }

    /// In columns where they fit; else each row as a list of its cells.
    fn table(
        &mut self,
        head: &[Vec<Inline>],
        rows: &[Vec<Vec<Inline>>],
        width: usize,
    ) -> Vec<String> {
        let mut cells = |row: &[Vec<Inline>]| -> Vec<String> {
            row.iter().map(|cell| self.line(cell)).collect()
        };
        let head = cells(head);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        let widths: Vec<usize> = (0..head.len())
            .map(|at| {
                let column = std::iter::once(&head).chain(&rows).filter_map(|row| row.get(at));
                column.map(|cell| cell.chars().count()).max().unwrap_or_default()
            })
            .collect();
        let is_flat =
            std::iter::once(&head).chain(&rows).flatten().all(|cell| !cell.contains('\n'));
        if is_flat && widths.iter().map(|width| width + 2).sum::<usize>() <= width + 2 {
            let lines = widths.iter().map(|width| "-".repeat(*width)).collect();
            let all = [head, lines].into_iter().chain(rows);
            return all.map(|row| columns(&row, &widths)).collect();
        }
        let mut lines = Vec::new();
        for row in &rows {
            for (at, (name, cell)) in head.iter().zip(row).enumerate() {
                let mark = if at == 0 { "- " } else { "  " };
                let pair = wrapped(&format!("{name}: {cell}"), width.saturating_sub(2));
                lines.extend(behind(mark, "  ", pair));
            }
        }
        lines
    }

    fn number_of(&mut self, anchor: &str) -> Option<u32> {
        self.losses.add(Loss::Numbers);
        self.document.number_of(anchor)
    }

    fn line(&mut self, line: &[Inline]) -> String {
        line.iter().map(|part| self.part(part)).collect()
    }

    fn part(&mut self, part: &Inline) -> String {
        match part {
            Inline::Text(words) => words.replace(FIRM, ""),
            Inline::Strong(line) | Inline::Emphasis(line) => {
                self.losses.add(Loss::Stress);
                self.line(line)
            }
            Inline::Struck(line) => format!("~~{}~~", self.line(line)),
            Inline::Code(code) => format!("`{}`", firm(code)),
            Inline::Break => "\n".to_owned(),
            Inline::Link { to, text } => {
                let words = self.line(text);
                match to {
                    To::Anchor(anchor) => match self.number_of(anchor) {
                        Some(number) => format!("{words}{FIRM}(→{FIRM}{number})"),
                        None => words,
                    },
                    To::Address(address) if plain(text) == *address => words,
                    To::Address(address) => format!("{words} ({address})"),
                    To::Nowhere => words,
                }
            }
        }
    }
}

/// Code in a line, which stays together.
fn firm(code: &str) -> String {
    code.replace([' ', '\n'], &FIRM.to_string())
}

/// A heading: its letters, and a line below them.
fn underlined(title: &str, mark: char) -> Vec<String> {
    let mut lines = wrapped(title, WIDTH);
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    lines.push(mark.to_string().repeat(longest));
    lines
}

/// Words in lines of that width. A word that is longer stands alone.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in words.split('\n') {
        let mut line = String::new();
        for word in paragraph.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let long = line.chars().count() + 1 + word.chars().count() > width;
            if !line.is_empty() && long {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Lines behind marks: one for the first, one for the others.
fn behind(first: &str, others: &str, lines: Vec<String>) -> Vec<String> {
    let marks = std::iter::once(first).chain(std::iter::repeat(others));
    marks.zip(lines).map(|(mark, line)| format!("{mark}{line}")).collect()
}

/// Cells in columns of those widths.
fn columns(cells: &[String], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths);
    let cells: Vec<String> = cells.map(|(cell, width)| format!("{cell:<width$}")).collect();
    cells.join("  ")
}
