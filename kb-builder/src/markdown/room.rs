//! How much room a text takes on its page: a few letters of Markdown can be many of HTML.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::problem::Fault;
use crate::snippet::Language;

/// The most bytes of HTML that the text of one page may become, about. Nobody reads a tenth of it.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The most cells of one table. Each costs its reader a look, and its browser a box; a short row is
/// filled up to the width of its table, so that two letters can be thousands of cells.
pub const MAX_CELLS: usize = 4000;

/// What a text has taken so far.
#[derive(Default)]
pub struct Room {
    bytes: usize,
    cells: usize,
    /// How many bytes a letter of the open block of code takes: coloured words stand in elements.
    letter: usize,
}

impl Room {
    /// Takes in what comes next; says what is too much, where it is.
    pub fn follow(&mut self, event: &Event<'_>) -> Option<Fault> {
        self.bytes += match event {
            Event::Start(Tag::Table(_)) => {
                self.cells = 0;
                CONTAINER
            }
            Event::Start(Tag::TableCell) => {
                self.cells += 1;
                ELEMENT
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.letter = letter_of(kind);
                CONTAINER
            }
            Event::End(TagEnd::CodeBlock) => {
                self.letter = 1;
                0
            }
            // A callout has an icon, which is drawn.
            Event::Start(Tag::BlockQuote(Some(_))) => 4 * CONTAINER,
            Event::Start(Tag::Link { dest_url, .. }) => CONTAINER + written(dest_url),
            // It stands in the list of what is on the page, too.
            Event::Start(Tag::Heading { .. }) => CONTAINER,
            Event::Start(_) | Event::HardBreak | Event::Rule => ELEMENT,
            Event::Text(text) => written(text) * self.letter.max(1),
            Event::Code(text) => ELEMENT + written(text),
            _ => 1,
        };
        if self.cells > MAX_CELLS {
            Some(Fault::TooManyCells)
        } else {
            (self.bytes > MAX_BYTES).then_some(Fault::PageTooLarge)
        }
    }
}

/// The two tags of an element, and those of one with a class and an id.
const ELEMENT: usize = 16;
const CONTAINER: usize = 80;

/// How many bytes a text takes as HTML.
fn written(text: &str) -> usize {
    let longer = text.bytes().map(|byte| match byte {
        b'&' => 4,
        b'<' | b'>' => 3,
        b'"' | b'\'' => 5,
        _ => 0,
    });
    text.len() + longer.sum::<usize>()
}

fn letter_of(kind: &CodeBlockKind<'_>) -> usize {
    let CodeBlockKind::Fenced(info) = kind else { return 1 };
    let language = info.split_whitespace().next().and_then(Language::from_word);
    if language.is_some_and(Language::is_commands) { 16 } else { 1 }
}
