//! The difference between two texts of several lines, for people.

use similar::{ChangeTag, TextDiff};
use std::time::Duration;

use crate::report::sanitise;

/// Lines of a difference that are shown.
const MOST_LINES: usize = 30;

/// Characters of a line that are shown.
const LONGEST_LINE: usize = 300;

/// A difference of texts longer than this, in bytes, is found line by line only as far as time allows.
const TIME: Duration = Duration::from_millis(200);

/// Documented lines with `-`, printed lines with `+`, unchanged ones with a blank; long stretches are cut.
#[must_use]
pub fn render(documented: &str, printed: &str) -> String {
    let (documented, printed) = (bounded(documented), bounded(printed));
    let diff = TextDiff::configure().timeout(TIME).diff_lines(documented.as_str(), printed.as_str());
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(2).iter().enumerate() {
        if index > 0 {
            lines.push("  ⋮".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let content = sanitise::shortened(change.value().trim_end_matches('\n'), LONGEST_LINE);
            lines.push(format!("{sign} {}", sanitise::for_terminal(&content)).trim_end().to_owned());
        }
    }
    if lines.len() > MOST_LINES {
        let more = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(format!("⋮ {more} lines more"));
    }
    lines.join("\n")
}

/// At most as much text as is worth comparing for a person, with an ending behind the last line.
fn bounded(text: &str) -> String {
    let lines = text.lines().take(2000).map(|line| sanitise::shortened(line, 2000) + "\n");
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_lines_are_taken_away_and_printed_ones_added() {
        assert_eq!(render("1\n2\n3", "1\n4\n3"), "  1\n- 2\n+ 4\n  3");
    }

    #[test]
    fn a_long_difference_is_cut() {
        let (a, b) = ("x\n".repeat(500), "y\n".repeat(500));
        let text = render(&a, &b);
        assert!(text.ends_with("⋮ 970 lines more"), "{text}");
    }
}
