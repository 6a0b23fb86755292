//! What is told of an example that did not end well, unless its claims tell it already or its author announces it.

use std::collections::BTreeMap;

use super::older::Pythons;
use super::outcome::{Outcome, names_exception};
use super::status::status_of;
use super::stopped;
use crate::claim::{NotationId, Strength};
use crate::document::{Block, Document};
use crate::example::{Example, Prompt, announced};
use crate::finding::{Finding, FindingCode, Severity};
use crate::judge::{self, Judgement, Match, Verdict, given};
use crate::lang::python::{self, Kind, Statement};
use crate::report::Status;
use crate::run::{Ending, Exception, Run};

/// The names that the examples of a page bind at their tops, as far as these came to their end, with their place: the
/// number of the block and the headings above it.
pub(super) struct Page<'a> {
    names: BTreeMap<&'a str, Vec<(usize, &'a [String])>>,
    /// The blocks that were to bind a name and did not, for an exception ended them.
    failed: BTreeMap<&'a str, Vec<usize>>,
    pythons: Pythons,
}

impl<'a> Page<'a> {
    pub(super) fn of(document: &'a Document, outcomes: &[Outcome<'a>]) -> Self {
        // A prompt goes on behind an exception, and what stands behind it may miss what this one was to bind.
        let fails_at_prompt =
            |outcome: &Outcome<'_>, run: &Run| run.caught.keys().any(|id| *id >= outcome.claims.len());
        let ended = |outcome: &&Outcome<'_>| {
            let is_whole = |run: &Run| matches!(run.ending, Ending::Ended | Ending::Exited(0));
            outcome.run.as_ref().is_some_and(|run| is_whole(run) && !fails_at_prompt(outcome, run))
        };
        let (mut names, mut failed): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = Default::default();
        let raises = |outcome: &&Outcome<'_>| outcome.run.as_ref().is_some_and(|run| run.exception.is_some());
        for example in outcomes.iter().filter(raises).map(|outcome| outcome.example) {
            bound(example).for_each(|name| failed.entry(name).or_default().push(example.block));
        }
        for example in outcomes.iter().filter(ended).map(|outcome| outcome.example) {
            for name in bound(example) {
                names
                    .entry(name)
                    .or_default()
                    .push((example.block, document.blocks[example.block].headings.as_slice()));
            }
        }
        Self { names, failed, pythons: Pythons::of(outcomes) }
    }

    /// Whether the block nearest above `example` that was to bind one of its names failed, so that it ran behind another one.
    fn follows_failure(&self, example: &Example) -> bool {
        let above = |block: &usize| *block < example.block;
        example.module.free_names.iter().any(|name| {
            let bound =
                self.names.get(name.as_str()).into_iter().flatten().map(|(block, _)| *block).filter(above).max();
            let failed = self.failed.get(name.as_str()).into_iter().flatten().copied().filter(above).max();
            failed.is_some() && failed > bound
        })
    }

    /// The name for which `exception`, which `example` raised, shows that this is a fragment: no block binds it, or no block
    /// binds another that the example asks for. One that fails binds nothing, because it is told by itself, and neither does
    /// one of a later section, which means something else by the name.
    fn undefined<'e>(&self, document: &Document, example: &'e Example, exception: &'e Exception) -> Option<&'e str> {
        let missing = exception.missing_name().filter(|_| !exception.by_statement)?;
        let headings = document.blocks[example.block].headings.as_slice();
        let binds = |(block, above): &(usize, &[String])| *block < example.block || *above == headings;
        let is_bound = |name: &str| {
            let is_own = bound(example).any(|own| own == name) && !is_bound_by_itself(example, exception, name);
            is_own || self.names.get(name).is_some_and(|places| places.iter().any(binds))
        };
        let others = example.module.free_names.iter().map(String::as_str);
        std::iter::once(missing).chain(others).find(|name| !is_bound(name))
    }
}

/// Whether the statement of `example` that raised `exception` is the first to bind `name`: `a, b = b, a` goes on from what is not
/// shown.
fn is_bound_by_itself(example: &Example, exception: &Exception, name: &str) -> bool {
    let Some(line) = exception.lines.iter().copied().max().filter(|_| exception.missing_name() == Some(name)) else {
        return false;
    };
    let is_begun = |one: &&Statement| one.parent.is_none() && example.file_line(one.first_line) <= line;
    let binds = |one: &&Statement| python::parse(&example.code[one.range.clone()]).bound_names.contains(name);
    let first = example.module.statements.iter().filter(is_begun).find(binds);
    first.is_some_and(|one| line <= example.file_line(one.last_line) && matches!(one.kind, Kind::Assignment { .. }))
}

/// The names that `example` binds at its top.
fn bound(example: &Example) -> impl Iterator<Item = &str> {
    let module = &example.module;
    let names = [&module.defined_names, &module.assigned_names, &module.imported_names];
    names.into_iter().flatten().map(String::as_str)
}

