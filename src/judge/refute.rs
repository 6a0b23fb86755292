//! What to say of a claim that nothing confirms.
//!
//! *Wrong* is said only where the author is committed to a reading and no sound reading holds: of an explicit claim, of words
//! that resemble what is printed, and of a comment that is a value of the kind that came out.

use super::Verdict;
use super::candidate::{Candidate, Shown, Values};
use super::exception::{interrupted, raised_within};
use super::kind::{Kind, are_near, kind};
use super::meant::{is_meant, resembles};
use super::{Case, Judgement, Unfit, about, elision, given, hint, likeness, raised, suggestion};
use crate::claim::reading::{self, Reading};
use crate::claim::{About, Claim, NotationId, Strength, Tail, remark, row, traceback};
use crate::finding::Severity;
use crate::lang::calculation::Calculation;
use crate::lang::literal::{self, Literal};
use crate::run::{Ending, Recorded};

pub(super) fn refute(case: &Case<'_>, candidates: &[Candidate]) -> Judgement {
    let Case { claim, run, observed, .. } = *case;
    let text = claim.text(claim.lines.len());
    let quotes = candidates.iter().any(|candidate| resembles(&text, &candidate.text));
    let is_one_line = claim.lines.len() == 1 && claim.notation != NotationId::OutputFence;
    let describes = || {
        let says_so = remark::describes(&text) || has_a_marker(claim) && describes_values(&text, candidates);
        says_so && traceback::shown_by(claim, &text).is_none()
    };
    let is_far_off = candidates.iter().any(|candidate| about::is_far_off(&text, &candidate.text));
    let says_nothing = elision::is_only_dots(&text) || elision::is_placeholder(&text);
    if is_one_line && !quotes && !is_far_off && describes() || says_nothing {
        return Judgement::described(claim);
    }
    let exited_before = matches!(run.ending, Ending::Exited(_)) && observed.printed(&claim.places[0]).is_empty();
    let judgement = not_reached(case, if exited_before { &[] } else { candidates });
    let judgement = judgement.unwrap_or_else(|| against(case, candidates));
    let fails = judgement.severity == Some(Severity::Error);
    if !fails || claim.notation != NotationId::Transcript {
        return judgement;
    }
    let mut before = case.example.before(claim.places[0].first);
    let Some(first) = before.next() else { return judgement };
    match std::iter::once(first).chain(before).find_map(given::missing) {
        Some(reason) => Judgement::new(Verdict::Skipped, claim).because(reason),
        None if judgement.verdict == Verdict::Wrong => Judgement::new(Verdict::Unreached, claim).because(raised(first)),
        None => judgement,
    }
}

/// Whether a word such as `Output:` leads to the text of `claim`, behind which authors describe, too.
fn has_a_marker(claim: &Claim) -> bool {
    matches!(claim.notation, NotationId::OutputTrailing | NotationId::OutputBlock)
}

/// Whether `text` is several words of prose where nothing but values come out: `the sum of both` for `7`.
fn describes_values(text: &str, candidates: &[Candidate]) -> bool {
    let is_prose = remark::is_prose(text);
    let are_values = |candidate: &Candidate| candidate.text.lines().all(|line| kind(line) != Kind::Words);
    is_prose && !candidates.is_empty() && candidates.iter().all(are_values)
}

