//! The output marker: `Output:` and its spellings.

use crate::pattern::{behind, behind_parentheses};

/// Words that may stand before the one that marks.
const BEFORE: &[&str] = &["expected", "actual", "sample", "console", "program", "final", "the"];

/// Words that mark an output, a longer one before one that it begins with.
const WORDS: &[&str] = &["outputs", "output", "out", "results", "result", "o/p"];

/// What leads from the word to the output.
const LEADS: &[&str] = &[":", "=>", "->", "→"];

/// The number of bytes that the marker at the beginning of a comment takes, with the blanks behind it.
pub(super) fn length(comment: &str) -> Option<usize> {
    let emphasis = ['*', '_'];
    let text = comment.trim_start_matches(emphasis);
    let text = behind(text, BEFORE).filter(|rest| rest.starts_with(char::is_whitespace)).map_or(text, str::trim_start);
    let rest = behind(text, WORDS)?;
    let rest = behind_parentheses(rest.trim_start()).unwrap_or(rest);
    let rest = behind(rest.trim_start_matches(emphasis).trim_start(), LEADS)?;
    Some(comment.len() - rest.trim_start_matches(emphasis).trim_start().len())
}

/// Whether a comment is the word alone, without a colon: a marker only if lines follow it.
pub(super) fn is_bare(comment: &str) -> bool {
    matches!(comment.trim().to_ascii_lowercase().as_str(), "output" | "outputs" | "expected output" | "out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_are_known() {
        for text in [
            "Output: 15",
            "output:15",
            "OUTPUT : 15",
            "Out: 15",
            "Outputs: 15",
            "Expected output: 15",
            "Result: 15",
            "Output -> 15",
            "Output => 15",
            "Output (Python 3): 15",
            "**Output:** 15",
        ] {
            let length = length(text).expect(text);
            assert_eq!(&text[length..], "15", "{text}");
        }
        for text in ["Outputs the sum", "Output is 15", "outer: 3", "Result of f: 3"] {
            assert_eq!(length(text), None, "{text}");
        }
        assert!(is_bare("Output") && !is_bare("Output 3"));
    }
}
