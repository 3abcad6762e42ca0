//! The syllables of English words.

use super::is_apostrophe;

/// Words that no rule below counts right, as they are said in Britain.
#[rustfmt::skip] // A count a line.
const EXCEPTIONS: [(usize, &[&str]); 5] = [
    (1, &["all", "and", "eye", "eyes", "mac", "macs", "not", "pin", "pins", "sim", "sims"]),
    (2, &["business", "colleague", "colleagues", "embed", "every", "ok", "pc", "pcs", "someone",
          "timeout", "timeouts", "tv", "vs"]),
    (3, &["anyone", "area", "areas", "forever", "idea", "ideas", "issuer", "issuers", "urls",
          "ios", "macos", "vpns", "wherever", "whoever"]),
    (4, &["etc"]),
    (5, &["unauthorised"]),
];

/// Beginnings of compounds whose last `e` is not said: `some|thing`.
const SILENT_BEGINNINGS: [&str; 34] = [
    "base", "bone", "else", "every", "face", "fire", "fore", "frame", "guide", "home", "house",
    "life", "like", "line", "make", "more", "name", "note", "one", "page", "phone", "pipe", "safe",
    "side", "some", "space", "take", "there", "time", "trade", "type", "where", "white", "wire",
];

/// The syllables of a word; `word` has its apostrophes, `letters` has letters alone, both small.
pub(super) fn syllables(word: &str, letters: &str, capitals: bool) -> usize {
    let known = |word: &str| {
        EXCEPTIONS.iter().find(|(_, words)| words.contains(&word)).map(|(count, _)| *count)
    };
    if let Some(count) = known(letters) {
        return count;
    }
    if capitals && (letters.len() <= 3 || !letters.contains(is_vowel)) {
        // `VPN` is spelt out; only `w` is longer than a syllable.
        return letters.chars().map(|letter| if letter == 'w' { 3 } else { 1 }).sum();
    }
    if let Some((stem, end)) = word.split_once(is_apostrophe) {
        let stem_count = known(stem).unwrap_or_else(|| count(stem));
        let hisses = ["s", "x", "z", "ch", "sh", "ce", "ge", "se"];
        let added = match end {
            // `box's`
            "s" => hisses.iter().any(|hiss| stem.ends_with(hiss)),
            // `isn't`, `didn't`; but `don't`, `aren't`
            "t" => {
                ["dn", "sn", "vn", "tn", "ln"].iter().any(|sound| stem.ends_with(sound))
                    && stem != "can"
            }
            _ => false,
        };
        return stem_count.max(1) + usize::from(added);
    }
    count(letters)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Counts by rule: groups of vowels, less the silent ones, more those that are two.
fn count(word: &str) -> usize {
    let letters: Vec<char> = word.chars().map(plain).collect();
    let ends = |end: &str| word.ends_with(end);
    let at = |back: usize| letters.len().checked_sub(back).map_or(' ', |index| letters[index]);
    let consonant = |letter: char| letter.is_alphabetic() && !is_vowel(letter);
    let mut count: usize = 0;
    let mut before = ' ';
    for (index, &letter) in letters.iter().enumerate() {
        // The `u` of `qu`, and a `y` before a vowel, are no vowels.
        let next = letters.get(index + 1).copied().unwrap_or(' ');
        let glides =
            letter == 'u' && before == 'q' || letter == 'y' && index == 0 && is_vowel(next);
        let vowel = is_vowel(letter) && !glides;
        count += usize::from(vowel && !is_vowel(before));
        before = if glides { ' ' } else { letter };
    }
    // A silent `e` at the end.
    let silent = if ends("e") {
        // But `ta|ble`, `cen|tre`.
        consonant(at(2)) && !(matches!(at(2), 'l' | 'r') && consonant(at(3)) && at(3) != at(2))
    } else if ends("es") {
        let hisses = matches!(at(3), 's' | 'x' | 'z' | 'c' | 'g') || ends("ches") || ends("shes");
        consonant(at(3)) && !hisses && !(at(3) == 'l' && consonant(at(4)))
    } else if ends("ed") {
        let said = matches!(at(3), 't' | 'd')
            || at(3) == 'l' && consonant(at(4)) && at(4) != 'l' && at(4) != 'r';
        consonant(at(3)) && !said
    } else {
        let suffixes = ["efully", "eful", "elessly", "eless", "ely", "ement", "ements", "eness"];
        suffixes.iter().any(|suffix| {
            let stem = word.strip_suffix(suffix).unwrap_or_default();
            let says = stem.ends_with('l') && suffix.starts_with("eme");
            stem.chars().last().is_some_and(consonant) && stem.contains(is_vowel) && !says
        })
    };
    // `unique`
    let silent = silent || ends("que") || ends("ques");
    let compound = SILENT_BEGINNINGS.iter().any(|begin| {
        word.strip_prefix(begin).is_some_and(|rest| {
            rest.starts_with(consonant) && rest.contains(is_vowel) && rest != "ly" && rest != "ment"
        })
    });
    // `ba|sic|ally`
    let swallowed = word.ends_with("ically");
    let lost = usize::from(silent && count > 1)
        + usize::from(compound && !ends("eless") && !ends("eful") && count > 2)
        + usize::from(swallowed);
    (count + pairs(word)).saturating_sub(lost).max(1)
}

/// Two vowels side by side that are two syllables.
fn pairs(word: &str) -> usize {
    let found = |pair: &str, not_after: &[char], not_before: &[&str]| {
        word.match_indices(pair)
            .filter(|(at, _)| !word[..*at].ends_with(not_after))
            .filter(|(at, _)| {
                !not_before.iter().any(|next| word[at + pair.len()..].starts_with(next))
            })
            .count()
    };
    found("ia", &['c', 't', 'g'], &["ge"])
        + found("io", &['t', 's', 'c', 'g', 'x', 'n', 'l'], &["ur"])
        + found("iu", &[], &[])
        + found("ua", &['q', 'g'], &[])
        + found("uo", &['q'], &["y"])
        + found("eo", &['g', 'p'], &[])
        + found("ien", &['c', 't'], &["d"])
        + found("iet", &[], &[])
        + ["ying", "eing", "oing", "react", "reu", "reinst", "ciat", "tiat", "ism"]
            .iter()
            .map(|pair| found(pair, &[], &[]))
            .sum::<usize>()
        + found("uing", &['g', 'q'], &[])
        + found("crea", &[], &["m", "s", "k"])
        + between(word)
        + usize::from(word.len() > 5 && (word.ends_with("ier") || word.ends_with("iest")))
}

/// How often a `y` parts two vowels: `lay|er`, but `played`.
fn between(word: &str) -> usize {
    let found = |(at, _): &(usize, &str)| {
        let (before, after) = (&word[..*at], &word[at + 1..]);
        let ends = ["e", "ed", "es", "ing", "ings"].contains(&after);
        before.ends_with(['a', 'e', 'o', 'u']) && after.starts_with(['a', 'e', 'o', 'u']) && !ends
    };
    word.match_indices('y').filter(found).count()
}

/// A letter without its accent: `é` is `e`.
fn plain(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        other => other,
    }
}
