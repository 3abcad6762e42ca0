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

#[cfg(unix)]
#[test]
fn links_and_pipes_beside_the_site_are_left_alone() {
    let place = small();
    let at = |name: &str| place.path().join(name);
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, at(name)).unwrap();
    assert!(run(place.path(), &["build", "--out", "live"]).status.success());
    let live = files(&at("live"));
    link("live", ".dist.new-x");
    assert!(run(place.path(), &["build"]).status.success());
    assert!(files(&at("live")) == live);
    assert!(at(".dist.new-x").is_symlink());
    // The file of the lock is never written to, nor waited for.
    fs::write(at("precious"), "kept").unwrap();
    fs::remove_file(at(".dist.lock")).unwrap();
    link("precious", ".dist.lock");
    let no_plain_file = "it is no plain file; remove it first";
    let refused = || {
        let output = run(place.path(), &["build"]);
        assert_eq!(output.status.code(), Some(3));
        assert!(said(&output).contains(no_plain_file), "{}", said(&output));
    };
    refused();
    assert_eq!(fs::read_to_string(at("precious")).unwrap(), "kept");
    fs::remove_file(at(".dist.lock")).unwrap();
    assert!(Command::new("mkfifo").arg(at(".dist.lock")).status().unwrap().success());
    refused();
    fs::remove_file(at(".dist.lock")).unwrap();
    // A site whose mark was made into a folder is still replaced.
    fs::remove_file(at("dist/.kb-output")).unwrap();
    fs::create_dir(at("dist/.kb-output")).unwrap();
    for _ in 0..2 {
        let output = run(place.path(), &["build"]);
        assert!(output.status.success() && said(&output).is_empty(), "{}", said(&output));
    }
    assert_eq!(
        names(place.path()),
        [".dist.lock", ".dist.new-x", ".live.lock", "content", "dist", "live", "precious"]
    );
    fs::remove_dir_all(at("dist")).unwrap();
    link("nowhere", "dist");
    let output = run(place.path(), &["build"]);
    assert!(said(&output).contains("a link that leads nowhere"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn whoever_may_read_a_new_site_may_read_all_of_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = small();
    let build = |mask: &str| {
        let line = format!("umask {mask} && exec '{BUILDER}' build --quiet");
        let made = Command::new("sh").current_dir(place.path()).args(["-c", &line]).status();
        assert!(made.unwrap().success());
        let dist = place.path().join("dist");
        let all = walkdir::WalkDir::new(&dist).into_iter().map(Result::unwrap);
        let modes = all.filter(|entry| entry.file_type().is_file());
        modes
            .map(|entry| entry.metadata().unwrap().permissions().mode() & 0o777)
            .collect::<std::collections::BTreeSet<u32>>()
    };
    assert_eq!(build("077"), [0o600].into());
    assert_eq!(build("022"), [0o644].into());
}

#[cfg(unix)]
#[test]
fn a_bundle_goes_into_what_is_named_and_harms_nothing_beside_it() {
    let place = small();
    let at = |name: &str| place.path().join(name);
    let bundle =
        |out: &str| run(place.path(), &["bundle", "--target", "text", "--quiet", "--out", out]);
    fs::write(at("plain.txt.new"), "mine").unwrap();
    assert!(bundle("plain.txt").status.success());
    let text = fs::read(at("plain.txt")).unwrap();
    assert_eq!(fs::read_to_string(at("plain.txt.new")).unwrap(), "mine");
    // A link leads to the file that is written.
    fs::write(at("target.txt"), "old").unwrap();
    std::os::unix::fs::symlink("target.txt", at("link.txt")).unwrap();
    assert!(bundle("link.txt").status.success());
    assert!(at("link.txt").is_symlink());
    assert!(fs::read(at("target.txt")).unwrap() == text);
    std::os::unix::fs::symlink("nowhere/x.txt", at("broken.txt")).unwrap();
    assert_eq!(bundle("broken.txt").status.code(), Some(3));
    // Whoever reads a pipe gets it.
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    let pipe = at("pipe");
    let reader = std::thread::spawn(move || fs::read(pipe).unwrap());
    assert!(bundle("pipe").status.success());
    assert!(reader.join().unwrap() == text);
    // Content is not written over.
    let guide = fs::read_dir(at("content/guides")).unwrap().next().unwrap().unwrap().path();
    let before = fs::read(&guide).unwrap();
    let output = bundle(&guide.display().to_string());
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("inside the content"), "{}", said(&output));
    assert!(fs::read(&guide).unwrap() == before);
    assert_eq!(bundle("nowhere/x.txt").status.code(), Some(3));
    let left =
        ["broken.txt", "content", "link.txt", "pipe", "plain.txt", "plain.txt.new", "target.txt"];
    assert_eq!(names(place.path()), left);
}

#[cfg(target_os = "linux")]
#[test]
fn what_could_not_be_printed_is_a_failure() {
    let place = small();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let ended = Command::new(BUILDER)
        .current_dir(place.path())
        .args(["check", "--format", "json"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(3));
    assert!(said(&ended).contains("cannot write to standard output"), "{}", said(&ended));
}

#[test]
fn wrong_usage_says_what_is_right() {
    let place = workplace();
    assert_eq!(run(place.path(), &["bild"]).status.code(), Some(2));
    let output = run(place.path(), &["paths", "--out", "book.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("`--out` means nothing for this command"), "{}", said(&output));
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
    for file in ["pipe.md", "passwd.md", "round"] {
        assert!(said(&output).contains(&format!("content/guides/{file}\n")), "{}", said(&output));
    }
    assert!(!said(&output).contains("root:"));
    for file in ["pipe.md", "passwd.md", "round"] {
        fs::remove_file(place.path().join("real/guides").join(file)).unwrap();
    }
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
