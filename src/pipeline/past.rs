//! Looking back: where claims that fail today once held.
//!
//! This comes behind all judging and before the report. It is a pass over the examples of a document with a claim that is
//! wrong or unreached; others cost nothing. The program that failed runs, as it is, on other interpreters of this machine.

use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use super::batch::Ahead;
use super::session::{Checker, Outcome, is_evident};
use super::stuck::is_at_limit;
use crate::crash;
use crate::directive::Facts;
use crate::example::Example;
use crate::finding::Severity;
use crate::history::interpreters::{Installed, Places, installed};
use crate::history::timeline::{self, Change, Look};
use crate::history::{Biography, Evidence, Seen, Tried, Witness, minor, order, quoted, witnesses};
use crate::judge::{self, Judgement, Verdict, given};
use crate::plan::{Session, Sharings};
use crate::run::{Interrupt, Run, RunError, Runner};
use crate::settings::RunSettings;
use crate::settings::evidence::EvidenceKind;

/// Another interpreter gives an example at most this long: most fail at once, or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hash seeds under which a claim has to hold on another interpreter.
const HASH_SEEDS: [u32; 2] = [3, 4];

/// What all documents look back with. Nothing is looked for before a claim fails.
#[derive(Debug)]
pub(super) struct Past {
    settings: RunSettings,
    interrupt: Interrupt,
    /// The version of today's interpreter, and its implementation.
    today: String,
    implementation: String,
    others: OnceLock<Vec<Other>>,
}

/// Another interpreter, which is started when it is asked for the first time.
#[derive(Debug)]
struct Other {
    installed: Installed,
    runner: OnceLock<Option<Runner>>,
}

impl Past {
    /// None if no evidence is wanted.
    pub(super) fn new(settings: &RunSettings, runner: &Runner, interrupt: &Interrupt) -> Option<Self> {
        if settings.evidence.is_empty() {
            return None;
        }
        let interpreter = runner.interpreter();
        Some(Self {
            settings: RunSettings { timeout: settings.timeout.min(PATIENCE), ..settings.clone() },
            interrupt: interrupt.clone(),
            today: interpreter.version.clone(),
            implementation: interpreter.implementation.clone(),
            others: OnceLock::new(),
        })
    }

    /// The interpreters of other minor versions, the oldest first.
    fn others(&self) -> &[Other] {
        self.others.get_or_init(|| {
            let mut found = installed(&Places::of_this_machine());
            found.retain(|one| minor(&one.version) != minor(&self.today));
            found.into_iter().map(|installed| Other { installed, runner: OnceLock::new() }).collect()
        })
    }

    /// What runs programs on `other`; none if it is not what its name says, or does not start.
    fn runner<'p>(&self, other: &'p Other) -> Option<&'p Runner> {
        let start = || {
            let settings = RunSettings { python: Some(other.installed.path.clone()), ..self.settings.clone() };
            let runner = Runner::new(&settings, self.interrupt.clone()).ok()?;
            let found = runner.interpreter();
            let is_it = minor(&found.version) == minor(&other.installed.version);
            (is_it && found.implementation == self.implementation).then_some(runner)
        };
        other.runner.get_or_init(start).as_ref()
    }
}

/// A document whose claims are looked back on.
struct Page<'p, 'a> {
    past: &'a Past,
    checker: &'p Checker<'a>,
    examples: &'p [&'a Example],
    /// What checks the document on each of the other interpreters.
    checkers: Vec<OnceLock<Option<Checker<'a>>>>,
}

