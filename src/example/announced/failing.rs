//! What announces that an example fails, beside a claim: its code, a comment at the place, the sentence directly before or
//! behind it, or an output that shows the exception.

mod words;

use super::word_in;
use crate::document::{Block, Document};
use crate::example::Example;
use crate::lang::python::Statement;
use crate::lang::{self, Tag};
use crate::pattern::Pattern;
use crate::source::Span;
use words::{About, Language, languages};

/// How an example failed.
#[derive(Clone, Copy, Debug)]
pub enum ExampleFailure<'a> {
    /// It raised an exception.
    Raised {
        /// The type, with its module.
        kind: &'a str,
        /// The built-in types that it derives from.
        bases: &'a [&'a str],
        /// Whether a `raise` statement of the example raised it.
        by_statement: bool,
        /// The lines of the file that it passed, outermost and innermost.
        lines: &'a [usize],
    },
    /// It ended with an exit status, or by a signal.
    Exited,
    /// It ran into the limit of time or output.
    Endless,
}

impl ExampleFailure<'_> {
    fn lines(&self) -> &[usize] {
        match self {
            Self::Raised { lines, .. } => lines,
            Self::Exited | Self::Endless => &[],
        }
    }

    /// Whether words about `about` may announce it.
    fn is_about(&self, about: About) -> bool {
        match self {
            Self::Raised { .. } => about == About::Fault,
            Self::Exited => matches!(about, About::Fault | About::Exit),
            Self::Endless => about == About::Endless,
        }
    }
}

/// Whether the author of `example`, a part of `block`, announces that it fails like this.
#[must_use]
pub fn failing(document: &Document, block: &Block, example: &Example, failure: &ExampleFailure<'_>) -> bool {
    by_code(example, failure)
        || by_comment(example, failure)
        || around(document, block).iter().any(|sentence| announces(sentence, failure))
        || by_output(document, block, failure)
        || by_choice(document, block, failure)
}

/// Whether the code leaves no doubt: it raises at its top or as the last thing it does, is a skeleton, or says itself that it
/// runs for ever.
fn by_code(example: &Example, failure: &ExampleFailure<'_>) -> bool {
    match failure {
        ExampleFailure::Raised { kind, by_statement, lines, .. } => {
            *by_statement && (is_last_word(example, kind, lines) || *kind == "NotImplementedError")
        }
        ExampleFailure::Exited => false,
        ExampleFailure::Endless => FOREVER.is_match(&example.code),
    }
}

static FOREVER: Pattern =
    Pattern::holding(&["forever", "mainloop", "cycle"], r"\b(serve_forever|run_forever|mainloop|loop_forever|cycle)\(");

/// Whether a `raise` at the top raised `kind`, or one within the last statement. One that a condition guards checks
/// something, if what it raises is a failed assertion.
fn is_last_word(example: &Example, kind: &str, lines: &[usize]) -> bool {
    let (Some(&outermost), Some(&innermost)) = (lines.first(), lines.last()) else { return false };
    let top = || example.module.statements.iter().filter(|statement| statement.parent.is_none());
    let Some(holder) = top().find(|statement| holds(example, statement, outermost)) else { return false };
    let is_at_top = outermost == innermost;
    let is_last = top().next_back().is_some_and(|last| last.range == holder.range);
    let is_bare = holder.body_start.is_none() && is_at_top;
    is_bare || (kind != "AssertionError" && (is_at_top || is_last))
}

/// Whether a comment does: one that names the type anywhere, one at the statement that failed, or the first of all.
fn by_comment(example: &Example, failure: &ExampleFailure<'_>) -> bool {
    let first = example.module.statements.first().map_or(usize::MAX, |statement| statement.first_line);
    // The innermost statement stands last.
    let on = |&line: &usize| example.module.statements.iter().rfind(|statement| holds(example, statement, line));
    let failed: Vec<_> = failure.lines().iter().filter_map(on).collect();
    example.module.comments.iter().any(|comment| {
        let text = example.code[comment.range.clone()].trim_start_matches('#');
        let is_near = comment.line < first
            || matches!(failure, ExampleFailure::Endless | ExampleFailure::Exited)
            || failed.iter().any(|statement| touches(example, comment.line, statement));
        if is_near { announces(text, failure) } else { names(text, failure) == Some(true) }
    })
}

