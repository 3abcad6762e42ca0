//! Our own flow, broken in every way the proofs name: each is caught, at its place.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::path::Path;

use kb_builder::problem::{Fault, Problem};
use kb_builder::source::SourcePath;
use kb_builder::{build, disk};

const FLOW: &str = "flows/caa20004.toml";

/// Puts `to` in the place of `from` in a file of our content. The fault of that name must be
/// reported, and the line it is reported at must hold `at`.
fn broken(file: &str, from: &str, to: &str, fault: &str, at: &str) {
    let mut source = disk::read_content(Path::new("../content")).unwrap();
    let path = SourcePath::new(file);
    let text = source.text(&path).unwrap();
    assert!(text.contains(from), "{file} does not hold {from}");
    let text = text.replace(from, to);
    source.add(path.clone(), text.clone().into_bytes());
    let problems = build(&source).err().unwrap_or_default();
    let name = |problem: &Problem| match &problem.fault {
        Fault::Flow { fault, .. } => format!("{fault:?}"),
        fault => format!("{fault:?}"),
    };
    let names: Vec<String> = problems.iter().map(name).collect();
    let found = problems.iter().find(|problem| {
        let place = problem.place.clone().unwrap_or(0..0);
        let start = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap();
        name(problem).starts_with(fault) && problem.path == path && line.contains(at)
    });
    assert!(found.is_some(), "no {fault} at `{at}` after `{to}`; found {names:#?}");
}

#[test]
fn every_way_to_break_our_flow_is_caught_at_its_place() {
    let flow = |from: &str, to: &str, fault: &str, at: &str| broken(FLOW, from, to, fault, at);
    flow("start = \"where\"", "start = \"were\"", "NoSuchStart", "start = \"were\"");
    flow("wrong = \"clock-wrong\"", "wrong = \"clock-wrnog\"", "NoSuchTarget", "clock-wrnog");
    flow("needs = \"clock\"", "needs = \"clok\"", "NoSuchFact", "needs = \"clok\"");
    flow("go = { right = ", "go = { rigth = ", "NoSuchValue", "rigth");
    flow("go = { right = ", "go = { rigth = ", "NoWayOn", "[steps.clock]");
    flow(
        "wrong = \"clock-wrong\", unknown = \"approval\" }",
        "wrong = \"clock-wrong\" }",
        "NoWayOn",
        "[steps.clock]",
    );
    flow(
        "tab = \"prompt-in-tab\"",
        "tab = \"app-inside-teams\"",
        "RedFlagLate",
        "[outcomes.app-inside-teams]",
    );
    flow(
        "go = { mine = \"others\", not-mine",
        "go = { mine = \"number\", not-mine",
        "RedFlagLate",
        "[outcomes.mfa-missed]",
    );
    flow("version = ", "start = \"others\"\nversion = ", "KeyTwice", "start = \"where\"");
    flow("[facts.others]", "[facts.prompt]\n[facts.others]", "KeyTwice", "[facts.prompt]");
    flow("approved = \"network\"", "approved = \"clock\"", "Loop", "[steps.clock]");
    flow("= \"place\"", "= \"policy-block\"", "UnreachableStep", "[steps.place]");
    flow("= \"place\"", "= \"policy-block\"", "UnreachableOutcome", "[outcomes.policy-place]");
    flow(
        "loop = \"cookies\"",
        "loop = \"unexplained\"",
        "UnreachableOutcome",
        "[outcomes.cookies]",
    );
    flow("max-answers = 8", "max-answers = 7", "TooManyAnswers", "max-answers = 7");
    flow("fixes = [\"set-clock\"", "fixes = [\"set-clok\"", "NoSuchFix", "set-clok");
    flow(
        "fixes = [\"change-password\", ",
        "fixes = [\"right-account\", \"change-password\", ",
        "FixTwice",
        "\"right-account\", \"change-password\"",
    );
    flow(
        "fixes = [\"quit-and-update-teams-macos\", ",
        "fixes = [\"clear-teams-cache-macos\", \"quit-and-update-teams-macos\", ",
        "HarmDecreases",
        "\"quit-and-update-teams-macos\"",
    );
    flow(
        "fixes = [\"temporary-access-pass\"]",
        "fixes = [\"reconnect-work-account-windows\"]",
        "NotSelfService",
        "reconnect-work-account-windows",
    );
    flow(
        "fixes = [\"quit-and-update-teams-macos\", ",
        "fixes = [\"quit-and-update-teams-windows\", ",
        "WrongPlatform",
        "quit-and-update-teams-windows",
    );
    flow("\nmacos = \"Mac\"\n", "\n", "ProbeFindsMore", "probe = \"platform\"");
    flow("codes = [50055, ", "codes = [50076, 50055, ", "CodeTwice", "[facts.aadsts]");
    flow("probe = \"reachability\"\n", "probe = \"reachabilty\"\n", "NotOneOf", "reachabilty");
    flow("[outcomes.locked]", "[outcomes.clock]", "NameTaken", "[outcomes.clock]");
    flow(
        "[facts.clock.values]\n",
        "[facts.clock.values]\nunknown = \"Perhaps\"\n",
        "ValueTwice",
        "unknown = \"Perhaps\"",
    );
    flow(
        "[steps.where]\n",
        "[facts.spare]\nname = \"Spare\"\nquestion = \"Well?\"\nwhy = \"So.\"\nunknown = \"No\"\n\
         values = { yes = \"Yes\" }\n\n[steps.where]\n",
        "UnusedFact",
        "[facts.spare]",
    );
    // The step after `web-login = signed-in` asks for `web-login` again: nothing else can come there.
    flow(
        "[steps.client]\nneeds = \"platform\"\ngo = { windows = \"client-windows\", macos = \"client-macos\", ",
        "[steps.client]\nneeds = \"web-login\"\ngo = { signed-in = \"client-windows\", loop = \"client-macos\", ",
        "NeverTaken",
        "loop = \"client-macos\"",
    );
    broken(
        "guides/set-clock.md",
        "recheck = \"clock\"",
        "recheck = \"clok\"",
        "NoSuchRecheck",
        "recheck = \"clok\"",
    );
}
