//! What leads to an output in a comment without the word "output": arrows, and clauses such as `this prints`.

use super::words::{self, Sense};
use super::{is_plain, is_sign};
use crate::claim::{reading, shape};

/// An arrow or a verb, and how much of the comment it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lead {
    /// The bytes before the text that it leads to.
    pub(super) length: usize,
    /// The bytes of that text.
    pub(super) extent: usize,
    pub(super) sense: Sense,
}

/// The arrow or verb that a comment begins with; both, if a verb follows an arrow.
pub(super) fn read(comment: &str) -> Option<Lead> {
    let text = comment.trim_start_matches(|c: char| is_sign(c) || c.is_whitespace());
    // Some arrows count as signs.
    let (sense, rest, _) = [comment, text].into_iter().find_map(|text| {
        let Some(rest) = arrow(text) else { return clause(text) };
        clause(rest).or(Some((Sense::Gives, rest, false)))
    })?;
    let is_ambiguous = sense == Sense::Is || comment.starts_with('>') || comment.starts_with('|');
    if rest.is_empty() || is_ambiguous && !is_plain(rest) {
        return None;
    }
    let text = value_before_adverb(rest);
    // What is set as code is quoted without its marks.
    let quoted = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).filter(|text| !text.is_empty());
    let text = quoted.unwrap_or(text);
    let marks = usize::from(quoted.is_some());
    Some(Lead { length: comment.len() - rest.len() + marks, extent: text.len(), sense })
}

/// The value that `text` begins with, if an adverb follows; else all of it. Behind a verb that is no noun of what is
/// counted: `returns 5 now`, but not `returns 5 rows`.
fn value_before_adverb(text: &str) -> &str {
    let is_adverb = |remark: &str| {
        let first = remark.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        FOLLOWERS.contains(&first)
    };
    let mut readings = reading::readings(text, true, false).into_iter().filter(|_| !is_plain(text));
    let found = readings.find(|reading| {
        let remark = reading.remark.map_or("", |(_, remark)| remark);
        reading.lead.is_empty() && shape::is_value(reading.value) && is_adverb(remark)
    });
    found.map_or(text, |reading| reading.value)
}

/// Adverbs behind a value.
const FOLLOWERS: &[&str] = &["again", "already", "also", "exactly", "here", "now", "only", "still", "today", "too"];

/// What stands behind the arrow that `text` begins with.
pub(super) fn arrow(text: &str) -> Option<&str> {
    let found = words::ARROWS.iter().find_map(|arrow| text.strip_prefix(arrow.sign));
    found.map(str::trim_start)
}

/// What stands behind a clause that announces what is printed: `this prints:`.
pub(super) fn announcement(text: &str) -> Option<&str> {
    clause(text).filter(|(sense, _, has_colon)| *sense == Sense::Prints && *has_colon).map(|(_, rest, _)| rest)
}

/// The verb that `text` begins with, perhaps behind its subject, what stands behind it, and whether a colon does.
pub(super) fn clause(text: &str) -> Option<(Sense, &str, bool)> {
    let mut verb = skipped(text, words::SUBJECTS).unwrap_or(text);
    while let Some(rest) = skipped(verb, words::ADVERBS) {
        verb = rest;
    }
    let is_imperative = verb.len() == text.len();
    let (verb, rest) = words::leading(verb, words::VERBS)?;
    let sense = if verb.sense == Sense::Print && !is_imperative { Sense::Prints } else { verb.sense };
    let behind_colon = rest.trim_start().strip_prefix([':', '：']);
    let rest = behind_colon.unwrap_or(rest);
    let is_apart = rest.starts_with(char::is_whitespace) || behind_colon.is_some() || !verb.word.is_ascii();
    // `output = 5` is about a variable.
    let is_verb = is_apart && !rest.trim_start().starts_with('=');
    is_verb.then(|| (sense, rest.trim_start(), behind_colon.is_some()))
}

/// What stands in `text` behind the one of `words` that it begins with, and a blank.
pub(super) fn skipped<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let behind = |word: &&str| words::behind(text, word).filter(|rest| rest.starts_with(char::is_whitespace));
    words.iter().filter_map(behind).map(str::trim_start).min_by_key(|rest| rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that a comment leads to.
    fn led(comment: &str) -> Option<&str> {
        read(comment).map(|lead| &comment[lead.length..lead.length + lead.extent])
    }

    #[test]
    fn every_arrow_and_verb_leads_to_the_output_of_its_example() {
        for comment in words::VERBS.iter().map(|row| row.example).chain(words::ARROWS.iter().map(|row| row.example)) {
            assert_eq!(led(comment), Some("15"), "{comment}");
        }
        for row in words::VERBS {
            assert_eq!(read(row.example).map(|lead| lead.sense), Some(row.sense), "{}", row.example);
        }
    }

    #[test]
    fn subjects_adverbs_arrows_and_signs_may_stand_before_a_verb() {
        for text in words::SUBJECTS.iter().map(|word| format!("{word} prints 15")) {
            assert_eq!(led(&text), Some("15"), "{text}");
        }
        for text in words::ADVERBS.iter().map(|word| format!("{word} prints 15")) {
            assert_eq!(led(&text), Some("15"), "{text}");
        }
        for text in ["-> prints 15", "Returns: 15", "will now print 15", "✅ prints 15", "返回15", "➜ 15", "👉 -> 15"]
        {
            assert_eq!(led(text), Some("15"), "{text}");
        }
    }

    #[test]
    fn other_words_lead_to_nothing() {
        for text in ["15", "printer 15", "print", "-> ", "the result", "is even", "prints", ">>> add(7, 8)", ">> a"] {
            assert_eq!(led(text), None, "{text}");
        }
        assert_eq!(led("prints the sum"), Some("the sum"));
    }

    #[test]
    fn an_adverb_behind_a_value_is_none_of_it() {
        for adverb in FOLLOWERS {
            assert_eq!(led(&format!("returns [1, 2] {adverb}")), Some("[1, 2]"), "{adverb}");
        }
        assert_eq!(led("returns 5 rows"), Some("5 rows"));
        assert_eq!(led("It should print `15`"), Some("15"));
        assert_eq!(led("prints 5, as before"), Some("5, as before"));
    }
}
