//! Finds pages by words and codes: the index of an edition, and how it is asked.
//!
//! The index is made with the site and asked in the browser by `static/js/search.js`, without
//! WebAssembly and from a disk as well. The same rules stand here in Rust, so that `check` can hold
//! them against the queries of real people; a test asks both the same, and they must agree to the
//! last point. All sums are whole numbers, so that they can.

mod find;
mod index;
mod merged;
mod queries;
mod synonyms;
mod words;

pub use find::{Hit, Named};
pub use index::{Article, Index, Kind, Postings};
pub use merged::Merged;
pub use queries::{check as check_queries, check_start};
pub use synonyms::Synonyms;

use crate::address::Address;
use crate::edition::Edition;
use std::sync::Arc;

use crate::guide::Guide;
use crate::markdown::Body;
use crate::memory::Memory;
use crate::tables::{Entry, shown, spellings};
use index::{BODY, HEADING, NAME, SUMMARY, Said, TITLE};
use kb_flow::Who;
use rayon::iter::{IntoParallelRefIterator as _, ParallelExtend as _, ParallelIterator as _};

/// The index of an edition.
pub fn index(edition: &Edition, synonyms: &Synonyms, memory: &Memory) -> Index {
    let skip = edition.words.get("search-skip");
    Index::with(articles(edition, memory), synonyms.clone(), skip, memory, &edition.language)
}

/// Everything that can be found: pages of codes first, then guides, then codes of the tables.
fn articles(edition: &Edition, memory: &Memory) -> Vec<Arc<Article>> {
    let entries = || edition.tables.codes.iter().chain(&edition.tables.numbers);
    let page_of = |name: &str| {
        let entry = crate::address::entry_name(name);
        edition.codes.iter().find(|code| code.name == entry)
    };
    let mut articles = Vec::new();
    for code in &edition.codes {
        let mut article = Article::new(Kind::Code, &Address::code(&code.name), &code.title);
        code.summary.clone_into(&mut article.summary);
        for entry in entries() {
            for name in &entry.names {
                if page_of(name).is_some_and(|page| page.name == code.name) {
                    article.names.push(name.clone());
                    article.also.extend(others(entry, name));
                }
            }
        }
        let mut said = Said::default();
        said.say(TITLE, &code.title);
        said.say(SUMMARY, &code.summary);
        say_body(&mut said, &code.body);
        articles.push(article.saying(said, None));
    }
    articles.par_extend(
        edition
            .guides
            .par_iter()
            .map(|(_, guide)| memory.articles.get(guide.mark, || of_guide(guide))),
    );
    for entry in entries() {
        let names: Vec<&String> = entry.names.iter().filter(|n| page_of(n).is_none()).collect();
        let Some(first) = names.first() else { continue };
        let mut article = Article::new(Kind::Entry, &Address::entry(first), "");
        entry.meaning.clone_into(&mut article.summary);
        article.names.extend(names.iter().map(|name| (*name).clone()));
        article.also.extend(others(entry, first));
        article.title = names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ");
        let mut said = Said::default();
        said.say(NAME, &names.iter().map(|n| n.to_lowercase()).collect::<Vec<_>>().join(" "));
        said.say(SUMMARY, &entry.title.replace('_', " "));
        said.say(SUMMARY, &entry.meaning);
        said.say(BODY, &entry.cause);
        said.say(BODY, &entry.employee);
        articles.push(article.saying(said, None));
    }
    articles
}

/// What can be found of a guide.
fn of_guide(guide: &Guide) -> Arc<Article> {
    let kind = match &guide.contract {
        None => Kind::Explanation,
        Some(contract) if contract.fix.who == Who::Employee => Kind::Fix,
        Some(_) => Kind::Helpdesk,
    };
    let mut article = Article::new(kind, &Address::guide(&guide.id), &guide.title);
    guide.summary.clone_into(&mut article.summary);
    let mut said = Said::default();
    said.say(TITLE, &guide.title);
    said.say(TITLE, &guide.id.as_str().replace('-', " "));
    said.say(SUMMARY, &guide.summary);
    say_body(&mut said, &guide.body);
    article.saying(said, Some(guide.mark))
}

/// What else a code is called; it stands for the first name of an entry.
fn others<'a>(entry: &'a Entry, name: &str) -> impl Iterator<Item = String> + use<'a> {
    let is_first = entry.names.first().is_some_and(|first| first == name);
    entry.also.iter().filter(move |_| is_first).cloned()
}

fn say_body(said: &mut Said, body: &Body) {
    for heading in body.headings.values() {
        said.say(HEADING, heading);
    }
    said.say(BODY, &body.plain());
}

/// The spellings of a code as they are looked up: in small letters, without a sign.
fn keys(name: &str) -> Vec<String> {
    let all = spellings(name).into_iter().map(|written| written.replace('-', ""));
    let mut keys: Vec<String> = all.collect();
    keys.extend(name.strip_prefix("AADSTS").map(ToOwned::to_owned));
    keys
}
