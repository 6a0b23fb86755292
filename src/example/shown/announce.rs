//! Words with which authors announce an output.

use crate::pattern::{behind, behind_parentheses, behind_words};

/// Whether `line` is a title such as `**Expected Output** (Python 3):`.
pub(super) fn is_title(line: &str) -> bool {
    let ornament = |c: char| matches!(c, '*' | '_') || c.is_whitespace();
    let text = line.trim_start_matches(|c: char| ornament(c) || c.is_ascii_digit() || "#>.+-".contains(c));
    let before = behind(text, &["expected", "sample", "the", "console", "program", "final"]);
    let text = before.filter(|rest| rest.starts_with(char::is_whitespace)).map_or(text, str::trim_start);
    let Some(rest) = behind(text, &["outputs", "output", "result"]) else { return false };
    let rest = rest.trim_start_matches(ornament);
    let rest = behind_parentheses(rest).unwrap_or(rest).trim_start_matches(ornament);
    rest.strip_prefix([':', '：', '−', '-']).unwrap_or(rest).trim_start_matches(ornament).is_empty()
}

/// Words of sentences that announce an output.
const ANNOUNCING: &[&str] = &["output", "outputs", "print", "prints", "display", "displays", "printed", "result is"];

/// Words of sentences that announce something else than the output of the example before.
const ASKING: &[&str] = &[
    "exercise",
    "format",
    "write",
    "expected",
    "input",
    "next",
    "task",
    "challenge",
    "should look",
    "should be",
    "should see",
    "run your",
    "program that",
];

/// Characters that may stand between the word that announces and the sign at the end of the sentence.
const FAR: usize = 30;

/// Whether `line` is a sentence such as "This prints:".
pub(super) fn is_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['*', '_']).trim_end();
    let Some(line) = line.strip_suffix([':', '−', '–', '-']) else { return false };
    let is_near = |rest: &str| !rest.contains(['.', '!', '?']) && rest.chars().count() <= FAR;
    behind_words(line, ANNOUNCING).any(is_near) && behind_words(line, ASKING).next().is_none()
}
