//! Follows `docs/tutorial.md` word for word, in an empty folder, with the real program.
//!
//! What the text says is what is done: a block of `sh` is run. A block of `text` is all that the
//! commands before it print. Other blocks are texts of the file that was named last, as the words
//! before them say: *Find this*, *in its place*, *at the end of the file*. `You see **…**` stands
//! on the page at the address before it. Only the port is another one, as tests run side by side.

#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const TEXT: &str = include_str!("../../docs/tutorial.md");

/// Where the text says that the site is.
const PORT: &str = "4173";

/// One thing that the text asks for.
#[derive(Debug)]
enum Step<'a> {
    Run(&'a str),
    Prints(&'a str),
    Find(&'a str, &'a str),
    Replace(&'a str),
    Append(&'a str, &'a str),
    Sees(&'a str, &'a str),
}

/// What stands between two marks, after the first of them.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

/// Everything that a text asks for, in its order.
fn steps(text: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut file = "";
    let mut prose = "";
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("```") {
        for paragraph in before.split("\n\n") {
            if let Some(named) = between(paragraph, "`content/", "`") {
                let start = paragraph.find(named).unwrap() - "content/".len();
                file = &paragraph[start..start + "content/".len() + named.len()];
            }
            if let Some(seen) = between(paragraph, "You see **", "**") {
                let page = between(paragraph, &format!("<http://127.0.0.1:{PORT}"), ">");
                steps.push(Step::Sees(page.expect("an address before what is seen"), seen));
            }
            if !paragraph.trim().is_empty() {
                prose = paragraph.trim();
            }
        }
        let (kind, block) = after.split_once('\n').unwrap();
        let (block, after) = block.split_once("```").unwrap();
        steps.push(match kind {
            "sh" => Step::Run(block),
            "text" => Step::Prints(block),
            _ if prose.ends_with("ind this:") => Step::Find(file, block.trim_end()),
            _ if prose.contains("in its place") => Step::Replace(block.trim_end()),
            _ if prose.contains("at the end of the file") => Step::Append(file, block),
            _ => panic!("nobody knows what to do with\n{block}\nafter\n{prose}"),
        });
        rest = after;
    }
    steps
}

/// Somebody who does what the text says.
struct Reader {
    place: tempfile::TempDir,
    /// What the last commands printed, and whether they ended well.
    printed: Option<(String, bool)>,
    /// What is to be replaced, and in which file.
    found: Option<(PathBuf, String)>,
    serving: Option<(Child, BufReader<ChildStdout>)>,
    port: String,
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some((server, _)) = &mut self.serving {
            // It may have ended by itself.
            server.kill().unwrap_or_default();
            server.wait().unwrap();
        }
    }
}

impl Reader {
    fn command(&self, lines: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_kb-builder")).parent().unwrap();
        let path = format!("PATH='{}':\"$PATH\"", program.display());
        let mut command = Command::new("sh");
        command.current_dir(self.place.path()).arg("-c").arg(format!("{path}\n{lines} 2>&1"));
        command
    }

    fn runs(&mut self, block: &str) {
        let line = block.trim();
        assert!(!line.contains('\n'), "one command in a block, so that its output is its own");
        if line.starts_with("kb-builder serve") {
            let mut command = self.command(&format!("exec {line} --port 0"));
            let mut server = command.stdout(Stdio::piped()).spawn().unwrap();
            let output = BufReader::new(server.stdout.take().unwrap());
            self.serving = Some((server, output));
            return;
        }
        let output = self.command(line).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        self.printed = Some((printed, output.status.success()));
    }

    fn is_told(&mut self, text: &str) {
        if let Some((printed, went_well)) = self.printed.take() {
            assert_eq!(printed.trim_end(), text.trim_end());
            assert_eq!(went_well, !text.starts_with("error"), "the exit code fits the words");
            return;
        }
        let (_, output) = self.serving.as_mut().expect("a command before what it prints");
        for expected in text.lines() {
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            if let Some(port) = between(&line, "http://127.0.0.1:", "/") {
                self.port = port.to_owned();
                line = line.replace(port, PORT);
            }
            assert_eq!(line.trim_end(), expected);
        }
    }

    fn finds(&mut self, file: &str, text: &str) {
        let path = self.place.path().join(file);
        let whole = fs::read_to_string(&path).unwrap();
        assert_eq!(whole.matches(text).count(), 1, "{file} holds this once:\n{text}\n{whole}");
        self.found = Some((path, text.to_owned()));
    }

    fn replaces(&mut self, new: &str) {
        let (path, old) = self.found.take().expect("something was found before");
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, whole.replace(&old, new)).unwrap();
    }

    fn appends(&self, file: &str, text: &str) {
        let path = self.place.path().join(file);
        let whole = fs::read_to_string(&path).unwrap();
        assert!(whole.ends_with('\n'), "{file} ends with a whole line");
        fs::write(&path, whole + text).unwrap();
    }

    /// Loads a page until the text is there: it takes a moment to be built.
    fn sees(&self, page: &str, text: &str) {
        let start = Instant::now();
        loop {
            let port: u16 = self.port.parse().expect("a port that was told");
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let request = format!(
                "GET {page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            let answer = String::from_utf8_lossy(&answer);
            if answer.contains(text) {
                return;
            }
            assert!(start.elapsed() < Duration::from_mins(1), "{page} lacks {text}:\n{answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn whoever_follows_the_tutorial_sees_what_it_says() {
    let mut reader = Reader {
        place: tempfile::tempdir().unwrap(),
        printed: None,
        found: None,
        serving: None,
        port: String::new(),
    };
    let steps = steps(TEXT);
    for step in &steps {
        match *step {
            Step::Run(block) => reader.runs(block),
            Step::Prints(text) => reader.is_told(text),
            Step::Find(file, text) => reader.finds(file, text),
            Step::Replace(text) => reader.replaces(text),
            Step::Append(file, text) => reader.appends(file, text),
            Step::Sees(page, text) => reader.sees(page, text),
        }
    }
    let count = |is: fn(&Step<'_>) -> bool| steps.iter().filter(|step| is(step)).count();
    assert!(count(|step| matches!(step, Step::Prints(_))) >= 8);
    assert!(count(|step| matches!(step, Step::Sees(..))) >= 4);
    assert_eq!(
        count(|step| matches!(step, Step::Find(..))),
        count(|step| { matches!(step, Step::Replace(_)) })
    );
    let (printed, went_well) = reader.printed.take().expect("the search comes last");
    assert!(went_well && printed.contains("guides/leave-the-vpn"), "{printed}");
    let page = reader.place.path().join("dist/guides/leave-the-vpn/index.html");
    assert!(fs::read_to_string(page).unwrap().contains("<h1>Leave the VPN for a moment</h1>"));
}
