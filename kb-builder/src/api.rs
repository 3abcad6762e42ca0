//! What other programs read: the files below `api/`.
//!
//! Each has a JSON Schema beside it, made from these very types. Within a version, keys and words are
//! only ever added. Addresses are relative to the top of the language's pages, so that they hold
//! wherever the site is.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;

/// The version of all files.
pub const VERSION: u32 = 1;

/// Every page that people read: `pages.json`.
#[derive(JsonSchema, Serialize)]
pub struct Pages<'a> {
    /// The version of this format.
    pub version: u32,
    /// The language, as in BCP 47.
    pub language: &'a str,
    /// The pages, codes first.
    pub pages: Vec<PageItem<'a>>,
}

/// A page.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PageItem<'a> {
    /// Where it is: `guides/set-clock/`.
    pub address: String,
    /// What kind of page it is.
    pub kind: PageKind,
    /// Its heading.
    pub title: &'a str,
    /// What it is about, in one sentence.
    pub summary: &'a str,
    /// The team that answers for it.
    pub owner: &'a str,
    /// The day it was last read through, as 2026-11-21.
    pub reviewed: String,
    /// The day by which it is to be read through again.
    pub due: String,
    /// Whether the text is in the site's own language, as it is not translated.
    pub is_original: bool,
    /// The systems that a fix is for; of other pages, none.
    pub platforms: Vec<&'static str>,
    /// What a fix can cost: 0 reads only, to 4 that can cost data.
    pub harm: Option<u8>,
}

/// What kind of page it is.
#[derive(Clone, Copy, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// A code with its questions.
    Code,
    /// A step for employees.
    Fix,
    /// A step for the helpdesk.
    Helpdesk,
    /// An explanation.
    Explanation,
}

/// Every code that is known: `codes.json`.
#[derive(JsonSchema, Serialize)]
pub struct Codes<'a> {
    /// The version of this format.
    pub version: u32,
    /// The language, as in BCP 47.
    pub language: &'a str,
    /// The codes.
    pub codes: Vec<CodeItem<'a>>,
}

/// A code.
#[derive(JsonSchema, Serialize)]
pub struct CodeItem<'a> {
    /// Its name: `CAA20004`, `AADSTS50076`.
    pub code: &'a str,
    /// Every way it is written, in small letters.
    pub spellings: Vec<String>,
    /// Where its page is.
    pub address: String,
    /// Where its questions begin, with the code known.
    pub questions: Option<String>,
    /// What it says, in one sentence.
    pub meaning: &'a str,
    /// What is usually behind it.
    pub cause: &'a str,
    /// What an employee can do.
    pub employee: &'a str,
    /// What the helpdesk or an administrator does.
    pub admin: &'a str,
    /// How sure that is: `confirmed`, `inferred` or `unconfirmed`.
    pub certainty: &'static str,
    /// What exactly is not confirmed.
    pub doubt: Option<&'a str>,
}

/// Texts to send to people: `macros.json`.
#[derive(JsonSchema, Serialize)]
pub struct Macros<'a> {
    /// The version of this format.
    pub version: u32,
    /// The language, as in BCP 47.
    pub language: &'a str,
    /// One for each outcome of each flow.
    pub macros: Vec<Macro<'a>>,
}

/// A text to send to somebody.
#[derive(JsonSchema, Serialize)]
pub struct Macro<'a> {
    /// Its name, of flow and outcome: `sign-in/clock-wrong`. It outlives other words.
    pub id: String,
    /// The flow.
    pub flow: &'a str,
    /// The version of the flow.
    pub flow_version: u32,
    /// The outcome.
    pub outcome: &'a str,
    /// What was found, as a heading.
    pub title: &'a str,
    /// The category of the ticket.
    pub category: Option<&'a str>,
    /// The text, in lines.
    pub text: String,
    /// The earliest day by which a page that it leads to is to be read through again.
    pub due: Option<String>,
}

/// A flow: `flow-<id>.json`.
#[derive(JsonSchema, Serialize)]
pub struct FlowFile<'a> {
    /// The version of this format.
    pub version: u32,
    /// The language, as in BCP 47.
    pub language: &'a str,
    /// Names the flow in addresses and bookmarks.
    pub id: &'a str,
    /// What it helps with.
    pub title: &'a str,
    /// Raised where an older bookmark may not mean the same.
    pub flow_version: u32,
    /// Tells this content from any other: 48 bits of SHA-256, in hexadecimal digits.
    pub digest: &'a str,
    /// The step everybody starts at.
    pub start: &'a str,
    /// What it may need to know.
    pub facts: Vec<FactItem<'a>>,
    /// Its stops.
    pub steps: Vec<StepItem<'a>>,
    /// What it can end with.
    pub outcomes: Vec<OutcomeItem<'a>>,
    /// What the outcomes offer.
    pub fixes: Vec<FixItem<'a>>,
}

