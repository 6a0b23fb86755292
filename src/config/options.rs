//! Options: what the command line, the environment and the file say, each of them optional; and the one place where it
//! is decided whose word counts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

use super::{Config, severity};
use crate::judge::Verdict;
use crate::settings::evidence::EvidenceKinds;
use crate::settings::severity::{Level, Severities};
use crate::settings::{
    self, Cache, DEFAULT_TIMEOUT, Isolation, Judged, Limits, Matching, RunSettings, Sandbox, Strictness, supervisor,
};

/// What somebody says, and perhaps nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Which claims are judged.
    pub claims: Option<Judged>,
    /// A run without any claim fails.
    pub fail_on_empty: Option<bool>,
    /// How many examples run at the same time.
    pub jobs: Option<usize>,
    /// How documented outputs are compared.
    pub matching: Option<Matching>,
    /// The interpreter.
    pub python: Option<PathBuf>,
    /// How much codes weigh; nothing is said of most.
    pub severities: Severities,
    /// Warnings fail the check.
    pub strict: Option<bool>,
    /// The time limit of one example.
    pub timeout: Option<Duration>,
}

/// A variable of the environment has a value that cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{variable}: {reason}")]
pub struct VariableError {
    /// Its name.
    pub variable: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The variable that stands for an option.
#[must_use]
pub fn variable(option: &str) -> String {
    format!("DOCTRUE_{}", option.to_ascii_uppercase().replace('-', "_"))
}

impl Options {
    /// What the variables that `lookup` finds say.
    ///
    /// # Errors
    /// The first variable that cannot be read.
    pub fn from_environment(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, VariableError> {
        Ok(Self {
            claims: read(lookup, "claims", &|text| text.parse())?,
            fail_on_empty: read(lookup, "fail-on-empty", &flag)?,
            jobs: read(lookup, "jobs", &settings::jobs)?,
            matching: read(lookup, "match", &|text| text.parse())?,
            python: read(lookup, "python", &|text| Ok(PathBuf::from(text)))?,
            severities: read(lookup, "severity", &severity::settings)?.unwrap_or_default(),
            strict: read(lookup, "strict", &flag)?,
            timeout: read(lookup, "timeout", &settings::duration)?,
        })
    }
}

type Reading<'a, T> = &'a dyn Fn(&str) -> Result<T, String>;

fn read<T>(
    lookup: &dyn Fn(&str) -> Option<String>,
    option: &str,
    reading: Reading<'_, T>,
) -> Result<Option<T>, VariableError> {
    let variable = variable(option);
    let value = lookup(&variable).filter(|value| !value.is_empty()).map(|value| reading(&value));
    value.transpose().map_err(|reason| VariableError { variable, reason })
}

fn flag(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err("write 1 or 0".to_owned()),
    }
}

/// Where a value comes from; the first that has one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueOrigin {
    /// The command line.
    CommandLine,
    /// This variable.
    Environment(String),
    /// The configuration, as `doctrue.toml:3`.
    File(String),
    /// Nobody said anything.
    Default,
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: ValueOrigin,
}

/// What holds, once everybody has been heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which claims are judged.
    pub claims: Sourced<Judged>,
    /// A run without any claim fails.
    pub fail_on_empty: Sourced<bool>,
    /// How many examples run at the same time; none: as many as there are processors.
    pub jobs: Sourced<Option<usize>>,
    /// How documented outputs are compared, where no directive says anything else.
    pub matching: Sourced<Matching>,
    /// The interpreter; none: the nearest.
    pub python: Sourced<Option<PathBuf>>,
    /// How much codes weigh, in the order of their words.
    pub severities: BTreeMap<&'static str, Sourced<Level>>,
    /// Warnings fail the check.
    pub strict: Sourced<bool>,
    /// The time limit of one example.
    pub timeout: Sourced<Duration>,
    /// The limit that whoever started the program gave, by the command line or the environment. Documents and
    /// repositories get no more: the second argument of `settings::bounded`.
    pub timeout_of_user: Option<Duration>,
}

impl Settings {
    /// Hears the command line, then the environment, then the file.
    #[must_use]
    pub fn resolve(command_line: &Options, environment: &Options, config: &Config) -> Self {
        let all = Heard { command_line, environment, config };
        let timeout_of_user = command_line.timeout.or(environment.timeout);
        let mut timeout = all.pick("timeout", |said| said.timeout).or(DEFAULT_TIMEOUT);
        if let ValueOrigin::File(_) = timeout.origin {
            timeout.value = settings::bounded(timeout.value, None);
        }
        Self {
            claims: all.pick("claims", |said| said.claims).or(Judged::default()),
            fail_on_empty: all.pick("fail-on-empty", |said| said.fail_on_empty).or(false),
            jobs: all.pick("jobs", |said| said.jobs),
            matching: all.pick("match", |said| said.matching).or(Matching::default()),
            python: all.pick("python", |said| said.python.clone()),
            severities: all.severities(),
            strict: all.pick("strict", |said| said.strict).or(false),
            timeout,
            timeout_of_user,
        }
    }

