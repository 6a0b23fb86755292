//! The ladder: the ways in which a documented text may stand for the real output, the strictest first.
//!
//! Each rung is a small function of two texts. `label` and `remark` strip something and ask the plain rungs again;
//! they never stack upon themselves, so a claim cannot be argued into truth.

use crate::claim::{remark, shape};
use crate::lang::literal::{self, Literal};
use crate::pattern::Pattern;
use std::borrow::Cow;

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

/// All rungs, in the order of the ladder; the last two are looked at by the judge itself.
pub const MATCHES: [Match; 10] = [
    Match::Exact,
    Match::Formatting,
    Match::Literal,
    Match::Label,
    Match::Remark,
    Match::Elision,
    Match::TypeName,
    Match::Joined,
    Match::Last,
    Match::Exception,
];

impl Match {
    /// What it means, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Exact => "The documented text is the real one, character by character.",
            Self::Formatting => {
                "The same but for blanks at the ends, quotes around a printed string, or the wrapping of a long line."
            }
            Self::Literal => {
                "Both are the same Python value: sets in any order, a long float to the digits shown, objects at any address. But `1` is not `True`, and `10` is not `10.0`."
            }
            Self::Label => {
                "The claim names the value behind a printed label (`15` for `Sum: 15`), or labels the value itself (`x = 15`)."
            }
            Self::Remark => "A value, then an explanation of it: `10 (the original value)`.",
            Self::Elision => "`...` stands for something that is left out.",
            Self::TypeName => "The name of a type for its repr: `tuple` for `<class 'tuple'>`.",
            Self::Joined => "Several printed lines written in one: `0 1 2`.",
            Self::Last => "The statement was executed several times, and the text is that of the last time.",
            Self::Exception => {
                "The statement raised the exception that the text names, with its message if one is given."
            }
        }
    }

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

/// A line longer than this may be wrapped, in bytes.
const LONG_LINE: usize = 60;

/// Two texts longer than this together are not searched for labels and remarks, which would take long.
const LONG_TEXT: usize = 4000;

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
    if claimed.len() + actual.len() > LONG_TEXT {
        return literal(claimed, actual).then_some(Match::Literal).or_else(|| lines(claimed, actual));
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

/// Outer blanks, blank lines, quotes around a printed string; a long line that the author has wrapped. How lines are
/// indented against each other counts.
fn formatting(claimed: &str, actual: &str) -> bool {
    let (claimed_lines, actual_lines) = (dedented(claimed), dedented(actual));
    if claimed_lines == actual_lines {
        return true;
    }
    let words = |lines: &[&str]| lines.join(" ").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // What an author wraps is a container, or a line too long for the page.
    let is_long = actual_lines.iter().any(|line| line.contains(['[', '{', '(']) || line.len() > LONG_LINE);
    let wrapped = claimed_lines.len() > actual_lines.len() && is_long;
    wrapped && words(&claimed_lines) == words(&actual_lines)
        || unquoted(claimed) == Some(Cow::Borrowed(actual))
        || is_row_without_its_end(claimed, actual)
}

/// `2, 3, 5` for `2, 3, 5, `: what `end=", "` leaves behind the last one.
fn is_row_without_its_end(claimed: &str, actual: &str) -> bool {
    let row = actual.trim_end().strip_suffix([',', ';', '|', '-']).filter(|_| actual.ends_with(' '));
    row.is_some_and(|row| row.trim_end() == claimed.trim() && row.contains(char::is_whitespace))
}

/// The lines that are not blank, without their common indentation and without blanks at their ends.
fn dedented(text: &str) -> Vec<&str> {
    let lines: Vec<_> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    // Blanks are counted, not bytes: one may be wider than another.
    let blanks = |line: &&str| line.chars().take_while(|c| c.is_whitespace()).count();
    let margin = lines.iter().map(blanks).min().unwrap_or(0);
    let behind = |line: &str| line.char_indices().nth(margin).map_or(line.len(), |(index, _)| index);
    lines.into_iter().map(|line| &line[behind(line)..]).collect()
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

static ADDRESS: Pattern = Pattern::holding(&["0x"], r"\b(at|id=|@)\s?0x(?:[0-9a-fA-F]+|\.\.\.|…|[xX?]+)(?:\.\.\.|…)?");

/// The same Python value, or the same repr at another address.
fn literal(claimed: &str, actual: &str) -> bool {
    if claimed.contains("0x") && actual.contains("0x") {
        let (a, b) = (ADDRESS.replace_all(claimed.trim(), "at 0x"), ADDRESS.replace_all(actual.trim(), "at 0x"));
        if a == b {
            return true;
        }
    }
    if let Some(about) = claimed.trim().strip_prefix(['~', '≈']) {
        return literal::is_about(about.trim(), actual.trim());
    }
    match (literal::parse(claimed), literal::parse(actual)) {
        // Python reads some different letters as the same name.
        (Some(Literal::Ellipsis), _) | (Some(Literal::Name(_)), Some(Literal::Name(_))) => {
            claimed.trim() == actual.trim()
        }
        // `1, 2` is printed text and no tuple, and `1,000` is a number.
        (Some(Literal::Tuple(_)), Some(_)) if [claimed, actual].iter().any(|text| !text.trim().starts_with('(')) => {
            false
        }
        (Some(written), Some(real)) => Literal::stands_for(&written, &real),
        _ => false,
    }
}

/// `15` for `Sum: 15`, and `Sum: 15` or `x = 15` for `15`. The value begins at a token boundary.
fn label(claimed: &str, actual: &str) -> bool {
    if actual.contains('\n') || claimed.contains('\n') {
        return false;
    }
    behind_labels(actual).any(|(label, value)| {
        // Behind words alone only a value can be named: `found` is no part of `not found`.
        let names = label.ends_with([':', '=']) || shape::is_value(claimed) || type_name(claimed, value);
        names && plain(claimed, value)
    }) || claim_labels(claimed).any(|value| plain(value, actual))
        || same_but_for_the_labels_marks(claimed, actual)
}

/// `k: 10` for `k 10`, `k = 10` for `k: 10`.
fn same_but_for_the_labels_marks(claimed: &str, actual: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ':' | '='));
        parts.map(|part| part.trim_end_matches(',').to_owned()).filter(|part| !part.is_empty()).collect()
    };
    let is_labelled = claimed.contains([':', '=']) && claimed.starts_with(char::is_alphabetic);
    is_labelled && words(claimed) == words(actual) && !claimed.contains("==") && !actual.contains("==")
}

