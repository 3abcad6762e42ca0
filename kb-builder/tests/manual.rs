//! The manual page as `man` shows it, and what shells make of the completions.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use clap::CommandFactory as _;
use kb_builder::args::Args;

fn program(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_kb-builder")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a shell with a script, where the machine has that shell.
fn shell(name: &str, args: &[&str], script: &str) -> Option<Output> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    std::fs::write(&file, script).unwrap();
    Command::new(name).args(args).arg(&file).env("HOME", folder.path()).output().ok()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn commands() -> Vec<String> {
    let program = Args::command();
    program.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn the_version_names_the_formats_that_are_read() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(program(&["-V"]), format!("kb-builder {version}\n"));
    assert_eq!(
        program(&["--version"]),
        format!("kb-builder {version}\ncontent format 1\nflow format 1\nAPI format 1\n")
    );
}

#[test]
fn bash_loads_the_completions_and_completes_commands_options_and_words() {
    let script = program(&["completions", "bash"]);
    let parsed = shell("bash", &["--norc", "-n"], &script).unwrap();
    assert_eq!(said(&parsed), "");
    let completed = |words: &[&str]| {
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let (at, line) = (words.len() - 1, words.join("' '"));
        let ask = format!(
            "{script}\nCOMP_WORDS=('{line}'); COMP_CWORD={at}\n\
             by=$(complete -p kb-builder); by=${{by##*-F }}; ${{by%% *}} kb-builder '{last}' '{before}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        );
        let answer = said(&shell("bash", &["--norc"], &ask).unwrap());
        answer.lines().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    assert_eq!(completed(&["kb-builder", "tra"]), set(&["translations"]));
    assert_eq!(completed(&["kb-builder", "check", "--form"]), set(&["--format"]));
    assert_eq!(
        completed(&["kb-builder", "check", "--format", ""]),
        set(&["human", "json", "github"])
    );
    assert!(completed(&["kb-builder", ""]).is_superset(&commands().into_iter().collect()));
}

#[test]
fn other_shells_take_the_completions_where_they_are() {
    let all = [
        ("zsh", &["-f", "-n"][..]),
        ("fish", &["--no-config", "-n"]),
        ("pwsh", &["-NoProfile", "-File"]),
    ];
    for (name, args) in all {
        let script = program(&["completions", if name == "pwsh" { "powershell" } else { name }]);
        for command in commands() {
            assert!(script.contains(&command), "{name}: {command}");
        }
        if let Some(parsed) = shell(name, args, &script) {
            said(&parsed);
        }
    }
    let fish = program(&["completions", "fish"]) + "\ncomplete -C 'kb-builder tra'\n";
    if let Some(answer) = shell("fish", &["--no-config"], &fish) {
        assert!(said(&answer).starts_with("translations\t"));
    }
}

#[test]
fn there_is_a_page_of_the_manual_for_the_program_and_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man1");
    program(&["man", "--out", out.to_str().unwrap()]);
    let names: BTreeSet<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut wanted: BTreeSet<String> =
        commands().iter().map(|command| format!("kb-builder-{command}.1")).collect();
    wanted.insert("kb-builder.1".to_owned());
    assert_eq!(names, wanted);
    assert_eq!(std::fs::read_to_string(out.join("kb-builder.1")).unwrap(), program(&["man"]));
    let main = program(&["man"]);
    for command in commands() {
        let of = command.replace('-', "\\-");
        assert!(main.contains(&format!("kb\\-builder\\-{of}(1)")), "{command}");
    }
    for name in &names {
        let page = std::fs::read_to_string(out.join(name)).unwrap();
        let heads: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
        assert_eq!(heads[..3], ["NAME", "SYNOPSIS", "DESCRIPTION"], "{name}");
        shown(&out.join(name), name);
    }
}

/// Looks at a page as people do, where there is a `man`.
fn shown(page: &Path, name: &str) {
    let man =
        |args: &[&str]| Command::new("man").args(args).arg(page).env("MANWIDTH", "100").output();
    let Ok(output) = man(&["-P", "cat", "-l"]) else { return };
    // A machine may have a `man` that only says that there are no pages on it.
    let text = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && !text.contains("has been minimized") {
        assert!(text.contains("SYNOPSIS") && text.contains("--content"), "{name}: {text}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}");
    }
}
