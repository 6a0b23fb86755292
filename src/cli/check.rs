//! `doctrue check`: what is asked for, the check, and the report in all its forms.

use anyhow::Context as _;

use super::args::CheckArgs;
use super::deliver::{Delivery, Streamed, look_of_stdout};
use super::signals::Signals;
use super::stream::Stream;
use super::{
    choosing, fix, known, last, prepare, print, progress, remark, report_failures, reports, sharding,
    tell_if_nothing_is_there,
};
use crate::discover::{self, Selection};
use crate::finding::Severity;
use crate::pipeline::{self, Asked, Job, Share};
use crate::report::blob::ReportOrigin;
use crate::report::{EXIT_ERROR, EXIT_OK, Report, sanitise};
use crate::settings::{Cache, Input, RunSettings, Strictness};

pub(super) fn check(args: &CheckArgs) -> anyhow::Result<u8> {
    let progress = progress::Bar::new(args.reporting.look.is_quiet());
    let (config, settings, strictness) = prepare(&args.run)?;
    let strictness = Strictness { min_confirmed: args.reporting.min_confirmed, ..strictness };
    let last = last::Last::read();
    let mut chosen = choosing::resolve(&args.choosing, args.input.select(&config)?, &last)?;
    let division = sharding::division(&args.sharding)?;
    chosen.divide(division.clone());
    if args.choosing.show_files {
        return show_files(&chosen.selection, &chosen.asked);
    }
    anyhow::ensure!(
        !args.fix || chosen.asked.lines.is_empty(),
        "--fix works on documents: for one line use `doctrue fix --only PATH:LINE`"
    );
    let known = known::resolve(&args.known, strictness)?;
    let delivery = Delivery::open(&args.reporting, division.shard, || reports::documents(&chosen.selection))?;
    chosen.asked.is_stored = delivery.is_stored();
    // Only now: whoever waits for the reader of a pipe ends with the first signal.
    let signals = Signals::catch().context("cannot catch signals")?;
    // What is written into documents is seen first.
    let cache = if args.fix { Cache::Off } else { args.caching.resolve()? };
    let evidence = if cache == Cache::Off { settings.evidence.afresh() } else { settings.evidence.clone() };
    let settings =
        RunSettings { evidence, audit_skips: args.audit_skips, keep_code: delivery.shows_code(), cache, ..settings };
    let here = if division.shard.is_whole() { strictness } else { strictness.of_a_part() };
    let max_fail = args.choosing.max_fail();
    let is_one = settings.other_pythons.is_empty();
    anyhow::ensure!(
        is_one || !matches!(chosen.selection.input, Input::StandardInput { .. }),
        "standard input can be read only once: name a file to use several interpreters"
    );
    // What is told is known at the end only, if documents are fixed, or it may be enough before, or several interpreters
    // have a say.
    let is_streamed = !args.fix && is_one && max_fail.is_none();
    let stream = is_streamed.then(|| Stream::new(&progress, delivery.form, look_of_stdout(&args.reporting))).flatten();
    // What was written already and counted nobody asks for again.
    chosen.asked.forgets = stream.is_some() && known.is_none() && last.is_empty() && delivery.tells_problems_only();
    let job = Job {
        selection: &chosen.selection,
        config: &config,
        settings: &settings,
        strictness: here,
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
    delivery.settle(&mut report, here);
    report.notes.iter().for_each(|note| remark(Severity::Note, note));
    report_failures(&report.errors);
    tell_if_nothing_is_there(&report, &chosen.selection, report.summary.exit_status, chosen.none.as_deref());
    last.remember(&report);
    let commit = if delivery.is_stored() { sharding::commit() } else { None };
    let origin = ReportOrigin {
        shard: division.shard,
        commit,
        durations: division.durations.map(|durations| durations.digest),
        options: sharding::options(args, &settings, &config, known.as_ref()),
        strictness,
    };
    match &stream {
        None => delivery.finish(&report, &origin, Streamed::Nothing),
        Some(stream) => {
            let end = |report: &Report| Ok(stream.end(report)?);
            delivery.finish(&report, &origin, Streamed::Documents { written, end: &end })
        }
    }
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

/// Lists the documents that would be checked.
fn show_files(selection: &Selection, asked: &Asked) -> anyhow::Result<u8> {
    let found = discover::discover(selection);
    report_failures(&found.failures);
    let Share { files, failures, .. } = Share::of(asked, found);
    print(files.iter().map(|file| sanitise::on_one_line(&file.name) + "\n").collect::<String>())?;
    Ok(if failures.is_empty() { EXIT_OK } else { EXIT_ERROR })
}
