//! Python's syntax: the statements and comments of a piece of code, each with its place.
//!
//! This is the only module that knows which parser is used (ruff_python_parser). It takes of the syntax tree what the
//! later stages ask: where a statement begins and ends, what kind it is, which comments stand where. Comments come from
//! the tokens, so a `#` inside a string is none.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums are not ours: what is not named is of no interest"
)]

mod inert;
mod lines;
mod modern;
mod names;
mod parts;
mod places;
mod pragma;
pub mod python2;
pub mod releases;
mod scope;
mod statements;
pub mod stdlib;
mod timeless;

pub(crate) use inert::COMPUTING;
pub use parts::ExpressionPart;
pub use pragma::Pragma;
pub use scope::{Import, Outside};

use super::depth::{self, Limits};
use inert::Trace;
use lines::{LineIndex, range, text_lines};
use names::Names;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{self as ast, PythonVersion, Stmt};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use ruff_text_size::Ranged;
use scope::Scopes;
use statements::{Walk, is_name};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a statement is, as far as claims and classification ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `print(…)` as a statement. `constant`: all it prints is written out as literals.
    Print {
        /// Whether every positional argument is a plain string literal.
        constant: bool,
    },
    /// Any other expression statement; `call` if it is a call.
    Expression {
        /// Whether the expression is a call.
        call: bool,
    },
    /// A triple-quoted string as a statement.
    Text,
    /// An assignment of any kind.
    Assignment {
        /// Whether a literal is assigned, so that nothing is computed.
        constant: bool,
    },
    /// `if` and `while`.
    Condition,
    /// `for`, `with`, `try`, `match`.
    Compound,
    /// `def` or `class`.
    Definition,
    /// `import` or `from … import`.
    Import,
    /// `del`
    Delete,
    /// `return` with a value. `constant`: a literal is returned.
    Return {
        /// Whether nothing is computed.
        constant: bool,
    },
    /// Everything else: `raise`, `assert`, `pass` …
    Other,
}

/// One statement, at any depth.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Bytes of the code.
    pub range: Range<usize>,
    /// 1-based line of the code on which it begins, decorators included.
    pub first_line: usize,
    /// 1-based line of the code on which it ends.
    pub last_line: usize,
    /// 0-based column of its first character, in bytes.
    pub column: usize,
    /// What it is.
    pub kind: Kind,
    /// Index of the statement whose body holds it.
    pub parent: Option<usize>,
    /// For a statement with a body: the byte at which the first statement of the body begins.
    pub body_start: Option<usize>,
    /// Whether an exception in it may be handled around it: it stands in a `try`, a `with` or a function.
    pub guarded: bool,
    /// What records its value by text beside it, if that can be.
    pub shown_by: Option<ShownBy>,
}

/// What may stand beside a statement and has its value, without a change of its own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownBy {
    /// Brackets around it: it is an expression, and nothing but its value can be meant.
    Brackets,
    /// The name behind it, of so many bytes, to which it assigns: it begins with that.
    Name(usize),
}

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Bytes of the code, from the `#` to the end of the line, or to a pragma on it.
    pub range: Range<usize>,
    /// 1-based line of the code.
    pub line: usize,
    /// 0-based column of the `#`, in bytes.
    pub column: usize,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// Why code does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// 1-based line of the code.
    pub line: usize,
    /// The parser's words.
    pub message: String,
}

