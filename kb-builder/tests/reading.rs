//! Reading: tabs, contents, the way to a page, steps before and after, codes, anchors, commands.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/site.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::site;
use kb_builder::problem::Problems;
use kb_builder::sequence::{Sequence, codes_leading_to};
use kb_builder::source::Source;
use kb_builder::{build, disk, link_content};
use kb_flow::{Ending, GuideId, Who};
use scraper::{ElementRef, Html, Selector};

fn ours() -> Source {
    disk::read_content(Path::new("../content")).unwrap()
}

fn documents(source: &Source) -> BTreeMap<String, Html> {
    let pages = build(source).unwrap().into_iter().filter(|page| page.policy.is_some());
    let html = |bytes: &[u8]| Html::parse_document(std::str::from_utf8(bytes).unwrap());
    pages.map(|page| (page.path, html(&page.bytes))).collect()
}

fn all<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn texts(document: &Html, selector: &str) -> Vec<String> {
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    all(document, selector).iter().map(|element| words(element.text().collect())).collect()
}

fn attributes(document: &Html, selector: &str, name: &str) -> Vec<String> {
    let attribute = |element: &ElementRef<'_>| element.attr(name).unwrap().to_owned();
    all(document, selector).iter().map(attribute).collect()
}

/// A site whose guide has this text.
fn page(text: &str) -> BTreeMap<String, Html> {
    let front = "title = \"A guide\"\nsummary = \"About something.\"\nkind = \"explanation\"\n\
                 owner = \"Desk\"\nreviewed = \"2026-11-21\"\nunconfirmed = []\nsources = [\"A\"]";
    documents(&site(&format!("== guides/read.md\n+++\n{front}\n+++\n\n{text}\n")))
}

const TABS: &str = "\
First.

## Before

1. One
2. Two
   1. Inside

## On Windows {windows}

1. Three

### Deeper

Still on Windows.

## On a phone {ios android}

- not a step

## After

1. Four

### With *two* systems {macos}

A

### And {linux}

B";

#[test]
fn sections_for_systems_are_in_groups_and_keep_their_headings() {
    let site = page(TABS);
    let guide = &site["guides/read/index.html"];
    let groups = all(guide, ".kb-tabs");
    assert_eq!(groups.len(), 2);
    let systems = attributes(guide, ".kb-tabs > section", "data-systems");
    assert_eq!(systems, ["windows", "ios android", "macos", "linux"]);
    let names = attributes(guide, ".kb-tabs > section", "data-tab");
    assert_eq!(names, ["Windows", "iPhone and iPad, Android", "Mac", "Linux"]);
    let headings = texts(guide, ".kb-tabs > section > :is(h2, h3):first-child");
    assert_eq!(headings, ["On Windows", "On a phone", "With two systems", "And"]);
    let ids = attributes(guide, ".kb-tabs > section > :is(h2, h3):first-child", "id");
    assert_eq!(ids, ["h-on-windows", "h-on-a-phone", "h-with-two-systems", "h-and"]);
    // Each section ends where the next begins, and nothing is hidden.
    assert_eq!(texts(guide, "section[data-systems=windows] > h3"), ["Deeper"]);
    assert!(all(guide, ".kb-tabs [hidden]").is_empty());
    let after = ":not(.kb-tabs) > :not(section) > h2, .kb-prose > div > h2";
    assert!(texts(guide, after).contains(&"After".to_owned()));
    assert_eq!(attributes(guide, "script[src*=tabs]", "src").len(), 1);
}

fn only_pages_with_tabs_load_their_script_and_only_those_with_questions_the_checkers_style(
    site: &BTreeMap<String, Html>,
) {
    let (mut with, mut without) = (0, 0);
    for (path, document) in site {
        let has_tabs = !all(document, ".kb-tabs").is_empty()
            || all(document, "template").iter().any(|part| part.inner_html().contains("kb-tabs"));
        let loads = !all(document, "script[src*='/tabs.']").is_empty();
        assert_eq!(loads, has_tabs, "{path}");
        with += usize::from(has_tabs);
        without += usize::from(!has_tabs);
        let asks = !all(document, ".kb-checker, .kb-steps").is_empty();
        let styled = !all(document, "link[href*='/checker.'][rel=stylesheet]").is_empty();
        assert_eq!(styled, asks, "{path}");
    }
    assert!(with > 10 && without > 100, "{with} pages with tabs, {without} without");
}

