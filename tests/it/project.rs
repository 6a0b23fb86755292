//! A folder of its own for each test, and the binary run in it.

use crate::python;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A temporary project.
pub(crate) struct Project {
    folder: TempDir,
}

/// What the binary did.
pub(crate) struct Done {
    output: Output,
    listing: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    /// Adds a file.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `doctrue` with `args` in the project.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        self.run_with_input(args, b"")
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Done {
        let mut child = command(self.path())
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary");
        // A child that does not read its input may have closed it already.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        let output = child.wait_with_output().expect("an ended process");
        Done { output, listing: listing(self.path()) }
    }

    /// Runs `command`, with nothing on standard input.
    pub(crate) fn run_by(&self, command: &mut Command) -> Done {
        let output = command.stdin(Stdio::null()).output().expect("the binary");
        Done { output, listing: listing(self.path()) }
    }

    /// The JSON report of `doctrue check` with `args`.
    pub(crate) fn report(&self, args: &[&str]) -> serde_json::Value {
        let done = self.run(&[&["check", "--format", "json"], args].concat());
        serde_json::from_str(done.stdout()).unwrap_or_else(|error| panic!("{error}\n{}", done.describe()))
    }
}

/// The binary, with nothing of the caller's environment that it looks at but `PATH`.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doctrue"));
    command.current_dir(folder).env("PATH", python::path(&[]));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let matters = ["DOCTRUE_", "COLOR", "CLICOLOR", "NO_COLOR", "FORCE_COLOR", "GITHUB_", "CI_PROJECT_DIR"];
        if matters.iter().any(|part| name.contains(part)) {
            command.env_remove(name);
        }
    }
    // Every test sees what it runs; those of the cache ask for one of their own.
    command.env("DOCTRUE_NO_CACHE", "1");
    // What else is installed here must not matter.
    command.env("DOCTRUE_EVIDENCE", "none");
    // All of it may be run in another mode: `DOCTRUE_TEST_ISOLATION=spawn cargo test`.
    if let Some(isolation) = std::env::var_os("DOCTRUE_TEST_ISOLATION") {
        command.env("DOCTRUE_ISOLATION", isolation);
    }
    command
}

impl Done {
    pub(crate) fn stdout(&self) -> &str {
        std::str::from_utf8(&self.output.stdout).expect("UTF-8 on standard output")
    }

    /// Standard output, whatever it is.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    pub(crate) fn stderr(&self) -> &str {
        std::str::from_utf8(&self.output.stderr).expect("UTF-8 on standard error")
    }

    pub(crate) fn status(&self) -> Option<i32> {
        self.output.status.code()
    }

    /// Demands an exit status, and shows everything if it is another.
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status(), Some(status), "{}", self.describe());
        self
    }

    pub(crate) fn describe(&self) -> String {
        let Self { output, listing } = self;
        format!("{}\nfiles: {listing}\n--- stdout\n{}\n--- stderr\n{}", output.status, self.stdout(), self.stderr())
    }
}

fn listing(folder: &Path) -> String {
    let mut names: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    names.sort();
    format!("{names:?}")
}

/// The root of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The document in a quote, with CR LF, a byte order mark and no line ending at the end.
pub(crate) fn disguised(text: &str) -> String {
    let lines: Vec<_> =
        text.lines().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect();
    format!("\u{feff}{}", lines.join("\r\n"))
}
