//! Where something stands on the page.

use super::writer::Html;
use super::{Page, anchor};
use crate::report::DocumentReport;

/// A document on its page.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) document: &'a DocumentReport,
    pub(super) number: usize,
}

impl Scope<'_> {
    /// The anchor of something on `line`.
    pub(super) fn anchor(&self, kind: &str, line: usize, column: usize) -> String {
        format!("{}-{kind}{line}.{column}", anchor(self.number))
    }

    /// A link to lines of the document.
    pub(super) fn line(&self, html: &mut Html, lines: (usize, usize)) {
        self.page.line(html, &self.document.path, lines);
    }
}
