//! Running examples: one real `python3 block.py` each, watched from inside by the harness.
//!
//! What this stage answers for: an example runs alone, in a session, a folder and an environment of its own, with
//! nothing on standard input; it is stopped at its limits with all that it started; what it printed is attributed to
//! the lines that printed it.
//!
//! Interpreters are started by supervisors, one for each worker: [`supervise`] is their side, `supervised` that of the
//! tool. Where the system has none the tool starts them itself (`direct`).

pub mod batch;
mod bytes;
mod counts;
mod direct;
mod ending;
mod environment;
mod error;
mod exception;
mod group;
mod harness;
mod imports;
mod in_place;
mod interpreter;
mod known;
mod launch;
mod layer;
mod log;
mod made;
mod message;
mod orders;
mod packages;
mod page;
mod pool;
mod preload;
#[cfg(unix)]
mod printed;
#[cfg(unix)]
mod process;
mod program;
mod remove;
mod slot;
mod stack;
#[cfg_attr(not(unix), path = "unsupported.rs")]
pub mod supervise;
#[cfg(unix)]
mod supervised;
mod tool_env;
mod turns;
mod wait;
mod workdir;
mod worker;

pub use ending::{Ending, Excess};
pub use environment::passed_on;
pub use error::{RunError, SetupError};
pub use exception::{Details, Exception, ExceptionSubject};
pub use harness::digest as harness_digest;
pub use interpreter::{Interpreter, InterpreterError};
pub use known::{is_own, make_folder, read_at_start};
pub use log::{Chunk, Origin, Recorded, Stream, Touch, Unseen};
pub use packages::{
    Distributions, Lock, LockRequest, LockedRelease, PackageReach, Packages, PackagesError, TrialEnvironment,
    cache_folder, normal,
};
pub use program::{Program, Surroundings};
pub use worker::COMMAND;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::plan::Order;
use crate::settings::{Isolation, Limits, RunSettings, Sandbox};
use counts::Counter;
use imports::{Imports, Set};
use interpreter::Answer;
use known::Known;
use layer::Layer;
use message::{Job, Outcome, Work};
use orders::{LimitsInside, Orders};
use pool::{WorkerPool, ask};
use preload::Wanted;
use turns::Turns;

/// What really happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// Everything written, in order.
    pub chunks: Vec<Chunk>,
    /// Recorded values, by the number of their order.
    pub values: BTreeMap<usize, Vec<Recorded>>,
    /// Values of which some could not be recorded, by the number of their order.
    pub unseen: BTreeMap<usize, Unseen>,
    /// Noted exceptions, by the number of their order.
    pub caught: BTreeMap<usize, Vec<Exception>>,
    /// The temporary folder it ran in; what names it is different elsewhere.
    pub folder: String,
    /// What it asked for that lies outside of it; known of runs in another world only.
    pub touched: Vec<Touch>,
    /// The lines that were typed on its standard input and echoed.
    pub typed: Vec<String>,
    /// Whether output is attributed to lines.
    pub attributed: bool,
    /// The uncaught exception, if there was one.
    pub exception: Option<Exception>,
    /// How it ended.
    pub ending: Ending,
    /// The line of the main program that ran when its time was over, where the interpreter could say so.
    pub stopped_at: Option<usize>,
    /// Whether processes that it had started outlived it and had to be ended.
    pub leaked: bool,
    /// Wall-clock time.
    pub duration: Duration,
    /// Whether it shared its interpreter with others. What is said of a missing name is not on standard error then.
    pub shared: bool,
    /// Whether it happened in an earlier check, and was kept.
    #[serde(skip)]
    pub cached: bool,
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

/// Makes memory and environment of this process unreadable for others of the same user, where the system can do that.
pub fn hide_from_examples() {
    #[cfg(target_os = "linux")]
    // Where it fails, the sandbox still keeps examples from looking.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// How the interpreter of a program comes to life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It is started for the program.
    Spawn,
    /// It is a child of one that has started already.
    Fork,
}

/// Runs programs. Shared by all workers.
#[derive(Debug)]
pub struct Runner {
    interpreter: Interpreter,
    layers: Vec<&'static str>,
    timeout: Duration,
    limits: Limits,
    /// What may be imported beforehand, beside standard modules.
    preload: Vec<String>,
    imports: Imports,
    interrupt: Interrupt,
    pool: WorkerPool,
    turns: Turns,
    counter: Counter,
    way: Way,
    /// Whether harmless programs share an interpreter.
    batches: bool,
    /// Whether the next program is the first one, and an interpreter of its own is the fastest for it.
    is_first: AtomicBool,
    /// Whether servers work here, once that was tried.
    forks: OnceLock<bool>,
}

