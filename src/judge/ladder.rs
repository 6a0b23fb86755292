//! The ladder: the ways in which a documented text may stand for the real output, the strictest first.
//!
//! Each rung is a small function of two texts. `label` and `remark` strip something and ask the plain rungs again;
//! they never stack upon themselves, so a claim cannot be argued into truth.

use crate::claim::{remark, shape};
use crate::lang::literal::{self, Literal};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// How a claim matched. The order is the order of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The same text.
    Exact,
    /// The same but for outer blanks, quotes around a printed string, and line wrapping.
    Formatting,
    /// Both are the same Python value: set order, digits shown of a float, addresses.
    Literal,
    /// The claim names the value behind a printed label, or labels the value itself.
    Label,
    /// A value, then an explanation.
    Remark,
    /// `...` stands for something.
    Elision,
    /// The name of a type for its repr.
    TypeName,
    /// Several printed lines written in one.
    Joined,
    /// Of several executions of the statement, the last one.
    Last,
    /// The exception that the statement raised.
    Exception,
}

impl Match {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Formatting => "formatting",
            Self::Literal => "literal",
            Self::Label => "label",
            Self::Remark => "remark",
            Self::Elision => "elision",
            Self::TypeName => "type-name",
            Self::Joined => "joined",
            Self::Last => "last",
            Self::Exception => "exception",
        }
    }
}

/// A rung: its name, and whether the first text stands for the second on it.
type Rung = (Match, fn(&str, &str) -> bool);

/// A text longer than this is compared by the cheap rungs only: what people document is shorter.
const LONGEST: usize = 100_000;

/// The first rung on which `claimed` stands for `actual`; neither has a last line ending.
#[must_use]
pub fn climb(claimed: &str, actual: &str) -> Option<Match> {
    if claimed == actual {
        return Some(Match::Exact);
    }
    if formatting(claimed, actual) {
        return Some(Match::Formatting);
    }
    if claimed.trim().is_empty() || actual.trim().is_empty() || claimed.len() + actual.len() > LONGEST {
        return None;
    }
    let rungs: [Rung; 6] = [
        (Match::Literal, literal),
        (Match::Label, label),
        (Match::Remark, remark),
        (Match::Elision, elision),
        (Match::TypeName, type_name),
        (Match::Joined, joined),
    ];
    rungs.into_iter().find(|(_, holds)| holds(claimed, actual)).map(|(rung, _)| rung).or_else(|| lines(claimed, actual))
}

/// The rungs that compare two texts as they are, without taking anything away.
fn plain(claimed: &str, actual: &str) -> bool {
    claimed == actual
        || formatting(claimed, actual)
        || literal(claimed, actual)
        || elision(claimed, actual)
        || type_name(claimed, actual)
}

/// Outer blanks, blank lines, quotes around a printed string; a long line that the author has wrapped.
fn formatting(claimed: &str, actual: &str) -> bool {
    let lines = |text: &str| {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let (claimed_lines, actual_lines) = (lines(claimed), lines(actual));
    if claimed_lines == actual_lines {
        return true;
    }
    let words = |lines: &[String]| lines.join(" ").split_whitespace().collect::<String>();
    let wrapped = claimed_lines.len() > actual_lines.len() && !actual_lines.is_empty();
    wrapped && words(&claimed_lines) == words(&actual_lines) || unquoted(claimed) == Some(Cow::Borrowed(actual))
}

/// The content of a text that is one string literal, or that merely stands in backticks.
fn unquoted(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
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

static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(at|id=|@)\s?0x(?:[0-9a-fA-F]+|\.\.\.|…|[xX?]+)(?:\.\.\.|…)?").ok());

/// The same Python value, or the same repr at another address.
fn literal(claimed: &str, actual: &str) -> bool {
    if let (Some(pattern), true) = (&*ADDRESS, claimed.contains("0x") && actual.contains("0x")) {
        let (a, b) = (pattern.replace_all(claimed.trim(), "at 0x"), pattern.replace_all(actual.trim(), "at 0x"));
        if a == b {
            return true;
        }
    }
    match (literal::parse(claimed), literal::parse(actual)) {
        (Some(Literal::Ellipsis), _) => false,
        (Some(written), Some(real)) => Literal::stands_for(&written, &real),
        _ => false,
    }
}

/// `15` for `Sum: 15`, and `Sum: 15` or `x = 15` for `15`. The value begins at a token boundary.
fn label(claimed: &str, actual: &str) -> bool {
    if actual.contains('\n') || claimed.contains('\n') {
        return false;
    }
    behind_labels(actual).any(|value| plain(claimed, value)) || claim_labels(claimed).any(|value| plain(value, actual))
}

/// What stands behind a label in a printed line: behind each blank, colon or equals sign that has letters before it.
pub(super) fn behind_labels(line: &str) -> impl Iterator<Item = &str> {
    let ends = line.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | '='));
    ends.filter_map(|(index, c)| {
        let (before, value) = (&line[..index], line[index + c.len_utf8()..].trim_start());
        let is_label = before.contains(char::is_alphabetic) && !shape::is_value(before);
        (is_label && !value.is_empty() && !inside_quotes(before)).then_some(value)
    })
}

