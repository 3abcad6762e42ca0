//! The texts for wikis: that they say what the document says, lead where the flow leads, and that
//! nothing an author writes is taken for marks. What real wikis make of them is tested in
//! `tests/journeys/wikis.spec.mjs`.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Anchorizer, Arena, Options, parse_document};
use kb_builder::booklet::{self, Extent};
use kb_builder::bundle::{Format, Loss, Written, write_static, write_text};
use kb_builder::disk;
use kb_builder::document::{Block, Document, Inline, Item, Kind, Section, To, Turn, plain};
use kb_builder::link_content;
use kb_builder::markdown::blocks::{Into, blocks};
use kb_builder::markdown::parse;
use kb_builder::problem::Problems;
use kb_builder::source::{Source, SourcePath};
use kb_builder::words;
use kb_flow::{Flow, Target as Leads};
use pulldown_cmark::BlockQuoteKind;
use scraper::node::Element;
use scraper::{Html, Selector};

const TEXTS: [Format; 5] =
    [Format::Confluence, Format::Mediawiki, Format::Dokuwiki, Format::Markdown, Format::Plain];

fn written(format: Format, document: &Document) -> Written {
    write_text(format, document)
}

/// A flow in a language, and the document that it is put into.
struct Bundle {
    name: String,
    flow: Flow,
    document: Document,
}

/// Every flow of our content, in every language.
static OURS: LazyLock<Vec<Bundle>> = LazyLock::new(|| bundles(&our_content()));

/// The same, with a guide that holds everything that could be taken for marks.
static NASTY: LazyLock<Vec<Bundle>> = LazyLock::new(|| {
    let mut source = our_content();
    let path = SourcePath::new("guides/set-clock.md");
    let nasty = include_str!("../../tests/support/nasty.md");
    let text = format!("{}{nasty}", source.text(&path).unwrap());
    source.add(path, text.into_bytes());
    bundles(&source)
});

fn our_content() -> Source {
    disk::read_content(Path::new("../content")).unwrap()
}

fn bundles(source: &Source) -> Vec<Bundle> {
    let problems = Problems::default();
    let linked = link_content(source, &problems);
    assert!(!problems.has_errors(), "{:#?}", problems.errors());
    let linked = linked.unwrap();
    let mut bundles = Vec::new();
    for edition in std::iter::once(&linked.own).chain(&linked.translations) {
        for flow in edition.flows.values() {
            bundles.push(Bundle {
                name: format!("{} in {}", flow.id(), edition.language),
                flow: flow.clone(),
                document: booklet::of(&linked.site, edition, flow, Extent::Whole),
            });
        }
    }
    assert!(bundles.len() > linked.own.flows.len(), "the flows are translated");
    bundles
}

// ---------------------------------------------------------------- what is read back

/// A part of a text, as somebody sees it who has nothing but the text.
#[derive(Debug, Default)]
struct Part {
    title: String,
    /// The words of each item that has an arrow, and the number behind it.
    arrows: Vec<(String, u32)>,
}

/// A line that matters.
enum Line {
    Heading(String),
    Item(String),
}

/// Reads the parts by their numbers.
fn parts(format: Format, text: &str) -> BTreeMap<u32, Part> {
    let lines = match format {
        Format::Confluence => confluence_lines(text),
        Format::Mediawiki => text.lines().filter_map(mediawiki_line).collect(),
        Format::Dokuwiki => text.lines().filter_map(dokuwiki_line).collect(),
        Format::Markdown => markdown_lines(text),
        Format::Plain => text_lines(text),
    };
    let mut parts = BTreeMap::new();
    let mut number = 0;
    for line in lines {
        match line {
            Line::Heading(words) => {
                let (before, title) = words.split_once(". ").unwrap();
                number = before.parse().unwrap();
                let part = Part { title: title.to_owned(), arrows: Vec::new() };
                assert!(parts.insert(number, part).is_none(), "two parts have the number {number}");
            }
            Line::Item(words) => {
                let Some((answer, rest)) = words.split_once('→') else { continue };
                let answer = answer.trim_end_matches([' ', '(']).to_owned();
                let digits: String =
                    rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
                let part: &mut Part = parts.get_mut(&number).unwrap();
                part.arrows.push((answer, digits.parse().unwrap()));
            }
        }
    }
    parts
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const NAMESPACES: &str = "<page xmlns:ac=\"urn:ac\" xmlns:ri=\"urn:ri\">";

fn confluence_page(text: &str) -> String {
    format!("{NAMESPACES}{text}</page>")
}

/// The words of an element, without what its macros are told.
fn element_words(node: roxmltree::Node<'_, '_>) -> String {
    if node.is_text() {
        return node.text().unwrap().to_owned();
    }
    if node.tag_name().name() == "parameter" {
        return String::new();
    }
    let inner: String = node.children().map(element_words).collect();
    let blocks = ["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "br", "ul", "ol"];
    let is_block = blocks.contains(&node.tag_name().name())
        || ["plain-text-body", "rich-text-body"].contains(&node.tag_name().name());
    if is_block { format!(" {inner} ") } else { inner }
}

fn confluence_lines(text: &str) -> Vec<Line> {
    let page = confluence_page(text);
    let tree = roxmltree::Document::parse(&page).unwrap();
    let lines = tree.descendants().filter_map(|node| match node.tag_name().name() {
        "h2" => Some(Line::Heading(squeezed(&element_words(node)))),
        "li" => Some(Line::Item(squeezed(&element_words(node)))),
        _ => None,
    });
    lines.collect()
}

/// What is between the first start and the first end after it is replaced by what `with` makes of it.
fn replaced(text: &str, start: &str, end: &str, with: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(start) {
        let Some((inner, after)) = after.split_once(end) else { break };
        out.push_str(before);
        out.push_str(&with(inner));
        rest = after;
    }
    out + rest
}

fn last_part(link: &str) -> String {
    link.split_once('|').unwrap().1.to_owned()
}

fn mediawiki_line(line: &str) -> Option<Line> {
    let heading = line.strip_prefix("== ").and_then(|line| line.strip_suffix(" =="));
    let item = line.strip_prefix("* ").or_else(|| line.strip_prefix("# "));
    let words = replaced(heading.or(item)?, "<", ">", |_| String::new());
    let words = replaced(&words, "[[", "]]", last_part).replace("'''", "");
    let words = replaced(&words, "&#", ";", |number| {
        char::from_u32(number.parse().unwrap()).unwrap().to_string()
    });
    let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let words = words.replace("&amp;", "&");
    Some(if heading.is_some() { Line::Heading(words) } else { Line::Item(words) })
}

fn dokuwiki_line(line: &str) -> Option<Line> {
    let heading = line.strip_prefix("===== ").and_then(|line| line.strip_suffix(" ====="));
    if let Some(heading) = heading {
        return Some(Line::Heading(heading.to_owned()));
    }
    let item = line.strip_prefix("  * ").or_else(|| line.strip_prefix("  - "))?;
    let words = replaced(item, "[[", "]]", last_part);
    Some(Line::Item(words.replace("%%", "").replace("**", "").replace("''", "")))
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options
}

fn node_words<'a>(node: &'a AstNode<'a>) -> String {
    let inner = || node.children().map(node_words).collect::<String>();
    match &node.data.borrow().value {
        NodeValue::Text(words) => words.to_string(),
        NodeValue::Code(code) => code.literal.clone(),
        NodeValue::CodeBlock(code) => format!(" {} ", code.literal),
        NodeValue::SoftBreak | NodeValue::LineBreak => " ".to_owned(),
        NodeValue::HtmlInline(html) if html == "<br>" => " ".to_owned(),
        NodeValue::HtmlInline(html) => panic!("{html} is HTML"),
        NodeValue::HtmlBlock(html) => panic!("{} is HTML", html.literal),
        NodeValue::Paragraph
        | NodeValue::Heading(_)
        | NodeValue::Item(_)
        | NodeValue::TableCell
        | NodeValue::BlockQuote => format!(" {} ", inner()),
        _ => inner(),
    }
}

fn markdown_lines(text: &str) -> Vec<Line> {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let lines = root.descendants().filter_map(|node| match &node.data.borrow().value {
        NodeValue::Heading(heading) if heading.level == 2 => {
            Some(Line::Heading(squeezed(&node_words(node))))
        }
        NodeValue::Item(_) => Some(Line::Item(squeezed(&node_words(node)))),
        _ => None,
    });
    lines.collect()
}

fn text_lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut before: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let is_underline = line.len() > 3 && line.bytes().all(|letter| letter == b'-');
        if is_underline {
            lines.push(Line::Heading(before.join(" ")));
            before.clear();
        } else if line.is_empty() {
            before.clear();
        } else {
            let mark = line.starts_with("- ")
                || line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
            if mark {
                let (_, words) = line.split_once(' ').unwrap();
                lines.push(Line::Item(words.to_owned()));
            } else if let Some(Line::Item(words)) =
                lines.last_mut().filter(|_| line.starts_with(' '))
            {
                words.push(' ');
                words.push_str(line.trim());
            }
            before.push(line);
        }
    }
    lines
}

