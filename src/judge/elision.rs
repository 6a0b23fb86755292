//! Elision: dots that stand for something left out, told from dots that are printed and from those that end a sentence.

use crate::lang::literal::{self, Digits, Literal};

/// Whether `claimed` is `actual` but for what its dots stand for. Something must be written besides.
pub(super) fn stands_for(claimed: &str, actual: &str, digits: Digits) -> bool {
    if !claimed.contains(['.', '…', '⋮']) {
        return false;
    }
    let texts = [claimed, actual].map(normal);
    if !texts[0].contains(DOTS) {
        return false;
    }
    if cuts_a_long_one(&texts[0], &texts[1]) {
        return true;
    }
    let parsed = [&texts[0], &texts[1]].map(|text| literal::parse(text));
    if let [Some(written), Some(real)] = parsed {
        if written == Literal::Ellipsis {
            return false;
        }
        return Literal::stands_for(&written, &real, digits);
    }
    match_gaps(&texts[0], &texts[1])
        || claimed.trim_start().starts_with(['[', '{', '(']) && {
            // Whoever lays a long container out over lines breaks it where it likes him.
            let [claimed, actual] = texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
            match_gaps(&claimed, &actual)
        }
}

/// A text without blanks is no word of a sentence from so many characters on.
const LONG: usize = 20;

/// So many of them have to be written before the dots.
const MOST_CUT: usize = 4;

/// Whether `actual` is one long text without blanks, and `claimed` its beginning with dots behind it: `aaaa...`. In quotes the
/// dots stand before the last one.
fn cuts_a_long_one(claimed: &str, actual: &str) -> bool {
    let quote = actual.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    let claimed = quote.map_or(Some(claimed), |quote| claimed.strip_suffix(quote));
    let Some(begin) = claimed.and_then(|claimed| claimed.strip_suffix(DOTS)) else { return false };
    let written = begin.chars().filter(|c| c.is_alphanumeric()).count();
    let is_long = actual.chars().count() >= LONG && !actual.contains(char::is_whitespace) && !actual.contains(DOTS);
    let is_word = |c: char| c.is_alphanumeric();
    is_long
        && written >= MOST_CUT
        && begin.ends_with(is_word)
        && actual.strip_prefix(begin).is_some_and(|rest| rest.starts_with(is_word))
}

/// Three dots for the one character, and no blanks at the ends of lines, where nobody sees them.
fn normal(text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_end().replace('…', DOTS);
        // A line of its own that says that something is left out, in whatever brackets.
        let bare = line.trim().trim_matches(['[', ']', '(', ')', '<', '>']);
        if matches!(bare, DOTS | "⋮") { DOTS.to_owned() } else { line }
    };
    let lines: Vec<_> = text.lines().map(line).collect();
    // Dots one below the other are dots written downwards.
    let is_dot = |line: &String| line.trim() == ".";
    let runs = lines.chunk_by(|one, next| is_dot(one) && is_dot(next));
    let lines: Vec<_> = runs.map(|run| if run.len() > 1 { DOTS } else { &run[0] }).collect();
    lines.join("\n").trim().to_owned()
}

/// Whether `claimed` may be `actual` with something left out where dots stand: within words, at the end of a text. Nobody
/// can tell such dots from those of a sentence.
pub(super) fn may_stand_for(claimed: &str, actual: &str) -> bool {
    let [claimed, actual] = [claimed, actual].map(normal);
    let parts: Vec<_> = claimed.split(DOTS).map(str::trim).collect();
    let says_something = |part: &&str| part.chars().any(char::is_alphanumeric);
    if parts.len() < 2 || !parts.iter().any(says_something) || actual.contains(DOTS) {
        return placeholder_for(&claimed, &actual);
    }
    let Some(mut rest) = actual.strip_prefix(parts[0]) else { return false };
    for part in &parts[1..] {
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    true
}

/// Whether `claimed` is `actual` with crosses in the place of digits or letters: `0.xx`, `2024-XX-XX`.
fn placeholder_for(claimed: &str, actual: &str) -> bool {
    let is_cross = |c: char| matches!(c, 'x' | 'X');
    let (claimed, actual): (Vec<_>, Vec<_>) = (claimed.chars().collect(), actual.chars().collect());
    let run = |index: usize| {
        let alike = |other: Option<usize>| other.and_then(|other| claimed.get(other)) == claimed.get(index);
        is_cross(claimed[index]) && (alike(index.checked_sub(1)) || alike(Some(index + 1)))
    };
    let alike = |(index, (a, b)): (usize, (&char, &char))| a == b || run(index) && b.is_alphanumeric();
    claimed.len() == actual.len() && claimed != actual && claimed.iter().zip(&actual).enumerate().all(alike)
}

const DOTS: &str = "...";

fn match_gaps(claimed: &str, actual: &str) -> bool {
    let parts = parts(claimed);
    let says_something = |part: &&str| part.chars().any(char::is_alphanumeric);
    if parts.len() < 2 || !parts.iter().any(says_something) {
        return false;
    }
    let Some(mut rest) = actual.strip_prefix(parts[0].trim()).filter(|rest| !cuts_a_word(parts[0], rest)) else {
        return false;
    };
    for (index, part) in parts.iter().enumerate().skip(1) {
        let part = part.trim();
        // Dots that are printed there stand for themselves.
        let own = rest.trim_start().strip_prefix(DOTS).map(str::trim_start);
        let is_last = index + 1 == parts.len();
        rest = match (own, is_last) {
            (Some(own), false) => match own.strip_prefix(part) {
                Some(behind) => behind,
                None => return false,
            },
            (Some(own), true) => return own.trim_end() == part,
            (None, false) => match rest.find(part) {
                Some(found) => &rest[found + part.len()..],
                None => return false,
            },
            (None, true) => return rest.strip_suffix(part).is_some_and(|left_out| !cuts_a_word(left_out, part)),
        };
    }
    false
}

/// The texts between the dots that leave something out.
fn parts(claimed: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, dots) in claimed.match_indices(DOTS) {
        if index >= start && is_gap(&claimed[start..index], &claimed[index + dots.len()..]) {
            parts.push(&claimed[start..index]);
            start = index + dots.len();
        }
    }
    parts.push(&claimed[start..]);
    parts
}

