//! The plan: which examples run together, and the program that is written for them.
//!
//! An example runs alone first. Only when it misses a name that an earlier block of the document binds does it run
//! again behind the blocks that it needs: those of its section, and if that is not enough those of the file. All of them
//! stand in one program at their own line numbers, so a line still tells which block it belongs to. What the author says
//! (a session, setup, isolation) stands above that.

mod files;
mod in_text;
mod missing;
mod needed;
mod prior;
mod repeats;
mod sharing;
mod world;

pub use files::Library;
pub use in_text::InText;
pub use missing::{Missing, appended_in, files_in};
pub use prior::Prior;
pub use repeats::{handled, repeats};
pub use sharing::Sharings;
pub use world::{OutsideSource, World, could_ask, may_ask, shows_order};

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::claim::beside::MOST_BESIDE;
use crate::claim::{Catch, Claim, traceback};
use crate::directive::Sharing;
use crate::document::Document;
use crate::example::Example;
use needed::{defined_below, importers, needed};

/// What an example needed of its document to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Nothing: it ran alone.
    None,
    /// Earlier blocks of its section.
    Section,
    /// Earlier blocks of the file.
    File,
    /// The session that the author named.
    Named,
}

/// All of them, what needs least first.
pub const CONTEXTS: [Context; 4] = [Context::None, Context::Section, Context::File, Context::Named];

impl Context {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Section => "section",
            Self::File => "file",
            Self::Named => "named",
        }
    }
}

/// Behind which exceptions a program goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoOn {
    /// None: it takes its course.
    Never,
    /// Any.
    Always,
    /// Those of the type with this name, without its module, or derived from it.
    Behind(String),
}

/// Something for the harness to do while the program runs. Lines are 1-based, columns 0-based and in bytes, both of the
/// program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Record the value of the statement that begins there, under this number.
    Value {
        /// The number.
        id: usize,
        /// Where it begins.
        line: usize,
        /// Where it begins.
        column: usize,
        /// How the text of the program can do it.
        in_text: Option<InText>,
    },
    /// Record the value of the expression that begins and ends there, a part of a statement, under this number.
    Part {
        /// The number.
        id: usize,
        /// Line and column of its beginning.
        start: (usize, usize),
        /// Line and column behind it.
        end: (usize, usize),
    },
    /// Record what a name stands for behind the statement that begins there, under this number.
    Name {
        /// The number.
        id: usize,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
        /// The name.
        name: String,
    },
    /// Note an exception of the statements within these lines, under this number.
    Catch {
        /// The number.
        id: usize,
        /// The first line.
        first: usize,
        /// The last line.
        last: usize,
        /// Whether the program goes on behind them; else the exception takes its course.
        go_on: GoOn,
    },
    /// Run the statements within these lines behind all others.
    Last {
        /// The first line.
        first: usize,
        /// The last line.
        last: usize,
    },
    /// Display the values of expression statements within these lines, as the interactive prompt does.
    Show {
        /// The first line.
        first: usize,
        /// The last line.
        last: usize,
    },
    /// Run the program as one coroutine: it awaits at its top.
    Await,
    /// Give it a function that shows what a notebook displays.
    Display,
    /// Run in another world.
    Elsewhere(World),
}

impl Order {
    /// The first line that it is about, if it is about some.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::Value { line, .. } | Self::Name { line, .. } | Self::Part { start: (line, _), .. } => Some(*line),
            Self::Catch { first, .. } | Self::Last { first, .. } | Self::Show { first, .. } => Some(*first),
            Self::Await | Self::Display | Self::Elsewhere(_) => None,
        }
    }
}

/// An example with its claims, and what runs before it in the same interpreter.
#[derive(Clone, Debug)]
pub struct Session<'a> {
    /// The example.
    pub example: &'a Example,
    /// Its claims; their numbers in the orders are their places in this list.
    pub claims: &'a [Claim],
    /// How far its context reaches.
    pub context: Context,
    /// The examples that run before it, in the order of the file; some may stand below it.
    pub before: Vec<&'a Example>,
}

/// Numbers of orders that belong to no claim: prompts of the example, then what stands before it.
const FIRST_PROMPT: usize = 1_000_000_000;
const FIRST_CONTEXT: usize = 2_000_000_000;

/// The number of the first value that a claim gives beside its own.
const FIRST_BESIDE: usize = 3_000_000_000;

/// So many numbers belong to each claim there.
const STEP: usize = 64;

/// The number under which something with this `index` beside the value of claim `id` is recorded.
#[must_use]
pub const fn beside(id: usize, index: usize) -> usize {
    FIRST_BESIDE + id * STEP + index
}

impl<'a> Session<'a> {
    /// The example by itself, or with what its author says it runs behind.
    #[must_use]
    pub fn first(example: &'a Example, claims: &'a [Claim], sharings: &Sharings<'a>) -> Self {
        let (context, before) = sharings.of(example);
        Self { example, claims, context, before }
    }

