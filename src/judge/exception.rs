//! Exceptions: whether what was raised is what a claim names.

use super::candidate::{Candidate, Shown};
use super::compare::{Agreement, compare};
use super::same::{Quotes, Rules, same};
use super::{Case, Judgement, Match, Verdict, given, likeness, raised, suggestion, unless_words};
use crate::claim::exception::is_of_syntax;
use crate::claim::reading::{self, Reading, ReadingKind, Rest};
use crate::claim::traceback::{self, ShownException};
use crate::claim::{About, Claim, Layout, Place};
use crate::lang::literal::Digits;
use crate::pattern::Pattern;
use crate::run::{Ending, Exception};
use crate::settings::Matching;

/// The judgement for a claim that an exception ends the example, or a prompt of it.
pub(super) fn by_exception(case: &Case<'_>) -> Judgement {
    let Case { claim, run, .. } = *case;
    let place = &claim.places[0];
    let claimed = claim.text(claim.lines.len());
    let at_prompts = run.caught.iter().filter(|(id, _)| **id >= case.example.claims.len()).flat_map(|(_, all)| all);
    let raised: Vec<_> = at_prompts.chain(&run.exception).filter(|one| raised_within(one, place)).collect();
    let confirmed = |actual| Judgement::confirmed(claim, Match::Exception, ReadingKind::Exception, actual);
    if let Some(exception) = raised.iter().find(|exception| is_or_derives(&claimed, exception)) {
        return confirmed(exception.summary());
    }
    let wrong = Judgement::new(Verdict::Wrong, claim);
    let kind = claimed.split(':').next().unwrap_or_default().trim();
    let is_same = |exception: &Exception| is_kind(kind, exception);
    match (raised.last(), &run.ending) {
        (None, Ending::Exited(code)) if claimed.trim() == "SystemExit" => confirmed(format!("SystemExit: {code}")),
        (None, _) => wrong.because("the example raises no exception").rewritten(Err(suggestion::Unfit::Nothing)),
        (Some(exception), _) => match given::missing(exception) {
            Some(reason) => Judgement::new(Verdict::Skipped, claim).because(reason),
            None => Judgement { actual: Some(exception.summary()), ..wrong }
                .because(if is_same(exception) { "the message differs" } else { "a different exception is raised" })
                .rewritten(suggestion::naming(claim, exception)),
        },
    }
}

/// The confirmation by an exception that the first `count` lines, `claimed`, name.
pub(super) fn confirm(case: &Case<'_>, claimed: &str, count: usize, candidates: &[Candidate]) -> Option<Judgement> {
    let claim = case.claim;
    let shown = traceback::shown_by(claim, claimed)?;
    if let Some(warned) = warning(case, &shown) {
        return Some(Judgement { lines: count, ..warned });
    }
    let exception = own_exceptions(case).find(|exception| is_meant(claim, &shown, exception))?;
    if count < claim.lines.len() && says_more(claim, exception) {
        return None;
    }
    let judgement = Judgement {
        lines: count,
        ..Judgement::confirmed(claim, Match::Exception, ReadingKind::Exception, exception.summary())
    };
    let printed: Vec<_> = candidates.iter().filter(|candidate| candidate.shown == Shown::Printed).collect();
    let is_complete = matches!(claim.manner.about, About::Prompt | About::Cell(_)) && shown.is_traceback;
    if !is_complete || printed.is_empty() && shown.before.trim().is_empty() {
        return Some(judgement);
    }
    let is_printed = |candidate: &&&Candidate| {
        matches!(compare(claim, &shown.before, candidate, Matching::Any), Some(Agreement::Holds(..)))
    };
    if printed.iter().any(|candidate| is_printed(&candidate)) {
        return Some(judgement);
    }
    let actual = printed.first().map(|candidate| format!("{}\n{}", candidate.text, exception.summary()));
    let unlike = |verdict| Judgement { lines: count, actual: actual.clone(), ..Judgement::new(verdict, claim) };
    Some(match shown.before.trim().is_empty() {
        true => unlike(Verdict::Unverified).because("what is printed before the exception is left out"),
        false => unlike(Verdict::Wrong)
            .because("something else is printed before the exception")
            .rewritten(Err(suggestion::Unfit::Notation)),
    })
}

