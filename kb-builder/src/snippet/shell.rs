//! Takes a block of commands apart into commands and words, as a shell does before it runs them.
//!
//! It is made to miss no command, not to understand a program: what stands in script blocks,
//! subshells, strings with `$(…)`, comments and here-documents is taken apart as well, and where a
//! shell could read a text in two ways, the reading with more commands is taken. One pass, no
//! recursion: what is open is kept on a stack of limited height.

mod cmd;
mod powershell;
mod sh;

use std::collections::BTreeMap;
use std::ops::Range;

/// Who runs the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Windows `PowerShell`, and `PowerShell` 7.
    PowerShell,
    /// The command prompt of Windows.
    Cmd,
    /// The shells of macOS and Linux, zsh and bash.
    Sh,
}

/// A text, taken apart.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// Its commands; those inside another stand before it.
    pub(super) commands: Vec<Command>,
    /// The functions it defines.
    pub(super) functions: Vec<String>,
    /// Where its comments stand.
    pub(super) comments: Vec<Range<usize>>,
    /// Whether it writes variables as text and expands them later: `ExpandEnvironmentVariables`.
    pub(super) expands: bool,
    /// Whether some of it is nested so deeply that it was not taken apart as it should be.
    pub(super) too_deep: bool,
}

/// A command with its arguments.
#[derive(Clone, Debug)]
pub(super) struct Command {
    /// Where it stands.
    pub(super) place: Range<usize>,
    /// Its name and arguments; empty where something is only written to a file.
    pub(super) words: Vec<Word>,
    /// The files that its output goes to.
    pub(super) writes: Vec<Word>,
    /// The command before it in a pipeline.
    pub(super) reads: Option<usize>,
    /// Whether a file or a text is given to it as input.
    pub(super) fed: bool,
    /// What kind of command it is.
    pub(super) kind: Kind,
}

/// What a command is to its shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its first word is its name.
    Run,
    /// Its first word is its name, even in quotes or a variable: `& "…"`.
    Call,
    /// It is a value of `PowerShell`, and runs nothing by itself.
    Value,
    /// A call of a method; the one word is `.name`.
    Method,
    /// It stands in a comment or a here-document, which some shell runs all the same.
    Aside,
    /// It only looks like a command: the inside of a calculation, the pattern of a case.
    Data,
}

/// A word, as a shell sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands, with its quotes.
    pub(super) place: Range<usize>,
    /// What it says without quotes and escapes. Variables stay as they are written; the output of
    /// commands is `$()`, a script block `{}`.
    pub(super) text: String,
    marks: u8,
}

/// How a word is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// Some of it stands in quotes, or behind an escape.
    Quoted = 1,
    /// Its first letter does.
    StartsQuoted = 2,
    /// A variable or the output of a command stands outside quotes.
    LooseValue = 4,
    /// `*`, `?`, `[` or `{` stands outside quotes.
    LooseGlob = 8,
    /// `~` stands at the beginning, inside quotes.
    QuotedTilde = 16,
    /// A comma of `PowerShell` stands before it.
    Listed = 32,
    /// It is a script block.
    Block = 64,
}

impl Word {
    /// Whether it is written so.
    pub(super) fn has(&self, mark: Mark) -> bool {
        self.marks & mark as u8 != 0
    }

    /// The same word with another text.
    pub(super) fn saying(&self, text: String) -> Self {
        Self { text, ..self.clone() }
    }

    fn mark(&mut self, mark: Mark) {
        self.marks |= mark as u8;
    }
}

/// Takes a text apart.
pub(super) fn take_apart(shell: Dialect, code: &str) -> Script {
    let mut script = Script::default();
    let later = read(shell, code, 0..code.len(), Reading::Code, &mut script);
    for (part, reading) in later {
        read(shell, code, part, reading, &mut script);
    }
    script
}

/// Reads a part of a text; returns comments and here-documents, to be read by themselves.
fn read(
    shell: Dialect,
    code: &str,
    part: Range<usize>,
    reading: Reading,
    script: &mut Script,
) -> Vec<(Range<usize>, Reading)> {
    let mut base = Frame::new(Closer::End, Purpose::Group, part.start);
    if reading == Reading::Text {
        base.quote = Quote::Here;
    }
    let mut reader = Reader {
        shell,
        code: &code[..part.end],
        at: part.start,
        aside: reading != Reading::Code,
        stack: vec![base],
        script,
        later: Vec::new(),
        here_documents: Vec::new(),
        lines: BTreeMap::new(),
    };
    while let Some(next) = reader.peek() {
        match (shell, reader.top().quote) {
            (Dialect::Sh, Quote::None) => reader.bare_sh(next),
            (Dialect::Sh, _) => reader.double_sh(next),
            (Dialect::Cmd, Quote::None) => reader.bare_cmd(next),
            (Dialect::Cmd, _) => reader.double_cmd(next),
            (Dialect::PowerShell, Quote::None) => reader.bare_powershell(next),
            (Dialect::PowerShell, _) => reader.double_powershell(next),
        }
    }
    while reader.stack.len() > 1 {
        reader.close();
    }
    reader.end_command(End::List);
    reader.later
}

