//! The evidence card: what was asked, found and tried, as a text for the ticket.
//!
//! First lines for people, then a fenced block for programs, which [`from_evidence`] reads back:
//!
//! | key | holds |
//! | --- | --- |
//! | `flow` | the flow's id, its version, its digest |
//! | `time`, `zone` | when the card was written, in UTC; how far local time is from it |
//! | `case-code` | the case code |
//! | `code`, `aadsts`, `error`, `correlation`, `request`, `app`, `app-name`, `device-state`, `refused`, `domain` | what was read in a pasted text: [`Reading`](crate::Reading) |
//! | `case` | findings with sources and times, fixes tried: a record ([`to_record`]) |
//! | `path` | the ids of the steps passed, then of the outcome or the step that asks |
//!
//! Every line may be missing. There is no field for a name of a person or a computer, for a network
//! address or a token; a pasted text comes in redacted and only if the person wants it.

use crate::bookmark::{Arrival, Change, from_record, place, to_record};
use crate::case::{Case, Finding, Moment, Progress};
use crate::case_code::to_case_code;
use crate::flow::{Ending, Flow};
use crate::name::{FactId, GuideId};
use crate::redact::Redacted;
use crate::walk::walk;
use crate::words::{Word, Words};

/// The most letters of an evidence card: what the smallest field of the usual ticket systems holds.
pub const MAX_EVIDENCE: usize = 4_000;

/// The most letters of a short evidence card, which has to fit into an address.
pub const MAX_SHORT_EVIDENCE: usize = 500;

/// The first line of the block for programs.
const FENCE: &str = "```kb-evidence";

/// When and where a card is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The time now.
    pub now: Moment,
    /// How many minutes local time is ahead of UTC, if that is known.
    pub ahead: Option<i32>,
}

/// Writes the evidence card of a case.
pub fn evidence(
    flow: &Flow,
    case: &Case,
    words: &Words,
    clock: Clock,
    message: Option<&Redacted>,
) -> String {
    let block = block(flow, case, clock);
    let block_letters: usize = block.iter().map(|line| line.chars().count() + 1).sum();
    let mut room = MAX_EVIDENCE.saturating_sub(block_letters + 1);
    let mut text = String::new();
    let mut lines = heads(flow, case, words, clock);
    findings(flow, case, words, &mut lines);
    tried(flow, case, words, &mut lines);
    if let Some(message) = message {
        head(&words[Word::EvidenceMessage], &mut lines);
        lines.extend(message.as_str().lines().map(|line| format!("> {line}")));
    }
    for line in lines {
        let letters = line.chars().count() + 1;
        // Whole lines only: half a sentence says something else. What is left out is in the block.
        let Some(rest) = room.checked_sub(letters) else { break };
        room = rest;
        text += &line;
        text.push('\n');
    }
    text.push('\n');
    text += &block.join("\n");
    text.push('\n');
    text
}

/// Writes what an address has room for: the result, the case code, and what Microsoft said.
pub fn short_evidence(flow: &Flow, case: &Case, words: &Words, clock: Clock) -> String {
    let mut text = String::new();
    for line in heads(flow, case, words, clock) {
        if text.chars().count() + line.chars().count() < MAX_SHORT_EVIDENCE {
            text += &line;
            text.push('\n');
        }
    }
    text
}

/// Reads the case of an evidence card from its block for programs; nothing if it has none. Where the
/// flow has changed since, the changes say so.
pub fn from_evidence<'a>(flow: &Flow, text: &'a str) -> Option<Arrival> {
    // A mail quotes what it answers.
    let line = |line: &'a str| line.trim_start_matches(['>', ' ', '\t']).trim_end();
    let block = text.lines().map(line).skip_while(|line| *line != FENCE).skip(1);
    let block = block.take_while(|line| *line != "```");
    let field = |name| block.clone().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    if field("flow")?.split(' ').next() != Some(flow.id().as_str()) {
        return None;
    }
    let mut arrival = from_record(flow, field("case").unwrap_or_default());
    let content = field("flow").and_then(|made_with| made_with.split(' ').nth(2));
    if content.is_some_and(|content| content != flow.digest()) {
        arrival.note(Change::OtherVersion);
    }
    if let Some(at) = field("path").and_then(|path| path.split(' ').next_back()) {
        arrival.was_at(flow, at);
    }
    Some(arrival)
}

/// What everybody needs first: when, which questions, which result, what Microsoft said.
fn heads(flow: &Flow, case: &Case, words: &Words, clock: Clock) -> Vec<String> {
    let mut lines = vec![words.fill(Word::EvidenceTitle, &[("title", &flow.draft().title)])];
    let mut line = |word: Word, text: &str| lines.push(format!("{} {text}", &words[word]));
    if let Some(outcome) = walk(flow, case).outcome {
        line(Word::EvidenceOutcome, &format!("{} ({})", outcome.title, outcome.id));
    }
    if let Some(code) = to_case_code(flow, case) {
        line(Word::EvidenceCode, &code);
    }
    line(Word::EvidenceTime, &time(clock));
    let version = flow.version().to_string();
    let made_of = [("flow", flow.id().as_str()), ("version", &version), ("digest", flow.digest())];
    lines.push(words.fill(Word::EvidenceFlow, &made_of));
    let mut line = |word: Word, text: &str| lines.push(format!("{} {text}", &words[word]));
    let read: Vec<String> =
        case.reading().fields().into_iter().map(|(key, value)| format!("{key} {value}")).collect();
    if !read.is_empty() {
        line(Word::EvidenceRead, &read.join("; "));
    }
    lines
}

