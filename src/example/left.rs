//! Python that does not run: templates, fragments, Python 2, what its author leaves out. Its explicit claims are told all the
//! same, with the reason why nothing is said of them.

use super::code::{dedent, joined};
use super::transcript::{self, LeftOut};
use super::{Class, Classifier, Example, Kind, Left, Part, Prompt, Runs, given};
use crate::document::CodeLine;
use crate::lang::{Tag, python};
use crate::source::Source;
use std::sync::Arc;

/// Why nothing is said of what stands at a prompt that does not compile, and below it.
pub(super) const NOT_COMPILING: &str = "the code at this prompt does not compile";

/// What is left of the block whose class is `class`, beside what was left out of its sessions.
pub(super) fn of(classifier: &Classifier<'_>, class: &Class) -> Vec<Left> {
    let block = classifier.block();
    let is_meant = class.kind == Kind::Illustrative;
    let left = |lines: Vec<CodeLine>, kind: Kind, reason: &Option<String>| {
        let reason = reason.clone().unwrap_or_else(|| "does not run".to_owned());
        let mut left = of_lines(classifier, lines, &reason);
        left.iter_mut().for_each(|one| (one.is_meant, one.is_python2) = (is_meant, kind == Kind::Python2));
        left
    };
    if class.parts.is_empty() {
        // What is shown behind the input of an exercise is an output of the solution.
        let is_given = class.reason.as_deref().is_some_and(|reason| [given::REASON, given::TYPED].contains(&reason));
        let is_left = class.left.is_empty() && !block.shows_fence && !is_given && is_python(class.kind, classifier.tag);
        return if is_left { left(block.lines.clone(), class.kind, &class.reason) } else { Vec::new() };
    }
    let lines = |part: &Part| -> Vec<CodeLine> {
        block.lines.iter().filter(|line| (part.first..=part.last).contains(&line.line)).copied().collect()
    };
    // What separates parts is text.
    let tag = |part: &Part| if part.kind == Kind::Text { Tag::None } else { classifier.tag };
    let parts = class.parts.iter().filter(|part| part.example.is_none() && is_python(part.kind, tag(part)));
    parts.flat_map(|part| left(lines(part), part.kind, &part.reason)).collect()
}

/// What is left of `lines`: one piece of code, or one at each prompt.
pub(super) fn of_lines(classifier: &Classifier<'_>, lines: Vec<CodeLine>, reason: &str) -> Vec<Left> {
    let source = &classifier.document.source;
    let dedented = dedent(source, &lines);
    if transcript::first_prompt(&joined(source, &dedented)).is_none() {
        let example = Box::new(classifier.example(lines));
        return vec![Left { example, reason: reason.to_owned(), is_meant: false, is_python2: false }];
    }
    let sessions = transcript::read(source, &dedented);
    let found = sessions.iter().flat_map(|session| transcript::all_left_out(source, session));
    found.map(|one| at_prompt(source, classifier.index, one, reason)).collect()
}

/// Code at a prompt of `block` that does not run for `reason`.
pub(super) fn at_prompt(source: &Source, block: usize, found: LeftOut, reason: &str) -> Left {
    let lines = dedent(source, &found.lines);
    let (first, last) = (1, lines.len().max(1));
    let mut example = Example::new(source, block, lines, |code| Arc::new(python::parse(code)));
    let unchecked = Some(reason.to_owned());
    example.prompts = vec![Prompt { first, last, want: found.want, apart: false, broken: None, unchecked }];
    Left { example: Box::new(example), reason: reason.to_owned(), is_meant: false, is_python2: false }
}

/// Whether what is of `kind` and does not run is Python, by its content or by the block's tag.
fn is_python(kind: Kind, tag: Tag) -> bool {
    let by_content = kind.runs() == Runs::NotExample && kind != Kind::Empty;
    let is_tagged = matches!(tag, Tag::Python | Tag::Transcript);
    // A cell of another language is none.
    by_content || is_tagged && kind != Kind::Language
}
