//! Whether code leaves nothing behind in its interpreter: another example that runs there afterwards cannot tell that it was
//! there, nor can it tell that another one was there before.
//!
//! That is read off the syntax tree, and what is not certain is no. Allowed are the example's own names and objects, most
//! builtins, modules that only compute, and what only computes of others. Files, exits, threads, the interpreter's insides,
//! and whatever changes an object that is not the example's own are not.

mod modules;

use super::stdlib;
pub(crate) use modules::COMPUTING;
use modules::{is_open, is_standard, may_import};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use std::collections::{BTreeMap, BTreeSet};

/// Builtins that reach beyond the example, or wait for somebody.
const REACHING: &[&str] = &[
    "breakpoint",
    "compile",
    "copyright",
    "credits",
    "delattr",
    "eval",
    "exec",
    "exit",
    "globals",
    "help",
    "license",
    "locals",
    "open",
    "quit",
    "setattr",
];

/// Builtins of which it depends on their arguments what they reach.
const ASKING: &[&str] = &["dir", "getattr", "hasattr", "vars"];

/// Names with two underscores that say nothing of the interpreter. Those of classes that the example defines are not asked
/// for here: `def __eq__` is no use of it.
const HARMLESS: &[&str] = &[
    "__abs__",
    "__add__",
    "__annotations__",
    "__bases__",
    "__bool__",
    "__call__",
    "__class__",
    "__contains__",
    "__dict__",
    "__doc__",
    "__enter__",
    "__eq__",
    "__exit__",
    "__float__",
    "__format__",
    "__ge__",
    "__getitem__",
    "__gt__",
    "__hash__",
    "__init__",
    "__int__",
    "__iter__",
    "__le__",
    "__len__",
    "__lt__",
    "__match_args__",
    "__mro__",
    "__mul__",
    "__name__",
    "__ne__",
    "__neg__",
    "__new__",
    "__next__",
    "__qualname__",
    "__radd__",
    "__repr__",
    "__reversed__",
    "__slots__",
    "__str__",
    "__sub__",
    "__wrapped__",
];

/// How the attributes begin by which frames, code and suspended functions are had.
const INSIDES: &[&str] = &["ag_", "co_", "cr_", "f_", "func_", "gi_", "tb_"];

/// Words of code that looks at its own depth, or says something when objects go.
const TELLING: &[&str] = &["Recursion", "recursion", "__del__"];

/// What code leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trace {
    /// Nothing.
    None,
    /// Nothing, if what it imports is as it was: it does more with that than to call it, and may do it by another name.
    Imports,
    /// Nobody knows.
    Unknown,
}

/// What the statements of `body`, those of `code`, leave behind.
pub(super) fn trace_of(body: &[Stmt], code: &str) -> Trace {
    if TELLING.iter().any(|word| code.contains(word)) {
        return Trace::Unknown;
    }
    let mut imported = Imported { is_known: true, ..Imported::default() };
    imported.visit_body(body);
    if !imported.is_known {
        return Trace::Unknown;
    }
    let mut judge = Judge { imported: &imported, is_inert: true, handles: false, yields: false, cleans_up: false };
    judge.visit_body(body);
    // A generator that is not used up cleans up when it goes.
    if !judge.is_inert || judge.yields && judge.cleans_up {
        return Trace::Unknown;
    }
    let has_imports = !imported.modules.is_empty() || !imported.taken.is_empty();
    if judge.handles && has_imports { Trace::Imports } else { Trace::None }
}

/// How many of the statements of `body`, those of `code`, run at most in an interpreter that has none of the packages that it
/// imports, if these leave nothing behind: up to the first import of one. None if that is not known.
pub(super) fn stops_behind(body: &[Stmt], code: &str) -> Option<usize> {
    let end = body.iter().position(imports_package)? + 1;
    (trace_of(&body[..end], code) == Trace::None).then_some(end)
}

fn imports_package(statement: &Stmt) -> bool {
    let is_package = |name: &str| !is_standard(name) && may_import(name);
    match statement {
        Stmt::Import(import) => import.names.iter().any(|alias| is_package(&alias.name)),
        Stmt::ImportFrom(import) => import.level == 0 && import.module.as_ref().is_some_and(|name| is_package(name)),
        _ => false,
    }
}

/// What is imported, by the names that it gets.
#[derive(Default)]
struct Imported {
    /// What each stands for.
    modules: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    is_known: bool,
}