// ---------------------------------------------------------------- our flows

#[test]
fn every_answer_leads_in_every_text_to_where_the_flow_leads() {
    for Bundle { name, flow, document } in &*OURS {
        for format in TEXTS {
            let name = format!("{format:?} of {name}");
            let parts = parts(format, &written(format, document).text);
            assert_eq!(parts.len(), document.sections.len(), "{name}");
            // The first part is the first question; from there on nothing but the text is followed.
            let mut open = vec![(1, Leads::Step(flow.start()))];
            let mut seen = BTreeSet::new();
            let mut ends = BTreeSet::new();
            while let Some((number, at)) = open.pop() {
                if !seen.insert(number) {
                    continue;
                }
                let part = &parts[&number];
                match at {
                    Leads::Outcome(outcome) => {
                        assert_eq!(part.title, squeezed(&outcome.title), "{name}");
                        ends.insert(outcome.id.to_string());
                        let guides: Vec<&str> =
                            flow.fixes_of(outcome).map(|fix| fix.title.as_str()).collect();
                        let shown: Vec<&str> = part
                            .arrows
                            .iter()
                            .map(|(words, number)| {
                                assert_eq!(*words, parts[number].title, "{name}");
                                words.as_str()
                            })
                            .collect();
                        assert_eq!(shown, guides, "{name}: {}", outcome.id);
                    }
                    Leads::Step(step) => {
                        let fact = flow.fact_of(step);
                        assert_eq!(part.title, squeezed(&fact.question), "{name}");
                        let mut shown = part.arrows.clone();
                        for (value, answer) in fact.choices() {
                            if step.exits.iter().all(|exit| exit.value != value) {
                                continue;
                            }
                            let answer = squeezed(answer);
                            let at = shown.iter().position(|(words, _)| *words == answer);
                            let at = at.unwrap_or_else(|| {
                                panic!("{name}: {} has no {answer} in {shown:?}", step.id)
                            });
                            open.push((shown.remove(at).1, flow.target(step, &value)));
                        }
                        assert!(shown.is_empty(), "{name}: {} has {shown:?} too", step.id);
                    }
                }
            }
            assert_eq!(ends.len(), flow.outcomes().len(), "{name} comes to every outcome");
        }
    }
}

#[test]
fn a_part_stands_for_one_step_or_outcome() {
    // The test above follows numbers; here each number is what the document says it is.
    for Bundle { name, flow, document } in &*OURS {
        for (number, section) in (1..).zip(&document.sections) {
            assert_eq!(document.number_of(&section.anchor), Some(number), "{name}");
        }
        let count = |kind| document.sections.iter().filter(|part| part.kind == kind).count();
        assert_eq!(count(Kind::Question), flow.steps().len(), "{name}");
        assert_eq!(count(Kind::Outcome), flow.outcomes().len(), "{name}");
        assert_eq!(count(Kind::HandOver), 1, "{name}");
    }
}

// ---------------------------------------------------------------- the same words

/// Every word of a document in order, as the texts have them.
fn document_words(document: &Document, with_tables: bool) -> Vec<String> {
    let mut words = format!(" {} ", document.title);
    for block in &document.front() {
        block_words(document, block, with_tables, &mut words);
    }
    for section in &document.sections {
        words.extend([" ", &section.number.to_string(), ". ", &section.title, " "]);
        for block in &section.blocks {
            block_words(document, block, with_tables, &mut words);
        }
    }
    words.split_whitespace().map(str::to_owned).collect()
}

