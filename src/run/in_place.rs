//! The program's file, which is written anew in its place: to make and remove one for each example is most of what an example
//! costs on disk.
//!
//! It is kept only if nobody can have touched it, so that no example finds anything of another.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file, and how it was when it was written.
#[derive(Debug)]
pub(super) struct InPlace {
    path: PathBuf,
    kept: RefCell<Option<(File, Stamp)>>,
}

impl InPlace {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, kept: RefCell::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes `text`, into the file that is kept or one that is not there yet: nothing that is followed leads elsewhere.
    pub(super) fn write(&self, text: &str) -> io::Result<()> {
        // The last program may have removed its own file: what is written to that one then, nobody finds.
        let is_there = self.is_as_written();
        let file = match self.kept.take() {
            Some((file, _)) if is_there => rewritten(file, text)?,
            Some(_) | None => {
                let mut file = File::create_new(&self.path)?;
                file.write_all(text.as_bytes())?;
                file
            }
        };
        if let Some(stamp) = Stamp::of(&file.metadata()?) {
            self.kept.replace(Some((file, stamp)));
        }
        Ok(())
    }

    /// Whether the file at the path is the one that was written, as it was then.
    pub(super) fn is_as_written(&self) -> bool {
        let found = fs::symlink_metadata(&self.path).ok().and_then(|found| Stamp::of(&found));
        self.kept.borrow().as_ref().is_some_and(|(_, stamp)| found.as_ref() == Some(stamp))
    }

    /// Removes what is at the path; whether that is done.
    pub(super) fn remove(&self) -> bool {
        self.let_go();
        fs::remove_file(&self.path).is_ok()
    }

    /// Writes the next time to a new file.
    pub(super) fn let_go(&self) {
        self.kept.take();
    }
}

/// `file` with `text` instead of what it has.
#[cfg(unix)]
fn rewritten(file: File, text: &str) -> io::Result<File> {
    std::os::unix::fs::FileExt::write_all_at(&file, text.as_bytes(), 0)?;
    file.set_len(text.len() as u64)?;
    Ok(file)
}

#[cfg(not(unix))]
fn rewritten(_: File, _: &str) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What tells one file from another, and a file from itself once anything was done to it.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    file: (u64, u64),
    owner: (u32, u32),
    mode: u32,
    length: u64,
    written: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    /// None if the system does not tell all of it, or the file has several names.
    #[cfg(unix)]
    fn of(found: &fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        (found.is_file() && found.nlink() == 1).then(|| Self {
            file: (found.dev(), found.ino()),
            owner: (found.uid(), found.gid()),
            mode: found.mode(),
            length: found.len(),
            written: (found.mtime(), found.mtime_nsec()),
            changed: (found.ctime(), found.ctime_nsec()),
        })
    }

    #[cfg(not(unix))]
    fn of(_: &fs::Metadata) -> Option<Self> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::time::Duration;

    fn written(text: &str) -> (tempfile::TempDir, InPlace) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = InPlace::new(folder.path().join("block.py"));
        file.write(text).expect("written");
        (folder, file)
    }

    #[test]
    fn what_nobody_touched_is_written_in_its_place() {
        let (folder, file) = written("a long text");
        assert!(file.is_as_written());
        file.write("text").expect("written");
        assert!(file.is_as_written());
        assert_eq!(fs::read_to_string(file.path()).expect("a file"), "text");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn what_was_removed_is_written_to_a_new_file() {
        let (folder, file) = written("old");
        fs::remove_file(file.path()).expect("removed");
        file.write("new").expect("written");
        assert_eq!(fs::read_to_string(folder.path().join("block.py")).expect("a file"), "new");
    }

    #[test]
    fn what_was_touched_is_no_longer_kept() {
        let touch: [&dyn Fn(&Path); 5] = [
            &|path| fs::write(path, "other").expect("a file"),
            &|path| fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("permissions"),
            &|path| fs::hard_link(path, path.with_extension("other")).expect("a second name"),
            &|path| {
                fs::remove_file(path).expect("removed");
                symlink("/dev/null", path).expect("a link");
            },
            &|path| {
                fs::rename(path, path.with_extension("other")).expect("renamed");
                fs::copy(path.with_extension("other"), path).expect("a copy");
            },
        ];
        for touch in touch {
            let (_folder, file) = written("12345");
            // The clock of a file system may have ticks of some milliseconds.
            std::thread::sleep(Duration::from_millis(20));
            touch(file.path());
            assert!(!file.is_as_written());
            assert!(file.remove());
            file.write("new").expect("written");
            assert_eq!(fs::read_to_string(file.path()).expect("a file"), "new");
        }
    }
}
