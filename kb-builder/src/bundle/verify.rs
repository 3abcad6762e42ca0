//! Proves of a finished bundle what is promised of its kind, also after somebody changed it.
//!
//! | kind | promised |
//! | --- | --- |
//! | all | nothing is loaded from anywhere else, and nothing leads elsewhere by itself; every link within it arrives; a policy stands in its head that lets in no other script |
//! | zip | names that every system takes; kinds of files that we write; the listed checksums, all of them; no script but those that this program writes, and the index of the search; pictures that do nothing; no module and no integrity attribute, which no browser runs from a disk |
//! | one file without scripts | no script, no form, no frame, no picture; its policy allows its one style and nothing else |
//! | one file with the checker | no script but those that this program writes, letter by letter; its policy names each of them and its one style by their hashes, lets in no other, and fetches nothing. What the questions say, and where their links to other sites and ticket forms lead, is the author's, and is not looked at |

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::folder::{SUMS, hex};
use crate::address::is_device;
use crate::assets;
use crate::compress::gzip;
use crate::problem::Problems;
use crate::render::single;
use crate::source::SourcePath;
use crate::svg;

/// The most that a file of a zip may hold, unpacked. A small zip can say that it holds a petabyte.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// The most that all of them may hold.
const MAX_ALL: u64 = 1024 * 1024 * 1024;
/// The most files a zip may have.
const MAX_FILES: usize = 200_000;

/// The kinds of files that a zip has.
const KINDS: [&str; 7] = ["html", "css", "js", "json", "png", "svg", "txt"];

/// What is said of any script that is not ours.
const FOREIGN: &str = "it has a script that this version of kb-builder does not write";

/// Something that a bundle does not keep.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The file in a zip; empty where the bundle is one file.
    pub file: String,
    /// What is wrong, in one sentence.
    pub what: String,
}

/// What a bundle was found to be.
#[derive(Debug)]
pub struct Verified {
    /// In words: `zip of a site, 655 files`.
    pub kind: String,
    /// Everything that is wrong; nothing is well.
    pub broken: Vec<Broken>,
}

/// Looks at a bundle.
pub fn verify(bytes: &[u8]) -> Verified {
    let mut found = Found::default();
    let kind = if bytes.starts_with(b"PK") {
        let files = found.zip(bytes);
        format!("zip of a site, {files} files, {} bytes", bytes.len())
    } else if is_html(bytes) {
        let kind = found.one_file(bytes);
        format!("{kind}, {} bytes, {} as gzip", bytes.len(), gzip(bytes).len())
    } else {
        found
            .say("it is neither a zip nor an HTML file; what other kinds promise cannot be proved");
        format!("{} bytes", bytes.len())
    };
    let mut broken = found.broken;
    broken.sort();
    broken.dedup();
    Verified { kind, broken }
}

fn is_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    start.contains("<!doctype html") || start.contains("<html")
}

#[derive(Default)]
struct Found {
    file: String,
    broken: Vec<Broken>,
}

impl Found {
    fn say(&mut self, what: impl Into<String>) {
        self.broken.push(Broken { file: self.file.clone(), what: what.into() });
    }

    // ------------------------------------------------------------ a zip

