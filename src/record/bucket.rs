//! One file of the cache: the stored runs of the documents of one folder.
//!
//! It begins with [`MAGIC`], the digest of the [`super::Origin`], the time of writing, and an index: for each document its name,
//! where its runs lie, and a hash of them. A document's runs are read, and their hash held against them, when somebody asks for
//! the document.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::ops::Range;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::sheet::Runs;

/// The beginning; another form of the content has another one.
const MAGIC: &[u8] = b"doctrue runs 1\n";

/// The longest file that is read or written, in bytes.
pub(super) const LONGEST: usize = 64 << 20;

/// After so long a file that is used is written anew, so that those which are not used show by their age.
const OLD: Duration = Duration::from_secs(7 * 24 * 60 * 60);

const HASH: usize = 16;

/// A file, read.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    bytes: Vec<u8>,
    documents: BTreeMap<Box<[u8]>, Place>,
    written: u64,
}

/// Where the runs of a document lie in the file, and their hash.
#[derive(Clone, Debug)]
struct Place {
    range: Range<usize>,
    hash: [u8; HASH],
}

impl Bucket {
    /// The content of a file in the surroundings that `origin` is the digest of; none if it is anything else.
    pub(super) fn read(bytes: Vec<u8>, origin: &[u8; 32]) -> Option<Self> {
        let mut reader = Reader { bytes: &bytes, at: 0 };
        if reader.take(MAGIC.len())? != MAGIC || reader.take(origin.len())? != origin {
            return None;
        }
        let written = reader.number()?;
        let length = usize::try_from(reader.number()?).ok()?;
        let hash = reader.hash()?;
        let begin = reader.at;
        if hash_of(reader.take(length)?) != hash {
            return None;
        }
        let body = reader.at;
        let mut index = Reader { bytes: bytes.get(begin..body)?, at: 0 };
        let mut documents = BTreeMap::new();
        while index.at < index.bytes.len() {
            let length = usize::try_from(index.number()?).ok()?;
            let name = index.take(length)?.into();
            let [from, length] = [index.number()?, index.number()?].map(usize::try_from);
            let from = body.checked_add(from.ok()?)?;
            let range = from..from.checked_add(length.ok()?)?;
            documents.insert(name, Place { range, hash: index.hash()? });
        }
        Some(Self { documents, written, bytes })
    }

    /// The runs of the document of this name; an error if they are damaged.
    pub(super) fn get(&self, name: &OsStr) -> Option<Result<Runs, ()>> {
        let place = self.documents.get(name.as_encoded_bytes())?;
        let bytes = self.bytes.get(place.range.clone()).filter(|bytes| hash_of(bytes) == place.hash);
        Some(bytes.and_then(|bytes| serde_json::from_slice(bytes).ok()).ok_or(()))
    }

    /// The documents and their runs as they lie here, as far as they are whole.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.documents.iter().filter_map(|(name, place)| {
            let bytes = self.bytes.get(place.range.clone()).filter(|bytes| hash_of(bytes) == place.hash)?;
            Some((&**name, bytes))
        })
    }

    /// Whether it is to be written anew, so that it does not seem to be forgotten.
    pub(super) fn is_old(&self) -> bool {
        now().saturating_sub(self.written) > OLD.as_secs()
    }
}

/// The content of a file with these `documents` in the surroundings that `origin` is the digest of. What would make it too long
/// is left out.
pub(super) fn written<'d>(origin: &[u8; 32], documents: impl IntoIterator<Item = (&'d [u8], &'d [u8])>) -> Vec<u8> {
    let (mut index, mut body) = (Vec::new(), Vec::new());
    for (name, runs) in documents {
        if index.len() + body.len() + runs.len() > LONGEST / 2 {
            break;
        }
        index.extend((name.len() as u64).to_le_bytes());
        index.extend(name);
        index.extend((body.len() as u64).to_le_bytes());
        index.extend((runs.len() as u64).to_le_bytes());
        index.extend(hash_of(runs));
        body.extend(runs);
    }
    let mut file = [MAGIC, origin].concat();
    file.extend(now().to_le_bytes());
    file.extend((index.len() as u64).to_le_bytes());
    file.extend(hash_of(&index));
    file.append(&mut index);
    file.append(&mut body);
    file
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

    const ORIGIN: [u8; 32] = [7; 32];

    fn file() -> Vec<u8> {
        written(&ORIGIN, [(&b"a.md"[..], &b"{}"[..]), (b"b.md", b"{ }")])
    }

    #[test]
    fn documents_are_found_by_their_names() {
        let bucket = Bucket::read(file(), &ORIGIN).expect("a bucket");
        assert!(bucket.get("a.md".as_ref()).is_some_and(|runs| runs.is_ok_and(|runs| runs.is_empty())));
        assert!(bucket.get("c.md".as_ref()).is_none());
        assert_eq!(bucket.documents().map(|(name, _)| name).collect::<Vec<_>>(), [b"a.md", b"b.md"]);
        assert!(!bucket.is_old());
    }

    #[test]
    fn what_comes_from_elsewhere_is_nothing() {
        assert!(Bucket::read(file(), &[8; 32]).is_none());
        assert!(Bucket::read(b"doctrue runs 2\n".to_vec(), &ORIGIN).is_none());
        assert!(Bucket::read(Vec::new(), &ORIGIN).is_none());
    }

    proptest! {
        #[test]
        fn one_other_byte_is_noticed(at in 0..file().len(), change in 1_u8..) {
            let whole = file();
            let mut other = whole.clone();
            other[at] ^= change;
            let Some(bucket) = Bucket::read(other, &ORIGIN) else { return Ok(()) };
            // The time of writing decides nothing but when the file is written anew.
            let is_time = (MAGIC.len() + 32..MAGIC.len() + 40).contains(&at);
            let is_damaged = ["a.md", "b.md"].iter().any(|name| bucket.get(name.as_ref()).is_some_and(|runs| runs.is_err()));
            prop_assert!(is_time || is_damaged, "byte {at}");
        }

        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..file().len()) {
            let _ = Bucket::read([MAGIC, &ORIGIN, &bytes].concat(), &ORIGIN);
            let cut = Bucket::read(file()[..cut].to_vec(), &ORIGIN);
            let is_damaged = |bucket: &Bucket| ["a.md", "b.md"].iter().any(|name| bucket.get(name.as_ref()).is_some_and(|runs| runs.is_err()));
            prop_assert!(cut.as_ref().is_none_or(is_damaged));
        }
    }
}
