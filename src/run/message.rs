//! What the tool and its supervisors say to each other: one line of JSON for each message, over a pair of pipes.
//!
//! The tool begins with a [`Setup`], to which the supervisor answers by a [`Hello`]. Then each [`Job`] is answered by a
//! [`Done`], behind which come the bytes that the example wrote. While a job runs the line [`STOP`] ends it early; the end
//! of the stream ends everything.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[cfg(unix)]
use super::layer::Layer;
use super::orders::Orders;
use super::preload::Wanted;
use crate::settings::{Limits, Sandbox};

/// Ends the job that is running.
#[cfg(unix)]
pub(super) const STOP: &str = "stop";

/// The first thing a supervisor hears.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Setup {
    /// How examples are locked in.
    pub(super) sandbox: Sandbox,
    /// Whether processes get a namespace of their own, where that is asked for and works.
    pub(super) process_namespace: bool,
    /// Where temporary folders are made.
    pub(super) temporary: PathBuf,
    /// The harness that is kept for all runs. It is used where examples cannot write to it.
    pub(super) harness: Option<PathBuf>,
    /// The folder that all supervisors of a run share; the first one makes it.
    pub(super) base: Option<PathBuf>,
    /// Which of them this is.
    pub(super) number: usize,
}

/// What a supervisor answers to its setup.
#[cfg(unix)]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Hello {
    /// It is ready.
    Ready {
        /// The folder that all supervisors of a run share.
        base: PathBuf,
        /// The folder of the harness that interpreters find.
        harness: PathBuf,
        /// Its own folder, in which its examples run one after the other.
        folder: PathBuf,
        /// What protects the machine from them.
        layers: Vec<Layer>,
    },
    /// It cannot do what it was asked for.
    Failed {
        /// Why.
        message: String,
        /// Whether it may work without a namespace for processes.
        without_process_namespace: bool,
    },
}

/// What is to be started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Work {
    /// Ask an interpreter who it is: it prints the answer to this program, in the folder of the tool, for a shim may
    /// look there for what it stands for.
    Ask { question: String, folder: PathBuf },
    /// Run the program in the folder by a fresh interpreter.
    Spawn,
    /// Run it by a child of one that has started already.
    Fork(Wanted),
}

/// How a program runs behind what others need too, see `harness/doctrue_harness/page.py`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Behind {
    /// What comes first.
    pub(super) priors: Vec<PriorJob>,
    /// The orders for the rest.
    pub(super) orders: Orders,
}

/// What a page is to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PriorJob {
    /// The order for it, as `harness/doctrue_harness/orders.py` has it.
    pub(super) order: String,
    /// What tells its code from other code.
    pub(super) digest: String,
}

/// Something to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) work: Work,
    /// The Python source, and the files beside it: relative paths with `/`, and their text.
    pub(super) source: String,
    pub(super) files: BTreeMap<String, String>,
    /// What the harness is to do.
    pub(super) orders: Orders,
    /// How a child of a server may find a part of it done.
    pub(super) behind: Option<Behind>,
    pub(super) python: PathBuf,
    /// What it may read under the strict sandbox, beside what every program needs.
    pub(super) readable: Vec<PathBuf>,
    pub(super) hash_seed: u32,
    pub(super) variables: BTreeMap<String, String>,
    /// What it may use.
    pub(super) limits: Limits,
    pub(super) timeout_ms: u64,
}

/// How a job ended, before the log is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Outcome {
    /// It ended by itself, with this exit code.
    Exited(i32),
    /// A signal ended it.
    Signalled(i32),
    TimedOut,
    TooMuchOutput,
    Interrupted,
    /// It could not even be started.
    NotStarted(String),
}

/// The answer to a [`Job`]. Nothing of it is left when this comes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) outcome: Outcome,
    /// Whether processes outlived it and had to be killed.
    pub(super) leaked: bool,
    /// Whether it was a child of an interpreter that had started already.
    pub(super) forked: bool,
    /// Whether what comes before had run already.
    pub(super) behind: bool,
    /// How long it ran.
    pub(super) microseconds: u64,
    /// Bytes that follow of each of the files of the run.
    pub(super) lengths: [u64; 3],
}

impl Done {
    /// The job could not even be started, for this reason.
    pub(super) fn not_started(reason: String) -> Self {
        Self {
            outcome: Outcome::NotStarted(reason),
            leaked: false,
            forked: false,
            behind: false,
            microseconds: 0,
            lengths: [0; 3],
        }
    }
}
