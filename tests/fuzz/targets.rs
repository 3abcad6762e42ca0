//! What is tried with bytes from anywhere: here by the fuzzer, and in `kb-builder/tests/corpus.rs`
//! with every input that was kept.

pub(crate) mod harmless;
#[path = "../../kb-builder/tests/common/site.rs"]
mod small;

use std::path::Path;
use std::sync::OnceLock;

use kb_builder::problem::{Fault, Problem, Problems};
use kb_builder::report::{Style, report};
use kb_builder::source::{Source, SourcePath};
use kb_builder::{Built, book, build_for, disk, link_content};
use kb_flow::{
    Clock, Flow, KnownCodes, MAX_CASE_CODE, MAX_EVIDENCE, Moment, Paste, Words, evidence,
    for_pasting, from_bookmark, from_case_code, from_evidence, from_query, from_record, read_text,
    redact, to_bookmark, to_case_code, to_record, walk,
};

/// Our own flow and tables, read once.
fn ours() -> &'static (Flow, KnownCodes, Words) {
    static OURS: OnceLock<(Flow, KnownCodes, Words)> = OnceLock::new();
    OURS.get_or_init(|| {
        let source = content();
        let linked = link_content(source, &Problems::default()).expect("our content is whole");
        let flow = linked.own.flows.values().next().expect("there is a flow").clone();
        (flow, linked.own.tables.known(), linked.own.words.of_checker())
    })
}

fn content() -> &'static Source {
    static CONTENT: OnceLock<Source> = OnceLock::new();
    CONTENT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(|above| {
            let folder = above.join("content");
            folder.join("site.toml").exists().then_some(folder)
        });
        disk::read_content(&folder.expect("we are inside the repository")).expect("it can be read")
    })
}

/// A flow file: read, checked, reported; if it is whole, every path is told.
pub(crate) fn flow(data: &[u8]) {
    let mut source = Source::default();
    source.add(SourcePath::new("flows/any.toml"), data.to_vec());
    for name in ["site.toml", "guides/set-clock.md", "guides/right-account.md"] {
        let path = SourcePath::new(name);
        if let Some(text) = content().text(&path) {
            source.add(path, text.as_bytes().to_vec());
        }
    }
    let problems = Problems::default();
    let linked = link_content(&source, &problems);
    let problems = problems.all();
    for problem in problems.iter().filter(|problem| problem.path.as_str().starts_with("flows/")) {
        assert!(problem.fault.hint().is_some(), "no hint: {}", problem.fault);
    }
    report(&source, &problems, "content", Style::Plain);
    for flow in linked.iter().flat_map(|linked| linked.own.flows.values()) {
        if let Ok(text) = book::write(flow) {
            let book = book::Book::parse(&text).expect("a book can be read back");
            assert_eq!(book.compare(&book), "");
        }
    }
}

/// The fragment, the record and the query of an address.
pub(crate) fn bookmark(data: &[u8]) {
    let (flow, known, words) = ours();
    let text = String::from_utf8_lossy(data);
    for arrival in
        [from_bookmark(flow, &text), from_record(flow, &text), from_query(flow, known, &text)]
    {
        let case = arrival.case;
        walk(flow, &case);
        let again = from_record(flow, &to_record(flow, &case));
        assert_eq!(to_record(flow, &again.case), to_record(flow, &case));
        let shared = from_bookmark(flow, &to_bookmark(flow, &case));
        assert!(shared.changes.is_empty(), "{:?}", shared.changes);
        let clock = Clock { now: Moment(1_795_253_967), ahead: Some(60) };
        let card = evidence(flow, &case, words, clock, None);
        assert!(card.chars().count() <= MAX_EVIDENCE);
        assert_eq!(from_evidence(flow, &card).expect("a card can be read back").case, again.case);
        from_evidence(flow, &format!("```kb-evidence\nflow: caa20004\ncase: {text}\n```"));
    }
}

/// A case code.
pub(crate) fn case_code(data: &[u8]) {
    let (flow, ..) = ours();
    let text = String::from_utf8_lossy(data);
    if let Ok(case) = from_case_code(flow, &text) {
        let code = to_case_code(flow, &case).expect("what came out of a code fits into one");
        assert!(code.len() <= MAX_CASE_CODE);
        assert_eq!(from_case_code(flow, &code), Ok(case));
    }
    // Given the head of ours and a right check letter, the rest is decoded.
    let head = to_case_code(flow, &kb_flow::Case::default()).expect("the empty case has a code");
    let letters = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let rest: String =
        data.iter().take(10).map(|byte| char::from(letters[usize::from(byte & 31)])).collect();
    let right = letters.iter().filter(|check| {
        let code = format!("{}{rest}{}", &head[..3], char::from(**check));
        let case = from_case_code(flow, &code);
        if let Ok(case) = &case {
            walk(flow, case);
            assert!(to_case_code(flow, case).is_some());
        }
        case != Err(kb_flow::CaseCodeFault::Mistyped)
    });
    assert_eq!(right.count(), 1, "exactly one check letter is right");
}

