//! Values that a claim gives beside its own: `queue.popleft()  # 1, queue = deque([2])` is two statements, and the second one
//! may be false where the first is true.

use super::reading::{self, NamedValue};
use super::subject;
use crate::example::Example;
use crate::lang::python::{self, Statement};

/// A variable and the value that it is said to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its name.
    pub name: String,
    /// The value, as written.
    pub value: String,
    /// Whether the statement speaks of it, and the claim as of what comes out; else it may be one of another scope or time.
    pub is_of_statement: bool,
}

/// So many are looked at.
pub const MOST_BESIDE: usize = 8;

/// The variables whose values `text`, a claim about `statement`, gives behind another value.
pub(super) fn of(example: &Example, statement: &Statement, text: &str) -> Vec<Beside> {
    if text.contains('\n') || !text.contains(['=', ':']) && !text.contains(" is ") && !text.contains(" becomes ") {
        return Vec::new();
    }
    let found = reading::named_behind(text);
    if found.is_empty() {
        return Vec::new();
    }
    let module = python::parse(&example.code[statement.range.clone()]);
    let is_own = |name: &str| module.free_names.contains(name) || module.bound_names.contains(name);
    // In `a = [1], b = [5]` the second is no other thing than the first.
    let is_row = reading::is_named(text);
    let is_known = |name: &str| is_row || is_own(name) || example.module.bound_names.contains(name);
    let beside = |one: NamedValue<'_>| Beside {
        name: one.name.to_owned(),
        value: one.value.to_owned(),
        is_of_statement: one.is_level && is_own(one.name),
    };
    let known = found.into_iter().filter(|one| subject::is_name(one.name) && is_known(one.name));
    known.take(MOST_BESIDE).map(beside).collect()
}
