//! The looks at earlier revisions: the document as of a commit, checked by today's interpreter.
//!
//! A claim is followed by its line, as blame has it, and not by its text. The commit that wrote it is asked first; if it held
//! there, the commit that broke it is found by bisection.

use chrono::{DateTime, Utc};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::{HASH_SEEDS, Past};
use crate::claim::Claim;
use crate::discover::File;
use crate::document::Document;
use crate::example::Example;
use crate::history::git::{LineOrigin, Revision, Tracked, unchanged};
use crate::history::timeline::{self, LookResult};
use crate::history::{Biography, Evidence, Seen, Tried, Witness, quoted, witnesses};
use crate::judge::Verdict;
use crate::pipeline::outcome::Outcome;
use crate::pipeline::{Asked, Check, facts, included};
use crate::run::Runner;
use crate::settings::evidence::EvidenceKind;
use crate::source::Source;

/// How long the revisions of one document are looked at.
const MOST_TIME: Duration = Duration::from_secs(30);

/// Hash seeds of the second look at a revision in which a claim held.
const OTHER_SEEDS: [u32; 2] = [5, 7];

/// What earlier revisions, or reports, show of a claim.
pub(super) enum Earlier {
    /// It held once.
    Held(Evidence),
    /// It failed already in the commit that wrote it.
    Born {
        /// The looks.
        tried: Vec<Tried>,
        /// Whether its code was then what it is today.
        is_unchanged: bool,
    },
    /// Nothing, after these looks.
    Nothing(Vec<Tried>),
}

impl Earlier {
    /// That nothing could be looked at, for this `reason`.
    pub(super) fn nothing(reason: String) -> Self {
        let tried = Tried { kind: EvidenceKind::Git, at: None, outcome: Seen::Unknown, reason: Some(reason) };
        Self::Nothing(vec![tried])
    }
}

/// A claim as it is in some revision.
struct Then {
    verdict: Verdict,
    /// The code of its example.
    code: String,
}

impl Then {
    fn holds(&self) -> bool {
        self.verdict == Verdict::Confirmed
    }
}

/// How a revision is looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// By today's interpreter, in one run.
    First,
    /// The same, under other hash seeds, with all that a check does.
    Again,
    /// By the oldest interpreter.
    Oldest,
}

/// The revisions of a document.
pub(super) struct Revisions<'c> {
    check: &'c Check<'c>,
    past: &'c Past,
    file: &'c File,
    tracked: Tracked<'c>,
    head: Revision,
    /// Where each line of today's document comes from; none for those that are not committed.
    origins: Vec<Option<LineOrigin>>,
    /// Whether today's document is that of the commit which is checked out.
    is_committed: bool,
    /// The claims that are looked for: where they come from, and their words.
    wanted: BTreeMap<LineOrigin, String>,
    seen: RefCell<BTreeMap<(String, Way), BTreeMap<LineOrigin, Then>>>,
    /// The commits behind a commit; none if there are too many.
    commits: RefCell<BTreeMap<String, Option<Rc<[Revision]>>>>,
    end: Instant,
}

impl<'c> Revisions<'c> {
    /// Those of `document`, the content of `file`, in which `claims` fail.
    ///
    /// # Errors
    /// Why git cannot be asked.
    pub(super) fn new<'k>(
        check: &'c Check<'c>,
        past: &'c Past,
        (file, document): (&'c File, &Document),
        claims: impl Iterator<Item = &'k Claim>,
    ) -> Result<Self, String> {
        let path = file.path.as_ref().ok_or("standard input has no history")?;
        if document.source.has_inserted() {
            return Err("the document includes other files".to_owned());
        }
        let tracked = past.git.tracked(path)?;
        let untracked = || "git does not track this file".to_owned();
        let head = tracked.head();
        let text = tracked.text(&head).ok_or_else(untracked)?;
        let blame = tracked.blame(&head).ok_or("git took too long to say who wrote which line")?;
        let committed = Source::new("", text);
        let lines = unchanged(committed.text(), document.source.text());
        let origins = lines.iter().map(|line| blame.get((*line)?).cloned()).collect();
        let mut revisions = Self {
            check,
            past,
            file,
            tracked,
            head,
            origins,
            is_committed: committed.text() == document.source.text(),
            wanted: BTreeMap::new(),
            seen: RefCell::default(),
            commits: RefCell::default(),
            end: Instant::now() + MOST_TIME,
        };
        let wanted = claims.filter_map(|claim| Some((revisions.origin(claim).ok()?, words(claim)))).collect();
        revisions.wanted = wanted;
        Ok(revisions)
    }

    /// Where `claim` comes from: the youngest of the commits that wrote its lines.
    fn origin(&self, claim: &Claim) -> Result<LineOrigin, String> {
        let of_line = |line: usize| self.origins.get(line.checked_sub(1)?)?.clone();
        let origins: Option<Vec<_>> = claim.lines.iter().map(|line| of_line(line.line)).collect();
        let origins = origins.filter(|origins| !origins.is_empty()).ok_or("its line is not committed")?;
        let commits: BTreeSet<_> = origins.iter().map(|origin| origin.commit.as_str()).collect();
        let age = |origin: &&LineOrigin| match commits.len() {
            1 => 0,
            _ => self.since(&origin.commit).map_or(usize::MAX, |since| since.len()),
        };
        origins.iter().min_by_key(age).cloned().ok_or_else(|| "its line is not committed".to_owned())
    }

