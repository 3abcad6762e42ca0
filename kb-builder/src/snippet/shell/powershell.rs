//! What is special in `PowerShell`.

use super::{Closer, Command, End, Header, Kind, Mark, Purpose, Quote, Reader, Word, is_value};

/// Words of the language before a command, which mean nothing by themselves.
#[rustfmt::skip] // Read as a list.
const KEYWORDS: [&str; 35] = [
    "begin", "break", "catch", "class", "clean", "configuration", "continue", "data",
    "default", "do", "dynamicparam", "else", "elseif", "end", "enum", "exit",
    "filter", "finally", "for", "foreach", "function", "if", "inlinescript", "parallel",
    "param", "process", "return", "sequence", "switch", "throw", "trap", "try",
    "until", "while", "workflow",
];

impl Reader<'_, '_> {
    pub(super) fn bare_powershell(&mut self, next: char) {
        match next {
            '\n' | '\r' => self.end_command_at(End::Line, 1),
            _ if next.is_whitespace() => {
                let verbatim = self.top().word.as_ref().is_some_and(|word| word.text == "--%");
                self.end_word();
                self.at += next.len_utf8();
                if verbatim {
                    self.verbatim();
                }
            }
            '`' if self.rest().starts_with("`u{") => self.unicode_escape(),
            '`' => {
                // A line that goes on is a space, not part of a word.
                if matches!(self.second(), Some('\r' | '\n')) {
                    self.end_word();
                }
                self.push_escaped();
            }
            '#' if self.top().word.is_none() && !self.aside => {
                // Right behind a quote, we are not sure.
                let before = self.code[..self.at].chars().next_back();
                let sure = before.is_none_or(|b| b.is_whitespace() || "(){};|&,=".contains(b));
                self.comment(self.line_end(), !sure);
            }
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
            '$' if self.second() == Some('{') => self.braced_variable(),
            '$' => {
                self.word().mark(Mark::LooseValue);
                self.push(next);
            }
            '(' => {
                self.end_name();
                self.method();
                // `[Parameter(…)]`, not `[void](…)`.
                let typed = self.top().word.as_ref().is_some_and(|word| {
                    word.text.starts_with('[') && word.text.rfind('[') > word.text.rfind(']')
                });
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
            let joined = word.text.contains("$()") || word.text.starts_with(['.', ':']);
            let before = frame.words.last().map_or("", |word| word.text.as_str());
            !(is_value(word) || joined || before.ends_with(['.', ':']))
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

    pub(super) fn double_powershell(&mut self, next: char) {
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
            '$' if self.second() == Some('{') => self.braced_variable(),
            _ => self.push(next),
        }
    }

    /// `${any letters}`
    fn braced_variable(&mut self) {
        let length = self.rest().find('}').map_or(self.rest().len(), |at| at + 1);
        let text = self.rest()[..length].to_owned();
        self.put_value(&text);
        self.at += length;
    }

    /// The rest of the line after `--%`, in which marks mean nothing to `PowerShell`.
    fn verbatim(&mut self) {
        let end = self.line_end();
        while self.at < end {
            match self.peek() {
                Some(next) if next.is_whitespace() => {
                    self.end_word();
                    self.at += next.len_utf8();
                }
                Some('|') => return,
                Some('"') => self.at += 1,
                Some(next) => self.push(next),
                None => return,
            }
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

    pub(super) fn takes_powershell(&mut self, word: &Word) -> bool {
        let frame = self.stack.last_mut().expect("bug: the outermost frame is never closed");
        let lower = word.text.to_lowercase();
        if frame.header == Header::Name {
            frame.header = Header::None;
            self.script.functions.push(lower);
            return false;
        }
        // The label of a loop.
        if frame.words.is_empty() && lower.starts_with(':') {
            return false;
        }
        // `foreach ($one in …)`
        if lower == "in" && frame.words.len() == 1 && frame.words[0].text.starts_with('$') {
            frame.words.clear();
            return false;
        }
        let plain = !word.has(Mark::Quoted) && !frame.called && frame.words.is_empty();
        if !plain || frame.feeds.is_some() || !KEYWORDS.contains(&lower.as_str()) {
            return true;
        }
        match lower.as_str() {
            "function" | "filter" | "workflow" | "class" | "enum" | "configuration" => {
                frame.header = Header::Name;
            }
            "return" | "throw" | "exit" | "break" | "continue" => return false,
            _ => {}
        }
        frame.led = true;
        false
    }
}
