//! Claims: what an author says that an example prints.
//!
//! A claim is found from the tokens of the code, never by a search over lines, and it knows two things: where the
//! documented text stands in the file, and which statements of the example it is about. Whether it is true is none of
//! this module's business.

pub mod beside;
mod calculation;
pub mod exception;
mod extent;
mod identity;
mod imports;
mod manner;
pub mod notation;
mod reader;
pub mod reading;
pub mod remark;
pub mod row;
pub mod shape;
mod statement;
mod subject;
pub mod traceback;

pub use manner::{About, CellShare, Layout, Manner, NotationId};
pub use reader::Reader;

use crate::example::Example;
use crate::lang::metadata::Specifiers;
use crate::settings::Judged;
use crate::source::{Source, Span};

/// How surely a claim is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// The notation can only mean an output.
    Explicit,
    /// A bare comment that looks like a value.
    InferredValue,
    /// A bare comment of words: a claim only if it resembles what was printed.
    InferredText,
}

/// One documented line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documented {
    /// The 1-based line of the file.
    pub line: usize,
    /// The text in the file, behind the marker.
    pub span: Span,
    /// The same text.
    pub text: String,
}

/// Lines of the file whose output a claim may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// First 1-based line of the file.
    pub first: usize,
    /// Last line.
    pub last: usize,
    /// Lines inside that do not count: bodies of functions defined here run when they are called.
    pub except: Vec<(usize, usize)>,
}

impl Place {
    /// Whether `line` belongs to it.
    #[must_use]
    pub fn holds(&self, line: usize) -> bool {
        let within = |&(first, last): &(usize, usize)| (first..=last).contains(&line);
        (self.first..=self.last).contains(&line) && !self.except.iter().any(within)
    }
}

/// What has to be watched while the example runs, so that the claim can be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// The statement whose value is recorded: its 1-based line of the file and its 0-based column in the code, in bytes.
    pub value: Option<(usize, usize)>,
    /// The statement itself: likewise.
    pub statement: Option<(usize, usize)>,
    /// Where what begins there ends, if it is a part of a statement: likewise, behind its last byte.
    pub end: Option<(usize, usize)>,
    /// Lines of the file whose exception is noted.
    pub exception: Option<Catch>,
}

/// Lines whose exception is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Catch {
    /// First 1-based line of the file.
    pub first: usize,
    /// Last line.
    pub last: usize,
    /// Whether the example goes on behind them. It does not where the example itself may handle the exception.
    pub go_on: bool,
}

/// How the last lines of a claim are to be read, if the real output has fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// They are output.
    Output,
    /// A sentence among them begins a remark: they are comments behind a marker.
    Sentence,
    /// Several words that are no value begin a remark: there is no marker, or the output stands on the marker's line.
    Words,
    /// They are what stands between two prompts: text may begin behind a blank line or with a comment.
    Session,
}

/// Options of doctest that loosen how an output is compared (`# doctest: +NORMALIZE_WHITESPACE`; doctest's manual,
/// "Option Flags"). What else they allow is allowed anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoctestOptions {
    /// All runs of blanks and line endings are alike.
    pub blanks_are_alike: bool,
    /// Only the type of an exception counts.
    pub only_the_type: bool,
}

