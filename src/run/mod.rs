//! Running examples: one real `python3 block.py` each, watched from inside by the harness.
//!
//! What this stage answers for: an example runs alone, in a session, a folder and an environment of its own, with
//! nothing on standard input; it is stopped at its limits with all that it started; what it printed is attributed to
//! the lines that printed it. How the interpreter comes to life is the business of `launch` alone.

mod environment;
mod interpreter;
mod launch;
mod log;
mod packages;
mod slot;
mod wait;

pub use interpreter::{Interpreter, InterpreterError};
pub use log::{Chunk, Exception, Origin, Recorded, Stream};
pub use packages::{Packages, PackagesError};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use thiserror::Error;

use crate::plan::Order;
use crate::settings::RunSettings;
use slot::{Harness, Slot};

/// Bytes of output that are kept of one example; more is a limit, never a pass.
pub const OUTPUT_LIMIT: u64 = 8 << 20;

/// A program to run.
#[derive(Clone, Debug)]
pub struct Program {
    /// The Python source; its line numbers are those of the Markdown file.
    pub source: String,
    /// What the harness is to record.
    pub orders: Vec<Order>,
    /// The seed of Python's string hashes.
    pub hash_seed: u32,
    /// Whether to attribute output to lines. A program that watches the interpreter itself had better not be watched.
    pub attributed: bool,
    /// What it finds around it.
    pub surroundings: Surroundings,
}

/// What a program finds around it beside what every example finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Files in its current directory: relative paths with `/`, and their text.
    pub files: BTreeMap<String, String>,
    /// What is typed on its standard input; without it the input is empty.
    pub input: Option<String>,
    /// Environment variables on top of the ones that every example has.
    pub variables: BTreeMap<String, String>,
    /// Its wall-clock limit, if it is not that of the runner.
    pub timeout: Option<Duration>,
    /// The interpreter, if it is not that of the runner: one of an environment with packages.
    pub python: Option<PathBuf>,
}

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The program ran to its end, and the receipt says so.
    Ended,
    /// An uncaught exception ended it; see [`Run::exception`].
    Raised,
    /// It called for its own exit (`sys.exit`), with this code.
    Exited(i32),
    /// It vanished without a receipt (`os._exit`), with this code.
    Vanished(i32),
    /// A signal killed it.
    Signalled(i32),
    /// It was stopped at the time limit.
    TimedOut,
    /// It was stopped because it wrote more than [`OUTPUT_LIMIT`].
    TooMuchOutput,
    /// The whole check was interrupted.
    Interrupted,
}

impl Ending {
    /// What an example did that did not end well by itself, as in "the example … "; none if it ended or raised.
    #[must_use]
    pub fn describe(&self) -> Option<String> {
        Some(match self {
            Self::Ended | Self::Raised | Self::Exited(0) => return None,
            Self::Exited(code) => format!("exited with code {code}"),
            Self::Vanished(code) => format!("ended without finishing (os._exit, exit code {code})"),
            Self::Signalled(signal) => format!("was killed by signal {signal}"),
            Self::TimedOut => "ran into the time limit".to_owned(),
            Self::TooMuchOutput => format!("printed more than {} MiB", OUTPUT_LIMIT >> 20),
            Self::Interrupted => "was stopped because the check was interrupted".to_owned(),
        })
    }

    /// Whether what was printed before can be relied on: the receipt has arrived.
    #[must_use]
    pub const fn has_receipt(&self) -> bool {
        matches!(self, Self::Ended | Self::Raised | Self::Exited(_))
    }
}

/// What really happened.
#[derive(Clone, Debug)]
pub struct Run {
    /// Everything written, in order.
    pub chunks: Vec<Chunk>,
    /// Recorded values, by the number of their order.
    pub values: BTreeMap<usize, Vec<Recorded>>,
    /// Noted exceptions, by the number of their order.
    pub caught: BTreeMap<usize, Vec<Exception>>,
    /// The lines that were typed on its standard input and echoed.
    pub typed: Vec<String>,
    /// Whether output is attributed to lines.
    pub attributed: bool,
    /// The uncaught exception, if there was one.
    pub exception: Option<Exception>,
    /// How it ended.
    pub ending: Ending,
    /// Wall-clock time.
    pub duration: Duration,
}

