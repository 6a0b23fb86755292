//! One example from its session to its judgements: alone, then in its context if it misses a name, then once more if a
//! claim fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::claim::Claim;
use crate::document::Document;
use crate::example::Example;
use crate::judge::{self, Judgement, Verdict};
use crate::lang::metadata::{self, Metadata};
use crate::plan::{Context, Library, Session, Sharings};
use crate::run::{Ending, Exception, Interrupt, Packages, PackagesError, Program, Run, RunError, Runner, Surroundings};
use crate::settings::{Matching, RunSettings};

/// The hash seed of the run that counts, and the one of the run that shows what depends on it.
pub(super) const HASH_SEEDS: [u32; 2] = [0, 1];

/// How often an example that leaves something to chance is run again.
const MOST_CHANCES: usize = 4;

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
    /// What happened; none if it did not run.
    pub(super) run: Option<Run>,
    pub(super) judgements: Vec<Judgement>,
    /// What it, or an earlier block that it needs, was not given, or who skips it.
    pub(super) not_given: Option<String>,
    /// Whether it is skipped by its author and would pass.
    pub(super) is_needlessly_skipped: bool,
}

/// What all examples of a document are checked with.
pub(super) struct Checker<'a> {
    pub(super) document: &'a Document,
    /// The examples that run, in the order of the file.
    pub(super) running: Vec<&'a Example>,
    /// Those that their authors skip.
    pub(super) skipped: Vec<&'a Example>,
    pub(super) sharings: Sharings<'a>,
    pub(super) library: Library<'a>,
    pub(super) runner: &'a Runner,
    pub(super) packages: &'a Packages,
    pub(super) settings: &'a RunSettings,
    pub(super) interrupt: &'a Interrupt,
    /// [`HASH_SEEDS`], but for a check that shall not see the same twice.
    pub(super) hash_seeds: [u32; 2],
}

/// A session that has run.
struct Ran<'a> {
    session: Session<'a>,
    run: Run,
    not_given: Option<String>,
}

