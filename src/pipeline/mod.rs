//! The pipeline: the only place that knows the order of the stages.
//!
//! Documents are worked on in parallel, and so are the examples of one document, in a pool of as many workers as jobs
//! were asked for. Of each document only its report is kept, so memory does not grow with the text that is read; the
//! reports are put into the order of the paths, so that the number of jobs never shows in the result.

mod assemble;
mod session;

use rayon::prelude::*;
use std::sync::Mutex;
use std::time::Instant;
use thiserror::Error;

use crate::claim;
use crate::discover::{self, File};
use crate::document::{self, Document};
use crate::example::{self, Class};
use crate::plan::Session;
use crate::report::listing::{ListedBlock, ListedDocument, Listing};
use crate::report::{DocumentReport, Failure, Isolation, Python, Report, SCHEMA, Summary, Tool};
use crate::run::{Interrupt, RunError, Runner, SetupError};
use crate::settings::{Input, Judged, RunSettings, Strictness};
use crate::source::Source;

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

/// Reads, runs and judges everything in `input`.
///
/// # Errors
/// If nothing can be run at all; what goes wrong with single files is in the report.
pub fn check(
    input: &Input,
    settings: &RunSettings,
    strictness: Strictness,
    interrupt: &Interrupt,
    progress: &dyn Progress,
) -> Result<Report, CheckError> {
    let begin = Instant::now();
    let found = discover::discover(input);
    let runner = Runner::new(settings, interrupt.clone())?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.jobs)
        .build()
        .map_err(|error| CheckError::Workers { jobs: settings.jobs, reason: error.to_string() })?;
    let failures = Mutex::new(found.failures);
    progress.begin(found.files.len());
    let documents: Vec<_> = pool.install(|| {
        let checked = found.files.par_iter().map(|file| {
            let report =
                check_file(file, &runner, settings.judged, interrupt).map_err(|failure| push(&failures, failure)).ok();
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

fn push(failures: &Mutex<Vec<Failure>>, failure: Failure) {
    if let Ok(mut failures) = failures.lock() {
        failures.push(failure);
    }
}

fn check_file(file: &File, runner: &Runner, judged: Judged, interrupt: &Interrupt) -> Result<DocumentReport, Failure> {
    let document = read(file)?;
    let classes = example::classify(&document);
    let examples: Vec<_> = classes.iter().filter_map(Class::example).collect();
    let recognise = |example: &&_| {
        let mut claims = claim::recognise(&document.source, example);
        claims.retain(|claim| claim.strength.is_judged(judged));
        claims
    };
    let claims: Vec<_> = examples.iter().map(recognise).collect();
    let checked = examples.par_iter().zip(&claims).map(|(example, claims)| {
        let session = Session::alone(example, claims);
        session::check(&document, session, &examples, runner, interrupt)
    });
    let outcomes: Result<Vec<_>, RunError> = checked.collect();
    let outcomes = outcomes.map_err(|error| Failure { path: file.name.clone(), message: error.to_string() })?;
    Ok(assemble::document(&document, &classes, outcomes))
}

fn read(file: &File) -> Result<Document, Failure> {
    Ok(document::parse(Source::new(file.name.clone(), discover::read(file)?)))
}

/// Reads everything in `input` and tells what is in it; nothing is run.
#[must_use]
pub fn list(input: &Input) -> (Listing, Vec<Failure>) {
    let found = discover::discover(input);
    let mut failures = found.failures;
    let mut documents = Vec::new();
    for file in &found.files {
        match read(file) {
            Ok(document) => documents.push(listed(document)),
            Err(failure) => failures.push(failure),
        }
    }
    (Listing { schema: SCHEMA, tool: Tool::default(), documents }, failures)
}

fn listed(document: Document) -> ListedDocument {
    let classes = example::classify(&document);
    let blocks = document.blocks.iter().zip(&classes).map(|(block, class)| {
        let (kind, reason, claims) = match class {
            Class::Example(example) => ("example", None, claim::recognise(&document.source, example)),
            Class::Other { kind, reason } => (assemble::status(*kind).as_str(), Some(reason.clone()), Vec::new()),
        };
        let claims = claims.iter().map(|claim| (&assemble::claim(&document, block, claim)).into()).collect();
        ListedBlock {
            line: block.line,
            end_line: block.end_line,
            language: block.info.language.clone(),
            headings: block.headings.clone(),
            kind,
            reason,
            claims,
        }
    });
    ListedDocument {
        path: document.source.name().to_owned(),
        blocks: blocks.collect(),
        findings: document.findings.iter().cloned().map(Into::into).collect(),
    }
}
