//! What programs look for at the top of a site: `sitemap.xml`, `robots.txt`, `llms.txt`.

use std::fmt::Write as _;

use super::Renderer;
use super::head::speaks;
use super::xml::escape;
use crate::address::{Address, NOT_FOUND};
use crate::edition::Edition;
use crate::page::Page;
use crate::site::Site;

/// The list of pages for search engines, where it is known where the site is.
pub(super) const SITEMAP: &str = "sitemap.xml";

/// A file that is no document.
fn file(name: &str, text: String) -> Page {
    Page { path: name.to_owned(), bytes: text.into(), policy: None }
}

/// Every page that somebody may look for, with the same in other languages; none of those for frames. What is shown in the
/// original's words is listed once, as the original.
pub(super) fn sitemap(site: &Site, editions: &[&Edition], pages: &[Page]) -> Option<Page> {
    let base = site.base_url.as_ref()?;
    let mut map = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        .to_owned();
    let own = pages.iter().filter(|page| page.policy.is_some() && page.path != NOT_FOUND);
    let own = own.filter_map(|page| Some(Address::page(page.path.strip_suffix("index.html")?)));
    let elsewhere = |address: &Address| {
        let top = address.below_top().split('/').next().unwrap_or_default();
        *address == Address::callback()
            || address.below_top().starts_with(Address::embeds().below_top())
            || editions.iter().any(|e| !top.is_empty() && e.folder == top)
    };
    for address in own.filter(|address| !elsewhere(address)) {
        let spoken: Vec<(&str, String)> = editions
            .iter()
            .filter(|edition| edition.folder.is_empty() || speaks(edition, &address))
            .map(|edition| (&*edition.language, base.of(&edition.at(address.clone()))))
            .collect();
        let alternates: Vec<String> = spoken
            .iter()
            .filter(|_| spoken.len() > 1)
            .map(|(tag, href)| {
                format!(
                    "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                    escape(tag),
                    escape(href)
                )
            })
            .collect();
        let alternates = alternates.concat();
        for (_, href) in &spoken {
            writeln!(map, "<url><loc>{}</loc>{alternates}</url>", escape(href))
                .expect("bug: writing to memory cannot fail");
        }
    }
    map.push_str("</urlset>\n");
    Some(file(SITEMAP, map))
}

/// What robots are to leave alone: the page that a sign-in comes back to, and data for programs.
pub(super) fn robots(site: &Site) -> Page {
    let folder = site.base_url.as_ref().map_or("/", |base| base.path());
    let mut text = format!("User-agent: *\nDisallow: {folder}callback/\nDisallow: {folder}api/\n");
    if let Some(base) = &site.base_url {
        writeln!(text, "\nSitemap: {}", base.of(&Address::top(SITEMAP)))
            .expect("bug: writing to memory cannot fail");
    }
    file("robots.txt", text)
}

impl Renderer<'_> {
    /// What the site has, for programs that read it for somebody (llmstxt.org).
    pub(super) fn llms(&self) -> Page {
        let edition = self.edition;
        let mut text = format!("# {}\n\n> {}\n", plain(&edition.name), plain(&edition.summary));
        let here = Address::top("llms.txt");
        let way = |page: Address| self.full(&page).unwrap_or_else(|| page.seen_from(&here));
        let mut section = |heading: &str, links: Vec<(&str, Address, &str)>| {
            let mut add = |part: std::fmt::Arguments<'_>| {
                text.write_fmt(part).expect("bug: writing to memory cannot fail");
            };
            add(format_args!("\n## {}\n\n", plain(heading)));
            for (title, page, what) in links {
                add(format_args!("- [{}]({}): {}\n", plain(title), way(page), plain(what)));
            }
        };
        let codes = edition.codes.iter();
        let mut codes: Vec<_> =
            codes.map(|code| (&*code.title, Address::code(&code.name), &*code.summary)).collect();
        if !(edition.tables.codes.is_empty() && edition.tables.numbers.is_empty()) {
            codes.push((self.word("home-all-codes"), Address::codes(), self.word("codes-intro")));
        }
        section(self.word("nav-codes"), codes);
        let guides = edition.guides.values();
        let guides =
            guides.map(|guide| (&*guide.title, Address::guide(&guide.id), &*guide.summary));
        section(self.word("nav-guides"), guides.collect());
        let flows = edition.flows.values();
        let flows = flows
            .map(|flow| (&*flow.draft().title, Address::flow(flow.id()), self.word("llms-flow")));
        section(self.word("llms-flows"), flows.collect());
        file("llms.txt", text)
    }
}

/// A text as one line of Markdown that is nothing but text.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let special = |letter| matches!(letter, '[' | ']' | '<' | '\\' | '`' | '*' | '_');
    line.chars().fold(String::new(), |mut plain, letter| {
        if special(letter) {
            plain.push('\\');
        }
        plain.push(letter);
        plain
    })
}
