//! Portions: parts of a hundred, as somebody asks for them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Hundredths of a percent that make up all.
const ALL: u64 = 10_000;

/// Parts of a hundred, to two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Portion(u64);

impl Portion {
    /// Whether `part` of `all` is as much; of nothing, all of it is.
    #[must_use]
    pub fn is_reached(self, part: usize, all: usize) -> bool {
        part as u128 * u128::from(ALL) >= u128::from(self.0) * all as u128
    }
}

impl fmt::Display for Portion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}%"),
            rest => write!(f, "{}%", format!("{whole}.{rest:02}").trim_end_matches('0')),
        }
    }
}

impl FromStr for Portion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let usage = || "write a part of a hundred, like 90% or 99.5%".to_owned();
        let number = text.strip_suffix('%').unwrap_or(text).trim();
        let (whole, rest) = number.split_once('.').unwrap_or((number, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(rest) || rest.len() > 2 {
            return Err(usage());
        }
        let parts = whole.parse::<u64>().ok().zip(format!("{rest:0<2}").parse::<u64>().ok());
        let parts = parts.and_then(|(whole, rest)| whole.checked_mul(100)?.checked_add(rest));
        parts.filter(|parts| *parts <= ALL).map(Self).ok_or_else(|| "must lie between 0% and 100%".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_read_as_they_are_written() {
        for (text, written) in
            [("90%", "90%"), ("99.5", "99.5%"), ("0.05%", "0.05%"), ("100", "100%"), ("7.50", "7.5%")]
        {
            assert_eq!(text.parse::<Portion>().map(|portion| portion.to_string()).as_deref(), Ok(written));
        }
        for text in ["", "%", "-1", "101%", "100.01", "1.234", "a", "1e2", ".5", "5."] {
            assert!(text.parse::<Portion>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_asked_for_is_reached_exactly() {
        let ninety: Portion = "90%".parse().expect("a portion");
        assert!(ninety.is_reached(9, 10) && !ninety.is_reached(899, 1000) && ninety.is_reached(0, 0));
    }
}
