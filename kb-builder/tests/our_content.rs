//! Our own tables, book and situations: complete, current, and read as people write.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::BTreeSet;
use std::path::Path;

use kb_builder::address::entry_name;
use kb_builder::day::Day;
use kb_builder::link::Linked;
use kb_builder::problem::Problems;
use kb_builder::report::{Style, report};
use kb_builder::source::Source;
use kb_builder::tables::spellings;
use kb_builder::{book, build, disk, editorial, link_content};
use kb_flow::{
    Case, Finding, MAX_CASE_CODE, families, from_case_code, read_text, to_case_code, walk,
};

fn content() -> Source {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    disk::read_content(&folder).unwrap()
}

fn linked(source: &Source) -> Linked {
    let problems = Problems::default();
    let linked = link_content(source, &problems).unwrap();
    assert_eq!(problems.errors(), []);
    linked
}

/// Letters and digits at full width, as a Japanese keyboard writes them.
fn wide(text: &str) -> String {
    let wide = |letter: char| {
        let is = letter.is_ascii_alphanumeric() || letter == '-';
        char::from_u32(letter as u32 + 0xfee0).filter(|_| is).unwrap_or(letter)
    };
    text.chars().map(wide).collect()
}

#[test]
fn every_spelling_of_every_code_is_recognised() {
    let source = content();
    let tables = linked(&source).own.tables;
    let known = tables.known();
    let mut tried = 0;
    for entry in &tables.codes {
        let first = entry.names[0].as_str();
        let names = entry.names.iter().map(|name| (name.as_str(), spellings(name)));
        let also = entry.also.iter().map(|also| (first, spellings(also)));
        for (name, written) in names.chain(also) {
            for spelling in written {
                for dress in [
                    spelling.clone(),
                    spelling.to_uppercase(),
                    wide(&spelling),
                    format!("Error code: {spelling}"),
                    format!("Teams could not sign you in [{spelling}]. Try again"),
                    format!("{{\"code\":\"{spelling}\"}}"),
                ] {
                    let read = read_text(&dress, &known);
                    assert_eq!(read.codes, [name], "in `{dress}`");
                    assert_eq!(read.similar, [], "in `{dress}`");
                    tried += 1;
                }
            }
        }
    }
    assert!(tables.codes.len() >= 64 && tried > 1_500, "{} entries, {tried}", tables.codes.len());
}

#[test]
fn every_aadsts_number_is_recognised_however_it_is_written() {
    let source = content();
    let tables = linked(&source).own.tables;
    let known = tables.known();
    let numbers: Vec<&str> = tables
        .numbers
        .iter()
        .flat_map(|entry| &entry.names)
        .map(|name| name.strip_prefix("AADSTS").unwrap())
        .collect();
    for number in &numbers {
        for dress in [
            format!("AADSTS{number}"),
            format!("aadsts {number}: no"),
            wide(&format!("AADSTS{number}")),
            format!("https://login.microsoftonline.com/error?code={number}"),
            format!("error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d{number}"),
            format!("{{\"error_codes\":[{number}]}}"),
            format!("Error Code: {number}"),
            (*number).to_owned(),
        ] {
            let read = read_text(&dress, &known);
            assert_eq!(read.numbers, [number.parse::<u32>().unwrap()], "in `{dress}`");
        }
    }
    assert!(tables.numbers.len() >= 95 && numbers.len() > 120);
}

#[test]
fn every_number_that_the_flow_goes_by_is_in_the_table() {
    let source = content();
    let linked = linked(&source);
    let known = linked.own.tables.known();
    let values =
        linked.own.flows.values().flat_map(kb_flow::Flow::facts).flat_map(|fact| &fact.values);
    let missing: Vec<&u32> =
        values.flat_map(|value| &value.numbers).filter(|code| !known.has_number(**code)).collect();
    assert_eq!(missing, [&0; 0]);
}

