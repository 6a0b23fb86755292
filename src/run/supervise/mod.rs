//! The supervisor: doctrue's own binary, started once more or copied by a fork, which starts the examples of one worker and
//! answers for their end.
//!
//! It is a program of its own for three reasons. It has one thread, so it may do things between fork and exec that the
//! tool may not. It adopts whatever an example leaves behind, and so can end it all. And it outlives the tool: however
//! that ends, the supervisor sees its input closed, kills everything and removes the folders.

mod confine;
#[cfg(target_os = "linux")]
pub(super) mod copied;
mod forked;
mod inbox;
#[cfg(target_os = "linux")]
mod landlock;
#[cfg(target_os = "linux")]
mod namespaces;
mod page;
mod process_tree;
#[cfg(target_os = "linux")]
mod seccomp;
mod server;
mod start;
mod sys;
mod watch;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::launch;
use super::layer::Layer;
use super::message::{Done, Hello, Job, Outcome, Setup, Work};
use super::orders::processor_seconds;
use super::preload::Wanted;
use super::slot::Slot;
use super::workdir::Workdir;
use crate::settings::Sandbox;
use confine::Confinement;
use inbox::Inbox;
use process_tree::ProcessTree;
use server::{ServerPlace, Servers};
use watch::Limits;

pub(super) use process_tree::Activity;

/// The argument that marks the process inside of new namespaces.
const INSIDE: &str = "--inside";

/// Runs a supervisor. `arguments` are its setup, and perhaps the word for the second process of a strict sandbox.
#[must_use]
pub fn main(arguments: &[String]) -> ExitCode {
    let Some(setup) = arguments.first().and_then(|text| serde_json::from_str::<Setup>(text).ok()) else {
        return ExitCode::from(2);
    };
    answer_for(&setup, arguments.get(1).is_some_and(|argument| argument == INSIDE))
}

/// Does the work of a supervisor, and tells the tool why if it cannot.
fn answer_for(setup: &Setup, is_inside: bool) -> ExitCode {
    match serve(setup, is_inside) {
        Ok(code) => code,
        Err(failure) => {
            say(&failure);
            ExitCode::FAILURE
        }
    }
}

fn serve(setup: &Setup, is_inside: bool) -> Result<ExitCode, Hello> {
    let failed = |message: String| Hello::Failed { message, without_process_namespace: false };
    // Signals of the terminal are for the tool, which stops what is to be stopped.
    let _ = rustix::process::setsid();
    sys::close_on_start();
    if setup.sandbox == Sandbox::Strict && !is_inside {
        return strict::outside(setup);
    }
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    let mut inbox = Inbox::open().map_err(|error| failed(format!("cannot catch signals: {error}")))?;
    let (process_tree, adopts) = ProcessTree::adopt();
    let layers = layers(setup, adopts)?;
    let kept = setup.harness.clone().filter(|_| layers.contains(&Layer::Landlock));
    let workdir = Workdir::make(setup, kept).map_err(failed)?;
    let [base, harness, folder] = [workdir.base(), workdir.harness(), workdir.folder()].map(Path::to_owned);
    let mut supervisor = Supervisor::new(setup, process_tree, workdir).map_err(failed)?;
    if say(&Hello::Ready { base, harness, folder, layers }) {
        supervisor.work(&mut inbox);
    }
    supervisor.end();
    Ok(ExitCode::SUCCESS)
}

/// What protects the machine from an example, as far as this system has it.
fn layers(setup: &Setup, adopts: bool) -> Result<Vec<Layer>, Hello> {
    let mut layers = vec![Layer::Process, Layer::Session, Layer::TemporaryDirectory, Layer::Environment];
    layers.extend([Layer::Descriptors, Layer::Timeout, Layer::Rlimits]);
    layers.push(if adopts { Layer::ProcessTree } else { Layer::ProcessGroup });
    #[cfg(target_os = "linux")]
    if setup.sandbox != Sandbox::Off {
        layers.push(Layer::NoNewPrivileges);
        layers.extend(confine::has_capabilities().then_some(Layer::Capabilities));
        layers.extend(landlock::is_usable().then_some(Layer::Landlock));
        layers.extend(landlock::has_scope().then_some(Layer::LandlockScope));
        layers.extend(seccomp::is_usable().then_some(Layer::Seccomp));
    }
    if setup.sandbox == Sandbox::Strict {
        strict::demand(&mut layers, setup)?;
    }
    Ok(layers)
}

/// Writes a message; whether anybody can read it.
fn say(message: &impl serde::Serialize) -> bool {
    let Ok(mut line) = serde_json::to_vec(message) else { return false };
    line.push(b'\n');
    let mut output = io::stdout().lock();
    output.write_all(&line).and_then(|()| output.flush()).is_ok()
}

