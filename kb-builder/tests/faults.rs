//! What an author reads when something is wrong: every file in `faults/` is a case.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/site.rs"]
mod common;

use std::fmt::Write as _;

use common::site;
use kb_builder::day::Day;
use kb_builder::problem::{Fault, Problem, Problems};
use kb_builder::report::{Style, report};
use kb_builder::{editorial, link_content};

/// All that `check --strict` says, on the day that the small site was read through.
fn problems(changes: &str) -> Vec<Problem> {
    let source = site(changes);
    let problems = Problems::default();
    if let Some(linked) = link_content(&source, &problems) {
        editorial::check(&linked, Day::parse("2026-11-21").unwrap(), &problems);
    }
    problems.all()
}

#[test]
fn every_fault_is_reported_in_the_right_words_at_the_right_place() {
    insta::glob!("faults/*.txt", |path| {
        let changes = std::fs::read_to_string(path).unwrap();
        let problems = problems(&changes);
        let text = report(&site(&changes), &problems, "content", Style::Plain);
        insta::assert_snapshot!(text);
    });
}

#[test]
fn the_site_that_every_case_changes_is_whole() {
    assert_eq!(problems(""), []);
}

#[test]
fn every_fault_there_is_has_a_case() {
    let mut seen = String::new();
    for entry in std::fs::read_dir("tests/faults").unwrap() {
        let changes = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for problem in problems(&changes) {
            match &problem.fault {
                Fault::Flow { fault, .. } => writeln!(seen, "{fault:?}"),
                fault => writeln!(seen, "{fault:?}"),
            }
            .unwrap();
        }
    }
    let ours = include_str!("../src/problem.rs");
    let flows = include_str!("../../kb-flow/src/proof.rs");
    let missing: Vec<&str> = variants(ours, "pub enum Fault {")
        .chain(variants(flows, "pub enum FlowFault {"))
        // The wrapper of the second list; and what takes a flow too long to write down here, and is
        // tested where flows are made up.
        .filter(|variant| !["Flow", "TooEntangled"].contains(variant))
        .filter(|variant| !seen.lines().any(|line| line.split([' ', '(']).next() == Some(variant)))
        .collect();
    assert_eq!(missing, [""; 0], "these faults are never seen by an author in a test");
}

/// The names of an enum's variants, read from its source.
fn variants<'a>(source: &'a str, head: &str) -> impl Iterator<Item = &'a str> {
    let body = source.split_once(head).unwrap().1.split_once("\n}").unwrap().0;
    body.lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|letter: char| letter.is_ascii_uppercase()))
        .map(|line| line.trim_end_matches([' ', '{', ',']))
}
