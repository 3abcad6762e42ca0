//! Puts everything together, now that all of it is known: every link leads somewhere, every fix of
//! a flow is a guide, every flow is proved.

use std::collections::BTreeMap;

use kb_flow::{Flow, FlowDraft, FlowFault, FlowId, GuideId};
use sha2::{Digest as _, Sha256};

use crate::address::Address;
use crate::code::Code;
use crate::flow_file::{FlowFile, on_one_line};
use crate::guide::Guide;
use crate::markdown::{Body, leaves};
use crate::problem::{Fault, Problems, nearest};
use crate::scenario::{self, Scenarios};
use crate::site::Site;
use crate::source::{Source, SourcePath};
use crate::tables::Tables;
use crate::words::AllWords;

/// A site whose every name is resolved.
pub struct Linked<'a> {
    /// The settings.
    pub site: Site,
    /// The words.
    pub words: AllWords,
    /// The guides, by name.
    pub guides: BTreeMap<GuideId, Guide<'a>>,
    /// The pages of codes, by name.
    pub codes: Vec<Code<'a>>,
    /// The flows, by name.
    pub flows: BTreeMap<FlowId, Flow>,
    /// What is known of codes.
    pub tables: Tables,
    targets: Targets<'a>,
}

/// Everything that was parsed.
pub struct Parsed<'a> {
    /// The settings.
    pub site: Option<Site>,
    /// The words.
    pub words: AllWords,
    /// What is known of codes.
    pub tables: Tables,
    /// The guides.
    pub guides: Vec<Guide<'a>>,
    /// The pages of codes.
    pub codes: Vec<Code<'a>>,
    /// The flows, not yet proved.
    pub flows: Vec<FlowFile<'a>>,
    /// Situations of people.
    pub scenarios: Vec<Scenarios<'a>>,
}

/// The address of every file that a link can lead to, and the headings in it.
struct Targets<'a>(BTreeMap<&'a SourcePath, (Address, Vec<String>)>);

/// Links everything, reporting what leads nowhere.
pub fn link<'a>(source: &'a Source, parsed: Parsed<'a>, problems: &Problems) -> Option<Linked<'a>> {
    let Parsed { site, words, tables, guides, codes, flows: flow_files, scenarios } = parsed;
    if source.texts_in("flows", "toml").next().is_none() {
        problems.report(&SourcePath::new("flows"), None, Fault::NoFlows);
    }
    let headings = |body: &Body<'_>| body.headings.keys().cloned().collect::<Vec<_>>();
    let mut targets = Targets(BTreeMap::new());
    for guide in &guides {
        targets.0.insert(guide.path, (Address::guide(&guide.id), headings(&guide.body)));
    }
    for code in &codes {
        targets.0.insert(code.path, (Address::code(&code.name), headings(&code.body)));
    }
    for file in &flow_files {
        targets.0.insert(file.path, (Address::flow(&file.draft.id), Vec::new()));
    }
    let bodies = guides.iter().map(|guide| (guide.path, &guide.body));
    for (path, body) in bodies.chain(codes.iter().map(|code| (code.path, &code.body))) {
        for (link, place) in &body.links {
            if let Err(fault) = targets.find(path, link, source) {
                problems.report(path, Some(place.clone()), fault);
            }
        }
    }
    let guides: BTreeMap<GuideId, Guide<'a>> =
        guides.into_iter().map(|guide| (guide.id.clone(), guide)).collect();
    let flows: BTreeMap<FlowId, Flow> = flow_files
        .into_iter()
        .filter_map(|file| prove(file, &guides, source, problems))
        .map(|flow| (flow.id().clone(), flow))
        .collect();
    scenario::check_all(&scenarios, &flows, &tables.known(), source, problems);
    for code in &codes {
        if let Some(meanwhile) = &code.meanwhile
            && !source.has(&SourcePath::new(format!("guides/{}.md", meanwhile.value)))
        {
            let near = nearest(&meanwhile.value, guides.keys().map(GuideId::as_str));
            let fault = Fault::BrokenLink { target: meanwhile.value.clone(), near };
            problems.report(code.path, Some(meanwhile.place.clone()), fault);
        }
        // A flow whose file is there has its own faults reported already.
        let file = SourcePath::new(format!("flows/{}.toml", code.flow));
        if !source.has(&file) {
            let names: Vec<&str> =
                source.texts_in("flows", "toml").map(|(_, name, _)| name).collect();
            let near = nearest(&code.flow, names.into_iter());
            let fault = Fault::NoSuchFlow { flow: code.flow.clone(), near };
            problems.report(code.path, Some(code.flow_place.clone()), fault);
        }
    }
    Some(Linked { site: site?, words, guides, codes, flows, tables, targets })
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
    guides: &BTreeMap<GuideId, Guide<'_>>,
    source: &Source,
    problems: &Problems,
) -> Option<Flow> {
    let offered: std::collections::BTreeSet<&GuideId> =
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
            FlowFault::NoSuchRecheck { fix, fact } => {
                let Some(guide) = guides.get(fix) else { continue };
                let Some(contract) = &guide.contract else { continue };
                let facts = file.draft.facts.iter().map(|fact| fact.id.as_str());
                let near = nearest(fact.as_str(), facts);
                let place = contract.recheck_place.clone();
                let fault = Fault::Flow { fault, near, way: None };
                problems.report(guide.path, Some(place), fault);
            }
            _ => file.report(fault, &names, problems),
        }
    }
    None
}

impl Targets<'_> {
    /// The address and anchor that a link in the file at `path` leads to; nothing if it leaves.
    fn find(
        &self,
        path: &SourcePath,
        link: &str,
        source: &Source,
    ) -> Result<Option<(Address, Option<String>)>, Fault> {
        if leaves(link) {
            return Ok(None);
        }
        let broken = |near| Fault::BrokenLink { target: link.to_owned(), near };
        let (file, anchor) = match link.split_once('#') {
            Some((file, anchor)) => (file, Some(anchor)),
            None => (link, None),
        };
        let file =
            if file.is_empty() { path.clone() } else { path.resolve(file).ok_or(broken(None))? };
        let Some((address, headings)) = self.0.get(&file) else {
            // A page that is there and could not be read has been reported.
            if source.has(&file) {
                return Ok(None);
            }
            let known = self.0.keys().map(|path| path.as_str());
            let near = nearest(file.as_str(), known);
            let near = near.map(|near| near.rsplit('/').next().unwrap_or_default().to_owned());
            return Err(broken(near));
        };
        let Some(anchor) = anchor else { return Ok(Some((address.clone(), None))) };
        // Authors write the words of a heading; the page puts `h-` before them.
        let id = format!("h-{anchor}");
        if headings.contains(&id) {
            return Ok(Some((address.clone(), Some(id))));
        }
        let known = headings.iter().filter_map(|id| id.strip_prefix("h-"));
        Err(Fault::BrokenAnchor { target: link.to_owned(), near: nearest(anchor, known) })
    }
}

impl Linked<'_> {
    /// The address that a link in the file at `path` has on the page at `from`.
    pub fn resolve(&self, path: &SourcePath, link: &str, from: &Address) -> String {
        match self.targets.find(path, link, &Source::default()) {
            Ok(Some((address, anchor))) => {
                let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
                format!("{}{anchor}", address.seen_from(from))
            }
            Ok(None) => link.to_owned(),
            Err(_) => unreachable!("bug: a site with broken links is never rendered"),
        }
    }
}
