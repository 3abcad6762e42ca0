//! A case as the fragment of an address, and back.
//!
//! `v=1&facts=where:teams,prompt:mine&tried=set-clock:failed&end=hand-over&at=clock-wrong`: the
//! flow's version, then names, never positions, so that a bookmark outlives an edit of the flow. An
//! AADSTS number that was read stands behind its value: `aadsts:mfa.50076`. Last comes where the
//! person stood: should the flow lead elsewhere by now, the next reader is told.
//!
//! What no longer fits is dropped, and every such [`Change`] is listed. Sources and times are not
//! in it: to the next reader all of it is a link's. The same person's own browser keeps them beside
//! it as a record, so that a reload does not turn their answers into somebody else's:
//! `facts=where:teams:person:sure:1795253967`. `case=7K2M4Q9B` is a case code in place of it all.

use crate::case::{Case, Certainty, Finding, Moment, Progress, Source};
use crate::case_code::{CaseCodeFault, from_case_code};
use crate::flow::Flow;
use crate::fold::percent_decoded;
use crate::name::FactId;
use crate::reading::{KnownCodes, Plain, aadsts_number, read_text, value_of};
use crate::walk::{Standing, walk};
use crate::words::{Word, Words};

/// The longest fragment or query that is looked at, in bytes.
pub const MAX_BOOKMARK: usize = 2048;

/// The longest record that is looked at, in bytes. It holds times and what was read, besides.
const MAX_RECORD: usize = 8 * 1024;

/// What an address brought with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The case it describes, as far as the flow still knows its names.
    pub case: Case,
    /// What is no longer as it was when the address was made. Empty if all is.
    pub changes: Vec<Change>,
}

/// Something that is no longer as it was when an address was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was made with another version of the flow.
    OtherVersion,
    /// The flow no longer needs a fact of that name.
    FactGone(Plain),
    /// The fact no longer has a value of that name.
    ValueGone(FactId, Plain),
    /// No outcome offers a fix of that name any more.
    FixGone(Plain),
    /// It led to a step or outcome of that name, and leads elsewhere now.
    Moved(Plain),
    /// A part of it cannot be read.
    Unreadable,
    /// The case code in it has a slip of the pen.
    CodeMistyped,
    /// The case code in it was made with other questions.
    CodeOfOthers,
}

/// Who wrote a text, and so whether its sources are believed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writer {
    Anybody,
    ThisBrowser,
}

/// Writes a case as the fragment of an address, without the `#`; empty for an empty case.
pub fn to_bookmark(flow: &Flow, case: &Case) -> String {
    let mut text = write(flow, case, Writer::Anybody);
    if !text.is_empty() {
        text += "&at=";
        text += &place(flow, case);
    }
    text
}

/// Writes a case for the same person's browser: findings with source, certainty and time, and what
/// was read in a pasted text.
pub fn to_record(flow: &Flow, case: &Case) -> String {
    write(flow, case, Writer::ThisBrowser)
}

/// The id of the outcome where a case ends, or of the step where it stops.
pub fn place(flow: &Flow, case: &Case) -> String {
    let walk = walk(flow, case);
    match (walk.outcome, walk.standing) {
        (Some(outcome), _) => outcome.id.to_string(),
        (None, Standing::Asking { step, .. }) => step.id.to_string(),
        (None, _) => {
            let mut asking = case.clone();
            asking.take_back();
            place(flow, &asking)
        }
    }
}

fn write(flow: &Flow, case: &Case, writer: Writer) -> String {
    let mut text = String::new();
    let mut list = "";
    let mut item = |name: &'static str, parts: &[&str]| {
        text += if list == name { "," } else { name };
        list = name;
        text += &parts.concat();
    };
    for (fact, known) in case.findings() {
        // That a probe could not tell here says nothing about the next reader's browser.
        if known.gave_up() {
            continue;
        }
        let number = known.number.map_or_else(String::new, |number| format!(".{number}"));
        let about = match (writer, known.at) {
            (Writer::Anybody, _) => String::new(),
            (Writer::ThisBrowser, at) => {
                let at = at.map_or_else(String::new, |at| format!(":{}", at.0));
                [":", known.source.word(), ":", known.certainty.word(), &at].concat()
            }
        };
        item("&facts=", &[fact.as_str(), ":", known.value.as_str(), &number, &about]);
    }
    for (fix, progress) in case.tried() {
        item("&tried=", &[fix.as_str(), ":", progress.word()]);
    }
    if case.is_handed_over() {
        item("&end=", &["hand-over"]);
    }
    if writer == Writer::ThisBrowser {
        for (name, value) in case.reading().fields() {
            item("&read=", &[name, ":", &value]);
        }
    }
    if text.is_empty() { text } else { format!("v={}{text}", flow.version()) }
}