/// A parsed piece of code.
#[derive(Debug, Default)]
pub struct Module {
    /// All statements, a statement before those of its body, in the order of the text.
    pub statements: Vec<Statement>,
    /// All comments, in the order of the text.
    pub comments: Vec<Comment>,
    /// What is said of claims at the end of lines, which is no part of `comments`.
    pub pragmas: Vec<Pragma>,
    /// The first syntax error; the rest is what could be read all the same.
    pub error: Option<SyntaxError>,
    /// Indices of the statements that are definitions.
    definitions: Vec<usize>,
    /// Parts of statements that a comment stands behind, by the beginning of the comment.
    parts: BTreeMap<usize, ExpressionPart>,
    /// Whether the code watches the interpreter itself: tracing, profiling, debugging.
    pub watches_interpreter: bool,
    /// Whether it shows what was compiled together with it: equal constants are one object within one compilation, and a name
    /// may not be declared global behind its first use.
    pub shows_compilation: bool,
    /// Whether the code imports threads, processes or coroutines.
    pub runs_concurrently: bool,
    /// Whether the code leaves nothing behind in its interpreter.
    pub is_inert: bool,
    /// Whether that is so only if the modules that it imports are as they were.
    pub handles_imports: bool,
    /// The last 1-based line that runs where no package is installed, if what runs until then leaves nothing behind: that of the
    /// first import of one at the top. None if that is not known.
    pub stops_behind: Option<usize>,
    /// Whether a blank to be filled in, `____`, stands for a name somewhere.
    pub has_blank: bool,
    /// The minor version of Python 3 that its syntax needs, as far as it is later than 3.7.
    pub needs_minor: Option<u8>,
    /// Whether a bare `...` stands between statements at the top: something is left out.
    pub is_excerpt: bool,
    /// Whether it prints as Python 2 does where that parses in Python 3 too: `print >>f, x`.
    pub prints_python2: bool,
    /// Whether it writes out sets, not of numbers alone.
    pub makes_sets: bool,
    /// Whether it joins or cuts things as sets, and views of dictionaries, are joined and cut.
    pub joins_sets: bool,
    /// Whether it has objects whose hash is their address, so that a set of them may be in another order in each process.
    pub has_addresses: bool,
    /// Names of attributes that it uses, and names that it takes from modules.
    pub attributes: BTreeSet<String>,
    /// What the code shows of being Python.
    pub evidence: PythonSigns,
    /// Names that are read but bound nowhere in the code and are no builtins, sorted.
    pub free_names: BTreeSet<String>,
    /// What it imports, at any depth, in the order of the text.
    pub imports: Vec<Import>,
    /// The first statement that needs a function or a loop around it and has none.
    pub outside: Option<Outside>,
    /// Whether something is awaited at its top, as notebooks allow.
    pub awaits: bool,
    /// 1-based lines, first and last, that begin inside a string.
    pub text_lines: Vec<(usize, usize)>,
    /// Names of builtins that are read, sorted.
    pub builtins: BTreeSet<String>,
    /// Names of functions, classes and the like that are defined at the top level.
    pub defined_names: BTreeSet<String>,
    /// Those of them whose body says nothing: `def f(x): ...`.
    pub stub_names: BTreeSet<String>,
    /// Plain names that are assigned at the top level.
    pub assigned_names: BTreeSet<String>,
    /// Names that are imported at the top level.
    pub imported_names: BTreeSet<String>,
    /// Names that are bound, in any scope.
    pub bound_names: BTreeSet<String>,
    /// Names whose objects are changed in place: `x.append(1)`, `x[0] = 1`, `x.a = 1`.
    pub changed_names: BTreeSet<String>,
}

/// Signs that a text is Python and does not merely parse as such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PythonSigns {
    /// Statements that hardly any other language or output shares: `def f():`, `import x`, `for x in y:`, `print(…)`.
    pub strong: usize,
    /// Assignments and calls.
    pub weak: usize,
    /// Statements that say nothing: a lone name, a number, an annotation such as `key: value`.
    pub none: usize,
}

/// What CPython reads: 200 brackets, 99 levels of indentation (both fixed in its tokenizer, 3.8 to 3.13), and about 2,990
/// links of an expression, where its compiler says that it recurses too deeply.
const LIMITS: Limits = Limits { brackets: 200, indents: 99, links: 3000 };

/// Trees up to this depth are walked on any thread's stack.
const SHALLOW: usize = 100;

/// Bytes of stack that a walk of the deepest tree may need: 3,000 links at most, each some frames of 200 to 2,000 bytes.
const DEEP_STACK: usize = 32 * 1024 * 1024;

/// Parses `code`. Never fails: errors are data, and so is code that nests too deeply.
#[must_use]
pub fn parse(code: &str) -> Module {
    on_stack(code, parse_shallow).unwrap_or_else(|too_deep| Module {
        error: Some(SyntaxError { line: first_too_deep(code), message: too_deep }),
        ..Module::default()
    })
}

