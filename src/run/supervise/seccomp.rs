//! The filter of system calls: no limits of processes outside.
//!
//! Any process may change the limits of all others of its user, and Landlock has no say in that. With a limit of no open
//! files a supervisor finds nothing that it should end, and the shell that doctrue was started from is of no use any
//! more. A filter cannot tell one process from another, so an example may change its own limits only, by the number 0,
//! which is how `setrlimit` and `ulimit` do it.

use libc::{BPF_ABS, BPF_ALU, BPF_AND, BPF_JEQ, BPF_JMP, BPF_K, BPF_LD, BPF_RET, BPF_W, sock_filter};
use std::io;

use super::sys;

/// For each machine whose programs run here, that of this program first: its number, and that of `prlimit64` there.
#[cfg(target_arch = "x86_64")]
const MACHINES: &[(u32, u32)] = &[(0xC000_003E, 302), (0x4000_0003, 340)];
#[cfg(target_arch = "aarch64")]
const MACHINES: &[(u32, u32)] = &[(0xC000_00B7, 261), (0x4000_0028, 369)];
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const MACHINES: &[(u32, u32)] = &[];

/// What tells the calls of programs with short pointers on `x86_64` from the others.
const SHORT_POINTERS: u32 = 0x4000_0000;

/// Where things stand in what the kernel shows to a filter; the machines above put the lower half of a number first.
const NUMBER: u32 = 0;
const MACHINE: u32 = 4;
const PROCESS: u32 = 16;
const NEW_LIMIT: u32 = 32;

/// Whether this system has filters, and the calls of this machine are known.
pub(super) fn is_usable() -> bool {
    !MACHINES.is_empty() && sys::has_filters()
}

/// Puts this process, and all that it starts, behind the filter. Called between fork and exec.
pub(super) fn restrict() -> io::Result<()> {
    let mut program = [allow(); 32];
    let mut length = 0;
    for &(machine, number) in MACHINES {
        let part = part(machine, number);
        program[length..length + part.len()].copy_from_slice(&part);
        length += part.len();
    }
    sys::filter_calls(&mut program[..=length])
}

/// The filter for one machine. What is allowed by it ends there, what comes from another machine goes on behind it.
fn part(machine: u32, number: u32) -> [sock_filter; 13] {
    [
        load(MACHINE),
        skip_unless(machine, 11),
        load(NUMBER),
        statement(BPF_ALU | BPF_AND | BPF_K, !SHORT_POINTERS),
        skip_unless(number, 7),
        load(PROCESS),
        skip_if(0, 5),
        // Without new limits it only asks.
        load(NEW_LIMIT),
        skip_unless(0, 2),
        load(NEW_LIMIT + 4),
        skip_if(0, 1),
        statement(BPF_RET | BPF_K, libc::SECCOMP_RET_ERRNO | libc::EPERM.cast_unsigned()),
        allow(),
    ]
}

fn load(place: u32) -> sock_filter {
    statement(BPF_LD | BPF_W | BPF_ABS, place)
}

fn allow() -> sock_filter {
    statement(BPF_RET | BPF_K, libc::SECCOMP_RET_ALLOW)
}

fn skip_if(value: u32, steps: u8) -> sock_filter {
    jump(value, steps, 0)
}

fn skip_unless(value: u32, steps: u8) -> sock_filter {
    jump(value, 0, steps)
}

fn statement(code: u32, value: u32) -> sock_filter {
    step(code, value, 0, 0)
}

fn jump(value: u32, steps_if: u8, steps_unless: u8) -> sock_filter {
    step(BPF_JMP | BPF_JEQ | BPF_K, value, steps_if, steps_unless)
}

fn step(code: u32, value: u32, steps_if: u8, steps_unless: u8) -> sock_filter {
    // All codes are below 256.
    sock_filter { code: u16::try_from(code).unwrap_or_default(), jt: steps_if, jf: steps_unless, k: value }
}
