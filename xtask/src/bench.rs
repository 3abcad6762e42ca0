//! What checking, walking and building cost, counted in instructions: the same on every machine,
//! whatever else it does.

use std::collections::BTreeMap;
use std::process::Command;

use crate::{Done, answers, cargo_run, root, target_folder};

/// What one more guide may cost at each stage: `stage instructions`, a line each.
const STORED: &str = "xtask/instructions.txt";

/// The most that a cost may be above the stored figure, in hundredths of it.
const MOST_GROWTH: u64 = 10;

/// Stages of the builder, with the one that each comes after, and a word for people.
const STAGES: [(&str, &str, &str); 4] = [
    ("parse", "read", "parsing"),
    ("link", "read", "parsing, checking and linking"),
    ("index", "link", "making the search index"),
    ("render", "link", "rendering"),
];

/// The sizes of the sites that are compared: what both have costs nothing for one more guide.
const GUIDES: [u64; 2] = [10, 50];

/// How much more than `size × log2(size)` the cost of checking may grow, from the smallest flow to
/// the largest.
const ROOM: f64 = 1.25;

/// The most instructions of one walk through our own flow: some microseconds.
const WALK: u64 = 20_000;

/// Counts, prints, and refuses what grows too fast; or writes down what a guide costs.
pub(crate) fn check(rest: &[String]) -> Done {
    let writes = match rest {
        [] => false,
        [flag] if flag == "--write" => true,
        _ => {
            return Err("write it as `cargo xtask bench` or `cargo xtask bench --write`".to_owned());
        }
    };
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
    guides(writes)
}

/// Counts what one more guide costs at each stage, and holds it against what is stored.
fn guides(writes: bool) -> Done {
    let mut counted: BTreeMap<(&str, u64), u64> = BTreeMap::new();
    for stage in ["read", "parse", "link", "index", "render"] {
        for guides in GUIDES {
            counted.insert((stage, guides), count(&[stage, &guides.to_string()])?);
        }
    }
    let more = |stage: &str| counted[&(stage, GUIDES[1])] - counted[&(stage, GUIDES[0])];
    let costs = STAGES.map(|(stage, after, words)| {
        let cost = more(stage).saturating_sub(more(after)) / (GUIDES[1] - GUIDES[0]);
        (stage, words, cost)
    });
    let path = root().join(STORED);
    if writes {
        let lines: Vec<String> =
            costs.iter().map(|(stage, _, cost)| format!("{stage} {cost}\n")).collect();
        return std::fs::write(&path, lines.concat()).map_err(|error| error.to_string());
    }
    let stored = std::fs::read_to_string(&path).map_err(|error| format!("{STORED}: {error}"))?;
    let mut grown = Vec::new();
    for (stage, words, cost) in costs {
        let most = stored.lines().find_map(|line| line.strip_prefix(stage)?.trim().parse().ok());
        let most: u64 = most.ok_or_else(|| format!("{STORED} has no figure for {stage}"))?;
        println!("one more guide, {words}: {cost} instructions, {most} stored");
        if is_above(cost, most) {
            grown.push(words);
        } else if is_above(most, cost) {
            println!("  much less than stored: keep it with `cargo xtask bench --write`");
        }
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "more than {MOST_GROWTH} % above what is stored: {}. If it must be so, `cargo xtask bench \
         --write` stores it, and the commit says why",
        grown.join(", ")
    ))
}

/// Whether a cost is above another by more than it may be.
fn is_above(cost: u64, stored: u64) -> bool {
    cost * 100 > stored * (100 + MOST_GROWTH)
}

#[expect(clippy::cast_precision_loss, reason = "a ratio with two digits is all that is shown")]
fn per_step_and_bit(cost: u64, size: usize) -> f64 {
    cost as f64 / (size as f64 * (size as f64).log2())
}

/// The instructions of one run, as Valgrind's Callgrind counts them.
fn count(args: &[&str]) -> Result<u64, String> {
    let program = target_folder().join("debug/examples/weigh");
    // With one core to run on, as many threads are started on every machine.
    let mut command = if answers("taskset") {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", "0", "valgrind"]);
        command
    } else {
        Command::new("valgrind")
    };
    let output = command
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

#[cfg(test)]
mod tests {
    use super::is_above;

    #[test]
    fn a_tenth_more_is_still_allowed() {
        assert!(!is_above(110, 100));
        assert!(is_above(111, 100));
        assert!(!is_above(50, 100));
    }
}
