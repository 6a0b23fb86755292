//! Whether code gives the same on every Python from 3.8 on: it only computes with numbers, texts and the containers that have
//! always behaved alike, and prints them.
//!
//! That is read off the syntax tree by lists of what is allowed, and what is not certain is no. Not allowed is whatever a
//! release has changed or may change: exceptions and warnings, sets, imports, classes, objects shown by their addresses, sums of
//! fractions, letters outside of ASCII. It counts only for code that ran to its end.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Operator, Stmt};
use std::collections::BTreeSet;

/// Builtins that give the same. Not `sum`, which adds fractions in another way since 3.12, nor `hash`.
const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "bool",
    "dict",
    "divmod",
    "enumerate",
    "float",
    "int",
    "isinstance",
    "len",
    "list",
    "max",
    "min",
    "ord",
    "print",
    "range",
    "repr",
    "reversed",
    "round",
    "sorted",
    "str",
    "tuple",
    "type",
    "zip",
];

/// Methods of texts, lists and dictionaries that give the same.
const METHODS: &[&str] = &[
    "append",
    "copy",
    "count",
    "endswith",
    "extend",
    "find",
    "get",
    "index",
    "insert",
    "items",
    "join",
    "keys",
    "lower",
    "lstrip",
    "pop",
    "remove",
    "replace",
    "reverse",
    "rstrip",
    "sort",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "upper",
    "values",
];

/// Arguments that may be given by name.
const KEYWORDS: &[&str] = &["end", "key", "reverse", "sep"];

/// Escapes that may stand in texts; of some others Python has begun to warn.
const ESCAPES: &[char] = &['n', 't', '\\', '\'', '"'];

/// Whether the statements of `body`, those of `code`, give the same everywhere.
pub(super) fn is_timeless(body: &[Stmt], code: &str) -> bool {
    let mut escapes = code.split('\\').skip(1);
    if !escapes.all(|rest| rest.starts_with(ESCAPES)) {
        return false;
    }
    let mut bound = Bound::default();
    bound.visit_body(body);
    let mut judge = Judge { bound: &bound, is_timeless: true };
    judge.visit_body(body);
    judge.is_timeless
}

/// The names that the code binds itself, and those of them that are functions.
#[derive(Default)]
struct Bound {
    names: BTreeSet<String>,
    functions: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Bound {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement {
            self.functions.insert(function.name.to_string());
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression
            && name.ctx.is_store()
        {
            self.names.insert(name.id.to_string());
        }
        visitor::walk_expr(self, expression);
    }

    fn visit_parameter(&mut self, parameter: &'a ast::Parameter) {
        self.names.insert(parameter.name.to_string());
    }
}

struct Judge<'b> {
    bound: &'b Bound,
    is_timeless: bool,
}

impl Judge<'_> {
    fn demand(&mut self, holds: bool) {
        self.is_timeless &= holds;
    }

    /// Whether `name` means a type, or what stands for one in a call. Only there: some Pythons give more of them than others, such
    /// as `list[int]`.
    fn is_type(&self, name: &ast::ExprName) -> bool {
        let id = name.id.as_str();
        let is_bound = self.bound.functions.contains(id) || self.bound.names.contains(id);
        matches!(id, "int" | "str" | "float" | "bool" | "list" | "dict" | "tuple" | "len") && !is_bound
    }

    /// What a call may call: a builtin of the list, a method of the list, or a function of the code itself.
    fn may_call(&self, function: &Expr) -> bool {
        match function {
            Expr::Name(name) => {
                let id = name.id.as_str();
                let is_own = self.bound.functions.contains(id) && !self.bound.names.contains(id);
                let is_bound = self.bound.functions.contains(id) || self.bound.names.contains(id);
                is_own || BUILTINS.contains(&id) && !is_bound
            }
            Expr::Attribute(attribute) => METHODS.contains(&attribute.attr.as_str()),
            _ => false,
        }
    }
}

/// Bits of a power of which every Python shows all digits; with far more of them some refuse to.
const MOST_BITS: u64 = 1024;

/// Whether both are whole numbers of the code, and so is the power, which is no long one.
fn is_short_power(base: &Expr, exponent: &Expr) -> bool {
    let whole = |one: &Expr| match one.as_number_literal_expr().map(|one| &one.value) {
        Some(ast::Number::Int(number)) => number.as_u64(),
        Some(ast::Number::Float(_) | ast::Number::Complex { .. }) | None => None,
    };
    let (Some(base), Some(exponent)) = (whole(base), whole(exponent)) else { return false };
    u64::from(u64::BITS - base.leading_zeros()).saturating_mul(exponent) <= MOST_BITS
}

