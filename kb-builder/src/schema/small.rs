//! The small files: terms, synonyms, queries, words and changes.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::parts::{Day, Named, Tag, Text};

/// Words that are explained where a text uses them for the first time.
#[derive(JsonSchema)]
#[schemars(title = "glossary.toml")]
pub(super) struct Glossary(Named<Word>);

/// A word and what it means, under a key that is the same in every language.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Word {
    /// In another language: the state of the original that this translates. `check` prints the right
    /// one.
    #[schemars(default)]
    of: Text,
    /// The word.
    term: Text,
    /// Its other forms.
    #[schemars(default)]
    also: Vec<Text>,
    /// What it means, in one sentence.
    means: Text,
}

/// Words that mean the same to somebody who searches.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "synonyms.toml")]
pub(super) struct Synonyms {
    /// Groups of at least two; everything in a group means one thing. At most three words a phrase.
    same: Vec<Group>,
}

struct Group;

impl JsonSchema for Group {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Group".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = Text::json_schema(generator);
        json_schema!({ "type": "array", "items": text, "minItems": 2 })
    }
}

/// What real people type, and what they must find.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "queries.toml")]
pub(super) struct Queries {
    /// One for each: `[[query]]`.
    #[schemars(default)]
    query: Vec<Query>,
}

/// What somebody types. It has `first`, or `among`, or both.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["first"] },
    { "required": ["among"], "properties": { "among": { "minItems": 1 } } },
]))]
struct Query {
    /// What is typed.
    text: Text,
    /// The page that must be the first hit: `guides/set-clock`, `caa20004`, `codes/aadsts50076`.
    #[schemars(default)]
    first: Text,
    /// Pages that must each be among the first three hits.
    #[schemars(default)]
    among: Vec<Text>,
    /// The language of the search; the site's own where it is left out.
    #[schemars(default)]
    language: Tag,
}

/// What changed, for those who follow the feed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "changes.toml")]
pub(super) struct Changes {
    /// One for each: `[[change]]`.
    #[schemars(default)]
    change: Vec<Change>,
}

/// Something that changed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Change {
    /// The day from which it is so, in quotes: `2026-11-21`.
    day: Day,
    /// What changed, in some words. Feed readers know the entry by its day and title.
    title: Text,
    /// What is different for a reader, in a sentence or two.
    what: Text,
    /// The page that it is about, from the top of the site.
    #[schemars(default)]
    page: Text,
}

/// Other words for buttons and labels, in place of the builder's own.
pub(super) struct Words;

impl JsonSchema for Words {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = Text::json_schema(generator).to_value();
        let words = crate::words::ours().into_iter().map(|(name, ours)| {
            let mut word = text.clone();
            word["description"] = json!(format!("In English: {ours}"));
            (name, word)
        });
        let words: Map<String, Value> = words.collect();
        json_schema!({
            "title": "words.toml",
            "description": "Other words for buttons and labels, in place of the builder's own.",
            "type": "object",
            "properties": words,
            "additionalProperties": false,
        })
    }
}
