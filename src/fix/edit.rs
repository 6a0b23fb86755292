//! Edits: bytes of a file that are replaced, each at its span, and nothing else.
//!
//! A document is never put together from its lines. What no edit covers is copied byte by byte, so line endings, tabs,
//! blanks at the ends of lines, a byte order mark and what is not UTF-8 stay what they are.

use crate::claim::{Claim, Documented};
use crate::report::edit::LineEdit;
use crate::source::{Source, Span};

/// Bytes to put in the place of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self { span: Span::new(start, end), text: text.into() }
    }
}

/// `bytes` with all `edits`, in whatever order they come; none if two of them overlap or one lies outside.
#[must_use]
pub fn apply(bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut sorted: Vec<_> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    // Of two insertions at one place nobody could say which comes first.
    let is_apart = sorted.is_sorted_by(|a, b| a.span.end <= b.span.start && a.span != b.span);
    let is_inside = sorted.iter().all(|edit| edit.span.start <= edit.span.end && edit.span.end <= bytes.len());
    if !is_apart || !is_inside {
        return None;
    }
    let mut edited = bytes.to_vec();
    for edit in sorted.into_iter().rev() {
        edited.splice(edit.span.range(), edit.text.bytes());
    }
    Some(edited)
}

/// `edits` of the file `source` as lines that take the place of others; none if they overlap.
#[must_use]
pub fn as_lines(source: &Source, edits: &[Edit]) -> Option<LineEdit> {
    let start = edits.iter().map(|edit| edit.span.start).min()?;
    let end = edits.iter().map(|edit| edit.span.end).max()?;
    let (line, end_line) = (source.line(start), source.line(end));
    let whole = Span::new(source.line_span(line).start, source.line_span(end_line).end);
    let moved = |edit: &Edit| {
        let at = |offset: usize| offset.checked_sub(whole.start);
        Some(Edit { span: Span::new(at(edit.span.start)?, at(edit.span.end)?), text: edit.text.clone() })
    };
    let moved: Vec<_> = edits.iter().map(moved).collect::<Option<_>>()?;
    let text = apply(source.slice(whole).as_bytes(), &moved)?;
    Some(LineEdit { line, end_line, text: String::from_utf8(text).ok()? })
}

/// The edits that put `text`, as a notation writes it, in the place of the first `count` documented lines of `claim`.
/// A line that stays as it is is not touched.
#[must_use]
pub fn rewriting(source: &Source, claim: &Claim, count: usize, text: &str) -> Vec<Edit> {
    let old = &claim.lines[..count.clamp(1, claim.lines.len())];
    let writer = Writer { source, claim, ending: line_ending(source, old[0].span.start) };
    let (first, rest) = text.split_once('\n').map_or((text, None), |(first, rest)| (first, Some(rest)));
    let rest: Vec<_> = rest.into_iter().flat_map(|rest| rest.split('\n')).map(|line| writer.content(line)).collect();
    if first.is_empty() && !rest.is_empty() {
        return vec![writer.below(claim.span(), &rest)];
    }
    let is_blank_before = source.text()[..old[0].span.start].ends_with([' ', '\t']);
    let first = if old[0].text.is_empty() && is_blank_before { first.trim_start() } else { first };
    let new: Vec<_> = std::iter::once(first).chain(rest).collect();
    writer.edits(old, &new)
}

/// The line ending of the line at `offset`, or of the line before if it has none.
#[must_use]
pub fn line_ending(source: &Source, offset: usize) -> &'static str {
    let of = |line: usize| {
        let rest = &source.text()[source.line_span(line).end..];
        ["\r\n", "\n", "\r"].into_iter().find(|ending| rest.starts_with(ending))
    };
    let line = source.line(offset);
    of(line).or_else(|| of(line.saturating_sub(1).max(1))).unwrap_or("\n")
}

/// Writes lines of one claim.
struct Writer<'a> {
    source: &'a Source,
    claim: &'a Claim,
    ending: &'static str,
}

