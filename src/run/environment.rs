//! The environment of an example: an allow-list, never what the tool happens to have.

use std::ffi::OsString;
use std::path::Path;

use super::tool_env;

/// Variables that are passed on: where programs and libraries are found.
const PASSED_ON: &[&str] = &[
    "PATH",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "LD_LIBRARY_PATH",
    // What Windows itself and the standard library of Python look for there.
    "SystemRoot",
    "SystemDrive",
    "PATHEXT",
    "COMSPEC",
    "PROCESSOR_ARCHITECTURE",
];

/// The variables that are passed on, with their values; of the environment that the tool alone is in they say nothing.
pub fn passed_on() -> impl Iterator<Item = (OsString, OsString)> {
    PASSED_ON.iter().filter_map(|&name| {
        let value = std::env::var_os(name)?;
        match name {
            "PATH" => Some((name.into(), tool_env::path_without(&value))),
            "VIRTUAL_ENV" if tool_env::is_environment(Path::new(&value)) => None,
            _ => Some((name.into(), value)),
        }
    })
}

/// Variables that are the same for every example, so that its output does not depend on the machine.
const FIXED: &[(&str, &str)] = &[
    ("LANG", "C.UTF-8"),
    ("LC_ALL", "C.UTF-8"),
    ("TZ", "UTC"),
    ("TERM", "dumb"),
    ("COLUMNS", "80"),
    ("LINES", "24"),
    ("NO_COLOR", "1"),
    ("PYTHON_COLORS", "0"),
    ("PYTHONUTF8", "1"),
    ("PYTHONIOENCODING", "utf-8"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PYTHONNOUSERSITE", "1"),
    ("MPLBACKEND", "Agg"),
];

/// All variables of an example whose home is `home` and whose temporary files go to `temporary`.
pub(super) fn of_example(harness: &Path, home: &Path, temporary: &Path, hash_seed: u32) -> Vec<(OsString, OsString)> {
    let mut variables: Vec<_> = passed_on().collect();
    variables.extend(FIXED.iter().map(|(name, value)| (name.into(), value.into())));
    variables.push(("PYTHONPATH".into(), harness.into()));
    variables.push(("PYTHONHASHSEED".into(), hash_seed.to_string().into()));
    // On Windows programs keep their settings in the last two.
    for name in ["HOME", "USERPROFILE"].iter().chain(if cfg!(windows) { &["APPDATA", "LOCALAPPDATA"][..] } else { &[] })
    {
        variables.push((name.into(), home.into()));
    }
    for name in ["TMPDIR", "TEMP", "TMP"] {
        variables.push((name.into(), temporary.into()));
    }
    variables
}
