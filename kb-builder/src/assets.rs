//! The files every site gets: style, scripts, icon and the compiled checker.
//!
//! All of them are part of the builder. Each is named after its content, so that browsers may
//! keep it for ever and never mix two versions.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest, Sha256};

use crate::address::Address;
use crate::brand::Brand;
pub(crate) use crate::lean::lean_script;
use crate::page::Page;

/// A file that every site gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    /// The style sheet.
    Style,
    /// What the style sheet lacks for pages with questions.
    CheckerStyle,
    /// The style of a flow's diagram.
    DiagramStyle,
    /// The style of a flow's summary.
    SummaryStyle,
    /// The style of the field to search with.
    SearchStyle,
    /// The icon.
    Icon,
    /// The script of every page: copies commands, keeps the answers when the language changes, and
    /// says when a page is overdue.
    Page,
    /// The script that marks a case's path in a diagram.
    Path,
    /// The script of pages with tabs.
    Tabs,
    /// The script of pages that are shown in frames.
    Embed,
    /// The style of these pages.
    EmbedStyle,
    /// The script that starts the checker.
    Boot,
    /// What asks a search index.
    Search,
    /// The field that people search with.
    Find,
    /// What leads an agent to where an employee stands.
    Desk,
    /// What only the helpdesk's pages need of style.
    DeskStyle,
    /// The script that counts steps and outcomes, where the site has a counter.
    Count,
    /// The script of the page that a sign-in comes back to.
    Callback,
    /// The checker's glue between JavaScript and WebAssembly.
    Glue,
    /// The checker.
    Checker,
    /// The checker in a script, for pages that can fetch nothing: from a disk, or in a frame.
    PackedChecker,
}

/// Every asset.
const ALL: [Asset; 21] = [
    Asset::Style,
    Asset::CheckerStyle,
    Asset::DiagramStyle,
    Asset::SummaryStyle,
    Asset::SearchStyle,
    Asset::Icon,
    Asset::Page,
    Asset::Path,
    Asset::Tabs,
    Asset::Embed,
    Asset::EmbedStyle,
    Asset::Boot,
    Asset::Search,
    Asset::Find,
    Asset::Desk,
    Asset::DeskStyle,
    Asset::Count,
    Asset::Callback,
    Asset::Glue,
    Asset::Checker,
    Asset::PackedChecker,
];

/// The parts of the style sheet, in the order of the cascade.
const STYLES: [&str; 8] = [
    include_str!("../../static/css/layers.css"),
    include_str!("../../static/css/tokens.css"),
    include_str!("../../static/css/base.css"),
    include_str!("../../static/css/layout.css"),
    include_str!("../../static/css/prose.css"),
    include_str!("../../static/css/reading.css"),
    include_str!("../../static/css/tabs.css"),
    include_str!("../../static/css/print.css"),
];

/// The style of a file that stands alone: what it needs of that of the site, and its own.
pub(crate) fn style_alone(brand: &Brand) -> String {
    let parts = [
        include_str!("../../static/css/layers.css"),
        include_str!("../../static/css/tokens.css"),
        include_str!("../../static/css/base.css"),
        include_str!("../../static/css/layout.css"),
        include_str!("../../static/css/prose.css"),
        include_str!("../../static/css/tabs.css"),
        include_str!("../../static/css/checker.css"),
        include_str!("../../static/css/search.css"),
        include_str!("../../static/css/alone.css"),
        include_str!("../../static/css/print.css"),
    ];
    lean_style(&(parts.concat() + &brand.style().unwrap_or_default()))
}

/// The icon, before a brand colours it.
pub(crate) const ICON: &str = include_str!("../../static/icon.svg");

