//! The files every site gets: style, scripts, icon and the compiled checker.
//!
//! All of them are part of the builder. Each is named after its content, so that browsers may
//! keep it for ever and never mix two versions.

use sha2::{Digest, Sha256};

use crate::address::Address;
use crate::brand::Brand;
use crate::page::Page;

/// A file that every site gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    /// The style sheet.
    Style,
    /// The icon.
    Icon,
    /// The script of every page: copies commands, keeps the answers when the language changes, and
    /// says when a page is overdue.
    Page,
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
    /// The script of the page that a sign-in comes back to.
    Callback,
    /// The checker's glue between JavaScript and WebAssembly.
    Glue,
    /// The checker.
    Checker,
}

/// Every asset.
const ALL: [Asset; 11] = [
    Asset::Style,
    Asset::Icon,
    Asset::Page,
    Asset::Boot,
    Asset::Search,
    Asset::Find,
    Asset::Desk,
    Asset::DeskStyle,
    Asset::Callback,
    Asset::Glue,
    Asset::Checker,
];

/// The parts of the style sheet, in the order of the cascade.
const STYLES: [&str; 8] = [
    include_str!("../../static/css/layers.css"),
    include_str!("../../static/css/tokens.css"),
    include_str!("../../static/css/base.css"),
    include_str!("../../static/css/layout.css"),
    include_str!("../../static/css/prose.css"),
    include_str!("../../static/css/checker.css"),
    include_str!("../../static/css/search.css"),
    include_str!("../../static/css/print.css"),
];

impl Asset {
    fn bytes(self, brand: &Brand) -> Vec<u8> {
        match self {
            Self::Style => STYLES.concat().into_bytes(),
            Self::Icon => brand.icon(include_str!("../../static/icon.svg")).into_bytes(),
            Self::Page => include_bytes!("../../static/js/page.js").to_vec(),
            Self::Boot => include_bytes!("../../static/js/boot.js").to_vec(),
            Self::Search => include_bytes!("../../static/js/search.js").to_vec(),
            Self::Find => include_bytes!("../../static/js/find.js").to_vec(),
            Self::Desk => include_bytes!("../../static/js/desk.js").to_vec(),
            Self::DeskStyle => include_bytes!("../../static/css/desk.css").to_vec(),
            Self::Callback => include_bytes!("../../static/callback/callback.js").to_vec(),
            Self::Glue => include_bytes!(concat!(env!("OUT_DIR"), "/checker.js")).to_vec(),
            Self::Checker => include_bytes!(concat!(env!("OUT_DIR"), "/checker.wasm")).to_vec(),
        }
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Style => ("site", "css"),
            Self::Icon => ("icon", "svg"),
            Self::Page => ("page", "js"),
            Self::Boot => ("boot", "js"),
            Self::Search => ("search", "js"),
            Self::Find => ("find", "js"),
            Self::Desk => ("desk", "js"),
            Self::DeskStyle => ("desk", "css"),
            Self::Callback => ("callback", "js"),
            Self::Glue => ("checker", "js"),
            Self::Checker => ("checker", "wasm"),
        }
    }
}

/// A file whose name changes with its content.
pub fn fingerprinted(name: &str, extension: &str, bytes: Vec<u8>) -> Page {
    let digest = Sha256::digest(&bytes);
    let mark = digest.iter().take(6).fold(0_u64, |mark, byte| mark << 8 | u64::from(*byte));
    let path = Address::asset(&format!("{name}.{mark:012x}.{extension}")).file();
    Page { path, bytes, policy: None }
}

/// The address of such a file.
pub fn address_of(page: &Page) -> Address {
    Address::asset(page.path.rsplit('/').next().unwrap_or_default())
}

/// The assets under their final names.
pub struct Assets(Vec<(Asset, Page)>);

impl Assets {
    /// Names every asset after its content.
    pub fn fingerprint(brand: &Brand) -> Self {
        let named = ALL.map(|asset| {
            let (name, extension) = asset.name();
            (asset, fingerprinted(name, extension, asset.bytes(brand)))
        });
        Self(named.into())
    }

    /// The address of an asset.
    pub fn address(&self, asset: Asset) -> Address {
        let (_, page) =
            self.0.iter().find(|(known, _)| *known == asset).expect("bug: all are here");
        address_of(page)
    }

    /// All of them as files of the site.
    pub fn into_pages(self) -> impl Iterator<Item = Page> {
        self.0.into_iter().map(|(_, page)| page)
    }
}
