//! Whether code is of Python 3: it uses what Python 2.7 does not have, or what it takes for something else. Such code, and a
//! document in which it stands, says nothing about Python 2.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Parameters, Stmt};

/// Modules that Python 2.7 does not have.
const MODULES: &[&str] = &[
    "asyncio",
    "builtins",
    "concurrent",
    "configparser",
    "contextvars",
    "dataclasses",
    "enum",
    "faulthandler",
    "graphlib",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "ipaddress",
    "lzma",
    "pathlib",
    "queue",
    "reprlib",
    "secrets",
    "selectors",
    "socketserver",
    "statistics",
    "tkinter",
    "tomllib",
    "tracemalloc",
    "typing",
    "urllib.error",
    "urllib.parse",
    "urllib.request",
    "zoneinfo",
];

/// Whether the statements of `body` are of Python 3.
pub(super) fn is_python3(body: &[Stmt]) -> bool {
    let mut signs = Signs::default();
    signs.visit_body(body);
    signs.is_python3
}

#[derive(Default)]
struct Signs {
    is_python3: bool,
}

impl Signs {
    fn note(&mut self, is_python3: bool) {
        self.is_python3 |= is_python3;
    }
}

fn is_later(module: &str) -> bool {
    MODULES.iter().any(|known| module == *known || module.starts_with(&format!("{known}.")))
}

fn has_annotations(parameters: &Parameters) -> bool {
    parameters.iter().any(|parameter| parameter.annotation().is_some())
}

impl<'a> Visitor<'a> for Signs {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Nonlocal(_) | Stmt::AnnAssign(_) | Stmt::Match(_) | Stmt::TypeAlias(_) => self.note(true),
            Stmt::FunctionDef(function) => {
                let parameters = &function.parameters;
                let is_later = !parameters.kwonlyargs.is_empty() || !parameters.posonlyargs.is_empty();
                self.note(function.is_async || function.returns.is_some() || is_later || has_annotations(parameters));
            }
            Stmt::ClassDef(class) => {
                self.note(class.arguments.as_ref().is_some_and(|arguments| !arguments.keywords.is_empty()));
            }
            Stmt::Raise(raise) => self.note(raise.cause.is_some()),
            Stmt::Import(import) => self.note(import.names.iter().any(|alias| is_later(&alias.name))),
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map(|module| module.as_str());
                let is_annotations = import.names.iter().any(|alias| alias.name.as_str() == "annotations");
                self.note(module.is_some_and(|module| is_later(module) || module == "__future__" && is_annotations));
            }
            Stmt::With(with) => self.note(with.is_async),
            Stmt::For(each) => self.note(each.is_async),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::FString(_) | Expr::Named(_) | Expr::Await(_) | Expr::YieldFrom(_) | Expr::TString(_) => {
                self.note(true)
            }
            Expr::Call(call) => {
                let arguments = &call.arguments;
                let of = |name: &str| matches!(&*call.func, Expr::Name(function) if function.id.as_str() == name);
                // Several in brackets are a tuple to print, none is an empty one.
                let is_print = of("print") && (arguments.args.len() != 1 || !arguments.keywords.is_empty());
                self.note(is_print || of("super") && arguments.is_empty());
            }
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::super::is_python3;

    #[test]
    fn what_python_2_has_not_is_of_python_3() {
        for code in [
            "print(f'{1}')",
            "print(1, 2)",
            "print()",
            "print(1, end='')",
            "def f(x: int): pass",
            "def f(*, x): pass",
            "async def f(): pass",
            "class A(metaclass=B): pass",
            "x: int = 1",
            "from pathlib import Path",
            "import urllib.request",
            "def f():\n    x = 1\n    def g():\n        nonlocal x",
            "raise A from b",
            "if (n := 1): pass",
            "class A(B):\n    def f(self):\n        super().f()",
        ] {
            assert!(is_python3(code), "{code}");
        }
    }

    #[test]
    fn what_both_have_is_of_neither() {
        for code in
            ["print(1)", "x = {}.keys()", "print('%s' % 1)", "import os, urllib", "from collections import OrderedDict"]
        {
            assert!(!is_python3(code), "{code}");
        }
    }
}
