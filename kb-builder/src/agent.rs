//! What the helpdesk needs beside what the employee sees: `agent.toml`.
//!
//! How to ask for each fact, and what an answer proves; and for each outcome the category of the
//! ticket, what an administrator does, what must not be done, and queries that only read. A site may
//! be without the file; what it has must be whole, so that no agent stands before an empty page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kb_flow::{FactId, Flow, FlowId, GuideId, OutcomeId};

use crate::edition::Guides;
use crate::fields::{self, Context, Fields, Placed, as_table};
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// The file.
pub const AGENT: &str = "agent.toml";

/// What the helpdesk needs, by fact and by category.
#[derive(Clone, Default)]
pub struct Desk {
    facts: BTreeMap<FactId, Asking>,
    /// The categories of tickets, in the author's order.
    pub categories: Vec<Category>,
}

/// How an agent learns a fact.
#[derive(Clone)]
pub struct Asking {
    /// What to ask on the telephone.
    pub ask: String,
    /// What the finding says, and what it does not prove.
    pub means: String,
    /// Where to see it without asking.
    pub look: Option<String>,
    place: Range<usize>,
}

/// What outcomes of one kind need.
#[derive(Clone)]
pub struct Category {
    /// Its key.
    pub id: String,
    /// The category of the ticket.
    pub name: String,
    /// What an administrator does.
    pub action: String,
    /// What must not be done.
    pub never: Option<String>,
    /// What to read, in order.
    pub guides: Vec<Placed<String>>,
    /// Queries that only read.
    pub queries: Vec<Query>,
    outcomes: Vec<Placed<String>>,
}

/// A query that only reads.
#[derive(Clone)]
pub struct Query {
    /// What it shows.
    pub title: String,
    /// What it is written in.
    pub language: QueryLanguage,
    /// The query.
    pub text: String,
}

/// What a query is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryLanguage {
    /// Kusto, for Log Analytics and Sentinel.
    Kql,
    /// A GET request to Microsoft Graph.
    Graph,
}

impl QueryLanguage {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Kql, Self::Graph];

    /// The word an author writes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kql => "kql",
            Self::Graph => "graph",
        }
    }

    /// Whether a query in it can only read: Kusto has commands that begin with a dot, Graph has
    /// other methods than GET.
    fn only_reads(self, text: &str) -> bool {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
        if lines.peek().is_none() {
            return false;
        }
        match self {
            Self::Kql => lines.all(|line| !line.starts_with('.')),
            Self::Graph => lines.all(|line| line.starts_with("GET https://graph.microsoft.com/")),
        }
    }
}

/// Reads the file; nothing where a site has none.
pub fn parse(source: &Source, problems: &Problems) -> Option<Desk> {
    let path = SourcePath::new(AGENT);
    let text = source.text(&path)?;
    let context = Context { path: &path, offset: 0, problems };
    let table = fields::parse(text, context)?;
    let top = Fields::of(&table, context);
    let mut desk = Desk::default();
    let facts = top.table("facts", "[facts.mfa]");
    for (name, value) in facts.iter().flat_map(Fields::entries) {
        let Some(fields) = as_table(&name.value, value, context) else { continue };
        let ask = fields.text("ask", "ask = \"What to ask on the telephone\"");
        let means = fields.text("means", "means = \"What the finding proves\"");
        let look = fields.maybe_text("look").map(|look| look.value);
        fields.finish();
        if let (Some(ask), Some(means)) = (ask, means) {
            let asking = Asking { ask, means, look, place: name.place };
            desk.facts.insert(FactId::from(name.value), asking);
        }
    }
    let categories = top.table("categories", "[categories.approval]");
    for (name, value) in categories.iter().flat_map(Fields::entries) {
        let Some(fields) = as_table(&name.value, value, context) else { continue };
        desk.categories.extend(category(name.value, fields));
    }
    top.finish();
    Some(desk)
}

