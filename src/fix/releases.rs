//! What later releases of Python print otherwise: a claim that is right there is not put right by an older one.
//!
//! The author of a document may have a later Python than whoever fixes it, who would write back what that said before.

use regex::Regex;

/// A text of a later release: since which 3.x it is printed, how it reads since then, and how before. `<a>` stands for any
/// text on a line, the same in both.
type Row = (u8, &'static str, &'static str);

/// What reads otherwise since 3.12, as runs of the same programs on all releases have shown.
const TABLE: &[Row] = &[
    (12, "<a>() iterable argument is empty", "<a>() arg is an empty sequence"),
    (12, "type object '<a>' has no attribute '<b>'", "<b>"),
    (12, "without an implementation for abstract method '<a>'", "with abstract method <a>"),
    (12, "without an implementation for abstract methods '<a>', '<b>'", "with abstract methods <a>, <b>"),
    (
        12,
        "parameter without a default follows parameter with a default",
        "non-default argument follows default argument",
    ),
    (12, "f-string: valid expression required before '}'", "f-string: empty expression not allowed"),
    (12, "\"is\" with '<a>' literal", "\"is\" with a literal"),
    (12, "not JSON compliant: <a>", "not JSON compliant"),
    (12, "name '<a>' is not defined. Did you forget to import '<b>'?", "name '<a>' is not defined"),
    (12, "cannot import name '<a>' from <b>. Did you mean: '<c>'?", "cannot import name '<a>' from <b>"),
    (12, "empty range in randrange(<a>, <b>)", "empty range for randrange() (<a>, <b>, <c>)"),
    (
        12,
        "is not in the subpath of <a>",
        "is not in the subpath of <a> OR one path is relative and the other is absolute.",
    ),
    (12, "(calendar.<a>, <b>)", "(<c>, <b>)"),
    (
        13,
        "'<a>' object has no attribute '<b>' and no __dict__ for setting new attributes",
        "'<a>' object has no attribute '<b>'",
    ),
    (13, "got an unexpected keyword argument '<a>'. Did you mean '<b>'?", "got an unexpected keyword argument '<a>'"),
    (13, "<a>() got an unexpected keyword argument '<b>'", "'<b>' is an invalid keyword argument for <a>()"),
    (13, "argument '<a>' follows default argument '<b>'", "argument '<a>' follows default argument"),
    (13, "float modulo by zero", "float modulo"),
    (13, "PatternError: <a>", "error: <a>"),
    (13, "Illegal trailing comma before end of array: <a>", "Expecting value: <b>"),
    (13, "Illegal trailing comma before end of object: <a>", "Expecting property name enclosed in double quotes: <b>"),
    (13, "method resolution order (MRO)", "method resolution\norder (MRO)"),
    (13, "Content Too Large", "Request Entity Too Large"),
    (13, "Unprocessable Content", "Unprocessable Entity"),
    (13, "pathlib._local.<a>", "pathlib.<a>"),
    (13, "'<c>' not supported between instances of '<a>' and '<b>'", "can't compare <b> to <a>"),
    (14, "division by zero", "float division by zero"),
    (14, "division by zero", "integer division or modulo by zero"),
    (14, "division by zero", "integer modulo by zero"),
    (14, "division by zero", "float floor division by zero"),
    (14, "division by zero", "float modulo"),
    (14, "division by zero", "complex division by zero"),
    (14, "zero to a negative power", "0.0 cannot be raised to a negative power"),
    (14, "cannot use '<a>' as a <b> (unhashable type: '<c>')", "unhashable type: '<c>'"),
    (14, "is not a container or iterable", "is not iterable"),
    (14, "(expected <a>, got <b>)", "(expected <a>)"),
    (14, "list.index(x): x not in list", "<a> is not in list"),
    (14, "deque.<a>(x): x not in deque", "<b> is not in deque"),
    (14, "expected a nonnegative input, got <a>", "math domain error"),
    (14, "expected a positive input", "math domain error"),
    (14, "expected a number in range from <a> up to <b>, got <c>", "math domain error"),
    (14, "expected a noninteger or positive integer, got <a>", "math domain error"),
    (14, "protocol (missed __exit__ method)", "protocol"),
    (14, "must be in <a>..<b>, not <c>", "must be in <a>..<b>"),
    (14, "day <a> must be in range <b> for month <c> in year <d>", "day is out of range for month"),
    (14, "<a> | None", "typing.Optional[<a>]"),
    (14, "<a> | <b>", "typing.Union[<a>, <b>]"),
    (14, "<a> | <b> | <c>", "typing.Union[<a>, <b>, <c>]"),
    (14, "<class 'typing.Union'>", "<class 'types.UnionType'>"),
    (14, "<module '<a>' (built-in)>", "<module '<a>' from <b>>"),
    (14, "from '<a>' (unknown location)", "from '<a>' (<b>)"),
    (15, "not enough arguments for format string (got <a>)", "not enough arguments for format string"),
    (15, "string formatting (required <a>, got <b>)", "string formatting"),
    (15, "<a>.__str__() must return a str, not <b>", "__str__ returned non-string (type <b>)"),
    (15, "<a>.__bool__() must return a bool, not <b>", "__bool__ should return bool, returned <b>"),
    (15, "duplicate parameter '<a>' in function definition", "duplicate argument '<a>' in function definition"),
    (15, "named parameters must follow bare *", "named arguments must follow bare *"),
    (15, "Did you mean '.<a>' instead of '.<b>'?", "Did you mean: '<a>'?"),
    (15, "No module named '<a>'. Did you mean: '<b>'?", "No module named '<a>'"),
    (15, "invalid choice: '<a>', maybe you meant '<b>'?", "invalid choice: '<a>'"),
];

