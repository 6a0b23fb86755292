//! Which problems are known.

use clap::Args as ClapArgs;
use std::path::PathBuf;

/// Which problems are known.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct KnownArgs {
    /// The file of known problems, which are counted but not shown, and do not fail the check [default: doctrue-baseline.json if it exists]
    #[arg(long, value_name = "FILE", help_heading = "Known problems")]
    pub(in crate::cli) baseline: Option<PathBuf>,

    /// Ignore the baseline
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline", "prune_baseline", "baseline_from"], help_heading = "Known problems")]
    pub(in crate::cli) no_baseline: bool,

    /// Record all current failures in the baseline, so that only new ones fail
    #[arg(long, conflicts_with_all = ["fix", "prune_baseline", "baseline_from"], help_heading = "Known problems")]
    pub(in crate::cli) write_baseline: bool,

    /// Remove fixed problems from the baseline
    #[arg(long, conflicts_with_all = ["fix", "baseline_from"], help_heading = "Known problems")]
    pub(in crate::cli) prune_baseline: bool,

    /// Use the baseline of this commit, so that a change cannot add to it, and count the entries and ignores added since
    #[arg(long, value_name = "REV", help_heading = "Known problems")]
    pub(in crate::cli) baseline_from: Option<String>,
}
