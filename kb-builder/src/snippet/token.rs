//! What the words of a block are, as its grammar sees them.

use std::ops::Range;
use std::sync::LazyLock;

use tree_sitter::{Node, Tree, TreeCursor};

use super::Language;

/// What a word can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A comment.
    Comment,
    /// A text in quotes.
    Text,
    /// A word of the language.
    Keyword,
    /// The name of a command.
    Command,
    /// An argument that says how.
    Option,
    /// A variable.
    Variable,
    /// A number.
    Number,
    /// A sign between commands or values.
    Operator,
}

/// A stretch of a block: one follows the other without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// How many bytes it has.
    pub length: u32,
    /// What it is; nothing for what needs no colour.
    pub kind: Option<Kind>,
}

/// What the nodes of a grammar are: their names, and the words of the language that are nodes.
type Nodes = [(Kind, &'static str, &'static str)];

const SH: &Nodes = &[
    (Kind::Comment, "comment", ""),
    (Kind::Text, "string raw_string ansi_c_string heredoc_body heredoc_start", ""),
    (Kind::Command, "command_name", ""),
    (Kind::Variable, "variable_name special_variable_name", ""),
    (Kind::Number, "number file_descriptor", ""),
    (
        Kind::Keyword,
        "",
        "case do done elif else esac export fi for function if in then unset until while",
    ),
    (Kind::Operator, "", "&& || | > >> < ; &"),
];

const POWERSHELL: &Nodes = &[
    (Kind::Comment, "comment", ""),
    (Kind::Text, "string_literal expandable_string_literal", ""),
    (Kind::Command, "command_name", ""),
    (Kind::Option, "command_parameter", ""),
    (Kind::Variable, "variable braced_variable", ""),
    (Kind::Number, "integer_literal real_literal", ""),
    (
        Kind::Keyword,
        "",
        "if elseif else foreach for while do try catch finally return function param throw switch",
    ),
    (Kind::Operator, "command_invokation_operator assignement_operator comparison_operator", "|"),
];

/// What a node is, by its number in the grammar.
struct Grammar(Vec<Option<Kind>>);

static IN_SH: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::of(&tree_sitter_bash::LANGUAGE.into(), SH));

static IN_POWERSHELL: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::of(&tree_sitter_powershell::LANGUAGE.into(), POWERSHELL));

impl Grammar {
    fn of(grammar: &tree_sitter::Language, nodes: &Nodes) -> Self {
        let is_one = |names: &str, name| names.split(' ').any(|known| known == name);
        // No grammar has more nodes than that.
        let ids = 0..u16::try_from(grammar.node_kind_count()).unwrap_or(u16::MAX);
        let kinds = ids.map(|id| {
            let name = grammar.node_kind_for_id(id)?;
            let is_named = grammar.node_kind_is_named(id);
            let is_it = |(_, named, words): &&(Kind, &str, &str)| {
                is_one(if is_named { named } else { words }, name)
            };
            nodes.iter().find(is_it).map(|(kind, ..)| *kind)
        });
        Self(kinds.collect())
    }
}

/// What a node of sh is only where it stands.
fn in_its_place(cursor: &TreeCursor<'_>, parent: Node<'_>, text: &str) -> Option<Kind> {
    match (parent.kind(), cursor.field_name(), cursor.node().kind()) {
        ("function_definition", Some("name"), "word") => Some(Kind::Command),
        ("command", Some("argument"), "word") if text.starts_with('-') => Some(Kind::Option),
        ("simple_expansion", _, "$") => Some(Kind::Variable),
        _ => None,
    }
}

/// The tokens of a block, from its first byte to its last. Its tree is of a text that begins with it.
pub(super) fn tokens(language: Language, code: &str, tree: &Tree) -> Vec<Token> {
    let Grammar(kinds) = match language {
        Language::Sh => &*IN_SH,
        Language::PowerShell => &*IN_POWERSHELL,
        Language::Text | Language::Cmd | Language::Kusto | Language::Http => return Vec::new(),
    };
    let mut tokens = Tokens { length: code.len(), all: Vec::new(), at: 0, open: Vec::new() };
    let mut cursor = tree.walk();
    let mut parents: Vec<Node<'_>> = Vec::new();
    loop {
        let node = cursor.node();
        let place = node.byte_range();
        let kind = kinds.get(usize::from(node.kind_id())).copied().flatten();
        let kind = kind.or_else(|| {
            let parent = parents.last().filter(|_| language == Language::Sh)?;
            in_its_place(&cursor, *parent, code.get(place.clone())?)
        });
        if let Some(kind) = kind.filter(|_| !place.is_empty()) {
            tokens.open(place, kind);
        }
        if cursor.goto_first_child() {
            parents.push(node);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return tokens.finished();
            }
            parents.pop();
        }
    }
}

