//! What is kept for later runs: the harness, as interpreters have compiled it, and what each of them said about itself, so
//! that it need not be started to be asked.
//!
//! A record is used only while everything that it depends on is as it was: the interpreter's file, its `pyvenv.cfg`,
//! the folders of its modules, the variables that it sees, the compiled harness, this version of doctrue. It has to
//! belong to the user, and nobody else may be able to write it. Whatever is wrong with it, the interpreter is asked.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::interpreter::STARTED;
use super::{environment, harness};

/// The longest record that is read.
const LONGEST: u64 = 4 << 20;

/// Records that are kept, and harnesses of other versions.
const MOST: usize = 32;

/// The records of this user.
#[derive(Debug)]
pub(super) struct Known {
    folder: PathBuf,
    harness: PathBuf,
    /// What tells the harness from others.
    digest: String,
}

/// What is known of one interpreter.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    path: PathBuf,
    /// Files and folders that it depends on, with how they were; none for what was not there.
    marks: Vec<(PathBuf, Option<Mark>)>,
    /// What it said.
    answer: String,
}

/// How a file or folder was: device, number, size, seconds and nanoseconds of its last change.
type Mark = [i64; 5];

impl Known {
    /// What is kept in the `cache` folder, where the harness is put if it is not there; none if nothing can be kept there.
    pub(super) fn new(cache: &Path) -> Option<Self> {
        let digest = harness::digest();
        let all = cache.join("harness");
        let harness = all.join(&digest);
        let known = Self { folder: cache.join("interpreters"), harness, digest };
        if !harness::is_whole(&known.harness) {
            make_folder(&all).ok()?;
            known.unpack(&all).ok()?;
        }
        (is_own(&all) && is_own(&known.harness)).then_some(known)
    }

    /// Puts the harness in its place in one step: other runs may be doing the same.
    fn unpack(&self, all: &Path) -> io::Result<()> {
        let others: Vec<_> = fs::read_dir(all)?.flatten().map(|entry| entry.path()).collect();
        if others.len() >= MOST {
            others.into_iter().for_each(|path| drop(fs::remove_dir_all(path)));
        }
        let new = tempfile::Builder::new().prefix(".new-").tempdir_in(all)?;
        harness::unpack(new.path())?;
        // Asked again just before: by now another run may have put a whole one there.
        if self.harness.exists() && !harness::is_whole(&self.harness) {
            fs::remove_dir_all(&self.harness)?;
        }
        match fs::rename(new.path(), &self.harness) {
            Err(error) if !harness::is_whole(&self.harness) => Err(error),
            _ => Ok(()),
        }
    }

    /// The folder of the harness.
    pub(super) fn harness(&self) -> &Path {
        &self.harness
    }

    /// What the interpreter at `path` said, if that still holds.
    pub(super) fn recall(&self, path: &Path) -> Option<String> {
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
        holds.then_some(record.answer)
    }

    /// Remembers that the interpreter at `path` said `answer`, and has compiled the harness.
    pub(super) fn remember(&self, path: &Path, answer: &str) {
        let mut lines = answer.lines();
        let executable = lines.next().unwrap_or_default();
        // A shim stands for one interpreter here and for another one there.
        let is_itself = fs::canonicalize(path).ok().is_some_and(|real| fs::canonicalize(executable).ok() == Some(real));
        if !is_itself {
            return;
        }
        let beside = |up: usize| path.ancestors().nth(up).map(|folder| folder.join("pyvenv.cfg"));
        let compiled = self.harness.join("__pycache__");
        let depends = [Some(path.to_owned()), beside(1), beside(2), Some(compiled)].into_iter().flatten();
        let named = lines.skip(2).map(|line| PathBuf::from(line.strip_prefix(STARTED).unwrap_or(line)));
        let named: Vec<_> = named.filter(|path| path.is_absolute()).collect();
        let starting: Vec<_> = named.iter().flat_map(|folder| read_at_start(folder)).collect();
        let marks = depends
            .chain(named)
            .chain(starting)
            .map(|path| (mark(&path), path))
            .map(|(mark, path)| (path, mark))
            .collect();
        let record = Record { path: path.to_owned(), marks, answer: answer.to_owned() };
        // Without a cache the interpreter is asked again, and that is all.
        let _ = self.write(&record);
    }

    fn write(&self, record: &Record) -> io::Result<()> {
        make_folder(&self.folder)?;
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
        hasher.update(b"\0").update(self.digest.as_bytes());
        self.folder.join(format!("{}.json", &hasher.finalize().to_hex()[..32]))
    }
}

