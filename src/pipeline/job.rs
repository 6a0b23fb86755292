//! What the pipeline is told to do, and what it tells meanwhile.

use thiserror::Error;

use super::asked::Asked;
use super::weigh;
use crate::baseline::Known;
use crate::config::Config;
use crate::discover::Selection;
use crate::history::record::RecordError;
use crate::report::{DocumentReport, Failure, Header};
use crate::run::{Interrupt, SetupError};
use crate::settings::{RunSettings, Strictness};

/// The check as a whole could not be made.
#[derive(Debug, Error)]
pub enum CheckError {
    /// There is no interpreter, or no place to run it in.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// An earlier report cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The workers could not be started.
    #[error("cannot start {jobs} workers: {reason}; use fewer with --jobs")]
    Workers {
        /// How many were asked for.
        jobs: usize,
        /// Why.
        reason: String,
    },
}

/// What is to be worked on, and how: the same for checking, fixing and adding.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// What is read.
    pub selection: &'a Selection,
    /// What the repository says.
    pub config: &'a Config,
    /// How examples are run and judged.
    pub settings: &'a RunSettings,
    /// What fails besides wrong claims.
    pub strictness: Strictness,
    /// The problems that are known, if there is a baseline.
    pub known: Option<&'a Known>,
    /// What of that is asked for.
    pub asked: &'a Asked,
    /// After so many problems that fail, no further document is begun.
    pub max_fail: Option<usize>,
    /// Ends the work early.
    pub interrupt: &'a Interrupt,
    /// Told how far it is.
    pub progress: &'a dyn Progress,
}

/// Told how far the work is. Called from all workers.
pub trait Progress: Sync {
    /// `total` documents are to be worked on.
    fn begin(&self, total: usize);
    /// One more is done.
    fn document_done(&self);
    /// The example at `place`, a path and a line, begins to run.
    fn example_begins(&self, _place: &str) {}
    /// It has run; a signal may have stopped it.
    fn example_ends(&self, _place: &str, _is_stopped: bool) {}
    /// A check begins; this is what will stand at the top of its report.
    fn ready(&self, _header: &Header) {}
    /// The document at `index`, counted from 0 in the order of the paths, was checked, or could not be.
    fn checked(&self, _index: usize, _result: Result<&DocumentReport, &Failure>) {}
}

impl Job<'_> {
    /// `document` with what is known of it marked.
    #[must_use]
    pub fn with_known(&self, mut document: DocumentReport) -> DocumentReport {
        if let Some(finding) = self.known.and_then(|known| known.mark(&mut document)) {
            let mut finding = finding.into();
            if weigh::weigh_finding(&mut finding, &self.settings.severities) {
                document.findings.push(finding);
                document.findings.sort_by_key(|finding| finding.line);
            }
        }
        document
    }

    /// The report on documents that are gone and still known.
    pub(super) fn gone(&self) -> Option<DocumentReport> {
        let mut report = self.known?.gone(|folder| self.selection.searches(folder))?;
        report.findings.retain_mut(|finding| weigh::weigh_finding(finding, &self.settings.severities));
        Some(report).filter(|report| !report.findings.is_empty())
    }
}
