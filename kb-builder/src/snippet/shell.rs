//! Takes a block of commands apart into commands and words, as a shell does before it runs them.
//!
//! It is made to miss no command, not to understand a program: what stands in script blocks,
//! subshells, strings with `$(…)`, comments and here-documents is taken apart as well, and where a
//! shell could read a text in two ways, the reading with more commands is taken. One pass, no
//! recursion: what is open is kept on a stack of limited height.

use std::ops::Range;

/// Who runs the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "PowerShell is a name")]
pub(super) enum Shell {
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
    /// Text that one shell runs and another does not, or that only looks like a command.
    Aside,
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
pub(super) fn take_apart(shell: Shell, code: &str) -> Script {
    let mut script = Script::default();
    let mut later = read(shell, code, 0..code.len(), false, &mut script);
    later.sort_by_key(|part| part.start);
    for part in later {
        read(shell, code, part, true, &mut script);
    }
    script
}

/// Reads a part of a text; returns comments and here-documents, to be read by themselves.
fn read(
    shell: Shell,
    code: &str,
    part: Range<usize>,
    aside: bool,
    script: &mut Script,
) -> Vec<Range<usize>> {
    let base = Frame::new(Closer::End, Purpose::Group, part.start);
    let mut reader = Reader {
        shell,
        code: &code[..part.end],
        at: part.start,
        aside,
        stack: vec![base],
        script,
        later: Vec::new(),
        here_documents: Vec::new(),
    };
    while let Some(next) = reader.peek() {
        match (shell, reader.top().quote) {
            (Shell::Sh, Quote::None) => reader.bare_sh(next),
            (Shell::Sh, _) => reader.double_sh(next),
            (Shell::Cmd, Quote::None) => reader.bare_cmd(next),
            (Shell::Cmd, _) => reader.double_cmd(next),
            (Shell::PowerShell, Quote::None) => reader.bare_powershell(next),
            (Shell::PowerShell, _) => reader.double_powershell(next),
        }
    }
    while reader.stack.len() > 1 {
        reader.close();
    }
    reader.end_command(End::List);
    reader.later
}

/// What is open inside each other, at most.
const MAX_DEPTH: usize = 64;

/// Words of the shell before a command, which mean nothing by themselves.
const SH_KEYWORDS: [&str; 14] = [
    "if", "then", "else", "elif", "fi", "while", "until", "do", "done", "esac", "!", "time", "{",
    "}",
];

/// The same of `PowerShell`.
const POWERSHELL_KEYWORDS: [&str; 26] = [
    "if", "else", "elseif", "while", "until", "do", "for", "foreach", "switch", "default",
    "function", "filter", "workflow", "try", "catch", "finally", "trap", "begin", "process", "end",
    "param", "return", "throw", "exit", "break", "continue",
];

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
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own")]
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
    /// `&` or `.` stands before the command.
    called: bool,
    /// A keyword of `PowerShell` does, so its block ends it.
    led: bool,
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
            called: false,
            led: false,
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
    shell: Shell,
    code: &'a str,
    at: usize,
    /// Whether this is a comment or a here-document.
    aside: bool,
    stack: Vec<Frame>,
    script: &'s mut Script,
    later: Vec<Range<usize>>,
    here_documents: Vec<HereDocument>,
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
            Shell::Sh => self.takes_sh(&word),
            Shell::Cmd => self.takes_cmd(&mut word),
            Shell::PowerShell => self.takes_powershell(&word),
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
            let value = shell == Shell::PowerShell && words.first().is_some_and(is_value);
            let kind = match () {
                () if aside || frame.purpose == Purpose::Data => Kind::Aside,
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
        let inherits = self.top().purpose == Purpose::Data;
        let inherits = inherits && purpose != Purpose::Block;
        let purpose = if inherits { Purpose::Data } else { purpose };
        let frame = Frame::new(closer, purpose, self.at);
        self.stack.push(frame);
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
            Purpose::Group => {
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

    /// Whether a stretch with this end is open; the innermost is looked at, and what it is in as
    /// long as that can be closed with it.
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
        let forced = self.shell == Shell::Sh && rest.starts_with(['|', '!']);
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
            self.later.push(place.clone());
        }
        self.script.comments.push(place);
        self.at = end;
    }

