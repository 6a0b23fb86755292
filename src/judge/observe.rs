//! What a run shows at the place of a claim, by kind: what was printed, values, states.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use super::candidate::{Candidate, Shown, Values};
use super::{Case, canonical, cell};
use crate::claim::{About, NotationId, Place};
use crate::run::{Chunk, Origin, Run, Stream};

/// The output of a run, by the lines that wrote it.
pub(super) struct Observed<'a> {
    run: &'a Run,
    by_line: BTreeMap<usize, Vec<usize>>,
    foreign: Foreign,
    /// Pieces that only echo what was typed.
    echoes: Vec<usize>,
    /// Whether anything went to standard error.
    complains: bool,
    /// The lines that printed each whole piece, in the order of printing; made when one is asked for.
    printers: OnceCell<HashMap<&'a [u8], Vec<usize>>>,
}

/// Pieces that went past Python's streams, by the lines that wrote before and after them.
#[derive(Debug, Default)]
struct Foreign {
    /// Those of which both lines are known, by the first.
    by_line: BTreeMap<usize, Vec<usize>>,
    /// How far the two lines lie apart at most.
    widest: usize,
    others: Vec<usize>,
}

impl Foreign {
    fn push(&mut self, index: usize, after: Option<usize>, before: Option<usize>) {
        let (Some(after), Some(before)) = (after, before) else { return self.others.push(index) };
        self.widest = self.widest.max(after.abs_diff(before));
        self.by_line.entry(after).or_default().push(index);
    }

    /// Those that may have to do with `place`, and some beside it.
    fn near(&self, place: &Place) -> impl Iterator<Item = usize> + '_ {
        let lines = place.first.saturating_sub(self.widest)..=place.last.max(place.first).saturating_add(self.widest);
        self.by_line.range(lines).flat_map(|(_, indices)| indices).chain(&self.others).copied()
    }
}

/// What counts as output of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// What the place's own lines wrote to standard output, not the functions that they called.
    Own,
    /// All that went to standard output while the place was executed, by child processes and C code too.
    Stdout,
    /// The same without what may as well have been written before or afterwards: nobody knows when a child process wrote it.
    Python,
    /// Also standard error, in the order of writing.
    Both,
    /// Standard error alone.
    Stderr,
}

impl<'a> Observed<'a> {
    pub(super) fn new(run: &'a Run) -> Self {
        let mut by_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut foreign = Foreign::default();
        for (index, chunk) in run.chunks.iter().enumerate() {
            match &chunk.origin {
                Origin::Lines(lines) => lines.iter().for_each(|&line| by_line.entry(line).or_default().push(index)),
                Origin::Foreign { after, before } => foreign.push(index, *after, *before),
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
        let complains = run.chunks.iter().any(|chunk| chunk.stream == Stream::Stderr);
        Self { run, by_line, foreign, echoes, complains, printers: OnceCell::new() }
    }

    /// What `place` printed, all of it, in the ways in which it may be shown: with and without standard error, with and
    /// without the echo of what was typed. None if nothing was printed.
    pub(super) fn printed(&self, place: &Place) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for scope in [Scope::Stdout, Scope::Python, Scope::Both, Scope::Stderr] {
            let says_more = match scope {
                Scope::Own | Scope::Stdout => true,
                Scope::Python => self.is_uncertain(place),
                Scope::Both => self.complains,
                Scope::Stderr => self.complains && texts.is_empty(),
            };
            if !says_more {
                continue;
            }
            self.add(place, scope, &mut texts);
        }
        let shorter: Vec<_> = texts.iter().filter_map(|text| without_links(text)).collect();
        texts.extend(shorter);
        texts
    }

    /// Whether something was written past Python that may belong to `place` or to what stands beside it.
    fn is_uncertain(&self, place: &Place) -> bool {
        let is_within = |line: Option<usize>| line.is_some_and(|line| place.holds(line));
        self.foreign.near(place).any(|index| match self.run.chunks[index].origin {
            Origin::Foreign { after, before } => is_within(after) != is_within(before),
            Origin::Lines(_) => false,
        })
    }

    /// The innermost lines of what was printed while `place` was executed, and not by itself.
    fn called_lines(&self, place: &Place) -> impl Iterator<Item = usize> + '_ {
        let chunks = self.by_line.range(place.first..=place.last).flat_map(|(_, chunks)| chunks);
        let innermost = chunks.filter_map(|&index| match &self.run.chunks[index].origin {
            Origin::Lines(lines) => lines.first().copied(),
            Origin::Foreign { .. } => None,
        });
        let (first, last) = (place.first, place.last);
        innermost.filter(move |line| !(first..=last).contains(line))
    }

