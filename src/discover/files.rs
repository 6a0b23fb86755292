//! The files of a search: a list of which each file takes little more room than its name, for there may be many.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::File;

/// Files, each there once, in the order of their names.
#[derive(Clone, Debug, Default)]
pub struct Files {
    shared: Arc<Shared>,
    entries: Vec<Entry>,
}

/// What entries refer to.
#[derive(Debug, Default)]
struct Shared {
    places: Vec<Place>,
    /// The names of the files in folders, one behind the other.
    text: String,
}

/// Where a file lies.
#[derive(Clone, Debug)]
enum Place {
    /// In this folder, which is without links and is shown like this, with the `/` behind it.
    In(PathBuf, String),
    /// It is called otherwise than it is shown, or is no file at all.
    Alone(File),
}

/// A file: the number of its place, and where its name lies in the text.
#[derive(Clone, Copy, Debug)]
struct Entry {
    place: u32,
    length: u32,
    start: usize,
}

/// Files as they are found.
#[derive(Debug, Default)]
pub(super) struct Finding {
    shared: Shared,
    entries: Vec<Entry>,
    /// The numbers of the folders, by how they are and how they are shown.
    folders: BTreeMap<(PathBuf, String), u32>,
    /// Whether a file may have been found twice.
    may_repeat: bool,
}

impl Finding {
    /// Takes the file that is `path` without links, and is shown as `name`.
    pub(super) fn take(&mut self, path: PathBuf, name: String) {
        let entry = self.within(&path, &name).or_else(|| self.shared.alone(File { name, path: Some(path) }));
        self.entries.extend(entry);
    }

    /// A file may be found that was found before.
    pub(super) fn may_repeat(&mut self) {
        self.may_repeat = true;
    }

    /// The entry of a file whose name is the last part of what is shown; none if it is not.
    fn within(&mut self, path: &Path, name: &str) -> Option<Entry> {
        let last = path.file_name()?.to_str()?;
        let shown = name.strip_suffix(last)?;
        let length = u32::try_from(last.len()).ok()?;
        let folder = path.parent()?;
        let is_plain = shown.is_empty() || shown.ends_with('/');
        if !is_plain {
            return None;
        }
        let place = self.place(folder, shown)?;
        let start = self.shared.text.len();
        self.shared.text.push_str(last);
        Some(Entry { place, length, start })
    }

    /// The number of a folder.
    fn place(&mut self, folder: &Path, shown: &str) -> Option<u32> {
        // Most files come behind one of their folder.
        if let Some(last) = self.entries.last()
            && let Place::In(known, as_shown) = &self.shared.places[last.place as usize]
            && known.as_os_str() == folder.as_os_str()
            && as_shown == shown
        {
            return Some(last.place);
        }
        let next = u32::try_from(self.shared.places.len()).ok()?;
        let key = (folder.to_owned(), shown.to_owned());
        let number = *self.folders.entry(key).or_insert(next);
        if number == next {
            self.shared.places.push(Place::In(folder.to_owned(), shown.to_owned()));
        }
        Some(number)
    }

    /// All of them in order, each with the first of its names.
    pub(super) fn files(self) -> Files {
        let Self { shared, mut entries, may_repeat, .. } = self;
        if may_repeat {
            entries.sort_by(|a, b| shared.path_of(a).cmp(&shared.path_of(b)));
            entries.dedup_by(|a, b| shared.path_of(a) == shared.path_of(b));
        }
        entries.sort_by(|a, b| shared.order(a, b));
        Files { shared: Arc::new(shared), entries }
    }
}

impl Files {
    /// This one alone.
    pub(super) fn one(file: File) -> Self {
        let mut shared = Shared::default();
        let entries = shared.alone(file).into_iter().collect();
        Self { shared: Arc::new(shared), entries }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The file at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<File> {
        self.entries.get(index).map(|entry| self.shared.file(entry))
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = File> + '_ {
        self.entries.iter().map(|entry| self.shared.file(entry))
    }

    /// Leaves out those that `keeps` is not true of.
    pub fn retain(&mut self, keeps: impl Fn(&File) -> bool) {
        let Self { shared, entries } = self;
        entries.retain(|entry| keeps(&shared.file(entry)));
    }

    /// Those that `is_first` says so of, in their order, and the others.
    #[must_use]
    pub fn parted(&self, is_first: &[bool]) -> (Self, Self) {
        let with = |wanted: bool| {
            let own = self.entries.iter().zip(is_first).filter(|(_, first)| **first == wanted);
            Self { shared: self.shared.clone(), entries: own.map(|(entry, _)| *entry).collect() }
        };
        (with(true), with(false))
    }
}

impl Shared {
    fn alone(&mut self, file: File) -> Option<Entry> {
        let place = u32::try_from(self.places.len()).ok()?;
        self.places.push(Place::Alone(file));
        Some(Entry { place, length: 0, start: 0 })
    }

