//! Text inside XML.

/// A text for an element or an attribute of XML 1.0. What no XML may hold is left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(letter),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_ends_an_element_or_an_attribute_early() {
        assert_eq!(
            escape("a<b>&\"c\"'d'\u{1}\u{ffff}\n"),
            "a&lt;b&gt;&amp;&quot;c&quot;&#39;d&#39;\n"
        );
    }
}