/// Gives the claims of `outcomes` that fail their biographies. `examples` are all that run or are skipped.
pub(super) fn look_back<'a>(
    past: &'a Past,
    checker: &Checker<'a>,
    examples: &[&'a Example],
    outcomes: &mut [Outcome<'a>],
) -> Result<(), RunError> {
    let mut failing: Vec<_> = outcomes.iter_mut().filter(|outcome| may_have_held(outcome)).collect();
    if failing.is_empty() || past.interrupt.is_set() {
        return Ok(());
    }
    let checkers = past.others().iter().map(|_| OnceLock::new()).collect();
    let page = Page { past, checker, examples, checkers };
    failing.par_iter_mut().try_for_each(|outcome| crash::helping(|| page.look_back(outcome)))
}

/// Whether `outcome` has claims that fail of which a run elsewhere may tell something.
fn may_have_held(outcome: &Outcome<'_>) -> bool {
    let ran = outcome.run.as_ref().is_some_and(|run| !is_at_limit(run));
    ran && outcome.not_given.is_none() && outcome.judgements.iter().any(fails)
}

fn fails(judgement: &Judgement) -> bool {
    let is_open = matches!(judgement.verdict, Verdict::Wrong | Verdict::Unreached);
    is_open && judgement.severity == Some(Severity::Error)
}

impl<'a> Page<'_, 'a> {
    fn look_back(&self, outcome: &mut Outcome<'a>) -> Result<(), RunError> {
        let session = self.session(outcome);
        let looks = Looks { page: self, session, today: outcome, seen: RefCell::default(), error: RefCell::default() };
        let found: Vec<_> = match self.may_differ(&looks.session, outcome) {
            true => (0..outcome.claims.len()).filter_map(|index| Some((index, looks.evidence(index)?))).collect(),
            false => Vec::new(),
        };
        if let Some(error) = looks.error.into_inner() {
            return Err(error);
        }
        for (index, evidence) in found {
            let judgement = &mut outcome.judgements[index];
            match evidence.biography {
                Biography::Python => *judgement = judgement.clone().stale(),
                Biography::Ahead => *judgement = judgement.clone().ahead(),
                Biography::Unknown => {}
            }
            outcome.evidence.insert(index, evidence);
        }
        Ok(())
    }

    /// The session that gave `outcome`.
    fn session(&self, outcome: &Outcome<'a>) -> Session<'a> {
        let is_before = |other: &&&'a Example| {
            other.position() < outcome.example.position() && outcome.before.contains(&self.checker.line(other))
        };
        let before = self.checker.running.iter().filter(is_before).copied().collect();
        let Outcome { example, claims, context, .. } = *outcome;
        Session { example, claims, context, before }
    }

    /// Whether another interpreter may give something else: not if the text alone shows what is wrong, and not if packages
    /// belong to it that only today's interpreter has.
    fn may_differ(&self, session: &Session<'a>, outcome: &Outcome<'a>) -> bool {
        let exception = outcome.run.as_ref().and_then(|run| run.exception.as_ref());
        let is_unreached =
            outcome.judgements.iter().filter(|one| fails(one)).all(|one| one.verdict == Verdict::Unreached);
        let is_plain = is_unreached && exception.is_some_and(|exception| is_evident(session, exception));
        !is_plain && self.checker.python(session) == Ok(None)
    }

    /// What checks the document on the interpreter with this `number`.
    fn checker(&self, number: usize) -> Option<&Checker<'a>> {
        let make = || {
            let runner = self.past.runner(&self.past.others()[number])?;
            Some(self.checker.on(runner, &self.past.settings, self.examples))
        };
        self.checkers[number].get_or_init(make).as_ref()
    }
}

impl<'a> Checker<'a> {
    /// The same, with `examples`, on another interpreter.
    fn on(&self, runner: &'a Runner, settings: &'a RunSettings, examples: &[&'a Example]) -> Self {
        let facts = super::facts(runner);
        let (skipped, running): (Vec<_>, Vec<_>) =
            examples.iter().copied().partition(|example| is_skipped(example, &facts));
        Checker {
            document: self.document,
            sharings: Sharings::of_document(&running),
            running,
            skipped,
            lacking: self.lacking.clone(),
            library: self.library.clone(),
            runner,
            packages: self.packages,
            settings,
            interrupt: self.interrupt,
            hash_seeds: HASH_SEEDS,
            claims: self.claims.clone(),
            ahead: Ahead::default(),
            firsts: Vec::new(),
        }
    }
}

fn is_skipped(example: &Example, facts: &Facts) -> bool {
    example.directives.skipped(facts).is_some()
        || super::session::needs_another_python(example, &facts.version).is_some()
}

/// What one interpreter gave for all claims of an example.
struct Answer {
    version: String,
    /// For each claim.
    looks: Vec<Look>,
    judgements: Vec<Judgement>,
    /// Why nothing can be said of those of which that is so.
    reason: String,
}

/// The looks that were taken at one example.
struct Looks<'p, 'a> {
    page: &'p Page<'p, 'a>,
    session: Session<'a>,
    today: &'p Outcome<'a>,
    /// By the number of the interpreter; none for those that cannot be asked.
    seen: RefCell<BTreeMap<usize, Option<Answer>>>,
    error: RefCell<Option<RunError>>,
}

impl<'a> Looks<'_, 'a> {
    /// The biography of the claim at `index`; none for one that does not fail.
    fn evidence(&self, index: usize) -> Option<Evidence> {
        let judgement = self.today.judgements.get(index).filter(|judgement| fails(judgement))?;
        debug_assert!(judgement.severity.is_some());
        let others = self.page.past.others();
        let today = order(&self.page.past.today);
        let older = others.partition_point(|other| order(&other.installed.version) < today);
        let look = |number: usize| self.look(number, index);
        let evidence = |biography, change: Change, (from, to): (String, String)| {
            let tried = self.tried(index);
            Evidence {
                biography,
                kind: Some(EvidenceKind::Interpreter),
                holds: witnesses(&tried, Seen::Holds),
                changed_in: Some(releases(&from, &to)),
                conflicts: self.conflicts(change.holds),
                command: Some(self.command(change.holds)),
                ..Evidence::unknown(tried)
            }
        };
        if let Some(change) = timeline::change(older, look) {
            let fails = if change.fails == older { self.page.past.today.clone() } else { self.version(change.fails) };
            return Some(evidence(Biography::Python, change, (self.version(change.holds), fails)));
        }
        // What is newer is asked from the newest on, and only while it holds.
        let mut ahead = None;
        for number in (older..others.len()).rev() {
            match look(number) {
                Look::Holds => ahead = Some(number),
                Look::Fails { .. } => break,
                Look::Unknown => {}
            }
        }
        let Some(holds) = ahead else { return Some(Evidence::unknown(self.tried(index))) };
        let before = if holds == older { self.page.past.today.clone() } else { self.version(holds - 1) };
        Some(evidence(Biography::Ahead, Change { holds, fails: holds }, (before, self.version(holds))))
    }

