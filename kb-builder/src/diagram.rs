//! Draws a flow: its steps one below the other, in each a row for every way out, and lines at the
//! side from the rows to the steps that they lead to.
//!
//! A drawing is one piece after another, so that a page of paper can end between two of them; the
//! lines go on at the same place. Nothing in it has an id, and how it looks is left to the style
//! sheet. Every part says what it stands for: `data-step` at the head of a step; `data-step`,
//! `data-value` (each value that leads that way) and `data-to` at a row; `data-to` at each piece of
//! a line. A case passes a piece of a line if it comes after the row that the case takes.

mod lanes;
mod svg;
mod wrap;

use std::collections::BTreeMap;

use kb_flow::{Flow, Step, Target, ValueId};

use crate::outline::{Way, steps_down, ways};
use lanes::Span;
use svg::{Across, Line, Svg};
use wrap::{Weight, lines};

/// How wide a drawing is; as wide as the text of a page.
const WIDTH: i32 = 672;
/// How wide the boxes are at least, however many lines run beside them.
const BOX: i32 = 440;
/// How high letters are. A sheet of A4 shows a drawing at 178 mm, which makes this nine points.
const LETTER: i32 = 12;
/// From one line of text to the next.
const LINE: i32 = 15;
/// Between a text and the edge around it.
const PAD: i32 = 8;
/// Between one step and the next.
const GAP: i32 = 20;
/// How long an arrow inside a row is.
const ARROW: i32 = 22;
/// How high a piece may grow before another begins.
const PIECE: i32 = 420;
/// How round a corner is.
const ROUND: i32 = 6;

/// Draws a flow. `page` is the way to the page with its questions, and empty on that page itself.
/// A text that is read from right to left is drawn mirrored.
pub fn draw(flow: &Flow, page: &str, is_mirrored: bool) -> String {
    let plan = Plan::new(flow, page, is_mirrored);
    let mut svg = Svg::default();
    for position in 0..plan.stops.len() {
        for piece in plan.pieces(position) {
            plan.draw(&piece, &mut svg);
        }
    }
    svg.finish()
}

/// A step, and where it stands among the others.
struct Stop<'a> {
    step: &'a Step,
    ways: Vec<Way<'a>>,
    /// The lane on which others lead here, where any do, and the first of them.
    comes: Option<(usize, Span)>,
}

/// Where everything goes, across.
struct Plan<'a> {
    flow: &'a Flow,
    page: &'a str,
    across: Across,
    /// Where the boxes end, and the lines begin.
    edge: i32,
    /// From one lane to the next.
    apart: i32,
    stops: Vec<Stop<'a>>,
    positions: BTreeMap<&'a str, usize>,
}

/// A part of a step: its head with some rows, or more rows.
struct Piece {
    stop: usize,
    /// Whether it has the head of the step.
    is_first: bool,
    /// Whether it has the last row.
    is_last: bool,
    /// How high the head is, where it is there.
    head: i32,
    /// The rows, each with its top.
    rows: Vec<(Row, i32)>,
    /// Where the box ends.
    bottom: i32,
    /// Where the piece ends.
    height: i32,
}

impl Piece {
    /// A piece without rows; one without a head goes on with a step.
    fn new(stop: usize, head: i32) -> Self {
        Self {
            stop,
            is_first: head > 0,
            is_last: false,
            head,
            rows: Vec::new(),
            bottom: head,
            height: head,
        }
    }
}

/// One way out of a step, in lines of text.
struct Row {
    way: usize,
    answer: Vec<String>,
    target: Vec<String>,
    height: i32,
}

