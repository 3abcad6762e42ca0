//! The server as a client on the wire meets it.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server of our content, in a folder of its own.
struct Server {
    child: Child,
    port: u16,
    place: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let place = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new("../content").into_iter().map(Result::unwrap) {
            let below = entry.path().strip_prefix("..").unwrap();
            let target = place.path().join(below);
            if entry.file_type().is_dir() {
                fs::create_dir_all(target).unwrap();
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
        Self::serve(place, &[], &[])
    }

    /// The same of the small knowledge base that `new` writes.
    fn start_small(more: &[&str], variables: &[(&str, &str)]) -> Self {
        let place = tempfile::tempdir().unwrap();
        let made = Command::new(env!("CARGO_BIN_EXE_kb-builder"))
            .current_dir(place.path())
            .args(["new", "content", "--quiet"])
            .status();
        assert!(made.unwrap().success());
        Self::serve(place, more, variables)
    }

    fn serve(place: tempfile::TempDir, more: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut builder = Command::new(env!("CARGO_BIN_EXE_kb-builder"));
        Self::start_by(builder.envs(variables.iter().copied()), place, more)
    }

    fn start_by(builder: &mut Command, place: tempfile::TempDir, more: &[&str]) -> Self {
        let mut child = builder
            .current_dir(place.path())
            .args(["serve", "--port", "0"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.map(Result::unwrap).find(|line| line.contains("serving on")).unwrap();
        let port = line.split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap();
        Self { child, port, place }
    }

    /// Sends one request as it stands and returns all that comes back.
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A refused connection is an answer too.
        stream.read_to_end(&mut answer).unwrap_or_default();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let port = self.port;
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().unwrap();
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[test]
fn pages_come_with_every_header_and_nothing_outside_the_site_comes_at_all() {
    let server = Server::start();
    let page = server.get("/caa20004/");
    assert_eq!(status(&page), "200");
    for header in [
        "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
        "frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cross-origin-opener-policy: same-origin",
        "content-type: text/html; charset=utf-8",
        "cache-control: no-cache",
    ] {
        assert!(page.contains(header), "{header}");
    }
    assert!(!page.contains("cross-origin-embedder-policy"), "it would break the probes");
    assert_eq!(status(&server.get("/caa20004")), "308");
    // Only capitals tell this page from one of its other spellings.
    assert_eq!(status(&server.get("/codes/caa82ee7/")), "200");
    let spelled = server.get("/codes/CAA82EE7/");
    assert_eq!(status(&spelled), "308");
    assert!(spelled.contains("location: /codes/caa82ee7/\r\n"), "{spelled}");
    for outside in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/caa20004/../../content/site.toml",
        "/.kb-output",
        "/content/site.toml",
        "/%00",
        "//evil.example/",
    ] {
        let answer = server.get(outside);
        assert!(["400", "404"].contains(&status(&answer)), "{outside}: {answer}");
        assert!(!answer.contains("root:") && !answer.contains("[sign-in]"), "{outside}");
    }
    let long = server.get(&format!("/{}", "x".repeat(100_000)));
    assert!(["400", "404", "414", "431", "none"].contains(&status(&long)), "{}", status(&long));

    let port = server.port;
    let rebound = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&server.send(rebound)), "421");
    let other = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&server.send(&other)), "200");
    let post = format!(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(status(&server.send(&post)), "405");
}

