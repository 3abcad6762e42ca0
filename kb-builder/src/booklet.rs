//! A flow with all that it can offer, as one document: what everything that is not a site is made from.

use std::collections::BTreeMap;

use kb_flow::{Ending, Fix, Flow, GuideId, Outcome, Step, Target};

use crate::address::Address;
use crate::code::Code;
use crate::day::Day;
use crate::document::{Block, Document, Inline, Item, Kind, Section, To};
use crate::edition::{Edition, flow_path, guide_path};
use crate::guide::{Command, Guide};
use crate::markdown::blocks::{Into, blocks};
use crate::markdown::{Block as Fence, callout_name, leaves};
use crate::outline::steps_down;
use crate::render::{command_rights, direction, hand_over_word, platform_word, platforms};
use crate::site::Site;
use crate::snippet::Language;
use crate::source::SourcePath;
use crate::tables::shown;
use crate::tabs::extras;

/// What leads to what to write to whom.
pub const HAND_OVER: &str = "hand-over";

/// How much a document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All that there is.
    Whole,
    /// What somebody needs in order to act, and nothing twice.
    Short,
}

/// Puts a flow of an edition into one document.
pub fn of(site: &Site, edition: &Edition, flow: &Flow, extent: Extent) -> Document {
    let meanwhile = meanwhile(edition, flow);
    let mut guides: Vec<&Guide> = Vec::new();
    let offered = flow.draft().fixes.iter().map(|fix| &fix.id);
    for id in meanwhile.iter().copied().chain(offered) {
        if let Some(guide) =
            edition.guides.get(id).filter(|guide| guides.iter().all(|known| known.id != guide.id))
        {
            guides.push(guide);
        }
    }
    let booklet = Booklet { site, edition, flow, guides: &guides, extent };
    let mut sections: Vec<Section> =
        steps_down(flow).into_iter().map(|step| booklet.question(step)).collect();
    sections.extend(flow.outcomes().iter().map(|outcome| booklet.outcome(outcome)));
    sections.push(booklet.hand_over());
    sections.extend(guides.iter().map(|guide| booklet.guide(guide)));
    for (number, section) in (1..).zip(&mut sections) {
        section.number = number;
    }
    Document {
        language: edition.language.clone(),
        direction: direction(&edition.language),
        title: flow.draft().title.clone(),
        title_language: booklet.other(&flow_path(flow.id())),
        meanwhile: meanwhile.and_then(|id| booklet.meanwhile(id)),
        start: booklet.start(),
        how: booklet.how(),
        notes: booklet.notes(),
        due: booklet
            .days()
            .map(|(_, due)| due)
            .min()
            .map(|due| (due, edition.words.get("overdue").to_owned())),
        left_out: booklet.left_out(),
        sections,
    }
}

/// What helps somebody with this flow's message who cannot wait.
fn meanwhile<'a>(edition: &'a Edition, flow: &Flow) -> Option<&'a GuideId> {
    let mut codes = edition.codes.iter().filter(|code| code.flow == flow.id().as_str());
    let named = codes.find_map(|code: &Code| code.meanwhile.as_ref())?;
    edition.guides.get_key_value(&GuideId::from(named.value.as_str())).map(|(id, _)| id)
}

struct Booklet<'a> {
    site: &'a Site,
    edition: &'a Edition,
    flow: &'a Flow,
    guides: &'a [&'a Guide],
    extent: Extent,
}

