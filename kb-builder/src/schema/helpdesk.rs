//! `agent.toml`.

use schemars::JsonSchema;

use super::parts::{Keyed, QueryLanguageWord, Text};

/// What the helpdesk needs beside what the employee sees.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "agent.toml")]
pub(super) struct Agent {
    /// How an agent learns each fact of the flows: `[facts.clock]`.
    facts: Keyed<Asking>,
    /// What outcomes of one kind need; every outcome stands in one of them.
    categories: Keyed<Category>,
}

/// How an agent learns a fact.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Asking {
    /// What to ask on the telephone.
    ask: Text,
    /// What the finding says, and what it does not prove.
    means: Text,
    /// Where to see it without asking.
    #[schemars(default)]
    look: Text,
}

/// What outcomes of one kind need.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Category {
    /// The category of the ticket.
    name: Text,
    /// The outcomes it is for.
    outcomes: Vec<Text>,
    /// What an administrator does.
    action: Text,
    /// What must not be done.
    #[schemars(default)]
    never: Text,
    /// The guides to read, in order.
    #[schemars(default)]
    guides: Vec<Text>,
    /// Queries that only read.
    #[schemars(default)]
    queries: Vec<Query>,
}

/// A query that only reads.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Query {
    /// What it shows.
    title: Text,
    /// `kql` for Log Analytics and Sentinel, `graph` for a GET request to Microsoft Graph.
    language: QueryLanguageWord,
    /// The query.
    text: Text,
}
