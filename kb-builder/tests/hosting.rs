//! The settings for servers that cannot be started here; nginx and Caddy themselves are asked in
//! `tests/journeys/servers.spec.mjs`.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kb_builder::base_url::BaseUrl;
use kb_builder::compress::Form;
use kb_builder::page::{MEDIA_TYPES, Page};
use kb_builder::{Built, build_for, disk};
use serde_json::Value;

fn ours(base: &str) -> Built {
    let source = disk::read_content(std::path::Path::new("../content")).unwrap();
    build_for(&source, Some(&BaseUrl::parse(base).unwrap())).unwrap()
}

/// At the top of a host.
static WHOLE: LazyLock<Built> = LazyLock::new(|| ours("https://help.example.com/"));
/// In a folder of a host.
static PART: LazyLock<Built> = LazyLock::new(|| ours("https://example.com/signin/"));

fn text(built: &Built, path: &str) -> String {
    let page = built.pages.iter().find(|page| page.path == path).unwrap();
    String::from_utf8(page.bytes.to_vec()).unwrap()
}

/// Everything that some file of a site is sent with under a name.
fn sent(built: &Built, name: &str) -> BTreeSet<String> {
    let files = built.pages.iter().filter(|page| !page.is_for_servers());
    let headers = files.flat_map(|page| built.rules.headers(page));
    headers.filter(|(known, _)| *known == name).map(|(_, value)| value).collect()
}

const ALL: [&str; 5] = [
    "hosting/nginx-http.conf",
    "hosting/nginx-server.conf",
    "hosting/Caddyfile",
    ".htaccess",
    "web.config",
];

/// Every policy in a text.
fn policies(text: &str) -> BTreeSet<String> {
    let parts = text.split("default-src ").skip(1);
    parts.map(|part| format!("default-src {}", part.split('"').next().unwrap())).collect()
}

#[test]
fn every_policy_is_one_that_pages_have_and_none_is_missing() {
    for site in [&*WHOLE, &*PART] {
        let expected = sent(site, "Content-Security-Policy");
        // For reading, for questions, for showing somebody's case, for frames, for coming back from a
        // sign-in.
        assert_eq!(expected.len(), 5);
        // The two files of nginx are one.
        let nginx = format!("{}{}", text(site, ALL[0]), text(site, ALL[1]));
        assert_eq!(policies(&nginx), expected);
        for path in &ALL[2..] {
            assert_eq!(policies(&text(site, path)), expected, "{path}");
        }
    }
    assert_eq!(policies(&text(&WHOLE, "staticwebapp.config.json")).len(), 5);
}

#[test]
fn every_header_is_in_every_settings() {
    let site = &*WHOLE;
    let names: BTreeSet<&str> =
        site.pages.iter().flat_map(|page| site.rules.headers(page)).map(|(name, _)| name).collect();
    assert!(names.contains("Strict-Transport-Security"));
    for path in ALL.iter().skip(1).chain(&["staticwebapp.config.json"]) {
        for name in &names {
            assert!(text(site, path).contains(name), "{name} in {path}");
        }
    }
    for (end, kind) in MEDIA_TYPES {
        for path in ["hosting/nginx-http.conf", "hosting/Caddyfile", ".htaccess", "web.config"] {
            assert!(text(site, path).contains(&format!("\"{kind}\"")), "{end} in {path}");
        }
    }
    // What holds for a whole host is not said where the site is only a part of it.
    let part = &*PART;
    for path in ALL {
        assert!(!text(part, path).contains("Strict-Transport"), "{path}");
    }
    assert!(!part.pages.iter().any(|page| page.path == "staticwebapp.config.json"));
}