impl Asset {
    /// What is in it.
    pub(crate) fn bytes(self, brand: &Brand) -> Vec<u8> {
        match self {
            Self::Style => lean_style(&STYLES.concat()).into_bytes(),
            Self::CheckerStyle => {
                lean_style(include_str!("../../static/css/checker.css")).into_bytes()
            }
            Self::DiagramStyle => {
                lean_style(include_str!("../../static/css/diagram.css")).into_bytes()
            }
            Self::SummaryStyle => {
                lean_style(include_str!("../../static/css/summary.css")).into_bytes()
            }
            Self::SearchStyle => {
                lean_style(include_str!("../../static/css/search.css")).into_bytes()
            }
            Self::Icon => brand.icon(ICON).into_bytes(),
            Self::Page => lean_script(include_str!("../../static/js/page.js")).into_bytes(),
            Self::Path => lean_script(include_str!("../../static/js/path.js")).into_bytes(),
            Self::Tabs => lean_script(include_str!("../../static/js/tabs.js")).into_bytes(),
            Self::Embed => lean_script(include_str!("../../static/js/embed.js")).into_bytes(),
            Self::EmbedStyle => lean_style(include_str!("../../static/css/embed.css")).into_bytes(),
            Self::Boot => lean_script(include_str!("../../static/js/boot.js")).into_bytes(),
            Self::Search => lean_script(include_str!("../../static/js/search.js")).into_bytes(),
            Self::Find => lean_script(include_str!("../../static/js/find.js")).into_bytes(),
            Self::Desk => lean_script(include_str!("../../static/js/desk.js")).into_bytes(),
            Self::DeskStyle => lean_style(include_str!("../../static/css/desk.css")).into_bytes(),
            Self::Count => lean_script(include_str!("../../static/js/count.js")).into_bytes(),
            Self::Callback => {
                lean_script(include_str!("../../static/callback/callback.js")).into_bytes()
            }
            Self::Glue => include_bytes!(concat!(env!("OUT_DIR"), "/checker.js")).to_vec(),
            Self::Checker => include_bytes!(concat!(env!("OUT_DIR"), "/checker.wasm")).to_vec(),
            Self::PackedChecker => include_bytes!(concat!(env!("OUT_DIR"), "/module.js")).to_vec(),
        }
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Style => ("site", "css"),
            Self::CheckerStyle => ("checker", "css"),
            Self::DiagramStyle => ("diagram", "css"),
            Self::SummaryStyle => ("summary", "css"),
            Self::SearchStyle => ("search", "css"),
            Self::Icon => ("icon", "svg"),
            Self::Page => ("page", "js"),
            Self::Path => ("path", "js"),
            Self::Tabs => ("tabs", "js"),
            Self::Embed => ("embed", "js"),
            Self::EmbedStyle => ("embed", "css"),
            Self::Boot => ("boot", "js"),
            Self::Search => ("search", "js"),
            Self::Find => ("find", "js"),
            Self::Desk => ("desk", "js"),
            Self::DeskStyle => ("desk", "css"),
            Self::Count => ("count", "js"),
            Self::Callback => ("callback", "js"),
            Self::Glue => ("checker", "js"),
            Self::Checker => ("checker", "wasm"),
            Self::PackedChecker => ("module", "js"),
        }
    }
}

/// Every script that a site can have, but the index of its search.
pub(crate) fn scripts() -> Vec<Vec<u8>> {
    let scripts = ALL.into_iter().filter(|asset| asset.name().1 == "js");
    scripts.map(|asset| asset.bytes(&Brand::default())).collect()
}

/// Bytes for a script: base64 of gzip.
pub(crate) fn packed_text(bytes: &[u8]) -> String {
    BASE64.encode(crate::compress::gzip_for_long(bytes))
}

/// A style sheet without comments, which may go over several lines, and without indentation.
pub(crate) fn lean_style(text: &str) -> String {
    let mut bare = String::new();
    for (place, piece) in text.split("/*").enumerate() {
        let rest =
            if place == 0 { Some(piece) } else { piece.split_once("*/").map(|(_, rest)| rest) };
        bare.push_str(rest.unwrap_or_default());
    }
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A file whose name changes with its content.
pub fn fingerprinted(name: &str, extension: &str, bytes: Vec<u8>) -> Page {
    let digest = Sha256::digest(&bytes);
    let mark = digest.iter().take(6).fold(0_u64, |mark, byte| mark << 8 | u64::from(*byte));
    let path = Address::asset(&format!("{name}.{mark:012x}.{extension}")).file();
    Page { path, bytes: bytes.into(), policy: None }
}

/// The address of such a file.
pub fn address_of(page: &Page) -> Address {
    Address::asset(page.path.rsplit('/').next().unwrap_or_default())
}

/// The assets under their final names.
pub struct Assets(Vec<(Asset, Page)>);

impl Assets {
    /// Names every asset that the site uses after its content.
    pub fn fingerprint(brand: &Brand, is_used: impl Fn(Asset) -> bool) -> Self {
        let used = ALL.into_iter().filter(|asset| is_used(*asset));
        let named = used.map(|asset| {
            let (name, extension) = asset.name();
            (asset, fingerprinted(name, extension, asset.bytes(brand)))
        });
        Self(named.collect())
    }

    /// The address of an asset.
    pub fn address(&self, asset: Asset) -> Address {
        let (_, page) = self
            .0
            .iter()
            .find(|(known, _)| *known == asset)
            .expect("bug: no page names an asset that the site does not use");
        address_of(page)
    }

    /// All of them, as files of the site.
    pub fn into_pages(self) -> impl Iterator<Item = Page> {
        self.0.into_iter().map(|(_, page)| page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_the_rest_stays() {
        let script = "// Why.\n\"use strict\";\n{\n  // how\n  const a = \"//\"; // here\n\n}\n";
        let lean = "\"use strict\";\n{\nconst a = \"//\"; // here\n}\n";
        assert_eq!(lean_script(script), lean);
        let style = "/* Why,\n and how. */\n@layer a {\n  b {\n    c: d; /* e */\n  }\n}\n";
        assert_eq!(lean_style(style), "@layer a {\nb {\nc: d;\n}\n}\n");
    }
}
