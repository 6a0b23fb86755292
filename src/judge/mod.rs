//! Judging: a claim against what really happened.
//!
//! Only what was seen to happen can confirm a claim. A run without the harness's receipt (killed, timed out, ended by
//! `os._exit`) confirms nothing, whatever it printed.

mod candidates;
mod exception;
pub mod given;
pub mod hint;
pub mod ladder;
mod observed;
pub mod suggestion;
mod traceback;
mod verdict;
pub mod volatile;

pub use ladder::{MATCHES, Match};
pub use suggestion::Unfit;
pub use verdict::{VERDICTS, Verdict};

use crate::claim::{self, Claim, Strength, remark, shape};
use crate::finding::Severity;
use crate::lang::literal;
use crate::run::{Ending, Exception, Recorded, Run};
use crate::settings::Matching;
use exception::{by_exception, exceptions, names_exception, raised_within};
use observed::Observed;
use similar::TextDiff;

/// What is to be said of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The outcome.
    pub verdict: Verdict,
    /// On which rung it matched.
    pub matched: Option<Match>,
    /// How many of the claim's lines it is about.
    pub lines: usize,
    /// What was really printed there; none if nothing was.
    pub actual: Option<String>,
    /// Why, where the verdict alone does not say it.
    pub reason: Option<String>,
    /// What kind of difference there is.
    pub hint: Option<String>,
    /// The text to put in the place of the documented lines.
    pub replacement: Option<String>,
    /// Why there is none for a wrong claim.
    pub unfit: Option<Unfit>,
}

impl Judgement {
    fn new(verdict: Verdict, claim: &Claim) -> Self {
        let lines = claim.lines.len();
        Self { verdict, matched: None, lines, actual: None, reason: None, hint: None, replacement: None, unfit: None }
    }

    fn rewritten(self, text: Result<String, Unfit>) -> Self {
        match text {
            Ok(text) => Self { replacement: Some(text), ..self },
            Err(unfit) => Self { unfit: Some(unfit), ..self },
        }
    }

    fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// Judges all `claims` of one example by its run.
#[must_use]
pub fn judge(claims: &[Claim], run: &Run, matching: Matching) -> Vec<Judgement> {
    let observed = Observed::new(run);
    let first_line = claims.iter().flat_map(|claim| &claim.fallback).map(|place| place.first).min().unwrap_or(1);
    let about = |(id, claim)| About { claim, run, matching, observed: &observed, id, all: claims, first_line };
    claims.iter().enumerate().map(|pair| judge_one(&about(pair))).collect()
}

/// The judgements on `claims` of an example that does not run for `reason`.
#[must_use]
pub fn skip(claims: &[Claim], reason: &str) -> Vec<Judgement> {
    claims.iter().map(|claim| Judgement::new(unless_words(claim, Verdict::Skipped), claim).because(reason)).collect()
}

/// A text of words must be at least this similar to the output to count as a claim about it.
const RESEMBLES: f32 = 0.7;

/// One claim and what there is to judge it by.
struct About<'a> {
    claim: &'a Claim,
    run: &'a Run,
    matching: Matching,
    observed: &'a Observed<'a>,
    /// The number of its orders.
    id: usize,
    /// All claims of the example; higher numbers are of orders that belong to none.
    all: &'a [Claim],
    /// The first 1-based line of the example.
    first_line: usize,
}

