//! The pipeline: the only place that knows the order of the stages.
//!
//! Documents are worked on in parallel, and so are the examples of one document, in a pool of as many workers as jobs
//! were asked for. Of each document only its report is kept, so memory does not grow with the text that is read, and not even
//! that where only the totals tell of it (`forgotten`); the reports are put into the order of the paths, so that the number of jobs
//! never shows in the result.

mod add;
mod ahead;
mod alone;
mod anew;
mod apply;
mod asked;
mod assemble;
mod at_line;
mod batch;
mod bound;
mod byexample;
mod checked;
mod checker;
mod context;
mod contradiction;
mod doubt;
mod elsewhere;
mod enough;
mod excerpt;
mod failing;
mod fate;
mod fix;
mod forgotten;
mod fragment;
mod habit;
mod help;
mod ignored;
mod included;
mod job;
mod kept;
mod listing;
mod matrix;
mod moved;
mod older;
mod order;
mod outcome;
mod own_module;
mod page;
mod past;
mod program;
mod session;
mod share;
mod status;
mod steady;
mod stopped;
mod stuck;
mod together;
mod traits;
mod unrun;
mod weigh;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use crate::claim::{Claim, Documented};
use crate::config::Config;
use crate::crash::{self, Crash};
use crate::directive::{Directives, Facts};
use crate::discover::{self, File, Files, Selection};
use crate::document::Document;
use crate::example::Example;
use crate::fix::{FixLimits, MOST_LINES, Privacy};
use crate::record::{Difference, Records};
use crate::report::listing::Listing;
use crate::report::scope::Scope;
use crate::report::{DocumentReport, Failure, Header, IsolationReport, Python, Report, SCHEMA, Summary, Tool};
use crate::run::{Interrupt, Packages, Runner};
use crate::settings::{RunSettings, Strictness};
use enough::{Enough, Halt};
use fate::Fate;
use forgotten::Forgotten;
use outcome::Outcome;
use page::{Page, Prepared};
use past::Past;

pub use add::add;
pub use apply::apply;
pub use asked::{Asked, Changed, Mark};
pub use at_line::claim_at;
pub use fix::{Chooser, Fixed, Fixing, Mode, fix};
pub use included::including;
pub use job::{CheckError, Job, Progress};
pub use matrix::check_by_all;
pub use share::Share;

/// Bytes of stack of a worker. While one waits for the examples of a document it takes another document on top.
const STACK: usize = 16 * 1024 * 1024;

/// Reads, runs and judges everything that `job` selects.
///
/// # Errors
/// If nothing can be run at all; what goes wrong with single files is in the report.
pub fn check(job: &Job<'_>) -> Result<Report, CheckError> {
    let begin = Instant::now();
    let found = discover::discover(job.selection);
    let Share { files, others, failures: not_found, scope } = Share::of(job.asked, found);
    let progress = job.progress;
    with_check(job, |check| {
        progress.ready(&check.header());
        moved::follow(job, files.iter().chain(others.iter()));
        let enough = Enough::new(job, &files);
        let forgotten = Forgotten::new(job);
        let (checked, mut failures) = together::all(check, job, &files, (&enough, &forgotten));
        let forgotten = forgotten.counts();
        let unread = failures.len();
        let notes = check.keep(&mut failures);
        let documents = enough.cut(checked.into_iter().flatten().collect());
        let seen = forgotten.as_ref().map_or(0, |counts| counts.documents) + documents.len() + unread;
        let unchecked = files.len().saturating_sub(seen);
        // It is about no document that any machine checks, so the first one tells it.
        let gone = if job.asked.division.shard.index == 1 { job.gone() } else { None };
        gone.iter().for_each(|document| progress.checked(files.len(), Ok(document)));
        let documents = documents.into_iter().chain(gone).collect();
        let mut report = check.report(documents, [not_found, failures].concat(), job.strictness, begin);
        report.scope = scope;
        if let Some(forgotten) = forgotten {
            report.add_forgotten(forgotten, job.strictness);
        }
        report.leave_out(unchecked);
        report.notes = notes;
        report
    })
}

