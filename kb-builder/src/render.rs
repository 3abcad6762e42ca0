//! Linked content into pages.

mod templates;
mod view;

use kb_flow::{Ending, Flow, FlowId, GuideId, Platform, Target, Team, Who};
use minijinja::Value;
use pulldown_cmark::BlockQuoteKind;

use crate::address::Address;
use crate::assets::{Asset, Assets};
use crate::code::Code;
use crate::guide::Guide;
use crate::link::Linked;
use crate::markdown::{self, Body, Setting, callout_name};
use crate::page::Page;
use crate::policy::Policy;
use crate::source::SourcePath;
use templates::Templates;

/// Every page of the site, assets included.
pub fn render(linked: &Linked<'_>) -> Vec<Page> {
    let renderer = Renderer { linked, assets: Assets::fingerprint(), templates: Templates::new() };
    let mut pages = vec![renderer.home(), renderer.guide_list(), renderer.callback()];
    pages.extend(linked.codes.iter().map(|code| renderer.code(code)));
    pages.extend(linked.guides.values().map(|guide| renderer.guide(guide)));
    pages.extend(linked.flows.values().map(|flow| renderer.flow(flow)));
    pages.extend(renderer.assets.into_pages());
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

struct Renderer<'a> {
    linked: &'a Linked<'a>,
    assets: Assets,
    templates: Templates,
}

