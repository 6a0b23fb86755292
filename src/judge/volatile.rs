//! Outputs that no fixed text can document: what differs between two runs, and what may differ elsewhere.

use super::{Judgement, Unfit, Verdict, traceback};
use crate::claim::Claim;
use crate::example::Example;
use crate::pattern::Pattern;

/// Compares a second run, under another hash seed and at another moment, with the first: what came out differently
/// there cannot be documented by a fixed text. `folders` are those that the two ran in.
pub fn by_second_run(first: &mut [Judgement], second: &[Judgement], folders: [&str; 2]) {
    for (judgement, again) in first.iter_mut().zip(second) {
        let masked = |judgement: &Judgement, folder: &str| {
            judgement.actual.as_deref().map(|actual| without_addresses(&without_folder(actual, folder)))
        };
        let is_same = masked(judgement, folders[0]) == masked(again, folders[1]);
        let differs = match judgement.verdict {
            Verdict::Wrong => !is_same,
            // True by chance in one run, and not in another.
            Verdict::Confirmed => again.verdict == Verdict::Wrong && !is_same,
            Verdict::Stale | Verdict::Volatile | Verdict::Unreached | Verdict::Skipped | Verdict::Unverified => false,
        };
        if !differs {
            continue;
        }
        let again = again.actual.as_deref().unwrap_or_default();
        let before = judgement.actual.as_deref().unwrap_or_default();
        let shown = |text: &str| text.lines().next().unwrap_or_default().chars().take(40).collect::<String>();
        let reason = format!("another run printed `{}` instead of `{}`", shown(again), shown(before));
        *judgement = volatile(judgement, reason);
    }
}

static ADDRESS: Pattern = Pattern::holding(&["0x"], r"0x[0-9a-fA-F]+");

/// An object's repr is wrong for a value wherever the object lies.
fn without_addresses(text: &str) -> String {
    ADDRESS.replace_all(text, "0x").into_owned()
}

/// What names the folder of a run and was not taken for volatile is wrong in any folder.
fn without_folder(text: &str, folder: &str) -> String {
    if folder.is_empty() { text.to_owned() } else { text.replace(folder, "/") }
}

/// What an output may depend on though two runs on one machine give the same, by the names that are asked for it.
static SOURCES: [(Pattern, &str); 3] = [
    (
        Pattern::holding(
            &["sizeof", "getrefcount", "memory_info"],
            r"\b(getsizeof|__sizeof__|getrefcount|memory_info)\b",
        ),
        "how Python is built",
    ),
    (
        Pattern::holding(
            &["get", "expanduser", "cpu_count"],
            r"\b(gethostname|getpid|getcwd|getuser|gettempdir|expanduser|cpu_count|get_ident)\s*\(",
        ),
        "the machine",
    ),
    (
        Pattern::holding(
            &["sys.", "platform.", "__file__"],
            r"\b(sys\.version|sys\.path|sys\.executable|sys\.platform|platform\.\w+|__file__)\b",
        ),
        "the machine or Python's version",
    ),
];

/// Marks wrong claims on outputs that name the temporary folder of the run. Those that would be wrong in any folder stay
/// wrong, but nobody could write that output.
pub fn by_folder(judgements: &mut [Judgement], claims: &[Claim], folder: &str) {
    for (judgement, claim) in judgements.iter_mut().zip(claims) {
        let actual = judgement.actual.as_deref().unwrap_or_default();
        if judgement.verdict != Verdict::Wrong || folder.is_empty() || !actual.contains(folder) {
            continue;
        }
        let claimed = claim.text(judgement.lines);
        let ends_otherwise = traceback::ends_otherwise(&claimed, actual, folder);
        let reason = "the output names the temporary folder that the example ran in";
        *judgement = if ends_otherwise || is_name_for_path(&claimed, actual, folder) {
            let hint = Some(format!("{reason}; in another one the claim would be wrong too"));
            Judgement { hint, replacement: None, unfit: Some(Unfit::Folder), ..judgement.clone() }
        } else {
            volatile(judgement, reason.to_owned())
        };
    }
}

