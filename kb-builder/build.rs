//! Compiles the checker and its glue, so that the builder carries them and needs no Rust to run.

#![allow(
    clippy::disallowed_methods,
    clippy::exit,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a build script speaks to cargo by printing, and reads what cargo tells it"
)]

mod checker_command;

use std::path::{Path, PathBuf};

use checker_command::checker_command;
use wasm_bindgen_cli_support::Bindgen;

fn main() {
    if let Err(trouble) = embed_checker() {
        eprintln!("{trouble}");
        std::process::exit(1);
    }
}

fn embed_checker() -> Result<(), String> {
    let path = |name| std::env::var(name).map(PathBuf::from).map_err(|error| error.to_string());
    let (out, manifest) = (path("OUT_DIR")?, path("CARGO_MANIFEST_DIR")?);
    let root = manifest.parent().ok_or("the builder is not in its workspace")?;
    for input in ["Cargo.lock", "Cargo.toml", "kb-flow/src", "web-checker"] {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=checker_command.rs");
    // …/target/<profile>/build/kb-builder-<hash>/out
    let target = out.ancestors().nth(4).ok_or("cargo gave an unusual OUT_DIR")?;
    let cargo = std::env::var("CARGO").map_err(|error| error.to_string())?;
    let ended = checker_command(&cargo, root, target).output().map_err(|e| e.to_string())?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        return Err(if said.contains("can't find crate for `core`") || said.contains("E0463") {
            "the WebAssembly target is missing: run `rustup target add wasm32-unknown-unknown`"
                .to_owned()
        } else {
            said
        });
    }
    bind(&target.join("wasm32-unknown-unknown/wasm/web_checker.wasm"), &out)
}

/// Makes the module and its glue, as one classic script: ES modules do not load from disk.
fn bind(raw: &Path, out: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).out_name("checker").typescript(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.no_modules(true).map_err(|error| error.to_string())?;
    let mut output = bindgen.generate_output().map_err(|error| error.to_string())?;
    if output.snippets().values().any(|snippets| !snippets.is_empty()) {
        return Err("a dependency of the checker brings a script file of its own".to_owned());
    }
    let mut glue = output.js().to_owned();
    // Each import is named in the module and in the glue with a hash of 16 digits, which no
    // compression makes smaller. Between the two of them any name will do.
    let module = output.wasm_mut();
    for (number, import) in module.imports.iter_mut().enumerate() {
        let short = format!("i{number}");
        let renamed = rename(&glue, &import.name, &short);
        glue = renamed.ok_or_else(|| format!("the glue does not name {} once", import.name))?;
        import.name = short;
    }
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(out.join(name), bytes).map_err(|error| error.to_string())
    };
    write("checker.js", glue.as_bytes())?;
    write("checker.wasm", &module.emit_wasm())
}

/// Renames the one property of the glue that has this name.
fn rename(glue: &str, name: &str, short: &str) -> Option<String> {
    let part_of_a_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let mut places = glue.match_indices(name).filter(|(start, _)| {
        let (before, after) = (&glue[..*start], &glue[start + name.len()..]);
        !before.ends_with(part_of_a_name) && !after.starts_with(part_of_a_name)
    });
    let (start, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    Some([&glue[..start], short, &glue[start + name.len()..]].concat())
}
