//! What of the documents that were found is checked here, and what other machines are to check. All of them see the same
//! documents, so what cannot even be looked at is told by one of them, and each can say what there is in all.

use std::fs;

use super::Asked;
use crate::discover::{File, Files, Found};
use crate::report::Failure;
use crate::report::scope::{Scope, ScopedDocument};

/// The share of one machine.
#[derive(Debug)]
pub struct Share {
    /// The documents to check.
    pub files: Files,
    /// Those that other machines check.
    pub others: Files,
    /// What could not be looked at.
    pub failures: Vec<Failure>,
    /// What there is in all.
    pub scope: Scope,
}

impl Share {
    /// What of `found` is `asked` for here.
    #[must_use]
    pub fn of(asked: &Asked, found: Found) -> Self {
        let all = asked.files(found.files);
        let part = |file: File| part(file, asked.is_stored);
        if asked.division.shard.is_whole() {
            // Whoever keeps the report has to know what there was.
            let scope = Scope::whole(all.iter().filter(|_| asked.is_stored).map(part).collect());
            return Self { files: all, others: Files::default(), failures: found.failures, scope };
        }
        let parts: Vec<_> = all.iter().map(part).collect();
        let is_own = asked.division.own(&parts.iter().map(|part| part.path.as_str()).collect::<Vec<_>>());
        let digest = Scope::digest_of(&parts);
        let parts = is_own.iter().zip(parts).filter_map(|(own, part)| own.then_some(part));
        let scope = Scope { digest, parts: parts.collect() };
        let (files, others) = all.parted(&is_own);
        let mut failures = found.failures;
        failures.retain(|failure| asked.division.shard.holds(&failure.path));
        Self { files, others, failures, scope }
    }
}

/// What tells whether two machines see the same document, without reading it; its name alone where nobody asks.
fn part(file: File, is_asked: bool) -> ScopedDocument {
    let path = file.path.as_ref().filter(|_| is_asked);
    let size = path.and_then(|path| fs::metadata(path).ok()).map_or(0, |found| found.len());
    ScopedDocument { path: file.name, size }
}
