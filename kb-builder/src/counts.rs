//! What the counter's lines in an access log add up to.
//!
//! Any line may have been written by anybody who can reach the server. So only known ids are kept,
//! what is unknown is counted under one name, and a line is never longer than [`MAX_LINE`].

use std::collections::BTreeMap;

use kb_flow::{Flow, FlowId};
use serde::Serialize;

use crate::address::is_name;

/// The longest line that is looked at, in bytes.
pub const MAX_LINE: usize = 64 * 1024;

/// The name of all that the content does not have.
const UNKNOWN: &str = "unknown";

/// What was counted.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// By flow, the `unknown` ones together.
    pub flows: BTreeMap<String, OfFlow>,
    /// Lines of the counter that mean nothing, and lines in no format that is known.
    pub malformed: u64,
    /// Lines about other addresses.
    pub others: u64,
}

/// What was counted of one flow.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct OfFlow {
    /// How many visits were asked what a step asks, by step.
    pub steps: BTreeMap<String, u64>,
    /// By outcome; hand-overs before there was one are under the empty name.
    pub outcomes: BTreeMap<String, OfOutcome>,
}

/// What was counted of one outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OfOutcome {
    /// How many visits came to it.
    pub asked: u64,
    /// How many fixes a probe saw to have helped.
    pub solved_by_probe: u64,
    /// How many fixes the person said had helped.
    pub solved_by_word: u64,
    /// How many were handed over.
    pub handed_over: u64,
}

/// Reads an access log line by line.
pub struct Counting<'a> {
    address: &'a str,
    flows: &'a BTreeMap<FlowId, Flow>,
    /// The columns of a W3C log: method, path, query.
    columns: Option<[usize; 3]>,
    counts: Counts,
}

/// What one line is.
enum Line {
    /// It says how the lines after it are to be read, or nothing at all.
    Head,
    /// A request: its method, path and query.
    Request(String, String, String),
    /// In no format that is known.
    Unread,
}

impl<'a> Counting<'a> {
    /// Begins to count what was sent to an address.
    pub fn of(address: &'a str, flows: &'a BTreeMap<FlowId, Flow>) -> Self {
        Self { address, flows, columns: None, counts: Counts::default() }
    }

    /// Takes a line in, in any of the formats. Of one that is too long it is enough to say so.
    pub fn take(&mut self, line: Option<&str>) {
        match line.map_or(Line::Unread, |line| self.read(line.trim_end_matches(['\r', '\n']))) {
            Line::Head => {}
            Line::Unread => self.counts.malformed += 1,
            Line::Request(method, path, query) => {
                if method != "POST" || path != self.address {
                    self.counts.others += 1;
                } else if self.note(&query).is_none() {
                    self.counts.malformed += 1;
                }
            }
        }
    }

    /// Ends the counting.
    pub fn end(self) -> Counts {
        self.counts
    }

    fn read(&mut self, line: &str) -> Line {
        if let Some(names) = line.strip_prefix("#Fields:") {
            let names: Vec<&str> = names.split_whitespace().collect();
            let place = |wanted| names.iter().position(|name| *name == wanted);
            let columns = ["cs-method", "cs-uri-stem", "cs-uri-query"].map(place);
            self.columns = match columns {
                [Some(method), Some(path), Some(query)] => Some([method, path, query]),
                _ => None,
            };
            return Line::Head;
        }
        if line.trim().is_empty() || line.starts_with('#') {
            return Line::Head;
        }
        let found = if line.starts_with('{') {
            caddy(line)
        } else if let Some(columns) = self.columns {
            w3c(line, columns)
        } else {
            common(line)
        };
        found.map_or(Line::Unread, |(method, path, query)| Line::Request(method, path, query))
    }