/// Whether further documented lines resemble further lines of the message or notes, so that they are no remark.
fn says_more(claim: &Claim, exception: &Exception) -> bool {
    let further: Vec<_> = full_message(exception).lines().skip(1).map(str::to_owned).collect();
    let is_like =
        |line: &str| further.iter().any(|own| similar::TextDiff::from_chars(line.trim(), own.trim()).ratio() > 0.6);
    claim.lines.iter().skip(1).any(|line| is_like(&line.text))
}

/// A warning that was written to standard error: `UserWarning: old name`.
fn warning(case: &Case<'_>, shown: &ShownException) -> Option<Judgement> {
    if !shown.kind.ends_with("Warning") || shown.is_traceback {
        return None;
    }
    let written = case.observed.complaints(&case.claim.places[0])?;
    let text = if shown.message.is_empty() { shown.kind.clone() } else { format!("{}: {}", shown.kind, shown.message) };
    let is_it =
        |line: &str| line.strip_suffix(text.as_str()).is_some_and(|before| before.is_empty() || before.ends_with(": "));
    let line = written
        .lines()
        .find(|line| is_it(line) || shown.message.is_empty() && line.contains(&format!(": {text}: ")))?;
    Some(Judgement::confirmed(case.claim, Match::Exception, ReadingKind::Exception, line.to_owned()))
}

/// Lines that a documented traceback has at most, where comments may stand behind it.
const MOST_LINES: usize = 60;

/// The judgement for a claim whose statement raised something that is not claimed.
pub(super) fn interrupted(case: &Case<'_>, exception: &Exception) -> Judgement {
    let claim = case.claim;
    // What stands behind the exception, as comments at a prompt do, is none of it.
    let names = |&count: &usize| traceback::shown_by(claim, &claim.text(count)).is_some();
    let lines = claim.extents().filter(|count| *count <= MOST_LINES).filter(names).last().unwrap_or(claim.lines.len());
    let claimed = claim.text(lines);
    let judgement = |verdict| Judgement { lines, ..Judgement::new(unless_words(claim, verdict), claim) };
    if let Some(reason) = given::missing(exception) {
        return judgement(Verdict::Skipped).because(reason);
    }
    let is_here = is_own(case, exception) && !exception.compiling;
    let shown = traceback::shown_by(claim, &claimed);
    let begins =
        |shown: &ShownException| is_kind(&shown.kind, exception) && is_beginning(&shown.message, &exception.message);
    // Releases have made an error of its own of what was a plain one, `SyntaxError: unexpected EOF`, and say most of them in
    // other words than those before.
    let is_narrower = |shown: &ShownException| match exception.kind.as_str() {
        "IndentationError" | "TabError" if shown.kind == "SyntaxError" => true,
        "SyntaxError" | "IndentationError" | "TabError" => {
            shown.kind == exception.kind && is_reworded(shown, exception)
        }
        _ => false,
    };
    if exception.compiling && is_own(case, exception) && shown.as_ref().is_some_and(is_narrower) {
        let actual = Some(exception.summary());
        return Judgement { actual, ..judgement(Verdict::Unverified) }.because("this Python says it in other words");
    }
    if is_here && shown.as_ref().is_some_and(begins) {
        let actual = Some(exception.summary());
        return Judgement { actual, ..judgement(Verdict::Unverified) }.because("the message continues");
    }
    if is_here && shown.as_ref().is_some_and(|shown| may_explain(claim, shown, exception)) {
        let actual = Some(exception.summary());
        return Judgement { actual, ..judgement(Verdict::Unverified) }
            .because("it is unclear whether the text after the message explains it");
    }
    if is_here && shown.is_some() && exception.kind != "NameError" {
        let is_same = shown.as_ref().is_some_and(|shown| is_kind(&shown.kind, exception));
        let hint = if is_same { "the message differs" } else { "a different exception is raised here" };
        let (hint, actual) = (Some(hint.to_owned()), Some(exception.summary()));
        let is_own = || shown.as_ref().is_some_and(|shown| is_in_own_words(claim, shown, exception));
        // Nobody translates what the code itself says.
        let is_python_s = !exception.by_statement;
        if is_same && is_python_s && shown.as_ref().is_some_and(|shown| shown.is_reworded) {
            let told = Judgement { actual, ..judgement(Verdict::Unverified) };
            return told.because("the traceback is in other words than Python's");
        }
        if is_same && is_python_s && is_own() {
            let told = Judgement { actual, ..judgement(Verdict::Unverified) };
            return told.because("the message is not worded like Python's, so it may explain the exception");
        }
        // A fence with the type that is raised can hardly mean anything else.
        let is_sure = is_same && matches!(claim.manner.about, About::Cell(_));
        let wrong = if is_sure { Judgement::new(Verdict::Wrong, claim) } else { judgement(Verdict::Wrong) };
        let shown = Claim { lines: claim.lines[..lines].to_vec(), ..claim.clone() };
        return Judgement { actual, hint, lines, ..wrong }.rewritten(suggestion::naming(&shown, exception));
    }
    unreached(case, exception)
}

