//! The reader: what a notation may look at to find its claims, and how it makes them.

use super::{Catch, Claim, DoctestOptions, Documented, NotationId, Place, Strength, Tail, Watch, exception, subject};
use crate::example::Example;
use crate::lang::python::{Comment, Kind, Statement};
use crate::source::{Source, Span};

/// What a notation may look at: the example, and which comments an earlier row of the table has taken.
pub struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) example: &'a Example,
    pub(super) taken: Vec<bool>,
}

/// How many places a claim about "what is above" may be tried with; beyond that only the whole example is.
const MAX_PLACES: usize = 64;

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a Source, example: &'a Example) -> Self {
        Self { source, example, taken: vec![false; example.module.comments.len()] }
    }

    /// Indices of the comments that no row has taken yet.
    pub(super) fn free(&self) -> Vec<usize> {
        (0..self.taken.len()).filter(|&index| !self.taken[index]).collect()
    }

    pub(super) fn take(&mut self, index: usize) {
        self.taken[index] = true;
    }

    pub(super) fn comment(&self, index: usize) -> &'a Comment {
        &self.example.module.comments[index]
    }

    /// The 1-based line of the file of comment `index`.
    pub(super) fn line(&self, index: usize) -> usize {
        self.example.file_line(self.comment(index).line)
    }

    /// The comment without its `#` signs and one blank behind them; indentation beyond that is kept.
    pub(super) fn content(&self, index: usize) -> (&'a str, usize) {
        let comment = self.comment(index);
        let text = &self.example.code[comment.range.clone()];
        let body = text.trim_start_matches('#');
        let body = body.strip_prefix([' ', '\t']).unwrap_or(body);
        (body.trim_end(), comment.range.start + (text.len() - body.len()))
    }

    /// A documented line: `text` at the byte `start` of the code.
    pub(super) fn documented(&self, text: &str, start: usize) -> Documented {
        let span = self.example.file_span(&(start..start + text.len()));
        Documented { line: self.source.line(span.start), span, text: text.to_owned() }
    }

    /// What stands in the file before the byte `offset` of the code, on its line.
    pub(super) fn before(&self, offset: usize) -> String {
        let end = self.example.file_span(&(offset..offset)).start;
        self.source.slice(Span::new(self.source.line_span(self.source.line(end)).start, end)).to_owned()
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
            // What stands before the code belongs to the quote or list around it.
            let code = self.example.lines.get(comment.line - 1).map_or(line.start, |line| line.span.start);
            let (around, code) = before.split_at(code.clamp(line.start, hash) - line.start);
            // One blank behind the mark of a quote is no part of the code.
            let mark = if around.ends_with('>') { " " } else { "" };
            around.chars().chain(mark.chars()).chain(code.chars().map(|c| if c == '\t' { c } else { ' ' })).collect()
        };
        before + "# "
    }

    /// What stands before the lines that the author has written behind the first, or below the marker; if there are none,
    /// what would stand there.
    fn further(&self, comment: usize, lines: &[Documented]) -> String {
        let marker = self.line(comment);
        let is_further = |(index, line): &(usize, &Documented)| *index > 0 || line.line > marker;
        let filled = |(_, line): &(usize, &Documented)| !line.text.trim().is_empty();
        let model = lines.iter().enumerate().filter(is_further).find(filled);
        let before = model.map(|(_, line)| {
            let start = self.source.line_span(line.line).start;
            self.source.slice(Span::new(start, line.span.start)).to_owned()
        });
        before.unwrap_or_else(|| self.continuation(comment))
    }

    /// The lines of own-line comments that follow `index` without a gap, in the same column, none of them taken.
    pub(super) fn comments_below(&self, index: usize) -> Vec<usize> {
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

    /// A claim behind statement `index` in comment `comment`, with nothing but the statement's own output to be about.
    pub(super) fn behind(&self, notation: NotationId, comment: usize, index: usize, lines: Vec<Documented>) -> Claim {
        Claim { continuation: self.further(comment, &lines), ..self.about(notation, index, lines) }
    }

    /// An explicit claim about statement `index` alone.
    pub(super) fn about(&self, notation: NotationId, index: usize, lines: Vec<Documented>) -> Claim {
        let statement = &self.example.module.statements[index];
        let lines_text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        Claim {
            notation,
            manner: notation.manner(),
            strength: Strength::Explicit,
            watch: self.watch(statement, &lines),
            lines,
            continuation: String::new(),
            grows: false,
            places: vec![self.place(statement)],
            fallback: None,
            constant: false,
            repeats: self.is_repeated(index) || self.shares_line(index),
            tail: Tail::Output,
            foreign_labels: subject::foreign_labels(self.example, statement, &lines_text),
            returns_none: subject::returns_none(self.example, statement),
            in_body: statement.parent.is_some(),
            targets: self.targets(statement),
            is_condition: statement.kind == Kind::Condition,
            options: DoctestOptions::default(),
        }
    }

    /// A claim about what stands above its first comment: the statement `above` and those before it, back to the line
    /// `boundary` of the code.
    pub(super) fn below(&self, notation: NotationId, comment: usize, above: Above, lines: Vec<Documented>) -> Claim {
        let continuation = self.further(comment, &lines);
        let repeats = self.comment(comment).column > 0;
        let places = self.places(above);
        let fallback = places.last().filter(|_| !repeats).map(|place| self.example_until(place.last, above.statement));
        Claim {
            continuation,
            places,
            fallback,
            repeats,
            is_condition: false,
            ..self.about(notation, above.statement, lines)
        }
    }

    /// What to record about `statement` for a claim with these lines.
    fn watch(&self, statement: &Statement, lines: &[Documented]) -> Watch {
        let text: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        let line = |code_line| self.example.file_line(code_line);
        let has_value = match statement.kind {
            // Behind a loop it is the state of what the loop fills.
            Kind::Compound => !statement.guarded,
            Kind::Expression { .. } | Kind::Assignment { .. } | Kind::Condition | Kind::Delete => true,
            Kind::Print { .. } | Kind::Text | Kind::Definition | Kind::Import | Kind::Other => false,
        };
        let text = text.join("\n");
        let mentioned = exception::named(&text).is_some() || exception::is_mentioned(&text);
        let exception = mentioned.then(|| Catch {
            first: line(statement.first_line),
            last: line(statement.last_line),
            go_on: !statement.guarded,
        });
        let value = has_value.then(|| (line(statement.first_line), statement.column));
        Watch { value, exception }
    }

    /// The whole example as far as the line `last` of the file. Behind its last statement that is all that was printed,
    /// also by functions that nobody in the example called: at the exit of the interpreter, in threads.
    fn example_until(&self, last: usize, statement: usize) -> Place {
        let place = self.place_between(1, self.example.lines.len());
        let behind = self.example.module.statements.last();
        let is_last =
            behind.is_none_or(|behind| behind.range.end <= self.example.module.statements[statement].range.end);
        let except = if is_last { Vec::new() } else { place.except };
        Place { last: if is_last { place.last } else { last }, except, ..place }
    }

    /// The place of one statement.
    fn place(&self, statement: &Statement) -> Place {
        self.place_between(statement.first_line, statement.last_line)
    }

    pub(super) fn place_between(&self, first: usize, last: usize) -> Place {
        let line = |code_line| self.example.file_line(code_line);
        let bodies = self.example.module.definition_bodies(first, last);
        let except = bodies.into_iter().map(|(first, last)| (line(first), line(last))).collect();
        Place { first: line(first), last: line(last), except }
    }

    /// Whether statement `index` stands in a loop or a function, so that it may be executed several times.
    fn is_repeated(&self, index: usize) -> bool {
        let statements = &self.example.module.statements;
        let mut around = statements[index].parent;
        while let Some(outer) = around {
            let code = &self.example.code[statements[outer].range.clone()];
            if ["for ", "while ", "def ", "async ", "class ", "@"].iter().any(|word| code.starts_with(word)) {
                return true;
            }
            around = statements[outer].parent;
        }
        false
    }

    /// The plain names that an assignment binds, in order.
    fn targets(&self, statement: &Statement) -> Vec<String> {
        if !matches!(statement.kind, Kind::Assignment { .. }) {
            return Vec::new();
        }
        subject::targets(&self.example.code[statement.range.clone()])
    }

    /// Whether another statement begins on the line of statement `index`, so that lines cannot tell them apart.
    fn shares_line(&self, index: usize) -> bool {
        let statements = &self.example.module.statements;
        let before = index.checked_sub(1).and_then(|before| statements.get(before));
        before.is_some_and(|before| {
            let is_apart = before.range.end <= statements[index].range.start;
            is_apart && before.last_line == statements[index].first_line
        })
    }

    /// The statement that ends on the line before the comment, which begins in its column.
    pub(super) fn right_above(&self, comment: &Comment) -> Option<usize> {
        let index = self.example.module.above(comment).filter(|_| comment.own_line)?;
        let statement = &self.example.module.statements[index];
        (statement.last_line + 1 == comment.line && statement.column == comment.column).then_some(index)
    }

    /// Whether a comment behind statement `index` has been taken for a claim.
    pub(super) fn has_trailing_claim(&self, index: usize) -> bool {
        let statement = &self.example.module.statements[index];
        let comments = self.example.module.comments.iter().zip(&self.taken);
        comments.into_iter().any(|(comment, &taken)| taken && !comment.own_line && comment.line == statement.last_line)
    }

    /// What stands above the comment, if anything does. `boundary` is the line of the claim before.
    pub(super) fn above(&self, comment: &Comment, boundary: usize) -> Option<Above> {
        let statement = self.example.module.above(comment)?;
        Some(Above { statement, boundary })
    }

    /// The statement above, then more and more of the statements before.
    fn places(&self, above: Above) -> Vec<Place> {
        let statement = &self.example.module.statements[above.statement];
        let mut places = vec![self.place(statement)];
        for earlier in self.example.module.siblings_before(above.statement).take(MAX_PLACES) {
            if earlier.first_line <= above.boundary {
                break;
            }
            places.push(self.place_between(earlier.first_line, statement.last_line));
        }
        places
    }
}

/// What a claim on a line of its own is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Above {
    /// Index of the statement above it.
    statement: usize,
    /// The line of the code that earlier statements must stand behind.
    boundary: usize,
}
