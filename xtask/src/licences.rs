//! The licences of what is in the program, with their texts: whoever hands the program to others has to hand
//! these on. Taken from the crates as cargo has them; no text is written by us.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::said;
use crate::sbom::{self, CHECKER_TARGET, Component};

/// Prints them for a target; for that of this machine, if none is named.
pub(crate) fn print(root: &Path, rest: &[String]) -> crate::Done {
    let target = crate::target_of("licences", rest)?;
    print!("{}", made(root, target)?);
    Ok(())
}

pub(crate) fn made(root: &Path, target: Option<&str>) -> Result<String, String> {
    let crates = Crates::known(root, target)?;
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut without = Vec::new();
    for component in sbom::components(root, target)? {
        let Some(known) = crates.0.get(&(component.name.clone(), component.version.clone())) else {
            return Err(format!("cargo has no {} {}", component.name, component.version));
        };
        let found = texts_in(&known.folder)?;
        if found.is_empty() && !known.is_ours {
            without.push((component.clone(), known.authors.clone()));
        }
        for text in found {
            texts.entry(text).or_default().insert(named(&component));
        }
    }
    Ok(written(&texts, &without))
}

fn named(Component { name, version, licence, .. }: &Component) -> String {
    format!("{name} {version} ({licence})")
}

/// Every crate that is built for the program and the checker, by name and version.
struct Crates(BTreeMap<(String, String), Known>);

struct Known {
    folder: PathBuf,
    authors: String,
    is_ours: bool,
}

impl Crates {
    fn known(root: &Path, target: Option<&str>) -> Result<Self, String> {
        let host = said(Command::new("rustc").current_dir(root).arg("-vV"))?;
        let host = host.lines().find_map(|line| line.strip_prefix("host: "));
        let program = target.or(host).ok_or("rustc does not say what it builds for")?;
        let mut command = Command::new(crate::cargo());
        command.current_dir(root).args(["metadata", "--locked", "--format-version", "1"]);
        // Those of other systems need not be fetched for that.
        for platform in [program, CHECKER_TARGET] {
            command.args(["--filter-platform", platform]);
        }
        let metadata: Value = serde_json::from_str(&said(&mut command)?)
            .map_err(|error| format!("cargo metadata is not JSON: {error}"))?;
        let packages = metadata["packages"].as_array().ok_or("cargo metadata has no packages")?;
        let crates = packages.iter().filter_map(|package| {
            let text = |key: &str| package[key].as_str().map(str::to_owned);
            let authors = package["authors"].as_array()?.iter().filter_map(Value::as_str);
            let known = Known {
                folder: Path::new(package["manifest_path"].as_str()?).parent()?.to_owned(),
                authors: authors.collect::<Vec<_>>().join(", "),
                is_ours: package["source"].is_null(),
            };
            Some(((text("name")?, text("version")?), known))
        });
        Ok(Self(crates.collect()))
    }
}

/// The texts of licences and notices in the folder of a crate, and in one of such a name below it.
fn texts_in(folder: &Path) -> Result<Vec<String>, String> {
    let is_one = |name: &str| {
        let name = name.to_ascii_uppercase();
        let begins = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
        begins.iter().any(|begin| name.starts_with(begin))
    };
    let mut texts = Vec::new();
    for (name, path) in listed(folder)? {
        if !is_one(&name) {
            continue;
        }
        let files = if path.is_dir() { listed(&path)? } else { [(name, path)].into() };
        for (_, file) in files.into_iter().filter(|(_, file)| file.is_file()) {
            let bytes =
                std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
            texts.push(lines.join("\n").trim_matches('\n').to_owned());
        }
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

/// What is in a folder, by name.
fn listed(folder: &Path) -> Result<BTreeMap<String, PathBuf>, String> {
    let failed = |error| format!("cannot read {}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let named = entries.map(|entry| {
        let entry = entry.map_err(failed)?;
        Ok((entry.file_name().to_string_lossy().into_owned(), entry.path()))
    });
    named.collect()
}

const RULE: &str =
    "================================================================================";

fn written(texts: &BTreeMap<String, BTreeSet<String>>, without: &[(Component, String)]) -> String {
    let mut all = "kb-builder contains the following. Each text stands once, below the names of what it is of.\n\
                   What is in the program beside it, the standard library of Rust, is under MIT or Apache-2.0, too:\n\
                   https://github.com/rust-lang/rust\n"
        .to_owned();
    // By what is first below each, so that a new crate moves little.
    let mut texts: Vec<_> = texts.iter().map(|(text, names)| (names, text)).collect();
    texts.sort();
    for (names, text) in texts {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let _ = write!(all, "\n{RULE}\n{}\n\n{text}\n", names.join("\n"));
    }
    if !without.is_empty() {
        let _ = write!(
            all,
            "\n{RULE}\nThese name their licence and bring no text of it; it is one of those above.\n\n"
        );
    }
    for (component, authors) in without {
        let of = if authors.is_empty() { "no authors named" } else { authors };
        let _ = writeln!(all, "{}, {of}, {}", named(component), component.repository);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_in_the_program_is_named_and_each_text_stands_once() {
        let root = crate::root();
        let all = made(&root, None).expect("a text");
        let components = sbom::components(&root, None).expect("a list");
        for component in &components {
            let name = named(component);
            // Ours are under the licences that lie beside.
            let is_ours = ["kb-flow", "kb-builder", "web-checker"].contains(&&*component.name);
            assert_eq!(all.lines().any(|line| line.starts_with(&name)), !is_ours, "{name}");
        }
        let (_, texts) = all.split_once(RULE).expect("a head");
        let texts: Vec<&str> = texts.split(RULE).collect();
        let bodies: BTreeSet<&str> =
            texts.iter().filter_map(|text| text.split_once("\n\n")).map(|(_, text)| text).collect();
        assert_eq!(texts.len(), bodies.len());
        let apache = texts.iter().filter(|text| text.contains("Version 2.0, January 2004"));
        assert!(apache.count() >= 1 && texts.len() > 50, "{}", texts.len());
        assert_eq!(Ok(all), made(&root, None));
    }

    #[test]
    fn what_brings_no_text_is_under_a_licence_whose_text_is_there() {
        let all = made(&crate::root(), None).expect("a text");
        let (texts, without) = all.split_once("bring no text").expect("some do not");
        let begins = [
            ("Apache-2.0", "Apache License"),
            ("BSD-3-Clause", "Neither the name"),
            ("MIT", "Permission is hereby granted"),
            ("MPL-2.0", "Mozilla Public License Version 2.0"),
        ];
        let is_there = |line: &str| {
            begins.iter().any(|(name, begin)| line.contains(name) && texts.contains(begin))
        };
        let (_, lines) = without.split_once("\n\n").expect("a list below the sentence");
        let lines: Vec<&str> = lines.lines().collect();
        assert!(!lines.is_empty());
        assert_eq!(lines.iter().find(|line| !is_there(line)), None);
    }
}
