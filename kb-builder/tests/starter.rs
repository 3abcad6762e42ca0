//! `kb-builder new`: what it writes is whole, is about its own error alone, and is written whole or
//! not at all.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use kb_builder::booklet::Extent;
use kb_builder::build;
use kb_builder::bundle::{self, Form, Format, Order};
use kb_builder::day::Day;
use kb_builder::problem::Problems;
use kb_builder::schema::Kind;
use kb_builder::source::{Source, SourcePath};
use kb_builder::{link_content, starter};

/// What a command prints, what it complains of, and how it ends.
fn run(place: &Path, args: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kb-builder"));
    let output = command.current_dir(place).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// Everything below a folder, hidden things included, with what is in it.
fn tree(folder: &Path) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().display().to_string();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// What is in a folder, hidden things included.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn source() -> Source {
    let mut source = Source::default();
    for (path, text) in starter::files(Day::parse("2026-11-21").unwrap()) {
        source.add(SourcePath::new(path), text.into_bytes());
    }
    source
}

/// Words of the site that this repository is about, and of nothing that the new one says.
const FOREIGN: [&str; 8] =
    ["caa2000", "teams", "microsoft", "aadsts", "entra ", "meeting", "work account", "sign-in"];

fn check_is_about_nothing_else(name: &str, text: &str) {
    let lower = text.to_lowercase();
    for word in FOREIGN {
        assert!(!lower.contains(word), "{name} says `{word}`");
    }
}

#[test]
fn it_is_small_and_passes_the_strictest_check_on_the_day_it_is_written() {
    let place = tempfile::tempdir().unwrap();
    let (said, complained, ended) = run(place.path(), &["new", "content"]);
    assert_eq!(
        (said.as_str(), complained.as_str(), ended),
        (
            "wrote 12 files to `content`, and `.schemas` for your editor\n\
             next, look at it in your browser, and change what you like:\n  kb-builder serve\n\
             then ask what is wrong with it:\n  kb-builder check\n",
            "",
            0
        )
    );
    assert_eq!(
        run(place.path(), &["check", "--strict"]),
        ("no problems\n".into(), String::new(), 0)
    );
    let (said, _, ended) = run(place.path(), &["build"]);
    assert_eq!((said.as_str(), ended), ("built 18 pages in `dist`\n", 0));
    let files = tree(&place.path().join("content"));
    let (schemas, content): (Vec<_>, Vec<_>) =
        files.iter().partition(|(name, _)| name.starts_with(".schemas"));
    assert!(content.len() < 15);
    let mut led = 0;
    for (path, text) in content.iter().filter(|(_, text)| !text.starts_with("+++")) {
        let line = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
        let schema = place.path().join("content").join(path).parent().unwrap().join(line);
        assert!(schema.is_file(), "{path} leads to no schema");
        led += 1;
    }
    assert_eq!((led, schemas.len()), (6, Kind::ALL.len()));
}

#[test]
fn the_same_day_gives_the_same_files_and_the_reviews_fall_due_in_time() {
    let place = tempfile::tempdir().unwrap();
    for folder in ["a", "b"] {
        let (_, complained, ended) =
            run(place.path(), &["new", folder, "--today", "2026-11-21", "--quiet"]);
        assert_eq!((complained.as_str(), ended), ("", 0));
    }
    assert_eq!(tree(&place.path().join("a")), tree(&place.path().join("b")));
    let on = |day| run(place.path(), &["check", "--strict", "--content", "a", "--today", day]).2;
    assert_eq!((on("2026-11-21"), on("2027-05-20"), on("2027-05-21")), (0, 0, 1));
}

#[test]
fn every_file_says_what_can_be_changed_in_it() {
    for (path, text) in starter::files(Day::parse("2026-11-21").unwrap()) {
        let head = text.strip_prefix("+++\n").unwrap_or(&text);
        let (schema, rest) = head.split_once("\n\n").unwrap();
        let head = if schema.starts_with("#:schema ") { rest } else { head };
        assert!(head.starts_with("# "), "{path} begins with a comment");
    }
}

#[test]
fn its_pages_name_no_other_product_and_ask_nobody() {
    let mut seen = 0;
    for page in build(&source()).unwrap() {
        if page.policy.is_some() {
            let text = String::from_utf8(page.bytes.into()).unwrap();
            check_is_about_nothing_else(&page.path, &text);
            seen += 1;
            assert!(!text.contains("connect-src 'self' https://"), "{} asks somebody", page.path);
            assert!(!page.path.starts_with("callback/"), "nobody comes back from a sign-in");
        }
    }
    assert_eq!(seen, 18);
}

#[test]
fn its_flow_in_one_file_names_no_other_product() {
    let (source, problems) = (source(), Problems::default());
    let linked = link_content(&source, &problems).unwrap();
    let texts =
        [Format::Confluence, Format::Mediawiki, Format::Dokuwiki, Format::Markdown, Format::Plain];
    let plain = Form::Static { styled: true, extent: Extent::Whole };
    for form in texts.map(Form::Text).into_iter().chain([plain]) {
        let flow = "unknown-issuer".into();
        let order = Order::Flow { flow, language: "en".to_owned(), form };
        let bundle = bundle::make(&linked, &order);
        let text = String::from_utf8_lossy(&bundle.bytes).into_owned();
        assert!(text.contains("The Wi-Fi probably stands in between"));
        check_is_about_nothing_else(&format!("{form:?}"), &text);
    }
}

