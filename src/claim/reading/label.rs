//! Labels: names that stand before a value, in the author's text or in what is printed.

use crate::claim::shape;
use crate::lang::quotes::end_of_string;
use std::ops::Range;

/// One mark at the end of a label.
#[derive(Debug)]
pub struct LabelMark {
    /// The mark, with the blanks that it needs.
    pub mark: &'static str,
    /// A labelled value.
    pub example: &'static str,
    /// Whether printed lines label their values by it, too.
    is_printed: bool,
}

/// All marks, a longer one before one that it holds.
pub static LABELS: &[LabelMark] = &[
    LabelMark { mark: " == ", example: "7 + 8 == 15", is_printed: false },
    LabelMark { mark: " = ", example: "x = 15", is_printed: true },
    LabelMark { mark: "=", example: "x=15", is_printed: true },
    LabelMark { mark: "＝", example: "和＝15", is_printed: true },
    LabelMark { mark: ": ", example: "Sum: 15", is_printed: true },
    LabelMark { mark: "：", example: "合计：15", is_printed: true },
    LabelMark { mark: ":", example: "Sum:15", is_printed: true },
    LabelMark { mark: " -> ", example: "sum -> 15", is_printed: true },
    LabelMark { mark: " => ", example: "sum => 15", is_printed: true },
    LabelMark { mark: " → ", example: "7 plus 8 → 15", is_printed: true },
    LabelMark { mark: " ➞ ", example: "sum ➞ 15", is_printed: true },
    LabelMark { mark: "→", example: "和→15", is_printed: true },
    LabelMark { mark: " is now ", example: "the sum is now 15", is_printed: false },
    LabelMark { mark: " is ", example: "the sum is 15", is_printed: true },
    LabelMark { mark: " becomes ", example: "x becomes 15", is_printed: false },
    LabelMark { mark: " is equal to ", example: "7 + 8 is equal to 15", is_printed: false },
    LabelMark { mark: " vale ", example: "ahora x vale 15", is_printed: false },
    LabelMark { mark: " vaut ", example: "x vaut 15", is_printed: false },
    LabelMark { mark: " es ", example: "la suma es 15", is_printed: false },
    LabelMark { mark: " est ", example: "la somme est 15", is_printed: false },
    LabelMark { mark: " ist ", example: "die Summe ist 15", is_printed: false },
    LabelMark { mark: " равно ", example: "x равно 15", is_printed: false },
    LabelMark { mark: "的值为", example: "x 的值为 15", is_printed: false },
    LabelMark { mark: "等于", example: "7 + 8 等于 15", is_printed: false },
    LabelMark { mark: "变成了", example: "x 变成了 15", is_printed: false },
    LabelMark { mark: "变为了", example: "x 变为了 15", is_printed: false },
    LabelMark { mark: "变成", example: "x 变成 15", is_printed: false },
    LabelMark { mark: "变为", example: "x 变为 15", is_printed: false },
    LabelMark { mark: " equals ", example: "7 + 8 equals 15", is_printed: false },
    LabelMark { mark: " prints ", example: "Addition; prints 15", is_printed: false },
    LabelMark { mark: " returns ", example: "add(7, 8) returns 15", is_printed: false },
    LabelMark { mark: " gives ", example: "adding gives 15", is_printed: false },
];

/// A label is not longer than this, in bytes: each place that a value may begin at costs a look at all that is before it.
const MAX_LABEL_BYTES: usize = 500;

/// So many labels of one text are tried: each is one more value to compare.
const MAX_LABELS: usize = 12;

/// The labels that the author may have put before a value of `line`: what stands before the value, the label, the value.
/// The longest label comes first, so that `same as n = n * 3 → 12` gives `12`.
pub(super) fn claimed(line: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut found: Vec<_> = split(line, |_| true).collect();
    let strings = strings(line);
    found.retain(|(lead, label, value)| {
        is_label(label, lead.len(), &strings) && (shape::is_value(value) || lead.ends_with(' '))
    });
    found.sort_by_key(|(lead, ..)| std::cmp::Reverse(lead.len()));
    found.dedup();
    found.into_iter().take(MAX_LABELS)
}

/// Each place of a mark of `rows` in `line`, mark by mark: what stands before the value, the label, the value.
fn split(line: &str, rows: impl Fn(&LabelMark) -> bool) -> impl Iterator<Item = (&str, &str, &str)> {
    places(line, rows).into_iter().filter_map(move |(row, index)| {
        let mark = LABELS[row].mark;
        let value = line[index + mark.len()..].trim_start();
        let lead = &line[..line.len() - value.len()];
        let label = line[..index].trim();
        let is_tight = !mark.ends_with(|c: char| c == ' ' || c.is_alphabetic());
        (!value.is_empty() && !is_part_of_another_mark(label, value, is_tight)).then_some((lead, label, value))
    })
}

