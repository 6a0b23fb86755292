//! Separators: what may stand between a value and an explanation of it. Each row has an example and a counterexample, which
//! are tests.

use super::rest::{
    always, attached, bracketed, dashed, equated, listed, pointing, pointing_back, reasoned, second, sentence, spaced,
    square, stopped, titled, unclear, worded,
};

use crate::lang::quotes::end_of_string;

/// What stands behind a separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// An explanation: the value before it counts.
    Remark,
    /// It cannot be told whether it explains the value or goes on with it.
    Unclear,
    /// More of the output.
    More,
}

/// One row: marks that separate a value from a remark, and what may stand behind them.
#[derive(Debug)]
pub struct Separator {
    /// Its name.
    pub name: &'static str,
    /// The marks themselves, a longer one before one that it begins with; empty for what is found by its form.
    pub(super) marks: &'static [&'static str],
    /// Whether a blank has to stand before the mark, and behind it.
    blanks: [bool; 2],
    /// What the text behind it is.
    of: fn(&Behind<'_>) -> Rest,
    /// A value and a remark separated by it.
    pub example: &'static str,
    /// A text with the same mark in which it separates no remark.
    pub counterexample: &'static str,
}

/// What a row looks at to tell a remark.
pub(super) struct Behind<'t> {
    /// The text behind the mark, without outer blanks.
    pub(super) text: &'t str,
    /// The same with the mark.
    pub(super) whole: &'t str,
    /// The value before it.
    pub(super) value: &'t str,
    /// Whether that is a text of words.
    pub(super) of_words: bool,
}

impl Separator {
    /// What the text behind it is: `tail` with the mark, `remark` without.
    pub(super) fn rest(&self, value: &str, tail: &str, remark: &str, of_words: bool) -> Rest {
        (self.of)(&Behind { text: remark.trim(), whole: tail.trim(), value, of_words })
    }

    /// Whether a remark behind it shows that `value` is meant as an output: a lone word behind a blank does not, and a
    /// number with a dash or a colon may be that of a heading.
    pub(super) fn commits(&self, value: &str, remark: &str) -> bool {
        let is_digit = value.trim().len() == 1 && value.trim().bytes().all(|byte| byte.is_ascii_digit());
        let is_number = value.trim().starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let remark = remark.trim().trim_start_matches(['(', '（', '#', ' ']).to_lowercase();
        let depends = CONDITIONS.iter().any(|word| {
            let behind = remark.strip_prefix(word);
            behind.is_some_and(|rest| !word.is_ascii() || !rest.starts_with(char::is_alphanumeric))
        });
        !depends
            && match self.name {
                "word" => false,
                "wide blank" => !is_number,
                "dash" | "colon" => !is_digit,
                "full stop" => !is_digit || remark.is_empty(),
                "question" => false,
                _ => true,
            }
    }
}

/// Words that begin a condition or an alternative: the value before them is not the one that comes out here.
const CONDITIONS: &[&str] = &[
    "if", "when", "unless", "or", "wenn", "falls", "oder", "si", "ou", "se", "если", "или", "如果", "若", "或", "もし",
    "만약",
];

/// Words that begin a reason or a contrast, in the languages of notes.
const REASONS: &[&str] = &[
    "because",
    "since",
    "as",
    "so",
    "not",
    "instead",
    "but",
    "if",
    "when",
    "which",
    "due",
    "thanks",
    "i.e.",
    "e.g.",
    "weil",
    "denn",
    "nicht",
    "porque",
    "pues",
    "ya",
    "car",
    "parce",
    "puisque",
    "perché",
    "pois",
    "потому",
    "так",
    "но",
    "因为",
    "因為",
    "なぜなら",
];

