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

mod attributes;
mod code;
mod comment;
mod container;
mod html;
mod info;
mod matter;
mod region;
mod rst;
mod session;

pub use info::Info;

use container::{Code, Container};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};
use region::Region;

use crate::finding::{Finding, FindingCode};
use crate::lang;
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
    /// What the info string says, or an attribute list below the block; empty for most indented code.
    pub info: Info,
    /// The block with its fences, and the attribute list below it.
    pub span: Span,
    /// The 1-based line of its first line, the opening fence included.
    pub line: usize,
    /// The 1-based line of its last line, the closing fence and an attribute list below it included.
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
    /// Whether a line of it looks like the fence of another block.
    pub shows_fence: bool,
    /// Whether its characters are written with escapes of HTML, so that its text is not its bytes.
    pub is_escaped: bool,
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

/// Finds the blocks of `source`. Never fails; what is odd is a finding. Code in elements of HTML is what it says, without
/// escapes, if that leaves the blocks as they are.
#[must_use]
pub fn parse(source: Source) -> Document {
    let document = parse_as_written(source);
    let decoded = html::decoded(&document);
    if decoded.is_empty() {
        return document;
    }
    let new = parse_as_written(document.source.clone().with(decoded));
    let place = |document: &Document, block: &Block| {
        let told = |line: usize| document.source.told_line(line);
        (told(block.line), told(block.end_line), block.info.clone(), block.lines.len())
    };
    let mut pairs = document.blocks.iter().zip(&new.blocks);
    let is_same = document.blocks.len() == new.blocks.len()
        && pairs.all(|(old, new_block)| place(&document, old) == place(&new, new_block));
    if is_same { new } else { document }
}

/// The same where the code in elements of HTML stays as it is written.
#[must_use]
pub fn parse_as_written(source: Source) -> Document {
    let mut document =
        Document { source, blocks: Vec::new(), comments: Vec::new(), front_matter: None, findings: Vec::new() };
    if document.source.encoding() == Encoding::Utf16 {
        let message = "this file is UTF-16, which doctrue does not read: save it as UTF-8";
        document.findings.push(Finding::new(FindingCode::UnreadableText, 1, message));
        return document;
    }
    let whole = Region::whole(&document.source);
    let matter = matter::length(whole.text());
    document.front_matter = matter.map(|length| Span::new(whole.to_source(0), whole.to_source(0) + length));
    read_region_from(&whole, matter.unwrap_or(0), &[], &mut document);
    document.blocks.sort_by_key(|block| block.span.start);
    attributes::take_in(&mut document);
    document.comments.sort_by_key(|comment| comment.whole.start);
    report_invalid_bytes(&mut document);
    document.findings.sort_by_key(|finding| finding.line);
    document
}

/// Reads one region and the containers inside it. `above` are the headings over it.
fn read_region(region: &Region, above: &[(HeadingLevel, String)], document: &mut Document) {
    read_region_from(region, 0, above, document);
}

/// Bytes that are read once more at most, because CommonMark sees the end of a container elsewhere than its author: each
/// time all behind it is. A document can be made in which that is every line.
const MOST_READ_AGAIN: usize = 64 * 1024 * 1024;

/// Reads what stands behind `from` in a region.
fn read_region_from(region: &Region, from: usize, above: &[(HeadingLevel, String)], document: &mut Document) {
    let mut reader = Reader { region, headings: above.to_vec(), document, taken_until: from, lists: 0 };
    let mut next = Some(from);
    let mut left = MOST_READ_AGAIN + region.text().len();
    while let Some(at) = next.filter(|at| left > region.text().len() - at) {
        left -= region.text().len() - at;
        next = reader.read(at);
    }
}

/// The events of CommonMark behind an offset of a text, with ranges of the whole text.
struct Events<'a> {
    inner: OffsetIter<'a>,
    at: usize,
}

impl<'a> Iterator for Events<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let (event, range) = self.inner.next()?;
        Some((event, range.start + self.at..range.end + self.at))
    }
}

/// A region that is being read.
struct Reader<'a> {
    region: &'a Region,
    headings: Vec<(HeadingLevel, String)>,
    document: &'a mut Document,
    /// What stands before it is read.
    taken_until: usize,
    /// In how many lists the reader is.
    lists: usize,
}

