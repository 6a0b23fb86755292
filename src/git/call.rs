//! One call of `git`: what it may not do, and how long it may take.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::{GitError, LONGEST};

/// How long a command may take.
const LIMIT: Duration = Duration::from_secs(30);

/// The most that a command may write, in bytes.
const MOST_OUTPUT: usize = 4 * LONGEST;

/// Bytes of what it says on standard error.
const MOST_SAID: u64 = 4 << 10;

/// Settings that keep git from starting what the repository's configuration names. They beat it, being on the command line.
const SETTINGS: [&str; 8] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "log.showSignature=false",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// Variables with which whoever starts this program, a hook of git perhaps, says which repository and index is meant, and
/// which configuration of his own holds. All others of git's stay away.
const KEPT: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG_",
];

/// Nothing is fetched, nobody is asked, nothing is written, history is as it is, and paths mean themselves.
const VARIABLES: [(&str, &str); 7] = [
    ("LC_ALL", "C"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_LITERAL_PATHSPECS", "1"),
];

/// What `git` with `arguments`, run in `folder`, writes to standard output for `input`.
pub(super) fn output(folder: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
    let mut child = command(folder, arguments).spawn().map_err(GitError::NoGit)?;
    let name = || arguments.first().copied().unwrap_or_default().to_owned();
    let (sender, answer) = mpsc::channel();
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let input = input.to_vec();
    // Threads that outlive a stopped command end with its pipes.
    std::thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let said = std::thread::spawn(move || drained(stderr));
    std::thread::spawn(move || sender.send(limited(stdout)));
    match answer.recv_timeout(LIMIT) {
        Ok(Some(bytes)) => ended(child, name(), || said.join().unwrap_or_default()).map(|()| bytes),
        Ok(None) => stop(child, name(), "it writes too much"),
        Err(_) => stop(child, name(), "it takes too long"),
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy().to_ascii_uppercase();
        if text.starts_with("GIT_") && !KEPT.iter().any(|kept| text.starts_with(kept)) {
            command.env_remove(name);
        }
    }
    command.envs(VARIABLES);
    command.args(["--no-pager", "--no-optional-locks"]);
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    command.args(arguments);
    command
}

/// Everything from `pipe`; none if that is too much.
fn limited(pipe: Option<impl Read>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    pipe?.take(MOST_OUTPUT as u64 + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= MOST_OUTPUT).then_some(bytes)
}

/// The beginning of what `pipe` gives, which is read to its end.
fn drained(pipe: Option<impl Read>) -> String {
    let Some(mut pipe) = pipe else { return String::new() };
    let mut bytes = Vec::new();
    // What is missing of a message is missing.
    let _ = pipe.by_ref().take(MOST_SAID).read_to_end(&mut bytes);
    let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    text(&bytes)
}

fn ended(mut child: Child, command: String, said: impl FnOnce() -> String) -> Result<(), GitError> {
    let status = child.wait().map_err(GitError::NoGit)?;
    if status.success() {
        return Ok(());
    }
    let said = said();
    let line = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    Err(GitError::Failed { command, said: line.trim_start_matches("fatal: ").to_owned() })
}

fn stop<T>(mut child: Child, command: String, why: &'static str) -> Result<T, GitError> {
    // It may have ended by itself meanwhile.
    let _ = child.kill();
    let _ = child.wait();
    Err(GitError::Stopped(command, why))
}

/// Bytes for people, or of which only ASCII matters.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A path that git writes: bytes on Unix, UTF-8 elsewhere.
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    let name = <OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes.to_vec());
    #[cfg(not(unix))]
    let name = OsString::from(text(bytes));
    name.into()
}
