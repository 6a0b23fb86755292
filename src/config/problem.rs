//! What is wrong with a configuration: the place in its file, and what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::ops::Range;
use thiserror::Error;

use crate::report::sanitise::{self, for_terminal};

/// More problems than this are only counted.
const MOST_SHOWN: usize = 20;

/// One thing that is wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// What is wrong and what to do, for a person.
    pub message: String,
}

impl ConfigProblem {
    /// A problem at `span`.
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }

    /// The same, with the key that it is about.
    pub(super) fn about(self, key: &str) -> Self {
        Self { message: format!("`{key}`: {}", self.message), ..self }
    }
}

/// A configuration cannot be used, and so nothing is done.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{name}: cannot read the configuration: {reason}")]
    Unreadable {
        /// The file, as it is shown.
        name: String,
        /// Why, and what to do.
        reason: String,
    },
    /// Its content is wrong.
    #[error("{}: the configuration is invalid", .0.name)]
    Invalid(Invalid),
}

/// A file with a wrong content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The file, as it is shown.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What is wrong with it, in the order of the places.
    pub problems: Vec<ConfigProblem>,
}

impl Invalid {
    /// All problems in the manner of the report, each with its place.
    #[must_use]
    pub fn render(&self, color: bool, width: usize) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.term_width(width);
        let shown = self.problems.iter().take(MOST_SHOWN).map(|problem| self.rendered(problem, &renderer) + "\n\n");
        let mut text: String = shown.collect();
        if self.problems.len() > MOST_SHOWN {
            text.push_str(&format!("and {} more\n", self.problems.len() - MOST_SHOWN));
        }
        text
    }

    fn rendered(&self, problem: &ConfigProblem, renderer: &Renderer) -> String {
        let line = line_of(&self.text, problem.span.start);
        let number = line_number(&self.text, line.start);
        let within = |offset: usize| boundary(&self.text, offset.clamp(line.start, line.end)) - line.start;
        let place = within(problem.span.start)..within(problem.span.end.max(problem.span.start));
        let (source, place) = sanitise::with_place(&self.text[line], &place);
        // An empty place cannot be underlined; the character behind it can, and be it the end of the line.
        let source = source + "\n";
        let next = source[place.start..].chars().next().map_or(0, char::len_utf8);
        let place = if place.is_empty() { place.start..place.start + next } else { place };
        let snippet = Snippet::source(source)
            .path(for_terminal(&self.name))
            .line_start(number)
            .annotation(AnnotationKind::Primary.span(place));
        renderer.render(&[Level::ERROR.primary_title(for_terminal(&problem.message)).element(snippet)])
    }
}

/// The 1-based line that holds the byte at `offset`.
fn line_number(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|&&byte| byte == b'\n').count() + 1
}

/// The bytes of the line that holds the byte at `offset`, without its end.
fn line_of(text: &str, offset: usize) -> Range<usize> {
    let offset = boundary(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |length| offset + length);
    start..end
}

/// The beginning of the character that `offset` lies in.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&offset| text.is_char_boundary(offset)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rendered(text: &str, span: Range<usize>) -> String {
        let problems = vec![ConfigProblem::new(span, "wrong")];
        Invalid { name: "a.toml".to_owned(), text: text.to_owned(), problems }.render(false, 80)
    }

    #[test]
    fn the_place_is_that_of_the_file() {
        assert!(rendered("a = 1\nbé = 2\n", 12..13).contains("a.toml:2:6"), "{}", rendered("a = 1\nbé = 2\n", 12..13));
        assert!(rendered("", 0..0).contains("a.toml:1:1"));
        assert!(rendered("a = [\n1,\n2]", 4..11).contains("a.toml:1:5"));
        assert!(!rendered("a = '\u{1b}[2J'\r\n", 4..10).contains(['\u{1b}', '\r']));
    }

    proptest! {
        #[test]
        fn any_place_in_any_text_can_be_shown(text in "[a\\n\\r\\té\u{1b}]{0,30}", start in 0usize..40, length in 0usize..40) {
            prop_assert!(rendered(&text, start..start + length).contains("wrong"));
        }
    }
}
