//! Languages that nobody speaks, to try a site out: the names are those of Android and Chromium.
//!
//! `en-XA` has accents, and a third more letters. `ar-XB` is written from right to left: each word
//! stands between U+202E and U+202C, which turn it round. A text that looks ordinary in one of them
//! was not translated.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pseudo {
    /// `en-XA`
    Accented,
    /// `ar-XB`
    RightToLeft,
}

impl Pseudo {
    /// The one that a language tag names.
    pub fn of(language: &str) -> Option<Self> {
        match language {
            "en-XA" => Some(Self::Accented),
            "ar-XB" => Some(Self::RightToLeft),
            _ => None,
        }
    }

    /// A text in that language. What stands in braces is filled in later, and stays.
    pub fn say(self, text: &str) -> String {
        let mut said = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, blank) = rest.split_at(start);
            let end = blank.find('}').map_or(blank.len(), |end| end + 1);
            said += &self.words(before);
            said += &blank[..end];
            rest = &blank[end..];
        }
        said + &self.words(rest)
    }

    fn words(self, text: &str) -> String {
        let mut said = String::new();
        for piece in text.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
            let word = piece.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            if !word.is_empty() {
                match self {
                    Self::Accented => {
                        said.extend(word.chars().map(accented));
                        said.push_str(&"~".repeat(word.chars().count() / 3));
                    }
                    Self::RightToLeft => said.extend(["\u{202e}", word, "\u{202c}"]),
                }
            }
            said += &piece[word.len()..];
        }
        said
    }
}

fn accented(letter: char) -> char {
    match letter {
        'a' => 'á',
        'e' => 'é',
        'i' => 'í',
        'o' => 'ó',
        'u' => 'ú',
        'y' => 'ý',
        'c' => 'ç',
        'n' => 'ñ',
        's' => 'š',
        'A' => 'Á',
        'E' => 'É',
        'I' => 'Í',
        'O' => 'Ó',
        'U' => 'Ú',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::Pseudo;

    #[test]
    fn words_change_and_blanks_stay() {
        let cases = [
            (Pseudo::Accented, "Step {n} of 5.", "Stép~ {n} óf 5."),
            (Pseudo::RightToLeft, "Step {n} of", "\u{202e}Step\u{202c} {n} \u{202e}of\u{202c}"),
            (Pseudo::Accented, "", ""),
            (Pseudo::Accented, "{", "{"),
        ];
        for (pseudo, text, said) in cases {
            assert_eq!(pseudo.say(text), said);
        }
    }
}
