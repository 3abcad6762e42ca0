//! Pages for addresses where no page is: one for all that is not there, and one for each other
//! address of a page, which leads on by itself.

use super::{Renderer, view};
use crate::address::{Address, NOT_FOUND};
use crate::alias::{Redirect, redirects};
use crate::page::Page;
use crate::policy::Policy;

impl Renderer<'_> {
    /// The page for what is not there. It is shown at any depth.
    pub(super) fn not_found(&self) -> Page {
        let (policy, title) = (Policy::reading(), self.word("not-found-title"));
        let folder = self.site.base_url.as_ref().map_or("/", |base| base.path());
        let here = Address::not_found(folder);
        let mut frame = self.frame(&here, &policy, title, &self.edition.summary);
        frame.head = view::Head::default();
        if !frame.languages.is_empty() {
            let homes = self.editions.iter().map(|edition| edition.at(Address::home()));
            for (language, home) in frame.languages.iter_mut().zip(homes) {
                language.href = home.seen_from(&here);
            }
        }
        let view = view::NotFound { frame, title, search: self.search(&here) };
        let page = self.page("not-found.html", &here, policy.clone(), view);
        Page { path: NOT_FOUND.to_owned(), ..page }
    }

    /// A page for each other address of a page of this edition.
    pub(super) fn redirect_pages(&self) -> Vec<Page> {
        redirects(self.edition).iter().map(|redirect| self.redirect_page(redirect)).collect()
    }

    fn redirect_page(&self, redirect: &Redirect) -> Page {
        let (here, policy) = (Address::page(&redirect.from), Policy::reading());
        let to = redirect.to.seen_from(&here);
        let view = view::RedirectPage {
            language: &self.edition.language,
            direction: super::direction(&self.edition.language),
            policy: policy.for_meta(),
            canonical: self.full(&redirect.to).unwrap_or_else(|| to.clone()),
            to: &to,
            style: self.asset(crate::assets::Asset::Style, &here),
            words: self.words.clone(),
        };
        self.page("redirect.html", &here, policy.clone(), view)
    }
}
