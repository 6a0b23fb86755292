//! What a report says of the check itself: the tool, the interpreter, how examples are kept apart.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::selected::Selected;
use super::word::{self, StaticWord};

/// What is known before anything is checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Header {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// When the check began, in UTC.
    #[serde(serialize_with = "as_rfc3339", deserialize_with = "from_rfc3339")]
    pub started: DateTime<Utc>,
    /// This tool.
    pub tool: Tool,
    /// The interpreter that ran the examples.
    pub python: Python,
    /// How examples are kept apart.
    pub isolation: IsolationReport,
    /// What of all there is was asked for.
    #[serde(default, skip_serializing_if = "Selected::is_all")]
    pub selection: Selected,
}

/// The tool's name and version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tool {
    /// `doctrue`
    #[serde(deserialize_with = "word::one")]
    pub name: StaticWord,
    /// Its version.
    #[serde(deserialize_with = "word::one")]
    pub version: StaticWord,
}

impl Default for Tool {
    fn default() -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }
}

/// An interpreter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Python {
    /// Its path.
    pub executable: String,
    /// Its version, like `3.11.7`.
    pub version: String,
    /// `CPython`, `PyPy` …
    pub implementation: String,
}

/// How examples are kept apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IsolationReport {
    /// How interpreters are started.
    #[serde(deserialize_with = "word::one")]
    pub mode: StaticWord,
    /// What guards them.
    #[serde(deserialize_with = "word::all")]
    pub layers: Vec<StaticWord>,
}

fn as_rfc3339<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&as_time(*time))
}

fn from_rfc3339<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(deserializer)?;
    DateTime::parse_from_rfc3339(&text).map(|time| time.to_utc()).map_err(D::Error::custom)
}

/// A time as reports have it: RFC 3339, whole seconds, UTC.
pub(super) fn as_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
