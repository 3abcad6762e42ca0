//! Our own few icons: 24 by 24, lines of 2, in the colour of the text around them. They say nothing
//! that the words beside them do not say, so nobody is read them.

use pulldown_cmark::BlockQuoteKind;

/// One of our icons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Worth knowing.
    Note,
    /// Makes it easier.
    Tip,
    /// Not to be missed.
    Important,
    /// Can go wrong.
    Warning,
    /// Can do harm.
    Caution,
    /// Copies what stands beside it.
    Copy,
    /// It worked.
    Done,
    /// Towards what comes before.
    Before,
    /// Towards what comes after.
    Next,
}

impl Icon {
    /// Every one of them.
    pub const ALL: &[Self] = &[
        Self::Note,
        Self::Tip,
        Self::Important,
        Self::Warning,
        Self::Caution,
        Self::Copy,
        Self::Done,
        Self::Before,
        Self::Next,
    ];

    /// Its name in templates.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
            Self::Copy => "copy",
            Self::Done => "done",
            Self::Before => "before",
            Self::Next => "next",
        }
    }

    /// The icon of a callout.
    pub fn of(kind: BlockQuoteKind) -> Self {
        match kind {
            BlockQuoteKind::Note => Self::Note,
            BlockQuoteKind::Tip => Self::Tip,
            BlockQuoteKind::Important => Self::Important,
            BlockQuoteKind::Warning => Self::Warning,
            BlockQuoteKind::Caution => Self::Caution,
        }
    }

    /// Its lines.
    fn path(self) -> &'static str {
        match self {
            Self::Note => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 7.5v.5",
            Self::Tip => "M9 18h6M10 21h4M9 15c-2-1.5-3-3-3-5.5a6 6 0 0 1 12 0c0 2.5-1 4-3 5.5z",
            Self::Important => "M4 4h16v13h-9l-4 4v-4H4zM12 7.5v3.5M12 13.5v.5",
            Self::Warning => "M12 4 2.5 20h19zM12 10v4M12 16.5v.5",
            Self::Caution => "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v4.5M12 15.5v.5",
            Self::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Self::Done => "M5 12.5l4.5 4.5L19 7.5",
            Self::Before => "M20 12H4M10 6l-6 6 6 6",
            Self::Next => "M4 12h16M14 6l6 6-6 6",
        }
    }

    /// It as SVG.
    pub fn svg(self) -> String {
        format!(
            "<svg class=\"kb-icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"{}\"/></svg>",
            self.path()
        )
    }
}
