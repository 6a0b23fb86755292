//! The temporary folders of a run, on disk.
//!
//! All workers of a run share the base, which holds the harness unless that is kept elsewhere; each has a box, in which
//! its examples run one after the other. The last worker to go removes the base. So whatever ends the tool, `kill -9`
//! too, supervisors leave nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::harness;
use super::in_place::InPlace;
use super::message::Setup;
use super::remove;

/// The folder of the boxes in the base.
const BOXES: &str = "boxes";

/// The folder of the harness in the base.
const HARNESS: &str = "harness";

/// The folders in a box: the example's current directory, its home, its temporary files.
const FOLDERS: [&str; 3] = ["work", "home", "tmp"];

/// The name of the program in its directory.
pub(super) const PROGRAM: &str = "block.py";

/// Whether `file` lies beside the program in the box `folder`, where what the document shows is. An interpreter has
/// followed the links that lead there.
pub(super) fn shows(folder: &str, file: &str) -> bool {
    let beside = Path::new(folder).join(FOLDERS[0]);
    let is_in = |beside: &Path| Path::new(file).starts_with(beside);
    is_in(&beside) || fs::canonicalize(&beside).is_ok_and(|beside| is_in(&beside))
}

/// The folders of one worker.
#[derive(Debug)]
pub(super) struct Workdir {
    base: PathBuf,
    harness: PathBuf,
    folder: PathBuf,
    program: InPlace,
}

impl Workdir {
    /// Makes the box, and the base if this worker is the first, with a harness if none is `kept`.
    ///
    /// # Errors
    /// Why that cannot be done, for a person.
    pub(super) fn make(setup: &Setup, kept: Option<PathBuf>) -> Result<Self, String> {
        Self::try_to_make(setup, kept).map_err(|error| {
            format!("cannot make a folder in {}: {error}; check that TMPDIR is writable", setup.temporary.display())
        })
    }

    fn try_to_make(setup: &Setup, kept: Option<PathBuf>) -> io::Result<Self> {
        let base = match &setup.base {
            Some(base) if base.join(BOXES).is_dir() => base.clone(),
            // The first worker, or all others have gone and taken the base with them.
            Some(_) | None => make_base(&setup.temporary, kept.is_none())?,
        };
        let folder = base.join(BOXES).join(setup.number.to_string());
        let harness = kept.unwrap_or_else(|| base.join(HARNESS));
        let program = InPlace::new(folder.join(FOLDERS[0]).join(PROGRAM));
        let workdir = Self { base, harness, folder, program };
        let made = make_folder(&workdir.folder).and_then(|()| workdir.make_folders());
        if made.is_err() {
            workdir.remove();
        }
        made.map(|()| workdir)
    }

    pub(super) fn base(&self) -> &Path {
        &self.base
    }

    /// The box.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn harness(&self) -> &Path {
        &self.harness
    }

    /// The example's current directory, its home, its temporary files.
    pub(super) fn folders(&self) -> [PathBuf; 3] {
        FOLDERS.map(|name| self.folder.join(name))
    }

    /// Where the program is.
    pub(super) fn program(&self) -> PathBuf {
        self.program.path().to_owned()
    }

    /// Puts a program and the `files` beside it into the box, which is as new.
    pub(super) fn furnish(&self, source: &str, files: &BTreeMap<String, String>) -> io::Result<()> {
        let [work, ..] = self.folders();
        files.iter().filter(|(name, _)| *name != PROGRAM).try_for_each(|(name, text)| write_file(&work, name, text))?;
        self.program.write(source)
    }

    fn make_folders(&self) -> io::Result<()> {
        FOLDERS.iter().try_for_each(|name| make_folder(&self.folder.join(name)))
    }

    /// Makes the box as new after an example.
    pub(super) fn wipe(&self) -> io::Result<()> {
        if self.is_untouched() {
            return Ok(());
        }
        self.program.let_go();
        remove::contents(&self.folder)?;
        set_usual_permissions(&self.folder)?;
        self.make_folders()
    }

    /// Whether the box has its own folders only, and nothing but the program is in them, as it was written.
    fn is_untouched(&self) -> bool {
        let names = |folder: &Path| -> Option<Vec<String>> {
            let entries = fs::read_dir(folder).ok()?;
            entries.map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
        };
        let Some(found) = names(&self.folder) else { return false };
        has_usual_permissions(&self.folder)
            && found.len() == FOLDERS.len()
            && FOLDERS.iter().all(|&name| {
                let folder = self.folder.join(name);
                found.iter().any(|other| other == name)
                    && has_usual_permissions(&folder)
                    && names(&folder).is_some_and(|files| {
                        let is_program = |file: &String| {
                            let path = folder.join(file);
                            path == self.program.path() && (self.program.is_as_written() || self.program.remove())
                        };
                        files.iter().all(is_program)
                    })
            })
    }

    /// Removes the box, and the base if no other worker is left.
    pub(super) fn remove(&self) {
        // Nobody is left to be told of an error.
        let _ = remove::tree(&self.folder);
        if fs::remove_dir(self.base.join(BOXES)).is_ok() {
            let _ = remove::tree(&self.base);
        }
    }
}

/// Writes `text` under the relative path `name` in `folder`. A path that leads out of it is none of ours: nothing is
/// written.
fn write_file(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let path = Path::new(name);
    if !path.components().all(|part| matches!(part, std::path::Component::Normal(_))) {
        return Ok(());
    }
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    write_new(&path, text)
}

/// Writes a file that is not there yet: nothing that is followed leads out of the box.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    fs::File::create_new(path)?.write_all(text.as_bytes())
}

fn make_base(temporary: &Path, has_harness: bool) -> io::Result<PathBuf> {
    // Python takes its program's path to pieces and puts it together in the system's own way.
    let temporary = std::path::absolute(temporary)?;
    let base = tempfile::Builder::new().prefix("doctrue-").tempdir_in(temporary)?;
    fs::create_dir(base.path().join(BOXES))?;
    if has_harness {
        harness::unpack(&base.path().join(HARNESS))?;
    }
    Ok(base.keep())
}

/// Permissions of a folder in the box, whatever the mask of the user is.
#[cfg(unix)]
const PERMISSIONS: u32 = 0o755;

/// Makes a folder of the box.
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)?;
    set_usual_permissions(folder)
}

/// Lets the owner of `folder` use it as he likes.
#[cfg(unix)]
fn set_usual_permissions(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(PERMISSIONS))
}

#[cfg(not(unix))]
fn set_usual_permissions(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether `folder` is a real folder that its owner may use as he likes.
#[cfg(unix)]
fn has_usual_permissions(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir() && found.permissions().mode() & 0o7777 == PERMISSIONS)
}

#[cfg(not(unix))]
fn has_usual_permissions(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir())
}
