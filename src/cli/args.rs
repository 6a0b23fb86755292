//! The arguments. These types only validate; the settings they give are resolved once, here.

mod bisecting;
mod caching;
mod choosing;
mod fixing;
mod generating;
mod known;
mod reporting;
mod running;
mod severities;
mod sharding;
mod storing;

pub(super) use bisecting::BisectArgs;
pub(super) use caching::{CacheArgs, CacheDeed, CachingArgs};
pub(super) use choosing::ChoosingArgs;
pub(super) use fixing::{AddArgs, FixArgs, FixingArgs};
pub(super) use generating::{CompletionsArgs, ManArgs};
pub(super) use known::KnownArgs;
pub(super) use reporting::ReportingArgs;
pub(super) use running::RunArgs;
use severities::SeverityArgs;
pub(super) use sharding::ShardArgs;
pub(super) use storing::{ApplyArgs, DiffArgs, MergeArgs};

use anyhow::Context as _;
use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{Choice, Config, Options};
use crate::discover::Selection;
use crate::discover::patterns::Patterns;
use crate::report::terminal::Detail;
use crate::settings::{self, Input, Judged, Matching};

/// Runs the Python examples in Markdown documents and compares each documented output with what Python prints.
#[derive(Debug, Parser)]
#[command(
    name = "doctrue",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 nothing fails; 1 a claim or an example fails; 2 the check could not be completed; \
                  130 interrupted.\n\nExample: doctrue check notes README.md"
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run examples and check their documented outputs
    Check(Box<CheckArgs>),
    /// Replace wrong outputs with what Python prints
    Fix(FixArgs),
    /// Add the output to prints that document none
    Add(AddArgs),
    /// Find out until when a claim was right, and what changed it
    Bisect(BisectArgs),
    /// Merge the reports of a check that ran on several machines
    Merge(MergeArgs),
    /// Apply the fixes of a report, without running anything
    Apply(ApplyArgs),
    /// Compare two reports and list new failures
    Diff(DiffArgs),
    /// List examples and claims, without running anything
    List(ListArgs),
    /// Explain a word of a report, such as `wrong` or `unclosed-fence`
    Explain(ExplainArgs),
    /// Show the location of the cache, or remove stored runs
    Cache(CacheArgs),
    /// Show the settings in effect and where each comes from
    Config(ConfigArgs),
    /// Write a commented doctrue.toml for this repository
    Init(InitArgs),
    /// Print shell completions
    Completions(CompletionsArgs),
    /// Print the manual page, or write the pages of all commands
    Man(ManArgs),
}

impl Command {
    /// When to use colours; commands without the option leave it to the terminal.
    pub(super) fn color(&self) -> Color {
        match self {
            Self::Check(args) => args.reporting.look.color,
            Self::Merge(args) => args.reporting.look.color,
            Self::Apply(args) => args.look.color,
            Self::Diff(args) => args.color,
            Self::Fix(args) => args.look.color,
            Self::Add(args) => args.look.color,
            Self::List(_)
            | Self::Bisect(_)
            | Self::Explain(_)
            | Self::Cache(_)
            | Self::Config(_)
            | Self::Init(_)
            | Self::Completions(_)
            | Self::Man(_) => Color::Auto,
        }
    }
}

/// What to read.
#[derive(Debug, ClapArgs)]
pub(super) struct InputArgs {
    /// Files and folders to read; `-` reads standard input
    #[arg(value_name = "PATHS", default_value = ".")]
    paths: Vec<PathBuf>,

    /// The path to show in reports for standard input
    #[arg(long, value_name = "PATH", default_value = "stdin.md", help_heading = "Input")]
    stdin_filename: PathBuf,

    /// Leave out files and folders that match this pattern when searching folders; can be given several times
    #[arg(long, value_name = "PATTERN", help_heading = "Input")]
    exclude: Vec<String>,

    /// Leave out files that the configuration excludes, even if they are named (for hooks)
    #[arg(long, help_heading = "Input")]
    force_exclude: bool,
}

/// Which configuration is read.
#[derive(Debug, ClapArgs)]
pub(super) struct ConfigChoice {
    /// The configuration file [default: the nearest doctrue.toml, .doctrue.toml, or pyproject.toml with [tool.doctrue]]
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    config: Option<PathBuf>,

