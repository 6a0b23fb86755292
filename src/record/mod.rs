//! What runs saw, kept for later checks, so that a second check of unchanged notes starts no interpreter.
//!
//! Kept is what happened, never a verdict: judging is cheap, and a better judge then needs no other cache. A stored run stands
//! for a new one only if everything is the same that the program can depend on: the program itself with all that it is handed
//! ([`RunKey`]), and the interpreter with everything around it ([`RunOrigin`]). Stored are only programs whose code shows that they ask
//! for nothing else ([`crate::plan::repeats`]), of examples of which nothing is to be told; what fails is always seen afresh.
//!
//! Nothing that lies in the cache can do more than be of no use: what is broken, foreign or not to be trusted is left alone with a
//! note, and the example runs. `store` says who may write there, and how anything else is noticed.

mod bucket;
mod digests;
mod key;
mod origin;
mod seal;
mod sheet;
mod spill;
mod store;
mod worth;

pub use key::RunKey;
pub use origin::RunOrigin;
pub use sheet::{BatchRequest, Owner, Sheet, recall, run_batch};
pub use store::{Removed, clean, prune};

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::run::Runner;
use crate::settings::{Cache, RunSettings};
use bucket::Bucket;
use spill::Spill;
use store::Store;

/// What is said where a folder for the cache cannot be used.
const WITHOUT: &str = "so this check does not use it";

/// So many files of the cache stay open; those of more folders are opened for each document.
const MOST_OPEN: usize = 64;

/// The stored runs that a check may use, and those that it adds.
#[derive(Debug)]
pub struct Records {
    store: Store,
    origin: RunOrigin,
    /// Whether everything runs, and what is stored is only compared.
    verifies: bool,
    here: PathBuf,
    /// By their paths: to compare these part by part would take longer than all else that is done here.
    folders: Mutex<BTreeMap<OsString, Folder>>,
    /// What is to be stored; none before there is something.
    spill: Mutex<Option<Spill>>,
    notes: Mutex<BTreeSet<String>>,
    differences: Mutex<Vec<Difference>>,
}

/// A stored run that is not what its program does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The path of the document.
    pub path: String,
    /// The line of the block.
    pub line: usize,
    /// What is another one.
    pub what: String,
}

/// The documents of one folder.
#[derive(Debug, Default)]
struct Folder {
    stored: Option<Arc<Bucket>>,
    number: u64,
}

impl Records {
    /// Those for checks with `settings` by `runner`; none if there shall be none, or nothing could be trusted there. Then a
    /// note may say why.
    #[must_use]
    pub fn open(runner: &Runner, settings: &RunSettings) -> (Option<Self>, Option<String>) {
        let (place, verifies) = match &settings.cache {
            Cache::Off => return (None, None),
            Cache::On(place) => (place, false),
            Cache::Verify(place) => (place, true),
        };
        // Where examples can write everywhere, they can write there too.
        if !runner.keeps_files_from_examples() {
            return (None, None);
        }
        let store = match Store::open(place) {
            Ok(store) => store,
            Err(reason) => return (None, Some(format!("{reason}, {WITHOUT}"))),
        };
        let Some(origin) = RunOrigin::of(runner, settings, |path| store.digest_of(path)) else { return (None, None) };
        let records = Self {
            store,
            origin,
            verifies,
            here: std::env::current_dir().unwrap_or_default(),
            folders: Mutex::default(),
            spill: Mutex::default(),
            notes: Mutex::default(),
            differences: Mutex::default(),
        };
        (Some(records), None)
    }

    /// What is stored of the document at `path`, whose name for people is `name`.
    #[must_use]
    pub fn sheet<'r>(&'r self, path: &Path, name: &str) -> Sheet<'r> {
        let path = self.whole(path);
        let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else { return Sheet::none() };
        let stored = self.bucket(folder).and_then(|bucket| match bucket.get(file) {
            None => None,
            Some(Ok(runs)) => Some(runs),
            Some(Err(())) => {
                self.note(format!("the stored runs in {} are damaged, {WITHOUT}", folder.display()));
                None
            }
        });
        Sheet::new(self, folder.to_owned(), file.into(), name.to_owned(), stored.unwrap_or_default())
    }

    /// Whether something may be stored of the document at `path`.
    #[must_use]
    pub fn has(&self, path: &Path) -> bool {
        let path = self.whole(path);
        let place = path.parent().zip(path.file_name());
        place.is_some_and(|(folder, file)| self.bucket(folder).is_some_and(|bucket| bucket.has(file)))
    }

    fn whole(&self, path: &Path) -> PathBuf {
        self.here.join(path).components().collect()
    }

    fn bucket(&self, folder: &Path) -> Option<Arc<Bucket>> {
        let mut folders = lock(&self.folders);
        if let Some(known) = folders.get(folder.as_os_str()) {
            return known.stored.clone();
        }
        let stays_open = folders.len() < MOST_OPEN;
        let stored = match self.store.read(folder, &self.origin, stays_open) {
            Ok(bucket) => bucket.map(Arc::new),
            Err(reason) => {
                self.note(format!("{reason}, {WITHOUT}"));
                None
            }
        };
        let number = folders.len() as u64;
        folders.insert(folder.into(), Folder { stored: stored.clone(), number });
        stored
    }

    fn keep(&self, folder: &Path, file: &OsStr, runs: Option<&[u8]>) {
        let Some(number) = lock(&self.folders).get(folder.as_os_str()).map(|folder| folder.number) else { return };
        if self.verifies {
            return;
        }
        let mut spill = lock(&self.spill);
        let kept = match &mut *spill {
            Some(spill) => spill.add(number, file.as_encoded_bytes(), runs),
            None => Spill::make().and_then(|new| spill.insert(new).add(number, file.as_encoded_bytes(), runs)),
        };
        if let Err(error) = kept {
            self.note(format!("no temporary file can be written ({error}): what this check saw is not kept"));
        }
    }

    fn note(&self, note: String) {
        lock(&self.notes).insert(note);
    }

    fn differs(&self, difference: Difference) {
        lock(&self.differences).push(difference);
    }

    /// Stores what is new. Whatever goes wrong is a note.
    pub fn finish(&self) -> (Vec<String>, Vec<Difference>) {
        let mut spill = lock(&self.spill).take();
        let mut all = spill.as_mut().and_then(|spill| spill.folders().ok()).unwrap_or_default();
        let folders = std::mem::take(&mut *lock(&self.folders)).into_iter();
        let to_write = folders.filter_map(|(folder, Folder { stored, number })| {
            let new = all.remove(&number).unwrap_or_default();
            let is_old = stored.is_some_and(|bucket| bucket.is_old());
            (!self.verifies && (is_old || !new.is_empty())).then_some((folder, new))
        });
        let to_write: Vec<_> = to_write.collect();
        let turn = if to_write.is_empty() { None } else { self.store.turn() };
        for (folder, new) in &to_write {
            let read = |place: &_| spill.as_mut().and_then(|spill| spill.bytes(place));
            if let Err(reason) = self.store.write(folder.as_ref(), &self.origin, new, read) {
                self.note(format!("{reason}: the runs of this check are not stored"));
            }
        }
        if !to_write.is_empty() {
            self.store.prune();
        }
        drop(turn);
        let mut differences = std::mem::take(&mut *lock(&self.differences));
        differences.sort();
        (std::mem::take(&mut *lock(&self.notes)).into_iter().collect(), differences)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
