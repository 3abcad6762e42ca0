//! What can be found, and the form in which browsers get it.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};
use serde::Serialize;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSlice as _;

use super::merged::{Merged, Term};
use super::synonyms::Synonyms;
use super::words::{folded, length, words, words_of};
use crate::address::Address;
use crate::memory::{Mark, Memory};

/// A page that can be found.
#[derive(Clone, Debug)]
pub struct Article {
    /// What kind of page it is.
    pub kind: Kind,
    /// Its address below the top of the edition: `guides/set-clock/`.
    pub address: String,
    /// Its heading.
    pub title: String,
    /// What it is about, in one sentence.
    pub summary: String,
    /// The codes that it is the page of.
    pub names: Vec<String>,
    /// What else the first of them is called.
    pub also: Vec<String>,
    /// What is said on it.
    words: Words,
    /// What tells it from any other.
    mark: Mark,
}

/// The kinds of pages, as results say them; and how much a hit on one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code with questions.
    Code,
    /// A fix for employees.
    Fix,
    /// An explanation.
    Explanation,
    /// A guide for the helpdesk.
    Helpdesk,
    /// A code of the tables.
    Entry,
}

impl Kind {
    /// The letter it has in the index.
    pub fn letter(self) -> char {
        match self {
            Self::Code => 'c',
            Self::Fix => 'f',
            Self::Explanation => 'x',
            Self::Helpdesk => 'h',
            Self::Entry => 'e',
        }
    }

    /// How much a hit counts: what an employee can do comes first.
    pub(super) fn weight(self) -> u64 {
        match self {
            Self::Code => 8,
            Self::Fix => 10,
            Self::Explanation => 8,
            Self::Helpdesk => 7,
            Self::Entry => 5,
        }
    }
}

/// Points for a word in a code's name, a title, a summary, a heading, and a text.
pub(super) const NAME: u32 = 8;
pub(super) const TITLE: u32 = 8;
pub(super) const SUMMARY: u32 = 4;
pub(super) const HEADING: u32 = 2;
pub(super) const BODY: u32 = 1;
/// The most points that a text alone gives a word.
const MOST_OF_BODY: u32 = 3;

impl Article {
    /// A page without any words.
    pub fn new(kind: Kind, address: &Address, title: &str) -> Self {
        Self {
            kind,
            address: address.to_string().trim_start_matches('/').to_owned(),
            title: title.to_owned(),
            summary: String::new(),
            names: Vec::new(),
            also: Vec::new(),
            words: Words::default(),
            mark: Mark::default(),
        }
    }

    /// The same with its words. Its mark is its own, or that of all that it was made from.
    pub(super) fn saying(mut self, said: Said, mark: Option<Mark>) -> Arc<Self> {
        self.words = said.words();
        let own = || {
            Mark::of(
                self.words.iter().flat_map(|(word, class)| [word.as_bytes().to_vec(), vec![class]]),
            )
        };
        self.mark = mark.unwrap_or_else(own);
        Arc::new(self)
    }

    /// The name it has in lists of queries: `guides/set-clock`.
    pub fn name(&self) -> &str {
        self.address.trim_end_matches('/')
    }
}

/// What is said on a page, one text after the other, and how much each counts.
#[derive(Default)]
pub(super) struct Said {
    /// Folded, with a space between two.
    text: String,
    /// Where each text ends, and its points.
    parts: Vec<(usize, u32)>,
}

impl Said {
    /// Adds a text.
    pub(super) fn say(&mut self, points: u32, text: &str) {
        self.text.push_str(&folded(text));
        self.parts.push((self.text.len(), points));
        self.text.push(' ');
    }