impl Renderer<'_> {
    fn word(&self, name: &str) -> &str {
        self.linked.words.get(name)
    }

    fn asset(&self, asset: Asset, from: &Address) -> String {
        self.assets.address(asset).seen_from(from)
    }

    fn page(
        &self,
        template: &str,
        here: &Address,
        policy: Policy,
        view: impl serde::Serialize,
    ) -> Page {
        let bytes = self.templates.fill(template, view);
        Page { path: here.file(), bytes, policy: Some(policy) }
    }

    fn frame<'b>(
        &'b self,
        here: &Address,
        policy: &'b Policy,
        title: &'b str,
        description: &'b str,
    ) -> view::Frame<'b> {
        let site = &self.linked.site;
        view::Frame {
            language: &site.language,
            direction: direction(&site.language),
            site_name: &site.name,
            title,
            description,
            policy: policy.for_meta(),
            home: Address::home().seen_from(here),
            guides: Address::guides().seen_from(here),
            style: self.asset(Asset::Style, here),
            icon: self.asset(Asset::Icon, here),
            copy: self.asset(Asset::Copy, here),
            words: self.linked.words.by_name(),
        }
    }

    fn home(&self) -> Page {
        let (here, policy) = (Address::home(), Policy::reading());
        let site = &self.linked.site;
        let flows = self.linked.flows.values().map(|flow| view::Link {
            title: &flow.draft().title,
            summary: "",
            href: Address::flow(flow.id()).seen_from(&here),
        });
        let view = view::Home {
            frame: self.frame(&here, &policy, &site.name, &site.summary),
            summary: &site.summary,
            codes: self.codes(&here, |_| true),
            flows: flows.collect(),
        };
        self.page("home.html", &here, policy.clone(), view)
    }

    /// Links to the pages of codes.
    fn codes(&self, here: &Address, wanted: impl Fn(&Code<'_>) -> bool) -> Vec<view::Link<'_>> {
        let codes = self.linked.codes.iter().filter(|code| wanted(code));
        let links = codes.map(|code| view::Link {
            title: &code.title,
            summary: &code.summary,
            href: Address::code(&code.name).seen_from(here),
        });
        links.collect()
    }

    fn guide_list(&self) -> Page {
        let (here, policy) = (Address::guides(), Policy::reading());
        let group = |name, wanted: fn(&Guide<'_>) -> bool| view::Group {
            heading: self.word(name),
            guides: self
                .linked
                .guides
                .values()
                .filter(|guide| wanted(guide))
                .map(|guide| view::Link {
                    title: &guide.title,
                    summary: &guide.summary,
                    href: Address::guide(&guide.id).seen_from(&here),
                })
                .collect(),
        };
        let groups = vec![
            group("home-fixes", |guide| is_for(guide, Who::Employee)),
            group("home-explanations", |guide| guide.contract.is_none()),
            group("home-helpdesk", |guide| is_for(guide, Who::Helpdesk)),
        ];
        let groups = groups.into_iter().filter(|group| !group.guides.is_empty()).collect();
        let title = self.word("nav-guides");
        let description = &self.linked.site.summary;
        let view =
            view::GuideList { frame: self.frame(&here, &policy, title, description), groups };
        self.page("guides.html", &here, policy.clone(), view)
    }

    fn guide(&self, guide: &Guide<'_>) -> Page {
        let (here, policy) = (Address::guide(&guide.id), Policy::reading());
        let leads_here = |code: &Code<'_>| {
            let flow = self.linked.flows.get(&FlowId::from(code.flow.as_str()));
            flow.is_some_and(|flow| flow.fix(&guide.id).is_some())
        };
        let view = view::GuidePage {
            frame: self.frame(&here, &policy, &guide.title, &guide.summary),
            title: &guide.title,
            summary: &guide.summary,
            contract: guide.contract.as_ref().map(|contract| self.contract(&contract.fix)),
            body: self.body(guide.path, &guide.body, &here, Setting::Page),
            care: care(&guide.care),
            codes: self.codes(&here, leads_here),
        };
        self.page("guide.html", &here, policy.clone(), view)
    }

    fn contract<'b>(&'b self, fix: &'b kb_flow::Fix) -> view::Contract<'b> {
        let names: Vec<&str> =
            fix.platforms.iter().map(|platform| self.word(platform_word(*platform))).collect();
        let platforms = if names.len() == Platform::ALL.len() {
            self.word("platform-all").to_owned()
        } else {
            names.join(", ")
        };
        view::Contract {
            platforms,
            who: self.word(match fix.who {
                Who::Employee => "who-employee",
                Who::Helpdesk => "who-helpdesk",
            }),
            minutes: self.minutes(fix.minutes),
            deletes: &fix.deletes,
            undo: &fix.undo,
            rights: self.word(if fix.elevation { "guide-rights-yes" } else { "guide-rights-no" }),
            success: &fix.success,
            asks_first: fix.asks_first(),
        }
    }

    fn minutes(&self, minutes: u32) -> String {
        self.word("minutes").replace("{n}", &minutes.to_string())
    }

    /// A text as HTML. What comes out was made here, from checked events.
    fn body(&self, path: &SourcePath, body: &Body<'_>, here: &Address, setting: Setting) -> Value {
        let callout =
            |kind: BlockQuoteKind| self.word(&format!("callout-{}", callout_name(kind))).to_owned();
        let resolve = |link: &str| self.linked.resolve(path, link, here);
        Value::from_safe_string(markdown::to_html(body, setting, callout, resolve))
    }

    fn code(&self, code: &Code<'_>) -> Page {
        let here = Address::code(&code.name);
        let policy = Policy::checking(&self.linked.site.probes);
        let flow = &self.linked.flows[&FlowId::from(code.flow.as_str())];
        let flow_href = Address::flow(flow.id()).seen_from(&here);
        let templates = flow.draft().fixes.iter().map(|fix| {
            let guide: &Guide<'_> = &self.linked.guides[&fix.id];
            view::Inset {
                id: guide.id.as_str(),
                body: self.body(guide.path, &guide.body, &here, Setting::Inset),
            }
        });
        let known = self.linked.tables.known();
        let spelled = known.codes().map(|(name, also)| {
            std::iter::once(name).chain(also.iter().map(String::as_str)).collect()
        });
        let data = view::CheckerData {
            flow: flow.draft(),
            shape: flow.shape(),
            words: self.linked.words.of_checker(),
            codes: spelled.collect(),
            numbers: known.numbers(),
            refines: self.linked.tables.refines(),
            probes: &self.linked.site.probes,
            top: Address::home().seen_from(&here),
        };
        let json = serde_json::to_string(&data).expect("bug: plain data can be written");
        // Inside a script element only `<` could end it early.
        let json = json.replace('<', "\\u003c");
        let view = view::CodePage {
            frame: self.frame(&here, &policy, &code.title, &code.summary),
            title: &code.title,
            summary: &code.summary,
            flow: flow.id().as_str(),
            spellings: code.spellings.join(", "),
            meanwhile: code.meanwhile.as_ref().map(|meanwhile| {
                let guide = &self.linked.guides[&GuideId::from(meanwhile.value.as_str())];
                view::Link {
                    title: &guide.title,
                    summary: &guide.summary,
                    href: Address::guide(&guide.id).seen_from(&here),
                }
            }),
            first: step(flow, flow.start(), &flow_href),
            flow_href,
            body: self.body(code.path, &code.body, &here, Setting::Page),
            care: care(&code.care),
            data: Value::from_safe_string(json),
            templates: templates.collect(),
            wasm: self.asset(Asset::Checker, &here),
            glue: self.asset(Asset::Glue, &here),
            boot: self.asset(Asset::Boot, &here),
        };
        self.page("code.html", &here, policy.clone(), view)
    }

    fn callback(&self) -> Page {
        let (here, policy) = (Address::callback(), Policy::callback());
        let language = &self.linked.site.language;
        let view = view::Callback {
            language,
            direction: direction(language),
            policy: policy.for_meta(),
            script: self.asset(Asset::Callback, &here),
            style: self.asset(Asset::Style, &here),
            home: Address::home().seen_from(&here),
            words: self.linked.words.by_name(),
        };
        self.page("callback.html", &here, policy.clone(), view)
    }

    fn flow(&self, flow: &Flow) -> Page {
        let (here, policy) = (Address::flow(flow.id()), Policy::reading());
        let outcomes = flow.outcomes().iter().map(|outcome| view::Outcome {
            id: outcome.id.as_str(),
            title: &outcome.title,
            text: &outcome.text,
            fixes: flow.fixes_of(outcome).map(|fix| self.fix(fix, &here)).collect(),
            is_report: matches!(outcome.ends, Ending::Report(_)),
            hand_over: match outcome.ends {
                Ending::Wait => None,
                Ending::HandOver(team) | Ending::Report(team) => Some(self.word(match team {
                    Team::Helpdesk => "hand-over-helpdesk",
                    Team::Security => "hand-over-security",
                    Team::Network => "hand-over-network",
                })),
            },
        });
        let title = &flow.draft().title;
        let view = view::FlowPage {
            frame: self.frame(&here, &policy, title, &self.linked.site.summary),
            flow: flow.id().as_str(),
            title,
            steps: steps_in_order(flow).iter().map(|known| step(flow, known, "")).collect(),
            outcomes: outcomes.collect(),
            codes: self.codes(&here, |code| code.flow == flow.id().as_str()),
        };
        self.page("flow.html", &here, policy.clone(), view)
    }

    fn fix<'b>(&self, fix: &'b kb_flow::Fix, here: &Address) -> view::Fix<'b> {
        view::Fix {
            id: fix.id.as_str(),
            title: &fix.title,
            href: Address::guide(&fix.id).seen_from(here),
            minutes: self.minutes(fix.minutes),
            costs: fix.asks_first().then_some(&fix.deletes),
        }
    }
}

