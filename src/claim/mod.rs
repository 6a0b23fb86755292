//! Claims: what an author says that an example prints.
//!
//! A claim is found from the tokens of the code, never by a search over lines, and it knows two things: where the
//! documented text stands in the file, and which statements of the example it is about. Whether it is true is none of
//! this module's business.

pub mod exception;
mod extent;
mod manner;
pub mod notation;
pub mod reading;
pub mod remark;
pub mod shape;
mod subject;
pub mod traceback;

pub use manner::{About, Layout, Manner, NotationId};

use crate::example::Example;
use crate::lang::python::{Comment, Kind, Statement};
use crate::settings::Judged;
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

/// What has to be watched while the example runs, so that the claim can be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// The statement whose value is recorded: its 1-based line of the file and its 0-based column in the code, in bytes.
    pub value: Option<(usize, usize)>,
    /// Lines of the file whose exception is noted.
    pub exception: Option<Catch>,
}

/// Lines whose exception is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Catch {
    /// First 1-based line of the file.
    pub first: usize,
    /// Last line.
    pub last: usize,
    /// Whether the example goes on behind them. It does not where the example itself may handle the exception.
    pub go_on: bool,
}

/// How the last lines of a claim are to be read, if the real output has fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// They are output.
    Output,
    /// A sentence among them begins a remark: they are comments behind a marker.
    Sentence,
    /// Several words that are no value begin a remark: there is no marker, or the output stands on the marker's line.
    Words,
    /// They are what stands between two prompts: text may begin behind a blank line or with a comment.
    Session,
}

/// Options of doctest that loosen how an output is compared (`# doctest: +NORMALIZE_WHITESPACE`; doctest's manual,
/// "Option Flags"). What else they allow is allowed anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoctestOptions {
    /// All runs of blanks and line endings are alike.
    pub blanks_are_alike: bool,
    /// Only the type of an exception counts.
    pub only_the_type: bool,
}

/// One claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The notation it is written in; a row of [`notation::TABLE`].
    pub notation: NotationId,
    /// What may satisfy it.
    pub manner: Manner,
    /// How surely it is one.
    pub strength: Strength,
    /// The documented lines; at least one.
    pub lines: Vec<Documented>,
    /// What the author writes before a further documented line: the prefix of a quote, indentation, `# `.
    pub continuation: String,
    /// Whether the documented text stands behind a marker that may have the output in the lines below it instead.
    pub grows: bool,
    /// Where the output may come from, the likeliest first.
    pub places: Vec<Place>,
    /// A wider place that may confirm the claim, but says nothing against it.
    pub fallback: Option<Place>,
    /// What has to be recorded for it.
    pub watch: Watch,
    /// Whether the statement prints nothing but string literals or assigns a literal, so that a value that differs is no
    /// statement about it.
    pub constant: bool,
    /// Whether the statement stands in a body, so that it may be executed several times.
    pub repeats: bool,
    /// Whether it is about the condition of an `if` or `while`.
    pub is_condition: bool,
    /// What doctest's options at its prompt allow.
    pub options: DoctestOptions,
    /// The plain names that its statement assigns to, in order.
    pub targets: Vec<String>,
    /// Labels in its text that name something else than what its statement gives: `size = 5` behind `size + 1`.
    pub foreign_labels: Vec<String>,
    /// Whether its statement calls a function that gives nothing back by design: `nums.append(4)`.
    pub returns_none: bool,
    /// Whether its statement stands in the body of another, so that it may never be executed.
    pub in_body: bool,
    /// How its last lines are to be read.
    pub tail: Tail,
}

impl Claim {
    /// Whether nothing but its look says that it is a claim.
    #[must_use]
    pub fn is_inferred(&self) -> bool {
        self.strength != Strength::Explicit
    }

    /// Whether it speaks of what its statement assigns or asks, whatever is printed meanwhile.
    #[must_use]
    pub fn is_about_target(&self) -> bool {
        self.is_condition || !self.targets.is_empty()
    }

    /// Whether `label`, the author's name for a value, names something else than what its statement gives.
    #[must_use]
    pub fn names_another(&self, label: &str) -> bool {
        self.foreign_labels.iter().any(|foreign| foreign == label)
    }