/// All rows. A row that is found by its form alone stands behind those with marks.
pub static SEPARATORS: &[Separator] = &[
    Separator {
        name: "second hash",
        marks: &["#", "＃"],
        blanks: [true, false],
        of: second,
        example: "15 # the sum of 7 and 8",
        counterexample: "15#7",
    },
    Separator {
        name: "arrow back",
        marks: &["<---", "<--", "<-", "<=", "<<", "←", "⬅", "⇐", "⟵", "◀", "👈", "↑", "⬆"],
        blanks: [false, false],
        of: pointing_back,
        example: "[1, 2] ← changed, too",
        counterexample: "5 <= 6",
    },
    Separator {
        name: "arrow",
        marks: &["-->", "->", "==>", "=>", "→", "⇒", "➜", "⟶", "▶"],
        blanks: [false, false],
        of: pointing,
        example: "15 → because both are counted",
        counterexample: "15 -> 16",
    },
    Separator {
        name: "dash",
        marks: &["——", "—", "–", "―", "--"],
        blanks: [false, false],
        of: dashed,
        example: "True — 3 is in [3, 4]",
        counterexample: "1 – 5",
    },
    Separator {
        name: "dash",
        marks: &["-"],
        blanks: [true, true],
        of: dashed,
        example: "15 - the sum of 7 and 8",
        counterexample: "15 - 3",
    },
    Separator {
        name: "brackets",
        marks: &["("],
        blanks: [true, false],
        of: bracketed,
        example: "10 (was 9)",
        counterexample: "10 (was 9) apples",
    },
    Separator {
        name: "brackets",
        marks: &["（", "【", "「"],
        blanks: [false, false],
        of: bracketed,
        example: "54（六行九列）",
        counterexample: "54（六行",
    },
    Separator {
        name: "square brackets",
        marks: &["["],
        blanks: [true, false],
        of: square,
        example: "15 [the sum]",
        counterexample: "15 [3]",
    },
    Separator {
        name: "comma",
        marks: &[","],
        blanks: [false, true],
        of: listed,
        example: "10, not 11",
        counterexample: "10, 11",
    },
    Separator {
        name: "comma",
        marks: &["，", "、"],
        blanks: [false, false],
        of: listed,
        example: "['Ada']，没有改变",
        counterexample: "10，11",
    },
    Separator {
        name: "semicolon",
        marks: &[";", "；"],
        blanks: [false, false],
        of: sentence,
        example: "10; the rest is cut off",
        counterexample: "10; 11",
    },
    Separator {
        name: "colon",
        marks: &[":"],
        blanks: [false, true],
        of: titled,
        example: "8: the sum of 1, 3 and 4",
        counterexample: "8: 9",
    },
    Separator {
        name: "colon",
        marks: &["："],
        blanks: [false, false],
        of: titled,
        example: "8：三个数的和",
        counterexample: "8：9",
    },
    Separator {
        name: "equals",
        marks: &["==", "=", "＝", "≈"],
        blanks: [true, false],
        of: equated,
        example: "2    = 0000 0010",
        counterexample: "2 = 3",
    },
    Separator {
        name: "question",
        marks: &["?", "？"],
        blanks: [false, false],
        of: stopped,
        example: "False?",
        counterexample: "5? 6",
    },
    Separator {
        name: "full stop",
        marks: &[".", "!"],
        blanks: [false, true],
        of: stopped,
        example: "[1, 2]. Nothing changes.",
        counterexample: "5. 6",
    },
    Separator {
        name: "full stop",
        marks: &["。", "！"],
        blanks: [false, false],
        of: stopped,
        example: "[1, 2]。",
        counterexample: "5。6",
    },
    Separator {
        name: "slashes",
        marks: &["//"],
        blanks: [true, false],
        of: always,
        example: "15 // the sum",
        counterexample: "7//2",
    },
    Separator {
        name: "bar",
        marks: &["||", "|", "/", "*", "~"],
        blanks: [true, false],
        of: unclear,
        example: "",
        counterexample: "15 | 16",
    },
    Separator {
        name: "sign",
        marks: &[],
        blanks: [false, false],
        of: always,
        example: "True ✅ as it should be",
        counterexample: "True x",
    },
    Separator {
        name: "reason",
        marks: REASONS,
        blanks: [true, true],
        of: reasoned,
        example: "True because 3 is odd",
        counterexample: "True becauses",
    },
    Separator {
        name: "wide blank",
        marks: &[],
        blanks: [true, false],
        of: spaced,
        example: "3    rounded down",
        counterexample: "3    4",
    },
    Separator {
        name: "word",
        marks: &[],
        blanks: [true, false],
        of: worded,
        example: "15 the sum",
        counterexample: "15 and 16",
    },
    Separator {
        name: "attached word",
        marks: &[],
        blanks: [false, false],
        of: attached,
        example: "",
        counterexample: "15個",
    },
];

