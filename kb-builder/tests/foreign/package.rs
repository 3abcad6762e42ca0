//! Packages with documentation in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest as _, Sha512};

/// A package of npm, by version and digest.
pub(crate) struct Package {
    name: &'static str,
    version: &'static str,
    /// As npm writes it: SHA-512 in Base64.
    digest: &'static str,
    /// The folder whose names its own links use; files of others are called by their whole path.
    flat: &'static str,
}

/// The manual of a web framework, written by many over ten years. MIT.
pub(crate) const SAILS: Package = Package {
    name: "sails",
    version: "1.5.18",
    digest: "n72rPHVD6n1nxeopeSL1ufIQota7NVPpCr9W8crBpLx/emTwbEkgbXNp396VEpnbrRGPxf5IEqchGqnTLqWepg==",
    flat: "",
};

/// The manual of a library, with tables and links from page to page. Apache-2.0.
pub(crate) const MATHJS: Package = Package {
    name: "mathjs",
    version: "5.10.3",
    digest: "ySjg30BC3dYjQm73ILZtwcWzFJde0VU6otkXW/57IjjuYRa3Qaf0Kb8pydEuBZYtqW2OxreAtsricrAmOj3jIw==",
    flat: "reference/functions",
};

impl Package {
    /// Every text below its folder `docs`, by the name that it gets here.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        let docs = self.folder().join("package/docs");
        let mut texts = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&docs).sort_by_file_name() {
            let path = entry.unwrap().into_path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let below = path.strip_prefix(&docs).unwrap().to_str().unwrap().replace('\\', "/");
            let below = below.strip_suffix(".md").unwrap();
            let own = below.strip_prefix(self.flat).and_then(|own| own.strip_prefix('/'));
            let name = name(own.unwrap_or(below));
            // Two files may be one but for their capitals.
            let name = if texts.contains_key(&name) { format!("{name}-2") } else { name };
            assert!(texts.insert(name, std::fs::read_to_string(&path).unwrap()).is_none());
        }
        texts
    }

    /// The unpacked package, asked for once.
    fn folder(&self) -> PathBuf {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages");
        let folder = all.join(format!("{}-{}", self.name, self.version));
        if folder.exists() {
            return folder;
        }
        std::fs::create_dir_all(&all).unwrap();
        let fresh = tempfile::tempdir_in(&all).unwrap();
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let what = format!("{}@{}", self.name, self.version);
        let mut pack = Command::new(npm);
        pack.args(["pack", &what, "--ignore-scripts", "--loglevel=error", "--pack-destination"]);
        let asked = run(pack.arg(fresh.path()));
        assert!(asked, "npm cannot get {what}");
        let packed = fresh.path().join(format!("{}-{}.tgz", self.name, self.version));
        let digest = BASE64.encode(Sha512::digest(std::fs::read(&packed).unwrap()));
        assert_eq!(digest, self.digest, "{what} is not the package that it was");
        assert!(run(Command::new("tar").arg("-xzf").arg(&packed).arg("-C").arg(fresh.path())));
        std::fs::remove_file(&packed).unwrap();
        std::fs::rename(fresh.keep(), &folder).unwrap();
        folder
    }
}

fn run(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// A path as a name in addresses.
fn name(path: &str) -> String {
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> =
        words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let name = words.join("-");
    // The end of a path tells more than its beginning.
    let from = name.len().saturating_sub(56);
    let name = name[from..].trim_start_matches('-');
    // `index` means something else on every site.
    if name == "index" { "index-page".to_owned() } else { name.to_owned() }
}
