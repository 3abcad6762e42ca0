//! How hard a text is to read.
//!
//! English: the Flesch–Kincaid grade (Kincaid, Fishburne, Rogers and Chissom 1975, for the US
//! Navy). German: the first Wiener Sachtextformel (Bamberger and Vanecek 1984). Both give a school
//! grade. Any other language has no grade here, only the length of its sentences.
//!
//! Both go by the length of sentences and of words; neither knows whether a sentence is true, kind or
//! in the right order.

mod english;
mod german;

/// What the reader of a text puts in the place of code, addresses and names of buttons: people
/// compare those with the screen, letter by letter, and do not read them. A plain word of two
/// syllables, which is neither long nor short in any formula, and may begin a sentence.
pub const PLAIN_WORD: &str = "button";

/// A way to work out a school grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// For English.
    FleschKincaid,
    /// For German: the first Wiener Sachtextformel.
    Sachtext,
}

impl Formula {
    /// The one for a language, given as in BCP 47: `en-GB`.
    pub fn of(language: &str) -> Option<Self> {
        let (primary, rest) = language.split_once(['-', '_']).unwrap_or((language, ""));
        match primary.to_ascii_lowercase().as_str() {
            // The languages that are made to try a site out have words that nobody counts.
            _ if rest.eq_ignore_ascii_case("XA") || rest.eq_ignore_ascii_case("XB") => None,
            "en" => Some(Self::FleschKincaid),
            "de" => Some(Self::Sachtext),
            _ => None,
        }
    }

    /// The syllables of a word.
    pub fn syllables(self, word: &str) -> usize {
        let parts = word.split(|letter: char| !letter.is_alphanumeric() && !is_apostrophe(letter));
        let parts = parts.filter(|part| part.contains(char::is_alphanumeric));
        parts.map(|part| self.syllables_of_part(part)).sum::<usize>().max(1)
    }

    /// The same of a part without hyphens.
    fn syllables_of_part(self, part: &str) -> usize {
        let letters = part.chars().filter(|letter| letter.is_alphabetic());
        let digits = part.chars().filter(|letter| letter.is_numeric()).count();
        let mut spelt: Vec<char> = letters.collect();
        // `PCs`
        if spelt.len() > 2
            && spelt.ends_with(&['s'])
            && spelt[..spelt.len() - 1].iter().all(|letter| letter.is_uppercase())
        {
            spelt.pop();
        }
        let capitals = spelt.len() > 1 && spelt.iter().all(|letter| letter.is_uppercase());
        let lower: String = spelt.iter().flat_map(|letter| letter.to_lowercase()).collect();
        // A digit is read as one syllable.
        let read = match self {
            _ if spelt.is_empty() => 0,
            Self::FleschKincaid => english::syllables(&part.to_lowercase(), &lower, capitals),
            Self::Sachtext => german::syllables(&lower, capitals),
        };
        (read + digits).max(1)
    }
}

/// A sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// What it says.
    pub text: &'a str,
    /// Its number of words.
    pub words: usize,
}

/// What a text measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Its number of sentences.
    pub sentences: usize,
    /// Its number of words.
    pub words: usize,
    /// Its number of syllables; none without a formula.
    pub syllables: usize,
    /// The words of its longest sentence.
    pub longest: usize,
    /// The school grade it reads at; none without a formula or without words.
    pub grade: Option<f64>,
}

/// Measures steps. What has no full stop is a sentence all the same.
pub fn measure(formula: Option<Formula>, steps: &[&str]) -> Measure {
    let mut counts = Counts::default();
    let mut longest = 0;
    for sentence in steps.iter().flat_map(|step| sentences(step)) {
        counts.sentences += 1;
        counts.words += sentence.words;
        longest = longest.max(sentence.words);
        if let Some(formula) = formula {
            for word in words(sentence.text) {
                counts.add(word, formula.syllables(word));
            }
        }
    }
    let grade = formula.filter(|_| counts.words > 0).map(|formula| counts.grade(formula));
    let Counts { sentences, words, syllables, .. } = counts;
    Measure { sentences, words, syllables, longest, grade }
}

