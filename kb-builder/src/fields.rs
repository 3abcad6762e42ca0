//! Reads a TOML table key by key, reporting everything that is wrong with it and where.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::day::Day;
use crate::problem::{Fault, MOST_NEAR, Problems, nearest};
use crate::source::SourcePath;

/// Where a text with TOML in it stands, and where to report what is wrong.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The file.
    pub path: &'a SourcePath,
    /// Where in the file the TOML begins.
    pub offset: usize,
    /// Where faults go.
    pub problems: &'a Problems,
}

impl Context<'_> {
    /// Reports a fault at a place of the TOML.
    pub fn report(&self, place: Range<usize>, fault: Fault) {
        self.problems.report(self.path, Some(self.in_file(place)), fault);
    }

    /// A place of the TOML as a place of the file.
    pub fn in_file(&self, place: Range<usize>) -> Range<usize> {
        place.start + self.offset..place.end + self.offset
    }
}

/// Parses a text as a table; reports every fault of its grammar.
pub fn parse<'s>(text: &'s str, context: Context<'_>) -> Option<Spanned<DeTable<'s>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let (mut whole, mut twice) = (true, 0);
    for error in &errors {
        let place = error.span().filter(|place| !place.is_empty() || place.start > 0);
        let here = place.clone().unwrap_or(0..0);
        let fault = match error.message() {
            // The first counts, so the rest can be looked at all the same.
            "duplicate key" => {
                let key = text.get(here.clone()).unwrap_or_default().to_owned();
                let first = (twice < MOST_NEAR).then(|| first_place(text, &here));
                twice += 1;
                match first.flatten() {
                    Some(first) => Fault::KeyAgain { key, first: context.in_file(first) },
                    None => Fault::KeyTwice { key },
                }
            }
            "recursion limit" | "cannot recurse further; max recursion depth met" => {
                whole = false;
                context.report(place.unwrap_or_else(|| deepest(text)), Fault::TooNested);
                continue;
            }
            message => {
                whole = false;
                Fault::Toml { message: message.to_owned() }
            }
        };
        context.report(here, fault);
    }
    whole.then_some(table)
}

/// The key that goes deepest, for a fault whose place the reader does not say.
fn deepest(text: &str) -> Range<usize> {
    let mut start = 0;
    let mut found = (0, 0..0);
    for line in text.split_inclusive('\n') {
        let depth = line.matches(['.', '[', '{']).count();
        if depth > found.0 {
            found = (depth, start..start + line.trim_end().len());
        }
        start += line.len();
    }
    found.1
}

/// Where the key, or the table, stands that is given again at `place`, as far as lines say.
fn first_place(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    let start = text.get(..place.start)?.rfind('\n').map_or(0, |end| end + 1);
    let again = text[start..].lines().next().unwrap_or_default().trim();
    let key = text.get(place.clone())?;
    let mut end = start;
    let mut found = None;
    for line in text[..start].split_inclusive('\n').rev() {
        end -= line.len();
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        if again.starts_with('[') {
            if line == again {
                found = Some(end + indent..end + indent + line.len());
            }
        } else if line.starts_with('[') {
            break;
        } else if line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            found = Some(end + indent..end + indent + key.len());
        }
    }
    found
}

/// A table that is being read.
pub struct Fields<'a, 's> {
    context: Context<'a>,
    table: &'a DeTable<'s>,
    place: Range<usize>,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// A text and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// What was written.
    pub value: T,
    /// The bytes of the file.
    pub place: Range<usize>,
}

impl<'a, 's> Fields<'a, 's> {
    /// Begins to read a table that stands at `place` of the TOML.
    pub fn new(table: &'a DeTable<'s>, place: Range<usize>, context: Context<'a>) -> Self {
        Self { context, table, place, asked: RefCell::default() }
    }

    /// The whole of a text.
    pub fn of(table: &'a Spanned<DeTable<'s>>, context: Context<'a>) -> Self {
        // A fault of the whole points at its first line, not at all of it.
        Self::new(table.get_ref(), 0..0, context)
    }

