//! Readings: what a documented text may say.
//!
//! A one-line text is taken apart once: `x = 15 (the sum)` is the text as it stands, the value `x = 15` with a remark, and
//! the value `15` with a label before it and a remark behind it. Which of them is meant shows only when they are compared
//! with what was observed, so all are given, the strictest first. Separators and labels are rows of two tables; nothing else
//! takes a text apart.

mod about;
mod label;
mod named;
mod rest;
mod separator;
mod shortened;
mod split;
mod words;

pub use about::{APPROXIMATIONS, Approximation, approximated};
pub use label::{LABELS, LabelMark, ends_in_labelled_value, is_balanced, mark_between, printed_values};
pub use named::{NamedValue, is_named, named_behind};
pub use rest::Rest;
pub use separator::{SEPARATORS, Separator};
pub use shortened::{SHORTENINGS, Shortening};
pub use words::{before_its_bits, behind_words};

use super::{remark, shape};
use crate::lang::literal::Digits;

/// What a documented text was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReadingKind {
    /// The text as it stands.
    Value,
    /// A value, then an explanation.
    Remark,
    /// A label before a value.
    Label,
    /// An exception: its type, its message, perhaps a traceback.
    Exception,
    /// Several printed lines, or several executions, in one text.
    Lines,
    /// Something is left out.
    Elision,
    /// Words about the output instead of the output.
    Description,
}

/// All kinds, in the order of the documentation.
pub const READINGS: [ReadingKind; 7] = [
    ReadingKind::Value,
    ReadingKind::Remark,
    ReadingKind::Label,
    ReadingKind::Exception,
    ReadingKind::Lines,
    ReadingKind::Elision,
    ReadingKind::Description,
];

impl ReadingKind {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Remark => "remark",
            Self::Label => "label",
            Self::Exception => "exception",
            Self::Lines => "lines",
            Self::Elision => "elision",
            Self::Description => "description",
        }
    }

    /// What it means, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Value => "The documented text was compared as it is.",
            Self::Remark => "The documented text was read as a value followed by an explanation: `10 (unchanged)`.",
            Self::Label => {
                "The documented text, or the printed line, was read as a label and a value: `Sum: 15`, `x = 15`."
            }
            Self::Exception => {
                "The documented text was read as an exception: its type, and its message if there is one."
            }
            Self::Lines => {
                "The documented text was read as several printed lines, or the outputs of several executions, written as one line."
            }
            Self::Elision => "The documented text leaves something out with `...`.",
            Self::Description => "The documented text describes the output instead of quoting it.",
        }
    }
}

/// One way to read a line: bytes of the line for each part.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'t> {
    /// What stands before the value, with its mark; empty if nothing does.
    pub lead: &'t str,
    /// The author's name for the value, without its mark.
    pub label: Option<&'t str>,
    /// What is compared.
    pub value: &'t str,
    /// What stands behind the value, with its separator; empty if nothing does.
    pub tail: &'t str,
    /// The row of the separator before the remark, and the remark itself.
    pub remark: Option<(&'static Separator, &'t str)>,
}

/// Lines longer than this are not searched for labels; a remark is looked for behind the whole output only. In bytes.
const MAX_SEARCHED_BYTES: usize = 4000;

/// So many places of a line are tried as the end of a value.
const MAX_SPLITS: usize = 64;

impl<'t> Reading<'t> {
    const fn whole(line: &'t str) -> Self {
        Self { lead: "", label: None, value: line, tail: "", remark: None }
    }

    /// What the remark is to a value: an explanation, more of the same, or not clear; none without a remark.
    /// `of_words`: the value is a text of words and no literal.
    #[must_use]
    pub fn rest(&self, of_words: bool) -> Option<Rest> {
        self.remark.map(|(separator, remark)| split::rest(separator, self.value, self.tail, remark, of_words))
    }

    /// Whether a remark behind the value explains it, set off from it by more than a blank, and makes it depend on nothing.
    #[must_use]
    pub fn explains(&self) -> bool {
        let is_set_off = |(separator, remark): (&Separator, &str)| {
            !separator.name.ends_with("word") && separator.commits(self.value, remark)
        };
        self.remark.is_some_and(is_set_off) && self.rest(false) == Some(Rest::Remark)
    }