/// The files in `folder` that interpreters read when they start, if it is one of packages, sorted.
pub fn read_at_start(folder: &Path) -> Vec<PathBuf> {
    if !folder.ends_with("site-packages") && !folder.ends_with("dist-packages") {
        return Vec::new();
    }
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "pth")).collect();
    found.sort();
    found
}

/// Makes a folder that is for this user alone.
///
/// # Errors
/// If the system says so.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
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
#[must_use]
pub fn is_own(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(path)
        .is_ok_and(|found| !found.is_symlink() && found.uid() == user && found.mode() & 0o022 == 0)
}

/// Elsewhere it is not known how to tell.
#[cfg(not(unix))]
#[must_use]
pub fn is_own(_: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A cache, an interpreter, and what it says.
    fn place() -> (tempfile::TempDir, Known, PathBuf, String) {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("env/bin/python");
        for folder in ["env/bin", "env/lib"] {
            fs::create_dir_all(place.path().join(folder)).expect("a folder");
        }
        fs::write(&path, "binary").expect("a file");
        let answer = format!("{}\n3.11.7\nCPython\n{}\n", path.display(), place.path().join("env/lib").display());
        let known = Known::new(&place.path().join("cache")).expect("a cache");
        let compiled = known.harness().join("__pycache__");
        fs::create_dir(&compiled).expect("a folder");
        (place, known, path, answer)
    }

    #[test]
    fn what_was_said_is_known_until_something_changes() {
        let (place, known, path, answer) = place();
        let compiled = known.harness().join("__pycache__");
        let changes: [(&str, &dyn Fn()); 4] = [
            ("the binary", &|| fs::write(&path, "another binary").expect("a file")),
            ("its settings", &|| fs::write(place.path().join("env/pyvenv.cfg"), "home = /x").expect("a file")),
            ("its modules", &|| fs::create_dir(place.path().join("env/lib/new")).expect("a folder")),
            ("what it has compiled", &|| fs::remove_dir(&compiled).expect("a folder")),
        ];
        for (name, change) in changes {
            assert_eq!(known.recall(&path), None, "{name}");
            known.remember(&path, &answer);
            assert_eq!(known.recall(&path).as_ref(), Some(&answer), "{name}");
            change();
        }
        assert_eq!(known.recall(&path), None);
    }

    #[test]
    fn shims_are_asked_every_time() {
        let (place, known, path, answer) = place();
        let shim = place.path().join("shim");
        fs::write(&shim, "#!/bin/sh").expect("a file");
        known.remember(&shim, &answer);
        assert_eq!(known.recall(&shim), None);
        assert_eq!(known.recall(&path), None);
    }

    #[test]
    fn records_that_others_can_write_or_that_are_broken_do_not_count() {
        let (_place, known, path, answer) = place();
        known.remember(&path, &answer);
        let file = known.file(&path);
        for (path_of, bad, good) in [(&file, 0o622, 0o600), (&known.folder, 0o777, 0o700)] {
            set_permissions(path_of, bad);
            assert_eq!(known.recall(&path), None);
            set_permissions(path_of, good);
            assert!(known.recall(&path).is_some());
        }
        fs::write(&file, "{").expect("a file");
        assert_eq!(known.recall(&path), None);
        fs::remove_file(&file).expect("a file");
        std::os::unix::fs::symlink("/dev/zero", &file).expect("a link");
        assert_eq!(known.recall(&path), None);
    }

    #[test]
    fn a_harness_that_lacks_something_is_made_anew_and_one_that_others_can_write_is_not_used() {
        let (place, known, ..) = place();
        let cache = place.path().join("cache");
        let file = known.harness().join("doctrue_harness/log.py");
        for spoil in [fs::remove_file(&file), fs::write(&file, "")] {
            spoil.expect("a change");
            let again = Known::new(&cache).expect("a cache");
            assert!(harness::is_whole(again.harness()));
            assert_eq!(again.harness(), known.harness());
        }
        for folder in [known.harness(), &cache.join("harness")] {
            set_permissions(folder, 0o777);
            assert!(Known::new(&cache).is_none());
            set_permissions(folder, 0o700);
        }
        let left: Vec<_> = fs::read_dir(cache.join("harness")).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is_known() {
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join("file");
        fs::write(&file, "").expect("a file");
        assert!(Known::new(&file).is_none());
    }

    fn set_permissions(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    }
}
