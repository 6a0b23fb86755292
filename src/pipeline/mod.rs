//! The pipeline: the only place that knows the order of the stages.
//!
//! Documents are worked on in parallel, and so are the examples of one document, in a pool of as many workers as jobs
//! were asked for. Of each document only its report is kept, so memory does not grow with the text that is read; the
//! reports are put into the order of the paths, so that the number of jobs never shows in the result.

mod announced;
mod assemble;
mod listing;
mod session;

use rayon::prelude::*;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;
use thiserror::Error;

use crate::claim;
use crate::config::Config;
use crate::directive::{self, Directives, Facts};
use crate::discover::{self, File, Selection};
use crate::document::{self, Document};
use crate::example::{self, Class, Example, Kind};
use crate::finding::{Finding, FindingCode};
use crate::lang::metadata::Metadata;
use crate::plan::{Library, Sharings};
use crate::report::listing::Listing;
use crate::report::{DocumentReport, Failure, Isolation, Python, Report, SCHEMA, Summary, Tool};
use crate::run::{Interrupt, Packages, RunError, Runner, SetupError};
use crate::settings::{RunSettings, Strictness};
use crate::source::Source;
use session::Checker;

/// The check as a whole could not be made.
#[derive(Debug, Error)]
pub enum CheckError {
    /// There is no interpreter, or no place to run it in.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The workers could not be started.
    #[error("cannot start {jobs} workers: {reason}; ask for fewer by --jobs")]
    Workers {
        /// How many were asked for.
        jobs: usize,
        /// Why.
        reason: String,
    },
}

/// Told how far the work is. Called from all workers.
pub trait Progress: Sync {
    /// `total` documents are to be worked on.
    fn begin(&self, total: usize);
    /// One more is done.
    fn document_done(&self);
}

/// Reads, runs and judges everything in `selection`.
///
/// # Errors
/// If nothing can be run at all; what goes wrong with single files is in the report.
pub fn check(
    selection: &Selection,
    config: &Config,
    settings: &RunSettings,
    strictness: Strictness,
    interrupt: &Interrupt,
    progress: &dyn Progress,
) -> Result<Report, CheckError> {
    let begin = Instant::now();
    let found = discover::discover(selection);
    let runner = Runner::new(settings, interrupt.clone())?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.jobs)
        .build()
        .map_err(|error| CheckError::Workers { jobs: settings.jobs, reason: error.to_string() })?;
    let failures = Mutex::new(found.failures);
    let packages = Packages::new(runner.interpreter(), interrupt.clone());
    let check = Check { runner: &runner, packages: &packages, config, settings, facts: facts(&runner), interrupt };
    progress.begin(found.files.len());
    let documents: Vec<_> = pool.install(|| {
        let checked = found.files.par_iter().map(|file| {
            let report = check.file(file).map_err(|failure| push(&failures, failure)).ok();
            progress.document_done();
            report
        });
        checked.flatten().collect()
    });
    let mut errors = failures.into_inner().unwrap_or_default();
    errors.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    let interpreter = runner.interpreter();
    Ok(Report {
        schema: SCHEMA,
        tool: Tool::default(),
        python: Python {
            executable: interpreter.executable.to_string_lossy().into_owned(),
            version: interpreter.version.clone(),
            implementation: interpreter.implementation.clone(),
        },
        isolation: Isolation { mode: runner.mode(), layers: runner.layers().to_vec() },
        summary: Summary::of(&documents, &errors, strictness, begin.elapsed()),
        documents,
        errors,
    })
}

/// What conditions of directives are held against.
fn facts(runner: &Runner) -> Facts {
    let interpreter = runner.interpreter();
    Facts {
        version: interpreter.version.clone(),
        implementation: interpreter.implementation.clone(),
        platform: std::env::consts::OS,
    }
}

/// What the configuration says about `file`.
fn directives_for(config: &Config, file: &File) -> Directives {
    config.directives_for(file.path.as_deref().unwrap_or(Path::new(&file.name)))
}

