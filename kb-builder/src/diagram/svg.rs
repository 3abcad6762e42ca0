//! Writes elements of SVG. Text and attributes are escaped here, and nowhere else.

use std::fmt::{self, Write};

/// A drawing that is being written.
#[derive(Default)]
pub(super) struct Svg {
    text: String,
    open: Vec<&'static str>,
}

impl Svg {
    /// Begins an element that holds others, or a text.
    pub(super) fn begin(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push('>');
        self.open.push(name);
    }

    /// Ends the element that was begun last.
    pub(super) fn end(&mut self) {
        let name = self.open.pop().expect("bug: an element ends once");
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element that holds nothing.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str("/>");
    }

    /// Text inside the element that was begun last.
    pub(super) fn say(&mut self, text: &str) {
        escape(text, &mut self.text);
    }

    /// The whole drawing.
    pub(super) fn finish(self) -> String {
        assert!(self.open.is_empty(), "bug: every element ends");
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(value, &mut self.text);
            self.text.push('"');
        }
    }
}

/// Adds `text` so that no letter of it is taken for markup. What XML cannot hold is left out.
fn escape(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => into.push(letter),
        }
    }
}

/// Where things stand across a drawing. On a page that is read from right to left everything is
/// mirrored but the letters.
#[derive(Clone, Copy)]
pub(super) struct Across {
    pub(super) width: i32,
    pub(super) is_mirrored: bool,
}

impl Across {
    /// A place on the page for one that was counted from where reading begins.
    pub(super) fn at(self, x: i32) -> i32 {
        if self.is_mirrored { self.width - x } else { x }
    }

    /// Where a box that begins at `x` has its left edge.
    pub(super) fn left(self, x: i32, width: i32) -> i32 {
        if self.is_mirrored { self.width - x - width } else { x }
    }
}

/// A line, told stroke by stroke, in places counted from where reading begins.
pub(super) struct Line {
    across: Across,
    text: String,
}

impl Line {
    /// A line that has not begun.
    pub(super) fn new(across: Across) -> Self {
        Self { across, text: String::new() }
    }

    /// Lifts the pen and sets it down.
    pub(super) fn from(mut self, x: i32, y: i32) -> Self {
        let x = self.across.at(x);
        self.stroke(format_args!("M{x} {y}"));
        self
    }

    /// Straight on.
    pub(super) fn to(mut self, x: i32, y: i32) -> Self {
        let x = self.across.at(x);
        self.stroke(format_args!("L{x} {y}"));
        self
    }

    /// Across.
    pub(super) fn across(mut self, x: i32) -> Self {
        let x = self.across.at(x);
        self.stroke(format_args!("H{x}"));
        self
    }

    /// Down or up.
    pub(super) fn down(mut self, y: i32) -> Self {
        self.stroke(format_args!("V{y}"));
        self
    }

    /// Round a corner, to a point.
    pub(super) fn round(mut self, corner: (i32, i32), x: i32, y: i32) -> Self {
        let across = self.across;
        self.stroke(format_args!("Q{} {} {} {y}", across.at(corner.0), corner.1, across.at(x)));
        self
    }

    fn stroke(&mut self, stroke: fmt::Arguments<'_>) {
        self.text.write_fmt(stroke).expect("bug: a text takes what is written to it");
    }

    /// The strokes, as the attribute `d` wants them.
    pub(super) fn strokes(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_become_markup() {
        let mut svg = Svg::default();
        svg.begin("a", &[("href", "#\"><script>")]);
        svg.say("<script>&\u{0}\u{ffff}");
        svg.end();
        let expected = "<a href=\"#&quot;&gt;&lt;script&gt;\">&lt;script&gt;&amp;</a>";
        assert_eq!(svg.finish(), expected);
    }

    #[test]
    fn a_mirrored_line_ends_as_far_from_the_other_edge() {
        let strokes = |is_mirrored| {
            let line = Line::new(Across { width: 100, is_mirrored });
            line.from(10, 5).across(40).round((45, 5), 45, 10).down(20).to(9, 9).strokes()
        };
        assert_eq!(strokes(false), "M10 5H40Q45 5 45 10V20L9 9");
        assert_eq!(strokes(true), "M90 5H60Q55 5 55 10V20L91 9");
    }
}