fn block_words(document: &Document, block: &Block, with_tables: bool, words: &mut String) {
    words.push(' ');
    match block {
        Block::Heading { text: line, .. } | Block::Paragraph(line) | Block::Words(line) => {
            line_words(document, line, words);
        }
        Block::List { items, .. } => {
            for block in items.iter().flat_map(|item| &item.blocks) {
                block_words(document, block, with_tables, words);
            }
        }
        Block::Table { head, rows } if with_tables => {
            for cell in head.iter().chain(rows.iter().flatten()) {
                line_words(document, cell, words);
                words.push(' ');
            }
        }
        Block::Table { .. } | Block::Rule => {}
        Block::Code { code, .. } => words.push_str(code),
        Block::Callout { label, blocks, .. } => {
            words.push_str(label);
            for block in blocks {
                block_words(document, block, with_tables, words);
            }
        }
        Block::Quote(blocks) => {
            for block in blocks {
                block_words(document, block, with_tables, words);
            }
        }
    }
    words.push(' ');
}

fn line_words(document: &Document, line: &[Inline], words: &mut String) {
    for part in line {
        match part {
            Inline::Text(text) | Inline::Code(text) => words.push_str(text),
            Inline::Strong(line) | Inline::Emphasis(line) | Inline::Struck(line) => {
                line_words(document, line, words);
            }
            Inline::Break => words.push(' '),
            Inline::Link { to, text } => {
                line_words(document, text, words);
                match to {
                    To::Anchor(anchor) => {
                        words.extend([" → ", &document.number_of(anchor).unwrap().to_string()]);
                    }
                    To::Address(address)
                        if !["http:", "https:", "mailto:"]
                            .iter()
                            .any(|scheme| address.starts_with(scheme)) =>
                    {
                        words.extend([" (", address, ")"]);
                    }
                    To::Address(_) | To::Nowhere => {}
                }
            }
        }
    }
}

fn same_words(name: &str, found: &str, document: &Document) {
    let found: Vec<String> = found.split_whitespace().map(str::to_owned).collect();
    let wanted = document_words(document, true);
    let differs = wanted.iter().zip(&found).position(|(wanted, found)| wanted != found);
    let near = |words: &[String]| {
        let at = differs.unwrap_or(words.len());
        words[at.saturating_sub(6)..(at + 8).min(words.len())].join(" ")
    };
    assert_eq!(near(&found), near(&wanted), "{name}");
    assert_eq!(found.len(), wanted.len(), "{name}");
}

#[test]
fn a_second_parser_of_markdown_reads_the_same_words_and_finds_every_place() {
    for Bundle { name, document, .. } in OURS.iter().chain(&*NASTY) {
        let text = written(Format::Markdown, document).text;
        let arena = Arena::new();
        let root = parse_document(&arena, &text, &options());
        same_words(name, &node_words(root), document);
        let mut anchorizer = Anchorizer::new();
        let mut places = BTreeSet::new();
        let mut links = Vec::new();
        for node in root.descendants() {
            match &node.data.borrow().value {
                NodeValue::Heading(_) => {
                    let inner: String = node.children().map(node_words).collect();
                    places.insert(anchorizer.anchorize(&inner));
                }
                NodeValue::Link(link) if link.url.starts_with('#') => {
                    links.push(link.url[1..].to_owned());
                }
                _ => {}
            }
        }
        assert!(links.len() > 20, "{name} has {} links within", links.len());
        for link in links {
            assert!(places.contains(&link), "{name}: no heading has {link}");
        }
    }
}

#[test]
fn confluence_gets_well_formed_pages_whose_links_lead_to_one_place() {
    for Bundle { name, document, .. } in OURS.iter().chain(&*NASTY) {
        let page = confluence_page(&written(Format::Confluence, document).text);
        let tree = roxmltree::Document::parse(&page).unwrap();
        same_words(name, &element_words(tree.root_element()), document);
        let macros = |wanted: &str| {
            let all =
                tree.descendants().filter(|node| node.has_tag_name(("urn:ac", "structured-macro")));
            all.filter(|node| node.attribute(("urn:ac", "name")) == Some(wanted))
                .collect::<Vec<_>>()
        };
        let mut anchors = BTreeSet::new();
        for anchor in macros("anchor") {
            let name = anchor.first_element_child().unwrap().text().unwrap().to_owned();
            assert!(anchors.insert(name.clone()), "{name} is there twice");
        }
        assert!(document.sections.iter().all(|section| anchors.contains(&section.anchor)));
        for link in tree.descendants().filter(|node| node.has_tag_name(("urn:ac", "link"))) {
            let anchor = link.attribute(("urn:ac", "anchor")).unwrap();
            assert!(anchors.contains(anchor), "{name}: nothing is called {anchor}");
        }
        let codes: Vec<String> =
            macros("code").iter().map(|node| element_words(*node).trim_end().to_owned()).collect();
        let mut wanted = Vec::new();
        for section in &document.sections {
            codes_of(&section.blocks, &mut wanted);
        }
        let trimmed =
            |codes: &[String]| codes.iter().map(|code| code.trim().to_owned()).collect::<Vec<_>>();
        assert_eq!(trimmed(&codes), trimmed(&wanted), "{name}");
        // What it knows; anything else would be refused, or shown as it is written.
        for node in tree.descendants().filter(roxmltree::Node::is_element) {
            let tag = (node.tag_name().namespace().unwrap_or(""), node.tag_name().name());
            let known = match tag.0 {
                "urn:ac" => [
                    "structured-macro",
                    "parameter",
                    "rich-text-body",
                    "plain-text-body",
                    "link",
                    "link-body",
                ]
                .contains(&tag.1),
                _ => [
                    "page",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "p",
                    "ul",
                    "ol",
                    "li",
                    "table",
                    "tbody",
                    "tr",
                    "th",
                    "td",
                    "strong",
                    "em",
                    "span",
                    "code",
                    "a",
                    "br",
                    "hr",
                    "blockquote",
                ]
                .contains(&tag.1),
            };
            assert!(known, "{name}: {tag:?}");
        }
    }
}

fn codes_of(blocks: &[Block], codes: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Code { code, .. } => codes.push(code.clone()),
            Block::List { items, .. } => {
                for item in items {
                    codes_of(&item.blocks, codes);
                }
            }
            Block::Callout { blocks, .. } | Block::Quote(blocks) => codes_of(blocks, codes),
            _ => {}
        }
    }
}

