//! Sites written as one text: `== path` begins a file.

use kb_builder::problem::Fault;
use kb_builder::source::{Source, SourcePath};

/// A small site that is whole; every case changes as little of it as it needs.
const WHOLE: &str = include_str!("../whole.txt");

/// The whole site with the changes of a case.
///
/// `== path` replaces or adds a file. `== path | remove` takes it away. `== path | [table]` puts
/// what follows in the place of that table of the TOML file. A line `\large`, `\utf16`, `\link`,
/// `\cells` or `\page` stands for what no text file can hold, and `\xe9` for that byte.
pub(crate) fn site(changes: &str) -> Source {
    let mut files: Vec<(String, String)> = Vec::new();
    for (head, body) in sections(WHOLE).into_iter().chain(sections(changes)) {
        let (path, how) = head.split_once(" | ").unwrap_or((&head, ""));
        let old = files.iter().position(|(known, _)| known == path).map(|at| files.remove(at).1);
        match (how, old) {
            ("remove", _) => {}
            ("", _) => files.push((path.to_owned(), body)),
            (table, old) => {
                let old = old.expect("a table of a file that is there");
                files.push((path.to_owned(), replace_table(&old, table, &body)));
            }
        }
    }
    let mut source = Source::default();
    for (path, text) in files {
        if text.trim() == "\\link" {
            source.refuse(SourcePath::new(path), Fault::NotAFile);
        } else if [".svg", ".png"].iter().any(|ending| path.ends_with(ending)) {
            source.add_picture(SourcePath::new(path), bytes(&text));
        } else {
            source.add(SourcePath::new(path), bytes(&text));
        }
    }
    source
}

fn sections(text: &str) -> Vec<(String, String)> {
    let parts = text.strip_prefix("== ").unwrap_or(text).split("\n== ");
    parts
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            (head.trim().to_owned(), body.to_owned())
        })
        .collect()
}

fn replace_table(text: &str, table: &str, new: &str) -> String {
    let start = text.find(table).expect("the table is there");
    let end = text[start + 1..].find("\n[").map_or(text.len(), |end| start + end + 2);
    format!("{}{table}\n{new}\n{}", &text[..start], &text[end..])
}

fn bytes(text: &str) -> Vec<u8> {
    match text.trim() {
        "\\large" => vec![b'x'; 300 * 1024],
        "\\utf16" => {
            let units = "+++".encode_utf16().flat_map(u16::to_le_bytes);
            [0xff, 0xfe].into_iter().chain(units).collect()
        }
        _ => {
            let text = text
                .replace("\\cells", &format!("{}\n{}\n", "|a".repeat(4001), "|-".repeat(4001)))
                .replace("\\page", &"> [!NOTE]\n> a\n\n".repeat(4000));
            let mut bytes = Vec::new();
            let mut rest = text.as_str();
            while let Some(at) = rest.find("\\xe9") {
                bytes.extend_from_slice(&rest.as_bytes()[..at]);
                bytes.push(0xe9);
                rest = &rest[at + 4..];
            }
            bytes.extend_from_slice(rest.as_bytes());
            bytes
        }
    }
}
