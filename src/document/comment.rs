//! HTML comments: where they stand, and the blocks that are hidden in them.
//!
//! A hidden block is asked for by the comment's first line, `doctrue: setup` or `invisible-code-block: python`; behind it
//! stand fences, or the bare code. A fence in any other comment is text that somebody has commented out, and stays out.

use super::region::Region;
use super::{Block, BlockKind, CodeLine, Document, HtmlComment, Info, read_region, titles};
use crate::source::Span;
use pulldown_cmark::HeadingLevel;
use std::ops::Range;

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";

/// Notes the comments in the HTML at `range` of `region`, and the blocks in them.
pub(super) fn read(region: &Region, range: Range<usize>, above: &[(HeadingLevel, String)], document: &mut Document) {
    let mut from = range.start;
    while let Some(start) = region.text()[from..range.end].find(OPEN).map(|at| from + at) {
        let inside = start + OPEN.len();
        let Some(length) = region.text()[inside..range.end].find(CLOSE) else { break };
        let (end, until) = (inside + length, inside + length + CLOSE.len());
        let span = |range: Range<usize>| Span::new(region.to_source(range.start), region.to_source(range.end));
        document.comments.push(HtmlComment { whole: span(start..until), content: span(inside..end) });
        if region.text()[inside..end].contains('\n') {
            hidden_blocks(region, inside..end, above, document);
        }
        from = until;
    }
}

fn hidden_blocks(region: &Region, inside: Range<usize>, above: &[(HeadingLevel, String)], document: &mut Document) {
    let text = &region.text()[inside.clone()];
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let marker = first.trim();
    let says_setup = marker.strip_prefix("doctrue:").is_some_and(|rest| rest.split_whitespace().any(|w| w == "setup"));
    if !says_setup && marker != "invisible-code-block: python" {
        return;
    }
    let rest = inside.start + text.find(first).unwrap_or(0) + first.len()..inside.end;
    let before = document.blocks.len();
    let (comments, findings) = (document.comments.len(), document.findings.len());
    read_region(&region.part(rest.clone()), above, document);
    if fills(document, before, &region.text()[rest.clone()]) {
        document.blocks[before..].iter_mut().for_each(|block| block.hidden = true);
        return;
    }
    document.blocks.truncate(before);
    document.comments.truncate(comments);
    document.findings.truncate(findings);
    document.blocks.extend(bare_block(region, rest, above, document));
}

/// Whether the fences found since `before` are all that `text` holds.
fn fills(document: &Document, before: usize, text: &str) -> bool {
    let found = &document.blocks[before..];
    let is_fence = |block: &Block| block.kind == BlockKind::Fenced;
    let lines: usize = found.iter().map(|block| block.end_line + 1 - block.line).sum();
    let filled = text.lines().filter(|line| !line.trim().is_empty()).count();
    let blank = |block: &Block| {
        let code = block.lines.iter().filter(|line| document.source.slice(line.span).trim().is_empty());
        code.count()
    };
    let blanks: usize = found.iter().map(blank).sum();
    !found.is_empty() && found.iter().all(is_fence) && lines - blanks == filled
}

/// The code of a comment that has no fence.
fn bare_block(
    region: &Region,
    rest: Range<usize>,
    above: &[(HeadingLevel, String)],
    document: &Document,
) -> Option<Block> {
    let source = &document.source;
    let mut lines = Vec::new();
    // In a quote each line has the prefix of the comment's first one.
    let open = region.text()[..rest.start].rfind(OPEN).unwrap_or(rest.start);
    let prefix = &region.text()[region.text()[..open].rfind('\n').map_or(0, |end| end + 1)..open];
    for line in region.lines_from(rest.start).skip(1).take_while(|line| line.start < rest.end) {
        let text = &region.text()[line.start..line.end.min(rest.end).max(line.start)];
        let length = text.len();
        let quoted = text.strip_prefix(prefix).or_else(|| text.strip_prefix(prefix.trim_end()));
        let text = quoted.filter(|_| prefix.contains('>')).unwrap_or(text);
        let start = region.to_source(line.start) + (length - text.len());
        lines.push(CodeLine { line: source.line(start), span: Span::new(start, start + text.len()), pad: 0 });
    }
    while lines.last().is_some_and(|line| source.slice(line.span).trim().is_empty()) {
        lines.pop();
    }
    let (first, last) = (lines.first()?, lines.last()?);
    let span = Span::new(first.span.start, last.span.end);
    Some(Block {
        kind: BlockKind::Fenced,
        info: Info::parse("python"),
        span,
        line: first.line,
        end_line: last.line,
        headings: titles(above),
        lines,
        options: Vec::new(),
        hidden: true,
        invalid_utf8: false,
        shows_fence: false,
        is_escaped: false,
    })
}
