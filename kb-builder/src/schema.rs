//! JSON Schemas of what authors write, so that their editors complete and check it.
//!
//! What is right is decided by the readers, key by key, as they report every fault in our words. The
//! types below this module say the same once more in a form that editors understand; they are never
//! filled. `tests/schemas.rs` changes every value of every kind of file in every way that matters, and
//! fails where a reader and its schema disagree.

#[expect(dead_code, reason = "a schema is made from its types, which are never filled")]
mod flows;
#[expect(dead_code, reason = "a schema is made from its types, which are never filled")]
mod helpdesk;
#[expect(dead_code, reason = "a schema is made from its types, which are never filled")]
mod pages;
mod parts;
#[expect(dead_code, reason = "a schema is made from its types, which are never filled")]
mod settings;
#[expect(dead_code, reason = "a schema is made from its types, which are never filled")]
mod small;
#[expect(dead_code, reason = "a schema is made from its types, which are never filled")]
mod tables;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use crate::source::SourcePath;

/// A kind of file that authors write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `site.toml`.
    Site,
    /// The front matter of a guide.
    Guide,
    /// The front matter of a page with questions.
    Code,
    /// A flow.
    Flow,
    /// What flows share.
    Part,
    /// Situations of people.
    Scenarios,
    /// What codes mean.
    Codes,
    /// What AADSTS numbers mean.
    Aadsts,
    /// What everything rests on.
    Sources,
    /// Words that are explained.
    Glossary,
    /// What the helpdesk needs.
    Agent,
    /// Words that mean the same.
    Synonyms,
    /// What people type, and what they must find.
    Queries,
    /// Other words for buttons and labels.
    Words,
    /// What changed.
    Changes,
    /// The name and summary of the site in another language.
    SiteWords,
    /// The front matter of a guide or a page with questions in another language.
    PageWords,
    /// The words of a flow in another language.
    FlowWords,
    /// The words of what flows share in another language.
    PartWords,
}

impl Kind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Site,
        Self::Guide,
        Self::Code,
        Self::Flow,
        Self::Part,
        Self::Scenarios,
        Self::Codes,
        Self::Aadsts,
        Self::Sources,
        Self::Glossary,
        Self::Agent,
        Self::Synonyms,
        Self::Queries,
        Self::Words,
        Self::Changes,
        Self::SiteWords,
        Self::PageWords,
        Self::FlowWords,
        Self::PartWords,
    ];

    /// The kind of a file of the content. The first folder of a path that fits nothing else is taken
    /// for that of a language.
    pub fn of(path: &SourcePath) -> Option<Self> {
        let whole = path.as_str();
        Self::original(whole).or_else(|| {
            let (_, below) = whole.split_once('/')?;
            match Self::original(below)? {
                Self::Site => Some(Self::SiteWords),
                Self::Guide | Self::Code => Some(Self::PageWords),
                Self::Flow => Some(Self::FlowWords),
                Self::Part => Some(Self::PartWords),
                same @ (Self::Glossary | Self::Synonyms | Self::Words) => Some(same),
                _ => None,
            }
        })
    }

    fn original(path: &str) -> Option<Self> {
        let in_folder = |folder: &str, extension| {
            let path = SourcePath::new(path);
            path.name_in(folder, extension).is_some()
        };
        Some(match path {
            "site.toml" => Self::Site,
            "glossary.toml" => Self::Glossary,
            "synonyms.toml" => Self::Synonyms,
            "queries.toml" => Self::Queries,
            "words.toml" => Self::Words,
            crate::agent::AGENT => Self::Agent,
            crate::change::CHANGES => Self::Changes,
            crate::tables::CODES => Self::Codes,
            crate::tables::AADSTS => Self::Aadsts,
            crate::tables::SOURCES => Self::Sources,
            _ if in_folder("guides", "md") => Self::Guide,
            _ if in_folder("codes", "md") => Self::Code,
            _ if in_folder("flows", "toml") => Self::Flow,
            _ if in_folder("flows/parts", "toml") => Self::Part,
            _ if in_folder("scenarios", "toml") => Self::Scenarios,
            _ => return None,
        })
    }

    /// The name of its schema: `site` for `site.schema.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Guide => "guide",
            Self::Code => "code",
            Self::Flow => "flow",
            Self::Part => "part",
            Self::Scenarios => "scenarios",
            Self::Codes => "codes",
            Self::Aadsts => "aadsts",
            Self::Sources => "sources",
            Self::Glossary => "glossary",
            Self::Agent => "agent",
            Self::Synonyms => "synonyms",
            Self::Queries => "queries",
            Self::Words => "words",
            Self::Changes => "changes",
            Self::SiteWords => "site-words",
            Self::PageWords => "page-words",
            Self::FlowWords => "flow-words",
            Self::PartWords => "part-words",
        }
    }

    /// The file that its schema is in.
    pub fn file(self) -> String {
        format!("{}.schema.json", self.name())
    }

    /// The first line of a TOML file, which tells an editor where its schema is: in `schemas`, beside
    /// the folder of content.
    pub fn line(self, path: &SourcePath) -> String {
        let up = "../".repeat(path.as_str().split('/').count());
        format!("#:schema {up}schemas/{}", self.file())
    }

    /// The same where the schemas are in a hidden folder of the content itself, as `new` puts them.
    pub fn line_within(self, path: &SourcePath) -> String {
        let up = "../".repeat(path.as_str().matches('/').count());
        format!("#:schema {up}{WITHIN}/{}", self.file())
    }

    /// The schema, as JSON.
    pub fn schema(self) -> String {
        match self {
            Self::Site => written::<settings::Site>(),
            Self::Guide => written::<pages::Guide>(),
            Self::Code => written::<pages::Code>(),
            Self::Flow => written::<flows::Flow>(),
            Self::Part => written::<flows::Part>(),
            Self::Scenarios => written::<flows::Scenarios>(),
            Self::Codes => written::<tables::Codes>(),
            Self::Aadsts => written::<tables::Aadsts>(),
            Self::Sources => written::<tables::Sources>(),
            Self::Glossary => written::<small::Glossary>(),
            Self::Agent => written::<helpdesk::Agent>(),
            Self::Synonyms => written::<small::Synonyms>(),
            Self::Queries => written::<small::Queries>(),
            Self::Words => written::<small::Words>(),
            Self::Changes => written::<small::Changes>(),
            Self::SiteWords => written::<settings::SiteWords>(),
            Self::PageWords => written::<pages::PageWords>(),
            Self::FlowWords => written::<flows::FlowWords>(),
            Self::PartWords => written::<flows::PartWords>(),
        }
    }
}

/// The folder of a new knowledge base that holds the schemas. Hidden files are no content.
pub const WITHIN: &str = ".schemas";

/// Every schema, after the name of its file.
pub fn files() -> Vec<(String, String)> {
    Kind::ALL.iter().map(|kind| (kind.file(), kind.schema())).collect()
}

/// A schema in the draft that editors of TOML know, with nothing to look up elsewhere in it.
fn written<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).expect("bug: a schema is plain data");
    text.push('\n');
    text
}
