//! A site in one language.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::HashSet;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use kb_flow::{Flow, FlowDraft, FlowId, GuideId};

use crate::address::Address;
use crate::code::Code;
use crate::flow_file::Wording;
use crate::glossary::Glossary;
use crate::guide::Guide;
use crate::markdown::{Body, leaves};
use crate::memory::{Mark, Memory};
use crate::problem::{Fault, MOST_NEAR, Problems, nearest};
use crate::pseudo::Pseudo;
use crate::source::{Source, SourcePath};
use crate::tables::Tables;
use crate::translation::{Translation, state};
use crate::words::AllWords;

/// A site in one language. What has no words in it, or stale ones, is there in the site's own.
#[derive(Clone)]
pub struct Edition {
    /// The language, as in BCP 47.
    pub language: String,
    /// The folder of its pages; empty for the site's own language.
    pub folder: String,
    /// What the site is called.
    pub name: String,
    /// What it helps with.
    pub summary: String,
    /// Every word that is not in a guide or a flow.
    pub words: AllWords,
    /// The words that are explained in place.
    pub glossary: Glossary,
    /// The guides, by name.
    pub guides: Guides,
    /// The pages of codes, by name.
    pub codes: Vec<Code>,
    /// The flows, by name.
    pub flows: BTreeMap<FlowId, Flow>,
    /// What is known of codes.
    pub tables: Tables,
    /// What is there in the site's own language, by the paths of the originals.
    originals: BTreeSet<SourcePath>,
    targets: Targets,
}

/// The guides, by name. Editions, and builds, share those that are the same.
pub type Guides = BTreeMap<GuideId, Arc<Guide>>;

/// The address of every file that a link can lead to, and the headings in it, by the original's path.
#[derive(Clone, Default)]
struct Targets(BTreeMap<SourcePath, (Address, Headings)>);

/// What tells where some links lead from anything else, and those of them that lead nowhere, with the
/// bytes of the file they stand at.
pub(crate) type LinksOf = (Mark, Arc<[(String, Range<usize>)]>);

/// The headings of a page, by id.
type Headings = Arc<BTreeMap<String, String>>;

/// The table of codes, which stands for all of them.
fn tables_path() -> SourcePath {
    SourcePath::new(crate::tables::CODES)
}

/// The path of a guide's original.
pub fn guide_path(id: &GuideId) -> SourcePath {
    SourcePath::new(format!("guides/{id}.md"))
}

/// The path of the original of a code's page.
pub fn code_path(name: &str) -> SourcePath {
    SourcePath::new(format!("codes/{name}.md"))
}

/// The path of a flow's original.
pub fn flow_path(id: &FlowId) -> SourcePath {
    SourcePath::new(format!("flows/{id}.toml"))
}

/// Whether a file of the content becomes a page that a link can lead to.
fn has_a_page(path: &SourcePath) -> bool {
    let folders = [("guides", "md"), ("codes", "md"), ("flows", "toml")];
    folders.iter().any(|(folder, extension)| path.name_in(folder, extension).is_some())
}

/// All that an edition is made of.
pub struct Contents {
    /// The language.
    pub language: String,
    /// The site's name and summary.
    pub called: (String, String),
    /// The words.
    pub words: AllWords,
    /// The terms.
    pub glossary: Glossary,
    /// The guides.
    pub guides: Guides,
    /// The pages of codes.
    pub codes: Vec<Code>,
    /// The flows.
    pub flows: BTreeMap<FlowId, Flow>,
    /// What is known of codes.
    pub tables: Tables,
}