impl Booklet<'_> {
    fn word(&self, name: &str) -> &str {
        self.edition.words.get(name)
    }

    fn section(&self, kind: Kind, anchor: String, title: &str, blocks: Vec<Block>) -> Section {
        let original = match kind {
            Kind::Question | Kind::Outcome => flow_path(self.flow.id()),
            Kind::Guide => guide_path(&anchor.strip_prefix("guide-").unwrap_or_default().into()),
            Kind::HandOver => {
                return Section {
                    kind,
                    anchor,
                    number: 0,
                    language: None,
                    title: title.to_owned(),
                    blocks,
                    framed: (0, 0),
                };
            }
        };
        let language = self.other(&original);
        let title = title.to_owned();
        Section { kind, anchor, number: 0, language, title, blocks, framed: (0, 0) }
    }

    /// The language of an original that is shown in the place of a translation.
    fn other(&self, original: &SourcePath) -> Option<String> {
        self.edition.is_original(original).then(|| self.site.language.clone())
    }

    /// The way to what helps somebody who cannot wait.
    fn meanwhile(&self, id: &GuideId) -> Option<Block> {
        let guide = self.edition.guides.get(id)?;
        Some(Block::Paragraph(vec![
            Inline::strong(self.word("code-now")),
            Inline::text(" "),
            Inline::within(format!("guide-{}", guide.id), &guide.title),
        ]))
    }

    /// The way to the first question.
    fn start(&self) -> Block {
        let start = format!("step-{}", self.flow.start().id);
        Block::Paragraph(vec![Inline::within(start, self.word("flow-start"))])
    }

    /// What its numbers are for, and what else is said once for all its parts.
    fn how(&self) -> Block {
        let mut how = self.word("booklet-how").to_owned();
        if self.extent == Extent::Short {
            how.extend([" ", self.word("booklet-order")]);
        }
        Block::Paragraph(vec![Inline::Text(how)])
    }

    /// What cannot be done here, and how old it is.
    fn notes(&self) -> Vec<Block> {
        let mut checks = vec![Inline::text(self.word("booklet-alone"))];
        if let Some(base_url) = &self.site.base_url {
            let code = self.edition.codes.iter().find(|code| code.flow == self.flow.id().as_str());
            let page = code.map_or_else(Address::home, |code| Address::code(&code.name));
            let address = base_url.of(&self.edition.at(page));
            checks.push(Inline::text(format!(" {} ", self.word("booklet-site"))));
            checks.push(Inline::Link {
                to: To::Address(address.clone()),
                text: vec![Inline::Text(address)],
            });
        }
        vec![Block::Paragraph(checks), Block::Paragraph(vec![Inline::Text(self.state())])]
    }

    /// When each of its pages was read through, and until when that counts.
    fn days(&self) -> impl Iterator<Item = (Day, Day)> {
        let of_flow = self.edition.codes.iter().filter(|code| code.flow == self.flow.id().as_str());
        let cares =
            self.guides.iter().map(|guide| &guide.care).chain(of_flow.map(|code| &code.care));
        cares.map(|care| {
            let days = care.review_days.unwrap_or(self.site.review_days);
            (care.reviewed, care.reviewed.after(days))
        })
    }

    /// How many sections nobody needs in order to act, where they are not in it.
    fn left_out(&self) -> usize {
        if self.extent == Extent::Whole {
            return 0;
        }
        self.guides.iter().map(|guide| extras(&guide.body.sections)).sum()
    }

    /// Which questions these are, and until when they may be followed.
    fn state(&self) -> String {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        self.word("booklet-state")
            .replace("{flow}", self.flow.id().as_str())
            .replace("{version}", &self.flow.version().to_string())
            .replace("{digest}", self.flow.digest())
            .replace("{day}", &day(self.days().map(|(reviewed, _)| reviewed).max()))
            .replace("{due}", &day(self.days().map(|(_, due)| due).min()))
    }

    fn question(&self, step: &Step) -> Section {
        let fact = self.flow.fact_of(step);
        let why = vec![Inline::strong(self.word("why")), Inline::text(format!(" {}", fact.why))];
        let has_exit =
            |value: &kb_flow::ValueId| step.exits.iter().any(|exit| exit.value == *value);
        let mut items: Vec<Item> = fact
            .choices()
            .filter(|(value, _)| has_exit(value))
            .map(|(value, answer)| {
                let anchor = match self.flow.target(step, &value) {
                    Target::Step(step) => format!("step-{}", step.id),
                    Target::Outcome(outcome) => format!("outcome-{}", outcome.id),
                };
                let mut line = vec![Inline::within(anchor, answer)];
                if let Some(known) = fact.values.iter().find(|known| known.id == value) {
                    let numbers = known.numbers.iter().map(ToString::to_string);
                    let numbers: Vec<String> =
                        numbers.chain(known.codes.iter().map(|code| shown(code))).collect();
                    if !numbers.is_empty() {
                        line.push(Inline::Text(format!(" ({})", numbers.join(", "))));
                    }
                }
                Item::of(line)
            })
            .collect();
        // As on the site: nobody should have to read every choice to say "there is none".
        if fact.read.is_some() {
            items.rotate_right(1);
        }
        let blocks = vec![Block::Paragraph(why), Block::List { first: None, items }];
        self.section(Kind::Question, format!("step-{}", step.id), &fact.question, blocks)
    }

    fn outcome(&self, outcome: &Outcome) -> Section {
        let mut blocks = vec![Block::Paragraph(vec![Inline::text(&outcome.text)])];
        let is_report = matches!(outcome.ends, Ending::Report(_));
        let fixes: Vec<Item> = self.flow.fixes_of(outcome).map(|fix| self.fix(fix)).collect();
        let has_fixes = !fixes.is_empty();
        if has_fixes {
            if is_report {
                blocks.push(Block::Paragraph(vec![Inline::text(self.word("flow-report"))]));
            } else if self.extent == Extent::Whole {
                blocks.push(Block::Paragraph(vec![Inline::text(self.word("flow-fixes"))]));
            }
            blocks.push(Block::List { first: Some(1), items: fixes });
        }
        let (then, line) = match outcome.ends {
            Ending::Wait => {
                (self.word("flow-wait"), vec![Inline::text(self.word("flow-wait-text"))])
            }
            Ending::HandOver(team) | Ending::Report(team) => {
                let then = match (is_report, has_fixes) {
                    (true, true) => "flow-hand-over-then",
                    (false, true) => "flow-hand-over",
                    (_, false) => "flow-hand-over-none",
                };
                let to = Inline::within(HAND_OVER, self.word(hand_over_word(team)));
                let result = format!(" ({})", outcome.id);
                (self.word(then), vec![to, Inline::Text(result)])
            }
        };
        let mut last = vec![Inline::strong(format!("{then}:")), Inline::text(" ")];
        last.extend(line);
        blocks.push(Block::Paragraph(last));
        self.section(Kind::Outcome, format!("outcome-{}", outcome.id), &outcome.title, blocks)
    }

    fn fix(&self, fix: &Fix) -> Item {
        let minutes = self.word("minutes").replace("{n}", &fix.minutes.to_string());
        let mut line = vec![
            Inline::within(format!("guide-{}", fix.id), &fix.title),
            Inline::Text(format!(" ({minutes})")),
        ];
        if fix.asks_first() {
            line.push(Inline::Text(format!(". {}: {}", self.word("deletes"), fix.deletes)));
        }
        Item::of(line)
    }

    fn hand_over(&self) -> Section {
        let line = |words: String| Item::of(vec![Inline::Text(words)]);
        let items = vec![
            line(match self.edition.code_of(self.flow.id()) {
                Some(code) => format!("{}: {code}", self.word("flow-ticket-code")),
                None => self.word("flow-ticket-shown").to_owned(),
            }),
            line(format!("{}: {}", self.word("flow-ticket-outcome"), self.word("booklet-result"))),
            line(self.word("flow-ticket-time").to_owned()),
            line(self.word("flow-ticket-number").to_owned()),
            line(self.word("flow-ticket-tried").to_owned()),
        ];
        let blocks = vec![
            Block::Paragraph(vec![Inline::text(self.word("flow-ticket"))]),
            Block::List { first: None, items },
            Block::Paragraph(vec![Inline::text(self.word("flow-ticket-not"))]),
            Block::Paragraph(vec![Inline::within(
                format!("step-{}", self.flow.start().id),
                self.word("flow-first"),
            )]),
        ];
        self.section(Kind::HandOver, HAND_OVER.to_owned(), self.word("booklet-hand-over"), blocks)
    }

    fn guide(&self, guide: &Guide) -> Section {
        let anchor = format!("guide-{}", guide.id);
        let mut content = Vec::new();
        if let Some(contract) = &guide.contract {
            content.push(Block::Paragraph(self.contract(&contract.fix)));
        }
        content.extend(blocks(
            &guide.body,
            &Into {
                mark: &format!("{anchor}-"),
                deeper: 1,
                resolve: &|link| self.resolve(guide, link),
                commands: &|fence| self.command(&guide.commands, fence),
                callouts: &|kind| self.word(&format!("callout-{}", callout_name(kind))).to_owned(),
                systems: &|system| self.word(platform_word(system)).to_owned(),
                with_extras: self.extent == Extent::Whole,
            },
        ));
        if let Some(contract) = &guide.contract {
            content.push(Block::Paragraph(vec![
                Inline::strong(self.word("guide-success")),
                Inline::text(format!(" {}", contract.fix.success)),
            ]));
        }
        let section = self.section(Kind::Guide, anchor, &guide.title, content);
        let framed = usize::from(guide.contract.is_some());
        Section { framed: (framed, framed), ..section }
    }

    /// What a fix asks of a person, and what it costs where that is much.
    fn contract(&self, fix: &Fix) -> Vec<Inline> {
        let mut line = Vec::new();
        let mut say = |name: &str, value: &str| {
            if !line.is_empty() {
                line.push(Inline::text(" "));
            }
            line.push(Inline::strong(format!("{}:", self.word(name))));
            line.push(Inline::text(format!(" {value}")));
        };
        say("guide-platforms", &format!("{}.", platforms(&self.edition.words, fix)));
        // What stands beside every way to it need not be said once more.
        if self.extent == Extent::Whole {
            let minutes = self.word("minutes").replace("{n}", &fix.minutes.to_string());
            say("guide-time", &format!("{minutes}."));
        }
        if fix.elevation {
            say("guide-rights", &format!("{}.", self.word("guide-rights-yes")));
        }
        if fix.asks_first() {
            say("guide-deletes", &fix.deletes);
            say("guide-undo", &fix.undo);
        }
        line
    }

    /// What stands before a block of commands.
    fn command(&self, commands: &BTreeMap<String, Command>, fence: &Fence) -> Vec<Block> {
        let Some(command) = fence.name.as_ref().and_then(|name| commands.get(name)) else {
            return Vec::new();
        };
        let mut line = vec![Inline::text(&command.does)];
        let rights = command_rights(command, Language::from_word(&fence.language));
        for (name, value) in [
            ("guide-deletes", command.deletes.as_str()),
            ("guide-undo", &command.undo),
            ("guide-rights", self.word(rights)),
        ] {
            line.push(Inline::text(" "));
            line.push(Inline::strong(format!("{}:", self.word(name))));
            line.push(Inline::text(format!(" {value}")));
        }
        vec![Block::Paragraph(line)]
    }

    /// Where a link of a guide leads from here.
    fn resolve(&self, guide: &Guide, link: &str) -> To {
        if leaves(link) {
            return To::Address(link.to_owned());
        }
        let target = self.edition.resolve(&guide.path, link, &Address::home());
        let (page, place) = target.split_once('#').unwrap_or((&target, ""));
        let page = page.strip_prefix(&format!("{}/", self.edition.folder)).unwrap_or(page);
        let id = page.strip_prefix("guides/").map(|id| id.trim_end_matches('/'));
        if let Some(known) = self.guides.iter().find(|guide| Some(guide.id.as_str()) == id) {
            let place = if place.is_empty() { String::new() } else { format!("-{place}") };
            return To::Anchor(format!("guide-{}{place}", known.id));
        }
        match &self.site.base_url {
            Some(base_url) => {
                let address = base_url.of(&self.edition.at(Address::page(page)));
                let place = if place.is_empty() { String::new() } else { format!("#{place}") };
                To::Address(format!("{address}{place}"))
            }
            None => To::Nowhere,
        }
    }
}
