//! Each kind of page.

use std::collections::BTreeMap;

use kb_flow::{Ending, Flow, FlowId, TICKET_PLACEHOLDERS, Target, Team, Who};
use minijinja::Value;

use super::{Medium, Renderer, direction, view};
use crate::address::Address;
use crate::assets::Asset;
use crate::code::Code;
use crate::diagram;
use crate::edition::{code_path, flow_path, guide_path};
use crate::guide::Guide;
use crate::markdown::{Body, Setting};
use crate::outline::steps_down;
use crate::page::Page;
use crate::policy::Policy;
use crate::tables::{Confirmation, Entry, shown, spellings};

impl Renderer<'_> {
    pub(super) fn home(&self) -> Page {
        let (page, policy) = (Address::home(), Policy::reading());
        let here = self.edition.at(page.clone());
        let flows = self.edition.flows.values().map(|flow| view::Link {
            title: &flow.draft().title,
            summary: "",
            href: self.way(Address::flow(flow.id()), &here),
            language: self.other_language(&flow_path(flow.id())),
        });
        let view = view::Home {
            frame: self
                .frame(&page, &policy, &self.edition.name, &self.edition.summary)
                .saying(&self.website()),
            search: self.search(&here),
            summary: &self.edition.summary,
            meanwhile: self.meanwhile(&here),
            start: self.start(&here),
            flows: flows.collect(),
        };
        self.page("home.html", &here, policy.clone(), view)
    }

    /// The list of everything, for the page to search on.
    pub(super) fn search_list(&self) -> String {
        let here = self.edition.at(Address::search());
        let codes =
            view::Group { heading: self.word("home-codes"), links: self.codes(&here, |_| true) };
        let groups = std::iter::once(codes).chain(self.guide_groups(&here));
        let view = view::SearchList {
            groups: groups.filter(|group| !group.links.is_empty()).collect(),
            codes_original: self.original(self.edition.has_original_tables()),
            codes: self.code_groups(&here),
        };
        self.templates.part("search-list.html", view)
    }

    /// The page to search on; without a script, the list of everything.
    pub(super) fn search_page(&self, list: &str) -> Page {
        let (page, policy) = (Address::search(), Policy::reading());
        let here = self.edition.at(page.clone());
        let title = self.word("nav-search");
        let view = view::SearchPage {
            frame: self.frame(&page, &policy, title, self.word("search-intro")),
            search: self.search(&here),
            title,
            list: Value::from_safe_string(list.to_owned()),
        };
        self.page("search.html", &here, policy.clone(), view)
    }

    pub(super) fn guide_list(&self) -> Page {
        let page = Address::guides();
        let here = self.edition.at(page.clone());
        let title = self.word("nav-guides");
        self.list("guide", &page, title, "", self.guide_groups(&here))
    }

    /// All guides, by whom they are for.
    fn guide_groups(&self, here: &Address) -> Vec<view::Group<'_>> {
        let group = |name, wanted: fn(&Guide) -> bool| view::Group {
            heading: self.word(name),
            links: self
                .edition
                .guides
                .values()
                .filter(|guide| wanted(guide))
                .map(|guide| view::Link {
                    title: &guide.title,
                    summary: &guide.summary,
                    href: self.way(Address::guide(&guide.id), here),
                    language: self.other_language(&guide.original()),
                })
                .collect(),
        };
        vec![
            group("home-fixes", |guide| is_for(guide, Who::Employee)),
            group("home-explanations", |guide| guide.contract.is_none()),
            group("home-helpdesk", |guide| is_for(guide, Who::Helpdesk)),
        ]
    }

    /// A page of links in groups.
    fn list(
        &self,
        kind: &str,
        page: &Address,
        title: &str,
        intro: &str,
        groups: Vec<view::Group<'_>>,
    ) -> Page {
        let policy = Policy::reading();
        let here = self.edition.at(page.clone());
        let groups = groups.into_iter().filter(|group| !group.links.is_empty()).collect();
        let frame = self.frame(page, &policy, title, &self.edition.summary);
        let view = view::List { frame, kind, title, intro, groups };
        self.page("list.html", &here, policy.clone(), view)
    }

    pub(super) fn guide(&self, guide: &Guide) -> Page {
        let (page, policy) = (Address::guide(&guide.id), Policy::reading());
        let here = self.edition.at(page.clone());
        let leads_here = |code: &Code| {
            let flow = self.edition.flows.get(&FlowId::from(code.flow.as_str()));
            flow.is_some_and(|flow| flow.fix(&guide.id).is_some())
        };
        let is_original = self.edition.is_original(&guide.original());
        let view = view::GuidePage {
            frame: self
                .frame(&page, &policy, &guide.title, &guide.summary)
                .saying(&self.guide_data(guide)),
            original: self.original(is_original),
            title: &guide.title,
            summary: &guide.summary,
            contract: guide.contract.as_ref().map(|contract| self.contract(&contract.fix)),
            body: self.body(guide, &here, Setting::Page),
            care: self.care(&guide.care),
            contents: Self::contents(&guide.body),
            tabs: self.tabs_script([&guide.body], &here),
            beside: self.beside(guide, &here),
            leading: self.leading_codes(guide, &here),
            codes: self.codes(&here, leads_here),
        };
        self.page("guide.html", &here, policy.clone(), view)
    }

    pub(super) fn code(&self, code: &Code) -> Page {
        let page = Address::code(&code.name);
        let here = self.edition.at(page.clone());
        let policy = Policy::checking(&self.site.probes);
        let flow = &self.edition.flows[&FlowId::from(code.flow.as_str())];
        let flow_href = self.way(Address::flow(flow.id()), &here);
        let bodies = self.bodies(flow);
        let own = code.codes.iter().map(|named| named.value.as_str());
        let own = own.filter(|named| is_page_of(named, &code.name));
        let spellings = own.filter_map(|named| self.edition.tables.entry(named)).map(all_spellings);
        let is_original = self.edition.is_original(&code_path(&code.name));
        let view =
            view::CodePage {
                frame: self
                    .frame(&page, &policy, &code.title, &code.summary)
                    .saying(&self.code_data(code)),
                original: self.original(is_original),
                flow_original: self.original(self.edition.is_original(&flow_path(flow.id()))),
                title: &code.title,
                summary: &code.summary,
                flow: flow.id().as_str(),
                spellings: spellings.collect::<Vec<_>>().join(", "),
                meanwhile: code.meanwhile.as_ref().map(|guide| self.to_guide(&guide.value, &here)),
                first: step(flow, flow.start(), &flow_href),
                flow_href,
                body: self.text(
                    &code.path,
                    &code.body,
                    &BTreeMap::new(),
                    is_original,
                    &here,
                    Setting::Page,
                ),
                care: self.care(&code.care),
                data: self.checker_data(
                    self.edition.words.of_checker(),
                    flow.draft(),
                    flow.shape(),
                    &self.site.probes,
                    &self.site.tickets,
                    &here,
                ),
                tabs: self.tabs_script(bodies.chain([&code.body]), &here),
                checker_style: self.asset(Asset::CheckerStyle, &here),
                templates: self.insets(flow, &here),
                module: self.module(&here),
                glue: self.asset(Asset::Glue, &here),
                boot: self.asset(Asset::Boot, &here),
                version: flow.version(),
                count: self.site.counter.as_deref().filter(|_| self.medium == Medium::Web).map(
                    |address| view::Count { address, script: self.asset(Asset::Count, &here) },
                ),
            };
        self.page("code.html", &here, policy.clone(), view)
    }

    /// The texts of the guides that a flow can offer.
    pub(super) fn bodies<'b>(&'b self, flow: &'b Flow) -> impl Iterator<Item = &'b Body> {
        flow.draft().fixes.iter().map(|fix| &self.edition.guides[&fix.id].body)
    }

    /// The guides that a flow can offer, for the checker to show.
    pub(super) fn insets<'b>(&'b self, flow: &'b Flow, here: &Address) -> Vec<view::Inset<'b>> {
        let insets = flow.draft().fixes.iter().map(|fix| {
            let guide: &Guide = &self.edition.guides[&fix.id];
            let is_original = self.edition.is_original(&guide.original());
            view::Inset {
                id: guide.id.as_str(),
                href: self.way(Address::guide(&guide.id), here),
                body: self.body(guide, here, Setting::Inset),
                original: self.original(is_original),
            }
        });
        insets.collect()
    }

    /// A page for each code of the tables that has none of its own, and the list of all codes.
    pub(super) fn entries(&self) -> Vec<Page> {
        let tables = &self.edition.tables;
        if tables.codes.is_empty() && tables.numbers.is_empty() {
            return Vec::new();
        }
        let here = self.edition.at(Address::codes());
        let (page, policy) = (Address::codes(), Policy::reading());
        let title = self.word("nav-codes");
        let view = view::CodeList {
            frame: self.frame(&page, &policy, title, self.word("codes-intro")),
            original: self.original(self.edition.has_original_tables()),
            title,
            intro: self.word("codes-intro"),
            groups: self.code_groups(&here),
        };
        let mut pages = vec![self.page("codes.html", &here, policy.clone(), view)];
        for entry in tables.codes.iter().chain(&tables.numbers) {
            let own =
                |name: &str| self.edition.codes.iter().any(|page| is_page_of(name, &page.name));
            let names = entry.names.iter().filter(|name| !own(name));
            pages.extend(names.map(|name| self.entry(name, entry)));
        }
        pages
    }

    /// All codes of the tables, by where they come from.
    fn code_groups<'b>(&'b self, here: &Address) -> Vec<view::NamedGroup<'b>> {
        let tables = &self.edition.tables;
        let group = |heading, entries: &'b [Entry]| {
            let names = entries.iter().flat_map(|entry| {
                entry.names.iter().map(move |name| (name, entry.meaning.as_str()))
            });
            let links = names.map(|(name, meaning)| {
                let page = self.code_address(name);
                let title = shown(name);
                view::Named { title, summary: meaning, href: self.way(page, here) }
            });
            view::NamedGroup { heading: self.word(heading), links: links.collect() }
        };
        let groups = [group("codes-teams", &tables.codes), group("codes-aadsts", &tables.numbers)];
        groups.into_iter().filter(|group| !group.links.is_empty()).collect()
    }

    /// The page of a code that has no questions of its own.
    fn entry(&self, name: &str, entry: &Entry) -> Page {
        let (page, policy) = (Address::entry(name), Policy::reading());
        let here = self.edition.at(page.clone());
        let title = shown(name);
        let questions = self.edition.page_of(name).map(|code| view::Questions {
            title: &code.title,
            href: format!("{}?code={name}", self.way(Address::code(&code.name), &here)),
            plain: self.way(Address::flow(&FlowId::from(code.flow.as_str())), &here),
            leads: self.leads_to(
                &self.edition.flows[&FlowId::from(code.flow.as_str())],
                name,
                &here,
            ),
        });
        let view = view::EntryPage {
            frame: self
                .frame(&page, &policy, &title, &entry.meaning)
                .saying(&self.entry_data(&title, name)),
            original: self.original(self.edition.has_original_tables()),
            title: &title,
            entry: view::Entry {
                name: &entry.title,
                meaning: &entry.meaning,
                cause: &entry.cause,
                employee: &entry.employee,
                admin: &entry.admin,
                doubt: entry.doubt.as_deref(),
                certainty: self.word(match entry.confirmation {
                    Confirmation::Confirmed => "certainty-confirmed",
                    Confirmation::Inferred => "certainty-inferred",
                    Confirmation::Unconfirmed => "certainty-unconfirmed",
                }),
                spellings: all_spellings_of(name, entry),
                sources: self.references(entry.sources.iter().map(String::as_str)),
            },
            questions,
        };
        self.page("entry.html", &here, policy.clone(), view)
    }

    /// The outcome that a code leads to, where no other question comes between.
    fn leads_to<'b>(
        &'b self,
        flow: &'b Flow,
        code: &str,
        here: &Address,
    ) -> Option<view::Leads<'b>> {
        let number = code.strip_prefix("AADSTS").and_then(|number| number.parse().ok());
        flow.steps().iter().find_map(|step| {
            let fact = flow.fact_of(step);
            let value = fact.values.iter().find(|value| {
                number.is_some_and(|number| value.numbers.contains(&number))
                    || value.codes.iter().any(|named| named == code)
            })?;
            let Target::Outcome(outcome) = flow.target(step, &value.id) else { return None };
            let page = self.way(Address::flow(flow.id()), here);
            Some(view::Leads {
                outcome: view::Link {
                    title: &outcome.title,
                    summary: &outcome.text,
                    href: format!("{page}#outcome-{}", outcome.id),
                    language: self.other_language(&flow_path(flow.id())),
                },
                fixes: flow.fixes_of(outcome).map(|fix| self.fix(fix, here)).collect(),
                is_report: matches!(outcome.ends, Ending::Report(_)),
            })
        })
    }

    /// The list of all words that are explained, where there are some.
    pub(super) fn glossary(&self) -> Option<Page> {
        let terms = &self.edition.glossary.terms;
        if terms.is_empty() {
            return None;
        }
        let (page, policy) = (Address::glossary(), Policy::reading());
        let here = self.edition.at(page.clone());
        let title = self.word("nav-glossary");
        let mut terms: Vec<_> = terms
            .iter()
            .map(|term| view::Term { key: &term.key.value, word: &term.term, means: &term.means })
            .collect();
        terms.sort_by_key(|term| term.word.to_lowercase());
        let frame = self.frame(&page, &policy, title, &self.edition.summary);
        let view = view::GlossaryPage { frame, title, terms };
        Some(self.page("glossary.html", &here, policy.clone(), view))
    }

    pub(super) fn flow(&self, flow: &Flow) -> Page {
        let (page, policy) = (Address::flow(flow.id()), Policy::reading());
        let here = self.edition.at(page.clone());
        let outcomes = flow.outcomes().iter().map(|outcome| view::Outcome {
            id: outcome.id.as_str(),
            title: &outcome.title,
            text: &outcome.text,
            fixes: flow.fixes_of(outcome).map(|fix| self.fix(fix, &here)).collect(),
            is_report: matches!(outcome.ends, Ending::Report(_)),
            hand_over: match outcome.ends {
                Ending::Wait => None,
                Ending::HandOver(team) | Ending::Report(team) => {
                    Some(self.word(hand_over_word(team)))
                }
            },
        });
        let title = &flow.draft().title;
        let view = view::FlowPage {
            frame: self.frame(&page, &policy, title, &self.edition.summary),
            original: self.original(self.edition.is_original(&flow_path(flow.id()))),
            flow: flow.id().as_str(),
            code: self.edition.code_of(flow.id()),
            title,
            checker_style: self.asset(Asset::CheckerStyle, &here),
            steps: steps_down(flow).iter().map(|known| step(flow, known, "")).collect(),
            outcomes: outcomes.collect(),
            tickets: self.tickets(),
            codes: self.codes(&here, |code| code.flow == flow.id().as_str()),
            // Every text in it was escaped where it was drawn.
            diagram: Value::from_safe_string(diagram::draw(flow, "", self.is_mirrored(flow))),
            diagram_style: self.asset(Asset::DiagramStyle, &here),
            path_script: self.asset(Asset::Path, &here),
            summary_href: self.way(Address::summary(flow.id()), &here),
        };
        self.page("flow.html", &here, policy.clone(), view)
    }

    /// Whether the words of a flow are read from right to left.
    pub(super) fn is_mirrored(&self, flow: &Flow) -> bool {
        let is_original = self.edition.is_original(&flow_path(flow.id()));
        let language = if is_original { &self.site.language } else { &self.edition.language };
        direction(language) == "rtl"
    }

    /// The forms of ticket systems with nothing filled in, for those without the checker.
    fn tickets(&self) -> Vec<view::Ticket> {
        let forms = self.site.tickets.iter().map(|form| view::Ticket {
            name: self.word("ticket-open").replace("{name}", &form.name),
            href: TICKET_PLACEHOLDERS.iter().fold(form.url.clone(), |href, placeholder| {
                href.replace(&format!("{{{placeholder}}}"), "")
            }),
        });
        forms.collect()
    }

    pub(super) fn fix<'b>(&'b self, fix: &'b kb_flow::Fix, here: &Address) -> view::Fix<'b> {
        view::Fix {
            id: fix.id.as_str(),
            title: &fix.title,
            href: self.way(Address::guide(&fix.id), here),
            minutes: self.minutes(fix.minutes),
            costs: fix.asks_first().then_some(&fix.deletes),
            language: self.other_language(&guide_path(&fix.id)),
        }
    }
}

