//! Info strings: what stands behind the opening of a fence.
//!
//! CommonMark (0.31, section 4.5) only says that the first word is usually the language. The dialects agree on little
//! more, so this reads all their forms and fails on none: `python`, `python title="a.py" {1,3}`, `python,notest`,
//! `{.python .numberLines startFrom="5"}` (pandoc), `{python, echo=FALSE}` (Quarto), `{code-cell} ipython3` (MyST).

/// A parsed info string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The language word as written, without braces or a leading dot; none for a fence without any.
    pub language: Option<String>,
    /// Further words, in order: `notest`, `numberLines`, `{1,3}`.
    pub words: Vec<String>,
    /// `key=value` pairs, in order, quotes removed.
    pub attributes: Vec<(String, String)>,
    /// The name of a MyST directive such as `code-cell`: its block may begin with option lines that are no code.
    pub directive: Option<String>,
}

impl Info {
    /// Reads what follows the fence characters. Total: every string has a reading.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let raw = raw.trim();
        if raw.starts_with("{{") || raw.starts_with("{=") {
            return Self { language: Some(raw.to_owned()), ..Self::default() };
        }
        let Some(inside) = raw.strip_prefix('{') else { return Self::of_words(split(raw)) };
        let (inside, behind) = inside.split_once('}').unwrap_or((inside, ""));
        let behind = behind.trim();
        let is_class_list = inside.trim_start().starts_with(['.', '#']) || inside.contains('=') || inside.contains(',');
        if is_class_list || (behind.is_empty() && !inside.contains('-')) {
            return Self::of_words(split(inside));
        }
        let mut info = Self::of_words(split(behind));
        if info.language.is_none() && inside == "code-cell" {
            info.language = Some("python".to_owned());
        } else if !matches!(inside, "code-cell" | "code-block" | "code" | "sourcecode") {
            info.language = Some(format!("{{{inside}}}"));
        }
        info.directive = Some(inside.to_owned());
        info
    }

    fn of_words(words: Vec<String>) -> Self {
        let mut info = Self::default();
        for word in words {
            // `{title="a.py" test="skip"}` behind the language (mkdocs, pydantic) holds further words.
            if let Some(inside) = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
                && inside.contains('=')
            {
                let inner = Self::of_words(std::iter::once(String::from("_")).chain(split(inside)).collect());
                info.words.extend(inner.words);
                info.attributes.extend(inner.attributes);
            } else if let Some((key, value)) = word.split_once('=').filter(|(key, _)| !key.is_empty()) {
                let value = value.trim_matches(['"', '\'']).to_owned();
                info.attributes.push((key.to_owned(), value));
            } else if info.language.is_none() && !word.starts_with(['#', '{']) {
                info.language = Some(word.trim_start_matches('.').to_owned());
            } else {
                info.words.push(word.trim_start_matches('.').to_owned());
            }
        }
        info
    }

    /// Whether `word` stands in it, in any case.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        self.words.iter().any(|own| own.eq_ignore_ascii_case(word))
    }
}

/// Splits at blanks, commas and colons that stand outside quotes and braces.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut depth = 0usize;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') => {
                if depth == 0 && !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                depth += 1;
            }
            (None, '}') => depth = depth.saturating_sub(1),
            (None, _) => {
                let in_value = word.contains('=');
                if depth == 0 && (character.is_whitespace() || (!in_value && matches!(character, ',' | ':'))) {
                    if !word.is_empty() {
                        words.push(std::mem::take(&mut word));
                    }
                    continue;
                }
            }
        }
        word.push(character);
    }
    if !word.is_empty() {
        words.push(word.trim_end_matches(',').to_owned());
    }
    words.into_iter().map(|word| word.trim_end_matches(',').to_owned()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn language(raw: &str) -> Option<String> {
        Info::parse(raw).language
    }

    #[test]
    fn the_language_of_every_dialect_is_found() {
        for raw in [
            "python",
            "python title=\"a.py\" linenums=\"1\"",
            "python{1,3}",
            "python,notest",
            "python:main.py",
            "{.python .numberLines startFrom=\"5\"}",
            "{ .python .annotate }",
            "{#id .python}",
            "{python}",
            "{python, echo=FALSE}",
            "{python echo=FALSE}",
            "{code-block} python",
            "{code-cell} python",
            "{code-cell}",
        ] {
            assert_eq!(language(raw).as_deref(), Some("python"), "{raw}");
        }
    }

    #[test]
    fn what_is_shown_literally_is_no_language() {
        assert_eq!(language("{{python}}").as_deref(), Some("{{python}}"));
        assert_eq!(language("{=html}").as_deref(), Some("{=html}"));
        assert_eq!(language("{list-table} Title").as_deref(), Some("{list-table}"));
        assert_eq!(language("  "), None);
    }

    #[test]
    fn attributes_keep_blanks_inside_quotes() {
        let info = Info::parse("py title=\"my file.py\" {1,3} notest");
        assert_eq!(info.attributes, [("title".to_owned(), "my file.py".to_owned())]);
        assert_eq!(info.words, ["{1,3}", "notest"]);
        assert!(info.has_word("NoTest"));
        let info = Info::parse("python {title=\"a b.py\" .x test=\"skip\"}");
        assert_eq!(info.attributes.len(), 2);
        assert_eq!((info.attributes[0].1.as_str(), info.words.as_slice()), ("a b.py", &["x".to_owned()][..]));
    }

    proptest! {
        #[test]
        fn any_info_string_has_a_reading(raw in "\\PC{0,60}") {
            let _ = Info::parse(&raw);
        }
    }
}
