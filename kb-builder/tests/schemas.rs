//! The schemas for editors say what the readers say: of every file of the content, of every case of a
//! fault, and of a small site with every key there is, each value of which is changed in every way.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "common/site.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::site;
use jsonschema::Validator;
use kb_builder::address::Address;
use kb_builder::memory::Memory;
use kb_builder::problem::{Fault, Problems};
use kb_builder::schema::{self, Kind};
use kb_builder::search::{Article, Index, Synonyms};
use kb_builder::site::Language;
use kb_builder::source::{Source, SourcePath};
use kb_builder::{
    agent, change, code, disk, flow_file, front_matter, glossary, guide, scenario, search, tables,
    translation, words,
};
use serde_json::{Value, json};

const EVERYTHING: &str = include_str!("schemas/everything.txt");

struct Checker {
    schema: Value,
    validator: Validator,
}

impl Checker {
    fn of(kind: Kind) -> Self {
        let schema: Value = serde_json::from_str(&kind.schema()).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{kind:?} is no schema");
        Self { validator: jsonschema::validator_for(&schema).unwrap(), schema }
    }

    fn takes(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }
}

fn all() -> BTreeMap<Kind, Checker> {
    Kind::ALL.iter().map(|kind| (*kind, Checker::of(*kind))).collect()
}

fn is_toml(path: &SourcePath) -> bool {
    Path::new(path.as_str()).extension().is_some_and(|extension| extension == "toml")
}

/// What in a file the schema is about: all of it, or its front matter.
fn toml_of<'t>(path: &SourcePath, text: &'t str) -> Option<&'t str> {
    if is_toml(path) {
        return Some(text);
    }
    let parts = front_matter::split(path, text, &Problems::default())?;
    Some(&text[parts.front_matter])
}

/// A table as editors hand it to a schema.
fn as_json(toml: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(toml).ok()?;
    serde_json::to_value(table).ok()
}

/// Every fault that the reader of this kind of file finds in it.
fn read(kind: Kind, source: &Source, path: &SourcePath) -> Vec<Fault> {
    let problems = Problems::default();
    match kind {
        Kind::Site => drop(kb_builder::site::parse(source, &problems)),
        Kind::Guide => drop(guide::parse_all(source, &Memory::default(), &problems)),
        Kind::Code => drop(code::parse_all(source, &problems)),
        Kind::Flow | Kind::Part => drop(flow_file::parse_all(source, &problems)),
        Kind::Scenarios => drop(scenario::parse_all(source, &problems)),
        Kind::Codes | Kind::Aadsts | Kind::Sources => drop(tables::parse(source, &problems)),
        Kind::Glossary => drop(glossary::parse(source, path, &problems)),
        Kind::Agent => drop(agent::parse(source, &problems)),
        Kind::Synonyms => drop(Synonyms::parse(source, path, &problems)),
        Kind::Queries => {
            let guide =
                Article::new(search::Kind::Fix, &Address::guide(&"fix".into()), "Clock, time");
            let index = Index::of(vec![guide.into()], Synonyms::default(), "");
            search::check_queries(source, &[("en", &index)], &problems);
        }
        Kind::Words => drop(words::parse(source, path, "en", &problems)),
        Kind::Changes => drop(change::parse(source, &problems)),
        Kind::SiteWords | Kind::PageWords | Kind::FlowWords | Kind::PartWords => {
            let language = Language { tag: "de".to_owned(), flows: Vec::new() };
            drop(translation::parse(source, language, &problems));
        }
    }
    let here = problems.all().into_iter().filter(|problem| problem.path == *path);
    // What a search finds is no question of how the file is written.
    let faults = here.map(|problem| problem.fault);
    faults.filter(|fault| !matches!(fault, Fault::QueryMisses { .. })).collect()
}

/// Whether a fault is one that a schema can see, too.
fn is_of_shape(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::UnknownKey { .. }
            | Fault::MissingKey { .. }
            | Fault::WrongKind { .. }
            | Fault::EmptyText { .. }
            | Fault::EmptyList { .. }
            | Fault::OutOfRange { .. }
            | Fault::NotOneOf { .. }
    )
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_program() {
    let folder = Path::new("../schemas");
    let wanted: BTreeMap<String, String> = schema::files().into_iter().collect();
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        found.insert(name, std::fs::read_to_string(path).unwrap());
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (name, text) in &wanted {
        assert!(found[name] == *text, "{name} is stale: run `cargo kb schemas`");
    }
}