/// Whether a code of the tables is the one that a page is named after.
pub(super) fn is_page_of(code: &str, page: &str) -> bool {
    crate::address::entry_name(code) == page
}

/// Every way the first code of an entry is written.
fn all_spellings(entry: &Entry) -> String {
    entry.names.first().map(|name| all_spellings_of(name, entry)).unwrap_or_default()
}

/// Every way one code of an entry is written; what else an entry is called belongs to its first.
fn all_spellings_of(name: &str, entry: &Entry) -> String {
    let mut all = vec![name.to_owned()];
    all.extend(name.strip_prefix("AADSTS").map(ToOwned::to_owned));
    // As people print them: small letters only before the number.
    let printed = |spelling: String| match spelling.strip_prefix("0x") {
        Some(hex) => format!("0x{}", hex.to_uppercase()),
        None => spelling,
    };
    all.extend(spellings(name).into_iter().map(printed));
    if entry.names.first().is_some_and(|first| first == name) {
        all.extend(entry.also.iter().cloned());
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|spelling| seen.insert(spelling.to_lowercase()));
    all.join(", ")
}

fn is_for(guide: &Guide, who: Who) -> bool {
    guide.contract.as_ref().is_some_and(|contract| contract.fix.who == who)
}

/// The word for who takes over.
pub(crate) fn hand_over_word(team: Team) -> &'static str {
    match team {
        Team::Helpdesk => "hand-over-helpdesk",
        Team::Security => "hand-over-security",
        Team::Network => "hand-over-network",
    }
}

