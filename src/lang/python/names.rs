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
    pub(super) read: BTreeSet<String>,
    pub(super) bound: BTreeSet<String>,
    pub(super) changed: BTreeSet<String>,
    imported: BTreeSet<String>,
    pub(super) attributes: BTreeSet<String>,
    pub(super) makes_sets: bool,
    /// Whether it joins or cuts things as sets are joined and cut.
    pub(super) joins_sets: bool,
    /// Whether it has objects whose hash is their address: functions, classes, `None`.
    pub(super) has_addresses: bool,
    /// Whether it asks if two objects are one, neither of them being `None` or the like.
    pub(super) compares_identity: bool,
}

/// Modules whose only use is to watch a program run.
const WATCHING_MODULES: &[&str] = &["bdb", "cProfile", "pdb", "profile", "trace", "tracemalloc"];

/// Attributes by which a program watches itself.
const WATCHING_ATTRIBUTES: &[&str] = &["monitoring", "setprofile", "settrace"];

/// Builtins that are, or give, objects whose hash is their address.
const ADDRESSED: &[&str] = &["Ellipsis", "NotImplemented", "object", "type"];

impl Names {
    fn bind(&mut self, name: &str) {
        self.bound.insert(name.to_owned());
    }

    /// Whether a blank to be filled in, `____`, stands for a name somewhere.
    pub(super) fn has_blank(&self) -> bool {
        let is_blank = |name: &&String| name.len() > 2 && name.chars().all(|c| c == '_');
        [&self.read, &self.bound, &self.attributes].into_iter().flatten().any(|name| is_blank(&name))
    }

    /// Whether the code watches the interpreter: what it then prints would show the harness as well.
    pub(super) fn watches_interpreter(&self) -> bool {
        WATCHING_MODULES.iter().any(|module| self.imported.contains(*module))
            || WATCHING_ATTRIBUTES.iter().any(|attribute| self.attributes.contains(*attribute))
    }

    /// Whether the code imports threads, processes or coroutines.
    pub(super) fn runs_concurrently(&self) -> bool {
        let modules = ["threading", "_thread", "multiprocessing", "concurrent", "concurrent.futures", "asyncio"];
        modules.iter().any(|module| self.imported.contains(*module))
    }

    /// The names that are read and not bound.
    pub(super) fn free(&self) -> BTreeSet<String> {
        self.read.iter().filter(|name| !self.bound.contains(*name) && !is_builtin(name)).cloned().collect()
    }

    /// The builtins that are read and not bound.
    pub(super) fn builtins(&self) -> BTreeSet<String> {
        self.read.iter().filter(|name| !self.bound.contains(*name) && is_builtin(name)).cloned().collect()
    }

