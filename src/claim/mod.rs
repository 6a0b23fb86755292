//! Claims: what an author says that an example prints.
//!
//! A claim is found from the tokens of the code, never by a search over lines, and it knows two things: where the
//! documented text stands in the file, and which statements of the example it is about. Whether it is true is none of
//! this module's business.

pub mod notation;
pub mod remark;
pub mod shape;

use crate::example::Example;
use crate::lang::python::{Comment, Statement};
use crate::source::{Source, Span};

/// How surely a claim is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// The notation can only mean an output.
    Explicit,
    /// A bare comment that looks like a value.
    InferredValue,
    /// A bare comment of words: a claim only if it resembles what was printed.
    InferredText,
}

/// One documented line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documented {
    /// The 1-based line of the file.
    pub line: usize,
    /// The text in the file, behind the marker.
    pub span: Span,
    /// The same text.
    pub text: String,
}

/// Lines of the file whose output a claim may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// First 1-based line of the file.
    pub first: usize,
    /// Last line.
    pub last: usize,
    /// Lines inside that do not count: bodies of functions defined here run when they are called.
    pub except: Vec<(usize, usize)>,
}

impl Place {
    /// Whether `line` belongs to it.
    #[must_use]
    pub fn holds(&self, line: usize) -> bool {
        let within = |&(first, last): &(usize, usize)| (first..=last).contains(&line);
        (self.first..=self.last).contains(&line) && !self.except.iter().any(within)
    }
}

/// One claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The notation it is written in; a row of [`notation::TABLE`].
    pub notation: &'static str,
    /// How surely it is one.
    pub strength: Strength,
    /// The documented lines; at least one.
    pub lines: Vec<Documented>,
    /// What the author writes before a further documented line: the prefix of a quote, indentation, `# `.
    pub continuation: String,
    /// Where the output may come from, the likeliest first.
    pub places: Vec<Place>,
    /// A wider place that may confirm the claim, but says nothing against it.
    pub fallback: Option<Place>,
    /// Whether the statement prints nothing but string literals, so that a value cannot be its output.
    pub constant: bool,
    /// Whether the statement stands in a body, so that it may be executed several times.
    pub repeats: bool,
}

impl Claim {
    /// From the first to the last documented byte.
    #[must_use]
    pub fn span(&self) -> Span {
        let start = self.lines.first().map_or(0, |line| line.span.start);
        Span::new(start, self.lines.last().map_or(start, |line| line.span.end))
    }

    /// How many of its lines may stand alone, longest first: all of them, or fewer where the rest begins with a
    /// sentence about the output instead of more of it.
    pub fn extents(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.lines.len();
        let shorter = (1..all).rev().filter(|&count| remark::is_sentence(&self.lines[count].text));
        std::iter::once(all).chain(shorter)
    }

    /// The first `count` documented lines as one text.
    #[must_use]
    pub fn text(&self, count: usize) -> String {
        let lines: Vec<_> = self.lines.iter().take(count).map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }
}

/// All claims of `example`, in the order of the file.
#[must_use]
pub fn recognise(source: &Source, example: &Example) -> Vec<Claim> {
    let mut reader = Reader { source, example, taken: vec![false; example.module.comments.len()] };
    let mut claims: Vec<_> = notation::TABLE.iter().flat_map(|notation| notation.find(&mut reader)).collect();
    claims.sort_by_key(|claim| claim.span());
    claims
}

/// What a notation may look at: the example, and which comments an earlier row of the table has taken.
pub struct Reader<'a> {
    source: &'a Source,
    example: &'a Example,
    taken: Vec<bool>,
}

/// How many places a claim about "what is above" may be tried with; beyond that only the whole example is.
const MAX_PLACES: usize = 64;

impl<'a> Reader<'a> {
    /// Indices of the comments that no row has taken yet.
    fn free(&self) -> Vec<usize> {
        (0..self.taken.len()).filter(|&index| !self.taken[index]).collect()
    }

    fn take(&mut self, index: usize) {
        self.taken[index] = true;
    }

