//! Finding the configuration: the nearest one, from the current directory up to the root of the repository.
//!
//! What lies in a repository may have been put there by a stranger: only a regular file of a sensible size is read, and
//! a link that leads out of the repository is not followed, because what is wrong with a file is shown, line by line.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::problem::ConfigError;
use super::read::has_table;
use crate::source::slashed;

/// Names of the file, the first that is there counts.
pub const NAMES: [&str; 3] = ["doctrue.toml", ".doctrue.toml", PYPROJECT];

/// The one that counts only if it has a table for this tool.
const PYPROJECT: &str = "pyproject.toml";

/// The longest configuration that is read, in bytes.
const LONGEST: u64 = 256 << 10;

/// Which configuration is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The nearest.
    #[default]
    Nearest,
    /// This file.
    Named(PathBuf),
    /// None at all.
    None,
}

/// A file that was found and read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The path as it is shown.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

impl Found {
    pub(super) fn is_pyproject(&self) -> bool {
        is_pyproject(&self.path)
    }
}

fn is_pyproject(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == PYPROJECT)
}

/// The file at `path`, which the user names.
pub(super) fn named(path: &Path) -> Result<Found, ConfigError> {
    let name = slashed(path);
    let bytes = read(path, &name)?;
    Ok(Found { name, path: path.to_owned(), bytes })
}

/// The nearest file from `here` upwards, if there is one.
pub(super) fn nearest(here: &Path) -> Result<Option<Found>, ConfigError> {
    for (climbed, folder) in here.ancestors().enumerate() {
        for file in NAMES {
            let path = folder.join(file);
            let Ok(metadata) = path.symlink_metadata() else { continue };
            // A folder of this name, and a pipe that never ends, may well be somebody else's.
            if is_pyproject(&path) && !path.is_file() {
                continue;
            }
            let name = "../".repeat(climbed) + file;
            if metadata.is_symlink() {
                stays_inside(&path, &name, here)?;
            }
            let bytes = read(&path, &name)?;
            if !is_pyproject(&path) || has_table(&String::from_utf8_lossy(&bytes)) {
                return Ok(Some(Found { name, path, bytes }));
            }
        }
        if is_root(folder) {
            break;
        }
    }
    Ok(None)
}

/// Whether `folder` is the root of a repository. In a worktree and in a submodule `.git` is a file.
fn is_root(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// Demands that the link at `path` leads to a file of the repository around `here`, or of its own folder if there is no
/// repository.
fn stays_inside(path: &Path, name: &str, here: &Path) -> Result<(), ConfigError> {
    let unreadable = |reason: String| ConfigError::Unreadable { name: name.to_owned(), reason };
    let own_folder = path.parent().unwrap_or(here);
    let root = here.ancestors().find(|folder| is_root(folder)).unwrap_or(own_folder);
    let target = path.canonicalize().map_err(|error| unreadable(error.to_string()))?;
    match root.canonicalize() {
        Ok(root) if target.starts_with(&root) => Ok(()),
        Ok(_) | Err(_) => {
            Err(unreadable("it links to a file outside the repository: name that file with --config".to_owned()))
        }
    }
}

fn read(path: &Path, name: &str) -> Result<Vec<u8>, ConfigError> {
    let unreadable = |reason: String| ConfigError::Unreadable { name: name.to_owned(), reason };
    let failed = |error: std::io::Error| unreadable(format!("{error}; use --no-config to ignore it"));
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(unreadable("it is not a regular file; use --no-config to ignore it".to_owned()));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LONGEST {
        return Err(unreadable(format!("it is longer than {} KiB", LONGEST >> 10)));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("a/b")).expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    fn found(files: &[(&str, &str)]) -> Option<String> {
        nearest(&tree(files).path().join("a/b")).expect("no trouble").map(|found| found.name)
    }

    #[test]
    fn the_nearest_counts_and_of_one_folder_the_first_name() {
        let all = [
            (".doctrue.toml", ""),
            ("a/pyproject.toml", "[tool.doctrue]"),
            ("a/.doctrue.toml", ""),
            ("doctrue.toml", ""),
        ];
        assert_eq!(found(&all).as_deref(), Some("../.doctrue.toml"));
        assert_eq!(found(&all[..2]).as_deref(), Some("../pyproject.toml"));
        assert_eq!(found(&[all[0], all[3]]).as_deref(), Some("../../doctrue.toml"));
    }

    #[test]
    fn a_pyproject_without_our_table_is_passed_over() {
        assert_eq!(
            found(&[("a/pyproject.toml", "[tool.ruff]"), ("a/b/pyproject.toml", "[broken"), (".git", "")]),
            None
        );
        let broken = found(&[("a/pyproject.toml", "[tool.doctrue]\nx = = 1")]);
        assert_eq!(broken.as_deref(), Some("../pyproject.toml"), "what is wrong with it is to be told");
    }

    #[test]
    fn the_search_ends_at_the_root_of_the_repository() {
        assert_eq!(found(&[("doctrue.toml", ""), ("a/.git/HEAD", "")]), None);
        assert_eq!(found(&[("a/doctrue.toml", ""), ("a/.git", "gitdir: x")]).as_deref(), Some("../doctrue.toml"));
    }

    #[test]
    fn what_is_no_sensible_file_is_refused() {
        let folder = tree(&[("a/b/doctrue.toml/x", "")]);
        assert!(nearest(&folder.path().join("a/b")).is_err());
        assert!(named(&folder.path().join("missing.toml")).is_err());
        let long = tree(&[("a/b/doctrue.toml", &"#".repeat(1 + (256 << 10)))]);
        assert!(nearest(&long.path().join("a/b")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_repository_is_not_followed() {
        use std::os::unix::fs::symlink;
        let folder = tree(&[("secret.toml", "x = 1"), ("a/.git", ""), ("a/real.toml", "")]);
        symlink("../../secret.toml", folder.path().join("a/b/doctrue.toml")).expect("a link");
        assert!(nearest(&folder.path().join("a/b")).is_err_and(|error| error.to_string().contains("--config")));
        assert!(named(&folder.path().join("a/b/doctrue.toml")).is_ok(), "what the user names is read");
        fs::remove_file(folder.path().join("a/b/doctrue.toml")).expect("no link");
        symlink("../real.toml", folder.path().join("a/b/doctrue.toml")).expect("a link");
        assert!(nearest(&folder.path().join("a/b")).is_ok_and(|found| found.is_some()));
    }
}
