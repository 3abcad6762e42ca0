//! A problem and the line it is on, as text.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::fields::odd_letter;
use crate::problem::{Fault, Problem};
use crate::snippet::secret::{Secret, escaped, secrets};
use crate::source::Source;

/// Whether the text is for a terminal that shows colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With colours.
    Coloured,
    /// Letters only.
    Plain,
}

/// More than this nobody reads in one go.
const MOST_SHOWN: usize = 200;

/// Every problem, one after the other, and how many there are.
pub fn report(source: &Source, problems: &[Problem], folder: &str, style: Style) -> String {
    let renderer = match style {
        Style::Coloured => Renderer::styled(),
        Style::Plain => Renderer::plain(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for problem in problems.iter().take(MOST_SHOWN) {
        text += &one(source, problem, folder, &renderer);
        text += "\n\n";
    }
    let more = problems.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        let rest = [&more.to_string(), "more; `check --format json` lists them all\n\n"];
        text += &["and ", &rest.join(" ")].concat();
    }
    let warnings = problems.iter().filter(|problem| !problem.is_error()).count();
    let count = |number, one: &str| match number {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    let errors = problems.len() - warnings;
    text + &match (errors, warnings) {
        (errors, 0) => count(errors, "problem"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => [count(errors, "problem"), count(warnings, "warning")].join(", "),
    }
}

fn one(source: &Source, problem: &Problem, folder: &str, renderer: &Renderer) -> String {
    let path = printable(&format!("{folder}/{}", problem.path)).replace('\n', "\u{fffd}");
    let title = told(&problem.fault);
    let level = if problem.is_error() { Level::ERROR } else { Level::WARNING };
    let main = level.primary_title(&title);
    let mut column = None;
    let main = match (&problem.place, source.shown(&problem.path)) {
        (Some(place), Some(text)) => {
            // Only the lines of the place: a report would otherwise cost its file each time.
            let (start, end) = (place.start.min(text.len()), place.end.min(text.len()));
            let first = text[..start].rfind('\n').map_or(0, |end| end + 1);
            let last = text[end..].find('\n').map_or(text.len(), |length| end + length);
            let number = text[..first].matches('\n').count() + 1;
            let (line, mark) = (&text[first..last], start - first..end - first);
            let cut = window(line, &mark);
            let columns = |from: usize| line[from..mark.start].chars().count() + 1;
            // What is cut off has no part in what is drawn, and one in where that is.
            if cut.start > 0 {
                let at = |from| format!("{path}:{number}:{}", columns(from));
                column = Some((at(cut.start), at(0)));
            }
            let marked = mark.start - cut.start..mark.end.min(cut.end) - cut.start;
            // Its owner says there whose site it is.
            let is_settings = problem.path.as_str() == "site.toml";
            let hides = |secret: Secret| secret.lets_in() || !is_settings;
            let shown = without_controls(&without_secrets(&line[cut], hides));
            let lines = Snippet::source(shown).line_start(number).path(&path);
            main.element(lines.annotation(AnnotationKind::Primary.span(marked)))
        }
        _ => main.element(Origin::path(&path)),
    };
    let hint = problem.fault.hint().map(|hint| printable(&hint));
    let hint = hint.as_ref().map(|hint| Group::with_title(Level::HELP.secondary_title(hint)));
    let notes = notes(source, problem);
    let notes = notes.iter().map(|note| Group::with_title(Level::NOTE.secondary_title(note)));
    let groups: Vec<Group<'_>> = std::iter::once(main).chain(notes).chain(hint).collect();
    let told = renderer.render(&groups);
    match column {
        Some((drawn, real)) => told.replacen(&drawn, &real, 1),
        None => told,
    }
}

/// What else there is to see.
fn notes(source: &Source, problem: &Problem) -> Vec<String> {
    let mut notes: Vec<String> = problem.fault.notes().iter().map(|note| printable(note)).collect();
    let other = problem.fault.other_place();
    let before = other.and_then(|other| source.shown(&problem.path)?.get(..other.start));
    notes.extend(before.map(|before| {
        let line = before.matches('\n').count() + 1;
        format!("it is given first on line {line}")
    }));
    notes
}

/// More letters than this of a line no terminal shows at once, and no message needs.
const MOST_LETTERS: usize = 400;

/// Lines in which nobody can read what looks like a secret: reports end up in logs. Each keeps its
/// first letters, by which its author knows it, and its length.
fn without_secrets(lines: &str, hides: impl Fn(Secret) -> bool) -> String {
    const KEPT: usize = 3;
    let mut bytes = lines.as_bytes().to_vec();
    let found = secrets(lines).into_iter().chain(escaped(lines));
    for (place, _) in found.filter(|(_, secret)| hides(*secret)) {
        for byte in bytes[place].iter_mut().skip(KEPT).filter(|byte| byte.is_ascii_alphanumeric()) {
            *byte = b'*';
        }
    }
    // Only single ASCII letters were changed.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Lines in which nothing steers a terminal. Controls of one byte are left to what draws them; those of
/// two become another letter of two, so that all places stay.
fn without_controls(lines: &str) -> String {
    let shown =
        |letter: char| if ('\u{80}'..='\u{9f}').contains(&letter) { '\u{b7}' } else { letter };
    lines.chars().map(shown).collect()
}

/// The part of a line that is shown around a place: all of it, unless it is very long.
fn window(line: &str, place: &Range<usize>) -> Range<usize> {
    if line.len() <= 4 * MOST_LETTERS {
        return 0..line.len();
    }
    let start = line.floor_char_boundary(place.start.saturating_sub(MOST_LETTERS / 2));
    let end = line.ceil_char_boundary(line.len().min(place.start + MOST_LETTERS));
    // Without what comes before, a place at the beginning of a long line needs no cut there.
    if place.start < MOST_LETTERS { 0..end } else { start..end }
}

/// A text of ours with names of theirs in it, none of which may steer a terminal.
fn printable(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' => letter,
        letter if odd_letter(letter.encode_utf8(&mut [0; 4])).is_some() => {
            char::REPLACEMENT_CHARACTER
        }
        letter => letter,
    };
    text.chars().map(shown).collect()
}

/// What is wrong, in a sentence of a length that can be read: names in it may be as long as a file.
fn told(fault: &Fault) -> String {
    let told = printable(&fault.to_string());
    if told.chars().nth(MOST_LETTERS).is_none() {
        return told;
    }
    let cut = |count: usize| told.char_indices().nth(count).map_or(told.len(), |(at, _)| at);
    let end = told.char_indices().rev().nth(MOST_LETTERS / 4).map_or(0, |(at, _)| at);
    [&told[..cut(MOST_LETTERS / 2)], " … ", &told[end..]].concat()
}

/// A problem for programs.
#[derive(serde::Serialize)]
struct Entry {
    path: String,
    /// From 1; nothing for a fault of the whole file.
    line: Option<usize>,
    /// In letters, from 1.
    column: Option<usize>,
    message: String,
    /// `error`, or `warning` for what a site can be built with.
    severity: &'static str,
    /// What else there is to see.
    notes: Vec<String>,
    hint: Option<String>,
}

fn entry(source: &Source, problem: &Problem, folder: &str) -> Entry {
    let at = problem.place.as_ref().and_then(|place| {
        let before = source.shown(&problem.path)?.get(..place.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    });
    Entry {
        path: format!("{folder}/{}", problem.path),
        line: at.map(|(line, _)| line),
        column: at.map(|(_, column)| column),
        message: told(&problem.fault),
        severity: if problem.is_error() { "error" } else { "warning" },
        notes: notes(source, problem),
        hint: problem.fault.hint().map(|hint| printable(&hint)),
    }
}

/// Every problem as one JSON list.
pub fn json(source: &Source, problems: &[Problem], folder: &str) -> String {
    let entries: Vec<Entry> =
        problems.iter().map(|problem| entry(source, problem, folder)).collect();
    serde_json::to_string_pretty(&entries).expect("bug: plain texts and numbers can be written")
}

/// Every problem as an annotation for GitHub Actions (workflow commands, `error` and `warning`).
pub fn github(source: &Source, problems: &[Problem], folder: &str) -> Vec<String> {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let annotations = problems.iter().map(|problem| {
        let Entry { path, line, column, message, severity, notes, hint } =
            entry(source, problem, folder);
        let at = match (line, column) {
            (Some(line), Some(column)) => format!(",line={line},col={column}"),
            _ => String::new(),
        };
        let notes = notes.into_iter().chain(hint.map(|hint| format!("hint: {hint}")));
        let text = std::iter::once(message).chain(notes).collect::<Vec<_>>().join("\n");
        format!("::{severity} file={}{at}::{}", property(&path), escape(&text))
    });
    annotations.collect()
}
