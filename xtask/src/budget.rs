//! What the site weighs on arrival, and what it may weigh at most.
//!
//! Counted from the compressed files that a server sends, so that it is the same on every machine.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Done;

/// The checker and its glue, in bytes of brotli. Without anything that asks the sign-in service or
/// looks at a clock it weighed 89 908.
const CHECKER: u64 = 108_000;
/// A guide with its style and script, in bytes of brotli: what one initial TCP congestion window
/// of ten segments holds (RFC 6928).
const GUIDE: u64 = 14_000;

/// Prints the weights, and refuses what is too heavy.
pub(crate) fn check(root: &Path) -> Done {
    let dist = root.join("dist");
    let assets = dist.join("assets");
    let asset = |name: &str, extension: &str| -> Result<u64, String> {
        let found = listing(&assets)?.into_iter().find(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            file.starts_with(name) && file.ends_with(&format!("{extension}.br"))
        });
        size(&found.ok_or_else(|| format!("there is no {name} in {}", assets.display()))?)
    };
    let (wasm, glue) = (asset("checker.", ".wasm")?, asset("checker.", ".js")?);
    let (style, script) = (asset("site.", ".css")?, asset("page.", ".js")?);
    let mut heaviest = (0, String::new());
    for guide in listing(&dist.join("guides"))?.into_iter().filter(|path| path.is_dir()) {
        let name = guide.file_name().unwrap_or_default().to_string_lossy().into_owned();
        heaviest = heaviest.max((size(&guide.join("index.html.br"))?, name));
    }
    let (html, name) = heaviest;
    let code = size(&dist.join("caa20004/index.html.br"))?;
    let mut fine = line("checker: WebAssembly + glue", &[wasm, glue], Some(CHECKER));
    let guide = format!("heaviest guide ({name}): HTML + CSS + script");
    fine &= line(&guide, &[html, style, script], Some(GUIDE));
    line("page of caa20004: HTML alone", &[code], None);
    if fine { Ok(()) } else { Err("the site is heavier than it may be".to_owned()) }
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

fn listing(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| {
        format!("cannot read {}: {error}; build the site first", folder.display())
    })?;
    Ok(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect())
}

fn size(path: &Path) -> Result<u64, String> {
    let about = fs::metadata(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    Ok(about.len())
}
