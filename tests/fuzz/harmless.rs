//! What holds of every file of a site, whatever its authors wrote: nothing in it runs, loads or leads
//! where we did not mean it to.

use std::collections::BTreeSet;

use kb_builder::Built;
use kb_builder::page::Page;
use scraper::node::Element;
use scraper::{Html, Node};
use url::Url;

/// Where a site is thought to be; no author can know the name.
const SITE: &str = "https://site.invalid/folder/";

/// The elements that pages are made of.
const ELEMENTS: [&str; 65] = [
    "a",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figure",
    "footer",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "img",
    "input",
    "label",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "option",
    "p",
    "path",
    "picture",
    "pre",
    "rect",
    "script",
    "section",
    "select",
    "source",
    "span",
    "strong",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "text",
    "textarea",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

/// Attributes that say something of an element and do nothing, and addresses, which are looked at.
const ATTRIBUTES: [&str; 44] = [
    "alt",
    "as",
    "autocapitalize",
    "autocomplete",
    "charset",
    "class",
    "content",
    "crossorigin",
    "d",
    "datetime",
    "defer",
    "dir",
    "enterkeyhint",
    "for",
    "height",
    "hidden",
    "href",
    "hreflang",
    "http-equiv",
    "id",
    "lang",
    "media",
    "name",
    "popover",
    "popovertarget",
    "property",
    "rel",
    "role",
    "rows",
    "rx",
    "spellcheck",
    "src",
    "srcset",
    "start",
    "tabindex",
    "target",
    "title",
    "translate",
    "type",
    "value",
    "viewBox",
    "width",
    "x",
    "y",
];

/// The schemes that a link may have.
const SCHEMES: [&str; 6] =
    ["https", "mailto", "tel", "ms-settings", "companyportal", "x-apple.systempreferences"];

/// Looks at every file that is made from what authors wrote.
pub(crate) fn look(built: &Built) {
    let pages = &built.pages;
    let files: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    assert_eq!(files.len(), pages.len(), "two files have one name");
    for page in pages {
        let path = page.path.as_str();
        let text = || std::str::from_utf8(&page.bytes).expect("a text is UTF-8");
        assert!(!path.starts_with('/') && !path.contains("..") && !path.contains("//"), "{path}");
        if path.strip_suffix(".html").is_some() {
            document(page, text(), &Site { files: &files, folder: &built.rules.folder });
        } else if path.strip_suffix(".json").is_some() && !path.contains("schema") {
            let read: Result<serde_json::Value, _> = serde_json::from_str(text());
            assert!(read.is_ok(), "{path} is no JSON");
        } else if path.strip_suffix(".xml").is_some() || path == "web.config" {
            if let Err(error) = roxmltree::Document::parse(text()) {
                panic!("{path} is no XML: {error}\n{}", text());
            }
        } else if path.starts_with("assets/brand") {
            brand(text());
        }
        if let Some(policy) = &page.policy {
            let header = policy.for_header();
            let (of_page, framing) = header.rsplit_once("; ").expect("it has many parts");
            assert_eq!(of_page, policy.for_meta());
            directives(of_page);
            let framing = framing.strip_prefix("frame-ancestors ").expect("it comes last");
            assert!(framing.split(' ').all(is_source), "{header}");
        }
    }
}

/// A style sheet that has nothing but values of ours in it.
fn brand(css: &str) {
    for line in css.lines().map(str::trim) {
        let is_frame = ["@layer brand {", ":root {", "}", ""].contains(&line)
            || line == "@media (prefers-color-scheme: dark) {";
        let value = line.strip_prefix("--").and_then(|line| line.strip_suffix(';'));
        let letter = |letter: char| letter.is_ascii_alphanumeric() || "-: #.".contains(letter);
        assert!(is_frame || value.is_some_and(|value| value.chars().all(letter)), "{line}");
    }
}

/// What a policy lets a page load from.
fn is_source(source: &str) -> bool {
    let is_origin = || {
        let rest = source.strip_prefix("https://").unwrap_or_default();
        let letter = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.:[]".contains(&byte)
        };
        !rest.is_empty() && rest.bytes().all(letter)
    };
    ["'self'", "'none'", "data:"].contains(&source) || is_origin()
}

/// The parts of a policy, each there once, and nothing beside them.
fn directives(policy: &str) {
    let mut seen = BTreeSet::new();
    for directive in policy.split("; ") {
        let (name, values) = directive.split_once(' ').unwrap_or((directive, ""));
        assert!(seen.insert(name), "{name} is there twice: {policy}");
        let values: Vec<&str> = values.split(' ').collect();
        let is_fine = match name {
            "default-src" | "object-src" | "base-uri" | "form-action" => values == ["'none'"],
            "script-src" => values == ["'self'"] || values == ["'self'", "'wasm-unsafe-eval'"],
            "style-src" | "font-src" => values == ["'self'"],
            "img-src" => values == ["'self'", "data:"],
            "connect-src" | "frame-src" => values.iter().all(|value| is_source(value)),
            "require-trusted-types-for" => values == ["'script'"],
            "trusted-types" => values == ["'none'"],
            _ => false,
        };
        assert!(is_fine, "{directive}");
    }
    for name in ["default-src", "script-src", "base-uri", "form-action", "trusted-types"] {
        assert!(seen.contains(name), "{name} is missing: {policy}");
    }
}

/// What addresses are held against.
struct Site<'s> {
    /// The files there are.
    files: &'s BTreeSet<&'s str>,
    /// The folder of the host that the settings say the site is in.
    folder: &'s str,
}

