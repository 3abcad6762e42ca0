//! Compiles the checker and its glue, so that the builder carries them and needs no Rust to run.

#![allow(
    clippy::disallowed_methods,
    clippy::exit,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a build script speaks to cargo by printing, and reads what cargo tells it"
)]

mod checker_command;
#[path = "src/lean.rs"]
mod lean;
#[path = "src/compress/pack.rs"]
mod pack;

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use checker_command::checker_command;
use lean::lean_script;
use walrus::{FunctionBuilder, FunctionKind, Module};
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
    let made_by = ["src/compress.rs", "src/compress/pack.rs"].map(|name| manifest.join(name));
    let made_by = [&[root.join("Cargo.lock")], &made_by[..]].concat();
    for input in ["src/compress.rs", "src/compress/pack.rs", "src/lean.rs"] {
        println!("cargo::rerun-if-changed={input}");
    }
    println!("cargo::rerun-if-changed={}", root.join(UNPACK).display());
    println!("cargo::rustc-env=KB_MADE_BY={}", mark(&made_by));
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
    let unpack = std::fs::read_to_string(root.join(UNPACK)).map_err(|error| error.to_string())?;
    bind(&target.join("wasm32-unknown-unknown/wasm/web_checker.wasm"), &lean_script(&unpack), &out)
}

/// What takes the module out of a script.
const UNPACK: &str = "static/js/unpack.js";

/// Tells what compresses from any other: our own code, and the versions of all libraries. FNV-1a, 64 bits.
fn mark(files: &[PathBuf]) -> String {
    let bytes = files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default());
    let mark = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |mark, byte| {
        (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{mark:016x}")
}

/// Makes the module and its glue, as one classic script: ES modules do not load from disk. Then the module in
/// a script, for pages that can fetch nothing; and all three as servers send them.
fn bind(raw: &Path, unpack: &str, out: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).out_name("checker").typescript(false).demangle(false);
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
    stop_without_words(module);
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(out.join(name), bytes).map_err(|error| error.to_string())
    };
    let wasm = module.emit_wasm();
    let mut gz = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, &*wasm, &mut gz)
        .map_err(|error| error.to_string())?;
    let packed = format!("{unpack}globalThis.kbChecker = kbUnpacked(\"{}\");\n", BASE64.encode(gz));
    let files: [(&str, &[u8]); 3] = [
        ("checker.js", glue.as_bytes()),
        ("checker.wasm", &wasm),
        ("module.js", packed.as_bytes()),
    ];
    for (name, bytes) in files {
        write(name, bytes)?;
        write(&format!("{name}.br"), &pack::brotli(bytes, pack::SMALLEST))?;
        write(&format!("{name}.gz"), &pack::gzip(bytes))?;
    }
    Ok(())
}

/// Functions that only put a message together before the module stops, by a part of their names.
///
/// Nothing is printed for programmers but there, so all that is made for them belongs here as well.
const LAST_WORDS: [&str; 14] = [
    "fmt5Debug3fmt",
    "core..fmt..Debug",
    "4core9panicking",
    "3std9panicking13panic_handler",
    "3std9panicking15panic_with_hook",
    "console_error_panic_hook4hook",
    "slice_error_fail",
    "slice_index_fail",
    "unwrap_failed",
    "expect_failed",
    "panic_already_",
    "panic_access_error",
    "len_mismatch_fail",
    "13assert_failed",
];

/// Lets a bug in the checker stop it at once, without the sentence that says where: `boot.js` puts the
/// plain page back all the same, and nobody who reads the sentence is there to mend it. What makes
/// the sentences, and the names of the source files in them, weighs three kilobytes.
fn stop_without_words(module: &mut Module) {
    let is_last = |name: &str| LAST_WORDS.iter().any(|part| name.contains(part));
    let ids: Vec<_> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| module.funcs.get(*id).name.as_deref().is_some_and(is_last))
        .map(|(id, function)| (id, function.ty(), function.args.clone()))
        .collect();
    for (id, ty, args) in ids {
        let ty = module.types.get(ty);
        let (params, results) = (ty.params().to_vec(), ty.results().to_vec());
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        builder.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(args));
    }
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in data {
        blank_file_names(&mut module.data.get_mut(id).value);
    }
    walrus::passes::gc::run(module);
}

/// Blanks the names of source files of other crates: they begin as the compiler was told to write
/// them, and end with `.rs`.
fn blank_file_names(bytes: &mut [u8]) {
    for beginning in [&b"/dep/"[..], b"/rustc/", b"/rust/deps/"] {
        let mut from = 0;
        while let Some(start) = find(&bytes[from..], beginning).map(|at| from + at) {
            from = start + beginning.len();
            let name = bytes[start..].iter().take_while(|byte| byte.is_ascii_graphic()).count();
            if let Some(end) = find(&bytes[start..start + name], b".rs") {
                bytes[start..start + end + 3].fill(0);
            }
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
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
