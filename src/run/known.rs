//! Interpreters that are known from earlier runs: what each said about itself, so that it need not be started to be
//! asked, and the harness as it has compiled it.
//!
//! A record is used only while everything that it depends on is as it was: the interpreter's file, its `pyvenv.cfg`,
//! the folders of its modules, the variables that it sees, this version of doctrue. It has to belong to the user, and
//! nobody else may be able to write it. Whatever is wrong with it, the interpreter is asked.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{environment, harness};

/// The longest record that is read.
const LONGEST: u64 = 4 << 20;

/// Records that are kept.
const MOST: usize = 32;

/// The records of this user.
#[derive(Debug)]
pub(super) struct Known {
    folder: PathBuf,
}

/// What is known of one interpreter.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    path: PathBuf,
    /// Files and folders that it depends on, with how they were; none for what was not there.
    marks: Vec<(PathBuf, Option<Mark>)>,
    /// What it said.
    pub(super) answer: String,
    /// The compiled files of the harness, in hexadecimal.
    compiled: Vec<(PathBuf, String)>,
}

/// How a file or folder was: device, number, size, seconds and nanoseconds of its last change.
type Mark = [i64; 5];

impl Known {
    /// The records in the `cache` folder.
    pub(super) fn new(cache: &Path) -> Self {
        Self { folder: cache.join("interpreters") }
    }

    /// What is known of the interpreter at `path`, if that still holds.
    pub(super) fn recall(&self, path: &Path) -> Option<Record> {
        if !is_own(&self.folder) {
            return None;
        }
        let file = self.file(path);
        if !is_own(&file) {
            return None;
        }
        let mut text = String::new();
        fs::File::open(file).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
        let record: Record = serde_json::from_str(&text).ok()?;
        let holds = record.path == path && record.marks.iter().all(|(path, then)| mark(path) == *then);
        holds.then_some(record)
    }

    /// Remembers that the interpreter at `path` said `answer`, and what it has made of the harness in `folder`.
    pub(super) fn remember(&self, path: &Path, answer: &str, folder: &Path) {
        let mut lines = answer.lines();
        let executable = lines.next().unwrap_or_default();
        // A shim stands for one interpreter here and for another one there.
        let is_itself = fs::canonicalize(path).ok().is_some_and(|real| fs::canonicalize(executable).ok() == Some(real));
        if !is_itself {
            return;
        }
        let beside = |up: usize| path.ancestors().nth(up).map(|folder| folder.join("pyvenv.cfg"));
        let depends = [Some(path.to_owned()), beside(1), beside(2)].into_iter().flatten();
        let folders = lines.skip(2).map(PathBuf::from).filter(|folder| folder.is_absolute());
        let marks = depends.chain(folders).map(|path| (mark(&path), path)).map(|(mark, path)| (path, mark)).collect();
        let compiled = harness::compiled(folder).into_iter().map(|(path, bytes)| (path, to_hex(&bytes))).collect();
        let record = Record { path: path.to_owned(), marks, answer: answer.to_owned(), compiled };
        // Without a cache the interpreter is asked again, and that is all.
        let _ = self.write(&record);
    }

    fn write(&self, record: &Record) -> io::Result<()> {
        let mut folder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(&self.folder)?;
        if !is_own(&self.folder) {
            return Ok(());
        }
        let others: Vec<_> = fs::read_dir(&self.folder)?.flatten().map(|entry| entry.path()).collect();
        if others.len() >= MOST {
            others.into_iter().for_each(|path| drop(fs::remove_file(path)));
        }
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&serde_json::to_vec(record)?)?;
        file.persist(self.file(&record.path))?;
        Ok(())
    }

    /// The record of the interpreter at `path`, by all that is the same for the same interpreter.
    fn file(&self, path: &Path) -> PathBuf {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes()).update(b"\0").update(path.as_os_str().as_encoded_bytes());
        for (name, value) in environment::passed_on().filter(|(name, _)| name != "PATH") {
            for part in [name, value] {
                hasher.update(b"\0").update(part.as_encoded_bytes());
            }
        }
        for (name, text) in harness::FILES {
            hasher.update(b"\0").update(name.as_bytes()).update(b"\0").update(text.as_bytes());
        }
        self.folder.join(format!("{}.json", &hasher.finalize().to_hex()[..32]))
    }
}