fn row(name: &str) -> Option<&'static Separator> {
    SEPARATORS.iter().find(|row| row.name == name)
}

/// Whether a character is a sign that nobody takes for text: check marks, crosses, emoji.
pub(super) fn is_sign(character: char) -> bool {
    matches!(u32::from(character),
        0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF | 0xFE0F | 0x203C | 0x2049)
}

/// `line` without check marks, emoji and arrows at its beginning.
pub(super) fn without_leading_signs(line: &str) -> &str {
    let is_lead = |c: char| is_sign(c) || c.is_whitespace() || matches!(c, '→' | '⇒' | '⟶' | '👉');
    let arrow = |text: &str| ["-->", "->", "=>", "==>"].iter().find_map(|mark| text.strip_prefix(mark)).map(str::len);
    let text = line.trim_start_matches(is_lead);
    arrow(text).map_or(text, |length| text[text.len() - length..].trim_start_matches(is_lead))
}

/// A value, what stands behind it, the row that separates them, and the remark.
type Split<'t> = (&'t str, &'t str, &'static Separator, &'t str);

/// The places where a value of `line` may end, from the left: outside brackets and quotes.
pub(super) fn splits(line: &str) -> impl Iterator<Item = Split<'_>> {
    let mut last = 0;
    let mut depth = 0usize;
    let mut quoted = 0;
    let outside = line.char_indices().filter(move |&(index, character)| {
        if index >= quoted {
            quoted = end_of_string(line, index).unwrap_or(0);
        }
        let is_outside = depth == 0 && index >= quoted;
        match character {
            _ if index < quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_outside
    });
    let boundaries = outside.map(|(index, _)| index).filter(|&index| index > 0);
    boundaries.filter_map(move |index| {
        let value = line[..index].trim_end();
        // Blanks before a mark belong to what stands behind the value; each value is tried once.
        if value.is_empty() || value.len() < last || line[index..].starts_with(char::is_whitespace) {
            return None;
        }
        let blank_before = value.len() < index;
        let (separator, remark) = separator_at(&line[index..], blank_before, &line[value.len()..index])?;
        last = value.len() + 1;
        Some((value, &line[value.len()..], separator, remark))
    })
}

/// The row whose mark stands at the beginning of `tail`, what stands behind a value, and what is behind the mark.
pub(super) fn behind(tail: &str) -> Option<(&'static Separator, &str)> {
    let text = tail.trim_start();
    let blanks = &tail[..tail.len() - text.len()];
    if text.is_empty() { None } else { separator_at(text, !blanks.is_empty(), blanks) }
}

/// Whether `text` closes no bracket that it has not opened.
pub(super) fn is_closed(text: &str) -> bool {
    let mut depth = 0usize;
    text.chars().all(|character| {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return false,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        true
    })
}

/// The row whose mark stands at the beginning of `text`, and what is behind it. `blanks` stand before it.
fn separator_at<'t>(text: &'t str, blank_before: bool, blanks: &str) -> Option<(&'static Separator, &'t str)> {
    let behind_mark = |row: &'static Separator| {
        let fits = |rest: &&str| {
            let blank_behind = rest.is_empty() || rest.starts_with(char::is_whitespace);
            (!row.blanks[0] || blank_before) && (!row.blanks[1] || blank_behind)
        };
        let mut marks = row.marks.iter().filter_map(|mark| text.strip_prefix(mark));
        marks.find(fits).map(|rest| (row, rest))
    };
    let first = text.chars().next()?;
    let is_word = first.is_alphanumeric();
    if is_word && first.is_ascii() && !blank_before {
        return None;
    }
    // The marks of one row are words, those of the others signs.
    let mut rows = SEPARATORS.iter().filter(|row| (row.name == "reason") == is_word);
    if let Some(found) = rows.find_map(behind_mark) {
        return Some(found);
    }
    if is_sign(first) {
        return row("sign").map(|row| (row, text.trim_start_matches(is_sign)));
    }
    let is_wide = blanks.chars().count() > 1 || blanks.contains(['\t', '\u{3000}']);
    let name = match (is_wide, blank_before, first.is_alphabetic()) {
        (true, ..) => "wide blank",
        (false, true, true) => "word",
        (false, false, true) if !first.is_ascii() => "attached word",
        _ => return None,
    };
    row(name).map(|row| (row, text))
}
