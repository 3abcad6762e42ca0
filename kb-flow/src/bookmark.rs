//! A case as the fragment of an address, and back.
//!
//! `v=1&facts=where:teams,prompt:mine&tried=set-clock:failed&end=hand-over`: the flow's version,
//! then names, never positions, so that a bookmark outlives an edit of the flow. An AADSTS number
//! that was read stands behind its value: `aadsts:mfa.50076`. Unknown names are
//! dropped, and that is said. Sources and times are not in it: to the next reader all of it is a
//! link's. The same person's own browser keeps them beside it as a record, so that a reload does
//! not turn their answers into somebody else's: `facts=where:teams:person:1795253967`.

use crate::case::{Case, Finding, Moment, Progress, Source};
use crate::flow::Flow;
use crate::reading::read;

/// The longest fragment or query that is looked at, in bytes.
pub const MAX_BOOKMARK: usize = 2048;

/// What an address brought with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The case it describes, as far as the flow still knows its names.
    pub case: Case,
    /// Whether some of it did not fit the flow, or it was made for another version.
    pub partly: bool,
}

/// Who wrote a text, and so whether its sources are believed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writer {
    Anybody,
    ThisBrowser,
}

/// Writes a case as the fragment of an address, without the `#`; empty for an empty case.
pub fn to_bookmark(flow: &Flow, case: &Case) -> String {
    write(flow, case, value)
}

/// Writes a case for the same person's browser: a bookmark with sources and times.
pub fn to_record(flow: &Flow, case: &Case) -> String {
    write(flow, case, |finding| {
        let at = finding.at.map_or_else(String::new, |at| format!(":{}", at.0));
        format!("{}:{}{at}", value(finding), finding.source.word())
    })
}

/// A value with the number that said so.
fn value(finding: &Finding) -> String {
    let number = finding.number.map_or_else(String::new, |number| format!(".{number}"));
    format!("{}{number}", finding.value)
}

fn write(flow: &Flow, case: &Case, finding: impl Fn(&Finding) -> String) -> String {
    // That a probe could not tell here says nothing about the next reader's browser.
    let told = case.findings().filter(|(_, known)| !known.gave_up());
    let findings = told.map(|(fact, known)| format!("{fact}:{}", finding(known)));
    let tried = case.tried().map(|(fix, progress)| format!("{fix}:{}", progress.word()));
    let mut text = list("facts", &findings.collect::<Vec<_>>());
    text += &list("tried", &tried.collect::<Vec<_>>());
    if case.is_handed_over() {
        text.push_str("&end=hand-over");
    }
    if text.is_empty() { text } else { format!("v={}{text}", flow.version()) }
}

/// Writes `&key=a,b`, or nothing where there is nothing to list.
fn list(key: &str, items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("&{key}={}", items.join(",")) }
}

/// Whether a fragment, without the `#`, is a bookmark at all. Others belong to the page: a skip
/// link, a heading.
pub fn is_bookmark(fragment: &str) -> bool {
    let keys = ["v=", "facts=", "tried=", "end="];
    fragment.split('&').any(|part| keys.iter().any(|key| part.starts_with(key)))
}

/// Reads the fragment of an address, without the `#`.
pub fn from_bookmark(flow: &Flow, fragment: &str) -> Arrival {
    parse(flow, fragment, Writer::Anybody)
}

/// Reads what [`to_record`] wrote.
pub fn from_record(flow: &Flow, record: &str) -> Arrival {
    parse(flow, record, Writer::ThisBrowser)
}

fn parse(flow: &Flow, text: &str, writer: Writer) -> Arrival {
    let mut arrival = Arrival::default();
    if text.len() > MAX_BOOKMARK {
        arrival.partly = true;
        return arrival;
    }
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (key, written) = part.split_once('=').unwrap_or((part, ""));
        match key {
            "v" => arrival.partly |= written.parse() != Ok(flow.version()),
            "facts" => {
                for pair in written.split(',') {
                    arrival.partly |= !take_finding(flow, &mut arrival.case, pair, writer);
                }
            }
            "tried" => {
                for pair in written.split(',') {
                    arrival.partly |= !take_progress(flow, &mut arrival.case, pair, writer);
                }
            }
            "end" if written == "hand-over" => arrival.case.hand_over(),
            _ => arrival.partly = true,
        }
    }
    arrival
}

/// Takes in `fact:value`, or `fact:value:source:time`; says whether the flow knows the names.
fn take_finding(flow: &Flow, case: &mut Case, written: &str, writer: Writer) -> bool {
    let mut parts = written.split(':');
    let (Some(fact), Some(value)) = (parts.next(), parts.next()) else { return false };
    let (value, number) = match value.split_once('.') {
        // Seven digits at most, as in a text.
        Some((value, number)) if number.len() <= 7 => (value, number.parse().ok()),
        Some((value, _)) => (value, None),
        None => (value, None),
    };
    let Some(fact) = flow.fact(&fact.into()).filter(|fact| fact.has(&value.into())) else {
        return false;
    };
    let mut finding = by_link(value, number);
    match (writer, parts.next().map(Source::from_word)) {
        (_, None) => {}
        (Writer::ThisBrowser, Some(Some(source))) => {
            finding.source = source;
            finding.at = parts.next().and_then(|at| at.parse().ok()).map(Moment);
        }
        (Writer::ThisBrowser, Some(None)) | (Writer::Anybody, Some(_)) => return false,
    }
    case.learn(fact.id.clone(), finding);
    true
}

