//! `print(x)  # Output: 15`

use super::{Notation, behind_marker, marker};
use crate::claim::{Claim, Documented, NotationId, Reader};

/// A marker and a text behind a statement.
pub(super) struct OutputTrailing;

impl Notation for OutputTrailing {
    fn id(&self) -> NotationId {
        NotationId::OutputTrailing
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)  # Output: 15\n"
    }

    fn rule(&self) -> &'static str {
        "A marker such as `# Output:` behind a statement: what the statement prints, or its value if it prints nothing."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for index in reader.free() {
            let (text, start) = reader.content(index);
            let Some(length) = marker::length(text) else { continue };
            let Some(statement) = reader.example.module.trailed_by(reader.comment(index)) else { continue };
            reader.take(index);
            let documented = &text[length..];
            let lines = if documented.is_empty() {
                below(reader, index)
            } else {
                vec![reader.documented(documented, start + length)]
            };
            let grows = lines.iter().all(|line| line.line == reader.line(index));
            claims.push(Claim { grows, ..reader.behind(self.id(), index, statement, lines) });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("  # Output: ", false))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        behind_marker(claim, output)
    }
}

/// `print(x)  # Output:` with the output in the comment lines below; the empty text if there are none.
fn below(reader: &mut Reader<'_>, index: usize) -> Vec<Documented> {
    let end = reader.comment(index).range.end;
    let first = index + 1;
    let follows = first < reader.taken.len() && {
        let comment = reader.comment(first);
        comment.own_line && comment.line == reader.comment(index).line + 1 && !reader.taken[first]
    };
    if !follows {
        return vec![reader.documented("", end)];
    }
    let mut indices = vec![first];
    indices.extend(reader.comments_below(first));
    let mut lines = Vec::new();
    for index in indices {
        let (text, start) = reader.content(index);
        if marker::length(text).is_some() {
            break;
        }
        reader.take(index);
        lines.push(reader.documented(text, start));
    }
    if lines.is_empty() {
        lines.push(reader.documented("", end));
    }
    lines
}
