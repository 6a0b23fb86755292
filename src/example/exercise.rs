//! Exercises: what a function is to give that the reader is to write. The text names it, `def elem(a, b)`, and no block has it,
//! under a misspelt name either. All that is shown is what it gives.

use super::{Class, Classifier, Example, Kind};
use crate::directive;
use crate::lang::python::{self, Statement};

/// Makes the parts of `class` exercises that call such a function.
pub(super) fn leave_out(classifier: &Classifier<'_>, class: &mut Class) {
    let mut is_changed = false;
    for part in &mut class.parts {
        let Some(name) = part.example.as_deref().and_then(|example| to_write(classifier, example)) else { continue };
        part.reason = Some(format!("calls `{name}`, which the reader is to write"));
        (part.kind, part.example, is_changed) = (Kind::Exercise, None, true);
    }
    if is_changed {
        let Class { kind, reason, parts, .. } = Class::of_parts(std::mem::take(&mut class.parts));
        (class.kind, class.reason, class.parts) = (kind, reason, parts);
    }
}

/// The function that `example` needs, no block binds, and the text between the blocks has the head of.
fn to_write<'e>(classifier: &Classifier<'_>, example: &'e Example) -> Option<&'e str> {
    let surroundings = classifier.surroundings;
    let mut unbound = example.module.free_names.iter().filter(|name| !surroundings.binds(name)).peekable();
    unbound.peek().filter(|_| !surroundings.binds_any())?;
    let document = classifier.document;
    let is_in_block = |line: usize| document.blocks.iter().any(|block| (block.line..=block.end_line).contains(&line));
    let text = document.source.text();
    let is_asked = |name: &&String| {
        let head = format!("def {name}(");
        let mut found = text.match_indices(&head).map(|(at, _)| document.source.line(at)).peekable();
        found.peek().is_some() && found.all(|line| !is_in_block(line))
    };
    let bound = || surroundings.bound_names.keys().map(String::as_str);
    let is_misspelt = |name: &str| directive::nearest(name, bound()).is_some();
    unbound.find(is_asked).map(String::as_str).filter(|name| !is_misspelt(name) && shows_only(example, name))
}

/// Whether all that `example` shows speaks of the function `name`.
fn shows_only(example: &Example, name: &str) -> bool {
    let shows = |statement: &&Statement| {
        matches!(statement.kind, python::Kind::Print { .. } | python::Kind::Expression { .. } | python::Kind::Condition)
    };
    let call = format!("{name}(");
    let speaks = |statement: &Statement| example.code[statement.range.clone()].contains(&call);
    example.module.statements.iter().filter(shows).all(speaks)
}

#[cfg(test)]
mod tests {
    use crate::document;
    use crate::example::{Kind, classify};
    use crate::source::Source;

    fn kinds(text: &str) -> Vec<Kind> {
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        classify(&document, &[]).into_iter().map(|class| class.kind).collect()
    }

    #[test]
    fn what_the_reader_is_to_write_is_an_exercise() {
        let text = "Write `def elem(a: int, b: list) -> bool`.\n\n```python\n>>> elem(1, [1])\nTrue\n```\n";
        assert_eq!(kinds(text), [Kind::Exercise]);
        let written = format!("{text}\n```python\ndef elem(a, b):\n    return a in b\n```\n");
        assert_eq!(kinds(&written), [Kind::Transcript, Kind::Python]);
        let broken = format!("{text}\n```python\ndef elem(a, b)\n    return a in b\n```\n");
        assert_eq!(kinds(&broken)[0], Kind::Transcript);
        let beside = "Write `def area(r)`.\n\n```python\nprint(round(2.5))  # Output: 3\nprint(area(2))\n```\n";
        assert_eq!(kinds(beside), [Kind::Python]);
        let misspelt =
            "Use `def total(a)`.\n\n```python\ndef totl(a):\n    return sum(a)\n\n\nprint(total([1]))\n```\n";
        assert_eq!(kinds(misspelt), [Kind::Python]);
        assert_eq!(kinds("Write `elem`.\n\n```python\n>>> elem(1, [1])\nTrue\n```\n"), [Kind::Transcript]);
    }
}
