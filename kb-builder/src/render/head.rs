//! What a page says about itself to search engines, chats that show a card for a link, and readers
//! of feeds.

use minijinja::Value;
use serde_json::{Value as Json, json};

use super::{Renderer, view};
use crate::address::Address;
use crate::code::Code;
use crate::edition::{Edition, code_path, flow_path, guide_path};
use crate::guide::Guide;
use crate::source::SourcePath;

/// The vocabulary of what is said to programs.
const VOCABULARY: &str = "https://schema.org";

/// Whether a page is in the language of an edition, and not the original in its place.
pub(super) fn speaks(edition: &Edition, page: &Address) -> bool {
    let parts: Vec<&str> = page.bare().split('/').collect();
    let original: Option<SourcePath> = match parts[..] {
        ["guides", name] => Some(guide_path(&name.into())),
        ["flows", name] => Some(flow_path(&name.into())),
        ["codes", _] | ["codes"] => return !edition.has_original_tables(),
        [name] => Some(code_path(name)),
        _ => None,
    };
    !original.is_some_and(|original| edition.is_original(&original))
}

impl Renderer<'_> {
    /// The full address of a page, where it is known where the site is.
    pub(super) fn full(&self, address: &Address) -> Option<String> {
        self.site.base_url.as_ref().map(|base| base.of(address))
    }

    /// `page` is the address that the page has in every language.
    pub(super) fn head(&self, page: &Address) -> view::Head {
        let own = self.editions.first().expect("bug: there is the site's own language");
        // Shown in the original's words, it is the original's page once more.
        let spoken = if speaks(self.edition, page) { self.edition } else { own };
        let in_words = self.editions.iter().filter(|edition| speaks(edition, page));
        let alternates: Vec<view::Alternate> = in_words
            .filter_map(|edition| {
                let href = self.full(&edition.at(page.clone()))?;
                Some(view::Alternate { tag: edition.language.clone(), href })
            })
            .collect();
        let here = self.edition.at(page.clone());
        view::Head {
            canonical: self.full(&spoken.at(page.clone())),
            alternates: if alternates.len() > 1 { alternates } else { Vec::new() },
            any: self.full(&own.at(page.clone())),
            kind: if *page == Address::home() { "website" } else { "article" },
            locale: self.edition.language.replace('-', "_"),
            feed: self.has_feed.then(|| Address::top(super::feed::FILE).seen_from(&here)),
            data: None,
        }
    }

    /// What the start page is.
    pub(super) fn website(&self) -> Json {
        let mut data = json!({
            "@context": VOCABULARY,
            "@type": "WebSite",
            "name": self.edition.name,
            "description": self.edition.summary,
            "inLanguage": self.edition.language,
        });
        if let Some(url) = self.full(&self.edition.at(Address::home())) {
            data["url"] = url.into();
        }
        data
    }

    /// Where a guide is and, of a fix, what it tells people to do.
    pub(super) fn guide_data(&self, guide: &Guide) -> Json {
        let page = Address::guide(&guide.id);
        let list = (self.word("nav-guides"), Address::guides());
        let way = self.breadcrumbs(&[list, (&guide.title, page.clone())]);
        let all: Vec<Json> = way.into_iter().chain(self.how_to(guide, &page)).collect();
        Json::Array(all)
    }

    /// Where the page of a code with questions is.
    pub(super) fn code_data(&self, code: &Code) -> Json {
        let way = self.breadcrumbs(&[(&code.title, Address::code(&code.name))]);
        Json::Array(way.into_iter().collect())
    }

    /// Where the page of another code is.
    pub(super) fn entry_data(&self, title: &str, name: &str) -> Json {
        let list = (self.word("nav-codes"), Address::codes());
        let way = self.breadcrumbs(&[list, (title, Address::entry(name))]);
        Json::Array(way.into_iter().collect())
    }

    /// The way to a page from the start; it takes full addresses to say.
    fn breadcrumbs(&self, below: &[(&str, Address)]) -> Option<Json> {
        let home = (self.word("nav-start"), Address::home());
        let all = std::iter::once(&home).chain(below).enumerate();
        let items: Option<Vec<Json>> = all
            .map(|(before, (name, page))| {
                let item = self.full(&self.edition.at(page.clone()))?;
                let position = before + 1;
                Some(json!({"@type": "ListItem", "position": position, "name": name, "item": item}))
            })
            .collect();
        Some(json!({
            "@context": VOCABULARY,
            "@type": "BreadcrumbList",
            "itemListElement": items?,
        }))
    }

    /// The steps of a fix; nothing of a guide that tells nobody what to do, step by step.
    fn how_to(&self, guide: &Guide, page: &Address) -> Option<Json> {
        let fix = &guide.contract.as_ref()?.fix;
        let here = self.full(&self.edition.at(page.clone()));
        let is_original = self.edition.is_original(&guide.original());
        let step = |text: &String| json!({"@type": "HowToStep", "text": text});
        let mut all = Vec::new();
        for section in guide.body.sections() {
            let steps: Vec<Json> = section.steps.iter().map(step).collect();
            let Some((name, anchor)) = section.heading else {
                all.extend(steps);
                continue;
            };
            let mut part = json!({"@type": "HowToSection", "name": name, "itemListElement": steps});
            if let Some(here) = &here {
                part["url"] = format!("{here}#{anchor}").into();
            }
            all.push(part);
        }
        let language = if is_original { &self.site.language } else { &self.edition.language };
        (!all.is_empty()).then(|| {
            json!({
                "@context": VOCABULARY,
                "@type": "HowTo",
                "name": guide.title,
                "description": guide.summary,
                "inLanguage": language,
                "totalTime": format!("PT{}M", fix.minutes),
                "step": all,
            })
        })
    }
}

impl view::Frame<'_> {
    /// The same with something said to programs; nothing is said where there is nothing.
    pub(super) fn saying(mut self, data: &Json) -> Self {
        if data.as_array().is_some_and(Vec::is_empty) {
            return self;
        }
        // Inside a script element only `<` could end it early.
        let json = data.to_string().replace('<', "\\u003c");
        self.head.data = Some(Value::from_safe_string(json));
        self
    }
}
