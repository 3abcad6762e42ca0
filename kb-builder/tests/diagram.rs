//! The diagram of a flow, and its summary: nothing is missing, nothing is there twice, and no two
//! lines lie on each other. On our own flows in every language, and on hundreds made up at random.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

#[path = "../../kb-flow/tests/common/flows.rs"]
mod flows;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kb_builder::problem::Problems;
use kb_builder::{diagram, disk, link_content, summary};
use kb_flow::{Flow, Target};
use scraper::{ElementRef, Html, Selector};

/// Flows made up at random that are whole, some of them with long texts.
fn made_up() -> Vec<Flow> {
    let mut dice = flows::Dice(0x5eed);
    let mut flows = Vec::new();
    while flows.len() < 300 {
        let mut draft = flows::any_flow(&mut dice);
        for fact in &mut draft.facts {
            for value in &mut fact.values {
                value.text = "An answer with a number of words ".repeat(dice.roll(14) + 1);
            }
        }
        flows.extend(Flow::check(draft));
    }
    flows
}

/// Does something with each of our own flows, in every language.
fn with_ours(check: impl Fn(&Flow)) {
    let source = disk::read_content(Path::new("../content")).unwrap();
    let problems = Problems::default();
    let linked = link_content(&source, &problems).unwrap();
    let editions: Vec<_> = std::iter::once(&linked.own).chain(&linked.translations).collect();
    assert!(editions.len() > 1 && editions[0].flows.len() > 5);
    editions.iter().flat_map(|edition| edition.flows.values()).for_each(check);
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn data<'a>(element: ElementRef<'a>, name: &str) -> &'a str {
    element.value().attr(name).unwrap_or_else(|| panic!("no {name} on {}", element.html()))
}

/// A line upright, from the top of the whole drawing: across, from, to.
type Upright = (i32, i32, i32);

/// The upright strokes of a line that is `M`, `V`, and then perhaps round to a head.
fn upright(strokes: &str, above: i32) -> (Upright, Option<i32>) {
    let (start, rest) = strokes[1..].split_once('V').unwrap();
    let (x, from) = start.split_once(' ').unwrap();
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let number = |text: &str| text.parse::<i32>().unwrap();
    let arrives = (end < rest.len()).then(|| above + number(&rest[..end]));
    ((number(x), above + number(from), above + number(&rest[..end])), arrives)
}

/// Checks a drawing against its flow.
fn check(flow: &Flow, drawing: &str) {
    is_well_formed(drawing);
    for never in [" id=", " style=", " fill=", " stroke=", "<script", "<style", "url("] {
        assert!(!drawing.contains(never), "{never} in {drawing}");
    }
    let html = Html::parse_fragment(drawing);

    let heads: Vec<&str> =
        all(&html, ".kb-diagram__head").into_iter().map(|head| data(head, "data-step")).collect();
    let known: BTreeSet<&str> = flow.steps().iter().map(|step| step.id.as_str()).collect();
    assert_eq!(heads.len(), known.len(), "each step is drawn once");
    assert_eq!(heads.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(heads[0], flow.start().id.as_str());
    let position = |step: &str| heads.iter().position(|head| *head == step).unwrap();

    let mut drawn = BTreeSet::new();
    let mut ends = BTreeSet::new();
    for row in all(&html, ".kb-diagram__row") {
        let (from, to) = (data(row, "data-step"), data(row, "data-to"));
        let step = flow.step(&from.into()).unwrap();
        let links: Vec<_> =
            row.child_elements().filter(|child| child.value().name() == "a").collect();
        assert_eq!(links.len(), 1, "one way leads out of a row");
        for value in data(row, "data-value").split(' ') {
            assert!(drawn.insert((from, value)), "{from}: {value} is drawn once");
            let href = match flow.target(step, &value.into()) {
                Target::Step(next) => {
                    assert!(position(next.id.as_str()) > position(from), "every way leads down");
                    assert_eq!(next.id.as_str(), to);
                    format!("#step-{}", next.id)
                }
                Target::Outcome(outcome) => {
                    assert_eq!(outcome.id.as_str(), to);
                    ends.insert(to);
                    format!("#outcome-{}", outcome.id)
                }
            };
            assert_eq!(data(links[0], "href"), href);
        }
    }
    let exits =
        flow.steps().iter().flat_map(|step| step.exits.iter().map(move |exit| (step, exit)));
    let exits: BTreeSet<_> =
        exits.map(|(step, exit)| (step.id.as_str(), exit.value.as_str())).collect();
    assert_eq!(drawn, exits, "every exit is drawn");
    assert_eq!(ends.len(), flow.outcomes().len(), "every outcome is drawn");
    lines_are_whole(flow, &html);
}

/// Each line runs down without a gap to the head of its step, and on no other.
fn lines_are_whole(flow: &Flow, html: &Html) {
    let mut above = 0;
    let mut lines: BTreeMap<&str, Vec<Upright>> = BTreeMap::new();
    let mut arrivals: BTreeMap<&str, i32> = BTreeMap::new();
    for piece in all(html, "svg") {
        for line in piece.select(&Selector::parse(".kb-diagram__lane").unwrap()) {
            let to = data(line, "data-to");
            let (upright, arrives) = upright(data(line, "d"), above);
            lines.entry(to).or_default().push(upright);
            if let Some(y) = arrives {
                assert_eq!(arrivals.insert(to, y), None, "{to} is reached once");
                let heads = Selector::parse(".kb-diagram__head").unwrap();
                let heads = piece.select(&heads);
                assert_eq!(heads.map(|head| data(head, "data-step")).collect::<Vec<_>>(), [to]);
            }
        }
        let height = data(piece, "viewBox").rsplit(' ').next().unwrap();
        above += height.parse::<i32>().unwrap();
    }
    let others: BTreeSet<&str> = flow
        .steps()
        .iter()
        .map(|step| step.id.as_str())
        .filter(|id| *id != flow.start().id.as_str())
        .collect();
    assert_eq!(arrivals.keys().copied().collect::<BTreeSet<_>>(), others);
    let mut whole: Vec<Upright> = Vec::new();
    for (to, mut pieces) in lines {
        pieces.sort_by_key(|(_, from, _)| *from);
        for pair in pieces.windows(2) {
            assert_eq!(
                (pair[0].0, pair[0].2),
                (pair[1].0, pair[1].1),
                "{to} has a gap, or overlaps"
            );
        }
        let (first, last) = (pieces[0], pieces[pieces.len() - 1]);
        assert_eq!(last.2, arrivals[to]);
        assert!(first.1 < last.2);
        for other in &whole {
            let apart = other.0 != first.0 || other.2 <= first.1 || last.2 <= other.1;
            assert!(apart, "{to} lies on another line");
        }
        whole.push((first.0, first.1, last.2));
    }
}

/// Elements end in the order in which they began, and no letter of a text could be markup.
fn is_well_formed(drawing: &str) {
    let mut open = Vec::new();
    for part in drawing.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains('>'), "{part}");
        for entity in part.split('&').skip(1) {
            let name = entity.split_once(';').unwrap().0;
            assert!(["amp", "lt", "gt", "quot"].contains(&name), "{part}");
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{part}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
        if open.last() != Some(&"text") {
            assert_eq!(text, "", "only texts hold text");
        }
    }
    assert!(open.is_empty());
}

