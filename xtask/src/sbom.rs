//! What is in the program: a list of its components in the form of `CycloneDX` 1.5.
//!
//! Taken from cargo itself, which knows what it links: the crates of the program for the target that it
//! is built for, and those of the checker, which is in the program as WebAssembly. Macros and what only
//! builds are not in it. Checksums come from `Cargo.lock`. No time and no random number is written, so
//! that the same source gives the same list.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::said;

/// What is part of what.
#[derive(Default)]
struct Parts {
    crates: BTreeMap<Name, Crate>,
}

/// Name and version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    name: String,
    version: String,
}

/// What is known of a crate.
#[derive(Default)]
struct Crate {
    licence: String,
    repository: String,
    /// `program` or `checker`, or both.
    within: BTreeSet<&'static str>,
    needs: BTreeSet<Name>,
}

/// Prints the list for a target; for that of this machine, if none is named.
pub(crate) fn print(root: &Path, rest: &[String]) -> crate::Done {
    let target = crate::target_of("sbom", rest)?;
    print!("{}", made(root, target)?);
    Ok(())
}

/// A crate of the program.
#[derive(Clone)]
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) version: String,
    /// What it may be used under, as an expression.
    pub(crate) licence: String,
    pub(crate) repository: String,
}

/// The crates of the program and of the checker, by name.
pub(crate) fn components(root: &Path, target: Option<&str>) -> Result<Vec<Component>, String> {
    let crates = Parts::of(root, target)?.crates.into_iter();
    let components = crates.map(|(Name { name, version }, known)| Component {
        name,
        version,
        licence: known.licence,
        repository: known.repository,
    });
    Ok(components.collect())
}

pub(crate) fn made(root: &Path, target: Option<&str>) -> Result<String, String> {
    let parts = Parts::of(root, target)?;
    let lock =
        std::fs::read_to_string(root.join("Cargo.lock")).map_err(|error| error.to_string())?;
    Ok(parts.written(&checksums(&lock), &compiler(root)?))
}

pub(crate) const CHECKER_TARGET: &str = "wasm32-unknown-unknown";

/// What cargo links into a package, a line for each with its depth.
fn tree(root: &Path, package: &str, target: Option<&str>) -> Result<String, String> {
    let mut command = Command::new(crate::cargo());
    command.current_dir(root).args(["tree", "--locked", "--package", package]);
    command.args(["--edges", "normal,no-proc-macro", "--prefix", "depth"]);
    command.args(["--format", "|{p}|{l}|{r}|"]);
    if let Some(target) = target {
        command.args(["--target", target]);
    }
    said(&mut command)
}

/// The version of the compiler, whose standard library is in the program, too.
fn compiler(root: &Path) -> Result<String, String> {
    let said = said(Command::new("rustc").current_dir(root).arg("--version"))?;
    let version = said.split_whitespace().nth(1);
    version.map(str::to_owned).ok_or_else(|| format!("rustc says no version: {said}"))
}

impl Name {
    /// Reads `serde v1.0.229`, with or without the folder of one of ours.
    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        Some(Self { name: name.to_owned(), version: version.to_owned() })
    }

    /// Its name among all packages there are (Package URL).
    fn url(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version.replace('+', "%2B"))
    }
}

impl Parts {
    fn of(root: &Path, target: Option<&str>) -> Result<Self, String> {
        let mut parts = Self::default();
        parts.take(&tree(root, "kb-builder", target)?, "program")?;
        parts.take(&tree(root, "web-checker", Some(CHECKER_TARGET))?, "checker")?;
        Ok(parts)
    }

    fn take(&mut self, tree: &str, within: &'static str) -> Result<(), String> {
        let mut above: Vec<Name> = Vec::new();
        for line in tree.lines() {
            let fields: Vec<&str> = line.split('|').collect();
            let [depth, package, licence, repository, _] = fields[..] else {
                return Err(format!("cargo tree says what we do not understand: {line}"));
            };
            let read = || Some((depth.parse::<usize>().ok()?, Name::read(package)?));
            let (depth, name) = read().ok_or_else(|| format!("cargo tree says: {line}"))?;
            above.truncate(depth);
            if let Some(by) = above.last() {
                let by = self.crates.get_mut(by).ok_or_else(|| format!("out of order: {line}"))?;
                by.needs.insert(name.clone());
            }
            let known = self.crates.entry(name.clone()).or_default();
            // Before there were expressions, a slash stood for a choice.
            known.licence = licence.replace('/', " OR ").replace("  ", " ");
            repository.clone_into(&mut known.repository);
            known.within.insert(within);
            above.push(name);
        }
        Ok(())
    }

