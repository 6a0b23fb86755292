//! How a report is written and what it is to show: the same for a check and for one that was put together.

use clap::{Args as ClapArgs, ValueEnum as _};
use std::path::PathBuf;

use super::{LookArgs, environment};
use crate::cli::reports::{self, Sort};
use crate::report::form::{FORMS, Form};
use crate::settings::portion::Portion;

/// How a report is written.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReportingArgs {
    /// Format of the report on standard output [default: full] [env: DOCTRUE_FORMAT]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Form>,

    /// Also write the report to a file, such as junit=report.xml, or write a blob for `doctrue merge` to a folder, such as
    /// blob=reports/; can be given several times
    #[arg(long, value_name = "FORMAT=PATH", value_parser = reports::named, help_heading = "Output")]
    pub(in crate::cli) report: Vec<(Sort, PathBuf)>,

    /// Where links to lines lead: a URL with {path} and {line}, or github, gitlab, vscode, idea, zed, relative, none
    /// [default: that of the CI system, otherwise relative] [env: DOCTRUE_LINK_TEMPLATE]
    #[arg(long, value_name = "TEMPLATE", help_heading = "Output")]
    pub(in crate::cli) link_template: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) look: LookArgs,

    /// Also list comments that may not be claims
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) all: bool,

    /// Count problems by code instead of showing them
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) statistics: bool,

    /// List the N slowest examples; 0 lists all
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub(in crate::cli) durations: Option<usize>,

    /// Exit with 0 even if something fails; a check that could not be completed still exits with 2
    #[arg(long, help_heading = "Exit status")]
    pub(in crate::cli) exit_zero: bool,

    /// Fail if a smaller share of the claims is confirmed, such as 90%: confirmed / (confirmed + wrong + stale + volatile + unreached)
    #[arg(long, value_name = "PERCENT", help_heading = "Exit status")]
    pub(in crate::cli) min_confirmed: Option<Portion>,
}

impl ReportingArgs {
    /// How the report is written: by the option, then the environment.
    pub(in crate::cli) fn format(&self) -> anyhow::Result<Form> {
        let named =
            self.format.map(Ok).or_else(|| environment("DOCTRUE_FORMAT").map(|word| Form::from_str(&word, true)));
        let names = || FORMS.map(Form::as_str).join(", ");
        let named = named.transpose().map_err(|_| anyhow::anyhow!("DOCTRUE_FORMAT: write one of {}", names()))?;
        Ok(named.unwrap_or(Form::Full))
    }
}