impl Imported {
    fn add(&mut self, import: &ast::StmtImport) {
        for alias in &import.names {
            let name = alias.name.as_str();
            self.is_known &= may_import(name);
            let top = name.split('.').next().unwrap_or(name);
            let (bound, module) = alias.asname.as_ref().map_or((top, top), |own| (own.as_str(), name));
            let other = self.modules.insert(bound.to_owned(), module.to_owned());
            self.is_known &= other.is_none_or(|other| other == module);
        }
    }

    fn add_from(&mut self, import: &ast::StmtImportFrom) {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        self.is_known &= import.level == 0 && may_import(module);
        for alias in &import.names {
            let name = alias.name.as_str();
            self.is_known &= name != "*" && is_open(module, name) || !is_standard(module);
            self.taken.insert(alias.asname.as_ref().unwrap_or(&alias.name).to_string());
        }
    }

    fn has(&self, name: &str) -> bool {
        self.modules.contains_key(name) || self.taken.contains(name)
    }
}

impl<'a> Visitor<'a> for Imported {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => self.add(import),
            Stmt::ImportFrom(import) => self.add_from(import),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

struct Judge<'i> {
    imported: &'i Imported,
    is_inert: bool,
    /// Whether it sets an attribute, or has something imported as a value: both may be a change of what is not its own.
    handles: bool,
    yields: bool,
    cleans_up: bool,
}

impl Judge<'_> {
    fn demand(&mut self, holds: bool) {
        self.is_inert &= holds;
    }

    /// A target of an assignment or a deletion: a name of its own, or something of an object that is its own.
    fn is_own(&self, target: &Expr) -> bool {
        match target {
            // A name is only bound anew.
            Expr::Name(_) => true,
            Expr::Attribute(attribute) => self.is_own_object(&attribute.value),
            Expr::Subscript(subscript) => self.is_own_object(&subscript.value),
            Expr::Starred(starred) => self.is_own(&starred.value),
            Expr::Tuple(tuple) => tuple.elts.iter().all(|each| self.is_own(each)),
            Expr::List(list) => list.elts.iter().all(|each| self.is_own(each)),
            _ => false,
        }
    }

    /// Whether `object`, something of which is changed, is reached from a name that is not imported.
    fn is_own_object(&self, object: &Expr) -> bool {
        match object {
            Expr::Name(name) => !self.imported.has(&name.id),
            Expr::Attribute(attribute) => !is_dunder(&attribute.attr) && self.is_own_object(&attribute.value),
            Expr::Subscript(subscript) => self.is_own_object(&subscript.value),
            _ => false,
        }
    }

    /// A name that is used, as a value or for what it has.
    fn take_name(&mut self, id: &str, is_value: bool) {
        let is_shut = is_dunder(id) && !matches!(id, "__name__" | "__doc__");
        let is_reaching = REACHING.contains(&id) || ASKING.contains(&id);
        self.demand(!is_shut && !is_reaching && !self.imported.modules.contains_key(id));
        self.handles |= is_value && self.imported.has(id);
    }

    fn take_attribute(&mut self, attribute: &ast::ExprAttribute, is_value: bool) {
        let name = attribute.attr.as_str();
        self.demand(is_outside(name));
        let root = root_of(&attribute.value);
        let is_of_import = root.is_some_and(|root| self.imported.has(root));
        self.handles |= name == "register" || !attribute.ctx.is_load() || is_value && is_of_import;
        match &*attribute.value {
            Expr::Name(base) if self.imported.modules.contains_key(base.id.as_str()) => {
                self.demand(is_open(&self.imported.modules[base.id.as_str()], name));
            }
            other => {
                // What modules import is had by them, too.
                self.demand(!is_of_import || !stdlib::is_module(name) && (is_dunder(name) || !name.starts_with('_')));
                match other {
                    Expr::Name(base) => self.take_name(&base.id, false),
                    other => self.visit_expr(other),
                }
            }
        }
        self.demand(name != "register" || !is_of_import);
    }

    /// Whether `call` is one of [`ASKING`], whose name is then looked at.
    fn takes_call(&mut self, call: &ast::ExprCall) -> bool {
        let Some(function) = call.func.as_name_expr().filter(|name| ASKING.contains(&name.id.as_str())) else {
            return false;
        };
        let arguments = &call.arguments;
        let is_known = match function.id.as_str() {
            "vars" | "dir" => !arguments.args.is_empty(),
            _ => {
                let name = arguments.args.get(1).and_then(Expr::as_string_literal_expr);
                name.is_some_and(|name| is_outside(name.value.to_str()))
            }
        };
        self.demand(is_known);
        true
    }
}

