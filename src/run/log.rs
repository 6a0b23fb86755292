//! The event log of a run, read back. Its format is described in `harness/doctrue_harness/log.py`.
//!
//! The log comes from the example's own process, so nothing in it is trusted to be well formed: what cannot be read
//! ends the reading, and what was read so far counts.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use super::exception::Exception;
use super::slot::Written;
use super::stack;
use crate::plan::OutsideSource;

/// A standard stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Who wrote something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Python code: the lines of the file that were on the stack, the innermost first.
    Lines(Vec<usize>),
    /// Something that bypassed Python's streams (a child process, C code), between these two lines of the main
    /// program, as far as they are known.
    Foreign {
        /// The outermost line of what was written before.
        after: Option<usize>,
        /// The outermost line of what was written next.
        before: Option<usize>,
    },
}

/// A piece of output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Where it went.
    pub stream: Stream,
    /// Who wrote it.
    pub origin: Origin,
    /// The bytes.
    #[serde(with = "super::bytes")]
    pub bytes: Vec<u8>,
}

/// A recorded value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recorded {
    /// The `repr` of the value of the statement.
    Value(String),
    /// The `str` of that value, where it is not the same and safe to ask for.
    Text(String),
    /// The `repr` of the object that the statement changed, afterwards.
    State(String),
    /// The `repr` of the object that a name stands for afterwards.
    Named(String),
}

/// Why a value could not be looked at without the example noticing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unseen {
    /// Its `__repr__` raises an exception of this type.
    Raises(String),
    /// Its `__repr__` is code of the example and takes too long.
    Time,
    /// Such code would change something outside of it, or ends its process.
    Acts,
    /// Such code can only be tried in another process, and the example has other threads or handlers in the way.
    Shared,
    /// Such code can only be tried in another process, and none could be made.
    Alone,
}

impl Unseen {
    fn read(why: &str, payload: &[u8]) -> Self {
        match why {
            "raised" => Self::Raises(String::from_utf8_lossy(payload).into_owned()),
            "time" => Self::Time,
            "ended" => Self::Acts,
            "threads" | "signals" => Self::Shared,
            _ => Self::Alone,
        }
    }

    /// Why nothing is known of the value, for people.
    #[must_use]
    pub fn reason(&self) -> String {
        let reason = match self {
            Self::Raises(kind) => return format!("the `repr` of this value raises {kind}"),
            Self::Time => "its `__repr__` takes too long",
            Self::Acts => "its `__repr__` does more than return a string",
            Self::Shared => "its `__repr__` could disturb the example, which uses threads or signals",
            Self::Alone => "its `__repr__` could disturb the example, and cannot be run in a separate process",
        };
        format!("this value was not inspected: {reason}")
    }
}

/// Something outside the example that it has asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// What kind of source that is.
    pub source: OutsideSource,
    /// Whether other worlds have another answer, where its kind is another one there.
    pub is_shifted: bool,
    /// What exactly: a function, or a word for what is missing.
    pub name: String,
    /// The line of the program by which it was asked for.
    pub line: usize,
    /// Lines, first and last, that may depend on the answer.
    pub reach: Vec<(usize, usize)>,
    /// The texts by which an output may show the answer, one on each line.
    pub value: String,
}

/// What the receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Ended,
    Raised,
    Exited,
}

/// A log, read.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) chunks: Vec<Chunk>,
    pub(super) values: BTreeMap<usize, Vec<Recorded>>,
    pub(super) unseen: BTreeMap<usize, Unseen>,
    pub(super) caught: BTreeMap<usize, Vec<Exception>>,
    pub(super) exception: Option<Exception>,
    pub(super) touched: Vec<Touch>,
    pub(super) receipt: Option<How>,
    /// The line of the main program at which it was stopped.
    pub(super) stopped_at: Option<usize>,
}

