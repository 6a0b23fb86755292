//! Documents of which nothing is to be told: where nobody asks for more they are counted and let go, so that memory does not grow
//! with the number of documents.

use std::sync::{Mutex, PoisonError};

use super::job::Job;
use crate::judge::Verdict;
use crate::report::{BlockReport, ClaimReport, DocumentReport, Status, Summary};

/// The counts of documents that were let go; none where all are kept.
pub(super) struct Forgotten(Option<Mutex<Summary>>);

impl Forgotten {
    pub(super) fn new(job: &Job<'_>) -> Self {
        Self(job.asked.forgets.then(|| Mutex::new(Summary::empty())))
    }

    /// `document`, unless it was counted and is to be let go.
    pub(super) fn unless_fine(&self, document: DocumentReport) -> Option<DocumentReport> {
        let Some(counts) = self.0.as_ref().filter(|_| is_fine(&document)) else { return Some(document) };
        counts.lock().unwrap_or_else(PoisonError::into_inner).add(&document);
        None
    }

    /// What was counted.
    pub(super) fn counts(self) -> Option<Summary> {
        self.0.map(|counts| counts.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether only the totals tell of `document`: all of it was looked at, and all claims are confirmed.
fn is_fine(document: &DocumentReport) -> bool {
    let is_confirmed = |claim: &ClaimReport| {
        claim.verdict == Verdict::Confirmed && claim.severity.is_none() && claim.suppressed.is_none()
    };
    let is_plain = |block: &BlockReport| match block.status {
        Status::Ran | Status::Raised | Status::NotPython | Status::NotExample => true,
        Status::TimedOut | Status::Limit | Status::Skipped | Status::Invalid => false,
    };
    let is_whole = document.is_whole && document.deselected == 0 && document.unchecked == 0;
    let has_findings = !document.findings.is_empty() || !document.suppressed_findings.is_empty();
    is_whole && !has_findings && document.claims.iter().all(is_confirmed) && document.blocks.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn document(verdict: Verdict) -> DocumentReport {
        DocumentReport { claims: vec![sample::claim(1, verdict)], ..DocumentReport::empty("a.md".to_owned()) }
    }

    #[test]
    fn only_what_is_all_confirmed_is_let_go() {
        assert!(is_fine(&DocumentReport::empty("a.md".to_owned())) && is_fine(&document(Verdict::Confirmed)));
        for verdict in [Verdict::Wrong, Verdict::Unverified, Verdict::Skipped, Verdict::Volatile] {
            assert!(!is_fine(&document(verdict)), "{verdict:?}");
        }
        assert!(!is_fine(&DocumentReport { unchecked: 1, ..document(Verdict::Confirmed) }));
        assert!(!is_fine(&DocumentReport { is_whole: false, ..document(Verdict::Confirmed) }));
        assert!(!is_fine(&sample::document()));
    }

    #[test]
    fn what_is_let_go_is_counted() {
        let forgotten = Forgotten(Some(Mutex::new(Summary::empty())));
        assert!(forgotten.unless_fine(document(Verdict::Confirmed)).is_none());
        assert!(forgotten.unless_fine(document(Verdict::Wrong)).is_some());
        let counts = forgotten.counts().expect("counts");
        assert_eq!((counts.documents, counts.claims, counts.confirmed()), (1, 1, (1, 1)));
    }
}
