//! A text as a tree, in the terms that every format it is written in knows.
//!
//! What wikis, plain text and a page without scripts are made from; [`crate::markdown`] makes the
//! pages of a site by itself, which know more than this.

use std::collections::BTreeSet;

use kb_flow::Platform;
use pulldown_cmark::BlockQuoteKind;

use crate::day::Day;

/// A text that stands alone: a flow with all that it can offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its language, as in BCP 47.
    pub language: String,
    /// Which way that is written: `ltr` or `rtl`.
    pub direction: &'static str,
    /// What it is called.
    pub title: String,
    /// The language of that, where it is not the document's.
    pub title_language: Option<String>,
    /// What helps somebody who cannot wait.
    pub meanwhile: Option<Block>,
    /// Where to begin.
    pub start: Block,
    /// What its numbers are for.
    pub how: Block,
    /// What it cannot do, and how old it is.
    pub notes: Vec<Block>,
    /// The day from which on nobody should follow it without asking, and what is said then.
    pub due: Option<(Day, String)>,
    /// Its sections, in the order of their numbers.
    pub sections: Vec<Section>,
    /// How many sections of its guides are not in it.
    pub left_out: usize,
}

/// A part of a document that others lead to: a question, an outcome, a guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What kind of part it is.
    pub kind: Kind,
    /// What leads to it: `step-mfa`, `outcome-outage`, `guide-set-clock`, `hand-over`.
    pub anchor: String,
    /// Its number in the document, from 1, for paper and for formats without anchors.
    pub number: u32,
    /// Its language, where that is not the document's.
    pub language: Option<String>,
    /// Its heading.
    pub title: String,
    /// What is in it.
    pub blocks: Vec<Block>,
    /// How many of these blocks, at its start and at its end, say what a checker says beside a guide.
    pub framed: (usize, usize),
}

/// What kind of part of a document a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A step of the flow, with its answers.
    Question,
    /// What the flow ends with.
    Outcome,
    /// What to write to whom.
    HandOver,
    /// A guide.
    Guide,
}

/// A block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading below that of a section.
    Heading {
        /// 3 for the largest.
        level: u8,
        /// What leads to it.
        anchor: String,
        /// Its words.
        text: Vec<Inline>,
        /// What it does to tabs.
        turn: Turn,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// The words of a list item that hold no paragraph.
    Words(Vec<Inline>),
    /// A list.
    List {
        /// The number of the first item; nothing where they have none.
        first: Option<u64>,
        /// The items.
        items: Vec<Item>,
    },
    /// A table: every row has as many cells as the head.
    Table {
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The rows below it.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A block of code.
    Code {
        /// The word for its language; empty where there is none.
        language: String,
        /// The code, with its last line ended.
        code: String,
    },
    /// Something to be noticed.
    Callout {
        /// How much.
        kind: BlockQuoteKind,
        /// The word for that.
        label: String,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Somebody else's words.
    Quote(Vec<Block>),
    /// A line across.
    Rule,
}

/// What a heading does to tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing: what is open stays open.
    Stays,
    /// It begins one.
    Opens(Tab),
    /// It ends them.
    Closes,
}

/// A section of which somebody needs the one for their system, beside others of its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its group among those of the text, from 0.
    pub group: usize,
    /// The systems that it is for.
    pub systems: Vec<Platform>,
    /// Their names.
    pub name: String,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What leads to it, where it is a step of a guide.
    pub anchor: Option<String>,
    /// What is in it.
    pub blocks: Vec<Block>,
}

impl Block {
    /// Every place that its words lead to, first to last.
    fn links<'b>(&'b self, links: &mut Vec<&'b To>) {
        match self {
            Self::Heading { text: line, .. } | Self::Paragraph(line) | Self::Words(line) => {
                links_of(line, links);
            }
            Self::List { items, .. } => {
                for block in items.iter().flat_map(|item| &item.blocks) {
                    block.links(links);
                }
            }
            Self::Table { head, rows } => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    links_of(cell, links);
                }
            }
            Self::Callout { blocks, .. } | Self::Quote(blocks) => {
                for block in blocks {
                    block.links(links);
                }
            }
            Self::Code { .. } | Self::Rule => {}
        }
    }
}

