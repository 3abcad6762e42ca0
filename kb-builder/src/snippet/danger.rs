//! What a block of commands can cost.

use std::borrow::Cow;
use std::ops::Range;

use super::Language;
use super::reach::{self, Reach, Target};
use super::shell::{self, Command, Kind, Mark, Script, Shell, Word};
use super::table::{
    self, Paths, QUERY, RUNS_SCRIPT, RUNS_UNSEEN, Row, When, is_listed, rows, shells,
};

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
    let mut found = match (language.shell(), language) {
        (Some(shell), _) => Survey::of(shell, code).dangers,
        (None, Language::Kusto) => in_queries(code, &["."], &[".show"]),
        (None, Language::Http) => in_queries(code, &["delete ", "patch ", "post ", "put "], &[]),
        (None, _) => in_text(code),
    };
    found.retain(|(_, danger)| {
        danger.harm > 0 || danger.elevation == Elevation::Needed || danger.deletes
    });
    found.sort_by(|(a, one), (b, other)| {
        (a.start, a.end, one.what, one.harm).cmp(&(b.start, b.end, other.what, other.harm))
    });
    found.dedup();
    found
}

/// The commands of a block that the table does not have, with their names.
pub(super) fn unknown(shell: Shell, code: &str) -> Vec<(Range<usize>, String)> {
    let mut unknown = Survey::of(shell, code).unknown;
    unknown.sort_by(|(a, one), (b, other)| (a.start, one).cmp(&(b.start, other)));
    unknown.dedup();
    unknown
}

/// Code inside code inside code: more than anybody writes.
const MAX_DEPTH: usize = 8;

/// Commands that are looked for behind `if` and `for` of the command prompt, at most.
const MAX_CANDIDATES: usize = 8;

/// Programs that take commands from what is piped into them.
const SHELLS: [&str; 12] =
    ["bash", "cmd", "csh", "dash", "fish", "ksh", "powershell", "pwsh", "sh", "tcsh", "wsl", "zsh"];

/// Shells of macOS and Linux that take commands behind `-c`.
const SH_SHELLS: [&str; 8] = ["bash", "csh", "dash", "fish", "ksh", "sh", "tcsh", "zsh"];

