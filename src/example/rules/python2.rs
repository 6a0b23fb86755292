//! Python 2: what its statements look like.

use super::super::{Example, Kind};
use super::Reason;
use crate::lang::python::python2;
use crate::pattern::Pattern;

/// Python 2: what its statements look like, if the rest then is Python.
pub(super) fn python2(example: &Example) -> Result<(), Reason> {
    let reason = || Err((Kind::Python2, "does not compile under Python 3".to_owned()));
    if example.module.prints_python2 {
        return reason();
    }
    let is_older = || python2::is_older(&example.code) || is_of_print_statements(&example.code);
    if example.module.error.is_some() && is_older() { reason() } else { Ok(()) }
}

/// Whether `code`, in which something else is wrong, too, prints by statements only, and a text by several of them: whoever writes
/// today's Python may forget the brackets once.
fn is_of_print_statements(code: &str) -> bool {
    let statements = code.lines().filter(|line| PRINTED_TEXT.is_match(line)).count();
    statements > 1 && !code.lines().any(|line| line.trim_start().starts_with("print("))
}

static PRINTED_TEXT: Pattern = Pattern::holding(&["print"], r#"^\s*print\s+u?["'].*["'\w)\],%\\]\s*$"#);

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
        assert!(PRINTED_TEXT.is_sound() && EXCEPT_COMMA.is_sound());
    }
}
