//! Which claim is looked back on.

use clap::Args as ClapArgs;
use std::path::PathBuf;

use super::fixing::place;
use super::{Format, RunArgs};

/// Which claim is looked back on, and how.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Exit status: 0 it is known what became of the claim; 1 it is not; 2 it could not be looked at.\n\
                        With --step: 0 it holds; 1 it is wrong; 125 nothing can be said.\n\n\
                        Example: git bisect run doctrue bisect --step notes/a.md:14"
)]
pub(in crate::cli) struct BisectArgs {
    /// The claim on this line
    #[arg(value_name = "PATH:LINE", value_parser = place)]
    pub(in crate::cli) place: (PathBuf, usize),

    /// Only set the exit status, for `git bisect run`
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) step: bool,

    /// The form of the result
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub(in crate::cli) format: Format,

    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
}