    /// Where the line ends.
    fn line_end(&self) -> usize {
        self.rest().find(['\n', '\r']).map_or(self.code.len(), |length| self.at + length)
    }
}

/// The shells of macOS and Linux.
impl Reader<'_, '_> {
    fn bare_sh(&mut self, next: char) {
        if self.top().closer == Closer::Parameter {
            return self.parameter_sh(next);
        }
        match next {
            '\n' | '\r' => {
                self.end_command_at(End::Line, 1);
                self.read_here_documents();
            }
            ' ' | '\t' => {
                self.end_word();
                self.at += 1;
            }
            '#' if self.top().word.is_none() && !self.aside => {
                self.comment(self.line_end(), true);
            }
            '\\' | '\'' | '"' | '$' | '`' => self.quoting_sh(next),
            '(' => self.open_sh(),
            ')' => {
                if self.is_open(Closer::Paren) && self.top().closer != Closer::Backtick {
                    self.end_command(End::List);
                    self.close_to(Closer::Paren);
                } else {
                    self.end_pattern();
                }
                self.at += 1;
            }
            '<' => self.input_sh(),
            '>' if self.second() == Some('(') => self.open(Closer::Paren, Purpose::Value, 2),
            '>' if self.top().header != Header::Test => self.redirect_output(),
            '&' if self.rest().starts_with("&>") => {
                self.end_word();
                self.at += 1;
                self.redirect_output();
            }
            '&' | '|' if self.top().header == Header::Test => {
                self.end_word();
                self.at += 1;
            }
            '|' if !self.rest().starts_with("||") => {
                let length = if self.rest().starts_with("|&") { 2 } else { 1 };
                self.end_command_at(End::Pipe, length);
            }
            '|' => self.end_command_at(End::List, 2),
            ';' | '&' => self.end_command_at(End::List, 1),
            '*' | '?' | '[' | '{' => {
                let braces = next == '{';
                let alone = self.top().word.is_none()
                    && self.second().is_none_or(|after| after.is_whitespace() || after == ']');
                let plain = alone || braces && self.second() == Some('}');
                if !plain || next == '*' || next == '?' {
                    self.word().mark(Mark::LooseGlob);
                }
                self.push(next);
            }
            _ => self.push(next),
        }
    }

    /// Ends the pattern of a case: `one)`.
    fn end_pattern(&mut self) {
        let count = self.script.commands.len();
        self.end_command(End::List);
        for command in &mut self.script.commands[count..] {
            command.kind = Kind::Aside;
        }
    }

    /// Escapes, quotes and values outside quotes.
    fn quoting_sh(&mut self, next: char) {
        match next {
            '\\' => match self.second() {
                Some('\n') => self.at += 2,
                Some('`') if self.top().closer == Closer::Backtick => {
                    // One level deeper; where it ends makes no difference to what is found.
                    self.end_command_at(End::List, 2);
                }
                Some(letter) => {
                    self.begin_quote(1);
                    self.push(letter);
                }
                None => self.at += 1,
            },
            '\'' => {
                self.begin_quote(1);
                let length = self.rest().find('\'').unwrap_or(self.rest().len());
                let inside = self.rest()[..length].to_owned();
                self.word().text.push_str(&inside);
                self.at = (self.at + length + 1).min(self.code.len());
            }
            '"' => {
                self.begin_quote(1);
                self.top().quote = Quote::Double;
            }
            '`' => self.backtick_sh(),
            _ => self.dollar_sh(),
        }
    }

    fn double_sh(&mut self, next: char) {
        match next {
            '"' => {
                self.at += 1;
                self.top().quote = Quote::None;
            }
            '\\' => {
                self.at += 1;
                match self.peek() {
                    Some('\n') => self.at += 1,
                    Some(letter @ ('$' | '`' | '"' | '\\')) => self.push(letter),
                    _ => self.word().text.push('\\'),
                }
            }
            '`' => self.backtick_sh(),
            '$' => self.dollar_sh(),
            _ => self.push(next),
        }
    }

    /// Inside `${…}`.
    fn parameter_sh(&mut self, next: char) {
        match next {
            '}' => {
                self.close();
                self.at += 1;
            }
            '\'' if self.is_inside_quotes() => self.push(next),
            '\\' | '\'' | '"' | '$' | '`' => self.quoting_sh(next),
            _ => self.push(next),
        }
    }