/// Whether a fragment, without the `#`, is a bookmark at all. Others belong to the page: a skip
/// link, a heading.
pub fn is_bookmark(fragment: &str) -> bool {
    let keys = ["v=", "facts=", "tried=", "end=", "at=", "case="];
    fragment.split('&').any(|part| keys.iter().any(|key| part.starts_with(key)))
}

/// Reads the fragment of an address, without the `#` and decoded.
pub fn from_bookmark(flow: &Flow, fragment: &str) -> Arrival {
    parse(flow, fragment, Writer::Anybody)
}

/// Reads what [`to_record`] wrote.
pub fn from_record(flow: &Flow, record: &str) -> Arrival {
    parse(flow, record, Writer::ThisBrowser)
}

fn parse(flow: &Flow, text: &str, writer: Writer) -> Arrival {
    let mut arrival = Arrival::default();
    let longest = if writer == Writer::Anybody { MAX_BOOKMARK } else { MAX_RECORD };
    if text.len() > longest {
        arrival.changes.push(Change::Unreadable);
        return arrival;
    }
    let mut at = None;
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (key, written) = part.split_once('=').unwrap_or((part, ""));
        let items = || written.split(',');
        match key {
            "v" if written.parse() != Ok(flow.version()) => arrival.note(Change::OtherVersion),
            "v" => {}
            "facts" => items().for_each(|pair| take_finding(flow, &mut arrival, pair, writer)),
            "tried" => items().for_each(|pair| take_progress(flow, &mut arrival, pair, writer)),
            "end" if written == "hand-over" => arrival.case.hand_over(),
            "at" => at = Some(written),
            "case" => arrival.take_code(flow, written),
            "read" if writer == Writer::ThisBrowser => {
                let mut reading = arrival.case.reading().clone();
                for pair in items() {
                    let (name, value) = pair.split_once(':').unwrap_or((pair, ""));
                    if !reading.take_field(name, value) {
                        arrival.note(Change::Unreadable);
                    }
                }
                arrival.case.note_reading(reading);
            }
            _ => arrival.note(Change::Unreadable),
        }
    }
    if let Some(at) = at {
        arrival.was_at(flow, at);
    }
    arrival
}

impl Arrival {
    /// Notes where the case stood when it was written, if it stands elsewhere now.
    pub(crate) fn was_at(&mut self, flow: &Flow, at: &str) {
        if at != place(flow, &self.case) {
            self.note_gone(at, Change::Moved);
        }
    }

    /// Notes a change, once.
    pub(crate) fn note(&mut self, change: Change) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    /// Notes that a name means nothing any more, as far as it was a name at all.
    fn note_gone(&mut self, name: &str, change: impl FnOnce(Plain) -> Change) {
        let name = Plain::new(name).filter(|plain| plain.as_str() == name);
        self.note(name.map_or(Change::Unreadable, change));
    }

    /// Takes in the case of a case code.
    pub(crate) fn take_code(&mut self, flow: &Flow, code: &str) {
        match from_case_code(flow, code) {
            Ok(case) => self.case = case,
            Err(CaseCodeFault::NotACode | CaseCodeFault::Mistyped) => {
                self.note(Change::CodeMistyped);
            }
            Err(CaseCodeFault::OtherQuestions { .. }) => self.note(Change::CodeOfOthers),
        }
    }
}

/// Takes in `fact:value`, or `fact:value:source:certainty:time`.
fn take_finding(flow: &Flow, arrival: &mut Arrival, written: &str, writer: Writer) {
    let mut parts = written.split(':');
    let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
        return arrival.note(Change::Unreadable);
    };
    let (value, number) = value.split_once('.').unwrap_or((value, ""));
    let number = aadsts_number(number);
    let Some(fact) = flow.fact(&name.into()) else {
        return arrival.note_gone(name, Change::FactGone);
    };
    if !fact.has(&value.into()) {
        return arrival.note_gone(value, |value| Change::ValueGone(fact.id.clone(), value));
    }
    let mut finding = Finding::by_link(value, number);
    if let Some(source) = parts.next() {
        let source = Source::from_word(source).filter(|_| writer == Writer::ThisBrowser);
        let certainty = parts.next().and_then(Certainty::from_word);
        let (Some(source), Some(certainty)) = (source, certainty) else {
            return arrival.note(Change::Unreadable);
        };
        finding.source = source;
        finding.certainty = certainty;
        finding.at = parts.next().and_then(|at| at.parse().ok()).map(Moment);
    }
    arrival.case.learn(fact.id.clone(), finding);
}

