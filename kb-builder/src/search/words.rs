//! Texts into the words that are looked up. `static/js/search.js` does the same.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest query that is looked at, in UTF-16 units: a pasted page, and no more.
pub(super) const MOST_LETTERS: usize = 4000;
/// The most words of a query that are looked at.
pub(super) const MOST_WORDS: usize = 24;

/// A text without accents and capitals: `Schlüssel` is `schlussel`, and `ß` is `ss`.
pub(super) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    bare.to_lowercase().replace('ß', "ss")
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    words_of(&folded(text)).map(ToOwned::to_owned).collect()
}

/// The words of a text that is folded, in order: letters and digits without a gap, two or more.
pub(super) fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    // The letter at a place: whether it is of a word, and its length.
    let letter = |at: usize| match folded.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some((byte.is_ascii_alphanumeric(), 1)),
        _ => {
            folded[at..].chars().next().map(|letter| (letter.is_alphanumeric(), letter.len_utf8()))
        }
    };
    let mut at = 0;
    let words = std::iter::from_fn(move || {
        while let (false, length) = letter(at)? {
            at += length;
        }
        let start = at;
        while let Some((true, length)) = letter(at) {
            at += length;
        }
        Some(&folded[start..at])
    });
    words.filter(|word| word.len() > 1 && (word.is_ascii() || length(word) > 1))
}

/// The words of a text with `_` as a letter, as codes are written.
pub(super) fn code_words(text: &str) -> Vec<String> {
    let text = folded(text);
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// How long a word is, in UTF-16 units as browsers count.
pub(super) fn length(word: &str) -> usize {
    word.encode_utf16().count()
}

/// The first so many UTF-16 units of a text.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > most
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// How many letters were left out, added, changed or swapped with their neighbour; nothing if more
/// than `most` (optimal string alignment).
pub(super) fn slips(a: &str, b: &str, most: usize) -> Option<usize> {
    // Most words are told apart by their lengths alone.
    if length(a).abs_diff(length(b)) > most {
        return None;
    }
    let (a, b): (Vec<u16>, Vec<u16>) = (a.encode_utf16().collect(), b.encode_utf16().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, letter) in a.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, other) in b.iter().enumerate() {
            let change = above[column] + usize::from(letter != other);
            let mut least = change.min(above[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && *letter == b[column - 1] && a[row - 1] == *other {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        if line.iter().all(|slips| *slips > most) {
            return None;
        }
        before = std::mem::replace(&mut above, line);
    }
    above.last().copied().filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_cut_at_whatever_is_no_letter() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "{text}");
        check("Uhr prüfen: Straße!", &["uhr", "prufen", "strasse"]);
        check("Ｃａｆé sign-in a 1 50076", &["cafe", "sign", "in", "50076"]);
        check("", &[]);
        assert_eq!(code_words("(Access_Denied) 0xCAA20004"), ["access_denied", "0xcaa20004"]);
    }

    #[test]
    fn slips_are_counted_up_to_a_limit() {
        let check = |a, b, most, expected| assert_eq!(slips(a, b, most), expected, "{a} {b}");
        check("password", "pasword", 1, Some(1));
        check("clock", "clokc", 1, Some(1));
        check("authentcator", "authenticator", 2, Some(1));
        check("clock", "cloak", 1, Some(1));
        check("clock", "block", 1, Some(1));
        check("clock", "lock", 1, Some(1));
        check("clock", "locks", 1, None);
        check("teams", "teams", 0, Some(0));
        check("", "ab", 1, None);
    }

    #[test]
    fn a_cut_never_splits_a_letter() {
        assert_eq!(cut("aß😀b", 3), "aß");
        assert_eq!(cut("aß😀b", 4), "aß😀");
        assert_eq!(cut("ab", 9), "ab");
    }
}
