//! The helpdesk's view: the same questions and results, with what to ask, what an answer proves, what
//! to do, and what to send. A case that is opened on it stands where the employee stands.

use kb_flow::{Ending, Flow, FlowDraft, Outcome, Target, TicketForm};
use minijinja::Value;

use super::pages::hand_over_word;
use super::said::said;
use super::{Medium, Renderer, view};
use crate::address::Address;
use crate::agent::Category;
use crate::assets::Asset;
use crate::outline::steps_down;
use crate::page::Page;
use crate::policy::Policy;
use crate::pseudo::Pseudo;
use crate::site::Probes;
use crate::tables::Tables;

impl Renderer<'_> {
    /// The view of each flow, and the list of them.
    pub(super) fn agents(&self) -> Vec<Page> {
        let (page, policy) = (Address::agents(), Policy::reading());
        let here = self.edition.at(page.clone());
        let links = self.edition.flows.values().map(|flow| view::Link {
            title: &flow.draft().title,
            summary: "",
            href: self.way(Address::agent(flow.id()), &here),
            language: self.other_language(&crate::edition::flow_path(flow.id())),
        });
        let title = self.word("agent-title");
        let view = view::AgentList {
            frame: self.frame(&page, &policy, title, self.word("agent-intro")),
            title,
            flows: links.collect(),
            embeds: (self.medium == Medium::Web).then(|| self.way(Address::embeds(), &here)),
            api: ["pages", "codes", "macros"]
                .map(|name| self.way(Address::api(&format!("{name}.json")), &here))
                .into(),
        };
        let list = self.page("agents.html", &here, policy.clone(), view);
        let views = self.edition.flows.values().map(|flow| self.agent(flow));
        std::iter::once(list).chain(views).collect()
    }

    fn agent(&self, flow: &Flow) -> Page {
        let (page, policy) = (Address::agent(flow.id()), Policy::showing());
        let here = self.edition.at(page.clone());
        // The helpdesk's own browser says nothing about the employee's.
        let mut draft = flow.draft().clone();
        draft.facts.iter_mut().for_each(|fact| fact.probe = None);
        let employee = self.whole_page(flow);
        let flow_page = self.way(Address::flow(flow.id()), &here);
        let title = self.word("agent-of").replace("{title}", &draft.title);
        let steps = steps_down(flow).into_iter().map(|step| self.agent_step(flow, step));
        let outcomes = flow.outcomes().iter().map(|o| self.agent_outcome(flow, o, &here));
        let categories = self.desk.iter().flat_map(|desk| &desk.categories);
        let used = |category: &&Category| {
            let of = |outcome: &Outcome| self.category(outcome).map(|known| known.id.as_str());
            flow.outcomes().iter().any(|outcome| of(outcome) == Some(category.id.as_str()))
        };
        let categories = categories.filter(used).map(|c| self.agent_category(c, &here));
        let flows: std::collections::BTreeMap<&str, &str> = self
            .edition
            .codes
            .iter()
            .map(|code| (code.name.as_str(), code.flow.as_str()))
            .chain(self.edition.flows.keys().map(|id| (id.as_str(), id.as_str())))
            .collect();
        let flows = serde_json::to_string(&flows).expect("bug: plain data can be written");
        let view = view::AgentPage {
            frame: self.frame(&page, &policy, &title, self.word("agent-intro")),
            original: self
                .original(self.edition.is_original(&crate::edition::flow_path(flow.id()))),
            // What only the helpdesk reads is in the site's own language.
            desk_original: self.original(
                self.edition.language != self.site.language
                    && Pseudo::of(&self.edition.language).is_none(),
            ),
            title: &title,
            flow: flow.id().as_str(),
            first: steps_down(flow)[0].id.as_str(),
            employee: self.way(employee, &here),
            flow_page,
            guides: flow
                .draft()
                .fixes
                .iter()
                .map(|fix| (fix.id.as_str(), self.way(Address::guide(&fix.id), &here)))
                .collect(),
            steps: steps.collect(),
            outcomes: outcomes.collect(),
            categories: categories.collect(),
            facts: flow.facts().iter().map(choice_of).collect(),
            data: self.checker_data(
                self.edition.words.of_checker(),
                &draft,
                flow.shape(),
                &Probes::none(&self.site.probes),
                &[],
                &here,
            ),
            flows: Value::from_safe_string(flows.replace('<', "\\u003c")),
            checker_style: self.asset(Asset::CheckerStyle, &here),
            module: self.module(&here),
            glue: self.asset(Asset::Glue, &here),
            boot: self.asset(Asset::Boot, &here),
            desk_script: self.asset(Asset::Desk, &here),
            desk_style: self.asset(Asset::DeskStyle, &here),
        };
        self.page("agent.html", &here, policy.clone(), view)
    }

    /// The page that somebody answers a flow's questions on.
    pub(super) fn whole_page(&self, flow: &Flow) -> Address {
        let code = self.edition.codes.iter().find(|code| code.flow == flow.id().as_str());
        code.map_or_else(|| Address::flow(flow.id()), |code| Address::code(&code.name))
    }

    fn agent_step<'b>(&'b self, flow: &'b Flow, step: &'b kb_flow::Step) -> view::AgentStep<'b> {
        let fact = flow.fact_of(step);
        let asking = self.desk.and_then(|desk| desk.asking(&fact.id));
        let ways = fact.choices().filter(|(value, _)| step.exits.iter().any(|e| e.value == *value));
        let answers = ways.map(|(value, text)| {
            let (href, leads) = match flow.target(step, &value) {
                Target::Step(next) => {
                    (format!("#agent-step-{}", next.id), flow.fact_of(next).question.as_str())
                }
                Target::Outcome(end) => (format!("#agent-outcome-{}", end.id), end.title.as_str()),
            };
            view::AgentAnswer { value: value.to_string(), text, href, leads }
        });
        view::AgentStep {
            id: step.id.as_str(),
            fact: fact.id.as_str(),
            name: &fact.name,
            question: &fact.question,
            ask: asking.map(|asking| asking.ask.as_str()),
            means: asking.map(|asking| asking.means.as_str()),
            look: asking.and_then(|asking| asking.look.as_deref()),
            answers: answers.collect(),
        }
    }

    fn agent_outcome<'b>(
        &'b self,
        flow: &'b Flow,
        outcome: &'b Outcome,
        here: &Address,
    ) -> view::AgentOutcome<'b> {
        let category = self.category(outcome);
        view::AgentOutcome {
            id: outcome.id.as_str(),
            title: &outcome.title,
            text: &outcome.text,
            category: category.map(|category| category.name.as_str()),
            category_id: category.map(|category| category.id.as_str()),
            fixes: flow.fixes_of(outcome).map(|fix| self.fix(fix, here)).collect(),
            hand_over: match outcome.ends {
                Ending::Wait => None,
                Ending::HandOver(team) | Ending::Report(team) => {
                    Some(self.word(hand_over_word(team)))
                }
            },
            said: self.macro_text(flow, outcome),
        }
    }

    fn agent_category<'b>(
        &'b self,
        category: &'b Category,
        here: &Address,
    ) -> view::AgentCategory<'b> {
        let guides = category.guides.iter().filter_map(|named| {
            let guide = self.edition.guides.get(&named.value.as_str().into())?;
            Some(view::Link {
                title: &guide.title,
                summary: &guide.summary,
                href: self.way(Address::guide(&guide.id), here),
                language: self.other_language(&guide.original()),
            })
        });
        let queries = category.queries.iter().map(|query| view::AgentQuery {
            title: &query.title,
            language: query.language.word(),
            text: &query.text,
        });
        view::AgentCategory {
            id: &category.id,
            name: &category.name,
            action: &category.action,
            never: category.never.as_deref(),
            guides: guides.collect(),
            queries: queries.collect(),
        }
    }

    /// What the checker on a page reads, as JSON.
    pub(super) fn checker_data(
        &self,
        words: kb_flow::Words,
        draft: &FlowDraft,
        shape: u32,
        probes: &Probes,
        tickets: &[TicketForm],
        here: &Address,
    ) -> Value {
        let top = Address::home().seen_from(here);
        let json = checker_json(&self.edition.tables, &words, draft, shape, probes, tickets, top);
        // Inside a script element only `<` could end it early.
        Value::from_safe_string(json.replace('<', "\\u003c"))
    }
}

/// What a checker reads.
pub(super) fn checker_json(
    tables: &Tables,
    words: &kb_flow::Words,
    draft: &FlowDraft,
    shape: u32,
    probes: &Probes,
    tickets: &[TicketForm],
    top: String,
) -> String {
    let known = tables.known();
    let spelled = known
        .codes()
        .map(|(name, also)| std::iter::once(name).chain(also.iter().map(String::as_str)).collect());
    let data = view::CheckerData {
        flow: draft,
        shape,
        words: said(words, draft),
        codes: spelled.collect(),
        numbers: known.numbers(),
        refines: tables.refines(),
        probes,
        tickets,
        top,
    };
    serde_json::to_string(&data).expect("bug: plain data can be written")
}

/// A fact with its values, for a prepared link.
fn choice_of(fact: &kb_flow::Fact) -> view::AgentFact<'_> {
    let values = fact.values.iter();
    let values = values.map(|value| (value.id.as_str(), value.text.as_str())).collect();
    view::AgentFact { id: fact.id.as_str(), name: &fact.name, values }
}
