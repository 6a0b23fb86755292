//! Writing: the old file or the new one, never anything between.
//!
//! The new text goes into a file without a name in the same folder, is forced to the disk, and takes the place of the
//! old one in a single step. A lock and a last comparison see to it that nobody's edit is lost: two fixers wait for each
//! other, and what an editor has saved meanwhile stays.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use thiserror::Error;

use super::refuse::Refusal;
use crate::draft::{self, Draft, DraftError, Visibility};

/// The file was not replaced.
#[derive(Debug, Error)]
pub enum WriteError {
    /// It had better not be.
    #[error("{}", .0.explain())]
    Refused(Refusal),
    /// It could not be.
    #[error("cannot {doing}: {source}; the file was not changed")]
    Failed {
        /// What was tried.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// It was, but whether that survives a power cut is not known.
    #[error("it is written, but its folder cannot be flushed to the disk: {0}")]
    NotForced(io::Error),
}

/// How long to wait for another fixer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait between two looks at a lock.
const PAUSE: Duration = Duration::from_millis(10);

/// Puts `new` in the place of the file at `path`, which must still hold `read` and must be no link.
///
/// # Errors
/// If it is not to be written, or cannot be. The file then is as it was.
pub fn replace(path: &Path, read: &[u8], new: &[u8]) -> Result<(), WriteError> {
    let old = Held::open(path)?;
    if !old.holds(read)? {
        // Another fixer may have been as clever.
        return if old.holds(new)? { Ok(()) } else { Err(WriteError::Refused(Refusal::Changed)) };
    }
    old.may_be_replaced()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let stray = Stray::of(path);
    if old.is_locked {
        stray.sweep(folder);
    }
    let mut draft = Draft::create(folder, &stray.prefix, Visibility::Owner)?;
    fill(&mut draft, new, &old)?;
    // As late as can be: an editor does not ask for locks.
    if fs::read(path).map_err(failed("read it again"))? != read {
        return Err(WriteError::Refused(Refusal::Changed));
    }
    draft.put(path)?;
    draft::force(folder).map_err(WriteError::NotForced)
}

impl From<DraftError> for WriteError {
    fn from(error: DraftError) -> Self {
        failed(error.doing)(error.source)
    }
}

fn failed(doing: &'static str) -> impl Fn(io::Error) -> WriteError {
    move |source| WriteError::Failed { doing, source }
}

/// The old file, locked where locks exist.
struct Held {
    file: File,
    metadata: fs::Metadata,
    is_locked: bool,
}

impl Held {
    /// Opens and locks the file. Whoever waited for a lock may hold a file that has been replaced meanwhile, and begins
    /// anew.
    fn open(path: &Path) -> Result<Self, WriteError> {
        let begin = Instant::now();
        loop {
            let file = open_no_link(path).map_err(failed("open it"))?;
            let is_locked = match file.try_lock() {
                Ok(()) => true,
                Err(fs::TryLockError::WouldBlock) if begin.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                    continue;
                }
                Err(fs::TryLockError::WouldBlock) => return Err(WriteError::Refused(Refusal::Busy)),
                // Some network file systems have no locks; the last comparison has to do.
                Err(fs::TryLockError::Error(_)) => false,
            };
            let metadata = file.metadata().map_err(failed("look at it"))?;
            let now = fs::symlink_metadata(path).map_err(failed("look at it"))?;
            if is_same_file(&metadata, &now) {
                return Ok(Self { file, metadata, is_locked });
            }
        }
    }

    fn holds(&self, bytes: &[u8]) -> Result<bool, WriteError> {
        use io::Seek as _;
        if self.metadata.len() != bytes.len() as u64 {
            return Ok(false);
        }
        let mut own = Vec::with_capacity(bytes.len());
        let mut file = &self.file;
        file.rewind().and_then(|()| file.read_to_end(&mut own)).map_err(failed("read it again"))?;
        Ok(own == bytes)
    }

    fn may_be_replaced(&self) -> Result<(), WriteError> {
        let refused = |refusal| Err(WriteError::Refused(refusal));
        if !self.metadata.is_file() {
            return refused(Refusal::Changed);
        }
        if names(&self.metadata) > 1 { refused(Refusal::HardLinks) } else { Ok(()) }
    }
}

/// Names that the new file may have for a moment. A kill may leave one behind; the next fixer of the same file, who
/// holds its lock, takes it away.
struct Stray {
    prefix: String,
}

impl Stray {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default();
        let hash = blake3::hash(name.as_encoded_bytes()).to_hex();
        Self { prefix: format!(".doctrue-{}-", &hash[..16]) }
    }

    fn sweep(&self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(&self.prefix) {
                // It is in nobody's way; the next one tries again.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Writes the text and whatever else belongs to a file, and forces it to the disk.
fn fill(draft: &mut Draft, new: &[u8], old: &Held) -> Result<(), WriteError> {
    let file = draft.file();
    file.write_all(new).map_err(failed("write the new text"))?;
    keep_owner(file, &old.metadata)?;
    keep_attributes(file, &old.file);
    // Behind the owner, whose change may take bits of the mode away.
    file.set_permissions(old.metadata.permissions()).map_err(failed("keep its mode"))?;
    file.sync_all().map_err(failed("flush the new text to the disk"))
}

#[cfg(unix)]
fn open_no_link(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    fs::OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open_no_link(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(unix)]
fn is_same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    a.len() == b.len() && a.modified().ok() == b.modified().ok()
}

#[cfg(unix)]
fn names(metadata: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    metadata.nlink()
}

#[cfg(not(unix))]
fn names(_: &fs::Metadata) -> u64 {
    1
}

#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) -> Result<(), WriteError> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let new = file.metadata().map_err(failed("look at the new file"))?;
    if (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(file, Some(old.uid()), Some(old.gid())).map_err(|_| WriteError::Refused(Refusal::Owner))
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) -> Result<(), WriteError> {
    Ok(())
}

/// Takes over the extended attributes that may be taken over; the system keeps some to itself.
#[cfg(target_os = "linux")]
fn keep_attributes(new: &File, old: &File) {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    let mut names = vec![0u8; 1 << 16];
    let Ok(length) = flistxattr(old, names.as_mut_slice()) else { return };
    for name in names[..length].split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let mut value = vec![0u8; 1 << 16];
        if let Ok(length) = fgetxattr(old, name, value.as_mut_slice()) {
            let _ = fsetxattr(new, name, &value[..length], XattrFlags::empty());
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn keep_attributes(_: &File, _: &File) {}

#[cfg(test)]
mod tests;