fn push(failures: &Mutex<Vec<Failure>>, failure: Failure) {
    if let Ok(mut failures) = failures.lock() {
        failures.push(failure);
    }
}

/// What all documents are checked with.
struct Check<'a> {
    runner: &'a Runner,
    packages: &'a Packages,
    config: &'a Config,
    settings: &'a RunSettings,
    facts: Facts,
    interrupt: &'a Interrupt,
}

impl Check<'_> {
    fn file(&self, file: &File) -> Result<DocumentReport, Failure> {
        let document = read(file)?;
        let said = directive::resolve(&document, &directives_for(self.config, file));
        let classes = example::classify(&document, &said.blocks);
        let examples: Vec<_> = classes.iter().flat_map(Class::examples).collect();
        let recognise = |example: &&_| {
            let mut claims = claim::recognise(&document.source, example);
            claims.retain(|claim| claim.strength.is_judged(self.settings.judged));
            claims
        };
        let claims: Vec<_> = examples.iter().map(recognise).collect();
        let skip = |example: &&Example| {
            let by_author = example.directives.skipped(&self.facts);
            by_author.or_else(|| session::needs_another_python(example, &self.facts.version))
        };
        let skips: Vec<_> = examples.iter().map(skip).collect();
        let of = |is_skipped: bool| {
            let wanted = examples.iter().zip(&skips).filter(move |(_, skip)| skip.is_some() == is_skipped);
            wanted.map(|(example, _)| *example).collect::<Vec<_>>()
        };
        let running = of(false);
        let checker = Checker {
            document: &document,
            sharings: Sharings::of_document(&running),
            running,
            skipped: of(true),
            library: Library::of(&document, &classes),
            runner: self.runner,
            packages: self.packages,
            settings: self.settings,
            interrupt: self.interrupt,
        };
        let checked = examples.par_iter().zip(&claims).zip(&skips).map(|((example, claims), skip)| match skip {
            Some(reason) => checker.skip(example, claims, reason.clone()),
            None => checker.check(example, claims),
        });
        let outcomes: Result<Vec<_>, RunError> = checked.collect();
        let outcomes = outcomes.map_err(|error| Failure { path: file.name.clone(), message: error.to_string() })?;
        let findings = said
            .findings
            .into_iter()
            .chain(without_effect(&classes, &said.needing_run))
            .chain(examples.iter().filter_map(|example| bad_metadata(example)));
        Ok(assemble::document(&document, findings.collect(), &classes, outcomes))
    }
}

/// Directives that have no effect because their block does not run.
fn without_effect(classes: &[Class], needing_run: &[(usize, usize)]) -> Vec<Finding> {
    let idle = needing_run.iter().filter(|(index, _)| {
        classes.get(*index).is_some_and(|class| class.examples().next().is_none() && class.kind != Kind::Illustrative)
    });
    let message = |index: usize| {
        let kind = classes[index].kind.as_str();
        format!("this directive has no effect, because the block behind it does not run: it is `{kind}`")
    };
    idle.map(|&(index, line)| Finding::new(FindingCode::UnusedDirective, line, message(index))).collect()
}

/// That the metadata of `example` cannot be read.
fn bad_metadata(example: &Example) -> Option<Finding> {
    let error = Metadata::of_code(&example.code).err()?;
    Some(Finding::new(FindingCode::InvalidDirective, example.file_line(error.line()), error.to_string()))
}

fn read(file: &File) -> Result<Document, Failure> {
    Ok(document::parse(Source::new(file.name.clone(), discover::read(file)?)))
}

/// Reads everything in `selection` and tells what is in it; nothing is run.
#[must_use]
pub fn list(selection: &Selection, config: &Config) -> (Listing, Vec<Failure>) {
    let found = discover::discover(selection);
    let mut failures = found.failures;
    let mut documents = Vec::new();
    for file in &found.files {
        match read(file) {
            Ok(document) => documents.push(listing::document(&document, &directives_for(config, file))),
            Err(failure) => failures.push(failure),
        }
    }
    (Listing { schema: SCHEMA, tool: Tool::default(), documents }, failures)
}
