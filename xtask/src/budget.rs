//! What the site weighs on arrival, and what it may weigh at most.
//!
//! Counted from the compressed files that a server sends, so that it is the same on every machine. A
//! page weighs what its HTML asks for by itself: style sheets, scripts, what is loaded ahead. What a
//! script asks for later, because somebody begins to search, is not part of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;

/// The checker and its glue, in bytes of brotli. Without anything that asks the sign-in service or
/// looks at a clock it weighed 89 908.
const CHECKER: u64 = 108_000;
/// A guide all told, in bytes of brotli: what one initial TCP congestion window of ten segments
/// holds (RFC 6928).
const GUIDE: u64 = 14_000;
/// The start page all told, in bytes of brotli.
const HOME: u64 = 20_000;
/// The search index, in bytes of brotli for each article in it.
const INDEX_OF_ARTICLE: u64 = 350;

/// What a flow may weigh in one file: the target, the language, its bytes, and its bytes as gzip.
const FILES: [(&str, &str, u64, u64); 4] = [
    ("single", "en", 450_000, 200_000),
    ("single", "de", 500_000, 215_000),
    ("static", "en", 150_000, 50_000),
    ("static", "de", 190_000, 50_000),
];

/// Prints the weights, and refuses what is too heavy.
pub(crate) fn check(root: &Path, builder: &Path) -> Done {
    let dist = root.join("dist");
    let mut fine = true;
    for (target, language, most, most_gzip) in FILES {
        let (bytes, gzip) = file(root, builder, target, language)?;
        for (what, bytes, most) in [("bytes", bytes, most), ("bytes as gzip", gzip, most_gzip)] {
            let sign = if bytes <= most { "ok  " } else { "OVER" };
            println!(
                "{sign} caa20004 in one file ({target}, {language}): {bytes} {what}, of {most}"
            );
            fine &= bytes <= most;
        }
    }
    for (name, most) in [("search-en.", INDEX_OF_ARTICLE), ("search-de.", INDEX_OF_ARTICLE)] {
        let (path, bytes) = asset(&dist, name, ".js")?;
        // The index begins with its articles, a line each.
        let text = read(&path)?;
        let listed = text.split("\"terms\"").next().unwrap_or_default();
        let articles = 1 + listed.matches("\\n").count() as u64;
        let what = format!("index {name} {bytes} bytes for {articles} articles: each");
        fine &= line(&what, &[bytes / articles.max(1)], Some(most));
    }
    let (_, wasm) = asset(&dist, "checker.", ".wasm")?;
    let (_, glue) = asset(&dist, "checker.", ".js")?;
    fine &= line("checker: WebAssembly + glue", &[wasm, glue], Some(CHECKER));
    let mut heaviest = (0, Vec::new(), String::new());
    for page in ["", "de/"] {
        for guide in listing(&dist.join(page).join("guides"))?.into_iter().filter(|p| p.is_dir()) {
            let parts = parts(&guide.join("index.html"))?;
            let name = guide.strip_prefix(&dist).unwrap_or(&guide).display().to_string();
            heaviest = heaviest.max((parts.iter().sum(), parts, name));
        }
    }
    let (_, parts_of_guide, name) = heaviest;
    fine &= line(&format!("heaviest guide ({name}): HTML + rest"), &parts_of_guide, Some(GUIDE));
    fine &= line("start page: HTML + rest", &parts(&dist.join("index.html"))?, Some(HOME));
    for page in ["caa20004", "codes/aadsts50076", "flows/caa20004", "agent/caa20004", "search"] {
        let path = dist.join(page).join("index.html");
        let loads_checker = read(&path)?.contains(".wasm");
        fine &= line(&format!("/{page}/: HTML + rest"), &parts(&path)?, None);
        if loads_checker != ["caa20004", "agent/caa20004"].contains(&page) {
            println!("OVER /{page}/ loads the checker where there is none, or none where there is");
            fine = false;
        }
    }
    if fine { Ok(()) } else { Err("the site is heavier than it may be".to_owned()) }
}

