//! Crashes: a panic is a mistake in this program, and it may cost the work in which it happens, but nothing else.
//!
//! Work that is guarded here comes back as data, whatever happens in it; nothing is printed of its panics. A panic in a
//! thread that helps with guarded work, as rayon's do, is carried over with its place.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind, resume_unwind};
use std::sync::Once;
use thiserror::Error;

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("internal error at {place}: {message}; this is a bug in doctrue, please report it")]
pub struct Crash {
    /// Where, as a file of the source text and a line.
    pub place: String,
    /// What was said of it, in one line.
    pub message: String,
}

/// A message is not shown beyond this many characters: it may quote a whole document.
const LONGEST_MESSAGE: usize = 200;

thread_local! {
    /// How many pieces of guarded work this thread is in.
    static GUARDED: Cell<usize> = const { Cell::new(0) };
    /// The last panic of this thread.
    static LAST: RefCell<Option<Crash>> = const { RefCell::new(None) };
}

/// Does `work`.
///
/// # Errors
/// If it panics.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Crash> {
    listen();
    GUARDED.set(GUARDED.get() + 1);
    // What the work has left half done is not looked at again: it is dropped with the work, and locks are taken as they
    // are everywhere.
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(GUARDED.get() - 1);
    done.map_err(told)
}

/// Does `work`, which is part of guarded work of another thread: a panic goes on there with its place.
pub fn helping<T>(work: impl FnOnce() -> T) -> T {
    guarded(work).unwrap_or_else(|crash| resume_unwind(Box::new(crash)))
}

/// What is known of a panic with this payload.
fn told(payload: Box<dyn Any + Send>) -> Crash {
    let last = LAST.take();
    match payload.downcast::<Crash>() {
        Ok(carried) => *carried,
        Err(_) => last.unwrap_or_else(|| Crash { place: "an unknown place".to_owned(), message: String::new() }),
    }
}

/// Has panics in guarded work noted instead of printed.
fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if GUARDED.get() == 0 {
                print(panic);
            } else {
                LAST.set(Some(Crash::of(panic)));
            }
        }));
    });
}

impl Crash {
    fn of(panic: &PanicHookInfo<'_>) -> Self {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), place);
        let message = panic.payload_as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        Self { place, message: message.chars().take(LONGEST_MESSAGE).collect() }
    }
}

/// The file from the name of its package on: where the source text lay is nobody's business.
fn place(location: &Location<'_>) -> String {
    let file = location.file().replace('\\', "/");
    let parts: Vec<_> = file.split('/').collect();
    let package = parts.iter().rposition(|part| *part == "src").map_or(0, |index| index.saturating_sub(1));
    format!("{}:{}", parts[package..].join("/"), location.line())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn work_without_a_mistake_is_done() {
        assert_eq!(guarded(|| helping(|| 5)), Ok(5));
    }

    #[test]
    fn a_panic_is_told_with_its_place() {
        let crash = guarded(|| "é"[std::hint::black_box(1)..].len()).expect_err("a panic");
        assert!(crash.place.starts_with("src/crash.rs:"), "{crash}");
        let crash = guarded(|| assert_eq!(1, std::hint::black_box(2), "twice\n{}", "x".repeat(1000))).expect_err("one");
        assert!(crash.message.starts_with("assertion `left == right` failed: twice xxx"), "{crash}");
        assert!(crash.message.chars().count() == LONGEST_MESSAGE && !crash.to_string().contains('\n'));
    }

    #[test]
    fn a_panic_of_a_helping_thread_keeps_its_place() {
        let numbers: Vec<_> = (0..100).collect();
        let work = || numbers.par_iter().for_each(|number| helping(|| assert_ne!(*number, 70, "found it")));
        for _ in 0..20 {
            let crash = guarded(work).expect_err("a panic");
            assert!(crash.place.starts_with("src/crash.rs:") && crash.message.contains("found it"), "{crash}");
        }
    }

    #[test]
    fn work_goes_on_inside_and_behind_a_panic() {
        let outer = guarded(|| (guarded(|| panic!("inner")).map_err(|crash| crash.message), 5));
        assert_eq!(outer, Ok((Err::<(), _>("inner".to_owned()), 5)));
    }
}