#[test]
fn plain_text_holds_every_word_in_order_and_no_line_is_too_long() {
    for Bundle { name, document, .. } in &*OURS {
        let text = written(Format::Plain, document).text;
        let bare = |word: &str| {
            let word = word.replace(['`', '(', ')'], "");
            word.trim_end_matches(['.', ',', '?', ';', ':']).to_owned()
        };
        let mut words = text.split_whitespace().map(bare);
        let wanted = document_words(document, false);
        for (at, word) in wanted.iter().enumerate() {
            let word = bare(word);
            let found = words.any(|found| found == word);
            let near = wanted[at.saturating_sub(8)..(at + 3).min(wanted.len())].join(" ");
            assert!(found, "{name} lacks the last but two of: {near}");
        }
        for line in text.lines() {
            let is_code = line.trim_start_matches([' ', '|', '>']).len() + 4 <= line.len();
            let is_word = !line.trim().contains(' ');
            assert!(line.chars().count() <= 78 || is_code || is_word, "{name}: {line}");
        }
    }
}

// ---------------------------------------------------------------- cases

fn text(words: &str) -> Inline {
    Inline::text(words)
}

fn code(code: &str) -> Inline {
    Inline::Code(code.to_owned())
}

fn paragraph(line: Vec<Inline>) -> Block {
    Block::Paragraph(line)
}

fn code_block(code: &str) -> Block {
    Block::Code { language: String::new(), code: code.to_owned() }
}

/// A document of two parts with the same title, the first with these blocks.
fn document(blocks: Vec<Block>) -> Document {
    let section = |number, anchor: &str, blocks| Section {
        kind: Kind::Guide,
        anchor: anchor.to_owned(),
        number,
        language: None,
        title: "Part".to_owned(),
        blocks,
        framed: (0, 0),
    };
    Document {
        title_language: None,
        language: "en".to_owned(),
        direction: "ltr",
        title: "Title".to_owned(),
        meanwhile: None,
        start: paragraph(Vec::new()),
        how: paragraph(Vec::new()),
        notes: Vec::new(),
        due: None,
        left_out: 0,
        sections: vec![section(1, "guide-a", blocks), section(2, "guide-b", Vec::new())],
    }
}

/// What stands in a text below the heading of the first part and above that of the second.
fn inner(format: Format, blocks: Vec<Block>) -> String {
    let text = written(format, &document(blocks)).text;
    let (start, end) = match format {
        Format::Confluence => ("1. Part</h2>\n", "<h2>"),
        Format::Mediawiki => ("1. Part ==\n", "== <span"),
        Format::Dokuwiki => ("= 1. Part =====\n\n", "===== 2."),
        Format::Markdown => ("## 1. Part\n\n", "## 2."),
        Format::Plain => ("1. Part\n-------\n\n", "2. Part"),
    };
    let (_, after) = text.split_once(start).unwrap();
    after.split_once(end).unwrap().0.trim_end().to_owned()
}

#[track_caller]
fn line(format: Format, words: &str, wanted: &str) {
    let wanted =
        if format == Format::Confluence { format!("<p>{wanted}</p>") } else { wanted.to_owned() };
    assert_eq!(inner(format, vec![paragraph(vec![text(words)])]), wanted, "{format:?} of {words}");
}

#[test]
fn words_that_look_like_marks_stay_words() {
    use Format::{Confluence, Dokuwiki, Markdown, Mediawiki};
    line(Confluence, "a <b> & \"c\" ]]> \u{1}", "a &lt;b&gt; &amp; &quot;c&quot; ]]&gt; ");
    for (words, wanted) in [
        (
            "[[x]] {{y}} <b> &amp;",
            "&#91;&#91;x&#93;&#93; &#123;&#123;y&#125;&#125; &lt;b&gt; &amp;amp;",
        ),
        ("# a", "&#35; a"),
        ("* a # b", "&#42; a # b"),
        (" a", "a"),
        ("; a : b", "&#59; a : b"),
        ("---- a", "&#45;--- a"),
        ("== a ==", "&#61;&#61; a &#61;&#61;"),
        ("a ''b'' don't 'c'", "a &#39;&#39;b&#39;&#39; don't &#39;c&#39;"),
        ("~~~~ __TOC__ a_b", "&#126;&#126;&#126;&#126; &#95;&#95;TOC&#95;&#95; a_b"),
        ("https://a.b mailto:c RFC 1", "https&#58;//a.b mailto&#58;c RFC&#32;1"),
        ("a | b", "a &#124; b"),
        ("-1 ä 🙂", "&#45;1 ä 🙂"),
    ] {
        line(Mediawiki, words, wanted);
    }
    for (words, wanted) in [
        ("A sign-in, once (or more): it's fine!", "A sign-in, once (or more): it's fine!"),
        ("[[x]] {{y}}", "%%[[x]]%% %%{{y}}%%"),
        ("**a** //b// __c__ ''d''", "%%**a**%% %%//b//%% %%__c__%% %%''d''%%"),
        (
            "%% 5% %%a%%",
            "<nowiki>%%</nowiki> %%5%%<nowiki>%</nowiki> <nowiki>%%</nowiki>%%a%%<nowiki>%%</nowiki>",
        ),
        ("  * a", "%%*%% a"),
        ("> a", "%%>%% a"),
        ("a == b ==", "a %%==%% b %%==%%"),
        ("~~NOTOC~~ ---- \\\\ a", "%%~~NOTOC~~%% %%----%% %%\\\\%% a"),
        (
            "(c) 640x480 0x80070005 ... 8-) LOL",
            "%%(c)%% %%640x480%% 0x80070005 %%...%% %%8-)%% %%LOL%%",
        ),
        ("www.a.b https://a.b a.b", "%%www.a.b%% %%https://a.b%% a.b"),
        ("((a)) <code>", "%%((a))%% %%<code>%%"),
        ("| a ^", "%%|%% a %%^%%"),
        ("ä 🙂 „a“", "ä 🙂 „a“"),
    ] {
        line(Dokuwiki, words, wanted);
    }
    for (words, wanted) in [
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("1.5 a", "1\\.5 a"),
        ("> a > b", "\\> a > b"),
        ("=== a", "\\=== a"),
        (" a", "a"),
        ("a *b* _c_ d_e `f` ~~g~~", "a \\*b\\* \\_c\\_ d_e \\`f\\` \\~\\~g\\~\\~"),
        ("[a](b) ![c] <b> &amp; & \\", "\\[a\\](b) \\!\\[c\\] \\<b> \\&amp; & \\\\"),
        ("https://a.b/c_d_&e www.a.b", "https\\://a.b/c_d\\_\\&e www\\.a.b"),
        ("| a | b", "\\| a | b"),
        ("ä 🙂 → \"a\"", "ä 🙂 → \"a\""),
    ] {
        line(Markdown, words, wanted);
    }
    for words in ["# a", "1. a * b", "[[x]] | <b> &amp; ``"] {
        line(Format::Plain, words, words);
    }
    let long = "word ".repeat(40);
    let lines = inner(Format::Plain, vec![paragraph(vec![text(&long)])]);
    assert_eq!(lines.lines().map(str::len).collect::<Vec<_>>(), [74, 74, 49]);
    let endless = "x".repeat(200);
    line(Format::Plain, &endless, &endless);
}

