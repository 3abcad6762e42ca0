//! How hard a text is to read, by the two formulas that are usual for our languages.
//!
//! English: the grade of Flesch and Kincaid (Kincaid, Fishburne, Rogers, Chissom, 1975), which is a
//! school year of the United States. German: the first Wiener Sachtextformel (Bamberger, Vanecek,
//! 1984), which is a school year too. Both go by the length of sentences and of words; neither knows
//! whether a sentence is true, kind or in the right order.

/// What the reader of a text puts in the place of code, addresses and names of buttons: people
/// compare those with the screen, letter by letter, and do not read them. A plain word of two
/// syllables.
pub const PLAIN_WORD: &str = "button";

/// How a grade is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Flesch–Kincaid grade, for English.
    FleschKincaid,
    /// First Wiener Sachtextformel, for German.
    Sachtext,
}

/// A sentence and how many words it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Its words.
    pub words: usize,
}

/// What a text measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Its words.
    pub words: usize,
    /// The words of its longest sentence.
    pub longest: usize,
    /// The school year in which people read it; nothing for a language without a formula, or a text
    /// without a word.
    pub grade: Option<f64>,
}

impl Formula {
    /// The formula of a language, as in BCP 47.
    pub fn of(language: &str) -> Option<Self> {
        match language.split('-').next() {
            // What is written in `en-XA` is not read by people.
            Some("en") if language != "en-XA" => Some(Self::FleschKincaid),
            Some("de") => Some(Self::Sachtext),
            _ => None,
        }
    }
}

/// What ends with a full stop and ends no sentence, in small letters.
const ABBREVIATIONS: [&str; 9] = ["e.g", "i.e", "etc", "nr", "vs", "approx", "bzw", "ca", "usw"];

/// The sentences of a text. A line is one if nothing ends it before.
pub fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        let mut ends = line.char_indices().peekable();
        while let Some((at, letter)) = ends.next() {
            let open = ends.peek().is_none_or(|(_, next)| next.is_whitespace());
            let quoted = ends.peek().is_some_and(|(_, next)| ['”', '“', '"', ')'].contains(next));
            let is_end = matches!(letter, '.' | '!' | '?' | '…') && (open || quoted);
            if is_end && !(letter == '.' && is_abbreviation(&line[start..at])) {
                let end = at + letter.len_utf8();
                push(&line[start..end], &mut sentences);
                start = end;
            }
        }
        push(&line[start..], &mut sentences);
    }
    sentences
}

fn is_abbreviation(before: &str) -> bool {
    let before = before.to_lowercase();
    let word = before.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    // A letter alone, as in `z. B.`
    if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
        return true;
    }
    ABBREVIATIONS.iter().any(|short| {
        before.strip_suffix(short).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

fn push<'a>(text: &'a str, sentences: &mut Vec<Sentence<'a>>) {
    let words = words(text).count();
    if words > 0 {
        sentences.push(Sentence { text: text.trim(), words });
    }
}

/// The words of a text: what has a letter or a digit.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let trimmed = text
        .split([' ', '\t', '\n', '/', '–', '—'])
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    trimmed.filter(|word| !word.is_empty())
}

/// Measures what a numbered list tells people to do.
pub fn measure(formula: Option<Formula>, steps: &[&str]) -> Measure {
    let sentences: Vec<Sentence<'_>> = steps.iter().flat_map(|step| sentences(step)).collect();
    let count: usize = sentences.iter().map(|sentence| sentence.words).sum();
    let longest = sentences.iter().map(|sentence| sentence.words).max().unwrap_or(0);
    let grade = formula.filter(|_| count > 0).map(|formula| {
        let words = sentences.iter().flat_map(|sentence| words(sentence.text));
        let share = |part: usize| 100.0 * to_float(part) / to_float(count);
        let per_sentence = to_float(count) / to_float(sentences.len());
        match formula {
            Formula::FleschKincaid => {
                let syllables: usize = words.map(english_syllables).sum();
                let per_word = to_float(syllables) / to_float(count);
                0.39 * per_sentence + 11.8 * per_word - 15.59
            }
            Formula::Sachtext => {
                let (mut long, mut many, mut single) = (0, 0, 0);
                for word in words {
                    let syllables = german_syllables(word);
                    many += usize::from(syllables >= 3);
                    single += usize::from(syllables == 1);
                    long += usize::from(word.chars().count() > 6);
                }
                0.1935 * share(many) + 0.1672 * per_sentence + 0.1297 * share(long)
                    - 0.0327 * share(single)
                    - 0.875
            }
        }
    });
    Measure { words: count, longest, grade }
}

