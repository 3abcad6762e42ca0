//! Every input file, in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::agent::AGENT;
use crate::change::CHANGES;
use crate::logo::{MAX_LOGO, is_svg};
use crate::memory::Mark;
use crate::problem::{Fault, Problems};
use crate::tables::{AADSTS, CODES, SOURCES};

/// The path of an input file below the content folder, with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

/// Every input file: texts, and those that are none.
#[derive(Clone, Debug, Default)]
pub struct Source {
    texts: BTreeMap<SourcePath, Text>,
    unreadable: BTreeMap<SourcePath, Unreadable>,
    pictures: BTreeMap<SourcePath, Vec<u8>>,
}

/// A text, and what tells the file from any other.
#[derive(Clone, Debug)]
struct Text {
    text: Arc<str>,
    mark: Mark,
}

/// A file that was read, whether it is a text or not.
pub(crate) struct Input(Result<Text, Unreadable>);

impl Input {
    /// One of these bytes.
    pub(crate) fn of(path: &SourcePath, bytes: Vec<u8>) -> Self {
        if bytes.len() as u64 > MAX_FILE {
            return Self::refused(Fault::TooLarge { bytes: bytes.len() as u64 });
        }
        let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        // Without a mark, half of each letter that a keyboard types is nothing.
        if marked || bytes.iter().take(4).any(|byte| *byte == 0) {
            return Self::refused(Fault::Utf16);
        }
        Self(match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.trim_start_matches('\u{feff}');
                let plain =
                    text.contains('\r').then(|| text.replace("\r\n", "\n").replace('\r', "\n"));
                let text = plain.as_deref().unwrap_or(text);
                Ok(Text { text: text.into(), mark: Mark::of([path.as_str(), text]) })
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let shown = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let place = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
                Err(Unreadable { fault: Fault::NotUtf8, shown: Some((shown, place)) })
            }
        })
    }

    /// One that is not taken.
    pub(crate) fn refused(fault: Fault) -> Self {
        Self(Err(Unreadable { fault, shown: None }))
    }
}

/// A file that is no text for us.
#[derive(Clone, Debug)]
struct Unreadable {
    fault: Fault,
    /// What of it can be shown, and the place in that where it goes wrong.
    shown: Option<(String, Range<usize>)>,
}

/// The largest file that is read, in bytes. Markdown takes more than linear time on hostile text.
pub const MAX_FILE: u64 = 256 * 1024;