#[test]
fn the_page_that_a_sign_in_comes_back_to_can_be_framed_here_and_is_kept_by_nobody() {
    let server = Server::start();
    let page = server.get("/callback/");
    assert_eq!(status(&page), "200");
    for header in [
        "content-security-policy: default-src 'none'; script-src 'self'; ",
        "; frame-ancestors 'self'\r\n",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "content-type: text/html; charset=utf-8",
    ] {
        assert!(page.contains(header), "{header}");
    }
    for none in ["cross-origin-opener-policy", "wasm-unsafe-eval", "connect-src", "local-network"] {
        assert!(!page.contains(none), "{none}");
    }
    // The clock is read from it.
    let port = server.port;
    let head = server.send(&format!(
        "HEAD /callback/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    ));
    assert_eq!(status(&head), "200");
    let lines: Vec<&str> = head.lines().collect();
    assert!(lines.iter().any(|line| line.starts_with("date: ")), "{head}");
    assert!(lines.contains(&"cache-control: no-store"), "{head}");
    assert!(!lines.iter().any(|line| line.starts_with("age: ")), "{head}");
}

#[test]
fn a_changed_guide_is_served_again_and_a_broken_one_is_not() {
    let server = Server::start();
    let guide = server.place.path().join("content/guides/set-clock.md");
    let good = fs::read_to_string(&guide).unwrap();
    let until = |what: &str, there: bool| {
        let started = Instant::now();
        while server.get("/guides/set-clock/").contains(what) != there {
            assert!(started.elapsed() < Duration::from_mins(2), "`{what}` never changed");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    fs::write(&guide, good.clone() + "\nA marked sentence.\n").unwrap();
    until("A marked sentence.", true);
    // What is broken is not served; what follows it and is whole shows that the change was seen.
    fs::write(&guide, good.clone() + "\n[broken](nowhere.md) and a wrong sentence.\n").unwrap();
    std::thread::sleep(Duration::from_secs(1));
    assert!(server.get("/guides/set-clock/").contains("A marked sentence."));
    fs::write(&guide, good + "\nA mended sentence.\n").unwrap();
    until("A mended sentence.", true);
    assert!(!server.get("/guides/set-clock/").contains("wrong sentence"));
    // It is served from memory, and nothing else changes.
    let left: Vec<_> =
        fs::read_dir(server.place.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["content"]);
}

#[test]
fn a_change_is_shown_when_it_is_over_and_one_that_never_ends_after_a_while() {
    let server = Server::start_small(&[], &[]);
    let guide = server.place.path().join("content/guides/use-another-network.md");
    let good = fs::read_to_string(&guide).unwrap();
    let news = |after: u64| {
        let answer = server.get(&format!("/-/news?after={after}"));
        let told = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str::<serde_json::Value>(told).unwrap()
    };
    let number = |news: &serde_json::Value| news["number"].as_u64().unwrap();
    // As editors save that empty a file and then fill it: nobody hears of the empty one.
    let first = news(0);
    fs::write(&guide, "").unwrap();
    std::thread::sleep(Duration::from_millis(15));
    fs::write(&guide, good.clone() + "\nA sentence in two steps.\n").unwrap();
    let second = news(number(&first));
    assert_eq!(number(&second), number(&first) + 1);
    assert_eq!(second["problems"], serde_json::Value::Null);
    assert!(server.get("/guides/use-another-network/").contains("A sentence in two steps."));
    // A file that stays empty is told of.
    fs::write(&guide, "").unwrap();
    let third = news(number(&second));
    assert!(third["problems"].is_string(), "{third}");
    fs::write(&guide, &good).unwrap();
    let fourth = news(number(&third));
    assert_eq!(fourth["problems"], serde_json::Value::Null);
    // Files that are none of ours wake nobody: what is told next is the text after them.
    for number in 0..5 {
        fs::write(guide.with_file_name(".use-another-network.md.swp"), number.to_string()).unwrap();
        std::thread::sleep(Duration::from_millis(60));
    }
    let kept = server.place.path().join("content/kept");
    let made = kept.join("guides");
    fs::create_dir_all(&made).unwrap();
    fs::rename(&guide, made.join("use-another-network.md")).unwrap();
    let fifth = news(number(&fourth));
    assert_eq!(number(&fifth), number(&fourth) + 1);
    assert!(fifth["problems"].is_string(), "the guide is where none is looked for: {fifth}");
    fs::rename(made.join("use-another-network.md"), &guide).unwrap();
    fs::remove_dir_all(&kept).unwrap();
    let sixth = news(number(&fifth));
    assert_eq!(sixth["problems"], serde_json::Value::Null);
    // Written again and again, and never at rest.
    let over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // It ends by itself where what waits for the news has failed.
            for number in 0..3000 {
                if over.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                fs::write(&guide, format!("{good}\nSentence {number}.\n")).unwrap();
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let seventh = news(number(&sixth));
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        // One that is caught between two steps is told of as a problem.
        assert!(number(&seventh) > number(&sixth));
    });
}

#[cfg(unix)]
#[test]
fn another_folder_in_the_place_of_the_content_is_followed() {
    let server = Server::start_small(&[], &[]);
    let at = |name: &str| server.place.path().join(name);
    let text = fs::read_to_string(at("content/guides/use-another-network.md")).unwrap();
    let until = |what: &str| {
        let started = Instant::now();
        while !server.get("/guides/use-another-network/").contains(what) {
            assert!(started.elapsed() < Duration::from_mins(1), "`{what}` never came");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let write = |folder: &str, what: &str| {
        let path = at(folder).join("guides/use-another-network.md");
        fs::write(path, format!("{text}\n{what}\n")).unwrap();
    };
    let copy = |from: &str, to: &str| {
        let done = Command::new("cp").arg("-r").args([at(from), at(to)]).status();
        assert!(done.unwrap().success());
    };
    // Another one in its place.
    fs::rename(at("content"), at("old")).unwrap();
    copy("old", "content");
    write("content", "Of the second folder.");
    until("Of the second folder.");
    write("content", "Of the second folder, again.");
    until("Of the second folder, again.");
    // None for a while.
    fs::remove_dir_all(at("content")).unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    copy("old", "content");
    write("content", "Of the third folder.");
    until("Of the third folder.");
    // A link, and then to another place.
    fs::remove_dir_all(at("content")).unwrap();
    copy("old", "new");
    std::os::unix::fs::symlink("old", at("content")).unwrap();
    write("old", "By a link.");
    until("By a link.");
    write("new", "By another link.");
    std::os::unix::fs::symlink("new", at("next")).unwrap();
    fs::rename(at("next"), at("content")).unwrap();
    until("By another link.");
    write("new", "By another link, again.");
    until("By another link, again.");
    // A folder that is called like a text, and goes again.
    fs::create_dir(at("new/guides/notes.md")).unwrap();
    fs::write(at("new/guides/notes.md/y.md"), "x").unwrap();
    std::thread::sleep(Duration::from_secs(1));
    fs::rename(at("new/guides/notes.md"), at("notes")).unwrap();
    write("new", "Without the notes.");
    until("Without the notes.");
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_machine_refuses_is_tried_again() {
    let place = tempfile::tempdir().unwrap();
    let limited = format!("ulimit -n 40 && exec '{}' \"$@\"", env!("CARGO_BIN_EXE_kb-builder"));
    let made = Command::new("sh")
        .args(["-c", &limited, "sh", "new", "content", "--quiet"])
        .current_dir(place.path())
        .status();
    assert!(made.unwrap().success());
    let server = Server::start_by(Command::new("sh").args(["-c", &limited, "sh"]), place, &[]);
    let guide = server.place.path().join("content/guides/use-another-network.md");
    let text = fs::read_to_string(&guide).unwrap();
    let idle: Vec<_> =
        (0..60).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(500));
    fs::write(&guide, format!("{text}\nSaved while nothing could be opened.\n")).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    drop(idle);
    let started = Instant::now();
    while !server.get("/guides/use-another-network/").contains("Saved while nothing") {
        assert!(started.elapsed() < Duration::from_mins(1), "it was not read again");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(unix)]
#[test]
fn half_a_request_keeps_nobody_from_stopping() {
    let mut server = Server::start_small(&[], &[]);
    let mut half = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n").unwrap();
    assert_eq!(status(&server.get("/")), "200");
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let started = Instant::now();
    loop {
        if let Some(ended) = server.child.try_wait().unwrap() {
            assert!(ended.success());
            break;
        }
        assert!(started.elapsed() < Duration::from_mins(1), "it never stopped");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_pages_follow_is_for_this_machine_alone_and_can_be_left_out() {
    let server = Server::start_small(&[], &[]);
    let port = server.port;
    assert!(server.get("/").contains("<script defer src=\"/-/live.js\" data-site=\""));
    assert_eq!(status(&server.get("/-/live.js")), "200");
    assert_eq!(status(&server.get("/-/live.css")), "200");
    let news = server.get("/-/news?after=0");
    assert!(
        news.contains("\"number\":1,\"site\":\"") && news.ends_with("\"problems\":null}"),
        "{news}"
    );
    let rebound = "GET /-/news?after=0 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&server.send(rebound)), "421");
    assert!(!news.to_lowercase().contains("access-control"), "{news}");
    // Nothing that somebody sends makes it big, or end.
    for strange in ["after=x", "after=-1", "after=99999999999999999999", ""] {
        assert_eq!(status(&server.get(&format!("/-/news?{strange}"))), "200", "{strange}");
    }
    let header = "x".repeat(2_000_000);
    let large = server.send(&format!(
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: {header}\r\nConnection: close\r\n\r\n"
    ));
    assert!(["400", "431", "none"].contains(&status(&large)), "{}", status(&large));
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let twice = format!("GET / HTTP/1.1\r\n{host}Host: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&server.send(&twice)), "400");
    let post = server.send(&format!("POST / HTTP/1.1\r\n{host}Connection: close\r\n\r\n"));
    assert_eq!(status(&post), "405");
    assert!(post.to_lowercase().contains("allow: get, head\r\n"), "{post}");
    assert_eq!(status(&server.get("/")), "200");

    let plain = Server::start_small(&["--no-reload"], &[]);
    assert!(!plain.get("/").contains("/-/"));
    assert_eq!(status(&plain.get("/-/live.js")), "404");
}

#[cfg(unix)]
#[test]
fn the_browser_is_opened_where_somebody_asks_for_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = tempfile::tempdir().unwrap();
    let (program, told) = (place.path().join("xdg-open"), place.path().join("told"));
    fs::write(&program, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", told.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", place.path().display(), std::env::var("PATH").unwrap());
    let server = Server::start_small(&["--open"], &[("PATH", &path)]);
    let started = Instant::now();
    while !told.exists() || fs::read_to_string(&told).unwrap().is_empty() {
        assert!(started.elapsed() < Duration::from_secs(30), "no browser was opened");
        std::thread::sleep(Duration::from_millis(50));
    }
    let address = format!("http://127.0.0.1:{}/", server.port);
    assert_eq!(fs::read_to_string(&told).unwrap(), address);
}
