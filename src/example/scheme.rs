//! Schemes between statements: `text[first index:last index]` above an example of it, `class Name(Base): <body>` above a
//! class that the blocks below need. They are no Python meant to run, and what stands beside them is.

use super::split::{Piece, Role};
use super::{Classifier, dedent, joined, rules};
use crate::document::CodeLine;
use crate::lang::python::Module;
use std::sync::Arc;

/// The pieces of `piece`, each with the reason if it is a scheme; none if it holds no scheme, or if something in it is
/// neither a scheme nor code that stands by itself.
pub(super) fn split(classifier: &Classifier<'_>, piece: &Piece) -> Option<Vec<(Piece, Option<String>)>> {
    let source = &classifier.document.source;
    if piece.lines.iter().any(|line| rules::has_blank(&line.text(source)) || source.slice(line.span).contains("___")) {
        // The reader is to complete it, all of it.
        return None;
    }
    let lines = dedent(source, &piece.lines);
    let code = joined(source, &lines);
    let chunks: Vec<_> = chunks(&code, &classifier.surroundings.parse(classifier.index, &code)).collect();
    let mut found: Vec<(Vec<CodeLine>, Option<String>)> = Vec::new();
    let is_blank = |line: &CodeLine| source.slice(line.span).trim().is_empty();
    for (first, last) in chunks {
        let chunk = &piece.lines[first..last];
        // Below it may stand what it gives.
        let is_apart = chunk.last().is_some_and(is_blank)
            || piece.lines.get(last).is_none_or(|next| !source.slice(next.span).trim_start().starts_with('#'));
        let reason = rules::scheme(&classifier.example(chunk.to_vec()), classifier.surroundings).filter(|_| is_apart);
        match found.last_mut().filter(|(_, before)| before.is_none() && reason.is_none()) {
            Some((lines, _)) => lines.extend(chunk),
            None => found.push((chunk.to_vec(), reason)),
        }
    }
    let modules = |is_scheme: bool| {
        let wanted = found.iter().filter(move |(_, reason)| reason.is_some() == is_scheme);
        wanted.map(|(lines, _)| classifier.example(lines.clone()).module).collect::<Vec<_>>()
    };
    let (code, schemes) = (modules(false), modules(true));
    let stands = !schemes.is_empty() && stand_alone(classifier, &code, &schemes);
    let piece = |(lines, reason)| (Piece { role: Role::Code, lines }, reason);
    stands.then(|| found.into_iter().map(piece).collect())
}

/// Whether the pieces of `code` compile, do something, and miss nothing that they or blocks above have. What only a
/// scheme beside them binds is nothing to go by.
fn stand_alone(classifier: &Classifier<'_>, code: &[Arc<Module>], schemes: &[Arc<Module>]) -> bool {
    let bind = |modules: &[Arc<Module>], name: &String| modules.iter().any(|module| module.bound_names.contains(name));
    let is_above = |name: &String| classifier.surroundings.provides_before(name, classifier.index);
    let is_known = |name: &String| bind(code, name) || is_above(name) && !bind(schemes, name);
    code.iter().all(|module| module.error.is_none() && module.free_names.iter().all(is_known))
        && code.iter().any(|module| module.evidence.strong + module.evidence.weak > 0)
}

/// Words that go on with the statement above, at its depth.
const CONTINUATIONS: &[&str] = &["case", "elif", "else", "except", "finally"];

/// Runs of lines of `code` that begin at the margin, from the first to behind the last; a comment belongs to what stands below
/// it.
pub(super) fn chunks(code: &str, module: &Module) -> impl Iterator<Item = (usize, usize)> + use<> {
    let lines: Vec<_> = code.lines().collect();
    let in_string = |line: usize| module.text_lines.iter().any(|(first, last)| (*first..=*last).contains(&line));
    let mut starts = Vec::new();
    let mut goes_on = false;
    for (index, line) in lines.iter().enumerate() {
        let word = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        // `#>` leads to what the code above prints.
        let goes_with_above = line.starts_with([' ', '\t', ')', ']', '}']) || line.starts_with("#>") && !goes_on;
        let is_inside = line.trim().is_empty() || goes_with_above || in_string(index + 1);
        if !is_inside && !CONTINUATIONS.contains(&word) && !goes_on {
            starts.push(index);
        }
        if !is_inside {
            goes_on = line.starts_with(['#', '@']);
        }
    }
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }
    let ends: Vec<_> = starts.iter().skip(1).copied().chain([lines.len()]).collect();
    starts.into_iter().zip(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::python;

    #[test]
    fn a_chunk_is_a_statement_with_the_comments_above_it() {
        let code = "\n# one\nx = 1\nif x:\n    y\nelse:\n    z\n\n@d\ndef f(\n    a,\n):\n    pass\n'''\ntext\n'''\n";
        let of = |code: &str| chunks(code, &python::parse(code)).collect::<Vec<_>>();
        assert_eq!(of(code), [(0, 3), (3, 8), (8, 13), (13, 16)]);
        assert_eq!(
            of("print(x)
#> 1
#> 2
# then
y
"),
            [(0, 3), (3, 5)]
        );
        assert_eq!(chunks("", &Module::default()).count(), 0);
    }
}
