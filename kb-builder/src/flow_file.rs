//! One TOML file in `flows/` is one flow; those in `flows/parts/` are what flows share. Remembers
//! where each name stood, which the flow does not.

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
use crate::format::FLOW;
use crate::problem::{Fault, Problems, nearest};
use crate::source::{Source, SourcePath};
use crate::translation::state;

/// A flow as its author wrote it, not yet proved, with the places of its names.
pub struct FlowFile<'a> {
    /// The file it came from.
    pub path: &'a SourcePath,
    /// The flow with what it takes from its parts; its fixes are still to be looked up.
    pub draft: FlowDraft,
    places: Places<'a>,
}

/// What of a flow has words of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// A fact.
    Fact,
    /// An outcome.
    Outcome,
}

impl Piece {
    /// The table that an author writes it in.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fact => "facts",
            Self::Outcome => "outcomes",
        }
    }
}

/// The words of a flow as translations see them.
pub struct Wording<'a> {
    /// The flow's own file.
    pub path: &'a SourcePath,
    /// The state of its title.
    pub state: String,
    /// Its facts and outcomes, the files they are in, and the state of their words.
    pub pieces: Vec<(Piece, String, &'a SourcePath, String)>,
}

/// Where the names of a flow stand: in its own file, or in that of a part.
#[derive(Clone, Default)]
struct Places<'a>(BTreeMap<Name, (Option<&'a SourcePath>, Range<usize>)>);

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

/// Facts, steps and outcomes: all of a part, and most of a flow.
#[derive(Clone)]
struct Pieces<'a> {
    path: &'a SourcePath,
    facts: Vec<Fact>,
    steps: Vec<Step>,
    outcomes: Vec<Outcome>,
    places: Places<'a>,
}

/// Where the parts are that flows share.
const PARTS: &str = "flows/parts";

/// Every flow with what it takes from its parts, as far as it can be understood.
pub fn parse_all<'a>(source: &'a Source, problems: &Problems) -> Vec<FlowFile<'a>> {
    let parts = source.texts_in(PARTS, "toml").into_iter();
    let parts: BTreeMap<&str, Option<Pieces<'a>>> =
        parts.map(|(path, name, text)| (name, part(path, name, text, problems))).collect();
    let mut used = BTreeSet::new();
    let mut whole = true;
    let files = source.texts_in("flows", "toml").into_iter();
    let flows = files.filter_map(|(path, name, text)| {
        let flow = parse(path, name, text, &parts, &mut used, problems);
        whole &= flow.is_some();
        flow
    });
    let flows = flows.collect();
    // Where a flow cannot be read, nobody knows what it would take.
    if whole {
        for (name, pieces) in &parts {
            report_unused(name, pieces.as_ref(), &used, problems);
        }
    }
    flows
}

fn part<'a>(
    path: &'a SourcePath,
    name: &str,
    text: &str,
    problems: &Problems,
) -> Option<Pieces<'a>> {
    let named = check_name(path, name, problems);
    let context = Context { path, offset: 0, problems };
    let table = fields::parse(text, context)?;
    let fields = Fields::of(&table, context);
    let pieces = pieces(path, &fields, true);
    fields.finish();
    pieces.filter(|_| named)
}

/// Reports what no flow takes from a part.
fn report_unused(
    part: &str,
    pieces: Option<&Pieces<'_>>,
    used: &BTreeSet<(String, Name)>,
    problems: &Problems,
) {
    let Some(pieces) = pieces else { return };
    let facts = pieces.facts.iter().map(|fact| Name::Fact(fact.id.to_string()));
    let steps = pieces.steps.iter().map(|step| Name::Step(step.id.to_string()));
    let outcomes = pieces.outcomes.iter().map(|outcome| Name::Outcome(outcome.id.to_string()));
    for name in facts.chain(steps).chain(outcomes) {
        let key = (part.to_owned(), name);
        if !used.contains(&key) {
            let place = pieces.places.of(&key.1).map(|(_, place)| place);
            let (Name::Fact(name) | Name::Step(name) | Name::Outcome(name)) = key.1 else {
                continue;
            };
            problems.report(pieces.path, place, Fault::NotTaken { name });
        }
    }
}

