//! The workers of a run: those that have nothing to do, and how to get more; and what they are asked first, which is who
//! an interpreter is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::direct::Direct;
use super::imports::{Names, Set};
use super::interpreter::{self, Answer};
use super::message::{Job, Outcome, Setup, Work};
use super::orders::Orders;
#[cfg(unix)]
use super::supervised::Supervised;
use super::worker::{Worker, WorkerError};
use super::{Interrupt, RunError, milliseconds};
use crate::settings::{Limits, RunSettings, Sandbox};

/// How long an interpreter may take to say who it is; a shim may have to find it first, on a machine that has much else to do.
/// Where one does not answer another one is taken.
const TIME_TO_ANSWER: Duration = Duration::from_secs(30);

/// A worker that has packages imported is waited for so long; then it is worth it to import them once more.
const WORTH_WAITING: Duration = Duration::from_millis(300);

/// The workers: those that have nothing to do, and how to get more.
#[derive(Debug)]
pub(super) struct WorkerPool {
    /// The program that is a supervisor, if there are any.
    program: Option<PathBuf>,
    setup: Setup,
    workers: Mutex<Workers>,
    /// Rung when one of them has nothing to do any more.
    bell: Condvar,
    started: AtomicUsize,
}

/// Those that have nothing to do, and which of all have imported packages, by their folders.
#[derive(Debug, Default)]
struct Workers {
    idle: Vec<Box<dyn Worker>>,
    having: Vec<(Names, PathBuf)>,
}

impl Workers {
    fn has(&self, names: &Names, worker: &dyn Worker) -> bool {
        self.having.iter().any(|(had, folder)| had == names && folder == worker.folder())
    }

    /// One that has nothing to do and nothing imported, or else any.
    fn take(&mut self) -> Option<Box<dyn Worker>> {
        let is_plain = |worker: &dyn Worker| !self.having.iter().any(|(_, folder)| folder == worker.folder());
        let plain = self.idle.iter().rposition(|worker| is_plain(worker.as_ref()));
        plain.map(|index| self.idle.remove(index)).or_else(|| self.idle.pop())
    }

    /// One that has nothing to do and `names` imported.
    fn take_with(&mut self, names: &Names) -> Option<Box<dyn Worker>> {
        let index = self.idle.iter().position(|worker| self.has(names, worker.as_ref()))?;
        Some(self.idle.remove(index))
    }

    /// How many have `names` imported.
    fn count(&self, names: &Names) -> usize {
        self.having.iter().filter(|(had, _)| had == names).count()
    }
}

impl WorkerPool {
    /// The first worker, and what it takes to get more of its kind.
    pub(super) fn gather(settings: &RunSettings, harness: Option<&Path>) -> Result<(Self, Box<dyn Worker>), RunError> {
        let temporary = std::env::temp_dir();
        if temporary.to_str().is_none_or(|name| name.contains('\n')) {
            // The harness is told of its files line by line.
            return Err(RunError::Slot(std::io::Error::other("its name is not plain text")));
        }
        let mut setup = Setup {
            sandbox: settings.sandbox,
            process_namespace: settings.sandbox == Sandbox::Strict,
            temporary,
            harness: harness.map(Path::to_owned),
            base: None,
            number: 0,
        };
        let supervisor = settings.supervisor.as_deref();
        let mut first = worker(supervisor, &setup);
        if let Err(WorkerError::Refused { without_process_namespace: true, .. }) = first {
            setup.process_namespace = false;
            first = worker(supervisor, &setup);
        }
        let worker = match first {
            Err(WorkerError::Refused { message, .. }) if settings.sandbox == Sandbox::Strict => {
                let remedy = "; without --sandbox=strict examples run with the layers that exist";
                return Err(RunError::Refused { message, remedy });
            }
            other => other?,
        };
        setup.base = Some(worker.base().to_owned());
        let program = settings.supervisor.clone();
        let (workers, bell, started) = (Mutex::default(), Condvar::new(), AtomicUsize::new(1));
        Ok((Self { program, setup, workers, bell, started }, worker))
    }

    /// Whether there are supervisors.
    pub(super) fn has_supervisors(&self) -> bool {
        self.program.is_some()
    }

