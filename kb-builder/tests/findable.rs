//! What programs find: full addresses, other addresses, the list of pages, the feed.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/site.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use common::site;
use kb_builder::base_url::BaseUrl;
use kb_builder::{Built, build_for, disk};
use scraper::{Html, Selector};
use serde_json::Value;

const BASE: &str = "https://help.example.com/signin/";

fn built(changes: &str, base: Option<&str>) -> Built {
    let base = base.map(|base| BaseUrl::parse(base).unwrap());
    build_for(&site(changes), base.as_ref()).unwrap()
}

/// Our own content, nowhere on the web.
static OURS: LazyLock<Built> = LazyLock::new(|| ours(None));
/// The same at an address.
static OURS_AT_BASE: LazyLock<Built> = LazyLock::new(|| ours(Some(BASE)));

fn ours(base: Option<&str>) -> Built {
    let source = disk::read_content(std::path::Path::new("../content")).unwrap();
    build_for(&source, base.map(|base| BaseUrl::parse(base).unwrap()).as_ref()).unwrap()
}

fn texts(built: &Built) -> BTreeMap<&str, String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    built.pages.iter().map(|page| (page.path.as_str(), text(&page.bytes))).collect()
}

/// The values of an attribute of what a page has.
fn all(html: &str, selector: &str, attribute: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(html);
    page.select(&selector).filter_map(|e| e.attr(attribute)).map(ToOwned::to_owned).collect()
}

/// What an element of XML holds, wherever it is.
fn elements<'t>(xml: &'t str, name: &str) -> Vec<&'t str> {
    let open = format!("<{name}>");
    let parts = xml.split(&open).skip(1);
    parts.map(|part| part.split(&format!("</{name}>")).next().unwrap()).collect()
}

fn data(html: &str) -> Vec<Value> {
    let selector = Selector::parse("script[type='application/ld+json']").unwrap();
    let page = Html::parse_document(html);
    let texts = page.select(&selector).map(|script| script.text().collect::<String>());
    let values = texts.map(|text| serde_json::from_str::<Value>(&text).unwrap());
    values.flat_map(|value| value.as_array().cloned().unwrap_or(vec![value])).collect()
}

/// A guide of the small site with other addresses.
fn with_aliases(aliases: &str) -> String {
    let whole = include_str!("whole.txt");
    let guide = whole.split("\n== ").find(|part| part.starts_with("guides/")).unwrap();
    let (head, text) = guide.split_once('\n').unwrap();
    let text = text.replacen("owner =", &format!("aliases = [{aliases}]\nowner ="), 1);
    format!("== {head}\n{text}\n")
}

/// The name of that guide.
fn guide() -> &'static str {
    let whole = include_str!("whole.txt");
    let head = whole.split("\n== guides/").nth(1).unwrap();
    head.split(".md").next().unwrap()
}

#[test]
fn without_a_place_on_the_web_nothing_is_said_that_needs_one() {
    let site = &*OURS;
    let texts = texts(site);
    assert!(!texts.contains_key("sitemap.xml") && !texts.contains_key("feed.xml"));
    assert!(!texts["robots.txt"].contains("Sitemap"));
    let page = &texts["guides/change-password/index.html"];
    assert_eq!(all(page, "link[rel=canonical], link[rel=alternate]", "href"), [""; 0]);
    assert_eq!(all(page, "meta[property='og:title']", "content"), ["Change your password"]);
    assert_eq!(all(page, "meta[property='og:url']", "content"), [""; 0]);
    let kinds: Vec<Value> = data(page).iter().map(|data| data["@type"].clone()).collect();
    assert_eq!(kinds, ["HowTo"]);
    assert!(!site.rules.only_tls && site.rules.folder == "/");
    assert!(texts["llms.txt"].contains("](guides/change-password/): "));
}

