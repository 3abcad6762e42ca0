//! One TOML file in `scenarios/` holds situations of people, and where the flow of that name must
//! lead them. Written by those who know the people, not the program; checked with the content.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kb_flow::{
    Case, Certainty, Family, Finding, Flow, KnownCodes, Progress, Source as From, Standing,
    ValueId, families, read_text, value_of, walk,
};

use crate::fields::{self, Context, Fields, Placed, text};
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// The situations of one flow.
pub struct Scenarios<'a> {
    /// The file they came from.
    pub path: &'a SourcePath,
    /// The flow, by the name of the file.
    pub flow: &'a str,
    situations: Vec<Situation>,
}

/// What one person knows, and where that must lead.
struct Situation {
    title: Placed<String>,
    /// What the person answers.
    known: Vec<Said>,
    /// What the page finds out.
    found: Vec<Said>,
    /// What the person pastes.
    message: Option<String>,
    /// The fixes tried, and how each went.
    tried: Vec<Said>,
    /// The outcome.
    ends: Placed<String>,
    /// The fix on the screen.
    offers: Option<Placed<String>>,
    /// The most answers the person may be asked for.
    answers: Option<Placed<u32>>,
}

/// A name and a word for it, each where it stands.
struct Said {
    name: Placed<String>,
    word: Placed<String>,
}

/// Every file of situations, as far as it can be understood.
pub fn parse_all<'a>(source: &'a Source, problems: &Problems) -> Vec<Scenarios<'a>> {
    let files = source.texts_in("scenarios", "toml").into_iter();
    let parsed = files.filter_map(|(path, flow, text)| {
        let context = Context { path, offset: 0, problems };
        let table = fields::parse(text, context)?;
        let fields = Fields::of(&table, context);
        let situations = fields.tables("situation");
        let is_missing = situations.is_empty();
        fields.finish();
        if is_missing {
            let example = "[[situation]]";
            problems.report(path, Some(0..0), Fault::MissingKey { key: "situation", example });
        }
        let situations = situations.into_iter().filter_map(|fields| {
            let situation = situation(&fields);
            fields.finish();
            situation
        });
        let situations: Vec<Situation> = situations.collect();
        let mut titles = BTreeSet::new();
        for title in situations.iter().map(|situation| &situation.title) {
            if !titles.insert(&title.value) {
                let fault = Fault::KeyTwice { key: title.value.clone() };
                problems.report(path, Some(title.place.clone()), fault);
            }
        }
        Some(Scenarios { path, flow, situations })
    });
    parsed.collect()
}

fn situation(fields: &Fields<'_, '_>) -> Option<Situation> {
    let title = fields.placed_text("title", "title = \"Whose day went how\"");
    let known = said(fields, "known");
    let found = said(fields, "found");
    let message = fields.maybe_text("message").map(|message| message.value);
    let tried = said(fields, "tried");
    let ends = fields.placed_text("ends", "ends = \"clock-wrong\"");
    let offers = fields.maybe_text("offers");
    let place = fields.place_of("answers");
    let answers = place.and_then(|place| {
        Some(Placed { value: fields.number("answers", "answers = 4", 0..=100)?, place })
    });
    Some(Situation { title: title?, known, found, message, tried, ends: ends?, offers, answers })
}

/// A table of names and words that may be there.
fn said(fields: &Fields<'_, '_>, key: &'static str) -> Vec<Said> {
    if !fields.has(key) {
        return Vec::new();
    }
    let Some(table) = fields.table(key, "known = { clock = \"right\" }") else { return Vec::new() };
    let entries = table.entries().into_iter();
    let words = entries.filter_map(|(name, word)| {
        let word = text(&name.value, word, fields.context())?;
        Some(Said { name, word })
    });
    words.collect()
}

/// More families than this are not searched for the path that was expected.
const MOST_FAMILIES: usize = 100_000;

impl Scenarios<'_> {
    /// Leads everybody through the flow, and reports who ends elsewhere.
    pub fn check(&self, flow: &Flow, known: &KnownCodes, problems: &Problems) {
        let report = |place: &Range<usize>, fault| {
            problems.report(self.path, Some(place.clone()), fault);
        };
        for situation in &self.situations {
            let Some(case) = situation.case(flow, known, &report) else { continue };
            situation.check(flow, &case, &report);
        }
    }
}