/// A label is not longer than this, in bytes: each place that a value may begin at costs a look at all that is before it.
const LONGEST_LABEL: usize = 500;

/// The places where a value may begin in a printed line, with the label before it: behind each blank, colon or equals
/// sign that has words before it.
pub(super) fn behind_labels(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let between_digits = |index: usize| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(line[..index].chars().next_back()) && digit(line[index + 1..].chars().next())
    };
    let line = if line.len() > LONG_TEXT { "" } else { line };
    let first_value = end_of_first_value(line);
    let ends = line.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | '='));
    let ends = ends.take_while(|&(index, _)| index < LONGEST_LABEL);
    let ends = ends.filter(move |&(index, c)| c != ':' || !between_digits(index));
    ends.filter_map(move |(index, c)| {
        let end = index + c.len_utf8();
        let (label, value) = (line[..end].trim_end(), line[end..].trim_start());
        let has_word = label.contains(char::is_alphabetic) && !shape::is_value(label);
        let last = label.split_whitespace().last().unwrap_or_default();
        let has_value = first_value.is_some_and(|end| end <= label.len()) || is_value_of_list(last);
        let last = last.to_lowercase();
        let is_negated = matches!(last.as_str(), "not" | "no" | "minus" | "!=" | "never" | "without");
        let is_operation =
            is_negated || label.ends_with(['-', '+', '*', '/', '%', '<', '>', '!']) || value.starts_with('/');
        let is_label = has_word && !is_operation && (label.ends_with([':', '=']) || !has_value);
        (is_label && !value.is_empty() && !inside_quotes(label)).then_some((label, value))
    })
}

/// Where the first word of `line` that is a value ends.
fn end_of_first_value(line: &str) -> Option<usize> {
    let end = |word: &str| word.as_ptr() as usize - line.as_ptr() as usize + word.len();
    let words = line.split_whitespace().map(|word| (end(word), word)).take_while(|(end, _)| *end <= LONGEST_LABEL);
    words.filter(|(_, word)| is_value_of_list(word)).map(|(end, _)| end).next()
}

