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

/// A text, or nothing, for the place `index`; the head has the first place.
struct Entry {
    index: usize,
    text: String,
}

/// Hands texts to a thread that writes them: nothing is printed by those who work in parallel.
pub(super) struct Stream<'a> {
    bar: &'a Bar,
    form: Form,
    look: Look,
    sender: Mutex<Option<Sender<Entry>>>,
    /// None once the writer has it.
    receiver: Mutex<Option<Receiver<Entry>>>,
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
        let (sender, receiver) = (Mutex::new(Some(sender)), Mutex::new(Some(receiver)));
        Some(Self { bar, form, look, sender, receiver, writer: Mutex::default() })
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
        drop(self.sender.lock().ok().and_then(|mut sender| sender.take()));
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
        if let Some(sender) = self.sender.lock().ok().as_ref().and_then(|sender| sender.as_ref()) {
            // A writer that is gone has told why, see `finish`.
            let _ = sender.send(Entry { index, text });
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

/// Writes texts in the order of their places; one that comes too early waits.
fn write(receiver: &Receiver<Entry>, bar: &Shown) -> io::Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for Entry { index, text } in receiver {
        early.insert(index, text);
        while let Some(text) = early.remove(&next) {
            next += 1;
            if !text.is_empty() {
                bar.aside(|| {
                    let mut stdout = io::stdout().lock();
                    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
                })?;
            }
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
