//! The proof that each match of an expression holds one of its words: all that it can spell does.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::{Words, folded};

/// Stands in a spelling for whatever is not spelled.
const ANYTHING: char = '\0';

/// Stands in a spelling for the beginning of the text.
const START: char = '\u{1}';

/// More spellings than this are not looked at.
const MOST: usize = 20_000;

/// Panics unless each match of the expression `text` holds one of `words`.
pub(super) fn check(text: &str, words: &Words) {
    let hir = regex_syntax::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let is_lower = |word: &&str| word.chars().all(|letter| letter == folded(letter)) && !word.is_empty();
    assert!(words.all.iter().all(is_lower), "not in lower case: {:?}", words.all);
    let holds = |spelling: &str| match spelling.strip_prefix(START) {
        Some(rest) if words.at_start => words.all.iter().any(|word| rest.starts_with(word)),
        _ => !words.at_start && words.all.iter().any(|word| spelling.contains(word)),
    };
    let without = spellings(&hir).into_iter().find(|spelling| !words.all.is_empty() && !holds(spelling));
    assert_eq!(without, None, "this can match and holds none of {:?}: {text}", words.all);
}

/// What `hir` can match, as far as it is spelled.
fn spellings(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Empty => vec![String::new()],
        HirKind::Look(Look::Start) => vec![START.to_string()],
        HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).chars().map(folded).collect()],
        HirKind::Class(class) => letters(class),
        HirKind::Capture(capture) => spellings(&capture.sub),
        HirKind::Repetition(repetition) => {
            let once = spellings(&repetition.sub);
            let mut all = vec![String::new()];
            for _ in 0..repetition.min {
                all = joined(&all, &once);
            }
            match repetition.max {
                Some(max) if max == repetition.min => all,
                Some(1) => [all, once].concat(),
                _ => joined(&all, &[ANYTHING.to_string()]),
            }
        }
        HirKind::Concat(parts) => {
            parts.iter().fold(vec![String::new()], |before, part| joined(&before, &spellings(part)))
        }
        HirKind::Alternation(choices) => choices.iter().flat_map(spellings).collect(),
    }
}

/// The letters of a small set.
fn letters(class: &Class) -> Vec<String> {
    let Class::Unicode(class) = class else { return vec![ANYTHING.to_string()] };
    let mut letters: Vec<_> =
        class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(20).map(folded).collect();
    letters.sort_unstable();
    letters.dedup();
    if letters.len() > 4 { vec![ANYTHING.to_string()] } else { letters.into_iter().map(String::from).collect() }
}

/// Each of `before` with each of `behind`.
fn joined(before: &[String], behind: &[String]) -> Vec<String> {
    let mut all: Vec<_> = before.iter().flat_map(|a| behind.iter().map(move |b| format!("{a}{b}"))).collect();
    all.sort_unstable();
    all.dedup();
    assert!(all.len() <= MOST, "too many spellings");
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_proved(words: &'static [&'static str], at_start: bool, text: &'static str) -> bool {
        std::panic::catch_unwind(|| check(text, &Words::new(words, at_start))).is_ok()
    }

    #[test]
    fn words_are_proved_if_every_match_holds_one() {
        assert!(is_proved(&["output"], false, r"(?i)^\s*(?:sample )?outputs?\s*:"));
        assert!(is_proved(&[".py", ".md"], false, r"\.(py|md)\b"));
        assert!(is_proved(&["__", "$"], false, r"_{2,}|[$]"));
        assert!(is_proved(&["a", "b"], true, "^(?i:a|b)c"));
        assert!(is_proved(&[], false, "x*"));
    }

    #[test]
    fn words_are_not_proved_if_a_match_may_hold_none() {
        assert!(!is_proved(&["output"], false, r"(?:output)?:"));
        assert!(!is_proved(&["ab"], false, "ax*b"));
        assert!(!is_proved(&["a"], false, "a|b"));
        assert!(!is_proved(&["a"], true, "a"));
        assert!(!is_proved(&["a"], true, "^x?a"));
        assert!(!is_proved(&["A"], false, "A"));
    }
}
