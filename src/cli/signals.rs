//! Signals: the first one stops the examples and lets the report so far be written, the second ends the tool at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::run::Interrupt;

/// The signals that ask a program to end.
#[cfg(unix)]
const ENDING: &[i32] = &[signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP];

/// The signals that ask a program to end: Windows has Ctrl-C only.
#[cfg(not(unix))]
const ENDING: &[i32] = &[signal_hook::consts::SIGINT];

/// A signal came before there was anything to report.
#[derive(Debug, thiserror::Error)]
#[error("interrupted before any example ran: there is no report")]
pub(super) struct Ended {
    /// The exit status.
    pub(super) status: u8,
}

/// What came in.
pub(super) struct Signals {
    interrupt: Interrupt,
    received: Arc<AtomicUsize>,
}

impl Signals {
    /// Begins to catch the signals that ask a program to end.
    pub(super) fn catch() -> io::Result<Self> {
        use signal_hook::flag;
        let signals = Self { interrupt: Interrupt::default(), received: Arc::new(AtomicUsize::new(0)) };
        for &signal in ENDING {
            // In this order: the second signal finds the flag set by the first.
            flag::register_conditional_shutdown(signal, 128 + signal, signals.interrupt.flag())?;
            flag::register(signal, signals.interrupt.flag())?;
            let number = usize::try_from(signal).unwrap_or(0);
            flag::register_usize(signal, Arc::clone(&signals.received), number)?;
        }
        // Whoever started this may have ignored it, and then nobody learns how a child ended. A signal that is caught is
        // one that children do not ignore.
        #[cfg(unix)]
        flag::register(signal_hook::consts::SIGCHLD, Arc::default())?;
        Ok(signals)
    }

    /// The flag that the runner looks at.
    pub(super) fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// `result`; but what fails because a signal ended it has not failed for the reason that it tells.
    ///
    /// # Errors
    /// Those of `result`, or [`Ended`].
    pub(super) fn unless_ended<T, E: Into<anyhow::Error>>(&self, result: Result<T, E>) -> anyhow::Result<T> {
        result.map_err(|error| self.exit_status().map_or_else(|| error.into(), |status| Ended { status }.into()))
    }

    /// The exit status, if a signal came: 128 and its number, as shells have it.
    pub(super) fn exit_status(&self) -> Option<u8> {
        let number = self.received.load(Ordering::Relaxed);
        (number > 0).then(|| u8::try_from(128 + number).unwrap_or(130))
    }
}