fn judge_one(about: &About<'_>) -> Judgement {
    let About { claim, run, observed, .. } = *about;
    let is_kill = claim.notation == "raises-directive" && run.exception.is_some();
    if let Some(did) = run.ending.describe().filter(|_| !run.ending.has_receipt() && !is_kill) {
        return Judgement::new(unless_words(claim, Verdict::Unreached), claim).because(format!("the example {did}"));
    }
    if let Some(judgement) = by_truth(about).filter(|_| about.matching == Matching::Any) {
        return judgement;
    }
    if claim.notation == "raises-directive" {
        return by_exception(about);
    }
    let candidates = candidates::of(about);
    let has_value = run.values.contains_key(&about.id) && claim.notation == "value-below";
    let wider = || {
        claim.fallback.iter().filter(|_| !has_value).flat_map(|place| observed.candidates(place)).collect::<Vec<_>>()
    };
    if let Some(confirmed) = confirm(about, &candidates).or_else(|| confirm(about, &wider())) {
        return confirmed;
    }
    let text = claim.text(claim.lines.len());
    let quotes = candidates.iter().any(|actual| resembles(&text, actual));
    let may_describe =
        claim.lines.len() == 1 && !shape::is_value_with_remark(&text) && claim.notation != "output-fence";
    if (may_describe && remark::describes(&text) && !quotes) || is_only_dots(&text) {
        return Judgement::new(Verdict::Unverified, claim)
            .because("the text describes the output instead of quoting it");
    }
    let exited_before = matches!(run.ending, Ending::Exited(_)) && observed.candidates(&claim.places[0]).is_empty();
    let judgement = not_reached(about, if exited_before { &[] } else { &candidates });
    let judgement = judgement.unwrap_or_else(|| refute(about, &candidates));
    let fails = judgement.verdict.severity() == Some(Severity::Error);
    if !fails || claim.notation != "transcript" {
        return judgement;
    }
    match before(about).find_map(given::missing) {
        Some(reason) => Judgement::new(Verdict::Skipped, claim).because(reason),
        None => match before(about).next() {
            Some(exception) if judgement.verdict == Verdict::Wrong => {
                Judgement::new(Verdict::Unreached, claim).because(raised(exception))
            }
            _ => judgement,
        },
    }
}

/// The judgement for `if c:  # True` where `c` is no bool: its truth is what counts.
fn by_truth(about: &About<'_>) -> Option<Judgement> {
    let claim = about.claim;
    let claimed = claim.text(1);
    let claimed =
        claimed.split([' ', ',']).next().filter(|word| claim.is_condition && matches!(*word, "True" | "False"))?;
    let values = about.run.values.get(&about.id)?;
    let last = values.iter().rev().find_map(|value| match value {
        Recorded::Value(text) if !matches!(text.as_str(), "True" | "False") => Some(text),
        Recorded::Value(_) | Recorded::Text(_) | Recorded::State(_) => None,
    })?;
    let judgement = |verdict| Judgement { actual: Some(last.clone()), ..Judgement::new(verdict, claim) };
    Some(match literal::truth(last) {
        None => judgement(Verdict::Unverified).because("whether this object counts as true is not known"),
        Some(truth) if truth == (claimed == "True") => {
            Judgement { matched: Some(Match::Literal), ..judgement(Verdict::Confirmed) }
        }
        Some(truth) => {
            let said = if truth { "True" } else { "False" };
            judgement(Verdict::Wrong).rewritten(suggestion::with_truth(claim, said))
        }
    })
}

/// `verdict`, but for words of which nothing shows that they are a claim at all.
fn unless_words(claim: &Claim, verdict: Verdict) -> Verdict {
    if claim.strength == Strength::InferredText { Verdict::Unverified } else { verdict }
}

/// The exceptions of earlier prompts of the same transcript that no claim names: what comes behind them may be their doing.
fn before<'a>(about: &'a About<'a>) -> impl Iterator<Item = &'a Exception> {
    let (first, lines) = (about.claim.places[0].first, about.first_line);
    let names = |id: usize, exception: &Exception| {
        let kind = exception.kind.rsplit('.').next().unwrap_or_default();
        about.all.get(id).is_some_and(|claim| claim.lines.iter().any(|line| line.text.contains(kind)))
    };
    let caught = about.run.caught.iter().flat_map(|(id, exceptions)| exceptions.iter().map(move |other| (*id, other)));
    let unclaimed = caught.filter(move |(id, exception)| !names(*id, exception)).map(|(_, exception)| exception);
    unclaimed.filter(move |exception| exception.line().is_some_and(|line| (lines..first).contains(&line)))
}

