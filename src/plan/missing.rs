//! What an example misses that another one may make: names, and files.

use std::collections::BTreeSet;

/// Characters that the ending of a file may have.
const LONGEST_ENDING: usize = 8;

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

/// Whether a text of `code` ends with the name `file`, or names what lies in a folder of that name.
pub(super) fn names_file(code: &str, file: &str) -> bool {
    code.match_indices(file).any(|(at, _)| {
        let (before, behind) = (&code[..at], &code[at + file.len()..]);
        behind.starts_with(['"', '\'', '/']) && before.ends_with(['"', '\'', '/', '\\'])
    })
}

/// The names that lines of `code` give to what they say with the name of a file, each with that file: `path = 'data/log.txt'`.
pub(super) fn carriers(code: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let assigned = code.lines().filter_map(|line| line.split_once('='));
    let named = assigned.map(|(name, text)| (name.trim(), text)).filter(move |(name, _)| is_name(name));
    named.flat_map(|(name, text)| files_in(text).into_iter().map(move |file| (name, file)))
}

/// What may change a file that a name stands for.
const CHANGING: [&str; 4] = ["open(", ".write", ".touch(", ".dump("];

/// Whether `code` may change a file whose name stands elsewhere.
pub(super) fn may_change_files(code: &str) -> bool {
    CHANGING.iter().any(|call| code.contains(call))
}

/// The names of files that stand at the end of texts of `code`: whatever has an ending.
///
/// By hand, for a regular expression for this takes longer to make than most documents take to check.
pub fn files_in(code: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let names = code.match_indices(['"', '\'']).filter_map(|(end, _)| {
        let before = code[..end].trim_end_matches(is_part);
        before.ends_with(['"', '\'', '/', '\\']).then(|| &code[before.len()..end])
    });
    names.filter(|name| is_file(name)).collect()
}

/// The names of files to which `code` appends, so that what is in them before counts: `open('log.txt', 'a')`.
pub fn appended_in(code: &str) -> BTreeSet<&str> {
    let is_appended = |name: &&str| {
        code.match_indices(name).any(|(at, _)| {
            let behind = code[at + name.len()..].strip_prefix(['"', '\'']).map(str::trim_start);
            behind.and_then(mode).is_some_and(|mode| mode.starts_with('a'))
        })
    };
    files_in(code).into_iter().filter(is_appended).collect()
}

/// The mode in which a file is opened, if `behind`, which stands behind its name, says one: `, 'a')`, `).open('a')`.
fn mode(behind: &str) -> Option<&str> {
    let rest = behind.strip_prefix(',').or_else(|| behind.strip_prefix(").open("))?.trim_start();
    let rest = rest.strip_prefix("mode=").unwrap_or(rest).strip_prefix(['"', '\''])?;
    rest.find(['"', '\'']).map(|end| &rest[..end])
}

/// Whether `name`, of letters, digits and the signs between them, is that of a file with an ending.
fn is_file(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        let is_short = (1..=LONGEST_ENDING).contains(&ending.chars().count());
        let is_word = ending.starts_with(|c: char| c.is_ascii_alphabetic()) && !ending.contains('-');
        !stem.is_empty() && !stem.starts_with('.') && is_short && is_word
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_where_a_text_ends_with_it() {
        assert!(names_file("os.makedirs('out/sub')", "out") && !names_file("open('out2/a')", "out"));
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
    fn a_name_may_stand_for_a_file() {
        let code = "path = 'data/a.txt'\ntarget = folder / \"b.csv\"\nx.y = 'c.txt'\nopen('d.txt')\nn = 3\n";
        assert_eq!(carriers(code).collect::<Vec<_>>(), [("path", "a.txt"), ("target", "b.csv")]);
        assert!(may_change_files("with open(path, 'a') as f:") && !may_change_files("print(path)"));
    }

    #[test]
    fn files_are_appended_to_by_their_mode() {
        for code in
            ["open('a.txt', 'a')", "open(\"d/a.txt\",\"a+\")", "open('a.txt', mode='ab')", "Path('a.txt').open('a')"]
        {
            assert_eq!(appended_in(code).into_iter().collect::<Vec<_>>(), ["a.txt"], "{code}");
        }
        for code in ["open('a.txt', 'w')", "open('a.txt')", "f('a.txt', 5, 'a')", "open('a', 'a')", "'a.txt' == 'a'"] {
            assert!(appended_in(code).is_empty(), "{code}");
        }
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