    /// Whether what is open stands in double quotes.
    fn is_inside_quotes(&self) -> bool {
        let outer = self.stack.iter().rev().find(|frame| frame.closer != Closer::Parameter);
        let quoted = |frame: &Frame| frame.quote != Quote::None;
        outer.is_some_and(quoted)
    }

    fn backtick_sh(&mut self) {
        if self.is_open(Closer::Backtick) {
            self.close_to(Closer::Backtick);
            self.at += 1;
        } else {
            self.open(Closer::Backtick, Purpose::Value, 1);
        }
    }

    /// A `$` and what belongs to it.
    fn dollar_sh(&mut self) {
        let quoted = self.top().quote != Quote::None;
        match self.second() {
            Some('(') => {
                let arithmetic = self.rest().starts_with("$((");
                let purpose = if arithmetic { Purpose::Data } else { Purpose::Value };
                self.open(Closer::Paren, purpose, 2);
            }
            Some('{') => self.open(Closer::Parameter, Purpose::Value, 2),
            Some('\'') if !quoted => {
                self.begin_quote(2);
                self.ansi_string();
            }
            Some('"') if !quoted => self.at += 1,
            Some(letter) if letter == '_' || letter.is_ascii_alphabetic() => {
                let name = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
                let length = self.rest()[1..].find(|letter| !name(letter));
                let end = length.map_or(self.code.len(), |length| self.at + 1 + length);
                let text = self.code[self.at..end].to_owned();
                self.put_value(&text);
                self.at = end;
            }
            Some(letter @ ('0'..='9' | '@' | '*' | '#' | '?' | '$' | '!' | '-')) => {
                self.put_value(&format!("${letter}"));
                self.at += 2;
            }
            _ => self.push('$'),
        }
    }

    /// The inside of `$'…'`.
    fn ansi_string(&mut self) {
        while let Some(next) = self.peek() {
            match next {
                '\'' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    self.at += 1;
                    let (letter, length) = ansi_escape(self.rest());
                    self.word().text.extend(letter);
                    self.at += length;
                }
                _ => self.push(next),
            }
        }
    }

    fn open_sh(&mut self) {
        // A function, `name() {…}`; an array, `name=(…)`; a subshell.
        let after = self.rest()[1..].trim_start_matches([' ', '\t']);
        let (names_function, end) = (after.starts_with(')'), self.code.len() - after.len() + 1);
        let arithmetic = self.rest().starts_with("((");
        let frame = self.stack.last_mut().expect("bug: the outermost frame is never closed");
        let name = frame.word.as_ref().or(frame.words.last()).map(|word| word.text.clone());
        let words = frame.words.len() + usize::from(frame.word.is_some());
        match name {
            Some(name) if names_function && words == 1 => {
                (frame.word, frame.words) = (None, Vec::new());
                self.script.functions.push(name.to_lowercase());
                self.at = end;
            }
            Some(_) if frame.word.is_some() => self.open(Closer::Paren, Purpose::Data, 1),
            _ if frame.header == Header::Test => self.at += 1,
            _ => {
                let purpose = if arithmetic { Purpose::Data } else { Purpose::Group };
                self.open(Closer::Paren, purpose, 1);
            }
        }
    }

    /// Input from a file, a text or a command.
    fn input_sh(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<(") {
            return self.open(Closer::Paren, Purpose::Value, 2);
        }
        let (length, redirection) = if rest.starts_with("<<<") {
            (3, None)
        } else if rest.starts_with("<<") {
            let strips_tabs = rest.starts_with("<<-");
            let here = Redirection::HereDocument { strips_tabs };
            (if strips_tabs { 3 } else { 2 }, Some(here))
        } else if rest.starts_with("<>") {
            (2, Some(Redirection::Writes))
        } else {
            (if rest.starts_with("<&") { 2 } else { 1 }, Some(Redirection::Ignored))
        };
        self.drop_stream();
        self.at += length;
        self.top().redirection = redirection;
        self.top().fed = true;
    }

    /// Leaves the texts of here-documents, which begin on this line, to be read by themselves.
    fn read_here_documents(&mut self) {
        for document in std::mem::take(&mut self.here_documents) {
            let start = self.at;
            let mut end = self.code.len();
            while self.at < self.code.len() {
                let line_end = self.rest().find('\n').map_or(self.code.len(), |l| self.at + l);
                let line = self.code[self.at..line_end].trim_end_matches('\r');
                let line = if document.strips_tabs { line.trim_start_matches('\t') } else { line };
                let ends = line == document.delimiter;
                if ends {
                    end = self.at;
                }
                self.at = (line_end + 1).min(self.code.len());
                if ends {
                    break;
                }
            }
            self.later.push(start..end);
        }
    }

    /// Whether a word belongs to the command; keywords and assignments do not.
    fn takes_sh(&mut self, word: &Word) -> bool {
        let frame = self.stack.last_mut().expect("bug: the outermost frame is never closed");
        let plain = !word.has(Mark::Quoted);
        let text = word.text.as_str();
        match frame.header {
            Header::Name => {
                frame.header = Header::None;
                self.script.functions.push(text.to_lowercase());
                return false;
            }
            Header::Case => {
                if text == "in" {
                    frame.header = Header::None;
                }
                return false;
            }
            Header::Test if plain && text == "]]" => frame.header = Header::None,
            _ => {}
        }
        if !frame.words.is_empty() {
            return true;
        }
        match text {
            "case" if plain => frame.header = Header::Case,
            "function" if plain => frame.header = Header::Name,
            "[[" if plain => {
                frame.header = Header::Test;
                return true;
            }
            _ if plain && (SH_KEYWORDS.contains(&text) || text == "coproc") => {}
            // `time -p`, and the `-` of zsh.
            _ if plain && text.starts_with('-') => {}
            _ if is_assignment(text) => {
                // Some variables are run: each is like a command of that name.
                let (name, _) = text.split_once('=').unwrap_or((text, ""));
                let word = Word { text: format!("{name}="), ..word.clone() };
                let (place, words) = (word.place.clone(), vec![word]);
                let (writes, reads, fed, kind) = (Vec::new(), None, false, Kind::Aside);
                self.script.commands.push(Command { place, words, writes, reads, fed, kind });
            }
            _ => return true,
        }
        false
    }
}