    fn version(&self, number: usize) -> String {
        self.page.past.others()[number].installed.version.clone()
    }

    /// The claim at `index` on the interpreter with this `number`.
    fn look(&self, number: usize, index: usize) -> Look {
        if !self.seen.borrow().contains_key(&number) {
            let answer = self.page.checker(number).map(|checker| self.answer(checker)).transpose();
            let answer = answer.unwrap_or_else(|error| {
                *self.error.borrow_mut() = Some(error);
                None
            });
            self.seen.borrow_mut().insert(number, answer);
        }
        let seen = self.seen.borrow();
        seen.get(&number).and_then(Option::as_ref).map_or(Look::Unknown, |answer| answer.looks[index])
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
            Some(_) => vec![Look::Unknown; judgements.len()],
            None => judgements.iter().zip(&self.today.judgements).map(|(then, today)| look(then, today)).collect(),
        };
        let holds = |(look, today): (&Look, &Judgement)| *look == Look::Holds && fails(today);
        if looks.iter().zip(&self.today.judgements).any(holds) {
            self.confirm(checker, &run, &mut looks)?;
        }
        Ok(Answer { version, looks, judgements, reason })
    }

    /// Takes back those of `looks` that another run does not confirm, or that no text can be right of.
    fn confirm(&self, checker: &Checker<'a>, run: &Run, looks: &mut [Look]) -> Result<(), RunError> {
        let session = &self.session;
        let judged = checker.judged(session, run, None, None)?.judgements;
        let again = match checker.runner.run_alone(&checker.program(session, HASH_SEEDS[1]))? {
            Some(again) => again,
            None => checker.runner.run(&checker.program(session, HASH_SEEDS[1]))?,
        };
        let again = judge::judge(session.claims, &again, checker.matching(session.example));
        for (look, (judged, again)) in looks.iter_mut().zip(judged.iter().zip(&again)) {
            let is_sure = [judged, again].iter().all(|one| one.verdict == Verdict::Confirmed);
            if *look == Look::Holds && !is_sure {
                *look = Look::Unknown;
            }
        }
        Ok(())
    }

    /// Why a run elsewhere says nothing of any claim: the author does not want it there, or it has not the syntax.
    fn says_nothing(&self, checker: &Checker<'a>, run: &Run) -> Option<String> {
        let example = self.session.example;
        if checker.skipped.iter().any(|other| self.session.examples().any(|own| own.id == other.id)) {
            return Some("its author skips it there".to_owned());
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
                Look::Holds => (Seen::Holds, None),
                Look::Fails { .. } => (Seen::Fails, None),
                Look::Unknown => (Seen::Unknown, Some(answer.reason.clone())),
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

    fn command(&self, number: usize) -> String {
        let python = self.page.past.others()[number].installed.path.to_string_lossy();
        let path = self.page.checker.document.source.name();
        format!("doctrue check --python {} {}", quoted(&python), quoted(path_of(path)))
    }
}

/// The path of a document as an argument of a command.
fn path_of(name: &str) -> &str {
    if Path::new(name).is_absolute() || !name.starts_with('-') { name } else { "." }
}

/// What a judgement on another interpreter says, where the one of `today` fails.
fn look(then: &Judgement, today: &Judgement) -> Look {
    match then.verdict {
        Verdict::Confirmed => Look::Holds,
        Verdict::Wrong => Look::Fails { as_today: today.verdict == Verdict::Wrong && then.actual == today.actual },
        // It ended there as it ends today, or for another reason that says nothing.
        Verdict::Unreached if today.verdict == Verdict::Unreached && then.reason == today.reason => {
            Look::Fails { as_today: true }
        }
        Verdict::Stale | Verdict::Volatile | Verdict::Unreached | Verdict::Skipped | Verdict::Unverified => {
            Look::Unknown
        }
    }
}

/// Why `run` says nothing of some claims.
fn reason(run: &Run) -> String {
    let exception = run.exception.as_ref();
    let missing = exception.and_then(given::missing);
    let raised = || exception.map(judge::raised).or_else(|| run.ending.describe());
    missing.or_else(raised).unwrap_or_else(|| "it is not clear whether it holds there".to_owned())
}

/// The release between the versions `from`, where it was one way, and `to`, where it is another: one, or a range.
fn releases(from: &str, to: &str) -> String {
    let [from, to] = [from, to].map(|version| order(minor(version)));
    let next = from.get(1).map_or(0, |minor| minor + 1);
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
    }

    #[test]
    fn a_document_that_looks_like_an_option_is_no_argument() {
        assert_eq!(["a.md", "/-a.md", "-a.md"].map(path_of), ["a.md", "/-a.md", "."]);
    }
}
