//! Judging: a claim against what really happened.
//!
//! Only what was seen to happen can confirm a claim. A run without the harness's receipt (killed, timed out, ended by
//! `os._exit`) confirms nothing, whatever it printed. `observe` says what a claim may be about, `compare` whether it says
//! that, `refute` what to say where it does not.

mod about;
mod alike;
mod beside;
mod candidate;
mod canonical;
mod cell;
mod compare;
mod elision;
pub mod elsewhere;
mod equal;
mod exception;
pub mod given;
pub mod hint;
mod judgement;
mod kind;
mod likeness;
pub mod machine;
mod meant;
mod observe;
mod refute;
mod row;
mod rung;
mod same;
pub mod suggestion;
mod traceback;
mod verdict;
pub mod volatile;

pub use exception::{bases, may_quote, names, names_any};
pub use judgement::{Ignored, Judgement};
pub use rung::{MATCHES, Match};
pub use suggestion::{Unfit, may_be_written};
pub use verdict::{VERDICTS, Verdict};

use crate::claim::reading::{self, ReadingKind, Rest};
use crate::claim::{Claim, NotationId, Strength, shape};
use crate::lang::literal;
use crate::run::{Exception, Recorded, Run};
use crate::settings::Matching;
use candidate::{Candidate, Shown};
use compare::{Agreement, compare};
use observe::Observed;
use std::cell::RefCell;
use std::collections::HashMap;

/// Judges all `claims` of one example by its run.
#[must_use]
pub fn judge(claims: &[Claim], run: &Run, matching: Matching) -> Vec<Judgement> {
    let example = Evidence::new(claims, run);
    let case = |(id, claim)| Case { claim, run, matching, observed: &example.observed, id, example: &example };
    claims.iter().enumerate().map(|pair| judge_one(&case(pair))).collect()
}

/// The judgements on `claims` of an example that does not run for `reason`.
#[must_use]
pub fn skip(claims: &[Claim], reason: &str) -> Vec<Judgement> {
    claims.iter().map(|claim| Judgement::new(unless_words(claim, Verdict::Skipped), claim).because(reason)).collect()
}

/// What all claims of an example are judged by.
struct Evidence<'a> {
    claims: &'a [Claim],
    observed: Observed<'a>,
    /// Exceptions that no claim names, by their lines: what comes behind them may be their doing.
    unclaimed: Vec<(usize, &'a Exception)>,
    /// For each line that was asked for, the numbers of the first two claims whose first place holds it.
    told: RefCell<HashMap<usize, Vec<usize>>>,
}

impl<'a> Evidence<'a> {
    fn new(claims: &'a [Claim], run: &'a Run) -> Self {
        let first_line = claims.iter().flat_map(|claim| &claim.fallback).map(|place| place.first).min().unwrap_or(1);
        let caught = run.caught.iter().flat_map(|(id, exceptions)| exceptions.iter().map(move |one| (*id, one)));
        let is_claimed =
            |id: usize, one: &Exception| claims.get(id).is_some_and(|claim| exception::may_name(claim, one));
        let unclaimed = caught.filter(|(id, one)| !is_claimed(*id, one));
        let mut unclaimed: Vec<_> = unclaimed.filter_map(|(_, one)| Some((one.line()?, one))).collect();
        unclaimed.retain(|(line, _)| *line >= first_line);
        unclaimed.sort_by_key(|(line, _)| *line);
        Self { claims, observed: Observed::new(run), unclaimed, told: RefCell::default() }
    }

    /// Whether another claim than `id` is about `line`: a thousand claims may ask that of one function.
    fn is_told(&self, line: usize, id: usize) -> bool {
        let find = || {
            let holding = self.claims.iter().enumerate().filter(|(_, claim)| claim.places[0].holds(line));
            holding.map(|(id, _)| id).take(2).collect()
        };
        self.told.borrow_mut().entry(line).or_insert_with(find).iter().any(|&teller| teller != id)
    }

    /// Those that were raised above `line`, from the top.
    fn before(&self, line: usize) -> impl Iterator<Item = &'a Exception> + '_ {
        self.unclaimed.iter().take_while(move |(raised, _)| *raised < line).map(|(_, exception)| *exception)
    }
}

/// One claim and what there is to judge it by.
struct Case<'a> {
    claim: &'a Claim,
    run: &'a Run,
    matching: Matching,
    observed: &'a Observed<'a>,
    /// The number of its orders.
    id: usize,
    example: &'a Evidence<'a>,
}

