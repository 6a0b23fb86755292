//! Files that take the place of others in a single step: whoever looks sees the old file or the new one, never anything
//! between, and a process that is killed leaves neither half a file nor, where the system can, any other.

use std::fs::File;
use std::io;
use std::path::Path;
use thiserror::Error;

/// A new file did not get into its place.
#[derive(Debug, Error)]
#[error("cannot {doing}")]
pub struct DraftError {
    /// What was tried.
    pub doing: &'static str,
    /// What the system says.
    pub source: io::Error,
}

/// What makes a system's error one of ours.
fn failed(doing: &'static str) -> impl Fn(io::Error) -> DraftError {
    move |source| DraftError { doing, source }
}

/// Who may see a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Its owner, until somebody says otherwise.
    Owner,
    /// Whoever sees files that this user makes.
    Usual,
}

impl Visibility {
    #[cfg(unix)]
    const fn mode(self) -> u32 {
        match self {
            Self::Owner => 0o600,
            Self::Usual => 0o666,
        }
    }
}

/// A new file before it is in its place. Dropped, it is gone.
#[derive(Debug)]
pub struct Draft(Kind);

#[derive(Debug)]
enum Kind {
    /// It has no name yet.
    #[cfg(target_os = "linux")]
    Nameless { file: File, name: std::path::PathBuf },
    /// It has one, which goes away with it.
    Named(tempfile::NamedTempFile),
}

impl Draft {
    /// An empty file in `folder`. For a moment it may have a name that begins with `prefix`.
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn create(folder: &Path, prefix: &str, visibility: Visibility) -> Result<Self, DraftError> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless(folder, visibility).map_err(failed("make a new file beside it"))? {
            let name = folder.join(format!("{prefix}{}", std::process::id()));
            return Ok(Self(Kind::Nameless { file, name }));
        }
        let named = named(folder, prefix, visibility);
        named.map(|named| Self(Kind::Named(named))).map_err(failed("make a new file beside it"))
    }

    /// The file, open for reading and writing.
    #[must_use]
    pub fn file(&mut self) -> &mut File {
        match &mut self.0 {
            #[cfg(target_os = "linux")]
            Kind::Nameless { file, .. } => file,
            Kind::Named(named) => named.as_file_mut(),
        }
    }

    /// Puts it in the place of the file at `path`, in the same folder.
    ///
    /// # Errors
    /// If that fails; what was there is there still.
    pub fn put(self, path: &Path) -> Result<(), DraftError> {
        match self.0 {
            #[cfg(target_os = "linux")]
            Kind::Nameless { file, name } => {
                give_name(&file, &name).map_err(failed("give the new file a name"))?;
                std::fs::rename(&name, path).map_err(|error| {
                    let _ = std::fs::remove_file(&name);
                    failed("put the new file in its place")(error)
                })
            }
            Kind::Named(named) => match named.persist(path) {
                Ok(_) => Ok(()),
                Err(error) => Err(failed("put the new file in its place")(error.error)),
            },
        }
    }
}

/// A file with a name that nobody else has.
fn named(folder: &Path, prefix: &str, visibility: Visibility) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(visibility.mode()));
    #[cfg(not(unix))]
    let _ = visibility;
    builder.tempfile_in(folder)
}

/// A file without a name in `folder`; none where the file system or the kernel has no such thing.
#[cfg(target_os = "linux")]
fn nameless(folder: &Path, visibility: Visibility) -> io::Result<Option<File>> {
    use rustix::fs::{Mode, OFlags};
    use rustix::io::Errno;
    // It is given a name through here.
    if !Path::new("/proc/self/fd").exists() {
        return Ok(None);
    }
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match rustix::fs::open(folder, flags, Mode::from_bits_truncate(visibility.mode())) {
        Ok(file) => Ok(Some(File::from(file))),
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(target_os = "linux")]
fn give_name(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD};
    use std::os::fd::AsRawFd as _;
    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(rustix::fs::linkat(CWD, own, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

/// Forces the names in `folder` to the disk.
///
/// # Errors
/// If the system says so.
#[cfg(unix)]
pub fn force(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Forces the names in `folder` to the disk, where that is possible.
///
/// # Errors
/// If the system says so.
#[cfg(not(unix))]
pub fn force(_: &Path) -> io::Result<()> {
    Ok(())
}
