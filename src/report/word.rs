//! Words of a report that are constants of the program: codes, notations, ways to match. A report that is read brings them as
//! text, perhaps those of another version.

use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A word that lives as long as the program.
pub type StaticWord = &'static str;

/// The words that reports have brought, each kept once.
static BROUGHT: Mutex<BTreeSet<StaticWord>> = Mutex::new(BTreeSet::new());

/// So many of them are kept, and of no more bytes each: a check knows far fewer and shorter ones.
const MOST: usize = 1000;
const LONGEST: usize = 80;

/// What stands for any other.
const UNKNOWN: StaticWord = "unknown";

/// `text` as a word. What is kept for it is never given back, so there is a limit to that.
fn kept(text: String) -> StaticWord {
    kept_in(&mut BROUGHT.lock().unwrap_or_else(PoisonError::into_inner), text)
}

fn kept_in(brought: &mut BTreeSet<StaticWord>, text: String) -> StaticWord {
    if let Some(word) = brought.get(text.as_str()) {
        return word;
    }
    if brought.len() >= MOST || text.len() > LONGEST {
        return UNKNOWN;
    }
    let word: StaticWord = Box::leak(text.into_boxed_str());
    brought.insert(word);
    word
}

/// Reads a word.
pub(super) fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StaticWord, D::Error> {
    String::deserialize(deserializer).map(kept)
}

/// Reads a word that may be missing.
pub(super) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<StaticWord>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(kept))
}

/// Reads several words.
pub(super) fn all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<StaticWord>, D::Error> {
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

    #[test]
    fn only_so_many_words_are_kept() {
        let mut brought = BTreeSet::new();
        assert_eq!(kept_in(&mut brought, "x".repeat(LONGEST + 1)), UNKNOWN);
        for index in 0..MOST {
            assert_eq!(kept_in(&mut brought, index.to_string()), index.to_string());
        }
        assert_eq!((kept_in(&mut brought, "new".to_owned()), kept_in(&mut brought, "7".to_owned())), (UNKNOWN, "7"));
        assert_eq!(brought.len(), MOST);
    }
}