#[test]
fn every_numbered_step_of_a_page_has_an_id_in_order() {
    let site = page(TABS);
    let guide = &site["guides/read/index.html"];
    let ids = attributes(guide, "article ol > li", "id");
    assert_eq!(ids, ["step-1", "step-2", "step-3", "step-4", "step-5"]);
    assert!(all(guide, "article ul > li[id]").is_empty());
}

fn no_page_has_an_id_twice(site: &BTreeMap<String, Html>) {
    for (path, document) in site {
        let ids = attributes(document, "[id]", "id");
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{path} has an id twice");
        // Inside another page, nothing points at a step.
        for inset in all(document, "template[id^=fix-]") {
            assert!(!inset.inner_html().contains("id=\"step-"), "{path}");
        }
    }
}

fn a_long_guide_lists_its_headings_and_each_link_leads_to_one(site: &BTreeMap<String, Html>) {
    let (mut long, mut short) = (0, 0);
    for (path, document) in site.iter().filter(|(path, _)| path.contains("guides/")) {
        let headings = attributes(document, "article > div h2[id]", "id");
        let links = attributes(document, ".kb-contents a", "href");
        if headings.len() < 4 {
            assert!(links.is_empty(), "{path}");
            short += 1;
        } else {
            let expected: Vec<String> = headings.iter().map(|id| format!("#{id}")).collect();
            assert_eq!(links, expected, "{path}");
            long += 1;
        }
    }
    assert!(long > 20 && short > 3, "{long} long and {short} short guides");
}

fn every_guide_and_code_says_where_it_is(site: &BTreeMap<String, Html>) {
    // A page that only leads on to another has no frame.
    let framed = site.iter().filter(|(_, document)| !all(document, ".kb-header").is_empty());
    for (path, document) in framed {
        let is_guide = path.contains("guides/") && !path.ends_with("guides/index.html");
        let is_list = path.ends_with("embed/index.html");
        let is_code = all(document, "main[data-page=code] h1").len() == 1
            && !path.ends_with("codes/index.html");
        let crumbs = texts(document, ".kb-crumbs li");
        if !is_guide && !is_code && !is_list {
            assert_eq!(crumbs, [""; 0], "{path}");
            continue;
        }
        assert_eq!(crumbs.len(), 3, "{path}");
        assert_eq!(texts(document, ".kb-crumbs [aria-current=page]"), texts(document, "h1"));
        let hrefs = attributes(document, ".kb-crumbs a", "href");
        assert_eq!(hrefs[0], attributes(document, ".kb-header__name", "href")[0], "{path}");
        let above = match (is_guide, is_list) {
            (true, _) => "guides/",
            (_, true) => "agent/",
            _ => "codes/",
        };
        assert!(hrefs[1].ends_with(above), "{path}");
    }
}

#[test]
fn neighbours_share_an_outcome_and_a_system_and_the_order_has_an_end() {
    let source = ours();
    let linked = link_content(&source, &Problems::default()).unwrap();
    let flows = || linked.own.flows.values();
    let sequence = Sequence::of(flows());
    let outcomes: Vec<_> = flows().flat_map(kb_flow::Flow::outcomes).collect();
    let mut links = 0;
    for guide in linked.own.guides.values() {
        let Some(contract) = &guide.contract else { continue };
        let fix = &contract.fix;
        let (before, next) = (sequence.before(fix), sequence.next(fix));
        if fix.who == Who::Helpdesk {
            assert!(before.is_empty() && next.is_empty());
        }
        for (other, platforms) in before.iter().chain(&next) {
            links += 1;
            assert_ne!(other.id, fix.id);
            assert_eq!(other.who, Who::Employee);
            assert!(!platforms.is_empty());
            for platform in platforms {
                assert!(fix.platforms.contains(platform) && other.platforms.contains(platform));
            }
            let both = |fixes: &[GuideId]| fixes.contains(&fix.id) && fixes.contains(&other.id);
            let shared = outcomes.iter().find(|outcome| both(&outcome.fixes));
            assert!(shared.is_some(), "{} and {} share no outcome", fix.id, other.id);
        }
        for (other, _) in &next {
            assert!(
                before.iter().all(|(known, _)| known.id != other.id),
                "{} is on both sides",
                fix.id
            );
        }
        // Whoever always takes the first link comes to an end.
        let mut at = fix;
        for steps in 0.. {
            assert!(steps < 60, "{} goes round in a circle", fix.id);
            let Some((other, _)) = sequence.next(at).first().cloned() else { break };
            at = other;
        }
    }
    assert!(links > 40, "only {links} links");
    assert!(outcomes.iter().any(|outcome| matches!(outcome.ends, Ending::Report(_))));
    // The last thing to try on a Mac follows the one before it.
    let of = |id: &str| &linked.own.guides[&GuideId::from(id)].contract.as_ref().unwrap().fix;
    let next = sequence.next(of("clear-teams-cache-macos"));
    assert_eq!(next[0].0.id.as_str(), "remove-teams-keychain-item-macos");
    let before = sequence.before(of("remove-teams-keychain-item-macos"));
    assert_eq!(before[0].0.id.as_str(), "clear-teams-cache-macos");
    // On Windows something else comes next than elsewhere, and both are named.
    let next = sequence.next(of("right-account"));
    assert_eq!(next.len(), 2);
}

