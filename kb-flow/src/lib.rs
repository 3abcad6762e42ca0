//! What a flow is, and how a case walks through it.
//!
//! A [`Flow`] is a graph of facts: each [`Step`] needs one [`Fact`] and says where each value leads.
//! [`Flow::check`] is the only way to get one, so a flow in hand is whole: it has no dead end.
//! What is known about one person is a [`Case`]. [`walk()`] leads a case through a flow and says
//! where the person stands; that is always worked out, never stored.
//!
//! ```
//! use kb_flow::{Case, Ending, Exit, Fact, Finding, Flow, FlowDraft, Outcome, Standing, Step, Value, walk};
//!
//! let draft = FlowDraft {
//!     id: "demo".into(),
//!     title: "Demo".to_owned(),
//!     version: 1,
//!     digest: String::new(),
//!     start: "clock".into(),
//!     max_answers: 1,
//!     facts: vec![Fact::new("clock", "Is the clock right?", [Value::new("right", "Yes")])],
//!     steps: vec![Step {
//!         id: "clock".into(),
//!         needs: "clock".into(),
//!         exits: vec![Exit::new("right", "ask-it"), Exit::new("unknown", "ask-it")],
//!     }],
//!     outcomes: vec![Outcome::new("ask-it", "Ask your helpdesk", Ending::HandOver(kb_flow::Team::Helpdesk))],
//!     fixes: vec![],
//! };
//! let flow = Flow::check(draft).expect("a whole flow");
//!
//! let mut case = Case::default();
//! assert!(matches!(walk(&flow, &case).standing, Standing::Asking { .. }));
//! case.learn("clock".into(), Finding::by_person("right", None));
//! assert!(matches!(walk(&flow, &case).standing, Standing::HandOver { .. }));
//! ```
//!
//! Pure: serde and nothing else; no files, no clock, no web. Values in, values out.

#![warn(clippy::wildcard_enum_match_arm)]

mod bookmark;
mod case;
mod case_code;
mod evidence;
mod family;
mod feasible;
mod flow;
mod fold;
mod name;
mod paste;
mod proof;
mod reading;
mod redact;
mod similar;
mod ticket;
mod walk;
mod words;

pub use bookmark::{
    Arrival, Change, MAX_BOOKMARK, changes_told, from_bookmark, from_query, from_record,
    is_bookmark, place, to_bookmark, to_record,
};
pub use case::{Case, Certainty, Finding, Moment, Progress, Source};
pub use case_code::{CaseCodeFault, MAX_CASE_CODE, from_case_code, to_case_code};
pub use evidence::{
    Clock, MAX_EVIDENCE, MAX_SHORT_EVIDENCE, evidence, from_evidence, short_evidence,
};
pub use family::{Family, families};
pub use flow::{
    Ending, Exit, Fact, Finds, Fix, Flow, FlowDraft, Outcome, Platform, Probe, Step, Target, Team,
    Value, Who,
};
pub use fold::percent_decoded;
pub use name::{FactId, FlowId, GuideId, OutcomeId, StepId, UNKNOWN, ValueId};
pub use paste::{Paste, for_pasting};
pub use proof::FlowFault;
pub use reading::{Guid, KnownCodes, MAX_PLAIN, Plain, Reading, Similar, read_text, value_of};
pub use redact::{Redacted, redact};
pub use ticket::{TICKET_PLACEHOLDERS, Ticket, TicketForm, ticket};
pub use walk::{Passed, Standing, Walk, paths, walk};
pub use words::{NAMES, Word, Words};
