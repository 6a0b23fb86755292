//! The plan: which examples run together, and the program that is written for them.
//!
//! An example runs alone first. Only when it misses a name that an earlier block of the document binds does it run
//! again behind the blocks that it needs: those of its section, and if that is not enough those of the file. All of them
//! stand in one program at their own line numbers, so a line still tells which block it belongs to. What the author says
//! (a session, setup, isolation) stands above that.

mod files;
mod in_text;
mod missing;
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
pub use world::{Source, World, could_ask, may_ask, shows_order};

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::claim::{Catch, Claim, NotationId, traceback};
use crate::directive::Sharing;
use crate::document::Document;
use crate::example::Example;
use crate::lang::python;
use missing::names_file;

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
        if self.example.directives.session != Sharing::ByNeed {
            return None;
        }
        let within: Vec<_> = self.within(document, examples, context).collect();
        let below = defined_below(&within, examples, self.example, &missing.names);
        let mut missing = missing.clone();
        missing.names.extend(below.iter().flat_map(|other| &other.module.free_names).cloned());
        let needed = needed(&self.earlier(document, examples, context), self.example, &missing);
        self.with(&[needed, below].concat(), context)
    }

    /// The same with no more than the blocks that bind what is `missing`, the nearest of each name, within `context`; none if that
    /// is no more than there is. What others change is left out: a page may configure one thing in many ways.
    #[must_use]
    pub fn behind_binders(
        &self,
        document: &Document,
        examples: &[&'a Example],
        missing: &Missing,
        context: Context,
    ) -> Option<Self> {
        if self.example.directives.session != Sharing::ByNeed {
            return None;
        }
        self.with(&binders(&self.earlier(document, examples, context), missing), context)
    }

    /// The same with all of the document before it, within `context`; none if that is no more than there is, or its
    /// author has said what it runs behind.
    #[must_use]
    pub fn behind_all(&self, document: &Document, examples: &[&'a Example], context: Context) -> Option<Self> {
        if self.example.directives.session != Sharing::ByNeed {
            return None;
        }
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

    /// The same behind `others` as well; none if it runs behind all of them already.
    fn with(&self, others: &[&'a Example], context: Context) -> Option<Self> {
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
        for (id, claim) in self.claims.iter().enumerate() {
            match (claim.watch.value, claim.watch.end) {
                (Some((line, column)), None) => orders.push(Order::Value { id, line, column, in_text: None }),
                (Some(start), Some(end)) => orders.push(Order::Part { id, start, end }),
                (None, _) => {}
            }
            if let Some(catch) = claim.watch.exception {
                orders.push(Order::Catch { id, first: catch.first, last: catch.last, go_on: go_on(claim, catch) });
            }
            if let (Some(name), Some((line, column))) = (&claim.named, claim.watch.statement) {
                orders.push(Order::Name { id, line, column, name: name.clone() });
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

/// Behind which exceptions of its statement the program goes on for `claim`: any at a prompt, else the one that it names. A
/// remark that only speaks of failing changes nothing.
fn go_on(claim: &Claim, catch: Catch) -> GoOn {
    let named = || traceback::shown_by(claim, &claim.text(claim.lines.len())).map(|shown| shown.kind);
    match (catch.go_on, claim.notation) {
        (false, _) => GoOn::Never,
        (true, NotationId::Transcript) => GoOn::Always,
        (true, _) => {
            named().map_or(GoOn::Never, |kind| GoOn::Behind(kind.rsplit('.').next().unwrap_or_default().to_owned()))
        }
    }
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

/// The examples of `earlier` that what is `missing` depends on: going backwards, whatever binds or changes a name that is
/// needed, or names a file that is, and what that needs in turn; `from x import *` may bind any.
fn needed<'a>(earlier: &[&'a Example], example: &Example, missing: &Missing) -> Vec<&'a Example> {
    let mut wanted: HashSet<&str> =
        missing.names.iter().chain(&example.module.free_names).map(String::as_str).collect();
    let imports_all = |other: &Example| other.module.imports.iter().any(|import| import.names.iter().any(|n| n == "*"));
    let carriers = carriers_of(earlier, example, missing);
    let has_file = |other: &Example| {
        let reads_name = || other.module.free_names.iter().any(|name| carriers.contains(name.as_str()));
        missing.files.iter().any(|file| names_file(&other.code, file))
            || !carriers.is_empty() && missing::may_change_files(&other.code) && reads_name()
    };
    let binds = |other: &&Example| {
        let binds = missing.names.iter().any(|name| other.module.bound_names.contains(name));
        binds || !missing.names.is_empty() && imports_all(other) || has_file(other)
    };
    if !earlier.iter().rev().any(binds) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for &other in earlier.iter().rev() {
        let module = &other.module;
        let concerns = |set: &BTreeSet<String>| set.iter().any(|name| wanted.contains(name.as_str()));
        let concerns_it = imports_all(other) || concerns(&module.bound_names) || has_file(other);
        if module.error.is_none() && (concerns_it || concerns(&module.changed_names)) {
            wanted.extend(module.free_names.iter().map(String::as_str));
            found.push(other);
        }
    }
    found.reverse();
    found
}

/// The nearest of `earlier` to bind each of the `missing` names, and what these need in their turn. Rather one that binds nothing but
/// such names: it imports something, and does no more.
fn binders<'a>(earlier: &[&'a Example], missing: &Missing) -> Vec<&'a Example> {
    let mut wanted: Vec<&str> = missing.names.iter().map(String::as_str).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut found: Vec<&'a Example> = Vec::new();
    while let Some(name) = wanted.pop() {
        if !seen.insert(name) {
            continue;
        }
        let binds = |other: &&&'a Example| other.module.error.is_none() && other.module.bound_names.contains(name);
        let only_imports =
            |other: &&&'a Example| other.module.statements.iter().all(|one| one.kind == python::Kind::Import);
        let nearest = || earlier.iter().rev().find(binds);
        let Some(&other) = earlier.iter().rev().filter(binds).find(only_imports).or_else(nearest) else { continue };
        wanted.extend(other.module.free_names.iter().map(String::as_str));
        if !found.iter().any(|one| one.id == other.id) {
            found.push(other);
        }
    }
    found
}

/// The names that blocks before `example` give to a file that it misses, or that a name stands for which it reads.
fn carriers_of<'a>(earlier: &[&'a Example], example: &Example, missing: &Missing) -> HashSet<&'a str> {
    let all: Vec<_> = earlier.iter().flat_map(|other| missing::carriers(&other.code)).collect();
    let is_read = |name: &str| example.module.free_names.contains(name);
    let wanted: HashSet<_> = all.iter().filter(|(name, _)| is_read(name)).map(|(_, file)| *file).collect();
    let is_wanted = |file: &str| wanted.contains(file) || missing.files.contains(file);
    all.into_iter().filter(|(_, file)| is_wanted(file)).map(|(name, _)| name).collect()
}

/// The examples below `example` that define those of `names` which no example above them binds: first shown, then
/// written. The nearest of each name that stands `within` the context, and what these need in their turn.
fn defined_below<'a>(
    within: &[&'a Example],
    examples: &[&'a Example],
    example: &Example,
    names: &BTreeSet<String>,
) -> Vec<&'a Example> {
    let is_bound = |name: &String| {
        let mut above = examples.iter().rev().filter(|other| other.position() <= example.position());
        above.any(|other| other.module.bound_names.contains(name))
    };
    let is_below = |other: &&Example| other.position() > example.position() && other.module.error.is_none();
    let below = || within.iter().copied().filter(is_below);
    let mut found: Vec<&'a Example> = Vec::new();
    let mut wanted: Vec<&String> = names.iter().collect();
    while let Some(name) = wanted.pop() {
        let has = |found: &[&'a Example]| found.iter().any(|other| other.module.defined_names.contains(name));
        if is_bound(name) || has(&found) {
            continue;
        }
        if let Some(other) = below().find(|other| has(&[*other])) {
            wanted.extend(&other.module.free_names);
            found.push(other);
        }
    }
    found
}

#[cfg(test)]
mod tests;
