//! Completions of shells and manual pages.

use clap::Args as ClapArgs;
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(in crate::cli) shell: Shell,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ManArgs {
    /// Write the pages of all commands to this folder, instead of printing the first page
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
}