    /// What the lines of `place` printed themselves.
    fn printed_itself(&self, place: &Place) -> Vec<String> {
        let mut texts = Vec::new();
        self.add(place, Scope::Own, &mut texts);
        texts
    }

    fn add(&self, place: &Place, scope: Scope, texts: &mut Vec<String>) {
        // At a terminal the echo is seen; whoever pipes the input in does not see it.
        let ways: &[bool] = if self.echoes.is_empty() { &[true] } else { &[true, false] };
        for &with_echo in ways {
            if let Some(text) = self.text(place, scope, with_echo).filter(|text| !texts.contains(text)) {
                texts.push(text);
            }
        }
    }

    /// All runs of `count` neighbouring lines of the whole output: for a program whose lines are not watched.
    pub(super) fn windows(&self, count: usize) -> Vec<Candidate> {
        let bytes: Vec<u8> = self.run.chunks.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<_> = text.lines().collect();
        let printed = |text: String| Candidate { text, shown: Shown::Printed };
        lines.windows(count.max(1)).map(|window| printed(window.join("\n"))).collect()
    }

    /// The line outside `place` that printed exactly `text` as a line of standard output.
    pub(super) fn line_that_printed(&self, text: &str, place: &Place) -> Option<usize> {
        let printers = self.printers.get_or_init(|| {
            let mut printers: HashMap<&[u8], Vec<usize>> = HashMap::new();
            for chunk in &self.run.chunks {
                if let Origin::Lines(lines) = &chunk.origin
                    && let Some(&line) = lines.first()
                {
                    printers.entry(chunk.bytes.trim_ascii_end()).or_default().push(line);
                }
            }
            printers
        });
        printers.get(text.as_bytes())?.iter().copied().find(|line| !place.holds(*line))
    }

    /// Whether anything went to standard output while `place` was executed.
    fn writes_to_stdout(&self, place: &Place) -> bool {
        self.text(place, Scope::Stdout, true).is_some()
    }

    /// What was written while `place` was executed, in one text for each time that the stream changes.
    pub(super) fn pieces(&self, place: &Place) -> Vec<(Stream, String)> {
        let mut indices: Vec<usize> = Vec::new();
        for (&line, chunks) in self.by_line.range(place.first..=place.last) {
            if place.holds(line) {
                indices.extend(chunks);
            }
        }
        indices.extend(self.foreign.near(place).filter(|&index| may_belong(&self.run.chunks[index], place)));
        indices.sort_unstable();
        indices.dedup();
        let chunks: Vec<_> = indices.into_iter().map(|index| &self.run.chunks[index]).collect();
        let text = |chunks: &[&Chunk]| {
            let bytes: Vec<u8> = chunks.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect();
            let text = String::from_utf8_lossy(&bytes);
            let text = canonical::without_places(&text);
            text.strip_suffix('\n').unwrap_or(&text).to_owned()
        };
        let pieces = chunks.chunk_by(|a, b| a.stream == b.stream);
        pieces.filter_map(|piece| Some((piece.first()?.stream, text(piece)))).collect()
    }

    /// What was written to standard error at `place`.
    pub(super) fn complaints(&self, place: &Place) -> Option<String> {
        self.text(place, Scope::Stderr, true)
    }

    /// The text of `scope`, without its last line ending; none if nothing was written.
    fn text(&self, place: &Place, scope: Scope, with_echo: bool) -> Option<String> {
        let mut indices: Vec<usize> = Vec::new();
        for (&line, chunks) in self.by_line.range(place.first..=place.last) {
            if place.holds(line) {
                indices.extend(chunks);
            }
        }
        if scope == Scope::Own {
            indices.retain(|&index| is_own(&self.run.chunks[index], place));
        } else if scope != Scope::Python {
            indices.extend(self.foreign.near(place).filter(|&index| may_belong(&self.run.chunks[index], place)));
        }
        indices.sort_unstable();
        indices.dedup();
        if !with_echo {
            indices.retain(|index| self.echoes.binary_search(index).is_err());
        }
        let is_wanted = |chunk: &&Chunk| match scope {
            Scope::Own | Scope::Stdout | Scope::Python => chunk.stream == Stream::Stdout,
            Scope::Stderr => chunk.stream == Stream::Stderr,
            Scope::Both => true,
        };
        let chunks = indices.into_iter().map(|index| &self.run.chunks[index]);
        let bytes: Vec<u8> = chunks.filter(is_wanted).flat_map(|chunk| chunk.bytes.iter().copied()).collect();
        let text = String::from_utf8_lossy(&bytes);
        let text = canonical::without_places(&text);
        (!text.is_empty()).then(|| text.strip_suffix('\n').unwrap_or(&text).to_owned())
    }
}

