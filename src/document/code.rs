//! The lines of a code block, each with its place in the file, and how the block is delimited.

use super::container::Code;
use super::region::Region;
use super::{Block, BlockKind, CodeLine, Document, Events, Info, html, titles};
use crate::finding::{Finding, FindingCode};
use crate::lang::python;
use crate::source::{Source, Span};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, TagEnd};
use std::ops::Range;

/// A code block of CommonMark, as it opens.
pub(super) struct Opened<'k> {
    pub(super) kind: &'k CodeBlockKind<'k>,
    /// Its bytes in the region.
    pub(super) range: Range<usize>,
}

/// Reads a code block of CommonMark.
pub(super) fn read_block(
    region: &Region,
    Opened { kind, range }: Opened<'_>,
    events: &mut Events<'_>,
    headings: &[(HeadingLevel, String)],
    document: &mut Document,
) {
    let pieces = read_pieces(events);
    let source = &document.source;
    let text = region.text()[range.clone()].trim_end_matches(['\n', '\r', ' ']);
    let span = Span::new(region.to_source(range.start), region.to_source(range.start + text.len()));
    let (mut end_line, mut is_open) = (last_line(source, span), false);
    let (info, kind, first, last) = match kind {
        CodeBlockKind::Indented => (Info::default(), BlockKind::Indented, range.start, range.start + text.len()),
        CodeBlockKind::Fenced(info) => {
            let reached = pieces.last().map_or(0, |piece| piece.range.end.saturating_sub(range.start));
            is_open = !is_closed(text, reached);
            if is_open {
                end_line = source.line(region.to_source(range.end.max(range.start + 1) - 1));
            }
            let last = if is_open { range.end } else { line_start(region.text(), range.start + text.len()) };
            let first = region.lines_from(range.start).nth(1).map_or(range.end, |line| line.start);
            (Info::parse(info), BlockKind::Fenced, first, last)
        }
    };
    let mut lines = code_lines(region, source, &pieces, first, last);
    let info = if kind == BlockKind::Indented { tag_line(source, &mut lines).unwrap_or(info) } else { info };
    let is_as_it_ends = end_line == last_line(source, span);
    let found = Found { kind, info, span, end_line, lines, is_open, is_element: false };
    found.add(headings, document);
    let block = document.blocks.last().filter(|block| block.shows_fence && is_as_it_ends);
    let lines = block.map(|block| block.lines.iter().map(|line| document.source.slice(line.span)));
    let swallowed = lines.and_then(|lines| swallowed(text, document.source.line(span.start), lines));
    document.findings.extend(swallowed);
}

/// The line on which `span` ends.
fn last_line(source: &Source, span: Span) -> usize {
    source.line(span.end.max(span.start + 1) - 1)
}

/// A block whose lines are found, those of its options among them.
struct Found {
    kind: BlockKind,
    info: Info,
    span: Span,
    end_line: usize,
    lines: Vec<CodeLine>,
    /// Whether its end is missing.
    is_open: bool,
    /// Whether it is an element of HTML.
    is_element: bool,
}

impl Found {
    fn add(self, headings: &[(HeadingLevel, String)], document: &mut Document) {
        let Self { kind, info, span, end_line, mut lines, is_open, is_element } = self;
        let source = &document.source;
        let line = source.line(span.start);
        let options = option_lines(&mut lines, source, info.directive.is_some());
        let shows_fence = lines.iter().any(|line| html::is_fence(source.slice(line.span)));
        let is_escaped = is_element
            && lines.iter().any(|line| !source.has_escapes(line.line) && html::is_escaped(source.slice(line.span)));
        if is_open {
            let message = "this fence is never closed, so everything after it counts as code: add the closing fence";
            document.findings.push(Finding::new(FindingCode::UnclosedFence, line, message));
        }
        document.blocks.push(Block {
            kind,
            info,
            span,
            line,
            end_line,
            headings: titles(headings),
            lines,
            options,
            hidden: false,
            invalid_utf8: false,
            shows_fence,
            is_escaped,
        });
    }
}

/// That a fence on line `line` swallows what another was to hold: a line within `block` opens one that it does not enclose,
/// being no longer. In a string of Python it may be what is meant.
fn swallowed<'a>(block: &str, line: usize, lines: impl Iterator<Item = &'a str> + Clone) -> Option<Finding> {
    let mark = block.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = block.chars().take_while(|&c| c == mark).count();
    let at = lines.clone().position(|text| html::opens_fence(text, mark, count))?;
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    python::parse(&code).error.as_ref()?;
    let other = line + 1 + at;
    let message = format!(
        "this fence swallows the one on line {other}: take it away or close it, or make it longer if it is to show the other"
    );
    Some(Finding::new(FindingCode::SwallowedFence, line, message))
}

/// Adds the session in running text that has these `lines`.
pub(super) fn push_session(
    region: &Region,
    lines: &[Range<usize>],
    headings: &[(HeadingLevel, String)],
    document: &mut Document,
) {
    let source = &document.source;
    let of_source = |range: &Range<usize>| {
        let start = region.to_source(range.start);
        Span::new(start, start + range.len())
    };
    let spans: Vec<_> = lines.iter().map(of_source).collect();
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return };
    let span = Span::new(first.start, last.end);
    let end_line = last_line(source, span);
    let lines = spans.iter().map(|&span| CodeLine { line: source.line(span.start), span, pad: 0 }).collect();
    let (kind, info) = (BlockKind::Indented, Info::default());
    Found { kind, info, span, end_line, lines, is_open: false, is_element: false }.add(headings, document);
}

