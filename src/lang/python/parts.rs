//! Parts of statements that a comment within the statement stands behind: `f(1),  # 2` in a list over several lines.

use std::collections::BTreeMap;
use std::ops::Range;

use super::statements::is_constant;
use super::{Comment, LineIndex, range};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprContext, Stmt};
use ruff_text_size::Ranged;

/// An expression that ends before a comment within its statement, with nothing but a comma between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionPart {
    /// Bytes of the code.
    pub range: Range<usize>,
    /// Where it begins and where it ends: 1-based lines of the code, 0-based columns in bytes.
    pub start: (usize, usize),
    /// The same for its end.
    pub end: (usize, usize),
    /// Whether it is a literal, so that nothing is computed.
    pub constant: bool,
    /// Whether it is the condition of an `elif`.
    pub is_condition: bool,
}

/// The parts before `comments`, by the beginning of the comment. `whole` tells where statements end: what ends there is no
/// part.
pub(super) fn parts(
    code: &str,
    body: &[Stmt],
    comments: &[Comment],
    lines: &LineIndex,
    whole: impl Fn(usize) -> bool,
) -> BTreeMap<usize, ExpressionPart> {
    let mut ends = BTreeMap::new();
    for comment in comments.iter().filter(|comment| !comment.own_line) {
        let before = code[..comment.range.start].trim_end();
        let (text, is_header) = match (before.strip_suffix(','), before.strip_suffix(':')) {
            (Some(text), _) => (text.trim_end(), false),
            (None, Some(text)) => (text.trim_end(), true),
            (None, None) => (before, false),
        };
        // What ends on an earlier line is not what the comment stands behind.
        if !whole(text.len()) && lines.line(text.len()) == comment.line {
            ends.insert(text.len(), Wanted { comment: comment.range.start, is_header });
        }
    }
    let mut search = Search { lines, ends, found: BTreeMap::new(), is_condition: false };
    if !search.ends.is_empty() {
        body.iter().for_each(|statement| search.visit_stmt(statement));
    }
    search.found
}

/// A comment for which a part is looked for.
#[derive(Clone, Copy)]
struct Wanted {
    comment: usize,
    /// Whether a colon stands before it, as behind a condition.
    is_header: bool,
}

struct Search<'a> {
    lines: &'a LineIndex,
    /// What is looked for, by the end of the part.
    ends: BTreeMap<usize, Wanted>,
    found: BTreeMap<usize, ExpressionPart>,
    /// Whether the next expression is the condition of an `elif`.
    is_condition: bool,
}

impl<'a> Visitor<'a> for Search<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            // Remarks on parameters, bases and names say nothing about values.
            Stmt::FunctionDef(inner) => self.visit_body(&inner.body),
            Stmt::ClassDef(inner) => self.visit_body(&inner.body),
            Stmt::AnnAssign(inner) => inner.value.iter().for_each(|value| self.visit_expr(value)),
            Stmt::Assign(inner) => self.visit_expr(&inner.value),
            Stmt::AugAssign(inner) => self.visit_expr(&inner.value),
            Stmt::Match(inner) => {
                self.visit_expr(&inner.subject);
                inner.cases.iter().for_each(|case| self.visit_body(&case.body));
            }
            Stmt::If(inner) => {
                self.visit_expr(&inner.test);
                self.visit_body(&inner.body);
                for clause in &inner.elif_else_clauses {
                    if let Some(test) = &clause.test {
                        self.is_condition = true;
                        self.visit_expr(test);
                    }
                    self.visit_body(&clause.body);
                }
            }
            Stmt::Delete(_) | Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::TypeAlias(_) => {}
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let is_condition = std::mem::take(&mut self.is_condition);
        let end = expression.end().to_usize();
        let is_header = self.ends.get(&end).is_some_and(|wanted| wanted.is_header);
        if is_header == is_condition && has_value(expression) {
            // The outermost one that ends there; those within it end there too.
            if let Some(wanted) = self.ends.remove(&end) {
                self.add(wanted, expression, is_condition);
            }
        }
        // The strings within are no code of their own, and what a lambda gives is known to its callers only.
        if !matches!(expression, Expr::FString(_) | Expr::TString(_) | Expr::Lambda(_)) {
            visitor::walk_expr(self, expression);
        }
    }
}

