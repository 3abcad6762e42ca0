//! What is served survives every death of what writes it: `kill -9` at two hundred moments of one
//! build, and of two at once.
//!
//! Only the last part of a build touches the disk, and most of the rest is compressing, so that part
//! runs here by itself, in processes of its own; `publish.rs` kills the whole program.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/tree.rs"]
mod tree;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kb_builder::disk;
use kb_builder::page::Page;

use tree::{files, names};

/// How many moments.
const MOMENTS: usize = 200;

/// Where the process that writes is told which version.
const VERSION: &str = "KILLED_VERSION";

/// A site of some folders and sizes, of which one file in five is the same in each version.
fn site(version: &str) -> Vec<Page> {
    let size = |number: usize| if number.is_multiple_of(10) { 80_000 } else { 2000 };
    let pages = (0..120).map(|number| {
        let path = format!("guides/{}/guide-{number}/index.html", number % 5);
        let version = if number % 5 == 0 { "any" } else { version };
        let line = format!("version {version} of page {number}\n");
        let bytes = line.repeat(size(number) / line.len()).into();
        Page { path, bytes, policy: None }
    });
    pages.collect()
}

#[test]
#[ignore = "a process that the others start and kill"]
fn writes_a_version() {
    let version = std::env::var(VERSION).unwrap();
    let _ = disk::publish(Path::new("dist"), Path::new("content"), &site(&version), false);
}

/// Begins to write a version, in a process of its own.
fn begin(place: &Path, version: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["writes_a_version", "--exact", "--ignored", "--test-threads=1"])
        .env(VERSION, version)
        .current_dir(place)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills so many processes at once, at two hundred moments.
fn kill_at_every_moment(processes: usize) {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("content")).unwrap();
    let dist = place.path().join("dist");
    let write = |version: &str| {
        let started = Instant::now();
        assert!(begin(place.path(), version).wait().unwrap().success());
        (files(&dist), started.elapsed())
    };
    let (b, _) = write("b");
    let (a, whole) = write("a");
    assert!(a != b && a.len() == b.len() && a.len() > 100);
    // A generator of its own, so that the same moments come every day.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state % u64::from(below)).unwrap()
    };
    let (mut seen, mut rests) = ([0, 0], 0);
    for moment in 0..MOMENTS {
        // Some die of themselves, at the end, which is one of the moments.
        let until = |share: u32| whole * share / 1000;
        let mut running: Vec<(Child, Duration)> = (0..processes)
            .map(|process| {
                let version = ["a", "b"][(moment + process) % 2];
                (begin(place.path(), version), until(random(1200)))
            })
            .collect();
        running.sort_by_key(|(_, delay)| *delay);
        let started = Instant::now();
        for (child, delay) in &mut running {
            std::thread::sleep(delay.saturating_sub(started.elapsed()));
            // On Unix this is SIGKILL.
            child.kill().unwrap_or_default();
        }
        for (child, _) in &mut running {
            child.wait().unwrap();
        }
        let there = files(&dist);
        assert!(there == a || there == b, "moment {moment}: the site is neither of the two");
        seen[usize::from(there == b)] += 1;
        rests += usize::from(names(place.path()).iter().any(|name| name.starts_with(".dist.new-")));
    }
    // Both versions were there in turn, and some died in the middle of writing.
    assert!(seen.iter().all(|times| *times > MOMENTS / 20), "{seen:?}");
    assert!(rests > MOMENTS / 20, "only {rests} died while they wrote");
    assert!(write("a").0 == a);
    assert_eq!(names(place.path()), [".dist.lock", "content", "dist"], "rests are swept up");
}

#[test]
fn a_build_killed_at_two_hundred_moments_leaves_one_of_the_two_sites() {
    kill_at_every_moment(1);
}

#[test]
fn two_builds_killed_at_two_hundred_moments_leave_one_of_the_two_sites() {
    kill_at_every_moment(2);
}
