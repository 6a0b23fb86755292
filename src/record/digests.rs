//! Hashes of large files that seldom change: an interpreter's program has megabytes. A file is not read again while nothing
//! about it is another, its number on the disk and the time of its last change included, which nobody can set.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::seal;

/// Files that are remembered.
const MOST: usize = 256;

/// The longest list that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Names that a killed process may leave.
const PREFIX: &str = ".digests-";

/// How a file is: device, number, size, and the times of its last change.
type Mark = [i64; 7];

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    mark: Mark,
    digest: String,
}

/// The hash of the file at `path`, as `list` remembers it or anew. A list that `is_sealed` counts only as it was put there.
pub(super) fn digest_of(path: &Path, list: &Path, is_sealed: bool) -> Option<Vec<u8>> {
    let now = mark(path)?;
    let mut entries = recall(list, is_sealed);
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
    let _ = remember(list, &entries, is_sealed);
    Some(digest.into_bytes())
}

fn recall(list: &Path, is_sealed: bool) -> Vec<Entry> {
    let mut text = String::new();
    let read = |_: &Path, file: &mut fs::File| {
        text.clear();
        file.take(LONGEST).read_to_string(&mut text)
    };
    match seal::find(list, is_sealed, read) {
        Ok(Some(_)) => serde_json::from_str(&text).unwrap_or_default(),
        Ok(None) | Err(_) => Vec::new(),
    }
}

fn remember(list: &Path, entries: &[Entry], is_sealed: bool) -> io::Result<()> {
    let bytes = serde_json::to_vec(entries)?;
    seal::put(list, PREFIX, is_sealed, |file| file.write_all(&bytes))
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

    /// The list in `folder`, whatever it is called.
    fn there(folder: &Path) -> PathBuf {
        let mut all = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
        all.find(|path| path.extension().is_some_and(|end| end == "json")).expect("a list")
    }

    #[test]
    fn a_hash_is_remembered_until_the_file_is_another() {
        let place = tempfile::tempdir().expect("a folder");
        let [file, list] = ["python", "digests.json"].map(|name| place.path().join(name));
        let digest_of = |file: &Path, list: &Path| super::digest_of(file, list, true);
        assert_eq!(digest_of(&file, &list), None);
        fs::write(&file, "one").expect("a file");
        let first = digest_of(&file, &list);
        assert_eq!((first.is_some(), digest_of(&file, &list)), (true, first.clone()));
        // The same size and the same time of writing.
        let time = fs::metadata(&file).and_then(|found| found.modified()).expect("a time");
        fs::write(&file, "two").expect("a file");
        fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(time)).expect("a time");
        assert_ne!(digest_of(&file, &list), first);
        fs::write(there(place.path()), "{").expect("a file");
        assert!(digest_of(&file, &list).is_some());
    }

    #[test]
    fn a_list_that_was_changed_counts_for_nothing() {
        let place = tempfile::tempdir().expect("a folder");
        let [file, list] = ["python", "digests.json"].map(|name| place.path().join(name));
        fs::write(&file, "one").expect("a file");
        for is_sealed in [true, false] {
            let first = digest_of(&file, &list, is_sealed).expect("a hash");
            let there = there(place.path());
            let text = fs::read_to_string(&there).expect("a list");
            let other = text.replace(std::str::from_utf8(&first).expect("a hash"), &"0".repeat(first.len()));
            fs::write(&there, other).expect("a list");
            assert_eq!(digest_of(&file, &list, is_sealed).as_ref() == Some(&first), is_sealed);
            let _ = fs::remove_file(there);
        }
    }
}
