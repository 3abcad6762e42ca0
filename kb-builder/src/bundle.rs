//! A flow, or the whole site, for places that are no web server: a disk, a wiki, a mail.

mod folder;
mod html;
pub mod verify;

use kb_flow::FlowId;

use crate::booklet;
use crate::link::Linked;
use crate::render::{Medium, render};

/// What a flow, or the site, is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// A zip of the whole site that runs from a disk.
    Folder,
    /// One HTML file with no script at all.
    Static,
}

impl Target {
    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Folder => "zip",
            Self::Static => "static.html",
        }
    }
}

/// What to make, and of what.
#[derive(Clone, Debug)]
pub struct Order {
    /// The kind of bundle.
    pub target: Target,
    /// The flow; a folder has them all.
    pub flow: FlowId,
    /// The language; a folder has them all.
    pub language: String,
    /// Whether it has a style.
    pub styled: bool,
}

/// Makes a bundle.
pub fn make(linked: &Linked<'_>, order: &Order) -> Vec<u8> {
    if order.target == Target::Folder {
        return folder::zip(render(linked, Medium::Disk));
    }
    let mut editions = std::iter::once(&linked.own).chain(&linked.translations);
    let edition = editions.find(|edition| edition.language == order.language);
    let edition = edition.expect("bug: only a language of the site is ordered");
    let document = booklet::of(&linked.site, edition, &edition.flows[&order.flow]);
    let text = match order.target {
        Target::Folder => unreachable!("bug: a folder has been made"),
        Target::Static => html::write(&document, &edition.words, order.styled),
    };
    text.into_bytes()
}
