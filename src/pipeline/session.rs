//! One example from its session to its judgements: alone, then in its context if it misses a name, then once more if a
//! claim fails.

use std::collections::BTreeSet;

use crate::claim::Claim;
use crate::document::Document;
use crate::example::Example;
use crate::judge::{self, Judgement, Verdict};
use crate::plan::{Context, Session};
use crate::run::{Ending, Exception, Interrupt, Program, Run, RunError, Runner, Surroundings};

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
    /// What an earlier block that it needs was not given.
    pub(super) not_given: Option<String>,
}

/// A session that has run.
struct Ran<'a> {
    session: Session<'a>,
    run: Run,
    not_given: Option<String>,
}

/// Checks one example of `document`.
pub(super) fn check<'a>(
    document: &Document,
    alone: Session<'a>,
    examples: &[&'a Example],
    runner: &Runner,
    interrupt: &Interrupt,
) -> Result<Outcome<'a>, RunError> {
    let Ran { session, mut run, not_given } = run_in_context(document, alone, examples, runner)?;
    let mut judgements = judge::judge(session.claims, &run);
    if is_doubtful(&run, &judgements) && !interrupt.is_set() {
        // Whatever is reported as a failure happened in an interpreter that was started for it alone.
        if let Some(confirmed) = runner.run_alone(&program(&session, HASH_SEEDS[0]))? {
            run = confirmed;
            judgements = judge::judge(session.claims, &run);
        }
    }
    if let Some(reason) = &not_given {
        judge::given::skip_unreached(&mut judgements, reason);
    }
    if judgements.iter().any(|judgement| judgement.verdict == Verdict::Wrong) && !interrupt.is_set() {
        let again = start(&session, runner, HASH_SEEDS[1])?;
        if again.ending != Ending::Interrupted {
            judge::volatile::by_second_run(&mut judgements, &judge::judge(session.claims, &again));
        }
        judge::volatile::by_source(&mut judgements, session.claims, session.example, &session.before);
    }
    let before = session.before.iter().map(|example| document.blocks[example.block].line).collect();
    let Session { example, claims, context, .. } = session;
    Ok(Outcome { example, context, before, claims, run, judgements, not_given })
}

fn start(session: &Session<'_>, runner: &Runner, hash_seed: u32) -> Result<Run, RunError> {
    runner.run(&program(session, hash_seed))
}

fn program(session: &Session<'_>, hash_seed: u32) -> Program {
    let attributed = !session.examples().any(|example| example.module.watches_interpreter);
    let surroundings = Surroundings::default();
    Program { source: session.source(), orders: session.orders(), hash_seed, attributed, surroundings }
}

/// Whether a failure would be reported of `run`. Limits are what they are: to run into them again takes long.
fn is_doubtful(run: &Run, judgements: &[Judgement]) -> bool {
    match run.ending {
        Ending::TimedOut | Ending::TooMuchOutput | Ending::Interrupted => false,
        Ending::Ended | Ending::Exited(0) => {
            judgements.iter().any(|judgement| matches!(judgement.verdict, Verdict::Wrong | Verdict::Unreached))
        }
        Ending::Raised => run.exception.as_ref().and_then(judge::given::missing).is_none(),
        Ending::Exited(_) | Ending::Vanished(_) | Ending::Signalled(_) => true,
    }
}

/// Runs the example alone, and behind earlier blocks if it misses names that they cure.
fn run_in_context<'a>(
    document: &Document,
    alone: Session<'a>,
    examples: &[&'a Example],
    runner: &Runner,
) -> Result<Ran<'a>, RunError> {
    let run = start(&alone, runner, HASH_SEEDS[0])?;
    let missing = missing_names(&alone, &run);
    if missing.is_empty() {
        return Ok(Ran { session: alone, run, not_given: None });
    }
    let mut best: Option<(Session<'a>, Run)> = None;
    let mut not_given = None;
    for context in [Context::Section, Context::File] {
        let (session, run) = match cured(document, &alone, examples, runner, &missing, context)? {
            Attempt::Cured(cured) => *cured,
            Attempt::Failed { lacking } => {
                not_given = lacking.or(not_given);
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
        Some((session, run)) => Ran { session, run, not_given: None },
        None => Ran { session: alone, run, not_given },
    })
}

/// What became of a run in context.
enum Attempt<'a> {
    /// No name is missing any more.
    Cured(Box<(Session<'a>, Run)>),
    /// Some are; perhaps because a block before was not given what it needs.
    Failed { lacking: Option<String> },
}

/// Runs the example behind what it needs of its context, and behind what that turns out to need.
fn cured<'a>(
    document: &Document,
    alone: &Session<'a>,
    examples: &[&'a Example],
    runner: &Runner,
    missing: &BTreeSet<String>,
    context: Context,
) -> Result<Attempt<'a>, RunError> {
    let mut names = missing.clone();
    let mut lacking = None;
    for _ in 0..MOST_ROUNDS {
        let Some(session) = alone.behind(document, examples, &names, context) else { break };
        let run = start(&session, runner, HASH_SEEDS[0])?;
        let still = missing_names(&session, &run);
        if still.is_empty() {
            return Ok(Attempt::Cured(Box::new((session, run))));
        }
        lacking = run.caught.values().flatten().find_map(judge::given::missing).or(lacking);
        if still.is_subset(&names) {
            break;
        }
        names.extend(still);
    }
    Ok(Attempt::Failed { lacking })
}

/// The exceptions that the example raised and no claim names.
fn unclaimed<'a>(session: &'a Session<'_>, run: &'a Run) -> impl Iterator<Item = &'a Exception> {
    let example = session.example;
    let lines = example.file_line(1)..=example.file_line(example.lines.len());
    let caught = run.caught.iter().flat_map(move |(id, exceptions)| {
        let claim = session.claims.get(*id);
        exceptions.iter().filter(move |exception| !claim.is_some_and(|claim| names(claim, exception)))
    });
    let exceptions = caught.chain(&run.exception);
    exceptions.filter(move |exception| exception.lines.iter().any(|line| lines.contains(line)))
}

/// The names that the example, and not what runs before it, could not find.
fn missing_names(session: &Session<'_>, run: &Run) -> BTreeSet<String> {
    unclaimed(session, run)
        .filter(|exception| exception.kind == "NameError")
        .filter_map(|exception| exception.message.split('\'').nth(1).map(str::to_owned))
        .collect()
}

/// Whether the claim names the type of the exception.
fn names(claim: &Claim, exception: &Exception) -> bool {
    let kind = exception.kind.rsplit('.').next().unwrap_or_default();
    claim.lines.iter().any(|line| line.text.contains(kind))
}