/// Programs of macOS and Linux whose arguments are a command.
const SH_WRAPPERS: [&str; 31] = [
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

/// Parameters of `PowerShell` whose value is no path.
const NOT_PATHS: [&str; 26] = [
    "-credential",
    "-delimiter",
    "-depth",
    "-ea",
    "-encoding",
    "-erroraction",
    "-errorvariable",
    "-exclude",
    "-ev",
    "-filter",
    "-include",
    "-informationaction",
    "-inputobject",
    "-itemtype",
    "-name",
    "-newname",
    "-outbuffer",
    "-outvariable",
    "-ov",
    "-pipelinevariable",
    "-propertytype",
    "-stream",
    "-type",
    "-value",
    "-wa",
    "-warningaction",
];

/// What is found while a block is read.
struct Survey {
    dangers: Vec<(Range<usize>, Danger)>,
    unknown: Vec<(Range<usize>, String)>,
    /// How many bytes of code inside code may still be read.
    budget: usize,
}

/// Where a command stands.
#[derive(Clone, Copy)]
struct Scene<'a> {
    shell: Shell,
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

/// What the first word of a command says.
enum Name {
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

impl Survey {
    fn of(shell: Shell, code: &str) -> Self {
        let budget = 4 * code.len() + 4096;
        let mut survey = Self { dangers: Vec::new(), unknown: Vec::new(), budget };
        survey.read(shell, code, None, reach::START, 0);
        survey
    }

    fn report(&mut self, scene: &Scene<'_>, own: &Range<usize>, danger: Danger) {
        self.dangers.push((scene.place(own), danger));
    }

    /// Reads code; `outer` is where it stands, if that is a text in other code.
    fn read(
        &mut self,
        shell: Shell,
        code: &str,
        outer: Option<&Range<usize>>,
        start: &str,
        depth: usize,
    ) {
        let script = shell::take_apart(shell, code);
        if script.too_deep {
            let place = outer.cloned().unwrap_or(0..code.len());
            self.dangers.push((place, RUNS_UNSEEN));
        }
        let mut here = start.to_owned();
        for command in &script.commands {
            let scene = Scene { shell, script: &script, command, outer, here: &here, depth };
            for file in &command.writes {
                let writes = cost(&scene, ">", std::slice::from_ref(file), &[]);
                self.dangers.extend(writes.map(|danger| (scene.place(&command.place), danger)));
            }
            match command.kind {
                Kind::Value => self.look_at_value(&scene),
                Kind::Method => {
                    let place = &command.place;
                    self.look_up(&scene, &command.words[0].text, place, &[], &[], false);
                }
                Kind::Run | Kind::Call => self.look_at(&scene, &command.words, &[], false),
                Kind::Aside => self.look_at(&scene, &command.words, &[], true),
            }
            here = goes_to(&scene).unwrap_or(here);
        }
    }

    /// Reads code that stands in a text.
    fn read_inside(&mut self, scene: &Scene<'_>, shell: Shell, code: &str) {
        let place = scene.place(&scene.command.place);
        if scene.depth >= MAX_DEPTH || code.len() > self.budget {
            self.dangers.push((place, RUNS_UNSEEN));
            return;
        }
        self.budget -= code.len();
        self.read(shell, code, Some(&place), scene.here, scene.depth + 1);
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
            self.look_at(scene, &words[begins + 1..], &[], true);
        }
    }

    /// Looks at a command. `feeds` is what something hands over to it.
    fn look_at(&mut self, scene: &Scene<'_>, words: &[Word], feeds: &[Word], aside: bool) {
        if let Some((first, arguments)) = words.split_first() {
            self.look_at_parts(scene, first, arguments, feeds, aside);
        }
    }

    /// The same, with its first word apart.
    fn look_at_parts(
        &mut self,
        scene: &Scene<'_>,
        first: &Word,
        arguments: &[Word],
        feeds: &[Word],
        aside: bool,
    ) {
        let (name, more) = name(scene.shell, first);
        let place = &scene.command.place;
        match name {
            Name::Block | Name::Address => {}
            Name::Unseen | Name::Script if aside => {}
            Name::Unseen => self.report(scene, place, RUNS_UNSEEN),
            Name::Script => self.report(scene, place, RUNS_SCRIPT),
            Name::Known(name) => {
                let arguments = match more {
                    Some(more) => Cow::Owned([std::slice::from_ref(&more), arguments].concat()),
                    None => Cow::Borrowed(arguments),
                };
                self.look_inside(scene, &name, &arguments, aside);
                self.look_up(scene, &name, &first.place, &arguments, feeds, aside);
            }
        }
    }

    /// Looks at a command that is an argument of another.
    fn look_at_inner(&mut self, scene: &Scene<'_>, words: &[Word], feeds: &[Word], aside: bool) {
        let inner = Scene { depth: scene.depth + 1, ..*scene };
        if inner.depth > MAX_DEPTH {
            self.report(scene, &scene.command.place, RUNS_UNSEEN);
        } else {
            self.look_at(&inner, words, feeds, aside);
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
        aside: bool,
    ) {
        let defined = || scene.script.functions.iter().any(|known| known == name);
        if !rows(shells(scene.shell), name).is_empty() {
            let danger = cost(scene, name, arguments, feeds);
            if let Some(danger) = danger {
                self.report(scene, &scene.command.place, danger);
            }
        } else if !aside && !defined() {
            self.unknown.push((scene.place(place), name.to_owned()));
        }
    }

    /// Looks at the commands that a command takes as its arguments.
    fn look_inside(&mut self, scene: &Scene<'_>, name: &str, arguments: &[Word], aside: bool) {
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
            (Shell::Sh, "eval") => self.read_inside(scene, Shell::Sh, &joined(arguments)),
            (Shell::Sh, "trap") => {
                let code = arguments.iter().find(|word| !word.text.starts_with('-'));
                if let Some(code) = code.filter(|_| arguments.len() > 1) {
                    self.read_inside(scene, Shell::Sh, &code.text);
                }
            }
            (Shell::Sh, "alias") => {
                for argument in arguments {
                    let code = argument.text.split_once('=').map_or("", |(_, code)| code);
                    self.read_inside(scene, Shell::Sh, code);
                }
            }
            (Shell::Sh, "find" | "gfind") => {
                let paths = arguments.iter().take_while(|word| !word.text.starts_with('-'));
                let paths: Vec<Word> = paths.cloned().collect();
                let runs = ["-exec", "-execdir", "-ok", "-okdir"];
                let mut rest = arguments;
                while let Some(index) =
                    rest.iter().position(|word| runs.contains(&word.text.as_str()))
                {
                    let (command, after) = split_end(&rest[index + 1..]);
                    self.look_at_inner(scene, command, &paths, aside);
                    rest = after;
                }
            }
            (Shell::Sh, "launchctl") if has(arguments, "asuser") => {
                self.look_at_inner(scene, arguments.get(2..).unwrap_or_default(), &[], aside);
            }
            (Shell::Sh, name) if SH_WRAPPERS.contains(&name) => {
                let feeds = if name == "xargs" { upstream(scene) } else { Vec::new() };
                self.inside_wrapper(scene, arguments, &feeds, aside);
                self.read_texts(scene, Shell::Sh, arguments);
            }
            (Shell::Sh, _) => {}
            (_, name) if WINDOWS_WRAPPERS.contains(&name) => {
                let shell = if name == "wsl" { Shell::Sh } else { scene.shell };
                let scene = Scene { shell, ..*scene };
                self.inside_wrapper(&scene, arguments, &[], aside);
                self.read_texts(&scene, shell, arguments);
            }
            (Shell::Cmd, name) if CMD_HEADS.contains(&name) => {
                self.inside_cmd_head(scene, name, arguments, aside);
            }
            (Shell::PowerShell, "start-process" | "saps" | "start") => {
                self.inside_start_process(scene, arguments, aside);
            }
            (Shell::PowerShell, "invoke-expression" | "iex") => {
                self.read_inside(scene, Shell::PowerShell, &joined(arguments));
            }
            (Shell::PowerShell, "foreach-object" | "foreach" | "%") => {
                let member = arguments.iter().find(|word| !word.text.starts_with('-'));
                let member = member.filter(|word| !word.has(Mark::Block));
                let method = member.map(|word| format!(".{}", word.text.to_lowercase()));
                let method = method.filter(|method| is_listed(table::POWERSHELL, method));
                if let Some(method) = method {
                    self.look_up(scene, &method, place, &[], &[], aside);
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
        aside: bool,
    ) {
        let option = |word: &Word| {
            word.text.starts_with('-') && !word.has(Mark::StartsQuoted)
                || scene.shell != Shell::Sh && word.text.starts_with('/')
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
                return self.look_at_inner(scene, &arguments[index..], feeds, aside);
            }
        }
    }

    /// Reads those arguments as code that have spaces in them: `su -c "rm -rf /"`.
    fn read_texts(&mut self, scene: &Scene<'_>, shell: Shell, arguments: &[Word]) {
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
            self.read_inside(scene, Shell::Cmd, &code);
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
                self.read_inside(scene, Shell::Sh, text);
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
            self.read_inside(scene, Shell::PowerShell, &code);
        }
    }

    /// `if exist … del …`, `for … do del …`, `start …`
    fn inside_cmd_head(&mut self, scene: &Scene<'_>, head: &str, arguments: &[Word], aside: bool) {
        let plain = |word: &Word| {
            let mut word = word.clone();
            word.text = word.text.trim_start_matches(['(', '\'', '`', '@']).to_owned();
            word
        };
        // The command that surely stands there, whatever it is.
        let begins = match head {
            "if" => Some(behind_condition(arguments)),
            "for" => {
                arguments.iter().position(|w| w.text.eq_ignore_ascii_case("do")).map(|at| at + 1)
            }
            "do" | "else" => Some(0),
            _ => None,
        };
        if let Some((first, rest)) = begins.and_then(|at| arguments.get(at..)?.split_first()) {
            let inner = Scene { depth: scene.depth + 1, ..*scene };
            if inner.depth > MAX_DEPTH {
                return self.report(scene, &scene.command.place, RUNS_UNSEEN);
            }
            self.look_at_parts(&inner, &plain(first), rest, &[], aside);
        }
        // Every other that may stand there.
        let mut candidates = 0;
        for (index, word) in arguments.iter().enumerate() {
            let word = plain(word);
            let found = match name(scene.shell, &word).0 {
                // What is behind another of these words is behind this one too.
                Name::Known(name) => !CMD_HEADS.contains(&name.as_str()) && is_risky(scene, &name),
                Name::Script => true,
                Name::Unseen | Name::Block | Name::Address => false,
            };
            if found {
                candidates += 1;
                if candidates > MAX_CANDIDATES {
                    return self.report(scene, &scene.command.place, RUNS_UNSEEN);
                }
                let inner = Scene { depth: scene.depth + 1, ..*scene };
                self.look_at_parts(&inner, &word, &arguments[index + 1..], &[], aside);
            }
        }
        if ["call", "start"].contains(&head) {
            // The title of a window, and options, stand before the command.
            let titled = head == "start" && arguments.first().is_some_and(|w| w.has(Mark::Quoted));
            let arguments = &arguments[usize::from(titled)..];
            self.inside_wrapper(scene, arguments, &[], aside);
        }
        self.read_texts(scene, Shell::Cmd, arguments);
    }

    /// `Start-Process powershell -ArgumentList "…" -Verb RunAs`
    fn inside_start_process(&mut self, scene: &Scene<'_>, arguments: &[Word], aside: bool) {
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
        self.look_at_inner(scene, &words, &[], aside);
    }
}

/// Whether a word is nothing but what a variable or a command puts there.
fn is_unseen(word: &Word) -> bool {
    let text = word.text.as_str();
    text.starts_with(['$', '@', '%', '!']) && text.len() > 1 && !text.contains(char::is_whitespace)
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

/// What the first word of a command says, and the argument that hangs on to it.
fn name(shell: Shell, word: &Word) -> (Name, Option<Word>) {
    if word.has(Mark::Block) {
        return (Name::Block, None);
    }
    let lower = word.text.trim().trim_start_matches('\u{feff}').to_lowercase();
    // In backticks, `\\rm` is `\rm`, which is `rm`.
    let lower = if shell == Shell::Sh { lower.replace('\\', "") } else { lower };
    let address = lower.split_once(':').filter(|(scheme, _)| SCHEMES.contains(scheme));
    if address.is_some() {
        return (Name::Address, None);
    }
    let windows = shell != Shell::Sh;
    if shell == Shell::Cmd && lower.starts_with(':') {
        // A label.
        return (Name::Block, None);
    }
    if shell == Shell::Cmd {
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
        Some((head, _)) if shell == Shell::Cmd && !head.is_empty() => {
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
        (Shell::Sh, _) => base.trim_start_matches('='),
        (_, "%comspec%" | "$env:comspec" | "${env:comspec}") => "cmd",
        _ => base,
    };
    let unseen = match shell {
        Shell::Sh => {
            let globs = word.has(Mark::LooseGlob)
                && !name.starts_with('[')
                && name.contains(['*', '?', '[', '{']);
            globs || name.contains('$') || name.starts_with('!') && name.len() > 1
        }
        Shell::Cmd => name.contains(['%', '!']),
        Shell::PowerShell => {
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
    let beside = ["./", "../", ".\\", "..\\"].iter().any(|begin| lower.starts_with(begin));
    if beside && !is_listed(shells(shell), name) {
        return (Name::Script, None);
    }
    (Name::Known(name.to_owned()), more)
}

/// Whether the table has a command, or the block defines it.
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

/// What a command costs with these arguments; nothing if no row says so.
fn cost(scene: &Scene<'_>, name: &str, arguments: &[Word], feeds: &[Word]) -> Option<Danger> {
    let shells = shells(scene.shell);
    let rows = rows(shells, name);
    let texts: Vec<&str> = arguments.iter().map(|word| word.text.as_str()).collect();
    let mut fitting: Vec<&Row> =
        rows.iter().copied().filter(|row| row.fits(shells, &texts)).collect();
    if fitting.is_empty() {
        let others = rows.iter().copied().filter(|row| matches!(row.when, When::Otherwise));
        fitting.extend(others);
    }
    let costs = fitting.into_iter().map(|row| with_paths(scene, row, name, arguments, feeds));
    let worse = |one: Danger, other: Danger| {
        let what = if other.harm > one.harm { other.what } else { one.what };
        let elevation = one.elevation.max(other.elevation);
        let deletes = one.deletes || other.deletes;
        Danger { what, harm: one.harm.max(other.harm), elevation, deletes }
    };
    let mut danger = costs.reduce(worse)?;
    // What people sign in with is more than an app.
    if danger.deletes && danger.harm < 3 {
        let helper = ["aad.brokerplugin", "cloudexperiencehost"];
        let given = upstream(scene);
        let named = arguments.iter().chain(&given).any(|word| {
            let lower = word.text.to_lowercase();
            helper.iter().any(|helper| lower.contains(helper))
        });
        danger.harm = if named { 3 } else { danger.harm };
    }
    Some(danger)
}

/// What a row costs for the paths that are named.
fn with_paths(
    scene: &Scene<'_>,
    row: &Row,
    name: &str,
    arguments: &[Word],
    feeds: &[Word],
) -> Danger {
    let mut danger = row.danger;
    if row.paths == Paths::Read {
        return danger;
    }
    let own = paths(scene.shell, name, row.paths, arguments);
    let given = match own.as_slice() {
        [] if feeds.is_empty() => upstream(scene).into_iter().map(Cow::Owned).collect(),
        [] => feeds.iter().map(Cow::Borrowed).collect(),
        _ => own,
    };
    let unseen = Target { reach: Reach::Everything, guarded: false };
    let mut targets: Vec<Target> = Vec::new();
    for word in &given {
        let handed = if word.text == "{}" { feeds } else { &[] };
        if handed.is_empty() {
            targets.push(reach::reach(scene.shell, word, scene.here));
        }
        // `find … -exec rm {} +`
        targets.extend(handed.iter().map(|word| reach::reach(scene.shell, word, scene.here)));
    }
    if targets.is_empty() {
        targets.push(unseen);
    }
    let harms = targets.iter().map(|target| harm(row, target.reach));
    danger.harm = harms.max().unwrap_or(row.danger.harm);
    if row.paths == Paths::Moved && given.iter().any(|word| word.text.starts_with("/dev/")) {
        (danger.harm, danger.deletes) = (4, true);
    }
    if targets.iter().any(|target| target.guarded) {
        danger.elevation = Elevation::Needed;
    }
    danger
}

/// The harm of a row when it is done to something.
fn harm(row: &Row, reach: Reach) -> u8 {
    let least = match (row.paths, reach) {
        (Paths::Written, Reach::Nothing) => return 0,
        (Paths::Deleted, Reach::Personal | Reach::System | Reach::Everything) => 4,
        (Paths::Deleted, Reach::Registry | Reach::SignIn) => 3,
        (Paths::Moved, Reach::System | Reach::Everything) => 3,
        (Paths::Written, Reach::SignIn | Reach::System) => 3,
        (Paths::Written, Reach::Registry) => 2,
        (Paths::Opened, Reach::SignIn | Reach::Personal | Reach::System | Reach::Everything)
            if row.danger.harm >= 3 =>
        {
            4
        }
        _ => 0,
    };
    least.max(row.danger.harm)
}

/// The paths among the arguments of a command that matter to its cost.
fn paths<'a>(shell: Shell, name: &str, paths: Paths, arguments: &'a [Word]) -> Vec<Cow<'a, Word>> {
    if name == "reg" {
        let key = |word: &&Word| {
            let lower = word.text.to_lowercase();
            lower.starts_with("hk") || lower.starts_with("\\\\")
        };
        return arguments.iter().filter(key).map(Cow::Borrowed).collect();
    }
    let mut found: Vec<Cow<'a, Word>> = match shell {
        Shell::PowerShell => powershell_paths(arguments),
        Shell::Cmd => {
            arguments.iter().filter(|word| !word.text.starts_with('/')).flat_map(in_parts).collect()
        }
        Shell::Sh => {
            let options = arguments.iter().position(|word| word.text == "--");
            let options = options.unwrap_or(arguments.len());
            let path = |(index, word): &(usize, &Word)| {
                *index > options || !word.text.starts_with('-') || word.text == "-"
            };
            let paths = arguments.iter().enumerate().filter(path);
            paths.map(|(_, word)| Cow::Borrowed(word)).collect()
        }
    };
    let last = [
        "copy",
        "copy-item",
        "cp",
        "cpi",
        "ditto",
        "install",
        "ln",
        "robocopy",
        "rsync",
        "scp",
        "xcopy",
    ];
    if ["rename-item", "rni", "ren", "rename"].contains(&name) || paths == Paths::Set {
        found.truncate(1);
    } else if last.contains(&name) {
        found.drain(..found.len().saturating_sub(1));
    }
    found
}

/// A word of the command prompt in the parts that its own commands take it for: `del a,b;c`.
fn in_parts(word: &Word) -> Vec<Cow<'_, Word>> {
    let marks = [',', ';', '='];
    if word.has(Mark::Quoted) || !word.text.contains(marks) {
        return vec![Cow::Borrowed(word)];
    }
    let parts = word.text.split(marks).filter(|part| !part.is_empty());
    parts.map(|part| Cow::Owned(word.saying(part.to_owned()))).collect()
}

/// The arguments of a cmdlet that are paths: those without a name, and those of the names for one.
fn powershell_paths(arguments: &[Word]) -> Vec<Cow<'_, Word>> {
    let mut found = Vec::new();
    let mut skips = false;
    for word in arguments {
        let lower = word.text.to_lowercase();
        let parameter = lower.starts_with('-') && !word.has(Mark::StartsQuoted);
        if parameter {
            let (name, value) = lower.split_once(':').unwrap_or((&lower, ""));
            let not_path = NOT_PATHS.iter().any(|known| name.len() > 2 && known.starts_with(name));
            skips = not_path && value.is_empty();
            if !value.is_empty() && !not_path {
                found.push(Cow::Owned(word.saying(value.to_owned())));
            }
        } else if skips && !word.has(Mark::Block) {
            skips = word.has(Mark::Listed);
        } else if !word.has(Mark::Block) {
            found.push(Cow::Borrowed(word));
        }
    }
    found
}

/// What the commands before in the pipeline name.
fn upstream(scene: &Scene<'_>) -> Vec<Word> {
    let mut found = Vec::new();
    let mut next = scene.command.reads;
    for _ in 0..MAX_CANDIDATES {
        let Some(before) = next.and_then(|index| scene.script.commands.get(index)) else { break };
        let words = match before.kind {
            Kind::Value => &before.words[..],
            _ => before.words.get(1..).unwrap_or_default(),
        };
        let option = |word: &&Word| word.text.starts_with('-');
        // `find ~ -name "*.log"`: the path comes first.
        let first = words.iter().take_while(|word| !option(word)).count();
        let given: Vec<Word> = match scene.shell {
            Shell::PowerShell => powershell_paths(words).into_iter().map(Cow::into_owned).collect(),
            Shell::Sh if first > 0 => words[..first].to_vec(),
            _ => words.iter().filter(|word| !option(word)).cloned().collect(),
        };
        found.extend(given);
        next = before.reads;
    }
    found
}

/// The folder that a command goes to.
fn goes_to(scene: &Scene<'_>) -> Option<String> {
    let (first, arguments) = scene.command.words.split_first()?;
    let Name::Known(name) = name(scene.shell, first).0 else { return None };
    match name.as_str() {
        "cd" | "chdir" | "sl" | "set-location" | "pushd" | "push-location" => {}
        "popd" | "pop-location" => return Some("$there".to_owned()),
        _ => return None,
    }
    let options: &[char] = if scene.shell == Shell::Cmd { &['/'] } else { &['-'] };
    let folder = arguments.iter().find(|word| {
        !word.text.starts_with(options) || word.text.len() == 1 && scene.shell != Shell::Cmd
    });
    Some(folder.map_or_else(
        || reach::START.to_owned(),
        |word| reach::folder(scene.shell, word, scene.here),
    ))
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

/// Commands in a text that is not a block of commands, where nothing else can be meant.
fn in_text(code: &str) -> Vec<(Range<usize>, Danger)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive(['\n', '\r']) {
        for shell in [Shell::PowerShell, Shell::Cmd, Shell::Sh] {
            let script = shell::take_apart(shell, line);
            if script.commands.iter().any(|command| is_unmistakable(shell, command)) {
                let dangers = Survey::of(shell, line).dangers.into_iter();
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
fn is_unmistakable(shell: Shell, command: &Command) -> bool {
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
