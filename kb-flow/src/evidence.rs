//! The evidence card: what was asked, found and tried, as a text for the ticket.

use crate::case::{Case, Moment, Progress, Source};
use crate::flow::{Ending, Flow};
use crate::walk::walk;
use crate::words::{Word, Words};

/// Writes the evidence card of a case, in plain lines that read the same in any ticket system.
///
/// It holds names and values of the flow and the times they were found, and nothing else: there
/// is no field for a name, an address or a pasted text.
pub fn evidence(flow: &Flow, case: &Case, words: &Words, now: Moment) -> String {
    let walk = walk(flow, case);
    let mut lines = vec![
        words.fill(Word::EvidenceTitle, &[("title", &flow.draft().title)]),
        format!("{} {now}", &words[Word::EvidenceTime]),
        format!("{} {}, version {}", &words[Word::EvidenceFlow], flow.id(), flow.version()),
        match walk.outcome {
            Some(outcome) => {
                format!("{} {} ({})", &words[Word::EvidenceOutcome], outcome.title, outcome.id)
            }
            None => {
                format!("{} {}", &words[Word::EvidenceOutcome], &words[Word::EvidenceNoOutcome])
            }
        },
        String::new(),
        words[Word::EvidenceFindings].to_owned(),
    ];
    let passed = walk.trail.iter().map(|passed| (passed.fact, passed.finding));
    // What is known but was not needed on this path is still worth a line.
    let others = case.findings().filter_map(|(id, finding)| {
        let needed = walk.trail.iter().any(|passed| passed.fact.id == *id);
        if needed { None } else { flow.fact(id).map(|fact| (fact, finding)) }
    });
    let mut empty = true;
    for (fact, finding) in passed.chain(others) {
        let Some(text) = fact.text_of(&finding.value) else { continue };
        let source = match finding.source {
            Source::Link => &words[Word::SourceLink],
            Source::Text => &words[Word::SourceText],
            Source::Probe => &words[Word::SourceProbe],
            Source::Person => &words[Word::SourcePerson],
        };
        let at = finding.at.map_or_else(String::new, |at| format!(", {at}"));
        let number = finding.number.map_or_else(String::new, |number| format!(", AADSTS{number}"));
        lines.push(format!("- {}: {text}{number} ({source}{at})", fact.name));
        empty = false;
    }
    if empty {
        lines.push(format!("- {}", &words[Word::EvidenceNone]));
    }
    lines.push(String::new());
    lines.push(words[Word::EvidenceTried].to_owned());
    let before = lines.len();
    let is_report = walk.outcome.is_some_and(|outcome| matches!(outcome.ends, Ending::Report(_)));
    // In the order they were offered, then whatever another path offered.
    let offered = walk.outcome.map_or(&[][..], |outcome| &outcome.fixes);
    let in_order = offered.iter().filter_map(|id| case.progress(id).map(|progress| (id, progress)));
    let others = case.tried().filter(|(id, _)| !offered.contains(id));
    for (id, progress) in in_order.chain(others) {
        let Some(fix) = flow.fix(id) else { continue };
        let how = match progress {
            Progress::Confirmed => &words[Word::ProgressConfirmed],
            Progress::Failed => &words[Word::ProgressFailed],
            Progress::Skipped => &words[Word::ProgressSkipped],
            Progress::Worked if is_report => &words[Word::ProgressDone],
            Progress::Worked => &words[Word::ProgressWorked],
        };
        lines.push(format!("- {}: {how}", fix.title));
    }
    if lines.len() == before {
        lines.push(format!("- {}", &words[Word::EvidenceNone]));
    }
    lines.push(String::new());
    lines.join("\n")
}
