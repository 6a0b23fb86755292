//! Python 2: what its statements look like.

use super::super::{Example, Kind};
use super::Reason;
use crate::lang::python;
use crate::pattern::Pattern;

static PRINT_STATEMENT: Pattern = Pattern::holding(
    &["print", "exec", "raise", "except"],
    r#"(?m)^\s*(print\s+["'\w%]|exec\s+["'\w]|raise\s+\w+,|except\s+\w+,\s*\w+:)"#,
);

/// Python 2: what its statements look like, if the rest then is Python.
pub(super) fn python2(example: &Example) -> Result<(), Reason> {
    let reason = || Err((Kind::Python2, "does not compile under Python 3".to_owned()));
    if example.module.prints_python2 {
        return reason();
    }
    if example.module.error.is_none() || !PRINT_STATEMENT.is_match(&example.code) {
        return Ok(());
    }
    let modern: String = example.code.lines().map(|line| modern(line) + "\n").collect();
    if python::parse(&modern).error.is_none() { reason() } else { Ok(()) }
}

/// The line as Python 3 would have it.
fn modern(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let statement = |word: &str| text.strip_prefix(word).filter(|rest| rest.starts_with([' ', '"', '\'']));
    if let Some(rest) = statement("print").or_else(|| statement("exec")) {
        let rest = rest.split(" #").next().unwrap_or_default().trim().trim_end_matches(',');
        return format!("{indent}print({})", rest.trim_start_matches(">>"));
    }
    let comma =
        |rest: &str| rest.split_once(',').map(|(kind, message)| (kind.trim().to_owned(), message.trim().to_owned()));
    if let Some((kind, message)) = statement("raise").and_then(comma) {
        return format!("{indent}raise {kind}({message})");
    }
    if let Some((kind, name)) = statement("except").and_then(comma) {
        return format!("{indent}except {kind} as {name}");
    }
    line.to_owned()
}

static EXCEPT_COMMA: Pattern = Pattern::holding(&["except"], r"(?m)^\s*except\s+[\w.]+\s*,\s*[a-z_]\w*\s*:");

/// `except ValueError, error:`, which Python 3.14 takes for two types; a name in lower case is none.
pub(super) fn except_comma(example: &Example) -> Result<(), Reason> {
    let inside_string = |offset: usize| {
        let line = example.code[..offset].lines().count() + 1;
        example.module.text_lines.iter().any(|(first, last)| (*first..=*last).contains(&line))
    };
    // Nearly all code that handles exceptions has no comma there.
    let has_comma = |rest: &str| rest.split(':').next().is_some_and(|types| types.contains(','));
    if !example.code.split("except").skip(1).any(has_comma) {
        return Ok(());
    }
    match EXCEPT_COMMA.find(&example.code) {
        Some(found) if !inside_string(found.start()) => {
            Err((Kind::Python2, "does not compile under Python 3".to_owned()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(PRINT_STATEMENT.is_sound() && EXCEPT_COMMA.is_sound());
    }
}
