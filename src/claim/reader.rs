//! The reader: what a notation may look at to find its claims, and how it makes them.

mod places;

use super::{About, Claim, Documented, Manner, NotationId};
use super::{Strength, Watch, beside, exception, identity, remark, row, subject};
use crate::example::Example;
use crate::lang::python::{Comment, ExpressionPart, Kind, Statement};
use crate::source::{Source, Span};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a notation may look at: the example, and which comments an earlier row of the table has taken.
pub struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) example: &'a Example,
    /// How surely each comment is a claim; none if no row has taken it.
    taken: Vec<Option<Strength>>,
    /// For each line of the code, from 0 on, the last line up to it with code on it.
    code_lines: Vec<usize>,
    /// Whether the code holds a text outside of comments, as far as that has been asked.
    written: RefCell<BTreeMap<String, bool>>,
}

/// What a comment behind code is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'a> {
    /// The statement of this index.
    Statement(usize),
    /// An expression within the statement of this index.
    Part(usize, &'a ExpressionPart),
}

impl Subject<'_> {
    /// The statement, or the one around the expression.
    pub(super) const fn statement(self) -> usize {
        match self {
            Self::Statement(index) | Self::Part(index, _) => index,
        }
    }
}

/// How many places a claim about "what is above" may be tried with; beyond that only the whole example is.
const MAX_PLACES: usize = 64;

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a Source, example: &'a Example) -> Self {
        let mut code_lines = vec![0];
        for (index, line) in example.code.lines().enumerate() {
            let is_code = !line.trim_start().is_empty() && !line.trim_start().starts_with('#');
            code_lines.push(if is_code { index + 1 } else { code_lines[index] });
        }
        Self {
            source,
            example,
            taken: vec![None; example.module.comments.len()],
            code_lines,
            written: RefCell::default(),
        }
    }

    /// Indices of the comments that no row has taken yet.
    pub(super) fn free(&self) -> Vec<usize> {
        (0..self.taken.len()).filter(|&index| self.is_free(index)).collect()
    }

    /// Indices of the comments that no row has taken for an explicit claim.
    pub(super) fn unsure(&self) -> Vec<usize> {
        (0..self.taken.len()).filter(|&index| !self.is_sure(index)).collect()
    }

    /// Whether a row has taken comment `index` for an explicit claim.
    pub(super) fn is_sure(&self, index: usize) -> bool {
        self.taken.get(index).copied().flatten() == Some(Strength::Explicit)
    }

    /// Whether there is a comment `index` that no row has taken yet.
    pub(super) fn is_free(&self, index: usize) -> bool {
        self.taken.get(index).is_some_and(Option::is_none)
    }

    /// Whether there is a comment `index`.
    pub(super) fn is_comment(&self, index: usize) -> bool {
        index < self.taken.len()
    }

    /// Takes comment `index` for a claim of this strength.
    pub(super) fn take(&mut self, index: usize, strength: Strength) {
        self.taken[index] = Some(strength);
    }

    /// The last line up to `line` of the code that holds code; 0 if there is none.
    fn last_code(&self, line: usize) -> usize {
        self.code_lines.get(line).or(self.code_lines.last()).copied().unwrap_or(0)
    }

    /// Whether code stands on the line below comment `index`.
    pub(super) fn is_followed(&self, index: usize) -> bool {
        let line = self.comment(index).line + 1;
        self.last_code(line) == line
    }

    /// Whether the code holds `text` outside of comments, so that it may be printed.
    pub(super) fn writes(&self, text: &str) -> bool {
        if let Some(&is_written) = self.written.borrow().get(text) {
            return is_written;
        }
        let comments = &self.example.module.comments;
        let is_code = |at: usize| {
            let before = comments.partition_point(|comment| comment.range.start <= at).checked_sub(1);
            before.is_none_or(|before| comments[before].range.end <= at)
        };
        let is_written = self.example.code.match_indices(text).any(|(at, _)| is_code(at));
        self.written.borrow_mut().insert(text.to_owned(), is_written);
        is_written
    }

    /// Whether any code stands below comment `index`.
    pub(super) fn has_code_below(&self, index: usize) -> bool {
        self.last_code(usize::MAX) > self.comment(index).line
    }

    /// Indices of the comments on the 1-based lines `first` to `last` of the code.
    pub(super) fn comments_between(&self, first: usize, last: usize) -> std::ops::Range<usize> {
        let comments = &self.example.module.comments;
        let start = comments.partition_point(|comment| comment.line < first);
        start..comments.partition_point(|comment| comment.line <= last)
    }

    pub(super) fn comment(&self, index: usize) -> &'a Comment {
        &self.example.module.comments[index]
    }

    /// The 1-based line of the file of comment `index`.
    pub(super) fn line(&self, index: usize) -> usize {
        self.example.file_line(self.comment(index).line)
    }

    /// The comment without its `#` signs and one blank behind them, and without a pragma before a second sign; indentation
    /// beyond that is kept.
    pub(super) fn content(&self, index: usize) -> (&'a str, usize) {
        let comment = self.comment(index);
        let text = &self.example.code[comment.range.clone()];
        let body = text.trim_start_matches('#');
        let body = body.strip_prefix([' ', '\t']).unwrap_or(body);
        let body = remark::behind_pragma(body).unwrap_or(body);
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
        self.comments_below_in(index, self.comment(index).column)
    }

    /// The same where the next one stands a little to the right, as what belongs to a word above it may.
    pub(super) fn comments_right_below(&self, index: usize) -> Vec<usize> {
        const FARTHEST: usize = 4;
        let column = self.comment(index).column;
        let next = (index + 1 < self.taken.len()).then(|| self.comment(index + 1).column);
        let is_near = |next: &usize| (column..=column + FARTHEST).contains(next);
        self.comments_below_in(index, next.filter(is_near).unwrap_or(column))
    }

    fn comments_below_in(&self, index: usize, column: usize) -> Vec<usize> {
        let mut line = self.comment(index).line;
        let mut below = Vec::new();
        for next in index + 1..self.taken.len() {
            let comment = self.comment(next);
            if comment.line != line + 1 || !comment.own_line || comment.column != column || !self.is_free(next) {
                break;
            }
            line = comment.line;
            below.push(next);
        }
        below
    }

    /// What comment `index` stands behind.
    pub(super) fn subject(&self, index: usize) -> Option<Subject<'a>> {
        let comment = self.comment(index);
        let module = &self.example.module;
        match module.part_before(comment) {
            Some(part) => Some(Subject::Part(module.around(comment)?, part)),
            None => module.trailed_by(comment).map(Subject::Statement),
        }
    }

    /// The code of `subject`.
    pub(super) fn code(&self, subject: Subject<'a>) -> &'a str {
        let range = match subject {
            Subject::Statement(index) => &self.example.module.statements[index].range,
            Subject::Part(_, part) => &part.range,
        };
        &self.example.code[range.clone()]
    }

    /// What `subject` is.
    pub(super) fn kind(&self, subject: Subject<'_>) -> Kind {
        match subject {
            Subject::Statement(index) => self.example.module.statements[index].kind,
            Subject::Part(..) => Kind::Expression { call: false },
        }
    }

    /// The own-line comments right below comment `index`, which stands behind code, in one column.
    pub(super) fn comments_behind(&self, index: usize) -> Vec<usize> {
        let first = index + 1;
        let is_below = self.is_free(first) && {
            let comment = self.comment(first);
            comment.own_line && comment.line == self.comment(index).line + 1
        };
        let below = is_below.then(|| self.comments_below(first));
        below.map_or_else(Vec::new, |below| std::iter::once(first).chain(below).collect())
    }

    /// A claim in comment `comment` behind `subject`, with nothing but that to be about.
    pub(super) fn of(
        &self,
        notation: NotationId,
        comment: usize,
        subject: Subject<'a>,
        lines: Vec<Documented>,
    ) -> Claim {
        let Subject::Part(statement, part) = subject else {
            return self.behind(notation, comment, subject.statement(), lines);
        };
        let claim = self.behind(notation, comment, statement, lines);
        let place = |(line, column)| Some((self.example.file_line(line), column));
        Claim {
            // What is printed is the whole statement's.
            manner: Manner { about: About::Value, ..claim.manner },
            watch: Watch { value: place(part.start), end: place(part.end), ..claim.watch },
            constant: part.constant,
            is_condition: part.is_condition,
            targets: Vec::new(),
            // In a comprehension.
            repeats: true,
            ..claim
        }
    }

    /// A claim behind statement `index` in comment `comment`, with nothing but the statement's own output to be about.
    pub(super) fn behind(&self, notation: NotationId, comment: usize, index: usize, lines: Vec<Documented>) -> Claim {
        let fallback = self.line_begun_before(index);
        Claim { continuation: self.further(comment, &lines), fallback, ..self.about(notation, index, lines) }
    }

    /// An explicit claim about statement `index` alone.
    pub(super) fn about(&self, notation: NotationId, index: usize, lines: Vec<Documented>) -> Claim {
        let statement = &self.example.module.statements[index];
        let lines_text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        let foreign_labels = subject::foreign_labels(self.example, statement, &lines_text);
        let named = foreign_labels.iter().find(|label| subject::is_name(label)).cloned();
        Claim {
            watch: self.watch(statement, &lines),
            raises: self.names_own_exception(&lines_text),
            row: row::of(self.example, statement, &lines_text),
            repeats: self.is_repeated(index) || self.shares_line(index),
            names_unknown: named.as_ref().is_some_and(|name| !self.knows(name)),
            named,
            beside: beside::of(self.example, statement, &lines_text),
            foreign_labels,
            returns_none: subject::returns_none(self.example, statement),
            compares_identity: identity::compares_constants(self.example, statement),
            in_body: statement.parent.is_some() || matches!(statement.kind, Kind::Definition | Kind::Import),
            targets: self.targets(statement),
            is_condition: statement.kind == Kind::Condition,
            of_return: matches!(statement.kind, Kind::Return { .. }),
            ..Claim::new(notation, lines, self.place(statement))
        }
    }

    /// A claim about what stands above its first comment: the statement `above` and those before it, back to the line
    /// `boundary` of the code.
    pub(super) fn below(&self, notation: NotationId, comment: usize, above: Above, lines: Vec<Documented>) -> Claim {
        let continuation = self.further(comment, &lines);
        Claim { continuation, ..self.beneath(notation, self.comment(comment).column, above, lines) }
    }

    /// What to record about `statement` for a claim with these lines.
    fn watch(&self, statement: &Statement, lines: &[Documented]) -> Watch {
        let text: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        let line = |code_line| self.example.file_line(code_line);
        let has_value = match statement.kind {
            // Behind a loop it is the state of what the loop fills.
            Kind::Compound => !statement.guarded,
            Kind::Expression { .. } | Kind::Assignment { .. } | Kind::Condition | Kind::Delete => true,
            Kind::Return { .. } => true,
            Kind::Print { .. } | Kind::Text | Kind::Definition | Kind::Import | Kind::Other => false,
        };
        let text = text.join("\n");
        let is_named = || exception::named(&text).is_some() || self.names_own_exception(&text);
        let mentioned = exception::is_mentioned(&text) || is_named();
        let exception = mentioned.then(|| self.catch(statement));
        let value = has_value.then(|| (line(statement.first_line), statement.column));
        let statement = Some((line(statement.first_line), statement.column));
        Watch { value, statement, exception, end: None }
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
    pub(super) fn targets(&self, statement: &Statement) -> Vec<String> {
        if !matches!(statement.kind, Kind::Assignment { .. }) {
            return Vec::new();
        }
        super::statement::targets(&self.example.code[statement.range.clone()])
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

    /// The statement above an own-line comment, in the same body.
    fn statement_above(&self, comment: &Comment) -> Option<usize> {
        let index = self.example.module.above(comment)?;
        let last = self.example.module.statements[index].last_line;
        // Code between them begins another body: `else:`, or what the comment stands in.
        (self.last_code(comment.line - 1) <= last).then_some(index)
    }

    /// The statement that ends on the line before comment `index` and begins in its column.
    pub(super) fn right_above(&self, index: usize) -> Option<usize> {
        let above = self.level_above(index)?;
        (self.example.module.statements[above].last_line + 1 == self.comment(index).line).then_some(above)
    }

    /// The statement that ends above comment `index`, nothing but blank lines between, and begins in its column.
    pub(super) fn apart_above(&self, index: usize) -> Option<usize> {
        let above = self.level_above(index)?;
        let last = self.example.module.statements[above].last_line;
        let comment_before = index.checked_sub(1).map_or(0, |before| self.comment(before).line);
        (last + 1 < self.comment(index).line && comment_before <= last).then_some(above)
    }

    /// The statement right above comment `first`, or above blank lines that a formatter puts there: the comments up to `last`
    /// stand right above a definition, and formatters keep that apart with all the comments above it.
    pub(super) fn formatted_above(&self, first: usize, last: usize) -> Option<usize> {
        let is_definition = |below: &usize| self.example.module.statements[*below].kind == Kind::Definition;
        let moved = || self.apart_above(first).filter(|_| self.right_below(last).filter(is_definition).is_some());
        self.right_above(first).or_else(moved)
    }

    /// The statement above comment `index`, if it begins in the comment's column.
    fn level_above(&self, index: usize) -> Option<usize> {
        let comment = self.comment(index);
        let above = self.statement_above(comment).filter(|_| comment.own_line)?;
        (self.example.module.statements[above].column == comment.column).then_some(above)
    }

    /// The statement that begins on the line below comment `index`, in its column.
    pub(super) fn right_below(&self, index: usize) -> Option<usize> {
        let line = self.comment(index).line + 1;
        self.next_below(index).filter(|&below| self.example.module.statements[below].first_line == line)
    }

    /// The next statement below comment `index`, if it begins in its column.
    pub(super) fn next_below(&self, index: usize) -> Option<usize> {
        let comment = self.comment(index);
        let statements = &self.example.module.statements;
        let below = statements.partition_point(|statement| statement.range.start < comment.range.end);
        statements.get(below).filter(|statement| statement.column == comment.column).map(|_| below)
    }

    /// How surely a comment behind statement `index` is a claim, if there is one that may be.
    pub(super) fn trailing(&self, index: usize) -> Option<Strength> {
        let last = self.example.module.statements[index].last_line;
        let comments = &self.example.module.comments;
        let at = comments.partition_point(|comment| comment.line < last);
        let is_behind = comments.get(at).is_some_and(|comment| !comment.own_line && comment.line == last);
        self.taken.get(at).copied().flatten().filter(|_| is_behind)
    }

    /// What stands above the comment, if anything does. `boundary` is the line of the claim before.
    pub(super) fn above(&self, comment: &Comment, boundary: usize) -> Option<Above> {
        let statement = self.statement_above(comment)?;
        Some(Above { statement, boundary })
    }
}

/// What a claim on a line of its own is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Above {
    /// Index of the statement above it.
    pub(super) statement: usize,
    /// The line of the code that earlier statements must stand behind.
    pub(super) boundary: usize,
}
