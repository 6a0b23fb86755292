//! Scopes: what a piece of code imports, and statements that stand outside the function or loop they need.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums are not ours: what is not named is of no interest"
)]

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Comprehension, Expr, Stmt};
use ruff_text_size::Ranged;

/// An import of absolute modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The dotted name of the module.
    pub module: String,
    /// The names taken from it, which may be modules themselves; none for a plain `import`.
    pub names: Vec<String>,
    /// How many dots stand before it: 0 for an absolute import.
    pub level: u32,
}

/// A statement that needs a function or a loop around it and has none, so that the code does not compile alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The word it begins with.
    pub word: &'static str,
    /// What it needs around it.
    pub needs: &'static str,
    /// The byte of the code at which it begins.
    pub offset: usize,
}

/// Collects imports and the first statement that stands outside.
#[derive(Default)]
pub(super) struct Scopes {
    pub(super) imports: Vec<Import>,
    pub(super) outside: Option<Outside>,
    /// Whether something is awaited at the top, as notebooks allow.
    pub(super) awaits: bool,
    in_function: bool,
    in_async: bool,
    in_class: bool,
    in_loop: bool,
}

impl Scopes {
    fn note(&mut self, is_inside: bool, word: &'static str, needs: &'static str, at: &impl Ranged) {
        if !is_inside && self.outside.is_none() {
            self.outside = Some(Outside { word, needs, offset: at.start().to_usize() });
        }
    }

    fn note_await(&mut self, word: &'static str, at: &impl Ranged) {
        match self.in_async || self.in_function || self.in_class {
            false => self.awaits = true,
            true => self.note(self.in_async, word, "an async function", at),
        }
    }

    fn import(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Import(inner) => {
                let modules = inner.names.iter().map(|alias| alias.name.to_string());
                self.imports.extend(modules.map(|module| Import { module, names: Vec::new(), level: 0 }));
            }
            Stmt::ImportFrom(inner) => self.imports.push(Import {
                module: inner.module.as_ref().map(ToString::to_string).unwrap_or_default(),
                names: inner.names.iter().map(|alias| alias.name.to_string()).collect(),
                level: inner.level,
            }),
            _ => {}
        }
    }

    fn check(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Return(_) => self.note(self.in_function, "return", "a function", statement),
            Stmt::Break(_) => self.note(self.in_loop, "break", "a loop", statement),
            Stmt::Continue(_) => self.note(self.in_loop, "continue", "a loop", statement),
            Stmt::With(inner) if inner.is_async => self.note_await("async with", statement),
            Stmt::For(inner) if inner.is_async => self.note_await("async for", statement),
            _ => {}
        }
    }
}

impl<'a> Visitor<'a> for Scopes {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.import(statement);
        self.check(statement);
        let outer = (self.in_function, self.in_async, self.in_class, self.in_loop);
        match statement {
            Stmt::FunctionDef(inner) => {
                (self.in_function, self.in_async, self.in_class, self.in_loop) = (true, inner.is_async, false, false);
            }
            Stmt::ClassDef(_) => {
                (self.in_function, self.in_async, self.in_class, self.in_loop) = (false, false, true, false);
            }
            Stmt::For(_) | Stmt::While(_) => self.in_loop = true,
            _ => {}
        }
        visitor::walk_stmt(self, statement);
        (self.in_function, self.in_async, self.in_class, self.in_loop) = outer;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let outer = (self.in_function, self.in_async);
        match expression {
            Expr::Await(_) => self.note_await("await", expression),
            Expr::Yield(_) | Expr::YieldFrom(_) => self.note(self.in_function, "yield", "a function", expression),
            Expr::Lambda(_) => self.in_function = true,
            _ => {}
        }
        visitor::walk_expr(self, expression);
        (self.in_function, self.in_async) = outer;
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension) {
        if comprehension.is_async {
            self.note_await("async for", comprehension);
        }
        visitor::walk_comprehension(self, comprehension);
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::parse;

    fn outside(code: &str) -> Option<&'static str> {
        parse(code).outside.map(|outside| outside.word)
    }

    #[test]
    fn statements_without_their_function_or_loop_are_found() {
        assert_eq!(outside("x = 1\nreturn x\n"), Some("return"));
        assert_eq!(outside("for i in x:\n    def f():\n        break\n"), Some("break"));
        assert_eq!(outside("def g():\n    await f()\n"), Some("await"));
        assert_eq!(outside("class A:\n    async with a as b:\n        pass\n"), Some("async with"));
        assert_eq!(outside("class A:\n    yield 1\n"), Some("yield"));
        assert_eq!(outside("def f():\n    for i in x:\n        if i: continue\n    return 1\n"), None);
        assert_eq!(outside("async def f():\n    async for i in x:\n        await i\n        yield i\n"), None);
    }

    #[test]
    fn what_is_awaited_at_the_top_is_known() {
        for code in
            ["await f()\n", "async with a as b:\n    pass\n", "for i in x:\n    await f(i)\n", "[i async for i in x]\n"]
        {
            assert!(parse(code).awaits && outside(code).is_none(), "{code}");
        }
        assert!(!parse("async def f():\n    await g()\n    [i async for i in x]\n").awaits);
    }

    #[test]
    fn imports_are_told_with_their_names() {
        let imports = parse("import a.b as c, d\nfrom e.f import g, h\nfrom . import i\n").imports;
        let told: Vec<_> = imports.iter().map(|one| (one.module.as_str(), one.names.len(), one.level)).collect();
        assert_eq!(told, [("a.b", 0, 0), ("d", 0, 0), ("e.f", 2, 0), ("", 1, 1)]);
    }
}