impl<'a> Visitor<'a> for Judge<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(_) | Stmt::ImportFrom(_) => return,
            Stmt::FunctionDef(function) => self.demand(!function.is_async),
            Stmt::For(each) => {
                let is_own = self.is_own(&each.target);
                self.demand(!each.is_async && is_own && (!is_endless(&each.iter) || leaves(&each.body)));
            }
            Stmt::With(with) => {
                self.cleans_up = true;
                self.demand(!with.is_async);
            }
            Stmt::Try(attempt) => self.cleans_up |= !attempt.finalbody.is_empty(),
            Stmt::While(while_loop) => {
                let is_endless = matches!(&*while_loop.test, Expr::BooleanLiteral(_) | Expr::NumberLiteral(_));
                self.demand(!is_endless || leaves(&while_loop.body));
            }
            Stmt::Assign(assign) => {
                let is_own = assign.targets.iter().all(|target| self.is_own(target));
                // Another name for something that is not its own hides what is done to it.
                let is_alias = root_of(&assign.value).is_some_and(|root| self.imported.has(root));
                self.demand(is_own && !is_alias);
            }
            Stmt::AugAssign(assign) => {
                let is_own = self.is_own(&assign.target);
                self.demand(is_own);
            }
            Stmt::AnnAssign(assign) => {
                let is_own = self.is_own(&assign.target);
                self.demand(is_own);
            }
            Stmt::Delete(delete) => {
                let is_own = delete.targets.iter().all(|target| self.is_own(target));
                self.demand(is_own);
            }
            Stmt::IpyEscapeCommand(_) => self.demand(false),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => {
                self.take_name(&name.id, true);
                return;
            }
            Expr::Attribute(attribute) => {
                self.take_attribute(attribute, true);
                return;
            }
            Expr::Call(call) => {
                if !self.takes_call(call) {
                    match &*call.func {
                        Expr::Name(name) => self.take_name(&name.id, false),
                        Expr::Attribute(attribute) => self.take_attribute(attribute, false),
                        other => self.visit_expr(other),
                    }
                }
                self.visit_arguments(&call.arguments);
                return;
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => self.yields = true,
            Expr::Await(_) | Expr::IpyEscapeCommand(_) => self.demand(false),
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }

    fn visit_annotation(&mut self, annotation: &'a Expr) {
        // It is evaluated, and nothing is done with it.
        let handles = self.handles;
        self.visit_expr(annotation);
        self.handles = handles;
    }

    fn visit_pattern_keyword(&mut self, keyword: &'a ast::PatternKeyword) {
        self.demand(is_outside(&keyword.attr));
        visitor::walk_pattern_keyword(self, keyword);
    }

    fn visit_comprehension(&mut self, comprehension: &'a ast::Comprehension) {
        self.demand(!comprehension.is_async);
        visitor::walk_comprehension(self, comprehension);
    }
}

/// Whether an attribute of this name leads to no insides of the interpreter.
fn is_outside(name: &str) -> bool {
    let is_shut = is_dunder(name) && !HARMLESS.contains(&name);
    !is_shut && !INSIDES.iter().any(|begin| name.starts_with(begin))
}

fn is_dunder(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

/// The name from which an object is reached, if by attributes alone.
fn root_of(object: &Expr) -> Option<&str> {
    match object {
        Expr::Name(name) => Some(&name.id),
        Expr::Attribute(attribute) => root_of(&attribute.value),
        _ => None,
    }
}

/// Functions of `itertools` that give something without end.
const ENDLESS: &[&str] = &["count", "cycle", "repeat"];

/// Whether a loop over `iterated` does not end by itself.
fn is_endless(iterated: &Expr) -> bool {
    let call = iterated.as_call_expr();
    let name = call.and_then(|call| match &*call.func {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    });
    let is_bounded = |call: &ast::ExprCall| call.arguments.args.len() > 1 || !call.arguments.keywords.is_empty();
    name.is_some_and(|name| ENDLESS.contains(&name) && !(name == "repeat" && call.is_some_and(is_bounded)))
}

/// Whether a loop with this body can be left.
fn leaves(body: &[Stmt]) -> bool {
    struct Finder(bool);
    impl<'a> Visitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            self.0 |= matches!(statement, Stmt::Break(_) | Stmt::Return(_) | Stmt::Raise(_));
            visitor::walk_stmt(self, statement);
        }
        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut finder = Finder(false);
    finder.visit_body(body);
    finder.0
}

#[cfg(test)]
mod tests;