impl Record {
    /// Puts the compiled files to the harness in `folder`.
    pub(super) fn put_compiled(&self, folder: &Path) {
        for (path, text) in &self.compiled {
            if let Some(bytes) = from_hex(text) {
                // What is missing is compiled again.
                let _ = harness::put_compiled(folder, path, &bytes);
            }
        }
    }
}

#[cfg(unix)]
fn mark(path: &Path) -> Option<Mark> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::metadata(path).ok()?;
    // As bits: they are only compared.
    let [device, number, size] = [found.dev(), found.ino(), found.size()].map(u64::cast_signed);
    Some([device, number, size, found.mtime(), found.mtime_nsec()])
}

#[cfg(not(unix))]
fn mark(_: &Path) -> Option<Mark> {
    None
}

/// Whether `path` is a file or folder of this user that nobody else can write.
#[cfg(unix)]
fn is_own(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(path)
        .is_ok_and(|found| !found.is_symlink() && found.uid() == user && found.mode() & 0o022 == 0)
}

/// Elsewhere it is not known how to tell.
#[cfg(not(unix))]
fn is_own(_: &Path) -> bool {
    false
}

fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    text.as_bytes().chunks(2).map(|pair| Some((digit(pair[0])? << 4) | digit(*pair.get(1)?)?)).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A cache, an interpreter that says `answer`, and a harness that it has compiled.
    fn place() -> (tempfile::TempDir, PathBuf, String) {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("env/bin/python");
        for folder in ["env/bin", "env/lib", "harness/doctrue_harness/__pycache__"] {
            fs::create_dir_all(place.path().join(folder)).expect("a folder");
        }
        fs::write(&path, "binary").expect("a file");
        fs::write(place.path().join("harness/doctrue_harness/__pycache__/log.cpython-311.pyc"), "code")
            .expect("a file");
        let answer = format!("{}\n3.11.7\nCPython\n{}\n", path.display(), place.path().join("env/lib").display());
        (place, path, answer)
    }

    #[test]
    fn what_was_said_is_known_until_something_changes() {
        let (place, path, answer) = place();
        let known = Known::new(place.path());
        let changes: [(&str, &dyn Fn()); 3] = [
            ("the binary", &|| fs::write(&path, "another binary").expect("a file")),
            ("its settings", &|| fs::write(place.path().join("env/pyvenv.cfg"), "home = /x").expect("a file")),
            ("its modules", &|| fs::create_dir(place.path().join("env/lib/new")).expect("a folder")),
        ];
        for (name, change) in changes {
            assert_eq!(known.recall(&path), None, "{name}");
            known.remember(&path, &answer, &place.path().join("harness"));
            let record = known.recall(&path).expect("a record");
            assert_eq!(record.answer, answer);
            let other = place.path().join(format!("other harness for {name}"));
            record.put_compiled(&other);
            let file = other.join("doctrue_harness/__pycache__/log.cpython-311.pyc");
            assert_eq!(fs::read(file).expect("a file"), b"code");
            change();
        }
        assert_eq!(known.recall(&path), None);
    }

    #[test]
    fn shims_are_asked_every_time() {
        let (place, path, answer) = place();
        let shim = place.path().join("shim");
        fs::write(&shim, "#!/bin/sh").expect("a file");
        let known = Known::new(place.path());
        known.remember(&shim, &answer, &place.path().join("harness"));
        assert_eq!(known.recall(&shim), None);
        assert_eq!(known.recall(&path), None);
    }

    #[test]
    fn records_that_others_can_write_or_that_are_broken_do_not_count() {
        let (place, path, answer) = place();
        let known = Known::new(place.path());
        known.remember(&path, &answer, &place.path().join("harness"));
        let file = known.file(&path);
        let set = |path: &Path, mode: u32| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
        };
        for (path_of, bad, good) in [(&file, 0o622, 0o600), (&known.folder, 0o777, 0o700)] {
            set(path_of, bad);
            assert_eq!(known.recall(&path), None);
            set(path_of, good);
            assert!(known.recall(&path).is_some());
        }
        fs::write(&file, "{").expect("a file");
        assert_eq!(known.recall(&path), None);
        fs::remove_file(&file).expect("a file");
        std::os::unix::fs::symlink("/dev/zero", &file).expect("a link");
        assert_eq!(known.recall(&path), None);
    }

    #[test]
    fn bytes_survive_the_record() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
        assert!(from_hex("abc").is_none() && from_hex("zz").is_none());
    }
}
