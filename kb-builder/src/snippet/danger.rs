//! What a block of commands can cost.

mod cost;
mod inside;
mod name;

use std::borrow::Cow;
use std::ops::Range;

use super::Language;
use super::reach;
use super::shell::{self, Command, Dialect, Kind, Mark, Script, Word};
use super::table::{QUERY, RUNS_SCRIPT, RUNS_UNSEEN, Row, When, is_listed, rows, shells};
use cost::cost;
use name::{Name, SHELLS, is_stranger, name};

/// What a command can cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Danger {
    /// What it does, after "it": `deletes files or folders`.
    pub what: &'static str,
    /// From 1, harmless, to 4, can cost data. 0 if it only needs an administrator.
    pub harm: u8,
    /// Whether it needs administrator rights.
    pub elevation: Elevation,
    /// Whether something is lost that the author has to name.
    pub deletes: bool,
}

/// Whether a command needs administrator rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Elevation {
    /// No.
    Not,
    /// It depends on what it is done to.
    Maybe,
    /// Yes.
    Needed,
}

/// Everything in a block that can cost something, in order.
///
/// In a block that is not of commands, only what can be nothing but a command is found.
pub fn dangers(language: Language, code: &str) -> Vec<(Range<usize>, Danger)> {
    in_order(match (language.shell(), language) {
        (Some(shell), _) => Survey::of(shell, code, &shell::take_apart(shell, code)).dangers,
        (None, Language::Kusto) => in_queries(code, &["."], &[".show"]),
        (None, Language::Http) => in_queries(code, &["delete ", "patch ", "post ", "put "], &[]),
        (None, _) => in_text(code),
    })
}

/// What a block of commands can cost, and the commands that the table does not have, with their
/// names; both in order.
pub(super) fn survey(shell: Dialect, code: &str, script: &Script) -> Survey {
    let mut survey = Survey::of(shell, code, script);
    survey.dangers = in_order(survey.dangers);
    survey.unknown.sort_by(|(a, one), (b, other)| (a.start, one).cmp(&(b.start, other)));
    survey.unknown.dedup();
    survey
}

fn in_order(mut found: Vec<(Range<usize>, Danger)>) -> Vec<(Range<usize>, Danger)> {
    found.retain(|(_, danger)| {
        danger.harm > 0 || danger.elevation == Elevation::Needed || danger.deletes
    });
    found.sort_by(|(a, one), (b, other)| {
        (a.start, a.end, one.what, one.harm).cmp(&(b.start, b.end, other.what, other.harm))
    });
    found.dedup();
    found
}

/// Code inside code inside code: more than anybody writes.
const MAX_DEPTH: usize = 8;

/// What is found while a block is read.
pub(super) struct Survey {
    pub(super) dangers: Vec<(Range<usize>, Danger)>,
    pub(super) unknown: Vec<(Range<usize>, String)>,
    /// How many bytes of code inside code may still be read.
    budget: usize,
}

/// Where a command stands.
#[derive(Clone, Copy)]
struct Scene<'a> {
    shell: Dialect,
    script: &'a Script,
    command: &'a Command,
    /// The place to report, for code inside a text.
    outer: Option<&'a Range<usize>>,
    /// The folder that it runs in.
    here: &'a str,
    depth: usize,
}

impl Scene<'_> {
    fn place(&self, own: &Range<usize>) -> Range<usize> {
        self.outer.unwrap_or(own).clone()
    }
}

/// How sure it is that something is a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    /// It is one.
    Sure,
    /// It is one in some shell; a name that nobody knows means nothing.
    Maybe,
    /// It only looks like one; only what the table has counts.
    Hardly,
}

impl Survey {
    fn of(shell: Dialect, code: &str, script: &Script) -> Self {
        let budget = 4 * code.len() + 4096;
        let mut survey = Self { dangers: Vec::new(), unknown: Vec::new(), budget };
        survey.read(shell, code, script, None, reach::START, 0);
        survey
    }

    fn report(&mut self, scene: &Scene<'_>, own: &Range<usize>, danger: Danger) {
        self.dangers.push((scene.place(own), danger));
    }