/// A count as a number to calculate with; no text has more words than a float can count.
pub fn to_float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// What the formulas are about.
#[derive(Default)]
struct Counts {
    sentences: usize,
    words: usize,
    syllables: usize,
    /// Words of three syllables or more.
    heavy: usize,
    /// Words of one syllable.
    light: usize,
    /// Words of more than six letters.
    long: usize,
}

impl Counts {
    fn add(&mut self, word: &str, syllables: usize) {
        self.syllables += syllables;
        self.heavy += usize::from(syllables >= 3);
        self.light += usize::from(syllables == 1);
        let letters = word.chars().filter(|letter| letter.is_alphabetic()).take(7).count();
        self.long += usize::from(letters > 6);
    }

    fn grade(&self, formula: Formula) -> f64 {
        let words = to_float(self.words);
        let length = words / to_float(self.sentences);
        let percent = |count: usize| 100.0 * to_float(count) / words;
        match formula {
            Formula::FleschKincaid => {
                0.39 * length + 11.8 * to_float(self.syllables) / words - 15.59
            }
            Formula::Sachtext => {
                0.1935 * percent(self.heavy) + 0.1672 * length + 0.1297 * percent(self.long)
                    - 0.0327 * percent(self.light)
                    - 0.875
            }
        }
    }
}

/// The words of a text: what stands between spaces, slashes and dashes and has a letter or a digit.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|letter: char| letter.is_whitespace() || "/–—".contains(letter));
    parts.filter(|word| word.contains(char::is_alphanumeric))
}

/// Abbreviations after which a sentence goes on, English and German.
const ABBREVIATIONS: [&str; 44] = [
    "abb", "abs", "approx", "art", "bsp", "bzgl", "bzw", "ca", "dept", "dr", "eq", "evtl", "fig",
    "ggf", "inc", "inkl", "jr", "ltd", "max", "mind", "min", "mr", "mrs", "ms", "nr", "prof",
    "resp", "sek", "sog", "sr", "st", "std", "str", "tel", "u.a", "urspr", "usf", "vgl", "vol",
    "vs", "z.b", "zb", "zzgl", "zzt",
];

/// Abbreviations that may end a sentence as well.
const LAST_ABBREVIATIONS: [&str; 4] = ["etc", "usw", "u.s.w", "co"];

/// German words before a number with a full stop: `im 2. Schritt`.
const BEFORE_ORDINALS: [&str; 16] = [
    "ab", "am", "beim", "bis", "das", "dem", "den", "der", "des", "die", "im", "jeden", "seit",
    "vom", "zum", "zur",
];

/// The sentences of a text. The end of a line ends one; a colon does not.
pub fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut take = |start: usize, end: usize| {
        let text = text[start..end].trim();
        let words = words(text).count();
        if words > 0 {
            sentences.push(Sentence { text, words });
        }
    };
    let mut at = 0;
    while let Some(length) = text[at..].find(['.', '!', '?', '…', '\n']) {
        let mark = at + length;
        let rest = &text[mark..];
        if rest.starts_with('\n') {
            take(start, mark);
            at = mark + 1;
            start = at;
            continue;
        }
        let after = rest.trim_start_matches(['.', '!', '?', '…']);
        let marks = &rest[..rest.len() - after.len()];
        let after = after.trim_start_matches(['"', '\'', '”', '’', '“', '»', '«', ')', ']', '*']);
        at = text.len() - after.len();
        if ends_sentence(&text[start..mark], marks, after) {
            take(start, at);
            start = at;
        }
    }
    take(start, text.len());
    sentences
}

