//! Looking back: where claims that fail today once held.
//!
//! This comes behind all judging and before the report. It is a pass over the examples of a document with a claim that is
//! wrong or unreached; others cost nothing. Earlier revisions of the document are asked first (`revisions`), then other
//! interpreters of this machine (`looks`), then earlier releases of packages (`releases`); the first that shows something
//! counts.

mod known;
mod looks;
mod needs;
mod python2;
mod recorded;
mod releases;
mod required;
mod revisions;
mod trials;
mod worth;

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::ahead::Ahead;
use super::checker::{Checker, is_at_limit};
use super::outcome::Outcome;
use super::program;
use super::{Check, facts};
use crate::claim::Claim;
use crate::crash;
use crate::directive::Facts;
use crate::discover::File;
use crate::example::Example;
use crate::finding::Severity;
use crate::history::git::Git;
use crate::history::interpreters::{EARLIEST, Installed, OLDEST, Places, installed};
use crate::history::record::{EarlierReports, RecordError};
use crate::history::{Biography, Evidence, Seen, author, minor, order, quoted};
use crate::judge::{Judgement, Verdict, given};
use crate::plan::{Session, Sharings};
use crate::record::Sheet;
use crate::run::{Distributions, Interrupt, PackageReach, Packages, RunError, Runner};
use crate::settings::RunSettings;
use crate::settings::evidence::EvidenceKind;
use known::{KnownClaim, looked_up};
use looks::Looks;
pub(super) use python2::{Confirmed, Piece, confirmed, place};
use releases::Releases;
use revisions::Earlier;
use trials::Trials;
use worth::{Asks, asks, imports_packages, is_plain};

/// Another interpreter gives an example at most this long: most fail at once, or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hash seeds under which a claim has to hold on another interpreter.
const HASH_SEEDS: [u32; 2] = [3, 4];

/// What all documents look back with. Nothing is looked for before a claim fails.
#[derive(Debug)]
pub(super) struct Past {
    settings: RunSettings,
    /// The same for runs that get the time which today's get.
    unhurried: RunSettings,
    interrupt: Interrupt,
    /// The version of today's interpreter, and its implementation.
    today: String,
    implementation: String,
    others: OnceLock<Vec<Other>>,
    git: Git,
    records: EarlierReports,
    /// The packages that today's interpreter has.
    distributions: OnceLock<Arc<Distributions>>,
    /// How many environments with other releases were asked.
    environments: AtomicU64,
}

/// Another interpreter, which is started when it is asked for the first time.
#[derive(Debug)]
struct Other {
    installed: Installed,
    runner: OnceLock<Option<Runner>>,
    /// Environments on top of it.
    packages: OnceLock<Packages>,
}

impl Past {
    /// None if no evidence is wanted.
    pub(super) fn new(
        settings: &RunSettings,
        runner: &Runner,
        interrupt: &Interrupt,
    ) -> Result<Option<Self>, RecordError> {
        if settings.evidence.is_empty() {
            return Ok(None);
        }
        let is_recorded = settings.evidence.has(EvidenceKind::Record);
        let records = if is_recorded { EarlierReports::read(&settings.records)? } else { EarlierReports::default() };
        let interpreter = runner.interpreter();
        Ok(Some(Self {
            // Few claims fail: one server of each interpreter is enough for all documents.
            settings: RunSettings { timeout: settings.timeout.min(PATIENCE), jobs: 1, ..settings.clone() },
            unhurried: RunSettings { jobs: 1, ..settings.clone() },
            interrupt: interrupt.clone(),
            today: interpreter.version.clone(),
            implementation: interpreter.implementation.clone(),
            others: OnceLock::new(),
            git: Git::default(),
            records,
            distributions: OnceLock::new(),
            environments: AtomicU64::new(0),
        }))
    }

    /// The interpreters of other minor versions, the oldest first.
    fn others(&self) -> &[Other] {
        self.others.get_or_init(|| {
            let mut found = installed(&Places::of_this_machine(), EARLIEST);
            found.retain(|one| minor(&one.version) != minor(&self.today));
            found.into_iter().map(Other::of).collect()
        })
    }

    /// What the looks took until now, in lines for whoever wants to know; none if nothing was looked for.
    pub(super) fn costs(&self) -> Vec<String> {
        let started = self.others.get().into_iter().flatten().filter_map(|other| other.runner.get()?.as_ref());
        let of_runner = |runner: &Runner| {
            let of_version = format!("evidence: Python {}, ", runner.interpreter().version);
            runner.costs().into_iter().map(move |line| format!("{of_version}{line}"))
        };
        let calls = self.git.calls();
        let of_git = (calls > 0).then(|| format!("evidence: git, {calls} commands"));
        let made = self.environments.load(Ordering::Relaxed);
        let of_packages = (made > 0).then(|| format!("evidence: packages, {made} environments"));
        of_git.into_iter().chain(started.flat_map(of_runner)).chain(of_packages).collect()
    }

