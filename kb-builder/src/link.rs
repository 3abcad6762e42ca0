//! Puts everything together, now that all of it is known: every link leads somewhere, every fix of
//! a flow is a guide, every flow is proved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kb_flow::{Flow, FlowDraft, FlowFault, FlowId, GuideId};
use sha2::{Digest as _, Sha256};

use crate::agent::Desk;
use crate::alias;
use crate::change::{self, Change};
use crate::code::Code;
use crate::command;
use crate::edition::{Contents, Edition, Guides, flow_path};
use crate::flow_file::{FlowFile, Wording, on_one_line};
use crate::glossary::Glossary;
use crate::guide::{Care, Guide};
use crate::memory::{Mark, Memory};
use crate::problem::{Fault, MOST_NEAR, Problems, nearest};
use crate::pseudo::Pseudo;
use crate::scenario::{self, Scenarios};
use crate::search::{self, Synonyms};
use crate::site::Site;
use crate::source::{Source, SourcePath};
use crate::tables::Tables;
use crate::translation;
use crate::words;

/// A site whose every name is resolved.
pub struct Linked {
    /// The settings.
    pub site: Site,
    /// The site in its own language.
    pub own: Edition,
    /// The site in each of its other languages.
    pub translations: Vec<Edition>,
    /// What the helpdesk needs beside.
    pub desk: Option<Desk>,
    /// What can be found in each of them, the site's own language first.
    pub indexes: Vec<search::Index>,
    /// What changed, the newest first.
    pub changes: Vec<Change>,
    /// What tells all files but guides from any others.
    pub(crate) surroundings: Mark,
}

/// Everything that was parsed.
pub struct Parsed<'a> {
    /// The settings.
    pub site: Option<Site>,
    /// What is known of codes.
    pub tables: Tables,
    /// What the helpdesk needs beside what employees see.
    pub desk: Option<Desk>,
    /// The words that are explained in place.
    pub glossary: Glossary,
    /// The guides.
    pub guides: Vec<Arc<Guide>>,
    /// The pages of codes.
    pub codes: Vec<Code>,
    /// The flows, not yet proved.
    pub flows: Vec<FlowFile<'a>>,
    /// Situations of people.
    pub scenarios: Vec<Scenarios<'a>>,
    /// What changed, the newest first.
    pub changes: Vec<Change>,
}

