//! The pages that other pages show in a frame, and how to do that.
//!
//! They need nothing but scripts: `sandbox="allow-scripts"` leaves a page without an origin, a storage,
//! windows and forms. So the module comes in a script, and nothing is ever fetched.

use kb_flow::{Flow, FlowDraft, Probe};

use super::pages::step;
use super::{Renderer, view};
use crate::address::Address;
use crate::assets::Asset;
use crate::edition::flow_path;
use crate::escape::Html;
use crate::page::Page;
use crate::policy::Policy;
use crate::site::Probes;

/// How high a frame is that does not follow its page, in pixels.
const HEIGHT: u32 = 800;

/// What stands for the site's own address where that is not known.
const SOMEWHERE: &str = "https://help.example.com";

/// The wikis that we know something of, and the word that says what to do in each.
const WIKIS: [(&str, &str); 8] = [
    ("Confluence Cloud", "embed-confluence-cloud"),
    ("Confluence Data Center", "embed-confluence-center"),
    ("SharePoint Online", "embed-sharepoint"),
    ("MediaWiki", "embed-mediawiki"),
    ("DokuWiki", "embed-dokuwiki"),
    ("BookStack", "embed-bookstack"),
    ("Outline", "embed-outline"),
    ("Notion", "embed-notion"),
];

impl Renderer<'_> {
    /// The page of a flow for frames. A copy on a disk is shown in no frame.
    pub(super) fn embed(&self, flow: &Flow) -> Page {
        let (page, policy) = (Address::embed(flow.id()), Policy::embedding());
        let here = self.edition.at(page.clone());
        let draft = without_requests(flow);
        let title = &flow.draft().title;
        let mut frame = self.frame(&page, &policy, title, &self.edition.summary);
        frame.head = view::Head::default();
        let flow_href = self.way(Address::flow(flow.id()), &here);
        let whole = self.whole_page(flow);
        let view = view::EmbedPage {
            frame,
            original: self.original(self.edition.is_original(&flow_path(flow.id()))),
            title,
            flow: flow.id().as_str(),
            version: flow.version(),
            first: step(flow, flow.start(), &flow_href),
            flow_href,
            address: self.full(&self.edition.at(whole.clone())),
            whole: self.way(whole, &here),
            parents: self.site.embed_parents.join(" "),
            data: self.checker_data(
                self.edition.words.of_framed_checker(),
                &draft,
                flow.shape(),
                &Probes::none(&self.site.probes),
                &self.site.tickets,
                &here,
            ),
            tabs: self.tabs_script(self.bodies(flow), &here),
            checker_style: self.asset(Asset::CheckerStyle, &here),
            style: self.asset(Asset::EmbedStyle, &here),
            script: self.asset(Asset::Embed, &here),
            templates: self.insets(flow, &here),
            module: view::Module {
                wasm: None,
                packed: Some(self.asset(Asset::PackedChecker, &here)),
            },
            glue: self.asset(Asset::Glue, &here),
            boot: self.asset(Asset::Boot, &here),
        };
        let page = self.page("embed.html", &here, policy.clone(), view);
        let policy = policy.framed_by(&self.site.frames_embeds());
        Page { policy: Some(policy), ..page }
    }

    /// The page that says how to show them.
    pub(super) fn embedding(&self) -> Page {
        let (page, policy) = (Address::embeds(), Policy::reading());
        let here = self.edition.at(page.clone());
        let title = self.word("embed-title");
        let base_url = self.site.base_url.as_ref();
        let origin = base_url.map_or(SOMEWHERE, |base_url| base_url.origin()).to_owned();
        let flows = self.edition.flows.values().map(|flow| {
            let to = self.edition.at(Address::embed(flow.id()));
            let address =
                base_url.map_or_else(|| format!("{SOMEWHERE}{to}"), |base_url| base_url.of(&to));
            let title = &flow.draft().title;
            view::EmbedLine {
                page: view::Link {
                    title,
                    summary: "",
                    href: to.seen_from(&here),
                    language: self.other_language(&flow_path(flow.id())),
                },
                line: frame_of(&address, title),
            }
        });
        let wikis = WIKIS.map(|(name, word)| view::Wiki { name, text: self.word(word) });
        let mut frame = self.frame(&page, &policy, title, self.word("embed-intro"));
        frame.head = view::Head::default();
        let view = view::Embeds {
            frame,
            title,
            is_placed: base_url.is_some(),
            framed_by: self.site.frames_embeds(),
            flows: flows.collect(),
            wikis: wikis.into(),
            listener: listener(&origin),
            origin,
        };
        self.page("embeds.html", &here, policy.clone(), view)
    }
}

/// A flow for a page that asks nobody. The probe of the sign-in says so, and where it can.
pub(super) fn without_requests(flow: &Flow) -> FlowDraft {
    let mut draft = flow.draft().clone();
    let stays = |probe: &Probe| !probe.sends_requests() || *probe == Probe::WebSignIn;
    for fact in &mut draft.facts {
        fact.probe = fact.probe.filter(stays);
    }
    draft
}

/// The element that shows a page in another one, and lets it do nothing but run its scripts.
fn frame_of(address: &str, title: &str) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{HEIGHT}\" \
         sandbox=\"allow-scripts\" loading=\"lazy\" referrerpolicy=\"no-referrer\"></iframe>",
        Html(address),
        Html(title)
    )
}

/// What makes a frame as high as the page in it says. Without an origin, a page in a sandbox is
/// called `null`, as is any other: so it also counts which frame spoke.
fn listener(origin: &str) -> String {
    format!(
        "addEventListener(\"message\", ({{ source, origin, data }}) => {{\n\
         \x20 if (![\"null\", \"{origin}\"].includes(origin) || data?.kb !== \"height\") return;\n\
         \x20 for (const frame of document.querySelectorAll(\"iframe[src^='{origin}/']\")) {{\n\
         \x20   if (frame.contentWindow === source) frame.height = data.height;\n\
         \x20 }}\n\
         }});"
    )
}