    /// Reads code; `outer` is where it stands, if that is a text in other code.
    fn read(
        &mut self,
        shell: Dialect,
        code: &str,
        script: &Script,
        outer: Option<&Range<usize>>,
        start: &str,
        depth: usize,
    ) {
        if script.too_deep {
            let place = outer.cloned().unwrap_or(0..code.len());
            self.dangers.push((place, RUNS_UNSEEN));
        }
        let mut here = start.to_owned();
        for command in &script.commands {
            let scene = Scene { shell, script, command, outer, here: &here, depth };
            for file in &command.writes {
                let writes = cost(&scene, ">", std::slice::from_ref(file), &[]);
                self.dangers.extend(writes.map(|danger| (scene.place(&command.place), danger)));
            }
            match command.kind {
                Kind::Value => self.look_at_value(&scene),
                Kind::Method => {
                    let place = &command.place;
                    self.look_up(&scene, &command.words[0].text, place, &[], &[], Certainty::Sure);
                }
                Kind::Run | Kind::Call => {
                    self.look_at(&scene, &command.words, &[], Certainty::Sure);
                }
                Kind::Aside => self.look_at(&scene, &command.words, &[], Certainty::Maybe),
                Kind::Data => self.look_at(&scene, &command.words, &[], Certainty::Hardly),
            }
            here = goes_to(&scene).unwrap_or(here);
        }
    }

    /// Reads code that stands in a text.
    fn read_inside(&mut self, scene: &Scene<'_>, shell: Dialect, code: &str) {
        let place = scene.place(&scene.command.place);
        if scene.depth >= MAX_DEPTH || code.len() > self.budget {
            self.dangers.push((place, RUNS_UNSEEN));
            return;
        }
        self.budget -= code.len();
        let script = shell::take_apart(shell, code);
        self.read(shell, code, &script, Some(&place), scene.here, scene.depth + 1);
    }

    /// Looks at a value for commands in it: `PowerShell` ends a statement in more ways than we
    /// know.
    fn look_at_value(&mut self, scene: &Scene<'_>) {
        let words = &scene.command.words;
        let begins = words.iter().skip(1).position(|word| {
            let bare = !word.has(Mark::Quoted) && !word.has(Mark::Block);
            bare && is_listed(shells(scene.shell), &word.text.to_lowercase())
        });
        if let Some(begins) = begins {
            self.look_at(scene, &words[begins + 1..], &[], Certainty::Hardly);
        }
    }

    /// Looks at a command. `feeds` is what something hands over to it.
    fn look_at(&mut self, scene: &Scene<'_>, words: &[Word], feeds: &[Word], certainty: Certainty) {
        if let Some((first, arguments)) = words.split_first() {
            self.look_at_parts(scene, first, arguments, feeds, certainty);
        }
    }

    /// The same, with its first word apart.
    fn look_at_parts(
        &mut self,
        scene: &Scene<'_>,
        first: &Word,
        arguments: &[Word],
        feeds: &[Word],
        certainty: Certainty,
    ) {
        let (name, more) = name(scene.shell, first);
        let place = &scene.command.place;
        match name {
            Name::Block | Name::Address => {}
            Name::Unseen | Name::Script if certainty == Certainty::Hardly => {}
            Name::Unseen => self.report(scene, place, RUNS_UNSEEN),
            Name::Script => self.report(scene, place, RUNS_SCRIPT),
            Name::Known(name) => {
                let arguments = match more {
                    Some(more) => Cow::Owned([std::slice::from_ref(&more), arguments].concat()),
                    None => Cow::Borrowed(arguments),
                };
                let harmless = |row: &&Row| row.danger.harm == 0;
                let rows = rows(shells(scene.shell), &name).iter();
                let harmless = rows.clone().len() == 0
                    || rows.filter(|row| matches!(row.when, When::Otherwise)).any(harmless);
                let stranger = harmless && is_stranger(scene.shell, first);
                let certainty = match certainty {
                    Certainty::Sure | Certainty::Maybe if stranger => {
                        self.report(scene, place, RUNS_SCRIPT);
                        Certainty::Maybe
                    }
                    certainty => certainty,
                };
                self.look_inside(scene, &name, &arguments, certainty);
                self.look_up(scene, &name, &first.place, &arguments, feeds, certainty);
            }
        }
    }

