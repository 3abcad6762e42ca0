//! What a site may change of how it looks: `[brand]` of `site.toml`.
//!
//! A handful of things: the accent in both schemes, a logo in both, and how round corners are. All
//! that depends on the accent is worked out from it, and an accent that cannot be read is refused.

use std::fmt::Write as _;

use crate::colour::Colour;
use crate::fields::{Fields, Placed};
use crate::logo::{self, Logo};
use crate::problem::Fault;
use crate::source::Source;
use crate::theme::{self, Colours, Scheme};

/// How a site looks where it does not look like ours.
#[derive(Clone, Debug, Default)]
pub struct Brand {
    /// The accents.
    pub accents: Option<Accents>,
    /// How round corners are.
    pub corners: Option<Corners>,
    /// What stands beside the name of the site.
    pub logo: Option<Logo>,
    /// What stands there in the dark scheme, where that is something else.
    pub logo_dark: Option<Logo>,
}

/// The colour of links, buttons and marks.
#[derive(Clone, Copy, Debug)]
pub struct Accents {
    /// In the light scheme.
    pub light: Colour,
    /// In the dark scheme.
    pub dark: Colour,
}

/// How round corners are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corners {
    /// Not at all.
    None,
    /// A little.
    Small,
    /// As without a brand.
    Medium,
}

impl Corners {
    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Small => "small",
            Self::Medium => "medium",
        }
    }

    fn radius(self) -> &'static str {
        match self {
            Self::None => "0",
            Self::Small => "0.25rem",
            Self::Medium => "0.5rem",
        }
    }
}

/// What text needs against what is behind it (WCAG 2.2, success criterion 1.4.3).
const READABLE: f64 = 4.5;

/// What links can stand on, by its token.
const BEHIND: [&str; 6] =
    ["paper", "raised", "accent-soft", "warn-soft", "danger-soft", "good-soft"];

/// What an accent has that we choose ourselves, from that of the other scheme.
const COMFORTABLE: f64 = 7.0;

/// Reads the table; what is wrong with it is reported, and left out.
pub fn parse(fields: Fields<'_, '_>, source: &Source) -> Brand {
    let accents = accents(
        fields.maybe_text("accent").and_then(|text| colour("accent", text, &fields)),
        fields.maybe_text("accent-dark").and_then(|text| colour("accent-dark", text, &fields)),
        &fields,
    );
    let known = [Corners::None, Corners::Small, Corners::Medium];
    let corners = fields
        .has("corners")
        .then(|| fields.word("corners", "corners = \"small\"", &known, Corners::word))
        .flatten();
    let logo = |key| logo::read(&fields.maybe_text(key)?, source, fields.context());
    let (light, dark) = (logo("logo"), logo("logo-dark"));
    if let (Some(place), false) = (fields.place_of("logo-dark"), fields.has("logo")) {
        let context = fields.context();
        let missing = Fault::MissingKey { key: "logo", example: "logo = \"logo.svg\"" };
        context.problems.report(context.path, Some(place), missing);
    }
    fields.finish();
    Brand { accents, corners, logo: light, logo_dark: dark }
}

fn colour(
    key: &'static str,
    written: Placed<String>,
    fields: &Fields<'_, '_>,
) -> Option<Placed<Colour>> {
    let context = fields.context();
    let found = Colour::parse(&written.value);
    if found.is_none() {
        let fault = Fault::NotAColour { key, found: written.value };
        context.problems.report(context.path, Some(written.place.clone()), fault);
    }
    Some(Placed { value: found?, place: written.place })
}

fn accents(
    light: Option<Placed<Colour>>,
    dark: Option<Placed<Colour>>,
    fields: &Fields<'_, '_>,
) -> Option<Accents> {
    let context = fields.context();
    let given = [("accent", &light, Scheme::Light), ("accent-dark", &dark, Scheme::Dark)];
    for (key, accent, scheme) in given {
        let Some(accent) = accent else { continue };
        let (on, ratio) = worst(accent.value, scheme);
        if ratio < READABLE {
            let nearest = accent.value.nearest(|colour| worst(colour, scheme).1 >= READABLE);
            let fault = Fault::LowContrast {
                key,
                found: accent.value,
                on,
                hundredths: hundredths(ratio),
                nearest,
            };
            context.problems.report(context.path, Some(accent.place.clone()), fault);
        }
    }
    let light = light.map(|accent| accent.value);
    let dark = dark.map(|accent| accent.value);
    let made = |from: Option<Colour>, scheme| {
        from?.nearest(|colour| worst(colour, scheme).1 >= COMFORTABLE)
    };
    Some(Accents {
        light: light.or_else(|| made(dark, Scheme::Light))?,
        dark: dark.or_else(|| made(light, Scheme::Dark))?,
    })
}

