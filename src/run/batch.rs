//! Several programs in one interpreter, one after the other.
//!
//! Only programs that leave nothing behind in their interpreter are run so. Each has a `__main__` and a receipt of its own, and
//! behind each one the harness looks whether it left something behind all the same. What ends without its receipt, raises
//! an exception other than that something is missing, or writes past Python's streams counts for nothing: it is run by
//! itself.
//!
//! Interpreters that are too old to be servers run several programs behind one start.

use std::collections::BTreeMap;
use std::time::Duration;

use super::log::{self, How, Record, Stream};
use super::message::{Outcome, Work};
use super::orders::{self, Hooks, LimitsInside, Orders};
use super::preload::Wanted;
use super::slot::Written;
use super::{Bounds, Ending, Job, Program, Run, RunError, Runner, Way, preload, say_more_of_exceptions};
use crate::settings::Limits;

/// Programs of one batch. More would keep other workers waiting.
pub const MOST: usize = 50;

/// Fewer than these are run by themselves.
pub const FEWEST: usize = 2;

/// Wall-clock time of a batch, and of each of its programs. What takes longer is no small example.
const TIME: (Duration, Duration) = (Duration::from_millis(250), Duration::from_millis(15));

/// The same where the interpreter has to be started first.
const TIME_WITH_START: (Duration, Duration) = (Duration::from_millis(1500), Duration::from_millis(50));

/// Bytes of output of a batch.
const OUTPUT: u64 = 1 << 20;

/// Between source and orders of a program, and instead of a line feed within them.
const MARKS: (char, char) = ('\u{1}', '\0');

impl Runner {
    /// Whether programs may share an interpreter.
    #[must_use]
    pub fn batches(&self) -> bool {
        self.batches && (self.way == Way::Fork || self.shares_starts())
    }

    /// Whether a fresh interpreter runs several programs: where none can be forked, and others keep its limits.
    fn shares_starts(&self) -> bool {
        self.way == Way::Spawn && self.interpreter.is_early() && self.pool.has_supervisors()
    }

    /// How an interpreter comes to life that runs several programs; none if it cannot.
    fn way_of_batches(&self) -> Option<Way> {
        let way = if self.shares_starts() { Way::Spawn } else { Way::Fork };
        (self.batches() && !self.interrupt.is_set() && (way == Way::Spawn || self.can_fork())).then_some(way)
    }

    /// Runs `programs` in one interpreter, one after the other. For each, what happened; none if that says nothing, and it is
    /// to be run by itself.
    ///
    /// # Errors
    /// As for [`Runner::run`].
    pub fn run_batch(&self, programs: &[&Program]) -> Result<Vec<Option<Run>>, RunError> {
        self.run_in_one(programs, "batch")
    }

    /// The same, but each of `programs` finds what those before it have left. Behind one that raises an exception nothing is
    /// said of any.
    ///
    /// # Errors
    /// As for [`Runner::run`].
    pub fn run_chain(&self, programs: &[&Program]) -> Result<Vec<Option<Run>>, RunError> {
        self.run_in_one(programs, "chain")
    }

    fn run_in_one(&self, programs: &[&Program], key: &str) -> Result<Vec<Option<Run>>, RunError> {
        let nothing = || programs.iter().map(|_| None).collect();
        let (Some(first), Some(way)) = (programs.first(), self.way_of_batches()) else { return Ok(nothing()) };
        let tokens: Vec<_> = programs.iter().map(|_| orders::token()).collect();
        let mut turn = self.turns.take();
        let mut worker = self.pool.take()?;
        let folder = worker.folder().to_string_lossy().into_owned();
        let job = self.batch_job((first.hash_seed, way), lines(programs, &tokens, key), programs);
        let (done, written) =
            worker.run(&job, &self.interrupt, &mut |works| turn.works(works)).map_err(RunError::Supervisor)?;
        self.pool.give_back(worker);
        self.counter.batch(programs.len());
        if done.forked != (way == Way::Fork)
            || done.leaked
            || matches!(done.outcome, Outcome::Interrupted | Outcome::NotStarted(_))
        {
            return Ok(nothing());
        }
        let mut pieces = pieces(&written.log);
        let run = |(&program, token): (&&Program, &String)| {
            let (piece, duration) = pieces.remove(token.as_str())?;
            let written = Written { log: piece.to_vec(), ..Written::default() };
            let mut record = log::read(&written, token);
            record.share(&orders::shared(&program.orders));
            finished(record, program, folder.clone(), duration)
        };
        Ok(programs.iter().zip(&tokens).map(run).collect())
    }

