//! The front matter of guides and of pages with questions, and its words in another language.

use schemars::JsonSchema;

use super::parts::{Day, Keyed, Number, PageKind, PlatformWord, Text, Truth, WhoWord};

/// The front matter of a guide: a fix, or an explanation.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, title = "Front matter of a guide")]
#[schemars(extend("if" = { "properties": { "kind": { "const": "explanation" } } }))]
#[schemars(extend("then" = { "properties": {
    "platforms": { "not": {} }, "who": { "not": {} }, "elevation": { "not": {} },
    "by-signing-in": { "not": {} }, "harm": { "not": {} }, "deletes": { "not": {} },
    "undo": { "not": {} }, "minutes": { "not": {} }, "success": { "not": {} },
    "recheck": { "not": {} },
} }))]
#[schemars(extend("else" = { "required": [
    "platforms", "who", "elevation", "harm", "deletes", "undo", "minutes", "success", "recheck",
] }))]
pub(super) struct Guide {
    /// What to do, as an order.
    title: Text,
    /// What it does, in one sentence.
    summary: Text,
    /// `fix` or `explanation`. The keys from `platforms` to `by-signing-in` are for a fix alone.
    kind: PageKind,
    /// The systems it is for.
    #[schemars(default)]
    platforms: Vec<PlatformWord>,
    /// Who does it.
    #[schemars(default)]
    who: WhoWord,
    /// Whether it needs administrator rights.
    #[schemars(default)]
    elevation: Truth,
    /// What it can cost: 0 reads only, 1 is harmless, 2 signs out or loses settings, 3 can cost access,
    /// 4 can cost data.
    #[schemars(default)]
    harm: Number<0, 4>,
    /// What is lost: `Nothing.`
    #[schemars(default)]
    deletes: Text,
    /// How to take it back: `Nothing to undo.`
    #[schemars(default)]
    undo: Text,
    /// How long it takes.
    #[schemars(default)]
    minutes: Number<1, 1440>,
    /// How a person sees that it worked.
    #[schemars(default)]
    success: Text,
    /// The fact to look at again.
    #[schemars(default)]
    recheck: Text,
    /// Whether signing in is all that it takes.
    #[schemars(default)]
    by_signing_in: Truth,
    /// What the blocks of commands do and cost, one table for each: `[commands.show-time]`.
    #[schemars(default)]
    commands: Keyed<Command>,
    /// Other addresses that lead to it, from the top of the site: `guides/old-name`.
    #[schemars(default)]
    aliases: Vec<Text>,
    #[schemars(flatten)]
    care: Care,
}

/// A block of commands of the text.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Command {
    /// What it does, in one sentence.
    does: Text,
    /// What is lost: `Nothing.`
    deletes: Text,
    /// How to take it back: `Nothing to undo.`
    undo: Text,
    /// Whether it needs administrator rights.
    elevation: Truth,
    /// What it can cost, from 0 to the number of the guide: 0 reads only, 1 is harmless, 2 signs out or
    /// loses settings, 3 can cost access, 4 can cost data.
    harm: Number<0, 4>,
}

/// Who looks after a page, and what it rests on.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
struct Care {
    /// The team that answers for it.
    owner: Text,
    /// The day it was last read through, in quotes: `2026-11-21`.
    reviewed: Day,
    /// After how many days it is to be read again, where that is not the number in `site.toml`.
    #[schemars(default)]
    review_days: Number<1, 3650>,
    /// What in it has no first-party source, a sentence each. May be empty.
    unconfirmed: Vec<Text>,
    /// What it rests on: keys of `tables/sources.toml`.
    sources: Vec<Text>,
}

/// The front matter of a page with questions.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Front matter of a page with questions")]
pub(super) struct Code {
    /// Its heading.
    title: Text,
    /// What it means, in one sentence.
    summary: Text,
    /// The flow whose questions it has: the name of a file in `flows`.
    flow: Text,
    /// The codes of the tables whose questions these are.
    codes: Vec<Text>,
    /// Whether it has the questions of every code that no other page names.
    #[schemars(default)]
    general: Truth,
    /// A guide for those who cannot wait.
    #[schemars(default)]
    meanwhile: Text,
    /// Other addresses that lead to it, from the top of the site: `codes/old-name`.
    #[schemars(default)]
    aliases: Vec<Text>,
    #[schemars(flatten)]
    care: Care,
}

/// The front matter of a guide, or of a page with questions, in another language.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Front matter of a page in a language")]
pub(super) struct PageWords {
    /// The state of the original that this translates. `check` prints the right one.
    #[schemars(default)]
    of: Text,
    /// Its heading.
    title: Text,
    /// What it is about, in one sentence.
    summary: Text,
    /// Of a fix: what is lost.
    #[schemars(default)]
    deletes: Text,
    /// Of a fix: how to take it back.
    #[schemars(default)]
    undo: Text,
    /// Of a fix: how a person sees that it worked.
    #[schemars(default)]
    success: Text,
    /// As many sentences as the original has.
    #[schemars(default)]
    unconfirmed: Vec<Text>,
    /// What the blocks of commands do, under the names of the original.
    #[schemars(default)]
    commands: Keyed<CommandWords>,
}

/// A block of commands of the text.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CommandWords {
    /// What it does, in one sentence.
    does: Text,
    /// What is lost.
    deletes: Text,
    /// How to take it back.
    undo: Text,
}
