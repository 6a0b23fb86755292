//! Which claim is looked back on.

use clap::Args as ClapArgs;
use std::path::PathBuf;

use super::fixing::place;
use super::{Format, RunArgs};

/// Which claim is looked back on, and how.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Exit status: 0 the history of the claim is known; 1 it is not; 2 the claim could not be checked.\n\
                        With --step: 0 the claim is right; 1 it is wrong; 125 it cannot be judged.\n\n\
                        Example: git bisect run doctrue bisect --step notes/a.md:14"
)]
pub(in crate::cli) struct BisectArgs {
    /// The claim on this line
    #[arg(value_name = "PATH:LINE", value_parser = place)]
    pub(in crate::cli) place: (PathBuf, usize),

    /// Only set the exit status, for `git bisect run`
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) step: bool,

    /// Format of the result
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub(in crate::cli) format: Format,

    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
}