/// How a part of a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Code,
    /// As code that stands in a comment or a here-document.
    Aside,
    /// As a text with values in it, in which quotes mean nothing.
    Text,
}

/// What is open inside each other, at most.
const MAX_DEPTH: usize = 64;

/// What a stretch of text ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closer {
    End,
    Paren,
    Brace,
    Backtick,
    /// The brace of `${…}`.
    Parameter,
}

/// What a stretch of text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// Its commands are all there is to it.
    Group,
    /// It is a value, or a part of a word.
    Value,
    /// A script block.
    Block,
    /// A value whose text only looks like commands.
    Data,
    /// Text of that kind that is no value: `((x = 1))`.
    Sums,
}

impl Purpose {
    fn is_data(self) -> bool {
        matches!(self, Self::Data | Self::Sums)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    None,
    Double,
    /// `@"…"@`
    Here,
}

/// What the words until the next command are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    None,
    /// The name of a function follows.
    Name,
    /// Words until `in`.
    Case,
    /// A test until `]]`.
    Test,
    /// Words until the end of the line.
    Remark,
}

/// Where the next word goes that is not an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Redirection {
    Writes,
    Ignored,
    HereDocument { strips_tabs: bool },
}

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Line,
    List,
    Pipe,
}

/// A here-document whose text is still to come.
struct HereDocument {
    delimiter: String,
    strips_tabs: bool,
}

/// A stretch of text that is open.
#[expect(clippy::struct_excessive_bools, reason = "each is seen and forgotten by itself")]
struct Frame {
    closer: Closer,
    purpose: Purpose,
    quote: Quote,
    start: usize,
    words: Vec<Word>,
    writes: Vec<Word>,
    word: Option<Word>,
    redirection: Option<Redirection>,
    fed: bool,
    header: Header,
    /// How many `case` are open, whose patterns end with a parenthesis.
    cases: usize,
    /// The pattern of a case is being read.
    pattern: bool,
    /// `&` or `.` stands before the command.
    called: bool,
    /// A keyword of `PowerShell` does, so its block ends it.
    led: bool,
    /// It is the inside of `((…))`.
    calculates: bool,
    /// It is not, as it has several commands: `((one; two) )`.
    runs: bool,
    /// `name = value` of `@{…}`.
    table: bool,
    /// A comma came before the next word.
    listed: bool,
    /// The command whose output goes to the next.
    feeds: Option<usize>,
    /// The last command in it.
    last: Option<usize>,
}

impl Frame {
    fn new(closer: Closer, purpose: Purpose, start: usize) -> Self {
        Self {
            closer,
            purpose,
            quote: Quote::None,
            start,
            words: Vec::new(),
            writes: Vec::new(),
            word: None,
            redirection: None,
            fed: false,
            header: Header::None,
            cases: 0,
            pattern: false,
            called: false,
            led: false,
            calculates: false,
            runs: false,
            table: false,
            listed: false,
            feeds: None,
            last: None,
        }
    }

    /// Whether the next word would be the name of a command.
    fn expects_name(&self) -> bool {
        self.words.is_empty() && self.word.is_none() && self.redirection.is_none()
    }
}

struct Reader<'a, 's> {
    shell: Dialect,
    code: &'a str,
    at: usize,
    /// Whether this is a comment or a here-document.
    aside: bool,
    stack: Vec<Frame>,
    script: &'s mut Script,
    later: Vec<(Range<usize>, Reading)>,
    here_documents: Vec<HereDocument>,
    /// The last place of every line, once a here-document asks for it.
    lines: BTreeMap<&'a str, usize>,
}

