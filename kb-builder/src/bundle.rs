//! A flow, or the whole site, for places that are no web server: a disk, a wiki, a mail.

mod confluence;
mod dokuwiki;
mod html;
mod loss;
mod markdown;
mod mediawiki;
mod text;

use kb_flow::Flow;

pub use self::loss::{Loss, Losses};

use crate::booklet;
use crate::document::Document;
use crate::edition::Edition;
use crate::site::Site;
use crate::words::AllWords;

/// What a flow is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
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
            Self::Static => "static.html",
            Self::Confluence => "confluence.xml",
            Self::Mediawiki => "mediawiki.txt",
            Self::Dokuwiki => "dokuwiki.txt",
            Self::Markdown => "md",
            Self::Text => "txt",
        }
    }
}

/// A text in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// What of it the format cannot carry.
    pub losses: Losses,
}

/// Puts a flow of an edition into one file.
pub fn write(
    target: Target,
    site: &Site,
    edition: &Edition<'_>,
    flow: &Flow,
    styled: bool,
) -> Written {
    write_document(target, &booklet::of(site, edition, flow), &edition.words, styled)
}

/// Puts a document into one file.
pub fn write_document(
    target: Target,
    document: &Document,
    words: &AllWords,
    styled: bool,
) -> Written {
    let mut written = match target {
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
    for _ in 0..document.nowhere() {
        written.losses.add(Loss::Nowhere);
    }
    written
}

/// The scheme of an address that every wiki makes a link of; others they refuse.
fn is_web(address: &str) -> bool {
    ["https:", "http:", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}

/// A letter of an address that would end it.
fn percent(letter: char) -> String {
    format!("%{:02X}", u32::from(letter))
}
