//! Places: the lines of the file whose output a claim may be about.

use super::{Above, MAX_PLACES, Reader};
use crate::claim::{Catch, Claim, Documented, NotationId, Place, Watch, exception};
use crate::lang::python::{Kind, Statement};

impl Reader<'_> {
    /// Statement `index`, if it prints, with those right before it whose prints leave their line open: all of what then stands
    /// on its line.
    pub(super) fn line_begun_before(&self, index: usize) -> Option<Place> {
        let statements = &self.example.module.statements;
        let prints = |statement: &Statement| matches!(statement.kind, Kind::Print { .. });
        let leaves_open =
            |statement: &&Statement| prints(statement) && self.example.code[statement.range.clone()].contains("end=");
        let before = self.example.module.siblings_before(index).take(MAX_PLACES).take_while(leaves_open).last()?;
        prints(&statements[index]).then(|| self.place_between(before.first_line, statements[index].last_line))
    }

    /// The whole example as far as the line `last` of the file. Behind its last statement that is all that was printed,
    /// also by functions that nobody in the example called: at the exit of the interpreter, in threads.
    pub(super) fn example_until(&self, last: usize, statement: usize) -> Place {
        let place = self.place_between(1, self.example.lines.len());
        let behind = self.example.module.statements.last();
        let is_last =
            behind.is_none_or(|behind| behind.range.end <= self.example.module.statements[statement].range.end);
        let except = if is_last { Vec::new() } else { place.except };
        Place { last: if is_last { place.last } else { last }, except, ..place }
    }

    /// The place of one statement.
    pub(super) fn place(&self, statement: &Statement) -> Place {
        self.place_between(statement.first_line, statement.last_line)
    }

    pub(in crate::claim) fn place_between(&self, first: usize, last: usize) -> Place {
        let line = |code_line| self.example.file_line(code_line);
        let bodies = self.example.module.definition_bodies(first, last);
        let except = bodies.into_iter().map(|(first, last)| (line(first), line(last))).collect();
        Place { first: line(first), last: line(last), except }
    }

    /// Whether code stands between two statements of one body: `else:`, which begins another.
    fn is_code_between(&self, earlier: &Statement, later: &Statement) -> bool {
        self.last_code(later.first_line.saturating_sub(1)) > earlier.last_line
    }

    /// A claim in comment `comment` about the statement `below` it and those behind, as far as the line `end` of the code.
    pub(in crate::claim) fn ahead(
        &self,
        notation: NotationId,
        comment: usize,
        (below, end): (usize, usize),
        lines: Vec<Documented>,
    ) -> Claim {
        let statements = &self.example.module.statements;
        let mut places = vec![self.place(&statements[below])];
        let siblings = statements[below + 1..].iter().filter(|other| other.parent == statements[below].parent);
        for later in siblings.take_while(|later| later.last_line < end).take(MAX_PLACES) {
            places.push(self.place_between(statements[below].first_line, later.last_line));
        }
        let is_condition = false;
        Claim { places, is_condition, ..self.behind(notation, comment, below, lines) }
    }

    /// What stands right below the comments from `first` to `last` and bears no claim, if they may be about that rather than
    /// about what is above: behind a blank line, or behind an assignment of what is used below. The paragraph, statement by
    /// statement.
    pub(in crate::claim) fn unclaimed_below(&self, first: usize, last: usize) -> Vec<Place> {
        let statements = &self.example.module.statements;
        let Some(below) = self.right_below(last) else { return Vec::new() };
        let (begin, end) = (statements[below].first_line, self.paragraph_end(below));
        let code = self.example.code_between(begin, end);
        if !self.is_apart_or_of_target(first, code) || self.has_comments_of_its_own(begin, end) {
            return Vec::new();
        }
        let siblings = statements[below..].iter().filter(|other| other.parent == statements[below].parent);
        let within = siblings.take_while(|other| other.last_line <= end).take(MAX_PLACES);
        within.map(|other| self.place_between(begin, other.last_line)).collect()
    }

    /// Whether a comment stands within the lines `begin` to `end`, or below them and not right above other code.
    fn has_comments_of_its_own(&self, begin: usize, end: usize) -> bool {
        let next = self.comments_between(end + 1, usize::MAX).next();
        let next = next.filter(|&next| self.last_code(self.comment(next).line) <= end);
        let belongs = |next: usize| {
            let last = self.comments_below(next).last().copied().unwrap_or(next);
            self.right_below(last).is_none()
        };
        !self.comments_between(begin, end).is_empty() || next.is_some_and(belongs)
    }

    /// Whether a blank line stands above the comments around `first`, or an assignment to a name that `code` has.
    fn is_apart_or_of_target(&self, first: usize, code: &str) -> bool {
        let mut index = first;
        while let Some(before) = index.checked_sub(1).filter(|&before| {
            self.comment(before).own_line && self.comment(before).line + 1 == self.comment(index).line
        }) {
            index = before;
        }
        let Some(above) = self.right_above(index) else { return true };
        let targets = self.targets(&self.example.module.statements[above]);
        let is_word = |word: &str| code.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|one| one == word);
        targets.iter().any(|target| is_word(target))
    }

    /// A claim of lines that stand in `column` about what is `above` them.
    pub(in crate::claim) fn beneath(
        &self,
        notation: NotationId,
        column: usize,
        above: Above,
        lines: Vec<Documented>,
    ) -> Claim {
        let repeats = column > 0;
        let places = self.places(above);
        let claim = self.about(notation, above.statement, lines);
        // Below a whole `if` it is about what is printed within, not about the condition.
        let value = claim.watch.value.filter(|_| !claim.is_condition);
        let fallback = places.last().filter(|_| !repeats).map(|place| self.example_until(place.last, above.statement));
        let watch = Watch { value, ..claim.watch };
        Claim { places, fallback, repeats, is_condition: false, watch, ..claim }
    }

    /// The last line of the code before the next blank one, behind statement `index`.
    fn paragraph_end(&self, index: usize) -> usize {
        let last = self.example.module.statements[index].last_line;
        let below = self.example.code.lines().skip(last).take_while(|line| !line.trim().is_empty());
        last + below.count()
    }

    /// Whether code or comments stand right below statement `index`.
    pub(in crate::claim) fn has_more_below(&self, index: usize) -> bool {
        self.paragraph_end(index) > self.example.module.statements[index].last_line
    }

    /// `claim`, which stands above statement `below` and names an exception, about all lines up to the next blank one.
    pub(in crate::claim) fn of_paragraph(&self, claim: Claim, below: usize) -> Claim {
        let statement = &self.example.module.statements[below];
        let place = self.place_between(statement.first_line, self.paragraph_end(below));
        let catch = Catch { first: place.first, last: place.last, go_on: !statement.guarded };
        Claim { places: vec![place], watch: Watch { exception: Some(catch), ..Watch::default() }, ..claim }
    }

    /// What notes the exception of `statement`.
    pub(in crate::claim) fn catch(&self, statement: &Statement) -> Catch {
        let line = |code_line| self.example.file_line(code_line);
        Catch { first: line(statement.first_line), last: line(statement.last_line), go_on: !statement.guarded }
    }

    /// Whether `text` names a class of exceptions that the example defines.
    pub(in crate::claim) fn names_own_exception(&self, text: &str) -> bool {
        exception::of_any_name(text).is_some_and(|(kind, _)| exception::is_defined(&self.example.code, kind))
    }

    /// Whether `kind` or the module that it begins with is a name that the example binds.
    pub(in crate::claim) fn knows(&self, kind: &str) -> bool {
        self.example.module.bound_names.contains(kind.split('.').next().unwrap_or_default())
    }

    /// The statement above, then more and more of the statements before.
    pub(in crate::claim) fn places(&self, above: Above) -> Vec<Place> {
        let statement = &self.example.module.statements[above.statement];
        let mut places = vec![self.place(statement)];
        let mut next = statement;
        for earlier in self.example.module.siblings_before(above.statement).take(MAX_PLACES) {
            if earlier.first_line <= above.boundary || self.is_code_between(earlier, next) {
                break;
            }
            next = earlier;
            places.push(self.place_between(earlier.first_line, statement.last_line));
        }
        places
    }
}
