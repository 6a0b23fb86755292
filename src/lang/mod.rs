//! Languages: what the tag of a fence says, Python's syntax, and what a script says about itself.

pub mod calculation;
mod depth;
pub mod literal;
pub mod metadata;
pub mod output;
pub mod python;
pub mod quotes;

/// What the author says a block is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Python source.
    Python,
    /// A transcript of an interactive session, with `>>>` prompts.
    Transcript,
    /// Nothing was said.
    None,
    /// Some other language, or plain output.
    Other,
}

/// Tags that mean Python source, in lower case.
const PYTHON: &[&str] = &[
    "cpython",
    "exec-code",
    "ipy",
    "ipython",
    "ipython2",
    "ipython3",
    "jupyter-execute",
    "jupyter-python",
    "py",
    "py3",
    "pyodide",
    "pyodide-python",
    "python",
    "python-exec",
    "python3",
    "testcleanup",
    "testcode",
    "testsetup",
    "xpython",
];

/// Tags that mean a transcript, in lower case.
const TRANSCRIPT: &[&str] = &[
    "doctest",
    "ipythonconsole",
    "py3con",
    "pycon",
    "pycon3",
    "pyrepl",
    "python-console",
    "python-interactive",
    "python-repl",
];

/// What some tools and editors write before the name of a language.
const PREFIXES: &[&str] = &["language-", "lang-", "source-", "sourcecode-", "brush:"];

/// The meaning of the language word `tag` of an info string, in any case.
#[must_use]
pub fn tag(tag: Option<&str>) -> Tag {
    let Some(word) = tag else { return Tag::None };
    let word = word.to_ascii_lowercase();
    let word = PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(&word);
    if PYTHON.contains(&word) || is_versioned(word) {
        Tag::Python
    } else if TRANSCRIPT.contains(&word) {
        Tag::Transcript
    } else {
        Tag::Other
    }
}

/// Whether `word` says by how it begins that it names a language: `language-python`.
#[must_use]
pub fn has_prefix(word: &str) -> bool {
    PREFIXES.iter().any(|prefix| word.starts_with(prefix))
}

/// `python3.11`, `py3.12`, `python-3`: the version of Python 3 behind its name.
fn is_versioned(word: &str) -> bool {
    let version = ["python", "py"].iter().find_map(|name| word.strip_prefix(name));
    let version = version.map(|version| version.trim_start_matches(['-', '_']));
    version.is_some_and(|version| {
        version.starts_with('3') && version.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'x'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_in_any_case() {
        assert_eq!(tag(Some("Python")), Tag::Python);
        assert_eq!(tag(Some("PyCon")), Tag::Transcript);
        for word in ["python3.11", "py3.12", "python-3", "language-python", "lang-py", "Jupyter-Python", "ipy", "py310"]
        {
            assert_eq!(tag(Some(word)), Tag::Python, "{word}");
        }
        for word in ["python2", "python2.7", "pypy", "pyth", "language-c", "py-script", "micropython"] {
            assert_eq!(tag(Some(word)), Tag::Other, "{word}");
        }
        assert_eq!(tag(Some("console")), Tag::Other);
        assert_eq!(tag(None), Tag::None);
    }
}