/// What one program may use.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    timeout: Duration,
    limits: Limits,
}

impl Runner {
    /// Starts the first worker and finds the interpreter.
    ///
    /// # Errors
    /// If no interpreter of Python 3.8 or later is found, no temporary folder can be made, or the system has no sandbox
    /// as strict as was asked for.
    pub fn new(settings: &RunSettings, interrupt: Interrupt) -> Result<Self, SetupError> {
        Self::since(interpreter::OLDEST, settings, interrupt)
    }

    /// The same with an interpreter of Python 2.7 or later, which says less of an example if it is older than 3.8.
    ///
    /// # Errors
    /// As for [`Runner::new`].
    pub fn early(settings: &RunSettings, interrupt: Interrupt) -> Result<Self, SetupError> {
        Self::since(interpreter::EARLIEST, settings, interrupt)
    }

    fn since(oldest: (u32, u32), settings: &RunSettings, interrupt: Interrupt) -> Result<Self, SetupError> {
        // Where examples could write there, nothing that is kept could be trusted.
        let known = packages::cache_folder().filter(|_| settings.sandbox != Sandbox::Off).and_then(|f| Known::new(&f));
        let (pool, worker) = WorkerPool::gather(settings, known.as_ref().map(Known::harness))?;
        let layers: Vec<_> = worker.layers().iter().map(|layer| layer.as_str()).collect();
        let is_locked = settings.sandbox == Sandbox::Off || worker.layers().contains(&Layer::LandlockScope);
        let known = known.filter(|known| known.harness() == worker.harness());
        let worker = Mutex::new(worker);
        let ask = |python: &Path| {
            if let Some(text) = known.as_ref().and_then(|known| known.recall(python)) {
                return Ok(Answer { ending: String::new(), text });
            }
            let mut worker = worker.lock().unwrap_or_else(PoisonError::into_inner);
            let answer = ask(worker.as_mut(), python, &interrupt)?;
            if let Some(known) = &known {
                known.remember(python, &answer.text);
            }
            Ok::<_, RunError>(answer)
        };
        let interpreter = Interpreter::find(settings.python.as_deref(), oldest, ask)??;
        pool.give_back(worker.into_inner().unwrap_or_else(PoisonError::into_inner));
        let way = way(settings, &interpreter, is_locked);
        Ok(Self {
            imports: Imports::new(&interpreter.readable),
            interpreter,
            layers,
            timeout: settings.timeout,
            limits: settings.limits,
            preload: settings.preload.clone(),
            interrupt,
            pool,
            turns: Turns::new(settings.jobs),
            counter: Counter::default(),
            way,
            batches: matches!(settings.isolation, Isolation::Auto | Isolation::Batch),
            is_first: AtomicBool::new(settings.isolation == Isolation::Auto),
            forks: OnceLock::new(),
        })
    }

    /// How the interpreter of the next ordinary program is to be started.
    fn next_way(&self) -> Way {
        // A server is worth its start only for a second program.
        if self.way == Way::Spawn || self.is_first.swap(false, Ordering::Relaxed) || !self.can_fork() {
            return Way::Spawn;
        }
        Way::Fork
    }

    /// Whether a child of a server runs a program to its end. The server is needed later anyway.
    fn can_fork(&self) -> bool {
        let tried = || self.run_by(&Program::nothing(), Way::Fork, None);
        *self.forks.get_or_init(|| tried().is_ok_and(|(run, forked)| forked && run.ending == Ending::Ended))
    }

    /// The interpreter in use.
    #[must_use]
    pub fn interpreter(&self) -> &Interpreter {
        &self.interpreter
    }

    /// What keeps an example apart from the rest, for reports.
    #[must_use]
    pub fn layers(&self) -> &[&'static str] {
        &self.layers
    }

    /// Whether no example can write a file outside of its own folder.
    #[must_use]
    pub fn keeps_files_from_examples(&self) -> bool {
        self.layers.contains(&Layer::Landlock.as_str())
    }

    /// What the work took until now, in lines for whoever wants to know: how many programs ran in which ways, and what was
    /// imported once for several.
    #[must_use]
    pub fn costs(&self) -> Vec<String> {
        let runs = format!("runs: {}", self.counter.counts());
        std::iter::once(runs).chain(self.imports.costs()).collect()
    }