/// Whether `code` parses, which takes half of the time of [`parse`] to find out.
#[must_use]
pub fn compiles(code: &str) -> bool {
    on_stack(code, |code| parsed(code).errors().is_empty()).unwrap_or(false)
}

/// Whether `code`, which ran to its end, gives the same on every Python from 3.8 on.
#[must_use]
pub fn is_timeless(code: &str) -> bool {
    let is_timeless = |code: &str| {
        let parsed = parsed(code);
        // What is younger than that does not compile everywhere.
        let is_old = parsed.unsupported_syntax_errors().is_empty();
        is_old && parsed.errors().is_empty() && timeless::is_timeless(body_of(&parsed), code)
    };
    on_stack(code, is_timeless).unwrap_or(false)
}

/// Whether `code` uses what Python 2.7 does not have, or takes for something else.
#[must_use]
pub fn is_python3(code: &str) -> bool {
    on_stack(code, |code| modern::is_python3(body_of(&parsed(code)))).unwrap_or(true)
}

/// What `work` gives for `code`, with stack enough for its tree; the reason if it nests too deeply.
fn on_stack<T>(code: &str, work: impl FnOnce(&str) -> T) -> Result<T, String> {
    match depth::within(code, Mode::Module, &LIMITS) {
        Ok(depth) if depth <= SHALLOW => Ok(work(code)),
        Ok(_) => Ok(stacker::maybe_grow(DEEP_STACK, DEEP_STACK, || work(code))),
        Err(too_deep) => Err(too_deep.to_string()),
    }
}

/// The tree of `code`, as far as it can be read, with the errors.
fn parsed(code: &str) -> Parsed<ast::Mod> {
    parse_unchecked(code, ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY37))
}

/// The 1-based line of `code` that nests too deeply.
fn first_too_deep(code: &str) -> usize {
    let ends: Vec<_> = code.match_indices('\n').map(|(index, _)| index + 1).collect();
    ends.partition_point(|&end| depth::within(&code[..end], Mode::Module, &LIMITS).is_ok()) + 1
}

/// Parses code that is not nested too deeply for the stack.
fn parse_shallow(code: &str) -> Module {
    let parsed = parsed(code);
    let lines = LineIndex::new(code);
    let error = parsed.errors().first().map(|error| SyntaxError {
        line: lines.line(error.location.start().to_usize()),
        message: error.error.to_string(),
    });
    let mut walk = Walk::of(code, &lines);
    let mut names = Names::default();
    let mut scopes = Scopes::default();
    for statement in body_of(&parsed) {
        walk.visit_stmt(statement);
        names.visit_stmt(statement);
        scopes.visit_stmt(statement);
    }
    let (comments, pragmas) = comments(code, &parsed, &lines);
    let trace = inert::trace_of(body_of(&parsed), code);
    let ends: BTreeSet<_> = walk.statements.iter().map(|statement| statement.range.end).collect();
    let parts = parts::parts(code, body_of(&parsed), &comments, &lines, |end| ends.contains(&end));
    Module {
        comments,
        pragmas,
        parts,
        evidence: walk.evidence,
        definitions: indices(&walk.statements, Kind::Definition),
        watches_interpreter: names.watches_interpreter(),
        shows_compilation: names.compares_identity || body_of(&parsed).iter().any(Stmt::is_global_stmt),
        makes_sets: names.makes_sets,
        joins_sets: names.joins_sets,
        has_addresses: names.has_addresses,
        has_blank: names.has_blank(),
        needs_minor: parsed.unsupported_syntax_errors().iter().filter_map(|error| added_in(&error.to_string())).max(),
        is_inert: error.is_none() && trace != Trace::Unknown,
        handles_imports: trace == Trace::Imports,
        stops_behind: inert::stops_behind(body_of(&parsed), code)
            .filter(|_| error.is_none())
            .and_then(|count| Some(lines.line(body_of(&parsed).get(count - 1)?.end().to_usize()))),
        error,
        is_excerpt: body_of(&parsed).iter().any(is_ellipsis) && body_of(&parsed).len() > 1,
        prints_python2: body_of(&parsed).iter().any(is_print_to),
        runs_concurrently: names.runs_concurrently(),
        statements: walk.statements,
        imports: scopes.imports,
        outside: scopes.outside,
        awaits: scopes.awaits,
        text_lines: text_lines(&parsed, &lines),
        free_names: names.free(),
        builtins: names.builtins(),
        defined_names: body_of(&parsed).iter().flat_map(names::defined_by).collect(),
        stub_names: body_of(&parsed).iter().filter_map(names::stub_of).collect(),
        imported_names: body_of(&parsed).iter().flat_map(names::imported_by).collect(),
        assigned_names: body_of(&parsed).iter().flat_map(names::assigned_by).collect(),
        attributes: names.attributes,
        bound_names: names.bound,
        changed_names: names.changed,
    }
}