/// Whether line `line` of the file is one of `statement`.
fn holds(example: &Example, statement: &Statement, line: usize) -> bool {
    (example.file_line(statement.first_line)..=example.file_line(statement.last_line)).contains(&line)
}

/// Whether the comment on `line` stands behind `statement`, or with nothing but comments between them above or below it.
fn touches(example: &Example, line: usize, statement: &Statement) -> bool {
    let is_alone = |line: usize| example.module.comments.iter().any(|other| other.own_line && other.line == line);
    let (first, last) = (statement.first_line, statement.last_line);
    (first..=last).contains(&line)
        || line < first && (line..first).all(is_alone)
        || line > last && (last + 1..=line).all(is_alone)
}

/// Whether an output below, before any other Python, ends in the exception.
fn by_output(document: &Document, block: &Block, failure: &ExampleFailure<'_>) -> bool {
    let ExampleFailure::Raised { kind, .. } = failure else { return false };
    let kind = kind.rsplit('.').next().unwrap_or(kind);
    let below = document.blocks.iter().filter(|other| other.span.start >= block.span.end);
    let mut outputs = below.take_while(|other| !is_python(other) && other.headings == block.headings);
    let ends_so = |line: &str| {
        line.trim_start_matches(['#', ' ']).rsplit('.').next().unwrap_or_default().starts_with(kind)
            || line.trim().strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    };
    outputs.any(|output| {
        let text = output.code(&document.source);
        text.lines().skip_while(|line| !line.contains("Traceback (most recent call last)")).any(ends_so)
    })
}

/// Whether one of several answers below names it, from which a reader may choose: `C) TypeError`.
fn by_choice(document: &Document, block: &Block, failure: &ExampleFailure<'_>) -> bool {
    let ExampleFailure::Raised { kind, .. } = failure else { return false };
    let kind = kind.rsplit('.').next().unwrap_or(kind);
    let below = document.source.text().get(block.span.end..).unwrap_or_default();
    let lines = below.lines().map(str::trim).filter(|line| !line.is_empty());
    let answers: Vec<_> = lines.map_while(|line| CHOICE.captures(line)?.name("answer")).collect();
    let is_it =
        |answer: &str| answer.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ']));
    answers.len() > 1 && answers.iter().any(|answer| is_it(answer.as_str().trim_matches(['`', '*', '.', ' '])))
}

/// An item of a list, or a letter or number with a bracket or a point.
static CHOICE: Pattern = Pattern::new(
    r"^(?:[-*+]\s+(?:\[[ xX]\]\s+)?(?:[(*]*[A-Za-z\d][.)*:]+\s+)?|[(*]*[A-Za-z\d][.)*:]+\s+)(?P<answer>\S.*)$",
);

/// The sentence directly before `block` and the one directly behind it, but for one that leads to the next block of Python.
/// One that says nothing (`For example:`) stands with its
/// neighbour.
fn around<'d>(document: &'d Document, block: &Block) -> Vec<&'d str> {
    let source = &document.source;
    let ends = document.blocks.iter().map(|other| other.span.end).filter(|&end| end <= block.span.start);
    let above = Span::new(ends.max().unwrap_or(source.content_start()), block.span.start);
    let following = document.blocks.iter().filter(|other| other.span.start >= block.span.end);
    let next = following.min_by_key(|other| other.span.start);
    let end = next.map_or(source.text().len(), |next| next.span.start);
    let mut below = sentences(source.slice(Span::new(block.span.end, end.max(block.span.end))));
    if next.is_some_and(is_python) {
        below.pop_if(|last| last.trim_end_matches(|c: char| c.is_whitespace() || c == '*').ends_with([':', '：']));
    }
    let mut near = nearest(sentences(source.slice(above)).into_iter().rev());
    near.extend(nearest(below.into_iter()));
    near
}

fn is_python(block: &Block) -> bool {
    matches!(lang::tag(block.info.language.as_deref()), Tag::Python | Tag::Transcript)
}

/// The first of `sentences`, and the second if the first says too little.
fn nearest<'d>(sentences: impl Iterator<Item = &'d str>) -> Vec<&'d str> {
    let mut sentences = sentences.peekable();
    let count = if sentences.peek().is_some_and(|first| FILLER.is_match(first)) { 2 } else { 1 };
    sentences.take(count).collect()
}

