//! How much is behind a path: one file, a whole home folder, or what a person signs in with.

use super::shell::{Dialect, Mark, Word};

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Nothing: `$null`, another stream.
    Nothing,
    /// A file or folder that nothing more is known of.
    Narrow,
    /// Part of the registry.
    Registry,
    /// What somebody signs in with: the packages of the sign-in helper, certificates, keychains.
    SignIn,
    /// What belongs to a person, or to other people on a shared drive.
    Personal,
    /// What the system or a program needs.
    System,
    /// A whole drive, home, profile or package, or all that a variable or `*` may stand for.
    Everything,
}

/// Where a path goes, and whether an administrator is needed to change what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// What it leads to.
    pub(super) reach: Reach,
    /// Whether only administrators may change it.
    pub(super) guarded: bool,
}

/// A place that matters: its folders, and what is there. `*` is any folder, `name*` one that begins
/// so. The first one that a path leads to or into counts; one that lies inside the path, always.
type Place = (&'static str, How, Reach);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// The place itself and all in it.
    Inside,
    /// Only the place as a whole.
    Whole,
}
use How::{Inside, Whole};

/// Below the home folder.
const HOME: &[Place] = &[
    ("appdata/local/packages/microsoft.aad.brokerplugin_*", Whole, Reach::Everything),
    ("appdata/local/packages/microsoft.aad.brokerplugin_*", Inside, Reach::SignIn),
    ("appdata/local/packages/microsoft.windows.cloudexperiencehost_*", Inside, Reach::SignIn),
    ("appdata/local/packages/*", Whole, Reach::Everything),
    ("appdata/local/microsoft/tokenbroker", Inside, Reach::SignIn),
    ("appdata/local/microsoft/identitycache", Inside, Reach::SignIn),
    ("appdata/local/microsoft/oneauth", Inside, Reach::SignIn),
    ("appdata/local/microsoft/credentials", Inside, Reach::SignIn),
    ("appdata/local/microsoft/vault", Inside, Reach::SignIn),
    ("appdata/local/microsoft/outlook", Inside, Reach::Personal),
    ("appdata/local/microsoft", Whole, Reach::Everything),
    ("appdata/local/temp", Inside, Reach::Narrow),
    ("appdata/roaming/microsoft/credentials", Inside, Reach::SignIn),
    ("appdata/roaming/microsoft/crypto", Inside, Reach::SignIn),
    ("appdata/roaming/microsoft/protect", Inside, Reach::SignIn),
    ("appdata/roaming/microsoft/systemcertificates", Inside, Reach::SignIn),
    ("appdata/roaming/microsoft/vault", Inside, Reach::SignIn),
    ("appdata/roaming/microsoft", Whole, Reach::Everything),
    ("library/containers", Whole, Reach::Everything),
    ("library/group containers", Whole, Reach::Everything),
    ("library/application support", Whole, Reach::Everything),
    ("library/preferences", Whole, Reach::Everything),
    ("library/caches", Whole, Reach::Everything),
    ("library/keychains", Whole, Reach::Everything),
    ("library/keychains", Inside, Reach::SignIn),
    ("library/cloudstorage", Inside, Reach::Personal),
    ("library/mobile documents", Inside, Reach::Personal),
    ("library/mail", Inside, Reach::Personal),
    ("library/messages", Inside, Reach::Personal),
    // What runs when somebody signs in, or opens a terminal.
    ("appdata/roaming/microsoft/windows/start menu", Inside, Reach::SignIn),
    ("library/launchagents", Inside, Reach::SignIn),
    ("documents/powershell", Inside, Reach::SignIn),
    ("documents/windowspowershell", Inside, Reach::SignIn),
    (".bash*", Inside, Reach::SignIn),
    (".profile", Inside, Reach::SignIn),
    (".z*", Inside, Reach::SignIn),
    (".ssh", Inside, Reach::SignIn),
    (".gnupg", Inside, Reach::SignIn),
    (".config", Whole, Reach::Everything),
    ("desktop", Inside, Reach::Personal),
    ("documents", Inside, Reach::Personal),
    ("downloads", Inside, Reach::Personal),
    ("movies", Inside, Reach::Personal),
    ("music", Inside, Reach::Personal),
    ("onedrive*", Inside, Reach::Personal),
    ("pictures", Inside, Reach::Personal),
    ("videos", Inside, Reach::Personal),
];

