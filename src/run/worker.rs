//! Who starts the examples: one worker for each of the tool's threads, which runs one job after the other.
//!
//! That is a supervisor, or the tool itself where the system has none.

use std::fmt::Debug;
use std::io;
use std::path::Path;

use super::Interrupt;
use super::layer::Layer;
use super::message::{Done, Job};
use super::slot::Written;

/// The hidden command of the program that is a supervisor.
pub const COMMAND: &str = "__supervise";

/// Why there is no worker.
#[derive(Debug)]
pub(super) enum WorkerError {
    /// It could not be started, or has gone.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only a process of its own can be lost"))]
    Lost(io::Error),
    /// It cannot do what it was asked for.
    Refused { message: String, without_process_namespace: bool },
}

/// Someone who runs jobs.
pub(super) trait Worker: Debug + Send {
    /// The folder that all workers of a run share.
    fn base(&self) -> &Path;

    /// The folder of the harness that its interpreters find.
    fn harness(&self) -> &Path;

    /// The folder of its own, in which its examples run.
    fn folder(&self) -> &Path;

    /// What protects the machine from its examples.
    fn layers(&self) -> &[Layer];

    /// Has `job` done, and gives what was written. Where that can be seen `works` is told now and then whether it works, or only
    /// waits. After an error this worker is of no use any more.
    fn run(&mut self, job: &Job, interrupt: &Interrupt, works: &mut dyn FnMut(bool)) -> io::Result<(Done, Written)>;

    /// Makes ready for another job, now that nobody has the files of the last one open any more; whether that works.
    fn is_ready_again(&mut self) -> bool;

    /// Tells it to go, without waiting for it.
    fn dismiss(&mut self);
}