/// The command prompt of Windows.
impl Reader<'_, '_> {
    fn bare_cmd(&mut self, next: char) {
        match next {
            '\n' | '\r' => self.end_command_at(End::Line, 1),
            // Programs see the other marks; only the command's own name ends with them.
            ',' | ';' | '=' if !self.top().words.is_empty() && self.top().word.is_some() => {
                self.push(next);
            }
            ' ' | '\t' | ',' | ';' | '=' | '\u{b}' | '\u{c}' | '\u{a0}' => {
                self.end_word();
                self.at += next.len_utf8();
            }
            '^' => self.push_escaped(),
            '"' => {
                self.begin_quote(1);
                self.top().quote = Quote::Double;
            }
            '&' => self.end_command_at(End::List, 1),
            '|' if self.rest().starts_with("||") => self.end_command_at(End::List, 2),
            '|' => self.end_command_at(End::Pipe, 1),
            '<' => {
                self.drop_stream();
                self.at += 1;
                self.top().redirection = Some(Redirection::Ignored);
                self.top().fed = true;
            }
            '>' => self.redirect_output(),
            '(' if self.top().expects_name() => self.open(Closer::Paren, Purpose::Group, 1),
            ')' if self.is_open(Closer::Paren) => {
                self.close_to(Closer::Paren);
                self.at += 1;
            }
            '@' | ')' if self.top().expects_name() => self.at += 1,
            _ => self.push(next),
        }
    }

    fn double_cmd(&mut self, next: char) {
        match next {
            '"' => {
                self.at += 1;
                self.top().quote = Quote::None;
            }
            '\n' | '\r' => self.top().quote = Quote::None,
            _ => self.push(next),
        }
    }

    fn takes_cmd(&mut self, word: &mut Word) -> bool {
        let frame = self.top();
        if frame.header == Header::Remark {
            return false;
        }
        let plain = !word.has(Mark::Quoted);
        let names = frame.words.is_empty();
        if names && plain && (word.text.starts_with(':') || word.text.eq_ignore_ascii_case("rem")) {
            frame.header = Header::Remark;
            return false;
        }
        true
    }
}

