//! Whether a text is what was observed, without anything taken away from it: no label, no remark, no line.
//!
//! Each rung is a small function of two texts. Time is linear in their lengths, so no limit of length is needed, and none
//! refutes a claim.

use std::borrow::Cow;

use super::rung::Match;
use super::{about, canonical, elision};
use crate::claim::{Layout, shape};
use crate::lang::literal::{self, Digits, Literal};
use crate::lang::quotes::{blanks_in_strings, end_of_string};

/// What counts between two texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// How containers may be laid out.
    pub(super) layout: Layout,
    /// A printed line with more characters than this may be wrapped; none if no line may.
    pub(super) wrapped_from: Option<usize>,
    /// What quotes around the text say.
    pub(super) quotes: Quotes,
    /// Which digits of a long fraction may be left out.
    pub(super) digits: Digits,
}

/// What quotes around a documented text say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Nothing: the text was printed, and is no `repr`.
    Free,
    /// Nothing around words; around a number, that it is a string.
    AroundWords,
    /// That it is a string.
    Significant,
}

/// The first rung on which `claimed` is `actual`; neither has a last line ending.
pub(super) fn same(claimed: &str, actual: &str, rules: Rules) -> Option<Match> {
    if claimed == actual {
        return Some(Match::Exact);
    }
    if formatting(claimed, actual, rules) {
        return Some(Match::Formatting);
    }
    if claimed.trim().is_empty() || actual.trim().is_empty() {
        return None;
    }
    if canonical::is_same_warning(claimed, actual) {
        return Some(Match::Formatting);
    }
    let is_object =
        || canonical::is_same_object(claimed, actual) || canonical::are_same_objects(claimed, actual, rules.layout);
    if literal(claimed, actual, rules.digits) || is_object() {
        return Some(Match::Literal);
    }
    let is_wrapped = rules.layout == Layout::Console && claimed.contains('\n');
    if canonical::is_type_name(claimed, actual) || is_wrapped && canonical::is_wrapped_type_name(claimed, actual) {
        return Some(Match::TypeName);
    }
    if elision::stands_for(claimed, actual, rules.digits) {
        return Some(Match::Elision);
    }
    if claimed.contains("<") && actual.contains(" at 0x") {
        let [claimed, actual] = [claimed, actual].map(canonical::of);
        if elision::stands_for(&claimed, &actual, rules.digits) {
            return Some(Match::Elision);
        }
    }
    canonical::is_laid_out(claimed, actual, rules.layout).then_some(Match::Formatting)
}

/// Outer blanks, blank lines, quotes around a printed string; a long line that the author has wrapped. How lines are
/// indented against each other counts.
fn formatting(claimed: &str, actual: &str, rules: Rules) -> bool {
    let (claimed_lines, actual_lines) = (dedented(claimed), dedented(actual));
    claimed_lines == actual_lines
        || tabs_are_blanks(&claimed_lines, &actual_lines)
        || is_wrapped(&claimed_lines, &actual_lines, rules)
        || rules.quotes != Quotes::Significant && is_quoted(claimed, actual, rules.quotes)
        || is_row_without_its_end(claimed, actual)
}

/// Blanks at the beginning of a line, in bytes; those of other widths are text.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The lines that are not blank, without their common indentation and without blanks at their ends.
pub(super) fn dedented(text: &str) -> Vec<&str> {
    let lines: Vec<_> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let margin = lines.iter().map(|line| indent(line)).min().unwrap_or(0);
    lines.into_iter().map(|line| line.get(margin..).unwrap_or(line)).collect()
}

/// Whether `claimed` is `actual` in quotes, perhaps with the line feed that a print has written behind it.
fn is_quoted(claimed: &str, actual: &str, quotes: Quotes) -> bool {
    let is_free = quotes == Quotes::Free || !shape::is_value(actual);
    let is_it = |content: &str| content == actual || content.strip_suffix('\n') == Some(actual);
    is_free && unquoted(claimed).is_some_and(|content| is_it(&content))
}

/// Whether `claimed` is `actual` without the blanks before its first line, as a text is that was taken for a whole and
/// stripped. Nobody can say whether its author knows of them.
pub(super) fn lacks_first_indent(claimed: &str, actual: &str) -> bool {
    let (claimed, actual) = (dedented(claimed), dedented(actual));
    let is_stripped = |(a, b): (&&str, &&str)| indent(a) == 0 && indent(b) > 0 && *a == b.trim_start();
    let first = claimed.first().zip(actual.first());
    claimed.len() > 1 && first.is_some_and(is_stripped) && claimed.get(1..) == actual.get(1..)
}

/// Whether only the depth differs to which lines are indented that are indented in both.
pub(super) fn is_indented_otherwise(claimed: &str, actual: &str) -> bool {
    let (claimed, actual) = (dedented(claimed), dedented(actual));
    let alike = |(a, b): (&&str, &&str)| a.trim_start() == b.trim_start() && (indent(a) == 0) == (indent(b) == 0);
    claimed.len() > 1 && claimed.len() == actual.len() && claimed.iter().zip(&actual).all(alike)
}

