//! What an owner of content should know and a site can be built with: late reviews, pages that rest
//! on nothing, steps that are hard to read.

use kb_flow::Who;

use crate::day::Day;
use crate::edition::Edition;
use crate::guide::{Care, Guide};
use crate::link::Linked;
use crate::problem::{Fault, Problems};
use crate::readability::{Formula, Measure, measure};
use crate::source::SourcePath;

/// The most words of a sentence in a step.
pub const MOST_WORDS: usize = 25;

/// The highest grade of the steps of a guide for employees: what twelve-year-olds read.
const EMPLOYEE_GRADE: f64 = 7.0;

/// The same for guides of the helpdesk.
const HELPDESK_GRADE: f64 = 10.0;

/// How hard the steps of a guide are to read.
pub struct Reading<'a> {
    /// The guide.
    pub guide: &'a Guide,
    /// What was measured.
    pub measure: Measure,
    /// The highest grade it may have.
    pub limit: f64,
}

/// Reports all of it.
pub fn check(linked: &Linked, today: Day, problems: &Problems) {
    for guide in linked.own.guides.values() {
        care(&guide.path, &guide.care, linked.site.review_days, today, problems);
    }
    for code in &linked.own.codes {
        care(&code.path, &code.care, linked.site.review_days, today, problems);
    }
    for edition in std::iter::once(&linked.own).chain(&linked.translations) {
        for reading in readings(edition) {
            report_reading(&reading, problems);
        }
    }
}

fn care(path: &SourcePath, care: &Care, days: u32, today: Day, problems: &Problems) {
    if care.sources.is_empty() {
        problems.report(path, None, Fault::NoSources);
    }
    if care.reviewed > today {
        let fault = Fault::StillToCome { day: care.reviewed.to_string() };
        problems.report(path, Some(care.reviewed_place.clone()), fault);
    }
    let due = care.reviewed.after(care.review_days.unwrap_or(days));
    if due < today {
        let fault = Fault::Overdue { since: due.to_string() };
        problems.report(path, Some(care.reviewed_place.clone()), fault);
    }
}

/// How hard the fixes are to read that an edition has in its own language.
pub fn readings(edition: &Edition) -> Vec<Reading<'_>> {
    let formula = Formula::of(&edition.language);
    let mut readings = Vec::new();
    for guide in edition.guides.values() {
        let path = guide.original();
        let Some(contract) = &guide.contract else { continue };
        if edition.is_original(&path) || guide.body.steps.is_empty() {
            continue;
        }
        let steps: Vec<&str> = guide.body.steps.iter().map(|(step, _)| step.as_str()).collect();
        let limit = match contract.fix.who {
            Who::Employee => EMPLOYEE_GRADE,
            Who::Helpdesk => HELPDESK_GRADE,
        };
        readings.push(Reading { guide, measure: measure(formula, &steps), limit });
    }
    readings
}

fn report_reading(reading: &Reading<'_>, problems: &Problems) {
    let guide = reading.guide;
    if reading.measure.grade.is_some_and(|grade| grade > reading.limit) {
        let grade = reading.measure.grade.map(|grade| format!("{grade:.1}")).unwrap_or_default();
        let fault = Fault::HardToRead { grade, limit: format!("{:.0}", reading.limit) };
        problems.report(&guide.path, None, fault);
    }
    for (step, place) in &guide.body.steps {
        for sentence in crate::readability::sentences(step) {
            if sentence.words > MOST_WORDS {
                let fault = Fault::LongSentence { words: sentence.words };
                problems.report(&guide.path, Some(place.clone()), fault);
            }
        }
    }
}
