//! One example from its session to its judgements: alone, then in its context if it misses a name, then once more if a
//! claim fails.

use std::collections::BTreeSet;

use crate::claim::Claim;
use crate::document::Document;
use crate::example::Example;
use crate::judge::{self, Judgement, Verdict};
use crate::plan::{Context, Session};
use crate::run::{Ending, Exception, Interrupt, Program, Run, RunError, Runner};

/// The hash seed of the run that counts, and the one of the run that shows what depends on it.
const HASH_SEEDS: [u32; 2] = [0, 1];

/// How often a context is widened for names that the blocks before turn out to need in their turn.
const MOST_ROUNDS: usize = 4;

/// An example with its run and the judgements on its claims.
#[derive(Debug)]
pub(super) struct Outcome<'a> {
    pub(super) example: &'a Example,
    pub(super) context: Context,
    /// 1-based lines of the blocks that ran before it.
    pub(super) before: Vec<usize>,
    pub(super) claims: &'a [Claim],
    pub(super) run: Run,
    pub(super) judgements: Vec<Judgement>,
}

/// Checks one example of `document`.
pub(super) fn check<'a>(
    document: &Document,
    alone: Session<'a>,
    examples: &[&'a Example],
    runner: &Runner,
    interrupt: &Interrupt,
) -> Result<Outcome<'a>, RunError> {
    let (session, run) = run_in_context(document, alone, examples, runner)?;
    let mut judgements = judge::judge(session.claims, &run);
    if judgements.iter().any(|judgement| judgement.verdict == Verdict::Wrong) && !interrupt.is_set() {
        let again = start(&session, runner, HASH_SEEDS[1])?;
        if again.ending != Ending::Interrupted {
            judge::volatile::by_second_run(&mut judgements, &judge::judge(session.claims, &again));
        }
        judge::volatile::by_source(&mut judgements, session.claims, session.example);
    }
    let before = session.before.iter().map(|example| document.blocks[example.block].line).collect();
    Ok(Outcome { example: session.example, context: session.context, before, claims: session.claims, run, judgements })
}

fn start(session: &Session<'_>, runner: &Runner, hash_seed: u32) -> Result<Run, RunError> {
    let attributed = !session.examples().any(|example| example.module.watches_interpreter);
    runner.run(&Program { source: session.source(), orders: session.orders(), hash_seed, attributed })
}

/// Runs the example alone, and behind earlier blocks if it misses names that they cure.
fn run_in_context<'a>(
    document: &Document,
    alone: Session<'a>,
    examples: &[&'a Example],
    runner: &Runner,
) -> Result<(Session<'a>, Run), RunError> {
    let run = start(&alone, runner, HASH_SEEDS[0])?;
    let missing = missing_names(&alone, &run);
    if missing.is_empty() {
        return Ok((alone, run));
    }
    let mut best: Option<(Session<'a>, Run)> = None;
    for context in [Context::Section, Context::File] {
        let Some((session, run)) = cured(document, &alone, examples, runner, &missing, context)? else { continue };
        let trouble = unclaimed(&session, &run).count();
        if best.as_ref().is_none_or(|(session, run)| trouble < unclaimed(session, run).count()) {
            best = Some((session, run));
        }
        if trouble == 0 {
            break;
        }
    }
    Ok(best.unwrap_or((alone, run)))
}

/// The example behind what it needs of its context, and its run; none if it still misses a name then.
fn cured<'a>(
    document: &Document,
    alone: &Session<'a>,
    examples: &[&'a Example],
    runner: &Runner,
    missing: &BTreeSet<String>,
    context: Context,
) -> Result<Option<(Session<'a>, Run)>, RunError> {
    let mut names = missing.clone();
    for _ in 0..MOST_ROUNDS {
        let Some(session) = alone.behind(document, examples, &names, context) else { return Ok(None) };
        let run = start(&session, runner, HASH_SEEDS[0])?;
        let still = missing_names(&session, &run);
        if still.is_empty() {
            return Ok(Some((session, run)));
        }
        if still.is_subset(&names) {
            return Ok(None);
        }
        names.extend(still);
    }
    Ok(None)
}

/// The exceptions that the example raised and no claim names.
fn unclaimed<'a>(session: &'a Session<'_>, run: &'a Run) -> impl Iterator<Item = &'a Exception> {
    let example = session.example;
    let lines = example.file_line(1)..=example.file_line(example.lines.len());
    let named = |claim: &Claim| claim.lines.iter().any(|line| crate::claim::exception::named(&line.text).is_some());
    let caught = run.caught.iter().filter(move |(id, _)| !session.claims.get(**id).is_some_and(named));
    let exceptions = caught.flat_map(|(_, exceptions)| exceptions).chain(&run.exception);
    exceptions.filter(move |exception| exception.lines.iter().any(|line| lines.contains(line)))
}

/// The names that the example, and not what runs before it, could not find.
fn missing_names(session: &Session<'_>, run: &Run) -> BTreeSet<String> {
    unclaimed(session, run)
        .filter(|exception| exception.kind == "NameError")
        .filter_map(|exception| exception.message.split('\'').nth(1).map(str::to_owned))
        .collect()
}