    /// Counts what the query of a line says; nothing if it says nothing that we send.
    fn note(&mut self, query: &str) -> Option<()> {
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let known = ["flow", "version", "event", "step", "outcome", "by"].contains(&&*key);
            if !known || !is_name(&value) || said.insert(key.into(), value.into()).is_some() {
                return None;
            }
        }
        let get = |key: &str| said.get(key).map(String::as_str);
        let flow = self.flows.get(&FlowId::from(get("flow")?));
        let (event, outcome, step) = (get("event")?, get("outcome"), get("step"));
        let known = |found: bool, id: &str| if found { id } else { UNKNOWN }.to_owned();
        let outcome_id = outcome.map(|id| {
            known(flow.is_some_and(|flow| flow.outcomes().iter().any(|o| o.id.as_str() == id)), id)
        });
        let step_id = step.map(|id| {
            known(flow.is_some_and(|flow| flow.steps().iter().any(|s| s.id.as_str() == id)), id)
        });
        // All is looked at before any of it is counted.
        match (event, &step_id, &outcome_id, get("by")) {
            ("asked", Some(_), None, None)
            | ("outcome", None, Some(_), None)
            | ("solved", None, Some(_), Some("probe" | "word"))
            | ("handed-over", None, _, None) => {}
            _ => return None,
        }
        let name = flow.map_or(UNKNOWN, |flow| flow.id().as_str()).to_owned();
        let of_flow = self.counts.flows.entry(name).or_default();
        if let Some(step) = step_id {
            *of_flow.steps.entry(step).or_default() += 1;
            return Some(());
        }
        let of_outcome = of_flow.outcomes.entry(outcome_id.unwrap_or_default()).or_default();
        match (event, get("by")) {
            ("outcome", _) => of_outcome.asked += 1,
            ("solved", Some("probe")) => of_outcome.solved_by_probe += 1,
            ("solved", _) => of_outcome.solved_by_word += 1,
            _ => of_outcome.handed_over += 1,
        }
        Some(())
    }
}

/// Method, path and query of a request line's target.
fn request(method: &str, target: &str) -> (String, String, String) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (method.to_owned(), path.to_owned(), query.to_owned())
}

/// The formats `common` and `combined` of Apache and nginx: `… "POST /count?… HTTP/1.1" 204 …`.
fn common(line: &str) -> Option<(String, String, String)> {
    let quoted = line.split('"').nth(1)?;
    let mut parts = quoted.split(' ');
    let (method, target) = (parts.next()?, parts.next()?);
    parts.next().filter(|protocol| protocol.starts_with("HTTP/"))?;
    Some(request(method, target))
}

/// The JSON of Caddy: `{"request":{"method":"POST","uri":"/count?…"},…}`.
fn caddy(line: &str) -> Option<(String, String, String)> {
    let entry: serde_json::Value = serde_json::from_str(line).ok()?;
    let said = |key: &str| entry.get("request")?.get(key)?.as_str();
    Some(request(said("method")?, said("uri")?))
}

/// The W3C format of IIS, whose columns are named in a line of their own.
fn w3c(line: &str, columns: [usize; 3]) -> Option<(String, String, String)> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [method, path, query] = columns.map(|column| parts.get(column).copied());
    Some((method?.to_owned(), path?.to_owned(), query?.to_owned()))
}

/// The counts as a table for people.
pub fn table(counts: &Counts) -> String {
    let mut rows = vec![
        ["flow", "outcome", "asked", "solved by probe", "solved by word", "handed over"]
            .map(str::to_owned),
    ];
    for (flow, of_flow) in &counts.flows {
        for (outcome, found) in &of_flow.outcomes {
            let outcome = if outcome.is_empty() { "(before an outcome)" } else { outcome };
            let numbers =
                [found.asked, found.solved_by_probe, found.solved_by_word, found.handed_over];
            let [asked, probe, word, over] = numbers.map(|number| number.to_string());
            rows.push([flow.clone(), outcome.to_owned(), asked, probe, word, over]);
        }
    }
    let mut text = aligned(&rows);
    let mut steps = vec![["flow", "question", "asked"].map(str::to_owned)];
    for (flow, of_flow) in &counts.flows {
        for (step, asked) in &of_flow.steps {
            steps.push([flow.clone(), step.clone(), asked.to_string()]);
        }
    }
    text += "\n";
    text += &aligned(&steps);
    if counts.malformed > 0 {
        text.extend(["\nnot understood: ", &counts.malformed.to_string(), " lines\n"]);
    }
    text
}

/// Rows as columns: names to the left, numbers to the right.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column).unwrap_or_default();
            if column < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}
