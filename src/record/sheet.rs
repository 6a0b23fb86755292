//! The runs of one document: those that are stored, those that are made, and which of them its examples have used.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::key::How;
use super::{Difference, Records, RunKey, worth};
use crate::run::{Ending, Program, Run, RunError, Runner, batch};

/// Stored runs, by their keys. A map has room for many at once, and most documents have few.
pub(super) type Runs = BTreeMap<RunKey, Box<Run>>;

/// The longest that is stored of one document, in bytes.
const LONGEST: usize = 1 << 20;

/// The example that a run is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its number.
    pub number: usize,
    /// The line by which people know it.
    pub line: usize,
}

/// What is known of the runs of a document. Everything that an example runs goes through here.
#[derive(Debug, Default)]
pub struct Sheet<'r> {
    of: Option<Of<'r>>,
    stored: Runs,
    /// Whether everything runs afresh.
    is_afresh: bool,
    state: Mutex<State>,
}

/// The document.
#[derive(Debug)]
struct Of<'r> {
    records: &'r Records,
    folder: PathBuf,
    file: Box<OsStr>,
    name: String,
}

#[derive(Debug, Default)]
struct State {
    /// New runs.
    made: Runs,
    /// The runs that each example has used, by its number.
    used: BTreeMap<usize, BTreeSet<RunKey>>,
}

