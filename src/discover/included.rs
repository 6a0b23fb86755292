//! Files that a document includes: read only if they lie in the same repository, and are code or text of a sensible size.
//!
//! A document may come from a stranger, and what it includes is shown in reports. So nothing outside of the repository is
//! read, no hidden file, nothing that is no regular file, and nothing whose name does not say that it is code or text.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The longest file that is included, in bytes.
const LONGEST: u64 = 1 << 20;

/// Endings of files that are included, in lower case.
const EXTENSIONS: &[&str] = &["doctest", "out", "py", "pycon", "pyi", "pyw", "txt"];

/// The repository that the document at `path` lies in: the nearest folder above it with `.git`, or the current directory.
#[must_use]
pub fn repository(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    let folder = path.parent()?;
    let root = folder.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
    let here = || std::env::current_dir().ok()?.canonicalize().ok().filter(|here| folder.starts_with(here));
    root.map(Path::to_owned).or_else(here)
}

/// The content of the file `name`, which the document at `path` includes from its own folder or, with `from_above`, from a
/// folder that it stands in, within `root`. None if it may not be read, or if it is not clear which file is meant.
#[must_use]
pub fn read_included(root: &Path, path: &Path, name: &str, from_above: bool) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let name = Path::new(name);
    if name.is_absolute() || !has_known_extension(name) {
        return None;
    }
    let folders = path.parent()?.ancestors().take_while(|folder| folder.starts_with(root));
    let count = if from_above { usize::MAX } else { 1 };
    let mut found: Vec<_> = folders.take(count).filter_map(|folder| inside(root, &folder.join(name))).collect();
    found.sort();
    found.dedup();
    match found.as_slice() {
        [file] => read(file),
        _ => None,
    }
}

/// Where the file `name` may lie that the document at `path`, without links, includes: it may be there no more.
#[must_use]
pub fn places_of_included(root: &Path, path: &Path, name: &str, from_above: bool) -> Vec<PathBuf> {
    let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
    folders.take(if from_above { usize::MAX } else { 1 }).map(|folder| without_dots(&folder.join(name))).collect()
}

/// `path` without `.` and `..`, by its text alone.
fn without_dots(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => whole.push(part),
        }
    }
    whole
}

/// Whether a document may include a file of this `name`.
#[must_use]
pub fn may_be_included(name: &Path) -> bool {
    has_known_extension(name)
}

fn has_known_extension(name: &Path) -> bool {
    let extension = name.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

/// Where `path` really lies, if that is within `root`, in no hidden folder, and a file whose name still says what it is.
fn inside(root: &Path, path: &Path) -> Option<PathBuf> {
    let real = path.canonicalize().ok()?;
    let below = real.strip_prefix(root).ok()?;
    let is_hidden = |part: Component<'_>| part.as_os_str().to_string_lossy().starts_with('.');
    let is_file = fs::symlink_metadata(&real).is_ok_and(|metadata| metadata.is_file());
    (is_file && has_known_extension(&real) && !below.components().any(is_hidden)).then_some(real)
}

fn read(file: &Path) -> Option<String> {
    let is_short = fs::metadata(file).is_ok_and(|metadata| metadata.len() <= LONGEST);
    let bytes = if is_short { fs::read(file).ok()? } else { return None };
    // It may have grown meanwhile.
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() as u64 <= LONGEST)?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    // A lone CR ends a line for Markdown and none here.
    let lines = text.replace("\r\n", "\n");
    (!lines.contains(['\r', '\0'])).then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let root = folder.path().canonicalize().expect("a folder").join("repo");
        (folder, root)
    }

    const DOCUMENT: (&str, &str) = ("repo/docs/en/a.md", "");

    #[test]
    fn a_file_of_the_repository_is_read_from_the_document_or_from_above_it() {
        let (_folder, root) = tree(&[
            DOCUMENT,
            ("repo/.git/HEAD", ""),
            ("repo/src/a.py", "\u{feff}1\r\n2\n"),
            ("repo/docs/en/b.py", "b"),
        ]);
        let path = root.join("docs/en/a.md");
        assert_eq!(repository(&path).as_deref(), Some(root.as_path()));
        let read = |name: &str, from_above| read_included(&root, &path, name, from_above);
        assert_eq!(read("src/a.py", true).as_deref(), Some("1\n2\n"));
        assert_eq!(read("src/a.py", false), None);
        assert_eq!(read("../../src/a.py", false).as_deref(), Some("1\n2\n"));
        assert_eq!(read("b.py", false).as_deref(), Some("b"));
    }

    #[test]
    fn nothing_else_is_read() {
        let big = "x".repeat((1 << 20) + 1);
        let (_folder, root) = tree(&[
            DOCUMENT,
            ("outside.py", "secret"),
            ("repo/.git/config.txt", "secret"),
            ("repo/.hidden/a.py", "secret"),
            ("repo/key.pem", "secret"),
            ("repo/big.py", &big),
            ("repo/docs/c.py", "1"),
            ("repo/c.py", "2"),
            ("repo/docs/odd.py", "a\rb"),
        ]);
        let path = root.join("docs/en/a.md");
        fs::create_dir(root.join("folder.py")).expect("a folder");
        let read = |name: &str| read_included(&root, &path, name, true);
        for name in [
            "../../../outside.py",
            ".git/config.txt",
            "../../.git/config.txt",
            ".hidden/a.py",
            "key.pem",
            "big.py",
            "folder.py",
            "missing.py",
            "odd.py",
            "/etc/passwd.txt",
            "c.py",
        ] {
            assert_eq!(read(name), None, "{name}");
        }
        let absolute = root.join("docs/c.py");
        assert_eq!(read(&absolute.to_string_lossy()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_repository_is_not_followed() {
        use std::os::unix::fs::symlink;
        let (_folder, root) = tree(&[DOCUMENT, ("outside/a.py", "secret"), ("repo/b.py", "b"), ("repo/k.pem", "key")]);
        symlink("../outside/a.py", root.join("link.py")).expect("a link");
        symlink("../outside", root.join("folder")).expect("a link");
        symlink("b.py", root.join("own.py")).expect("a link");
        symlink("k.pem", root.join("key.py")).expect("a link");
        let read = |name: &str| read_included(&root, &root.join("docs/en/a.md"), name, true);
        assert_eq!((read("link.py"), read("folder/a.py"), read("key.py")), (None, None, None));
        assert_eq!(read("own.py").as_deref(), Some("b"));
    }
}
