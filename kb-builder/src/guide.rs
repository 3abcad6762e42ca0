//! One Markdown file in `guides/` is one guide: a fix with its step contract, or an explanation.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use kb_flow::{Fix, GuideId, Platform, Who};

use crate::address::check_name;
use crate::day::Day;
use crate::edition::guide_path;
use crate::fields::{self, Context, Fields, Placed, as_table, one_of};
use crate::front_matter;
use crate::markdown::{self, Body};
use crate::memory::{Mark, Memory};
use crate::problem::Problems;
use crate::source::{Source, SourcePath};
use crate::translation::state;

/// An article of the knowledge base.
#[derive(Clone)]
pub struct Guide {
    /// The file it came from.
    pub path: SourcePath,
    /// Its name in addresses.
    pub id: GuideId,
    /// Its heading.
    pub title: String,
    /// What it is about, in one sentence.
    pub summary: String,
    /// The state of its words, which translations name.
    pub state: String,
    /// Its step contract, if it is a fix; an explanation has none.
    pub contract: Option<Contract>,
    /// What its blocks of commands do and cost, by name.
    pub commands: BTreeMap<String, Command>,
    /// Other addresses that lead to it, from the top of the site.
    pub aliases: Vec<Placed<String>>,
    /// Who looks after it, and what it rests on.
    pub care: Care,
    /// Its text.
    pub body: Body,
    /// What tells it from any other.
    pub mark: Mark,
    /// What tells from any other what is seen of it elsewhere: all but its text, and the headings there.
    pub face: Mark,
}

impl Guide {
    /// The file of the original, by which links name it; its own, unless it is a translation.
    pub fn original(&self) -> SourcePath {
        let is_own = self.path.name_in("guides", "md").is_some();
        if is_own { self.path.clone() } else { guide_path(&self.id) }
    }
}

/// What a fix asks of a person and what it costs them, with places for faults.
#[derive(Clone)]
pub struct Contract {
    /// The contract.
    pub fix: Fix,
    /// Where the fact to look at again is named.
    pub recheck_place: Range<usize>,
}

/// What a block of commands does, and what it costs.
#[derive(Clone, Debug)]
pub struct Command {
    /// What it does, in one sentence.
    pub does: String,
    /// What is lost.
    pub deletes: String,
    /// How to take it back.
    pub undo: String,
    /// Whether it needs administrator rights.
    pub elevation: bool,
    /// As in a step contract: 0 reads only, to 4 that can cost data.
    pub harm: u8,
    /// Where it is named.
    pub place: Range<usize>,
}

/// Who looks after a page, and what it rests on.
#[derive(Clone)]
pub struct Care {
    /// The team that answers for it.
    pub owner: String,
    /// The day it was last read through.
    pub reviewed: Day,
    /// Where that is said.
    pub reviewed_place: Range<usize>,
    /// After how many days it is to be read again, where that is not the site's own number.
    pub review_days: Option<u32>,
    /// What in it has no first-party source.
    pub unconfirmed: Vec<String>,
    /// What it rests on: keys of `tables/sources.toml`.
    pub sources: Vec<Placed<String>>,
}

/// Something a page rests on.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it is called.
    pub title: String,
    /// Where it is, if it has an address.
    pub url: Option<String>,
    /// Whether it is not the maker's own word.
    pub third_party: bool,
}

/// Every guide, as far as it can be understood.
pub fn parse_all(source: &Source, memory: &Memory, problems: &Problems) -> Vec<Arc<Guide>> {
    let files = source.marked_texts().filter_map(|(path, text, mark)| {
        let name = path.name_in("guides", "md")?;
        Some((path, name, text, mark))
    });
    let files: Vec<_> = files.collect();
    let parsed = files.into_par_iter().map(|(path, name, text, mark)| {
        memory.guides.get(mark, || {
            let own = Problems::default();
            let guide = parse(path, name, text, mark, &own);
            (guide.map(Arc::new), own.reported())
        })
    });
    let parsed: Vec<_> = parsed.collect();
    let guides = parsed.into_iter().filter_map(|(guide, found)| {
        problems.add(&found);
        guide
    });
    guides.collect()
}

