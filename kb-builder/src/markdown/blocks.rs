//! A checked text as a tree.

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use kb_flow::Platform;

use super::{Block as Fence, Body, Numbers, anchors_in_order};
use crate::document::{Block, Inline, Item, Tab, To, Turn};
use crate::tabs::groups;

/// What a tree needs to know of the document that it goes into.
pub struct Into<'w> {
    /// What is put before the anchors of headings and steps: `guide-set-clock-`.
    pub mark: &'w str,
    /// How much deeper headings stand than in the text's own file.
    pub deeper: u8,
    /// Where a link leads.
    pub resolve: &'w dyn Fn(&str) -> To,
    /// What a block of commands does and costs.
    pub commands: &'w dyn Fn(&Fence) -> Vec<Block>,
    /// The label of a callout.
    pub callouts: &'w dyn Fn(BlockQuoteKind) -> String,
    /// The name of a system.
    pub systems: &'w dyn Fn(Platform) -> String,
    /// Whether sections that nobody needs in order to act are in it.
    pub with_extras: bool,
}

/// What is open while the events pass.
enum Open {
    Heading(u8, String),
    Paragraph,
    Words,
    List(Option<u64>, Vec<Item>),
    Item(Option<String>),
    Table(Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>),
    Row,
    Cell,
    Code(Option<Fence>),
    Callout(BlockQuoteKind),
    Quote,
    Strong,
    Emphasis,
    Struck,
    Link(To),
}

/// One open element, with the blocks and the parts of a line in it so far.
struct Level {
    open: Option<Open>,
    blocks: Vec<Block>,
    line: Vec<Inline>,
    row: Vec<Vec<Inline>>,
}

impl Level {
    fn of(open: Option<Open>) -> Self {
        Self { open, blocks: Vec::new(), line: Vec::new(), row: Vec::new() }
    }
}

/// Makes the tree.
pub fn blocks(body: &Body, around: &Into<'_>) -> Vec<Block> {
    let mut tree = Tree { levels: vec![Level::of(None)], around };
    let mut anchors = anchors_in_order(body).into_iter();
    let mut fences = body.blocks.iter();
    let mut numbers = Numbers::default();
    for event in body.events.iter() {
        let number = numbers.item(&event);
        match event {
            Event::Start(tag) => {
                let open = match tag {
                    Tag::Heading { level, .. } => {
                        let anchor = anchors.next().unwrap_or_default();
                        Open::Heading(level as u8, format!("{}{anchor}", around.mark))
                    }
                    Tag::Paragraph => Open::Paragraph,
                    Tag::List(first) => Open::List(first, Vec::new()),
                    Tag::Item => {
                        Open::Item(number.map(|number| format!("{}step-{number}", around.mark)))
                    }
                    Tag::Table(_) => Open::Table(Vec::new(), Vec::new()),
                    Tag::TableHead | Tag::TableRow => Open::Row,
                    Tag::TableCell => Open::Cell,
                    Tag::CodeBlock(_) => Open::Code(fences.next().cloned()),
                    Tag::BlockQuote(Some(kind)) => Open::Callout(kind),
                    Tag::BlockQuote(None) => Open::Quote,
                    Tag::Strong => Open::Strong,
                    Tag::Emphasis => Open::Emphasis,
                    Tag::Strikethrough => Open::Struck,
                    Tag::Link { dest_url, .. } => Open::Link((around.resolve)(&dest_url)),
                    // Nothing else is let into a checked text.
                    _ => continue,
                };
                tree.start(open);
            }
            Event::End(end) => tree.end(end),
            Event::Text(words) => tree.say(Inline::Text(words.to_string())),
            Event::Code(code) => tree.say(Inline::Code(code.to_string())),
            Event::SoftBreak => tree.say(Inline::text(" ")),
            Event::HardBreak => tree.say(Inline::Break),
            Event::Rule => {
                tree.end_words();
                tree.top().blocks.push(Block::Rule);
            }
            _ => {}
        }
    }
    tree.end_words();
    in_sections(tree.levels.swap_remove(0).blocks, body, around)
}

