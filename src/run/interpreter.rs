//! Which `python3` runs the examples: found once, asked once who it really is.
//!
//! A shim (pyenv's is a shell script) costs a tenth of a second at every start, so what is started later is the
//! interpreter's own `sys.executable`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use thiserror::Error;

/// An interpreter that was asked who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// The binary to start.
    pub executable: PathBuf,
    /// Its version, like `3.11.7`.
    pub version: String,
    /// `CPython`, `PyPy` …
    pub implementation: String,
}

/// No interpreter can be used.
#[derive(Debug, Error)]
pub enum InterpreterError {
    /// Nothing was found.
    #[error(
        "no python3 found in a virtual environment or on PATH: install Python 3.8 or later, or name one by --python"
    )]
    NotFound,
    /// The one that was named does not start, or is no Python.
    #[error("{path} is no usable Python interpreter ({reason}): name another by --python")]
    Unusable {
        /// What was tried.
        path: PathBuf,
        /// What happened, in a few words.
        reason: String,
    },
    /// It is too old.
    #[error("{path} is Python {version}, but 3.8 or later is needed: name another by --python")]
    TooOld {
        /// What was tried.
        path: PathBuf,
        /// Its version.
        version: String,
    },
}

/// Printed by the interpreter about itself, one fact a line.
const QUESTION: &str = "import sys, platform\n\
    print(sys.executable); print('.'.join(map(str, sys.version_info[:3]))); print(platform.python_implementation())";

/// The oldest version that the harness works on.
const OLDEST: (u32, u32) = (3, 8);

impl Interpreter {
    /// The interpreter `named` by the user, or else the first usable one of: the active virtual environment, the active
    /// conda environment, the nearest `.venv` from the current directory upwards, `python3` and `python` on `PATH`.
    ///
    /// It is asked with the folder `harness` on its path, which also compiles the harness for it.
    ///
    /// # Errors
    /// If the one that is named cannot be used, or none is found.
    pub fn find(named: Option<&Path>, harness: &Path) -> Result<Self, InterpreterError> {
        if let Some(path) = named {
            return Self::ask(path, harness);
        }
        let mut last_error = InterpreterError::NotFound;
        for candidate in candidates() {
            match Self::ask(&candidate, harness) {
                Ok(interpreter) => return Ok(interpreter),
                Err(error) => last_error = error,
            }
        }
        Err(last_error)
    }

    fn ask(path: &Path, harness: &Path) -> Result<Self, InterpreterError> {
        let unusable = |reason: String| InterpreterError::Unusable { path: path.to_owned(), reason };
        let output = Command::new(path)
            .args(["-c", QUESTION])
            .env("PYTHONPATH", harness)
            .env_remove("PYTHONDONTWRITEBYTECODE")
            .env_remove("PYTHONHOME")
            .env_remove("PYTHONSTARTUP")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| unusable(error.to_string()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let facts: Vec<_> = text.lines().map(str::trim).collect();
        let [executable, version, implementation] = facts.as_slice() else {
            return Err(unusable(format!("it answered with {}", output.status)));
        };
        if !is_new_enough(version) {
            return Err(InterpreterError::TooOld { path: path.to_owned(), version: (*version).to_owned() });
        }
        Ok(Self {
            executable: PathBuf::from(executable),
            version: (*version).to_owned(),
            implementation: (*implementation).to_owned(),
        })
    }
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST
}

/// Where an interpreter may be, the nearest to the project first.
fn candidates() -> Vec<PathBuf> {
    let environment = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let mut found = Vec::new();
    if let Some(folder) = environment("VIRTUAL_ENV").filter(|folder| !holds_this_tool(folder)) {
        found.push(folder.join(IN_ENVIRONMENT));
    }
    if let Some(folder) = environment("CONDA_PREFIX") {
        found.push(folder.join(if cfg!(windows) { "python.exe" } else { "bin/python" }));
    }
    let here = std::env::current_dir().unwrap_or_default();
    found.extend(here.ancestors().map(|folder| folder.join(".venv").join(IN_ENVIRONMENT)));
    found.retain(|path| path.is_file());
    found.extend(["python3", "python"].iter().filter_map(|name| on_path(name)));
    found
}

/// The interpreter inside a virtual environment.
pub(super) const IN_ENVIRONMENT: &str = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };

/// Whether the tool itself is installed in `folder`: a hook's private environment says nothing about the project's.
fn holds_this_tool(folder: &Path) -> bool {
    std::env::current_exe().is_ok_and(|tool| tool.starts_with(folder))
}

/// The program `name` in a folder of `PATH`. A relative folder there would mean whatever lies around in the current
/// directory, which may be a stranger's.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let file = if cfg!(windows) { format!("{name}.exe") } else { name.to_owned() };
    let path = std::env::var_os("PATH")?;
    let own_folder = std::env::current_exe().ok().and_then(|tool| tool.parent().map(Path::to_owned));
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute() && Some(folder) != own_folder.as_ref())
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_new_enough("3.8.0") && is_new_enough("3.13.0") && is_new_enough("4.0"));
        assert!(!is_new_enough("2.7.18") && !is_new_enough("3.7.16") && !is_new_enough("x"));
    }

    #[test]
    fn what_is_no_interpreter_is_named() {
        let error = Interpreter::find(Some(Path::new("/no/such/python")), Path::new("/")).expect_err("no interpreter");
        assert!(error.to_string().contains("/no/such/python"));
    }
}