    /// Whether the value may be the number of what the word behind it names: `5 times`, `3 rows of it`.
    fn counts(&self) -> bool {
        let is_number = self.value.trim().parse::<f64>().is_ok();
        let is_lone_word = |(separator, remark): (&Separator, &str)| {
            let first = remark.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            separator.name == "word" && !remark::holds_a_sentence_together(first)
        };
        is_number && self.remark.is_some_and(is_lone_word)
    }

    /// Whether the remark is set off by something that nobody takes for output of a console, which shows what it shows.
    #[must_use]
    pub fn is_set_off_in_a_console(&self) -> bool {
        self.remark.is_some_and(|(separator, _)| match separator.name {
            "second hash" | "arrow back" | "sign" | "wide blank" => true,
            "brackets" => shape::is_value(self.value),
            _ => false,
        })
    }

    /// Whether a sign of money stands before the value, or a unit behind it.
    #[must_use]
    pub fn has_unit(&self) -> bool {
        self.lead.contains(separator::CURRENCIES) || self.remark.is_some_and(|(separator, _)| separator.name == "unit")
    }

    /// The mark behind the label, as [`mark_between`] gives it.
    #[must_use]
    pub fn label_mark(&self) -> Option<&'t str> {
        self.label.map(|label| mark_between(self.lead, label, ""))
    }

    /// Whether the remark says why the value is what it is, so that it is false beside another one.
    #[must_use]
    pub fn gives_a_reason(&self) -> bool {
        self.remark.is_some_and(|(separator, _)| separator.name == "reason")
    }

    /// How the author says that the value was shortened.
    #[must_use]
    pub fn shortening(&self) -> Option<Digits> {
        self.remark.and_then(|(_, remark)| shortened::shortening(remark))
    }

    /// Which kind of reading it is.
    #[must_use]
    pub const fn kind(&self) -> ReadingKind {
        match (self.remark, self.label) {
            (Some(_), _) => ReadingKind::Remark,
            (None, Some(_)) => ReadingKind::Label,
            (None, None) => ReadingKind::Value,
        }
    }
}

/// The ways to read `line`, the one that takes away least first. `remarks` and `labels` tell whether it may have them.
/// Labels, which take the longest to find, are looked for when it comes to them.
pub fn readings(line: &str, remarks: bool, labels: bool) -> impl Iterator<Item = Reading<'_>> {
    let mut found = vec![Reading::whole(line)];
    let is_searched = line.len() <= MAX_SEARCHED_BYTES;
    if remarks && is_searched {
        let marked = split::without_leading_signs(line);
        if marked.len() < line.len() && !marked.is_empty() {
            let lead = &line[..line.len() - marked.len()];
            found.push(Reading { lead, ..Reading::whole(marked) });
        }
        for index in 0..found.len() {
            found.extend(with_remark(found[index]));
        }
    }
    let is_bare = |reading: &&Reading<'_>| labels && is_searched && reading.lead.is_empty();
    let bare: Vec<_> = found.iter().filter(is_bare).copied().collect();
    found.into_iter().chain(bare.into_iter().flat_map(|reading| behind_label(&reading)))
}

/// The reading of `line` by which its value is `shown`, which it begins with, and a remark follows: what is shown may hold
/// brackets and quotes that never close, and be of any length.
#[must_use]
pub fn behind<'t>(line: &'t str, shown: &str) -> Option<Reading<'t>> {
    let line = line.trim();
    let shown = shown.trim();
    let tail = line.strip_prefix(shown).filter(|tail| !tail.is_empty() && !shown.is_empty())?;
    let (separator, remark) = split::behind(tail)?;
    let value = &line[..shown.len()];
    split::is_closed(tail).then_some(Reading { value, tail, remark: Some((separator, remark)), ..Reading::whole(line) })
}