/// A sentence that says too little by itself.
static FILLER: Pattern = Pattern::new(
    r"(?i)^\W*((for |an? |the |another |here is an? )?(examples?|instance|demo|code|results?|outputs?|note)|(let's )?(try|run|see|look at|check) (it|this)( out| yourself)?|let's (see|look|try)|see|look|watch|like this|consider this|in action|here|e\.g|oops|(zum )?beispiel|(por )?ejemplo|(par )?exemple|(por )?exemplo|(per )?esempio|(на)?пример|例|例如|示例|比如)\W*$",
);

/// The sentences of `text`: they end at their marks, and with their paragraph, item of a list, or heading. Lines of markup
/// alone are none.
fn sentences(text: &str) -> Vec<&str> {
    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
    let mut goes_on = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let bare = line.trim().trim_start_matches(['>', ' ']);
        let is_markup =
            ["<!--", "{%", ":::", "{{", "!!!", "---", "```", "~~~"].iter().any(|mark| bare.starts_with(mark));
        if is_markup || !bare.contains(|c: char| c.is_alphanumeric() || "❌✗".contains(c)) {
            goes_on = false;
            continue;
        }
        let is_heading = bare.starts_with('#');
        let begins = is_heading || ITEM.is_match(bare);
        match pieces.last_mut().filter(|_| goes_on && !begins) {
            Some(piece) => piece.end = range.end,
            None => pieces.push(range),
        }
        goes_on = !is_heading;
    }
    pieces.into_iter().flat_map(|piece| split(&text[piece])).collect()
}

static ITEM: Pattern = Pattern::holding(&["-", "*", "+", ".", ")"], r"^([-*+]|\d+[.)])\s");

/// The sentences of a paragraph.
fn split(paragraph: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (index, c) in paragraph.char_indices() {
        let (before, rest) = (&paragraph[start..index], &paragraph[index + c.len_utf8()..]);
        let ends = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => {
                // `e.g.`, and `1.` of an item, end none.
                let last = before.rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
                let is_short = c == '.' && (last.chars().count() <= 1 || last.chars().all(|c| c.is_ascii_digit()));
                !is_short && !rest.starts_with(|c: char| c.is_alphanumeric() || ".!?".contains(c))
            }
            _ => false,
        };
        if ends {
            found.push(&paragraph[start..index + c.len_utf8()]);
            start = index + c.len_utf8();
        }
    }
    found.push(&paragraph[start..]);
    found.retain(|sentence| sentence.contains(|c: char| c.is_alphanumeric() || "❌✗".contains(c)));
    found
}

/// Whether `sentence` says that what it is about fails like this.
fn announces(sentence: &str, failure: &ExampleFailure<'_>) -> bool {
    match names(sentence, failure) {
        Some(is_it) => is_it,
        None => speaks_of_it(sentence, failure),
    }
}

/// Whether the types of exceptions that `sentence` names have that of the failure among them; none if it names none, or if
/// nobody knows what the real one derives from.
fn names(sentence: &str, failure: &ExampleFailure<'_>) -> Option<bool> {
    let (real, bases) = match failure {
        ExampleFailure::Raised { kind, bases, .. } => (kind.rsplit('.').next().unwrap_or(kind), *bases),
        ExampleFailure::Exited => ("SystemExit", [].as_slice()),
        ExampleFailure::Endless => ("KeyboardInterrupt", [].as_slice()),
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_taken_back = |at: usize, length: usize| {
        let lower = sentence.to_ascii_lowercase();
        languages().any(|language| language.takes_back(&lower, at, length))
    };
    let mut starts =
        sentence.char_indices().filter(|&(at, c)| c.is_ascii_uppercase() && !sentence[..at].ends_with(is_word));
    let mut is_any_named = false;
    let is_it = starts.any(|(at, _)| {
        let word = sentence[at..].split(|c| !is_word(c)).next().unwrap_or_default();
        let is_type = TYPES.iter().any(|end| word.ends_with(end) && (word.len() > end.len() || *end == "Exception"));
        is_any_named |= is_type || word == real;
        (word == real || is_type && bases.contains(&word)) && !is_taken_back(at, word.len())
    });
    // Of an exception of the author's own only `Exception` is known to be above it.
    let is_known = bases.len() != 1 || !real.ends_with("Error") || BUILT_IN.contains(&real);
    if is_it { Some(true) } else { (is_any_named && is_known).then_some(false) }
}

/// How names of exceptions end.
const TYPES: &[&str] = &["Error", "Exception", "Warning", "Interrupt", "SystemExit", "StopIteration", "BdbQuit"];

/// Built-in types that derive from `Exception` itself.
const BUILT_IN: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BufferError",
    "EOFError",
    "ImportError",
    "LookupError",
    "MemoryError",
    "NameError",
    "OSError",
    "ReferenceError",
    "RuntimeError",
    "SyntaxError",
    "SystemError",
    "TypeError",
    "ValueError",
];

