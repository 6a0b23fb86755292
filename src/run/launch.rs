//! How an interpreter comes to life: a fresh `python3 block.py` for each example.
//!
//! A later way of starting (a server that forks) replaces this file only: what goes in is a slot with its orders, what
//! comes out is a child process whose log tells the rest.

use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use super::slot::Slot;
use super::{Interpreter, OUTPUT_LIMIT, Program, RunError, environment};
use crate::plan::Order;

/// Memory of one example, in bytes of address space. Less breaks programs with many threads, whose stacks count.
const MEMORY_LIMIT: u64 = 4 << 30;

/// What the harness is told to do.
pub(super) fn orders(program: &Program, hooks: bool, timeout: Duration) -> Vec<(&'static str, String)> {
    let mut orders = vec![
        ("session", "new".to_owned()),
        ("hooks", if hooks { "on" } else { "off" }.to_owned()),
        ("limit-cpu", (timeout.as_secs() * 2 + 5).to_string()),
        ("limit-memory", MEMORY_LIMIT.to_string()),
        ("limit-file", (OUTPUT_LIMIT * 64).to_string()),
        ("limit-core", "0".to_owned()),
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

/// Any bytes as one word of an order.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Starts `slot`'s program.
pub(super) fn start(
    interpreter: &Interpreter,
    harness: &Path,
    slot: &Slot,
    program: &Program,
) -> Result<Child, RunError> {
    let [log, stdout, stderr] = slot.descriptors().map_err(RunError::Slot)?;
    let python = program.surroundings.python.as_ref().unwrap_or(&interpreter.executable);
    let mut command = Command::new(python);
    command.arg(slot.program()).current_dir(slot.work()).env_clear();
    command.envs(environment::of_example(harness, &slot.home(), &slot.temporary(), program.hash_seed));
    command.envs(&program.surroundings.variables);
    command.stdin(log).stdout(stdout).stderr(stderr);
    command.spawn().map_err(|source| RunError::Launch { python: python.clone(), source })
}