    fn zip(&mut self, bytes: &[u8]) -> usize {
        let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => {
                self.say(format!("it cannot be read: {error}"));
                return 0;
            }
        };
        if archive.len() > MAX_FILES {
            self.say(format!("it has more than {MAX_FILES} files"));
            return archive.len();
        }
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut folded = BTreeSet::new();
        let mut all = 0;
        for at in 0..archive.len() {
            let read =
                archive.by_index(at).map_err(|error| error.to_string()).and_then(|mut entry| {
                    let name = entry.name().map_err(|error| error.to_string())?.into_owned();
                    let is_file = entry.is_file() && !entry.is_symlink();
                    let is_folder = entry.is_dir();
                    let mut held = Vec::new();
                    let read = entry.by_ref().take(MAX_FILE + 1).read_to_end(&mut held);
                    read.map(|_| (name, is_file, is_folder, held))
                        .map_err(|error| error.to_string())
                });
            let (name, is_file, held) = match read {
                // Other programs name the folders, too.
                Ok((name, _, true, _)) if unsafe_name(name.trim_end_matches('/')).is_none() => {
                    continue;
                }
                Ok((name, is_file, _, held)) => (name, is_file, held),
                Err(error) => {
                    self.say(format!("its entry {at} cannot be read: {error}"));
                    continue;
                }
            };
            self.file.clone_from(&name);
            if !is_file {
                self.say("it is no plain file");
            }
            if held.len() as u64 > MAX_FILE {
                self.say(format!("it holds more than {MAX_FILE} bytes"));
                continue;
            }
            all += held.len() as u64;
            if all > MAX_ALL {
                self.file.clear();
                self.say(format!("its files hold more than {MAX_ALL} bytes"));
                return archive.len();
            }
            if let Some(why) = unsafe_name(&name) {
                self.say(why);
            }
            if !folded.insert(name.to_lowercase()) {
                self.say("another file has this name, if capitals do not count");
            }
            files.insert(name, held);
        }
        self.file.clear();
        if !files.contains_key("index.html") {
            self.say("there is no index.html to open");
        }
        self.sums(&files);
        self.pages(&files);
        files.len()
    }

    fn sums(&mut self, files: &BTreeMap<String, Vec<u8>>) {
        let Some(sums) = files.get(SUMS) else { return self.say(format!("there is no {SUMS}")) };
        let mut listed = BTreeSet::from([SUMS]);
        let text = String::from_utf8_lossy(sums);
        for line in text.lines() {
            let Some((sum, name)) = line.split_once("  ") else {
                self.say(format!("{SUMS} has a line that is none: {line}"));
                continue;
            };
            match files.get_key_value(name) {
                Some((name, bytes)) => {
                    listed.insert(name);
                    if hex(&Sha256::digest(bytes)) != sum {
                        self.say(format!("{name} is not what {SUMS} says"));
                    }
                }
                None => self.say(format!("{SUMS} names {name}, which is not there")),
            }
        }
        for name in files.keys().filter(|name| !listed.contains(name.as_str())) {
            self.say(format!("{SUMS} does not name {name}"));
        }
    }

    fn pages(&mut self, files: &BTreeMap<String, Vec<u8>>) {
        let mut anchors: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut leads: Vec<(&str, Vec<String>)> = Vec::new();
        let ours = assets::scripts();
        for (name, bytes) in files {
            self.file.clone_from(name);
            match name.rsplit('.').next() {
                Some("html") => {
                    let Some(page) = self.page(bytes) else { continue };
                    let policy = self.policy(&page);
                    let scripts = policy.get("script-src").map(|allowed| {
                        let known = ["'self'", "'wasm-unsafe-eval'"];
                        allowed.split_whitespace().all(|one| known.contains(&one))
                    });
                    if scripts != Some(true) {
                        self.say("its policy lets in scripts of others");
                    }
                    if page.select(&all("style, noscript")).next().is_some() {
                        self.say(
                            "it has a style or something else in the page that we do not write",
                        );
                    }
                    for element in page.select(&all("script")) {
                        if ["module", "importmap"]
                            .contains(&element.attr("type").unwrap_or_default())
                        {
                            self.say("it has a script of a kind that no browser runs from a disk");
                        }
                        let is_data =
                            element.attr("type").is_some_and(|kind| kind.contains("json"));
                        if element.attr("src").is_none() && !is_data {
                            self.say("it has a script in the page, which its policy refuses");
                        }
                    }
                    if page.select(&all("[integrity]")).next().is_some() {
                        self.say("it has an integrity attribute, which fails from a disk");
                    }
                    anchors.insert(name, ids(&page));
                    leads.push((name, links(&page)));
                }
                Some("css") => self.style(&String::from_utf8_lossy(bytes)),
                Some("js") if !ours.contains(bytes) && !is_index(bytes) => self.say(FOREIGN),
                Some("svg") if !is_still(bytes) => {
                    self.say("it is a picture with something in it that we do not write");
                }
                Some(kind) if !KINDS.contains(&kind) && name != SUMS => {
                    self.say("it is a kind of file that we do not write");
                }
                _ => {}
            }
        }
        for (name, links) in leads {
            name.clone_into(&mut self.file);
            for link in links {
                let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
                let path = path.split('?').next().unwrap_or_default();
                let Some(target) = resolve(name, path) else {
                    self.say(format!("it leads out of the folder: {link}"));
                    continue;
                };
                if !files.contains_key(&target) {
                    self.say(format!("it leads to what is not there: {link}"));
                } else if !arrives(anchor, anchors.get(target.as_str())) {
                    self.say(format!("it leads to a place that is not there: {link}"));
                }
            }
        }
    }

    // ------------------------------------------------------------ one file

    fn one_file(&mut self, bytes: &[u8]) -> &'static str {
        let Some(page) = self.page(bytes) else { return "one file" };
        for forbidden in [
            "img", "picture", "source", "video", "audio", "track", "noscript", "math", "area",
            "textarea", "select",
        ] {
            self.lacks(&page, forbidden);
        }
        if page.select(&all("meta[http-equiv=refresh i]")).next().is_some() {
            self.say("it leads elsewhere by itself");
        }
        let policy = self.policy(&page);
        let kind = if page.select(&all("[data-checker]")).next().is_some() {
            self.with_checker(&page, &policy);
            "one file with the checker"
        } else {
            self.without_scripts(&page, &policy);
            "one file without scripts"
        };
        let allowed = policy.get("style-src").map_or("", String::as_str);
        for style in page.select(&all("style")) {
            let text: String = style.text().collect();
            if !names(allowed, &text) {
                self.say("its style is not the one that its policy allows");
            }
            self.style(&text);
        }
        self.inner_links(&page);
        kind
    }

    fn lacks(&mut self, page: &Html, forbidden: &'static str) {
        if page.select(&all(forbidden)).next().is_some() {
            self.say(format!("it has an element `{forbidden}`"));
        }
    }

    /// Says where a policy has other directives than those, or other sources than hashes.
    fn narrow(&mut self, policy: &BTreeMap<String, String>, directives: &[&str], more: &[&str]) {
        let is_narrow = |allowed: &str| {
            allowed.split_whitespace().all(|one| one.starts_with("'sha256-") || more.contains(&one))
        };
        let sources = ["style-src", "script-src"].into_iter().filter_map(|name| policy.get(name));
        if policy.keys().any(|name| !directives.contains(&name.as_str()))
            || !sources.into_iter().all(|allowed| is_narrow(allowed))
        {
            self.say("its policy allows more than it needs");
        }
    }

    fn without_scripts(&mut self, page: &Html, policy: &BTreeMap<String, String>) {
        for forbidden in ["script", "link", "form", "input", "button", "template", "svg"] {
            self.lacks(page, forbidden);
        }
        self.narrow(policy, &["default-src", "style-src", "base-uri", "form-action"], &[]);
    }

    fn with_checker(&mut self, page: &Html, policy: &BTreeMap<String, String>) {
        let needed = [
            ("require-trusted-types-for", "'script'"),
            ("trusted-types", "'none'"),
            ("img-src", "data:"),
        ];
        for (name, value) in needed {
            if policy.get(name).is_none_or(|allowed| allowed != value) {
                self.say(format!("its policy lacks {name} {value}"));
            }
        }
        let mut directives =
            vec!["default-src", "script-src", "style-src", "base-uri", "form-action"];
        directives.extend(needed.map(|(name, _)| name));
        self.narrow(policy, &directives, &["'wasm-unsafe-eval'"]);
        // Where its search leads that finds nothing in the file.
        let fields = all("[data-search]");
        for (name, value) in [("data-home", ""), ("data-general", "?"), ("data-all", "#all")] {
            if page.select(&fields).any(|field| field.attr(name) != Some(value)) {
                self.say(format!("its search leads elsewhere: {name}"));
            }
        }
        let allowed = policy.get("script-src").map_or("", String::as_str);
        let mut ours = single::SCRIPTS.map(single::text).into_iter();
        let mut hashes = 0;
        for script in page.select(&all("script")) {
            let text: String = script.text().collect();
            if script.attr("type").is_some_and(|kind| kind == "application/json") {
                continue;
            }
            if script.value().attrs().next().is_some() {
                self.say("it has a script with an attribute, which we do not write");
            }
            let packed = text.split('"').nth(1).unwrap_or_default();
            let is_packed = |letter: u8| letter.is_ascii_alphanumeric() || b"+/=".contains(&letter);
            let is_rest = packed.bytes().all(is_packed) && text == single::rest_script(packed);
            // Each once, in their order, the one with what is packed after the first.
            hashes += 1;
            let is_ours = if hashes == 2 { is_rest } else { ours.next().as_ref() == Some(&text) };
            if !is_ours {
                self.say(FOREIGN);
            }
            if !names(allowed, &text) {
                self.say("it has a script that its policy does not allow");
            }
        }
        if ours.next().is_some() || hashes < 2 {
            self.say("it lacks a script that it needs");
        }
        if allowed.matches("'sha256-").count() != hashes {
            self.say("its policy allows more than it needs");
        }
    }

    fn inner_links(&mut self, page: &Html) {
        let anchors = ids(page);
        for link in links(page) {
            match link.strip_prefix('#') {
                Some(anchor) if anchors.contains(anchor) || anchor.is_empty() => {}
                Some(_) => self.say(format!("it leads to a place that is not there: {link}")),
                None => self.say(format!("it leads to another file: {link}")),
            }
        }
    }

    // ------------------------------------------------------------ both

    fn page(&mut self, bytes: &[u8]) -> Option<Html> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.say("it is not UTF-8");
            return None;
        };
        let page = Html::parse_document(text);
        // Before a browser knows how a page is written, or what it may do, it does what it likes.
        let first: Vec<ElementRef<'_>> = page.select(&all("head > *")).take(2).collect();
        let is_utf8 = |element: &ElementRef<'_>| {
            element.value().name() == "meta" && element.attr("charset") == Some("utf-8")
        };
        if !first.first().is_some_and(is_utf8) {
            self.say("its head does not begin with `<meta charset=\"utf-8\">`");
        }
        if !first.get(1).is_some_and(|element| is_policy(*element)) {
            self.say("its policy is not the second thing in its head");
        }
        if page.select(&all("meta[charset], meta[http-equiv=content-type i]")).count() > 1 {
            self.say("it says twice how it is written");
        }
        for element in page.select(&all("*")) {
            let name = element.value().name();
            if ["iframe", "frame", "object", "embed", "applet", "base"].contains(&name) {
                self.say(format!("it has an element `{name}`"));
            }
            for (attribute, value) in element.value().attrs() {
                if attribute.starts_with("on") {
                    self.say(format!("it has a handler `{attribute}`"));
                }
                if attribute == "style" || attribute == "srcdoc" || attribute == "ping" {
                    self.say(format!("it has an attribute `{attribute}`"));
                }
                let loads = match (name, attribute) {
                    (
                        _,
                        "src" | "srcset" | "imagesrcset" | "poster" | "background" | "formaction"
                        | "action" | "attributionsrc" | "manifest",
                    ) => true,
                    ("link", "href") => loads(element),
                    ("a" | "area", "href") => false,
                    (_, "href" | "xlink:href") => true,
                    _ => false,
                };
                let is_list = ["srcset", "imagesrcset"].contains(&attribute);
                let sources = if is_list { value.split(',') } else { "".split(',') };
                let mut sources = std::iter::once(value).chain(sources.map(str::trim));
                let strange = |one: &&str| is_elsewhere(one) && !one.starts_with("data:image/");
                if loads && let Some(strange) = sources.rfind(strange) {
                    self.say(format!("it loads something from elsewhere: {strange}"));
                }
                if ["href", "src", "action", "formaction"].contains(&attribute)
                    && ["javascript", "vbscript", "data"].contains(&&*scheme(value))
                    && !value.starts_with("data:image/")
                {
                    self.say(format!("it has an address that runs: {value}"));
                }
            }
            let refreshes =
                element.attr("http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("refresh"));
            // As we write it, to a file: browsers take much else for an address, too.
            let address = element.attr("content").and_then(|all| all.strip_prefix("0; url="));
            let is_plain = |address: &str| {
                !address.is_empty() && !is_elsewhere(address) && !address.contains(['"', '\'', ';'])
            };
            if refreshes && !address.is_some_and(is_plain) {
                self.say("it leads elsewhere by itself");
            }
        }
        Some(page)
    }

    /// The directives of the policy that browsers hold a page to.
    fn policy(&mut self, page: &Html) -> BTreeMap<String, String> {
        let mut directives = BTreeMap::new();
        let Some(policy) = policy_of(page) else {
            self.say("it has no policy (a meta element for Content-Security-Policy in its head)");
            return directives;
        };
        for directive in policy.split(';').map(str::trim).filter(|directive| !directive.is_empty())
        {
            let (name, allowed) =
                directive.split_once(char::is_whitespace).unwrap_or((directive, ""));
            // Browsers take the first.
            match directives.entry(name.to_lowercase()) {
                Entry::Vacant(free) => drop(free.insert(allowed.trim().to_owned())),
                Entry::Occupied(_) => self.say(format!("its policy names {name} twice")),
            }
        }
        for needed in ["default-src", "base-uri", "form-action"] {
            if directives.get(needed).is_none_or(|allowed| allowed != "'none'") {
                self.say(format!("its policy lacks {needed} 'none'"));
            }
        }
        directives
    }

    fn style(&mut self, text: &str) {
        let text = text.to_lowercase();
        if text.contains("@import") {
            self.say("its style imports another");
        }
        // Both are ways to write an address that is not seen below.
        if text.contains("image-set(")
            || text.contains("/*")
            || without_strings(&text).contains('\\')
        {
            self.say("its style has something in it that we do not write");
        }
        for (_, rest) in text.match_indices("url(").map(|(at, _)| text.split_at(at + 4)) {
            let address = rest.trim_start_matches([' ', '"', '\'']);
            if !address.starts_with("data:image/") && !address.starts_with('#') {
                self.say("its style loads something");
            }
        }
    }
}