/// Whether the exception is one of the claim's own statement.
fn is_own(case: &Case<'_>, exception: &Exception) -> bool {
    own_exceptions(case).any(|other| other == exception)
}

fn unreached(case: &Case<'_>, exception: &Exception) -> Judgement {
    Judgement::new(unless_words(case.claim, Verdict::Unreached), case.claim).because(raised(exception))
}

/// Whether an older Python may say what is `shown` of the code of which this one says the `exception`: it has no words of its own
/// for most faults, or ends them earlier.
fn is_reworded(shown: &ShownException, exception: &Exception) -> bool {
    let message = shown.message.trim();
    message == "invalid syntax"
        || exception.message.strip_prefix(message).is_some_and(|rest| rest.starts_with([' ', ':', '.', ',']))
        || likeness::of_characters(message, &exception.message)
}

/// The exceptions that the claim's statement raised, whether the example went on or not.
pub(super) fn own_exceptions<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Exception> {
    let place = &case.claim.places[0];
    let id = case.id;
    // An output of the whole example may tell of an exception that was noted for another claim in it.
    let is_whole = matches!(case.claim.manner.about, About::Cell(_));
    let of_others = case.run.caught.iter().filter(move |(other, _)| is_whole && **other != id);
    let of_others = of_others.flat_map(|(_, all)| all).filter(|exception| raised_within(exception, place));
    let noted = case.run.caught.get(&id).into_iter().flatten().chain(of_others);
    // Of code that does not compile nothing runs, wherever its message is documented.
    let claim = case.claim;
    let is_of_all = move |exception: &Exception| {
        let shows = || traceback::shown_by(claim, &claim.text(claim.lines.len()));
        let is_above = exception.line().is_some_and(|line| line <= place.last);
        exception.compiling
            && is_above
            && shows().is_some_and(|shown| is_of_syntax(&shown.kind) && !shown.message.is_empty())
    };
    let is_ours = move |exception: &&Exception| raised_within(exception, place) || is_of_all(exception);
    noted.chain(case.run.exception.iter().filter(is_ours))
}

pub(super) fn raised_within(exception: &Exception, place: &Place) -> bool {
    exception.lines.iter().any(|&line| place.holds(line))
}

