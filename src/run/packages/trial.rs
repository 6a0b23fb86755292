//! Environments that may be needed for a few runs only.

use std::path::PathBuf;
use tempfile::TempDir;

use super::super::tool_env::IN_ENVIRONMENT;
use super::{PackageReach, Packages, PackagesError, cache_error, publish};
use crate::lang::metadata::is_plain;

/// An environment, which is gone when this is dropped unless it is kept.
#[derive(Debug)]
pub struct TrialEnvironment {
    /// Where it is, or belongs.
    folder: PathBuf,
    /// Where it was made, and the folder around it; none if it is kept already.
    made: Option<(PathBuf, TempDir)>,
}

impl TrialEnvironment {
    pub(super) fn of_kept(folder: PathBuf) -> Self {
        Self { folder, made: None }
    }

    pub(super) fn of_made(folder: PathBuf, made: PathBuf, room: TempDir) -> Self {
        Self { folder, made: Some((made, room)) }
    }

    /// Its interpreter, as long as this is there.
    #[must_use]
    pub fn python(&self) -> PathBuf {
        let folder = self.made.as_ref().map_or(self.folder.as_path(), |(made, _)| made.as_path());
        folder.join(IN_ENVIRONMENT)
    }

    /// Its interpreter, once it is kept.
    #[must_use]
    pub fn lasting_python(&self) -> PathBuf {
        self.folder.join(IN_ENVIRONMENT)
    }

    /// Keeps it, and gives its interpreter.
    ///
    /// # Errors
    /// If it cannot be moved into the cache.
    pub fn keep(self) -> Result<PathBuf, PackagesError> {
        if let Some((made, room)) = &self.made {
            publish(made, &self.folder, room.path()).map_err(|error| cache_error(&self.folder, &error))?;
        }
        Ok(self.lasting_python())
    }
}

impl Packages {
    /// An environment with the packages that `pins` name, for a few runs, as far as `reach` allows.
    ///
    /// # Errors
    /// If it cannot be had.
    pub fn trial(&self, pins: &[String], reach: PackageReach) -> Result<TrialEnvironment, PackagesError> {
        if let Some(odd) = pins.iter().find(|pin| !is_plain(pin)) {
            return Err(PackagesError::NotPlain { requirement: format!("{odd:?}") });
        }
        let wanted = pins.iter().map(String::as_str).collect();
        self.sought(&self.name_of(&wanted), &wanted, reach)
    }
}
