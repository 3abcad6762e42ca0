//! Colours for PowerShell and shell, by hand: comments, texts, variables, options, commands.

/// Words that both languages or one of them give a meaning.
const KEYWORDS: [&str; 14] = [
    "case", "do", "done", "else", "esac", "fi", "for", "foreach", "function", "if", "in", "param",
    "then", "while",
];

/// A block of code as HTML; any other language stays plain.
pub(crate) fn highlight(language: &str, code: &str) -> String {
    let mut html = String::with_capacity(code.len() * 3);
    html.push_str("<pre><code class=\"language-");
    escape(language, &mut html);
    html.push_str("\">");
    if matches!(language, "powershell" | "sh") {
        tokens(code, &mut html);
    } else {
        escape(code, &mut html);
    }
    html.push_str("</code></pre>\n");
    html
}

fn tokens(code: &str, html: &mut String) {
    let mut rest = code;
    let mut begins = true; // whether a command can stand here
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            '#' => ("comment", until(rest, |letter| letter == '\n')),
            '"' | '\'' => ("string", quoted(rest, first)),
            '$' => ("variable", 1 + until(&rest[1..], |letter| !is_word(letter))),
            '-' => ("option", 1 + until(&rest[1..], |letter| !is_word(letter) && letter != '-')),
            '0'..='9' => ("number", until(rest, |letter| !is_word(letter))),
            '|' | ';' | '{' | '(' | '&' | '\n' => ("", 1),
            _ if is_word(first) => {
                let length = until(rest, |letter| !is_word(letter) && letter != '-');
                let word = &rest[..length];
                let kind = if KEYWORDS.contains(&word) {
                    "keyword"
                } else if begins {
                    "command"
                } else {
                    ""
                };
                (kind, length)
            }
            _ => ("", first.len_utf8()),
        };
        let (token, after) = rest.split_at(length);
        begins = match first {
            '|' | ';' | '{' | '(' | '&' | '\n' => true,
            ' ' => begins,
            _ => kind == "keyword",
        };
        if kind.is_empty() {
            escape(token, html);
        } else {
            html.push_str("<span class=\"");
            html.push_str(kind);
            html.push_str("\">");
            escape(token, html);
            html.push_str("</span>");
        }
        rest = after;
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where the first letter stands that ends it.
fn until(text: &str, ends: impl Fn(char) -> bool) -> usize {
    text.find(ends).unwrap_or(text.len())
}

/// How long a text in quotation marks is, both marks included.
fn quoted(text: &str, mark: char) -> usize {
    text[1..].find(mark).map_or(text.len(), |end| end + 2)
}

/// Text for HTML.
fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}
