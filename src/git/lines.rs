//! Which lines two versions of a text do not share.

use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};

/// How long the shortest difference is looked for; then a longer one has to do.
const PATIENCE: Duration = Duration::from_millis(500);

/// Lines that stand in one version only. The numbers count from 1; an empty range lies before its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Lines of the earlier version.
    pub before: Range<usize>,
    /// What stands in their place.
    pub after: Range<usize>,
}

/// What changed between two versions, in order. Line endings are none of it.
#[must_use]
pub fn changed_lines(before: &[u8], after: &[u8]) -> Vec<Hunk> {
    let (before, after) = (lines(before), lines(after));
    let deadline = Instant::now().checked_add(PATIENCE);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &before, &after, deadline);
    let changed = ops.into_iter().filter(|op| op.tag() != DiffTag::Equal);
    let counted = |range: Range<usize>| range.start + 1..range.end + 1;
    changed.map(|op| Hunk { before: counted(op.old_range()), after: counted(op.new_range()) }).collect()
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hunks(before: &str, after: &str) -> Vec<(Range<usize>, Range<usize>)> {
        changed_lines(before.as_bytes(), after.as_bytes()).into_iter().map(|hunk| (hunk.before, hunk.after)).collect()
    }

    #[test]
    fn lines_count_from_one_and_what_is_gone_leaves_a_place() {
        assert_eq!(hunks("a\nb\nc\n", "a\nx\nc\n"), [(2..3, 2..3)]);
        assert_eq!(hunks("a\nb\nc\n", "a\nc\n"), [(2..3, 2..2)]);
        assert_eq!(hunks("a\nc\n", "a\nb\nc\n"), [(2..2, 2..3)]);
    }

    #[test]
    fn line_endings_are_no_change() {
        assert_eq!(hunks("a\r\nb\r\n", "a\nb"), []);
    }

    #[test]
    fn long_texts_are_compared_in_bounded_time() {
        let text = |word: &str| (0..50_000).map(|number| format!("{word} {number}\n")).collect::<String>();
        let begin = Instant::now();
        assert!(!hunks(&text("a"), &text("b")).is_empty());
        assert!(begin.elapsed() < Duration::from_secs(20));
    }
}
