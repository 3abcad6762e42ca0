//! What the start page offers: what most people come for.

use kb_flow::GuideId;

use super::{Renderer, view};
use crate::address::{Address, entry_name};
use crate::edition::code_path;
use crate::tables::shown;

impl Renderer<'_> {
    /// The pages that the settings name, or all pages of codes.
    pub(super) fn start<'b>(&'b self, here: &Address) -> Vec<view::Card<'b>> {
        let named = &self.site.start;
        if named.is_empty() {
            let codes = self.edition.codes.iter().map(|code| code.name.as_str());
            return codes.filter_map(|name| self.card(name, here)).collect();
        }
        named.iter().filter_map(|name| self.card(&name.value, here)).collect()
    }

    /// What helps somebody who cannot wait, as the first page that knows says.
    pub(super) fn meanwhile<'b>(&'b self, here: &Address) -> Option<view::Link<'b>> {
        let named = self.site.start.iter().map(|name| name.value.as_str());
        let all = self.edition.codes.iter().map(|code| code.name.as_str());
        let guide = named.chain(all).find_map(|name| {
            let code = self.edition.codes.iter().find(|code| code.name == name)?;
            code.meanwhile.as_ref()
        })?;
        Some(self.to_guide(&guide.value, here))
    }

    /// A link to a guide that is there.
    pub(super) fn to_guide<'b>(&'b self, name: &str, here: &Address) -> view::Link<'b> {
        let guide = &self.edition.guides[&GuideId::from(name)];
        view::Link {
            title: &guide.title,
            summary: &guide.summary,
            href: self.way(Address::guide(&guide.id), here),
            language: self.other_language(&guide.original()),
        }
    }

    /// The page of a name, as lists of queries have it: `caa20004`, `guides/set-clock`,
    /// `codes/aadsts50076`.
    fn card<'b>(&'b self, name: &str, here: &Address) -> Option<view::Card<'b>> {
        if let Some(guide) = name.strip_prefix("guides/") {
            let link = self.to_guide(guide, here);
            let view::Link { title, summary, href, language } = link;
            return Some(view::Card { title: title.to_owned(), summary, href, language });
        }
        if let Some(wanted) = name.strip_prefix("codes/") {
            let tables = &self.edition.tables;
            let entries = tables.codes.iter().chain(&tables.numbers);
            return entries.into_iter().find_map(|entry| {
                let name = entry.names.iter().find(|name| entry_name(name) == wanted)?;
                let is_original = self.edition.has_original_tables();
                Some(view::Card {
                    title: shown(name),
                    summary: &entry.meaning,
                    href: self.way(Address::entry(name), here),
                    language: is_original.then_some(self.site.language.as_str()),
                })
            });
        }
        let code = self.edition.codes.iter().find(|code| code.name == name)?;
        Some(view::Card {
            title: code.title.clone(),
            summary: &code.summary,
            href: self.way(Address::code(&code.name), here),
            language: self.other_language(&code_path(&code.name)),
        })
    }
}