/// The judgement for a claim that does not match: wrong, unless it need not be a claim at all.
fn refute(about: &About<'_>, candidates: &[String]) -> Judgement {
    let claim = about.claim;
    let (count, actual) = candidates::closest(claim, candidates);
    let claimed = claim.text(count);
    let judgement = Judgement { lines: count, actual: Some(actual.clone()), ..Judgement::new(Verdict::Wrong, claim) };
    let unverified = |reason: &str| Judgement { verdict: Verdict::Unverified, ..judgement.clone() }.because(reason);
    match claim.strength {
        Strength::InferredText if claim.watch.value.is_some() || !resembles(&claimed, &actual) => {
            unverified("the words do not resemble what Python gives, so they may be a remark")
        }
        Strength::InferredValue if claim.constant => {
            unverified("the statement holds fixed text or a literal, so the value may say something else")
        }
        Strength::InferredValue
            if claim.repeats && actual.lines().any(|line| ladder::climb(&claimed, line).is_some()) =>
        {
            unverified("the statement was executed several times, and this is true for one of them")
        }
        Strength::InferredValue if is_other_kind(about, &claimed, &actual) => {
            unverified("the statement has no value of this kind, so the comment may say something else")
        }
        Strength::Explicit | Strength::InferredValue | Strength::InferredText => {
            let elsewhere = about.observed.lines_that_printed(claimed.trim(), &claim.places[0]);
            let hint = elsewhere
                .map(|line| format!("this is what line {line} prints"))
                .or_else(|| hint::difference(&claimed, &actual));
            Judgement { hint, ..judgement }.rewritten(suggestion::replacement(claim, count, &actual, about.matching))
        }
    }
}

fn resembles(claimed: &str, actual: &str) -> bool {
    similarity(claimed, actual) >= RESEMBLES || names_another_type(claimed, actual)
}

/// Whether a statement without a value (`nums.append(4)`) bears a comment that is not of the kind of what it changed:
/// `# 4` may then count, or name, anything.
fn is_other_kind(about: &About<'_>, claimed: &str, actual: &str) -> bool {
    let Some(values) = about.run.values.get(&about.id) else { return false };
    let nothing = values.iter().all(|value| !matches!(value, Recorded::Value(text) if text != "None"));
    let kind = |text: &str| literal::parse(text).map(|literal| std::mem::discriminant(&literal));
    nothing && kind(claimed) != kind(actual)
}

/// The confirmation on the strictest rung, if there is any.
fn confirm(about: &About<'_>, candidates: &[String]) -> Option<Judgement> {
    let claim = about.claim;
    for count in claim.extents() {
        let claimed = claim.text(count);
        if claimed.trim().is_empty() {
            continue;
        }
        let judgement = Judgement { lines: count, ..Judgement::new(Verdict::Confirmed, claim) };
        let row = row_by_name(claim, &claimed).filter(|_| about.matching == Matching::Any);
        let by_name = |actual: &str| ladder::climb(row.as_ref()?, actual).map(|_| Match::Label);
        let rungs = candidates
            .iter()
            .filter_map(|actual| Some((rung(claim, &claimed, actual).or_else(|| by_name(actual))?, actual)))
            .filter(|(rung, _)| about.matching == Matching::Any || *rung == Match::Exact);
        if let Some((matched, actual)) = rungs.min_by_key(|(rung, _)| *rung) {
            return Some(Judgement { matched: Some(matched), actual: Some(actual.clone()), ..judgement });
        }
        let told =
            |exception: &&Exception| is_meant(claim, &claimed, exception) && tells_only(about, &claimed, candidates);
        let mut raised = exceptions(about).filter(told);
        if let Some(exception) = raised.next() {
            let actual = Some(exception.summary());
            return Some(Judgement { matched: Some(Match::Exception), actual, ..judgement });
        }
    }
    None
}

/// Whether the claim means the exception: doctest's option leaves the message, and the module, out of account.
fn is_meant(claim: &Claim, claimed: &str, exception: &Exception) -> bool {
    let named = || claim::exception::named(claimed).map(|(kind, _)| kind.to_owned());
    let only_type = || named().is_some_and(|kind| names_exception(&kind, exception));
    names_exception(claimed, exception) || claim.options.only_the_type && only_type()
}

