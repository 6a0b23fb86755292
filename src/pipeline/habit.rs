//! Habits: texts behind examples of which nothing but their place says that they are outputs. Where most of the others
//! with that look are what Python gives, those that are not are held to be outputs as well, and are wrong.

use super::checker::Checker;
use super::outcome::Outcome;
use crate::claim::{Claim, NotationId, Strength};
use crate::example::{OutputPlace, Style};
use crate::judge::{self, Verdict};
use crate::run::RunError;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How many outputs of one look there are, and how many of them are confirmed.
#[derive(Default)]
struct Count {
    all: usize,
    confirmed: usize,
}

/// Checks the examples again whose outputs have the look of others that are confirmed. `store` has a place for the claims
/// of each of `outcomes`.
pub(super) fn settle<'a>(
    checker: &Checker<'a>,
    outcomes: &mut [Outcome<'a>],
    store: &'a [OnceLock<Vec<Claim>>],
) -> Result<(), RunError> {
    let mut counts: BTreeMap<Style, Count> = BTreeMap::new();
    for outcome in outcomes.iter() {
        for (index, style) in outputs(outcome) {
            let count = counts.entry(style.clone()).or_default();
            count.all += 1;
            count.confirmed += usize::from(outcome.judgements[index].verdict == Verdict::Confirmed);
        }
    }
    // The others, without the one in question.
    let is_habit = |style: &Style| counts.get(style).is_some_and(|count| 2 * count.confirmed > count.all - 1);
    for (outcome, store) in outcomes.iter_mut().zip(store) {
        let open = outputs(outcome).filter(|&(index, style)| {
            let (claim, judgement) = (&outcome.claims[index], &outcome.judgements[index]);
            let is_open = claim.strength == Strength::InferredText && judgement.verdict == Verdict::Unverified;
            // Words with a colon lead to whatever they speak of: a file, a page, another program.
            let is_near = || judgement.actual.as_deref().is_some_and(|actual| judge::may_be_meant(claim, actual));
            is_open && is_habit(style) && (!style.is_announced || is_near())
        });
        let open: Vec<_> = open.map(|(index, _)| index).collect();
        if open.is_empty() || outcome.run.is_none() {
            continue;
        }
        let inferred = outcome.claims;
        let claims = store.get_or_init(|| {
            let mut claims = inferred.to_vec();
            open.iter().for_each(|&index| claims[index].strength = Strength::Explicit);
            claims
        });
        let checked = checker.check(outcome.example, claims)?;
        *outcome = Outcome { claims: inferred, ..checked };
    }
    Ok(())
}

/// The claims of `outcome` that are blocks behind it, each with its look.
fn outputs<'o>(outcome: &'o Outcome<'_>) -> impl Iterator<Item = (usize, &'o Style)> {
    let shown = outcome.example.shown.iter().filter(|shown| shown.form == OutputPlace::Fence);
    shown.filter_map(|shown| {
        let line = shown.lines.first()?.line;
        let is_it = |claim: &Claim| claim.notation == NotationId::OutputFence && claim.lines[0].line == line;
        Some((outcome.claims.iter().position(is_it)?, &shown.style))
    })
}