#[test]
fn code_stays_code() {
    let inline =
        |format, words: &str| inner(format, vec![paragraph(vec![text("a "), code(words)])]);
    assert_eq!(inline(Format::Confluence, "<b>&"), "<p>a <code>&lt;b&gt;&amp;</code></p>");
    assert_eq!(
        inline(Format::Mediawiki, "''[[x]]"),
        "a <code>&#39;&#39;&#91;&#91;x&#93;&#93;</code>"
    );
    assert_eq!(
        inline(Format::Dokuwiki, "%x% ''"),
        "a ''<nowiki>%</nowiki>%%x%%<nowiki>%</nowiki>%% ''%%''"
    );
    assert_eq!(inline(Format::Markdown, "a`b``c"), "a ```a`b``c```");
    assert_eq!(inline(Format::Markdown, "`"), "a `` ` ``");
    assert_eq!(inline(Format::Plain, "a  b"), "a `a  b`");

    let nasty = "a\n\n  = b =\n]]> </pre> </code> ```\n";
    let block = |format| inner(format, vec![code_block(nasty)]);
    assert_eq!(
        block(Format::Confluence),
        "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[a\n\n  = b =\n]]]]>\
         <![CDATA[> </pre> </code> ```]]></ac:plain-text-body></ac:structured-macro>"
    );
    assert_eq!(
        block(Format::Mediawiki),
        "<pre>a\n\n  = b =\n]]&gt; &lt;/pre&gt; &lt;/code&gt; ```</pre>"
    );
    assert_eq!(block(Format::Dokuwiki), "<file>\na\n\n  = b =\n]]> </pre> </code> ```\n</file>");
    assert_eq!(block(Format::Markdown), "````\na\n\n  = b =\n]]> </pre> </code> ```\n````");
    assert_eq!(block(Format::Plain), "    a\n\n      = b =\n    ]]> </pre> </code> ```");
    assert_eq!(
        inner(Format::Dokuwiki, vec![code_block("</code>\n\n</file>\n")]),
        "''%%</code>%%''\\\\ \\\\ ''%%</file>%%''"
    );
}

#[test]
fn cells_stay_in_their_rows() {
    let cell = |words: &str| vec![text(words)];
    let broken = vec![text("c"), Inline::Break, text("- d")];
    let table = || Block::Table {
        head: vec![cell("a|b"), vec![code("x|y")]],
        rows: vec![vec![broken.clone(), cell("")], vec![cell("|| e"), cell(":::")]],
    };
    let rows = |format| inner(format, vec![table()]);
    assert_eq!(
        rows(Format::Confluence),
        "<table><tbody>\n<tr><th>a|b</th><th><code>x|y</code></th></tr>\n\
         <tr><td>c<br />- d</td><td></td></tr>\n<tr><td>|| e</td><td>:::</td></tr>\n</tbody></table>"
    );
    assert_eq!(
        rows(Format::Mediawiki),
        "{| class=\"wikitable\"\n! a&#124;b\n! <code>x&#124;y</code>\n|-\n| c<br>- d\n| \n|-\n\
         | &#124;&#124; e\n| &#58;&#58;:\n|}"
    );
    assert_eq!(
        rows(Format::Dokuwiki),
        "^ %%a|b%% ^ ''%%x|y%%'' ^\n| c\\\\ %%-%% d |  |\n| %%||%% e | %%:::%% |"
    );
    assert_eq!(
        rows(Format::Markdown),
        "| a\\|b | `x\\|y` |\n| --- | --- |\n| c<br>- d |  |\n| \\|\\| e | ::: |"
    );
    assert_eq!(rows(Format::Plain), "- a|b: c\n  - d\n  `x|y`:\n- a|b: || e\n  `x|y`: :::");
    let flat =
        Block::Table { head: vec![cell("a"), cell("b")], rows: vec![vec![cell("ccc"), cell("d")]] };
    assert_eq!(inner(Format::Plain, vec![flat]), "a    b\n---  -\nccc  d");
}

#[test]
fn marked_words_end_where_they_end() {
    let strong = |words: &str| Inline::strong(words);
    let stressed = |words: &str| Inline::Emphasis(vec![text(words)]);
    let check = |format, parts: Vec<Inline>, wanted: &str| {
        assert_eq!(inner(format, vec![paragraph(parts)]), wanted);
    };
    check(Format::Markdown, vec![strong("a "), text("b")], "**a** b");
    check(Format::Markdown, vec![strong("(a)"), text("b")], "**(a)**&#98;");
    check(Format::Markdown, vec![text("a"), strong("(b)")], "&#97;**(b)**");
    check(Format::Markdown, vec![strong("a"), strong("b")], "**ab**");
    check(Format::Markdown, vec![stressed("a:"), text(" b")], "*a:* b");
    check(Format::Markdown, vec![strong(" ")], "");
    check(Format::Mediawiki, vec![strong("a"), stressed("b")], "'''a'''<i>b</i>");
    check(Format::Mediawiki, vec![strong("'a'")], "'''&#39;a&#39;'''");
    check(Format::Dokuwiki, vec![stressed("a:"), text(" b")], "//a%%:%%// b");
    check(Format::Dokuwiki, vec![Inline::Strong(vec![strong("a")])], "**a**");
    check(Format::Plain, vec![Inline::Struck(vec![text("a")]), text(" b")], "~~a~~ b");
}

