//! Settings: what a run is told to do, resolved once from the command line and the environment.
//!
//! These are the high settings: nothing in here is optional because nobody asked, and no stage looks at the command
//! line or at environment variables behind their back.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// What is to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// The standard input, shown under this name.
    StandardInput {
        /// The path that the text would have.
        name: PathBuf,
    },
}

/// Settings of the stage that runs examples.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// How many examples run at the same time; at least 1.
    pub jobs: usize,
    /// Wall-clock limit of one example.
    pub timeout: Duration,
    /// Which claims are judged; the others are not even listed.
    pub judged: Judged,
    /// The interpreter to use: a path, or a name to look up in `PATH`. None: find one.
    pub python: Option<PathBuf>,
    /// How examples are locked in.
    pub sandbox: Sandbox,
    /// How interpreters are started.
    pub isolation: Isolation,
    /// The program that supervises examples: doctrue's own, which is started once more.
    pub supervisor: PathBuf,
}

/// How examples are locked in, beside what every example gets: folders, environment, session and limits of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sandbox {
    /// With whatever the system has that breaks no ordinary example. The report says what that was.
    #[default]
    Auto,
    /// Also without network and without a look at files that are none of its business; if the system cannot do that,
    /// nothing runs.
    Strict,
    /// Not at all: examples may write wherever the user may.
    Off,
}

/// How interpreters are started. The results are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    /// By forking where that is possible and safe.
    #[default]
    Auto,
    /// By forking one that has started already, where that is possible.
    Fork,
    /// Afresh for each example.
    Spawn,
}

/// The running program itself, for [`RunSettings::supervisor`].
#[must_use]
pub fn this_program() -> PathBuf {
    // By this name it is found even if the file was replaced meanwhile.
    let always_right = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && always_right.exists() {
        return always_right;
    }
    std::env::current_exe().unwrap_or_else(|_| "doctrue".into())
}

/// Which claims are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// Those whose notation can only mean an output.
    Explicit,
    /// Also bare comments that look like values.
    Value,
    /// Also words that resemble the output.
    #[default]
    All,
}

/// How claims and examples count for the exit status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strictness {
    /// Warnings fail the check.
    pub strict: bool,
    /// A run that finds no claim fails.
    pub fail_on_empty: bool,
}

/// Wall-clock limit of one example unless `--timeout` says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
