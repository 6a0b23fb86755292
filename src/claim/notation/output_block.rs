//! `# Output: 15` on a line of its own, or `# Output:` with the output in the comment lines below it.

use super::marker::Marker;
use super::words::Sense;
use super::{Notation, behind_marker, is_plain, manner_of, marker, string_below};
use crate::claim::{Claim, Documented, NotationId, Reader, Strength, Tail, remark};
use crate::lang::python::Kind;

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
        "A marker on a line of its own, with the output after it or in the comment lines below: what the statement above prints, or what several statements above print together. If nothing directly above the marker can print, it is about the statement directly below it."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let blocks = blocks(reader);
        let only = |side: Side| blocks.iter().any(|block| block.side == side);
        let habit = match (only(Side::Above), only(Side::Below)) {
            (true, false) => Some(Side::Above),
            (false, true) => Some(Side::Below),
            (true, true) | (false, false) => None,
        };
        let mut claims = Vec::new();
        let mut boundary = 0;
        for (number, block) in blocks.iter().enumerate() {
            let next = blocks.get(number + 1);
            let end = next.map_or(usize::MAX, |next| reader.comment(next.index).line);
            if block.leads_to_string(reader) {
                continue;
            }
            let Some(mut claim) = claim(reader, block, (boundary, end), habit) else { continue };
            // "Expected: 5", "Actual: 4".
            let last = reader.line(block.index + block.count - 1);
            let is_contradicted = next.is_some_and(|next| reader.line(next.index) == last + 1);
            if block.marker.sense == Sense::Expected && is_contradicted {
                claim.strength = Strength::InferredText;
            }
            boundary = reader.comment(block.index).line;
            (block.index..block.index + block.count).for_each(|taken| reader.take(taken, claim.strength));
            claims.push(claim);
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

/// A marker on a line of its own and the comment lines that belong to it.
struct Block<'a> {
    /// The first comment.
    index: usize,
    /// How many comments it has.
    count: usize,
    marker: Marker<'a>,
    side: Side,
    /// The statement below it that it may be about.
    below: Option<usize>,
}

impl Block<'_> {
    /// Whether it is a marker alone, and a string right below it is read as the output.
    fn leads_to_string(&self, reader: &Reader<'_>) -> bool {
        let is_alone = self.count == 1 && reader.content(self.index).0.trim().len() <= self.marker.length;
        let below = reader.right_below(self.index).filter(|_| is_alone);
        below.is_some_and(|below| string_below::is_led_to(reader, self.index, below))
    }
}

/// On which side of a block the code stands that it may be about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Above only.
    Above,
    /// Above, and something that may print stands right below too.
    RatherAbove,
    /// Below, and something that may print stands above too, behind a blank line.
    RatherBelow,
    /// Below only.
    Below,
}

/// The blocks of the example.
fn blocks<'a>(reader: &Reader<'a>) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    for index in reader.free() {
        let is_part = blocks.last().is_some_and(|block| index < block.index + block.count);
        if is_part || !reader.comment(index).own_line {
            continue;
        }
        let marked = marker::of(reader, index);
        let Some(marker) = marked.or_else(|| marker::bare(reader.content(index).0)) else { continue };
        let is_alone = reader.content(index).0[marker.length..].trim().is_empty();
        let further = if is_alone { reader.comments_right_below(index) } else { reader.comments_below(index) };
        let is_rule = |next: usize| marker.is_bare() && marker::is_rule(reader.content(next).0);
        let count =
            1 + further.iter().take_while(|&&next| marker::sure(reader, next).is_none() && !is_rule(next)).count();
        let (side, below) = side(reader, index, index + count - 1);
        if count > 1 || !marker.is_bare() {
            blocks.push(Block { index, count, marker, side, below });
        }
    }
    blocks
}

/// Where the code stands that the comments from `first` to `last` may be about.
fn side(reader: &Reader<'_>, first: usize, last: usize) -> (Side, Option<usize>) {
    let kind = |statement: usize| reader.example.module.statements[statement].kind;
    let above = reader.above(reader.comment(first), 0).map(|above| above.statement);
    let is_silent = |statement: usize| {
        matches!(kind(statement), Kind::Definition | Kind::Import | Kind::Text | Kind::Assignment { constant: true })
    };
    let shows = |statement: &usize| {
        matches!(kind(*statement), Kind::Print { .. } | Kind::Expression { .. } | Kind::Compound | Kind::Condition)
    };
    let below = reader.right_below(last).filter(shows);
    match (above, below) {
        (None, _) => (Side::Below, reader.right_below(last).or_else(|| reader.next_below(last))),
        (Some(_), None) => (Side::Above, None),
        (Some(above), Some(_)) if is_silent(above) => (Side::Below, below),
        (Some(_), Some(_)) if reader.right_above(first).is_some() => (Side::RatherAbove, below),
        (Some(_), Some(_)) => (Side::RatherBelow, below),
    }
}

/// The claim of `block` about what stands between two lines of the code. `habit`: where the example has all its outputs as
/// far as it can be told.
fn claim(
    reader: &Reader<'_>,
    block: &Block<'_>,
    (boundary, end): (usize, usize),
    habit: Option<Side>,
) -> Option<Claim> {
    let index = block.index;
    let is_ahead = match block.side {
        Side::Above => false,
        Side::RatherAbove => habit == Some(Side::Below),
        Side::RatherBelow => habit != Some(Side::Above),
        Side::Below => true,
    };
    let above = reader.above(reader.comment(index), boundary);
    let statement = if is_ahead { block.below? } else { above?.statement };
    let lines = documented_lines(reader, block, statement);
    let is_on_marker = !lines[0].text.trim().is_empty();
    let strength = if is_on_marker { block.marker.strength(&lines[0].text) } else { Strength::Explicit };
    // Words above a statement may be its title.
    let is_title = is_ahead && is_on_marker && !is_plain(&lines[0].text);
    let tail = if is_on_marker { Tail::Words } else { Tail::Sentence };
    let lines = trimmed(lines);
    let grows = lines.len() == 1 && lines[0].line == reader.line(index);
    let id = NotationId::OutputBlock;
    let claim = match above.filter(|_| !is_ahead) {
        Some(above) => reader.below(id, index, above, lines),
        None => reader.ahead(id, index, (statement, end), lines),
    };
    let kind = reader.example.module.statements[statement].kind;
    let manner = manner_of(&claim, block.marker.sense, kind);
    let strength = if is_title { Strength::InferredText } else { strength };
    let ahead = if is_ahead { Vec::new() } else { reader.unclaimed_below(index, index + block.count - 1) };
    Some(Claim { tail, grows, strength, manner, ahead, ..claim })
}

/// The text behind the marker and the comment lines below it, one entry a comment.
fn documented_lines(reader: &Reader<'_>, block: &Block<'_>, statement: usize) -> Vec<Documented> {
    let (text, start) = reader.content(block.index);
    let code = &reader.example.code[reader.example.module.statements[statement].range.clone()];
    let length = if marker::is_written(code, text, &block.marker) { 0 } else { block.marker.length };
    let mut lines = vec![reader.documented(&text[length..], start + length)];
    for below in block.index + 1..block.index + block.count {
        let (text, start) = reader.content(below);
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
