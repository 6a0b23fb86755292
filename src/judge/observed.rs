//! What a run printed at a place: the candidates that a claim is held against.

use std::collections::BTreeMap;

use crate::claim::Place;
use crate::run::{Chunk, Origin, Run, Stream};

/// The output of a run, by the lines that wrote it.
pub(super) struct Observed<'a> {
    run: &'a Run,
    by_line: BTreeMap<usize, Vec<usize>>,
    foreign: Vec<usize>,
    /// Pieces that only echo what was typed.
    echoes: Vec<usize>,
}

/// What counts as output of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// What the place's own lines wrote to standard output, not the functions that they called.
    Own,
    /// What Python code wrote to standard output while the place was executed.
    Stdout,
    /// Also what child processes and C code wrote there in the meantime.
    WithForeign,
    /// Also standard error, in the order of writing.
    WithStderr,
}

impl<'a> Observed<'a> {
    pub(super) fn new(run: &'a Run) -> Self {
        let mut by_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut foreign = Vec::new();
        for (index, chunk) in run.chunks.iter().enumerate() {
            match &chunk.origin {
                Origin::Lines(lines) => lines.iter().for_each(|&line| by_line.entry(line).or_default().push(index)),
                Origin::Foreign { .. } => foreign.push(index),
            }
        }
        let mut typed = run.typed.iter().peekable();
        let mut echoes = Vec::new();
        for (index, chunk) in run.chunks.iter().enumerate() {
            let is_echo = |line: &&String| chunk.bytes.strip_suffix(b"\n") == Some(line.as_bytes());
            if chunk.stream == Stream::Stdout && typed.next_if(is_echo).is_some() {
                echoes.push(index);
            }
        }
        Self { run, by_line, foreign, echoes }
    }

    /// The texts that `place` may have printed, the likeliest first, without repetitions; empty ones are left out.
    pub(super) fn candidates(&self, place: &Place) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for scope in [Scope::Own, Scope::Stdout, Scope::WithForeign, Scope::WithStderr] {
            // At a terminal the echo is seen; whoever pipes the input in does not see it.
            for with_echo in [true, false] {
                let text = self.text(place, scope, with_echo);
                if !text.is_empty() && !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        texts
    }

    /// All runs of `count` neighbouring lines of the whole output: for a program whose lines are not watched.
    pub(super) fn windows(&self, count: usize) -> Vec<String> {
        let bytes: Vec<u8> = self.run.chunks.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<_> = text.lines().collect();
        lines.windows(count.max(1)).map(|window| window.join("\n")).collect()
    }

    /// The lines outside `place` that printed exactly `text` as a line of standard output.
    pub(super) fn lines_that_printed(&self, text: &str, place: &Place) -> Option<usize> {
        self.run.chunks.iter().find_map(|chunk| {
            let Origin::Lines(lines) = &chunk.origin else { return None };
            let line = *lines.first()?;
            let printed = String::from_utf8_lossy(&chunk.bytes);
            (printed.trim_end() == text && !place.holds(line)).then_some(line)
        })
    }

    fn text(&self, place: &Place, scope: Scope, with_echo: bool) -> String {
        let mut indices: Vec<usize> = Vec::new();
        for (&line, chunks) in self.by_line.range(place.first..=place.last) {
            if place.holds(line) {
                indices.extend(chunks);
            }
        }
        if scope == Scope::Own {
            indices.retain(|&index| is_own(&self.run.chunks[index], place));
        }
        if matches!(scope, Scope::WithForeign | Scope::WithStderr) {
            indices.extend(self.foreign.iter().filter(|&&index| may_belong(&self.run.chunks[index], place)));
        }
        indices.sort_unstable();
        indices.dedup();
        if !with_echo {
            indices.retain(|index| self.echoes.binary_search(index).is_err());
        }
        let chunks = indices.into_iter().map(|index| &self.run.chunks[index]);
        let wanted = chunks.filter(|chunk| scope == Scope::WithStderr || chunk.stream == Stream::Stdout);
        let bytes: Vec<u8> = wanted.flat_map(|chunk| chunk.bytes.iter().copied()).collect();
        let text = String::from_utf8_lossy(&bytes);
        text.strip_suffix('\n').unwrap_or(&text).to_owned()
    }
}

/// Whether a line of `place` itself wrote the piece.
fn is_own(chunk: &Chunk, place: &Place) -> bool {
    matches!(&chunk.origin, Origin::Lines(lines) if lines.first().is_some_and(|&line| place.holds(line)))
}

/// Whether a foreign piece may have been written while `place` was executed: it lies between the lines that wrote
/// before and after it.
fn may_belong(chunk: &Chunk, place: &Place) -> bool {
    match chunk.origin {
        Origin::Foreign { after, before } => {
            after.is_none_or(|after| place.last >= after) && before.is_none_or(|before| place.first <= before)
        }
        Origin::Lines(_) => false,
    }
}
