//! What looks like a code and is none: a letter in place of a digit, a letter too few. Only ever a
//! suggestion; nobody's `CAA2OOO4` is taken for `CAA20004` without asking.

use crate::reading::KnownCodes;

/// The most codes that are suggested for one word.
const MOST: usize = 3;

/// The codes that a word in small letters, which is none itself, looks like, the likeliest first.
pub(crate) fn find(word: &str, known: &KnownCodes) -> Vec<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if !(6..=13).contains(&word.len()) || digits < 2 {
        return Vec::new();
    }
    if let Some(number) = aadsts(word, known) {
        return vec![format!("AADSTS{number}")];
    }
    let word = look_alike(word.strip_prefix("0x").unwrap_or(word));
    let mut meant = Vec::new();
    for wanted in 0..=2 {
        for (name, _) in known.codes() {
            if meant.len() < MOST && unlike(&word, name) == Some(wanted) {
                meant.push(name.to_owned());
            }
        }
        // A word that only looks different can mean nothing else.
        if wanted == 0 && !meant.is_empty() {
            break;
        }
    }
    meant
}

/// How far a word is from a code of eight digits: 0 for none, 1 for one of two equal digits left out, 2 for any other slip of one letter. Nothing for more.
fn unlike(word: &str, name: &str) -> Option<u32> {
    let name = name.strip_prefix("0x").unwrap_or(name).to_ascii_lowercase();
    let (word, name) = (word.as_bytes(), name.as_bytes());
    if name.len() != 8 {
        return None;
    }
    let same = word.iter().zip(name).take_while(|(a, b)| a == b).count();
    let rest =
        |a: &[u8], b: &[u8], skip: (usize, usize)| a.get(same + skip.0..) == b.get(same + skip.1..);
    match (word.len(), rest(word, name, (0, 0))) {
        (8, true) => Some(0),
        (8, false) => {
            let swapped =
                word.get(same) == name.get(same + 1) && word.get(same + 1) == name.get(same);
            let slip = rest(word, name, (1, 1)) || swapped && rest(word, name, (2, 2));
            slip.then_some(2)
        }
        (7, _) if rest(word, name, (0, 1)) => {
            let left_out = name[same];
            let doubled = same > 0 && name[same - 1] == left_out;
            Some(if doubled { 1 } else { 2 })
        }
        (9, _) if rest(word, name, (1, 0)) => Some(2),
        _ => None,
    }
}

/// The AADSTS number that a word looks like.
fn aadsts(word: &str, known: &KnownCodes) -> Option<u32> {
    let known = |tail: &str| {
        let number = look_alike(tail).parse().ok()?;
        known.has_number(number).then_some(number)
    };
    word.strip_prefix("aadsts").and_then(known).or_else(|| {
        let (head, tail) = word.split_at(word.find(|letter: char| letter.is_ascii_digit())?);
        if is_one_slip(head.as_bytes(), b"aadsts") { known(tail) } else { None }
    })
}

/// Whether one letter was left out, added, changed, or changed places with the next.
fn is_one_slip(word: &[u8], meant: &[u8]) -> bool {
    let same = word.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (word, meant) = (&word[same..], &meant[same..]);
    let swapped = word.len() >= 2 && word.first() == meant.get(1) && word.get(1) == meant.first();
    word.get(1..) == meant.get(1..)
        || word.get(1..) == Some(meant)
        || Some(word) == meant.get(1..)
        || swapped && word.get(2..) == meant.get(2..)
}

/// Letters that are taken for digits, as the digits.
fn look_alike(word: &str) -> String {
    word.chars()
        .map(|letter| match letter {
            'o' | 'q' => '0',
            'i' | 'l' => '1',
            'z' => '2',
            's' => '5',
            'g' => '6',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_and_the_likeliest_comes_first() {
        let none: [&str; 0] = [];
        let codes = ["CAA20064", "CAA20003", "CAA20004", "CAA2000C", "0x80090016"];
        let known = KnownCodes::new(codes.map(|code| (code, none)), [50076, 500_121]);
        let check = |word: &str, meant: &[&str]| {
            assert_eq!(find(word, &known), meant, "for {word}");
        };
        check("caa2ooo4", &["CAA20004"]);
        check("caa2004", &["CAA20004", "CAA20064"]);
        check("caa200004", &["CAA20004"]);
        check("caa02004", &["CAA20004"]);
        check("cas20004", &["CAA20004"]);
        check("0xcaa2o0o3", &["CAA20003"]);
        check("8009oo16", &["0x80090016"]);
        check("caa20005", &["CAA20003", "CAA20004", "CAA2000C"]);
        check("aadsts5oo76", &["AADSTS50076"]);
        check("aadst50076", &["AADSTS50076"]);
        check("adasts50076", &["AADSTS50076"]);
        check("aadstss500121", &["AADSTS500121"]);
        check("aadsts50o99", &[]);
        check("teams", &[]);
        check("25012026", &[]);
        check("caa2", &[]);
    }
}
