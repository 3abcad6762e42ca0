//! What each template may use, as types. Templates choose and repeat; they work nothing out.

use minijinja::Value;
use serde::Serialize;

/// What the frame around every page needs.
#[derive(Serialize)]
pub(super) struct Frame<'a> {
    pub(super) language: &'a str,
    pub(super) direction: &'static str,
    pub(super) site_name: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) policy: &'a str,
    pub(super) head: Head,
    pub(super) home: String,
    pub(super) search: String,
    pub(super) agents: String,
    pub(super) guides: String,
    pub(super) codes: Option<String>,
    pub(super) glossary: Option<String>,
    /// Every language of the site; empty where there is one.
    pub(super) languages: Vec<Language<'a>>,
    pub(super) style: String,
    pub(super) icon: String,
    pub(super) look: Look<'a>,
    /// What a copy of the site says of itself.
    pub(super) copy: Option<&'a str>,
    /// Where the page is on the site.
    pub(super) address: String,
    pub(super) script: String,
    pub(super) words: Value,
}

/// What a page says about itself to programs; nothing of the page for what is not there.
#[derive(Default, Serialize)]
pub(super) struct Head {
    /// The full address.
    pub(super) canonical: Option<String>,
    /// The same page in each language that has its words; empty where there is one.
    pub(super) alternates: Vec<Alternate>,
    /// The page for whoever reads none of these languages.
    pub(super) any: Option<String>,
    /// What kind of thing it is, in the words of Open Graph.
    pub(super) kind: &'static str,
    pub(super) locale: String,
    pub(super) feed: Option<String>,
    /// Data in the vocabulary of schema.org, as JSON.
    pub(super) data: Option<Value>,
}

/// The full address of a page in a language.
#[derive(Serialize)]
pub(super) struct Alternate {
    pub(super) tag: String,
    pub(super) href: String,
}

/// The page for what is not there.
#[derive(Serialize)]
pub(super) struct NotFound<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) title: &'a str,
    pub(super) search: Search,
}

/// The page at another address of a page.
#[derive(Serialize)]
pub(super) struct RedirectPage<'a> {
    pub(super) language: &'a str,
    pub(super) direction: &'static str,
    pub(super) policy: &'a str,
    pub(super) canonical: String,
    pub(super) to: &'a str,
    pub(super) style: String,
    pub(super) words: Value,
}

/// What the brand of a site puts onto every page.
#[derive(Serialize)]
pub(super) struct Look<'a> {
    /// The style sheet that changes ours, where there is one.
    pub(super) style: Option<String>,
    /// The colours that a browser gives its own bars.
    pub(super) paper: &'a str,
    pub(super) paper_dark: &'a str,
    pub(super) logo: Option<Picture>,
    pub(super) logo_dark: Option<Picture>,
}

/// A picture, and how large it stands.
#[derive(Serialize)]
pub(super) struct Picture {
    pub(super) href: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The same page in a language.
#[derive(Serialize)]
pub(super) struct Language<'a> {
    pub(super) tag: &'a str,
    pub(super) name: &'a str,
    pub(super) href: String,
    pub(super) is_here: bool,
}

/// What is said of a text that is shown in the site's own language, in place of a translation.
#[derive(Clone, Serialize)]
pub(super) struct Original<'a> {
    pub(super) language: &'a str,
    pub(super) direction: &'static str,
    pub(super) note: &'a str,
}

#[derive(Serialize)]
pub(super) struct Link<'a> {
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    pub(super) href: String,
    /// The language of title and summary, where it is not that of the page.
    pub(super) language: Option<&'a str>,
}

/// The field to search with.
#[derive(Serialize)]
pub(super) struct Search {
    /// The way to the start page of this language, below which the addresses of hits are.
    pub(super) home: String,
    /// The questions for codes that nobody knows.
    pub(super) general: Option<String>,
    /// The list of everything.
    pub(super) all: String,
    /// The script with the index, where it is a file of its own.
    pub(super) index: Option<String>,
    pub(super) style: String,
    pub(super) engine: String,
    pub(super) script: String,
    /// What the script says, as JSON.
    pub(super) says: Value,
}

