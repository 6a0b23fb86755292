//! Outputs that no fixed text can document: what differs between two runs, and what may differ elsewhere.

use regex::Regex;
use std::sync::LazyLock;

use super::{Judgement, Verdict};
use crate::claim::Claim;
use crate::example::Example;

/// Compares a second run, under another hash seed and at another moment, with the first: what came out differently
/// there cannot be documented by a fixed text.
pub fn by_second_run(first: &mut [Judgement], second: &[Judgement]) {
    for (judgement, again) in first.iter_mut().zip(second) {
        if judgement.verdict != Verdict::Wrong || judgement.actual == again.actual {
            continue;
        }
        let again = again.actual.as_deref().unwrap_or_default();
        let before = judgement.actual.as_deref().unwrap_or_default();
        let shown = |text: &str| text.lines().next().unwrap_or_default().chars().take(40).collect::<String>();
        let reason = format!("another run printed `{}` instead of `{}`", shown(again), shown(before));
        *judgement = volatile(judgement, reason);
    }
}

/// What an output may depend on, by the names that are called for it.
const SOURCES: &[(&str, &str)] = &[
    (r"\b(time|perf_counter|monotonic|process_time|time_ns|now|today|utcnow|ctime|localtime)\s*\(", "the clock"),
    (r"\brandom\.|\b(randint|randrange|shuffle|uuid[14]|urandom|token_hex|getrandbits)\s*\(", "chance"),
    (r"\bid\s*\(|\bhash\s*\(", "addresses or hashes"),
    (r"\b(getsizeof|__sizeof__|getrefcount|memory_info)\b", "how Python is built"),
    (r"\b(gethostname|getpid|getcwd|getuser|gettempdir|expanduser|cpu_count|get_ident)\s*\(", "the machine"),
    (
        r"\b(sys\.version|sys\.path|sys\.executable|sys\.platform|platform\.\w+|os\.environ|__file__)\b",
        "the machine or Python's version",
    ),
];

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    SOURCES.iter().filter_map(|(pattern, source)| Some((Regex::new(pattern).ok()?, *source))).collect()
});

/// Marks wrong claims on statements that ask for something that is different elsewhere, and on lines that threads or
/// processes print in an order of their own.
pub fn by_source(judgements: &mut [Judgement], claims: &[Claim], example: &Example) {
    for (judgement, claim) in judgements.iter_mut().zip(claims) {
        if judgement.verdict != Verdict::Wrong {
            continue;
        }
        if let Some(source) = asks_for(claim, example) {
            *judgement = volatile(judgement, format!("the output depends on {source}"));
        } else if example.module.runs_concurrently && only_order_differs(claim, judgement) {
            *judgement = volatile(
                judgement,
                "the order of these lines depends on how threads or processes are scheduled".to_owned(),
            );
        }
    }
}

/// What the statements of the claim ask for that may be different elsewhere.
fn asks_for(claim: &Claim, example: &Example) -> Option<&'static str> {
    let place = claim.places.first()?;
    let lines = example.lines.iter().zip(example.code.lines());
    let code: Vec<_> =
        lines.filter(|(line, _)| place.holds(line.line)).map(|(_, text)| text.split('#').next()).collect();
    let code: String = code.into_iter().flatten().collect::<Vec<_>>().join("\n");
    PATTERNS.iter().find(|(pattern, _)| pattern.is_match(&code)).map(|(_, source)| *source)
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
    Judgement { verdict: Verdict::Volatile, reason: Some(reason), hint: None, replacement: None, ..judgement.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(PATTERNS.len(), SOURCES.len());
    }

    #[test]
    fn what_a_statement_asks_for_is_named() {
        let source =
            |code: &str| PATTERNS.iter().find(|(pattern, _)| pattern.is_match(code)).map(|(_, source)| *source);
        assert_eq!(source("print(time.time())"), Some("the clock"));
        assert_eq!(source("random.choice(x)"), Some("chance"));
        assert_eq!(source("print(x.__sizeof__())"), Some("how Python is built"));
        assert_eq!(source("print(valid(3), timer)"), None);
    }
}