#[test]
fn lists_keep_their_items_numbers_and_blocks() {
    let nested = || Block::List { first: None, items: vec![Item::of(vec![text("b")])] };
    let many = Item {
        anchor: Some("guide-a-step-2".to_owned()),
        blocks: vec![
            paragraph(vec![text("c")]),
            paragraph(vec![text("d")]),
            code_block("e\n\nf\n"),
        ],
    };
    let first = Item { anchor: None, blocks: vec![Block::Words(vec![text("a")]), nested()] };
    let list = |first_number| Block::List {
        first: Some(first_number),
        items: vec![first.clone(), many.clone()],
    };
    let shown = |format, number| inner(format, vec![list(number)]);
    assert_eq!(
        shown(Format::Confluence, 3),
        "<ol start=\"3\">\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li><p>c</p>\n<p>d</p>\n\
         <ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[e\n\nf]]>\
         </ac:plain-text-body></ac:structured-macro>\n</li>\n</ol>"
    );
    assert_eq!(
        shown(Format::Mediawiki, 3),
        "<ol start=\"3\">\n<li>a\n* b\n</li>\n<li id=\"guide-a-step-2\">\nc\n\nd\n\n\
         <pre>e\n\nf</pre>\n</li>\n</ol>"
    );
    assert_eq!(shown(Format::Dokuwiki, 1), "  - a\n    * b\n  - c \\\\ d <code>\ne\n\nf\n</code>");
    assert_eq!(
        shown(Format::Dokuwiki, 3),
        "  * 3. a\n    * b\n  * 4. c \\\\ d <code>\ne\n\nf\n</code>"
    );
    assert_eq!(
        shown(Format::Markdown, 3),
        "3. a\n   - b\n\n4. c\n\n   d\n\n   ```\n   e\n\n   f\n   ```"
    );
    assert_eq!(shown(Format::Plain, 3), "3. a\n   - b\n4. c\n\n   d\n\n       e\n\n       f");
    let short =
        Block::List { first: Some(1), items: vec![first.clone(), Item::of(vec![text("# c")])] };
    assert_eq!(inner(Format::Mediawiki, vec![short]), "# a\n#* b\n# # c");
    // Two lists in a row stay two.
    assert_eq!(inner(Format::Markdown, vec![nested(), nested(), nested()]), "- b\n\n* b\n\n- b");
}

#[test]
fn boxes_say_what_they_are() {
    let callout = |kind| Block::Callout {
        kind,
        label: "Danger".to_owned(),
        blocks: vec![paragraph(vec![text("a")]), code_block("b\n\nc\n")],
    };
    let shown = |format| inner(format, vec![callout(BlockQuoteKind::Caution)]);
    assert_eq!(
        shown(Format::Confluence),
        "<ac:structured-macro ac:name=\"warning\"><ac:rich-text-body>\n<p><strong>Danger</strong></p>\n\
         <p>a</p>\n<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[b\n\nc]]>\
         </ac:plain-text-body></ac:structured-macro>\n</ac:rich-text-body></ac:structured-macro>"
    );
    assert_eq!(
        shown(Format::Mediawiki),
        "<div style=\"border-inline-start: 4px solid; padding-inline-start: 1em; \
         margin: 1em 0\">\n'''Danger'''\n\na\n\n<pre>b\n\nc</pre>\n</div>"
    );
    assert_eq!(shown(Format::Dokuwiki), "> **Danger**\n> a\n> <code>\nb\n\nc\n</code>");
    assert_eq!(shown(Format::Markdown), "> **Danger**\n>\n> a\n>\n> ```\n> b\n>\n> c\n> ```");
    assert_eq!(shown(Format::Plain), "| Danger:\n| a\n|\n|     b\n|\n|     c");
    for (kind, name) in [
        (BlockQuoteKind::Note, "info"),
        (BlockQuoteKind::Tip, "tip"),
        (BlockQuoteKind::Important, "note"),
        (BlockQuoteKind::Warning, "warning"),
    ] {
        let shown = inner(Format::Confluence, vec![callout(kind)]);
        assert!(shown.starts_with(&format!("<ac:structured-macro ac:name=\"{name}\">")), "{shown}");
    }
}

#[test]
fn links_lead_on_by_place_and_by_number() {
    let link = |to: To, words: &str| Inline::Link { to, text: vec![text(words)] };
    let within =
        |format| inner(format, vec![paragraph(vec![Inline::within("guide-b-step-2", "a|b]]")])]);
    assert_eq!(
        within(Format::Confluence),
        "<p><ac:link ac:anchor=\"guide-b-step-2\"><ac:link-body>a|b]]</ac:link-body></ac:link> → 2</p>"
    );
    assert_eq!(within(Format::Mediawiki), "[[#guide-b-step-2|a&#124;b&#93;&#93;]] → 2");
    // The second heading of those words.
    assert_eq!(within(Format::Dokuwiki), "[[#2. Part1|a|b] ]]] → 2");
    assert_eq!(within(Format::Markdown), "[a|b\\]\\]](#2-part) → 2");
    assert_eq!(within(Format::Plain), "a|b]] (→ 2)");
    let web = |format| {
        let address = "https://a.b/(c d)?e=f&g|h".to_owned();
        inner(format, vec![paragraph(vec![link(To::Address(address), "x")])])
    };
    assert_eq!(web(Format::Confluence), "<p><a href=\"https://a.b/(c d)?e=f&amp;g|h\">x</a></p>");
    assert_eq!(web(Format::Mediawiki), "[https://a.b/(c%20d)?e=f&g%7Ch x]");
    assert_eq!(web(Format::Dokuwiki), "[[https://a.b/(c%20d)?e=f&g%7Ch|x]]");
    assert_eq!(web(Format::Markdown), "[x](https://a.b/%28c%20d%29?e=f&g%7Ch)");
    assert_eq!(web(Format::Plain), "x (https://a.b/(c d)?e=f&g|h)");
    for format in TEXTS {
        let shown = inner(
            format,
            vec![paragraph(vec![
                link(To::Nowhere, "n"),
                text(" "),
                link(To::Address("ms-settings:a".to_owned()), "s"),
            ])],
        );
        assert!(!shown.contains("href") && !shown.contains('['), "{shown}");
        assert!(shown.contains("n s (") && shown.contains("settings"), "{shown}");
    }
}