#[test]
fn every_page_names_its_full_address_and_those_in_other_languages() {
    let site = &*OURS_AT_BASE;
    let texts = texts(site);
    let page = &texts["guides/change-password/index.html"];
    let here = format!("{BASE}guides/change-password/");
    assert_eq!(all(page, "link[rel=canonical]", "href"), std::slice::from_ref(&here));
    assert_eq!(all(page, "meta[property='og:url']", "content"), std::slice::from_ref(&here));
    let german = format!("{BASE}de/guides/change-password/");
    assert_eq!(all(page, "link[hreflang][rel=alternate]", "hreflang"), ["en", "de", "x-default"]);
    assert_eq!(
        all(page, "link[hreflang][rel=alternate]", "href"),
        [here.clone(), german.clone(), here]
    );
    assert_eq!(
        all(&texts["de/guides/change-password/index.html"], "link[rel=canonical]", "href"),
        [german]
    );
    // What is shown in the original's words is the original's page once more.
    let untranslated = &texts["de/codes/aadsts50076/index.html"];
    let original = format!("{BASE}codes/aadsts50076/");
    assert_eq!(all(untranslated, "link[rel=canonical]", "href"), [original]);
    assert_eq!(all(untranslated, "link[hreflang][rel=alternate]", "href"), [""; 0]);
    // Other links stay relative, wherever the site is.
    for (path, text) in texts.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let links = all(text, "a[href], script[src], link[rel=stylesheet]", "href");
        assert!(!links.iter().any(|link| link.contains("help.example.com")), "{path}");
    }
}

#[test]
fn the_list_of_pages_is_that_of_all_that_can_be_found_and_of_nothing_else() {
    let site = &*OURS_AT_BASE;
    let texts = texts(site);
    let map = &texts["sitemap.xml"];
    let listed: BTreeSet<&str> = elements(map, "loc").into_iter().collect();
    assert_eq!(listed.len(), elements(map, "loc").len(), "no page is listed twice");
    // Every page that is its own canonical page and is not for no index.
    let mut expected = BTreeSet::new();
    for (path, text) in texts.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let here = format!("{BASE}{}", path.strip_suffix("index.html").unwrap());
        let hidden = !all(text, "meta[name=robots]", "content").is_empty();
        if !hidden && all(text, "link[rel=canonical]", "href") == [here.clone()] {
            expected.insert(here);
        }
    }
    assert_eq!(listed, expected.iter().map(String::as_str).collect());
    assert!(listed.len() > 250);
    assert!(!map.contains("callback") && !map.contains("404") && !map.contains("reset-password"));
    for (_, alternate) in map
        .match_indices("href=\"")
        .map(|(at, _)| map[at + 6..].split_once('"').unwrap())
        .map(|(href, rest)| (rest, href))
    {
        assert!(listed.contains(alternate), "{alternate}");
    }
    assert!(texts["robots.txt"].contains("Disallow: /signin/callback/\n"));
    assert!(texts["robots.txt"].contains(&format!("Sitemap: {BASE}sitemap.xml\n")));
}