/// Takes in `fix:progress`.
fn take_progress(flow: &Flow, arrival: &mut Arrival, written: &str, writer: Writer) {
    let parts = written.split_once(':');
    let Some((name, progress)) = parts
        .and_then(|(fix, progress)| Progress::from_word(progress).map(|progress| (fix, progress)))
    else {
        return arrival.note(Change::Unreadable);
    };
    let Some(fix) = flow.fix(&name.into()) else {
        return arrival.note_gone(name, Change::FixGone);
    };
    // Nobody consents for another person: they read what a fix costs themselves.
    if progress != Progress::Confirmed || writer == Writer::ThisBrowser {
        arrival.case.note(fix.id.clone(), progress);
    }
}

/// Reads the query of a ticket's link, without the `?`, as a browser wrote it.
///
/// `code` is read like a pasted message: `?code=AADSTS50076`. `case` is a case code. Every other
/// key is a fact: `?platform=windows`. What the flow does not know is left alone; links carry other
/// things too.
pub fn from_query(flow: &Flow, known: &KnownCodes, query: &str) -> Arrival {
    let mut arrival = Arrival::default();
    let query = if query.len() > MAX_BOOKMARK { "" } else { query };
    for pair in query.split('&') {
        let (key, written) = pair.split_once('=').unwrap_or((pair, ""));
        let written = &percent_decoded(&written.replace('+', " "));
        let key = percent_decoded(key).to_ascii_lowercase();
        let value = written.to_ascii_lowercase();
        let case = &mut arrival.case;
        if key == "code" {
            let reading = read_text(written, known);
            for fact in flow.facts() {
                if let Some((value, number)) = value_of(fact, &reading) {
                    case.learn(fact.id.clone(), Finding::by_link(value.as_str(), number));
                }
            }
            case.note_reading(reading);
        } else if key == "case" {
            arrival.take_code(flow, written);
        } else if let Some(fact) = flow.fact(&key.as_str().into())
            && fact.has(&value.as_str().into())
        {
            case.learn(fact.id.clone(), Finding::by_link(&value, None));
        }
    }
    arrival
}

