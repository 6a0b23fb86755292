//! `f(x)  # -> 15`, `# => 15`, `# prints 15`, `# returns 15`, `# raises KeyError`, behind a statement or below it.
//!
//! Many authors use arrows for remarks, so only a text that can hardly be one makes the claim explicit.

use super::hedge::is_hedged;
use super::lead::{self, Lead};
use super::words::Sense;
use super::{Notation, clause, comment_lines, is_plain, manner_of, one_line};
use crate::claim::reader::Subject;
use crate::claim::{Claim, Documented, NotationId, Reader, Strength, Watch, exception, reading};
use crate::lang::python::Kind;
use crate::source::Span;

/// An arrow or a verb, and what it leads to.
pub(super) struct Arrow;

impl Notation for Arrow {
    fn id(&self) -> NotationId {
        NotationId::Arrow
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)  # => 15\n"
    }

    fn rule(&self) -> &'static str {
        "An arrow or a verb (`->`, `=>`, `prints`, `returns`, `raises`) after a statement or on the line below, in the middle of a remark (`# sorts them; prints [1, 2]`), or after the output (`# 15 is printed`). If there is no statement directly above it, it is about the statement directly below. Before a value or an exception it is explicit; other words are a claim only if they match."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        let habit = habit(reader);
        for index in reader.free() {
            if !reader.is_free(index) {
                continue;
            }
            let Some(found) = found(reader, index, habit) else { continue };
            let strength = found.strength(reader);
            let taken = index..index + found.lines.len();
            taken.for_each(|comment| reader.take(comment, strength));
            for part in found.parts() {
                claims.push(self.claim(reader, index, part));
            }
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("  # => ", false))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        if claim.lines.len() > 1 { comment_lines(claim, output) } else { one_line(output) }
    }
}

impl Arrow {
    /// The claim of `found`, which begins in comment `index`.
    fn claim(&self, reader: &Reader<'_>, index: usize, found: Found<'_>) -> Claim {
        let strength = found.strength(reader);
        let is_raised = found.is_raised();
        let may_be_ahead = !found.is_above && reader.comment(index).own_line;
        let ahead =
            if may_be_ahead { reader.unclaimed_below(index, index + found.lines.len() - 1) } else { Vec::new() };
        let claim = match found.subject {
            Subject::Statement(below) if found.is_above => {
                let claim = reader.ahead(self.id(), index, (below, 0), found.lines);
                if found.is_of_paragraph { reader.of_paragraph(claim, below) } else { claim }
            }
            subject @ (Subject::Statement(_) | Subject::Part(..)) => reader.of(self.id(), index, subject, found.lines),
        };
        let manner = manner_of(&claim, found.lead.sense, reader.kind(found.subject));
        let raises = claim.raises || is_raised;
        let caught = || reader.catch(&reader.example.module.statements[found.subject.statement()]);
        let exception = claim.watch.exception.or_else(|| raises.then(caught));
        let watch = Watch { exception, ..claim.watch };
        Claim { strength, manner, raises, watch, ahead, ..claim }
    }
}

/// What an arrow or a verb leads to, and what it is about.
#[derive(Clone)]
struct Found<'a> {
    lead: Lead,
    subject: Subject<'a>,
    lines: Vec<Documented>,
    /// Whether it may tell the reader what to do: `Raise a TypeError, …`.
    is_asked: bool,
    /// Whether it stands on a line of its own above its statement.
    is_above: bool,
    /// Whether it speaks of an exception above several lines, any of which may raise it, or that are commented out.
    is_of_paragraph: bool,
    /// Whether it speaks of printing beside an assignment, which prints nothing unless what it calls does: `n = 3  # to print 3`.
    is_asked_of_assignment: bool,
}