/// One supervisor at work.
struct Supervisor {
    sandbox: Sandbox,
    process_tree: ProcessTree,
    workdir: Workdir,
    /// What the next example writes to.
    slot: Slot,
    servers: Servers,
    #[cfg(target_os = "linux")]
    rules: landlock::Rules,
}

impl Supervisor {
    fn new(setup: &Setup, process_tree: ProcessTree, workdir: Workdir) -> Result<Self, String> {
        match Slot::make(workdir.folder()) {
            Ok(slot) => Ok(Self {
                sandbox: setup.sandbox,
                process_tree,
                workdir,
                slot,
                servers: Servers::default(),
                #[cfg(target_os = "linux")]
                rules: landlock::Rules::default(),
            }),
            Err(error) => {
                workdir.remove();
                Err(format!("cannot make the files of a run: {error}"))
            }
        }
    }

    /// Does what comes in until nothing more comes.
    fn work(&mut self, inbox: &mut Inbox) {
        while let Some(line) = inbox.next() {
            let Ok(job) = serde_json::from_str::<Job>(&line) else { return };
            let done = self.run(&job, inbox).unwrap_or_else(Done::not_started);
            let told =
                say(&done) && self.slot.copy(done.lengths, &mut io::stdout()).is_ok() && io::stdout().flush().is_ok();
            // A box that cannot be made as new is not used again: another supervisor gets another one.
            if !told || self.workdir.wipe().is_err() || self.slot.renew(self.workdir.folder()).is_err() {
                return;
            }
        }
    }

    /// Runs one job to its end, which is that of all its processes.
    fn run(&mut self, job: &Job, inbox: &mut Inbox) -> Result<Done, String> {
        launch::furnish(job, &self.workdir)?;
        if let Work::Fork(wanted) = &job.work
            && let Some(done) = self.run_forked(job, wanted, inbox)?
        {
            return Ok(done);
        }
        let confinement = self.confinement(job, true)?;
        let begin = Instant::now();
        let started = launch::interpreter(job, &self.workdir, &self.slot)
            .and_then(|command| start::Fresh::start(command, confinement));
        let mut process = started.map_err(|error| launch::describe(&error, &job.python))?;
        let pid = process.pid();
        self.process_tree.add(pid);
        let limits = Limits::of(job, begin, &self.slot);
        let outcome = watch::watch(&mut process, &mut self.process_tree, &limits, inbox);
        self.process_tree.forget(pid);
        self.done(job, outcome, begin)
    }

    /// The same by a server; none if there cannot be one.
    fn run_forked(&mut self, job: &Job, wanted: &Wanted, inbox: &mut Inbox) -> Result<Option<Done>, String> {
        let place = ServerPlace { confinement: self.confinement(job, false)?, workdir: &self.workdir };
        let servers = &mut self.servers;
        let Some(server) = servers.of(job, wanted, place, &mut self.process_tree) else {
            return Ok(None);
        };
        let begin = Instant::now();
        let limits = Limits::of(job, begin, &self.slot);
        if let Some(mut process) = server.run_behind(job, &self.slot) {
            let outcome = watch::watch(&mut process, &mut self.process_tree, &limits, inbox);
            let is_unfit = process.is_unfit();
            let is_at_limit = !matches!(outcome, Outcome::Exited(_) | Outcome::Signalled(_));
            if is_unfit || is_at_limit {
                server.end_page(job, is_unfit);
            } else {
                server.rest_page();
            }
            if !is_unfit {
                return Ok(Some(Done { forked: true, behind: true, ..self.done(job, outcome, begin)? }));
            }
            self.process_tree.clear(Duration::ZERO);
            self.refurnish(job)?;
        }
        self.run_whole(job, inbox)
    }

    /// Makes box and files as new, with the program of `job` in it.
    fn refurnish(&mut self, job: &Job) -> Result<(), String> {
        let made = self.workdir.wipe().and_then(|()| self.slot.renew(self.workdir.folder()));
        made.map_err(|error| format!("cannot make the folder of a run as new: {error}"))?;
        launch::furnish(job, &self.workdir)
    }

    /// Runs all of `job` by a child of the server that was used last; none if that is lost.
    fn run_whole(&mut self, job: &Job, inbox: &mut Inbox) -> Result<Option<Done>, String> {
        // What a page took in vain is no time of the example.
        let begin = Instant::now();
        let Some(server) = self.servers.last() else { return Ok(None) };
        let Ok(mut process) = server.run(job, &self.slot) else {
            self.servers.end_last(&mut self.process_tree);
            return Ok(None);
        };
        let limits = Limits::of(job, begin, &self.slot);
        let outcome = watch::watch(&mut process, &mut self.process_tree, &limits, inbox);
        if !matches!(outcome, Outcome::Exited(_) | Outcome::Signalled(_)) {
            // It may still have something to say about this example.
            self.servers.end_last(&mut self.process_tree);
        }
        Ok(Some(Done { forked: true, ..self.done(job, outcome, begin)? }))
    }

