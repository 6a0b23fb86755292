//! Settings: what a run is told to do, resolved once from the command line and the environment.
//!
//! These are the high settings: nothing in here is optional because nobody asked, and no stage looks at the command
//! line or at environment variables behind their back.

pub mod evidence;
pub mod portion;
pub mod severity;
pub mod shard;

use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use evidence::EvidenceKinds;
use severity::Severities;

/// What is to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// The standard input, shown under this name.
    StandardInput {
        /// The path that the text would have.
        name: PathBuf,
    },
}

/// Settings of the stage that runs examples.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// How many examples run at the same time; at least 1.
    pub jobs: usize,
    /// Wall-clock limit of one example.
    pub timeout: Duration,
    /// The limit that the user gave, which is the longest that a document gets.
    pub longest: Option<Duration>,
    /// What an example may use beside time.
    pub limits: Limits,
    /// Modules and packages that may be imported before the examples that import them begin, beside the standard ones.
    pub preload: Vec<String>,
    /// Which claims are judged; the others are not even listed.
    pub judged: Judged,
    /// How documented outputs are compared, where a directive says nothing else.
    pub matching: Matching,
    /// How much codes weigh, where somebody says so.
    pub severities: Severities,
    /// Where evidence is looked for that claims which fail were true once.
    pub evidence: EvidenceKinds,
    /// Earlier reports that are evidence.
    pub records: Vec<PathBuf>,
    /// Whether to run also what its author skips, to see whether it would pass.
    pub audit_skips: bool,
    /// Whether the code of all blocks is kept for the report.
    pub keep_code: bool,
    /// The interpreter to use: a path, or a name to look up in `PATH`. None: find one.
    pub python: Option<PathBuf>,
    /// Further interpreters on which everything is checked as well.
    pub other_pythons: Vec<PathBuf>,
    /// How examples are locked in.
    pub sandbox: Sandbox,
    /// How interpreters are started.
    pub isolation: Isolation,
    /// The program that supervises examples: doctrue's own, started once more or copied. None: they are started without
    /// supervision, which is a process group or a job object and no more.
    pub supervisor: Option<PathBuf>,
    /// What is done with runs of earlier checks.
    pub cache: Cache,
}

/// What is done with runs of earlier checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cache {
    /// Nothing: everything runs, and nothing is kept.
    #[default]
    Off,
    /// They stand for new ones, and new ones are kept.
    On(CachePlace),
    /// Everything runs, and they are compared with what happens.
    Verify(CachePlace),
}

/// Where such runs lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachePlace {
    /// The folder, for everything that is kept between runs.
    pub folder: PathBuf,
    /// Whether the user names it, and so answers for what lies there.
    pub is_named: bool,
}

/// What an example may use, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory of one process, as address space.
    pub memory: u64,
    /// Output that is kept; more is a limit, never a pass.
    pub output: u64,
    /// One file.
    pub file: u64,
}

impl Default for Limits {
    fn default() -> Self {
        // Less memory breaks programs with many threads, whose stacks count.
        Self { memory: 4 << 30, output: 8 << 20, file: 512 << 20 }
    }
}

impl Limits {
    /// The size of any file that an example writes. The output is in files as well, with what frames it.
    #[must_use]
    pub fn of_files(self) -> u64 {
        self.file.max(self.output.saturating_mul(2))
    }

    /// The size of the file that holds the output: each piece of it has a frame, and values are recorded beside it.
    #[must_use]
    pub fn of_log(self) -> u64 {
        self.output.saturating_mul(2).max(self.output.saturating_add(FRAMES)).min(self.of_files())
    }

    /// How often an example may write something: a line for each 32 bytes of the output that is kept, or a few more. Without
    /// it an endless loop that prints short lines is not stopped for seconds.
    #[must_use]
    pub fn of_pieces(self) -> u64 {
        (self.output / BYTES_OF_A_LINE).max(FEWEST_PIECES)
    }

    /// These limits, or what is asked for where that is less.
    #[must_use]
    pub fn lowered(self, memory: Option<u64>, output: Option<u64>) -> Self {
        let lower = |limit: u64, asked: Option<u64>| asked.map_or(limit, |asked| asked.min(limit));
        Self { memory: lower(self.memory, memory), output: lower(self.output, output), ..self }
    }
}

/// What a line is taken to have, where lines are limited and not bytes.
const BYTES_OF_A_LINE: u64 = 64;

/// So many lines anybody may print.
const FEWEST_PIECES: u64 = 100_000;

/// Bytes for what a log holds beside the output: two million frames.
const FRAMES: u64 = 64 << 20;