fn parse<'a>(
    path: &'a SourcePath,
    name: &str,
    text: &'a str,
    parts: &BTreeMap<&str, Option<Pieces<'a>>>,
    used: &mut BTreeSet<(String, Name)>,
    problems: &Problems,
) -> Option<FlowFile<'a>> {
    let named = check_name(path, name, problems);
    let context = Context { path, offset: 0, problems };
    let table = fields::parse(text, context)?;
    let fields = Fields::of(&table, context);
    FLOW.fits(&fields).then_some(())?;
    let title = fields.text("title", "title = \"The app says ERROR_17\"");
    let version = fields.number("version", "version = 1", 1..=1_000_000);
    let start = fields.placed_text("start", "start = \"where\"");
    let max_answers = fields.number("max-answers", "max-answers = 8", 1..=100);
    let max_answers_place = fields.place_of("max-answers");
    let named_parts = fields.maybe_texts("parts");
    let pieces = pieces(path, &fields, !named_parts.is_empty());
    let changes = changes(&fields);
    fields.finish();
    let mut taken = Vec::new();
    let mut whole = true;
    for part in named_parts {
        match parts.get(part.value.as_str()) {
            Some(Some(pieces)) => taken.push((part, pieces)),
            // What is wrong with it has been reported.
            Some(None) => whole = false,
            None => {
                let near = nearest(&part.value, parts.keys().copied());
                let fault = Fault::NoSuchPart { part: part.value, near };
                problems.report(path, Some(part.place), fault);
                whole = false;
            }
        }
    }
    let (start, mut pieces) = (start?, pieces?);
    pieces.places.put(Name::Start, start.place);
    if let Some(place) = max_answers_place {
        pieces.places.put(Name::MaxAnswers, place);
    }
    let changed = change(&taken, changes?, &mut pieces.places, context);
    whole &= take(&mut pieces, &start.value, &changed?, used, problems);
    (named && whole).then_some(())?;
    let Pieces { facts, steps, outcomes, places, .. } = pieces;
    let draft = FlowDraft {
        id: FlowId::from(name),
        title: title?,
        version: version?,
        digest: String::new(),
        start: start.value.as_str().into(),
        max_answers: max_answers? as usize,
        facts,
        steps,
        outcomes,
        fixes: Vec::new(),
    };
    Some(FlowFile { path, draft, places })
}

/// An exit of a part's step that leads elsewhere in this flow.
struct Change {
    step: Placed<String>,
    value: Placed<String>,
    to: Placed<String>,
}

/// Reads where steps of parts lead in this flow; nothing if one of them cannot be read.
fn changes(fields: &Fields<'_, '_>) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    if !fields.has("changes") {
        return Some(changes);
    }
    for (step, value) in fields.table("changes", "[changes]")?.entries() {
        for (value, to) in as_table(&step.value, value, fields.context())?.entries() {
            let to = text(&value.value, to, fields.context())?;
            changes.push(Change { step: step.clone(), value, to });
        }
    }
    Some(changes)
}

/// Copies of parts in which the changed exits lead where this flow wants them; nothing if a change
/// is of what there is not.
fn change<'a>(
    parts: &[(Placed<String>, &Pieces<'a>)],
    changes: Vec<Change>,
    places: &mut Places<'a>,
    context: Context<'_>,
) -> Option<Vec<(Placed<String>, Pieces<'a>)>> {
    let mut changed: Vec<(Placed<String>, Pieces<'a>)> =
        parts.iter().map(|(name, pieces)| (name.clone(), (*pieces).clone())).collect();
    let mut whole = true;
    for Change { step, value, to } in changes {
        let mut steps = changed.iter_mut().flat_map(|(_, pieces)| &mut pieces.steps);
        let found = steps.find(|known| known.id.as_str() == step.value);
        let exits = found.map(|found| &mut found.exits);
        let exit = exits
            .and_then(|exits| exits.iter_mut().find(|exit| exit.value.as_str() == value.value));
        if let Some(exit) = exit {
            exit.to.clone_from(&to.value);
            let names = (step.value, value.value);
            places.put(Name::Exit(names.0.clone(), names.1.clone()), value.place);
            places.put(Name::Target(names.0, names.1), to.place);
        } else {
            let name = format!("{}.{}", step.value, value.value);
            let fault = Fault::NothingToChange { name };
            context.problems.report(context.path, Some(value.place), fault);
            whole = false;
        }
    }
    whole.then_some(changed)
}

/// Reads facts, steps and outcomes; a part, or a flow that has parts, may be without some.
fn pieces<'a>(path: &'a SourcePath, fields: &Fields<'_, '_>, may_lack: bool) -> Option<Pieces<'a>> {
    let mut places = Places::default();
    let facts = tables(fields, "facts", may_lack, |name, fields| {
        places.put(Name::Fact(name.value.clone()), name.place.clone());
        fact(name, fields, &mut places)
    });
    let steps = tables(fields, "steps", may_lack, |name, fields| {
        places.put(Name::Step(name.value.clone()), name.place.clone());
        step(name, fields, &mut places)
    });
    let outcomes = tables(fields, "outcomes", may_lack, |name, fields| {
        places.put(Name::Outcome(name.value.clone()), name.place.clone());
        outcome(name, fields, &mut places)
    });
    // A table that could not be read has been reported. What is missing from it would only be
    // reported again, so such a flow goes no further.
    Some(Pieces { path, facts: facts?, steps: steps?, outcomes: outcomes?, places })
}