impl Record {
    /// Gives each second number of `pairs` what is recorded under the first.
    pub(super) fn share(&mut self, pairs: &[(usize, usize)]) {
        for (recorded, id) in pairs {
            if let Some(values) = self.values.get(recorded).cloned() {
                self.values.insert(*id, values);
            }
            if let Some(unseen) = self.unseen.get(recorded).cloned() {
                self.unseen.insert(*id, unseen);
            }
        }
    }

    /// Makes each line end in a line feed alone: on Windows Python writes a carriage return before each.
    fn unify_line_ends(&mut self) {
        for chunk in &mut self.chunks {
            let mut bytes = std::mem::take(&mut chunk.bytes).into_iter().peekable();
            while let Some(byte) = bytes.next() {
                if byte != b'\r' || bytes.peek() != Some(&b'\n') {
                    chunk.bytes.push(byte);
                }
            }
        }
    }
}

/// Reads the log, and puts what was `written` past it in its place. A receipt counts only with `token`.
pub(super) fn read(written: &Written, token: &str) -> Record {
    let foreign = [&written.stdout[..], &written.stderr[..]];
    let mut reader = Reader {
        record: Record::default(),
        sites: HashMap::new(),
        foreign,
        placed: [0, 0],
        bypassed: Default::default(),
        last: None,
    };
    let mut rest = &written.log[..];
    let mut stopped_at = None;
    loop {
        if let Some((words, payload, next)) = split_record(rest) {
            reader.take(&words, payload, token);
            rest = next;
        } else if let Some(next) = stack::behind(rest) {
            stopped_at = stack::outermost_line(rest);
            rest = next;
        } else {
            break;
        }
    }
    for stream in [Stream::Stdout, Stream::Stderr] {
        reader.place_foreign(stream, u64::MAX);
    }
    let mut record = reader.record;
    record.stopped_at = stopped_at;
    fill_neighbours(&mut record.chunks);
    if cfg!(windows) {
        record.unify_line_ends();
    }
    record
}

/// The words, the payload and the rest behind the first record.
pub(super) fn split_record(log: &[u8]) -> Option<(Vec<&str>, &[u8], &[u8])> {
    let end = log.iter().position(|&byte| byte == b'\n')?;
    let head = std::str::from_utf8(&log[..end]).ok()?;
    let mut words: Vec<_> = head.split(' ').collect();
    let length: usize = words.pop()?.parse().ok()?;
    let payload = log.get(end + 1..(end + 1).checked_add(length)?)?;
    let rest = log.get(end + 2 + length..).unwrap_or_default();
    Some((words, payload, rest))
}

/// An exception from the words behind its kind of record and its payload.
fn read_exception(lines: &[&str], payload: &[u8], compiling: bool) -> Exception {
    let text = String::from_utf8_lossy(payload);
    let (kind, message) = text.split_once('\n').unwrap_or((&text, ""));
    let lines = lines.iter().filter_map(|line| line.parse().ok()).collect();
    Exception { compiling, ..Exception::new(kind, message, lines) }
}

struct Reader<'a> {
    record: Record,
    sites: HashMap<u64, Vec<usize>>,
    foreign: [&'a [u8]; 2],
    placed: [usize; 2],
    /// The pieces that bypassed the hooks: their places, and where their last bytes begin in the stream's file.
    bypassed: [Vec<(usize, u64)>; 2],
    /// The number of the order that the exception read last was noted for; none for the uncaught one.
    last: Option<usize>,
}