/// One file that holds a flow, and needs nothing else.
#[derive(Serialize)]
pub(super) struct Single<'a> {
    pub(super) language: &'a str,
    pub(super) direction: &'static str,
    pub(super) site_name: &'a str,
    pub(super) title: &'a str,
    /// The attributes of the title, where it is in another language.
    pub(super) tongue: Value,
    pub(super) policy: &'a str,
    pub(super) style: Value,
    pub(super) sign: String,
    pub(super) meanwhile: Option<Value>,
    pub(super) search: SearchField,
    pub(super) flow: &'a str,
    pub(super) version: u32,
    pub(super) first: &'a str,
    /// The sections.
    pub(super) all: Value,
    pub(super) notes: Value,
    pub(super) due: Option<(String, &'a str)>,
    pub(super) scripts: Vec<Value>,
    pub(super) words: Value,
}

/// The same field where its index comes with the page.
#[derive(Serialize)]
pub(super) struct SearchField {
    pub(super) home: String,
    pub(super) general: Option<String>,
    pub(super) all: String,
    pub(super) index: Option<String>,
    pub(super) says: Value,
}

/// The page to search on.
#[derive(Serialize)]
pub(super) struct SearchPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) search: Search,
    pub(super) title: &'a str,
    /// Everything, as HTML that we made.
    pub(super) list: Value,
}

/// Everything that can be found, for those who cannot search.
#[derive(Serialize)]
pub(super) struct SearchList<'a> {
    pub(super) groups: Vec<Group<'a>>,
    pub(super) codes_original: Option<Original<'a>>,
    pub(super) codes: Vec<NamedGroup<'a>>,
}

#[derive(Serialize)]
pub(super) struct Home<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) search: Search,
    pub(super) summary: &'a str,
    /// What helps somebody who cannot wait.
    pub(super) meanwhile: Option<Link<'a>>,
    /// What most people come for, the main one first.
    pub(super) start: Vec<Card<'a>>,
    pub(super) flows: Vec<Link<'a>>,
}

/// A link to what most people come for.
#[derive(Serialize)]
pub(super) struct Card<'a> {
    pub(super) title: String,
    pub(super) summary: &'a str,
    pub(super) href: String,
    /// The language of title and summary, where it is not that of the page.
    pub(super) language: Option<&'a str>,
}

/// A page of links in groups.
#[derive(Serialize)]
pub(super) struct List<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) kind: &'a str,
    pub(super) title: &'a str,
    pub(super) intro: &'a str,
    pub(super) groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
pub(super) struct Group<'a> {
    pub(super) heading: &'a str,
    pub(super) links: Vec<Link<'a>>,
}

/// The list of all codes.
#[derive(Serialize)]
pub(super) struct CodeList<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) title: &'a str,
    pub(super) intro: &'a str,
    pub(super) groups: Vec<NamedGroup<'a>>,
}

#[derive(Serialize)]
pub(super) struct NamedGroup<'a> {
    pub(super) heading: &'a str,
    pub(super) links: Vec<Named<'a>>,
}

#[derive(Serialize)]
pub(super) struct Named<'a> {
    pub(super) title: String,
    pub(super) summary: &'a str,
    pub(super) href: String,
}

/// The page of a code that has no questions of its own.
#[derive(Serialize)]
pub(super) struct EntryPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) title: &'a str,
    pub(super) entry: Entry<'a>,
    pub(super) questions: Option<Questions<'a>>,
}

#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) meaning: &'a str,
    pub(super) cause: &'a str,
    pub(super) employee: &'a str,
    pub(super) admin: &'a str,
    pub(super) doubt: Option<&'a str>,
    pub(super) certainty: &'a str,
    pub(super) spellings: String,
    pub(super) sources: Vec<Reference<'a>>,
}

/// The questions that a code leads to.
#[derive(Serialize)]
pub(super) struct Questions<'a> {
    pub(super) title: &'a str,
    pub(super) href: String,
    pub(super) plain: String,
    pub(super) leads: Option<Leads<'a>>,
}

/// The outcome that a code leads to, with its fixes.
#[derive(Serialize)]
pub(super) struct Leads<'a> {
    pub(super) outcome: Link<'a>,
    pub(super) fixes: Vec<Fix<'a>>,
    pub(super) is_report: bool,
}

#[derive(Serialize)]
pub(super) struct GlossaryPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) title: &'a str,
    pub(super) terms: Vec<Term<'a>>,
}

