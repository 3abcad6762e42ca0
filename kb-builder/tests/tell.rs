//! The commands that answer a question: `paths`, `case`, `read`, on real files, through the binary.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command prints, what it complains of, and how it ends.
fn run(content: &Path, args: &[&str], input: &str) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kb-builder"))
        .arg("--content")
        .arg(content)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that does not read its input closes it.
    command.stdin.take().unwrap().write_all(input.as_bytes()).unwrap_or_default();
    let output = command.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn ours() -> &'static Path {
    Path::new("../content")
}

/// Our guides and tables with one flow in one file, and changes in that.
fn changed(folder: &Path, changes: &[(&str, &str)]) {
    for part in ["guides", "tables", "flows"] {
        fs::create_dir_all(folder.join(part)).unwrap();
        for file in fs::read_dir(ours().join(part)).unwrap().map(Result::unwrap) {
            if part == "tables" || part == "guides" {
                // The pages of codes stay behind, and with them what links to them.
                let text = fs::read_to_string(file.path()).unwrap();
                let text = text.replace("](../codes/", "](https://example.org/");
                fs::write(folder.join(part).join(file.file_name()), text).unwrap();
            }
        }
    }
    let site = fs::read_to_string(ours().join("site.toml")).unwrap();
    let site = site.replace("[languages.de]\nflows = [\"caa20004\"]\n", "");
    let site = site.lines().filter(|line| !line.starts_with("start = ")).collect::<Vec<_>>();
    fs::write(folder.join("site.toml"), site.join("\n")).unwrap();
    let path = folder.join("flows/caa20004.toml");
    let mut flow = include_str!("one-flow.toml").to_owned();
    for (from, to) in changes {
        assert!(flow.contains(from), "the flow does not hold {from}");
        flow = flow.replace(from, to);
    }
    fs::write(path, flow).unwrap();
}

#[test]
fn the_book_says_in_words_what_became_of_every_path() {
    let folder = tempfile::tempdir().unwrap();
    let (new, old) = (folder.path().join("new"), folder.path().join("old.md"));
    let first = &folder.path().join("first");
    changed(first, &[]);
    let (book, complaint, code) = run(first, &["paths"], "");
    assert_eq!((complaint.as_str(), code), ("", 0));
    assert!(book.contains("#### `where=teams|unknown prompt=mine|unknown others=only-me|unknown "));
    fs::write(&old, &book).unwrap();
    let old = old.to_str().unwrap();
    let diff = |content: &Path| {
        let (told, complaint, code) = run(content, &["paths", "--diff", old], "");
        assert_eq!((complaint.as_str(), code), ("", 0));
        told
    };
    assert_eq!(diff(first), "no difference\n");
    assert_eq!(run(first, &["paths"], "").0, book, "the same content gives the same book");

    changed(&new, &[("Clock\"\nquestion", "The clock\"\nquestion")]);
    assert_eq!(diff(&new), "every path ends where it ended; only words differ\n");

    changed(
        &new,
        &[
            ("loop = \"cookies\"", "loop = \"network\""),
            ("company-page = \"company-sign-in\"", "company-page = \"cookies\""),
        ],
    );
    let told = diff(&new);
    let from = "These ended at `cookies` (The browser does not keep the sign-in), and end at ";
    assert!(
        told.contains(&format!(
            "{from}`network-blocked` (Your network does not reach Microsoft) now:"
        )),
        "{told}"
    );
    assert!(told.contains("web-login=loop connection=not-reachable"), "{told}");
    assert!(
        told.contains("On some paths these are asked for now, and were not:\n  connection"),
        "{told}"
    );
    assert!(!told.contains("These paths are new"), "{told}");

    changed(
        &new,
        &[
            ("[facts.away.values]", "[facts.away.values]\nship = \"On a ship\""),
            ("go = { away = ", "go = { ship = \"policy-block\", away = "),
            ("reachable = \"Yes, a Microsoft page appears\"\n", ""),
            ("probe = \"reachability\"\n", ""),
            ("go = { reachable = \"reachable-now\", ", "go = { "),
            ("unknown = \"unexplained\" }", "unknown = \"reachable-now\" }"),
            ("[outcomes.unexplained]", "[outcomes.other-end]"),
            ("not-reachable = \"network-blocked\"", "not-reachable = \"other-end\""),
            (
                "[outcomes.network-blocked]\ntitle = \"Your network does not reach Microsoft\"\ntext = \"The sign-in cannot even begin. Another network shows whether it is your connection.\"\nfixes = [\"other-network\"]\nends = \"hand-over\"\nteam = \"network\"\n",
                "",
            ),
        ],
    );
    let told = diff(&new);
    assert!(
        told.contains("These paths are new:\n") && told.contains("away=ship to `policy-block`"),
        "{told}"
    );
    assert!(
        told.contains("These paths are gone:\n")
            && told.contains("connection=reachable to `reachable-now`"),
        "{told}"
    );
    assert!(told.contains("These ended at `unexplained`"), "{told}");

    changed(
        &new,
        &[
            ("fixes = [\"set-clock\", \"approve-sign-in\"]", "fixes = [\"set-clock\"]"),
            ("title = \"The clock is wrong\"", "title = \"\"\"The clock\n  ### `is` wrong\"\"\""),
        ],
    );
    let told = diff(&new);
    assert!(told.contains("These outcomes advise something else now:"), "{told}");
    assert!(told.contains("  was: Let the device set its own clock (`set-clock`, "), "{told}");
    assert!(!told.contains("These ended at"), "{told}");
    let (book, ..) = run(&new, &["paths"], "");
    assert!(book.contains("### `clock-wrong` The clock ### `is` wrong\n"));

    let (_, complaint, code) = run(first, &["paths", "--diff", "Cargo.toml"], "");
    assert_eq!(code, 2);
    assert!(complaint.contains("Cargo.toml:1: not an all-paths book"), "{complaint}");
    let (_, complaint, code) = run(ours(), &["paths", "nope"], "");
    assert_eq!(
        (complaint.as_str(), code),
        (
            "error: there is no flow `nope`\nhint: name one of: caa20003, caa20004, caa2000c, \
             caa70004, caa90018, sign-in\n",
            2
        )
    );
}