/// The judgement for a claim whose statement did not come to its end, or not to printing.
fn not_reached(case: &Case<'_>, candidates: &[Candidate]) -> Option<Judgement> {
    let Case { claim, run, .. } = *case;
    let noted = run.caught.get(&case.id).into_iter().flatten().next();
    let is_here = |exception: &&crate::run::Exception| {
        candidates.is_empty() || claim.places.iter().any(|place| raised_within(exception, place))
    };
    let uncaught = run.exception.as_ref().filter(is_here);
    if let Some(exception) = noted.or(uncaught) {
        return Some(interrupted(case, exception));
    }
    let printed_nothing = || case.observed.printed(&claim.places[0]).is_empty();
    if let Some(unseen) = run.unseen.get(&case.id).filter(|_| printed_nothing()) {
        return Some(Judgement::new(Verdict::Unverified, claim).because(unseen.reason()));
    }
    if !candidates.is_empty() {
        return None;
    }
    if claim.lines.iter().all(|line| line.text.trim().is_empty()) {
        return Some(
            Judgement::new(Verdict::Unverified, claim).because("nothing is documented and nothing is printed"),
        );
    }
    Some(match (&run.ending, claim.strength) {
        (Ending::Exited(code), Strength::Explicit | Strength::InferredValue) => {
            Judgement::new(Verdict::Unreached, claim)
                .because(format!("the example had already exited with code {code}"))
        }
        (_, Strength::InferredValue | Strength::InferredText) => {
            Judgement::new(Verdict::Unverified, claim).because("nothing is printed here")
        }
        (_, Strength::Explicit) => nothing_shown(case),
    })
}

/// The judgement for an explicit claim where nothing is printed and no value is recorded that may count.
fn nothing_shown(case: &Case<'_>) -> Judgement {
    let claim = case.claim;
    let values = case.run.values.get(&case.id).map(|recorded| Values::of(recorded)).unwrap_or_default();
    let is_prompt = claim.notation == NotationId::Transcript;
    let told = traceback::shown_by(claim, &claim.text(claim.lines.len())).is_some();
    if told {
        let wrong = Judgement::new(Verdict::Wrong, claim).because("no exception is raised here");
        return Judgement { unfit: Some(Unfit::Nothing), actual: Some(String::new()), ..wrong };
    }
    if !is_prompt && values.value.is_empty() && claim.in_body {
        return Judgement::new(Verdict::Unreached, claim).because("nothing is printed here");
    }
    let reason = match (is_prompt, values.is_none()) {
        (true, _) => "nothing is shown at this prompt",
        (false, true) => "nothing is printed here, and the value is None",
        (false, false) => "nothing is printed here",
    };
    let wrong = Judgement::new(Verdict::Wrong, claim).because(reason);
    Judgement { actual: Some(String::new()), unfit: Some(Unfit::Nothing), ..wrong }
}