/// Whether a documented line of `claim`, or all of them together, shows this exception, perhaps with the full stop of a sentence.
#[must_use]
pub fn names(claim: &Claim, exception: &Exception) -> bool {
    let is_it = |shown: &ShownException| is_meant(claim, shown, exception);
    let unstopped = |shown: ShownException| {
        let message = shown.message.trim_end_matches('.').to_owned();
        is_it(&shown) || message.len() < shown.message.len() && is_it(&ShownException { message, ..shown })
    };
    let shows = |text: &str| traceback::shown_by(claim, text).is_some_and(unstopped);
    shows(&claim.text(claim.lines.len())) || claim.lines.iter().any(|line| shows(&line.text))
}

/// Whether a documented line of `claim`, or all of them together, shows any exception.
#[must_use]
pub fn names_any(claim: &Claim) -> bool {
    let shows = |text: &str| traceback::shown_by(claim, text).is_some();
    shows(&claim.text(claim.lines.len())) || claim.lines.iter().any(|line| shows(&line.text))
}

/// Whether `claim` may show what Python writes of a missing name: its type or a part of what is said of it.
#[must_use]
pub fn may_quote(claim: &Claim, exception: &Exception) -> bool {
    let has = |text: &str| ["defined", "id you"].iter().any(|word| text.contains(word));
    names_any(claim) || may_name(claim, exception) || claim.lines.iter().any(|line| has(&line.text))
}

/// Whether a text of `claim` may name the type of `exception`.
pub(super) fn may_name(claim: &Claim, exception: &Exception) -> bool {
    let kind = short(&exception.kind);
    claim.lines.iter().any(|line| line.text.contains(kind))
}

/// A type without its module.
fn short(kind: &str) -> &str {
    kind.rsplit('.').next().unwrap_or(kind)
}

/// What a traceback shows behind the type: the message, and the notes below it.
fn full_message(exception: &Exception) -> String {
    let notes = exception.details.notes.iter().map(String::as_str);
    std::iter::once(exception.message.as_str()).chain(notes).collect::<Vec<_>>().join("\n")
}

/// Whether what `claim` shows is this exception: its type, with or without its module, and its whole message if one is given.
fn is_meant(claim: &Claim, shown: &ShownException, exception: &Exception) -> bool {
    let is_it = match claim.options.only_the_type {
        // doctest leaves the module out of account as well.
        true => is_kind(short(&shown.kind), exception),
        false => is_kind(&shown.kind, exception) && is_message(claim, shown, exception),
    };
    is_it
        && are_shown(&shown.earlier, &exception.details.earlier)
        && are_shown(&shown.members, &exception.details.members)
}

/// Whether the exceptions that are shown beside the last one are those that belong to it; a document may show none.
fn are_shown(shown: &[(String, String)], real: &[(String, String)]) -> bool {
    let is_one = |((kind, message), (real_kind, real)): (&(String, String), &(String, String))| {
        short(kind) == short(real_kind) && (message.is_empty() || same(message, real.trim_end(), MESSAGE).is_some())
    };
    shown.is_empty() || shown.len() == real.len() && shown.iter().zip(real).all(is_one)
}

/// `Error` stands for any, but not for a name that is not there or code that does not compile: those are accidents.
fn is_kind(kind: &str, exception: &Exception) -> bool {
    let is_accident = matches!(exception.kind.as_str(), "NameError" | "SyntaxError" | "IndentationError" | "TabError");
    match kind {
        "Error" | "Exception" | "error" | "exception" => !is_accident,
        _ => short(kind) == short(&exception.kind),
    }
}

/// What counts between two messages.
const MESSAGE: Rules =
    Rules { layout: Layout::Plain, wrapped_from: Some(30), quotes: Quotes::Free, digits: Digits::All };

