//! How much of a log is what an example printed: the words by which the harness tells who printed it, and the values that
//! it records, are none of the example's output, and its limit does not speak of them.
//!
//! The log grows while it is read, so this goes on from where it stopped. What is no record counts as printed, all of it:
//! an example may write to the log, too.

use std::fs::File;

/// Bytes that are read at once. No head of a record is as long.
const PIECE: usize = 1 << 16;

/// With this the orders begin, which stand there until the harness has read them.
const ORDERS: &[u8] = b"doctrue ";

/// What is known of a log.
#[derive(Debug, Default)]
pub(super) struct Printed {
    /// Where the first record begins that has not been looked at.
    position: u64,
    /// What was printed before that.
    output: Output,
}

/// How much was printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) bytes: u64,
    /// How often something was written: most lines are one piece.
    pub(super) pieces: u64,
}

impl Printed {
    /// The output in `log`, which has `length` bytes now.
    pub(super) fn of(&mut self, log: &File, length: u64) -> Output {
        let mut piece = vec![0; PIECE];
        while self.position < length {
            let Some(read) = read_at(log, &mut piece, self.position) else { break };
            if self.position == 0 && piece[..read].starts_with(ORDERS) {
                break;
            }
            let before = self.position;
            let is_broken = self.take(&piece[..read], length).is_none();
            if is_broken || self.position == before && read == PIECE && !piece.contains(&b'\n') {
                return Output { bytes: self.output.bytes + (length - self.position), ..self.output };
            }
            if self.position == before {
                // The rest of this record is still to come.
                break;
            }
        }
        self.output
    }

    /// Takes the records that begin in `piece` and are whole; none if something there is no record.
    fn take(&mut self, piece: &[u8], length: u64) -> Option<()> {
        let mut rest = piece;
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            let head = std::str::from_utf8(&rest[..end]).ok()?;
            let (words, payload) = head.rsplit_once(' ')?;
            let payload: u64 = payload.parse().ok()?;
            let own = (end as u64 + 2).checked_add(payload)?;
            if self.position.checked_add(own)? > length {
                break;
            }
            self.position += own;
            if words.starts_with("out ") {
                self.output.bytes += payload;
                self.output.pieces += 1;
            }
            rest = usize::try_from(own).ok().and_then(|own| rest.get(own..)).unwrap_or_default();
        }
        Some(())
    }
}

/// Reads from `log` at `position`; where its writer stands stays as it is. None where nothing can be read so.
#[cfg(unix)]
fn read_at(log: &File, piece: &mut [u8], position: u64) -> Option<usize> {
    std::os::unix::fs::FileExt::read_at(log, piece, position).ok().filter(|read| *read > 0)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::Write;

    /// The bytes of output in a log that grows by these pieces, as they are known after each.
    fn printed(pieces: &[&[u8]]) -> Vec<u64> {
        let mut log = tempfile::tempfile().expect("a file");
        let (mut printed, mut length) = (Printed::default(), 0);
        let grown = pieces.iter().map(|piece| {
            log.write_all(piece).expect("room");
            length += piece.len() as u64;
            printed.of(&log, length).bytes
        });
        grown.collect()
    }

    #[test]
    fn only_output_counts_and_not_what_frames_it() {
        let pieces: [&[u8]; 3] =
            [b"site 0 3 9 0\n\nout 1 0 0 4\none\n\nvalue 7 5\n'abc'\n", b"out 2 @4 0 2\n3\n\n", b"end T ended 0\n\n"];
        assert_eq!(printed(&pieces), [4, 6, 6]);
    }

    #[test]
    fn a_record_counts_as_soon_as_it_is_whole() {
        assert_eq!(printed(&[b"out 1 @1 0 4", b"\non", b"e\n", b"\nout 1 @2 0 2\n3\n\n"]), [0, 0, 0, 6]);
    }

    #[test]
    fn long_outputs_are_counted_and_not_read() {
        let mut log = format!("out 1 @1 0 {}\n", 3 * PIECE).into_bytes();
        log.extend(vec![b'x'; 3 * PIECE]);
        log.extend(b"\nout 1 @2 0 2\n3\n\n");
        assert_eq!(printed(&[&log]), [3 * PIECE as u64 + 2]);
        assert_eq!(printed(&[&b"out 1 @1 0 1\n1\n".repeat(PIECE)]), [PIECE as u64]);
    }

    #[test]
    fn pieces_of_output_are_counted() {
        let mut log = tempfile::tempfile().expect("a file");
        let records = b"out 1 @1 0 2\n1\n\nvalue 7 1\n1\nout 2 @1 0 1\n2\n";
        log.write_all(records).expect("room");
        let output = Printed::default().of(&log, records.len() as u64);
        assert_eq!(output, Output { bytes: 3, pieces: 2 });
    }

    #[test]
    fn what_is_no_record_counts_in_full() {
        assert_eq!(printed(&[b"out 1 @1 0 2\n1\n\nanything\nelse"]), [2 + 13]);
        assert_eq!(printed(&[&vec![b'x'; PIECE + 5]]), [PIECE as u64 + 5]);
        assert_eq!(printed(&[b"value 1 18446744073709551615\n"]), [29]);
    }

    #[test]
    fn orders_are_no_output() {
        assert_eq!(printed(&[b"doctrue 1\ntoken T\n\n"]), [0]);
    }
}
