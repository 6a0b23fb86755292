//! Comparing: the readings of a documented text against one thing that was observed.

use super::candidate::{Candidate, Shown};
use super::rung::Match;
use super::same::{self, Quotes, Rules, same};
use super::{canonical, elision, equal, row};
use crate::claim::notation::output_mark;
use crate::claim::reading::{self, LABELS, Reading, ReadingKind, Rest};
use crate::claim::{Claim, Layout, NotationId, shape};
use crate::lang::literal::Digits;
use crate::pattern::Pattern;
use crate::settings::Matching;

/// What a comparison gives where it does not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// The text says what was observed.
    Holds(Match, ReadingKind),
    /// It begins with what was observed, and it is not clear whether the rest explains it.
    Unclear,
}

/// A printed line with more characters than this may be wrapped in a comment, and in a fence.
const WRAPPED_IN_COMMENTS: usize = 36;
const WRAPPED_IN_FENCES: usize = 60;

/// And at a prompt, where an author has a page to fill.
const WRAPPED_AT_PROMPTS: usize = 72;

/// What counts between `claim` and `candidate`.
fn rules(claim: &Claim, candidate: &Candidate) -> Rules {
    let is_comment = claim.manner.layout == Layout::Plain;
    let is_session = claim.notation == NotationId::Transcript;
    let in_text = if is_comment { WRAPPED_IN_COMMENTS } else { WRAPPED_IN_FENCES };
    Rules {
        layout: claim.manner.layout,
        wrapped_from: if is_session { Some(WRAPPED_AT_PROMPTS) } else { claim.manner.wrapping.then_some(in_text) },
        quotes: match (candidate.shown, is_comment) {
            (Shown::Printed, true) => Quotes::Free,
            (Shown::Printed, false) => Quotes::AroundWords,
            (Shown::PrintedAndValue | Shown::Value | Shown::ValueText | Shown::State, _) => Quotes::Significant,
        },
        // What a session shows is copied from it.
        digits: if is_session { Digits::All } else { Digits::Shortened },
    }
}

/// Whether `claimed`, lines of `claim`, says `candidate`. The strictest rung counts.
pub(super) fn compare(claim: &Claim, claimed: &str, candidate: &Candidate, matching: Matching) -> Option<Agreement> {
    if !claimed.contains(ESCAPE) && matching == Matching::Any {
        let text = COLOURS.replace_all(&candidate.text, "");
        // What is left of other sequences is compared as it is.
        if text != candidate.text {
            let bare = Candidate { text: text.into_owned(), ..candidate.clone() };
            return compare(claim, claimed, &bare, matching).map(Agreement::of_layout);
        }
    }
    let rules = rules(claim, candidate);
    let actual = candidate.text.as_str();
    if claim.notation == NotationId::Transcript && claimed.contains(BLANK_LINE) {
        return compare(claim, &claimed.replace(BLANK_LINE, ""), candidate, matching);
    }
    if let Some(rung) = same(claimed, actual, rules) {
        let kind = if rung == Match::Elision { ReadingKind::Elision } else { ReadingKind::Value };
        return Some(Agreement::Holds(rung, kind)).filter(|_| matching == Matching::Any || rung == Match::Exact);
    }
    if matching == Matching::Exact || claimed.trim().is_empty() {
        return None;
    }
    let is_session = claim.notation == NotationId::Transcript;
    let may_be_marked = is_session && claimed.starts_with('>') && !actual.trim_start().starts_with('>');
    let bare = if may_be_marked { output_mark::without(claimed) } else { None };
    if let Some(bare) = bare.filter(|bare| !bare.trim_start().starts_with('>')) {
        return compare(claim, &bare, candidate, matching).map(Agreement::of_layout);
    }
    let rest = claimed.trim_start_matches("...\n");
    if rest.len() < claimed.len() && claim.notation == NotationId::Transcript {
        // The prompt that ends a statement looks the same as a line that is left out.
        return compare(claim, rest, candidate, matching);
    }
    if claim.options.blanks_are_alike && claimed.split_whitespace().eq(actual.split_whitespace()) {
        return Some(Agreement::Holds(Match::Formatting, ReadingKind::Value));
    }
    let text = Text { claim, rules, actual };
    let found = if claimed.contains('\n') { text.lines(claimed) } else { text.line(claimed) };
    let found = found.or_else(|| text.last_execution(claimed));
    let found = found.or_else(|| content(claim, claimed, candidate));
    if is_session && is_counted(claim, claimed, actual) {
        return Some(Agreement::Holds(Match::Literal, ReadingKind::Value));
    }
    let is_near = || {
        equal::is_same_value(claimed, actual)
            || equal::is_same_number(claimed, actual)
            || claim.notation == NotationId::OutputFence && equal::is_same_json(claimed, actual)
            || elision::may_stand_for(claimed, actual)
            || same::is_indented_otherwise(claimed, actual)
            || same::lacks_first_indent(claimed, actual)
            || same::has_same_sets(claimed, actual)
            || claim.is_inferred() && names_the_value(claimed, actual)
    };
    found.or_else(|| is_near().then_some(Agreement::Unclear))
}

