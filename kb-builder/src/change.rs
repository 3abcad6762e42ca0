//! What changed on a site, for those who follow it: `changes.toml`.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use crate::address::Address;
use crate::alias::pages;
use crate::day::Day;
use crate::edition::Edition;
use crate::fields::{self, Context, Fields, Placed};
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// The file of changes.
pub const CHANGES: &str = "changes.toml";

/// Something that changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// The day from which it is so.
    pub day: Day,
    /// What changed, in some words.
    pub title: String,
    /// What is different for a reader, in a sentence or two.
    pub what: String,
    /// The page that it is about, from the top of the site, and where it is named.
    pub page: Option<Placed<String>>,
}

/// Reads the changes, the newest first; those of one day as the author put them.
pub fn parse(source: &Source, problems: &Problems) -> Vec<Change> {
    let path = SourcePath::new(CHANGES);
    let Some(text) = source.text(&path) else { return Vec::new() };
    let context = Context { path: &path, offset: 0, problems };
    let Some(table) = fields::parse(text, context) else { return Vec::new() };
    let fields = Fields::of(&table, context);
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for fields in fields.tables("change") {
        let day = fields.day("day", "day = \"2026-11-21\"").map(|day| day.value);
        let title = fields.placed_text("title", "title = \"A guide for Linux\"");
        let what = fields.text("what", "what = \"What is different, in a sentence\"");
        let page = fields.maybe_text("page");
        fields.finish();
        let (Some(day), Some(title), Some(what)) = (day, title, what) else { continue };
        // Both together are the name by which readers know what they have seen.
        if !seen.insert((day, title.value.clone())) {
            let fault = Fault::KeyTwice { key: title.value.clone() };
            problems.report(&path, Some(title.place), fault);
        }
        changes.push(Change { day, title: title.value, what, page });
    }
    fields.finish();
    changes.sort_by_key(|change| std::cmp::Reverse(change.day));
    changes
}

/// Reports changes of pages that are not there.
pub fn check(changes: &[Change], own: &Edition, problems: &Problems) {
    let pages: LazyCell<BTreeSet<Address>, _> = LazyCell::new(|| pages(own).collect());
    for page in changes.iter().filter_map(|change| change.page.as_ref()) {
        if !pages.contains(&Address::page(&page.value)) {
            let near = nearest(&page.value, pages.iter().map(Address::bare));
            let fault = Fault::NoSuchPage { page: page.value.clone(), near };
            problems.report(&SourcePath::new(CHANGES), Some(page.place.clone()), fault);
        }
    }
}