    /// A worker that has nothing to do: an idle one, or a new one.
    pub(super) fn take(&self) -> Result<Box<dyn Worker>, RunError> {
        let idle = self.lock().take();
        idle.map_or_else(|| self.start(), Ok)
    }

    /// A worker that has the packages of `set` imported, or will have. One that has them is waited for.
    pub(super) fn take_with(&self, set: &Set) -> Result<Box<dyn Worker>, RunError> {
        let names = set.names();
        let mut is_there = None;
        let mut has_room = |workers: &mut Workers| {
            is_there = workers.take_with(names);
            is_there.is_some() || workers.count(names) < set.most_workers()
        };
        let waited = self.bell.wait_timeout_while(self.lock(), WORTH_WAITING, |workers| !has_room(workers));
        let (mut workers, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = is_there {
            return Ok(worker);
        }
        let idle = workers.take();
        drop(workers);
        let worker = idle.map_or_else(|| self.start(), Ok)?;
        self.lock().having.push((names.clone(), worker.folder().to_owned()));
        Ok(worker)
    }

    fn lock(&self) -> MutexGuard<'_, Workers> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> Result<Box<dyn Worker>, RunError> {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        Ok(worker(self.program.as_deref(), &Setup { number, ..self.setup.clone() })?)
    }

    /// Takes `worker` back, whose last job is over and read.
    pub(super) fn give_back(&self, mut worker: Box<dyn Worker>) {
        let is_ready = worker.is_ready_again();
        let mut workers = self.lock();
        if is_ready {
            workers.idle.push(worker);
        } else {
            workers.having.retain(|(_, folder)| folder != worker.folder());
        }
        drop(workers);
        self.bell.notify_all();
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        // All at once, so that they go at the same time.
        let workers = self.workers.get_mut().unwrap_or_else(PoisonError::into_inner);
        workers.idle.iter_mut().for_each(|worker| worker.dismiss());
    }
}

impl From<WorkerError> for RunError {
    fn from(error: WorkerError) -> Self {
        match error {
            WorkerError::Lost(error) => Self::Supervisor(error),
            WorkerError::Refused { message, .. } => Self::Refused { message, remedy: "" },
        }
    }
}

/// Asks the interpreter at `python` who it is.
pub(super) fn ask(worker: &mut dyn Worker, python: &Path, interrupt: &Interrupt) -> Result<Answer, RunError> {
    if !worker.is_ready_again() {
        return Err(RunError::Supervisor(std::io::Error::other("it cannot be used again")));
    }
    let folder = std::env::current_dir().unwrap_or_else(|_| worker.folder().to_owned());
    let job = Job {
        work: Work::Ask { question: interpreter::QUESTION.to_owned(), folder },
        source: String::new(),
        files: BTreeMap::new(),
        behind: None,
        orders: Orders::default(),
        python: python.to_owned(),
        readable: interpreter::readable(python),
        hash_seed: 0,
        variables: interpreter::variables_for_shims(),
        limits: Limits::default(),
        timeout_ms: milliseconds(TIME_TO_ANSWER),
    };
    let (done, written) = worker.run(&job, interrupt, &mut |_| ()).map_err(RunError::Supervisor)?;
    let text = String::from_utf8_lossy(&written.stdout).into_owned();
    Ok(match done.outcome {
        Outcome::NotStarted(reason) => Answer { ending: reason, text: String::new() },
        Outcome::Exited(code) => Answer::new(format!("it answered with exit code {code}"), &text),
        Outcome::Signalled(signal) => Answer::new(format!("signal {signal} ended it"), &text),
        Outcome::TimedOut | Outcome::TooMuchOutput | Outcome::Interrupted => {
            Answer { ending: "it gave no answer".to_owned(), text: String::new() }
        }
    })
}

/// A new worker: one that is supervised by the program `supervisor`, or one that starts examples itself.
fn worker(supervisor: Option<&Path>, setup: &Setup) -> Result<Box<dyn Worker>, WorkerError> {
    #[cfg(unix)]
    if let Some(program) = supervisor {
        return Ok(Box::new(Supervised::start(program, setup)?));
    }
    #[cfg(not(unix))]
    let _ = supervisor;
    Ok(Box::new(Direct::start(setup)?))
}
