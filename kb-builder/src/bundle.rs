//! A flow, or the whole site, for places that are no web server: a disk, a wiki, a mail.

mod confluence;
mod dokuwiki;
mod folder;
pub(crate) mod html;
mod loss;
mod markdown;
mod mediawiki;
mod text;
pub mod verify;

use kb_flow::FlowId;

pub use self::loss::{Loss, Losses};

use crate::booklet::{self, Extent};
use crate::document::Document;
use crate::link::Linked;
use crate::render::{Medium, render, single::single};
use crate::words::AllWords;

/// What a flow, or the site, is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// A zip of the whole site that runs from a disk.
    Folder,
    /// One HTML file with everything in it, the checker too.
    Single,
    /// One HTML file with no script at all.
    Static,
    /// Confluence's storage format.
    Confluence,
    /// The text of a page of MediaWiki.
    Mediawiki,
    /// The text of a page of DokuWiki.
    Dokuwiki,
    /// Markdown, for GitHub, BookStack, Outline and Notion.
    Markdown,
    /// Plain text, for mails and answers of a helpdesk.
    Text,
}

impl Target {
    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Folder => "zip",
            Self::Single => "html",
            Self::Static => "static.html",
            Self::Confluence => "confluence.xml",
            Self::Mediawiki => "mediawiki.txt",
            Self::Dokuwiki => "dokuwiki.txt",
            Self::Markdown => "md",
            Self::Text => "txt",
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

/// A finished bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What of the flow its kind cannot carry.
    pub losses: Losses,
}

/// Makes a bundle.
pub fn make(linked: &Linked<'_>, order: &Order) -> Bundle {
    if order.target == Target::Folder {
        let bytes = folder::zip(render(linked, Medium::Disk));
        return Bundle { bytes, losses: Losses::default() };
    }
    let editions = std::iter::once(&linked.own).chain(&linked.translations);
    let mut editions = editions.zip(&linked.indexes);
    let ordered = editions.find(|(edition, _)| edition.language == order.language);
    let (edition, index) = ordered.expect("bug: only a language of the site is ordered");
    let flow = &edition.flows[&order.flow];
    let extent = if order.target == Target::Static { Extent::Short } else { Extent::Whole };
    let document = booklet::of(&linked.site, edition, flow, extent);
    if order.target == Target::Single {
        let bytes = single(&linked.site, edition, index, flow, &document);
        return Bundle { bytes, losses: nowhere(&document) };
    }
    let Written { text, losses } =
        write_document(order.target, &document, &edition.words, order.styled);
    Bundle { bytes: text.into_bytes(), losses }
}

/// A text in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// What of it the format cannot carry.
    pub losses: Losses,
}

/// Puts a document into one file.
pub fn write_document(
    target: Target,
    document: &Document,
    words: &AllWords,
    styled: bool,
) -> Written {
    let mut written = match target {
        Target::Folder | Target::Single => unreachable!("bug: these are more than a document"),
        Target::Static => {
            let text = html::write(document, words, styled);
            Written { text, losses: Losses::default() }
        }
        Target::Confluence => confluence::write(document),
        Target::Mediawiki => mediawiki::write(document),
        Target::Dokuwiki => dokuwiki::write(document),
        Target::Markdown => markdown::write(document),
        Target::Text => text::write(document),
    };
    // The others have no way to mark either.
    if ![Target::Static, Target::Mediawiki].contains(&target) {
        for _ in document.sections.iter().filter(|section| section.language.is_some()) {
            written.losses.add(Loss::Language);
        }
        if document.direction == "rtl" {
            written.losses.add(Loss::Direction);
        }
    }
    written.losses.extend(nowhere(document));
    written
}

/// The links of a document that lead nowhere.
fn nowhere(document: &Document) -> Losses {
    let mut losses = Losses::default();
    for _ in 0..document.nowhere() {
        losses.add(Loss::Nowhere);
    }
    losses
}

/// The scheme of an address that every wiki makes a link of; others they refuse.
fn is_web(address: &str) -> bool {
    ["https:", "http:", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}

/// A letter of an address that would end it.
fn percent(letter: char) -> String {
    format!("%{:02X}", u32::from(letter))
}