/// The judgement for a claim that does not match: wrong, unless it need not be a claim at all.
fn against(case: &Case<'_>, candidates: &[Candidate]) -> Judgement {
    let claim = case.claim;
    let (count, candidate) = closest(claim, candidates);
    let actual = candidate.text.as_str();
    let claimed = claim.text(count);
    let judgement =
        Judgement { lines: count, actual: Some(actual.to_owned()), ..Judgement::new(Verdict::Wrong, claim) };
    let unverified = |reason: &str| {
        let unverified = Judgement::new(Verdict::Unverified, claim);
        Judgement { lines: count, actual: Some(actual.to_owned()), ..unverified }.because(reason)
    };
    match claim.strength {
        // A comment on a line of its own loses the indentation of what it quotes.
        Strength::InferredText if claim.notation == NotationId::ValueBelow && loses_indentation(&claimed, actual) => {
            unverified("only blanks differ, which comments do not keep")
        }
        Strength::InferredText if is_last_word(&claimed, actual) => {
            unverified("it is the last word of what is printed, and may name that alone")
        }
        Strength::InferredText if !is_meant(claim, &candidate, &claimed) => {
            unverified("the words do not resemble what Python gives, so they may be a remark")
        }
        Strength::Explicit
            if claim.notation == NotationId::Arrow
                && claim.returns_none
                && actual == "None"
                && claim.manner.about != About::Value =>
        {
            unverified("this call returns nothing, so the text may show what it changes")
        }
        Strength::Explicit if has_a_marker(claim) && labels_by_an_unknown_name(claim, &claimed, actual) => {
            unverified("the value is right, and its label names something else")
        }
        Strength::Explicit if claim.notation == NotationId::OutputInline && is_one_line_of(&claimed, actual) => {
            unverified("the sentence quotes one of several lines that are printed")
        }
        _ if claim.compares_identity && !is_quoted_as_shown(claim) => unverified(
            "whether equal constants are one object depends on how they are compiled: at a prompt, or as a file",
        ),
        Strength::Explicit | Strength::InferredValue if claim.of_return && executions(case) > 1 => {
            unverified("the function was called several times, and none of the calls returned this")
        }
        Strength::InferredValue if claim.notation == NotationId::HashArrow && is_greater(actual, &claimed) => {
            unverified("`# >` may mean that the output is greater")
        }
        Strength::Explicit | Strength::InferredValue
            if claim.notation != NotationId::OutputTrailing
                && matches!(claim.manner.about, About::PrintElseValue { .. } | About::PrintElseValueOrState)
                && has_a_decimal_comma(&claimed, actual) =>
        {
            unverified("the same number with a decimal comma, which Python does not write")
        }
        Strength::InferredValue if claim.constant => {
            unverified("the statement consists of fixed text or a literal, so the comment may be about something else")
        }
        Strength::InferredValue if !is_committed(case, &claimed, candidates) => {
            unverified("the statement produces nothing of this kind, so the comment may be about something else")
        }
        Strength::InferredValue if claim.repeats && says_one_of_several(claim, &claimed, actual) => {
            unverified("the statement ran several times, and the text is right for one of them")
        }
        Strength::Explicit | Strength::InferredValue | Strength::InferredText => {
            let elsewhere = case.observed.line_that_printed(claimed.trim(), &claim.places[0]);
            let hint = elsewhere
                .map(|line| format!("this is what line {line} prints"))
                .or_else(|| hint::difference(&claimed, actual));
            Judgement { hint, ..judgement }.rewritten(suggestion::replacement(claim, count, actual, case.matching))
        }
    }
}

/// Whether `claimed` is the word that ends the only line of `actual`: `generator` for `r is a generator`.
fn is_last_word(claimed: &str, actual: &str) -> bool {
    let is_word = !claimed.is_empty() && claimed.chars().all(|c| c.is_alphanumeric() || c == '_');
    let before = actual.strip_suffix(claimed).filter(|before| is_word && !before.contains('\n'));
    before.is_some_and(|before| before.ends_with(char::is_whitespace))
}

/// Whether the lines of both differ in the blanks before them only.
fn loses_indentation(claimed: &str, actual: &str) -> bool {
    claimed != actual && claimed.lines().map(str::trim).eq(actual.lines().map(str::trim))
}

/// Whether `claim` shows an output as it stands on a screen.
fn is_quoted_as_shown(claim: &Claim) -> bool {
    matches!(claim.notation, NotationId::OutputFence | NotationId::Transcript)
}

/// Whether `claimed` is the number `actual`, written as in most of Europe: `2,5`.
fn has_a_decimal_comma(claimed: &str, actual: &str) -> bool {
    let claimed = claimed.trim();
    let is_one = claimed.matches(',').count() == 1 && !claimed.contains(['.', ' ', '(']);
    is_one && claimed.replace(',', ".") == actual
}

/// Whether both are numbers, of which `a` is the greater.
fn is_greater(a: &str, b: &str) -> bool {
    let number = |text: &str| text.split_whitespace().next().unwrap_or_default().parse::<f64>();
    matches!((number(a), number(b)), (Ok(a), Ok(b)) if a > b)
}

/// How many executions of the claim's statement gave a value.
fn executions(case: &Case<'_>) -> usize {
    let recorded = case.run.values.get(&case.id).into_iter().flatten();
    recorded.filter(|one| matches!(one, Recorded::Value(_))).count()
}

