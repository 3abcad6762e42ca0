//! Content in, help site out.
//!
//! A page passes through these stages, each a function from the one before with a type of its own:
//!
//! | stage | function | from → to |
//! | --- | --- | --- |
//! | read | [`disk::read_content`] | folder → [`source::Source`] |
//! | parse | [`guide::parse_all`], [`code::parse_all`], [`flow_file::parse_all`], [`scenario::parse_all`], [`tables::parse`], [`glossary::parse`], [`agent::parse`], [`site::parse`], [`words::parse`], [`translation::parse`] | texts → typed, with places |
//! | link | [`link::link`] | all of them → [`link::Linked`]: every name resolved, every flow proved, every scenario led through, an [`edition::Edition`] for each language |
//! | render | [`render::render`] | linked → [`page::Page`] |
//! | compress | [`compress::finish_all`] | pages → the same with the forms that servers send |
//! | publish | [`disk::publish`] | all of it → the whole tree swapped in at once |
//!
//! Only the first and the last touch the disk. Faults in the content stop no stage: all are
//! collected and printed together, and a site is published only if there are none.

pub mod address;
pub mod agent;
pub mod api;
pub mod args;
pub mod assets;
pub mod book;
pub mod brand;
pub mod code;
pub mod colour;
pub mod command;
pub mod compress;
pub mod day;
pub mod disk;
pub mod edition;
pub mod editorial;
pub mod fields;
pub mod flow_file;
pub mod front_matter;
pub mod glossary;
pub mod guide;
pub mod link;
pub mod logo;
pub mod markdown;
pub mod page;
pub mod policy;
pub mod problem;
pub mod pseudo;
pub mod readability;
pub mod render;
pub mod report;
pub mod scenario;
pub mod search;
pub mod serve;
pub mod site;
pub mod snippet;
pub mod source;
pub mod svg;
pub mod tables;
pub mod theme;
pub mod translation;
pub mod words;

use page::Page;
use problem::{Problem, Problems};
use source::{Source, SourcePath};

/// Builds every page of the site, or says everything that is wrong with its content.
pub fn build(source: &Source) -> Result<Vec<Page>, Vec<Problem>> {
    let problems = Problems::default();
    let linked = link_content(source, &problems);
    match linked {
        Some(linked) if !problems.has_errors() => Ok(render::render(&linked)),
        _ => Err(problems.errors()),
    }
}

/// Parses and links the content: nearly all that `check` does.
pub fn link_content<'a>(source: &'a Source, problems: &Problems) -> Option<link::Linked<'a>> {
    source.report_unreadable(problems);
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
        guides: guide::parse_all(source, problems),
        codes: code::parse_all(source, problems),
        flows: flow_file::parse_all(source, problems),
        scenarios: scenario::parse_all(source, problems),
    };
    link::link(source, parsed, problems)
}
