//! A flow, or the whole site, for places that are no web server: a disk, a wiki, a mail.

mod html;

use kb_flow::Flow;

use crate::booklet;
use crate::edition::Edition;
use crate::site::Site;

/// What a flow is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// One HTML file with no script at all.
    Static,
}

impl Target {
    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Static => "static.html",
        }
    }
}

/// Puts a flow of an edition into one file.
pub fn write(
    target: Target,
    site: &Site,
    edition: &Edition<'_>,
    flow: &Flow,
    styled: bool,
) -> String {
    let document = booklet::of(site, edition, flow);
    match target {
        Target::Static => html::write(&document, &edition.words, styled),
    }
}