/// Below a drive of Windows.
const DRIVE: &[Place] = &[
    ("windows/temp/*", Inside, Reach::Narrow),
    ("windows", Inside, Reach::System),
    ("program files*", Inside, Reach::System),
    ("programdata", Inside, Reach::System),
    ("boot", Inside, Reach::System),
    ("recovery", Inside, Reach::System),
    ("temp/*", Inside, Reach::Narrow),
    ("temp", Whole, Reach::Narrow),
    ("users/public", Inside, Reach::Personal),
    ("*", Whole, Reach::Everything),
];

/// Below the root of macOS and Linux.
const ROOT: &[Place] = &[
    ("tmp/*", Inside, Reach::Narrow),
    ("var/tmp/*", Inside, Reach::Narrow),
    ("var/folders/*", Inside, Reach::Narrow),
    ("private/tmp/*", Inside, Reach::Narrow),
    ("private/var/folders/*", Inside, Reach::Narrow),
    ("dev/null", Inside, Reach::Nothing),
    ("dev/stdout", Inside, Reach::Nothing),
    ("dev/stderr", Inside, Reach::Nothing),
    ("dev/tty", Inside, Reach::Nothing),
    ("applications/*", Inside, Reach::Narrow),
    ("volumes/*", Inside, Reach::Personal),
    ("mnt/*", Inside, Reach::Personal),
    ("media/*", Inside, Reach::Personal),
    ("library/keychains", Inside, Reach::SignIn),
    ("bin", Inside, Reach::System),
    ("boot", Inside, Reach::System),
    ("dev", Inside, Reach::System),
    ("etc", Inside, Reach::System),
    ("lib*", Inside, Reach::System),
    ("opt", Inside, Reach::System),
    ("private", Inside, Reach::System),
    ("proc", Inside, Reach::System),
    ("root", Inside, Reach::System),
    ("run", Inside, Reach::System),
    ("sbin", Inside, Reach::System),
    ("sys*", Inside, Reach::System),
    ("usr", Inside, Reach::System),
    ("var", Inside, Reach::System),
    ("*", Whole, Reach::Everything),
];

/// Variables that stand for a folder, without their signs, and the folder.
const VARIABLES: [(&str, &str); 25] = [
    ("allusersprofile", "c:/programdata"),
    ("appdata", "~/appdata/roaming"),
    ("commonprogramfiles", "c:/program files/common files"),
    ("env:allusersprofile", "c:/programdata"),
    ("env:appdata", "~/appdata/roaming"),
    ("env:home", "~"),
    ("env:localappdata", "~/appdata/local"),
    ("env:onedrive", "~/onedrive"),
    ("env:onedrivecommercial", "~/onedrive"),
    ("env:programdata", "c:/programdata"),
    ("env:programfiles", "c:/program files"),
    ("env:public", "c:/users/public"),
    ("env:systemdrive", "c:"),
    ("env:systemroot", "c:/windows"),
    ("env:temp", "~/appdata/local/temp"),
    ("env:tmp", "~/appdata/local/temp"),
    ("env:userprofile", "~"),
    ("env:windir", "c:/windows"),
    ("home", "~"),
    ("localappdata", "~/appdata/local"),
    ("onedrive", "~/onedrive"),
    ("programdata", "c:/programdata"),
    ("systemdrive", "c:"),
    ("tmpdir", "/var/folders/x"),
    ("userprofile", "~"),
];

