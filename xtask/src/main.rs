//! The two commands of the README: `cargo xtask serve` and `cargo xtask test`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it drives other programs and says how far they are; there is no builder yet"
)]

mod bench;
mod budget;
#[path = "../../kb-builder/checker_command.rs"]
mod checker_command;
mod licences;
mod release;
mod sbom;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use checker_command::checker_command;

const HELP: &str = "\
cargo xtask serve [--port N]   build everything and serve the site on this machine
cargo xtask build              build everything, and the site into dist/
cargo xtask test               run every check and test, real browser included
cargo xtask bench [--write]    count the instructions of flows and guides; or store those of guides
cargo xtask budget             print what the site weighs, and whether that is allowed
cargo xtask release [--target T] build what is released, with nothing of this machine in it
cargo xtask sbom [--target T]  print what is in the program, as CycloneDX
cargo xtask licences [--target T] print the licences of that, with their texts
cargo xtask tidy               check the house rules that the compiler cannot";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match task.as_str() {
        "serve" => serve(&rest),
        "build" => build_all().and_then(|()| builder(&["build"])),
        "test" => test(),
        "bench" => bench(&rest),
        "budget" => budget::check(&root(), &builder_path()),
        "release" => release::make(&root(), &rest),
        "sbom" => sbom::print(&root(), &rest),
        "licences" => licences::print(&root(), &rest),
        "tidy" => tidy::check(&root()),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), String>;

/// The top of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("bug: xtask is a folder of the repository").to_owned()
}

fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn say(step: &str) {
    println!("── {step}");
}

/// Runs a program; its own words are the report if it fails.
fn run(command: &mut Command) -> Done {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`{}` failed; what it said is above", shown(command))),
        Err(error) => Err(format!("cannot run `{name}`: {error}")),
    }
}