    /// Where a fault of this table goes.
    pub fn context(&self) -> Context<'a> {
        self.context
    }

    fn find(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'s>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// Whether the author wrote this key.
    pub fn has(&self, key: &'static str) -> bool {
        self.find(key).is_some()
    }

    /// Where in the file the value of a key stands.
    pub fn place_of(&self, key: &'static str) -> Option<Range<usize>> {
        self.find(key).map(|value| self.context.in_file(value.span()))
    }

    fn need(&self, key: &'static str, example: &'static str) -> Option<&'a Spanned<DeValue<'s>>> {
        let found = self.find(key);
        if found.is_none() {
            self.context.report(self.place.clone(), Fault::MissingKey { key, example });
        }
        found
    }

    /// A text that must be there and say something.
    pub fn text(&self, key: &'static str, example: &'static str) -> Option<String> {
        self.placed_text(key, example).map(|text| text.value)
    }

    /// The same, with its place.
    pub fn placed_text(&self, key: &'static str, example: &'static str) -> Option<Placed<String>> {
        text(key, self.need(key, example)?, self.context)
    }

    /// A text that may be there.
    pub fn maybe_text(&self, key: &'static str) -> Option<Placed<String>> {
        text(key, self.find(key)?, self.context)
    }

    /// A word out of a closed set.
    pub fn word<T: Copy>(
        &self,
        key: &'static str,
        example: &'static str,
        known: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let written = self.placed_text(key, example)?;
        one_of(key, written, known, word, self.context)
    }

    /// A whole number within bounds.
    pub fn number(
        &self,
        key: &'static str,
        example: &'static str,
        bounds: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        let value = self.need(key, example)?;
        number(key, value, bounds, self.context)
    }

    /// Yes or no.
    pub fn truth(&self, key: &'static str, example: &'static str) -> Option<bool> {
        let value = self.need(key, example)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            wrong_kind(key, value, "true or false", self.context);
        }
        truth
    }

    /// A day of the calendar, in quotes.
    pub fn day(&self, key: &'static str, example: &'static str) -> Option<Placed<Day>> {
        let Placed { value, place } = self.placed_text(key, example)?;
        let day = Day::parse(&value);
        if day.is_none() {
            let fault = Fault::NoSuchDay { found: value };
            self.context.problems.report(self.context.path, Some(place.clone()), fault);
        }
        day.map(|value| Placed { value, place })
    }

    /// A list of texts that must be there; it may be empty.
    pub fn texts(&self, key: &'static str, example: &'static str) -> Vec<Placed<String>> {
        let Some(value) = self.need(key, example) else { return Vec::new() };
        items(key, value, self.context).filter_map(|item| text(key, item, self.context)).collect()
    }

    /// A list of texts that may be there.
    pub fn maybe_texts(&self, key: &'static str) -> Vec<Placed<String>> {
        let items = self.maybe_items(key).into_iter();
        items.filter_map(|item| text(key, item, self.context)).collect()
    }

    /// The items of a list that must be there.
    pub fn items(&self, key: &'static str, example: &'static str) -> Vec<&'a Spanned<DeValue<'s>>> {
        self.need(key, example)
            .into_iter()
            .flat_map(|value| items(key, value, self.context))
            .collect()
    }

    /// The items of a list that may be there.
    pub fn maybe_items(&self, key: &'static str) -> Vec<&'a Spanned<DeValue<'s>>> {
        self.find(key).into_iter().flat_map(|value| items(key, value, self.context)).collect()
    }

    /// A table that must be there.
    pub fn table(&self, key: &'static str, example: &'static str) -> Option<Fields<'a, 's>> {
        let value = self.need(key, example)?;
        as_table(key, value, self.context)
    }

    /// A list of tables that may be there.
    pub fn tables(&self, key: &'static str) -> Vec<Fields<'a, 's>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        items(key, value, self.context)
            .filter_map(|item| as_table(key, item, self.context))
            .collect()
    }

    /// Every entry of a table whose keys are the author's own, in the order they were written.
    pub fn entries(&self) -> Vec<(Placed<String>, &'a Spanned<DeValue<'s>>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| {
                let place = self.context.in_file(key.span());
                (Placed { value: key.get_ref().to_string(), place }, value)
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.place.start);
        entries
    }

    /// Ends the reading: whatever was not asked for means nothing.
    pub fn finish(self) {
        let asked = self.asked.into_inner();
        for (key, _) in self.table {
            if !asked.contains(&**key.get_ref()) {
                let near = nearest(key.get_ref(), asked.iter().copied());
                let key_text = key.get_ref().to_string();
                let known = asked.iter().copied().collect();
                self.context.report(key.span(), Fault::UnknownKey { key: key_text, near, known });
            }
        }
    }
}

