//! One file of the cache: the stored runs of the documents of one folder.
//!
//! It begins with [`MAGIC`], the digest of the [`super::RunOrigin`], the time of writing, and where its table lies, how long that is,
//! and a hash of it. Then come the runs of the documents in the order of their names, and behind those of some documents always a
//! *page*: for each of them its name, where its runs lie, and a hash of them. The table at the end says of each page with which name
//! it begins, where it lies, and what its hash is. Pages and runs are read, and their hashes held against them, when somebody asks
//! for a document: there may be many documents, and most checks need each once.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::sheet::Runs;

/// The beginning; another form of the content has another one.
const MAGIC: &[u8] = b"doctrue runs 3\n";

/// The longest file that is read or written, in bytes.
pub(super) const LONGEST: usize = 64 << 20;

/// Documents of one page.
const OF_PAGE: usize = 50;

/// After so long a file that is used is written anew, so that those which are not used show by their age.
const OLD: Duration = Duration::from_secs(7 * 24 * 60 * 60);

const HASH: usize = 16;

/// Bytes before the first runs.
const HEAD: usize = MAGIC.len() + ORIGIN + 3 * NUMBER + HASH;

const ORIGIN: usize = 32;

const NUMBER: usize = 8;

/// A file, of which the table is read.
#[derive(Debug)]
pub(super) struct Bucket {
    place: Place,
    table: Vec<Row>,
    /// The page that was read last, with its number: documents are asked for in the order of their names.
    last: Mutex<Option<(usize, Page)>>,
    written: u64,
}

/// The bytes of a page.
type Page = Arc<[u8]>;

/// Where something lies in the file, and what tells whether it is whole: of a page with the first name in it, of runs with that
/// of their document.
#[derive(Debug)]
struct Row {
    name: Box<[u8]>,
    place: Range<u64>,
    hash: [u8; HASH],
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
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(from)).and_then(|_| file.read_exact(&mut bytes)).ok()?;
        let mut reader = Reader { bytes: &bytes, at: 0 };
        let mut table: Vec<Row> = Vec::new();
        while reader.at < length {
            table.push(reader.row()?);
        }
        let is_whole = hash_of(&bytes) == hash && table.is_sorted_by(|a, b| a.name < b.name);
        is_whole.then(|| Self { place: Place::Open(Mutex::new(file)), table, last: Mutex::default(), written })
    }

    /// The same, without its file, which is at `path`.
    pub(super) fn closed(self, path: &Path) -> io::Result<Self> {
        let Place::Open(file) = &self.place else { return Ok(self) };
        let number = number_of(&file.lock().unwrap_or_else(PoisonError::into_inner))?;
        Ok(Self { place: Place::Closed(path.to_owned(), number), ..self })
    }

    /// Whether something may be stored of the document of this name.
    pub(super) fn has(&self, name: &OsStr) -> bool {
        !matches!(self.find(name.as_encoded_bytes()), Ok(None))
    }

    /// The runs of the document of this name; an error if they are damaged.
    pub(super) fn get(&self, name: &OsStr) -> Option<Result<Runs, ()>> {
        let found = self.find(name.as_encoded_bytes()).and_then(|row| row.map(|row| self.bytes(&row)).transpose());
        match found {
            Ok(bytes) => Some(serde_json::from_slice(&bytes?).map_err(drop)),
            Err(Lost::Damaged) => Some(Err(())),
            Err(Lost::Replaced) => None,
        }
    }

    /// Where the runs of the document of this name lie.
    fn find(&self, name: &[u8]) -> Result<Option<Row>, Lost> {
        let Some(number) = self.table.partition_point(|row| *row.name <= *name).checked_sub(1) else { return Ok(None) };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let page = match &*last {
            Some((known, page)) if *known == number => page.clone(),
            Some(_) | None => {
                let page: Page = self.bytes(&self.table[number])?.into();
                *last = Some((number, page.clone()));
                page
            }
        };
        drop(last);
        let mut rows = Reader { bytes: &page, at: 0 };
        while let Some(row) = rows.row() {
            if *row.name == *name {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// What lies in the file for `row`, if it is whole.
    fn bytes(&self, row: &Row) -> Result<Vec<u8>, Lost> {
        let length = row.place.end.checked_sub(row.place.start).and_then(|length| usize::try_from(length).ok());
        let mut bytes = vec![0; length.filter(|&length| length <= LONGEST).ok_or(Lost::Damaged)?];
        let mut read =
            |file: &mut File| file.seek(SeekFrom::Start(row.place.start)).and_then(|_| file.read_exact(&mut bytes));
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
        if hash_of(&bytes) == row.hash { Ok(bytes) } else { Err(Lost::Damaged) }
    }

    /// The runs of all documents with their names as they lie here, as far as they are whole.
    pub(super) fn documents(&self) -> impl Iterator<Item = (Box<[u8]>, Vec<u8>)> {
        let rows = self.table.iter().filter_map(|row| self.bytes(row).ok()).flat_map(|page| {
            let mut at = 0;
            std::iter::from_fn(move || {
                let mut reader = Reader { bytes: &page, at };
                let row = reader.row();
                at = reader.at;
                row
            })
        });
        rows.filter_map(|row| {
            let runs = self.bytes(&row).ok()?;
            Some((row.name, runs))
        })
    }

    /// Whether it is to be written anew, so that it does not seem to be forgotten.
    pub(super) fn is_old(&self) -> bool {
        now().saturating_sub(self.written) > OLD.as_secs()
    }
}

/// Writes a file with these `documents`, whose names come in order, in the surroundings that `origin` is the digest of. What would
/// make it too long is left out.
pub(super) fn write(
    file: &mut File,
    origin: &[u8; ORIGIN],
    documents: impl Iterator<Item = (Box<[u8]>, Vec<u8>)>,
) -> io::Result<()> {
    let mut out = Writer { out: io::BufWriter::new(&mut *file), at: 0 };
    out.write(&[0; HEAD])?;
    let (mut table, mut page) = (Vec::new(), Vec::new());
    for (name, runs) in documents {
        if out.at + (table.len() + page.len() + runs.len()) as u64 > LONGEST as u64 / 2 {
            break;
        }
        page.push(out.row(name, &runs)?);
        if page.len() == OF_PAGE {
            table.extend(out.page(&mut page)?);
        }
    }
    table.extend(out.page(&mut page)?);
    let bytes: Vec<u8> = table.iter().flat_map(Row::bytes).collect();
    let table = out.row(Box::default(), &bytes)?;
    out.out.flush()?;
    drop(out);
    let mut head = [MAGIC, origin].concat();
    for number in [now(), table.place.start, bytes.len() as u64] {
        head.extend(number.to_le_bytes());
    }
    head.extend(table.hash);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&head)
}

/// Writes one thing behind the other.
struct Writer<'f> {
    out: io::BufWriter<&'f mut File>,
    at: u64,
}

