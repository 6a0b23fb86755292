//! The end of every command that has a report: it goes to its files, to standard output, and into the exit status.

use anyhow::Context as _;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::args::{self, ReportingArgs};
use super::reports::{self, Target};
use super::{color, complain, links, print, unless_closed};
use crate::crash;
use crate::report::blob::ReportOrigin;
use crate::report::form::{self, Form};
use crate::report::link::Links;
use crate::report::repository::RepositoryPaths;
use crate::report::setting::Setting;
use crate::report::terminal::{Detail, Look};
use crate::report::{EXIT_ERROR, EXIT_FAILURE, EXIT_OK, Report};
use crate::settings::Strictness;
use crate::settings::shard::Shard;

/// What was written to standard output while the check went on.
pub(super) enum Streamed<'a> {
    /// Nothing.
    Nothing,
    /// All documents.
    Documents {
        /// Whether that went well.
        written: io::Result<()>,
        /// What stands behind them.
        end: &'a dyn Fn(&Report) -> anyhow::Result<String>,
    },
}

/// Where a report goes; all of it is open before anything runs.
pub(super) struct Delivery<'a> {
    args: &'a ReportingArgs,
    pub(super) form: Form,
    links: Option<Links>,
    targets: Vec<Target>,
}

impl<'a> Delivery<'a> {
    /// What `args` ask for. Nothing is written over one of `documents`.
    pub(super) fn open(
        args: &'a ReportingArgs,
        shard: Shard,
        documents: impl FnOnce() -> HashSet<PathBuf>,
    ) -> anyhow::Result<Self> {
        let form = args.format()?;
        let links = links::resolve(args.link_template.as_deref(), &args::environment)?;
        let mut targets = reports::open(&args.report, shard, documents)?;
        if form == Form::Github {
            targets.extend(args::environment("GITHUB_STEP_SUMMARY").map(reports::job_summary).transpose()?);
        }
        Ok(Self { args, form, links, targets })
    }

    /// Whether some form shows code.
    pub(super) fn shows_code(&self) -> bool {
        self.form.shows_code() || self.targets.iter().any(Target::shows_code)
    }

    /// Whether documents are told on standard output alone, and those without a problem by the totals.
    pub(super) fn tells_problems_only(&self) -> bool {
        let look = look_of_stdout(self.args);
        let is_short = !look.all && !look.statistics && look.durations.is_none() && look.detail < Detail::Verbose;
        self.targets.is_empty() && is_short
    }

    /// Whether the report is kept for others.
    pub(super) fn is_stored(&self) -> bool {
        self.targets.iter().any(Target::is_blob)
    }

    /// Tells on standard error what is asked of the report and not reached, and keeps the exit status at 0 where that is wanted.
    pub(super) fn settle(&self, report: &mut Report, strictness: Strictness) {
        if let Some(least) = strictness.min_confirmed.filter(|least| !report.summary.reaches(*least)) {
            let (confirmed, all) = report.summary.confirmed();
            complain(&format!("{confirmed} of {all} claims are confirmed, but --min-confirmed requires {least}"));
        }
        if self.args.exit_zero && report.summary.exit_status == EXIT_FAILURE {
            report.summary.exit_status = EXIT_OK;
        }
    }

    /// Writes all files, and to standard output what is still missing there: all of it, or behind what was `streamed` its end.
    pub(super) fn finish(self, report: &Report, origin: &ReportOrigin, streamed: Streamed<'_>) -> anyhow::Result<u8> {
        let repository = repository();
        let setting = |look| Setting {
            look,
            strict: origin.strictness.strict,
            repository: repository.as_ref(),
            links: self.links.as_ref(),
        };
        let mut is_written = true;
        for target in self.targets {
            if let Err(error) = whatever_happens(|| target.write(report, origin, setting(look_of_files(self.args)))) {
                complain(&format!("{error:#}"));
                is_written = false;
            }
        }
        let end = match streamed {
            Streamed::Nothing => None,
            Streamed::Documents { written, end } => {
                unless_closed(written)?;
                Some(end)
            }
        };
        let text = whatever_happens(|| match end {
            Some(end) => end(report),
            None => Ok(form::render(report, self.form, setting(look_of_stdout(self.args)))?),
        });
        print(text.context("cannot write the report")?)?;
        let status = report.summary.exit_status;
        Ok(if is_written { status } else { status.max(EXIT_ERROR) })
    }
}

/// A form that we cannot make by a mistake of our own takes no other with it.
fn whatever_happens<T>(make: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    crash::guarded(make).unwrap_or_else(|crash| Err(crash.into()))
}

/// Where the repository is, if the CI system says so.
fn repository() -> Option<RepositoryPaths> {
    let root = ["CI_PROJECT_DIR", "GITHUB_WORKSPACE"].into_iter().find_map(args::environment)?;
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok()?;
    Some(RepositoryPaths::new(&Path::new(&root).canonicalize().ok()?, &here))
}

/// How text on standard output looks.
pub(super) fn look_of_stdout(args: &ReportingArgs) -> Look {
    let color = color::for_stdout(args.look.color);
    let (all, statistics, durations) = (args.all, args.statistics, args.durations);
    Look { color, width: color::width(), detail: args.look.detail(), all, statistics, durations }
}

/// Files are not for this terminal: `--quiet` and its width do not shorten them.
fn look_of_files(args: &ReportingArgs) -> Look {
    let detail = args.look.detail().max(Detail::Normal);
    Look { color: false, width: color::DEFAULT_WIDTH, detail, ..look_of_stdout(args) }
}
