//! Regular expressions that are quick to make.
//!
//! A check of one short note makes two dozen of them, and would spend more time on that than on the note: Unicode's `\w`
//! is hundreds of ranges, each of which becomes a part of an automaton, every time it is named. Here `\w` and `\d` stand
//! for sets that are nearly the same and have few ranges.

use regex::Regex;

/// What `\w` stands for: ASCII's word characters, and the blocks beyond it that hold letters. Some characters in those
/// blocks are none; blocks of punctuation, arrows, mathematics and pictures are left out.
const WORD: &str = r"0-9A-Za-z_\x{aa}\x{b5}\x{ba}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{1fff}\x{2c00}-\x{2dff}\x{3005}-\x{3007}\x{3041}-\x{d7ff}\x{f900}-\x{fdff}\x{fe70}-\x{fefe}\x{ff10}-\x{ff19}\x{ff21}-\x{ffdc}\x{10000}-\x{1cfff}\x{1d400}-\x{1d7ff}\x{1df00}-\x{1eeff}\x{20000}-\x{3ffff}";

/// What `\d` stands for: the digits of Python's own literals.
const DIGIT: &str = "0-9";

/// The regular expression `text`; none if it is none, which a test of whoever uses it sees.
#[must_use]
pub fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&with_small_sets(text)).ok()
}

/// `text` with small sets for `\w` and `\d`. Where case does not count, a set stays out of that: it has both cases, and
/// folding many thousand characters takes longer than all the rest. Within brackets there is no way to say so.
fn with_small_sets(text: &str) -> String {
    let ignores_case = text.contains("(?i") || text.contains("(?xi");
    let mut all = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some(&class @ ('w' | 'W' | 'd' | 'D'))) => {
                characters.next();
                let set = if class.eq_ignore_ascii_case(&'w') { WORD } else { DIGIT };
                let set = format!("[{}{set}]", if class.is_ascii_uppercase() { "^" } else { "" });
                match (ignores_case, depth) {
                    (false, _) => all.push_str(&set),
                    (true, 0) => all.push_str(&format!("(?-i:{set})")),
                    (true, _) => all.extend(['\\', class]),
                }
            }
            ('\\', Some(&escaped)) => {
                characters.next();
                all.extend(['\\', escaped]);
            }
            ('[', next) => {
                // A bracket right behind the first one, or behind its `^`, is a character.
                let is_negated = next == Some(&'^');
                all.push('[');
                depth += 1;
                if is_negated {
                    all.extend(characters.next());
                }
                if characters.peek() == Some(&']') {
                    all.extend(characters.next());
                }
            }
            (']', _) => {
                depth = depth.saturating_sub(1);
                all.push(']');
            }
            _ => all.push(character),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_all_languages_are_word_characters_and_signs_are_none() {
        let word = pattern(r"^\w$").expect("a pattern");
        let real = Regex::new(r"^\w$").expect("a pattern");
        for sign in "→⇒…“”‘’«»–—·×÷¬°§¶€™✓✗❌⚠🚫😀、。「」　\u{a0}\u{200b}\u{2028}\u{fe0f}\u{feff}!-/:@[`{~".chars()
        {
            assert!(!word.is_match(&sign.to_string()), "{sign:?}");
        }
        for letter in "azAZ09_éßøÅñçşğıİøœžščřαωΩбяЖאתابجहिंदी中文日本語かなカナ한국어ไทยაბგ𝐱𠀀".chars()
        {
            assert!(word.is_match(&letter.to_string()), "{letter:?}");
        }
        let missing = (0..0x3_0000).filter_map(char::from_u32).filter(|letter| letter.is_alphabetic());
        let missing =
            missing.filter(|letter| real.is_match(&letter.to_string()) && !word.is_match(&letter.to_string()));
        // Letters among signs: circled ones, superscripts, script capitals and the like.
        assert!(missing.count() < 300);
    }

    #[test]
    fn sets_are_put_in_where_they_are_meant() {
        for (text, yes, no) in [
            (r"^[\w.]+\d$", "größe.x1", "a b1"),
            (r"^[^\w]$", "→", "é"),
            (r"^\W\D$", "- ", "a1"),
            (r"(?i)^x\w[\d]$", "Xé1", "X→1"),
            (r"(?i)^[\w ]+$", "É b", "→"),
            (r"^\\w$", r"\w", "a"),
            (r"^[]\w]+$", "]a", "-"),
            (r"^[^]\w]+$", "-", "]"),
            (r"^\[\w\]$", "[a]", "[-]"),
        ] {
            let made = pattern(text).unwrap_or_else(|| panic!("{text}"));
            assert!(made.is_match(yes) && !made.is_match(no), "{text}: {}", with_small_sets(text));
        }
    }
}
