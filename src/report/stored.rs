//! Reports that were written and are read again: blobs, and JSON reports.

use serde::Deserialize;

use super::blob::{self, Blob, BlobError};
use super::{Report, SCHEMA};
use crate::settings::shard::Shard;

/// A report that was read.
#[derive(Debug)]
pub enum Stored {
    /// With all that is known, and where it comes from.
    Blob(Box<Blob>),
    /// What the JSON report tells.
    Json(Box<Report>),
}

impl Stored {
    /// Which shard of a check it is, if it says that.
    #[must_use]
    pub fn shard(&self) -> Option<Shard> {
        match self {
            Self::Blob(blob) => Some(blob.origin.shard),
            Self::Json(report) => report.header.selection.shard,
        }
    }

    /// The report alone.
    #[must_use]
    pub fn report(self) -> Report {
        match self {
            Self::Blob(blob) => blob.report,
            Self::Json(report) => *report,
        }
    }
}

/// Reads a blob or a JSON report.
///
/// # Errors
/// If it is something else, or of a later version.
pub fn read(text: &str) -> Result<Stored, BlobError> {
    #[derive(Deserialize)]
    struct Version {
        blob: Option<u32>,
        schema: Option<u32>,
    }
    let version: Version = serde_json::from_str(text)?;
    if let Some(version) = version.blob {
        return Ok(Stored::Blob(Box::new(blob::read_version(version, text)?)));
    }
    match version.schema {
        Some(found) if found > SCHEMA => Err(BlobError::Later { found }),
        _ => Ok(Stored::Json(Box::new(serde_json::from_str(text)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{json, sample};

    #[test]
    fn a_json_report_is_read_as_far_as_it_tells() {
        let report = sample::report(vec![sample::document(), sample::hostile("x")]);
        let text = json::render(&report).expect("JSON");
        let back = read(&text).expect("a report").report();
        assert_eq!(json::render(&back).expect("JSON"), text);
    }

    #[test]
    fn what_is_no_report_or_of_a_later_version_is_an_error() {
        for text in ["", "[]", "{}", "{\"schema\": 1}", "null"] {
            assert!(matches!(read(text), Err(BlobError::NoReport(_))), "{text}");
        }
        assert!(matches!(read("{\"schema\": 99}"), Err(BlobError::Later { found: 99 })));
    }
}