    fn comment(&self, index: usize) -> &'a Comment {
        &self.example.module.comments[index]
    }

    /// The comment without its `#` signs and one blank behind them; indentation beyond that is kept.
    fn content(&self, index: usize) -> (&'a str, usize) {
        let comment = self.comment(index);
        let text = &self.example.code[comment.range.clone()];
        let body = text.trim_start_matches('#');
        let body = body.strip_prefix([' ', '\t']).unwrap_or(body);
        (body.trim_end(), comment.range.start + (text.len() - body.len()))
    }

    /// A documented line: `text` at the byte `start` of the code.
    fn documented(&self, text: &str, start: usize) -> Documented {
        let span = self.example.file_span(&(start..start + text.len()));
        Documented { line: self.source.line(span.start), span, text: text.to_owned() }
    }

    /// What stands in the file before a further line of a comment block that begins with comment `index`.
    fn continuation(&self, index: usize) -> String {
        let comment = self.comment(index);
        let hash = self.example.file_span(&(comment.range.start..comment.range.start)).start;
        let line = self.source.line_span(self.source.line(hash));
        let before = self.source.slice(Span::new(line.start, hash));
        let before: String = if comment.own_line {
            before.to_owned()
        } else {
            before.chars().map(|c| if c == '\t' { c } else { ' ' }).collect()
        };
        before + "# "
    }

    /// The lines of own-line comments that follow `index` without a gap, in the same column, none of them taken.
    fn comments_below(&self, index: usize) -> Vec<usize> {
        let column = self.comment(index).column;
        let mut line = self.comment(index).line;
        let mut below = Vec::new();
        for next in index + 1..self.taken.len() {
            let comment = self.comment(next);
            if comment.line != line + 1 || !comment.own_line || comment.column != column || self.taken[next] {
                break;
            }
            line = comment.line;
            below.push(next);
        }
        below
    }

    /// A claim behind statement `index`, with nothing but its own output to be about.
    fn behind(&self, notation: &'static str, comment: usize, index: usize, lines: Vec<Documented>) -> Claim {
        let statement = &self.example.module.statements[index];
        Claim {
            notation,
            strength: Strength::Explicit,
            lines,
            continuation: self.continuation(comment),
            places: vec![self.place(statement)],
            fallback: None,
            constant: false,
            repeats: statement.parent.is_some(),
        }
    }

    /// A claim about what stands above its first comment.
    fn below(&self, notation: &'static str, comment: usize, places: Vec<Place>, lines: Vec<Documented>) -> Claim {
        let continuation = self.continuation(comment);
        let repeats = self.comment(comment).column > 0;
        let fallback = places.last().filter(|_| !repeats).map(|place| self.example_until(place.last));
        Claim {
            notation,
            strength: Strength::Explicit,
            lines,
            continuation,
            places,
            fallback,
            constant: false,
            repeats,
        }
    }

    /// The whole example as far as the line `last` of the file.
    fn example_until(&self, last: usize) -> Place {
        Place { first: self.example.file_line(1), last, ..self.place_between(1, self.example.lines.len()) }
    }

    /// The place of one statement.
    fn place(&self, statement: &Statement) -> Place {
        self.place_between(statement.first_line, statement.last_line)
    }

    fn place_between(&self, first: usize, last: usize) -> Place {
        let line = |code_line| self.example.file_line(code_line);
        let bodies = self.example.module.definition_bodies(first, last);
        let except = bodies.into_iter().map(|(first, last)| (line(first), line(last))).collect();
        Place { first: line(first), last: line(last), except }
    }

    /// Places for a claim on a line of its own: the statement above it, then more and more of the statements before,
    /// back to the claim before (`boundary`, a line of the code).
    fn places_above(&self, comment: &Comment, boundary: usize) -> Vec<Place> {
        let Some(above) = self.example.module.above(comment) else { return Vec::new() };
        let last = self.example.module.statements[above].last_line;
        let mut places = vec![self.place(&self.example.module.statements[above])];
        for statement in self.example.module.siblings_before(above).take(MAX_PLACES) {
            if statement.first_line <= boundary {
                break;
            }
            places.push(self.place_between(statement.first_line, last));
        }
        places
    }
}

#[cfg(test)]
mod tests;