/// The same for `%NAME%`, where they are not among those above.
const CMD_VARIABLES: [(&str, &str); 8] = [
    ("homedrive%%homepath", "~"),
    ("homepath", "~"),
    ("programfiles", "c:/program files"),
    ("public", "c:/users/public"),
    ("systemroot", "c:/windows"),
    ("temp", "~/appdata/local/temp"),
    ("tmp", "~/appdata/local/temp"),
    ("windir", "c:/windows"),
];

/// Longer paths lead nowhere.
const MAX_PATH: usize = 4096;

/// What a word leads to, for somebody who stands in the folder `here`.
pub(super) fn reach(shell: Dialect, word: &Word, here: &str) -> Target {
    let text = word.text.trim().to_lowercase();
    if ["$null", "nul", "-", "&1", "&2"].contains(&text.as_str()) {
        return Target { reach: Reach::Nothing, guarded: false };
    }
    if text.len() > MAX_PATH {
        return Target { reach: Reach::Everything, guarded: false };
    }
    // `~/{Documents,Desktop}` stands for several.
    let braces = shell == Dialect::Sh && word.has(Mark::LooseGlob) && text.contains('{');
    let text = if braces {
        text.split_once('{').map_or(String::new(), |(before, _)| format!("{before}*"))
    } else {
        text
    };
    let text = if shell == Dialect::Sh { text } else { text.replace('\\', "/") };
    if let Some(target) = elsewhere(&text) {
        return target;
    }
    let path = absolute(&text, here);
    // A variable in the middle may stand for any folder, or for none.
    let any = of_folders(&path, &folders(&path, Empty::StandsForAny));
    let none = of_folders(&path, &folders(&path, Empty::Vanishes));
    Target { reach: any.reach.max(none.reach), guarded: any.guarded || none.guarded }
}

/// The folder that somebody is in after going there; nothing if it cannot be told.
pub(super) fn folder(shell: Dialect, word: &Word, here: &str) -> String {
    let text = word.text.trim().to_lowercase();
    let text = if shell == Dialect::Sh { text } else { text.replace('\\', "/") };
    if text.len() > MAX_PATH { String::new() } else { absolute(&text, here) }
}

/// Where a terminal begins.
pub(super) const START: &str = "~";