    /// Each word with the class of all its points. In one text it counts only so often.
    fn words(&self) -> Words {
        /// Points of a word: all, and those of the text that is being read.
        #[derive(Default)]
        struct Points {
            all: u32,
            here: u32,
            part: usize,
        }
        // In the order in which they are first said.
        let mut points: Vec<(&str, Points)> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::with_capacity(self.text.len() / 16);
        let mut start = 0;
        for (part, (end, each)) in self.parts.iter().enumerate() {
            let most = if *each == BODY { MOST_OF_BODY } else { *each };
            for word in words_of(&self.text[start..*end]) {
                let at = *known.entry(word).or_insert_with(|| {
                    points.push((word, Points::default()));
                    points.len() - 1
                });
                let (_, so_far) = &mut points[at];
                if so_far.part != part {
                    (so_far.part, so_far.here) = (part, 0);
                }
                let more = (*each).min(most - so_far.here);
                so_far.here += more;
                so_far.all += more;
            }
            start = *end;
        }
        // Letters outside the first plane would be cut in half by browsers.
        let is_kept = |word: &str| {
            word.len() <= LONGEST && word.is_ascii()
                || length(word) <= LONGEST && word.chars().all(|letter| letter.len_utf16() == 1)
        };
        points.retain(|(word, _)| is_kept(word));
        let words: Vec<&str> = points.iter().map(|(word, _)| *word).collect();
        let classes = points.iter().map(|(_, points)| class(points.all));
        Words { text: words.join(" ").into(), classes: classes.collect() }
    }
}

/// The words of a page, each once with its class.
#[derive(Clone, Debug, Default)]
struct Words {
    /// With a space between two.
    text: Box<str>,
    classes: Box<[u8]>,
}

impl Words {
    fn iter(&self) -> impl Iterator<Item = (&str, u8)> {
        self.text.split(' ').zip(self.classes.iter().copied())
    }
}

/// How much a word counts in an article: the class that its points are in.
pub(super) const CLASSES: [u64; 4] = [1, 2, 4, 8];

fn class(points: u32) -> u8 {
    match points {
        0..2 => 0,
        2..4 => 1,
        4..8 => 2,
        8.. => 3,
    }
}

/// So many articles that follow each other are looked at together.
pub(super) const BLOCK: usize = 64;

/// Where words are in a block of articles, and their class there; the words in no order.
pub struct Postings(Vec<Posting>);

type Posting = (Box<str>, Box<[(u8, u8)]>);

impl Postings {
    fn of(block: &[Arc<Article>]) -> Self {
        let mut terms: HashMap<&str, Vec<(u8, u8)>> = HashMap::default();
        for (at, article) in (0..).zip(block) {
            for (word, class) in article.words.iter() {
                terms.entry(word).or_default().push((at, class));
            }
        }
        terms.into_iter().collect()
    }

    /// Each word with the places in the block that it is at.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[(u8, u8)])> {
        self.0.iter().map(|(word, found)| (&**word, &**found))
    }
}

impl<W: Into<Box<str>>> FromIterator<(W, Vec<(u8, u8)>)> for Postings {
    fn from_iter<I: IntoIterator<Item = (W, Vec<(u8, u8)>)>>(words: I) -> Self {
        Self(words.into_iter().map(|(word, found)| (word.into(), found.into())).collect())
    }
}

/// Everything that can be found, by word.
#[derive(Clone, Debug)]
pub struct Index {
    /// The pages, in the order in which equal hits are shown.
    pub articles: Vec<Arc<Article>>,
    /// The words, in order, with the articles they are in and their class there.
    pub(super) terms: Vec<Arc<Term>>,
    /// Words in so many articles that they tell nothing.
    pub(super) common: Vec<String>,
    pub(super) synonyms: Synonyms,
    /// Every spelling of every code, with its article and the place of its name there.
    pub(super) spelled: BTreeMap<String, (usize, usize)>,
}

impl Index {
    /// The index of some articles, without the words of `skip`, which tell nothing.
    pub fn of(articles: Vec<Arc<Article>>, synonyms: Synonyms, skip: &str) -> Self {
        Self::with(articles, synonyms, skip, &Memory::default(), "")
    }