#[test]
fn an_empty_folder_keeps_its_place_and_one_with_anything_in_it_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let here = place.path().join("here");
    fs::create_dir(&here).unwrap();
    let (said, _, ended) = run(&here, &["new", "."]);
    assert!(said.contains("kb-builder check --content .\n"), "{said}");
    assert_eq!(ended, 0);
    if cfg!(unix) {
        // Whoever types what is said gets what was made, and runs nothing else.
        for (name, word) in [
            ("two words", "'two words'"),
            ("$(ls)", "'$(ls)'"),
            ("a b\"c'd", r#"'a b"c'\''d'"#),
            ("-x", "./-x"),
        ] {
            let (said, _, ended) = run(place.path(), &["new", "--", name]);
            assert!(said.contains(&format!("check --content {word}\n")), "{said}");
            assert_eq!(ended, 0);
            fs::remove_dir_all(place.path().join(name)).unwrap();
        }
    }
    assert_eq!(
        names(&here),
        [".schemas", "codes", "flows", "guides", "scenarios", "site.toml", "tables", "words.toml"]
    );
    let before = tree(place.path());
    let (said, complained, ended) = run(place.path(), &["new", "here"]);
    assert_eq!(
        (said.as_str(), complained.as_str(), ended),
        (
            "",
            "error: cannot write a knowledge base to `here`\n  because: it is not empty, and what \
             is in it stays; name a folder that is not there yet\n",
            3
        )
    );
    assert_eq!(tree(place.path()), before);
    let hidden = place.path().join("hidden");
    fs::create_dir(&hidden).unwrap();
    fs::write(hidden.join(".keep"), "").unwrap();
    assert_eq!(run(place.path(), &["new", "hidden"]).2, 3);
    assert_eq!(names(&hidden), [".keep"]);
}

#[test]
fn a_path_that_cannot_be_made_is_explained_and_nothing_is_left() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("file"), "mine").unwrap();
    let long = "x".repeat(300);
    for (path, because) in [
        ("file", "it is a file; name a folder that is not there yet"),
        ("none/content", "the folder that it would be in is not there; make that one first"),
        ("none/..", "it has no name; name a folder that is not there yet"),
        #[cfg(unix)]
        ("file/content", "a part of this path is a file; name another folder"),
        #[cfg(target_os = "linux")]
        (&long, "File name too long (os error 36)"),
    ] {
        let (said, complained, ended) = run(place.path(), &["new", path]);
        let expected =
            format!("error: cannot write a knowledge base to `{path}`\n  because: {because}\n");
        assert_eq!((said.as_str(), complained, ended), ("", expected, 3));
    }
    assert_eq!(names(place.path()), ["file"]);
    assert_eq!(fs::read_to_string(place.path().join("file")).unwrap(), "mine");
    assert_eq!(run(place.path(), &["new"]).2, 2);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_followed() {
    let place = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("nowhere", place.path().join("link")).unwrap();
    let (_, complained, ended) = run(place.path(), &["new", "link"]);
    assert!(
        complained.contains("it is a link that leads nowhere; remove it first"),
        "{complained}"
    );
    assert_eq!((ended, names(place.path())), (3, vec!["link".to_owned()]));
}

#[cfg(target_os = "linux")]
#[test]
fn where_nobody_may_write_it_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().unwrap();
    let closed = place.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write wherever a mode forbids it, but not what the kernel keeps for itself.
    let probe = closed.join("probe");
    let target = if fs::create_dir(&probe).is_ok() {
        Path::new("/sys/kernel/content").to_owned()
    } else {
        closed.join("content")
    };
    let (_, complained, ended) = run(place.path(), &["new", target.to_str().unwrap()]);
    assert!(
        complained.contains("nobody lets you write there; name a folder in one that is yours"),
        "{complained}"
    );
    assert_eq!(ended, 3);
}

/// The disk takes files up to some size and no more, as a full one does half-way.
#[cfg(target_os = "linux")]
#[test]
fn a_failure_half_way_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("empty")).unwrap();
    for folder in ["content", "empty"] {
        let script = format!(
            "trap '' XFSZ; ulimit -f 2; exec '{}' new {folder}",
            env!("CARGO_BIN_EXE_kb-builder")
        );
        let mut command = Command::new("sh");
        let output = command.current_dir(place.path()).args(["-c", &script]).output().unwrap();
        let complained = String::from_utf8(output.stderr).unwrap();
        assert!(complained.starts_with("error: cannot write `"), "{complained}");
        assert!(complained.contains("File too large"), "{complained}");
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(names(place.path()), ["empty"]);
        assert!(names(&place.path().join("empty")).is_empty());
    }
}
