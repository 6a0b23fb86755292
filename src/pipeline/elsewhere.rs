//! Other worlds: which examples are run again, where the clock, chance and the machine give something else, and what that
//! says of their claims.
//!
//! A wrong claim is looked at in a world where all is another, one that holds where only that is which differs from reader
//! to reader. A second such world, where chance turns out differently, is asked only where an example leaves something to
//! chance, and a run in this world under another hash seed only where nothing explains what came out.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named stays as it is")]

use chrono::{Local, Utc};
use std::time::Duration;

use super::checker::{Checker, is_at_limit};
use super::doubt::is_evident;
use crate::claim::Claim;
use crate::judge::elsewhere::{Elsewhere, SeenElsewhere, WorldResult};
use crate::judge::machine;
use crate::judge::volatile::{self, Cause};
use crate::judge::{self, Judgement, Unfit, Verdict, hint};
use crate::lang::python;
use crate::plan::{Order, Session, World, may_ask, shows_order};
use crate::run::{Ending, Run, RunError};

/// Another world is slower, and its example may do more in it: this many times, and at least so long.
const PATIENCE: (u32, Duration) = (5, Duration::from_secs(2));

/// Seeds of hashes that no other run has.
const FURTHER_SEEDS: [u32; 5] = [11, 12, 13, 14, 15];

/// An example with what came out of it so far.
struct Example<'c, 'a> {
    checker: &'c Checker<'a>,
    session: &'c Session<'a>,
    first: &'c Run,
    known: Elsewhere<'c>,
}

impl<'a> Checker<'a> {
    /// Looks at the `judgements` of `session`, which has run as `first`, again in other worlds. What the example needed and
    /// was not given, if that shows only there.
    pub(super) fn look_again(
        &self,
        session: &Session<'a>,
        judgements: &mut [Judgement],
        first: &Run,
    ) -> Result<Option<String>, RunError> {
        volatile::by_system(judgements, session.claims);
        volatile::by_installation(judgements, session.claims);
        machine::by_remark(judgements, session.claims, session.example);
        machine::by_package(judgements, session.claims, session.example);
        let days = [Local::now().date_naive(), Utc::now().date_naive()];
        volatile::by_day(judgements, session.claims, &days);
        let is_open = |judgement: &Judgement| match judgement.verdict {
            Verdict::Wrong => true,
            // What the text alone shows is the same in every world.
            Verdict::Unreached => !first.exception.as_ref().is_some_and(|exception| is_evident(session, exception)),
            _ => false,
        };
        let fails = !is_at_limit(first) && judgements.iter().any(is_open) || raises_key_error(first);
        let may_last = |judgement: &Judgement| matches!(judgement.verdict, Verdict::Confirmed | Verdict::Unverified);
        if session.claims.is_empty() || first.ending == Ending::Interrupted {
            return Ok(None);
        }
        let is_asked = fails || judgements.iter().any(may_last) && self.may_ask(session);
        if !is_asked {
            return Ok(None);
        }
        let known = Elsewhere::new(session.claims, first, session.source());
        let example = Example { checker: self, session, first, known };
        example.look(judgements, fails)
    }

    /// Whether the program of `session` may ask for what is another one elsewhere.
    fn may_ask(&self, session: &Session<'a>) -> bool {
        let examples: Vec<_> = session.examples().collect();
        let files = self.library.asked_for(&examples);
        if files.is_empty() && !examples.iter().any(|example| self.could_ask(example)) {
            return false;
        }
        let code = files.iter().filter(|(name, _)| name.ends_with(".py"));
        let beside: Vec<_> = code.map(|(_, text)| python::parse(text)).collect();
        may_ask(examples.iter().map(|example| &*example.module).chain(&beside))
    }
}

fn raises_key_error(run: &Run) -> bool {
    run.exception.as_ref().is_some_and(|exception| exception.kind == "KeyError")
}