/// How examples are locked in, beside what every example gets: folders, environment, session and limits of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sandbox {
    /// With whatever the system has that breaks no ordinary example. The report says what that was.
    #[default]
    Auto,
    /// Also without network and without a look at files that are none of its business; if the system cannot do that,
    /// nothing runs.
    Strict,
    /// Not at all: examples may write wherever the user may.
    Off,
}

/// How interpreters are started. The results are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    /// As [`Isolation::Batch`], where that is possible and safe.
    #[default]
    Auto,
    /// By forking one that has started already, for several examples at once where the code of all shows that none can tell.
    Batch,
    /// By forking one that has started already for each example, where that is possible.
    Fork,
    /// By starting a new interpreter for each example.
    Spawn,
}

/// The program for [`RunSettings::supervisor`]: the running one, where the system has supervisors.
#[must_use]
pub fn supervisor() -> Option<PathBuf> {
    cfg!(unix).then(this_program)
}

fn this_program() -> PathBuf {
    // By this name it is found even if the file was replaced meanwhile.
    let always_right = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && always_right.exists() {
        return always_right;
    }
    std::env::current_exe().unwrap_or_else(|_| "doctrue".into())
}

/// Which claims are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// Only claims whose notation can only mean an output.
    Explicit,
    /// Also bare comments that look like values.
    Value,
    /// Also words that resemble the output.
    #[default]
    All,
}

/// How documented outputs are compared with real ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// By any of the rules for matching.
    #[default]
    Any,
    /// They must be equal.
    Exact,
}

/// The ways to compare.
pub const MATCHINGS: [Matching; 2] = [Matching::Any, Matching::Exact];

impl Matching {
    /// The word that options, directives and configuration have for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Exact => "exact",
        }
    }
}

impl FromStr for Matching {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = MATCHINGS.into_iter().find(|matching| matching.as_str() == text);
        found.ok_or_else(|| "write `exact` or `any`".to_owned())
    }
}

impl RunSettings {
    /// The time limit of an example whose author asks for `asked`.
    #[must_use]
    pub fn bounded(&self, asked: Duration) -> Duration {
        bounded(asked, self.longest)
    }
}

/// How claims and examples count for the exit status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strictness {
    /// Warnings fail the check.
    pub strict: bool,
    /// Fail if no claim is found.
    pub fail_on_empty: bool,
    /// How much a block that is skipped weighs, if somebody says so; usually it is a warning.
    pub skipped: Option<severity::Level>,
    /// How many of the claims must be confirmed.
    #[serde(default)]
    pub min_confirmed: Option<portion::Portion>,
}

impl Strictness {
    /// What a check of a part of the documents is held to: what is asked of all can be said of all only.
    #[must_use]
    pub fn of_a_part(self) -> Self {
        Self { fail_on_empty: false, min_confirmed: None, ..self }
    }
}

/// The values of `Judged`, the fewest claims first.
pub const JUDGED: [Judged; 3] = [Judged::Explicit, Judged::Value, Judged::All];

impl Judged {
    /// The word that options and configuration have for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Value => "value",
            Self::All => "all",
        }
    }
}

impl FromStr for Judged {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = JUDGED.into_iter().find(|judged| judged.as_str() == text);
        found.ok_or_else(|| "write `explicit`, `value` or `all`".to_owned())
    }
}

/// Wall-clock limit of one example unless somebody says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// The longest time limit that a document or the configuration of a repository gets on its own.
pub const LONGEST_ASKED: Duration = Duration::from_secs(60);

/// What is granted of a time limit that a document or a repository asks for. Whoever starts the program has the last
/// word: `cli`, the limit given on the command line, is the most if there is one.
#[must_use]
pub fn bounded(asked: Duration, cli: Option<Duration>) -> Duration {
    asked.min(cli.unwrap_or(LONGEST_ASKED))
}

/// More workers than this only wait for each other.
const MOST_JOBS: usize = 512;

/// Reads a number of workers.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn jobs(text: &str) -> Result<usize, String> {
    let number = text.trim().parse().map_err(|_| "write a number".to_owned())?;
    if (1..=MOST_JOBS).contains(&number) { Ok(number) } else { Err(format!("must be between 1 and {MOST_JOBS}")) }
}

/// The smallest limit in bytes that makes sense.
const LEAST_SIZE: u64 = 1 << 10;

/// The largest limit in bytes.
const MOST_SIZE: u64 = 1 << 50;

/// The least memory that an interpreter starts with.
const LEAST_MEMORY: u64 = 64 << 20;

