//! What of the standard library does nothing to an interpreter that other examples share.

use super::stdlib;

/// Modules that only compute, and have nothing public that could be changed but by assignment. What they give depends on their
/// arguments only, but for what `plan::repeats` names: runs with them may be stored.
pub(crate) const COMPUTING: &[&str] = &[
    "__future__",
    "abc",
    "array",
    "base64",
    "bisect",
    "cmath",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "fractions",
    "functools",
    "graphlib",
    "heapq",
    "html",
    "itertools",
    "json",
    "math",
    "numbers",
    "operator",
    "pprint",
    "re",
    "statistics",
    "string",
    "struct",
    "textwrap",
    "typing",
    "unicodedata",
];

/// Modules that leave as little behind, and of whose runs none is stored: they ask for chance, the clock or a library of the system,
/// or nobody has looked whether they do. Behind each example the state of chance is another one.
const DRAWING: &[&str] = &[
    "binascii",
    "colorsys",
    "fnmatch",
    "hashlib",
    "hmac",
    "ipaddress",
    "random",
    "secrets",
    "time",
    "urllib.parse",
    "zlib",
];

/// Modules that may be imported, and what of each may be used: it only computes, or says how things are.
const PARTLY: &[(&str, &[&str])] = &[
    ("argparse", &[]),
    ("ast", &["literal_eval"]),
    ("asyncio", &[]),
    ("calendar", &["day_abbr", "day_name", "isleap", "leapdays", "month_abbr", "month_name", "monthrange", "weekday"]),
    ("csv", &["DictReader", "DictWriter", "Error", "QUOTE_ALL", "QUOTE_MINIMAL", "QUOTE_NONE", "reader", "writer"]),
    (
        "decimal",
        &[
            "Decimal",
            "DivisionByZero",
            "InvalidOperation",
            "ROUND_DOWN",
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_UP",
        ],
    ),
    ("glob", &[]),
    ("inspect", &["Parameter", "Signature", "getdoc", "isclass", "isfunction", "isgenerator", "ismethod", "signature"]),
    ("io", &["BytesIO", "StringIO"]),
    ("keyword", &["iskeyword", "issoftkeyword"]),
    ("logging", &[]),
    (
        "os",
        &[
            "altsep", "curdir", "extsep", "fspath", "getcwd", "getenv", "linesep", "name", "pardir", "path", "pathsep",
            "sep",
        ],
    ),
    ("os.path", PATH),
    ("pathlib", &["PurePath", "PurePosixPath", "PureWindowsPath"]),
    ("pickle", &[]),
    ("platform", &["machine", "python_implementation", "python_version", "system"]),
    ("shutil", &[]),
    ("subprocess", &[]),
    ("sys", SYS),
    ("tempfile", &[]),
    ("threading", &[]),
    ("traceback", &[]),
    ("types", &["FunctionType", "GeneratorType", "MappingProxyType", "MethodType", "NoneType", "SimpleNamespace"]),
    ("unittest", &[]),
    ("uuid", &["NAMESPACE_DNS", "NAMESPACE_URL", "UUID", "uuid3", "uuid4", "uuid5"]),
    ("warnings", &[]),
];

/// What may be used of `os.path`: it reads at most what is there.
const PATH: &[&str] = &[
    "abspath",
    "basename",
    "commonpath",
    "commonprefix",
    "dirname",
    "exists",
    "expanduser",
    "getsize",
    "isabs",
    "isdir",
    "isfile",
    "islink",
    "join",
    "normcase",
    "normpath",
    "realpath",
    "relpath",
    "sep",
    "split",
    "splitdrive",
    "splitext",
];

/// What may be used of `sys`: it says how the interpreter is, and can't be changed.
const SYS: &[&str] = &[
    "byteorder",
    "float_info",
    "getdefaultencoding",
    "getfilesystemencoding",
    "getsizeof",
    "hash_info",
    "hexversion",
    "implementation",
    "int_info",
    "intern",
    "maxsize",
    "maxunicode",
    "platform",
    "version",
    "version_info",
];

/// What the modules have that waits, or reaches anything whose name or code it is given as a text.
const SHUT: &[&str] = &["attrgetter", "get_type_hints", "methodcaller", "sleep"];

/// Whether an example that imports `module` may share its interpreter. A package is imported for one example alone; where
/// it is not there, nothing is.
pub(super) fn may_import(module: &str) -> bool {
    let is_harmless = COMPUTING.contains(&module) || DRAWING.contains(&module) || opened(module).is_some();
    is_harmless || !is_standard(module) && !module.starts_with('_')
}

pub(super) fn is_standard(module: &str) -> bool {
    stdlib::is_module(module.split('.').next().unwrap_or(module))
}

/// Whether `name` of `module` may be used: none of its own, and no other module that it imports.
pub(super) fn is_open(module: &str, name: &str) -> bool {
    if let Some(names) = opened(module) {
        return names.contains(&name);
    }
    let is_other_module = stdlib::is_module(name) && name != module && (module, name) != ("collections", "abc");
    !name.starts_with('_') && !is_other_module && !SHUT.contains(&name)
}

/// What may be used of `module`, if that is not all of it.
fn opened(module: &str) -> Option<&'static [&'static str]> {
    PARTLY.iter().find(|(name, _)| *name == module).map(|(_, names)| *names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_no_module_is_in_two() {
        assert!(COMPUTING.is_sorted() && DRAWING.is_sorted() && PARTLY.is_sorted_by_key(|(name, _)| *name));
        assert!(
            PARTLY
                .iter()
                .all(|(name, names)| names.is_sorted() && !COMPUTING.contains(name) && !DRAWING.contains(name))
        );
        assert!(!DRAWING.iter().any(|name| COMPUTING.contains(name)));
    }

    #[test]
    fn runs_that_ask_for_chance_or_the_clock_are_not_among_those_that_may_be_stored() {
        assert!(["random", "secrets", "time"].iter().all(|name| DRAWING.contains(name)));
    }

    #[test]
    fn all_of_them_are_standard() {
        let all = || COMPUTING.iter().chain(DRAWING).chain(PARTLY.iter().map(|(name, _)| name));
        assert!(all().all(|name| is_standard(name)));
    }
}
