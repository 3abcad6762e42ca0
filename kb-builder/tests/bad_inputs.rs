//! Everything that should not be in a folder of content, as the real program meets it on a real disk:
//! `bad_inputs/rows.list` names every kind of it, and `bad_inputs/B*.txt` are cases of them.
//!
//! A case changes a small site that is whole. What the program says is the expectation, all of it; and
//! it ends, never panics, and what was there before it is there after it.
//!
//! In a case, lines before the first `== ` say what is run. `== path` begins a file below the content,
//! or below the folder beside it where it begins with `/`; ` | kind` after it says what is done. `«9 x»`
//! stands for nine times `x`, `«1..9 x#»` for `x1` to `x8`, and `\xe9` for that byte.

#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const BUILDER: &str = env!("CARGO_BIN_EXE_kb-builder");

/// A program that has not ended by then waits for something that never comes.
const HANGS: Duration = Duration::from_mins(5);

/// Runs the program with twenty seconds of the processor at most, however busy the machine is. What is
/// built for tests is slower than what is released by far more than four times.
fn limited(args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -t 20; exec \"$0\" \"$@\"", BUILDER]).args(args);
    command
}

/// The front matter of a guide that is whole.
const FRONT: &str = "title = \"X\"\nsummary = \"What it is.\"\nkind = \"explanation\"\n\
                     owner = \"Desk\"\nreviewed = \"2026-11-21\"\nunconfirmed = []\n\
                     sources = [\"A\"]\n";

/// What is said and the exit code.
struct Ended {
    told: String,
    code: Option<i32>,
}

/// Runs a command to its end, or fails if it has none.
fn run(command: &mut Command, place: &Path) -> Ended {
    let heard = tempfile::tempdir().unwrap();
    let file = |name: &str| File::create(heard.path().join(name)).unwrap();
    let mut child = command
        .current_dir(place)
        .stdin(Stdio::null())
        .stdout(file("out"))
        .stderr(file("err"))
        .spawn()
        .unwrap();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > HANGS {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = |name: &str| {
        String::from_utf8_lossy(&fs::read(heard.path().join(name)).unwrap()).into_owned()
    };
    let told = said("err") + &said("out");
    assert!(!told.contains("panicked"), "{told}");
    Ended { told, code: status.code() }
}

/// What stands in a folder: files with their bytes, others with their kind.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
        let kind = entry.file_type();
        let holds = if kind.is_file() && entry.metadata().unwrap().len() < 1_000_000 {
            fs::read(entry.path()).unwrap()
        } else {
            format!("{kind:?}").into_bytes()
        };
        found.insert(entry.path().strip_prefix(folder).unwrap().to_owned(), holds);
    }
    found
}

/// A folder with the small site in `content`, and a site in `dist` that an older build left there.
fn workplace() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for (path, text) in sections(include_str!("whole.txt")) {
        write(&place.path().join("content").join(path), text.as_bytes());
    }
    write(&place.path().join("dist/.kb-output"), b"A site made by kb-builder.\n");
    write(&place.path().join("dist/index.html"), b"<!doctype html><title>The old site</title>");
    place
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The files of a text, each with what stands behind `== `.
fn sections(text: &str) -> Vec<(&str, &str)> {
    let parts = text.strip_prefix("== ").unwrap_or(text).split("\n== ");
    parts.map(|part| part.split_once('\n').unwrap_or((part, ""))).collect()
}

/// A text with its repetitions written out.
fn written_out(text: &str) -> String {
    let mut all = String::new();
    let mut rest = text;
    while let Some((before, begun)) = rest.split_once('«') {
        let (inside, after) = begun.split_once('»').unwrap();
        let (count, what) = inside.split_once(' ').unwrap();
        let what = what.replace("\\n", "\n");
        all += before;
        match count.split_once("..") {
            Some((from, to)) => {
                for number in from.parse::<usize>().unwrap()..to.parse().unwrap() {
                    all += &what.replace('#', &number.to_string());
                }
            }
            None => all += &what.repeat(count.parse().unwrap()),
        }
        rest = after;
    }
    all + rest
}

