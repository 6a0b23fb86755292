//! Reports in files: one that is named, or all blobs of a folder.

use anyhow::Context as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::report::blob::Blob;
use crate::report::merge;
use crate::report::merge::Named;
use crate::report::stored::{self, Stored};
use crate::source::slashed;

/// The longest report that is read, in bytes.
const LONGEST: u64 = 256 << 20;

/// The text of the file at `path`.
pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    let told = || format!("cannot read {}", path.display());
    let file = fs::File::open(path).with_context(told)?;
    let length = file.metadata().with_context(told)?.len();
    anyhow::ensure!(length <= LONGEST, "{} is too large for a report: more than {} MiB", path.display(), LONGEST >> 20);
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).with_context(told)?;
    Ok(text)
}

/// The blobs of `paths`, which are files or folders.
///
/// # Errors
/// If one cannot be read, with the names of all that cannot.
pub(super) fn blobs(paths: &[PathBuf]) -> anyhow::Result<Vec<Named>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let found = blobs_in(path).with_context(|| format!("cannot read {}", path.display()))?;
            anyhow::ensure!(
                !found.is_empty(),
                "{} contains no blob-I-N.json; `doctrue check --shard 1/4 --report blob={0}` writes one",
                path.display()
            );
            files.extend(found);
        } else {
            files.push(path.clone());
        }
    }
    let (mut blobs, mut problems) = (Vec::new(), Vec::new());
    for file in files {
        match blob(&file) {
            Ok(blob) => blobs.push(Named { name: slashed(&file), blob }),
            Err(error) => problems.push(format!("{error:#}")),
        }
    }
    anyhow::ensure!(problems.is_empty(), "{}", problems.join("\nerror: "));
    Ok(blobs)
}

/// The blobs that lie in `folder` or one of its folders: services unpack what they keep into one each.
fn blobs_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            for inner in fs::read_dir(&path)? {
                found.push(inner?.path());
            }
        } else {
            found.push(path);
        }
    }
    found.retain(|path| is_blob(path));
    found.sort();
    Ok(found)
}

fn is_blob(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with("blob-") && name.ends_with(".json") && path.is_file()
}

fn blob(path: &Path) -> anyhow::Result<Blob> {
    match in_file(path)? {
        Stored::Blob(blob) => Ok(*blob),
        Stored::Json(_) => anyhow::bail!("{} is a JSON report, not a blob", path.display()),
    }
}

fn in_file(path: &Path) -> anyhow::Result<Stored> {
    let text = read(path)?;
    stored::read(&text).with_context(|| format!("cannot read {}", path.display()))
}

/// What is stored at `path`: a JSON report, a blob, or a folder with all blobs of one check.
pub(super) fn stored(path: &Path) -> anyhow::Result<Stored> {
    if !path.is_dir() {
        return in_file(path);
    }
    Ok(Stored::Blob(Box::new(merged(&[path.to_owned()])?)))
}

/// The blobs of `paths` put together.
pub(super) fn merged(paths: &[PathBuf]) -> anyhow::Result<Blob> {
    merge::merged(blobs(paths)?).map_err(|problems| anyhow::anyhow!("cannot merge: {}", problems.join("\nerror: ")))
}
