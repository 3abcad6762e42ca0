//! What is known about one person: findings, and the fixes they tried.

use std::fmt;

use crate::name::{FactId, GuideId, ValueId};
use crate::reading::Reading;
use crate::words::{Word, Words};

/// What is known about one person.
///
/// Keyed by fact, not by position, so a bookmarked case survives an author inserting a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    findings: Few<FactId, Finding>,
    tried: Few<GuideId, Progress>,
    handed_over: bool,
    reading: Reading,
}

/// A value of a fact, where it came from, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub value: ValueId,
    /// Where it came from.
    pub source: Source,
    /// When; a bookmark does not say.
    pub at: Option<Moment>,
    /// The AADSTS number that said so.
    pub number: Option<u32>,
    /// How sure it is.
    pub certainty: Certainty,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// A sign of it, which something else can explain too.
    Likely,
    /// Seen, or said by the person.
    Sure,
}

/// Where a finding came from, the least trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The address of the page: a ticket, or a shared bookmark.
    Link,
    /// The browser was asked.
    Probe,
    /// Read out of a message the person pasted.
    Text,
    /// The person said so.
    Person,
}

/// How far a person got with a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// They saw what it costs and want to go on.
    Confirmed,
    /// The message came back.
    Failed,
    /// They did not try it.
    Skipped,
    /// They are in.
    Worked,
}

/// A moment, in whole seconds since 1970 began in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

/// A map of a few entries, in the order of their keys. Half the code of a tree, and the checker
/// weighs what its code weighs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Few<K, V>(Vec<(K, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Few<K, V> {
    fn find(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(key))
    }

    fn get(&self, key: &K) -> Option<&V> {
        self.find(key).ok().map(|position| &self.0[position].1)
    }

    fn insert(&mut self, key: K, value: V) {
        match self.find(&key) {
            Ok(position) => self.0[position].1 = value,
            Err(position) => self.0.insert(position, (key, value)),
        }
    }

    fn remove(&mut self, key: &K) {
        if let Ok(position) = self.find(key) {
            self.0.remove(position);
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl Case {
    /// Takes a finding in, unless something more trusted is already known.
    ///
    /// A person always wins; of two from one source the newer does, and where they do not say
    /// when, the one learned last. A probe that could not tell does not push out what a link said.
    /// Says whether the finding was taken.
    pub fn learn(&mut self, fact: FactId, finding: Finding) -> bool {
        if let Some(known) = self.findings.get(&fact) {
            let gives_up = finding.gave_up() && !known.value.is_unknown();
            let is_older = known.source == finding.source
                && known.at.zip(finding.at).is_some_and(|(known, new)| new < known);
            if known.source > finding.source || gives_up || is_older {
                return false;
            }
        }
        self.findings.insert(fact, finding);
        true
    }

    /// Forgets what is known of a fact. Hand-over and progress are forgotten with it where they
    /// would otherwise hide the question.
    pub fn forget(&mut self, fact: &FactId) {
        self.findings.remove(fact);
        self.handed_over = false;
    }

    /// What is known of a fact.
    pub fn finding(&self, fact: &FactId) -> Option<&Finding> {
        self.findings.get(fact)
    }

    /// Everything that is known, by fact.
    pub fn findings(&self) -> impl Iterator<Item = (&FactId, &Finding)> {
        self.findings.iter()
    }

    /// Notes how far the person got with a fix.
    pub fn note(&mut self, fix: GuideId, progress: Progress) {
        self.tried.insert(fix, progress);
    }

    /// Takes back what was noted of a fix.
    pub fn forget_fix(&mut self, fix: &GuideId) {
        self.tried.remove(fix);
    }

    /// How far the person got with a fix.
    pub fn progress(&self, fix: &GuideId) -> Option<Progress> {
        self.tried.get(fix).copied()
    }

    /// Every fix the person got anywhere with.
    pub fn tried(&self) -> impl Iterator<Item = (&GuideId, Progress)> {
        self.tried.iter().map(|(fix, progress)| (fix, *progress))
    }

    /// What was read in the texts that the person pasted.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Takes note of what a text says, in the place of what an earlier one said.
    pub fn note_reading(&mut self, reading: Reading) {
        self.reading = reading;
    }

    /// The person asks for a human being now.
    pub fn hand_over(&mut self) {
        self.handed_over = true;
    }

    /// The person wants to go on by themselves after all.
    pub fn take_back(&mut self) {
        self.handed_over = false;
    }

    /// Whether the person asked for a human being.
    pub fn is_handed_over(&self) -> bool {
        self.handed_over
    }
}

impl Finding {
    /// What a person answered.
    pub fn by_person(value: &str, at: Option<Moment>) -> Self {
        let (source, certainty) = (Source::Person, Certainty::Sure);
        Self { value: value.into(), source, at, number: None, certainty }
    }

    /// What the browser was asked.
    pub fn by_probe(value: ValueId, certainty: Certainty, at: Option<Moment>) -> Self {
        Self { value, source: Source::Probe, at, number: None, certainty }
    }

    /// The same, with the AADSTS number that came with it.
    #[must_use]
    pub fn with_number(self, number: Option<u32>) -> Self {
        Self { number, ..self }
    }

    /// What a number in a pasted text says. Microsoft may change what its numbers mean.
    pub fn by_text(value: ValueId, number: Option<u32>, at: Option<Moment>) -> Self {
        let (source, certainty) = (Source::Text, Certainty::Likely);
        Self { value, source, at, number, certainty }
    }

    /// What an address says. Anybody can write one.
    pub fn by_link(value: &str, number: Option<u32>) -> Self {
        let (source, certainty) = (Source::Link, Certainty::Likely);
        Self { value: value.into(), source, at: None, number, certainty }
    }

    /// The number that says so, if one does: `, AADSTS50076`.
    pub fn number_told(&self) -> String {
        self.number.map_or_else(String::new, |number| format!(", AADSTS{number}"))
    }

    /// Where it came from, in words, and whether it is only probable. Of a link everybody knows
    /// that it may say anything.
    pub fn source_told(&self, words: &Words) -> String {
        let doubtful = self.certainty == Certainty::Likely && self.source != Source::Link;
        let likely = if doubtful { &words[Word::Likely] } else { "" };
        [&words[self.source.told()], if doubtful { ", " } else { "" }, likely].concat()
    }

    /// Whether a probe looked and could not tell. One that has no value for what it was told, but
    /// a number that another fact knows, could tell.
    pub fn gave_up(&self) -> bool {
        self.source == Source::Probe && self.value.is_unknown() && self.number.is_none()
    }
}

impl Source {
    /// How a person is told of it.
    pub fn told(self) -> Word {
        match self {
            Self::Link => Word::SourceLink,
            Self::Text => Word::SourceText,
            Self::Probe => Word::SourceProbe,
            Self::Person => Word::SourcePerson,
        }
    }

    /// The word on the page's hooks and in bookmarks.
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Probe => "probe",
            Self::Text => "text",
            Self::Person => "person",
        }
    }

    /// The source that `word` stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Link, Self::Probe, Self::Text, Self::Person]
            .into_iter()
            .find(|source| source.word() == word)
    }
}