/// Whether what an output shows beside a traceback is what was printed before it; nothing may follow.
fn tells_only(about: &About<'_>, claimed: &str, candidates: &[String]) -> bool {
    // That of a notebook has a line of its own form, and is not looked into.
    let begins = claimed.lines().position(|line| line.starts_with("Traceback (most recent call last)"));
    let Some(begins) = begins else { return true };
    let start = claimed.lines().take(begins).map(|line| line.len() + 1).sum::<usize>().min(claimed.len());
    if !about.claim.notation.starts_with("output-") {
        return true;
    }
    let before = claimed[..start].trim_end();
    let mut behind = claimed[start..].lines().skip(1).skip_while(|line| line.trim().is_empty() || is_frame(line));
    let last = behind.next().is_some();
    let is_printed = before.is_empty() || candidates.iter().any(|actual| ladder::climb(before, actual).is_some());
    is_printed && last && behind.all(|line| line.trim().is_empty() || line.starts_with(' '))
}

/// Whether a line of a traceback stands before the exception: frames are indented, and may be left out.
fn is_frame(line: &str) -> bool {
    line.starts_with([' ', '\t']) || line.trim() == "..."
}

/// The tuple that `x=1, y=2` (or `Now x=1, y=2`) speaks of behind `y, x = …`: the values in the order of the targets.
fn row_by_name(claim: &Claim, claimed: &str) -> Option<String> {
    let pairs: Option<Vec<_>> = claimed.split(", ").map(|part| part.split_once('=')).collect();
    let pairs = pairs.filter(|pairs| pairs.len() > 1 && pairs.len() == claim.targets.len())?;
    let value = |name: &String| {
        let found = pairs.iter().find(|(label, _)| label.split_whitespace().last() == Some(name.as_str()));
        found.map(|(_, value)| value.trim())
    };
    let values: Option<Vec<_>> = claim.targets.iter().map(value).collect();
    Some(format!("({})", values?.join(", ")))
}

/// Whether `claim` says `actual`, wholly or with an explanation behind it.
#[must_use]
pub fn says(claim: &Claim, actual: &str) -> bool {
    claim.extents().any(|count| rung(claim, &claim.text(count), actual).is_some())
}

fn rung(claim: &Claim, claimed: &str, actual: &str) -> Option<Match> {
    let last = || {
        // A blank line says nothing, so that nothing would stand for it.
        let is_said = |last: &&str| claim.repeats && actual.contains('\n') && !last.trim().is_empty();
        let last = actual.lines().last().filter(is_said)?;
        let rung = ladder::climb(claimed, last)?;
        let always_the_same = actual.lines().all(|line| line == last);
        Some(if always_the_same { rung } else { Match::Last })
    };
    if claim.notation == "transcript" && claimed.contains("<BLANKLINE>") {
        return rung(claim, &claimed.replace("<BLANKLINE>", ""), actual);
    }
    let in_transcript = || {
        // At a prompt nobody minds how a container is laid out.
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let is_container = claimed.contains(['[', '{', '(']) && claim.notation == "transcript";
        ((is_container || claim.options.blanks_are_alike) && words(claimed) == words(actual))
            .then_some(Match::Formatting)
    };
    let holds = |rung: &Match| match rung {
        Match::Formatting => !quotes_a_value(claim, claimed),
        // A prompt shows what it shows, without labels and remarks.
        Match::Label | Match::Remark | Match::Joined => claim.notation != "transcript",
        Match::Exact | Match::Literal | Match::Elision | Match::TypeName | Match::Last | Match::Exception => true,
    };
    let rung = ladder::climb(claimed, actual).filter(holds);
    rung.or_else(in_transcript).or_else(last)
}

