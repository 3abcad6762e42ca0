//! The one line of `docs/hosting.md`, and the settings of the container, with the Caddy of this machine.

#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/site.rs"]
mod common;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use kb_builder::page::Page;
use kb_builder::{build, disk};

/// A server with all that it starts.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // The line is a shell with two programs; all of them are in one group.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["--", &group]).status();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts a line of the shell that serves on a port, in a folder.
    fn start(line: &str, port: u16, folder: &Path) -> Self {
        let child = Command::new("sh")
            .args(["-c", line])
            .current_dir(folder)
            .env("PORT", port.to_string())
            .env("KB_SITE", folder.join("dist"))
            .env("HOME", folder)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, port }
    }

    fn ask(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    /// The answer, once there is a server.
    fn answer(&self, path: &str) -> String {
        let begun = Instant::now();
        loop {
            match self.ask(path) {
                Some(answer) if !answer.is_empty() => return answer,
                _ => assert!(begun.elapsed() < Duration::from_secs(30), "nobody serves"),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn serves_the_site_with_its_settings(&self) {
        let page = self.answer("/guides/set-clock/");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("Set the clock"), "{page}");
        assert!(page.contains("Content-Security-Policy: default-src 'none'"), "{page}");
        let hidden = self.answer("/hosting/Caddyfile");
        assert!(hidden.starts_with("HTTP/1.1 404") && hidden.contains("<!doctype"), "{hidden}");
    }
}

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| build(&common::site("")).unwrap());

/// A port that is free, and a folder with a built site.
fn place() -> (u16, tempfile::TempDir) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    disk::publish(&folder.path().join("dist"), &folder.path().join("content"), &PAGES, true)
        .unwrap();
    (port, folder)
}

fn is_there() -> bool {
    Command::new("caddy").arg("version").output().is_ok()
}

#[test]
fn the_one_line_of_the_documentation_serves_the_site() {
    let text = std::fs::read_to_string("../docs/hosting.md").unwrap();
    let line = text.lines().find(|line| line.contains("caddy run")).unwrap();
    assert!(line.contains("http://:8080 {"));
    if is_there() {
        let (port, folder) = place();
        let line = line.replace(":8080", &format!(":{port}"));
        Server::start(&line, port, folder.path()).serves_the_site_with_its_settings();
    }
}

#[test]
fn the_settings_of_the_container_serve_the_site() {
    let text = std::fs::read_to_string("../container/Containerfile").unwrap();
    for path in ["container/Caddyfile", "dist"] {
        assert!(text.contains(&format!("\nCOPY {path} /")), "{path}");
    }
    assert!(text.contains("ENTRYPOINT [\"/caddy\", \"run\", \"--config\", \"/Caddyfile\""));
    if is_there() {
        let (port, folder) = place();
        let settings = std::fs::canonicalize("../container/Caddyfile").unwrap();
        let line = format!("caddy run --config {} --adapter caddyfile", settings.display());
        Server::start(&line, port, folder.path()).serves_the_site_with_its_settings();
    }
}
