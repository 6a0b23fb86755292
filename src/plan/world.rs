//! Other worlds: an example run once more where the clock, chance and the machine give something else.
//!
//! What an example may ask for lies in one table, which the harness reads too. Whether a program may ask for any of it is
//! seen from its names, generously: that decides only whether it is run in another world, never what comes out.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use crate::lang::python::Module;

/// The table of sources, as the harness has it.
const TABLE: &str = include_str!("../run/harness/doctrue_harness/world/sources.txt");

/// Something outside an example that its output may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OutsideSource {
    /// The time and the date.
    Clock,
    /// How long something takes.
    Pace,
    /// Random numbers, addresses, numbers of processes.
    Chance,
    /// The order of a set of texts.
    Order,
    /// Folders, names, hosts, the time zone.
    Machine,
    /// The same of most machines: the system, the version, whether a folder is there.
    Usual,
    /// A file, a package, a variable, input or the network, which is not given here.
    Missing,
    /// The content of a file outside the example's folder.
    Outside,
    /// What other releases of Python say otherwise.
    Release,
    /// A program that does the same everywhere.
    Program,
    /// Another program.
    Foreign,
    /// The order in which threads and processes get to work.
    Threads,
}

/// All sources with their words in orders and logs. Other worlds have another answer for the first of them only.
const SOURCES: [(OutsideSource, &str); 12] = [
    (OutsideSource::Clock, "clock"),
    (OutsideSource::Pace, "pace"),
    (OutsideSource::Chance, "chance"),
    (OutsideSource::Order, "order"),
    (OutsideSource::Machine, "machine"),
    (OutsideSource::Usual, "usual"),
    (OutsideSource::Missing, "missing"),
    (OutsideSource::Outside, "outside"),
    (OutsideSource::Release, "release"),
    (OutsideSource::Program, "program"),
    (OutsideSource::Foreign, "foreign"),
    (OutsideSource::Threads, "threads"),
];

impl OutsideSource {
    /// The source that a word of the log means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        SOURCES.iter().find(|(_, other)| *other == word).map(|(source, _)| *source)
    }

    const fn word(self) -> &'static str {
        SOURCES[self as usize].1
    }

    /// Whether it is the same on most machines, so that what is right here is right for most readers.
    const fn is_usual(self) -> bool {
        matches!(self, Self::Pace | Self::Usual | Self::Missing)
    }
}

/// Which world a program runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct World {
    /// 1 or 2: in the two of them chance turns out differently.
    pub number: u8,
    /// Whether also that is another one which is the same on most machines.
    pub is_far: bool,
}

impl fmt::Display for World {
    /// As orders have it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = SOURCES[..=OutsideSource::Missing as usize].iter().map(|(source, _)| *source);
        let words: Vec<_> = words.filter(|source| self.is_far || !source.is_usual()).map(OutsideSource::word).collect();
        write!(formatter, "{} {}", self.number, words.join(","))
    }
}

/// The rows of the table, column by column.
fn rows() -> impl Iterator<Item = [&'static str; 5]> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| row.split('\t').collect::<Vec<_>>().try_into().ok())
}

/// The modules that have something which differs from reader to reader, by the name that it has there.
static HOMES: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for [_, home, name, ..] in rows().filter(|[source, ..]| may_differ(source)) {
        homes.entry(name).or_default().push(home);
    }
    homes
});

/// Whether a source, by its word, differs from reader to reader.
fn may_differ(word: &str) -> bool {
    matches!(
        OutsideSource::from_word(word),
        Some(OutsideSource::Clock | OutsideSource::Chance | OutsideSource::Machine)
    )
}

/// What a program may have without importing the module.
const ANYWHERE: &[&str] = &["builtins", "builtins.object", "types.ModuleType", "os.stat_result"];

/// What runs code, or has an order of its own, by the names of builtins.
const UNCERTAIN: &[&str] = &["set", "frozenset", "eval", "exec", "__import__"];

/// Whether `module` has anything for which [`may_ask`] could be told of it.
#[must_use]
pub fn could_ask(module: &Module) -> bool {
    let mut names = module.attributes.iter().chain(&module.builtins);
    let has = |name: &String| HOMES.contains_key(name.as_str()) || UNCERTAIN.contains(&name.as_str());
    module.makes_sets || names.any(has)
}

/// Whether `module` may write out a set of texts, whose order is another one under each hash seed.
#[must_use]
pub fn shows_order(module: &Module) -> bool {
    module.makes_sets || UNCERTAIN.iter().any(|name| module.builtins.contains(*name))
}

/// Whether a program of these parts may ask for something that is another one elsewhere, or show the order of a set.
pub fn may_ask<'a>(modules: impl Iterator<Item = &'a Module> + Clone) -> bool {
    modules.clone().any(shows_order) || asks(modules)
}

/// Whether a program of these parts may ask for the clock, for chance or for the machine.
pub(super) fn asks<'a>(modules: impl Iterator<Item = &'a Module> + Clone) -> bool {
    let imports = |home: &str| {
        let home = home.split('.').next().unwrap_or(home);
        let mut all = modules.clone().flat_map(|module| &module.imports);
        all.any(|import| {
            let module = import.module.split('.').next().unwrap_or_default();
            import.level > 0 || module == home || module == "importlib" || import.names.iter().any(|name| name == home)
        })
    };
    modules.clone().flat_map(|module| module.attributes.iter().chain(&module.builtins)).any(|name| {
        let homes = HOMES.get(name.as_str());
        homes.is_some_and(|homes| homes.iter().any(|home| ANYWHERE.contains(home) || imports(home)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::python;

    fn asks(code: &str) -> bool {
        may_ask([&python::parse(code)].into_iter())
    }

    #[test]
    fn each_source_has_its_word() {
        for (index, (source, word)) in SOURCES.iter().enumerate() {
            assert_eq!(
                (*source as usize, source.word(), OutsideSource::from_word(word)),
                (index, *word, Some(*source))
            );
        }
        let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert_eq!(lines.count(), rows().count(), "each row has five columns");
        assert!(rows().all(|[word, ..]| OutsideSource::from_word(word).is_some()));
    }

    #[test]
    fn a_far_world_has_more_others_than_a_near_one() {
        assert_eq!(World { number: 1, is_far: false }.to_string(), "1 clock,chance,order,machine");
        assert_eq!(World { number: 2, is_far: true }.to_string(), "2 clock,pace,chance,order,machine,usual,missing");
    }

    #[test]
    fn every_example_of_the_table_may_ask() {
        for [word, .., example] in rows() {
            assert!(!may_differ(word) || example.is_empty() || asks(example), "{example}");
        }
    }

    #[test]
    fn programs_that_ask_for_nothing_are_told_from_others() {
        for code in ["print(1)", "import time\ntime.sleep(1)", "x.name = 3\nx.now()", "import random", "{1, 2}"] {
            assert!(!asks(code), "{code}");
        }
        for code in ["print({'a'})", "set(x)", "id(x)", "from .a import b\nb.now()"] {
            assert!(asks(code), "{code}");
        }
    }
}
