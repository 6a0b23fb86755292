//! Text of other files that stands in a document in the place of a line, for as long as the document is worked on.
//!
//! Everything from the parser to the judge sees one text, so lines and bytes are those of that text; where something is told
//! or written, they are led back to those of the file.

use super::{Source, Span};
use std::borrow::Cow;

/// Lines that stand in the place of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// The file that they come from, as the document names it.
    pub name: String,
    /// The place of the line in the file, without what stands before and behind the include.
    pub place: Span,
    /// What stands there instead: at least one line.
    pub text: String,
}

/// One insertion with where it stands in both texts.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    inserted: Inserted,
    /// Where it begins.
    start: usize,
    /// The 1-based line that it begins on, of the text and of the file.
    line: usize,
    file_line: usize,
    /// How many lines it has in both.
    count: usize,
    file_count: usize,
    /// The line of the file, the first of them.
    original: String,
}

impl Standing {
    fn end(&self) -> usize {
        self.start + self.inserted.text.len()
    }
}

impl Source {
    /// The same document with each of `inserted` in its place; they are in order and do not touch.
    #[must_use]
    pub fn with(self, inserted: Vec<Inserted>) -> Self {
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
            let original = self.slice(self.line_span(file_line)).to_owned();
            let line = file_line + more - fewer;
            standing.push(Standing { start, line, file_line, count, file_count, original, inserted: one });
            (more, fewer) = (more + count, fewer + file_count);
        }
        text.push_str(&self.text[from..]);
        let invalid: Vec<_> = self.invalid.clone();
        let mut new = Self::new(self.name, text.into_bytes());
        new.inserted = standing;
        new.invalid = invalid.into_iter().map(|offset| new.text_offset(offset)).collect();
        new
    }

    /// Whether text of other files stands in it.
    #[must_use]
    pub fn has_inserted(&self) -> bool {
        !self.inserted.is_empty()
    }

    /// The line of the file of the 1-based `line`: for one of another file, that on which it is included.
    #[must_use]
    pub fn told_line(&self, line: usize) -> usize {
        let last = self.inserted.partition_point(|one| one.line <= line).checked_sub(1);
        let Some(last) = last.map(|last| &self.inserted[last]) else { return line };
        match line.checked_sub(last.line + last.count) {
            None => last.file_line,
            Some(behind) => last.file_line + last.file_count + behind,
        }
    }

    /// The file that the 1-based `line` comes from, and the text of the line that includes it; none for one of the document.
    #[must_use]
    pub fn included(&self, line: usize) -> Option<(&str, &str)> {
        let one = self.inserted.iter().find(|one| (one.line..one.line + one.count).contains(&line))?;
        Some((&one.inserted.name, &one.original))
    }

    /// Where `span` stands in the file; none if it is, or touches, text of another one.
    #[must_use]
    pub fn told_span(&self, span: Span) -> Option<Span> {
        let is_within = |one: &Standing| span.start < one.end() && span.end > one.start;
        if self.inserted.iter().any(is_within) {
            return None;
        }
        let told = |offset: usize| {
            let before = self.inserted.iter().take_while(|one| one.end() <= offset);
            before.fold(offset, |told, one| told - one.inserted.text.len() + one.inserted.place.len())
        };
        Some(Span::new(told(span.start), told(span.end)))
    }

    /// Where the byte at `offset` of the file stands, which is none of an include.
    #[must_use]
    pub fn text_offset(&self, offset: usize) -> usize {
        let before = self.inserted.iter().take_while(|one| one.inserted.place.end <= offset);
        before.fold(offset, |at, one| at - one.inserted.place.len() + one.inserted.text.len())
    }

    /// `words` in which each number of a line is that of the file: `line 5 raised …`, `ran behind the blocks on lines 5, 7`.
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
        source.with(vec![Inserted { name: "a.py".to_owned(), place, text: "x\n> y\n> z".to_owned() }])
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
        let inserted = |place, text: &str| Inserted { name: "a.py".to_owned(), place, text: text.to_owned() };
        let source = source.with(vec![inserted(Span::new(0, 5), "x"), inserted(Span::new(6, 7), "y\nz")]);
        assert_eq!(source.text(), "x\ny\nz\n5\n");
        assert_eq!((1..=4).map(|line| source.told_line(line)).collect::<Vec<_>>(), [1, 4, 4, 5]);
        assert_eq!(source.told_span(source.line_span(4)), Some(Span::new(8, 9)));
        assert_eq!(source.text_offset(8), source.line_span(4).start);
    }

    #[test]
    fn numbers_in_words_are_those_of_the_file() {
        let source = source();
        for (words, told) in [
            ("line 5 raised KeyError: 5", "line 3 raised KeyError: 5"),
            ("ran behind the blocks on lines 1, 5, 6", "ran behind the blocks on lines 1, 3, 4"),
            ("needs the block on line 6, which is skipped", "needs the block on line 4, which is skipped"),
            ("this is what line 3 prints", "this is what line 2 prints"),
            ("no number", "no number"),
        ] {
            assert_eq!(source.told_words(words), told);
        }
        assert_eq!(Source::new("a.md", Vec::new()).told_words("line 5"), "line 5");
    }
}
