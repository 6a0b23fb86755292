//! `doctrue merge`: the reports of several machines as one.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::args::MergeArgs;
use super::deliver::{Delivery, Streamed};
use super::{remark, report_failures, storage};
use crate::finding::Severity;
use crate::report::{DocumentReport, Report};
use crate::settings::Strictness;
use crate::settings::shard::Shard;

pub(super) fn merge(args: &MergeArgs) -> anyhow::Result<u8> {
    let blob = storage::merged(&args.paths)?;
    let (mut origin, mut report) = (blob.origin, blob.report);
    let delivery = Delivery::open(&args.reporting, Shard::WHOLE, || documents(&report))?;
    let min_confirmed = args.reporting.min_confirmed.or(origin.strictness.min_confirmed);
    origin.strictness = Strictness { min_confirmed, ..origin.strictness };
    report.summary.settle(report.errors.is_empty(), origin.strictness);
    delivery.settle(&mut report, origin.strictness);
    report.notes.iter().for_each(|note| remark(Severity::Note, note));
    report_failures(&report.errors);
    delivery.finish(&report, &origin, Streamed::Nothing)
}

/// The documents of `report` that are here, as they really are named.
fn documents(report: &Report) -> HashSet<PathBuf> {
    let path = |document: &DocumentReport| Path::new(&document.path).canonicalize().ok();
    report.documents.iter().filter_map(path).collect()
}
