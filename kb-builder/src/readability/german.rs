//! The syllables of German words, as they are spoken: `Li|ni|e`, `Ak|ti|on`.

/// Two letters that are one vowel.
const PAIRS: [&str; 12] = ["aa", "ai", "au", "ay", "ee", "ei", "eu", "ey", "ie", "oo", "ou", "äu"];

/// Where two letters that look like one vowel are two: `be|en|den`, `Li|ni|e`. Anywhere in a word.
const APART: [&str; 18] = [
    "batterien",
    "beend",
    "beinhalt",
    "familie",
    "ferien",
    "folie",
    "kooper",
    "koordin",
    "kopien",
    "kriterien",
    "leum",
    "linie",
    "läum",
    "medien",
    "prinzipien",
    "serie",
    "seum",
    "studie",
];

/// Foreign words with vowels that are not said, anywhere in a word, and how many: `Up|date`.
const SILENT: [(&str, usize); 29] = [
    ("azure", 1),
    ("cache", 1),
    ("chrome", 1),
    ("code", 1),
    ("drive", 1),
    ("edge", 1),
    ("face", 1),
    ("feature", 2),
    ("firewall", 1),
    ("hardware", 1),
    ("homepage", 2),
    ("hotline", 1),
    ("image", 1),
    ("intune", 1),
    ("malware", 1),
    ("offline", 1),
    ("office", 1),
    ("onedrive", 1),
    ("onenote", 2),
    ("online", 1),
    ("phone", 1),
    ("release", 2),
    ("safe", 1),
    ("service", 1),
    ("share", 1),
    ("software", 1),
    ("store", 1),
    ("team", 1),
    ("update", 1),
];

/// Abbreviations that are read as words.
const READ: [&str; 4] = ["pin", "sim", "tan", "app"];

/// The syllables of a word in small letters.
pub(super) fn syllables(letters: &str, capitals: bool) -> usize {
    if capitals && !READ.contains(&letters) && (letters.len() <= 3 || !letters.contains(is_vowel)) {
        // `VPN` is spelt out; only `y` is longer than a syllable.
        return letters.chars().map(|letter| if letter == 'y' { 3 } else { 1 }).sum();
    }
    let mut count: usize = 0;
    let mut before = ' ';
    let mut rest = letters;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let glides = letter == 'u' && before == 'q'
            || letter == 'y' && before == ' ' && after.starts_with(is_vowel);
        let vowel = is_vowel(letter) && !glides;
        count += usize::from(vowel);
        let pair = PAIRS.iter().find(|pair| vowel && rest.starts_with(**pair));
        rest = pair.map_or(after, |pair| &rest[pair.len()..]);
        before = letter;
    }
    let apart: usize = APART.iter().map(|word| letters.matches(word).count()).sum();
    let silent: usize =
        SILENT.iter().map(|(word, vowels)| letters.matches(word).count() * vowels).sum();
    (count + apart).saturating_sub(silent).max(1)
}

fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'á' | 'à' | 'â' | 'é' | 'è' | 'ê'
    )
}