impl<'a> Edition {
    /// The site in its own language.
    pub fn own(contents: Contents) -> Self {
        let Contents { language, called, words, glossary, guides, codes, flows, tables } = contents;
        let (name, summary) = called;
        let (folder, originals, targets) = (String::new(), BTreeSet::new(), Targets::default());
        let edition = Self {
            language,
            folder,
            name,
            summary,
            words,
            glossary,
            guides,
            codes,
            flows,
            tables,
            originals,
            targets,
        };
        edition.with_targets()
    }

    /// The same in another language.
    #[must_use]
    pub fn translated(
        &self,
        translation: &Translation<'a>,
        words: AllWords,
        wordings: &BTreeMap<FlowId, Wording<'_>>,
        source: &Source,
        problems: &Problems,
    ) -> Self {
        let language = &translation.language;
        let covers = |id: &FlowId| language.flows.iter().any(|flow| flow.value == id.as_str());
        let covered = self.offered_by(covers);
        let mut edition = Self {
            language: language.tag.clone(),
            folder: language.tag.clone(),
            words,
            glossary: translation.terms(&self.glossary, problems),
            originals: BTreeSet::from([tables_path()]),
            ..self.clone()
        };
        if !language.flows.is_empty()
            && let Some(called) = translation.site(&self.state(), problems)
        {
            (edition.name, edition.summary) = called;
        }
        for (id, guide) in &mut edition.guides {
            match translation.guide(guide, covered.contains(id), problems) {
                Some(translated) => *guide = Arc::new(translated),
                None => drop(edition.originals.insert(guide_path(id))),
            }
        }
        for code in &mut edition.codes {
            let is_covered = covers(&FlowId::from(code.flow.as_str()));
            match translation.code(code, is_covered, problems) {
                Some(translated) => *code = translated,
                None => drop(edition.originals.insert(code_path(&code.name))),
            }
        }
        for (id, flow) in &mut edition.flows {
            let draft = translation.flow(flow, &wordings[id], covers(id), problems);
            if draft.is_none() {
                edition.originals.insert(flow_path(id));
            }
            let draft = draft.unwrap_or_else(|| flow.draft().clone());
            *flow = Flow::proved_before(with_fixes(draft, &edition.guides), flow.shape());
        }
        translation.report_strays(&self.guides, &self.codes, wordings, source, problems);
        edition.with_targets()
    }

    /// The same in a language that nobody speaks.
    #[must_use]
    pub fn pseudo(&self, pseudo: Pseudo, tag: &str) -> Self {
        let say = |text: &str| pseudo.say(text);
        let change = |text: &mut String| *text = pseudo.say(text);
        let mut edition = Self {
            language: tag.to_owned(),
            folder: tag.to_owned(),
            name: say(&self.name),
            summary: say(&self.summary),
            words: self.words.map(say),
            ..self.clone()
        };
        for term in &mut edition.glossary.terms {
            change(&mut term.term);
            change(&mut term.means);
            term.also.iter_mut().for_each(change);
        }
        for guide in edition.guides.values_mut().map(Arc::make_mut) {
            guide.mark = Mark::of([guide.mark.as_ref(), tag.as_bytes()]);
            guide.face = Mark::of([guide.face.as_ref(), tag.as_bytes()]);
            [&mut guide.title, &mut guide.summary].into_iter().for_each(change);
            guide.care.unconfirmed.iter_mut().for_each(change);
            guide.body = guide.body.map_texts(say);
            for command in guide.commands.values_mut() {
                [&mut command.does, &mut command.deletes, &mut command.undo]
                    .into_iter()
                    .for_each(change);
            }
            if let Some(contract) = &mut guide.contract {
                let fix = &mut contract.fix;
                let texts = [&mut fix.title, &mut fix.summary, &mut fix.deletes, &mut fix.undo];
                texts.into_iter().chain([&mut fix.success]).for_each(change);
            }
        }
        for code in &mut edition.codes {
            [&mut code.title, &mut code.summary].into_iter().for_each(change);
            code.care.unconfirmed.iter_mut().for_each(change);
            code.body = code.body.map_texts(say);
        }
        for flow in edition.flows.values_mut() {
            let mut draft = flow.draft().clone();
            change(&mut draft.title);
            for fact in &mut draft.facts {
                let texts = [&mut fact.name, &mut fact.question, &mut fact.why, &mut fact.unknown];
                texts.into_iter().chain(&mut fact.read).for_each(change);
                fact.values.iter_mut().map(|value| &mut value.text).for_each(change);
            }
            for outcome in &mut draft.outcomes {
                [&mut outcome.title, &mut outcome.text].into_iter().for_each(change);
            }
            *flow = Flow::proved_before(with_fixes(draft, &edition.guides), flow.shape());
        }
        for entry in edition.tables.codes.iter_mut().chain(&mut edition.tables.numbers) {
            let texts = [&mut entry.title, &mut entry.meaning, &mut entry.cause];
            let texts = texts.into_iter().chain([&mut entry.employee, &mut entry.admin]);
            texts.chain(&mut entry.doubt).for_each(change);
        }
        edition.with_targets()
    }

    /// The state of the site's name and summary, which translations name.
    pub fn state(&self) -> String {
        state([self.name.as_str(), &self.summary])
    }

    /// The guides that some flows can offer, those for people who cannot wait included.
    fn offered_by(&self, covers: impl Fn(&FlowId) -> bool) -> BTreeSet<GuideId> {
        let flows = self.flows.values().filter(|flow| covers(flow.id()));
        let fixes = flows.flat_map(|flow| &flow.draft().fixes).map(|fix| fix.id.clone());
        let codes = self.codes.iter().filter(|code| covers(&FlowId::from(code.flow.as_str())));
        let meanwhile = codes.filter_map(|code| code.meanwhile.as_ref());
        fixes.chain(meanwhile.map(|guide| guide.value.as_str().into())).collect()
    }

    /// Whether an original is shown in the site's own language, which is not this one.
    pub fn is_original(&self, path: &SourcePath) -> bool {
        self.originals.contains(path)
    }

    /// Whether the codes of the tables are shown in the site's own language.
    pub fn has_original_tables(&self) -> bool {
        self.is_original(&tables_path())
    }

    /// The code that people have who come to a flow, where all of them have the same.
    pub fn code_of(&self, flow: &FlowId) -> Option<&str> {
        let mut pages = self.codes.iter().filter(|code| code.flow == flow.as_str());
        let page = pages.next()?;
        let is_only = pages.next().is_none() && page.codes.len() == 1 && page.general.is_none();
        is_only.then_some(page.name.as_str())
    }

    /// An address below the folder of this edition.
    pub fn at(&self, address: Address) -> Address {
        address.below(&self.folder)
    }

    /// The page whose questions a code of the tables leads to, by any of its names.
    pub fn page_of(&self, code: &str) -> Option<&Code> {
        let names = |page: &&Code| page.codes.iter().any(|named| named.value == code);
        let general = || self.codes.iter().find(|page| page.general.is_some());
        self.codes.iter().find(names).or_else(general)
    }

    fn with_targets(mut self) -> Self {
        let headings = |body: &Body| Arc::clone(&body.headings);
        let guides = self
            .guides
            .values()
            .map(|guide| (guide.original(), (Address::guide(&guide.id), headings(&guide.body))));
        let codes = self
            .codes
            .iter()
            .map(|code| (code_path(&code.name), (Address::code(&code.name), headings(&code.body))));
        let flows =
            self.flows.keys().map(|id| (flow_path(id), (Address::flow(id), Headings::default())));
        let all = guides.chain(codes).chain(flows);
        let all = all.map(|(path, (address, ids))| (path, (address.below(&self.folder), ids)));
        self.targets = Targets(all.collect());
        self
    }

    /// What tells from any other what is seen of the guides elsewhere.
    pub(crate) fn faces(&self) -> Mark {
        Mark::of(self.guides.values().map(|guide| guide.face))
    }

    /// The same of the guides that flows offer.
    pub(crate) fn offered_faces(&self) -> Mark {
        let offered = self.offered_by(|_| true);
        Mark::of(offered.iter().filter_map(|id| Some(self.guides.get(id)?.face)))
    }

    /// What tells all that links can lead to from anything else.
    pub(crate) fn ends(&self, surroundings: Mark) -> Mark {
        Mark::of([self.language.as_bytes(), surroundings.as_ref(), self.faces().as_ref()])
    }

    /// Reports links that lead nowhere. Of a translation, what is shown in the site's own language
    /// has been looked at before.
    pub fn check_links(
        &self,
        source: &Source,
        surroundings: Mark,
        memory: &Memory,
        problems: &Problems,
    ) {
        let ends = self.ends(surroundings);
        let guides = self.guides.par_iter();
        let broken = guides.map(|(_, guide)| (guide, self.links_of(guide, ends, source, memory).1));
        let broken: Vec<_> = broken.filter(|(_, broken)| !broken.is_empty()).collect();
        let of_guides = broken.iter().flat_map(|(guide, broken)| {
            broken.iter().map(|(link, place)| (&guide.path, link, place))
        });
        let of_codes = self
            .codes
            .iter()
            .flat_map(|code| code.body.links.iter().map(|(link, place)| (&code.path, link, place)));
        let mut found = 0;
        for (path, link, place) in of_guides.chain(of_codes) {
            // Looking for what was meant takes time, and nobody reads so many guesses.
            if let Err(fault) = self.find(path, link, source, found < MOST_NEAR) {
                found += 1;
                problems.report(path, Some(place.clone()), fault);
            }
        }
    }

    /// What tells where the links of a guide lead from anything else. They have been checked before.
    pub(crate) fn links_to(&self, guide: &Guide, ends: Mark, memory: &Memory) -> Mark {
        self.links_of(guide, ends, &Source::default(), memory).0
    }

    /// Whether some flow offers a guide.
    pub(crate) fn offers(&self, guide: &GuideId) -> bool {
        self.flows.values().any(|flow| flow.fix(guide).is_some())
    }

    /// What tells where the links of a guide lead from anything else, and those that lead nowhere.
    fn links_of(&self, guide: &Guide, ends: Mark, source: &Source, memory: &Memory) -> LinksOf {
        memory.links.get(Mark::of([ends, guide.mark]), || {
            let mut broken = Vec::new();
            let found = guide.body.links.iter().map(|(link, place)| {
                match self.find(&guide.path, link, source, false) {
                    Ok(None) => String::new(),
                    Ok(Some((address, anchor))) => {
                        format!("{address}#{}", anchor.unwrap_or_default())
                    }
                    Err(_) => {
                        broken.push((link.clone(), place.clone()));
                        String::new()
                    }
                }
            });
            let mark = Mark::of(found);
            (mark, broken.into())
        })
    }

    /// The pages that some other page links to, by the paths of their originals.
    pub fn linked_to(&self) -> HashSet<&SourcePath> {
        let bodies = self.guides.values().map(|guide| &guide.body);
        let bodies = bodies.chain(self.codes.iter().map(|code| &code.body));
        bodies.flat_map(|body| &body.ends).collect()
    }

    /// The address and anchor that a link in the file at `path` leads to; nothing if it leaves.
    fn find(
        &self,
        path: &SourcePath,
        link: &str,
        source: &Source,
        may_guess: bool,
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
        let original = file.as_str().strip_prefix(&self.folder).filter(|_| !self.folder.is_empty());
        let original = original.and_then(|below| below.strip_prefix('/'));
        let file = original.map_or(file.clone(), SourcePath::new);
        let Some((address, headings)) = self.targets.0.get(&file) else {
            // A page that is there and could not be read has been reported. Other files have none.
            if source.has(&file) && has_a_page(&file) {
                return Ok(None);
            }
            // Its name alone: of a whole path, most is right by itself.
            let names = || self.targets.0.keys().map(|path| last_part(path.as_str()));
            let stem = |name: &'_ str| {
                name.trim_start_matches('.').split('.').next().unwrap_or_default().to_owned()
            };
            let stems: Vec<String> =
                if may_guess { names().map(stem).collect() } else { Vec::new() };
            let near = nearest(&stem(last_part(file.as_str())), stems.iter().map(String::as_str));
            let near = near.and_then(|near| {
                let found = names().find(|name| stem(name) == near);
                found.map(ToOwned::to_owned)
            });
            return Err(broken(near));
        };
        let Some(anchor) = anchor else { return Ok(Some((address.clone(), None))) };
        // Authors write the words of a heading; the page puts `h-` before them.
        let id = format!("h-{anchor}");
        if headings.contains_key(&id) {
            return Ok(Some((address.clone(), Some(id))));
        }
        // A page that is shown in the original names the original's headings.
        if self.is_original(path) {
            return Ok(Some((address.clone(), None)));
        }
        let known = headings.keys().filter_map(|id| id.strip_prefix("h-"));
        let near = may_guess.then(|| nearest(anchor, known)).flatten();
        Err(Fault::BrokenAnchor { target: link.to_owned(), near })
    }

    /// The address that a link in the file at `path` has on the page at `from`.
    pub fn resolve(&self, path: &SourcePath, link: &str, from: &Address) -> String {
        match self.find(path, link, &Source::default(), false) {
            Ok(Some((address, anchor))) => {
                let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
                format!("{}{anchor}", address.seen_from(from))
            }
            Ok(None) => link.to_owned(),
            Err(_) => unreachable!("bug: a site with broken links is never rendered"),
        }
    }
}

/// The name of a file without its folders.
fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// A flow with the words that its fixes have in this edition.
fn with_fixes(mut draft: FlowDraft, guides: &Guides) -> FlowDraft {
    for fix in &mut draft.fixes {
        if let Some(contract) = guides.get(&fix.id).and_then(|guide| guide.contract.as_ref()) {
            *fix = contract.fix.clone();
        }
    }
    crate::flow_file::on_one_line(&mut draft);
    draft
}
