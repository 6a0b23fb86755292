//! What the statement of a claim is about: the names that a label may use for it.

use crate::example::Example;
use crate::lang::python::{self, Kind, Statement};

use super::statement::targets;
use super::{calculation, reading};

/// Functions and methods that give nothing back by design (library reference): what stands behind a call of them may be
/// what they change, or the value that they add.
const NOTHING_BACK: &[&str] = &[
    "acquire",
    "add",
    "append",
    "appendleft",
    "basicConfig",
    "chdir",
    "clear",
    "close",
    "collect",
    "copyfileobj",
    "debug",
    "delattr",
    "difference_update",
    "discard",
    "dump",
    "error",
    "extend",
    "extendleft",
    "flush",
    "heapify",
    "heappush",
    "info",
    "insert",
    "insort",
    "insort_left",
    "insort_right",
    "intersection_update",
    "join",
    "makedirs",
    "mkdir",
    "move_to_end",
    "notify",
    "pprint",
    "print",
    "put",
    "release",
    "remove",
    "rename",
    "reverse",
    "rotate",
    "run",
    "seed",
    "setattr",
    "shuffle",
    "shutdown",
    "simplefilter",
    "sleep",
    "sort",
    "start",
    "subtract",
    "symmetric_difference_update",
    "unlink",
    "update",
    "warn",
    "warning",
    "writelines",
];

/// Whether `statement` calls a function that gives nothing back by design, and not one of that name that the example
/// defines itself.
pub(super) fn returns_none(example: &Example, statement: &Statement) -> bool {
    let code = &example.code[statement.range.clone()];
    let is_own = |name: &str| example.code.contains(&format!("def {name}("));
    statement.kind == Kind::Expression { call: true } && names_nothing_back(code).is_some_and(|name| !is_own(name))
}

/// The name of the function that the call `code` calls, if it is of the table.
fn names_nothing_back(code: &str) -> Option<&str> {
    callee(code).filter(|name| NOTHING_BACK.binary_search(name).is_ok())
}

/// The last name of the function that the expression `code` calls at its end.
fn callee(code: &str) -> Option<&str> {
    let code = code.trim_end().strip_suffix(')')?;
    let mut depth = 1usize;
    for (index, character) in code.char_indices().rev() {
        match character {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let name = code[..index].trim_end();
            let start = name.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |index| index + 1);
            return name.get(start..).filter(|name| !name.is_empty());
        }
    }
    None
}

/// The labels in `text` that name something of the example, and not what `statement` gives: another variable, another
/// expression.
pub(super) fn foreign_labels(example: &Example, statement: &Statement, text: &str) -> Vec<String> {
    if text.contains('\n')
        || !text.contains(['=', ':', '：', '＝'])
            && !text.starts_with('[')
            && !text.contains(" is ")
            && !text.contains('→')
            && !text.contains(" -> ")
    {
        return Vec::new();
    }
    let code = &example.code[statement.range.clone()];
    // A label comes with each remark that may end its value.
    let mut labels: Vec<(&str, &str)> = Vec::new();
    for reading in reading::readings(text, true, true) {
        if let Some(label) = reading.label.filter(|label| !labels.iter().any(|(other, _)| other == label)) {
            labels.push((label, reading.value));
        }
    }
    labels.retain(|(label, value)| {
        is_foreign(example, statement, code, label) || calculation::is_another(example, statement, label, value)
    });
    labels.into_iter().map(|(label, _)| label.to_owned()).collect()
}

/// Whether a label is the name of a variable.
pub(super) fn is_name(label: &str) -> bool {
    label.starts_with(|c: char| c.is_alphabetic() || c == '_') && label.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn is_foreign(example: &Example, statement: &Statement, code: &str, label: &str) -> bool {
    let wanted = squeezed(label);
    if is_slice(&wanted) {
        return !squeezed(code).contains(&format!("[{}]", wanted.trim_matches(['[', ']'])));
    }
    let subjects = subjects(statement, code);
    let is_subject = subjects.iter().any(|subject| squeezed(subject) == wanted);
    !is_subject
        && (names_something(example, label)
            || is_another_variable(&subjects, label)
            || is_another_call(code, label)
            || subjects.iter().any(|subject| calculation::is_result_of_another(label, subject)))
}

/// Whether a label is a call that `code` does not make, of a function that it calls or of Python's own: `abs(3)` behind
/// `abs(-3)`, but not `f(3)` of mathematics, and not `sqrt(4)` behind `math.sqrt(4)`.
fn is_another_call(code: &str, label: &str) -> bool {
    let Some(name) = callee(label).filter(|_| !squeezed(code).contains(&squeezed(label))) else { return false };
    let module = python::parse(label);
    let is_method = || label.contains(&format!(".{name}("));
    let is_known = || code.contains(&format!("{name}(")) || module.builtins.iter().any(|builtin| builtin == name);
    module.error.is_none() && (is_method() || is_known())
}

/// Whether a label can hardly be anything but a variable, and another one than the only one that is spoken of: `y` or `max_n`
/// behind `x = 15`, but not `total`, nor `s` for `sum_of_all`.
fn is_another_variable(subjects: &[String], label: &str) -> bool {
    let is_spelled_so = label.len() == 1 || label.contains(|c: char| c == '_' || c.is_ascii_digit());
    let is_variable = is_name(label) && label.is_ascii() && is_spelled_so;
    let only = subjects.iter().map(|subject| subject.trim()).find(|subject| is_name(subject));
    let abbreviates = |name: &str| name.to_lowercase().starts_with(&label.to_lowercase());
    is_variable && only.is_some_and(|name| !abbreviates(name))
}

/// Whether a label is what a subscript takes: `1:5`, `[::2]`, `[0]`.
fn is_slice(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '[' | '-'))
        && label.contains(|c: char| c.is_ascii_digit())
        && label.contains([':', '['])
        && label.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '-' | '[' | ']'))
}

