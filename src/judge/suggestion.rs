//! The text that would make a wrong claim right, in the author's own manner.

use super::ladder;
use crate::claim::{Claim, notation, remark, shape};
use crate::lang::literal::{self, Literal};

/// Output longer than this is not suggested, in lines.
const LONGEST: usize = 100;

/// What to write in the place of the first `count` documented lines of `claim` so that they say `actual`; none if it
/// cannot be said in this notation, or had better not be written into a document.
#[must_use]
pub fn replacement(claim: &Claim, count: usize, actual: &str) -> Option<String> {
    if actual.trim().is_empty() || actual.lines().count() > LONGEST || actual.chars().any(is_unfit) {
        return None;
    }
    let claimed = claim.text(count);
    let lines: Vec<String> = if claimed.contains('\n') || actual.contains('\n') {
        actual.lines().map(|line| line.trim_end().to_owned()).collect()
    } else {
        let styled = in_the_manner_of(&claimed, actual.trim_end());
        let is_right = ladder::climb(&styled, actual).is_some();
        vec![if is_right { styled } else { actual.trim().to_owned() }]
    };
    notation::of(claim)?.rewrite(claim, &lines)
}

/// Characters that would damage the document or hide something in it.
fn is_unfit(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffd}' | '\u{2028}' | '\u{2029}')
}

/// `actual` with the explanation, the missing label and the quotes of the `claimed` text.
fn in_the_manner_of(claimed: &str, actual: &str) -> String {
    let kept = remark::split(claimed, false).into_iter().find(|(value, _)| shape::is_value(value));
    let (value, rest) = kept.unwrap_or((claimed, ""));
    let unlabelled =
        ladder::behind_labels(actual).map(|(_, value)| value).filter(|value| shape::is_value(value)).last();
    let is_row = matches!(literal::parse(value), Some(Literal::Tuple(_)));
    let without_label = shape::is_value(value) && !shape::is_value(actual) && !is_row;
    let actual = unlabelled.filter(|_| without_label).unwrap_or(actual);
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let was_quoted = matches!(literal::parse(value), Some(Literal::Text(_)));
    match quote {
        Some(quote) if was_quoted && !actual.contains([quote, '\\']) && !shape::is_value(actual) => {
            format!("{quote}{actual}{quote}{rest}")
        }
        _ => format!("{actual}{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manner_of_the_author_is_kept() {
        for (claimed, actual, expected) in [
            ("15", "16", "16"),
            ("10 (unchanged)", "12", "12 (unchanged)"),
            ("15", "Sum: 16", "16"),
            ("Sum: 15", "Sum: 16", "Sum: 16"),
            ("'abc'", "abd", "'abd'"),
            ("'abc'", "['x']", "['x']"),
            ("[1, 2] - sorted", "[1, 3]", "[1, 3] - sorted"),
        ] {
            assert_eq!(in_the_manner_of(claimed, actual), expected);
        }
    }
}