/// The numbers of `rows` with the bytes of `line` at which their marks stand, mark by mark. One walk looks for all of them. Two
/// marks may share a blank: in `what it is is 15` the second one counts.
fn places(line: &str, rows: impl Fn(&LabelMark) -> bool) -> Vec<(usize, usize)> {
    let bytes = line.as_bytes();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for index in (0..bytes.len().min(MAX_LABEL_BYTES)).filter(|&index| begins_mark(bytes[index])) {
        for (row, label) in LABELS.iter().enumerate() {
            let mark = label.mark.as_bytes();
            if mark[0] == bytes[index] && bytes[index..].starts_with(mark) && rows(label) {
                found.push((row, index));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Whether a mark may begin with `byte`: a blank, a sign, the first byte of a sign or a word beyond ASCII.
const fn begins_mark(byte: u8) -> bool {
    matches!(byte, b' ' | b'=' | b':' | 0xe0..)
}

/// Whether the `=` or `:` between them is part of `!=`, `<=`, `==`, `:=`, of a time or a path.
fn is_part_of_another_mark(label: &str, value: &str, mark_is_tight: bool) -> bool {
    let is_time = label.ends_with(|c: char| c.is_ascii_digit()) && value.starts_with(|c: char| c.is_ascii_digit());
    // `3! = 6`: a blank parts the sign from the mark.
    label.ends_with(['<', '>', '=', ':', '+', '-', '*', '/', '%', '~', '≠'])
        || mark_is_tight && label.ends_with('!')
        || value.starts_with(['=', '>'])
        || is_time && mark_is_tight
}

/// The strings of `line` that may hold the end of a label.
fn strings(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut behind = 0;
    for (start, _) in line.match_indices(['"', '\'']).take_while(|(start, _)| *start < MAX_LABEL_BYTES) {
        if let Some(end) = end_of_string(line, start).filter(|_| start >= behind) {
            found.push(start..end);
            behind = end;
        }
    }
    found
}

/// Whether a text can be a label, with a value that begins at the byte `value` of a line with these `strings`: words or an
/// expression, wholly before the value.
fn is_label(label: &str, value: usize, strings: &[Range<usize>]) -> bool {
    let is_cut = |string: &Range<usize>| string.start < value && value < string.end;
    !label.is_empty() && !strings.iter().any(is_cut) && !is_open(label) && !is_negated(label)
}

/// Whether `text` ends inside a quoted string or an open bracket: what follows is part of a value then.
fn is_open(text: &str) -> bool {
    let count = |c: char| text.matches(c).count();
    let open = |a: char, b: char| count(a) > count(b);
    open('[', ']') || open('{', '}') || open('(', ')') || count('"') % 2 == 1
}

/// Whether `text` closes as many brackets as it opens, be they of different kinds, as in `(0, 1]`.
#[must_use]
pub fn is_balanced(text: &str) -> bool {
    text.matches(['(', '[', '{']).count() == text.matches([')', ']', '}']).count()
}

/// Whether a label says what the value is not.
fn is_negated(label: &str) -> bool {
    let last = label.split_whitespace().last().unwrap_or_default().to_lowercase();
    matches!(last.as_str(), "not" | "no" | "never" | "without" | "minus" | "isn't")
}

/// The labels of a printed `line` and the values behind them: `Sum: 15`, `the sum is 15`. Words that end in none of the marks
/// are part of a text.
pub fn printed_values(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let line = if line.len() > 8 * MAX_LABEL_BYTES || line.contains('\n') { "" } else { line };
    let found: Vec<_> = split(line, |row| row.is_printed).collect();
    let strings = strings(line);
    let is_named = move |lead: &str, label: &str| {
        is_label(label, lead.len(), &strings) && label.contains(char::is_alphabetic) && !shape::is_value(label)
    };
    found
        .into_iter()
        .filter(move |(lead, label, _)| is_named(lead, label))
        .take(MAX_LABELS)
        .map(|(_, label, value)| (label, value))
}

/// The mark between a `label` and the `value` that ends `line`, one for each of its widths.
#[must_use]
pub fn mark_between<'t>(line: &'t str, label: &str, value: &str) -> &'t str {
    let lead = line.get(..line.len().saturating_sub(value.len())).unwrap_or_default();
    narrow(lead.trim_start().get(label.len()..).unwrap_or_default().trim())
}

/// A mark as it is written with narrow signs.
fn narrow(mark: &str) -> &str {
    match mark {
        "：" => ":",
        "＝" => "=",
        "→" => "->",
        mark => mark,
    }
}

/// Whether a printed `line` ends in a value behind a label, be that `Room no`: what stands behind the line stands behind a
/// value then, and behind no words.
#[must_use]
pub fn ends_in_labelled_value(line: &str) -> bool {
    let is_value =
        |(_, label, value): (&str, &str, &str)| label.contains(char::is_alphabetic) && shape::is_value(value);
    !line.contains('\n') && split(line, |row| row.is_printed).any(is_value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_mark_begins_as_marks_do() {
        assert!(LABELS.iter().all(|row| begins_mark(row.mark.as_bytes()[0])));
    }

    proptest! {
        #[test]
        fn all_marks_are_found(line in "([ab=:＝：→等于 ]|is|->|=>| is | = | -> ){0,12}") {
            let each = |(row, label): (usize, &LabelMark)| {
                let here = line.char_indices().filter(|(index, _)| line[*index..].starts_with(label.mark));
                here.map(|(index, _)| (row, index)).collect::<Vec<_>>()
            };
            let expected: Vec<_> = LABELS.iter().enumerate().flat_map(each).collect();
            prop_assert_eq!(places(&line, |_| true), expected);
        }
    }
}