/// Whether a sentence ends at these marks.
fn ends_sentence(before: &str, marks: &str, after: &str) -> bool {
    if after.is_empty() {
        return true;
    }
    // `3.5`, `Teams.exe`
    if !after.starts_with(char::is_whitespace) {
        return false;
    }
    let next = after.split_whitespace().next().unwrap_or_default();
    let next = next.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    // `macOS` begins a sentence, and so does the name of a button; `five` does not.
    let plain =
        next.strip_prefix(PLAIN_WORD).is_some_and(|end| !end.starts_with(char::is_alphanumeric));
    let large = plain || next.contains(char::is_uppercase);
    let small = next.starts_with(char::is_lowercase) && !large;
    let number = next.starts_with(|letter: char| letter.is_ascii_digit());
    if small {
        return false;
    }
    if marks != "." {
        return true;
    }
    let mut words = before.rsplit(|letter: char| letter.is_whitespace() || "([/".contains(letter));
    let last = words.next().unwrap_or_default();
    let last = last.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let previous = words.find(|word| !word.is_empty());
    let lower = last.to_lowercase();
    let dotted = last.contains('.') && last.split('.').all(|part| part.chars().count() <= 1);
    let letter = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
    if last.bytes().all(|byte| byte.is_ascii_digit()) && !last.is_empty() {
        // The number of a step, or `im 2. Schritt`.
        let ordinal = previous.is_none_or(|word| {
            BEFORE_ORDINALS.contains(&word.to_lowercase().as_str()) && last.len() <= 2
        });
        return !ordinal;
    }
    if letter {
        // `z. B.`, `J. Muster`; but `drive C.`
        let initials = previous.is_some_and(|word| word.ends_with('.') && word.len() <= 3);
        return !(initials || previous.is_none() || last.starts_with(char::is_lowercase));
    }
    if ["no", "nos"].contains(&lower.as_str()) {
        // `No. 5`; but `No. Try again.`
        return !(number || plain);
    }
    if LAST_ABBREVIATIONS.contains(&lower.as_str()) {
        return !number;
    }
    !(dotted || ABBREVIATIONS.contains(&lower.as_str()))
}

fn is_apostrophe(letter: char) -> bool {
    letter == '\'' || letter == '’'
}

#[cfg(test)]
mod tests {
    use super::{Formula, PLAIN_WORD, measure, sentences};

    /// The parts that a text is cut into, with `|` between them.
    fn check_sentences(text: &str, expected: &str) {
        let found: Vec<&str> = sentences(text).iter().map(|sentence| sentence.text).collect();
        assert_eq!(found.join(" | "), expected, "for {text}");
    }

    fn check_syllables(formula: Formula, table: &[(usize, &str)]) {
        for (count, words) in table {
            for word in words.split_whitespace() {
                assert_eq!(formula.syllables(word), *count, "for {word}");
            }
        }
    }

    fn check_grade(language: &str, steps: &[&str], expected: f64) {
        let grade = measure(Formula::of(language), steps).grade.unwrap();
        assert!((grade - expected).abs() < 0.005, "{grade} for {steps:?}");
    }

    #[test]
    fn a_sentence_ends_where_a_reader_stops() {
        check_sentences("Open Teams. Sign in!", "Open Teams. | Sign in!");
        check_sentences("Choose Sign in", "Choose Sign in");
        check_sentences("Is it on? (Look.) Good", "Is it on? | (Look.) | Good");
        check_sentences("He said \"Stop.\" Then go", "He said \"Stop.\" | Then go");
        check_sentences("Press Enter. macOS asks you.", "Press Enter. | macOS asks you.");
        check_sentences("Wait … Then go on... Now", "Wait … | Then go on... | Now");
        check_sentences("One line\nand one more.\n\nAnother", "One line | and one more. | Another");
        check_sentences("  \n\n . … ", "");
    }

    #[test]
    fn a_sentence_does_not_end_at_every_full_stop() {
        for whole in [
            "Use a browser, e.g. Edge, vs. Teams.",
            "Browser, z. B. Edge, d. h. nicht Teams.",
            "Es dauert ca. 5 Minuten bzw. 3.5 Stunden.",
            "Open MSTeams.exe on teams.cloud.microsoft or version 1.2.3.",
            "See No. 5 or Nr. 5.",
            "Am 3. Mai, im 2. Schritt.",
            "1. Open it.",
            "Do one of these: Close it, or restart it.",
            "Ask approx. five people at Contoso Inc. or so.",
            "Press button (see fig. 2).",
            "J. Muster hilft.",
        ] {
            check_sentences(whole, whole);
        }
        check_sentences("Did it help? No. Try again.", "Did it help? | No. | Try again.");
        check_sentences("Open drive C. Then go on.", "Open drive C. | Then go on.");
        check_sentences("Mail, Teams etc. Then stop.", "Mail, Teams etc. | Then stop.");
        check_sentences("Wait for 10. Then go on.", "Wait for 10. | Then go on.");
        check_sentences("Press button. button opens.", "Press button. | button opens.");
        check_sentences("Find version 1. button, then go.", "Find version 1. | button, then go.");
    }

