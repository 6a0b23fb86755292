//! The looks at other interpreters: the program that failed, as it is, on each of them, as far as that is worth it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::needs::Needs;
use super::worth::{Asks, imports_packages};
use super::{HASH_SEEDS, Page, fails};
use crate::example::Example;
use crate::history::timeline::{self, LookResult, Transition};
use crate::history::{Biography, Evidence, Seen, Tried, Witness, minor, order, witnesses};
use crate::judge::{self, Judgement, Verdict, given};
use crate::pipeline::checker::Checker;
use crate::pipeline::outcome::Outcome;
use crate::plan::Session;
use crate::run::{Distributions, Run, RunError};
use crate::settings::evidence::EvidenceKind;

/// The version behind those of Python 2.
const FIRST_OF_PYTHON_3: &str = "3.0";

/// What one interpreter gave for all claims of an example.
pub(super) struct LookAnswer {
    pub(super) version: String,
    /// For each claim.
    pub(super) looks: Vec<LookResult>,
    judgements: Vec<Judgement>,
    /// Why nothing can be said of those of which that is so.
    reason: String,
    /// What packages it has that today's interpreter has not, so that nobody knows whether Python matters.
    other_packages: Option<String>,
}

impl LookAnswer {
    /// What it says of the claim at `index`, or why it says nothing.
    pub(super) fn seen(&self, index: usize) -> (Seen, Option<String>) {
        match self.of_python(index) {
            LookResult::Holds => (Seen::Holds, None),
            LookResult::Fails { .. } => (Seen::Fails, None),
            LookResult::Unknown => (Seen::Unknown, self.other_packages.clone().or_else(|| Some(self.reason.clone()))),
        }
    }

    /// What it says of Python for the claim at `index`.
    fn of_python(&self, index: usize) -> LookResult {
        if self.other_packages.is_some() { LookResult::Unknown } else { self.looks[index] }
    }
}

/// The looks that were taken at one example.
pub(super) struct Looks<'p, 'a> {
    page: &'p Page<'p, 'a>,
    session: Session<'a>,
    today: &'p Outcome<'a>,
    /// By the number of the interpreter; none for those that cannot be asked.
    seen: RefCell<BTreeMap<usize, Option<LookAnswer>>>,
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
        let of_all = |answer: &LookAnswer| answer.looks[index];
        let looked = numbers.iter().map(|&number| (number, self.look_for(number, of_all)));
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

