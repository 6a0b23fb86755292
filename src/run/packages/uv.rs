//! How `uv` is called to make an environment: told everything, so that nothing is taken from what lies around.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::super::Interrupt;
use super::super::group::Group;
use super::super::tool_env::IN_ENVIRONMENT;
use super::super::wait::{self, Limits, Stop};
use super::{PackagesError, cache_error, startup};

/// How long the compiling of modules may take. It only saves time later, and what is done stays.
const COMPILE_LIMIT: Duration = Duration::from_secs(30);

/// Folders of tests, as an expression of Python.
const TESTS: &str = r"[/\\]tests?[/\\]";

/// The longest reason that is shown, in characters.
const REASON_LENGTH: usize = 400;

/// Beginnings of the variables that tell `uv` where packages come from and how it gets there. All others, like one that
/// names another interpreter or allows to build, stay away.
const SOURCES: &[&str] = &[
    "UV_INDEX",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_NO_INDEX",
    "UV_OFFLINE",
    "UV_EXCLUDE_NEWER",
    "UV_CACHE_DIR",
    "UV_NO_CACHE",
    "UV_HTTP_",
    "UV_REQUEST_TIMEOUT",
    "UV_NATIVE_TLS",
    "UV_SYSTEM_CERTS",
    "UV_INSECURE_HOST",
    "UV_KEYRING_PROVIDER",
    "UV_CREDENTIALS_DIR",
    "UV_CONCURRENT_",
];

/// Beginnings of variables that would change which interpreter or environment is meant.
const MISLEADING: &[&str] = &["UV_", "PYTHON", "VIRTUAL_ENV", "CONDA_", "__PYVENV_LAUNCHER__"];

/// Those of the variables `all` that `uv` gets.
pub(super) fn variables(all: impl Iterator<Item = (OsString, OsString)>) -> Vec<(OsString, OsString)> {
    let begins = |name: &OsStr, beginnings: &[&str]| {
        let name = name.to_string_lossy().to_ascii_uppercase();
        beginnings.iter().any(|beginning| name.starts_with(beginning))
    };
    let mut kept: Vec<_> = all.filter(|(name, _)| begins(name, SOURCES) || !begins(name, MISLEADING)).collect();
    kept.push(("UV_PYTHON_DOWNLOADS".into(), "never".into()));
    kept
}

/// The making of one environment.
pub(super) struct Uv<'a> {
    pub(super) program: &'a Path,
    pub(super) variables: &'a [(OsString, OsString)],
    /// A folder of its own, empty at the beginning.
    pub(super) room: &'a Path,
    /// The interpreter that the environment is made from.
    pub(super) base: &'a Path,
    /// What is wanted, for messages.
    pub(super) packages: &'a str,
    pub(super) limit: Duration,
    pub(super) deadline: Instant,
    pub(super) interrupt: &'a Interrupt,
}

impl Uv<'_> {
    /// Makes an environment with the packages `wanted` in the room.
    pub(super) fn make(&self, wanted: &BTreeSet<&str>) -> Result<PathBuf, PackagesError> {
        let environment = self.room.join("environment");
        fs::create_dir(self.current_directory()).map_err(|error| cache_error(self.room, &error))?;
        let mut create = self.command("venv");
        // With relative paths in its scripts the environment can be moved.
        create.args(["--no-project", "--relocatable", "--python"]).arg(self.base).arg("--").arg(&environment);
        self.run(create)?;
        let start = startup::files(&environment);
        let mut install = self.command("pip");
        install.args(["install", "--only-binary", ":all:"]);
        // A linked file that an example writes to would be changed in the cache of `uv`, too.
        install.args(["--link-mode", "copy", "--python"]).arg(environment.join(IN_ENVIRONMENT)).arg("--").args(wanted);
        self.run(install)?;
        if startup::files(&environment) != start {
            return Err(PackagesError::Tampered { packages: self.packages.to_owned() });
        }
        startup::disarm(&environment).map_err(|error| cache_error(self.room, &error))?;
        self.compile(&environment);
        Ok(environment)
    }

    /// Writes into the room which releases belong together as `requirements`, none of them beyond `bounds` or uploaded since `until`.
    pub(super) fn lock(
        &self,
        requirements: &[String],
        bounds: &[String],
        until: Option<&str>,
    ) -> Result<PathBuf, PackagesError> {
        let [wanted, limits, lock] = ["requirements.txt", "bounds.txt", "pylock.toml"].map(|name| self.room.join(name));
        let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        let prepare = || {
            fs::create_dir(self.current_directory())?;
            fs::write(&wanted, text(requirements))?;
            fs::write(&limits, text(bounds))
        };
        prepare().map_err(|error| cache_error(self.room, &error))?;
        let mut compile = self.command("pip");
        compile.args(["compile", "--only-binary", ":all:", "--format", "pylock.toml"]);
        if let Some(until) = until {
            compile.args(["--exclude-newer", until]);
        }
        compile.arg("--constraints").arg(limits).arg("--output-file").arg(&lock);
        compile.arg("--python").arg(self.base).arg("--").arg(wanted);
        self.run(compile)?;
        Ok(lock)
    }

    /// The current directory of `uv`: empty, so that there is nothing to take for a file of packages.
    fn current_directory(&self) -> PathBuf {
        self.room.join("empty")
    }

    /// `uv` with a subcommand, to be told more.
    fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(self.program);
        command.args([subcommand, "--no-config", "--no-progress", "--quiet", "--color", "never"]);
        command
    }

    fn run(&self, command: Command) -> Result<(), PackagesError> {
        let packages = || self.packages.to_owned();
        match self.watch(command, self.deadline) {
            Ok((Stop::Ended { status, .. }, _)) if status.success() => Ok(()),
            Ok((Stop::TimedOut, _)) => {
                Err(PackagesError::TimedOut { packages: packages(), seconds: self.limit.as_secs() })
            }
            Ok((Stop::Interrupted, _)) => Err(PackagesError::Interrupted { packages: packages() }),
            Ok((Stop::Ended { .. } | Stop::TooMuchOutput, said)) => {
                Err(PackagesError::Failed { packages: packages(), reason: reason(&said) })
            }
            Err(error) => Err(PackagesError::Launch { uv: self.program.to_owned(), reason: error.to_string() }),
        }
    }

    /// Compiles the modules, since examples may not write and would compile them each time. The base does it, without
    /// its `site`: what is in the environment is read and not run.
    fn compile(&self, environment: &Path) {
        let mut command = Command::new(self.base);
        // Tests are most of a big package, and no example imports them.
        command.args(["-I", "-S", "-m", "compileall", "-q", "-x", TESTS]).arg(environment);
        let deadline = self.deadline.min(Instant::now() + COMPILE_LIMIT);
        // Some packages hold files that are not meant to compile. An interruption is noticed by who runs the example.
        let _ = self.watch(command, deadline);
    }

    /// Runs `command` to its end or to the `deadline`, and gives what it said to standard error.
    fn watch(&self, mut command: Command, deadline: Instant) -> io::Result<(Stop, String)> {
        let mut said = tempfile::tempfile()?;
        command.current_dir(self.current_directory()).env_clear().envs(self.variables.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.try_clone()?);
        // What it says is not limited: it is trusted, and nobody but its own server makes it speak.
        let limits = Limits { deadline, interrupt: self.interrupt, output: None };
        let stop = wait::for_end(Group::start(command, None)?, &limits);
        Ok((stop, last_words(&mut said)?))
    }
}