/// Lines that a library leaves out where its user sets a variable of the environment, by how they begin: pydantic 2, "Usage
/// Errors", `PYDANTIC_ERRORS_INCLUDE_URL`.
const LINKS: [&str; 1] = ["For further information visit https://errors.pydantic.dev/"];

/// `text` without such lines, if there are any.
fn without_links(text: &str) -> Option<String> {
    let is_link = |line: &&str| LINKS.iter().any(|link| line.trim_start().starts_with(link));
    let lines: Vec<_> = text.lines().filter(|line| !is_link(line)).collect();
    (lines.len() < text.lines().count()).then(|| lines.join("\n"))
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

/// Whether the comment stands behind its statement, and what the functions print that this calls is documented there.
fn is_told_elsewhere(case: &Case<'_>) -> bool {
    let place = &case.claim.places[0];
    let is_behind = matches!(case.claim.notation, NotationId::OutputTrailing | NotationId::Arrow);
    let is_told = |line: usize| case.example.is_told(line, case.id);
    is_behind && case.observed.called_lines(place).all(is_told)
}

/// What the claim may be about, the likeliest first: the manner of its notation decides.
pub(super) fn candidates(case: &Case<'_>) -> Vec<Candidate> {
    let Case { claim, run, observed, .. } = *case;
    if !run.attributed {
        return observed.windows(claim.lines.len());
    }
    let values = run.values.get(&case.id).map(|recorded| Values::of(recorded)).unwrap_or_default();
    let has_value = !values.value.is_empty() || !values.state.is_empty();
    // A bare comment below a statement whose own value is known is not about what an earlier one printed.
    let is_own = claim.notation == NotationId::ValueBelow && has_value;
    let places = if is_own { &claim.places[..1] } else { &claim.places[..] };
    let mut texts: Vec<_> = places.iter().flat_map(|place| observed.printed(place)).collect();
    // A warning on standard error does not keep a value from being shown.
    let is_silent = places.iter().all(|place| !observed.writes_to_stdout(place));
    if claim.notation == NotationId::BarePrint && claim.is_inferred() || is_told_elsewhere(case) {
        // The comment behind a print is about that print, whatever the functions print that it calls.
        texts.extend(observed.printed_itself(&claim.places[0]));
    }
    let printed: Vec<_> = texts.into_iter().map(|text| Candidate { text, shown: Shown::Printed }).collect();
    let both = || {
        let shown = values.candidates(false, false).into_iter().filter(|value| value.shown == Shown::Value);
        let pairs = shown.flat_map(|value| printed.iter().map(move |text| format!("{}\n{}", text.text, value.text)));
        pairs.map(|text| Candidate { text, shown: Shown::PrintedAndValue }).collect::<Vec<_>>()
    };
    let or_value = |none, state| if is_silent { values.candidates(none, state) } else { Vec::new() };
    let further = match claim.manner.about {
        About::Print | About::Exception => Vec::new(),
        About::Value => return values.candidates(true, false),
        // Behind `x[0] = 10` and `nums.append(4)` an arrow leads to what becomes of the whole.
        About::PrintElseValue { none } => or_value(none, claim.notation == NotationId::Arrow && !claim.binds_a_name()),
        About::PrintElseValueOrState if claim.is_about_target() => values.candidates(true, true),
        About::PrintElseValueOrState => or_value(true, true),
        About::PrintThenValue if is_silent => values.candidates(true, true).into_iter().chain(both()).collect(),
        About::PrintThenValue => both(),
        // Below an assignment people show what it has stored.
        About::Prompt => or_value(true, claim.is_about_target()),
        About::Cell(share) => {
            if let Some(piece) = cell::piece(case, &values, share) {
                return piece;
            }
            let value = if is_silent { values.candidates(false, false) } else { Vec::new() };
            let listed = if is_silent { cell::listed(case) } else { None };
            value.into_iter().chain(both()).chain(listed).collect()
        }
    };
    let mut found: Vec<_> = printed.into_iter().chain(further).collect();
    if matches!(claim.manner.about, About::Cell(_)) {
        found = cell::in_one(case, &values, found);
    }
    let mut all: Vec<Candidate> = Vec::new();
    for candidate in found {
        if !all.contains(&candidate) {
            all.push(candidate);
        }
    }
    all
}