/// The addresses of a page that stay in the bundle.
fn links(page: &Html) -> Vec<String> {
    let mut links = Vec::new();
    for element in page.select(&all("[href], [src]")) {
        for attribute in ["href", "src"] {
            links.extend(element.attr(attribute).filter(|link| !is_elsewhere(link)));
        }
    }
    links.into_iter().map(ToOwned::to_owned).collect()
}

/// A style sheet without what stands in quotes.
fn without_strings(style: &str) -> String {
    let mut bare = String::new();
    let mut quote = None;
    let mut letters = style.chars();
    while let Some(letter) = letters.next() {
        match quote {
            Some(_) if letter == '\\' => drop(letters.next()),
            Some(open) if letter == open || letter == '\n' => quote = None,
            Some(_) => {}
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None => bare.push(letter),
        }
    }
    bare
}

/// Whether a list of sources names a text by its hash.
fn names(allowed: &str, text: &str) -> bool {
    let sum = BASE64.encode(Sha256::digest(text.as_bytes()));
    allowed.split_whitespace().any(|one| one == format!("'sha256-{sum}'"))
}

fn all(selector: &'static str) -> Selector {
    Selector::parse(selector).expect("bug: our selectors are in order")
}

fn is_policy(meta: ElementRef<'_>) -> bool {
    let what = meta.attr("http-equiv").filter(|_| meta.value().name() == "meta");
    what.is_some_and(|what| what.eq_ignore_ascii_case("content-security-policy"))
}

