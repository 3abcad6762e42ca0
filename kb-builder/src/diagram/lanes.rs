//! Gives each step that others lead to a lane at the side of the diagram.
//!
//! All ways to one step share its lane, so there are few of them, and no two ever lie on each other.

/// What a lane is needed for: from the row of the first step that leads there, down to the head of
/// the one it leads to. Both are positions among the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The first step with a way there.
    pub(super) from: usize,
    /// The step that it leads to.
    pub(super) to: usize,
}

impl Span {
    /// Whether two of them cannot share a lane. A head is above the rows of its step, so one may
    /// begin where another ends.
    fn is_beside(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// The lane of each span. The short ones are nearest to the steps, so that few lines cross.
pub(super) fn assign(spans: &[Span]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&span| (spans[span].to - spans[span].from, spans[span].from));
    let mut lanes: Vec<Option<usize>> = vec![None; spans.len()];
    for this in order {
        let is_taken = |lane: usize| {
            let same = |other: &usize| lanes[*other] == Some(lane);
            (0..spans.len()).filter(same).any(|other| spans[other].is_beside(spans[this]))
        };
        let free = (0..=spans.len()).find(|&lane| !is_taken(lane));
        lanes[this] = free;
    }
    lanes.into_iter().map(|lane| lane.expect("bug: there is a lane for each")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lie_on_each_other_and_short_ones_are_inside() {
        // Every set of three spans among six steps.
        let all: Vec<Span> =
            (0..6).flat_map(|from| (from + 1..6).map(move |to| Span { from, to })).collect();
        for (a, b, c) in
            (0..all.len()).flat_map(|a| (0..a).flat_map(move |b| (0..b).map(move |c| (a, b, c))))
        {
            let spans = [all[a], all[b], all[c]];
            let lanes = assign(&spans);
            for one in 0..3 {
                for other in 0..one {
                    let apart = !spans[one].is_beside(spans[other]);
                    assert!(apart || lanes[one] != lanes[other], "{spans:?} in {lanes:?}");
                }
            }
        }
        let spans = [Span { from: 0, to: 5 }, Span { from: 1, to: 2 }, Span { from: 2, to: 4 }];
        assert_eq!(assign(&spans), [1, 0, 0]);
    }
}
