//! The manner of the author: explanations, labels, quotes, placeholders and lines that are kept when an output is
//! written anew.
//!
//! Everything here only proposes; whether a proposal is right is for the comparison to say.

use super::super::canonical::with_placeholders;
use super::layout;
use super::says_line;
use crate::claim::reading::{self, Reading};
use crate::claim::{Claim, NotationId, exception, shape};
use crate::lang::literal::{self, Literal};
use similar::{DiffOp, TextDiff};

/// Lines joined in one are not made longer than this, in bytes.
const LONGEST_JOINED: usize = 100;

/// The ways to say `actual` in the place of the first `count` lines of `claim`, the one nearest to the author's text
/// first.
pub(super) fn all(claim: &Claim, count: usize, actual: &[String]) -> Vec<Vec<String>> {
    let claimed = claim.text(count);
    if exception::is_traceback(&claimed) {
        return Vec::new();
    }
    let margin = margin(&claimed, actual);
    let claimed: Vec<_> = claimed.lines().map(|line| line.strip_prefix(margin).unwrap_or_default()).collect();
    let moved = |line: String| if line.is_empty() { line } else { format!("{margin}{line}") };
    let proposals = at_margin(claim, &claimed.join("\n"), actual).into_iter();
    proposals.map(|lines| lines.into_iter().map(moved).collect()).collect()
}

/// The blanks by which the author has moved all lines to the right, so that they are no part of the output.
fn margin<'a>(claimed: &'a str, actual: &[String]) -> &'a str {
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let least = |lines: &mut dyn Iterator<Item = &str>| {
        lines.filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or_default()
    };
    let own = least(&mut actual.iter().map(String::as_str));
    let length = least(&mut claimed.lines()).saturating_sub(own);
    let first = claimed.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    &first[..length]
}

