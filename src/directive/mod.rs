//! Directives: what an author says about a block, in a comment before it, in its info string, in the front matter of the
//! document, or in the configuration of the repository. One grammar, one table, wherever they stand.
//!
//! A directive may say what to run and how to judge it; none can loosen what keeps an example from doing harm. Its time
//! limit is bounded, and variables that steer the interpreter itself are refused.

mod binding;
mod condition;
mod document;
mod front_matter;
pub mod grammar;
mod ignore;
mod peers;
mod problem;
mod scalar;
mod table;

pub use binding::Binding;
pub use condition::{Condition, Facts};
pub use document::{Resolved, resolve};
pub use ignore::{Ignore, of_pragma};
pub use problem::DirectiveProblem;
pub use scalar::Scalar;
pub use table::{DirectiveRow, DirectiveScope, TABLE, Takes};

use crate::lang::metadata::Specifiers;
use crate::source::Span;
use grammar::Item;
use std::collections::BTreeMap;
use std::time::Duration;

/// What is said about one block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives {
    /// It is not run.
    pub skip: bool,
    /// It is not run where one of these holds.
    pub skip_if: Vec<Condition>,
    /// Why it is not run.
    pub reason: Option<String>,
    /// It raises an exception.
    pub raises: Option<Raises>,
    /// Its own time limit.
    pub timeout: Option<Duration>,
    /// Its own limit of memory, in bytes, where that is lower than the one that holds.
    pub memory: Option<u64>,
    /// Its own limit of output, likewise.
    pub output: Option<u64>,
    /// The blocks it shares an interpreter with.
    pub session: Sharing,
    /// The name that it is written under for others to import or read.
    pub file: Option<String>,
    /// It runs before all blocks behind it.
    pub setup: bool,
    /// It is Python and not meant to run.
    pub illustrative: bool,
    /// Whether documented outputs must be exact.
    pub exact: Option<bool>,
    /// What is typed on its standard input.
    pub stdin: Option<String>,
    /// Its environment variables.
    pub variables: BTreeMap<String, String>,
    /// The versions of Python that it is about.
    pub python: Option<Specifiers>,
    /// Whether that is said of it alone, and not of all blocks of its document.
    pub is_bound: bool,
    /// The versions that claims on single lines are about.
    pub bindings: Vec<Binding>,
    /// Packages it needs, as requirements.
    pub dependencies: Vec<String>,
    /// What of it may fail.
    pub ignores: Vec<Ignore>,
    /// What of it is not there, so that it is not run, whatever its author says.
    pub lacks: Option<String>,
}

/// The exception a block raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raises {
    /// It may raise any.
    Any,
    /// It raises this one; where its name stands in the document, if it stands there.
    Named {
        /// Its name, perhaps with a message.
        name: String,
        /// The place of the name.
        span: Option<Span>,
    },
}

/// With which other blocks a block shares an interpreter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Found out by the names that are missing.
    #[default]
    ByNeed,
    /// With none.
    Isolated,
    /// With those of the same name before it.
    Named(String),
    /// With the block before it, and those that shares with.
    Continued,
}

/// How the reason of a block begins that its author skips.
pub const SKIPPED: &str = "skipped ";

/// Prefix of the directives that set environment variables.
const VARIABLE: &str = "env.";

/// Variables that an example's author may not set, by their prefixes: they steer the interpreter or the loader, and so
/// what watches the example.
const REFUSED_VARIABLES: &[&str] = &["PYTHON", "LD_", "DYLD_", "DOCTRUE"];

/// Variables that lead to programs and folders: those of an example are its own.
const REFUSED_NAMES: &[&str] = &[
    "COMSPEC",
    "CONDA_PREFIX",
    "HOME",
    "PATH",
    "PATHEXT",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
    "VIRTUAL_ENV",
];

/// The longest value of a variable or of typed input, in bytes: an environment has room for not much more.
const LONGEST_VALUE: usize = 64 << 10;

impl Directives {
    /// Takes over what `items` say; `span` gives the place of a value in the document, if it stands in one.
    /// What cannot be taken over is returned for people to read.
    pub fn take(&mut self, items: &[Item], span: impl Fn(&Item) -> Option<Span>) -> Vec<DirectiveProblem> {
        let (binding, items) = binding::split(items);
        let (ignore, items) = ignore::split(&items);
        let mut problems = Vec::new();
        match binding {
            Some(Ok(binding)) => self.bindings.push(binding),
            Some(Err(reason)) => problems.push(DirectiveProblem::Invalid(reason)),
            None => {}
        }
        match ignore {
            Some(Ok(ignore)) => self.ignores.push(ignore),
            Some(Err(reason)) => problems.push(DirectiveProblem::Invalid(reason)),
            None => {}
        }
        problems.extend(items.iter().filter_map(|item| self.set(item, span(item)).err()));
        problems
    }

