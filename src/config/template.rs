//! The file that `doctrue init` writes: every key with its default, commented out, and what was found in the repository.
//!
//! A line that begins with `#` and a blank is a remark; one that begins with `#` alone is a line to be taken in by
//! removing that sign.

use std::fmt::Write as _;

use super::keys::{DIRECTIVES, KEYS, OVERRIDES};

/// What was found in the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryFacts {
    /// Markdown files.
    pub documents: usize,
    /// Examples in them.
    pub examples: usize,
    /// Documented outputs in the examples.
    pub claims: usize,
    /// Tags of the examples' fences and how often they are used, the most frequent first; empty: no tag.
    pub tags: Vec<(String, usize)>,
    /// The folder that holds the most documents, if it is not the root.
    pub folder: Option<String>,
    /// The interpreter, like `CPython 3.11.7`.
    pub python: Option<String>,
}

/// The most tags that are listed.
const MOST_TAGS: usize = 8;

/// The text of the file.
#[must_use]
pub fn template(facts: &RepositoryFacts) -> String {
    let mut text = String::from(
        "# The configuration of doctrue for this repository.\n#\n\
         # Lines like `#strict = false` show the defaults: remove the `#` and change the value. `doctrue config` shows\n\
         # the settings in effect and where each comes from. The interpreter, the sandbox, the number of jobs and time\n\
         # limits above one minute can only be set at the command line.\n\n",
    );
    found(facts, &mut text);
    for key in KEYS {
        let _ = write!(text, "\n# {}\n#{}\n", key.help, key.default);
    }
    tables(facts, &mut text);
    text
}

fn found(facts: &RepositoryFacts, text: &mut String) {
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let all = [
        counted(facts.documents, "document"),
        counted(facts.examples, "example"),
        counted(facts.claims, "documented output"),
    ];
    let _ = writeln!(text, "# Found when this file was written: {}.", all.join(", "));
    if let Some(tags) = tags(facts) {
        let _ = writeln!(text, "# Tags of the examples: {tags}.");
    }
    let python = facts.python.as_deref().filter(|python| is_plain(python));
    let _ = writeln!(text, "# Python: {}.", python.unwrap_or("none found; name one with --python"));
}

fn tags(facts: &RepositoryFacts) -> Option<String> {
    let shown = |(tag, count): &(String, usize)| match tag.as_str() {
        "" => Some(format!("none ({count})")),
        _ if is_plain(tag) => Some(format!("{tag} ({count})")),
        _ => None,
    };
    let tags: Vec<_> = facts.tags.iter().filter_map(shown).take(MOST_TAGS).collect();
    (!tags.is_empty()).then(|| tags.join(", "))
}

fn tables(facts: &RepositoryFacts, text: &mut String) {
    let folder = facts.folder.as_deref().filter(|folder| is_plain(folder)).unwrap_or("notes");
    let _ = write!(
        text,
        "\n# Directives for all examples.\n\
         #[{DIRECTIVES}]\n\
         #skip-if = \"python < 3.8\"\n\
         \n\
         # Directives for some documents; if two contradict each other, the later one wins.\n\
         #[[{OVERRIDES}]]\n\
         #paths = [\"{folder}/**\"]\n\
         #timeout = \"30s\"\n"
    );
}

/// Whether a name, which a document or a folder may have from a stranger, can stand in a comment and in quotes.
fn is_plain(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '+');
    name.len() <= 100 && !name.is_empty() && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::path::Path;

    fn facts() -> RepositoryFacts {
        RepositoryFacts {
            documents: 2,
            examples: 1,
            claims: 3,
            tags: vec![("python".to_owned(), 7), (String::new(), 2), ("a\nstrict = true".to_owned(), 1)],
            folder: Some("docs".to_owned()),
            python: Some("CPython 3.11.7".to_owned()),
        }
    }

    #[test]
    fn it_tells_what_was_found() {
        insta::assert_snapshot!(template(&facts()));
    }

    #[test]
    fn it_says_nothing_as_it_is_and_its_lines_are_right_when_taken_in() {
        let text = template(&facts());
        assert!(text.lines().all(|line| line.is_empty() || line.starts_with('#')), "hostile names break no line");
        let taken = |line: &str| match line.strip_prefix('#') {
            Some(code) if !code.starts_with(' ') => format!("{code}\n"),
            _ => format!("{line}\n"),
        };
        let all: String = text.lines().map(taken).collect();
        let config = Config::parse("doctrue.toml", &all, Path::new("/project")).expect("a configuration");
        let directives = config.directives_for(Path::new("/project/docs/a.md"));
        assert_eq!((directives.skip_if.len(), directives.timeout.is_some()), (1, true));
    }

    #[test]
    fn a_hostile_folder_is_not_named() {
        let facts = RepositoryFacts { folder: Some("x\"]\nstrict = true #".to_owned()), ..RepositoryFacts::default() };
        assert!(template(&facts).contains("#paths = [\"notes/**\"]") && template(&facts).contains("none found"));
    }
}
