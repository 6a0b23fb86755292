//! One example from its session to its judgements: what it runs behind is found out by `context`; then it runs once more
//! if a claim fails.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use super::anew;
use super::batch::Ahead;
use super::byexample;
use super::context::Ran;
use super::doubt::is_doubtful;
use super::job::Progress;
use super::own_module;
use super::steady;
use super::stopped;
use super::stuck::First;
use super::traits::Traits;
use crate::claim::{Claim, Documented};
use crate::directive;
use crate::document::Document;
use crate::example::{Example, ExampleId, announced};
use crate::finding::Severity;
use crate::fix::Refusal;
use crate::history::Evidence;
use crate::judge::{self, Judgement};
use crate::lang::metadata::{Metadata, Specifiers};
use crate::plan::{Context, Library, Order, Session, Sharings, handled, repeats};
use crate::record::{Owner, Sheet};
use crate::report::edit::LineEdit;
use crate::run::{Ending, Exception, Interrupt, Packages, PackagesError, Program, Run, RunError, Runner, Surroundings};
use crate::settings::{Matching, RunSettings};

/// The hash seed of the run that counts, and the one of the run that shows what depends on it.
pub(super) const HASH_SEEDS: [u32; 2] = [0, 1];

/// What notebooks show an object by.
const DISPLAY: &str = "display";

/// An example with its run and the judgements on its claims.
#[derive(Clone, Debug)]
pub(super) struct Outcome<'a> {
    pub(super) example: &'a Example,
    pub(super) context: Context,
    /// 1-based lines of the blocks that ran before it.
    pub(super) before: Vec<usize>,
    pub(super) claims: &'a [Claim],
    /// What happened; none if it did not run.
    pub(super) run: Option<Run>,
    pub(super) judgements: Vec<Judgement>,
    /// The biographies of claims that fail, by their numbers.
    pub(super) evidence: BTreeMap<usize, Evidence>,
    /// What would be written for claims that fail, or why nothing would be, by their numbers.
    pub(super) proposals: BTreeMap<usize, Result<LineEdit, Refusal>>,
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
    /// The 1-based lines of blocks that include what is not there, with the reason.
    pub(super) lacking: Vec<(usize, String)>,
    pub(super) sharings: Sharings<'a>,
    pub(super) library: Library<'a>,
    pub(super) runner: &'a Runner,
    pub(super) packages: &'a Packages,
    pub(super) settings: &'a RunSettings,
    pub(super) interrupt: &'a Interrupt,
    pub(super) progress: &'a dyn Progress,
    /// [`HASH_SEEDS`], but for a check that shall not see the same twice.
    pub(super) hash_seeds: [u32; 2],
    /// Whether the first run is believed, whatever it gives.
    pub(super) is_brief: bool,
    /// The claims of each example.
    pub(super) claims: BTreeMap<ExampleId, &'a [Claim]>,
    /// What is known of each example, by the number of its id.
    pub(super) traits: Vec<Traits>,
    /// First runs that were made ahead.
    pub(super) ahead: Ahead<'a>,
    /// Runs of earlier checks.
    pub(super) sheet: Sheet<'a>,
    /// The first run of each example, by the number of its id.
    pub(super) firsts: Vec<OnceLock<First<'a>>>,
}

