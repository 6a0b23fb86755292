//! Environments with the packages that examples ask for: one for each set of packages, made by `uv` and kept.
//!
//! Whoever writes a document names the packages, so this is as careful as if a stranger did. Only plain requirements
//! are handed to `uv`, only wheels are installed, which executes nothing of them, and no configuration of the repository
//! is read. What a wheel may have changed about the start of the interpreter is undone (`startup`), so that a package
//! runs when an example imports it, under the limits of examples, and not before. For the same reason nobody may start
//! the interpreter of such an environment but to run an example.
//!
//! An environment is kept as long as the cache: a set without versions means those of the day it was made.

mod installed;
mod lock;
mod startup;
mod trial;
mod uv;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thiserror::Error;

use super::interpreter::on_path;
use super::tool_env::IN_ENVIRONMENT;
use super::{Interpreter, Interrupt};
use crate::lang::metadata::is_plain;
pub use installed::Distributions;
pub use lock::{Lock, LockRequest, LockedRelease, normal};
pub use trial::TrialEnvironment;
use uv::Uv;

/// How long the making of one environment may take, downloads included.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Part of the name of an environment: to be raised when environments are made in another way.
const GENERATION: &str = "1";

/// Why the packages of an example cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackagesError {
    /// There is no `uv`.
    #[error(
        "needs the packages {packages}: install uv (https://docs.astral.sh/uv), or install them for this interpreter \
         and leave them out of the example"
    )]
    NoUv {
        /// What is wanted.
        packages: String,
    },
    /// It is more than a name with extras, versions and a marker.
    #[error(
        "{requirement} is not a plain requirement: name a package of the index, as in `rich>=13`; no URL, path or option"
    )]
    NotPlain {
        /// What is wanted, as a quoted literal.
        requirement: String,
    },
    /// There is no place for environments, or it cannot be written.
    #[error(
        "cannot keep an environment in {folder} ({reason}): let DOCTRUE_CACHE_DIR name a folder that can be written"
    )]
    Cache {
        /// The place.
        folder: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// `uv` is there and does not start.
    #[error("cannot start {uv} ({reason}): check that `uv --version` works")]
    Launch {
        /// The program.
        uv: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// `uv` said no.
    #[error("uv cannot provide the packages {packages}: {reason}")]
    Failed {
        /// What is wanted.
        packages: String,
        /// What it said, on one line and without control characters.
        reason: String,
    },
    /// It took too long.
    #[error(
        "uv did not provide the packages {packages} within {seconds} s: check the network, or try again, since what it \
         has loaded is kept"
    )]
    TimedOut {
        /// What is wanted.
        packages: String,
        /// The limit.
        seconds: u64,
    },
    /// The whole check was interrupted.
    #[error("the packages {packages} are not installed because the check was interrupted")]
    Interrupted {
        /// What is wanted.
        packages: String,
    },
    /// It would have to be fetched, and nobody asked for that.
    #[error("the packages {packages} are not in the cache")]
    NotKept {
        /// What is wanted.
        packages: String,
    },
    /// A wheel changes which Python the environment runs.
    #[error("a wheel among the packages {packages} replaces files that start the interpreter: do not use it")]
    Tampered {
        /// What is wanted.
        packages: String,
    },
}

/// How far packages are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageReach {
    /// In the cache only.
    Kept,
    /// At the index, too.
    Index,
}

/// What came of one set of packages; whoever asks while it is made waits.
type Entry = Arc<OnceLock<Result<PathBuf, PackagesError>>>;

/// Gives each set of packages its interpreter. Shared by all workers.
#[derive(Debug)]
pub struct Packages {
    base: Interpreter,
    uv: Option<PathBuf>,
    /// The variables that `uv` gets.
    variables: Vec<(OsString, OsString)>,
    /// Where the environments are; none if the user has no home.
    folder: Option<PathBuf>,
    limit: Duration,
    interrupt: Interrupt,
    entries: Mutex<BTreeMap<String, Entry>>,
}

impl Packages {
    /// Environments on top of the interpreter `base`. Looks for `uv` on `PATH`; nothing is started or written yet.
    #[must_use]
    pub fn new(base: &Interpreter, interrupt: Interrupt) -> Self {
        Self {
            base: base.clone(),
            uv: on_path("uv"),
            variables: uv::variables(std::env::vars_os()),
            folder: cache_folder().map(|folder| folder.join("environments")),
            limit: TIME_LIMIT,
            interrupt,
            entries: Mutex::default(),
        }
    }

    /// The interpreter that has the packages `dependencies`, each as in inline script metadata. It is made unless it is
    /// in the cache; the order and the repetition of packages do not matter. No packages are what the base has.
    ///
    /// Each set is tried once: the same error comes back at once when it is asked for again.
    ///
    /// # Errors
    /// If the packages cannot be had; the example then is one that was not given what it needs.
    pub fn python_for(&self, dependencies: &[String]) -> Result<PathBuf, PackagesError> {
        if let Some(odd) = dependencies.iter().find(|requirement| !is_plain(requirement)) {
            return Err(PackagesError::NotPlain { requirement: format!("{odd:?}") });
        }
        let wanted: BTreeSet<&str> = dependencies.iter().map(|requirement| requirement.trim()).collect();
        if wanted.is_empty() {
            return Ok(self.base.executable.clone());
        }
        let name = self.name_of(&wanted);
        let entry = {
            let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(entries.entry(name.clone()).or_default())
        };
        entry.get_or_init(|| self.find_or_make(&name, &wanted)).clone()
    }

