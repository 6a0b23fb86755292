//! The report as JSON: the contract with other tools, described by `notes/manual/report.schema.json`.

use serde::Serialize;

use super::sanitise;

/// `value` as indented JSON with a line ending at the end.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = sanitise::for_json(&serde_json::to_string_pretty(value)?);
    text.push('\n');
    Ok(text)
}