    fn set(&mut self, item: &Item, span: Option<Span>) -> Result<(), DirectiveProblem> {
        if let Some(name) = item.key.strip_prefix(VARIABLE) {
            return self.set_variable(name, item);
        }
        let Some(row) = TABLE.iter().find(|row| row.word == item.key) else {
            return Err(DirectiveProblem::Unknown(unknown(&item.key)));
        };
        let invalid = |reason: String| DirectiveProblem::Invalid(format!("`{}`: {reason}", item.key));
        match (row.takes, &item.value) {
            (Takes::Nothing, Some(_)) => return Err(invalid("takes no value".to_owned())),
            (Takes::Value, None) => return Err(invalid(format!("needs a value, like `{}`", row.example))),
            (Takes::Nothing | Takes::Optional, None) | (Takes::Optional | Takes::Value, Some(_)) => {}
        }
        (row.set)(self, item.value.as_deref().unwrap_or_default(), span).map_err(invalid)
    }

    fn set_variable(&mut self, name: &str, item: &Item) -> Result<(), DirectiveProblem> {
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let upper = name.to_ascii_uppercase();
        let value = item.value.clone().unwrap_or_default().replace('\0', "");
        if value.len() > LONGEST_VALUE {
            return Err(DirectiveProblem::Invalid(format!("`{}`: longer than {LONGEST_VALUE} bytes", item.key)));
        }
        if !is_name
            || REFUSED_NAMES.contains(&upper.as_str())
            || REFUSED_VARIABLES.iter().any(|prefix| upper.starts_with(prefix))
        {
            return Err(DirectiveProblem::Invalid(format!(
                "`{}`: this variable steers what runs the example and cannot be set here",
                item.key
            )));
        }
        self.variables.insert(name.to_owned(), value);
        Ok(())
    }

    /// Says of those that were taken over last on which line of the file they stand.
    fn place(&mut self, line: usize) {
        self.ignores.iter_mut().filter(|ignore| ignore.said_on == 0).for_each(|ignore| ignore.said_on = line);
        self.bindings.iter_mut().filter(|binding| binding.said_on == 0).for_each(|binding| binding.said_on = line);
    }

    /// Takes back what `word` said, so that it may be said anew for some of the documents.
    pub fn forget(&mut self, word: &str) {
        match word {
            "dependencies" => self.dependencies.clear(),
            "illustrative" => self.illustrative = false,
            "isolated" | "session" => self.session = Sharing::ByNeed,
            "match" => self.exact = None,
            "memory" => self.memory = None,
            "output" => self.output = None,
            "python" => self.python = None,
            "reason" => self.reason = None,
            "skip" => self.skip = false,
            "skip-if" => self.skip_if.clear(),
            "timeout" => self.timeout = None,
            _ => {
                if let Some(name) = word.strip_prefix(VARIABLE) {
                    self.variables.remove(name);
                }
            }
        }
    }

    /// The reason, which may be empty, if the block is skipped whatever interpreter there is.
    #[must_use]
    pub fn always_skipped(&self) -> Option<&str> {
        self.skip.then(|| self.reason.as_deref().unwrap_or_default())
    }

    /// Why the block is not run; none if it is.
    #[must_use]
    pub fn skipped(&self, facts: &Facts) -> Option<String> {
        let because = self.reason.as_deref().filter(|reason| !reason.is_empty());
        let because = because.map(|reason| format!(": {reason}")).unwrap_or_default();
        if let Some(lacks) = &self.lacks {
            return Some(lacks.clone());
        }
        let condition = self.skip_if.iter().find(|condition| condition.holds(facts));
        match condition {
            Some(condition) => Some(format!("{SKIPPED}if {condition}{because}")),
            None if self.skip => Some(format!("{SKIPPED}by its author{because}")),
            None => self.needs_python(&facts.version),
        }
    }

    /// What it needs, where it is about other versions of Python than `version`.
    #[must_use]
    pub fn needs_python(&self, version: &str) -> Option<String> {
        let others = self.python.as_ref().filter(|python| !python.admit(version))?;
        Some(others.needed(version))
    }
}

