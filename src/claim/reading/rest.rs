//! What stands behind each separator: an explanation of the value before it, more of the output, or what cannot be told.

use crate::claim::{remark, shape};

/// What stands behind a separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// An explanation: the value before it counts.
    Remark,
    /// It cannot be told whether it explains the value or goes on with it.
    Unclear,
    /// More of the output.
    More,
}

/// What a row looks at to tell a remark.
pub(super) struct Behind<'t> {
    /// The text behind the mark, without outer blanks.
    pub(super) text: &'t str,
    /// The same with the mark.
    pub(super) whole: &'t str,
    /// The value before it.
    pub(super) value: &'t str,
    /// Whether that is a text of words.
    pub(super) of_words: bool,
    /// Whether something sets off what stands behind so many bytes of a text.
    pub(super) is_set_off: fn(&str, usize) -> bool,
}

/// Whether a text is one value, or begins with one that a comma follows.
fn is_more(text: &str) -> bool {
    let first = text.split([',', ';']).next().unwrap_or_default().trim();
    shape::is_value(text) || shape::is_value(first)
}

pub(super) fn always(_: &Behind<'_>) -> Rest {
    Rest::Remark
}

/// Behind a second hash anything explains the value but one more output.
pub(super) fn second(behind: &Behind<'_>) -> Rest {
    let text = behind.text.to_lowercase();
    let is_marker =
        ["output", "out", "result", "expected"].iter().any(|word| text.starts_with(word)) && text.contains(':');
    if is_marker || is_more(behind.text.split('#').next().unwrap_or_default()) { Rest::Unclear } else { Rest::Remark }
}

/// Behind a dash: numbers, quotes and brackets are welcome, a value alone is a range or a difference.
pub(super) fn dashed(behind: &Behind<'_>) -> Rest {
    let is_hyphen = behind.whole.starts_with('-') && !behind.whole.starts_with("--");
    match () {
        () if behind.text.is_empty() || is_number(behind.text) && is_number(behind.value) => Rest::Unclear,
        () if behind.of_words && (is_hyphen && is_one_word(behind.text) || shape::is_value(behind.text)) => {
            Rest::Unclear
        }
        () => Rest::Remark,
    }
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

fn is_one_word(text: &str) -> bool {
    !text.trim().contains(char::is_whitespace)
}

/// Brackets to the end explain whatever stands before them.
pub(super) fn bracketed(behind: &Behind<'_>) -> Rest {
    let Some(end) = closing(behind.whole) else { return Rest::Unclear };
    let after = behind.whole[end..].trim().trim_start_matches(['.', ',', ';', '!', '。', '，', '；', '！']);
    if after.is_empty() || (behind.is_set_off)(behind.whole, end) {
        return Rest::Remark;
    }
    Rest::Unclear
}

/// Square brackets hold remarks too, but not behind words, and no values.
pub(super) fn square(behind: &Behind<'_>) -> Rest {
    let is_value = shape::is_value(behind.whole);
    if behind.of_words || is_value || !behind.whole.ends_with(']') { Rest::Unclear } else { Rest::Remark }
}

/// The byte behind the bracket that closes the one at the beginning.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (index, character) in text.char_indices() {
        match character {
            '(' | '（' | '【' | '「' => depth += 1,
            ')' | '）' | '】' | '」' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(index + character.len_utf8());
        }
    }
    None
}

/// A unit behind a number belongs to it, whatever explains it further; a number behind it is that of an operator.
pub(super) fn measured(behind: &Behind<'_>) -> Rest {
    let goes_on = behind.text.starts_with(|c: char| c.is_alphanumeric() || c == '(' || c == '-');
    if behind.of_words || goes_on || !is_number(behind.value) { Rest::Unclear } else { Rest::Remark }
}

/// Behind a comma prose explains a value, and goes on with a text.
pub(super) fn listed(behind: &Behind<'_>) -> Rest {
    match () {
        () if behind.text.is_empty() => punctuation(behind),
        () if behind.of_words && behind.whole.starts_with(',') => Rest::More,
        () if behind.of_words => Rest::Unclear,
        () if is_more(behind.text) => Rest::More,
        () if remark::begins_with_prose(behind.text) => Rest::Remark,
        () => Rest::Unclear,
    }
}

pub(super) fn sentence(behind: &Behind<'_>) -> Rest {
    match () {
        () if behind.text.is_empty() => punctuation(behind),
        () if is_more(behind.text) => Rest::More,
        () => Rest::Remark,
    }
}

pub(super) fn titled(behind: &Behind<'_>) -> Rest {
    match () {
        () if behind.of_words => Rest::More,
        () if shape::is_value(behind.text) || behind.text.is_empty() => Rest::Unclear,
        () => Rest::Remark,
    }
}

/// `6 = 2 * 3`, `2 = 0000 0010`: another spelling of the value, unless it is one more value like it.
pub(super) fn equated(behind: &Behind<'_>) -> Rest {
    let is_one_word = !behind.text.contains(char::is_whitespace) && shape::is_value(behind.text);
    if behind.of_words || is_one_word || behind.text.is_empty() { Rest::Unclear } else { Rest::Remark }
}

/// Marks at the end of a value belong to the sentence around it, those at the end of a text to the text.
fn punctuation(behind: &Behind<'_>) -> Rest {
    match () {
        () if !behind.of_words => Rest::Remark,
        () if behind.whole.starts_with(['!', '?', '！', '？']) => Rest::More,
        () => Rest::Unclear,
    }
}

pub(super) fn stopped(behind: &Behind<'_>) -> Rest {
    match () {
        () if behind.text.is_empty() => punctuation(behind),
        () if behind.of_words => Rest::More,
        () if shape::is_value(behind.text) => Rest::Unclear,
        () => Rest::Remark,
    }
}

/// An arrow leads from a value to an explanation, or to the value that counts.
pub(super) fn pointing(behind: &Behind<'_>) -> Rest {
    if is_more(behind.text) || behind.text.is_empty() { Rest::Unclear } else { Rest::Remark }
}

pub(super) fn pointing_back(behind: &Behind<'_>) -> Rest {
    if behind.whole.starts_with("<=") && is_more(behind.text) { Rest::Unclear } else { Rest::Remark }
}

pub(super) fn reasoned(behind: &Behind<'_>) -> Rest {
    if behind.of_words { Rest::More } else { Rest::Remark }
}

/// A word behind a value explains it, but is the next part of a text; units and further values go on.
pub(super) fn worded(behind: &Behind<'_>) -> Rest {
    match () {
        () if behind.of_words => Rest::More,
        () if remark::goes_on(behind.text) => Rest::Unclear,
        () => Rest::Remark,
    }
}

/// Scripts without blanks set units and remarks directly behind a number.
pub(super) fn attached(behind: &Behind<'_>) -> Rest {
    if behind.of_words { Rest::More } else { Rest::Unclear }
}

pub(super) fn unclear(_: &Behind<'_>) -> Rest {
    Rest::Unclear
}

/// Two blanks set a remark off from a value; a text may have them itself.
pub(super) fn spaced(behind: &Behind<'_>) -> Rest {
    if behind.of_words || is_more(behind.text) || remark::goes_on(behind.text) { Rest::Unclear } else { Rest::Remark }
}
