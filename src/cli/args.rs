//! The arguments. These types only validate; the settings they give are resolved once, here.

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::report::terminal::Detail;
use crate::run;
use crate::settings::{DEFAULT_TIMEOUT, Input, Isolation, Judged, RunSettings, Sandbox, Strictness, this_program};

/// Runs the Python examples of Markdown documents and holds each documented output against what Python really prints.
#[derive(Debug, Parser)]
#[command(
    name = "doctrue",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 nothing fails; 1 a claim or an example fails; 2 the check itself could not be made; \
                  130 interrupted.\n\nExample: doctrue check notes README.md"
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the examples and check their documented outputs
    Check(CheckArgs),
    /// Show blocks and claims without running anything
    List(ListArgs),
    /// Tell what a word of the report means: a verdict, a match, a finding, a notation
    Explain(ExplainArgs),
    /// Supervise examples; started by doctrue itself
    #[command(name = run::COMMAND, hide = true)]
    Supervise {
        /// What to do
        #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
        arguments: Vec<String>,
    },
}

/// What to read.
#[derive(Debug, ClapArgs)]
pub(super) struct InputArgs {
    /// Files and folders; `-` reads standard input
    #[arg(value_name = "PATHS", default_value = ".")]
    paths: Vec<PathBuf>,

    /// The path that standard input is shown under
    #[arg(long, value_name = "PATH", default_value = "stdin.md", help_heading = "Input")]
    stdin_filename: PathBuf,
}

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[value(alias = "text")]
    Full,
    /// For programs
    Json,
}

/// Which claims are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Claims {
    /// Those whose notation can only mean an output
    Explicit,
    /// Also bare comments that look like values
    Value,
    /// Also comments of words that resemble the output
    All,
}

impl From<Claims> for Judged {
    fn from(claims: Claims) -> Self {
        match claims {
            Claims::Explicit => Self::Explicit,
            Claims::Value => Self::Value,
            Claims::All => Self::All,
        }
    }
}

/// How examples are locked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SandboxArg {
    /// With what the system has and breaks no ordinary example
    Auto,
    /// Also without network and without reading other files; exit status 2 if the system cannot do that
    Strict,
    /// Not at all
    Off,
}

impl From<SandboxArg> for Sandbox {
    fn from(sandbox: SandboxArg) -> Self {
        match sandbox {
            SandboxArg::Auto => Self::Auto,
            SandboxArg::Strict => Self::Strict,
            SandboxArg::Off => Self::Off,
        }
    }
}

/// How interpreters are started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum IsolationArg {
    /// By forking where that is possible and safe
    Auto,
    /// By forking one that has started already, for each example
    Fork,
    /// Afresh for each example
    Spawn,
}

