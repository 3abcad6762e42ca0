//! What stands in braces behind a heading.
//!
//! Sections of a text can be for some systems each: `## On a Mac {macos}`. Those beside each other
//! become tabs; on paper and without a script they follow one another as they are written. Others are
//! good to know, and nobody needs them in order to act: `## Why this helps {extra}`. They are left out
//! where room is scarce.

use std::ops::Range;

use kb_flow::Platform;

use crate::problem::{Fault, Problems, nearest};
use crate::source::SourcePath;

/// A heading, as far as tabs go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its level, 2 for the largest below the title.
    pub level: u8,
    /// Whether it stands in no list and no quote.
    pub is_outermost: bool,
    /// Whether its author marked it, rightly or not.
    pub is_marked: bool,
    /// The systems its section is for.
    pub platforms: Vec<Platform>,
    /// Whether nobody needs its section in order to act.
    pub is_extra: bool,
    /// Where it is.
    pub place: Range<usize>,
}

/// The text of a heading, and what stands in braces at its end.
pub fn split(text: &str) -> (&str, Option<&str>) {
    let marked = text.trim_end().strip_suffix('}').and_then(|text| text.rsplit_once('{'));
    match marked {
        Some((text, mark)) => (text.trim_end(), Some(mark)),
        None => (text, None),
    }
}

/// The mark of a section that nobody needs in order to act.
pub const EXTRA: &str = "extra";

/// The systems that a mark names.
pub fn platforms(
    mark: &str,
    path: &SourcePath,
    place: &Range<usize>,
    problems: &Problems,
) -> Vec<Platform> {
    let report = |fault| problems.report(path, Some(place.clone()), fault);
    let words = mark.split_whitespace();
    let platforms: Vec<Platform> = words
        .filter_map(|word| {
            let platform = Platform::from_word(word);
            if platform.is_none() {
                let near = nearest(word, Platform::ALL.iter().map(|known| known.word()));
                report(Fault::UnknownSystem { found: word.to_owned(), near });
            }
            platform
        })
        .collect();
    if mark.trim().is_empty() {
        report(Fault::UnknownSystem { found: String::new(), near: None });
    }
    platforms
}

/// The group of tabs that each heading opens a section of, counted from nought; none for a heading
/// that opens no tab. Sections are of one group if no other of their level or above comes between.
pub fn groups(headings: &[Heading]) -> Vec<Option<usize>> {
    let mut groups = vec![None; headings.len()];
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<u8> = None;
    for (at, heading) in headings.iter().enumerate().filter(|(_, heading)| heading.is_outermost) {
        match open {
            Some(level) if heading.level > level => {}
            Some(level) if heading.level == level && heading.is_marked => {
                runs.last_mut().expect("bug: a run is open").push(at);
            }
            _ => {
                open = heading.is_marked.then_some(heading.level);
                runs.extend(open.map(|_| vec![at]));
            }
        }
    }
    for (group, run) in runs.iter().filter(|run| run.len() > 1).enumerate() {
        for &at in run {
            groups[at] = Some(group);
        }
    }
    groups
}

/// How many sections, with all below their headings, nobody needs in order to act.
pub fn extras(headings: &[Heading]) -> usize {
    let mut inside: Option<u8> = None;
    let outermost = headings.iter().filter(|heading| heading.is_outermost);
    let begins = outermost.filter(|heading| {
        inside = inside.filter(|level| heading.level > *level);
        let begins = inside.is_none() && heading.is_extra;
        if begins {
            inside = Some(heading.level);
        }
        begins
    });
    begins.count()
}

/// Reports marked sections that stand alone, and systems that two sections of a group are for.
pub fn check(headings: &[Heading], path: &SourcePath, problems: &Problems) {
    let mut seen: Vec<(usize, Platform)> = Vec::new();
    for (heading, group) in headings.iter().zip(groups(headings)) {
        let report = |fault| problems.report(path, Some(heading.place.clone()), fault);
        if heading.is_extra && !heading.is_outermost {
            report(Fault::InnerExtra);
        }
        let Some(group) = group else {
            if heading.is_marked {
                report(Fault::LoneSystem);
            }
            continue;
        };
        for &platform in &heading.platforms {
            if seen.contains(&(group, platform)) {
                report(Fault::SystemTwice { platform });
            }
            seen.push((group, platform));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8, platforms: &[Platform]) -> Heading {
        Heading {
            level,
            is_outermost: true,
            is_marked: !platforms.is_empty(),
            platforms: platforms.to_vec(),
            is_extra: false,
            place: 0..0,
        }
    }

    #[test]
    fn a_mark_is_what_stands_in_braces_at_the_end() {
        assert_eq!(split("On a phone {ios android}"), ("On a phone", Some("ios android")));
        assert_eq!(split("On a Mac {macos} "), ("On a Mac", Some("macos")));
        assert_eq!(split("A {brace} inside"), ("A {brace} inside", None));
        assert_eq!(split("Half a brace}"), ("Half a brace}", None));
    }

    #[test]
    fn marked_sections_beside_each_other_are_one_group() {
        let (windows, macos) = (&[Platform::Windows][..], &[Platform::Macos][..]);
        let headings = [
            heading(2, windows),
            heading(3, &[]),
            heading(2, macos),
            heading(2, &[]),
            heading(3, windows),
            heading(3, macos),
            heading(2, windows),
        ];
        let expected = [Some(0), None, Some(0), None, Some(1), Some(1), None];
        assert_eq!(groups(&headings), expected);
    }
}
