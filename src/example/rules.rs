//! The rules that tell an example from what only looks like one.

use super::{Example, NotRun, Surroundings};
use crate::lang::python::{self, Evidence};
use regex::Regex;
use std::sync::LazyLock;

/// Why something is no example.
type Reason = (NotRun, String);

/// Whether `code` is a transcript: its first line that is neither blank nor a comment has a prompt.
pub(super) fn is_transcript(code: &str) -> bool {
    let first = code.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line == ">>>" || line.starts_with(">>> "))
}

/// Rules for a block that is tagged as Python. One that does not compile and is nothing else stays an example: Python
/// itself then says what is wrong with it.
pub(super) fn of_tagged(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    template(example, surroundings)?;
    if example.module.error.is_some() {
        python2(&example.code)?;
        shape_of_syntax(&example.code)?;
    }
    Ok(())
}

/// Rules for a block without a tag.
pub(super) fn of_untagged(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    if example.module.error.is_some() {
        python2(&example.code)?;
        return Err((NotRun::NotPython, "untagged, and does not parse as Python".to_owned()));
    }
    template(example, surroundings)?;
    let evidence = example.module.evidence;
    if !shows_python(example, evidence) {
        return Err((NotRun::NotPython, "untagged, and nothing in it shows that it is Python".to_owned()));
    }
    if surroundings.has_tagged && evidence.strong == 0 {
        return Err((NotRun::NotPython, "untagged, in a document that tags its Python".to_owned()));
    }
    Ok(())
}

/// Whether code that parses also shows that it is Python: `a`, `12`, `key: value` and `ls - l` parse as well.
fn shows_python(example: &Example, evidence: Evidence) -> bool {
    let lines = example.code.lines().map(str::trim).filter(|line| !line.is_empty()).count();
    let ended = example.code.lines().filter(|line| line.trim_end().ends_with([';', '{', '}'])).count();
    let assignments_only = example.module.statements.iter().all(|s| matches!(s.kind, python::Kind::Assignment { .. }));
    let is_config = assignments_only && !example.module.free_names.is_empty();
    let calls_only = example
        .module
        .statements
        .iter()
        .all(|s| matches!(s.kind, python::Kind::Expression { .. } | python::Kind::Print { .. }));
    let is_signature = calls_only && !example.module.free_names.is_empty() && example.module.comments.is_empty();
    if ended * 2 > lines || is_config || is_signature {
        return false;
    }
    evidence.strong > 0 && evidence.strong + evidence.weak >= evidence.none
        || evidence.weak > evidence.none
        || evidence.weak > 0 && !example.module.comments.is_empty()
}

/// Names that stand for "put something here" in a scheme of Python's syntax.
const PLACEHOLDERS: &[&str] = &[
    "body",
    "code",
    "code_block",
    "condition",
    "condition1",
    "condition2",
    "context_expression",
    "do_something",
    "do_something_else",
    "element",
    "exception_type",
    "expression",
    "expression1",
    "expression2",
    "false_value",
    "function_body",
    "function_name",
    "iterable",
    "iterable_object",
    "module_name",
    "new_value",
    "parameters",
    "statement",
    "statement1",
    "statement2",
    "statements",
    "true_value",
    "value_if_false",
    "value_if_true",
];

/// A scheme of syntax, told by names that no block of the document binds and that mean "put something here".
fn template(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    let is_placeholder = |name: &&String| PLACEHOLDERS.binary_search(&name.as_str()).is_ok();
    let mut unbound = example.module.free_names.iter().filter(|name| !surroundings.bound_names.contains(*name));
    match unbound.find(is_placeholder) {
        Some(name) => Err((NotRun::NotExample, format!("a template: `{name}` stands for something else"))),
        None => Ok(()),
    }
}

static PRINT_STATEMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?m)^\s*(print\s+["'\w%]|exec\s+["'\w]|raise\s+\w+,|except\s+\w+,\s*\w+:)"#).ok());

fn python2(code: &str) -> Result<(), Reason> {
    match &*PRINT_STATEMENT {
        Some(pattern) if pattern.is_match(code) => Err((NotRun::NotExample, "Python 2".to_owned())),
        _ => Ok(()),
    }
}

static PLACEHOLDER_MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)<[a-z][\w \-]*>\s*(=|:|,|\)|\(|\.|$)|(=|\(|,|\bin|\bfor|\bas)\s*<[a-z][\w \-]*>|_{4,}|\[[a-z_]+ ?\.\.\.\]|…").ok()
});

/// Schemes that do not even parse: `<bool> = <str> in <str>`, `x = ____`, `def f(a, [b ...])`.
fn shape_of_syntax(code: &str) -> Result<(), Reason> {
    match &*PLACEHOLDER_MARK {
        Some(pattern) if pattern.is_match(code) => Err((NotRun::NotExample, "a template with placeholders".to_owned())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_placeholders_are_sorted() {
        assert!(PLACEHOLDERS.is_sorted());
    }

    #[test]
    fn the_patterns_compile() {
        assert!(PRINT_STATEMENT.is_some() && PLACEHOLDER_MARK.is_some());
    }
}
