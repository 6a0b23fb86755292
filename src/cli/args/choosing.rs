//! What of the documents is checked, and when it is enough.

use clap::Args as ClapArgs;

/// What of the documents is checked, and when it is enough.
#[derive(Debug, ClapArgs)]
#[group(skip)]
pub(in crate::cli) struct ChoosingArgs {
    /// Check only blocks whose path, headings or code contain this text, ignoring case; can be given several times
    #[arg(short = 'k', long = "keyword", value_name = "TEXT", help_heading = "Selection")]
    pub(in crate::cli) keyword: Vec<String>,

    /// Check only blocks that changed since this commit (or since your branch left it), and later blocks that depend on them
    #[arg(long, value_name = "REV", help_heading = "Selection")]
    pub(in crate::cli) since: Option<String>,

    /// Check only blocks that are staged for the next commit
    #[arg(long, conflicts_with_all = ["since", "fix"], help_heading = "Selection")]
    pub(in crate::cli) staged: bool,

    /// Check the whole document if any of its blocks is selected
    #[arg(long, help_heading = "Selection")]
    pub(in crate::cli) whole_documents: bool,

    /// Check only blocks that failed last time, or everything if none did
    #[arg(long, help_heading = "Selection")]
    pub(in crate::cli) failed: bool,

    /// Check the documents that failed last time first
    #[arg(long, help_heading = "Selection")]
    pub(in crate::cli) failed_first: bool,

    /// Stop at the first failure (same as --max-fail 1)
    #[arg(short = 'x', conflicts_with_all = ["max_fail", "fix", "write_baseline", "prune_baseline"], help_heading = "Selection")]
    pub(in crate::cli) exit_first: bool,

    /// Stop after N failures
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["fix", "write_baseline", "prune_baseline"], help_heading = "Selection")]
    pub(in crate::cli) max_fail: Option<u32>,

    /// List the documents that would be checked, without checking them
    #[arg(long, help_heading = "Selection")]
    pub(in crate::cli) show_files: bool,
}

impl ChoosingArgs {
    /// After how many problems it is enough.
    pub(in crate::cli) fn max_fail(&self) -> Option<usize> {
        let most = if self.exit_first { Some(1) } else { self.max_fail };
        most.map(|most| usize::try_from(most).unwrap_or(usize::MAX))
    }
}
