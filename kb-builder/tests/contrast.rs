//! Everything that can be read can be read well: the colours of the style sheets, and of brands.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::BTreeSet;
use std::fs;

use kb_builder::brand::with_accent;
use kb_builder::colour::Colour;
use kb_builder::problem::{Fault, Problems};
use kb_builder::site;
use kb_builder::source::{Source, SourcePath};
use kb_builder::theme::{Colours, Scheme, colours_in};

/// The tokens of text.
const TEXT: [&str; 7] = ["ink", "quiet", "accent", "warn", "danger", "good", "violet"];

/// The tokens of what is behind text.
const BEHIND: [&str; 6] =
    ["paper", "raised", "accent-soft", "warn-soft", "danger-soft", "good-soft"];

const BOTH: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

fn sheet(name: &str) -> String {
    fs::read_to_string(format!("../static/css/{name}")).unwrap()
}

/// Every style sheet, by name.
fn sheets() -> Vec<(String, String)> {
    let files = fs::read_dir("../static/css").unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.map(|name| (name.clone(), sheet(&name))).collect()
}

/// What is too hard to see, as `text on behind: ratio`.
fn too_hard(colours: &Colours) -> Vec<String> {
    let mut hard = Vec::new();
    let mut need = |ratio: f64, front: &str, behind: &str| {
        let found = colours[front].contrast(colours[behind]);
        if found < ratio {
            hard.push(format!("{front} on {behind}: {found:.2}, not {ratio}"));
        }
    };
    for behind in BEHIND {
        for text in TEXT {
            need(4.5, text, behind);
        }
        // The ring around what has the focus stands two pixels off, so it is never seen on the
        // accent of a button. It and what marks a choice need what shapes need.
        need(3.0, "focus", behind);
    }
    for behind in ["accent", "accent-hover"] {
        need(4.5, "accent-ink", behind);
    }
    hard
}

#[test]
fn all_text_can_be_read_in_light_in_dark_and_on_paper() {
    let tokens = sheet("tokens.css");
    for scheme in BOTH {
        assert_eq!(too_hard(&colours_in(&tokens, scheme)), [""; 0], "{scheme:?}");
    }
    let mut paper = colours_in(&tokens, Scheme::Dark);
    paper.extend(colours_in(&sheet("print.css"), Scheme::Light));
    assert_eq!(too_hard(&paper), [""; 0], "on paper, from a dark screen");
}

