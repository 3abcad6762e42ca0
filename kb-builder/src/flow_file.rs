//! One TOML file in `flows/` is one flow. Remembers where each name stood, which the flow does not.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use kb_flow::{
    Ending, Exit, Fact, FlowDraft, FlowFault, FlowId, GuideId, Outcome, Probe, Step, Team, UNKNOWN,
    Value,
};
use toml::Spanned;
use toml::de::DeValue;

use crate::address::{check_name, is_name};
use crate::fields::{self, Context, Fields, Placed, as_table, number, text};
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};

/// A flow as its author wrote it, not yet proved, with the places of its names.
pub struct FlowFile<'a> {
    /// The file it came from.
    pub path: &'a SourcePath,
    /// The flow; its fixes are still to be looked up.
    pub draft: FlowDraft,
    places: Places,
}

/// Where the names of a flow stand in its file.
#[derive(Default)]
struct Places(BTreeMap<Name, Range<usize>>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Start,
    MaxAnswers,
    Fact(String),
    Value(String, String),
    Probe(String),
    Step(String),
    Needs(String),
    /// The value of an exit, and where it leads.
    Exit(String, String),
    Target(String, String),
    Outcome(String),
    Fix(String, String),
}

/// Every flow, as far as it can be understood.
pub fn parse_all<'a>(source: &'a Source, problems: &Problems) -> Vec<FlowFile<'a>> {
    source
        .texts_in("flows", "toml")
        .filter_map(|(path, name, text)| parse(path, name, text, problems))
        .collect()
}

fn parse<'a>(
    path: &'a SourcePath,
    name: &str,
    text: &'a str,
    problems: &Problems,
) -> Option<FlowFile<'a>> {
    let named = check_name(path, name, problems);
    let context = Context { path, offset: 0, problems };
    let table = fields::parse(text, context)?;
    let fields = Fields::of(&table, context);
    let mut places = Places::default();
    let title = fields.text("title", "title = \"Teams says caa20004\"");
    let version = fields.number("version", "version = 1", 1..=1_000_000);
    let start = fields.placed_text("start", "start = \"where\"");
    let max_answers = fields.number("max-answers", "max-answers = 8", 1..=100);
    if let Some(place) = fields.place_of("max-answers") {
        places.put(Name::MaxAnswers, place);
    }
    let facts = tables(&fields, "facts", |name, fields| {
        places.put(Name::Fact(name.value.clone()), name.place.clone());
        fact(name, fields, &mut places)
    });
    let steps = tables(&fields, "steps", |name, fields| {
        places.put(Name::Step(name.value.clone()), name.place.clone());
        step(name, fields, &mut places)
    });
    let outcomes = tables(&fields, "outcomes", |name, fields| {
        places.put(Name::Outcome(name.value.clone()), name.place.clone());
        outcome(name, fields, &mut places)
    });
    fields.finish();
    let start = start?;
    places.put(Name::Start, start.place);
    named.then_some(())?;
    let draft = FlowDraft {
        id: FlowId::from(name),
        title: title?,
        version: version?,
        digest: String::new(),
        start: start.value.as_str().into(),
        max_answers: max_answers? as usize,
        // A table that could not be read has been reported. What is missing from it would only be
        // reported again, so such a flow goes no further.
        facts: facts?,
        steps: steps?,
        outcomes: outcomes?,
        fixes: Vec::new(),
    };
    Some(FlowFile { path, draft, places })
}

/// Reads every table of a table of tables; nothing if one of them cannot be read.
fn tables<T>(
    fields: &Fields<'_, '_>,
    key: &'static str,
    mut read: impl FnMut(&Placed<String>, &Fields<'_, '_>) -> Option<T>,
) -> Option<Vec<T>> {
    let all = fields.table(key, "[facts.…], [steps.…] and [outcomes.…]")?;
    let mut things = Vec::new();
    let mut whole = true;
    for (name, value) in all.entries() {
        if !is_name(&name.value) {
            let fault = Fault::BadName { name: name.value.clone() };
            let context = fields.context();
            context.problems.report(context.path, Some(name.place.clone()), fault);
            whole = false;
        }
        let read = as_table(&name.value, value, fields.context()).and_then(|fields| {
            let thing = read(&name, &fields);
            fields.finish();
            thing
        });
        whole &= read.is_some();
        things.extend(read);
    }
    whole.then_some(things)
}