    /// The name of an environment's folder.
    fn name_of(&self, wanted: &BTreeSet<&str>) -> String {
        self.named("", wanted.iter().copied())
    }

    /// A name for what is kept of these `parts`: the same for the same parts on the same interpreter, and for no others.
    /// A stranger chooses the packages, so the hash is one that nobody can find two texts for.
    fn named<'t>(&self, kind: &str, parts: impl Iterator<Item = &'t str>) -> String {
        let mut hasher = blake3::Hasher::new();
        let executable = self.base.executable.as_os_str().as_encoded_bytes();
        let base =
            [GENERATION.as_bytes(), executable, self.base.version.as_bytes(), self.base.implementation.as_bytes()];
        // No part holds this byte, so it tells where each one ends.
        let mut add = |part: &[u8]| _ = hasher.update(part).update(b"\0");
        base.into_iter().for_each(&mut add);
        parts.for_each(|part| add(part.as_bytes()));
        if !kind.is_empty() {
            add(kind.as_bytes());
        }
        hasher.finalize().to_hex().chars().take(32).collect()
    }

    fn find_or_make(&self, name: &str, wanted: &BTreeSet<&str>) -> Result<PathBuf, PackagesError> {
        self.sought(name, wanted, PackageReach::Index)?.keep()
    }

    /// The environment of this `name` with the packages `wanted`, made as far as `reach` allows if it is not there.
    fn sought(
        &self,
        name: &str,
        wanted: &BTreeSet<&str>,
        reach: PackageReach,
    ) -> Result<TrialEnvironment, PackagesError> {
        let packages = wanted.iter().copied().collect::<Vec<_>>().join(", ");
        let kept = self.folder.as_ref().map(|folder| folder.join(name)).filter(|folder| is_usable(folder));
        if let Some(folder) = kept {
            return Ok(TrialEnvironment::of_kept(folder));
        }
        if reach == PackageReach::Kept {
            return Err(PackagesError::NotKept { packages });
        }
        let folder = self.place(name, &packages)?;
        let room = make_room(&folder).map_err(|error| cache_error(&folder, &error))?;
        let made = self.uv(&packages, room.path())?.make(wanted)?;
        Ok(TrialEnvironment::of_made(folder, made, room))
    }

    /// Where an environment of this `name` belongs.
    fn place(&self, name: &str, packages: &str) -> Result<PathBuf, PackagesError> {
        if self.uv.is_none() {
            return Err(PackagesError::NoUv { packages: packages.to_owned() });
        }
        let folder = self.folder.as_ref().map(|folder| folder.join(name));
        let no_home = || cache_error(Path::new("the home directory"), &io::Error::from(io::ErrorKind::NotFound));
        folder.ok_or_else(no_home)
    }

    /// What calls `uv` for these `packages` in `room`.
    fn uv<'u>(&'u self, packages: &'u str, room: &'u Path) -> Result<Uv<'u>, PackagesError> {
        let no_uv = || PackagesError::NoUv { packages: packages.to_owned() };
        Ok(Uv {
            program: self.uv.as_ref().ok_or_else(no_uv)?,
            variables: &self.variables,
            room,
            base: &self.base.executable,
            packages,
            limit: self.limit,
            deadline: Instant::now() + self.limit,
            interrupt: &self.interrupt,
        })
    }
}

/// The tool's folder in the user's cache directory.
#[must_use]
pub fn cache_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let named = std::env::var_os("DOCTRUE_CACHE_DIR").filter(|value| !value.is_empty());
    match named {
        // Examples and `uv` have other current directories.
        Some(folder) => std::path::absolute(folder).ok(),
        None => Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("doctrue")),
    }
}

fn cache_error(folder: &Path, error: &io::Error) -> PackagesError {
    PackagesError::Cache { folder: folder.to_owned(), reason: error.to_string() }
}

/// Whether `environment` is there and the interpreter that it is made from still is. It is put in place as a whole, so
/// there is never a part of one.
fn is_usable(environment: &Path) -> bool {
    environment.join(IN_ENVIRONMENT).is_file()
}

/// A folder beside `environment` to make it in, on the same file system, gone when it is dropped.
fn make_room(environment: &Path) -> io::Result<TempDir> {
    let parent = environment.parent().unwrap_or(environment);
    fs::create_dir_all(parent)?;
    // Backup programs leave out a folder with this file (https://bford.info/cachedir).
    let tag = parent.join("CACHEDIR.TAG");
    if !tag.exists() {
        fs::write(tag, "Signature: 8a477f597d28d172789f06886806bc55\n")?;
    }
    tempfile::Builder::new().prefix(".making-").tempdir_in(parent)
}

/// Moves the environment `made` to `folder`. Another process may have been faster, which is as good. What is there and
/// cannot be used is moved into `room`, where it is deleted.
fn publish(made: &Path, folder: &Path, room: &Path) -> io::Result<()> {
    let Err(error) = fs::rename(made, folder) else { return Ok(()) };
    if is_usable(folder) {
        return Ok(());
    }
    if fs::rename(folder, room.join("unusable")).is_err() {
        return Err(error);
    }
    fs::rename(made, folder).or_else(|error| if is_usable(folder) { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests;
