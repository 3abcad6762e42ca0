//! What is seen on a page, as a mark: a page whose mark is the same is the same.
//!
//! All files but guides count for every page, as hardly any page shows nothing of them and they rarely
//! change. Of guides, which are many, a page counts only what it shows: of most what lists and links show
//! of them, of some their texts.

use std::sync::Arc;

use kb_flow::Flow;

use crate::address::Address;
use crate::edition::Edition;
use crate::guide::Guide;
use crate::link::Linked;
use crate::memory::{Mark, Memory};
use crate::page::Page;

/// A page that is to be drawn, or some that are drawn together.
pub(super) struct Drawing<'a> {
    /// What is seen on it.
    mark: Mark,
    draw: Box<dyn Fn() -> Vec<Page> + Send + Sync + 'a>,
}

impl<'a> Drawing<'a> {
    pub(super) fn of(seen: Seen, draw: impl Fn() -> Vec<Page> + Send + Sync + 'a) -> Self {
        Self { mark: seen.0, draw: Box::new(draw) }
    }

    /// What `memory` holds of it, or what is drawn now.
    pub(super) fn drawn(&self, memory: &Memory) -> Arc<[Page]> {
        memory.pages.get(self.mark, || (self.draw)().into())
    }
}

/// What pages of an edition can show.
pub(super) struct Sight<'a> {
    edition: &'a Edition,
    /// All but guides: what every page shows something of.
    around: Mark,
    /// Of guides, what lists show.
    faces: Mark,
    /// Of the guides that flows offer, the same.
    offered: Mark,
    /// All that links of guides can lead to.
    ends: Mark,
    /// What every page of a guide shows.
    guides: Seen,
}

/// What is seen on a page.
#[derive(Clone, Copy)]
pub(super) struct Seen(Mark);

impl Seen {
    /// The same with something more.
    pub(super) fn with(self, more: Mark) -> Self {
        Self(Mark::of([self.0, more]))
    }

    /// What tells it from anything else.
    pub(super) fn mark(self) -> Mark {
        self.0
    }

    /// The same on a page of that name.
    pub(super) fn named(self, name: &str) -> Self {
        self.with(Mark::of([name]))
    }
}

impl<'a> Sight<'a> {
    pub(super) fn of(linked: &Linked, edition: &'a Edition) -> Self {
        let place =
            linked.site.base_url.as_ref().map(|base| base.of(&Address::home())).unwrap_or_default();
        let surroundings = linked.surroundings;
        let around = [edition.language.as_bytes(), place.as_bytes(), surroundings.as_ref()];
        let around = Mark::of(around);
        Self {
            edition,
            guides: Seen(around).named("guide"),
            around,
            faces: edition.faces(),
            offered: edition.offered_faces(),
            ends: edition.ends(surroundings),
        }
    }

    fn kind(&self, kind: &str) -> Seen {
        Seen(self.around).named(kind)
    }

    /// A page that shows of guides no more than lists do.
    pub(super) fn page(&self, kind: &str) -> Seen {
        self.kind(kind).with(self.faces)
    }

    /// A page that shows the texts of all guides that a flow offers.
    pub(super) fn with_texts(&self, kind: &str, name: &str, flow: Option<&Flow>) -> Seen {
        let fixes = flow.into_iter().flat_map(|flow| &flow.draft().fixes);
        let texts = fixes.filter_map(|fix| Some(self.edition.guides.get(&fix.id)?.mark));
        self.page(kind).named(name).with(Mark::of(texts))
    }

    /// The page of a guide.
    pub(super) fn guide(&self, guide: &Guide, editions: &[&Edition], memory: &Memory) -> Seen {
        // For nothing to be found under it, it need not be worked out.
        if !memory.keeps() {
            return self.guides;
        }
        // A page says in which languages it is there in words of its own.
        let path = guide.original();
        let spoken: Vec<u8> =
            editions.iter().map(|edition| u8::from(edition.is_original(&path))).collect();
        let links = self.edition.links_to(guide, self.ends, memory);
        let parts = [self.guides.0.as_ref(), guide.mark.as_ref(), links.as_ref(), &spoken];
        let seen = Seen(Mark::of(parts));
        // Only what flows offer has neighbours.
        if self.edition.offers(&guide.id) { seen.with(self.offered) } else { seen }
    }
}
