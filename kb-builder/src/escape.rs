//! Text as HTML: nothing in it can end the text, or the value of an attribute in quotes.
//!
//! minijinja's own escaping also writes every `/` as six letters, which ends nothing, and stands in
//! every address of every page.

use std::fmt;

/// A text, written as HTML.
pub struct Html<'a>(pub &'a str);

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// A text, written as HTML outside tags, where quotes end nothing.
pub struct Text<'a>(pub &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in self.0.split_inclusive(['&', '<', '>']) {
            let (before, last) = match piece.strip_suffix(['&', '<', '>']) {
                Some(before) => (before, &piece[before.len()..]),
                None => (piece, ""),
            };
            f.write_str(before)?;
            f.write_str(match last {
                "&" => "&amp;",
                "<" => "&lt;",
                ">" => "&gt;",
                _ => "",
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_text_or_a_value() {
        let check = |text, html: &str| assert_eq!(Html(text).to_string(), html);
        check("../a/?b=c", "../a/?b=c");
        check("ä <b> & \"c\" 'd' é", "ä &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; é");
        check("&&", "&amp;&amp;");
        check("", "");
        assert_eq!(Text("it's <b> & \"c\" >").to_string(), "it's &lt;b&gt; &amp; \"c\" &gt;");
        assert_eq!(Text("").to_string(), "");
    }
}
