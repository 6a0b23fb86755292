//! When enough has failed: no further document is begun, and of those that have begun no further example. What the report then
//! has depends on the order of the documents and of their examples only, not on how many are checked at the same time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::job::Job;
use crate::discover::Files;
use crate::finding::Severity;
use crate::report::DocumentReport;

/// How many problems that fail are enough, and how many there are.
pub(super) struct Enough<'a> {
    job: &'a Job<'a>,
    /// The numbers of the documents in the order in which they are begun, where it matters.
    order: Option<Vec<usize>>,
    /// The place of each document in that order, if there is one.
    places: Vec<usize>,
    /// What fails in the documents that are done, by their places.
    failing: Counts,
}

/// How much fails at which place.
#[derive(Debug, Default)]
struct Counts(Mutex<BTreeMap<usize, usize>>);

impl Counts {
    fn add(&self, place: usize, count: usize) {
        if count > 0 {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(place).or_default() += count;
        }
    }

    /// The first place up to which there are `most`. What is done later can only make it an earlier one.
    fn reached(&self, most: usize) -> Option<usize> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = 0;
        counts.iter().find_map(|(place, count)| {
            sum += count;
            (sum >= most).then_some(*place)
        })
    }
}

impl<'a> Enough<'a> {
    /// Those that failed last are begun before others, where that is wanted.
    pub(super) fn new(job: &'a Job<'a>, files: &Files) -> Self {
        let first = &job.asked.first;
        let is_later =
            |index: usize| files.get(index).and_then(|file| file.path).is_none_or(|path| !first.contains(&path));
        if job.max_fail.is_none() && first.is_empty() {
            return Self { job, order: None, places: Vec::new(), failing: Counts::default() };
        }
        let mut order: Vec<_> = (0..files.len()).collect();
        order.sort_by_key(|&index| (is_later(index), index));
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, index)| places[*index] = place);
        Self { job, order: Some(order), places, failing: Counts::default() }
    }

    /// The order in which documents are begun, where it matters.
    pub(super) fn order(&self) -> Option<&[usize]> {
        self.order.as_deref()
    }

    /// Whether enough has failed in the documents before the one at `index`, so that it is left out.
    pub(super) fn is_before(&self, index: usize) -> bool {
        let reached = self.job.max_fail.and_then(|most| self.failing.reached(most));
        reached.is_some_and(|place| place < self.places[index])
    }

    /// Counts what fails in the document at `index`, which is done.
    pub(super) fn count(&self, index: usize, document: Option<&DocumentReport>) {
        if let Some(&place) = self.places.get(index) {
            self.failing.add(place, document.map_or(0, |document| self.failing_in(document)));
        }
    }

    /// Those of `checked`, with their numbers, that are not behind the one with which it is enough.
    pub(super) fn cut(&self, mut checked: Vec<(usize, DocumentReport)>) -> Vec<DocumentReport> {
        checked.retain(|(index, _)| !self.is_before(*index));
        checked.into_iter().map(|(_, document)| document).collect()
    }

    /// The check of the document at `index`, as far as it may end early.
    pub(super) fn halt(&'a self, index: usize) -> Option<Halt<'a>> {
        Some(Halt { enough: self, index, most: self.job.max_fail? })
    }

    /// How many problems of `document` fail.
    fn failing_in(&self, document: &DocumentReport) -> usize {
        let strict = self.job.strictness.strict;
        let fails = |severity: Severity| severity == Severity::Error || (strict && severity == Severity::Warning);
        let claims = document.claims.iter().filter(|claim| claim.severity.is_some_and(fails)).count();
        claims + document.findings.iter().filter(|finding| fails(finding.severity)).count()
    }
}

/// What may end the check of one document.
#[derive(Clone, Copy)]
pub(super) struct Halt<'a> {
    enough: &'a Enough<'a>,
    index: usize,
    most: usize,
}

/// How much fails in the examples of a document that are done.
pub(super) struct Stop<'a> {
    halt: Halt<'a>,
    failing: Counts,
}

impl Halt<'_> {
    /// `document`, of which some examples were left out, with what is known of it marked, if it has what they were left out
    /// for.
    pub(super) fn due(&self, document: DocumentReport) -> Option<DocumentReport> {
        let document = self.enough.job.with_known(document);
        (self.enough.failing_in(&document) >= self.most).then_some(document)
    }
}

impl<'a> Stop<'a> {
    pub(super) fn new(halt: Halt<'a>) -> Self {
        Self { halt, failing: Counts::default() }
    }

    /// Whether enough has failed before the example at `index`.
    pub(super) fn is_before(&self, index: usize) -> bool {
        let own = self.last().is_some_and(|last| last < index);
        own || self.halt.enough.is_before(self.halt.index)
    }

    /// Counts what fails of the example at `index`, of which `report` tells, and of nothing else.
    pub(super) fn count(&self, index: usize, report: DocumentReport) {
        let report = self.halt.enough.job.with_known(DocumentReport { is_whole: false, ..report });
        self.failing.add(index, self.halt.enough.failing_in(&report));
    }

    /// The example with which enough has failed; those behind it are left out.
    pub(super) fn last(&self) -> Option<usize> {
        self.failing.reached(self.halt.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_is_reached_at_the_first_place_up_to_which_there_are_as_many() {
        let counts = Counts::default();
        assert_eq!(counts.reached(1), None);
        counts.add(7, 2);
        assert_eq!((counts.reached(1), counts.reached(2), counts.reached(3)), (Some(7), Some(7), None));
        counts.add(3, 1);
        counts.add(0, 0);
        assert_eq!((counts.reached(1), counts.reached(2), counts.reached(3)), (Some(3), Some(7), Some(7)));
    }
}