/// Whether the claim puts a value that is no string into quotes: `'10'` for `10`. Around what is printed quotes are free,
/// around a value they say that it is a string.
fn quotes_a_value(claim: &Claim, claimed: &str) -> bool {
    let of_value = claim.watch.value.is_some() || claim.notation == "transcript";
    let content = match literal::parse(claimed) {
        Some(literal::Literal::Text(content)) => content,
        _ => return false,
    };
    of_value && shape::is_value(&content)
}

/// The judgement for a claim whose statement did not come to its end, or not to printing.
fn not_reached(about: &About<'_>, candidates: &[String]) -> Option<Judgement> {
    let About { claim, run, observed, .. } = *about;
    let noted = run.caught.get(&about.id).into_iter().flatten().next();
    let uncaught = run
        .exception
        .as_ref()
        .filter(|exception| candidates.is_empty() || claim.places.iter().any(|place| raised_within(exception, place)));
    if let Some(exception) = noted.or(uncaught) {
        return Some(interrupted(about, exception));
    }
    let printed_nothing = || observed.candidates(&claim.places[0]).is_empty();
    if let Some(unseen) = run.unseen.get(&about.id).filter(|_| printed_nothing()) {
        return Some(Judgement::new(Verdict::Unverified, claim).because(unseen.reason()));
    }
    if !candidates.is_empty() {
        return None;
    }
    if claim.lines.iter().all(|line| line.text.trim().is_empty()) {
        return Some(Judgement::new(Verdict::Unverified, claim).because("nothing is documented, and nothing printed"));
    }
    Some(match (&run.ending, claim.strength) {
        (Ending::Exited(code), Strength::Explicit | Strength::InferredValue) => {
            Judgement::new(Verdict::Unreached, claim).because(format!("the example exited before with code {code}"))
        }
        (_, Strength::InferredValue | Strength::InferredText) => {
            Judgement::new(Verdict::Unverified, claim).because("nothing is printed here")
        }
        (_, Strength::Explicit) if claim.notation == "transcript" => {
            let judgement = Judgement::new(Verdict::Wrong, claim).because("nothing is shown at this prompt");
            Judgement { actual: Some(String::new()), unfit: Some(Unfit::Nothing), ..judgement }
        }
        (_, Strength::Explicit) => Judgement::new(Verdict::Unreached, claim).because("nothing is printed here"),
    })
}

/// The judgement for a claim whose statement raised something that is not claimed.
fn interrupted(about: &About<'_>, exception: &Exception) -> Judgement {
    let claim = about.claim;
    let claimed = claim.text(claim.lines.len());
    let judgement = |verdict| Judgement::new(unless_words(claim, verdict), claim);
    if let Some(reason) = given::missing(exception) {
        return judgement(Verdict::Skipped).because(reason);
    }
    let is_here = exceptions(about).any(|other| other == exception) && !exception.compiling;
    if is_here && claim::exception::named(&claimed).is_some() && exception.kind != "NameError" {
        let hint = Some("another exception is raised here".to_owned());
        let wrong = Judgement { actual: Some(exception.summary()), hint, ..judgement(Verdict::Wrong) };
        return wrong.rewritten(suggestion::naming(claim, exception));
    }
    judgement(Verdict::Unreached).because(raised(exception))
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

fn is_only_dots(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().all(|c| matches!(c, '.' | '…') || c.is_whitespace())
}

/// Names of types that a comment behind a printed type can hardly mean as anything else.
const TYPES: &[&str] = &[
    "NoneType",
    "bool",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "range",
    "set",
    "str",
    "tuple",
];

/// Whether a type was printed and the comment names one.
fn names_another_type(claimed: &str, actual: &str) -> bool {
    actual.contains("<class '") && actual.lines().count() == 1 && TYPES.binary_search(&claimed.trim()).is_ok()
}

fn similarity(a: &str, b: &str) -> f32 {
    let normal = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (a, b) = (normal(a), normal(b));
    if a.len().max(b.len()) > 2000 {
        return if a == b { 1.0 } else { 0.0 };
    }
    TextDiff::from_chars(a.as_str(), b.as_str()).ratio()
}

#[cfg(test)]
mod tests;
