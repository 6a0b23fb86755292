//! A progress bar on standard error, for runs that last.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::pipeline::Progress;

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar. Hidden at first; a thread of its own shows it when patience is over.
pub(super) struct Bar {
    bar: OnceLock<ProgressBar>,
    wanted: bool,
    waiter: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Bar {
    pub(super) fn new(quiet: bool) -> Self {
        let wanted = !quiet && std::io::stderr().is_terminal();
        Self { bar: OnceLock::new(), wanted, waiter: Mutex::new(None) }
    }

    /// Takes the bar away, before anything else is written.
    pub(super) fn finish(&self) {
        let waiter = self.waiter.lock().ok().and_then(|mut waiter| waiter.take());
        if let Some((sender, thread)) = waiter {
            drop(sender);
            // A thread that panicked has nothing left to show.
            let _ = thread.join();
        }
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn begin(&self, total: usize) {
        if !self.wanted {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let shown = self.bar.get_or_init(|| bar).clone();
        let (sender, receiver) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(200));
            }
        });
        if let Ok(mut waiter) = self.waiter.lock() {
            *waiter = Some((sender, thread));
        }
    }

    fn document_done(&self) {
        if let Some(bar) = self.bar.get() {
            bar.inc(1);
        }
    }
}
