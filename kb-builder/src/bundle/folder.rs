//! The whole site as a zip that runs from a disk once it is unpacked.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::address::NOT_FOUND;
use crate::page::Page;

/// The file that lists the checksum of every other, as `sha256sum --check` reads it.
pub(super) const SUMS: &str = "SHA256SUMS";

/// What only a server or a search engine reads.
const FOR_THE_WEB: [&str; 6] =
    ["callback/", "robots.txt", "sitemap.xml", "feed.xml", "llms.txt", NOT_FOUND];

/// Puts the pages of a copy into a zip. The same pages give the same bytes.
pub(super) fn zip(pages: Vec<Page>) -> Vec<u8> {
    let is_for_the_web = |page: &Page| {
        page.is_for_servers() || FOR_THE_WEB.iter().any(|known| page.path.starts_with(known))
    };
    let mut files: Vec<(String, Vec<u8>)> = pages
        .into_iter()
        .filter(|page| !is_for_the_web(page))
        .map(|page| {
            // Only documents have a policy.
            let Some(_) = page.policy else { return (page.path, page.bytes.into()) };
            let text = String::from_utf8(page.bytes.into()).expect("bug: our documents are UTF-8");
            (page.path, to_files(&text).into_bytes())
        })
        .collect();
    files.sort();
    let mut sums = String::new();
    for (path, bytes) in &files {
        sums.extend([&hex(&Sha256::digest(bytes)), "  ", path, "\n"]);
    }
    files.push((SUMS.to_owned(), sums.into_bytes()));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No time, no owner, no mode of this machine.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (path, bytes) in files {
        zip.start_file(path, options)
            .and_then(|()| Ok(zip.write_all(&bytes)?))
            .expect("bug: writing to memory cannot fail");
    }
    zip.finish().expect("bug: writing to memory cannot fail").into_inner()
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("bug: writing to memory cannot fail");
        hex
    })
}

/// The attributes that hold addresses, as our pages write them.
const ADDRESSES: [&str; 5] =
    [" href=\"", " data-page=\"", " data-general=\"", " data-all=\"", " content=\"0; url="];

/// The same page with links to files: from a disk, nobody puts `index.html` at the end of a folder.
fn to_files(html: &str) -> String {
    let mut made = String::with_capacity(html.len() + html.len() / 16);
    // In what we write, `<` begins a tag and nothing else, and no value of an attribute has `>` in it.
    for (at, piece) in html.split('<').enumerate() {
        if at == 0 {
            made.push_str(piece);
            continue;
        }
        let (tag, text) = piece.split_at(piece.find('>').unwrap_or(piece.len()));
        made.push('<');
        made.push_str(&to_files_in(tag));
        made.push_str(text);
    }
    made
}

/// The same for what is between `<` and `>`.
fn to_files_in(tag: &str) -> String {
    let mut made = String::new();
    let mut rest = tag;
    while let Some((at, found)) =
        ADDRESSES.iter().filter_map(|known| rest.find(known).map(|at| (at, *known))).min()
    {
        let (before, after) = rest.split_at(at + found.len());
        let (address, more) = after.split_at(after.find('"').unwrap_or(after.len()));
        made.push_str(before);
        made.push_str(&to_file(address));
        rest = more;
    }
    made + rest
}

/// A link to a folder as one to the file in it.
fn to_file(link: &str) -> String {
    let end = link.find(['?', '#']).unwrap_or(link.len());
    let (path, more) = link.split_at(end);
    let is_elsewhere = path.split('/').next().is_some_and(|first| first.contains(':'));
    let is_folder = path.ends_with('/') || path.ends_with("..") || path == ".";
    if is_elsewhere || !is_folder {
        return link.to_owned();
    }
    format!("{}/index.html{more}", path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_folder_leads_to_its_file() {
        for (link, file) in [
            ("./", "./index.html"),
            ("../", "../index.html"),
            ("../../guides/a/", "../../guides/a/index.html"),
            ("guides/a/#h-b", "guides/a/index.html#h-b"),
            ("../caa20004/?code=x&amp;y=/", "../caa20004/index.html?code=x&amp;y=/"),
            ("#step-a", "#step-a"),
            ("?a=b", "?a=b"),
            ("", ""),
            ("../api/codes.json", "../api/codes.json"),
            ("https://example.com/", "https://example.com/"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("ms-settings:dateandtime", "ms-settings:dateandtime"),
        ] {
            assert_eq!(to_file(link), file);
        }
        let page =
            "<a href=\"a/\">href=&quot;b/&quot;</a><link href=\"c.css\"><p data-home=\"../\">";
        let made = "<a href=\"a/index.html\">href=&quot;b/&quot;</a><link href=\"c.css\"><p data-home=\"../\">";
        assert_eq!(to_files(page), made);
    }
}
