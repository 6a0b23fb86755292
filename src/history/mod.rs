//! History: what was true, until when, and what changed it.
//!
//! A claim that fails today has a biography, and each statement of it is a run that anybody can repeat. Here are the words
//! for it and the search for when it changed; where to look is in modules of their own, and the runs are those of `pipeline`.

pub mod author;
pub mod git;
pub mod interpreters;
pub mod process;
pub mod record;
mod releases;
pub mod timeline;

use serde::{Deserialize, Serialize};

use crate::settings::evidence::EvidenceKind;

/// What became of a claim that fails today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Biography {
    /// It failed already when it was written, and wherever else it was tried.
    BornWrong,
    /// An edit of the document broke it.
    Edit,
    /// It holds where its author says so.
    Author,
    /// A release of Python changed what it says.
    Python,
    /// A release of a package did.
    Package,
    /// It holds on a later Python only.
    Ahead,
    /// Nothing that was tried shows that it ever held.
    Unknown,
}

/// All biographies, in the order in which reports count them.
pub const BIOGRAPHIES: [Biography; 7] = [
    Biography::BornWrong,
    Biography::Edit,
    Biography::Author,
    Biography::Python,
    Biography::Package,
    Biography::Ahead,
    Biography::Unknown,
];

impl Biography {
    /// The words by which totals count it.
    #[must_use]
    pub const fn counted(self) -> &'static str {
        match self {
            Self::BornWrong => "born wrong",
            Self::Edit => "broken by edits",
            Self::Author => "as their authors say",
            Self::Python => "by Python",
            Self::Package => "by packages",
            Self::Ahead => "ahead of this Python",
            Self::Unknown => "unknown",
        }
    }
}

/// Where a claim was looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Witness {
    /// The version of Python that ran it.
    pub python: String,
    /// The commit whose document it ran; none for the document as it is.
    pub commit: Option<String>,
    /// The releases of the packages that matter there, like `numpy 1.26.4`; none where those of this machine were taken as they are.
    #[serde(default)]
    pub packages: Vec<String>,
}

impl Witness {
    /// The document as it is, on this version of Python.
    #[must_use]
    pub fn on(python: &str) -> Self {
        Self { python: python.to_owned(), commit: None, packages: Vec::new() }
    }

    /// It, for a person.
    #[must_use]
    pub fn name(&self) -> String {
        let named = self.commit.as_deref().map(|commit| short(commit).to_owned());
        let named = named.or_else(|| (!self.packages.is_empty()).then(|| self.packages.join(", ")));
        named.map_or_else(|| format!("Python {}", self.python), |named| format!("{named} on Python {}", self.python))
    }
}

/// Digits of a commit that are told.
const SHORT: usize = 10;

/// The beginning of the name of a commit.
fn short(commit: &str) -> &str {
    commit.get(..SHORT).unwrap_or(commit)
}

/// What came of one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// The claim holds there.
    Holds,
    /// It fails there.
    Fails,
    /// Nothing can be said.
    Unknown,
}

/// One look that was taken, or that could not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The kind of evidence.
    pub kind: EvidenceKind,
    /// Where; none if there was nothing to look at.
    pub at: Option<Witness>,
    /// What came of it.
    pub outcome: Seen,
    /// Why nothing can be said.
    pub reason: Option<String>,
}

impl Tried {
    /// That no other interpreter was asked, because none can give anything else.
    #[must_use]
    pub fn is_timeless() -> Self {
        let reason = "nothing in this example differs between versions of Python 3".to_owned();
        Self::in_vain(reason)
    }

    /// That no other interpreter was asked, because the example takes more than so many `seconds`.
    #[must_use]
    pub fn takes_long(seconds: u64) -> Self {
        Self::in_vain(format!("this example takes more than {seconds} s: no other version of Python was tried"))
    }

    fn in_vain(reason: String) -> Self {
        Self { kind: EvidenceKind::Interpreter, at: None, outcome: Seen::Unknown, reason: Some(reason) }
    }
}

/// The biography of one claim, with what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What became of it.
    pub biography: Biography,
    /// What showed that; none if nothing did.
    pub kind: Option<EvidenceKind>,
    /// Where it holds, the oldest first.
    pub holds: Vec<Witness>,
    /// Where it fails, the oldest first.
    pub fails: Vec<Witness>,
    /// The release since which it fails, or for one that is ahead, holds; a range like `3.9-3.11` where those between are
    /// not at hand. The full name of the commit that broke it, or `A..B` for one behind A up to
    /// B; none if that is not committed. The release of a package, `numpy 2.0.0`, or `numpy 1.26.4..2.1.0` in the same way, with
    /// commas between several; none if it may have been one of Python.
    pub changed_in: Option<String>,
    /// Lines of its example that this commit wrote.
    pub changed_lines: Vec<usize>,
    /// Everything that was tried.
    pub tried: Vec<Tried>,
    /// Lines of other claims of the block that hold today and do not hold there.
    pub conflicts: Vec<usize>,
    /// A command that shows it.
    pub command: Option<String>,
}

