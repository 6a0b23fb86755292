//! Context: what an example runs behind. Alone first; behind blocks that make what it misses; in the state of the page if
//! a claim fails alone.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::checker::{Checker, Ran, is_at_limit};
use crate::claim::{Claim, Strength};
use crate::directive::Sharing;
use crate::example::Example;
use crate::finding::Severity;
use crate::judge::{self, Judgement, Verdict};
use crate::lang::python::{Kind, stdlib};
use crate::plan::{Context, Missing, Session, appended_in, files_in};
use crate::run::{Exception, Run, RunError};

/// Behind more examples than this a failing claim is not tried again.
const WIDEST: usize = 100;

/// How often a context is widened for names that the blocks before turn out to need in their turn.
const MOST_ROUNDS: usize = 4;

impl<'a> Checker<'a> {
    /// Runs the example as its author says, and behind earlier blocks if it misses names that they cure.
    pub(super) fn run_in_context(&self, first: Session<'a>) -> Result<Ran<'a>, RunError> {
        let mut ran = self.widened(first)?;
        // What Python says of a missing name is on standard error only where the example has an interpreter of its own.
        let missing = ran.run.exception.as_ref().filter(|exception| exception.kind == "NameError");
        let is_quoted = |exception| ran.session.claims.iter().any(|claim| judge::may_quote(claim, exception));
        if ran.run.shared && missing.is_some_and(is_quoted) {
            ran.run = self.start(&ran.session, self.hash_seeds[0])?;
        }
        Ok(ran)
    }

    fn widened(&self, first: Session<'a>) -> Result<Ran<'a>, RunError> {
        let run = self.start(&first, self.hash_seeds[0])?;
        let mut missing = missing(&first, &run);
        self.add_appended(&first, &mut missing);
        if missing.is_empty() {
            return Ok(Ran { session: first, run, not_given: None, cause: None });
        }
        if let Some(reason) = self.skipped_before(&first, &missing.names) {
            return Ok(Ran { session: first, run, not_given: Some(reason), cause: None });
        }
        let mut best: Option<(Session<'a>, Run)> = None;
        let (mut not_given, mut cause) = (None, None);
        for context in [Context::Section, Context::File] {
            let (session, run) = match self.cured(&first, &missing, context)? {
                Attempt::Cured(cured) => *cured,
                // A file that is not given is told as that, whatever names it too.
                Attempt::Failed { .. } if missing.names.is_empty() => continue,
                Attempt::Failed { lacking, raised } => {
                    not_given = lacking.map(|reason| format!("a block before it {reason}")).or(not_given);
                    cause = raised.or(cause);
                    continue;
                }
            };
            let trouble = unclaimed(&session, &run).count();
            if best.as_ref().is_none_or(|(session, run)| trouble < unclaimed(session, run).count()) {
                best = Some((session, run));
            }
            if trouble == 0 {
                break;
            }
        }
        Ok(match best {
            Some((session, run)) => {
                let (session, run) = self.narrowed(&first, &missing, (session, run))?;
                Ran { session, run, not_given: None, cause: None }
            }
            None => Ran { session: first, run, not_given, cause },
        })
    }

    /// What `ran`, or the same behind no more than what imports the `missing` names if that refutes less: each block may configure a
    /// module in a way of its own.
    fn narrowed(
        &self,
        first: &Session<'a>,
        missing: &Missing,
        ran: (Session<'a>, Run),
    ) -> Result<(Session<'a>, Run), RunError> {
        let failing = |session: &Session<'a>, run: &Run| {
            let judgements = judge::judge(session.claims, run, self.matching(session.example));
            let judged = session.claims.iter().zip(&judgements);
            let others = judged.filter(|(claim, judgement)| !judge::differs_in_numbers(claim, judgement)).count();
            (failing(session, &judgements, &[]), others)
        };
        let failed = failing(&ran.0, &ran.1);
        if failed.0 == (0, 0) || ran.0.before.len() < 2 || self.interrupt.is_set() || is_at_limit(&ran.1) {
            return Ok(ran);
        }
        let narrow = first.behind_imports(self.document, &self.running, missing, ran.0.context);
        let Some(narrow) = narrow.filter(|narrow| narrow.before.len() < ran.0.before.len()) else { return Ok(ran) };
        let run = self.start(&narrow, self.hash_seeds[0])?;
        let is_better = self::missing(&narrow, &run).is_empty() && failing(&narrow, &run) < failed;
        Ok(if is_better { (narrow, run) } else { ran })
    }

    /// Adds the files to which the example appends and which a block before it names: on the page it finds them as they are.
    fn add_appended(&self, session: &Session<'a>, missing: &mut Missing) {
        let before = self.running.iter().filter(|other| other.position() < session.example.position());
        let appended = appended_in(&session.example.code);
        if !appended.is_empty() {
            let named: BTreeSet<_> = before.flat_map(|other| files_in(&other.code)).collect();
            appended.intersection(&named).for_each(|file| missing.add_file(file));
        }
    }

    /// That an example needs a block which its author skips: the nearest one that binds a missing name.
    fn skipped_before(&self, session: &Session<'a>, missing: &BTreeSet<String>) -> Option<String> {
        let binds = |other: &&Example, name: &String| {
            other.position() < session.example.position() && other.module.bound_names.contains(name)
        };
        let nearest = |examples: &[&'a Example], name: &String| {
            examples.iter().copied().filter(|other| binds(other, name)).max_by_key(|other| other.position())
        };
        let skipped = missing.iter().find_map(|name| {
            let skipped = nearest(&self.skipped, name)?;
            let running = nearest(&self.running, name);
            running.is_none_or(|running| running.position() < skipped.position()).then_some(skipped)
        });
        let skipped = skipped.map(|other| format!("needs the block on line {}, which is skipped", self.line(other)));
        skipped.or_else(|| self.lacked_before(session, missing))
    }

    /// That an example misses a name which no block binds, below a block of which something is not there, or a line that
    /// only IPython understands.
    fn lacked_before(&self, session: &Session<'a>, missing: &BTreeSet<String>) -> Option<String> {
        let examples = || self.running.iter().chain(&self.skipped);
        missing.iter().find(|name| !examples().any(|other| other.module.bound_names.contains(*name)))?;
        let line = self.line(session.example);
        let lacking = self.lacking.iter().rev().find(|(other, _)| *other < line);
        let own = session.example.file_line(session.example.lines.len());
        let notebooks = examples().filter_map(|other| other.ipython.as_ref());
        let nearest = notebooks.filter(|notebook| notebook.line <= own).max_by_key(|notebook| notebook.line);
        nearest.map(|notebook| notebook.reason.clone()).or_else(|| lacking.map(|(_, reason)| reason.clone()))
    }

    /// That an example continues a block which its author skips.
    pub(super) fn continues_skipped(&self, example: &Example) -> Option<String> {
        if example.directives.session != Sharing::Continued {
            return None;
        }
        let earlier = self.running.iter().chain(&self.skipped).filter(|other| other.block < example.block);
        let before = earlier.max_by_key(|other| other.position())?;
        let is_skipped = self.skipped.iter().any(|other| other.id == before.id);
        is_skipped.then(|| format!("continues the block on line {}, which is skipped", self.line(before)))
    }

    /// A claim that fails may hold in the state that the blocks before leave behind: one binds the name of a builtin,
    /// which nothing then misses; another calls a function that changes something. So it is tried behind all of its
    /// section, then of the file, and what holds there counts. A wrong claim that is only left alone there, for a block before
    /// that misses something, is none the better for it.
    pub(super) fn in_the_state_of_the_page(&self, ran: Ran<'a>) -> Result<Ran<'a>, RunError> {
        let Ran { session, run, .. } = &ran;
        let judgements = judge::judge(session.claims, run, self.matching(session.example));
        let failing = failing(session, &judgements, &[]);
        let is_refuted = judgements.iter().any(|one| one.verdict == Verdict::Wrong);
        let other: &[_] = if is_refuted { &[Verdict::Skipped] } else { &[] };
        if failing == (0, 0) || !self.running.iter().copied().any(may_matter(session)) {
            return Ok(ran);
        }
        let mut best = (failing, ran);
        for context in [Context::Section, Context::File] {
            let wider = best.1.session.behind_all(self.document, &self.running, context);
            let Some(wider) = wider.filter(|wider| wider.before.len() <= WIDEST) else { continue };
            if best.0 == (0, 0) || self.interrupt.is_set() || is_at_limit(&best.1.run) {
                break;
            }
            let Some(wider) = self.without_stuck(wider, &best.1.session).0 else { continue };
            let again = self.start(&wider, self.hash_seeds[0])?;
            let judgements = judge::judge(wider.claims, &again, self.matching(wider.example));
            let failed = self::failing(&wider, &judgements, other);
            if failed < best.0 && again.ending.has_receipt() {
                best = (failed, Ran { session: wider, run: again, ..best.1 });
            }
        }
        Ok(best.1)
    }

    /// Runs the example behind what it needs of its context, and behind what that turns out to need.
    fn cured(&self, first: &Session<'a>, missing: &Missing, context: Context) -> Result<Attempt<'a>, RunError> {
        let mut wanted = missing.clone();
        let (mut lacking, mut raised, mut named, mut furthest) = (None, None, None, None);
        for _ in 0..MOST_ROUNDS {
            let Some(session) = self.wider(first, &wanted, context) else { break };
            let (session, stuck) = self.without_stuck(session, first);
            raised = stuck.map(|line| format!("the block on line {line} reaches a limit")).or(raised);
            let Some(session) = session else { break };
            let run = self.start(&session, self.hash_seeds[0])?;
            let still = self::missing(&session, &run);
            if still.is_empty() {
                return Ok(Attempt::Cured(Box::new((session, run))));
            }
            // A file that nobody writes is missing wherever the example runs.
            let has_names = still.names.is_empty() && !missing.names.is_empty();
            let is_in_vain = still.is_subset(&wanted);
            let is_further = !missing.names.is_subset(&still.names);
            wanted.extend(still);
            if has_names {
                named = Some(Box::new((session, run)));
                if is_in_vain { break } else { continue }
            }
            lacking = run.caught.values().flatten().find_map(judge::given::missing).or(lacking);
            raised = run.caught.values().flatten().find_map(cause).or(raised);
            if is_further {
                furthest = Some(Box::new((session, run)));
            }
            if is_in_vain {
                break;
            }
        }
        // Where nothing before is to blame, the run that got further tells what is really missing.
        let furthest = furthest.filter(|_| lacking.is_none() && raised.is_none());
        match named.or(furthest) {
            Some(best) => Ok(Attempt::Cured(best)),
            None => Ok(Attempt::Failed { lacking, raised }),
        }
    }
}

/// How many claims fail, or are judged in one of these `other` ways, and how many that quote a value are not confirmed.
fn failing(session: &Session<'_>, judgements: &[Judgement], other: &[Verdict]) -> (usize, usize) {
    let fails = |one: &&Judgement| one.severity == Some(Severity::Error) || other.contains(&one.verdict);
    let is_open = |(claim, one): &(&Claim, &Judgement)| {
        claim.strength != Strength::InferredText && one.verdict == Verdict::Unverified
    };
    let open = session.claims.iter().zip(judgements).filter(is_open).count();
    (judgements.iter().filter(fails).count(), open)
}

/// Modules of the standard library in which a program sets how others' numbers and dates come out.
const SET: [&str; 2] = ["decimal", "locale"];

/// Whether another example stands above that of `session` and may be a part of its state: it binds a name or writes a file that
/// the example has, or sets something of a package that the session imports as well: `np.set_printoptions(precision=3)`.
fn may_matter<'s>(session: &'s Session<'_>) -> impl Fn(&Example) -> bool + 's {
    let example = session.example;
    let files = files_in(&example.code);
    let may_be_set = |name: &&str| !stdlib::is_module(name) || SET.contains(name);
    let packages = session.examples().flat_map(|own| own.module.imported_packages()).filter(may_be_set);
    let packages: BTreeSet<_> = packages.collect();
    move |other| {
        let names = &other.module.bound_names;
        let mut own_names = example.module.free_names.iter().chain(&example.module.builtins);
        let has_file = || !files.is_empty() && !files.is_disjoint(&files_in(&other.code));
        let calls = || other.module.statements.iter().any(|one| one.kind == Kind::Expression { call: true });
        let sets_something = || other.module.imported_packages().any(|name| packages.contains(name)) && calls();
        let is_above = other.position() < example.position();
        is_above && (own_names.any(|name| names.contains(name)) || has_file() || sets_something())
    }
}

/// What became of a run in context.
enum Attempt<'a> {
    /// No name is missing any more.
    Cured(Box<(Session<'a>, Run)>),
    /// Some are; perhaps because a block before was not given what it needs, or raised an exception.
    Failed { lacking: Option<String>, raised: Option<String> },
}

/// What is to be said of an exception that ended a block before; a missing name is told for each block by itself.
fn cause(exception: &Exception) -> Option<String> {
    let line = exception.line().filter(|_| exception.kind != "NameError")?;
    Some(format!("line {line} raised {}", exception.summary()))
}

/// The exceptions that the example raised and no claim names.
fn unclaimed<'a>(session: &'a Session<'_>, run: &'a Run) -> impl Iterator<Item = &'a Exception> {
    let example = session.example;
    let lines = example.file_line(1)..=example.file_line(example.lines.len());
    let noted = |id: &usize| session.claims.get(*id);
    let caught = run.caught.iter().flat_map(move |(id, exceptions)| exceptions.iter().map(move |one| (noted(id), one)));
    let raised = caught.chain(run.exception.iter().map(|exception| (None, exception)));
    let own = raised.filter(move |(_, exception)| exception.lines.iter().any(|line| lines.contains(line)));
    // There may be thousands of claims and of exceptions, and few of the first are about any of the second.
    let naming: OnceCell<Vec<&Claim>> = OnceCell::new();
    let all = || session.claims.iter().filter(|claim| judge::names_any(claim)).collect();
    own.filter(move |(claim, exception)| !is_claimed(naming.get_or_init(all), *claim, exception))
        .map(|(_, exception)| exception)
}

/// Whether `exception` is what the author shows: the `claim` that it was noted for names it, or one of those `naming` some that
/// is about its lines. Nothing is missing then, though a block before may have what would keep it from being raised.
fn is_claimed(naming: &[&Claim], claim: Option<&Claim>, exception: &Exception) -> bool {
    let about_it = |claim: &&Claim| {
        let mut lines = exception.lines.iter();
        lines.any(|&line| claim.places.iter().any(|place| place.holds(line)))
    };
    // The one that it was noted for is asked first: there may be thousands of others.
    let mut claims = claim.into_iter().chain(naming.iter().copied().filter(about_it));
    claims.any(|claim| judge::names(claim, exception))
}

/// What the example, and not what runs before it, could not find.
pub(super) fn missing(session: &Session<'_>, run: &Run) -> Missing {
    // What is missing behind a file or input that is not given is missing because of that. A module that is not there
    // may be shown as a class or a function by an earlier block, or be a file that it writes.
    let is_of_name = |exception: &Exception| matches!(exception.kind.as_str(), "ModuleNotFoundError" | "NameError");
    let is_cause = |exception: &Exception| !is_of_name(exception) && judge::given::missing(exception).is_some();
    let mut exceptions: Vec<_> = unclaimed(session, run).collect();
    exceptions.sort_by_key(|exception| exception.line());
    let mut missing = Missing::default();
    for exception in exceptions {
        missing.names.extend(exception.missing_name().map(str::to_owned));
        let module = exception.missing_module().map(|module| format!("{module}.py"));
        for file in exception.missing_file().into_iter().chain(module.as_deref()) {
            missing.add_file(file);
        }
        if is_cause(exception) {
            break;
        }
    }
    missing
}
