//! The folder that stored runs lie in: who may write there, how that is noticed, and how large it gets.
//!
//! Examples cannot write there: without the layer that keeps them from it nothing is stored or used. What that layer does not keep
//! them from is to change the mode of a file of the same user, so that somebody else on the machine could write it, and to change
//! it back. So each file has a *seal* that shows it (`seal`). A folder that the user names by himself is trusted without seals, for
//! it may have been carried from one machine to another.
//!
//! Several checks may store something at once. They do so one after the other, so that each adds to what the others have stored;
//! one that would have to wait too long stores without its turn, and then the last one counts.

use std::fs::{self, File, TryLockError};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::bucket::{self, Bucket};
use super::spill::New;
use super::{RunOrigin, digests, seal};
use crate::run::{is_own, make_folder};
use crate::settings::CachePlace;

/// The folder within the tool's folder.
const FOLDER: &str = "runs";

/// How the names of files end.
const ENDING: &str = "runs";

/// Names that a killed process may leave.
const PREFIX: &str = ".new-";

/// Bytes of all files; then the oldest go until there is room.
const MOST: u64 = 512 << 20;

/// A file that was not used for so long goes.
const FORGOTTEN: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The file whose lock is a check's turn to store something.
const TURN: &str = "turn";

/// How long a check waits for its turn, and how often it asks: whoever may read the cache can hold the lock for ever.
const WAIT: (Duration, Duration) = (Duration::from_secs(2), Duration::from_millis(5));

/// The stored runs of this user.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    is_sealed: bool,
}

/// What was taken out of a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

impl Store {
    /// That at `place`, which is made; an error says in words why it cannot be used.
    pub(super) fn open(place: &CachePlace) -> Result<Self, String> {
        let folder = place.folder.join(FOLDER);
        let shown = folder.display();
        make_folder(&folder).map_err(|error| format!("the cache {shown} cannot be made ({error})"))?;
        // Examples may write to shared memory, which lies there.
        if folder.canonicalize().is_ok_and(|folder| folder.starts_with("/dev")) {
            return Err(format!("the cache {shown} is in a place where examples can write"));
        }
        if !is_own(&folder) {
            return Err(format!("the cache {shown} is not yours alone, or others can write there"));
        }
        // Backup programs leave out a folder with this file (https://bford.info/cachedir).
        let tag = place.folder.join("CACHEDIR.TAG");
        if !tag.exists() {
            fs::write(tag, "Signature: 8a477f597d28d172789f06886806bc55\n")
                .map_err(|error| format!("nothing can be written to the cache {shown} ({error})"))?;
        }
        Ok(Self { folder, is_sealed: !place.is_named })
    }

    /// The hash of a large file.
    pub(super) fn digest_of(&self, path: &Path) -> Option<Vec<u8>> {
        digests::digest_of(path, &self.folder.join("digests.json"), self.is_sealed)
    }

    fn file(&self, folder: &Path, origin: &RunOrigin) -> PathBuf {
        let mut hasher = blake3::Hasher::new_keyed(origin.digest());
        hasher.update(folder.as_os_str().as_encoded_bytes());
        self.folder.join(format!("{}.{ENDING}", &hasher.finalize().to_hex()[..32]))
    }

    /// What is stored of the documents in `folder`; an error says in words why that is not used. Unless it `stays_open`, the
    /// file is opened again when somebody asks for a document.
    pub(super) fn read(&self, folder: &Path, origin: &RunOrigin, stays_open: bool) -> Result<Option<Bucket>, String> {
        let path = self.file(folder, origin);
        let shown = path.display();
        match self.content(&path, origin, stays_open) {
            Ok(Content::Is(bucket)) => Ok(Some(bucket)),
            Ok(Content::Foreign) => Err(format!("the stored runs in {shown} were changed by somebody else")),
            Ok(Content::Damaged) => Err(format!("the stored runs in {shown} are damaged")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("the stored runs in {shown} cannot be read ({error})")),
        }
    }

    /// The content of the file at `path`.
    fn content(&self, path: &Path, origin: &RunOrigin, stays_open: bool) -> io::Result<Content> {
        // What is read of it later has to have the hash that stands in its index.
        let found = seal::find(path, self.is_sealed, |path, file| {
            if file.metadata()?.len() > bucket::LONGEST as u64 {
                return Ok(None);
            }
            let bucket = Bucket::read(file.try_clone()?, origin.digest());
            bucket.map(|bucket| if stays_open { Ok(bucket) } else { bucket.closed(path) }).transpose()
        })?;
        Ok(match found {
            Some(Some(bucket)) => Content::Is(bucket),
            Some(None) => Content::Damaged,
            None => Content::Foreign,
        })
    }

