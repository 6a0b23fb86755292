//! How examples are run: the same arguments for every command that runs any.

use clap::{Args as ClapArgs, ValueEnum};

use super::{SettingArgs, environment};
use crate::settings::{Isolation, RunSettings, Sandbox, supervisor};

/// How examples are run, with the settings that a configuration may have as well.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct RunArgs {
    #[command(flatten)]
    pub(in crate::cli) settings: SettingArgs,

    /// How examples are locked in [default: auto] [env: DOCTRUE_SANDBOX]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Running")]
    sandbox: Option<SandboxArg>,

    /// How interpreters are started; the results are the same [default: auto] [env: DOCTRUE_ISOLATION]
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Running")]
    isolation: Option<IsolationArg>,
}

impl RunArgs {
    /// `settings`, with what only the command line and the environment may say of this run.
    pub(in crate::cli) fn run_settings(&self, settings: RunSettings) -> anyhow::Result<RunSettings> {
        Ok(RunSettings {
            sandbox: chosen(self.sandbox, "DOCTRUE_SANDBOX")?.unwrap_or(SandboxArg::Auto).into(),
            isolation: chosen(self.isolation, "DOCTRUE_ISOLATION")?.unwrap_or(IsolationArg::Auto).into(),
            supervisor: supervisor(),
            ..settings
        })
    }
}

/// How examples are locked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SandboxArg {
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
enum IsolationArg {
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

/// What the option says, else what the environment says.
fn chosen<T: ValueEnum>(option: Option<T>, name: &str) -> anyhow::Result<Option<T>> {
    let named = || environment(name).map(|word| T::from_str(&word, true)).transpose();
    match option {
        Some(value) => Ok(Some(value)),
        None => named().map_err(|error| anyhow::anyhow!("{name}: {error}")),
    }
}