/// What every shell has.
impl Reader<'_, '_> {
    fn rest(&self) -> &str {
        &self.code[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn top(&mut self) -> &mut Frame {
        self.stack.last_mut().expect("bug: the outermost frame is never closed")
    }

    fn word(&mut self) -> &mut Word {
        let at = self.at;
        let frame = self.top();
        let listed = frame.listed;
        frame.word.get_or_insert_with(|| {
            let mut word = Word { place: at..at, ..Word::default() };
            if listed {
                word.mark(Mark::Listed);
            }
            word
        })
    }

    /// Takes a letter into the word.
    fn push(&mut self, letter: char) {
        self.word().text.push(letter);
        self.at += letter.len_utf8();
    }

    /// Takes the letter behind an escape into the word, or passes the end of a line.
    fn push_escaped(&mut self) {
        match self.second() {
            Some('\r') if self.rest()[1..].starts_with("\r\n") => self.at += 3,
            Some('\r' | '\n') => self.at += 2,
            Some(letter) => {
                self.word();
                self.at += 1;
                self.push(letter);
            }
            None => self.at += 1,
        }
    }

    /// Passes the mark that quotes what follows, of so many letters.
    fn begin_quote(&mut self, length: usize) {
        self.word();
        self.at += length;
        let starts_tilde = self.rest().starts_with('~');
        let word = self.word();
        word.mark(Mark::Quoted);
        if word.text.is_empty() {
            word.mark(Mark::StartsQuoted);
            if starts_tilde {
                word.mark(Mark::QuotedTilde);
            }
        }
    }

    /// Ends the word, and gives it to whom it belongs.
    fn end_word(&mut self) {
        let (at, shell, aside) = (self.at, self.shell, self.aside);
        let frame = self.top();
        let Some(mut word) = frame.word.take() else { return };
        frame.listed = false;
        word.place.end = at;
        match frame.redirection.take() {
            Some(Redirection::Writes) => return frame.writes.push(word),
            Some(Redirection::Ignored) => return,
            Some(Redirection::HereDocument { strips_tabs }) => {
                if !aside {
                    let delimiter = word.text;
                    self.here_documents.push(HereDocument { delimiter, strips_tabs });
                }
                return;
            }
            None => {}
        }
        let kept = match shell {
            Dialect::Sh => self.takes_sh(&word),
            Dialect::Cmd => self.takes_cmd(&word),
            Dialect::PowerShell => self.takes_powershell(&word),
        };
        if kept {
            self.top().words.push(word);
        }
    }

    /// Ends the command, if there is one.
    fn end_command(&mut self, end: End) {
        self.end_word();
        let (at, shell, aside) = (self.at, self.shell, self.aside);
        let index = self.script.commands.len();
        let frame = self.top();
        frame.redirection = None;
        if !(frame.header == Header::Case && end == End::Line) {
            frame.header = Header::None;
        }
        let (called, led) = (frame.called, frame.led);
        (frame.called, frame.led, frame.listed) = (false, false, false);
        let found = !frame.words.is_empty() || !frame.writes.is_empty();
        if found {
            let words = std::mem::take(&mut frame.words);
            let writes = std::mem::take(&mut frame.writes);
            let value = shell == Dialect::PowerShell && words.first().is_some_and(is_value);
            let kind = match () {
                () if frame.runs => Kind::Aside,
                () if frame.purpose.is_data() || frame.pattern => Kind::Data,
                () if aside => Kind::Aside,
                () if called => Kind::Call,
                () if value => Kind::Value,
                () => Kind::Run,
            };
            let places = || words.iter().chain(&writes).map(|word| word.place.clone());
            let start = places().map(|place| place.start).min().unwrap_or(at);
            let place = start..places().map(|place| place.end).max().unwrap_or(at);
            let reads = frame.feeds.take();
            frame.last = Some(index);
            frame.feeds = (end == End::Pipe).then_some(index);
            let fed = std::mem::take(&mut frame.fed);
            self.script.commands.push(Command { place, words, writes, reads, fed, kind });
        } else {
            match end {
                // What came before was a group.
                End::Pipe => frame.feeds = frame.last,
                End::List => frame.feeds = None,
                // The line goes on: `first |`.
                End::Line => frame.led = led,
            }
        }
    }

    /// Ends the command at a mark of so many letters.
    fn end_command_at(&mut self, end: End, length: usize) {
        self.end_command(end);
        self.at += length;
    }

    /// Opens a stretch of text inside.
    fn open(&mut self, closer: Closer, purpose: Purpose, length: usize) {
        if self.stack.len() >= MAX_DEPTH {
            self.script.too_deep = true;
            self.end_command(End::List);
            self.at += length;
            return;
        }
        if matches!(purpose, Purpose::Value | Purpose::Data) {
            self.word();
        }
        self.at += length;
        // A parenthesis in a calculation is part of it; `$(…)` is not.
        let parent = self.top();
        let inherits = parent.purpose.is_data() && purpose == Purpose::Group;
        let calculates = parent.calculates && inherits;
        let purpose = if inherits { Purpose::Data } else { purpose };
        self.stack.push(Frame { calculates, ..Frame::new(closer, purpose, self.at) });
    }

    /// Closes the innermost stretch; the mark at its end is not yet read.
    fn close(&mut self) {
        if self.stack.len() == 1 {
            return;
        }
        if self.top().closer == Closer::Parameter {
            let frame = self.stack.pop().expect("bug: there is a frame above the first");
            let inside = frame.word.map(|word| word.text).unwrap_or_default();
            self.put_value(&format!("${{{inside}}}"));
            return;
        }
        self.end_command(End::List);
        let frame = self.stack.pop().expect("bug: there is a frame above the first");
        match frame.purpose {
            Purpose::Group | Purpose::Sums => {
                let parent = self.top();
                parent.last = frame.last.or(parent.last);
            }
            Purpose::Value | Purpose::Data => self.put_value("$()"),
            Purpose::Block => {
                self.end_word();
                let word = self.word();
                word.text.push_str("{}");
                word.mark(Mark::Block);
                word.place.start = frame.start;
            }
        }
    }

    /// Puts what stands for a value into the word.
    fn put_value(&mut self, text: &str) {
        let loose = self.top().quote == Quote::None;
        let word = self.word();
        word.text.push_str(text);
        if loose {
            word.mark(Mark::LooseValue);
        }
    }

    /// Whether a stretch with this end is open.
    fn is_open(&self, closer: Closer) -> bool {
        self.stack.iter().any(|frame| frame.closer == closer)
    }

    /// Closes stretches up to one with this end.
    fn close_to(&mut self, closer: Closer) {
        while self.top().closer != closer && self.stack.len() > 1 {
            self.close();
        }
        self.close();
    }

    /// Takes a number before `>` for what it is: not a word, but whose output is meant.
    fn drop_stream(&mut self) {
        let frame = self.top();
        let stream = frame.word.as_ref().is_some_and(|word| {
            let digits = word.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*');
            digits && !word.text.is_empty() && !word.has(Mark::Quoted)
        });
        if stream {
            frame.word = None;
        }
        self.end_word();
    }

    /// Reads `>`, `>>`, `>|`, `>&1` at the place of the `>`.
    fn redirect_output(&mut self) {
        self.drop_stream();
        self.at += 1;
        let rest = self.rest();
        let forced = self.shell == Dialect::Sh && rest.starts_with(['|', '!']);
        self.at += usize::from(forced || rest.starts_with('>'));
        let copies = self.rest().strip_prefix('&').is_some_and(|rest| {
            rest.trim_start().starts_with(|next: char| next.is_ascii_digit() || next == '-')
        });
        if self.rest().starts_with('&') {
            self.at += 1;
        }
        let redirection = if copies { Redirection::Ignored } else { Redirection::Writes };
        self.top().redirection = Some(redirection);
    }

    /// Leaves a comment to be read by itself.
    fn comment(&mut self, end: usize, is_code_elsewhere: bool) {
        let place = self.at..end;
        if is_code_elsewhere {
            self.later.push((place.clone(), Reading::Aside));
        }
        self.script.comments.push(place);
        self.at = end;
    }

    /// Where the line ends.
    fn line_end(&self) -> usize {
        self.rest().find(['\n', '\r']).map_or(self.code.len(), |length| self.at + length)
    }
}

/// Whether a word of `PowerShell` begins a value, not a command.
fn is_value(word: &Word) -> bool {
    let text = word.text.as_str();
    let number = text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    word.has(Mark::StartsQuoted)
        || word.has(Mark::Block)
        || text.starts_with(['$', '@', '[', '-', '!', '+', ','])
        || number
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Kind, take_apart};

    /// The commands of a text, with `|` between their words and the files they write behind `>`.
    fn check(dialect: Dialect, code: &str, expected: &[&str]) {
        let script = take_apart(dialect, code);
        let commands = script.commands.iter().map(|command| {
            let mut words: Vec<String> =
                command.words.iter().map(|word| word.text.clone()).collect();
            words.extend(command.writes.iter().map(|word| format!(">{}", word.text)));
            let mark = match command.kind {
                Kind::Run => "",
                Kind::Call => "&",
                Kind::Value => "=",
                Kind::Method => ".",
                Kind::Aside => "#",
                Kind::Data => "?",
            };
            format!("{mark}{}", words.join("|"))
        });
        assert_eq!(commands.collect::<Vec<_>>(), expected, "for {code}");
    }

    #[test]
    fn sh_is_taken_apart() {
        let check = |code, expected: &[&str]| check(Dialect::Sh, code, expected);
        check("a 'b c' \"d $e\" f\\ g", &["a|b c|d $e|f g"]);
        check("a; b && c || d | e & f\ng", &["a", "b", "c", "d", "e", "f", "g"]);
        check("a \"$(b `c`)\" <(d)", &["c", "b|$()", "d", "a|$()|$()"]);
        check("x=1 y=$(a) b", &["?x=", "a", "?y=", "b"]);
        check("if a; then b; else c; fi", &["a", "b", "c"]);
        check("for x in a b; do c; done", &["for|x|in|a|b", "c"]);
        check("case $x in a|b) c;; (d) e;; esac; f", &["?a", "?b", "c", "?d", "e", "f"]);
        check("f() { a; }; function g { b; }", &["a", "b"]);
        check("a > b 2>&1 >> c < d", &["a|>b|>c"]);
        check("$'\\x72m' r\"\"m", &["rm|rm"]);
        check("a ${b:-'}'} c", &["a|${b:-}}|c"]);
        check("a # b; c\nd", &["a", "d", "##|b", "#c"]);
        check("a <<E; b\nit's $(c)\nE\nd", &["a", "b", "d", "#its $(c)\n", "#c", "#it's $()\n"]);
        check("[[ a && b < c ]] && d", &["[[|a|b|]]", "d"]);
        check("((x = 1)); $((y))", &["?x|=|1", "?$()", "?y", "?$()", "$()"]);
        check("a=(b c)", &["?b|c", "?a="]);
        check("a \\\nb", &["a|b"]);
        check("'a", &["a"]);
        check("", &[]);
    }

    #[test]
    fn cmd_is_taken_apart() {
        let check = |code, expected: &[&str]| check(Dialect::Cmd, code, expected);
        check("a \"b & c\" & d && e || f | g", &["a|b & c", "d", "e", "f", "g"]);
        check("d^e^l a ^& b", &["del|a|&|b"]);
        check("(a\nb) & @c", &["a", "b", "c"]);
        check("a,b;c=d e,f", &["a|b;c=d|e,f"]);
        check("a \"open\nb", &["a|open", "b"]);
        check("a > b 2>nul", &["a|>b|>nul"]);
        check("rem a & b", &["b"]);
        check(":x\na", &["a"]);
    }

    #[test]
    fn powershell_is_taken_apart() {
        let check = |code, expected: &[&str]| check(Dialect::PowerShell, code, expected);
        check("a 'b''c' \"d`\"e\" f`g", &["a|b'c|d\"e|fg"]);
        check("a; b | c && d\ne", &["a", "b", "c", "d", "e"]);
        check("$x = a $y", &["a|$y"]);
        check("& \"a b\" c; . 'd'", &["&a b|c", "&d"]);
        check("if ($x) { a } else { b } c", &["=$x", "a", "=$()|{}", "b", "={}", "c"]);
        check("a { b } -c (d)", &["b", "d", "a|{}|-c|$()"]);
        check("function f($p) { a }; f", &["=$p", "a", "=$()|{}", "f"]);
        check("foreach ($x in a b) { c }", &["a|b", "c", "=$()|{}"]);
        check("@{ x = a; y = 'z' }", &["a", "=z", "=$()"]);
        check("\"$(a)\"; @\"\nit's $(b)\n\"@", &["a", "=$()", "b", "=\nit's $()"]);
        check(
            "$x.Delete(1); [A.B]::New()",
            &["..delete", "=1", "=$x.Delete$()", "..new", "=[A.B]::New$()"],
        );
        check("a # b; c\nd <# e; f #> g", &["a", "d|g"]);
        check("a `\n b", &["a|b"]);
        check("a, b", &["a|b"]);
        check("a --% \"b | c", &["a|--%|b", "c"]);
        check("’a’ “b”", &["=a|b"]);
    }

    #[test]
    fn what_is_nested_too_deeply_is_said_to_be() {
        assert!(take_apart(Dialect::Sh, &"$(".repeat(100)).too_deep);
        assert!(!take_apart(Dialect::Sh, &"$(".repeat(10)).too_deep);
    }
}
