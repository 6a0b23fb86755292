//! Judging: a claim against what really happened.
//!
//! Only what was seen to happen can confirm a claim. A run without the harness's receipt (killed, timed out, ended by
//! `os._exit`) confirms nothing, whatever it printed.

pub mod given;
pub mod hint;
pub mod ladder;
mod observed;
pub mod suggestion;

pub use ladder::Match;

use crate::claim::{Claim, Place, Strength, remark};
use crate::finding::Severity;
use crate::run::{Ending, Exception, Run};
use observed::Observed;
use similar::TextDiff;

/// The outcome for one claim. Closed: a new one must be dealt with by every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The real output satisfies the claim.
    Confirmed,
    /// The example ran to the claim and gives something else.
    Wrong,
    /// Like wrong, with evidence that it once held.
    Stale,
    /// The real output differs between two runs, so no fixed text can be right.
    Volatile,
    /// The example never got there.
    Unreached,
    /// Not run, for a reason that lies outside the example.
    Skipped,
    /// A comment that may be no claim at all: it neither matches nor resembles the output.
    Unverified,
}

/// All verdicts, in the order of the documentation.
pub const VERDICTS: [Verdict; 7] = [
    Verdict::Confirmed,
    Verdict::Wrong,
    Verdict::Stale,
    Verdict::Volatile,
    Verdict::Unreached,
    Verdict::Skipped,
    Verdict::Unverified,
];

impl Verdict {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Wrong => "wrong",
            Self::Stale => "stale",
            Self::Volatile => "volatile",
            Self::Unreached => "unreached",
            Self::Skipped => "skipped",
            Self::Unverified => "unverified",
        }
    }

    /// How much it weighs; none for what is no problem.
    #[must_use]
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Confirmed | Self::Unverified => None,
            Self::Wrong | Self::Stale | Self::Unreached => Some(Severity::Error),
            Self::Volatile | Self::Skipped => Some(Severity::Warning),
        }
    }
}

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
}

impl Judgement {
    fn new(verdict: Verdict, claim: &Claim) -> Self {
        let lines = claim.lines.len();
        Self { verdict, matched: None, lines, actual: None, reason: None, hint: None, replacement: None }
    }

    fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// Judges all `claims` of one example by its run.
#[must_use]
pub fn judge(claims: &[Claim], run: &Run) -> Vec<Judgement> {
    let observed = Observed::new(run);
    claims.iter().map(|claim| judge_one(claim, run, &observed)).collect()
}

/// Compares a second run, under another hash seed and at another moment, with the first: what came out differently
/// there cannot be documented by a fixed text.
pub fn mark_volatile(first: &mut [Judgement], second: &[Judgement]) {
    for (judgement, again) in first.iter_mut().zip(second) {
        if judgement.verdict != Verdict::Wrong || judgement.actual == again.actual {
            continue;
        }
        let again = again.actual.as_deref().unwrap_or_default();
        let shown = |text: &str| text.lines().next().unwrap_or_default().chars().take(40).collect::<String>();
        let reason = format!(
            "another run printed `{}` instead of `{}`",
            shown(again),
            shown(judgement.actual.as_deref().unwrap_or_default())
        );
        judgement.verdict = Verdict::Volatile;
        judgement.reason = Some(reason);
        judgement.hint = None;
        judgement.replacement = None;
    }
}

/// A text of words must be at least this similar to the output to count as a claim about it.
const RESEMBLES: f32 = 0.7;

fn judge_one(claim: &Claim, run: &Run, observed: &Observed<'_>) -> Judgement {
    if let Some(reason) = broken(&run.ending) {
        return Judgement::new(Verdict::Unreached, claim).because(reason);
    }
    let candidates = candidates(claim, run, observed);
    let wider = claim.fallback.iter().flat_map(|place| observed.candidates(place)).collect::<Vec<_>>();
    if let Some(confirmed) = confirm(claim, &candidates, run).or_else(|| confirm(claim, &wider, run)) {
        return confirmed;
    }
    let text = claim.text(claim.lines.len());
    if remark::describes(&text) || is_only_dots(&text) {
        return Judgement::new(Verdict::Unverified, claim)
            .because("the text describes the output instead of quoting it");
    }
    let exited_before = matches!(run.ending, Ending::Exited(_)) && observed.candidates(&claim.places[0]).is_empty();
    if let Some(unreached) = not_reached(claim, run, if exited_before { &[] } else { &candidates }) {
        return unreached;
    }
    let (count, actual) = closest(claim, &candidates);
    let resembles =
        || similarity(&claim.text(count), &actual) >= RESEMBLES || names_another_type(&claim.text(count), &actual);
    let judgement = Judgement { lines: count, actual: Some(actual.clone()), ..Judgement::new(Verdict::Wrong, claim) };
    match claim.strength {
        Strength::InferredText if !resembles() => Judgement { verdict: Verdict::Unverified, ..judgement },
        Strength::InferredValue if claim.constant => Judgement { verdict: Verdict::Unverified, ..judgement }
            .because("the statement prints fixed text, so the number counts something else"),
        Strength::Explicit | Strength::InferredValue | Strength::InferredText => {
            let claimed = claim.text(count);
            let elsewhere = observed.lines_that_printed(claimed.trim(), &claim.places[0]);
            let hint = elsewhere
                .map(|line| format!("this is what line {line} prints"))
                .or_else(|| hint::difference(&claimed, &actual));
            Judgement { hint, replacement: suggestion::replacement(claim, count, &actual), ..judgement }
        }
    }
}

/// Why nothing that the run printed can be relied on.
fn broken(ending: &Ending) -> Option<String> {
    Some(match ending {
        Ending::Ended | Ending::Raised | Ending::Exited(_) => return None,
        Ending::Vanished(code) => format!("the example ended without finishing (os._exit, exit code {code})"),
        Ending::Signalled(signal) => format!("the example was killed by signal {signal}"),
        Ending::TimedOut => "the example ran into the time limit".to_owned(),
        Ending::TooMuchOutput => "the example printed more than 8 MiB".to_owned(),
        Ending::Interrupted => "the check was interrupted".to_owned(),
    })
}

/// What the claim may be about, the likeliest first.
fn candidates(claim: &Claim, run: &Run, observed: &Observed<'_>) -> Vec<String> {
    if !run.attributed {
        return observed.windows(claim.lines.len());
    }
    let mut texts: Vec<String> = Vec::new();
    for text in claim.places.iter().flat_map(|place| observed.candidates(place)) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// The confirmation on the strictest rung, if there is any.
fn confirm(claim: &Claim, candidates: &[String], run: &Run) -> Option<Judgement> {
    for count in claim.extents() {
        let claimed = claim.text(count);
        if claimed.trim().is_empty() {
            continue;
        }
        let rungs = candidates.iter().filter_map(|actual| Some((rung(claim, &claimed, actual)?, actual)));
        if let Some((matched, actual)) = rungs.min_by_key(|(rung, _)| *rung) {
            let judgement = Judgement::new(Verdict::Confirmed, claim);
            return Some(Judgement { matched: Some(matched), lines: count, actual: Some(actual.clone()), ..judgement });
        }
        let exception = run.exception.as_ref().filter(|exception| raised_within(exception, &claim.places[0]));
        if let Some(exception) = exception.filter(|exception| names_exception(&claimed, exception)) {
            let judgement = Judgement::new(Verdict::Confirmed, claim);
            let actual = Some(exception.summary());
            return Some(Judgement { matched: Some(Match::Exception), lines: count, actual, ..judgement });
        }
    }
    None
}

fn rung(claim: &Claim, claimed: &str, actual: &str) -> Option<Match> {
    ladder::climb(claimed, actual).or_else(|| {
        let last = actual.lines().last().filter(|_| claim.repeats && actual.contains('\n'))?;
        let rung = ladder::climb(claimed, last)?;
        let always_the_same = actual.lines().all(|line| line == last);
        Some(if always_the_same { rung } else { Match::Last })
    })
}

fn raised_within(exception: &Exception, place: &Place) -> bool {
    exception.lines.iter().any(|&line| place.holds(line))
}

/// `ZeroDivisionError`, `raises KeyError`, `KeyError: 'x'`: the type, and the message if one is given.
fn names_exception(claimed: &str, exception: &Exception) -> bool {
    let claimed = claimed.trim();
    let claimed = claimed.strip_prefix("raises ").or_else(|| claimed.strip_prefix("Raises ")).unwrap_or(claimed);
    let (kind, message) = claimed.split_once(':').unwrap_or((claimed, ""));
    let name = exception.kind.rsplit('.').next().unwrap_or_default();
    let same_kind = kind.trim() == exception.kind || kind.trim() == name;
    same_kind && (message.trim().is_empty() || ladder::climb(message.trim(), exception.message.trim()).is_some())
}

/// The judgement for a claim whose statement did not come to its end, or not to printing.
fn not_reached(claim: &Claim, run: &Run, candidates: &[String]) -> Option<Judgement> {
    let interrupted = run
        .exception
        .as_ref()
        .filter(|exception| candidates.is_empty() || claim.places.iter().any(|place| raised_within(exception, place)));
    if let Some(exception) = interrupted {
        return Some(match given::missing(exception) {
            Some(reason) => Judgement::new(Verdict::Skipped, claim).because(reason),
            None => Judgement::new(Verdict::Unreached, claim).because(raised(exception)),
        });
    }
    if !candidates.is_empty() {
        return None;
    }
    if claim.lines.iter().all(|line| line.text.trim().is_empty()) {
        return Some(Judgement::new(Verdict::Unverified, claim).because("nothing is documented, and nothing printed"));
    }
    Some(match (&run.ending, claim.strength) {
        (Ending::Exited(code), _) => {
            Judgement::new(Verdict::Unreached, claim).because(format!("the example exited before with code {code}"))
        }
        (_, Strength::InferredValue | Strength::InferredText) => {
            Judgement::new(Verdict::Unverified, claim).because("nothing is printed here")
        }
        (_, Strength::Explicit) => Judgement::new(Verdict::Unreached, claim).because("nothing is printed here"),
    })
}

/// How an exception is told.
#[must_use]
pub fn raised(exception: &Exception) -> String {
    match exception.line() {
        Some(line) => format!("line {line} raised {}", exception.summary()),
        None => format!("the example raised {}", exception.summary()),
    }
}

fn is_only_dots(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().all(|c| matches!(c, '.' | '…') || c.is_whitespace())
}

/// The candidate to show for a wrong claim, and how many of its lines it is about: the one with the most lines in
/// common, else the smallest that has enough lines, else the largest.
fn closest(claim: &Claim, candidates: &[String]) -> (usize, String) {
    let counts: Vec<_> = claim.extents().collect();
    let mut best = (0, counts.last().copied().unwrap_or(1), candidates.first().cloned().unwrap_or_default());
    let mut chosen = false;
    for count in counts {
        let claimed = claim.text(count);
        let claimed: Vec<_> = claimed.lines().collect();
        for candidate in candidates {
            let lines: Vec<_> = candidate.lines().collect();
            let common = claimed.iter().filter(|line| lines.contains(line)).count();
            let is_first_fit = !chosen && common == 0 && lines.len() == claimed.len();
            if common > best.0 || is_first_fit {
                best = (common, count, candidate.clone());
                chosen = true;
            }
        }
    }
    (best.1, best.2)
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
    actual.starts_with("<class '") && TYPES.binary_search(&claimed.trim()).is_ok()
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