/// Links everything, reporting what leads nowhere.
pub fn link<'a>(
    source: &'a Source,
    parsed: Parsed<'a>,
    memory: &Memory,
    problems: &Problems,
) -> Option<Linked> {
    let Parsed {
        site,
        tables,
        desk,
        glossary,
        guides,
        codes,
        flows: flow_files,
        scenarios,
        changes,
    } = parsed;
    if source.texts_in("flows", "toml").is_empty() {
        problems.report(&SourcePath::new("flows"), None, Fault::NoFlows);
    }
    let guides: Guides = guides.into_iter().map(|guide| (guide.id.clone(), guide)).collect();
    let cares = guides.values().map(|guide| (&guide.path, &guide.care));
    let mut missing = 0;
    for (path, care) in cares.chain(codes.iter().map(|code| (&code.path, &code.care))) {
        check_sources(path, care, &tables, &mut missing, problems);
    }
    let known: Vec<&str> =
        tables.codes.iter().flat_map(|entry| &entry.names).map(String::as_str).collect();
    for file in &flow_files {
        file.check_codes(&known, problems);
    }
    if site.as_ref().is_some_and(|site| !site.probes.ask_somebody()) {
        for file in &flow_files {
            file.check_probes(problems);
        }
    }
    check_rechecks(&flow_files, &guides, problems);
    check_pages_of_codes(&codes, &guides, &tables, source, problems);
    let wordings: BTreeMap<FlowId, Wording<'a>> =
        flow_files.iter().map(|file| (file.draft.id.clone(), file.wording())).collect();
    let all_read = source.texts_in("flows", "toml").len() == flow_files.len();
    let flows: BTreeMap<FlowId, Flow> = flow_files
        .into_iter()
        .filter_map(|file| prove(file, &guides, source, problems))
        .map(|flow| (flow.id().clone(), flow))
        .collect();
    check_case_codes(&flows, problems);
    scenario::check_all(&scenarios, &flows, &tables.known(), source, problems);
    // Of a flow that could not be read, nobody knows the facts and outcomes.
    if flows.len() == source.texts_in("flows", "toml").len()
        && let Some(desk) = &desk
    {
        desk.check(&flows, &guides, problems);
    }
    let site = site?;
    let language = site.language.clone();
    let own = Edition::own(Contents {
        called: (site.name.clone(), site.summary.clone()),
        words: words::parse(source, &SourcePath::new("words.toml"), &language, problems),
        language,
        glossary,
        guides,
        codes,
        flows,
        tables,
    });
    if !own.words.missing.is_empty() {
        let fault = Fault::WordsMissing { names: own.words.missing.clone() };
        problems.report(&SourcePath::new("words.toml"), None, fault);
    }
    let surroundings = source.surroundings();
    own.check_links(source, surroundings, memory, problems);
    command::check(&own, memory, problems);
    command::check_secrets(source, memory, problems);
    // A flow or a page that is not whole may lead to what seems to be reached from nowhere.
    let is_whole = |folder, ending, read| source.texts_in(folder, ending).len() == read;
    if is_whole("flows", "toml", own.flows.len())
        && is_whole("codes", "md", own.codes.len())
        && is_whole("guides", "md", own.guides.len())
    {
        check_reached(&own, problems);
    }
    let tags: Vec<&str> = site.languages.iter().map(|language| &*language.tag).collect();
    alias::check(&own, &tags, problems);
    change::check(&changes, &own, problems);
    let mut translations = Vec::new();
    for language in &site.languages {
        // Its pages would stand where those of the language are.
        for code in own.codes.iter().filter(|code| code.name == language.tag) {
            problems.report(&code.path, None, Fault::ReservedName { name: code.name.clone() });
        }
        if let Some(pseudo) = Pseudo::of(&language.tag) {
            translations.push(own.pseudo(pseudo, &language.tag));
            continue;
        }
        for flow in &language.flows {
            let id = FlowId::from(flow.value.as_str());
            if !wordings.contains_key(&id) && all_read {
                let near = nearest(&flow.value, wordings.keys().map(FlowId::as_str));
                let fault = Fault::NoSuchFlow { flow: flow.value.clone(), near };
                problems.report(&SourcePath::new("site.toml"), Some(flow.place.clone()), fault);
            }
        }
        let path = SourcePath::new(format!("{}/words.toml", language.tag));
        let words = words::parse(source, &path, &language.tag, problems);
        if !words.missing.is_empty() && !language.flows.is_empty() {
            let fault = Fault::WordsMissing { names: words.missing.clone() };
            problems.report(&path, None, fault);
        }
        let translation = translation::parse(source, language.clone(), problems);
        let edition = own.translated(&translation, words, &wordings, source, problems);
        edition.check_links(source, surroundings, memory, problems);
        command::check(&edition, memory, problems);
        translations.push(edition);
    }
    let synonyms = |edition: &Edition| {
        let path = SourcePath::new("synonyms.toml").below(&edition.folder);
        Synonyms::parse(source, &path, problems)
    };
    let editions = || std::iter::once(&own).chain(&translations);
    let indexes: Vec<_> =
        editions().map(|edition| search::index(edition, &synonyms(edition), memory)).collect();
    let named: Vec<(&str, &search::Index)> =
        editions().map(|edition| edition.language.as_str()).zip(&indexes).collect();
    search::check_queries(source, &named, problems);
    if let Some(own) = indexes.first() {
        search::check_start(&site.start, own, source, problems);
    }
    Some(Linked { site, own, translations, desk, indexes, changes, surroundings })
}

/// Reports pages of codes that name what there is not, or what another page has.
fn check_pages_of_codes(
    codes: &[Code],
    guides: &Guides,
    tables: &Tables,
    source: &Source,
    problems: &Problems,
) {
    let entries = tables.codes.iter().chain(&tables.numbers);
    let known: BTreeSet<&str> =
        entries.flat_map(|entry| &entry.names).map(String::as_str).collect();
    let mut taken = BTreeSet::new();
    let mut general = None;
    for code in codes {
        if let Some(meanwhile) = &code.meanwhile
            && !source.has(&SourcePath::new(format!("guides/{}.md", meanwhile.value)))
        {
            let near = nearest(&meanwhile.value, guides.keys().map(GuideId::as_str));
            let fault = Fault::BrokenLink { target: meanwhile.value.clone(), near };
            problems.report(&code.path, Some(meanwhile.place.clone()), fault);
        }
        // A flow whose file is there has its own faults reported already.
        let file = SourcePath::new(format!("flows/{}.toml", code.flow));
        if !source.has(&file) {
            let flows = source.texts_in("flows", "toml");
            let near = nearest(&code.flow, flows.iter().map(|(_, name, _)| *name));
            let fault = Fault::NoSuchFlow { flow: code.flow.clone(), near };
            problems.report(&code.path, Some(code.flow_place.clone()), fault);
        }
        for named in &code.codes {
            let fault = if !known.contains(named.value.as_str()) {
                let near = nearest(&named.value, known.iter().copied());
                Fault::NoSuchCode { code: named.value.clone(), near }
            } else if !taken.insert(named.value.as_str()) {
                Fault::KeyTwice { key: named.value.clone() }
            } else {
                continue;
            };
            problems.report(&code.path, Some(named.place.clone()), fault);
        }
        if let Some(place) = &code.general
            && general.replace(code).is_some()
        {
            let fault = Fault::KeyTwice { key: "general".to_owned() };
            problems.report(&code.path, Some(place.clone()), fault);
        }
    }
}

