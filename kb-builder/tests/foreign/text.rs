//! What a reader sees of HTML: its lines, its code letter by letter, where its links lead.

use std::collections::BTreeSet;

use ego_tree::NodeRef;
use scraper::{Html, Node, Selector};
use url::Url;

/// What is seen.
#[derive(Default)]
pub(crate) struct Seen {
    lines: String,
    code: Vec<String>,
    links: Vec<String>,
}

/// Elements that begin and end lines.
const BLOCKS: [&str; 24] = [
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Labels that each renderer puts above callouts by itself.
const LABELS: [&str; 2] = ["kb-callout__label", "markdown-alert-title"];

/// A piece of HTML.
pub(crate) fn of_html(html: &str) -> Seen {
    let html = Html::parse_fragment(html);
    let mut seen = Seen::default();
    seen.take(*html.root_element(), SITE);
    seen.finish()
}

/// The author's part of the page of a guide.
pub(crate) fn of_page(name: &str, html: &str) -> Seen {
    let html = Html::parse_document(html);
    let bodies = Selector::parse("article.kb-prose > div:not([class])").unwrap();
    let bodies: Vec<_> = html.select(&bodies).collect();
    let [_title, body] = &bodies[..] else { panic!("the page of a guide has a head and a body") };
    let mut seen = Seen::default();
    seen.take(**body, &format!("{SITE}{name}/"));
    seen.finish()
}

impl Seen {
    fn take(&mut self, node: NodeRef<'_, Node>, base: &str) {
        match node.value() {
            Node::Text(text) => {
                self.lines.extend(text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
            }
            Node::Element(element) => {
                if element.classes().any(|class| LABELS.contains(&class)) {
                    return;
                }
                let name = element.name();
                if name == "a" {
                    self.links.extend(element.attr("href").map(|href| absolute(base, href)));
                }
                let is_block = BLOCKS.contains(&name);
                if is_block {
                    self.lines.push('\n');
                }
                if name == "pre" {
                    self.code.push(raw(node));
                }
                for child in node.children() {
                    self.take(child, base);
                }
                if is_block {
                    self.lines.push('\n');
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Self {
        let lines = self.lines.lines().map(|line| {
            line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        });
        self.lines = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        self
    }

    /// How much there is to read.
    pub(crate) fn letters(&self) -> usize {
        self.lines.chars().filter(|letter| !letter.is_whitespace()).count()
    }

    /// The same with links to files of these guides as they are on the page of one of them.
    pub(crate) fn with_links_as_pages(mut self, here: &str, known: &BTreeSet<&str>) -> Self {
        for link in &mut self.links {
            let Some(below) = link.strip_prefix(SITE) else { continue };
            let (file, anchor) = below.split_once('#').unwrap_or((below, ""));
            let page = if file.is_empty() { here } else { file.strip_suffix(".md").unwrap_or("") };
            if known.contains(page) {
                let anchor = if anchor.is_empty() { String::new() } else { format!("#h-{anchor}") };
                *link = format!("{SITE}{page}/{anchor}");
            }
        }
        self
    }

    /// The first difference, in words.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        let differ = |what: &str, ours: &[&str], theirs: &[&str]| {
            let at =
                (0..ours.len().max(theirs.len())).find(|&at| ours.get(at) != theirs.get(at))?;
            Some(format!("{what} {at}: {:?} and {:?}", ours.get(at), theirs.get(at)))
        };
        let strings = |all: &'_ [String]| all.to_vec();
        let lines = |seen: &Self| seen.lines.lines().map(str::to_owned).collect::<Vec<_>>();
        let pairs = [
            ("line", lines(self), lines(other)),
            ("code", strings(&self.code), strings(&other.code)),
            ("link", strings(&self.links), strings(&other.links)),
        ];
        pairs.iter().find_map(|(what, ours, theirs)| {
            let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
            let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
            differ(what, &ours, &theirs)
        })
    }
}

/// Where a page is thought to be.
const SITE: &str = "https://site.invalid/guides/";

/// An address as a browser understands it.
fn absolute(base: &str, href: &str) -> String {
    let base = Url::parse(base).unwrap();
    base.join(href).map_or_else(|_| href.to_owned(), |url| url.to_string())
}

fn raw(node: NodeRef<'_, Node>) -> String {
    node.descendants()
        .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
        .collect()
}