/// The minor version since which Python prints `claimed` where that of `version` prints `actual`, by statements that
/// `code` gives; none if no later one does, as far as is known.
pub(super) fn since(claimed: &str, actual: &str, version: &str, code: impl Fn() -> String) -> Option<u8> {
    let minor: u8 = version.strip_prefix("3.")?.split('.').next()?.parse().ok()?;
    let actual = actual.trim();
    // Of a traceback only the last line is about the exception.
    let last = claimed.trim().lines().last().unwrap_or_default().trim();
    let claimed = if actual.contains('\n') { claimed.trim() } else { last };
    let later = TABLE.iter().filter(|(since, now, before)| *since > minor && says(claimed, actual, now, before));
    let is_mapping = actual.contains("OrderedDict([") && is_same_text(claimed, &with_mappings(actual));
    let is_sum = are_neighbours(claimed, actual) && code().contains("sum(");
    let others = (minor < 12 && (is_mapping || is_sum)).then_some(12);
    later.map(|(since, ..)| *since).chain(others).min()
}

/// The names of placeholders.
const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// Whether `claimed` says what `actual` says, where it reads as `now` and that as `before`.
fn says(claimed: &str, actual: &str, now: &str, before: &str) -> bool {
    let longest = now.split(['<', '>']).max_by_key(|piece| piece.len()).unwrap_or_default();
    if !claimed.contains(longest) {
        return false;
    }
    let Ok(expression) = Regex::new(&format!("(?s)^(?P<head>.*?){}(?P<tail>.*)$", pattern(now, |_| None))) else {
        return false;
    };
    let Some(found) = expression.captures(claimed) else { return false };
    let known = |name: &str| found.name(name).map(|text| regex::escape(text.as_str()));
    let [head, tail] = ["head", "tail"].map(|name| known(name).unwrap_or_default());
    let expected = Regex::new(&format!("(?s)^{head}{}{tail}$", pattern(before, known)));
    expected.is_ok_and(|expected| expected.is_match(actual))
}

/// The expression for a text of the table; a placeholder is what is `known` of it, or anything on a line.
fn pattern(text: &str, known: impl Fn(&str) -> Option<String>) -> String {
    NAMES.iter().fold(regex::escape(text), |pattern, name| {
        let placeholder = format!("<{name}>");
        let Some((before, behind)) = pattern.split_once(&placeholder) else { return pattern };
        let value = known(name).unwrap_or_else(|| format!("(?P<{name}>[^\n]+?)"));
        // Wherever it stands again it is the same; an expression cannot say so, and need not.
        format!("{before}{value}{}", behind.replace(&placeholder, &known(name).unwrap_or_else(|| "[^\n]+?".to_owned())))
    })
}