/// Whether `text` ends inside a quoted string or an open bracket: what follows is part of a value then.
fn inside_quotes(text: &str) -> bool {
    let count = |c: char| text.matches(c).count();
    let open = |a: char, b: char| count(a) > count(b);
    open('[', ']') || open('{', '}') || open('(', ')') || count('"') % 2 == 1
}

/// What stands behind the author's own label: `GCD: 6`, `x = 5`, `4+16+36 = 56`.
fn claim_labels(claimed: &str) -> impl Iterator<Item = &str> {
    let marks = [": ", " = ", " == ", " is ", " -> ", " => "];
    marks.into_iter().filter_map(move |mark| {
        let (label, value) = claimed.split_once(mark)?;
        let whole = !inside_quotes(label) && !label.trim().is_empty() && shape::is_value(value);
        whole.then_some(value.trim())
    })
}

/// A value and then an explanation. Behind a mere blank or a comma only a value can end: `Hello there` is no remark
/// upon `Hello`.
fn remark(claimed: &str, actual: &str) -> bool {
    if claimed.contains('\n') {
        return false;
    }
    remark::split(claimed, true).into_iter().any(|(value, rest)| {
        let remark = rest.trim_start_matches([',', ';']).trim();
        let set_off = rest.trim_start().starts_with(['(', '—', '–', '-', '<', '/', '→', '|']);
        let may_end = shape::is_value(value) || set_off && value == actual;
        may_end && !shape::is_value(remark) && (plain(value, actual) || label(value, actual))
    })
}