    /// Ends what is left of a program that ended with `outcome`.
    fn done(&mut self, job: &Job, outcome: Outcome, begin: Instant) -> Result<Done, String> {
        let microseconds = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
        let ended_by_itself = matches!(outcome, Outcome::Exited(_) | Outcome::Signalled(_));
        let leaked = self.process_tree.clear(if ended_by_itself { watch::AFTERLIFE } else { Duration::ZERO });
        let lengths = self.slot.lengths(job.limits).map_err(|error| format!("cannot read the output: {error}"))?;
        Ok(Done { outcome, leaked, forked: false, behind: false, microseconds, lengths })
    }

    /// How the process of `job` is locked in.
    fn confinement(&mut self, job: &Job, is_limited: bool) -> Result<Confinement, String> {
        Ok(Confinement {
            seconds: is_limited.then(|| processor_seconds(launch::timeout(job))),
            limits: job.limits,
            drops_rights: self.sandbox != Sandbox::Off,
            #[cfg(target_os = "linux")]
            rules: self.rules_for(job)?,
        })
    }

    #[cfg(target_os = "linux")]
    fn rules_for(&mut self, job: &Job) -> Result<Option<std::os::fd::RawFd>, String> {
        if self.sandbox == Sandbox::Off || !landlock::is_usable() {
            return Ok(None);
        }
        let harness = self.workdir.harness();
        let mut writable = vec![self.workdir.folder()];
        if matches!(job.work, Work::Ask { .. }) {
            writable.push(harness);
        }
        let mut readable = job.readable.clone();
        readable.push(harness.to_owned());
        self.rules.of(&writable, (self.sandbox == Sandbox::Strict).then_some(&readable)).map(Some)
    }

    /// Leaves nothing behind.
    fn end(&mut self) {
        self.process_tree.clear_all();
        self.workdir.remove();
    }
}

/// The strict sandbox.
#[cfg(target_os = "linux")]
mod strict {
    use super::super::worker::COMMAND;
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    /// Enters new namespaces and starts the real supervisor in them.
    pub(super) fn outside(setup: &Setup) -> Result<ExitCode, Hello> {
        let failed = |message: String| Hello::Failed { message, without_process_namespace: setup.process_namespace };
        namespaces::enter(setup.process_namespace)
            .map_err(|error| failed(format!("this system does not allow new namespaces: {error}")))?;
        let text = serde_json::to_string(setup).map_err(|error| failed(error.to_string()))?;
        let mut command = Command::new("/proc/self/exe");
        command.args([COMMAND, &text, INSIDE]);
        let process_namespace = setup.process_namespace;
        // Here and not in the program that is started: by the start it loses the right to mount anything.
        sys::before_start(&mut command, move || {
            if process_namespace {
                namespaces::show_own_processes()?;
            }
            Ok(rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?)
        });
        let status = command.status().map_err(|error| failed(format!("cannot start in new namespaces: {error}")))?;
        let code = status.code().or(status.signal()).and_then(|code| u8::try_from(code).ok());
        Ok(ExitCode::from(code.unwrap_or(1)))
    }

    /// Adds the layers of the strict sandbox; all but that of processes must be there.
    pub(super) fn demand(layers: &mut Vec<Layer>, setup: &Setup) -> Result<(), Hello> {
        layers.push(Layer::NetworkNamespace);
        if setup.process_namespace {
            layers.push(Layer::ProcessNamespace);
        }
        for (layer, there) in [(Layer::Landlock, landlock::is_usable()), (Layer::LandlockScope, landlock::has_scope())]
        {
            if !there {
                let message = format!("this kernel lacks the layer {}, which needs Linux 6.12", layer.as_str());
                return Err(Hello::Failed { message, without_process_namespace: false });
            }
        }
        layers.push(Layer::LandlockRead);
        Ok(())
    }
}

/// There is none elsewhere.
#[cfg(not(target_os = "linux"))]
mod strict {
    use super::*;

    fn missing() -> Hello {
        Hello::Failed { message: "this system has no strict sandbox".to_owned(), without_process_namespace: false }
    }

    pub(super) fn outside(_: &Setup) -> Result<ExitCode, Hello> {
        Err(missing())
    }

    pub(super) fn demand(_: &mut Vec<Layer>, _: &Setup) -> Result<(), Hello> {
        Err(missing())
    }
}
