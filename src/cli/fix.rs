//! `doctrue fix` and `doctrue check --fix`.

use anyhow::Context as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::args::{AddArgs, ApplyArgs, CheckArgs, FixArgs, FixingArgs, LookArgs};
use super::interactive::{Interactive, Terminal};
use super::signals::Signals;
use super::{color, complain, prepare, print, progress, remark, report_failures, storage, tell_if_nothing_is_there};
use crate::config::Config;
use crate::discover::{self, Selection};
use crate::finding::Severity;
use crate::fix::tell::{self, Deed, FixLook};
use crate::fix::{self, FileFix, FixLimits, MOST_LINES, Plan, Privacy};
use crate::pipeline::{self, Asked, Chooser, Fixed, Fixing, Job, Mode, Share};
use crate::report::terminal::Detail;
use crate::report::{EXIT_FAILURE, EXIT_OK, Report, compare};
use crate::settings::evidence::EvidenceKind;
use crate::settings::{Input, RunSettings, Strictness};
use crate::source::Source;

/// Takes everything.
struct All;

impl Chooser for All {
    fn choose(&mut self, _: &str, _: &Source, _: &mut Plan) {}
}

/// How documents are worked on, all of what they hold, whatever is known of it.
struct Work<'a> {
    config: &'a Config,
    settings: &'a RunSettings,
    strictness: Strictness,
}

impl<'a> Work<'a> {
    fn on(
        &self,
        selection: &'a Selection,
        asked: &'a Asked,
        signals: &'a Signals,
        progress: &'a progress::Bar,
    ) -> Job<'a> {
        let Self { config, settings, strictness } = *self;
        let interrupt = signals.interrupt();
        Job { selection, config, settings, strictness, known: None, asked, max_fail: None, interrupt, progress }
    }
}

pub(super) fn fix(args: &FixArgs) -> anyhow::Result<u8> {
    let signals = Signals::catch().context("cannot catch signals")?;
    let progress = progress::Bar::new(args.look.is_quiet() || args.how.interactive);
    let (config, mut settings, strictness) = prepare(&args.run)?;
    if !args.how.only_stale {
        // Which commit broke what is put right is not told, and it takes long to find out.
        settings.evidence = settings.evidence.without(EvidenceKind::Git);
    }
    let selection = args.input.select_only(&config, &args.how.only)?;
    let fixing = fixing(&args.how)?;
    let is_stdin = matches!(selection.input, Input::StandardInput { .. });
    let mut chooser: Box<dyn Chooser> = match args.how.interactive {
        true if is_stdin => anyhow::bail!("--interactive cannot ask where the text comes from standard input"),
        true => Box::new(Interactive::new(Terminal::new()?, color::for_stderr(args.look.color))),
        false => Box::new(All),
    };
    let (asked, work) = (Asked::default(), Work { config: &config, settings: &settings, strictness });
    let job = work.on(&selection, &asked, &signals, &progress);
    let fixed = pipeline::fix(&job, &fixing, chooser.as_mut());
    progress.finish();
    let fixed = signals.unless_ended(fixed)?;
    report_failures(&fixed.report.errors);
    tell_if_nothing_is_there(&fixed.report, &selection, EXIT_OK, None);
    ensure_places_are_claims(&args.how.only, &fixed.report)?;
    tell(&args.how, &args.look, &fixed.files, is_stdin, Deed::Fixed)?;
    let status = fix::exit_status(&fixed.files, !fixed.report.errors.is_empty(), args.how.diff);
    Ok(signals.exit_status().unwrap_or(status))
}

/// `doctrue add`: claims where prints have none.
pub(super) fn add(args: &AddArgs) -> anyhow::Result<u8> {
    let signals = Signals::catch().context("cannot catch signals")?;
    let progress = progress::Bar::new(args.look.is_quiet());
    let (config, settings, strictness) = prepare(&args.run)?;
    let selection = args.input.select(&config)?;
    let how = FixingArgs {
        diff: args.diff,
        interactive: false,
        only: Vec::new(),
        only_stale: false,
        max_lines: args.max_lines,
    };
    let (asked, work) = (Asked::default(), Work { config: &config, settings: &settings, strictness });
    let job = work.on(&selection, &asked, &signals, &progress);
    let fixed = pipeline::add(&job, &fixing(&how)?, args.notation);
    progress.finish();
    let fixed = signals.unless_ended(fixed)?;
    report_failures(&fixed.report.errors);
    tell_if_nothing_is_there(&fixed.report, &selection, EXIT_OK, None);
    let is_stdin = matches!(selection.input, Input::StandardInput { .. });
    tell(&how, &args.look, &fixed.files, is_stdin, Deed::Added)?;
    let status = fix::exit_status(&fixed.files, !fixed.report.errors.is_empty(), args.diff);
    Ok(signals.exit_status().unwrap_or(status))
}