/// What a path outside the file system leads to.
fn elsewhere(text: &str) -> Option<Target> {
    let text = ["microsoft.powershell.core/registry::", "registry::"]
        .iter()
        .find_map(|provider| text.strip_prefix(provider))
        .unwrap_or(text);
    let depth = text.trim_matches('/').split('/').filter(|folder| !is_any(folder)).count();
    let machine = ["hklm", "hkcr", "hku", "hkey_local_machine", "hkey_classes_root", "hkey_users"];
    let user = ["hkcu", "hkcc", "hkey_current_user", "hkey_current_config"];
    let begins = |name: &str| {
        text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    let of_machine = machine.iter().any(|name| begins(name));
    if of_machine || user.iter().any(|name| begins(name)) {
        let reach = if depth <= 3 { Reach::Everything } else { Reach::Registry };
        return Some(Target { reach, guarded: of_machine });
    }
    if let Some(rest) = text.strip_prefix("cert:") {
        let reach = if depth <= 3 { Reach::Everything } else { Reach::SignIn };
        return Some(Target { reach, guarded: rest.contains("localmachine") });
    }
    let drives = ["env:", "variable:", "alias:", "function:"];
    if drives.iter().any(|drive| text.starts_with(drive)) {
        return Some(Target { reach: Reach::Narrow, guarded: false });
    }
    if text.starts_with("$profile") {
        return Some(Target { reach: Reach::SignIn, guarded: false });
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Some(Target { reach: Reach::Narrow, guarded: false });
    }
    None
}

/// A path from `~`, a drive or the root, with variables and shorthands replaced.
fn absolute(text: &str, here: &str) -> String {
    let text = text.strip_prefix("microsoft.powershell.core/").unwrap_or(text);
    let text = text.strip_prefix("filesystem::").unwrap_or(text);
    let text = text.strip_prefix("//?/").or(text.strip_prefix("//./")).unwrap_or(text);
    let text = text.strip_prefix("file://").unwrap_or(text);
    let path = with_variable(text);
    let path = path.as_str();
    if path.starts_with('/') || path.as_bytes().get(1) == Some(&b':') {
        return path.to_owned();
    }
    if let Some(rest) = path.strip_prefix('~') {
        // `~/…`, and the home of somebody else.
        let rest = rest.find('/').map_or("", |at| &rest[at..]);
        return format!("~{rest}");
    }
    if begins_with_variable(path) {
        return path.to_owned();
    }
    format!("{here}/{path}")
}

/// Replaces a variable at the beginning that stands for a folder.
fn with_variable(text: &str) -> String {
    let known = |name: &str, table: &[(&str, &str)]| {
        table.iter().find(|(known, _)| *known == name).map(|(_, folder)| (*folder).to_owned())
    };
    if let Some(rest) = text.strip_prefix('$') {
        let named = |letter: char| letter.is_alphanumeric() || "_:()".contains(letter);
        let (name, after) = if let Some(rest) = rest.strip_prefix('{') {
            rest.split_once('}').unwrap_or((rest, ""))
        } else {
            rest.split_at(rest.find(|letter| !named(letter)).unwrap_or(rest.len()))
        };
        // `${HOME:?}`
        let end =
            name.find([':', '-', '?', '+', '=', '#', '/']).filter(|_| !name.starts_with("env:"));
        let name = end.map_or(name, |end| &name[..end]);
        let name = if name.starts_with("env:programfiles") { "env:programfiles" } else { name };
        if let Some(folder) = known(name, &VARIABLES) {
            return folder + after;
        }
    }
    let sign = if text.starts_with('%') { '%' } else { '!' };
    if let Some(rest) = text.strip_prefix(sign) {
        let joined = rest.strip_prefix("homedrive%%homepath%").map(|after| ("~", after));
        if let Some((folder, after)) = joined {
            return format!("{folder}{after}");
        }
        if let Some((name, after)) = rest.split_once(sign) {
            let name = if name.starts_with("programfiles") { "programfiles" } else { name };
            let folder = known(name, &CMD_VARIABLES).or_else(|| known(name, &VARIABLES));
            if let Some(folder) = folder {
                return folder + after;
            }
        }
    }
    text.to_owned()
}

fn begins_with_variable(path: &str) -> bool {
    path.starts_with(['$', '%', '!', '@'])
}

/// What becomes of a folder that is nothing but a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empty {
    StandsForAny,
    Vanishes,
}

/// The folders of a path, without its beginning: `.` and `..` are followed, what stands for
/// anything is `*`, and nothing of that kind is left at the end.
fn folders(path: &str, empty: Empty) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for (index, folder) in path.split('/').enumerate() {
        // Windows ignores dots and spaces at the end.
        let dots = folder.trim_end_matches([' ', '.']).is_empty() && folder.starts_with("..");
        match folder.trim() {
            "" | "." => {}
            _ if index == 0 && (folder == "~" || folder.ends_with(':')) => {}
            _ if dots => {
                if folders.pop().is_none() {
                    folders.push("..".to_owned());
                }
            }
            any if is_any(any) => {
                if empty == Empty::StandsForAny {
                    folders.push("*".to_owned());
                }
            }
            folder => folders.push(folder.to_owned()),
        }
    }
    while folders.last().is_some_and(|last| last == "*") {
        folders.pop();
    }
    folders
}

