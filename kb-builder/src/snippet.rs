//! What is wrong with a block of commands or other code, and what it can cost.
//!
//! Two readers look at it: the grammars of tree-sitter say whether it can be parsed, and `shell`
//! takes it apart as a shell does before it runs it. What is found is data; the words for it are
//! elsewhere.

pub mod danger;
mod reach;
pub mod secret;
mod shell;
mod table;
pub mod token;

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};

use tree_sitter::{Node, ParseOptions, ParseState, Parser, Point, Tree};

use danger::{Danger, Survey, dangers};
use shell::{Command, Dialect, Kind, Mark, Script, Word};
use token::Token;

/// What a fenced block is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Something to paste, but not into a shell.
    Text,
    /// Commands for `PowerShell`.
    PowerShell,
    /// Commands for the command prompt of Windows.
    Cmd,
    /// Commands for zsh and bash.
    Sh,
    /// A query for Log Analytics.
    Kusto,
    /// A request, as for Graph Explorer.
    Http,
}

impl Language {
    /// Every language there is.
    pub const ALL: &[Self] =
        &[Self::Text, Self::PowerShell, Self::Cmd, Self::Sh, Self::Kusto, Self::Http];

    /// The word behind the fence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::PowerShell => "powershell",
            Self::Cmd => "cmd",
            Self::Sh => "sh",
            Self::Kusto => "kusto",
            Self::Http => "http",
        }
    }

    /// The language that a word behind the fence means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.word() == word)
    }

    /// Whether such a block is run, and has a contract.
    pub fn is_commands(self) -> bool {
        self.shell().is_some()
    }

    fn shell(self) -> Option<Dialect> {
        match self {
            Self::PowerShell => Some(Dialect::PowerShell),
            Self::Cmd => Some(Dialect::Cmd),
            Self::Sh => Some(Dialect::Sh),
            Self::Text | Self::Kusto | Self::Http => None,
        }
    }
}

/// Something wrong with a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The bytes of the block.
    pub place: Range<usize>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What can be wrong with a block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// A quotation mark that no shell, or not every shell, takes for one.
    CurlyQuote(char),
    /// A dash or a minus sign that no program takes for a hyphen.
    LongDash(char),
    /// A space that is not the one of the space bar.
    OddSpace(char),
    /// A letter that cannot be seen, or that turns the direction of others.
    Invisible(char),
    /// A letter that looks like another one.
    Lookalike {
        /// The letter.
        letter: char,
        /// What it looks like.
        like: char,
    },
    /// The grammar of the language does not allow it.
    Syntax(Language),
    /// It is too long, or can be read in too many ways, to be parsed.
    TooComplex,
    /// A variable, or the output of a command, stands outside quotes where files are changed.
    LooseVariable,
    /// A `*` stands outside quotes where files are deleted.
    LooseGlob,
    /// `~` stands in quotes, where it is not the home folder.
    QuotedTilde,
    /// A space seems to end a path too early.
    SplitPath(Language),
    /// A variable is written as in another shell.
    ForeignVariable,
    /// A prompt stands before the command, and would be run with it.
    Prompt,
    /// A comment, which the zsh of a Mac runs when it is pasted.
    Comment,
    /// A command that nobody has put into the table of what commands cost.
    UnknownCommand(String),
}

impl Flaw {
    /// Whether it is wrong beyond doubt.
    ///
    /// The grammar of `PowerShell` is not exact, the command prompt has none, and a new command may
    /// be a good one.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Syntax(language) | Self::SplitPath(language) => *language == Language::Sh,
            Self::UnknownCommand(_) => false,
            Self::CurlyQuote(_)
            | Self::LongDash(_)
            | Self::OddSpace(_)
            | Self::Invisible(_)
            | Self::Lookalike { .. }
            | Self::TooComplex
            | Self::LooseVariable
            | Self::LooseGlob
            | Self::QuotedTilde
            | Self::ForeignVariable
            | Self::Prompt
            | Self::Comment => true,
        }
    }
}

