//! The site built from our own content: what holds on every page, and that the plain pages lead
//! where the flow does.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kb_builder::compress::finish_all;
use kb_builder::page::Page;
use kb_builder::problem::Problems;
use kb_builder::{build, disk, link_content};
use kb_flow::{Case, Finding, FlowId, GuideId, Target, Who, paths, walk};
use scraper::{ElementRef, Html, Selector};

fn pages() -> BTreeMap<String, Page> {
    let source = disk::read_content(Path::new("../content")).unwrap();
    let pages = build(&source).unwrap();
    pages.into_iter().map(|page| (page.path.clone(), page)).collect()
}

/// Every HTML page, parsed.
fn documents() -> BTreeMap<String, Html> {
    let documents = pages().into_values().filter(|page| page.policy.is_some());
    documents
        .map(|page| (page.path, Html::parse_document(std::str::from_utf8(&page.bytes).unwrap())))
        .collect()
}

fn all<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

/// The file and fragment that a relative address on a page leads to.
fn follow(page: &str, href: &str) -> (String, Option<String>) {
    let (way, fragment) = href.split_once('#').map_or((href, None), |(way, id)| (way, Some(id)));
    let mut parts: Vec<&str> = page.split('/').collect();
    if !way.is_empty() {
        parts.pop();
        for part in way.split('/') {
            match part {
                "" | "." => {}
                ".." => assert!(parts.pop().is_some(), "{href} on {page} leaves the site"),
                part => parts.push(part),
            }
        }
        if way.ends_with('/') {
            parts.push("index.html");
        }
    }
    (parts.join("/"), fragment.map(str::to_owned))
}

#[test]
fn the_plain_pages_end_where_the_flow_does_on_every_path() {
    let source = disk::read_content(Path::new("../content")).unwrap();
    let problems = Problems::default();
    let linked = link_content(&source, &problems).unwrap();
    let flow = &linked.flows[&FlowId::from("caa20004")];
    let documents = documents();
    let plain = &documents["flows/caa20004/index.html"];
    let section = |id: &str| {
        let found = all(plain, "section").into_iter().find(|one| one.attr("id") == Some(id));
        found.unwrap_or_else(|| panic!("the plain page has no {id}"))
    };
    let all_paths = paths(flow);
    assert!(all_paths.len() > 100, "a flow with {} paths is not ours", all_paths.len());
    for (answers, outcome) in &all_paths {
        let mut case = Case::default();
        let mut at = section(&format!("step-{}", flow.start().id));
        for (step, value) in answers {
            assert_eq!(at.attr("data-step"), Some(step.id.as_str()));
            case.learn(step.needs.clone(), Finding::by_person(value.as_str(), None));
            let link = format!("a[data-value='{value}']");
            let link = at.select(&Selector::parse(&link).unwrap()).next();
            let href = link.expect("every value has a link").attr("href").unwrap();
            at = section(href.strip_prefix('#').expect("the next question is on the page"));
        }
        assert_eq!(at.attr("data-outcome"), Some(outcome.id.as_str()));
        assert_eq!(walk(flow, &case).outcome.unwrap().id, outcome.id);
        let fixes: Vec<&str> = at
            .select(&Selector::parse("[data-fix]").unwrap())
            .map(|fix| fix.attr("data-fix").unwrap())
            .collect();
        let offered: Vec<&str> = outcome.fixes.iter().map(GuideId::as_str).collect();
        assert_eq!(fixes, offered, "at {}", outcome.id);
    }
}

#[test]
fn the_first_question_on_the_code_page_leads_into_the_plain_pages() {
    let documents = documents();
    let source = disk::read_content(Path::new("../content")).unwrap();
    let linked = link_content(&source, &Problems::default()).unwrap();
    let flow = &linked.flows[&FlowId::from("caa20004")];
    let links = all(&documents["caa20004/index.html"], "[data-checker-static] a[data-value]");
    assert_eq!(links.len(), flow.fact_of(flow.start()).choices().count());
    for link in links {
        let (file, id) = follow("caa20004/index.html", link.attr("href").unwrap());
        assert_eq!(file, "flows/caa20004/index.html");
        let value = link.attr("data-value").unwrap().into();
        let expected = match flow.target(flow.start(), &value) {
            Target::Step(step) => format!("step-{}", step.id),
            Target::Outcome(outcome) => format!("outcome-{}", outcome.id),
        };
        assert_eq!(id, Some(expected));
    }
}

