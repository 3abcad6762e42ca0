//! What a format cannot carry, for whoever puts the text somewhere.

use std::collections::BTreeMap;

/// Something that a text has and a format lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// A link to a page that is not in the text, where the site's address is not known.
    Nowhere,
    /// A link that opens a program or the system's settings.
    Refused,
    /// A link within, for formats in which every wiki makes its own addresses of headings.
    Within,
    /// A link within, for a format that has no links.
    Numbers,
    /// A box, for formats that have quotes only.
    Boxes,
    /// A place inside a list, for formats that have anchors in headings only.
    Steps,
    /// A place inside a list that nothing in the text leads to.
    Unlinked,
    /// A part in another language.
    Language,
    /// A text that is written from right to left.
    Direction,
    /// A block inside a list or a quote.
    Block,
    /// Code or stressed words inside the words of a link.
    InLink,
    /// The number that a list begins with.
    Start,
    /// The deepest headings.
    Depth,
    /// Bold and italic words.
    Stress,
    /// A section that nobody needs in order to act.
    Extra,
}

impl Loss {
    /// What becomes of it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Nowhere => {
                "links to pages that are not in this text are words only; `--base-url` makes them \
                 links"
            }
            Self::Refused => {
                "links that open a program or settings are refused there; their address stands \
                 beside their words"
            }
            Self::Within => {
                "links within work on GitHub and its like; BookStack, Outline and Notion make other \
                 addresses of headings: go by the numbers there"
            }
            Self::Numbers => "links within are numbers only",
            Self::Boxes => "boxes for warnings are quotes with a bold word in front",
            Self::Steps => {
                "steps of guides have no address of their own there; a link to one leads to its \
                 guide"
            }
            Self::Unlinked => "steps that nothing here leads to have no address of their own",
            Self::Language => "that a part is in another language is not marked",
            Self::Direction => "that the text is written from right to left is not marked",
            Self::Block => {
                "lists, tables, boxes and headings inside a list or a box are written as lines"
            }
            Self::InLink => "code and stressed words inside a link look like its other words",
            Self::Start => "lists that do not begin with 1 do so in some versions of Confluence",
            Self::Depth => "the deepest headings look like those above them",
            Self::Stress => "bold and italic words look like all others",
            Self::Extra => {
                "sections marked `{extra}` are left out, as nobody needs them in order to act; \
                 `--full` keeps them"
            }
        }
    }
}

/// How often something was lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<Loss, usize>);

impl Losses {
    /// Counts one more.
    pub(super) fn add(&mut self, loss: Loss) {
        *self.0.entry(loss).or_default() += 1;
    }

    /// Counts others, too.
    pub(super) fn extend(&mut self, others: Self) {
        for (loss, count) in others.0 {
            *self.0.entry(loss).or_default() += count;
        }
    }

    /// How often this was lost.
    pub fn count(&self, loss: Loss) -> usize {
        self.0.get(&loss).copied().unwrap_or_default()
    }

    /// Everything that was lost, each in a sentence.
    pub fn told(&self) -> Vec<String> {
        self.0.iter().map(|(loss, count)| format!("{} ({count}×)", loss.sentence())).collect()
    }
}