/// Makes everything that checks need and does `work` with it, in the pool of workers.
fn with_check<T: Send>(job: &Job<'_>, work: impl FnOnce(&Check<'_>) -> T + Send) -> Result<T, CheckError> {
    let started = Utc::now();
    let Job { config, settings, interrupt, asked, progress, .. } = *job;
    let runner = Runner::new(settings, interrupt.clone())?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order::threads(settings.jobs))
        .stack_size(STACK)
        .build()
        .map_err(|error| CheckError::Workers { jobs: settings.jobs, reason: error.to_string() })?;
    let packages = Packages::new(runner.interpreter(), interrupt.clone());
    let (records, note) = Records::open(&runner, settings);
    let (records, note) = (records.as_ref(), note.as_deref());
    let past = Past::new(settings, &runner, interrupt)?;
    let past = past.as_ref();
    let (facts, hash_seeds) = (facts(&runner), checker::HASH_SEEDS);
    let (runner, packages, wanted) = (&runner, &packages, None);
    let here = std::env::current_dir().unwrap_or_default();
    let proposals = FixLimits { most_lines: MOST_LINES, privacy: Privacy::of_this_machine(here) };
    let (proposals, is_brief, halt) = (&proposals, false, None);
    let check = Check {
        started,
        runner,
        packages,
        config,
        settings,
        facts,
        interrupt,
        hash_seeds,
        wanted,
        asked,
        progress,
        proposals,
        past,
        is_brief,
        halt,
        records,
        note,
        is_afresh: false,
    };
    Ok(pool.install(|| work(&check)))
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

/// What all documents are checked with.
#[derive(Clone)]
struct Check<'a> {
    started: DateTime<Utc>,
    runner: &'a Runner,
    packages: &'a Packages,
    config: &'a Config,
    settings: &'a RunSettings,
    facts: Facts,
    interrupt: &'a Interrupt,
    hash_seeds: [u32; 2],
    /// Told which examples run.
    progress: &'a dyn Progress,
    /// What of the documents is asked for.
    asked: &'a Asked,
    /// Whether each example runs once, and what fails is neither confirmed nor looked at again.
    is_brief: bool,
    /// What is not proposed.
    proposals: &'a FixLimits,
    /// What claims that fail are looked back on with.
    past: Option<&'a Past>,
    /// Runs of earlier checks.
    records: Option<&'a Records>,
    /// Why there are none, where there should be some.
    note: Option<&'a str>,
    /// Whether everything runs, whatever is stored.
    is_afresh: bool,
    /// The 1-based lines of the claims whose examples run; none stands for all. The others only lend their names.
    wanted: Option<BTreeSet<usize>>,
    /// What may end the check of a document early.
    halt: Option<Halt<'a>>,
}