/// Whether `claimed`, behind `Out[3]:`, is the counter that came out: notebooks show it by its keys, and its order says nothing.
fn is_counted(claim: &Claim, claimed: &str, actual: &str) -> bool {
    let is_of_notebook = claim.continuation.to_ascii_lowercase().contains("out[");
    is_of_notebook && claimed.trim().starts_with("Counter(") && equal::is_same_value(claimed, actual)
}

/// Whether an inferred `claimed` says what a container of `collections` holds, of which nothing is printed: `[1, 2]` behind
/// `queue.append(2)`. Who prints it shows its name.
fn content(claim: &Claim, claimed: &str, candidate: &Candidate) -> Option<Agreement> {
    let is_value = matches!(candidate.shown, Shown::Value | Shown::State);
    let content = canonical::content(&candidate.text).filter(|_| is_value && claim.is_inferred())?;
    let bare = Candidate { text: content.to_owned(), ..candidate.clone() };
    match compare(claim, claimed, &bare, Matching::Any)? {
        Agreement::Holds(rung, kind) => Some(Agreement::Holds(rung.max(Match::Literal), kind)),
        Agreement::Unclear => None,
    }
}

/// The character with which a terminal is told how to show what follows.
const ESCAPE: char = '\u{1b}';

/// What sets colours and the like: a document shows the text. What moves about in a terminal shows something else there.
static COLOURS: Pattern = Pattern::holding(&["\u{1b}["], r"\x1b\[[0-9;]*m");

impl Agreement {
    /// The same of a text that looks otherwise.
    fn of_layout(self) -> Self {
        match self {
            Self::Holds(rung, kind) => Self::Holds(rung.max(Match::Formatting), kind),
            Self::Unclear => self,
        }
    }
}

/// What doctest has in the place of a printed blank line.
const BLANK_LINE: &str = "<BLANKLINE>";

/// What a claim is compared with, and how.
struct Text<'a> {
    claim: &'a Claim,
    rules: Rules,
    actual: &'a str,
}

impl<'a> Text<'a> {
    fn with<'b>(&'b self, actual: &'b str) -> Text<'b> {
        Text { actual, ..*self }
    }

    /// One documented line, read in each way.
    fn line(&self, claimed: &str) -> Option<Agreement> {
        if self.claim.manner.rows && self.is_row(claimed) {
            return Some(Agreement::Holds(Match::Joined, ReadingKind::Lines));
        }
        if self.claim.manner.labels && self.shows_row(claimed) {
            return Some(Agreement::Holds(Match::Label, ReadingKind::Label));
        }
        let manner = self.claim.manner;
        let readings = reading::readings(claimed, manner.remarks, manner.labels);
        let readings = readings.chain(reading::behind(claimed, self.actual).filter(|_| manner.remarks));
        let agreements = readings.filter_map(|reading| self.shortened(&reading).reading(&reading));
        let mut is_unclear = self.is_behind_words(claimed);
        for agreement in agreements {
            match agreement {
                Agreement::Holds(..) => return Some(agreement),
                Agreement::Unclear => is_unclear = true,
            }
        }
        is_unclear.then_some(Agreement::Unclear)
    }