impl<'a> Plan<'a> {
    fn new(flow: &'a Flow, page: &'a str, is_mirrored: bool) -> Self {
        let mut stops: Vec<Stop<'a>> = steps_down(flow)
            .into_iter()
            .map(|step| Stop { step, ways: ways(flow, step), comes: None })
            .collect();
        let positions: BTreeMap<&str, usize> = stops
            .iter()
            .enumerate()
            .map(|(position, stop)| (stop.step.id.as_str(), position))
            .collect();
        // From the last to the first, so that the first that leads there stays.
        let mut firsts = BTreeMap::new();
        for (from, stop) in stops.iter().enumerate().rev() {
            let targets = stop.ways.iter().filter_map(|way| positions.get(way.to()));
            firsts.extend(targets.map(|&to| (to, from)));
        }
        let spans: Vec<Span> = firsts.iter().map(|(&to, &from)| Span { from, to }).collect();
        let lanes = lanes::assign(&spans);
        for (span, lane) in spans.iter().zip(&lanes) {
            stops[span.to].comes = Some((*lane, *span));
        }
        let count = lanes.iter().max().map_or(0, |last| count(*last) + 1);
        let apart = (110 / count.max(1)).clamp(4, 11);
        let beside = if count == 0 { 1 } else { 14 + count * apart };
        let width = WIDTH.max(BOX + beside);
        let across = Across { width, is_mirrored };
        Self { flow, page, across, edge: width - beside, apart, stops, positions }
    }

    /// Where a lane runs.
    fn lane(&self, lane: usize) -> i32 {
        self.edge + 14 + count(lane) * self.apart
    }

    /// Where the boxes of targets begin, and the texts before them end.
    fn column(&self) -> i32 {
        self.edge * 54 / 100
    }

    /// The lane to the step that a way leads to; none for an outcome.
    fn lane_of(&self, way: &Way<'_>) -> Option<i32> {
        let stop = &self.stops[*self.positions.get(way.to())?];
        stop.comes.map(|(lane, _)| self.lane(lane))
    }

    /// A step's number and the short name of its fact.
    fn name(&self, position: usize) -> String {
        format!("{}. {}", position + 1, self.flow.fact_of(self.stops[position].step).name)
    }

    /// Breaks a step into pieces.
    fn pieces(&self, position: usize) -> Vec<Piece> {
        let stop = &self.stops[position];
        let head = self.head(position);
        let head = count(head.0.len() + head.1.len()) * LINE + PAD + 4;
        let mut pieces = vec![Piece::new(position, head)];
        for way in 0..stop.ways.len() {
            let row = self.row(&stop.ways[way], way);
            let piece = pieces.last_mut().expect("bug: there is a first piece");
            let piece = if piece.bottom + row.height > PIECE && !piece.rows.is_empty() {
                pieces.push(Piece::new(position, 0));
                pieces.last_mut().expect("bug: there is another piece")
            } else {
                piece
            };
            let top = piece.bottom;
            piece.bottom += row.height;
            piece.height = piece.bottom;
            piece.rows.push((row, top));
        }
        let last = pieces.last_mut().expect("bug: there is a last piece");
        last.is_last = true;
        last.height += GAP;
        pieces
    }

    /// The lines of a step's name and of its question.
    fn head(&self, position: usize) -> (Vec<String>, Vec<String>) {
        let room = self.edge - 2 * PAD;
        let question = &self.flow.fact_of(self.stops[position].step).question;
        (
            lines(&self.name(position), room, LETTER, Weight::Bold),
            lines(question, room, LETTER, Weight::Plain),
        )
    }

    fn row(&self, way: &Way<'_>, number: usize) -> Row {
        let title = match way.target {
            Target::Step(_) => self.name(self.positions[way.to()]),
            Target::Outcome(outcome) => outcome.title.clone(),
        };
        let answer = self.column() - ARROW - 2 * PAD;
        let answer = lines(&way.answers.join(" · "), answer, LETTER, Weight::Plain);
        let target = self.edge - self.column() - 3 * PAD;
        let target = lines(&title, target, LETTER, Weight::Plain);
        let height = count(answer.len().max(target.len())) * LINE + 2 * PAD;
        Row { way: number, answer, target, height }
    }

