//! The tables of codes, numbers and sources.

use schemars::JsonSchema;

use super::parts::{
    AtLeastOne, ConfirmationWord, ExpectedWord, GroupWord, Https, Keyed, Number, OwnerWord, Text,
    Truth, WebSignInWord,
};

/// What codes of Teams and Windows mean.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "tables/codes.toml")]
pub(super) struct Codes {
    /// One for each code, or for several that mean the same: `[[code]]`.
    #[schemars(default)]
    code: Vec<CodeEntry>,
}

/// What AADSTS numbers mean.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "tables/aadsts.toml")]
pub(super) struct Aadsts {
    /// One for each number, or for several that mean the same: `[[aadsts]]`.
    #[schemars(default)]
    aadsts: Vec<NumberEntry>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("allOf" = by_certainty()))]
struct CodeEntry {
    /// The codes as we write them: `CAA20004`, `0x80070002`.
    codes: AtLeastOne<Text>,
    #[schemars(flatten)]
    entry: Entry,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("allOf" = by_certainty()))]
#[schemars(extend("dependencies" = { "error": ["expected"], "suberror": ["expected"] }))]
struct NumberEntry {
    /// The numbers, without the letters.
    numbers: AtLeastOne<Number<10_000, 9_999_999>>,
    /// What the sign-in service is expected to answer with it.
    group: GroupWord,
    /// The OAuth error to expect with it; of several, the first.
    #[schemars(default)]
    error: Text,
    /// Microsoft's refinement of that error.
    #[schemars(default)]
    suberror: Text,
    /// Where `error` and `suberror` are known from. Needed with one of them.
    #[schemars(default)]
    expected: ExpectedWord,
    /// Who acts first.
    owner: OwnerWord,
    #[schemars(flatten)]
    entry: Entry,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
struct Entry {
    /// Other spellings, of the first name of the entry.
    #[schemars(default)]
    also: Vec<Text>,
    /// What it is called where it comes from.
    name: Text,
    /// What it says to the person: one plain sentence.
    meaning: Text,
    /// What is usually behind it.
    cause: Text,
    /// What a person may safely do.
    employee: Text,
    /// What the helpdesk or an administrator does.
    admin: Text,
    /// What it rests on: keys of `tables/sources.toml`. Empty only where it is `unconfirmed`.
    sources: Vec<Text>,
    /// `confirmed`: a first-party source says so. `inferred`: it is our reading of one. `unconfirmed`:
    /// none says so.
    certainty: ConfirmationWord,
    /// What exactly is not confirmed. Needed where `certainty` is not `confirmed`.
    #[schemars(default)]
    doubt: Text,
    /// What the web sign-in probe finds where Microsoft answers with it.
    #[schemars(default)]
    web_sign_in: WebSignInWord,
}

/// What an entry must have besides, depending on how sure it is.
fn by_certainty() -> serde_json::Value {
    serde_json::json!([
        {
            "if": {
                "properties": { "certainty": { "enum": ["inferred", "unconfirmed"] } },
                "required": ["certainty"],
            },
            "then": { "required": ["doubt"] },
        },
        {
            "if": {
                "properties": { "certainty": { "const": "unconfirmed" } },
                "required": ["certainty"],
            },
            "else": { "properties": { "sources": { "minItems": 1 } } },
        },
    ])
}

/// What everything rests on.
#[derive(JsonSchema)]
#[schemars(title = "tables/sources.toml")]
pub(super) struct Sources(Keyed<Source>);

/// Something that others rest on, by the key that they use.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct Source {
    /// What it is called.
    title: Text,
    /// Where it is, if it has an address.
    #[schemars(default)]
    url: Https,
    /// Whether it is not the maker's own word.
    #[schemars(default)]
    third_party: Truth,
}