/// The message about a word that is no directive, with the nearest one.
fn unknown(word: &str) -> String {
    let words = TABLE.iter().map(|row| row.word);
    match nearest(word, words) {
        Some(near) => format!("unknown directive `{word}`; did you mean `{near}`?"),
        None => format!("unknown directive `{word}`; `doctrue explain directive` lists them all"),
    }
}

/// The one of `words` that `word` may be a slip of.
pub fn nearest<'a>(word: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |other: &&str| strsim::damerau_levenshtein(word, other);
    words.min_by_key(distance).filter(|near| distance(near) <= 1 + near.len() / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Directives, Vec<DirectiveProblem>) {
        let mut directives = Directives::default();
        let problems = directives.take(&grammar::items(text), |_| None);
        (directives, problems)
    }

    #[test]
    fn the_table_is_sorted_and_each_example_is_read_without_a_problem() {
        assert!(TABLE.is_sorted_by_key(|row| row.word));
        for row in TABLE {
            let (directives, problems) = read(row.example);
            assert_eq!(problems, [], "{}", row.example);
            assert_ne!(directives, Directives::default(), "{}", row.example);
        }
    }

    #[test]
    fn a_reason_stands_beside_a_skip_or_a_condition() {
        let facts = |version: &str| Facts {
            version: version.to_owned(),
            implementation: "CPython".to_owned(),
            platform: "linux",
        };
        let skipped = |text: &str| read(text).0.skipped(&facts("3.9.1"));
        assert_eq!(skipped("skip").as_deref(), Some("skipped by its author"));
        assert_eq!(skipped("skip reason='no'").as_deref(), Some("skipped by its author: no"));
        assert_eq!(skipped("reason='no' skip").as_deref(), Some("skipped by its author: no"));
        assert_eq!(
            skipped("skip-if='python < 3.10' reason='match'").as_deref(),
            Some("skipped if python < 3.10: match")
        );
        assert_eq!(skipped("skip-if='python < 3.9' reason='match'"), None);
        assert_eq!(skipped("reason='alone'"), None);
    }

    #[test]
    fn a_condition_for_all_blocks_lifts_no_skip_of_one() {
        let facts = Facts { version: "3.11.1".to_owned(), implementation: "CPython".to_owned(), platform: "linux" };
        let skipped = |text: &str| read(text).0.skipped(&facts);
        assert_eq!(skipped("skip-if='python < 3.8' skip").as_deref(), Some("skipped by its author"));
    }

    #[test]
    fn a_block_for_other_versions_is_skipped_and_says_which() {
        let facts = |version: &str| Facts {
            version: version.to_owned(),
            implementation: "CPython".to_owned(),
            platform: "linux",
        };
        let skipped = |text: &str| read(text).0.skipped(&facts("3.9.1"));
        assert_eq!(skipped("python='>=3.11'").as_deref(), Some("needs Python >=3.11 (this is 3.9.1)"));
        assert_eq!(skipped("python='>=3.8,<3.10'"), None);
        assert_eq!(skipped("python='>=3.11' skip").as_deref(), Some("skipped by its author"));
        assert_eq!(skipped("python='>=3.11' line=2"), None);
    }

    #[test]
    fn what_may_be_said_of_many_blocks_can_be_taken_back() {
        for row in TABLE.iter().filter(|row| row.scope == DirectiveScope::Any) {
            let mut directives = read(row.example).0;
            for item in grammar::items(row.example) {
                directives.forget(&item.key);
            }
            assert_eq!(directives, Directives::default(), "{}", row.word);
        }
    }

    #[test]
    fn slips_are_told_with_the_nearest_word() {
        let (_, problems) = read("skp sesion=a raises");
        let expected =
            ["unknown directive `skp`; did you mean `skip`?", "unknown directive `sesion`; did you mean `session`?"];
        assert_eq!(problems, expected.map(|text| DirectiveProblem::Unknown(text.to_owned())));
        assert!(matches!(&read("frobnicate").1[..], [DirectiveProblem::Unknown(text)] if text.contains("explain")));
    }

    #[test]
    fn wrong_values_are_told() {
        for text in [
            "isolated=yes",
            "session",
            "timeout=soon",
            "file=../x.py",
            "file=/x",
            "match=close",
            "env.LD_PRELOAD=x",
            "env.PYTHONPATH=x",
            "env.PATH=x",
            "skip=no",
            "python=3.11",
            "python='==3.11'",
            "python='>=3.11' line=0",
            "session=''",
        ] {
            assert!(matches!(&read(text).1[..], [DirectiveProblem::Invalid(_)]), "{text}");
        }
    }
}