/// One claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The notation it is written in; a row of [`notation::TABLE`].
    pub notation: NotationId,
    /// What may satisfy it.
    pub manner: Manner,
    /// How surely it is one.
    pub strength: Strength,
    /// The documented lines; at least one.
    pub lines: Vec<Documented>,
    /// What the author writes before a further documented line: the prefix of a quote, indentation, `# `.
    pub continuation: String,
    /// Whether the documented text stands behind a marker that may have the output in the lines below it instead.
    pub grows: bool,
    /// Where the output may come from, the likeliest first.
    pub places: Vec<Place>,
    /// A wider place that may confirm the claim, but says nothing against it.
    pub fallback: Option<Place>,
    /// What stands right below the claim and has none of its own, the shortest first: that may be what is meant, and says
    /// nothing against the claim either.
    pub ahead: Vec<Place>,
    /// What has to be recorded for it.
    pub watch: Watch,
    /// Whether the statement prints nothing but string literals or assigns a literal, so that a value that differs is no
    /// statement about it.
    pub constant: bool,
    /// Whether the statement stands in a body, so that it may be executed several times.
    pub repeats: bool,
    /// Whether it is about the condition of an `if` or `while`.
    pub is_condition: bool,
    /// Whether it is about what a function returns: another call of it may return something else.
    pub of_return: bool,
    /// What doctest's options at its prompt allow.
    pub options: DoctestOptions,
    /// The plain names that its statement assigns to, in order.
    pub targets: Vec<String>,
    /// What its labels say of the values that its statement shows side by side.
    pub row: Option<row::Row>,
    /// The variable that its label names, where that is not what its statement gives.
    pub named: Option<String>,
    /// Variables whose values it gives behind its own: `queue` in `1, queue = deque([2])`.
    pub beside: Vec<beside::Beside>,
    /// Where the bare expressions begin that it may show the values of, one below the other: lines of the file, columns of the code.
    pub listed: Vec<(usize, usize)>,
    /// Labels in its text that name something else than what its statement gives: `size = 5` behind `size + 1`.
    pub foreign_labels: Vec<String>,
    /// Whether its label is a variable that the example does not have.
    pub names_unknown: bool,
    /// Whether its statement calls a function that gives nothing back by design: `nums.append(4)`.
    pub returns_none: bool,
    /// Whether only its place says that it is one, so that it says nothing that fails.
    pub only_confirms: bool,
    /// Whether its statement asks whether two equal constants are one object, which the compiler decides.
    pub compares_identity: bool,
    /// Whether its statement stands in the body of another, so that it may never be executed.
    pub in_body: bool,
    /// Whether its words say that something is raised, or name a class of exceptions that the example defines.
    pub raises: bool,
    /// The lines of the file with imports, at other prompts of its session, that its own relies on.
    pub relies_on: Vec<usize>,
    /// How its last lines are to be read.
    pub tail: Tail,
    /// Whether it may be code with a mistake rather than an output, so that nothing is written in its place.
    pub is_kept: bool,
    /// Why it is not to be compared, by marks of its author.
    pub unchecked: Option<String>,
    /// The versions of Python that its author says it is about.
    pub python: Option<Specifiers>,
}

impl Claim {
    /// An explicit claim about `place`, of which nothing else is known.
    fn new(notation: NotationId, lines: Vec<Documented>, place: Place) -> Self {
        Self {
            notation,
            manner: notation.manner(),
            strength: Strength::Explicit,
            lines,
            continuation: String::new(),
            grows: false,
            places: vec![place],
            fallback: None,
            ahead: Vec::new(),
            watch: Watch::default(),
            constant: false,
            repeats: false,
            is_condition: false,
            of_return: false,
            options: DoctestOptions::default(),
            targets: Vec::new(),
            row: None,
            named: None,
            beside: Vec::new(),
            listed: Vec::new(),
            foreign_labels: Vec::new(),
            names_unknown: false,
            returns_none: false,
            only_confirms: false,
            compares_identity: false,
            in_body: false,
            raises: false,
            relies_on: Vec::new(),
            tail: Tail::Output,
            is_kept: false,
            unchecked: None,
            python: None,
        }
    }

    /// Binds it to the versions in `python`. On others, as `today` may be one, it is not compared. An exception that it names is
    /// noted there all the same: its author expects one.
    pub fn bind(&mut self, python: &Specifiers, today: &str) {
        if !python.admit(today) {
            self.unchecked = Some(python.needed(today));
        }
        self.python = Some(python.clone());
    }

    /// Whether it says that the code does not compile.
    #[must_use]
    pub fn names_syntax_error(&self) -> bool {
        let shown = traceback::shown(&self.text(self.lines.len()));
        shown.is_some_and(|shown| exception::is_of_syntax(&shown.kind))
    }

    /// Whether what is recorded for it is the value of the statement that begins at `place`.
    #[must_use]
    pub fn watches(&self, place: (usize, usize)) -> bool {
        self.watch.value == Some(place) && self.watch.end.is_none()
    }

    /// Whether nothing but its look says that it is a claim.
    #[must_use]
    pub fn is_inferred(&self) -> bool {
        self.strength != Strength::Explicit
    }

    /// Whether its statement assigns to a plain name, and not to an item or an attribute.
    #[must_use]
    pub fn binds_a_name(&self) -> bool {
        self.targets.iter().any(|target| subject::is_name(target))
    }

    /// Whether it speaks of what its statement assigns or asks, whatever is printed meanwhile.
    #[must_use]
    pub fn is_about_target(&self) -> bool {
        self.is_condition || !self.targets.is_empty()
    }