    /// How interpreters are started, for reports.
    #[must_use]
    pub fn mode(&self) -> &'static str {
        match self.way {
            Way::Fork if self.forks.get() == Some(&false) => "spawn",
            Way::Fork if self.batches => "batch",
            Way::Fork => "fork",
            Way::Spawn => "spawn",
        }
    }

    /// Runs `program` to its end or to its limits.
    ///
    /// # Errors
    /// Only if the tool could not do its part; whatever the program does is a [`Run`].
    pub fn run(&self, program: &Program) -> Result<Run, RunError> {
        let around = &program.surroundings;
        // An interpreter looks at its variables when it starts; a server hooks the streams before it knows the program.
        let is_plain = around.variables.is_empty() && around.python.is_none() && program.attributed;
        if is_plain && let Some(run) = self.run_behind_imports(program) {
            return run;
        }
        Ok(self.run_by(program, if is_plain { self.next_way() } else { Way::Spawn }, None)?.0)
    }

    /// Runs `program` by an interpreter of its own, whatever the mode: what a failure is confirmed by. None if that is
    /// what [`Runner::run`] does anyway.
    ///
    /// # Errors
    /// As for [`Runner::run`].
    pub fn run_alone(&self, program: &Program) -> Result<Option<Run>, RunError> {
        match self.way {
            Way::Spawn => Ok(None),
            Way::Fork => Ok(Some(self.run_by(program, Way::Spawn, None)?.0)),
        }
    }

    /// Runs `program` in a certain way, behind the packages of `set`; also tells whether that was by a fork.
    fn run_by(&self, program: &Program, way: Way, set: Option<&Set>) -> Result<(Run, bool), RunError> {
        if self.interrupt.is_set() {
            return Ok((Run::interrupted(program), false));
        }
        let timeout = program.surroundings.timeout.unwrap_or(self.timeout);
        let limits = self.limits.lowered(program.surroundings.memory, program.surroundings.output);
        // Whoever waits for a worker that has the packages keeps nobody else from working.
        let kept = set.map(|set| self.pool.take_with(set)).transpose()?;
        let mut turn = self.turns.take();
        let mut worker = kept.map_or_else(|| self.pool.take(), Ok)?;
        let folder = worker.folder().to_string_lossy().into_owned();
        let token = orders::token();
        let mut job = self.job(program, token.clone(), Bounds { timeout, limits }, way);
        if let (Work::Fork(wanted), Some(set)) = (&mut job.work, set) {
            set.ask_for(wanted);
        }
        let (done, written) =
            worker.run(&job, &self.interrupt, &mut |works| turn.works(works)).map_err(RunError::Supervisor)?;
        self.pool.give_back(worker);
        self.counter.ran(done.forked, done.behind);
        let mut record = log::read(&written, &token);
        record.share(&orders::shared(&program.orders));
        let ended_by_itself = matches!(done.outcome, Outcome::Exited(_) | Outcome::Signalled(_));
        let ending = ending(done.outcome, &record, limits)?;
        say_more_of_exceptions(&mut record, program, &folder);
        let typed = program.surroundings.input.iter().flat_map(|input| input.lines().map(str::to_owned)).collect();
        let run = Run {
            folder,
            typed,
            attributed: program.attributed,
            leaked: done.leaked && ended_by_itself,
            duration: Duration::from_micros(done.microseconds),
            ..Run::of(record, ending)
        };
        Ok((run, done.forked))
    }

    /// The limits that the interpreter sets itself: those that only this program has, or all where nobody else can.
    fn limits_inside(&self, program: &Program, Bounds { timeout, limits }: Bounds) -> LimitsInside {
        let alone = !self.pool.has_supervisors();
        let own = program.surroundings.memory.is_some();
        let seconds = alone.then(|| orders::processor_seconds(timeout));
        LimitsInside {
            seconds,
            memory: (alone || own).then_some(limits.memory),
            file: alone.then_some(limits.of_files()),
        }
    }

    fn job(&self, program: &Program, token: String, bounds: Bounds, way: Way) -> Job {
        let own = &program.surroundings.python;
        let Bounds { timeout, limits } = bounds;
        let inside = self.limits_inside(program, bounds);
        let behind = if way == Way::Fork { page::behind(program, &token, inside) } else { None };
        Job {
            source: program.source.clone(),
            files: program.surroundings.files.clone(),
            orders: Orders::new(program, token, inside),
            behind,
            work: match way {
                Way::Spawn => Work::Spawn,
                Way::Fork => Work::Fork(Wanted {
                    elsewhere: program.orders.iter().any(|order| matches!(order, Order::Elsewhere(_))),
                    ..preload::wanted(program, &self.preload)
                }),
            },
            python: own.as_ref().unwrap_or(&self.interpreter.executable).clone(),
            readable: own.as_deref().map_or_else(|| self.interpreter.readable.clone(), interpreter::readable),
            hash_seed: program.hash_seed,
            variables: program.surroundings.variables.clone(),
            // A server lives on, so it is its child that lowers the limit of memory.
            limits: if way == Way::Fork { Limits { memory: self.limits.memory, ..limits } } else { limits },
            timeout_ms: milliseconds(timeout),
        }
    }
}

