//! Texts of two runs, compared as values: the order in which a set is shown, the address of an object, the last digits of
//! a sum of floats and the folder of a run make no difference.

use crate::pattern::Pattern;

/// The address of an object in its repr. A number that is printed in this form is none.
static ADDRESS: Pattern = Pattern::holding(&["0x"], r"(?P<before>\bat |<[^<>\n]*?)0x[0-9a-fA-F]+");

/// A number with so many decimals that the last ones may depend on the order in which it was summed up.
static LONG_FLOAT: Pattern = Pattern::holding(&["."], r"\b\d+\.\d{9,}(?:[eE][+-]?\d+)?\b");

/// Digits of a float that count, and about where rounding begins to show.
const DIGITS: usize = 12;

/// Texts that are longer are compared as they are, in bytes.
const LONGEST: usize = 1 << 20;

/// Whether two runs show the same: `one` in the folder `folders.0`, `other` in `folders.1`, where the order of a set counts
/// if `in_order`.
pub(super) fn are_alike(one: &str, other: &str, folders: (&str, &str), in_order: bool) -> bool {
    one == other || neutral(one, folders.0, in_order) == neutral(other, folders.1, in_order)
}

/// `text` without what may be different from run to run.
fn neutral(text: &str, folder: &str, in_order: bool) -> String {
    let text = if folder.is_empty() { text.to_owned() } else { text.replace(folder, "/") };
    if text.len() > LONGEST {
        return text;
    }
    let text = ADDRESS.replace_all(&text, "${before}0x");
    let text = LONG_FLOAT.replace_all(&text, |found: &regex::Captures<'_>| {
        found[0].parse::<f64>().map_or_else(|_| found[0].to_owned(), |number| format!("{number:.DIGITS$e}"))
    });
    if in_order { text.into_owned() } else { with_sorted_sets(&text) }
}

/// An opened bracket, and where the parts within it begin in what was written so far.
struct Bracket {
    open: char,
    parts: Vec<usize>,
    is_mapping: bool,
}

/// `text` with the elements of each set in one order.
fn with_sorted_sets(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut brackets: Vec<Bracket> = Vec::new();
    let mut quote = None;
    let mut is_escaped = false;
    for c in text.chars() {
        if let Some(mark) = quote {
            // A string ends with its line: an apostrophe is no quote.
            quote = Some(mark).filter(|&mark| c != '\n' && (is_escaped || c != mark));
            is_escaped = c == '\\' && !is_escaped;
            written.push(c);
            continue;
        }
        let is_within_set = brackets.last().is_some_and(|bracket| bracket.open == '{');
        match c {
            '\'' | '"' if !brackets.is_empty() => quote = Some(c),
            '[' | '(' | '{' => {
                let parts = vec![written.len() + 1];
                brackets.push(Bracket { open: c, parts, is_mapping: false });
            }
            ']' | ')' | '}' => {
                if let Some(bracket) = brackets.pop()
                    && (bracket.open, c, bracket.is_mapping) == ('{', '}', false)
                {
                    sort_parts(&mut written, &bracket.parts);
                }
            }
            ',' if is_within_set => {
                written.push(c);
                let next = written.len();
                brackets.last_mut().into_iter().for_each(|bracket| bracket.parts.push(next));
                continue;
            }
            ':' => brackets.last_mut().into_iter().for_each(|bracket| bracket.is_mapping = true),
            _ => {}
        }
        written.push(c);
    }
    written
}

/// Sorts the parts of `written` that begin at `parts`, each but the last with the comma behind it.
fn sort_parts(written: &mut String, parts: &[usize]) {
    let first = parts.first().copied().unwrap_or(written.len());
    let ends = parts.iter().skip(1).copied().chain([written.len()]);
    let part = |(&begin, end): (&usize, usize)| written[begin..end].trim().trim_end_matches(',').to_owned();
    let mut texts: Vec<String> = parts.iter().zip(ends).map(part).collect();
    texts.sort_unstable();
    written.truncate(first);
    written.push_str(&texts.join(", "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn alike(one: &str, other: &str) -> bool {
        are_alike(one, other, ("/tmp/a", "/tmp/b"), false)
    }

    #[test]
    fn the_patterns_are_sound() {
        assert!(ADDRESS.is_sound() && LONG_FLOAT.is_sound());
    }

    #[test]
    fn sets_are_compared_as_values() {
        for (one, other) in [
            ("{'a', 'b'}", "{'b', 'a'}"),
            ("Names: {'a', 'b, c'}!", "Names: {'b, c', 'a'}!"),
            ("{'x': {'a', 'b'}, 'y': 1}", "{'x': {'b', 'a'}, 'y': 1}"),
            ("frozenset({1, 2})\nx", "frozenset({2, 1})\nx"),
            ("[{'a', \"it's\"}]", "[{\"it's\", 'a'}]"),
            ("{'a',\n 'b'}", "{'b', 'a'}"),
        ] {
            assert!(alike(one, other), "{one}");
            assert!(!are_alike(one, other, ("", ""), true), "{one}");
        }
        for (one, other) in [
            ("{'a', 'b'}", "{'a', 'c'}"),
            ("['a', 'b']", "['b', 'a']"),
            ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
            ("a, b", "b, a"),
            ("{'a', 'b'}", "{'a'}"),
        ] {
            assert!(!alike(one, other), "{one}");
        }
    }

    #[test]
    fn addresses_folders_and_last_digits_make_no_difference() {
        assert!(alike("<A object at 0x7f01>", "<A object at 0x7f02>") && alike("<lock 0x7f01>", "<lock 0x7f02>"));
        assert!(!alike("0x7f01", "0x7f02") && !alike("id: '0x7f01'", "id: '0x7f02'"));
        assert!(alike("/tmp/a/x", "/tmp/b/x") && !alike("/tmp/a/x", "/tmp/b/y"));
        assert!(alike("0.30000000000000004", "0.30000000000000001") && !alike("0.3000000001", "0.3000000002"));
        assert!(!alike("0.3", "0.4"));
    }

    proptest! {
        #[test]
        fn any_texts_are_compared(one in "[{}()\\[\\]'\",: a-c\\\\\n]{0,40}", other in "\\PC{0,20}") {
            prop_assert!(alike(&one, &one));
            let _ = alike(&one, &other);
        }
    }
}
