//! Words by their first letters: a comment is held against hundreds, of which few begin as it does.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words, or rows with words, by their first letters.
pub(super) type Letters<T> = BTreeMap<char, Vec<T>>;

/// The same, made when they are first asked for.
pub(super) struct ByLetter<T: 'static>(LazyLock<Letters<T>>);

impl<T> ByLetter<T> {
    pub(super) const fn new(all: fn() -> Letters<T>) -> Self {
        Self(LazyLock::new(all))
    }

    /// Those that begin as `text` does, in any case.
    pub(super) fn like(&self, text: &str) -> &[T] {
        let letter = text.chars().next().filter(|letter| letter.is_alphabetic());
        let found = letter.and_then(|letter| self.0.get(&in_lower_case(letter)));
        found.map(Vec::as_slice).unwrap_or_default()
    }
}

/// `all` by the first letters of their words.
pub(super) fn sorted<T: Copy>(all: impl Iterator<Item = T>, word: fn(T) -> &'static str) -> Letters<T> {
    let mut found = Letters::new();
    for one in all {
        found.entry(word(one).chars().next().unwrap_or_default()).or_default().push(one);
    }
    found
}

/// `letter` in lower case, if that is one letter.
fn in_lower_case(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    lower.next().filter(|_| lower.next().is_none()).unwrap_or(letter)
}