/// `message` with the line of the document in the place of one of the author's file, where code does not compile: `expected an
/// indented block after 'if' statement on line 1`.
fn counted_here(message: &str, exception: &Exception) -> String {
    let number = |text: &str| text.rsplit_once(LINE)?.1.trim_end().parse::<usize>().ok();
    let (Some(own), Some(real)) = (number(message), number(&exception.message)) else { return message.to_owned() };
    // There is nothing above the example in a file of its own.
    let is_above = exception.compiling && own <= real;
    match message.rsplit_once(LINE).filter(|_| is_above) {
        Some((before, _)) => format!("{before}{LINE}{real}"),
        None => message.to_owned(),
    }
}

/// What Python puts behind the message of code that does not compile: the place, which is another one in the author's file.
static PLACE: Pattern = Pattern::holding(&["line "], r"\s*\((?:detected at line \d+|[^()\s]+, line \d+)\)$");

/// `message` without the place.
fn without_place(message: &str) -> &str {
    PLACE.find(message).map_or(message, |place| &message[..place.start()])
}

/// What stands before the number of a line in messages.
const LINE: &str = " on line ";

fn is_message(claim: &Claim, shown: &ShownException, exception: &Exception) -> bool {
    let message = counted_here(&shown.message, exception);
    let (mut message, mut real) = (message.as_str(), exception.message.trim_end());
    if is_of_syntax(short(&exception.kind)) {
        (message, real) = (without_place(message), without_place(real));
    }
    let full = full_message(exception);
    // A comment behind the code has one line for a message of several.
    let first = real.lines().next().filter(|_| claim.manner.layout == Layout::Plain && !message.contains('\n'));
    let is_it = |text: &str| {
        let mut all = [real, full.as_str()].into_iter().chain(first);
        all.any(|real| same(text, real, MESSAGE).is_some() || is_joined(text, real))
    };
    if let Some((before, hinted)) = without_hint(message) {
        // What the interpreter offers depends on its version.
        return is_it(before) && is_offer(hinted, real);
    }
    message.is_empty()
        || matches!(message.trim(), "..." | "…")
        || is_it(message)
        || readings(claim, message, real).any(|reading| {
            let may_follow = claim.manner.layout == Layout::Plain || reading.is_set_off_in_a_console();
            may_follow && reading.rest(true) == Some(Rest::Remark) && is_it(reading.value)
        })
}

/// Whether `text` has the several lines of the message `real` on one.
fn is_joined(text: &str, real: &str) -> bool {
    !text.contains('\n') && real.trim().contains('\n') && text.split_whitespace().eq(real.split_whitespace())
}

/// The ways to read `message` as the `real` one and something behind it.
fn readings<'t>(claim: &Claim, message: &'t str, real: &str) -> impl Iterator<Item = Reading<'t>> {
    let remarks = claim.manner.remarks && !message.contains('\n');
    reading::readings(message, remarks, false).chain(reading::behind(message, real).filter(|_| remarks))
}

/// Whether `claim` shows this exception and goes on behind it, and nobody can tell whether that explains it.
fn may_explain(claim: &Claim, shown: &ShownException, exception: &Exception) -> bool {
    let real = exception.message.trim_end();
    let is_unclear = |reading: Reading<'_>| {
        matches!(reading.rest(true), Some(Rest::Remark | Rest::Unclear)) && same(reading.value, real, MESSAGE).is_some()
    };
    is_kind(&shown.kind, exception) && readings(claim, &shown.message, real).any(is_unclear)
}

/// Whether a comment has a message of its author's language, while Python's has none of its letters and nothing in common with it.
fn is_in_own_words(claim: &Claim, shown: &ShownException, exception: &Exception) -> bool {
    let is_comment = claim.manner.layout == Layout::Plain && !shown.is_traceback;
    let is_translated = !shown.message.is_ascii() && exception.message.is_ascii();
    // What Python quotes is the author's, and all else of an output that is none of Python's words is a translation.
    let unquoted = || shown.message.split(['\'', '"']).step_by(2).collect::<String>();
    let is_whole = || matches!(claim.manner.about, About::Cell(_)) && unquoted().contains(is_foreign);
    is_translated && (is_comment && !likeness::is_some(&shown.message, &exception.message) || is_whole())
}

