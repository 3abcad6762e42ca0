//! Documentation that others wrote for others, as it stands, through the whole builder; a second
//! parser of `CommonMark` reads the same and must agree. Every fault that is reported is there, every
//! fault that is there is reported, and of every text nothing is lost.
//!
//! The documents come out of packages of npm, by version and digest, and are kept below `target/`.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/site.rs"]
mod common;
#[path = "foreign/mend.rs"]
mod mend;
#[path = "foreign/package.rs"]
mod package;
#[path = "foreign/rules.rs"]
mod rules;
#[path = "foreign/text.rs"]
mod text;

use std::collections::{BTreeMap, BTreeSet};

use common::site;
use kb_builder::markdown::{Around, Setting, to_html};
use kb_builder::problem::{Problem, Problems};
use kb_builder::source::{Source, SourcePath};
use kb_builder::{build, link_content, markdown};

use package::{MATHJS, Package, SAILS};
use rules::{Found, kind};

/// What stands before a text, so that it is a guide of ours.
fn front_matter(title: &str) -> String {
    format!(
        "+++\ntitle = {title:?}\nsummary = \"From the documentation.\"\nkind = \"explanation\"\n\
         owner = \"Desk\"\nreviewed = \"2026-11-21\"\nunconfirmed = []\nsources = [\"A\"]\n+++\n"
    )
}

/// A text with the ends of lines that the builder gives to every text.
fn with_our_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Where in a guide its text begins.
fn body_of(text: &str) -> usize {
    text.find("\n+++\n").unwrap() + 5
}

/// A site with all of these texts as guides.
fn with_guides(texts: &BTreeMap<String, String>) -> Source {
    let mut source = site("");
    for (name, text) in texts {
        source.add(SourcePath::new(format!("guides/{name}.md")), text.clone().into_bytes());
    }
    source
}

/// The faults of the guides that no site is built with, by name.
fn faults(source: &Source, texts: &BTreeMap<String, String>) -> BTreeMap<String, Vec<Problem>> {
    let problems = Problems::default();
    link_content(source, &problems);
    let mut by_name = BTreeMap::new();
    for problem in problems.errors() {
        let name = problem.path.name_in("guides", "md").unwrap_or_default().to_owned();
        assert!(texts.contains_key(&name), "{problem:?}");
        by_name.entry(name).or_insert_with(Vec::new).push(problem);
    }
    by_name
}

/// Everything that is held against a package.
fn check(package: &Package, least: usize) {
    let texts: BTreeMap<String, String> = package
        .texts()
        .into_iter()
        .map(|(name, body)| (name.clone(), front_matter(&name) + &with_our_ends(&body)))
        .collect();
    assert!(texts.len() >= least, "only {} texts", texts.len());
    as_it_stands(&texts);
    reported(&texts);
    mended(texts);
}

