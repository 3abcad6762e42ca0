//! The templates, compiled into the builder. Strict: an unknown name is an error, and everything
//! is escaped but the HTML we made ourselves.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;

use crate::escape::Html;
use crate::icons::Icon;

const TEMPLATES: [(&str, &str); 23] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("head.html", include_str!("../../templates/head.html")),
    ("not-found.html", include_str!("../../templates/not-found.html")),
    ("redirect.html", include_str!("../../templates/redirect.html")),
    ("macros.html", include_str!("../../templates/macros.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("list.html", include_str!("../../templates/list.html")),
    ("codes.html", include_str!("../../templates/codes.html")),
    ("entry.html", include_str!("../../templates/entry.html")),
    ("agents.html", include_str!("../../templates/agents.html")),
    ("agent.html", include_str!("../../templates/agent.html")),
    ("embed.html", include_str!("../../templates/embed.html")),
    ("embeds.html", include_str!("../../templates/embeds.html")),
    ("single.html", include_str!("../../templates/single.html")),
    ("search.html", include_str!("../../templates/search.html")),
    ("search-list.html", include_str!("../../templates/search-list.html")),
    ("glossary.html", include_str!("../../templates/glossary.html")),
    ("command.html", include_str!("../../templates/command.html")),
    ("guide.html", include_str!("../../templates/guide.html")),
    ("code.html", include_str!("../../templates/code.html")),
    ("flow.html", include_str!("../../templates/flow.html")),
    ("summary.html", include_str!("../../templates/summary.html")),
    ("callback.html", include_str!("../../../static/callback/callback.html")),
];

/// The templates.
pub(super) struct Templates(Environment<'static>);

impl Templates {
    pub(super) fn new() -> Self {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.set_formatter(|out, state, value| match value.as_str() {
            Some(text) if !value.is_safe() => Ok(write!(out, "{}", Html(text))?),
            _ => escape_formatter(out, state, value),
        });
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        templates.set_syntax(syntax.expect("bug: the usual delimiters are right"));
        templates.add_function("icon", icon);
        for (name, text) in TEMPLATES {
            templates.add_template(name, text).expect("bug: our own templates can be read");
        }
        Self(templates)
    }

    /// Fills the template of a page.
    pub(super) fn fill(&self, name: &str, view: impl Serialize) -> Vec<u8> {
        let mut bytes = self.part(name, view).into_bytes();
        // All pages are held until they are written.
        bytes.shrink_to_fit();
        bytes
    }

    /// Fills the template of a part of a page.
    pub(super) fn part(&self, name: &str, view: impl Serialize) -> String {
        let template = self.0.get_template(name).expect("bug: all templates are in the list");
        let html = template.render(Value::from(Serde(view)));
        // The whole chain: the first line of a template error says little.
        html.unwrap_or_else(|error| panic!("bug: template {name} does not fill: {error:#}"))
    }
}

/// One of our icons, by its name.
fn icon(name: &str) -> Value {
    let icon = Icon::ALL.iter().find(|icon| icon.word() == name);
    Value::from_safe_string(icon.expect("bug: templates name icons that we have").svg())
}
