//! Exceptions: what Python tells of one, in its message, its fields and its traceback.

use serde::{Deserialize, Serialize};

/// The uncaught exception of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The type, with its module unless that is `builtins` or the example itself.
    pub kind: String,
    /// The message; may be empty.
    pub message: String,
    /// The lines of the file it passed, outermost and innermost; empty if it was raised outside the example.
    pub lines: Vec<usize>,
    /// Whether the example does not even compile.
    pub compiling: bool,
    /// Whether a `raise` statement of the example raised it.
    pub by_statement: bool,
    /// What it is about, as far as fields of it say so.
    pub subject: ExceptionSubject,
    /// What a traceback shows besides.
    pub details: Details,
}

/// What an exception is about. Older interpreters say less of it in fields, and some only in the message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionSubject {
    /// The name that was not found, or the module that was imported.
    pub name: Option<String>,
    /// What was to be imported from that module.
    pub imported: Option<String>,
    /// The file: that of the module, or the one that the system was asked for.
    pub file: Option<String>,
    /// Whether that file lies beside the example, where what the document shows is, or is one that the document speaks of.
    pub is_shown: bool,
}

/// What a traceback shows of an exception besides its type and message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Its notes (`add_note`), each with its lines.
    pub notes: Vec<String>,
    /// The exceptions of its chain that came before it, the first one first: type and message.
    pub earlier: Vec<(String, String)>,
    /// The members of a group, those of an inner group behind it: type and message.
    pub members: Vec<(String, String)>,
}

impl Exception {
    /// What these lines of the file, outermost and innermost, raise without a statement that asks for it.
    #[must_use]
    pub fn new(kind: &str, message: &str, lines: Vec<usize>) -> Self {
        Self {
            kind: kind.to_owned(),
            message: message.to_owned(),
            lines,
            compiling: false,
            by_statement: false,
            subject: ExceptionSubject::default(),
            details: Details::default(),
        }
    }

    /// The innermost line of the file.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.lines.last().copied().filter(|&line| line > 0)
    }

    /// The name that was not found, if it is a `NameError`.
    #[must_use]
    pub fn missing_name(&self) -> Option<&str> {
        self.said("NameError", &self.subject.name, 1)
    }

    /// The module that was not found, if it is a `ModuleNotFoundError`.
    #[must_use]
    pub fn missing_module(&self) -> Option<&str> {
        self.said("ModuleNotFoundError", &self.subject.name, 1)
    }

    /// The file that was not found, if it is a `FileNotFoundError`.
    #[must_use]
    pub fn missing_file(&self) -> Option<&str> {
        self.said("FileNotFoundError", &self.subject.file, 1)
    }

    /// What a module does not have that was to be imported from it, and the module, if it is an `ImportError`.
    #[must_use]
    pub fn missing_import(&self) -> Option<(&str, Option<&str>)> {
        let said = |field, place| self.said("ImportError", field, place);
        Some((said(&self.subject.imported, 1)?, said(&self.subject.name, 3)))
    }

    /// What a module does not have that was asked for as its attribute, and the module, if it is an `AttributeError` of that.
    #[must_use]
    pub fn missing_attribute(&self) -> Option<(&str, &str)> {
        let rest = self.message.strip_prefix("module '").filter(|_| self.kind == "AttributeError")?;
        let (module, rest) = rest.split_once("' has no attribute '")?;
        Some((rest.split_once('\'')?.0, module))
    }

    /// What an exception of this `kind` says in a `field`, or else quotes in this `place` of its message.
    fn said<'a>(&'a self, kind: &str, field: &'a Option<String>, place: usize) -> Option<&'a str> {
        // What no message holds as it is would not go well into one of ours.
        let field = field.as_deref().filter(|text| !text.contains(char::is_control));
        let said = || field.or_else(|| self.message.split('\'').nth(place)).filter(|text| !text.is_empty());
        if self.kind == kind { said() } else { None }
    }

    /// The last line of a traceback.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.message.is_empty() { self.kind.clone() } else { format!("{}: {}", self.kind, self.message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, message: &str) -> Exception {
        Exception::new(kind, message, Vec::new())
    }

    #[test]
    fn a_module_may_lack_an_attribute() {
        let missing = of("AttributeError", "module 'a.b' has no attribute 'c'. Did you mean: 'd'?");
        assert_eq!(missing.missing_attribute(), Some(("c", "a.b")));
        for (kind, message) in
            [("AttributeError", "'A' object has no attribute 'c'"), ("TypeError", "module 'a' has no")]
        {
            assert_eq!(of(kind, message).missing_attribute(), None, "{message}");
        }
    }

    #[test]
    fn fields_say_what_an_exception_is_about_and_messages_where_there_are_none() {
        let subject = |name: &str| ExceptionSubject { name: Some(name.to_owned()), ..ExceptionSubject::default() };
        let mut missing = of("NameError", "name 'a' is not defined");
        assert_eq!((missing.missing_name(), missing.missing_module()), (Some("a"), None));
        missing.subject = subject("b");
        assert_eq!(missing.missing_name(), Some("b"));
        missing.subject = subject("b\nc");
        assert_eq!(missing.missing_name(), Some("a"), "the message has it escaped");
        assert_eq!(of("NameError", "'' is none").missing_name(), None);
        assert_eq!(of("ModuleNotFoundError", "No module named 'a.b'").missing_module(), Some("a.b"));
        let mut file = of("FileNotFoundError", "[Errno 2] No such file or directory: \"it's\"");
        file.subject.file = Some("it's".to_owned());
        assert_eq!(file.missing_file(), Some("it's"));
    }

    #[test]
    fn what_cannot_be_imported_is_told_with_its_module() {
        let message = "cannot import name 'a' from partially initialized module 'b' (/x/b.py)";
        let mut missing = of("ImportError", message);
        assert_eq!(missing.missing_import(), Some(("a", Some("b"))));
        missing.subject.name = Some("c".to_owned());
        assert_eq!(missing.missing_import(), Some(("a", Some("c"))));
        assert_eq!(of("ImportError", "no such thing").missing_import(), None);
    }
}