    /// Ignore configuration files
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    no_config: bool,
}

impl ConfigChoice {
    /// The configuration for work in the current directory.
    pub(super) fn load(&self) -> anyhow::Result<Config> {
        let choice = match &self.config {
            Some(path) => Choice::Named(path.clone()),
            None if self.no_config => Choice::None,
            None => Choice::Nearest,
        };
        let here = std::env::current_dir().context("cannot determine the current directory")?;
        Ok(Config::load(&choice, &here)?)
    }
}

/// What stands for settings that a configuration may have as well, or that only the command line has.
#[derive(Debug, ClapArgs)]
pub(super) struct SettingArgs {
    #[command(flatten)]
    pub(super) choice: ConfigChoice,

    /// Which claims to check [default: all] [env: DOCTRUE_CLAIMS]
    #[arg(long, value_enum, value_name = "STRENGTH", help_heading = "Claims")]
    claims: Option<Claims>,

    /// How to compare documented outputs [default: any] [env: DOCTRUE_MATCH]
    #[arg(long = "match", value_enum, value_name = "HOW", help_heading = "Claims")]
    matching: Option<MatchArg>,

    /// Make warnings fail the check [env: DOCTRUE_STRICT]
    #[arg(long, overrides_with = "no_strict", help_heading = "Exit status")]
    strict: bool,

    /// Whatever the configuration says
    #[arg(long, overrides_with = "strict", hide = true)]
    no_strict: bool,

    #[command(flatten)]
    severities: SeverityArgs,

    /// Fail if no claim is found [env: DOCTRUE_FAIL_ON_EMPTY]
    #[arg(long, overrides_with = "no_fail_on_empty", help_heading = "Exit status")]
    fail_on_empty: bool,

    /// Whatever the configuration says
    #[arg(long, overrides_with = "fail_on_empty", hide = true)]
    no_fail_on_empty: bool,

    /// How many examples run at once, 1 to 512; unless it is 1, more start while others only wait [default: the number of processors] [env: DOCTRUE_JOBS]
    #[arg(short, long, value_name = "N", value_parser = settings::jobs, help_heading = "Running")]
    jobs: Option<usize>,

    /// Time limit for each example, such as 10s, 500ms or 2m [default: 10s] [env: DOCTRUE_TIMEOUT]
    #[arg(long, value_name = "TIME", value_parser = settings::duration, help_heading = "Running")]
    timeout: Option<Duration>,

    /// The interpreter: a path, a version such as 3.12, or a range of installed versions such as ">=3.10,<3.14"; if there are
    /// several, examples run on each, and `fix` writes what the first prints
    /// [default: that of the active or nearest virtual environment, else python3] [env: DOCTRUE_PYTHON]
    #[arg(long, value_name = "PYTHON", help_heading = "Running")]
    pub(super) python: Vec<PathBuf>,
}

impl SettingArgs {
    /// What the command line says.
    pub(super) fn options(&self) -> Options {
        let flag = |on: bool, off: bool| (on || off).then_some(on);
        Options {
            claims: self.claims.map(Judged::from),
            fail_on_empty: flag(self.fail_on_empty, self.no_fail_on_empty),
            jobs: self.jobs,
            matching: self.matching.map(Matching::from),
            python: self.python.first().cloned(),
            severities: self.severities.said(),
            strict: flag(self.strict, self.no_strict),
            timeout: self.timeout,
        }
    }
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
    /// Only claims in notations that always mean an output, such as `# Output:`
    Explicit,
    /// Also bare comments that look like values
    Value,
    /// Also comments in words that resemble the output
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

/// How documented outputs are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MatchArg {
    /// By any of the matching rules
    Any,
    /// The text must equal the output
    Exact,
}