/// The end of what was written to `file`.
fn last_words(file: &mut File) -> io::Result<String> {
    const ENOUGH: u64 = 64 << 10;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(ENOUGH)))?;
    let mut bytes = Vec::new();
    file.take(ENOUGH).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Why `uv` failed, in one line, out of what it `said`: its last error with the causes of it, or else the last line. It
/// marks causes by a word or by lines and arrows, and folds long ones.
fn reason(said: &str) -> String {
    let said: String = said.chars().map(|character| if is_unseen(character) { ' ' } else { character }).collect();
    let lines: Vec<&str> = said.split('\n').map(str::trim_end).collect();
    let begins = |line: &&str| line.starts_with("error:") || line.trim_start().starts_with('×');
    let first = lines.iter().rposition(begins).or_else(|| lines.iter().rposition(|line| !line.is_empty()));
    let mut text = String::new();
    for line in lines.iter().skip(first.unwrap_or(lines.len())).take_while(|line| !line.is_empty()) {
        let bare = line.trim_start_matches(|c: char| c.is_whitespace() || "×╰├─▶│".contains(c));
        let cause = ["cause:", "Caused by:"].iter().find_map(|mark| bare.strip_prefix(mark));
        let joint = if cause.is_some() || line.contains('▶') { ": " } else { " " };
        if !text.is_empty() {
            text.truncate(text.trim_end_matches(':').len());
            text.push_str(joint);
        }
        text.push_str(cause.or_else(|| bare.strip_prefix("error:")).unwrap_or(bare).trim());
    }
    match text.char_indices().nth(REASON_LENGTH) {
        _ if text.is_empty() => "it does not say why".to_owned(),
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}

/// Whether a character could move or reorder what is around it; line feeds are needed to find the lines.
fn is_unseen(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_and_its_causes_become_one_line() {
        let unsolved = "Using Python 3.11\nerror: No solution found\n  cause: Because x was not found\n\nhint: y\n";
        assert_eq!(reason(unsolved), "No solution found: Because x was not found");
        let folded = "  × No solution found when resolving dependencies:\n  ╰─▶ Because there is no x and\n      you require x, no.\n";
        assert_eq!(
            reason(folded),
            "No solution found when resolving dependencies: Because there is no x and you require x, no."
        );
        assert_eq!(reason("error: Failed\n  Caused by: a\n  Caused by: b\n"), "Failed: a: b");
        assert_eq!(reason("warning: a\nsomething else\n\n"), "something else");
        assert_eq!(reason(""), "it does not say why");
    }

    #[test]
    fn what_it_says_cannot_harm_a_terminal_and_ends() {
        assert_eq!(reason("error: a\u{1b}[31m\u{202e}b\tc\r\n"), "a [31m b c");
        assert_eq!(reason(&format!("error: {}", "é".repeat(9000))).chars().count(), REASON_LENGTH + 2);
    }

    #[test]
    fn only_what_tells_where_packages_are_is_passed_on() {
        let names = [
            "PATH",
            "HOME",
            "HTTPS_PROXY",
            "SSL_CERT_FILE",
            "UV_DEFAULT_INDEX",
            "UV_INDEX_COMPANY_PASSWORD",
            "UV_OFFLINE",
            "UV_NO_BINARY",
            "UV_PYTHON",
            "UV_CONFIG_FILE",
            "UV_COMPILE_BYTECODE",
            "PYTHONPATH",
            "VIRTUAL_ENV",
            "UV_PYTHON_DOWNLOADS",
        ];
        let kept = variables(names.into_iter().map(|name| (name.into(), "x".into())));
        let kept: Vec<_> = kept.iter().map(|(name, value)| (name.to_str(), value.to_str())).collect();
        let expected = names[..7].iter().map(|name| (Some(*name), Some("x")));
        let expected: Vec<_> = expected.chain([(Some("UV_PYTHON_DOWNLOADS"), Some("never"))]).collect();
        assert_eq!(kept, expected);
    }
}