#[test]
fn the_book_is_written_whole_into_the_content() {
    let folder = tempfile::tempdir().unwrap();
    changed(folder.path(), &[]);
    let kept = folder.path().join("flows/caa20004.paths.md");
    fs::write(&kept, "old").unwrap();
    let (told, _, code) = run(folder.path(), &["paths", "--write"], "");
    assert!(told.starts_with("wrote `") && code == 0);
    assert_eq!(fs::read_to_string(&kept).unwrap(), run(folder.path(), &["paths"], "").0);
    let names: Vec<_> = fs::read_dir(folder.path().join("flows")).unwrap().collect();
    assert_eq!(names.len(), 2);
}

#[test]
fn a_case_code_and_a_ticket_tell_the_same_case() {
    let card = "```kb-evidence\nflow: caa20004 4\ncase: v=4&facts=where:teams:person:sure:1795253967,\
                prompt:mine:person:sure:1795253968,others:only-me:person:sure,aadsts:mfa.50076:text:likely\
                &tried=approve-sign-in:failed\n```\n";
    let (text, complaint, code) = run(ours(), &["case"], card);
    assert_eq!((complaint.as_str(), code), ("", 0));
    assert!(text.contains("Result: Your sign-in still needs your approval (mfa-missed)"), "{text}");
    assert!(text.contains("1. Where the message appears: When Teams starts, or in its sign-in window (your answer, 2026-11-21T09:39:27Z)"), "{text}");
    assert!(text.contains("path: where prompt others number mfa-missed"), "{text}");
    let case_code = text.lines().find_map(|line| line.strip_prefix("case-code: ")).unwrap();
    let spoken: Vec<String> = case_code.to_lowercase().chars().map(String::from).collect();
    let spoken = spoken.join(" ");
    let (by_code, _, code) = run(ours(), &["case", &spoken], "");
    assert_eq!(code, 0);
    for line in [
        "path: where prompt others number mfa-missed",
        &format!("case-code: {case_code}"),
        "AADSTS50076 (from the link)",
        ": did not help",
    ] {
        assert!(by_code.contains(line), "{line} is not in {by_code}");
    }
    let (short, _, _) = run(ours(), &["case", case_code, "--short"], "");
    assert!(short.len() <= 500 && short.contains(case_code) && !short.contains("```"), "{short}");
    let (cell, _, _) = run(ours(), &["case", case_code, "--paste", "csv"], "");
    assert!(cell.starts_with('"') && cell.trim_end().ends_with('"'), "{cell}");
    let (html, _, _) = run(ours(), &["case", case_code, "--paste", "html"], "");
    let inside = html.trim().strip_prefix("<pre>").unwrap().strip_suffix("</pre>").unwrap();
    assert!(!inside.contains(['<', '>', '"', '\'']) && html.chars().count() <= 4_001, "{html}");
    let (markdown, _, _) = run(ours(), &["case", case_code, "--paste", "markdown"], "");
    assert!(markdown.contains("\n```kb-evidence\n"), "{markdown}");

    let mut wrong: Vec<char> = case_code.chars().collect();
    wrong.swap(3, 4);
    let (_, complaint, code) = run(ours(), &["case", &wrong.iter().collect::<String>()], "");
    assert!(complaint.contains("two changed places") && code == 1, "{complaint}");
    let (_, complaint, code) = run(ours(), &["case", "hello there, how are you"], "");
    assert!(complaint.contains("at most 14 letters") && code == 1, "{complaint}");
    let newer = tempfile::tempdir().unwrap();
    changed(newer.path(), &[]);
    let (_, complaint, code) = run(newer.path(), &["case", case_code], "");
    assert!(
        complaint.contains("made with other questions than these (version 4)") && code == 1,
        "{complaint}"
    );
    let (_, complaint, code) = run(ours(), &["case"], "no block here");
    assert!(complaint.contains("no block `kb-evidence`") && code == 1, "{complaint}");
}

#[test]
fn a_pasted_message_is_explained() {
    let (text, _, code) =
        run(ours(), &["read"], "0xCAA20004, AADSTS53003, CAA2OOO4 and AADSTS99999");
    assert_eq!(code, 0);
    for line in [
        "CAA20004  access_denied\n",
        "  written    caa20004, 0xcaa20004, 3399614468, -895352828, ",
        "AADSTS53003  ",
        "  certainty  confirmed\n",
        "CAA2OOO4 is no code we know; did you mean CAA20004?",
        "AADSTS99999\n  not in our tables",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert_eq!(run(ours(), &["read"], "good morning").0, "nothing that we know is in this text\n");
}
