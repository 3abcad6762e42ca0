//! Colours, and how well one can be read on another: WCAG 2.2, "relative luminance" and "contrast
//! ratio".

use std::fmt;

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Reads `#1f4e79`, or `#fff` for `#ffffff`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = match digits.len() {
            6 => number.to_be_bytes(),
            3 => ((number & 0xf00) << 8 | (number & 0xf0) << 4 | number & 0xf)
                .to_be_bytes()
                .map(|digit| digit * 0x11),
            _ => return None,
        };
        Some(Self([red, green, blue]))
    }

    /// How light it is, from 0 to 1.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How well one of two colours can be seen on the other, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever can be read better on it. One of them always has 4.5.
    #[must_use]
    pub fn ink(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// It, with so many hundredths of another colour in it.
    #[must_use]
    pub fn mixed(self, other: Self, hundredths: u16) -> Self {
        let mut mixed = self.0;
        for (part, added) in mixed.iter_mut().zip(other.0) {
            let sum = u16::from(*part) * (100 - hundredths) + u16::from(added) * hundredths;
            *part = u8::try_from((sum + 50) / 100).expect("bug: a mean lies between its parts");
        }
        Self(mixed)
    }

    /// The colour of the same hue that is wanted and nearest in lightness, where there is one.
    pub fn nearest(self, wanted: impl Fn(Self) -> bool) -> Option<Self> {
        // A hue becomes darker towards black and lighter towards white.
        let towards = |end, hundredths| self.mixed(end, hundredths);
        let steps =
            (0..=100).flat_map(|step| [towards(Self::BLACK, step), towards(Self::WHITE, step)]);
        steps.into_iter().find(|colour| wanted(*colour))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn a_colour_is_written_with_three_or_six_digits() {
        assert_eq!(colour("#1F4e79").to_string(), "#1f4e79");
        assert_eq!(colour("#08f").to_string(), "#0088ff");
        for bad in ["", "#", "1f4e79", "#1f4e7", "#1f4e79ff", "#+f4e79", "#gggggg", "red", "#ä"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    /// Known from WCAG's own examples and from other calculators.
    #[test]
    fn the_contrast_is_that_of_wcag() {
        let check = |a: &str, b: &str, ratio: f64| {
            let found = colour(a).contrast(colour(b));
            assert!((found - ratio).abs() < 0.01, "{a} on {b}: {found}");
            assert!((found - colour(b).contrast(colour(a))).abs() < 1e-12);
        };
        check("#000", "#fff", 21.0);
        check("#777", "#fff", 4.48);
        check("#767676", "#fff", 4.54);
        check("#f00", "#fff", 4.0);
        check("#123456", "#123456", 1.0);
    }

    #[test]
    fn ink_can_be_read_on_every_colour() {
        for red in (0..=255).step_by(15) {
            for green in (0..=255).step_by(15) {
                for blue in (0..=255).step_by(15) {
                    let colour = Colour([red, green, blue]);
                    assert!(colour.contrast(colour.ink()) >= 4.5, "{colour}");
                }
            }
        }
    }

    #[test]
    fn the_nearest_colour_is_as_near_as_it_can_be() {
        let fine = |colour: Colour| colour.contrast(Colour::WHITE) >= 4.5;
        assert_eq!(colour("#1f4e79").nearest(fine), Some(colour("#1f4e79")));
        let darker = colour("#e8590c").nearest(fine).unwrap();
        assert!(fine(darker) && darker.contrast(Colour::WHITE) < 4.7, "{darker}");
        assert_eq!(colour("#fff").nearest(|_| false), None);
    }
}