    /// Stores what is `new`, by the names of the documents in `folder`, beside what is there of others; `read` gives what lies at
    /// a place. An error says in words why not.
    pub(super) fn write(
        &self,
        folder: &Path,
        origin: &RunOrigin,
        new: &New,
        mut read: impl FnMut(&Range<u64>) -> Option<Vec<u8>>,
    ) -> Result<(), String> {
        let path = self.file(folder, origin);
        // Another check may have stored something since.
        let old = self.read(folder, origin, true).unwrap_or_default();
        let old = old.iter().flat_map(Bucket::documents).filter(|(name, _)| !new.contains_key(name));
        let mut old = old.filter(|(name, _)| is_there(folder, name)).peekable();
        let mut new = new.iter().filter_map(|(name, place)| Some((name.clone(), read(place.as_ref()?)?))).peekable();
        // Both come in the order of the names.
        let both = std::iter::from_fn(|| match (old.peek(), new.peek()) {
            (Some((name, _)), Some((other, _))) if name < other => old.next(),
            (Some(_), None) => old.next(),
            (_, Some(_)) => new.next(),
            (None, None) => None,
        });
        seal::put(&path, PREFIX, self.is_sealed, |file| bucket::write(file, origin.digest(), both))
            .map_err(|error| format!("{} cannot be written ({error})", path.display()))
    }

    /// Waits until no other check stores anything, until what this gives is dropped.
    pub(super) fn turn(&self) -> Option<File> {
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(self.folder.join(TURN)).ok()?;
        let begin = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Some(file),
                Err(TryLockError::WouldBlock) if begin.elapsed() < WAIT.0 => std::thread::sleep(WAIT.1),
                Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
            }
        }
    }

    /// Makes room.
    pub(super) fn prune(&self) {
        prune_to(&self.folder, MOST, FORGOTTEN);
    }
}

/// What a file of the cache is.
enum Content {
    /// Stored runs.
    Is(Bucket),
    /// Something that somebody else may have written.
    Foreign,
    /// Nothing that can be used.
    Damaged,
}

/// Whether the document of this `name` is in `folder`; where that cannot be told it may be.
fn is_there(folder: &Path, name: &[u8]) -> bool {
    std::str::from_utf8(name).is_err() || std::str::from_utf8(name).is_ok_and(|name| folder.join(name).exists())
}

/// Takes all stored runs out of the cache in `cache`.
///
/// # Errors
/// If a file that is there stays.
pub fn clean(cache: &Path) -> io::Result<Removed> {
    let mut removed = Removed::default();
    for (path, found) in files(&cache.join(FOLDER)) {
        seal::remove(&path)?;
        removed.add(found.len());
    }
    Ok(removed)
}

/// Takes what nobody has used for a month out of the cache in `cache`, and of the rest the oldest until there is room.
#[must_use]
pub fn prune(cache: &Path) -> Removed {
    prune_to(&cache.join(FOLDER), MOST, FORGOTTEN)
}

fn prune_to(folder: &Path, most: u64, forgotten: Duration) -> Removed {
    let mut removed = Removed::default();
    let now = SystemTime::now();
    let age = |found: &fs::Metadata| found.modified().ok().and_then(|time| now.duration_since(time).ok());
    let mut all: Vec<_> =
        files(folder).map(|(path, found)| (age(&found).unwrap_or_default(), path, found.len())).collect();
    all.sort();
    let mut bytes = 0;
    for (age, path, length) in all {
        bytes += length;
        // What cannot be taken away is somebody else's, or will be taken next time.
        let is_superfluous = age > forgotten || bytes > most || seal::is_abandoned(&path, age);
        if is_superfluous && seal::remove(&path).is_ok() {
            removed.add(length);
        }
    }
    removed
}

impl Removed {
    fn add(&mut self, length: u64) {
        self.files += 1;
        self.bytes += length;
    }
}

/// The files that are ours by their names.
fn files(folder: &Path) -> impl Iterator<Item = (PathBuf, fs::Metadata)> {
    let all = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_ours = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ending == ENDING)
            || path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
    };
    let found = all.map(|entry| entry.path()).filter(is_ours);
    found.filter_map(|path| fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file).map(|found| (path, found)))
}

#[cfg(all(test, unix))]
mod tests;
