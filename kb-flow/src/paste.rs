//! A text made harmless for the place it will be pasted.

/// Where a text will be pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paste {
    /// A field that shows letters as they are.
    Plain,
    /// A field that reads Markdown (CommonMark 0.31). What stands between fences stays as it is.
    Markdown,
    /// One cell of a table of comma-separated values (RFC 4180) that a spreadsheet opens.
    Csv,
    /// A place in HTML where a block can stand.
    Html,
}

/// The text as it must be pasted to be read as it is.
pub fn for_pasting(text: &str, place: Paste) -> String {
    match place {
        Paste::Plain => text.to_owned(),
        Paste::Markdown => markdown(text),
        // A spreadsheet takes a cell that begins with one of these for a formula.
        Paste::Csv => {
            let guarded = text.lines().map(|line| {
                let formula = line.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
                if formula { format!("'{line}") } else { line.to_owned() }
            });
            let lines: Vec<String> = guarded.collect();
            format!("\"{}\"", lines.join("\n").replace('"', "\"\""))
        }
        Paste::Html => {
            let mut html = "<pre>".to_owned();
            for letter in text.chars() {
                match letter {
                    '&' => html.push_str("&amp;"),
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    '"' => html.push_str("&quot;"),
                    '\'' => html.push_str("&#39;"),
                    other => html.push(other),
                }
            }
            html + "</pre>"
        }
    }
}

fn markdown(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        let fence = line.starts_with("```");
        if fence || fenced {
            fenced ^= fence;
            return line.to_owned();
        }
        let mut escaped = String::with_capacity(line.len());
        for (at, letter) in line.char_indices() {
            // Any punctuation of ASCII may be escaped; these mean something inside a line, and the
            // others at its beginning.
            let start = line[..at].trim_start().is_empty();
            if "\\`*_[]<>!&|~@#".contains(letter) || start && "-+=:".contains(letter) {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
        // Two spaces at the end keep the line an own one.
        if escaped.is_empty() { escaped } else { escaped + "  " }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_gets_the_text_as_letters() {
        let check =
            |place, text, pasted| assert_eq!(for_pasting(text, place), pasted, "for {text}");
        check(Paste::Plain, "=1+1", "=1+1");
        check(Paste::Markdown, "a [x](y) *b* <i>", "a \\[x\\](y) \\*b\\* \\<i\\>  ");
        check(
            Paste::Markdown,
            "- list\n```x\n*same*\n```\n#no",
            "\\- list  \n```x\n*same*\n```\n\\#no  ",
        );
        check(Paste::Markdown, "1. first", "1. first  ");
        check(Paste::Csv, "=1+1\nsay \"x\"", "\"'=1+1\nsay \"\"x\"\"\"");
        check(Paste::Csv, " @x", "\"' @x\"");
        check(Paste::Html, "<b a='x'>&", "<pre>&lt;b a=&#39;x&#39;&gt;&amp;</pre>");
    }
}
