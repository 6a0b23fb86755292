//! Exceptions: whether what was raised is what a claim names.

use super::{Case, Judgement, Match, Verdict, given, ladder, suggestion};
use crate::claim::{self, About, Place};
use crate::run::{Ending, Exception};

/// The judgement for a claim that an exception ends the example, or a prompt of it.
pub(super) fn by_exception(about: &Case<'_>) -> Judgement {
    let Case { claim, run, .. } = *about;
    let place = &claim.places[0];
    let claimed = claim.text(claim.lines.len());
    let at_prompts = run.caught.iter().filter(|(id, _)| **id >= about.all.len()).flat_map(|(_, all)| all);
    let raised: Vec<_> = at_prompts.chain(&run.exception).filter(|one| raised_within(one, place)).collect();
    let confirmed = |actual: String| Judgement {
        matched: Some(Match::Exception),
        actual: Some(actual),
        ..Judgement::new(Verdict::Confirmed, claim)
    };
    if let Some(exception) = raised.iter().find(|exception| is_named(&claimed, exception)) {
        return confirmed(exception.summary());
    }
    let wrong = Judgement::new(Verdict::Wrong, claim);
    match (raised.last(), &run.ending) {
        (None, Ending::Exited(code)) if claimed.trim() == "SystemExit" => confirmed(format!("SystemExit: {code}")),
        (None, _) => wrong.because("the example raises nothing").rewritten(Err(suggestion::Unfit::Nothing)),
        (Some(exception), _) => match given::missing(exception) {
            Some(reason) => Judgement::new(Verdict::Skipped, claim).because(reason),
            None => Judgement { actual: Some(exception.summary()), ..wrong }
                .because("another exception is raised")
                .rewritten(suggestion::naming(claim, exception)),
        },
    }
}

/// Whether `claimed`, a type and perhaps a message, names the exception. A type stands also for the built-in ones that
/// derive from it.
fn is_named(claimed: &str, exception: &Exception) -> bool {
    let (kind, message) = claimed.split_once(':').unwrap_or((claimed, ""));
    let (kind, message) = (kind.trim(), message.trim());
    let real = exception.kind.as_str();
    let short = real.rsplit('.').next().unwrap_or(real);
    let is_kind = kind == real || kind == short || bases(short).contains(&kind);
    let real_message = exception.message.trim();
    is_kind && (message.is_empty() || ladder::climb(message, real_message).is_some())
}

/// The built-in exceptions that a built-in one derives from, as the library reference has them.
fn bases(kind: &str) -> &'static [&'static str] {
    match kind {
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

/// The exceptions that the claim's statement raised, whether the example went on or not.
pub(super) fn exceptions<'a>(about: &Case<'a>) -> impl Iterator<Item = &'a Exception> {
    let place = &about.claim.places[0];
    // An output of the whole example may tell of an exception that was noted for another claim in it.
    let is_whole = about.claim.manner.about == About::Cell && about.claim.watch.exception.is_none();
    let is_own = move |id: usize, exception: &Exception| id == about.id || is_whole && raised_within(exception, place);
    let caught = about.run.caught.iter().flat_map(|(id, all)| all.iter().map(move |exception| (*id, exception)));
    let noted = caught.filter(move |(id, exception)| is_own(*id, exception)).map(|(_, exception)| exception);
    noted.chain(about.run.exception.iter().filter(|exception| raised_within(exception, place)))
}

pub(super) fn raised_within(exception: &Exception, place: &Place) -> bool {
    exception.lines.iter().any(|&line| place.holds(line))
}

/// Whether the text names this exception: its type, with or without its module, and its message if one is given.
/// `Error` stands for any, but not for a name that is not there or code that does not compile: those are accidents.
pub(super) fn names_exception(claimed: &str, exception: &Exception) -> bool {
    let short = |kind: &str| kind.rsplit('.').next().unwrap_or_default().to_owned();
    let Some((kind, message)) = claim::exception::named(claimed) else {
        let words = claimed.split(|c: char| !c.is_alphanumeric() && c != '_');
        return claim::exception::is_mentioned(claimed) && words.into_iter().any(|word| word == short(&exception.kind));
    };
    let is_accident = matches!(exception.kind.as_str(), "NameError" | "SyntaxError" | "IndentationError" | "TabError");
    let same_kind = match kind {
        "Error" | "Exception" | "error" | "exception" => !is_accident,
        _ => short(kind) == short(&exception.kind),
    };
    let real = exception.message.trim();
    let begins =
        message.len() >= 8 && real.strip_prefix(message).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let same_message = || begins || ladder::climb(message, real).is_some() || ladder::climb(real, message).is_some();
    same_kind && (message.is_empty() || same_message())
}
