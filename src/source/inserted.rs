//! What a document says where that is not what is written: the content of a file in the place of the line that includes it, and
//! code without the escapes of HTML.
//!
//! Everything from the parser to the judge sees one text, so lines and bytes are those of that text; where something is told
//! or written, they are led back to those of the file.

use super::{Source, Span, escapes};
use std::borrow::Cow;

/// Lines that stand in the place of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// Where they come from.
    pub from: Whence,
    /// What they take the place of, in the text that is there.
    pub place: Span,
    /// What stands there instead: at least one line.
    pub text: String,
}

/// Where inserted lines come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// From this file, as the document names it.
    File(String),
    /// From the place itself, a part of one line, which is written with escapes of HTML.
    Escapes,
}

/// One insertion with where it stands in both texts.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Its place is one of the file.
    inserted: Inserted,
    /// Where it begins.
    start: usize,
    /// The 1-based line that it begins on, of the text and of the file.
    line: usize,
    file_line: usize,
    /// How many lines it has in both.
    count: usize,
    file_count: usize,
    /// What the file has there: the whole first line of a file that is included, else what the escapes are.
    original: String,
}

impl Standing {
    fn end(&self) -> usize {
        self.start + self.inserted.text.len()
    }

    fn is_of_file(&self) -> bool {
        matches!(self.inserted.from, Whence::File(_))
    }
}

impl Source {
    /// The same document with each of `inserted` in its place; they are in order and do not touch.
    #[must_use]
    pub fn with(mut self, inserted: Vec<Inserted>) -> Self {
        let told = |one: Inserted| Some(Inserted { place: self.told_span(one.place)?, ..one });
        let mut all: Vec<_> = inserted.into_iter().filter_map(told).collect();
        let file = match self.file.take() {
            Some(file) => *file,
            None => Self { inserted: Vec::new(), ..self.clone() },
        };
        all.extend(self.inserted.into_iter().map(|one| one.inserted));
        all.sort_by_key(|one| one.place);
        file.filled(all)
    }