/// `PowerShell`.
impl Reader<'_, '_> {
    fn bare_powershell(&mut self, next: char) {
        match next {
            '\n' | '\r' => self.end_command_at(End::Line, 1),
            _ if next.is_whitespace() => {
                self.end_word();
                self.at += next.len_utf8();
            }
            '`' if self.rest().starts_with("`u{") => self.unicode_escape(),
            '`' => self.push_escaped(),
            '#' if self.top().word.is_none() => self.comment(self.line_end(), false),
            '<' if self.rest().starts_with("<#") => {
                self.end_word();
                let length = self.rest().find("#>").map_or(self.rest().len(), |at| at + 2);
                self.comment(self.at + length, false);
            }
            '@' if self.top().word.is_none() => self.at_sign(),
            '\'' | '‘' | '’' | '‚' | '‛' => self.single_powershell(next),
            '"' | '“' | '”' | '„' => {
                self.begin_quote(next.len_utf8());
                self.top().quote = Quote::Double;
            }
            '$' if self.second() == Some('(') => self.open(Closer::Paren, Purpose::Value, 2),
            '$' if self.second() == Some('{') => {
                let length = self.rest().find('}').map_or(self.rest().len(), |at| at + 1);
                let text = self.rest()[..length].to_owned();
                self.put_value(&text);
                self.at += length;
            }
            '$' => {
                self.word().mark(Mark::LooseValue);
                self.push(next);
            }
            '(' => {
                self.end_name();
                self.method();
                let typed = self.top().word.as_ref().is_some_and(|word| word.text.starts_with('['));
                let purpose = if typed { Purpose::Data } else { Purpose::Value };
                self.open(Closer::Paren, purpose, 1);
            }
            '{' => {
                // `[Type]@{…}`
                let table = self.top().word.as_ref().is_some_and(|word| word.text.ends_with('@'));
                if !table {
                    self.end_word();
                }
                self.open_brace(table, 1);
            }
            ')' | '}' => {
                let closer = if next == ')' { Closer::Paren } else { Closer::Brace };
                self.end_command(End::List);
                if self.is_open(closer) {
                    self.close_to(closer);
                }
                self.at += 1;
                self.end_statement(closer);
            }
            ';' => self.end_command_at(End::List, 1),
            '|' if self.rest().starts_with("||") => self.end_command_at(End::List, 2),
            '|' => self.end_command_at(End::Pipe, 1),
            '&' => self.ampersand(),
            '.' if self.top().expects_name() && !self.top().called => self.dot(),
            '>' => self.redirect_output(),
            ',' => {
                self.end_word();
                self.at += 1;
                self.top().listed = true;
            }
            '=' if self.assigns() => {
                self.at += 1;
                self.top().word = None;
                let frame = self.top();
                frame.words.clear();
            }
            '*' | '?' => {
                self.word().mark(Mark::LooseGlob);
                self.push(next);
            }
            '–' | '—' | '―' => {
                self.word().text.push('-');
                self.at += next.len_utf8();
            }
            _ => self.push(next),
        }
    }

    /// Ends the command before a parenthesis where that is not part of its word: `if(…)`.
    fn end_name(&mut self) {
        let frame = self.top();
        let apart = frame.word.as_ref().is_some_and(|word| {
            let part = is_value(word)
                || word.text.contains("$()")
                || word.text.starts_with(['.', ':'])
                || frame.words.last().is_some_and(|word| word.text.ends_with(['.', ':']));
            !part
        });
        if apart {
            self.end_word();
        }
    }

    /// Ends a statement whose end nothing else marks: that of `if`, of `param`, of a block.
    fn end_statement(&mut self, closer: Closer) {
        let goes_on = self.rest().trim_start().starts_with('{');
        let frame = self.top();
        let ends = match closer {
            Closer::Brace => frame.led || frame.words.is_empty() && !frame.called && !frame.table,
            _ => frame.led && !goes_on && frame.quote == Quote::None,
        };
        if ends && frame.word.is_some() && frame.quote == Quote::None {
            self.end_command(End::List);
        }
    }

