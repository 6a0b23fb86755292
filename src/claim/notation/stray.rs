//! Markers in code that cannot be read, or beside none, so that no row of the table knows what they are about. They are claims
//! all the same, of which nothing can be said, unless they name the error for which it cannot be read.

use super::words::Sense;
use super::{hash_arrow, is_plain, lead, marker};
use crate::claim::{Claim, Documented, NotationId, Reader, Strength, exception};

/// Why.
const REASON: &str = "it is not clear which code this is about";

/// The claims in comments that no row has taken, in code that does not compile or has no statement.
pub(in crate::claim) fn find(reader: &mut Reader<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    // What a row took for words beside code that it read wrongly counts as free.
    for index in reader.unsure() {
        if reader.is_sure(index) {
            continue;
        }
        let refused = refused(reader, index);
        let unchecked = refused.is_none().then(|| REASON.to_owned());
        let found = refused.or_else(|| marked(reader, index)).or_else(|| signed(reader, index));
        let Some((id, count, lines)) = found.or_else(|| led(reader, index)) else { continue };
        (index..index + count).for_each(|taken| reader.take(taken, Strength::Explicit));
        let place = reader.place_between(1, reader.example.lines.len());
        claims.push(Claim { unchecked, ..Claim::new(id, lines, place) });
    }
    claims
}

/// What stands in a comment: the notation, the comments that it takes, and its documented lines.
type Found = (NotationId, usize, Vec<Documented>);

/// `# SyntaxError: invalid syntax`, which is about all of the code.
fn refused(reader: &Reader<'_>, index: usize) -> Option<Found> {
    let (text, start) = reader.content(index);
    exception::named(text).filter(|(kind, _)| exception::is_of_syntax(kind))?;
    let id = if reader.comment(index).own_line { NotationId::ValueBelow } else { NotationId::BareValue };
    Some((id, 1, vec![reader.documented(text, start)]))
}

/// `# Output: 5`, or `# Output:` with the output in the comments below.
fn marked(reader: &Reader<'_>, index: usize) -> Option<Found> {
    let marker = marker::sure(reader, index)?;
    let (text, start) = reader.content(index);
    let is_own = reader.comment(index).own_line;
    let id = if is_own { NotationId::OutputBlock } else { NotationId::OutputTrailing };
    let rest = &text[marker.length..];
    if !rest.is_empty() {
        return Some((id, 1, vec![reader.documented(rest, start + marker.length)]));
    }
    let below = if is_own { reader.comments_below(index) } else { reader.comments_behind(index) };
    let below = below.into_iter().take_while(|&next| marker::sure(reader, next).is_none());
    let lines: Vec<_> =
        below.map(|next| reader.content(next)).map(|(text, start)| reader.documented(text, start)).collect();
    (!lines.is_empty()).then_some((id, 1 + lines.len(), lines))
}

/// `#> 5`
fn signed(reader: &Reader<'_>, index: usize) -> Option<Found> {
    let line = |index: usize| hash_arrow::sure(reader, index).map(|(text, start)| reader.documented(text, start));
    let first = line(index)?;
    let lines: Vec<_> =
        std::iter::once(first).chain(reader.comments_below(index).into_iter().map_while(line)).collect();
    Some((NotationId::HashArrow, lines.len(), lines))
}

/// `# => 5`, `# prints 5` behind code.
fn led(reader: &Reader<'_>, index: usize) -> Option<Found> {
    let (text, start) = reader.content(index);
    let lead = lead::read(text).filter(|lead| lead.sense != Sense::Is && !reader.comment(index).own_line)?;
    let documented = &text[lead.length..lead.length + lead.extent];
    is_plain(documented).then(|| (NotationId::Arrow, 1, vec![reader.documented(documented, start + lead.length)]))
}

#[cfg(test)]
mod tests {
    use crate::claim::recognise;
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example::{Class, classify};
    use crate::source::Source;

    fn found(code: &str) -> Vec<String> {
        let document = document::parse(Source::new("a.md", format!("```python\n{code}\n```\n").into_bytes()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let left = classes.iter().flat_map(|class| &class.left).map(|left| &*left.example);
        let examples = classes.iter().flat_map(Class::examples).chain(left);
        let claims = examples.flat_map(|example| recognise(&document.source, example));
        claims.map(|claim| format!("{} {}", claim.notation.as_str(), claim.text(claim.lines.len()))).collect()
    }

    #[test]
    fn markers_in_an_open_bracket_are_claims() {
        assert_eq!(found("print(\nprint(5)\n# Output:\n# 5\n# 6"), ["output-block 5\n6"]);
        assert_eq!(found("x = [1\nprint(5)  # Output: 5"), ["output-trailing 5"]);
        assert_eq!(found("print(\nprint(5)\n#> 5\n#> 6"), ["hash-arrow 5\n6"]);
        assert_eq!(found("print(\nf(5)  # returns 5"), ["arrow 5"]);
    }

    #[test]
    fn the_error_for_which_code_cannot_be_read_is_a_claim() {
        assert_eq!(found("x = (1,\nprint(x)\n# SyntaxError: '(' was never closed").len(), 1);
        assert_eq!(found("print(\n# TypeError"), [""; 0]);
    }

    #[test]
    fn other_comments_are_none() {
        for code in ["print(\n# 5", "print(\n# Output", "print(\n# is 5", "print(\nf(5)  # returns many rows"] {
            assert_eq!(found(code), [""; 0], "{code}");
        }
    }
}