/// Whether the bare name of a file is claimed where there is an absolute path: that is no file's path in any folder.
fn is_name_for_path(claimed: &str, actual: &str, folder: &str) -> bool {
    let [claimed, actual] = [claimed, actual].map(|text| text.trim().trim_matches(['\'', '"']));
    let is_name = NAME.is_match(claimed);
    is_name && actual.starts_with(folder) && !actual.contains(char::is_whitespace)
}

static NAME: Pattern = Pattern::holding(&["."], r"^[\w-]+\.[A-Za-z]\w*$");

/// Marks wrong claims on statements that ask for something that is different elsewhere, and on lines that threads or
/// processes print in an order of their own.
pub fn by_source(judgements: &mut [Judgement], claims: &[Claim], example: &Example, before: &[&Example]) {
    let codes = before.iter().copied().chain([example]).map(|example| example.code.as_str());
    let tells_the_date = codes.into_iter().any(|code| CLOCK.is_match(code));
    for (judgement, claim) in judgements.iter_mut().zip(claims) {
        if judgement.verdict != Verdict::Wrong {
            continue;
        }
        let is_dated = tells_the_date && shows_a_year(claim) && judgement.actual.as_deref().is_some_and(has_year);
        if is_dated {
            *judgement = volatile(judgement, "the output depends on the date".to_owned());
        } else if let Some(source) = asks_for(claim, example) {
            *judgement = volatile(judgement, format!("the output depends on {source}"));
        } else if example.module.runs_concurrently && only_order_differs(claim, judgement) {
            *judgement = volatile(
                judgement,
                "the order of these lines depends on how threads or processes are scheduled".to_owned(),
            );
        }
    }
}

static CLOCK: Pattern = Pattern::holding(
    &["now", "today", "localtime", "gmtime", "ctime", "strftime"],
    r"\b(now|today|utcnow|localtime|gmtime|ctime|strftime)\s*\(",
);

static YEAR: Pattern = Pattern::holding(&["19", "20"], r"\b(19|20)\d\d\b");

fn has_year(text: &str) -> bool {
    YEAR.is_match(text)
}

fn shows_a_year(claim: &Claim) -> bool {
    claim.lines.iter().any(|line| has_year(&line.text))
}

/// What the statements of the claim ask for that may be different elsewhere.
fn asks_for(claim: &Claim, example: &Example) -> Option<&'static str> {
    let place = claim.places.first()?;
    let lines = example.lines.iter().zip(example.code.lines());
    let code: Vec<_> =
        lines.filter(|(line, _)| place.holds(line.line)).map(|(_, text)| text.split('#').next()).collect();
    let code: String = code.into_iter().flatten().collect::<Vec<_>>().join("\n");
    SOURCES.iter().find(|(pattern, _)| pattern.is_match(&code)).map(|(_, source)| *source)
}

fn only_order_differs(claim: &Claim, judgement: &Judgement) -> bool {
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(|line| line.trim().to_owned()).collect();
        lines.sort_unstable();
        lines
    };
    let claimed = claim.text(judgement.lines);
    claimed.contains('\n') && judgement.actual.as_deref().is_some_and(|actual| sorted(actual) == sorted(&claimed))
}

fn volatile(judgement: &Judgement, reason: String) -> Judgement {
    Judgement {
        verdict: Verdict::Volatile,
        severity: Verdict::Volatile.severity(),
        reading: None,
        reason: Some(reason),
        hint: None,
        replacement: None,
        unfit: None,
        ..judgement.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(NAME.is_sound() && ADDRESS.is_sound() && CLOCK.is_sound() && YEAR.is_sound());
        assert!(SOURCES.iter().all(|(pattern, _)| pattern.is_sound()));
    }

    #[test]
    fn what_a_statement_asks_for_is_named() {
        let source = |code: &str| SOURCES.iter().find(|(pattern, _)| pattern.is_match(code)).map(|(_, source)| *source);
        assert_eq!(source("print(sys.version)"), Some("the machine or Python's version"));
        assert_eq!(source("print(x.__sizeof__())"), Some("how Python is built"));
        assert_eq!(source("print(valid(3), timer)"), None);
    }
}
