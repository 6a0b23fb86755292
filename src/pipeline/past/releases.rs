//! The looks at other releases of packages: the program that failed, as it is, with what there was when its claim was written.
//!
//! The environment of that day is asked first. If the claim held there, the releases since then are put into the order in which
//! they came, each with what there was beside it, and the one that broke it is found by bisection.

use chrono::{DateTime, Days, NaiveTime, Utc};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Page;
use super::looks::{LookAnswer, Looks};
use super::needs::Needs;
use super::trials::{Base, Key};
use crate::history::interpreters::{OLDEST, released};
use crate::history::timeline::{self, LookResult, Transition};
use crate::history::{Biography, Evidence, Seen, Tried, Witness, order, quoted, witnesses};
use crate::run::{Lock, LockRequest, PackageReach};
use crate::settings::evidence::EvidenceKind;

/// Sets of releases that are put into an order; what is older is not told apart.
const MOST_SETS: usize = 150;

/// How long releases are looked at for one example; those that come first only are after that.
const MOST_TIME: Duration = Duration::from_secs(300);

/// Other interpreters on which the environment of a day is tried, where today's is younger than that.
const MOST_BASES: usize = 2;

/// The looks at releases that were taken for one example.
pub(super) struct Releases<'l, 'p, 'a> {
    looks: &'l Looks<'p, 'a>,
    page: &'p Page<'p, 'a>,
    reach: PackageReach,
    /// What each environment gave, or why it gave nothing.
    seen: RefCell<BTreeMap<Key, Result<LookAnswer, String>>>,
    end: Instant,
}

/// Sets of releases in the order in which they came, each a step behind the one before it.
struct Axis {
    base: Base,
    /// With the number of the step.
    sets: Vec<(usize, Lock)>,
    /// The number of today's.
    today: usize,
}

impl<'l, 'p, 'a> Releases<'l, 'p, 'a> {
    pub(super) fn new(looks: &'l Looks<'p, 'a>, reach: PackageReach) -> Self {
        Self { looks, page: looks.page(), reach, seen: RefCell::default(), end: Instant::now() + MOST_TIME }
    }

    /// The biography of the claim at `index`, of which other looks showed nothing, `before`, and which was written on `day`.
    pub(super) fn evidence(&self, index: usize, day: Result<DateTime<Utc>, String>, before: Evidence) -> Evidence {
        let mut tried = Vec::new();
        let found = match day.and_then(|day| Ok((day, Needs::of(self.looks.session(), self.page)?))) {
            Ok((day, needs)) => self.found(index, &needs, end_of(day), &mut tried),
            Err(reason) => {
                tried.push(in_vain(reason));
                None
            }
        };
        if self.reach == PackageReach::Kept && found.is_none() && tried.iter().all(|one| one.at.is_none()) {
            // Nobody asked, and nothing is there.
            return before;
        }
        match found {
            Some(found) => Evidence { tried: [elsewhere(before.tried), found.tried].concat(), ..found },
            None => Evidence { tried: [before.tried, tried].concat(), ..before },
        }
    }

    /// What the releases since `until` show, or what was `tried` in vain.
    fn found(&self, index: usize, needs: &Needs, until: DateTime<Utc>, tried: &mut Vec<Tried>) -> Option<Evidence> {
        for base in self.bases(until) {
            let request = LockRequest { requirements: &needs.requirements, bounds: &[], until: Some(until) };
            let lock = match self.page.lock(base, request, self.reach) {
                Ok(lock) if lock.newest().is_none() => {
                    tried.push(in_vain("the package index does not say when releases were uploaded".to_owned()));
                    continue;
                }
                Ok(lock) if needs.are_met_by(&lock) => {
                    tried.push(in_vain("the packages here are those of the day on which it was written".to_owned()));
                    continue;
                }
                Ok(lock) => lock,
                Err(reason) => {
                    tried.push(in_vain(format!("on Python {}: {reason}", self.version(base))));
                    continue;
                }
            };
            let look = self.look(base, &lock, index);
            self.page.keep(base, &lock);
            match look {
                LookResult::Holds if needs.are_behind(&lock) => {
                    let axis = Axis { base, sets: vec![(0, lock)], today: 1 };
                    return Some(self.told(index, needs, &axis, None));
                }
                LookResult::Holds => {
                    let axis = self.axis(base, needs, lock, until);
                    let change = timeline::bisected(0, axis.sets.len(), &|place| self.look_at(&axis, place, index));
                    return Some(self.told(index, needs, &axis, Some(change)));
                }
                LookResult::Fails { .. } | LookResult::Unknown => {
                    let packages = needs.told(Some(&lock), &[]);
                    tried.push(self.tried((base, &lock), index, packages));
                }
            }
        }
        None
    }

