//! Splits a page into its front matter and its body.

use std::ops::Range;

use crate::fields::Context;
use crate::problem::{Fault, Problems};
use crate::source::SourcePath;

/// The two parts of a page, as bytes of its file.
pub struct Parts {
    /// The TOML between the fences.
    pub front_matter: Range<usize>,
    /// The Markdown after them.
    pub body: Range<usize>,
}

/// Splits a page, or reports why it cannot be split.
pub fn split(path: &SourcePath, text: &str, problems: &Problems) -> Option<Parts> {
    let context = Context { path, offset: 0, problems };
    let length = text.find('\n').unwrap_or(text.len());
    let fault = match text[..length].trim_end() {
        "+++" => None,
        "---" => Some(Fault::YamlFrontMatter),
        _ => Some(Fault::NoFrontMatter),
    };
    if let Some(fault) = fault {
        context.report(0..length, fault);
        return None;
    }
    let start = text.len().min(length + 1);
    let rest = &text[start..];
    let mut end = start;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some(Parts { front_matter: start..end, body: end + line.len()..text.len() });
        }
        end += line.len();
    }
    context.report(0..3, Fault::OpenFrontMatter);
    None
}
