//! Documents: the code blocks of a Markdown file, each line of code with its exact place in the file.
//!
//! CommonMark is read by pulldown-cmark, never by a scanner of our own: fences in lists, quotes and callouts, longer
//! fences, `~~~`, indented code and HTML blocks are its business. Two things it does not do are done here: it does not
//! tell that a fence is never closed, and its text events are not lines (with CR LF an event may begin with the line
//! feed before it, in a quote every line is an event of its own, half of a tab is an event of no bytes).

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums are not ours: what is not named is of no interest"
)]

mod comment;
mod info;
mod region;

pub use info::Info;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};
use region::Region;

use crate::finding::{Finding, FindingCode};
use crate::source::{Encoding, Source, Span};
use std::ops::Range;

/// A parsed Markdown file.
#[derive(Debug)]
pub struct Document {
    /// The file itself.
    pub source: Source,
    /// All code blocks, in the order of the file.
    pub blocks: Vec<Block>,
    /// All HTML comments, in the order of the file.
    pub comments: Vec<HtmlComment>,
    /// The YAML (`---`) or TOML (`+++`) metadata at the top, with its delimiters.
    pub front_matter: Option<Span>,
    /// What is the matter with the Markdown, in the order of the file.
    pub findings: Vec<Finding>,
}

/// An HTML comment on lines of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HtmlComment {
    /// With `<!--` and `-->`.
    pub whole: Span,
    /// What stands between them.
    pub content: Span,
}

/// How a block is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// By fences of backticks or tildes.
    Fenced,
    /// By indentation of four columns.
    Indented,
}

/// One code block.
#[derive(Debug)]
pub struct Block {
    /// How it is delimited.
    pub kind: BlockKind,
    /// What the info string says; empty for indented code.
    pub info: Info,
    /// The block with its fences.
    pub span: Span,
    /// The 1-based line of its first line, the opening fence included.
    pub line: usize,
    /// The 1-based line of its last line, the closing fence included.
    pub end_line: usize,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Its code, without fences, option lines and the prefixes of quotes and lists.
    pub lines: Vec<CodeLine>,
    /// Lines at its top that are options of a notebook cell and no code (MyST, Quarto).
    pub options: Vec<String>,
    /// Whether it stands in an HTML comment, where readers do not see it.
    pub hidden: bool,
    /// Whether it holds a byte that is not UTF-8.
    pub invalid_utf8: bool,
}

/// One line of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// The 1-based line of the file.
    pub line: usize,
    /// Its text, without the line ending.
    pub span: Span,
    /// Columns of blanks before the text that stand for half of a tab and so have no bytes.
    pub pad: usize,
}

impl CodeLine {
    /// The line as Python sees it.
    #[must_use]
    pub fn text(self, source: &Source) -> String {
        " ".repeat(self.pad) + source.slice(self.span)
    }
}

impl Block {
    /// The code, lines joined by LF, with a line ending behind the last one.
    #[must_use]
    pub fn code(&self, source: &Source) -> String {
        self.lines.iter().map(|line| line.text(source) + "\n").collect()
    }
}

/// Finds the blocks of `source`. Never fails; what is odd is a finding.
#[must_use]
pub fn parse(source: Source) -> Document {
    let mut document =
        Document { source, blocks: Vec::new(), comments: Vec::new(), front_matter: None, findings: Vec::new() };
    if document.source.encoding() == Encoding::Utf16 {
        let message = "this file is UTF-16, which is not read: save it as UTF-8";
        document.findings.push(Finding::new(FindingCode::UnreadableText, 1, message));
        return document;
    }
    let whole = Region::whole(&document.source);
    read_region(&whole, &[], &mut document);
    document.blocks.sort_by_key(|block| block.span.start);
    document.comments.sort_by_key(|comment| comment.whole.start);
    report_invalid_bytes(&mut document);
    document.findings.sort_by_key(|finding| finding.line);
    document
}

/// Reads one region and the containers inside it. `above` are the headings over it.
fn read_region(region: &Region, above: &[(HeadingLevel, String)], document: &mut Document) {
    let mut options = Options::empty();
    options.insert(Options::ENABLE_HEADING_ATTRIBUTES);
    options.insert(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS);
    options.insert(Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS);
    let mut events = Parser::new_ext(region.text(), options).into_offset_iter();
    let mut headings = above.to_vec();
    let mut taken_until = 0;
    while let Some((event, range)) = events.next() {
        if range.start < taken_until {
            continue;
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                headings.retain(|(outer, _)| *outer < level);
                headings.push((level, heading_text(&mut events)));
            }
            Event::Start(Tag::MetadataBlock(_)) => {
                let start = region.to_source(range.start);
                document.front_matter = Some(Span::new(start, start + range.len()));
            }
            Event::Start(Tag::CodeBlock(kind)) => match fence_within(region, &kind, range.clone()) {
                Some(inner) => {
                    read_region(&inner, &headings, document);
                    events.by_ref().find(|(event, _)| matches!(event, Event::End(TagEnd::CodeBlock)));
                }
                None => read_block(region, &kind, range, &mut events, &headings, document),
            },
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                comment::read(region, range, &headings, document);
            }
            Event::Start(Tag::Paragraph) => {
                if let Some((inner, end)) = first_container(region, range) {
                    taken_until = end;
                    read_region(&inner, &headings, document);
                }
            }
            _ => {}
        }
    }
}

