//! The program of a session, what it needs, and its run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::checker::Checker;
use super::own_module;
use crate::example::Example;
use crate::lang::metadata::{Metadata, Specifiers};
use crate::plan::{Order, Session, handled, repeats};
use crate::record::Owner;
use crate::run::{Ending, PackagesError, Program, Run, RunError, Surroundings};

/// What notebooks show an object by.
const DISPLAY: &str = "display";

impl<'a> Checker<'a> {
    pub(super) fn start(&self, session: &Session<'a>, hash_seed: u32) -> Result<Run, RunError> {
        let mut run = self.run(session, hash_seed)?;
        own_module::tell(self.document.source.text(), session, &mut run);
        Ok(run)
    }

    fn run(&self, session: &Session<'a>, hash_seed: u32) -> Result<Run, RunError> {
        if let Some(run) = self.ahead.take(session).filter(|_| hash_seed == self.hash_seeds[0]) {
            return Ok(run);
        }
        let program = self.program(session, hash_seed);
        if self.interrupt.is_set() {
            return self.runner.run(&program);
        }
        let owner = self.owner(session.example);
        let place = format!("{}:{}", self.document.source.name(), self.line(session.example));
        self.progress.example_begins(&place);
        let run = self.sheet.run(self.runner, &program, owner);
        let is_stopped = run.as_ref().is_ok_and(|run| run.ending == Ending::Interrupted);
        self.progress.example_ends(&place, is_stopped);
        run
    }

    /// Whose runs those of `example` are.
    pub(super) fn owner(&self, example: &Example) -> Owner {
        Owner { number: example.id.index(), line: self.line(example) }
    }

    pub(super) fn program(&self, session: &Session<'a>, hash_seed: u32) -> Program {
        let examples: Vec<_> = session.examples().collect();
        let mut variables = BTreeMap::new();
        for example in &examples {
            variables.extend(example.directives.variables.clone());
        }
        let files = self.library.asked_for(&examples);
        Program {
            source: session.source(),
            orders: self.orders(session),
            hash_seed,
            repeats: files.is_empty() && repeats(examples.iter().map(|example| &*example.module)),
            handled: handled(examples.iter().map(|example| &*example.module)),
            prints_only: files.is_empty() && examples.iter().all(|example| example.module.prints_only()),
            attributed: !examples.iter().any(|example| example.module.watches_interpreter),
            priors: session.priors(),
            surroundings: Surroundings {
                files,
                input: input(&examples),
                variables,
                timeout: Some(examples.iter().map(|example| self.limit(example)).sum()),
                memory: examples.iter().filter_map(|example| example.directives.memory).min(),
                output: examples.iter().filter_map(|example| example.directives.output).min(),
                python: self.python(session).unwrap_or_default(),
            },
        }
    }

    /// The orders for a session. `display` is there, as in a notebook, unless the document means something else by it.
    fn orders(&self, session: &Session<'a>) -> Vec<Order> {
        let mut orders = session.orders();
        let is_bound = || self.running.iter().chain(&self.skipped).any(|one| one.module.bound_names.contains(DISPLAY));
        if session.examples().any(|example| example.module.free_names.contains(DISPLAY)) && !is_bound() {
            orders.push(Order::Display);
        }
        orders
    }

    /// The time limit of one example; several that run together have that of all.
    fn limit(&self, example: &Example) -> Duration {
        example.directives.timeout.map_or(self.settings.timeout, |asked| self.settings.bounded(asked))
    }

    /// The interpreter with the packages that the session asks for; none if it asks for none. Without uv it is that of
    /// the run, which may have them.
    pub(super) fn python(&self, session: &Session<'a>) -> Result<Option<PathBuf>, String> {
        if self.environment.is_some() {
            return Ok(self.environment.clone());
        }
        let packages: Vec<_> = session.examples().flat_map(dependencies).collect();
        if packages.is_empty() {
            return Ok(None);
        }
        match self.packages.python_for(&packages) {
            Ok(python) => Ok(Some(python)),
            Err(PackagesError::NoUv { .. }) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// That an example does not compile because its syntax is younger than the interpreter.
    pub(super) fn needs_newer_python(&self, example: &Example, run: &Run) -> Option<String> {
        let needed = example.module.needs_minor.filter(|_| example.module.error.is_none())?;
        let mut version = self.runner.interpreter().version.split('.').map(|part| part.parse::<u8>().unwrap_or(0));
        let is_older = (version.next(), version.next()) < (Some(3), Some(needed));
        // A prompt that does not compile ends nothing but itself.
        let mut caught = run.caught.values().flatten();
        let fails = run.exception.as_ref().is_some_and(|exception| exception.compiling)
            || caught.any(|exception| exception.kind == "SyntaxError");
        (is_older && fails).then(|| format!("needs Python 3.{needed}"))
    }
}

/// The packages that `example` asks for, by its directives or its own metadata.
pub(super) fn dependencies(example: &Example) -> Vec<String> {
    let own = Metadata::of_code(&example.code).ok().flatten().map(|metadata| metadata.dependencies);
    example.directives.dependencies.iter().cloned().chain(own.unwrap_or_default()).collect()
}

/// Why the interpreter of version `version` cannot run `example`, by its metadata.
pub(super) fn needs_another_python(example: &Example, version: &str) -> Option<String> {
    let requires = requires_python(example)?;
    (!requires.admit(version)).then(|| format!("needs Python {requires}"))
}

/// The versions of Python that `example` needs, by its metadata.
pub(super) fn requires_python(example: &Example) -> Option<Specifiers> {
    Specifiers::verbatim(&Metadata::of_code(&example.code).ok()??.requires_python?)
}

/// What is typed for `examples`, one after the other.
fn input(examples: &[&Example]) -> Option<String> {
    let typed: Vec<_> = examples.iter().filter_map(|example| example.directives.stdin.as_deref()).collect();
    let line = |text: &&str| if text.ends_with('\n') { (*text).to_owned() } else { format!("{text}\n") };
    (!typed.is_empty()).then(|| typed.iter().map(line).collect())
}
