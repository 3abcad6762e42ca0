//! `site.toml`, and its words in another language.

use schemars::JsonSchema;

use super::parts::{Colour, CornersWord, Guid, Https, Keyed, LocalPath, Named, Number, Tag, Text};

/// The settings of the site.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, title = "site.toml")]
pub(super) struct Site {
    /// The format of the content, as `kb-builder --version` says it.
    #[schemars(default, extend("default" = crate::format::CONTENT.version()))]
    format: Number<1, 1_000_000>,
    /// What the site is called, on every page.
    name: Text,
    /// What it helps with, in one sentence, on the start page.
    summary: Text,
    /// The language of its texts, as in BCP 47: `en`.
    language: Tag,
    /// The languages it is also in: `[languages.de]`.
    #[schemars(default)]
    languages: Languages,
    /// After how many days a page is to be read through again. A page may have a number of its own.
    #[schemars(default, extend("default" = crate::site::REVIEW_DAYS))]
    review_days: Number<1, 3650>,
    /// What the start page offers, the main one first, as in `queries.toml`. Without it: all pages with
    /// questions.
    #[schemars(default)]
    start: Vec<Text>,
    /// Where the site is on the web, for search engines, feeds and shared links:
    /// `https://help.example.com/folder/`.
    #[schemars(default)]
    base_url: Https,
    /// The origins that may show the site in a frame. Without it, nobody may.
    #[schemars(default)]
    frame_ancestors: Vec<Https>,
    /// The pages for frames.
    #[schemars(default)]
    embed: Embed,
    /// How the site looks. All of it may be left out.
    #[schemars(default)]
    brand: Brand,
    /// Whom the page may ask when somebody clicks on a check; without it, nobody.
    #[schemars(default)]
    sign_in: SignIn,
    /// How long the checks wait, in seconds; without it, as long as ours do.
    #[schemars(default)]
    limits: Limits,
    /// The forms of ticket systems that the checker fills: `[tickets.desk]`.
    #[schemars(default)]
    tickets: Named<Ticket>,
    /// Where steps and outcomes are counted. Without it, nothing is.
    #[schemars(default)]
    counter: Counter,
}

/// Languages, by their tags.
#[derive(Default)]
struct Languages;

impl JsonSchema for Languages {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Languages".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Keyed::<Language>::json_schema(generator);
        schema.insert("propertyNames".to_owned(), Tag::json_schema(generator).to_value());
        schema
    }
}

/// A language that the site is also in.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Language {
    /// The flows that must be whole in it, with all that they can offer.
    #[schemars(default)]
    flows: Vec<Text>,
}

#[derive(Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Embed {
    /// The origins that may show the pages for frames, and are told how high these are.
    #[schemars(default)]
    parents: Vec<Https>,
}

#[derive(Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("dependencies" = { "logo-dark": ["logo"] }))]
struct Brand {
    /// The colour of links, buttons and marks in the light scheme, as `#1b6b3a`.
    #[schemars(default)]
    accent: Colour,
    /// The same in the dark scheme. Without it, one is made from `accent`.
    #[schemars(default)]
    accent_dark: Colour,
    /// How round corners are.
    #[schemars(default)]
    corners: CornersWord,
    /// A picture in this folder that stands beside the name of the site: `logo.svg`, `logo.png`.
    #[schemars(default)]
    logo: Text,
    /// What stands there in the dark scheme, where that is something else.
    #[schemars(default)]
    logo_dark: Text,
}

#[derive(Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("dependencies" = { "client-id": ["tenant"] }))]
struct SignIn {
    /// The origin of the sign-in service: `https://login.microsoftonline.com`.
    authority: Https,
    /// The tenant of the app that an administrator registered for this site.
    #[schemars(default)]
    tenant: Guid,
    /// That app. Without it, the page asks the person whether the web sign-in works.
    #[schemars(default)]
    client_id: Guid,
    /// What is asked for, with spaces between; `openid` is one of it.
    #[schemars(default)]
    scope: Text,
    /// The company's own sign-in server, if people are sent on to one.
    #[schemars(default)]
    federation_host: Https,
    /// Other addresses that must answer.
    #[schemars(default)]
    extra_hosts: Vec<Https>,
}

#[derive(Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Limits {
    /// For the answer to one request.
    request: Number<1, 60>,
    /// For the hidden frame.
    frame: Number<2, 60>,
    /// For a window in which nobody has to do anything, or somebody has to sign in.
    window: Number<5, 3600>,
    /// For looking again while somebody signs in.
    watch: Number<5, 120>,
}

/// A form of a ticket system.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Ticket {
    /// What the system is called, on the button.
    name: Text,
    /// The address of its form with placeholders, such as `{summary}` and `{text}`: docs/tickets.md.
    url: Text,
    /// The longest address that it takes.
    #[schemars(default, extend("default" = crate::tickets::LENGTH))]
    length: Number<200, 8000>,
}

#[derive(Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Counter {
    /// The address on this site that is counted at: `/count`.
    address: LocalPath,
}

/// The name and summary of the site in another language.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "site.toml of a language")]
pub(super) struct SiteWords {
    /// The state of the original that this translates. `check` prints the right one.
    #[schemars(default)]
    of: Text,
    /// What the site is called.
    name: Text,
    /// What it helps with, in one sentence.
    summary: Text,
}