/// Local time with its distance from UTC, and UTC.
fn time(clock: Clock) -> String {
    let Some(ahead) = clock.ahead else { return clock.now.to_string() };
    let local = clock.now.0.saturating_add_signed(i64::from(ahead) * 60);
    let local = Moment(local).to_string();
    let local = local.trim_end_matches('Z').replace('T', " ");
    format!("{local} ({}), {}", zone(ahead), clock.now)
}

/// As in RFC 3339: `+01:00`.
fn zone(ahead: i32) -> String {
    let minutes = ahead.unsigned_abs();
    format!("{}{:02}:{:02}", if ahead < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

/// What is known, first what the walk needed, then the rest: it is still worth a line.
fn findings(flow: &Flow, case: &Case, words: &Words, lines: &mut Vec<String>) {
    let walk = walk(flow, case);
    let mut told: Vec<&FactId> = Vec::new();
    let mut tell = |fact: &FactId, finding: &Finding| {
        let Some(fact) = flow.fact(fact).filter(|fact| !told.contains(&&fact.id)) else { return };
        let text = fact.told(finding, words);
        if text.is_empty() {
            return;
        }
        if told.is_empty() {
            head(&words[Word::EvidenceFindings], lines);
        }
        told.push(&fact.id);
        let (source, number) = (finding.source_told(words), finding.number_told());
        let at = finding.at.map_or_else(String::new, |at| format!(", {at}"));
        // Numbered: a spreadsheet takes a line that begins with a dash for a formula.
        lines.push(format!("{}. {}: {text}{number} ({source}{at})", told.len(), fact.name));
    };
    for passed in &walk.trail {
        tell(&passed.fact.id, passed.finding);
    }
    for (fact, finding) in case.findings() {
        tell(fact, finding);
    }
}

/// The fixes that were tried, in the order they were offered, then whatever another path offered.
fn tried(flow: &Flow, case: &Case, words: &Words, lines: &mut Vec<String>) {
    let outcome = walk(flow, case).outcome;
    let is_report = outcome.is_some_and(|outcome| matches!(outcome.ends, Ending::Report(_)));
    let offered = outcome.map_or(&[][..], |outcome| &outcome.fixes);
    let mut told = 0;
    let mut tell = |id: &GuideId| {
        let (Some(fix), Some(progress)) = (flow.fix(id), case.progress(id)) else { return };
        if told == 0 {
            head(&words[Word::EvidenceTried], lines);
        }
        told += 1;
        let how = match progress {
            Progress::Confirmed => &words[Word::ProgressConfirmed],
            Progress::Failed => &words[Word::ProgressFailed],
            Progress::Skipped => &words[Word::ProgressSkipped],
            Progress::Worked if is_report => &words[Word::ProgressDone],
            Progress::Worked => &words[Word::ProgressWorked],
        };
        lines.push(format!("{told}. {}: {how}", fix.title));
    };
    for id in offered {
        tell(id);
    }
    for (id, _) in case.tried() {
        if !offered.contains(id) {
            tell(id);
        }
    }
}

/// Begins a part of the card.
fn head(heading: &str, lines: &mut Vec<String>) {
    lines.push(String::new());
    lines.push(heading.to_owned());
}

/// The block for programs. What has no room is left out from the end.
fn block(flow: &Flow, case: &Case, clock: Clock) -> Vec<String> {
    let walk = walk(flow, case);
    let mut lines = vec![FENCE.to_owned()];
    let mut line = |key: &str, value: &str| lines.push(format!("{key}: {}", value.trim_end()));
    line("flow", &format!("{} {} {}", flow.id(), flow.version(), flow.digest()));
    line("time", &clock.now.to_string());
    if let Some(ahead) = clock.ahead {
        line("zone", &zone(ahead));
    }
    if let Some(code) = to_case_code(flow, case) {
        line("case-code", &code);
    }
    for (key, value) in case.reading().fields() {
        line(key, &value);
    }
    let record = to_record(flow, case);
    if !record.is_empty() {
        line("case", &record);
    }
    let mut path: Vec<&str> = walk.trail.iter().map(|passed| passed.step.id.as_str()).collect();
    let place = place(flow, case);
    path.push(&place);
    line("path", &path.join(" "));
    // The fences, and an empty line before them.
    let mut room = MAX_EVIDENCE - 8;
    lines.retain(|line| {
        let letters = line.chars().count() + 1;
        let fits = letters <= room;
        if fits {
            room -= letters;
        }
        fits
    });
    lines.push("```".to_owned());
    lines
}