/// What a program says.
fn said(command: &mut Command) -> Result<String, String> {
    let shown = shown(command);
    let output = command.output().map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{shown}` failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The target that a task is for, where one is named.
fn target_of<'a>(task: &str, rest: &'a [String]) -> Result<Option<&'a str>, String> {
    match rest {
        [] => Ok(None),
        [flag, target] if flag == "--target" => Ok(Some(target)),
        _ => Err(format!("write it as `cargo xtask {task} --target x86_64-unknown-linux-musl`")),
    }
}

fn shown(command: &Command) -> String {
    let parts = std::iter::once(command.get_program()).chain(command.get_args());
    parts.map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn cargo_run(args: &[&str]) -> Done {
    run(Command::new(cargo()).current_dir(root()).args(args))
}

/// Whether a program is there and answers.
fn answers(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

// ---------------------------------------------------------------- building

/// Everything that a site is built with.
fn build_all() -> Done {
    say("1/3  WebAssembly target");
    add_target()?;
    say("2/3  checker (WebAssembly)");
    run(&mut checker_command(&cargo(), &root(), &target_folder()))?;
    say("3/3  builder");
    cargo_run(&["build", "--locked", "--package", "kb-builder"])
}

/// Adds the WebAssembly target where rustup lacks it.
fn add_target() -> Done {
    let target = "wasm32-unknown-unknown";
    let sysroot = Command::new("rustc").current_dir(root()).args(["--print", "sysroot"]).output();
    let sysroot = sysroot.map_err(|error| format!("cannot run `rustc`: {error}"))?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    if Path::new(&sysroot).join("lib/rustlib").join(target).join("lib").exists() {
        return Ok(());
    }
    run(Command::new("rustup").current_dir(root()).args(["target", "add", target])).map_err(|_| {
        format!("the WebAssembly target is missing: add it with `rustup target add {target}`")
    })
}

fn builder_path() -> PathBuf {
    target_folder().join("debug").join(format!("kb-builder{}", std::env::consts::EXE_SUFFIX))
}

fn builder(args: &[&str]) -> Done {
    run(Command::new(builder_path()).current_dir(root()).args(args))
}

fn serve(rest: &[String]) -> Done {
    build_all()?;
    say("site");
    let args: Vec<&str> = std::iter::once("serve").chain(rest.iter().map(String::as_str)).collect();
    builder(&args)
}

// ---------------------------------------------------------------- testing

fn test() -> Done {
    add_target()?;
    let browser = find_browser()?;
    let firefox = find_firefox()?;
    find_node()?;
    find_valgrind()?;
    find_others()?;
    find_wikis()?;
    say("format");
    cargo_run(&["fmt", "--check"])?;
    build_all()?;
    say("lints");
    let strict = ["--", "--deny", "warnings"];
    cargo_run(&[&["clippy", "--locked", "--workspace", "--all-targets"][..], &strict].concat())?;
    let wasm = ["clippy", "--locked", "--package", "web-checker", "--target"];
    cargo_run(&[&wasm[..], &["wasm32-unknown-unknown"], &strict].concat())?;
    say("tests");
    cargo_run(&["test", "--locked", "--workspace"])?;
    say("documentation");
    run(Command::new(cargo()).current_dir(root()).env("RUSTDOCFLAGS", "-Dwarnings").args([
        "doc",
        "--locked",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]))?;
    say("instructions");
    bench(&[])?;
    say("house rules");
    tidy::check(&root())?;
    say("site");
    builder(&["build"])?;
    say("budgets");
    budget::check(&root(), &builder_path())?;
    say("browser tests");
    let tests = root().join("tests");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm)
        .current_dir(&tests)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    run(Command::new("node")
        .current_dir(&tests)
        .env("KB_BROWSER", browser)
        .env("KB_FIREFOX", firefox)
        .env("KB_BUILDER", builder_path())
        .args(["node_modules/@playwright/test/cli.js", "test"]))
}

/// The Chromium to test with.
fn find_browser() -> Result<PathBuf, String> {
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    find_program("Chromium", "KB_BROWSER", &known)
}

/// The Firefox to test with.
fn find_firefox() -> Result<PathBuf, String> {
    find_program("Firefox", "KB_FIREFOX", &["firefox-esr", "firefox"])
}

/// A browser: the one a variable names, else one of these, else the first of them, installed where
/// the system's own package manager is ours to use.
fn find_program(name: &str, variable: &str, known: &[&str]) -> Result<PathBuf, String> {
    if let Some(chosen) = std::env::var_os(variable) {
        let chosen = PathBuf::from(chosen);
        let there = chosen.is_file();
        return if there { Ok(chosen) } else { Err(format!("there is no {}", chosen.display())) };
    }
    let find = || known.iter().copied().find_map(on_path);
    if let Some(found) = find() {
        return Ok(found);
    }
    install(known[0])?;
    find().ok_or_else(|| {
        format!(
            "the tests need {name}: install it with `sudo apt-get install {}`, or give its path \
             in {variable}",
            known[0]
        )
    })
}

/// Where on the PATH a program is.
fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Counts instructions, where that can be done: Valgrind knows Linux best.
fn bench(rest: &[String]) -> Done {
    if !cfg!(target_os = "linux") {
        say("not counted: Valgrind is used on Linux only");
        return Ok(());
    }
    find_valgrind()?;
    bench::check(rest)
}

fn find_valgrind() -> Done {
    if !cfg!(target_os = "linux") || answers("valgrind") {
        return Ok(());
    }
    install("valgrind")?;
    if answers("valgrind") {
        return Ok(());
    }
    Err("counting instructions needs Valgrind: install it with `sudo apt-get install valgrind`"
        .to_owned())
}

/// What the tests need beside browsers: the servers that the site is served with, the browser of
/// those who see only text, and another day.
fn find_others() -> Done {
    for name in ["nginx", "caddy", "lynx", "faketime"] {
        // A server is where only root looks by itself.
        let there = || on_path(name).is_some() || Path::new("/usr/sbin").join(name).is_file();
        if there() {
            continue;
        }
        install(name)?;
        if !there() {
            return Err(format!(
                "the tests need {name}: install it with `sudo apt-get install {name}`"
            ));
        }
    }
    Ok(())
}

/// The wikis whose own parsers read the texts for them; nothing of them is served.
fn find_wikis() -> Done {
    // With `php-cgi`, PHP asks for no web server of its own.
    let packages = ["php-cli", "php-cgi", "php-sqlite3", "mediawiki", "dokuwiki"];
    let there = || {
        let modules = Command::new("php").arg("-m").output();
        let parsers = ["mediawiki/maintenance/parse.php", "dokuwiki/inc/init.php"];
        modules.is_ok_and(|php| String::from_utf8_lossy(&php.stdout).contains("pdo_sqlite"))
            && parsers.iter().all(|path| Path::new("/usr/share").join(path).is_file())
    };
    if there() {
        return Ok(());
    }
    let bare = [&["--no-install-recommends"], &packages[..]].concat();
    install_all(&bare)?;
    if there() {
        return Ok(());
    }
    Err(format!(
        "the tests need MediaWiki and DokuWiki: install them with `sudo apt-get install {}`",
        bare.join(" ")
    ))
}

fn find_node() -> Done {
    if answers("node") && answers(if cfg!(windows) { "npm.cmd" } else { "npm" }) {
        return Ok(());
    }
    install("nodejs")?;
    install("npm")?;
    if answers("node") && answers("npm") {
        return Ok(());
    }
    Err("the browser tests need Node.js 20 or newer: install it with `sudo apt-get install nodejs \
         npm`"
        .to_owned())
}

/// Installs a Debian package where we may; elsewhere says nothing, the caller names the command.
fn install(package: &str) -> Done {
    install_all(&[package])
}

/// Installs Debian packages where we may.
fn install_all(packages: &[&str]) -> Done {
    let root_user = Command::new("id").arg("-u").output();
    let may = root_user.is_ok_and(|id| id.stdout.trim_ascii() == b"0") && answers("apt-get");
    if !may {
        return Ok(());
    }
    say(&format!("installing {}", packages.join(" ")));
    run(Command::new("apt-get").arg("update").arg("-qq"))?;
    run(Command::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-qq"])
        .args(packages))
}
