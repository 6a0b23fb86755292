//! Tests of planning: which earlier blocks an example runs behind, and the program that is written.

use super::*;
use crate::claim::recognise;
use crate::document;
use crate::example::{Class, classify};
use crate::source::Source;

/// A missing name, or a missing file where it has a dot.
fn of_names(name: &str) -> Missing {
    let mut missing = Missing::default();
    match name.contains('.') {
        true => missing.add_file(name),
        false => missing.names.extend([name.to_owned()]),
    }
    missing
}

/// The lines of the blocks that run before the last example of `text` when it misses `name`, and the program.
fn behind(text: &str, name: &str, context: Context) -> Option<(Vec<usize>, String)> {
    let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    let classes = classify(&document, &[]);
    let examples: Vec<_> = classes.iter().flat_map(Class::examples).collect();
    let alone = Session::first(examples.last()?, &[], &Sharings::of_document(&examples));
    let session = alone.behind(&document, &examples, &of_names(name), context)?;
    let lines = session.before.iter().map(|example| document.blocks[example.block].line).collect();
    Some((lines, session.source()))
}

const NOTE: &str = "# A\n```py\nx = [1]\n```\n```py\nz = 5\n```\n# B\n```py\ny = x + [2]\n```\n```py\ny.append(3)\n```\n```py\nprint(y)\n```\n";

#[test]
fn the_blocks_that_are_needed_run_before_and_no_others() {
    let (lines, source) = behind(NOTE, "y", Context::File).expect("a context");
    assert_eq!(lines, [2, 9, 12]);
    let found: Vec<_> = source.lines().enumerate().filter(|(_, text)| !text.is_empty()).collect();
    assert_eq!(found, [(2, "x = [1]"), (9, "y = x + [2]"), (12, "y.append(3)"), (15, "print(y)")]);
}

#[test]
fn a_section_ends_at_its_heading() {
    assert_eq!(behind(NOTE, "y", Context::Section).map(|(lines, _)| lines), Some(vec![9, 12]));
    assert_eq!(behind(NOTE, "x", Context::Section), None);
    assert_eq!(behind(NOTE, "nowhere", Context::File), None);
}

#[test]
fn a_transcript_runs_behind_what_it_needs_of_the_transcripts_before_it() {
    let note = "```pycon\n>>> x = 1\n```\n```pycon\n>>> print(0)\n```\n```pycon\n>>> x\n1\n```\n";
    let (lines, _) = behind(note, "x", Context::Section).expect("a context");
    assert_eq!(lines, [1]);
}

#[test]
fn features_of_later_pythons_are_asked_for_at_the_beginning() {
    let note = "```py\nfrom __future__ import annotations\nx = 1\n```\n```py\nfrom __future__ import annotations\nprint(x)\n```\n";
    let (_, source) = behind(note, "x", Context::Section).expect("a context");
    assert_eq!(source, "from __future__ import annotations;\npass\nx = 1\n\n\npass\nprint(x)\n");
}

/// What the harness is to record for a document with this code.
pub(super) fn orders_of(code: &str) -> Vec<Order> {
    let document = document::parse(Source::new("a.md", format!("```py\n{code}```\n").into_bytes()));
    let classes = classify(&document, &[]);
    let examples: Vec<_> = classes.iter().flat_map(Class::examples).collect();
    let claims = recognise(&document.source, examples[0]);
    Session::first(examples[0], &claims, &Sharings::of_document(&examples)).orders()
}

#[test]
fn a_missing_file_is_written_by_the_blocks_that_name_it() {
    let text = "```py\nfrom pathlib import Path\n```\n```py\nPath('a.txt').write_text('1')\n```\n```py\nb = 1\n```\n\
                ```py\nopen('a.txt', 'a')\n```\n```py\nprint(open('a.txt').read())\n```\n";
    let lines = behind(text, "a.txt", Context::File).map(|(lines, _)| lines);
    assert_eq!(lines, Some(vec![1, 4, 10]));
    assert_eq!(behind(text, "b.txt", Context::File), None);
}
