//! Scripts without what only we read. Shared by the build script.

/// A script of ours without lines that are comments, and without indentation: a tenth to a third less than
/// what is written. Lines stay lines, so nothing that ends with one changes; that no text of a script goes
/// over several lines is a house rule, which `cargo xtask tidy` checks.
pub(crate) fn lean_script(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    lines.filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}