    fn count_environment(&self) {
        self.environments.fetch_add(1, Ordering::Relaxed);
    }

    /// How far other releases of packages are sought: where nobody says anything, only as far as they were before.
    fn reach(&self, packages: &Packages) -> Option<PackageReach> {
        if self.settings.evidence.has(EvidenceKind::Packages) {
            return Some(PackageReach::Index);
        }
        (self.settings.evidence.has_kept_packages() && packages.has_locks()).then_some(PackageReach::Kept)
    }

    /// The packages that today's interpreter has, which `runner` runs.
    fn distributions(&self, runner: &Runner) -> Arc<Distributions> {
        Arc::clone(self.distributions.get_or_init(|| Arc::new(Distributions::of(runner.interpreter()))))
    }

    /// What runs programs on the oldest interpreter that can check a document and is older than today's, where others are wanted at all.
    fn oldest(&self) -> Option<&Runner> {
        let is_wanted = self.settings.evidence.has(EvidenceKind::Interpreter);
        let is_whole = |other: &&Other| order(&other.installed.version) >= vec![OLDEST.0, OLDEST.1];
        let oldest = self.others().iter().find(is_whole).filter(|_| is_wanted)?;
        if order(&oldest.installed.version) < order(&self.today) { self.runner(oldest) } else { None }
    }

    /// What runs programs on `other`; none if it is not what its name says, or does not start.
    fn runner<'p>(&self, other: &'p Other) -> Option<&'p Runner> {
        let start = || {
            let settings = RunSettings { python: Some(other.installed.path.clone()), ..self.settings.clone() };
            let runner = Runner::early(&settings, self.interrupt.clone()).ok()?;
            let found = runner.interpreter();
            let is_it = minor(&found.version) == minor(&other.installed.version);
            (is_it && found.implementation == self.implementation).then_some(runner)
        };
        other.runner.get_or_init(start).as_ref()
    }
}

impl Other {
    fn of(installed: Installed) -> Self {
        Self { installed, runner: OnceLock::new(), packages: OnceLock::new() }
    }
}

/// What comes of what the author says about a claim.
enum ByAuthor {
    /// Nothing is said, or nothing that is so.
    Silent,
    /// It holds there.
    Holds(Box<(Judgement, Evidence)>),
    /// That Python is not at hand.
    Needs(String),
}

/// A document whose claims are looked back on.
struct Page<'p, 'a> {
    past: &'a Past,
    checker: &'p Checker<'a>,
    examples: &'p [&'a Example],
    /// What checks the document on each of the other interpreters.
    checkers: OnceLock<Vec<OnceLock<Option<Checker<'a>>>>>,
    /// The sessions that other interpreters may be asked about, which run together there where that is possible.
    sessions: Vec<(Session<'a>, Asks)>,
    /// Whether something in it is of Python 3, so that Python 2 says nothing of it.
    is_python3: OnceLock<bool>,
    /// Environments with other releases of packages.
    trials: Trials,
}

impl<'p, 'a> Page<'p, 'a> {
    fn of(past: &'a Past, checker: &'p Checker<'a>, examples: &'p [&'a Example]) -> Self {
        let (checkers, is_python3) = (OnceLock::new(), OnceLock::new());
        Self { past, checker, examples, checkers, sessions: Vec::new(), is_python3, trials: Trials::default() }
    }
}

/// Gives the claims of `outcomes` that fail their biographies. `examples` are all of the document, the content of `file`, that
/// run or are skipped.
pub(super) fn look_back<'a>(
    check: &Check<'_>,
    past: &'a Past,
    file: &File,
    (checker, examples): (&Checker<'a>, &[&'a Example]),
    outcomes: &mut [Outcome<'a>],
) -> Result<(), RunError> {
    let (mut failing, mut left_out) = (Vec::new(), Vec::new());
    let runs_left_out = past.settings.evidence.has(EvidenceKind::Author) && past.settings.other_pythons.is_empty();
    for outcome in outcomes {
        if may_have_held(outcome) {
            failing.push(outcome);
        } else if runs_left_out && required::is_left_out(outcome, &past.today) {
            left_out.push(outcome);
        }
    }
    if failing.is_empty() && left_out.is_empty() || past.interrupt.is_set() {
        return Ok(());
    }
    let looked_back: Vec<_> = looked_up(check, past, (file, checker), &failing);
    let differing = failing.iter().map(|outcome| &**outcome);
    let page = Page::of(past, checker, examples);
    let sessions = differing.filter_map(|outcome| page.differing(outcome)).collect();
    let page = Page { sessions, ..page };
    let pairs = failing.par_iter_mut().zip(looked_back);
    pairs.try_for_each(|(outcome, earlier)| crash::helping(|| page.look_back(outcome, earlier)))?;
    left_out.par_iter_mut().try_for_each(|outcome| crash::helping(|| page.run_as_required(outcome)))?;
    page.trials.finish();
    Ok(())
}