    /// This file with all of `inserted`.
    fn filled(self, inserted: Vec<Inserted>) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let (mut from, mut more, mut fewer) = (0, 0, 0);
        let mut standing = Vec::new();
        for one in inserted {
            text.push_str(&self.text[from..one.place.start]);
            let (start, file_line) = (text.len(), self.line(one.place.start));
            text.push_str(&one.text);
            from = one.place.end;
            let count = one.text.split('\n').count();
            let file_count = self.line(one.place.end) - file_line + 1;
            let original = match one.from {
                Whence::File(_) => self.slice(self.line_span(file_line)).to_owned(),
                Whence::Escapes => self.slice(one.place).to_owned(),
            };
            let line = file_line + more - fewer;
            standing.push(Standing { start, line, file_line, count, file_count, original, inserted: one });
            (more, fewer) = (more + count, fewer + file_count);
        }
        text.push_str(&self.text[from..]);
        let mut new = Self::new(self.name.clone(), text.into_bytes());
        new.encoding = self.encoding;
        new.inserted = standing;
        new.invalid = self.invalid.iter().map(|&offset| new.text_offset(offset)).collect();
        new.file = Some(Box::new(self));
        new
    }

    /// Whether it says anything else than what is written.
    #[must_use]
    pub fn has_inserted(&self) -> bool {
        !self.inserted.is_empty()
    }

    /// The last insertion that begins on the 1-based `line` or above.
    fn insertion_up_to(&self, line: usize) -> Option<&Standing> {
        let last = self.inserted.partition_point(|one| one.line <= line).checked_sub(1)?;
        self.inserted.get(last)
    }

    /// The insertion that the byte at `offset` is of, or stands right behind.
    fn insertion_at(&self, offset: usize) -> Option<&Standing> {
        let last = self.inserted.partition_point(|one| one.start <= offset).checked_sub(1)?;
        self.inserted.get(last).filter(|one| offset <= one.end())
    }

    /// The line of the file of the 1-based `line`: for one of another file, that on which it is included.
    #[must_use]
    pub fn told_line(&self, line: usize) -> usize {
        let Some(last) = self.insertion_up_to(line) else { return line };
        match line.checked_sub(last.line + last.count) {
            None => last.file_line,
            Some(behind) => last.file_line + last.file_count + behind,
        }
    }

    /// The file that the 1-based `line` comes from, and the text of the line that includes it; none for one of the document.
    #[must_use]
    pub fn included(&self, line: usize) -> Option<(&str, &str)> {
        let one = self.insertion_up_to(line).filter(|one| line < one.line + one.count)?;
        match &one.inserted.from {
            Whence::File(name) => Some((name, &one.original)),
            Whence::Escapes => None,
        }
    }

    /// Whether the 1-based `line` is written with escapes of HTML.
    #[must_use]
    pub fn has_escapes(&self, line: usize) -> bool {
        self.insertion_up_to(line).is_some_and(|one| line == one.line && !one.is_of_file())
    }

    /// Where `span` stands in the file; none if it is, or touches, text of another one.
    #[must_use]
    pub fn told_span(&self, span: Span) -> Option<Span> {
        let is_within = |one: &&Standing| span.start < one.end() && span.end > one.start;
        if self.inserted.iter().filter(is_within).any(Standing::is_of_file) {
            return None;
        }
        Some(Span::new(self.told_offset(span.start), self.told_offset(span.end)))
    }

    /// Where the byte at `offset`, which is none of another file, stands in the file.
    fn told_offset(&self, offset: usize) -> usize {
        let last = self.inserted.partition_point(|one| one.start <= offset).checked_sub(1);
        let Some(one) = last.map(|last| &self.inserted[last]) else { return offset };
        match offset.checked_sub(one.end()) {
            Some(behind) => one.inserted.place.end + behind,
            None => one.inserted.place.start + escapes::raw_offset(&one.original, offset - one.start),
        }
    }

    /// Where the byte at `offset` of the file stands, or the line that says it begins.
    #[must_use]
    pub fn text_offset(&self, offset: usize) -> usize {
        let last = self.inserted.partition_point(|one| one.inserted.place.start <= offset).checked_sub(1);
        let Some(one) = last.map(|last| &self.inserted[last]) else { return offset };
        offset.checked_sub(one.inserted.place.end).map_or(one.start, |behind| one.end() + behind)
    }

    /// `text` as it is written in the file at `offset`.
    #[must_use]
    pub fn written<'t>(&self, text: &'t str, offset: usize) -> Cow<'t, str> {
        let is_escaped = self.insertion_at(offset).is_some_and(|one| !one.is_of_file());
        if !is_escaped {
            return Cow::Borrowed(text);
        }
        let escaped = self.inserted.iter().filter(|one| !one.is_of_file());
        let model: String = escaped.map(|one| one.original.as_str()).collect();
        Cow::Owned(escapes::encoded(text, &model))
    }

    /// How many characters of the file's line stand before the byte at `offset`, where it is written with escapes.
    pub(super) fn escaped_column(&self, offset: usize) -> Option<usize> {
        let one = self.insertion_at(offset).filter(|one| !one.is_of_file())?;
        let (file, told) = (self.file.as_deref()?, self.told_offset(offset));
        (one.start <= offset).then(|| file.column(told))
    }

    /// `words` in which each number of a line is that of the file: `line 5 raised …`, `ran after the blocks on lines 5, 7`.
    #[must_use]
    pub fn told_words<'w>(&self, words: &'w str) -> Cow<'w, str> {
        let begin = ["line ", "lines "].iter().filter_map(|word| Some(words.find(word)? + word.len())).max();
        let Some(begin) = begin.filter(|_| self.has_inserted()) else { return Cow::Borrowed(words) };
        let is_list = |c: char| c.is_ascii_digit() || matches!(c, ',' | ' ');
        let length = words[begin..].find(|c| !is_list(c)).unwrap_or(words.len() - begin);
        let numbers = words[begin..begin + length].split(", ").map(|number| {
            let blanks = number.len() - number.trim_end().len();
            let told = number.trim().parse().map(|line| self.told_line(line).to_string());
            told.map_or_else(|_| number.to_owned(), |told| told + &" ".repeat(blanks))
        });
        let numbers = numbers.collect::<Vec<_>>().join(", ");
        Cow::Owned(format!("{}{numbers}{}", &words[..begin], &words[begin + length..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of five lines, of which the second includes three.
    fn source() -> Source {
        let source = Source::new("a.md", b"one\n> inc\nthree\n\xffour\n".to_vec());
        let place = Span::new(6, 9);
        source.with(vec![Inserted { from: Whence::File("a.py".to_owned()), place, text: "x\n> y\n> z".to_owned() }])
    }

    #[test]
    fn lines_and_bytes_lead_back_to_the_file() {
        let source = source();
        assert_eq!(source.text(), "one\n> x\n> y\n> z\nthree\n?our\n");
        let lines: Vec<_> = (1..=6).map(|line| source.told_line(line)).collect();
        assert_eq!(lines, [1, 2, 2, 2, 3, 4]);
        assert_eq!(source.included(3), Some(("a.py", "> inc")));
        assert_eq!((source.included(1), source.included(5)), (None, None));
        assert_eq!(source.told_span(source.line_span(1)), Some(Span::new(0, 3)));
        assert_eq!(source.told_span(source.line_span(5)), Some(Span::new(10, 15)));
        assert_eq!(source.told_span(source.line_span(3)), None);
        assert_eq!(source.invalid(), [source.line_span(6).start]);
    }

    #[test]
    fn several_lines_may_be_taken() {
        let source = Source::new("a.md", b"1\n2\n3\n4\n5\n".to_vec());
        let inserted =
            |place, text: &str| Inserted { from: Whence::File("a.py".to_owned()), place, text: text.to_owned() };
        let source = source.with(vec![inserted(Span::new(0, 5), "x"), inserted(Span::new(6, 7), "y\nz")]);
        assert_eq!(source.text(), "x\ny\nz\n5\n");
        assert_eq!((1..=4).map(|line| source.told_line(line)).collect::<Vec<_>>(), [1, 4, 4, 5]);
        assert_eq!(source.told_span(source.line_span(4)), Some(Span::new(8, 9)));
        assert_eq!(source.text_offset(8), source.line_span(4).start);
    }

    #[test]
    fn escapes_have_their_place_and_files_may_stand_beside_them() {
        let source = Source::new("a.md", b"p\na &lt; &quot;b\ninc\nend\n".to_vec());
        let inserted = |from, place, text: &str| Inserted { from, place, text: text.to_owned() };
        let source = source.with(vec![inserted(Whence::Escapes, Span::new(2, 16), "a < \"b")]);
        let place = source.line_span(3);
        let source = source.with(vec![inserted(Whence::File("a.py".to_owned()), place, "x\ny")]);
        assert_eq!(source.text(), "p\na < \"b\nx\ny\nend\n");
        assert_eq!((1..=5).map(|line| source.told_line(line)).collect::<Vec<_>>(), [1, 2, 3, 3, 4]);
        let quote = source.line_span(2).start + 4;
        assert_eq!(source.told_span(Span::new(quote, quote + 1)), Some(Span::new(9, 14 + 1)));
        assert_eq!((source.column(quote), source.column(0)), (8, 1));
        assert_eq!((source.has_escapes(2), source.has_escapes(3), source.included(2)), (true, false, None));
        assert_eq!(source.written("<\"", quote), "&lt;&quot;");
        assert_eq!(source.written("<", 0), "<");
        assert_eq!(source.told_span(source.line_span(5)), Some(Span::new(21, 24)));
    }

    #[test]
    fn numbers_in_words_are_those_of_the_file() {
        let source = source();
        for (words, told) in [
            ("line 5 raised KeyError: 5", "line 3 raised KeyError: 5"),
            ("ran after the blocks on lines 1, 5, 6", "ran after the blocks on lines 1, 3, 4"),
            ("needs the block on line 6, which is skipped", "needs the block on line 4, which is skipped"),
            ("this is what line 3 prints", "this is what line 2 prints"),
            ("no number", "no number"),
        ] {
            assert_eq!(source.told_words(words), told);
        }
        assert_eq!(Source::new("a.md", Vec::new()).told_words("line 5"), "line 5");
    }
}