#[derive(Serialize)]
pub(super) struct Term<'a> {
    pub(super) key: &'a str,
    pub(super) word: &'a str,
    pub(super) means: &'a str,
}

/// What stands beside a block of commands.
#[derive(Serialize)]
pub(super) struct CommandNote<'a> {
    pub(super) does: &'a str,
    pub(super) deletes: &'a str,
    pub(super) undo: &'a str,
    pub(super) rights: &'a str,
    pub(super) costs: bool,
    pub(super) words: Value,
}

#[derive(Serialize)]
pub(super) struct GuidePage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    pub(super) contract: Option<Contract<'a>>,
    pub(super) body: Value,
    pub(super) care: Care<'a>,
    /// The list of its headings; empty where it is short.
    pub(super) contents: Vec<Heading>,
    /// The script of tabs, where it has some.
    pub(super) tabs: Option<String>,
    pub(super) beside: Beside<'a>,
    /// The codes that lead here: those shown at once, and the others.
    pub(super) leading: [Vec<Mark>; 2],
    pub(super) codes: Vec<Link<'a>>,
}

#[derive(Serialize)]
pub(super) struct Heading {
    pub(super) id: String,
    pub(super) text: String,
}

/// The steps to try before and after a guide.
#[derive(Serialize)]
pub(super) struct Beside<'a> {
    pub(super) before: Vec<Neighbour<'a>>,
    pub(super) next: Vec<Neighbour<'a>>,
}

#[derive(Serialize)]
pub(super) struct Neighbour<'a> {
    pub(super) title: &'a str,
    pub(super) href: String,
    /// The systems it is for; empty where that is all of them that the page is for.
    pub(super) systems: String,
    pub(super) language: Option<&'a str>,
}

/// A link to a code.
#[derive(Serialize)]
pub(super) struct Mark {
    pub(super) name: String,
    pub(super) href: String,
}

#[derive(Serialize)]
pub(super) struct Contract<'a> {
    pub(super) platforms: String,
    pub(super) who: &'a str,
    pub(super) minutes: String,
    pub(super) deletes: &'a str,
    pub(super) undo: &'a str,
    pub(super) rights: &'a str,
    pub(super) success: &'a str,
    pub(super) asks_first: bool,
}

#[derive(Serialize)]
pub(super) struct Care<'a> {
    pub(super) owner: &'a str,
    pub(super) reviewed: String,
    /// The day by which it is to be read through again.
    pub(super) due: String,
    /// What is said after that day.
    pub(super) overdue: &'a str,
    pub(super) unconfirmed: &'a [String],
    pub(super) sources: Vec<Reference<'a>>,
}

#[derive(Serialize)]
pub(super) struct Reference<'a> {
    pub(super) title: &'a str,
    pub(super) url: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct CodePage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    pub(super) flow: &'a str,
    pub(super) flow_original: Option<Original<'a>>,
    pub(super) flow_href: String,
    pub(super) spellings: String,
    pub(super) meanwhile: Option<Link<'a>>,
    pub(super) first: Step<'a>,
    pub(super) body: Value,
    pub(super) care: Care<'a>,
    pub(super) data: Value,
    pub(super) tabs: Option<String>,
    pub(super) checker_style: String,
    pub(super) templates: Vec<Inset<'a>>,
    pub(super) module: Module,
    pub(super) glue: String,
    pub(super) boot: String,
    pub(super) version: u32,
    pub(super) count: Option<Count<'a>>,
}

/// The counter, where there is one.
#[derive(Serialize)]
pub(super) struct Count<'a> {
    pub(super) address: &'a str,
    pub(super) script: String,
}

/// A form of a ticket system, without anything in it.
#[derive(Serialize)]
pub(super) struct Ticket {
    pub(super) name: String,
    pub(super) href: String,
}

/// How a page gets the checker's module.
#[derive(Serialize)]
pub(super) struct Module {
    /// The file, where a page can fetch one.
    pub(super) wasm: Option<String>,
    /// The script with the file in it, where none can be fetched.
    pub(super) packed: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Inset<'a> {
    pub(super) id: &'a str,
    /// The guide's own page.
    pub(super) href: String,
    pub(super) body: Value,
    pub(super) original: Option<Original<'a>>,
}

