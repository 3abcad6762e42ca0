//! The picture beside the name of a site: an SVG or a PNG in the folder of `site.toml`.

use toml::de::DeTable;

use crate::fields::{Context, Placed};
use crate::problem::Fault;
use crate::source::{Source, SourcePath};
use crate::svg;

/// The largest picture that is taken, in bytes: everybody waits for it.
pub const MAX_LOGO: u64 = 64 * 1024;

/// How high a logo stands in the header, in pixels of CSS.
const HEIGHT: u32 = 32;

/// How many times as wide as high a logo may be: on a phone there is room for no more.
pub const WIDEST: u32 = 8;

/// A picture that is known to be harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// How its file name ends.
    pub extension: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// How wide it stands in the header, in pixels of CSS.
    pub width: u32,
    /// How high it stands there.
    pub height: u32,
}

/// The pictures that settings name, so that nothing else but texts is ever read.
pub fn named(settings: &str) -> Vec<SourcePath> {
    let (table, _) = DeTable::parse_recoverable(settings);
    let brand = table.get_ref().get("brand").and_then(|brand| brand.get_ref().as_table());
    let names =
        ["logo", "logo-dark"].into_iter().filter_map(|key| brand?.get(key)?.get_ref().as_str());
    names.filter(|name| extension(name).is_some()).map(SourcePath::new).collect()
}

/// Whether a picture is text.
pub fn is_svg(path: &SourcePath) -> bool {
    extension(path.as_str()) == Some("svg")
}

/// How the name of a picture ends, if it is one that a site may have.
fn extension(name: &str) -> Option<&'static str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let plain = !stem.is_empty() && stem.len() <= 60 && stem.bytes().all(letter);
    ["svg", "png"].into_iter().find(|known| plain && *known == ending)
}

/// Takes the picture that a key names; reports one that cannot be taken.
pub fn read(written: &Placed<String>, source: &Source, context: Context<'_>) -> Option<Logo> {
    let report = |fault| {
        context.problems.report(context.path, Some(written.place.clone()), fault);
    };
    let name = &written.value;
    let Some(extension) = extension(name) else {
        report(Fault::NotALogo { found: name.clone() });
        return None;
    };
    let path = SourcePath::new(name.as_str());
    let Some(bytes) = source.picture(&path) else {
        // What was there and could not be read is reported already.
        if !source.has(&path) {
            report(Fault::NoLogo { file: name.clone() });
        }
        return None;
    };
    let size = if extension == "svg" {
        svg::check(&path, std::str::from_utf8(bytes).ok()?, context.problems)?
    } else {
        let size = png_size(bytes);
        if size.is_none() {
            context.problems.report(&path, None, Fault::NotPng);
        }
        let (width, height) = size?;
        (f64::from(width), f64::from(height))
    };
    let Some(width) = width(size) else {
        context.problems.report(&path, None, Fault::LogoShape);
        return None;
    };
    Some(Logo { extension, bytes: bytes.to_vec(), width, height: HEIGHT })
}

/// How wide a picture of this size stands in the header.
fn width((width, height): (f64, f64)) -> Option<u32> {
    let wanted = width / height * f64::from(HEIGHT);
    // The pixel that is nearest; no number that is none has one.
    (HEIGHT / 2..=HEIGHT * WIDEST).find(|width| (f64::from(*width) - wanted).abs() <= 0.5)
}

/// Width and height of a PNG (PNG specification, third edition, section 5), if it is whole.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut size = None;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let (data, after) =
            after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let (_checksum, after) = after.split_first_chunk::<4>()?;
        rest = after;
        match (kind, size) {
            (b"IHDR", None) if data.len() == 13 => {
                let (width, data) = data.split_first_chunk::<4>()?;
                let (height, _) = data.split_first_chunk::<4>()?;
                let found = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
                let bounds = 1..=MAX_PIXELS;
                if !bounds.contains(&found.0) || !bounds.contains(&found.1) {
                    return None;
                }
                size = Some(found);
            }
            // The header comes first and once, and nothing after the end.
            (b"IHDR", _) | (_, None) => return None,
            (b"IEND", size) => return size.filter(|_| rest.is_empty()),
            _ => {}
        }
    }
}

/// The most pixels that a PNG may have each way: few bytes can hold very many.
pub const MAX_PIXELS: u32 = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length, &kind[..], data, &[0; 4]].concat()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        let chunks = [chunk(*b"IHDR", &header), chunk(*b"IDAT", &[1, 2, 3]), chunk(*b"IEND", &[])];
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
    }

    #[test]
    fn the_size_of_a_png_stands_in_its_first_chunk() {
        assert_eq!(png_size(&png(640, 160)), Some((640, 160)));
    }

    #[test]
    fn a_png_that_is_cut_too_large_or_something_else_is_none() {
        let whole = png(640, 160);
        for end in 0..whole.len() {
            assert_eq!(png_size(&whole[..end]), None, "{end}");
        }
        assert_eq!(png_size(&[whole.as_slice(), b"<script>"].concat()), None);
        assert_eq!(png_size(&png(MAX_PIXELS + 1, 1)), None);
        assert_eq!(png_size(&png(0, 8)), None);
        assert_eq!(png_size(&png(u32::MAX, u32::MAX)), None);
    }

    #[test]
    fn a_logo_is_as_wide_as_its_shape_says() {
        assert_eq!(width((640.0, 160.0)), Some(128));
        assert_eq!(width((1.0, 1.0)), Some(32));
        assert_eq!(width((8.0, 1.0)), Some(256));
        assert_eq!(width((9.0, 1.0)), None);
        assert_eq!(width((1.0, 3.0)), None);
        assert_eq!(width((f64::NAN, 1.0)), None);
        assert_eq!(width((1.0, 0.0)), None);
    }

    #[test]
    fn only_plain_names_beside_the_settings_are_read() {
        let names = |value: &str| {
            let paths = named(&format!("[brand]\nlogo = \"{value}\"\n"));
            paths.iter().map(|path| path.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("logo.svg"), ["logo.svg"]);
        for bad in
            ["../logo.svg", "a/logo.svg", "/etc/passwd", ".svg", "logo.txt", "logo.SVG", "a.b.svg"]
        {
            assert_eq!(names(bad), [""; 0], "{bad}");
        }
        assert_eq!(named("[brand]\nlogo = 1\n= ="), []);
        assert_eq!(named("brand = 3"), []);
    }
}
