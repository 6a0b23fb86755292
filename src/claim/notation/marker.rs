//! The output marker: `Output:` and its spellings.

use super::words::{self, Sense};
use super::{is_sign, is_unlabelled, lead};
use crate::claim::{Reader, Strength};
use crate::lang::output;
use crate::pattern::behind_parentheses;

/// A marker at the beginning of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker<'t> {
    /// The bytes that it takes, with the blanks behind it.
    pub(super) length: usize,
    pub(super) sense: Sense,
    /// The word that marks, as it is written.
    word: &'t str,
    link: Linked,
}

/// How the word of a marker leads to the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Linked {
    /// By a colon or an arrow: any text may follow.
    Surely,
    /// By something else: a value follows.
    ToValue,
    /// Not at all: the word stands alone.
    Not,
}

/// The marker that comment `index` begins with, unless its word names a variable of the example: `result = 5`.
pub(super) fn of<'a>(reader: &Reader<'a>, index: usize) -> Option<Marker<'a>> {
    let marker = read(reader.content(index).0)?;
    (marker.is_sure() || !reader.example.module.bound_names.contains(marker.word)).then_some(marker)
}

/// The marker that comment `index` begins with, if any text may stand behind it and it is not what the code prints.
pub(super) fn sure<'a>(reader: &Reader<'a>, index: usize) -> Option<Marker<'a>> {
    let (text, _) = reader.content(index);
    of(reader, index).filter(|marker| marker.is_sure() && !reader.writes(text[..marker.length].trim()))
}

/// Whether `code` writes the marker itself: `print("Result:", x)  # Result: 5` quotes all that is printed.
pub(super) fn is_written(code: &str, comment: &str, marker: &Marker<'_>) -> bool {
    let (mark, text) = comment.split_at(marker.length);
    !text.is_empty() && code.contains(mark.trim()) && !text.starts_with(mark.trim())
}

impl Marker<'_> {
    /// Whether it is a word alone.
    pub(super) fn is_bare(&self) -> bool {
        self.link == Linked::Not
    }

    /// Whether any text may stand behind it.
    pub(super) fn is_sure(&self) -> bool {
        self.link == Linked::Surely
    }

    /// How surely `text` behind the marker is what comes out.
    pub(super) fn strength(&self, text: &str) -> Strength {
        let is_contradicted = self.sense == Sense::Expected && is_contradicted(text);
        // `Resultado: verdadero` says what counts, not what is shown.
        let is_truth = self.sense == Sense::Result && begins_with_truth(text);
        if is_contradicted || is_truth { Strength::InferredText } else { Strength::Explicit }
    }
}

/// Words for true and false that Python does not know.
const TRUTHS: &[&str] = &[
    "falsch",
    "falso",
    "faux",
    "onwaar",
    "vero",
    "verdadeiro",
    "verdadero",
    "vrai",
    "waar",
    "wahr",
    "истина",
    "ложь",
    "правда",
    "假",
    "偽",
    "真",
];

fn begins_with_truth(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let word = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    TRUTHS.contains(&word)
}

/// Words behind an expectation that say what came instead.
const CONTRASTS: &[&str] = &["got", "actual", "actually", "but", "instead", "received"];

/// The marker that a comment begins with.
pub(super) fn read(comment: &str) -> Option<Marker<'_>> {
    let text = comment.trim_start_matches(|c: char| is_sign(c) || c.is_whitespace());
    let text = lead::arrow(comment).or_else(|| lead::arrow(text)).unwrap_or(text);
    let marker = |rest: &str, sense, word, link| {
        let length = comment.len() - rest.trim_start_matches(EMPHASIS).trim_start().len();
        Marker { length, sense, word, link }
    };
    let text = text.trim_start_matches(EMPHASIS);
    let named = noun(text).and_then(|(sense, name)| {
        let word = text[..text.len() - name.len()].split_whitespace().last().unwrap_or_default();
        let (rest, link) = linked(name.trim_start())?;
        Some(marker(rest, sense, word, link))
    });
    named.or_else(|| Some(marker(lead::announcement(text)?, Sense::Prints, "", Linked::Surely)))
}

/// Signs of emphasis around a word.
const EMPHASIS: [char; 2] = ['*', '_'];

/// The name of an output at the beginning of `text`, and what stands behind it.
fn noun(text: &str) -> Option<(Sense, &str)> {
    let behind = output::before_noun(text).and_then(|(row, rest)| Some((row, noun(rest)?)));
    match behind {
        Some((row, (_, rest))) if row.sense == Sense::Expected => Some((Sense::Expected, rest)),
        Some((_, found)) => Some(found),
        None => output::noun(text).map(|(row, rest)| (row.sense, rest)),
    }
}

/// What stands behind the link between a name of an output and the output, and whether that may be any text.
fn linked(text: &str) -> Option<(&str, Linked)> {
    let text = numbered(text).or_else(|| behind_parentheses(text)).unwrap_or(text);
    let text = text.trim_start_matches(EMPHASIS).trim_start();
    for link in words::LINKS {
        let Some(rest) = output::behind(text, link.mark) else { continue };
        if link.is_sure || is_unlabelled(rest.trim_start_matches(EMPHASIS)) {
            return Some((rest, if link.is_sure { Linked::Surely } else { Linked::ToValue }));
        }
    }
    is_unlabelled(text).then_some((text, Linked::ToValue))
}

