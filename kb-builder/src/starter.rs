//! The knowledge base that `kb-builder new` writes: a small one about an error of another product
//! than the site of this repository, to be changed into one's own.

use crate::day::Day;
use crate::schema::{self, Kind, WITHIN};
use crate::source::SourcePath;

/// What stands in the files where the day of the last review belongs.
const TODAY: &str = "{today}";

/// Every file, by its path below the folder, as it is in `starter/`.
const FILES: [(&str, &str); 12] = [
    (
        "codes/sec-error-unknown-issuer.md",
        include_str!("../starter/codes/sec-error-unknown-issuer.md"),
    ),
    ("flows/unknown-issuer.toml", include_str!("../starter/flows/unknown-issuer.toml")),
    ("guides/log-in-to-the-wi-fi.md", include_str!("../starter/guides/log-in-to-the-wi-fi.md")),
    ("guides/tell-the-website.md", include_str!("../starter/guides/tell-the-website.md")),
    (
        "guides/trust-installed-certificates.md",
        include_str!("../starter/guides/trust-installed-certificates.md"),
    ),
    ("guides/use-another-network.md", include_str!("../starter/guides/use-another-network.md")),
    ("guides/why-not-click-past.md", include_str!("../starter/guides/why-not-click-past.md")),
    ("scenarios/unknown-issuer.toml", include_str!("../starter/scenarios/unknown-issuer.toml")),
    ("site.toml", include_str!("../starter/site.toml")),
    ("tables/codes.toml", include_str!("../starter/tables/codes.toml")),
    ("tables/sources.toml", include_str!("../starter/tables/sources.toml")),
    ("words.toml", include_str!("../starter/words.toml")),
];

/// The files, read through on this day. Those in TOML begin with the line that leads an editor to its
/// schema.
pub fn files(today: Day) -> Vec<(&'static str, String)> {
    let day = today.to_string();
    let files = FILES.iter().map(|(path, text)| {
        let text = text.replace(TODAY, &day);
        let place = SourcePath::new(*path);
        // A page is Markdown, of which no editor knows a schema.
        let is_page = text.starts_with("+++");
        let kind = Kind::of(&place).filter(|_| !is_page);
        let line = kind.map(|kind| format!("{}\n\n", kind.line_within(&place)));
        (*path, line.unwrap_or_default() + &text)
    });
    files.collect()
}

/// The schemas that those lines lead to, by their paths below the folder.
pub fn schemas() -> impl Iterator<Item = (String, String)> {
    schema::files().into_iter().map(|(name, text)| (format!("{WITHIN}/{name}"), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_in_the_program() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/starter");
        let found = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
        let found: Vec<String> = found
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(folder).unwrap().to_owned())
            .map(|path| {
                path.components()
                    .map(|part| part.as_os_str().to_string_lossy())
                    .collect::<Vec<_>>()
                    .join("/")
            })
            .collect();
        let ours: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(ours, found);
    }

    #[test]
    fn no_file_keeps_a_blank() {
        let today = Day::parse("2026-11-21").unwrap();
        for (path, text) in files(today) {
            assert!(!text.contains(TODAY), "{path}");
            let has_review = path.starts_with("guides/") || path.starts_with("codes/");
            assert_eq!(text.contains("\nreviewed = \"2026-11-21\"\n"), has_review, "{path}");
        }
    }
}
