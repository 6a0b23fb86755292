//! The report on one example alone: what fails of it, while the others of its document still run.

use super::asked::Parts;
use super::outcome::Outcome;
use super::{assemble, ignored, included, weigh};
use crate::finding::Severity;
use crate::report::DocumentReport;
use crate::settings::severity::Severities;

/// What is to be told of `outcome`, as far as it depends on nothing else in its document. It may be less than what is told
/// at the end; none if nothing is.
pub(super) fn report(parts: Parts<'_>, outcome: &Outcome<'_>, said: &Severities) -> Option<DocumentReport> {
    let is_well = outcome.run.as_ref().is_some_and(|run| run.ending.describe().is_none() && run.exception.is_none());
    let is_right = outcome.judgements.iter().all(|one| one.severity.is_none_or(|severity| severity == Severity::Note));
    if is_well && is_right && *said == Severities::default() {
        return None;
    }
    let mut outcomes = vec![outcome.clone()];
    let mut ignores = ignored::Ignores::of(parts.document, parts.said, parts.examples);
    ignores.mark(&mut outcomes);
    let mut report = assemble::document(parts.document, Vec::new(), parts.classes, outcomes, std::iter::empty());
    ignores.finish(parts.document, &mut report);
    let block = &parts.document.blocks[outcome.example.block];
    report.findings.retain(|finding| (block.line..=block.end_line).contains(&finding.line));
    report.is_whole = false;
    included::tell(&parts.document.source, &mut report);
    weigh::weigh(&mut report, said);
    Some(report)
}
