//! Rows: a text that labels each of several values that its statement shows side by side, `x=1, y=2` behind `print(x, y)`.

use super::reading::{self, Rest};
use super::statement::{places_outside, shown, split_outside};
use super::{calculation, subject};
use crate::example::Example;
use crate::lang::python::Statement;

/// How a text labels what its statement shows side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The labels, in the order of the text.
    labels: Vec<String>,
    /// For each value that the statement shows, the number of its label.
    order: Vec<usize>,
    /// Whether each label is what the code calls the value, so that nothing else can be meant.
    pub is_named: bool,
}

/// One labelled value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'t> {
    /// The author's name for it.
    pub label: &'t str,
    /// The value.
    pub value: &'t str,
    /// The byte of the text at which the value begins.
    pub at: usize,
}

impl Row {
    /// The values of `text`, which has the labels of this row, in the order in which the statement shows them.
    #[must_use]
    pub fn values<'t>(&self, text: &'t str) -> Option<Vec<Pair<'t>>> {
        let mut found = pairs(text)?;
        if !found.iter().map(|pair| pair.label).eq(self.labels.iter().map(String::as_str)) {
            return None;
        }
        // Behind the last one an explanation may follow.
        if let Some(last) = found.last_mut()
            && let Some(read) = reading::led_to(last.value).filter(|read| read.rest(false) == Some(Rest::Remark))
            && read.lead.is_empty()
        {
            last.value = read.value;
        }
        self.order.iter().map(|&index| found.get(index).copied()).collect()
    }
}

/// What separates the parts of a row; between parts with `=` a blank does, too.
const BETWEEN: &[&str] = &[", ", "; ", " and ", " | ", " / ", ",", "，", "、", "；", "\t", "  "];

/// What stands between a label and its value, a longer one before one that it holds.
const MARKS: &[&str] = &[" is now ", " == ", " is ", " = ", " -> ", " → ", " ➞ ", "==", "=", ": ", "：", "＝", "→"];

/// Labels with more words are sentences.
const MOST_WORDS: usize = 4;

/// The labels and values of `text`, if that is nothing but two or more of them side by side.
#[must_use]
pub fn pairs(text: &str) -> Option<Vec<Pair<'_>>> {
    if !text.contains(['=', ':', '>', '：', '＝', '→']) && !text.contains(" is ") {
        return None;
    }
    let outside = places_outside(text);
    let mut rows = BETWEEN.iter().chain([&" "]).map(|mark| split_outside(text, &outside, mark));
    rows.find_map(|parts| {
        let pairs: Option<Vec<_>> = parts.iter().map(|&(at, part)| pair(at, part)).collect();
        pairs.filter(|pairs| pairs.len() > 1)
    })
}

/// The label and the value of one part, which begins at the byte `start`.
fn pair(start: usize, part: &str) -> Option<Pair<'_>> {
    let outside = places_outside(part);
    let at = |mark: &&str| outside.iter().copied().find(|&at| at > 0 && part[at..].starts_with(*mark));
    let (at, mark) = MARKS.iter().filter_map(|mark| Some((at(mark)?, mark))).min_by_key(|(at, _)| *at)?;
    let (label, behind) = (part[..at].trim(), &part[at + mark.len()..]);
    let value = behind.trim_start();
    let at = start + part.len() - value.len();
    let value = value.trim_end();
    let is_sign = label.ends_with(['!', '<', '>', '=', ':', '+', '-', '*', '/']) || value.starts_with(['=', '>']);
    let is_short = label.split_whitespace().count() <= MOST_WORDS;
    (!value.is_empty() && !label.is_empty() && !is_sign && is_short).then_some(Pair { label, value, at })
}

/// The parts of `text` between any of `signs` outside of brackets and strings.
#[must_use]
pub fn pieces<'t>(text: &'t str, signs: &[char]) -> Vec<&'t str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in places_outside(text) {
        if let Some(sign) = text[at..].chars().next().filter(|sign| signs.contains(sign)) {
            parts.push(&text[start..at]);
            start = at + sign.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The row that `text` claims of `statement`, if it labels all of the values that this shows side by side.
pub(super) fn of(example: &Example, statement: &Statement, text: &str) -> Option<Row> {
    if text.contains('\n') {
        return None;
    }
    let pairs = pairs(text)?;
    let shown = shown(statement, &example.code[statement.range.clone()]);
    if shown.len() != pairs.len() {
        return None;
    }
    let mut order: Vec<Option<usize>> = vec![None; shown.len()];
    let mut others = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        match shown.iter().position(|code| is_called(pair.label, code)) {
            Some(place) if order[place].is_none() => order[place] = Some(index),
            Some(_) => return None,
            None if subject::names_something(example, pair.label) => return None,
            None => others.push(index),
        }
    }
    let is_named = others.is_empty();
    let mut others = others.into_iter();
    let order: Option<Vec<_>> = order.into_iter().map(|place| place.or_else(|| others.next())).collect();
    let labels = pairs.iter().map(|pair| pair.label.to_owned()).collect();
    Some(Row { labels, order: order?, is_named })
}

/// Whether `label` is the `code` of a value, perhaps behind other words: `Now x`.
fn is_called(label: &str, code: &str) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>().replace('"', "'");
    let last = label.split_whitespace().last().unwrap_or_default();
    let is_name = subject::is_name(code) && last == code;
    squeezed(label) == squeezed(code) || is_name || calculation::is_result_of(label, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(&str, &str)>> {
        let found = pairs(text)?;
        assert!(found.iter().all(|pair| text[pair.at..].starts_with(pair.value)), "{text}");
        Some(found.iter().map(|pair| (pair.label, pair.value)).collect())
    }

    #[test]
    fn rows_are_labelled_in_many_ways() {
        for text in [
            "x=1, y=2",
            "x = 1, y = 2",
            "x=1 y=2",
            "x: 1, y: 2",
            "x is 1, y is 2",
            "x=1 and y=2",
            "x: 1; y: 2",
            "x：1，y：2",
            "x -> 1, y -> 2",
            "x == 1, y == 2",
        ] {
            assert_eq!(read(text).expect("a row"), [("x", "1"), ("y", "2")], "{text}");
        }
        assert_eq!(read("a=1, rest=[2, 3]").expect("a row"), [("a", "1"), ("rest", "[2, 3]")]);
        assert_eq!(read("name='A, B', age=3").expect("a row"), [("name", "'A, B'"), ("age", "3")]);
    }

    #[test]
    fn other_texts_are_no_rows() {
        for text in ["1, 2", "x=1", "x=1, 2", "{'a': 1, 'b': 2}", "f(x=1, y=2)", "x >= 1, y >= 2", "10:30, 11:45", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn pieces_are_told_apart_outside_of_brackets_and_strings() {
        let pieces = |text| pieces(text, &[' ', ',']);
        assert_eq!(pieces("1 [2, 3], 'a b'"), ["1", "[2, 3]", "'a b'"]);
        assert_eq!(pieces("10:30"), ["10:30"]);
        assert_eq!(pieces(""), [""; 0]);
    }
}