/// A count as a number to calculate with; no text has more words than a float can count.
pub fn to_float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// Words that the rules count wrongly, in small letters.
const ENGLISH: [(&str, usize); 26] = [
    ("area", 3),
    ("being", 2),
    ("business", 2),
    ("colleague", 2),
    ("colleagues", 2),
    ("create", 2),
    ("created", 3),
    ("deleted", 3),
    ("device", 2),
    ("devices", 3),
    ("every", 2),
    ("everybody", 4),
    ("everything", 3),
    ("going", 2),
    ("idea", 3),
    ("into", 2),
    ("minute", 2),
    ("minutes", 2),
    ("nobody", 3),
    ("people", 2),
    ("sometimes", 2),
    ("something", 2),
    ("somewhere", 2),
    ("therefore", 2),
    ("whole", 1),
    ("someone", 2),
];

fn english_syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    if let Some((_, count)) = ENGLISH.iter().find(|(known, _)| *known == word) {
        return *count;
    }
    let vowel = |letter: char| "aeiouyáéíóú".contains(letter);
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    let mut count = groups(&letters, &vowel);
    let text: String = letters.iter().collect();
    let before = |back: usize| letters.len().checked_sub(back).map(|at| letters[at]);
    let sounding = |end: &str| text.ends_with(end);
    // A last e is silent, save in `-le` after a consonant: `table`.
    let table = sounding("le") && before(3).is_some_and(|letter| !vowel(letter));
    let alone = before(2).is_some_and(|letter| !vowel(letter));
    if sounding("e") && alone && !table {
        count -= 1;
    }
    // So is that of `-ed` and `-es`, save after letters that ask for it: `wanted`, `pages`.
    let third = before(3).unwrap_or(' ');
    if sounding("ed") && !vowel(third) && !['t', 'd'].contains(&third) {
        count -= 1;
    }
    let hissing =
        ["ces", "ges", "ses", "xes", "zes", "ches", "shes"].iter().any(|end| sounding(end));
    let tables = sounding("les") && before(4).is_some_and(|letter| !vowel(letter));
    if sounding("es") && !vowel(third) && !hissing && !tables {
        count -= 1;
    }
    count.max(1)
}

fn german_syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    let vowel = |letter: char| "aeiouyäöüé".contains(letter);
    let mut count = 0;
    let mut at = 0;
    while at < letters.len() {
        if !vowel(letters[at]) {
            at += 1;
            continue;
        }
        count += 1;
        let pair: String = letters[at..].iter().take(2).collect();
        // Two letters for one sound; any other two vowels are two syllables: `The-ater`.
        let one =
            ["aa", "ee", "oo", "ie", "ei", "ai", "au", "äu", "eu", "ey", "ay", "ou", "oi", "ui"];
        at += if one.contains(&pair.as_str()) { 2 } else { 1 };
    }
    count.max(1)
}