/// Whether `word` is a value, perhaps one of several.
fn is_value_of_list(word: &str) -> bool {
    shape::is_value(word.trim_matches([',', ';']))
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

/// A value and then an explanation. Only in parentheses may it explain a text that is no value, or hold further values:
/// `Hello there` is no remark upon `Hello`, nor `1 and 2` upon `1`.
fn remark(claimed: &str, actual: &str) -> bool {
    if claimed.contains('\n') {
        return false;
    }
    let exclaimed = claimed.trim_end_matches(['!', '?']);
    if exclaimed.len() < claimed.len() && shape::is_value(exclaimed) && plain(exclaimed, actual) {
        return true;
    }
    remark::split(claimed, true).into_iter().any(|(value, rest)| {
        let remark = rest.trim_start_matches([',', ';']).trim();
        let in_parentheses = remark.starts_with('(') && remark.ends_with([')', '.']);
        let behind_comma = rest.starts_with([',', ';']) && remark::begins_with_prose(remark);
        let is_prose = in_parentheses || behind_comma || !remark::goes_on(remark);
        let may_end = shape::is_value(value) || in_parentheses && value == actual;
        may_end && is_prose && !shape::is_value(remark) && (plain(value, actual) || label(value, actual))
    })
}

/// `...` and `…` stand for any text, a whole line for any number of lines. Something must be written besides.
fn elision(claimed: &str, actual: &str) -> bool {
    // Blanks at the ends of lines are seen by nobody.
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let (claimed, actual) = (trimmed(&claimed.replace('…', "...")), trimmed(actual));
    let parts: Vec<_> = claimed.split("...").map(str::trim).collect();
    if parts.len() < 2 || parts.iter().all(|part| part.chars().filter(|c| c.is_alphanumeric()).count() == 0) {
        return false;
    }
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    let actual = actual.trim();
    let Some(mut rest) =
        actual.strip_prefix(first).filter(|rest| ends_in_a_fraction(first) || !cuts_a_word(first, rest))
    else {
        return false;
    };
    for part in &parts[1..parts.len() - 1] {
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    let Some(left_out) = rest.strip_suffix(last) else { return false };
    !cuts_a_word(left_out, last)
}

/// Whether a text ends within the digits behind a decimal point, which are cut anywhere: `3.605...`.
fn ends_in_a_fraction(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    before.len() < text.len() && before.ends_with('.')
}

/// Whether the boundary between two texts lies within a word or a number.
fn cuts_a_word(before: &str, behind: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_part(before.chars().next_back()) && is_part(behind.chars().next())
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
    let claimed = &claimed.trim().replace(" and ", ", ").replace(",, ", ", ");
    let separators = [", then ", " then ", ", ", "; ", " / ", " | ", " -> ", " → ", ",", " "];
    separators.iter().any(|separator| {
        let parts: Vec<_> = claimed.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        parts.len() == lines.len() && parts.iter().zip(&lines).all(|(part, line)| plain(part, line))
    }) || *claimed == lines.join(" ")
        || *claimed == lines.join(", ")
}

/// Line by line, each on its own rung; the weakest counts. The lines must be indented alike.
fn lines(claimed: &str, actual: &str) -> Option<Match> {
    let (claimed, mut actual) = (dedented(claimed), dedented(actual));
    if claimed.len() < actual.len() && !claimed.iter().any(|line| is_pointer(line)) {
        // Where to read more is no part of what a document quotes.
        actual.retain(|line| !is_pointer(line));
        return (claimed == actual).then_some(Match::Elision).or_else(|| aligned(&claimed, &actual));
    }
    aligned(&claimed, &actual)
}

/// Whether a line only points to a page: words, and an address at the end.
fn is_pointer(line: &str) -> bool {
    let last = line.split_whitespace().last().unwrap_or_default();
    (last.starts_with("https://") || last.starts_with("http://")) && line.trim() != last
}

fn aligned(claimed: &[&str], actual: &[&str]) -> Option<Match> {
    if claimed.len() != actual.len() || claimed.len() < 2 {
        return None;
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let rungs: Option<Vec<_>> = claimed
        .iter()
        .zip(actual)
        .map(|(claimed, actual)| climb(claimed, actual).filter(|_| indent(claimed) == indent(actual)))
        .collect();
    rungs?.into_iter().max()
}

#[cfg(test)]
mod tests;
