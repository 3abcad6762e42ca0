//! The site in other languages: what is translated, what falls back, and that no word of ours is
//! forgotten.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/site.rs"]
mod common;

use std::collections::BTreeMap;
use std::path::Path;

use kb_builder::source::{Source, SourcePath};
use kb_builder::{build, disk};
use scraper::{ElementRef, Html, Selector};

/// Every page of a source, parsed, by path.
fn documents(source: &Source) -> BTreeMap<String, Html> {
    let pages = build(source).unwrap().into_iter().filter(|page| page.policy.is_some());
    let pages = pages.map(|page| (page.path, String::from_utf8(page.bytes.into()).unwrap()));
    pages.map(|(path, html)| (path, Html::parse_document(&html))).collect()
}

/// Our content, also in a language that nobody speaks.
fn in_pseudo(tag: &str) -> Source {
    let mut source = disk::read_content(Path::new("../content")).unwrap();
    let path = SourcePath::new("site.toml");
    let text = source.text(&path).unwrap();
    let text = format!("{text}\n[languages.{tag}]\nflows = []\n");
    source.add(path, text.into_bytes());
    source
}

fn all<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

/// The texts of a page that people see, but code, names and what is the same in every language.
fn seen(document: &Html) -> Vec<String> {
    let mut texts = Vec::new();
    for node in document.tree.nodes() {
        let Some(text) = node.value().as_text() else { continue };
        let hidden = node.ancestors().filter_map(ElementRef::wrap).any(|up| {
            let name = up.value().name();
            ["script", "code", "time", "style"].contains(&name)
                || up.attr("translate") == Some("no")
                || up.attr("lang").is_some() && name != "html" && name != "section"
                || up.attr("class").is_some_and(|class| {
                    ["kb-care", "kb-numbers"].iter().any(|known| class.contains(known))
                })
        });
        if !hidden && !text.trim().is_empty() {
            texts.push(text.trim().to_owned());
        }
    }
    for element in all(
        document,
        "[aria-label], [title], [data-copied], [data-label], [data-tab], [data-step-label]",
    ) {
        let named =
            ["aria-label", "title", "data-copied", "data-label", "data-tab", "data-step-label"];
        texts.extend(named.iter().filter_map(|name| element.attr(name)).map(ToOwned::to_owned));
    }
    texts
}

#[test]
fn no_word_of_a_page_escapes_translation() {
    let documents = documents(&in_pseudo("ar-XB"));
    let mut pages = 0;
    for (path, document) in documents.iter().filter(|(path, _)| path.starts_with("ar-XB/")) {
        pages += 1;
        let html = all(document, "html")[0];
        assert_eq!((html.attr("lang"), html.attr("dir")), (Some("ar-XB"), Some("rtl")), "{path}");
        assert!(all(document, "[data-original]").is_empty(), "{path} falls back");
        for text in seen(document) {
            // Words are turned round one by one; numbers, codes and names of teams are not words.
            let plain = text.split_whitespace().filter(|word| !word.contains('\u{202e}'));
            let plain: Vec<&str> = plain
                .filter(|word| {
                    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
                    letters.len() > 1
                        && !word.chars().any(|c| c.is_ascii_digit())
                        && !word.contains(['_', '/', '.', '@'])
                })
                .collect();
            assert!(plain.is_empty(), "{path} says in the original: {plain:?} in {text:?}");
        }
    }
    assert!(pages > 250, "{pages} pages");
}

/// The small site in German, with the changes of a case.
fn german(changes: &str) -> Source {
    let settings = "== site.toml\nname = \"Help\"\nsummary = \"Helps.\"\nlanguage = \"en\"\n\n\
        [languages.de]\nflows = [\"demo\"]\n\n[sign-in]\nauthority = \"https://login.example\"\n\n\
        [limits]\nrequest = 5\nframe = 8\nwindow = 300\nwatch = 120\n\n";
    common::site(&format!("{settings}{changes}"))
}

/// The state of an original, as `check` tells it.
fn state_of(source: &Source, path: &str) -> String {
    let problems = kb_builder::problem::Problems::default();
    kb_builder::link_content(source, &problems);
    let problem = problems.all().into_iter().find(|problem| problem.path.as_str() == path);
    match problem.map(|problem| problem.fault) {
        Some(
            kb_builder::problem::Fault::NotTranslated { of, .. }
            | kb_builder::problem::Fault::Stale { of },
        ) => of,
        other => panic!("no missing translation at {path}: {other:?}"),
    }
}

