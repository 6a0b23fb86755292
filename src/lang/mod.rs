//! Languages: what the tag of a fence says, Python's syntax, and what a script says about itself.

mod depth;
pub mod literal;
pub mod metadata;
pub mod output;
pub mod python;

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
const PYTHON: &[&str] = &["python", "py", "python3", "py3", "ipython", "ipython3", "pyodide"];

/// Tags that mean a transcript, in lower case.
const TRANSCRIPT: &[&str] = &["pycon", "pycon3", "python-console", "doctest", "py3con"];

/// The meaning of the language word `tag` of an info string, in any case.
#[must_use]
pub fn tag(tag: Option<&str>) -> Tag {
    let Some(word) = tag else { return Tag::None };
    let word = word.to_ascii_lowercase();
    if PYTHON.contains(&word.as_str()) {
        Tag::Python
    } else if TRANSCRIPT.contains(&word.as_str()) {
        Tag::Transcript
    } else {
        Tag::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_in_any_case() {
        assert_eq!(tag(Some("Python")), Tag::Python);
        assert_eq!(tag(Some("PyCon")), Tag::Transcript);
        assert_eq!(tag(Some("console")), Tag::Other);
        assert_eq!(tag(None), Tag::None);
    }
}