/// The statements at the top.
fn body_of(parsed: &Parsed<ast::Mod>) -> &[Stmt] {
    match parsed.syntax() {
        ast::Mod::Module(module) => &module.body,
        ast::Mod::Expression(_) => &[],
    }
}

fn is_ellipsis(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(inner) if inner.value.is_ellipsis_literal_expr())
}

/// `print >>f, x`: a shift of the function, perhaps as the first of several values.
fn is_print_to(statement: &Stmt) -> bool {
    let Stmt::Expr(inner) = statement else { return false };
    let first = inner.value.as_tuple_expr().and_then(|tuple| tuple.elts.first()).unwrap_or(&inner.value);
    first.as_bin_op_expr().is_some_and(|shift| shift.op == ast::Operator::RShift && is_name(&shift.left, "print"))
}

/// The minor version that a message of the parser names: "… (syntax was added in Python 3.10)".
fn added_in(message: &str) -> Option<u8> {
    message.rsplit_once("added in Python 3.")?.1.trim_end_matches(')').parse().ok()
}

/// Indices of the statements of one kind.
fn indices(statements: &[Statement], kind: Kind) -> Vec<usize> {
    statements.iter().enumerate().filter(|(_, statement)| statement.kind == kind).map(|(index, _)| index).collect()
}