fn links_of<'b>(line: &'b [Inline], links: &mut Vec<&'b To>) {
    for part in line {
        match part {
            Inline::Strong(line) | Inline::Emphasis(line) | Inline::Struck(line) => {
                links_of(line, links);
            }
            Inline::Link { to, text } => {
                links.push(to);
                links_of(text, links);
            }
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

impl Item {
    /// An item of a line.
    pub fn of(words: Vec<Inline>) -> Self {
        Self { anchor: None, blocks: vec![Block::Words(words)] }
    }
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Important words, or the name of a button.
    Strong(Vec<Inline>),
    /// Stressed words.
    Emphasis(Vec<Inline>),
    /// Words that do not count any more.
    Struck(Vec<Inline>),
    /// Code.
    Code(String),
    /// Words that lead somewhere.
    Link {
        /// Where.
        to: To,
        /// The words.
        text: Vec<Inline>,
    },
    /// The end of a line inside a paragraph.
    Break,
}

impl Inline {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// Important words.
    pub fn strong(words: impl Into<String>) -> Self {
        Self::Strong(vec![Self::text(words)])
    }

    /// Words that lead to a place in the document.
    pub fn within(anchor: impl Into<String>, words: impl Into<String>) -> Self {
        Self::Link { to: To::Anchor(anchor.into()), text: vec![Self::text(words)] }
    }
}

/// Where words lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// To a place in the document.
    Anchor(String),
    /// To a full address elsewhere: of the web, of a mail program, or of the system's settings.
    Address(String),
    /// To a page of the site, where the site's address is not known.
    Nowhere,
}

impl Document {
    /// Everything that comes before its sections, where these have numbers.
    pub fn front(&self) -> Vec<Block> {
        self.before_sections().cloned().collect()
    }

    fn before_sections(&self) -> impl Iterator<Item = &Block> {
        self.meanwhile.iter().chain([&self.start, &self.how]).chain(&self.notes)
    }

    /// Every place that its words lead to, first to last.
    fn links(&self) -> Vec<&To> {
        let mut links = Vec::new();
        let sections = self.sections.iter().flat_map(|section| &section.blocks);
        for block in self.before_sections().chain(sections) {
            block.links(&mut links);
        }
        links
    }

    /// How many of its links lead nowhere.
    pub fn nowhere(&self) -> usize {
        self.links().into_iter().filter(|to| **to == To::Nowhere).count()
    }

    /// The anchors that its words lead to.
    pub fn linked(&self) -> BTreeSet<&str> {
        let anchors = self.links().into_iter().filter_map(|to| match to {
            To::Anchor(anchor) => Some(anchor.as_str()),
            To::Address(_) | To::Nowhere => None,
        });
        anchors.collect()
    }

    /// The number of the section that an anchor is in.
    pub fn number_of(&self, anchor: &str) -> Option<u32> {
        self.section_of(anchor).map(|section| section.number)
    }

    /// The section that an anchor leads to, or into.
    pub fn section_of(&self, anchor: &str) -> Option<&Section> {
        let holds = |section: &&Section| {
            let rest = anchor.strip_prefix(section.anchor.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        // The name of one section can begin with that of another.
        self.sections.iter().filter(holds).max_by_key(|section| section.anchor.len())
    }
}

/// The words of a line alone.
pub fn plain(line: &[Inline]) -> String {
    let mut plain = String::new();
    for part in line {
        match part {
            Inline::Text(words) | Inline::Code(words) => plain.push_str(words),
            Inline::Strong(line) | Inline::Emphasis(line) | Inline::Struck(line) => {
                plain.push_str(&self::plain(line));
            }
            Inline::Link { text, .. } => plain.push_str(&self::plain(text)),
            Inline::Break => plain.push(' '),
        }
    }
    plain
}