fn judge_one(case: &Case<'_>) -> Judgement {
    let Case { claim, run, .. } = *case;
    if let Some(reason) = &claim.unchecked {
        return Judgement::new(unless_words(claim, Verdict::Skipped), claim).because(reason.as_str());
    }
    let is_kill = claim.notation == NotationId::RaisesDirective && run.exception.is_some();
    if let Some(did) = run.ending.describe().filter(|_| !run.ending.has_receipt() && !is_kill) {
        return Judgement::new(unless_words(claim, Verdict::Unreached), claim).because(format!("the example {did}"));
    }
    if let Some(judgement) = by_truth(case).filter(|_| case.matching == Matching::Any) {
        return judgement;
    }
    if claim.notation == NotationId::RaisesDirective {
        return exception::by_exception(case);
    }
    let is_printed = || {
        let text = claim.text(claim.lines.len());
        observe::candidates(case).iter().any(|candidate| candidate.text == text)
    };
    let is_named_there = || {
        let printed = observe::candidates(case);
        printed.iter().any(|one| claim.named.as_deref().is_some_and(|name| labels_by(&one.text, name)))
    };
    if let Some(judgement) =
        by_name(case).filter(|_| case.matching == Matching::Any && !is_printed() && !is_named_there())
    {
        return judgement;
    }
    if let Some(reason) = missing_import(case) {
        return Judgement::new(unless_words(claim, Verdict::Skipped), claim).because(reason);
    }
    let candidates = observe::candidates(case);
    let has_value = run.values.contains_key(&case.id) && claim.notation == NotationId::ValueBelow;
    let wider = || {
        let places = claim.fallback.iter().filter(|_| !has_value).chain(&claim.ahead);
        let printed = places.flat_map(|place| case.observed.printed(place));
        printed.map(|text| Candidate { text, shown: Shown::Printed }).collect::<Vec<_>>()
    };
    let found = confirm(case, &candidates).or_else(|| confirm(case, &wider()).filter(is_confirmed));
    let is_sure = found.as_ref().is_some_and(is_confirmed);
    let by_words = if is_sure { None } else { confirm_behind_words(case, &candidates) };
    match by_words.or(found) {
        Some(judgement) => beside::also(case, judgement),
        None if claim.only_confirms => Judgement::new(Verdict::Unverified, claim)
            .because("only its place says that this may be an output, and Python gives something else"),
        None => refute::refute(case, &candidates),
    }
}

/// Why a prompt that relies on an import which failed says nothing: what it shows is not the package's doing.
fn missing_import(case: &Case<'_>) -> Option<String> {
    let claim = case.claim;
    let line = claim.places.first().filter(|_| !claim.relies_on.is_empty())?.first;
    let failed = case.example.before(line);
    let is_relied = |one: &&Exception| one.line().is_some_and(|line| claim.relies_on.contains(&line));
    failed.filter(is_relied).find_map(given::missing)
}

fn is_confirmed(judgement: &Judgement) -> bool {
    judgement.verdict == Verdict::Confirmed
}

/// The judgement for `if c:  # True` where `c` is no bool: its truth is what counts.
fn by_truth(case: &Case<'_>) -> Option<Judgement> {
    let claim = case.claim;
    let claimed = claim.text(1);
    let claimed =
        claimed.split([' ', ',']).next().filter(|word| claim.is_condition && matches!(*word, "True" | "False"))?;
    let values = case.run.values.get(&case.id)?;
    let last = values.iter().rev().find_map(|value| match value {
        Recorded::Value(text) if !matches!(text.as_str(), "True" | "False") => Some(text),
        Recorded::Value(_) | Recorded::Text(_) | Recorded::State(_) | Recorded::Named(_) => None,
    })?;
    let judgement = |verdict| Judgement { actual: Some(last.clone()), ..Judgement::new(verdict, claim) };
    Some(match literal::truth(last) {
        None => judgement(Verdict::Unverified).because("whether this object counts as true is not known"),
        Some(truth) if truth == (claimed == "True") => {
            Judgement::confirmed(claim, Match::Literal, ReadingKind::Value, last.clone())
        }
        Some(truth) => {
            let said = if truth { "True" } else { "False" };
            judgement(Verdict::Wrong).rewritten(suggestion::with_truth(claim, said))
        }
    })
}

/// Whether what is printed labels a value by `name` itself.
fn labels_by(printed: &str, name: &str) -> bool {
    reading::printed_values(printed).any(|(label, _)| label == name)
}