    fn name(&self, entry: &Entry) -> &str {
        self.text.get(entry.start..entry.start + entry.length as usize).unwrap_or_default()
    }

    fn file(&self, entry: &Entry) -> File {
        match &self.places[entry.place as usize] {
            Place::Alone(file) => file.clone(),
            Place::In(folder, shown) => {
                let name = self.name(entry);
                File { name: [shown, name].concat(), path: Some(folder.join(name)) }
            }
        }
    }

    /// What tells a file from others: the folder that it lies in, and its name there.
    fn path_of(&self, entry: &Entry) -> (Option<&OsStr>, Option<&OsStr>) {
        match &self.places[entry.place as usize] {
            Place::In(folder, _) => (Some(folder.as_os_str()), Some(self.name(entry).as_ref())),
            Place::Alone(file) => {
                let path = file.path.as_deref();
                (path.and_then(Path::parent).map(Path::as_os_str), path.and_then(Path::file_name))
            }
        }
    }

    /// The order of the names by which they are shown.
    fn order(&self, a: &Entry, b: &Entry) -> Ordering {
        if a.place == b.place {
            return self.name(a).cmp(self.name(b));
        }
        let shown = |entry: &Entry| match &self.places[entry.place as usize] {
            Place::In(_, shown) => [shown.as_bytes(), self.name(entry).as_bytes()],
            Place::Alone(file) => [file.name.as_bytes(), &[]],
        };
        let ([a, a_rest], [b, b_rest]) = (shown(a), shown(b));
        let common = a.len().min(b.len());
        // Most folders differ in what both of them have.
        a[..common].cmp(&b[..common]).then_with(|| a.iter().chain(a_rest).cmp(b.iter().chain(b_rest)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(found: &[(&str, &str)]) -> Files {
        let mut finding = Finding::default();
        finding.may_repeat();
        for (path, name) in found {
            finding.take(PathBuf::from(path), (*name).to_owned());
        }
        finding.files()
    }

    fn names(files: &Files) -> Vec<String> {
        files.iter().map(|file| file.name).collect()
    }

    #[test]
    fn files_come_in_the_order_of_their_names_as_they_were_taken() {
        let found = [
            ("/r/b/c.md", "b/c.md"),
            ("/r/a.md", "a.md"),
            ("/r/b.md", "b.md"),
            ("/r/b/a.md", "b/a.md"),
            ("/r/b-c/a.md", "b-c/a.md"),
            ("/elsewhere/x.md", "b/b.md"),
            ("/z.md", "/z.md"),
        ];
        let all = files(&found);
        let mut expected: Vec<_> = found.iter().map(|(_, name)| (*name).to_owned()).collect();
        expected.sort();
        assert_eq!(names(&all), expected);
        let path = |name: &str| all.iter().find(|file| file.name == name).and_then(|file| file.path);
        for (real, name) in found {
            assert_eq!(path(name).as_deref(), Some(Path::new(real)), "{name}");
        }
        assert_eq!((all.len(), all.get(0).map(|file| file.name), all.get(7)), (7, Some("/z.md".to_owned()), None));
    }

    #[test]
    fn a_file_that_is_found_again_keeps_its_first_name() {
        let all = files(&[
            ("/r/b/a.md", "link.md"),
            ("/r/b/a.md", "b/a.md"),
            ("/r/b/c.md", "b/c.md"),
            ("/r/b/c.md", "x/c.md"),
        ]);
        assert_eq!(names(&all), ["b/c.md", "link.md"]);
    }

    #[test]
    fn some_are_left_out_or_parted_from_others() {
        let mut all = files(&[("/r/a.md", "a.md"), ("/r/b.md", "b.md"), ("/r/c.md", "c.md")]);
        let (first, others) = all.parted(&[true, false, true]);
        assert_eq!(
            (names(&first), names(&others)),
            (vec!["a.md".to_owned(), "c.md".to_owned()], vec!["b.md".to_owned()])
        );
        all.retain(|file| file.name != "b.md");
        assert_eq!(names(&all), ["a.md", "c.md"]);
        assert_eq!(names(&Files::one(File { name: "-".to_owned(), path: None })), ["-"]);
    }
}
