//! Which modules a fork server may have imported for a program before the program asks for them.
//!
//! Only modules of the standard library that take time and do nothing but define things: whether they were imported a
//! moment earlier, or for another program, shows in `sys.modules`, in lists of all classes, and in packages, which have each of
//! their modules as an attribute once anybody has imported it. Programs that may look there get nothing beforehand. Not among
//! them are those that speak (`this`), open windows, start or count processes, or look at the machine when they are imported.
//!
//! A program that has a module of such a name beside it gets nothing beforehand: it is to find its own, and so is each
//! standard module that imports that name.

use super::Program;
use crate::lang::python::stdlib;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

/// Packages that do not import all of their modules themselves, while others of [`MODULES`] do.
const PACKAGES: &[&str] = &["concurrent", "email", "http", "importlib", "urllib", "xml"];

/// What shows which modules are there, what they hold on to, or how they are imported.
const TELLING: &[&str] = &[
    "sys.modules",
    "import modules",
    "__subclasses__",
    "get_objects",
    "get_referrers",
    "dispatch_table",
    "__import__",
    "meta_path",
    "path_hooks",
    "addaudithook",
];

/// What an interpreter that has started already is to have, for a program to be a child of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    /// Standard modules that it may have imported.
    pub(super) standard: BTreeSet<String>,
    /// Other modules, which it has imported if that is worth it.
    pub(super) named: BTreeSet<String>,
    /// Whether it is known to be.
    pub(super) at_once: bool,
    /// Whether it must not have imported anything.
    pub(super) is_bare: bool,
    /// Whether it knows what other worlds are made of.
    pub(super) elsewhere: bool,
}

/// The modules that `program` imports at its top level and that may be there already: those of the list, and what the user
/// has `named`, with all that is in it.
pub(super) fn wanted(program: &Program, named: &[String]) -> Wanted {
    let is_named = |module: &str| named.iter().any(|package| package.split('.').next() == Some(module));
    let has_own = || own_modules(program).iter().any(|module| stdlib::is_module(module) || is_named(module));
    if sees_what_is_there(code(program)) || has_own() {
        return Wanted { is_bare: true, ..Wanted::default() };
    }
    let is_within = |name: &str, package: &String| {
        name.strip_prefix(package.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let imported = || code(program).lines().flat_map(imported);
    let found = |may_be: &dyn Fn(&str) -> bool| imported().filter(|name| may_be(name)).map(str::to_owned).collect();
    Wanted {
        standard: found(&|name| MODULES.binary_search(&name).is_ok()),
        named: found(&|name| named.iter().any(|package| is_within(name, package))),
        ..Wanted::default()
    }
}

/// The modules that `program` imports at its top level and that are not of the standard library; none if it has modules of
/// its own, or might see what is imported beforehand.
pub(super) fn packages(program: &Program) -> Option<BTreeSet<String>> {
    if sees_what_is_there(code(program)) || !own_modules(program).is_empty() {
        return None;
    }
    let is_standard = |name: &str| stdlib::is_module(name.split('.').next().unwrap_or(name));
    let imported = code(program).lines().flat_map(imported);
    // What begins with a dot lies beside the program.
    let others = imported.filter(|name| !is_standard(name) && !name.starts_with('.'));
    Some(others.map(str::to_owned).collect())
}

/// The source of `program` without the empty lines that stand for what is above it in its document: there may be thousands.
fn code(program: &Program) -> &str {
    program.source.trim_start_matches('\n')
}

/// The top-level modules and packages that lie beside the program.
pub(super) fn own_modules(program: &Program) -> BTreeSet<&str> {
    let paths = program.surroundings.files.keys().filter_map(|path| path.strip_suffix(".py"));
    paths.map(|path| path.split('/').next().unwrap_or(path)).collect()
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

/// Whether a program may see that a module is there which it has not imported itself: `import urllib` and then `urllib.parse`
/// is an error only where nobody has imported that.
fn sees_what_is_there(source: &str) -> bool {
    TELLING.iter().any(|word| source.contains(word)) || PACKAGES.iter().any(|package| looks_into(source, package))
}

/// Whether `source` has the `package` itself, or names something in it that it does not import.
fn looks_into(source: &str, package: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_imported = |name: &str| {
        let within =
            |module: &str| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        source.lines().flat_map(|line| imported(line.trim_start())).any(within)
    };
    source.match_indices(package).any(|(at, _)| {
        let (before, behind) = (&source[..at], &source[at + package.len()..]);
        if before.ends_with(|c| is_word(c) || c == '.') || behind.starts_with(is_word) {
            return false;
        }
        if let Some(rest) = behind.strip_prefix('.') {
            let inner = rest.split(|c| !is_word(c)).next().unwrap_or_default();
            return !is_imported(&format!("{package}.{inner}"));
        }
        let statement = before.rsplit(['\n', ';']).next().unwrap_or_default();
        statement.trim_start().starts_with("import ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Surroundings;

    fn program(source: &str, files: &[&str]) -> Program {
        let files = files.iter().map(|&name| (name.to_owned(), String::new())).collect();
        let surroundings = Surroundings { files, ..Surroundings::default() };
        Program { source: source.to_owned(), surroundings, ..Program::nothing() }
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(MODULES.is_sorted());
    }

    fn standard(program: &Program) -> Vec<String> {
        wanted(program, &[]).standard.into_iter().collect()
    }

    #[test]
    fn harmless_imports_at_the_top_level_are_found() {
        let source = "import json, os  # both\nfrom dataclasses import dataclass\nimport asyncio as a\nimport this\n\
                      def f():\n    import random\nfrom collections.abc import Mapping\nfrom . import re\n";
        assert_eq!(standard(&program(source, &[])), ["asyncio", "collections.abc", "dataclasses", "json"]);
    }

    #[test]
    fn packages_that_the_user_names_are_found_too() {
        let source = "import numpy as np\nfrom numpy.linalg import norm\nimport numpyro, pandas\n";
        let wanted = wanted(&program(source, &[]), &["numpy".to_owned()]);
        assert_eq!(wanted.named.iter().collect::<Vec<_>>(), ["numpy", "numpy.linalg"]);
    }

    #[test]
    fn nothing_is_there_beforehand_where_the_program_would_see_it() {
        for source in [
            "import urllib\nurllib.parse.quote('a')",
            "import urllib.parse\nurllib.request.urlopen",
            "import json, xml as x",
            "def f():\n    import sys; import concurrent",
            "import sys\n'json' in sys.modules",
            "object.__subclasses__()",
            "import builtins\nbuiltins.__import__ = trace",
        ] {
            assert!(wanted(&program(source, &[]), &[]).is_bare, "{source}");
        }
        for source in [
            "import urllib.parse, json\nurllib.parse.quote('a')",
            "import xml.etree.ElementTree as ET\nprint('xml', 'http://a.b')",
            "from importlib import reload",
            "import http.client\nmy.http.x = http_x",
            "email = 'a@b.c'",
        ] {
            assert!(!wanted(&program(source, &[]), &[]).is_bare, "{source}");
        }
    }

    #[test]
    fn nothing_is_there_beforehand_where_the_program_has_a_module_of_such_a_name() {
        let named = ["numpy".to_owned()];
        for file in ["json.py", "json/__init__.py", "queue.py", "numpy.py"] {
            let wanted = wanted(&program("import json, asyncio\n", &[file]), &named);
            assert_eq!(wanted, Wanted { is_bare: true, ..Wanted::default() }, "{file}");
        }
        assert_eq!(standard(&program("import json\n", &["mine.py", "data/a.csv"])), ["json"]);
    }
}
