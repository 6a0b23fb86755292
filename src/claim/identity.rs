//! Whether equal constants are one object: `a = 257`, `b = 257`, `a is b`. The compiler decides that, and it sees one statement
//! at a prompt and all of them in a file, so both answers are right somewhere. (CPython 3.11: `compile.c` merges equal
//! constants of one code object.)

use super::statement;
use crate::example::Example;
use crate::lang::python::{Kind, Statement};

/// Whether `statement` asks whether two names of `example` for equal constants are one object.
pub(super) fn compares_constants(example: &Example, statement: &Statement) -> bool {
    let code = &example.code[statement.range.clone()];
    // In a text the word asks nothing.
    if code.contains(['"', '\'']) {
        return false;
    }
    let values: Vec<_> = operands(code).into_iter().map(|operand| constant(example, operand)).collect();
    matches!(values.as_slice(), [Some(one), Some(other)] if one == other)
}

/// Both sides of an `is`, or what `id` is called with on both sides of `==`.
fn operands(code: &str) -> Vec<&str> {
    let word = |c: char| !(c.is_alphanumeric() || c == '_');
    let sides = code.split_once(" is not ").or_else(|| code.split_once(" is "));
    if let Some((left, right)) = sides {
        return vec![left.rsplit(word).next().unwrap_or_default(), right.split(word).next().unwrap_or_default()];
    }
    let called: Vec<_> =
        code.split("id(").skip(1).map(|rest| rest.split(')').next().unwrap_or_default().trim()).collect();
    if code.contains("==") && called.len() == 2 { called } else { Vec::new() }
}

/// The number, text or tuple that `name` is bound to, as it is written, if it is bound once.
fn constant<'e>(example: &'e Example, name: &str) -> Option<&'e str> {
    let code = |one: &Statement| &example.code[one.range.clone()];
    let binds = |one: &&Statement| {
        matches!(one.kind, Kind::Assignment { .. }) && statement::targets(code(one)).iter().any(|target| target == name)
    };
    let mut binding = example.module.statements.iter().filter(binds);
    let only =
        binding.next().filter(|one| one.kind == Kind::Assignment { constant: true } && binding.next().is_none())?;
    let (_, value) = example.code[only.range.clone()].split_once('=')?;
    let value = value.trim();
    (!value.starts_with(['[', '{'])).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_found() {
        assert_eq!(operands("print(a is b)"), ["a", "b"]);
        assert_eq!(operands("a is not b"), ["a", "b"]);
        assert_eq!(operands("id(a) == id(b)"), ["a", "b"]);
        assert!(operands("a == b").is_empty() && operands("x = id(a)").is_empty());
    }
}
