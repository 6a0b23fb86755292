//! How claims are put right and added.

use clap::Args as ClapArgs;
use std::path::PathBuf;

use super::{InputArgs, LookArgs, RunArgs};
use crate::fix::{MOST_LINES, add};

/// What is put right.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct FixArgs {
    #[command(flatten)]
    pub(in crate::cli) input: InputArgs,

    #[command(flatten)]
    pub(in crate::cli) how: FixingArgs,

    #[command(flatten)]
    pub(in crate::cli) look: LookArgs,

    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
}

/// What is added.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct AddArgs {
    #[command(flatten)]
    pub(in crate::cli) input: InputArgs,

    /// Notation of the new claims [default: that of most claims in the document, otherwise output-trailing]
    #[arg(long, value_name = "NAME", value_parser = notation, help_heading = "Adding")]
    pub(in crate::cli) notation: Option<&'static str>,

    /// Print a unified diff and write nothing; exits with 1 if something would change
    #[arg(long, help_heading = "Adding")]
    pub(in crate::cli) diff: bool,

    /// Refuse outputs with more lines than this
    #[arg(long, value_name = "N", default_value_t = MOST_LINES, help_heading = "Adding")]
    pub(in crate::cli) max_lines: usize,

    #[command(flatten)]
    pub(in crate::cli) look: LookArgs,

    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
}

/// Reads the name of a notation that claims can be added in.
fn notation(text: &str) -> Result<&'static str, String> {
    let names = || add::notations().map(|row| row.name());
    names().find(|name| *name == text).ok_or_else(|| format!("write one of {}", names().collect::<Vec<_>>().join(", ")))
}

/// How it is put right.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct FixingArgs {
    /// Print a unified diff and write nothing; exits with 1 if something would change
    #[arg(long, help_heading = "Fixing")]
    pub(in crate::cli) diff: bool,

    /// Ask before each fix
    #[arg(short, long, conflicts_with = "diff", help_heading = "Fixing")]
    pub(in crate::cli) interactive: bool,

    /// Fix only the claim on this line; can be given several times
    #[arg(long, value_name = "PATH:LINE", value_parser = place, help_heading = "Fixing")]
    pub(in crate::cli) only: Vec<(PathBuf, usize)>,

    /// Fix only stale claims: those were right once, while others may be mistakes in the code
    #[arg(long, conflicts_with = "no_evidence", help_heading = "Fixing")]
    pub(in crate::cli) only_stale: bool,

    /// Refuse outputs with more lines than this
    #[arg(long, value_name = "N", default_value_t = MOST_LINES, help_heading = "Fixing")]
    pub(in crate::cli) max_lines: usize,
}

/// Reads `PATH:LINE`.
pub(super) fn place(text: &str) -> Result<(PathBuf, usize), String> {
    let number = |(path, line): (&str, &str)| Some((PathBuf::from(path), line.parse().ok().filter(|&line| line > 0)?));
    text.rsplit_once(':').and_then(number).ok_or_else(|| "write a path and a line, like notes/a.md:14".to_owned())
}