/// What is to be said of an example that did not end well.
pub(super) fn finding(document: &Document, block: &Block, outcome: &Outcome<'_>, page: &Page<'_>) -> Option<Finding> {
    let (status, _) = status_of(outcome);
    let exception = outcome.run.as_ref().and_then(|run| run.exception.as_ref());
    match status {
        Status::Invalid => invalid(document, block, outcome, exception),
        Status::Raised | Status::TimedOut | Status::Limit if is_told(outcome) => None,
        Status::Raised => match exception {
            Some(exception) => raised(document, block, outcome, page, exception),
            None => stopped(document, block, outcome),
        },
        Status::TimedOut | Status::Limit => stopped(document, block, outcome),
        Status::Ran => {
            at_prompt(document, outcome).and_then(|exception| raised(document, block, outcome, page, exception))
        }
        Status::NotPython | Status::NotExample | Status::Skipped => None,
    }
}

/// That Python by its tag does not compile.
fn invalid(
    document: &Document,
    block: &Block,
    outcome: &Outcome<'_>,
    exception: Option<&Exception>,
) -> Option<Finding> {
    let line = exception.and_then(Exception::line).unwrap_or(block.line);
    // An error that is claimed, or announced, is as it should be. What stands before it is told at its own lines.
    let is_claimed = outcome.judgements.iter().any(|one| one.matched == Some(Match::Exception));
    if is_claimed || !is_own(outcome, line) || announced::error(document, block, outcome.example) {
        return None;
    }
    let summary = exception.map(Exception::summary).unwrap_or_default();
    Some(Finding::new(FindingCode::InvalidPython, line, format!("this Python block does not compile: {summary}")))
}

/// That an example raised `exception`.
fn raised(
    document: &Document,
    block: &Block,
    outcome: &Outcome<'_>,
    page: &Page<'_>,
    exception: &Exception,
) -> Option<Finding> {
    let failure = announced::ExampleFailure::Raised {
        kind: &exception.kind,
        bases: judge::bases(&exception.kind),
        by_statement: exception.by_statement,
        lines: &exception.lines,
    };
    if announced::failing(document, block, outcome.example, &failure) {
        return None;
    }
    // Of what another block defines the line that calls it is told.
    let own = exception.lines.iter().rev().copied().find(|&line| is_own(outcome, line));
    let line = own.or(exception.line()).unwrap_or(block.line);
    let cure = given::cure(exception)
        .filter(|cure| given::may_cure(cure, &outcome.example.code))
        .map(|cure| format!(": {cure}"))
        .unwrap_or_default();
    Some(match page.undefined(document, outcome.example, exception) {
        Some(name) => {
            // What would cure another name than the one that is told cures nothing.
            let cure = if exception.missing_name() == Some(name) { cure.as_str() } else { "" };
            let message = format!("`{name}` is not defined by any block of this document that runs to the end{cure}");
            let severity = if bears_claim(outcome) { FindingCode::UndefinedName.severity() } else { Severity::Note };
            Finding { severity, ..Finding::new(FindingCode::UndefinedName, line, message) }
        }
        None => {
            let message = format!("this example raises {}{cure}", exception.summary());
            let finding = Finding::new(FindingCode::ExampleRaised, line, message);
            let is_older = page.pythons.explain(outcome.example, exception);
            let is_note = is_older || is_fragment(outcome, exception) || page.follows_failure(outcome.example);
            if is_note { Finding { severity: Severity::Note, ..finding } } else { finding }
        }
    })
}

/// Whether the example shows a piece of what is done to something: to a file, which a block before it has closed, or to what
/// the name of a builtin stands for, `while i < len(str)`.
fn is_fragment(outcome: &Outcome<'_>, exception: &Exception) -> bool {
    let is_closed = exception.kind == "ValueError" && exception.message.starts_with("I/O operation on closed file");
    let is_piece = is_closed && !outcome.before.is_empty() || uses_builtin_as_variable(outcome.example, exception);
    is_piece && !exception.by_statement && !bears_claim(outcome)
}

/// What Python says of a type or a builtin function where a value is wanted.
const FOR_A_VALUE: [&str; 5] = [
    "object of type 'type' has no len()",
    "'type' object is not iterable",
    "object of type 'builtin_function_or_method' has no len()",
    "'builtin_function_or_method' object is not iterable",
    "'builtin_function_or_method' object is not subscriptable",
];

/// Whether `exception` says that a builtin, `str` or `input`, stands where `example` would have a value of its own.
fn uses_builtin_as_variable(example: &Example, exception: &Exception) -> bool {
    exception.kind == "TypeError"
        && FOR_A_VALUE.contains(&exception.message.as_str())
        && !example.module.builtins.is_empty()
        && !example
            .module
            .statements
            .iter()
            .any(|one| matches!(one.kind, Kind::Assignment { .. }) && binds_data(example, one))
}

