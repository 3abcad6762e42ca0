//! What is special in the command prompt of Windows.

use super::{Closer, End, Header, Mark, Purpose, Quote, Reader, Redirection, Word};

impl Reader<'_, '_> {
    pub(super) fn bare_cmd(&mut self, next: char) {
        match next {
            '\n' | '\r' => self.end_command_at(End::Line, 1),
            // Programs see the other marks; only the command's own name ends with them.
            ',' | ';' | '=' if !self.top().words.is_empty() => self.push(next),
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

    pub(super) fn double_cmd(&mut self, next: char) {
        match next {
            '"' => {
                self.at += 1;
                self.top().quote = Quote::None;
            }
            '\n' | '\r' => self.top().quote = Quote::None,
            _ => self.push(next),
        }
    }

    pub(super) fn takes_cmd(&mut self, word: &Word) -> bool {
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
