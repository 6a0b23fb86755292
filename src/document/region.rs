//! A stretch of Markdown that is parsed by itself, and where each of its bytes stands in the file.
//!
//! The whole document is one region. The content of an mkdocs container (`!!! note`, `??? tip`, `=== "Tab"`) is
//! another: it is indented by four columns, which CommonMark reads as code, so it is taken out, dedented and parsed on
//! its own, as Python-Markdown does.

use crate::source::{Source, Span};

/// Text to parse, line by line tied to the file.
#[derive(Debug)]
pub(super) struct Region {
    text: String,
    /// For each line: its offset in `text`, and the offset in the file of the same character.
    lines: Vec<(usize, usize)>,
    /// In how many other regions it lies.
    depth: usize,
}

/// In how many regions another may lie. Each is a copy and a call within a call, so that a file made for it would take
/// minutes and gigabytes; nobody can read what is moved that far to the right.
const DEEPEST: usize = 50;

impl Region {
    /// The whole document, behind a byte order mark. A lone CR ends a line (CommonMark 0.31, section 2.1), which
    /// pulldown-cmark does not know, so it is given as LF.
    pub(super) fn whole(source: &Source) -> Self {
        let start = source.content_start();
        let mut text = String::with_capacity(source.text().len());
        let mut characters = source.text()[start..].chars().peekable();
        while let Some(character) = characters.next() {
            let lone_cr = character == '\r' && characters.peek() != Some(&'\n');
            text.push(if lone_cr { '\n' } else { character });
        }
        Self { text, lines: vec![(0, start)], depth: 0 }
    }

    /// An empty region in this one.
    fn inner(&self) -> Self {
        Self { text: String::new(), lines: Vec::new(), depth: self.depth + 1 }
    }

    /// The lines of `range` as a region of their own, each with its place in the file.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Self {
        let mut part = self.inner();
        for line in self.lines_from(range.start).take_while(|line| line.start < range.end) {
            let (start, end) = (line.start.max(range.start), line.end.min(range.end).max(range.start));
            part.lines.push((part.text.len(), self.to_source(start)));
            part.text.push_str(&self.text[start..end.max(start)]);
            part.text.push('\n');
        }
        part
    }

    /// Whether the lines of `range` are a fence that is indented too far to be one: the first opens it, the last closes
    /// it. Python-Markdown and most readers take it for what it is meant to be.
    pub(super) fn holds_fence(&self, range: std::ops::Range<usize>) -> bool {
        let lines = self.lines_from(range.start).take_while(|line| line.start < range.end);
        let texts: Vec<_> = lines.map(|line| self.text[line.range()].trim()).filter(|line| !line.is_empty()).collect();
        let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return false };
        let closes = |fence: &str| first.starts_with(fence) && last.chars().all(|c| fence.starts_with(c));
        texts.len() > 1 && last.len() >= 3 && (closes("```") || closes("~~~"))
    }

    /// The lines of `range` without the columns that all of them are indented by; none if that is nothing.
    pub(super) fn dedented(&self, range: std::ops::Range<usize>) -> Option<Self> {
        let lines: Vec<_> = self.lines_from(range.start).take_while(|line| line.start < range.end).collect();
        let texts = lines.iter().map(|line| &self.text[line.range()]).filter(|text| !text.trim().is_empty());
        let margin = texts.map(|text| indentation(text, usize::MAX).1).min().filter(|&margin| margin > 0)?;
        let mut inner = self.inner();
        let mut is_less = false;
        for line in lines {
            let start = line.start + indentation(&self.text[line.range()], margin).0;
            is_less |= start > line.start;
            inner.lines.push((inner.text.len(), self.to_source(start)));
            inner.text.push_str(&self.text[start..line.end]);
            inner.text.push('\n');
        }
        (is_less && inner.depth <= DEEPEST).then_some(inner)
    }

    /// Whether no other region may lie in it.
    pub(super) fn is_deepest(&self) -> bool {
        self.depth >= DEEPEST
    }

    /// The text to parse.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The offset in the file of the byte at `offset` of the text.
    pub(super) fn to_source(&self, offset: usize) -> usize {
        let index = self.lines.partition_point(|&(start, _)| start <= offset).saturating_sub(1);
        self.lines.get(index).map_or(0, |&(start, origin)| origin + (offset - start))
    }

    /// The lines of the text from the one that holds `offset`, each without its ending.
    pub(super) fn lines_from(&self, offset: usize) -> impl Iterator<Item = Span> + '_ {
        let start = self.text[..offset].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let mut next = Some(start);
        std::iter::from_fn(move || {
            let start = next.filter(|&start| start < self.text.len())?;
            let rest = &self.text[start..];
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let ending = if rest[length..].starts_with("\r\n") { 2 } else { 1 };
            next = Some(start + length + ending);
            Some(Span::new(start, start + length))
        })
    }

    /// The content of the division (pandoc's `::: {.output}`) that opens on the line of `offset`, and where it ends in this
    /// region; none if no division opens there, or it holds no indented line, which is no code for CommonMark right below
    /// the marker.
    pub(super) fn division(&self, offset: usize) -> Option<(Self, usize)> {
        let colons = |text: &str| text.bytes().take_while(|&byte| byte == b':').count();
        let mut lines = self.lines_from(offset);
        let marker = self.text[lines.next()?.range()].trim();
        let opening = colons(marker);
        if self.is_deepest() || opening < 3 || marker[opening..].trim().is_empty() {
            return None;
        }
        let mut inner = self.inner();
        let mut is_first = true;
        let mut end = offset;
        let mut depth = 0usize;
        for line in lines {
            let content = &self.text[line.range()];
            let text = content.trim();
            if colons(text) >= 3 {
                match text.bytes().all(|byte| byte == b':') {
                    true if depth == 0 => break,
                    true => depth -= 1,
                    false => depth += 1,
                }
            }
            if is_first && !text.is_empty() {
                is_first = false;
                if indentation(content, usize::MAX).1 < 4 {
                    return None;
                }
            }
            inner.lines.push((inner.text.len(), self.to_source(line.start)));
            inner.text.push_str(content);
            inner.text.push('\n');
            end = line.end;
        }
        (!is_first).then_some((inner, end))
    }

    /// The content of the mkdocs container whose marker stands on the line of `offset`, and where it ends in this
    /// region; none if that line is no marker or nothing is indented below it.
    pub(super) fn container(&self, offset: usize) -> Option<(Self, usize)> {
        let mut lines = self.lines_from(offset);
        let marker = &self.text[lines.next()?.range()];
        let (_, indent) = indentation(marker, usize::MAX);
        if self.is_deepest() || !is_container_marker(marker.trim_start()) {
            return None;
        }
        let mut inner = self.inner();
        let mut end = offset;
        for line in lines {
            let content = &self.text[line.range()];
            let skipped = match indentation(content, indent + 4) {
                _ if content.trim().is_empty() => content.len(),
                (length, columns) if columns == indent + 4 => length,
                _ => break,
            };
            inner.lines.push((inner.text.len(), self.to_source(line.start + skipped)));
            inner.text.push_str(&content[skipped..]);
            inner.text.push('\n');
            end = line.end;
        }
        let has_content = !inner.text.trim().is_empty();
        has_content.then_some((inner, end))
    }
}

