//! The command line: arguments in, settings out; a report in, text and an exit status out.

mod args;
mod bisect;
mod choosing;
mod color;
mod fix;
mod generate;
mod init;
mod interactive;
mod known;
mod last;
mod links;
mod progress;
mod reports;
mod signals;
mod stream;

use anyhow::Context as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser as _};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::config::{self, Config, ConfigError, Options, Settings};
use crate::crash;
use crate::discover::{self, Selection};
use crate::finding::Severity;
use crate::fix::{REFUSALS, Refusal};
use crate::pipeline::{self, Asked, Job};
use crate::report::form::{self, Form, Setting};
use crate::report::glossary::{self, Entry};
use crate::report::repository::Repository;
use crate::report::terminal::{Detail, Look};
use crate::report::{EXIT_ERROR, EXIT_FAILURE, EXIT_OK, Failure, Report, json, jsonl, listing, sanitise};
use crate::run;
use crate::settings::{Input, RunSettings, Strictness};
use args::{Args, CheckArgs, Color, Command, ConfigArgs, ExplainArgs, Format, ListArgs, RunArgs, SettingArgs};
use reports::Target;
use stream::Stream;

/// Runs the program on the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    // A supervisor is started for every check, and no person asks for one.
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == run::COMMAND) {
        let arguments: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
        return run::supervise::main(&arguments);
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return unparsed(&error),
    };
    let outcome = match &args.command {
        Command::Check(args) => check(args),
        Command::Fix(args) => fix::fix(args),
        Command::Add(args) => fix::add(args),
        Command::Bisect(args) => bisect::bisect(args),
        Command::List(args) => list(args),
        Command::Explain(args) => explain(args),
        Command::Config(args) => show_config(args),
        Command::Init(args) => init::init(args),
        Command::Completions(args) => generate::completions(args),
        Command::Man(args) => generate::man(args),
    };
    match outcome {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            if let Some(ended) = error.downcast_ref::<signals::Ended>() {
                complain(&ended.to_string());
                return ExitCode::from(ended.status);
            }
            match error.downcast_ref() {
                Some(ConfigError::Invalid(invalid)) => show_invalid(invalid, args.command.color()),
                Some(ConfigError::Unreadable { .. }) | None => complain(&format!("{error:#}")),
            }
            ExitCode::from(EXIT_ERROR)
        }
    }
}

/// Tells what is wrong with the command line. Whoever names a path instead of a command hears which command he may mean.
fn unparsed(error: &clap::Error) -> ExitCode {
    let word = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if error.kind() == ErrorKind::InvalidSubcommand => word,
        _ => error.exit(),
    };
    if !Path::new(word).exists() {
        error.exit();
    }
    let word = sanitise::on_one_line(word);
    complain(&format!("`{word}` is no command: did you mean `doctrue check {word}`?"));
    ExitCode::from(EXIT_ERROR)
}

/// The command line as data, for whatever is made from it: documentation, completions.
#[must_use]
pub fn command() -> clap::Command {
    Args::command()
}

/// The configuration, and what holds once the command line and the environment are heard too.
fn resolve(args: &SettingArgs) -> anyhow::Result<(Config, Settings)> {
    let config = args.choice.load()?;
    let environment = Options::from_environment(&args::environment)?;
    let settings = Settings::resolve(&args.options(), &environment, &config);
    Ok((config, settings))
}

/// The same for work that runs examples: from here on they cannot look at this process.
fn prepare(args: &RunArgs) -> anyhow::Result<(Config, RunSettings, Strictness)> {
    run::hide_from_examples();
    let (config, settings) = resolve(&args.settings)?;
    Ok((config, args.run_settings(settings.run())?, settings.strictness()))
}

