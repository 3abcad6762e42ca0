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
use crate::memory::Memory;
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
pub enum Order {
    /// The whole site in a zip.
    Folder,
    /// One flow in one file.
    Flow {
        /// Which.
        flow: FlowId,
        /// In which language of the site.
        language: String,
        /// As what.
        form: Form,
    },
}

/// What one file with a flow is.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// HTML with the checker.
    Single,
    /// HTML without scripts.
    Static {
        /// Whether it has a style.
        styled: bool,
        /// How much it says.
        extent: Extent,
    },
    /// A text.
    Text(Format),
}

/// The formats of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Confluence's storage format.
    Confluence,
    /// The marks of MediaWiki.
    Mediawiki,
    /// The marks of DokuWiki.
    Dokuwiki,
    /// Markdown.
    Markdown,
    /// No marks.
    Plain,
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
pub fn make(linked: &Linked, order: &Order) -> Bundle {
    let (flow, language, form) = match order {
        Order::Folder => {
            let bytes = folder::zip(render(linked, Medium::Disk, &Memory::default()));
            return Bundle { bytes, losses: Losses::default() };
        }
        Order::Flow { flow, language, form } => (flow, language, form),
    };
    let editions = std::iter::once(&linked.own).chain(&linked.translations);
    let mut editions = editions.zip(&linked.indexes);
    let ordered = editions.find(|(edition, _)| edition.language == *language);
    let (edition, index) = ordered.expect("bug: only a language of the site is ordered");
    let flow = &edition.flows[flow];
    let of = |extent| booklet::of(&linked.site, edition, flow, extent);
    match form {
        Form::Single => {
            let document = of(Extent::Whole);
            let bytes = single(&linked.site, edition, index, flow, &document);
            Bundle { bytes, losses: lost_anywhere(&document) }
        }
        Form::Static { styled, extent } => {
            let document = of(*extent);
            let text = write_static(&document, &edition.words, *styled);
            Bundle { bytes: text.into_bytes(), losses: lost_anywhere(&document) }
        }
        Form::Text(format) => {
            let Written { text, losses } = write_text(*format, &of(Extent::Whole));
            Bundle { bytes: text.into_bytes(), losses }
        }
    }
}

/// Puts a document into one HTML file without scripts.
pub fn write_static(document: &Document, words: &AllWords, styled: bool) -> String {
    html::write(document, words, styled)
}

/// A text in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// What of it the format cannot carry.
    pub losses: Losses,
}

/// Puts a document into a text.
pub fn write_text(format: Format, document: &Document) -> Written {
    let mut written = match format {
        Format::Confluence => confluence::write(document),
        Format::Mediawiki => mediawiki::write(document),
        Format::Dokuwiki => dokuwiki::write(document),
        Format::Markdown => markdown::write(document),
        Format::Plain => text::write(document),
    };
    // The others have no way to mark either.
    if format != Format::Mediawiki {
        for _ in document.sections.iter().filter(|section| section.language.is_some()) {
            written.losses.add(Loss::Language);
        }
        if document.direction == "rtl" {
            written.losses.add(Loss::Direction);
        }
    }
    written.losses.extend(lost_anywhere(document));
    written
}

/// What a document has lost before it is put into anything.
fn lost_anywhere(document: &Document) -> Losses {
    let mut losses = Losses::default();
    for _ in 0..document.nowhere() {
        losses.add(Loss::Nowhere);
    }
    for _ in 0..document.left_out {
        losses.add(Loss::Extra);
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