/// The blanks that `line` begins with, up to the column `most`: their number of bytes, and the columns they fill. A tab
/// reaches to the next multiple of four; one that reaches beyond `most` is not among them.
fn indentation(line: &str, most: usize) -> (usize, usize) {
    let (mut length, mut columns) = (0, 0);
    for byte in line.bytes() {
        let next = match byte {
            b' ' => columns + 1,
            b'\t' => columns / 4 * 4 + 4,
            _ => break,
        };
        if next > most {
            break;
        }
        (length, columns) = (length + 1, next);
    }
    (length, columns)
}

/// Whether `line` opens an admonition, a collapsible one or a tab of Python-Markdown. A blank behind the marks may be missing.
fn is_container_marker(line: &str) -> bool {
    let word_follows = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic() || c == '"');
    let after = |marker: &str| line.strip_prefix(marker).map(str::trim_start);
    after("!!!").or_else(|| after("???+")).or_else(|| after("???")).is_some_and(word_follows)
        || after("===!").or_else(|| after("===+")).or_else(|| after("===")).is_some_and(|rest| rest.starts_with('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_of_a_tab_keeps_its_place_in_the_file() {
        let source = Source::new("a.md", b"x\r\n\r\n=== \"Tab\"\r\n    ```\r\n    1\r\n\r\n    ```\r\ny\r\n".to_vec());
        let region = Region::whole(&source);
        let (inner, end) = region.container(5).expect("a container");
        assert_eq!(inner.text(), "```\n1\n\n```\n");
        assert_eq!(source.text()[inner.to_source(4)..].chars().next(), Some('1'));
        assert!(region.text()[end..].starts_with("\r\ny"));
    }

    #[test]
    fn tabs_count_as_columns() {
        assert_eq!([0, 3, 4, 6, 8].map(|most| indentation("\t  \tx", most).0), [0, 0, 1, 3, 4]);
        assert_eq!(indentation("\t  \tx", usize::MAX), (4, 8));
        let source = Source::new("a.md", b"!!! note\n\t```\n\t1\n    ```\nx\n".to_vec());
        let (inner, _) = Region::whole(&source).container(0).expect("a container");
        assert_eq!(inner.text(), "```\n1\n```\n");
    }

    #[test]
    fn a_division_may_hold_code_right_below_its_marker() {
        let source = Source::new("a.md", b"x\n\n::: {.output}\n    42\n\n    43\n:::\ny\n".to_vec());
        let region = Region::whole(&source);
        let (inner, end) = region.division(3).expect("a division");
        assert_eq!(inner.text(), "    42\n\n    43\n");
        assert!(region.text()[end..].starts_with("\n:::"));
        for other in ["::: note\ntext\n:::\n", ":::\n    42\n", ":: a\n    42\n"] {
            let source = Source::new("a.md", other.as_bytes().to_vec());
            assert!(Region::whole(&source).division(0).is_none(), "{other}");
        }
    }

    #[test]
    fn a_rule_of_equals_signs_opens_nothing() {
        let source = Source::new("a.md", b"=== text\n    code\n".to_vec());
        assert!(Region::whole(&source).container(0).is_none());
    }
}