impl Certainty {
    /// The word in records.
    pub fn word(self) -> &'static str {
        match self {
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }

    /// The certainty that `word` stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Likely, Self::Sure].into_iter().find(|certainty| certainty.word() == word)
    }
}

impl Progress {
    /// The word in bookmarks.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Worked => "worked",
        }
    }

    /// The progress that `word` stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Confirmed, Self::Failed, Self::Skipped, Self::Worked]
            .into_iter()
            .find(|progress| progress.word() == word)
    }
}

impl Moment {
    /// Reads the moment that a text begins with, as in RFC 3339 or with a space or `+` for the `T`;
    /// fractions of a second are dropped. Without `Z`, `UTC` or an offset it is no moment.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        Self::parse_start(text).map(|(moment, _)| moment)
    }

    /// The same, and how many bytes it took.
    pub(crate) fn parse_start(text: &[u8]) -> Option<(Self, usize)> {
        fn number(text: &[u8], from: usize, length: usize) -> Option<u64> {
            text.get(from..from + length)?.iter().try_fold(0, |number, &byte| {
                byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0'))
            })
        }
        let is =
            |at: usize, letters: &[u8]| text.get(at).is_some_and(|byte| letters.contains(byte));
        let (year, month, day) = (number(text, 0, 4)?, number(text, 5, 2)?, number(text, 8, 2)?);
        let (hour, minute) = (number(text, 11, 2)?, number(text, 14, 2)?);
        let second = number(text, 17, 2)?;
        let marks = is(4, b"-") && is(7, b"-") && is(10, b"T +") && is(13, b":") && is(16, b":");
        let ranges = (1970..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_of(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second <= 60;
        if !marks || !ranges {
            return None;
        }
        let mut at = 19;
        if is(at, b".") {
            at += 1;
            while is(at, b"0123456789") {
                at += 1;
            }
        }
        if is(at, b" ") {
            at += 1;
        }
        let (offset, end) = if is(at, b"Z") {
            (0, at + 1)
        } else if text.get(at..at + 3) == Some(b"UTC") {
            (0, at + 3)
        } else {
            let east = if is(at, b"+") { 1 } else { -1 };
            let colon = usize::from(is(at + 3, b":"));
            let (hours, minutes) = (number(text, at + 1, 2)?, number(text, at + 3 + colon, 2)?);
            if !is(at, b"+-") || hours > 18 || minutes > 59 {
                return None;
            }
            (east * i64::try_from(hours * 3_600 + minutes * 60).ok()?, at + 5 + colon)
        };
        // The inverse of what `Display` does: years that begin on 1 March.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, year_of_era) = (year / 400, year % 400);
        let day_of_year = (153 * month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = (era * 146_097 + day_of_era).checked_sub(719_468)?;
        let local = days * 86_400 + hour * 3_600 + minute * 60 + second;
        local.checked_add_signed(-offset).map(|moment| (Self(moment), end))
    }
}

/// How many days a month has.
fn days_of(year: u64, month: u64) -> u64 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

/// Written as in RFC 3339: `2026-11-21T09:41:07Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.0 / 86_400, self.0 % 86_400);
        // Howard Hinnant's `civil_from_days`, for days since 1970 only: eras of 400 years that
        // begin on 1 March, so that the leap day comes last.
        let day = days + 719_468;
        let (era, day_of_era) = (day / 146_097, day % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day_of_month:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(value: &str, source: Source) -> Finding {
        let certainty = Certainty::Sure;
        Finding { value: value.into(), source, at: None, number: None, certainty }
    }

    fn after(findings: &[(&str, Source)]) -> String {
        let mut case = Case::default();
        for (value, source) in findings {
            case.learn("fact".into(), finding(value, *source));
        }
        case.finding(&"fact".into()).unwrap().value.to_string()
    }

    #[test]
    fn a_person_beats_every_other_source_whatever_the_order() {
        assert_eq!(after(&[("a", Source::Person), ("b", Source::Probe)]), "a");
        assert_eq!(after(&[("b", Source::Probe), ("a", Source::Person)]), "a");
        assert_eq!(after(&[("a", Source::Person), ("b", Source::Text)]), "a");
    }

    #[test]
    fn a_link_beats_nothing() {
        assert_eq!(after(&[("a", Source::Probe), ("b", Source::Link)]), "a");
        assert_eq!(after(&[("b", Source::Link), ("a", Source::Probe)]), "a");
    }

    #[test]
    fn the_later_of_two_equals_wins() {
        assert_eq!(after(&[("a", Source::Probe), ("b", Source::Probe)]), "b");
        assert_eq!(after(&[("a", Source::Person), ("b", Source::Person)]), "b");
    }

    #[test]
    fn a_probe_that_cannot_tell_pushes_nothing_out() {
        assert_eq!(after(&[("a", Source::Link), ("unknown", Source::Probe)]), "a");
        assert_eq!(after(&[("a", Source::Probe), ("unknown", Source::Probe)]), "a");
    }

    #[test]
    fn the_newer_of_two_probes_wins_whichever_answers_last() {
        let probe =
            |value: &str, at| Finding { at: Some(Moment(at)), ..finding(value, Source::Probe) };
        let mut case = Case::default();
        assert!(case.learn("fact".into(), probe("new", 20)));
        assert!(!case.learn("fact".into(), probe("old", 10)));
        assert!(case.learn("fact".into(), probe("newest", 20)));
        assert_eq!(case.finding(&"fact".into()).unwrap().value.as_str(), "newest");
    }

    #[test]
    fn moments_are_read_in_every_dress_that_says_its_zone() {
        let check = |text: &str, read: Option<&str>| {
            let moment = Moment::parse(text.as_bytes()).map(|moment| moment.to_string());
            assert_eq!(moment.as_deref(), read, "for {text}");
        };
        check("2026-11-21T09:41:07Z", Some("2026-11-21T09:41:07Z"));
        check("2024-02-29 23:59:59Z and more", Some("2024-02-29T23:59:59Z"));
        check("2024-04-17+08:12:33.1234567Z", Some("2024-04-17T08:12:33Z"));
        check("2024-04-17 08:12:33 UTC", Some("2024-04-17T08:12:33Z"));
        check("2024-04-17T08:12:33+02:00", Some("2024-04-17T06:12:33Z"));
        check("2024-01-01T00:12:33 +05:30", Some("2023-12-31T18:42:33Z"));
        check("2023-12-31T23:12:33-08:00", Some("2024-01-01T07:12:33Z"));
        check("1970-01-01T00:00:00Z", Some("1970-01-01T00:00:00Z"));
        check("1970-01-01T00:00:00+01:00", None);
        check("2024-04-17T08:12:33", None);
        check("2024-13-17T08:12:33Z", None);
        check("2026-02-31T09:41:07Z", None);
        check("2026-11-21T09:41:07+0100", Some("2026-11-21T08:41:07Z"));
        check("2024-04-17T24:12:33Z", None);
        check("2024-04-17", None);
        check("", None);
    }

    #[test]
    fn moments_are_written_as_in_rfc_3339() {
        let check = |seconds, text: &str| assert_eq!(Moment(seconds).to_string(), text);
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_399, "2000-02-28T23:59:59Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(1_709_251_199, "2024-02-29T23:59:59Z");
        check(1_795_253_967, "2026-11-21T09:39:27Z");
        check(4_102_444_800, "2100-01-01T00:00:00Z");
    }
}