#[test]
fn who_may_show_the_pages_for_frames_shows_no_others() {
    let mut source = disk::read_content(std::path::Path::new("../content")).unwrap();
    let file = std::fs::read_to_string("../content/site.toml").unwrap();
    let [portal, wiki] = ["https://portal.example.com", "https://wiki.example.com:8443"];
    let more = format!("frame-ancestors = [\"{portal}\"]\n{file}\n[embed]\n");
    let more = format!("{more}parents = [\"{wiki}\", \"{portal}\"]\n");
    source.add(kb_builder::source::SourcePath::new("site.toml"), more.into_bytes());
    let site = build_for(&source, None).unwrap();
    let both = format!("; frame-ancestors {portal} {wiki}");
    let mut framed = 0;
    for page in site.pages.iter().filter(|page| page.policy.is_some()) {
        let header = page.policy.as_ref().unwrap().for_header();
        let folder = page.path.strip_prefix("de/").unwrap_or(&page.path);
        if folder.starts_with("embed/") && folder != "embed/index.html" {
            framed += 1;
            assert!(header.ends_with(&both), "{}: {header}", page.path);
            assert!(header.contains("connect-src 'none'; frame-src 'none'"), "{header}");
        } else {
            assert!(!header.contains(wiki), "{}: {header}", page.path);
        }
    }
    assert!(framed >= 12, "{framed}");
    for path in &ALL[2..] {
        assert!(text(&site, path).contains(&both), "{path}");
    }
    // A page in a sandbox has no origin: what it loads is another's.
    let name = "Cross-Origin-Resource-Policy";
    for page in site.pages.iter().filter(|page| !page.is_for_servers()) {
        let headers = site.rules.headers(page);
        let used_by = headers.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value);
        let expected = if page.is_immutable() { "cross-origin" } else { "same-origin" };
        assert_eq!(used_by, Some(expected), "{}", page.path);
    }
    assert_eq!(sent(&WHOLE, name).into_iter().collect::<Vec<_>>(), ["same-origin"]);
}

#[test]
fn who_may_frame_the_site_is_in_every_settings_and_never_frames_the_callback() {
    let file = std::fs::read_to_string("../content/site.toml").unwrap();
    let mut source = disk::read_content(std::path::Path::new("../content")).unwrap();
    let line = "frame-ancestors = [\"https://portal.example.com\"]\n[languages.de]";
    let file = file.replacen("[languages.de]", line, 1);
    source.add(kb_builder::source::SourcePath::new("site.toml"), file.into_bytes());
    let site = build_for(&source, None).unwrap();
    for page in site.pages.iter().filter(|page| page.policy.is_some()) {
        let policy = page.policy.as_ref().unwrap();
        let who = if policy.is_callback() { "'self'" } else { "https://portal.example.com" };
        assert!(
            policy.for_header().ends_with(&format!("; frame-ancestors {who}")),
            "{}",
            page.path
        );
    }
    for path in &ALL[2..] {
        assert!(
            text(&site, path).contains("frame-ancestors https://portal.example.com\""),
            "{path}"
        );
        assert!(!text(&site, path).contains("frame-ancestors 'none'"), "{path}");
    }
}

#[test]
fn azure_takes_the_routes_that_pages_need_the_first_that_fits() {
    let site = &*WHOLE;
    let written = text(site, "staticwebapp.config.json");
    assert!(written.len() <= 20_000, "{}", written.len());
    let settings: Value = serde_json::from_str(&written).unwrap();
    let routes = settings["routes"].as_array().unwrap();
    let fits = |route: &Value, path: &str| {
        let route = route["route"].as_str().unwrap();
        route.strip_suffix('*').map_or(route == path, |start| path.starts_with(start))
    };
    for page in site.pages.iter().filter(|page| !page.is_for_servers() && page.path != "404.html") {
        let path = format!("/{}", page.path.strip_suffix("index.html").unwrap_or(&page.path));
        let route = routes.iter().find(|route| fits(route, &path));
        if let Some(to) = route.and_then(|route| route["redirect"].as_str()) {
            assert_eq!(site.rules.leads_to(&path).unwrap().to.to_string(), to);
            continue;
        }
        let mut headers = settings["globalHeaders"].as_object().unwrap().clone();
        headers.extend(route.and_then(|r| r["headers"].as_object()).cloned().unwrap_or_default());
        headers.retain(|_, value| value != "");
        let expected = site.rules.headers(page).into_iter();
        let expected = expected.map(|(name, value)| (name.to_owned(), Value::from(value)));
        assert_eq!(headers, expected.collect::<serde_json::Map<_, _>>(), "{path}");
    }
    assert_eq!(settings["mimeTypes"][".wasm"], "application/wasm");
    assert_eq!(settings["responseOverrides"]["404"]["rewrite"], "/404.html");
}