fn is_same_text(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// `text` with each `OrderedDict` as it is shown since 3.12: by a mapping, not by pairs.
fn with_mappings(text: &str) -> String {
    const HEAD: &str = "OrderedDict([";
    let Some((before, rest)) = text.split_once(HEAD) else { return text.to_owned() };
    let rest = with_mappings(rest);
    let Some((pairs, behind)) = closing(&rest).and_then(|end| Some((&rest[..end], rest[end..].strip_prefix("])")?)))
    else {
        return format!("{before}{HEAD}{rest}");
    };
    let pairs = pairs.strip_prefix('(').and_then(|pairs| pairs.strip_suffix(')')).unwrap_or(pairs);
    let items: Vec<_> = pairs.split("), (").map(|item| item.replacen(", ", ": ", 1)).collect();
    format!("{before}OrderedDict({{{}}}){behind}", items.join(", "))
}

/// Where the bracket closes that stands open before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (index, c) in text.char_indices() {
        match c {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' if depth == 0 => return Some(index),
            ']' | ')' | '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether both are floats that differ in their last digits only: sums are exact to more of them since 3.12.
fn are_neighbours(one: &str, other: &str) -> bool {
    let number = |text: &str| text.split_whitespace().last().and_then(|word| word.parse::<f64>().ok());
    let (Some(one), Some(other)) = (number(one), number(other)) else { return false };
    one != other && (one - other).abs() <= 1e-14 * one.abs().max(other.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_release_prints_is_known() {
        for (version, claimed, actual, expected) in [
            ("3.11.7", "OrderedDict({'a': 1})", "OrderedDict([('a', 1)])", Some(12)),
            ("3.11.7", "OrderedDict({'a': 1, 'b': [1, 2]})", "OrderedDict([('a', 1), ('b', [1, 2])])", Some(12)),
            ("3.12.1", "OrderedDict({'a': 1})", "OrderedDict({'a': 2})", None),
            ("3.11.7", "OrderedDict({'a': 2})", "OrderedDict([('a', 1)])", None),
            ("3.11.7", "ZeroDivisionError: division by zero", "ZeroDivisionError: float division by zero", Some(14)),
            (
                "3.11.7",
                "Traceback:\nZeroDivisionError: division by zero",
                "ZeroDivisionError: float division by zero",
                Some(14),
            ),
            ("3.11.7", "max() iterable argument is empty", "max() arg is an empty sequence", Some(12)),
            ("3.11.7", "min() iterable argument is empty", "max() arg is an empty sequence", None),
            ("3.11.7", "int | None", "typing.Optional[int]", Some(14)),
            ("3.11.7", "(calendar.THURSDAY, 29)", "(3, 29)", Some(12)),
            ("3.11.7", "(calendar.THURSDAY, 28)", "(3, 29)", None),
            (
                "3.13.0",
                "'C' object has no attribute 'b' and no __dict__ for setting new attributes",
                "'C' object has no attribute 'b'",
                None,
            ),
            (
                "3.12.0",
                "'C' object has no attribute 'b' and no __dict__ for setting new attributes",
                "'C' object has no attribute 'b'",
                Some(13),
            ),
            ("3.11.7", "type object 'Color' has no attribute 'BLUE'", "BLUE", Some(12)),
            ("3.11.7", "1", "2", None),
            ("2.7", "a", "b", None),
        ] {
            assert_eq!(since(claimed, actual, version, String::new), expected, "{claimed}");
        }
        assert_eq!(since("1.0", "0.9999999999999999", "3.11.7", || "print(sum(x))".to_owned()), Some(12));
        assert_eq!(since("1.0", "0.9999999999999999", "3.11.7", || "print(x)".to_owned()), None);
    }

    #[test]
    fn the_table_can_be_read() {
        for (_, now, before) in TABLE {
            for text in [now, before] {
                assert!(Regex::new(&pattern(text, |_| None)).is_ok(), "{text}");
            }
        }
        assert!(TABLE.is_sorted_by_key(|(since, ..)| since));
    }
}