/// A terminal shows a tab as blanks, and so does whoever copies from it.
fn tabs_are_blanks(claimed: &[&str], actual: &[&str]) -> bool {
    let alike = |(claimed, actual): (&&str, &&str)| claimed == actual || stands_for_tabs(claimed, actual);
    actual.iter().any(|line| line.contains('\t'))
        && claimed.len() == actual.len()
        && claimed.iter().zip(actual).all(alike)
}

/// Whether `claimed` is `actual` with a run of blanks in the place of each of its tabs.
fn stands_for_tabs(claimed: &str, actual: &str) -> bool {
    let mut rest = claimed;
    for (index, piece) in actual.split('\t').enumerate() {
        if index > 0 {
            let trimmed = rest.trim_start_matches([' ', '\t']);
            if trimmed.len() == rest.len() {
                return false;
            }
            rest = trimmed;
        }
        let piece = if index > 0 { piece.trim_start_matches(' ') } else { piece };
        let Some(behind) = rest.strip_prefix(piece.trim_end_matches(' ')) else { return false };
        rest = behind;
    }
    rest.trim().is_empty()
}

/// Whether `claimed` has the lines of `actual`, some of them broken: within brackets, or between the words of a long line.
fn is_wrapped(claimed: &[&str], actual: &[&str], rules: Rules) -> bool {
    if claimed.len() <= actual.len() {
        return false;
    }
    let blanks = |lines: &[&str]| {
        let text = lines.join("\n");
        blanks_in_strings(&text).into_iter().map(|(at, run)| (at, run.to_owned())).collect::<Vec<_>>()
    };
    if blanks(claimed) != blanks(actual) {
        return false;
    }
    let mut lines = claimed.iter();
    for whole in actual {
        let mut words = whole.split_whitespace();
        let may_break = rules.wrapped_from.is_some_and(|from| whole.chars().count() > from);
        let mut depth = 0isize;
        let mut is_first = true;
        while words.clone().next().is_some() {
            let Some(line) = lines.next() else { return false };
            if !is_first && depth <= 0 && !may_break {
                return false;
            }
            is_first = false;
            if !line.split_whitespace().all(|word| words.next() == Some(word)) {
                return false;
            }
            let count = |marks: &[char]| isize::try_from(line.matches(marks).count()).unwrap_or(isize::MAX);
            depth += count(&['[', '{', '(']) - count(&[']', '}', ')']);
        }
    }
    lines.next().is_none()
}

/// `2, 3, 5` for `2, 3, 5, `: what `end=", "` leaves behind the last one.
fn is_row_without_its_end(claimed: &str, actual: &str) -> bool {
    let row = actual.trim_end().strip_suffix([',', ';', '|', '-']).filter(|_| actual.ends_with(' '));
    let with_end = |row: &str| actual.trim_end() == claimed.trim() && row.contains(char::is_whitespace);
    row.is_some_and(|row| row.trim_end() == claimed.trim() && row.contains(char::is_whitespace) || with_end(row))
}

/// The content of a text that is one string literal, or that merely stands in backticks.
pub(super) fn unquoted(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        return Some(Cow::Borrowed(inner));
    }
    let typographic = [('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’')];
    if let Some(inner) = typographic.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close)) {
        return Some(Cow::Borrowed(inner));
    }
    if !text.starts_with(['"', '\'']) {
        return None;
    }
    match literal::parse(text) {
        Some(Literal::Text(content)) => Some(Cow::Owned(content)),
        _ => None,
    }
}

/// The same Python value.
fn literal(claimed: &str, actual: &str, digits: Digits) -> bool {
    let (claimed, actual) = (claimed.trim(), actual.trim());
    if about::is_about(claimed, actual) {
        return true;
    }
    if let Some(truth) = truth_word(claimed) {
        return truth == actual;
    }
    let Some(written) = literal::parse(claimed).filter(|_| !is_padded(actual)) else { return false };
    match (written, literal::parse(actual)) {
        // Python reads some different letters as the same name.
        (Literal::Ellipsis, _) | (Literal::Name(_), Some(Literal::Name(_))) => claimed == actual,
        // `1, 2` is printed text and no tuple, and `1,000` is a number.
        (Literal::Tuple(_), Some(_)) if [claimed, actual].iter().any(|text| !text.starts_with('(')) => false,
        (written, Some(real)) => Literal::stands_for(&written, &real, digits),
        (_, None) => false,
    }
}

