//! What the code of a statement binds, and what it shows side by side.

use crate::lang::python::{Kind, Statement};
use crate::lang::quotes::end_of_string;

/// The plain names that the assignment `code` binds, in order.
pub(super) fn targets(code: &str) -> Vec<String> {
    let names = code
        .split_once('=')
        .map_or("", |(names, _)| names)
        .trim_end_matches(['+', '-', '*', '/', '%', '&', '|', '^', '@', '<', '>']);
    // `(a, b), c = …` binds parts of parts.
    if names.trim_start().starts_with(['(', '[']) && names.contains(',') && !is_in_one_bracket(names.trim()) {
        return Vec::new();
    }
    let names = names.split(':').next().unwrap_or_default().split(',');
    names.map(|name| name.trim().trim_matches(['(', ')', '[', ']', '*']).to_owned()).collect()
}

/// Whether one bracket stands around all of `names`, and no other in it.
fn is_in_one_bracket(names: &str) -> bool {
    names.ends_with([')', ']']) && names.matches(['(', '[']).count() == 1
}

/// The code of the values that `statement`, whose text is `code`, shows side by side.
pub(super) fn shown(statement: &Statement, code: &str) -> Vec<String> {
    let code = code.trim();
    let inside = match statement.kind {
        Kind::Print { .. } => code.split_once('(').and_then(|(_, rest)| rest.trim_end().strip_suffix(')')),
        Kind::Expression { call: false } => Some(code.trim_start_matches('(').trim_end_matches(')')),
        Kind::Expression { call: true }
        | Kind::Text
        | Kind::Assignment { .. }
        | Kind::Condition
        | Kind::Compound
        | Kind::Definition
        | Kind::Import
        | Kind::Delete
        | Kind::Return { .. }
        | Kind::Other => None,
    };
    let Some(inside) = inside else { return Vec::new() };
    let is_option = |part: &&str| {
        ["sep", "end", "file", "flush"].iter().any(|name| {
            part.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=') && !rest.contains("=="))
        })
    };
    let parts = split_outside(inside, &places_outside(inside), ",").into_iter().map(|(_, part)| part.trim());
    let parts: Vec<_> = parts.filter(|part| !is_option(part)).collect();
    match parts.as_slice() {
        [only] => interpolated(only).unwrap_or_else(|| vec![(*only).to_owned()]),
        // How many values a star stands for, the text does not show.
        parts if parts.iter().any(|part| part.starts_with('*')) => Vec::new(),
        parts => parts.iter().map(|&part| part.to_owned()).collect(),
    }
}

/// The expressions of an f-string that holds no words beside them: these say something of the values. None for other code.
fn interpolated(code: &str) -> Option<Vec<String>> {
    let text = code.strip_prefix(['f', 'F']).filter(|rest| rest.starts_with(['"', '\'']))?;
    let mut found = Vec::new();
    for (index, piece) in text.split('{').enumerate() {
        let (inside, behind) = if index == 0 { ("", piece) } else { piece.split_once('}').unwrap_or(("", "words")) };
        if behind.contains(char::is_alphanumeric) {
            return Some(Vec::new());
        }
        found.extend(
            inside.split(['!', ':', '=']).next().filter(|name| !name.is_empty()).map(|name| name.trim().to_owned()),
        );
    }
    Some(found)
}

/// The parts of `text` between `mark` at the places `outside` of brackets and strings, each with the byte at which it begins.
pub(super) fn split_outside<'t>(text: &'t str, outside: &[usize], mark: &str) -> Vec<(usize, &'t str)> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for &at in outside {
        if at >= start && text[at..].starts_with(mark) {
            parts.push((start, &text[start..at]));
            start = at + mark.len();
        }
    }
    parts.push((start, &text[start..]));
    parts.retain(|(_, part)| !part.trim().is_empty());
    parts
}

/// The bytes of `text` at which a character stands outside of brackets and strings.
pub(super) fn places_outside(text: &str) -> Vec<usize> {
    let (mut depth, mut behind) = (0usize, 0);
    let mut places = Vec::new();
    for (index, character) in text.char_indices() {
        if index >= behind {
            behind = end_of_string(text, index).unwrap_or(0);
        }
        let is_outside = depth == 0 && index >= behind;
        match character {
            _ if index < behind => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if is_outside {
            places.push(index);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_bound_by_any_assignment() {
        assert_eq!(targets("x += 1"), ["x"]);
        assert_eq!(targets("a, *rest = f(1)"), ["a", "rest"]);
        assert_eq!(targets("n: int = 3"), ["n"]);
        assert_eq!(targets("(a, b) = f(1)"), ["a", "b"]);
        assert_eq!(targets("(a, b), c = f(1)"), Vec::<String>::new());
    }

    #[test]
    fn an_f_string_shows_what_it_holds() {
        assert_eq!(interpolated("f\"{x}, {y:>4}\"").expect("an f-string"), ["x", "y"]);
        assert_eq!(interpolated("f\"{x} and {y}\""), Some(Vec::new()));
        assert_eq!(interpolated("\"{x}\""), None);
    }
}
