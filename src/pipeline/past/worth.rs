//! Which other interpreters are worth asking: those that have what the code uses and may give something else.

use std::time::Duration;

use super::{Page, fails};
use crate::example::Example;
use crate::history::{Tried, order};
use crate::judge::Verdict;
use crate::lang::python::{self, Import, stdlib};
use crate::pipeline::doubt::is_evident;
use crate::pipeline::outcome::Outcome;
use crate::plan::Session;
use crate::run::Run;

/// Longer examples are not run by other interpreters: a page would wait for each of them.
const LONGEST_RUN: Duration = Duration::from_secs(2);

/// Which other interpreters are worth asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// None of them.
    Nobody,
    /// Those of Python 2: all of Python 3 give the same.
    Python2,
    /// All that have what the code uses.
    All,
}

/// Who is asked for what `session` gave in `outcome`, and why not everybody.
pub(super) fn asks(session: &Session<'_>, outcome: &Outcome<'_>) -> (Asks, Option<Tried>) {
    let is_long = outcome.run.as_ref().is_some_and(|run| run.duration > LONGEST_RUN);
    if is_long {
        (Asks::Nobody, Some(Tried::takes_long(LONGEST_RUN.as_secs())))
    } else if is_timeless(session, outcome) {
        (Asks::Python2, Some(Tried::is_timeless()))
    } else {
        (Asks::All, None)
    }
}

/// Whether what `session` gave in `outcome` it gives on every Python 3.
fn is_timeless(session: &Session<'_>, outcome: &Outcome<'_>) -> bool {
    let is_quiet = outcome.run.as_ref().is_some_and(Run::is_quiet);
    let code = || session.examples().map(|example| example.code.as_str()).collect::<Vec<_>>().join("\n");
    is_quiet && python::is_timeless(&code())
}

/// Whether `example` imports what is no part of Python: its releases may have changed what it gives, and nobody has tried
/// them.
pub(super) fn imports_packages(example: &Example) -> bool {
    let own = |import: &Import| stdlib::is_module(import.module.split('.').next().unwrap_or_default());
    !example.module.imports.iter().all(own)
}

/// Whether the text of `session` alone shows what is wrong in `outcome`.
pub(super) fn is_plain<'a>(session: &Session<'a>, outcome: &Outcome<'a>) -> bool {
    let exception = outcome.run.as_ref().and_then(|run| run.exception.as_ref());
    let is_unreached = outcome.judgements.iter().filter(|one| fails(one)).all(|one| one.verdict == Verdict::Unreached);
    is_unreached && exception.is_some_and(|exception| is_evident(session, exception))
}

impl<'a> Page<'_, 'a> {
    /// Whether the interpreter with this `number` has the syntax that `session` uses.
    pub(super) fn has_what_it_uses(&self, number: usize, session: &Session<'_>) -> bool {
        let needed = session.examples().filter_map(|example| example.module.needs_minor).max();
        match order(&self.past.others()[number].installed.version).as_slice() {
            [2, ..] => !session.examples().any(|example| python::is_python3(&example.code)),
            [_, minor, ..] => needed.is_none_or(|needed| u32::from(needed) <= *minor),
            _ => false,
        }
    }

    /// Whether the interpreter with this `number`, if there is one, is of Python 2.
    pub(super) fn is_python_2(&self, number: usize) -> bool {
        self.past.others().get(number).is_some_and(|other| other.installed.version.starts_with("2."))
    }

    /// The number of the first interpreter that may be asked when claims of `session` were true. Python 2 says nothing of a
    /// document that is of Python 3.
    pub(super) fn first(&self, session: &Session<'_>) -> usize {
        let others = self.past.others();
        let is_python3 = || {
            let of_document = || self.examples.iter().any(|example| python::is_python3(&example.code));
            *self.is_python3.get_or_init(of_document)
        };
        let may_say =
            |&number: &usize| self.has_what_it_uses(number, session) && !(self.is_python_2(number) && is_python3());
        (0..others.len()).find(may_say).unwrap_or(others.len())
    }

    /// Whether another interpreter may give something else: not if the text alone shows what is wrong, and not if packages
    /// belong to it that only today's interpreter has.
    pub(super) fn may_differ(&self, session: &Session<'a>, outcome: &Outcome<'a>) -> bool {
        !is_plain(session, outcome) && self.checker.python(session) == Ok(None)
    }
}
