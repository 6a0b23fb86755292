//! What to write instead of a wrong claim: the lines that go and those that come, with their numbers.

use anstyle::{AnsiColor, Style};
use similar::{DiffOp, TextDiff};

use super::Look;
use crate::report::sanitise::for_terminal;
use crate::report::{ClaimReport, Excerpt};

/// More lines than this are left to `doctrue fix`.
const MOST_LINES: usize = 8;

/// A longer text is left to it as well, in bytes.
const LONGEST: usize = 2000;

/// More unchanged lines than this between two changes are left out.
const MOST_UNCHANGED: usize = 3;

const NUMBER: Style = AnsiColor::BrightBlue.on_default().bold();
const REMOVED: Style = AnsiColor::BrightRed.on_default();
const ADDED: Style = AnsiColor::BrightGreen.on_default();

/// The lines that change where `claim`, shown as `excerpt`, is put right; none if there is nothing worth showing.
pub(super) fn render(claim: &ClaimReport, excerpt: &Excerpt, look: Look) -> Option<String> {
    let replacement = claim.replacement.as_deref().filter(|text| text.len() <= LONGEST)?;
    let last = excerpt.first_line + excerpt.text.lines().count().saturating_sub(1);
    if claim.end_line > last {
        // Some of the lines that would go are not at hand.
        return None;
    }
    let (old, new) = (lines(&excerpt.text), lines(&replaced(excerpt, replacement)));
    let rows = rows(&old, &new, excerpt.first_line);
    let added = rows.iter().filter(|row| matches!(row, Row::Added(_))).count();
    (!rows.is_empty() && added <= MOST_LINES).then(|| drawn(&rows, last, look))
}

/// The excerpt with `replacement` in its place.
fn replaced(excerpt: &Excerpt, replacement: &str) -> String {
    let before = excerpt.text.get(..excerpt.place.start).unwrap_or_default();
    let behind = excerpt.text.get(excerpt.place.end..).unwrap_or_default();
    format!("{before}{replacement}{behind}")
}

/// The lines of `text` as they may be shown. Blanks at their ends are never what is wrong, and a fix leaves none.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| for_terminal(line.trim_end())).collect()
}

/// A line to show.
struct Line {
    number: usize,
    /// The text before, in and behind what differs.
    parts: [String; 3],
}

/// A row of what is shown.
enum Row {
    Removed(Line),
    Added(Line),
    Kept(Line),
    LeftOut,
}

impl Line {
    /// All of it differs.
    fn other(number: usize, text: &str) -> Self {
        Self { number, parts: [String::new(), text.to_owned(), String::new()] }
    }

    /// Nothing of it does.
    fn same(number: usize, text: &str) -> Self {
        Self { number, parts: [text.to_owned(), String::new(), String::new()] }
    }
}

/// What differs between `old` and `new`, which begin at the line `first`, and what little lies between.
fn rows(old: &[String], new: &[String], first: usize) -> Vec<Row> {
    let [old_lines, new_lines] = [old, new].map(|lines| lines.iter().map(String::as_str).collect::<Vec<_>>());
    let diff = TextDiff::from_slices(&old_lines, &new_lines);
    let mut rows = Vec::new();
    for (index, op) in diff.ops().iter().enumerate() {
        let (before, after) = (op.old_range(), op.new_range());
        if matches!(op, DiffOp::Equal { .. }) {
            let is_between = index > 0 && index + 1 < diff.ops().len();
            match after.len() {
                _ if !is_between => {}
                0..=MOST_UNCHANGED => rows.extend(after.map(|line| Row::Kept(Line::same(first + line, &new[line])))),
                _ => rows.push(Row::LeftOut),
            }
            continue;
        }
        let mut removed: Vec<_> = before.map(|line| Line::other(first + line, &old[line])).collect();
        let mut added: Vec<_> = after.map(|line| Line::other(first + line, &new[line])).collect();
        if removed.len() == added.len() {
            removed.iter_mut().zip(&mut added).for_each(|(old, new)| narrow(old, new));
        }
        rows.extend(removed.into_iter().map(Row::Removed));
        rows.extend(added.into_iter().map(Row::Added));
    }
    rows
}

/// Parts what two lines have in common at their beginnings and ends from what differs.
fn narrow(old: &mut Line, new: &mut Line) {
    let (a, b) = (old.parts.concat(), new.parts.concat());
    let length = |(a, b): (char, char)| (a == b).then_some(a.len_utf8());
    let start: usize = a.chars().zip(b.chars()).map_while(length).sum();
    let end: usize = a[start..].chars().rev().zip(b[start..].chars().rev()).map_while(length).sum();
    let parts = |text: &str| {
        let (inside, behind) = text[start..].split_at(text.len() - start - end);
        [&text[..start], inside, behind].map(str::to_owned)
    };
    (old.parts, new.parts) = (parts(&a), parts(&b));
}