/// A step with its answers as links into the page of the flow at `flow_href`.
pub(super) fn step<'a>(flow: &'a Flow, step: &'a kb_flow::Step, flow_href: &str) -> view::Step<'a> {
    let fact = flow.fact_of(step);
    let mut answers: Vec<view::Answer<'a>> = fact
        .choices()
        // Where the fact was asked before, only the values that can come here have a way on.
        .filter(|(value, _)| step.exits.iter().any(|exit| exit.value == *value))
        .map(|(value, text)| {
            let target = match flow.target(step, &value) {
                Target::Step(step) => format!("step-{}", step.id),
                Target::Outcome(outcome) => format!("outcome-{}", outcome.id),
            };
            let known = fact.values.iter().find(|known| known.id == value);
            let numbers = known.map(|known| {
                known
                    .numbers
                    .iter()
                    .map(ToString::to_string)
                    .chain(known.codes.iter().map(|code| shown(code)))
            });
            let numbers = numbers.map(|numbers| numbers.collect::<Vec<_>>().join(", "));
            view::Answer {
                value: value.to_string(),
                text,
                numbers: numbers.unwrap_or_default(),
                href: format!("{flow_href}#{target}"),
            }
        })
        .collect();
    // As in the checker: nobody should have to read every choice to say "there is none".
    if fact.read.is_some() {
        answers.rotate_right(1);
    }
    view::Step {
        id: step.id.as_str(),
        fact: fact.id.as_str(),
        question: &fact.question,
        why: &fact.why,
        answers,
    }
}