fn fact(name: &Placed<String>, fields: &Fields<'_, '_>, places: &mut Places) -> Option<Fact> {
    let noun = fields.text("name", "name = \"Clock\"");
    let question = fields.text("question", "question = \"Is the clock right?\"");
    let why = fields.text("why", "why = \"Why we ask\"");
    let unknown = fields.text("unknown", "unknown = \"I don't know\"");
    let read = fields.maybe_text("read");
    let probe = fields.maybe_text("probe");
    if let Some(probe) = &probe {
        places.put(Name::Probe(name.value.clone()), probe.place.clone());
    }
    let probe_named = probe.is_some();
    let probe = probe.and_then(|written| {
        fields::one_of("probe", written, Probe::ALL, Probe::word, fields.context())
    });
    let values = fields.table("values", "[facts.….values]")?;
    let mut whole = true;
    let mut list = Vec::new();
    for (id, written) in values.entries() {
        if !is_name(&id.value) {
            let fault = Fault::BadName { name: id.value.clone() };
            let context = fields.context();
            context.problems.report(context.path, Some(id.place.clone()), fault);
            whole = false;
        }
        places.put(Name::Value(name.value.clone(), id.value.clone()), id.place.clone());
        let value = value(&id.value, written, fields.context());
        whole &= value.is_some();
        list.extend(value);
    }
    if !whole || (probe_named && probe.is_none()) {
        return None;
    }
    Some(Fact {
        id: name.value.as_str().into(),
        name: noun?,
        question: question?,
        why: why?,
        unknown: unknown?,
        read: read.map(|read| read.value),
        probe,
        values: list,
    })
}

