//! String literals within other text, found by their quotes.

/// The byte behind the string literal whose first quote is the byte `start` of `text`. None if that never closes, or if words
/// on either side show that it is an apostrophe or a mark of inches.
#[must_use]
pub fn end_of_string(text: &str, start: usize) -> Option<usize> {
    let quote = text.as_bytes().get(start).filter(|byte| matches!(byte, b'"' | b'\''))?;
    // Scripts that know no upper case set no blanks around quotes.
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c.is_lowercase() || c.is_uppercase();
    let is_word = |character: Option<char>| character.is_some_and(is_letter);
    let mut before = text[..start].chars().rev();
    let is_prefix = |character: char| matches!(character, 'b' | 'r' | 'f' | 'u');
    if before.next().is_some_and(|last| is_letter(last) && (!is_prefix(last) || is_word(before.next()))) {
        return None;
    }
    let mut is_escaped = false;
    let length = text.as_bytes()[start + 1..].iter().position(|byte| {
        let is_end = !is_escaped && byte == quote;
        is_escaped = !is_escaped && *byte == b'\\';
        is_end
    })?;
    let end = start + length + 2;
    (!is_word(text[end..].chars().next())).then_some(end)
}

/// The blanks within strings of `text` that are more than one, or none of the space bar, and how many characters stand
/// before each: they are no layout. At a line ending somebody has broken the string.
#[must_use]
pub fn blanks_in_strings(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut filled, mut end) = (0, 0);
    let mut index = 0;
    while let Some(character) = text[index..].chars().next() {
        if index >= end {
            end = end_of_string(text, index).unwrap_or(0);
        }
        let rest = &text[index..];
        let run = &rest[..rest.len() - rest.trim_start().len()];
        if index < end && !run.is_empty() && run != " " && !run.contains('\n') {
            found.push((filled, run));
        }
        filled += usize::from(run.is_empty());
        index += if run.is_empty() { character.len_utf8() } else { run.len() };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_end_at_their_quote_and_apostrophes_begin_none() {
        for (text, start, end) in [
            ("'a b' c", 0, Some(5)),
            ("[b'(', 1]", 2, Some(5)),
            (r"x = 'it\'s' now", 4, Some(11)),
            ("it's or its'", 2, None),
            ("5' 3\"", 1, None),
            ("'open", 0, None),
            ("'é'", 0, Some(4)),
            ("值'a'不变", 3, Some(6)),
            ("word", 0, None),
        ] {
            assert_eq!(end_of_string(text, start), end, "{text}");
        }
    }

    #[test]
    fn blanks_of_a_string_are_told_from_layout() {
        assert_eq!(blanks_in_strings("[b'  ',  1]"), [(3, "  ")]);
        assert_eq!(blanks_in_strings("['a b',\n 'c\td']"), [(8, "\t")]);
        assert_eq!(blanks_in_strings("['a\n  b',   it's  5]"), []);
    }
}