#[test]
fn every_file_of_the_content_is_right_by_its_schema_and_names_it() {
    let source = disk::read_content(Path::new("../content")).unwrap();
    let all = all();
    let mut seen = BTreeSet::new();
    for (path, text) in source.texts() {
        // Books are written by the program.
        let Some(kind) = Kind::of(path) else {
            assert!(path.as_str().ends_with(".paths.md"), "{path} is of no kind");
            continue;
        };
        seen.insert(kind);
        let value = as_json(toml_of(path, text).unwrap()).unwrap();
        let errors: Vec<String> =
            all[&kind].validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0], "{path}");
        if is_toml(path) {
            assert_eq!(text.lines().next(), Some(&*kind.line(path)), "{path}");
            let line = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
            let from = Path::new("../content").join(path.as_str());
            assert!(from.parent().unwrap().join(line).is_file(), "{path} leads to no schema");
        }
    }
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !seen.contains(kind)).collect();
    assert_eq!(missing, [&Kind::ALL[0]; 0], "kinds that our content has no file of");
}

#[test]
fn a_schema_refuses_in_the_cases_of_faults_what_its_reader_does() {
    let all = all();
    let (mut right, mut wrong) = (0, 0);
    for entry in std::fs::read_dir("tests/faults").unwrap() {
        let name = entry.unwrap().path();
        let source = site(&std::fs::read_to_string(&name).unwrap());
        for (path, text) in source.texts() {
            let Some(kind) = Kind::of(path).filter(|_| !path.as_str().starts_with("xx/")) else {
                continue;
            };
            let Some(value) = toml_of(path, text).and_then(as_json) else { continue };
            let faults = read(kind, &source, path);
            agree(&all[&kind], &value, &faults, &format!("{}: {path}", name.display()));
            *(if all[&kind].takes(&value) { &mut right } else { &mut wrong }) += 1;
        }
    }
    assert!(right > 100 && wrong > 20, "{right} right and {wrong} wrong files are too few");
}

/// What a reader takes, its schema takes; what a reader refuses for its shape, its schema refuses.
fn agree(checker: &Checker, value: &Value, faults: &[Fault], which: &str) {
    let takes = checker.takes(value);
    if takes {
        let shape: Vec<_> = faults.iter().filter(|fault| is_of_shape(fault)).collect();
        assert!(shape.is_empty(), "{which}: the schema takes what has {shape:?}\n{value:#}");
    } else {
        let why: Vec<_> = checker.validator.iter_errors(value).map(|e| e.to_string()).collect();
        assert!(!faults.is_empty(), "{which}: only the schema refuses, as {why:?}\n{value:#}");
    }
}

#[test]
fn whatever_is_changed_in_a_file_its_schema_and_its_reader_agree() {
    let source = site(EVERYTHING);
    let all = all();
    let mut visited: BTreeMap<Kind, BTreeSet<String>> = BTreeMap::new();
    let mut changes = 0;
    for (path, text) in source.texts() {
        let Some(kind) = Kind::of(path) else { continue };
        let checker = &all[&kind];
        let value = as_json(toml_of(path, text).unwrap()).unwrap();
        let faults = read(kind, &source, path);
        assert_eq!(faults, [], "{path} is right to begin with");
        assert!(checker.takes(&value), "{path} is right to begin with");
        for place in places(&value) {
            let seen = visited.entry(kind).or_default();
            seen.extend(properties_on_the_way(&checker.schema, &place));
            for changed in changed(&value, &place, checker) {
                changes += 1;
                let source = with(&source, path, text, &changed);
                let faults = read(kind, &source, path);
                agree(checker, &changed, &faults, &format!("{path} at {place}"));
                for fault in &faults {
                    same_choice(checker, &value, &place, fault, path);
                }
            }
        }
    }
    assert!(changes > 1500, "{changes} changes are too few to mean anything");
    for (kind, checker) in &all {
        let seen = visited.remove(kind).unwrap_or_default();
        // Any one word stands for all of them: they come from one list.
        let known =
            if *kind == Kind::Words { BTreeSet::new() } else { properties(&checker.schema) };
        let missing: Vec<_> = known.difference(&seen).collect();
        assert!(missing.is_empty(), "{kind:?}: nothing in everything.txt has {missing:?}");
    }
}

