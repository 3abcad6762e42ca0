//! The templates, compiled into the builder. Strict: an unknown name is an error, and everything
//! is escaped but the HTML we made ourselves.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;

const TEMPLATES: [(&str, &str); 8] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("macros.html", include_str!("../../templates/macros.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("guides.html", include_str!("../../templates/guides.html")),
    ("guide.html", include_str!("../../templates/guide.html")),
    ("code.html", include_str!("../../templates/code.html")),
    ("flow.html", include_str!("../../templates/flow.html")),
    ("callback.html", include_str!("../../../static/callback/callback.html")),
];

/// The templates.
pub(super) struct Templates(Environment<'static>);

impl Templates {
    pub(super) fn new() -> Self {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        templates.set_syntax(syntax.expect("bug: the usual delimiters are right"));
        for (name, text) in TEMPLATES {
            templates.add_template(name, text).expect("bug: our own templates can be read");
        }
        Self(templates)
    }

    /// Fills a template.
    pub(super) fn fill(&self, name: &str, view: impl Serialize) -> Vec<u8> {
        let template = self.0.get_template(name).expect("bug: all templates are in the list");
        let html = template.render(Value::from(Serde(view)));
        // The whole chain: the first line of a template error says little.
        html.unwrap_or_else(|error| panic!("bug: template {name} does not fill: {error:#}"))
            .into_bytes()
    }
}
