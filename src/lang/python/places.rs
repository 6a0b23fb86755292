//! Where statements and comments stand to each other: what a comment trails, what stands above it, which lines are bodies.

use super::parts::ExpressionPart;
use super::{Comment, Kind, Module, Statement, stdlib};

impl Module {
    /// The names that others find when the code has run: what it defines, assigns and imports at its top level.
    pub fn provided_names(&self) -> impl Iterator<Item = &String> {
        [&self.defined_names, &self.assigned_names, &self.imported_names].into_iter().flatten()
    }

    /// Whether it writes by `print` and the like only, so that nothing comes to the files behind the standard streams but
    /// what these are given: it leaves nothing behind, and runs no code of a package.
    #[must_use]
    pub fn prints_only(&self) -> bool {
        let is_standard = |name: &str| stdlib::is_module(name.split('.').next().unwrap_or(name));
        self.is_inert && self.imports.iter().all(|import| import.level == 0 && is_standard(&import.module))
    }

    /// The top-level packages and modules that it imports.
    pub fn imported_packages(&self) -> impl Iterator<Item = &str> {
        let absolute = self.imports.iter().filter(|import| import.level == 0);
        absolute.map(|import| import.module.split('.').next().unwrap_or(&import.module))
    }

    /// Whether nothing is executed at the top but definitions and imports.
    #[must_use]
    pub fn only_defines(&self) -> bool {
        let mut top = self.statements.iter().filter(|statement| statement.parent.is_none());
        top.all(|statement| matches!(statement.kind, Kind::Definition | Kind::Import | Kind::Text))
    }

    /// The statement that a comment at `comment` trails: the one that ends last before it on the same line, or the
    /// compound statement whose header ends on that line. None inside a bracketed expression, or on a line of its own.
    #[must_use]
    pub fn trailed_by(&self, comment: &Comment) -> Option<usize> {
        let nearest = self.begun_before(comment).filter(|_| !comment.own_line)?;
        let statement = &self.statements[nearest];
        let ended = statement.last_line == comment.line && statement.range.end <= comment.range.start;
        if ended {
            return Some(nearest);
        }
        let mut around = Some(nearest);
        while let Some(index) = around {
            if self.statements[index].header_holds(comment) {
                return Some(index);
            }
            around = self.statements[index].parent;
        }
        None
    }

    /// The expression within a statement that a comment stands behind: an argument, an item of a list, the condition of an
    /// `elif`.
    #[must_use]
    pub fn part_before(&self, comment: &Comment) -> Option<&ExpressionPart> {
        self.parts.get(&comment.range.start)
    }

    /// The statement within which a comment stands: the last one that begins before it.
    #[must_use]
    pub fn around(&self, comment: &Comment) -> Option<usize> {
        self.begun_before(comment)
    }

    /// The last statement that begins before the comment.
    fn begun_before(&self, comment: &Comment) -> Option<usize> {
        self.statements.partition_point(|statement| statement.range.start < comment.range.start).checked_sub(1)
    }

    /// The statement above a comment on a line of its own, at the comment's depth: the last one that ends before it
    /// and, climbing out of bodies, begins no deeper than the comment.
    #[must_use]
    pub fn above(&self, comment: &Comment) -> Option<usize> {
        let before = |statement: &Statement| statement.range.end <= comment.range.start;
        let mut index = (0..=self.begun_before(comment)?).rev().find(|&index| before(&self.statements[index]))?;
        while self.statements[index].column > comment.column {
            match self.statements[index].parent {
                Some(parent) if before(&self.statements[parent]) => index = parent,
                Some(_) | None => break,
            }
        }
        Some(index)
    }

    /// The statements of the same body that stand before `index`, from the nearest on.
    pub fn siblings_before(&self, index: usize) -> impl Iterator<Item = &Statement> + '_ {
        let parent = self.statements[index].parent;
        let first = parent.map_or(0, |parent| parent + 1);
        self.statements[first..index].iter().rev().filter(move |statement| statement.parent == parent)
    }

    /// Lines of the bodies of functions and classes defined within the 1-based lines `first..=last`: what runs in them
    /// runs when they are called, not when the lines are.
    #[must_use]
    pub fn definition_bodies(&self, first: usize, last: usize) -> Vec<(usize, usize)> {
        let from = self.definitions.partition_point(|&index| self.statements[index].first_line < first);
        let within = self.definitions[from..].iter().take_while(|&&index| self.statements[index].first_line <= last);
        within
            .filter(|&&index| self.statements[index].last_line <= last)
            .filter_map(|&index| self.body_lines(index))
            .collect()
    }

    /// The body of the definition at `index`; none if it stands on the line of the header.
    fn body_lines(&self, index: usize) -> Option<(usize, usize)> {
        let definition = &self.statements[index];
        let body = self.statements.get(index + 1).filter(|body| Some(body.range.start) == definition.body_start)?;
        (body.first_line > definition.first_line).then_some((body.first_line, definition.last_line))
    }
}

impl Statement {
    /// Whether `comment` stands on the header line of this compound statement, behind the colon.
    fn header_holds(&self, comment: &Comment) -> bool {
        self.body_start.is_some_and(|body| self.range.start < comment.range.start && comment.range.start < body)
    }
}