#[test]
fn headings_of_the_same_words_are_told_apart() {
    let heading = |anchor: &str, words: &str| Block::Heading {
        level: 3,
        anchor: anchor.to_owned(),
        text: vec![text(words)],
        turn: Turn::Stays,
    };
    let link = |anchor: &str| paragraph(vec![Inline::within(anchor, "x")]);
    let blocks = || {
        vec![
            heading("guide-a-h", "Für wen?"),
            heading("guide-a-i", "Fuer wen"),
            heading("guide-a-j", "Für wen!"),
            link("guide-a-h"),
            link("guide-a-i"),
            link("guide-a-j"),
        ]
    };
    let wiki = inner(Format::Dokuwiki, blocks());
    for place in ["[[#Für wen|x]]", "[[#Fuer wen1|x]]", "[[#Für wen2|x]]"] {
        assert!(wiki.contains(place), "{wiki}");
    }
    let markdown = inner(Format::Markdown, blocks());
    for place in ["[x](#für-wen)", "[x](#fuer-wen)", "[x](#für-wen-1)"] {
        assert!(markdown.contains(place), "{markdown}");
    }
}

// ---------------------------------------------------------------- losses

#[track_caller]
fn loses(format: Format, document: &Document, wanted: &[(Loss, usize)]) {
    let losses = written(format, document).losses;
    assert_eq!(losses.told().len(), wanted.len(), "{format:?}: {:?}", losses.told());
    for (loss, count) in wanted {
        assert_eq!(losses.count(*loss), *count, "{format:?}: {loss:?}");
    }
}

#[test]
fn only_what_is_lost_is_told() {
    let plain_one = document(vec![
        paragraph(vec![text("a"), code("b")]),
        Block::List { first: Some(1), items: vec![Item::of(vec![text("c")])] },
    ]);
    for format in TEXTS {
        loses(format, &plain_one, &[]);
    }
    let settings = Inline::Link {
        to: To::Address("ms-settings:a".to_owned()),
        text: vec![Inline::strong("b")],
    };
    let nowhere = Inline::Link { to: To::Nowhere, text: vec![text("n")] };
    let within = Inline::Link { to: To::Anchor("guide-b".to_owned()), text: vec![code("c")] };
    let mut rich = document(vec![
        paragraph(vec![settings, nowhere.clone(), nowhere, within]),
        Block::List {
            first: Some(3),
            items: vec![Item {
                anchor: Some("guide-a-step-3".to_owned()),
                blocks: vec![Block::Quote(vec![Block::Quote(vec![paragraph(vec![text("q")])])])],
            }],
        },
        Block::Heading {
            level: 6,
            anchor: "guide-a-h".to_owned(),
            text: vec![text("h")],
            turn: Turn::Stays,
        },
    ]);
    rich.direction = "rtl";
    rich.sections[1].language = Some("de".to_owned());
    let both = [(Loss::Nowhere, 2), (Loss::Refused, 1)];
    let marks = [(Loss::Language, 1), (Loss::Direction, 1)];
    let of = |more: &[(Loss, usize)]| [&both[..], more].concat();
    loses(Format::Mediawiki, &rich, &of(&[]));
    loses(
        Format::Confluence,
        &rich,
        &of(&[marks[0], marks[1], (Loss::Unlinked, 1), (Loss::Start, 1)]),
    );
    loses(
        Format::Dokuwiki,
        &rich,
        &of(&[
            marks[0],
            marks[1],
            (Loss::Steps, 1),
            (Loss::Block, 2),
            (Loss::InLink, 1),
            (Loss::Depth, 1),
        ]),
    );
    loses(Format::Markdown, &rich, &of(&[marks[0], marks[1], (Loss::Steps, 1), (Loss::Within, 1)]));
    loses(
        Format::Plain,
        &rich,
        &[
            (Loss::Nowhere, 2),
            (Loss::Numbers, 1),
            (Loss::Steps, 1),
            marks[0],
            marks[1],
            (Loss::Stress, 1),
        ],
    );
    let wiki = written(Format::Mediawiki, &rich).text;
    assert!(wiki.starts_with("<div lang=\"en\" dir=\"rtl\">\n= Title =\n"), "{wiki}");
    assert!(wiki.contains("<div lang=\"de\" dir=\"ltr\">\n== <span id=\"guide-b\">"), "{wiki}");
    assert_eq!(plain(&[text("a"), Inline::Break, code("b")]), "a b");
}

#[test]
fn the_command_tells_losses_unless_it_shall_be_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_kb-builder"))
            .args(["bundle", "--content", "../content", "--flow", "caa20004", "--out"])
            .arg(folder.path())
            .args(args)
            .output()
            .unwrap();
        assert!(output.status.success(), "{args:?}");
        (output.stdout, String::from_utf8(output.stderr).unwrap())
    };
    for (format, file) in [
        ("confluence", "caa20004.confluence.xml"),
        ("mediawiki", "caa20004.mediawiki.txt"),
        ("dokuwiki", "caa20004.dokuwiki.txt"),
        ("markdown", "caa20004.md"),
        ("text", "caa20004.txt"),
    ] {
        let (_, notes) = run(&["--target", format]);
        assert!(notes.lines().all(|line| line.starts_with("note: ")), "{notes}");
        assert!(
            notes.contains("links to pages that are not in this text are words only"),
            "{notes}"
        );
        assert!(std::fs::read_to_string(folder.path().join(file)).unwrap().len() > 100_000);
    }
    let web =
        ["--target", "dokuwiki", "--lang", "de", "--base-url", "https://help.example.com/kb/"];
    let (_, notes) = run(&web);
    assert!(!notes.contains("words only") && notes.contains("steps of guides"), "{notes}");
    let text = std::fs::read_to_string(folder.path().join("caa20004.de.dokuwiki.txt")).unwrap();
    assert!(text.contains("[[https://help.example.com/kb/de/"));
    assert_eq!(run(&["--target", "dokuwiki", "--quiet"]), (Vec::new(), String::new()));
}