/// Where an accent can be read worst, and how well.
fn worst(accent: Colour, scheme: Scheme) -> (&'static str, f64) {
    let colours = with_accent(accent, scheme);
    let mut worst = ("paper", f64::INFINITY);
    for on in BEHIND {
        let ratio = accent.contrast(colours[on]);
        if ratio < worst.1 {
            worst = (on, ratio);
        }
    }
    worst
}

/// A ratio as people write it, with two digits after the point, never better than it is.
fn hundredths(ratio: f64) -> u32 {
    (100..=2100)
        .take_while(|hundredths| f64::from(*hundredths) <= ratio * 100.0)
        .last()
        .unwrap_or(100)
}

/// All colours of a scheme with an accent in the place of ours.
pub fn with_accent(accent: Colour, scheme: Scheme) -> Colours {
    let mut colours = theme::colours(scheme);
    for (name, colour) in derived(accent, scheme, &colours) {
        colours.insert(name.to_owned(), colour);
    }
    colours
}

/// The accent, and what depends on it.
fn derived(accent: Colour, scheme: Scheme, ours: &Colours) -> [(&'static str, Colour); 4] {
    // An accent that can be read on the paper can be told from what is behind the paper, too.
    let (ink, share) = match scheme {
        Scheme::Light => (Colour::WHITE, 10),
        Scheme::Dark => (Colour::BLACK, 14),
    };
    [
        ("accent", accent),
        ("accent-ink", ink),
        ("accent-hover", accent.mixed(ours["ink"], 18)),
        ("accent-soft", ours["paper"].mixed(accent, share)),
    ]
}

impl Brand {
    /// The style sheet that changes ours, where there is something to change.
    pub fn style(&self) -> Option<String> {
        if self.accents.is_none() && self.corners.is_none() {
            return None;
        }
        let mut css = "@layer brand {\n  :root {\n".to_owned();
        let tokens = |css: &mut String, accent, scheme, indent: &str| {
            for (name, colour) in derived(accent, scheme, &theme::colours(scheme)) {
                writeln!(css, "{indent}--{name}: {colour};").expect("bug: a text takes more");
            }
        };
        if let Some(accents) = self.accents {
            tokens(&mut css, accents.light, Scheme::Light, "    ");
        }
        if let Some(corners) = self.corners {
            let radius = corners.radius();
            writeln!(css, "    --radius: {radius};").expect("bug: a text takes more");
        }
        css += "  }\n";
        if let Some(accents) = self.accents {
            css += "\n  @media (prefers-color-scheme: dark) {\n    :root {\n";
            tokens(&mut css, accents.dark, Scheme::Dark, "      ");
            css += "    }\n  }\n";
        }
        css += "}\n";
        Some(css)
    }

    /// The icon of the site, made from ours.
    pub fn icon(&self, ours: &str) -> String {
        let Some(accents) = self.accents else { return ours.to_owned() };
        let accent = theme::colours(Scheme::Light)["accent"].to_string();
        ours.replace(&accent, &accents.light.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_never_said_to_be_better_than_it_is() {
        assert_eq!([1.0, 4.499, 4.5, 21.0].map(hundredths), [100, 449, 450, 2100]);
    }

    #[test]
    fn a_site_without_a_brand_has_no_sheet_and_our_icon() {
        let brand = Brand::default();
        assert_eq!((brand.style(), brand.icon("<svg/>")), (None, "<svg/>".to_owned()));
        let round = Brand { corners: Some(Corners::None), ..Brand::default() };
        assert_eq!(
            round.style().as_deref(),
            Some("@layer brand {\n  :root {\n    --radius: 0;\n  }\n}\n")
        );
    }

    #[test]
    fn our_icon_takes_the_accent() {
        let green = Colour::parse("#1b6b3a").unwrap();
        let accents = Some(Accents { light: green, dark: green });
        let ours = include_str!("../../static/icon.svg");
        let icon = Brand { accents, ..Brand::default() }.icon(ours);
        assert_eq!(icon.matches("#1b6b3a").count(), ours.matches("#1f4e79").count());
        assert!(icon.contains("#1b6b3a"));
    }
}
