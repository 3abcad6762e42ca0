//! Makes what is released: the program with nothing of this machine in it, and what goes beside it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::checker_command::remaps;
use crate::{Done, cargo, licences, run, said, say, sbom, target_folder};

/// Builds the program for a target, or for this machine, and gathers everything in one folder.
pub(crate) fn make(root: &Path, rest: &[String]) -> Done {
    let target = crate::target_of("release", rest)?;
    say("1/2  program");
    let mut build = Command::new(cargo());
    build.current_dir(root).args(["build", "--release", "--locked", "--package", "kb-builder"]);
    build.args(target.iter().flat_map(|target| ["--target", target]));
    // Panics name source files, and so does what is written in C.
    let flags = remaps(root).map(|(from, to)| format!("--remap-path-prefix={from}={to}"));
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    if cfg!(unix) {
        let flags = remaps(root).map(|(from, to)| format!("-ffile-prefix-map={from}={to}"));
        build.env("CFLAGS", flags.join(" "));
    }
    run(&mut build)?;
    say("2/2  what goes beside it");
    let folder = target_folder();
    let built = target.map_or_else(|| folder.clone(), |target| folder.join(target)).join("release");
    let name = format!("kb-builder{}", if is_windows(target) { ".exe" } else { "" });
    let out = folder.join("released");
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", out.display());
    // What an earlier release left would be taken for a part of this one.
    if out.exists() {
        fs::remove_dir_all(&out).map_err(failed)?;
    }
    fs::create_dir_all(&out).map_err(failed)?;
    fs::copy(built.join(&name), out.join(&name)).map_err(failed)?;
    fs::write(out.join("kb-builder.cdx.json"), sbom::made(root, target)?).map_err(failed)?;
    fs::write(out.join("THIRD-PARTY.txt"), licences::made(root, target)?).map_err(failed)?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root.join(licence), out.join(licence)).map_err(failed)?;
    }
    // What was built for another target may not run here.
    let here = |args: &[&str]| {
        let mut command =
            Command::new(if target.is_some() { cargo().into() } else { built.join(&name) });
        command
            .current_dir(root)
            .args(target.iter().flat_map(|_| ["kb"]))
            .arg("--quiet")
            .args(args);
        command
    };
    let path = |name: &str| out.join(name).display().to_string();
    run(&mut here(&["schemas", "--out", &path("schemas")]))?;
    run(&mut here(&["man", "--out", &path("man1")]))?;
    fs::create_dir_all(out.join("completions")).map_err(failed)?;
    for (shell, file) in [
        ("bash", "kb-builder.bash"),
        ("zsh", "_kb-builder"),
        ("fish", "kb-builder.fish"),
        ("powershell", "kb-builder.ps1"),
    ] {
        let script = said(&mut here(&["completions", shell]))?;
        fs::write(out.join("completions").join(file), script).map_err(failed)?;
    }
    say(&format!("released in {}", out.display()));
    Ok(())
}

fn is_windows(target: Option<&str>) -> bool {
    target.map_or(cfg!(windows), |target| target.contains("windows"))
}
