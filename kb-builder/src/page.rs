//! A file of the finished site.

use bytes::Bytes;

use crate::policy::Policy;

/// What kinds of files a site has, by the end of their names.
pub const MEDIA_TYPES: [(&str, &str); 9] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("xml", "application/xml"),
];

/// The folder of settings that a server includes.
pub const HOSTING: &str = "hosting/";
/// The settings that a server finds only at the top of a site.
pub const AT_THE_TOP: [&str; 3] = [".htaccess", "staticwebapp.config.json", "web.config"];

/// A file of the finished site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it goes, below the output folder, with `/` between its parts.
    pub path: String,
    /// What is in it.
    pub bytes: Bytes,
    /// What a browser may do on it; only pages that are documents have one.
    pub policy: Option<Policy>,
}

impl Page {
    /// What kind of file it is, as in a `Content-Type` header.
    pub fn media_type(&self) -> &'static str {
        let extension = self.path.rsplit('.').next().unwrap_or_default();
        let known = MEDIA_TYPES.iter().find(|(known, _)| *known == extension);
        known.map_or("application/octet-stream", |(_, media_type)| media_type)
    }

    /// Whether it is for a server, which sends it to nobody.
    pub fn is_for_servers(&self) -> bool {
        self.path.starts_with(HOSTING) || AT_THE_TOP.contains(&self.path.as_str())
    }

    /// Whether its name changes with its content, so that browsers may keep it for ever.
    pub fn is_immutable(&self) -> bool {
        self.path.starts_with("assets/")
    }
}
