//! Forms of ticket systems: what is filled in never leaves its place, and never grows too long.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may stop at once")]

use kb_flow::{
    Case, Clock, Ending, Exit, Fact, Finding, Flow, FlowDraft, Moment, Outcome, Step, Team,
    TicketForm, Value, Words, evidence, percent_decoded, ticket,
};

fn flow(title: &str) -> Flow {
    let draft = FlowDraft {
        id: "demo".into(),
        title: "Demo".to_owned(),
        version: 3,
        digest: "0".repeat(8),
        start: "clock".into(),
        max_answers: 1,
        facts: vec![Fact::new("clock", "Is the clock right?", [Value::new("right", "Yes")])],
        steps: vec![Step {
            id: "clock".into(),
            needs: "clock".into(),
            exits: vec![Exit::new("right", "ask-it"), Exit::new("unknown", "ask-it")],
        }],
        outcomes: vec![Outcome::new("ask-it", title, Ending::HandOver(Team::Helpdesk))],
        fixes: vec![],
    };
    Flow::check(draft).unwrap()
}

fn case() -> Case {
    let mut case = Case::default();
    case.learn("clock".into(), Finding::by_person("right", None));
    case
}

fn words() -> Words {
    Words::gather(|name| format!("<{name}>"))
}

const CLOCK: Clock = Clock { now: Moment(1_700_000_000), ahead: Some(60) };

fn form(url: &str, length: usize) -> TicketForm {
    TicketForm { name: "Desk".to_owned(), url: url.to_owned(), length }
}

/// What came into the place of the one placeholder of a template.
fn inside<'a>(url: &str, address: &'a str) -> &'a str {
    let (before, after) = url.split_once('{').unwrap();
    let (_, after) = after.split_once('}').unwrap();
    address.strip_prefix(before).unwrap().strip_suffix(after).unwrap()
}

/// Texts with everything in them that means something in an address, in JSON or in a mail.
fn nasty() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        "plain",
        "a&b=c#d?e+f%20g/h",
        "\"quoted\" \\ back\\nslash",
        "{text}{summary}{}}{",
        "Zwölf große Ämter — „Übung“ 🦀\u{2028}\u{202e}",
        "line\nline\r\n\ttab\u{0}\u{1f}\u{7f}",
        "%0D%0ABcc: somebody@example.org",
        "&attach=/etc/passwd",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("ä".repeat(5_000));
    texts.push("\"".repeat(5_000));
    // Every letter of the first plane that is a letter at all, in a few texts.
    for start in (0..0x1_0000_u32).step_by(0x2000) {
        texts.push((start..start + 0x2000).filter_map(char::from_u32).collect());
    }
    texts
}

fn is_filled(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fine = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            _ => byte.is_ascii_alphanumeric() || b"-._~".contains(&byte),
        };
        if !fine {
            return false;
        }
    }
    true
}

const TEMPLATES: [&str; 4] = [
    "https://desk.example/new?text={text}&end=1",
    "https://desk.example/new?v=%7B%22a%22:%22{text:json}%22%7D",
    "https://desk.example/new?s={summary}",
    "mailto:desk@example.org?subject=Help&body={text}",
];

#[test]
fn no_text_leaves_its_place_or_grows_too_long() {
    let long = "Zwölf „große“ Ämter ".repeat(20);
    for title in nasty().into_iter().filter(|title| (1..200).contains(&title.len())).chain([long]) {
        let flow = flow(&title);
        for text in nasty() {
            for url in TEMPLATES {
                for length in [200, 2_000, 8_000] {
                    let made = ticket(&form(url, length), &flow, &case(), &words(), CLOCK, &text);
                    let made = made.unwrap();
                    assert!(made.address.len() <= length, "{} > {length}", made.address.len());
                    assert!(is_filled(inside(url, &made.address)), "{}", made.address);
                }
            }
        }
    }
}

#[test]
fn what_is_filled_in_decodes_to_what_was_meant() {
    let (flow, case, words) = (flow("Ask it"), case(), words());
    for text in nasty() {
        let fill = |url| ticket(&form(url, 1_000_000), &flow, &case, &words, CLOCK, &text).unwrap();
        let plain = fill(TEMPLATES[0]);
        assert!(!plain.is_short);
        assert_eq!(percent_decoded(inside(TEMPLATES[0], &plain.address)), text);
        let json = fill(TEMPLATES[1]);
        let json = percent_decoded(inside(TEMPLATES[1], &json.address));
        assert_eq!(unquoted(&json), text);
        let mail = fill(TEMPLATES[3]);
        let mail = percent_decoded(inside(TEMPLATES[3], &mail.address));
        assert_eq!(mail, text.replace('\n', "\r\n"));
    }
}

/// The text that stands between the quotes of a JSON text.
fn unquoted(json: &str) -> String {
    let (mut text, mut letters) = (String::new(), json.chars());
    while let Some(letter) = letters.next() {
        assert!(letter >= ' ' && letter != '"', "{letter:?} has to be escaped in JSON");
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match letters.next().unwrap() {
            'n' => text.push('\n'),
            'u' => {
                let digits: String = letters.by_ref().take(4).collect();
                text.push(char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap());
            }
            letter => {
                assert!("\"\\".contains(letter));
                text.push(letter);
            }
        }
    }
    text
}

#[test]
fn a_form_gets_what_it_has_room_for_and_says_when_that_is_less() {
    let (flow, case, words) = (flow("Ask your helpdesk"), case(), words());
    let card = evidence(&flow, &case, &words, CLOCK, None);
    let fill = |length| {
        let url = "https://desk.example/?s={summary}&t={text}";
        let made = ticket(&form(url, length), &flow, &case, &words, CLOCK, &card).unwrap();
        let (_, text) = made.address.split_once("&t=").unwrap();
        (percent_decoded(text), made.is_short)
    };
    assert_eq!(fill(8_000), (card.clone(), false));
    let (short, is_short) = fill(600);
    assert!(is_short && short.contains("<evidence-time>") && !short.contains("kb-evidence"));
    let (least, is_short) = fill(200);
    assert!(
        is_short && least.starts_with("Ask your helpdesk (") && least.ends_with(')'),
        "{least}"
    );
}

#[test]
fn a_form_has_the_codes_and_nothing_where_its_address_alone_is_too_long() {
    let (flow, case, words) = (flow("Ask it"), case(), words());
    let fill = |url| ticket(&form(url, 200), &flow, &case, &words, CLOCK, "");
    let made = fill("https://desk.example/?a={case-code}&b={code}&c={other}").unwrap().address;
    let (code, rest) = made["https://desk.example/?a=".len()..].split_once('&').unwrap();
    assert!(kb_flow::from_case_code(&flow, code).is_ok(), "{code}");
    assert_eq!(rest, "b=demo&c={other}");
    let long = format!("https://desk.example/{}?t={{text}}", "x".repeat(200));
    assert_eq!(fill(&long), None);
}
