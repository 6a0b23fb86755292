//! Programs that are asked something: bounded in time and output, with nothing on standard input.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// The most that a program may answer, in bytes.
const LONGEST: u64 = 64 << 20;

/// What `command` writes to standard output; none if it fails, or takes longer than `limit`.
#[must_use]
pub fn output(command: &mut Command, limit: Duration) -> Option<Vec<u8>> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let stdout = child.stdout.take()?;
    let (done, answer) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stdout.take(LONGEST + 1).read_to_end(&mut bytes);
        // Nobody may be waiting any more.
        let _ = done.send(read.map(|_| bytes));
    });
    let answered = answer.recv_timeout(limit).ok().and_then(Result::ok);
    let answered = answered.filter(|bytes| bytes.len() as u64 <= LONGEST);
    if answered.is_none() {
        // It may have ended by now.
        let _ = child.kill();
    }
    let status = child.wait().ok()?;
    answered.filter(|_| status.success())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Option<Vec<u8>> {
        output(Command::new("/bin/sh").args(["-c", script]), limit)
    }

    #[test]
    fn what_a_program_says_counts_if_it_succeeds_in_time() {
        let seconds = Duration::from_secs;
        assert_eq!(shell("echo hello", seconds(20)), Some(b"hello\n".to_vec()));
        assert_eq!(shell("echo hello; exit 3", seconds(20)), None);
        assert_eq!(shell("exec sleep 20", Duration::from_millis(50)), None);
        assert_eq!(output(&mut Command::new("/no/such/program"), seconds(1)), None);
    }
}
