//! Where an example was when it was stopped, as the line of a statement of its own.
//!
//! Which line of a loop runs at that moment is chance, so a loop counts as one statement: two reports say the same.

use super::outcome::Outcome;
use crate::example::Example;
use crate::judge::{Judgement, Verdict};
use crate::lang::python::Statement;
use crate::run::{Chunk, Ending, Origin, Run};

/// The line of the file on which the statement begins that did not come to its end.
pub(super) fn line(outcome: &Outcome<'_>) -> Option<usize> {
    let run = outcome.run.as_ref()?;
    let example = outcome.example;
    match run.ending {
        Ending::TimedOut => statement(example, run.stopped_at?),
        Ending::TooMuchOutput(_) => statement(example, last_printed(run)?),
        Ending::Exited(code) | Ending::Vanished(code) if code != 0 => only_exit(example),
        Ending::Ended
        | Ending::Raised
        | Ending::Exited(_)
        | Ending::Vanished(_)
        | Ending::Signalled(_)
        | Ending::Interrupted => None,
    }
}

/// Says in the reasons of claims that were not reached where the example was stopped.
pub(super) fn tell(outcome: &mut Outcome<'_>) {
    let Some(line) = line(outcome) else { return };
    let did = outcome.run.as_ref().and_then(|run| run.ending.describe()).map(|did| format!("the example {did}"));
    let is_it = |one: &&mut Judgement| one.verdict == Verdict::Unreached && one.reason == did;
    for reason in outcome.judgements.iter_mut().filter(is_it).filter_map(|one| one.reason.as_mut()) {
        reason.push_str(&format!(" on line {line}"));
    }
}

/// The line of the main program that wrote last.
fn last_printed(run: &Run) -> Option<usize> {
    run.chunks.iter().rev().find_map(|Chunk { origin, .. }| match origin {
        Origin::Lines(lines) => lines.last().copied(),
        Origin::Foreign { .. } => None,
    })
}

/// What the statements begin with that end a program.
const EXITS: &[&str] = &["sys.exit(", "exit(", "quit(", "os._exit(", "raise SystemExit"];

/// The line of the one statement of `example` that asks for its end: nobody saw which one it was.
fn only_exit(example: &Example) -> Option<usize> {
    let ends = |one: &&Statement| {
        let text = &example.code[one.range.clone()];
        EXITS.iter().any(|exit| text.starts_with(exit))
    };
    let mut exits = example.module.statements.iter().filter(ends);
    let exit = exits.next().filter(|_| exits.next().is_none())?;
    Some(example.file_line(exit.first_line))
}

/// The line of the file on which the statement of `example` begins that runs on `line`: a loop, or one without a body.
fn statement(example: &Example, line: usize) -> Option<usize> {
    let own = (1..=example.lines.len()).find(|own| example.file_line(*own) == line)?;
    let holds = |statement: &Statement| (statement.first_line..=statement.last_line).contains(&own);
    let statements = &example.module.statements;
    let within = |parent: Option<usize>| statements.iter().position(|one| one.parent == parent && holds(one));
    let mut index = within(None)?;
    while !is_loop(&example.code[statements[index].range.clone()]) {
        let Some(inner) = within(Some(index)) else { break };
        index = inner;
    }
    Some(example.file_line(statements[index].first_line))
}

fn is_loop(statement: &str) -> bool {
    ["while", "for", "async for"].iter().any(|word| {
        statement
            .strip_prefix(word)
            .is_some_and(|behind| behind.starts_with(|c: char| !c.is_alphanumeric() && c != '_'))
    })
}