#[test]
fn other_addresses_have_a_page_that_leads_on_in_every_language() {
    let changes = with_aliases("\"old-name\", \"guides/older\"");
    let site = built(&changes, None);
    let texts = texts(&site);
    let name = guide();
    for (path, to) in [
        ("old-name/index.html", format!("../guides/{name}/")),
        ("guides/older/index.html", format!("../../guides/{name}/")),
    ] {
        let page = &texts[path];
        assert_eq!(all(page, "meta[http-equiv=refresh]", "content"), [format!("0; url={to}")]);
        assert_eq!(all(page, "main a", "href"), std::slice::from_ref(&to));
        assert_eq!(all(page, "link[rel=canonical]", "href"), [to]);
        assert_eq!(all(page, "meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(all(page, "script, style, [style], [onload]", "src"), [""; 0]);
        let page = site.pages.iter().find(|page| page.path == path).unwrap();
        assert_eq!(page.policy.as_ref().unwrap(), &site.rules.usual);
    }
    let to = site.rules.leads_to("/OLD-NAME/").unwrap().to.to_string();
    assert_eq!(to, format!("/guides/{name}/"));
    let ours = &*OURS_AT_BASE;
    let german = ours.rules.leads_to("de/guides/reset-password").unwrap();
    assert_eq!(german.to.to_string(), "/de/guides/change-password/");
    assert!(ours.pages.iter().any(|page| page.path == "de/guides/reset-password/index.html"));
}

#[test]
fn every_spelling_of_a_code_leads_to_its_page_and_none_hides_a_page() {
    let site = &*OURS;
    let leads = |from: &str| site.rules.leads_to(from).map(|redirect| redirect.to.to_string());
    for from in ["codes/0xCAA20004", "codes/caa20004", "codes/3399614468", "codes/-895352828/"] {
        assert_eq!(leads(from).as_deref(), Some("/caa20004/"), "{from}");
    }
    assert_eq!(leads("codes/50076").as_deref(), Some("/codes/aadsts50076/"));
    assert_eq!(leads("de/codes/50076").as_deref(), Some("/de/codes/aadsts50076/"));
    let texts = texts(site);
    for redirect in &site.rules.redirects {
        let target = format!("{}index.html", redirect.to.below_top());
        assert!(texts.contains_key(&*target), "{redirect:?}");
        let page = texts.get(format!("{}/index.html", redirect.from).as_str());
        assert!(page.is_none_or(|page| page.contains("http-equiv=\"refresh\"")), "{redirect:?}");
    }
}

#[test]
fn the_feed_is_atom_with_the_newest_first() {
    let changes = "== changes.toml\n[[change]]\nday = \"2026-11-20\"\ntitle = \"Old <b>\"\nwhat = \"It \
                   & that.\"\n[[change]]\nday = \"2026-11-25\"\ntitle = \"New\"\nwhat = \"More.\"\n\
                   page = \"guides\"\n[[change]]\nday = \"2026-11-20\"\ntitle = \"Also old\"\nwhat = \
                   \"Then.\"\n";
    let site = built(changes, Some(BASE));
    let texts = texts(&site);
    let feed = &texts["feed.xml"];
    let entries: Vec<&str> = elements(feed, "entry");
    let titles: Vec<&str> = entries.iter().map(|entry| elements(entry, "title")[0]).collect();
    assert_eq!(titles, ["New", "Old &lt;b&gt;", "Also old"]);
    // RFC 4287, 4.1.1 and 4.1.2: each has one id, title, updated; the feed an author; no id twice.
    let (head, _) = feed.split_once("<entry>").unwrap();
    for part in std::iter::once(&head).chain(&entries) {
        for name in ["id", "title", "updated"] {
            assert_eq!(elements(part, name).len(), 1, "{name} in {part}");
        }
        let updated = elements(part, "updated")[0];
        assert!(updated.len() == 20 && updated.ends_with("T00:00:00Z"), "{updated}");
        assert!(part.contains("rel=\"alternate\""));
    }
    assert_eq!(elements(head, "updated"), ["2026-11-25T00:00:00Z"]);
    assert_eq!(elements(head, "name").len(), 1);
    assert!(
        head.contains(&format!(
            "rel=\"self\" type=\"application/atom+xml\" href=\"{BASE}feed.xml\""
        ))
    );
    let ids: BTreeSet<&str> = entries.iter().map(|entry| elements(entry, "id")[0]).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| id.starts_with("tag:help.example.com,2026-11-2")), "{ids:?}");
    assert!(entries[0].contains(&format!("href=\"{BASE}guides/\"")));
    assert!(entries[1].contains("<summary>It &amp; that.</summary>"));
    // A change that comes later renames none of those before.
    let more =
        format!("{changes}[[change]]\nday = \"2026-11-20\"\ntitle = \"Between\"\nwhat = \"It.\"\n");
    let again = built(&more, Some(BASE));
    let again = self::texts(&again)["feed.xml"].clone();
    assert!(ids.iter().all(|id| again.contains(id)));
    let page = &texts["guides/index.html"];
    assert_eq!(all(page, "link[type='application/atom+xml']", "href"), ["../feed.xml"]);
}