impl Evidence {
    /// That nothing which was `tried` shows anything.
    #[must_use]
    pub fn unknown(tried: Vec<Tried>) -> Self {
        Self {
            biography: Biography::Unknown,
            kind: None,
            holds: Vec::new(),
            fails: witnesses(&tried, Seen::Fails),
            changed_in: None,
            changed_lines: Vec::new(),
            tried,
            conflicts: Vec::new(),
            command: None,
        }
    }

    /// That an earlier report has it as confirmed, as the last of the looks that were `tried` shows.
    #[must_use]
    pub fn recorded_by(tried: Vec<Tried>) -> Self {
        let holds = witnesses(&tried, Seen::Holds);
        Self { kind: Some(EvidenceKind::Record), holds, ..Self::unknown(tried) }
    }

    /// The same of a claim that failed already where it was written, as evidence of this `kind` shows.
    #[must_use]
    pub fn born_wrong_by(self, kind: EvidenceKind) -> Self {
        Self { biography: Biography::BornWrong, kind: Some(kind), ..self }
    }

    /// What it says, in a sentence without an end; none if it says nothing.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let told = match self.biography {
            Biography::Unknown => self.recorded().or_else(|| self.ran_as_said())?,
            Biography::BornWrong => self.born_wrong()?,
            Biography::Edit => self.broken_by_edit()?,
            Biography::Package => self.changed_by_package()?,
            Biography::Ahead if self.kind == Some(EvidenceKind::Packages) => self.ahead_by_package()?,
            Biography::Ahead => {
                let first = minor(&self.holds.first()?.python);
                format!("Python {first} prints what is documented, and this Python does not yet")
            }
            Biography::Author => {
                format!("as its author says, it is right on Python {}", minor(&self.holds.first()?.python))
            }
            Biography::Python => self.changed_by_python()?,
        };
        Some(told + &self.told_conflicts())
    }

    fn recorded(&self) -> Option<String> {
        let tried =
            self.tried.iter().find(|tried| tried.kind == EvidenceKind::Record && tried.outcome == Seen::Holds)?;
        let (at, report) = (tried.at.as_ref()?, tried.reason.as_ref()?);
        let commit = at.commit.as_deref().map(|commit| format!(", at commit {}", short(commit))).unwrap_or_default();
        Some(format!("it was right in the report {report}, on Python {}{commit}", at.python))
    }

    /// That it fails where its author wants it to be run.
    fn ran_as_said(&self) -> Option<String> {
        let tried = self.tried.iter().find(|one| one.kind == EvidenceKind::Author && one.outcome == Seen::Fails)?;
        Some(format!("it ran on Python {}, which its author asks for", minor(&tried.at.as_ref()?.python)))
    }

    fn born_wrong(&self) -> Option<String> {
        let commit = self.fails.iter().find_map(|witness| witness.commit.as_deref())?;
        let then = if self.kind == Some(EvidenceKind::Packages) { ", and with the packages of that day" } else { "" };
        Some(format!("it was never right: it also fails in commit {}, which added it{then}", short(commit)))
    }

    fn broken_by_edit(&self) -> Option<String> {
        let held = short(self.holds.last()?.commit.as_deref()?);
        let Some(commit) = &self.changed_in else {
            return Some(format!("it was right in commit {held}; an uncommitted change broke it"));
        };
        if let Some((_, last)) = commit.split_once("..") {
            let reach = if last.is_empty() { String::new() } else { format!(", up to commit {}", short(last)) };
            return Some(format!("it was right in commit {held}; a later change{reach} broke it"));
        }
        let lines: Vec<_> = self.changed_lines.iter().take(MOST_LINES).map(ToString::to_string).collect();
        let which = match lines.as_slice() {
            [] => String::new(),
            [line] => format!(", which changed line {line},"),
            lines => format!(", which changed lines {},", lines.join(", ")),
        };
        Some(format!("it was right in commit {held}; commit {}{which} broke it", short(commit)))
    }

    fn changed_by_python(&self) -> Option<String> {
        let (first, last) = (self.holds.first()?, self.holds.last()?);
        let (first, last) = (minor(&first.python), minor(&last.python));
        let is_oldest = self.fails.iter().all(|fails| order(&fails.python) > order(&self.holds[0].python));
        let held = match (is_oldest, first == last) {
            (true, _) => format!("it was right up to Python {last}"),
            (false, true) => format!("it was right on Python {first}"),
            (false, false) => format!("it was right on Python {first} to {last}"),
        };
        let since = self.changed_in.as_deref()?;
        Some(match since.split_once('-') {
            None => format!("{held}; Python {since} changed it"),
            Some((from, to)) => format!("{held}; a release from Python {from} to {to} changed it"),
        })
    }

    fn told_conflicts(&self) -> String {
        let lines: Vec<_> = self.conflicts.iter().take(MOST_LINES).map(ToString::to_string).collect();
        match lines.as_slice() {
            [] => String::new(),
            [line] => format!(" (where it is right, the claim on line {line} is wrong)"),
            lines => format!(" (where it is right, those on lines {} are wrong)", lines.join(", ")),
        }
    }
}

