//! What a browser may do on a page: its Content Security Policy.
//!
//! The same policy goes into the page as a meta element and out with it as a header. Only the
//! header can say who may frame the page (CSP 3, section 3.3), so that part is added there.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::site::Probes;

/// The policy of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    text: Arc<str>,
    /// Whether pages of this site may frame the page, and it may be a window of another site's.
    is_callback: bool,
    /// The origins that may frame the page, where it is not the callback.
    framed_by: Arc<str>,
}

impl Policy {
    /// For pages that only show something.
    pub fn reading() -> Self {
        Self::with("'self'", "'self'", "'none'")
    }

    /// For pages with the checker: WebAssembly, and the hosts its probes ask.
    pub fn checking(probes: &Probes) -> Self {
        let origins = |addresses: &[&String]| {
            let origins = addresses.iter().map(|address| origin(address));
            let origins: BTreeSet<String> = origins.collect();
            origins.into_iter().fold("'self'".to_owned(), |all, one| format!("{all} {one}"))
        };
        let mut asked = Vec::new();
        asked.extend(probes.ask_somebody().then_some(&probes.discovery));
        asked.extend(&probes.hosts);
        asked.extend(&probes.federation);
        // The frame goes to the sign-in service, perhaps on to the company's own, and comes home.
        let framed = probes.sign_in.as_ref().map_or("'none'".to_owned(), |sign_in| {
            let mut framed = vec![&sign_in.endpoint];
            framed.extend(&probes.federation);
            origins(&framed)
        });
        Self::with("'self' 'wasm-unsafe-eval'", &origins(&asked), &framed)
    }

    /// For pages with the checker that ask nobody: what the helpdesk sees of somebody's case.
    pub fn showing() -> Self {
        Self::with("'self' 'wasm-unsafe-eval'", "'self'", "'none'")
    }

    /// For pages with the checker that are shown inside other pages: nothing is fetched there, and no
    /// probe runs.
    pub fn embedding() -> Self {
        Self::with("'self' 'wasm-unsafe-eval'", "'none'", "'none'")
    }

    /// For a file that stands alone: these scripts and this style, each by its hash, and nothing is
    /// fetched.
    pub fn alone(scripts: &[String], style: &str) -> Self {
        let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)));
        let scripts: Vec<String> = scripts.iter().map(|text| hash(text)).collect();
        let text = format!(
            "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data:; \
             base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'",
            scripts.join(" "),
            hash(style)
        );
        Self { text: text.into(), is_callback: false, framed_by: "'none'".into() }
    }

    /// For the page that a sign-in comes back to: one script, and nothing else at all.
    pub fn callback() -> Self {
        Self {
            text: "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; \
                   form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
                .into(),
            is_callback: true,
            framed_by: "'self'".into(),
        }
    }

    fn with(scripts: &str, connections: &str, frames: &str) -> Self {
        let text = format!(
            "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src {connections}; frame-src {frames}; object-src 'none'; \
             base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'"
        );
        Self { text: text.into(), is_callback: false, framed_by: "'none'".into() }
    }

    /// The same for a site that some origins may show in a frame. Whoever shows the callback is this
    /// site in any case.
    #[must_use]
    pub fn framed_by(self, origins: &[String]) -> Self {
        if origins.is_empty() || self.is_callback {
            return self;
        }
        Self { framed_by: origins.join(" ").into(), ..self }
    }

    /// Whether the page belongs to a sign-in under way: it is framed by this site, it may be opened
    /// by a window that another site has led here, and nothing may keep it.
    pub fn is_callback(&self) -> bool {
        self.is_callback
    }

    /// Whether scripts of the page may ask this site for something later.
    pub fn lets_ask_this_site(&self) -> bool {
        let mut directives = self.text.split("; ");
        directives.any(|directive| directive.starts_with("connect-src 'self'"))
    }

    /// For the meta element.
    pub fn for_meta(&self) -> &str {
        &self.text
    }

    /// For the header.
    pub fn for_header(&self) -> String {
        format!("{}; frame-ancestors {}", self.text, self.framed_by)
    }
}

/// The origin of a full https address.
fn origin(address: &str) -> String {
    let url = url::Url::parse(address).expect("bug: settings hold only full addresses");
    url.origin().ascii_serialization()
}
