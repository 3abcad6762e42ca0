//! One file that holds a flow with all that it can offer, and the checker: it needs no server, no
//! folder and no network.
//!
//! Its parts stand in it as plain HTML, each at an anchor; a browser that runs no script, or no module,
//! leads through them by links. Where the checker runs, it takes their place, and shows copies of the
//! guides among them.

use std::collections::BTreeMap;

use kb_flow::Flow;
use minijinja::Value;
use serde_json::Value as Json;

use super::desk::checker_json;
use super::embed::without_requests;
use super::templates::Templates;
use super::{search_says, view};
use crate::assets::{Asset, ICON, lean_script, packed_text, style_alone};
use crate::brand::Brand;
use crate::bundle::html::{Dress, blocks, sections, tongue};
use crate::document::{Block, Document, Kind};
use crate::edition::Edition;
use crate::policy::Policy;
use crate::search::{Article, Index};
use crate::site::{Probes, Site};

/// Where the whole of the file is shown again, with the codes that somebody searched for.
const ITSELF: &str = "?";

/// Writes the file. `index` is that of the edition.
pub(crate) fn single(
    site: &Site,
    edition: &Edition,
    index: &Index,
    flow: &Flow,
    document: &Document,
) -> Vec<u8> {
    let style = style_alone(&site.brand);
    let all = sections(document, Dress::Site, &edition.words);
    let before = |block: &Block| blocks(document, std::slice::from_ref(block), Dress::Site);
    let rest = format!(
        "{{\"data\":{},\"index\":{}}}",
        checker_json(
            &edition.tables,
            &edition.words.of_checker(),
            &without_requests(flow),
            flow.shape(),
            &Probes::none(&site.probes),
            &site.tickets,
            String::new(),
        ),
        part(index, edition, flow, document).json(),
    );
    let rest = shared(&rest, &all);
    let mut scripts = Vec::from(SCRIPTS.map(text));
    // It unpacks with the first, and comes before any that changes the page.
    scripts.insert(1, rest_script(&packed_text(rest.as_bytes())));
    let policy = Policy::alone(&scripts, &style);
    let html = Value::from_safe_string;
    let view = view::Single {
        language: &document.language,
        direction: document.direction,
        site_name: &edition.name,
        title: &document.title,
        tongue: html(tongue(document.title_language.as_deref())),
        policy: policy.for_meta(),
        style: html(style),
        sign: format!("data:image/svg+xml,{}", in_address(&site.brand.icon(ICON))),
        meanwhile: document.meanwhile.as_ref().map(|block| html(before(block))),
        search: view::SearchField {
            home: String::new(),
            general: Some(ITSELF.to_owned()),
            all: "#all".to_owned(),
            index: None,
            says: search_says(&edition.words),
        },
        flow: flow.id().as_str(),
        version: flow.version(),
        first: flow.start().id.as_str(),
        all: html(all),
        notes: html(blocks(document, &document.notes, Dress::Site)),
        due: document.due.as_ref().map(|(day, note)| (day.to_string(), note.as_str())),
        scripts: scripts.into_iter().map(html).collect(),
        words: edition.words.value(),
    };
    Templates::new().fill("single.html", view)
}

/// The scripts that every such file has, in the order in which they run.
pub(crate) const SCRIPTS: [Asset; 7] = [
    Asset::PackedChecker,
    Asset::Page,
    Asset::Tabs,
    Asset::Search,
    Asset::Find,
    Asset::Glue,
    Asset::Boot,
];

/// What one of them says.
pub(crate) fn text(script: Asset) -> String {
    String::from_utf8(script.bytes(&Brand::default())).expect("bug: our scripts are UTF-8")
}

/// The script with what is packed in this file alone.
pub(crate) fn rest_script(packed: &str) -> String {
    let alone = lean_script(include_str!("../../../static/js/alone.js"));
    format!("globalThis.kbRest = \"{packed}\";\n{alone}")
}

/// What can be found in the file: its guides, and the codes that it is about.
fn part(index: &Index, edition: &Edition, flow: &Flow, document: &Document) -> Index {
    let anchor = |article: &Article| {
        let id = article.address.strip_prefix("guides/")?.trim_end_matches('/');
        let anchor = format!("guide-{id}");
        let mut guides = document.sections.iter().filter(|section| section.kind == Kind::Guide);
        guides.any(|section| section.anchor == anchor).then(|| format!("#{anchor}"))
    };
    let of_flow = |article: &Article| {
        let mut codes = edition.codes.iter().filter(|code| code.flow == flow.id().as_str());
        codes.any(|code| article.name() == code.name).then(|| ITSELF.to_owned())
    };
    index.part(
        |article| anchor(article).or_else(|| of_flow(article)),
        edition.words.get("search-skip"),
    )
}

/// What begins a text that stands in the file.
const MARK: char = '~';

/// The same JSON with the number of a text in the place of each that stands in the file anyway, and
/// with what tells whether the file still has the same texts.
fn shared(json: &str, html: &str) -> String {
    let page = scraper::Html::parse_fragment(html);
    let texts = page.root_element().text().map(str::trim_ascii);
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        numbers.entry(text).or_insert(number);
    }
    let mut rest: Json = serde_json::from_str(json).expect("bug: we wrote it");
    share(&mut rest, &numbers);
    let length: usize = texts.iter().map(|text| text.encode_utf16().count()).sum();
    rest["texts"] = serde_json::json!([texts.len(), length]);
    rest.to_string()
}

fn share(value: &mut Json, numbers: &BTreeMap<&str, usize>) {
    match value {
        Json::String(text) => match numbers.get(text.as_str()) {
            Some(number) => *text = format!("{MARK}{number}"),
            None if text.starts_with(MARK) => text.insert(0, MARK),
            None => {}
        },
        Json::Array(values) => values.iter_mut().for_each(|value| share(value, numbers)),
        Json::Object(values) => values.values_mut().for_each(|value| share(value, numbers)),
        _ => {}
    }
}

/// A picture as part of an address.
fn in_address(svg: &str) -> String {
    let letter = |letter: char| match letter {
        '%' | '#' | '<' | '>' | '"' | '\n' => format!("%{:02X}", u32::from(letter)),
        letter => letter.to_string(),
    };
    svg.trim_end().chars().map(letter).collect()
}
