//! What checking and walking cost, counted in instructions: the same on every machine, whatever
//! else it does.

use std::process::Command;

use crate::{Done, cargo_run, root, target_folder};

/// How much more than `size × log2(size)` the cost of checking may grow, from the smallest flow to
/// the largest.
const ROOM: f64 = 1.25;

/// The most instructions of one walk through our own flow: some microseconds.
const WALK: u64 = 20_000;

/// Counts, prints, and refuses what grows too fast.
pub(crate) fn check() -> Done {
    cargo_run(&["build", "--locked", "--package", "kb-builder", "--example", "weigh"])?;
    let sizes = [200, 2_000, 20_000];
    let mut costs = Vec::new();
    for size in sizes {
        let size_text = size.to_string();
        let cost = count(&["check", &size_text])?.saturating_sub(count(&["make", &size_text])?);
        let per = per_step_and_bit(cost, size);
        println!("checking {size:>6} steps: {cost:>12} instructions, {per:.0} per step and bit");
        costs.push(per);
    }
    let walks = 10_000;
    let walk = count(&["walk", &walks.to_string()])?.saturating_sub(count(&["walk", "0"])?) / walks;
    println!("walking our flow's longest path: {walk} instructions, of {WALK}");
    let grown = costs.last().copied().unwrap_or_default() / costs.first().copied().unwrap_or(1.0);
    println!("from 200 to 20000 steps, checking grew to {grown:.2} of n log n, of {ROOM}");
    if grown > ROOM || walk > WALK {
        return Err("checking or walking costs more than it may".to_owned());
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a ratio with two digits is all that is shown")]
fn per_step_and_bit(cost: u64, size: usize) -> f64 {
    cost as f64 / (size as f64 * (size as f64).log2())
}

/// The instructions of one run, as Valgrind's Callgrind counts them.
fn count(args: &[&str]) -> Result<u64, String> {
    let program = target_folder().join("debug/examples/weigh");
    let output = Command::new("valgrind")
        .current_dir(root())
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(args)
        .output()
        .map_err(|error| format!("cannot run `valgrind`: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let counted = collected.and_then(|(_, count)| count.trim().parse().ok());
    counted.ok_or_else(|| format!("valgrind counted nothing:\n{said}"))
}
