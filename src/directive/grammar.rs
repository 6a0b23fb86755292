//! The one grammar of directives: words and `key=value` pairs between blanks or commas.
//!
//! A value with blanks stands in double or single quotes, where `\n`, `\t`, `\"`, `\'` and `\\` mean what they mean in
//! Python. `skip reason="needs a window"`, `stdin="Ada\n42"`, `env.USER=ada`.

/// One word, with its value if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The word, or what stands before `=`.
    pub key: String,
    /// What stands behind `=`, without its quotes.
    pub value: Option<String>,
    /// Bytes of the text that are the value, without its quotes; the whole item where it has none.
    pub range: std::ops::Range<usize>,
}

/// The items of `text`. Total: a quote that is never closed ends with the text.
#[must_use]
pub fn items(text: &str) -> Vec<Item> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|c: char| !is_separator(c)).map(|skipped| rest + skipped) {
        let key_end = key_end(text, start);
        let key = text[start..key_end].to_owned();
        let Some(value_start) = value_start(text, key_end) else {
            found.push(Item { key, value: None, range: start..key_end });
            rest = key_end;
            continue;
        };
        let (value, range, end) = value(text, value_start);
        found.push(Item { key, value: Some(value), range });
        rest = end;
    }
    found
}

/// Where the key that begins at `start` ends. Codes in brackets, `ignore[wrong, stale]`, belong to it.
fn key_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let codes = if rest.starts_with("ignore[") { rest.find(']').unwrap_or(0) } else { 0 };
    let end = rest[codes..].find(|c: char| is_separator(c) || c == '=');
    end.map_or(text.len(), |end| start + codes + end)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || c == ','
}

/// Where the value of a key that ends at `key_end` begins: behind `=`, or behind ` = ` with blanks on both sides.
fn value_start(text: &str, key_end: usize) -> Option<usize> {
    let behind = &text[key_end..];
    let equals = key_end + behind.len() - behind.trim_start().len();
    let value = text[equals..].strip_prefix('=')?;
    let blanks = if equals > key_end { value.len() - value.trim_start().len() } else { 0 };
    Some(equals + 1 + blanks)
}

/// The value that begins at `start`: its meaning, its bytes without quotes, and where the next item may begin.
fn value(text: &str, start: usize) -> (String, std::ops::Range<usize>, usize) {
    let Some(quote @ ('"' | '\'')) = text[start..].chars().next() else {
        let end = text[start..].find(is_separator).map_or(text.len(), |end| start + end);
        return (text[start..end].to_owned(), start..end, end);
    };
    let mut meaning = String::new();
    let mut escaped = false;
    for (offset, character) in text[start + 1..].char_indices() {
        let at = start + 1 + offset;
        if escaped {
            escaped = false;
            match character {
                'n' => meaning.push('\n'),
                't' => meaning.push('\t'),
                '\\' | '"' | '\'' => meaning.push(character),
                other => meaning.extend(['\\', other]),
            }
        } else if character == '\\' {
            escaped = true;
        } else if character == quote {
            return (meaning, start + 1..at, at + 1);
        } else {
            meaning.push(character);
        }
    }
    (meaning, start + 1..text.len(), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(text: &str) -> Vec<(String, Option<String>)> {
        items(text).into_iter().map(|item| (item.key, item.value)).collect()
    }

    #[test]
    fn words_pairs_and_quotes_are_read() {
        let owned = |key: &str, value: Option<&str>| (key.to_owned(), value.map(str::to_owned));
        assert_eq!(
            pairs(r#"skip reason="a, b" timeout=30s, stdin='Ada\n"4"' x="#),
            [
                owned("skip", None),
                owned("reason", Some("a, b")),
                owned("timeout", Some("30s")),
                owned("stdin", Some("Ada\n\"4\"")),
                owned("x", Some("")),
            ]
        );
        assert_eq!(pairs("skip timeout = 3s x"), [owned("skip", None), owned("timeout", Some("3s")), owned("x", None)]);
        assert_eq!(pairs(r#"a="never closed"#), [owned("a", Some("never closed"))]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_ranges_lie_in_it(text in "\\PC{0,60}") {
            let mut last = 0;
            for item in items(&text) {
                prop_assert!(item.range.start >= last && text.get(item.range.clone()).is_some());
                last = item.range.end;
            }
        }
    }
}
