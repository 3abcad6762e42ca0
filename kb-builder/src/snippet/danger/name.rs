//! What the first word of a command says.

use crate::snippet::shell::{Dialect, Mark, Word};

/// What the first word of a command says.
pub(super) enum Name {
    /// A name, in small letters, without its folder.
    Known(String),
    /// A script block, whose commands are read by themselves.
    Block,
    /// A page or a window, by its address.
    Address,
    /// A file with commands.
    Script,
    /// It is known only when it runs.
    Unseen,
}

/// Programs that take commands from what is piped into them.
pub(super) const SHELLS: [&str; 12] =
    ["bash", "cmd", "csh", "dash", "fish", "ksh", "powershell", "pwsh", "sh", "tcsh", "wsl", "zsh"];

/// Commands of the command prompt itself, to which arguments may hang: `cd..`, `del/q`.
const CMD_BUILTINS: [&str; 23] = [
    "call", "cd", "chdir", "copy", "date", "del", "dir", "echo", "erase", "for", "if", "md",
    "mkdir", "move", "path", "pushd", "rd", "ren", "rename", "rmdir", "set", "start", "time",
];

/// Addresses that only open a page or a window.
const SCHEMES: [&str; 13] = [
    "companyportal",
    "http",
    "https",
    "mailto",
    "microsoft-edge",
    "ms-availablenetworks",
    "ms-settings",
    "ms-windows-store",
    "msteams",
    "shell",
    "tel",
    "windowsdefender",
    "x-apple.systempreferences",
];

/// Ends of names of files that run when they are named.
const SCRIPTS: [&str; 19] = [
    "bat", "cmd", "command", "hta", "inf", "js", "jse", "msi", "msp", "ps1", "psm1", "py", "reg",
    "scr", "sh", "vbe", "vbs", "wsf", "wsh",
];

/// Beginnings of folders in which programs are what they are called, and the modules of cmdlets.
const FOLDERS: [&str; 21] = [
    "$env:programfiles",
    "$env:systemroot",
    "$env:windir",
    "${env:programfiles",
    "${env:systemroot",
    "${env:windir",
    "%programfiles",
    "%systemroot%",
    "%windir%",
    "/applications/",
    "/bin/",
    "/opt/homebrew/",
    "/sbin/",
    "/snap/bin/",
    "/system/",
    "/usr/",
    "c:/program files",
    "c:\\program files",
    "c:/windows/",
    "c:\\windows\\",
    "microsoft.powershell.",
];

/// What the first word of a command says, and the argument that hangs on to it.
pub(super) fn name(shell: Dialect, word: &Word) -> (Name, Option<Word>) {
    if word.has(Mark::Block) {
        return (Name::Block, None);
    }
    let lower = word.text.trim().trim_start_matches('\u{feff}').to_lowercase();
    // In backticks, `\\rm` is `\rm`, which is `rm`.
    let lower = if shell == Dialect::Sh { lower.replace('\\', "") } else { lower };
    let address = lower.split_once(':').filter(|(scheme, _)| SCHEMES.contains(scheme));
    if address.is_some() {
        return (Name::Address, None);
    }
    let windows = shell != Dialect::Sh;
    if shell == Dialect::Cmd && lower.starts_with(':') {
        // A label.
        return (Name::Block, None);
    }
    if shell == Dialect::Cmd {
        // `del/q`, `rd\\`, `echo.`
        let end = lower.find(['.', '\\', '/', ':', '+', '[', '(']).unwrap_or(lower.len());
        let head = &lower[..end];
        if end < lower.len() && CMD_BUILTINS.contains(&head) {
            let text = lower[end..].to_owned();
            return (Name::Known(head.to_owned()), Some(word.saying(text)));
        }
    }
    let (lower, more) = match lower.split_once('/') {
        // `shutdown/r`
        Some((head, _)) if shell == Dialect::Cmd && !head.is_empty() => {
            let text = lower[head.len()..].to_owned();
            (head.to_owned(), Some(word.saying(text)))
        }
        _ => (lower, None),
    };
    let separators: &[char] = if windows { &['/', '\\'] } else { &['/'] };
    let base = lower.rsplit(separators).next().unwrap_or_default();
    let base = base.trim_end_matches(['.', ' ']);
    let name = match (shell, base) {
        (_, "") => lower.as_str(),
        // `=rm` of zsh.
        (Dialect::Sh, _) => base.trim_start_matches('='),
        (_, "%comspec%" | "$env:comspec" | "${env:comspec}") => "cmd",
        _ => base,
    };
    let unseen = match shell {
        Dialect::Sh => {
            let globs = word.has(Mark::LooseGlob)
                && !name.starts_with('[')
                && name.contains(['*', '?', '[', '{']);
            globs || name.contains('$') || name.starts_with('!') && name.len() > 1
        }
        Dialect::Cmd => name.contains(['%', '!']),
        Dialect::PowerShell => {
            let drive = ["$alias:", "$function:", "${alias:", "${function:"];
            name.contains('$') && !drive.iter().any(|drive| name.starts_with(drive))
        }
    };
    if unseen {
        return (Name::Unseen, None);
    }
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let name = match end {
        _ if stem.is_empty() => name,
        "exe" | "com" if windows => stem,
        "msc" | "cpl" if windows => "control",
        _ if SCRIPTS.contains(&end) => return (Name::Script, None),
        _ => name,
    };
    (Name::Known(name.to_owned()), more)
}

/// Whether the first word of a command names a folder in which anything can lie under any name.
pub(super) fn is_stranger(shell: Dialect, word: &Word) -> bool {
    let lower = word.text.trim().to_lowercase();
    let separators: &[char] = if shell == Dialect::Sh { &['/'] } else { &['/', '\\'] };
    // `shutdown/r` of the command prompt is none.
    let Some(end) = lower.rfind(separators).filter(|end| *end > 0) else { return false };
    let attached = shell == Dialect::Cmd && !lower.contains('\\');
    !attached && !FOLDERS.iter().any(|known| lower[..=end].starts_with(known))
}
