//! Whether equal constants are one object: `a = 257`, `b = 257`, `a is b`. The compiler decides that, and it sees one statement
//! at a prompt and all of them in a file, so both answers are right somewhere. (CPython 3.11: `compile.c` merges equal
//! constants of one code object.)

use super::subject;
use crate::example::Example;
use crate::lang::python::{Kind, Statement};

/// Whether `statement` asks whether two constants of `example` are one object.
pub(super) fn is_asked(example: &Example, statement: &Statement) -> bool {
    let code = &example.code[statement.range.clone()];
    let operands = operands(code);
    !operands.is_empty() && operands.iter().all(|operand| is_constant(example, operand))
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

/// Whether `name` is bound to a number, a text or a tuple that is written out.
fn is_constant(example: &Example, name: &str) -> bool {
    let mut statements = example.module.statements.iter();
    statements.any(|one| {
        let code = &example.code[one.range.clone()];
        let value = code.split_once('=').map_or("", |(_, value)| value.trim_start());
        let is_immutable = one.kind == Kind::Assignment { constant: true } && !value.starts_with(['[', '{']);
        is_immutable && !name.is_empty() && subject::targets(code).iter().any(|target| target == name)
    })
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
