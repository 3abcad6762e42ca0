//! What a text consists of, in little room: a knowledge base has millions of events.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

/// Events in order. All their words stand in one text, one after the other.
#[derive(Clone, Default)]
pub(super) struct Events {
    words: String,
    pieces: Vec<Piece>,
    /// What is more than a word and a kind.
    others: Vec<Event<'static>>,
}

#[derive(Clone, Copy)]
enum Piece {
    /// So many bytes of the words.
    Text(u32),
    /// So many bytes of the words, which are code.
    Code(u32),
    /// The beginning of what ends so, if there is nothing more to say of it.
    Start(TagEnd),
    End(TagEnd),
    SoftBreak,
    HardBreak,
    /// The next of the others.
    Other,
}

impl Events {
    pub(super) fn push(&mut self, event: Event<'_>) {
        let piece = match event {
            Event::Text(words) => Piece::Text(self.say(&words)),
            Event::Code(words) => Piece::Code(self.say(&words)),
            Event::Start(tag) if bare(tag.to_end()).is_some_and(|bare| bare == tag) => {
                Piece::Start(tag.to_end())
            }
            Event::End(end) => Piece::End(end),
            Event::SoftBreak => Piece::SoftBreak,
            Event::HardBreak => Piece::HardBreak,
            other => {
                self.others.push(other.into_static());
                Piece::Other
            }
        };
        self.pieces.push(piece);
    }

    fn say(&mut self, words: &str) -> u32 {
        self.words.push_str(words);
        u32::try_from(words.len()).expect("bug: no file is that large")
    }

    /// Changes the words that were pushed last, if they are a text; gives what else `change` found.
    pub(super) fn change_last<T>(
        &mut self,
        change: impl FnOnce(&str) -> Option<(String, T)>,
    ) -> Option<T> {
        let Some(Piece::Text(length)) = self.pieces.last().copied() else { return None };
        let start = self.words.len() - length as usize;
        let (words, found) = change(&self.words[start..])?;
        self.words.truncate(start);
        let length = self.say(&words);
        self.pieces.pop();
        self.pieces.push(Piece::Text(length));
        Some(found)
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.words.shrink_to_fit();
        self.pieces.shrink_to_fit();
        self.others.shrink_to_fit();
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Event<'_>> {
        let (mut rest, mut others) = (self.words.as_str(), self.others.iter());
        let mut words = move |length: u32| {
            let (words, after) = rest.split_at(length as usize);
            rest = after;
            CowStr::Borrowed(words)
        };
        self.pieces.iter().map(move |piece| match *piece {
            Piece::Text(length) => Event::Text(words(length)),
            Piece::Code(length) => Event::Code(words(length)),
            Piece::Start(end) => Event::Start(bare(end).expect("bug: it was when it was pushed")),
            Piece::End(end) => Event::End(end),
            Piece::SoftBreak => Event::SoftBreak,
            Piece::HardBreak => Event::HardBreak,
            Piece::Other => others.next().expect("bug: each has its piece").clone(),
        })
    }
}

impl<'e> FromIterator<Event<'e>> for Events {
    fn from_iter<I: IntoIterator<Item = Event<'e>>>(events: I) -> Self {
        let mut all = Self::default();
        for event in events {
            all.push(event);
        }
        all.shrink_to_fit();
        all
    }
}

/// What ends so, with nothing more to say of it; nothing for what always has more.
fn bare(end: TagEnd) -> Option<Tag<'static>> {
    let heading = |level: HeadingLevel| Tag::Heading {
        level,
        id: None,
        classes: Vec::new(),
        attrs: Vec::new(),
    };
    Some(match end {
        TagEnd::Paragraph => Tag::Paragraph,
        TagEnd::Heading(level) => heading(level),
        TagEnd::BlockQuote(kind) => Tag::BlockQuote(kind),
        TagEnd::Item => Tag::Item,
        TagEnd::TableHead => Tag::TableHead,
        TagEnd::TableRow => Tag::TableRow,
        TagEnd::TableCell => Tag::TableCell,
        TagEnd::Emphasis => Tag::Emphasis,
        TagEnd::Strong => Tag::Strong,
        TagEnd::Strikethrough => Tag::Strikethrough,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser};

    use super::*;

    #[test]
    fn what_is_pushed_comes_out_again() {
        let text = "# A *b* **c**\n\n> [!NOTE]\n> d &amp; `e`\\\n> f\ng\n\n- h\n\n7. i [j](k \"l\")\n\n\
                    | m | n |\n| - | -: |\n| ~~o~~ | |\n\n```sh p\nq\n\nr\n```\n\n---\n<!-- s -->\n";
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
        let parsed: Vec<Event<'_>> = Parser::new_ext(text, options).collect();
        let events: Events = parsed.iter().cloned().collect();
        assert_eq!(events.iter().collect::<Vec<_>>(), parsed);
        assert_eq!(events.len(), parsed.len());
    }

    #[test]
    fn only_the_last_text_is_changed() {
        let mut events: Events =
            [Event::Text("a".into()), Event::Text("b | c".into())].into_iter().collect();
        let cut = |text: &str| {
            let (before, after) = text.split_once(" | ")?;
            Some((before.to_owned(), after.to_owned()))
        };
        assert_eq!(events.change_last(cut), Some("c".to_owned()));
        assert_eq!(events.change_last(cut), None);
        events.push(Event::Code("d | e".into()));
        assert_eq!(events.change_last(cut), None);
        let all: Vec<Event<'_>> = events.iter().collect();
        assert_eq!(
            all,
            [Event::Text("a".into()), Event::Text("b".into()), Event::Code("d | e".into())]
        );
    }
}
