//! Work to be counted in instructions by `cargo xtask bench`: makes a flow, checks it, leads a case
//! through our own, or takes a site with many guides through the builder up to some stage.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a program on its own")]

#[path = "../../kb-flow/tests/common/flows.rs"]
mod flows;
#[path = "../tests/common/many.rs"]
mod many;
#[path = "../tests/common/site.rs"]
mod small;

use std::path::Path;

use kb_builder::memory::Memory;
use kb_builder::problem::Problems;
use kb_builder::search::{self, Synonyms};
use kb_builder::source::SourcePath;
use kb_builder::{build, disk, guide, link_content};
use kb_flow::{Case, Finding, Flow, families, walk};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args.get(at).and_then(|number| number.parse().ok()).unwrap_or(0);
    match args.first().map(String::as_str) {
        Some("make") => println!("{} steps", flows::long_flow(number(1)).steps.len()),
        Some("check") => match Flow::check(flows::long_flow(number(1))) {
            Ok(flow) => println!("{} steps are whole", flow.steps().len()),
            Err(faults) => println!("faults: {:?}", &faults[..faults.len().min(3)]),
        },
        Some("walk") => walk_ours(number(1)),
        Some("read" | "parse" | "link" | "index" | "render") => site(&args[0], number(1)),
        _ => println!("make, check, walk, read, parse, link, index or render, and a number"),
    }
}

/// Takes a site with so many guides as far as a stage, which is not counted without those before it;
/// `index` makes the index that `link` makes a second time.
fn site(stage: &str, guides: usize) {
    let mut source = small::site("");
    many::add_guides(&mut source, guides);
    let problems = Problems::default();
    let link = || link_content(&source, &problems).expect("the site is whole");
    let done = match stage {
        "parse" => guide::parse_all(&source, &Memory::default(), &problems).len(),
        "link" => link().own.guides.len(),
        "index" => {
            let linked = link();
            let path = SourcePath::new("synonyms.toml");
            let synonyms = Synonyms::parse(&source, &path, &problems);
            search::index(&linked.own, &synonyms, &Memory::default()).script().len()
        }
        "render" => build(&source).expect("the site is whole").len(),
        _ => source.texts().count(),
    };
    assert!(!problems.has_errors(), "the site is whole");
    println!("{done} after {stage}");
}

/// Leads the case with the longest trail through our own flow, so many times.
fn walk_ours(times: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let source = disk::read_content(&folder).expect("our content can be read");
    let linked = link_content(&source, &Problems::default()).expect("our content is whole");
    let flow = linked.own.flows.values().next().expect("we have a flow");
    let families = families(flow, 100_000).expect("our flow has not so many paths");
    let longest = families.iter().max_by_key(|family| family.answers.len());
    let mut case = Case::default();
    for (step, values) in longest.map(|family| &family.answers).into_iter().flatten() {
        let value = values.first().expect("a family has answers").as_str();
        case.learn(step.needs.clone(), Finding::by_person(value, None));
    }
    let passed: usize = (0..times).map(|_| walk(flow, &case).trail.len()).sum();
    println!("{passed} steps passed in {times} walks");
}