    #[test]
    fn words_are_what_stands_between_spaces() {
        let measured = measure(None, &["Choose button – then sign-in/out, 10:30 (now)."]);
        assert_eq!((measured.words, measured.sentences), (7, 1));
        assert_eq!((measured.syllables, measured.grade), (0, None));
        let none = measure(Some(Formula::FleschKincaid), &["", " – "]);
        assert_eq!((none.words, none.grade, none.longest), (0, None, 0));
        let steps = ["One two.", "One two three. Four five six."];
        assert_eq!(measure(None, &steps).longest, 3);
    }

    #[test]
    fn languages_have_their_formula() {
        for (language, formula) in [
            ("en", Some(Formula::FleschKincaid)),
            ("en-GB", Some(Formula::FleschKincaid)),
            ("de", Some(Formula::Sachtext)),
            ("de-AT", Some(Formula::Sachtext)),
            ("en-XA", None),
            ("ar-XB", None),
            ("fr", None),
            ("den", None),
            ("", None),
        ] {
            assert_eq!(Formula::of(language), formula, "for {language}");
        }
    }

    #[test]
    fn english_grades_are_those_worked_out_by_hand() {
        // 6 words in 1 sentence, 6 syllables: 0.39 × 6 + 11.8 × 6/6 − 15.59.
        check_grade("en", &["The cat sat on the mat."], -1.45);
        // o-pen set-tings | choose time and lan-guage: 6 words, 2 sentences, 9 syllables:
        // 0.39 × 3 + 11.8 × 9/6 − 15.59.
        check_grade("en", &["Open Settings.", "Choose Time and language."], 3.28);
        // your ad-min-is-tra-tor re-gis-tered this de-vice au-to-mat-ic-al-ly: 6 words, 1 sentence,
        // 1 + 5 + 3 + 1 + 2 + 5 = 17 syllables: 0.39 × 6 + 11.8 × 17/6 − 15.59.
        check_grade("en", &["Your administrator registered this device automatically"], 20.183);
        // press (2) twice: 3 words, 1 sentence, 4 syllables: 0.39 × 3 + 11.8 × 4/3 − 15.59.
        check_grade("en", &[&format!("Press {PLAIN_WORD} twice.")], 1.313);
    }

    #[test]
    fn german_grades_are_those_worked_out_by_hand() {
        // öff-nen Sie die Ein-stel-lun-gen | wäh-len Sie den Be-nut-zer-na-men: 8 words, 2 sentences.
        // 2 of 3 syllables or more: 25 %; 4 words a sentence; 2 of more than six letters: 25 %;
        // 4 of one syllable: 50 %. 0.1935 × 25 + 0.1672 × 4 + 0.1297 × 25 − 0.0327 × 50 − 0.875.
        check_grade(
            "de",
            &["Öffnen Sie die Einstellungen.", "Wählen Sie den Benutzernamen."],
            6.239,
        );
        // war-ten Sie: 2 words; 0 %, 2, 0 %, 50 %: 0.1672 × 2 − 0.0327 × 50 − 0.875.
        check_grade("de", &["Warten Sie."], -2.176);
        // der Ad-mi-nis-tra-tor ak-tu-a-li-siert die Richt-li-ni-en: 5 words; 3 of 3 syllables or
        // more and of more than six letters, 60 %; 5 a sentence; 2 of one, 40 %.
        // 0.1935 × 60 + 0.1672 × 5 + 0.1297 × 60 − 0.0327 × 40 − 0.875.
        check_grade("de", &["Der Administrator aktualisiert die Richtlinien."], 18.045);
        // drü-cken Sie (2): 3 words; 0 %, 3, 1 of more than six letters, 33.333 %, 1 of one.
        // 0.1672 × 3 + 0.1297 × 33.333 − 0.0327 × 33.333 − 0.875.
        check_grade("de", &[&format!("Drücken Sie {PLAIN_WORD}.")], 2.86);
    }

