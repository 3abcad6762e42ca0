//! Commands that run other commands: `sudo …`, `cmd /c …`, `find … -exec …`.

use super::cost::{cost, upstream};
use super::name::{Name, SHELLS, name};
use super::{Certainty, Elevation, MAX_DEPTH, Scene, Survey};
use crate::snippet::shell::{Dialect, Mark, Word};
use crate::snippet::table::{self, RUNS_SCRIPT, RUNS_UNSEEN, Row, When, is_listed, rows, shells};

/// Commands that are looked for behind `if` and `for` of the command prompt, at most.
pub(super) const MAX_CANDIDATES: usize = 8;

/// Shells of macOS and Linux that take commands behind `-c`.
const SH_SHELLS: [&str; 8] = ["bash", "csh", "dash", "fish", "ksh", "sh", "tcsh", "zsh"];

/// Programs of macOS and Linux whose arguments are a command.
const SH_WRAPPERS: [&str; 32] = [
    "arch",
    "builtin",
    "busybox",
    "caffeinate",
    "chroot",
    "command",
    "doas",
    "env",
    "exec",
    "flock",
    "gtimeout",
    "ionice",
    "nice",
    "nocorrect",
    "noglob",
    "nohup",
    "parallel",
    "pkexec",
    "repeat",
    "runuser",
    "setsid",
    "ssh",
    "stdbuf",
    "strace",
    "su",
    "sudo",
    "systemd-run",
    "time",
    "timeout",
    "toybox",
    "watch",
    "xargs",
];

/// The same of Windows.
const WINDOWS_WRAPPERS: [&str; 6] = ["gsudo", "psexec", "runas", "sudo", "wsl", "forfiles"];

/// Words of the command prompt behind which commands stand somewhere.
const CMD_HEADS: [&str; 6] = ["call", "do", "else", "for", "if", "start"];

impl Survey {
    /// Looks at the commands that a command takes as its arguments.
    pub(super) fn look_inside(
        &mut self,
        scene: &Scene<'_>,
        name: &str,
        arguments: &[Word],
        certainty: Certainty,
    ) {
        let place = &scene.command.place;
        let piped = scene.command.reads.is_some() || scene.command.fed;
        let takes = |row: &&Row| row.danger == RUNS_UNSEEN && matches!(row.when, When::Otherwise);
        if piped && (SHELLS.contains(&name) || rows(shells(scene.shell), name).iter().any(takes)) {
            self.report(scene, place, RUNS_UNSEEN);
        }
        if SHELLS.contains(&name) && arguments.iter().any(is_unseen) {
            self.report(scene, place, RUNS_UNSEEN);
        }
        match (scene.shell, name) {
            (_, "cmd") => self.inside_cmd(scene, arguments),
            (_, "powershell" | "pwsh") => self.inside_powershell(scene, arguments),
            (_, name) if SH_SHELLS.contains(&name) => self.inside_sh(scene, arguments),
            (Dialect::Sh, "eval") => self.read_inside(scene, Dialect::Sh, &joined(arguments)),
            (Dialect::Sh, "trap") => {
                let code = arguments.iter().find(|word| !word.text.starts_with('-'));
                if let Some(code) = code.filter(|_| arguments.len() > 1) {
                    self.read_inside(scene, Dialect::Sh, &code.text);
                }
            }
            (Dialect::Sh, "alias") => {
                for argument in arguments {
                    let code = argument.text.split_once('=').map_or("", |(_, code)| code);
                    self.read_inside(scene, Dialect::Sh, code);
                }
            }
            (Dialect::Sh, "find" | "gfind") => {
                let paths = arguments.iter().take_while(|word| !word.text.starts_with('-'));
                let paths: Vec<Word> = paths.cloned().collect();
                let runs = ["-exec", "-execdir", "-ok", "-okdir"];
                let mut rest = arguments;
                while let Some(index) =
                    rest.iter().position(|word| runs.contains(&word.text.as_str()))
                {
                    let (command, after) = split_end(&rest[index + 1..]);
                    self.look_at_inner(scene, command, &paths, certainty);
                    rest = after;
                }
            }
            (Dialect::Sh, "launchctl") if has(arguments, "asuser") => {
                self.look_at_inner(scene, arguments.get(2..).unwrap_or_default(), &[], certainty);
            }
            (Dialect::Sh, name) if SH_WRAPPERS.contains(&name) => {
                let feeds = if name == "xargs" { upstream(scene) } else { Vec::new() };
                self.inside_wrapper(scene, arguments, &feeds, certainty);
                self.read_texts(scene, Dialect::Sh, arguments);
            }
            (Dialect::Sh, _) => {}
            (_, name) if WINDOWS_WRAPPERS.contains(&name) => {
                let shell = if name == "wsl" { Dialect::Sh } else { scene.shell };
                let scene = Scene { shell, ..*scene };
                self.inside_wrapper(&scene, arguments, &[], certainty);
                self.read_texts(&scene, shell, arguments);
            }
            (Dialect::Cmd, name) if CMD_HEADS.contains(&name) => {
                self.inside_cmd_head(scene, name, arguments, certainty);
            }
            (Dialect::PowerShell, "start-process" | "saps" | "start") => {
                self.inside_start_process(scene, arguments, certainty);
            }
            (Dialect::PowerShell, "invoke-expression" | "iex") => {
                self.read_inside(scene, Dialect::PowerShell, &joined(arguments));
            }
            (Dialect::PowerShell, "foreach-object" | "foreach" | "%") => {
                let member = arguments.iter().find(|word| !word.text.starts_with('-'));
                let member = member.filter(|word| !word.has(Mark::Block));
                let method = member.map(|word| format!(".{}", word.text.to_lowercase()));
                let method = method.filter(|method| is_listed(table::POWERSHELL, method));
                if let Some(method) = method {
                    self.look_up(scene, &method, place, &[], &[], certainty);
                }
            }
            _ => {}
        }
    }