/// What a fault says about the choice there was: the schema leaves the same.
fn same_choice(checker: &Checker, value: &Value, place: &str, fault: &Fault, path: &SourcePath) {
    let put = |new: Value| {
        let mut changed = value.clone();
        *changed.pointer_mut(place).unwrap() = new;
        changed
    };
    let old = value.pointer(place).unwrap();
    match fault {
        Fault::NotOneOf { known, .. } if old.is_string() => {
            for word in known {
                let takes = checker.takes(&put(json!(word)))
                    // What a word needs beside it is another question.
                    || enum_at(&checker.schema, place).contains(&json!(word));
                assert!(takes, "{path} at {place}: the schema does not know {word}");
            }
        }
        Fault::OutOfRange { from, to, .. } if old.is_number() => {
            for (number, fits) in [(from - 1, false), (*from, true), (*to, true), (to + 1, false)] {
                let takes = checker.takes(&put(json!(number)));
                assert_eq!(takes, fits, "{path} at {place}: {number}");
            }
        }
        // Where the table is one that only the change put there, it is no table of ours.
        Fault::UnknownKey { key, known, .. } if key == "no-such-key" && old.is_object() => {
            let ours = keys_at(&checker.schema, place);
            let missing: Vec<_> = known.iter().filter(|key| !ours.contains(**key)).collect();
            assert!(missing.is_empty(), "{path} at {place}: the schema lacks {missing:?}");
        }
        _ => {}
    }
}

/// Every place of a value, as JSON pointers.
fn places(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, all: &mut Vec<String>) {
        all.push(at.to_owned());
        match value {
            Value::Object(table) => {
                table.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"), all));
            }
            Value::Array(list) => {
                list.iter()
                    .enumerate()
                    .for_each(|(n, value)| walk(value, &format!("{at}/{n}"), all));
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk(value, "", &mut all);
    all
}

/// The value with one place of it changed, in every way that a schema or a reader could mind.
fn changed(value: &Value, place: &str, checker: &Checker) -> Vec<Value> {
    let mut all = Vec::new();
    if !place.is_empty() {
        let kinds = [
            json!("no such thing"),
            json!(""),
            json!(" \t"),
            json!(-1),
            json!(0),
            json!(7),
            json!(5_000_000_000_u64),
            json!(1.5),
            json!(true),
            json!([]),
            json!(["no such thing"]),
            json!([7]),
            json!([{}]),
            json!({}),
            json!({ "no-such-key": "text" }),
        ];
        let words = enum_at(&checker.schema, place);
        for new in kinds.into_iter().chain(words) {
            let mut changed = value.clone();
            *changed.pointer_mut(place).unwrap() = new;
            all.push(changed);
        }
        let (parent, key) = place.rsplit_once('/').unwrap();
        let mut without = value.clone();
        match without.pointer_mut(parent).unwrap() {
            Value::Object(table) => drop(table.remove(key)),
            Value::Array(list) => drop(list.remove(key.parse().unwrap())),
            _ => unreachable!("only tables and lists have places in them"),
        }
        all.push(without);
    }
    if let Some(table) = value.pointer(place).unwrap().as_object() {
        let strange = ["no-such-key", "Kein Name"].map(str::to_owned);
        // No table has so many keys but that of words, which are all alike.
        let more = keys_at(&checker.schema, place).into_iter().take(30);
        for key in more.chain(strange).filter(|key| !table.contains_key(key)) {
            for new in [json!("text"), json!(5), json!(true), json!([]), json!(["text"])] {
                let mut with = value.clone();
                let table = with.pointer_mut(place).unwrap().as_object_mut().unwrap();
                table.insert(key.clone(), new);
                all.push(with);
            }
        }
    }
    all
}

/// The content with a file in which the value stands in place of its TOML.
fn with(source: &Source, path: &SourcePath, text: &str, value: &Value) -> Source {
    let toml = toml::to_string(value).unwrap();
    let text = match toml_of(path, text) {
        Some(old) if old.len() < text.len() => format!("+++\n{toml}+++\n\nText.\n"),
        _ => toml,
    };
    let mut source = source.clone();
    source.add(path.clone(), text.into_bytes());
    source
}

/// The schemas that hold at a place of a value.
fn schemas_at<'s>(schema: &'s Value, place: &str) -> Vec<(String, &'s Value)> {
    let mut here = vec![(String::new(), schema)];
    for key in place.split('/').skip(1) {
        let mut next = Vec::new();
        for (path, schema) in here {
            for (at, schema) in alternatives(&path, schema) {
                if let Some(inner) = schema.get("properties").and_then(|all| all.get(key)) {
                    next.push((format!("{at}/{key}"), inner));
                } else if let Some(inner) = schema.get("additionalProperties") {
                    next.push((format!("{at}/*"), inner));
                }
                if let Some(inner) = schema.get("items") {
                    next.push((format!("{at}/*"), inner));
                }
            }
        }
        here = next;
    }
    here
}

fn alternatives<'s>(path: &str, schema: &'s Value) -> Vec<(String, &'s Value)> {
    let mut all = vec![(path.to_owned(), schema)];
    if let Some(Value::Array(list)) = schema.get("anyOf") {
        all.extend(list.iter().map(|schema| (path.to_owned(), schema)));
    }
    all
}