/// A text with its bytes.
fn bytes(text: &str) -> Vec<u8> {
    let text = written_out(text);
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}

/// A guide with more in its front matter, and this text.
fn guide(front: &str, text: &str) -> Vec<u8> {
    let end = if front.is_empty() || front.ends_with('\n') { "" } else { "\n" };
    bytes(&format!("+++\n{FRONT}{front}{end}+++\n\n{text}"))
}

/// Puts onto the disk what one head and its text ask for.
fn put(place: &Path, head: &str, text: &str) {
    let (path, kind) = head.split_once(" | ").unwrap_or((head, ""));
    let path = match path.strip_prefix('/') {
        Some(beside) => place.join(beside),
        None => place.join("content").join(path),
    };
    let (kind, what) = kind.split_once(' ').unwrap_or((kind, ""));
    let utf16 = |marked: bool| {
        let text = String::from_utf8(guide("", text)).unwrap();
        let mark = marked.then_some('\u{feff}');
        let all: String = mark.into_iter().chain(text.chars()).collect();
        all.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let lines =
        |end: &str| String::from_utf8(guide("", text)).unwrap().replace('\n', end).into_bytes();
    if !kind.is_empty() && !["remove", "swap", "folder"].contains(&kind) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
    }
    match kind {
        "" => write(&path, &bytes(text)),
        "guide" => write(&path, &guide("", text)),
        "front" => write(&path, &guide(text, "## What it is\n\nText.\n")),
        "swap" => {
            let mut all = fs::read_to_string(&path).unwrap();
            for (from, to) in text.lines().filter_map(|line| line.split_once(" => ")) {
                assert!(all.contains(from), "{from} in {all}");
                all = all.replacen(from, &to.replace("\\n", "\n"), 1);
            }
            write(&path, &bytes(&all));
        }
        "utf16" => write(&path, &utf16(true)),
        "utf16-unmarked" => write(&path, &utf16(false)),
        "bom" => write(&path, &[b"\xef\xbb\xbf".to_vec(), guide("", text)].concat()),
        "crlf" => write(&path, &lines("\r\n")),
        "cr" => write(&path, &lines("\r")),
        "mixed" => {
            let text = String::from_utf8(lines("\n")).unwrap();
            let mut ends = ["\n", "\r\n", "\r"].iter().cycle();
            let mixed = text.split('\n').map(|line| [line, ends.next().unwrap()].concat());
            write(&path, mixed.collect::<String>().as_bytes());
        }
        "hole" => File::create(&path).unwrap().set_len(what.parse().unwrap()).unwrap(),
        "fifo" => assert!(Command::new("mkfifo").arg(&path).status().unwrap().success()),
        // A socket stays when nobody listens at it any more.
        "socket" => drop(UnixListener::bind(&path).unwrap()),
        "link" => symlink(what, &path).unwrap(),
        "same-file" => fs::hard_link(place.join(what), &path).unwrap(),
        "folder" => fs::create_dir_all(&path).unwrap(),
        "remove" if path.is_dir() => fs::remove_dir_all(&path).unwrap(),
        "remove" => fs::remove_file(&path).unwrap(),
        other => panic!("no such kind: {other}"),
    }
}

/// All that the program says of a case, and how it ends.
fn told_of(case: &str) -> String {
    let (head, files) = case.split_once("\n== ").unwrap_or((case, ""));
    let place = workplace();
    for (head, text) in sections(files).into_iter().filter(|(head, _)| !head.is_empty()) {
        put(place.path(), head, text);
    }
    let before = tree(place.path());
    let mut all = String::new();
    for line in head.lines().filter(|line| !line.starts_with('#')) {
        let (variable, line) = match line.strip_prefix("env ").and_then(|line| line.split_once(' '))
        {
            Some((variable, line)) => (variable.split_once('='), line),
            None => (None, line),
        };
        let args: Vec<&str> = line.split(' ').collect();
        let ended = run(limited(&args).envs(variable), place.path());
        assert_ne!(ended.code, None, "{line}: it takes too long");
        if ended.code != Some(0) || args[0] == "check" {
            let after = tree(place.path());
            let changed = |path: &&PathBuf| before.get(*path) != after.get(*path);
            let changed: Vec<_> = before.keys().chain(after.keys()).filter(changed).collect();
            assert!(changed.is_empty(), "{changed:?} is not as before\n{}", ended.told);
        }
        let real = fs::canonicalize(place.path()).unwrap();
        let above = format!("`{}", real.parent().unwrap().display());
        let told = ended.told.replace(real.to_str().unwrap(), "PLACE").replace(&above, "`ABOVE");
        let code = ended.code.unwrap().to_string();
        all.extend(["$ kb-builder ", line, "\n", told.trim_end(), "\n(exit ", &code, ")\n\n"]);
    }
    all
}

