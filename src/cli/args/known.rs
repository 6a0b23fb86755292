//! Which problems are known.

use clap::Args as ClapArgs;
use std::path::PathBuf;

/// Which problems are known.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct KnownArgs {
    /// The known problems: they are counted, not shown, and do not fail [default: doctrue-baseline.json where it exists]
    #[arg(long, value_name = "FILE", help_heading = "Known problems")]
    pub(in crate::cli) baseline: Option<PathBuf>,

    /// Read no baseline
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline", "prune_baseline", "baseline_from"], help_heading = "Known problems")]
    pub(in crate::cli) no_baseline: bool,

    /// Write every problem that fails now to the baseline, so that only new ones fail
    #[arg(long, conflicts_with_all = ["fix", "prune_baseline", "baseline_from"], help_heading = "Known problems")]
    pub(in crate::cli) write_baseline: bool,

    /// Take out of the baseline what is no longer there
    #[arg(long, conflicts_with_all = ["fix", "baseline_from"], help_heading = "Known problems")]
    pub(in crate::cli) prune_baseline: bool,

    /// Use the baseline as of this commit, so that a change cannot add to it, and count the entries and ignores that were added since
    #[arg(long, value_name = "REV", help_heading = "Known problems")]
    pub(in crate::cli) baseline_from: Option<String>,
}
