//! What all examples of a document are checked with, and what is kept of each until somebody asks for it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use super::ahead::Ahead;
use super::job::Progress;
use super::outcome;
use super::traits::Traits;
use crate::claim::Claim;
use crate::document::Document;
use crate::example::{Example, ExampleId};
use crate::plan::{Library, Session, Sharings};
use crate::record::Sheet;
use crate::run::{Ending, Interrupt, Packages, Run, Runner};
use crate::settings::{Matching, RunSettings};

/// The hash seed of the run that counts, and the one of the run that shows what depends on it.
pub(super) const HASH_SEEDS: [u32; 2] = [0, 1];

/// What all examples of a document are checked with.
pub(super) struct Checker<'a> {
    pub(super) document: &'a Document,
    /// The examples that run, in the order of the file.
    pub(super) running: Vec<&'a Example>,
    /// Those that their authors skip.
    pub(super) skipped: Vec<&'a Example>,
    /// The 1-based lines of blocks that include what is not there, with the reason.
    pub(super) lacking: Vec<(usize, String)>,
    pub(super) sharings: Sharings<'a>,
    pub(super) library: Library<'a>,
    pub(super) runner: &'a Runner,
    pub(super) packages: &'a Packages,
    /// The interpreter that runs everything in place of those with packages; none where that is not decided.
    pub(super) environment: Option<PathBuf>,
    pub(super) settings: &'a RunSettings,
    pub(super) interrupt: &'a Interrupt,
    pub(super) progress: &'a dyn Progress,
    /// [`HASH_SEEDS`], but for a check that shall not see the same twice.
    pub(super) hash_seeds: [u32; 2],
    /// Whether the first run is believed, whatever it gives.
    pub(super) is_brief: bool,
    /// The claims of each example.
    pub(super) claims: BTreeMap<ExampleId, &'a [Claim]>,
    /// What is known of each example, by the number of its id.
    pub(super) traits: Vec<Traits>,
    /// First runs that were made ahead.
    pub(super) ahead: Ahead<'a>,
    /// Runs of earlier checks.
    pub(super) sheet: Sheet<'a>,
    /// The first run of each example, by the number of its id.
    pub(super) firsts: Vec<OnceLock<First<'a>>>,
}

/// A session that has run.
#[derive(Debug)]
pub(super) struct Ran<'a> {
    pub(super) session: Session<'a>,
    pub(super) run: Run,
    pub(super) not_given: Option<String>,
    /// The exception of a block before it that keeps a name from it.
    pub(super) cause: Option<String>,
}

/// What an example gives in the context that it needs.
#[derive(Debug)]
pub(super) struct First<'a> {
    pub(super) is_stuck: bool,
    /// None once the example has taken it, or if it could not be run.
    pub(super) ran: Mutex<Option<Ran<'a>>>,
}

impl<'a> First<'a> {
    pub(super) fn of(ran: Option<Ran<'a>>) -> Self {
        Self { is_stuck: ran.as_ref().is_some_and(|ran| is_at_limit(&ran.run)), ran: Mutex::new(ran) }
    }
}

/// Whether `run` was ended for its limits.
pub(super) fn is_at_limit(run: &Run) -> bool {
    matches!(run.ending, Ending::TimedOut | Ending::TooMuchOutput(_))
}

impl<'a> Checker<'a> {
    /// The claims of `example`, one of the document.
    pub(super) fn claims_of(&self, example: &Example) -> &'a [Claim] {
        self.claims.get(&example.id).copied().unwrap_or_default()
    }

    pub(super) fn line(&self, example: &Example) -> usize {
        outcome::line(self.document, example)
    }

    pub(super) fn matching(&self, example: &Example) -> Matching {
        // A document may ask for more than the user does, not for less.
        match example.directives.exact {
            Some(true) => Matching::Exact,
            Some(false) | None => self.settings.matching,
        }
    }

    /// Whether `example` can run for long.
    pub(super) fn may_loop(&self, example: &Example) -> bool {
        self.traits.get(example.id.index()).unwrap_or(&Traits::default()).may_loop(example)
    }

    /// Whether `example` has a name by which programs ask for what is another one elsewhere.
    pub(super) fn could_ask(&self, example: &Example) -> bool {
        self.traits.get(example.id.index()).unwrap_or(&Traits::default()).could_ask(example)
    }
}