fn parse(
    path: &SourcePath,
    name: &str,
    text: &str,
    mark: Mark,
    problems: &Problems,
) -> Option<Guide> {
    let named = check_name(path, name, problems);
    let parts = front_matter::split(path, text, problems)?;
    let body_place = parts.body.clone();
    let body = markdown::parse(path, text, parts.body, problems);
    let face = body.face_with(path, &text[parts.front_matter.clone()]);
    let context = Context { path, offset: parts.front_matter.start, problems };
    let table = fields::parse(&text[parts.front_matter], context)?;
    let fields = Fields::of(&table, context);
    let title = fields.text("title", "title = \"What to do\"");
    let summary = fields.text("summary", "summary = \"What it does, in one sentence\"");
    let kinds = ["fix", "explanation"];
    let kind = fields.word("kind", "kind = \"fix\"", &kinds, |kind| kind);
    let id = GuideId::from(name);
    let contract = match (kind, &title, &summary) {
        (Some("fix"), title, summary) => Some(contract(
            &fields,
            id.clone(),
            title.clone().unwrap_or_default(),
            summary.clone().unwrap_or_default(),
        )),
        _ => None,
    };
    let commands = commands(&fields);
    let aliases = fields.maybe_texts("aliases");
    let care = care(&fields);
    // Without a kind, nobody can say which keys belong here.
    if kind.is_some() {
        fields.finish();
    }
    let state = {
        let fix = contract.as_ref().and_then(Option::as_ref).map(|contract| &contract.fix);
        let contract = fix.map(|fix| [&fix.deletes, &fix.undo, &fix.success]);
        let costs = commands
            .iter()
            .flatten()
            .flat_map(|(name, command)| [name, &command.does, &command.deletes, &command.undo]);
        let doubts = care.iter().flat_map(|care| &care.unconfirmed);
        let texts = title.iter().chain(&summary).chain(contract.into_iter().flatten());
        let texts = texts.chain(costs).chain(doubts).map(String::as_str);
        state(texts.chain([&text[body_place]]))
    };
    let contract = match contract {
        Some(None) => return None,
        Some(found) => found,
        None => None,
    };
    kind?;
    (named && !body.is_cut_off).then_some(())?;
    Some(Guide {
        path: path.clone(),
        id,
        title: title?,
        summary: summary?,
        state,
        contract,
        commands: commands?,
        aliases,
        care: care?,
        body,
        mark,
        face,
    })
}

/// Reads a step contract; asks for every key, so that every fault is reported.
fn contract(
    fields: &Fields<'_, '_>,
    id: GuideId,
    title: String,
    summary: String,
) -> Option<Contract> {
    let context = fields.context();
    let example = "platforms = [\"windows\"]";
    let platforms = fields
        .texts("platforms", example)
        .into_iter()
        .filter_map(|written| one_of("platforms", written, Platform::ALL, Platform::word, context));
    let platforms: Vec<Platform> = platforms.collect();
    let who = fields.word("who", "who = \"employee\"", Who::ALL, Who::word);
    let elevation = fields.truth("elevation", "elevation = false");
    let by_signing_in = fields.has("by-signing-in")
        && fields.truth("by-signing-in", "by-signing-in = true") == Some(true);
    let harm = fields.number("harm", "harm = 1", 0..=4);
    let deletes = fields.text("deletes", "deletes = \"Nothing.\"");
    let undo = fields.text("undo", "undo = \"Nothing to undo.\"");
    let minutes = fields.number("minutes", "minutes = 3", 1..=1440);
    let success = fields.text("success", "success = \"The app opens.\"");
    let recheck = fields.placed_text("recheck", "recheck = \"web-login\"")?;
    let fix = Fix {
        id,
        title,
        summary,
        platforms,
        who: who?,
        elevation: elevation?,
        harm: u8::try_from(harm?).ok()?,
        deletes: deletes?,
        undo: undo?,
        minutes: minutes?,
        success: success?,
        recheck: recheck.value.as_str().into(),
        by_signing_in,
    };
    Some(Contract { fix, recheck_place: recheck.place })
}

/// Reads what the blocks of commands do and cost; nothing if one of them cannot be read.
fn commands(fields: &Fields<'_, '_>) -> Option<BTreeMap<String, Command>> {
    if !fields.has("commands") {
        return Some(BTreeMap::new());
    }
    let mut commands = BTreeMap::new();
    let mut whole = true;
    for (name, value) in fields.table("commands", "[commands.show-time]")?.entries() {
        let command = as_table(&name.value, value, fields.context()).and_then(|fields| {
            let does = fields.text("does", "does = \"Shows the time. It changes nothing.\"");
            let deletes = fields.text("deletes", "deletes = \"Nothing.\"");
            let undo = fields.text("undo", "undo = \"Nothing to undo.\"");
            let elevation = fields.truth("elevation", "elevation = false");
            let harm = fields.number("harm", "harm = 0", 0..=4);
            fields.finish();
            Some(Command {
                does: does?,
                deletes: deletes?,
                undo: undo?,
                elevation: elevation?,
                harm: u8::try_from(harm?).ok()?,
                place: name.place.clone(),
            })
        });
        whole &= command.is_some();
        commands.extend(command.map(|command| (name.value, command)));
    }
    whole.then_some(commands)
}

/// Reads who looks after a page.
pub fn care(fields: &Fields<'_, '_>) -> Option<Care> {
    let owner = fields.text("owner", "owner = \"Service desk\"");
    let reviewed = fields.day("reviewed", "reviewed = \"2026-11-21\"");
    let review_days = fields
        .has("review-days")
        .then(|| fields.number("review-days", "review-days = 180", 1..=3650));
    let unconfirmed = fields.texts("unconfirmed", "unconfirmed = []");
    let sources = fields.texts("sources", "sources = [\"SUP\"]");
    Some(Care {
        owner: owner?,
        reviewed: reviewed.as_ref()?.value,
        reviewed_place: reviewed?.place,
        review_days: match review_days {
            Some(days) => Some(days?),
            None => None,
        },
        unconfirmed: unconfirmed.into_iter().map(|text| text.value).collect(),
        sources,
    })
}
