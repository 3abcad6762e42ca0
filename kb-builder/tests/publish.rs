//! The program on a real disk: what it writes, what it refuses, and what survives its death.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/tree.rs"]
mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use tree::{files, names};

const BUILDER: &str = env!("CARGO_BIN_EXE_kb-builder");

/// A folder of its own, with our content in it.
fn workplace() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    copy(Path::new("../content"), &place.path().join("content"));
    place
}

/// A folder of its own, with a small site in it that is quickly built.
fn small() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for file in include_str!("whole.txt").split("== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        let path = place.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    place
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn run(place: &Path, args: &[&str]) -> Output {
    Command::new(BUILDER).current_dir(place).args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_copied_builder_alone_with_content_makes_the_same_site() {
    let ours = workplace();
    assert!(run(ours.path(), &["build"]).status.success());
    let bare = workplace();
    let copied = bare.path().join(format!("kb-builder{}", std::env::consts::EXE_SUFFIX));
    fs::copy(BUILDER, &copied).unwrap();
    let output = Command::new(&copied)
        .current_dir(bare.path())
        .env_clear()
        .args(["build"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let (here, there) = (files(&ours.path().join("dist")), files(&bare.path().join("dist")));
    assert!(here.len() > 100);
    assert!(here == there, "the two sites differ");
    assert!(here.keys().any(|path| path.extension().is_some_and(|ext| ext == "wasm")));
}

#[test]
fn broken_content_is_refused_and_the_last_good_site_stays() {
    let place = workplace();
    assert!(run(place.path(), &["build"]).status.success());
    let good = files(&place.path().join("dist"));
    let content = place.path().join("content");
    let change = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(content.join(file)).unwrap();
        assert!(text.contains(from), "{file} holds {from}");
        fs::write(content.join(file), text.replacen(from, to, 1)).unwrap();
    };
    change("guides/set-clock.md", "\n## ", "\n[broken](no-such-guide.md)\n\n## ");
    change("flows/parts/rest.toml", "wrong = \"clock-wrong\"", "wrong = \"clock-wrnog\"");
    change("guides/right-account.md", "summary =", "sumary =");
    change("guides/other-network.md", "title =", "# title =");
    fs::write(content.join("guides/bytes.md"), b"+++\ntitle = \"\xff\"\n+++\n").unwrap();
    let output = run(place.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    for expected in [
        "link goes to a page that does not exist: `no-such-guide.md`\n  --> content/guides/set-clock.md:",
        "this leads to a step or outcome that does not exist: `clock-wrnog`",
        "did you mean `clock-wrong`?",
        "unknown key: `sumary`\n --> content/guides/right-account.md:3:1",
        "did you mean `summary`?",
        "title is missing\n --> content/guides/other-network.md:",
        "file is not UTF-8 text\n --> content/guides/bytes.md:2:10",
        "the site in `dist` is as it was",
    ] {
        assert!(said.contains(expected), "{expected}\nin\n{said}");
    }
    assert!(files(&place.path().join("dist")) == good);
    // `check` says the same and writes nothing.
    let output = run(place.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    // The stale translations of what was changed are among it, and no reason to refuse a site.
    let checked = self::said(&output);
    assert!(
        said.split("\n\n").filter(|one| one.starts_with("error")).all(|one| checked.contains(one))
    );
    assert!(checked.contains("warning: translation is not of the original as it is"));
    let json = run(place.path(), &["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let bytes =
        json.as_array().unwrap().iter().find(|one| one["path"] == "content/guides/bytes.md");
    assert_eq!((&bytes.unwrap()["line"], &bytes.unwrap()["column"]), (&2.into(), &10.into()));
    let github = run(place.path(), &["check", "--format", "github"]);
    let github = String::from_utf8(github.stdout).unwrap();
    assert!(
        github.contains("::error file=content/guides/bytes.md,line=2,col=10::file is not UTF-8")
    );
}

#[test]
fn a_page_that_is_gone_from_the_content_is_gone_from_the_site() {
    let place = small();
    fs::write(
        place.path().join("content/guides/extra.md"),
        "+++\ntitle = \"Extra\"\nsummary = \"Extra.\"\nkind = \"explanation\"\nowner = \"Desk\"\n\
         reviewed = \"2026-11-21\"\nunconfirmed = []\nsources = [\"A\"]\n+++\n\nText.\n",
    )
    .unwrap();
    assert!(run(place.path(), &["build"]).status.success());
    assert!(place.path().join("dist/guides/extra/index.html").exists());
    fs::remove_file(place.path().join("content/guides/extra.md")).unwrap();
    assert!(run(place.path(), &["build"]).status.success());
    assert!(!place.path().join("dist/guides/extra").exists());
    assert_eq!(names(place.path()), [".dist.lock", "content", "dist"]);
}

#[test]
fn a_folder_that_is_not_ours_is_never_replaced() {
    let place = small();
    fs::create_dir(place.path().join("mine")).unwrap();
    fs::write(place.path().join("mine/thesis.txt"), "ten years of work").unwrap();
    for out in ["mine", "content", "content/site", ".", "/"] {
        let output = run(place.path(), &["build", "--out", out]);
        assert_eq!(output.status.code(), Some(3), "{out}: {}", said(&output));
        assert!(said(&output).contains("because:"), "{}", said(&output));
    }
    assert!(place.path().join("mine/thesis.txt").exists());
    // Folders that only look like what a killed build leaves behind are not swept.
    fs::create_dir(place.path().join(".dist.new-mine")).unwrap();
    fs::write(place.path().join(".dist.new-mine/notes.txt"), "more work").unwrap();
    fs::write(place.path().join(".dist.new-file"), "a file").unwrap();
    assert!(run(place.path(), &["build"]).status.success());
    assert!(place.path().join(".dist.new-mine/notes.txt").exists());
}

#[test]
fn a_build_killed_at_any_moment_leaves_the_last_good_site_whole() {
    let place = small();
    assert!(run(place.path(), &["build"]).status.success());
    let dist = place.path().join("dist");
    let good = files(&dist);
    let started = Instant::now();
    assert!(run(place.path(), &["build"]).status.success());
    let whole = started.elapsed();
    // From the first moment to the last, and closer together where the trees change places.
    let moments = (0..8).map(|eighth| whole * eighth / 8);
    for moment in moments.chain((0..10).map(|step| whole * (90 + 2 * step) / 100)) {
        let mut building = Command::new(BUILDER)
            .current_dir(place.path())
            .arg("build")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        // On Unix this is SIGKILL. It may have ended by itself, which is one of the moments.
        building.kill().unwrap_or_default();
        building.wait().unwrap();
        assert!(files(&dist) == good, "killed after {moment:?}");
    }
    assert!(run(place.path(), &["build"]).status.success());
    assert_eq!(names(place.path()), [".dist.lock", "content", "dist"], "rests are swept up");
}

#[test]
fn of_two_builds_at_once_none_harms_the_other() {
    let place = workplace();
    let start = || {
        let mut command = Command::new(BUILDER);
        let command = command.current_dir(place.path()).arg("build").stderr(Stdio::piped());
        command.stdout(Stdio::null()).spawn().unwrap()
    };
    let ended: Vec<Output> =
        [start(), start()].into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    assert!(ended.iter().any(|output| output.status.success()));
    for output in ended.iter().filter(|output| !output.status.success()) {
        assert_eq!(output.status.code(), Some(3));
        assert!(said(output).contains("another build is writing there right now"));
    }
    let together = files(&place.path().join("dist"));
    assert!(run(place.path(), &["build"]).status.success());
    assert!(files(&place.path().join("dist")) == together);
}

#[test]
fn wrong_usage_says_what_is_right() {
    let place = workplace();
    assert_eq!(run(place.path(), &["bild"]).status.code(), Some(2));
    let output = run(place.path(), &["build", "--content", "nowhere"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("cannot read `nowhere`"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn pipes_and_links_in_the_content_are_not_opened() {
    let place = workplace();
    let guides = place.path().join("content/guides");
    let made = Command::new("mkfifo").arg(guides.join("pipe.md")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/etc/passwd", guides.join("passwd.md")).unwrap();
    std::os::unix::fs::symlink("..", guides.join("round")).unwrap();
    // The content folder itself may be a link.
    fs::rename(place.path().join("content"), place.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", place.path().join("content")).unwrap();
    let output = run(place.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    for file in ["pipe.md", "passwd.md"] {
        assert!(said(&output).contains(&format!("content/guides/{file}\n")), "{}", said(&output));
    }
    assert!(!said(&output).contains("root:"));
    fs::remove_file(place.path().join("real/guides/pipe.md")).unwrap();
    fs::remove_file(place.path().join("real/guides/passwd.md")).unwrap();
    let output = run(place.path(), &["build"]);
    assert!(output.status.success(), "{}", said(&output));
    // The site cannot be put into the content by another way there.
    for out in ["real/site", "content/../real/site"] {
        let output = run(place.path(), &["build", "--out", out]);
        assert_eq!(output.status.code(), Some(3), "{out}");
    }
}

#[cfg(unix)]
#[test]
fn what_did_not_change_stays_the_same_file_and_is_not_compressed_again() {
    let place = small();
    let dist = place.path().join("dist");
    let build = |args: &[&str]| {
        let output = run(place.path(), &[&["build"], args].concat());
        assert!(output.status.success(), "{}", said(&output));
    };
    build(&[]);
    let (first, before) = (files(&dist), times(&dist));
    let guide = place.path().join("content/guides/set-clock.md");
    let text = fs::read_to_string(&guide).unwrap();
    fs::write(&guide, format!("{text}\nOne more sentence.\n")).unwrap();
    build(&[]);
    let (second, after) = (files(&dist), times(&dist));
    let mut same = 0;
    for (path, bytes) in &second {
        let is_same = first.get(path) == Some(bytes) && !path.ends_with(".kb-output");
        assert!(before.get(path) == after.get(path) || !is_same, "{path:?} is another file");
        assert!(before.get(path) != after.get(path) || is_same, "{path:?} is the file of before");
        same += usize::from(is_same);
    }
    assert!(second[Path::new("guides/set-clock/index.html")].len() > 1000);
    assert!(same > 100 && same < second.len(), "{same} of {}", second.len());

    // What somebody broke is made again.
    fs::write(dist.join("404.html.br"), b"broken").unwrap();
    fs::write(dist.join("404.html.gz"), &second[Path::new("404.html.gz")][..30]).unwrap();
    fs::write(dist.join("search/index.html"), b"broken").unwrap();
    build(&[]);
    assert!(files(&dist) == second);
    // Of another builder, nobody knows how it compresses.
    fs::write(dist.join(".kb-output"), b"A site made by another.\n").unwrap();
    let times_of_pages = times(&dist);
    build(&[]);
    assert!(files(&dist) == second);
    let (page, form) = (Path::new("404.html"), Path::new("404.html.br"));
    assert_eq!(times(&dist)[page], times_of_pages[page]);
    assert_ne!(times(&dist)[form], times_of_pages[form]);

    build(&["--no-compress"]);
    let plain = files(&dist);
    let is_form = |path: &Path| path.extension().is_some_and(|ext| ext == "br" || ext == "gz");
    assert!(!plain.keys().any(|path| is_form(path)));
    let pages = second.into_iter().filter(|(path, _)| !is_form(path));
    assert!(plain == pages.collect());
}

/// Which file on the disk each file below a folder is.
#[cfg(unix)]
fn times(folder: &Path) -> BTreeMap<PathBuf, (u64, std::time::SystemTime)> {
    use std::os::unix::fs::MetadataExt as _;
    let paths = files(folder).into_keys();
    let about = |path: &PathBuf| fs::metadata(folder.join(path)).unwrap();
    let known = paths.map(|path| {
        let about = about(&path);
        let file = (about.ino(), about.modified().unwrap());
        (path, file)
    });
    known.collect()
}