/// The comments, and the pragmas behind them or in their place.
fn comments(code: &str, parsed: &Parsed<ast::Mod>, lines: &LineIndex) -> (Vec<Comment>, Vec<Pragma>) {
    let (mut comments, mut pragmas) = (Vec::new(), Vec::new());
    let tokens = parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment);
    for token in tokens {
        let mut range = range(token.range());
        let line = lines.line(range.start);
        let column = range.start - lines.start(line);
        let own_line = code[range.start - column..range.start].trim().is_empty();
        if let Some((at, text)) = pragma::find(&code[range.clone()]) {
            pragmas.push(Pragma { line, text: text.to_owned() });
            range.end = range.start + code[range.start..range.start + at].trim_end().len();
        }
        if !range.is_empty() {
            comments.push(Comment { range, line, column, own_line });
        }
    }
    (comments, pragmas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_in_a_string_is_no_comment() {
        let module = parse("a = '# no'  # yes\nb = f'{a} # no'\n\"\"\"\n# no\n\"\"\"\n");
        assert_eq!(module.comments.len(), 1);
        assert_eq!((module.comments[0].line, module.comments[0].column, module.comments[0].own_line), (1, 12, false));
    }

    #[test]
    fn a_trailing_comment_belongs_to_the_statement_that_ends_there() {
        let module = parse("f(1,\n  2)  # a\nx = [\n  1,  # b\n]\nif x:  # c\n    y; z  # d\n");
        let trailed: Vec<_> = module.comments.iter().map(|comment| module.trailed_by(comment)).collect();
        let kinds: Vec<_> = trailed.iter().map(|index| index.map(|index| module.statements[index].kind)).collect();
        assert_eq!(
            kinds,
            [
                Some(Kind::Expression { call: true }),
                None,
                Some(Kind::Condition),
                Some(Kind::Expression { call: false })
            ]
        );
        assert_eq!(module.statements[trailed[3].expect("a statement")].range.len(), 1);
    }

    #[test]
    fn the_statement_above_is_found_at_the_depth_of_the_comment() {
        let module =
            parse("for i in x:\n    if i:\n        a\n    # in loop\n# behind loop\ndef f():\n    b\n    # in f\n");
        let above: Vec<_> = module.comments.iter().filter_map(|comment| module.above(comment)).collect();
        assert_eq!(above.iter().map(|&index| module.statements[index].first_line).collect::<Vec<_>>(), [2, 1, 7]);
    }

    #[test]
    fn bodies_of_definitions_are_told_apart_from_their_lines() {
        let module = parse("if x:\n    def f():\n        a\n        b\n    f()\n");
        assert_eq!(module.definition_bodies(1, 5), [(3, 4)]);
    }

    #[test]
    fn free_names_are_those_bound_nowhere() {
        let code =
            "import os.path as p\ndef f(a, *b):\n    return a + b + p + q\nfor i in range(3):\n    print(i, f, r)\n";
        let module = parse(code);
        assert_eq!(module.free_names.iter().map(String::as_str).collect::<Vec<_>>(), ["q", "r"]);
    }

    #[test]
    fn code_with_errors_is_read_as_far_as_it_goes() {
        let module = parse("a = 1  # one\nb = = 2\n");
        assert_eq!(module.error.map(|error| error.line), Some(2));
        assert_eq!(module.comments.len(), 1);
    }

    #[test]
    fn what_syntax_needs_and_leaves_out_is_known() {
        assert_eq!(parse("match x:\n    case 1: pass\n").needs_minor, Some(10));
        assert_eq!(parse("type X = int\nx = f'{\"a\"}'\n").needs_minor, Some(12));
        assert_eq!(parse("x = t'{a}'\n").needs_minor, Some(14));
        assert_eq!(parse("x = 1\n").needs_minor, None);
        assert!(parse("x = 1\n...\ny = 2\n").is_excerpt && !parse("def f(): ...\n...\n"[..13].trim()).is_excerpt);
        assert!(parse("print >>f, 'x'\n").prints_python2 && !parse("x >> f, 1\n").prints_python2);
        assert!(parse("x = ____\n").has_blank && parse("x.___()\n").has_blank && !parse("_ = __ + '____'\n").has_blank);
    }

    #[test]
    fn code_that_nests_too_deeply_is_refused_and_not_followed() {
        let many = |unit: &str| unit.repeat(100_000);
        for (code, what) in [
            (many("1+") + "1", "operators"),
            (many("not ") + "1", "operators"),
            ("a".to_owned() + &many(".b"), "operators"),
            ("f".to_owned() + &many("()"), "operators"),
            (many("a if b else ") + "c", "operators"),
            (many("lambda a, b="), "operators"),
            (many("if a: x; "), "operators"),
            (many("["), "brackets"),
            (many("(], "), "brackets"),
            (many("f'{"), "brackets"),
            ((0..200).map(|level| " ".repeat(level) + "if a:\n").collect(), "levels"),
        ] {
            let error = parse(&format!("x = 1\n{code}\ny = 2\n")).error.expect("an error");
            assert!(error.message.starts_with("nested too deeply") && error.message.contains(what), "{error:?}");
            assert_eq!(error.line, if what == "levels" { 102 } else { 2 }, "{}", error.message);
        }
    }

    #[test]
    fn the_deepest_code_that_is_read_fits_the_stack() {
        for unit in ["a+", "not ", "a.", "a if b else ", "lambda: ", "-", "a**", "a and b or "] {
            let module = parse(&(unit.repeat(2900 / unit.split_whitespace().count()) + "a\n"));
            assert_eq!((module.error, module.statements.len()), (None, 1), "{unit}");
        }
        let brackets = format!("{}{}\n", "[".repeat(199), "]".repeat(199));
        assert_eq!(parse(&brackets).error, None);
        assert_eq!(parse(&format!("f{}\n", "()".repeat(2900))).error, None);
        assert_eq!(parse(&"print(1 + 2 + 3)  # 6\n".repeat(20_000)).error, None);
    }

    #[test]
    fn a_print_of_literals_is_constant() {
        let kinds: Vec<_> = parse("print('a', 'b')\nprint(a)\nprint()\n").statements.iter().map(|s| s.kind).collect();
        assert_eq!(kinds, [true, false, false].map(|constant| Kind::Print { constant }));
    }
}
