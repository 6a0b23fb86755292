//! What only Python 2 has: its statements, and methods of which Python 3 tells that it has them not.

use crate::pattern::Pattern;

/// Methods of Python 2, by the types that had them; an empty type is any whose name ends in `iterator`, and others that give one
/// value after the other.
const METHODS: &[(&str, &[&str])] = &[
    ("", &["next"]),
    ("dict", &["has_key", "iteritems", "iterkeys", "itervalues", "viewitems", "viewkeys", "viewvalues"]),
    ("collections.OrderedDict", &["has_key", "iteritems", "iterkeys", "itervalues"]),
    ("collections.defaultdict", &["has_key", "iteritems", "iterkeys", "itervalues"]),
];

/// Types that give one value after the other.
const ITERATORS: &[&str] = &["enumerate", "filter", "generator", "map", "reversed", "zip", "_io.TextIOWrapper"];

/// What an exception of type `kind` with this `message` shows to be of Python 2: `dict.has_key`.
#[must_use]
pub fn shown(kind: &str, message: &str) -> Option<String> {
    match kind {
        "AttributeError" => {
            let (own, name) = message.strip_prefix('\'')?.split_once("' object has no attribute '")?;
            let name = name.split('\'').next()?;
            let gives = own.ends_with("iterator") || own.starts_with("itertools.") || ITERATORS.contains(&own);
            let has = |row: &(&str, &[&str])| (row.0 == own || row.0.is_empty() && gives) && row.1.contains(&name);
            METHODS.iter().any(has).then(|| format!("{own}.{name}"))
        }
        "TypeError" if message.starts_with("'cmp' is an invalid keyword argument for ") => Some("cmp=".to_owned()),
        _ => None,
    }
}

static PRINT_STATEMENT: Pattern = Pattern::holding(
    &["print", "exec", "raise", "except"],
    r#"(?m)^\s*(print\s+["'\w%]|exec\s+["'\w]|raise\s+\w+,|except\s+\w+,\s*\w+:)"#,
);

/// Whether `code`, which does not compile, does so with the statements of Python 2 written as those of Python 3.
#[must_use]
pub fn is_older(code: &str) -> bool {
    let modern = || code.lines().map(|line| modern(line) + "\n").collect::<String>();
    PRINT_STATEMENT.is_match(code) && super::parse(&modern()).error.is_none()
}

/// The line as Python 3 would have it.
fn modern(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let statement = |word: &str| text.strip_prefix(word).filter(|rest| rest.starts_with([' ', '"', '\'']));
    if let Some(rest) = statement("print").or_else(|| statement("exec")) {
        let rest = rest.split(" #").next().unwrap_or_default().trim().trim_end_matches([',', ';']);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(PRINT_STATEMENT.is_sound());
    }

    #[test]
    fn statements_of_python_2_compile_as_calls() {
        for code in
            ["print 'a'", "print g.next();", "raise ValueError, 'x'", "try:\n    f()\nexcept A, e:\n    print e"]
        {
            assert!(is_older(code), "{code}");
        }
        for code in ["print 'a", "print('a')", "x = = 1", "print 'a'\nx = = 1"] {
            assert!(!is_older(code), "{code}");
        }
    }

    #[test]
    fn what_went_with_python_2_is_known() {
        for (kind, message, name) in [
            ("AttributeError", "'list_iterator' object has no attribute 'next'", "list_iterator.next"),
            ("AttributeError", "'generator' object has no attribute 'next'. Did you mean: 'x'?", "generator.next"),
            ("AttributeError", "'dict' object has no attribute 'has_key'", "dict.has_key"),
            ("TypeError", "'cmp' is an invalid keyword argument for sort()", "cmp="),
        ] {
            assert_eq!(shown(kind, message).as_deref(), Some(name), "{message}");
        }
        for (kind, message) in [
            ("AttributeError", "'list' object has no attribute 'next'"),
            ("AttributeError", "'dict' object has no attribute 'add'"),
            ("AttributeError", "module 'string' has no attribute 'letters'"),
            ("TypeError", "'x' is an invalid keyword argument for sort()"),
            ("KeyError", "'dict' object has no attribute 'has_key'"),
        ] {
            assert_eq!(shown(kind, message), None, "{message}");
        }
    }
}
