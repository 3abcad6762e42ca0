//! What was worked out before, so that a change costs what depends on it and nothing else.
//!
//! Everything is kept under a [`Mark`] of all that it was worked out from: what is found there is what
//! would come out again. `serve` keeps a memory from change to change; a single build keeps nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use foldhash::HashMap;
use sha2::{Digest as _, Sha256};

use crate::edition::LinksOf;
use crate::guide::Guide;
use crate::page::Page;
use crate::problem::{Problem, Problems};
use crate::search::{Article, Merged, Postings};

/// Tells one content from any other: 128 bits of SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark([u8; 16]);

impl Mark {
    /// The mark of some parts, of which each counts for itself.
    pub fn of<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            let part = part.as_ref();
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        let mut mark = Self::default();
        let length = mark.0.len();
        mark.0.copy_from_slice(&digest.finalize()[..length]);
        mark
    }
}

impl AsRef<[u8]> for Mark {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Things of one kind that were worked out, by the mark of what they were worked out from. One that
/// forgets at once holds nothing.
pub struct Memo<V>(Option<RwLock<HashMap<Mark, Kept<V>>>>);

struct Kept<V> {
    value: V,
    /// Whether it was asked for since the last sweep.
    is_used: AtomicBool,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<V: Clone> Memo<V> {
    /// What is kept under the mark, or what is worked out now and kept under it from here on.
    pub fn get(&self, mark: Mark, work_out: impl FnOnce() -> V) -> V {
        let Some(all) = &self.0 else { return work_out() };
        if let Some(kept) = all.read().expect(WHOLE).get(&mark) {
            kept.is_used.store(true, Ordering::Relaxed);
            return kept.value.clone();
        }
        // Not while others wait.
        let value = work_out();
        let kept = Kept { value: value.clone(), is_used: true.into() };
        all.write().expect(WHOLE).insert(mark, kept);
        value
    }

    fn keeping() -> Self {
        Self(Some(RwLock::default()))
    }

    /// Forgets what was not asked for since the last sweep.
    fn sweep(&self) {
        if let Some(all) = &self.0 {
            let mut all = all.write().expect(WHOLE);
            all.retain(|_, kept| std::mem::take(kept.is_used.get_mut()));
        }
    }
}

/// Why what is kept can always be had.
const WHOLE: &str = "bug: nobody panics while holding what is kept";

impl Memo<Arc<[Problem]>> {
    /// Reports what is kept under the mark, or what is found now.
    pub(crate) fn report(&self, mark: Mark, problems: &Problems, find: impl FnOnce(&Problems)) {
        problems.add(&self.get(mark, || {
            let own = Problems::default();
            find(&own);
            own.reported()
        }));
    }
}

/// A guide, if it could be read, and what is wrong with it by itself.
type Parsed = (Option<Arc<Guide>>, Arc<[Problem]>);

/// All that is kept from one build to the next. By default that is nothing: for a single build.
#[derive(Default)]
pub struct Memory {
    /// Guides, and what is wrong with each by itself.
    pub(crate) guides: Memo<Parsed>,
    /// What is wrong with commands of a guide.
    pub(crate) commands: Memo<Arc<[Problem]>>,
    /// What of a text is secret.
    pub(crate) secrets: Memo<Arc<[Problem]>>,
    /// Where the links of a guide lead.
    pub(crate) links: Memo<LinksOf>,
    /// What can be found of a guide.
    pub(crate) articles: Memo<Arc<Article>>,
    /// Where the words of some articles that follow each other are.
    pub(crate) postings: Memo<Arc<Postings>>,
    /// Where all words of an index are, by its name.
    merged: Option<Mutex<BTreeMap<String, Arc<Merged>>>>,
    /// Parts of pages.
    pub(crate) parts: Memo<Arc<str>>,
    /// Pages, those together that are drawn together.
    pub(crate) pages: Memo<Arc<[Page]>>,
}

impl Memory {
    /// One that keeps what the last build used.
    pub fn keeping() -> Self {
        Self {
            guides: Memo::keeping(),
            commands: Memo::keeping(),
            secrets: Memo::keeping(),
            links: Memo::keeping(),
            articles: Memo::keeping(),
            postings: Memo::keeping(),
            merged: Some(Mutex::default()),
            parts: Memo::keeping(),
            pages: Memo::keeping(),
        }
    }

    /// Whether it keeps anything.
    pub(crate) fn keeps(&self) -> bool {
        self.pages.0.is_some()
    }

    /// Where all words of an index are: what `merge` makes of that before, if it is kept.
    pub(crate) fn merged(
        &self,
        name: &str,
        merge: impl FnOnce(Option<Merged>) -> Merged,
    ) -> Arc<Merged> {
        let Some(all) = &self.merged else { return Arc::new(merge(None)) };
        // Nobody else has it still, unless two builds share a memory.
        let before = all.lock().expect(WHOLE).remove(name).and_then(Arc::into_inner);
        let merged = Arc::new(merge(before));
        all.lock().expect(WHOLE).insert(name.to_owned(), Arc::clone(&merged));
        merged
    }

    /// Forgets what the last build did not need: called after one that was whole.
    pub(crate) fn sweep(&self) {
        self.guides.sweep();
        self.commands.sweep();
        self.secrets.sweep();
        self.links.sweep();
        self.articles.sweep();
        self.postings.sweep();
        self.parts.sweep();
        self.pages.sweep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_worked_out_is_kept_until_nobody_asks_for_it_any_more() {
        let memo = Memo::keeping();
        let [one, two] = ["one", "two"].map(|text| Mark::of([text]));
        assert_eq!(memo.get(one, || 1), 1);
        assert_eq!(memo.get(two, || 2), 2);
        memo.sweep();
        assert_eq!(memo.get(one, || unreachable!("it is kept")), 1);
        memo.sweep();
        assert_eq!(memo.get(one, || unreachable!("it is kept")), 1);
        assert_eq!(memo.get(two, || 3), 3);
    }

    #[test]
    fn for_a_single_build_nothing_is_kept() {
        let (memo, mark) = (Memo::default(), Mark::of(["one"]));
        assert_eq!([memo.get(mark, || 1), memo.get(mark, || 2)], [1, 2]);
    }

    #[test]
    fn where_one_part_ends_and_the_next_begins_makes_a_difference() {
        let marks = [Mark::of(["ab", "c"]), Mark::of(["a", "bc"]), Mark::of(["abc"])];
        assert!(marks[0] != marks[1] && marks[1] != marks[2] && marks[0] != marks[2]);
        assert_eq!(marks[0], Mark::of([b"ab".as_slice(), b"c"]));
    }
}
