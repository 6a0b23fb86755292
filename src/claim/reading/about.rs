//! Words and signs that say that a number is not given to its last digit: `about 3.14`, `≈ 3.14`, `3.14 (approx.)`.

use crate::lang::output;

/// One word or sign.
#[derive(Debug)]
pub struct Approximation {
    /// In lower case.
    pub word: &'static str,
    /// A number with it.
    pub example: &'static str,
}

const fn row(word: &'static str, example: &'static str) -> Approximation {
    Approximation { word, example }
}

/// All of them, in the languages of notes.
pub static APPROXIMATIONS: &[Approximation] = &[
    row("≈", "≈ 3.14"),
    row("≅", "≅ 3.14"),
    row("~", "~3.14"),
    row("∼", "∼3.14"),
    row("about", "about 3.14"),
    row("around", "around 3.14"),
    row("roughly", "roughly 3.14"),
    row("approximately", "3.14 (approximately)"),
    row("approx.", "approx. 3.14"),
    row("approx", "3.14 approx"),
    row("circa", "circa 3.14"),
    row("ca.", "ca. 3.14"),
    row("etwa", "etwa 3.14"),
    row("ungefähr", "ungefähr 3.14"),
    row("rund", "rund 3.14"),
    row("environ", "environ 3.14"),
    row("aproximadamente", "aproximadamente 3.14"),
    row("aprox.", "aprox. 3.14"),
    row("cerca de", "cerca de 3.14"),
    row("alrededor de", "alrededor de 3.14"),
    row("approssimativamente", "approssimativamente 3.14"),
    row("около", "около 3.14"),
    row("примерно", "примерно 3.14"),
    row("приблизительно", "приблизительно 3.14"),
    row("około", "około 3.14"),
    row("przybliżeniu", "3.14 (przybliżeniu)"),
    row("přibližně", "přibližně 3.14"),
    row("asi", "asi 3.14"),
    row("yaklaşık", "yaklaşık 3.14"),
    row("khoảng", "khoảng 3.14"),
    row("लगभग", "लगभग 3.14"),
    row("约等于", "约等于 3.14"),
    row("大约", "大约 3.14"),
    row("约", "约3.14"),
    row("約", "約3.14"),
    row("およそ", "およそ3.14"),
    row("약", "약 3.14"),
];

/// The number that `text` gives as one that is not exact, with what stands behind it.
#[must_use]
pub fn approximated(text: &str) -> Option<&str> {
    let text = text.trim();
    let begins_number = |rest: &str| {
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        digits.starts_with(|c: char| c.is_ascii_digit())
    };
    let behind =
        |row: &Approximation| output::behind(text, row.word).map(str::trim_start).filter(|rest| begins_number(rest));
    let before = || {
        let (number, remark) = text.split_once([' ', '('])?;
        let remark = remark.trim_matches(['(', ')', ' ']).to_lowercase();
        let is_one = APPROXIMATIONS.iter().any(|row| row.word == remark);
        (is_one && begins_number(number)).then_some(number)
    };
    if text.is_empty() || text.starts_with(['\'', '"', '[', '{', '(', '<']) {
        return None;
    }
    APPROXIMATIONS.iter().find_map(behind).or_else(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_says_that_its_number_is_not_exact() {
        for row in APPROXIMATIONS {
            assert_eq!(approximated(row.example), Some("3.14"), "{}", row.example);
            assert!(row.example.contains(row.word));
        }
        assert_eq!(approximated("about 3.2 MB"), Some("3.2 MB"));
        assert_eq!(approximated("About -3"), Some("-3"));
    }

    #[test]
    fn other_texts_say_nothing_of_the_kind() {
        for text in
            ["3.14", "about this", "the rest is about 3", "around", "aboutness 3", "'about 3'", "~x", "3 about it"]
        {
            assert_eq!(approximated(text), None, "{text}");
        }
    }
}
