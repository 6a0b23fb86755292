//! Words that lead to a value, in whatever language: `# fruits devient ["pomme"]`, `# пересечение {3}`. Nothing says that the
//! value is what comes out, so this only ever confirms.

use crate::lang::literal::{self, Literal};

/// A sentence that happens to end in a value has more words than this.
const MOST_WORDS: usize = 3;

/// Words that say what the value is not, or was: one of them makes the text say nothing. What other languages have is no danger
/// as long as the value is not the one that came out.
const DENIALS: &[&str] = &[
    "aber",
    "aucun",
    "avoid",
    "before",
    "bukan",
    "but",
    "cannot",
    "ei",
    "error",
    "except",
    "excluding",
    "false",
    "formerly",
    "geen",
    "hardly",
    "hiç",
    "ikke",
    "instead",
    "inte",
    "jamais",
    "kein",
    "keine",
    "khong",
    "không",
    "mai",
    "mais",
    "minus",
    "nao",
    "ne",
    "neither",
    "never",
    "nicht",
    "nichts",
    "nie",
    "niet",
    "no",
    "non",
    "nor",
    "not",
    "nothing",
    "nunca",
    "não",
    "ohne",
    "only",
    "pas",
    "previously",
    "sans",
    "sem",
    "sin",
    "sondern",
    "statt",
    "than",
    "unlike",
    "used",
    "was",
    "without",
    "wrong",
    "değil",
    "без",
    "вместо",
    "не",
    "нет",
    "никогда",
    "ни",
    "ليس",
];

/// How English denies by an ending: `isn't`, `won’t`.
const DENYING_ENDINGS: [&str; 2] = ["n't", "n’t"];

/// Signs of the same in writing without blanks between words.
const DENYING: [char; 7] = ['不', '没', '非', '無', '否', '未', '違'];

/// The value that ends `line` behind one to three words: a list or another display, or a quoted text. A number may be one of
/// anything.
#[must_use]
pub fn behind_words(line: &str) -> Option<&str> {
    let line = line.trim();
    if DENYING_ENDINGS.iter().any(|ending| line.contains(ending)) {
        return None;
    }
    let at = line.find(['[', '{', '(', '"', '\''])?;
    let (words, value) = line.split_at(at);
    let is_set_off = words.ends_with(char::is_whitespace) && !words.trim().is_empty();
    let mut each = words.split_whitespace();
    let is_short = each.clone().count() <= MOST_WORDS;
    if !is_set_off || !is_short || !each.all(leads) {
        return None;
    }
    let value = value.strip_suffix('.').unwrap_or(value);
    if let Some(inner) = value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|text| is_number(text))
    {
        return Some(inner);
    }
    let is_display = matches!(
        literal::parse(value)?,
        Literal::List(_) | Literal::Tuple(_) | Literal::Set(_) | Literal::Dict(_) | Literal::Text(_)
    );
    is_display.then_some(value)
}

/// Whether `text` is a number, or the first digits of one: `3.333...`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_suffix("...").or_else(|| text.strip_suffix('…')).filter(|digits| digits.contains('.'));
    digits.unwrap_or(text).parse::<f64>().is_ok()
        && text.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == '…')
}

/// The number behind one to three words that is written in binary behind it: `bitwise and 12 = 0000 1100`. A negative one may
/// stand as its complement.
#[must_use]
pub fn before_its_bits(line: &str) -> Option<&str> {
    let (before, bits) = line.trim().split_once(" = ")?;
    let (words, number) = before.trim_end().rsplit_once(char::is_whitespace)?;
    let mut each = words.split_whitespace();
    // `bitwise not` denies nothing.
    let is_led = each.clone().count() <= MOST_WORDS
        && each.next().is_some_and(leads)
        && each.all(|word| leads(word) || word == "not");
    let value: i64 = number.parse().ok().filter(|_| is_led)?;
    let bits: String = bits.trim().trim_start_matches("0b").split([' ', '_']).collect();
    let width = u32::try_from(bits.len()).ok().filter(|width| (4..=32).contains(width))?;
    let written = i64::from_str_radix(&bits, 2).ok()?;
    (written == value || value < 0 && written - (1 << width) == value).then_some(number)
}

/// Whether `word` may stand before a value that it announces.
fn leads(word: &str) -> bool {
    let is_word = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '`' | '’'));
    let lower = word.to_lowercase();
    let mut parts = lower.split(['-', '/']);
    is_word && !word.contains(DENYING) && !parts.any(|part| DENIALS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_stand_behind_a_few_words() {
        for (line, value) in [
            ("fruits devient [\"pomme\", 'kiwi']", "[\"pomme\", 'kiwi']"),
            ("пересечение {3}", "{3}"),
            ("симметричная разность {1, 2}.", "{1, 2}"),
            ("Gives you [2, 1]", "[2, 1]"),
            ("geeft 'ab'", "'ab'"),
            ("结果 (1, 2)", "(1, 2)"),
            ("Addition (13)", "13"),
            ("Modulus/Remainder (1)", "1"),
            ("Division (3.333...)", "3.333..."),
        ] {
            assert_eq!(behind_words(line), Some(value), "{line}");
        }
    }

    #[test]
    fn a_number_may_stand_before_its_bits() {
        for (line, value) in
            [("按位与 12 = 0000 1100", "12"), ("bitwise not -61 = 1100 0011", "-61"), ("shifted 15 = 0b1111", "15")]
        {
            assert_eq!(before_its_bits(line), Some(value), "{line}");
        }
        for line in
            ["and 12 = 0000 1101", "not 12 = 0000 1100", "12 = 0000 1100", "and 12 = 12", "x = 1100", "sum 3 = 11"]
        {
            assert_eq!(before_its_bits(line), None, "{line}");
        }
    }

    #[test]
    fn denials_sentences_and_other_signs_lead_to_none() {
        for line in [
            "[1, 2]",
            "not [1, 2]",
            "isn't [1, 2]",
            "won’t be [1, 2]",
            "nicht-mehr [1, 2]",
            "statt {3}",
            "nicht mehr [1]",
            "не [1]",
            "不是 [1]",
            "x = [1]",
            "returns the first item of [1]",
            "a list like [1, 2] or",
            "index 3",
            "keys: {1}",
            "f(1) (2)",
            "not (13)",
            "Addition (a)",
            "Addition (1, see below)",
            "Addition 13",
        ] {
            assert_eq!(behind_words(line), None, "{line}");
        }
    }
}
