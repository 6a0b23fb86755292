//! The orders for the harness: what it is to record, as it reads them.

use std::time::Duration;

use super::{Program, Way};
use crate::plan::Order;

/// Limits that the harness sets, in bytes, beside that of processor time.
#[derive(Clone, Copy, Debug)]
pub(super) struct LimitsInside {
    pub(super) memory: Option<u64>,
    pub(super) file: Option<u64>,
}

/// What the harness is told to do: keys and values.
pub(super) fn orders(
    program: &Program,
    timeout: Duration,
    limits: LimitsInside,
    way: Way,
) -> Vec<(&'static str, String)> {
    let mut orders = vec![
        ("session", "new".to_owned()),
        ("hooks", if program.attributed { "on" } else { "off" }.to_owned()),
        ("limit-cpu", processor_seconds(timeout).to_string()),
    ];
    for (key, limit) in [("limit-memory", limits.memory), ("limit-file", limits.file)] {
        orders.extend(limit.map(|limit| (key, limit.to_string())));
    }
    if way == Way::Fork {
        orders.extend(for_children_of_servers(&program.source));
    }
    if let Some(input) = &program.surroundings.input {
        orders.push(("input", hex(input.as_bytes())));
    }
    orders.extend(program.orders.iter().map(|order| match *order {
        Order::Value { id, line, column } => ("value", format!("{id} {line} {column}")),
        Order::Catch { id, first, last, go_on: true } => ("catch", format!("{id} {first} {last}")),
        Order::Catch { id, first, last, go_on: false } => ("note", format!("{id} {first} {last}")),
        Order::Show { first, last } => ("show", format!("{first} {last}")),
    }));
    orders
}

/// What a child of a server has to do differently: a program that watches objects go has its interpreter taken apart
/// like any other; for all else that would only take time.
fn for_children_of_servers(source: &str) -> Vec<(&'static str, String)> {
    let mentions = |words: &[&str]| words.iter().any(|word| source.contains(word));
    let mut orders = Vec::new();
    if mentions(&["__del__", "weakref", "gc"]) {
        orders.push(("unfreeze", "1".to_owned()));
    }
    if !mentions(&["__del__", "weakref"]) {
        orders.push(("exit", "early".to_owned()));
    }
    orders
}

/// Seconds of processor time for a program that may take `timeout`: threads use more than the clock shows.
pub(super) fn processor_seconds(timeout: Duration) -> u64 {
    timeout.as_secs() * 2 + 5
}

/// Any bytes as one word of an order.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
