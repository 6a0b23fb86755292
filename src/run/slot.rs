//! Where one example runs: a temporary folder with its program, its home and its output files; and the harness, laid
//! out once for all of them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

use super::log::{self, Record};
use super::{OUTPUT_LIMIT, Program};

/// The harness's files, by their path in its folder.
const HARNESS: &[(&str, &str)] = &[
    ("sitecustomize.py", include_str!("harness/sitecustomize.py")),
    ("doctrue_harness/__init__.py", include_str!("harness/doctrue_harness/__init__.py")),
    ("doctrue_harness/ending.py", include_str!("harness/doctrue_harness/ending.py")),
    ("doctrue_harness/keyboard.py", include_str!("harness/doctrue_harness/keyboard.py")),
    ("doctrue_harness/limits.py", include_str!("harness/doctrue_harness/limits.py")),
    ("doctrue_harness/log.py", include_str!("harness/doctrue_harness/log.py")),
    ("doctrue_harness/orders.py", include_str!("harness/doctrue_harness/orders.py")),
    ("doctrue_harness/points.py", include_str!("harness/doctrue_harness/points.py")),
    ("doctrue_harness/streams.py", include_str!("harness/doctrue_harness/streams.py")),
];

/// The harness on disk, for as long as the runner lives.
#[derive(Debug)]
pub(super) struct Harness(TempDir);

impl Harness {
    pub(super) fn unpack() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("doctrue-").tempdir()?;
        for (name, text) in HARNESS {
            let path = folder.path().join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, text)?;
        }
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Makes the folder read-only, compiled files included. Best effort: it only guards against accidents.
    pub(super) fn seal(&self) {
        for (name, _) in HARNESS {
            set_read_only(&self.path().join(name));
        }
    }
}

fn set_read_only(path: &Path) {
    if let Ok(metadata) = fs::metadata(path) {
        let mut permissions = metadata.permissions();
        permissions.set_readonly(true);
        // Where this fails the file is merely writable.
        let _ = fs::set_permissions(path, permissions);
    }
}

/// The folder and the files of one run.
#[derive(Debug)]
pub(super) struct Slot {
    folder: TempDir,
    output: [File; 2],
    log: File,
    token: String,
}

impl Slot {
    /// A new folder with the program in it, and the orders for the harness in the log.
    pub(super) fn new(program: &Program, orders: &[(&str, String)]) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("doctrue-").tempdir()?;
        for name in ["work", "home", "tmp"] {
            fs::create_dir(folder.path().join(name))?;
        }
        let create =
            |name: &str| OpenOptions::new().read(true).append(true).create_new(true).open(folder.path().join(name));
        let (stdout, stderr, mut log) = (create("stdout")?, create("stderr")?, create("log")?);
        let token = token(folder.path());
        let slot_program = folder.path().join("work").join("block.py");
        for (name, content) in &program.surroundings.files {
            write_file(&folder.path().join("work"), name, content)?;
        }
        // Last, so that no other file takes its place.
        fs::write(&slot_program, &program.source)?;
        let mut text = format!("doctrue 1\ntoken {token}\npath {}\n", slot_program.display());
        for (key, value) in orders {
            text.push_str(&format!("{key} {value}\n"));
        }
        text.push('\n');
        log.write_all(text.as_bytes())?;
        // Open descriptors are all that is needed; without names the example cannot find the files.
        for name in ["stdout", "stderr", "log"] {
            fs::remove_file(folder.path().join(name))?;
        }
        Ok(Self { folder, output: [stdout, stderr], log, token })
    }

    /// The current directory of the example.
    pub(super) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// The program's file.
    pub(super) fn program(&self) -> PathBuf {
        self.work().join("block.py")
    }

    pub(super) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(super) fn temporary(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// New descriptors of the log, standard output and standard error.
    pub(super) fn descriptors(&self) -> io::Result<[File; 3]> {
        Ok([self.log.try_clone()?, self.output[0].try_clone()?, self.output[1].try_clone()?])
    }

    /// Bytes written so far, all files together.
    pub(super) fn written(&self) -> u64 {
        let files = [&self.log, &self.output[0], &self.output[1]];
        files.into_iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
    }

    /// Reads back what happened.
    pub(super) fn read_log(&self) -> io::Result<Record> {
        let log = read(&self.log)?;
        let foreign = [read(&self.output[0])?, read(&self.output[1])?];
        Ok(log::read(&log, &foreign, &self.token))
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
fn read(mut file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(2 * OUTPUT_LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A word that the example cannot guess: the random part of the folder's name is in its own path, so it is mixed with
/// the process-wide random state of the standard library.
fn token(folder: &Path) -> String {
    use std::hash::{BuildHasher, RandomState};
    let word = |salt: u8| RandomState::new().hash_one((folder, salt));
    format!("{:016x}{:016x}", word(0), word(1))
}