impl Example<'_, '_> {
    fn look(&self, judgements: &mut [Judgement], fails: bool) -> Result<Option<String>, RunError> {
        let Some(world) = self.run(Some(World { number: 1, is_far: fails }))? else { return Ok(None) };
        let missing = if fails { self.known.missing(&world.run) } else { None };
        let is_open = |judgement: &Judgement, change: WorldResult| {
            change != WorldResult::None && (!fails || judgement.verdict == Verdict::Confirmed)
        };
        let near = match fails {
            false => None,
            true => {
                let changes =
                    judgements.iter().enumerate().map(|(index, one)| (one, self.known.change(index, one, &world)));
                let is_asked = world.broken.is_some() || changes.clone().any(|(one, change)| is_open(one, change));
                if is_asked { self.run(Some(World { number: 1, is_far: false }))? } else { None }
            }
        };
        let worlds = Worlds { far: fails.then_some(&world), near: if fails { near.as_ref() } else { Some(&world) } };
        let mut unexplained = self.settle(judgements, &worlds);
        self.look_at_chance(judgements, &world)?;
        unexplained.retain(|&index| is_lasting(&judgements[index]));
        if !unexplained.is_empty()
            && let Some(again) = self.run(None)?
        {
            self.compare_here(judgements, &unexplained, &again);
        }
        self.look_at_order(judgements)?;
        Ok(missing)
    }

    /// Runs under further hash seeds what differs only in the order of its parts and has sets of texts: two of them come out in
    /// one order as often as in the other, so two runs may agree by chance.
    fn look_at_order(&self, judgements: &mut [Judgement]) -> Result<(), RunError> {
        let claims = self.session.claims;
        let has_sets = || self.session.examples().any(|example| shows_order(&example.module));
        let is_open = |(claim, one): &(&Claim, &mut Judgement)| {
            let actual = one.actual.as_deref().unwrap_or_default();
            one.verdict == Verdict::Wrong && hint::is_reordered(&claim.text(one.lines), actual)
        };
        for seed in FURTHER_SEEDS {
            if !claims.iter().zip(judgements.iter_mut()).any(|pair| is_open(&pair)) || !has_sets() {
                break;
            }
            let Some(again) = self.run_with(None, seed)? else { break };
            for (index, judgement) in judgements.iter_mut().enumerate() {
                let pair = (&claims[index], judgement);
                if is_open(&pair) && self.known.change(index, pair.1, &again) == WorldResult::Other {
                    *pair.1 = volatile::volatile(pair.1, Cause::Chance);
                }
            }
        }
        Ok(())
    }

    /// Gives the judgements that follow from the worlds; which claims came out differently there without a reason.
    fn settle(&self, judgements: &mut [Judgement], worlds: &Worlds<'_>) -> Vec<usize> {
        let mut unexplained = Vec::new();
        for (index, judgement) in judgements.iter_mut().enumerate() {
            match worlds.of(&self.known, index, judgement) {
                Outcome::Same => {}
                Outcome::Is(other) => *judgement = other,
                Outcome::Unexplained => unexplained.push(index),
            }
        }
        unexplained
    }

    /// Looks once more where something is left to chance and came out the same: two worlds cannot both agree with the
    /// first run.
    fn look_at_chance(&self, judgements: &mut [Judgement], world: &SeenElsewhere) -> Result<(), RunError> {
        let is_drawn = |(index, judgement): (usize, &Judgement)| {
            let may_be = is_lasting(judgement) || judgement.verdict == Verdict::Unverified;
            may_be && self.known.is_left_to_chance(index, &world.run)
        };
        if !judgements.iter().enumerate().any(is_drawn) {
            return Ok(());
        }
        for (index, judgement) in judgements.iter_mut().enumerate() {
            if let Some(drawn) = self.known.drawn(index, judgement, &world.run) {
                *judgement = drawn;
            }
        }
        if !judgements.iter().enumerate().any(is_drawn) {
            return Ok(());
        }
        let Some(second) = self.run(Some(World { number: 2, is_far: false }))? else { return Ok(()) };
        for (index, judgement) in judgements.iter_mut().enumerate() {
            if self.known.change(index, judgement, &second) == WorldResult::Other
                && judgement.verdict != Verdict::Unreached
                && let Some(explained) = self.known.explained(index, judgement, &second)
            {
                *judgement = explained;
            }
        }
        Ok(())
    }