    /// Whether `claimed` labels one by one what is shown side by side.
    fn shows_row(&self, claimed: &str) -> bool {
        self.claim.row.as_ref().is_some_and(|row| row::shows(row, claimed, self.actual, self.rules))
    }

    /// The same for a value that the author says to have shortened.
    fn shortened(&self, reading: &Reading<'_>) -> Text<'a> {
        Text { rules: Rules { digits: reading.shortening().unwrap_or(self.rules.digits), ..self.rules }, ..*self }
    }

    fn reading(&self, reading: &Reading<'_>) -> Option<Agreement> {
        let Some((rung, kind)) = self.value(reading) else {
            let is_near = || reading.label.is_some_and(|label| self.resembles_printed_label(label));
            let may_describe = || self.claim.is_inferred() && !is_near() && self.has_another_label(reading);
            let is_near = self.shortens_printed_label(reading)
                || self.is_amount(reading)
                || self.is_right_under_another_name(reading);
            return (is_near || may_describe()).then_some(Agreement::Unclear);
        };
        if self.quotes_a_part(reading) {
            return Some(Agreement::Unclear);
        }
        let is_labelled = || reading.label.is_none() && reading::ends_in_labelled_value(reading.value);
        let of_words = !shape::is_value(reading.value) && !shape::is_value(self.actual) && !is_labelled();
        match reading.rest(of_words) {
            None => Some(Agreement::Holds(rung, kind)),
            Some(Rest::Remark) if self.may_follow(reading) => {
                Some(Agreement::Holds(Match::Remark, ReadingKind::Remark))
            }
            Some(Rest::Remark | Rest::Unclear) => Some(Agreement::Unclear),
            Some(Rest::More) => None,
        }
    }

    /// Whether the value is right, and its label names something else or calculates it otherwise.
    fn is_right_under_another_name(&self, reading: &Reading<'_>) -> bool {
        let is_another = reading.label.is_some_and(|label| self.claim.names_another(label));
        is_another && same(reading.value, self.actual, self.rules).is_some()
    }

    /// Whether the value has a sign of money and is the number that was observed with other digits: `$12.50` for `12.5`.
    fn is_amount(&self, reading: &Reading<'_>) -> bool {
        let number = |text: &str| text.trim().parse::<f64>().ok();
        let is_money = reading.has_unit() && reading.label.is_none();
        is_money && number(reading.value).is_some() && number(reading.value) == number(self.actual)
    }

    /// Whether the author quotes what stands behind the same label without quotes: `name='Ada'` for `name=Ada`.
    fn quotes_a_part(&self, reading: &Reading<'_>) -> bool {
        let content = reading.label.and_then(|_| same::unquoted(reading.value));
        let is_it = |content: &str| {
            reading::printed_values(self.actual).any(|(label, value)| Some(label) == reading.label && value == content)
        };
        self.rules.quotes == Quotes::Free && content.is_some_and(|content| is_it(&content))
    }

    /// Whether the notation lets this remark stand behind an output.
    fn may_follow(&self, reading: &Reading<'_>) -> bool {
        self.claim.manner.layout != Layout::Console || reading.is_set_off_in_a_console()
    }

    /// Whether the value of `reading` is what was observed, with labels on either side.
    fn value(&self, reading: &Reading<'_>) -> Option<(Match, ReadingKind)> {
        let value = reading.value;
        match reading.label {
            None if reading.remark.is_none() && reading.lead.is_empty() => {
                self.behind_printed_label(value).map(|_| (Match::Label, ReadingKind::Label))
            }
            None => {
                let is_row = || (self.claim.manner.rows && self.is_row(value)).then_some(Match::Joined);
                // Signs before the value are left out.
                let own = same(value, self.actual, self.rules).map(|rung| rung.max(Match::Formatting));
                let rung = own.or_else(is_row).map(|rung| (rung, ReadingKind::Value));
                rung.or_else(|| self.behind_printed_label(value).map(|_| (Match::Label, ReadingKind::Label)))
            }
            Some(label) => {
                let labelled = || self.labelled_alike(reading, label);
                let own = || same(value, self.actual, self.rules).filter(|_| !self.claim.names_another(label));
                let printed = || {
                    let is_near = self.resembles_printed_label(label) || self.has_another_label(reading);
                    self.behind_printed_label(value).filter(|_| !self.claim.names_another(label) && !is_near)
                };
                own().or_else(labelled).or_else(printed).map(|_| (Match::Label, ReadingKind::Label))
            }
        }
    }

    /// Whether the printed line labels `value`: `15` for `Sum: 15`.
    fn behind_printed_label(&self, value: &str) -> Option<Match> {
        // A part of a text, `(0`, is no value.
        let is_text = value.contains(char::is_alphabetic) || !reading::is_balanced(value);
        let is_value = shape::is_value(value) || !is_text || self.actual.contains("<class '");
        if !self.claim.manner.labels || self.actual.contains('\n') || !is_value {
            return None;
        }
        reading::printed_values(self.actual).find_map(|(_, printed)| same(value, printed, self.rules))
    }

    /// Whether `label` is nearly one that is printed, so that the difference counts.
    fn resembles_printed_label(&self, label: &str) -> bool {
        let is_near = |printed: &str| similar::TextDiff::from_chars(printed, label).ratio() > 0.5;
        reading::printed_values(self.actual).any(|(printed, _)| is_near(printed))
    }

    /// Whether the author labels the same value by the last words of its printed label: the first may have been read as a
    /// verb, or they say that it is another.
    fn shortens_printed_label(&self, reading: &Reading<'_>) -> bool {
        let is_end = |printed: &str, label: &str| printed.strip_suffix(label).is_some_and(|rest| rest.ends_with(' '));
        reading.label.is_some_and(|label| {
            reading::printed_values(self.actual)
                .any(|(printed, value)| is_end(printed, label) && same(reading.value, value, self.rules).is_some())
        })
    }

    /// Whether the same value is printed behind another label, which the same mark ends: `Total: 15` for `Sum: 15` is that line
    /// with another word, or the author's name for the value.
    fn has_another_label(&self, reading: &Reading<'_>) -> bool {
        let Some(mark) = reading.label_mark() else { return false };
        let mut printed = reading::printed_values(self.actual);
        printed.any(|(label, value)| {
            reading.label.is_some_and(|own| squeezed(own) != squeezed(label))
                && reading::mark_between(self.actual, label, value) == mark
                && same(reading.value, value, self.rules).is_some()
        })
    }

    /// Whether words are what a printed label stands before: they may be the value, or a part of the text.
    fn is_behind_words(&self, claimed: &str) -> bool {
        let is_it = |(_, printed): (&str, &str)| same(claimed, printed, self.rules).is_some();
        self.claim.manner.labels && !shape::is_value(claimed) && reading::printed_values(self.actual).any(is_it)
    }

    /// Whether the printed line labels the same value by the same label: `seen = {1, 2}` for `seen: {2, 1}`. The mark before
    /// words is a part of their text.
    fn labelled_alike(&self, reading: &Reading<'_>, label: &str) -> Option<Match> {
        let alike = |printed: &str, actual: &str| {
            squeezed(printed) == squeezed(label)
                && (shape::is_value(actual)
                    || reading.label_mark() == Some(reading::mark_between(self.actual, printed, actual)))
        };
        let mut printed = reading::printed_values(self.actual);
        printed.find_map(|(label, actual)| same(reading.value, actual, self.rules).filter(|_| alike(label, actual)))
    }

    /// Line by line, each in its own way; the weakest counts. The lines must be indented alike.
    fn lines(&self, claimed: &str) -> Option<Agreement> {
        let (claimed, actual) = (same::dedented(claimed), same::dedented(self.actual));
        if claimed.len() != actual.len() || claimed.len() < 2 {
            return None;
        }
        let mut weakest = None;
        for (claimed, actual) in claimed.iter().zip(&actual) {
            if same::indent(claimed) != same::indent(actual) {
                return None;
            }
            let text = self.with(actual);
            let rung = same(claimed, actual, self.rules).map(|rung| Agreement::Holds(rung, ReadingKind::Value));
            weakest = weakest.max(Some(rung.or_else(|| text.line(claimed))?));
        }
        weakest
    }

    /// For a statement that is executed several times: the text of the last execution.
    fn last_execution(&self, claimed: &str) -> Option<Agreement> {
        // A blank line says nothing, so that nothing would stand for it.
        let is_said = |last: &&str| self.claim.repeats && self.actual.contains('\n') && !last.trim().is_empty();
        let last = self.actual.lines().last().filter(is_said)?;
        let agreement = match same(claimed, last, self.rules) {
            Some(rung) => Agreement::Holds(rung, ReadingKind::Value),
            None => self.with(last).line(claimed)?,
        };
        let always_the_same = self.actual.lines().all(|line| line == last);
        match agreement {
            Agreement::Holds(..) if !always_the_same => Some(Agreement::Holds(Match::Last, ReadingKind::Lines)),
            Agreement::Holds(..) | Agreement::Unclear => Some(agreement),
        }
    }

    /// Several printed lines in one row: `0 1 2`, `0, 1, 2`, `0 then 1`, `1, 2, ..., 10`.
    fn is_row(&self, claimed: &str) -> bool {
        let lines: Vec<_> = self.actual.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() < 2 {
            return false;
        }
        let claimed = claimed.trim();
        let joined = claimed.replace(" and ", ", ").replace(",, ", ", ");
        claimed == lines.join(" ")
            || claimed == lines.join(", ")
            || ROW_SEPARATORS.iter().any(|separator| {
                let parts: Vec<_> = joined.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
                self.is_row_of(&parts, &lines)
            })
    }

    /// Whether `parts` are `lines`, one of them perhaps dots that stand for those in the middle.
    fn is_row_of(&self, parts: &[&str], lines: &[&str]) -> bool {
        let alike = |parts: &[&str], lines: &[&str]| {
            parts.len() == lines.len()
                && parts.iter().zip(lines).all(|(part, line)| same(part, line, self.rules).is_some())
        };
        let gap = parts.iter().position(|part| matches!(*part, "..." | "…"));
        match gap {
            Some(gap) if gap > 0 && parts.len() <= lines.len() + 1 => {
                let behind = parts.len() - gap - 1;
                alike(&parts[..gap], &lines[..gap]) && alike(&parts[gap + 1..], &lines[lines.len() - behind..])
            }
            Some(_) => false,
            None => alike(parts, lines),
        }
    }
}

/// Whether `claimed` is the value `actual` with words around it, in whatever language: `devient [1, 2]`, `现在是 5 了`. That may
/// say what comes out, and says nothing else.
fn names_the_value(claimed: &str, actual: &str) -> bool {
    let (claimed, actual) = (claimed.trim(), actual.trim());
    if !shape::is_value(actual) || claimed.contains('\n') {
        return false;
    }
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || ",.;!，。；！'’`".contains(c);
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_ascii() || c.is_whitespace() || ",.;!`".contains(c));
    claimed.match_indices(actual).any(|(at, _)| {
        let (before, behind) = (&claimed[..at], &claimed[at + actual.len()..]);
        before.len() + behind.len() > 0
            && [before, behind].into_iter().all(|text| text.chars().all(is_word))
            && is_apart(before.chars().next_back())
            && is_apart(behind.chars().next())
    })
}

/// What separates the printed lines that an author writes in one row.
const ROW_SEPARATORS: [&str; 14] =
    [", then ", " then ", ", ", "; ", " / ", " | ", " -> ", " → ", "→", "、", "，", ",", "  ", " "];

/// A label without its blanks and marks.
fn squeezed(label: &str) -> String {
    let label = label.trim().trim_end_matches(|c: char| LABELS.iter().any(|row| row.mark.trim() == c.to_string()));
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(COLOURS.is_sound());
    }
}