/// As of the last commit: a clean copy of the same commit never turns red by waiting.
#[test]
fn our_content_has_nothing_to_mend_in_the_strictest_form() {
    let day = std::process::Command::new("git").args(["log", "-1", "--format=%cs"]).output();
    // Without git there is no such day, and nothing is overdue.
    let day = day.ok().and_then(|said| String::from_utf8(said.stdout).ok());
    let day = day.and_then(|day| Day::parse(day.trim()));
    let day = day.unwrap_or(Day::of_seconds(0));
    let source = content();
    let problems = Problems::default();
    let linked = link_content(&source, &problems).unwrap();
    editorial::check(&linked, day, &problems);
    let problems = problems.all();
    let text = report(&source, &problems, "content", Style::Plain);
    assert!(problems.is_empty(), "{text}");
}

#[test]
fn every_code_has_a_page_that_leads_into_questions() {
    let source = content();
    let linked = linked(&source);
    let own = &linked.own;
    let entries = own.tables.codes.iter().chain(&own.tables.numbers);
    let mut addresses = BTreeSet::new();
    for name in entries.flat_map(|entry| &entry.names) {
        assert!(own.page_of(name).is_some(), "{name} leads nowhere");
        assert!(addresses.insert(entry_name(name)), "{name} has the address of another");
    }
    let pages: BTreeSet<String> =
        build(&source).unwrap().into_iter().map(|page| page.path).collect();
    for address in addresses {
        let own_page = pages.contains(&format!("{address}/index.html"));
        assert!(own_page || pages.contains(&format!("codes/{address}/index.html")), "{address}");
    }
}

#[test]
fn the_book_of_paths_is_current() {
    let source = content();
    let linked = linked(&source);
    for flow in linked.own.flows.values() {
        let path = format!("../content/flows/{}.paths.md", flow.id());
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        // Not `assert_eq`: nobody wants to read two books.
        assert!(
            kept == book::write(flow).unwrap(),
            "{path} is stale. Look at `cargo kb paths {0} --diff content/flows/{0}.paths.md`, then \
             run `cargo kb paths {0} --write`",
            flow.id()
        );
    }
}

#[test]
fn a_situation_leads_to_every_outcome() {
    let source = content();
    let linked = linked(&source);
    for flow in linked.own.flows.values() {
        let text = std::fs::read_to_string(format!("../content/scenarios/{}.toml", flow.id()));
        let text = text.unwrap();
        let ends: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("ends = \"")?.strip_suffix('"'))
            .collect();
        let all: BTreeSet<&str> = flow.outcomes().iter().map(|end| end.id.as_str()).collect();
        assert_eq!(ends, all);
        let situations = text.matches("\n[[situation]]\n").count();
        assert!(situations >= 10, "{}: {situations}", flow.id());
    }
}

#[test]
fn red_flags_are_marked_and_every_case_of_our_flow_has_a_code() {
    let source = content();
    let linked = linked(&source);
    for flow in linked.own.flows.values() {
        let flags = flow.facts().iter().flat_map(|fact| &fact.values);
        assert!(flags.filter(|value| value.red_flag).count() >= 2);
        let mut longest = String::new();
        for family in families(flow, 100_000).unwrap() {
            let mut case = Case::default();
            for (step, values) in &family.answers {
                let value = values.last().unwrap();
                let fact = flow.fact_of(step);
                let number = fact.values.iter().find(|known| known.id == *value);
                let number = number.and_then(|value| value.numbers.last()).copied();
                let said = Finding { number, ..Finding::by_person(value.as_str(), None) };
                case.learn(step.needs.clone(), said);
            }
            for fix in &family.outcome.fixes {
                case.note(fix.clone(), kb_flow::Progress::Worked);
            }
            case.hand_over();
            let code = to_case_code(flow, &case).expect("every case of ours fits");
            assert!(code.len() <= MAX_CASE_CODE);
            let again = from_case_code(flow, &code).unwrap();
            assert_eq!(walk(flow, &again).outcome, Some(family.outcome));
            if code.len() > longest.len() {
                longest = code;
            }
        }
        println!("the longest case code of {} is {longest}", flow.id());
    }
}