impl Found<'_> {
    /// It, or the two claims that it makes: `prints a and returns 3`.
    fn parts(self) -> Vec<Self> {
        let second = match self.lines.as_slice() {
            [line] if self.is_verb() => clause::second(&line.text, self.lead.sense),
            _ => None,
        };
        let Some((end, lead)) = second else { return vec![self] };
        let line = &self.lines[0];
        let part = |range: std::ops::Range<usize>| Documented {
            span: Span::new(line.span.start + range.start, line.span.start + range.end),
            text: line.text[range].to_owned(),
            ..*line
        };
        let behind = Self { lead, lines: vec![part(lead.length..lead.length + lead.extent)], ..self.clone() };
        vec![Self { lines: vec![part(0..end)], ..self }, behind]
    }

    fn is_verb(&self) -> bool {
        matches!(self.lead.sense, Sense::Prints | Sense::Returns)
    }

    /// Whether it says that an exception of any name is raised.
    fn is_raised(&self) -> bool {
        let is_one = self.lines.len() == 1 && self.lead.sense == Sense::Raises;
        is_one && exception::of_any_name(&self.lines[0].text).is_some()
    }

    fn strength(&self, reader: &Reader<'_>) -> Strength {
        let mut texts = self.lines.iter().map(|line| line.text.as_str());
        // A name that nothing shows to be an exception may be a word.
        let is_known = |(kind, _): (&str, &str)| {
            self.is_raised() && reader.knows(kind) || reader.names_own_exception(&self.lines[0].text)
        };
        let text = self.lines[0].text.as_str();
        let is_exception = self.lines.len() == 1
            && (exception::named(text).is_some() || exception::of_any_name(text).is_some_and(is_known));
        let is_value = texts.clone().all(is_plain);
        match () {
            () if texts.any(is_hedged) => Strength::InferredText,
            () if self.is_asked && self.lead.sense != Sense::Raises => Strength::InferredText,
            () if self.is_asked_of_assignment => Strength::InferredText,
            // An arrow alone may lead from what is above.
            () if self.is_above && self.lead.sense == Sense::Gives => Strength::InferredText,
            () if is_exception && self.is_of_paragraph => Strength::InferredText,
            () if is_exception && !self.is_asked => Strength::Explicit,
            () if is_value && self.lead.sense == Sense::Is => Strength::InferredValue,
            () if is_value => Strength::Explicit,
            () if self.lines.len() == 1 && reading::is_set_off_widely(text) => Strength::InferredValue,
            () if self.is_verb() && self.lines.len() == 1 && reading::led_to(&self.lines[0].text).is_some() => {
                Strength::InferredValue
            }
            () => Strength::InferredText,
        }
    }
}

/// The arrow or verb in comment `index`. `is_ahead`: the example has all that stand on lines of their own above their code.
fn found<'a>(reader: &Reader<'a>, index: usize, is_ahead: bool) -> Option<Found<'a>> {
    let (text, start) = reader.content(index);
    let at_start = lead::read(text);
    let lead = at_start.or_else(|| clause::read(text))?;
    let documented = |lead: Lead, text: &str, start: usize| {
        reader.documented(&text[lead.length..lead.length + lead.extent], start + lead.length)
    };
    let mut lines = vec![documented(lead, text, start)];
    let is_behind = !reader.comment(index).own_line;
    let further = if is_behind || at_start.is_none() { Vec::new() } else { reader.comments_below(index) };
    for (text, start) in further.into_iter().map(|further| reader.content(further)) {
        let same = lead::read(text).filter(|other| text[..other.length] == reader.content(index).0[..lead.length]);
        let Some(other) = same else { break };
        lines.push(documented(other, text, start));
    }
    let last = index + lines.len() - 1;
    let is_asked = IMPERATIVES.contains(&text[..lead.length].trim().to_lowercase().as_str());
    let above = || reader.formatted_above(index, last).filter(|_| !is_ahead).map(Subject::Statement);
    let below = || below(reader, index, lines.len()).filter(|_| at_start.is_some() && !is_asked);
    let behind_or_above = reader.subject(index).or_else(above);
    let subject = behind_or_above.or_else(|| below().map(Subject::Statement))?;
    if matches!(reader.kind(subject), Kind::Definition | Kind::Import | Kind::Text)
        || is_behind && reader.kind(subject) == Kind::Compound
    {
        return None;
    }
    // Right above code a verb may say what to do there.
    let is_asked = is_asked && (!is_behind && reader.is_followed(index) || lead.sense == Sense::Raises);
    let prints_nothing = |constant| constant || behind_or_above.is_none();
    let is_asked_of_assignment = matches!(reader.kind(subject), Kind::Assignment { constant }
        if lead.sense == Sense::Print || lead.sense == Sense::Prints && prints_nothing(constant));
    let is_above = behind_or_above.is_none();
    let is_exception = exception::named(&lines[0].text).is_some();
    let is_of_paragraph = is_above && is_exception && reader.has_more_below(subject.statement());
    Some(Found { lead, subject, lines, is_asked, is_above, is_of_paragraph, is_asked_of_assignment })
}

/// Verbs that may tell the reader, or the code below, what to do.
const IMPERATIVES: &[&str] =
    &["display", "give", "output", "print", "print out", "produce", "raise", "return", "show", "throw", "yield"];

/// The statement on the line below the `count` comments from `index` on, if no statement stands right above them that may
/// be meant.
fn below(reader: &Reader<'_>, index: usize, count: usize) -> Option<usize> {
    reader.right_below(index + count - 1).filter(|_| reader.comment(index).own_line)
}

/// Whether the comments with an arrow or a verb on lines of their own all stand right above code, the first of them with
/// none right above itself.
fn habit(reader: &Reader<'_>) -> bool {
    let is_led = |index: &usize| reader.comment(*index).own_line && lead::read(reader.content(*index).0).is_some();
    let mut own = reader.free().into_iter().filter(is_led).peekable();
    own.peek().is_some_and(|&first| reader.formatted_above(first, first).is_none())
        && own.all(|index| reader.right_below(index).is_some())
}
