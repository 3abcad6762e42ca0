//! Linked content into pages.

mod api;
mod brand;
mod desk;
mod elsewhere;
mod embed;
mod feed;
mod findable;
mod head;
mod pages;
mod reading;
mod said;
mod sight;
mod start;
mod summary;
mod templates;
mod view;
pub(crate) mod xml;

use std::collections::BTreeMap;
use std::sync::Arc;

use kb_flow::{FlowId, Platform, Who};
use minijinja::Value;
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use serde::Serialize;

use crate::address::Address;
use crate::agent::Desk;
use crate::assets::{Asset, Assets, address_of, fingerprinted};
use crate::code::Code;
use crate::edition::{Edition, code_path};
use crate::glossary::Glossary;
use crate::guide::{Care, Command, Guide};
use crate::link::Linked;
use crate::markdown::{self, Around, Body, Setting, callout_name};
use crate::memory::{Mark, Memory};
use crate::page::Page;
use crate::policy::Policy;
use crate::pseudo::Pseudo;
use crate::sequence::Sequence;
use crate::site::Site;
use crate::snippet::Language;
use crate::source::SourcePath;
use crate::words::AllWords;
use brand::BrandFiles;
pub(crate) use pages::hand_over_word;
pub(crate) mod single;
use sight::{Drawing, Sight};
use templates::Templates;

/// Where the pages are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// From a web server.
    Web,
    /// From a disk, where a page can fetch nothing.
    Disk,
}

/// Every page of the site, assets included. What `memory` holds is not drawn again.
pub fn render(linked: &Linked, medium: Medium, memory: &Memory) -> Vec<Page> {
    let assets = Assets::fingerprint(&linked.site.brand, |asset| match asset {
        Asset::Count => linked.site.counter.is_some() && medium == Medium::Web,
        Asset::Checker => medium == Medium::Web,
        // Nobody comes back from a sign-in that nobody is sent to.
        Asset::Callback => linked.site.probes.ask_somebody(),
        // A copy on a disk is embedded nowhere.
        Asset::Embed | Asset::EmbedStyle => medium == Medium::Web,
        _ => true,
    });
    let templates = Templates::new();
    let brand = BrandFiles::of(&linked.site.brand);
    let editions: Vec<&Edition> =
        std::iter::once(&linked.own).chain(&linked.translations).collect();
    let mut pages = Vec::new();
    if linked.site.probes.ask_somebody() {
        let seen = Mark::of([b"callback".as_slice(), linked.surroundings.as_ref()]);
        let draw = || [callback(&editions, &assets, &brand, &templates)].into();
        pages.extend(memory.pages.get(seen, draw).iter().cloned());
    }
    let mut moved = Vec::new();
    let has_changes = linked.site.base_url.is_some() && !linked.changes.is_empty();
    let has_feed = has_changes && medium == Medium::Web;
    for (&edition, index) in editions.iter().zip(&linked.indexes) {
        let name = format!("search-{}", edition.language);
        let index = fingerprinted(&name, "js", index.script().into_bytes());
        let pseudo = Pseudo::of(&edition.language);
        let desk = linked.desk.as_ref().map(|desk| match pseudo {
            Some(pseudo) => desk.map(|text| pseudo.say(text)),
            None => desk.clone(),
        });
        let renderer = Renderer {
            site: &linked.site,
            edition,
            editions: &editions,
            assets: &assets,
            brand: &brand,
            index: address_of(&index),
            desk: desk.as_ref(),
            templates: &templates,
            has_feed,
            copy: (medium == Medium::Disk).then(|| copy_note(linked, edition)),
            medium,
            sequence: Sequence::of(edition.flows.values()),
            words: edition.words.value(),
        };
        pages.push(index);
        let sight = Sight::of(linked, edition);
        pages.extend(renderer.all(&sight, memory));
        let redirects = Drawing::of(sight.page("moved"), || renderer.redirect_pages());
        moved.extend(redirects.drawn(memory).iter().cloned());
    }
    pages.extend(findable::sitemap(&linked.site, &editions, &pages));
    pages.push(findable::robots(&linked.site));
    pages.extend(feed::feed(&linked.own, &linked.changes, linked.site.base_url.as_ref()));
    pages.extend(moved);
    pages.extend(api::schemas());
    pages.extend(assets.into_pages());
    pages.extend(brand.into_pages());
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

/// What a copy of the site says of itself: what it cannot do, where that can be done, and how old it is.
fn copy_note(linked: &Linked, edition: &Edition) -> String {
    let cares = edition.guides.values().map(|guide| &guide.care);
    let cares = cares.chain(edition.codes.iter().map(|code| &code.care));
    let days = cares.map(|care| care.reviewed);
    let newest = days.chain(linked.changes.iter().map(|change| change.day)).max();
    let mut note = edition.words.get("copy-alone").to_owned();
    if let Some(base_url) = &linked.site.base_url {
        let site = base_url.of(&edition.at(Address::home()));
        note.extend([" ", edition.words.get("booklet-site"), " ", &site, "."]);
    }
    if let Some(newest) = newest {
        let day = edition.words.get("copy-day").replace("{day}", &newest.to_string());
        note.extend([" ", &day]);
    }
    note
}

/// The page that a sign-in comes back to, which says its sentence in every language: it knows none.
fn callback(
    editions: &[&Edition],
    assets: &Assets,
    brand: &BrandFiles<'_>,
    templates: &Templates,
) -> Page {
    let (here, policy) = (Address::callback(), Policy::callback());
    let texts = editions.iter().map(|edition| view::CallbackText {
        language: &edition.language,
        direction: direction(&edition.language),
        words: edition.words.value(),
        home: edition.at(Address::home()).seen_from(&here),
    });
    let view = view::Callback {
        policy: policy.for_meta(),
        script: assets.address(Asset::Callback).seen_from(&here),
        style: assets.address(Asset::Style).seen_from(&here),
        brand_style: brand.style(&here),
        texts: texts.collect(),
    };
    let bytes = templates.fill("callback.html", view);
    Page { path: here.file(), bytes: bytes.into(), policy: Some(policy) }
}

/// Draws the pages of one edition.
struct Renderer<'a> {
    site: &'a Site,
    edition: &'a Edition,
    editions: &'a [&'a Edition],
    assets: &'a Assets,
    brand: &'a BrandFiles<'a>,
    /// What can be found.
    index: Address,
    desk: Option<&'a Desk>,
    templates: &'a Templates,
    has_feed: bool,
    /// What is said at the foot of each page of a copy.
    copy: Option<String>,
    medium: Medium,
    sequence: Sequence<'a>,
    /// Its words, for templates: made once, as each page has them all.
    words: Value,
}

