//! The lines of a document that a report shows, and the place in them that is meant.

use crate::claim::Claim;
use crate::document::{Block, Document};
use crate::report::Excerpt;
use crate::source::Span;

/// Lines above a claim that an excerpt shows.
const LINES_ABOVE: usize = 1;

/// Lines of a claim that an excerpt shows.
const MOST_LINES: usize = 10;

/// Bytes of a line that an excerpt shows around the place that is meant.
const LONGEST_LINE: usize = 1000;

/// The lines of `claim`; for one on lines of its own also the line above, which is what it is about.
pub(super) fn of_claim(document: &Document, block: &Block, claim: &Claim) -> Excerpt {
    let source = &document.source;
    let first_line = claim.lines.first().map_or(block.line, |line| line.line);
    let last_line = claim.lines.last().map_or(first_line, |line| line.line).min(first_line + MOST_LINES - 1);
    let is_own_line = claim.places.first().is_none_or(|place| !place.holds(first_line));
    let above = first_line.saturating_sub(LINES_ABOVE).clamp(first_line.min(block.line + 1), first_line);
    let begin = if is_own_line { above } else { first_line };
    let shown = Span::new(source.line_span(begin).start, source.line_span(last_line).end);
    excerpt(document, begin, shown, claim.span())
}

/// The whole line; its text without outer blanks is what is meant.
pub(super) fn of_line(document: &Document, line: usize) -> Excerpt {
    let shown = document.source.line_span(line);
    let shown = Span::new(shown.start.max(document.source.content_start().min(shown.end)), shown.end);
    let text = document.source.slice(shown);
    let end = shown.start + text.trim_end().len();
    excerpt(document, line, shown, Span::new(end - text.trim().len(), end))
}

fn excerpt(document: &Document, first_line: usize, shown: Span, place: Span) -> Excerpt {
    let source = &document.source;
    let shown = Span::new(shown.start.max(source.content_start().min(shown.end)), shown.end);
    let shown = around(source.text(), shown, place);
    let inside = |offset: usize| offset.clamp(shown.start, shown.end) - shown.start;
    Excerpt { first_line, text: source.slice(shown).to_owned(), place: inside(place.start)..inside(place.end) }
}

/// As much of `shown` as is worth showing around `place`: a line may be a megabyte long.
fn around(text: &str, shown: Span, place: Span) -> Span {
    let start = shown.start.max(place.start.saturating_sub(LONGEST_LINE));
    let end =
        shown.end.min(place.end.max(start).min(place.start.saturating_add(LONGEST_LINE)).saturating_add(LONGEST_LINE));
    Span::new(floor(text, start), floor(text, end))
}

/// The nearest boundary of a character at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}