    fn batch_job(&self, (hash_seed, way): (u32, Way), lines: String, programs: &[&Program]) -> Job {
        let count = u32::try_from(programs.len()).unwrap_or(u32::MAX);
        let (start, each) = if way == Way::Fork { TIME } else { TIME_WITH_START };
        let timeout = self.timeout.min(start + each * count);
        let limits = Limits { output: self.limits.output.min(OUTPUT), ..self.limits };
        let mut job =
            self.job(&Program { hash_seed, ..Program::nothing() }, String::new(), Bounds { timeout, limits }, way);
        let wanted = programs.iter().map(|program| preload::wanted(program, &[]));
        if let Work::Fork(all) = &mut job.work {
            *all = Wanted { standard: wanted.flat_map(|wanted| wanted.standard).collect(), ..Wanted::default() };
        }
        job.orders = Orders { token: "batch".to_owned(), hooks: Hooks::Alone, early: true, lines };
        job
    }
}

/// Whether `program` can be written down for a batch.
#[must_use]
pub fn fits(program: &Program) -> bool {
    let around = &program.surroundings;
    let is_alone = around.files.is_empty() && around.variables.is_empty() && around.input.is_none();
    let is_plain = around.python.is_none() && around.memory.is_none() && around.output.is_none();
    is_alone && is_plain && program.attributed && !program.source.contains([MARKS.0, MARKS.1, '\r'])
}

/// The orders for a batch: a line for each program, with the number of empty lines that its source begins with.
fn lines(programs: &[&Program], tokens: &[String], key: &str) -> String {
    let none = LimitsInside { seconds: None, memory: None, file: None };
    let line = |(&program, token): (&&Program, &String)| {
        let mut own = Orders::new(program, token.clone(), none).lines;
        own.extend(program.handled.iter().map(|module| format!("handled {module}\n")));
        let source = program.source.trim_start_matches('\n');
        let above = program.source.len() - source.len();
        let text = format!("{source}{}{own}", MARKS.0).replace('\n', &MARKS.1.to_string());
        format!("{key} {token} {above} {text}\n")
    };
    programs.iter().zip(tokens).map(line).collect()
}

/// The part of a log that belongs to each program that has a receipt there, by its token, and how long it took.
fn pieces(log: &[u8]) -> BTreeMap<&str, (&[u8], Duration)> {
    let mut found = BTreeMap::new();
    let mut begin = 0;
    let mut took = Duration::ZERO;
    let mut rest = log;
    while let Some((words, _, next)) = log::split_record(rest) {
        let end = log.len() - next.len();
        match words[..] {
            ["took", time] => took = Duration::from_micros(time.parse().unwrap_or_default()),
            ["end", token, "ended" | "raised"] => {
                found.insert(token, (&log[begin..end], took));
                begin = end;
            }
            ["gone", _] => begin = end,
            _ => {}
        }
        rest = next;
    }
    found
}

/// The run of a program that came to its end in a batch; none if it is to be run by itself.
fn finished(mut record: Record, program: &Program, folder: String, duration: Duration) -> Option<Run> {
    let ending = match (record.receipt?, &record.exception) {
        (How::Ended, None) => Ending::Ended,
        (How::Raised, Some(_)) => Ending::Raised,
        (How::Ended | How::Raised | How::Exited, _) => return None,
    };
    if record.chunks.iter().any(|chunk| chunk.stream == Stream::Stderr) {
        return None;
    }
    say_more_of_exceptions(&mut record, program, &folder);
    Some(Run { folder, duration, shared: true, ..Run::of(record, ending) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_cut_behind_each_receipt() {
        let log = b"out 1 @1 0 2\na\n\ntook 5 0\n\nend A ended 0\n\nout 1 @1 0 2\nb\n\ngone B 0\n\nend C ended 0\n\nout 1 @1 0 1\nx\n";
        let pieces = pieces(log);
        assert_eq!(pieces.keys().copied().collect::<Vec<_>>(), ["A", "C"]);
        assert_eq!(pieces["A"].1, Duration::from_micros(5));
        assert!(pieces["A"].0.starts_with(b"out 1 @1 0 2\na\n"));
        assert_eq!(pieces["C"].0, b"end C ended 0\n\n");
    }

    #[test]
    fn a_program_is_one_line() {
        let program = Program { source: "\n\na\nb\n".to_owned(), ..Program::nothing() };
        assert!(fits(&program));
        assert_eq!(lines(&[&program], &["T".to_owned()], "batch"), "batch T 2 a\0b\0\u{1}\n");
        let program = Program { source: "a\0".to_owned(), ..Program::nothing() };
        assert!(!fits(&program));
    }
}