impl Renderer<'_> {
    /// Every page of the edition, each kept in `memory` under the mark of all that is seen on it.
    fn all(&self, sight: &Sight<'_>, memory: &Memory) -> Vec<Page> {
        let edition = self.edition;
        let index = Mark::of([self.index.to_string()]);
        let flow = |id: &str| edition.flows.get(&FlowId::from(id));
        let mut drawings = vec![
            Drawing::of(sight.page("home").with(index), || vec![self.home()]),
            Drawing::of(sight.page("search").with(index), || {
                // The index is another after each change; what is listed, after hardly any.
                let list = sight.page("search-list").mark();
                let list = memory.parts.get(list, || self.search_list().into());
                vec![self.search_page(&list)]
            }),
            Drawing::of(sight.page("list"), || vec![self.guide_list()]),
            Drawing::of(sight.page("entries"), || self.entries()),
            Drawing::of(sight.page("glossary"), || self.glossary().into_iter().collect()),
            Drawing::of(sight.page("agents"), || self.agents()),
            Drawing::of(sight.page("api"), || self.api()),
        ];
        if edition.folder.is_empty() {
            drawings
                .push(Drawing::of(sight.page("not-found").with(index), || vec![self.not_found()]));
            drawings.push(Drawing::of(sight.page("llms"), || vec![self.llms()]));
        }
        if self.medium == Medium::Web {
            drawings.push(Drawing::of(sight.page("embedding"), || vec![self.embedding()]));
            drawings.extend(edition.flows.values().map(|flow| {
                Drawing::of(sight.with_texts("embed", flow.id().as_str(), Some(flow)), || {
                    vec![self.embed(flow)]
                })
            }));
        }
        drawings.extend(edition.flows.values().map(|flow| {
            Drawing::of(sight.page("flow").named(flow.id().as_str()), || {
                vec![self.flow(flow), self.summary(flow)]
            })
        }));
        drawings.extend(edition.codes.iter().map(|code| {
            Drawing::of(sight.with_texts("code", &code.name, flow(&code.flow)), || {
                vec![self.code(code)]
            })
        }));
        let guides = edition.guides.par_iter().map(|(_, guide)| {
            let seen = sight.guide(guide, self.editions, memory);
            Drawing::of(seen, || vec![self.guide(guide)]).drawn(memory)
        });
        let others = drawings.into_par_iter().map(|drawing| drawing.drawn(memory));
        let drawn: Vec<Arc<[Page]>> = guides.chain(others).collect();
        drawn.iter().flat_map(|pages| pages.iter().cloned()).collect()
    }

    fn word(&self, name: &str) -> &str {
        self.edition.words.get(name)
    }

    fn asset(&self, asset: Asset, from: &Address) -> String {
        self.assets.address(asset).seen_from(from)
    }

    fn module(&self, from: &Address) -> view::Module {
        let asset = |asset, medium| (self.medium == medium).then(|| self.asset(asset, from));
        view::Module {
            wasm: asset(Asset::Checker, Medium::Web),
            packed: asset(Asset::PackedChecker, Medium::Disk),
        }
    }

    /// The way from a page to another of this edition.
    fn way(&self, to: Address, from: &Address) -> String {
        self.edition.at(to).seen_from(from)
    }

    /// Where a page is for somebody who is not on the site.
    fn absolute(&self, to: Address) -> String {
        let to = self.edition.at(to);
        let base_url = self.site.base_url.as_ref();
        base_url.map_or_else(|| to.to_string(), |base_url| base_url.of(&to))
    }

    /// The site's own language, where an original is shown in its place.
    fn original(&self, is_original: bool) -> Option<view::Original<'_>> {
        let language = &self.site.language;
        is_original.then(|| view::Original {
            language,
            direction: direction(language),
            note: self.word("original-note"),
        })
    }

    /// The language of an original, where it is shown in the place of a translation.
    fn other_language(&self, original: &SourcePath) -> Option<&str> {
        self.edition.is_original(original).then_some(self.site.language.as_str())
    }

    fn page(&self, template: &str, here: &Address, policy: Policy, view: impl Serialize) -> Page {
        let bytes = self.templates.fill(template, view);
        let policy = policy.framed_by(&self.site.frame_ancestors);
        Page { path: here.file(), bytes: bytes.into(), policy: Some(policy) }
    }

    /// `page` is the address that the page has in every language.
    fn frame<'b>(
        &'b self,
        page: &Address,
        policy: &'b Policy,
        title: &'b str,
        description: &'b str,
    ) -> view::Frame<'b> {
        let here = &self.edition.at(page.clone());
        let languages = self.editions.iter().map(|edition| view::Language {
            tag: &edition.language,
            name: edition.words.get("language-name"),
            href: edition.at(page.clone()).seen_from(here),
            is_here: edition.language == self.edition.language,
        });
        let has_codes =
            !(self.edition.tables.codes.is_empty() && self.edition.tables.numbers.is_empty());
        view::Frame {
            language: &self.edition.language,
            direction: direction(&self.edition.language),
            site_name: &self.edition.name,
            title,
            description,
            policy: policy.for_meta(),
            head: self.head(page),
            home: self.way(Address::home(), here),
            search: self.way(Address::search(), here),
            agents: self.way(Address::agents(), here),
            guides: self.way(Address::guides(), here),
            codes: has_codes.then(|| self.way(Address::codes(), here)),
            glossary: self.has_glossary().then(|| self.way(Address::glossary(), here)),
            languages: if self.editions.len() > 1 { languages.collect() } else { Vec::new() },
            style: self.asset(Asset::Style, here),
            icon: self.asset(Asset::Icon, here),
            look: self.brand.look(here),
            copy: self.copy.as_deref(),
            address: here.to_string(),
            script: self.asset(Asset::Page, here),
            words: self.words.clone(),
        }
    }

    /// The field to search with, on a page at `here`.
    fn search(&self, here: &Address) -> view::Search {
        let general = self.edition.codes.iter().find(|code| code.general.is_some());
        view::Search {
            home: self.way(Address::home(), here),
            general: general.map(|code| self.way(Address::code(&code.name), here)),
            all: self.way(Address::search(), here),
            index: Some(self.index.seen_from(here)),
            style: self.asset(Asset::SearchStyle, here),
            engine: self.asset(Asset::Search, here),
            script: self.asset(Asset::Find, here),
            says: search_says(&self.edition.words),
        }
    }

    fn has_glossary(&self) -> bool {
        !self.edition.glossary.terms.is_empty()
    }

    fn contract<'b>(&'b self, fix: &'b kb_flow::Fix) -> view::Contract<'b> {
        view::Contract {
            platforms: platforms(&self.edition.words, fix),
            who: self.word(match fix.who {
                Who::Employee => "who-employee",
                Who::Helpdesk => "who-helpdesk",
            }),
            minutes: self.minutes(fix.minutes),
            deletes: &fix.deletes,
            undo: &fix.undo,
            rights: self.word(if fix.elevation { "guide-rights-yes" } else { "guide-rights-no" }),
            success: &fix.success,
            asks_first: fix.asks_first(),
        }
    }

    fn minutes(&self, minutes: u32) -> String {
        self.word("minutes").replace("{n}", &minutes.to_string())
    }

    /// A guide's text as HTML.
    fn body(&self, guide: &Guide, here: &Address, setting: Setting) -> Value {
        let is_original = self.edition.is_original(&guide.original());
        self.text(&guide.path, &guide.body, &guide.commands, is_original, here, setting)
    }

    /// A text as HTML. What comes out was made here, from checked events.
    fn text(
        &self,
        path: &SourcePath,
        body: &Body,
        commands: &BTreeMap<String, Command>,
        is_original: bool,
        here: &Address,
        setting: Setting,
    ) -> Value {
        // Of two texts on one page each has explanations of its own.
        let name = path.as_str().rsplit('/').next().unwrap_or_default();
        let name = name.split('.').next().unwrap_or_default();
        let mark =
            if setting == Setting::Page { "term".to_owned() } else { format!("{name}-term") };
        let none = Glossary::default();
        let own = self.editions.first().map_or(&none, |own| &own.glossary);
        let around = Around {
            setting,
            glossary: if is_original { own } else { &self.edition.glossary },
            mark: &mark,
            commands: &|block| {
                let command = commands.get(block.name.as_deref()?)?;
                let costs = self.command(command, Language::from_word(&block.language));
                Some(self.templates.part("command.html", costs))
            },
            callouts: &|kind| self.word(&format!("callout-{}", callout_name(kind))).to_owned(),
            systems: &|platform| self.word(platform_word(platform)).to_owned(),
            tabs_label: self.word("tabs-label"),
            resolve: &|link| self.edition.resolve(path, link, here),
        };
        Value::from_safe_string(markdown::to_html(body, &around))
    }

    /// What stands beside a block of commands.
    fn command<'b>(
        &'b self,
        command: &'b Command,
        language: Option<Language>,
    ) -> view::CommandNote<'b> {
        view::CommandNote {
            does: &command.does,
            deletes: &command.deletes,
            undo: &command.undo,
            rights: self.word(command_rights(command, language)),
            costs: command.harm >= 2,
            words: self.words.clone(),
        }
    }

    fn care<'b>(&'b self, care: &'b Care) -> view::Care<'b> {
        let due = care.reviewed.after(care.review_days.unwrap_or(self.site.review_days));
        view::Care {
            owner: &care.owner,
            reviewed: care.reviewed.to_string(),
            due: due.to_string(),
            overdue: self.word("overdue"),
            unconfirmed: &care.unconfirmed,
            sources: self.references(care.sources.iter().map(|key| key.value.as_str())),
        }
    }

    /// What a page rests on, by the keys of the table.
    fn references<'b>(&'b self, keys: impl Iterator<Item = &'b str>) -> Vec<view::Reference<'b>> {
        let sources = keys.filter_map(|key| {
            let source = self.edition.tables.sources.get(key)?;
            Some(view::Reference { title: &source.title, url: source.url.as_deref() })
        });
        sources.collect()
    }

    /// Links to the pages of codes.
    fn codes(&self, here: &Address, wanted: impl Fn(&Code) -> bool) -> Vec<view::Link<'_>> {
        let codes = self.edition.codes.iter().filter(|code| wanted(code));
        let links = codes.map(|code| view::Link {
            title: &code.title,
            summary: &code.summary,
            href: self.way(Address::code(&code.name), here),
            language: self.other_language(&code_path(&code.name)),
        });
        links.collect()
    }
}

