//! What an example needed and was not given: a package, input, a file, the network.
//!
//! Such an example says nothing about its claims, so they are skipped with the reason and not called wrong.

use super::{Judgement, Verdict};
use crate::lang::python::stdlib;
use crate::run::Exception;

/// Why `exception` only shows that something was missing; none if it is the example's own.
#[must_use]
pub fn missing(exception: &Exception) -> Option<String> {
    // What the example raises itself is what it is about.
    if exception.by_statement {
        return None;
    }
    let message = exception.message.as_str();
    match exception.kind.as_str() {
        "ModuleNotFoundError" => exception.missing_module().map(|module| {
            let package = module.split('.').next().unwrap_or(module);
            format!("needs the package {package}")
        }),
        // Found beside the example, so the document shows the module, or a listing with it, and not all of it.
        "ImportError" if exception.subject.is_shown => exception.missing_import().map(|(name, module)| {
            format!("needs {name} of {}, which the document does not show", module.unwrap_or("a module"))
        }),
        "ImportError" if message.starts_with("attempted relative import") => {
            Some("imports from its package, so it runs only where that is imported".to_owned())
        }
        "NameError" => {
            let name = exception.missing_name().filter(|name| is_history(name))?;
            Some(format!("needs-ipython: `{name}`"))
        }
        "EOFError" if message == "EOF when reading a line" => Some("asks for input".to_owned()),
        "FileNotFoundError" => Some(match exception.missing_file() {
            Some(file) => format!("needs the file {file}"),
            None => "needs a file".to_owned(),
        }),
        "socket.gaierror" | "urllib.error.URLError" | "ConnectionRefusedError" | "http.client.RemoteDisconnected" => {
            Some("needs the network".to_owned())
        }
        kind if kind.starts_with("requests.exceptions.Connection") => Some("needs the network".to_owned()),
        _ => None,
    }
}

/// What would cure an exception that names something of the standard library which nobody has imported.
#[must_use]
pub fn cure(exception: &Exception) -> Option<String> {
    let name = exception.missing_name()?;
    stdlib::import_of(name).map(|line| format!("add `{line}`"))
}

/// An example that could not begin, because a block before it was not given what it needs, says nothing either.
pub fn skip_unreached(judgements: &mut [Judgement], reason: &str) {
    for judgement in judgements.iter_mut().filter(|judgement| judgement.verdict == Verdict::Unreached) {
        *judgement = skipped(judgement, reason);
    }
}

/// Names that IPython gives to what earlier cells were and gave.
fn is_history(name: &str) -> bool {
    let number = name.strip_prefix("_i").or_else(|| name.strip_prefix('_')).unwrap_or_default();
    let is_numbered = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_numbered || matches!(name, "_" | "__" | "___" | "In" | "Out" | "get_ipython")
}

/// What fails though something else than Python was to run before says nothing.
pub fn skip_failing<'j>(judgements: impl Iterator<Item = &'j mut Judgement>, reason: &str) {
    let fails = |judgement: &&mut Judgement| judgement.verdict != Verdict::Confirmed && judgement.severity.is_some();
    for judgement in judgements.filter(fails) {
        *judgement = skipped(judgement, reason);
    }
}

/// The judgement on a claim about something that needs what is not given.
pub(super) fn skipped(judgement: &Judgement, reason: &str) -> Judgement {
    let (verdict, reason) = (Verdict::Skipped, Some(reason.to_owned()));
    let severity = verdict.severity();
    Judgement { verdict, severity, reason, hint: None, replacement: None, unfit: None, ..judgement.clone() }
}

/// An example that could not begin for the exception of a block before it is told with that.
pub fn explain_unreached(judgements: &mut [Judgement], cause: &str) {
    for judgement in judgements.iter_mut().filter(|judgement| judgement.verdict == Verdict::Unreached) {
        judgement.reason = judgement.reason.take().map(|reason| format!("{reason}, because {cause}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, message: &str) -> Option<String> {
        missing(&Exception::new(kind, message, vec![1]))
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(
            of("ModuleNotFoundError", "No module named 'numpy.linalg'").as_deref(),
            Some("needs the package numpy")
        );
        assert_eq!(of("EOFError", "EOF when reading a line").as_deref(), Some("asks for input"));
        assert_eq!(
            of("FileNotFoundError", "[Errno 2] No such file or directory: 'a.txt'").as_deref(),
            Some("needs the file a.txt")
        );
        assert!(of("ImportError", "attempted relative import with no known parent package").is_some());
        assert_eq!(of("ValueError", "'x'"), None);
    }
}
