//! What of a program may run in a page, see `harness/doctrue_harness/page.py`.

use super::Program;
use super::message::{Behind, PriorJob};
use super::orders::{LimitsInside, Orders};
use crate::plan::{Order, Prior};

/// With less code than this before it a program is run as a whole: bytes.
const LEAST: usize = 300;

/// Words of programs that would see the fork, or on which it has an effect: chance begins anew in a child, timers do not go on,
/// what tells of its end does so where a program ends, processes and their clocks are others.
const OF_PROCESSES: &[&str] = &[
    "seed",
    "random",
    "signal",
    "fork",
    "multiprocessing",
    "__del__",
    "weakref",
    "gc",
    "faulthandler",
    "getpid",
    "getppid",
    "native_id",
    "process_time",
    "thread_time",
    "getrusage",
    "times()",
    "/proc",
];

/// Words of programs that would see the page: what runs there stands on frames of the harness, and is several modules to the
/// compiler.
const OF_FRAMES: &[&str] = &[
    "_getframe",
    "currentframe",
    "getouterframes",
    "f_back",
    "stack()",
    "_stack(",
    "stack_info",
    "stacklevel",
    "ecursion",
    "addaudithook",
    "__annotations__",
    "__doc__",
];

/// How `program` may run in a page; none if it is to run as a whole.
pub(super) fn behind(program: &Program, token: &str, limits: LimitsInside) -> Option<Behind> {
    let around = &program.surroundings;
    let is_plain = around.files.is_empty() && around.input.is_none() && around.memory.is_none();
    let is_elsewhere = || program.orders.iter().any(|order| matches!(order, Order::Elsewhere(_) | Order::Display));
    let last = program.priors.last()?.last;
    let code = program.priors.iter().map(|prior| prior.code.len()).sum::<usize>();
    let takes_time = code >= LEAST || program.priors.iter().any(|prior| prior.code.contains("import "));
    let is_unfit = || OF_PROCESSES.iter().chain(OF_FRAMES).any(|word| program.source.contains(word));
    if !is_plain || is_elsewhere() || !takes_time || is_unfit() {
        return None;
    }
    let is_of_rest =
        |order: &&Order| !matches!(order, Order::Catch { first, .. } | Order::Show { first, .. } if *first <= last);
    let rest = Program {
        orders: program.orders.iter().filter(is_of_rest).cloned().collect(),
        source: String::new(),
        priors: Vec::new(),
        ..program.clone()
    };
    let mut orders = Orders::new(&rest, token.to_owned(), limits);
    orders.lines.push_str(&format!("behind {}\n", last + 1));
    Some(Behind { priors: program.priors.iter().map(job).collect(), orders })
}

fn job(prior: &Prior) -> PriorJob {
    let none = LimitsInside { seconds: None, memory: None, file: None };
    let alone = Program { orders: prior.orders.clone(), ..Program::nothing() };
    let lines = Orders::new(&alone, String::new(), none).lines.trim_end().replace('\n', "\0");
    let digest = blake3::hash(prior.code.as_bytes()).to_hex()[..32].to_owned();
    PriorJob { order: format!("prior {} {}\0{lines}", prior.first, prior.last), digest }
}
