//! What our rules forbid, looked for with another parser and by other means than the builder's.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, markdown_to_html, parse_document};
use kb_builder::problem::{Fault, Problem};
use kb_builder::snippet::Flaw;

/// A line of a text, and what is wrong there.
pub(crate) type Found = (usize, &'static str);

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.alerts = true;
    options
}

/// A text as HTML, without the HTML in it.
pub(crate) fn to_html(text: &str) -> String {
    markdown_to_html(text, &options())
}

/// The kind of a fault. Of some it can be seen at once that they are right.
pub(crate) fn kind(problem: &Problem, at: &str) -> &'static str {
    match &problem.fault {
        Fault::RawHtml => "html",
        Fault::Image => "image",
        Fault::TopHeading => "top heading",
        Fault::SkippedHeading { .. } => "skipped heading",
        Fault::HeadingTwice { .. } => "heading twice",
        Fault::ForbiddenScheme { .. } => "scheme",
        Fault::BrokenLink { .. } | Fault::BrokenAnchor { .. } => "leads nowhere",
        Fault::NoCodeLanguage { .. } => "no language",
        Fault::CommandUnnamed => "commands without a name",
        Fault::Snippet { flaw: Flaw::Comment } => {
            assert!(at.starts_with('#'), "{at:?}");
            "comment"
        }
        Fault::Snippet { flaw: Flaw::Prompt } => {
            assert!(at.starts_with(['$', '>', '#', '%']), "{at:?}");
            "prompt"
        }
        Fault::Snippet {
            flaw:
                Flaw::CurlyQuote(letter)
                | Flaw::LongDash(letter)
                | Flaw::OddSpace(letter)
                | Flaw::Invisible(letter)
                | Flaw::Lookalike { letter, .. },
        } => {
            assert!(at.contains(*letter), "{at:?}");
            "letter"
        }
        Fault::Snippet { flaw: Flaw::Syntax(_) } => "syntax",
        Fault::CommandInText { .. } => {
            println!("command in text: {at}");
            "command"
        }
        Fault::Secret { .. } => "secret",
        Fault::NoText => "no text",
        other => panic!("{other} at {at:?}"),
    }
}

/// Everything that is wrong in each of these texts, by name.
pub(crate) fn faults<'t>(texts: &BTreeMap<&'t str, &'t str>) -> BTreeMap<&'t str, Vec<Found>> {
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        texts.iter().map(|(name, text)| (*name, anchors(text))).collect();
    texts.iter().map(|(name, text)| (*name, of_text(name, text, &anchors))).collect()
}

fn of_text(name: &str, text: &str, anchors: &BTreeMap<&str, BTreeSet<String>>) -> Vec<Found> {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let mut found = Vec::new();
    let mut level = 1;
    let mut seen = BTreeSet::new();
    for node in root.descendants() {
        let data = node.data.borrow();
        let line = data.sourcepos.start.line;
        match &data.value {
            NodeValue::HtmlBlock(html) if !is_comments(&html.literal) => found.push((line, "html")),
            NodeValue::HtmlInline(html) if !is_comments(html) => found.push((line, "html")),
            NodeValue::Image(_) => found.push((line, "image")),
            NodeValue::Heading(heading) if heading.level == 1 => found.push((line, "top heading")),
            NodeValue::Heading(heading) => {
                if heading.level > level + 1 {
                    found.push((line, "skipped heading"));
                }
                level = heading.level;
                if !seen.insert(anchor(node)) {
                    found.push((line, "heading twice"));
                }
            }
            NodeValue::Link(link) => {
                // An author is shown the target, which comes last.
                let line = data.sourcepos.end.line;
                found.extend(link_fault(name, &link.url, anchors).map(|kind| (line, kind)));
            }
            NodeValue::CodeBlock(block) => {
                let language = block.info.split_whitespace().next().unwrap_or_default();
                found.extend(block_faults(line, language, &block.literal));
            }
            NodeValue::Code(code) => {
                found.extend(odd_letters(&code.literal).map(|_| (line, "letter")));
            }
            _ => {}
        }
    }
    let has_words = |node: &AstNode<'_>| {
        matches!(
            node.data.borrow().value,
            NodeValue::Text(_) | NodeValue::Code(_) | NodeValue::CodeBlock(_)
        )
    };
    if !root.descendants().any(has_words) {
        found.push((1, "no text"));
    }
    found.extend(secrets(text));
    found.sort_unstable();
    found
}