impl Reader<'_> {
    /// Reads on from `at`. Where that has to end because CommonMark sees other blocks than the author from there on, it is
    /// returned.
    fn read(&mut self, at: usize) -> Option<usize> {
        let mut options = Options::empty();
        options.insert(Options::ENABLE_HEADING_ATTRIBUTES);
        let region = self.region;
        let mut events = Events { inner: Parser::new_ext(&region.text()[at..], options).into_offset_iter(), at };
        self.lists = 0;
        while let Some((event, range)) = events.next() {
            if range.start < self.taken_until {
                // A block that begins in what is taken and ends behind it is none.
                let is_astray = matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
                if is_astray && range.end > self.taken_until {
                    return Some(self.taken_until);
                }
                continue;
            }
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    self.headings.retain(|(outer, _)| *outer < level);
                    self.headings.push((level, heading_text(&mut events)));
                }
                Event::Start(Tag::List(_)) => self.lists += 1,
                Event::End(TagEnd::List(_)) => self.lists = self.lists.saturating_sub(1),
                Event::Start(Tag::CodeBlock(kind)) => self.code_block(&kind, range, &mut events),
                Event::Start(Tag::HtmlBlock) => {
                    comment::read(region, range.clone(), &self.headings, self.document);
                    self.html(range.clone());
                    if self.taken_until > range.end {
                        return Some(self.taken_until);
                    }
                }
                Event::InlineHtml(_) => comment::read(region, range, &self.headings, self.document),
                Event::Start(Tag::Paragraph) => self.paragraph(range),
                Event::Start(Tag::BlockQuote(_)) => self.session(range),
                _ => {}
            }
        }
        None
    }

    /// A code block of CommonMark, which may be a directive of MyST with Markdown in it, or a fence that stands too far to
    /// the right in a list.
    fn code_block(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>, events: &mut Events<'_>) {
        let inner = match kind {
            CodeBlockKind::Indented => {
                let is_fence = self.lists > 0 && self.region.holds_fence(range.clone());
                is_fence.then(|| self.region.dedented(range.clone())).flatten()
            }
            CodeBlockKind::Fenced(raw) => self.markdown_within(raw, range.clone()),
        };
        if let Some(inner) = inner {
            read_region(&inner, &self.headings, self.document);
            events.find(|(event, _)| matches!(event, Event::End(TagEnd::CodeBlock)));
            return;
        }
        let rst = matches!(kind, CodeBlockKind::Fenced(raw) if Info::parse(raw).is_rst());
        let before = self.document.blocks.len();
        let opened = code::Opened { kind, range: range.clone() };
        code::read_block(self.region, opened, events, &self.headings, self.document);
        if rst && self.rst(self.within(range)) > 0 {
            self.document.blocks.remove(before);
        }
    }

    /// The Markdown in a directive of MyST: `{note}`, `{tab-item} Python`. One without a fence in it is left as it is.
    fn markdown_within(&self, raw: &str, range: Range<usize>) -> Option<Region> {
        let info = Info::parse(raw);
        if info.directive.is_none() || info.holds_code() || info.is_rst() || self.region.is_deepest() {
            return None;
        }
        let within = self.within(range);
        // Quotes have their marks before each line.
        let text = |line: Span| self.region.text()[line.range()].trim_matches(['>', ' ', '\t']);
        let mut lines = self.region.lines_from(within.start).take_while(|line| line.start < within.end).map(text);
        lines.any(|text| html::is_fence(text) || text.starts_with(":::{")).then(|| self.part(within.clone()))
    }

    /// The lines of the fence at `range` without those that open and close it.
    fn within(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.region.text()[range.clone()];
        let Some(mark) = text.chars().next() else { return range };
        let first = self.region.lines_from(range.start).nth(1).map_or(range.end, |line| line.start);
        let whole = text.trim_end_matches(['\n', '\r', ' ']);
        let last = range.start + whole.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let closer = self.region.text()[last..range.start + whole.len()].trim_matches(['>', ' ', '\t']);
        let is_closed = closer.len() >= 3 && closer.chars().all(|c| c == mark);
        first..if is_closed { last } else { range.end }.max(first)
    }

    /// The lines at `range` as a region, without the blanks before all of them.
    fn part(&self, range: Range<usize>) -> Region {
        self.region.dedented(range.clone()).unwrap_or_else(|| self.region.part(range))
    }

    /// The code in the reStructuredText at `range`: how many pieces.
    fn rst(&mut self, range: Range<usize>) -> usize {
        let files = rst::files(self.region, range.clone());
        let found = rst::code(self.region, range);
        let count = found.len() + files.len();
        for (whole, options) in files {
            let info = Info::parse("{literalinclude}");
            self.code(Code { info, content: whole.end..whole.end, whole, is_open: false });
            if let Some(block) = self.document.blocks.last_mut() {
                block.options = options;
            }
        }
        for (info, content) in found {
            self.indented(Code { info, whole: content.clone(), content, is_open: false });
        }
        count
    }

    /// A session in running text, which CommonMark sees as the quote at `range`.
    fn session(&mut self, range: Range<usize>) {
        if let Some(lines) = session::lines(self.region, range.clone()) {
            self.taken_until = range.end;
            code::push_session(self.region, &lines, &self.headings, self.document);
        }
    }

    /// The code in a block of HTML.
    fn html(&mut self, range: Range<usize>) {
        for found in html::code(self.region, range.clone()) {
            self.taken_until = found.end();
            match found {
                html::Found::Fence(lines) => {
                    let (fence, before) = (lines.start, self.document.blocks.len());
                    read_region(&self.part(lines), &self.headings, self.document);
                    // Blocks in other languages are not doctrue's concern.
                    let is_concerned = |block: &Block| lang::tag(block.info.language.as_deref()) != lang::Tag::Other;
                    if self.document.blocks[before..].iter().any(is_concerned) {
                        self.tell_fence_in_html(range.start, fence);
                    }
                }
                html::Found::Element(code) => self.code(code),
            }
        }
    }

    /// Where a page is shown that way, a fence in HTML is text. MDX, and Python-Markdown if it is asked to, read it.
    fn tell_fence_in_html(&mut self, html: usize, fence: usize) {
        let tag = self.region.text()[html..fence].lines().next().unwrap_or_default();
        let is_read = self.document.source.name().ends_with(".mdx") || tag.contains(" markdown");
        if !is_read {
            let line = self.document.source.line(self.region.to_source(fence));
            let message = "this fence is inside HTML, so GitHub shows it as text: put a blank line before it";
            self.document.findings.push(Finding::new(FindingCode::FenceInHtml, line, message));
        }
    }

    /// A paragraph, whose lines may open containers. Only at the start of a line of the region: inside quotes and lists the
    /// marker has a prefix and Python-Markdown would not see it either.
    fn paragraph(&mut self, range: Range<usize>) {
        let text = self.region.text();
        let line_start = text[..range.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        if !text[line_start..range.start].trim().is_empty() {
            return;
        }
        let lines: Vec<_> = self.region.lines_from(range.start).take_while(|line| line.start < range.end).collect();
        for line in lines {
            if line.start < self.taken_until {
                continue;
            }
            let Some(found) = container::at(self.region, line) else { continue };
            self.taken_until = found.end();
            match found {
                Container::Markdown { inner, .. } => read_region(&inner, &self.headings, self.document),
                Container::Code(code) => self.code(code),
                Container::Comment { whole, content } => {
                    let span = |range: Range<usize>| {
                        Span::new(self.region.to_source(range.start), self.region.to_source(range.end))
                    };
                    self.document.comments.push(HtmlComment { whole: span(whole), content: span(content) });
                }
            }
        }
    }

    /// Code that no fence of CommonMark delimits.
    fn code(&mut self, code: Code) {
        if code.info.is_rst() {
            self.rst(code.content);
            return;
        }
        code::push(self.region, code, &self.headings, self.document);
    }

    /// What is indented below a directive of reStructuredText.
    fn indented(&mut self, code: Code) {
        let start = self.document.blocks.len();
        self.code(code);
        for block in &mut self.document.blocks[start..] {
            code::dedent(&self.document.source, &mut block.lines);
        }
    }
}

fn heading_text(events: &mut Events<'_>) -> String {
    let mut title = String::new();
    for (event, _) in events {
        match event {
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(text) | Event::Code(text) => title.push_str(&text),
            Event::SoftBreak | Event::HardBreak => title.push(' '),
            _ => {}
        }
    }
    title.trim().to_owned()
}

fn titles(headings: &[(HeadingLevel, String)]) -> Vec<String> {
    headings.iter().map(|(_, title)| title.clone()).collect()
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
