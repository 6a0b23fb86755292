//! What of a session may run once for several sessions: the blocks before the example, one after the other, where their state
//! can be handed on by a fork.

use super::{FUTURE, Order, Session, context_orders};
use crate::directive::Sharing;
use crate::example::Example;

/// A block that runs before the example of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prior {
    /// Its first line.
    pub first: usize,
    /// Its last line.
    pub last: usize,
    /// What the harness is to do while it runs.
    pub orders: Vec<Order>,
    /// Its code.
    pub code: String,
}

impl Session<'_> {
    /// The blocks before the example, in their order; none if they are to run in one process with it.
    #[must_use]
    pub fn priors(&self) -> Vec<Prior> {
        if !self.are_apart() {
            return Vec::new();
        }
        let prior = |(index, example): (usize, &&Example)| Prior {
            first: example.file_line(1),
            last: example.file_line(example.lines.len()),
            orders: context_orders(index, example, None),
            code: example.code.clone(),
        };
        self.before.iter().enumerate().map(prior).collect()
    }

    /// Whether each block before the example stands on lines of its own, above the next one, and nothing in it or in the example
    /// depends on their being one program.
    fn are_apart(&self) -> bool {
        let is_plain = |example: &Example| {
            let is_own = !example.is_docstring && !example.module.awaits && example.module.error.is_none();
            let calls_id = example.module.builtins.contains("id");
            is_own && !example.code.contains(FUTURE) && !example.module.shows_compilation && !calls_id
        };
        let lines = |example: &Example| (example.file_line(1), example.file_line(example.lines.len()));
        let all: Vec<_> = self.examples().collect();
        let is_by_need = self.example.directives.session == Sharing::ByNeed;
        let ascends = all.windows(2).all(|pair| lines(pair[0]).1 < lines(pair[1]).0);
        is_by_need && ascends && all.iter().all(|example| is_plain(example) && lines(example).0 > 1)
    }
}
