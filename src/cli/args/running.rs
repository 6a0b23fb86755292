//! How examples are run: the same arguments for every command that runs any.

use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

use super::{SettingArgs, environment};
use crate::history::interpreters::{self, Places};
use crate::settings::evidence::{EvidenceKinds, evidence};
use crate::settings::{self, Isolation, Limits, RunSettings, Sandbox, supervisor};

/// How examples are run, with the settings that a configuration may have as well.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct RunArgs {
    #[command(flatten)]
    pub(in crate::cli) settings: SettingArgs,

    /// How strictly to isolate examples from the machine [default: auto] [env: DOCTRUE_SANDBOX]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Running")]
    sandbox: Option<SandboxArg>,

    /// Memory limit for each process of an example, such as 512MiB or 1g [default: 4GiB] [env: DOCTRUE_MAX_MEMORY]
    #[arg(long, value_name = "SIZE", value_parser = settings::memory, help_heading = "Running")]
    max_memory: Option<u64>,

    /// Output limit for each example; also limits it to one line per 64 bytes, but not below 100,000 lines [default: 8MiB] [env: DOCTRUE_MAX_OUTPUT]
    #[arg(long, value_name = "SIZE", value_parser = settings::size, help_heading = "Running")]
    max_output: Option<u64>,

    /// Size limit for each file that an example writes, at least twice the output limit [default: 512MiB] [env: DOCTRUE_MAX_FILE_SIZE]
    #[arg(long, value_name = "SIZE", value_parser = settings::size, help_heading = "Running")]
    max_file_size: Option<u64>,

    /// Packages to import once for all examples that need them, such as numpy,pandas [env: DOCTRUE_PRELOAD]
    #[arg(long, value_name = "NAMES", help_heading = "Running")]
    preload: Option<String>,

    /// Where to look for evidence that a failing claim was once right: author, record, git, interpreter, packages, all, none [default: all but packages] [env: DOCTRUE_EVIDENCE]
    #[arg(long, value_name = "LIST", value_parser = evidence, help_heading = "Running")]
    evidence: Option<EvidenceKinds>,

    /// Do not look for evidence (same as --evidence none)
    #[arg(long, conflicts_with = "evidence", help_heading = "Running")]
    no_evidence: bool,

    /// An earlier JSON report, as evidence of what was right then; can be given several times
    #[arg(long, value_name = "FILE", conflicts_with = "no_evidence", help_heading = "Running")]
    record: Vec<PathBuf>,

    /// How to start interpreters; the results do not change [default: auto] [env: DOCTRUE_ISOLATION]
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Running")]
    isolation: Option<IsolationArg>,
}

impl RunArgs {
    /// What examples may use: by the options, then the environment.
    fn limits(&self) -> anyhow::Result<Limits> {
        let usual = Limits::default();
        Ok(Limits {
            memory: limit(self.max_memory, "DOCTRUE_MAX_MEMORY", settings::memory)?.unwrap_or(usual.memory),
            output: limit(self.max_output, "DOCTRUE_MAX_OUTPUT", settings::size)?.unwrap_or(usual.output),
            file: limit(self.max_file_size, "DOCTRUE_MAX_FILE_SIZE", settings::size)?.unwrap_or(usual.file),
        })
    }

    /// What may be imported beforehand.
    fn preload(&self) -> anyhow::Result<Vec<String>> {
        let (name, text) = match &self.preload {
            Some(text) => ("--preload", text.clone()),
            None => ("DOCTRUE_PRELOAD", environment("DOCTRUE_PRELOAD").unwrap_or_default()),
        };
        settings::modules(&text).map_err(|error| anyhow::anyhow!("{name}: {error}"))
    }

    /// Where evidence is looked for: by the options, then the environment.
    fn evidence(&self) -> anyhow::Result<EvidenceKinds> {
        if self.no_evidence {
            return Ok(EvidenceKinds::none());
        }
        let named = || environment("DOCTRUE_EVIDENCE").map(|text| evidence(&text)).transpose();
        let said = match &self.evidence {
            Some(said) => Some(said.clone()),
            None => named().map_err(|error| anyhow::anyhow!("DOCTRUE_EVIDENCE: {error}"))?,
        };
        let is_afresh = environment("DOCTRUE_NO_CACHE").is_some_and(|said| said != "0");
        let usual = || if is_afresh { EvidenceKinds::usual().afresh() } else { EvidenceKinds::usual() };
        Ok(said.unwrap_or_else(usual))
    }

    /// `settings`, with what only the command line and the environment may say of this run.
    pub(in crate::cli) fn run_settings(&self, settings: RunSettings) -> anyhow::Result<RunSettings> {
        let named = match self.settings.python.as_slice() {
            [] => settings.python.iter().cloned().collect(),
            named => named.to_vec(),
        };
        let mut pythons = pythons(&named)?.into_iter();
        Ok(RunSettings {
            python: pythons.next(),
            other_pythons: pythons.collect(),
            limits: self.limits()?,
            preload: self.preload()?,
            evidence: self.evidence()?,
            records: self.record.clone(),
            sandbox: chosen(self.sandbox, "DOCTRUE_SANDBOX")?.unwrap_or(SandboxArg::Auto).into(),
            isolation: chosen(self.isolation, "DOCTRUE_ISOLATION")?.unwrap_or(IsolationArg::Auto).into(),
            supervisor: supervisor(),
            ..settings
        })
    }
}

/// The programs that the user means by `named`: paths, versions, and ranges of versions of what is installed.
fn pythons(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut installed = None;
    let mut found: Vec<PathBuf> = Vec::new();
    for path in named {
        let meant = match path.to_str().filter(|text| interpreters::is_request(text)) {
            None => vec![path.clone()],
            Some(text) => {
                let all = installed
                    .get_or_insert_with(|| interpreters::installed(&Places::of_this_machine(), interpreters::OLDEST));
                let meant = interpreters::requested(all, text);
                anyhow::ensure!(!meant.is_empty(), "no Python {text} is installed: {}", interpreters::told(all));
                meant
            }
        };
        let new: Vec<_> = meant.into_iter().filter(|path| !found.contains(path)).collect();
        found.extend(new);
    }
    Ok(found)
}

/// How examples are locked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SandboxArg {
    /// Every layer that the system supports and that breaks no ordinary example
    Auto,
    /// Also no network and no reading of other files; exits with 2 if the system does not support that
    Strict,
    /// No sandbox
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
    /// Like batch, where that is possible and safe
    Auto,
    /// Fork a running interpreter, once for several examples if their code shows that they cannot notice
    Batch,
    /// Fork a running interpreter for each example
    Fork,
    /// Start a new interpreter for each example
    Spawn,
}

impl From<IsolationArg> for Isolation {
    fn from(isolation: IsolationArg) -> Self {
        match isolation {
            IsolationArg::Auto => Self::Auto,
            IsolationArg::Batch => Self::Batch,
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

/// What the option says, else what the environment says, read by `reading`.
fn limit(option: Option<u64>, name: &str, reading: fn(&str) -> Result<u64, String>) -> anyhow::Result<Option<u64>> {
    let named = || environment(name).map(|text| reading(&text)).transpose();
    let named = if option.is_some() { Ok(option) } else { named() };
    named.map_err(|error| anyhow::anyhow!("{name}: {error}"))
}