/// All that is known of a block by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// What is wrong with it, in order.
    pub findings: Vec<Finding>,
    /// What in it can cost something, in order; in a block that is not of commands, only what can be
    /// nothing but a command.
    pub dangers: Vec<(Range<usize>, Danger)>,
    /// What its words are; empty where they are not told apart.
    pub tokens: Vec<Token>,
}

/// Reads a block, once for all that asks about it.
pub fn read(language: Language, code: &str) -> Snippet {
    let mut findings = odd_letters(code);
    let Some(shell) = language.shell() else {
        return Snippet { findings, dangers: dangers(language, code), tokens: Vec::new() };
    };
    let script = shell::take_apart(shell, code);
    let (flaw, tokens) = parse(language, code);
    findings.extend(flaw);
    findings.extend(prompts(shell, code));
    for command in &script.commands {
        findings.extend(words(language, shell, &script, command));
    }
    if shell == Dialect::Sh {
        let comments = script.comments.iter().cloned();
        findings.extend(comments.map(|place| Finding { place, flaw: Flaw::Comment }));
    }
    let Survey { dangers, unknown, .. } = danger::survey(shell, code, &script);
    let unknown = unknown.into_iter();
    findings
        .extend(unknown.map(|(place, name)| Finding { place, flaw: Flaw::UnknownCommand(name) }));
    Snippet { findings: in_order(findings), dangers, tokens }
}

fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (a.place.start, &a.flaw).cmp(&(b.place.start, &b.flaw)));
    findings.dedup();
    findings
}

/// Letters that a keyboard does not type, and that shells and programs do not understand.
pub fn odd_letters(code: &str) -> Vec<Finding> {
    if code.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut latin = false;
    let mut lookalikes: Vec<Finding> = Vec::new();
    for (at, letter) in code.char_indices() {
        let place = at..at + letter.len_utf8();
        // Greek and Cyrillic words are words; one with Latin letters in it is a trap.
        if !letter.is_alphanumeric() {
            if latin {
                findings.append(&mut lookalikes);
            }
            lookalikes.clear();
            latin = false;
        }
        latin |= letter.is_ascii_alphabetic();
        if let Some(like) = looks_like(letter) {
            lookalikes.push(Finding { place, flaw: Flaw::Lookalike { letter, like } });
            continue;
        }
        let flaw = match letter {
            '\r' if !code[place.end..].starts_with('\n') => Flaw::Invisible(letter),
            '\n' | '\r' | '\t' => continue,
            '´'
            | '«'
            | '»'
            | '\u{2bb}'..='\u{2bd}'
            | '\u{2018}'..='\u{201f}'
            | '\u{2032}'..='\u{2037}'
            | '\u{2039}'..='\u{203a}'
            | '\u{301d}'..='\u{301f}'
            | '\u{ff02}'
            | '\u{ff07}' => Flaw::CurlyQuote(letter),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => {
                Flaw::LongDash(letter)
            }
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'..='\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{2800}'
            | '\u{3000}' => Flaw::OddSpace(letter),
            '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}' => Flaw::Invisible(letter),
            _ if letter.is_control() => Flaw::Invisible(letter),
            // Full width: the same order as in ASCII.
            '\u{ff01}'..='\u{ff5e}' => {
                let like = char::from_u32(letter as u32 - 0xff01 + 0x21).unwrap_or('?');
                Flaw::Lookalike { letter, like }
            }
            '\u{2044}' | '\u{2215}' | '\u{29f8}' => Flaw::Lookalike { letter, like: '/' },
            '\u{2216}' | '\u{29f5}' | '\u{29f9}' | '\u{fe68}' => {
                Flaw::Lookalike { letter, like: '\\' }
            }
            '\u{1d400}'..='\u{1d7ff}' => Flaw::Lookalike { letter, like: '?' },
            _ => continue,
        };
        findings.push(Finding { place, flaw });
    }
    if latin {
        findings.append(&mut lookalikes);
    }
    in_order(findings)
}