    /// The same with as much of the document as what is `missing` needs, within `context`; none if no other block has
    /// anything to do with that, or its author has said what it runs behind.
    #[must_use]
    pub fn behind(
        &self,
        document: &Document,
        examples: &[&'a Example],
        missing: &Missing,
        context: Context,
    ) -> Option<Self> {
        if missing.is_empty() {
            return None;
        }
        let within: Vec<_> = self.within(document, examples, context).collect();
        let below = defined_below(&within, examples, self.example, &missing.names);
        let mut missing = missing.clone();
        missing.names.extend(below.iter().flat_map(|other| &other.module.free_names).cloned());
        let needed = needed(&self.earlier(document, examples, context), self.example, &missing);
        self.with(&[needed, below].concat(), context)
    }

    /// The same with no more than the blocks that import what is `missing` and do nothing else, within `context`; none if not all of
    /// it is imported so. A page may configure one module in many ways.
    #[must_use]
    pub fn behind_imports(
        &self,
        document: &Document,
        examples: &[&'a Example],
        missing: &Missing,
        context: Context,
    ) -> Option<Self> {
        self.with(&importers(&self.earlier(document, examples, context), missing), context)
    }

    /// The same with all of the document before it, within `context`; none if that is no more than there is, or its
    /// author has said what it runs behind.
    #[must_use]
    pub fn behind_all(&self, document: &Document, examples: &[&'a Example], context: Context) -> Option<Self> {
        self.with(&self.earlier(document, examples, context), context)
    }

    /// The examples before it within `context`.
    fn earlier(&self, document: &Document, examples: &[&'a Example], context: Context) -> Vec<&'a Example> {
        let within = self.within(document, examples, context);
        within.filter(|other| other.position() < self.example.position()).collect()
    }

    /// The examples within `context`, itself among them.
    fn within<'b>(
        &self,
        document: &'b Document,
        examples: &'b [&'a Example],
        context: Context,
    ) -> impl Iterator<Item = &'a Example> + use<'a, 'b> {
        let headings = |example: &Example| &document.blocks[example.block].headings;
        let own = headings(self.example);
        let others = examples.iter().copied().filter(|other| !other.is_docstring);
        others.filter(move |other| context != Context::Section || headings(other) == own)
    }

    /// The same behind `others` as well; none if it runs behind all of them already, or its author has said what it runs behind.
    fn with(&self, others: &[&'a Example], context: Context) -> Option<Self> {
        if self.example.directives.session != Sharing::ByNeed {
            return None;
        }
        let given: HashSet<_> = self.before.iter().map(|one| one.id).collect();
        let is_given = |other: &&&Example| given.contains(&other.id);
        if others.iter().all(|other| is_given(&other)) {
            return None;
        }
        let mut before = self.before.clone();
        before.extend(others.iter().filter(|other| !is_given(other)));
        before.sort_by_key(|other| other.position());
        Some(Self { context, before, ..self.clone() })
    }

    /// All examples of the program, in the order in which they run.
    pub fn examples(&self) -> impl Iterator<Item = &'a Example> + '_ {
        self.before.iter().copied().chain([self.example])
    }

    /// The examples of the program in the order of its lines, each with the line on which it begins: that of the file, but for
    /// the one in whose docstring the session stands.
    fn placed(&self) -> Vec<(&'a Example, usize)> {
        let (around, mut others): (Vec<_>, Vec<_>) = self.examples().partition(|other| self.is_around(other));
        others.sort_by_key(|example| example.position());
        let mut next = 1;
        let mut placed = Vec::new();
        for (example, is_at_its_lines) in
            others.into_iter().map(|other| (other, true)).chain(around.into_iter().map(|other| (other, false)))
        {
            let first = example.lines.first().filter(|_| is_at_its_lines).map_or(next, |first| first.line.max(next));
            placed.push((example, first));
            next = first + example.lines.len();
        }
        placed
    }

    /// Whether the session stands in a docstring of `other`.
    fn is_around(&self, other: &Example) -> bool {
        let line = self.example.file_line(1);
        self.example.is_docstring && !other.is_docstring && other.lines.iter().any(|own| own.line == line)
    }

    /// The source of the program: each example at the line numbers of the file.
    #[must_use]
    pub fn source(&self) -> String {
        let mut source = String::new();
        let mut line = 1;
        let mut features: BTreeSet<String> = BTreeSet::new();
        for (example, first) in self.placed() {
            source.push_str(&"\n".repeat(first.saturating_sub(line)));
            // A prompt that does not compile says so only where that is looked at.
            let code =
                if std::ptr::eq(example, self.example) { example.program() } else { Cow::Borrowed(&*example.code) };
            match self.before.is_empty() {
                true => source.push_str(&code),
                false => source.push_str(&without_future(&code, &mut features)),
            }
            line = first + example.lines.len();
        }
        if features.is_empty() {
            return source;
        }
        // Such an import stands at the beginning of a program; the first line is the fence of a block, or free.
        let features: Vec<_> = features.into_iter().collect();
        format!("from __future__ import {};{source}", features.join(", "))
    }

    /// What the harness is to record.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        let mut orders = Vec::new();
        if self.examples().any(|example| example.module.awaits) {
            orders.push(Order::Await);
        }
        for (index, example) in self.before.iter().enumerate() {
            let is_displaced = self.is_around(example);
            let placed = || self.placed().into_iter().find(|(other, _)| other.id == example.id);
            orders.extend(context_orders(index, example, is_displaced.then(placed).flatten().map(|(_, first)| first)));
        }
        if self.before.iter().any(|other| other.position() > self.example.position() || self.is_around(other)) {
            let (first, last) = (self.example.file_line(1), self.example.file_line(self.example.lines.len()));
            orders.push(Order::Last { first, last });
        }
        orders.extend(prompt_orders(self.example, FIRST_PROMPT, self.claims));
        let is_watched = |place: &(usize, usize)| self.claims.iter().any(|claim| claim.watches(*place));
        for (id, claim) in self.claims.iter().enumerate() {
            let listed = claim.listed.iter().enumerate().filter(|(_, place)| !is_watched(place));
            orders.extend(listed.map(|(index, &(line, column))| Order::Value {
                id: beside(id, index),
                line,
                column,
                in_text: None,
            }));
            match (claim.watch.value, claim.watch.end) {
                (Some((line, column)), None) => orders.push(Order::Value { id, line, column, in_text: None }),
                (Some(start), Some(end)) => orders.push(Order::Part { id, start, end }),
                (None, _) => {}
            }
            if let Some(catch) = claim.watch.exception {
                let is_prompt = self.example.is_at_prompt(catch.first);
                let go_on = if is_prompt { GoOn::Always } else { go_on(claim, catch) };
                orders.push(Order::Catch { id, first: catch.first, last: catch.last, go_on });
            }
            if let (Some(name), Some((line, column))) = (&claim.named, claim.watch.statement) {
                orders.push(Order::Name { id, line, column, name: name.clone() });
            }
            if let Some((line, column)) = claim.watch.statement {
                let named = claim.beside.iter().take(MOST_BESIDE).enumerate();
                orders.extend(named.map(|(index, one)| Order::Name {
                    id: beside(id, index),
                    line,
                    column,
                    name: one.name.clone(),
                }));
            }
        }
        in_text::complete(&mut orders, self);
        orders
    }
}

/// The orders for `example`, the one of this `index` of those that run before another; it begins on line `first` where that is
/// not its own.
fn context_orders(index: usize, example: &Example, first: Option<usize>) -> Vec<Order> {
    let mut orders = Vec::new();
    if example.prompts.is_empty() {
        let (first, last) = match first {
            Some(first) => (first, first + example.lines.len() - 1),
            None => (example.file_line(1), example.file_line(example.lines.len())),
        };
        orders.push(Order::Catch { id: FIRST_CONTEXT + index, first, last, go_on: GoOn::Always });
    }
    orders.extend(prompt_orders(example, FIRST_CONTEXT, &[]));
    orders
}

/// Behind which exceptions of its statement, which is at no prompt, the program goes on for `claim`: the one that it names. A
/// remark that only speaks of failing changes nothing.
fn go_on(claim: &Claim, catch: Catch) -> GoOn {
    let named = || traceback::shown_by(claim, &claim.text(claim.lines.len())).map(|shown| shown.kind);
    let behind = |kind: String| GoOn::Behind(kind.rsplit('.').next().unwrap_or_default().to_owned());
    if catch.go_on { named().map_or(GoOn::Never, behind) } else { GoOn::Never }
}

/// The word with which a line asks for a feature of a later Python.
const FUTURE: &str = "from __future__ import ";

/// `code` without the features of `__future__` that it asks for on lines of their own; they are collected.
fn without_future(code: &str, features: &mut BTreeSet<String>) -> String {
    let line = |line: &str| match line.strip_prefix(FUTURE) {
        Some(rest) if !rest.contains(['(', ';']) => {
            features.extend(rest.split('#').next().unwrap_or_default().split(',').map(|name| name.trim().to_owned()));
            "pass\n".to_owned()
        }
        _ => format!("{line}\n"),
    };
    code.lines().map(line).collect()
}

/// Each prompt of a transcript shows its values, and an exception ends only the prompt. Where a claim looks out for
/// the exception it is noted for the claim.
fn prompt_orders(example: &Example, first_id: usize, claims: &[Claim]) -> Vec<Order> {
    let mut orders = Vec::new();
    let claimed: BTreeSet<_> = claims.iter().filter_map(|claim| Some(claim.watch.exception?.first)).collect();
    for (index, prompt) in example.prompts.iter().enumerate() {
        let (first, last) = (example.file_line(prompt.first), example.file_line(prompt.last));
        if !claimed.contains(&first) {
            orders.push(Order::Catch { id: first_id + index, first, last, go_on: GoOn::Always });
        }
        orders.push(Order::Show { first, last });
    }
    orders
}

#[cfg(test)]
mod tests;