impl<'a> Checker<'a> {
    /// Checks one example that runs.
    pub(super) fn check(&self, example: &'a Example, claims: &'a [Claim]) -> Result<Outcome<'a>, RunError> {
        let first = Session::first(example, claims, &self.sharings);
        if let Some(reason) = self.continues_skipped(example) {
            return Ok(not_run(example, claims, reason));
        }
        if let Some(reason) = self.python(&first).err().or_else(|| self.behind_stuck(&first)) {
            return Ok(not_run(example, claims, reason));
        }
        let ran = self.first_run(first)?;
        let ran = self.in_the_state_of_the_page(ran)?;
        if let Some(reason) = self.needs_newer_python(example, &ran.run) {
            return Ok(not_run(example, claims, reason));
        }
        self.outcome(ran)
    }

    /// The outcome of what has run.
    pub(super) fn outcome(&self, ran: Ran<'a>) -> Result<Outcome<'a>, RunError> {
        let Ran { session, run, not_given, cause } = ran;
        let mut run = run;
        let mut judged = self.judged(&session, &run, not_given.as_deref(), cause.as_deref())?;
        if is_doubtful(&session, &run, &judged.judgements) && !self.is_brief && !self.interrupt.is_set() {
            // Whatever is reported as a failure happened in an interpreter that was started for it alone.
            if let Some(confirmed) = self.runner.run_alone(&self.program(&session, self.hash_seeds[0]))?
                && !self.is_the_same(&session, &run, &confirmed)
            {
                let first = std::mem::replace(&mut run, confirmed);
                judged = self.judged(&session, &run, not_given.as_deref(), cause.as_deref())?;
                steady::elide_message(&first, &mut run, &mut judged.judgements);
            }
        }
        anew::explain(self, &session, &mut judged.judgements)?;
        let before = session.before.iter().map(|example| self.line(example)).collect();
        let Judged { judgements, not_given } = judged;
        let Session { example, claims, context, .. } = session;
        let run = Some(run);
        let (evidence, proposals) = (BTreeMap::new(), BTreeMap::new());
        let mut outcome = Outcome {
            example,
            context,
            before,
            claims,
            run,
            judgements,
            evidence,
            proposals,
            not_given,
            is_needlessly_skipped: false,
        };
        stopped::tell(&mut outcome);
        Ok(outcome)
    }

    /// The judgements that stand at the end for what `run` gave, with what other worlds say of it. `not_given` is what a block
    /// before it was not given, `cause` the exception that ended one.
    pub(super) fn judged(
        &self,
        session: &Session<'a>,
        run: &Run,
        not_given: Option<&str>,
        cause: Option<&str>,
    ) -> Result<Judged, RunError> {
        let mut judgements = judge::judge(session.claims, run, self.matching(session.example));
        match (not_given, cause) {
            (Some(reason), _) => judge::given::skip_unreached(&mut judgements, reason),
            (None, Some(cause)) => judge::given::explain_unreached(&mut judgements, cause),
            (None, None) => {}
        }
        judge::given::leave_out_advice(&mut judgements, &session.example.code);
        judge::volatile::by_folder(&mut judgements, session.claims, &run.folder);
        byexample::leave_tags(self.document, session.claims, &mut judgements);
        let notebook = || needs_ipython(session.example, run, session.claims, &mut judgements);
        let not_given = not_given.map(str::to_owned).or_else(notebook);
        let by_starter = judge::given::by_starter(session.example, run);
        if let Some(reason) = &by_starter {
            judge::given::skip_unreached(&mut judgements, reason);
        }
        let not_given = not_given.or(by_starter);
        let elsewhere = if self.is_brief { None } else { self.look_again(session, &mut judgements, run)? };
        let not_given = elsewhere.or(not_given);
        self.leave_expectations(session, &mut judgements);
        self.leave_fragment(session, run, &mut judgements);
        Ok(Judged { judgements, not_given })
    }

    /// Whether two runs of `session` say the same of its claims and ended in the same way.
    fn is_the_same(&self, session: &Session<'a>, run: &Run, other: &Run) -> bool {
        let seen = |run: &Run| {
            let judgements = judge::judge(session.claims, run, self.matching(session.example));
            let judgements = judgements.into_iter().map(|judgement| (judgement.verdict, judgement.actual));
            let exception = run.exception.as_ref().map(|exception| (exception.summary(), exception.lines.clone()));
            (run.ending.clone(), exception, judgements.collect::<Vec<_>>())
        };
        seen(run) == seen(other)
    }

    /// Says nothing of outputs that their author announces as an expectation. Where the announcement stands above the
    /// code, some of it may be what happens all the same, and is confirmed.
    fn leave_expectations(&self, session: &Session<'a>, judgements: &mut [Judgement]) {
        let example = session.example;
        let of_block = announced::expects_of_block(self.document, &self.document.blocks[example.block]);
        for (claim, judgement) in session.claims.iter().zip(judgements) {
            let fails = judgement.severity.is_some();
            let of_output =
                |line: &Documented| announced::expects_of_output(self.document, example, line.line, line.span);
            if of_block && fails || claim.lines.first().is_some_and(of_output) {
                *judgement = judgement.clone().announced(claim);
            }
        }
    }

    /// That an example does not compile because its syntax is younger than the interpreter.
    pub(super) fn needs_newer_python(&self, example: &Example, run: &Run) -> Option<String> {
        let needed = example.module.needs_minor.filter(|_| example.module.error.is_none())?;
        let mut version = self.runner.interpreter().version.split('.').map(|part| part.parse::<u8>().unwrap_or(0));
        let is_older = (version.next(), version.next()) < (Some(3), Some(needed));
        // A prompt that does not compile ends nothing but itself.
        let mut caught = run.caught.values().flatten();
        let fails = run.exception.as_ref().is_some_and(|exception| exception.compiling)
            || caught.any(|exception| exception.kind == "SyntaxError");
        (is_older && fails).then(|| format!("needs Python 3.{needed}"))
    }

    /// The outcome for an example that is skipped for `reason`. With `--audit-skips` it is run all the same, to see
    /// whether it would pass.
    pub(super) fn skip(
        &self,
        example: &'a Example,
        claims: &'a [Claim],
        reason: &str,
    ) -> Result<Outcome<'a>, RunError> {
        let by_author = example.directives.skip || !example.directives.skip_if.is_empty();
        let is_audited = self.settings.audit_skips && by_author && !self.interrupt.is_set();
        let is_needlessly_skipped = is_audited && self.check(example, claims)?.passes();
        let mut outcome = Outcome { is_needlessly_skipped, ..not_run(example, claims, reason.to_owned()) };
        if outcome.is_explained() {
            for judgement in &mut outcome.judgements {
                judgement.severity = judgement.severity.map(|_| Severity::Note);
            }
        }
        Ok(outcome)
    }

    /// The claims of `example`, one of the document.
    pub(super) fn claims_of(&self, example: &Example) -> &'a [Claim] {
        self.claims.get(&example.id).copied().unwrap_or_default()
    }

    pub(super) fn line(&self, example: &Example) -> usize {
        line(self.document, example)
    }

    pub(super) fn matching(&self, example: &Example) -> Matching {
        // A document may ask for more than the user does, not for less.
        match example.directives.exact {
            Some(true) => Matching::Exact,
            Some(false) | None => self.settings.matching,
        }
    }

    pub(super) fn start(&self, session: &Session<'a>, hash_seed: u32) -> Result<Run, RunError> {
        let mut run = self.run(session, hash_seed)?;
        own_module::tell(self.document.source.text(), session, &mut run);
        Ok(run)
    }

    fn run(&self, session: &Session<'a>, hash_seed: u32) -> Result<Run, RunError> {
        if let Some(run) = self.ahead.take(session).filter(|_| hash_seed == self.hash_seeds[0]) {
            return Ok(run);
        }
        let program = self.program(session, hash_seed);
        if self.interrupt.is_set() {
            return self.runner.run(&program);
        }
        let owner = self.owner(session.example);
        let place = format!("{}:{}", self.document.source.name(), self.line(session.example));
        self.progress.example_begins(&place);
        let run = self.sheet.run(self.runner, &program, owner);
        let is_stopped = run.as_ref().is_ok_and(|run| run.ending == Ending::Interrupted);
        self.progress.example_ends(&place, is_stopped);
        run
    }

    /// Whose runs those of `example` are.
    pub(super) fn owner(&self, example: &Example) -> Owner {
        Owner { number: example.id.index(), line: self.line(example) }
    }

    pub(super) fn program(&self, session: &Session<'a>, hash_seed: u32) -> Program {
        let examples: Vec<_> = session.examples().collect();
        let mut variables = BTreeMap::new();
        for example in &examples {
            variables.extend(example.directives.variables.clone());
        }
        let files = self.library.asked_for(&examples);
        Program {
            source: session.source(),
            orders: self.orders(session),
            hash_seed,
            repeats: files.is_empty() && repeats(examples.iter().map(|example| &*example.module)),
            handled: handled(examples.iter().map(|example| &*example.module)),
            prints_only: files.is_empty() && examples.iter().all(|example| example.module.prints_only()),
            attributed: !examples.iter().any(|example| example.module.watches_interpreter),
            priors: session.priors(),
            surroundings: Surroundings {
                files,
                input: input(&examples),
                variables,
                timeout: Some(examples.iter().map(|example| self.limit(example)).sum()),
                memory: examples.iter().filter_map(|example| example.directives.memory).min(),
                output: examples.iter().filter_map(|example| example.directives.output).min(),
                python: self.python(session).unwrap_or_default(),
            },
        }
    }

    /// The orders for a session. `display` is there, as in a notebook, unless the document means something else by it.
    fn orders(&self, session: &Session<'a>) -> Vec<Order> {
        let mut orders = session.orders();
        let is_bound = || self.running.iter().chain(&self.skipped).any(|one| one.module.bound_names.contains(DISPLAY));
        if session.examples().any(|example| example.module.free_names.contains(DISPLAY)) && !is_bound() {
            orders.push(Order::Display);
        }
        orders
    }

    /// The time limit of one example; several that run together have that of all.
    fn limit(&self, example: &Example) -> Duration {
        example.directives.timeout.map_or(self.settings.timeout, |asked| self.settings.bounded(asked))
    }

    /// The interpreter with the packages that the session asks for; none if it asks for none. Without uv it is that of
    /// the run, which may have them.
    pub(super) fn python(&self, session: &Session<'a>) -> Result<Option<PathBuf>, String> {
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
}

