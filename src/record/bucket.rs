//! One file of the cache: the stored runs of the documents of one folder.
//!
//! It begins with [`MAGIC`], the digest of the [`super::RunOrigin`], the time of writing, and where its index lies, how long that is,
//! and a hash of it. Then come the runs of the documents, and at the end the index: for each document, in the order of the names,
//! its name, where its runs lie, and a hash of them. A document's runs are read, and their hash held against them, when somebody
//! asks for the document: there may be many, and most checks need each once.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::sheet::Runs;

/// The beginning; another form of the content has another one.
const MAGIC: &[u8] = b"doctrue runs 2\n";

/// The longest file that is read or written, in bytes.
pub(super) const LONGEST: usize = 64 << 20;

/// After so long a file that is used is written anew, so that those which are not used show by their age.
const OLD: Duration = Duration::from_secs(7 * 24 * 60 * 60);

const HASH: usize = 16;

/// Bytes before the first runs.
const HEAD: usize = MAGIC.len() + ORIGIN + 3 * NUMBER + HASH;

const ORIGIN: usize = 32;

const NUMBER: usize = 8;

/// A file, of which the index is read.
#[derive(Debug)]
pub(super) struct Bucket {
    place: Place,
    index: Vec<u8>,
    /// Where the entry of each document begins in the index, in the order of their names.
    entries: Vec<u32>,
    written: u64,
}

/// Where the runs of the documents are read.
#[derive(Debug)]
enum Place {
    /// In a file that stays open.
    Open(Mutex<File>),
    /// In one that is opened each time, if it is still the one that has this number.
    Closed(PathBuf, u64),
}

/// Why the runs of a document cannot be read.
#[derive(Debug, PartialEq, Eq)]
enum Lost {
    /// Another check has put another file in its place.
    Replaced,
    /// They are not what was written.
    Damaged,
}

/// What the index says of a document.
struct Entry<'b> {
    name: &'b [u8],
    place: Range<u64>,
    hash: [u8; HASH],
}

impl Bucket {
    /// What is in `file`, if that was written in the surroundings that `origin` is the digest of; none if it is anything else.
    pub(super) fn read(mut file: File, origin: &[u8; ORIGIN]) -> Option<Self> {
        let mut head = [0; HEAD];
        file.read_exact(&mut head).ok()?;
        let mut reader = Reader { bytes: &head, at: 0 };
        if reader.take(MAGIC.len())? != MAGIC || reader.take(origin.len())? != origin {
            return None;
        }
        let [written, from, length] = [reader.number()?, reader.number()?, reader.number()?];
        let hash = reader.hash()?;
        let length = usize::try_from(length).ok().filter(|&length| length <= LONGEST)?;
        let mut index = vec![0; length];
        file.seek(SeekFrom::Start(from)).and_then(|_| file.read_exact(&mut index)).ok()?;
        if hash_of(&index) != hash {
            return None;
        }
        let mut bucket = Self { place: Place::Open(Mutex::new(file)), index, entries: Vec::new(), written };
        bucket.entries = bucket.starts()?;
        Some(bucket)
    }

    /// The same, without its file, which is at `path`.
    pub(super) fn closed(self, path: &Path) -> io::Result<Self> {
        let Place::Open(file) = &self.place else { return Ok(self) };
        let number = number_of(&file.lock().unwrap_or_else(PoisonError::into_inner))?;
        Ok(Self { place: Place::Closed(path.to_owned(), number), ..self })
    }

    /// Where the entries begin, if they are in order.
    fn starts(&self) -> Option<Vec<u32>> {
        let (mut starts, mut at, mut last) = (Vec::new(), 0, None);
        while at < self.index.len() {
            let (entry, next) = self.entry(at)?;
            if last.is_some_and(|last| last >= entry.name) {
                return None;
            }
            last = Some(entry.name);
            starts.push(u32::try_from(at).ok()?);
            at = next;
        }
        Some(starts)
    }