fn policy_of(page: &Html) -> Option<String> {
    let metas = all("head > meta[http-equiv]");
    let policy = page.select(&metas).find(|meta| is_policy(*meta))?;
    policy.attr("content").map(ToOwned::to_owned)
}

/// Whether a script is nothing but an index of a search.
fn is_index(script: &[u8]) -> bool {
    let text = std::str::from_utf8(script).ok();
    let json =
        text.and_then(|text| text.strip_prefix("globalThis.kbSearchIndex=")?.strip_suffix(";\n"));
    json.is_some_and(|json| serde_json::from_str::<serde_json::Value>(json).is_ok())
}

/// Whether a picture does nothing, and loads nothing.
fn is_still(svg: &[u8]) -> bool {
    let problems = Problems::default();
    let text = String::from_utf8_lossy(svg);
    svg::check(&SourcePath::new("picture.svg"), &text, &problems).is_some()
        && !problems.has_errors()
}

/// Every place of a page that a link can lead to; those of its templates come into it later.
fn ids(page: &Html) -> BTreeSet<String> {
    page.select(&all("[id]"))
        .filter_map(|element| element.attr("id"))
        .map(ToOwned::to_owned)
        .collect()
}

/// Whether an anchor leads to one of the places. The answers of a case look like one, and are none.
fn arrives(anchor: &str, places: Option<&BTreeSet<String>>) -> bool {
    let is_case = anchor.contains('=');
    anchor.is_empty() || is_case || places.is_some_and(|places| places.contains(anchor))
}

