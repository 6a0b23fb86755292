//! Documents on standard output as they come, in the order of the paths: what people read of them, or one line of JSON each.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use super::progress::{Bar, Shown};
use crate::crash;
use crate::pipeline::Progress;
use crate::report::form::{self, Form};
use crate::report::jsonl::{self, Line};
use crate::report::sanitise::on_one_line;
use crate::report::terminal::{self, Look};
use crate::report::{DocumentReport, Failure, Header, Report};

/// Texts until it is their turn. The head has the first place, and most documents have nothing to say.
struct Queue {
    sender: Sender<String>,
    /// Places before this one have had their turn.
    next: usize,
    /// Which places behind it are done.
    done: Vec<bool>,
    /// Their texts, but for those that are empty.
    early: BTreeMap<usize, String>,
}

impl Queue {
    /// Takes the `text` for the place `index`, and hands on what is due.
    fn take(&mut self, index: usize, text: String) {
        if self.done.len() <= index {
            self.done.resize(index + 1, false);
        }
        self.done[index] = true;
        if !text.is_empty() {
            self.early.insert(index, text);
        }
        while self.done.get(self.next).is_some_and(|done| *done) {
            if let Some(text) = self.early.remove(&self.next) {
                // A writer that is gone has told why, see `finish`.
                let _ = self.sender.send(text);
            }
            self.next += 1;
        }
    }
}

/// Hands texts to a thread that writes them: nothing is printed by those who work in parallel. It is woken only for what is to be
/// written.
pub(super) struct Stream<'a> {
    bar: &'a Bar,
    form: Form,
    look: Look,
    /// None once all is said.
    queue: Mutex<Option<Queue>>,
    /// None once the writer has it.
    receiver: Mutex<Option<Receiver<String>>>,
    writer: Mutex<Option<JoinHandle<io::Result<()>>>>,
}

impl<'a> Stream<'a> {
    /// None if `form` is written as a whole.
    pub(super) fn new(bar: &'a Bar, form: Form, look: Look) -> Option<Self> {
        let is_read = matches!(form, Form::Full | Form::Concise) && !look.statistics;
        if !is_read && form != Form::Jsonl {
            return None;
        }
        let (sender, receiver) = mpsc::channel();
        let queue = Queue { sender, next: 0, done: Vec::new(), early: BTreeMap::new() };
        let (queue, receiver) = (Mutex::new(Some(queue)), Mutex::new(Some(receiver)));
        Some(Self { bar, form, look, queue, receiver, writer: Mutex::default() })
    }

    /// Starts the writer. The first supervisor is there by then: it is a copy of this process, which may have one thread only.
    fn start(&self) {
        let receiver = self.receiver.lock().ok().and_then(|mut receiver| receiver.take());
        if let (Some(receiver), Ok(mut writer)) = (receiver, self.writer.lock()) {
            let shown = self.bar.shown();
            *writer = Some(std::thread::spawn(move || write(&receiver, &shown)));
        }
    }

    /// Waits until all is written.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub(super) fn finish(&self) -> io::Result<()> {
        drop(self.queue.lock().ok().and_then(|mut queue| queue.take()));
        let writer = self.writer.lock().ok().and_then(|mut writer| writer.take());
        let ended = writer.map_or(Ok(Ok(())), JoinHandle::join);
        ended.unwrap_or_else(|_| Err(io::Error::other("the thread that writes it failed")))
    }

    /// What stands behind the documents.
    ///
    /// # Errors
    /// Only if the data cannot be JSON at all.
    pub(super) fn end(&self, report: &Report) -> Result<String, serde_json::Error> {
        if self.form == Form::Jsonl {
            return jsonl::render_end(report);
        }
        Ok(terminal::render_end(report, self.look))
    }

    fn send(&self, index: usize, text: String) {
        if let Some(queue) = self.queue.lock().ok().as_mut().and_then(|queue| queue.as_mut()) {
            queue.take(index, text);
        }
    }

    /// The text of a document.
    fn text(&self, document: &DocumentReport) -> Option<String> {
        if self.form == Form::Jsonl {
            // What cannot be JSON is told when the report is written.
            return Line::Document(document).render().ok();
        }
        let text = crash::guarded(|| form::render_document(document, self.form, self.look));
        text.unwrap_or_else(|crash| Some(format!("{}: {crash}\n", on_one_line(&document.path))))
    }
}

fn write(receiver: &Receiver<String>, bar: &Shown) -> io::Result<()> {
    for text in receiver {
        bar.aside(|| {
            let mut stdout = io::stdout().lock();
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        })?;
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
        self.start();
        let is_json = self.form == Form::Jsonl;
        let head = is_json.then(|| Line::Header(header).render().unwrap_or_default());
        self.send(0, head.unwrap_or_default());
    }

    fn checked(&self, index: usize, result: Result<&DocumentReport, &Failure>) {
        let is_told = |document: &&DocumentReport| document.is_whole || !document.blocks.is_empty();
        let text = result.ok().filter(is_told).and_then(|document| self.text(document));
        self.send(index + 1, text.unwrap_or_default());
    }

    fn example_begins(&self, place: &str) {
        self.bar.example_begins(place);
    }

    fn example_ends(&self, place: &str, is_stopped: bool) {
        self.bar.example_ends(place, is_stopped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_in_the_order_of_their_places_and_empty_ones_wake_nobody() {
        let (sender, receiver) = mpsc::channel();
        let mut queue = Queue { sender, next: 0, done: Vec::new(), early: BTreeMap::new() };
        for (index, text) in [(2, "c"), (0, ""), (4, ""), (3, "d"), (1, "b"), (5, "f")] {
            queue.take(index, text.to_owned());
        }
        assert!(queue.early.is_empty() && queue.next == 6);
        drop(queue);
        assert_eq!(receiver.into_iter().collect::<Vec<_>>(), ["b", "c", "d", "f"]);
    }
}
