//! House rules that the compiler cannot check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;

/// Checks every rule, and lists all that are broken.
pub(crate) fn check(root: &Path) -> Done {
    let mut broken = Vec::new();
    flow_depends_on_serde_alone(root, &mut broken)?;
    pure_files_stay_pure(root, &mut broken)?;
    expectations_name_a_bug(root, &mut broken)?;
    templates_trust_nothing(root, &mut broken)?;
    classes_have_a_style(root, &mut broken)?;
    words_are_said(root, &mut broken)?;
    the_map_is_true(root, &mut broken)?;
    texts_of_scripts_stay_on_a_line(root, &mut broken)?;
    if broken.is_empty() {
        return Ok(());
    }
    Err(format!("house rules are broken:\n  {}", broken.join("\n  ")))
}

fn flow_depends_on_serde_alone(root: &Path, broken: &mut Vec<String>) -> Done {
    let tree = Command::new(crate::cargo())
        .current_dir(root)
        .args(["tree", "--locked", "-p", "kb-flow", "--depth", "1", "-e", "normal"])
        .args(["--prefix", "none", "--format", "{lib}"])
        .output()
        .map_err(|error| format!("cannot run `cargo tree`: {error}"))?;
    let names = String::from_utf8_lossy(&tree.stdout).into_owned();
    let names: Vec<&str> = names.lines().skip(1).collect();
    if names != ["serde"] {
        broken.push(format!("kb-flow depends on serde alone, and now on: {}", names.join(", ")));
    }
    Ok(())
}

fn pure_files_stay_pure(root: &Path, broken: &mut Vec<String>) -> Done {
    for file in ["session.rs", "sign_in.rs", "clock.rs"] {
        let path = root.join("web-checker/src").join(file);
        let text = read(&path)?;
        for word in ["yew::", "web_sys::", "js_sys::", "gloo::"] {
            if text.contains(word) {
                broken.push(format!("{} is pure, and names {word}", path.display()));
            }
        }
    }
    Ok(())
}

fn expectations_name_a_bug(root: &Path, broken: &mut Vec<String>) -> Done {
    for folder in ["kb-flow/src", "kb-builder/src", "web-checker/src"] {
        for path in files(&root.join(folder), "rs")? {
            for (number, line) in read(&path)?.lines().enumerate() {
                let line = line.trim_start();
                let expects = line.contains(".expect(\"") && !line.starts_with("//");
                if expects && !line.contains(".expect(\"bug:") {
                    broken.push(format!(
                        "{}:{}: an expectation begins with `bug:`",
                        path.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    Ok(())
}

fn templates_trust_nothing(root: &Path, broken: &mut Vec<String>) -> Done {
    let ours = files(&root.join("kb-builder/templates"), "html")?;
    for path in ours.into_iter().chain(files(&root.join("static/callback"), "html")?) {
        let text = read(&path)?;
        // One file that needs no other has its scripts and its style in it, each allowed by its hash.
        let stands_alone = path.ends_with("single.html");
        let bads = ["| safe", "|safe", "autoescape", "style=", "<script>", "<style>", " onclick"];
        for bad in bads {
            if text.contains(bad) && !(stands_alone && ["<script>", "<style>"].contains(&bad)) {
                broken.push(format!("{} holds `{bad}`", path.display()));
            }
        }
    }
    Ok(())
}

/// Every class that a template or the checker names is styled, and every styled class is named.
fn classes_have_a_style(root: &Path, broken: &mut Vec<String>) -> Done {
    let gather = |folders: &[(&str, &str)]| -> Result<Vec<String>, String> {
        let mut text = Vec::new();
        for (folder, extension) in folders {
            for path in files(&root.join(folder), extension)? {
                text.push(read(&path)?);
            }
        }
        let mut classes: Vec<String> = text.iter().flat_map(|text| classes_in(text)).collect();
        classes.sort();
        classes.dedup();
        Ok(classes)
    };
    let styled = gather(&[("static/css", "css")])?;
    let named = gather(&[
        ("kb-builder/templates", "html"),
        ("static/callback", "html"),
        ("kb-builder/src", "rs"),
        ("web-checker/src", "rs"),
        ("static/js", "js"),
    ])?;
    for class in named.iter().filter(|class| !styled.contains(class)) {
        // Callouts get their name from Markdown; a plain one looks like the block.
        if !["kb-callout--note", "kb-callout--important", "kb-callout--"].contains(&&**class) {
            broken.push(format!("class `{class}` has no style"));
        }
    }
    for class in styled.iter().filter(|class| !named.contains(class)) {
        if !class.starts_with("kb-callout--") {
            broken.push(format!("class `{class}` is styled and never used"));
        }
    }
    Ok(())
}

/// Every word that the builder brings is said somewhere.
fn words_are_said(root: &Path, broken: &mut Vec<String>) -> Done {
    let mut said = read(&root.join("kb-flow/src/words.rs"))?;
    let script = read(&root.join("static/js/find.js"))?;
    let places =
        [("kb-builder/templates", "html"), ("static/callback", "html"), ("kb-builder/src", "rs")];
    for (folder, extension) in places {
        for path in files(&root.join(folder), extension)? {
            said += &read(&path)?;
        }
    }
    for line in read(&root.join("kb-builder/words.toml"))?.lines() {
        let Some((word, _)) = line.split_once(" = ") else { continue };
        let quoted = [format!("'{word}'"), format!("\"{word}\"")];
        // The names of callouts are put together, and so are those of kinds of pages.
        let is_put_together = ["callout-", "search-say-kind-"].iter().any(|s| word.starts_with(s));
        // What the field to search with says has its own names there.
        let short = word.strip_prefix("search-say-").map(|name| format!("says.{name}"));
        let in_script = short.is_some_and(|name| script.contains(&name));
        if !quoted.iter().any(|word| said.contains(word)) && !is_put_together && !in_script {
            broken.push(format!("word `{word}` is never said"));
        }
    }
    Ok(())
}

/// Every `kb-…` word of a text that is not the name of a crate, of a file, of a channel or of a key.
fn classes_in(text: &str) -> Vec<String> {
    let others = ["kb-flow", "kb-builder", "kb-output", "kb-auth-probe", "kb-platform"];
    let words = text
        .match_indices("kb-")
        .filter(|(start, _)| {
            !text[..*start].ends_with(|letter: char| letter.is_alphanumeric() || letter == '-')
        })
        .map(|(start, _)| {
            let rest = &text[start..];
            let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c == '-' || c == '_'));
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
    words.filter(|word| !others.contains(&word.as_str())).collect()
}

/// No template of a script goes over several lines: the builder takes indentation off.
fn texts_of_scripts_stay_on_a_line(root: &Path, broken: &mut Vec<String>) -> Done {
    for path in files(&root.join("static"), "js")? {
        for (number, line) in read(&path)?.lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && code.matches('`').count() % 2 == 1 {
                broken.push(format!(
                    "{}:{}: a text goes on in the next line",
                    path.display(),
                    number + 1
                ));
            }
        }
    }
    Ok(())
}

/// Every path that ARCHITECTURE.md names exists.
fn the_map_is_true(root: &Path, broken: &mut Vec<String>) -> Done {
    for word in read(&root.join("ARCHITECTURE.md"))?.split('`').skip(1).step_by(2) {
        let is_path = word.contains('/') && !word.contains([' ', '<', '*', ':', '#', '(']);
        let inside = is_path && !word.starts_with('/') && !word.starts_with("dist");
        if inside && !root.join(word).exists() {
            broken.push(format!("ARCHITECTURE.md names `{word}`, which does not exist"));
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Every file below a folder with an extension, in order.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