impl Reader<'_> {
    /// Adds to the exception that was read last.
    fn take_more(&mut self, word: &str, payload: &[u8]) {
        let exception = match self.last {
            Some(id) => self.record.caught.get_mut(&id).and_then(|all| all.last_mut()),
            None => self.record.exception.as_mut(),
        };
        let Some(Exception { details, subject, .. }) = exception else { return };
        let text = String::from_utf8_lossy(payload).into_owned();
        let (kind, message) = text.split_once('\n').unwrap_or((&text, ""));
        let other = (kind.to_owned(), message.to_owned());
        match word {
            "name" => subject.name = Some(text),
            "imported" => subject.imported = Some(text),
            "file" => subject.file = Some(text),
            "note" => details.notes.push(text),
            "earlier" => details.earlier.push(other),
            "member" => details.members.push(other),
            _ => {}
        }
    }

    fn take(&mut self, words: &[&str], payload: &[u8], token: &str) {
        match words {
            ["site", number, lines @ ..] => {
                if let Ok(number) = number.parse() {
                    self.sites.insert(number, lines.iter().filter_map(|line| line.parse().ok()).collect());
                }
            }
            ["out", fd, site, position] => self.take_output(fd, site, position, payload),
            ["passed", fd, place @ ..] => self.take_passed(fd, place),
            ["more", word] => self.take_more(word, payload),
            [word @ ("raise" | "invalid"), lines @ ..] => {
                self.last = None;
                self.record.exception = Some(read_exception(lines, payload, *word == "invalid"));
            }
            ["caught", id, lines @ ..] => {
                if let Ok(id) = id.parse() {
                    self.last = Some(id);
                    self.record.caught.entry(id).or_default().push(read_exception(lines, payload, false));
                }
            }
            [word @ ("value" | "text" | "state" | "named"), id] => {
                let text = String::from_utf8_lossy(payload).into_owned();
                let recorded = match *word {
                    "value" => Recorded::Value(text),
                    "text" => Recorded::Text(text),
                    "named" => Recorded::Named(text),
                    _ => Recorded::State(text),
                };
                if let Ok(id) = id.parse() {
                    self.record.values.entry(id).or_default().push(recorded);
                }
            }
            ["novalue", id, why] => {
                if let Ok(id) = id.parse() {
                    self.record.unseen.entry(id).or_insert_with(|| Unseen::read(why, payload));
                }
            }
            ["touch", source, how, name, line] => self.take_touch([source, how, name, line], payload),
            ["end", own, how] if *own == token => {
                self.record.receipt = match *how {
                    "ended" => Some(How::Ended),
                    "raised" => Some(How::Raised),
                    _ => Some(How::Exited),
                };
            }
            _ => {}
        }
    }

    fn take_touch(&mut self, [source, how, name, line]: [&str; 4], payload: &[u8]) {
        let (Some(source), Ok(line)) = (OutsideSource::from_word(source), line.parse()) else { return };
        let text = String::from_utf8_lossy(payload);
        let (lines, value) = text.split_once('\n').unwrap_or((&text, ""));
        let range = |range: &str| {
            let (first, last) = range.split_once('-')?;
            Some((first.parse().ok()?, last.parse().ok()?))
        };
        self.record.touched.push(Touch {
            source,
            is_shifted: how == "shifted",
            name: name.to_owned(),
            line,
            reach: lines.split(',').filter_map(range).collect(),
            value: value.to_owned(),
        });
    }

    fn take_output(&mut self, fd: &str, site: &str, position: &str, payload: &[u8]) {
        let stream = if fd == "2" { Stream::Stderr } else { Stream::Stdout };
        let lines = match site.strip_prefix('@') {
            Some(line) => line.parse().ok().map(|line| vec![line]),
            None => site.parse::<u64>().ok().map(|site| self.sites.get(&site).cloned().unwrap_or_default()),
        };
        let (Some(lines), Ok(position)) = (lines, position.parse()) else { return };
        self.place_foreign(stream, position);
        self.push(Chunk { stream, origin: Origin::Lines(lines), bytes: payload.to_vec() });
    }

    /// What bypassed the hooks while a prompt ran is the prompt's, whoever wrote before and after it.
    fn take_passed(&mut self, fd: &str, place: &[&str]) {
        let stream = if fd == "2" { Stream::Stderr } else { Stream::Stdout };
        let numbers: Option<Vec<u64>> = place.iter().map(|word| word.parse().ok()).collect();
        let Some([first, last, from, to]) = numbers.as_deref() else { return };
        self.place_foreign(stream, *to);
        let line = |line: u64| usize::try_from(line).ok();
        let pieces = self.bypassed[usize::from(stream == Stream::Stderr)].iter().rev();
        for (index, _) in pieces.take_while(|(_, start)| start >= from) {
            if let Some(chunk) = self.record.chunks.get_mut(*index) {
                chunk.origin = Origin::Foreign { after: line(*first), before: line(*last) };
            }
        }
    }

    /// Puts the bytes that bypassed the hooks, up to `position` of the stream's file, behind what was read so far.
    fn place_foreign(&mut self, stream: Stream, position: u64) {
        let index = usize::from(stream == Stream::Stderr);
        let file = self.foreign[index];
        let end = usize::try_from(position).unwrap_or(usize::MAX).min(file.len());
        if end > self.placed[index] {
            let start = std::mem::replace(&mut self.placed[index], end);
            let bytes = file[start..end].to_vec();
            self.push(Chunk { stream, origin: Origin::Foreign { after: None, before: None }, bytes });
            self.bypassed[index].push((self.record.chunks.len() - 1, start as u64));
        }
    }

    fn push(&mut self, chunk: Chunk) {
        match self.record.chunks.last_mut() {
            // An unfinished line is written in several records; together they are one piece.
            Some(last)
                if last.stream == chunk.stream && last.origin == chunk.origin && !last.bytes.ends_with(b"\n") =>
            {
                last.bytes.extend(chunk.bytes);
            }
            _ => self.record.chunks.push(chunk),
        }
    }
}

