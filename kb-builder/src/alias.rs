//! Other addresses of pages: those that authors give them, and the other spellings of codes.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::address::{Address, entry_name, is_name, is_taken_at_the_top};
use crate::edition::Edition;
use crate::fields::Placed;
use crate::problem::{Fault, Problems};
use crate::source::SourcePath;
use crate::tables::spellings;

/// An address that leads on to a page of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect {
    /// Where it is, from the top of the site, without a slash at its end: `guides/old-name`.
    pub from: String,
    /// The page.
    pub to: Address,
}

/// The other addresses that authors gave to the pages of an edition, with the file that says so and
/// the page; addresses are the same in all languages.
fn given(edition: &Edition) -> impl Iterator<Item = (&SourcePath, &Placed<String>, Address)> {
    let guides = edition.guides.values().flat_map(|guide| {
        guide.aliases.iter().map(|alias| (&guide.path, alias, Address::guide(&guide.id)))
    });
    let codes = edition.codes.iter().flat_map(|code| {
        code.aliases.iter().map(|alias| (&code.path, alias, Address::code(&code.name)))
    });
    guides.chain(codes)
}

/// Reports other addresses that cannot be, or that lead to two pages.
pub fn check(own: &Edition, languages: &[&str], problems: &Problems) {
    // Most sites have none.
    let pages: LazyCell<BTreeSet<Address>, _> = LazyCell::new(|| pages(own).collect());
    let mut taken = BTreeSet::new();
    for (path, alias, _) in given(own) {
        let fault = if !can_be(&alias.value, languages) {
            Fault::BadAlias { found: alias.value.clone() }
        } else if pages.contains(&Address::page(&alias.value)) || !taken.insert(&alias.value) {
            Fault::AliasTaken { alias: alias.value.clone() }
        } else {
            continue;
        };
        problems.report(path, Some(alias.place.clone()), fault);
    }
}

/// Whether an address is made of names, and in a place where pages may be.
fn can_be(alias: &str, languages: &[&str]) -> bool {
    let parts: Vec<&str> = alias.split('/').collect();
    let in_place = match parts[..] {
        [name] => !is_taken_at_the_top(name) && !languages.contains(&name),
        ["guides" | "codes" | "flows", name] => !is_taken_at_the_top(name),
        _ => false,
    };
    in_place && parts.iter().all(|part| is_name(part))
}

/// Every page that a link or a change can name.
pub fn pages(edition: &Edition) -> impl Iterator<Item = Address> {
    let tables = &edition.tables;
    let entries = tables.codes.iter().chain(&tables.numbers);
    let entries = entries.flat_map(|entry| &entry.names).map(|name| page_of(edition, name));
    let has_codes = !(tables.codes.is_empty() && tables.numbers.is_empty());
    let lists = [Address::home(), Address::guides(), Address::search(), Address::agents()];
    let lists = lists.into_iter();
    lists
        .chain(has_codes.then(Address::codes))
        .chain((!edition.glossary.terms.is_empty()).then(Address::glossary))
        .chain(edition.guides.keys().map(Address::guide))
        .chain(edition.codes.iter().map(|code| Address::code(&code.name)))
        .chain(edition.flows.keys().map(Address::flow))
        .chain(edition.flows.keys().map(Address::summary))
        .chain(edition.flows.keys().map(Address::agent))
        .chain(entries)
}

/// The page of a code of the tables: its own with questions, or one without.
fn page_of(edition: &Edition, name: &str) -> Address {
    let own = edition.codes.iter().find(|page| entry_name(name) == page.name);
    own.map_or_else(|| Address::entry(name), |page| Address::code(&page.name))
}

/// The addresses that authors gave, below the folder of an edition. Each has a page that leads on.
pub fn redirects(edition: &Edition) -> Vec<Redirect> {
    let all = given(edition).map(|(_, alias, page)| Redirect {
        from: Address::page(&alias.value).below(&edition.folder).bare().to_owned(),
        to: edition.at(page),
    });
    all.collect()
}

/// The other spellings of codes, below the folder of an edition: `codes/0xcaa20004`,
/// `codes/3399614468`. There are too many for a page each, so only servers know them.
pub fn spelled(edition: &Edition) -> Vec<Redirect> {
    let tables = &edition.tables;
    let given = given(edition).map(|(_, alias, _)| Address::page(&alias.value));
    // The many guides are elsewhere.
    let is_near = |page: &Address| page.below_top().starts_with(Address::codes().below_top());
    let taken: BTreeSet<Address> = pages(edition).chain(given).filter(is_near).collect();
    let mut all: BTreeMap<String, Address> = BTreeMap::new();
    for entry in tables.codes.iter().chain(&tables.numbers) {
        // What else an entry is called belongs to its first code.
        let also = entry
            .names
            .iter()
            .take(1)
            .flat_map(|name| entry.also.iter().map(move |also| (name, also.as_str())));
        let names = entry.names.iter().map(|name| (name, name.as_str()));
        let numbers = entry.names.iter();
        let numbers = numbers.filter_map(|name| Some((name, name.strip_prefix("AADSTS")?)));
        for (name, written) in names.chain(also).chain(numbers) {
            let ways = spellings(written).into_iter();
            for way in ways.flat_map(|way| [entry_name(&way), printed(&way), way]) {
                let from = format!("codes/{way}");
                if !taken.contains(&Address::page(&from)) {
                    all.entry(from).or_insert_with(|| page_of(edition, name));
                }
            }
        }
    }
    let below = |(from, to): (String, Address)| Redirect {
        from: Address::page(&from).below(&edition.folder).bare().to_owned(),
        to: edition.at(to),
    };
    all.into_iter().map(below).collect()
}

/// A spelling in capitals, as some programs print hexadecimal numbers.
fn printed(spelling: &str) -> String {
    spelling.strip_prefix("0x").map_or_else(
        || spelling.to_ascii_uppercase(),
        |hex| format!("0x{}", hex.to_ascii_uppercase()),
    )
}
