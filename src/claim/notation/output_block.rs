//! `# Output: 15` on a line of its own, or `# Output:` with the output in the comment lines below it.

use super::{Notation, behind_marker, marker};
use crate::claim::{Claim, Documented, NotationId, Reader, Tail, remark};

/// A marker on a line of its own, below what it documents.
pub(super) struct OutputBlock;

impl Notation for OutputBlock {
    fn id(&self) -> NotationId {
        NotationId::OutputBlock
    }

    fn example(&self) -> &'static str {
        "print('a')\nprint('b')\n# Output:\n# a\n# b\n"
    }

    fn rule(&self) -> &'static str {
        "A marker on a line of its own, with text behind it or in the comment lines below: what the statement above prints, or as many statements above as print those lines."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut boundary = 0;
        for index in reader.free() {
            let comment = reader.comment(index);
            if reader.taken[index] || !comment.own_line {
                continue;
            }
            let (text, _) = reader.content(index);
            let with_colon = marker::length(text);
            let Some(length) = with_colon.or_else(|| marker::is_bare(text).then_some(text.len())) else { continue };
            let Some(above) = reader.above(comment, boundary) else { continue };
            let lines = documented_lines(reader, index, length);
            if with_colon.is_none() && lines.len() < 2 {
                continue;
            }
            boundary = comment.line;
            for taken in index..index + lines.len() {
                reader.take(taken);
            }
            let is_on_marker = lines.first().is_some_and(|line| !line.text.trim().is_empty());
            let tail = if is_on_marker { Tail::Words } else { Tail::Sentence };
            let lines = trimmed(lines);
            let grows = lines.len() == 1 && lines[0].line == reader.line(index);
            claims.push(Claim { tail, grows, ..reader.below(self.id(), index, above, lines) });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("# Output: ", true))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        behind_marker(claim, output)
    }
}

/// The text behind the marker and the comment lines below it, one entry a comment.
fn documented_lines(reader: &Reader<'_>, index: usize, length: usize) -> Vec<Documented> {
    let (text, start) = reader.content(index);
    let mut lines = vec![reader.documented(&text[length..], start + length)];
    for below in reader.comments_below(index) {
        let (text, start) = reader.content(below);
        if marker::length(text).is_some() {
            break;
        }
        lines.push(reader.documented(text, start));
    }
    if !lines[0].text.trim().is_empty() {
        unindent(&mut lines[1..]);
    }
    lines
}

/// Takes off the blanks by which further lines stand below the text behind the marker.
fn unindent(lines: &mut [Documented]) {
    let indent = |line: &Documented| line.text.len() - line.text.trim_start_matches(' ').len();
    let filled = lines.iter().filter(|line| !line.text.trim().is_empty());
    let margin = filled.map(indent).min().unwrap_or(0);
    for line in lines {
        let margin = margin.min(line.text.len());
        line.text.drain(..margin);
        line.span.start += margin;
    }
}

/// Without the empty text on the marker's own line, if more follows, and without blank lines at the end.
fn trimmed(mut lines: Vec<Documented>) -> Vec<Documented> {
    if lines.len() > 1 && lines[0].text.is_empty() {
        lines.remove(0);
    }
    while lines.len() > 1 && lines.last().is_some_and(|line| line.text.trim().is_empty()) {
        lines.pop();
    }
    // Behind a blank comment line, a sentence is about the output and no part of it.
    let blank = lines.iter().position(|line| line.text.trim().is_empty()).filter(|&blank| blank > 0);
    if let Some(blank) = blank.filter(|&blank| lines[blank + 1..].iter().all(|line| remark::is_sentence(&line.text))) {
        lines.truncate(blank);
    }
    lines
}