/// A pasted text.
pub(crate) fn text(data: &[u8]) {
    let (_, known, _) = ours();
    let text = String::from_utf8_lossy(data);
    let read = read_text(&text, known);
    for (name, value) in read.fields() {
        let harmless = |letter: char| {
            letter.is_alphanumeric() || !letter.is_ascii() || " .-_:".contains(letter)
        };
        assert!(value.chars().all(harmless), "{name}: {value}");
        assert!(!value.starts_with([' ', '.', '-', '=', '+', '@']), "{name}: {value}");
        assert!(value.chars().count() <= 64, "{name}: {value}");
    }
    for similar in &read.similar {
        assert!(!similar.meant.is_empty());
    }
    if let Some(kept) = redact(&text) {
        let kept = kept.as_str();
        assert!(kept.chars().count() <= 600);
        assert!(
            !kept.contains(['@', '\\', '/', '<', '>', '`', '|', '=', '"', '#', '&', '%']),
            "{kept}"
        );
        for place in [Paste::Plain, Paste::Markdown, Paste::Csv, Paste::Html] {
            for_pasting(kept, place);
        }
    }
    for place in [Paste::Markdown, Paste::Csv, Paste::Html] {
        let pasted = for_pasting(&text, place);
        if place == Paste::Html {
            let inside = pasted.trim_start_matches("<pre>").trim_end_matches("</pre>");
            assert!(!inside.contains(['<', '>', '"', '\'']));
        }
    }
}

/// Every file of the small site, and how they are served.
pub(crate) fn small_site() -> Built {
    build_for(small(), None).expect("the small site is whole")
}

/// A small site with everything that authors' words can come into.
fn small() -> &'static Source {
    static SMALL: OnceLock<Source> = OnceLock::new();
    SMALL.get_or_init(|| small::site(include_str!("site.txt")))
}

/// Builds the small site with another file in it. Whatever is wrong with the file is said at its
/// place and with a hint; if nothing is, the site is harmless, and the same when built again. Says
/// whether there is one.
fn with_file(path: &str, data: &[u8]) -> bool {
    let path = SourcePath::new(path);
    let mut source = Source::default();
    for (known, text) in small().texts().filter(|(known, _)| **known != path) {
        source.add(known.clone(), text.as_bytes().to_vec());
    }
    let logo = SourcePath::new("logo.svg");
    source.add_picture(logo.clone(), small().picture(&logo).expect("it is there").to_vec());
    source.add(path.clone(), data.to_vec());
    let problems = Problems::default();
    link_content(&source, &problems);
    let problems = problems.all();
    for problem in &problems {
        // Of links and colours nobody may be near.
        let may_know_nothing = matches!(
            problem.fault,
            Fault::BrokenLink { .. } | Fault::BrokenAnchor { .. } | Fault::LowContrast { .. }
        );
        assert!(may_know_nothing || problem.fault.hint().is_some(), "no hint: {}", problem.fault);
        let is_of_whole_file = matches!(
            problem.fault,
            Fault::TooLarge { .. } | Fault::Utf16 | Fault::NobodyComes | Fault::NoSources
        );
        if problem.path == path && !is_of_whole_file {
            let place = problem.place.clone().unwrap_or_else(|| panic!("where? {}", problem.fault));
            let shown = source.shown(&path).expect("a place is in a text");
            assert!(shown.get(place.clone()).is_some(), "{place:?}: {}", problem.fault);
        }
    }
    report(&source, &problems, "content", Style::Plain);
    if problems.iter().any(Problem::is_error) {
        return false;
    }
    let built = build_for(&source, None).expect("nothing is wrong with it");
    harmless::look(&built);
    // It costs as much once more, so not every time.
    if data.len().is_multiple_of(8) {
        let again = build_for(&source, None).expect("it was built before");
        assert!(again.pages == built.pages, "another site of the same content");
    }
    true
}

/// A whole page with its front matter, as a fix that a flow offers; as the page of a code where it
/// has a flow.
pub(crate) fn front_matter(data: &[u8]) -> bool {
    let is_code = data.windows(5).any(|letters| letters == b"\nflow");
    with_file(if is_code { "codes/caa1.md" } else { "guides/set-clock.md" }, data)
}

/// The text of a fix, in Markdown.
pub(crate) fn guide(data: &[u8]) -> bool {
    let front_matter = include_str!("front-matter.toml");
    let text = String::from_utf8_lossy(data);
    // Only what is used may be described.
    let is_used = |name: &&str| text.lines().any(|line| line.ends_with(&format!(" {name}")));
    let commands = ["show", "list"].into_iter().filter(is_used);
    let commands: Vec<String> = commands
        .map(|name| {
            format!(
                "[commands.{name}]\ndoes = \"Shows it.\"\ndeletes = \"Files.\"\n\
                 undo = \"None.\"\nelevation = true\nharm = 2\n"
            )
        })
        .collect();
    let commands = commands.concat();
    let head = format!("+++\n{front_matter}{commands}+++\n");
    with_file("guides/set-clock.md", &[head.as_bytes(), data].concat())
}

/// The settings of a site.
pub(crate) fn settings(data: &[u8]) -> bool {
    with_file("site.toml", data)
}