#[test]
fn every_case_is_told_in_full_and_harms_nothing() {
    insta::glob!("bad_inputs/B*.txt", |path| {
        insta::assert_snapshot!(told_of(&fs::read_to_string(path).unwrap()));
    });
}

#[test]
fn every_row_of_the_list_is_a_case_here_or_is_shown_elsewhere() {
    let cases: Vec<String> = fs::read_dir("tests/bad_inputs")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let own = include_str!("bad_inputs.rs");
    let rows: Vec<_> = include_str!("bad_inputs/rows.list").split("\n\n").collect();
    let mut numbers = Vec::new();
    for row in rows {
        let (title, shown) = row.trim().split_once('\n').unwrap_or((row.trim(), ""));
        let number = &title[..3];
        numbers.push(number.to_owned());
        let is_case = cases
            .iter()
            .any(|case| case.starts_with(number) && case.strip_suffix(".txt").is_some());
        assert!(is_case || !shown.is_empty(), "nothing shows {title}");
        for line in shown.lines() {
            // What does not apply says why; what is shown elsewhere is there.
            let Some((file, test)) = line.strip_prefix("see ").and_then(|see| see.split_once(' '))
            else {
                assert!(line.starts_with("does not apply: "), "{line}");
                continue;
            };
            let text = match file {
                "bad_inputs.rs" => own.to_owned(),
                file => fs::read_to_string(Path::new("tests").join(file)).unwrap(),
            };
            let is_there = text.contains(&format!("fn {test}(")) || text.contains(test);
            assert!(is_there, "{line}");
        }
    }
    // As the list numbers them; it has no others.
    let missing = [11, 22, 30, 50];
    let all: Vec<String> = (1..=54)
        .filter(|number| !missing.contains(number))
        .map(|number| format!("B{number:02}"))
        .collect();
    assert_eq!(numbers, all);
    let unknown: Vec<_> = cases
        .iter()
        .filter(|case| case.starts_with('B') && !all.iter().any(|row| case.starts_with(row)))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn a_guide_with_other_line_ends_makes_the_same_page() {
    let place = workplace();
    let text = "## What it is\n\nText that\ngoes on.\n\n1. One\n2. Two\n\n```text\na\nb\n```\n";
    let mut pages = Vec::new();
    for kind in ["guide", "crlf", "cr", "mixed", "bom"] {
        let mut source = kb_builder::disk::read_content(&place.path().join("content")).unwrap();
        put(place.path(), &format!("guides/x.md | {kind}"), text);
        source.add(
            kb_builder::source::SourcePath::new("guides/x.md"),
            fs::read(place.path().join("content/guides/x.md")).unwrap(),
        );
        let built = kb_builder::build(&source).unwrap();
        pages.push(built.into_iter().map(|page| (page.path, page.bytes)).collect::<Vec<_>>());
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Builds as somebody who may not do everything, which a user named root may.
fn as_nobody(place: &Path) -> Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|about| {
        use std::os::unix::fs::MetadataExt as _;
        about.uid() == 0
    });
    if !is_root {
        return Command::new(BUILDER);
    }
    // The program may be in a folder that nobody else may look into.
    let program = place.join("kb-builder");
    fs::copy(BUILDER, &program).unwrap();
    fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
    command
}

#[test]
fn where_nobody_may_write_the_old_site_stays() {
    let place = workplace();
    let mut command = as_nobody(place.path());
    for folder in ["", "dist", "content"] {
        fs::set_permissions(place.path().join(folder), fs::Permissions::from_mode(0o555)).unwrap();
    }
    let before = tree(place.path());
    let ended = run(command.arg("build"), place.path());
    assert_eq!(ended.code, Some(3), "{}", ended.told);
    assert!(ended.told.starts_with("error: cannot write the site to `"), "{}", ended.told);
    assert!(ended.told.contains("nobody lets you write to the folder above"), "{}", ended.told);
    assert!(tree(place.path()) == before);
    // What cannot be read is named, too.
    let hidden = place.path().join("content/guides/set-clock.md");
    fs::set_permissions(&hidden, fs::Permissions::from_mode(0o000)).unwrap();
    let before = tree(place.path());
    let mut command = as_nobody(place.path());
    let ended = run(command.arg("check"), place.path());
    assert_eq!(ended.code, Some(3), "{}", ended.told);
    assert!(ended.told.contains("guides/set-clock.md`\n  because: Permission denied"));
    assert!(tree(place.path()) == before);
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn an_old_site_that_cannot_be_removed_is_told_of_and_stops_nobody() {
    let place = workplace();
    let mut command = as_nobody(place.path());
    // What it made must be its own.
    let out = place.path().join("site");
    fs::create_dir(&out).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o777)).unwrap();
    command.args(["build", "--quiet", "--content", "content", "--out", "site/dist"]);
    let ended = run(&mut command, place.path());
    assert_eq!((ended.code, ended.told.as_str()), (Some(0), ""));
    fs::set_permissions(out.join("dist/guides"), fs::Permissions::from_mode(0o555)).unwrap();
    for _ in 0..2 {
        let ended = run(&mut command, place.path());
        assert_eq!(ended.code, Some(0), "{}", ended.told);
        assert!(ended.told.starts_with("note: cannot remove `"), "{}", ended.told);
    }
    for entry in fs::read_dir(&out).unwrap().map(Result::unwrap) {
        let guides = entry.path().join("guides");
        if guides.exists() {
            fs::set_permissions(guides, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
    let ended = run(&mut command, place.path());
    assert_eq!((ended.code, ended.told.as_str()), (Some(0), ""));
    let mut left: Vec<_> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".dist.lock", "dist"]);
}

#[test]
fn a_disk_that_is_full_in_the_middle_leaves_the_old_site_and_nothing_else() {
    let place = workplace();
    let before = tree(place.path());
    // No file may be larger than that, so that writing fails in the middle of the tree; a shell counts
    // in blocks of 512 bytes or more.
    let script = "trap '' XFSZ; ulimit -f 40; exec \"$0\" build";
    let ended = run(Command::new("sh").args(["-c", script, BUILDER]), place.path());
    assert_eq!(ended.code, Some(3), "{}", ended.told);
    assert!(ended.told.starts_with("error: cannot write `"), "{}", ended.told);
    let mut after = tree(place.path());
    after.remove(Path::new(".dist.lock"));
    assert!(after == before, "{:?}", after.keys());
}

#[test]
fn content_that_changes_while_it_is_read_is_built_or_refused() {
    let place = workplace();
    let guides = place.path().join("content/guides");
    let over = std::sync::atomic::AtomicBool::new(false);
    let mut codes = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let whole = guide("", "## What it is\n\nText.\n");
            for round in 0_usize.. {
                if over.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                let path = guides.join(format!("x{}.md", round % 7));
                // Half-saved, whole, renamed, gone.
                fs::write(&path, &whole[..round % whole.len()]).unwrap();
                fs::write(&path, &whole).unwrap();
                fs::rename(&path, guides.join("y.md")).unwrap();
                fs::write(guides.join(".#y.md"), "an editor's own").unwrap();
                fs::remove_file(guides.join("y.md")).unwrap();
                fs::remove_file(guides.join(".#y.md")).unwrap();
            }
        });
        for _ in 0..30 {
            let ended = run(Command::new(BUILDER).arg("check"), place.path());
            assert!([Some(0), Some(1), Some(3)].contains(&ended.code), "{}", ended.told);
            let named = ended.code != Some(3) || ended.told.contains("error: cannot read `");
            assert!(named, "{}", ended.told);
            codes.push(ended.code);
        }
        over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let ended = run(Command::new(BUILDER).arg("check"), place.path());
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    assert!(!codes.is_empty());
}