/// The judgement for `size + 1  # size = 5`, whose label names another variable than the statement gives: what counts is
/// what that stands for then.
fn by_name(case: &Case<'_>) -> Option<Judgement> {
    let claim = case.claim;
    let named = claim.named.as_deref()?;
    let last = case.run.values.get(&case.id)?.iter().rev().find_map(|value| match value {
        Recorded::Named(text) => Some(text),
        Recorded::Value(_) | Recorded::Text(_) | Recorded::State(_) => None,
    })?;
    let text = claim.text(claim.lines.len());
    let reading = reading::committed(&text).filter(|reading| reading.label == Some(named))?;
    let candidate = Candidate { text: last.clone(), shown: Shown::Value };
    match compare(claim, reading.value, &candidate, Matching::Any) {
        Some(Agreement::Holds(..)) => Some(Judgement::confirmed(claim, Match::Label, ReadingKind::Label, last.clone())),
        None if kind::are_of_a_kind(reading.value, last) => {
            let wrong = Judgement { actual: Some(last.clone()), ..Judgement::new(Verdict::Wrong, claim) };
            Some(wrong.because(format!("`{named}` has another value here")).rewritten(Err(Unfit::Notation)))
        }
        Some(Agreement::Unclear) | None => None,
    }
}

/// `verdict`, but for words of which nothing shows that they are a claim at all.
fn unless_words(claim: &Claim, verdict: Verdict) -> Verdict {
    if claim.strength == Strength::InferredText { Verdict::Unverified } else { verdict }
}

/// Bytes that a text without its last lines may be longer than what is observed, to be looked at: layout, and remarks on its
/// lines.
const MOST_ADDED: usize = 4000;

/// Whether `claimed`, the first `count` lines of `claim`, is so much longer than all that was observed that only fewer lines
/// can say it. Below an output there may be thousands of lines of comments.
fn is_far_longer(claim: &Claim, count: usize, claimed: &str, candidates: &[Candidate]) -> bool {
    let longest = candidates.iter().map(|candidate| candidate.text.len()).max().unwrap_or(0);
    count < claim.lines.len() && claimed.len() > 2 * longest + MOST_ADDED
}

/// The confirmation on the strictest rung, if there is any; or that it is not clear whether there is.
fn confirm(case: &Case<'_>, candidates: &[Candidate]) -> Option<Judgement> {
    let claim = case.claim;
    let mut unclear = None;
    for count in claim.extents() {
        let claimed = claim.text(count);
        if claimed.trim().is_empty() || is_far_longer(claim, count, &claimed, candidates) {
            continue;
        }
        let agreements = candidates.iter().filter_map(|candidate| {
            let agreement = agreement(case, &claimed, candidate)?;
            Some((agreement, candidate))
        });
        match agreements.min_by_key(|(agreement, _)| *agreement) {
            Some((Agreement::Holds(..), candidate)) if is_printed(case, count, candidate) => {
                unclear = unclear.or(Some((count, candidate)));
            }
            Some((Agreement::Holds(matched, reading), candidate)) => {
                let confirmed = Judgement::confirmed(claim, matched, reading, candidate.text.clone());
                return Some(Judgement { lines: count, ..confirmed });
            }
            Some((Agreement::Unclear, candidate)) => unclear = unclear.or(Some((count, candidate))),
            None => {}
        }
        if let Some(judgement) = exception::confirm(case, &claimed, count, candidates) {
            return Some(judgement);
        }
    }
    unclear.or_else(|| without_words(case, candidates)).map(|(lines, candidate)| {
        let actual = Some(candidate.text.clone());
        Judgement { lines, actual, ..Judgement::new(Verdict::Unverified, claim) }
            .because("it is unclear whether this is the output: a part of it, another spelling, or a remark after it")
    })
}

/// The confirmation of words, which need be no claim at all, that lead to the value which came out.
fn confirm_behind_words(case: &Case<'_>, candidates: &[Candidate]) -> Option<Judgement> {
    let claim = case.claim;
    if !claim.is_inferred() || claim.lines.len() > 1 || case.matching == Matching::Exact {
        return None;
    }
    let text = claim.text(1);
    let words = reading::behind_words(&text).filter(|_| claim.strength == Strength::InferredText);
    let value = words.or_else(|| reading::before_its_bits(&text))?;
    let holds =
        |candidate: &&Candidate| matches!(compare(claim, value, candidate, case.matching), Some(Agreement::Holds(..)));
    let found = candidates.iter().find(holds)?;
    Some(Judgement::confirmed(claim, Match::Label, ReadingKind::Label, found.text.clone()))
}