/// Lines that are told in a sentence.
const MOST_LINES: usize = 5;

/// Where the looks that were `tried` had this `outcome`, the oldest first.
#[must_use]
pub fn witnesses(tried: &[Tried], outcome: Seen) -> Vec<Witness> {
    let own = tried.iter().filter(|tried| tried.outcome == outcome);
    let mut found: Vec<_> = own.filter_map(|tried| tried.at.clone()).collect();
    found.sort_by_key(|witness| order(&witness.python));
    found.dedup();
    found
}

/// `3.11` for `3.11.7`.
#[must_use]
pub fn minor(version: &str) -> &str {
    let end = version.match_indices('.').nth(1).map_or(version.len(), |(index, _)| index);
    &version[..end]
}

/// What versions are ordered by.
#[must_use]
pub fn order(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

/// `text` as one word of a POSIX shell.
#[must_use]
pub fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%=,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(python: &str, outcome: Seen) -> Tried {
        let at = Some(Witness::on(python));
        Tried { kind: EvidenceKind::Interpreter, at, outcome, reason: None }
    }

    fn of(biography: Biography, looks: &[(&str, Seen)], changed_in: &str) -> Evidence {
        let tried: Vec<_> = looks.iter().map(|(python, outcome)| tried(python, *outcome)).collect();
        let holds = witnesses(&tried, Seen::Holds);
        Evidence { biography, holds, changed_in: Some(changed_in.to_owned()), ..Evidence::unknown(tried) }
    }

    #[test]
    fn what_python_changed_is_told_with_the_releases() {
        use Seen::{Fails, Holds};
        let told = |looks: &[(&str, Seen)], since| of(Biography::Python, looks, since).sentence().unwrap_or_default();
        assert_eq!(
            told(&[("3.11.7", Fails), ("3.8.18", Holds), ("3.10.2", Holds)], "3.11"),
            "it was right up to Python 3.10; Python 3.11 changed it"
        );
        assert_eq!(
            told(&[("3.8.18", Fails), ("3.9.2", Holds), ("3.10.2", Holds), ("3.12.1", Fails)], "3.11-3.12"),
            "it was right on Python 3.9 to 3.10; a release from Python 3.11 to 3.12 changed it"
        );
        let mut evidence = of(Biography::Ahead, &[("3.12.1", Holds)], "3.12");
        assert!(evidence.sentence().is_some_and(|told| told.starts_with("Python 3.12 prints")));
        evidence.conflicts = vec![3];
        assert!(evidence.sentence().is_some_and(|told| told.ends_with("the claim on line 3 is wrong)")));
        assert_eq!(Evidence::unknown(vec![tried("3.8.18", Fails)]).sentence(), None);
    }

    #[test]
    fn versions_are_ordered_as_numbers() {
        assert!(order("3.9.18") < order("3.10.1") && order("3.10") < order("3.10.1"));
        assert_eq!(["3.11.7", "3.11", "3"].map(minor), ["3.11", "3.11", "3"]);
        let found = witnesses(&["3.10.1", "3.9.1", "3.9.1"].map(|python| tried(python, Seen::Fails)), Seen::Fails);
        assert_eq!(found.iter().map(|witness| witness.python.as_str()).collect::<Vec<_>>(), ["3.9.1", "3.10.1"]);
    }

    #[test]
    fn words_for_a_shell_are_one_word() {
        assert_eq!(["a/b.md", "it's", "a b", ""].map(quoted), ["a/b.md", r"'it'\''s'", "'a b'", "''"]);
    }
}
