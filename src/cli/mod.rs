//! The command line: arguments in, settings out; a report in, text and an exit status out.

mod args;
mod bisect;
mod cache;
mod check;
mod choosing;
mod color;
mod compare;
mod deliver;
mod fix;
mod generate;
mod init;
mod interactive;
mod known;
mod last;
mod links;
mod merge;
mod progress;
mod reports;
mod sharding;
mod signals;
mod storage;
mod stream;

use anyhow::Context as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser as _};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::config::{self, Config, ConfigError, Options, Settings};
use crate::discover::Selection;
use crate::finding::Severity;
use crate::fix::{REFUSALS, Refusal};
use crate::pipeline;
use crate::report::explained;
use crate::report::glossary::{self, Entry};
use crate::report::{EXIT_ERROR, EXIT_FAILURE, EXIT_OK, Failure, Report, json, listing, sanitise};
use crate::run;
use crate::settings::{RunSettings, Strictness};
use args::{Args, Color, Command, ConfigArgs, ExplainArgs, Format, ListArgs, RunArgs, SettingArgs};

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
        Command::Check(args) => check::check(args),
        Command::Fix(args) => fix::fix(args),
        Command::Add(args) => fix::add(args),
        Command::Bisect(args) => bisect::bisect(args),
        Command::Merge(args) => merge::merge(args),
        Command::Apply(args) => fix::apply(args),
        Command::Diff(args) => compare::diff(args),
        Command::List(args) => list(args),
        Command::Explain(args) => explain(args),
        Command::Cache(args) => cache::cache(args),
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
    complain(&format!("unknown command `{word}`; did you mean `doctrue check {word}`?"));
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
    anyhow::ensure!(!found.is_empty(), "unknown code `{word}`; `doctrue explain` lists them all");
    let paragraphs = found.iter().map(|entry| {
        let is_code = matches!(entry.kind, "verdict" | "finding");
        let page = explained::page(entry.word).filter(|_| is_code).map(|page| format!("\n{page}")).unwrap_or_default();
        format!("{} ({})\n\n{}\n{page}", entry.word, entry.kind, entry.text)
    });
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

fn report_failures(failures: &[Failure]) {
    for failure in failures {
        complain(&format!("{}: {}", failure.path, failure.message));
    }
}

/// Tells if no document was found; an error only where the exit status says so too.
fn tell_if_nothing_is_there(report: &Report, selection: &Selection, status: u8, why: Option<&str>) {
    // A hook names files that may all be excluded.
    if report.summary.documents > 0 || !report.errors.is_empty() || selection.force_exclude {
        return;
    }
    let severity = match (status, why) {
        (EXIT_OK, None) => Severity::Warning,
        (EXIT_OK, Some(_)) => Severity::Note,
        _ => Severity::Error,
    };
    let usual = "no Markdown file found under these paths: name files or folders that contain some";
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
    (EXIT_ERROR, "the check could not be completed: usage, configuration, no interpreter, a file that cannot be read"),
    (130, "interrupted (143: terminated, 129: hung up)"),
];