fn category(id: String, fields: Fields<'_, '_>) -> Option<Category> {
    let context = fields.context();
    let name = fields.text("name", "name = \"Identity / Sign-in approval\"");
    let outcomes = fields.texts("outcomes", "outcomes = [\"mfa-missed\"]");
    let action = fields.text("action", "action = \"What an administrator does\"");
    let never = fields.maybe_text("never").map(|never| never.value);
    let guides = fields.maybe_texts("guides");
    let queries = if fields.has("queries") { fields.tables("queries") } else { Vec::new() };
    let queries = queries.into_iter().filter_map(|fields| {
        let title = fields.text("title", "title = \"What it shows\"");
        let language =
            fields.word("language", "language = \"kql\"", QueryLanguage::ALL, QueryLanguage::word);
        let text = fields.placed_text("text", "text = '''…'''");
        fields.finish();
        let (title, language, text) = (title?, language?, text?);
        if !language.only_reads(&text.value) {
            let fault = Fault::QueryWrites { language: language.word() };
            context.problems.report(context.path, Some(text.place), fault);
        }
        Some(Query { title, language, text: text.value.trim().to_owned() })
    });
    let queries = queries.collect();
    fields.finish();
    Some(Category { id, name: name?, action: action?, never, guides, queries, outcomes })
}

impl Desk {
    /// How to learn a fact.
    pub fn asking(&self, fact: &FactId) -> Option<&Asking> {
        self.facts.get(fact)
    }

    /// The category of an outcome.
    pub fn category_of(&self, outcome: &OutcomeId) -> Option<&Category> {
        let named = |category: &&Category| {
            category.outcomes.iter().any(|named| named.value == outcome.as_str())
        };
        self.categories.iter().find(named)
    }

    /// The same with every text changed; queries stay.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let mut desk = self.clone();
        for asking in desk.facts.values_mut() {
            let texts = [&mut asking.ask, &mut asking.means];
            for text in texts.into_iter().chain(&mut asking.look) {
                *text = change(text);
            }
        }
        for category in &mut desk.categories {
            let texts = [&mut category.name, &mut category.action];
            let titles = category.queries.iter_mut().map(|query| &mut query.title);
            for text in texts.into_iter().chain(&mut category.never).chain(titles) {
                *text = change(text);
            }
        }
        desk
    }

    /// Reports names that mean nothing, outcomes in two categories, and what lacks words.
    pub fn check(&self, flows: &BTreeMap<FlowId, Flow>, guides: &Guides, problems: &Problems) {
        let path = SourcePath::new(AGENT);
        let report = |place: &Range<usize>, fault| {
            problems.report(&path, Some(place.clone()), fault);
        };
        let facts: BTreeSet<&str> = flows
            .values()
            .flat_map(|flow| flow.facts().iter().map(|fact| fact.id.as_str()))
            .collect();
        let outcomes: BTreeSet<&str> = flows
            .values()
            .flat_map(|flow| flow.outcomes().iter().map(|outcome| outcome.id.as_str()))
            .collect();
        let no_such = |kind, name: &str, known: &BTreeSet<&str>| Fault::NoSuchName {
            kind,
            name: name.to_owned(),
            near: nearest(name, known.iter().copied()),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        };
        for (fact, asking) in &self.facts {
            if !facts.contains(fact.as_str()) {
                report(&asking.place, no_such("fact", fact.as_str(), &facts));
            }
        }
        let mut taken = BTreeSet::new();
        for category in &self.categories {
            for named in &category.outcomes {
                if !outcomes.contains(named.value.as_str()) {
                    report(&named.place, no_such("outcome", &named.value, &outcomes));
                } else if !taken.insert(named.value.as_str()) {
                    report(&named.place, Fault::InTwoCategories { outcome: named.value.clone() });
                }
            }
            for named in &category.guides {
                if !guides.contains_key(&GuideId::from(named.value.as_str())) {
                    let near = nearest(&named.value, guides.keys().map(GuideId::as_str));
                    report(&named.place, Fault::BrokenLink { target: named.value.clone(), near });
                }
            }
        }
        let said = |fact: &&&str| self.facts.keys().any(|known| known.as_str() == **fact);
        let silent = facts.iter().filter(|fact| !said(fact)).map(|fact| format!("facts.{fact}"));
        let homeless = outcomes.iter().filter(|outcome| !taken.contains(**outcome));
        let missing: Vec<String> =
            silent.chain(homeless.map(|outcome| (*outcome).to_owned())).collect();
        if !missing.is_empty() {
            problems.report(&path, None, Fault::AgentSilent { names: missing });
        }
    }
}