/// Reports guides that nobody comes to: no outcome offers them, no page links to them.
fn check_reached(own: &Edition, problems: &Problems) {
    let linked = own.linked_to();
    for guide in own.guides.values() {
        let offered = own.flows.values().any(|flow| flow.fix(&guide.id).is_some());
        let named = |code: &Code| {
            code.meanwhile.as_ref().is_some_and(|named| named.value == guide.id.as_str())
        };
        if !offered && !linked.contains(&guide.original()) && !own.codes.iter().any(named) {
            problems.report(&guide.path, None, Fault::NobodyComes);
        }
    }
}

/// Reports flows of which nobody could say which one a case code belongs to: it holds the version
/// modulo 32 and the shape.
fn check_case_codes(flows: &BTreeMap<FlowId, Flow>, problems: &Problems) {
    let mut seen: BTreeMap<(u32, u32), &FlowId> = BTreeMap::new();
    for flow in flows.values() {
        if let Some(other) = seen.insert((flow.version() % 32, flow.shape()), flow.id()) {
            let fault = Fault::CaseCodesClash { other: other.to_string() };
            problems.report(&flow_path(flow.id()), None, fault);
        }
    }
}

/// Reports sources that are not in the table; all of them, unless the table cannot be read. Counts
/// them, as what was meant is looked for only so often.
fn check_sources(
    path: &SourcePath,
    care: &Care,
    tables: &Tables,
    missing: &mut usize,
    problems: &Problems,
) {
    let known = || tables.sources.keys().map(String::as_str);
    for key in &care.sources {
        if !tables.sources.contains_key(&key.value) && !tables.sources_unread {
            let near = (*missing < MOST_NEAR).then(|| nearest(&key.value, known())).flatten();
            *missing += 1;
            let fault = Fault::NoSuchSource { key: key.value.clone(), near };
            problems.report(path, Some(key.place.clone()), fault);
        }
    }
}

/// Reports fixes that look again at a fact that none of the flows has which offer them.
fn check_rechecks(flows: &[FlowFile<'_>], guides: &Guides, problems: &Problems) {
    for guide in guides.values() {
        let Some(contract) = &guide.contract else { continue };
        let offers = |file: &&FlowFile<'_>| {
            file.draft.outcomes.iter().any(|outcome| outcome.fixes.contains(&guide.id))
        };
        let offering: Vec<_> = flows.iter().filter(offers).collect();
        let facts = || offering.iter().flat_map(|file| &file.draft.facts);
        let recheck = &contract.fix.recheck;
        if !offering.is_empty() && !facts().any(|fact| fact.id == *recheck) {
            let near = nearest(recheck.as_str(), facts().map(|fact| fact.id.as_str()));
            let fault = Fault::NoSuchRecheck { fact: recheck.to_string(), near };
            problems.report(&guide.path, Some(contract.recheck_place.clone()), fault);
        }
    }
}

/// Tells a flow's content, step contracts included, from any other: 48 bits of SHA-256.
fn digest(draft: &FlowDraft) -> String {
    let json = serde_json::to_vec(draft).expect("bug: plain data can be written");
    let digest = Sha256::digest(&json);
    let mark = digest.iter().take(6).fold(0_u64, |mark, byte| mark << 8 | u64::from(*byte));
    format!("{mark:012x}")
}

/// Looks up the fixes of a flow and proves that it is whole.
fn prove(
    mut file: FlowFile<'_>,
    guides: &Guides,
    source: &Source,
    problems: &Problems,
) -> Option<Flow> {
    let offered: BTreeSet<&GuideId> =
        file.draft.outcomes.iter().flat_map(|outcome| &outcome.fixes).collect();
    let contracts = offered.iter().filter_map(|id| guides.get(*id)?.contract.as_ref());
    let fixes: Vec<_> = contracts.map(|contract| contract.fix.clone()).collect();
    file.draft.fixes = fixes;
    on_one_line(&mut file.draft);
    file.draft.digest = digest(&file.draft);
    let faults = match Flow::check(file.draft.clone()) {
        Ok(flow) => return Some(flow),
        Err(faults) => faults,
    };
    let names: Vec<&str> = guides
        .values()
        .filter(|guide| guide.contract.is_some())
        .map(|guide| guide.id.as_str())
        .collect();
    for fault in faults {
        match &fault {
            // A guide that is there and could not be read has been reported.
            FlowFault::NoSuchFix { fix, .. }
                if !guides.contains_key(fix)
                    && source.has(&SourcePath::new(format!("guides/{fix}.md"))) => {}
            _ => file.report(fault, &names, problems),
        }
    }
    None
}
