//! What runs in other worlds show: whether the output of a claim depends on the clock, on chance or on the machine.
//!
//! A world proves a dependence by another output, and never anything else: where it made the example end otherwise, the
//! lines that may depend on what was asked for count instead.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named needs nothing of its own")]

use std::collections::BTreeSet;

use super::alike::are_alike;
use super::likeness::{self, MAX_DIFFED_BYTES};
use super::volatile::{self, Cause};
use super::{Judgement, Unfit, Verdict};
use crate::claim::{Claim, Strength};
use crate::plan::OutsideSource;
use crate::run::{Run, Touch};

/// A run in another world, with what it says of the claims.
#[derive(Debug)]
pub struct SeenElsewhere {
    /// The run.
    pub run: Run,
    /// The judgements on all claims by it.
    pub judgements: Vec<Judgement>,
    /// The line from which on it does not count: the first exception in it that the first run has not, or the first line
    /// if it was ended.
    pub broken: Option<usize>,
}

/// How a claim came out in another world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldResult {
    /// As in the first run.
    None,
    /// Otherwise.
    Other,
    /// Otherwise, behind an exception that the first run has not.
    Unknown,
}

/// What is known of one example: the first run, which counts, and those in other worlds.
#[derive(Debug)]
pub struct Elsewhere<'a> {
    claims: &'a [Claim],
    first: &'a Run,
    /// The code of the example, and what runs before it.
    code: String,
}

impl<'a> Elsewhere<'a> {
    /// An example with `claims` and `code`, which has run as `first`.
    #[must_use]
    pub const fn new(claims: &'a [Claim], first: &'a Run, code: String) -> Self {
        Self { claims, first, code }
    }

    /// What `run`, in another world, shows by its `judgements`.
    #[must_use]
    pub fn seen(&self, run: Run, judgements: Vec<Judgement>) -> SeenElsewhere {
        let known: BTreeSet<_> = raised(self.first).collect();
        let new = raised(&run).filter(|one| !known.contains(one)).map(|(line, _)| line).min();
        let broken = if run.ending.has_receipt() { new } else { Some(0) };
        SeenElsewhere { run, judgements, broken }
    }

    /// How the claim at `index`, judged as `judgement`, came out in another world.
    #[must_use]
    pub fn change(&self, index: usize, judgement: &Judgement, world: &SeenElsewhere) -> WorldResult {
        let again = &world.judgements[index];
        let text = |judgement: &Judgement| judgement.actual.clone().unwrap_or_default();
        let claimed = self.claims[index].text(judgement.lines);
        // Which elements of a set are left out depends on its order.
        let in_order = claimed.contains("...") || claimed.contains('…');
        let folders = (self.first.folder.as_str(), world.run.folder.as_str());
        let is_same = are_alike(&text(judgement), &text(again), folders, in_order);
        let is_other = match judgement.verdict {
            Verdict::Wrong => !is_same,
            Verdict::Confirmed => again.verdict != Verdict::Confirmed && !is_same,
            Verdict::Unverified => again.verdict == Verdict::Confirmed,
            Verdict::Unreached => again.verdict == Verdict::Confirmed || !text(again).is_empty(),
            Verdict::Stale | Verdict::Volatile | Verdict::Skipped => false,
        };
        let line = self.claims[index].places[0].last;
        match is_other {
            false => WorldResult::None,
            true if world.broken.is_some_and(|broken| broken <= line) => WorldResult::Unknown,
            true => WorldResult::Other,
        }
    }

