//! Which modules a fork server may have imported for a program before the program asks for them.
//!
//! Only modules of the standard library that take time and do nothing but define things: whether they were imported a
//! moment earlier shows in nothing but `sys.modules`. Not among them are those that speak (`this`), open windows, start
//! or count processes, or look at the machine when they are imported.

/// The modules, sorted.
const MODULES: &[&str] = &[
    "abc",
    "argparse",
    "ast",
    "asyncio",
    "base64",
    "calendar",
    "collections",
    "collections.abc",
    "concurrent.futures",
    "configparser",
    "contextlib",
    "contextvars",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "dis",
    "email",
    "enum",
    "fractions",
    "functools",
    "graphlib",
    "hashlib",
    "heapq",
    "html",
    "http",
    "http.client",
    "inspect",
    "ipaddress",
    "json",
    "logging",
    "numbers",
    "operator",
    "pathlib",
    "pickle",
    "pprint",
    "queue",
    "random",
    "re",
    "secrets",
    "shutil",
    "socket",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "timeit",
    "tokenize",
    "tomllib",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "unittest",
    "urllib.parse",
    "urllib.request",
    "uuid",
    "xml.etree.ElementTree",
    "zipfile",
];

/// The modules that `source` imports at its top level and that may be there already, sorted: those of the list, and
/// what the user has `named`, with all that is in it.
pub(super) fn preload(source: &str, named: &[String]) -> Vec<String> {
    let is_within = |name: &str, package: &String| {
        name.strip_prefix(package.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let may_be =
        |name: &&str| MODULES.binary_search(name).is_ok() || named.iter().any(|package| is_within(name, package));
    let mut found: Vec<_> = source.lines().flat_map(imported).filter(may_be).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(str::to_owned).collect()
}

/// The modules that a line imports, if it is such a line and not indented. A line of a string may look like one too:
/// then a module is there that nobody asks for.
fn imported(line: &str) -> Vec<&str> {
    if let Some(rest) = line.strip_prefix("import ") {
        let code = rest.split('#').next().unwrap_or_default();
        return code.split(',').filter_map(|part| part.split_whitespace().next()).collect();
    }
    line.strip_prefix("from ")
        .and_then(|rest| rest.split_once(" import "))
        .map(|(name, _)| name.trim())
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(MODULES.is_sorted());
    }

    #[test]
    fn harmless_imports_at_the_top_level_are_found() {
        let source = "import json, os  # both\nfrom dataclasses import dataclass\nimport asyncio as a\nimport this\n\
                      def f():\n    import random\nfrom collections.abc import Mapping\nfrom . import re\n";
        assert_eq!(preload(source, &[]), ["asyncio", "collections.abc", "dataclasses", "json"]);
    }

    #[test]
    fn packages_that_the_user_names_are_found_too() {
        let source = "import numpy as np\nfrom numpy.linalg import norm\nimport numpyro, pandas\n";
        assert_eq!(preload(source, &["numpy".to_owned()]), ["numpy", "numpy.linalg"]);
    }
}