#[test]
fn a_place_is_in_the_section_of_the_longest_name() {
    let mut places = document(Vec::new());
    places.sections[0].anchor = "guide-reset-teams".to_owned();
    places.sections[1].anchor = "guide-reset-teams-windows".to_owned();
    for (anchor, number) in [
        ("guide-reset-teams", Some(1)),
        ("guide-reset-teams-h-after", Some(1)),
        ("guide-reset-teams-windows", Some(2)),
        ("guide-reset-teams-windows-h-after", Some(2)),
        ("guide-reset-teamsters", None),
        ("guide-reset", None),
    ] {
        assert_eq!(places.number_of(anchor), number, "{anchor}");
    }
}

#[test]
fn one_file_without_scripts_has_short_names_and_loses_no_link() {
    let heading = |anchor: &str| Block::Heading {
        level: 3,
        anchor: anchor.to_owned(),
        text: vec![text("H")],
        turn: Turn::Stays,
    };
    let blocks = vec![
        paragraph(vec![Inline::within("guide-a-h-x", "here")]),
        heading("guide-a-h-x"),
        paragraph(vec![Inline::within("guide-b-h-gone", "elsewhere")]),
        // What has no paragraph of its own does not fall into the one before.
        Block::Words(vec![text("loose")]),
    ];
    let path = SourcePath::new("words.toml");
    let words = words::parse(&Source::default(), &path, "en", &Problems::default());
    let page = write_static(&document(blocks), &words, true);
    let page = Html::parse_document(&page);
    let all = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).map(|found| (found.inner_html(), found.value().clone())).collect()
    };
    let links: Vec<(String, Element)> = all("section a");
    let ids: Vec<&str> = links.iter().map(|(_, link)| &link.attr("href").unwrap()[1..]).collect();
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        (all(&format!("h3#{}", ids[0])), all(&format!("section#{}", ids[1])));
    assert_eq!((here.len(), elsewhere.len()), (1, 1), "{links:?}");
    assert!(elsewhere[0].0.contains("2. Part"));
    assert!(ids.iter().all(|id| id.len() == 4), "{ids:?}");
    let paragraphs: Vec<(String, Element)> = all("section p");
    assert!(paragraphs.iter().all(|(inner, _)| !inner.contains("loose")), "{paragraphs:?}");
}

#[test]
fn a_link_is_no_picture_and_keeps_its_address() {
    let to =
        |address: &str| Inline::Link { to: To::Address(address.to_owned()), text: vec![text("x")] };
    let line = |format, parts| inner(format, vec![paragraph(parts)]);
    let shout = vec![text("Stop!"), to("https://a.example/")];
    assert_eq!(line(Format::Markdown, shout), "Stop\\![x](https://a.example/)");
    let odd = vec![to("https://a.example/b]c|d")];
    assert_eq!(line(Format::Dokuwiki, odd), "[[https://a.example/b%5Dc%7Cd|x]]");
    let mail = vec![to("mailto:help@a.example?subject=b")];
    assert_eq!(line(Format::Dokuwiki, mail), "[[help@a.example|x]]");
}

/// What a tree needs to know where it leads nowhere and costs nothing.
fn around(deeper: u8, with_extras: bool) -> Into<'static> {
    Into {
        mark: "",
        deeper,
        resolve: &|_| To::Nowhere,
        commands: &|_| Vec::new(),
        callouts: &|_| String::new(),
        systems: &|system| system.word().to_uppercase(),
        with_extras,
    }
}

#[test]
fn a_line_across_parts_the_words_of_an_item() {
    let body = parse(&SourcePath::new("a.md"), "- a\n  ***\n  b\n", 0..14, &Problems::default());
    let to = around(0, true);
    let words = |word: &str| Block::Words(vec![text(word)]);
    let item = Item { anchor: None, blocks: vec![words("a"), Block::Rule, words("b")] };
    assert_eq!(blocks(&body, &to), [Block::List { first: None, items: vec![item] }]);
}

#[test]
fn marks_of_headings_make_tabs_and_leave_out_what_nobody_needs() {
    let file = "## On Windows {windows}\n\na\n\n### Deeper\n\nb\n\n## On a phone {ios android}\n\nc\n\n\
                ## Why {extra}\n\nd\n\n### Below\n\ne\n\n## After\n\nf\n\n## Last {extra}\n\ng\n";
    let problems = Problems::default();
    let body = parse(&SourcePath::new("a.md"), file, 0..file.len(), &problems);
    assert_eq!(problems.errors(), []);
    let tree = |with_extras| {
        let to = around(1, with_extras);
        let told = blocks(&body, &to).into_iter().map(|block| match block {
            Block::Heading { text, turn: Turn::Opens(tab), .. } => {
                format!("{} ({} of {})", plain(&text), tab.name, tab.group)
            }
            Block::Heading { text, turn: Turn::Closes, .. } => {
                format!("{} ends them", plain(&text))
            }
            Block::Heading { text, .. } => plain(&text),
            Block::Paragraph(line) => plain(&line),
            other => format!("{other:?}"),
        });
        told.collect::<Vec<_>>().join(", ")
    };
    let short = "On Windows (WINDOWS of 0), a, Deeper, b, On a phone (IOS, ANDROID of 0), c, After ends them, f";
    assert_eq!(tree(false), short);
    let whole = "On Windows (WINDOWS of 0), a, Deeper, b, On a phone (IOS, ANDROID of 0), c, Why ends them, d, \
                 Below, e, After, f, Last, g";
    assert_eq!(tree(true), whole);
}

#[test]
fn tabs_below_other_headings_keep_what_is_below_them() {
    let file = "## A\n\n### B\n\n#### C\n\n##### On Windows {windows}\n\n###### Detail\n\nx\n\n\
                ##### On a Mac {macos}\n\ny\n\n## D\n";
    let problems = Problems::default();
    let body = parse(&SourcePath::new("a.md"), file, 0..file.len(), &problems);
    assert_eq!(problems.errors(), []);
    let to = around(1, true);
    let turns = blocks(&body, &to).into_iter().filter_map(|block| match block {
        Block::Heading { turn: Turn::Opens(tab), .. } => {
            Some(format!("{} {}", tab.name, tab.group))
        }
        Block::Heading { turn: Turn::Closes, .. } => Some("ends".to_owned()),
        Block::Heading { .. } => Some("-".to_owned()),
        _ => None,
    });
    let turns: Vec<String> = turns.collect();
    assert_eq!(turns, ["-", "-", "-", "WINDOWS 0", "-", "MACOS 0", "ends"]);
}