fn guides_name_the_codes_that_lead_to_them_and_codes_the_fixes(site: &BTreeMap<String, Html>) {
    let source = ours();
    let linked = link_content(&source, &Problems::default()).unwrap();
    let mut pairs = 0;
    for guide in linked.own.guides.values() {
        let codes = codes_leading_to(&guide.id, linked.own.flows.values());
        let document = &site[&format!("guides/{}/index.html", guide.id)];
        let shown = texts(document, ".kb-leading .kb-marks a");
        assert!(shown.len() <= codes.len());
        assert!(texts(document, ".kb-leading > .kb-marks a").len() <= 8);
        for href in attributes(document, ".kb-marks a", "href") {
            let file = format!("{}index.html", href.trim_start_matches("../../"));
            assert!(site.contains_key(&file), "{file}");
            pairs += 1;
        }
    }
    assert!(pairs > 50, "only {pairs} links");
    let clock = texts(&site["guides/change-password/index.html"], ".kb-leading .kb-marks a");
    assert!(clock.contains(&"AADSTS50126".to_owned()), "{clock:?}");
    let fixes = texts(&site["codes/aadsts50126/index.html"], "article ol a");
    assert!(fixes.contains(&"Change your password".to_owned()), "{fixes:?}");
}

fn commands_say_what_their_words_are_and_keep_their_text(site: &BTreeMap<String, Html>) {
    let source = ours();
    let linked = link_content(&source, &Problems::default()).unwrap();
    let mut coloured = 0;
    for guide in linked.own.guides.values() {
        let document = &site[&format!("guides/{}/index.html", guide.id)];
        let codes = all(document, ".kb-code code");
        assert_eq!(codes.len(), guide.body.blocks.len());
        for (shown, block) in codes.iter().zip(&guide.body.blocks) {
            let text: String = shown.text().collect();
            assert_eq!(text, block.code, "{}", guide.id);
            let words = shown.select(&Selector::parse("[class^=kb-tok-]").unwrap()).count();
            let is_known = ["sh", "powershell"].contains(&block.language.as_str());
            assert_eq!(words > 0, is_known, "{}: {text}", guide.id);
            coloured += usize::from(is_known);
        }
    }
    assert!(coloured > 10, "only {coloured} blocks");
}

fn icons_are_ours_and_nobody_is_read_them(site: &BTreeMap<String, Html>) {
    let guide = &site["guides/clear-teams-cache-windows/index.html"];
    assert!(!all(guide, ".kb-callout__label > svg").is_empty());
    for (path, document) in site {
        // The pieces of a diagram are drawings, which people read.
        for icon in all(document, "svg:not([class^=kb-diagram])") {
            assert_eq!(icon.attr("aria-hidden"), Some("true"), "{path}");
            assert_eq!(icon.attr("class"), Some("kb-icon"), "{path}");
        }
    }
}

/// One test, since parsing every page is most of the work.
#[test]
fn every_page_of_our_content_reads_well() {
    let site = &documents(&ours());
    only_pages_with_tabs_load_their_script_and_only_those_with_questions_the_checkers_style(site);
    no_page_has_an_id_twice(site);
    a_long_guide_lists_its_headings_and_each_link_leads_to_one(site);
    every_guide_and_code_says_where_it_is(site);
    guides_name_the_codes_that_lead_to_them_and_codes_the_fixes(site);
    commands_say_what_their_words_are_and_keep_their_text(site);
    icons_are_ours_and_nobody_is_read_them(site);
}