    fn written(&self, checksums: &BTreeMap<Name, String>, compiler: &str) -> String {
        let std = format!("pkg:generic/rust-std@{compiler}");
        let mut components = Vec::new();
        let mut edges = Vec::new();
        let mut program = String::new();
        for (name, known) in &self.crates {
            let mut component = format!(
                "\"bom-ref\": {url}, \"name\": {}, \"version\": {}, \"purl\": {url}, \
                 \"licenses\": [{{ \"expression\": {} }}]",
                quoted(&name.name),
                quoted(&name.version),
                quoted(&known.licence),
                url = quoted(&name.url()),
            );
            if let Some(checksum) = checksums.get(name) {
                let _ = write!(
                    component,
                    ", \"hashes\": [{{ \"alg\": \"SHA-256\", \"content\": {} }}]",
                    quoted(checksum)
                );
            }
            if !known.repository.is_empty() {
                let _ = write!(
                    component,
                    ", \"externalReferences\": [{{ \"type\": \"vcs\", \"url\": {} }}]",
                    quoted(&known.repository)
                );
            }
            let mut needs: Vec<String> = known.needs.iter().map(Name::url).collect();
            if name.name == "kb-builder" {
                program = format!("{{ \"type\": \"application\", {component} }}");
                // The checker is no crate of the program, and in it all the same.
                let is_checker = |name: &&Name| name.name == "web-checker";
                needs.extend(self.crates.keys().filter(is_checker).map(Name::url));
                needs.push(std.clone());
            } else {
                let within = known.within.iter().map(|within| {
                    format!("{{ \"name\": \"kb-builder:part\", \"value\": {} }}", quoted(within))
                });
                let within = within.collect::<Vec<_>>().join(", ");
                components.push(format!(
                    "{{ \"type\": \"library\", {component}, \"properties\": [{within}] }}"
                ));
            }
            let needs = needs.iter().map(|url| quoted(url)).collect::<Vec<_>>().join(", ");
            edges.push(format!("{{ \"ref\": {}, \"dependsOn\": [{needs}] }}", quoted(&name.url())));
        }
        components.push(format!(
            "{{ \"type\": \"library\", \"bom-ref\": {url}, \"name\": \"rust-std\", \"version\": {}, \
             \"purl\": {url}, \"licenses\": [{{ \"expression\": \"MIT OR Apache-2.0\" }}] }}",
            quoted(compiler),
            url = quoted(&std),
        ));
        format!(
            "{{\n\"bomFormat\": \"CycloneDX\",\n\"specVersion\": \"1.5\",\n\"version\": 1,\n\
             \"metadata\": {{ \"component\": {program} }},\n\"components\": [\n{}\n],\n\
             \"dependencies\": [\n{}\n]\n}}\n",
            components.join(",\n"),
            edges.join(",\n"),
        )
    }
}

/// The checksums of a lock file.
fn checksums(lock: &str) -> BTreeMap<Name, String> {
    let packages = lock.split("[[package]]").skip(1).filter_map(|package| {
        let of = |key: &str| {
            let mut lines = package.lines();
            lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
        };
        let name = Name { name: of("name")?.to_owned(), version: of("version")?.to_owned() };
        Some((name, of("checksum")?.to_owned()))
    });
    packages.collect()
}

/// A text of JSON.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(root: &Path) -> serde_json::Value {
        serde_json::from_str(&made(root, None).expect("a list")).expect("JSON")
    }

    fn text<'v>(value: &'v serde_json::Value, key: &str) -> &'v str {
        value[key].as_str().unwrap_or_else(|| panic!("{value} has a {key}"))
    }

    #[test]
    fn the_list_has_what_cargo_links_and_nothing_else_and_is_the_same_each_time() {
        let root = crate::root();
        assert_eq!(made(&root, None), made(&root, None));
        let list = json(&root);
        let mut listed: BTreeSet<String> = list["components"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|component| format!("{} v{}", text(component, "name"), text(component, "version")))
            .collect();
        assert!(listed.remove(&format!("rust-std v{}", compiler(&root).expect("a compiler"))));
        let linked = |package: &str, target: &[&str]| {
            let mut command = Command::new(crate::cargo());
            command
                .current_dir(&root)
                .args(["tree", "--locked", "-p", package, "--prefix", "none"]);
            command.args(["-e", "normal,no-proc-macro", "--no-dedupe"]).args(target);
            let tree = said(&mut command).expect("a tree");
            let lines = tree.lines().map(|line| line.split(" (").next().unwrap_or(line).to_owned());
            lines.collect::<BTreeSet<String>>()
        };
        let mut all = linked("kb-builder", &[]);
        all.extend(linked("web-checker", &["--target", CHECKER_TARGET]));
        all.retain(|name| !name.starts_with("kb-builder "));
        assert_eq!(listed, all);
    }

    #[test]
    fn every_component_has_a_licence_and_each_from_outside_a_checksum() {
        let list = json(&crate::root());
        let components = list["components"].as_array().expect("a list");
        assert!(components.len() > 200);
        for component in components {
            let expression = text(&component["licenses"][0], "expression");
            assert!(!expression.is_empty() && !expression.contains('/'), "{component}");
            let ours = ["kb-flow", "web-checker", "rust-std"].contains(&text(component, "name"));
            let hash = component["hashes"][0]["content"].as_str();
            assert_eq!(hash.map(str::len), if ours { None } else { Some(64) }, "{component}");
        }
    }

    #[test]
    fn whatever_is_named_is_listed() {
        let list = json(&crate::root());
        let components = list["components"].as_array().expect("a list");
        let mut known: BTreeSet<&str> = components.iter().map(|one| text(one, "bom-ref")).collect();
        assert_eq!(known.len(), components.len());
        known.insert(text(&list["metadata"]["component"], "bom-ref"));
        let mut reached = BTreeSet::new();
        for edge in list["dependencies"].as_array().expect("a list") {
            assert!(known.contains(text(edge, "ref")), "{edge}");
            for needed in edge["dependsOn"].as_array().expect("a list") {
                let needed = needed.as_str().expect("a name");
                assert!(known.contains(needed), "{edge}");
                reached.insert(needed);
            }
        }
        reached.insert(text(&list["metadata"]["component"], "bom-ref"));
        assert_eq!(reached, known, "everything but the program is part of something");
    }

    #[test]
    fn a_text_of_json_has_its_marks_escaped() {
        assert_eq!(quoted("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
    }
}