    /// Looks at the command behind the options of a wrapper: `sudo -u anna rm …`.
    fn inside_wrapper(
        &mut self,
        scene: &Scene<'_>,
        arguments: &[Word],
        feeds: &[Word],
        certainty: Certainty,
    ) {
        let option = |word: &Word| {
            word.text.starts_with('-') && !word.has(Mark::StartsQuoted)
                || scene.shell != Dialect::Sh && word.text.starts_with('/')
        };
        for (index, word) in arguments.iter().enumerate() {
            let known =
                matches!(&name(scene.shell, word).0, Name::Known(name) if is_known(scene, name));
            let value = index > 0 && option(&arguments[index - 1]) && !known;
            let number = word.text.starts_with(|first: char| first.is_ascii_digit());
            let last = index + 1 == arguments.len();
            // Texts with spaces are read as code.
            let text = word.text.contains(' ') && !word.text.contains(['/', '\\']);
            let skipped = option(word) || word.text.contains('=') || number || value || text;
            if !skipped || last && value && !option(word) && !text {
                return self.look_at_inner(scene, &arguments[index..], feeds, certainty);
            }
        }
    }

    /// Reads those arguments as code that have spaces in them: `su -c "rm -rf /"`.
    fn read_texts(&mut self, scene: &Scene<'_>, shell: Dialect, arguments: &[Word]) {
        for argument in arguments {
            if argument.text.contains(char::is_whitespace) {
                let unknown = self.unknown.len();
                self.read_inside(scene, shell, &argument.text);
                // Not every text is code.
                self.unknown.truncate(unknown);
            }
        }
    }

    /// `cmd /c …`
    fn inside_cmd(&mut self, scene: &Scene<'_>, arguments: &[Word]) {
        let runs = |word: &Word| {
            let text = word.text.to_lowercase();
            ["/c", "/k", "/r"].iter().any(|option| text.starts_with(option))
        };
        if let Some(index) = arguments.iter().position(runs) {
            let attached = arguments[index].text.get(2..).unwrap_or_default();
            let code = format!("{attached} {}", joined(&arguments[index + 1..]));
            self.read_inside(scene, Dialect::Cmd, &code);
        }
    }

    /// `bash -c …`, `bash script`
    fn inside_sh(&mut self, scene: &Scene<'_>, arguments: &[Word]) {
        let option = |word: &&Word| word.text.starts_with(['-', '+']);
        let runs = |word: &Word| {
            word.text.starts_with('-') && !word.text.starts_with("--") && word.text.contains('c')
        };
        let code = arguments.iter().any(runs);
        for argument in arguments.iter().filter(|word| !option(word)) {
            let text = &argument.text;
            if code || text.contains(char::is_whitespace) {
                self.read_inside(scene, Dialect::Sh, text);
            } else if !is_unseen(argument) {
                self.report(scene, &scene.command.place, RUNS_SCRIPT);
                break;
            }
        }
    }