    /// Looks at a command that is an argument of another.
    fn look_at_inner(
        &mut self,
        scene: &Scene<'_>,
        words: &[Word],
        feeds: &[Word],
        certainty: Certainty,
    ) {
        let inner = Scene { depth: scene.depth + 1, ..*scene };
        if inner.depth > MAX_DEPTH {
            self.report(scene, &scene.command.place, RUNS_UNSEEN);
        } else {
            self.look_at(&inner, words, feeds, certainty);
        }
    }

    /// Looks for a command in the table.
    fn look_up(
        &mut self,
        scene: &Scene<'_>,
        name: &str,
        place: &Range<usize>,
        arguments: &[Word],
        feeds: &[Word],
        certainty: Certainty,
    ) {
        let defined = || scene.script.functions.iter().any(|known| known == name);
        if !rows(shells(scene.shell), name).is_empty() {
            let danger = cost(scene, name, arguments, feeds);
            if let Some(danger) = danger {
                self.report(scene, &scene.command.place, danger);
            }
        } else if certainty == Certainty::Sure && !defined() {
            self.unknown.push((scene.place(place), name.to_owned()));
        }
    }
}

/// The folder that a command goes to.
fn goes_to(scene: &Scene<'_>) -> Option<String> {
    let (first, arguments) = scene.command.words.split_first()?;
    let (Name::Known(name), _) = name(scene.shell, first) else { return None };
    match name.as_str() {
        "cd" | "chdir" | "sl" | "set-location" | "pushd" | "push-location" => {}
        "popd" | "pop-location" => return Some("$there".to_owned()),
        _ => return None,
    }
    let options: &[char] = if scene.shell == Dialect::Cmd { &['/'] } else { &['-'] };
    let folder = arguments.iter().find(|word| {
        !word.text.starts_with(options) || word.text.len() == 1 && scene.shell != Dialect::Cmd
    });
    Some(folder.map_or_else(
        || reach::START.to_owned(),
        |word| reach::folder(scene.shell, word, scene.here),
    ))
}

/// Commands in a text that is not a block of commands, where nothing else can be meant.
fn in_text(code: &str) -> Vec<(Range<usize>, Danger)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive(['\n', '\r']) {
        for shell in [Dialect::PowerShell, Dialect::Cmd, Dialect::Sh] {
            let script = shell::take_apart(shell, line);
            if script.commands.iter().any(|command| is_unmistakable(shell, command)) {
                let dangers = Survey::of(shell, line, &script).dangers.into_iter();
                found.extend(
                    dangers.map(|(place, danger)| (place.start + start..place.end + start, danger)),
                );
            }
        }
        start += line.len();
    }
    found
}

/// Whether a command can be nothing else: `kill the process` can.
fn is_unmistakable(shell: Dialect, command: &Command) -> bool {
    let Some((first, arguments)) = command.words.split_first() else { return false };
    let (Name::Known(name), _) = name(shell, first) else { return false };
    let no_word = [
        "bcdedit", "certutil", "diskpart", "dsregcmd", "iex", "killall", "netsh", "pkill",
        "regedit", "rm", "sudo", "taskkill", "tccutil", "wmic",
    ];
    let technical = |word: &Word| {
        let text = word.text.as_str();
        text.len() > 1 && text.starts_with(['-', '/', '~', '$', '%', '\\', '*'])
            || text.get(1..).is_some_and(|rest| rest.starts_with(':'))
    };
    let listed = is_listed(shells(shell), &name);
    let plain = no_word.contains(&name.as_str()) || listed && name.contains('-');
    let piped = command.reads.is_some() && SHELLS.contains(&name.as_str());
    let sure = arguments.first().is_some_and(|word| {
        let with = |row: &&Row| {
            matches!(row.when, When::With(_)) && row.fits(shells(shell), &[&word.text])
        };
        technical(word) || rows(shells(shell), &name).iter().any(with)
    });
    command.kind == Kind::Run && (plain || piped || listed && sure)
}

