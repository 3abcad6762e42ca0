//! The words of another language: the same files again in a folder of that language.
//!
//! A translation has words alone. It says which state of the original it translates; one of another
//! state is stale, and is not shown.

use std::collections::{BTreeMap, BTreeSet};

use kb_flow::{Flow, FlowDraft, FlowId, GuideId};
use sha2::{Digest as _, Sha256};

use crate::code::Code;
use crate::edition::{Guides, code_path, guide_path};
use crate::fields::{self, Context, Fields, Placed, as_table, text};
use crate::flow_file::{Piece, Wording};
use crate::front_matter;
use crate::glossary::{self, Glossary};
use crate::guide::Guide;
use crate::markdown::{self, Body};
use crate::memory::Mark;
use crate::problem::{Fault, Problems};
use crate::site::Language;
use crate::source::{Source, SourcePath};

/// Tells the state of an original's words from any other: 32 bits of SHA-256, in hexadecimal digits.
pub fn state<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(text);
        digest.update([0]);
    }
    let digest = digest.finalize();
    let mark = digest.iter().take(4).fold(0_u32, |mark, byte| mark << 8 | u32::from(*byte));
    format!("{mark:08x}")
}

/// Everything that is written for one language.
pub struct Translation<'a> {
    /// The language.
    pub language: Language,
    /// The terms it explains.
    pub glossary: Glossary,
    guides: BTreeMap<String, PageWords<'a>>,
    codes: BTreeMap<String, PageWords<'a>>,
    /// By the path of the original.
    flows: BTreeMap<SourcePath, FlowWords<'a>>,
    site: Option<SiteWords>,
}

/// The words of a guide, or of the page of a code.
struct PageWords<'a> {
    path: &'a SourcePath,
    of: Option<Placed<String>>,
    title: String,
    summary: String,
    /// `deletes`, `undo` and `success`, of a fix.
    contract: [Option<String>; 3],
    unconfirmed: Vec<Placed<String>>,
    /// `does`, `deletes` and `undo` of its blocks of commands.
    commands: BTreeMap<String, [String; 3]>,
    body: Body,
    /// As those of a guide.
    mark: Mark,
    face: Mark,
}

/// The words of a flow, or of a part of flows.
struct FlowWords<'a> {
    path: &'a SourcePath,
    of: Option<Placed<String>>,
    title: Option<String>,
    facts: BTreeMap<String, Entry<FactWords>>,
    outcomes: BTreeMap<String, Entry<[String; 2]>>,
}

/// The words of a fact or an outcome, and of which state they are.
struct Entry<T> {
    name: Placed<String>,
    of: Option<Placed<String>>,
    words: T,
}

/// The words of a fact.
struct FactWords {
    /// `name`, `question`, `why` and `unknown`.
    texts: [String; 4],
    read: Option<String>,
    values: BTreeMap<String, String>,
}

/// The site's own name and summary.
struct SiteWords {
    of: Option<Placed<String>>,
    name: String,
    summary: String,
}

/// Reads what is written for a language.
pub fn parse<'a>(source: &'a Source, language: Language, problems: &Problems) -> Translation<'a> {
    let folder = |name: &str| format!("{}/{name}", language.tag);
    let pages = |name: &str| {
        let files = source.texts_in(&folder(name), "md");
        let pages = files.into_iter().filter_map(|(path, name, text)| {
            Some((name.to_owned(), page_words(path, text, source.mark(path), problems)?))
        });
        pages.collect()
    };
    let mut flows = BTreeMap::new();
    for of in ["flows", "flows/parts"] {
        for (path, name, text) in source.texts_in(&folder(of), "toml") {
            let original = SourcePath::new(format!("{of}/{name}.toml"));
            let is_flow = of == "flows";
            flows.extend(flow_words(path, text, is_flow, problems).map(|words| (original, words)));
        }
    }
    let glossary = glossary::parse(source, &SourcePath::new(folder("glossary.toml")), problems);
    let (guides, codes) = (pages("guides"), pages("codes"));
    let site = site_words(source, &SourcePath::new(folder("site.toml")), problems);
    Translation { language, glossary, guides, codes, flows, site }
}