/// Skips what fails behind a line that only IPython understands: it may depend on that. The reason, if the example itself
/// ends there.
fn needs_ipython(example: &Example, run: &Run, claims: &[Claim], judgements: &mut [Judgement]) -> Option<String> {
    let notebook = example.ipython.as_ref()?;
    let from = match notebook.changes_code {
        true => notebook.line,
        false => example.file_line(example.lines.len()) + 1,
    };
    let is_behind = |claim: &Claim| claim.lines.first().is_some_and(|line| line.line >= from);
    let pairs = claims.iter().zip(judgements);
    judge::given::skip_failing(pairs.filter(|(claim, _)| is_behind(claim)).map(|(_, own)| own), &notebook.reason);
    let ends_there = run.exception.as_ref().and_then(Exception::line).is_some_and(|line| line >= from);
    ends_there.then(|| notebook.reason.clone())
}

/// What is said of an example at the end.
pub(super) struct Judged {
    pub(super) judgements: Vec<Judgement>,
    /// What it, or an earlier block that it needs, was not given.
    not_given: Option<String>,
}

/// The line by which reports name the example: that of its block, or its own if it is a later part of it.
pub(super) fn line(document: &Document, example: &Example) -> usize {
    let line = example.file_line(1);
    if line == example.block_start { document.blocks[example.block].line } else { line }
}