/// Says of each heading what it does to tabs, and leaves out the sections that are not wanted.
fn in_sections(blocks: Vec<Block>, body: &Body, around: &Into<'_>) -> Vec<Block> {
    let sections = body.sections.iter().zip(groups(&body.sections));
    let mut sections = sections.filter(|(section, _)| section.is_outermost);
    // The level of the section that is left out, and that of the open tab.
    let (mut out, mut open): (Option<u8>, Option<u8>) = (None, None);
    let mut must_close = false;
    let mut made = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        if let Block::Heading { turn, .. } = &mut block {
            let (section, group) = sections.next().expect("bug: every heading was read");
            out = out.filter(|level| section.level > *level);
            if out.is_none() && section.is_extra && !around.with_extras {
                out = Some(section.level);
            }
            must_close |= open.take_if(|level| section.level <= *level).is_some();
            if out.is_none() {
                *turn = match group {
                    Some(group) => {
                        open = Some(section.level);
                        let systems = section.platforms.clone();
                        let names: Vec<String> =
                            systems.iter().map(|&system| (around.systems)(system)).collect();
                        Turn::Opens(Tab { group, systems, name: names.join(", ") })
                    }
                    None if must_close => Turn::Closes,
                    None => Turn::Stays,
                };
                must_close = false;
            }
        }
        if out.is_none() {
            made.push(block);
        }
    }
    made
}

struct Tree<'w> {
    levels: Vec<Level>,
    around: &'w Into<'w>,
}

impl Tree<'_> {
    fn top(&mut self) -> &mut Level {
        self.levels.last_mut().expect("bug: the text itself is never closed")
    }

    fn start(&mut self, open: Open) {
        let is_inline =
            matches!(open, Open::Strong | Open::Emphasis | Open::Struck | Open::Link(_));
        if is_inline {
            self.begin_words();
        } else {
            self.end_words();
        }
        self.levels.push(Level::of(Some(open)));
    }

    /// The words of a tight list item stand in no paragraph.
    fn begin_words(&mut self) {
        if matches!(self.top().open, None | Some(Open::Item(_) | Open::Callout(_) | Open::Quote)) {
            self.levels.push(Level::of(Some(Open::Words)));
        }
    }

    fn end_words(&mut self) {
        if matches!(self.top().open, Some(Open::Words)) {
            self.close();
        }
    }

    fn say(&mut self, part: Inline) {
        self.begin_words();
        let line = &mut self.top().line;
        match (line.last_mut(), part) {
            (Some(Inline::Text(words)), Inline::Text(more)) => words.push_str(&more),
            (_, part) => line.push(part),
        }
    }

    fn end(&mut self, end: TagEnd) {
        let is_inline =
            matches!(end, TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link);
        if !is_inline {
            self.end_words();
        }
        if !matches!(end, TagEnd::HtmlBlock) {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(Level { open: Some(open), blocks, line, row }) = self.levels.pop() else {
            unreachable!("bug: every end has a start");
        };
        let around = self.around;
        let top = self.top();
        match open {
            Open::Heading(level, anchor) => {
                let level = (level + around.deeper).min(6);
                top.blocks.push(Block::Heading { level, anchor, text: line, turn: Turn::Stays });
            }
            Open::Paragraph => top.blocks.push(Block::Paragraph(line)),
            Open::Words => top.blocks.push(Block::Words(line)),
            Open::List(first, items) => top.blocks.push(Block::List { first, items }),
            Open::Item(anchor) => {
                if let Some(Open::List(_, items)) = &mut top.open {
                    items.push(Item { anchor, blocks });
                }
            }
            Open::Table(head, rows) => top.blocks.push(Block::Table { head, rows }),
            Open::Row => match &mut top.open {
                Some(Open::Table(head, _)) if head.is_empty() => *head = row,
                Some(Open::Table(_, rows)) => rows.push(row),
                _ => {}
            },
            Open::Cell => top.row.push(line),
            Open::Code(fence) => {
                if let Some(fence) = fence {
                    top.blocks.extend((around.commands)(&fence));
                    top.blocks.push(Block::Code { language: fence.language, code: fence.code });
                }
            }
            Open::Callout(kind) => {
                let label = (around.callouts)(kind);
                top.blocks.push(Block::Callout { kind, label, blocks });
            }
            Open::Quote => top.blocks.push(Block::Quote(blocks)),
            Open::Strong => top.line.push(Inline::Strong(line)),
            Open::Emphasis => top.line.push(Inline::Emphasis(line)),
            Open::Struck => top.line.push(Inline::Struck(line)),
            Open::Link(to) => top.line.push(Inline::Link { to, text: line }),
        }
    }
}