/// The Latin letter that a Greek or Cyrillic one looks like in most fonts.
///
/// From the table of confusables of Unicode (UTS 39), as far as it is about single letters of these
/// two scripts.
fn looks_like(letter: char) -> Option<char> {
    const LOOKALIKES: [(&str, &str); 2] = [
        // Cyrillic.
        ("АВЕЅІЈКМНОРСТУХаеорсухіјѕԁԛԝһѵҮүҺӏ", "ABESIJKMHOPCTYXaeopcyxijsdqwhvYyhl"),
        // Greek.
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαινυρκγχϲϳ", "ABEZHIKMNOPTYXoaivupkyxcj"),
    ];
    if letter.is_ascii() {
        return None;
    }
    LOOKALIKES.iter().find_map(|(letters, latin)| {
        let index = letters.chars().position(|known| known == letter)?;
        latin.chars().nth(index)
    })
}

/// The longest block that is parsed, in bytes. With mistakes in it, the parser takes more than linear
/// time; longer blocks nobody reads anyway.
const MAX_PARSED: usize = 4096;

/// The parser asks every hundred steps whether to go on. What can be parsed takes twenty of that for
/// each thousand bytes; once there is a mistake, it needs some more to say where.
const MAX_ASKED: usize = 1024;
const MAX_ASKED_AFTER_MISTAKE: usize = 32;

/// The first place that the grammar does not allow, and what the words are, as far as it can be
/// parsed.
fn parse(language: Language, code: &str) -> (Option<Finding>, Vec<Token>) {
    let grammar = match language {
        Language::Sh => tree_sitter_bash::LANGUAGE,
        Language::PowerShell => tree_sitter_powershell::LANGUAGE,
        Language::Text | Language::Cmd | Language::Kusto | Language::Http => {
            return (None, Vec::new());
        }
    };
    let found = |place: Range<usize>, flaw| (Some(Finding { place, flaw }), Vec::new());
    if code.len() > MAX_PARSED {
        return found(0..code.len(), Flaw::TooComplex);
    }
    // The grammar wants every line to end.
    let mut text = code.replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let (mut asked, mut mistake) = (0, None);
    let mut goes_on = |state: &ParseState| {
        asked += 1;
        if state.has_error() && mistake.is_none() {
            mistake = Some((asked, state.current_byte_offset()));
        }
        let most = mistake.map_or(MAX_ASKED, |(first, _)| first + MAX_ASKED_AFTER_MISTAKE);
        if asked > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut goes_on);
    let bytes = text.as_bytes();
    let mut read = |at: usize, _: Point| bytes.get(at..).unwrap_or_default();
    match (parsed(&grammar.into(), &mut read, options), mistake) {
        (Some(tree), _) => {
            let flaw = first_error(tree.root_node())
                .map(|place| Finding { place: in_code(code, place), flaw: Flaw::Syntax(language) });
            // Its places are in the text with plain ends of lines.
            let is_as_written = !code.contains('\r');
            let tokens = is_as_written.then(|| token::tokens(language, code, &tree));
            (flaw, tokens.unwrap_or_default())
        }
        (None, Some((_, at))) => found(in_code(code, at..at + 1), Flaw::Syntax(language)),
        (None, None) => found(0..code.len(), Flaw::TooComplex),
    }
}

/// The tree of a text, with a parser that each thread makes once; nothing if `options` end it before.
fn parsed<'t>(
    grammar: &tree_sitter::Language,
    read: &mut impl FnMut(usize, Point) -> &'t [u8],
    options: ParseOptions<'_>,
) -> Option<Tree> {
    thread_local! {
        static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
    }
    PARSER.with_borrow_mut(|parser| {
        // Or it would go on with a text that it was told to leave.
        parser.reset();
        parser.set_language(grammar).expect("bug: the grammar is of our tree-sitter's kind");
        parser.parse_with_options(read, None, Some(options))
    })
}

/// The first node that is wrong or missing.
fn first_error(root: Node<'_>) -> Option<Range<usize>> {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            return Some(node.byte_range());
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return None;
            }
        }
    }
}