#[test]
fn what_is_said_to_programs_is_what_the_page_says() {
    let site = &*OURS_AT_BASE;
    let texts = texts(site);
    let mut fixes = 0;
    for (path, text) in texts.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let page = Html::parse_document(text);
        let body: String = page
            .select(&Selector::parse("main").unwrap())
            .next()
            .map(|main| main.text().collect::<Vec<_>>().join(" "))
            .unwrap_or_default();
        let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let body = squeeze(&body);
        for data in data(text) {
            assert_eq!(data["@context"], "https://schema.org", "{path}");
            match data["@type"].as_str().unwrap() {
                "WebSite" => assert!(["index.html", "de/index.html"].contains(path), "{path}"),
                "BreadcrumbList" => {
                    let items = data["itemListElement"].as_array().unwrap();
                    let last = items.last().unwrap();
                    let here = format!("{BASE}{}", path.strip_suffix("index.html").unwrap());
                    assert_eq!(last["item"], here.as_str());
                    assert_eq!(items[0]["position"], 1);
                }
                "HowTo" => {
                    fixes += 1;
                    let parts = data["step"].as_array().unwrap();
                    let steps = parts.iter().flat_map(|part| {
                        let inner = part["itemListElement"].as_array().cloned();
                        if let Some(url) = part["url"].as_str() {
                            let (_, anchor) = url.split_once('#').unwrap();
                            assert!(text.contains(&format!("id=\"{anchor}\"")), "{path}: {anchor}");
                        }
                        inner.unwrap_or(vec![part.clone()])
                    });
                    for step in steps {
                        let said = squeeze(step["text"].as_str().unwrap());
                        // An explained word has its explanation beside it on the page.
                        let start: String = said.chars().take(12).collect();
                        assert!(!said.is_empty() && body.contains(&start), "{path}: {said}");
                    }
                }
                other => panic!("{path}: {other}"),
            }
        }
    }
    assert!(fixes > 80, "{fixes}");
    let clock = &texts["guides/change-password/index.html"];
    let how_to = data(clock).into_iter().find(|data| data["@type"] == "HowTo").unwrap();
    assert_eq!(
        (&how_to["name"], &how_to["totalTime"]),
        (&"Change your password".into(), &"PT10M".into())
    );
}

#[test]
fn no_title_ends_a_script_or_an_element_early() {
    let odd = "</script><!--<script>\\\"'&";
    let whole = include_str!("whole.txt");
    let part = whole.split("\n== ").find(|part| part.starts_with("guides/")).unwrap();
    let (head, text) = part.split_once('\n').unwrap();
    let line = text.lines().find(|line| line.starts_with("title = ")).unwrap();
    let text = text.replacen(line, &format!("title = \"{odd}\""), 1);
    let site = built(&format!("== {head}\n{text}\n"), Some(BASE));
    let texts = texts(&site);
    let page = &texts[format!("guides/{}/index.html", guide()).as_str()];
    let names: Vec<Value> = data(page).iter().map(|data| data["name"].clone()).collect();
    assert!(names.contains(&Value::from("</script><!--<script>\"'&")), "{names:?}");
    assert_eq!(Html::parse_document(page).select(&Selector::parse("script").unwrap()).count(), 2);
}

#[test]
fn the_page_for_what_is_not_there_works_at_any_depth() {
    for (site, folder) in [(&*OURS, "/"), (&*OURS_AT_BASE, "/signin/")] {
        let texts = texts(site);
        let page = &texts["404.html"];
        for attribute in ["href", "src"] {
            for link in all(page, &format!("[{attribute}]"), attribute) {
                let below = link.strip_prefix(folder);
                let below = below.or_else(|| link.strip_prefix("#").map(|_| "")).unwrap();
                let file = if below.is_empty() || below.ends_with('/') {
                    format!("{below}index.html")
                } else {
                    below.to_owned()
                };
                assert!(texts.contains_key(file.as_str()), "{link}");
            }
        }
        assert_eq!(all(page, "meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(all(page, "main[data-page]", "data-page"), ["not-found"]);
    }
}

#[test]
fn a_list_for_programs_that_read_names_every_code_guide_and_flow() {
    let site = &*OURS_AT_BASE;
    let texts = texts(site);
    let llms = &texts["llms.txt"];
    let mut lines = llms.lines();
    assert!(lines.next().unwrap().starts_with("# "));
    assert!(lines.nth(1).unwrap().starts_with("> "));
    assert_eq!(llms.lines().filter(|line| line.starts_with("## ")).count(), 3);
    let links: Vec<&str> = llms.lines().filter(|line| line.starts_with("- ")).collect();
    for link in &links {
        let (_, rest) = link.split_once(&format!("]({BASE}")).unwrap();
        let (address, what) = rest.split_once("): ").unwrap();
        assert!(texts.contains_key(format!("{address}index.html").as_str()), "{address}");
        assert!(what.len() > 10, "{link}");
    }
    let guides =
        texts.keys().filter(|path| path.starts_with("guides/") && path.matches('/').count() == 2);
    let aliases = site.rules.redirects.iter().filter(|r| r.from.starts_with("guides/")).count();
    let listed = links.iter().filter(|link| link.contains(&format!("{BASE}guides/"))).count();
    assert_eq!(listed, guides.count() - aliases);
}
