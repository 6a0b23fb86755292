//! Examples whose code shows that they leave nothing behind: their first runs share an interpreter, many at a time.
//!
//! What an example may run behind is found out one run after the other (`context`). Here the first of these are made
//! ahead, all of a document, or of several small ones, at once: each example alone, then those that miss a name behind what has it. They are kept until
//! somebody asks for just that run.

use super::ahead::locked;
use super::checker::Checker;
use super::context::missing;
use super::page::Prepared;
use crate::example::Example;
use crate::plan::{Context, Missing, Session};
use crate::record;
use crate::run::{Program, Run, RunError, batch};
use rayon::prelude::*;

/// Behind more blocks than this an example does not run in a batch, which would run them for each anew: a page has run them.
const MOST_BEFORE: usize = 10;

/// Sets of examples that continue each other, of one document and context.
const MOST_CHAINS: usize = 4;

/// Fewer examples than these that continue each other are run by themselves.
const FEWEST_LINKS: usize = 3;

/// How runs are had ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// What is not stored runs.
    Run,
    /// If anything is not stored, that is all.
    Recall,
}

/// A session and what it misses.
type Lacking<'s, 'c, 'a> = (&'s Batched<'c, 'a>, Missing);

/// Runs those examples of `pages` ahead that may share an interpreter.
pub(super) fn run_ahead(pages: &[&Prepared<'_>]) -> Result<(), RunError> {
    ahead(pages, Means::Run).map(drop)
}

/// Whether all that `page` runs is stored, and then recalls it ahead.
pub(super) fn is_recalled(page: &Prepared<'_>) -> bool {
    page.checker().sheet.has_stored() && ahead(&[page], Means::Recall).unwrap_or(false)
}

/// Has runs of examples of `pages` ahead; whether it has all that is to be had by these `means`.
fn ahead<'p>(pages: &[&Prepared<'p>], means: Means) -> Result<bool, RunError> {
    let checkers = || pages.iter().map(|page| page.checker());
    if !checkers().next().is_some_and(|checker| checker.runner.batches()) {
        return Ok(false);
    }
    let firsts = pages.iter().flat_map(|page| {
        let checker = page.checker();
        let first = |(example, claims)| Session::first(example, claims, &checker.sharings);
        page.to_run().map(move |each| Batched::of(checker, first(each)))
    });
    let Some(firsts) = batchable(firsts, means) else { return Ok(false) };
    let Some(missing) = run_all(&firsts, means)? else { return Ok(false) };
    let mut missing: Vec<_> = missing.into_iter().map(|(batched, names)| (batched, names, None)).collect();
    for context in [Context::Section, Context::File] {
        let mut rest = Vec::new();
        for checker in checkers() {
            let own = missing.iter_mut().filter(|(batched, ..)| std::ptr::eq(batched.checker, checker));
            let wider = own.filter_map(|(batched, names, wider)| {
                *wider = checker.wider(&batched.session, names, context);
                checker.keep_wider(names, wider.as_ref()?);
                wider.clone()
            });
            let others = checker.run_chains(wider.collect(), means)?.into_iter();
            let is_short = |session: &Session<'_>| session.before.len() <= MOST_BEFORE;
            let others = others.map(|session| Batched::of(checker, Some(session).filter(is_short)?));
            let Some(others) = batchable(others, means) else { return Ok(false) };
            rest.extend(others);
        }
        if run_all(&rest, means)?.is_none() {
            return Ok(false);
        }
        missing.retain(|(batched, _, wider)| {
            !wider.as_ref().is_some_and(|session| batched.checker.ahead.has_passed(session))
        });
    }
    Ok(true)
}

/// Those of `all` that may share an interpreter; none if one may not that would have to be recalled.
fn batchable<T>(all: impl Iterator<Item = Option<T>>, means: Means) -> Option<Vec<T>> {
    match means {
        Means::Run => Some(all.flatten().collect()),
        Means::Recall => all.collect(),
    }
}

