//! Turns: how many programs work at the same time. One that only waits, asleep or for a file, gives its turn to another and
//! takes it again when it goes on.

use std::sync::{Condvar, Mutex, PoisonError};

/// The turns of a run.
#[derive(Debug)]
pub(super) struct Turns {
    /// How many more programs may work. Fewer than none if some went on that had given theirs away.
    free: Mutex<isize>,
    bell: Condvar,
}

impl Turns {
    /// So many programs may work at the same time.
    pub(super) fn new(count: usize) -> Self {
        Self { free: Mutex::new(isize::try_from(count).unwrap_or(isize::MAX).max(1)), bell: Condvar::new() }
    }

    /// Waits for a turn.
    pub(super) fn take(&self) -> Turn<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.bell.wait_while(free, |free| *free <= 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn { turns: self, is_held: true }
    }

    fn add(&self, count: isize) {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) += count;
        self.bell.notify_one();
    }
}

/// The turn of one program.
#[derive(Debug)]
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    is_held: bool,
}

impl Turn<'_> {
    /// The program works, or does not.
    pub(super) fn works(&mut self, works: bool) {
        if works != self.is_held {
            self.is_held = works;
            self.turns.add(if works { -1 } else { 1 });
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.works(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(turns: &Turns) -> isize {
        *turns.free.lock().expect("a number")
    }

    #[test]
    fn who_waits_gives_the_turn_away_and_takes_it_again_at_once() {
        let turns = Turns::new(1);
        let mut first = turns.take();
        assert_eq!(free(&turns), 0);
        first.works(false);
        first.works(false);
        let second = turns.take();
        first.works(true);
        assert_eq!(free(&turns), -1);
        drop(second);
        assert_eq!(free(&turns), 0);
        drop(first);
        assert_eq!(free(&turns), 1);
    }
}