    /// The same, with what is remembered of articles that did not change, in the index of this name.
    pub(super) fn with(
        articles: Vec<Arc<Article>>,
        synonyms: Synonyms,
        skip: &str,
        memory: &Memory,
        name: &str,
    ) -> Self {
        let blocks = articles.par_chunks(BLOCK).map(|block| {
            let mark = Mark::of(block.iter().map(|article| article.mark));
            memory.postings.get(mark, || Arc::new(Postings::of(block)))
        });
        let blocks: Vec<Arc<Postings>> = blocks.collect();
        let merged = memory.merged(name, |before| match before {
            Some(before) => before.with(blocks),
            None => Merged::of(blocks),
        });
        let mut spelled = BTreeMap::new();
        for (at, article) in articles.iter().enumerate() {
            let also = article.also.iter().map(|name| (0, name));
            for (place, name) in article.names.iter().enumerate().chain(also) {
                for key in super::keys(name) {
                    spelled.entry(key).or_insert((at, place));
                }
            }
        }
        let mut common = words(skip);
        common.sort();
        common.dedup();
        let skipped = common.len();
        let mut terms = Vec::new();
        for term in merged.terms() {
            let is_skipped = |known: &String| known.as_str().cmp(&term.word);
            if common[..skipped].binary_search_by(is_skipped).is_ok() {
                continue;
            }
            // What is nearly everywhere counts only where it is more than mentioned.
            let is_everywhere = term.found.len() * 3 > articles.len();
            let term = if is_everywhere { term.stressed() } else { term };
            if term.found.is_empty() {
                common.push(term.word.to_string());
            } else {
                terms.push(Arc::clone(term));
            }
        }
        Self { articles, terms, common, synonyms, spelled }
    }

    /// The same of some of its articles, each at the address that it has elsewhere.
    #[must_use]
    pub fn part(&self, address: impl Fn(&Article) -> Option<String>, skip: &str) -> Self {
        let articles = self.articles.iter().filter_map(|article| {
            let address = address(article)?;
            Some(Arc::new(Article { address, ..Article::clone(article) }))
        });
        Self::of(articles.collect(), self.synonyms.clone(), skip)
    }

    /// The script that brings the index to a browser.
    pub fn script(&self) -> String {
        format!("globalThis.kbSearchIndex={};\n", self.json())
    }

    /// What a browser asks.
    pub fn json(&self) -> String {
        let articles = self.articles.par_iter().map(|article| {
            let Article { kind, address, title, summary, names, also, .. } = &**article;
            // What is made of the names need not be said twice.
            let (address, title) = match kind {
                Kind::Entry => ("", ""),
                _ => (address.as_str(), title.as_str()),
            };
            let (names, also) = (names.join("|"), also.join("|"));
            format!("{}\t{address}\t{title}\t{summary}\t{names}\t{also}", kind.letter())
        });
        let written = Written {
            articles: articles.collect::<Vec<_>>().join("\n"),
            terms: self.encoded_terms(),
            common: self.common.join(" "),
            same: self.synonyms.written(),
        };
        serde_json::to_string(&written).expect("bug: plain data can be written")
    }

    /// Every word after the number of letters it shares with the one before, then where it is.
    fn encoded_terms(&self) -> String {
        let mut text = String::new();
        let mut before: &str = "";
        for term in &self.terms {
            let word = &*term.word;
            let shared = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
            let rest = word.char_indices().nth(shared).map_or("", |(at, _)| &word[at..]);
            text.push(digit(shared));
            text.extend([rest, term.written()]);
            before = word;
        }
        text
    }
}

#[derive(Serialize)]
struct Written {
    articles: String,
    terms: String,
    common: String,
    same: String,
}

/// The longest word that is kept: what it shares with another is one digit.
const LONGEST: usize = 35;

/// A number below 36 as a digit.
fn digit(number: usize) -> char {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    char::from_digit(number, 36).expect("bug: no word is longer than that")
}

/// The letters of numbers: none of them can be in a word. Those that end one, then those that go on.
const ENDS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,";
const GOES_ON: &[u8; 16] = b"-./:;<=>?@[]^_{}";

/// Writes how far an article is from the one before, and the class of a word there.
pub(super) fn write_number(text: &mut String, distance: u32, class: u8) {
    number(text, distance as usize * CLASSES.len() + usize::from(class));
}

/// Writes a number, its smallest part last.
fn number(text: &mut String, number: usize) {
    go_on(text, number / ENDS.len());
    text.push(char::from(ENDS[number % ENDS.len()]));
}

/// Writes what of a number does not end it.
fn go_on(text: &mut String, rest: usize) {
    if rest > 0 {
        go_on(text, (rest - 1) / GOES_ON.len());
        text.push(char::from(GOES_ON[(rest - 1) % GOES_ON.len()]));
    }
}
