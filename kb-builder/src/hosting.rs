//! Settings for the servers that people have: what is sent with each file, which form of it, and
//! where other addresses lead. All of it comes from [`Rules`], as in the server that is built in.

mod apache;
mod azure;
mod caddy;
mod iis;
mod nginx;

use std::collections::{BTreeMap, BTreeSet};

use crate::alias::{redirects, spelled};
use crate::edition::Edition;
use crate::headers::{Headers, Rules};
use crate::link::Linked;
use crate::page::{AT_THE_TOP, HOSTING, Page};
use crate::policy::Policy;

/// How a site is to be served.
pub fn rules(linked: &Linked) -> Rules {
    let site = &linked.site;
    let editions: Vec<&Edition> =
        std::iter::once(&linked.own).chain(&linked.translations).collect();
    let given = editions.iter().flat_map(|edition| redirects(edition));
    let folder = site.base_url.as_ref().map_or("/", |base| base.path());
    Rules {
        usual: Policy::reading().framed_by(&site.frame_ancestors),
        redirects: given.chain(editions.iter().flat_map(|edition| spelled(edition))).collect(),
        folder: folder.to_owned(),
        is_framed: !site.frames_embeds().is_empty(),
        only_tls: site.base_url.is_some() && folder == "/",
    }
}

/// The settings, each for one kind of server.
pub fn settings(rules: &Rules, pages: &[Page]) -> Vec<Page> {
    let plan = Plan::of(rules, pages);
    let mut all = vec![
        (format!("{HOSTING}Caddyfile"), caddy::settings(&plan)),
        (format!("{HOSTING}nginx-http.conf"), nginx::maps(&plan)),
        (format!("{HOSTING}nginx-server.conf"), nginx::locations(&plan)),
        (AT_THE_TOP[0].to_owned(), apache::settings(&plan)),
        (AT_THE_TOP[2].to_owned(), iis::settings(&plan)),
    ];
    // There a site is always the whole of a host.
    if rules.folder == "/" {
        all.push((AT_THE_TOP[1].to_owned(), azure::settings(&plan)));
    }
    let page = |(path, text): (String, String)| Page { path, bytes: text.into(), policy: None };
    all.into_iter().map(page).collect()
}

/// What all kinds of settings say in their own way.
struct Plan<'a> {
    rules: &'a Rules,
    /// The headers of whatever is not in one of the other groups.
    usual: Headers,
    /// Those of what browsers keep for ever.
    assets: Headers,
    /// Those of other pages, with the folders of these pages: `caa20004/`.
    groups: Vec<(Headers, Vec<String>)>,
    /// The other addresses that have a page which leads on.
    aliases: Vec<(String, String)>,
    /// All other addresses, as full paths: from, without a slash at its end, and to.
    moved: Vec<(String, String)>,
}

impl<'a> Plan<'a> {
    fn of(rules: &'a Rules, pages: &[Page]) -> Self {
        let usual = rules.usual();
        let mut groups: BTreeMap<Headers, Vec<String>> = BTreeMap::new();
        let mut assets = usual.clone();
        // Most pages have the usual ones, and saying them costs more than seeing that.
        let has_usual = |page: &&Page| {
            let policy = page.policy.as_ref();
            !page.is_immutable() && policy.is_none_or(|policy| *policy == rules.usual)
        };
        for page in pages.iter().filter(|page| !has_usual(page)) {
            let headers = rules.headers(page);
            if page.is_immutable() {
                assets = headers;
            } else if headers != usual {
                let folder = page.path.strip_suffix("index.html");
                let folder = folder.expect("bug: only pages of folders have a policy of their own");
                groups.entry(headers).or_default().push(folder.to_owned());
            }
        }
        let paths: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        let has_page = |from: &str| paths.contains(&*format!("{from}/index.html"));
        let full = |place: &str| format!("{}{place}", rules.folder);
        let moved: Vec<(String, String)> = rules
            .redirects
            .iter()
            .map(|redirect| (full(&redirect.from), full(redirect.to.below_top())))
            .collect();
        let aliases = rules.redirects.iter().zip(&moved);
        let aliases = aliases.filter(|(redirect, _)| has_page(&redirect.from));
        let aliases = aliases.map(|(_, moved)| moved.clone()).collect();
        let groups = groups.into_iter().collect();
        Self { rules, usual, assets, groups, aliases, moved }
    }

    /// The other addresses for a server that does not tell capitals from small letters.
    fn moved_in_any_case(&self) -> Vec<&(String, String)> {
        let mut seen = BTreeSet::new();
        let differs =
            |(from, to): &&(String, String)| !to.trim_end_matches('/').eq_ignore_ascii_case(from);
        let all = self.moved.iter().filter(differs);
        all.filter(|(from, _)| seen.insert(from.to_ascii_lowercase())).collect()
    }
}

/// What of some headers differs from others: what is set, and what is not there.
fn difference<'h>(
    headers: &'h Headers,
    from: &'h Headers,
) -> (Vec<&'h (&'static str, String)>, Vec<&'static str>) {
    let set = headers.iter().filter(|header| !from.contains(header)).collect();
    let gone = from.iter().map(|(name, _)| *name);
    let gone = gone.filter(|name| !headers.iter().any(|(known, _)| known == name)).collect();
    (set, gone)
}

/// The first line of settings, after the mark of a comment.
const MADE: &str = "Made by kb-builder with the site, and made again with each build: do not edit.";