    /// The document.
    pub(super) fn page(&self) -> &'p Page<'p, 'a> {
        self.page
    }

    /// Notes what kept a look from being taken.
    pub(super) fn note(&self, error: RunError) {
        *self.error.borrow_mut() = Some(error);
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

    /// What the interpreter with this `number` says of Python for the claim at `index`.
    fn look(&self, number: usize, index: usize) -> LookResult {
        self.look_for(number, |answer| answer.of_python(index))
    }

    /// What is to be taken `from` the answer of the interpreter with this `number`.
    fn look_for(&self, number: usize, from: impl Fn(&LookAnswer) -> LookResult) -> LookResult {
        if !self.seen.borrow().contains_key(&number) {
            let answer = self.page.checker(number).map(|checker| self.answer(checker)).transpose();
            let answer = answer.unwrap_or_else(|error| {
                self.note(error);
                None
            });
            self.seen.borrow_mut().insert(number, answer);
        }
        let seen = self.seen.borrow();
        seen.get(&number).and_then(Option::as_ref).map_or(LookResult::Unknown, from)
    }

    /// What the interpreter of `checker` gives. What holds there has to hold twice, the second time in an interpreter that was
    /// started for it alone and orders sets in another way.
    pub(super) fn answer(&self, checker: &Checker<'a>) -> Result<LookAnswer, RunError> {
        let session = &self.session;
        let version = checker.runner.interpreter().version.clone();
        let run = checker.start(session, HASH_SEEDS[0])?;
        let judgements = judge::judge(session.claims, &run, checker.matching(session.example));
        let says_nothing = self.says_nothing(checker, &run);
        let reason = says_nothing.clone().unwrap_or_else(|| reason(&run));
        let mut looks: Vec<_> = match says_nothing {
            Some(_) => vec![LookResult::Unknown; judgements.len()],
            None => {
                let ends_alike = self.ends_as_today(&run);
                let pairs = judgements.iter().zip(&self.today.judgements);
                pairs.map(|(then, today)| look(then, today, ends_alike)).collect()
            }
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
        let says = |(look, today): (&LookResult, &Judgement)| *look != LookResult::Unknown && fails(today);
        let may_matter = checker.environment.is_none() && looks.iter().zip(&self.today.judgements).any(says);
        let other_packages = if may_matter { self.other_packages(checker) } else { None };
        Ok(LookAnswer { version, looks, judgements, reason, other_packages })
    }

    /// What the interpreter of `checker` has of the packages that the example imports, if that is not what today's has.
    fn other_packages(&self, checker: &Checker<'a>) -> Option<String> {
        let imports_packages = self.session.examples().any(imports_packages);
        let needs = imports_packages.then(|| Needs::of(&self.session, self.page).ok()).flatten()?;
        needs.otherwise_in(&Distributions::of(checker.runner.interpreter()))
    }

    /// Whether `run` is ended by an exception as today's is, whatever the words. Why an import fails only the words tell.
    fn ends_as_today(&self, run: &Run) -> bool {
        let today = self.today.run.as_ref().and_then(|today| today.exception.as_ref());
        run.exception.as_ref().zip(today).is_some_and(|(then, today)| {
            let is_import = matches!(then.kind.as_str(), "ImportError" | "ModuleNotFoundError");
            !is_import && then.kind == today.kind && then.line().is_some() && then.line() == today.line()
        })
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
        let look = |answer: &LookAnswer| {
            let (outcome, reason) = answer.seen(index);
            let at = Some(Witness::on(&answer.version));
            Tried { kind: EvidenceKind::Interpreter, at, outcome, reason }
        };
        let mut tried: Vec<_> = seen.values().flatten().map(look).collect();
        let today = Some(Witness::on(&self.page.past.today));
        tried.push(Tried { kind: EvidenceKind::Interpreter, at: today, outcome: Seen::Fails, reason: None });
        tried.sort_by_key(|tried| tried.at.as_ref().map(|witness| order(&witness.python)));
        tried
    }

    /// The lines of claims that hold today and do not on the interpreter with this `number`.
    fn conflicts(&self, number: usize) -> Vec<usize> {
        let seen = self.seen.borrow();
        seen.get(&number).and_then(Option::as_ref).map(|answer| self.conflicts_with(answer)).unwrap_or_default()
    }

    /// The lines of claims that hold today and do not by this `answer`.
    pub(super) fn conflicts_with(&self, answer: &LookAnswer) -> Vec<usize> {
        let judged = self.session.claims.iter().zip(self.today.judgements.iter().zip(&answer.judgements));
        let conflicts =
            judged.filter(|(_, (today, then))| today.verdict == Verdict::Confirmed && then.verdict == Verdict::Wrong);
        conflicts.filter_map(|(claim, _)| Some(claim.lines.first()?.line)).collect()
    }
}

/// What a judgement on another interpreter says, where the one of `today` fails. Both runs may have ended alike.
fn look(then: &Judgement, today: &Judgement, ends_alike: bool) -> LookResult {
    match then.verdict {
        Verdict::Confirmed => LookResult::Holds,
        Verdict::Wrong => {
            LookResult::Fails { as_today: today.verdict == Verdict::Wrong && then.actual == today.actual }
        }
        // It ended there as it ends today, or for another reason that says nothing.
        Verdict::Unreached if today.verdict == Verdict::Unreached && then.reason == today.reason => {
            LookResult::Fails { as_today: true }
        }
        Verdict::Unreached if today.verdict == Verdict::Unreached && ends_alike => {
            LookResult::Fails { as_today: false }
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
