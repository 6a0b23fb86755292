//! The totals of a check, and the exit status that follows from them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

use super::suppression::SuppressionKind;
use super::{DocumentReport, EXIT_ERROR, EXIT_FAILURE, EXIT_OK, Failure, Report, STATUSES, Status, milliseconds};
use crate::example::{KINDS, Kind};
use crate::finding::Severity;
use crate::judge::{VERDICTS, Verdict};
use crate::settings::Strictness;
use crate::settings::portion::Portion;
use crate::settings::severity::Level;

/// Totals of a check.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Documents read.
    pub documents: usize,
    /// Blocks seen: the sum over `blocks_by_status`.
    pub blocks: usize,
    /// Blocks of each status, zeros included.
    pub blocks_by_status: BTreeMap<Status, usize>,
    /// Blocks of each kind, zeros included.
    pub blocks_by_kind: BTreeMap<Kind, usize>,
    /// Blocks that ran in an earlier check, of those that ran.
    pub cached: usize,
    /// Claims seen: the sum over `claims_by_verdict`.
    pub claims: usize,
    /// Claims of each verdict, zeros included.
    pub claims_by_verdict: BTreeMap<Verdict, usize>,
    /// Claims of each severity; those that are no problem are not counted.
    #[serde(skip)]
    pub claims_by_severity: BTreeMap<Severity, usize>,
    /// Findings: the sum over `findings_by_severity`.
    pub findings: usize,
    /// Findings of each severity, zeros included.
    pub findings_by_severity: BTreeMap<Severity, usize>,
    /// Blocks that are skipped, but for those whose author says why.
    #[serde(skip)]
    pub unexplained: usize,
    /// Blocks that were not asked for, of the documents that were looked at.
    pub deselected: usize,
    /// Documents that were not begun, because enough problems had failed.
    pub unchecked: usize,
    /// Blocks of other documents that were not begun, because enough problems had failed.
    pub unchecked_blocks: usize,
    /// Problems that the baseline knows.
    pub known: usize,
    /// Problems that their authors leave out, each with a reason.
    pub ignored: usize,
    /// The baseline, if there is one.
    pub baseline: Option<KnownSummary>,
    /// Wall-clock time of the whole check, in milliseconds.
    pub duration_ms: u64,
    /// The exit status of the process.
    pub exit_status: u8,
    /// Whether some claim or example fails, whatever the exit status is.
    #[serde(skip)]
    pub fails: bool,
}

/// The baseline that problems were held against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownSummary {
    /// Its path.
    pub path: String,
    /// How many problems it knows.
    pub entries: usize,
    /// The revision whose baseline counts, if it is not the one that lies there.
    pub from: Option<String>,
    /// How many problems the one that lies there knows beyond that.
    pub added: usize,
    /// How many ignores the documents have beyond those of that revision.
    pub added_ignores: usize,
}

impl Report {
    /// Counts anew what was changed since.
    pub fn count(&mut self, strictness: Strictness) {
        let duration_ms = self.summary.duration_ms;
        self.summary = Summary { duration_ms, ..self.forgotten.clone().unwrap_or_else(Summary::empty) };
        self.documents.iter().for_each(|document| self.summary.add(document));
        self.summary.settle(self.errors.is_empty(), strictness);
    }

    /// Counts the documents that were let go, too.
    pub fn add_forgotten(&mut self, forgotten: Summary, strictness: Strictness) {
        self.forgotten = Some(forgotten);
        self.count(strictness);
    }

    /// Takes out the documents of which nothing was asked for, and counts those that were not begun.
    pub fn leave_out(&mut self, unchecked: usize) {
        self.documents.retain(|document| document.is_whole || !document.blocks.is_empty());
        let forgotten = self.forgotten.as_ref().map_or(0, |forgotten| forgotten.documents);
        (self.summary.documents, self.summary.unchecked) = (forgotten + self.documents.len(), unchecked);
    }
}

impl Summary {
    /// The totals of `documents`, and the exit status that follows.
    #[must_use]
    pub fn of(documents: &[DocumentReport], errors: &[Failure], strictness: Strictness, took: Duration) -> Self {
        let mut summary = Self { duration_ms: milliseconds(took), ..Self::empty() };
        documents.iter().for_each(|document| summary.add(document));
        summary.settle(errors.is_empty(), strictness);
        summary
    }

