//! What an example needed and was not given: a package, input, a file, the network, a terminal, a display.
//!
//! Such an example says nothing about its claims, so they are skipped with the reason and not called wrong.

use super::{Judgement, Verdict};
use crate::example::Example;
use crate::lang::python::{releases, stdlib};
use crate::run::{Ending, Exception, Run};

/// Why `exception` only shows that something was missing; none if it is the example's own.
#[must_use]
pub fn missing(exception: &Exception) -> Option<String> {
    // What the example raises itself is what it is about.
    if exception.by_statement {
        return None;
    }
    let message = exception.message.as_str();
    let name = exception.missing_name().or_else(|| exception.missing_module());
    if let Some(reason) = releases::needed(&exception.kind, message, name) {
        return Some(reason);
    }
    match exception.kind.as_str() {
        "ModuleNotFoundError" => exception.missing_module().map(|module| {
            let package = module.split('.').next().unwrap_or(module);
            format!("needs the package {package}")
        }),
        // Found beside the example, so the document shows the module, or a listing with it, and not all of it.
        "ImportError" if exception.subject.is_shown => {
            exception.missing_import().map(|(name, module)| not_shown(name, module))
        }
        "AttributeError" if exception.subject.is_shown => {
            exception.missing_attribute().map(|(name, module)| not_shown(name, Some(module)))
        }
        "NameError" if exception.subject.is_shown => exception.missing_name().map(|name| not_shown(name, None)),
        // A folder without a module: the document shows a part of a package, and the rest of it elsewhere.
        "ImportError" if message.ends_with("(unknown location)") => {
            exception.missing_import().map(|(name, module)| not_shown(name, module))
        }
        "ImportError" if message.starts_with("attempted relative import") => {
            Some("imports from its package, so it runs only where that is imported".to_owned())
        }
        "NameError" => match exception.missing_name()? {
            name if is_history(name) => Some(format!("needs-ipython: `{name}`")),
            name => package_called(name).map(|line| format!("needs `{line}`")),
        },
        "EOFError" if message == "EOF when reading a line" => Some("asks for input".to_owned()),
        // The debugger leaves at the end of its input.
        "bdb.BdbQuit" => Some("asks for input".to_owned()),
        "_curses.error" | "termios.error" => Some("needs a terminal".to_owned()),
        "OSError" if TERMINAL.iter().any(|text| message.starts_with(text)) => Some("needs a terminal".to_owned()),
        "_tkinter.TclError" if DISPLAY.iter().any(|text| message.contains(text)) => Some("needs a display".to_owned()),
        "pygame.error" if message == "No available video device" => Some("needs a display".to_owned()),
        "Xlib.error.DisplayNameError" | "Xlib.error.DisplayConnectionError" => Some("needs a display".to_owned()),
        "webbrowser.Error" => Some("needs a browser".to_owned()),
        "PermissionError" => outside(exception).map(|file| format!("needs access to {file}")),
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

/// What is said of a `name` that a module of the author's has.
fn not_shown(name: &str, module: Option<&str>) -> String {
    format!("needs {name} of {}, which the document does not show", module.unwrap_or("a module"))
}

/// What the system says where there is no terminal.
const TERMINAL: &[&str] = &["[Errno 25] Inappropriate ioctl for device", "[Errno 6] No such device or address"];

/// What Tk says where it finds no display.
const DISPLAY: &[&str] = &["no display name", "couldn't connect to display", "couldn't connect to monitor"];

/// The file outside of its folders that an example is kept from.
fn outside(exception: &Exception) -> Option<&str> {
    let is_kept = exception.message.starts_with("[Errno 13]") || exception.message.starts_with("[Errno 1]");
    let file = exception.subject.file.as_deref().filter(|_| is_kept)?;
    (file.starts_with('/') && !file.contains(char::is_control)).then_some(file)
}

/// What `example`, as `run` shows, was not given by whoever starts it: arguments, a variable of its environment, a password.
#[must_use]
pub fn by_starter(example: &Example, run: &Run) -> Option<String> {
    let code = example.code.as_str();
    let arguments = || "needs arguments on its command line".to_owned();
    let Some(exception) = run.exception.as_ref().filter(|exception| !exception.by_statement) else {
        let ends = matches!(run.ending, Ending::Exited(status) if status != 0);
        let written = || run.chunks.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect::<Vec<u8>>();
        let is_required = || REQUIRED.iter().any(|text| String::from_utf8_lossy(&written()).contains(text));
        let is_usage = reads_arguments(code) || (code.contains(".parse_args()") && is_required());
        return (ends && is_usage).then(arguments);
    };
    let index = example.lines.binary_search_by_key(&exception.line()?, |line| line.line).ok()?;
    let text = code.lines().nth(index).unwrap_or_default();
    match exception.kind.as_str() {
        "KeyError" if text.contains("environ[") => {
            let name = exception.message.trim_matches(['\'', '"']);
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            is_name.then(|| format!("needs the variable {name}"))
        }
        "IndexError" | "ValueError" if text.contains("sys.argv") => Some(arguments()),
        "EOFError" if text.contains("getpass(") => Some("asks for input".to_owned()),
        _ => None,
    }
}

/// Whether `code` looks at what stands behind its own name on the command line: `sys.argv[1:]`, `len(sys.argv)`.
fn reads_arguments(code: &str) -> bool {
    // What is taken apart needs as many as it has names; a list of options may be empty.
    let takes_apart = |line: &str| {
        line.split_once("= sys.argv[").is_some_and(|(names, _)| names.contains(','))
            && !line.trim_start().starts_with('#')
    };
    code.contains("len(sys.argv)") || code.lines().any(takes_apart)
}

/// What argparse says where an argument is not given.
const REQUIRED: &[&str] = &["the following arguments are required", "is required"];

/// What would cure an exception that names something of the standard library which nobody has imported.
#[must_use]
pub fn cure(exception: &Exception) -> Option<String> {
    let name = exception.missing_name()?;
    stdlib::import_of(name).map(|line| format!("add `{line}`"))
}

/// What stands before the name of a module in an advice.
const IMPORT: &str = "add `import ";

/// Whether `advice` may cure `code`: an import of a module does where something is taken from it, `math.pi`. What `numbers` is by
/// itself nobody knows.
#[must_use]
pub fn may_cure(advice: &str, code: &str) -> bool {
    let Some((_, name)) = advice.split_once(IMPORT) else { return true };
    let name = name.trim_end_matches('`');
    let is_begun = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
    code.match_indices(&format!("{name}.")).any(|(at, _)| is_begun(at))
}

/// Takes out of what is said of claims about `code` the advice that cannot cure it.
pub fn leave_out_advice(judgements: &mut [Judgement], code: &str) {
    for reason in judgements.iter_mut().filter_map(|judgement| judgement.reason.as_mut()) {
        if let Some((before, _)) = reason.split_once(&format!(": {IMPORT}")).filter(|_| !may_cure(reason, code)) {
            *reason = before.to_owned();
        }
    }
}

/// An example that could not begin, because a block before it was not given what it needs, says nothing either.
pub fn skip_unreached(judgements: &mut [Judgement], reason: &str) {
    // Why a block before it could not bind a package's name says more than that the name is not there.
    let lacks_import = |judgement: &Judgement| judgement.reason.as_deref().is_some_and(is_missing_import);
    let is_open = |judgement: &&mut Judgement| match judgement.verdict {
        Verdict::Unreached => true,
        Verdict::Skipped => lacks_import(judgement),
        Verdict::Confirmed | Verdict::Wrong | Verdict::Stale | Verdict::Volatile | Verdict::Unverified => false,
    };
    for judgement in judgements.iter_mut().filter(is_open) {
        *judgement = skipped(judgement, reason);
    }
}

/// Whether a reason says that a package's usual name is not there.
#[must_use]
pub fn is_missing_import(reason: &str) -> bool {
    ALIASES
        .iter()
        .any(|(_, import)| reason.strip_prefix("needs `").and_then(|rest| rest.strip_suffix('`')) == Some(import))
}

/// The names that everybody gives to some packages, with the import that gives them.
const ALIASES: &[(&str, &str)] = &[
    ("np", "import numpy as np"),
    ("pd", "import pandas as pd"),
    ("plt", "import matplotlib.pyplot as plt"),
    ("sns", "import seaborn as sns"),
    ("tf", "import tensorflow as tf"),
];

/// The import of the package that a name nobody binds stands for by custom.
fn package_called(name: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, line)| *line)
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
    fn an_import_is_advised_where_the_name_is_used_as_a_module() {
        let advice = |name: &str| {
            cure(&Exception::new("NameError", &format!("name '{name}' is not defined"), vec![1])).expect("an import")
        };
        assert!(may_cure(&advice("numbers"), "isinstance(3, numbers.Number)"));
        assert!(may_cure(&advice("Counter"), "Counter('abc')"));
        for code in ["sum(numbers)", "my_numbers.x", "a.numbers.x", "numbers"] {
            assert!(!may_cure(&advice("numbers"), code), "{code}");
        }
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
        for (kind, message, reason) in [
            ("_curses.error", "setupterm: could not find terminal", "needs a terminal"),
            ("OSError", "[Errno 25] Inappropriate ioctl for device", "needs a terminal"),
            ("_tkinter.TclError", "no display name and no $DISPLAY environment variable", "needs a display"),
            ("webbrowser.Error", "could not locate runnable browser", "needs a browser"),
            ("bdb.BdbQuit", "", "asks for input"),
        ] {
            assert_eq!(of(kind, message).as_deref(), Some(reason), "{kind}");
        }
        assert_eq!(of("_tkinter.TclError", "unknown option \"-colour\""), None);
        assert_eq!(of("PermissionError", "[Errno 13] Permission denied"), None);
        assert!(of("ImportError", "attempted relative import with no known parent package").is_some());
        assert_eq!(of("ValueError", "'x'"), None);
        assert_eq!(of("NameError", "name 'np' is not defined").as_deref(), Some("needs `import numpy as np`"));
        assert_eq!(of("NameError", "name 'n' is not defined"), None);
    }
}
