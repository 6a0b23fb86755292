//! `python=">=3.11" line=3`: a claim of a block that is about some versions of Python only. Two claims about one statement, each
//! with its versions, say what Python prints before and after a change.

use super::grammar::Item;
use crate::lang::metadata::Specifiers;

/// What the claim on a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The versions.
    pub python: Specifiers,
    /// The line of the block, counted from 1.
    pub line: usize,
    /// The 1-based line of the file on which it is said; 0 where that is not known yet.
    pub said_on: usize,
}

/// The word in directives.
const WORD: &str = "python";

/// What the items of one comment say of one line, and the items that are about something else. A line is left to an `ignore`
/// in the same comment, which is about it too.
pub(super) fn split(items: &[Item]) -> (Option<Result<Binding, String>>, Vec<Item>) {
    let value = |key: &str| items.iter().find(|item| item.key == key).and_then(|item| item.value.clone());
    let (Some(python), Some(line)) = (value(WORD), value("line")) else { return (None, items.to_vec()) };
    let number = line.trim().parse().ok().filter(|line| *line > 0);
    let binding = match number {
        Some(line) => Specifiers::parse(&python)
            .map(|python| Binding { python, line, said_on: 0 })
            .map_err(|reason| format!("`{WORD}`: {reason}")),
        None => Err("`line`: write the number of a line of the block, like `line=3`".to_owned()),
    };
    let ignores = items.iter().any(|item| super::ignore::is_ignore(&item.key));
    let is_other = |item: &&Item| item.key != WORD && (item.key != "line" || ignores);
    (Some(binding), items.iter().filter(is_other).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::super::grammar::items;
    use super::*;

    fn keys(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| item.key.as_str()).collect()
    }

    #[test]
    fn versions_and_a_line_are_one_binding() {
        let (binding, others) = split(&items("python='>=3.11' line=3 timeout=2s"));
        let binding = binding.expect("a binding").expect("a readable one");
        assert_eq!((binding.python.to_string().as_str(), binding.line), (">=3.11", 3));
        assert_eq!(keys(&others), ["timeout"]);
        let (binding, others) = split(&items("python='<3' line=3 ignore[wrong] reason=x"));
        assert!(binding.is_some_and(|binding| binding.is_ok()));
        assert_eq!(keys(&others), ["line", "ignore[wrong]", "reason"]);
    }

    #[test]
    fn without_a_line_it_is_about_the_block() {
        assert_eq!(split(&items("python='>=3.11'")).0, None);
        assert_eq!(split(&items("ignore[wrong] line=3 reason=x")).0, None);
    }

    #[test]
    fn wrong_versions_and_lines_are_told() {
        for text in ["python=3.11 line=3", "python='==3.11' line=3", "python='>=3.11' line=x", "python='>=3.11' line=0"]
        {
            assert!(matches!(split(&items(text)).0, Some(Err(_))), "{text}");
        }
    }
}