#[derive(Serialize)]
pub(super) struct FlowPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) flow: &'a str,
    /// The code that everybody here has, where it is one.
    pub(super) code: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) checker_style: String,
    pub(super) steps: Vec<Step<'a>>,
    pub(super) outcomes: Vec<Outcome<'a>>,
    pub(super) tickets: Vec<Ticket>,
    pub(super) codes: Vec<Link<'a>>,
    pub(super) diagram: Value,
    pub(super) diagram_style: String,
    pub(super) path_script: String,
    pub(super) summary_href: String,
}

/// A flow on one sheet of paper.
#[derive(Serialize)]
pub(super) struct SummaryPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) title: &'a str,
    pub(super) version: u32,
    pub(super) digest: &'a str,
    /// Points the way that the text is read.
    pub(super) arrow: &'static str,
    pub(super) day: Option<String>,
    pub(super) style: String,
    pub(super) flow_href: String,
    pub(super) questions: Vec<SummaryQuestion<'a>>,
    pub(super) outcomes: Vec<SummaryOutcome<'a>>,
}

#[derive(Serialize)]
pub(super) struct SummaryQuestion<'a> {
    pub(super) id: &'a str,
    pub(super) text: &'a str,
    pub(super) answers: Vec<SummaryAnswer>,
}

#[derive(Serialize)]
pub(super) struct SummaryAnswer {
    pub(super) text: String,
    pub(super) to: String,
}

#[derive(Serialize)]
pub(super) struct SummaryOutcome<'a> {
    pub(super) id: &'a str,
    pub(super) mark: String,
    pub(super) title: &'a str,
    pub(super) fixes: String,
    /// Who takes over, or what else there is to do; none where it is the helpdesk, as the sheet says.
    pub(super) then: Option<String>,
}

/// The list of the helpdesk's views.
#[derive(Serialize)]
pub(super) struct AgentList<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) title: &'a str,
    pub(super) flows: Vec<Link<'a>>,
    /// How to show them in other pages, where that can be done.
    pub(super) embeds: Option<String>,
    pub(super) api: Vec<String>,
}

/// A flow's page for frames of other pages.
#[derive(Serialize)]
pub(super) struct EmbedPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) title: &'a str,
    pub(super) flow: &'a str,
    pub(super) version: u32,
    pub(super) first: Step<'a>,
    pub(super) flow_href: String,
    /// The way to the page that stands in no frame.
    pub(super) whole: String,
    /// Its full address, where it is known where the site is.
    pub(super) address: Option<String>,
    /// The origins that are told how high the page is, with spaces between them.
    pub(super) parents: String,
    pub(super) data: Value,
    pub(super) tabs: Option<String>,
    pub(super) checker_style: String,
    pub(super) style: String,
    pub(super) script: String,
    pub(super) templates: Vec<Inset<'a>>,
    pub(super) module: Module,
    pub(super) glue: String,
    pub(super) boot: String,
}

/// How to show the pages for frames.
#[derive(Serialize)]
pub(super) struct Embeds<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) title: &'a str,
    /// Whether it is known where the site is.
    pub(super) is_placed: bool,
    pub(super) origin: String,
    /// Who may show them.
    pub(super) framed_by: Vec<String>,
    pub(super) flows: Vec<EmbedLine<'a>>,
    pub(super) wikis: Vec<Wiki<'a>>,
    /// What a page around does to follow the height.
    pub(super) listener: String,
}

/// The line that shows a flow in another page.
#[derive(Serialize)]
pub(super) struct EmbedLine<'a> {
    pub(super) page: Link<'a>,
    pub(super) line: String,
}

/// What is to be done in one kind of wiki.
#[derive(Serialize)]
pub(super) struct Wiki<'a> {
    pub(super) name: &'static str,
    pub(super) text: &'a str,
}

/// The helpdesk's view of a flow.
#[derive(Serialize)]
pub(super) struct AgentPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) original: Option<Original<'a>>,
    pub(super) desk_original: Option<Original<'a>>,
    pub(super) title: &'a str,
    pub(super) flow: &'a str,
    pub(super) first: &'a str,
    /// The page that the employee sees.
    pub(super) employee: String,
    pub(super) flow_page: String,
    /// Each guide that can be offered, and the way to it.
    pub(super) guides: Vec<(&'a str, String)>,
    pub(super) steps: Vec<AgentStep<'a>>,
    pub(super) outcomes: Vec<AgentOutcome<'a>>,
    pub(super) categories: Vec<AgentCategory<'a>>,
    pub(super) facts: Vec<AgentFact<'a>>,
    pub(super) data: Value,
    /// The flow of every page, as JSON.
    pub(super) flows: Value,
    pub(super) checker_style: String,
    pub(super) module: Module,
    pub(super) glue: String,
    pub(super) boot: String,
    pub(super) desk_script: String,
    pub(super) desk_style: String,
}

