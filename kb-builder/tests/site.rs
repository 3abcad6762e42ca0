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

use kb_builder::compress::Form;
use kb_builder::page::Page;
use kb_builder::policy::Policy;
use kb_builder::problem::Problems;
use kb_builder::source::{Source, SourcePath};
use kb_builder::{build, disk, link_content};
use kb_flow::{Case, Finding, FlowId, GuideId, Target, Who, paths, walk};
use scraper::{ElementRef, Html, Selector};

fn pages() -> BTreeMap<String, Page> {
    let source = disk::read_content(Path::new("../content")).unwrap();
    let pages = build(&source).unwrap();
    pages.into_iter().map(|page| (page.path.clone(), page)).collect()
}

/// Every HTML page of our content, parsed.
fn documents() -> BTreeMap<String, Html> {
    parsed(&disk::read_content(Path::new("../content")).unwrap())
}

/// Every HTML page of a source, parsed.
fn parsed(source: &Source) -> BTreeMap<String, Html> {
    let documents = build(source).unwrap().into_iter().filter(|page| page.policy.is_some());
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
    // What a page is told on the way is no part of its file.
    let way = way.split('?').next().unwrap_or_default();
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
    let flow = &linked.own.flows[&FlowId::from("caa20004")];
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
    let flow = &linked.own.flows[&FlowId::from("caa20004")];
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
    // The page for what is not there is shown at any depth: `findable.rs` looks at it.
    for (path, document) in documents.iter().filter(|(path, _)| *path != "404.html") {
        for element in all(document, "[href], [src], [data-wasm]") {
            for name in ["href", "src", "data-wasm"] {
                let Some(address) = element.attr(name) else { continue };
                let native = ["ms-settings:", "companyportal:", "x-apple.systempreferences:"];
                let leaves = native.iter().any(|scheme| address.starts_with(scheme));
                if address.starts_with("https://") || leaves {
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
        assert_eq!(all(document, "style, [style], base, iframe").len(), 0, "{path}");
        // A form is for a script, and hidden without one; none can send anything.
        assert_eq!(all(document, "form:not([hidden])").len(), 0, "{path}");
        let sends = "form[action], form[method], [formaction], [form]";
        assert_eq!(all(document, sends).len(), 0, "{path}");
        for script in all(document, "script") {
            let kinds = ["application/json", "application/ld+json"];
            let data = script.attr("type").is_some_and(|kind| kinds.contains(&kind));
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
        assert_eq!(checks, !all(document, "[data-checker]").is_empty(), "{path}");
        let first_head = all(document, "head > *")[1].attr("http-equiv");
        assert_eq!(first_head, Some("Content-Security-Policy"), "nothing loads before it: {path}");
    }
}

/// The directives of a page's policy.
fn policy(document: &Html) -> BTreeMap<String, String> {
    let meta = "meta[http-equiv='Content-Security-Policy']";
    let policy = all(document, meta)[0].attr("content").unwrap();
    let directives = policy.split("; ").map(|part| part.split_once(' ').unwrap());
    directives.map(|(name, values)| (name.to_owned(), values.to_owned())).collect()
}

/// Our content, with other lines in the table `[sign-in]` of its settings.
fn asking(lines: &str) -> Source {
    let mut source = disk::read_content(Path::new("../content")).unwrap();
    let path = SourcePath::new("site.toml");
    let (before, rest) = source.text(&path).unwrap().split_once("[sign-in]").unwrap();
    let (_, after) = rest.split_once("[limits]").unwrap();
    let text = format!("{before}[sign-in]\n{lines}\n[limits]{after}");
    source.add(path, text.into_bytes());
    source
}

#[test]
fn the_policy_allows_the_hosts_that_the_probes_ask_and_no_others() {
    let site = "authority = \"https://login.example\"
        extra-hosts = [\"https://teams.example/a\", \"https://login.example/b\"]";
    let client = "tenant = \"00000000-0000-4000-8000-000000000001\"
        client-id = \"00000000-0000-4000-8000-000000000002\"";
    let federation = "federation-host = \"https://sts.example:8443/adfs/ls/\"";
    let (login, sts) = ("https://login.example", "https://sts.example:8443");
    let teams = "https://teams.example";
    let cases: [(&[&str], &[&str], &[&str]); 4] = [
        (&[site], &["'self'", login, teams], &["'none'"]),
        (&[site, client], &["'self'", login, teams], &["'self'", login]),
        (&[site, federation], &["'self'", login, teams, sts], &["'none'"]),
        (&[site, client, federation], &["'self'", login, teams, sts], &["'self'", login, sts]),
    ];
    for (lines, connections, frames) in cases {
        let documents = parsed(&asking(&lines.join("\n")));
        let document = &documents["caa20004/index.html"];
        let policy = policy(document);
        let allowed = |name: &str| policy[name].split(' ').collect::<BTreeSet<_>>();
        assert_eq!(allowed("connect-src"), connections.iter().copied().collect(), "{lines:?}");
        assert_eq!(allowed("frame-src"), frames.iter().copied().collect(), "{lines:?}");

        // What the checker reads on the page is what its policy was made from.
        let data = all(document, "[data-checker-data]")[0].text().collect::<String>();
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        let probes = &data["probes"];
        let origins = |addresses: &[&serde_json::Value]| -> BTreeSet<String> {
            let addresses = addresses.iter().filter_map(|address| address.as_str());
            let urls = addresses.map(|address| url::Url::parse(address).unwrap());
            urls.map(|url| url.origin().ascii_serialization()).collect()
        };
        let hosts = |name: &str| -> BTreeSet<String> {
            let values = allowed(name).into_iter().filter(|value| !value.starts_with('\''));
            values.map(str::to_owned).collect()
        };
        let mut asked = vec![&probes["discovery"], &probes["federation"]];
        asked.extend(probes["hosts"].as_array().unwrap());
        assert_eq!(hosts("connect-src"), origins(&asked), "{lines:?}");
        let framed = match &probes["sign_in"] {
            serde_json::Value::Null => BTreeSet::new(),
            sign_in => origins(&[&sign_in["endpoint"], &probes["federation"]]),
        };
        assert_eq!(hosts("frame-src"), framed, "{lines:?}");

        let checks = |document: &Html| !all(document, "[data-checker]").is_empty();
        for (path, document) in documents.iter().filter(|(_, document)| !checks(document)) {
            let policy = self::policy(document);
            assert!(policy.values().all(|value| !value.contains("//")), "{path}: {policy:?}");
        }
    }
}

#[test]
fn the_pages_for_frames_fetch_nothing_and_no_list_has_them() {
    let (pages, documents) = (pages(), documents());
    let embeds: Vec<&String> = documents
        .keys()
        .filter(|path| path.contains("embed/") && *path != "embed/index.html")
        .collect();
    let in_frames =
        |path: &str| embeds.iter().any(|one| *one == path && !path.ends_with("/embed/index.html"));
    let mut flows = 0;
    for (path, document) in &documents {
        let loads = |name: &str| {
            let scripts = all(document, "script[src], link[href]");
            scripts.iter().any(|one| {
                let address = one.attr("src").or(one.attr("href")).unwrap();
                address.contains(name)
            })
        };
        assert_eq!(loads("/module."), in_frames(path), "{path}");
        assert_eq!(loads("/embed."), in_frames(path), "{path}");
        if !in_frames(path) {
            continue;
        }
        flows += 1;
        let policy = policy(document);
        assert_eq!(policy["connect-src"], "'none'", "{path}");
        assert_eq!(policy["frame-src"], "'none'", "{path}");
        assert_eq!(policy["script-src"], "'self' 'wasm-unsafe-eval'", "{path}");
        assert_eq!(policy["form-action"], "'none'", "{path}");
        assert_eq!(all(document, "[data-wasm], [rel=preload], header, footer, nav, form").len(), 0);
        assert_eq!(all(document, "meta[name=robots][content=noindex]").len(), 1, "{path}");
        assert_eq!(all(document, "[data-embed][data-parents='']").len(), 1, "nobody is told");
        // What cannot be followed in place opens beside it.
        let links = all(document, "main > :not(template) a[href]");
        assert!(links.len() >= 4, "{path}");
        assert!(links.iter().all(|link| link.attr("target") == Some("_blank")), "{path}");
        // Nothing runs there that asks anybody.
        let data = all(document, "[data-checker-data]")[0].text().collect::<String>();
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!(data["probes"]["hosts"], serde_json::json!([]), "{path}");
        for fact in data["flow"]["facts"].as_array().unwrap() {
            let probe = fact["probe"].as_str();
            assert!([None, Some("platform"), Some("web-sign-in")].contains(&probe), "{probe:?}");
        }
        let header = pages[path].policy.as_ref().unwrap().for_header();
        assert!(header.ends_with("frame-ancestors 'none'"), "{path}");
    }
    assert_eq!(flows, 12);
    let lists = ["sitemap.xml", "feed.xml", "llms.txt", "robots.txt"];
    for page in pages.values() {
        let is_list = lists.contains(&page.path.as_str())
            || page.path.starts_with("api/")
            || page.path.contains("/search-")
            || page.path.ends_with("search/index.html");
        if is_list {
            let text = std::str::from_utf8(&page.bytes).unwrap();
            assert!(!text.contains("embed/"), "{}", page.path);
        }
    }
    let list = &documents["agent/index.html"];
    assert_eq!(all(list, "main a[href='../embed/']").len(), 1);
}

#[test]
fn the_lines_for_wikis_show_the_pages_and_allow_them_nothing_more() {
    let mut source = disk::read_content(Path::new("../content")).unwrap();
    let path = SourcePath::new("site.toml");
    let text = format!("base-url = \"https://example.com/help/\"\n{}", source.text(&path).unwrap());
    source.add(path, text.into_bytes());
    let documents = parsed(&source);
    for (folder, language) in [("", "en"), ("de/", "de")] {
        let document = &documents[&format!("{folder}embed/index.html")];
        let codes = all(document, "pre > code");
        let codes: Vec<String> = codes.iter().map(|code| code.text().collect()).collect();
        let lines: Vec<Html> = codes
            .iter()
            .filter(|code| code.starts_with("<iframe"))
            .map(|code| Html::parse_fragment(code))
            .collect();
        assert_eq!(lines.len(), 6, "{language}");
        for line in &lines {
            let frame = all(line, "iframe")[0];
            let below =
                frame.attr("src").unwrap().strip_prefix("https://example.com/help/").unwrap();
            assert!(below.starts_with(&format!("{folder}embed/")), "{below}");
            let page = &documents[&format!("{below}index.html")];
            assert_eq!(frame.attr("title").unwrap(), all(page, "h1")[0].text().collect::<String>());
            assert_eq!(frame.attr("sandbox"), Some("allow-scripts"));
            assert_eq!(frame.attr("loading"), Some("lazy"));
            assert_eq!(frame.attr("referrerpolicy"), Some("no-referrer"));
        }
        let listener = codes.iter().find(|code| code.starts_with("addEventListener")).unwrap();
        assert_eq!(listener.lines().count(), 6);
        assert!(listener.contains("[\"null\", \"https://example.com\"].includes(origin)"));
        // Where it is known where the site is, the full address can be read without any script.
        let page = &documents[&format!("{folder}embed/caa20004/index.html")];
        let address = all(page, "[data-embed] code")[0].text().collect::<String>();
        assert_eq!(address, format!("https://example.com/help/{folder}caa20004/"));
    }
}

#[test]
fn the_page_that_a_sign_in_comes_back_to_runs_one_script_and_asks_nobody() {
    let pages = pages();
    let callbacks =
        pages.values().filter(|page| page.policy.as_ref().is_some_and(Policy::is_callback));
    let paths: Vec<&str> = callbacks.map(|page| page.path.as_str()).collect();
    assert_eq!(paths, ["callback/index.html"]);

    let documents = documents();
    let document = &documents["callback/index.html"];
    let policy = policy(document);
    assert_eq!(policy["default-src"], "'none'");
    assert_eq!(policy["script-src"], "'self'", "no WebAssembly");
    let kinds = [
        "base-uri",
        "default-src",
        "form-action",
        "require-trusted-types-for",
        "script-src",
        "style-src",
        "trusted-types",
    ];
    for (name, value) in &policy {
        assert!(kinds.contains(&name.as_str()), "{name} {value}: what is left out is 'none'");
        assert!(["'none'", "'self'", "'script'"].contains(&value.as_str()), "{name} {value}");
    }
    let scripts = all(document, "script");
    assert_eq!(scripts.len(), 1);
    let (script, _) = follow("callback/index.html", scripts[0].attr("src").unwrap());
    assert!(script.starts_with("assets/callback."), "{script}");
    assert_eq!(all(document, "[data-checker], [data-wasm], img, svg, object, embed").len(), 0);
    assert_eq!(all(document, "meta[name=referrer][content=no-referrer]").len(), 1);
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
    let fixes = linked.own.guides.values().filter_map(|guide| guide.contract.as_ref());
    let (mine, theirs): (Vec<_>, Vec<_>) =
        fixes.partition(|contract| contract.fix.who == Who::Employee);
    assert!(mine.len() >= 14, "{} fixes for employees", mine.len());
    assert!(mine.iter().all(|contract| contract.fix.harm <= 2));
    assert!(!theirs.is_empty());
    for guide in linked.own.guides.values() {
        assert!(!guide.care.sources.is_empty(), "{} names no source", guide.id);
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let files = || {
        let packed = |page: Page| {
            let forms = Form::ALL.map(|form| form.pack(&page));
            (page, forms)
        };
        pages().into_values().map(packed).collect::<Vec<_>>()
    };
    assert!(files() == files(), "two builds differ");
}