    fn double_powershell(&mut self, next: char) {
        let here = self.top().quote == Quote::Here;
        match next {
            '\n' if here && self.ends_here_string(['"', '“', '”', '„']) => {
                self.top().quote = Quote::None;
            }
            '"' | '“' | '”' | '„' if !here => {
                self.at += next.len_utf8();
                if self.rest().starts_with(['"', '“', '”', '„']) {
                    let letter = self.peek().unwrap_or('"');
                    self.push(letter);
                } else {
                    self.top().quote = Quote::None;
                    self.end_quoted_word();
                }
            }
            '`' if self.rest().starts_with("`u{") => self.unicode_escape(),
            '`' => self.push_escaped(),
            '$' if self.second() == Some('(') => self.open(Closer::Paren, Purpose::Value, 2),
            _ => self.push(next),
        }
    }

    /// A text in single quotes; two of them are one of its letters.
    fn single_powershell(&mut self, quote: char) {
        let single = ['\'', '‘', '’', '‚', '‛'];
        self.begin_quote(quote.len_utf8());
        while let Some(next) = self.peek() {
            if single.contains(&next) {
                self.at += next.len_utf8();
                if !self.rest().starts_with(single) {
                    break;
                }
            }
            let letter = self.peek().unwrap_or(next);
            self.push(letter);
        }
        self.end_quoted_word();
    }

    /// A word that begins with a quote ends with it; `a"b c"` goes on.
    fn end_quoted_word(&mut self) {
        let ends = self.top().word.as_ref().is_some_and(|word| word.has(Mark::StartsQuoted));
        // `"…".Method()` is one value.
        if ends && !self.rest().starts_with(['.', ':', '[']) {
            self.end_word();
        }
    }

    /// The letter of `` `u{72} ``.
    fn unicode_escape(&mut self) {
        self.word();
        self.at += 1;
        let end = self.rest().bytes().take(9).position(|byte| byte == b'}').unwrap_or(1);
        let letter = self.rest().get(2..end).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let letter = letter.and_then(char::from_u32);
        self.word().text.extend(letter);
        self.at += end + 1;
    }

    /// `@(…)`, `@{…}`, `@'…'@`, `@name`.
    fn at_sign(&mut self) {
        let after = &self.rest()[1..];
        match after.chars().next() {
            Some('(') => self.open(Closer::Paren, Purpose::Value, 2),
            Some('{') => {
                let table = true;
                self.open_brace(table, 2);
            }
            Some(quote) if "'‘’‚‛\"“”„".contains(quote) => {
                let text = after[quote.len_utf8()..].trim_start_matches([' ', '\t', '\r']);
                if !text.starts_with('\n') {
                    return self.push('@');
                }
                let length = self.rest().len() - text.len();
                self.begin_quote(length);
                if "\"“”„".contains(quote) {
                    self.top().quote = Quote::Here;
                    return;
                }
                while let Some(next) = self.peek() {
                    if next == '\n' && self.ends_here_string(['\'', '‘', '’', '‚']) {
                        return;
                    }
                    self.push(next);
                }
            }
            _ => self.push('@'),
        }
    }

    /// Whether a here-string ends on the next line; then its end is passed.
    fn ends_here_string(&mut self, quotes: [char; 4]) -> bool {
        let next = &self.rest()[1..];
        let Some(after) = next.strip_prefix(quotes) else { return false };
        let ends = after.starts_with('@');
        if ends {
            self.at = self.code.len() - after.len() + 1;
        }
        ends
    }

    fn open_brace(&mut self, table: bool, length: usize) {
        let purpose = if table { Purpose::Value } else { Purpose::Block };
        let depth = self.stack.len();
        self.open(Closer::Brace, purpose, length);
        if self.stack.len() > depth {
            self.top().table = table;
        }
    }

    /// `&` calls what follows, or lets what came before run by itself.
    fn ampersand(&mut self) {
        if self.rest().starts_with("&&") {
            self.end_command_at(End::List, 2);
        } else if self.top().expects_name() {
            self.at += 1;
            self.top().called = true;
        } else {
            self.end_command_at(End::List, 1);
        }
    }

    /// `.` runs what follows in this place, if it stands alone.
    fn dot(&mut self) {
        let calls =
            self.second().is_none_or(|next| next.is_whitespace() || "'\"‘’“”„({$&".contains(next));
        if calls {
            self.at += 1;
            self.top().called = true;
        } else {
            self.push('.');
        }
    }