    /// What git shows of `claim`, which is one of those that are looked for, of the `example` as it is today.
    pub(super) fn of(&self, claim: &Claim, example: &Example) -> Earlier {
        let origin = match self.origin(claim) {
            Ok(origin) => origin,
            Err(reason) => return Earlier::nothing(reason),
        };
        let Some(since) = self.since(&origin.commit) else {
            return Earlier::nothing("there are too many commits since".to_owned());
        };
        let first = Revision { commit: origin.commit.clone(), path: origin.path.clone() };
        let all: Vec<_> = [first].into_iter().chain(since.iter().cloned()).collect();
        // The last of them is today's document, of which it is known that the claim fails.
        let today = if self.is_committed { all.len() - 1 } else { all.len() };
        let looked = RefCell::new(BTreeMap::new());
        let look = |index: usize| {
            let look =
                if index == today { LookResult::Fails { as_today: true } } else { self.look(&all[index], &origin) };
            looked.borrow_mut().insert(index, look);
            look
        };
        let change = match look(0) {
            LookResult::Holds if self.holds_again(&all[0], &origin) => {
                let known = self.known(&all[..today], &origin);
                for &index in known.keys() {
                    look(index);
                }
                let fails =
                    known.iter().find(|(_, look)| **look != LookResult::Holds).map_or(today, |(index, _)| *index);
                let holds = known.range(..fails).next_back().map_or(0, |(index, _)| *index);
                Some(timeline::bisected(holds, fails, &look))
            }
            LookResult::Fails { .. } if today > 0 && self.held_elsewhere(&all[0], &origin, example) => None,
            LookResult::Fails { .. } => {
                let is_unchanged = today == 0 || self.is_same(&all[0], &origin, example);
                return Earlier::Born { tried: self.tried(&all, &looked.borrow()), is_unchanged };
            }
            LookResult::Holds | LookResult::Unknown => None,
        };
        let tried = self.tried(&all, &looked.borrow());
        let Some(change) = change else { return Earlier::Nothing(tried) };
        let held = &all[change.holds];
        let broke = all.get(change.fails).map(|revision| revision.commit.clone());
        // Of those between nothing can be said.
        let changed_in = match change.fails - change.holds {
            1 => broke,
            _ => Some(format!("{}..{}", held.commit, broke.unwrap_or_default())),
        };
        Earlier::Held(Evidence {
            biography: Biography::Edit,
            kind: Some(EvidenceKind::Git),
            holds: witnesses(&tried, Seen::Holds),
            changed_lines: changed_in.as_deref().map_or_else(Vec::new, |commit| self.lines_of(commit, example)),
            changed_in,
            command: Some(self.command(held)),
            ..Evidence::unknown(tried)
        })
    }

    /// What is known already of the claim that comes from `origin` in `revisions`, by their numbers.
    fn known(&self, revisions: &[Revision], origin: &LineOrigin) -> BTreeMap<usize, LookResult> {
        let seen = self.seen.borrow();
        let known = revisions.iter().enumerate().filter_map(|(index, revision)| {
            let then = seen.get(&(revision.commit.clone(), Way::First))?.get(origin)?;
            Some((index, look(then.verdict))).filter(|(_, look)| *look != LookResult::Unknown)
        });
        known.collect()
    }

    /// The commits behind `commit` that changed the file.
    fn since(&self, commit: &str) -> Option<Rc<[Revision]>> {
        let known = self.commits.borrow().get(commit).cloned();
        known.unwrap_or_else(|| {
            let since = self.tracked.since(commit, &self.head).map(Rc::from);
            self.commits.borrow_mut().insert(commit.to_owned(), since.clone());
            since
        })
    }

    /// The claim that comes from `origin` in `revision`.
    fn look(&self, revision: &Revision, origin: &LineOrigin) -> LookResult {
        self.seen(revision, Way::First, origin, |then| look(then.verdict)).unwrap_or(LookResult::Unknown)
    }

    fn holds_again(&self, revision: &Revision, origin: &LineOrigin) -> bool {
        self.seen(revision, Way::Again, origin, Then::holds).unwrap_or(false)
    }

    /// Whether the claim held in `revision` on the oldest other interpreter, where the code was another one than today's, which
    /// is looked at there anyway.
    fn held_elsewhere(&self, revision: &Revision, origin: &LineOrigin, example: &Example) -> bool {
        if self.is_same(revision, origin, example) {
            return false;
        }
        self.seen(revision, Way::Oldest, origin, Then::holds).unwrap_or(false)
    }

    /// Whether the code of the claim that comes from `origin` was in `revision` that of `example`.
    fn is_same(&self, revision: &Revision, origin: &LineOrigin, example: &Example) -> bool {
        self.seen(revision, Way::First, origin, |then| then.code == example.code.as_str()) == Some(true)
    }

