//! What leads to an output in a comment without the word "output": arrows, and clauses such as `this prints`.

use super::words::{self, Sense};
use super::{is_plain, is_sign};
use crate::claim::{exception, reading, shape};
use crate::lang::output;

/// An arrow or a verb, and how much of the comment it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lead {
    /// The bytes before the text that it leads to.
    pub(super) length: usize,
    /// The bytes of that text.
    pub(super) extent: usize,
    pub(super) sense: Sense,
}

/// The arrow or verb that a comment begins with, or both; else the words behind an output that say so.
pub(super) fn read(comment: &str) -> Option<Lead> {
    led(comment).or_else(|| ended(comment)).map(|lead| unquoted(comment, lead))
}

/// The arrow or verb that a comment begins with; both, if a verb follows an arrow.
fn led(comment: &str) -> Option<Lead> {
    let text = comment.trim_start_matches(|c: char| is_sign(c) || c.is_whitespace());
    let verb = |text| clause(text).map(|clause| (clause.sense, clause.rest));
    // Some arrows count as signs.
    let (sense, rest) = [comment, text].into_iter().find_map(|text| {
        let Some(rest) = arrow(text) else { return verb(text) };
        verb(rest).or(Some((Sense::Gives, rest)))
    })?;
    let is_ambiguous = sense == Sense::Is || comment.starts_with('>') || comment.starts_with('|');
    if rest.is_empty() || is_ambiguous && !is_plain(rest) && exception::named(rest).is_none() {
        return None;
    }
    let text = value_before_adverb(rest);
    Some(Lead { length: comment.len() - rest.len(), extent: text.len(), sense })
}

/// `lead` without the marks of prose around its text.
fn unquoted(comment: &str, lead: Lead) -> Lead {
    let text = &comment[lead.length..lead.length + lead.extent];
    let Some(inside) = within_quotes(text) else { return lead };
    let before = text.find(inside).unwrap_or(0);
    Lead { length: lead.length + before, extent: inside.len(), ..lead }
}

/// The value that `text` begins with, if an adverb follows; else all of it. Behind a verb that is no noun of what is
/// counted: `returns 5 now`, but not `returns 5 rows`.
fn value_before_adverb(text: &str) -> &str {
    let is_adverb = |remark: &str| {
        let first = remark.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        FOLLOWERS.contains(&first) && remark.split_whitespace().count() <= 2
    };
    if !FOLLOWERS.iter().any(|word| text.contains(word)) {
        return text;
    }
    let mut readings = reading::readings(text, true, false).filter(|_| !is_plain(text));
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
    clause(text).filter(|clause| clause.sense == Sense::Prints && clause.has_colon).map(|clause| clause.rest)
}

/// A verb, perhaps behind its subject.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<'t> {
    pub(super) sense: Sense,
    /// The verb, in lower case.
    pub(super) verb: &'static str,
    /// What stands behind it.
    pub(super) rest: &'t str,
    /// Whether a colon stands between them.
    has_colon: bool,
}

/// The verb that `text` begins with, perhaps behind its subject and adverbs.
pub(super) fn clause(text: &str) -> Option<Clause<'_>> {
    if !output::begins_like_a_word(text) {
        return None;
    }
    let behind_subject = output::behind_subject(text);
    let mut starts = vec![text];
    starts.extend(behind_subject);
    let mut verb = behind_subject.unwrap_or(text);
    let mut may_be_told = behind_subject.is_none();
    while let Some(rest) = output::behind_adverb(verb) {
        let adverb = verb[..verb.len() - rest.len()].trim().to_lowercase();
        may_be_told &= BEFORE_IMPERATIVES.contains(&adverb.as_str());
        verb = rest;
        starts.push(rest);
    }
    // `now` may be an adverb or all that there is.
    starts.into_iter().rev().find_map(|start| predicate(start, may_be_told))
}

/// Adverbs behind which a verb may still tell the reader what to do.
const BEFORE_IMPERATIVES: &[&str] = &["now", "also", "then", "still", "always", "just", "only", "simply", "correctly"];

/// The verb that `text` begins with. `may_be_told`: it may tell the reader what to do.
fn predicate(text: &str, may_be_told: bool) -> Option<Clause<'_>> {
    let (verb, rest) = output::verb(text)?;
    let sense = if verb.sense == Sense::Print && !may_be_told { Sense::Prints } else { verb.sense };
    let behind_colon = rest.trim_start().strip_prefix([':', '：']);
    // Chinese marks a verb for done: `变成了 15`.
    let rest = behind_colon.unwrap_or_else(|| rest.strip_prefix('了').unwrap_or(rest));
    let is_apart = rest.starts_with(char::is_whitespace) || behind_colon.is_some() || !verb.word.is_ascii();
    // `output = 5` is about a variable.
    let is_verb = is_apart && !rest.trim_start().starts_with('=');
    is_verb.then(|| Clause { sense, verb: verb.word, rest: rest.trim_start(), has_colon: behind_colon.is_some() })
}

/// What stands in `text` behind the one of `words` that it begins with, and a blank.
pub(super) fn skipped<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let behind = |word: &&str| output::behind(text, word).filter(|rest| rest.starts_with(char::is_whitespace));
    words.iter().filter_map(behind).map(str::trim_start).min_by_key(|rest| rest.len())
}

/// The output that words behind it say to be one: `6 is printed`. Before words of a verb alone only a value is one.
pub(super) fn ended(comment: &str) -> Option<Lead> {
    let (output, sense) = output::before_ending(comment)?;
    let text = &comment[output.clone()];
    let is_claim = is_plain(text) || exception::named(text).is_some() || is_quoted(text);
    is_claim.then(|| Lead { length: output.start, extent: output.len(), sense })
}

/// Marks around a text that is quoted in prose.
const QUOTES: [(char, char); 5] = [('`', '`'), ('「', '」'), ('『', '』'), ('«', '»'), ('“', '”')];

/// Whether `text` as a whole stands within such marks.
fn is_quoted(text: &str) -> bool {
    within_quotes(text).is_some()
}

/// What stands within the marks of prose around all of `text`.
pub(super) fn within_quotes(text: &str) -> Option<&str> {
    QUOTES.iter().find_map(|&(open, close)| {
        let inside = text.strip_prefix(open)?.strip_suffix(close)?;
        (!inside.trim().is_empty() && !inside.contains([open, close])).then(|| inside.trim())
    })
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
        let verbs = || output::languages().flat_map(|language| language.verbs);
        for comment in verbs().map(|row| row.example).chain(words::ARROWS.iter().map(|row| row.example)) {
            assert_eq!(led(comment), Some("15"), "{comment}");
        }
        for row in verbs() {
            assert_eq!(read(row.example).map(|lead| lead.sense), Some(row.sense), "{}", row.example);
        }
    }

    #[test]
    fn subjects_adverbs_arrows_and_signs_may_stand_before_a_verb() {
        for word in output::languages().flat_map(|language| language.subjects.iter().chain(language.adverbs)) {
            let text = format!("{word} prints 15");
            assert_eq!(led(&text), Some("15"), "{text}");
        }
        for text in [
            "-> prints 15",
            "Returns: 15",
            "will now print 15",
            "✅ prints 15",
            "返回15",
            "变成了 15",
            "➜ 15",
            "👉 -> 15",
        ] {
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