fn page_words<'a>(
    path: &'a SourcePath,
    text: &str,
    mark: Mark,
    problems: &Problems,
) -> Option<PageWords<'a>> {
    let parts = front_matter::split(path, text, problems)?;
    let body = markdown::parse(path, text, parts.body, problems);
    let face = body.face_with(path, &text[parts.front_matter.clone()]);
    let context = Context { path, offset: parts.front_matter.start, problems };
    let table = fields::parse(&text[parts.front_matter], context)?;
    let fields = Fields::of(&table, context);
    let of = fields.maybe_text("of");
    let title = fields.text("title", "title = \"What to do\"");
    let summary = fields.text("summary", "summary = \"What it does, in one sentence\"");
    let contract =
        ["deletes", "undo", "success"].map(|key| fields.maybe_text(key).map(|text| text.value));
    let unconfirmed = fields.maybe_texts("unconfirmed");
    let mut commands = BTreeMap::new();
    if fields.has("commands") {
        for (name, value) in fields.table("commands", "[commands.show-time]")?.entries() {
            let Some(fields) = as_table(&name.value, value, context) else { continue };
            let does = fields.text("does", "does = \"Shows the time. It changes nothing.\"");
            let deletes = fields.text("deletes", "deletes = \"Nothing.\"");
            let undo = fields.text("undo", "undo = \"Nothing to undo.\"");
            fields.finish();
            if let (Some(does), Some(deletes), Some(undo)) = (does, deletes, undo) {
                commands.insert(name.value, [does, deletes, undo]);
            }
        }
    }
    fields.finish();
    let (title, summary) = (title?, summary?);
    (!body.is_cut_off).then_some(())?;
    let words =
        PageWords { path, of, title, summary, contract, unconfirmed, commands, body, mark, face };
    Some(words)
}

fn flow_words<'a>(
    path: &'a SourcePath,
    written: &'a str,
    is_flow: bool,
    problems: &Problems,
) -> Option<FlowWords<'a>> {
    let context = Context { path, offset: 0, problems };
    let table = fields::parse(written, context)?;
    let fields = Fields::of(&table, context);
    let of = if is_flow { fields.maybe_text("of") } else { None };
    let title =
        if is_flow { fields.text("title", "title = \"The app says ERROR_17\"") } else { None };
    let facts = entries(&fields, "facts", |fields| {
        let texts = [
            fields.text("name", "name = \"Clock\""),
            fields.text("question", "question = \"Is the clock right?\""),
            fields.text("why", "why = \"Why we ask\""),
            fields.text("unknown", "unknown = \"I don't know\""),
        ];
        let read = fields.maybe_text("read").map(|read| read.value);
        let values = fields.table("values", "[facts.….values]")?;
        let values = values.entries().into_iter().filter_map(|(name, value)| {
            Some((name.value.clone(), text(&name.value, value, fields.context())?.value))
        });
        let values = values.collect();
        let [Some(name), Some(question), Some(why), Some(unknown)] = texts else { return None };
        Some(FactWords { texts: [name, question, why, unknown], read, values })
    });
    let outcomes = entries(&fields, "outcomes", |fields| {
        let title = fields.text("title", "title = \"What we found\"");
        let text = fields.text("text", "text = \"What it means\"");
        Some([title?, text?])
    });
    fields.finish();
    Some(FlowWords { path, of, title, facts, outcomes })
}

fn entries<T>(
    fields: &Fields<'_, '_>,
    key: &'static str,
    read: impl Fn(&Fields<'_, '_>) -> Option<T>,
) -> BTreeMap<String, Entry<T>> {
    let mut entries = BTreeMap::new();
    if !fields.has(key) {
        return entries;
    }
    let Some(all) = fields.table(key, "[facts.…] and [outcomes.…]") else { return entries };
    for (name, value) in all.entries() {
        let Some(fields) = as_table(&name.value, value, fields.context()) else { continue };
        let of = fields.maybe_text("of");
        let words = read(&fields);
        fields.finish();
        if let Some(words) = words {
            entries.insert(name.value.clone(), Entry { name, of, words });
        }
    }
    entries
}