/// Takes in `fix:progress`; says whether the flow knows both.
fn take_progress(flow: &Flow, case: &mut Case, written: &str, writer: Writer) -> bool {
    let Some((fix, progress)) = written.split_once(':') else { return false };
    let (Some(fix), Some(progress)) = (flow.fix(&fix.into()), Progress::from_word(progress)) else {
        return false;
    };
    // Nobody consents for another person: they read what a fix costs themselves.
    if progress != Progress::Confirmed || writer == Writer::ThisBrowser {
        case.note(fix.id.clone(), progress);
    }
    true
}

fn by_link(value: &str, number: Option<u32>) -> Finding {
    Finding { value: value.into(), source: Source::Link, at: None, number }
}

/// Reads the query of a ticket's link, already decoded into pairs.
///
/// `code` is read like a pasted message: `?code=AADSTS50076`. Every other key is a fact:
/// `?platform=windows`. What the flow does not know is left alone; links carry other things too.
pub fn from_query<'a>(flow: &Flow, query: impl Iterator<Item = (&'a str, &'a str)>) -> Case {
    let mut case = Case::default();
    for (key, written) in query {
        let key = key.to_ascii_lowercase();
        let value = written.to_ascii_lowercase();
        if key == "code" {
            for fact in flow.facts() {
                if let Some((value, number)) = read(fact, written) {
                    case.learn(fact.id.clone(), by_link(value.as_str(), Some(number)));
                }
            }
        } else if let Some(fact) = flow.fact(&key.as_str().into())
            && fact.has(&value.as_str().into())
        {
            case.learn(fact.id.clone(), by_link(&value, None));
        }
    }
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Ending, Exit, Fact, FlowDraft, Outcome, Step, Team, Value};

    fn flow() -> Flow {
        let exits =
            vec![Exit::new("yes", "end"), Exit::new("no", "end"), Exit::new("unknown", "end")];
        let values =
            [Value { codes: vec![50076], ..Value::new("yes", "Yes") }, Value::new("no", "No")];
        Flow::check(FlowDraft {
            id: "demo".into(),
            title: "Demo".to_owned(),
            version: 3,
            start: "ask".into(),
            max_answers: 1,
            facts: vec![Fact::new("well", "Well?", values)],
            steps: vec![Step { id: "ask".into(), needs: "well".into(), exits }],
            outcomes: vec![Outcome::new("end", "End", Ending::HandOver(Team::Helpdesk))],
            fixes: Vec::new(),
        })
        .unwrap()
    }

    fn check(fragment: &str, again: &str, partly: bool) {
        let flow = flow();
        let arrival = from_bookmark(&flow, fragment);
        assert_eq!(to_bookmark(&flow, &arrival.case), again, "for `{fragment}`");
        assert_eq!(arrival.partly, partly, "for `{fragment}`");
    }

    #[test]
    fn a_bookmark_comes_back_as_it_went() {
        check("", "", false);
        check("v=3&facts=well:yes", "v=3&facts=well:yes", false);
        check("v=3&facts=well:yes.50076", "v=3&facts=well:yes.50076", false);
        check("v=3&facts=well:yes.<script>", "v=3&facts=well:yes", false);
        check(
            "v=3&facts=well:unknown&end=hand-over",
            "v=3&facts=well:unknown&end=hand-over",
            false,
        );
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_said() {
        check("v=2&facts=well:yes", "v=3&facts=well:yes", true);
        check("v=3&facts=well:perhaps", "", true);
        check("v=3&facts=gone:yes,well:no", "v=3&facts=well:no", true);
        check("v=3&tried=gone:failed", "", true);
        check("<script>", "", true);
        check("facts=well", "", true);
    }

    #[test]
    fn a_record_keeps_sources_and_a_bookmark_cannot_claim_any() {
        let flow = flow();
        let record = "v=3&facts=well:yes:person:1795253967";
        let case = from_record(&flow, record).case;
        assert_eq!(case.finding(&"well".into()).unwrap().source, Source::Person);
        assert_eq!(to_record(&flow, &case), record);
        check(record, "", true);
    }

    #[test]
    fn a_fragment_that_is_too_long_is_not_looked_at() {
        check(&format!("v=3&facts=well:yes{}", ",well:yes".repeat(300)), "", true);
    }

    #[test]
    fn a_ticket_link_fills_in_what_it_knows_and_ignores_the_rest() {
        let flow = flow();
        let check = |pairs: &[(&str, &str)], bookmark: &str| {
            let case = from_query(&flow, pairs.iter().copied());
            assert_eq!(to_bookmark(&flow, &case), bookmark);
        };
        check(&[("code", "AADSTS50076"), ("utm_source", "mail")], "v=3&facts=well:yes.50076");
        check(&[("well", "no")], "v=3&facts=well:no");
        check(&[("Well", "NO")], "v=3&facts=well:no");
        check(&[("well", "\"><img onerror=alert(1)>"), ("code", "0xCAA20004")], "");
    }
}