/// Takes from the parts what the flow's steps lead to, and says whether no name is in two places.
fn take<'a>(
    flow: &mut Pieces<'a>,
    start: &str,
    parts: &[(Placed<String>, Pieces<'a>)],
    used: &mut BTreeSet<(String, Name)>,
    problems: &Problems,
) -> bool {
    let whole = names_are_single(flow, parts, problems);
    let mut open: Vec<String> = vec![start.to_owned()];
    open.extend(flow.steps.iter().flat_map(exits));
    let mut facts: BTreeSet<String> =
        flow.steps.iter().map(|step| step.needs.to_string()).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !reached.insert(name.clone()) {
            continue;
        }
        let steps = parts.iter().flat_map(|(_, part)| &part.steps);
        for step in steps.filter(|step| step.id.as_str() == name) {
            facts.insert(step.needs.to_string());
            open.extend(exits(step));
        }
    }
    for (part, pieces) in parts {
        let mut keep = |name: Name| {
            used.insert((part.value.clone(), name));
        };
        let needed = |fact: &Fact| facts.contains(fact.id.as_str());
        // What comes along with another finding is needed by no step.
        let comes_along = pieces.facts.iter().any(&needed);
        for fact in &pieces.facts {
            let along = comes_along && fact.probe.is_some_and(|probe| !probe.can_run());
            if needed(fact) || along {
                keep(Name::Fact(fact.id.to_string()));
                flow.facts.push(fact.clone());
            }
        }
        for step in pieces.steps.iter().filter(|step| reached.contains(step.id.as_str())) {
            keep(Name::Step(step.id.to_string()));
            flow.steps.push(step.clone());
        }
        for outcome in &pieces.outcomes {
            if reached.contains(outcome.id.as_str()) {
                keep(Name::Outcome(outcome.id.to_string()));
                flow.outcomes.push(outcome.clone());
            }
        }
        for (name, (_, place)) in &pieces.places.0 {
            // What this flow changes stands in its own file.
            let from = || (Some(pieces.path), place.clone());
            flow.places.0.entry(name.clone()).or_insert_with(from);
        }
    }
    whole
}

fn exits(step: &Step) -> impl Iterator<Item = String> {
    step.exits.iter().map(|exit| exit.to.clone())
}