fn site_words(source: &Source, path: &SourcePath, problems: &Problems) -> Option<SiteWords> {
    let context = Context { path, offset: 0, problems };
    let table = fields::parse(source.text(path)?, context)?;
    let fields = Fields::of(&table, context);
    let of = fields.maybe_text("of");
    let name = fields.text("name", "name = \"Sign-in help\"");
    let summary = fields.text("summary", "summary = \"What the site helps with\"");
    fields.finish();
    Some(SiteWords { of, name: name?, summary: summary? })
}

/// Whether words are of the state that an original is in; reports them if not.
fn is_current(
    of: Option<&Placed<String>>,
    state: &str,
    path: &SourcePath,
    place: Option<std::ops::Range<usize>>,
    problems: &Problems,
) -> bool {
    if of.is_some_and(|of| of.value == state) {
        return true;
    }
    let place = of.map(|of| of.place.clone()).or(place);
    let fault = Fault::Stale { of: state.to_owned() };
    problems.report(path, place.or(Some(0..0)), fault);
    false
}

impl Translation<'_> {
    /// The path of a translation, by that of its original.
    pub fn path_of(&self, original: &SourcePath) -> SourcePath {
        SourcePath::new(format!("{}/{original}", self.language.tag))
    }

    /// Reports an original that has no words in this language.
    fn missing(&self, original: &SourcePath, name: Option<String>, of: &str, problems: &Problems) {
        let fault = Fault::NotTranslated { name, of: of.to_owned() };
        problems.report(&self.path_of(original), None, fault);
    }

    /// Reports files and entries that translate nothing.
    pub fn report_strays(
        &self,
        guides: &Guides,
        codes: &[Code],
        wordings: &BTreeMap<FlowId, Wording<'_>>,
        source: &Source,
        problems: &Problems,
    ) {
        // Of an original that is there and could not be read, nobody knows what is in it; of a flow, neither
        // what it takes from its parts.
        let flows_read = wordings.len() == source.texts_in("flows", "toml").len();
        let stray = |path: &SourcePath, place| problems.report(path, place, Fault::NoOriginal);
        for (name, words) in &self.guides {
            let id = GuideId::from(name.as_str());
            if !guides.contains_key(&id) && !source.has(&guide_path(&id)) {
                stray(words.path, None);
            }
        }
        for (name, words) in &self.codes {
            let is_there = source.has(&code_path(name));
            if !is_there && !codes.iter().any(|code| code.name == *name) {
                stray(words.path, None);
            }
        }
        for (original, words) in &self.flows {
            let pieces: BTreeSet<(Piece, &str)> = wordings
                .values()
                .flat_map(|wording| &wording.pieces)
                .filter(|(_, _, path, _)| *path == original)
                .map(|(piece, name, _, _)| (*piece, name.as_str()))
                .collect();
            let titled = wordings.values().any(|wording| wording.path == original);
            if pieces.is_empty() && !titled {
                if !source.has(original) {
                    stray(words.path, None);
                }
                continue;
            }
            if !flows_read {
                continue;
            }
            let facts = words.facts.values().map(|entry| (Piece::Fact, &entry.name));
            let outcomes = words.outcomes.values().map(|entry| (Piece::Outcome, &entry.name));
            for (piece, name) in facts.chain(outcomes) {
                if !pieces.contains(&(piece, name.value.as_str())) {
                    stray(words.path, Some(name.place.clone()));
                }
            }
        }
    }

    /// A guide in this language; nothing where its words are missing or stale.
    pub fn guide(&self, original: &Guide, covered: bool, problems: &Problems) -> Option<Guide> {
        let Some(words) = self.guides.get(original.id.as_str()) else {
            if covered {
                self.missing(&original.path, None, &original.state, problems);
            }
            return None;
        };
        is_current(words.of.as_ref(), &original.state, words.path, None, problems).then_some(())?;
        let fits = words.fits(&original.care.unconfirmed, &original.body, problems);
        let mut guide = original.clone();
        guide.path = words.path.clone();
        guide.mark = Mark::of([original.mark, words.mark]);
        guide.face = Mark::of([original.face, words.face]);
        guide.title.clone_from(&words.title);
        guide.summary.clone_from(&words.summary);
        guide.care.unconfirmed = texts(&words.unconfirmed);
        guide.body = words.body.clone();
        let mut whole = fits;
        let mut report = |key: &'static str, is_missing| {
            let example = "of the original";
            let fault = if is_missing {
                Fault::MissingKey { key, example }
            } else {
                Fault::UnknownKey { key: key.to_owned(), near: None, known: Vec::new() }
            };
            problems.report(words.path, Some(0..0), fault);
            whole = false;
        };
        for (key, text) in ["deletes", "undo", "success"].into_iter().zip(&words.contract) {
            match (&mut guide.contract, text) {
                (Some(contract), Some(text)) => {
                    let fix = &mut contract.fix;
                    match key {
                        "deletes" => fix.deletes.clone_from(text),
                        "undo" => fix.undo.clone_from(text),
                        _ => fix.success.clone_from(text),
                    }
                }
                (Some(_), None) => report(key, true),
                (None, Some(_)) => report(key, false),
                (None, None) => {}
            }
        }
        if let Some(contract) = &mut guide.contract {
            contract.fix.title.clone_from(&guide.title);
            contract.fix.summary.clone_from(&guide.summary);
        }
        for (name, command) in &mut guide.commands {
            let Some([does, deletes, undo]) = words.commands.get(name) else {
                report("commands", true);
                continue;
            };
            command.does.clone_from(does);
            command.deletes.clone_from(deletes);
            command.undo.clone_from(undo);
        }
        if words.commands.keys().any(|name| !original.commands.contains_key(name)) {
            report("commands", false);
        }
        whole.then_some(guide)
    }

    /// The page of a code in this language; nothing where its words are missing or stale.
    pub fn code(&self, original: &Code, covered: bool, problems: &Problems) -> Option<Code> {
        let Some(words) = self.codes.get(&original.name) else {
            if covered {
                self.missing(&original.path, None, &original.state, problems);
            }
            return None;
        };
        is_current(words.of.as_ref(), &original.state, words.path, None, problems).then_some(())?;
        words.fits(&original.care.unconfirmed, &original.body, problems).then_some(())?;
        let mut code = original.clone();
        code.path = words.path.clone();
        code.title.clone_from(&words.title);
        code.summary.clone_from(&words.summary);
        code.care.unconfirmed = texts(&words.unconfirmed);
        code.body = words.body.clone();
        Some(code)
    }

    /// A flow in this language, its fixes not yet; nothing where any of its words are missing or
    /// stale: half a conversation in each language helps nobody.
    pub fn flow(
        &self,
        original: &Flow,
        wording: &Wording<'_>,
        covered: bool,
        problems: &Problems,
    ) -> Option<FlowDraft> {
        let mut draft = original.draft().clone();
        let mut whole = true;
        let titled = self.flows.get(wording.path).map(|words| (words, words.title.as_ref()));
        let Some((words, Some(title))) = titled else {
            if covered {
                self.missing(wording.path, None, &wording.state, problems);
            }
            return None;
        };
        whole &= is_current(words.of.as_ref(), &wording.state, words.path, None, problems);
        draft.title.clone_from(title);
        for (piece, name, path, state) in &wording.pieces {
            let words = self.flows.get(path);
            let done = words.and_then(|words| {
                let (of, place) = match piece {
                    Piece::Fact => {
                        let entry = words.facts.get(name)?;
                        let fact = draft
                            .facts
                            .iter_mut()
                            .find(|fact| fact.id.as_str() == name.as_str())?;
                        entry.words.put(fact)?;
                        (&entry.of, &entry.name.place)
                    }
                    Piece::Outcome => {
                        let entry = words.outcomes.get(name)?;
                        let mut outcomes = draft.outcomes.iter_mut();
                        let outcome =
                            outcomes.find(|outcome| outcome.id.as_str() == name.as_str())?;
                        let [title, text] = &entry.words;
                        outcome.title.clone_from(title);
                        outcome.text.clone_from(text);
                        (&entry.of, &entry.name.place)
                    }
                };
                Some(is_current(of.as_ref(), state, words.path, Some(place.clone()), problems))
            });
            if done.is_none() && covered {
                let name = format!("[{}.{name}]", piece.key());
                self.missing(path, Some(name), state, problems);
            }
            whole &= done == Some(true);
        }
        whole.then_some(draft)
    }

    /// The site's name and summary in this language; nothing where they are missing or stale.
    pub fn site(&self, state: &str, problems: &Problems) -> Option<(String, String)> {
        let path = SourcePath::new("site.toml");
        let Some(words) = &self.site else {
            self.missing(&path, None, state, problems);
            return None;
        };
        is_current(words.of.as_ref(), state, &self.path_of(&path), None, problems)
            .then(|| (words.name.clone(), words.summary.clone()))
    }

    /// The terms in this language whose words are those of the original's state.
    pub fn terms(&self, original: &Glossary, problems: &Problems) -> Glossary {
        let path = SourcePath::new(format!("{}/glossary.toml", self.language.tag));
        let current = self.glossary.terms.iter().filter(|term| {
            let known = original.terms.iter().find(|known| known.key.value == term.key.value);
            let place = term.key.place.clone();
            let Some(known) = known else {
                problems.report(&path, Some(place), Fault::NoOriginal);
                return false;
            };
            is_current(term.of.as_ref(), &known.state(), &path, Some(place), problems)
        });
        Glossary { terms: current.cloned().collect() }
    }
}

