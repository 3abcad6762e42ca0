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

fn replay(target: &str, mut tried: impl FnMut(&[u8]), at_least: usize) {
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

/// The same for what becomes a site, if nothing is wrong with it.
fn replay_sites(target: &str, tried: fn(&[u8]) -> bool, at_least: usize, sites: usize) {
    let mut built = 0;
    replay(target, |data| built += usize::from(tried(data)), at_least);
    assert!(built >= sites, "only {built} sites from {target}");
}

#[test]
fn every_kept_front_matter_is_refused_with_a_hint_or_makes_a_harmless_site() {
    replay_sites("front-matter", targets::front_matter, 7, 3);
}

#[test]
fn every_kept_guide_is_refused_with_a_hint_or_makes_a_harmless_site() {
    replay_sites("guide", targets::guide, 14, 10);
}

#[test]
fn every_kept_settings_are_refused_with_a_hint_or_make_a_harmless_site() {
    replay_sites("settings", targets::settings, 4, 3);
}

/// What would be seen if it ever came through.
#[test]
fn every_harm_is_seen() {
    let harms = [
        ("<script>alert(1)</script>", true),
        ("<script src=\"https://evil.example/x.js\"></script>", true),
        ("<script type=\"module\" src=\"../../assets/x.js\"></script>", true),
        ("<script type=\"application/json\">{</script>", true),
        ("<p onclick=\"alert(1)\">x</p>", true),
        ("<p style=\"color:red\">x</p>", true),
        ("<style>p{}</style>", true),
        ("<iframe src=\"./\"></iframe>", true),
        ("<base href=\"https://evil.example/\">", true),
        ("<form action=\"./\"></form>", true),
        ("<a href=\"javascript:alert(1)\">x</a>", true),
        ("<a href=\" java&#9;script:alert(1)\">x</a>", true),
        ("<a href=\"//evil.example/\">x</a>", false),
        ("<a href=\"data:text/html,x\">x</a>", true),
        ("<a href=\"https://e.example/\" target=\"_blank\">x</a>", true),
        ("<a href=\"../nowhere/\">x</a>", true),
        ("<a href=\"#nowhere\">x</a>", true),
        ("<img src=\"https://tracker.example/x.png\">", true),
        ("<svg><script>alert(1)</script></svg>", true),
        ("<svg><a xlink:href=\"javascript:x\">x</a></svg>", true),
        ("<template><p onload=\"x\"></p></template>", true),
        ("<meta http-equiv=\"refresh\" content=\"0; url=https://evil.example/\">", true),
        ("<p id=\"main\">x</p>", true),
        ("<!-- a comment -->", true),
        ("<p>x</p>", false),
    ];
    for (html, is_harm) in harms {
        let mut site = targets::small_site();
        let page = site.pages.iter_mut().find(|page| page.path == "guides/why/index.html");
        let page = page.unwrap();
        let text = String::from_utf8(page.bytes.to_vec()).unwrap();
        page.bytes = text.replace("</article>", &format!("{html}</article>")).into();
        let looked = std::panic::catch_unwind(|| targets::harmless::look(&site));
        assert_eq!(looked.is_err(), is_harm, "{html}");
    }
}
