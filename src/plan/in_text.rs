//! Values that are recorded by the text of a program: `x + 1` is evaluated within brackets that begin behind the statement
//! before it, so that all text of the author stays on its lines and in its columns. Compiling such a text costs a
//! quarter of what it takes to have the syntax tree as objects of Python, which any other way of recording needs.

use super::{Order, Session};
use crate::lang::python::{ShownBy, Statement};
use std::collections::BTreeMap;

/// Bytes of a program between which the value of a statement is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InText {
    /// Where the brackets may open.
    pub open: usize,
    /// Where the statement ends.
    pub close: usize,
    /// The name to which it assigns; empty if it is an expression.
    pub name: String,
}

/// Says of `orders` for `session` how the text of the program can follow them; of none if it cannot follow all of them.
pub(super) fn complete(orders: &mut [Order], session: &Session<'_>) {
    let Some(program) = Program::of(session) else { return };
    let found: Option<Vec<_>> = orders.iter().map(|order| program.in_text(order)).collect();
    for (order, found) in orders.iter_mut().zip(found.into_iter().flatten()) {
        if let Order::Value { in_text, .. } = order {
            *in_text = Some(found);
        }
    }
}

/// The program of one example, with its statements at the top by the lines and columns where they begin.
struct Program<'s> {
    code: &'s str,
    /// Bytes before the code: empty lines.
    before: usize,
    /// Each statement, with the one before it.
    statements: BTreeMap<(usize, usize), (Option<&'s Statement>, &'s Statement)>,
}

impl<'s> Program<'s> {
    /// That of `session`, if what stands at its head may be told from what stands before it.
    fn of(session: &Session<'s>) -> Option<Self> {
        let example = session.example;
        let first = example.lines.first()?.line;
        let is_alone = session.before.is_empty() && example.prompts.is_empty() && !example.is_docstring;
        let asks_for_features = example.module.imports.iter().any(|import| import.module == "__future__");
        if !is_alone || first < 2 || asks_for_features || example.module.awaits || example.module.error.is_some() {
            return None;
        }
        let top: Vec<_> = example.module.statements.iter().filter(|statement| statement.parent.is_none()).collect();
        let has_docstring = top.first().is_some_and(|first| example.code[first.range.clone()].contains(['"', '\'']));
        let before = [None].into_iter().chain(top.iter().copied().map(Some));
        let placed = before.zip(&top).map(|(before, statement)| {
            let place = (example.file_line(statement.first_line), statement.column);
            (place, (before, *statement))
        });
        (!has_docstring).then(|| Self { code: &example.code, before: first - 1, statements: placed.collect() })
    }

    /// How the text of the program follows `order`.
    fn in_text(&self, order: &Order) -> Option<InText> {
        let Order::Value { line, column, .. } = order else { return None };
        let (before, statement) = self.statements.get(&(*line, *column))?;
        let close = self.before + statement.range.end;
        match statement.shown_by? {
            ShownBy::Name(length) => {
                let name = self.code[statement.range.start..][..length].to_owned();
                Some(InText { open: close, close, name })
            }
            ShownBy::Brackets => {
                let open = self.open(*before, statement)?;
                Some(InText { open, close, name: String::new() })
            }
        }
    }

    /// Where brackets around `statement` may open: behind the simple statement `before` it, or on an empty line above it.
    fn open(&self, before: Option<&Statement>, statement: &Statement) -> Option<usize> {
        if statement.column > 0 {
            return None;
        }
        if let Some(before) = before.filter(|before| before.body_start.is_none()) {
            return (before.last_line < statement.first_line).then_some(self.before + before.range.end);
        }
        let last_line = before.map_or(0, |before| before.last_line);
        if last_line + 1 >= statement.first_line {
            // All lines before the code are empty.
            return before.is_none().then(|| self.before.checked_sub(1)).flatten();
        }
        let above = &self.code[..statement.range.start - 1];
        let start = above.rfind('\n').map_or(0, |end| end + 1);
        let line = above[start..].trim_start();
        (line.is_empty() || line.starts_with('#')).then_some(self.before + start)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::orders_of;
    use super::*;

    /// What is recorded by the text of a program of this code, below one line.
    fn recorded(code: &str) -> Vec<String> {
        let program = format!("\n{code}");
        let text = |order| {
            let Order::Value { in_text: Some(InText { open, close, name }), .. } = order else {
                return "no".to_owned();
            };
            format!("{}[{}]{name}", &program[..open].rsplit('\n').next().unwrap_or_default(), &program[open..close])
        };
        orders_of(code).into_iter().map(text).collect()
    }

    #[test]
    fn brackets_open_behind_the_statement_before() {
        assert_eq!(recorded("x = 4\nx + 1  # 5\n\nx  # 4\n"), ["x = 4[\nx + 1]", "x + 1[  # 5\n\nx]"]);
        assert_eq!(recorded("1 + 2  # 3\nx = 4  # 4\n"), ["[\n1 + 2]", "x = 4[]x"]);
    }

    #[test]
    fn behind_a_body_brackets_open_on_an_empty_line() {
        let code = "def f():\n    return 1\n";
        assert_eq!(recorded(&format!("{code}\nf() + 1  # 2\n")), ["[\nf() + 1]"]);
        assert_eq!(recorded(&format!("{code}# now\nf() + 1  # 2\n")), ["[# now\nf() + 1]"]);
        assert_eq!(recorded(&format!("{code}f() + 1  # 2\n")), ["no"]);
    }

    #[test]
    fn what_means_something_else_in_brackets_is_left_to_the_syntax_tree() {
        for code in ["x = 1\nx, 2  # (1, 2)\n", "x = [2]\nx.pop()  # 2\n", "x = 1\nif x:\n    x + 1  # 2\n"] {
            assert_eq!(recorded(code), ["no"], "{code}");
        }
        assert_eq!(recorded("x = 1\nx + 1  # 2\nx, 2  # (1, 2)\n"), ["no", "no"]);
        assert_eq!(recorded("'text'\nx = 1  # 1\n"), ["no"]);
    }
}
