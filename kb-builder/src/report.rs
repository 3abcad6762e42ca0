//! A problem and the line it is on, as text.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::problem::Problem;
use crate::source::Source;

/// Whether the text is for a terminal that shows colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With colours.
    Coloured,
    /// Letters only.
    Plain,
}

/// Every problem, one after the other, and how many there are.
pub fn report(source: &Source, problems: &[Problem], folder: &str, style: Style) -> String {
    let renderer = match style {
        Style::Coloured => Renderer::styled(),
        Style::Plain => Renderer::plain(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for problem in problems {
        text += &one(source, problem, folder, &renderer);
        text += "\n\n";
    }
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        many => format!("{many} problems"),
    };
    text + &count
}

fn one(source: &Source, problem: &Problem, folder: &str, renderer: &Renderer) -> String {
    let path = format!("{folder}/{}", problem.path);
    let title = problem.fault.to_string();
    let main = Level::ERROR.primary_title(&title);
    let main = match (&problem.place, source.shown(&problem.path)) {
        (Some(place), Some(text)) => {
            let place = place.start.min(text.len())..place.end.min(text.len());
            let marked = AnnotationKind::Primary.span(place);
            main.element(Snippet::source(text).path(&path).annotation(marked))
        }
        _ => main.element(annotate_snippets::Origin::path(&path)),
    };
    let hint = problem.fault.hint();
    let hint = hint.as_ref().map(|hint| Group::with_title(Level::HELP.secondary_title(hint)));
    let groups: Vec<Group<'_>> = std::iter::once(main).chain(hint).collect();
    renderer.render(&groups)
}
