//! Where one example runs: a worker's folder, with the program, its files and its orders.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Program;
use super::log::{self, Record};
use crate::settings::Limits;

/// The folders in a worker's folder: the example's current directory, its home, its temporary files, and ours.
pub(super) const FOLDERS: [&str; 4] = ["work", "home", "tmp", IO];

/// The folder of the files that are written by an example and read by us.
pub(super) const IO: &str = "io";

/// Those files: the log, which holds the orders first, and what goes past the harness.
pub(super) const FILES: [&str; 3] = ["log", "stdout", "stderr"];

/// The harness's folder, in that of all workers of a run.
pub(super) const HARNESS: &str = "harness";

/// The program in a worker's `folder`.
pub(super) fn program(folder: &Path) -> PathBuf {
    folder.join(FOLDERS[0]).join("block.py")
}

/// The files of one run. Their names are taken away before the example is started.
#[derive(Debug)]
pub(super) struct Slot {
    files: [File; 3],
    token: String,
    /// Bytes of each file that are read back.
    longest: u64,
}

impl Slot {
    /// Empty files in the worker's `folder`.
    pub(super) fn empty(folder: &Path, limits: Limits) -> io::Result<Self> {
        let create = |name: &str| {
            let path = folder.join(IO).join(name);
            OpenOptions::new().read(true).append(true).create_new(true).open(path)
        };
        let [log, stdout, stderr] = FILES;
        let files = [create(log)?, create(stdout)?, create(stderr)?];
        // What frames the output in the log needs room too.
        Ok(Self { files, token: token(folder), longest: limits.output.saturating_mul(2).max(16 << 20) })
    }

    /// The same with the program in the folder, and the orders for the harness in the log.
    pub(super) fn new(folder: &Path, program: &Program, orders: &[(&str, String)], limits: Limits) -> io::Result<Self> {
        let mut slot = Self::empty(folder, limits)?;
        let path = self::program(folder);
        for (name, content) in &program.surroundings.files {
            write_file(&folder.join("work"), name, content)?;
        }
        // Last, so that no other file takes its place.
        fs::write(&path, &program.source)?;
        let mut text = format!("doctrue 1\ntoken {}\npath {}\n", slot.token, path.display());
        for (key, value) in orders {
            text.push_str(&format!("{key} {value}\n"));
        }
        text.push('\n');
        slot.files[0].write_all(text.as_bytes())?;
        Ok(slot)
    }

    /// What was written to standard output past the harness.
    pub(super) fn into_standard_output(self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(&read(&self.files[1], self.longest)?).into_owned())
    }

    /// Reads back what happened.
    pub(super) fn into_record(self) -> io::Result<Record> {
        let [log, stdout, stderr] = &self.files;
        let foreign = [read(stdout, self.longest)?, read(stderr, self.longest)?];
        let log = read(log, self.longest)?;
        let mut record = log::read(&log, &foreign, &self.token);
        if cfg!(windows) {
            record.unify_line_ends();
        }
        Ok(record)
    }
}

/// Writes `content` under the relative path `name` in `folder`. A path that leads out of it is none of ours: nothing is
/// written.
fn write_file(folder: &Path, name: &str, content: &str) -> io::Result<()> {
    let path = Path::new(name);
    if !path.components().all(|part| matches!(part, std::path::Component::Normal(_))) {
        return Ok(());
    }
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)
}

/// The file from its beginning, as far as the limit allows.
fn read(mut file: &File, longest: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(longest).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A word that the example cannot guess: the random part of the folder's name is in its own path, so it is mixed with
/// the process-wide random state of the standard library.
fn token(folder: &Path) -> String {
    use std::hash::{BuildHasher, RandomState};
    let word = |salt: u8| RandomState::new().hash_one((folder, salt));
    format!("{:016x}{:016x}", word(0), word(1))
}