fn is_for(guide: &Guide<'_>, who: Who) -> bool {
    guide.contract.as_ref().is_some_and(|contract| contract.fix.who == who)
}

/// The steps of a flow, the start first.
fn steps_in_order(flow: &Flow) -> Vec<&kb_flow::Step> {
    let start = flow.start();
    let rest = flow.steps().iter().filter(|step| step.id != start.id);
    std::iter::once(start).chain(rest).collect()
}

/// A step with its answers as links into the page of the flow at `flow_href`.
fn step<'a>(flow: &'a Flow, step: &'a kb_flow::Step, flow_href: &str) -> view::Step<'a> {
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
            let numbers = known.map(|known| known.codes.iter().map(ToString::to_string));
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

fn care(care: &crate::guide::Care) -> view::Care<'_> {
    view::Care {
        owner: &care.owner,
        reviewed: &care.reviewed,
        unconfirmed: &care.unconfirmed,
        sources: care
            .sources
            .iter()
            .map(|source| view::Reference { title: &source.title, url: source.url.as_deref() })
            .collect(),
    }
}

fn platform_word(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => "platform-windows",
        Platform::Macos => "platform-macos",
        Platform::Ios => "platform-ios",
        Platform::Android => "platform-android",
        Platform::Linux => "platform-linux",
    }
}

/// Which way a language is written, by its script's direction in Unicode CLDR.
fn direction(language: &str) -> &'static str {
    let base = language.split('-').next().unwrap_or_default();
    if ["ar", "fa", "he", "ur", "ps", "yi", "dv", "ckb", "ug", "sd"].contains(&base) {
        "rtl"
    } else {
        "ltr"
    }
}