    /// The entry that begins at `at`, and where the next one does.
    fn entry(&self, at: usize) -> Option<(Entry<'_>, usize)> {
        let mut reader = Reader { bytes: &self.index, at };
        let length = usize::try_from(reader.number()?).ok()?;
        let name = reader.take(length)?;
        let (from, length) = (reader.number()?, reader.number()?);
        let place = from..from.checked_add(length)?;
        let hash = reader.hash()?;
        Some((Entry { name, place, hash }, reader.at))
    }

    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.entries.iter().filter_map(|&at| Some(self.entry(at as usize)?.0))
    }

    /// The runs of the document of this name; an error if they are damaged.
    pub(super) fn get(&self, name: &OsStr) -> Option<Result<Runs, ()>> {
        let name = name.as_encoded_bytes();
        let order = |at: &u32| self.entry(*at as usize).map_or(Ordering::Less, |(entry, _)| entry.name.cmp(name));
        let found = self.entries.binary_search_by(order).ok()?;
        let (entry, _) = self.entry(self.entries[found] as usize)?;
        match self.bytes(&entry) {
            Ok(bytes) => Some(serde_json::from_slice(&bytes).map_err(drop)),
            Err(Lost::Damaged) => Some(Err(())),
            Err(Lost::Replaced) => None,
        }
    }

    /// What lies in the file for `entry`, if it is whole.
    fn bytes(&self, entry: &Entry<'_>) -> Result<Vec<u8>, Lost> {
        let length = usize::try_from(entry.place.end - entry.place.start).ok().filter(|&length| length <= LONGEST);
        let mut bytes = vec![0; length.ok_or(Lost::Damaged)?];
        let mut read =
            |file: &mut File| file.seek(SeekFrom::Start(entry.place.start)).and_then(|_| file.read_exact(&mut bytes));
        match &self.place {
            Place::Open(file) => read(&mut file.lock().unwrap_or_else(PoisonError::into_inner)),
            Place::Closed(path, number) => {
                let mut file = File::open(path).map_err(|_| Lost::Replaced)?;
                if number_of(&file).ok() != Some(*number) {
                    return Err(Lost::Replaced);
                }
                read(&mut file)
            }
        }
        .map_err(|_| Lost::Damaged)?;
        if hash_of(&bytes) == entry.hash { Ok(bytes) } else { Err(Lost::Damaged) }
    }

    /// The runs of all documents with their names as they lie here, as far as they are whole.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&[u8], Vec<u8>)> {
        self.entries().filter_map(|entry| Some((entry.name, self.bytes(&entry).ok()?)))
    }

    /// Whether it is to be written anew, so that it does not seem to be forgotten.
    pub(super) fn is_old(&self) -> bool {
        now().saturating_sub(self.written) > OLD.as_secs()
    }
}

/// Writes a file with these `documents`, whose names come in order, in the surroundings that `origin` is the digest of. What would
/// make it too long is left out.
pub(super) fn write<'d>(
    file: &mut File,
    origin: &[u8; ORIGIN],
    documents: impl Iterator<Item = (&'d [u8], Vec<u8>)>,
) -> io::Result<()> {
    let mut index = Vec::new();
    let mut at = HEAD;
    let mut out = io::BufWriter::new(&mut *file);
    out.write_all(&[0; HEAD])?;
    for (name, runs) in documents {
        if at + index.len() + runs.len() > LONGEST / 2 {
            break;
        }
        index.extend((name.len() as u64).to_le_bytes());
        index.extend(name);
        index.extend((at as u64).to_le_bytes());
        index.extend((runs.len() as u64).to_le_bytes());
        index.extend(hash_of(&runs));
        out.write_all(&runs)?;
        at += runs.len();
    }
    out.write_all(&index)?;
    out.flush()?;
    drop(out);
    let mut head = [MAGIC, origin].concat();
    for number in [now(), at as u64, index.len() as u64] {
        head.extend(number.to_le_bytes());
    }
    head.extend(hash_of(&index));
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&head)
}

