//! Regular expressions that are made when they are needed, and quick to make.
//!
//! A check of one short note asks for two dozen of them, and would spend more time on making them than on the note. So
//! each says with a few words what a text must hold to match at all: most texts hold none of them, and then the
//! expression is never made. What is made has small sets of characters (`sets`).

#[cfg(test)]
mod proof;
mod sets;

pub use sets::is_word;

use regex::{CaptureMatches, Captures, Match, Matches, Regex, Replacer};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A regular expression, made at the first text that may match it.
///
/// It is made once. From then on texts are no longer searched for the words: the expression itself is as quick.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    words: Words,
    made: OnceLock<Option<Regex>>,
}

/// Of these, in any case, each match holds one.
#[derive(Clone, Copy, Debug)]
struct Words {
    /// In lower case; if there are none, any text may match.
    all: &'static [&'static str],
    /// Whether a match stands at the beginning of the text, and begins with the word.
    at_start: bool,
    /// The first letters of the words in both cases, as bits by their code in ASCII; letters beyond it have none.
    firsts: u128,
}

impl Pattern {
    /// The expression `text`, which any text may match.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self::holding(&[], text)
    }

    /// The expression `text`, each match of which holds one of `words`; they are in lower case, whatever the expression
    /// says. A test of whoever has it asks `is_sound`, which proves them.
    #[must_use]
    pub const fn holding(words: &'static [&'static str], text: &'static str) -> Self {
        Self { text, words: Words::new(words, false), made: OnceLock::new() }
    }

    /// The expression `text`, which matches only at the beginning of a text, and only if that begins with one of `words`.
    #[must_use]
    pub const fn beginning(words: &'static [&'static str], text: &'static str) -> Self {
        Self { text, words: Words::new(words, true), made: OnceLock::new() }
    }

    /// Whether it matches somewhere in `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.made_for(text).is_some_and(|made| made.is_match(text))
    }

    /// The first match in `text`.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.made_for(text)?.find(text)
    }

    /// All matches in `text`.
    pub fn find_iter<'p, 't>(&'p self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'p, 't> {
        let found: Option<Matches<'p, 't>> = self.made_for(text).map(|made| made.find_iter(text));
        found.into_iter().flatten()
    }

    /// The first match in `text`, and its groups.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.made_for(text)?.captures(text)
    }

    /// All matches in `text`, and their groups.
    pub fn captures_iter<'p, 't>(&'p self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'p, 't> {
        let found: Option<CaptureMatches<'p, 't>> = self.made_for(text).map(|made| made.captures_iter(text));
        found.into_iter().flatten()
    }

    /// `text` with something else in the place of each match.
    pub fn replace_all<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        self.made_for(text).map_or(Cow::Borrowed(text), |made| made.replace_all(text, by))
    }

    /// The expression, if `text` may match it.
    fn made_for(&self, text: &str) -> Option<&Regex> {
        match self.made.get() {
            Some(made) => made.as_ref(),
            None if self.words.may_be_in(text) => self.made.get_or_init(|| self.make()).as_ref(),
            None => None,
        }
    }

    /// Whether it is an expression; its words are proved.
    #[cfg(test)]
    pub(crate) fn is_sound(&self) -> bool {
        self.make().is_some()
    }

    /// The expression; none if it is none, which the test of whoever has it sees.
    fn make(&self) -> Option<Regex> {
        let text = sets::with_small_sets(self.text);
        #[cfg(test)]
        proof::check(&text, &self.words);
        Regex::new(&text).ok()
    }
}

