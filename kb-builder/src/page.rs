//! A file of the finished site.

use crate::policy::Policy;

/// A file of the finished site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it goes, below the output folder, with `/` between its parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What a browser may do on it; only pages that are documents have one.
    pub policy: Option<Policy>,
}

impl Page {
    /// What kind of file it is, as in a `Content-Type` header.
    pub fn media_type(&self) -> &'static str {
        let extension = self.path.rsplit('.').next().unwrap_or_default();
        match extension {
            "html" => "text/html; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "json" => "application/json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "wasm" => "application/wasm",
            _ => "application/octet-stream",
        }
    }

    /// Whether its name changes with its content, so that browsers may keep it for ever.
    pub fn is_immutable(&self) -> bool {
        self.path.starts_with("assets/")
    }
}
