//! The report as lines of JSON: the head, each document, each error, the totals. Every line has a `type`.
//!
//! The lines hold what the JSON report holds, so that somebody who follows a long check sees each document as soon as
//! it and those before it are done.

use serde::Serialize;

use super::{DocumentReport, Failure, Header, Report, Summary, sanitise};

/// A line.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Line<'a> {
    /// The first one.
    Header(&'a Header),
    /// A document.
    Document(&'a DocumentReport),
    /// What could not be checked.
    Error(&'a Failure),
    /// The last one.
    Summary(&'a Summary),
}

impl Line<'_> {
    /// Its text, with a line ending.
    ///
    /// # Errors
    /// Only if the data cannot be JSON at all.
    pub fn render(&self) -> Result<String, serde_json::Error> {
        let mut text = sanitise::for_json(&serde_json::to_string(self)?);
        text.push('\n');
        Ok(text)
    }
}

/// All lines.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = Line::Header(&report.header).render()?;
    for document in &report.documents {
        text.push_str(&Line::Document(document).render()?);
    }
    text.push_str(&render_end(report)?);
    Ok(text)
}

/// The lines behind the documents.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render_end(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for error in &report.errors {
        text.push_str(&Line::Error(error).render()?);
    }
    text.push_str(&Line::Summary(&report.summary).render()?);
    Ok(text)
}
