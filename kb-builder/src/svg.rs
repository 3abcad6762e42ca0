//! What an SVG may hold to be a logo: shapes and colours, and nothing that runs, loads or moves.
//!
//! Everything that is not on a list here is refused, so what nobody thought of is refused too.

use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use crate::problem::{Fault, Problems};
use crate::source::SourcePath;

/// The namespace of SVG.
const SVG: &str = "http://www.w3.org/2000/svg";

/// How a document type begins.
const DOCTYPE: &str = "<!DOCTYPE";

/// The most elements, attributes and texts.
const MOST_NODES: u32 = 10_000;

/// Elements that draw, and those that say what is drawn.
const ELEMENTS: [&str; 16] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "title",
];

/// Attributes that say where something is drawn, and how.
const ATTRIBUTES: &str = "\
    aria-hidden aria-label clip-path clip-rule clipPathUnits color cx cy d display fill \
    fill-opacity fill-rule focusable fr fx fy gradientTransform gradientUnits height id offset \
    opacity overflow paint-order pathLength points preserveAspectRatio r role rx ry \
    shape-rendering spreadMethod stop-color stop-opacity stroke stroke-dasharray \
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity \
    stroke-width transform transform-origin vector-effect version viewBox visibility width x \
    x1 x2 y y1 y2";

/// What values may call.
const FUNCTIONS: [&str; 10] =
    ["hsl", "hsla", "matrix", "rgb", "rgba", "rotate", "scale", "skewX", "skewY", "translate"];

/// Reports what a logo may not hold; says how wide and high it is if there is nothing.
pub fn check(path: &SourcePath, text: &str, problems: &Problems) -> Option<(f64, f64)> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => {
            let (place, fault) = match error {
                roxmltree::Error::DtdDetected => {
                    let start = text.find(DOCTYPE).unwrap_or_default();
                    let what = format!("{DOCTYPE}>");
                    (start..start + DOCTYPE.len(), Fault::UnsafeSvg { what })
                }
                error => (place_of(text, error.pos()), Fault::NotSvg { message: said(&error) }),
            };
            problems.report(path, Some(place), fault);
            return None;
        }
    };
    let mut harmless = true;
    let mut refuse = |what: String, place: Range<usize>| {
        harmless = false;
        problems.report(path, Some(place), Fault::UnsafeSvg { what });
    };
    for node in document.descendants() {
        check_node(node, text, &mut refuse);
    }
    if !harmless {
        return None;
    }
    let size = size(document.root_element());
    if size.is_none() {
        problems.report(path, Some(head(document.root_element(), text)), Fault::SvgWithoutSize);
    }
    size
}

fn check_node(node: Node<'_, '_>, text: &str, refuse: &mut impl FnMut(String, Range<usize>)) {
    if node.is_pi() {
        refuse("<?…?>".to_owned(), node.range());
    }
    if !node.is_element() {
        return;
    }
    let name = node.tag_name();
    let is_root = node.parent().is_some_and(|parent| parent.is_root());
    let known = name.namespace() == Some(SVG) && ELEMENTS.contains(&name.name());
    // One within another has a window of its own, which a logo does not need.
    if !known || is_root != (name.name() == "svg") {
        refuse(format!("<{}>", name.name()), head(node, text));
        // What is in it goes with it.
        return;
    }
    for attribute in node.attributes() {
        let name = attribute.name();
        let known = ATTRIBUTES.split(' ').any(|known| known == name);
        if attribute.namespace().is_some() || !known || !is_plain(attribute.value()) {
            refuse(text[attribute.range_qname()].to_owned(), attribute.range());
        }
    }
}

/// Whether a value calls nothing but shapes and colours, and points nowhere but into the picture.
fn is_plain(value: &str) -> bool {
    // CSS reads `\75rl(` as `url(`.
    if value.contains('\\') {
        return false;
    }
    value.match_indices('(').all(|(at, _)| {
        let before = value[..at].trim_end();
        let start = before
            .rfind(|c: char| !c.is_ascii_alphabetic())
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let inside = value[at + 1..].split(')').next().unwrap_or_default().trim();
        match &before[start..] {
            "url" => {
                let name = inside.trim_matches(['"', '\'']).strip_prefix('#');
                name.is_some_and(|name| !name.is_empty() && name.bytes().all(is_letter))
            }
            name => FUNCTIONS.contains(&name),
        }
    })
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Width and height, from what is shown or from what the picture asks for.
fn size(root: Node<'_, '_>) -> Option<(f64, f64)> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| *number > 0.0);
    if let Some(shown) = root.attribute("viewBox") {
        let mut numbers =
            shown.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).skip(2);
        return Some((number(numbers.next()?)?, number(numbers.next()?)?));
    }
    let side = |name| number(root.attribute(name)?.trim_end_matches("px"));
    Some((side("width")?, side("height")?))
}

/// The first tag of an element.
fn head(node: Node<'_, '_>, text: &str) -> Range<usize> {
    let range = node.range();
    let name = text[range.clone()].find(|c: char| c.is_whitespace() || c == '>' || c == '/');
    range.start..range.start + name.unwrap_or(range.len())
}