/// `doctrue apply`: what an earlier report says is put right, without running anything.
pub(super) fn apply(args: &ApplyArgs) -> anyhow::Result<u8> {
    let report = storage::stored(&args.report)?.report();
    let config = args.choice.load()?;
    let how = FixingArgs {
        diff: args.diff,
        interactive: false,
        only: args.only.clone(),
        only_stale: args.only_stale,
        max_lines: args.max_lines,
    };
    let (files, failures) = pipeline::apply(&report, &config, &fixing(&how)?);
    report_failures(&report.errors);
    report_failures(&failures);
    ensure_places_are_claims(&args.only, &report)?;
    tell(&how, &args.look, &files, false, Deed::Fixed)?;
    let is_cut = compare::cut_short(&report);
    is_cut.iter().for_each(|why| complain(&format!("not all documents were checked: {why}")));
    let part = report.header.selection.told().filter(|_| !args.look.is_quiet());
    part.iter().for_each(|part| remark(Severity::Note, &format!("the report covers a part of the documents: {part}")));
    let has_errors = !failures.is_empty() || !report.errors.is_empty() || is_cut.is_some();
    let status = fix::exit_status(&files, has_errors, args.diff);
    // Whoever names what is to be put right asks for nothing else.
    let is_limited = !args.only.is_empty() || args.only_stale;
    let remaining = if is_limited { 0 } else { remaining(&report) };
    if remaining > 0 && !args.look.is_quiet() {
        let what = match remaining {
            1 => "1 finding of the report still fails".to_owned(),
            count => format!("{count} findings of the report still fail"),
        };
        remark(Severity::Note, &format!("{what}: `apply` changes documented outputs only"));
    }
    Ok(if remaining > 0 { status.max(EXIT_FAILURE) } else { status })
}

/// How many findings of `report` fail, which no edit of an output puts right.
fn remaining(report: &Report) -> usize {
    let findings = report.documents.iter().flat_map(|document| &document.findings);
    findings.filter(|finding| finding.severity == Severity::Error).count()
}

/// The report on what `check --fix` leaves behind; what it has fixed is told on standard error.
pub(super) fn in_check(args: &CheckArgs, job: &Job<'_>, bar: &progress::Bar) -> anyhow::Result<Report> {
    let is_stdin = matches!(job.selection.input, Input::StandardInput { .. });
    anyhow::ensure!(!is_stdin, "`check --fix` cannot fix standard input: use `doctrue fix -`");
    let how =
        FixingArgs { diff: false, interactive: false, only: Vec::new(), only_stale: false, max_lines: MOST_LINES };
    let Fixed { mut report, files } = pipeline::fix(job, &fixing(&how)?, &mut All)?;
    report.documents = report.documents.into_iter().map(|document| job.with_known(document)).collect();
    report.count(job.strictness);
    report.scope = Share::of(job.asked, discover::discover(job.selection)).scope;
    bar.finish();
    let look = FixLook {
        color: color::for_stderr(args.reporting.look.color),
        detail: args.reporting.look.detail(),
        deed: Deed::Fixed,
    };
    write_stderr(&tell::render(&files, look));
    if report.summary.exit_status == EXIT_OK && files.iter().any(|file| file.after.is_some()) {
        report.summary.exit_status = EXIT_FAILURE;
    }
    Ok(report)
}

/// What is asked for, with what this machine keeps to itself.
fn fixing(args: &FixingArgs) -> anyhow::Result<Fixing> {
    let here = std::env::current_dir()
        .and_then(|here| here.canonicalize())
        .context("cannot determine the current directory")?;
    let only = args.only.iter().map(|(path, line)| {
        let path = path.canonicalize().with_context(|| format!("cannot find {}", path.display()))?;
        Ok((path, *line))
    });
    Ok(Fixing {
        mode: if args.diff { Mode::Show } else { Mode::Write },
        limits: FixLimits { most_lines: args.max_lines, privacy: Privacy::of_this_machine(here.clone()) },
        is_thorough: !args.interactive && args.only.is_empty(),
        only_stale: args.only_stale,
        only: only.collect::<anyhow::Result<_>>()?,
        root: root(&here),
        here,
    })
}

/// The root of the repository around `here`, or `here` itself.
fn root(here: &Path) -> PathBuf {
    let mut around = here.ancestors().filter(|folder| folder.join(".git").exists() || folder.join(".hg").exists());
    around.next().unwrap_or(here).to_path_buf()
}

/// A line that bears no claim is a mistake of whoever names it.
fn ensure_places_are_claims(only: &[(PathBuf, usize)], report: &Report) -> anyhow::Result<()> {
    for (path, line) in only {
        let own = report.documents.iter().filter(|document| {
            let same = |a: &Path| a.canonicalize().ok().zip(path.canonicalize().ok()).is_some_and(|(a, b)| a == b);
            same(Path::new(&document.path))
        });
        let mut claims = own.flat_map(|document| &document.claims);
        let is_claim = claims.any(|claim| (claim.line..=claim.end_line.max(claim.line)).contains(line));
        anyhow::ensure!(is_claim, "{}:{line} has no claim: `doctrue check --all` lists all claims", path.display());
    }
    Ok(())
}

/// Writes what was done. The text of standard input goes to standard output, and all words about it to standard error.
fn tell(how: &FixingArgs, args: &LookArgs, files: &[FileFix], is_stdin: bool, deed: Deed) -> anyhow::Result<()> {
    let detail = args.detail();
    let here = FixLook { color: color::for_stdout(args.color), detail, deed };
    let aside = FixLook { color: color::for_stderr(args.color), detail, deed };
    if how.diff {
        print(files.iter().map(|file| tell::unified(file, here.color)).collect::<String>())?;
        let texts = files.iter().filter(|_| detail > Detail::Silent).map(|file| tell::refusals(file, aside));
        write_stderr(&texts.collect::<String>());
    } else if is_stdin {
        for file in files {
            print(file.after.as_ref().unwrap_or(&file.before))?;
        }
        write_stderr(&tell::render(files, aside));
    } else {
        print(tell::render(files, here))?;
    }
    Ok(())
}

/// If standard error is closed there is nobody to tell.
fn write_stderr(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
