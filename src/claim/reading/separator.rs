//! Separators: what may stand between a value and an explanation of it. Each row has an example and a counterexample, which
//! are tests.

use super::rest::{
    Behind, Rest, always, attached, bracketed, dashed, equated, listed, measured, pointing, pointing_back, reasoned,
    second, sentence, spaced, square, stopped, titled, unclear, worded,
};
use crate::lang::calculation::Calculation;

/// One row: marks that separate a value from a remark, and what may stand behind them.
#[derive(Debug)]
pub struct Separator {
    /// Its name.
    pub name: &'static str,
    /// The marks themselves, a longer one before one that it begins with; empty for what is found by its form.
    pub(super) marks: &'static [&'static str],
    /// Whether a blank has to stand before the mark, and behind it.
    pub(super) blanks: [bool; 2],
    /// What the text behind it is.
    pub(super) of: fn(&Behind<'_>) -> Rest,
    /// A value and a remark separated by it.
    pub example: &'static str,
    /// A text with the same mark in which it separates no remark.
    pub counterexample: &'static str,
}

impl Separator {
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
                // `7 = 2 * 3 + 1` is true whatever comes out.
                "equals" => !Calculation::of(&remark, |_| None).is_some_and(|remark| remark.gives(value)),
                // A fourth may be printed as 0.25.
                "question" | "unit" => false,
                _ => true,
            }
    }
}

/// Words that begin a condition or an alternative: the value before them is not the one that comes out here.
const CONDITIONS: &[&str] = &[
    "if", "when", "unless", "or", "wenn", "falls", "oder", "si", "ou", "se", "если", "или", "如果", "若", "或", "もし",
    "만약",
];

/// Signs of money, before an amount or behind it.
pub(super) const CURRENCIES: [char; 6] = ['$', '€', '£', '¥', '₹', '₽'];

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
        name: "unit",
        marks: &["€", "£", "¥", "₹", "₽", "$", "%", "‰", "°C", "°F", "°", "℃"],
        blanks: [false, false],
        of: measured,
        example: "119.0 €",
        counterexample: "7 % 2",
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