/// Reports names that are both in the flow and in a part, or in two parts.
fn names_are_single(
    flow: &Pieces<'_>,
    parts: &[(Placed<String>, Pieces<'_>)],
    problems: &Problems,
) -> bool {
    fn names<'b>(pieces: &'b Pieces<'_>) -> impl Iterator<Item = (bool, &'b str)> {
        let facts = pieces.facts.iter().map(|fact| (true, fact.id.as_str()));
        let steps = pieces.steps.iter().map(|step| (false, step.id.as_str()));
        // A step and an outcome are named in the same places.
        facts.chain(steps).chain(pieces.outcomes.iter().map(|outcome| (false, outcome.id.as_str())))
    }
    let mut taken: BTreeMap<(bool, &str), &SourcePath> =
        names(flow).map(|name| (name, flow.path)).collect();
    let mut whole = true;
    for (part, pieces) in parts {
        for name in names(pieces) {
            // What is twice in one file is found with the rest of the proof.
            let other = taken.insert(name, pieces.path).filter(|other| *other != pieces.path);
            if let Some(other) = other {
                let fault = Fault::InTwoParts { name: name.1.to_owned(), other: other.to_string() };
                problems.report(flow.path, Some(part.place.clone()), fault);
                whole = false;
            }
        }
    }
    whole
}

/// Reads every table of a table of tables; nothing if one of them cannot be read.
fn tables<T>(
    fields: &Fields<'_, '_>,
    key: &'static str,
    may_lack: bool,
    mut read: impl FnMut(&Placed<String>, &Fields<'_, '_>) -> Option<T>,
) -> Option<Vec<T>> {
    if may_lack && !fields.has(key) {
        return Some(Vec::new());
    }
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

/// The most answers to one question. What a pasted text or a probe can find may be many.
pub const MAX_VALUES: usize = 40;

fn fact(name: &Placed<String>, fields: &Fields<'_, '_>, places: &mut Places<'_>) -> Option<Fact> {
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
    let mut list: Vec<Value> = Vec::new();
    let entries = values.entries();
    if entries.len() > MAX_VALUES {
        let context = fields.context();
        context.problems.report(context.path, Some(name.place.clone()), Fault::TooManyValues);
        return None;
    }
    for (id, written) in entries {
        if !is_name(&id.value) {
            let fault = Fault::BadName { name: id.value.clone() };
            let context = fields.context();
            context.problems.report(context.path, Some(id.place.clone()), fault);
            whole = false;
        }
        places.put(Name::Value(name.value.clone(), id.value.clone()), id.place.clone());
        let value = value(&id.value, written, fields.context());
        whole &= value.is_some();
        let read_alike = |known: &str| {
            value.as_ref().is_some_and(|value| value.text.trim().eq_ignore_ascii_case(known.trim()))
        };
        if list.iter().map(|known| &known.text).chain(&unknown).any(|known| read_alike(known)) {
            let words = value.as_ref().map(|value| value.text.clone()).unwrap_or_default();
            fields.context().report(written.span(), Fault::AnswerTwice { words });
        }
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
    let mut whole = true;
    let (mut numbers, mut codes) = (Vec::new(), Vec::new());
    for code in fields.maybe_items("codes") {
        if code.get_ref().is_str() {
            codes.extend(text("codes", code, context).map(|code| code.value));
        } else {
            let number = number("codes", code, 10_000..=9_999_999, context);
            whole &= number.is_some();
            numbers.extend(number);
        }
    }
    let any_code = fields.has("any-code") && fields.truth("any-code", "any-code = true")?;
    let red_flag = fields.has("red-flag") && fields.truth("red-flag", "red-flag = true")?;
    fields.finish();
    whole.then_some(Value { id: id.into(), text: words?, numbers, codes, any_code, red_flag })
}

fn step(name: &Placed<String>, fields: &Fields<'_, '_>, places: &mut Places<'_>) -> Option<Step> {
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

fn outcome(
    name: &Placed<String>,
    fields: &Fields<'_, '_>,
    places: &mut Places<'_>,
) -> Option<Outcome> {
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

impl<'a> Places<'a> {
    fn put(&mut self, name: Name, place: Range<usize>) {
        self.0.insert(name, (None, place));
    }

    fn of(&self, name: &Name) -> Option<(Option<&'a SourcePath>, Range<usize>)> {
        self.0.get(name).cloned()
    }
}

/// The most answers of a way that are told.
const MOST_TOLD: usize = 30;

impl<'a> FlowFile<'a> {
    /// Reports what is wrong with the flow at the place where its author wrote it.
    pub fn report(&self, fault: FlowFault, guides: &[&str], problems: &Problems) {
        let (path, place) = self.places.of(&self.name_at_fault(&fault)).unzip();
        let near = self.near(&fault, guides);
        let way = self.way(&fault);
        let path = path.flatten().unwrap_or(self.path);
        problems.report(path, place, Fault::Flow { fault, near, way: way.map(Into::into) });
    }

    /// Its words as translations see them.
    pub fn wording(&self) -> Wording<'a> {
        let path =
            |name: &Name| self.places.of(name).and_then(|(path, _)| path).unwrap_or(self.path);
        let facts = self.draft.facts.iter().map(|fact| {
            let texts = [&fact.name, &fact.question, &fact.why, &fact.unknown];
            let texts = texts.into_iter().chain(&fact.read);
            let texts = texts.chain(fact.values.iter().map(|value| &value.text));
            let id = fact.id.to_string();
            let path = path(&Name::Fact(id.clone()));
            (Piece::Fact, id, path, state(texts.map(String::as_str)))
        });
        let outcomes = self.draft.outcomes.iter().map(|outcome| {
            let id = outcome.id.to_string();
            let path = path(&Name::Outcome(id.clone()));
            (Piece::Outcome, id, path, state([outcome.title.as_str(), &outcome.text]))
        });
        Wording {
            path: self.path,
            state: state([self.draft.title.as_str()]),
            pieces: facts.chain(outcomes).collect(),
        }
    }

    /// Reports codes that are in no table, and so could never be read in a text.
    pub fn check_codes(&self, known: &[&str], problems: &Problems) {
        for fact in &self.draft.facts {
            for value in &fact.values {
                let name = Name::Value(fact.id.to_string(), value.id.to_string());
                let (path, place) = self.places.of(&name).unzip();
                let path = path.flatten().unwrap_or(self.path);
                for code in value.codes.iter().filter(|code| !known.contains(&code.as_str())) {
                    let near = nearest(code, known.iter().copied());
                    let fault = Fault::NoSuchCode { code: code.clone(), near };
                    problems.report(path, place.clone(), fault);
                }
            }
        }
    }

    /// Reports probes that ask a sign-in service, for a site that names none.
    pub fn check_probes(&self, problems: &Problems) {
        for fact in &self.draft.facts {
            let Some(probe) = fact.probe.filter(|probe| probe.asks_the_sign_in()) else { continue };
            let (path, place) = self.places.of(&Name::Probe(fact.id.to_string())).unzip();
            let fault = Fault::NobodyToAsk { probe: probe.word() };
            problems.report(path.flatten().unwrap_or(self.path), place, fault);
        }
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
            // Of no one place.
            FlowFault::TooEntangled => Name::Start,
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
