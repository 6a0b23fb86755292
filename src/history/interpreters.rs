//! Which other interpreters this machine has: those of pyenv and uv, and `python3.8`, `python3.9` … on `PATH`.
//!
//! Nothing here starts any of them: each is asked who it is behind the sandbox, like the one that runs examples. Only uv is
//! asked, outside of the current directory, for those that it has installed itself.

use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{order, process};
use crate::lang::metadata::satisfies;

/// An interpreter that may be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The program.
    pub path: PathBuf,
    /// Its version as far as its name tells it: `3.8.18`, or only `3.8`.
    pub version: String,
}

/// The oldest version that can check documents.
pub const OLDEST: (u32, u32) = (3, 8);

/// The oldest version that can be asked when a claim was true, the one of Python 3, and how many minor versions behind that.
pub const EARLIEST: (u32, u32) = (2, 7);
const EARLIEST_3: (u32, u32) = (3, 6);
const MINORS: u32 = 22;

/// When minor versions of Python 3 were released: year, month and day.
const RELEASED: [(u32, (i32, u32, u32)); 9] = [
    (6, (2016, 12, 23)),
    (7, (2018, 6, 27)),
    (8, (2019, 10, 14)),
    (9, (2020, 10, 5)),
    (10, (2021, 10, 4)),
    (11, (2022, 10, 24)),
    (12, (2023, 10, 2)),
    (13, (2024, 10, 7)),
    (14, (2025, 10, 7)),
];

/// How long uv may take to answer.
const TIME_FOR_UV: Duration = Duration::from_secs(5);

/// Where to look.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The folder of pyenv.
    pub pyenv: Option<PathBuf>,
    /// The folders of `PATH`.
    pub path: Vec<PathBuf>,
}

impl Places {
    /// Those of this user.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let pyenv = named("PYENV_ROOT").or_else(|| Some(named("HOME")?.join(".pyenv")));
        let path = std::env::var_os("PATH").unwrap_or_default();
        // A relative folder there would mean whatever lies around in the current directory.
        let path = std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect();
        Self { pyenv: pyenv.filter(|folder| folder.is_absolute()), path }
    }
}

/// When the minor version that `version` belongs to was released; none if that is not known, or long ago.
#[must_use]
pub fn released(version: &str) -> Option<NaiveDate> {
    let &[3, minor, ..] = order(version).as_slice() else { return None };
    let (_, (year, month, day)) = RELEASED.iter().find(|(own, _)| *own == minor)?;
    NaiveDate::from_ymd_opt(*year, *month, *day)
}

/// The interpreters in `places` from `oldest` on, the oldest version first, of each minor version the newest.
#[must_use]
pub fn installed(places: &Places, oldest: (u32, u32)) -> Vec<Installed> {
    let mut found: BTreeMap<Vec<u32>, Installed> = BTreeMap::new();
    let all = of_pyenv(places).into_iter().chain(of_uv(places)).chain(of_path(places));
    for one in all {
        let version = order(&one.version);
        let is_wanted = |minor: (u32, u32)| minor >= oldest && (minor >= EARLIEST_3 || minor == EARLIEST);
        if version.len() < 2 || !is_wanted((version[0], version[1])) {
            continue;
        }
        let known = found.entry(version[..2].to_vec()).or_insert_with(|| one.clone());
        if order(&known.version) < version {
            *known = one;
        }
    }
    found.into_values().collect()
}

/// Whether `text` asks for a version, like `3.12`, or a range of them, like `>=3.10`; all else is a path or a name.
#[must_use]
pub fn is_request(text: &str) -> bool {
    let is_version = |c: char| c.is_ascii_digit() || c == '.';
    let is_number = text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_version);
    is_number || text.starts_with(['<', '>', '=', '!', '~'])
}

/// Those of `installed` that `text` asks for: of a version the newest, of a range all, the oldest first.
#[must_use]
pub fn requested(installed: &[Installed], text: &str) -> Vec<PathBuf> {
    let wanted = order(text);
    let is_meant = |one: &&Installed| match text.starts_with(|c: char| c.is_ascii_digit()) {
        true => order(&one.version).starts_with(&wanted),
        false => satisfies(text, &one.version) == Some(true),
    };
    let meant: Vec<_> = installed.iter().filter(is_meant).map(|one| one.path.clone()).collect();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        meant.into_iter().next_back().into_iter().collect()
    } else {
        meant
    }
}

/// What is installed, for a person.
#[must_use]
pub fn told(installed: &[Installed]) -> String {
    let versions: Vec<_> = installed.iter().map(|one| one.version.as_str()).collect();
    if versions.is_empty() { "none was found".to_owned() } else { format!("there are {}", versions.join(", ")) }
}

