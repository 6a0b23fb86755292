//! What is seen of an example from its text, and asked for each example that runs behind it: it is found out once.

use std::sync::OnceLock;

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

impl Traits {
    /// Whether `example`, whose traits these are, can run for long.
    pub(super) fn may_loop(&self, example: &Example) -> bool {
        *self.loops.get_or_init(|| LOOPS.iter().any(|word| example.code.contains(word)))
    }

    /// Whether it has a name by which programs ask for what is another one elsewhere.
    pub(super) fn could_ask(&self, example: &Example) -> bool {
        *self.asks.get_or_init(|| could_ask(&example.module))
    }
}
