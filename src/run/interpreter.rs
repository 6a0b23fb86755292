//! Which `python3` runs the examples: found once, asked once who it really is.
//!
//! A shim (pyenv's is a shell script) costs a tenth of a second at every start, so what is started later is the
//! interpreter's own `sys.executable`.

use std::path::{Path, PathBuf};
use thiserror::Error;

use super::tool_env::{self, IN_ENVIRONMENT};

/// An interpreter that was asked who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// The binary to start.
    pub executable: PathBuf,
    /// Its version, like `3.11.7`.
    pub version: String,
    /// `CPython`, `PyPy` …
    pub implementation: String,
    /// What it reads beside what the system has.
    pub(super) readable: Vec<PathBuf>,
    /// Files outside the standard library that it runs at every start.
    pub started: Vec<PathBuf>,
    /// Whether modules may take the place of those of the standard library.
    pub is_shadowed: bool,
}

/// What an interpreter said when it was asked.
pub(super) struct Answer {
    /// How it ended, in a few words.
    pub(super) ending: String,
    pub(super) text: String,
}

impl Answer {
    /// What an interpreter said that ended in the way of `ending`, and wrote `text`. One that writes something of its own
    /// whenever it starts would do so in every example.
    pub(super) fn new(ending: String, text: &str) -> Self {
        match text.split_once(BEGINNING) {
            Some(("", text)) => Self { ending, text: text.trim_start().to_owned() },
            Some(_) => {
                let ending = "it prints text of its own when it starts, as a sitecustomize or a .pth file may do";
                Self { ending: ending.to_owned(), text: String::new() }
            }
            None => Self { ending, text: String::new() },
        }
    }
}

/// No interpreter can be used.
#[derive(Debug, Error)]
pub enum InterpreterError {
    /// Nothing was found.
    #[error(
        "no python3 found in a virtual environment or on PATH: install Python 3.8 or later, or name one with --python"
    )]
    NotFound,
    /// The one that was named does not start, or is no Python.
    #[error("cannot run {path} as Python ({reason}); choose an interpreter with --python")]
    Unusable {
        /// What was tried.
        path: PathBuf,
        /// What happened, in a few words.
        reason: String,
    },
    /// It is too old.
    #[error("{path} is Python {version}, but 3.8 or later is needed; choose another with --python")]
    TooOld {
        /// What was tried.
        path: PathBuf,
        /// Its version.
        version: String,
    },
}

/// Printed by the interpreter before what it says about itself.
const BEGINNING: &str = "doctrue asks";

/// Printed by the interpreter about itself, one fact a line: who it is, and where its modules are.
pub(super) const QUESTION: &str = "from __future__ import print_function\nimport sys, platform\n\
    print('doctrue asks')\n\
    print(sys.executable); print('.'.join(map(str, sys.version_info[:3]))); print(platform.python_implementation())\n\
    print(*[sys.prefix, sys.base_prefix, sys.exec_prefix] + sys.path[1:], sep='\\n')\n\
    import os; home = os.path.dirname(os.__file__)\n\
    files = [getattr(module, '__file__', None) for module in list(sys.modules.values())]\n\
    outside = [f for f in files if f and (not f.startswith(home + os.sep) or '-packages' in f)]\n\
    before = sys.path[1:sys.path.index(home)] if home in sys.path else ['']\n\
    before = [f for f in before if not f.endswith('.zip') or os.path.exists(f)]\n\
    print(*['started ' + f for f in outside] + ['before ' + f for f in before], sep='\\n')";

/// What lines of the answer begin with that name a file which is run at every start, outside the standard library.
pub(super) const STARTED: &str = "started ";

/// What lines of the answer begin with that name where modules are looked for before the standard library.
const BEFORE: &str = "before ";

/// Variables by which shims find the interpreter that they stand for.
const FOR_SHIMS: &[&str] =
    &["HOME", "PYENV_ROOT", "PYENV_VERSION", "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR", "MISE_CONFIG_DIR"];

/// The oldest version that the whole harness works on.
pub(super) const OLDEST: (u32, u32) = (3, 8);

/// The oldest version that may be asked when a claim was true.
pub(super) const EARLIEST: (u32, u32) = (2, 7);

impl Interpreter {
    /// The interpreter `named` by the user, or else the first usable one of: the active virtual environment, the active
    /// conda environment, the nearest `.venv` from the current directory upwards, `python3` and `python` on `PATH`.
    ///
    /// A stranger may have put it there, so it is started by `ask` like an example, and asked the [`QUESTION`].
    pub(super) fn find<E>(
        named: Option<&Path>,
        oldest: (u32, u32),
        ask: impl Fn(&Path) -> Result<Answer, E>,
    ) -> Result<Result<Self, InterpreterError>, E> {
        let candidates = named.map_or_else(candidates, |path| vec![path.to_owned()]);
        let mut last_error = InterpreterError::NotFound;
        for candidate in candidates {
            match Self::from_answer(&candidate, oldest, ask(&candidate)?) {
                Ok(interpreter) => return Ok(Ok(interpreter)),
                Err(error) => last_error = error,
            }
        }
        Ok(Err(last_error))
    }

