//! Commands as HTML in which each word says by its class what it is. Their text stays as it is.

use std::fmt::Write as _;

use crate::escape::Html;
use crate::snippet::token::{Kind, Token};

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Comment => "kb-tok-comment",
        Kind::Text => "kb-tok-string",
        Kind::Keyword => "kb-tok-keyword",
        Kind::Command => "kb-tok-command",
        Kind::Option => "kb-tok-option",
        Kind::Variable => "kb-tok-variable",
        Kind::Number => "kb-tok-number",
        Kind::Operator => "kb-tok-operator",
    }
}

/// The code as HTML; nothing for code whose words are not told apart.
pub fn highlight(code: &str, tokens: &[Token]) -> Option<String> {
    if tokens.is_empty() {
        return None;
    }
    let mut html = String::with_capacity(code.len() + 40 * tokens.len());
    let mut rest = code;
    for token in tokens {
        let (text, after) = rest.split_at_checked(token.length as usize)?;
        // Nothing can go wrong while writing into a text.
        let _ = match token.kind {
            Some(kind) => write!(html, "<span class=\"{}\">{}</span>", class(kind), Html(text)),
            None => write!(html, "{}", Html(text)),
        };
        rest = after;
    }
    rest.is_empty().then_some(html)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippet::{self, Language};

    fn coloured(language: Language, code: &str) -> Option<String> {
        highlight(code, &snippet::read(language, code).tokens)
    }

    /// What a piece of HTML shows.
    fn shown(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some((before, tag)) = rest.split_once('<') {
            text += before;
            rest = tag.split_once('>').expect("bug: every tag ends").1;
        }
        text += rest;
        let unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        unescaped.replace("&#39;", "'").replace("&amp;", "&")
    }

    #[test]
    fn words_say_what_they_are_and_stay_as_they_are() {
        let sh = "# Ends it\nosascript -e 'quit app \"Teams\"' && sleep 3 # wait\nif cd \"$HOME\"; then ls; fi\n";
        let html = coloured(Language::Sh, sh).expect("bug: a language we know");
        for piece in [
            "<span class=\"kb-tok-comment\"># Ends it</span>",
            "<span class=\"kb-tok-command\">osascript</span>",
            "<span class=\"kb-tok-option\">-e</span>",
            "<span class=\"kb-tok-number\">3</span>",
            "<span class=\"kb-tok-keyword\">then</span>",
        ] {
            assert!(html.contains(piece), "{piece} in {html}");
        }
        assert_eq!(shown(&html), sh);
        let powershell =
            "Get-Process -Name ms-teams | Where-Object { $_.Id -gt 10 }\n$a = 'x <b>'\n";
        let html = coloured(Language::PowerShell, powershell).expect("bug: a language we know");
        for piece in [
            "<span class=\"kb-tok-command\">Get-Process</span>",
            "<span class=\"kb-tok-option\">-Name</span>",
            "<span class=\"kb-tok-variable\">$a</span>",
            "<span class=\"kb-tok-string\">&#39;x &lt;b&gt;&#39;</span>",
            "<span class=\"kb-tok-operator\">|</span>",
        ] {
            assert!(html.contains(piece), "{piece} in {html}");
        }
        assert_eq!(shown(&html), powershell);
        assert_eq!(coloured(Language::Kusto, "SigninLogs | take 5"), None);
    }

    #[test]
    fn nothing_written_between_fences_stops_it_or_is_lost() {
        for code in ["'", "\"$(", "ä '€ \"", "<<EOF\n", "}{)(", "@'\nx", "\u{0}\u{feff}|"] {
            for language in [Language::Sh, Language::PowerShell] {
                let html = coloured(language, code).expect("bug: a language we know");
                assert_eq!(shown(&html), code);
            }
        }
    }
}