/// How many runs of vowels there are.
fn groups(letters: &[char], vowel: &impl Fn(char) -> bool) -> usize {
    let mut count = 0;
    let mut inside = false;
    for &letter in letters {
        let is_vowel = vowel(letter);
        count += usize::from(is_vowel && !inside);
        inside = is_vowel;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_people_say_them() {
        let english = "a1 app1 cache1 clock1 close1 closed1 code1 choose1 please1 phone1 signed1 used1 \
            moved1 changed1 times1 names1 rules1 sites1 asked1 the1 two1 whole1 your1 browser2 \
            button2 device2 folder2 helpdesk2 message2 number2 network2 password2 people2 pages2 \
            settings2 table2 window2 windows2 wanted2 started2 into2 minutes2 open2 before2 \
            again2 meeting2 updates2 changes2 account2 already3 address2 company3 connection3 \
            correctly3 colleague2 deleted3 devices3 director3 everything3 internet3 nobody3 \
            remember3 administrator5 automatic4 authenticator5 application4 information4 \
            organisation5 security4";
        for pair in english.split_whitespace() {
            let (word, count) = pair.split_at(pair.len() - 1);
            assert_eq!(english_syllables(word), count.parse::<usize>().unwrap(), "{word}");
        }
        let german = "Uhr1 Sie1 auf1 neu1 klickt1 App1 Teams2 Seite2 Konto2 Fenster2 öffnen2 \
            wählen2 Firma2 Handy2 Gerät2 Nummer2 Schritt1 Kennwort2 Passwort2 Meldung2 erscheint2 \
            Anmeldung3 genehmigen4 Einstellungen4 Arbeitskonto4 Theater3 Region3 Kolleginnen4 \
            Fehlermeldung4 Netzwerk2 Browser2 schließen2 bestätigen4 abbrechen3 Unternehmensportal6";
        for pair in german.split_whitespace() {
            let (word, count) = pair.split_at(pair.len() - 1);
            assert_eq!(german_syllables(word), count.parse::<usize>().unwrap(), "{word}");
        }
    }

    #[test]
    fn a_sentence_ends_where_people_stop() {
        let cases: [(&str, &[usize]); 8] = [
            ("Open Teams. Sign in.", &[2, 2]),
            ("Open teams.cloud.microsoft in the browser", &[5]),
            ("Choose one, e.g. the first. Then go on.", &[5, 3]),
            ("Wählen Sie z. B. das erste. Weiter.", &[6, 1]),
            ("Does it say “Try again.” Then wait!", &[5, 2]),
            ("Version 2.5 is new? Yes", &[4, 1]),
            ("One line\nand another", &[2, 2]),
            ("… – ! ", &[]),
        ];
        for (text, words) in cases {
            let found: Vec<usize> = sentences(text).iter().map(|sentence| sentence.words).collect();
            assert_eq!(found, words, "{text}");
        }
    }

    #[test]
    fn grades_are_those_of_the_formulas() {
        let close = |formula, text: &str, grade: f64| {
            let found = measure(Some(formula), &[text]).grade.unwrap();
            assert!((found - grade).abs() < 0.005, "{text}: {found}, not {grade}");
        };
        // 6 words in 1 sentence, 6 syllables: 0.39·6 + 11.8·1 − 15.59 = −1.45.
        close(Formula::FleschKincaid, "The cat sat on the mat.", -1.45);
        // 7 words in 1 sentence, 22 syllables: 0.39·7 + 11.8·22/7 − 15.59 = 24.226.
        close(
            Formula::FleschKincaid,
            "Administrator information is automatic in every organisation.",
            0.39 * 7.0 + 11.8 * 22.0 / 7.0 - 15.59,
        );
        // 5 words in 1 sentence; none of three syllables, none over six letters, four of one:
        // 0.1672·5 − 0.0327·80 − 0.875 = −2.655.
        close(Formula::Sachtext, "Die Uhr geht oft falsch.", 0.1672 * 5.0 - 0.0327 * 100.0 - 0.875);
        // 4 words: two of three syllables or more, three over six letters, one of one syllable.
        close(
            Formula::Sachtext,
            "Genehmigen Sie Ihre Anmeldung.",
            0.1935 * 50.0 + 0.1672 * 4.0 + 0.1297 * 50.0 - 0.0327 * 25.0 - 0.875,
        );
    }

    #[test]
    fn a_text_without_words_has_no_grade_and_every_other_has_one() {
        assert_eq!(measure(Some(Formula::FleschKincaid), &[]).grade, None);
        assert_eq!(measure(None, &["Open Teams."]).grade, None);
        for odd in ["e", "é", "123", "y", "…x", "\u{301}a", "ß", "的", "e-e", "es", "ed", "les"]
        {
            for formula in [Formula::FleschKincaid, Formula::Sachtext] {
                let grade = measure(Some(formula), &[odd]).grade;
                assert!(grade.is_none_or(f64::is_finite), "{odd}");
            }
        }
    }
}