    /// `powershell -Command …`
    fn inside_powershell(&mut self, scene: &Scene<'_>, arguments: &[Word]) {
        let place = &scene.command.place;
        let with_value = [
            "configurationname",
            "custompipename",
            "ep",
            "ex",
            "executionpolicy",
            "inputformat",
            "outputformat",
            "psconsolefile",
            "settingsfile",
            "v",
            "version",
            "w",
            "wd",
            "windowstyle",
            "workingdirectory",
        ];
        let mut index = 0;
        while let Some(word) = arguments.get(index) {
            let lower = word.text.to_lowercase();
            let Some(option) = lower.strip_prefix(['-', '/']).filter(|_| !lower.contains(' '))
            else {
                break;
            };
            let option = option.trim_start_matches('-').trim_end_matches(':');
            let begins = |whole: &str| !option.is_empty() && whole.starts_with(option);
            index += 1;
            if begins("command") || begins("commandwithargs") || option == "cwa" {
                break;
            } else if begins("file") {
                return self.report(scene, place, RUNS_SCRIPT);
            } else if begins("executionpolicy") && option.len() > 1 || option == "ep" {
                let policy = arguments.get(index).map(|word| word.text.to_lowercase());
                if policy
                    .is_some_and(|policy| ["bypass", "unrestricted"].contains(&policy.as_str()))
                {
                    let danger = cost(scene, "set-executionpolicy", &[], &[]);
                    self.dangers.extend(danger.map(|danger| (scene.place(place), danger)));
                }
                index += 1;
            } else if option.starts_with('e') || option.is_empty() {
                return self.report(scene, place, RUNS_UNSEEN);
            } else if with_value.iter().any(|value| begins(value)) && option != "n" {
                index += 1;
            }
        }
        let code = joined(arguments.get(index..).unwrap_or_default());
        if !code.trim().is_empty() {
            self.read_inside(scene, Dialect::PowerShell, &code);
        }
    }

    /// `if exist … del …`, `for … do del …`, `start …`
    fn inside_cmd_head(
        &mut self,
        scene: &Scene<'_>,
        head: &str,
        arguments: &[Word],
        certainty: Certainty,
    ) {
        let plain = |word: &Word| {
            let mut word = word.clone();
            word.text = word.text.trim_start_matches(['(', '\'', '`', '@']).to_owned();
            word
        };
        // The command that surely stands there, whatever it is.
        let sure = behind_heads(head, arguments);
        if let Some((first, rest)) = sure.and_then(|at| arguments.get(at..)?.split_first()) {
            let inner = Scene { depth: scene.depth + 1, ..*scene };
            if inner.depth > MAX_DEPTH {
                return self.report(scene, &scene.command.place, RUNS_UNSEEN);
            }
            self.look_at_parts(&inner, &plain(first), rest, &[], certainty);
        }
        // Every other that may stand there.
        let mut candidates = 0;
        for (index, word) in arguments.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| arguments[before].text.to_lowercase());
            let after_head = before.is_some_and(|before| ["do", "else"].contains(&before.as_str()));
            let word = plain(word);
            let found = match name(scene.shell, &word).0 {
                // What is behind another of these words is behind this one too.
                Name::Known(name) => !CMD_HEADS.contains(&name.as_str()) && is_risky(scene, &name),
                Name::Script | Name::Unseen => after_head,
                Name::Block | Name::Address => false,
            };
            if found {
                candidates += 1;
                if candidates > MAX_CANDIDATES {
                    return self.report(scene, &scene.command.place, RUNS_UNSEEN);
                }
                // And so is what is behind a wrapper.
                let inner = Scene { depth: scene.depth + 1, ..*scene };
                let rest = &arguments[index + 1..];
                match name(scene.shell, &word).0 {
                    Name::Known(name) if WINDOWS_WRAPPERS.contains(&name.as_str()) => {
                        self.look_up(&inner, &name, &word.place, rest, &[], certainty);
                    }
                    _ => self.look_at_parts(&inner, &word, rest, &[], certainty),
                }
            }
        }
        if ["call", "start"].contains(&head) {
            // The title of a window, and options, stand before the command.
            let titled = head == "start" && arguments.first().is_some_and(|w| w.has(Mark::Quoted));
            let arguments = &arguments[usize::from(titled)..];
            self.inside_wrapper(scene, arguments, &[], certainty);
        }
        self.read_texts(scene, Dialect::Cmd, arguments);
    }

    /// `Start-Process powershell -ArgumentList "…" -Verb RunAs`
    fn inside_start_process(
        &mut self,
        scene: &Scene<'_>,
        arguments: &[Word],
        certainty: Certainty,
    ) {
        let mut words: Vec<Word> = Vec::new();
        let mut skips = false;
        for word in arguments {
            let lower = word.text.to_lowercase();
            let (option, value) = lower.split_once(':').unwrap_or((&lower, ""));
            let named =
                option.len() > 1 && option.starts_with('-') && !word.has(Mark::StartsQuoted);
            let is = |names: &[&str]| named && names.iter().any(|name| name.starts_with(option));
            let value = if is(&["-filepath", "-argumentlist", "-args"]) {
                word.text.get(option.len() + 1..).unwrap_or_default()
            } else if is(&["-verb", "-windowstyle", "-workingdirectory", "-credential"])
                || named && option.starts_with("-redirect")
            {
                skips = value.is_empty();
                continue;
            } else if std::mem::take(&mut skips)
                || is(&["-wait", "-nonewwindow", "-passthru", "-usenewenvironment"])
            {
                continue;
            } else {
                &word.text
            };
            if words.is_empty() && !value.is_empty() {
                words.push(word.saying(value.to_owned()));
            } else {
                let parts = value.split_whitespace();
                words.extend(parts.map(|part| word.saying(part.to_owned())));
            }
        }
        self.look_at_inner(scene, &words, &[], certainty);
    }
}

