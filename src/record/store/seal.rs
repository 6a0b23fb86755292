//! Seals: how a file of the cache was when it was put there, in a symbolic link beside it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// The seal of the file at `path`.
pub(super) fn beside(path: &Path) -> PathBuf {
    path.with_extension("seal")
}

/// What a seal says of a file: nothing of it can be set by anybody who can write the file.
#[cfg(unix)]
fn words(found: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt as _;
    format!("{}.{}.{}.{}", found.ino(), found.size(), found.ctime(), found.ctime_nsec())
}

/// Whether the file at `path`, of which this was `found`, is as it was when it was put there.
#[cfg(unix)]
pub(in crate::record) fn holds(path: &Path, found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let seal = beside(path);
    let user = rustix::process::geteuid().as_raw();
    let is_own = fs::symlink_metadata(&seal).is_ok_and(|seal| seal.is_symlink() && seal.uid() == user);
    is_own && fs::read_link(&seal).is_ok_and(|said| said.as_os_str() == words(found).as_str())
}

/// Seals the file at `path`, which was just put there.
#[cfg(unix)]
pub(in crate::record) fn put(path: &Path) -> io::Result<()> {
    let new = path.with_extension(format!("{}.sealing", std::process::id()));
    let _ = fs::remove_file(&new);
    std::os::unix::fs::symlink(words(&fs::symlink_metadata(path)?), &new)?;
    fs::rename(&new, beside(path))
}

/// Elsewhere nobody knows how to tell, and examples are not kept from the cache.
#[cfg(not(unix))]
pub(in crate::record) fn holds(_: &Path, _: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
pub(in crate::record) fn put(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