/// `...` and `…` stand for any text, a whole line for any number of lines. Something must be written besides.
fn elision(claimed: &str, actual: &str) -> bool {
    let claimed = claimed.replace('…', "...");
    let parts: Vec<_> = claimed.split("...").map(str::trim).collect();
    if parts.len() < 2 || parts.iter().all(|part| part.chars().filter(|c| c.is_alphanumeric()).count() == 0) {
        return false;
    }
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    let mut rest = actual.trim();
    let Some(behind) = rest.strip_prefix(first) else { return false };
    rest = behind;
    for part in &parts[1..parts.len() - 1] {
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    rest.ends_with(last)
}

/// `tuple`, `class tuple` for `<class 'tuple'>`; the last part of a dotted name is enough.
fn type_name(claimed: &str, actual: &str) -> bool {
    let inside = |text: &str| text.strip_prefix("<class '").and_then(|rest| rest.strip_suffix("'>")).map(str::to_owned);
    let Some(name) = inside(actual.trim()) else { return false };
    let claimed = claimed.trim().trim_matches(['<', '>', '`', '\'', '"']);
    let claimed = claimed.strip_prefix("class ").unwrap_or(claimed).trim_matches('\'');
    claimed == name || name.rsplit('.').next() == Some(claimed)
}

/// Several printed lines in one: `0 1 2`, `0, 1, 2`, `0 then 1`.
fn joined(claimed: &str, actual: &str) -> bool {
    let lines: Vec<_> = actual.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() < 2 || claimed.contains('\n') {
        return false;
    }
    let claimed = claimed.trim();
    let separators = [", then ", " then ", ", and ", " and ", ", ", "; ", " / ", " | ", " -> ", " → ", ",", " "];
    separators.iter().any(|separator| {
        let parts: Vec<_> = claimed.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        parts.len() == lines.len() && parts.iter().zip(&lines).all(|(part, line)| plain(part, line))
    }) || claimed == lines.join(" ")
        || claimed == lines.join(", ")
}

/// Line by line, each on its own rung; the weakest counts.
fn lines(claimed: &str, actual: &str) -> Option<Match> {
    let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (claimed, actual) = (lines(claimed), lines(actual));
    if claimed.len() != actual.len() || claimed.len() < 2 {
        return None;
    }
    let rungs: Option<Vec<_>> = claimed.iter().zip(&actual).map(|(claimed, actual)| climb(claimed, actual)).collect();
    rungs?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(rung: Match, pairs: &[(&str, &str)]) {
        for (claimed, actual) in pairs {
            assert_eq!(climb(claimed, actual), Some(rung), "{claimed:?} for {actual:?}");
        }
    }

    #[test]
    fn formatting_is_blanks_quotes_and_wrapping() {
        let pairs = [
            ("  15 ", "15"),
            ("'abc'", "abc"),
            ("\"it's\"", "it's"),
            ("`15`", "15"),
            ("[1, 2,\n 3]", "[1, 2, 3]"),
            ("a\n\nb", "a\nb "),
        ];
        check(Match::Formatting, &pairs);
    }

    #[test]
    fn literals_are_compared_as_values() {
        let pairs = [
            ("{'b','a'}", "{'a', 'b'}"),
            ("[1,2]", "[1, 2]"),
            ("0.333", "0.3333333333333333"),
            ("<f at 0x7f1>", "<f at 0x55>"),
            ("<f at 0x...>", "<f at 0x55>"),
        ];
        check(Match::Literal, &pairs);
    }

    #[test]
    fn a_label_may_stand_on_either_side() {
        check(
            Match::Label,
            &[
                ("15", "Sum: 15"),
                ("15", "Sum = 15"),
                ("[1, 2]", "the list: [1, 2]"),
                ("tuple", "Type: <class 'tuple'>"),
            ],
        );
        check(Match::Label, &[("GCD: 6", "6"), ("x = 5", "5"), ("4+16+36 = 56", "56")]);
    }

    #[test]
    fn a_remark_may_follow_a_value() {
        check(
            Match::Remark,
            &[
                ("10 (unchanged)", "10"),
                ("10 - the first", "10"),
                ("True, because x", "True"),
                ("3 items", "3"),
                ("[1] <- the same", "[1]"),
                ("15 (sum)", "Sum: 15"),
            ],
        );
    }

    #[test]
    fn dots_stand_for_anything() {
        check(
            Match::Elision,
            &[("[1, 2, ..., 99]", "[1, 2, 3, 4, 99]"), ("Traceback\n...\nKeyError", "Traceback\n  x\n  y\nKeyError")],
        );
        assert_eq!(climb("...", "x"), None);
    }

    #[test]
    fn a_type_may_be_called_by_its_name() {
        check(
            Match::TypeName,
            &[("tuple", "<class 'tuple'>"), ("Dog", "<class '__main__.Dog'>"), ("class int", "<class 'int'>")],
        );
    }

    #[test]
    fn lines_may_be_joined() {
        check(
            Match::Joined,
            &[("0 1 2", "0\n1\n2"), ("0, 1, 2", "0\n1\n2"), ("a then b", "a\nb"), ("x y, z", "x y\nz")],
        );
    }

    #[test]
    fn near_misses_stay_wrong() {
        for (claimed, actual) in [
            ("10", "10.0"),
            ("10.0", "10"),
            ("1", "True"),
            ("b'x'", "'x'"),
            ("'x'", "b'x'"),
            ("5", "15"),
            ("5", "Sum: 15"),
            ("314", "314.0"),
            ("10 (the value)", "100"),
            ("10", "10 apples"),
            ("Hello there", "Hello"),
            ("Hello, World", "Hello"),
            ("1, 2, 3", "1"),
            ("True, False", "True"),
            ("1  # Output: 2", "1"),
            ("0xff", "0xfe"),
            ("abc", "ABC"),
            ("0 1 2", "0\n1\n3"),
            ("1\n3", "1\n2"),
            ("3", "1 2 3"),
            ("c", "['a', 'b: c"),
        ] {
            assert_eq!(climb(claimed, actual), None, "{claimed:?} for {actual:?}");
        }
    }

    #[test]
    fn lines_match_each_on_their_own_rung() {
        assert_eq!(climb("Sum: 3\n{2, 1}", "Sum: 3\n{1, 2}"), Some(Match::Literal));
        assert_eq!(climb("3 (sum)\n4", "3\n4"), Some(Match::Remark));
    }

    proptest! {
        #[test]
        fn a_text_stands_for_itself(text in "\\PC{0,40}") {
            prop_assert_eq!(climb(&text, &text), Some(Match::Exact));
        }

        #[test]
        fn another_number_never_matches(a in -1000i32..1000, b in -1000i32..1000, suffix in "( \\(x\\)| - y|)") {
            let claimed = format!("{a}{suffix}");
            prop_assert_eq!(climb(&claimed, &b.to_string()).is_some(), a == b);
            prop_assert_eq!(climb(&claimed, &format!("Value: {b}")).is_some(), a == b);
        }

        #[test]
        fn any_two_texts_can_be_compared(a in "\\PC{0,40}", b in "[a1 .:=\n'\\[]{0,30}") {
            let _ = climb(&a, &b);
            let _ = climb(&b, &a);
        }
    }
}