/// `reading` with each remark that its value may end before.
fn with_remark(reading: Reading<'_>) -> impl Iterator<Item = Reading<'_>> {
    let splits = split::splits(reading.value).take(MAX_SPLITS);
    splits.map(move |(value, tail, separator, remark)| Reading {
        value,
        tail,
        remark: Some((separator, remark)),
        ..reading
    })
}

/// Whether `label` is a value and the beginning of a remark on it: `None - the default` before `is 0`.
fn begins_with_a_value(label: &str) -> bool {
    let is_digit = |text: &str| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    // Behind a digit and a dash a heading may stand.
    let sets_off = |separator: &Separator, value: &str| match separator.name {
        "dash" => !is_digit(value),
        "brackets" | "comma" | "semicolon" | "second hash" | "arrow back" | "reason" => true,
        _ => false,
    };
    let mut splits = split::splits(label).take(MAX_SPLITS);
    splits.any(|(value, tail, separator, remark)| {
        let is_remark = || split::rest(separator, value, tail, remark, false) == Rest::Remark;
        shape::is_value(value) && sets_off(separator, value) && is_remark()
    })
}

/// `reading` with each label that its value may have before it.
fn behind_label<'t>(reading: &Reading<'t>) -> impl Iterator<Item = Reading<'t>> + use<'t> {
    let reading = *reading;
    let found = label::claimed(reading.value).filter(|(_, label, _)| !begins_with_a_value(label));
    found.map(move |(lead, label, value)| Reading { lead, label: Some(label), value, ..reading })
}

/// The reading of a text behind an arrow or a verb, which commit an author to the value that follows, whatever explains it:
/// `5 now` behind `returns`.
#[must_use]
pub fn led_to(line: &str) -> Option<Reading<'_>> {
    let is_value = |reading: &Reading<'_>| shape::is_value(reading.value) || shape::is_word_for_a_value(reading.value);
    let is_remark =
        |reading: &Reading<'_>| reading.rest(false).is_none_or(|rest| rest == Rest::Remark) && !reading.counts();
    committed(line)
        .or_else(|| readings(line.trim(), true, false).find(|reading| is_value(reading) && is_remark(reading)))
}

/// Whether `line` is a value and, behind three blanks or more or a tab, a remark: that sets it off as a sign would.
#[must_use]
pub fn is_set_off_widely(line: &str) -> bool {
    let is_wide = |reading: &Reading<'_>| {
        let is_blank = reading.remark.is_some_and(|(separator, _)| separator.name == "wide blank");
        is_blank && (reading.tail.starts_with("   ") || reading.tail.starts_with('\t'))
    };
    readings(line.trim(), true, false).any(|reading| {
        let is_value = reading.lead.is_empty() && shape::is_value(reading.value);
        is_value && is_wide(&reading) && reading.rest(false) == Some(Rest::Remark)
    })
}

/// The reading of a text that begins with a digit, a dash or a colon, and words: a value and a remark on it, `4 - rounded up`,
/// or a number among others, `2 - the second way`. What stands around it has to tell.
#[must_use]
pub fn after_digit(line: &str) -> Option<Reading<'_>> {
    let line = line.trim();
    let may_count = |(separator, remark): (&Separator, &str)| {
        let first = remark.split_whitespace().next().unwrap_or_default();
        let is_word = first.chars().count() > 1 && first.chars().all(char::is_alphabetic) && !shape::is_value(first);
        matches!(separator.name, "dash" | "colon") && is_word
    };
    let is_digit = |text: &str| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    readings(line, true, false).find(|reading| {
        is_digit(reading.value)
            && reading.lead.is_empty()
            && reading.remark.is_some_and(may_count)
            && reading.rest(false) == Some(Rest::Remark)
    })
}

/// The reading by which an author is committed to a value: the text is a value, or a label or a listed remark stands beside
/// one. None for words, for a layout of names, for a numbered heading.
#[must_use]
pub fn committed(line: &str) -> Option<Reading<'_>> {
    let is_value = |reading: &Reading<'_>| shape::is_value(reading.value) || shape::is_word_for_a_value(reading.value);
    let commits = |reading: &Reading<'_>| match reading.remark {
        None => true,
        Some((separator, remark)) => {
            separator.commits(reading.value, remark) && reading.rest(false) == Some(Rest::Remark)
        }
    };
    let line = line.trim();
    // Most texts are values and nothing else.
    Some(Reading::whole(line))
        .filter(is_value)
        .or_else(|| readings(line, true, true).find(|reading| is_value(reading) && commits(reading)))
}

#[cfg(test)]
mod tests;
