//! The looks at other interpreters: the program that failed, as it is, on each of them, as far as that is worth it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::worth::Asks;
use super::{HASH_SEEDS, Page, fails};
use crate::example::Example;
use crate::history::timeline::{self, LookResult, Transition};
use crate::history::{Biography, Evidence, Seen, Tried, Witness, minor, order, witnesses};
use crate::judge::{self, Judgement, Verdict, given};
use crate::pipeline::checker::Checker;
use crate::pipeline::outcome::Outcome;
use crate::plan::Session;
use crate::run::{Run, RunError};
use crate::settings::evidence::EvidenceKind;

/// The version behind those of Python 2.
const FIRST_OF_PYTHON_3: &str = "3.0";

/// What one interpreter gave for all claims of an example.
struct Answer {
    version: String,
    /// For each claim.
    looks: Vec<LookResult>,
    judgements: Vec<Judgement>,
    /// Why nothing can be said of those of which that is so.
    reason: String,
}

/// The looks that were taken at one example.
pub(super) struct Looks<'p, 'a> {
    page: &'p Page<'p, 'a>,
    session: Session<'a>,
    today: &'p Outcome<'a>,
    /// By the number of the interpreter; none for those that cannot be asked.
    seen: RefCell<BTreeMap<usize, Option<Answer>>>,
    error: RefCell<Option<RunError>>,
}

impl<'p, 'a> Looks<'p, 'a> {
    /// Those at the example that gave `today` by `session`.
    pub(super) fn new(page: &'p Page<'p, 'a>, session: Session<'a>, today: &'p Outcome<'a>) -> Self {
        Self { page, session, today, seen: RefCell::default(), error: RefCell::default() }
    }

