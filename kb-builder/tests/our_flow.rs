//! Our own flow, broken in every way the proofs name: each is caught, at its place.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::path::Path;

use kb_builder::problem::{Fault, Problem};
use kb_builder::source::{Source, SourcePath};
use kb_builder::{build, disk};

/// The flow of caa20004 and the parts that it takes.
fn files(source: &Source) -> Vec<SourcePath> {
    let parts = source.texts_in("flows/parts", "toml");
    let parts = parts.into_iter().map(|(path, _, _)| path.clone());
    std::iter::once(SourcePath::new("flows/caa20004.toml")).chain(parts).collect()
}

/// Puts `to` in the place of `from` in every one of the files that holds it. The fault of that name
/// must be reported, and the line it is reported at must hold `at`.
fn broken(source: &Source, files: &[SourcePath], from: &str, to: &str, fault: &str, at: &str) {
    let mut source = source.clone();
    let mut changed = 0;
    for path in files {
        let text = source.text(path).unwrap().to_owned();
        if text.contains(from) {
            source.add(path.clone(), text.replace(from, to).into_bytes());
            changed += 1;
        }
    }
    assert!(changed > 0, "no file of the flow holds {from}");
    let problems = build(&source).err().unwrap_or_default();
    let name = |problem: &Problem| match &problem.fault {
        Fault::Flow { fault, .. } => format!("{fault:?}"),
        fault => format!("{fault:?}"),
    };
    let names: Vec<String> = problems.iter().map(name).collect();
    let found = problems.iter().find(|problem| {
        let text = source.text(&problem.path).unwrap_or_default();
        let place = problem.place.clone().unwrap_or(0..0);
        let start = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        name(problem).starts_with(fault) && files.contains(&problem.path) && line.contains(at)
    });
    assert!(found.is_some(), "no {fault} at `{at}` after `{to}`; found {names:#?}");
}

#[test]
fn every_way_to_break_our_flow_is_caught_at_its_place() {
    let source = disk::read_content(Path::new("../content")).unwrap();
    let files = files(&source);
    let flow = |from: &str, to: &str, fault: &str, at: &str| {
        broken(&source, &files, from, to, fault, at);
    };
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
        "go = { mine = \"wait-for-nobody\", not-mine",
        "NoSuchTarget",
        "wait-for-nobody",
    );
    flow("version = ", "start = \"others\"\nversion = ", "KeyAgain", "start = \"where\"");
    flow("[facts.others]", "[facts.prompt]\n[facts.others]", "KeyAgain", "[facts.prompt]");
    flow("approved = \"network\"", "approved = \"clock\"", "Loop", "[steps.clock]");
    // Of a part, what no flow comes to is not taken; of the flow itself, it is unreachable.
    flow("= \"place\"", "= \"policy-block\"", "NotTaken", "[steps.place]");
    flow("loop = \"cookies\"", "loop = \"unexplained\"", "NotTaken", "[outcomes.cookies]");
    flow(
        "\n[steps.others]\n",
        "\n[steps.spare]\nneeds = \"others\"\n\
         go = { only-me = \"known-outage\", many = \"known-outage\", unknown = \"known-outage\" }\n\n\
         [steps.others]\n",
        "UnreachableStep",
        "[steps.spare]",
    );
    flow(
        "\n[steps.others]\n",
        "\n[outcomes.spare]\ntitle = \"Spare\"\ntext = \"Spare.\"\nfixes = []\nends = \"wait\"\n\n\
         [steps.others]\n",
        "UnreachableOutcome",
        "[outcomes.spare]",
    );
    flow(
        "web-login = { unknown = \"clock\" }",
        "web-login = { unkonwn = \"clock\" }",
        "NothingToChange",
        "unkonwn",
    );
    flow("parts = [\"people\"", "parts = [\"poeple\"", "NoSuchPart", "poeple");
    flow("max-answers = 8", "max-answers = 7", "TooManyAnswers", "max-answers = 7");
    flow("fixes = [\"set-clock\"", "fixes = [\"set-clok\"", "NoSuchFix", "set-clok");
    flow(
        "fixes = [\"repair-authenticator\", ",
        "fixes = [\"approve-sign-in\", \"repair-authenticator\", ",
        "FixTwice",
        "\"approve-sign-in\", \"repair-authenticator\"",
    );
    flow(
        "fixes = [\"quit-and-update-teams-macos\", ",
        "fixes = [\"clear-teams-cache-macos\", \"quit-and-update-teams-macos\", ",
        "HarmDecreases",
        "\"quit-and-update-teams-macos\"",
    );
    flow(
        "fixes = [\"set-up-approval\", ",
        "fixes = [\"reconnect-work-account-windows\", ",
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
    flow("codes = [50074, ", "codes = [53003, 50074, ", "CodeTwice", "[facts.aadsts]");
    flow("codes = [50074, ", "codes = [\"CAA29999\", 50074, ", "NoSuchCode", "mfa = ");
    flow("probe = \"reachability\"\n", "probe = \"reachabilty\"\n", "NotOneOf", "reachabilty");
    flow("[outcomes.locked]", "[outcomes.again]", "NameTaken", "[outcomes.again]");
    flow(
        "[facts.clock.values]\n",
        "[facts.clock.values]\nunknown = \"Perhaps\"\n",
        "ValueTwice",
        "unknown = \"Perhaps\"",
    );
    flow(
        "\n[steps.others]\n",
        "\n[facts.spare]\nname = \"Spare\"\nquestion = \"Well?\"\nwhy = \"So.\"\nunknown = \"No\"\n\
         values = { yes = \"Yes\" }\n\n[steps.others]\n",
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
        &source,
        &[SourcePath::new("guides/set-clock.md")],
        "recheck = \"clock\"",
        "recheck = \"clok\"",
        "NoSuchRecheck",
        "recheck = \"clok\"",
    );
}