impl From<MatchArg> for Matching {
    fn from(matching: MatchArg) -> Self {
        match matching {
            MatchArg::Any => Self::Any,
            MatchArg::Exact => Self::Exact,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal that supports colours, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How what is told to people looks, and how much of it there is.
#[derive(Debug, ClapArgs)]
pub(super) struct LookArgs {
    /// When to use colours
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub(super) color: Color,

    /// Print only problems; -qq prints nothing
    #[arg(short, long, action = ArgAction::Count, help_heading = "Output")]
    quiet: u8,

    /// Also print why blocks did not run, and the slowest examples
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Output")]
    verbose: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) reporting: ReportingArgs,

    #[command(flatten)]
    pub(super) choosing: ChoosingArgs,

    #[command(flatten)]
    pub(super) known: KnownArgs,

    #[command(flatten)]
    pub(super) caching: CachingArgs,

    #[command(flatten)]
    pub(super) run: RunArgs,

    #[command(flatten)]
    pub(super) sharding: ShardArgs,

    /// Also run blocks that their author skips, and report those that would pass
    #[arg(long, help_heading = "Running")]
    pub(super) audit_skips: bool,

    /// Fix what can be fixed, like `doctrue fix` (for hooks); exits with 1 if something changes
    #[arg(long, conflicts_with = "audit_skips", help_heading = "Fixing")]
    pub(super) fix: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) choice: ConfigChoice,

    /// Format of the list
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub(super) format: Format,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// The word, such as `wrong`, `label` or `unclosed-fence`; without it, `explain` lists all words
    pub(super) word: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ConfigArgs {
    /// Also show the directives for this document
    pub(super) path: Option<PathBuf>,

    /// Format of the settings
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub(super) format: Format,

    #[command(flatten)]
    pub(super) settings: SettingArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct InitArgs {
    /// Print the file instead of writing it
    #[arg(long)]
    pub(super) stdout: bool,
}

impl InputArgs {
    /// What to read, and what of it `config` leaves out.
    pub(super) fn select(&self, config: &Config) -> anyhow::Result<Selection> {
        let here = std::env::current_dir().context("cannot determine the current directory")?;
        let own = Patterns::new(&here, &self.exclude)
            .map_err(|error| anyhow::anyhow!("--exclude {}: {}", self.exclude[error.index], error.reason))?;
        let (input, exclude) = (self.resolve()?, vec![config.exclude().clone(), own]);
        Ok(Selection { input, exclude, force_exclude: self.force_exclude })
    }

    /// What is named, for people.
    pub(super) fn told(&self) -> String {
        let paths = self.paths.iter().map(|path| path.display().to_string());
        let excluded = self.exclude.iter().map(|pattern| format!("--exclude {pattern}"));
        paths.chain(excluded).collect::<Vec<_>>().join(" ")
    }

    /// The same, but if nothing is named, the files of the places in `only`.
    pub(super) fn select_only(&self, config: &Config, only: &[(PathBuf, usize)]) -> anyhow::Result<Selection> {
        let is_default = self.paths == [PathBuf::from(".")];
        let selection = self.select(config)?;
        if only.is_empty() || !is_default {
            return Ok(selection);
        }
        let paths = only.iter().map(|(path, _)| path.clone()).collect();
        Ok(Selection { input: Input::Paths(paths), ..selection })
    }

    /// What to read: standard input or paths, not both.
    fn resolve(&self) -> anyhow::Result<Input> {
        let is_stdin = |path: &PathBuf| path.as_path() == Path::new("-");
        if !self.paths.iter().any(is_stdin) {
            return Ok(Input::Paths(self.paths.clone()));
        }
        anyhow::ensure!(self.paths.len() == 1, "`-` reads standard input and cannot be combined with other paths");
        Ok(Input::StandardInput { name: self.stdin_filename.clone() })
    }
}

impl LookArgs {
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

/// A variable of the environment; one that is empty is none.
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
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
    fn commands_that_run_examples_have_the_same_options_for_it() {
        let command = Args::command();
        let running = |name: &str| -> Vec<String> {
            let command = command.find_subcommand(name).expect("a command");
            let own = command.get_arguments().filter(|argument| argument.get_help_heading() == Some("Running"));
            own.map(|argument| argument.get_id().to_string()).filter(|id| id != "audit_skips").collect()
        };
        assert!(running("check").len() > 4);
        assert_eq!([running("fix"), running("add")], [running("check"), running("check")]);
    }
}