/// Tells each foreign piece which lines of the main program wrote before and after it.
fn fill_neighbours(chunks: &mut [Chunk]) {
    let outermost = |chunk: &Chunk| match &chunk.origin {
        Origin::Lines(lines) => lines.last().copied(),
        Origin::Foreign { .. } => None,
    };
    // Those of a prompt know theirs already.
    let is_open = |chunk: &Chunk| matches!(chunk.origin, Origin::Foreign { after: None, before: None });
    let open: Vec<_> = chunks.iter().map(is_open).collect();
    let mut earlier = None;
    for (chunk, is_open) in chunks.iter_mut().zip(&open) {
        earlier = outermost(chunk).or(earlier);
        if let Origin::Foreign { after, .. } = &mut chunk.origin
            && *is_open
        {
            *after = earlier;
        }
    }
    let mut later = None;
    for (chunk, is_open) in chunks.iter_mut().zip(&open).rev() {
        later = outermost(chunk).or(later);
        if let Origin::Foreign { before, .. } = &mut chunk.origin
            && *is_open
        {
            *before = later;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::exception::ExceptionSubject;
    use super::*;
    use proptest::prelude::*;

    /// Reads a log whose token is `T`.
    fn read_parts(log: &[u8], stdout: &[u8], stderr: &[u8]) -> Record {
        read(&Written { log: log.to_vec(), stdout: stdout.to_vec(), stderr: stderr.to_vec() }, "T")
    }

    #[test]
    fn lines_end_alike_on_all_systems() {
        let mut record = read_parts(b"out 1 0 0 9\na\r\r\nb\rc\r\n\n", b"d\r\n", b"");
        record.unify_line_ends();
        let texts: Vec<_> = record.chunks.iter().map(|chunk| chunk.bytes.as_slice()).collect();
        assert_eq!(texts, [&b"a\r\nb\rc\n"[..], b"d\n"]);
    }

    #[test]
    fn output_and_foreign_bytes_come_in_order() {
        let log = b"site 0 3 9 0\n\nout 1 0 0 4\none\n\nout 1 @5 6 2\n3\n\nend T ended 0\n\n";
        let record = read_parts(log, b"child\nlate", b"");
        let texts: Vec<_> = record.chunks.iter().map(|chunk| String::from_utf8_lossy(&chunk.bytes)).collect();
        assert_eq!(texts, ["one\n", "child\n", "3\n", "late"]);
        assert_eq!(record.chunks[0].origin, Origin::Lines(vec![3, 9]));
        assert_eq!(record.chunks[1].origin, Origin::Foreign { after: Some(9), before: Some(5) });
        assert_eq!(record.receipt, Some(How::Ended));
    }

    #[test]
    fn what_bypasses_the_hooks_belongs_to_the_prompt_that_ran() {
        let log = b"passed 1 3 3 0 4 0\n\nsite 0 5 0\n\nout 1 0 8 2\n0\n\npassed 1 5 6 4 8 0\n\nend T ended 0\n\n";
        let record = read_parts(log, b"one\ntwo\n", b"");
        let origins: Vec<_> = record.chunks.iter().map(|chunk| chunk.origin.clone()).collect();
        let foreign = |after, before| Origin::Foreign { after: Some(after), before: Some(before) };
        assert_eq!(origins, [foreign(3, 3), foreign(5, 6), Origin::Lines(vec![5])]);
    }

    #[test]
    fn a_stack_cuts_nothing_off() {
        let stack =
            |line| format!("Stack (most recent call first):\n  File \"/w/block.py\", line {line} in <module>\n");
        let log = format!("site 0 3 0\n\nout 1 0 0 4\none\n\n{}out 1 0 4 4\ntwo\n\n", stack(4));
        let ended = read_parts((log.clone() + "end T ended 0\n\n").as_bytes(), b"", b"");
        assert_eq!((ended.receipt, ended.chunks.len()), (Some(How::Ended), 2));
        // Of several the last one is that of who was stopped.
        assert_eq!(read_parts((log + &stack(7)).as_bytes(), b"", b"").stopped_at, Some(7));
    }

    #[test]
    fn a_receipt_without_the_token_is_none() {
        assert_eq!(read_parts(b"end forged ended 0\n\n", b"", b"").receipt, None);
    }

    #[test]
    fn an_exception_is_type_message_and_lines() {
        let record = read_parts(b"raise 3 7 16\nValueError\nbad\nx\n", b"", b"");
        let exception = record.exception.expect("an exception");
        assert_eq!((exception.kind.as_str(), exception.line()), ("ValueError", Some(7)));
        assert_eq!(exception.summary(), "ValueError: bad\nx");
        assert_eq!(exception.subject, ExceptionSubject::default());
    }

    #[test]
    fn an_exception_has_the_fields_that_follow_it() {
        let log =
            b"caught 0 3 11\nImportError\nmore name 3\na.b\nmore imported 1\nc\nmore file 4\n/a/b\nmore later 1\nx\n";
        let record = read_parts(log, b"", b"");
        let [name, imported, file] = ["a.b", "c", "/a/b"].map(|text| Some(text.to_owned()));
        assert_eq!(record.caught[&0][0].subject, ExceptionSubject { name, imported, file, is_shown: false });
    }

    #[test]
    fn a_value_that_was_not_looked_at_has_a_reason() {
        let record = read_parts(b"novalue 3 raised 8\nKeyError\nnovalue 4 threads 0\n\n", b"", b"");
        assert_eq!(record.unseen.get(&3), Some(&Unseen::Raises("KeyError".to_owned())));
        assert_eq!(record.unseen.get(&4), Some(&Unseen::Shared));
    }

    #[test]
    fn what_was_touched_is_read_with_what_depends_on_it() {
        let record =
            read_parts(b"touch machine seen sys.path 3 14\n3-4,7-7\n/a\n/b\n\ntouch x seen a 1 0\n\n", b"", b"");
        let expected = Touch {
            source: OutsideSource::Machine,
            is_shifted: false,
            name: "sys.path".to_owned(),
            line: 3,
            reach: vec![(3, 4), (7, 7)],
            value: "/a\n/b\n".to_owned(),
        };
        assert_eq!(record.touched, [expected]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(log in proptest::collection::vec(any::<u8>(), 0..200), text in "(site|out|end|touch) [0-9 ]{0,20}\n.{0,20}") {
            let _ = read_parts(&log, &log, b"");
            let _ = read_parts(text.as_bytes(), b"", b"");
        }
    }
}
