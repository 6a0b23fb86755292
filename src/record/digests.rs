//! Hashes of large files that seldom change: an interpreter's program has megabytes. A file is not read again while nothing
//! about it is another, its number on the disk and the time of its last change included, which nobody can set.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::draft::{Draft, Visibility};
use crate::run::is_own;

/// Files that are remembered.
const MOST: usize = 64;

/// The longest list that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// How a file is: device, number, size, and the times of its last change.
type Mark = [i64; 7];

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    mark: Mark,
    digest: String,
}

/// The hash of the file at `path`, as `list` remembers it or anew.
pub(super) fn digest_of(path: &Path, list: &Path) -> Option<Vec<u8>> {
    let now = mark(path)?;
    let mut entries = recall(list);
    let known = entries.iter().find(|entry| entry.path == path && entry.mark == now);
    if let Some(entry) = known {
        return Some(entry.digest.clone().into_bytes());
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(fs::File::open(path).ok()?).ok()?;
    // Changed meanwhile: nobody knows which of the two it was.
    if mark(path)? != now {
        return None;
    }
    let digest = hasher.finalize().to_hex().to_string();
    entries.retain(|entry| entry.path != path);
    entries.truncate(MOST - 1);
    entries.insert(0, Entry { path: path.to_owned(), mark: now, digest: digest.clone() });
    // Without it the file is read again, and that is all.
    let _ = remember(list, &entries);
    Some(digest.into_bytes())
}

fn recall(list: &Path) -> Vec<Entry> {
    let read = || -> Option<Vec<Entry>> {
        let mut text = String::new();
        fs::File::open(list).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    };
    if is_own(list) { read().unwrap_or_default() } else { Vec::new() }
}

fn remember(list: &Path, entries: &[Entry]) -> io::Result<()> {
    let folder = list.parent().unwrap_or(Path::new("."));
    let mut draft = Draft::create(folder, ".digests-", Visibility::Owner).map_err(|error| error.source)?;
    draft.file().write_all(&serde_json::to_vec(entries)?)?;
    draft.put(list).map_err(|error| error.source)
}

#[cfg(unix)]
fn mark(path: &Path) -> Option<Mark> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::metadata(path).ok()?;
    let [device, number, size] = [found.dev(), found.ino(), found.size()].map(u64::cast_signed);
    Some([device, number, size, found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec()])
}

#[cfg(not(unix))]
fn mark(_: &Path) -> Option<Mark> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_remembered_until_the_file_is_another() {
        let place = tempfile::tempdir().expect("a folder");
        let [file, list] = ["python", "digests.json"].map(|name| place.path().join(name));
        assert_eq!(digest_of(&file, &list), None);
        fs::write(&file, "one").expect("a file");
        let first = digest_of(&file, &list);
        assert_eq!((first.is_some(), digest_of(&file, &list)), (true, first.clone()));
        // The same size and the same time of writing.
        let time = fs::metadata(&file).and_then(|found| found.modified()).expect("a time");
        fs::write(&file, "two").expect("a file");
        fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(time)).expect("a time");
        assert_ne!(digest_of(&file, &list), first);
        fs::write(&list, "{").expect("a file");
        assert!(digest_of(&file, &list).is_some());
    }
}
