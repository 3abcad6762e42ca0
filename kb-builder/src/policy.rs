//! What a browser may do on a page: its Content Security Policy.
//!
//! The same policy goes into the page as a meta element and out with it as a header. Only the
//! header can say who may frame the page (CSP 3, section 3.3), so that part is added there.

use std::collections::BTreeSet;

use crate::site::Reachability;

/// The policy of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy(String);

impl Policy {
    /// For pages that only show something.
    pub fn reading() -> Self {
        Self::with("'self'", "'self'")
    }

    /// For pages with the checker: WebAssembly, and the hosts its probes ask.
    pub fn checking(reachability: &Reachability) -> Self {
        let origins: BTreeSet<String> = std::iter::once(&reachability.discovery)
            .chain(&reachability.hosts)
            .map(|address| origin(address))
            .collect();
        let origins: Vec<String> = origins.into_iter().collect();
        Self::with("'self' 'wasm-unsafe-eval'", &format!("'self' {}", origins.join(" ")))
    }

    fn with(scripts: &str, connections: &str) -> Self {
        Self(format!(
            "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src {connections}; object-src 'none'; base-uri 'none'; \
             form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        ))
    }

    /// For the meta element.
    pub fn for_meta(&self) -> &str {
        &self.0
    }

    /// For the header.
    pub fn for_header(&self) -> String {
        format!("{}; frame-ancestors 'none'", self.0)
    }
}

/// The origin of a full https address.
fn origin(address: &str) -> String {
    let url = url::Url::parse(address).expect("bug: settings hold only full addresses");
    url.origin().ascii_serialization()
}
