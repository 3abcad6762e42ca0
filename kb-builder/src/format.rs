//! The versions of what authors write, and what to change where content is older than the program.
//!
//! A folder of content and a flow may each say in which format they are: `format = 1`. Whoever says
//! nothing means the first. A number is raised when content that was right no longer is.

use crate::fields::{self, Context, Fields};
use crate::problem::{Fault, Problems};
use crate::source::{Source, SourcePath};

/// A format, and what to change to come to it from the one before.
pub struct Format {
    /// What is in it: `content`, `flow`.
    pub of: &'static str,
    /// What to change, a sentence for each step from one version to the next; the first is that from 1
    /// to 2.
    steps: &'static [&'static str],
}

/// The format of a folder of content.
pub const CONTENT: Format = Format { of: "content", steps: &[] };
/// The format of a flow, with its parts.
pub const FLOW: Format = Format { of: "flow", steps: &[] };

/// The largest number that is taken for a version.
const MOST: u32 = 1_000_000;

impl Format {
    /// The version that this program reads.
    pub fn version(&self) -> u32 {
        1 + u32::try_from(self.steps.len()).expect("bug: nobody writes so many sentences")
    }

    /// Whether a table is in this format; reports it where it is in another.
    pub fn fits(&self, fields: &Fields<'_, '_>) -> bool {
        let place = fields.place_of("format");
        let found = match place {
            Some(_) => fields.number("format", "format = 1", 1..=MOST),
            None => Some(1),
        };
        let Some(fault) = found.and_then(|found| self.fault(found)) else { return true };
        let context = fields.context();
        context.problems.report(context.path, place, fault);
        false
    }

    /// What is wrong with content of a version, if anything.
    fn fault(&self, found: u32) -> Option<Fault> {
        let steps = self.steps.iter().skip(found.saturating_sub(1) as usize).copied().collect();
        let known = self.version();
        (found != known).then_some(Fault::OtherFormat { of: self.of, found, known, steps })
    }
}

/// Whether the content is in the formats that this program reads. Where it is in another, that is said
/// and nothing else: every other fault would only follow from it.
pub fn check(source: &Source, problems: &Problems) -> bool {
    let site = SourcePath::new("site.toml");
    let site = source.text(&site).map(|text| (&CONTENT, site, text));
    let flows = source.texts_in("flows", "toml").into_iter();
    let flows = flows.map(|(path, _, text)| (&FLOW, path.clone(), text));
    let mut fits = true;
    for (format, path, text) in site.into_iter().chain(flows) {
        let read = |problems: &Problems| {
            let context = Context { path: &path, offset: 0, problems };
            let table = fields::parse(text, context)?;
            Some(format.fits(&Fields::of(&table, context)))
        };
        // What else is wrong with the file is said when all of it is read.
        if read(&Problems::default()) == Some(false) {
            read(problems);
            fits = false;
        }
    }
    fits
}

/// The versions of all formats, for `--version`.
pub fn versions() -> String {
    let formats =
        [&CONTENT, &FLOW].map(|format| format!("{} format {}", format.of, format.version()));
    format!(
        "{}\n{}\nAPI format {}",
        env!("CARGO_PKG_VERSION"),
        formats.join("\n"),
        crate::api::VERSION
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const THIRD: Format =
        Format { of: "content", steps: &["Rename `a` to `b`.", "Give every guide an `owner`."] };

    #[test]
    fn older_content_is_told_every_step_that_it_lacks() {
        let said = |found| {
            let fault = THIRD.fault(found)?;
            Some(format!("{fault}; {}", fault.hint()?))
        };
        assert_eq!(
            said(1).as_deref(),
            Some(
                "the content is in format 1, and this kb-builder reads format 3; do this, then write \
                 `format = 3`: Rename `a` to `b`. Give every guide an `owner`."
            )
        );
        assert_eq!(
            said(2).as_deref().and_then(|said| said.split_once("; ")).map(|(_, hint)| hint),
            Some("do this, then write `format = 3`: Give every guide an `owner`.")
        );
        assert_eq!(said(3), None);
    }
}