    fn from_answer(path: &Path, oldest: (u32, u32), answer: Answer) -> Result<Self, InterpreterError> {
        let facts: Vec<_> = answer.text.lines().map(str::trim).collect();
        let [executable, version, implementation, folders @ ..] = facts.as_slice() else {
            return Err(InterpreterError::Unusable { path: path.to_owned(), reason: answer.ending });
        };
        if minor(version) < oldest {
            return Err(InterpreterError::TooOld { path: path.to_owned(), version: (*version).to_owned() });
        }
        let started = folders.iter().filter_map(|line| line.strip_prefix(STARTED)).map(PathBuf::from).collect();
        let is_shadowed = folders.iter().any(|line| line.starts_with(BEFORE.trim_end()));
        let folders = folders.iter().map(PathBuf::from).filter(|folder| folder.is_absolute() && folder.exists());
        let executable = PathBuf::from(executable);
        let readable = readable(&executable).into_iter().chain(folders).collect();
        let (version, implementation) = ((*version).to_owned(), (*implementation).to_owned());
        Ok(Self { executable, version, implementation, readable, started, is_shadowed })
    }

    /// Whether only a part of the harness works on it, so that it says less of an example.
    #[must_use]
    pub fn is_early(&self) -> bool {
        minor(&self.version) < OLDEST
    }

    /// The folders in which it finds modules, among others that it reads.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.readable
    }
}

/// What has to be read to start the interpreter at `path`: the installation that it is in, that of the file behind it,
/// and that of the interpreter which a virtual environment stands upon.
pub(super) fn readable(path: &Path) -> Vec<PathBuf> {
    let installation = |path: &Path| path.parent().and_then(Path::parent).map(Path::to_owned);
    let mut found: Vec<_> = installation(path).into_iter().collect();
    let settings = found.first().map(|folder| std::fs::read_to_string(folder.join("pyvenv.cfg")).unwrap_or_default());
    let home = settings
        .as_deref()
        .and_then(|text| text.lines().find_map(|line| line.split_once('=').filter(|(key, _)| key.trim() == "home")));
    found.extend(home.and_then(|(_, home)| Path::new(home.trim()).parent().map(Path::to_owned)));
    found.extend(std::fs::canonicalize(path).ok().as_deref().and_then(installation));
    // An interpreter at the root of the file system would open all of it.
    found.retain(|folder| folder.parent().is_some());
    found
}

/// Variables of the tool that an interpreter needs to be found.
pub(super) fn variables_for_shims() -> std::collections::BTreeMap<String, String> {
    FOR_SHIMS.iter().filter_map(|&name| Some((name.to_owned(), std::env::var(name).ok()?))).collect()
}

/// The first two numbers of `version`.
fn minor(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Where an interpreter may be, the nearest to the project first.
fn candidates() -> Vec<PathBuf> {
    let environment = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let mut found = Vec::new();
    if let Some(folder) = environment("VIRTUAL_ENV").filter(|folder| !tool_env::is_environment(folder)) {
        found.push(folder.join(IN_ENVIRONMENT));
    }
    if let Some(folder) = environment("CONDA_PREFIX") {
        found.push(folder.join(if cfg!(windows) { "python.exe" } else { "bin/python" }));
    }
    let here = std::env::current_dir().unwrap_or_default();
    found.extend(here.ancestors().map(|folder| folder.join(".venv").join(IN_ENVIRONMENT)));
    found.retain(|path| path.is_file());
    found.extend(["python3", "python"].iter().filter_map(|name| on_path(name)));
    found.extend(tool_env::last_resort());
    found
}

/// The program `name` in a folder of `PATH`. A relative folder there would mean whatever lies around in the current
/// directory, which may be a stranger's; the environment of the tool alone has nothing to offer.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let file = if cfg!(windows) { format!("{name}.exe") } else { name.to_owned() };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute() && !tool_env::is_programs(folder))
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(["3.8.0", "3.13.0", "4.0"].iter().all(|version| minor(version) >= OLDEST));
        assert!(["2.7.18", "3.7.16", "x"].iter().all(|version| minor(version) < OLDEST));
    }

    fn find(answer: &str) -> Result<Interpreter, InterpreterError> {
        let ask = |_: &Path| Ok::<_, ()>(Answer { ending: "exit status 3".to_owned(), text: answer.to_owned() });
        Interpreter::find(Some(Path::new("/no/such/python")), OLDEST, ask).expect("an answer")
    }

    #[test]
    fn what_is_no_interpreter_is_named() {
        let error = find("").expect_err("no interpreter").to_string();
        assert!(error.contains("/no/such/python") && error.contains("exit status 3"), "{error}");
        assert!(find("/p\n2.7.18\nCPython\n").expect_err("too old").to_string().contains("2.7.18"));
    }

    #[test]
    fn an_answer_is_all_that_is_printed() {
        let answer = |text: &str| Answer::new("exit code 0".to_owned(), text);
        assert_eq!(answer("doctrue asks\r\n/p\n").text, "/p\n");
        assert_eq!(answer("3.11.7\n").text, "");
        let with_text = answer("Hello doctrue asks\n/p\n");
        assert_eq!((with_text.text.as_str(), with_text.ending.contains("text of its own")), ("", true));
    }

    #[cfg(unix)]
    #[test]
    fn an_interpreter_is_what_it_says_it_is() {
        let found = find("/no/such/bin/python3.11\n3.11.7\nCPython\n/usr\n").expect("an interpreter");
        assert_eq!((found.version.as_str(), found.implementation.as_str()), ("3.11.7", "CPython"));
        assert_eq!(found.readable, ["/no/such", "/usr"].map(PathBuf::from));
    }
}