impl Search<'_> {
    fn add(&mut self, wanted: Wanted, expression: &Expr, is_condition: bool) {
        let range = range(expression.range());
        let (first, last) = (self.lines.line(range.start), self.lines.line(range.end));
        // Behind the last operand of several lines the comment may be about that one or about all.
        if first < last && is_operation(expression) {
            return;
        }
        let start = (first, range.start - self.lines.start(first));
        let end = (last, range.end - self.lines.start(last));
        let constant = is_constant(expression);
        self.found.insert(wanted.comment, ExpressionPart { range, start, end, constant, is_condition });
    }
}

fn is_operation(expression: &Expr) -> bool {
    matches!(expression, Expr::BinOp(_) | Expr::BoolOp(_) | Expr::Compare(_) | Expr::If(_) | Expr::UnaryOp(_))
}

/// Whether the expression as such is evaluated to something that a comment may show.
fn has_value(expression: &Expr) -> bool {
    let context = match expression {
        Expr::Name(inner) => inner.ctx,
        Expr::Attribute(inner) => inner.ctx,
        Expr::Subscript(inner) => inner.ctx,
        Expr::List(inner) => inner.ctx,
        Expr::Tuple(inner) => inner.ctx,
        _ => ExprContext::Load,
    };
    let is_none = matches!(
        expression,
        Expr::Starred(_) | Expr::Slice(_) | Expr::Lambda(_) | Expr::Generator(_) | Expr::Yield(_) | Expr::YieldFrom(_)
    );
    context == ExprContext::Load && !is_none
}

#[cfg(test)]
mod tests {
    use crate::lang::python::parse;

    /// The code of the part before each comment that has one.
    fn parts(code: &str) -> Vec<&str> {
        let module = parse(code);
        let part = |comment| module.part_before(comment).map(|part| &code[part.range.clone()]);
        module.comments.iter().filter_map(part).collect()
    }

    #[test]
    fn the_expression_before_a_comment_is_found() {
        assert_eq!(parts("print(\n    2 + 3  # 5\n)\n"), ["2 + 3"]);
        assert_eq!(parts("x = [f(1),  # 2\n     f(2),  # 3\n     ]\n"), ["f(1)", "f(2)"]);
        assert_eq!(parts("d = {\n  'a': g(1),  # 2\n  **h,  # {}\n}\n"), ["g(1)", "h"]);
        assert_eq!(parts("f(\n  a=b + 1,  # 2\n  *c,  # [1]\n)\n"), ["b + 1", "c"]);
        assert_eq!(
            parts("x = (a\n     .b(1)  # 2\n     .c()  # 3\n)\n"),
            ["a\n     .b(1)", "a\n     .b(1)  # 2\n     .c()"]
        );
        assert_eq!(parts("[\n  n * n  # 4\n  for n in xs  # [1, 2]\n]\n"), ["n * n", "xs"]);
        assert_eq!(parts("if a:\n    b\nelif c > 1:  # True\n    d\n"), ["c > 1"]);
        assert_eq!(parts("def f():\n    return [\n        g(1),  # 2\n    ]\n"), ["g(1)"]);
    }

    #[test]
    fn what_a_comment_within_a_statement_may_not_be_about() {
        for code in [
            "x = (a  \n     + b  # 3\n)\n",
            "f(1)  # 2\n",
            "return f(1)  # 2\n",
            "def f(\n    a: int,  # 5\n    b=1,  # 2\n): pass\n",
            "f(\n    # 5\n    1)\n",
            "if a:  # True\n    pass\n",
            "for x in [1]:  # 1\n    pass\n",
            "x = {\n    'a':  # 1\n    2}\n",
            "f(key=lambda x: x,  # 1\n)\n",
            "(a,  # 1\n b) = c\n",
            "x = [\n    1\n    ,  # 2\n]\n",
            "from x import (\n    y,  # 1\n)\n",
            "f(  # 1\n    2)\n",
        ] {
            assert_eq!(parts(code), [""; 0], "{code}");
        }
    }

    #[test]
    fn a_part_knows_its_place() {
        let module = parse("é = [\n    'é', f(1),  # 2\n    3,  # 3\n]\n");
        let part = module.part_before(&module.comments[0]).expect("a part");
        assert_eq!((part.start, part.end, part.constant), ((2, 10), (2, 14), false));
        assert!(module.part_before(&module.comments[1]).is_some_and(|part| part.constant));
    }
}
