//! The looks into earlier reports, which the user names.

use std::collections::BTreeMap;

use super::{Past, failing_claims};
use crate::baseline::identity;
use crate::claim::Claim;
use crate::discover::File;
use crate::history::Evidence;
use crate::pipeline::checker::Checker;
use crate::pipeline::outcome::Outcome;

/// What earlier reports say of the claims of `outcome` that fail, by their numbers.
pub(super) fn of(past: &Past, file: &File, checker: &Checker<'_>, outcome: &Outcome<'_>) -> BTreeMap<usize, Evidence> {
    if past.records.is_empty() {
        return BTreeMap::new();
    }
    let identity = |claim: &Claim, lines: usize| {
        let own = Claim { lines: claim.lines[..lines.min(claim.lines.len())].to_vec(), ..claim.clone() };
        identity::of_claim(checker.document, &own, &own.text(own.lines.len()))
    };
    let found = failing_claims(outcome).filter_map(|(index, claim)| {
        let lines = outcome.judgements[index].lines;
        let own = identity(claim, lines);
        let all = checker.claims.values().flat_map(|claims| claims.iter());
        let count = all.filter(|other| identity(other, lines) == own).count();
        Some((index, Evidence::recorded_by(vec![past.records.look(&file.name, own, count)?])))
    });
    found.collect()
}