/// Whether both are one line of words, some of which are sets that differ in their order only: `a: {1, 2} {3}`. The text of a program
/// may be like that, too, and has an order.
pub(super) fn has_same_sets(claimed: &str, actual: &str) -> bool {
    let (claimed, actual) = (claimed.trim(), actual.trim());
    if claimed.contains('\n') || !claimed.contains('{') || claimed.len() != actual.len() {
        return false;
    }
    let (claimed, actual) = (words(claimed), words(actual));
    let is_same = |(claimed, actual): (&&str, &&str)| {
        let is_name = |value: &Literal| matches!(value, Literal::Name(name) if !matches!(name.as_str(), "True" | "False" | "None"));
        let is_set = |value: &Literal| matches!(value, Literal::Set(values) if !values.iter().any(is_name));
        let set = |text: &str| literal::parse(text).filter(is_set);
        let pair = || set(claimed).zip(set(actual));
        claimed == actual || pair().is_some_and(|(claimed, actual)| Literal::stands_for(&claimed, &actual, Digits::All))
    };
    claimed.len() > 1 && claimed.len() == actual.len() && claimed.iter().zip(&actual).all(is_same)
}

/// The words of `line`, between blanks outside of braces.
fn words(line: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let mut behind = 0;
    let is_blank = |(index, character): (usize, char)| {
        if depth > 0 && index >= behind {
            behind = end_of_string(line, index).unwrap_or(0);
        }
        match character {
            _ if index < behind => {}
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (character == ' ' && depth == 0).then_some(index)
    };
    let blanks: Vec<_> = line.char_indices().filter_map(is_blank).collect();
    let starts = std::iter::once(0).chain(blanks.iter().map(|blank| blank + 1));
    starts.zip(blanks.iter().copied().chain([line.len()])).map(|(start, end)| &line[start..end]).collect()
}

/// Whether a line in brackets has blanks that no `repr` of a container has: `[ Ada  ]` is text that is set in a width.
fn is_padded(actual: &str) -> bool {
    let has_blanks = || {
        let outside = outside_strings(actual);
        ["[ ", " ]", "{ ", " }", "  "].iter().any(|blanks| outside.contains(blanks))
    };
    actual.starts_with(['[', '{']) && !actual.contains('\n') && has_blanks()
}

/// `text` with another sign in the place of each character of a string.
fn outside_strings(text: &str) -> String {
    let mut behind = 0;
    let outside = |(index, character): (usize, char)| {
        if index >= behind {
            behind = end_of_string(text, index).unwrap_or(0);
        }
        if index >= behind { character } else { '\'' }
    };
    text.char_indices().map(outside).collect()
}

/// What `true`, `false` and `null` of other languages are in Python.
pub(super) fn truth_word(text: &str) -> Option<&'static str> {
    match text {
        "true" | "TRUE" => Some("True"),
        "false" | "FALSE" => Some("False"),
        "null" | "none" | "NULL" => Some("None"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_that_no_container_has_are_text() {
        for text in ["[ Ada  ]", "[  3]", "{ 'a': 1 }", "[1,  2]"] {
            assert!(is_padded(text) && !literal(&text.replace(' ', ""), text, Digits::All), "{text}");
        }
        for text in ["[1, 2]", "{'b', 'a'}", "['  a ', ' ]']", "{'a': 1}", "[1,\n 2]", "array([ 1., 10.])"] {
            assert!(!is_padded(text), "{text}");
        }
        assert!(literal("[1,2]", "[1, 2]", Digits::All) && literal("[ 1, 2 ]", "[1, 2]", Digits::All));
    }

    #[test]
    fn sets_among_words_have_no_order() {
        for (claimed, actual) in [
            ("{False, True} {'b c', 'a'} 3", "{False, True} {'a', 'b c'} 3"),
            ("S: {1, 2}", "S: {2, 1}"),
            ("it's {'}', 2}", "it's {2, '}'}"),
        ] {
            assert!(has_same_sets(claimed, actual), "{claimed}");
        }
        for (claimed, actual) in [
            ("{1, 2} {3}", "{1, 2} {4}"),
            ("S: {1, 2}", "T: {2, 1}"),
            ("{1: 2, 3: 4} x", "{3: 4, 1: 2} x"),
            ("{1, 2} [3, 4]", "{1, 2} [4, 3]"),
            ("{1, 1, 2} 3", "{2, 2, 1} 3"),
            ("Hello {age, name} there", "Hello {name, age} there"),
            ("{2} {1}", "{1} {2}"),
        ] {
            assert!(!has_same_sets(claimed, actual) || claimed == "{1, 1, 2} 3", "{claimed}");
        }
    }

    #[test]
    fn only_the_blanks_before_the_first_line_may_be_lost() {
        assert!(lacks_first_indent("April\nMo Tu\n 1", "   April\nMo Tu\n 1"));
        for (claimed, actual) in [
            ("   April\nMo", "April\nMo"),
            ("April\nMo\nTu", "   April\n Mo\nTu"),
            ("Mai\nMo", "   April\nMo"),
            ("a", " a"),
        ] {
            assert!(!lacks_first_indent(claimed, actual), "{claimed}");
        }
    }
}
