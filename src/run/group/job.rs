//! Job objects: what holds the processes of an example together on Windows.
//!
//! A job ends when its last handle is closed, and the tool has the only one; so nothing outlives the tool, whatever ends
//! it. No process can leave it, for no kind of breakaway is allowed. There are no restrictions on windows and clipboard: a
//! job with them takes in no process that is in a job already, as all are below many a CI runner.
//!
//! **Never run on Windows itself**, only under Wine.
#![expect(unsafe_code, reason = "the system's functions for job objects have no safe wrapper in the standard library")]

use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::process::Child;
use std::time::Duration;

use windows_sys::Win32::Foundation::{HANDLE_FLAG_INHERIT, INVALID_HANDLE_VALUE, SetHandleInformation};
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, TH32CS_SNAPTHREAD, THREADENTRY32, Thread32First, Thread32Next,
};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_JOB_MEMORY, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOBOBJECT_BASIC_ACCOUNTING_INFORMATION, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
    JobObjectBasicAccountingInformation, JobObjectExtendedLimitInformation, QueryInformationJobObject,
    SetInformationJobObject, TerminateJobObject,
};
use windows_sys::Win32::System::Threading::{
    CREATE_NO_WINDOW, CREATE_SUSPENDED, OpenThread, ResumeThread, THREAD_SUSPEND_RESUME, WaitForSingleObject,
};

use super::Quota;

/// How a process is created that is to be taken into a job: it does not run yet, and has a console of its own that is
/// not shown, so that what is typed at ours does not reach it.
pub(super) const SUSPENDED_WITHOUT_WINDOW: u32 = CREATE_SUSPENDED | CREATE_NO_WINDOW;

/// A job. Its processes end when this is dropped.
#[derive(Debug)]
pub(super) struct Job(OwnedHandle);

impl Job {
    /// A job without processes, which may use as much as `quota` says.
    pub(super) fn new(quota: Option<Quota>) -> io::Result<Self> {
        // SAFETY: null stands for the usual rights, with which no child inherits the handle, and for no name.
        let handle = unsafe { CreateJobObjectW(std::ptr::null(), std::ptr::null()) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the handle was just made, and nobody else has it.
        let job = Self(unsafe { OwnedHandle::from_raw_handle(handle) });
        job.limit(quota)?;
        Ok(job)
    }

    fn limit(&self, quota: Option<Quota>) -> io::Result<()> {
        let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        let basic = &mut limits.BasicLimitInformation;
        // A program that crashes is to end, and not to wait for somebody who reads a message.
        basic.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
        if let Some(quota) = quota {
            basic.LimitFlags |=
                JOB_OBJECT_LIMIT_ACTIVE_PROCESS | JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_JOB_MEMORY;
            basic.ActiveProcessLimit = quota.processes;
            limits.ProcessMemoryLimit = quota.memory_of_process;
            limits.JobMemoryLimit = quota.memory;
        }
        // SAFETY: the pointer is to a structure of the kind and size that are named, which lives during the call.
        checked(unsafe {
            SetInformationJobObject(
                self.0.as_raw_handle(),
                JobObjectExtendedLimitInformation,
                (&raw const limits).cast(),
                size_of_u32::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>(),
            )
        })
    }

    /// Takes in the process `child`; whatever that starts will belong to the job too.
    pub(super) fn take_in(&self, child: &Child) -> io::Result<()> {
        // SAFETY: both handles are open as long as their owners live.
        checked(unsafe { AssignProcessToJobObject(self.0.as_raw_handle(), child.as_raw_handle()) })
    }

    /// How many processes are in it.
    pub(super) fn size(&self) -> u32 {
        let mut facts = JOBOBJECT_BASIC_ACCOUNTING_INFORMATION::default();
        // SAFETY: the pointer is to a structure of the kind and size that are named, which lives during the call; null
        // says that nobody wants to know how much of it was written.
        let asked = checked(unsafe {
            QueryInformationJobObject(
                self.0.as_raw_handle(),
                JobObjectBasicAccountingInformation,
                (&raw mut facts).cast(),
                size_of_u32::<JOBOBJECT_BASIC_ACCOUNTING_INFORMATION>(),
                std::ptr::null_mut(),
            )
        });
        asked.map_or(0, |()| facts.ActiveProcesses)
    }

    /// Ends all of its processes.
    pub(super) fn end(&self) {
        // SAFETY: the handle is open as long as this lives.
        let _ = checked(unsafe { TerminateJobObject(self.0.as_raw_handle(), 1) });
    }
}

/// Lets a process run that was created suspended: it has one thread, which the standard library does not tell.
pub(super) fn resume(child: &Child) -> io::Result<()> {
    // SAFETY: the call takes numbers only; the process is not looked at when threads are wanted.
    let handle = unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0) };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle was just made, and nobody else has it.
    let snapshot = unsafe { OwnedHandle::from_raw_handle(handle) };
    let mut entry = THREADENTRY32 { dwSize: size_of_u32::<THREADENTRY32>(), ..Default::default() };
    // SAFETY: the entry tells its own size and lives during the call.
    let mut found = checked(unsafe { Thread32First(snapshot.as_raw_handle(), &raw mut entry) });
    while found.is_ok() {
        if entry.th32OwnerProcessID == child.id() {
            return resume_thread(entry.th32ThreadID);
        }
        // SAFETY: as above.
        found = checked(unsafe { Thread32Next(snapshot.as_raw_handle(), &raw mut entry) });
    }
    found
}

fn resume_thread(thread: u32) -> io::Result<()> {
    // SAFETY: the call takes numbers only.
    let handle = unsafe { OpenThread(THREAD_SUSPEND_RESUME, 0, thread) };
    if handle.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle was just made, and nobody else has it.
    let handle = unsafe { OwnedHandle::from_raw_handle(handle) };
    // SAFETY: the handle is open, with the right to do this.
    let count = unsafe { ResumeThread(handle.as_raw_handle()) };
    if count == u32::MAX { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Sleeps until `child` ends, for `longest` at most.
pub(super) fn wait(child: &Child, longest: Duration) {
    let milliseconds = u32::try_from(longest.as_millis()).unwrap_or(u32::MAX - 1).max(1);
    // SAFETY: the handle is open as long as the child lives here. Whatever comes of it, the caller looks again.
    unsafe { WaitForSingleObject(child.as_raw_handle(), milliseconds) };
}

/// Sees to it that children do not inherit the standard streams of the tool; they are given their own.
pub(super) fn keep_standard_handles() {
    for handle in [io::stdin().as_raw_handle(), io::stdout().as_raw_handle(), io::stderr().as_raw_handle()] {
        // SAFETY: the call changes a flag of a handle. One that is not there is an error, which is as good.
        unsafe { SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0) };
    }
}

/// The size of a structure, as the system wants to have it.
fn size_of_u32<T>() -> u32 {
    u32::try_from(size_of::<T>()).unwrap_or(u32::MAX)
}

/// What a function of the system says that gives 0 if it fails.
fn checked(result: i32) -> io::Result<()> {
    if result == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