impl Situation {
    /// What is known of the person; nothing if the flow does not know a name.
    fn case(
        &self,
        flow: &Flow,
        known: &KnownCodes,
        report: &impl Fn(&Range<usize>, Fault),
    ) -> Option<Case> {
        let mut case = Case::default();
        let mut whole = true;
        for (said, source) in self
            .known
            .iter()
            .map(|said| (said, From::Person))
            .chain(self.found.iter().map(|said| (said, From::Probe)))
        {
            let Some(fact) = flow.fact(&said.name.value.as_str().into()) else {
                let facts = flow.facts().iter().map(|fact| fact.id.as_str());
                report(&said.name.place, no_such("fact", &said.name.value, facts));
                whole = false;
                continue;
            };
            let value = ValueId::from(said.word.value.as_str());
            if !fact.has(&value) {
                let values: Vec<ValueId> = fact.choices().map(|(value, _)| value).collect();
                let values = values.iter().map(ValueId::as_str);
                report(&said.word.place, no_such("value", &said.word.value, values));
                whole = false;
                continue;
            }
            let finds = |probe: kb_flow::Probe| probe.tells(&value).is_some();
            if source == From::Probe && !value.is_unknown() && !fact.probe.is_some_and(finds) {
                report(
                    &said.word.place,
                    Fault::CannotBeFound {
                        fact: said.name.value.clone(),
                        value: said.word.value.clone(),
                    },
                );
                whole = false;
            }
            let finding = match source {
                From::Person => Finding::by_person(value.as_str(), None),
                From::Link | From::Probe | From::Text => {
                    Finding::by_probe(value, Certainty::Sure, None)
                }
            };
            case.learn(fact.id.clone(), finding);
        }
        if let Some(message) = &self.message {
            let reading = read_text(message, known);
            for fact in flow.facts().iter().filter(|fact| fact.read.is_some()) {
                if let Some((value, number)) = value_of(fact, &reading) {
                    case.learn(fact.id.clone(), Finding::by_text(value, number, None));
                }
            }
        }
        for said in &self.tried {
            let Some(fix) = flow.fix(&said.name.value.as_str().into()) else {
                let fixes = flow.draft().fixes.iter().map(|fix| fix.id.as_str());
                report(&said.name.place, no_such("fix", &said.name.value, fixes));
                whole = false;
                continue;
            };
            if let Some(progress) = Progress::from_word(&said.word.value) {
                case.note(fix.id.clone(), progress);
            } else {
                let words = ["failed", "skipped", "worked", "confirmed"];
                let fault = no_such("progress", &said.word.value, words.into_iter());
                report(&said.word.place, fault);
                whole = false;
            }
        }
        let outcomes = || flow.outcomes().iter().map(|outcome| outcome.id.as_str());
        if !outcomes().any(|outcome| outcome == self.ends.value) {
            report(&self.ends.place, no_such("outcome", &self.ends.value, outcomes()));
            whole = false;
        }
        if let Some(offers) = &self.offers
            && flow.fix(&offers.value.as_str().into()).is_none()
        {
            let fixes = flow.draft().fixes.iter().map(|fix| fix.id.as_str());
            report(&offers.place, no_such("fix", &offers.value, fixes));
            whole = false;
        }
        whole.then_some(case)
    }