/// The outcome for an example that cannot or shall not run.
pub(super) fn not_run<'a>(example: &'a Example, claims: &'a [Claim], reason: String) -> Outcome<'a> {
    Outcome {
        example,
        context: Context::None,
        before: Vec::new(),
        claims,
        run: None,
        judgements: judge::skip(claims, &reason),
        evidence: BTreeMap::new(),
        proposals: BTreeMap::new(),
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
    let requires = requires_python(example)?;
    (!requires.admit(version)).then(|| format!("needs Python {requires}"))
}

/// The versions of Python that `example` needs, by its metadata.
pub(super) fn requires_python(example: &Example) -> Option<Specifiers> {
    Specifiers::verbatim(&Metadata::of_code(&example.code).ok()??.requires_python?)
}

/// What is typed for `examples`, one after the other.
fn input(examples: &[&Example]) -> Option<String> {
    let typed: Vec<_> = examples.iter().filter_map(|example| example.directives.stdin.as_deref()).collect();
    let line = |text: &&str| if text.ends_with('\n') { (*text).to_owned() } else { format!("{text}\n") };
    (!typed.is_empty()).then(|| typed.iter().map(line).collect())
}

impl Outcome<'_> {
    /// Whether its author skips the example and says why, or for which versions of Python it is.
    pub(super) fn is_explained(&self) -> bool {
        let is_skipped = |reason: &String| reason.starts_with(directive::SKIPPED);
        let is_bound = || {
            let needed = self.example.directives.python.as_ref().map(|python| format!("needs Python {python} ("));
            needed.zip(self.not_given.as_ref()).is_some_and(|(needed, reason)| reason.starts_with(&needed))
        };
        let has_reason = self.example.directives.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        self.run.is_none() && (has_reason && self.not_given.as_ref().is_some_and(is_skipped) || is_bound())
    }

    /// Whether nothing is to be said against the example.
    fn passes(&self) -> bool {
        let raises = self.example.directives.raises.is_some();
        let ended = |run: &Run| run.ending.describe().is_none() && (run.exception.is_none() || raises);
        let ended = self.run.as_ref().is_some_and(ended);
        let severe = |judgement: &Judgement| judgement.severity.is_some();
        ended && self.not_given.is_none() && !self.judgements.iter().any(severe)
    }
}
