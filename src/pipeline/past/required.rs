//! Examples that today's interpreter does not run, because their metadata asks for another one: where that is at hand, it is
//! what runs them.

use super::Page;
use crate::history::{Biography, Evidence, Seen, Tried, Witness, witnesses};
use crate::judge::Verdict;
use crate::pipeline::outcome::Outcome;
use crate::pipeline::program;
use crate::run::RunError;
use crate::settings::evidence::EvidenceKind;

/// Whether `outcome` is that of an example which was not run by an interpreter of version `today`, for its metadata alone.
pub(super) fn is_left_out(outcome: &Outcome<'_>, today: &str) -> bool {
    let needed = program::needs_another_python(outcome.example, today);
    outcome.run.is_none() && needed.is_some() && outcome.not_given == needed
}

/// Takes over into `outcome` what is confirmed by `found`. It comes of an interpreter that says too little to call anything wrong.
fn confirm(outcome: &mut Outcome<'_>, mut found: Outcome<'_>) {
    for (index, judgement) in found.judgements.into_iter().enumerate() {
        if judgement.verdict == Verdict::Confirmed {
            outcome.judgements[index] = judgement;
            outcome.evidence.extend(found.evidence.remove(&index).map(|evidence| (index, evidence)));
        }
    }
}

impl<'a> Page<'_, 'a> {
    /// Runs the example of `outcome` by the newest interpreter that its metadata admits; it stays skipped if there is none.
    pub(super) fn run_as_required(&self, outcome: &mut Outcome<'a>) -> Result<(), RunError> {
        let example = outcome.example;
        let others = self.past.others();
        let admits = |number: &usize| {
            let version = &others[*number].installed.version;
            program::needs_another_python(example, version).is_none()
        };
        for number in (0..others.len()).rev().filter(admits) {
            let Some(checker) = self.checker(number) else { continue };
            let found = checker.check(example, outcome.claims)?;
            if found.run.is_some() {
                let found = self.witnessed(number, found);
                match checker.runner.interpreter().is_early() {
                    true => confirm(outcome, found),
                    false => *outcome = found,
                }
                return Ok(());
            }
            // What it lacks there is what the reader has to know.
            outcome.not_given = found.not_given.or_else(|| outcome.not_given.take());
            outcome.judgements = found.judgements;
        }
        Ok(())
    }

    /// `outcome`, which came of the interpreter with this `number`, with what that shows of its claims.
    fn witnessed(&self, number: usize, mut outcome: Outcome<'a>) -> Outcome<'a> {
        let python = self.past.others()[number].installed.version.clone();
        for (index, judgement) in outcome.judgements.iter().enumerate() {
            let seen = match judgement.verdict {
                Verdict::Confirmed => Seen::Holds,
                Verdict::Wrong | Verdict::Unreached => Seen::Fails,
                Verdict::Stale | Verdict::Volatile | Verdict::Skipped | Verdict::Unverified => continue,
            };
            let at = Some(Witness::on(&python));
            let tried = vec![Tried { kind: EvidenceKind::Author, at, outcome: seen, reason: None }];
            let holds = witnesses(&tried, Seen::Holds);
            let is_right = !holds.is_empty();
            let evidence = Evidence {
                biography: if is_right { Biography::Author } else { Biography::Unknown },
                kind: is_right.then_some(EvidenceKind::Author),
                holds,
                command: Some(self.command(number, &outcome.claims[index])),
                ..Evidence::unknown(tried)
            };
            outcome.evidence.insert(index, evidence);
        }
        outcome
    }
}
