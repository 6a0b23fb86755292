//! The layers that keep an example apart from everything else, by the names that reports have.

use serde::{Deserialize, Serialize};

/// One layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Layer {
    /// A process of its own.
    Process,
    /// A session without a terminal.
    Session,
    /// Current directory, home and temporary files in a folder that is removed.
    TemporaryDirectory,
    /// Variables from an allow-list.
    Environment,
    /// No descriptor of the tool or its caller.
    Descriptors,
    /// Wall-clock time.
    Timeout,
    /// CPU time, memory, size of files, open files, no core dump.
    Rlimits,
    /// The process group is killed, which misses what has left it.
    ProcessGroup,
    /// Every process that was started is killed, wherever it went.
    ProcessTree,
    /// Every process that was started is killed, for none can leave the job; memory and their number are limited.
    JobObject,
    /// No window and nothing that is typed at the terminal of the tool.
    NoConsole,
    /// No program gains rights by being started.
    NoNewPrivileges,
    /// Root has no more power over the machine than anybody.
    Capabilities,
    /// Files are written in the example's folder only.
    Landlock,
    /// Signals and abstract sockets reach the example's own processes only.
    LandlockScope,
    /// Limits of other processes cannot be changed.
    Seccomp,
    /// Only the interpreter and the system's libraries can be read.
    LandlockRead,
    /// No network but loopback.
    NetworkNamespace,
    /// Other processes are not even visible.
    ProcessNamespace,
}

impl Layer {
    /// The word used in reports.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Session => "session",
            Self::TemporaryDirectory => "temporary-directory",
            Self::Environment => "environment",
            Self::Descriptors => "descriptors",
            Self::Timeout => "timeout",
            Self::Rlimits => "rlimits",
            Self::ProcessGroup => "process-group",
            Self::ProcessTree => "process-tree",
            Self::JobObject => "job-object",
            Self::NoConsole => "no-console",
            Self::NoNewPrivileges => "no-new-privileges",
            Self::Capabilities => "capabilities",
            Self::Landlock => "landlock",
            Self::LandlockScope => "landlock-scope",
            Self::Seccomp => "seccomp",
            Self::LandlockRead => "landlock-read",
            Self::NetworkNamespace => "network-namespace",
            Self::ProcessNamespace => "process-namespace",
        }
    }
}