impl<'a> Visitor<'a> for Judge<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                let is_plain = function.decorator_list.is_empty() && function.type_params.is_none();
                self.demand(is_plain && !function.is_async && function.returns.is_none());
            }
            Stmt::For(each) => self.demand(!each.is_async),
            Stmt::Assign(_)
            | Stmt::AugAssign(_)
            | Stmt::Expr(_)
            | Stmt::If(_)
            | Stmt::While(_)
            | Stmt::Return(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_) => {}
            _ => self.demand(false),
        }
        if let Stmt::AugAssign(assign) = statement {
            self.visit_operator(&assign.op);
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => {
                let is_allowed = self.may_call(&call.func);
                let is_named =
                    |keyword: &ast::Keyword| keyword.arg.as_ref().is_some_and(|name| KEYWORDS.contains(&&**name));
                self.demand(is_allowed && call.arguments.keywords.iter().all(is_named));
                // A function is only called: shown it would be its address.
                if let Expr::Attribute(method) = &*call.func {
                    self.visit_expr(&method.value);
                }
                let takes_types = call.func.as_name_expr().is_some_and(|name| BUILTINS.contains(&name.id.as_str()));
                for argument in call.arguments.iter_source_order() {
                    // `isinstance(a, (int, str))`, `sorted(a, key=len)`
                    let is_key = matches!(argument, ast::ArgOrKeyword::Keyword(keyword) if keyword.arg.as_deref() == Some("key"));
                    match argument.value() {
                        Expr::Name(name) if (takes_types || is_key) && self.is_type(name) => {}
                        Expr::Tuple(types) if takes_types => types.iter().for_each(|one| match one {
                            Expr::Name(name) if self.is_type(name) => {}
                            one => self.visit_expr(one),
                        }),
                        value => self.visit_expr(value),
                    }
                }
                return;
            }
            Expr::Name(name) => {
                let id = name.id.as_str();
                self.demand(self.bound.names.contains(id) && !self.bound.functions.contains(id));
            }
            Expr::StringLiteral(text) => self.demand(text.value.to_str().is_ascii()),
            Expr::NumberLiteral(number) => self.demand(!number.value.is_complex()),
            // What a power of fractions gives depends on the library of the system.
            Expr::BinOp(power) if power.op == Operator::Pow => {
                self.demand(is_short_power(&power.left, &power.right));
                return;
            }
            Expr::Compare(compare) => {
                let compares_identity = |op: &ast::CmpOp| matches!(op, ast::CmpOp::Is | ast::CmpOp::IsNot);
                self.demand(!compare.ops.iter().any(compares_identity));
            }
            Expr::BinOp(_)
            | Expr::BoolOp(_)
            | Expr::BooleanLiteral(_)
            | Expr::Dict(_)
            | Expr::FString(_)
            | Expr::If(_)
            | Expr::List(_)
            | Expr::ListComp(_)
            | Expr::NoneLiteral(_)
            | Expr::Slice(_)
            | Expr::Subscript(_)
            | Expr::Tuple(_) => {}
            Expr::UnaryOp(unary) => self.demand(unary.op != ast::UnaryOp::Invert),
            _ => self.demand(false),
        }
        visitor::walk_expr(self, expression);
    }

    fn visit_operator(&mut self, operator: &'a Operator) {
        use Operator::{Add, Div, FloorDiv, Mod, Mult, Sub};
        self.demand(matches!(operator, Add | Sub | Mult | Div | FloorDiv | Mod));
    }

    fn visit_parameter(&mut self, parameter: &'a ast::Parameter) {
        self.demand(parameter.annotation.is_none());
    }

    fn visit_interpolated_string_element(&mut self, element: &'a ast::InterpolatedStringElement) {
        match element {
            ast::InterpolatedStringElement::Literal(text) => self.demand(text.value.is_ascii()),
            ast::InterpolatedStringElement::Interpolation(part) => {
                self.demand(part.debug_text.is_none() && part.format_spec.is_none() && part.conversion.is_none());
                self.visit_expr(&part.expression);
            }
        }
    }

    fn visit_comprehension(&mut self, comprehension: &'a ast::Comprehension) {
        self.demand(!comprehension.is_async);
        visitor::walk_comprehension(self, comprehension);
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::is_timeless;

    #[test]
    fn numbers_texts_and_lists_give_the_same_everywhere() {
        for code in [
            "print(1 + 1)",
            "a = [3, 1]\na.sort(reverse=True)\nprint(a[0], len(a), sep='-')",
            "def f(x, y=2):\n    return x * y\nprint(f(3))",
            "for i in range(3):\n    print(i, end=' ')",
            "name = 'Ada'\nprint(f'{name} is {len(name)}')",
            "print(2 ** 10, {'a': 1}.items(), 7 // 2, 7 / 2, not 1)",
            "print([x for x in 'abc' if x != 'b'])\nprint(type(1))",
            "print(isinstance(1, int), isinstance('a', (int, str)), sorted(['b', 'aa'], key=len))",
            "a = ['b']\na.sort(key=len)\nprint(list('ab'), int, 2 ** 64)",
        ] {
            assert!(is_timeless(code), "{code}");
        }
    }

    #[test]
    fn whatever_a_release_may_change_is_not() {
        for code in [
            "import math\nprint(math.pi)",
            "print({1, 2})",
            "print({} | {})",
            "print(sum([0.1] * 10))",
            "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(e)",
            "class A: pass\nprint(A)",
            "print(a)",
            "print('é'.upper())",
            "print('\\d')",
            "print(1.5 ** 0.5)",
            "print(2 ** n)",
            "print(list[int])",
            "a = list\nprint(a[int])",
            "def f(t, i):\n    return t[i]\nprint(f(list, int))",
            "print(dict[str, int], tuple[int])",
            "print(10 ** 5000)",
            "print(9 ** 9 ** 9)",
            "print(2 ** -1)",
            "print(1 + 2j)",
            "a = 257\nprint(a is 257)",
            "print(f'{1:,}')",
            "print(f'{1=}')",
            "print(~True)",
            "print('abc'.removeprefix('a'))",
            "print(list(zip([1], [2], strict=True)))",
            "def f(x: int): pass",
            "def f(): pass\nprint(f)",
            "print(print)",
            "print(len.__doc__)",
            "print(lambda: 1)",
            "print(1",
            "str = 3\nprint(str(1))",
            "assert 1",
            "with open('a') as f: pass",
            "print(hash(1))",
            "@f\ndef g(): pass",
            "print(eval('1'))",
            "print(globals())",
            "for x in y: pass",
        ] {
            assert!(!is_timeless(code), "{code}");
        }
    }
}