/// What stands behind the number of an output: `[3]`, `1` or `#1` before a colon.
fn numbered(text: &str) -> Option<&str> {
    let digits = |text: &'_ str| text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if let Some(inside) = text.strip_prefix('[') {
        let rest = &inside[inside.len() - digits(inside)..];
        return rest.strip_prefix(']');
    }
    let number = text.strip_prefix('#').unwrap_or(text);
    let rest = &number[number.len() - digits(number)..];
    let behind = rest.strip_prefix(':').filter(|_| rest.len() < number.len())?;
    // `Output 8: the sum` is a value and a remark.
    is_unlabelled(behind).then_some(rest)
}

/// Whether `text`, behind a marker of an expectation, says that something else came.
fn is_contradicted(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| CONTRASTS.contains(&word.to_lowercase().as_str()))
}

/// The marker that is a word alone, without a colon and perhaps between rules: one only if lines follow it.
pub(super) fn bare(comment: &str) -> Option<Marker<'_>> {
    let word = comment.trim_matches(|c: char| c.is_whitespace() || RULES.contains(&c));
    let (sense, rest) = noun(word)?;
    let is_marker = sense == Sense::Output || sense == Sense::Expected && word.contains(' ');
    let marker = Marker { length: comment.len(), sense, word, link: Linked::Not };
    (rest.is_empty() && is_marker).then_some(marker)
}

/// Whether a comment is the name of an output and nothing else.
pub(super) fn is_word(comment: &str) -> bool {
    let word = comment.trim_matches(|c: char| c.is_whitespace() || RULES.contains(&c) || matches!(c, ':' | '：'));
    noun(word).is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether `line` is a marker and nothing else, so that the output stands below it.
pub(super) fn is_whole(line: &str) -> bool {
    bare(line).is_some() || read(line).is_some_and(|marker| marker.is_sure() && marker.length == line.len())
}

/// Signs that rules are made of.
const RULES: [char; 7] = ['-', '=', '*', '_', '~', '─', '═'];

/// Whether a comment is a rule, as may stand below the lines of a marker between rules.
pub(super) fn is_rule(comment: &str) -> bool {
    let text = comment.trim();
    text.chars().count() >= 3 && text.chars().all(|c| RULES.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that a marker leads to.
    fn marked(comment: &str) -> Option<&str> {
        read(comment).map(|marker| &comment[marker.length..])
    }

    #[test]
    fn every_word_marks_the_output_of_its_example() {
        for row in output::languages().flat_map(|language| language.nouns) {
            assert_eq!(marked(row.example), Some("15"), "{}", row.example);
            assert_eq!(read(row.example).map(|marker| marker.sense), Some(row.sense), "{}", row.example);
        }
        let before = output::languages().flat_map(|language| language.before);
        for example in before.map(|row| row.example).chain(words::LINKS.iter().map(|row| row.example)) {
            assert_eq!(marked(example), Some("15"), "{example}");
        }
    }

    #[test]
    fn the_spellings_are_known() {
        for text in [
            "output:15",
            "OUTPUT : 15",
            "Output (Python 3): 15",
            "**Output:** 15",
            "Output 15",
            "Out[3]: 15",
            "Output 1: 15",
            "Output #2: 15",
            "=> Output: 15",
            "-> Expected output: 15",
            "✅ Output: 15",
            "Prints: 15",
            "This prints: 15",
            "Will print: 15",
            "输出15",
        ] {
            assert_eq!(marked(text), Some("15"), "{text}");
        }
        assert_eq!(marked("Output: two words"), Some("two words"));
        assert_eq!(marked("Prints:"), Some(""));
    }

    #[test]
    fn words_that_only_speak_of_an_output_mark_none() {
        for text in [
            "Outputs the sum",
            "Output is sorted",
            "outer: 3",
            "Result of f: 3",
            "output = buffer",
            "Output 3 times",
            "Expected behaviour: 3",
            "Returns: the sum",
            "Print: the sum",
            "输出的是结果",
            "out of range: 3",
        ] {
            assert_eq!(marked(text), None, "{text}");
        }
    }

    #[test]
    fn words_for_truth_say_what_counts() {
        for word in TRUTHS {
            let comment = format!("Resultado: {word}, y más");
            let marker = read(&comment).expect("a marker");
            assert_eq!(marker.strength(&comment[marker.length..]), Strength::InferredText, "{word}");
        }
        let marker = read("Resultado: 15").expect("a marker");
        assert_eq!(marker.strength("15"), Strength::Explicit);
    }

    #[test]
    fn a_marker_may_stand_alone() {
        for text in ["Output", "Expected output", "--- Output ---", "=== OUTPUT ===", "输出结果", "Salida"] {
            assert!(bare(text).is_some(), "{text}");
        }
        for text in ["Output 3", "Result", "expected", "the"] {
            assert!(bare(text).is_none(), "{text}");
        }
    }
}
