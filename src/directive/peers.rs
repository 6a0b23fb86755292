//! Markers of other tools that mean the same as a directive of ours, so that notes need not be written twice.

use super::grammar::{Item, items};
use crate::document::Info;
use crate::pattern::Pattern;

/// What a comment says, in our words; none if it is no marker that is known.
pub(super) fn of_comment(content: &str) -> Option<Marker> {
    let content = content.trim();
    let word: String = content.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    if let Some((_, meaning)) = COMMENTS.iter().find(|(marker, _)| *marker == word) {
        return Some(Marker::Next(items(meaning)));
    }
    match word.as_str() {
        "skip:start" => return Some(Marker::Begin),
        "skip:end" => return Some(Marker::End),
        _ => {}
    }
    let marks_skip = ["pytest.mark.skip(", "pytest-codeblocks:skip(", "skip:next\""];
    if marks_skip.iter().any(|mark| word.starts_with(mark)) {
        return Some(Marker::Next(items("skip")));
    }
    let marks_condition =
        ["pytest.mark.skipif(", "pytest-codeblocks:skipif(", "phmdoctest-mark.skipif<", "skip:nextif("];
    if marks_condition.iter().any(|mark| word.starts_with(mark)) {
        return version_condition(&word).map(Marker::Next);
    }
    None
}

/// What a marker in a comment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// The next block.
    Next(Vec<Item>),
    /// All blocks from here on are skipped.
    Begin,
    /// No longer.
    End,
}

/// Comments, without blanks and in lower case, and their meaning.
const COMMENTS: &[(&str, &str)] = &[
    ("byexample:+skip", "skip"),
    ("doctest:+skip", "skip"),
    ("invisible-code-block:python", "setup"),
    ("no-test", "skip"),
    ("notest", "skip"),
    ("phmdoctest-mark.skip", "skip"),
    ("phmdoctest-setup", "setup"),
    ("phmdoctest-skip", "skip"),
    ("pytest-codeblocks:cont", "continue"),
    ("pytest-codeblocks:expect-error", "raises"),
    ("pytest-codeblocks:expect-exception", "raises"),
    ("pytest-codeblocks:skip", "skip"),
    ("pytest-skip", "skip"),
    ("pytest.mark.skip", "skip"),
    ("skip:next", "skip"),
];

static VERSION_INFO: Pattern = Pattern::holding(
    &["sys.version_info"],
    r"sys\.version_info(?:\[:2\])?(?P<operator>[<>]=?)\((?P<major>\d+),(?P<minor>\d+)\)",
);

/// The condition `sys.version_info < (3, 10)`, which is all that can be read of conditions in Python.
fn version_condition(word: &str) -> Option<Vec<Item>> {
    let captures = VERSION_INFO.captures(word)?;
    // A release such as 3.11.7 is greater than the pair (3, 11), and 3.11 is as far as our conditions go.
    let operator = match &captures["operator"] {
        ">" => ">=",
        "<=" => "<",
        other => other,
    };
    let text = format!("python {operator} {}.{}", &captures["major"], &captures["minor"]);
    Some(vec![Item { key: "skip-if".to_owned(), value: Some(text), range: 0..0 }])
}

/// Words of an info string, in lower case, and their meaning.
const WORDS: &[(&str, &str)] = &[
    ("compile-fail", "raises"),
    ("compile_fail", "raises"),
    ("continuation", "continue"),
    ("continue", "continue"),
    ("fixture", "skip reason='uses a fixture of pytest'"),
    ("ignore", "skip"),
    ("ignored", "skip"),
    ("illustrative", "illustrative"),
    ("isolated", "isolated"),
    ("no-eval", "skip"),
    ("no-exec", "skip"),
    ("no-run", "skip"),
    ("no-test", "skip"),
    ("no_eval", "skip"),
    ("no_exec", "skip"),
    ("no_run", "skip"),
    ("no_test", "skip"),
    ("noeval", "skip"),
    ("noexec", "skip"),
    ("norun", "skip"),
    ("not-run", "skip"),
    ("notest", "skip"),
    ("raises", "raises"),
    ("raises-exception", "raises"),
    ("setup", "setup"),
    ("should-panic", "raises"),
    ("should_panic", "raises"),
    ("skip", "skip"),
    ("skip-doctest", "skip"),
    ("skip-execution", "skip"),
    ("skip-test", "skip"),
];

/// Keys of an info string that are directives of ours by the same name.
const KEYS: &[&str] = &["file", "match", "raises", "reason", "session", "skip-if", "stdin", "timeout"];

/// What the words of an info string say.
pub(super) fn of_info(info: &Info) -> Vec<Item> {
    let word = |word: &String| WORDS.iter().find(|(marker, _)| word.eq_ignore_ascii_case(marker));
    let mut found: Vec<_> = info.words.iter().filter_map(word).flat_map(|(_, meaning)| items(meaning)).collect();
    if info.language.as_deref() == Some("testsetup") {
        found.extend(items("setup"));
    }
    for (key, value) in &info.attributes {
        // The name of a variable keeps its case.
        let is_variable = key.starts_with("env.");
        found.extend(of_attribute(&if is_variable { key.clone() } else { key.to_ascii_lowercase() }, value));
    }
    found
}