/// Reads `1048576`, `512k`, `512MiB`, `1.5g`: units are powers of 1024.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn size(text: &str) -> Result<u64, String> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let shift = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return Err(format!("unknown unit `{unit}`: write KiB, MiB or GiB")),
    };
    let number: f64 = number.trim().parse().map_err(|_| "write a size, like 512MiB or 1g".to_owned())?;
    let bytes = number * f64::from(1_u32 << shift);
    // Also false for what is no number.
    let is_sensible = bytes >= LEAST_SIZE as f64 && bytes <= MOST_SIZE as f64;
    if is_sensible { Ok(bytes as u64) } else { Err("must lie between 1 KiB and 1 PiB".to_owned()) }
}

/// Reads a limit of memory.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn memory(text: &str) -> Result<u64, String> {
    let bytes = size(text)?;
    if bytes >= LEAST_MEMORY { Ok(bytes) } else { Err("an interpreter needs 64 MiB at least".to_owned()) }
}

/// `bytes` as [`size`] reads it, in the largest unit that gives a whole number.
#[must_use]
pub fn spelled_size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units.into_iter().find(|(shift, _)| bytes > 0 && bytes.is_multiple_of(1 << shift));
    unit.map_or_else(|| format!("{bytes} bytes"), |(shift, unit)| format!("{} {unit}", bytes >> shift))
}

/// Reads names of modules, with commas between them.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn modules(text: &str) -> Result<Vec<String>, String> {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let names: Vec<_> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    match names.iter().find(|name| !name.split('.').all(is_part)) {
        Some(name) => Err(format!("`{name}` is not a module name: write names like `numpy,pandas`")),
        None => Ok(names.into_iter().map(str::to_owned).collect()),
    }
}

/// Reads `10`, `10s`, `1.5s`, `500ms`, `2m`.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn duration(text: &str) -> Result<Duration, String> {
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

/// `time` as `duration` reads it: whole seconds, or else milliseconds.
#[must_use]
pub fn spelled(time: Duration) -> String {
    if time.subsec_nanos() == 0 { format!("{}s", time.as_secs()) } else { format!("{}ms", time.as_secs_f64() * 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_unit() {
        assert_eq!(duration("10"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        for text in ["0", "-1s", "s", "10h", "NaN", "inf", "1e30"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_are_read_with_their_unit() {
        for (text, bytes) in
            [("2048", 2048), ("512k", 512 << 10), ("1.5MiB", 3 << 19), ("1g", 1 << 30), ("8 mb", 8 << 20)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "1", "-1g", "1t", "NaN", "inf", "1e30", "g"] {
            assert!(size(text).is_err(), "{text}");
        }
        assert_eq!((memory("128m"), memory("1m").is_ok()), (Ok(128 << 20), false));
        let spellings = [8 << 20, 1536, 1000, 4 << 30].map(spelled_size);
        assert_eq!(spellings, ["8 MiB", "1536 bytes", "1000 bytes", "4 GiB"]);
    }

    #[test]
    fn limits_are_only_ever_lowered() {
        let limits = Limits::default().lowered(Some(1 << 40), Some(100));
        assert_eq!(limits, Limits { output: 100, ..Limits::default() });
    }

    #[test]
    fn modules_are_named_with_commas() {
        assert_eq!(modules("numpy, xml.etree,"), Ok(vec!["numpy".to_owned(), "xml.etree".to_owned()]));
        for text in ["a b", "a-b", "1a", "a..b", "os;x"] {
            assert!(modules(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_spelled_as_they_are_read() {
        for (text, spelling) in [("2m", "120s"), ("0.5", "500ms"), ("1.5s", "1500ms"), ("10", "10s")] {
            assert_eq!(duration(text).map(spelled).as_deref(), Ok(spelling));
        }
    }

    #[test]
    fn a_limit_that_is_asked_for_is_bounded_by_a_minute_or_by_the_command_line() {
        let seconds = Duration::from_secs;
        assert_eq!(bounded(seconds(30), None), seconds(30));
        assert_eq!(bounded(seconds(300), None), LONGEST_ASKED);
        assert_eq!(bounded(seconds(300), Some(seconds(600))), seconds(300));
        assert_eq!(bounded(seconds(30), Some(seconds(5))), seconds(5));
    }

    #[test]
    fn words_for_claims_are_read_as_they_are_written() {
        for judged in JUDGED {
            assert_eq!(judged.as_str().parse(), Ok(judged));
        }
        for matching in MATCHINGS {
            assert_eq!(matching.as_str().parse(), Ok(matching));
        }
        assert!("some".parse::<Judged>().is_err() && "some".parse::<Matching>().is_err());
        assert_eq!((jobs("8"), jobs("0").is_ok(), jobs("many").is_ok()), (Ok(8), false, false));
    }
}