/// Whether dots between `before` and `behind` leave something out: they stand by themselves, between items, within the
/// digits of a fraction or of an address. Those at the end of a word are punctuation.
fn is_gap(before: &str, behind: &str) -> bool {
    let last = before.chars().next_back();
    let is_apart = last.is_none_or(|c| c.is_whitespace() || "[({<,;:'\"`|=".contains(c));
    let goes_on = behind.starts_with('.') || is_apart && behind.starts_with(char::is_alphanumeric);
    // The dots of an address are no gap between items.
    let is_address =
        before.ends_with("0x") || behind.trim_start().starts_with(['>', ';']) && ends_in_digits_cut_anywhere(before);
    !goes_on && !is_address && (is_apart || ends_in_digits_cut_anywhere(before))
}

/// Whether a text ends within digits that may be cut anywhere: `3.605...`, `0x7f...`.
fn ends_in_digits_cut_anywhere(text: &str) -> bool {
    let fraction = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let address = text.trim_end_matches(|c: char| c.is_ascii_hexdigit());
    fraction.len() < text.len() && fraction.ends_with('.') || address.ends_with("0x")
}

/// Whether the boundary between two texts lies within a word or a number.
fn cuts_a_word(before: &str, behind: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !ends_in_digits_cut_anywhere(before) && is_part(before.chars().next_back()) && is_part(behind.chars().next())
}

/// Whether a text is nothing but dots.
pub(super) fn is_only_dots(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().all(|c| matches!(c, '.' | '…') || c.is_whitespace())
}

/// Whether `text` is nothing but a name in braces, into which a template fills something: `{value}`. No set shows its parts so.
pub(super) fn is_placeholder(text: &str) -> bool {
    let name = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let begins_name = |name: &str| name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_name = |name: &str| begins_name(name) && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    name.is_some_and(|name| is_name(name) && !matches!(name, "None" | "True" | "False" | "nan" | "inf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_braces_is_a_place_in_a_template() {
        assert!(is_placeholder("{value}") && is_placeholder(" {_out} "));
        assert!(!["{}", "{1}", "{None}", "{'a'}", "{a, b}", "{a: b}", "value"].iter().any(|text| is_placeholder(text)));
    }

    #[test]
    fn dots_by_themselves_leave_something_out() {
        for (claimed, actual) in [
            ("[0, 1, ..., 59]", "[0, 1, 2, 3, 59]"),
            ("one two ...", "one two three four"),
            ("n = 30\n0\n...\n29", "n = 30\n0\n1\n2\n29"),
            ("...\nready", "warming up\nready"),
            ("3.605...", "3.605551275"),
            ("['xx',\n 'xy',\n ...\n 'zz']", "['xx', 'xy', 'xz', 'zz']"),
            ("a … z", "a b c z"),
            ("0\n  .\n  .\n29", "0\n1\n2\n29"),
            ("0\n⋮\n29", "0\n1\n2\n29"),
            ("abcabcabc...", "abcabcabcabcabcabcabcabcabc"),
            ("b'ABCDEF...'", "b'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"),
            ("41424344…", "4142434445464748494a4b4c4d"),
        ] {
            assert!(stands_for(claimed, actual, Digits::All), "{claimed}");
        }
    }

    #[test]
    fn printed_dots_and_those_of_a_sentence_leave_nothing_out() {
        for (claimed, actual) in [
            ("Waiting...", "Waiting...\nno answer"),
            ("Loading ...", "Loading ...\ndone"),
            ("Saving...", "Saving failed"),
            ("[0, 1, ..., 99999]", "[0, 1, 2, 9999]"),
            ("one ... x", "one two"),
            ("...", "anything"),
            ("[...]", "(1, 2)"),
            ("0\n.\n29", "0\n1\n29"),
            ("0\n.\n.\n29", "0\n1\n28"),
            ("aab...", "aaaaaaaaaaaaaaaaaaaaaaaa"),
            ("aaaa...", "aaaaaaaaa"),
            ("aaaa...", "aaaaaaaaaaaaaaaaaaa bbbbbbbbbb"),
            ("aa...", "aaaaaaaaaaaaaaaaaaaaaaaa"),
            ("'aaaaa...", "'aaaaaaaaaaaaaaaaaaaaaaaa'"),
        ] {
            assert!(!stands_for(claimed, actual, Digits::All), "{claimed}");
        }
    }
}
