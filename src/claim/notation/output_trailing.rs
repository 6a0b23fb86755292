//! `print(x)  # Output: 15`

use super::{Notation, behind_marker, lead, manner_of, marker};
use crate::claim::{Claim, Documented, NotationId, Reader, Strength};

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
        "A marker such as `# Output:`, `# Expected: `, `# Prints:` or `# 输出：` after a statement, on the same line: what the statement prints, or its value if it prints nothing. Before a value, the colon may be missing (`# Output 15`, `# Result is 15`)."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for index in reader.free() {
            let Some(marker) = marker::of(reader, index) else { continue };
            let Some(subject) = reader.subject(index) else { continue };
            let (text, start) = reader.content(index);
            let code = reader.code(subject);
            let length = if marker::is_written(code, text, &marker) { 0 } else { marker.length };
            let strength = marker.strength(&text[length..]);
            reader.take(index, strength);
            let lines = match &text[length..] {
                "" => below(reader, index, strength),
                documented => vec![quoted(reader, documented, start + length)],
            };
            let grows = lines.iter().all(|line| line.line == reader.line(index));
            let claim = reader.of(self.id(), index, subject, lines);
            let manner = manner_of(&claim, marker.sense, reader.kind(subject));
            claims.push(Claim { grows, strength, manner, ..claim });
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

/// `text` at the byte `start` of the code, without the marks of prose around it, if the code writes no such marks itself.
fn quoted(reader: &Reader<'_>, text: &str, start: usize) -> Documented {
    let mark = text.chars().next().map_or(0, char::len_utf8);
    match lead::within_quotes(text).filter(|_| !reader.writes(&text[..mark])) {
        Some(inside) => reader.documented(inside, start + text.find(inside).unwrap_or(mark)),
        None => reader.documented(text, start),
    }
}

/// `print(x)  # Output:` with the output in the comment lines below; the empty text if there are none.
fn below(reader: &mut Reader<'_>, index: usize, strength: Strength) -> Vec<Documented> {
    let mut lines = Vec::new();
    for next in reader.comments_behind(index) {
        if marker::sure(reader, next).is_some() {
            break;
        }
        reader.take(next, strength);
        let (text, start) = reader.content(next);
        lines.push(reader.documented(text, start));
    }
    if lines.is_empty() {
        lines.push(reader.documented("", reader.comment(index).range.end));
    }
    lines
}
