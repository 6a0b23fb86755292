//! Words of a report that are constants of the program: codes, notations, ways to match. A report that is read brings them as
//! text, perhaps those of another version.

use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A word that lives as long as the program.
pub type Word = &'static str;

/// The words that reports have brought, each kept once.
static BROUGHT: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());

/// `text` as a word. What is kept for it is never given back, which is no more than the reports that were read.
fn kept(text: String) -> Word {
    let mut brought = BROUGHT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = brought.get(text.as_str()) {
        return word;
    }
    let word: Word = Box::leak(text.into_boxed_str());
    brought.insert(word);
    word
}

/// Reads a word.
pub(super) fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Word, D::Error> {
    String::deserialize(deserializer).map(kept)
}

/// Reads a word that may be missing.
pub(super) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Word>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(kept))
}

/// Reads several words.
pub(super) fn all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Word>, D::Error> {
    Ok(Vec::<String>::deserialize(deserializer)?.into_iter().map(kept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once() {
        let (one, other) = (kept("wrong".to_owned()), kept("wrong".to_owned()));
        assert!(std::ptr::eq(one, other) && one == "wrong");
    }
}
