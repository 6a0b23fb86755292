//! A supervisor that is a copy of the tool: it begins at once, without the start of a program.
//!
//! That is possible while the tool has one thread, which is so when the first supervisor is needed and no later.

use std::io;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use rustix::process::Pid;

use super::super::message::Setup;
use super::{answer_for, sys};
use crate::settings::Sandbox;

/// What a program has of the supervisor that it has forked.
pub(in crate::run) struct Copy {
    pub(in crate::run) pid: Pid,
    pub(in crate::run) requests: OwnedFd,
    pub(in crate::run) replies: OwnedFd,
}

/// Forks a supervisor.
///
/// # Errors
/// If that cannot be done here: one has to be started.
pub(in crate::run) fn start(setup: &Setup) -> io::Result<Copy> {
    if setup.sandbox == Sandbox::Strict {
        // In new namespaces it is started anyway.
        return Err(io::ErrorKind::Unsupported.into());
    }
    let (requests, own_requests) = pipe()?;
    let (own_replies, replies) = pipe()?;
    // What is not written yet would be written by both.
    io::Write::flush(&mut io::stdout())?;
    match sys::fork()? {
        Some(pid) => Ok(Copy { pid, requests: own_requests, replies: own_replies }),
        None => sys::exit(catch_unwind(AssertUnwindSafe(|| serve(setup, &requests, &replies))).unwrap_or(1)),
    }
}

fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?)
}

/// The life of the copy, which has nothing of the tool but its memory; its exit code.
fn serve(setup: &Setup, requests: &OwnedFd, replies: &OwnedFd) -> u8 {
    let is_ready = take_place(requests, replies).is_ok();
    // By a name of its own it is not met by those who end all processes of the tool's name.
    let _ = rustix::thread::set_name(c"supervisor");
    u8::from(!is_ready || answer_for(setup, false) != ExitCode::SUCCESS)
}

fn take_place(requests: &OwnedFd, replies: &OwnedFd) -> io::Result<()> {
    rustix::stdio::dup2_stdin(requests)?;
    rustix::stdio::dup2_stdout(replies)?;
    rustix::stdio::dup2_stderr(std::fs::OpenOptions::new().write(true).open("/dev/null")?)?;
    sys::close_inherited()
}
