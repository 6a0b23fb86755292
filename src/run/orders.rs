//! The orders for the harness: what it is to record, and how a program is to end.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use super::{Program, preload};
use crate::plan::{GoOn, InText, Order};

/// Limits that the harness sets, because nobody else does: seconds of processor time, and bytes. A child of a server sets
/// the first one anyway.
#[derive(Clone, Copy, Debug)]
pub(super) struct LimitsInside {
    pub(super) seconds: Option<u64>,
    pub(super) memory: Option<u64>,
    pub(super) file: Option<u64>,
}

/// How what a program writes is attributed to its lines.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) enum Hooks {
    /// Not at all.
    #[default]
    Off,
    /// By what it writes to its streams, held against what else comes to the files behind them.
    On,
    /// By what it writes to its streams: nothing else can come there.
    Alone,
}

impl Hooks {
    const fn of(program: &Program) -> Self {
        match (program.attributed, program.prints_only) {
            (false, _) => Self::Off,
            (true, false) => Self::On,
            (true, true) => Self::Alone,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Alone => "alone",
        }
    }
}

/// What the harness is told.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Orders {
    /// What a receipt must have to count.
    pub(super) token: String,
    /// How output is attributed to lines.
    pub(super) hooks: Hooks,
    /// Whether a child of a server may end before its interpreter is taken apart.
    pub(super) early: bool,
    /// What else there is, as lines of a key and a value, described in `harness/doctrue_harness/orders.py`.
    pub(super) lines: String,
}

impl Orders {
    /// The orders for `program`, of which `token` is to speak.
    pub(super) fn new(program: &Program, token: String, limits: LimitsInside) -> Self {
        let mut lines = String::new();
        let mut add = |key: &str, value: &str| lines.extend([key, " ", value, "\n"]);
        let LimitsInside { seconds, memory, file } = limits;
        for (key, limit) in [("limit-cpu", seconds), ("limit-memory", memory), ("limit-file", file)] {
            if let Some(limit) = limit {
                add(key, &limit.to_string());
            }
        }
        let mentions = |words: &[&str]| words.iter().any(|word| program.source.contains(word));
        if mentions(&["__del__", "weakref", "gc"]) {
            add("unfreeze", "1");
        }
        if let Some(input) = &program.surroundings.input {
            add("input", &hex(input.as_bytes()));
        }
        for module in preload::own_modules(program) {
            add("own", module);
        }
        let prompts = prompts(&program.orders);
        for order in &program.orders {
            match *order {
                Order::Catch { first, last, .. } if prompts.contains_key(&(first, last)) => {}

                // A program that watches the interpreter would see each value being recorded.
                Order::Value { .. } | Order::Part { .. } if !program.attributed => {}
                Order::Value { id, line, column, in_text: None } => add("value", &format!("{id} {line} {column}")),
                Order::Value { id, line, column, in_text: Some(InText { open, close, ref name }) } => {
                    add("value", format!("{id} {line} {column} {open} {close} {name}").trim_end());
                }
                Order::Part { id, start, end } => {
                    add("part", &format!("{id} {} {} {} {}", start.0, start.1, end.0, end.1));
                }
                Order::Name { id, line, column, ref name } => add("name", &format!("{id} {line} {column} {name}")),
                Order::Catch { id, first, last, ref go_on } => {
                    let (key, kind) = match go_on {
                        GoOn::Never => ("note", ""),
                        GoOn::Always => ("catch", ""),
                        GoOn::Behind(kind) => ("some", kind.as_str()),
                    };
                    add(key, format!("{id} {first} {last} {kind}").trim_end());
                }
                Order::Last { first, last } => add("last", &format!("{first} {last}")),
                Order::Await => add("await", "1"),
                Order::Display => add("display", "1"),
                Order::Show { first, last } => match prompts.get(&(first, last)) {
                    Some(id) => add("prompt", &format!("{first} {last} {id}")),
                    None => add("show", &format!("{first} {last}")),
                },
                Order::Elsewhere(world) => {
                    add("world", &world.to_string());
                    program.surroundings.variables.keys().for_each(|name| add("given", name));
                }
            }
        }
        // A program that watches objects go has its interpreter taken apart like any other; for all else that would only
        // take time.
        Self { token, hooks: Hooks::of(program), early: !mentions(&["__del__", "weakref"]), lines }
    }

    /// As an interpreter of its own finds them at the beginning of the log, for the program at `path`.
    pub(super) fn for_log(&self, path: &Path) -> String {
        let mut text = format!("doctrue 1\ntoken {}\npath {}\nsession new\n", self.token, path.display());
        let _ = writeln!(text, "hooks {}\n{}", self.hooks.word(), self.lines);
        text
    }