/// A place of the text with plain ends of lines as a place of the code, up to the end of its line.
fn in_code(code: &str, place: Range<usize>) -> Range<usize> {
    let ends = code.match_indices("\r\n").enumerate();
    let before = ends.take_while(|(count, (at, _))| at - count < place.start).count();
    let mut start = (place.start + before).min(code.len());
    let length = code[start..].find(['\r', '\n']).unwrap_or(code.len() - start);
    let end = start + length.min(place.len());
    if start == end {
        // Something is missing: it belongs behind the letter before.
        start = code[..start].char_indices().next_back().map_or(0, |(at, _)| at);
    }
    start..end.max(start)
}

/// Lines that begin with the prompt of a shell.
fn prompts(shell: Dialect, code: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive(['\n', '\r']) {
        let text = line.trim_start();
        let begin = start + line.len() - text.len();
        let drive = text.strip_prefix("PS ").unwrap_or(text);
        let drive = drive.get(1..).is_some_and(|rest| rest.starts_with(":\\"))
            && drive.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let length = match shell {
            Dialect::Sh if text.starts_with("$ ") || text.starts_with("% ") => Some(1),
            Dialect::PowerShell | Dialect::Cmd if drive => {
                let prompt = text.find('>').filter(|end| !text[..*end].contains('"'));
                prompt.filter(|end| *end + 1 == text.len() || !text[..*end].ends_with(' '))
            }
            Dialect::PowerShell | Dialect::Cmd | Dialect::Sh => None,
        };
        if let Some(length) = length {
            findings.push(Finding { place: begin..begin + length.max(1), flaw: Flaw::Prompt });
        }
        start += line.len();
    }
    findings
}

/// Commands of sh that change files, and how many paths they take.
const SH_FILES: [(&str, usize); 3] = [("cp", 2), ("mv", 2), ("rm", usize::MAX)];

/// The same of `PowerShell`.
const POWERSHELL_FILES: [(&str, usize); 17] = [
    ("copy", 2),
    ("copy-item", 2),
    ("cp", 2),
    ("cpi", 2),
    ("del", 1),
    ("erase", 1),
    ("mi", 2),
    ("move", 2),
    ("move-item", 2),
    ("mv", 2),
    ("rd", 1),
    ("remove-item", 1),
    ("ren", 2),
    ("rename-item", 2),
    ("ri", 1),
    ("rm", 1),
    ("rmdir", 1),
];

/// What is wrong with the words of a command.
fn words(language: Language, shell: Dialect, script: &Script, command: &Command) -> Vec<Finding> {
    if !matches!(command.kind, Kind::Run | Kind::Call | Kind::Value) {
        return Vec::new();
    }
    let files: &[(&str, usize)] = match shell {
        Dialect::Sh => &SH_FILES,
        Dialect::PowerShell => &POWERSHELL_FILES,
        Dialect::Cmd => &[],
    };
    let mut findings = Vec::new();
    let mut report = |word: &Word, flaw| findings.push(Finding { place: word.place.clone(), flaw });
    // Behind `sudo` as well.
    let found = command.words.iter().enumerate().find_map(|(index, word)| {
        let lower = word.text.to_lowercase();
        let name = lower.rsplit(['/', '\\']).next().unwrap_or_default();
        let (_, most) = files.iter().find(|(known, _)| *known == name)?;
        Some((index, name == "rm", *most))
    });
    let found = found.filter(|(index, ..)| *index == 0 || shell == Dialect::Sh);
    if let Some((index, deletes, most)) = found {
        let words = &command.words[index + 1..];
        if shell == Dialect::Sh {
            for word in words {
                if word.has(Mark::LooseValue) {
                    report(word, Flaw::LooseVariable);
                }
                if deletes && word.has(Mark::LooseGlob) {
                    report(word, Flaw::LooseGlob);
                }
            }
        }
        for word in split_path(shell, words, most) {
            report(word, Flaw::SplitPath(language));
        }
    }
    if found.is_none() && shell != Dialect::Sh {
        for pair in command.words.windows(2) {
            if begins_path(&pair[0]) && goes_on(&pair[0], &pair[1]) {
                report(&pair[1], Flaw::SplitPath(language));
            }
        }
    }
    let foreign = takes_no_foreign(shell, script, command);
    for word in &command.words {
        if shell == Dialect::Sh && word.has(Mark::QuotedTilde) && is_home(&word.text) {
            report(word, Flaw::QuotedTilde);
        }
        if foreign && is_foreign(shell, &word.text) {
            report(word, Flaw::ForeignVariable);
        }
    }
    findings
}

