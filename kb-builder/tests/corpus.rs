//! Every input that the fuzzer kept, tried again without it: on a stable compiler, in CI.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "../../tests/fuzz/targets.rs"]
mod targets;

fn replay(target: &str, tried: fn(&[u8]), at_least: usize) {
    let mut count = 0;
    for entry in std::fs::read_dir(format!("../tests/fuzz/corpus/{target}")).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        tried(&std::fs::read(path).unwrap());
        count += 1;
    }
    assert!(count >= at_least, "only {count} inputs for {target}");
}

#[test]
fn every_kept_flow_file_is_read_or_refused_with_a_hint() {
    replay("flow", targets::flow, 4);
}

#[test]
fn every_kept_address_gives_a_case_that_can_be_carried_on() {
    replay("bookmark", targets::bookmark, 7);
}

#[test]
fn every_kept_case_code_is_a_case_or_refused() {
    replay("case-code", targets::case_code, 7);
}

#[test]
fn every_kept_text_is_read_and_redacted() {
    replay("text", targets::text, 6);
}