    fn draw(&self, piece: &Piece, svg: &mut Svg) {
        let view = format!("0 0 {} {}", self.across.width, piece.height);
        // Many drawings are one figure: none of them is an image of its own.
        let about = [("class", "kb-diagram__piece"), ("viewBox", view.as_str()), ("role", "none")];
        svg.begin("svg", &about);
        let outline = self.outline(piece);
        svg.empty("path", &[("class", "kb-diagram__box"), ("d", &outline)]);
        self.draw_passing(piece, svg);
        if piece.is_first {
            self.draw_head(piece, svg);
        }
        for (row, top) in &piece.rows {
            self.draw_row(piece, row, *top, svg);
        }
        svg.end();
    }

    /// The edge around the part of a step; open where the step goes on.
    fn outline(&self, piece: &Piece) -> String {
        let (start, end, bottom) = (1, self.edge, piece.bottom);
        let mut line = Line::new(self.across);
        line = if piece.is_first {
            let line = line.from(start, bottom).down(1 + ROUND).round((start, 1), start + ROUND, 1);
            line.across(end - ROUND).round((end, 1), end, 1 + ROUND).down(bottom)
        } else {
            line.from(start, bottom).down(0).from(end, 0).down(bottom)
        };
        if piece.is_last {
            line = line.from(start, bottom - 1).across(end);
        }
        // What parts the rows.
        for (_, top) in piece.rows.iter().skip(usize::from(piece.is_first)) {
            line = line.from(start, *top).across(end);
        }
        line.strokes()
    }

    /// The lines that come from above: those that go on, and the one that ends here.
    fn draw_passing(&self, piece: &Piece, svg: &mut Svg) {
        for (position, stop) in self.stops.iter().enumerate() {
            let Some((lane, span)) = stop.comes else { continue };
            let x = self.lane(lane);
            let line = Line::new(self.across).from(x, 0);
            if position == piece.stop && piece.is_first {
                let y = PAD + LINE / 2;
                let line = line.down(y - ROUND).round((x, y), x - ROUND, y).across(self.edge + 1);
                let line = line.from(self.edge + 7, y - 4).to(self.edge + 1, y);
                draw_lane(stop, &line.to(self.edge + 7, y + 4).strokes(), svg);
                continue;
            }
            // In its first step a line begins with a row, and not above it; unless that step was
            // begun on an earlier piece, and so perhaps the line.
            let begun = span.from < piece.stop
                || (span.from == piece.stop && self.has_begun(piece, stop.step));
            if begun && piece.stop < position {
                let end = self.next(piece, 0, stop.step);
                draw_lane(stop, &line.down(end).strokes(), svg);
            }
        }
    }

    /// Whether an earlier piece of the same step has a row that leads to `step`.
    fn has_begun(&self, piece: &Piece, step: &Step) -> bool {
        let first = piece.rows.first().map_or(0, |(row, _)| row.way);
        self.stops[piece.stop].ways[..first].iter().any(|way| way.to() == step.id.as_str())
    }

    /// Where the next row of a piece joins the line to `step`, at or after a row; else its end.
    fn next(&self, piece: &Piece, row: usize, step: &Step) -> i32 {
        let ways = &self.stops[piece.stop].ways;
        let mut rows = piece.rows.iter().filter(|(known, _)| known.way >= row);
        let joins = rows.find(|(row, _)| ways[row.way].to() == step.id.as_str());
        joins.map_or(piece.height, |(_, top)| joint(*top) + ROUND)
    }

    fn draw_head(&self, piece: &Piece, svg: &mut Svg) {
        let step = self.stops[piece.stop].step.id.as_str();
        let href = format!("{}#step-{step}", self.page);
        let about = [("class", "kb-diagram__head"), ("href", &*href), ("data-step", step)];
        svg.begin("a", &about);
        self.draw_rect(2, 2, self.edge - 3, piece.head - 2, svg);
        let (name, question) = self.head(piece.stop);
        let below = PAD + count(name.len()) * LINE;
        self.draw_lines(&name, PAD, PAD, Some("kb-diagram__name"), svg);
        self.draw_lines(&question, PAD, below, None, svg);
        svg.end();
    }

