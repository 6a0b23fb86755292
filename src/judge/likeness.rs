//! Likeness: whether two texts have so much in common that one of them is meant to be the other.

use similar::TextDiff;

/// So much of both must be the same.
const ENOUGH: f32 = 0.7;

/// With so much of both the same, hardly anything differs.
const NEARLY_ALL: f32 = 0.85;

/// With so much of both the same, one may be a version of the other.
const SOME: f32 = 0.4;

/// Texts longer than this are compared by their lines, in bytes.
pub(super) const MAX_DIFFED_BYTES: usize = 2000;

/// Whether the words of both are alike; case and layout make no difference.
pub(super) fn in_words(one: &str, other: &str) -> bool {
    if one.len().max(other.len()) > MAX_DIFFED_BYTES {
        return TextDiff::from_lines(one, other).ratio() >= ENOUGH;
    }
    let normal = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    of_characters(&normal(one), &normal(other))
}

/// Whether hardly anything but case differs between both.
pub(super) fn are_nearly_the_same(one: &str, other: &str) -> bool {
    let is_short = one.len().max(other.len()) <= MAX_DIFFED_BYTES;
    is_short && TextDiff::from_chars(one.to_lowercase().as_str(), other.to_lowercase().as_str()).ratio() >= NEARLY_ALL
}

/// Whether both have several lines, the first and most of the others the same in the same order.
pub(super) fn of_lines(one: &str, other: &str) -> bool {
    let (one, other): (Vec<_>, Vec<_>) = (one.lines().map(str::trim).collect(), other.lines().map(str::trim).collect());
    one.len().min(other.len()) > 1
        && one.first() == other.first()
        && TextDiff::from_slices(&one, &other).ratio() >= ENOUGH
}

/// Whether both have the same number of lines, more than one, and each is alike the one of the other.
pub(super) fn line_by_line(one: &str, other: &str) -> bool {
    let count = one.lines().count();
    count > 1
        && count == other.lines().count()
        && one.lines().zip(other.lines()).all(|(one, other)| in_words(one, other))
}

/// Whether both have something in common.
pub(super) fn is_some(one: &str, other: &str) -> bool {
    let is_long = one.len().max(other.len()) > MAX_DIFFED_BYTES;
    let diff = if is_long { TextDiff::from_lines(one, other) } else { TextDiff::from_chars(one, other) };
    diff.ratio() >= SOME
}

/// Whether both are alike, character by character.
pub(super) fn of_characters(one: &str, other: &str) -> bool {
    at_most(one, other) >= ENOUGH && TextDiff::from_chars(one, other).ratio() >= ENOUGH
}

/// How much of both is the same at most, in whatever order the characters come: that tells most texts apart, in a fraction of
/// the time.
fn at_most(one: &str, other: &str) -> f32 {
    let sorted = |text: &str| {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters
    };
    let (one, other) = (sorted(one), sorted(other));
    let (mut left, mut right, mut common) = (0, 0, 0usize);
    while let (Some(a), Some(b)) = (one.get(left), other.get(right)) {
        common += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(a >= b);
    }
    let all = one.len() + other.len();
    if all == 0 { 1.0 } else { 2.0 * common as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn versions_of_a_text_have_something_in_common() {
        assert!(is_some("alpha\nbeta", "alpha\ngamma") && is_some("a, b, c", "a, b"));
        assert!(!is_some("Welcome to my site", "xxx") && !is_some("key = 4", "3"));
    }

    #[test]
    fn hardly_anything_differs() {
        assert!(are_nearly_the_same("Helo, World", "hello, world"));
        assert!(!are_nearly_the_same(
            "Tuples do not support item assignment",
            "Error: 'tuple' object does not support item assignment"
        ));
    }

    #[test]
    fn words_are_alike_whatever_their_case() {
        assert!(in_words("Hello,   World", "hello, world") && in_words("", ""));
        assert!(!in_words("greets the user", "Hello, World") && !in_words("abcdef", "fedcba"));
    }

    #[test]
    fn most_lines_of_a_version_are_the_same() {
        assert!(of_lines("0\n1\n2", "0\n1") && of_lines("3\n2\n1\ngo", "3\n2\ngo"));
        // A heading may stand above what is printed.
        assert!(!of_lines("n n2\n1 1\n2 4", "1 1\n2 4"));
        assert!(!of_lines("0\n1", "1\n2") && !of_lines("0", "0") && !of_lines("0\n1\n2", "0"));
    }

    #[test]
    fn each_line_may_be_a_version_of_another() {
        assert!(line_by_line("pass 1: [2, 3]\npass 2: [3, 2]", "pass 1: [2, 3]\npass 2: [2, 3]"));
        for (one, other) in
            [("a line", "a line"), ("sum: 1\nend", "sum: 1\nthe rest"), ("0\n1", "0\n2"), ("a\nb", "a\nb\nc")]
        {
            assert!(!line_by_line(one, other), "{one}");
        }
    }

    proptest! {
        #[test]
        fn no_texts_are_more_alike_than_their_characters(one in "[ab é]{0,12}", other in "[ab é]{0,12}") {
            prop_assert!(TextDiff::from_chars(one.as_str(), other.as_str()).ratio() <= at_most(&one, &other));
        }
    }
}
