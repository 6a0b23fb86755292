//! The harness's files, which are part of the binary, laid out for interpreters to find.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The files, by their path in the harness's folder.
pub(super) const FILES: &[(&str, &str)] = &[
    ("sitecustomize.py", include_str!("harness/sitecustomize.py")),
    ("doctrue_harness/__init__.py", include_str!("harness/doctrue_harness/__init__.py")),
    ("doctrue_harness/ending.py", include_str!("harness/doctrue_harness/ending.py")),
    ("doctrue_harness/keyboard.py", include_str!("harness/doctrue_harness/keyboard.py")),
    ("doctrue_harness/limits.py", include_str!("harness/doctrue_harness/limits.py")),
    ("doctrue_harness/log.py", include_str!("harness/doctrue_harness/log.py")),
    ("doctrue_harness/orders.py", include_str!("harness/doctrue_harness/orders.py")),
    ("doctrue_harness/points.py", include_str!("harness/doctrue_harness/points.py")),
    ("doctrue_harness/server.py", include_str!("harness/doctrue_harness/server.py")),
    ("doctrue_harness/streams.py", include_str!("harness/doctrue_harness/streams.py")),
];

/// Where interpreters put what they have compiled.
const COMPILED: [&str; 2] = ["__pycache__", "doctrue_harness/__pycache__"];

/// Bytes of a compiled file; ours are smaller.
const LONGEST: u64 = 1 << 18;

/// Seconds since 1970 that the files are said to be of: what was compiled from them is good for all later ones.
const AGE: u64 = 1_600_000_000;

/// Writes the files into `folder`. Interpreters compile them at their first use, and keep that where they may write.
pub(super) fn unpack(folder: &Path) -> io::Result<()> {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(AGE);
    for (name, text) in FILES {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = File::create(path)?;
        file.write_all(text.as_bytes())?;
        file.set_modified(time)?;
    }
    Ok(())
}

/// What an interpreter has compiled in `folder`: relative paths, and bytes.
pub(super) fn compiled(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = |inner: &&str| fs::read_dir(folder.join(inner)).into_iter().flatten().flatten();
    let named = COMPILED.iter().flat_map(|inner| files(inner).map(|entry| Path::new(inner).join(entry.file_name())));
    named.filter_map(|path| Some((path.clone(), read(&folder.join(&path))?))).take(2 * FILES.len()).collect()
}

/// A plain file of sensible length.
fn read(path: &Path) -> Option<Vec<u8>> {
    let found = fs::symlink_metadata(path).ok()?;
    (found.is_file() && found.len() <= LONGEST).then(|| fs::read(path).ok())?
}

/// Puts a compiled file back to its place.
pub(super) fn put_compiled(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let is_place = path.parent().is_some_and(|parent| COMPILED.iter().any(|inner| parent == Path::new(inner)));
    if !is_place || path.extension().is_none_or(|extension| extension != "pyc") {
        return Ok(());
    }
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}
