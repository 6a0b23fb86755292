//! What is to be stored, until the check is over: it lies in a file without a name, for there may be much of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;

/// Where the new runs of the documents of one folder lie, by their names; none if nothing is to be stored any more.
pub(super) type New = BTreeMap<Box<[u8]>, Option<Range<u64>>>;

/// The length that stands for nothing.
const NOTHING: u64 = u64::MAX;

/// The file. An entry is the number of a folder, the length of a name, that of the runs, the name, and the runs.
#[derive(Debug)]
pub(super) struct Spill(File);

impl Spill {
    pub(super) fn make() -> io::Result<Self> {
        tempfile::tempfile().map(Self)
    }

    /// Takes the `runs` of the document of this `name` in the folder with this number. What comes later counts.
    pub(super) fn add(&mut self, folder: u64, name: &[u8], runs: Option<&[u8]>) -> io::Result<()> {
        let length = runs.map_or(NOTHING, |runs| runs.len() as u64);
        let numbers = [folder, name.len() as u64, length].map(u64::to_le_bytes).concat();
        self.0.write_all(&[&numbers, name, runs.unwrap_or_default()].concat())
    }

    /// What was taken, by the numbers of the folders. Nothing is taken any more after that.
    pub(super) fn folders(&mut self) -> io::Result<BTreeMap<u64, New>> {
        let end = self.0.seek(SeekFrom::End(0))?;
        self.0.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::new(&mut self.0);
        let mut found: BTreeMap<u64, New> = BTreeMap::new();
        let mut at = 0;
        while at < end {
            let [folder, length_of_name, length] = [number(&mut reader)?, number(&mut reader)?, number(&mut reader)?];
            let mut name = Vec::new();
            (&mut reader).take(length_of_name).read_to_end(&mut name)?;
            at += 3 * 8 + length_of_name;
            let place = (length != NOTHING).then(|| at..at + length);
            if let Some(place) = &place {
                reader.seek_relative(i64::try_from(length).map_err(io::Error::other)?)?;
                at = place.end;
            }
            found.entry(folder).or_default().insert(name.into(), place);
        }
        Ok(found)
    }

    /// What lies at `place`.
    pub(super) fn bytes(&mut self, place: &Range<u64>) -> Option<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(place.end - place.start).ok()?];
        self.0.seek(SeekFrom::Start(place.start)).and_then(|_| self.0.read_exact(&mut bytes)).ok()?;
        Some(bytes)
    }
}

fn number(reader: &mut impl io::Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    reader.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_found_by_folder_and_name_and_the_last_counts() {
        let mut spill = Spill::make().expect("a file");
        for (folder, name, runs) in
            [(0, "a.md", Some("one")), (1, "a.md", Some("two")), (0, "b.md", None), (0, "a.md", Some("three"))]
        {
            spill.add(folder, name.as_bytes(), runs.map(str::as_bytes)).expect("written");
        }
        let found = spill.folders().expect("read");
        let mut text = |folder: u64, name: &str| {
            let place = found[&folder][name.as_bytes()].clone()?;
            spill.bytes(&place).and_then(|bytes| String::from_utf8(bytes).ok())
        };
        assert_eq!((text(0, "a.md").as_deref(), text(1, "a.md").as_deref()), (Some("three"), Some("two")));
        assert_eq!(text(0, "b.md"), None);
    }
}
