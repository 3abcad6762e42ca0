//! Hostile and harmless commands, one a line in `snippets/*.txt`; our own content; and texts that
//! nobody would write.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use kb_builder::readability::{Formula, measure};
use kb_builder::snippet::danger::dangers;
use kb_builder::snippet::secret::secrets;
use kb_builder::snippet::{Language, read};

/// The lines of a table, each with its language and its harm.
fn lines(table: &str) -> Vec<(Language, u8, String)> {
    let mut lines = Vec::new();
    let mut group = None;
    for line in table.lines().filter(|line| !line.is_empty()) {
        if let Some(head) = line.strip_prefix("== ") {
            let (language, harm) = head.split_once(' ').unwrap();
            group = Some((Language::from_word(language).unwrap(), harm.parse().unwrap()));
        } else if let Some((language, harm)) = group {
            lines.push((language, harm, line.replace('␤', "\n").replace('␍', "\r")));
        }
    }
    lines
}

#[test]
fn no_dangerous_command_passes() {
    let lines = lines(include_str!("snippets/dangerous.txt"));
    assert!(lines.len() > 600);
    for (language, least, code) in lines {
        let found = dangers(language, &code);
        let harm = found.iter().map(|(_, danger)| danger.harm).max().unwrap_or(0);
        assert!(harm >= least, "{harm} for {code:?} in {}", language.word());
    }
}

#[test]
fn harmless_commands_pass() {
    let lines = lines(include_str!("snippets/harmless.txt"));
    assert!(lines.len() > 120);
    for (language, _, code) in lines {
        assert_eq!(dangers(language, &code), [], "for {code:?} in {}", language.word());
        assert_eq!(read(language, &code).findings, [], "for {code:?} in {}", language.word());
    }
}

#[test]
fn our_own_content_has_no_secrets() {
    let content = concat!(env!("CARGO_MANIFEST_DIR"), "/../content");
    let mut texts = 0;
    for file in walkdir::WalkDir::new(content) {
        let file = file.unwrap();
        // The settings name whom the page may ask, which is the owner's to say.
        if !file.file_type().is_file() || file.file_name() == "site.toml" {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        let found: Vec<_> = secrets(&text)
            .into_iter()
            .map(|(place, secret)| format!("{secret:?} {}", &text[place]))
            .collect();
        assert!(found.is_empty(), "{found:?} in {}", file.path().display());
        texts += 1;
    }
    assert!(texts > 0);
}

/// What hostile texts are made of.
const PIECES: [&str; 100] = [
    "a",
    "rm",
    "del",
    "ri",
    "cmd /c ",
    "powershell -c ",
    "bash -c ",
    "sudo ",
    "if ",
    "for ",
    "do ",
    "in ",
    "case ",
    "esac",
    "then ",
    "function ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "[[",
    "]]",
    "$",
    "$x",
    "${",
    "$(",
    "`",
    "'",
    "\"",
    "\\",
    "^",
    "%",
    "%x%",
    "!",
    "|",
    "||",
    "&",
    "&&",
    ";",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ",",
    "=",
    "==",
    ">",
    ">>",
    "<",
    "<<",
    "<<E",
    "<<<",
    "E",
    "@",
    "@'",
    "@\"",
    "'@",
    "\"@",
    "#",
    "<#",
    "#>",
    "-",
    "--",
    "--% ",
    ":",
    "..",
    "~",
    "*",
    "?",
    "C:\\",
    "é",
    "İ",
    "\u{a0}",
    "\u{200b}",
    "“",
    "’",
    "–",
    "日本",
    "\u{feff}",
    "`u{72}",
    "$'\\x72",
    "\0",
    "eyJ",
    "password=",
    "@example.com",
    "Bearer ",
    "/home/",
    "0123",
    "::",
    "1.2.3.4",
    "{}",
    "find ",
    "-exec ",
    "xargs ",
    "start ",
    "Start-Process ",
    "a[0]=",
];

#[test]
fn every_text_can_be_looked_at_and_every_place_is_in_it() {
    // A generator of its own, so that the same texts come every day.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for _ in 0..600 {
        let text: String = (0..random(32)).map(|_| PIECES[random(PIECES.len())]).collect();
        let mut places: Vec<_> = secrets(&text).into_iter().map(|(place, _)| place).collect();
        for language in Language::ALL {
            places.extend(dangers(*language, &text).into_iter().map(|(place, _)| place));
            places.extend(read(*language, &text).findings.into_iter().map(|finding| finding.place));
        }
        for place in places {
            assert!(text.get(place.clone()).is_some(), "{place:?} of {text:?}");
        }
        for formula in [None, Some(Formula::FleschKincaid), Some(Formula::Sachtext)] {
            assert!(measure(formula, &[&text]).grade.is_none_or(f64::is_finite), "{text:?}");
        }
    }
}

#[test]
fn the_largest_block_takes_no_longer_than_its_length() {
    // Would take minutes if any of this were more than linear.
    for piece in
        ["rm ", "$(", "sudo ", "if del ", "<<a\n", "x=(", "cmd /c ", "\"", "a | ", "=", "${"]
    {
        let text = piece.repeat(8 * 1024 / piece.len());
        for language in Language::ALL {
            dangers(*language, &text);
            read(*language, &text);
        }
        secrets(&text);
        measure(Some(Formula::FleschKincaid), &[&text]);
    }
}
