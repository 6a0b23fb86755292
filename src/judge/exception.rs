//! Exceptions: whether what was raised is what a claim names.

use super::{About, Judgement, Match, Verdict, given, ladder, suggestion};
use crate::claim::{self, Place};
use crate::run::Exception;

/// The judgement for a claim that the example as a whole raises an exception.
pub(super) fn by_exception(about: &About<'_>) -> Judgement {
    let claim = about.claim;
    let claimed = claim.text(claim.lines.len());
    let raised: Vec<_> = about.run.caught.values().flatten().chain(&about.run.exception).collect();
    if let Some(exception) = raised.iter().find(|exception| names_exception(&claimed, exception)) {
        let confirmed = Judgement::new(Verdict::Confirmed, claim);
        return Judgement { matched: Some(Match::Exception), actual: Some(exception.summary()), ..confirmed };
    }
    let wrong = Judgement::new(Verdict::Wrong, claim);
    match raised.last() {
        Some(exception) => match given::missing(exception) {
            Some(reason) => Judgement::new(Verdict::Skipped, claim).because(reason),
            None => Judgement { actual: Some(exception.summary()), ..wrong }
                .because("another exception is raised")
                .rewritten(suggestion::naming(claim, exception)),
        },
        None => wrong.because("the example raises nothing").rewritten(Err(suggestion::Unfit::Nothing)),
    }
}

/// The exceptions that the claim's statement raised, whether the example went on or not.
pub(super) fn exceptions<'a>(about: &About<'a>) -> impl Iterator<Item = &'a Exception> {
    let place = &about.claim.places[0];
    // An output of the whole example may tell of an exception that was noted for another claim in it.
    let is_whole = about.claim.notation.starts_with("output-") && about.claim.watch.exception.is_none();
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