    /// The totals of no document, zeros included.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            blocks_by_status: STATUSES.iter().map(|&status| (status, 0)).collect(),
            blocks_by_kind: KINDS.iter().map(|&kind| (kind, 0)).collect(),
            claims_by_verdict: VERDICTS.iter().map(|&verdict| (verdict, 0)).collect(),
            findings_by_severity: [Severity::Note, Severity::Warning, Severity::Error].map(|s| (s, 0)).into(),
            ..Self::default()
        }
    }

    /// Counts one more document.
    pub fn add(&mut self, document: &DocumentReport) {
        self.documents += 1;
        self.blocks += document.blocks.len();
        self.deselected += document.deselected;
        self.unchecked_blocks += document.unchecked;
        self.claims += document.claims.len();
        self.findings += document.findings.len();
        for block in &document.blocks {
            *self.blocks_by_status.entry(block.status).or_default() += 1;
            self.cached += usize::from(block.cached);
            *self.blocks_by_kind.entry(block.kind).or_default() += 1;
            self.unexplained += usize::from(block.status == Status::Skipped && !block.is_explained);
        }
        for claim in &document.claims {
            *self.claims_by_verdict.entry(claim.verdict).or_default() += 1;
            if let Some(severity) = claim.severity {
                *self.claims_by_severity.entry(severity).or_default() += 1;
            }
        }
        self.count_suppressed(document);
        for finding in &document.findings {
            *self.findings_by_severity.entry(finding.severity).or_default() += 1;
        }
    }

    /// Gives the exit status of a check that `is_complete`: everything could be looked at.
    pub fn settle(&mut self, is_complete: bool, strictness: Strictness) {
        self.fails = self.fails(strictness);
        self.exit_status = match (is_complete, self.fails) {
            (false, _) => EXIT_ERROR,
            (true, true) => EXIT_FAILURE,
            (true, false) => EXIT_OK,
        };
    }

    fn count_suppressed(&mut self, document: &DocumentReport) {
        let claims = document.claims.iter().filter_map(|claim| claim.suppressed.as_ref());
        let findings = document.suppressed_findings.iter().filter_map(|finding| finding.suppressed.as_ref());
        for suppression in claims.chain(findings) {
            match suppression.kind {
                SuppressionKind::Baseline => self.known += 1,
                SuppressionKind::Ignore => self.ignored += 1,
            }
        }
    }

    fn fails(&self, strictness: Strictness) -> bool {
        let counts = [&self.claims_by_severity, &self.findings_by_severity];
        let has = |severity| counts.iter().any(|counts| counts.get(&severity).is_some_and(|&count| count > 0));
        let skipped = strictness.skipped.unwrap_or(Level::Warning);
        let is_failure = |level| level == Level::Error || (strictness.strict && level == Level::Warning);
        has(Severity::Error)
            || (strictness.strict && has(Severity::Warning))
            || (is_failure(skipped) && self.unexplained > 0)
            || (strictness.fail_on_empty && self.claims == 0)
            || strictness.min_confirmed.is_some_and(|least| !self.reaches(least))
    }

    /// How many claims are confirmed, and of how many it is known whether they are right.
    #[must_use]
    pub fn confirmed(&self) -> (usize, usize) {
        let count = |verdict: Verdict| self.claims_by_verdict.get(&verdict).copied().unwrap_or(0);
        let is_known = |verdict: Verdict| match verdict {
            Verdict::Confirmed | Verdict::Wrong | Verdict::Stale | Verdict::Volatile | Verdict::Unreached => true,
            Verdict::Skipped | Verdict::Unverified => false,
        };
        (count(Verdict::Confirmed), VERDICTS.into_iter().filter(|verdict| is_known(*verdict)).map(count).sum())
    }

    /// Whether at least so many of the claims are confirmed.
    #[must_use]
    pub fn reaches(&self, least: Portion) -> bool {
        let (confirmed, all) = self.confirmed();
        least.is_reached(confirmed, all)
    }
}
