//! What one example writes for us to read: the log of the harness, and what goes past the harness to standard output and
//! standard error.
//!
//! These are files, not pipes: nobody has to read while the example runs, and nothing waits for the end of a stream that a
//! process left behind keeps open. They have no names, so that the example cannot find them, and lie in memory where the
//! system can do that.

#[cfg(unix)]
use super::printed::Printed;
use crate::settings::Limits;
#[cfg(unix)]
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Stdio;

/// Log, standard output, standard error.
const NAMES: [&str; 3] = ["log", "stdout", "stderr"];

/// A flag of the file behind standard output, of which nobody else makes use: by it the harness recognises that file at every
/// line that is printed.
#[cfg(target_os = "linux")]
const MARK: rustix::fs::OFlags = rustix::fs::OFlags::NOATIME;

/// The files of one run.
#[derive(Debug)]
pub(super) struct Slot {
    files: [File; 3],
    /// What is known of the log.
    #[cfg(unix)]
    printed: RefCell<Printed>,
}

/// What was written in a run, each as far as it is wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub(super) log: Vec<u8>,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

impl Slot {
    /// Makes empty files. Where they cannot be in memory alone they are in `folder`.
    pub(super) fn make(folder: &Path) -> io::Result<Self> {
        let [log, stdout, stderr] = NAMES;
        Ok(Self {
            files: [file(folder, log)?, file(folder, stdout)?, file(folder, stderr)?],
            #[cfg(unix)]
            printed: RefCell::default(),
        })
    }

    /// Takes new files for another example. An example may have handed the old ones on to one that runs beside it and
    /// outlives it; that one must not have a hand in what comes now.
    #[cfg(unix)]
    pub(super) fn renew(&mut self, folder: &Path) -> io::Result<()> {
        // A server still has them open, until it gets the new ones.
        self.files.iter().try_for_each(|file| file.set_len(0))?;
        *self = Self::make(folder)?;
        Ok(())
    }

    /// The files as they are handed to a server: log, standard output, standard error.
    #[cfg(unix)]
    pub(super) fn descriptors(&self) -> [std::os::fd::BorrowedFd<'_>; 3] {
        self.files.each_ref().map(std::os::fd::AsFd::as_fd)
    }

    /// Puts `orders` into the log, where the harness finds them on its standard input.
    pub(super) fn give(&self, orders: &str) -> io::Result<()> {
        (&self.files[0]).write_all(orders.as_bytes())
    }

    /// The files as the standard streams of a process: the log is its input.
    pub(super) fn streams(&self) -> io::Result<[Stdio; 3]> {
        let [log, stdout, stderr] = &self.files;
        Ok([log.try_clone()?.into(), stdout.try_clone()?.into(), stderr.try_clone()?.into()])
    }

    /// Whether the example printed more than `limits` allow, or the log has no room left.
    pub(super) fn is_longer_than(&self, limits: Limits) -> bool {
        let length = |file: &File| file.metadata().map_or(0, |metadata| metadata.len());
        let [log, stdout, stderr] = self.files.each_ref().map(length);
        let past = stdout.saturating_add(stderr);
        let is_too_long = |printed: u64| past.saturating_add(printed) > limits.output;
        if !is_too_long(log) && log < limits.of_pieces() {
            return false;
        }
        log >= limits.of_log() || self.printed_more(log, limits, is_too_long)
    }

    /// Whether the output in the log, which has `length` bytes, has too many bytes or pieces.
    #[cfg(unix)]
    fn printed_more(&self, length: u64, limits: Limits, is_too_long: impl Fn(u64) -> bool) -> bool {
        let output = self.printed.borrow_mut().of(&self.files[0], length);
        is_too_long(output.bytes) || output.pieces > limits.of_pieces()
    }

    /// All bytes of the log count: here nobody reads in it without moving the place where the harness writes.
    #[cfg(not(unix))]
    fn printed_more(&self, length: u64, _: Limits, is_too_long: impl Fn(u64) -> bool) -> bool {
        is_too_long(length)
    }

    /// How many bytes the log has.
    #[cfg(unix)]
    pub(super) fn log_length(&self) -> u64 {
        self.files[0].metadata().map_or(0, |metadata| metadata.len())
    }

    /// The bytes of each file that are wanted of a run with these `limits`.
    pub(super) fn lengths(&self, limits: Limits) -> io::Result<[u64; 3]> {
        let most = limits.of_log();
        let length = |file: &File| Ok::<_, io::Error>(file.metadata()?.len().min(most));
        let [log, stdout, stderr] = &self.files;
        Ok([length(log)?, length(stdout)?, length(stderr)?])
    }

    /// Copies the first bytes of each file to `target`, so many as `lengths` says.
    #[cfg(unix)]
    pub(super) fn copy(&self, lengths: [u64; 3], target: &mut impl Write) -> io::Result<()> {
        for (mut file, length) in self.files.iter().zip(lengths) {
            if length > 0 {
                file.seek(SeekFrom::Start(0))?;
                if io::copy(&mut file.take(length), target)? < length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        Ok(())
    }

    /// Reads the first bytes of each file.
    pub(super) fn read(&self, lengths: [u64; 3]) -> io::Result<Written> {
        let read = |mut file: &File, length| {
            file.seek(SeekFrom::Start(0))?;
            read_exactly(&mut file, length)
        };
        let [log, stdout, stderr] = &self.files;
        let [first, second, third] = lengths;
        Ok(Written { log: read(log, first)?, stdout: read(stdout, second)?, stderr: read(stderr, third)? })
    }
}

impl Written {
    /// Reads what [`Slot::copy`] has written.
    #[cfg(unix)]
    pub(super) fn receive(source: &mut impl Read, lengths: [u64; 3]) -> io::Result<Self> {
        let [log, stdout, stderr] = lengths;
        Ok(Self {
            log: read_exactly(source, log)?,
            stdout: read_exactly(source, stdout)?,
            stderr: read_exactly(source, stderr)?,
        })
    }
}

fn read_exactly(source: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if length > 0 && (source.take(length).read_to_end(&mut bytes)? as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// A file without a name.
fn file(folder: &Path, name: &str) -> io::Result<File> {
    #[cfg(target_os = "linux")]
    if let Ok(descriptor) = rustix::fs::memfd_create(name, rustix::fs::MemfdFlags::CLOEXEC) {
        let mark = if name == NAMES[1] { MARK } else { rustix::fs::OFlags::empty() };
        rustix::fs::fcntl_setfl(&descriptor, rustix::fs::OFlags::APPEND | mark)?;
        return Ok(descriptor.into());
    }
    let path = folder.join(name);
    let mut options = std::fs::OpenOptions::new();
    // A file that may only grow cannot be emptied on Windows, which the harness does with the log.
    if cfg!(windows) && name == NAMES[0] {
        options.write(true)
    } else {
        options.append(true)
    };
    let file = options.read(true).create_new(true).open(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}
