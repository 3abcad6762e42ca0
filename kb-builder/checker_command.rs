//! How the checker is compiled to WebAssembly. Shared by the build script, which needs the result,
//! and by xtask, which runs it first so that its progress can be seen.

#![allow(clippy::disallowed_methods, reason = "it runs before there is a builder to go through")]

use std::path::Path;
use std::process::Command;

/// The command that compiles the checker into `target/wasm32-unknown-unknown/wasm/`.
pub(crate) fn checker_command(cargo: &str, root: &Path, target: &Path) -> Command {
    let mut command = Command::new(cargo);
    // Asked for here and not in the manifest: `cdylib` beside `rlib` there turns link-time
    // optimisation off without a word.
    command.current_dir(root).args(["rustc", "--locked", "--package", "web-checker", "--lib"]);
    command.args(["--crate-type", "cdylib", "--target", "wasm32-unknown-unknown"]);
    command.args(["--profile", "wasm", "--target-dir"]).arg(target);
    // Panics carry paths. Without the homes of this machine in them, the same source gives the
    // same bytes everywhere.
    let flags = remaps(root).map(|(from, to)| format!("'--remap-path-prefix={from}={to}'"));
    let flags = flags.join(",");
    command.arg("--config");
    command.arg(format!("target.wasm32-unknown-unknown.rustflags=[{flags}]"));
    // What the outer cargo, or clippy, was told is not meant for the checker.
    for variable in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
        "CARGO_TARGET_DIR",
        "RUSTC_WORKSPACE_WRAPPER",
        "CLIPPY_ARGS",
        "CLIPPY_CONF_DIR",
    ] {
        command.env_remove(variable);
    }
    command
}

/// Folders of this machine, and what is written in their place into what is compiled.
pub(crate) fn remaps(root: &Path) -> [(String, &'static str); 2] {
    let home = std::env::var("CARGO_HOME").map_or_else(
        |_| Path::new(&std::env::var("HOME").unwrap_or_default()).join(".cargo"),
        Into::into,
    );
    let sources = home.join("registry/src").display().to_string();
    [(sources, "/dep"), (root.display().to_string(), "/src")]
}