    /// Notes that the object behind `expression` is changed, if it is an item or attribute of a plain name.
    fn change(&mut self, expression: &Expr) {
        let base = match expression {
            Expr::Attribute(inner) => &inner.value,
            Expr::Subscript(inner) => &inner.value,
            _ => return,
        };
        match &**base {
            Expr::Name(name) => {
                self.changed.insert(name.id.to_string());
            }
            inner => self.change(inner),
        }
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.has_addresses |= statement.is_function_def_stmt() || statement.is_class_def_stmt();
        match statement {
            Stmt::FunctionDef(inner) => self.bind(&inner.name),
            Stmt::ClassDef(inner) => self.bind(&inner.name),
            Stmt::Import(inner) => inner.names.iter().for_each(|alias| self.visit_alias(alias)),
            Stmt::ImportFrom(inner) if inner.module.is_some() => {
                self.imported.extend(inner.module.iter().map(ToString::to_string));
                self.attributes.extend(inner.names.iter().map(|alias| alias.name.to_string()));
                inner.names.iter().for_each(|alias| self.visit_alias(alias));
            }
            Stmt::ImportFrom(inner) => inner.names.iter().for_each(|alias| self.visit_alias(alias)),
            Stmt::Assign(inner) => inner.targets.iter().for_each(|target| self.change(target)),
            Stmt::AugAssign(inner) => self.change(&inner.target),
            Stmt::Delete(inner) => inner.targets.iter().for_each(|target| self.change(target)),
            Stmt::Expr(inner) => inner.value.as_call_expr().into_iter().for_each(|call| self.change(&call.func)),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_alias(&mut self, alias: &'a ast::Alias) {
        let imported = alias.name.as_str().split('.').next().unwrap_or_default();
        self.imported.insert(imported.to_owned());
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
        self.makes_sets |= match expression {
            Expr::Set(set) => !set.elts.iter().all(Expr::is_number_literal_expr),
            Expr::SetComp(_) => true,
            _ => false,
        };
        self.joins_sets |= matches!(expression, Expr::BinOp(operation) if is_of_sets(operation.op));
        self.has_addresses |= has_address(expression);
        if let Expr::Compare(comparison) = expression {
            self.compares_identity |= compares_identity(comparison);
        }
        if let Expr::Attribute(attribute) = expression {
            self.attributes.insert(attribute.attr.to_string());
        }
        if let Expr::Name(name) = expression {
            match name.ctx {
                ast::ExprContext::Load => self.read.insert(name.id.to_string()),
                _ => self.bound.insert(name.id.to_string()),
            };
        }
        visitor::walk_expr(self, expression);
    }
}

/// Whether views of dictionaries are joined or cut by this.
const fn is_of_sets(operator: ast::Operator) -> bool {
    use ast::Operator::{BitAnd, BitOr, BitXor, Sub};
    matches!(operator, BitAnd | BitOr | BitXor | Sub)
}

/// Whether the hash of what `expression` gives, or of something in it, is an address.
fn has_address(expression: &Expr) -> bool {
    let is_builtin_object = |one: &Expr| one.as_name_expr().is_some_and(|name| is_builtin(&name.id));
    match expression {
        Expr::Lambda(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => true,
        Expr::Name(name) => ADDRESSED.contains(&name.id.as_str()),
        Expr::Set(set) => set.elts.iter().any(is_builtin_object),
        Expr::List(list) => list.elts.iter().any(is_builtin_object),
        Expr::Tuple(tuple) => tuple.elts.iter().any(is_builtin_object),
        Expr::Dict(dict) => dict.iter_keys().flatten().any(is_builtin_object),
        _ => false,
    }
}

fn compares_identity(comparison: &ast::ExprCompare) -> bool {
    let is_identity = |op: &ast::CmpOp| matches!(op, ast::CmpOp::Is | ast::CmpOp::IsNot);
    let is_single =
        |side: &Expr| side.is_none_literal_expr() || side.is_boolean_literal_expr() || side.is_ellipsis_literal_expr();
    comparison.ops.iter().any(is_identity)
        && !is_single(&comparison.left)
        && !comparison.comparators.iter().any(is_single)
}

/// The names that a statement defines: a function, a class, or what is assigned as one (`f = lambda x: x`,
/// `Point = namedtuple(…)`).
pub(super) fn defined_by(statement: &Stmt) -> Vec<String> {
    let is_type = |name: &String| name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase);
    match statement {
        Stmt::FunctionDef(inner) => vec![inner.name.to_string()],
        Stmt::ClassDef(inner) => vec![inner.name.to_string()],
        Stmt::Assign(inner) if inner.value.is_lambda_expr() => assigned_by(statement),
        Stmt::Assign(inner) if inner.value.is_call_expr() => {
            assigned_by(statement).into_iter().filter(is_type).collect()
        }
        _ => Vec::new(),
    }
}

/// The name of a function whose body is left out: `...`, perhaps below a docstring. A class may be as empty as that.
pub(super) fn stub_of(statement: &Stmt) -> Option<String> {
    let function = statement.as_function_def_stmt()?;
    let value = |statement: &Stmt| statement.as_expr_stmt().map(|inner| (*inner.value).clone());
    let says_nothing = |value: &Expr| value.is_ellipsis_literal_expr() || value.is_string_literal_expr();
    let is_left_out = function.body.last().and_then(value).is_some_and(|last| last.is_ellipsis_literal_expr());
    let says_no_more = function.body.iter().all(|one| value(one).is_some_and(|value| says_nothing(&value)));
    (is_left_out && says_no_more).then(|| function.name.to_string())
}

/// The names that an import at the top level binds.
pub(super) fn imported_by(statement: &Stmt) -> Vec<String> {
    let names = match statement {
        Stmt::Import(inner) => &inner.names,
        Stmt::ImportFrom(inner) => &inner.names,
        _ => return Vec::new(),
    };
    let bound = |alias: &ast::Alias| {
        alias.asname.as_ref().unwrap_or(&alias.name).split('.').next().unwrap_or_default().to_owned()
    };
    names.iter().map(bound).collect()
}

/// The plain names that a statement assigns to.
pub(super) fn assigned_by(statement: &Stmt) -> Vec<String> {
    let target = |target: &Expr| target.as_name_expr().map(|name| name.id.to_string());
    match statement {
        Stmt::Assign(inner) => inner.targets.iter().filter_map(target).collect(),
        Stmt::AnnAssign(inner) if inner.value.is_some() => target(&inner.target).into_iter().collect(),
        _ => Vec::new(),
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
    fn identity_and_late_declarations_show_what_was_compiled_together() {
        let shows = |code: &str| crate::lang::python::parse(code).shows_compilation;
        for code in ["a is b", "if x is not y: pass", "global x\nx = 1", "print('a' is a)"] {
            assert!(shows(code), "{code}");
        }
        for code in ["a is None", "if x is not None: pass", "def f():\n    global x", "a == b", "x is ...", "'a is b'"]
        {
            assert!(!shows(code), "{code}");
        }
    }

    #[test]
    fn the_builtins_are_sorted() {
        assert!(BUILTINS.is_sorted());
    }
}