/// Adds the block of code that no fence of CommonMark delimits.
pub(super) fn push(region: &Region, code: Code, headings: &[(HeadingLevel, String)], document: &mut Document) {
    let source = &document.source;
    let Code { info, whole, content, is_open } = code;
    let span = Span::new(region.to_source(whole.start), region.to_source(whole.end));
    let mut lines = Vec::new();
    for line in region.lines_from(content.start).take_while(|line| line.start < content.end) {
        let (start, end) = (line.start.max(content.start), line.end.min(content.end).max(content.start));
        let origin = region.to_source(start);
        lines.push(CodeLine { line: source.line(origin), span: Span::new(origin, origin + (end - start)), pad: 0 });
    }
    let (kind, end_line) = (BlockKind::Fenced, last_line(source, span));
    let is_element = region.text()[whole].starts_with('<');
    Found { kind, info, span, end_line, lines, is_open, is_element }.add(headings, document);
}

/// Takes the blanks away that stand before all of `lines`.
pub(super) fn dedent(source: &Source, lines: &mut [CodeLine]) {
    let text = |line: &CodeLine| source.slice(line.span);
    let indent = |line: &CodeLine| text(line).len() - text(line).trim_start_matches(' ').len();
    let margin = lines.iter().filter(|line| !text(line).trim().is_empty()).map(indent).min().unwrap_or(0);
    for line in lines {
        line.span.start = (line.span.start + margin).min(line.span.end);
    }
}

/// What the first of indented lines says of the others, which is then taken away: `:::python` of Python-Markdown's
/// CodeHilite.
fn tag_line(source: &Source, lines: &mut Vec<CodeLine>) -> Option<Info> {
    let raw = source.slice(lines.first()?.span).trim().strip_prefix(":::")?;
    let info = Info::parse(raw);
    let is_word = !raw.is_empty() && !raw.starts_with([' ', ':', '{']);
    is_word.then(|| {
        lines.remove(0);
        info
    })
}

/// A piece of code as pulldown-cmark gives it: its range, and the blanks of half a tab before it.
struct Piece {
    range: Range<usize>,
    pad: usize,
}

fn read_pieces(events: &mut Events<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut pad = 0;
    for (event, range) in events.by_ref() {
        match event {
            Event::End(TagEnd::CodeBlock) => break,
            Event::Text(text) if range.is_empty() => pad = text.len(),
            Event::Text(_) => pieces.push(Piece { range, pad: std::mem::take(&mut pad) }),
            _ => {}
        }
    }
    pieces
}

/// The code between `first` and `last`, one entry a line of the file; a line without any piece is blank.
fn code_lines(region: &Region, source: &Source, pieces: &[Piece], first: usize, last: usize) -> Vec<CodeLine> {
    let mut lines = Vec::new();
    let mut pieces = pieces.iter().peekable();
    if first >= last {
        return lines;
    }
    for line in region.lines_from(first).take_while(|line| line.start < last) {
        while pieces.next_if(|piece| piece.range.end <= line.start).is_some() {}
        let piece = pieces.peek().filter(|piece| piece.range.start < line.end);
        let start = piece.map_or(line.end, |piece| piece.range.start.max(line.start));
        let pad = piece.filter(|piece| piece.range.start >= line.start).map_or(0, |piece| piece.pad);
        let origin = region.to_source(start);
        let span = Span::new(origin, origin + (line.end - start));
        lines.push(CodeLine { line: source.line(origin), span, pad });
    }
    lines
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Whether `block`, from its opening fence on and without trailing blanks, ends with a closing fence: at least as many
/// of the same character, nothing before them but the prefixes of quotes (CommonMark 0.31, section 4.5), and not part
/// of the code, which takes the first `reached` bytes.
fn is_closed(block: &str, reached: usize) -> bool {
    let Some(character) = block.chars().next() else { return false };
    let opening = block.chars().take_while(|&c| c == character).count();
    let last = line_start(block, block.len());
    let content = block[last..].trim_start_matches([' ', '\t', '>']);
    let is_code = reached > block.len() - content.len();
    last > 0 && !is_code && content.chars().all(|c| c == character) && content.chars().count() >= opening
}

/// The options at the top of a notebook cell. Those of a MyST directive (`:key: value` lines, or a YAML header between
/// `---`) are no code and are taken away; those of Quarto (`#| key: value`) are comments and stay.
fn option_lines(lines: &mut Vec<CodeLine>, source: &Source, is_directive: bool) -> Vec<String> {
    let text = |line: &CodeLine| source.slice(line.span).to_owned();
    if !is_directive {
        return lines.iter().map(text).take_while(|line| is_cell_option(line)).collect();
    }
    let is_rule = |line: &CodeLine| source.slice(line.span).trim() == "---";
    let is_option = |line: &&CodeLine| {
        let text = source.slice(line.span);
        text.strip_prefix(':').and_then(|rest| rest.split_once(':')).is_some_and(|(key, _)| !key.contains(' '))
    };
    let count = if lines.first().is_some_and(is_rule) {
        lines.iter().skip(1).position(is_rule).map_or(0, |end| end + 2)
    } else {
        lines.iter().take_while(is_option).count()
    };
    lines.drain(..count).map(|line| text(&line)).collect()
}

/// `#| key: value`, which formatters move to `# | key: value`.
fn is_cell_option(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| rest.trim_start_matches(' ').starts_with('|'))
}
