//! The files that other programs read.

use kb_flow::{Ending, Flow, Outcome, Team, Who};

use super::Renderer;
use crate::address::Address;
use crate::agent::Category;
use crate::api::{
    CodeItem, Codes, ExitItem, FactItem, FixItem, FlowFile, Macro, Macros, OutcomeItem, PageItem,
    PageKind, Pages, QueryItem, StepItem, VERSION, ValueItem,
};
use crate::edition::code_path;
use crate::guide::Care;
use crate::page::Page;
use crate::tables::{Entry, spellings};

/// The schemas, once for all languages.
pub(super) fn schemas() -> impl Iterator<Item = Page> {
    let schemas = crate::api::schemas().into_iter();
    schemas.map(|(name, text)| {
        let path = Address::api(&format!("schema/{name}.json")).file();
        Page { path, bytes: text.into(), policy: None }
    })
}

impl Renderer<'_> {
    /// The files of this language.
    pub(super) fn api(&self) -> Vec<Page> {
        let mut files = vec![
            self.json("pages", &self.api_pages()),
            self.json("codes", &self.api_codes()),
            self.json("macros", &self.api_macros()),
        ];
        let flows = self.edition.flows.values();
        files.extend(
            flows.map(|flow| self.json(&format!("flow-{}", flow.id()), &self.api_flow(flow))),
        );
        files
    }

    fn json(&self, name: &str, content: &impl serde::Serialize) -> Page {
        let mut bytes = serde_json::to_vec(content).expect("bug: plain data can be written");
        bytes.push(b'\n');
        let address = self.edition.at(Address::api(&format!("{name}.json")));
        Page { path: address.file(), bytes: bytes.into(), policy: None }
    }

    fn api_pages(&self) -> Pages<'_> {
        let codes = self.edition.codes.iter().map(|code| PageItem {
            address: below(&Address::code(&code.name)),
            kind: PageKind::Code,
            title: &code.title,
            summary: &code.summary,
            owner: &code.care.owner,
            reviewed: code.care.reviewed.to_string(),
            due: self.due(&code.care),
            is_original: self.edition.is_original(&code_path(&code.name)),
            platforms: Vec::new(),
            harm: None,
        });
        let guides = self.edition.guides.values().map(|guide| {
            let fix = guide.contract.as_ref().map(|contract| &contract.fix);
            PageItem {
                address: below(&Address::guide(&guide.id)),
                kind: match fix.map(|fix| fix.who) {
                    None => PageKind::Explanation,
                    Some(Who::Employee) => PageKind::Fix,
                    Some(Who::Helpdesk) => PageKind::Helpdesk,
                },
                title: &guide.title,
                summary: &guide.summary,
                owner: &guide.care.owner,
                reviewed: guide.care.reviewed.to_string(),
                due: self.due(&guide.care),
                is_original: self.edition.is_original(&guide.original()),
                platforms: fix.map_or_else(Vec::new, |fix| {
                    fix.platforms.iter().map(|platform| platform.word()).collect()
                }),
                harm: fix.map(|fix| fix.harm),
            }
        });
        let language = &self.edition.language;
        Pages { version: VERSION, language, pages: codes.chain(guides).collect() }
    }

    fn api_codes(&self) -> Codes<'_> {
        let tables = &self.edition.tables;
        let entries = tables.codes.iter().chain(&tables.numbers);
        let codes = entries.flat_map(|entry| {
            entry.names.iter().map(move |name| self.api_code(name, entry)).collect::<Vec<_>>()
        });
        Codes { version: VERSION, language: &self.edition.language, codes: codes.collect() }
    }

    fn api_code<'b>(&'b self, name: &'b str, entry: &'b Entry) -> CodeItem<'b> {
        let mut written = spellings(name);
        written.extend(name.strip_prefix("AADSTS").map(ToOwned::to_owned));
        if entry.names.first().is_some_and(|first| first == name) {
            written.extend(entry.also.iter().map(|also| also.to_lowercase()));
        }
        let page = self.edition.page_of(name);
        CodeItem {
            code: name,
            spellings: written,
            address: below(&self.code_address(name)),
            questions: page
                .map(|page| format!("{}?code={name}", below(&Address::code(&page.name)))),
            meaning: &entry.meaning,
            cause: &entry.cause,
            employee: &entry.employee,
            admin: &entry.admin,
            certainty: entry.confirmation.word(),
            doubt: entry.doubt.as_deref(),
        }
    }

    fn api_macros(&self) -> Macros<'_> {
        let mut macros = Vec::new();
        for flow in self.edition.flows.values() {
            macros.extend(flow.outcomes().iter().map(|outcome| Macro {
                id: format!("{}/{}", flow.id(), outcome.id),
                flow: flow.id().as_str(),
                flow_version: flow.version(),
                outcome: outcome.id.as_str(),
                title: &outcome.title,
                category: self.category(outcome).map(|category| category.name.as_str()),
                text: self.macro_text(flow, outcome),
                due: self.earliest_due(outcome),
            }));
        }
        Macros { version: VERSION, language: &self.edition.language, macros }
    }

    fn api_flow<'b>(&'b self, flow: &'b Flow) -> FlowFile<'b> {
        let facts = flow.facts().iter().map(|fact| {
            let asking = self.desk.and_then(|desk| desk.asking(&fact.id));
            let values = fact.choices().map(|(value, text)| {
                let known = fact.values.iter().find(|known| known.id == value);
                let codes = known.map(|known| {
                    let numbers = known.numbers.iter().map(|number| format!("AADSTS{number}"));
                    numbers.chain(known.codes.iter().cloned()).collect()
                });
                ValueItem {
                    id: value.to_string(),
                    text,
                    codes: codes.unwrap_or_default(),
                    red_flag: known.is_some_and(|known| known.red_flag),
                }
            });
            FactItem {
                id: fact.id.as_str(),
                name: &fact.name,
                question: &fact.question,
                why: &fact.why,
                ask: asking.map(|asking| asking.ask.as_str()),
                means: asking.map(|asking| asking.means.as_str()),
                look: asking.and_then(|asking| asking.look.as_deref()),
                probe: fact.probe.map(kb_flow::Probe::word),
                values: values.collect(),
            }
        });
        let steps = flow.steps().iter().map(|step| StepItem {
            id: step.id.as_str(),
            fact: step.needs.as_str(),
            exits: step
                .exits
                .iter()
                .map(|exit| ExitItem {
                    value: exit.value.as_str(),
                    to: &exit.to,
                    ends: flow.outcome(&exit.to.as_str().into()).is_some(),
                })
                .collect(),
        });
        let outcomes = flow.outcomes().iter().map(|outcome| self.api_outcome(outcome));
        let fixes = flow.draft().fixes.iter().map(|fix| FixItem {
            id: fix.id.as_str(),
            address: below(&Address::guide(&fix.id)),
            title: &fix.title,
            platforms: fix.platforms.iter().map(|platform| platform.word()).collect(),
            who: fix.who.word(),
            elevation: fix.elevation,
            harm: fix.harm,
            deletes: &fix.deletes,
            undo: &fix.undo,
            minutes: fix.minutes,
            success: &fix.success,
            recheck: fix.recheck.as_str(),
        });
        FlowFile {
            version: VERSION,
            language: &self.edition.language,
            id: flow.id().as_str(),
            title: &flow.draft().title,
            flow_version: flow.version(),
            digest: flow.digest(),
            start: flow.draft().start.as_str(),
            facts: facts.collect(),
            steps: steps.collect(),
            outcomes: outcomes.collect(),
            fixes: fixes.collect(),
        }
    }

    fn api_outcome<'b>(&'b self, outcome: &'b Outcome) -> OutcomeItem<'b> {
        let category = self.category(outcome);
        let queries = category.map_or(&[][..], |category| &category.queries);
        OutcomeItem {
            id: outcome.id.as_str(),
            title: &outcome.title,
            text: &outcome.text,
            fixes: outcome.fixes.iter().map(kb_flow::GuideId::as_str).collect(),
            hand_over: match outcome.ends {
                Ending::Wait => None,
                Ending::HandOver(team) | Ending::Report(team) => Some(team_word(team)),
            },
            report: matches!(outcome.ends, Ending::Report(_)),
            category: category.map(|category| category.name.as_str()),
            action: category.map(|category| category.action.as_str()),
            never: category.and_then(|category| category.never.as_deref()),
            queries: queries
                .iter()
                .map(|query| QueryItem {
                    title: &query.title,
                    language: query.language.word(),
                    text: &query.text,
                })
                .collect(),
        }
    }

    /// The category of an outcome's tickets.
    pub(super) fn category(&self, outcome: &Outcome) -> Option<&Category> {
        self.desk.and_then(|desk| desk.category_of(&outcome.id))
    }

    /// What an agent sends to somebody with that outcome: the same words as the page has.
    pub(super) fn macro_text(&self, flow: &Flow, outcome: &Outcome) -> String {
        let mut lines = vec![outcome.title.clone(), String::new(), outcome.text.clone()];
        let is_report = matches!(outcome.ends, Ending::Report(_));
        if !outcome.fixes.is_empty() {
            let intro = if is_report { "flow-report" } else { "flow-fixes" };
            lines.extend([String::new(), self.word(intro).to_owned()]);
            for (place, fix) in flow.fixes_of(outcome).enumerate() {
                let link = self.absolute(Address::guide(&fix.id));
                let minutes = self.minutes(fix.minutes);
                lines.push(format!("{}. {} ({minutes}): {link}", place + 1, fix.title));
            }
        }
        let code = self.edition.codes.iter().find(|code| code.flow == flow.id().as_str());
        let page = code.map_or_else(|| Address::flow(flow.id()), |code| Address::code(&code.name));
        let then = match outcome.ends {
            Ending::Wait => self.word("flow-wait-text").to_owned(),
            Ending::HandOver(_) | Ending::Report(_) => {
                self.word("macro-then").replace("{link}", &self.absolute(page))
            }
        };
        lines.extend([String::new(), then]);
        lines.join("\n")
    }

    /// Where the page of a code is.
    pub(super) fn code_address(&self, name: &str) -> Address {
        let entry = crate::address::entry_name(name);
        match self.edition.codes.iter().find(|page| page.name == entry) {
            Some(page) => Address::code(&page.name),
            None => Address::entry(name),
        }
    }

    /// The first day on which a page that an outcome leads to is to be read again.
    fn earliest_due(&self, outcome: &Outcome) -> Option<String> {
        let guides = outcome.fixes.iter().filter_map(|id| self.edition.guides.get(id));
        guides.map(|guide| self.due(&guide.care)).min()
    }

    fn due(&self, care: &Care) -> String {
        care.reviewed.after(care.review_days.unwrap_or(self.site.review_days)).to_string()
    }
}

/// An address below the top of the language's pages.
fn below(address: &Address) -> String {
    address.to_string().trim_start_matches('/').to_owned()
}

/// The word for a team in files.
fn team_word(team: Team) -> &'static str {
    match team {
        Team::Helpdesk => "helpdesk",
        Team::Security => "security",
        Team::Network => "network",
    }
}