/// A session of a document whose program may share an interpreter.
struct Batched<'c, 'a> {
    checker: &'c Checker<'a>,
    session: Session<'a>,
    program: Program,
    /// Whether the program ends where the session does only if that raises an exception.
    is_beginning: bool,
}

impl<'c, 'a> Batched<'c, 'a> {
    fn of(checker: &'c Checker<'a>, session: Session<'a>) -> Option<Self> {
        if let Some(program) = checker.batched(&session) {
            return Some(Self { checker, session, program, is_beginning: false });
        }
        let program = checker.beginning(&session)?;
        Some(Self { checker, session, program, is_beginning: true })
    }

    fn asked(&self) -> record::BatchRequest<'_, 'a> {
        let Self { checker, session, program, .. } = self;
        record::BatchRequest { sheet: &checker.sheet, program, owner: checker.owner(session.example) }
    }
}

/// Has the runs of all `sessions` and keeps them. Those that miss names, with these; none if one cannot be had by these `means`.
fn run_all<'s, 'c, 'a>(
    sessions: &'s [Batched<'c, 'a>],
    means: Means,
) -> Result<Option<Vec<Lacking<'s, 'c, 'a>>>, RunError> {
    if means == Means::Recall {
        let runs = sessions.iter().map(|batched| record::recall(batched.asked()).map(Some));
        return Ok(runs.collect::<Option<Vec<_>>>().map(|runs| kept(sessions, runs)));
    }
    let Some(first) = sessions.first().filter(|_| sessions.len() >= batch::FEWEST) else {
        return Ok(Some(Vec::new()));
    };
    let size = sessions.len().div_ceil(first.checker.settings.jobs).clamp(batch::MOST / 4, batch::MOST);
    let missing = sessions.par_chunks(size).map(run_batch);
    Ok(Some(missing.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()))
}

fn run_batch<'s, 'c, 'a>(sessions: &'s [Batched<'c, 'a>]) -> Result<Vec<Lacking<'s, 'c, 'a>>, RunError> {
    let Some(first) = sessions.first() else { return Ok(Vec::new()) };
    let asked: Vec<_> = sessions.iter().map(Batched::asked).collect();
    Ok(kept(sessions, record::run_batch(first.checker.runner, &asked)?))
}

/// Keeps the `runs` of `sessions`. Those that miss names, with these.
fn kept<'s, 'c, 'a>(sessions: &'s [Batched<'c, 'a>], runs: Vec<Option<Run>>) -> Vec<Lacking<'s, 'c, 'a>> {
    let mut lacking = Vec::new();
    for (batched, run) in sessions.iter().zip(runs) {
        let Some(run) = run.filter(|run| !batched.is_beginning || run.exception.is_some()) else { continue };
        let missed = missing(&batched.session, &run);
        if !missed.is_empty() {
            lacking.push((batched, missed));
        }
        batched.checker.ahead.keep(&batched.session, run);
    }
    lacking
}