/// Something a flow may need to know.
#[derive(JsonSchema, Serialize)]
pub struct FactItem<'a> {
    /// Names the fact in bookmarks.
    pub id: &'a str,
    /// A short noun.
    pub name: &'a str,
    /// How to ask the employee.
    pub question: &'a str,
    /// Why it is asked.
    pub why: &'a str,
    /// How to ask on the telephone.
    pub ask: Option<&'a str>,
    /// What an answer says, and what it does not prove.
    pub means: Option<&'a str>,
    /// Where to see it without asking.
    pub look: Option<&'a str>,
    /// The probe that can find it in a browser.
    pub probe: Option<&'static str>,
    /// Its values, `unknown` last.
    pub values: Vec<ValueItem<'a>>,
}

/// A value of a fact.
#[derive(JsonSchema, Serialize)]
pub struct ValueItem<'a> {
    /// Names the value in bookmarks.
    pub id: String,
    /// The answer as the employee would say it.
    pub text: &'a str,
    /// The AADSTS numbers and codes that mean it.
    pub codes: Vec<String>,
    /// Whether it says: mend nothing here, something larger is wrong.
    pub red_flag: bool,
}

/// A stop of a flow.
#[derive(JsonSchema, Serialize)]
pub struct StepItem<'a> {
    /// Names the step.
    pub id: &'a str,
    /// The fact it needs.
    pub fact: &'a str,
    /// Where each value leads.
    pub exits: Vec<ExitItem<'a>>,
}

/// A way out of a step.
#[derive(JsonSchema, Serialize)]
pub struct ExitItem<'a> {
    /// The value.
    pub value: &'a str,
    /// The step or outcome it leads to.
    pub to: &'a str,
    /// Whether that is an outcome.
    pub ends: bool,
}

/// What a flow can end with.
#[derive(JsonSchema, Serialize)]
pub struct OutcomeItem<'a> {
    /// Names the outcome.
    pub id: &'a str,
    /// What was found, as a heading.
    pub title: &'a str,
    /// What it means for the person.
    pub text: &'a str,
    /// The fixes to try, in order.
    pub fixes: Vec<&'a str>,
    /// Who takes over when none has helped; nobody where the advice is to wait.
    pub hand_over: Option<&'static str>,
    /// Whether that follows however well the fixes went.
    pub report: bool,
    /// The category of the ticket.
    pub category: Option<&'a str>,
    /// What an administrator does.
    pub action: Option<&'a str>,
    /// What must not be done.
    pub never: Option<&'a str>,
    /// Queries that only read.
    pub queries: Vec<QueryItem<'a>>,
}

/// A query that only reads.
#[derive(JsonSchema, Serialize)]
pub struct QueryItem<'a> {
    /// What it shows.
    pub title: &'a str,
    /// `kql` or `graph`.
    pub language: &'static str,
    /// The query.
    pub text: &'a str,
}

/// A step contract.
#[derive(JsonSchema, Serialize)]
pub struct FixItem<'a> {
    /// The guide.
    pub id: &'a str,
    /// Where it is.
    pub address: String,
    /// What to do.
    pub title: &'a str,
    /// The systems it is for.
    pub platforms: Vec<&'static str>,
    /// `employee` or `helpdesk`.
    pub who: &'static str,
    /// Whether it needs administrator rights.
    pub elevation: bool,
    /// 0 reads only, to 4 that can cost data.
    pub harm: u8,
    /// What is lost.
    pub deletes: &'a str,
    /// How to take it back.
    pub undo: &'a str,
    /// About how long it takes.
    pub minutes: u32,
    /// How a person sees that it worked.
    pub success: &'a str,
    /// The fact to look at again.
    pub recheck: &'a str,
}

/// The schema of each file, after its name.
pub fn schemas() -> Vec<(&'static str, String)> {
    fn schema<T: JsonSchema>() -> String {
        let schema = SchemaGenerator::default().into_root_schema_for::<T>();
        let mut text = serde_json::to_string_pretty(&schema).expect("bug: a schema is plain data");
        text.push('\n');
        text
    }
    vec![
        ("pages", schema::<Pages<'_>>()),
        ("codes", schema::<Codes<'_>>()),
        ("macros", schema::<Macros<'_>>()),
        ("flow", schema::<FlowFile<'_>>()),
    ]
}
