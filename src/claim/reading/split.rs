//! Where a value may end: the places of a line at which a row of the table of separators sets off what follows.

use super::rest::{Behind, Rest};
use super::separator::{self, SEPARATORS, Separator};
use crate::lang::quotes::end_of_string;

fn row(name: &str) -> Option<&'static Separator> {
    SEPARATORS.iter().find(|row| row.name == name)
}

/// Whether a character is a sign that nobody takes for text: check marks, crosses, emoji.
pub(super) fn is_sign(character: char) -> bool {
    matches!(u32::from(character),
        0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF | 0xFE0F | 0x203C | 0x2049)
}

/// `line` without check marks, emoji and arrows at its beginning.
pub(super) fn without_leading_signs(line: &str) -> &str {
    let is_lead = |c: char| is_sign(c) || c.is_whitespace() || matches!(c, '→' | '⇒' | '⟶' | '👉');
    let arrow = |text: &str| ["-->", "->", "=>", "==>"].iter().find_map(|mark| text.strip_prefix(mark)).map(str::len);
    let text = line.trim_start_matches(is_lead);
    let is_amount = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
    if let Some(amount) = text.strip_prefix(separator::CURRENCIES).map(str::trim_start).filter(is_amount) {
        return amount;
    }
    arrow(text).map_or(text, |length| text[text.len() - length..].trim_start_matches(is_lead))
}

/// A value, what stands behind it, the row that separates them, and the remark.
type Split<'t> = (&'t str, &'t str, &'static Separator, &'t str);

/// The places where a value of `line` may end, from the left: outside brackets and quotes.
pub(super) fn splits(line: &str) -> impl Iterator<Item = Split<'_>> {
    let mut last = 0;
    let mut depth = 0usize;
    let mut quoted = 0;
    let outside = line.char_indices().filter(move |&(index, character)| {
        if index >= quoted {
            quoted = end_of_string(line, index).unwrap_or(0);
        }
        let is_outside = depth == 0 && index >= quoted;
        match character {
            _ if index < quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_outside
    });
    let boundaries = outside.map(|(index, _)| index).filter(|&index| index > 0);
    boundaries.filter_map(move |index| {
        let value = line[..index].trim_end();
        // Blanks before a mark belong to what stands behind the value; each value is tried once.
        if value.is_empty() || value.len() < last || line[index..].starts_with(char::is_whitespace) {
            return None;
        }
        let blank_before = value.len() < index;
        let (separator, remark) = separator_at(&line[index..], blank_before, &line[value.len()..index])?;
        last = value.len() + 1;
        Some((value, &line[value.len()..], separator, remark))
    })
}

/// What the text behind a value is: `tail` with the mark of `row`, `remark` without.
pub(super) fn rest(row: &Separator, value: &str, tail: &str, remark: &str, of_words: bool) -> Rest {
    (row.of)(&Behind { text: remark.trim(), whole: tail.trim(), value, of_words, is_set_off })
}

/// Whether a mark, not a mere word, sets off what stands behind the first `length` bytes of `text`.
fn is_set_off(text: &str, length: usize) -> bool {
    splits(text).any(|(value, _, row, _)| value.len() == length && row.name != "word")
}

/// The row whose mark stands at the beginning of `tail`, what stands behind a value, and what is behind the mark.
pub(super) fn behind(tail: &str) -> Option<(&'static Separator, &str)> {
    let text = tail.trim_start();
    let blanks = &tail[..tail.len() - text.len()];
    if text.is_empty() { None } else { separator_at(text, !blanks.is_empty(), blanks) }
}

/// Whether `text` closes no bracket that it has not opened.
pub(super) fn is_closed(text: &str) -> bool {
    let mut depth = 0usize;
    text.chars().all(|character| {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return false,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        true
    })
}

/// The row whose mark stands at the beginning of `text`, and what is behind it. `blanks` stand before it.
fn separator_at<'t>(text: &'t str, blank_before: bool, blanks: &str) -> Option<(&'static Separator, &'t str)> {
    let behind_mark = |row: &'static Separator| {
        let fits = |rest: &&str| {
            // Scripts without blanks have none around their signs.
            let is_unspaced = rest.starts_with(|c: char| c.is_alphabetic() && u32::from(c) >= 0x2E80);
            let blank_behind = rest.is_empty() || rest.starts_with(char::is_whitespace);
            is_unspaced || (!row.blanks[0] || blank_before) && (!row.blanks[1] || blank_behind)
        };
        let mut marks = row.marks.iter().filter_map(|mark| text.strip_prefix(mark));
        marks.find(fits).map(|rest| (row, rest))
    };
    let first = text.chars().next()?;
    let is_word = first.is_alphanumeric();
    if is_word && first.is_ascii() && !blank_before {
        return None;
    }
    // The marks of one row are words, those of the others signs.
    let mut rows = SEPARATORS.iter().filter(|row| (row.name == "reason") == is_word);
    if let Some(found) = rows.find_map(behind_mark) {
        return Some(found);
    }
    if is_sign(first) {
        return row("sign").map(|row| (row, text.trim_start_matches(is_sign)));
    }
    let is_wide = blanks.chars().count() > 1 || blanks.contains(['\t', '\u{3000}']);
    let name = match (is_wide, blank_before, first.is_alphabetic()) {
        (true, ..) => "wide blank",
        (false, true, true) => "word",
        (false, false, true) if !first.is_ascii() => "attached word",
        _ => return None,
    };
    row(name).map(|row| (row, text))
}