/// What has changed since an address was made, a sentence each; nothing where nothing has.
pub fn changes_told(flow: &Flow, words: &Words, changes: &[Change]) -> Vec<String> {
    let fill = |word, name: &Plain| words.fill(word, &[("name", name.as_str())]);
    let mut sentences: Vec<String> = changes
        .iter()
        .map(|change| match change {
            Change::OtherVersion => words[Word::ChangedVersion].to_owned(),
            Change::FactGone(fact) => fill(Word::ChangedFact, fact),
            Change::ValueGone(fact, value) => {
                let fact = flow.fact(fact).map_or("", |fact| &fact.name);
                words.fill(Word::ChangedValue, &[("fact", fact), ("name", value.as_str())])
            }
            Change::FixGone(fix) => fill(Word::ChangedFix, fix),
            Change::Moved(from) => {
                let outcome = flow.outcome(&from.as_str().into());
                let name = outcome.map_or(from.as_str(), |outcome| &outcome.title);
                words.fill(Word::ChangedWay, &[("name", name)])
            }
            Change::Unreadable => words[Word::ChangedUnreadable].to_owned(),
            Change::CodeMistyped => words[Word::ChangedMistyped].to_owned(),
            Change::CodeOfOthers => words[Word::ChangedCode].to_owned(),
        })
        .collect();
    if changes == [Change::OtherVersion] {
        sentences.push(words[Word::ChangedNothing].to_owned());
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Ending, Exit, Fact, FlowDraft, Outcome, Step, Team, Value};

    fn flow() -> Flow {
        let exits =
            vec![Exit::new("yes", "end"), Exit::new("no", "end"), Exit::new("unknown", "end")];
        let values =
            [Value { numbers: vec![50076], ..Value::new("yes", "Yes") }, Value::new("no", "No")];
        Flow::check(FlowDraft {
            id: "demo".into(),
            title: "Demo".to_owned(),
            version: 3,
            digest: String::new(),
            start: "ask".into(),
            max_answers: 1,
            facts: vec![Fact::new("well", "Well?", values)],
            steps: vec![Step { id: "ask".into(), needs: "well".into(), exits }],
            outcomes: vec![Outcome::new("end", "End", Ending::HandOver(Team::Helpdesk))],
            fixes: Vec::new(),
        })
        .unwrap()
    }

    fn check(fragment: &str, again: &str, changes: &[Change]) {
        let flow = flow();
        let arrival = from_bookmark(&flow, fragment);
        assert_eq!(to_bookmark(&flow, &arrival.case), again, "for `{fragment}`");
        assert_eq!(arrival.changes, changes, "for `{fragment}`");
    }

    fn plain(text: &str) -> Plain {
        Plain::new(text).unwrap()
    }

    #[test]
    fn a_bookmark_comes_back_as_it_went() {
        for whole in [
            "",
            "v=3&facts=well:yes&at=end",
            "v=3&facts=well:yes.50076&at=end",
            "v=3&facts=well:unknown&end=hand-over&at=end",
            "v=3&end=hand-over&at=ask",
        ] {
            check(whole, whole, &[]);
        }
        check("v=3&facts=well:yes.<script>", "v=3&facts=well:yes&at=end", &[]);
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_said() {
        let yes = "v=3&facts=well:yes&at=end";
        check("v=2&facts=well:yes", yes, &[Change::OtherVersion]);
        let gone = Change::ValueGone("well".into(), plain("perhaps"));
        check("v=3&facts=well:perhaps", "", &[gone]);
        let no = "v=3&facts=well:no&at=end";
        check("v=3&facts=gone:yes,well:no", no, &[Change::FactGone(plain("gone"))]);
        check("v=3&tried=gone:failed", "", &[Change::FixGone(plain("gone"))]);
        check("<script>", "", &[Change::Unreadable]);
        check("facts=well", "", &[Change::Unreadable]);
        check("facts=<b>:no,<i>:no", "", &[Change::Unreadable]);
        check("v=3&facts=well:no&read=code:x", no, &[Change::Unreadable]);
    }

    #[test]
    fn nobody_lands_elsewhere_without_being_told() {
        let yes = "v=3&facts=well:yes&at=end";
        check("v=3&facts=well:yes&at=other", yes, &[Change::Moved(plain("other"))]);
        check("v=3&facts=well:yes&at=ask", yes, &[Change::Moved(plain("ask"))]);
        let changes = [Change::FactGone(plain("gone")), Change::Moved(plain("end"))];
        check("v=3&facts=gone:yes&at=end", "", &changes);
    }

    #[test]
    fn a_record_keeps_sources_and_a_bookmark_cannot_claim_any() {
        let flow = flow();
        let record = "v=3&facts=well:yes:person:sure:1795253967&read=aadsts:50076,domain:x.example";
        let case = from_record(&flow, record).case;
        assert_eq!(case.finding(&"well".into()).unwrap().source, Source::Person);
        assert_eq!(case.reading().numbers, [50076]);
        assert_eq!(to_record(&flow, &case), record);
        check(record, "", &[Change::Unreadable]);
    }

    #[test]
    fn a_fragment_that_is_too_long_is_not_looked_at() {
        let long = format!("v=3&facts=well:yes{}", ",well:yes".repeat(300));
        check(&long, "", &[Change::Unreadable]);
    }

    #[test]
    fn a_case_code_in_an_address_is_a_case() {
        let flow = flow();
        let mut case = Case::default();
        case.learn("well".into(), Finding::by_person("no", None));
        let code = crate::to_case_code(&flow, &case).unwrap();
        check(&format!("case={code}"), "v=3&facts=well:no&at=end", &[]);
        check("case=7777777", "", &[Change::CodeMistyped]);
        check("case=!", "", &[Change::CodeMistyped]);
        let mut wrong = code.into_bytes();
        wrong[0] = b'7';
        // What brings the sum to zero again is not worked out here: one of 32 letters does.
        let last = wrong.len() - 1;
        let others = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".map(|letter| {
            wrong[last] = letter;
            let code = String::from_utf8(wrong.clone()).unwrap();
            from_bookmark(&flow, &format!("case={code}")).changes
        });
        assert_eq!(others.iter().filter(|changes| **changes == [Change::CodeOfOthers]).count(), 1);
    }

    #[test]
    fn a_ticket_link_fills_in_what_it_knows_and_ignores_the_rest() {
        let flow = flow();
        let check = |query: &str, bookmark: &str| {
            let arrival = from_query(&flow, &KnownCodes::default(), query);
            assert_eq!(to_bookmark(&flow, &arrival.case), bookmark);
            assert_eq!(arrival.changes, []);
        };
        let yes = "v=3&facts=well:yes.50076&at=end";
        check("code=AADSTS50076&utm_source=mail", yes);
        check("code=AADSTS%2050076%3A+no", yes);
        check("well=no", "v=3&facts=well:no&at=end");
        check("%57ell=NO", "v=3&facts=well:no&at=end");
        check("well=%22%3E%3Cimg%20onerror=alert(1)%3E&code=0xCAA20004", "");
        check("", "");
        check("&&=&well", "");
        check(&format!("well=no&{}", "x".repeat(3_000)), "");
    }
}
