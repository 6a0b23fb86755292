//! Python that does not run: templates, fragments, Python 2, what its author leaves out. Its explicit claims are told all the
//! same, with the reason why nothing is said of them.

use super::{Class, Classifier, Example, Kind, Runs};
use crate::document::CodeLine;
use crate::lang::Tag;

/// Python that does not run.
#[derive(Debug)]
pub struct Left {
    /// The code, as far as it can be read.
    pub example: Box<Example>,
    /// Why it does not run; lower case.
    pub reason: String,
    /// Whether its author says that it is not meant to, so that nothing is missing.
    pub is_meant: bool,
}

/// What is left of the block whose class is `class`.
pub(super) fn of(classifier: &Classifier<'_>, class: &Class) -> Vec<Left> {
    let block = classifier.block();
    let lines = |first: usize, last: usize| -> Vec<CodeLine> {
        block.lines.iter().filter(|line| (first..=last).contains(&line.line)).copied().collect()
    };
    let left = |lines: Vec<CodeLine>, reason: &Option<String>| {
        let example = Box::new(classifier.example(lines));
        let is_meant = class.kind == Kind::Illustrative;
        Left { example, reason: reason.clone().unwrap_or_else(|| "does not run".to_owned()), is_meant }
    };
    if class.parts.is_empty() {
        let is_left = !block.shows_fence && is_python(class.kind, classifier.tag);
        return is_left.then(|| left(block.lines.clone(), &class.reason)).into_iter().collect();
    }
    let parts = class.parts.iter().filter(|part| part.example.is_none() && is_python(part.kind, Tag::None));
    parts.map(|part| left(lines(part.first, part.last), &part.reason)).collect()
}

/// Whether what is of `kind` and does not run is Python, by its content or by the block's tag.
fn is_python(kind: Kind, tag: Tag) -> bool {
    let by_content = kind.runs() == Runs::NotExample && kind != Kind::Empty;
    let is_tagged = matches!(tag, Tag::Python | Tag::Transcript);
    by_content || is_tagged && matches!(kind, Kind::Text | Kind::Config | Kind::Tree | Kind::Exercise | Kind::Damaged)
}