/// Whether `statement` gives a name to a text or a container, which may be what was meant.
fn binds_data(example: &Example, statement: &Statement) -> bool {
    let text = &example.code[statement.range.clone()];
    text.split_once('=').is_some_and(|(_, value)| value.trim_start().starts_with(['[', '(', '{', '"', '\'']))
}

/// Whether something in the example that is an output by its form is not judged because of that.
fn bears_claim(outcome: &Outcome<'_>) -> bool {
    outcome.claims.iter().any(|claim| claim.strength != Strength::InferredText)
}

/// That something stopped an example.
fn stopped(document: &Document, block: &Block, outcome: &Outcome<'_>) -> Option<Finding> {
    let ending = &outcome.run.as_ref()?.ending;
    let failure = match ending {
        Ending::TimedOut | Ending::TooMuchOutput(_) => announced::ExampleFailure::Endless,
        // It asks for that, and its status is a good one; nothing is confirmed by it.
        Ending::Vanished(0) => return None,
        Ending::Ended
        | Ending::Raised
        | Ending::Exited(_)
        | Ending::Vanished(_)
        | Ending::Signalled(_)
        | Ending::Interrupted => announced::ExampleFailure::Exited,
    };
    if announced::failing(document, block, outcome.example, &failure) {
        return None;
    }
    let line = stopped::line(outcome).unwrap_or(block.line);
    let message = format!("this example {}", ending.describe().unwrap_or_default());
    Some(Finding::new(FindingCode::ExampleStopped, line, message))
}

/// The first exception of a prompt below which its author shows nothing. Behind what is not given nothing can be said.
fn at_prompt<'o>(document: &Document, outcome: &'o Outcome<'_>) -> Option<&'o Exception> {
    let run = outcome.run.as_ref().filter(|_| !outcome.example.prompts.is_empty())?;
    let is_given =
        || outcome.not_given.is_none() && run.caught.values().flatten().all(|one| given::missing(one).is_none());
    let unclaimed = run.caught.iter().filter(|(id, _)| **id >= outcome.claims.len());
    let is_bare = |one: &&Exception| {
        let mut own = one.lines.iter().filter(|&&line| is_own(outcome, line));
        own.next().is_some_and(|&line| !is_left_out(document, outcome.example, line))
    };
    let first = unclaimed.flat_map(|(_, all)| all).filter(is_bare).min_by_key(|one| one.line())?;
    (is_given() && !is_told(outcome)).then_some(first)
}

/// Whether the output of the prompt on `line` is left out: `...`, or an ellipsis around words, stands in its place.
fn is_left_out(document: &Document, example: &Example, line: usize) -> bool {
    let holds = |prompt: &&Prompt| (example.file_line(prompt.first)..=example.file_line(prompt.last)).contains(&line);
    let Some(prompt) = example.prompts.iter().find(holds) else { return false };
    let below = example.file_line(prompt.last) + 1;
    let lines = &document.blocks[example.block].lines;
    lines.iter().find(|other| other.line == below).is_some_and(|other| {
        let text = other.text(&document.source);
        ["...", "…"].iter().any(|dots| text.trim_start().starts_with(dots))
    })
}

/// Whether the claims tell it already, or a directive is about it.
fn is_told(outcome: &Outcome<'_>) -> bool {
    let is_unreached = |judgement: &Judgement| judgement.is_unreached();
    outcome.judgements.iter().any(is_unreached)
        || is_for_another_python(outcome)
        || outcome.claims.iter().any(|claim| claim.notation == NotationId::RaisesDirective)
        || names_exception(outcome)
        || tells_exception(outcome)
}

/// Whether all of its claims are about a version of Python that this one is not.
fn is_for_another_python(outcome: &Outcome<'_>) -> bool {
    let is_other = |one: &Judgement| {
        one.verdict == Verdict::Skipped
            && one.reason.as_deref().is_some_and(|reason| reason.starts_with("needs Python "))
    };
    !outcome.judgements.is_empty() && outcome.judgements.iter().all(is_other)
}

/// Whether a claim that is not confirmed is told with the exception that ended the example.
fn tells_exception(outcome: &Outcome<'_>) -> bool {
    let Some(exception) = outcome.run.as_ref().and_then(|run| run.exception.as_ref()) else { return false };
    let summary = exception.summary();
    let ends_so = |actual: &String| {
        actual.strip_suffix(&summary).is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    };
    let is_it = |one: &Judgement| {
        let is_told = matches!(one.verdict, Verdict::Wrong | Verdict::Stale | Verdict::Unverified);
        is_told && one.actual.as_ref().is_some_and(ends_so)
    };
    outcome.judgements.iter().any(is_it)
}

/// Whether `line` is one of the example's own.
fn is_own(outcome: &Outcome<'_>, line: usize) -> bool {
    let example = outcome.example;
    (example.file_line(1)..=example.file_line(example.lines.len()) + 1).contains(&line)
}