fn of_pyenv(places: &Places) -> Vec<Installed> {
    let Some(entries) = places.pyenv.as_ref().and_then(|folder| folder.join("versions").read_dir().ok()) else {
        return Vec::new();
    };
    let one = |folder: PathBuf| {
        let version = folder.file_name()?.to_str().filter(|name| is_release(name))?.to_owned();
        let name = if version.starts_with('2') { "bin/python2.7" } else { "bin/python3" };
        let path = folder.join(name);
        path.is_file().then_some(Installed { path, version })
    };
    let mut found: Vec<_> = entries.flatten().filter_map(|entry| one(entry.path())).collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Whether `name` is that of a release of CPython: `3.8.18`.
fn is_release(name: &str) -> bool {
    let mut parts = name.split('.');
    name.matches('.').count() == 2 && parts.all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}

fn of_path(places: &Places) -> Vec<Installed> {
    // A shim is a script that looks for the interpreter anew at each start, and often finds none.
    let folders = places.path.iter().filter(|folder| !folder.ends_with("shims")).collect::<Vec<_>>();
    let (major, first) = EARLIEST_3;
    let minors = (first..first + MINORS).map(|minor| format!("{major}.{minor}"));
    let minors = std::iter::once(format!("{}.{}", EARLIEST.0, EARLIEST.1)).chain(minors);
    let one = |version: String| {
        let file = format!("python{version}{}", std::env::consts::EXE_SUFFIX);
        let path = folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file())?;
        Some(Installed { path, version })
    };
    minors.filter_map(one).collect()
}

/// What uv says of an interpreter.
#[derive(Deserialize)]
struct OfUv {
    version: String,
    path: Option<PathBuf>,
    implementation: String,
}

fn of_uv(places: &Places) -> Vec<Installed> {
    let file = format!("uv{}", std::env::consts::EXE_SUFFIX);
    let Some(uv) = places.path.iter().map(|folder| folder.join(&file)).find(|path| path.is_file()) else {
        return Vec::new();
    };
    let mut command = Command::new(uv);
    command.args(["python", "list", "--managed-python", "--only-installed", "--offline", "--no-config"]);
    command.args(["--output-format", "json"]).current_dir(root());
    let answer = process::output(&mut command, TIME_FOR_UV).unwrap_or_default();
    let listed: Vec<OfUv> = serde_json::from_slice(&answer).unwrap_or_default();
    let is_usable = |one: &OfUv| one.implementation == "cpython" && is_release(&one.version);
    let one = |one: OfUv| Some(Installed { path: one.path.filter(|path| path.is_absolute())?, version: one.version });
    listed.into_iter().filter(is_usable).filter_map(one).collect()
}

/// The root of the file system, where no project of anybody is.
fn root() -> &'static Path {
    Path::new(std::path::MAIN_SEPARATOR_STR)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn file(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
    }

    #[test]
    fn versions_and_ranges_are_asked_for() {
        let one = |version: &str| Installed { path: PathBuf::from(format!("/{version}")), version: version.to_owned() };
        let all = ["3.8.18", "3.10.13", "3.11.4", "3.12"].map(one);
        let asked = |text: &str| {
            let found = requested(&all, text).into_iter();
            found.map(|path| path.to_string_lossy()[1..].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            (asked("3.10"), asked("3.10.13"), asked("3")),
            (vec!["3.10.13".into()], vec!["3.10.13".into()], vec!["3.12".into()])
        );
        assert_eq!((asked("3.1"), asked("3.9"), asked(">=3.13")), (vec![], vec![], Vec::<String>::new()));
        assert_eq!(asked(">=3.10,<3.12"), ["3.10.13", "3.11.4"]);
        for (text, expected) in
            [("3.12", true), (">=3.8", true), ("python3.12", false), ("/usr/bin/python3", false), ("", false)]
        {
            assert_eq!(is_request(text), expected, "{text}");
        }
        assert!(told(&all).ends_with("3.8.18, 3.10.13, 3.11.4, 3.12") && told(&[]).contains("none"));
    }

    #[test]
    fn interpreters_are_found_by_pyenv_uv_and_path_and_the_newest_of_each_version_counts() {
        let place = tempfile::tempdir().expect("a folder");
        let pyenv = place.path().join("pyenv");
        for version in ["3.8.1", "3.8.18", "3.6.15", "2.7.18", "my-env", "pypy3.9-7.3", "3.10.13"] {
            file(&pyenv.join("versions").join(version).join("bin/python3"), "");
        }
        fs::create_dir_all(pyenv.join("versions/3.9.1/bin")).expect("a folder");
        let (bin, shims) = (place.path().join("bin"), pyenv.join("shims"));
        file(&shims.join("python3.13"), "");
        file(&bin.join("python3.10"), "");
        file(&bin.join("python3.12"), "");
        let listed = r#"[{"version": "3.11.4", "path": "/uv/python3.11", "implementation": "cpython", "key": "x"},
            {"version": "3.14.0", "path": null, "implementation": "cpython"},
            {"version": "3.10.2", "path": "/uv/pypy", "implementation": "pypy"}]"#;
        file(&bin.join("uv"), &format!("#!/bin/sh\ncat <<'END'\n{listed}\nEND\n"));
        let places = Places { pyenv: Some(pyenv.clone()), path: vec![shims, bin.clone()] };
        let found: Vec<_> = installed(&places, OLDEST).into_iter().map(|one| (one.version, one.path)).collect();
        let of_pyenv = |version: &str| (version.to_owned(), pyenv.join("versions").join(version).join("bin/python3"));
        let expected = [
            of_pyenv("3.8.18"),
            of_pyenv("3.10.13"),
            ("3.11.4".to_owned(), PathBuf::from("/uv/python3.11")),
            ("3.12".to_owned(), bin.join("python3.12")),
        ];
        assert_eq!(found, expected);
        assert_eq!(installed(&Places::default(), OLDEST), []);
        file(&pyenv.join("versions/2.7.18/bin/python2.7"), "");
        let earlier = installed(&places, EARLIEST).into_iter().map(|one| one.version);
        assert_eq!(earlier.take(3).collect::<Vec<_>>(), ["2.7.18", "3.6.15", "3.8.18"]);
    }
}
