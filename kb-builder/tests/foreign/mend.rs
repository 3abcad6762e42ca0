//! Does to a text what an author would who reads a fault and mends it at its place.

use std::ops::Range;

use kb_builder::problem::{Fault, Problem};

/// Mends as many faults of a text as do not touch each other; says how many.
pub(crate) fn mend(text: &mut String, first: usize, problems: &[Problem]) -> usize {
    let mut edits: Vec<(Range<usize>, String)> = problems
        .iter()
        .filter_map(|problem| edit(text, problem.place.clone()?, &problem.fault))
        .collect();
    edits.sort_by_key(|(place, _)| (place.start, place.end));
    let mut free = text.len() + 1;
    let mut done = 0;
    for (place, new) in edits.into_iter().rev() {
        assert!(place.start >= first, "a fault of a text is in the text");
        if place.end < free {
            free = place.start;
            text.replace_range(place, &new);
            done += 1;
        }
    }
    done
}

/// The one change that mends a fault.
fn edit(text: &str, place: Range<usize>, fault: &Fault) -> Option<(Range<usize>, String)> {
    let at = &text[place.clone()];
    let insert = |at: usize, new: &str| Some((at..at, new.to_owned()));
    let find = |letter: char| place.start + at.find(letter).unwrap_or_default();
    match fault {
        // As text it may stay.
        Fault::RawHtml => insert(find('<'), "\\"),
        Fault::Image => {
            let mark = find('!');
            Some((mark..mark + 1, String::new()))
        }
        Fault::ForbiddenScheme { target }
        | Fault::BrokenLink { target, .. }
        | Fault::BrokenAnchor { target, .. } => {
            if at == target && !target.is_empty() {
                Some((place, "https://example.org/".to_owned()))
            } else {
                insert(find('['), "\\")
            }
        }
        Fault::NoCodeLanguage { .. } | Fault::CommandUnnamed => {
            let fence = at.chars().take_while(|letter| "`~".contains(*letter)).count();
            if fence >= 3 {
                return Some((place.start + fence..place.end, "text".to_owned()));
            }
            // Indented code stays as words.
            let line = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
            Some((line..place.start, String::new()))
        }
        Fault::TopHeading if at.starts_with('#') => insert(place.start, "#"),
        Fault::TopHeading => {
            let below = place.end + text[place.end..].find('=')?;
            let length = text[below..].chars().take_while(|letter| *letter == '=').count();
            Some((below..below + length, "-".repeat(length)))
        }
        Fault::SkippedHeading { from, to } => {
            Some((place.start..place.start + usize::from(to - from - 1), String::new()))
        }
        Fault::NoText => insert(place.start, "Words.\n\n"),
        Fault::HeadingTwice { .. } => insert(place.end, &format!(" {}", place.start)),
        Fault::Snippet { .. } | Fault::CommandInText { .. } | Fault::Secret { .. } => {
            let new: String = at.chars().map(|c| if "`\n".contains(c) { c } else { 'x' }).collect();
            Some((place, new))
        }
        other => panic!("{other}"),
    }
}
