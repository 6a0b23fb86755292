//! The baseline: problems that a repository knows of, so that only new ones fail.
//!
//! An entry names a document, a code, and a fingerprint of the claim and the code that it is about; lines move, so they are
//! no part of it. What is known is counted and not shown. What is mended has to leave the file, or it would hide the
//! same mistake later.

mod file;
pub mod identity;
mod known;

pub use known::{Known, Purpose};

use std::collections::BTreeMap;

/// The usual name of the file.
pub const FILE: &str = "doctrue-baseline.json";

/// What a baseline knows, by the paths of documents, seen from its folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    documents: BTreeMap<String, BTreeMap<Entry, usize>>,
}

/// A problem that is known, wherever it stands in its document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    code: String,
    /// What it is about, for people who read the file.
    text: String,
    fingerprint: String,
}

/// What an entry must share with a problem.
type Mark = (&'static str, String);

impl Baseline {
    /// How many problems it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.values().flat_map(BTreeMap::values).sum()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many problems it knows that `other` does not.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> usize {
        let known = |path: &str, entry: &Entry| other.documents.get(path)?.get(entry).copied();
        let entries = self.documents.iter().flat_map(|(path, entries)| entries.iter().map(move |one| (path, one)));
        entries.map(|(path, (entry, count))| count.saturating_sub(known(path, entry).unwrap_or(0))).sum()
    }

    /// The same, where documents have other paths now: their new path, and the old one.
    fn moved(&self, moves: &BTreeMap<String, String>) -> Self {
        let mut moved = self.clone();
        for (new, old) in moves.iter().filter(|(new, _)| !self.documents.contains_key(*new)) {
            if let Some(entries) = moved.documents.remove(old) {
                moved.documents.insert(new.clone(), entries);
            }
        }
        moved
    }

    /// How often each problem of the document at `path` is known.
    fn of(&self, path: &str) -> BTreeMap<Mark, usize> {
        let mut marks = BTreeMap::new();
        for (entry, count) in self.documents.get(path).into_iter().flatten() {
            *marks.entry(entry.mark()).or_default() += count;
        }
        marks
    }
}

impl Entry {
    fn mark(&self) -> Mark {
        (identity::class(&self.code), self.fingerprint.clone())
    }
}