/// What tells a file from another one in its place.
#[cfg(unix)]
fn number_of(file: &File) -> io::Result<u64> {
    Ok(std::os::unix::fs::MetadataExt::ino(&file.metadata()?))
}

#[cfg(not(unix))]
fn number_of(file: &File) -> io::Result<u64> {
    Ok(file.metadata()?.len())
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

fn hash_of(bytes: &[u8]) -> [u8; HASH] {
    let mut hash = [0; HASH];
    hash.copy_from_slice(&blake3::hash(bytes).as_bytes()[..HASH]);
    hash
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn hash(&mut self) -> Option<[u8; HASH]> {
        self.take(HASH)?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ORIGIN_OF_TESTS: [u8; 32] = [7; 32];

    fn file() -> Vec<u8> {
        let mut file = tempfile::tempfile().expect("a file");
        let documents = [(&b"a.md"[..], b"{}".to_vec()), (b"b.md", b"{ }".to_vec())];
        write(&mut file, &ORIGIN_OF_TESTS, documents.into_iter()).expect("written");
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).expect("a file");
        bytes
    }

    fn read(bytes: &[u8], origin: &[u8; 32]) -> Option<Bucket> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).and_then(|()| file.seek(SeekFrom::Start(0))).expect("written");
        Bucket::read(file, origin)
    }

    #[test]
    fn documents_are_found_by_their_names() {
        let bucket = read(&file(), &ORIGIN_OF_TESTS).expect("a bucket");
        assert!(bucket.get("a.md".as_ref()).is_some_and(|runs| runs.is_ok_and(|runs| runs.is_empty())));
        assert!(bucket.get("c.md".as_ref()).is_none());
        let all = [(&b"a.md"[..], b"{}".to_vec()), (b"b.md", b"{ }".to_vec())];
        assert_eq!(bucket.documents().collect::<Vec<_>>(), all);
        assert!(!bucket.is_old());
    }

    #[test]
    fn a_file_that_is_opened_each_time_is_no_other_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let [path, other] = ["a", "b"].map(|name| folder.path().join(name));
        for path in [&path, &other] {
            std::fs::write(path, file()).expect("a file");
        }
        let bucket = Bucket::read(File::open(&path).expect("a file"), &ORIGIN_OF_TESTS).expect("a bucket");
        let bucket = bucket.closed(&path).expect("a file");
        assert_eq!(bucket.get("a.md".as_ref()).map(|runs| runs.is_ok()), Some(true));
        std::fs::rename(other, &path).expect("replaced");
        assert!(bucket.get("a.md".as_ref()).is_none());
        std::fs::remove_file(path).expect("gone");
        assert!(bucket.get("a.md".as_ref()).is_none());
    }

    #[test]
    fn what_comes_from_elsewhere_is_nothing() {
        assert!(read(&file(), &[8; 32]).is_none());
        assert!(read(b"doctrue runs 1\n", &ORIGIN_OF_TESTS).is_none());
        assert!(read(&[], &ORIGIN_OF_TESTS).is_none());
    }

    proptest! {
        #[test]
        fn one_other_byte_is_noticed(at in 0..file().len(), change in 1_u8..) {
            let mut other = file();
            other[at] ^= change;
            let Some(bucket) = read(&other, &ORIGIN_OF_TESTS) else { return Ok(()) };
            // The time of writing decides nothing but when the file is written anew.
            let is_time = (MAGIC.len() + 32..MAGIC.len() + 40).contains(&at);
            let is_damaged = ["a.md", "b.md"].iter().any(|name| bucket.get(name.as_ref()).is_some_and(|runs| runs.is_err()));
            prop_assert!(is_time || is_damaged, "byte {at}");
        }

        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..file().len()) {
            let _ = read(&[MAGIC, &ORIGIN_OF_TESTS, &bytes].concat(), &ORIGIN_OF_TESTS);
            let cut = read(&file()[..cut], &ORIGIN_OF_TESTS);
            prop_assert!(cut.is_none());
        }
    }
}
