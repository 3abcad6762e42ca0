//! The colours that the style sheet names, in both schemes: `static/css/tokens.css`.

use std::collections::BTreeMap;

use crate::colour::Colour;

/// The file that names them.
const TOKENS: &str = include_str!("../../static/css/tokens.css");

/// Whether a page is dark on light or light on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Colours by the names of their tokens, without the dashes.
pub type Colours = BTreeMap<String, Colour>;

/// The colours of our own style sheet.
pub fn colours(scheme: Scheme) -> Colours {
    colours_in(TOKENS, scheme)
}

/// The colours that a style sheet names: those of the dark scheme stand after those of the light one,
/// and in their place.
pub fn colours_in(css: &str, scheme: Scheme) -> Colours {
    let (light, rest) = css.split_once("(prefers-color-scheme: dark)").unwrap_or((css, ""));
    let dark = rest.split("@media").next().unwrap_or_default();
    let used = if scheme == Scheme::Light { "" } else { dark };
    let lines = light.lines().chain(used.lines());
    let colours = lines.filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
        Some((name.to_owned(), Colour::parse(value.strip_suffix(';')?)?))
    });
    colours.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dark_scheme_changes_what_it_names_and_keeps_the_rest() {
        let css = ":root {\n  --paper: #fff;\n  --ink: #000;\n  --space: 1rem;\n}\n\
                   @media (prefers-color-scheme: dark) {\n  :root {\n    --paper: #111;\n  }\n}\n\
                   @media print {\n  :root {\n    --ink: #222;\n  }\n}\n";
        let of = |scheme| {
            let colours = colours_in(css, scheme).into_iter();
            colours.map(|(name, colour)| format!("{name} {colour}")).collect::<Vec<_>>()
        };
        assert_eq!(of(Scheme::Light), ["ink #000000", "paper #ffffff"]);
        assert_eq!(of(Scheme::Dark), ["ink #000000", "paper #111111"]);
    }

    #[test]
    fn both_schemes_name_the_same_colours() {
        let names = |scheme| colours(scheme).into_keys().collect::<Vec<_>>();
        assert_eq!(names(Scheme::Light), names(Scheme::Dark));
        assert_ne!(colours(Scheme::Light)["paper"], colours(Scheme::Dark)["paper"]);
    }
}