/// What the field to search with says, as JSON for the inside of a script element.
fn search_says(words: &AllWords) -> Value {
    let words = words.by_name().iter();
    let words: BTreeMap<&str, &str> = words
        .filter_map(|(name, text)| Some((name.strip_prefix("search-say-")?, text.as_str())))
        .collect();
    let json = serde_json::to_string(&words).expect("bug: plain data can be written");
    Value::from_safe_string(json.replace('<', "\\u003c"))
}

/// The systems that a fix is for.
pub(crate) fn platforms(words: &AllWords, fix: &kb_flow::Fix) -> String {
    if fix.platforms.len() == Platform::ALL.len() {
        return words.get("platform-all").to_owned();
    }
    let names = fix.platforms.iter().map(|platform| words.get(platform_word(*platform)));
    names.collect::<Vec<_>>().join(", ")
}

/// The word for the rights that a block of commands needs.
pub(crate) fn command_rights(command: &Command, language: Option<Language>) -> &'static str {
    match (command.elevation, language) {
        (false, _) => "command-rights-no",
        // A terminal asks for the password; it is not opened in another way.
        (true, Some(Language::Sh)) => "command-rights-sh",
        (true, _) => "command-rights-yes",
    }
}

pub(crate) fn platform_word(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => "platform-windows",
        Platform::Macos => "platform-macos",
        Platform::Ios => "platform-ios",
        Platform::Android => "platform-android",
        Platform::Linux => "platform-linux",
    }
}

/// Which way a language is written, by its script's direction in Unicode CLDR.
pub(crate) fn direction(language: &str) -> &'static str {
    let base = language.split('-').next().unwrap_or_default();
    if ["ar", "fa", "he", "ur", "ps", "yi", "dv", "ckb", "ug", "sd"].contains(&base) {
        "rtl"
    } else {
        "ltr"
    }
}