    /// Today's interpreter, and those of that time where it is younger.
    fn bases(&self, until: DateTime<Utc>) -> Vec<Base> {
        let others = self.page.past.others().iter().enumerate().rev();
        let is_of_then = |version: &str| released(version).is_some_and(|day| day <= until.date_naive());
        let today = &self.page.past.today;
        let is_meant = |(number, version): &(usize, &String)| {
            order(version) < order(today)
                && is_of_then(version)
                && self.page.has_what_it_uses(*number, self.looks.session())
        };
        let older = others.map(|(number, other)| (number, &other.installed.version)).filter(is_meant);
        let older = older.map(|(number, _)| Some(number)).take(if is_of_then(today) { 0 } else { MOST_BASES });
        std::iter::once(None).chain(older).collect()
    }

    /// The sets of releases on `base` from `first` on, which was there `until` then.
    fn axis(&self, base: Base, needs: &Needs, first: Lock, until: DateTime<Utc>) -> Axis {
        let bounds = needs.bounds(&first);
        let (mut sets, mut is_whole, mut before) = (Vec::<Lock>::new(), false, None);
        while sets.len() < MOST_SETS && Instant::now() + MOST_TIME / 2 < self.end {
            let request = LockRequest { requirements: &needs.requirements, bounds: &bounds, until: before };
            let Ok(set) = self.page.lock(base, request, self.reach) else { break };
            let Some(newest) = set.newest() else { break };
            if newest < until {
                is_whole = true;
                break;
            }
            before = newest.checked_sub_signed(chrono::TimeDelta::seconds(1));
            if sets.last().is_none_or(|last| last.pins() != set.pins()) {
                sets.push(set);
            }
        }
        sets.reverse();
        // Where some are missing, the next one is no step behind the first.
        let start = if is_whole { 1 } else { 2 };
        let today = start + sets.len();
        let numbered = sets.into_iter().enumerate().map(|(place, set)| (start + place, set));
        let mut sets: Vec<_> = std::iter::once((0, first)).chain(numbered).collect();
        let is_today = base.is_none() && sets.len() > 1 && sets.last().is_some_and(|(_, set)| needs.are_met_by(set));
        let today = if is_today { sets.pop().map_or(today, |(number, _)| number) } else { today };
        if self.reach == PackageReach::Kept {
            sets.retain(|(number, set)| *number == 0 || self.page.checker_with(base, set, self.reach).is_ok());
        }
        Axis { base, sets, today }
    }

    fn look_at(&self, axis: &Axis, place: usize, index: usize) -> LookResult {
        self.look(axis.base, &axis.sets[place].1, index)
    }

    /// The claim at `index` with the releases of `lock`.
    fn look(&self, base: Base, lock: &Lock, index: usize) -> LookResult {
        let key = (base, lock.pins());
        if !self.seen.borrow().contains_key(&key) {
            let answer = self.answer(base, lock);
            self.seen.borrow_mut().insert(key.clone(), answer);
        }
        let seen = self.seen.borrow();
        seen.get(&key).and_then(|answer| answer.as_ref().ok()).map_or(LookResult::Unknown, |answer| answer.looks[index])
    }

    fn answer(&self, base: Base, lock: &Lock) -> Result<LookAnswer, String> {
        if Instant::now() > self.end {
            return Err("the time limit for this example was reached".to_owned());
        }
        let checker = self.page.checker_with(base, lock, self.reach)?;
        self.looks.answer(&checker).map_err(|error| {
            let reason = error.to_string();
            self.looks.note(error);
            reason
        })
    }

