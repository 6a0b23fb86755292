//! What only Python 2 has, as Python 3 tells that it has it not.

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

#[cfg(test)]
mod tests {
    use super::*;

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
