//! Environments with certain releases of packages, which the examples of a document share while they are looked back on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Other, Page};
use crate::pipeline::checker::Checker;
use crate::run::{Lock, LockRequest, PackageReach, Packages, Runner, TrialEnvironment};

/// What runs the programs: the number of another interpreter, or none for today's.
pub(super) type Base = Option<usize>;

/// What an environment is known by: its interpreter, and its releases.
pub(super) type Key = (Base, Vec<String>);

/// Whoever asks for one while it is made waits.
type Entry = Arc<OnceLock<Result<TrialEnvironment, String>>>;

/// The environments that were made for a document.
#[derive(Default)]
pub(super) struct Trials {
    entries: Mutex<BTreeMap<Key, Entry>>,
    /// Those that are kept when the document is done.
    kept: Mutex<BTreeSet<Key>>,
}

impl Trials {
    fn entry(&self, base: Base, lock: &Lock) -> Entry {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(entries.entry((base, lock.pins())).or_default())
    }

    /// Keeps what shall be, and takes away the rest.
    pub(super) fn finish(self) {
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (key, entry) in self.entries.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let made = Arc::into_inner(entry).and_then(OnceLock::into_inner);
            if let Some(Ok(trial)) = made.filter(|_| kept.contains(&key)) {
                // It is made anew where it is needed again.
                let _ = trial.keep();
            }
        }
    }
}

impl<'a> Page<'_, 'a> {
    /// What runs programs on `base`, and makes environments on top of it.
    pub(super) fn base(&self, base: Base) -> Option<(&'a Runner, &'a Packages)> {
        let Some(number) = base else { return Some((self.checker.runner, self.checker.packages)) };
        let other: &'a Other = &self.past.others()[number];
        let runner = self.past.runner(other)?;
        let packages = || Packages::new(runner.interpreter(), self.past.interrupt.clone());
        Some((runner, other.packages.get_or_init(packages)))
    }

    /// The releases that `request` asks for on `base`.
    pub(super) fn lock(&self, base: Base, request: LockRequest<'_>, reach: PackageReach) -> Result<Lock, String> {
        let (_, packages) = self.base(base).ok_or("this Python does not start")?;
        packages.lock(request, reach).map_err(|error| error.to_string())
    }

    /// What checks the document on `base` with the releases of `lock`; none where it would have to be made and `reach` does not
    /// allow that.
    pub(super) fn checker_with(&self, base: Base, lock: &Lock, reach: PackageReach) -> Result<Checker<'a>, String> {
        let (runner, packages) = self.base(base).ok_or("this Python does not start")?;
        let entry = self.trials.entry(base, lock);
        let make = || {
            let trial = packages.trial(&lock.pins(), reach).map_err(|error| error.to_string())?;
            self.past.count_environment();
            Ok(trial)
        };
        let python = entry.get_or_init(make).as_ref().map(TrialEnvironment::python).map_err(Clone::clone)?;
        let checker = self.checker.on((runner, packages), &self.past.unhurried, self.examples);
        Ok(Checker { environment: Some(python), ..checker })
    }

    /// Has the environment on `base` with the releases of `lock` kept, and gives its interpreter.
    pub(super) fn keep(&self, base: Base, lock: &Lock) -> Option<PathBuf> {
        let entry = self.trials.entry(base, lock);
        let python = entry.get()?.as_ref().ok()?.lasting_python();
        let mut kept = self.trials.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert((base, lock.pins()));
        Some(python)
    }
}