fn texts(placed: &[Placed<String>]) -> Vec<String> {
    placed.iter().map(|text| text.value.clone()).collect()
}

impl PageWords<'_> {
    /// Whether the words have as much to say as the original, and the same code; reports it if not.
    fn fits(&self, unconfirmed: &[String], body: &Body, problems: &Problems) -> bool {
        let mut fits = true;
        if self.unconfirmed.len() != unconfirmed.len() {
            let fault =
                Fault::OtherCount { needed: unconfirmed.len(), found: self.unconfirmed.len() };
            let place = self.unconfirmed.first().map_or(0..0, |text| text.place.clone());
            problems.report(self.path, Some(place), fault);
            fits = false;
        }
        let marks = |body: &Body| {
            let marked =
                body.sections.iter().map(|section| (section.platforms.clone(), section.is_extra));
            let is_marked = |(systems, is_extra): &(Vec<_>, bool)| *is_extra || !systems.is_empty();
            marked.filter(is_marked).collect::<Vec<_>>()
        };
        if marks(&self.body) != marks(body) {
            problems.report(self.path, Some(0..0), Fault::OtherMarks);
            fits = false;
        }
        let same = |a: &markdown::Block, b: &markdown::Block| {
            (&a.language, &a.name) == (&b.language, &b.name)
                && (a.language == "text" || a.code == b.code)
        };
        let blocks = &self.body.blocks;
        if blocks.len() != body.blocks.len() {
            let fault = Fault::OtherCode { needed: body.blocks.len() };
            problems.report(self.path, Some(0..0), fault);
            return false;
        }
        for (block, original) in blocks.iter().zip(&body.blocks) {
            if !same(block, original) {
                let fault = Fault::OtherCode { needed: body.blocks.len() };
                problems.report(self.path, Some(block.place.clone()), fault);
                fits = false;
            }
        }
        fits
    }
}

impl FactWords {
    /// Puts the words into a fact; nothing if there are too few or too many.
    fn put(&self, fact: &mut kb_flow::Fact) -> Option<()> {
        let known = |value: &kb_flow::Value| self.values.contains_key(value.id.as_str());
        let fits = self.values.len() == fact.values.len()
            && fact.values.iter().all(known)
            && self.read.is_some() == fact.read.is_some();
        fits.then_some(())?;
        let [name, question, why, unknown] = &self.texts;
        fact.name.clone_from(name);
        fact.question.clone_from(question);
        fact.why.clone_from(why);
        fact.unknown.clone_from(unknown);
        fact.read.clone_from(&self.read);
        for value in &mut fact.values {
            value.text.clone_from(&self.values[value.id.as_str()]);
        }
        Some(())
    }
}
