//! What is known about one person: findings, and the fixes they tried.

use std::fmt;

use crate::name::{FactId, GuideId, ValueId};

/// What is known about one person.
///
/// Keyed by fact, not by position, so a bookmarked case survives an author inserting a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    findings: Few<FactId, Finding>,
    tried: Few<GuideId, Progress>,
    handed_over: bool,
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
    /// A person always wins; among equals the later one does. A probe that could not tell does
    /// not push out what a link said. Says whether the finding was taken.
    pub fn learn(&mut self, fact: FactId, finding: Finding) -> bool {
        if let Some(known) = self.findings.get(&fact) {
            let gave_up = finding.source == Source::Probe && finding.value.is_unknown();
            if known.source > finding.source || (gave_up && !known.value.is_unknown()) {
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
        Self { value: value.into(), source: Source::Person, at, number: None }
    }
}

impl Finding {
    /// Whether a probe looked and could not tell.
    pub fn gave_up(&self) -> bool {
        self.source == Source::Probe && self.value.is_unknown()
    }
}

impl Source {
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
        Finding { value: value.into(), source, at: None, number: None }
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