/// How interpreters are started. A child of a server must not be able to reach the server, from which others come after
/// it; and the server depends on how CPython starts and ends.
fn way(settings: &RunSettings, interpreter: &Interpreter, is_locked: bool) -> Way {
    let has_servers = cfg!(target_os = "linux") && settings.supervisor.is_some();
    let is_possible = has_servers && interpreter.implementation == "CPython" && !interpreter.is_early();
    match settings.isolation {
        Isolation::Spawn => Way::Spawn,
        Isolation::Fork | Isolation::Batch if is_possible => Way::Fork,
        Isolation::Auto if is_possible && is_locked => Way::Fork,
        Isolation::Fork | Isolation::Batch | Isolation::Auto => Way::Spawn,
    }
}

/// Says of the exceptions of `record` what the source of `program`, which ran in `folder`, shows of them.
fn say_more_of_exceptions(record: &mut log::Record, program: &Program, folder: &str) {
    // There may be thousands of empty lines above the program, which stands at its own lines.
    let text = program.source.trim_start_matches('\n');
    let above = program.source.len() - text.len();
    let is_quiet = record.caught.is_empty() && record.exception.is_none();
    let lines: Vec<_> = if is_quiet { Vec::new() } else { text.lines().collect() };
    for exception in record.caught.values_mut().flatten().chain(&mut record.exception) {
        exception.by_statement = raises_itself(&lines, above, exception);
        exception.subject.is_shown = exception.subject.file.as_ref().is_some_and(|file| workdir::shows(folder, file));
    }
}

/// Whether the one of `lines`, which have so many `above` them, that raised the exception is a `raise` statement.
fn raises_itself(lines: &[&str], above: usize, exception: &Exception) -> bool {
    let line = exception.line().and_then(|line| lines.get(line.checked_sub(above + 1)?));
    line.is_some_and(|line| line.trim_start().starts_with("raise") || line.contains(": raise "))
}

impl Run {
    /// Whether it came to its end without an exception, caught ones that were noted included.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.ending.describe().is_none() && self.exception.is_none() && self.caught.values().all(Vec::is_empty)
    }

    /// What `record` tells of a program whose output is attributed to lines.
    fn of(record: log::Record, ending: Ending) -> Self {
        let log::Record { chunks, values, unseen, caught, exception, touched, stopped_at, .. } = record;
        Self { chunks, values, unseen, caught, touched, exception, ending, stopped_at, ..Self::silent() }
    }

    /// The run of a program that was not even started.
    fn interrupted(program: &Program) -> Self {
        Self { attributed: program.attributed, ending: Ending::Interrupted, ..Self::silent() }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// What outcome and receipt say together.
fn ending(outcome: Outcome, record: &log::Record, limits: Limits) -> Result<Ending, RunError> {
    Ok(match outcome {
        Outcome::Exited(code) => match record.receipt {
            Some(log::How::Ended) if code == 0 => Ending::Ended,
            Some(log::How::Raised) if record.exception.is_some() => Ending::Raised,
            Some(_) => Ending::Exited(code),
            None => Ending::Vanished(code),
        },
        Outcome::Signalled(signal) => Ending::Signalled(signal),
        Outcome::TimedOut => Ending::TimedOut,
        Outcome::TooMuchOutput => Ending::TooMuchOutput(excess(record, limits)),
        Outcome::Interrupted => Ending::Interrupted,
        Outcome::NotStarted(reason) => return Err(RunError::Launch(reason)),
    })
}

/// What a program wrote more than that was ended for its output.
fn excess(record: &log::Record, limits: Limits) -> Excess {
    let bytes: usize = record.chunks.iter().map(|chunk| chunk.bytes.len()).sum();
    match record.chunks.len() as u64 > limits.of_pieces() && bytes as u64 <= limits.output {
        true => Excess::Pieces(limits.of_pieces()),
        false => Excess::Bytes(limits.output),
    }
}