    /// Marks those claims of `unexplained` that come out differently in this world too, under another hash seed.
    fn compare_here(&self, judgements: &mut [Judgement], unexplained: &[usize], again: &SeenElsewhere) {
        for &index in unexplained {
            let judgement = &judgements[index];
            if self.known.change(index, judgement, again) == WorldResult::Other {
                let printed = again.judgements[index].actual.clone().unwrap_or_default();
                judgements[index] = volatile::volatile(judgement, Cause::AnotherRun(printed));
            }
        }
    }

    /// The example in another `world`, or once more in this one; none if that was stopped.
    fn run(&self, world: Option<World>) -> Result<Option<SeenElsewhere>, RunError> {
        self.run_with(world, self.checker.hash_seeds[1])
    }

    fn run_with(&self, world: Option<World>, hash_seed: u32) -> Result<Option<SeenElsewhere>, RunError> {
        let mut program = self.checker.program(self.session, hash_seed);
        program.orders.extend(world.map(Order::Elsewhere));
        let limit = program.surroundings.timeout;
        let patience = (self.first.duration * PATIENCE.0).max(PATIENCE.1);
        program.surroundings.timeout = limit.map(|limit| limit.min(patience));
        let owner = self.checker.owner(self.session.example);
        let run = self.checker.sheet.run(self.checker.runner, &program, owner)?;
        if self.checker.interrupt.is_set() || run.ending == Ending::Interrupted {
            return Ok(None);
        }
        let matching = self.checker.matching(self.session.example);
        let judgements = judge::judge(self.session.claims, &run, matching);
        Ok(Some(self.known.seen(run, judgements)))
    }
}

/// Whether a claim that is so judged may turn out volatile.
const fn is_lasting(judgement: &Judgement) -> bool {
    matches!(judgement.verdict, Verdict::Wrong | Verdict::Confirmed)
}

/// The first run in a world where all is another, and in one where only that is which differs from reader to reader.
struct Worlds<'a> {
    far: Option<&'a SeenElsewhere>,
    near: Option<&'a SeenElsewhere>,
}

/// What the worlds say of one claim.
enum Outcome {
    Same,
    Is(Judgement),
    Unexplained,
}

impl Worlds<'_> {
    fn of(&self, known: &Elsewhere<'_>, index: usize, judgement: &Judgement) -> Outcome {
        let is_near = judgement.verdict == Verdict::Confirmed;
        let world = if is_near { self.near.or(self.far) } else { self.far.or(self.near) };
        let Some(world) = world else { return Outcome::Same };
        if judgement.unfit == Some(Unfit::Folder) && !known.names_program(index, &world.run) {
            return Outcome::Same;
        }
        if let Some(scheduled) = known.scheduled(index, judgement, &world.run) {
            return Outcome::Is(scheduled);
        }
        let explained =
            |world: &SeenElsewhere| known.explained(index, judgement, world).map_or(Outcome::Unexplained, Outcome::Is);
        let unshifted = |is_unknown: bool| match judgement.verdict {
            Verdict::Wrong | Verdict::Unreached => Outcome::Is(known.unshifted(index, judgement, world, is_unknown)),
            _ => Outcome::Same,
        };
        match known.change(index, judgement, world) {
            WorldResult::None => unshifted(false),
            WorldResult::Other => explained(world),
            WorldResult::Unknown if is_near => Outcome::Unexplained,
            WorldResult::Unknown => match self.near.map(|near| (near, known.change(index, judgement, near))) {
                Some((near, WorldResult::Other)) => explained(near),
                Some((_, WorldResult::None | WorldResult::Unknown)) | None => unshifted(true),
            },
        }
    }
}
