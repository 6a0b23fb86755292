//! Documents on standard output as they come, one line of JSON each, in the order of the paths.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use super::progress::Bar;
use crate::pipeline::Progress;
use crate::report::jsonl::Line;
use crate::report::{DocumentReport, Failure, Header};

/// A line, or nothing, for the place `index`; the head has the first place.
struct Entry {
    index: usize,
    line: String,
}

/// Hands lines to a thread that writes them: nothing is printed by those who work in parallel.
pub(super) struct Stream<'a> {
    bar: &'a Bar,
    sender: Mutex<Option<Sender<Entry>>>,
    writer: Mutex<Option<JoinHandle<io::Result<()>>>>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(bar: &'a Bar) -> Self {
        let (sender, receiver) = mpsc::channel();
        let writer = std::thread::spawn(move || write(&receiver));
        Self { bar, sender: Mutex::new(Some(sender)), writer: Mutex::new(Some(writer)) }
    }

    /// Waits until all is written.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub(super) fn finish(&self) -> io::Result<()> {
        drop(self.sender.lock().ok().and_then(|mut sender| sender.take()));
        let writer = self.writer.lock().ok().and_then(|mut writer| writer.take());
        let ended = writer.map_or(Ok(Ok(())), JoinHandle::join);
        ended.unwrap_or_else(|_| Err(io::Error::other("the thread that writes it has failed")))
    }

    fn send(&self, index: usize, line: String) {
        if let Some(sender) = self.sender.lock().ok().as_ref().and_then(|sender| sender.as_ref()) {
            // A writer that is gone has told why, see `finish`.
            let _ = sender.send(Entry { index, line });
        }
    }
}

/// Writes lines in the order of their places; one that comes too early waits.
fn write(receiver: &Receiver<Entry>) -> io::Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for Entry { index, line } in receiver {
        early.insert(index, line);
        while let Some(line) = early.remove(&next) {
            let mut stdout = io::stdout().lock();
            stdout.write_all(line.as_bytes())?;
            stdout.flush()?;
            next += 1;
        }
    }
    Ok(())
}

impl Progress for Stream<'_> {
    fn begin(&self, total: usize) {
        self.bar.begin(total);
    }

    fn document_done(&self) {
        self.bar.document_done();
    }

    fn ready(&self, header: &Header) {
        // What cannot be JSON is told when the report is written.
        self.send(0, Line::Header(header).render().unwrap_or_default());
    }

    fn checked(&self, index: usize, result: Result<&DocumentReport, &Failure>) {
        let is_told = |document: &&DocumentReport| document.is_whole || !document.blocks.is_empty();
        let line = result.ok().filter(is_told).and_then(|document| Line::Document(document).render().ok());
        self.send(index + 1, line.unwrap_or_default());
    }
}