/// Tokens as they come, the innermost counting.
struct Tokens {
    length: usize,
    all: Vec<Token>,
    at: usize,
    open: Vec<(usize, Kind)>,
}

impl Tokens {
    fn open(&mut self, place: Range<usize>, kind: Kind) {
        self.go_on(place.start);
        self.open.push((place.end, kind));
    }

    /// Adds what is before a place.
    fn go_on(&mut self, to: usize) {
        let to = to.min(self.length);
        loop {
            while self.open.last().is_some_and(|(end, _)| *end <= self.at) {
                self.open.pop();
            }
            if self.at >= to {
                return;
            }
            let open = self.open.last().copied();
            let end = open.map_or(to, |(end, _)| end.min(to));
            // A block that is parsed is short.
            let length = u32::try_from(end - self.at).unwrap_or(u32::MAX);
            self.all.push(Token { length, kind: open.map(|(_, kind)| kind) });
            self.at = end;
        }
    }

    fn finished(mut self) -> Vec<Token> {
        self.go_on(self.length);
        self.all.shrink_to_fit();
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippet::read;

    /// The tokens of a block that are something, each as its kind and its text.
    fn check(language: Language, code: &str, expected: &str) {
        let tokens = read(language, code).tokens;
        let mut at = 0;
        let shown = tokens.iter().filter_map(|token| {
            let text = &code[at..at + token.length as usize];
            at += text.len();
            token.kind.map(|kind| format!("{kind:?} {text}"))
        });
        let shown: Vec<String> = shown.collect();
        assert_eq!(shown.join(" | "), expected, "for {code}");
        let length: u32 = tokens.iter().map(|token| token.length).sum();
        assert_eq!(length as usize, code.len(), "for {code}");
    }

    #[test]
    fn words_of_sh_are_what_they_are_where_they_stand() {
        let sh = |code, expected| check(Language::Sh, code, expected);
        sh("ls -la x", "Command ls | Option -la");
        // Only an argument is an option, only a function's own name a command.
        sh(
            "f() { g -h; }; f -x",
            "Command f | Command g | Option -h | Operator ; | Operator ; | Command f | Option -x",
        );
        sh("x=-y; echo $x", "Variable x | Operator ; | Command echo | Variable $ | Variable x");
        // What is inside counts more than what is around it.
        sh(
            "echo \"a $b c\" 'd'",
            "Command echo | Text \"a  | Variable $ | Variable b | Text  c\" | Text 'd'",
        );
        sh(
            "if true; then sleep 3; fi",
            "Keyword if | Command true | Operator ; | Keyword then | Command sleep | Number 3 | Operator ; | Keyword fi",
        );
        sh(
            "cat <<E\nä $x\nE\n",
            "Command cat | Text E | Text ä  | Variable $ | Variable x | Text \n",
        );
        sh("ls > a 2>&1 # all", "Command ls | Operator > | Number 2 | Number 1 | Comment # all");
    }

    #[test]
    fn words_of_powershell_are_what_they_are() {
        let powershell = |code, expected| check(Language::PowerShell, code, expected);
        powershell(
            "Get-Item -Path \"$env:TEMP\\x\" | Sort-Object",
            "Command Get-Item | Option -Path | Text \" | Variable $env:TEMP | Text \\x\" | Operator | | Command Sort-Object",
        );
        powershell(
            "if ($a -gt 10) { return 'b' } # c",
            "Keyword if | Variable $a | Operator -gt | Number 10 | Keyword return | Text 'b' | Comment # c",
        );
        powershell("& x", "Operator & | Command x");
    }

    #[test]
    fn where_there_is_no_tree_there_are_no_tokens() {
        for (language, code) in [(Language::Cmd, "dir"), (Language::Text, "ls"), (Language::Sh, "")]
        {
            assert_eq!(read(language, code).tokens, []);
        }
        // Its places would not be those of the block.
        assert_eq!(read(Language::Sh, "ls\r\nls").tokens, []);
    }
}
