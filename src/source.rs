//! One Markdown file as text, with positions that are always bytes of the original file.
//!
//! Every later stage, from the Markdown parser to the fixer, speaks of a file in [`Span`]s of its original bytes, so
//! nothing here may shift an offset: the byte order mark stays in the text, and each byte that is not UTF-8 is
//! replaced by exactly one `?`, so that the text is as long as the file.

pub mod escapes;
mod inserted;

pub use inserted::{Inserted, Whence};

use std::ops::Range;
use std::path::{MAIN_SEPARATOR, Path};

/// `path` as reports and configurations write it: with `/` on every system. Where `\` is a letter of a name like any
/// other, it stays one.
#[must_use]
pub fn slashed(path: &Path) -> String {
    let path = path.to_string_lossy();
    if MAIN_SEPARATOR == '/' { path.into_owned() } else { path.replace(MAIN_SEPARATOR, "/") }
}

/// A half-open range of bytes of the original file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Number of bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The same as a range, for slicing.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// What a byte sequence is when it is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, perhaps with single bytes that are not.
    Utf8,
    /// UTF-16 by its byte order mark: such a file is not read at all.
    Utf16,
}

/// A Markdown file that has been read.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    encoding: Encoding,
    invalid: Vec<usize>,
    line_starts: Vec<usize>,
    /// What stands in it that is not written so, in order, and the file itself.
    inserted: Vec<inserted::Standing>,
    file: Option<Box<Self>>,
}

/// Hexadecimal digits of a digest.
const DIGITS: usize = 32;

/// The bytes of a UTF-8 byte order mark.
const BOM: &str = "\u{feff}";

impl Source {
    /// Reads `bytes`, shown to people as `name`. Never fails: what is not UTF-8 is kept in [`Source::invalid`].
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let (text, invalid) = decode(bytes);
        let line_starts = line_starts(&text);
        let encoding = if utf16 { Encoding::Utf16 } else { Encoding::Utf8 };
        Self { name: name.into(), text, encoding, invalid, line_starts, inserted: Vec::new(), file: None }
    }

    /// What tells its text, that of other files in it included, from others.
    #[must_use]
    pub fn digest(&self) -> String {
        blake3::hash(self.text.as_bytes()).to_hex()[..DIGITS].to_owned()
    }

    /// The file itself, without what stands in it that is not written so.
    #[must_use]
    pub fn as_file(&self) -> &Self {
        self.file.as_deref().unwrap_or(self)
    }

    /// The path as shown: relative to the current directory where possible, with `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, as long as the file in bytes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the file is written in.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Offsets of the bytes that are not UTF-8, ascending.
    #[must_use]
    pub fn invalid(&self) -> &[usize] {
        &self.invalid
    }

    /// Where the Markdown begins: 3 behind a byte order mark, else 0.
    #[must_use]
    pub fn content_start(&self) -> usize {
        if self.text.starts_with(BOM) { BOM.len() } else { 0 }
    }

    /// The text of `span`.
    ///
    /// # Panics
    /// If the span is not one of this file's.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Number of lines; a last line without an end counts, an empty last one does not.
    #[must_use]
    pub fn line_count(&self) -> usize {
        let last_is_empty = self.line_starts.last() == Some(&self.text.len());
        self.line_starts.len() - usize::from(last_is_empty && self.line_starts.len() > 1)
    }

    /// The 1-based line of the byte at `offset`.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// The 1-based column of the byte at `offset`, in characters of the file; a byte order mark is not counted.
    #[must_use]
    pub fn column(&self, offset: usize) -> usize {
        if let Some(column) = self.escaped_column(offset) {
            return column;
        }
        let start = self.line_starts[self.line(offset) - 1].max(self.content_start()).min(offset);
        self.text.get(start..offset).map_or(1, |before| before.chars().count() + 1)
    }

    /// The span of the 1-based `line` without its line ending; empty at the end of the file for a line behind it.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Span {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else {
            return Span::new(self.text.len(), self.text.len());
        };
        let next = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        let content = self.text[start..next].trim_end_matches(['\n', '\r']);
        Span::new(start, start + content.len())
    }
}

/// Text of the same length as `bytes`, and the offsets of the bytes that had to be replaced.
fn decode(bytes: Vec<u8>) -> (String, Vec<usize>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, Vec::new()),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            invalid.push(text.len());
            text.push('?');
        }
    }
    (text, invalid)
}

/// The lines of `text`, a part of a document, without their endings: as `str::lines`, but a lone CR ends a line too.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (line, behind) = rest.split_at_checked(length).filter(|_| !rest.is_empty())?;
        rest = behind.strip_prefix("\r\n").or_else(|| behind.get(1..)).unwrap_or_default();
        Some(line)
    })
}

/// Offsets at which lines begin. A line ends with LF, CR LF or a lone CR (CommonMark 0.31, section 2.1).
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let ends_line = *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'));
        if ends_line {
            starts.push(index + 1);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_three_line_endings_count() {
        let source = Source::new("a.md", b"a\nb\r\nc\rd".to_vec());
        let lines: Vec<_> = (1..=source.line_count()).map(|line| source.slice(source.line_span(line))).collect();
        assert_eq!(lines, ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_part_of_a_document_has_the_same_lines() {
        assert_eq!(lines("a\nb\r\n\rc\rd\r\n").collect::<Vec<_>>(), ["a", "b", "", "c", "d"]);
        assert_eq!(lines("a\n\r").collect::<Vec<_>>(), ["a", ""]);
        assert_eq!((lines("").count(), lines("a\r").count()), (0, 1));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let source = Source::new("a.md", "\u{feff}ab".into());
        assert_eq!((source.content_start(), source.column(3), source.column(4)), (3, 1, 2));
    }

    #[test]
    fn bytes_that_are_not_utf8_keep_their_place() {
        let source = Source::new("a.md", b"a\xff\xc3(b".to_vec());
        assert_eq!((source.text(), source.invalid()), ("a??(b", &[1, 2][..]));
    }

    #[test]
    fn columns_are_characters() {
        let source = Source::new("a.md", "é = 1\nß".into());
        assert_eq!((source.column(3), source.line(7)), (3, 2));
    }

    proptest! {
        #[test]
        fn any_bytes_keep_their_length_and_lines_cover_them(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let length = bytes.len();
            let source = Source::new("a.md", bytes);
            prop_assert_eq!(source.text().len(), length);
            for line in 1..=source.line_count() {
                let span = source.line_span(line);
                prop_assert_eq!(source.line(span.start), line);
                prop_assert!(!source.slice(span).contains('\n'));
            }
        }
    }
}