impl<'a> Writer<'a> {
    /// A further line without what stands before it.
    fn content<'t>(&self, line: &'t str) -> &'t str {
        line.strip_prefix(self.claim.continuation.as_str()).unwrap_or_default()
    }

    /// `lines`, each behind a line ending and the claim's prefix.
    fn further(&self, lines: &[&str]) -> String {
        let before = |line: &str| match line.is_empty() {
            true => self.claim.continuation.trim_end(),
            false => self.claim.continuation.as_str(),
        };
        lines.iter().map(|line| format!("{}{}{line}", self.ending, before(line))).collect()
    }

    /// `lines` below the marker, in the place of `span` behind it.
    fn below(&self, span: Span, lines: &[&str]) -> Edit {
        let marker_end = self.source.text()[..span.start].trim_end_matches([' ', '\t']).len();
        Edit::new(marker_end, span.end, self.further(lines))
    }

    fn edits(&self, old: &[Documented], new: &[&str]) -> Vec<Edit> {
        let same = |(old, new): &(&Documented, &&str)| old.text.trim_end() == new.trim_end();
        let head = old.iter().zip(new).take_while(same).count();
        let most = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
        let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
        let pairs = old_middle.len().min(new_middle.len());
        let changed = old_middle.iter().zip(new_middle).enumerate().filter(|(_, pair)| !same(pair));
        let mut edits: Vec<_> = changed.map(|(index, (old, new))| self.line(old, new, head + index > 0)).collect();
        let last_kept = old[..head + pairs].last();
        let (added, removed) = (&new_middle[pairs..], &old_middle[pairs..]);
        match (added, removed, last_kept) {
            ([], [], _) => {}
            ([], [.., last], Some(kept)) => edits.push(Edit::new(kept.span.end, last.span.end, "")),
            ([], [first, ..], None) => edits.push(Edit::new(first.span.start, old[removed.len()].span.start, "")),
            (added, _, Some(kept)) => edits.push(Edit::new(kept.span.end, kept.span.end, self.further(added))),
            ([first, rest @ ..], _, None) => {
                let text = format!("{first}{}{}{}", self.further(rest), self.ending, self.claim.continuation);
                edits.push(Edit::new(old[0].span.start, old[0].span.start, text));
            }
        }
        edits
    }

    /// One line in the place of another.
    fn line(&self, old: &Documented, new: &str, is_further: bool) -> Edit {
        let text = self.source.text();
        match (old.text.is_empty(), new.is_empty()) {
            (true, false) if is_further => {
                let line = self.source.line_span(old.line);
                Edit::new(line.start, line.end, format!("{}{new}", self.claim.continuation))
            }
            (false, true) => Edit::new(text[..old.span.start].trim_end_matches([' ', '\t']).len(), old.span.end, ""),
            _ => Edit::new(old.span.start, old.span.end, new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_are_applied_wherever_they_stand_in_the_list() {
        let edits = [Edit::new(4, 5, "E"), Edit::new(0, 1, "aaa"), Edit::new(2, 2, "-")];
        assert_eq!(apply(b"abcdef", &edits).as_deref(), Some(b"aaab-cdEf".as_slice()));
        assert_eq!(apply(b"abc", &[Edit::new(0, 2, ""), Edit::new(1, 3, "")]), None);
        assert_eq!(apply(b"abc", &[Edit::new(2, 4, "")]), None);
    }

    #[test]
    fn the_line_ending_is_that_of_the_line() {
        let source = Source::new("a.md", b"a\r\nb\nc\rd".to_vec());
        assert_eq!([0, 3, 5, 7].map(|offset| line_ending(&source, offset)), ["\r\n", "\n", "\r", "\r"]);
        assert_eq!(line_ending(&Source::new("a.md", b"a".to_vec()), 0), "\n");
    }

    #[test]
    fn edits_are_told_as_whole_lines() {
        let source = Source::new("a.md", b"one\r\ntwo\r\nthree\r\n".to_vec());
        let of = |edits: &[Edit]| as_lines(&source, edits).map(|edit| (edit.line, edit.end_line, edit.text));
        assert_eq!(of(&[Edit::new(5, 6, "T")]), Some((2, 2, "Two".to_owned())));
        assert_eq!(of(&[Edit::new(8, 8, "\r\nx")]), Some((2, 2, "two\r\nx".to_owned())));
        assert_eq!(of(&[Edit::new(1, 2, "N"), Edit::new(5, 10, "")]), Some((1, 3, "oNe\r\nthree".to_owned())));
        assert_eq!(of(&[]), None);
    }

    proptest! {
        #[test]
        fn what_no_edit_covers_stays(bytes in proptest::collection::vec(any::<u8>(), 0..60), cuts in proptest::collection::vec((1usize..12, 0usize..6, "[a-z]{0,4}"), 0..5)) {
            let mut edits = Vec::new();
            let mut kept = Vec::new();
            let mut offset = 0;
            for (gap, length, text) in cuts {
                let (start, end) = (offset + gap, offset + gap + length);
                if end > bytes.len() {
                    break;
                }
                kept.extend_from_slice(&bytes[offset..start]);
                kept.extend_from_slice(text.as_bytes());
                edits.push(Edit::new(start, end, text));
                offset = end;
            }
            kept.extend_from_slice(&bytes[offset..]);
            edits.reverse();
            prop_assert_eq!(apply(&bytes, &edits), Some(kept));
        }
    }
}
