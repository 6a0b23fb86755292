//! Several interpreters: everything is checked by each of them, one after the other, and told in one report.

use std::time::Instant;

use super::{CheckError, Job, check};
use crate::report::{Report, matrix};
use crate::settings::RunSettings;
use crate::settings::evidence::EvidenceKind;

/// Checks everything that `job` selects by all interpreters that it names.
///
/// # Errors
/// If nothing can be run at all by one of them.
pub fn check_by_all(job: &Job<'_>) -> Result<Report, CheckError> {
    if job.settings.other_pythons.is_empty() {
        return check(job);
    }
    let begin = Instant::now();
    // The report shows by itself what other interpreters say; what an author says of a Python holds on each.
    let evidence = job.settings.evidence.only(EvidenceKind::Author);
    let settings = RunSettings { evidence, ..job.settings.clone() };
    let first = check(&Job { settings: &settings, ..*job })?;
    let mut others = Vec::new();
    for python in &settings.other_pythons {
        if job.interrupt.is_set() {
            break;
        }
        let settings = RunSettings { python: Some(python.clone()), ..settings.clone() };
        others.push(check(&Job { settings: &settings, ..*job })?);
    }
    Ok(matrix::merged(first, others, job.strictness, begin.elapsed()))
}