    /// What was asked for in `world` that the claim at `index` may depend on, the nearest first.
    fn reaching<'t>(&self, index: usize, world: &'t Run) -> Vec<&'t Touch> {
        let place = &self.claims[index].places[0];
        let reaches = |touch: &&Touch| {
            let next = touch.reach.partition_point(|&(_, last)| last < place.first);
            touch.reach.get(next).is_some_and(|&(first, _)| first <= place.last)
        };
        let mut touches: Vec<_> = world.touched.iter().filter(reaches).collect();
        touches.sort_by_key(|touch| (usize::from(touch.line > place.last), place.last.abs_diff(touch.line)));
        touches
    }

    /// Whether the claim at `index` may depend on how the program is called: by its bare name, if it is started so.
    #[must_use]
    pub fn names_program(&self, index: usize, world: &Run) -> bool {
        self.reaching(index, world).iter().any(|touch| matches!(touch.name.as_str(), "__file__" | "sys.argv"))
    }

    /// Why the claim at `index` is not the same in `world`: of what it may depend on, what weighs most; if its lines tell
    /// nothing, what was asked for last before it.
    fn cause<'t>(&self, index: usize, world: &'t Run) -> Option<&'t Touch> {
        let line = self.claims[index].places[0].last;
        let before = || world.touched.iter().filter(|touch| touch.line <= line);
        let reaching = self.reaching(index, world);
        let shifted = reaching.iter().copied().filter(|touch| touch.is_shifted);
        shifted.min_by_key(|touch| weight(touch.source)).or_else(|| before().max_by_key(|touch| touch.line))
    }

    /// Whether the claim at `index` may depend on what turns out differently in a second world.
    #[must_use]
    pub fn is_left_to_chance(&self, index: usize, world: &Run) -> bool {
        let is_chance = |touch: &&Touch| matches!(touch.source, OutsideSource::Chance | OutsideSource::Order);
        let place = &self.claims[index].places[0];
        world.touched.iter().filter(is_chance).any(|touch| touch.line <= place.last)
    }

    /// The judgement on the claim at `index`, which came out differently in `world`; none if nothing there explains it.
    #[must_use]
    pub fn explained(&self, index: usize, judgement: &Judgement, world: &SeenElsewhere) -> Option<Judgement> {
        let touch = self.cause(index, &world.run)?;
        if touch.source == OutsideSource::Missing {
            return Some(self.without_what_is_missing(index, judgement, touch, &world.judgements[index]));
        }
        // Nothing of the example's own, and nothing that can be waited for, makes a line that is not reached right.
        let is_fixed = judgement.verdict == Verdict::Unreached;
        Some(if is_fixed { judgement.clone() } else { caused(judgement, touch) })
    }

    /// What is to be said of a claim whose output is another one where something is there that is missing here. Its author
    /// has that, unless the claim is about its being missing: then the claim's line is not executed there, or the claim
    /// is nearly right.
    fn without_what_is_missing(
        &self,
        index: usize,
        judgement: &Judgement,
        touch: &Touch,
        again: &Judgement,
    ) -> Judgement {
        let actual = judgement.actual.as_deref().unwrap_or_default();
        let is_gone = again.verdict == Verdict::Unreached || again.actual.as_ref().is_none_or(String::is_empty);
        let claimed = self.claims[index].text(judgement.lines);
        let is_about_it = is_gone || resembles(&claimed, actual);
        match judgement.verdict {
            Verdict::Confirmed | Verdict::Unverified => judgement.clone(),
            Verdict::Wrong if is_about_it => unfit(judgement, Unfit::Surroundings),
            _ => super::given::skipped(judgement, &needs(touch)),
        }
    }

    /// The judgement on a wrong claim that came out the same in `world`, or of which nothing is known because that ended
    /// otherwise (`is_unknown`): by the lines that may depend on what no world has another answer for.
    #[must_use]
    pub fn unshifted(&self, index: usize, judgement: &Judgement, world: &SeenElsewhere, is_unknown: bool) -> Judgement {
        let actual = judgement.actual.as_deref().unwrap_or_default();
        let counts = |touch: &&&Touch| match touch.source {
            OutsideSource::Release | OutsideSource::Program | OutsideSource::Threads => false,
            OutsideSource::Outside | OutsideSource::Foreign => true,
            _ if is_unknown => true,
            _ if touch.is_shifted => false,
            _ => touch.value.trim().is_empty() || shows(actual, touch),
        };
        let reaching = self.reaching(index, &world.run);
        let cause = reaching.iter().filter(counts).min_by_key(|touch| weight(touch.source));
        match cause {
            Some(touch) if touch.source == OutsideSource::Missing && !self.is_about_missing(index, judgement) => {
                super::given::skipped(judgement, &needs(touch))
            }
            Some(touch) if touch.source != OutsideSource::Missing => caused(judgement, touch),
            _ => self.with_private(judgement, index, &reaching, &world.run),
        }
    }

    fn is_about_missing(&self, index: usize, judgement: &Judgement) -> bool {
        let actual = judgement.actual.as_deref().unwrap_or_default();
        resembles(&self.claims[index].text(judgement.lines), actual)
    }

    /// A wrong claim that stays wrong, without a text to put in its place if that may come from this machine.
    fn with_private(&self, judgement: &Judgement, index: usize, reaching: &[&Touch], world: &Run) -> Judgement {
        let is_from_outside = |touch: &&Touch| {
            matches!(
                touch.source,
                OutsideSource::Missing
                    | OutsideSource::Outside
                    | OutsideSource::Release
                    | OutsideSource::Program
                    | OutsideSource::Foreign
            )
        };
        let actual = judgement.actual.as_deref().unwrap_or_default();
        let claimed = self.claims[index].text(judgement.lines);
        let is_private = |touch: &&Touch| {
            let mut values = touch.value.lines().filter(|value| is_telling(value) && actual.contains(value.trim()));
            touch.source == OutsideSource::Machine && values.any(|value| !self.is_known(value.trim(), &claimed))
        };
        if reaching.iter().any(is_from_outside) || world.touched.iter().any(|touch| is_private(&touch)) {
            return unfit(judgement, Unfit::Surroundings);
        }
        judgement.clone()
    }

    /// Whether the document has `value` already.
    fn is_known(&self, value: &str, claimed: &str) -> bool {
        claimed.contains(value) || self.code.contains(value)
    }

    /// Marks claims in words that chance may make true: what is drawn is one of several, and they name another one.
    #[must_use]
    pub fn drawn(&self, index: usize, judgement: &Judgement, world: &Run) -> Option<Judgement> {
        let claim = &self.claims[index];
        let is_text = judgement.verdict == Verdict::Unverified && claim.strength == Strength::InferredText;
        let text = claim.text(claim.lines.len());
        let names = |touch: &&&Touch| {
            touch.source == OutsideSource::Chance && touch.value.lines().any(|one| one == text.trim())
        };
        let reaching = self.reaching(index, world);
        let touch = reaching.iter().filter(|_| is_text).find(names)?;
        Some(caused(judgement, touch))
    }

    /// What the exception that ended the first run says is missing, if the example asked for that in `world`.
    #[must_use]
    pub fn missing(&self, world: &Run) -> Option<String> {
        let exception = self.first.exception.as_ref().filter(|exception| exception.kind == "KeyError")?;
        let line = exception.lines.first()?;
        let is_it = |touch: &&Touch| touch.name == "variable" && touch.line == *line;
        world.touched.iter().find(is_it).map(needs)
    }

    /// Marks a wrong claim on lines that threads or processes print in an order of their own.
    #[must_use]
    pub fn scheduled(&self, index: usize, judgement: &Judgement, world: &Run) -> Option<Judgement> {
        let is_concurrent = world.touched.iter().any(|touch| touch.source == OutsideSource::Threads);
        let claimed = self.claims[index].text(judgement.lines);
        let actual = judgement.actual.as_deref()?;
        let is_reordered =
            judgement.verdict == Verdict::Wrong && claimed.contains('\n') && sorted(actual) == sorted(&claimed);
        (is_concurrent && is_reordered).then(|| volatile::volatile(judgement, Cause::Scheduling))
    }
}

