//! What real people search for, and what they must find: `queries.toml`.

use std::ops::Range;

use super::Index;
use crate::fields::{self, Context, Fields, Placed};
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// The file of queries.
pub(super) const QUERIES: &str = "queries.toml";

/// How many hits are seen at a glance.
const GLANCE: usize = 3;

/// Asks every query of the list, and reports those that find something else first. `editions` are
/// the languages of the site with their indexes, its own first.
pub fn check(source: &Source, editions: &[(&str, &Index)], problems: &Problems) {
    let path = SourcePath::new(QUERIES);
    let Some(text) = source.text(&path) else { return };
    let context = Context { path: &path, offset: 0, problems };
    let Some(table) = fields::parse(text, context) else { return };
    // What is found in content with errors says nothing of what will be found once they are mended.
    let is_whole = !problems.has_errors();
    let fields = Fields::of(&table, context);
    for query in fields.tables("query") {
        let text = query.placed_text("text", "text = \"set the clock\"");
        let first = query.maybe_text("first");
        let among = query.maybe_texts("among");
        let language = query.maybe_text("language");
        if first.is_none() && among.is_empty() {
            let missing =
                Fault::MissingKey { key: "first", example: "first = \"guides/set-clock\"" };
            let place: Option<Range<usize>> = text.as_ref().map(|text| text.place.clone());
            problems.report(&path, place, missing);
        }
        query.finish();
        let index = match &language {
            None => editions.first(),
            Some(tag) => {
                let index = editions.iter().find(|(known, _)| *known == tag.value);
                if index.is_none() {
                    let fault = Fault::NotALanguage { found: tag.value.clone() };
                    problems.report(&path, Some(tag.place.clone()), fault);
                }
                index
            }
        };
        let (Some(text), Some((_, index))) = (text, index) else { continue };
        let hits = if is_whole { index.find(&text.value) } else { Vec::new() };
        let found: Vec<&str> = hits.iter().map(|hit| hit.address.trim_end_matches('/')).collect();
        let expect = |page: &Placed<String>, within: usize| {
            let Some(known) = known(index, &page.value) else {
                let names = index.articles.iter().map(|article| article.name());
                let fault = Fault::BrokenLink {
                    target: page.value.clone(),
                    near: nearest(&page.value, names),
                };
                return problems.report(&path, Some(page.place.clone()), fault);
            };
            if is_whole && !found.iter().take(within).any(|found| *found == known) {
                let fault = Fault::QueryMisses {
                    query: text.value.clone(),
                    expected: page.value.clone(),
                    found: found.iter().take(GLANCE).map(|found| (*found).to_owned()).collect(),
                };
                problems.report(&path, Some(page.place.clone()), fault);
            }
        };
        if let Some(page) = &first {
            expect(page, 1);
        }
        for page in &among {
            expect(page, GLANCE);
        }
    }
    fields.finish();
}

/// Reports what the start page is to name and what is not there.
pub fn check_start(start: &[Placed<String>], index: &Index, source: &Source, problems: &Problems) {
    for page in start.iter().filter(|page| known(index, &page.value).is_none()) {
        // A page that is there and could not be read has been reported.
        let file = |folder: &str| SourcePath::new(format!("{folder}{}.md", page.value));
        if source.has(&file("")) || source.has(&file("codes/")) {
            continue;
        }
        let names = index.articles.iter().map(|article| article.name());
        let near = nearest(&page.value, names);
        let fault = Fault::BrokenLink { target: page.value.clone(), near };
        problems.report(&SourcePath::new("site.toml"), Some(page.place.clone()), fault);
    }
}

/// The page of that name, where there is one: of a code of the tables each name has a page.
fn known<'a>(index: &Index, name: &'a str) -> Option<&'a str> {
    let is_article = index.articles.iter().any(|article| article.name() == name);
    let code = name.strip_prefix("codes/");
    let is_code = code.is_some_and(|code| {
        let names = index.articles.iter().flat_map(|article| &article.names);
        names.into_iter().any(|known| crate::address::entry_name(known) == code)
    });
    (is_article || is_code).then_some(name)
}
