//! Content in, help site out.
//!
//! A page passes through these stages, each a function from the one before with a type of its own:
//!
//! | stage | function | from → to |
//! | --- | --- | --- |
//! | read | [`disk::read_content`] | folder → [`source::Source`] |
//! | parse | [`guide::parse_all`], [`code::parse_all`], [`flow_file::parse_all`], [`scenario::parse_all`], [`tables::parse`], [`glossary::parse`], [`agent::parse`], [`change::parse`], [`site::parse`], [`words::parse`], [`translation::parse`] | texts → typed, with places |
//! | link | [`link::link`] | all of them → [`link::Linked`]: every name resolved, every flow proved, every scenario led through, an [`edition::Edition`] for each language |
//! | render | [`render::render`] | linked → [`page::Page`] |
//! | publish | [`disk::publish`] | pages and their compressed forms → the whole tree swapped in at once |
//!
//! Only the first and the last touch the disk. Faults in the content stop no stage: all are
//! collected and printed together, and a site is published only if there are none.

pub mod address;
pub mod agent;
pub mod alias;
pub mod api;
pub mod args;
pub mod assets;
pub mod base_url;
pub mod book;
pub mod booklet;
pub mod brand;
pub mod bundle;
pub mod change;
pub mod code;
pub mod colour;
pub mod command;
pub mod compress;
pub mod counts;
pub mod day;
pub mod diagram;
pub mod disk;
pub mod document;
pub mod edition;
pub mod editorial;
pub mod escape;
pub mod fields;
pub mod flow_file;
pub mod format;
pub mod front_matter;
pub mod glossary;
pub mod guide;
pub mod headers;
pub mod highlight;
pub mod hosting;
pub mod icons;
mod lean;
pub mod link;
pub mod logo;
pub mod manual;
pub mod markdown;
pub mod memory;
pub mod outline;
pub mod page;
pub mod policy;
pub mod problem;
pub mod pseudo;
pub mod readability;
pub mod render;
pub mod report;
pub mod scenario;
pub mod schema;
pub mod search;
pub mod sequence;
pub mod serve;
pub mod site;
pub mod snippet;
pub mod source;
pub mod starter;
pub mod summary;
pub mod svg;
pub mod tables;
pub mod tabs;
pub mod theme;
pub mod tickets;
pub mod translation;
pub mod words;

use base_url::BaseUrl;
use headers::Rules;
use memory::Memory;
use page::Page;
use problem::{Problem, Problems};
use render::Medium;
use source::{Source, SourcePath};

/// A whole site.
#[derive(Debug)]
pub struct Built {
    /// Its files.
    pub pages: Vec<Page>,
    /// How they are to be served.
    pub rules: Rules,
}

impl Built {
    /// How many of its files are documents that a browser shows.
    pub fn documents(&self) -> usize {
        self.pages.iter().filter(|page| page.policy.is_some()).count()
    }
}

/// Builds every page of the site, or says everything that is wrong with its content.
pub fn build(source: &Source) -> Result<Vec<Page>, Vec<Problem>> {
    build_for(source, None).map(|built| built.pages)
}

/// The same for a place on the web other than that in the settings, with what servers need to know.
pub fn build_for(source: &Source, base_url: Option<&BaseUrl>) -> Result<Built, Vec<Problem>> {
    build_again(source, base_url, &Memory::default())
}

/// The same, with what is remembered of builds before it. What comes out is the same.
pub fn build_again(
    source: &Source,
    base_url: Option<&BaseUrl>,
    memory: &Memory,
) -> Result<Built, Vec<Problem>> {
    let problems = Problems::default();
    match link_with(source, memory, &problems) {
        Some(mut linked) if !problems.has_errors() => {
            if let Some(base_url) = base_url {
                linked.site.base_url = Some(base_url.clone());
            }
            let mut pages = render::render(&linked, Medium::Web, memory);
            let rules = hosting::rules(&linked);
            pages.extend(hosting::settings(&rules, &pages));
            pages.sort_by(|a, b| a.path.cmp(&b.path));
            memory.sweep();
            // Nobody has to wait until all of it is let go.
            rayon::spawn(move || drop(linked));
            Ok(Built { pages, rules })
        }
        _ => Err(problems.errors()),
    }
}

/// Parses and links the content: nearly all that `check` does.
pub fn link_content(source: &Source, problems: &Problems) -> Option<link::Linked> {
    link_with(source, &Memory::default(), problems)
}

fn link_with(source: &Source, memory: &Memory, problems: &Problems) -> Option<link::Linked> {
    source.report_unreadable(problems);
    format::check(source, problems).then_some(())?;
    let site = site::parse(source, problems);
    if let Some(site) = &site {
        let languages: Vec<&str> = site.languages.iter().map(|language| &*language.tag).collect();
        source.report_unused(&languages, problems);
    }
    let parsed = link::Parsed {
        site,
        tables: tables::parse(source, problems),
        desk: agent::parse(source, problems),
        glossary: glossary::parse(source, &SourcePath::new("glossary.toml"), problems),
        guides: guide::parse_all(source, memory, problems),
        codes: code::parse_all(source, problems),
        flows: flow_file::parse_all(source, problems),
        scenarios: scenario::parse_all(source, problems),
        changes: change::parse(source, problems),
    };
    link::link(source, parsed, memory, problems)
}