/// The tool itself could not run an example.
#[derive(Debug, Error)]
pub enum RunError {
    /// No folder or file for a run could be made.
    #[error("cannot prepare a temporary folder for an example: {0}; check that TMPDIR is writable and has room")]
    Slot(#[source] std::io::Error),
    /// The interpreter did not start.
    #[error("cannot start {python}: {source}")]
    Launch {
        /// The interpreter.
        python: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The log of a run could not be read back.
    #[error("cannot read what an example wrote: {0}")]
    Log(#[source] std::io::Error),
}

/// A request to stop everything, set by a signal.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// The flag itself, for a signal handler to set.
    #[must_use]
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }

    /// Whether a stop was asked for.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs programs. Shared by all workers.
#[derive(Debug)]
pub struct Runner {
    interpreter: Interpreter,
    harness: Harness,
    timeout: Duration,
    interrupt: Interrupt,
}

/// The runner could not be made: there is no usable interpreter, or no place to work in.
#[derive(Debug, Error)]
pub enum SetupError {
    /// No usable interpreter.
    #[error(transparent)]
    Interpreter(#[from] InterpreterError),
    /// No place to work in.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl Runner {
    /// Finds the interpreter and lays out the harness.
    ///
    /// # Errors
    /// If no interpreter of Python 3.8 or later is found, or no temporary folder can be made.
    pub fn new(settings: &RunSettings, interrupt: Interrupt) -> Result<Self, SetupError> {
        let harness = Harness::unpack().map_err(RunError::Slot)?;
        let interpreter = Interpreter::find(settings.python.as_deref(), harness.path())?;
        harness.seal();
        Ok(Self { interpreter, harness, timeout: settings.timeout, interrupt })
    }

    /// The interpreter in use.
    #[must_use]
    pub fn interpreter(&self) -> &Interpreter {
        &self.interpreter
    }

    /// What keeps an example apart from the rest, for reports.
    #[must_use]
    pub fn layers() -> &'static [&'static str] {
        if cfg!(unix) {
            &["process", "session", "temporary-directory", "environment", "rlimits", "timeout", "process-group"]
        } else {
            &["process", "temporary-directory", "environment", "timeout"]
        }
    }

    /// Runs `program` to its end or to its limits.
    ///
    /// # Errors
    /// Only if the tool could not do its part; whatever the program does is a [`Run`].
    pub fn run(&self, program: &Program) -> Result<Run, RunError> {
        let attributed = program.attributed;
        let timeout = program.surroundings.timeout.unwrap_or(self.timeout);
        let slot = Slot::new(program, &launch::orders(program, attributed, timeout)).map_err(RunError::Slot)?;
        let begin = Instant::now();
        let mut child = launch::start(&self.interpreter, self.harness.path(), &slot, program)?;
        let stop = wait::for_end(&mut child, &slot, begin + timeout, &self.interrupt);
        let duration = begin.elapsed();
        let record = slot.read_log().map_err(RunError::Log)?;
        let ending = match stop {
            wait::Stop::Ended(status) => ending(status, record.receipt, record.exception.is_some()),
            wait::Stop::TimedOut => Ending::TimedOut,
            wait::Stop::TooMuchOutput => Ending::TooMuchOutput,
            wait::Stop::Interrupted => Ending::Interrupted,
        };
        let log::Record { chunks, values, mut caught, mut exception, .. } = record;
        for exception in caught.values_mut().flatten().chain(&mut exception) {
            exception.by_statement = raises_itself(&program.source, exception);
        }
        let typed = program.surroundings.input.iter().flat_map(|input| input.lines().map(str::to_owned)).collect();
        Ok(Run { chunks, values, caught, typed, attributed, exception, ending, duration })
    }
}

/// Whether the line of `source` that raised the exception is a `raise` statement.
fn raises_itself(source: &str, exception: &Exception) -> bool {
    let line = exception.line().and_then(|line| source.lines().nth(line - 1));
    line.is_some_and(|line| line.trim_start().starts_with("raise"))
}

/// What exit status and receipt say together.
fn ending(status: std::process::ExitStatus, receipt: Option<log::How>, has_exception: bool) -> Ending {
    if let Some(signal) = wait::signal(status) {
        return Ending::Signalled(signal);
    }
    let code = status.code().unwrap_or(-1);
    match receipt {
        Some(log::How::Ended) if code == 0 => Ending::Ended,
        Some(log::How::Raised) if has_exception => Ending::Raised,
        Some(_) => Ending::Exited(code),
        None => Ending::Vanished(code),
    }
}

#[cfg(test)]
mod tests;
