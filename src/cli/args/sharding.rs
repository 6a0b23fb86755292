//! Which of several machines this one is.

use clap::Args as ClapArgs;
use std::path::PathBuf;

use crate::settings::shard::Shard;

/// Which of several machines this one is.
#[derive(Debug, ClapArgs)]
#[group(skip)]
pub(in crate::cli) struct ShardArgs {
    /// Check only part I of N of the documents, counted from 1; `doctrue merge` merges the reports
    #[arg(long, value_name = "I/N", conflicts_with_all = ["fix", "write_baseline", "prune_baseline"], help_heading = "Sharding")]
    pub(in crate::cli) shard: Option<Shard>,

    /// Balance the parts by durations: a JSON report or a blob of an earlier check, or {"PATH": MILLISECONDS}
    #[arg(long, value_name = "FILE", requires = "shard", help_heading = "Sharding")]
    pub(in crate::cli) shard_durations: Option<PathBuf>,
}