impl Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Writes what belongs to `name`; where it lies.
    fn row(&mut self, name: Box<[u8]>, bytes: &[u8]) -> io::Result<Row> {
        let from = self.at;
        self.write(bytes)?;
        Ok(Row { name, place: from..self.at, hash: hash_of(bytes) })
    }

    /// Writes a page of these `rows`, which are none then, if there are any; where it lies.
    fn page(&mut self, rows: &mut Vec<Row>) -> io::Result<Option<Row>> {
        let bytes: Vec<u8> = rows.iter().flat_map(Row::bytes).collect();
        let first = rows.drain(..).next();
        first.map(|first| self.row(first.name, &bytes)).transpose()
    }
}

impl Row {
    fn bytes(&self) -> Vec<u8> {
        let Self { name, place, hash } = self;
        let numbers = [name.len() as u64, place.start, place.end].map(u64::to_le_bytes);
        [&numbers.concat(), &**name, hash].concat()
    }
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

    fn row(&mut self) -> Option<Row> {
        let [length, from, to] = [self.number()?, self.number()?, self.number()?];
        let name = self.take(usize::try_from(length).ok()?)?.into();
        Some(Row { name, place: from..to, hash: self.hash()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ORIGIN_OF_TESTS: [u8; 32] = [7; 32];

    fn file() -> Vec<u8> {
        let mut file = tempfile::tempfile().expect("a file");
        let documents = [(b"a.md"[..].into(), b"{}".to_vec()), (b"b.md"[..].into(), b"{ }".to_vec())];
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
        let all = [(b"a.md"[..].into(), b"{}".to_vec()), (b"b.md"[..].into(), b"{ }".to_vec())];
        assert_eq!(bucket.documents().collect::<Vec<_>>(), all);
        assert!(!bucket.is_old());
    }

    #[test]
    fn many_documents_have_several_pages() {
        let documents = || (100..100 + 3 * OF_PAGE + 1).map(|number| (number.to_string().into_bytes(), b"{}".to_vec()));
        let mut file = tempfile::tempfile().expect("a file");
        let boxed = documents().map(|(name, runs)| (name.into_boxed_slice(), runs));
        write(&mut file, &ORIGIN_OF_TESTS, boxed).expect("written");
        file.seek(SeekFrom::Start(0)).expect("a file");
        let bucket = Bucket::read(file, &ORIGIN_OF_TESTS).expect("a bucket");
        assert_eq!(bucket.table.len(), 4);
        let has = |name: &str| (bucket.has(name.as_ref()), bucket.get(name.as_ref()).is_some());
        assert!(documents().all(|(name, _)| has(std::str::from_utf8(&name).expect("text")) == (true, true)));
        assert!(["", "1", "1000", "149x", "150x", "z"].iter().all(|name| has(name) == (false, false)));
        assert!(bucket.documents().map(|(name, _)| name.into_vec()).eq(documents().map(|(name, _)| name)));
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
        assert!(read(b"doctrue runs 2\n", &ORIGIN_OF_TESTS).is_none());
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
