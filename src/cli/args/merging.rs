//! Which reports are put together.

use clap::Args as ClapArgs;
use std::path::PathBuf;

use super::ReportingArgs;

/// Which reports are put together, and how the whole is written.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Exit status: that of a check of all documents; 2 also if a shard is missing, there twice, interrupted or of \
                        another check.\n\nExample: doctrue merge blobs --report html=report.html"
)]
pub(in crate::cli) struct MergeArgs {
    /// Blobs, or folders with all blobs of one check
    #[arg(value_name = "PATHS", required = true)]
    pub(in crate::cli) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) reporting: ReportingArgs,
}