    /// That the claim at `index` holds as far as `change` says on `axis`; where there is none, it holds with later releases than
    /// today's.
    fn told(&self, index: usize, needs: &Needs, axis: &Axis, change: Option<Transition>) -> Evidence {
        let place = change.map_or(0, |change| change.holds);
        let (number, held) = &axis.sets[place];
        let next = change.and_then(|change| axis.sets.get(change.fails));
        let is_next = next.map_or(axis.today, |(number, _)| *number) == number + 1;
        let changes = needs.changes(held, next.map(|(_, set)| set));
        let more: Vec<_> = changes.iter().map(|(name, ..)| name.clone()).collect();
        // Behind the last release that an older Python can have, it may be Python that changed it.
        let is_of_packages = change.is_some() && (axis.base.is_none() || next.is_some());
        let seen = |(_, set): &&(usize, Lock)| self.seen.borrow().contains_key(&(axis.base, set.pins()));
        let looked = axis.sets.iter().filter(seen);
        let mut tried: Vec<_> =
            looked.map(|(_, set)| self.tried((axis.base, set), index, needs.told(Some(set), &more))).collect();
        let packages = needs.told(None, &more);
        let at = Some(Witness { packages, ..Witness::on(&self.page.past.today) });
        tried.push(Tried { kind: EvidenceKind::Packages, at, outcome: Seen::Fails, reason: None });
        let python = self.page.keep(axis.base, held);
        if let Some((_, set)) = next {
            self.page.keep(axis.base, set);
        }
        let seen = self.seen.borrow();
        let answer = seen.get(&(axis.base, held.pins())).and_then(|answer| answer.as_ref().ok());
        Evidence {
            biography: if change.is_some() { Biography::Package } else { Biography::Ahead },
            kind: Some(EvidenceKind::Packages),
            holds: witnesses(&tried, Seen::Holds),
            changed_in: is_of_packages.then(|| changed_in(&changes, is_next)).filter(|told| !told.is_empty()),
            conflicts: answer.map(|answer| self.looks.conflicts_with(answer)).unwrap_or_default(),
            command: python.map(|python| self.command(axis.base, &python.to_string_lossy(), index)),
            ..Evidence::unknown(tried)
        }
    }

    /// What one look showed of the claim at `index`.
    fn tried(&self, (base, lock): (Base, &Lock), index: usize, packages: Vec<String>) -> Tried {
        let seen = self.seen.borrow();
        let (outcome, reason) = match seen.get(&(base, lock.pins())) {
            Some(Ok(answer)) => answer.seen(index),
            Some(Err(reason)) => (Seen::Unknown, Some(reason.clone())),
            None => (Seen::Unknown, None),
        };
        let at = Some(Witness { packages, ..Witness::on(&self.version(base)) });
        Tried { kind: EvidenceKind::Packages, at, outcome, reason }
    }

    fn version(&self, base: Base) -> String {
        let past = self.page.past;
        base.map_or_else(|| past.today.clone(), |number| past.others()[number].installed.version.clone())
    }

    /// The command that shows the claim at `index` by the interpreter `python` on `base`.
    fn command(&self, base: Base, python: &str, index: usize) -> String {
        let path = super::path_of(self.page.checker.document.source.name());
        if order(&self.version(base)) < vec![OLDEST.0, OLDEST.1] {
            let line = self.looks.session().claims[index].lines.first().map_or(1, |line| line.line);
            return format!("doctrue bisect --evidence packages {}", quoted(&format!("{path}:{line}")));
        }
        format!("doctrue check --python {} {}", quoted(python), quoted(&path))
    }
}

/// The end of the `day`, from which on nothing counts that was uploaded.
fn end_of(day: DateTime<Utc>) -> DateTime<Utc> {
    let next = day.date_naive().checked_add_days(Days::new(1)).unwrap_or_else(|| day.date_naive());
    next.and_time(NaiveTime::MIN).and_utc()
}

/// What the `changes` of releases are called: a release each if they came `at_once`, or else the range.
fn changed_in(changes: &[(String, Option<String>, String)], at_once: bool) -> String {
    let told = |(name, old, new): &(String, Option<String>, String)| match old.as_ref().filter(|_| !at_once) {
        Some(old) => format!("{name} {old}..{new}"),
        None => format!("{name} {new}"),
    };
    changes.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// What was `tried`, without today's interpreter if no other one was asked: it is told with its packages.
fn elsewhere(mut tried: Vec<Tried>) -> Vec<Tried> {
    let is_interpreter = |one: &Tried| one.kind == EvidenceKind::Interpreter && one.at.is_some();
    if tried.iter().filter(|one| is_interpreter(one)).count() == 1 {
        tried.retain(|one| !is_interpreter(one));
    }
    tried
}

fn in_vain(reason: String) -> Tried {
    Tried { kind: EvidenceKind::Packages, at: None, outcome: Seen::Unknown, reason: Some(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let day = DateTime::from_timestamp(1_685_620_800, 0).expect("a moment");
        assert_eq!(end_of(day).to_rfc3339(), "2023-06-02T00:00:00+00:00");
    }

    #[test]
    fn a_release_is_named_if_it_is_known() {
        let change = |name: &str, old: Option<&str>| (name.to_owned(), old.map(str::to_owned), "2".to_owned());
        assert_eq!(changed_in(&[change("a", Some("1"))], true), "a 2");
        assert_eq!(changed_in(&[change("a", Some("1")), change("b", None)], false), "a 1..2, b 2");
    }
}