#[test]
fn the_settings_of_iis_are_xml_with_each_header_once_in_a_place() {
    let site = &*WHOLE;
    let xml = text(site, "web.config");
    let mut open: Vec<String> = Vec::new();
    let mut places = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, rest) = tag.split_once('>').unwrap();
        assert!(!rest.contains('&') && !tag.contains('&'), "{tag}");
        if tag.starts_with(['?', '!']) {
            continue;
        }
        // Quotes come in pairs.
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else {
            let name = tag.split([' ', '/']).next().unwrap();
            if let Some(path) = tag.strip_prefix("location path=\"") {
                places.push(path.trim_end_matches('"').to_owned());
            }
            if !tag.ends_with('/') {
                open.push(name.to_owned());
            }
        }
    }
    assert_eq!(open, [""; 0]);
    for place in ["assets", "callback", "caa20004", "de/caa20004"] {
        assert!(places.iter().any(|found| found == place), "{place}");
    }
    // Before each that is added, one that may be there is taken away.
    for added in xml.split("<add name=\"").skip(1) {
        let name = added.split('"').next().unwrap();
        assert!(xml.contains(&format!("<remove name=\"{name}\"/><add name=\"{name}\"")));
    }
    for mapped in xml.split("<mimeMap fileExtension=\"").skip(1) {
        let end = mapped.split('"').next().unwrap();
        assert!(xml.contains(&format!("<remove fileExtension=\"{end}\"/><mimeMap")));
    }
}

#[test]
fn apache_skips_as_many_rules_as_there_are_for_codes() {
    let site = &*WHOLE;
    let rules = text(site, ".htaccess");
    let lines: Vec<&str> = rules.lines().collect();
    let at = lines.iter().position(|line| line.contains("- [S=")).unwrap();
    let skipped: usize =
        lines[at].split("[S=").nth(1).unwrap().trim_end_matches(']').parse().unwrap();
    let moves = lines[at + 1..].iter().take_while(|line| line.contains("[R=308,L,NC]")).count();
    assert_eq!(skipped, moves);
    assert!(skipped > 500);
    let before = lines[..at].iter().filter(|line| line.contains("[R=308,L,NC]"));
    assert!(before.clone().any(|line| line.starts_with("RewriteRule ^guides/reset-password/?$ ")));
    assert!(!before.clone().any(|line| line.contains("codes/")));
}

#[test]
fn what_is_for_servers_is_not_compressed_and_all_else_is() {
    let site = &*WHOLE;
    // A few of each kind are enough to see it.
    let some = |page: &Page| !page.path.contains("guides/") && !page.path.contains("codes/");
    let pages: Vec<Page> = site.pages.iter().filter(|page| some(page)).cloned().collect();
    assert!(pages.iter().filter(|page| page.is_for_servers()).count() == 6);
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("dist");
    disk::publish(&out, &place.path().join("content"), &pages, true).unwrap();
    for page in &pages {
        for form in Form::ALL {
            let packed = std::fs::read(out.join(format!("{}{}", page.path, form.extension())));
            assert_eq!(packed.is_err(), page.is_for_servers(), "{}", page.path);
            assert!(packed.is_err() || form.is_of(&packed.unwrap(), &page.bytes));
        }
    }
}
