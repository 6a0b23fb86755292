//! Escapes of HTML: what code in an element says, and how to write it there.

/// Escapes that code is written with, and what they stand for.
const NAMED: &[(&str, char)] = &[("amp", '&'), ("apos", '\''), ("gt", '>'), ("lt", '<'), ("quot", '"')];

/// The text that `raw` says; none if it holds an escape that is not known, or an element.
#[must_use]
pub fn decoded(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    for piece in pieces(raw) {
        text.push(piece.1?);
    }
    Some(text)
}

/// Where the byte at `offset` of the decoded text begins in `raw`.
pub(super) fn raw_offset(raw: &str, offset: usize) -> usize {
    let (mut at, mut said) = (0, 0);
    for (length, character) in pieces(raw) {
        if said >= offset {
            break;
        }
        at += length;
        said += character.map_or(length, char::len_utf8);
    }
    at
}

/// `text` as it is written in an element where others are written as in `model`, which tells whether quotes are escaped.
#[must_use]
pub fn encoded(text: &str, model: &str) -> String {
    let escapes = |sign: char| -> Option<&str> {
        let mut found = model.split('&').skip(1).filter_map(|rest| rest.split_once(';'));
        let (escape, _) = found.find(|(name, _)| meaning(name) == Some(sign))?;
        Some(escape)
    };
    let (double, single) = (escapes('"'), escapes('\''));
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        let name = match character {
            '&' => Some("amp"),
            '<' => Some("lt"),
            '>' => Some("gt"),
            '"' => double,
            '\'' => single,
            _ => None,
        };
        match name {
            Some(name) => written.extend(["&", name, ";"]),
            None => written.push(character),
        }
    }
    written
}

/// For each character that `raw` says its length there; none for what is not known.
fn pieces(raw: &str) -> impl Iterator<Item = (usize, Option<char>)> + '_ {
    let mut rest = raw;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (length, character) = match first {
            '&' => escape(rest).unwrap_or((1, Some('&'))),
            '<' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) => (1, None),
            other => (other.len_utf8(), Some(other)),
        };
        rest = &rest[length..];
        Some((length, character))
    })
}

/// The escape that `text` begins with: its length, and what it stands for; none if it begins with none.
fn escape(text: &str) -> Option<(usize, Option<char>)> {
    let (name, _) = text[1..].split_once(';')?;
    let is_name = (2..=8).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    is_name.then(|| (name.len() + 2, meaning(name)))
}

/// What the escape `name` stands for, unless it would end a line or is a sign that does not show.
fn meaning(name: &str) -> Option<char> {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(number) => u32::from_str_radix(number, 16).ok(),
        None => number.parse().ok(),
    });
    let by_number = number.and_then(char::from_u32).filter(|c| !c.is_control() && (*c == ' ' || !c.is_whitespace()));
    NAMED.iter().find(|(other, _)| *other == name).map(|(_, character)| *character).or(by_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_are_what_they_stand_for() {
        assert_eq!(
            decoded("if a &lt; b &amp;&amp; c: print(&quot;x&#39;&#x41;&quot;)").as_deref(),
            Some("if a < b && c: print(\"x'A\")")
        );
        assert_eq!(decoded("a & b &c d;").as_deref(), Some("a & b &c d;"));
        assert_eq!(decoded("&amp;lt;").as_deref(), Some("&lt;"));
        for raw in ["&copy; 1", "<span>x</span>", "x&nbsp;= 1", "&#10;", "&#x110000;"] {
            assert_eq!(decoded(raw), None, "{raw}");
        }
    }

    #[test]
    fn quotes_are_escaped_where_the_page_does() {
        assert_eq!(encoded("<'a' & \"b\">", "x"), "&lt;'a' &amp; \"b\"&gt;");
        assert_eq!(encoded("'a' \"b\"", "print(&quot;x&quot;, &#39;y&#39;)"), "&#39;a&#39; &quot;b&quot;");
    }

    proptest! {
        #[test]
        fn what_is_written_says_the_same(text in "[<>&'\"a-z;#é ]{0,20}", model in "(&quot;|&#39;|&lt;|x){0,4}") {
            let raw = encoded(&text, &model);
            prop_assert_eq!(decoded(&raw), Some(text.clone()));
            for (offset, _) in text.char_indices() {
                let at = raw_offset(&raw, offset);
                prop_assert_eq!(decoded(&raw[at..]), Some(text[offset..].to_owned()));
            }
            prop_assert_eq!(raw_offset(&raw, text.len()), raw.len());
        }

        #[test]
        fn any_text_is_read(raw in "\\PC{0,30}", offset in 0usize..40) {
            _ = decoded(&raw);
            prop_assert!(raw.is_char_boundary(raw_offset(&raw, offset)));
        }
    }
}
