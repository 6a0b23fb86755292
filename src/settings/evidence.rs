//! Evidence: where it is looked for that a claim which fails today was true once.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A kind of evidence, in the order in which they are asked: the first that shows something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    /// What the author says of the Python that it is about.
    Author,
    /// Earlier reports.
    Record,
    /// Earlier revisions of the document.
    Git,
    /// Other interpreters of this machine.
    Interpreter,
}

/// All kinds, in their order.
pub const EVIDENCE_KINDS: [EvidenceKind; 4] =
    [EvidenceKind::Author, EvidenceKind::Record, EvidenceKind::Git, EvidenceKind::Interpreter];

impl EvidenceKind {
    /// The word that options and reports have for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Record => "record",
            Self::Git => "git",
            Self::Interpreter => "interpreter",
        }
    }
}

/// The kinds of evidence that somebody wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceKinds(BTreeSet<EvidenceKind>);

impl EvidenceKinds {
    /// No evidence at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// All of it that is looked for unless somebody says otherwise.
    #[must_use]
    pub fn usual() -> Self {
        Self(EVIDENCE_KINDS.into())
    }

    /// Whether `kind` is wanted.
    #[must_use]
    pub fn has(&self, kind: EvidenceKind) -> bool {
        self.0.contains(&kind)
    }

    /// All that is wanted but `kind`.
    #[must_use]
    pub fn without(&self, kind: EvidenceKind) -> Self {
        Self(self.0.iter().copied().filter(|own| *own != kind).collect())
    }

    /// `kind` alone, if it is wanted.
    #[must_use]
    pub fn only(&self, kind: EvidenceKind) -> Self {
        Self(self.0.iter().copied().filter(|own| *own == kind).collect())
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads kinds of evidence with commas between them, or `none`.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn evidence(text: &str) -> Result<EvidenceKinds, String> {
    let words = || text.split(',').map(str::trim).filter(|word| !word.is_empty() && *word != "none");
    let kind = |word: &str| {
        let found = EVIDENCE_KINDS.into_iter().find(|kind| kind.as_str() == word);
        let names = || EVIDENCE_KINDS.map(EvidenceKind::as_str).join(", ");
        found.ok_or_else(|| format!("unknown kind of evidence `{word}`; choose from {}, or none", names()))
    };
    words().map(kind).collect::<Result<_, _>>().map(EvidenceKinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_as_they_are_written() {
        let all = EVIDENCE_KINDS.map(EvidenceKind::as_str).join(",");
        assert_eq!(evidence(&all), Ok(EvidenceKinds::usual()));
        assert_eq!(evidence("none"), Ok(EvidenceKinds::none()));
        assert_eq!(evidence(" interpreter, "), Ok(EvidenceKinds([EvidenceKind::Interpreter].into())));
        assert!(evidence("rumours").is_err_and(|error| error.contains("rumours") && error.contains("interpreter")));
    }
}
