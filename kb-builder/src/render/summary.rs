//! A flow on one sheet of paper.

use kb_flow::{Ending, Flow, Team};

use super::{Renderer, view};
use crate::address::Address;
use crate::assets::Asset;
use crate::day::Day;
use crate::edition::flow_path;
use crate::page::Page;
use crate::policy::Policy;
use crate::summary::{self, Ending as Advice};

/// How many digits tell one state of a flow from another for people; as on the evidence card.
const DIGITS: usize = 12;

impl Renderer<'_> {
    pub(super) fn summary(&self, flow: &Flow) -> Page {
        let (page, policy) = (Address::summary(flow.id()), Policy::reading());
        let here = self.edition.at(page.clone());
        let sheet = summary::of(flow);
        let questions = sheet.questions.into_iter().map(|question| view::SummaryQuestion {
            id: question.id,
            text: question.text,
            answers: question
                .answers
                .into_iter()
                .map(|answer| view::SummaryAnswer { text: answer.text, to: answer.to })
                .collect(),
        });
        let title = &flow.draft().title;
        let view = view::SummaryPage {
            frame: self.frame(&page, &policy, title, self.word("summary-intro")),
            original: self.original(self.edition.is_original(&flow_path(flow.id()))),
            title,
            version: flow.version(),
            digest: flow.digest().get(..DIGITS).unwrap_or(flow.digest()),
            arrow: if self.is_mirrored(flow) { "←" } else { "→" },
            day: self.last_read(flow).map(|day| day.to_string()),
            style: self.asset(Asset::SummaryStyle, &here),
            flow_href: self.way(Address::flow(flow.id()), &here),
            questions: questions.collect(),
            outcomes: sheet.outcomes.into_iter().map(|advice| self.advice(advice)).collect(),
        };
        self.page("summary.html", &here, policy.clone(), view)
    }

    fn advice<'b>(&'b self, advice: Advice<'b>) -> view::SummaryOutcome<'b> {
        let fixes = advice.fixes.join("; ");
        let fixes = match advice.more {
            0 => fixes,
            more => format!("{fixes} +{more}"),
        };
        view::SummaryOutcome {
            id: advice.outcome.id.as_str(),
            mark: advice.mark,
            title: &advice.outcome.title,
            fixes,
            then: match advice.outcome.ends {
                Ending::HandOver(Team::Helpdesk) => None,
                Ending::HandOver(team) => Some(self.team(team).to_owned()),
                Ending::Report(team) => {
                    Some(self.word("summary-report").replace("{team}", self.team(team)))
                }
                Ending::Wait => Some(self.word("summary-wait").to_owned()),
            },
        }
    }

    fn team(&self, team: Team) -> &str {
        self.word(match team {
            Team::Helpdesk => "summary-helpdesk",
            Team::Security => "summary-security",
            Team::Network => "summary-network",
        })
    }

    /// The day on which the last of the guides and pages that a flow uses was read through.
    fn last_read(&self, flow: &Flow) -> Option<Day> {
        let fixes = flow.draft().fixes.iter();
        let guides = fixes.filter_map(|fix| self.edition.guides.get(&fix.id));
        let codes = self.edition.codes.iter().filter(|code| code.flow == flow.id().as_str());
        let cares = guides.map(|guide| &guide.care).chain(codes.map(|code| &code.care));
        cares.map(|care| care.reviewed).max()
    }
}
