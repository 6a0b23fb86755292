//! Hints: what kind of difference there is between a wrong claim and the real output.

use crate::lang::literal::{self, Literal};

/// The difference in a few words, if it is of a kind that is worth naming.
#[must_use]
pub fn difference(claimed: &str, actual: &str) -> Option<String> {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    if claimed.trim().is_empty() {
        return Some("nothing is documented here".to_owned());
    }
    if squeezed(claimed) == squeezed(actual) {
        return Some("only whitespace differs".to_owned());
    }
    if squeezed(claimed).to_lowercase() == squeezed(actual).to_lowercase() {
        return Some("only upper and lower case differs".to_owned());
    }
    if looks_alike(claimed, actual) {
        let show = |text: &str| {
            text.chars().filter(|c| !c.is_ascii()).map(|c| format!("U+{:04X} ", c as u32)).collect::<String>()
        };
        return Some(format!(
            "the texts look alike, but the characters differ: {}against {}",
            show(claimed),
            show(actual).trim_end()
        ));
    }
    if is_reordered(claimed, actual) {
        return Some("the same parts, but in another order".to_owned());
    }
    number_hint(claimed.trim(), actual.trim()).or_else(|| line_count(claimed, actual))
}

/// Whether only non-ASCII characters differ, as between composed and decomposed letters.
fn looks_alike(claimed: &str, actual: &str) -> bool {
    let ascii =
        |text: &str| text.chars().filter(char::is_ascii).filter(|c| !c.is_ascii_alphabetic()).collect::<String>();
    let has_other = !claimed.is_ascii() && !actual.is_ascii();
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count();
    let close = letters(claimed).abs_diff(letters(actual)) <= claimed.chars().filter(|c| !c.is_ascii()).count().max(1);
    has_other && ascii(claimed) == ascii(actual) && close
}

/// Whether both have the same parts, in another order.
#[must_use]
pub fn is_reordered(claimed: &str, actual: &str) -> bool {
    claimed != actual && sorted(claimed) == sorted(actual)
}

fn sorted(text: &str) -> Vec<&str> {
    let mut parts: Vec<_> =
        text.split(|c: char| c.is_whitespace() || ",[](){}".contains(c)).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts
}

fn number_hint(claimed: &str, actual: &str) -> Option<String> {
    let (a, b) = (literal::parse(claimed)?, literal::parse(actual)?);
    let (x, y) = (claimed.parse::<f64>().ok(), actual.parse::<f64>().ok());
    match (&a, &b) {
        (Literal::Integer(_), Literal::Float(_)) if x == y => Some("Python prints a float here".to_owned()),
        (Literal::Float(_), Literal::Integer(_)) if x == y => Some("Python prints an integer here".to_owned()),
        (Literal::Float(_), Literal::Float(_)) => {
            let close = x.zip(y).is_some_and(|(x, y)| (x - y).abs() <= y.abs() * 0.01);
            close.then(|| "only the digits differ".to_owned())
        }
        (Literal::Text(_), Literal::Bytes(_)) | (Literal::Bytes(_), Literal::Text(_)) => {
            Some("one is a string, the other is bytes".to_owned())
        }
        _ => None,
    }
}

fn line_count(claimed: &str, actual: &str) -> Option<String> {
    let (claimed, actual) = (claimed.lines().count(), actual.lines().count());
    let lines = |count: usize| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    (claimed != actual && claimed.max(actual) > 1)
        .then(|| format!("{} documented, {} printed", lines(claimed), lines(actual)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_difference_is_named() {
        for (claimed, actual, hint) in [
            ("a  b", "a b", "only whitespace differs"),
            ("true", "True", "only upper and lower case differs"),
            ("[2, 1]", "[1, 2]", "the same parts, but in another order"),
            ("314", "314.0", "Python prints a float here"),
            ("0.334", "0.333", "only the digits differ"),
            ("a", "b\nc", "1 line documented, 2 lines printed"),
            ("", "x", "nothing is documented here"),
        ] {
            assert_eq!(difference(claimed, actual).as_deref(), Some(hint), "{claimed} {actual}");
        }
        assert_eq!(difference("15", "16"), None);
    }

    #[test]
    fn characters_that_look_alike_are_spelled_out() {
        let hint = difference("caf\u{e9}", "cafe\u{301}").expect("a hint");
        assert!(hint.contains("U+00E9") && hint.contains("U+0301"), "{hint}");
    }
}
