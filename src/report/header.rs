//! What a report says of the check itself: the tool, the interpreter, how examples are kept apart.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

/// What is known before anything is checked.
#[derive(Clone, Debug, Serialize)]
pub struct Header {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// When the check began, in UTC.
    #[serde(serialize_with = "as_rfc3339")]
    pub started: DateTime<Utc>,
    /// This tool.
    pub tool: Tool,
    /// The interpreter that ran the examples.
    pub python: Python,
    /// How examples are kept apart.
    pub isolation: Isolation,
}

/// The tool's name and version.
#[derive(Clone, Debug, Serialize)]
pub struct Tool {
    /// `doctrue`
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Default for Tool {
    fn default() -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }
}

/// An interpreter.
#[derive(Clone, Debug, Serialize)]
pub struct Python {
    /// Its path.
    pub executable: String,
    /// Its version, like `3.11.7`.
    pub version: String,
    /// `CPython`, `PyPy` …
    pub implementation: String,
}

/// How examples are kept apart.
#[derive(Clone, Debug, Serialize)]
pub struct Isolation {
    /// How interpreters are started.
    pub mode: &'static str,
    /// What guards them.
    pub layers: Vec<&'static str>,
}

fn as_rfc3339<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&as_time(*time))
}

/// A time as reports have it: RFC 3339, whole seconds, UTC.
pub(super) fn as_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
