//! Packages that several examples import: where that is shown to change nothing, they are imported once for all of these.
//!
//! A set of packages qualifies if all of them lie in the interpreter's own folders of packages and three examples or more
//! import just these. The first one runs both ways: by a fresh interpreter, which is what counts, and behind the imports. Only
//! where it did the same is what the others find imported beforehand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::preload::Wanted;
use super::{Program, Run, RunError, Runner, Way, preload};

/// So many examples have to import a set of packages.
const FEWEST: usize = 3;

/// One worker has a set imported for so many examples, before a second one does.
const EXAMPLES_OF_WORKER: usize = 32;

/// Modules, by their full names.
pub(super) type Names = BTreeSet<String>;

/// What is known of the packages that examples import.
#[derive(Debug, Default)]
pub(super) struct Imports {
    /// The interpreter's own folders of packages.
    folders: Vec<PathBuf>,
    sets: Mutex<BTreeMap<Names, Arc<Set>>>,
}

/// Packages that examples import together.
#[derive(Debug)]
pub(super) struct Set {
    names: Names,
    /// Examples that import them, as far as documents have been read.
    examples: AtomicUsize,
    /// Programs that have imported them.
    runs: AtomicUsize,
    /// How much sooner the first program was done behind the imports; none if it did something else there.
    saved: OnceLock<Option<Duration>>,
}

impl Imports {
    /// For an interpreter that reads `folders`.
    pub(super) fn new(folders: &[PathBuf]) -> Self {
        let is_own = |folder: &&PathBuf| folder.ends_with("site-packages") || folder.ends_with("dist-packages");
        Self { folders: folders.iter().filter(is_own).cloned().collect(), ..Self::default() }
    }

    /// Takes note that an example with this `source` will run.
    fn note(&self, source: &str) {
        let program = Program { source: source.to_owned(), ..Program::nothing() };
        if let Some(set) = self.set(&program) {
            set.examples.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The packages that `program`, which is about to run, imports, if enough others do.
    fn shared_by(&self, program: &Program) -> Option<Arc<Set>> {
        let set = self.set(program)?;
        let runs = set.runs.fetch_add(1, Ordering::Relaxed) + 1;
        (runs.max(set.examples.load(Ordering::Relaxed)) >= FEWEST).then_some(set)
    }

    fn set(&self, program: &Program) -> Option<Arc<Set>> {
        if self.folders.is_empty() {
            return None;
        }
        let names = preload::packages(program)?;
        if names.is_empty() || !names.iter().all(|name| self.folders.iter().any(|folder| is_in(folder, name))) {
            return None;
        }
        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Set { names: names.clone(), examples: 0.into(), runs: 0.into(), saved: OnceLock::new() });
        Some(Arc::clone(sets.entry(names.clone()).or_insert_with(new)))
    }

    /// What was imported once for several programs, how many these were, and how much sooner each was done; a line each.
    pub(super) fn costs(&self) -> Vec<String> {
        let sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |set: &Arc<Set>| {
            let saved = set.saved.get().copied().flatten()?.as_millis();
            let names: Vec<_> = set.names.iter().map(String::as_str).collect();
            let examples = set.runs.load(Ordering::Relaxed).saturating_sub(1);
            Some(format!("imports: {} once for {examples} programs, each {saved} ms sooner", names.join(", ")))
        };
        sets.values().filter_map(line).collect()
    }
}

impl Set {
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Has the packages imported beforehand.
    pub(super) fn ask_for(&self, wanted: &mut Wanted) {
        wanted.named.extend(self.names.iter().cloned());
        wanted.at_once = true;
    }

    /// How many workers may have it imported.
    pub(super) fn most_workers(&self) -> usize {
        1 + self.examples.load(Ordering::Relaxed) / EXAMPLES_OF_WORKER
    }
}

/// Whether the package of the module `name` lies in `folder`: as a package, a module, or one that is compiled.
fn is_in(folder: &Path, name: &str) -> bool {
    let package = name.split('.').next().unwrap_or(name);
    if folder.join(package).join("__init__.py").is_file() || folder.join(format!("{package}.py")).is_file() {
        return true;
    }
    let is_compiled = |file: &str| file.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'));
    let files = || std::fs::read_dir(folder).into_iter().flatten().flatten();
    files().any(|file| file.file_name().to_str().is_some_and(|file| is_compiled(file) && file.ends_with(".so")))
}

impl Runner {
    /// Takes note of the sources of examples that will run: what several of them import may be worth to be imported once.
    pub fn expect<'s>(&self, sources: impl IntoIterator<Item = &'s str>) {
        if self.way == Way::Fork {
            // A word that each of them has is looked for first: most have none.
            let has_imports = |source: &&str| source.contains("import ");
            sources.into_iter().filter(has_imports).for_each(|source| self.imports.note(source));
        }
    }

