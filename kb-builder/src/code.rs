//! One Markdown file in `codes/` is the page of an error code, with the checker on it.

use std::ops::Range;

use crate::address::check_name;
use crate::fields::{self, Context, Fields, Placed};
use crate::front_matter;
use crate::guide::{Care, care};
use crate::markdown::{self, Body};
use crate::problem::Problems;
use crate::source::{Source, SourcePath};
use crate::translation::state;

/// The page of an error code.
#[derive(Clone)]
pub struct Code {
    /// The file it came from.
    pub path: SourcePath,
    /// Its name in addresses: the code in small letters.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What the code means, in one sentence.
    pub summary: String,
    /// The flow that the checker leads through.
    pub flow: String,
    /// Where the flow is named.
    pub flow_place: Range<usize>,
    /// The guide for those who cannot wait, and where it is named.
    pub meanwhile: Option<Placed<String>>,
    /// The codes of the tables whose questions it has.
    pub codes: Vec<Placed<String>>,
    /// Whether it has the questions of every code that no other page names.
    pub general: Option<Range<usize>>,
    /// Other addresses that lead to it, from the top of the site.
    pub aliases: Vec<Placed<String>>,
    /// The state of its words, which translations name.
    pub state: String,
    /// Who looks after it, and what it rests on.
    pub care: Care,
    /// Its text.
    pub body: Body,
}

/// Every code's page, as far as it can be understood.
pub fn parse_all(source: &Source, problems: &Problems) -> Vec<Code> {
    source
        .texts_in("codes", "md")
        .into_iter()
        .filter_map(|(path, name, text)| parse(path, name, text, problems))
        .collect()
}

fn parse(path: &SourcePath, name: &str, text: &str, problems: &Problems) -> Option<Code> {
    let named = check_name(path, name, problems);
    let parts = front_matter::split(path, text, problems)?;
    let body_place = parts.body.clone();
    let body = markdown::parse(path, text, parts.body, problems);
    let context = Context { path, offset: parts.front_matter.start, problems };
    let table = fields::parse(&text[parts.front_matter], context)?;
    let fields = Fields::of(&table, context);
    let title = fields.text("title", "title = \"Error ERROR_17\"");
    let summary = fields.text("summary", "summary = \"What it means, in one sentence\"");
    let flow: Option<Placed<String>> = fields.placed_text("flow", "flow = \"error-17\"");
    let codes = fields.texts("codes", "codes = [\"ERROR_17\"]");
    let general = fields.has("general") && fields.truth("general", "general = true")?;
    let general = fields.place_of("general").filter(|_| general);
    let meanwhile = fields.maybe_text("meanwhile");
    let aliases = fields.maybe_texts("aliases");
    let care = care(&fields);
    fields.finish();
    let (flow, title, summary, care) = (flow?, title?, summary?, care?);
    (named && !body.is_cut_off).then_some(())?;
    let texts = [&title, &summary].into_iter().chain(&care.unconfirmed).map(String::as_str);
    let state = state(texts.chain([&text[body_place]]));
    Some(Code {
        path: path.clone(),
        name: name.to_owned(),
        title,
        summary,
        flow: flow.value,
        flow_place: flow.place,
        meanwhile,
        codes,
        general,
        aliases,
        state,
        care,
        body,
    })
}