fn is_foreign(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic()
}

/// Whether `shown` is the beginning of the message `real`, up to the end of a word: older interpreters said less.
fn is_beginning(shown: &str, real: &str) -> bool {
    let rest = real.strip_prefix(shown.trim_end());
    shown.len() >= 8 && rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric()))
}

/// A message without the hint that an interpreter adds, and the name that it offers.
fn without_hint(message: &str) -> Option<(&str, &str)> {
    let (before, hint) =
        [". Did you mean: '", ". Did you forget to import '"].iter().find_map(|mark| message.split_once(mark))?;
    let name = hint.trim_end().strip_suffix("'?").or_else(|| hint.trim_end().strip_suffix('\''))?;
    Some((before, name))
}

/// Whether `name` is like one of those that a message quotes, as an interpreter offers only what is.
fn is_offer(name: &str, message: &str) -> bool {
    let quoted = message.split('\'').skip(1).step_by(2);
    quoted.map(|other| similar::TextDiff::from_chars(name, other).ratio()).any(|ratio| ratio >= 0.6)
}

/// Whether `claimed`, a type and perhaps a message, names the exception. A type stands also for the built-in ones that
/// derive from it.
fn is_or_derives(claimed: &str, exception: &Exception) -> bool {
    let (kind, message) = claimed.split_once(':').unwrap_or((claimed, ""));
    let (kind, message) = (kind.trim(), message.trim());
    let real = exception.kind.as_str();
    let is_kind = kind == real || kind == short(real) || bases(real).contains(&kind);
    is_kind && (message.is_empty() || same(message, exception.message.trim(), MESSAGE).is_some())
}

/// The built-in exceptions that a built-in one derives from, as the library reference has them.
#[must_use]
pub fn bases(kind: &str) -> &'static [&'static str] {
    match short(kind) {
        "IndexError" | "KeyError" => &["LookupError", "Exception"],
        "FloatingPointError" | "OverflowError" | "ZeroDivisionError" => &["ArithmeticError", "Exception"],
        "BlockingIOError" | "ChildProcessError" | "FileExistsError" | "FileNotFoundError" | "InterruptedError"
        | "IsADirectoryError" | "NotADirectoryError" | "PermissionError" | "ProcessLookupError" | "TimeoutError" => {
            &["OSError", "IOError", "Exception"]
        }
        "BrokenPipeError" | "ConnectionAbortedError" | "ConnectionRefusedError" | "ConnectionResetError" => {
            &["ConnectionError", "OSError", "Exception"]
        }
        "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError" => {
            &["UnicodeError", "ValueError", "Exception"]
        }
        "ModuleNotFoundError" => &["ImportError", "Exception"],
        "UnboundLocalError" => &["NameError", "Exception"],
        "NotImplementedError" | "RecursionError" => &["RuntimeError", "Exception"],
        "IndentationError" => &["SyntaxError", "Exception"],
        "TabError" => &["IndentationError", "SyntaxError", "Exception"],
        "JSONDecodeError" => &["ValueError", "Exception"],
        "KeyboardInterrupt" | "GeneratorExit" => &["BaseException"],
        // Of others only the root is known: nearly all derive from it.
        _ => &["Exception"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_code_that_does_not_compile_is_no_part_of_its_message() {
        assert!(PLACE.is_sound());
        for (message, bare) in [
            ("unterminated string literal (detected at line 12)", "unterminated string literal"),
            ("invalid syntax (<string>, line 1)", "invalid syntax"),
            ("invalid syntax (note.py, line 3)", "invalid syntax"),
            ("invalid syntax (see line 3 below)", "invalid syntax (see line 3 below)"),
            ("'(' was never closed", "'(' was never closed"),
        ] {
            assert_eq!(without_place(message), bare);
        }
    }
}