/// Whether `label` is an expression that reads a name of the example.
pub(super) fn names_something(example: &Example, label: &str) -> bool {
    let is_code = |c: char| c.is_alphanumeric() || "_.[]()'\"+-*/%<>=!, ".contains(c);
    let joins = [" is ", " in ", " and ", " or ", " not ", " if "];
    let is_one = !label.contains(' ') || label.contains(['+', '-', '*', '/', '(', '[', '<', '>', '=']);
    if !label.chars().all(is_code) || !is_one && !joins.iter().any(|word| label.contains(word)) {
        return false;
    }
    let module = python::parse(label);
    let known = |name: &String| example.module.bound_names.contains(name) || example.module.free_names.contains(name);
    // Authors call their variables by names of Python's own: `sum`.
    module.error.is_none() && module.free_names.iter().chain(&module.builtins).any(known)
}

/// The texts of code that a label of the value of a statement may be.
fn subjects(statement: &Statement, code: &str) -> Vec<String> {
    let whole = code.trim().to_owned();
    let inside = |code: &str| {
        let rest = code.split_once('(')?.1.trim_end();
        Some(rest.strip_suffix(')').unwrap_or(rest).to_owned())
    };
    let receiver = || code.split_once('.').map(|(name, _)| name.trim().to_owned());
    match statement.kind {
        Kind::Print { .. } => inside(code)
            .into_iter()
            .flat_map(|text| text.split(',').map(str::to_owned).chain([text.clone()]).collect::<Vec<_>>())
            .collect(),
        Kind::Assignment { .. } => {
            let value = code.split_once('=').map(|(_, value)| value.trim().to_owned());
            let row = code.split_once('=').map(|(names, _)| names.trim().to_owned());
            // One name of several stands for its own part.
            let names = Some(targets(code)).filter(|names| names.len() == 1);
            names.into_iter().flatten().chain(value).chain(row).collect()
        }
        Kind::Condition => vec![
            code.lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("if ")
                .trim_start_matches("while ")
                .trim_end_matches(':')
                .to_owned(),
        ],
        // What a method changes has a state of its own, which is compared where nothing comes back.
        Kind::Expression { call: true } if names_nothing_back(code).is_some() => {
            receiver().into_iter().chain([whole]).collect()
        }
        Kind::Return { .. } => vec![code.trim_start_matches("return").to_owned()],
        Kind::Expression { .. }
        | Kind::Text
        | Kind::Compound
        | Kind::Definition
        | Kind::Import
        | Kind::Delete
        | Kind::Other => vec![whole],
    }
}

/// `text` without blanks, all quotes alike.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace('"', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted() {
        assert!(NOTHING_BACK.is_sorted());
    }

    #[test]
    fn a_call_is_known_by_its_last_name() {
        for code in ["nums.append(4)", "heapq.heapify(a[0])", "a.b(1).sort()"] {
            assert!(names_nothing_back(code).is_some(), "{code}");
        }
        for code in ["nums.pop()", "join", "(1, 2)"] {
            assert!(names_nothing_back(code).is_none(), "{code}");
        }
    }

    #[test]
    fn a_label_may_be_another_variable() {
        let subjects = |name: &str| vec![name.to_owned(), "f(1, 2)".to_owned()];
        for (name, label) in [("x", "y"), ("x", "y1"), ("area", "max_n"), ("x1", "x2")] {
            assert!(is_another_variable(&subjects(name), label), "{label} behind {name}");
        }
        for (name, label) in
            [("x", "total"), ("total", "t"), ("area", "A"), ("sigma", "σ"), ("x1", "x"), ("x", "a sum")]
        {
            assert!(!is_another_variable(&subjects(name), label), "{label} behind {name}");
        }
        assert!(!is_another_variable(&["f(1)".to_owned()], "y"));
    }
}
