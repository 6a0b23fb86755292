//! A progress bar on standard error, for runs that last, and which examples run.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::pipeline::Progress;
use crate::report::sanitise::{on_one_line, shortened};

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// An example that runs longer than this is named.
const LONG: Duration = Duration::from_secs(2);

/// How often the bar is drawn anew.
const TICK: Duration = Duration::from_millis(200);

/// Characters of a place that the bar shows.
const LONGEST_PLACE: usize = 60;

/// The bar. Hidden at first; a thread of its own shows it when patience is over.
pub(super) struct Bar {
    shown: Shown,
    wanted: bool,
    examples: Arc<Mutex<Examples>>,
    waiter: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

/// The bar as it is on the screen, once it is there.
#[derive(Clone, Default)]
pub(super) struct Shown(Arc<OnceLock<ProgressBar>>);

impl Shown {
    /// Does what writes to the same screen.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match self.0.get() {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }
}

/// Which examples run, and which were stopped by a signal.
#[derive(Default)]
struct Examples {
    /// Since when they run; the same one may run several times at once.
    running: BTreeMap<String, Vec<Instant>>,
    stopped: BTreeSet<String>,
}

impl Examples {
    /// The one that runs longest, if that is long.
    fn slow(&self, now: Instant) -> Option<(&str, Duration)> {
        let since = self.running.iter().filter_map(|(place, since)| Some((place.as_str(), *since.first()?)));
        let (place, since) = since.min_by_key(|(_, since)| *since)?;
        let time = now.saturating_duration_since(since);
        (time >= LONG).then_some((place, time))
    }
}

impl Bar {
    pub(super) fn new(quiet: bool) -> Self {
        let wanted = !quiet && std::io::stderr().is_terminal();
        Self { shown: Shown::default(), wanted, examples: Arc::default(), waiter: Mutex::new(None) }
    }

    /// The bar, for whoever writes beside it.
    pub(super) fn shown(&self) -> Shown {
        self.shown.clone()
    }

    /// Takes the bar away, before anything else is written.
    pub(super) fn finish(&self) {
        let waiter = self.waiter.lock().ok().and_then(|mut waiter| waiter.take());
        if let Some((sender, thread)) = waiter {
            drop(sender);
            // A thread that panicked has nothing left to show.
            let _ = thread.join();
        }
        if let Some(bar) = self.shown.0.get() {
            bar.finish_and_clear();
        }
    }

    /// The examples that a signal stopped.
    pub(super) fn stopped(&self) -> Vec<String> {
        held(&self.examples).stopped.iter().cloned().collect()
    }
}

fn held(examples: &Mutex<Examples>) -> MutexGuard<'_, Examples> {
    examples.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the bar says beside the counts.
fn message(examples: &Mutex<Examples>) -> String {
    let examples = held(examples);
    let slow = examples.slow(Instant::now());
    slow.map_or_else(String::new, |(place, time)| {
        format!(", {} runs for {} s", shortened(&on_one_line(place), LONGEST_PLACE), time.as_secs())
    })
}

impl Progress for Bar {
    fn begin(&self, total: usize) {
        if !self.wanted {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {elapsed}{msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let shown = self.shown.0.get_or_init(|| bar).clone();
        let (sender, receiver) = mpsc::channel::<()>();
        let examples = Arc::clone(&self.examples);
        let thread = std::thread::spawn(move || {
            if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
                while receiver.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    shown.set_message(message(&examples));
                }
            }
        });
        if let Ok(mut waiter) = self.waiter.lock() {
            *waiter = Some((sender, thread));
        }
    }

    fn document_done(&self) {
        if let Some(bar) = self.shown.0.get() {
            bar.inc(1);
        }
    }

    fn example_begins(&self, place: &str) {
        held(&self.examples).running.entry(place.to_owned()).or_default().push(Instant::now());
    }

    fn example_ends(&self, place: &str, is_stopped: bool) {
        let mut examples = held(&self.examples);
        if let Some(since) = examples.running.get_mut(place) {
            since.pop();
            if since.is_empty() {
                examples.running.remove(place);
            }
        }
        if is_stopped {
            examples.stopped.insert(place.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_that_runs_longest_is_named_once_that_is_long() {
        let bar = Bar::new(true);
        bar.example_begins("a.md:3");
        bar.example_begins("b.md:3");
        let later = |seconds: u64| Instant::now() + Duration::from_secs(seconds);
        let slow = |seconds: u64| held(&bar.examples).slow(later(seconds)).map(|(place, _)| place.to_owned());
        assert_eq!((slow(1), slow(3).as_deref()), (None, Some("a.md:3")));
        bar.example_ends("a.md:3", true);
        assert_eq!((slow(3).as_deref(), bar.stopped()), (Some("b.md:3"), vec!["a.md:3".to_owned()]));
        bar.example_ends("b.md:3", false);
        assert_eq!((slow(9), bar.stopped().len()), (None, 1));
    }
}