/// Whether `claimed` labels `actual` by a variable that is not what the statement gives, and none of the example either.
fn labels_by_an_unknown_name(claim: &Claim, claimed: &str, actual: &str) -> bool {
    let reading = reading::committed(claimed).filter(|_| claim.names_unknown);
    reading.is_some_and(|reading| reading.label.is_some() && super::says_it(claim, reading.value, actual))
}

/// Whether `claimed` is one of several lines of `actual`.
fn is_one_line_of(claimed: &str, actual: &str) -> bool {
    actual.lines().count() > 1 && actual.lines().any(|line| line.trim() == claimed.trim())
}

/// Whether `claimed` is one of the lines that several executions gave.
fn says_one_of_several(claim: &Claim, claimed: &str, actual: &str) -> bool {
    actual.lines().count() > 1 && actual.lines().any(|line| super::says_it(claim, claimed, line))
}

/// Whether an inferred value can only mean an output of this statement: it is of the kind of what came out, or nothing came
/// back where something is documented.
fn is_committed(case: &Case<'_>, claimed: &str, candidates: &[Candidate]) -> bool {
    let claim = case.claim;
    let text = claimed.trim();
    if row_by_name(claim, text).is_some()
        || super::row::is_another(claim, text, candidates, |value| kind(value) != Kind::Words)
    {
        return true;
    }
    let is_led_to = claim.notation == NotationId::Arrow;
    let read = if is_led_to { reading::led_to } else { reading::committed };
    // What counts the comments of a page is no claim of a value in the first place.
    let read = |text| read(text).or_else(|| reading::after_digit(text));
    let reading = if claimed.contains('\n') { None } else { read(text) };
    let value = reading.map_or(text, |reading| reading.value);
    let is_printed = |label: &str| candidates.iter().any(|candidate| super::labels_by(&candidate.text, label));
    // Numbers speak of nothing else, and commit to what they are said to give.
    let calculates = |label: &str| Calculation::of(label, |_| None).is_some_and(|label| label.calculates());
    let is_another = |label: &str| claim.names_another(label) && !is_printed(label) && !calculates(label);
    if reading.is_some_and(|reading| reading.label.is_some_and(is_another)) {
        return false;
    }
    let is_print = claim.notation == NotationId::BarePrint;
    candidates.iter().any(|candidate| match candidate.shown {
        // A number or a text is printed by a print, or comes back from a call, where `None` is documented.
        Shown::Value | Shown::Printed if kind(value) == Kind::None && !candidate.text.contains('\n') => {
            let is_the_text = candidate.text.trim_matches(['"', '\'']) == "None";
            (candidate.shown == Shown::Value || is_print) && !is_the_text
        }
        Shown::State => kind(value) == kind(&candidate.text),
        Shown::Value if candidate.text == "None" => !claim.returns_none && kind(value) != Kind::Words,
        Shown::Printed if candidate.text == "None" => kind(value) != Kind::Words,
        Shown::Printed | Shown::PrintedAndValue | Shown::Value | Shown::ValueText => {
            is_of_kind(value, reading.as_ref(), candidate, claim.repeats)
        }
    })
}

/// Whether what came out is of the kind of `value`: itself, behind a printed label, or in each of several lines.
fn is_of_kind(value: &str, reading: Option<&Reading<'_>>, candidate: &Candidate, repeats: bool) -> bool {
    let wanted = kind(value);
    let actual = candidate.text.as_str();
    // What is printed has no quotes, whatever the author puts around it.
    let content = match literal::parse(value) {
        Some(Literal::Text(content)) if candidate.shown == Shown::Printed => Some(content),
        _ => None,
    };
    let printed = content.map(|content| self::kind(&content));
    let is_alike = |actual: &str| {
        let kind = kind(actual);
        are_near(&wanted, &kind) || Some(&kind) == printed.as_ref()
    };
    let labelled = || reading::printed_values(actual).any(|(_, value)| kind(value) == wanted && wanted != Kind::Words);
    let is_quoted = reading.is_some() || wanted != Kind::Words;
    let lines = || actual.lines().count() > 1 && (repeats || value.contains('\n')) && actual.lines().all(is_alike);
    let are_rows = || {
        are_rows_of_values(value, actual) || likeness::of_lines(value, actual) || likeness::line_by_line(value, actual)
    };
    is_quoted && (is_alike(actual) || labelled() || lines()) || are_rows()
}

