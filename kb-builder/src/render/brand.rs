//! What the brand of a site adds to it: a style sheet and logos, only where they are given.

use super::view::{Look, Picture};
use crate::address::Address;
use crate::assets::{address_of, fingerprinted};
use crate::brand::Brand;
use crate::logo::Logo;
use crate::page::Page;
use crate::theme::{Scheme, colours};

/// The files of a brand under their final names.
pub(super) struct BrandFiles<'a> {
    style: Option<Page>,
    logo: Option<(&'a Logo, Page)>,
    logo_dark: Option<(&'a Logo, Page)>,
    /// The colours behind a page, in the light scheme and in the dark one.
    papers: [String; 2],
}

impl<'a> BrandFiles<'a> {
    /// Names every file after its content.
    pub(super) fn of(brand: &'a Brand) -> Self {
        let picture = |name, logo: &'a Option<Logo>| {
            let logo = logo.as_ref()?;
            Some((logo, fingerprinted(name, logo.extension, logo.bytes.clone())))
        };
        Self {
            style: brand.style().map(|css| fingerprinted("brand", "css", css.into_bytes())),
            logo: picture("logo", &brand.logo),
            logo_dark: picture("logo-dark", &brand.logo_dark),
            papers: [Scheme::Light, Scheme::Dark]
                .map(|scheme| colours(scheme)["paper"].to_string()),
        }
    }

    /// The way to the style sheet.
    pub(super) fn style(&self, here: &Address) -> Option<String> {
        self.style.as_ref().map(|page| address_of(page).seen_from(here))
    }

    /// What every page shows of it.
    pub(super) fn look(&self, here: &Address) -> Look<'_> {
        let picture = |logo: &Option<(&Logo, Page)>| {
            let (logo, page) = logo.as_ref()?;
            let href = address_of(page).seen_from(here);
            Some(Picture { href, width: logo.width, height: logo.height })
        };
        let [paper, paper_dark] = self.papers.each_ref();
        Look {
            style: self.style(here),
            paper,
            paper_dark,
            logo: picture(&self.logo),
            logo_dark: picture(&self.logo_dark),
        }
    }

    /// All of them as files of the site.
    pub(super) fn into_pages(self) -> impl Iterator<Item = Page> {
        let pictures = [self.logo, self.logo_dark].into_iter().flatten();
        self.style.into_iter().chain(pictures.map(|(_, page)| page))
    }
}