fn properties_on_the_way(schema: &Value, place: &str) -> Vec<String> {
    schemas_at(schema, place).into_iter().map(|(path, _)| path).collect()
}

fn keys_at(schema: &Value, place: &str) -> BTreeSet<String> {
    let here = schemas_at(schema, place);
    let here = here.iter().flat_map(|(path, schema)| alternatives(path, schema));
    let tables = here.filter_map(|(_, schema)| schema.get("properties")?.as_object());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

fn enum_at(schema: &Value, place: &str) -> Vec<Value> {
    let here = schemas_at(schema, place);
    let words = here.into_iter().filter_map(|(_, schema)| schema.get("enum")?.as_array());
    words.flatten().cloned().collect()
}

/// Every property of a schema, by where it stands.
fn properties(schema: &Value) -> BTreeSet<String> {
    fn walk(schema: &Value, at: &str, all: &mut BTreeSet<String>) {
        for (at, schema) in alternatives(at, schema) {
            for (key, inner) in
                schema.get("properties").and_then(Value::as_object).into_iter().flatten()
            {
                // What only narrows a property stands beside it.
                if inner.get("description").is_some() {
                    let at = format!("{at}/{key}");
                    walk(inner, &at, all);
                    all.insert(at);
                }
            }
            for inner in
                ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key))
            {
                walk(inner, &format!("{at}/*"), all);
            }
        }
    }
    let mut all = BTreeSet::new();
    walk(schema, "", &mut all);
    all
}

#[test]
fn every_property_says_what_it_is_for() {
    fn walk(schema: &Value, at: &str) {
        match schema {
            Value::Object(table) => {
                let all = table.get("properties").and_then(Value::as_object);
                for (key, inner) in all.into_iter().flatten() {
                    let narrows = inner.get("type").is_none() && inner.get("anyOf").is_none();
                    let says = inner.get("description").and_then(Value::as_str).is_some();
                    assert!(narrows || says, "{at}: {key} says nothing");
                }
                table.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}")));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, at)),
            _ => {}
        }
    }
    for kind in Kind::ALL {
        walk(&serde_json::from_str(&kind.schema()).unwrap(), kind.name());
    }
}

#[test]
fn a_schema_refuses_what_people_get_wrong() {
    let all = all();
    let wrong = |kind: Kind, toml: &str| {
        let value = as_json(toml).unwrap();
        let errors = all[&kind].validator.iter_errors(&value);
        errors.map(|error| error.to_string()).collect::<Vec<_>>().join("; ")
    };
    let guide = "title = \"T\"\nsummary = \"S\"\nkind = \"explanation\"\nowner = \"O\"\n\
                 reviewed = \"2026-11-21\"\nunconfirmed = []\nsources = []\n";
    assert_eq!(wrong(Kind::Guide, guide), "");
    let misspelt = guide.replace("summary", "sumary");
    assert!(wrong(Kind::Guide, &misspelt).contains("'sumary' was unexpected"));
    assert!(wrong(Kind::Guide, &misspelt).contains("\"summary\" is a required property"));
    let day = guide.replace("2026-11-21", "21.11.2026");
    assert!(wrong(Kind::Guide, &day).contains("\"21.11.2026\" does not match"));
    let kind = guide.replace("explanation", "how-to");
    assert!(wrong(Kind::Guide, &kind).contains("\"how-to\" is not one of"));
    let harm = format!("{guide}harm = 9\n");
    assert!(wrong(Kind::Guide, &harm).contains("9 is greater than the maximum of 4"));
}

#[test]
fn the_command_writes_what_has_changed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a/schemas");
    let run = || {
        let program = env!("CARGO_BIN_EXE_kb-builder");
        let command = std::process::Command::new(program)
            .args(["schemas", "--out", out.to_str().unwrap()])
            .output()
            .unwrap();
        assert!(command.status.success());
        String::from_utf8(command.stdout).unwrap()
    };
    let all = Kind::ALL.len();
    let folder = out.display();
    assert_eq!(run(), format!("{all} schemas in `{folder}`, {all} of them written\n"));
    std::fs::write(out.join("site.schema.json"), "{}").unwrap();
    assert_eq!(run(), format!("{all} schemas in `{folder}`, 1 of them written\n"));
    for (name, text) in schema::files() {
        assert_eq!(std::fs::read_to_string(out.join(name)).unwrap(), text);
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), all);
}