#[test]
fn every_address_inside_is_relative_and_leads_somewhere() {
    let (documents, pages) = (documents(), pages());
    for (path, document) in &documents {
        for element in all(document, "[href], [src], [data-wasm]") {
            for name in ["href", "src", "data-wasm"] {
                let Some(address) = element.attr(name) else { continue };
                if address.starts_with("https://") || address.starts_with("ms-settings:") {
                    assert_eq!(element.value().name(), "a", "{path} loads {address}");
                    continue;
                }
                assert!(!address.starts_with('/'), "{path} has {address}");
                let (file, id) = follow(path, address);
                assert!(pages.contains_key(&file), "{path} has {address}");
                if let Some(id) = id {
                    let there = all(&documents[&file], "[id]");
                    let found = there.iter().any(|one| one.attr("id") == Some(id.as_str()));
                    assert!(found, "{path} has {address}");
                }
            }
        }
    }
}

#[test]
fn every_page_is_strict_from_birth() {
    for (path, document) in &documents() {
        assert_eq!(all(document, "style, [style], base, form, iframe").len(), 0, "{path}");
        for script in all(document, "script") {
            let data = script.attr("type") == Some("application/json");
            assert!(script.attr("src").is_some() || data, "{path} has an inline script");
        }
        for element in all(document, "*") {
            let handler = element.value().attrs().find(|(name, _)| name.starts_with("on"));
            assert_eq!(handler, None, "{path}");
        }
        let meta = "meta[http-equiv='Content-Security-Policy']";
        let policy = all(document, meta)[0].attr("content").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}");
        let checks = policy.contains("'wasm-unsafe-eval'");
        assert_eq!(checks, path == "caa20004/index.html", "{path}");
        let first_head = all(document, "head > *")[1].attr("http-equiv");
        assert_eq!(first_head, Some("Content-Security-Policy"), "nothing loads before it: {path}");
    }
}

#[test]
fn the_policy_allows_the_hosts_that_the_probe_asks_and_no_others() {
    let documents = documents();
    let document = &documents["caa20004/index.html"];
    let data = all(document, "[data-checker-data]")[0].text().collect::<String>();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let reachability = &data["reachability"];
    let hosts = reachability["hosts"].as_array().unwrap();
    let asked: BTreeSet<String> = hosts
        .iter()
        .chain([&reachability["discovery"]])
        .map(|host| url::Url::parse(host.as_str().unwrap()).unwrap())
        .map(|host| host.origin().ascii_serialization())
        .collect();
    let meta = "meta[http-equiv='Content-Security-Policy']";
    let policy = all(document, meta)[0].attr("content").unwrap();
    let connect = policy.split("; ").find_map(|part| part.strip_prefix("connect-src ")).unwrap();
    let allowed: BTreeSet<String> =
        connect.split(' ').filter(|host| *host != "'self'").map(str::to_owned).collect();
    assert_eq!(allowed, asked);
}

#[test]
fn every_page_has_a_title_one_top_heading_and_no_skipped_ones() {
    for (path, document) in &documents() {
        assert!(!all(document, "title")[0].inner_html().is_empty(), "{path}");
        assert_eq!(all(document, "h1").len(), 1, "{path}");
        let levels = all(document, "main h1, main h2, main h3, main h4, main h5, main h6");
        let mut before = 0;
        for heading in levels.iter().filter(|one| one.ancestors().all(|up| !is_template(up))) {
            let level: u8 = heading.value().name()[1..].parse().unwrap();
            assert!(level <= before + 1, "{path}: h{level} after h{before}");
            before = level;
        }
        let mut ids = BTreeSet::new();
        for element in all(document, "[id]") {
            assert!(ids.insert(element.attr("id").unwrap()), "{path}: an id is used twice");
        }
    }
}

fn is_template(node: ego_tree::NodeRef<'_, scraper::Node>) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == "template")
}

#[test]
fn the_content_holds_the_fixes_it_promises() {
    let source = disk::read_content(Path::new("../content")).unwrap();
    let linked = link_content(&source, &Problems::default()).unwrap();
    let fixes = linked.guides.values().filter_map(|guide| guide.contract.as_ref());
    let (mine, theirs): (Vec<_>, Vec<_>) =
        fixes.partition(|contract| contract.fix.who == Who::Employee);
    assert!(mine.len() >= 14, "{} fixes for employees", mine.len());
    assert!(mine.iter().all(|contract| contract.fix.harm <= 2));
    assert!(!theirs.is_empty());
    for guide in linked.guides.values() {
        assert!(!guide.care.sources.is_empty(), "{} names no source", guide.id);
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let files = || {
        let finished = finish_all(pages().into_values().collect());
        finished.into_iter().map(|file| (file.page, file.br, file.gz)).collect::<Vec<_>>()
    };
    assert!(files() == files(), "two builds differ");
}
