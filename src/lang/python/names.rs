//! Names: which a piece of code reads and which it binds.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums are not ours: what is not named is of no interest"
)]

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use std::collections::BTreeSet;

/// Collects which names are read and which are bound, without regard to scopes: enough to tell a fragment or a
/// template from a program.
#[derive(Default)]
pub(super) struct Names {
    read: BTreeSet<String>,
    bound: BTreeSet<String>,
}

impl Names {
    fn bind(&mut self, name: &str) {
        self.bound.insert(name.to_owned());
    }

    /// The names that are read and not bound.
    pub(super) fn free(self) -> BTreeSet<String> {
        let Self { read, bound } = self;
        read.into_iter().filter(|name| !bound.contains(name) && !is_builtin(name)).collect()
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(inner) => self.bind(&inner.name),
            Stmt::ClassDef(inner) => self.bind(&inner.name),
            Stmt::Import(inner) => inner.names.iter().for_each(|alias| self.visit_alias(alias)),
            Stmt::ImportFrom(inner) => inner.names.iter().for_each(|alias| self.visit_alias(alias)),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_alias(&mut self, alias: &'a ast::Alias) {
        let imported = alias.name.as_str().split('.').next().unwrap_or_default();
        self.bind(alias.asname.as_ref().map_or(imported, |name| name.as_str()));
    }

    fn visit_parameter(&mut self, parameter: &'a ast::Parameter) {
        self.bind(&parameter.name);
        visitor::walk_parameter(self, parameter);
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        match pattern {
            ast::Pattern::MatchAs(inner) => inner.name.iter().for_each(|name| self.bind(name)),
            ast::Pattern::MatchStar(inner) => inner.name.iter().for_each(|name| self.bind(name)),
            ast::Pattern::MatchMapping(inner) => inner.rest.iter().for_each(|name| self.bind(name)),
            _ => {}
        }
        visitor::walk_pattern(self, pattern);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression {
            match name.ctx {
                ast::ExprContext::Load => self.read.insert(name.id.to_string()),
                _ => self.bound.insert(name.id.to_string()),
            };
        }
        visitor::walk_expr(self, expression);
    }
}

/// Whether `name` is defined in every module: the builtins of Python 3 and the module's own attributes.
fn is_builtin(name: &str) -> bool {
    BUILTINS.binary_search(&name).is_ok() || (name.ends_with("Error") && name.len() > 5) || name.ends_with("Warning")
}

/// Names of the builtins module that are no errors or warnings, and of every module; sorted.
const BUILTINS: &[&str] = &[
    "BaseException",
    "BaseExceptionGroup",
    "Ellipsis",
    "Exception",
    "ExceptionGroup",
    "False",
    "GeneratorExit",
    "KeyboardInterrupt",
    "None",
    "NotImplemented",
    "StopAsyncIteration",
    "StopIteration",
    "SystemExit",
    "True",
    "__annotations__",
    "__build_class__",
    "__builtins__",
    "__debug__",
    "__doc__",
    "__file__",
    "__import__",
    "__loader__",
    "__name__",
    "__package__",
    "__spec__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtins_are_sorted() {
        assert!(BUILTINS.is_sorted());
    }
}