/// A page, read as a browser reads it.
fn document(page: &Page, text: &str, site: &Site<'_>) {
    let path = page.path.as_str();
    let policy = page.policy.as_ref().unwrap_or_else(|| panic!("{path} has no policy"));
    let document = Html::parse_document(text);
    let base = Url::parse(SITE).and_then(|site| site.join(path)).expect("a file has an address");
    let (mut ids, mut policies, mut loads) = (BTreeSet::new(), 0, false);
    let mut fragments = Vec::new();
    // All nodes, those inside templates too.
    for node in document.tree.nodes() {
        if let Node::Comment(comment) = node.value() {
            panic!("{path} has a comment: {}", &**comment);
        }
        let Node::Element(element) = node.value() else { continue };
        let name = element.name();
        assert!(ELEMENTS.contains(&name), "{path} has <{name}>");
        for (name_of_attribute, value) in &element.attrs {
            let is_plain = name_of_attribute.ns.is_empty();
            let attribute = &*name_of_attribute.local;
            let is_known = ATTRIBUTES.contains(&attribute)
                || attribute.starts_with("data-")
                || attribute.starts_with("aria-");
            assert!(is_plain && is_known, "{path} has <{name} {attribute}={value:?}>");
        }
        if let Some(id) = element.id() {
            assert!(ids.insert(id), "{path} has the id {id} twice");
            let is_ours = !id.is_empty() && !id.contains(char::is_whitespace);
            assert!(is_ours, "{path} has an id that nothing can lead to: {id:?}");
        }
        match element.attr("http-equiv") {
            None => {}
            Some("Content-Security-Policy") => {
                assert!(!loads, "{path} loads something before its policy");
                assert_eq!(element.attr("content"), Some(policy.for_meta()), "{path}");
                policies += 1;
            }
            Some("refresh") => {
                let to = element.attr("content").and_then(|to| to.strip_prefix("0; url="));
                leads_inside(path, &base, to.expect("it goes on at once"), site);
            }
            Some(other) => panic!("{path} has {other}"),
        }
        loads |= matches!(name, "script" | "link");
        if name == "script" {
            let inside: String =
                node.children().filter_map(|child| text_of(child.value())).collect();
            script(path, element, &inside);
        }
        fragments.extend(element.attr("href").and_then(|href| href.strip_prefix('#')));
        addresses(path, &base, element, site);
    }
    assert_eq!(policies, 1, "{path}");
    for fragment in fragments {
        assert!(ids.contains(fragment), "{path} leads to #{fragment}, which is not there");
    }
}

fn text_of(node: &Node) -> Option<&str> {
    node.as_text().map(|text| &**text)
}

/// A script is a file of ours, or data.
fn script(path: &str, element: &Element, inside: &str) {
    match element.attr("type") {
        None => assert!(element.attr("src").is_some() && inside.trim().is_empty(), "{path}"),
        Some("application/json" | "application/ld+json") => {
            assert_eq!(element.attr("src"), None, "{path}");
            let read: Result<serde_json::Value, _> = serde_json::from_str(inside);
            assert!(read.is_ok(), "{path} has data that is none: {inside}");
        }
        Some(other) => panic!("{path} has a script of type {other}"),
    }
}

/// Every address of an element: links may leave, with a scheme that is allowed; all else stays.
fn addresses(path: &str, base: &Url, element: &Element, site: &Site<'_>) {
    let name = element.name();
    for attribute in ["src", "srcset", "data-wasm"] {
        if let Some(address) = element.attr(attribute) {
            leads_inside(path, base, address, site);
        }
    }
    let Some(address) = element.attr("href") else { return };
    match name {
        "a" => {
            let url = base.join(address).unwrap_or_else(|_| panic!("{path} has {address:?}"));
            assert!(SCHEMES.contains(&url.scheme()), "{path} has {address:?}");
            if url.host_str() == base.host_str() {
                leads_inside(path, base, address, site);
            }
            if element.attr("target").is_some() {
                let rel = element.attr("rel").unwrap_or_default();
                let is_ours = url.host_str() == base.host_str();
                assert!(is_ours || rel.contains("noopener"), "{path} has {address:?}");
            }
        }
        "link" if matches!(element.attr("rel"), Some("canonical" | "alternate")) => {
            let url = base.join(address).expect("it is an address");
            assert_eq!(url.scheme(), "https", "{path} has {address:?}");
        }
        "link" => leads_inside(path, base, address, site),
        _ => panic!("{path} has <{name} href={address:?}>"),
    }
}

/// An address that stays on the site, and is there.
fn leads_inside(path: &str, base: &Url, address: &str, site: &Site<'_>) {
    // The page for what is not there is shown at any depth, so its addresses begin at the host.
    let url = match address.strip_prefix(site.folder).filter(|_| path == "404.html") {
        Some(below) => Url::parse(SITE).and_then(|top| top.join(below)),
        None => base.join(address),
    };
    let url = url.unwrap_or_else(|_| panic!("{path} has {address:?}"));
    let below = url.as_str().strip_prefix(SITE);
    let below = below.unwrap_or_else(|| panic!("{path} leads out of the site: {address:?}"));
    let file = below.split(['#', '?']).next().unwrap_or_default();
    let file = if file.is_empty() || file.ends_with('/') {
        format!("{file}index.html")
    } else {
        file.to_owned()
    };
    assert!(site.files.contains(file.as_str()), "{path} has {address:?}, which is not there");
}