    #[test]
    fn english_syllables_are_counted_as_they_are_said() {
        check_syllables(
            Formula::FleschKincaid,
            &[
                (1, "the a it your and choose page phone sign app does work have ask asks start"),
                (1, "use see code code's name same type time line apps once call did change when"),
                (1, "which mac such proof next back looked closed moved signed don't can't queue"),
                (1, "eyes played names files PIN SIM please through piece"),
                (2, "open device windows window pc PC PCs password browser nothing number person"),
                (2, "about network other address folder approve after reason opens meeting second"),
                (2, "restart command minutes message without server answer itself appears icon"),
                (2, "cookies tables people purple centre isn't didn't client someone something"),
                (2, "firewall baseline useful useless statement safely needed wanted boxes box's"),
                (2, "pages unique colleague timeout layer being going IT OK sign-in Wi-Fi every"),
                (3, "company microsoft another policy computer devices connection disconnect"),
                (3, "somebody approval deleted refusal registered example already policies"),
                (3, "internet everything usual articles protection article employee employees"),
                (3, "explorer inspected enabled uninstall addresses VPN API element quietly"),
                (3, "earlier easier area period video previous radio URL"),
                (4, "certificate security registration temporary correlation conditional identity"),
                (4, "interactive automatic information applications invitation everybody's"),
                (4, "experience appreciate society mechanism 2026"),
                (5, "administrator notifications automatically identifier unauthorised"),
                (2, "button buttons"),
            ],
        );
    }

    #[test]
    fn german_syllables_are_counted_as_they_are_said() {
        check_syllables(
            Formula::Sachtext,
            &[
                (1, "neu Schritt Uhr Teams Code PIN Typ Yacht Cache Edge und Sie"),
                (2, "Kennwort Bildschirm Gerät öffnen schließen neue neuer Neustart Taste wählen"),
                (2, "Seite Uhrzeit Datum Netzwerk Browser Quelle bequem Auge Häuser heute Leute"),
                (2, "bauen sehen ruhig Kopie Hilfe Meldung löschen zurück drücken prüfen Konto"),
                (2, "Passwort Speicher Ordner Helpdesk Outlook OneDrive online E-Mail PC System"),
                (2, "Update Software Service Office iPhone Firewall Smartphone"),
                (3, "Anmeldung anmelden Geräte geöffnet geschlossen beenden eingeben auswählen"),
                (3, "Zeitzone Verbindung Internet Besprechung Kollege Kollegin Telefon Aktion"),
                (3, "Option Funktion Region Museum Theater ideal Ferien Medien Minuten verwalten"),
                (3, "Papierkorb Taskleiste VPN geeignet Android Hypothek Microsoft"),
                (4, "Fehlermeldung Einstellungen Unternehmen Windows-Taste Zertifikat Richtlinie"),
                (4, "installieren Familie überprüfen beispielsweise Arbeitskonto beinhaltet"),
                (5, "Anmeldefenster Benutzername Administrator Eingabetaste Situation"),
                (5, "Information Installation möglicherweise Sicherheitsnummer Koordinate"),
                (6, "Unternehmensportal Authentifizierung aktualisieren Systemeinstellungen"),
                (2, "button"),
            ],
        );
    }

    #[test]
    fn every_text_has_a_measure() {
        // A generator of its own, so that the same texts come every day.
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let pieces = [
            ".", " ", "\n", "No.", "z. B.", "e", "é", "ß", "I", "x", "!", "?", "…", "'", "’", "-",
            "1", "button", "\u{0}", "\u{301}", "ﬁ", "İ", "word", "qu", "ied", "ement", "9.", "(",
            "日本",
        ];
        for _ in 0..2000 {
            let length = random() % 24;
            let text: String = (0..length)
                .map(|_| pieces[usize::try_from(random() % pieces.len() as u64).unwrap()])
                .collect();
            for formula in [Some(Formula::FleschKincaid), Some(Formula::Sachtext), None] {
                let measured = measure(formula, &[&text, &text]);
                assert!(measured.grade.is_none_or(f64::is_finite), "{text:?}");
                assert!(measured.sentences <= measured.words, "{text:?}");
                assert_eq!(measured.grade.is_some(), formula.is_some() && measured.words > 0);
            }
        }
    }
}