/// The same for the text `claimed`, which is not moved.
fn at_margin(claim: &Claim, claimed: &str, actual: &[String]) -> Vec<Vec<String>> {
    let old: Vec<_> = claimed.lines().collect();
    let new: Vec<_> = actual.iter().map(|line| with_placeholders(claimed, line).into_owned()).collect();
    match (old.as_slice(), new.as_slice()) {
        (_, []) => Vec::new(),
        ([old], [new]) => {
            let dotted = layout::with_dots(old, new);
            dotted.into_iter().chain([one(old, new), new.clone()]).map(|line| vec![line]).collect()
        }
        (_, [new]) => layout::as_laid_out(claimed, new).into_iter().chain([vec![new.clone()]]).collect(),
        ([old], [.., last]) => {
            let joined = joined(old, &new).filter(|_| is_for_one_line(claim));
            let last = claim.repeats.then(|| one(old, last));
            joined.into_iter().chain(last).map(|line| vec![line]).collect()
        }
        _ => vec![around_dots(&old, &new), Some(line_by_line(&old, &new)), Some(new.clone())]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// Whether the notation has the output on one line, so that several lines are rather joined than written below.
fn is_for_one_line(claim: &Claim) -> bool {
    claim.grows
        || matches!(
            claim.notation,
            NotationId::Arrow | NotationId::BarePrint | NotationId::BareValue | NotationId::OutputInline
        )
}

/// `actual`, one line, with the explanation, the label and the quotes of the line `claimed`.
pub(super) fn one(claimed: &str, actual: &str) -> String {
    let Some(reading) = reading::committed(claimed) else { return unlabelled(claimed, actual) };
    let Reading { lead, label, value, tail, .. } = reading;
    match label {
        Some(label) if is_name(label) && shape::is_value(actual) => format!("{lead}{}{tail}", in_quotes(value, actual)),
        // The label is printed, too.
        Some(label) if actual.starts_with(label) => format!("{actual}{tail}"),
        Some(_) => format!("{}{tail}", unlabelled(value, actual)),
        None => format!("{lead}{}{tail}", unlabelled(value, actual)),
    }
}

/// A label that is a name and not a sum: `x = 16` for an author who writes `x = 15` where `15` is given.
fn is_name(label: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ' ');
    label.starts_with(char::is_alphabetic) && label.chars().all(is_part)
}

/// `actual` without its printed label, where the author writes `value` without one.
fn unlabelled(value: &str, actual: &str) -> String {
    let printed = reading::printed_values(actual).map(|(_, printed)| printed);
    let printed = printed.filter(|printed| shape::is_value(printed)).last();
    let is_row = matches!(literal::parse(value), Some(Literal::Tuple(_)));
    let without_label = shape::is_value(value) && !shape::is_value(actual) && !is_row;
    let actual = printed.filter(|_| without_label).unwrap_or(actual);
    in_quotes(value, actual)
}

/// `actual` in the quotes of `claimed`, or without them as there.
fn in_quotes(claimed: &str, actual: &str) -> String {
    let quote = claimed.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let was_quoted = matches!(literal::parse(claimed), Some(Literal::Text(_)));
    let quote = quote.filter(|_| was_quoted);
    let content = match literal::parse(actual) {
        Some(Literal::Text(content)) if actual.starts_with(['\'', '"']) => Some(content),
        _ => None,
    };
    let is_simple =
        |text: &str, quote: char| !text.contains([quote, '\\', '\n']) && text.chars().all(|c| !c.is_control());
    match (quote, content) {
        (Some(quote), Some(content)) if is_simple(&content, quote) && !actual.contains('\\') => {
            format!("{quote}{content}{quote}")
        }
        (Some(quote), None) if is_simple(actual, quote) && !shape::is_value(actual) => {
            format!("{quote}{actual}{quote}")
        }
        _ => actual.to_owned(),
    }
}

/// All lines in one, separated as the author does, or by commas where the author writes a single value.
fn joined(claimed: &str, actual: &[String]) -> Option<String> {
    let separators = [", then ", " then ", ", ", "; ", " / ", " | ", " -> ", " → ", ",", " "];
    let own = separators.into_iter().find(|separator| claimed.trim().contains(separator)).unwrap_or(", ");
    let lines: Vec<_> = actual.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let holds_separator = lines.iter().any(|line| line.contains(own.trim()) && !own.trim().is_empty());
    let joined = lines.join(own);
    let is_row = lines.iter().all(|line| shape::is_value(line)) && claimed.len() <= joined.len() * 3;
    (is_row && !holds_separator && joined.len() <= LONGEST_JOINED).then_some(joined)
}

/// The new lines, those kept that still match and the others each in the manner of the old line in its place.
fn line_by_line(old: &[&str], new: &[String]) -> Vec<String> {
    if old.len() == new.len() {
        return old.iter().zip(new).map(|(old, new)| kept(old, new)).collect();
    }
    let texts: Vec<_> = new.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(old, &texts);
    let mut lines = Vec::new();
    for op in diff.ops() {
        match *op {
            DiffOp::Equal { new_index, len, .. } => lines.extend_from_slice(&new[new_index..new_index + len]),
            DiffOp::Insert { new_index, new_len, .. } => lines.extend_from_slice(&new[new_index..new_index + new_len]),
            DiffOp::Replace { old_index, old_len, new_index, new_len } if old_len == new_len => {
                let pairs = old[old_index..old_index + old_len].iter().zip(&new[new_index..new_index + new_len]);
                lines.extend(pairs.map(|(old, new)| kept(old, new)));
            }
            DiffOp::Replace { new_index, new_len, .. } => lines.extend_from_slice(&new[new_index..new_index + new_len]),
            DiffOp::Delete { .. } => {}
        }
    }
    lines
}

/// The old line if it matches, else the new one in its manner if that matches.
fn kept(old: &str, new: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    if indent(old) == indent(new) && says_line(old, new) {
        return old.to_owned();
    }
    let (blanks, text) = new.split_at(indent(new));
    let styled = one(old.trim_start(), text);
    if says_line(&styled, text) { format!("{blanks}{styled}") } else { new.to_owned() }
}

/// A line of nothing but `...` goes on standing for all lines that are left out.
fn around_dots(old: &[&str], new: &[String]) -> Option<Vec<String>> {
    let is_dots = |line: &str| matches!(line.trim(), "..." | "…");
    let place = old.iter().position(|line| is_dots(line))?;
    let behind = old.len() - place - 1;
    if old.iter().filter(|line| is_dots(line)).count() != 1 || place + behind >= new.len() {
        return None;
    }
    let head = old[..place].iter().zip(new).map(|(old, new)| kept(old, new));
    let tail = old[place + 1..].iter().zip(&new[new.len() - behind..]).map(|(old, new)| kept(old, new));
    Some(head.chain([old[place].to_owned()]).chain(tail).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manner_of_the_author_is_kept() {
        for (claimed, actual, expected) in [
            ("15", "16", "16"),
            ("10 (unchanged)", "12", "12 (unchanged)"),
            ("15", "Sum: 16", "16"),
            ("Sum: 15", "Sum: 16", "Sum: 16"),
            ("x = 15", "16", "x = 16"),
            ("7 + 8 = 15", "16", "16"),
            ("'abc'", "abd", "'abd'"),
            ("\"abc\"", "'abd'", "\"abd\""),
            ("'abc'", "\"it's\"", "\"it's\""),
            ("'abc'", "['x']", "['x']"),
            ("[1, 2] - sorted", "[1, 3]", "[1, 3] - sorted"),
        ] {
            assert_eq!(one(claimed, actual), expected);
        }
    }

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_margin_is_what_the_author_adds_to_the_lines() {
        for (claimed, actual, expected) in [
            ("  1\n\n    2", "1\n2", "  "),
            ("  1", "  2", ""),
            ("    1", "  2", "  "),
            ("1\n  2", "1", ""),
            ("", "1", ""),
        ] {
            assert_eq!(margin(claimed, &lines(actual)), expected, "{claimed}");
        }
    }

    #[test]
    fn lines_that_still_match_stay() {
        let old = ["Sum: 15 (all)", "{'b', 'a'}", "x"];
        assert_eq!(line_by_line(&old, &lines("Sum: 15 (all)\n{'a', 'b'}\ny")), ["Sum: 15 (all)", "{'b', 'a'}", "y"]);
        assert_eq!(line_by_line(&["a", "b", "d"], &lines("a\nb\nc\nd")), ["a", "b", "c", "d"]);
    }

    #[test]
    fn dots_go_on_standing_for_what_is_left_out() {
        let written = around_dots(&["0", "1", "...", "98"], &lines("0\n1\n2\n3\n99"));
        assert_eq!(written, Some(lines("0\n1\n...\n99")));
        assert_eq!(around_dots(&["0", "...", "9"], &lines("0\n1")), None);
    }

    #[test]
    fn several_lines_are_joined_as_the_author_joins_them() {
        assert_eq!(joined("0 1 2", &lines("0\n1\n3")).as_deref(), Some("0 1 3"));
        assert_eq!(joined("0, 1", &lines("0\n1\n3")).as_deref(), Some("0, 1, 3"));
        assert_eq!(joined("a", &lines("Hello there\nyou")), None);
    }
}
