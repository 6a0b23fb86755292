//! What is seen of an example from its text, and asked for each example that runs behind it: it is found out once.

use std::sync::OnceLock;

use super::session::Checker;
use crate::example::Example;
use crate::plan::could_ask;

/// What is known of one example.
#[derive(Debug, Default)]
pub(super) struct Traits {
    loops: OnceLock<bool>,
    asks: OnceLock<bool>,
}

/// What code has that can run for long.
const LOOPS: &[&str] = &["while", "for ", "import ", "def ", "lambda", "**", "input", "<<"];

impl Checker<'_> {
    /// Whether `example` can run for long.
    pub(super) fn may_loop(&self, example: &Example) -> bool {
        let loops = || LOOPS.iter().any(|word| example.code.contains(word));
        self.traits.get(example.id.index()).map_or_else(loops, |traits| *traits.loops.get_or_init(loops))
    }

    /// Whether `example` has a name by which programs ask for what is another one elsewhere.
    pub(super) fn could_ask(&self, example: &Example) -> bool {
        let asks = || could_ask(&example.module);
        self.traits.get(example.id.index()).map_or_else(asks, |traits| *traits.asks.get_or_init(asks))
    }
}
