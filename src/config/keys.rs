//! The keys that a configuration may have: one table for reading, the schema, the notes and `doctrue init`. Directives
//! come from their own table.

use std::path::PathBuf;

use super::problem::ConfigProblem;
use super::value::{self, Value};
use super::{Options, severity};
use crate::directive::{self, DirectiveRow, DirectiveScope};
use crate::discover::patterns::Patterns;
use crate::settings::severity::Severities;

/// The values of a file, as they are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The folder that patterns are relative to.
    pub(super) folder: PathBuf,
    pub(super) options: Options,
    pub(super) exclude: Patterns,
}

/// A key with a value.
#[derive(Debug)]
pub struct ConfigKey {
    /// Its name.
    pub name: &'static str,
    /// A line that sets it, for the notes.
    pub example: &'static str,
    /// The line that says what holds without it.
    pub default: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    pub(super) set: fn(&mut Draft, &Value<'_>) -> Result<(), ConfigProblem>,
}

/// All keys with a value, in the order of their names.
pub static KEYS: &[ConfigKey] = &[
    ConfigKey {
        name: "claims",
        example: "claims = \"value\"",
        default: "claims = \"all\"",
        help: "Which claims to check: `explicit`, `value` (also bare values), `all` (also words that resemble the output).",
        set: |draft, value| {
            draft.options.claims = Some(value::word(value)?);
            Ok(())
        },
    },
    ConfigKey {
        name: "exclude",
        example: "exclude = [\"drafts\", \"*.mdx\"]",
        default: "exclude = []",
        help: "Patterns of files and folders to leave out when searching folders.",
        set: |draft, value| {
            draft.exclude = patterns(draft, value)?;
            Ok(())
        },
    },
    ConfigKey {
        name: "fail-on-empty",
        example: "fail-on-empty = true",
        default: "fail-on-empty = false",
        help: "Fail if no claim is found.",
        set: |draft, value| {
            draft.options.fail_on_empty = Some(value::flag(value)?);
            Ok(())
        },
    },
    ConfigKey {
        name: "match",
        example: "match = \"exact\"",
        default: "match = \"any\"",
        help: "How to compare documented outputs: `exact`, or by `any` of the rules.",
        set: |draft, value| {
            draft.options.matching = Some(value::word(value)?);
            Ok(())
        },
    },
    ConfigKey {
        name: "severity",
        example: "severity = { skipped = \"error\", undefined-name = \"allow\" }",
        default: "severity = {}",
        help: "The severity of a verdict or a finding: `error`, `warning`, `note` or `allow`; `wrong`, `stale` and `unreached` are always errors.",
        set: |draft, value| {
            draft.options.severities = severities(value)?;
            Ok(())
        },
    },
    ConfigKey {
        name: "strict",
        example: "strict = true",
        default: "strict = false",
        help: "Make warnings fail the check.",
        set: |draft, value| {
            draft.options.strict = Some(value::flag(value)?);
            Ok(())
        },
    },
    ConfigKey {
        name: "timeout",
        example: "timeout = \"30s\"",
        default: "timeout = \"10s\"",
        help: "The time limit for each example, at most a minute.",
        set: |draft, value| {
            draft.options.timeout = Some(value::duration(value)?);
            Ok(())
        },
    },
];

/// The table with directives for all documents.
pub const DIRECTIVES: &str = "directives";
/// The list of tables with directives for some documents.
pub const OVERRIDES: &str = "overrides";
/// The key of an override that says for which.
pub const PATHS: &str = "paths";
/// The table of environment variables beside directives.
pub const ENV: &str = "env";

/// Keys that a repository may not have, because they are the business of whoever starts the program: what they would
/// loosen protects that person from the repository.
pub static REFUSED: &[(&str, &str)] = &[
    ("env-passthrough", "a repository cannot give examples your environment variables; use the command line"),
    ("evidence", "use --evidence or DOCTRUE_EVIDENCE"),
    ("isolation", "use --isolation or DOCTRUE_ISOLATION"),
    ("jobs", "it depends on the machine; use --jobs or DOCTRUE_JOBS"),
    ("limits", "use the options for limits, such as --max-memory"),
    ("memory", "use the options for limits, such as --max-memory"),
    ("network", "use --sandbox or DOCTRUE_SANDBOX"),
    ("python", "use --python or DOCTRUE_PYTHON"),
    ("sandbox", "use --sandbox or DOCTRUE_SANDBOX"),
];

/// The directives that may be said of many documents.
pub fn directives() -> impl Iterator<Item = &'static DirectiveRow> {
    directive::TABLE.iter().filter(|row| row.scope == DirectiveScope::Any)
}

/// A table of codes and their levels.
fn severities(value: &Value<'_>) -> Result<Severities, ConfigProblem> {
    let table = value::table(value)?;
    let said = table.iter().map(|(name, level)| {
        let code = severity::code(name.get_ref()).map_err(|reason| ConfigProblem::new(name.span(), reason))?;
        let said = severity::permitted(code, value::word(level)?);
        said.map_err(|reason| ConfigProblem::new(level.span(), reason))
    });
    said.collect::<Result<_, _>>().map(Severities::new)
}

/// Patterns, relative to the folder of the file.
pub(super) fn patterns(draft: &Draft, value: &Value<'_>) -> Result<Patterns, ConfigProblem> {
    let texts = value::texts(value)?;
    Patterns::new(&draft.folder, &texts).map_err(|error| {
        let span = value::list(value).ok().and_then(|all| all.get(error.index)).map_or(value.span(), Value::span);
        ConfigProblem::new(span, error.reason)
    })
}
