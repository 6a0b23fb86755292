//! The documented and the real output side by side, with what differs marked.

use similar::{ChangeTag, DiffTag, TextDiff};
use std::time::Duration;

use super::writer::Html;
use crate::report::sanitise;

/// Lines of an output that are shown.
const MOST_LINES: usize = 60;

/// Lines of an output that are compared.
const MOST_COMPARED: usize = 2000;

/// Characters of a line that are shown.
const LONGEST_LINE: usize = 500;

/// Equal lines beside a difference that are shown.
const AROUND: usize = 3;

/// How long may be looked for the differences of one claim.
const TIME: Duration = Duration::from_millis(100);

/// A line of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    /// It stands on both sides.
    Same(String),
    /// It stands on this side only; pieces that differ are marked.
    Changed(Vec<(bool, String)>),
    /// Only the other side has a line here.
    Empty,
    /// That many lines are the same and left out.
    Gap(usize),
}

/// Both texts; `actual` is none if nothing was printed.
pub(super) fn render(expected: &str, actual: Option<&str>, verb: &str, html: &mut Html) {
    let (documented, printed) = rows(&bounded(expected), &bounded(actual.unwrap_or_default()));
    html.element("div", &[("class", "compare")], |html| {
        side("documented", "-", &documented, expected.is_empty(), html);
        let name = format!("Python {verb}");
        side(&name, "+", &printed, actual.unwrap_or_default().is_empty(), html);
    });
}

fn side(name: &str, sign: &str, rows: &[Row], is_empty: bool, html: &mut Html) {
    let class = if sign == "-" { "documented" } else { "printed" };
    let element = if sign == "-" { "del" } else { "ins" };
    html.element("div", &[("class", class)], |html| {
        html.leaf("p", &[("class", "name")], name);
        if is_empty {
            return html.leaf("p", &[("class", "nothing")], "nothing");
        }
        html.element("pre", &[("class", "text")], |html| {
            for row in rows.iter().take(MOST_LINES) {
                show(row, sign, element, html);
                html.line();
            }
            if rows.len() > MOST_LINES {
                let more = super::counted(rows.len() - MOST_LINES, "more line");
                html.leaf("span", &[("class", "gap")], &format!("⋮ {more}"));
            }
        });
    });
}

fn show(row: &Row, sign: &str, element: &'static str, html: &mut Html) {
    match row {
        Row::Same(text) => html.leaf("span", &[("class", "r")], text),
        Row::Changed(pieces) => html.element("span", &[("class", "r"), ("data-s", sign)], |html| {
            for (is_marked, text) in pieces {
                if *is_marked { html.leaf(element, &[], text) } else { html.text(text) }
            }
        }),
        Row::Empty => html.leaf("span", &[("class", "r empty")], ""),
        Row::Gap(lines) => {
            html.leaf("span", &[("class", "gap")], &format!("⋮ {}", super::counted(*lines, "equal line")));
        }
    }
}

/// The lines of both sides, as many of the one as of the other.
fn rows(documented: &str, printed: &str) -> (Vec<Row>, Vec<Row>) {
    let diff = TextDiff::configure().timeout(TIME).diff_lines(documented, printed);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for op in diff.ops() {
        if op.tag() == DiffTag::Equal {
            let same: Vec<_> = diff.iter_changes(op).map(|change| Row::Same(without_end(change.value()))).collect();
            let same = folded(same);
            left.extend(same.iter().cloned());
            right.extend(same);
            continue;
        }
        for change in diff.iter_inline_changes(op) {
            let pieces = change.values().iter().map(|(mark, text)| (*mark, without_end(text)));
            let pieces: Vec<_> = pieces.filter(|(_, text)| !text.is_empty()).collect();
            // Where two lines have nothing in common, nothing in them is marked; then all of them differs.
            let is_marked = pieces.iter().any(|(mark, _)| *mark);
            let row = Row::Changed(pieces.into_iter().map(|(mark, text)| (mark || !is_marked, text)).collect());
            match change.tag() {
                ChangeTag::Delete => left.push(row),
                ChangeTag::Insert => right.push(row),
                ChangeTag::Equal => {}
            }
        }
        let rows = left.len().max(right.len());
        left.resize(rows, Row::Empty);
        right.resize(rows, Row::Empty);
    }
    (left, right)
}

/// `same` without the middle of a long stretch.
fn folded(mut same: Vec<Row>) -> Vec<Row> {
    let hidden = same.len().saturating_sub(2 * AROUND);
    if hidden > 2 {
        same.splice(AROUND..AROUND + hidden, [Row::Gap(hidden)]);
    }
    same
}

fn without_end(text: &str) -> String {
    text.trim_end_matches('\n').to_owned()
}

/// At most as much text as is worth reading, with an end behind each line.
pub(super) fn bounded(text: &str) -> String {
    text.lines().take(MOST_COMPARED).map(|line| sanitise::shortened(line, LONGEST_LINE) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(pieces: &[(bool, &str)]) -> Row {
        Row::Changed(pieces.iter().map(|(mark, text)| (*mark, (*text).to_owned())).collect())
    }

    #[test]
    fn what_differs_within_a_line_is_marked() {
        let (left, right) = rows("a\nsum is 15\n", "a\nsum is 16\n");
        assert_eq!(left, [Row::Same("a".to_owned()), changed(&[(false, "sum is "), (true, "15")])]);
        assert_eq!(right, [Row::Same("a".to_owned()), changed(&[(false, "sum is "), (true, "16")])]);
    }

    #[test]
    fn both_sides_have_as_many_lines() {
        let (left, right) = rows("a\nb\n", "a\nx\ny\nz\nb\n");
        assert_eq!((left.len(), right.len()), (5, 5));
        assert_eq!(left[1..4], [Row::Empty, Row::Empty, Row::Empty]);
    }

    #[test]
    fn long_stretches_of_equal_lines_are_folded() {
        let same: String = (0..50).map(|line| format!("{line}\n")).collect();
        let (left, _) = rows(&format!("{same}x\n"), &format!("{same}y\n"));
        assert_eq!(left.len(), 8);
        assert_eq!(left[3], Row::Gap(44));
    }
}
