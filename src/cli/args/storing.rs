//! What is done with reports that were kept: they are put together, applied, and compared.

use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

use super::fixing::place;
use super::{Color, ConfigChoice, LookArgs, ReportingArgs};
use crate::fix::MOST_LINES;
use crate::report::compare::CompareForm;

/// Which reports are put together, and how the whole is written.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Exit status: as for a check of all documents; also 2 if a shard is missing, duplicated, interrupted, or \
                        belongs to another check.\n\nExample: doctrue merge blobs --report html=report.html"
)]
pub(in crate::cli) struct MergeArgs {
    /// Blobs, or folders with all blobs of one check
    #[arg(value_name = "PATHS", required = true)]
    pub(in crate::cli) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) reporting: ReportingArgs,
}

/// Which report is applied, and what of it.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Exit status: 0 everything that failed is fixed; 1 something still fails or was refused; 2 the report is of a check that \
                        did not cover everything, or a file could not be read or written.\n\n\
                        Example: doctrue apply report.json"
)]
pub(in crate::cli) struct ApplyArgs {
    /// A JSON report, a blob, or a folder with all blobs of one check
    #[arg(value_name = "REPORT")]
    pub(in crate::cli) report: PathBuf,

    #[command(flatten)]
    pub(in crate::cli) choice: ConfigChoice,

    /// Print a unified diff and write nothing; exits with 1 if something would change
    #[arg(long, help_heading = "Fixing")]
    pub(in crate::cli) diff: bool,

    /// Fix only the claim on this line; can be given several times
    #[arg(long, value_name = "PATH:LINE", value_parser = place, help_heading = "Fixing")]
    pub(in crate::cli) only: Vec<(PathBuf, usize)>,

    /// Fix only stale claims: those were right once, while others may be mistakes in the code
    #[arg(long, help_heading = "Fixing")]
    pub(in crate::cli) only_stale: bool,

    /// Refuse outputs with more lines than this
    #[arg(long, value_name = "N", default_value_t = MOST_LINES, help_heading = "Fixing")]
    pub(in crate::cli) max_lines: usize,

    #[command(flatten)]
    pub(in crate::cli) look: LookArgs,
}

/// Which reports are compared, and how that is written.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit status: 0 nothing new fails; 1 something new fails; 2 a report cannot be read or \
                        does not cover all documents.\n\nExample: doctrue diff main.json report.json --format markdown")]
pub(in crate::cli) struct DiffArgs {
    /// The earlier report: JSON, a blob, or a folder with all blobs of one check
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: PathBuf,

    /// The later report
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: PathBuf,

    /// Format of the comparison
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "full", help_heading = "Output")]
    pub(in crate::cli) format: DiffFormat,

    /// Also list failures that are not new
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) all: bool,

    /// When to use colours
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub(in crate::cli) color: Color,

    /// Count warnings as failures
    #[arg(long, help_heading = "Exit status")]
    pub(in crate::cli) strict: bool,
}

/// How a comparison is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DiffFormat {
    /// For people
    Full,
    /// For a comment on a pull request
    Markdown,
    /// For programs
    Json,
}

impl From<DiffFormat> for CompareForm {
    fn from(format: DiffFormat) -> Self {
        match format {
            DiffFormat::Full => Self::Full,
            DiffFormat::Markdown => Self::Markdown,
            DiffFormat::Json => Self::Json,
        }
    }
}
