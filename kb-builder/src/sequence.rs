//! What comes before and after a fix, for somebody who reads it outside a flow.
//!
//! The outcomes of all flows list their fixes in the order in which they are to be tried, the least
//! harmful first. Which of them a reader came from is not known.
//!
//! *One order.* The lists are merged: a fix comes before another if more outcomes have it so than the
//! other way round. Where that leaves a choice, or goes round in a circle, the less harmful comes
//! first, then the one whose name does.
//!
//! *Neighbours.* For each system of a fix the outcomes vote: an outcome names the nearest fix of its
//! list, on that side, that is for employees, for that system, and on the same side in the one order.
//! The fix with the most votes is taken; of two with as many, the nearer in the one order. So two
//! neighbours always share an outcome and a system, none is on both sides, and whoever goes on and on
//! comes to an end.
//!
//! Outcomes that end with a report have no vote: what they list is done, all of it, and not tried.

use std::collections::{BTreeMap, BTreeSet};

use kb_flow::{Ending, Fix, Flow, GuideId, Platform, Target, Who};

/// The fixes for employees in the order in which they are tried.
pub struct Sequence<'f> {
    /// The lists of the outcomes.
    lists: Vec<Vec<&'f Fix>>,
    /// Where each fix stands in the one order.
    ranks: BTreeMap<&'f GuideId, usize>,
}

/// Fixes beside another, each with the systems on which they are.
pub type Beside<'f> = Vec<(&'f Fix, Vec<Platform>)>;

impl<'f> Sequence<'f> {
    /// Merges the lists of all outcomes.
    pub fn of(flows: impl Iterator<Item = &'f Flow>) -> Self {
        let lists: Vec<Vec<&Fix>> = flows
            .flat_map(|flow| flow.outcomes().iter().map(move |outcome| (flow, outcome)))
            .filter(|(_, outcome)| !matches!(outcome.ends, Ending::Report(_)))
            .map(|(flow, outcome)| {
                flow.fixes_of(outcome).filter(|fix| fix.who == Who::Employee).collect()
            })
            .collect();
        let ranks = ranks(&lists);
        Self { lists, ranks }
    }

    /// What to try before a fix.
    pub fn before(&self, fix: &Fix) -> Beside<'f> {
        self.beside(fix, |list, at| list[..at].iter().rev().copied().collect(), usize::checked_sub)
    }

    /// What to try after a fix.
    pub fn next(&self, fix: &Fix) -> Beside<'f> {
        self.beside(fix, |list, at| list[at + 1..].to_vec(), |own, other| other.checked_sub(own))
    }

    /// The neighbours on the side that is cut from a list, nearest first; `distance` is that in the
    /// one order, and nothing on the other side.
    fn beside(
        &self,
        fix: &Fix,
        side: impl Fn(&[&'f Fix], usize) -> Vec<&'f Fix>,
        distance: impl Fn(usize, usize) -> Option<usize>,
    ) -> Beside<'f> {
        let Some(&own) = self.ranks.get(&fix.id) else { return Vec::new() };
        let mut found: Beside<'f> = Vec::new();
        for &platform in &fix.platforms {
            let mut votes: BTreeMap<&GuideId, (usize, usize, &'f Fix)> = BTreeMap::new();
            for list in &self.lists {
                let Some(at) = list.iter().position(|known| known.id == fix.id) else { continue };
                let named = side(list, at).into_iter().find_map(|other| {
                    let fits = other.platforms.contains(&platform);
                    Some((distance(own, self.ranks[&other.id]).filter(|_| fits)?, other))
                });
                if let Some((distance, other)) = named {
                    votes.entry(&other.id).or_insert((0, distance, other)).0 += 1;
                }
            }
            let elected =
                votes.into_values().min_by_key(|(votes, far, _)| (usize::MAX - votes, *far));
            let Some((_, _, elected)) = elected else { continue };
            match found.iter_mut().find(|(known, _)| known.id == elected.id) {
                Some((_, platforms)) => platforms.push(platform),
                None => found.push((elected, vec![platform])),
            }
        }
        found
    }
}

/// The one order: the place of each fix in it.
fn ranks<'f>(lists: &[Vec<&'f Fix>]) -> BTreeMap<&'f GuideId, usize> {
    // By how many lists the first of a pair comes before the second, less those the other way round.
    let mut lead: BTreeMap<(&GuideId, &GuideId), i32> = BTreeMap::new();
    let mut left: BTreeSet<(u8, &GuideId)> = BTreeSet::new();
    for list in lists {
        for (at, first) in list.iter().enumerate() {
            left.insert((first.harm, &first.id));
            for second in &list[at + 1..] {
                *lead.entry((&first.id, &second.id)).or_default() += 1;
                *lead.entry((&second.id, &first.id)).or_default() -= 1;
            }
        }
    }
    let mut ranks = BTreeMap::new();
    while !left.is_empty() {
        let comes_first =
            |id: &GuideId, other: &GuideId| lead.get(&(other, id)).is_some_and(|by| *by > 0);
        let waits_for = |(_, id): &&(u8, &'f GuideId)| {
            left.iter().filter(|(_, other)| comes_first(id, other)).count()
        };
        // Of equals the first is taken: they are in the order of harm and name.
        let next = left.iter().min_by_key(waits_for).copied().expect("bug: some are left");
        left.remove(&next);
        ranks.insert(next.1, ranks.len());
    }
    ranks
}

/// The codes that lead to an outcome which offers a guide, with no question in between: codes first,
/// then AADSTS numbers, each in order.
pub fn codes_leading_to<'f>(guide: &GuideId, flows: impl Iterator<Item = &'f Flow>) -> Vec<String> {
    let (mut codes, mut numbers) = (Vec::new(), Vec::new());
    for flow in flows {
        for step in flow.steps() {
            for value in &flow.fact_of(step).values {
                let asked = step.exits.iter().any(|exit| exit.value == value.id);
                if asked
                    && let Target::Outcome(outcome) = flow.target(step, &value.id)
                    && outcome.fixes.contains(guide)
                {
                    codes.extend(value.codes.iter().cloned());
                    numbers.extend(value.numbers.iter().copied());
                }
            }
        }
    }
    codes.sort_unstable();
    codes.dedup();
    numbers.sort_unstable();
    numbers.dedup();
    codes.into_iter().chain(numbers.into_iter().map(|number| format!("AADSTS{number}"))).collect()
}
