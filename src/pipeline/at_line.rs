//! One claim of one document: only its example runs, and only its biography is looked for.

use super::{CheckError, Job, checker, recovering, with_check};
use crate::discover;
use crate::report::{ClaimReport, Failure};

/// The claim on the 1-based `line` of the one document that `job` selects; none if no claim stands there.
///
/// # Errors
/// If nothing can be run at all.
pub fn claim_at(job: &Job<'_>, line: usize) -> Result<Result<Option<ClaimReport>, Failure>, CheckError> {
    let found = discover::discover(job.selection);
    with_check(job, |check| {
        let Some(file) = found.files.get(0) else {
            let unknown = || Failure { path: String::new(), message: "it is not a document".to_owned() };
            return Err(found.failures.first().cloned().unwrap_or_else(unknown));
        };
        let check = check.again(checker::HASH_SEEDS, [line].into());
        let document = recovering(&file, || check.file(&file))?;
        let mut own: Vec<_> = document.claims;
        own.retain(|claim| (claim.line..=claim.end_line.max(claim.line)).contains(&line));
        // Of several on one line, the one that fails.
        own.sort_by_key(|claim| std::cmp::Reverse(claim.severity));
        Ok(own.into_iter().next())
    })
}
