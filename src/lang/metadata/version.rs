//! Version specifiers (at first PEP 440), as far as they can be held against a release: `>=3.9, <4`.
//!
//! Pre-releases, post-releases and local versions do not occur among the interpreters that are asked for; a specifier
//! that names one is not read rather than read wrongly.

use std::cmp::Ordering;

/// Whether the release `version` (`3.11.7`) is one that `requires` (`>=3.9, !=3.9.1`) admits; none if either cannot be
/// read. No specifier at all admits everything.
#[must_use]
pub fn satisfies(requires: &str, version: &str) -> Option<bool> {
    let version = version.trim_matches(is_blank);
    let release = Release::read(version)?;
    let clauses = requires.split(',').map(|clause| clause.trim_matches(is_blank)).filter(|clause| !clause.is_empty());
    let mut all = true;
    for clause in clauses {
        all &= holds(clause, version, &release)?;
    }
    Some(all)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// Whether one clause, operator and version, admits `release`, which was written as `text`.
fn holds(clause: &str, text: &str, release: &Release) -> Option<bool> {
    // The longer operators come first: each of them begins with a shorter one or looks like it.
    let operators = ["===", "==", "!=", "~=", ">=", "<=", ">", "<"];
    let (operator, operand) = operators
        .iter()
        .find_map(|operator| Some((*operator, clause.strip_prefix(operator)?.trim_start_matches(is_blank))))?;
    match operator {
        "===" => Release::read(operand).map(|_| operand.eq_ignore_ascii_case(text)),
        "==" => equals(operand, release),
        "!=" => equals(operand, release).map(|equal| !equal),
        "~=" => is_compatible(&Release::read(operand)?, release),
        _ => {
            let order = release.cmp(&Release::read(operand)?);
            Some(match operator {
                ">=" => order.is_ge(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_lt(),
            })
        }
    }
}

/// `==3.9` is the same release, `==3.*` any that begins like it.
fn equals(operand: &str, release: &Release) -> Option<bool> {
    match operand.strip_suffix(".*") {
        Some(beginning) => Some(release.begins_with(&Release::read(beginning)?)),
        None => Some(release.cmp(&Release::read(operand)?).is_eq()),
    }
}

/// `~=3.8.1` is `>=3.8.1, ==3.8.*`; a single number leaves nothing to begin with.
fn is_compatible(least: &Release, release: &Release) -> Option<bool> {
    let (_, beginning) = least.numbers.split_last().filter(|(_, beginning)| !beginning.is_empty())?;
    let beginning = Release { epoch: least.epoch, numbers: beginning.to_vec() };
    Some(release.cmp(least).is_ge() && release.begins_with(&beginning))
}

/// The version of a final release.
struct Release {
    epoch: u64,
    numbers: Vec<u64>,
}

impl Release {
    fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (epoch, numbers) = text.split_once('!').unwrap_or(("0", text));
        let number = |digits: &str| {
            // `parse` alone would take a sign.
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok()).flatten()
        };
        Some(Self { epoch: number(epoch)?, numbers: numbers.split('.').map(number).collect::<Option<_>>()? })
    }

    /// The number at `place`; what is not written is zero, so that `3.9` is `3.9.0`.
    fn number(&self, place: usize) -> u64 {
        self.numbers.get(place).copied().unwrap_or(0)
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let longest = self.numbers.len().max(other.numbers.len());
        let numbers = (0..longest).map(|place| self.number(place)).cmp((0..longest).map(|place| other.number(place)));
        self.epoch.cmp(&other.epoch).then(numbers)
    }

    fn begins_with(&self, beginning: &Self) -> bool {
        self.epoch == beginning.epoch
            && beginning.numbers.iter().enumerate().all(|(place, number)| self.number(place) == *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn releases_are_held_against_each_operator() {
        for (requires, version, expected) in [
            ("", "3.11.7", true),
            (">=3.9", "3.11.7", true),
            (">=3.9", "3.9.0", true),
            (">=3.9", "3.8.18", false),
            (">=3.10", "3.9.1", false),
            ("<4", "3.14.0", true),
            ("<3.11", "3.11.0", false),
            ("<=3.11", "3.11.0", true),
            ("<=3.11", "3.11.7", false),
            (">3.11", "3.11.0", false),
            (">3.11", "3.11.7", true),
            ("~=3.8", "3.14.0", true),
            ("~=3.8", "4.0", false),
            ("~=3.8.2", "3.8.18", true),
            ("~=3.8.2", "3.8.1", false),
            ("~=3.8.2", "3.9.0", false),
            ("==3.*", "3.11.7", true),
            ("==3.11.*", "3.1.1", false),
            ("==3.11", "3.11.0", true),
            ("==3.11", "3.11.7", false),
            ("==3.11.0.*", "3.11", true),
            ("!=3.9.1", "3.9.1", false),
            ("!=3.9.1", "3.9.2", true),
            ("!=3.9.*", "3.9.2", false),
            ("===3.9.2", "3.9.2", true),
            ("===3.9", "3.9.0", false),
            (" >= 3.9 , < 4, ", "3.11.7", true),
            (">=3.9,!=3.11.7", "3.11.7", false),
            (">=v3.9", "3.11.7", true),
            (">=1!3.9", "3.11.7", false),
            (">=3.08", "3.8.0", true),
        ] {
            assert_eq!(satisfies(requires, version), Some(expected), "{version} for {requires}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        for requires in [
            "3.9",
            "^3.9",
            ">=",
            ">=3.9rc1",
            "!=3.9 .*",
            ">=3.x",
            "~=3",
            ">=3.*",
            "=>3.9",
            ">=3.9 <4",
            ">=3.9;",
            "> =3.9",
            "=3.9",
            ">=+3.9",
            ">=3.",
            "==*",
            ">=99999999999999999999",
            "==3.9+local",
            "<3,oops",
        ] {
            assert_eq!(satisfies(requires, "3.11.7"), None, "{requires}");
        }
        assert_eq!(satisfies(">=3.9", "3.13.0rc1"), None);
        assert_eq!(satisfies(">=3.9", ""), None);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(requires in "[<>=!~,.*0-9v ]{0,12}|.*", version in "[0-9.!v]{0,8}|.*") {
            let _ = satisfies(&requires, &version);
        }

        #[test]
        fn compatible_means_what_the_specification_says(
            numbers in proptest::collection::vec(0_u64..4, 2..4), version in proptest::collection::vec(0_u64..4, 1..4),
        ) {
            let write = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
            let (least, beginning) = (write(&numbers), write(&numbers[..numbers.len() - 1]));
            let version = write(&version);
            let long = satisfies(&format!(">={least},=={beginning}.*"), &version);
            prop_assert_eq!(satisfies(&format!("~={least}"), &version), long);
        }
    }
}