/// Whether the name of a folder says nothing: `*`, `$name`, `%NAME%`, `.*`, `[a-z]*`.
fn is_any(name: &str) -> bool {
    let mut rest = name;
    let mut found = false;
    while let Some(next) = rest.chars().next() {
        rest = match next {
            '*' | '?' | '.' | ' ' | '}' | '{' => &rest[1..],
            '[' => rest.split_once(']').map_or("", |(_, after)| after),
            '$' if rest.starts_with("$()") => &rest[3..],
            '$' if rest.starts_with("${") => rest.split_once('}').map_or("", |(_, after)| after),
            '$' | '@' => rest[1..].trim_start_matches(|letter: char| {
                letter.is_alphanumeric() || "_:.".contains(letter)
            }),
            '%' => rest[1..].split_once('%').map_or("", |(_, after)| after),
            '!' => rest[1..].split_once('!').map_or("", |(_, after)| after),
            _ => return false,
        };
        found = true;
    }
    found
}

/// What the folders of a path lead to.
fn of_folders(path: &str, folders: &[String]) -> Target {
    let open = |reach| Target { reach, guarded: false };
    if begins_with_variable(path) && folders.iter().all(|folder| is_any(folder)) {
        return open(Reach::Everything);
    }
    if folders.first().is_some_and(|first| first == "..") {
        return open(Reach::Everything);
    }
    if path.starts_with("//") {
        // A shared folder of a company.
        return open(if folders.len() <= 2 { Reach::Everything } else { Reach::Personal });
    }
    let users = folders.first().is_some_and(|first| ["users", "home"].contains(&first.as_str()));
    let shared = folders.get(1).is_some_and(|name| ["public", "shared"].contains(&name.as_str()));
    if path.starts_with('~') {
        return open(in_places(folders, HOME));
    }
    if begins_with_variable(path) {
        // Something in a folder that nobody knows.
        return open(in_places(folders, HOME).max(Reach::SignIn));
    }
    if users && folders.len() >= 2 && !shared {
        return open(in_places(&folders[2..], HOME));
    }
    let drive = !path.starts_with('/');
    let reach = in_places(folders, if drive { DRIVE } else { ROOT });
    Target { reach, guarded: reach >= Reach::System }
}

fn in_places(folders: &[String], places: &[Place]) -> Reach {
    if folders.is_empty() {
        return Reach::Everything;
    }
    for (place, how, reach) in places {
        let length = place.split('/').count();
        let common = place.split('/').zip(folders).all(|(part, folder)| fits(part, folder));
        let leads = match how {
            Inside => folders.len() >= length,
            Whole => folders.len() == length,
        };
        if common && leads {
            return *reach;
        }
        // What matters lies inside of it, so all of that goes with it.
        if common && folders.len() < length && *reach > Reach::Narrow {
            return Reach::Everything;
        }
    }
    Reach::Narrow
}

/// Whether a folder, which may have stars in it, can be this part of a place.
fn fits(part: &str, folder: &str) -> bool {
    if part == "*" || folder == "*" {
        return true;
    }
    // `docume~1` is `documents`; dots and spaces at the end mean nothing to Windows.
    let folder = folder.trim_end_matches([' ', '.']);
    let short = folder
        .split_once('~')
        .filter(|(_, number)| number.starts_with(|n: char| n.is_ascii_digit()));
    let open = folder.find(['*', '?', '[', '$', '%']).map(|at| &folder[..at]);
    match (part.strip_suffix('*'), short.map(|(begin, _)| begin).or(open)) {
        (Some(part), Some(folder)) => part.starts_with(folder) || folder.starts_with(part),
        (Some(part), None) => folder.starts_with(part),
        (None, Some(folder)) => part.starts_with(folder),
        (None, None) => part == folder,
    }
}

#[cfg(test)]
mod tests {
    use super::{START, reach};
    use crate::snippet::shell::{Dialect, take_apart};

    fn check(shell: Dialect, path: &str, expected: &str) {
        let command = take_apart(shell, &format!("x {path}")).commands.pop().unwrap();
        let reach = reach(shell, &command.words[1], START).reach;
        assert_eq!(format!("{reach:?}"), expected, "for {path}");
    }