#[test]
fn five_thousand_guides_are_checked() {
    let place = workplace();
    for number in 0..5000 {
        let text = format!("## What it is\n\nText of guide {number}.\n");
        put(place.path(), &format!("guides/guide-{number}.md | guide"), &text);
    }
    let ended = run(&mut limited(&["check", "--today", "2026-11-21"]), place.path());
    // Nobody links to any of them, which is a warning each.
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    assert!(ended.told.trim_end().ends_with("5000 warnings"), "{}", ended.told);
    assert!(ended.told.contains("and 4800 more; `check --format json` lists them all"));
}

#[test]
fn texts_that_look_like_code_stay_texts_on_every_page() {
    let hostile =
        "\"><img src=x onerror=alert(1)> {{ 7*7 }} {% include 'x' %} </script></title>]]>";
    let place = workplace();
    let content = place.path().join("content");
    let source = |title: &str, heading: &str| {
        let title = title.replace('"', "\\\"");
        let heading = heading.replace('<', "\\<");
        let text = format!(
            "+++\n{}+++\n\n## {heading}\n\nText.\n\n## constructor\n\n## __proto__\n\n## location\n",
            FRONT.replace("\"X\"", &format!("\"{title}\"")).replace("What it is.", &title)
        );
        let mut source = kb_builder::disk::read_content(&content).unwrap();
        source.add(kb_builder::source::SourcePath::new("guides/x.md"), text.into_bytes());
        let built = kb_builder::build(&source).unwrap();
        built.into_iter().map(|page| (page.path, page.bytes)).collect::<BTreeMap<_, _>>()
    };
    let (plain, odd) = (source("plain", "plain"), source(hostile, hostile));
    let elements = |bytes: &[u8]| {
        let page = scraper::Html::parse_document(std::str::from_utf8(bytes).unwrap());
        let all = page.tree.values().filter_map(scraper::Node::as_element);
        let mut all: Vec<String> = all
            .map(|element| {
                // Addresses name files by what is in them.
                let names: Vec<&str> = element.attrs().map(|(name, _)| name).collect();
                format!("{} {}", element.name(), names.join(" "))
            })
            .collect();
        all.sort();
        all
    };
    let mut shown = 0;
    for (path, bytes) in &odd {
        let text = String::from_utf8_lossy(bytes);
        match Path::new(path).extension().and_then(std::ffi::OsStr::to_str) {
            Some("html") => {
                assert_eq!(elements(bytes), elements(&plain[path]), "{path}");
                shown += usize::from(text.contains("{{ 7*7 }} {% include"));
            }
            Some("json") => {
                serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
            }
            Some("xml" | "svg") => {
                roxmltree::Document::parse(&text).unwrap();
            }
            _ => {}
        }
    }
    assert!(shown > 1, "no page shows the text");
    let page =
        scraper::Html::parse_document(std::str::from_utf8(&odd["guides/x/index.html"]).unwrap());
    let headings = scraper::Selector::parse("main h2").unwrap();
    let ids: Vec<_> = page.select(&headings).filter_map(|heading| heading.attr("id")).collect();
    // No name of anything that a script might look for.
    for id in ["h-constructor", "h-proto", "h-location"] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
}

#[test]
fn devices_and_sockets_are_what_they_are_here() {
    let place = tempfile::tempdir().unwrap();
    put(place.path(), "guides/s.md | socket", "");
    put(place.path(), "guides/p.md | fifo", "");
    let kind = |name: &str| {
        fs::symlink_metadata(place.path().join("content/guides").join(name)).unwrap().file_type()
    };
    assert!(kind("s.md").is_socket() && kind("p.md").is_fifo());
}