/// Whether both have the same number of lines, more than one, and each claimed one is a value of the kind of the printed one.
fn are_rows_of_values(claimed: &str, actual: &str) -> bool {
    let mut rows = claimed.lines().zip(actual.lines());
    let is_alike =
        |(claimed, actual): (&str, &str)| kind(claimed) != Kind::Words && are_near(&kind(claimed), &kind(actual));
    let count = claimed.lines().count();
    count > 1 && count == actual.lines().count() && rows.all(is_alike)
}

/// The tuple that `x=1, y=2` (or `Now x == 1 and y == 2`) speaks of behind `y, x = …`: the values in the order of the targets.
pub(super) fn row_by_name(claim: &Claim, claimed: &str) -> Option<String> {
    let pairs = row::pairs(claimed).filter(|pairs| pairs.len() == claim.targets.len())?;
    let value = |name: &String| {
        let found = pairs.iter().find(|pair| pair.label.split_whitespace().last() == Some(name.as_str()));
        found.map(|pair| pair.value)
    };
    let values: Option<Vec<_>> = claim.targets.iter().map(value).collect();
    Some(format!("({})", values?.join(", ")))
}

/// The candidate to show for a wrong claim, and how many of the claim's lines it is held against: the one with the most
/// lines in common, else the first of the same kind and number of lines, else the first of the same number, else the
/// first of all.
fn closest(claim: &Claim, candidates: &[Candidate]) -> (usize, Candidate) {
    let mut counts: Vec<_> = claim.extents().collect();
    let last_count = counts.last().copied().unwrap_or(1);
    if claim.tail == Tail::Session {
        // What may be text between two prompts is no part of a wrong output unless it has something in common with it.
        counts.extend(claim.unclear_extents());
        counts.sort_unstable();
    }
    let first = || candidates.first().cloned().unwrap_or(Candidate { text: String::new(), shown: Shown::Printed });
    if let ([count], [only]) = (counts.as_slice(), candidates) {
        return (*count, only.clone());
    }
    let texts: Vec<_> = counts.iter().map(|&count| (count, claim.text(count))).collect();
    let pairs: Vec<_> =
        texts.iter().flat_map(|text| candidates.iter().map(move |candidate| (text, candidate))).collect();
    let common = |((_, claimed), candidate): &(&(usize, String), &Candidate)| {
        let printed: std::collections::HashSet<_> = candidate.text.lines().collect();
        claimed.lines().filter(|line| printed.contains(line)).count()
    };
    let count = |text: &str| text.lines().count();
    let fits = |((_, claimed), candidate): &(&(usize, String), &Candidate)| count(&candidate.text) == count(claimed);
    let alike = |pair: &(&(usize, String), &Candidate)| fits(pair) && kind(&pair.1.text) == kind(&pair.0.1);
    // One line in common says little about a text that is much longer.
    let near = |pair: &(&(usize, String), &Candidate)| count(&pair.1.text) <= 2 * count(&pair.0.1) + 2;
    // Where the values of all expressions may be listed, as many lines are those.
    let rank = |pair: &(&(usize, String), &Candidate)| (common(pair), !claim.listed.is_empty() && fits(pair));
    let most =
        pairs.iter().rev().filter(|pair| near(pair)).max_by_key(|pair| rank(pair)).filter(|pair| common(pair) > 0);
    let chosen =
        most.or_else(|| pairs.iter().find(|pair| alike(pair))).or_else(|| pairs.iter().find(|pair| fits(pair)));
    chosen.map_or_else(|| (last_count, first()), |((count, _), candidate)| (*count, (*candidate).clone()))
}