/// The fence that is the whole of the indented block at `range`, with less before its lines.
fn fence_within(region: &Region, kind: &CodeBlockKind<'_>, range: Range<usize>) -> Option<Region> {
    let is_fence = matches!(kind, CodeBlockKind::Indented) && region.holds_fence(range.clone());
    is_fence.then(|| region.dedented(range)).flatten()
}

/// The first line of the paragraph at `range` that opens a container. Only at the start of a line of the region:
/// inside quotes and lists the marker has a prefix and Python-Markdown would not see it either.
fn first_container(region: &Region, range: Range<usize>) -> Option<(Region, usize)> {
    let line_start = region.text()[..range.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    if !region.text()[line_start..range.start].trim().is_empty() {
        return None;
    }
    let lines: Vec<_> = region.lines_from(range.start).take_while(|line| line.start < range.end).collect();
    lines.into_iter().find_map(|line| region.container(line.start).or_else(|| region.division(line.start)))
}

fn heading_text(events: &mut OffsetIter<'_>) -> String {
    let mut title = String::new();
    for (event, _) in events.by_ref() {
        match event {
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(text) | Event::Code(text) => title.push_str(&text),
            Event::SoftBreak | Event::HardBreak => title.push(' '),
            _ => {}
        }
    }
    title.trim().to_owned()
}

fn read_block(
    region: &Region,
    kind: &CodeBlockKind<'_>,
    range: Range<usize>,
    events: &mut OffsetIter<'_>,
    headings: &[(HeadingLevel, String)],
    document: &mut Document,
) {
    let pieces = read_pieces(events);
    let source = &document.source;
    let text = region.text()[range.clone()].trim_end_matches(['\n', '\r', ' ']);
    let span = Span::new(region.to_source(range.start), region.to_source(range.start + text.len()));
    let (line, mut end_line) = (source.line(span.start), source.line(span.end.max(span.start + 1) - 1));
    let (info, block_kind, first, last) = match kind {
        CodeBlockKind::Indented => (Info::default(), BlockKind::Indented, range.start, range.start + text.len()),
        CodeBlockKind::Fenced(info) => {
            let reached = pieces.last().map_or(0, |piece| piece.range.end.saturating_sub(range.start));
            let closed = is_closed(text, reached);
            if !closed {
                end_line = source.line(region.to_source(range.end.max(range.start + 1) - 1));
                let message = "this fence is never closed, so all that follows counts as code: add the closing fence";
                document.findings.push(Finding::new(FindingCode::UnclosedFence, line, message));
            }
            let last = if closed { line_start(region.text(), range.start + text.len()) } else { range.end };
            let first = region.lines_from(range.start).nth(1).map_or(range.end, |line| line.start);
            (Info::parse(info), BlockKind::Fenced, first, last)
        }
    };
    let mut lines = code_lines(region, source, &pieces, first, last);
    let options = option_lines(&mut lines, source, info.directive.is_some());
    document.blocks.push(Block {
        kind: block_kind,
        info,
        span,
        line,
        end_line,
        headings: titles(headings),
        lines,
        options,
        hidden: false,
        invalid_utf8: false,
    });
}

/// A piece of code as pulldown-cmark gives it: its range, and the blanks of half a tab before it.
struct Piece {
    range: Range<usize>,
    pad: usize,
}

fn read_pieces(events: &mut OffsetIter<'_>) -> Vec<Piece> {
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

fn titles(headings: &[(HeadingLevel, String)]) -> Vec<String> {
    headings.iter().map(|(_, title)| title.clone()).collect()
}

/// The options at the top of a notebook cell. Those of a MyST directive (`:key: value` lines, or a YAML header between
/// `---`) are no code and are taken away; those of Quarto (`#| key: value`) are comments and stay.
fn option_lines(lines: &mut Vec<CodeLine>, source: &Source, is_directive: bool) -> Vec<String> {
    let text = |line: &CodeLine| source.slice(line.span).to_owned();
    if !is_directive {
        return lines.iter().map(text).take_while(|line| line.starts_with("#|")).collect();
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

/// One finding for each line with bytes that are not UTF-8, and the blocks that hold one.
fn report_invalid_bytes(document: &mut Document) {
    let source = &document.source;
    let invalid = source.invalid();
    for block in &mut document.blocks {
        let next = invalid.get(invalid.partition_point(|&offset| offset < block.span.start));
        block.invalid_utf8 |= next.is_some_and(|&offset| offset < block.span.end);
    }
    let mut last_line = 0;
    for &offset in invalid {
        let line = source.line(offset);
        if line != last_line {
            last_line = line;
            let message = format!("byte {offset} is not UTF-8: save the file as UTF-8");
            document.findings.push(Finding::new(FindingCode::InvalidUtf8, line, message));
        }
    }
}

#[cfg(test)]
mod tests;
