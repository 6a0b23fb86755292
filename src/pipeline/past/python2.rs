//! Blocks of Python 2: today's interpreter cannot compile them, and where Python 2.7 is at hand, it says which of their claims hold.

use std::collections::BTreeMap;

use super::{Checker, Facts, HASH_SEEDS, Page, Past};
use crate::claim::{Claim, NotationId, Place, Watch};
use crate::example::{Example, Left};
use crate::history::{Biography, Evidence, Seen, Tried, Witness, witnesses};
use crate::judge::{self, Judgement, Verdict};
use crate::plan::{Context, Session};
use crate::run::RunError;
use crate::settings::evidence::EvidenceKind;

/// What is confirmed of the claims of one piece of Python 2, by their numbers.
pub(in crate::pipeline) type Confirmed = BTreeMap<usize, (Judgement, Evidence)>;

/// The piece with its claims.
pub(in crate::pipeline) type Piece<'a> = (&'a Left, &'a [Claim]);

/// Says of the claims of `left` what Python 2 can show: of those at the end of a line that print its statement. Nobody else
/// knows where the statements of such code begin and end.
pub(in crate::pipeline) fn place(left: &Left, claims: &mut [Claim]) {
    for claim in claims.iter_mut().filter(|_| left.is_python2) {
        let line = claim.lines.first().map_or(0, |line| line.line);
        if claim.notation == NotationId::OutputTrailing {
            claim.places = vec![Place { first: line, last: line, except: Vec::new() }];
        }
        if claim.notation == NotationId::OutputTrailing || claim.notation == NotationId::OutputFence {
            (claim.unchecked, claim.watch) = (None, Watch::default());
        }
    }
}

/// What Python 2.7 confirms of the pieces in `left`, which are not run by `checker`; for each of them, in their order.
pub(in crate::pipeline) fn confirmed<'a>(
    past: &'a Past,
    checker: &Checker<'a>,
    examples: &[&'a Example],
    left: &[Piece<'a>],
) -> Result<Vec<Confirmed>, RunError> {
    let wants = past.settings.evidence.has(EvidenceKind::Author) && past.settings.other_pythons.is_empty();
    let has_claims = |(left, claims): &Piece<'_>| left.is_python2 && !claims.is_empty();
    if !wants || past.interrupt.is_set() || !left.iter().any(has_claims) {
        return Ok(Vec::new());
    }
    let Some(number) = past.others().iter().position(|other| other.installed.version.starts_with("2.")) else {
        return Ok(Vec::new());
    };
    let page = Page::of(past, checker, examples);
    let of = |(index, piece): (usize, &Piece<'a>)| match has_claims(piece) {
        true => page.confirmed_by(number, &left[..index], *piece),
        false => Ok(Confirmed::new()),
    };
    left.iter().enumerate().map(of).collect()
}

impl<'a> Page<'_, 'a> {
    /// What the interpreter with this `number` confirms of a piece: alone, or behind those before it, `earlier`, if it misses a
    /// name.
    fn confirmed_by(
        &self,
        number: usize,
        earlier: &[Piece<'a>],
        (left, claims): Piece<'a>,
    ) -> Result<Confirmed, RunError> {
        let nothing = Ok(Confirmed::new());
        let Some(checker) = self.checker(number) else { return nothing };
        let facts = Facts {
            version: self.past.others()[number].installed.version.clone(),
            implementation: self.past.implementation.clone(),
            platform: std::env::consts::OS,
        };
        if left.example.directives.skipped(&facts).is_some() {
            return nothing;
        }
        let mut session = Session { example: &left.example, claims, context: Context::None, before: Vec::new() };
        let mut run = checker.runner.run(&checker.program(&session, HASH_SEEDS[0]))?;
        if run.exception.as_ref().is_some_and(|exception| exception.kind == "NameError") {
            let before = earlier.iter().filter(|(left, _)| left.is_python2).map(|(left, _)| &*left.example);
            session = Session { context: Context::File, before: before.collect(), ..session };
            run = checker.runner.run(&checker.program(&session, HASH_SEEDS[0]))?;
        }
        let matching = checker.matching(session.example);
        let judged = judge::judge(claims, &run, matching);
        if !judged.iter().any(|judgement| judgement.verdict == Verdict::Confirmed) {
            return nothing;
        }
        let again = checker.runner.run(&checker.program(&session, HASH_SEEDS[1]))?;
        let again = judge::judge(claims, &again, matching);
        let holds = |(first, again): &(Judgement, Judgement)| {
            first.verdict == Verdict::Confirmed && again.verdict == Verdict::Confirmed
        };
        let all = judged.into_iter().zip(again).enumerate();
        let right = all.filter(|(_, pair)| holds(pair));
        Ok(right.map(|(index, (judgement, _))| (index, (judgement, self.shown(number, &claims[index])))).collect())
    }

    /// That `claim` holds on the interpreter with this `number`, for which it is written.
    fn shown(&self, number: usize, claim: &Claim) -> Evidence {
        let at = Some(Witness::on(&self.past.others()[number].installed.version));
        let tried = vec![Tried { kind: EvidenceKind::Author, at, outcome: Seen::Holds, reason: None }];
        Evidence {
            biography: Biography::Author,
            kind: Some(EvidenceKind::Author),
            holds: witnesses(&tried, Seen::Holds),
            command: Some(self.command(number, claim)),
            ..Evidence::unknown(tried)
        }
    }
}