impl<'a> Checker<'a> {
    /// Checks one example that runs.
    pub(super) fn check(&self, example: &'a Example, claims: &'a [Claim]) -> Result<Outcome<'a>, RunError> {
        let first = Session::first(example, claims, &self.sharings);
        if let Err(reason) = self.python(&first) {
            return Ok(not_run(example, claims, reason));
        }
        let matching = self.matching(example);
        let Ran { session, run, not_given } = self.run_in_context(first)?;
        let mut judgements = judge::judge(session.claims, &run, matching);
        if let Some(reason) = &not_given {
            judge::given::skip_unreached(&mut judgements, reason);
        }
        self.look_again(&session, &mut judgements)?;
        let before = session.before.iter().map(|example| self.line(example)).collect();
        let Session { context, .. } = session;
        let run = Some(run);
        Ok(Outcome { example, context, before, claims, run, judgements, not_given, is_needlessly_skipped: false })
    }

    /// Runs the session again to see which judgements do not last: another hash seed and another moment give another
    /// output. What is left to chance may come out the same by chance, so that is looked at more often.
    fn look_again(&self, session: &Session<'a>, judgements: &mut [Judgement]) -> Result<(), RunError> {
        let by_chance = session.examples().any(|example| example.module.uses_chance) && !session.claims.is_empty();
        let is_wrong = |judgements: &[Judgement]| judgements.iter().any(|one| one.verdict == Verdict::Wrong);
        if !is_wrong(judgements) && !by_chance {
            return Ok(());
        }
        let lasting = |judgements: &[Judgement]| {
            judgements.iter().any(|one| matches!(one.verdict, Verdict::Wrong | Verdict::Confirmed))
        };
        for round in 0..if by_chance { MOST_CHANCES } else { 1 } {
            if self.interrupt.is_set() || (round > 0 && !lasting(judgements)) {
                break;
            }
            let again = self.start(session, self.hash_seeds[1])?;
            if again.ending != Ending::Interrupted {
                let second = judge::judge(session.claims, &again, self.matching(session.example));
                judge::volatile::by_second_run(judgements, &second);
            }
        }
        judge::volatile::by_source(judgements, session.claims, session.example, &session.before);
        Ok(())
    }

    /// The outcome for an example that is skipped for `reason`. With `--audit-skips` it is run all the same, to see
    /// whether it would pass.
    pub(super) fn skip(
        &self,
        example: &'a Example,
        claims: &'a [Claim],
        reason: String,
    ) -> Result<Outcome<'a>, RunError> {
        let by_author = example.directives.skip;
        let is_audited = self.settings.audit_skips && by_author && !self.interrupt.is_set();
        let is_needlessly_skipped = is_audited && self.check(example, claims)?.passes();
        Ok(Outcome { is_needlessly_skipped, ..not_run(example, claims, reason) })
    }

    /// The line by which reports name the example: that of its block, or its own if it is a later part of it.
    fn line(&self, example: &Example) -> usize {
        line(self.document, example)
    }

    fn matching(&self, example: &Example) -> Matching {
        match example.directives.exact {
            Some(true) => Matching::Exact,
            Some(false) => Matching::Any,
            None => self.settings.matching,
        }
    }

    fn start(&self, session: &Session<'a>, hash_seed: u32) -> Result<Run, RunError> {
        let examples: Vec<_> = session.examples().collect();
        let directives = &session.example.directives;
        let mut variables = BTreeMap::new();
        for example in &examples {
            variables.extend(example.directives.variables.clone());
        }
        self.runner.run(&Program {
            source: session.source(),
            orders: session.orders(),
            hash_seed,
            attributed: !examples.iter().any(|example| example.module.watches_interpreter),
            surroundings: Surroundings {
                files: self.library.asked_for(&examples),
                input: directives.stdin.clone(),
                variables,
                timeout: directives.timeout.map(|asked| self.settings.bounded(asked)),
                python: self.python(session).unwrap_or_default(),
            },
        })
    }

    /// The interpreter with the packages that the session asks for; none if it asks for none. Without uv it is that of
    /// the run, which may have them.
    fn python(&self, session: &Session<'a>) -> Result<Option<PathBuf>, String> {
        let packages: Vec<_> = session.examples().flat_map(dependencies).collect();
        if packages.is_empty() {
            return Ok(None);
        }
        match self.packages.python_for(&packages) {
            Ok(python) => Ok(Some(python)),
            Err(PackagesError::NoUv { .. }) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Runs the example as its author says, and behind earlier blocks if it misses names that they cure.
    fn run_in_context(&self, first: Session<'a>) -> Result<Ran<'a>, RunError> {
        let run = self.start(&first, self.hash_seeds[0])?;
        let missing = missing_names(&first, &run);
        if missing.is_empty() {
            return Ok(Ran { session: first, run, not_given: None });
        }
        let mut best: Option<(Session<'a>, Run)> = None;
        let mut not_given = None;
        for context in [Context::Section, Context::File] {
            let (session, run) = match self.cured(&first, &missing, context)? {
                Attempt::Cured(cured) => *cured,
                Attempt::Failed { lacking } => {
                    not_given = lacking.map(|reason| format!("a block before it {reason}")).or(not_given);
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
            None => {
                let not_given = not_given.or_else(|| self.skipped_before(&first, &missing));
                Ran { session: first, run, not_given }
            }
        })
    }

    /// That an example needs a block which its author skips.
    fn skipped_before(&self, session: &Session<'a>, missing: &BTreeSet<String>) -> Option<String> {
        let earlier = self.skipped.iter().rev().filter(|other| other.position() < session.example.position());
        let mut binding = earlier.filter(|other| missing.iter().any(|name| other.module.bound_names.contains(name)));
        binding.next().map(|other| format!("needs the block on line {}, which is skipped", self.line(other)))
    }

    /// Runs the example behind what it needs of its context, and behind what that turns out to need.
    fn cured(
        &self,
        first: &Session<'a>,
        missing: &BTreeSet<String>,
        context: Context,
    ) -> Result<Attempt<'a>, RunError> {
        let mut names = missing.clone();
        let mut lacking = None;
        for _ in 0..MOST_ROUNDS {
            let Some(session) = first.behind(self.document, &self.running, &names, context) else { break };
            let run = self.start(&session, self.hash_seeds[0])?;
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
}

/// The line by which reports name `example`.
pub(super) fn line(document: &Document, example: &Example) -> usize {
    let line = example.file_line(1);
    if line == example.block_start { document.blocks[example.block].line } else { line }
}

/// The outcome for an example that cannot or shall not run.
fn not_run<'a>(example: &'a Example, claims: &'a [Claim], reason: String) -> Outcome<'a> {
    Outcome {
        example,
        context: Context::None,
        before: Vec::new(),
        claims,
        run: None,
        judgements: judge::skip(claims, &reason),
        not_given: Some(reason),
        is_needlessly_skipped: false,
    }
}

/// The packages that `example` asks for, by its directives or its own metadata.
fn dependencies(example: &Example) -> Vec<String> {
    let own = Metadata::of_code(&example.code).ok().flatten().map(|metadata| metadata.dependencies);
    example.directives.dependencies.iter().cloned().chain(own.unwrap_or_default()).collect()
}

/// Why the interpreter of version `version` cannot run `example`, by its metadata.
pub(super) fn needs_another_python(example: &Example, version: &str) -> Option<String> {
    let requires = Metadata::of_code(&example.code).ok()??.requires_python?;
    (metadata::satisfies(&requires, version) == Some(false)).then(|| format!("needs Python {requires}"))
}

impl Outcome<'_> {
    /// Whether nothing is to be said against the example.
    fn passes(&self) -> bool {
        let ended = self.run.as_ref().is_some_and(|run| run.ending.describe().is_none() && run.exception.is_none());
        let severe = |judgement: &Judgement| judgement.verdict.severity().is_some();
        ended && self.not_given.is_none() && !self.judgements.iter().any(severe)
    }
}

/// What became of a run in context.
enum Attempt<'a> {
    /// No name is missing any more.
    Cured(Box<(Session<'a>, Run)>),
    /// Some are; perhaps because a block before was not given what it needs.
    Failed { lacking: Option<String> },
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