    /// The session that gave what is looked at.
    pub(super) fn session(&self) -> &Session<'a> {
        &self.session
    }

    /// The example.
    pub(super) fn example(&self) -> &'a Example {
        self.session.example
    }

    /// The claim at `index` on the first of the interpreters with these `numbers` that says anything of it, which its author
    /// names: whether it holds there, and how. None if there is no such interpreter.
    pub(super) fn as_said(&self, numbers: &[usize], index: usize) -> Option<Option<(Judgement, Evidence)>> {
        let looked = numbers.iter().map(|&number| (number, self.look(number, index)));
        let (number, look) = looked.into_iter().find(|(_, look)| *look != LookResult::Unknown)?;
        if look != LookResult::Holds {
            return Some(None);
        }
        let judgement = self.seen.borrow().get(&number)?.as_ref()?.judgements[index].clone();
        let tried = self.tried(index);
        let evidence = Evidence {
            biography: Biography::Author,
            kind: Some(EvidenceKind::Author),
            holds: witnesses(&tried, Seen::Holds),
            command: Some(self.page.command(number, &self.session.claims[index])),
            ..Evidence::unknown(tried)
        };
        Some(Some((judgement, evidence)))
    }

    /// What kept looks from being taken, if anything did.
    pub(super) fn error(self) -> Result<(), RunError> {
        self.error.into_inner().map_or(Ok(()), Err)
    }

    /// The biography of the claim at `index`, of which this was `tried` before. `asks` says who else is asked.
    pub(super) fn evidence(&self, index: usize, asks: Asks, before: Vec<Tried>) -> Evidence {
        let found = match asks {
            Asks::Nobody => None,
            Asks::Python2 => self.before_python_3(index),
            Asks::All => self.found(index),
        };
        match found {
            Some(evidence) => Evidence { tried: [before, evidence.tried].concat(), ..evidence },
            None => Evidence::unknown([before, self.tried(index)].concat()),
        }
    }

    /// What the other interpreters show, if they show anything.
    fn found(&self, index: usize) -> Option<Evidence> {
        let others = self.page.past.others();
        let today = order(&self.page.past.today);
        // Those that have not what the code uses can say nothing of it. Where Python 2 fails, that says nothing of Python 3.
        let mut first = self.page.first(&self.session);
        if self.page.is_python_2(first) && self.look(first, index) != LookResult::Holds {
            first += 1;
        }
        let older = others.partition_point(|other| order(&other.installed.version) < today).max(first);
        let look = |number: usize| self.look(number, index);
        let change = timeline::change(older - first, |place| look(first + place));
        if let Some(Transition { holds, fails }) = change {
            let change = Transition { holds: first + holds, fails: first + fails };
            let fails = if change.fails == older { self.page.past.today.clone() } else { self.version(change.fails) };
            return Some(self.changed(index, Biography::Python, change.holds, (&self.version(change.holds), &fails)));
        }
        // What is newer is asked from the newest on, and only while it holds.
        let mut ahead = None;
        for number in (older..others.len()).rev() {
            match look(number) {
                LookResult::Holds => ahead = Some(number),
                LookResult::Fails { .. } => break,
                LookResult::Unknown => {}
            }
        }
        let holds = ahead?;
        let before = if holds == older { self.page.past.today.clone() } else { self.version(holds - 1) };
        Some(self.changed(index, Biography::Ahead, holds, (&before, &self.version(holds))))
    }

    /// What Python 2 shows, where all of Python 3 give the same.
    fn before_python_3(&self, index: usize) -> Option<Evidence> {
        let first = self.page.first(&self.session);
        let holds = self.page.is_python_2(first) && self.look(first, index) == LookResult::Holds;
        holds.then(|| self.changed(index, Biography::Python, first, (&self.version(first), FIRST_OF_PYTHON_3)))
    }

    /// That the claim at `index` holds on the interpreter with the number `holds`, and that it changed between the versions `from`
    /// and `to`.
    fn changed(&self, index: usize, biography: Biography, holds: usize, (from, to): (&str, &str)) -> Evidence {
        let tried = self.tried(index);
        Evidence {
            biography,
            kind: Some(EvidenceKind::Interpreter),
            holds: witnesses(&tried, Seen::Holds),
            changed_in: Some(releases(from, to)),
            conflicts: self.conflicts(holds),
            command: Some(self.page.command(holds, &self.session.claims[index])),
            ..Evidence::unknown(tried)
        }
    }

    fn version(&self, number: usize) -> String {
        self.page.past.others()[number].installed.version.clone()
    }

    /// The claim at `index` on the interpreter with this `number`.
    fn look(&self, number: usize, index: usize) -> LookResult {
        if !self.seen.borrow().contains_key(&number) {
            let answer = self.page.checker(number).map(|checker| self.answer(checker)).transpose();
            let answer = answer.unwrap_or_else(|error| {
                *self.error.borrow_mut() = Some(error);
                None
            });
            self.seen.borrow_mut().insert(number, answer);
        }
        let seen = self.seen.borrow();
        seen.get(&number).and_then(Option::as_ref).map_or(LookResult::Unknown, |answer| answer.looks[index])
    }

    /// What the interpreter of `checker` gives. What holds there has to hold twice, the second time in an interpreter that was
    /// started for it alone and orders sets in another way.
    fn answer(&self, checker: &Checker<'a>) -> Result<Answer, RunError> {
        let session = &self.session;
        let version = checker.runner.interpreter().version.clone();
        let run = checker.start(session, HASH_SEEDS[0])?;
        let judgements = judge::judge(session.claims, &run, checker.matching(session.example));
        let says_nothing = self.says_nothing(checker, &run);
        let reason = says_nothing.clone().unwrap_or_else(|| reason(&run));
        let mut looks: Vec<_> = match says_nothing {
            Some(_) => vec![LookResult::Unknown; judgements.len()],
            None => judgements.iter().zip(&self.today.judgements).map(|(then, today)| look(then, today)).collect(),
        };
        for (look, claim) in looks.iter_mut().zip(session.claims) {
            // What its author says of some versions is nothing about others.
            if claim.python.as_ref().is_some_and(|python| !python.admit(&version)) {
                *look = LookResult::Unknown;
            }
        }
        let holds = |(look, today): (&LookResult, &Judgement)| *look == LookResult::Holds && fails(today);
        if looks.iter().zip(&self.today.judgements).any(holds) {
            self.confirm(checker, &run, &mut looks)?;
        }
        Ok(Answer { version, looks, judgements, reason })
    }

    /// Takes back those of `looks` that another run does not confirm, or that no text can be right of.
    fn confirm(&self, checker: &Checker<'a>, run: &Run, looks: &mut [LookResult]) -> Result<(), RunError> {
        let session = &self.session;
        let judged = checker.judged(session, run, None, None)?.judgements;
        let again = match checker.runner.run_alone(&checker.program(session, HASH_SEEDS[1]))? {
            Some(again) => again,
            None => checker.runner.run(&checker.program(session, HASH_SEEDS[1]))?,
        };
        let again = judge::judge(session.claims, &again, checker.matching(session.example));
        for (look, (judged, again)) in looks.iter_mut().zip(judged.iter().zip(&again)) {
            let is_sure = [judged, again].iter().all(|one| one.verdict == Verdict::Confirmed);
            if *look == LookResult::Holds && !is_sure {
                *look = LookResult::Unknown;
            }
        }
        Ok(())
    }

    /// Why a run elsewhere says nothing of any claim: the author does not want it there, or it has not the syntax.
    fn says_nothing(&self, checker: &Checker<'a>, run: &Run) -> Option<String> {
        let example = self.session.example;
        if checker.skipped.iter().any(|other| self.session.examples().any(|own| own.id == other.id)) {
            return Some("it is skipped there".to_owned());
        }
        let compiles = |run: &Run| !run.exception.as_ref().is_some_and(|exception| exception.compiling);
        let compiles_today = self.today.run.as_ref().is_some_and(compiles);
        let newer = checker.needs_newer_python(example, run);
        newer.or_else(|| (compiles_today && !compiles(run)).then(|| "does not compile there".to_owned()))
    }

    /// All looks that were taken at the claim at `index`, the oldest interpreter first, and today's.
    fn tried(&self, index: usize) -> Vec<Tried> {
        let seen = self.seen.borrow();
        let look = |answer: &Answer| {
            let (outcome, reason) = match answer.looks[index] {
                LookResult::Holds => (Seen::Holds, None),
                LookResult::Fails { .. } => (Seen::Fails, None),
                LookResult::Unknown => (Seen::Unknown, Some(answer.reason.clone())),
            };
            let at = Some(Witness { python: answer.version.clone(), commit: None });
            Tried { kind: EvidenceKind::Interpreter, at, outcome, reason }
        };
        let mut tried: Vec<_> = seen.values().flatten().map(look).collect();
        let today = Some(Witness { python: self.page.past.today.clone(), commit: None });
        tried.push(Tried { kind: EvidenceKind::Interpreter, at: today, outcome: Seen::Fails, reason: None });
        tried.sort_by_key(|tried| tried.at.as_ref().map(|witness| order(&witness.python)));
        tried
    }

    /// The lines of claims that hold today and do not on the interpreter with this `number`.
    fn conflicts(&self, number: usize) -> Vec<usize> {
        let seen = self.seen.borrow();
        let Some(answer) = seen.get(&number).and_then(Option::as_ref) else { return Vec::new() };
        let judged = self.session.claims.iter().zip(self.today.judgements.iter().zip(&answer.judgements));
        let conflicts =
            judged.filter(|(_, (today, then))| today.verdict == Verdict::Confirmed && then.verdict == Verdict::Wrong);
        conflicts.filter_map(|(claim, _)| Some(claim.lines.first()?.line)).collect()
    }
}

