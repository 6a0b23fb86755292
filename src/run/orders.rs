//! The orders for the harness: what it is to record, as it reads them.

use std::time::Duration;

use super::Program;
use crate::plan::Order;

/// What the harness is told to do: keys and values.
pub(super) fn orders(program: &Program, timeout: Duration) -> Vec<(&'static str, String)> {
    let mut orders = vec![
        ("session", "new".to_owned()),
        ("hooks", if program.attributed { "on" } else { "off" }.to_owned()),
        ("limit-cpu", processor_seconds(timeout).to_string()),
    ];
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

/// Seconds of processor time for a program that may take `timeout`: threads use more than the clock shows.
pub(super) fn processor_seconds(timeout: Duration) -> u64 {
    timeout.as_secs() * 2 + 5
}

/// Any bytes as one word of an order.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
