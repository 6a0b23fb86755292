//! Info strings: what stands behind the opening of a fence.
//!
//! CommonMark (0.31, section 4.5) only says that the first word is usually the language. The dialects agree on little
//! more, so this reads all their forms and fails on none: `python`, `python title="a.py" {1,3}`, `python,notest`,
//! `{.python .numberLines startFrom="5"}` (pandoc), `{python, echo=FALSE}` (Quarto), `{code-cell} ipython3` (MyST).

use crate::lang::{self, Tag};

/// Directives that show code of the language behind them.
const OF_CODE: &[&str] = &["code", "code-block", "sourcecode"];

/// Directives that are cells of a notebook: Python, if nothing stands behind them.
const CELLS: &[&str] = &["code-cell", "exec-code", "ipython", "jupyter-execute", "marimo"];

/// Directives that hold Python, sessions or outputs without a language behind them.
const OF_SPHINX: &[&str] = &["doctest", "testcleanup", "testcode", "testoutput", "testsetup"];

/// Classes in attribute lists that say what a block is, beside those of Python. `source` is code of whatever a lesson is about.
const LISTED: &[&str] = &[
    "bash",
    "console",
    "cpp",
    "css",
    "error",
    "html",
    "ini",
    "java",
    "javascript",
    "json",
    "julia",
    "matlab",
    "output",
    "r",
    "ruby",
    "sh",
    "shell",
    "sql",
    "stderr",
    "stdout",
    "text",
    "toml",
    "xml",
    "yaml",
];

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
        let (inside, behind) = (inside.trim(), behind.trim());
        let is_class_list = inside.contains([',', '=', '.', '#']);
        match is_class_list || behind.is_empty() && lang::tag(Some(inside)) != Tag::Other {
            true => Self::of_classes(inside),
            false => Self::of_directive(inside, behind),
        }
    }

    /// `{code-cell} ipython3`, `{note} Title`: a directive of MyST with what stands behind it, or `{bash}`, a cell of another
    /// language.
    fn of_directive(name: &str, behind: &str) -> Self {
        let mut info = Self::of_words(split(behind));
        if OF_SPHINX.contains(&name) {
            // What stands behind it is no language but the name of a group.
            info = Self { language: Some(name.to_owned()), ..Self::default() };
        } else if CELLS.contains(&name) {
            info.language = info.language.or_else(|| Some("python".to_owned()));
        } else if !OF_CODE.contains(&name) {
            let name = if behind.is_empty() && !name.contains('-') { name.to_owned() } else { format!("{{{name}}}") };
            info = Self { language: Some(name), ..Self::default() };
        }
        info.directive = Some(name.to_owned());
        info
    }

    /// `.python .numberLines`, `python, echo=FALSE`, `marimo .python`, `.python.marimo`: what stands in braces alone.
    fn of_classes(inside: &str) -> Self {
        let mut words = Vec::new();
        for word in split(inside) {
            match word.strip_prefix('.') {
                Some(classes) => words.extend(classes.split('.').map(|class| format!(".{class}"))),
                None => words.push(word),
            }
        }
        // The language stands first, but where another tool's class does.
        let is_python =
            |word: &String| !matches!(lang::tag(Some(word.trim_start_matches('.'))), Tag::Other | Tag::None);
        if let Some(index) = words.iter().position(is_python) {
            words[..=index].rotate_right(1);
        }
        let mut info = Self::of_words(words);
        let name = info.language.as_deref().filter(|name| OF_SPHINX.contains(name) || CELLS.contains(name));
        info.directive = name.map(str::to_owned);
        info
    }

    fn of_words(words: Vec<String>) -> Self {
        let mut info = Self::default();
        for word in words {
            // `{title="a.py" test="skip"}` behind the language (mkdocs, pydantic) holds further words, and so does `{ .skip }`.
            if let Some(inside) = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
                && (inside.contains('=') || inside.trim_start().starts_with(['.', '#']))
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

    /// Adds what an attribute list of kramdown says: `.language-python`, `.output`, `file="a.py"`. A class is the language
    /// only where the fence has none and where it is known as one: `.nolineno` is about the looks.
    pub(super) fn attach(&mut self, list: &str) {
        let listed = Self::of_words(std::iter::once("_".to_owned()).chain(split(list)).collect());
        for word in listed.words {
            let is_id = word.starts_with('#');
            let is_known = LISTED.binary_search(&word.as_str()).is_ok();
            let is_language = lang::has_prefix(&word) || is_known || lang::tag(Some(&word)) != Tag::Other;
            match self.language {
                None if is_language && !is_id => self.language = Some(word),
                _ => self.words.push(word),
            }
        }
        self.attributes.extend(listed.attributes);
    }

    /// Whether it is a directive whose content is code, or an output.
    pub(super) fn holds_code(&self) -> bool {
        let name = self.directive.as_deref();
        let names = [OF_CODE, CELLS, OF_SPHINX, &["literalinclude"]];
        name.is_some_and(|name| names.iter().any(|names| names.contains(&name)))
    }

    /// Whether it is a directive whose content is reStructuredText.
    pub(super) fn is_rst(&self) -> bool {
        self.directive.as_deref() == Some("eval-rst")
    }

    /// Whether `word` stands in it, in any case.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        self.words.iter().any(|own| own.eq_ignore_ascii_case(word))
    }
}

/// Splits at blanks, commas and colons that stand outside quotes, braces and lists of values.
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
            (None, '[') if word.contains('=') => depth += 1,
            (None, ']') if word.contains('=') => depth = depth.saturating_sub(1),
            (None, '{') => {
                if depth == 0 && !word.is_empty() && !word.contains('=') {
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
            "{marimo .python}",
            "{marimo} python",
            "{.python.marimo name=\"_\"}",
            "python {.marimo}",
            "python { .skip }",
            "python tags=[\"a b\", \"c\"]",
            "python jupyter={\"source_hidden\": true}",
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

    #[test]
    fn directives_are_told_from_cells() {
        let of = |raw: &str| {
            let info = Info::parse(raw);
            (info.language.unwrap_or_default(), info.directive.unwrap_or_default())
        };
        let pair = |language: &str, directive: &str| (language.to_owned(), directive.to_owned());
        assert_eq!(of("{note}"), pair("note", "note"));
        assert_eq!(of("{tab-item} Python"), pair("{tab-item}", "tab-item"));
        assert_eq!(of("{testcode}"), pair("testcode", "testcode"));
        assert_eq!(of("{doctest} group"), pair("doctest", "doctest"));
        assert_eq!(of("{python}"), pair("python", ""));
        assert_eq!(of("{jupyter-execute}"), pair("jupyter-execute", "jupyter-execute"));
        assert_eq!(of("{r, echo=FALSE}"), pair("r", ""));
        assert_eq!(Info::parse("python { .skip #one }").words, ["skip", "#one"]);
        assert_eq!(Info::parse("python tags=[\"a b\", \"c\"]").attributes[0].1, "[\"a b\", \"c\"]");
    }

    proptest! {
        #[test]
        fn any_info_string_has_a_reading(raw in "\\PC{0,60}") {
            let _ = Info::parse(&raw);
        }
    }
}