fn is_home(text: &str) -> bool {
    text == "~" || text.starts_with("~/")
}

/// The words that seem to belong to the path before them.
fn split_path(shell: Dialect, words: &[Word], most: usize) -> Vec<&Word> {
    if shell == Dialect::PowerShell {
        let positions = powershell_positions(words);
        return positions.into_iter().skip(most).collect();
    }
    let path = |word: &&Word| !word.text.starts_with('-');
    let paths: Vec<&Word> = words.iter().filter(path).collect();
    if most != usize::MAX && paths.len() <= most {
        return Vec::new();
    }
    let begins = |word: &Word| word.text.starts_with(['~', '/']);
    let own = |word: &Word| {
        begins(word) || word.has(Mark::StartsQuoted) || word.text.starts_with(['$', '.'])
    };
    let split = |pair: &&[&Word]| begins(pair[0]) && !own(pair[1]);
    paths.windows(2).filter(split).map(|pair| pair[1]).collect()
}

/// The arguments of a cmdlet that have no name; a list counts as one.
fn powershell_positions(words: &[Word]) -> Vec<&Word> {
    const SWITCHES: [&str; 9] = [
        "-asjob",
        "-confirm",
        "-container",
        "-force",
        "-passthru",
        "-recurse",
        "-usetransaction",
        "-verbose",
        "-whatif",
    ];
    let mut positions = Vec::new();
    let mut value = false;
    for word in words {
        let lower = word.text.to_lowercase();
        if lower.starts_with('-') && !word.has(Mark::StartsQuoted) {
            let switch = SWITCHES.iter().any(|switch| switch.starts_with(lower.as_str()));
            value = !switch && !lower.contains(':');
        } else if word.has(Mark::Listed) || std::mem::take(&mut value) {
            // Part of a list, or what a name is given.
        } else {
            positions.push(word);
        }
    }
    positions
}

/// Whether a word is a path of Windows outside quotes.
fn begins_path(word: &Word) -> bool {
    let text = word.text.as_str();
    let begins = text.starts_with(['$', '%', '~', '\\'])
        || text.get(1..).is_some_and(|rest| rest.starts_with(":\\"));
    begins && text.contains('\\') && !word.has(Mark::Quoted)
}

/// Whether a word looks like the rest of a path that a space has cut.
fn goes_on(path: &Word, word: &Word) -> bool {
    let near = word.place.start == path.place.end + 1;
    let begins = word.text.starts_with(|first: char| first.is_alphanumeric() || first == '(');
    let drive = word.text.get(1..).is_some_and(|rest| rest.starts_with(':'));
    near && begins && !drive && word.text.contains('\\') && !word.has(Mark::Quoted)
}

/// Whether variables of another shell mean nothing in the words of a command.
fn takes_no_foreign(shell: Dialect, script: &Script, command: &Command) -> bool {
    let first = command.words.first().map_or("", |word| word.text.as_str()).to_lowercase();
    let name = first.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    match shell {
        Dialect::PowerShell => {
            // The command prompt, and values that are expanded later.
            let hands_on = ["cmd", "reg", "setx", "start-process", "saps", "start"].contains(&name);
            let later = |word: &Word| word.text.eq_ignore_ascii_case("expandstring");
            !(hands_on || script.expands || command.words.iter().any(later))
        }
        Dialect::Cmd => !["powershell", "pwsh"].contains(&name),
        Dialect::Sh => false,
    }
}

/// Whether a word has a variable as another shell writes it.
fn is_foreign(shell: Dialect, text: &str) -> bool {
    match shell {
        Dialect::PowerShell => has_percent_variable(text),
        Dialect::Cmd => text.to_lowercase().contains("$env:"),
        Dialect::Sh => false,
    }
}

