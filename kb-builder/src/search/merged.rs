//! Where each word is, of all articles together; and how that follows a change of a few of them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use super::index::{BLOCK, Postings, write_number};

/// An article, and the class of a word there.
pub(super) type Found = (u32, u8);

/// A word with the articles that it is in, in their order.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) word: Box<str>,
    pub(super) found: Box<[Found]>,
    /// What browsers get of that.
    written: OnceLock<Box<str>>,
    /// The same of the articles where it is more than mentioned.
    stressed: OnceLock<Arc<Term>>,
}

impl Term {
    fn of(word: &str, found: Vec<Found>) -> Arc<Self> {
        let (written, stressed) = (OnceLock::new(), OnceLock::new());
        Arc::new(Self { word: word.into(), found: found.into(), written, stressed })
    }

    /// Where it is, as a browser reads it: each article as its distance from the one before.
    pub(super) fn written(&self) -> &str {
        self.written.get_or_init(|| {
            let mut text = String::new();
            let mut last = 0;
            for (at, class) in &self.found {
                write_number(&mut text, at - last, *class);
                last = *at;
            }
            text.into()
        })
    }

    /// The same word in the articles where it is more than mentioned.
    pub(super) fn stressed(&self) -> &Arc<Self> {
        self.stressed.get_or_init(|| {
            let found = self.found.iter().copied().filter(|(_, class)| *class > 1);
            Self::of(&self.word, found.collect())
        })
    }
}

/// The words of all blocks of articles.
pub struct Merged {
    blocks: Vec<Arc<Postings>>,
    terms: BTreeMap<Box<str>, Arc<Term>>,
}

/// If more blocks than this, in hundredths, are others, it is quicker to begin anew.
const MOST_CHANGED: usize = 10;

impl Merged {
    /// The words of blocks, one after the other.
    pub(super) fn of(blocks: Vec<Arc<Postings>>) -> Self {
        let mut found: HashMap<&str, Vec<Found>> = HashMap::default();
        for (at, block) in blocks.iter().enumerate() {
            for (word, here) in block.iter() {
                found.entry(word).or_default().extend(placed(&articles(at), here));
            }
        }
        let mut words: Vec<(&str, Vec<Found>)> = found.into_iter().collect();
        words.sort_unstable();
        let terms = words.into_iter().map(|(word, found)| (word.into(), Term::of(word, found)));
        Self { terms: terms.collect(), blocks }
    }

    /// The same after a change: what of `self` stays is taken over.
    pub(super) fn with(mut self, blocks: Vec<Arc<Postings>>) -> Self {
        let pairs = || self.blocks.iter().zip(&blocks);
        let changed = pairs().filter(|(before, now)| !Arc::ptr_eq(before, now)).count();
        if self.blocks.len() != blocks.len() || changed * 100 > blocks.len() * MOST_CHANGED {
            return Self::of(blocks);
        }
        let before = std::mem::replace(&mut self.blocks, blocks.clone());
        for (at, (before, now)) in before.iter().zip(&blocks).enumerate() {
            if !Arc::ptr_eq(before, now) {
                self.change(&articles(at), before, now);
            }
        }
        self
    }

    /// Puts the words of a block in the place of those that it had.
    fn change(&mut self, articles: &Range<u32>, before: &Postings, now: &Postings) {
        // Each word once, with where it is now; nowhere, if it is gone.
        let mut words: BTreeMap<&str, &[(u8, u8)]> = BTreeMap::new();
        words.extend(before.iter().map(|(word, _)| (word, &[][..])));
        words.extend(now.iter());
        for (word, here) in words {
            let all = self.terms.get(word).map_or(&[][..], |term| &term.found);
            let start = all.partition_point(|(at, _)| *at < articles.start);
            let end = all.partition_point(|(at, _)| *at < articles.end);
            if all[start..end].iter().copied().eq(placed(articles, here)) {
                continue;
            }
            let rest = all[end..].iter().copied();
            let found = all[..start].iter().copied().chain(placed(articles, here)).chain(rest);
            let found: Vec<Found> = found.collect();
            if found.is_empty() {
                self.terms.remove(word);
            } else {
                self.terms.insert(word.into(), Term::of(word, found));
            }
        }
    }

    /// Every word, in order.
    pub(super) fn terms(&self) -> impl Iterator<Item = &Arc<Term>> {
        self.terms.values()
    }
}

/// The articles of a block.
fn articles(block: usize) -> Range<u32> {
    let start = u32::try_from(block * BLOCK).expect("bug: no site has so many pages");
    // No constant of a few dozens is cut off.
    start..start + u32::try_from(BLOCK).unwrap_or(u32::MAX)
}

/// Places in a block as places among all articles.
fn placed(articles: &Range<u32>, found: &[(u8, u8)]) -> impl Iterator<Item = Found> {
    let start = articles.start;
    found.iter().map(move |(at, class)| (start + u32::from(*at), *class))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block with words drawn by lot: some in all blocks, most in few.
    fn block(seed: &mut u64) -> Arc<Postings> {
        let mut draw = |most: u64| {
            *seed ^= *seed << 13;
            *seed ^= *seed >> 7;
            *seed ^= *seed << 17;
            *seed % most
        };
        let mut words: BTreeMap<String, Vec<(u8, u8)>> = BTreeMap::new();
        for at in 0..BLOCK {
            for _ in 0..draw(6) {
                let seldom = [4, 40, 400][usize::try_from(draw(3)).unwrap()];
                let found = words.entry(format!("word{}", draw(seldom))).or_default();
                let at = u8::try_from(at).unwrap();
                if found.last().is_none_or(|(last, _)| *last < at) {
                    found.push((at, u8::try_from(draw(4)).unwrap()));
                }
            }
        }
        Arc::new(Postings::from_iter(words))
    }

    /// All that is known of each word.
    fn all(merged: &Merged) -> Vec<(&str, &[Found], &str, &[Found])> {
        let terms = merged.terms();
        terms
            .map(|term| (&*term.word, &*term.found, term.written(), &*term.stressed().found))
            .collect()
    }

    #[test]
    fn after_a_change_it_is_what_it_would_be_if_begun_anew() {
        let mut seed = 0x9e37_79b9_7f4a_7c15;
        let mut blocks: Vec<_> = (0..30).map(|_| block(&mut seed)).collect();
        let mut merged = Merged::of(blocks.clone());
        let (mut taken, mut gone) = (0, 0);
        for round in 0..40 {
            let before: Vec<_> = merged.terms().cloned().collect();
            // Three of thirty are followed; of four, all is begun anew.
            for _ in 0..=round % 4 {
                let at = usize::try_from(seed % 30).unwrap();
                blocks[at] = block(&mut seed);
            }
            merged = merged.with(blocks.clone());
            assert_eq!(all(&merged), all(&Merged::of(blocks.clone())), "round {round}");
            let stays = |term: &&Arc<Term>| merged.terms().any(|now| Arc::ptr_eq(now, term));
            taken += before.iter().filter(stays).count();
            gone += before.iter().filter(|term| !merged.terms.contains_key(&term.word)).count();
        }
        assert!(taken > 100 && gone > 10, "{taken} taken over, {gone} gone");
        // More or fewer articles move all that follow.
        blocks.pop();
        merged = merged.with(blocks.clone());
        assert_eq!(all(&merged), all(&Merged::of(blocks)));
    }
}
