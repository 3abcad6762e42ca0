//! Flows, what they share, situations, and their words in another language.

use schemars::JsonSchema;

use super::parts::{EndingWord, Keyed, Named, Number, ProbeWord, TeamWord, Text, Truth};

/// The questions of one page, and where each answer leads.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, title = "A flow")]
// What takes nothing from parts has all of its own.
#[schemars(extend("if" = { "required": ["parts"], "properties": { "parts": { "minItems": 1 } } }))]
#[schemars(extend("else" = { "required": ["facts", "steps", "outcomes"] }))]
pub(super) struct Flow {
    /// The format of flows, as `kb-builder --version` says it.
    #[schemars(default, extend("default" = crate::format::FLOW.version()))]
    format: Number<1, 1_000_000>,
    /// What it is about.
    title: Text,
    /// Raise it when old links may no longer mean the same.
    version: Number<1, 1_000_000>,
    /// The step, or outcome, that it begins with.
    start: Text,
    /// No path asks for more answers than this.
    max_answers: Number<1, 100>,
    /// The files in `flows/parts` that it takes from.
    #[schemars(default)]
    parts: Vec<Text>,
    /// Where steps of parts lead elsewhere in this flow: `step = { value = "where to" }`.
    #[schemars(default)]
    changes: Keyed<Keyed<Text>>,
    #[schemars(flatten)]
    pieces: Part,
}

/// Facts, steps and outcomes that several flows share.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "A part of flows")]
pub(super) struct Part {
    /// What can be known of a person: `[facts.clock]`.
    #[schemars(default)]
    facts: Named<Fact>,
    /// What is asked, and where each value leads: `[steps.clock]`.
    #[schemars(default)]
    steps: Named<Step>,
    /// Where a path ends: `[outcomes.clock-wrong]`.
    #[schemars(default)]
    outcomes: Named<Outcome>,
}

/// Something that can be known of a person.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Fact {
    /// What it is called in lists.
    name: Text,
    /// How it is asked.
    question: Text,
    /// Why it is asked.
    why: Text,
    /// The answer of those who do not know.
    unknown: Text,
    /// How to ask for a text to be pasted that says it.
    #[schemars(default)]
    read: Text,
    /// What the page can find it out with.
    #[schemars(default)]
    probe: ProbeWord,
    /// The answers, in order.
    values: Named<Value>,
}

/// An answer: its words alone, or a table.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Value {
    /// What the person reads.
    Words(Text),
    /// What the person reads, and what else means it.
    Table(ValueTable),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct ValueTable {
    /// What the person reads.
    text: Text,
    /// The AADSTS numbers and the codes of the tables that mean it.
    #[schemars(default)]
    codes: Vec<CodeOrNumber>,
    /// Whether any other code means it.
    #[schemars(default)]
    any_code: Truth,
    /// Whether it means that nothing is to be mended here: an attack, an outage.
    #[schemars(default)]
    red_flag: Truth,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum CodeOrNumber {
    /// A code of the tables.
    Code(Text),
    /// An AADSTS number.
    Number(Number<10_000, 9_999_999>),
}

/// A question of a flow.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Step {
    /// The fact that it asks for.
    needs: Text,
    /// Where each value, and `unknown`, leads: to a step or to an outcome.
    go: Keyed<Text>,
}

/// Where a path ends.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Outcome {
    /// What was found.
    title: Text,
    /// What it means.
    text: Text,
    /// The guides to offer, the least harmful first. May be empty.
    fixes: Vec<Text>,
    /// `hand-over`: to a team, if no fix helped. `report`: to a team, in any case. `wait`: to nobody.
    ends: EndingWord,
    /// The team; the helpdesk where it is left out.
    #[schemars(default, extend("default" = "helpdesk"))]
    team: TeamWord,
}

/// Situations of people, and where the flow of the same name must lead them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Situations")]
pub(super) struct Scenarios {
    /// One for each person: `[[situation]]`.
    situation: super::parts::AtLeastOne<Situation>,
}

/// A person, and where the questions must lead them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Situation {
    /// Whose day went how; no two are the same.
    title: Text,
    /// What the person answers: `{ clock = "right" }`.
    #[schemars(default)]
    known: Keyed<Text>,
    /// What the page finds out by itself.
    #[schemars(default)]
    found: Keyed<Text>,
    /// What the person pastes.
    #[schemars(default)]
    message: Text,
    /// The fixes tried, and how each went: `failed`, `skipped`, `worked` or `confirmed`.
    #[schemars(default)]
    tried: Keyed<Text>,
    /// The outcome.
    ends: Text,
    /// The fix on the screen.
    #[schemars(default)]
    offers: Text,
    /// The most answers the person may be asked for.
    #[schemars(default)]
    answers: Number<0, 100>,
}

/// The words of a flow in another language.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "A flow in a language")]
pub(super) struct FlowWords {
    /// The state of the original's title that this translates. `check` prints the right one.
    #[schemars(default)]
    of: Text,
    /// What it is about.
    title: Text,
    #[schemars(flatten)]
    pieces: PartWords,
}

/// The words of a part of flows in another language.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "A part of flows in a language")]
pub(super) struct PartWords {
    /// The words of facts, under the names of the original.
    #[schemars(default)]
    facts: Keyed<FactWords>,
    /// The words of outcomes, under the names of the original.
    #[schemars(default)]
    outcomes: Keyed<OutcomeWords>,
}

/// The words of a fact.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FactWords {
    /// The state of the original that this translates. `check` prints the right one.
    #[schemars(default)]
    of: Text,
    /// What it is called in lists.
    name: Text,
    /// How it is asked.
    question: Text,
    /// Why it is asked.
    why: Text,
    /// The answer of those who do not know.
    unknown: Text,
    /// How to ask for a text to be pasted; where the original has it.
    #[schemars(default)]
    read: Text,
    /// The answers, under the names of the original.
    values: Keyed<Text>,
}

/// The words of an outcome.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OutcomeWords {
    /// The state of the original that this translates. `check` prints the right one.
    #[schemars(default)]
    of: Text,
    /// What was found.
    title: Text,
    /// What it means.
    text: Text,
}