#[derive(Serialize)]
pub(super) struct AgentStep<'a> {
    pub(super) id: &'a str,
    pub(super) fact: &'a str,
    pub(super) name: &'a str,
    pub(super) question: &'a str,
    pub(super) ask: Option<&'a str>,
    pub(super) means: Option<&'a str>,
    pub(super) look: Option<&'a str>,
    pub(super) answers: Vec<AgentAnswer<'a>>,
}

#[derive(Serialize)]
pub(super) struct AgentAnswer<'a> {
    pub(super) value: String,
    pub(super) text: &'a str,
    pub(super) href: String,
    pub(super) leads: &'a str,
}

#[derive(Serialize)]
pub(super) struct AgentOutcome<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    pub(super) category: Option<&'a str>,
    pub(super) category_id: Option<&'a str>,
    pub(super) fixes: Vec<Fix<'a>>,
    pub(super) hand_over: Option<&'a str>,
    /// What to send to the person.
    pub(super) said: String,
}

#[derive(Serialize)]
pub(super) struct AgentCategory<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) action: &'a str,
    pub(super) never: Option<&'a str>,
    pub(super) guides: Vec<Link<'a>>,
    pub(super) queries: Vec<AgentQuery<'a>>,
}

#[derive(Serialize)]
pub(super) struct AgentQuery<'a> {
    pub(super) title: &'a str,
    pub(super) language: &'a str,
    pub(super) text: &'a str,
}

/// A fact that a prepared link can bring.
#[derive(Serialize)]
pub(super) struct AgentFact<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) values: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize)]
pub(super) struct Callback<'a> {
    pub(super) policy: &'a str,
    pub(super) script: String,
    pub(super) style: String,
    pub(super) brand_style: Option<String>,
    /// The same sentences in every language.
    pub(super) texts: Vec<CallbackText<'a>>,
}

#[derive(Serialize)]
pub(super) struct CallbackText<'a> {
    pub(super) language: &'a str,
    pub(super) direction: &'static str,
    pub(super) words: Value,
    pub(super) home: String,
}

#[derive(Serialize)]
pub(super) struct Step<'a> {
    pub(super) id: &'a str,
    pub(super) fact: &'a str,
    pub(super) question: &'a str,
    pub(super) why: &'a str,
    pub(super) answers: Vec<Answer<'a>>,
}

#[derive(Serialize)]
pub(super) struct Answer<'a> {
    pub(super) value: String,
    pub(super) text: &'a str,
    pub(super) numbers: String,
    pub(super) href: String,
}

#[derive(Serialize)]
pub(super) struct Outcome<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    pub(super) fixes: Vec<Fix<'a>>,
    /// Whether the hand-over follows however well the fixes went.
    pub(super) is_report: bool,
    /// The heading of the hand-over; none where the advice is to wait.
    pub(super) hand_over: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Fix<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) href: String,
    pub(super) minutes: String,
    /// What is lost, for fixes that ask before they are shown.
    pub(super) costs: Option<&'a str>,
    pub(super) language: Option<&'a str>,
}

/// What the checker on a page reads.
#[derive(Serialize)]
pub(super) struct CheckerData<'a> {
    pub(super) flow: &'a kb_flow::FlowDraft,
    pub(super) shape: u32,
    pub(super) words: kb_flow::Words,
    /// Every code that is known, each with its other spellings after it.
    pub(super) codes: Vec<Vec<&'a str>>,
    /// Every AADSTS number that is known.
    pub(super) numbers: &'a [u32],
    /// The AADSTS numbers that refine what the web sign-in finds, after the value that they mean.
    pub(super) refines: Vec<(&'static str, Vec<u32>)>,
    pub(super) probes: &'a crate::site::Probes,
    pub(super) tickets: &'a [kb_flow::TicketForm],
    pub(super) top: String,
}
