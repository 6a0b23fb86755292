//! Numbers that look like chance and are the same each time, for documents that are made up.

/// A sequence of them.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// The sequence `number`.
    pub(crate) fn new(number: u32) -> Self {
        Self { state: u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1) }
    }

    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap_or(0) % count
    }

    /// One of `all`.
    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
