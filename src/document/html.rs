//! Code in blocks of HTML: fences that CommonMark leaves alone because no blank line stands before them, and
//! `<pre><code class="language-python">`.

use super::container::Code;
use super::region::Region;
use super::{Block, CodeLine, Document, Info};
use crate::source::{Inserted, Span, Whence, escapes};
use std::ops::Range;

/// Code in a block of HTML.
#[derive(Debug)]
pub(super) enum Found {
    /// A fence, with its lines: where GitHub shows the page, it is text.
    Fence(Range<usize>),
    /// An element.
    Element(Code),
}

impl Found {
    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Fence(range) => range.end,
            Self::Element(code) => code.whole.end,
        }
    }
}

/// What stands in the block of HTML at `range` of `region`, comments apart. It may reach beyond the block, which a blank
/// line ends.
pub(super) fn code(region: &Region, range: Range<usize>) -> Vec<Found> {
    let text = &region.text()[range.clone()];
    let mut found: Vec<Found> = Vec::new();
    if !["```", "~~~", "<pre", "<PRE"].iter().any(|mark| text.contains(mark)) {
        return found;
    }
    let mut from = range.start;
    for line in region.lines_from(range.start).take_while(|line| line.start < range.end) {
        if line.start < from {
            continue;
        }
        let text = &region.text()[line.range()];
        if let Some(end) = commented_until(region, line).or_else(|| shown_until(region, line, text)) {
            from = end;
            continue;
        }
        let one = fence(region, line).map(Found::Fence).or_else(|| element(region, line, text).map(Found::Element));
        if let Some(one) = one {
            from = one.end();
            found.push(one);
        }
    }
    found
}

/// Where the comment ends that begins on `line`, if it goes on behind it.
fn commented_until(region: &Region, line: Span) -> Option<usize> {
    let start = line.start + region.text()[line.range()].rfind("<!--")?;
    let end = region.text()[start..].find("-->").map_or(region.text().len(), |end| start + end);
    (end > line.end).then_some(end)
}

/// Where the element ends that opens on `line` and shows its text as it is, so that a fence in it is no fence.
fn shown_until(region: &Region, line: Span, text: &str) -> Option<usize> {
    if element(region, line, text).is_some() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let opens = |name: &&&str| lower.contains(&format!("<{name}"));
    let name = ["pre", "script", "style", "textarea"].iter().find(opens)?;
    let start = line.start + lower.find(&format!("<{name}"))?;
    let end = region.text()[start..].find(&format!("</{name}"))?;
    Some((start + end).max(line.end))
}

/// The character of a fence, how many of it, and what stands behind.
fn fence_marks(text: &str) -> Option<(char, usize, &str)> {
    let text = text.trim();
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = text.len() - text.trim_start_matches(mark).len();
    let behind = text[count..].trim();
    (count >= 3 && !(mark == '`' && behind.contains('`'))).then_some((mark, count, behind))
}

/// Whether `text` opens or closes a fence.
pub(super) fn is_fence(text: &str) -> bool {
    fence_marks(text).is_some()
}

/// Whether `text` opens a fence with an info string that one of `least` characters cannot enclose.
pub(super) fn opens_fence(text: &str, mark: char, least: usize) -> bool {
    fence_marks(text).is_some_and(|(own, count, info)| own == mark && count >= least && !info.is_empty())
}

/// The fence that opens on `line`, with the one that closes it. Another that opens before that shows that it has none.
fn fence(region: &Region, line: Span) -> Option<Range<usize>> {
    let (mark, count, _) = fence_marks(&region.text()[line.range()])?;
    for next in region.lines_from(line.start).skip(1) {
        match fence_marks(&region.text()[next.range()]) {
            Some((other, many, "")) if other == mark && many >= count => return Some(line.start..next.end),
            Some((other, _, info)) if other == mark && !info.is_empty() => return None,
            _ => {}
        }
    }
    None
}

/// `<pre><code class="language-python">` on `line`, with its end.
fn element(region: &Region, line: Span, text: &str) -> Option<Code> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find("<pre").filter(|at| lower[at + 4..].starts_with([' ', '>']))?;
    let mut language = None;
    let mut inside = start;
    for name in ["<pre", "<code"] {
        let Some(rest) = lower.get(inside..).filter(|rest| rest.trim_start().starts_with(name)) else { continue };
        let length = rest.find('>')? + 1;
        language = language_of(&text[inside..inside + length]).or(language);
        inside += length;
    }
    let language = language?;
    let begin = line.start + inside;
    let rest = &region.text()[begin..];
    let end = ["</code></pre>", "</pre>", "</PRE>"].iter().filter_map(|mark| rest.find(mark)).min()?;
    let close = begin + end + rest[end..].find(">")? + 1;
    let length = rest[..end].strip_suffix("</code>").unwrap_or(&rest[..end]).trim_end_matches([' ', '\t']).len();
    let close = if rest[end..].starts_with("</code>") { close + "</pre>".len() } else { close };
    // A line ending right behind the tag is no line of code.
    let skipped = ["\r\n", "\n"].iter().find(|ending| rest.starts_with(**ending)).map_or(0, |ending| ending.len());
    let content = (begin + skipped).min(begin + length)..begin + length;
    Some(Code { info: Info::parse(&language), whole: line.start + start..close, content, is_open: false })
}

/// The language that the attributes of `tag` name: `class="language-python"`, `lang="python"`.
fn language_of(tag: &str) -> Option<String> {
    let value = |name: &str| {
        let at = tag.find(name)? + name.len();
        let quote = tag[at..].chars().next().filter(|c| matches!(c, '"' | '\''));
        let rest = tag[at..].trim_start_matches(['"', '\'']);
        rest.split(|c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote)).next()
    };
    let class = value("class=").unwrap_or_default();
    let named = class.split_whitespace().find(|class| class.starts_with("lang"));
    named.or_else(|| value(" lang=")).or_else(|| class.split_whitespace().next()).map(str::to_owned)
}

/// What would end an element, or begin another, if it were written as it is.
const ENDING: &[&str] = &["</pre", "</code", "</script", "</style", "</textarea", "<pre", "<!--"];

/// The lines of blocks that are elements and written with escapes alone, as they are to be read.
pub(super) fn decoded(document: &Document) -> Vec<Inserted> {
    let source = &document.source;
    let is_element = |block: &&Block| source.text()[block.span.start..].starts_with('<') && block.is_escaped;
    let mut found = Vec::new();
    for block in document.blocks.iter().filter(is_element) {
        let line = |line: &CodeLine| {
            let text = escapes::decoded(source.slice(line.span))?;
            Some(Inserted { from: Whence::Escapes, place: line.span, text })
        };
        let lines = block.lines.iter().map(line).collect::<Option<Vec<_>>>().unwrap_or_default();
        let ends_element = |one: &Inserted| {
            let text = one.text.to_ascii_lowercase();
            ENDING.iter().any(|mark| text.contains(mark))
        };
        if !lines.iter().any(ends_element) {
            found.extend(lines);
        }
    }
    found.sort_by_key(|one| one.place);
    found
}

/// Whether code in an element is written with escapes or with elements of its own, so that its text is not its bytes.
pub(super) fn is_escaped(text: &str) -> bool {
    let is_entity = |rest: &str| {
        let name = rest.split(';').next().unwrap_or_default();
        name.len() < rest.len()
            && (2..=8).contains(&name.len())
            && name.chars().all(|c| c.is_alphanumeric() || c == '#')
    };
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    text.split('&').skip(1).any(is_entity) || text.split('<').skip(1).any(is_tag)
}