/// What a judgement on another interpreter says, where the one of `today` fails.
fn look(then: &Judgement, today: &Judgement) -> LookResult {
    match then.verdict {
        Verdict::Confirmed => LookResult::Holds,
        Verdict::Wrong => {
            LookResult::Fails { as_today: today.verdict == Verdict::Wrong && then.actual == today.actual }
        }
        // It ended there as it ends today, or for another reason that says nothing.
        Verdict::Unreached if today.verdict == Verdict::Unreached && then.reason == today.reason => {
            LookResult::Fails { as_today: true }
        }
        Verdict::Stale | Verdict::Volatile | Verdict::Unreached | Verdict::Skipped | Verdict::Unverified => {
            LookResult::Unknown
        }
    }
}

/// Why `run` says nothing of some claims.
fn reason(run: &Run) -> String {
    let exception = run.exception.as_ref();
    let missing = exception.and_then(given::missing);
    let raised = || exception.map(judge::raised).or_else(|| run.ending.describe());
    missing.or_else(raised).unwrap_or_else(|| "it is not clear whether it is right there".to_owned())
}

/// The release between the versions `from`, where it was one way, and `to`, where it is another: one, or a range.
fn releases(from: &str, to: &str) -> String {
    let [from, to] = [from, to].map(|version| order(minor(version)));
    let is_major = from.first() != to.first();
    let next = if is_major { 0 } else { from.get(1).map_or(0, |minor| minor + 1) };
    let (major, last) = (to.first().copied().unwrap_or(0), to.get(1).copied().unwrap_or(0));
    if next >= last { format!("{major}.{last}") } else { format!("{major}.{next}-{major}.{last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_named_if_those_beside_it_are_known() {
        assert_eq!(releases("3.10.13", "3.11.7"), "3.11");
        assert_eq!(releases("3.8", "3.11.7"), "3.9-3.11");
        assert_eq!(releases("3.9.18", "3.10"), "3.10");
        assert_eq!(releases("2.7.18", "3.6.15"), "3.0-3.6");
        assert_eq!(releases("2.7.18", FIRST_OF_PYTHON_3), "3.0");
    }
}
