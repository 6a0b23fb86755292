//! Numbers that their author does not give exactly: whether they are right as far as they go, and whether they are not right at
//! all.

use crate::claim::reading;
use crate::lang::literal;

/// Whether `claimed` says by a word or a sign that it is about the number `actual`, and that is so.
pub(super) fn is_about(claimed: &str, actual: &str) -> bool {
    let number = reading::approximated(claimed).and_then(number);
    number.is_some_and(|(number, _)| literal::is_about(number, actual.trim()))
}

/// So many units of the last digit written, and such a part of the number, are too much for any rounding.
const MOST_UNITS: f64 = 5.0;
const MOST_PART: f64 = 0.03;

/// Whether `claimed` says that it is about a number, and `actual` is far from it. Of how many bytes 3 MB are, or how many seconds 2
/// minutes, a unit says nothing that could be counted on.
pub(super) fn is_far_off(claimed: &str, actual: &str) -> bool {
    let Some((written, "")) = reading::approximated(claimed).and_then(number) else { return false };
    let (Ok(a), Ok(b)) = (written.parse::<f64>(), actual.trim().parse::<f64>()) else { return false };
    let difference = (a - b).abs();
    difference > MOST_UNITS * unit(written) && difference > MOST_PART * a.abs().max(b.abs())
}

/// The number that `text` begins with, and the unit behind it, if nothing else follows.
fn number(text: &str) -> Option<(&str, &str)> {
    let digits = text.trim_start_matches('-').trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = text[..text.len() - digits.len()].trim_end_matches('.');
    let unit = digits.trim().trim_end_matches(['.', '!']);
    let is_unit = unit.split_whitespace().count() < 2 && !unit.contains(|c: char| c.is_ascii_digit());
    is_unit.then_some((number, unit))
}

/// What the last digit of `written` that says something stands for: that of 1200 is the 2.
fn unit(written: &str) -> f64 {
    let exponent = match written.split_once('.') {
        Some((_, digits)) => -i32::try_from(digits.len()).unwrap_or(0),
        None => i32::try_from(written.len() - written.trim_end_matches('0').len()).unwrap_or(0),
    };
    10f64.powi(exponent)
}

/// Whether `claimed` is the beginning of a long number, with dots behind it, and `actual` is a long number that begins otherwise.
pub(super) fn begins_another_number(claimed: &str, actual: &str) -> bool {
    let begin = claimed.trim().trim_end_matches(['.', '…']);
    let is_row = |text: &str| text.len() >= MANY_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    begin.len() < claimed.trim().len() && is_row(begin) && is_row(actual.trim()) && !actual.trim().starts_with(begin)
}

/// A number with fewer digits may be of anything.
const MANY_DIGITS: usize = 4;

/// `1/3`, as a fraction is printed.
pub(super) fn is_fraction(text: &str) -> bool {
    let is_row = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.trim_start_matches('-').split_once('/').is_some_and(|(above, below)| is_row(above) && is_row(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_given_to_some_of_its_digits() {
        for (claimed, actual) in [
            ("about 3.14", "3.141592653589793"),
            ("~3", "3.141592653589793"),
            ("≈ 2.236", "2.23606797749979"),
            ("about 3.2 MB", "3.1999998092651367"),
            ("0.8 (approximately)", "0.7999999999999999"),
            ("约 0.67", "0.6666666666666666"),
        ] {
            assert!(is_about(claimed, actual) && !is_far_off(claimed, actual), "{claimed}");
        }
    }

    #[test]
    fn what_is_far_off_is_told_from_what_may_be_rounded() {
        for (claimed, actual) in
            [("≈ 2.326", "2.23606797749979"), ("roughly 0.76", "0.6666666666666666"), ("~40", "97")]
        {
            assert!(is_far_off(claimed, actual) && !is_about(claimed, actual), "{claimed}");
        }
        for (claimed, actual) in
            [("around 0.2", "0.14285714285714285"), ("about 100", "87"), ("~1.5", "1.2583"), ("about 5 of 9", "90")]
        {
            assert!(!is_far_off(claimed, actual) && !is_about(claimed, actual), "{claimed}");
        }
    }

    #[test]
    fn a_unit_may_multiply_the_number() {
        for (claimed, actual) in [
            ("~3 MB", "3145728"),
            ("about 1 million", "1000000"),
            ("about 2 minutes", "120"),
            ("~1.5 ms", "0.0015"),
            ("~1.5k", "1500"),
            ("≈ 50 %", "0.5"),
        ] {
            assert!(!is_far_off(claimed, actual) && !is_about(claimed, actual), "{claimed}");
        }
    }

    #[test]
    fn a_whole_number_is_rounded_and_not_cut() {
        assert!(is_about("about 4", "3.99") && !is_about("about 3", "3.99") && !is_about("~0", "0.97"));
        assert!(is_about("about 3.1", "3.19"));
    }
}