    /// As a child of a server reads them.
    #[cfg(unix)]
    pub(super) fn for_child(&self, timeout: Duration) -> String {
        let end = if self.early { "early" } else { "late" };
        format!("{} {end} {} {}\n{}\n", self.token, processor_seconds(timeout), self.hooks.word(), self.lines)
    }
}

/// The lines of prompts whose exceptions are noted under one number only, whatever they are, with that number.
fn prompts(orders: &[Order]) -> HashMap<(usize, usize), usize> {
    let mut found: HashMap<_, Vec<Option<usize>>> = HashMap::new();
    for order in orders {
        if let Order::Show { first, last } = *order {
            found.insert((first, last), Vec::new());
        }
    }
    for order in orders {
        if let Order::Catch { id, first, last, ref go_on } = *order
            && let Some(ids) = found.get_mut(&(first, last))
        {
            ids.push((*go_on == GoOn::Always).then_some(id));
        }
    }
    let only = |(lines, ids): (_, Vec<Option<usize>>)| match *ids {
        [Some(id)] => Some((lines, id)),
        _ => None,
    };
    found.into_iter().filter_map(only).collect()
}

/// Pairs of numbers of orders that record the value at one place. It is recorded once, under the first of the pair.
pub(super) fn shared(orders: &[Order]) -> Vec<(usize, usize)> {
    let place = |order: &Order| match *order {
        Order::Value { id, line, column, .. } => Some((id, (line, column), None)),
        Order::Part { id, start, end } => Some((id, start, Some(end))),
        Order::Name { .. }
        | Order::Catch { .. }
        | Order::Last { .. }
        | Order::Show { .. }
        | Order::Await
        | Order::Display
        | Order::Elsewhere(_) => None,
    };
    // The harness keeps the last order for a place.
    let last: BTreeMap<_, _> = orders.iter().filter_map(place).map(|(id, start, end)| ((start, end), id)).collect();
    let pair = |(id, start, end)| Some((*last.get(&(start, end))?, id));
    orders.iter().filter_map(place).filter_map(pair).filter(|(recorded, id)| recorded != id).collect()
}

/// A word that an example cannot guess: 128 bits of the random state of the standard library.
pub(super) fn token() -> String {
    use std::hash::{BuildHasher, RandomState};
    let word = |salt: u8| RandomState::new().hash_one(salt);
    format!("{:016x}{:016x}", word(0), word(1))
}

/// Seconds of processor time for a program that may take `timeout`: threads use more than the clock shows.
pub(super) fn processor_seconds(timeout: Duration) -> u64 {
    timeout.as_secs() * 2 + 5
}

/// Any bytes as one word of an order.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_alone_can_write_is_told_from_others() {
        let word = |attributed, prints_only| {
            let program = Program { attributed, prints_only, ..Program::nothing() };
            let limits = LimitsInside { seconds: None, memory: None, file: None };
            let text = Orders::new(&program, "T".to_owned(), limits).for_log(Path::new("/block.py"));
            text.lines().find_map(|line| line.strip_prefix("hooks ").map(str::to_owned))
        };
        let words = [word(false, false), word(false, true), word(true, false), word(true, true)];
        assert_eq!(words, ["off", "off", "on", "alone"].map(|word| Some(word.to_owned())));
    }

    #[test]
    fn a_prompt_whose_exception_is_noted_once_is_one_order() {
        let catch = |id, line, go_on| Order::Catch { id, first: line, last: line, go_on };
        let show = |line| Order::Show { first: line, last: line };
        let mut orders = vec![show(1), catch(7, 1, GoOn::Always), show(2), catch(8, 2, GoOn::Never)];
        orders.extend([show(3), catch(9, 3, GoOn::Always), catch(10, 3, GoOn::Always), catch(11, 4, GoOn::Always)]);
        assert_eq!(prompts(&orders), HashMap::from([((1, 1), 7)]));
    }

    #[test]
    fn a_place_of_two_orders_is_recorded_under_the_last() {
        let value = |id, column| Order::Value { id, line: 1, column, in_text: None };
        let part = |id| Order::Part { id, start: (1, 0), end: (1, 4) };
        let orders = [value(0, 0), value(1, 4), value(2, 0), part(3), part(4), value(5, 0)];
        assert_eq!(shared(&orders), [(5, 0), (5, 2), (4, 3)]);
    }
}