impl<'r> Sheet<'r> {
    /// One of a document of which nothing is stored, and nothing will be.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    pub(super) fn new(records: &'r Records, folder: PathBuf, file: Box<OsStr>, name: String, stored: Runs) -> Self {
        let is_afresh = records.verifies;
        Self { of: Some(Of { records, folder, file, name }), stored, is_afresh, state: Mutex::default() }
    }

    /// The same, of which nothing is recalled.
    #[must_use]
    pub fn afresh(self) -> Self {
        Self { is_afresh: true, ..self }
    }

    /// Runs `program` for its owner, or recalls what an earlier check saw.
    ///
    /// # Errors
    /// As for [`Runner::run`].
    pub fn run(&self, runner: &Runner, program: &Program, owner: Owner) -> Result<Run, RunError> {
        let key = self.key(program, How::Alone);
        if let Some(run) = self.recall_either(program, [How::Alone, How::Shared], owner) {
            return Ok(run);
        }
        let run = runner.run(program)?;
        self.note(key, owner, &run);
        Ok(run)
    }

    /// Runs `programs` one behind the other in one interpreter, or recalls all of them.
    ///
    /// # Errors
    /// As for [`Runner::run_chain`].
    pub fn run_chain(
        &self,
        runner: &Runner,
        programs: &[&Program],
        owners: &[Owner],
    ) -> Result<Vec<Option<Run>>, RunError> {
        let keys = self.chain(programs);
        if let Some(recalled) = self.recall_links(&keys, owners) {
            return Ok(recalled);
        }
        let runs = runner.run_chain(programs)?;
        for ((run, key), owner) in runs.iter().zip(keys).zip(owners) {
            if let Some(run) = run {
                self.note(key, *owner, run);
            }
        }
        Ok(runs)
    }

    /// The runs of `programs`, one behind the other, if all of them are stored.
    #[must_use]
    pub fn recall_chain(&self, programs: &[&Program], owners: &[Owner]) -> Option<Vec<Option<Run>>> {
        self.recall_links(&self.chain(programs), owners)
    }

    fn recall_links(&self, keys: &[Option<RunKey>], owners: &[Owner]) -> Option<Vec<Option<Run>>> {
        let recall = |(key, owner): (&Option<RunKey>, &Owner)| Some(Some(self.recall((*key)?, *owner)?));
        keys.iter().zip(owners).map(recall).collect()
    }

    /// The keys of `programs`, each behind those before it.
    fn chain(&self, programs: &[&Program]) -> Vec<Option<RunKey>> {
        match &self.of {
            Some(of) => RunKey::chain(&of.records.origin, programs),
            None => vec![None; programs.len()],
        }
    }

    /// Whether anything is stored that may be recalled.
    #[must_use]
    pub fn has_stored(&self) -> bool {
        !self.is_afresh && !self.stored.is_empty()
    }

    /// Stores what the examples have used that are worth it, by their numbers, unless just that is stored. Of a document of
    /// which not all was asked for the rest stays.
    pub fn finish(&self, is_whole: bool, is_worth: impl Fn(usize) -> bool) {
        let Some(of) = &self.of else { return };
        let state = self.state();
        let used: BTreeSet<_> =
            state.used.iter().filter(|(owner, _)| is_worth(**owner)).flat_map(|(_, keys)| keys).collect();
        let stored = self.stored.iter().filter(|(key, _)| !is_whole || used.contains(key));
        // Where both are there, somebody had a reason to look again.
        let made: Vec<_> = state.made.iter().filter(|(key, _)| used.contains(key)).collect();
        let is_new = !made.is_empty();
        let kept: BTreeMap<_, _> = stored.chain(made).collect();
        if !is_new && kept.keys().copied().eq(self.stored.keys()) {
            return;
        }
        let text = if kept.is_empty() { None } else { serde_json::to_vec(&kept).ok() };
        of.records.keep(&of.folder, &of.file, text.as_deref().filter(|text| text.len() <= LONGEST));
    }

    fn key(&self, program: &Program, how: How) -> Option<RunKey> {
        RunKey::how(&self.of.as_ref()?.records.origin, program, how)
    }

    fn recall(&self, key: RunKey, owner: Owner) -> Option<Run> {
        let run = self.stored.get(&key).filter(|_| !self.is_afresh)?;
        self.state().used.entry(owner.number).or_default().insert(key);
        Some(Run { cached: true, ..(**run).clone() })
    }

    /// The run of `program` in the first of these ways; one that came to its end is the same in the second.
    fn recall_either(&self, program: &Program, [first, second]: [How; 2], owner: Owner) -> Option<Run> {
        let recall = |how| self.recall(self.key(program, how)?, owner);
        recall(first).or_else(|| recall(second).filter(|run| run.ending == Ending::Ended))
    }

    /// Takes note of a new run.
    fn note(&self, key: Option<RunKey>, owner: Owner, run: &Run) {
        let (Some(key), Some(of)) = (key, &self.of) else { return };
        if let Some(what) =
            self.stored.get(&key).filter(|_| of.records.verifies).and_then(|old| worth::differs(old, run))
        {
            of.records.differs(Difference { path: of.name.clone(), line: owner.line, what });
        }
        if worth::can_be_kept(run) {
            let mut state = self.state();
            state.made.insert(key, Box::new(run.clone()));
            state.used.entry(owner.number).or_default().insert(key);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A program that may run in a batch, perhaps with those of other documents.
#[derive(Clone, Copy, Debug)]
pub struct BatchRequest<'s, 'r> {
    /// The runs of its document.
    pub sheet: &'s Sheet<'r>,
    /// The program.
    pub program: &'s Program,
    /// Whose it is.
    pub owner: Owner,
}

/// The run of what is `asked` for that stands for one in a batch, if it is stored.
#[must_use]
pub fn recall(asked: BatchRequest<'_, '_>) -> Option<Run> {
    asked.sheet.recall_either(asked.program, [How::Shared, How::Alone], asked.owner)
}

/// Runs the programs of `asked` in one interpreter, as far as they are not recalled.
///
/// # Errors
/// As for [`Runner::run_batch`].
pub fn run_batch(runner: &Runner, asked: &[BatchRequest<'_, '_>]) -> Result<Vec<Option<Run>>, RunError> {
    let mut runs: Vec<_> = asked.iter().map(|one| recall(*one)).collect();
    let open: Vec<_> = (0..runs.len()).filter(|&index| runs[index].is_none()).collect();
    // One alone is done sooner by itself.
    if open.len() < runs.len() && open.len() < batch::FEWEST {
        return Ok(runs);
    }
    let programs: Vec<_> = open.iter().map(|&index| asked[index].program).collect();
    for (index, run) in open.into_iter().zip(runner.run_batch(&programs)?) {
        let BatchRequest { sheet, program, owner } = asked[index];
        if let Some(run) = &run {
            sheet.note(sheet.key(program, How::Shared), owner, run);
        }
        runs[index] = run;
    }
    Ok(runs)
}