/// What is wrong with a block of code that begins on a line.
fn block_faults(line: usize, language: &str, code_of_block: &str) -> Vec<Found> {
    let is_known = ["text", "powershell", "cmd", "sh", "kusto", "http"].contains(&language);
    if !is_known {
        return vec![(line, "no language")];
    }
    let mut found = Vec::new();
    for (at, code) in code_of_block.lines().enumerate() {
        // The code begins below the fence.
        let line = line + 1 + at;
        found.extend(odd_letters(code).map(|_| (line, "letter")));
        if language == "sh" && code.trim_start().starts_with("$ ") {
            found.push((line, "prompt"));
        }
        let words = code.split_whitespace();
        found.extend(
            words
                .filter(|word| language == "sh" && word.starts_with('#'))
                .take(1)
                .map(|_| (line, "comment")),
        );
    }
    if language == "sh" && !can_be_read(code_of_block) {
        found.push((line, "syntax"));
    }
    if ["powershell", "cmd", "sh"].contains(&language) {
        found.push((line, "commands without a name"));
    }
    found
}

/// Whether the shell itself can read a block.
fn can_be_read(code: &str) -> bool {
    let read = Command::new("bash").args(["-n", "-c", code]).output();
    read.expect("there is a shell").status.success()
}

/// Letters that no keyboard types into code.
fn odd_letters(code: &str) -> impl Iterator<Item = char> {
    code.chars().filter(|letter| {
        "\u{a0}\u{ad}´«»".contains(*letter)
            || ('\u{2000}'..='\u{206f}').contains(letter) && *letter != '…' && *letter != '•'
    })
}

/// Whether nothing is left once all comments are taken out.
fn is_comments(html: &str) -> bool {
    let mut left = html.to_owned();
    while let Some(start) = left.find("<!--") {
        let Some(end) = left[start..].find("-->") else { return false };
        left.replace_range(start..start + end + 3, "");
    }
    left.trim().is_empty()
}

/// What is wrong with where a link leads.
fn link_fault(
    name: &str,
    target: &str,
    anchors: &BTreeMap<&str, BTreeSet<String>>,
) -> Option<&'static str> {
    const SCHEMES: [&str; 6] =
        ["https", "mailto", "tel", "ms-settings", "companyportal", "x-apple.systempreferences"];
    let first = target.split(['/', '?', '#']).next().unwrap_or_default();
    let letter = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    let scheme = first.split_once(':').filter(|(scheme, _)| scheme.chars().all(letter));
    if let Some((scheme, _)) = scheme {
        let is_allowed = SCHEMES.contains(&scheme.to_ascii_lowercase().as_str());
        return (!is_allowed).then_some("scheme");
    }
    if target.starts_with(['/', '\\']) {
        return Some("scheme");
    }
    let (file, anchor) = target.split_once('#').map_or((target, None), |(f, a)| (f, Some(a)));
    let page = match file {
        "" => Some(name),
        "../codes/caa1.md" | "../guides/set-clock.md" | "../flows/demo.toml" => None,
        file => file.strip_prefix("./").unwrap_or(file).strip_suffix(".md"),
    };
    let there = page.and_then(|page| anchors.get(page));
    match (there, anchor) {
        (Some(_), None) => None,
        (Some(there), Some(anchor)) => (!there.contains(anchor)).then_some("leads nowhere"),
        (None, _) => Some("leads nowhere"),
    }
}

