//! The one place where addresses and output paths are put together.
//!
//! All addresses inside a site are relative, so that it works under any prefix.

use std::fmt;

use kb_flow::{FlowId, GuideId};

use crate::problem::{Fault, Problems};
use crate::source::SourcePath;

/// Where a page is on the site, from its top: `guides/set-clock/`; empty for the start page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// The start page.
    pub fn home() -> Self {
        Self(String::new())
    }

    /// A code's own page.
    pub fn code(name: &str) -> Self {
        Self(format!("{name}/"))
    }

    /// A guide's page.
    pub fn guide(id: &GuideId) -> Self {
        Self(format!("guides/{id}/"))
    }

    /// The list of all guides.
    pub fn guides() -> Self {
        Self("guides/".to_owned())
    }

    /// A flow's plain page.
    pub fn flow(id: &FlowId) -> Self {
        Self(format!("flows/{id}/"))
    }

    /// A flow on one sheet of paper.
    pub fn summary(id: &FlowId) -> Self {
        Self(format!("flows/{id}/summary/"))
    }

    /// The page that a sign-in comes back to.
    pub fn callback() -> Self {
        Self("callback/".to_owned())
    }

    /// The page of a code that has no questions of its own.
    pub fn entry(code: &str) -> Self {
        Self(format!("codes/{}/", entry_name(code)))
    }

    /// The list of all codes.
    pub fn codes() -> Self {
        Self("codes/".to_owned())
    }

    /// The list of all words that are explained.
    pub fn glossary() -> Self {
        Self("glossary/".to_owned())
    }

    /// The page to search on, with a list of everything.
    pub fn search() -> Self {
        Self("search/".to_owned())
    }

    /// The helpdesk's view of a flow.
    pub fn agent(id: &FlowId) -> Self {
        Self(format!("agent/{id}/"))
    }

    /// A flow's page for frames of other pages.
    pub fn embed(id: &FlowId) -> Self {
        Self(format!("embed/{id}/"))
    }

    /// How to show the pages for frames.
    pub fn embeds() -> Self {
        Self("embed/".to_owned())
    }

    /// The list of the helpdesk's views.
    pub fn agents() -> Self {
        Self("agent/".to_owned())
    }

    /// A file that other programs read.
    pub fn api(name: &str) -> Self {
        Self(format!("api/{name}"))
    }

    /// The same page below a folder, such as that of a language; at the top where it is empty.
    #[must_use]
    pub fn below(self, folder: &str) -> Self {
        if folder.is_empty() { self } else { Self(format!("{folder}/{}", self.0)) }
    }

    /// A page or file by its place from the top of the site, with or without a slash at its end.
    pub fn page(place: &str) -> Self {
        let place = place.trim_end_matches('/');
        Self(if place.is_empty() { String::new() } else { format!("{place}/") })
    }

    /// A file at the top of the site.
    pub fn top(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The page that is shown in the place of one that is not there. It may be at any depth, so the
    /// way from it to others begins at the folder of the site, which has a slash at either end.
    pub fn not_found(folder: &str) -> Self {
        Self(format!("{folder}{NOT_FOUND}"))
    }

    /// An asset by its final name.
    pub fn asset(name: &str) -> Self {
        Self(format!("assets/{name}"))
    }

    /// The file that holds the page.
    pub fn file(&self) -> String {
        if self.0.is_empty() || self.0.ends_with('/') {
            format!("{}index.html", self.0)
        } else {
            self.0.clone()
        }
    }

    /// The way from a page to this one: `../set-clock/`.
    pub fn seen_from(&self, from: &Self) -> String {
        if from.0.starts_with('/') {
            return format!("{}{}", from.0.trim_end_matches(NOT_FOUND), self.0);
        }
        let up = "../".repeat(from.0.matches('/').count());
        let way = format!("{up}{}", self.0);
        if way.is_empty() { "./".to_owned() } else { way }
    }
}

impl Address {
    /// The address from the top of the site: `guides/set-clock/`.
    pub fn below_top(&self) -> &str {
        &self.0
    }

    /// The same without a slash at its end.
    pub fn bare(&self) -> &str {
        self.0.trim_end_matches('/')
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.0)
    }
}

/// The file that is shown in the place of one that is not there.
pub const NOT_FOUND: &str = "404.html";

/// The name of a code in addresses: `caa20004`, `max-reload-exceeded`.
pub fn entry_name(code: &str) -> String {
    code.to_ascii_lowercase().replace('_', "-")
}

/// Names that mean something else to Windows.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Names that mean something else on every site.
const RESERVED: &[&str] = &[
    "index",
    "404",
    "assets",
    "search",
    "sitemap",
    "guides",
    "flows",
    "codes",
    "agent",
    "callback",
    "api",
    "glossary",
    "embed",
    "scenarios",
    "tables",
    "hosting",
    "feed",
    "robots",
    "llms",
    "changes",
];

/// The longest name of a file; long paths fail on Windows.
const MAX_NAME: usize = 60;

/// Whether a name can be part of an address: `[a-z0-9]+(-[a-z0-9]+)*`.
pub fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    name.len() <= MAX_NAME && name.split('-').all(part)
}

/// Whether a folder at the top may have this name.
pub fn check_name_of_folder(name: &str) -> Result<(), Fault> {
    if is_taken_at_the_top(name) {
        return Err(Fault::ReservedName { name: name.to_owned() });
    }
    Ok(())
}

/// Whether a name at the top of a site, where pages of codes are, means something else.
pub fn is_taken_at_the_top(name: &str) -> bool {
    is_device(name) || RESERVED.contains(&name)
}

/// Whether Windows has no folder of this name.
pub fn is_device(name: &str) -> bool {
    DEVICES.contains(&name)
}

/// Reports a file whose name cannot become an address; says whether it can.
pub fn check_name(path: &SourcePath, name: &str, problems: &Problems) -> bool {
    let fault = if !is_name(name) {
        Fault::BadName { name: name.to_owned() }
    } else if let Err(fault) = check_name_of_folder(name) {
        fault
    } else {
        return true;
    };
    problems.report(path, None, fault);
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_pages_is_relative() {
        let guide = |name: &str| Address::guide(&name.into());
        let check = |to: &Address, from: &Address, way| assert_eq!(to.seen_from(from), way);
        check(&Address::home(), &Address::home(), "./");
        check(&Address::home(), &guide("a"), "../../");
        check(&guide("b"), &guide("a"), "../../guides/b/");
        check(&guide("b"), &Address::home(), "guides/b/");
        check(&Address::code("caa20004"), &guide("a"), "../../caa20004/");
        check(&Address::asset("site.css"), &Address::code("x"), "../assets/site.css");
        check(&guide("b"), &Address::not_found("/"), "/guides/b/");
        check(&Address::home(), &Address::not_found("/signin/"), "/signin/");
    }

    #[test]
    fn a_name_is_small_letters_digits_and_single_dashes() {
        assert!(is_name("set-clock-2"));
        for bad in ["", "-a", "a-", "a--b", "A", "ä", "a/b", "..", "a.b", "%2e%2e", "a b"] {
            assert!(!is_name(bad), "{bad}");
        }
        assert!(!is_name(&"a".repeat(MAX_NAME + 1)));
    }
}