fn check(args: &CheckArgs) -> anyhow::Result<u8> {
    let progress = progress::Bar::new(args.look.is_quiet());
    let form = args.format()?;
    let (config, settings, strictness) = prepare(&args.run)?;
    let last = last::Last::read();
    let chosen = choosing::resolve(&args.choosing, args.input.select(&config)?, &last)?;
    let selection = chosen.selection;
    if args.choosing.show_files {
        return show_files(&selection, &chosen.asked);
    }
    anyhow::ensure!(
        !args.fix || chosen.asked.lines.is_empty(),
        "--fix works on documents: for one line use `doctrue fix --only PATH:LINE`"
    );
    let links = links::resolve(args.link_template.as_deref(), &args::environment)?;
    let known = known::resolve(&args.known, strictness)?;
    let mut targets = reports::open(&args.report, &selection)?;
    if form == Form::Github {
        targets.extend(args::environment("GITHUB_STEP_SUMMARY").map(reports::job_summary).transpose()?);
    }
    // Only now: whoever waits for the reader of a pipe ends with the first signal.
    let signals = signals::Signals::catch().context("cannot catch signals")?;
    let keep_code = form.shows_code() || targets.iter().any(Target::shows_code);
    let settings = RunSettings { audit_skips: args.audit_skips, keep_code, ..settings };
    let max_fail = args.choosing.max_fail();
    // Which documents are told is known at the end only, if it may be enough before.
    let is_one = settings.other_pythons.is_empty();
    anyhow::ensure!(
        is_one || !matches!(selection.input, Input::StandardInput { .. }),
        "standard input can be read once: name a file for several interpreters"
    );
    // What several interpreters say of a document is known when the last of them is done.
    let is_streamed = form == Form::Jsonl && !args.fix && is_one && max_fail.is_none();
    let stream = is_streamed.then(|| Stream::new(&progress));
    let job = Job {
        selection: &selection,
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
    progress.finish();
    let mut report = signals.unless_ended(report)?;
    if let Some(status) = signals.exit_status() {
        report.summary.exit_status = status;
    }
    if let Some(known) = &known {
        known::finish(known, &mut report)?;
    }
    if args.exit_zero && report.summary.exit_status == EXIT_FAILURE {
        report.summary.exit_status = EXIT_OK;
    }
    report_failures(&report.errors);
    tell_if_nothing_is_there(&report, &selection, report.summary.exit_status, chosen.none.as_deref());
    last.remember(&report);
    let repository = repository();
    let setting =
        |look| Setting { look, strict: strictness.strict, repository: repository.as_ref(), links: links.as_ref() };
    let is_written = write_reports(targets, &report, setting(look_of_files(args)));
    match stream {
        Some(stream) => {
            unless_closed(stream.finish())?;
            print(&jsonl::render_end(&report).context("cannot write the report as JSON")?)?;
        }
        None => {
            let text = whatever_happens(|| Ok(form::render(&report, form, setting(look_of_stdout(args)))?));
            print(text.context("cannot write the report")?)?;
        }
    }
    let status = report.summary.exit_status;
    Ok(if is_written { status } else { status.max(EXIT_ERROR) })
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

fn list(args: &ListArgs) -> anyhow::Result<u8> {
    let config = args.choice.load()?;
    let (listing, failures) = pipeline::list(&args.input.select(&config)?, &config);
    report_failures(&failures);
    let text = match args.format {
        Format::Full => listing::render(&listing),
        Format::Json => json::render(&listing).context("cannot write the list as JSON")?,
    };
    print(&text)?;
    Ok(if failures.is_empty() { EXIT_OK } else { EXIT_ERROR })
}

/// Exit status 2 if the word is not known.
fn explain(args: &ExplainArgs) -> anyhow::Result<u8> {
    let Some(word) = &args.word else {
        let lines = entries().map(|entry| format!("{:<18} {}\n", entry.word, entry.kind));
        print(lines.collect::<String>())?;
        return Ok(EXIT_OK);
    };
    let found: Vec<_> = entries().filter(|entry| entry.word == word.as_str()).collect();
    let of_kind = entries().filter(|entry| found.is_empty() && entry.kind == word.as_str());
    let lines: String = of_kind.map(|entry| format!("{:<18} {}\n", entry.word, entry.text)).collect();
    if !lines.is_empty() {
        print(&lines)?;
        return Ok(EXIT_OK);
    }
    anyhow::ensure!(!found.is_empty(), "`{word}` is no word of the report: `doctrue explain` lists them all");
    let paragraphs = found.iter().map(|entry| format!("{} ({})\n\n{}\n", entry.word, entry.kind, entry.text));
    print(paragraphs.collect::<Vec<_>>().join("\n"))?;
    Ok(EXIT_OK)
}

/// All words, those of fixing included.
fn entries() -> impl Iterator<Item = Entry> {
    let refusal = |refusal: &Refusal| Entry { word: refusal.as_str(), kind: "refusal", text: refusal.explain() };
    glossary::entries().chain(REFUSALS.iter().map(refusal))
}

fn show_config(args: &ConfigArgs) -> anyhow::Result<u8> {
    let (config, settings) = resolve(&args.settings)?;
    let overview = config::overview(&settings, &config, args.path.as_deref());
    let text = match args.format {
        Format::Full => overview.render(),
        Format::Json => json::render(&overview).context("cannot write the settings as JSON")?,
    };
    print(&text)?;
    Ok(EXIT_OK)
}

/// Where the repository is, if the CI system says so.
fn repository() -> Option<Repository> {
    let root = ["CI_PROJECT_DIR", "GITHUB_WORKSPACE"].into_iter().find_map(args::environment)?;
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok()?;
    Some(Repository::new(&Path::new(&root).canonicalize().ok()?, &here))
}

/// Lists the documents that would be checked.
fn show_files(selection: &Selection, asked: &Asked) -> anyhow::Result<u8> {
    let found = discover::discover(selection);
    report_failures(&found.failures);
    let files = asked.files(found.files);
    print(files.iter().map(|file| sanitise::on_one_line(&file.name) + "\n").collect::<String>())?;
    Ok(if found.failures.is_empty() { EXIT_OK } else { EXIT_ERROR })
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

fn report_failures(failures: &[Failure]) {
    for failure in failures {
        complain(&format!("{}: {}", failure.path, failure.message));
    }
}

/// Tells if no document was found; an error only where the exit status says so too.
fn tell_if_nothing_is_there(report: &Report, selection: &Selection, status: u8, why: Option<&str>) {
    // A hook names files that may all be excluded.
    if !report.documents.is_empty() || !report.errors.is_empty() || selection.force_exclude {
        return;
    }
    let severity = match (status, why) {
        (EXIT_OK, None) => Severity::Warning,
        (EXIT_OK, Some(_)) => Severity::Note,
        _ => Severity::Error,
    };
    let usual = "no Markdown file found under these paths: name files or folders that hold some";
    remark(severity, why.unwrap_or(usual));
}

/// Tells of an error.
fn complain(message: &str) {
    remark(Severity::Error, message);
}

/// Writes to standard error. If even that fails there is nobody to tell.
fn remark(severity: Severity, message: &str) {
    let _ = writeln!(io::stderr().lock(), "{severity}: {}", sanitise::for_terminal(message));
}

/// Shows what is wrong with the configuration, on standard error.
fn show_invalid(invalid: &config::Invalid, color: Color) {
    let text = invalid.render(color::for_stderr(color), color::width());
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no error; the exit status stays what it is.
fn print(text: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    unless_closed(stdout.write_all(text.as_ref()).and_then(|()| stdout.flush()))
}

fn unless_closed(written: io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Exit statuses and what they mean, as the README has them.
pub const EXIT_STATUSES: [(u8, &str); 4] = [
    (EXIT_OK, "nothing fails"),
    (EXIT_FAILURE, "a claim or an example fails"),
    (
        EXIT_ERROR,
        "the check itself could not be made: usage, configuration, no interpreter, a file that cannot be read",
    ),
    (130, "interrupted (143: terminated, 129: hung up)"),
];