    /// When `claim` was written.
    ///
    /// # Errors
    /// Why git does not know it.
    pub(super) fn written(&self, claim: &Claim) -> Result<DateTime<Utc>, String> {
        let written = self.origin(claim)?.written;
        DateTime::from_timestamp(written, 0).ok_or_else(|| "its commit has no date".to_owned())
    }

    /// What `ask` gives for the claim that comes from `origin`, as it is in `revision`; all claims are looked at together.
    fn seen<T>(&self, revision: &Revision, way: Way, origin: &LineOrigin, ask: impl Fn(&Then) -> T) -> Option<T> {
        let key = (revision.commit.clone(), way);
        if !self.seen.borrow().contains_key(&key) {
            let runner = if way == Way::Oldest { self.past.oldest() } else { Some(self.check.runner) };
            let then = runner.and_then(|runner| self.then(revision, way, runner));
            self.seen.borrow_mut().insert(key.clone(), then.unwrap_or_default());
        }
        self.seen.borrow().get(&key)?.get(origin).map(ask)
    }

    /// The claims that are looked for, as they are in `revision`.
    fn then(&self, revision: &Revision, way: Way, runner: &Runner) -> Option<BTreeMap<LineOrigin, Then>> {
        if Instant::now() > self.end || self.check.interrupt.is_set() {
            return None;
        }
        let blame = self.tracked.blame(revision)?;
        let lines = blame.into_iter().zip(1..).filter(|(origin, _)| self.wanted.contains_key(origin));
        let lines: BTreeMap<usize, LineOrigin> = lines.map(|(origin, line)| (line, origin)).collect();
        let document = included::parsed(self.file, self.tracked.text(revision)?);
        if lines.is_empty() || document.source.has_inserted() {
            return None;
        }
        // What fails there is of no interest, and what holds is looked at again, with all that a check does.
        let is_brief = way == Way::First;
        let hash_seeds = if way == Way::Again { OTHER_SEEDS } else { HASH_SEEDS };
        let check = self.check.again(hash_seeds, lines.keys().copied().collect());
        // Nobody asks for lines of an earlier revision.
        let asked = &Asked::default();
        let check = Check { past: None, runner, facts: facts(runner), asked, is_brief, ..check };
        let found = check.document(&document, self.file, |outcomes| self.found(&lines, outcomes)).ok()?;
        Some(found.1)
    }

    /// The claims of `outcomes` that stand on these `lines` and have the words that they have today.
    fn found(&self, lines: &BTreeMap<usize, LineOrigin>, outcomes: &[Outcome<'_>]) -> BTreeMap<LineOrigin, Then> {
        let mut found = BTreeMap::new();
        for outcome in outcomes {
            for (claim, judgement) in outcome.claims.iter().zip(&outcome.judgements) {
                let own = claim.lines.iter().filter_map(|line| lines.get(&line.line));
                for origin in own.filter(|origin| self.wanted[*origin] == words(claim)) {
                    let then = Then { verdict: judgement.verdict, code: outcome.example.code.to_string() };
                    found.insert(origin.clone(), then);
                }
            }
        }
        found
    }

    /// The lines of `example` that `commit` wrote.
    fn lines_of(&self, commit: &str, example: &Example) -> Vec<usize> {
        let is_its = |line: &usize| {
            let origin = self.origins.get(line - 1).and_then(Option::as_ref);
            origin.is_some_and(|origin| origin.commit == commit)
        };
        example.lines.iter().map(|line| line.line).filter(is_its).collect()
    }

    fn tried(&self, all: &[Revision], looked: &BTreeMap<usize, LookResult>) -> Vec<Tried> {
        let tried = looked.iter().map(|(&index, look)| {
            let (outcome, reason) = match look {
                LookResult::Holds => (Seen::Holds, None),
                LookResult::Fails { .. } => (Seen::Fails, None),
                LookResult::Unknown if Instant::now() > self.end => {
                    (Seen::Unknown, Some("the time limit for this document was reached".to_owned()))
                }
                LookResult::Unknown => (Seen::Unknown, Some("the claim cannot be judged there".to_owned())),
            };
            let commit = all.get(index).map(|revision| revision.commit.clone());
            let at = Some(Witness { commit, ..Witness::on(&self.past.today) });
            Tried { kind: EvidenceKind::Git, at, outcome, reason }
        });
        tried.collect()
    }

    fn command(&self, held: &Revision) -> String {
        let name = &self.file.name;
        let object = quoted(&format!("{}:{}", held.commit, held.path));
        format!("git show {object} | doctrue check --stdin-filename {} -", quoted(name))
    }
}

/// The words of `claim`, without the blanks between them.
fn words(claim: &Claim) -> String {
    let text = claim.text(claim.lines.len());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn look(verdict: Verdict) -> LookResult {
    match verdict {
        Verdict::Confirmed => LookResult::Holds,
        Verdict::Wrong | Verdict::Unreached => LookResult::Fails { as_today: false },
        Verdict::Stale | Verdict::Volatile | Verdict::Skipped | Verdict::Unverified => LookResult::Unknown,
    }
}
