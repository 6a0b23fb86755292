//! Conditions of `skip-if`: `python < 3.10`, `platform == windows`, `implementation != cpython`, joined by `and` or `or`.

use std::cmp::Ordering;
use std::fmt;

/// What a condition is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The interpreter's version, like `3.11.7`.
    pub version: String,
    /// `CPython`, `PyPy` …
    pub implementation: String,
    /// `linux`, `macos`, `windows` …
    pub platform: &'static str,
}

/// A condition: one of its alternatives has only comparisons that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    text: String,
    alternatives: Vec<Vec<Comparison>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparison {
    subject: Subject,
    operator: Operator,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Python,
    Platform,
    Implementation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    Greater,
}

/// Operators, the longer spellings first.
const OPERATORS: [(&str, Operator); 6] = [
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Condition {
    /// Reads `text`.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn parse(text: &str) -> Result<Self, String> {
        let alternatives = text.split(" or ").map(|part| part.split(" and ").map(comparison).collect());
        Ok(Self { text: text.trim().to_owned(), alternatives: alternatives.collect::<Result<_, _>>()? })
    }

    /// Whether it holds for `facts`.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        self.alternatives.iter().any(|all| all.iter().all(|comparison| comparison.holds(facts)))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn comparison(text: &str) -> Result<Comparison, String> {
    let found = OPERATORS.iter().filter_map(|(word, operator)| Some((text.find(word)?, *word, *operator)));
    let Some((at, word, operator)) = found.min_by_key(|(at, word, _)| (*at, std::cmp::Reverse(word.len()))) else {
        return Err(format!("`{}` is not a comparison: write it like `python < 3.10`", text.trim()));
    };
    let subject = match text[..at].trim() {
        "python" => Subject::Python,
        "platform" => Subject::Platform,
        "implementation" => Subject::Implementation,
        other => return Err(format!("unknown name `{other}`: compare python, platform or implementation")),
    };
    let value = text[at + word.len()..].trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let is_version = !value.is_empty() && value.split('.').all(|part| part.parse::<u32>().is_ok());
    match subject {
        Subject::Python if !is_version => Err(format!("`{value}` is not a version: write it like `python < 3.10`")),
        Subject::Platform | Subject::Implementation if !matches!(operator, Operator::Equal | Operator::Unequal) => {
            Err(format!("`{}` has no order: use == or !=", text[..at].trim()))
        }
        Subject::Python | Subject::Platform | Subject::Implementation => Ok(Comparison { subject, operator, value }),
    }
}

impl Comparison {
    fn holds(&self, facts: &Facts) -> bool {
        let same = |word: &str| if word.eq_ignore_ascii_case(&self.value) { Ordering::Equal } else { Ordering::Less };
        let order = match self.subject {
            Subject::Python => versions(&facts.version, &self.value),
            Subject::Platform => same(facts.platform),
            Subject::Implementation => same(&facts.implementation),
        };
        match self.operator {
            Operator::Less => order.is_lt(),
            Operator::AtMost => order.is_le(),
            Operator::Equal => order.is_eq(),
            Operator::Unequal => order.is_ne(),
            Operator::AtLeast => order.is_ge(),
            Operator::Greater => order.is_gt(),
        }
    }
}

/// The order of `real` and `wanted` as far as `wanted` goes: 3.11.7 is equal to 3.11.
fn versions(real: &str, wanted: &str) -> Ordering {
    let number = |part: &str| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().unwrap_or(0)
    };
    let mut real = real.split('.').map(number);
    let pairs = wanted.split('.').map(|part| real.next().unwrap_or(0).cmp(&number(part)));
    pairs.fold(Ordering::Equal, Ordering::then)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> Result<bool, String> {
        let facts = Facts { version: "3.11.7".to_owned(), implementation: "CPython".to_owned(), platform: "linux" };
        Ok(Condition::parse(text)?.holds(&facts))
    }

    #[test]
    fn versions_compare_as_numbers_as_far_as_they_are_given() {
        for text in ["python < 3.12", "python>=3.9", "python == 3.11", "python <= 3.11", "python != 2", "python>3.11.6"]
        {
            assert_eq!(holds(text), Ok(true), "{text}");
        }
        for text in ["python < 3.11", "python > 3.11", "python == 3.1", "python < 3.9 and platform == linux"] {
            assert_eq!(holds(text), Ok(false), "{text}");
        }
    }

    #[test]
    fn platforms_and_implementations_compare_as_words() {
        assert_eq!(holds("platform == Linux"), Ok(true));
        assert_eq!(holds("platform == windows or implementation != pypy"), Ok(true));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for text in ["", "python", "pyhton < 3", "python < new", "platform < linux"] {
            assert!(holds(text).is_err(), "{text}");
        }
    }
}