/// Whether a word is nothing but what a variable or a command puts there.
fn is_unseen(word: &Word) -> bool {
    let text = word.text.as_str();
    text.starts_with(['$', '@', '%', '!']) && text.len() > 1 && !text.contains(char::is_whitespace)
}

/// Where the command behind `if … for … do` begins; nothing for `call` and `start`.
fn behind_heads(head: &str, arguments: &[Word]) -> Option<usize> {
    let mut head = head.to_owned();
    let mut at = 0;
    loop {
        let rest = arguments.get(at..)?;
        at += match head.as_str() {
            "if" => behind_condition(rest),
            "for" => 1 + rest.iter().position(|word| word.text.eq_ignore_ascii_case("do"))?,
            "do" | "else" => 0,
            _ => return None,
        };
        head = arguments.get(at)?.text.to_lowercase();
        if !["if", "for", "do", "else"].contains(&head.as_str()) {
            return Some(at);
        }
        at += 1;
    }
}

/// Where the command behind the condition of an `if` of the command prompt begins.
fn behind_condition(arguments: &[Word]) -> usize {
    let lower = |index: usize| {
        arguments.get(index).map(|word| word.text.to_lowercase()).unwrap_or_default()
    };
    let mut at = 0;
    while ["/i", "not"].contains(&lower(at).as_str()) {
        at += 1;
    }
    let (one, two) = (lower(at), lower(at + 1));
    let compares = ["equ", "geq", "gtr", "leq", "lss", "neq", "=="];
    let tests = ["cmdextversion", "defined", "errorlevel", "exist"];
    let length = match () {
        () if tests.contains(&one.as_str()) => 2,
        () if compares.contains(&two.as_str()) => 3,
        () if one.ends_with("==") && !arguments[at].has(Mark::Quoted) => 2,
        () if two.starts_with("==") => 2,
        () => 1,
    };
    at + length
}

/// Whether the table has a command.
fn is_known(scene: &Scene<'_>, name: &str) -> bool {
    !rows(shells(scene.shell), name).is_empty()
}

/// Whether a command can cost anything, or run something that can.
fn is_risky(scene: &Scene<'_>, name: &str) -> bool {
    let costs = |row: &&Row| row.danger.harm > 0 || row.danger.elevation != Elevation::Not;
    let carries =
        SHELLS.contains(&name) || SH_SHELLS.contains(&name) || WINDOWS_WRAPPERS.contains(&name);
    carries || rows(shells(scene.shell), name).iter().any(costs)
}

fn joined(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

fn has(words: &[Word], text: &str) -> bool {
    words.iter().any(|word| word.text == text)
}

/// The words up to the `;` or `+` of `find -exec`, and those after it.
fn split_end(words: &[Word]) -> (&[Word], &[Word]) {
    let end = words.iter().position(|word| [";", "+"].contains(&word.text.as_str()));
    words.split_at(end.unwrap_or(words.len()))
}
