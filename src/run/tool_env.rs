//! The virtual environment that was made for the tool alone, if it is installed in one.
//!
//! pre-commit and prek put a hook's private environment first on `PATH` and into `VIRTUAL_ENV`, `uvx` does the former. What
//! is there says nothing about the project whose examples are run: its interpreter has none of the project's packages. So
//! neither the choice of the interpreter nor the examples hear of it. An environment that somebody activated or where other
//! things are installed beside the tool is the project's, and so is an installation that is no virtual environment.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs, io};

/// The interpreter inside a virtual environment.
pub(super) const IN_ENVIRONMENT: &str = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };

/// Files by which the managers of hooks know the environments that they have made.
const OF_HOOKS: [&str; 3] = [".install_state_v1", ".install_state_v2", ".prek-hook.json"];

/// What an environment holds that was made for the tool alone, as the names of distributions.
const NO_MORE_THAN: [&str; 4] = ["doctrue", "pip", "setuptools", "wheel"];

/// The environment, with symbolic links resolved.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let tool = fs::canonicalize(env::current_exe().ok()?).ok()?;
    let folder = tool.parent()?.parent()?;
    let is_active = env::var_os("VIRTUAL_ENV").is_some_and(|active| is_same(Path::new(&active), Some(folder)));
    is_for_the_tool(folder, is_active).then(|| folder.to_owned())
});

/// Whether `folder` is that environment.
pub(super) fn is_environment(folder: &Path) -> bool {
    is_same(folder, FOLDER.as_deref())
}

/// Whether `folder` is where that environment has its programs.
pub(super) fn is_programs(folder: &Path) -> bool {
    folder.parent().is_some_and(is_environment)
}

/// Its interpreter, where there may be no other; not that of a hook, which is never what its user means.
pub(super) fn last_resort() -> Option<PathBuf> {
    FOLDER.as_deref().filter(|folder| !is_of_hook(folder)).map(|folder| folder.join(IN_ENVIRONMENT))
}

/// `PATH` without the programs of that environment.
pub(super) fn path_without(path: &OsStr) -> OsString {
    if FOLDER.is_none() {
        return path.to_owned();
    }
    let others = env::split_paths(path).filter(|folder| !is_programs(folder));
    env::join_paths(others).unwrap_or_else(|_| path.to_owned())
}

fn is_same(folder: &Path, own: Option<&Path>) -> bool {
    own.is_some_and(|own| fs::canonicalize(folder).is_ok_and(|folder| folder == own))
}

/// Managers of hooks activate what they have made, whatever else they have put there.
fn is_for_the_tool(folder: &Path, is_active: bool) -> bool {
    let is_lonely = || !is_active && holds_nothing_else(folder).unwrap_or(false);
    folder.join("pyvenv.cfg").is_file() && (is_of_hook(folder) || is_lonely())
}

fn is_of_hook(folder: &Path) -> bool {
    OF_HOOKS.iter().any(|name| folder.join(name).is_file())
}

/// Whether nothing but the tool is installed there; links to packages elsewhere count as packages.
fn holds_nothing_else(environment: &Path) -> io::Result<bool> {
    for folder in site_packages(environment)? {
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let distribution = name.strip_suffix(".dist-info").and_then(|rest| rest.split('-').next());
            let is_other = match distribution {
                Some(distribution) => !NO_MORE_THAN.contains(&distribution),
                None => {
                    [".pth", ".egg-link", ".egg-info", ".egg"].iter().any(|end| name.ends_with(end)) && !is_usual(&name)
                }
            };
            if is_other {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// What makers of environments put there without a package behind it.
fn is_usual(name: &str) -> bool {
    ["distutils-precedence.pth", "_virtualenv.pth"].contains(&name)
}

fn site_packages(environment: &Path) -> io::Result<Vec<PathBuf>> {
    if cfg!(windows) {
        return Ok(vec![environment.join("Lib").join("site-packages")]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(environment.join("lib"))? {
        let folder = entry?.path().join("site-packages");
        found.extend(folder.is_dir().then_some(folder));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An environment with these files and folders in its `site-packages`.
    fn environment(content: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("pyvenv.cfg"), "home = /usr/bin\n").expect("a file");
        let inside = if cfg!(windows) { "Lib/site-packages" } else { "lib/python3.11/site-packages" };
        for name in content {
            fs::create_dir_all(folder.path().join(inside).join(name)).expect("a folder");
        }
        folder
    }

    #[test]
    fn an_environment_with_the_tool_alone_is_the_tools() {
        for content in [
            &["doctrue-0.1.0.dist-info"][..],
            &[
                "doctrue-0.1.0.dist-info",
                "pip",
                "pip-23.2.1.dist-info",
                "setuptools-65.5.0.dist-info",
                "_virtualenv.py",
            ],
            &["doctrue-0.1.0.dist-info", "distutils-precedence.pth", "_virtualenv.pth", "__pycache__"],
        ] {
            let folder = environment(content);
            assert!(is_for_the_tool(folder.path(), false), "{content:?}");
            assert!(!is_for_the_tool(folder.path(), true), "{content:?} is what somebody activated");
        }
    }

    #[test]
    fn an_environment_with_other_packages_is_the_projects() {
        for other in ["numpy-2.0.0.dist-info", "app.egg-link", "__editable__.app.pth", "old-1.egg-info", "_overlay.pth"]
        {
            assert!(!is_for_the_tool(environment(&["doctrue-0.1.0.dist-info", other]).path(), false), "{other}");
        }
    }

    #[test]
    fn what_a_manager_of_hooks_made_is_never_the_projects() {
        for name in OF_HOOKS {
            let folder = environment(&["doctrue-0.1.0.dist-info", "numpy-2.0.0.dist-info"]);
            fs::write(folder.path().join(name), "{}").expect("a file");
            assert!(is_for_the_tool(folder.path(), true) && is_for_the_tool(folder.path(), false), "{name}");
        }
    }

    #[test]
    fn what_is_no_virtual_environment_is_nobodys() {
        let folder = environment(&["doctrue-0.1.0.dist-info"]);
        fs::remove_file(folder.path().join("pyvenv.cfg")).expect("a file");
        assert!(!is_for_the_tool(folder.path(), false));
    }
}
