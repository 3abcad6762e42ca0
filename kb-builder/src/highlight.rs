//! Commands as HTML in which each word says by its class what it is. Their text stays as it is.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::escape::Html;
use tree_sitter_highlight::{HighlightConfiguration, HighlightEvent, Highlighter};

use crate::snippet::Language;

/// What a word can be, and its class. The names are those of the queries beside this file.
const KINDS: [(&str, &str); 8] = [
    ("comment", "kb-tok-comment"),
    ("string", "kb-tok-string"),
    ("keyword", "kb-tok-keyword"),
    ("command", "kb-tok-command"),
    ("option", "kb-tok-option"),
    ("variable", "kb-tok-variable"),
    ("number", "kb-tok-number"),
    ("operator", "kb-tok-operator"),
];

/// Compiled once: that costs more than all our blocks.
static SH: LazyLock<HighlightConfiguration> = LazyLock::new(|| {
    compiled(tree_sitter_bash::LANGUAGE.into(), "sh", include_str!("highlight/sh.scm"))
});

static POWERSHELL: LazyLock<HighlightConfiguration> = LazyLock::new(|| {
    let query = include_str!("highlight/powershell.scm");
    compiled(tree_sitter_powershell::LANGUAGE.into(), "powershell", query)
});

fn compiled(grammar: tree_sitter::Language, name: &str, query: &str) -> HighlightConfiguration {
    let mut configuration = HighlightConfiguration::new(grammar, name, query, "", "")
        .expect("bug: our own queries fit their grammars");
    configuration.configure(&KINDS.map(|(name, _)| name));
    configuration
}

/// The code as HTML; nothing for a language whose words we do not tell apart.
pub fn highlight(language: Language, code: &str) -> Option<String> {
    let configuration = match language {
        Language::Sh => &*SH,
        Language::PowerShell => &*POWERSHELL,
        Language::Text | Language::Cmd | Language::Kusto | Language::Http => return None,
    };
    let mut highlighter = Highlighter::new();
    let events =
        highlighter.highlight(configuration, code.as_bytes(), None, None, |_| None).ok()?;
    let mut html = String::new();
    let mut open: Vec<&str> = Vec::new();
    for event in events {
        match event.ok()? {
            HighlightEvent::HighlightStart(kind) => open.push(KINDS[kind.0].1),
            HighlightEvent::HighlightEnd => drop(open.pop()),
            HighlightEvent::Source { start, end } => {
                let text = Html(code.get(start..end)?);
                // Nothing can go wrong while writing into a text.
                let _ = match open.last() {
                    Some(class) => write!(html, "<span class=\"{class}\">{text}</span>"),
                    None => write!(html, "{text}"),
                };
            }
        }
    }
    Some(html)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let html = highlight(Language::Sh, sh).expect("bug: a language we know");
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
        let html = highlight(Language::PowerShell, powershell).expect("bug: a language we know");
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
        assert_eq!(highlight(Language::Kusto, "SigninLogs | take 5"), None);
    }

    #[test]
    fn nothing_written_between_fences_stops_it_or_is_lost() {
        for code in ["", "'", "\"$(", "ä '€ \"", "<<EOF\n", "}{)(", "@'\nx", "\u{0}\u{feff}|"] {
            for language in [Language::Sh, Language::PowerShell] {
                let html = highlight(language, code).expect("bug: a language we know");
                assert_eq!(shown(&html), code);
            }
        }
    }
}