/// The words by which links lead to the headings of a text.
fn anchors(text: &str) -> BTreeSet<String> {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let is_heading = |node: &&AstNode<'_>| matches!(&node.data.borrow().value, NodeValue::Heading(heading) if heading.level > 1);
    root.descendants().filter(is_heading).map(anchor).collect()
}

/// The words of a heading in small letters, with dashes between them.
fn anchor<'a>(heading: &'a AstNode<'a>) -> String {
    let mut words = String::new();
    for node in heading.descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            _ => {}
        }
    }
    let parts = words.split(|letter: char| !letter.is_alphanumeric());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
    parts.join("-")
}

/// What lets somebody in, or says who somebody is, line by line.
fn secrets(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let said = passwords(line) + passwords_in_addresses(line) + keys(line);
        let count = mailboxes(line) + identifiers(line) + folders(line) + said;
        found.extend((0..count).map(|_| (number + 1, "secret")));
    }
    found
}

/// Names at domains that are not for examples.
fn mailboxes(line: &str) -> usize {
    const EXAMPLES: [&str; 4] = ["example.com", "example.org", "example.net", "contoso.com"];
    let ats = line.match_indices('@').filter(|(at, _)| {
        let before = line[..*at].chars().next_back();
        let letter = |letter: &char| letter.is_ascii_alphanumeric() || "-.".contains(*letter);
        let domain: String = line[at + 1..].chars().take_while(letter).collect();
        let domain = domain.trim_end_matches(['.', '-']);
        let is_example = EXAMPLES.iter().any(|example| {
            domain.strip_suffix(example).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        let last = domain.rsplit_once('.').map_or("", |(_, last)| last);
        let is_domain = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
        before.is_some_and(|before| before.is_ascii_alphanumeric()) && is_domain && !is_example
    });
    ats.count()
}

/// Identifiers that nobody made up.
fn identifiers(line: &str) -> usize {
    let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    let is_identifier = |word: &&str| {
        let parts: Vec<usize> = word.split('-').map(str::len).collect();
        let digits: BTreeSet<char> = word.chars().filter(|letter| *letter != '-').collect();
        parts == [8, 4, 4, 4, 12] && digits.len() > 2 && digits.iter().all(char::is_ascii_hexdigit)
    };
    words.filter(is_identifier).count()
}

/// Folders of people.
fn folders(line: &str) -> usize {
    let names = ["/Users/", "/home/"].into_iter().flat_map(|above| line.split(above).skip(1));
    let is_person = |rest: &&str| {
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        !name.is_empty() && !["user", "username", "you", "name"].contains(&name.as_str())
    };
    names.filter(is_person).count()
}

/// Passwords that look like some.
fn passwords(line: &str) -> usize {
    let Some((_, value)) = line.split_once("password: '") else { return 0 };
    let value = value.split(['\'', '&']).next().unwrap_or_default();
    let has = |is: fn(&char) -> bool| value.chars().any(|letter| is(&letter));
    usize::from(value.len() >= 8 && has(char::is_ascii_digit) && has(char::is_ascii_uppercase))
}

/// Passwords before a host, that do not only say where one would stand: `mysql://name:word@host`.
fn passwords_in_addresses(line: &str) -> usize {
    let passwords = line.split("://").skip(1).filter_map(|rest| {
        let ends = |letter: char| letter.is_whitespace() || "/'`\"<>".contains(letter);
        let host = rest.split(ends).next()?;
        let (_, password) = host.split_once('@')?.0.split_once(':')?;
        Some(password.to_lowercase())
    });
    let stands_for =
        |password: &str| ["your", "password", "secret"].iter().any(|word| password.contains(word));
    passwords.filter(|password| !password.is_empty() && !stands_for(password)).count()
}

/// Keys of services that look like some.
fn keys(line: &str) -> usize {
    let values = line.split("ApiKey: '").skip(1).filter_map(|rest| rest.split('\'').next());
    values
        .filter(|value| value.len() >= 8 && value.contains(|letter: char| letter.is_ascii_digit()))
        .count()
}