/// The rows behind their numbers, as wide as those of the excerpt, which ends at the line `last`.
fn drawn(rows: &[Row], last: usize, look: Look) -> String {
    let number = |row: &Row| match row {
        Row::Removed(line) | Row::Added(line) | Row::Kept(line) => line.number,
        Row::LeftOut => 0,
    };
    let width = rows.iter().map(number).max().unwrap_or_default().max(last).to_string().len();
    let painted = |text: &str, style: Style| match look.color && !text.is_empty() {
        true => format!("{style}{text}{style:#}"),
        false => text.to_owned(),
    };
    let drawn = |sign: &str, style: Style, line: &Line| {
        let number = painted(&format!("{:>width$}", line.number), NUMBER);
        let [before, inside, behind] = &line.parts;
        let text = format!("{number} {} {before}{}{behind}", painted(sign, style), painted(inside, style));
        text.trim_end().to_owned()
    };
    let margin = format!("{:width$} {}", "", painted("|", NUMBER));
    let inner = rows.iter().map(|row| match row {
        Row::Removed(line) => drawn("-", REMOVED, line),
        Row::Added(line) => drawn("+", ADDED, line),
        Row::Kept(line) => drawn("|", NUMBER, line),
        Row::LeftOut => painted("...", NUMBER),
    });
    let lines: Vec<_> = [margin.clone()].into_iter().chain(inner).chain([margin.clone()]).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Verdict;
    use crate::report::sample::{SETTING, claim};

    /// What is shown where `replacement` comes for `old` in `text`, which begins on line 8.
    fn shown(text: &str, old: &str, replacement: &str) -> String {
        let start = text.find(old).expect("the old text");
        let excerpt = Excerpt { first_line: 8, text: text.to_owned(), place: start..start + old.len() };
        let end_line = 8 + text[..start + old.len()].matches('\n').count();
        let claim = ClaimReport { end_line, replacement: Some(replacement.to_owned()), ..claim(8, Verdict::Wrong) };
        render(&claim, &excerpt, SETTING.look).unwrap_or_default()
    }

    #[test]
    fn only_the_lines_that_differ_are_shown() {
        assert_eq!(shown("# a\n# x\n# c", "a\n# x\n# c", "a\n# b\n# c"), "   |\n 9 - # x\n 9 + # b\n   |");
        assert_eq!(shown("# a\n# b", "a\n# b", "a"), "  |\n9 - # b\n  |");
        assert_eq!(shown("# a", "a", "a\n# b"), "  |\n9 + # b\n  |");
        assert_eq!(shown("a\nB", "a\nB", "a\nb\nc"), "   |\n 9 - B\n 9 + b\n10 + c\n   |");
    }

    #[test]
    fn what_lies_between_is_shown_if_it_is_little() {
        let (old, new) = ("1\n2\n3", "one\n2\nthree");
        assert_eq!(shown(old, old, new), "   |\n 8 - 1\n 8 + one\n 9 | 2\n10 - 3\n10 + three\n   |");
        let (old, new) = ("1\n.\n,\n;\n:\n6", "one\n.\n,\n;\n:\nsix");
        assert_eq!(shown(old, old, new), "   |\n 8 - 1\n 8 + one\n...\n13 - 6\n13 + six\n   |");
    }

    #[test]
    fn an_output_that_moves_below_its_marker_leaves_no_blank() {
        let text = shown("print(x)  # Output: a", "a", "\n# a\n# b");
        assert_eq!(text, "   |\n 8 - print(x)  # Output: a\n 8 + print(x)  # Output:\n 9 + # a\n10 + # b\n   |");
    }

    #[test]
    fn what_could_do_something_in_a_terminal_is_made_visible() {
        let text = shown("# \u{1b}[2J\r\n\t# ::x", "\u{1b}[2J\r\n\t# ::x", "\u{202e}\n\t::error::y");
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\t', '\r']) && !text.contains(" ::error"), "{text}");
    }

    #[test]
    fn what_is_long_or_not_at_hand_is_left_to_a_fix() {
        assert_eq!(shown("1", "1", &"2\n".repeat(MOST_LINES + 1)), "");
        assert_eq!(shown("1", "1", &"2".repeat(LONGEST + 1)), "");
        let excerpt = Excerpt { first_line: 8, text: "1".to_owned(), place: 0..1 };
        let longer = ClaimReport { end_line: 9, replacement: Some("2".to_owned()), ..claim(8, Verdict::Wrong) };
        assert_eq!(render(&longer, &excerpt, SETTING.look), None);
    }

    #[test]
    fn colours_are_on_what_differs() {
        let excerpt = Excerpt { first_line: 1, text: "x  # é1".to_owned(), place: 5..8 };
        let wrong = ClaimReport { end_line: 1, replacement: Some("é2".to_owned()), ..claim(1, Verdict::Wrong) };
        let text = render(&wrong, &excerpt, Look { color: true, ..SETTING.look }).expect("a suggestion");
        assert!(text.contains("x  # é\u{1b}[91m1\u{1b}[0m\n"), "{text:?}");
        assert!(text.contains("x  # é\u{1b}[92m2\u{1b}[0m\n"), "{text:?}");
    }
}