impl From<IsolationArg> for Isolation {
    fn from(isolation: IsolationArg) -> Self {
        match isolation {
            IsolationArg::Auto => Self::Auto,
            IsolationArg::Fork => Self::Fork,
            IsolationArg::Spawn => Self::Spawn,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal that has them, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How much is said.
#[derive(Debug, ClapArgs)]
pub(super) struct Verbosity {
    /// Say less: problems only; twice: nothing, the exit status tells
    #[arg(short, long, action = ArgAction::Count, help_heading = "Output")]
    quiet: u8,

    /// Say more: why blocks did not run, the slowest examples
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Output")]
    verbose: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    /// How the report is written
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub(super) format: Format,

    /// When to use colours
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub(super) color: Color,

    #[command(flatten)]
    pub(super) verbosity: Verbosity,

    /// List also the comments that may be no claims
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,

    /// Which claims are judged
    #[arg(long, value_enum, default_value = "all", value_name = "STRENGTH", help_heading = "Exit status")]
    claims: Claims,

    /// Let warnings fail the check
    #[arg(long, help_heading = "Exit status")]
    strict: bool,

    /// Fail if no claim is found
    #[arg(long, help_heading = "Exit status")]
    fail_on_empty: bool,

    /// How many examples run at the same time, 1 to 512 [default: the number of processors] [env: DOCTRUE_JOBS]
    #[arg(short, long, value_name = "N", value_parser = jobs, help_heading = "Running")]
    jobs: Option<usize>,

    /// Time limit of one example, like 10s, 500ms or 2m [default: 10s] [env: DOCTRUE_TIMEOUT]
    #[arg(long, value_name = "TIME", value_parser = duration, help_heading = "Running")]
    timeout: Option<Duration>,

    /// The interpreter [default: that of the active or nearest virtual environment, else python3] [env: DOCTRUE_PYTHON]
    #[arg(long, value_name = "PATH", help_heading = "Running")]
    python: Option<PathBuf>,

    /// How examples are locked in [default: auto] [env: DOCTRUE_SANDBOX]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Running")]
    sandbox: Option<SandboxArg>,

    /// How interpreters are started; the results are the same [default: auto] [env: DOCTRUE_ISOLATION]
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Running")]
    isolation: Option<IsolationArg>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    /// How the list is written
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub(super) format: Format,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// The word, like `wrong`, `label` or `unclosed-fence`; without any, all words are listed
    pub(super) word: Option<String>,
}

impl InputArgs {
    /// What to read: standard input or paths, not both.
    pub(super) fn resolve(&self) -> anyhow::Result<Input> {
        let is_stdin = |path: &PathBuf| path.as_path() == Path::new("-");
        if !self.paths.iter().any(is_stdin) {
            return Ok(Input::Paths(self.paths.clone()));
        }
        anyhow::ensure!(self.paths.len() == 1, "`-` reads standard input and cannot stand beside other paths");
        Ok(Input::StandardInput { name: self.stdin_filename.clone() })
    }
}

impl Verbosity {
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet > 0
    }

    pub(super) fn detail(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (0, false) => Detail::Normal,
            (0, true) => Detail::Verbose,
            (1, _) => Detail::Problems,
            (2.., _) => Detail::Silent,
        }
    }
}

impl CheckArgs {
    /// What the options say, then the environment, then the defaults.
    pub(super) fn run_settings(&self) -> anyhow::Result<RunSettings> {
        let processors = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let from_environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let read = |name: &str, error: String| anyhow::anyhow!("{name}: {error}");
        let jobs_named = from_environment("DOCTRUE_JOBS").map(|text| jobs(&text)).transpose();
        let timeout_named = from_environment("DOCTRUE_TIMEOUT").map(|text| duration(&text)).transpose();
        let jobs = self.jobs.or(jobs_named.map_err(|error| read("DOCTRUE_JOBS", error))?);
        let timeout = self.timeout.or(timeout_named.map_err(|error| read("DOCTRUE_TIMEOUT", error))?);
        let sandbox_named =
            from_environment("DOCTRUE_SANDBOX").map(|text| SandboxArg::from_str(&text, true)).transpose();
        let sandbox = self.sandbox.or(sandbox_named.map_err(|error| read("DOCTRUE_SANDBOX", error))?);
        let isolation_named =
            from_environment("DOCTRUE_ISOLATION").map(|text| IsolationArg::from_str(&text, true)).transpose();
        let isolation = self.isolation.or(isolation_named.map_err(|error| read("DOCTRUE_ISOLATION", error))?);
        Ok(RunSettings {
            jobs: jobs.unwrap_or_else(processors),
            timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
            judged: self.claims.into(),
            python: self.python.clone().or_else(|| from_environment("DOCTRUE_PYTHON").map(PathBuf::from)),
            sandbox: sandbox.unwrap_or(SandboxArg::Auto).into(),
            isolation: isolation.unwrap_or(IsolationArg::Auto).into(),
            supervisor: this_program(),
        })
    }

    pub(super) fn strictness(&self) -> Strictness {
        Strictness { strict: self.strict, fail_on_empty: self.fail_on_empty }
    }
}

/// More workers than this only wait for each other.
const MOST_JOBS: usize = 512;

/// Reads a number of workers.
fn jobs(text: &str) -> Result<usize, String> {
    let number = text.trim().parse().map_err(|_| "write a number".to_owned())?;
    if (1..=MOST_JOBS).contains(&number) { Ok(number) } else { Err(format!("must lie between 1 and {MOST_JOBS}")) }
}

/// Reads `10`, `10s`, `1.5s`, `500ms`, `2m`.
fn duration(text: &str) -> Result<Duration, String> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let seconds_per_unit = match unit {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" => 60.0,
        _ => return Err(format!("unknown unit `{unit}`: write ms, s or m")),
    };
    let number: f64 = number.trim().parse().map_err(|_| "write a number, like 10s or 500ms".to_owned())?;
    let seconds = number * seconds_per_unit;
    if !(0.001..=86_400.0).contains(&seconds) {
        return Err("must lie between 1 ms and 24 h".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn durations_are_read_with_their_unit() {
        assert_eq!(duration("10"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        for text in ["0", "-1s", "s", "10h", "NaN", "inf", "1e30"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
