//! `doctrue check`: what is asked for, the check, and the report in all its forms.

use anyhow::Context as _;
use std::path::Path;

use super::args::{self, CheckArgs};
use super::reports::{self, Target};
use super::signals::Signals;
use super::stream::Stream;
use super::{
    choosing, color, complain, fix, known, last, links, prepare, print, progress, remark, report_failures,
    tell_if_nothing_is_there, unless_closed,
};
use crate::crash;
use crate::discover::{self, Selection};
use crate::finding::Severity;
use crate::pipeline::{self, Asked, Job};
use crate::report::form::{self, Form, Setting};
use crate::report::repository::Repository;
use crate::report::terminal::{Detail, Look};
use crate::report::{EXIT_ERROR, EXIT_FAILURE, EXIT_OK, Report, sanitise};
use crate::settings::{Input, RunSettings};

pub(super) fn check(args: &CheckArgs) -> anyhow::Result<u8> {
    let progress = progress::Bar::new(args.look.is_quiet());
    let form = args.format()?;
    let (config, settings, strictness) = prepare(&args.run)?;
    let last = last::Last::read();
    let chosen = choosing::resolve(&args.choosing, args.input.select(&config)?, &last)?;
    if args.choosing.show_files {
        return show_files(&chosen.selection, &chosen.asked);
    }
    anyhow::ensure!(
        !args.fix || chosen.asked.lines.is_empty(),
        "--fix works on documents: for one line use `doctrue fix --only PATH:LINE`"
    );
    let links = links::resolve(args.link_template.as_deref(), &args::environment)?;
    let known = known::resolve(&args.known, strictness)?;
    let mut targets = reports::open(&args.report, &chosen.selection)?;
    if form == Form::Github {
        targets.extend(args::environment("GITHUB_STEP_SUMMARY").map(reports::job_summary).transpose()?);
    }
    // Only now: whoever waits for the reader of a pipe ends with the first signal.
    let signals = Signals::catch().context("cannot catch signals")?;
    let keep_code = form.shows_code() || targets.iter().any(Target::shows_code);
    let settings = RunSettings { audit_skips: args.audit_skips, keep_code, ..settings };
    let max_fail = args.choosing.max_fail();
    let is_one = settings.other_pythons.is_empty();
    anyhow::ensure!(
        is_one || !matches!(chosen.selection.input, Input::StandardInput { .. }),
        "standard input can be read once: name a file for several interpreters"
    );
    // What is told is known at the end only, if documents are fixed, or it may be enough before, or several interpreters
    // have a say.
    let is_streamed = !args.fix && is_one && max_fail.is_none();
    let stream = is_streamed.then(|| Stream::new(&progress, form, look_of_stdout(args))).flatten();
    let job = Job {
        selection: &chosen.selection,
        config: &config,
        settings: &settings,
        strictness,
        known: known.as_ref(),
        asked: &chosen.asked,
        max_fail,
        interrupt: signals.interrupt(),
        progress: stream.as_ref().map_or(&progress, |stream| stream),
    };
    let report =
        if args.fix { fix::in_check(args, &job, &progress) } else { pipeline::check_by_all(&job).map_err(Into::into) };
    let written = stream.as_ref().map_or(Ok(()), Stream::finish);
    progress.finish();
    let mut report = signals.unless_ended(report)?;
    settle_status(&signals, &progress, &mut report);
    if let Some(known) = &known {
        known::finish(known, &mut report)?;
    }
    if args.exit_zero && report.summary.exit_status == EXIT_FAILURE {
        report.summary.exit_status = EXIT_OK;
    }
    report_failures(&report.errors);
    tell_if_nothing_is_there(&report, &chosen.selection, report.summary.exit_status, chosen.none.as_deref());
    last.remember(&report);
    let repository = repository();
    let setting =
        |look| Setting { look, strict: strictness.strict, repository: repository.as_ref(), links: links.as_ref() };
    let is_written = write_reports(targets, &report, setting(look_of_files(args)));
    unless_closed(written)?;
    let text = whatever_happens(|| match &stream {
        Some(stream) => Ok(stream.end(&report)?),
        None => Ok(form::render(&report, form, setting(look_of_stdout(args)))?),
    });
    print(text.context("cannot write the report")?)?;
    let status = report.summary.exit_status;
    Ok(if is_written { status } else { status.max(EXIT_ERROR) })
}

/// The exit status of a signal, if one came, and what it stopped.
fn settle_status(signals: &Signals, progress: &progress::Bar, report: &mut Report) {
    let Some(status) = signals.exit_status() else { return };
    report.summary.exit_status = status;
    let stopped = progress.stopped();
    if !stopped.is_empty() {
        remark(Severity::Note, &format!("stopped while it ran: {}", stopped.join(", ")));
    }
}

/// Writes all reports to their files, and tells which could not be written.
fn write_reports(targets: Vec<Target>, report: &Report, setting: Setting<'_>) -> bool {
    let mut is_written = true;
    for target in targets {
        if let Err(error) = whatever_happens(|| target.write(report, setting)) {
            complain(&format!("{error:#}"));
            is_written = false;
        }
    }
    is_written
}

/// A form that we cannot make by a mistake of our own takes no other with it.
fn whatever_happens<T>(make: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    crash::guarded(make).unwrap_or_else(|crash| Err(crash.into()))
}

/// Lists the documents that would be checked.
fn show_files(selection: &Selection, asked: &Asked) -> anyhow::Result<u8> {
    let found = discover::discover(selection);
    report_failures(&found.failures);
    let files = asked.files(found.files);
    print(files.iter().map(|file| sanitise::on_one_line(&file.name) + "\n").collect::<String>())?;
    Ok(if found.failures.is_empty() { EXIT_OK } else { EXIT_ERROR })
}

/// Where the repository is, if the CI system says so.
fn repository() -> Option<Repository> {
    let root = ["CI_PROJECT_DIR", "GITHUB_WORKSPACE"].into_iter().find_map(args::environment)?;
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok()?;
    Some(Repository::new(&Path::new(&root).canonicalize().ok()?, &here))
}

fn look_of_stdout(args: &CheckArgs) -> Look {
    let color = color::for_stdout(args.look.color);
    let (all, statistics, durations) = (args.all, args.statistics, args.durations);
    Look { color, width: color::width(), detail: args.look.detail(), all, statistics, durations }
}

/// Files are not for this terminal: `--quiet` and its width do not shorten them.
fn look_of_files(args: &CheckArgs) -> Look {
    let detail = args.look.detail().max(Detail::Normal);
    Look { color: false, width: color::DEFAULT_WIDTH, detail, ..look_of_stdout(args) }
}
