//! Programs: what is run, and what it finds around it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::plan::{Order, Prior};

/// A program to run.
#[derive(Clone, Debug)]
pub struct Program {
    /// The Python source; its line numbers are those of the Markdown file.
    pub source: String,
    /// What the harness is to record.
    pub orders: Vec<Order>,
    /// The seed of Python's string hashes.
    pub hash_seed: u32,
    /// Whether to attribute output to lines. A program that watches the interpreter itself had better not be watched.
    pub attributed: bool,
    /// What of it comes first and may have run already, for other programs too.
    pub priors: Vec<Prior>,
    /// Whether its code shows that it writes by `sys.stdout` and `sys.stderr` only, and leaves in place what is behind them.
    pub prints_only: bool,
    /// Whether its code shows that it gives the same whenever it runs.
    pub repeats: bool,
    /// The modules that it imports, where its code does not show that they are the same behind it. Others may share its
    /// interpreter only if they are.
    pub handled: Vec<String>,
    /// What it finds around it.
    pub surroundings: Surroundings,
}

impl Program {
    /// What of it stands on the lines up to `last`; none if anything there is to be recorded.
    #[must_use]
    pub fn until(self, last: usize) -> Option<Self> {
        if self.orders.iter().filter_map(Order::line).any(|line| line <= last) {
            return None;
        }
        let source = self.source.split_inclusive('\n').take(last).collect();
        Some(Self { source, orders: Vec::new(), ..self })
    }

    /// One that does nothing.
    pub(super) fn nothing() -> Self {
        let surroundings = Surroundings::default();
        Self {
            source: String::new(),
            orders: Vec::new(),
            hash_seed: 0,
            attributed: true,
            priors: Vec::new(),
            prints_only: false,
            repeats: false,
            handled: Vec::new(),
            surroundings,
        }
    }
}

/// What a program finds around it beside what every example finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Files in its current directory: relative paths with `/`, and their text.
    pub files: BTreeMap<String, String>,
    /// What is typed on its standard input; without it the input is empty.
    pub input: Option<String>,
    /// Environment variables on top of the ones that every example has.
    pub variables: BTreeMap<String, String>,
    /// Its wall-clock limit, if it is not that of the runner.
    pub timeout: Option<Duration>,
    /// Its own limits of memory and output, in bytes, where they are lower than those of the runner.
    pub memory: Option<u64>,
    /// See above.
    pub output: Option<u64>,
    /// The interpreter, if it is not that of the runner: one of an environment with packages.
    pub python: Option<PathBuf>,
}