impl SourcePath {
    /// A path below the content folder.
    pub fn new(path: impl Into<String>) -> Self {
        Self(Arc::from(path.into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same path below a folder, such as that of a language; as it is where that is empty.
    #[must_use]
    pub fn below(self, folder: &str) -> Self {
        if folder.is_empty() { self } else { Self::new(format!("{folder}/{}", self.0)) }
    }

    /// The name of a file directly in `folder` without its `extension`: `guides/x.md` → `x`.
    pub fn name_in(&self, folder: &str, extension: &str) -> Option<&str> {
        let name = self.0.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(extension)?;
        let name = name.strip_suffix('.')?;
        (!name.contains('/')).then_some(name)
    }

    /// The path that a link in this file points to, if it stays below the content folder.
    pub fn resolve(&self, link: &str) -> Option<Self> {
        let mut parts: Vec<&str> = self.0.split('/').collect();
        parts.pop();
        for part in link.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self::new(parts.join("/")))
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Source {
    /// Takes in a file's bytes, in place of those it had. A byte-order mark is dropped, and line ends
    /// become `\n`.
    pub fn add(&mut self, path: SourcePath, bytes: Vec<u8>) {
        let file = Input::of(&path, bytes);
        self.put(path, file);
    }

    /// Takes in a file that was read, in place of what it was.
    pub(crate) fn put(&mut self, path: SourcePath, file: Input) {
        self.remove(&path);
        match file.0 {
            Ok(text) => drop(self.texts.insert(path, text)),
            Err(unreadable) => drop(self.unreadable.insert(path, unreadable)),
        }
    }

    /// Takes in a picture that the settings name.
    pub fn add_picture(&mut self, path: SourcePath, bytes: Vec<u8>) {
        if bytes.len() as u64 > MAX_LOGO {
            self.refuse(path, Fault::LogoTooLarge);
        } else if is_svg(&path) && std::str::from_utf8(&bytes).is_err() {
            self.refuse(path, Fault::NotUtf8);
        } else {
            self.pictures.insert(path, bytes);
        }
    }

    /// The bytes of a picture.
    pub fn picture(&self, path: &SourcePath) -> Option<&[u8]> {
        self.pictures.get(path).map(Vec::as_slice)
    }

    /// Notes why a file was not read.
    pub fn refuse(&mut self, path: SourcePath, fault: Fault) {
        self.unreadable.insert(path, Unreadable { fault, shown: None });
    }

    /// The text of a file as far as it can be shown in a report.
    pub fn shown(&self, path: &SourcePath) -> Option<&str> {
        let lossy = || Some(self.unreadable.get(path)?.shown.as_ref()?.0.as_str());
        let drawn = || std::str::from_utf8(self.picture(path)?).ok();
        self.text(path).or_else(lossy).or_else(drawn)
    }

    /// The text of a file.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        self.texts.get(path).map(|text| &*text.text)
    }

    /// Every text.
    pub fn texts(&self) -> impl Iterator<Item = (&SourcePath, &str)> {
        self.texts.iter().map(|(path, text)| (path, &*text.text))
    }

    /// The same, with what tells each from any other.
    pub(crate) fn marked_texts(&self) -> impl Iterator<Item = (&SourcePath, &str, Mark)> {
        self.texts.iter().map(|(path, text)| (path, &*text.text, text.mark))
    }

    /// What tells a text from any other, its path included.
    pub(crate) fn mark(&self, path: &SourcePath) -> Mark {
        self.texts.get(path).map(|text| text.mark).unwrap_or_default()
    }

    /// What tells all files but guides, which are many, from any others; and which guides there are.
    pub(crate) fn surroundings(&self) -> Mark {
        let is_guide = |path: &SourcePath| {
            let own = path.as_str().find("guides/").map(|at| SourcePath::new(&path.as_str()[at..]));
            own.is_some_and(|own| own.name_in("guides", "md").is_some())
        };
        let texts = self
            .texts
            .iter()
            .map(|(path, text)| if is_guide(path) { Mark::of([path.as_str()]) } else { text.mark });
        let pictures = self.pictures.iter();
        let pictures = pictures.map(|(path, bytes)| Mark::of([path.as_str().as_bytes(), bytes]));
        // A link to what could not be read is not reported once more.
        let unreadable = self.unreadable.keys().map(|path| Mark::of(["unreadable", path.as_str()]));
        Mark::of(texts.chain(pictures).chain(unreadable))
    }

    /// Forgets a file.
    pub(crate) fn remove(&mut self, path: &SourcePath) {
        self.texts.remove(path);
        self.unreadable.remove(path);
    }

    /// Whether there is such a file, readable or not.
    pub fn has(&self, path: &SourcePath) -> bool {
        self.texts.contains_key(path) || self.unreadable.contains_key(path)
    }

    /// Every text directly in a folder, by name.
    pub fn texts_in<'a>(
        &'a self,
        folder: &str,
        extension: &str,
    ) -> Vec<(&'a SourcePath, &'a str, &'a str)> {
        let texts = self.texts.iter();
        texts
            .filter_map(|(path, text)| Some((path, path.name_in(folder, extension)?, &*text.text)))
            .collect()
    }

    /// Reports every file that could not be read as text.
    pub fn report_unreadable(&self, problems: &Problems) {
        for (path, unreadable) in &self.unreadable {
            let place = unreadable.shown.as_ref().map(|(_, place)| place.clone());
            problems.report(path, place, unreadable.fault.clone());
        }
    }

    /// Reports every file that means nothing; `languages` are the folders of translations.
    pub fn report_unused(&self, languages: &[&str], problems: &Problems) {
        let used = |path: &SourcePath| {
            let folders = [
                ("guides", "md"),
                ("codes", "md"),
                ("flows", "toml"),
                ("flows/parts", "toml"),
                ("scenarios", "toml"),
            ];
            let settings = [
                AADSTS,
                AGENT,
                CHANGES,
                CODES,
                SOURCES,
                "glossary.toml",
                "queries.toml",
                "site.toml",
                "synonyms.toml",
                "words.toml",
                "README.md",
            ];
            folders.iter().any(|(folder, ext)| path.name_in(folder, ext).is_some())
                || settings.contains(&path.as_str())
        };
        let translates = |path: &SourcePath| {
            languages.iter().any(|language| {
                let below = path.as_str().strip_prefix(language);
                below.and_then(|below| below.strip_prefix('/')).is_some_and(|below| {
                    let path = SourcePath::new(below);
                    let folders = ["guides", "codes", "flows", "flows/parts"];
                    let pages = folders.iter().any(|folder| {
                        ["md", "toml"].iter().any(|ext| path.name_in(folder, ext).is_some())
                    });
                    pages
                        || ["site.toml", "words.toml", "glossary.toml", "synonyms.toml"]
                            .contains(&below)
                })
            })
        };
        for path in self.texts.keys().filter(|path| !used(path) && !translates(path)) {
            problems.report(path, None, Fault::NotUsed);
        }
    }
}
