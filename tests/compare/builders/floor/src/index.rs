//! A search index as small as such a one gets: each word without what it shares with the one before
//! it, and for each word the distances between the guides that have it.

use std::collections::HashMap;

/// Which words are in which guides, and how often.
#[derive(Default)]
pub(crate) struct Index(HashMap<String, Vec<Posting>>);

/// How often a word is in a guide.
struct Posting {
    guide: usize,
    count: usize,
}

impl Index {
    /// Adds a text of a guide. Guides come in the order of their numbers.
    pub(crate) fn add(&mut self, guide: usize, text: &str) {
        let mut lower = String::new();
        for word in text.split(|letter: char| !letter.is_alphanumeric()) {
            if word.is_empty() {
                continue;
            }
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            match self.0.get_mut(lower.as_str()) {
                Some(postings) => match postings.last_mut() {
                    Some(last) if last.guide == guide => last.count += 1,
                    _ => postings.push(Posting { guide, count: 1 }),
                },
                None => {
                    self.0.insert(lower.clone(), vec![Posting { guide, count: 1 }]);
                }
            }
        }
    }

    /// Adds the words of the guides that follow the first `before`.
    pub(crate) fn append(&mut self, later: Self, before: usize) {
        for (word, mut postings) in later.0 {
            for posting in &mut postings {
                posting.guide += before;
            }
            self.0.entry(word).or_default().append(&mut postings);
        }
    }

    /// The index as it is published.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut words: Vec<_> = self.0.iter().collect();
        words.sort_unstable_by_key(|(word, _)| word.as_str());
        let mut bytes = Vec::new();
        let mut before = "";
        for (word, postings) in words {
            let shared = before.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
            push(shared, &mut bytes);
            push(word.len() - shared, &mut bytes);
            bytes.extend_from_slice(&word.as_bytes()[shared..]);
            push(postings.len(), &mut bytes);
            let mut last = 0;
            for posting in postings {
                push(posting.guide - last, &mut bytes);
                push(posting.count, &mut bytes);
                last = posting.guide;
            }
            before = word;
        }
        bytes
    }
}

/// A number in as few bytes as it needs, seven bits in each.
#[expect(clippy::cast_possible_truncation, reason = "only the lowest seven bits are meant")]
fn push(mut number: usize, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
