//! Breaks a text into lines without measuring it.
//!
//! Nobody knows at build time which font a reader has. The widths here are those of the widest of
//! the usual ones (`DejaVu Sans`, about the same as Verdana), so that in the others there is room.

/// How heavy the letters are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// As in a sentence.
    Plain,
    /// As in a heading: the letters are wider.
    Bold,
}

/// The lines of a text, none wider than `room`, where a letter is `size` high.
///
/// A word that is wider than a line is broken.
pub(super) fn lines(text: &str, room: i32, size: i32, weight: Weight) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size, weight) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if width(&line, size, weight) > room && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(letter);
            }
        }
    }
    lines.push(line);
    lines
}

/// How wide a text is at most.
fn width(text: &str, size: i32, weight: Weight) -> i32 {
    let thousandths: i32 = text.chars().map(thousandths).sum();
    let heavier = if weight == Weight::Bold { 115 } else { 100 };
    // Rounded up.
    (thousandths * size * heavier + 99_999) / 100_000
}

/// How wide a letter is, in thousandths of its height.
fn thousandths(letter: char) -> i32 {
    match letter {
        // What joins, turns or takes no room.
        '\u{300}'..='\u{36f}'
        | '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' => 0,
        'i' | 'j' | 'l' | '\'' | '’' | '‘' | 'í' | 'ì' | 'î' | 'ï' => 300,
        ' ' | '\u{a0}' | 'I' | 'J' | '.' | ',' | ':' | ';' | '/' | '·' | '|' => 340,
        'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' => 415,
        's' | 'z' | 'c' | '?' | '*' | '“' | '”' | '„' | '"' | 'š' | 'ç' => 555,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | '→' => 1000,
        'a'..='z' | '0'..='9' | '–' | 'ß' | 'à'..='ö' | 'ø'..='ÿ' => 640,
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' => 790,
        '!'..='~' => 840,
        // Scripts with letters as wide as they are high, and whatever else there is.
        '\u{2e80}'.. => 1050,
        _ => 850,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, room: i32, expected: &[&str]) {
        assert_eq!(lines(text, room, 10, Weight::Plain), expected);
    }

    #[test]
    fn breaks_between_words_and_inside_one_only_where_it_must() {
        check("", 50, &[""]);
        check("one two  three", 1000, &["one two three"]);
        check("one two three", 50, &["one two", "three"]);
        check("abcdefgh", 20, &["abc", "def", "gh"]);
        // A line holds a letter, however narrow it is.
        check("WW", 1, &["W", "W"]);
    }

    #[test]
    fn what_turns_a_word_round_takes_no_room() {
        check(
            "\u{202e}one\u{202c} \u{202e}two\u{202c}",
            50,
            &["\u{202e}one\u{202c} \u{202e}two\u{202c}"],
        );
    }
}
