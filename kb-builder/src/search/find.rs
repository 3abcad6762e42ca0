//! Asks an index. `static/js/search.js` does the same, and says it with fewer words.

use std::collections::{BTreeMap, BTreeSet};

use super::index::{CLASSES, Index, Kind};
use super::merged::Term;
use super::words::{MOST_LETTERS, MOST_WORDS, code_words, cut, length, slips, words};
use crate::tables::shown;

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// Its address below the top of the edition.
    pub address: String,
    /// Its heading.
    pub title: &'a str,
    /// How well it fits; only to compare with others of one query.
    pub score: u64,
}

/// A code that stands in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name: `CAA20004`.
    pub name: String,
    /// The address of its page.
    pub address: String,
    article: usize,
}

/// How much a word counts that is the same, a beginning, the beginning of it, or mistyped.
const SAME: u64 = 16;
const BEGINS: u64 = 9;
const STEM: u64 = 8;
const ONE_SLIP: u64 = 6;
const TWO_SLIPS: u64 = 4;
/// How much another word for the same counts.
const OTHER_WORD: u64 = 9;

/// What is worse than the best by this factor is not shown.
const MUCH_WORSE: u64 = 8;
/// The most pages that are shown.
const MOST_HITS: usize = 20;

impl Index {
    /// The pages that fit a query, the best first: those of codes in it, then by its words.
    pub fn find(&self, query: &str) -> Vec<Hit<'_>> {
        let named = self.named(query);
        let mut shown: BTreeSet<usize> = BTreeSet::new();
        let mut hits: Vec<Hit<'_>> = Vec::new();
        for named in named {
            if shown.insert(named.article) {
                let title = &self.articles[named.article].title;
                hits.push(Hit { address: named.address, title, score: u64::MAX });
            }
        }
        let scored = self.scores(&self.asked(query));
        let mut scored: Vec<(usize, u64)> =
            scored.into_iter().filter(|(at, _)| !shown.contains(at)).collect();
        scored.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = scored.first().map_or(0, |(_, score)| *score);
        let good = scored.into_iter().filter(|(_, score)| score * MUCH_WORSE >= best);
        hits.extend(good.map(|(at, score)| {
            let article = &self.articles[at];
            Hit { address: article.address.clone(), title: &article.title, score }
        }));
        hits.truncate(MOST_HITS);
        hits
    }

    /// The codes that a query names, in any spelling, in order.
    pub fn named(&self, query: &str) -> Vec<Named> {
        let mut found: Vec<Named> = Vec::new();
        for word in code_words(cut(query, MOST_LETTERS)) {
            let bare = word.strip_prefix("0x").unwrap_or(&word);
            let Some(&(article, place)) =
                self.spelled.get(&word).or_else(|| self.spelled.get(bare))
            else {
                continue;
            };
            let page = &self.articles[article];
            let name = &page.names[place];
            let address = match page.kind {
                Kind::Entry => format!("codes/{}/", crate::address::entry_name(name)),
                _ => page.address.clone(),
            };
            if found.iter().all(|known| known.name != *name) {
                found.push(Named { name: name.clone(), address, article });
            }
        }
        found
    }

    /// The words that are asked for, each with others for the same.
    fn asked(&self, query: &str) -> Vec<(String, Vec<String>)> {
        let mut asked: Vec<String> = Vec::new();
        let all = words(cut(query, MOST_LETTERS));
        let mut others = self.synonyms.others(&all).into_iter();
        let mut answer = Vec::new();
        for word in all {
            let others = others.next().unwrap_or_default();
            let is_common = self.common.contains(&word);
            if asked.contains(&word) || is_common && others.is_empty() {
                continue;
            }
            asked.push(word.clone());
            answer.push((word, others));
            if answer.len() == MOST_WORDS {
                break;
            }
        }
        answer
    }

    /// How well each article fits.
    fn scores(&self, asked: &[(String, Vec<String>)]) -> BTreeMap<usize, u64> {
        let mut sums: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
        for (word, others) in asked {
            let mut best: BTreeMap<usize, u64> = BTreeMap::new();
            let mut take = |term: &Term, quality: u64| {
                let rare = self.rarity(term.found.len());
                for (at, class) in &term.found {
                    let points = rare * CLASSES[usize::from(*class)] * quality;
                    let so_far = best.entry(*at as usize).or_default();
                    *so_far = points.max(*so_far);
                }
            };
            let mut is_found = false;
            for term in &self.terms {
                if let Some(quality) = likeness(word, &term.word) {
                    take(term, quality);
                    is_found = true;
                }
                if others.iter().any(|other| **other == *term.word) {
                    take(term, OTHER_WORD);
                    is_found = true;
                }
            }
            let letters = length(word);
            if !is_found && letters >= 4 && !self.common.contains(word) {
                let most = if letters < 8 { 1 } else { 2 };
                for term in &self.terms {
                    match slips(word, &term.word, most) {
                        Some(1) => take(term, ONE_SLIP),
                        Some(2) => take(term, TWO_SLIPS),
                        _ => {}
                    }
                }
            }
            for (at, points) in best {
                let sum = sums.entry(at).or_default();
                *sum = (sum.0 + points, sum.1 + 1);
            }
        }
        let weighed = sums.into_iter().map(|(at, (points, found))| {
            // A page with all the words comes before one that has a single one often.
            (at, points * found * self.articles[at].kind.weight())
        });
        weighed.collect()
    }

    /// How much a word tells that is in so many articles: 511 at most.
    fn rarity(&self, articles: usize) -> u64 {
        let all = self.articles.len() as u64;
        512 * all / (8 * articles as u64 + all)
    }

    /// A code as it is shown, for messages.
    pub fn told(named: &Named) -> String {
        shown(&named.name)
    }
}

/// How much a term counts for a word, where they are the same or one begins the other.
fn likeness(word: &str, term: &str) -> Option<u64> {
    if word == term {
        return Some(SAME);
    }
    let (asked, found) = (length(word), length(term));
    if asked >= 3 && term.starts_with(word) {
        return Some(BEGINS);
    }
    // Endings: `certificates`, `signing`.
    (found >= 4 && found + 3 >= asked && word.starts_with(term)).then_some(STEM)
}