/// Whether a link element loads what it names.
fn loads(link: ElementRef<'_>) -> bool {
    let kinds = link.attr("rel").unwrap_or_default().to_lowercase();
    let names = ["canonical", "alternate", "license", "help", "author"];
    !kinds.split_whitespace().all(|kind| names.contains(&kind))
}

/// The scheme of an address, as a browser sees it.
fn scheme(address: &str) -> String {
    let bare: String =
        address.chars().filter(|letter| !letter.is_ascii_control() && *letter != ' ').collect();
    let end = bare.find(|letter: char| !(letter.is_ascii_alphanumeric() || "+-.".contains(letter)));
    match end.map(|end| bare.split_at(end)) {
        Some((scheme, rest)) if rest.starts_with(':') => scheme.to_lowercase(),
        _ => String::new(),
    }
}

/// Whether an address has a scheme or a host.
fn is_elsewhere(address: &str) -> bool {
    let address = address.trim();
    !scheme(address).is_empty() || address.starts_with("//") || address.starts_with('\\')
}

/// Why a name is not safe, if it is not: every system must be able to unpack it where it is told to.
fn unsafe_name(name: &str) -> Option<&'static str> {
    let reserved =
        |part: &str| is_device(&part.split('.').next().unwrap_or_default().to_lowercase());
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if name.len() > 200 {
        return Some("its name is longer than Windows takes");
    }
    name.split('/').find_map(|part| {
        if part.is_empty() || part == "." || part == ".." {
            Some("its name leads out of the folder")
        } else if !part.chars().all(plain) {
            Some("its name has a letter that not every system takes")
        } else if reserved(part) || part.ends_with('.') {
            Some("its name is one that Windows keeps for itself")
        } else {
            None
        }
    })
}

/// The file that a path on a page of the zip means.
fn resolve(page: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
