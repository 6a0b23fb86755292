//! What a form of the report may need beside the report.

use super::link::Links;
use super::repository::RepositoryPaths;
use super::terminal::Look;

/// What a form may need beside the report.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// How text for people looks.
    pub look: Look,
    /// How pages link to lines of documents.
    pub links: Option<&'a Links>,
    /// Whether warnings fail the check.
    pub strict: bool,
    /// Where the repository is, if anybody said so.
    pub repository: Option<&'a RepositoryPaths>,
}

impl Setting<'_> {
    /// The path of a document as those know it who show a report beside the code.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        self.repository.map_or_else(|| path.to_owned(), |repository| repository.path(path))
    }
}