    /// Whether an equals sign gives something a value.
    fn assigns(&mut self) -> bool {
        let frame = self.top();
        let first = frame.words.first().or(frame.word.as_ref());
        let assigns = first.is_some_and(|word| frame.table || is_value(word));
        let drive = |word: &Word| {
            let text = word.text.to_lowercase();
            ["alias:", "function:"].iter().any(|drive| text.contains(drive))
        };
        if assigns && first.is_some_and(drive) {
            // A command gets another meaning.
            self.end_command(End::List);
            if let Some(command) = self.script.commands.last_mut() {
                command.kind = Kind::Call;
            }
        }
        assigns
    }

    /// Takes note of a method that is called at a parenthesis.
    fn method(&mut self) {
        let at = self.at;
        let called_by_text = self.rest()[1..].trim_start().starts_with(['\'', '"', '$', '‘', '“']);
        let frame = self.top();
        let Some(word) = &frame.word else { return };
        let before = frame.words.last().map_or("", |word| word.text.as_str());
        let name = if before.ends_with('.') || before.ends_with("::") {
            word.text.as_str()
        } else if is_value(word) || word.text.starts_with(['.', ':']) || word.text.contains("$()") {
            // Not further back than the last value: `$one.Two().Three()`.
            let start = word.text.rfind(')').map_or(0, |end| end + 1);
            let Some((_, name)) = word.text[start..].rsplit_once(['.', ':']) else { return };
            name
        } else {
            return;
        };
        let mut text = format!(".{}", name.trim().to_lowercase());
        if called_by_text && [".foreach", ".where"].contains(&text.as_str()) {
            // `.ForEach('Delete')` calls a method by its name.
            ".invoke".clone_into(&mut text);
        }
        let place = word.place.start..at;
        self.script.expands |= text == ".expandenvironmentvariables";
        let words = vec![Word { place: place.clone(), text, marks: 0 }];
        let (writes, reads) = (Vec::new(), None);
        let (kind, fed) = (Kind::Method, false);
        self.script.commands.push(Command { place, words, writes, reads, fed, kind });
    }

    fn takes_powershell(&mut self, word: &Word) -> bool {
        let frame = self.stack.last_mut().expect("bug: the outermost frame is never closed");
        let lower = word.text.to_lowercase();
        if frame.header == Header::Name {
            frame.header = Header::None;
            self.script.functions.push(lower);
            return false;
        }
        // `foreach ($one in …)`
        if lower == "in" && frame.words.len() == 1 && frame.words[0].text.starts_with('$') {
            frame.words.clear();
            return false;
        }
        let plain = !word.has(Mark::Quoted) && !frame.called && frame.words.is_empty();
        if !plain || frame.feeds.is_some() || !POWERSHELL_KEYWORDS.contains(&lower.as_str()) {
            return true;
        }
        match lower.as_str() {
            "function" | "filter" | "workflow" => frame.header = Header::Name,
            "return" | "throw" | "exit" | "break" | "continue" => return false,
            _ => {}
        }
        frame.led = true;
        false
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

/// Whether a word of sh gives a variable a value: `name=…`, `name[1]+=…`.
fn is_assignment(text: &str) -> bool {
    let Some((name, _)) = text.split_once('=') else { return false };
    let name = name.strip_suffix('+').unwrap_or(name);
    let name = name.split_once('[').map_or(name, |(name, _)| name);
    let begins = name.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic());
    begins && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

/// The letter of an escape of `$'…'`, and how long it is without its backslash.
fn ansi_escape(rest: &str) -> (Option<char>, usize) {
    let number = |skip: usize, most: usize, radix: u32| {
        let digits = rest.get(skip..).unwrap_or_default();
        let length = digits.chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
        let number = u32::from_str_radix(&digits[..length], radix).ok();
        (number.and_then(char::from_u32), skip + length)
    };
    match rest.chars().next() {
        Some('x') => number(1, 2, 16),
        Some('u') => number(1, 4, 16),
        Some('U') => number(1, 8, 16),
        Some('0'..='7') => number(0, 3, 8),
        Some('n') => (Some('\n'), 1),
        Some('t') => (Some('\t'), 1),
        Some('c') => {
            (None, (1 + rest[1..].chars().next().map_or(0, char::len_utf8)).min(rest.len()))
        }
        Some(other) => (Some(other), other.len_utf8()),
        None => (None, 0),
    }
}