impl Check<'_> {
    /// The results of `work` on all `files`, which it is told with their numbers, in their order, and what went wrong. What
    /// takes longest is begun first, so that nobody waits for it at the end.
    fn all<T: Send>(
        &self,
        files: &Files,
        progress: &dyn Progress,
        work: impl Fn(usize, &File) -> Result<T, Failure> + Sync,
    ) -> (Vec<T>, Vec<Failure>) {
        progress.begin(files.len());
        let queue = order::groups(files, self.settings.jobs, None).flatten();
        let done = queue.par_bridge().map(|(index, file)| {
            let result = work(index, &file);
            progress.document_done();
            (index, result)
        });
        sorted(done.collect())
    }

    /// The head of the report.
    fn header(&self) -> Header {
        let interpreter = self.runner.interpreter();
        Header {
            schema: SCHEMA,
            started: self.started,
            tool: Tool::default(),
            python: Python {
                executable: interpreter.executable.to_string_lossy().into_owned(),
                version: interpreter.version.clone(),
                implementation: interpreter.implementation.clone(),
            },
            isolation: IsolationReport { mode: self.runner.mode(), layers: self.runner.layers().to_vec() },
            selection: self.asked.selected(),
        }
    }

    /// The report on all `documents`.
    fn report(
        &self,
        documents: Vec<DocumentReport>,
        mut errors: Vec<Failure>,
        strictness: Strictness,
        begin: Instant,
    ) -> Report {
        errors.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        Report {
            header: self.header(),
            summary: Summary::of(&documents, &errors, strictness, begin.elapsed()),
            costs: self.runner.costs().into_iter().chain(self.past.iter().flat_map(|past| past.costs())).collect(),
            notes: Vec::new(),
            pythons: Vec::new(),
            scope: Scope::default(),
            forgotten: None,
            documents,
            errors,
        }
    }

    /// Stores what was seen. What is to be said of that; where stored runs are only compared, those that are not what happens
    /// are failures.
    fn keep(&self, failures: &mut Vec<Failure>) -> Vec<String> {
        let (mut notes, differences) = self.records.map(Records::finish).unwrap_or_default();
        notes.extend(self.note.map(str::to_owned));
        failures.extend(differences.into_iter().map(|Difference { path, line, what }| Failure {
            path,
            message: format!("the example on line {line} no longer does what its stored run did: {what} differs"),
        }));
        notes
    }

    /// The version of the interpreter.
    fn python(&self) -> &str {
        &self.runner.interpreter().version
    }

    /// The same with other hash seeds, for the examples with claims on these lines only.
    fn again(&self, hash_seeds: [u32; 2], wanted: BTreeSet<usize>) -> Self {
        Self { hash_seeds, wanted: Some(wanted), halt: None, records: None, ..self.clone() }
    }

    fn wants(&self, claims: &[Claim]) -> bool {
        let wanted = |line: &Documented| self.wanted.as_ref().is_none_or(|wanted| wanted.contains(&line.line));
        self.wanted.is_none() || claims.iter().flat_map(|claim| &claim.lines).any(wanted)
    }

    fn fate(&self, example: &Example, claims: &[Claim], is_asked: bool) -> Fate {
        let by_author = example.directives.skipped(&self.facts);
        match by_author.or_else(|| program::needs_another_python(example, &self.facts.version)) {
            Some(reason) => Fate::SkippedBy(reason),
            None if is_asked && self.wants(claims) => Fate::Run,
            None => Fate::NotWanted,
        }
    }

    /// Checks `file` by itself.
    fn file(&self, file: &File) -> Result<DocumentReport, Failure> {
        let document = self.read(file)?;
        let report = self.document(&document, file, |_| ())?.0;
        match self.halt {
            Some(halt) if report.unchecked > 0 => match halt.due(report) {
                Some(report) => Ok(report),
                // What failed alone does not in the light of the whole document.
                None => Ok(Self { halt: None, ..self.clone() }.document(&document, file, |_| ())?.0),
            },
            Some(_) | None => Ok(report),
        }
    }

    /// Reads `file`, or what is to be checked in its place.
    fn read(&self, file: &File) -> Result<Document, Failure> {
        match self.asked.content(file) {
            Some(content) => Ok(included::parsed(file, content)),
            None => read(file),
        }
    }

    /// Checks `document`, the content of `file`. `look` may take from the outcomes what the report does not tell.
    fn document<T>(
        &self,
        document: &Document,
        file: &File,
        look: impl FnOnce(&[Outcome<'_>]) -> T,
    ) -> Result<(DocumentReport, T), Failure> {
        let page = Page::of(self, document, file);
        let examples = page.examples();
        let prepared = Prepared::of(self, &page, &examples, file)?;
        prepared.expect_runs();
        // Whatever is the matter meets the examples one by one, too.
        let _ = batch::run_ahead(&[&prepared]);
        prepared.checked(self, file, look)
    }
}

/// The results `done`, which come with the numbers of their files, in their order, and what went wrong.
fn sorted<T>(mut done: Vec<(usize, Result<T, Failure>)>) -> (Vec<T>, Vec<Failure>) {
    done.sort_by_key(|(index, _)| *index);
    let (done, failures): (Vec<_>, Vec<_>) = done.into_iter().map(|(_, result)| result).partition(Result::is_ok);
    (done.into_iter().flatten().collect(), failures.into_iter().filter_map(Result::err).collect())
}

/// Does the work on `file`. A mistake of this program costs that document only.
fn recovering<T>(file: &File, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let crashed = |crash: Crash| Err(Failure { path: file.name.clone(), message: crash.to_string() });
    crash::guarded(work).unwrap_or_else(crashed)
}

fn read(file: &File) -> Result<Document, Failure> {
    Ok(included::parsed(file, discover::read(file)?))
}

/// Reads everything in `selection` and tells what is in it; nothing is run.
#[must_use]
pub fn list(selection: &Selection, config: &Config) -> (Listing, Vec<Failure>) {
    let found = discover::discover(selection);
    let mut failures = found.failures;
    let mut documents = Vec::new();
    for file in found.files.iter() {
        let listed = || {
            let document = read(&file)?;
            let mut listed = listing::document(&document, &directives_for(config, &file));
            included::tell_list(&document.source, &mut listed);
            Ok(listed)
        };
        match recovering(&file, listed) {
            Ok(document) => documents.push(document),
            Err(failure) => failures.push(failure),
        }
    }
    (Listing { schema: SCHEMA, tool: Tool::default(), documents }, failures)
}

#[cfg(test)]
mod tests;
