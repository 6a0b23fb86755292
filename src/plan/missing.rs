//! What an example misses that another one may make: names, and files.

use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What an example could not find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Names that nothing has bound.
    pub names: BTreeSet<String>,
    /// Files that nobody has written, without their folders.
    pub files: BTreeSet<String>,
}

impl Missing {
    /// Whether that is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.files.is_empty()
    }

    /// Whether all of it is also in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.names.is_subset(&other.names) && self.files.is_subset(&other.files)
    }

    /// Adds `other`.
    pub fn extend(&mut self, other: Self) {
        self.names.extend(other.names);
        self.files.extend(other.files);
    }

    /// Adds the file at `path`.
    pub fn add_file(&mut self, path: &str) {
        let name = path.rsplit(['/', '\\']).find(|part| !part.is_empty());
        self.files.extend(name.map(str::to_owned));
    }
}

/// Whether a text of `code` ends with the name `file`.
pub(super) fn names_file(code: &str, file: &str) -> bool {
    code.match_indices(file).any(|(at, _)| {
        let (before, behind) = (&code[..at], &code[at + file.len()..]);
        behind.starts_with(['"', '\'']) && before.ends_with(['"', '\'', '/', '\\'])
    })
}

/// The names of files that stand in texts of `code`: whatever has an ending.
pub fn files_in(code: &str) -> BTreeSet<&str> {
    static FILE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"["'/\\]([\w-][\w.-]*\.[A-Za-z]\w{0,7})["']"#).ok());
    let found = FILE.as_ref().map(|file| file.captures_iter(code).filter_map(|found| found.get(1)));
    found.into_iter().flatten().map(|name| name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_where_a_text_ends_with_it() {
        for code in ["open('a.txt', 'w')", "Path(\"data\") / \"a.txt\"", "open('data/a.txt')", "open(r'data\\a.txt')"] {
            assert!(names_file(code, "a.txt"), "{code}");
        }
        for code in ["a.txt", "open('ba.txt')", "print('a.txt is missing')", "'a.txt.bak'"] {
            assert!(!names_file(code, "a.txt"), "{code}");
        }
    }

    #[test]
    fn files_are_texts_with_an_ending() {
        let code =
            "open('data/a.txt'); connect(\"b.db\"); print('c.'), 'e 1.5', x.split('.'), '3.14', 'a sentence.txt'";
        assert_eq!(files_in(code).into_iter().collect::<Vec<_>>(), ["a.txt", "b.db"]);
    }

    #[test]
    fn a_file_is_missing_by_its_name_alone() {
        let mut missing = Missing::default();
        assert!(missing.is_empty());
        for path in ["data/a.txt", "b.txt", "c\\d.txt", "e/", "/"] {
            missing.add_file(path);
        }
        assert_eq!(missing.files.iter().collect::<Vec<_>>(), ["a.txt", "b.txt", "d.txt", "e"]);
        assert!(!missing.is_subset(&Missing::default()) && Missing::default().is_subset(&missing));
    }
}