impl Words {
    const fn new(all: &'static [&'static str], at_start: bool) -> Self {
        let mut firsts = 0;
        let mut index = 0;
        while index < all.len() {
            let first = all[index].as_bytes()[0];
            if first.is_ascii() {
                firsts |= 1 << first | 1 << first.to_ascii_uppercase();
            }
            index += 1;
        }
        Self { all, at_start, firsts }
    }

    fn may_be_in(&self, text: &str) -> bool {
        // Only here may one begin; within a letter of several bytes none does.
        let is_first = |byte: u8| if byte.is_ascii() { self.firsts >> byte & 1 == 1 } else { byte >= 0xc0 };
        let begin = |(at, byte)| is_first(byte) && self.all.iter().any(|word| begins(&text[at..], word));
        let mut bytes = text.bytes().enumerate();
        match self.at_start {
            _ if self.all.is_empty() => true,
            true => bytes.next().is_some_and(begin),
            false => bytes.any(begin),
        }
    }
}

/// What stands in `text` behind the first of `words` that it begins with, in any case; none if it begins with none.
#[must_use]
pub fn behind<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let begins = |word: &&&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    words.iter().find(begins).map(|word| &text[word.len()..])
}

/// What stands in `text` behind each of `words`, in any case, where it is no part of a longer word.
pub fn behind_words<'t>(text: &'t str, words: &[&str]) -> impl Iterator<Item = &'t str> {
    let begins_word = |at: &usize| !text[..*at].ends_with(is_word);
    let places = text.char_indices().map(|(at, _)| at).filter(begins_word);
    let rests = places.flat_map(move |at| words.iter().filter_map(move |word| behind(&text[at..], &[word])));
    rests.filter(|rest| !rest.starts_with(is_word))
}

/// What stands in `text` behind the parentheses that it begins with.
#[must_use]
pub fn behind_parentheses(text: &str) -> Option<&str> {
    Some(text.strip_prefix('(')?.split_once(')')?.1)
}

/// Whether `text` begins with `word` in any case.
fn begins(text: &str, word: &str) -> bool {
    let mut letters = text.chars().map(folded);
    word.chars().all(|letter| letters.next() == Some(letter))
}

/// A letter as it stands in the words: in lower case, and two letters beyond ASCII as the ones of ASCII that expressions
/// take them for where case does not count.
const fn folded(letter: char) -> char {
    match letter {
        'ſ' => 's',
        '\u{212a}' => 'k',
        letter => letter.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static WORDS: Pattern = Pattern::holding(&["skip", "→"], r"(?i)(?:skip|→)\d");
    static START: Pattern = Pattern::beginning(&["skip"], r"^(?i)skip\w*");

    #[test]
    fn a_pattern_is_made_by_the_first_text_that_holds_a_word() {
        static LATE: Pattern = Pattern::holding(&["late"], "(?i)late[rst]");
        assert!(!LATE.is_match("sooner") && LATE.find("lat er").is_none() && LATE.made.get().is_none());
        assert!(!LATE.is_match("plate") && LATE.made.get().is_some());
        assert_eq!(LATE.find_iter("later LATEST").count(), 2);
        assert_eq!(LATE.replace_all("later on", "x"), "x on");
    }

    #[test]
    fn whole_words_are_found_in_any_case() {
        let rests = |text: &'static str| behind_words(text, &["a", "as", "as is"]).collect::<Vec<_>>();
        assert_eq!(rests("A, as is; éa bas"), [", as is; éa bas", " is; éa bas", "; éa bas"]);
        assert_eq!(behind("Output: 1", &["out", "output"]), Some("put: 1"));
        assert_eq!(behind("öut", &["o"]), None);
        assert_eq!((behind_parentheses("(a) b"), behind_parentheses("(a")), (Some(" b"), None));
    }

    #[test]
    fn words_are_found_in_any_case_and_place() {
        for text in ["skip1", "a SKIP1", "é→1", "ſKip2", "s\u{212a}ip3"] {
            assert!(WORDS.words.may_be_in(text) && WORDS.is_match(text), "{text}");
        }
        for text in ["", "s", "ski", "ski p1", "⇒1"] {
            assert!(!WORDS.words.may_be_in(text), "{text}");
        }
        assert!(START.is_match("Skipped") && START.words.may_be_in("ſkip"));
        assert!(!START.words.may_be_in(" skip") && !START.words.may_be_in(""));
        assert!(Pattern::new("x").words.may_be_in(""));
    }
}