/// The claims of `outcome` that fail, with their numbers.
fn failing_claims<'o>(outcome: &'o Outcome<'_>) -> impl Iterator<Item = (usize, &'o Claim)> {
    let judged = outcome.claims.iter().zip(&outcome.judgements).enumerate();
    judged.filter(|(_, (_, judgement))| fails(judgement)).map(|(index, (claim, _))| (index, claim))
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
    fn look_back(&self, outcome: &mut Outcome<'a>, mut known: BTreeMap<usize, KnownClaim>) -> Result<(), RunError> {
        let session = self.session(outcome);
        let is_portable = !session.examples().any(imports_packages);
        let reach = self.past.reach(self.checker.packages).filter(|_| !is_portable && !is_plain(&session, outcome));
        let may_differ = self.may_differ(&session, outcome);
        let asks_others = may_differ && self.past.settings.evidence.has(EvidenceKind::Interpreter);
        let (asks, why) = if asks_others { asks(&session, outcome) } else { (Asks::Nobody, None) };
        let looks = Looks::new(self, session, outcome);
        let releases = reach.map(|reach| Releases::new(&looks, reach));
        let mut found = Vec::new();
        let mut right = Vec::new();
        for (index, claim) in failing_claims(outcome) {
            match self.by_author(&looks, claim, index, may_differ) {
                ByAuthor::Silent => {}
                said @ (ByAuthor::Holds(_) | ByAuthor::Needs(_)) => {
                    right.push((index, said));
                    continue;
                }
            }
            let Some(KnownClaim { earlier, written }) = known.remove(&index) else { continue };
            let (born, tried) = match earlier {
                Some(Earlier::Held(evidence)) => {
                    found.push((index, evidence));
                    continue;
                }
                Some(Earlier::Born { tried, is_unchanged }) => (Some(is_unchanged), tried),
                Some(Earlier::Nothing(tried)) => (None, tried),
                None => (None, Vec::new()),
            };
            let evidence = looks.evidence(index, asks, tried.into_iter().chain(why.clone()).collect());
            let is_open = evidence.biography == Biography::Unknown;
            let evidence = match releases.as_ref().filter(|_| is_open) {
                Some(releases) => releases.evidence(index, written, evidence),
                None => evidence,
            };
            found.push((index, self.born(evidence, born, is_portable)));
        }
        drop(releases);
        looks.error()?;
        for (index, said) in right {
            match said {
                ByAuthor::Holds(found) => {
                    let (judgement, evidence) = *found;
                    outcome.judgements[index] = judgement;
                    outcome.evidence.insert(index, evidence);
                }
                ByAuthor::Needs(reason) => given::skip_failing([&mut outcome.judgements[index]].into_iter(), &reason),
                ByAuthor::Silent => {}
            }
        }
        for (index, evidence) in found {
            let judgement = &mut outcome.judgements[index];
            match evidence.biography {
                _ if evidence.kind == Some(EvidenceKind::Record) => *judgement = judgement.clone().stale(),
                Biography::Edit | Biography::Python | Biography::Package => *judgement = judgement.clone().stale(),
                Biography::Ahead => *judgement = judgement.clone().ahead(),
                Biography::BornWrong | Biography::Author | Biography::Unknown => {}
            }
            outcome.evidence.insert(index, evidence);
        }
        Ok(())
    }

    /// `evidence` of a claim that failed already where it was written, `born` there: wrong, if no other release or interpreter
    /// can be meant. Whether its code is what it was then is what `born` tells.
    fn born(&self, evidence: Evidence, born: Option<bool>, is_portable: bool) -> Evidence {
        let failed_then = || {
            let mut looks = evidence.tried.iter().filter(|one| one.kind == EvidenceKind::Packages);
            looks.any(|one| one.outcome == Seen::Fails)
        };
        match born.filter(|_| evidence.biography == Biography::Unknown) {
            Some(_) if is_portable => evidence.born_wrong_by(EvidenceKind::Git),
            Some(true) if failed_then() => evidence.born_wrong_by(EvidenceKind::Packages),
            Some(_) | None => evidence,
        }
    }

    /// What the author says of `claim`, which fails, and whether it holds there.
    fn by_author(&self, looks: &Looks<'_, 'a>, claim: &Claim, index: usize, may_differ: bool) -> ByAuthor {
        if !self.past.settings.evidence.has(EvidenceKind::Author) {
            return ByAuthor::Silent;
        }
        let said = author::said(self.checker.document, looks.example(), claim);
        let Some(versions) = said.filter(|versions| !versions.has(&self.past.today)) else { return ByAuthor::Silent };
        let is_named = |other: &&(usize, &Other)| versions.has(&other.1.installed.version);
        let others: Vec<_> = self.past.others().iter().enumerate().collect();
        let named = others.iter().filter(is_named).rev().map(|(number, _)| *number);
        let has_all = |number: &usize| self.has_what_it_uses(*number, looks.session());
        let numbers: Vec<_> = if may_differ { named.filter(has_all).collect() } else { Vec::new() };
        match looks.as_said(&numbers, index) {
            Some(found) => found.map_or(ByAuthor::Silent, |found| ByAuthor::Holds(Box::new(found))),
            None => ByAuthor::Needs(format!("needs {versions}")),
        }
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

    /// The session that gave `outcome`, if another interpreter may give something else, and which.
    fn differing(&self, outcome: &Outcome<'a>) -> Option<(Session<'a>, Asks)> {
        let session = self.session(outcome);
        let (asks, _) = asks(&session, outcome);
        (asks != Asks::Nobody && self.may_differ(&session, outcome)).then_some((session, asks))
    }

    /// What checks the document on the interpreter with this `number`.
    fn checker(&self, number: usize) -> Option<&Checker<'a>> {
        let make = || {
            let checker = self.checker.on(self.base(Some(number))?, &self.past.settings, self.examples);
            // What is not made ahead is run when it is asked for, and fails then if it must.
            let is_asked = |(_, asks): &&(Session<'a>, Asks)| *asks == Asks::All || self.is_python_2(number);
            let sessions = self.sessions.iter().filter(is_asked).map(|(session, _)| session.clone());
            let _ = checker.run_sessions_ahead(sessions.collect());
            Some(checker)
        };
        let all = self.checkers.get_or_init(|| self.past.others().iter().map(|_| OnceLock::new()).collect());
        all[number].get_or_init(make).as_ref()
    }

    /// The command that shows `claim` by the interpreter with this `number`; one that cannot check a document is asked about
    /// it alone.
    fn command(&self, number: usize, claim: &Claim) -> String {
        let Installed { path: python, version } = &self.past.others()[number].installed;
        let path = path_of(self.checker.document.source.name());
        if order(version) < vec![OLDEST.0, OLDEST.1] {
            let line = claim.lines.first().map_or(1, |line| line.line);
            return format!("doctrue bisect {}", quoted(&format!("{path}:{line}")));
        }
        format!("doctrue check --python {} {}", quoted(&python.to_string_lossy()), quoted(&path))
    }
}

/// The path of a document as an argument of a command: no option, whatever its name is.
fn path_of(name: &str) -> String {
    if name.starts_with('-') { format!("./{name}") } else { name.to_owned() }
}

impl<'a> Checker<'a> {
    /// The same, with `examples`, on another interpreter.
    fn on(
        &self,
        (runner, packages): (&'a Runner, &'a Packages),
        settings: &'a RunSettings,
        examples: &[&'a Example],
    ) -> Self {
        let facts = facts(runner);
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
            packages,
            environment: None,
            settings,
            interrupt: self.interrupt,
            progress: self.progress,
            hash_seeds: HASH_SEEDS,
            // Such an interpreter knows no other worlds.
            is_brief: runner.interpreter().is_early(),
            claims: self.claims.clone(),
            traits: Vec::new(),
            ahead: Ahead::default(),
            sheet: Sheet::none(),
            firsts: Vec::new(),
        }
    }
}

fn is_skipped(example: &Example, facts: &Facts) -> bool {
    example.directives.skipped(facts).is_some() || program::needs_another_python(example, &facts.version).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_looks_like_an_option_is_no_argument() {
        assert_eq!(["a.md", "/-a.md", "-a.md"].map(path_of), ["a.md", "/-a.md", "./-a.md"]);
    }
}