    #[test]
    fn a_path_is_as_wide_as_what_goes_with_it() {
        for (path, expected) in [
            (r"C:\", "Everything"),
            (r"c:\*", "Everything"),
            (r"D:", "Everything"),
            (r"\\?\C:\", "Everything"),
            (r"C:\Windows\System32\x.dll", "System"),
            (r"C:\PROGRA~1\x", "System"),
            (r"C:\Users", "Everything"),
            (r"C:\Users\anna", "Everything"),
            (r"C:\Users\*\AppData\Local\Packages\*", "Everything"),
            (r"C:\Windows\..\Users\anna", "Everything"),
            (r"C:\Temp\x", "Narrow"),
            (r"$HOME", "Everything"),
            (r"~\*", "Everything"),
            (r"$env:USERPROFILE\Docume~1\x.docx", "Personal"),
            (r"$env:LOCALAPPDATA\Packages\MSTeams_8wekyb3d8bbwe", "Everything"),
            (r"$env:LOCALAPPDATA\Packages\MSTeams_8wekyb3d8bbwe\*", "Everything"),
            (r"$env:LOCALAPPDATA\Packages\MSTeams*", "Everything"),
            (r"${env:LOCALAPPDATA}\Packages\MST\LocalCache\Microsoft\MSTeams", "Narrow"),
            (r"$env:LOCALAPPDATA\Packages\Microsoft.AAD.BrokerPlugin_x\AC", "SignIn"),
            (r"$env:LOCALAPPDATA\$name\MSTeams_8wekyb3d8bbwe", "Everything"),
            (r"$env:LOCALAPPDATA\Packages\MST\$name", "Everything"),
            (r"$target", "Everything"),
            (r"$target\*", "Everything"),
            (r"*", "Everything"),
            (r".", "Everything"),
            (r".\notes.txt", "Narrow"),
            (r"..\..", "Everything"),
            (r"Desktop", "Personal"),
            (r"Desk*", "Personal"),
            (r"Docu*", "Everything"),
            (r"$env:TEMP\kb.log", "Narrow"),
            (r"HKCU:\Software", "Everything"),
            (r"HKCU:\Software\Microsoft\Office\16.0", "Registry"),
            (r"Cert:\CurrentUser\My", "Everything"),
            (r"Cert:\CurrentUser\My\0011", "SignIn"),
            (r"\\server.example.com\team\plan.docx", "Personal"),
            (r"$null", "Nothing"),
        ] {
            check(Dialect::PowerShell, path, expected);
        }
        for (path, expected) in [
            (r"%localappdata%\Packages\MSTeams_8wekyb3d8bbwe", "Everything"),
            (r"%homedrive%%homepath%\Desktop\x", "Personal"),
            (r"%ProgramFiles(x86)%\x", "System"),
            (r"%x%\*.*", "Everything"),
            (r"C:\*.*", "Everything"),
        ] {
            check(Dialect::Cmd, path, expected);
        }
        for (path, expected) in [
            ("/", "Everything"),
            ("/*", "Everything"),
            ("~", "Everything"),
            ("~/.", "Everything"),
            ("~anna/x/..", "Everything"),
            ("\"$HOME\"", "Everything"),
            ("\"${HOME}/\"*", "Everything"),
            ("~/Library", "Everything"),
            ("~/Library/Containers", "Everything"),
            ("~/Library/Containers/com.microsoft.teams2", "Narrow"),
            ("~/Library/\"Group Containers\"/UBF8T346G9.com.microsoft.teams", "Narrow"),
            ("~/Library/Keychains/login.keychain-db", "SignIn"),
            ("~/{Documents,Desktop}", "Everything"),
            ("\"$DIR\"/*", "Everything"),
            ("/Users/anna", "Everything"),
            ("/Volumes/Backup/x", "Personal"),
            ("/etc/hosts", "System"),
            ("/dev/disk0", "System"),
            ("/dev/null", "Nothing"),
            ("/Applications/Microsoft\\ Teams.app", "Narrow"),
            ("/Applications", "Everything"),
            ("-", "Nothing"),
        ] {
            check(Dialect::Sh, path, expected);
        }
    }
}
