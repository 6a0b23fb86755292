//! Sealed files: nobody but whoever put one there has written it since.
//!
//! A seal is a symbolic link that names a file and says how that was when it was put there: its number on the disk, its size, and
//! the time of its last change. Nothing of that can be set by anybody who can write the file, a link cannot be changed, and whoever
//! makes another one owns it. The seal is the only way to the file, whose name is a new one each time. So file and seal change in
//! one step, that in which a new link takes the place of the old one: of several writers at once one is the last, and what it has
//! put there is whole.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::draft::{Draft, DraftError, Visibility};
use crate::run::is_own;

/// Between the name that a file is asked for by and the word that makes its own name a new one.
const BEFORE_WORD: char = '-';

/// Between the name of a file and the rest of its seal.
const BEFORE_FACTS: char = ':';

/// How often a seal is read that another check replaces while its file is read. That file is gone then, which changes it too.
const MOST_READ: usize = 10;

/// After so long a file that no seal names belongs to nobody any more. Before, its seal may be about to be made.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// What `read` makes of the file that was put at `path`, told where it lies; none if somebody else may have written it, before or meanwhile.
pub(super) fn find<T>(
    path: &Path,
    is_sealed: bool,
    mut read: impl FnMut(&Path, &mut File) -> io::Result<T>,
) -> io::Result<Option<T>> {
    if !is_sealed {
        let mut file = open(path)?;
        return if is_own(path) { read(path, &mut file).map(Some) } else { Ok(None) };
    }
    let seal = beside(path);
    let mut said = said(&seal)?;
    for _ in 0..MOST_READ {
        let Some((name, facts)) = &said else { break };
        let found = as_sealed(&path.with_file_name(name), facts, &mut read);
        if let Ok(Some(found)) = found {
            return Ok(Some(found));
        }
        let now = self::said(&seal)?;
        if now == said {
            return found;
        }
        said = now;
    }
    Ok(None)
}

/// What `read` makes of the file at `path`, if nobody else can have written it, and `facts` are true of it before and after.
fn as_sealed<T>(
    path: &Path,
    facts: &str,
    read: impl FnOnce(&Path, &mut File) -> io::Result<T>,
) -> io::Result<Option<T>> {
    let mut file = open(path)?;
    if !is_own(path) || facts_of(&file.metadata()?) != facts {
        return Ok(None);
    }
    let found = read(path, &mut file)?;
    Ok((facts_of(&file.metadata()?) == facts).then_some(found))
}

/// Puts what `write` makes at `path`, where it is found from now on. For a moment it may have a name that begins with `prefix`.
pub(super) fn put(
    path: &Path,
    prefix: &str,
    is_sealed: bool,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let system = |error: DraftError| error.source;
    let folder = path.parent().unwrap_or(Path::new("."));
    let word = word();
    let mut draft = Draft::create(folder, &format!("{prefix}{word}-"), Visibility::Owner).map_err(system)?;
    write(draft.file())?;
    if !is_sealed {
        return draft.put(path).map_err(system);
    }
    let [stem, ending] = [path.file_stem(), path.extension()].map(|part| part.unwrap_or_default().to_string_lossy());
    let name = format!("{stem}{BEFORE_WORD}{word}.{ending}");
    let own = path.with_file_name(&name);
    draft.put(&own).map_err(system)?;
    let sealed = fs::symlink_metadata(&own).and_then(|found| {
        let new = path.with_extension(format!("{word}.sealing"));
        let replaced = said(&beside(path)).ok().flatten();
        link(&format!("{name}{BEFORE_FACTS}{}", facts_of(&found)), &new)?;
        fs::rename(&new, beside(path)).inspect_err(|_| drop(fs::remove_file(&new)))?;
        Ok(replaced)
    });
    match sealed {
        // Nobody finds it any more. If two have replaced the same one, what the first has put there is abandoned.
        Ok(Some((old, _))) => drop(fs::remove_file(path.with_file_name(old))),
        Ok(None) => {}
        Err(error) => {
            drop(fs::remove_file(&own));
            return Err(error);
        }
    }
    Ok(())
}

/// Takes away the file at `path`, as it is called in its folder, with the seal that leads to it.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    if let Some(seal) = seal_of(path).filter(|seal| names(seal, path)) {
        drop(fs::remove_file(seal));
    }
    fs::remove_file(path)
}

/// Whether the file at `path` has been there for some time and no seal leads to it: another check has put its own there at the
/// same moment, or a process was killed. `age` is that of the file.
pub(super) fn is_abandoned(path: &Path, age: Duration) -> bool {
    age > ABANDONED && seal_of(path).is_some_and(|seal| !names(&seal, path))
}

/// The seal that is read when somebody asks for `path`.
pub(super) fn beside(path: &Path) -> PathBuf {
    path.with_extension("seal")
}

/// The seal of a file that is called as the one at `path`; none if that is found without.
fn seal_of(path: &Path) -> Option<PathBuf> {
    let (name, _) = path.file_stem()?.to_str()?.rsplit_once(BEFORE_WORD)?;
    Some(beside(&path.with_file_name(name)))
}

fn names(seal: &Path, path: &Path) -> bool {
    said(seal).ok().flatten().is_some_and(|(name, _)| path.file_name().is_some_and(|own| own == name.as_str()))
}

/// A word that no other file has in its name.
fn word() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}

/// What the `seal` says, the name of a file in its folder and how that is; none if it is none of this user's.
#[cfg(unix)]
fn said(seal: &Path) -> io::Result<Option<(String, String)>> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::symlink_metadata(seal)?;
    if !found.is_symlink() || found.uid() != rustix::process::geteuid().as_raw() {
        return Ok(None);
    }
    let words = fs::read_link(seal)?;
    let parts = words.to_str().and_then(|words| words.split_once(BEFORE_FACTS));
    Ok(parts.filter(|(name, _)| !name.contains('/')).map(|(name, facts)| (name.to_owned(), facts.to_owned())))
}

#[cfg(unix)]
fn facts_of(found: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt as _;
    format!("{}.{}.{}.{}", found.ino(), found.size(), found.ctime(), found.ctime_nsec())
}

#[cfg(unix)]
fn link(words: &str, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(words, place)
}

/// Elsewhere nobody knows how to tell, and examples are not kept from the cache.
#[cfg(not(unix))]
fn said(_: &Path) -> io::Result<Option<(String, String)>> {
    Ok(None)
}

#[cfg(not(unix))]
fn facts_of(_: &Metadata) -> String {
    String::new()
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Opens a file that is none of another place.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    options.open(path)
}
