//! The few calls to the system that Rust cannot vouch for. Everything else is safe code.
//!
//! All of it runs in the supervisor, which has one thread only. The tool itself calls nothing of it but [`fork`].
#![expect(unsafe_code, reason = "system calls without a safe wrapper, and code between fork and exec")]

use std::io;
use std::os::fd::RawFd;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a signal has asked this process to end.
static IS_ASKED_TO_END: AtomicBool = AtomicBool::new(false);

/// Catches the signals that ask a process to end. Handlers that it has inherited are gone: they are those of the tool.
pub(super) fn catch_ending_signals() -> io::Result<()> {
    extern "C" fn note(_: libc::c_int) {
        IS_ASKED_TO_END.store(true, Ordering::Relaxed);
    }
    for signal in [libc::SIGHUP, libc::SIGINT, libc::SIGTERM] {
        // SAFETY: the handler only stores to an atomic, which is safe whatever it interrupts.
        if unsafe { libc::signal(signal, note as *const () as libc::sighandler_t) } == libc::SIG_ERR {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// Whether one of these signals has come.
pub(super) fn is_asked_to_end() -> bool {
    IS_ASKED_TO_END.load(Ordering::Relaxed)
}

/// Forks this process, where it has one thread: the number of the child, or none in the child itself.
#[cfg(target_os = "linux")]
pub(super) fn fork() -> io::Result<Option<rustix::process::Pid>> {
    if std::fs::read_dir("/proc/self/task")?.count() != 1 {
        return Err(io::ErrorKind::Unsupported.into());
    }
    // SAFETY: there is no other thread, which could hold a lock, that of the allocator among them, for ever in the child.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        child => Ok(rustix::process::Pid::from_raw(child)),
    }
}

/// Ends this process, which was forked, and does nothing that its parent has left to be done at an end.
#[cfg(target_os = "linux")]
pub(super) fn exit(code: u8) -> ! {
    // SAFETY: the call takes a number and does not return.
    unsafe { libc::_exit(code.into()) }
}

/// Closes all descriptors but the standard ones.
#[cfg(target_os = "linux")]
pub(super) fn close_inherited() -> io::Result<()> {
    // SAFETY: nothing in this process uses the descriptors any more: it was forked, and what has them never runs here.
    let done = unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, 0) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Lets `prepare` run in the child process of `command`, before the program is started there.
pub(super) fn before_start(command: &mut Command, prepare: impl FnMut() -> io::Result<()> + Send + Sync + 'static) {
    // SAFETY: between fork and exec only what is safe after a fork may be called. The supervisor has one thread, so
    // no lock, that of the allocator among them, can be held by another one when it forks.
    unsafe { command.pre_exec(prepare) };
}

/// Sees to it that no program that is started inherits a descriptor but the standard ones.
pub(super) fn close_on_start() {
    #[cfg(target_os = "linux")]
    {
        const CLOSE_RANGE_CLOEXEC: libc::c_uint = 4;
        // SAFETY: the call only sets a flag of descriptors; it touches no memory.
        let done = unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, CLOSE_RANGE_CLOEXEC) };
        if done == 0 {
            return;
        }
    }
    let listed = std::fs::read_dir("/dev/fd").into_iter().flatten().flatten();
    let descriptors = listed.filter_map(|entry| entry.file_name().to_str()?.parse::<RawFd>().ok());
    for descriptor in descriptors.filter(|&descriptor| descriptor > 2).collect::<Vec<_>>() {
        // SAFETY: as above. One that is closed already is only an error.
        unsafe { libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
}

/// Lets the program that is started next inherit `descriptor`. Called between fork and exec.
pub(super) fn keep_open(descriptor: RawFd) -> io::Result<()> {
    // SAFETY: the call only sets a flag; a descriptor that is not open is an error.
    let done = unsafe { libc::fcntl(descriptor, libc::F_SETFD, 0) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// The version of Landlock that the kernel has; 0 if none.
#[cfg(target_os = "linux")]
pub(super) fn landlock_version() -> i64 {
    const LANDLOCK_CREATE_RULESET_VERSION: u32 = 1;
    // SAFETY: with this flag the call takes no attributes and only returns a number.
    let version = unsafe {
        libc::syscall(
            libc::SYS_landlock_create_ruleset,
            std::ptr::null::<u8>(),
            0_usize,
            LANDLOCK_CREATE_RULESET_VERSION,
        )
    };
    version.max(0)
}

/// Puts this process under the rules behind `ruleset`, for good.
#[cfg(target_os = "linux")]
pub(super) fn landlock_restrict(ruleset: RawFd) -> io::Result<()> {
    // SAFETY: the call takes a descriptor, which the kernel checks, and touches no memory.
    let done = unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset, 0_u32) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Whether the kernel has filters of system calls.
#[cfg(target_os = "linux")]
pub(super) fn has_filters() -> bool {
    let action = libc::SECCOMP_RET_ERRNO;
    // SAFETY: the call only reads the number that it gets.
    unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_GET_ACTION_AVAIL, 0, &raw const action) == 0 }
}

/// Puts this process behind the filter `program`, for good. Called between fork and exec.
#[cfg(target_os = "linux")]
pub(super) fn filter_calls(program: &mut [libc::sock_filter]) -> io::Result<()> {
    let length = u16::try_from(program.len()).map_err(io::Error::other)?;
    let program = libc::sock_fprog { len: length, filter: program.as_mut_ptr() };
    // Older kernels take whoever is filtered for someone who runs code of strangers within his own process, and slow him
    // down; that is not the case here.
    let flags = libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    // SAFETY: the kernel copies the program, whose pointer and length belong together, and checks it.
    let done = unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const program) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Leaves the namespaces of the caller.
#[cfg(target_os = "linux")]
pub(super) fn unshare(flags: rustix::thread::UnshareFlags) -> io::Result<()> {
    // SAFETY: unsafe only because the flag `FILES` would part the descriptors of threads; it is never given.
    unsafe { rustix::thread::unshare_unsafe(flags) }.map_err(io::Error::from)
}
