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
    /// Earlier releases of the packages that an example imports. They have to be fetched, so only whoever asks for it gets that.
    Packages,
}

/// All kinds, in their order.
pub const EVIDENCE_KINDS: [EvidenceKind; 5] =
    [EvidenceKind::Author, EvidenceKind::Record, EvidenceKind::Git, EvidenceKind::Interpreter, EvidenceKind::Packages];

/// The word for all kinds.
const ALL: &str = "all";

impl EvidenceKind {
    /// The word that options and reports have for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Record => "record",
            Self::Git => "git",
            Self::Interpreter => "interpreter",
            Self::Packages => "packages",
        }
    }
}

/// The kinds of evidence that somebody wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceKinds {
    wanted: BTreeSet<EvidenceKind>,
    /// Whether packages that were fetched before count where nobody asks for them.
    kept_packages: bool,
}

impl EvidenceKinds {
    /// No evidence at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// All of it that is looked for unless somebody says otherwise.
    #[must_use]
    pub fn usual() -> Self {
        Self { kept_packages: true, ..Self::of_all().without(EvidenceKind::Packages) }
    }

    /// All of it.
    #[must_use]
    pub fn of_all() -> Self {
        Self { wanted: EVIDENCE_KINDS.into(), kept_packages: false }
    }

    /// The same without what was kept of earlier searches.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self { kept_packages: false, ..self.clone() }
    }

    /// Whether packages count that were fetched before.
    #[must_use]
    pub fn has_kept_packages(&self) -> bool {
        self.kept_packages
    }

    /// Whether `kind` is wanted.
    #[must_use]
    pub fn has(&self, kind: EvidenceKind) -> bool {
        self.wanted.contains(&kind)
    }

    /// All that is wanted but `kind`.
    #[must_use]
    pub fn without(&self, kind: EvidenceKind) -> Self {
        let wanted = self.wanted.iter().copied().filter(|own| *own != kind).collect();
        Self { wanted, ..self.clone() }
    }

    /// `kind` alone, if it is wanted.
    #[must_use]
    pub fn only(&self, kind: EvidenceKind) -> Self {
        Self { wanted: self.wanted.iter().copied().filter(|own| *own == kind).collect(), kept_packages: false }
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }
}

/// Reads kinds of evidence with commas between them, `all` or `none`.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn evidence(text: &str) -> Result<EvidenceKinds, String> {
    if text.trim() == ALL {
        return Ok(EvidenceKinds::of_all());
    }
    let words = || text.split(',').map(str::trim).filter(|word| !word.is_empty() && *word != "none");
    let kind = |word: &str| {
        let found = EVIDENCE_KINDS.into_iter().find(|kind| kind.as_str() == word);
        let names = || EVIDENCE_KINDS.map(EvidenceKind::as_str).join(", ");
        found.ok_or_else(|| format!("unknown kind of evidence `{word}`; choose from {}, or {ALL}, or none", names()))
    };
    words().map(kind).collect::<Result<_, _>>().map(|wanted| EvidenceKinds { wanted, kept_packages: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_as_they_are_written() {
        let all = EVIDENCE_KINDS.map(EvidenceKind::as_str).join(",");
        assert_eq!((evidence(&all), evidence("all")), (Ok(EvidenceKinds::of_all()), Ok(EvidenceKinds::of_all())));
        let usual = EvidenceKinds::usual();
        assert_eq!(
            evidence("author,record,git,interpreter"),
            Ok(usual.afresh()),
            "what was fetched before is not among it"
        );
        assert_eq!(evidence("none"), Ok(EvidenceKinds::none()));
        assert_eq!(evidence(" interpreter, "), Ok(EvidenceKinds::of_all().only(EvidenceKind::Interpreter)));
        assert!(evidence("rumours").is_err_and(|error| error.contains("rumours") && error.contains("interpreter")));
    }
}