/// Whether a line behind the first `count` of the claim is one of `candidate`, or nearly one, or one of what the statements before
/// its own print: no remark then, but output in another place, or none that comes out.
fn is_printed(case: &Case<'_>, count: usize, candidate: &Candidate) -> bool {
    let claim = case.claim;
    let further: Vec<_> =
        claim.lines[count..].iter().map(|line| line.text.trim()).filter(|text| !text.is_empty()).collect();
    if further.is_empty() {
        return false;
    }
    let holds = |text: &str| text.lines().any(|line| further.contains(&line.trim()));
    let is_like_one = |line: &str| likeness::of_characters(line.trim(), further[0]);
    let before = claim.places.last().filter(|_| claim.places.len() > 1);
    holds(&candidate.text)
        || candidate.text.contains('\n') && candidate.text.lines().any(is_like_one)
        || before.is_some_and(|place| case.observed.printed(place).iter().any(|text| holds(text)))
}

/// What holds if the words behind a blank line are no output, and how many lines stand before them.
fn without_words<'a>(case: &Case<'_>, candidates: &'a [Candidate]) -> Option<(usize, &'a Candidate)> {
    case.claim.unclear_extents().find_map(|count| {
        let claimed = case.claim.text(count);
        if is_far_longer(case.claim, count, &claimed, candidates) {
            return None;
        }
        let holds = |candidate: &&Candidate| matches!(agreement(case, &claimed, candidate), Some(Agreement::Holds(..)));
        candidates.iter().find(holds).map(|candidate| (count, candidate))
    })
}

fn agreement(case: &Case<'_>, claimed: &str, candidate: &Candidate) -> Option<Agreement> {
    let Case { claim, matching, .. } = *case;
    compare(claim, claimed, candidate, matching).or_else(|| {
        // Most claims are about one name or none, and there are many ways to read a line.
        if claim.targets.len() < 2 || matching == Matching::Exact {
            return None;
        }
        let readings = reading::readings(claimed, claim.manner.remarks, false);
        let mut rows = readings.filter_map(|reading| {
            let row = refute::row_by_name(claim, reading.value)?;
            reading.rest(false).is_none_or(|rest| rest == Rest::Remark).then_some(row)
        });
        let holds = |row: String| matches!(compare(claim, &row, candidate, matching), Some(Agreement::Holds(..)));
        rows.any(holds).then_some(Agreement::Holds(Match::Label, ReadingKind::Label))
    })
}

/// Whether what `claim` documents may be `actual` in another state: values of one kind, or texts that have something in common.
#[must_use]
pub fn may_be_meant(claim: &Claim, actual: &str) -> bool {
    let text = claim.text(claim.lines.len());
    kind::are_of_a_kind(&text, actual) || likeness::is_some(&text, actual)
}

/// Whether what `judgement` found differs from what `claim` documents in numbers only, as a time or the number of a process does.
#[must_use]
pub fn differs_in_numbers(claim: &Claim, judgement: &Judgement) -> bool {
    let actual = judgement.actual.as_deref();
    actual.is_some_and(|actual| meant::differ_in_numbers(&claim.text(judgement.lines), actual))
}

/// Whether `claim` says `actual`, wholly or with an explanation behind it.
#[must_use]
pub fn says(claim: &Claim, actual: &str) -> bool {
    claim.extents().any(|count| says_it(claim, &claim.text(count), actual))
}

/// Whether `claimed`, as a text of `claim`, says `actual`.
fn says_it(claim: &Claim, claimed: &str, actual: &str) -> bool {
    // The content of a string is a text like a printed one.
    let is_repr = claim.watch.value.is_some() && shape::is_value(actual);
    let shown = if is_repr { Shown::Value } else { Shown::Printed };
    let candidate = Candidate { text: actual.to_owned(), shown };
    matches!(compare(claim, claimed, &candidate, Matching::Any), Some(Agreement::Holds(..)))
}

/// How an exception is told.
#[must_use]
pub fn raised(exception: &Exception) -> String {
    let cure = given::cure(exception).map(|cure| format!(": {cure}")).unwrap_or_default();
    match exception.line() {
        Some(line) => format!("line {line} raised {}{cure}", exception.summary()),
        None => format!("the example raised {}{cure}", exception.summary()),
    }
}

#[cfg(test)]
mod tests;