/// Puts every text of a flow on one line: they are written into lines of books and tickets.
pub fn on_one_line(draft: &mut FlowDraft) {
    let texts = |text: &mut String| {
        if text.contains(['\n', '\r', '\t']) {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    };
    texts(&mut draft.title);
    for fact in &mut draft.facts {
        [&mut fact.name, &mut fact.question, &mut fact.why, &mut fact.unknown]
            .into_iter()
            .for_each(texts);
        fact.read.iter_mut().for_each(texts);
        fact.values.iter_mut().map(|value| &mut value.text).for_each(texts);
    }
    for outcome in &mut draft.outcomes {
        [&mut outcome.title, &mut outcome.text].into_iter().for_each(texts);
    }
    for fix in &mut draft.fixes {
        [&mut fix.title, &mut fix.summary, &mut fix.deletes, &mut fix.undo, &mut fix.success]
            .into_iter()
            .for_each(texts);
    }
}

/// A value: its words alone, or a table with the numbers that mean it.
fn value(id: &str, written: &Spanned<DeValue<'_>>, context: Context<'_>) -> Option<Value> {
    if written.get_ref().is_str() {
        return Some(Value::new(id, &text(id, written, context)?.value));
    }
    let fields = as_table(id, written, context)?;
    let words = fields.text("text", "text = \"Yes\"");
    let codes: Vec<_> = fields
        .maybe_items("codes")
        .into_iter()
        .map(|code| number("codes", code, 10_000..=9_999_999, context))
        .collect();
    let any_code = fields.has("any-code") && fields.truth("any-code", "any-code = true")?;
    let red_flag = fields.has("red-flag") && fields.truth("red-flag", "red-flag = true")?;
    fields.finish();
    let codes = codes.into_iter().collect::<Option<Vec<u32>>>()?;
    Some(Value { id: id.into(), text: words?, codes, any_code, red_flag })
}

fn step(name: &Placed<String>, fields: &Fields<'_, '_>, places: &mut Places) -> Option<Step> {
    let needs = fields.placed_text("needs", "needs = \"clock\"");
    let go = fields.table("go", "go = { yes = \"…\", unknown = \"…\" }")?;
    let mut exits = Vec::new();
    let mut whole = true;
    for (value, to) in go.entries() {
        let Some(to) = text(&value.value, to, fields.context()) else {
            whole = false;
            continue;
        };
        let names = (name.value.clone(), value.value.clone());
        places.put(Name::Exit(names.0.clone(), names.1.clone()), value.place.clone());
        places.put(Name::Target(names.0, names.1), to.place);
        exits.push(Exit::new(&value.value, &to.value));
    }
    let needs = needs?;
    places.put(Name::Needs(name.value.clone()), needs.place);
    whole.then_some(Step {
        id: name.value.as_str().into(),
        needs: needs.value.as_str().into(),
        exits,
    })
}

fn outcome(name: &Placed<String>, fields: &Fields<'_, '_>, places: &mut Places) -> Option<Outcome> {
    let title = fields.text("title", "title = \"What we found\"");
    let words = fields.text("text", "text = \"What it means\"");
    let fixes: Vec<GuideId> = fields
        .texts("fixes", "fixes = []")
        .into_iter()
        .map(|fix| {
            places.put(Name::Fix(name.value.clone(), fix.value.clone()), fix.place);
            fix.value.as_str().into()
        })
        .collect();
    let ends =
        fields.word("ends", "ends = \"hand-over\"", &["hand-over", "report", "wait"], |end| end);
    let teams =
        [("helpdesk", Team::Helpdesk), ("security", Team::Security), ("network", Team::Network)];
    let team = match fields.maybe_text("team") {
        Some(written) => {
            fields::one_of("team", written, &teams, |(word, _)| word, fields.context())?.1
        }
        None => Team::Helpdesk,
    };
    Some(Outcome {
        id: name.value.as_str().into(),
        title: title?,
        text: words?,
        fixes,
        ends: match ends? {
            "wait" => Ending::Wait,
            "report" => Ending::Report(team),
            _ => Ending::HandOver(team),
        },
    })
}

impl Places {
    fn put(&mut self, name: Name, place: Range<usize>) {
        self.0.insert(name, place);
    }

    fn of(&self, name: &Name) -> Option<Range<usize>> {
        self.0.get(name).cloned()
    }
}

/// The most answers of a way that are told.
const MOST_TOLD: usize = 30;

impl FlowFile<'_> {
    /// Reports what is wrong with the flow at the place where its author wrote it.
    pub fn report(&self, fault: FlowFault, guides: &[&str], problems: &Problems) {
        let place = self.places.of(&self.name_at_fault(&fault));
        let near = self.near(&fault, guides);
        let way = self.way(&fault);
        problems.report(self.path, place, Fault::Flow { fault, near, way: way.map(Into::into) });
    }

    /// How a person comes to what is at fault, in the words that they read.
    fn way(&self, fault: &FlowFault) -> Option<String> {
        let answers = match fault {
            FlowFault::NeverTaken { answers, .. }
            | FlowFault::WrongPlatform { answers, .. }
            | FlowFault::RedFlagLate { answers, .. }
            | FlowFault::TooManyAnswers { answers, .. } => answers.clone(),
            FlowFault::NoWayOn { step, .. } => self.way_to(step.as_str())?,
            FlowFault::NotSelfService { outcome, .. }
            | FlowFault::HarmDecreases { outcome, .. }
            | FlowFault::FixTwice { outcome, .. } => self.way_to(outcome.as_str())?,
            _ => return None,
        };
        let told = answers.iter().take(MOST_TOLD).filter_map(|(fact, value)| {
            let fact = self.draft.facts.iter().find(|known| known.id == *fact)?;
            Some(format!("{}: {}", fact.name, fact.text_of(value)?))
        });
        let told = told.collect::<Vec<_>>().join(" → ");
        (!told.is_empty()).then_some(told)
    }

    /// The answers on a shortest way to a step or outcome; nothing if there is none.
    fn way_to(&self, name: &str) -> Option<Vec<(kb_flow::FactId, kb_flow::ValueId)>> {
        let mut seen = BTreeSet::from([self.draft.start.as_str()]);
        let mut open = VecDeque::from([(self.draft.start.as_str(), Vec::new())]);
        while let Some((at, answers)) = open.pop_front() {
            if at == name {
                return Some(answers);
            }
            let Some(step) = self.draft.steps.iter().find(|step| step.id.as_str() == at) else {
                continue;
            };
            for exit in &step.exits {
                if seen.insert(exit.to.as_str()) {
                    let mut answers = answers.clone();
                    answers.push((step.needs.clone(), exit.value.clone()));
                    open.push_back((exit.to.as_str(), answers));
                }
            }
        }
        None
    }

    fn name_at_fault(&self, fault: &FlowFault) -> Name {
        match fault {
            FlowFault::NoSuchStart { .. } => Name::Start,
            FlowFault::NameTaken { name } => {
                let outcome = Name::Outcome(name.clone());
                if self.places.of(&outcome).is_some() { outcome } else { Name::Step(name.clone()) }
            }
            FlowFault::NoValues { fact } | FlowFault::UnusedFact { fact } => {
                Name::Fact(fact.to_string())
            }
            FlowFault::CodeTwice { fact, .. } => Name::Fact(fact.to_string()),
            FlowFault::ValueTwice { fact, value } => {
                Name::Value(fact.to_string(), value.to_string())
            }
            FlowFault::ProbeFindsMore { fact, .. } => Name::Probe(fact.to_string()),
            FlowFault::NoSuchFact { step, .. } => Name::Needs(step.to_string()),
            FlowFault::NoSuchValue { step, value } | FlowFault::NeverTaken { step, value, .. } => {
                Name::Exit(step.to_string(), value.to_string())
            }
            FlowFault::NoWayOn { step, .. } | FlowFault::UnreachableStep { step } => {
                Name::Step(step.to_string())
            }
            FlowFault::NoSuchTarget { step, value, .. } => {
                Name::Target(step.to_string(), value.to_string())
            }
            FlowFault::Loop { steps } => {
                Name::Step(steps.first().map(ToString::to_string).unwrap_or_default())
            }
            FlowFault::UnreachableOutcome { outcome } => Name::Outcome(outcome.to_string()),
            FlowFault::TooManyAnswers { .. } => Name::MaxAnswers,
            FlowFault::RedFlagLate { outcome, .. } => Name::Outcome(outcome.to_string()),
            FlowFault::NoSuchFix { outcome, fix }
            | FlowFault::FixTwice { outcome, fix }
            | FlowFault::NotSelfService { outcome, fix }
            | FlowFault::WrongPlatform { outcome, fix, .. }
            | FlowFault::HarmDecreases { outcome, then: fix, .. } => {
                Name::Fix(outcome.to_string(), fix.to_string())
            }
            // Of no one place. The other stands in the guide, and is reported there.
            FlowFault::TooEntangled | FlowFault::NoSuchRecheck { .. } => Name::Start,
        }
    }

    /// The name that the author may have meant.
    fn near(&self, fault: &FlowFault, guides: &[&str]) -> Option<String> {
        let steps = || self.draft.steps.iter().map(|step| step.id.as_str());
        let outcomes = || self.draft.outcomes.iter().map(|outcome| outcome.id.as_str());
        let facts = || self.draft.facts.iter();
        match fault {
            FlowFault::NoSuchStart { start } => nearest(start.as_str(), steps()),
            FlowFault::NoSuchTarget { to, .. } => nearest(to, steps().chain(outcomes())),
            FlowFault::NoSuchFact { fact, .. } => {
                nearest(fact.as_str(), facts().map(|fact| fact.id.as_str()))
            }
            FlowFault::NoSuchValue { step, value } => {
                let step = self.draft.steps.iter().find(|known| known.id == *step)?;
                let fact = facts().find(|fact| fact.id == step.needs)?;
                let values = fact.values.iter().map(|value| value.id.as_str());
                nearest(value.as_str(), values.chain([UNKNOWN]))
            }
            FlowFault::NoSuchFix { fix, .. } => nearest(fix.as_str(), guides.iter().copied()),
            _ => None,
        }
    }
}