/// Whether a word of any language in `sentence` speaks of a failure like this one, and none around it takes that back.
fn speaks_of_it(sentence: &str, failure: &ExampleFailure<'_>) -> bool {
    let sentence = sentence.to_lowercase().replace('’', "'");
    let says = |language: &Language, word: &str| {
        let found = sentence.match_indices(word).map(|(at, _)| at);
        let begins = |at: &usize| language.within || !sentence[..*at].ends_with(char::is_alphanumeric);
        let mut found = found.filter(begins);
        found.any(|at| !language.takes_back(&sentence, at, word.len()))
    };
    languages().any(|language| {
        let rows = language.rows.iter().filter(|(_, about, _)| failure.is_about(*about));
        rows.into_iter().any(|(word, _, _)| says(language, word))
    }) || matches!(failure, ExampleFailure::Raised { .. }) && RAISES.is_match(sentence.trim())
}

/// A sentence that ends in what is to be shown below, or gives the reason.
static RAISES: Pattern =
    Pattern::holding(&["raise", "throw"], r"\b(raises?|throws?)(\W*$| (because|since|as|when|if|on|here)\b)");

/// Words around one that are looked at.
const NEAR: usize = 4;

/// Letters around one that are looked at, where a language has no blanks.
const NEAR_LETTERS: usize = 8;

impl Language {
    /// Whether what stands around the word at `at` takes it back: `without any error`, `error handling`. Two that do take
    /// back each other: `if we do not catch the error`.
    fn takes_back(&self, sentence: &str, at: usize, length: usize) -> bool {
        let (before, word) = sentence.split_at(at);
        let behind = &word[length.min(word.len())..];
        let clause = |c: char| ",;:，、；。()".contains(c);
        let before = before.rsplit(clause).next().unwrap_or_default();
        let behind = behind.split(clause).next().unwrap_or_default();
        if languages().flat_map(|language| language.without).any(|other| word.starts_with(other)) {
            return true;
        }
        if self.is_unspaced {
            let start = before.char_indices().rev().take(NEAR_LETTERS).last().map_or(0, |(start, _)| start);
            let end = behind.char_indices().nth(NEAR_LETTERS).map_or(behind.len(), |(end, _)| end);
            let (before, behind) = (&before[start..], &behind[..end]);
            return self.before.iter().any(|word| before.contains(word))
                || self.behind.iter().any(|word| behind.contains(word));
        }
        let words: Vec<_> = before.split_whitespace().rev().take(NEAR).collect();
        let is_stem = |word: &str, stem: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            stem.strip_suffix('*').map_or(word == stem, |stem| word.starts_with(stem))
        };
        // A word of one language may stand among those of another: `sin error`.
        let spaced = || languages().filter(|language| !language.is_unspaced);
        let has = |stems: fn(&Language) -> &[&str]| {
            words.iter().any(|word| spaced().flat_map(stems).any(|stem| is_stem(word, stem)))
        };
        let is_not = words.iter().any(|word| word.ends_with("n't")) || has(|language| language.before);
        let near: Vec<_> = behind.split_whitespace().take(NEAR).collect();
        let near = near.join(" ");
        is_not != has(|language| language.dealing)
            || spaced().flat_map(|language| language.behind).any(|phrase| word_in(&near, phrase).is_some())
    }
}

#[cfg(test)]
mod tests;