/// What a flow in one file weighs, plain and as gzip, once it is proved to keep what it promises.
fn file(root: &Path, builder: &Path, target: &str, language: &str) -> Result<(u64, u64), String> {
    let out = std::env::temp_dir().join(format!("kb-budget-{}.html", std::process::id()));
    let path = out.to_string_lossy().into_owned();
    let make = ["bundle", "--target", target, "--flow", "caa20004", "--lang", language];
    let made = ask(root, builder, &[&make[..], &["--out", &path, "--quiet"]].concat());
    let said = made.and_then(|_| ask(root, builder, &["bundle", "--verify", &path]));
    // What is left of a failed run is no harm, and its own message matters more.
    fs::remove_file(&out).unwrap_or_default();
    let said = said?;
    let number = |before: &str| {
        let (text, _) = said.rsplit_once(before)?;
        text.rsplit(' ').next()?.parse().ok()
    };
    number(" bytes,")
        .zip(number(" as gzip"))
        .ok_or_else(|| format!("the builder does not say what {path} weighs: {said}"))
}

/// What the builder says on its standard output.
fn ask(root: &Path, builder: &Path, args: &[&str]) -> Result<String, String> {
    let asked = Command::new(builder).current_dir(root).args(args).output();
    let asked = asked.map_err(|error| format!("cannot run {}: {error}", builder.display()))?;
    if asked.status.success() {
        return Ok(String::from_utf8_lossy(&asked.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&asked.stderr).into_owned())
}

/// The weights of a page and of all that its HTML asks for by itself.
fn parts(page: &Path) -> Result<Vec<u64>, String> {
    let html = read(page)?;
    // What stands in a template is only loaded once a script takes it out.
    let mut shown = String::new();
    for (place, piece) in html.split("<template").enumerate() {
        let rest =
            if place == 0 { Some(piece) } else { piece.split_once("</template>").map(|p| p.1) };
        shown.push_str(rest.unwrap_or_default());
    }
    let mut parts = vec![compressed(page)?];
    let folder = page.parent().unwrap_or(page);
    for tag in shown.split('<').filter(|tag| tag.starts_with("link ") || tag.starts_with("script "))
    {
        let is_loaded = tag.starts_with("script ")
            || ["rel=\"stylesheet\"", "rel=\"preload\"", "rel=\"icon\""]
                .iter()
                .any(|r| tag.contains(r));
        let address = ["href=\"", "src=\""].iter().find_map(|key| {
            let (_, rest) = tag.split_once(key)?;
            rest.split_once('"').map(|(address, _)| address)
        });
        if let Some(address) = address.filter(|_| is_loaded) {
            parts.push(compressed(&folder.join(address))?);
        }
    }
    Ok(parts)
}

fn line(what: &str, parts: &[u64], most: Option<u64>) -> bool {
    let sum: u64 = parts.iter().sum();
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let parts = parts.join(" + ");
    let (most, fine) = match most {
        Some(most) => (format!("of {most}"), sum <= most),
        None => ("not limited".to_owned(), true),
    };
    println!("{} {what}: {parts} = {sum} bytes brotli, {most}", if fine { "ok  " } else { "OVER" });
    fine
}

/// An asset by the beginning and the end of its name, and what it weighs.
fn asset(dist: &Path, name: &str, extension: &str) -> Result<(PathBuf, u64), String> {
    let assets = dist.join("assets");
    let found = listing(&assets)?.into_iter().find(|path| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file.starts_with(name) && file.ends_with(extension)
    });
    let found = found.ok_or_else(|| format!("there is no {name} in {}", assets.display()))?;
    let bytes = compressed(&found)?;
    Ok((found, bytes))
}

fn listing(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| {
        format!("cannot read {}: {error}; build the site first", folder.display())
    })?;
    Ok(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))
}

fn compressed(path: &Path) -> Result<u64, String> {
    let path = PathBuf::from(format!("{}.br", path.display()));
    let about = fs::metadata(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    Ok(about.len())
}
