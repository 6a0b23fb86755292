//! When enough has failed: no further document is begun. Which documents the report then has depends on their order only, not
//! on how many are checked at the same time.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::job::Job;
use crate::discover::File;
use crate::finding::Severity;
use crate::report::DocumentReport;

/// How many problems that fail are enough, and how many there are.
pub(super) struct Enough<'a> {
    job: &'a Job<'a>,
    /// The numbers of the documents in the order in which they are begun, where it matters.
    order: Option<Vec<usize>>,
    failing: AtomicUsize,
}

impl<'a> Enough<'a> {
    /// Those that failed last are begun before others, where that is wanted.
    pub(super) fn new(job: &'a Job<'a>, files: &[File]) -> Self {
        let first = &job.asked.first;
        let is_later = |index: usize| files[index].path.as_ref().is_none_or(|path| !first.contains(path));
        let mut order: Vec<_> = (0..files.len()).collect();
        order.sort_by_key(|&index| (is_later(index), index));
        let is_wanted = job.max_fail.is_some() || !first.is_empty();
        Self { job, order: is_wanted.then_some(order), failing: AtomicUsize::new(0) }
    }

    /// The order in which documents are begun, where it matters.
    pub(super) fn order(&self) -> Option<&[usize]> {
        self.order.as_deref()
    }

    /// Whether no further document is to be begun.
    pub(super) fn is_reached(&self) -> bool {
        self.job.max_fail.is_some_and(|most| self.failing.load(Ordering::Relaxed) >= most)
    }

    /// Counts what fails in a document that is done.
    pub(super) fn count(&self, document: Option<&DocumentReport>) {
        let failing = document.map_or(0, |document| failing(document, self.job.strictness.strict));
        self.failing.fetch_add(failing, Ordering::Relaxed);
    }

    /// Of `checked`, with their numbers, those up to the one with which it is enough, in the order of their numbers. All
    /// before that one have been begun, and what was begun is done.
    pub(super) fn cut(&self, mut checked: Vec<(usize, DocumentReport)>) -> Vec<DocumentReport> {
        if let (Some(most), Some(order)) = (self.job.max_fail, &self.order) {
            let mut places = vec![0; order.len()];
            order.iter().enumerate().for_each(|(place, index)| places[*index] = place);
            checked.sort_by_key(|(index, _)| places[*index]);
            let mut failed = 0;
            let is_before = |(_, document): &(usize, DocumentReport)| {
                let is_before = failed < most;
                failed += failing(document, self.job.strictness.strict);
                is_before
            };
            let count = checked.iter().map(is_before).take_while(|is_before| *is_before).count();
            checked.truncate(count);
            checked.sort_by_key(|(index, _)| *index);
        }
        checked.into_iter().map(|(_, document)| document).collect()
    }
}

/// How many problems of `document` fail.
fn failing(document: &DocumentReport, strict: bool) -> usize {
    let fails = |severity: Severity| severity == Severity::Error || (strict && severity == Severity::Warning);
    let claims = document.claims.iter().filter(|claim| claim.severity.is_some_and(fails)).count();
    claims + document.findings.iter().filter(|finding| fails(finding.severity)).count()
}
