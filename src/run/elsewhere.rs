//! Systems without supervisors: they say so. What a supervisor does there (job objects on Windows) is still to be written.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::Interrupt;
use super::layer::Layer;
use super::message::{Done, Job, Setup};

/// The hidden command of the program that is a supervisor.
pub const COMMAND: &str = "__supervise";

/// Runs no supervisor.
#[must_use]
pub fn main(_: &[String]) -> ExitCode {
    ExitCode::from(2)
}

/// Why there is no supervisor.
#[derive(Debug)]
pub(super) enum WorkerError {
    Lost(io::Error),
    Refused { message: String, without_process_namespace: bool },
}

/// A supervisor that there is not.
#[derive(Debug)]
pub(super) enum Worker {}

impl Worker {
    pub(super) fn start(_: &Path, _: &Setup) -> Result<Self, WorkerError> {
        let message = "examples cannot be run on this system yet, only on Linux and macOS".to_owned();
        Err(WorkerError::Refused { message, without_process_namespace: false })
    }

    pub(super) fn base(&self) -> &Path {
        match *self {}
    }

    pub(super) fn folder(&self) -> &Path {
        match *self {}
    }

    pub(super) fn layers(&self) -> &[Layer] {
        match *self {}
    }

    pub(super) fn run(&mut self, _: &Job, _: &Interrupt) -> io::Result<Done> {
        match *self {}
    }

    pub(super) fn is_usable(&mut self) -> bool {
        match *self {}
    }

    pub(super) fn dismiss(&mut self) {
        match *self {}
    }
}