    /// What the runner is told. Skips are audited only if the command line says so.
    #[must_use]
    pub fn run(&self) -> RunSettings {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        RunSettings {
            jobs: self.jobs.value.unwrap_or_else(processors),
            timeout: self.timeout.value,
            longest: self.timeout_of_user,
            limits: Limits::default(),
            preload: Vec::new(),
            judged: self.claims.value,
            matching: self.matching.value,
            severities: Severities::new(self.severities.iter().map(|(code, level)| (*code, level.value)).collect()),
            evidence: EvidenceKinds::none(),
            records: Vec::new(),
            audit_skips: false,
            keep_code: false,
            python: self.python.value.clone(),
            other_pythons: Vec::new(),
            sandbox: Sandbox::default(),
            isolation: Isolation::default(),
            supervisor: supervisor(),
            cache: Cache::Off,
        }
    }

    /// How claims count for the exit status.
    #[must_use]
    pub fn strictness(&self) -> Strictness {
        let skipped = self.severities.get(Verdict::Skipped.as_str()).map(|level| level.value);
        Strictness { strict: self.strict.value, fail_on_empty: self.fail_on_empty.value, skipped, min_confirmed: None }
    }
}

/// Everybody who may say something.
struct Heard<'a> {
    command_line: &'a Options,
    environment: &'a Options,
    config: &'a Config,
}

impl Heard<'_> {
    fn pick<T>(&self, name: &str, get: impl Fn(&Options) -> Option<T>) -> Sourced<Option<T>> {
        let found = None
            .or_else(|| Some((get(self.command_line)?, ValueOrigin::CommandLine)))
            .or_else(|| Some((get(self.environment)?, ValueOrigin::Environment(variable(name)))))
            .or_else(|| Some((get(self.config.options())?, self.config.origin(name))));
        match found {
            Some((value, origin)) => Sourced { value: Some(value), origin },
            None => Sourced { value: None, origin: ValueOrigin::Default },
        }
    }
}

impl Heard<'_> {
    /// What the file says, but for codes of which the environment says something, and that but for the command line.
    fn severities(&self) -> BTreeMap<&'static str, Sourced<Level>> {
        let sources = [
            (&self.config.options().severities, self.config.origin("severity")),
            (&self.environment.severities, ValueOrigin::Environment(variable("severity"))),
            (&self.command_line.severities, ValueOrigin::CommandLine),
        ];
        let said = sources.into_iter().flat_map(|(said, origin)| {
            let sourced = move |code| Some((code, Sourced { value: said.of(code)?, origin: origin.clone() }));
            said.codes().into_iter().filter_map(sourced)
        });
        said.collect()
    }
}

impl<T> Sourced<Option<T>> {
    /// The value, or `default`.
    fn or(self, default: T) -> Sourced<T> {
        Sourced { value: self.value.unwrap_or(default), origin: self.origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn config(text: &str) -> Config {
        Config::parse("doctrue.toml", text, Path::new("/project")).expect("a configuration")
    }

    fn environment(variables: &[(&str, &str)]) -> Result<Options, VariableError> {
        Options::from_environment(&|name: &str| {
            variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_command_line_beats_the_environment_and_that_the_file() {
        let seconds = |number| Some(Duration::from_secs(number));
        let command_line = Options { timeout: seconds(1), strict: Some(false), ..Options::default() };
        let environment = environment(&[("DOCTRUE_TIMEOUT", "2s"), ("DOCTRUE_CLAIMS", "value")]).expect("options");
        let config = config("timeout = 3\nclaims = 'explicit'\nstrict = true\n\nfail-on-empty = true\n");
        let all = Settings::resolve(&command_line, &environment, &config);
        assert_eq!((all.timeout.value, all.timeout.origin), (Duration::from_secs(1), ValueOrigin::CommandLine));
        assert_eq!(all.claims.value, Judged::Value);
        assert_eq!(all.claims.origin, ValueOrigin::Environment("DOCTRUE_CLAIMS".to_owned()));
        assert_eq!((all.strict.value, all.strict.origin), (false, ValueOrigin::CommandLine));
        assert_eq!(all.fail_on_empty.origin, ValueOrigin::File("doctrue.toml:5".to_owned()));
        assert_eq!((all.jobs.value, all.jobs.origin), (None, ValueOrigin::Default));
        assert_eq!(all.timeout_of_user, seconds(1));
        let only_file = Settings::resolve(&Options::default(), &Options::default(), &config);
        assert_eq!((only_file.timeout.value, only_file.timeout_of_user), (Duration::from_secs(3), None));
    }

    #[test]
    fn a_repository_gets_a_minute_at_most() {
        let resolve = |options: &Options| Settings::resolve(options, &Options::default(), &config("timeout = '5m'"));
        assert_eq!(resolve(&Options::default()).timeout.value, settings::LONGEST_ASKED);
        let user = Options { timeout: Some(Duration::from_secs(300)), ..Options::default() };
        assert_eq!(resolve(&user).timeout.value, Duration::from_secs(300));
    }

    #[test]
    fn variables_that_cannot_be_read_are_named() {
        for (name, value) in
            [("DOCTRUE_JOBS", "0"), ("DOCTRUE_STRICT", "perhaps"), ("DOCTRUE_CLAIMS", "x"), ("DOCTRUE_TIMEOUT", "x")]
        {
            assert_eq!(environment(&[(name, value)]).map_err(|error| error.variable).err().as_deref(), Some(name));
        }
        assert_eq!(
            environment(&[("DOCTRUE_STRICT", ""), ("DOCTRUE_FAIL_ON_EMPTY", "yes")]),
            Ok(Options { fail_on_empty: Some(true), ..Options::default() })
        );
    }
}
