//! Words behind a number that say how it was shortened: `0.1429 (rounded)`, `0.142 (truncated)`. It has to be right in that way.

use crate::lang::literal::Digits;

/// One word.
#[derive(Debug)]
pub struct Shortening {
    /// The word, in lower case.
    pub word: &'static str,
    /// How the number before it was shortened.
    pub digits: Digits,
    /// A remark with it.
    pub example: &'static str,
}

const fn rounded(word: &'static str, example: &'static str) -> Shortening {
    Shortening { word, digits: Digits::Rounded, example }
}

const fn cut(word: &'static str, example: &'static str) -> Shortening {
    Shortening { word, digits: Digits::Cut, example }
}

/// All of them, in the languages of notes.
pub static SHORTENINGS: &[Shortening] = &[
    rounded("rounded", "(rounded to 4 digits)"),
    rounded("rounding", "after rounding"),
    rounded("gerundet", "(auf vier Stellen gerundet)"),
    rounded("arrondi", "(arrondi)"),
    rounded("redondeado", "redondeado a 4 decimales"),
    rounded("redondeando", "redondeando"),
    rounded("arredondado", "(arredondado)"),
    rounded("arrotondato", "(arrotondato)"),
    rounded("округлено", "(округлено)"),
    rounded("округлённо", "округлённо"),
    rounded("zaokrąglone", "(zaokrąglone)"),
    rounded("zaokrouhleno", "(zaokrouhleno)"),
    rounded("yuvarlanmış", "(yuvarlanmış)"),
    rounded("四舍五入", "（四舍五入）"),
    rounded("四捨五入", "（四捨五入）"),
    rounded("반올림", "(반올림)"),
    cut("truncated", "(truncated)"),
    cut("cut", "cut off"),
    cut("abgeschnitten", "(abgeschnitten)"),
    cut("tronqué", "(tronqué)"),
    cut("truncado", "(truncado)"),
    cut("troncato", "(troncato)"),
    cut("усечено", "(усечено)"),
    cut("截断", "（截断）"),
    cut("切り捨て", "（切り捨て）"),
];

/// Words beside them that say that it was done in another way, or not at all.
const OTHERWISE: &[&str] = &[
    "down", "up", "not", "toward", "towards", "without", "nicht", "pas", "sans", "no", "sin", "sem", "не", "без", "未",
    "不",
];

/// How the number before `remark` was shortened, if that says so.
pub(super) fn shortening(remark: &str) -> Option<Digits> {
    let remark = remark.to_lowercase();
    let words: Vec<_> = remark.split(|c: char| !c.is_alphanumeric()).collect();
    // Scripts without blanks have no words that a look at the signs could tell.
    let is_spaced = |word: &str| word.chars().all(|c| u32::from(c) < 0x2E80);
    let says = |word: &str| if is_spaced(word) { words.contains(&word) } else { remark.contains(word) };
    let found = SHORTENINGS.iter().find(|row| says(row.word))?;
    (!OTHERWISE.iter().any(|word| says(word))).then_some(found.digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_says_how_a_number_was_shortened() {
        for row in SHORTENINGS {
            assert!(row.example.contains(row.word), "{}", row.word);
            assert_eq!(shortening(row.example), Some(row.digits), "{}", row.example);
        }
    }

    #[test]
    fn other_remarks_say_nothing_of_the_kind() {
        for remark in ["rounded down", "not rounded", "(surrounded)", "ungrounded", "the mean", "rounded towards zero"]
        {
            assert_eq!(shortening(remark), None, "{remark}");
        }
    }
}