    fn draw_row(&self, piece: &Piece, row: &Row, top: i32, svg: &mut Svg) {
        let stop = &self.stops[piece.stop];
        let way = &stop.ways[row.way];
        let values: Vec<&str> = way.values.iter().map(ValueId::as_str).collect();
        let values = values.join(" ");
        svg.begin(
            "g",
            &[
                ("class", "kb-diagram__row"),
                ("data-step", stop.step.id.as_str()),
                ("data-value", &values),
                ("data-to", way.to()),
            ],
        );
        self.draw_lines(&row.answer, PAD, top + PAD, None, svg);
        self.draw_edge(way, top, svg);
        let (class, kind) = match way.target {
            Target::Step(_) => ("kb-diagram__next", "step"),
            Target::Outcome(_) => ("kb-diagram__end", "outcome"),
        };
        let href = format!("{}#{kind}-{}", self.page, way.to());
        svg.begin("a", &[("class", class), ("href", &href)]);
        let (start, height) = (self.column(), count(row.target.len()) * LINE + PAD);
        self.draw_rect(start, top + PAD / 2, self.edge - start - PAD, height, svg);
        self.draw_lines(&row.target, start + PAD, top + PAD, None, svg);
        svg.end();
        svg.end();
        // After its row, as the case passes it after the row.
        if let Some(x) = self.lane_of(way) {
            let to = &self.stops[self.positions[way.to()]];
            let line = Line::new(self.across).from(x, joint(top) + ROUND);
            let end = self.next(piece, row.way + 1, to.step);
            draw_lane(to, &line.down(end).strokes(), svg);
        }
    }

    /// The arrow inside a row, and the line from there to the lane.
    fn draw_edge(&self, way: &Way<'_>, top: i32, svg: &mut Svg) {
        let (y, tip) = (joint(top), self.column() - 3);
        let line = Line::new(self.across).from(tip - ARROW + PAD, y).across(tip);
        let line = line.from(tip - 4, y - 4).to(tip, y).to(tip - 4, y + 4);
        let line = match self.lane_of(way) {
            Some(x) => {
                let line = line.from(self.edge - PAD, y).across(x - ROUND);
                line.round((x, y), x, y + ROUND)
            }
            None => line,
        };
        svg.empty("path", &[("class", "kb-diagram__way"), ("d", &line.strokes())]);
    }

    fn draw_rect(&self, x: i32, y: i32, width: i32, height: i32, svg: &mut Svg) {
        let [x, y, width, height] =
            [self.across.left(x, width), y, width, height].map(|number| number.to_string());
        svg.empty(
            "rect",
            &[("x", &x), ("y", &y), ("width", &width), ("height", &height), ("rx", "5")],
        );
    }

    /// Lines of text below `top`. Each is a text of its own: in one that is read from right to
    /// left, browsers would put the second line beside the first.
    fn draw_lines(&self, lines: &[String], x: i32, top: i32, class: Option<&str>, svg: &mut Svg) {
        let x = self.across.at(x).to_string();
        for (number, line) in lines.iter().enumerate() {
            let y = (top + count(number) * LINE + LETTER - 1).to_string();
            let mut about = vec![("x", x.as_str()), ("y", y.as_str())];
            about.extend(class.map(|class| ("class", class)));
            svg.begin("text", &about);
            svg.say(line);
            // Between two lines there is a space, also for who hears them.
            if number + 1 < lines.len() {
                svg.say(" ");
            }
            svg.end();
        }
    }
}

/// A piece of the line to a step.
fn draw_lane(to: &Stop<'_>, strokes: &str, svg: &mut Svg) {
    let class = ("class", "kb-diagram__lane");
    svg.empty("path", &[class, ("data-to", to.step.id.as_str()), ("d", strokes)]);
}

/// Where the arrow of a row is.
fn joint(top: i32) -> i32 {
    top + PAD + LINE / 2
}

/// A number of things on a page, of which there are few.
fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 1024)
}