    /// Whether `label`, the author's name for a value, names something else than what its statement gives.
    #[must_use]
    pub fn names_another(&self, label: &str) -> bool {
        self.foreign_labels.iter().any(|foreign| foreign == label)
    }

    /// From the first to the last documented byte.
    #[must_use]
    pub fn span(&self) -> Span {
        let start = self.lines.first().map_or(0, |line| line.span.start);
        Span::new(start, self.lines.last().map_or(start, |line| line.span.end))
    }

    /// How many of its lines may stand alone, longest first: all of them, or fewer where the rest begins with a remark.
    pub fn extents(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.lines.len();
        let texts: Vec<_> = self.lines.iter().map(|line| line.text.as_str()).collect();
        let last_value = match self.tail {
            Tail::Words | Tail::Sentence => self.lines.iter().rposition(|line| shape::is_value(&line.text)),
            Tail::Output | Tail::Session => None,
        };
        let begins_remark = move |count: usize| {
            let text = self.lines[count].text.as_str();
            let no_value_follows = || last_value.is_none_or(|last| last < count);
            match self.tail {
                Tail::Output => false,
                Tail::Session => extent::rest(&texts, count) == extent::Rest::Remark,
                Tail::Sentence => (remark::is_sentence(text) || remark::leads_on(text)) && no_value_follows(),
                Tail::Words => remark::is_sentence(text) || text.split_whitespace().count() > 1 && no_value_follows(),
            }
        };
        std::iter::once(all).chain((1..all).rev().filter(move |&count| begins_remark(count)))
    }

    /// How many of its lines may stand alone if the words behind them are no output, which their look does not say; longest
    /// first. What holds only so is left open.
    pub fn unclear_extents(&self) -> impl Iterator<Item = usize> + '_ {
        let texts: Vec<_> = self.lines.iter().map(|line| line.text.as_str()).collect();
        let is_unclear = move |&count: &usize| extent::rest(&texts, count) == extent::Rest::Unclear;
        (1..self.lines.len()).rev().filter(|_| self.tail == Tail::Session).filter(is_unclear)
    }

    /// The first `count` documented lines as one text.
    #[must_use]
    pub fn text(&self, count: usize) -> String {
        let lines: Vec<_> = self.lines.iter().take(count).map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }
}

/// All claims of `example`, in the order of the file.
#[must_use]
pub fn recognise(source: &Source, example: &Example) -> Vec<Claim> {
    let mut reader = Reader::new(source, example);
    let mut claims: Vec<_> = notation::TABLE.iter().flat_map(|notation| notation.find(&mut reader)).collect();
    if example.module.error.is_some() || example.module.statements.is_empty() {
        claims.extend(notation::stray::find(&mut reader));
    }
    if example.module.error.is_some() {
        // Where the code does not compile, only what can hardly be anything else is a claim.
        claims.retain(|claim| {
            let is_sure = claim.notation.is_marked() || claim.strength == Strength::Explicit;
            is_sure || claim.unchecked.is_some() || claim.names_syntax_error()
        });
    }
    claims.sort_by_key(|claim| claim.span());
    imports::tell(example, &mut claims);
    claims.iter_mut().for_each(|claim| leave_to_what_is_shown(example, claim));
    claims
}

/// Beside a prompt whose output is shown below it, a comment in words is a remark, whatever it begins with: it says nothing that
/// fails.
fn leave_to_what_is_shown(example: &Example, claim: &mut Claim) {
    let Some(line) = claim.lines.first().map(|line| line.line) else { return };
    let next = example.prompts.partition_point(|prompt| example.file_line(prompt.first) <= line);
    let Some(prompt) = next.checked_sub(1).and_then(|index| example.prompts.get(index)) else { return };
    let is_at_it = line <= example.file_line(prompt.last) && prompt.want.iter().any(|want| !want.span.is_empty());
    let is_of_words = !claim.lines.iter().any(|line| shape::is_value(line.text.trim()));
    if claim.notation != NotationId::Transcript && is_at_it && is_of_words {
        claim.strength = Strength::InferredText;
    }
}

impl Strength {
    /// Whether claims of this strength are judged.
    #[must_use]
    pub fn is_judged(self, judged: Judged) -> bool {
        match self {
            Self::Explicit => true,
            Self::InferredValue => judged >= Judged::Value,
            Self::InferredText => judged >= Judged::All,
        }
    }
}

#[cfg(test)]
mod tests;
