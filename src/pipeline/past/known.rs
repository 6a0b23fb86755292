//! What is known of claims that fail before anything runs elsewhere.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

use super::revisions::{Earlier, Revisions};
use super::{Past, failing_claims, recorded};
use crate::claim::Claim;
use crate::discover::File;
use crate::history::Evidence;
use crate::pipeline::Check;
use crate::pipeline::checker::Checker;
use crate::pipeline::outcome::Outcome;
use crate::settings::evidence::EvidenceKind;

/// What is known of a claim before it is run elsewhere.
pub(super) struct KnownClaim {
    /// What earlier reports or git show; none if they were not asked.
    pub(super) earlier: Option<Earlier>,
    /// When it was written, or why nobody knows.
    pub(super) written: Result<DateTime<Utc>, String>,
}

/// What is known of the claims that fail, for each of the `failing` examples.
pub(super) fn looked_up(
    check: &Check<'_>,
    past: &Past,
    (file, checker): (&File, &Checker<'_>),
    failing: &[&mut Outcome<'_>],
) -> Vec<BTreeMap<usize, KnownClaim>> {
    let recorded: Vec<_> = failing.iter().map(|outcome| recorded::of(past, file, checker, outcome)).collect();
    let open = failing.iter().zip(&recorded).flat_map(|(outcome, recorded)| {
        failing_claims(outcome).filter(|(index, _)| !recorded.contains_key(index)).map(|(_, claim)| claim)
    });
    let open: Vec<_> = open.collect();
    let asks_git = past.settings.evidence.has(EvidenceKind::Git);
    let needs_dates = past.reach(checker.packages).is_some();
    let is_wanted = (asks_git || needs_dates) && !open.is_empty();
    let revisions = is_wanted.then(|| Revisions::new(check, past, (file, checker.document), open.into_iter()));
    let of = |(outcome, recorded): (&&mut Outcome<'_>, BTreeMap<usize, Evidence>)| {
        let mut recorded = recorded;
        let known = |(index, claim): (usize, &Claim)| {
            let held = recorded.remove(&index).map(Earlier::Held);
            let of_git = |revisions: &Result<Revisions<'_>, String>| match revisions {
                Ok(revisions) => revisions.of(claim, outcome.example),
                Err(reason) => Earlier::nothing(reason.clone()),
            };
            let earlier = held.or_else(|| revisions.as_ref().filter(|_| asks_git).map(of_git));
            let written = match &revisions {
                Some(Ok(revisions)) => revisions.written(claim),
                Some(Err(reason)) => Err(reason.clone()),
                None => Err("nobody asked when it was written".to_owned()),
            };
            (index, KnownClaim { earlier, written })
        };
        failing_claims(outcome).map(known).collect()
    };
    failing.iter().zip(recorded).map(of).collect()
}