fn of_attribute(key: &str, value: &str) -> Vec<Item> {
    let item = |key: &str, value: String| vec![Item { key: key.to_owned(), value: Some(value), range: 0..0 }];
    let is_version = value.contains('.') && value.split('.').all(|part| part.parse::<u32>().is_ok());
    match (key, value.to_ascii_lowercase().as_str()) {
        ("eval" | "exec" | "run", "false" | "off" | "no") | ("test", "skip" | "false") => items("skip"),
        ("disabled", "true" | "yes") => items("skip"),
        ("error", "true") => items("raises"),
        ("tags", _) => of_tags(value),
        ("requires" | "py" | "min_py", _) if is_version => item("skip-if", format!("python < {value}")),
        ("max_py", _) if is_version => item("skip-if", format!("python > {value}")),
        ("group", _) => item("session", value.to_owned()),
        // Read once more by the grammar, which knows escapes.
        _ if KEYS.contains(&key) || key.starts_with("env.") => items(&format!("{key}=\"{value}\"")),
        _ => Vec::new(),
    }
}

/// What the option lines of a notebook cell say: `:tags: [skip-execution]` (MyST), `#| eval: false` (Quarto), and the
/// same keys in a YAML header.
pub(super) fn of_option(line: &str) -> Vec<Item> {
    let line = line.trim().trim_start_matches("# |").trim_start_matches("#|").trim().trim_start_matches(':');
    let Some((key, value)) = line.split_once(':') else {
        // A list of tags in a YAML header goes on below its key.
        return line.strip_prefix("- ").map(of_tags).unwrap_or_default();
    };
    match key.trim() {
        "tags" => of_tags(value),
        key => of_attribute(key, value.trim()),
    }
}

fn of_tags(list: &str) -> Vec<Item> {
    let tags = list.split(|c: char| matches!(c, '[' | ']' | ',' | '"' | '\'') || c.is_whitespace());
    let known = tags.filter_map(|tag| match tag {
        "skip-execution" | "skip" | "remove-execution" | "noexec" => Some("skip"),
        "raises-exception" => Some("raises"),
        _ => None,
    });
    known.flat_map(items).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(found: &[Item]) -> Vec<String> {
        let text = |item: &Item| item.value.as_ref().map_or(item.key.clone(), |value| format!("{}={value}", item.key));
        found.iter().map(text).collect()
    }

    #[test]
    fn the_pattern_is_sound() {
        assert!(VERSION_INFO.is_sound());
    }

    #[test]
    fn comments_of_other_tools_are_understood() {
        for (comment, meaning) in [
            ("pytest-codeblocks:skip", "skip"),
            ("pytest.mark.skip", "skip"),
            (" skip: next ", "skip"),
            ("pytest-codeblocks:cont", "continue"),
            ("pytest.mark.skip(reason=\"x\")", "skip"),
            ("pytest.mark.skipif(sys.version_info < (3, 10), reason='x')", "skip-if=python < 3.10"),
        ] {
            let Some(Marker::Next(found)) = of_comment(comment) else { panic!("{comment}") };
            assert_eq!(keys(&found), [meaning], "{comment}");
        }
        assert_eq!(of_comment("skip: start"), Some(Marker::Begin));
        assert_eq!(of_comment("NOTE: skip this"), None);
    }

    #[test]
    fn info_strings_of_other_tools_are_understood() {
        let of = |raw: &str| keys(&of_info(&Info::parse(raw)));
        assert_eq!(of("python notest"), ["skip"]);
        assert_eq!(of("python {test=\"skip\" lint=\"skip\"}"), ["skip"]);
        assert_eq!(of("{python, eval=FALSE}"), ["skip"]);
        assert_eq!(of("python ignore"), ["skip"]);
        assert_eq!(of("python { .skip }"), ["skip"]);
        assert_eq!(of("python tags=[\"hide-input\", \"raises-exception\"]"), ["raises"]);
        assert_eq!(of("python {.marimo disabled=\"true\"}"), ["skip"]);
        assert_eq!(of("{testsetup} one"), ["setup"]);
        assert_eq!(of("py requires=\"3.10\""), ["skip-if=python < 3.10"]);
        assert_eq!(of("py requires=\"function_toolset.py\" title=\"a.py\""), [""; 0]);
        assert_eq!(of("python raises=ValueError session=a"), ["raises=ValueError", "session=a"]);
        assert_eq!(of("py stdin=\"a\\nb\" env.A=B"), ["stdin=a\nb", "env.A=B"]);
    }

    #[test]
    fn options_of_notebook_cells_are_understood() {
        assert_eq!(keys(&of_option(":tags: [skip-execution, raises-exception]")), ["skip", "raises"]);
        assert_eq!(keys(&of_option("#| eval: false")), ["skip"]);
        assert_eq!(keys(&of_option("# | eval: False")), ["skip"]);
        assert_eq!(keys(&of_option("- raises-exception")), ["raises"]);
        assert!(of_option(":caption: skip").is_empty());
    }
}
