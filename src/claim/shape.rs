//! Whether a text looks like a value that Python printed.

use crate::lang::literal::{self, Literal};

/// Whether `text` as a whole is shaped like a value: a literal, several of them, or a repr in angle brackets.
#[must_use]
pub fn is_value(text: &str) -> bool {
    let text = text.trim();
    match literal::parse(text) {
        Some(Literal::Call(name, arguments)) => {
            let last = name.rsplit('.').next().unwrap_or_default();
            !arguments.is_empty() && REPRS.binary_search(&last).is_ok()
        }
        // `5,` is a number in a sentence.
        Some(Literal::Tuple(items)) if !text.starts_with('(') => items.len() > 1 && items.iter().all(Literal::is_value),
        Some(literal) => literal.is_value(),
        None => is_angle_repr(text) || is_row_of_numbers(text) || is_array(text),
    }
}

/// Types of the standard library whose repr looks like a call, sorted.
const REPRS: &[&str] = &[
    "ChainMap",
    "Counter",
    "Decimal",
    "Fraction",
    "OrderedDict",
    "Path",
    "PosixPath",
    "UUID",
    "array",
    "bytearray",
    "date",
    "datetime",
    "defaultdict",
    "deque",
    "dict_items",
    "dict_keys",
    "dict_values",
    "frozenset",
    "mappingproxy",
    "namedtuple",
    "namespace",
    "range",
    "time",
    "timedelta",
];

/// Whether `text` is a value as other languages write it: `true`, `null`.
#[must_use]
pub fn is_word_for_a_value(text: &str) -> bool {
    matches!(text.trim(), "true" | "false" | "null" | "TRUE" | "FALSE" | "NULL")
}

/// `<class 'int'>`, `<function f at 0x7f…>`: what Python puts in angle brackets begins with a word and closes.
fn is_angle_repr(text: &str) -> bool {
    let inside = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inside.is_some_and(|inside| {
        let known =
            ["class ", "function ", "module ", "bound method ", "generator ", "built-in ", "_io.", "coroutine "];
        known.iter().any(|word| inside.starts_with(word)) || inside.contains(" object at ") || inside.contains(" at 0x")
    })
}

/// `[1. 2.]`, `[[1 2] [3 4]]`: how numerical arrays are printed.
fn is_array(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|inside| {
        let numbers: Vec<_> = inside.split(|c: char| c.is_whitespace() || "[],".contains(c)).collect();
        let mut numbers = numbers.into_iter().filter(|word| !word.is_empty()).peekable();
        numbers.peek().is_some() && numbers.all(|word| word.parse::<f64>().is_ok())
    })
}

/// `0 1 2`: at least two numbers, blanks between.
fn is_row_of_numbers(text: &str) -> bool {
    let words: Vec<_> = text.split_whitespace().collect();
    words.len() >= 2 && words.iter().all(|word| word.parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reprs_are_sorted() {
        assert!(REPRS.is_sorted());
    }

    #[test]
    fn values_are_told_from_words() {
        for text in [
            "15",
            "-2.5",
            "'a'",
            "[1, 2]",
            "(1, 2)",
            "{'a': 1}",
            "True",
            "None",
            "<class 'int'>",
            "0 1 2",
            "1, 2",
            "b'x'",
            "[0. 0.]",
            "[[1 2] [3 4]]",
        ] {
            assert!(is_value(text), "{text}");
        }
        for text in ["tuple", "Hello", "f(3)", "x = 5", "<b>", "a, b", "10 apples", "the end", "3 > 2"] {
            assert!(!is_value(text), "{text}");
        }
    }
}