impl<'a> Checker<'a> {
    /// `first` behind what has what it is `missing`, within `context`.
    pub(super) fn wider(&self, first: &Session<'a>, missing: &Missing, context: Context) -> Option<Session<'a>> {
        let kept = locked(&self.ahead.wider).remove(&(first.example.id, context));
        if let Some((_, session)) = kept.filter(|(names, _)| first.before.is_empty() && names == missing) {
            return Some(Session { claims: first.claims, ..session });
        }
        first.behind(self.document, &self.running, missing, context)
    }

    /// Keeps `wider`, an example alone behind what has what it is `missing`: it is asked for again.
    fn keep_wider(&self, missing: &Missing, wider: &Session<'a>) {
        let key = (wider.example.id, wider.context);
        locked(&self.ahead.wider).insert(key, (missing.clone(), wider.clone()));
    }

    /// Runs those of `sessions`, which are known to be the ones that count, ahead that may share an interpreter.
    pub(super) fn run_sessions_ahead(&self, sessions: Vec<Session<'a>>) -> Result<(), RunError> {
        if !self.runner.batches() {
            return Ok(());
        }
        let batched: Vec<_> = sessions.into_iter().filter_map(|session| Batched::of(self, session)).collect();
        run_all(&batched, Means::Run).map(drop)
    }

    /// Runs those of `sessions` that continue each other, one behind the other in one interpreter; gives those
    /// of which nothing is known by that.
    fn run_chains(&self, mut sessions: Vec<Session<'a>>, means: Means) -> Result<Vec<Session<'a>>, RunError> {
        let mut failed = Vec::new();
        for _ in 0..MOST_CHAINS {
            let Some(longest) = sessions.iter().max_by_key(|session| session.before.len()) else { break };
            let chain: Vec<&'a Example> = longest.examples().collect();
            let is_link = |session: &Session<'a>| {
                let own = session.examples().map(|example| example.id);
                own.zip(&chain).filter(|(own, other)| *own == other.id).count() == session.before.len() + 1
            };
            let (links, others): (Vec<_>, Vec<_>) = sessions.iter().cloned().partition(is_link);
            if links.len() < FEWEST_LINKS {
                break;
            }
            self.run_chain(&chain, &links, means)?;
            failed.extend(links.into_iter().filter(|link| !self.ahead.has(link)));
            sessions = others;
        }
        sessions.extend(failed);
        Ok(sessions)
    }

    /// Runs the examples of `chain` one behind the other, and keeps the runs of `links`, whose examples they are.
    fn run_chain(&self, chain: &[&'a Example], links: &[Session<'a>], means: Means) -> Result<(), RunError> {
        let link = |example: &Example| links.iter().find(|link| link.example.id == example.id);
        let alone = |example: &'a Example| Session {
            example,
            claims: link(example).map_or(&[], |link| link.claims),
            context: Context::None,
            before: Vec::new(),
        };
        let has_own_flags = |example: &&&Example| example.module.awaits || example.code.contains("__future__");
        let of_chain: Option<Vec<Program>> = chain.iter().map(|example| self.batched(&alone(example))).collect();
        let Some(of_chain) = of_chain.filter(|_| !chain.iter().any(|example| has_own_flags(&example))) else {
            return Ok(());
        };
        let programs: Vec<_> = of_chain.iter().collect();
        let owners: Vec<_> = chain.iter().map(|example| self.owner(example)).collect();
        let runs = match means {
            Means::Run => self.sheet.run_chain(self.runner, &programs, &owners)?,
            Means::Recall => self.sheet.recall_chain(&programs, &owners).unwrap_or_default(),
        };
        for (example, run) in chain.iter().zip(runs) {
            if let (Some(link), Some(run)) = (link(example), run) {
                self.ahead.keep(link, run);
            }
        }
        Ok(())
    }

    /// The program of `session`, if that may share an interpreter.
    fn batched(&self, session: &Session<'a>) -> Option<Program> {
        let is_inert = session.examples().all(|example| example.module.is_inert);
        if is_inert { self.sharing(session).filter(batch::fits) } else { None }
    }

    /// The program of `session` up to the first import of a package, if it runs no further where that is not installed, and may
    /// share an interpreter until then.
    fn beginning(&self, session: &Session<'a>) -> Option<Program> {
        let last = session.example.module.stops_behind.filter(|_| session.before.is_empty())?;
        let program = self.sharing(session)?.until(session.example.file_line(last))?;
        batch::fits(&program).then_some(program)
    }

    /// The program of `session`, if it has the limits and the interpreter that all have.
    fn sharing(&self, session: &Session<'a>) -> Option<Program> {
        let has_own_limit = session.examples().any(|example| example.directives.timeout.is_some());
        let is_usual = !has_own_limit && self.python(session) == Ok(None);
        is_usual.then(|| self.program(session, self.hash_seeds[0]))
    }
}
