//! The files every site gets: style, scripts, icon and the compiled checker.
//!
//! All of them are part of the builder. Each is named after its content, so that browsers may
//! keep it for ever and never mix two versions.

use sha2::{Digest, Sha256};

use crate::address::Address;
use crate::page::Page;

/// A file that every site gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    /// The style sheet.
    Style,
    /// What the style sheet lacks for pages with questions.
    CheckerStyle,
    /// The icon.
    Icon,
    /// The script of every page: copies commands, keeps the answers when the language changes, and
    /// says when a page is overdue.
    Page,
    /// The script of pages with tabs.
    Tabs,
    /// The script that starts the checker.
    Boot,
    /// The script of the page that a sign-in comes back to.
    Callback,
    /// The checker's glue between JavaScript and WebAssembly.
    Glue,
    /// The checker.
    Checker,
}

/// Every asset.
const ALL: [Asset; 9] = [
    Asset::Style,
    Asset::CheckerStyle,
    Asset::Icon,
    Asset::Page,
    Asset::Tabs,
    Asset::Boot,
    Asset::Callback,
    Asset::Glue,
    Asset::Checker,
];

/// The parts of the style sheet, in the order of the cascade.
const STYLES: [&str; 7] = [
    include_str!("../../static/css/layers.css"),
    include_str!("../../static/css/tokens.css"),
    include_str!("../../static/css/base.css"),
    include_str!("../../static/css/layout.css"),
    include_str!("../../static/css/prose.css"),
    include_str!("../../static/css/reading.css"),
    include_str!("../../static/css/print.css"),
];

impl Asset {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Style => STYLES.concat().into_bytes(),
            Self::CheckerStyle => include_bytes!("../../static/css/checker.css").to_vec(),
            Self::Icon => include_bytes!("../../static/icon.svg").to_vec(),
            Self::Page => include_bytes!("../../static/js/page.js").to_vec(),
            Self::Tabs => include_bytes!("../../static/js/tabs.js").to_vec(),
            Self::Boot => include_bytes!("../../static/js/boot.js").to_vec(),
            Self::Callback => include_bytes!("../../static/callback/callback.js").to_vec(),
            Self::Glue => include_bytes!(concat!(env!("OUT_DIR"), "/checker.js")).to_vec(),
            Self::Checker => include_bytes!(concat!(env!("OUT_DIR"), "/checker.wasm")).to_vec(),
        }
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Style => ("site", "css"),
            Self::CheckerStyle => ("checker", "css"),
            Self::Icon => ("icon", "svg"),
            Self::Page => ("page", "js"),
            Self::Tabs => ("tabs", "js"),
            Self::Boot => ("boot", "js"),
            Self::Callback => ("callback", "js"),
            Self::Glue => ("checker", "js"),
            Self::Checker => ("checker", "wasm"),
        }
    }
}

/// The assets under their final names.
pub struct Assets(Vec<(Asset, Page)>);

impl Assets {
    /// Names every asset after its content.
    pub fn fingerprint() -> Self {
        let named = ALL.map(|asset| {
            let bytes = asset.bytes();
            let digest = Sha256::digest(&bytes);
            let mark = digest.iter().take(6).fold(0_u64, |mark, byte| mark << 8 | u64::from(*byte));
            let (name, extension) = asset.name();
            let path = Address::asset(&format!("{name}.{mark:012x}.{extension}")).file();
            (asset, Page { path, bytes, policy: None })
        });
        Self(named.into())
    }

    /// The address of an asset.
    pub fn address(&self, asset: Asset) -> Address {
        let (_, page) =
            self.0.iter().find(|(known, _)| *known == asset).expect("bug: all are here");
        let name = page.path.rsplit('/').next().unwrap_or_default();
        Address::asset(name)
    }

    /// All of them as files of the site.
    pub fn into_pages(self) -> impl Iterator<Item = Page> {
        self.0.into_iter().map(|(_, page)| page)
    }
}
