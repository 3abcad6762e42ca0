//! What the numbered lists of a text tell people to do, for programs that read it out or show it.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, anchor};

/// The steps below one heading.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// The words of the heading and its anchor; none before the first.
    pub heading: Option<(String, String)>,
    /// What each step says, in order, code and names of buttons in their places.
    pub steps: Vec<String>,
}

impl Body {
    /// The steps of the numbered lists, by the headings that they stand below. A list inside a step
    /// belongs to the step.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = vec![Section { heading: None, steps: Vec::new() }];
        let mut lists: Vec<bool> = Vec::new();
        let mut heading: Option<String> = None;
        for event in self.events.iter() {
            let in_steps = lists.first() == Some(&true);
            let steps = &mut sections.last_mut().expect("bug: there is always one").steps;
            match &event {
                Event::Start(Tag::List(first)) => lists.push(first.is_some()),
                Event::End(TagEnd::List(_)) => drop(lists.pop()),
                Event::Start(Tag::Item) if in_steps && lists.len() == 1 => {
                    steps.push(String::new());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let words = heading.take().unwrap_or_default();
                    let anchor = anchor(&words);
                    sections.push(Section { heading: Some((words, anchor)), steps: Vec::new() });
                }
                _ => {
                    let part = match &event {
                        Event::Text(part) | Event::Code(part) => part,
                        Event::SoftBreak
                        | Event::HardBreak
                        | Event::End(TagEnd::Paragraph | TagEnd::Item) => " ",
                        _ => continue,
                    };
                    if let Some(heading) = &mut heading {
                        heading.push_str(part);
                    } else if let Some(step) = steps.last_mut().filter(|_| in_steps) {
                        step.push_str(part);
                    }
                }
            }
        }
        for step in sections.iter_mut().flat_map(|section| &mut section.steps) {
            *step = step.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        sections.retain(|section| !section.steps.is_empty());
        sections
    }
}

#[cfg(test)]
mod tests {
    use super::Section;
    use crate::markdown::parse;
    use crate::problem::Problems;
    use crate::source::SourcePath;

    #[test]
    fn steps_stand_below_their_headings_as_people_read_them() {
        let text = "Before.\n\n1. Only `one`.\n\n## Then & there\n\n- no step\n\n1. Press **Next**\n   \
                    now.\n\n   1. In it.\n   2. Too.\n2. Wait.\n\n## Nothing\n\nWords.\n";
        let path = SourcePath::new("guides/a.md");
        let body = parse(&path, text, 0..text.len(), &Problems::default());
        let found = body.headings.iter().find(|(_, words)| words.starts_with("Then"));
        let (id, words) = found.expect("bug: the heading is there");
        let expected = [
            Section { heading: None, steps: vec!["Only one.".to_owned()] },
            Section {
                heading: Some((words.clone(), id.clone())),
                steps: vec!["Press Next now. In it. Too.".to_owned(), "Wait.".to_owned()],
            },
        ];
        assert_eq!(body.sections(), expected);
    }
}