#[test]
fn our_own_flows_are_drawn_whole_in_every_language() {
    with_ours(|flow| {
        check(flow, &diagram::draw(flow, "", false));
        check(flow, &diagram::draw(flow, "", true));
    });
}

#[test]
fn any_flow_is_drawn_whole() {
    for flow in made_up() {
        check(&flow, &diagram::draw(&flow, "", false));
        check(&flow, &diagram::draw(&flow, "", true));
    }
}

#[test]
fn no_text_of_a_flow_becomes_markup() {
    let evil = "</text></svg><script>alert(1)</script>\"' & \u{0} end";
    let mut draft = made_up().remove(0).draft().clone();
    for fact in &mut draft.facts {
        evil.clone_into(&mut fact.name);
        evil.clone_into(&mut fact.question);
        evil.clone_into(&mut fact.unknown);
        fact.values.iter_mut().for_each(|value| evil.clone_into(&mut value.text));
    }
    draft.outcomes.iter_mut().for_each(|outcome| evil.clone_into(&mut outcome.title));
    let flow = Flow::check(draft).unwrap();
    let drawing = diagram::draw(&flow, "", false);
    check(&flow, &drawing);
    assert!(drawing.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn a_drawing_can_lead_to_another_page() {
    let flow = made_up().remove(0);
    let drawing = diagram::draw(&flow, "../../flows/x/", false);
    let html = Html::parse_fragment(&drawing);
    let links = all(&html, "a");
    assert!(links.iter().all(|link| data(*link, "href").starts_with("../../flows/x/#")));
}

#[test]
fn a_summary_has_every_question_and_every_outcome_once() {
    let check = |flow: &Flow| {
        let sheet = summary::of(flow);
        let questions: BTreeSet<&str> = sheet.questions.iter().map(|one| one.id).collect();
        assert_eq!(
            (questions.len(), sheet.questions.len()),
            (flow.steps().len(), flow.steps().len())
        );
        let outcomes: BTreeSet<&str> =
            sheet.outcomes.iter().map(|one| one.outcome.id.as_str()).collect();
        assert_eq!(outcomes.len(), sheet.outcomes.len());
        assert_eq!(outcomes.len(), flow.outcomes().len());
        // Each mark that an answer names is there, and each but the first question is named.
        let named: BTreeSet<String> = sheet
            .questions
            .iter()
            .flat_map(|one| one.answers.iter().map(|way| way.to.clone()))
            .collect();
        let marks = sheet.outcomes.iter().map(|one| one.mark.clone());
        let numbers = (2..=sheet.questions.len()).map(|number| number.to_string());
        assert_eq!(named, marks.chain(numbers).collect());
    };
    made_up().iter().for_each(check);
    with_ours(check);
}