    /// Runs `program` behind the packages that it shares with others; none if there are none.
    pub(super) fn run_behind_imports(&self, program: &Program) -> Option<Result<Run, RunError>> {
        let has_imports = self.way == Way::Fork && program.source.contains("import ");
        let set = if has_imports { self.imports.shared_by(program)? } else { return None };
        if !self.can_fork() {
            return None;
        }
        let mut first = None;
        let saved = set.saved.get_or_init(|| {
            let (run, saved) = self.run_both_ways(program, &set);
            first = Some(run);
            saved
        });
        if first.is_some() {
            return first;
        }
        saved.map(|_| self.run_by(program, Way::Fork, Some(&set)).map(|(run, _)| run))
    }

    /// The run of `program` by a fresh interpreter, and how much sooner it was done behind the packages of `set`, if it did
    /// the same there.
    fn run_both_ways(&self, program: &Program, set: &Set) -> (Result<Run, RunError>, Option<Duration>) {
        // Not by the threads of the pool: one that waits would take up other work, and might come here again.
        let (fresh, behind) = std::thread::scope(|scope| {
            let behind = scope.spawn(|| self.run_by(program, Way::Fork, Some(set)));
            (self.run_by(program, Way::Spawn, None), behind.join())
        });
        let fresh = fresh.map(|(run, _)| run);
        let Ok(Ok((behind, true))) = behind else { return (fresh, None) };
        let saved = fresh.as_ref().ok().filter(|fresh| did_the_same(fresh, &behind));
        let saved = saved.map(|fresh| fresh.duration.saturating_sub(behind.duration));
        (fresh, saved)
    }
}

/// Whether nothing that is judged or told differs between two runs of a program.
fn did_the_same(one: &Run, other: &Run) -> bool {
    let ended_alike = one.exception == other.exception && one.ending == other.ending && one.leaked == other.leaked;
    let wrote_alike = one.chunks == other.chunks && one.values == other.values;
    ended_alike && wrote_alike && one.unseen == other.unseen && one.caught == other.caught
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[&str]) -> (tempfile::TempDir, Imports) {
        let folder = tempfile::tempdir().expect("made");
        let own = folder.path().join("site-packages");
        for file in files {
            let path = own.join(file);
            std::fs::create_dir_all(path.parent().expect("made")).expect("made");
            std::fs::write(path, "").expect("made");
        }
        let imports = Imports::new(&[folder.path().join("lib"), own]);
        (folder, imports)
    }

    fn program(source: &str) -> Program {
        Program { source: source.to_owned(), ..Program::nothing() }
    }

    #[test]
    fn a_set_is_shared_from_the_third_example_that_imports_it() {
        let (_folder, imports) = folder_with(&["numpy/__init__.py", "six.py", "fast.cpython-311-x86_64-linux-gnu.so"]);
        let source = "import numpy as np\nimport six, fast\nimport json\n";
        assert!(imports.shared_by(&program(source)).is_none());
        assert!(imports.shared_by(&program(source)).is_none());
        let set = imports.shared_by(&program(source)).expect("made");
        assert_eq!(set.names.iter().collect::<Vec<_>>(), ["fast", "numpy", "six"]);
        assert!(imports.shared_by(&program("import numpy")).is_none(), "another set");
    }

    #[test]
    fn examples_that_are_still_to_run_count_too() {
        let (_folder, imports) = folder_with(&["numpy/__init__.py"]);
        (0..3).for_each(|_| imports.note("import numpy.linalg\n"));
        assert!(imports.shared_by(&program("import numpy.linalg\n")).is_some());
    }

    #[test]
    fn what_lies_elsewhere_or_shows_what_is_imported_is_not_shared() {
        let (_folder, imports) = folder_with(&["numpy/__init__.py"]);
        for source in ["import pandas\n", "import numpy, pandas\n", "import json\n", "import numpy, sys\nsys.modules\n"]
        {
            assert!((0..4).all(|_| imports.shared_by(&program(source)).is_none()), "{source}");
        }
    }

    #[test]
    fn a_large_set_of_examples_is_worth_more_workers() {
        let set = Set { names: Names::new(), examples: 8.into(), runs: 0.into(), saved: OnceLock::new() };
        assert_eq!(set.most_workers(), 1);
        set.examples.store(100, Ordering::Relaxed);
        assert_eq!(set.most_workers(), 4);
    }
}