/// Where the reader stopped, in bytes.
fn place_of(text: &str, at: roxmltree::TextPos) -> Range<usize> {
    let rows = usize::try_from(at.row).unwrap_or(1).saturating_sub(1);
    let columns = usize::try_from(at.col).unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(rows).map(str::len).sum();
    let row = text[start..].lines().next().unwrap_or_default();
    let start = start + row.char_indices().nth(columns).map_or(row.len(), |(at, _)| at);
    start..start
}

/// What the reader says, without the place, which is shown.
fn said(error: &roxmltree::Error) -> String {
    let said = error.to_string();
    said.split(" at ").next().unwrap_or(&said).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The size, and what is refused.
    fn checked(text: &str) -> (Option<(f64, f64)>, Vec<String>) {
        let (path, problems) = (SourcePath::new("logo.svg"), Problems::default());
        let size = check(&path, text, &problems);
        let refused = problems.all().into_iter().map(|problem| match problem.fault {
            Fault::UnsafeSvg { what } => what,
            fault => format!("{fault}"),
        });
        (size, refused.collect())
    }

    fn inside(text: &str) -> Vec<String> {
        checked(&format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 4 2\">{text}</svg>")).1
    }

    #[test]
    fn shapes_and_colours_are_let_through() {
        let text = "<?xml version=\"1.0\"?><!-- ours --><svg xmlns=\"http://www.w3.org/2000/svg\" \
                    viewBox=\"0,0 40 10\"><title>Us</title><defs><linearGradient id=\"a\" x1=\"0\">\
                    <stop offset=\"0\" stop-color=\"rgb(1, 2, 3)\"/></linearGradient></defs><g \
                    transform=\"translate(1 2) rotate(3)\"><path d=\"M0 0h4\" fill=\"url(#a)\"/></g></svg>";
        assert_eq!(checked(text), (Some((40.0, 10.0)), vec![]));
        let sides = format!("<svg xmlns=\"{SVG}\" width=\"40px\" height=\"20\"/>");
        assert_eq!(checked(&sides), (Some((40.0, 20.0)), vec![]));
    }

    #[test]
    fn what_runs_loads_or_moves_is_refused_by_name() {
        for (bad, named) in [
            ("<script>alert(1)</script>", "<script>"),
            ("<style>@import 'https://evil.example'</style>", "<style>"),
            ("<foreignObject/>", "<foreignObject>"),
            ("<image/>", "<image>"),
            ("<use/>", "<use>"),
            ("<a/>", "<a>"),
            ("<animate/>", "<animate>"),
            ("<set/>", "<set>"),
            ("<svg/>", "<svg>"),
            ("<SCRIPT/>", "<SCRIPT>"),
            ("<script xmlns='http://www.w3.org/1999/xhtml'/>", "<script>"),
            ("<p xmlns='http://www.w3.org/1999/xhtml'/>", "<p>"),
            ("<g onload='x'/>", "onload"),
            ("<g OnLoad='x'/>", "OnLoad"),
            ("<g style='fill: red'/>", "style"),
            ("<g class='a'/>", "class"),
            ("<g href='#a'/>", "href"),
            ("<g xmlns:x='http://www.w3.org/1999/xlink' x:href='#a'/>", "x:href"),
            ("<g fill='url(https://evil.example/a.svg#a)'/>", "fill"),
            ("<g fill='url(\"//evil.example#a\")'/>", "fill"),
            ("<g fill='URL(//evil.example)'/>", "fill"),
            ("<g fill='\\75rl(//evil.example)'/>", "fill"),
            ("<g fill='u&#114;l(//evil.example)'/>", "fill"),
            ("<g fill='url (//evil.example)'/>", "fill"),
            ("<g fill='ürl(//evil.example)'/>", "fill"),
            ("<g fill='image-set(\"//evil.example\" 1x)'/>", "fill"),
            ("<g fill='var(--a)'/>", "fill"),
            ("<?xml-stylesheet href='a.css'?>", "<?…?>"),
        ] {
            assert_eq!(inside(bad), [named], "{bad}");
        }
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        let bomb = "<!DOCTYPE svg [<!ENTITY a \"ha\">]><svg/>";
        assert_eq!(checked(bomb), (None, vec!["<!DOCTYPE>".to_owned()]));
        assert_eq!(checked("<svg").0, None);
        assert_eq!(checked("").0, None);
        assert_eq!(checked("<svg viewBox='0 0 1 1'/>"), (None, vec!["<svg>".to_owned()]));
        assert_eq!(inside("&unknown;").len(), 1);
    }

    #[test]
    fn a_logo_of_no_size_is_refused() {
        for bad in
            ["", "viewBox='0 0 0 1'", "viewBox='a'", "width='100%' height='1em'", "width='3'"]
        {
            let (size, refused) = checked(&format!("<svg xmlns='{SVG}' {bad}/>"));
            assert_eq!((size, refused.len()), (None, 1), "{bad}");
        }
    }

    #[test]
    fn what_is_deep_or_long_ends() {
        let deep = inside(&format!("{}{}", "<g>".repeat(9_000), "</g>".repeat(9_000)));
        assert_eq!(deep, [""; 0]);
        assert_eq!(inside(&"<g/>".repeat(20_000)).len(), 1);
    }
}