const CLOCK: &str = "title = \"Uhr stellen\"\nsummary = \"Das Gerät stellt seine Uhr selbst.\"\n\
    deletes = \"Nichts.\"\nundo = \"Nichts.\"\nsuccess = \"Teams geht auf.\"\nunconfirmed = []\n\
    +++\n\n## Was zu tun ist\n\n1. Öffnen Sie die Einstellungen.\n";

#[test]
fn a_translation_is_shown_while_it_is_of_the_original_as_it_is() {
    let of = state_of(&german(""), "de/guides/set-clock.md");
    let guide = format!("== de/guides/set-clock.md\n+++\nof = \"{of}\"\n{CLOCK}");
    let current = documents(&german(&guide));
    let page = &current["de/guides/set-clock/index.html"];
    assert!(all(page, "h1")[0].text().collect::<String>().contains("Uhr stellen"));
    assert!(all(page, "[data-original]").is_empty());
    assert_eq!(all(page, "html")[0].attr("lang"), Some("de"));
    // The contract is the original's.
    assert!(all(page, ".kb-contract")[0].text().collect::<String>().contains('2'));

    // Somebody mends the original: what the translation says may be wrong now.
    let changed = "== guides/set-clock.md\n+++\ntitle = \"Set the clock\"\n\
        summary = \"Lets the device set its own time.\"\nkind = \"fix\"\n\
        platforms = [\"windows\", \"macos\", \"ios\", \"android\", \"linux\"]\n\
        who = \"employee\"\nelevation = false\nharm = 1\ndeletes = \"Nothing.\"\n\
        undo = \"Nothing to undo.\"\nminutes = 2\nsuccess = \"Teams opens.\"\nrecheck = \"clock\"\n\
        owner = \"Desk\"\nreviewed = \"2026-11-21\"\nunconfirmed = []\nsources = [\"A\"]\n\
        +++\n\n## What to do\n\n1. Open the settings, and look twice.\n\n";
    let stale = documents(&german(&format!("{changed}{guide}")));
    let page = &stale["de/guides/set-clock/index.html"];
    let heading = all(page, "h1")[0];
    assert!(heading.text().collect::<String>().contains("Set the clock"));
    let speaks = heading.ancestors().filter_map(ElementRef::wrap).find_map(|up| up.attr("lang"));
    assert_eq!(speaks, Some("en"), "machines know it too");
    let note = all(page, "[data-original]")[0].text().collect::<String>();
    assert!(note.contains("nicht übersetzt"), "{note}");

    // A review alone changes no word.
    let reviewed = changed.replace("2026-11-21", "2026-11-22").replace(", and look twice", "");
    let after = documents(&german(&format!("{reviewed}{guide}")));
    assert!(all(&after["de/guides/set-clock/index.html"], "[data-original]").is_empty());
}

#[test]
fn a_translation_keeps_to_the_code_and_the_doubts_of_its_original() {
    let original = "== guides/extra.md\n+++\ntitle = \"Extra\"\nsummary = \"Extra.\"\n\
        kind = \"explanation\"\nowner = \"Desk\"\nreviewed = \"2026-11-21\"\n\
        unconfirmed = [\"One.\", \"Two.\"]\nsources = [\"A\"]\n\n[commands.show]\n\
        does = \"Shows.\"\ndeletes = \"Nothing.\"\nundo = \"Nothing.\"\nelevation = false\nharm = 0\n\
        +++\n\nSee [the clock](set-clock.md).\n\n```powershell show\nGet-Date\n```\n\n";
    let words = |of: &str, code: &str, doubts: &str| {
        format!(
            "{original}== de/guides/extra.md\n+++\nof = \"{of}\"\ntitle = \"Mehr\"\n\
             summary = \"Mehr.\"\nunconfirmed = {doubts}\n\n[commands.show]\ndoes = \"Zeigt.\"\n\
             deletes = \"Nichts.\"\nundo = \"Nichts.\"\n+++\n\nSiehe [die Uhr](set-clock.md).\n\n\
             ```powershell show\n{code}\n```\n"
        )
    };
    let of =
        state_of(&german(&words("0", "Get-Date", "[\"Eins.\", \"Zwei.\"]")), "de/guides/extra.md");
    assert!(build(&german(&words(&of, "Get-Date", "[\"Eins.\", \"Zwei.\"]"))).is_ok());
    let refused = |text: &str, fault: &str| {
        let problems = build(&german(text)).unwrap_err();
        assert!(format!("{problems:?}").contains(fault), "{problems:?}");
    };
    refused(&words(&of, "Remove-Item x", "[\"Eins.\", \"Zwei.\"]"), "OtherCode");
    refused(&words(&of, "Get-Date", "[\"Eins.\"]"), "OtherCount");
}