/// Queries that change what they are asked of: lines that begin so, and not otherwise.
fn in_queries(code: &str, begins: &[&str], reads: &[&str]) -> Vec<(Range<usize>, Danger)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive(['\n', '\r']) {
        let lower = line.trim().to_lowercase();
        let begins = begins.iter().find(|begin| lower.starts_with(**begin));
        if let Some(begin) = begins.filter(|_| !reads.iter().any(|read| lower.starts_with(read))) {
            let indent = line.len() - line.trim_start().len();
            let place = start + indent..start + indent + line.trim().len();
            let rows = rows(QUERY, begin.trim()).iter();
            found.extend(rows.map(|row| (place.clone(), row.danger)));
        }
        start += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::dangers;
    use crate::snippet::Language;

    /// The worst of a block: its harm, its elevation, and whether something is lost.
    fn check(language: Language, code: &str, expected: &str) {
        let found = dangers(language, code);
        let harm = found.iter().map(|(_, danger)| danger.harm).max().unwrap_or(0);
        let deletes = found.iter().any(|(_, danger)| danger.deletes);
        let elevation = found.iter().map(|(_, danger)| danger.elevation).max();
        let elevation = elevation.map_or_else(|| "Not".to_owned(), |needs| format!("{needs:?}"));
        let loses = if deletes { " loses" } else { "" };
        assert_eq!(format!("{harm} {elevation}{loses}"), expected, "for {code}");
    }

    #[test]
    fn commands_of_powershell_cost_what_they_cost() {
        for (code, expected) in [
            ("Get-Process | Sort-Object CPU", "0 Not"),
            ("dsregcmd /status", "0 Not"),
            ("dsregcmd /refreshprt", "1 Not"),
            ("dsregcmd /leave", "3 Needed loses"),
            ("dsregcmd.exe /debug /leave", "3 Needed loses"),
            ("dsregcmd /forcerecovery", "3 Needed loses"),
            ("w32tm /query /status", "0 Not"),
            ("w32tm /resync /rediscover", "1 Needed"),
            ("Get-Process ms-teams | Stop-Process -Force", "1 Not"),
            ("Get-AppxPackage MSTeams | Reset-AppxPackage", "2 Not loses"),
            ("Get-AppxPackage Microsoft.AAD.BrokerPlugin | Reset-AppxPackage", "3 Not loses"),
            ("Add-AppxPackage x -ForceApplicationShutdown", "2 Maybe"),
            ("Add-AppxPackage x -ForceAppl", "2 Maybe"),
            ("Revoke-MgUserSignInSession -UserId person@example.com", "2 Not loses"),
            ("Update-MgUser -UserId x -AccountEnabled:$false", "3 Not"),
            ("Update-MgUser -UserId x -AccountEnabled:$true", "2 Not"),
            ("Remove-MgUser -UserId x", "4 Maybe loses"),
            ("Set-AdfsProperties -EnableIdpInitiatedSignonPage $true", "3 Needed"),
            ("Rename-Item \"$env:LOCALAPPDATA\\x\\y\" \"y.old\"", "2 Not"),
            ("Rename-Item C:\\Windows x", "3 Needed"),
            ("Remove-Item \"$env:LOCALAPPDATA\\x\\y\"", "2 Not loses"),
            ("Remove-Item \"$env:LOCALAPPDATA\\Packages\\MSTeams_8wekyb3d8bbwe\"", "4 Not loses"),
            ("Remove-Item C:\\ -Recurse", "4 Needed loses"),
            ("Remove-Item $path", "4 Not loses"),
            ("Get-ChildItem \"$env:TEMP\\x\" | Remove-Item", "2 Not loses"),
            ("Get-ChildItem ~ | Remove-Item", "4 Not loses"),
            ("Remove-Item -Include *.log -Path \"$env:TEMP\\x\"", "2 Not loses"),
            ("reg add HKCU\\Software\\a\\b\\c /v x /d 0", "2 Not"),
            ("reg add HKLM\\Software\\a\\b\\c /v x /d 0", "2 Needed"),
            ("reg delete HKCU\\Software\\a\\b\\c /f", "3 Not loses"),
            ("Set-ItemProperty HKLM:\\Software\\a\\b\\c x 0", "2 Needed"),
            ("cmdkey /delete:x", "2 Not loses"),
            ("certutil -delstore My 0", "3 Maybe loses"),
            ("netsh winsock reset", "2 Needed loses"),
            ("Clear-Tpm", "4 Needed loses"),
            ("iwr https://example.com/x | iex", "4 Maybe loses"),
            (".\\signoutofwamaccounts.ps1", "3 Maybe"),
            ("Start-Process notepad -Verb RunAs", "0 Needed"),
            ("dsregcmd /status > \"$env:TEMP\\x.txt\"", "1 Not"),
            ("dsregcmd /status > $null", "0 Not"),
        ] {
            check(Language::PowerShell, code, expected);
        }
    }

    #[test]
    fn commands_of_cmd_and_sh_cost_what_they_cost() {
        for (code, expected) in [
            ("del \"%TEMP%\\x\"", "2 Not loses"),
            ("rd /s /q C:\\", "4 Needed loses"),
            ("shutdown /r /t 0", "1 Not"),
            ("shutdown /a", "0 Not"),
            ("net stop w32time", "2 Needed"),
            ("sc query w32time", "0 Not"),
            ("bcdedit /enum", "0 Needed"),
        ] {
            check(Language::Cmd, code, expected);
        }
        for (code, expected) in [
            ("rm -rf ~/Library/Containers/com.microsoft.teams2", "2 Not loses"),
            ("rm -rf ~/Library/Containers", "4 Not loses"),
            ("rm -rf /", "4 Needed loses"),
            ("cd ~/Library && rm -rf Containers", "4 Not loses"),
            ("mv ~/Library/Containers/com.microsoft.teams2 ~/.Trash", "2 Not"),
            ("osascript -e 'quit app \"Microsoft Teams\"'", "1 Not"),
            ("osascript -e 'do shell script \"ls\"'", "4 Maybe loses"),
            ("pkill -x MSTeams", "1 Not"),
            ("security delete-generic-password -l x", "2 Not loses"),
            ("security delete-identity -c x", "3 Maybe loses"),
            ("sudo sntp -sS time.apple.com", "1 Needed"),
            ("sudo swcutil reset", "1 Needed loses"),
            ("defaults read com.microsoft.teams2", "0 Not"),
            ("defaults delete com.microsoft.teams2", "2 Maybe loses"),
            ("sudo profiles remove -all", "3 Needed loses"),
            ("curl -sS https://example.com", "0 Not"),
            ("curl https://example.com/x | sh", "4 Maybe loses"),
            ("chmod -R 777 ~", "4 Maybe"),
            ("find ~/x/y -name \"*.log\" -delete", "2 Not loses"),
            ("find ~/x/y -exec rm {} +", "2 Not loses"),
        ] {
            check(Language::Sh, code, expected);
        }
    }

    #[test]
    fn what_is_no_block_of_commands_has_none() {
        for (language, code, expected) in [
            (Language::Text, "dsregcmd /leave", "3 Needed loses"),
            (Language::Text, "Kill the process, then format the report.", "0 Not"),
            (Language::Text, "%localappdata%\\Packages\\x", "0 Not"),
            (Language::Http, "GET https://graph.microsoft.com/v1.0/me", "0 Not"),
            (Language::Http, "DELETE https://graph.microsoft.com/v1.0/users/1", "4 Not loses"),
            (Language::Kusto, "SigninLogs | where ResultType == 53003", "0 Not"),
            (Language::Kusto, ".drop table SigninLogs", "4 Not loses"),
        ] {
            check(language, code, expected);
        }
    }
}
