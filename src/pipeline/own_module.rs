//! Modules of an author's own that are called as one of Python's: `from test import add` finds the package `test` of the standard
//! library where the document does not show the author's `test.py`, and fails by something that has nothing to do with it.

use crate::lang::python::stdlib;
use crate::plan::Session;
use crate::run::{Exception, Run};

/// Modules of Python's that notes speak of far less often than of a file of this name.
const NAMES: &[&str] = &["code", "test"];

/// Marks the exceptions of `run` that come from another module than the one which `text`, the document, means.
pub(super) fn tell(text: &str, session: &Session<'_>, run: &mut Run) {
    for exception in run.caught.values_mut().flatten().chain(&mut run.exception) {
        let is_meant = match exception.kind.as_str() {
            // A package without a place is a folder and nothing else, made of a listing that does not show what is in its files.
            "ImportError" if exception.message.ends_with("(unknown location)") => true,
            "ImportError" => {
                exception.missing_import().and_then(|(_, module)| module).is_some_and(|one| is_own(text, one))
            }
            "AttributeError" => exception.missing_attribute().is_some_and(|(_, module)| is_own(text, module)),
            "NameError" => takes_all(session, exception, |module| is_own(text, module)),
            _ => false,
        };
        exception.subject.is_shown |= is_meant;
    }
}

/// Whether `module` of the standard library is called as a file of the author's.
fn is_own(text: &str, module: &str) -> bool {
    NAMES.contains(&module) || stdlib::is_module(module) && names_file(text, &format!("{module}.py"))
}

/// Whether `text` names `file`, in whatever folder.
fn names_file(text: &str, file: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(file).any(|(at, _)| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + file.len()..].chars().next());
        !before.is_some_and(is_part) && !behind.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// Whether the examples take all names of a module that `is_own`, so that it would have the one that is not found.
fn takes_all(session: &Session<'_>, exception: &Exception, is_own: impl Fn(&str) -> bool) -> bool {
    let mut imports = session.examples().flat_map(|example| &example.module.imports);
    exception.missing_name().is_some()
        && imports.any(|import| import.names.iter().any(|name| name == "*") && is_own(&import.module))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_the_authors_where_the_document_names_its_file() {
        for text in ["In `calendar.py`:", "├── calendar.py\n", "see src/calendar.py.", "calendar.py"] {
            assert!(is_own(text, "calendar"), "{text}");
        }
        for text in ["my_calendar.py", "`calendar.pyc`", "the module calendar", ""] {
            assert!(!is_own(text, "calendar"), "{text}");
        }
        assert!(is_own("", "test") && !is_own("helpers.py", "helpers"));
    }
}
