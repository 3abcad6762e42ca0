//! What stands around a guide: its contents, the steps beside it, and the codes that lead to it.

use kb_flow::{Fix, Platform};
use pulldown_cmark::HeadingLevel;

use super::{Renderer, pages::is_page_of, platform_word, view};
use crate::address::Address;
use crate::assets::Asset;
use crate::edition::guide_path;
use crate::guide::Guide;
use crate::markdown::Body;
use crate::sequence::codes_leading_to;
use crate::tables::shown;

/// From so many headings on, a page lists them.
const LONG: usize = 4;

/// So many codes are shown at once.
const CODES_AT_ONCE: usize = 8;

impl Renderer<'_> {
    /// The headings of a text that is long enough to need a list of them.
    pub(super) fn contents(body: &Body) -> Vec<view::Heading> {
        let headings = body.outline(HeadingLevel::H2);
        let headings: Vec<_> =
            headings.into_iter().map(|(id, text)| view::Heading { id, text }).collect();
        if headings.len() < LONG { Vec::new() } else { headings }
    }

    /// The script of tabs, for a page that has some.
    pub(super) fn tabs_script<'b>(
        &self,
        bodies: impl IntoIterator<Item = &'b Body>,
        here: &Address,
    ) -> Option<String> {
        let has_tabs = bodies.into_iter().any(Body::has_tabs);
        has_tabs.then(|| self.asset(Asset::Tabs, here))
    }

    /// The fixes to try before and after a guide.
    pub(super) fn beside<'b>(&'b self, guide: &'b Guide, here: &Address) -> view::Beside<'b> {
        let Some(contract) = &guide.contract else {
            return view::Beside { before: Vec::new(), next: Vec::new() };
        };
        let (before, next) =
            (self.sequence.before(&contract.fix), self.sequence.next(&contract.fix));
        let link = |(fix, on): (&'b Fix, Vec<Platform>)| {
            let names = on.iter().map(|&platform| self.word(platform_word(platform)));
            let is_for_all = on.len() == contract.fix.platforms.len();
            view::Neighbour {
                title: &fix.title,
                href: self.way(Address::guide(&fix.id), here),
                systems: if is_for_all {
                    String::new()
                } else {
                    names.collect::<Vec<_>>().join(", ")
                },
                language: self.other_language(&guide_path(&fix.id)),
            }
        };
        view::Beside {
            before: before.into_iter().map(link).collect(),
            next: next.into_iter().map(link).collect(),
        }
    }

    /// The codes that lead to a guide and have a page, those shown at once and the others.
    pub(super) fn leading_codes(&self, guide: &Guide, here: &Address) -> [Vec<view::Mark>; 2] {
        let names = codes_leading_to(&guide.id, self.edition.flows.values());
        let links = names.iter().filter_map(|name| {
            let own = self.edition.codes.iter().find(|page| is_page_of(name, &page.name));
            let page = match own {
                Some(page) => Address::code(&page.name),
                None => self.edition.tables.entry(name).map(|_| Address::entry(name))?,
            };
            Some(view::Mark { name: shown(name), href: self.way(page, here) })
        });
        let mut first: Vec<_> = links.collect();
        let rest = first.split_off(first.len().min(CODES_AT_ONCE));
        [first, rest]
    }
}
