//! What is special in the shells of macOS and Linux.

use super::{
    Closer, Command, End, Frame, Header, Kind, Mark, Purpose, Quote, Reader, Reading, Redirection,
    Word,
};

/// Words of the shell before a command, which mean nothing by themselves.
const KEYWORDS: [&str; 13] =
    ["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "time", "{", "}"];

impl Reader<'_, '_> {
    pub(super) fn bare_sh(&mut self, next: char) {
        if self.top().closer == Closer::Parameter {
            return self.parameter_sh(next);
        }
        match next {
            '\n' | '\r' => {
                self.run_calculation();
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
                let pattern = self.top().cases > 0 || self.top().closer == Closer::Backtick;
                if self.is_open(Closer::Paren) && !pattern {
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
                self.run_calculation();
                let length = if self.rest().starts_with("|&") { 2 } else { 1 };
                self.end_command_at(End::Pipe, length);
            }
            '|' => self.end_command_at(End::List, 2),
            ';' | '&' => {
                self.run_calculation();
                self.end_command_at(End::List, 1);
                // `;;` and `;&` end what belongs to a pattern.
                let frame =
                    self.stack.last_mut().expect("bug: the outermost frame is never closed");
                frame.pattern |= frame.cases > 0 && self.code[self.at..].starts_with([';', '&']);
            }
            '*' | '?' | '[' | '{' => {
                // `[` and `{` alone are commands, `{}` is what `find` found.
                let after = self.second();
                let opens = matches!(next, '[' | '{') && self.top().word.is_none();
                let alone = opens && after.is_none_or(char::is_whitespace);
                let tests = opens && next == '[' && after == Some('[');
                if !(alone || tests || next == '{' && after == Some('}')) {
                    self.word().mark(Mark::LooseGlob);
                }
                self.push(next);
            }
            _ => self.push(next),
        }
    }

    /// What has several commands in it was no calculation.
    fn run_calculation(&mut self) {
        let frame = self.top();
        frame.runs |= frame.calculates;
    }

    /// Ends the pattern of a case: `one)`.
    fn end_pattern(&mut self) {
        self.top().pattern = true;
        self.end_command(End::List);
        self.top().pattern = false;
    }

    /// Escapes, quotes and values outside quotes.
    fn quoting_sh(&mut self, next: char) {
        match next {
            '\\' if self.doubles_escapes() => self.at += 1,
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

    pub(super) fn double_sh(&mut self, next: char) {
        match next {
            '"' if self.top().quote == Quote::Double => {
                self.at += 1;
                self.top().quote = Quote::None;
            }
            '\\' if self.doubles_escapes() => self.at += 1,
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

    /// Whether two backslashes are one, as in backticks: `` `echo \\$` ``.
    fn doubles_escapes(&self) -> bool {
        self.second() == Some('\\') && self.is_open(Closer::Backtick)
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
                self.top().calculates |= arithmetic;
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
                frame.header = Header::None;
                self.script.functions.push(name.to_lowercase());
                self.at = end;
            }
            Some(_) if frame.word.is_some() => self.open(Closer::Paren, Purpose::Data, 1),
            _ if frame.pattern => self.at += 1,
            _ if frame.header == Header::Test => self.open(Closer::Paren, Purpose::Data, 1),
            _ => {
                let purpose = if arithmetic { Purpose::Sums } else { Purpose::Group };
                self.open(Closer::Paren, purpose, 1);
                self.top().calculates |= arithmetic;
            }
        }
    }

    /// Input from a file, a text or a command.
    fn input_sh(&mut self) {
        let calculates = self.top().purpose.is_data();
        let rest = self.rest();
        if calculates && rest.starts_with("<<") {
            self.at += 2;
            return self.end_word();
        }
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
            if !self.has_line(&document.delimiter) {
                // It was none: `$((1<<2))`.
                return;
            }
            loop {
                let end = self.at;
                let line = self.rest().split('\n').next().unwrap_or_default();
                let ends = plain_line(line) == document.delimiter
                    || document.strips_tabs
                        && plain_line(line).trim_start_matches('\t') == document.delimiter;
                self.at = (self.at + line.len() + 1).min(self.code.len());
                if ends || self.at == self.code.len() {
                    self.later.push((start..end, Reading::Aside));
                    self.later.push((start..end, Reading::Text));
                    break;
                }
            }
        }
    }

    /// Whether a line like this is still to come, with or without tabs before it.
    fn has_line(&mut self, wanted: &str) -> bool {
        if self.lines.is_empty() {
            let mut at = 0;
            for line in self.code.split('\n') {
                self.lines.insert(plain_line(line), at);
                self.lines.insert(plain_line(line).trim_start_matches('\t'), at);
                at += line.len() + 1;
            }
        }
        self.lines.get(wanted).is_some_and(|last| *last >= self.at)
    }

    /// Whether a word belongs to the command; keywords and assignments do not.
    pub(super) fn takes_sh(&mut self, word: &Word) -> bool {
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
                    frame.cases += 1;
                    frame.pattern = true;
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
            "esac" if plain => {
                frame.cases = frame.cases.saturating_sub(1);
                frame.pattern = false;
            }
            _ if plain && (KEYWORDS.contains(&text) || text == "coproc") => {}
            // `time -p`, and the `-` of zsh.
            _ if plain && text.starts_with('-') => {}
            _ if is_assignment(text) => {
                // Some variables are run: each is like a command of that name.
                let (name, _) = text.split_once('=').unwrap_or((text, ""));
                let word = Word { text: format!("{name}="), ..word.clone() };
                let (place, words) = (word.place.clone(), vec![word]);
                let (writes, reads, fed, kind) = (Vec::new(), None, false, Kind::Data);
                self.script.commands.push(Command { place, words, writes, reads, fed, kind });
            }
            _ => return true,
        }
        false
    }
}

/// A line without its end.
fn plain_line(line: &str) -> &str {
    line.trim_end_matches('\r')
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
