//! Values of variables that a remark gives: `queue = deque([2])` in `1, queue = deque([2])`.

use super::split;
use crate::claim::shape;

/// A variable and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedValue<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its value.
    pub value: &'t str,
    /// Whether it is said like the value before it, and not in brackets or as a reason: that may be about another time.
    pub is_level: bool,
}

/// What may stand between a name and its value, a longer mark before one that it begins with.
const MARKS: [&str; 5] = ["=", ":", "is now ", "is ", "becomes "];

/// So many places of a line are tried.
const MAX_SPLITS: usize = 64;

/// All that `line` says of variables behind a value of its own.
#[must_use]
pub fn named_behind(line: &str) -> Vec<NamedValue<'_>> {
    if line.len() > super::MAX_SEARCHED_BYTES {
        return Vec::new();
    }
    split::splits(line).take(MAX_SPLITS).filter_map(|(_, _, separator, remark)| named(separator.name, remark)).collect()
}

/// Whether `line` begins with the name of a variable and its value.
#[must_use]
pub fn is_named(line: &str) -> bool {
    named("comma", line).is_some()
}

/// What `remark` behind a separator of this name says of a variable.
fn named<'t>(separator: &str, remark: &'t str) -> Option<NamedValue<'t>> {
    let remark = remark.trim();
    let (remark, is_level) = match separator {
        "comma" | "semicolon" | "full stop" => (remark, true),
        "word" => (remark.strip_prefix("and ")?.trim_start(), true),
        "brackets" => (remark.trim_end_matches([')', '）']), false),
        "second hash" | "arrow" | "arrow back" | "dash" | "wide blank" => (remark, false),
        _ => return None,
    };
    let end = remark.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let (name, rest) = remark.split_at(end);
    let rest = rest.trim_start();
    let value = MARKS.iter().find_map(|mark| rest.strip_prefix(mark))?;
    if value.starts_with('=') {
        return None;
    }
    let value = value.trim();
    // Other words behind the value speak of another time: `x = 5 before`, `n = 5 → 10`.
    let shorter = || {
        let mut splits = split::splits(value).take(MAX_SPLITS);
        let found = splits.find(|(shorter, _, separator, remark)| {
            shape::is_value(shorter) && named(separator.name, remark).is_some()
        });
        found.map(|(shorter, ..)| shorter)
    };
    let value = if shape::is_value(value) { value } else { shorter()? };
    (!name.is_empty()).then_some(NamedValue { name, value, is_level })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<(&str, &str)> {
        named_behind(line).into_iter().map(|one| (one.name, one.value)).collect()
    }

    #[test]
    fn values_of_variables_stand_behind_a_value() {
        assert_eq!(found("1, queue = deque([2])"), [("queue", "deque([2])")]);
        assert_eq!(found("a = [1], b = [5]"), [("b", "[5]")]);
        assert_eq!(found("1, a = [1, 2]; b: {3} and c=4"), [("a", "[1, 2]"), ("b", "{3}"), ("c", "4")]);
        assert_eq!(found("1, queue is now [2]"), [("queue", "[2]")]);
        assert_eq!(found("1 (queue = [2])"), [("queue", "[2]")]);
        assert!(named_behind("1, a = 2")[0].is_level && !named_behind("1 (a = 2)")[0].is_level);
        for line in [
            "8, n = 5 → 10",
            "True, n = 3 is not",
            "6, x = 5 before",
            "3, x = [1, 2, 3] originally",
            "True. n = 3: False",
        ] {
            assert_eq!(found(line), [], "{line}");
        }
        for line in ["queue = [1]", "f(a, b = 5)", "[1, 2]", "1, because x is 2", "1, x == 2", "'a, b = 5'", "5, x = y"]
        {
            assert_eq!(found(line), [], "{line}");
        }
    }
}