/// A text that says something.
pub fn text(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    context: Context<'_>,
) -> Option<Placed<String>> {
    let Some(text) = value.get_ref().as_str() else {
        wrong_kind(key, value, "a text in quotes", context);
        return None;
    };
    if text.trim().is_empty() {
        context.report(value.span(), Fault::EmptyText { key: key.to_owned() });
        return None;
    }
    if let Some(letter) = odd_letter(text) {
        context.report(value.span(), Fault::OddLetter { letter });
        return None;
    }
    Some(Placed { value: text.to_owned(), place: context.in_file(value.span()) })
}

/// What of a text no page, feed or terminal may get: it is not shown, turns round what is, or is not
/// allowed in XML (section 2.2).
pub fn odd_letter(text: &str) -> Option<char> {
    // Nearly every text is nothing else.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return None;
    }
    text.chars().find(|letter| match letter {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => true,
        '\u{feff}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2060}'..='\u{2064}'
        | '\u{e0000}'..='\u{e007f}' => true,
        // Letters that look like nothing.
        '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' => true,
        letter => letter.is_control(),
    })
}

/// A whole number within bounds.
pub fn number(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    bounds: std::ops::RangeInclusive<u32>,
    context: Context<'_>,
) -> Option<u32> {
    let Some(written) = value.get_ref().as_integer() else {
        wrong_kind(key, value, "a whole number", context);
        return None;
    };
    let number = u32::from_str_radix(written.as_str(), written.radix()).ok();
    let number = number.filter(|number| bounds.contains(number));
    if number.is_none() {
        let (from, to) = (i64::from(*bounds.start()), i64::from(*bounds.end()));
        context.report(value.span(), Fault::OutOfRange { key: key.to_owned(), from, to });
    }
    number
}

/// A table.
pub fn as_table<'a, 's>(
    key: &str,
    value: &'a Spanned<DeValue<'s>>,
    context: Context<'a>,
) -> Option<Fields<'a, 's>> {
    let Some(table) = value.get_ref().as_table() else {
        wrong_kind(key, value, "a table", context);
        return None;
    };
    Some(Fields::new(table, value.span(), context))
}

/// The one of a closed set that an author means.
pub fn one_of<T: Copy>(
    key: &str,
    written: Placed<String>,
    known: &[T],
    word: impl Fn(T) -> &'static str,
    context: Context<'_>,
) -> Option<T> {
    let found = known.iter().copied().find(|one| word(*one) == written.value);
    if found.is_none() {
        let known = known.iter().map(|one| word(*one)).collect();
        let fault = Fault::NotOneOf { key: key.to_owned(), found: written.value, known };
        context.problems.report(context.path, Some(written.place), fault);
    }
    found
}

/// The things in a list.
pub fn items<'a, 's>(
    key: &str,
    value: &'a Spanned<DeValue<'s>>,
    context: Context<'_>,
) -> impl Iterator<Item = &'a Spanned<DeValue<'s>>> {
    let list = value.get_ref().as_array();
    if list.is_none() {
        wrong_kind(key, value, "a list in [ ]", context);
    }
    list.into_iter().flat_map(|list| list.iter())
}

fn wrong_kind(key: &str, value: &Spanned<DeValue<'_>>, wanted: &'static str, context: Context<'_>) {
    let found = match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let fault = Fault::WrongKind { key: key.to_owned(), wanted, found };
    context.report(value.span(), fault);
}
