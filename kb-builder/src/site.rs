//! The settings of a site: `site.toml`.

use crate::fields::{self, Context, Fields};
use crate::guide::is_https;
use crate::problem::{Fault, Problems};
use crate::source::{Source, SourcePath};

/// The settings of a site.
pub struct Site {
    /// What the site is called, on every page.
    pub name: String,
    /// What it helps with, in one sentence, on the start page.
    pub summary: String,
    /// The language of its texts, as in BCP 47.
    pub language: String,
    /// Whom the reachability probe asks.
    pub reachability: Reachability,
}

/// Whom the reachability probe asks, and how long it waits.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Reachability {
    /// The address of an OpenID Connect discovery document that any page may read.
    pub discovery: String,
    /// The issuer that document must name.
    pub issuer: String,
    /// Addresses that must answer at all.
    pub hosts: Vec<String>,
    /// How long to wait for an answer.
    pub seconds: u32,
}

/// Reads the settings.
pub fn parse(source: &Source, problems: &Problems) -> Option<Site> {
    let path = SourcePath::new("site.toml");
    let Some(text) = source.text(&path) else {
        if !source.has(&path) {
            problems.report(&path, None, Fault::NoSettings);
        }
        return None;
    };
    let context = Context { path: &path, offset: 0, problems };
    let table = fields::parse(text, context)?;
    let fields = Fields::of(&table, context);
    let name = fields.text("name", "name = \"Sign-in help\"");
    let summary = fields.text("summary", "summary = \"What the site helps with\"");
    let language = fields.placed_text("language", "language = \"en\"").and_then(|language| {
        let parts = language.value.split('-');
        let part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if parts.clone().all(part) {
            return Some(language.value);
        }
        let fault = Fault::NotALanguage { found: language.value };
        problems.report(&path, Some(language.place), fault);
        None
    });
    let reachability = fields.table("reachability", "[reachability]").and_then(reachability);
    fields.finish();
    Some(Site { name: name?, summary: summary?, language: language?, reachability: reachability? })
}

fn reachability(fields: Fields<'_, '_>) -> Option<Reachability> {
    let context = fields.context();
    let https = |address: fields::Placed<String>| {
        if is_https(&address.value) {
            return Some(address.value);
        }
        let fault = Fault::BadAddress { address: address.value };
        context.problems.report(context.path, Some(address.place), fault);
        None
    };
    let discovery = fields.placed_text("discovery", "discovery = \"https://…\"").and_then(https);
    let issuer = fields.text("issuer", "issuer = \"https://…\"");
    let hosts = fields.texts("hosts", "hosts = [\"https://…\"]").into_iter().map(https);
    let hosts: Option<Vec<String>> = hosts.collect();
    if let (Some(place), Some([])) = (fields.place_of("hosts"), hosts.as_deref()) {
        let fault = Fault::EmptyList { key: "hosts" };
        context.problems.report(context.path, Some(place), fault);
    }
    let seconds = fields.number("seconds", "seconds = 5", 1..=60);
    fields.finish();
    Some(Reachability { discovery: discovery?, issuer: issuer?, hosts: hosts?, seconds: seconds? })
}