    /// From the first to the last documented byte.
    #[must_use]
    pub fn span(&self) -> Span {
        let start = self.lines.first().map_or(0, |line| line.span.start);
        Span::new(start, self.lines.last().map_or(start, |line| line.span.end))
    }

    /// How many of its lines may stand alone, longest first: all of them, or fewer where the rest begins with a remark.
    pub fn extents(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.lines.len();
        let texts: Vec<_> = self.lines.iter().map(|line| line.text.as_str()).collect();
        let begins_remark = move |count: usize| {
            let text = self.lines[count].text.as_str();
            let no_value_follows = || self.lines[count..].iter().all(|line| !shape::is_value(&line.text));
            match self.tail {
                Tail::Output => false,
                Tail::Session => extent::rest(&texts, count) == extent::Rest::Remark,
                Tail::Sentence => remark::is_sentence(text),
                Tail::Words => remark::is_sentence(text) || text.split_whitespace().count() > 1 && no_value_follows(),
            }
        };
        std::iter::once(all).chain((1..all).rev().filter(move |&count| begins_remark(count)))
    }

    /// How many of its lines may stand alone if the words behind them are no output, which their look does not say; longest
    /// first. What holds only so is left open.
    pub fn unclear_extents(&self) -> impl Iterator<Item = usize> + '_ {
        let texts: Vec<_> = self.lines.iter().map(|line| line.text.as_str()).collect();
        let is_unclear = move |&count: &usize| extent::rest(&texts, count) == extent::Rest::Unclear;
        (1..self.lines.len()).rev().filter(|_| self.tail == Tail::Session).filter(is_unclear)
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
    if example.module.error.is_some() {
        // Where the code does not compile, only a marker makes a claim.
        claims.retain(|claim| claim.notation.is_marked());
    }
    claims.sort_by_key(|claim| claim.span());
    claims
}

impl Strength {
    /// Whether claims of this strength are judged.
    #[must_use]
    pub fn is_judged(self, judged: Judged) -> bool {
        match self {
            Self::Explicit => true,
            Self::InferredValue => judged >= Judged::Value,
            Self::InferredText => judged >= Judged::All,
        }
    }
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

    /// The 1-based line of the file of comment `index`.
    fn line(&self, index: usize) -> usize {
        self.example.file_line(self.comment(index).line)
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

    /// What stands in the file before the byte `offset` of the code, on its line.
    fn before(&self, offset: usize) -> String {
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

    /// A claim behind statement `index` in comment `comment`, with nothing but the statement's own output to be about.
    fn behind(&self, notation: NotationId, comment: usize, index: usize, lines: Vec<Documented>) -> Claim {
        Claim { continuation: self.further(comment, &lines), ..self.about(notation, index, lines) }
    }

    /// An explicit claim about statement `index` alone.
    fn about(&self, notation: NotationId, index: usize, lines: Vec<Documented>) -> Claim {
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
    fn below(&self, notation: NotationId, comment: usize, above: Above, lines: Vec<Documented>) -> Claim {
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

    fn place_between(&self, first: usize, last: usize) -> Place {
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
    fn right_above(&self, comment: &Comment) -> Option<usize> {
        let index = self.example.module.above(comment).filter(|_| comment.own_line)?;
        let statement = &self.example.module.statements[index];
        (statement.last_line + 1 == comment.line && statement.column == comment.column).then_some(index)
    }

    /// Whether a comment behind statement `index` has been taken for a claim.
    fn has_trailing_claim(&self, index: usize) -> bool {
        let statement = &self.example.module.statements[index];
        let comments = self.example.module.comments.iter().zip(&self.taken);
        comments.into_iter().any(|(comment, &taken)| taken && !comment.own_line && comment.line == statement.last_line)
    }

    /// What stands above the comment, if anything does. `boundary` is the line of the claim before.
    fn above(&self, comment: &Comment, boundary: usize) -> Option<Above> {
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
struct Above {
    /// Index of the statement above it.
    statement: usize,
    /// The line of the code that earlier statements must stand behind.
    boundary: usize,
}

#[cfg(test)]
mod tests;