/// Of no text is anything lost, whatever is wrong with it.
fn as_it_stands(texts: &BTreeMap<String, String>) {
    let mut differ = Vec::new();
    for (name, text) in texts {
        let path = SourcePath::new(format!("guides/{name}.md"));
        let place = body_of(text)..text.len();
        let body = markdown::parse(&path, text, place.clone(), &Problems::default());
        let around = Around {
            setting: Setting::Page,
            glossary: &kb_builder::glossary::Glossary::default(),
            mark: "",
            commands: &|_| None,
            callouts: &|_| String::new(),
            systems: &|_| String::new(),
            tabs_label: "",
            resolve: &str::to_owned,
        };
        let ours = text::of_html(&to_html(&body, &around));
        let theirs = text::of_html(&rules::to_html(&text[place]));
        if let Some(difference) = ours.difference(&theirs) {
            differ.push(format!("{name}: {difference}"));
        }
    }
    println!("{} texts as they stand, {} differ", texts.len(), differ.len());
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// What is reported and the other reader does not find. Our grammar of sh is not exact: it cannot
/// read `[?]` as the name of a command, and bash can.
const KNOWN: [(&str, Found); 1] =
    [("concepts-actionsandcontrollers-generatingactions", (32, "syntax"))];

/// Texts that are read in two ways once they are mended. A line `* | a | b` right below a table is one
/// more row for us, and a list for the other reader; its words are there either way.
const READ_TWICE: [&str; 1] = ["reference-blueprint-api-update"];

/// What is reported is what the other parser finds, of the same kind on the same line.
fn reported(texts: &BTreeMap<String, String>) {
    let reported = faults(&with_guides(texts), texts);
    let bodies: BTreeMap<&str, &str> =
        texts.iter().map(|(name, text)| (name.as_str(), &text[body_of(text)..])).collect();
    let expected = rules::faults(&bodies);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differ = Vec::new();
    let none = Vec::new();
    for (name, text) in texts {
        let first = text[..body_of(text)].matches('\n').count();
        let mut found: Vec<Found> = Vec::new();
        for problem in reported.get(name).unwrap_or(&none) {
            let place = problem.place.clone().unwrap_or_else(|| panic!("{problem:?}"));
            let kind = kind(problem, &text[place.clone()]);
            // A shell says of a whole block that it cannot read it.
            let start = if kind == "syntax" { text[..place.start].rfind("```") } else { None };
            let before = &text[..start.unwrap_or(place.start)];
            found.push((before.matches('\n').count() + 1 - first, kind));
        }
        found.sort_unstable();
        for (_, kind) in &found {
            *counts.entry(kind).or_default() += 1;
        }
        let mut expected = expected[name.as_str()].clone();
        let known = KNOWN.iter().filter(|(text, _)| text == name);
        expected.extend(known.map(|(_, found)| *found));
        expected.sort_unstable();
        if found != expected {
            let (found, expected) = (multiset(&found), multiset(&expected));
            let wrong = found.iter().filter(|(fault, count)| expected.get(fault) != Some(count));
            let missed = expected.iter().filter(|(fault, count)| found.get(fault) != Some(count));
            let (wrong, missed): (Vec<_>, Vec<_>) = (wrong.collect(), missed.collect());
            differ.push(format!("{name}: reported {wrong:?}, there are {missed:?}"));
        }
    }
    println!("{} of {} refused, for {counts:?}", reported.len(), texts.len());
    assert!(differ.is_empty(), "{} differ\n{}", differ.len(), differ.join("\n"));
}

fn multiset(found: &[Found]) -> BTreeMap<Found, usize> {
    let mut counts = BTreeMap::new();
    for fault in found {
        *counts.entry(*fault).or_default() += 1;
    }
    counts
}

/// Who mends each fault at its place, and nothing else, gets a site; and of its pages nothing is lost.
fn mended(mut texts: BTreeMap<String, String>) {
    let mut rounds = 0;
    let mut edits = 0;
    loop {
        let faults = faults(&with_guides(&texts), &texts);
        if faults.is_empty() {
            break;
        }
        rounds += 1;
        let left: usize = faults.values().map(Vec::len).sum();
        assert!(rounds <= 8, "{left} faults come back: {:?}", faults.iter().next());
        for (name, problems) in faults {
            let text = texts.get_mut(&name).unwrap();
            let first = body_of(text);
            edits += mend::mend(text, first, &problems);
        }
    }
    let pages = build(&with_guides(&texts)).unwrap_or_else(|errors| panic!("{errors:?}"));
    let pages: BTreeMap<&str, &[u8]> =
        pages.iter().map(|page| (page.path.as_str(), &*page.bytes)).collect();
    let known: BTreeSet<&str> = texts.keys().map(String::as_str).collect();
    let mut differ = Vec::new();
    let mut letters = 0;
    for (name, text) in &texts {
        let page = pages[format!("guides/{name}/index.html").as_str()];
        let ours = text::of_page(name, std::str::from_utf8(page).unwrap());
        let theirs = text::of_html(&rules::to_html(&text[body_of(text)..]));
        let theirs = theirs.with_links_as_pages(name, &known);
        letters += ours.letters();
        let difference = ours.difference(&theirs);
        if READ_TWICE.contains(&name.as_str()) {
            assert!(difference.is_some(), "{name} is read in one way");
        } else if let Some(difference) = difference {
            differ.push(format!("{name}: {difference}"));
        }
    }
    println!(
        "{edits} edits in {rounds} rounds; {} pages built, {letters} letters compared, {} differ",
        texts.len(),
        differ.len()
    );
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn the_documentation_of_sails_goes_through() {
    check(&SAILS, 430);
}

#[test]
fn the_documentation_of_mathjs_goes_through() {
    check(&MATHJS, 230);
}
