//! Small sets of characters for `\w` and `\d`.
//!
//! Unicode's `\w` is hundreds of ranges, each of which becomes a part of an automaton, every time it is named. Here `\w`
//! and `\d` stand for sets that are nearly the same and have few ranges.

/// What `\w` stands for: ASCII's word characters, and the blocks beyond it that hold letters. Some characters in those
/// blocks are none; blocks of punctuation, arrows, mathematics and pictures are left out.
const WORD: &[(char, char)] = &[
    ('0', '9'),
    ('A', 'Z'),
    ('a', 'z'),
    ('_', '_'),
    ('\u{aa}', '\u{aa}'),
    ('\u{b5}', '\u{b5}'),
    ('\u{ba}', '\u{ba}'),
    ('\u{c0}', '\u{d6}'),
    ('\u{d8}', '\u{f6}'),
    ('\u{f8}', '\u{1fff}'),
    ('\u{2c00}', '\u{2dff}'),
    ('\u{3005}', '\u{3007}'),
    ('\u{3041}', '\u{d7ff}'),
    ('\u{f900}', '\u{fdff}'),
    ('\u{fe70}', '\u{fefe}'),
    ('\u{ff10}', '\u{ff19}'),
    ('\u{ff21}', '\u{ffdc}'),
    ('\u{10000}', '\u{1cfff}'),
    ('\u{1d400}', '\u{1d7ff}'),
    ('\u{1df00}', '\u{1eeff}'),
    ('\u{20000}', '\u{3ffff}'),
];

/// What `\d` stands for: the digits of Python's own literals.
const DIGIT: &[(char, char)] = &[('0', '9')];

/// Whether `character` is one of `\w`.
#[must_use]
pub fn is_word(character: char) -> bool {
    WORD.iter().any(|(first, last)| (*first..=*last).contains(&character))
}

/// The set for `\w`, `\W`, `\d` or `\D`. Its characters stand in it themselves: escapes take longer to read.
fn set(class: char) -> String {
    let ranges = if class.eq_ignore_ascii_case(&'w') { WORD } else { DIGIT };
    let negation = if class.is_ascii_uppercase() { "^" } else { "" };
    let ranges: String = ranges.iter().flat_map(|(first, last)| [*first, '-', *last]).collect();
    format!("[{negation}{ranges}]")
}

/// `text` with small sets for `\w` and `\d`. Where case does not count, a set stays out of that: it has both cases, and
/// folding many thousand characters takes longer than all the rest. Within brackets there is no way to say so.
pub(super) fn with_small_sets(text: &str) -> String {
    let ignores_case = text.contains("(?i") || text.contains("(?xi");
    let mut all = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some(&class @ ('w' | 'W' | 'd' | 'D'))) => {
                characters.next();
                match (ignores_case, depth) {
                    (false, _) => all.push_str(&set(class)),
                    (true, 0) => all.extend(["(?-i:", &set(class), ")"]),
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
    use regex::Regex;

    fn pattern(text: &str) -> Option<Regex> {
        Regex::new(&with_small_sets(text)).ok()
    }

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
    fn words_are_told_as_in_expressions() {
        let word = pattern(r"^\w$").expect("a pattern");
        let characters = (0..0x4_0000).filter_map(char::from_u32);
        let other: String = characters.filter(|c| word.is_match(c.encode_utf8(&mut [0; 4])) != is_word(*c)).collect();
        assert_eq!(other, "");
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
