//! Tracebacks that an example prints: their frames name files, and how they end does not depend on these.

use super::same::{Quotes, Rules, same};
use crate::claim::Layout;
use crate::claim::traceback::is_frame;
use crate::lang::literal::Digits;

/// The line that a traceback begins with.
const HEAD: &str = "Traceback (most recent call last):";

/// Whether both texts show a traceback, and what stands around the frames is not the same, whatever the files are called.
/// It is not known where that names `folder` too, or frames cannot be told from it.
pub(super) fn ends_otherwise(claimed: &str, actual: &str, folder: &str) -> bool {
    let (Some(claimed), Some(actual)) = (without_frames(claimed), without_frames(actual)) else { return false };
    let is_known = !actual.contains(folder) && !claimed.lines().any(|line| line.trim_start().starts_with("File \""));
    let rules = Rules { layout: Layout::Console, wrapped_from: None, quotes: Quotes::Significant, digits: Digits::All };
    is_known && same(&claimed, &actual, rules).is_none()
}

/// `text` without the frames of the tracebacks in it; none if there is no traceback.
fn without_frames(text: &str) -> Option<String> {
    let mut is_within = false;
    let mut kept = Vec::new();
    for line in text.lines() {
        is_within = line == HEAD || (is_within && (line.trim().is_empty() || is_frame(line)));
        if line == HEAD || !is_within {
            kept.push(line);
        }
    }
    kept.contains(&HEAD).then(|| kept.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "before\nTraceback (most recent call last):\n  File \"/tmp/run/work/block.py\", line 3, in <module>\n    f()\nValueError: no\nbehind";

    fn differs(claimed: &str) -> bool {
        ends_otherwise(claimed, PRINTED, "/tmp/run")
    }

    #[test]
    fn frames_do_not_count_and_what_stands_around_them_does() {
        let with_frames = |frames: &str, end: &str| format!("before\n{HEAD}\n{frames}{end}");
        for frames in ["", "  ...\n", "...\n", "  File \"example.py\", line 7\n    g()\n    ^^^\n\n"] {
            assert!(!differs(&with_frames(frames, "ValueError: no\nbehind")), "{frames}");
            assert!(differs(&with_frames(frames, "KeyError: no\nbehind")), "{frames}");
            assert!(differs(&with_frames(frames, "ValueError: no")), "{frames}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_not_known_to_differ() {
        assert!(!differs("KeyError"), "no traceback");
        assert!(differs(&format!("{HEAD}\nFile \"a.py\", line 1\nKeyError")), "frames that are not indented");
        let named = format!("{HEAD}\n  File \"/tmp/run/work/block.py\", line 3\nOSError: '/tmp/run/work/a'");
        assert!(!ends_otherwise(&format!("{HEAD}\nOSError: '/home/ada/a'"), &named, "/tmp/run"));
    }
}
