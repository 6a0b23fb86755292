//! Statements: where each begins and ends, what kind it is, and what it shows of being Python.

use super::lines::{LineIndex, range};
use super::{Kind, PythonSigns, ShownBy, Statement};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

/// Collects statements and evidence.
pub(super) struct Walk<'a> {
    code: &'a str,
    lines: &'a LineIndex,
    pub(super) statements: Vec<Statement>,
    pub(super) evidence: PythonSigns,
    parent: Option<usize>,
    guarded: bool,
}

impl<'a> Walk<'a> {
    /// One that has not begun, for `code` with these `lines`.
    pub(super) fn of(code: &'a str, lines: &'a LineIndex) -> Self {
        let (statements, evidence) = (Vec::new(), PythonSigns::default());
        Self { code, lines, statements, evidence, parent: None, guarded: false }
    }
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let range = range(statement.range());
        let (first_line, last_line) =
            (self.lines.line(range.start), self.lines.line(range.end.max(range.start + 1) - 1));
        let column = range.start - self.lines.start(first_line);
        let index = self.statements.len();
        self.weigh(statement);
        self.statements.push(Statement {
            kind: self.kind(statement),
            guarded: self.guarded,
            shown_by: shown_by(statement),
            first_line,
            last_line,
            column,
            parent: self.parent,
            body_start: body(statement).and_then(|body| body.first()).map(|first| first.start().to_usize()),
            range,
        });
        let outer = (self.parent.replace(index), self.guarded);
        self.guarded |= matches!(statement, Stmt::Try(_) | Stmt::With(_) | Stmt::FunctionDef(_));
        visitor::walk_stmt(self, statement);
        (self.parent, self.guarded) = outer;
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// What shows the value of `statement`.
fn shown_by(statement: &Stmt) -> Option<ShownBy> {
    match statement {
        Stmt::Expr(inner) => is_shown_by_brackets(&inner.value).then_some(ShownBy::Brackets),
        Stmt::Assign(inner) => {
            let [Expr::Name(target)] = &*inner.targets else { return None };
            (target.start() == inner.start()).then(|| ShownBy::Name(target.id.len()))
        }
        _ => None,
    }
}

/// Whether `expression` means the same in brackets, and all it may change is not seen by what it is called with. A string may be
/// the text of a module about itself.
fn is_shown_by_brackets(expression: &Expr) -> bool {
    match expression {
        Expr::Call(call) => {
            let is_of_name = call.func.as_attribute_expr().is_some_and(|function| function.value.is_name_expr());
            !is_of_name && !call.arguments.args.iter().any(Expr::is_name_expr)
        }
        Expr::BinOp(_) | Expr::BoolOp(_) | Expr::Compare(_) | Expr::UnaryOp(_) => true,
        Expr::Attribute(_) | Expr::Name(_) | Expr::Subscript(_) => true,
        Expr::Dict(_) | Expr::List(_) | Expr::ListComp(_) | Expr::NumberLiteral(_) | Expr::Set(_) => true,
        _ => false,
    }
}

impl Walk<'_> {
    fn kind(&self, statement: &Stmt) -> Kind {
        match statement {
            Stmt::Expr(expression) => self.expression_kind(&expression.value),
            Stmt::Assign(inner) => {
                let changes_something = !inner.targets.iter().all(Expr::is_name_expr);
                Kind::Assignment { constant: is_constant(&inner.value) && !changes_something }
            }
            Stmt::AnnAssign(inner) => Kind::Assignment { constant: inner.value.as_deref().is_none_or(is_constant) },
            Stmt::AugAssign(_) => Kind::Assignment { constant: false },
            Stmt::If(_) | Stmt::While(_) => Kind::Condition,
            Stmt::For(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => Kind::Compound,
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => Kind::Definition,
            Stmt::Import(_) | Stmt::ImportFrom(_) => Kind::Import,
            Stmt::Delete(_) => Kind::Delete,
            Stmt::Return(inner) => {
                inner.value.as_deref().map_or(Kind::Other, |value| Kind::Return { constant: is_constant(value) })
            }
            _ => Kind::Other,
        }
    }

    fn expression_kind(&self, expression: &Expr) -> Kind {
        let text = &self.code[range(expression.range())];
        match expression {
            Expr::Call(call) if is_name(&call.func, "print") => Kind::Print { constant: prints_constants(call) },
            Expr::StringLiteral(_) if text.starts_with("\"\"\"") || text.starts_with("'''") => Kind::Text,
            Expr::Call(_) => Kind::Expression { call: true },
            _ => Kind::Expression { call: false },
        }
    }

    fn weigh(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Expr(expression) => self.weigh_expression(&expression.value),
            Stmt::Assign(_) | Stmt::AugAssign(_) => self.evidence.weak += 1,
            Stmt::AnnAssign(assignment) if assignment.value.is_some() => self.evidence.weak += 1,
            Stmt::AnnAssign(_) | Stmt::IpyEscapeCommand(_) => self.evidence.none += 1,
            _ => self.evidence.strong += 1,
        }
    }

    fn weigh_expression(&mut self, expression: &Expr) {
        let text = &self.code[range(expression.range())];
        match expression {
            Expr::Call(call) if is_name(&call.func, "print") => self.evidence.strong += 1,
            Expr::ListComp(_) | Expr::DictComp(_) | Expr::SetComp(_) | Expr::Await(_) => self.evidence.strong += 1,
            Expr::Call(_) if !text.ends_with(';') => self.evidence.weak += 1,
            _ => self.evidence.none += 1,
        }
    }
}

pub(super) fn is_name(expression: &Expr, name: &str) -> bool {
    expression.as_name_expr().is_some_and(|own| own.id.as_str() == name)
}

/// Whether nothing is computed: a plain literal, or an empty container.
pub(super) fn is_constant(expression: &Expr) -> bool {
    match expression {
        Expr::List(inner) => inner.elts.iter().all(is_constant),
        Expr::Tuple(inner) => inner.elts.iter().all(is_constant),
        Expr::Set(inner) => inner.elts.iter().all(is_constant),
        Expr::Dict(inner) => inner.items.iter().all(|item| is_constant(&item.value)),
        Expr::UnaryOp(inner) => is_constant(&inner.operand),
        _ => expression.is_literal_expr(),
    }
}

fn prints_constants(call: &ast::ExprCall) -> bool {
    !call.arguments.args.is_empty() && call.arguments.args.iter().all(Expr::is_string_literal_expr)
}

fn body(statement: &Stmt) -> Option<&[Stmt]> {
    match statement {
        Stmt::FunctionDef(inner) => Some(&inner.body),
        Stmt::ClassDef(inner) => Some(&inner.body),
        Stmt::For(inner) => Some(&inner.body),
        Stmt::While(inner) => Some(&inner.body),
        Stmt::If(inner) => Some(&inner.body),
        Stmt::With(inner) => Some(&inner.body),
        Stmt::Try(inner) => Some(&inner.body),
        Stmt::Match(inner) => inner.cases.first().map(|case| &*case.body),
        _ => None,
    }
}