    fn check(&self, flow: &Flow, case: &Case, report: &impl Fn(&Range<usize>, Fault)) {
        let walk = walk(flow, case);
        let taken = || {
            let passed = walk
                .trail
                .iter()
                .map(|passed| format!("{} = {}", passed.fact.id, passed.finding.value));
            let mut taken: Vec<String> = passed.collect();
            taken.dedup();
            taken.push(match (walk.outcome, walk.standing) {
                (Some(outcome), _) => format!("`{}`", outcome.id),
                (None, Standing::Asking { fact, .. }) => format!("asks for `{}`", fact.id),
                (None, _) => "hand-over".to_owned(),
            });
            taken.join(" → ")
        };
        let outcome = walk.outcome.map(|outcome| outcome.id.as_str());
        if outcome != Some(self.ends.value.as_str()) {
            let ends = match (outcome, walk.standing) {
                (Some(outcome), _) => format!("ends at `{outcome}`"),
                (None, Standing::Asking { fact, .. }) => {
                    format!("stops where `{}` is asked for", fact.id)
                }
                (None, _) => "ends nowhere".to_owned(),
            };
            report(
                &self.ends.place,
                Fault::EndsElsewhere {
                    title: self.title.value.clone(),
                    expected: self.ends.value.clone(),
                    ends,
                    taken: taken(),
                    nearest: self.nearest_path(flow, case),
                },
            );
            return;
        }
        let mut asked: Vec<_> = walk
            .trail
            .iter()
            .filter(|passed| passed.finding.source == From::Person)
            .map(|passed| passed.fact.id.as_str())
            .collect();
        asked.sort_unstable();
        asked.dedup();
        if let Some(most) = &self.answers
            && asked.len() > most.value as usize
        {
            report(
                &most.place,
                Fault::MoreAnswers {
                    title: self.title.value.clone(),
                    most: most.value,
                    needed: asked.len(),
                    taken: taken(),
                },
            );
        }
        let offered = match walk.standing {
            Standing::Fixing { fix, .. } | Standing::Confirming { fix, .. } => {
                Some(fix.id.as_str())
            }
            Standing::Asking { .. }
            | Standing::Solved { .. }
            | Standing::HandOver { .. }
            | Standing::Waiting { .. } => None,
        };
        if let Some(offers) = &self.offers
            && offered != Some(offers.value.as_str())
        {
            report(
                &offers.place,
                Fault::OffersOther {
                    title: self.title.value.clone(),
                    expected: offers.value.clone(),
                    offered: offered.map(str::to_owned),
                },
            );
        }
    }

    /// The path to the expected outcome that agrees with most of what is known.
    fn nearest_path(&self, flow: &Flow, case: &Case) -> Option<String> {
        let all = families(flow, MOST_FAMILIES)?;
        let unlike = |family: &&Family<'_>| {
            let differs = |(step, values): &&(&kb_flow::Step, Vec<ValueId>)| {
                case.finding(&step.needs).is_none_or(|known| !values.contains(&known.value))
            };
            family.answers.iter().filter(differs).count()
        };
        let to = all.iter().filter(|family| family.outcome.id.as_str() == self.ends.value);
        let nearest = to.min_by_key(unlike)?;
        let mut path: Vec<String> = nearest
            .answers
            .iter()
            .map(|(step, values)| {
                let known = case.finding(&step.needs).map(|finding| &finding.value);
                match known {
                    Some(known) if values.contains(known) => format!("{} = {known}", step.needs),
                    Some(known) => format!("{} = {} (not {known})", step.needs, either(values)),
                    None => format!("{} = {} (not said)", step.needs, either(values)),
                }
            })
            .collect();
        path.push(format!("`{}`", nearest.outcome.id));
        Some(path.join(" → "))
    }
}

fn either(values: &[ValueId]) -> String {
    values.iter().map(ValueId::as_str).collect::<Vec<_>>().join(" or ")
}

fn no_such<'a>(kind: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> Fault {
    let known: Vec<&str> = known.collect();
    let near = nearest(name, known.iter().copied());
    let known = known.into_iter().map(str::to_owned).collect();
    Fault::NoSuchName { kind, name: name.to_owned(), near, known }
}

/// Every file of situations against the flow it is named after.
pub fn check_all(
    scenarios: &[Scenarios<'_>],
    flows: &BTreeMap<kb_flow::FlowId, Flow>,
    known: &KnownCodes,
    source: &Source,
    problems: &Problems,
) {
    for scenarios in scenarios {
        if let Some(flow) = flows.get(&scenarios.flow.into()) {
            scenarios.check(flow, known, problems);
        } else if !source.has(&SourcePath::new(format!("flows/{}.toml", scenarios.flow))) {
            let names = source.texts_in("flows", "toml").into_iter().map(|(_, name, _)| name);
            let near = nearest(scenarios.flow, names.collect::<Vec<_>>().into_iter());
            let fault = Fault::NoSuchFlow { flow: scenarios.flow.to_owned(), near };
            problems.report(scenarios.path, None, fault);
        }
    }
}