/// Whether a text has `%NAME%` in it. Dates are written with single letters: `%Y%m%d`.
fn has_percent_variable(text: &str) -> bool {
    let mut parts = text.split('%').skip(1).peekable();
    while let Some(part) = parts.next() {
        let name = part.split_once('(').map_or(part, |(name, _)| name);
        let named = name.len() >= 3
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if named && parts.peek().is_some() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tree_sitter::Parser;

    use super::shell::{Dialect, Kind, take_apart};
    use super::{Language, read};

    /// What is wrong with a block: each flaw with what it is about, certain ones with a `!`.
    fn check(language: Language, code: &str, expected: &str) {
        let findings = read(language, code).findings;
        let found = findings.iter().map(|finding| {
            let mark = if finding.flaw.is_certain() { "!" } else { "" };
            format!("{:?}{mark} {}", finding.flaw, &code[finding.place.clone()])
        });
        let found: Vec<String> = found.collect();
        assert_eq!(found.join(" | "), expected, "for {code}");
    }

    #[test]
    fn a_language_is_its_word() {
        for language in Language::ALL {
            assert_eq!(Language::from_word(language.word()), Some(*language));
        }
        assert_eq!(Language::from_word("bash"), None);
        assert!(Language::Cmd.is_commands() && !Language::Text.is_commands());
    }

    #[test]
    fn letters_that_no_keyboard_types_are_found_in_every_language() {
        for language in Language::ALL {
            let code = "“a”\u{a0}b";
            let found: Vec<String> = read(*language, code)
                .findings
                .iter()
                .map(|finding| format!("{:?}", finding.flaw))
                .collect();
            for flaw in ["CurlyQuote('“')", "CurlyQuote('”')", "OddSpace('\\u{a0}')"] {
                assert!(found.iter().any(|found| found == flaw), "{flaw} in {}", language.word());
            }
        }
        let text = |code, expected| check(Language::Text, code, expected);
        text("a – b — c − d", "LongDash('–')! – | LongDash('—')! — | LongDash('−')! −");
        text("a\u{200b}b", "Invisible('\\u{200b}')! \u{200b}");
        text(
            "a\u{ad}b\u{202e}c",
            "Invisible('\\u{ad}')! \u{ad} | Invisible('\\u{202e}')! \u{202e}",
        );
        text("a\u{1b}b\rc", "Invisible('\\u{1b}')! \u{1b} | Invisible('\\r')! \r");
        text("сaa20004", "Lookalike { letter: 'с', like: 'c' }! с");
        text("ｒm", "Lookalike { letter: 'ｒ', like: 'r' }! ｒ");
        // Words of other languages are words.
        text("Кот и пёс, Ωμέγα, Größe, naïve\r\n\ttab", "");
    }

    #[test]
    fn sh_must_be_right() {
        let sh = |code, expected| check(Language::Sh, code, expected);
        sh("osascript -e 'quit app \"Microsoft Teams\"'\npkill -x MSTeams", "");
        sh("echo 'open", "Syntax(Sh)!  'open");
        sh("if true; then ls", "Syntax(Sh)! s");
        sh("ls\r\necho \"open\r\n", "Syntax(Sh)! \"open");
        sh("rm -rf $(cat x)", "LooseVariable! $(cat x)");
        sh("cp $x \"$y\"", "LooseVariable! $x");
        sh("sudo rm -f ~/a*", "LooseGlob! ~/a*");
        sh("ls ~/a*", "");
        sh("cat \"~/x\" '~'", "QuotedTilde! \"~/x\" | QuotedTilde! '~'");
        sh("rm ~/Library/Application Support/x", "SplitPath(Sh)! Support/x");
        sh("mv ~/a b", "");
        sh("mv ~/a b c", "SplitPath(Sh)! b");
        sh("rm ~/a ~/b \"c\" ./d", "");
        sh("ls # all of it", "Comment! # all of it");
        sh("$ ls", "Prompt! $");
        sh("frobnicate -x", "UnknownCommand(\"frobnicate\") frobnicate");
        sh("f() { ls; }; f", "");
        sh(&"ls\n".repeat(2000), &format!("TooComplex! {}", "ls\n".repeat(2000)));
    }

    #[test]
    fn powershell_and_cmd_may_be_right() {
        let powershell = |code, expected| check(Language::PowerShell, code, expected);
        powershell("Get-AppxPackage MSTeams | Reset-AppxPackage", "");
        powershell("Get-Item \"a", "Syntax(PowerShell) Get-Item \"a");
        powershell("Remove-Item C:\\Program Files\\x", "SplitPath(PowerShell) Files\\x");
        powershell("Copy-Item \"a b\" c, d", "");
        powershell("Rename-Item -Path a -NewName b", "");
        powershell("Get-Item \"%TEMP%\\x\"", "ForeignVariable! \"%TEMP%\\x\"");
        powershell("cmd /c \"dir %TEMP%\"", "");
        powershell("Get-Date -UFormat %Y%m%d", "");
        powershell("PS C:\\> Get-Date", "Prompt! PS C:\\");
        powershell("Frob-It", "UnknownCommand(\"frob-it\") Frob-It");
        let cmd = |code, expected| check(Language::Cmd, code, expected);
        cmd("dsregcmd /status | clip", "");
        cmd("cd $env:TEMP", "ForeignVariable! $env:TEMP");
        cmd("powershell -c \"cd $env:TEMP\"", "");
        cmd("cd C:\\Program Files\\x", "SplitPath(Cmd) Files\\x");
    }

    /// Keywords that are commands to the grammars.
    const KEYWORDS: [&str; 9] =
        ["!", "begin", "coproc", "else", "end", "foreach", "function", "time", "}"];

    /// Every command that the grammar sees in a text without mistakes is one for [`take_apart`].
    #[test]
    fn two_readers_see_the_same_commands() {
        let tables = [
            include_str!("../tests/snippets/dangerous.txt"),
            include_str!("../tests/snippets/harmless.txt"),
        ];
        let mut compared = 0;
        let mut reader = None;
        for line in tables.iter().flat_map(|table| table.lines()) {
            if let Some(head) = line.strip_prefix("== ") {
                reader = match head.split_once(' ') {
                    Some(("sh", _)) => Some((Dialect::Sh, tree_sitter_bash::LANGUAGE)),
                    Some(("powershell", _)) => {
                        Some((Dialect::PowerShell, tree_sitter_powershell::LANGUAGE))
                    }
                    _ => None,
                };
                continue;
            }
            let Some((dialect, grammar)) = reader else { continue };
            let code = line.replace('␤', "\n") + "\n";
            let mut parser = Parser::new();
            parser.set_language(&grammar.into()).unwrap();
            let tree = parser.parse(&code, None).unwrap();
            // The grammar does not know carriage returns, nor lines of PowerShell that go on.
            let odd = code.contains('␍') || code.contains("`\n");
            if tree.root_node().has_error() || odd {
                continue;
            }
            let script = take_apart(dialect, &code);
            let seen: BTreeSet<usize> = script
                .commands
                .iter()
                .flat_map(|command| {
                    let most = if command.kind == Kind::Value { usize::MAX } else { 1 };
                    command.words.iter().take(most)
                })
                .map(|word| word.place.start)
                .collect();
            let mut cursor = tree.walk();
            'nodes: loop {
                let node = cursor.node();
                // Some keywords are commands to the grammar.
                let text = &code[node.byte_range()];
                let keyword = KEYWORDS.contains(&text);
                if node.kind() == "command_name" && !keyword {
                    assert!(seen.contains(&node.start_byte()), "{text} in {code}");
                    compared += 1;
                }
                if cursor.goto_first_child() {
                    continue;
                }
                while !cursor.goto_next_sibling() {
                    if !cursor.goto_parent() {
                        break 'nodes;
                    }
                }
            }
        }
        assert!(compared > 300, "{compared}");
    }
}