/// A pair that is named nowhere above could be as hard to read as it likes.
#[test]
fn the_style_sheets_use_no_other_colours() {
    let known: BTreeSet<&str> = TEXT
        .into_iter()
        .chain(BEHIND)
        .chain(["accent-ink", "accent-hover", "focus", "line"])
        .collect();
    let tokens = colours_in(&sheet("tokens.css"), Scheme::Light);
    assert_eq!(tokens.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
    let mut checked = 0;
    for (name, text) in sheets() {
        for line in text.lines().map(str::trim) {
            let Some((key, value)) = line.strip_suffix(';').and_then(|line| line.split_once(": "))
            else {
                continue;
            };
            let allowed: &[&str] = match key {
                // Colours of the system, which its owner has chosen.
                _ if SYSTEM.iter().any(|word| value.ends_with(word)) => continue,
                "color" => &TEXT_AND_INK,
                // In a drawing both letters and boxes are filled.
                "fill" => &TEXT_AND_BOXES,
                "background" | "background-color" => &BACKGROUNDS,
                key if key.starts_with("--") => continue,
                _ => {
                    let words = ["#", "rgb", "hsl", "white", "black", "color-mix"];
                    let named = words.iter().any(|word| value.contains(word));
                    assert!(!named || key == "content", "{name}: {line}");
                    continue;
                }
            };
            checked += 1;
            let token = value.strip_prefix("var(--").and_then(|value| value.strip_suffix(')'));
            assert!(allowed.contains(&token.unwrap_or(value)), "{name}: {line}");
        }
    }
    assert!(checked > 50, "{checked}");
}

/// What may stand after anything where the system's colours are forced (CSS Color 4, section 6.2).
const SYSTEM: [&str; 4] = ["CanvasText", "Canvas", "LinkText", "Highlight"];

/// What may stand after `fill:`.
const TEXT_AND_BOXES: [&str; 6] = ["ink", "accent", "paper", "raised", "accent-soft", "none"];

/// What may stand after `color:`.
const TEXT_AND_INK: [&str; 11] = [
    "violet",
    "ink",
    "quiet",
    "accent",
    "warn",
    "danger",
    "good",
    "accent-ink",
    "inherit",
    "currentColor",
    "none",
];

/// What may stand after `background:`.
const BACKGROUNDS: [&str; 11] = [
    "paper",
    "raised",
    "accent-soft",
    "warn-soft",
    "danger-soft",
    "good-soft",
    "accent",
    "accent-hover",
    "transparent",
    "none",
    "inherit",
];

/// What is written on the accent is written in its ink, and that ink is nowhere else.
#[test]
fn what_stands_on_the_accent_has_its_ink() {
    let mut found = 0;
    for (name, text) in sheets() {
        for rule in text.split('}') {
            let on_accent = rule.contains("background: var(--accent);");
            let inked = rule.contains(" color: var(--accent-ink);");
            assert_eq!(on_accent, inked, "{name}: {rule}");
            found += usize::from(inked);
        }
    }
    assert!(found >= 2, "the button and the skip link");
}

/// On the accent of a button the ring could not be told from it.
#[test]
fn the_ring_around_what_has_the_focus_stands_off() {
    let mut rings = 0;
    for (name, text) in sheets() {
        for rule in text
            .split('}')
            .filter(|rule| rule.contains("outline: ") && !rule.contains("outline: none"))
            // Where the system's colours are forced, the ring has those of the system.
            .filter(|rule| !rule.contains("solid Highlight;"))
        {
            assert!(rule.contains("outline: 3px solid var(--focus);"), "{name}: {rule}");
            assert!(rule.contains("outline-offset: 2px;"), "{name}: {rule}");
            rings += 1;
        }
    }
    assert!(rings > 0);
}

fn settings(brand: &str) -> Source {
    let mut source = Source::default();
    let whole = include_str!("whole.txt");
    let site = whole.split("\n== ").next().unwrap().split_once('\n').unwrap().1;
    let text = format!("{site}\n[brand]\n{brand}\n");
    source.add(SourcePath::new("site.toml"), text.into_bytes());
    source
}

/// Colours from all over the cube.
fn many() -> impl Iterator<Item = Colour> {
    let steps = || (0..=255_u8).step_by(51);
    steps().flat_map(move |red| {
        steps().flat_map(move |green| {
            steps().map(move |blue| {
                Colour::parse(&format!("#{red:02x}{green:02x}{blue:02x}")).unwrap()
            })
        })
    })
}

/// An accent is either taken, and then all of the page can be read, or refused for one that is taken.
#[test]
fn every_accent_that_is_taken_can_be_read_and_every_hint_is_taken() {
    let (mut taken, mut refused) = (0, 0);
    for (key, scheme) in [("accent", Scheme::Light), ("accent-dark", Scheme::Dark)] {
        for colour in many() {
            let source = settings(&format!("{key} = \"{colour}\""));
            let problems = Problems::default();
            let brand = site::parse(&source, &problems).unwrap().brand;
            let faults: Vec<Fault> =
                problems.all().into_iter().map(|problem| problem.fault).collect();
            let readable = match faults.as_slice() {
                [] => {
                    taken += 1;
                    let accents = brand.accents.unwrap();
                    for (other, made) in
                        [(Scheme::Light, accents.light), (Scheme::Dark, accents.dark)]
                    {
                        assert_eq!(
                            too_hard(&with_accent(made, other)),
                            [""; 0],
                            "{colour} {other:?}"
                        );
                    }
                    colour
                }
                [Fault::LowContrast { found, nearest, hundredths, .. }] => {
                    refused += 1;
                    assert_eq!((*found, *hundredths < 450), (colour, true));
                    nearest.unwrap()
                }
                other => panic!("{colour}: {other:?}"),
            };
            assert_eq!(too_hard(&with_accent(readable, scheme)), [""; 0], "{colour} {scheme:?}");
        }
    }
    assert!(taken > 50 && refused > 50, "{taken} {refused}");
}
