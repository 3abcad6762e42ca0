//! One guide: from Markdown to the page.

use minijinja::{Environment, Error, Value, context, value::Serde};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;

use crate::highlight::highlight;

/// The style sheet of the site.
pub(crate) const STYLE: &str = include_str!("../../hugo/static/site.css");

/// A guide as it goes into the template.
pub(crate) struct Guide<'a> {
    pub(crate) title: &'a str,
    pub(crate) summary: &'a str,
    /// Its text as HTML.
    html: String,
    /// What the list of contents shows.
    headings: Vec<Heading>,
    /// Its text without marks, for the index.
    pub(crate) words: String,
}

#[derive(Serialize)]
struct Heading {
    level: u8,
    id: String,
    title: String,
}

/// A guide as the list of all guides shows it.
#[derive(Serialize)]
pub(crate) struct Listed {
    pub(crate) title: String,
    pub(crate) name: String,
}

/// The templates of all pages.
pub(crate) struct Templates(Environment<'static>);

impl Templates {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut all = Environment::new();
        all.add_template("base.html", include_str!("../templates/base.html"))?;
        all.add_template("guide.html", include_str!("../templates/guide.html"))?;
        all.add_template("list.html", include_str!("../templates/list.html"))?;
        all.add_template("home.html", include_str!("../templates/home.html"))?;
        Ok(Self(all))
    }

    pub(crate) fn guide(&self, guide: &Guide<'_>) -> Result<String, Error> {
        let Guide { title, summary, ref html, ref headings, .. } = *guide;
        let headings = Value::from(Serde(headings));
        self.0.get_template("guide.html")?.render(context! { title, summary, html, headings })
    }

    pub(crate) fn list(&self, guides: &[Listed]) -> Result<String, Error> {
        let title = "All guides";
        let guides = Value::from(Serde(guides));
        self.0.get_template("list.html")?.render(context! { title, guides })
    }

    pub(crate) fn home(&self) -> Result<String, Error> {
        let title = "Support handbook";
        self.0.get_template("home.html")?.render(context! { title })
    }
}

/// Reads a guide with its front matter; nothing if there is none.
pub(crate) fn parse(text: &str) -> Option<Guide<'_>> {
    let (front, body) = text.strip_prefix("+++\n")?.split_once("\n+++\n")?;
    let value = |key: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(key))?;
        line.trim().strip_prefix('=')?.trim().strip_prefix('"')?.strip_suffix('"')
    };
    let mut headings = Vec::new();
    let mut words = String::with_capacity(body.len());
    let events = events(body, &mut headings, &mut words);
    let mut html = String::with_capacity(body.len() * 2);
    html::push_html(&mut html, events.into_iter());
    Some(Guide { title: value("title")?, summary: value("summary")?, html, headings, words })
}

/// The Markdown with names for the headings and with highlighted blocks of code.
fn events<'a>(body: &'a str, headings: &mut Vec<Heading>, words: &mut String) -> Vec<Event<'a>> {
    let mut all: Vec<Event<'a>> = Vec::with_capacity(body.len() / 16);
    let mut heading: Option<(usize, String)> = None;
    let mut code: Option<(CowStr<'a>, String)> = None;
    for event in Parser::new_ext(body, Options::ENABLE_TABLES) {
        if let Event::Text(text) | Event::Code(text) = &event {
            words.push_str(text);
            words.push(' ');
            if let Some((_, title)) = &mut heading {
                title.push_str(text);
            }
        }
        match event {
            Event::Text(text) if code.is_some() => {
                if let Some((_, all)) = &mut code {
                    all.push_str(&text);
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language,
                    CodeBlockKind::Indented => "".into(),
                };
                code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, text)) = code.take() {
                    all.push(Event::Html(highlight(&language, &text).into()));
                }
            }
            Event::Start(Tag::Heading { .. }) => {
                heading = Some((all.len(), String::new()));
                all.push(event);
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some((place, title)) = heading.take() {
                    let id = name_of(&title);
                    if let Event::Start(Tag::Heading { id: named, .. }) = &mut all[place] {
                        *named = Some(id.clone().into());
                    }
                    headings.push(Heading { level: level as u8, id, title });
                }
                all.push(event);
            }
            event => all.push(event),
        }
    }
    all
}

/// The name of a heading in an address.
fn name_of(title: &str) -> String {
    let mut name = String::with_capacity(title.len());
    for letter in title.chars() {
        if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name
}