/// The exceptions of a run: the line of the main program and the type of each.
fn raised(run: &Run) -> impl Iterator<Item = (usize, &str)> {
    let all = run.caught.values().flatten().chain(&run.exception);
    all.map(|exception| (exception.lines.first().copied().unwrap_or(0), exception.kind.as_str()))
}

/// The less, the more a source tells of why an output is another one.
const fn weight(source: OutsideSource) -> u8 {
    match source {
        OutsideSource::Chance => 0,
        OutsideSource::Order => 1,
        OutsideSource::Clock => 2,
        OutsideSource::Pace => 3,
        OutsideSource::Missing => 4,
        OutsideSource::Outside | OutsideSource::Foreign => 5,
        OutsideSource::Machine => 6,
        OutsideSource::Usual => 7,
        OutsideSource::Release | OutsideSource::Program | OutsideSource::Threads => 8,
    }
}

/// The judgement on a claim that depends on what `touch` says.
fn caused(judgement: &Judgement, touch: &Touch) -> Judgement {
    let cause = match touch.source {
        OutsideSource::Clock | OutsideSource::Pace => Cause::Clock,
        OutsideSource::Chance | OutsideSource::Order => Cause::Chance,
        OutsideSource::Threads => Cause::Scheduling,
        OutsideSource::Machine
        | OutsideSource::Usual
        | OutsideSource::Missing
        | OutsideSource::Outside
        | OutsideSource::Release
        | OutsideSource::Program
        | OutsideSource::Foreign => Cause::Machine,
    };
    let asked = match touch.source {
        OutsideSource::Order => "the order of a set of strings".to_owned(),
        OutsideSource::Outside => format!("the file {}", touch.value),
        OutsideSource::Foreign => format!("the program {}", touch.name),
        _ => format!("`{}`", touch.name),
    };
    let hint = Some(format!("line {} uses {asked}", touch.line)).filter(|_| touch.source != OutsideSource::Order);
    let hint = hint.or_else(|| Some(format!("line {} depends on {asked}", touch.line)));
    Judgement { hint, ..volatile::volatile(judgement, cause) }
}

/// What is missing, as reasons say it.
fn needs(touch: &Touch) -> String {
    match touch.name.as_str() {
        "network" => "needs the network".to_owned(),
        "input" => "asks for input".to_owned(),
        kind => format!("needs the {kind} {}", touch.value),
    }
}

fn unfit(judgement: &Judgement, unfit: Unfit) -> Judgement {
    Judgement { replacement: None, unfit: Some(unfit), ..judgement.clone() }
}

/// Whether `actual` shows a value of `touch`.
fn shows(actual: &str, touch: &Touch) -> bool {
    touch.value.lines().any(|value| is_telling(value) && actual.contains(value.trim()))
}

/// A shorter value may stand in an output for any reason, in bytes.
const SHORTEST_VALUE: usize = 3;

fn is_telling(value: &str) -> bool {
    value.trim().len() >= SHORTEST_VALUE
}

/// Whether `claimed` was written by somebody who had the same as `actual`: nothing where that shows that nothing is there.
fn resembles(claimed: &str, actual: &str) -> bool {
    let nothing = |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == "None").count();
    nothing(claimed) == nothing(actual)
        && claimed.len().max(actual.len()) <= MAX_DIFFED_BYTES
        && likeness::of_characters(claimed, actual)
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().map(str::trim).collect();
    lines.sort_unstable();
    lines
}

#[cfg(test)]
mod tests;
