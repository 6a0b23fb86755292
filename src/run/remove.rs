//! Emptying a folder in which a stranger's program has worked.
//!
//! The program may have left folders without permissions, or a hundred thousand of them within each other, which a
//! recursive removal does not survive. So each folder within a folder is first moved up to the top: no path gets
//! long, and nothing recurses. When this runs no process is left that could change anything below it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Removes everything in `folder`; symbolic links are removed and not followed.
pub(super) fn contents(folder: &Path) -> io::Result<()> {
    let mut pending = Vec::new();
    let mut moved = 0_usize;
    empty(folder, folder, &mut pending, &mut moved)?;
    while let Some(inner) = pending.pop() {
        empty(&inner, folder, &mut pending, &mut moved)?;
        fs::remove_dir(&inner)?;
    }
    Ok(())
}

/// Removes `folder` with everything in it.
pub(super) fn tree(folder: &Path) -> io::Result<()> {
    contents(folder)?;
    fs::remove_dir(folder)
}

/// Removes the files of `folder`, and moves its folders up to `top`, to be emptied in their turn.
fn empty(folder: &Path, top: &Path, pending: &mut Vec<PathBuf>, moved: &mut usize) -> io::Result<()> {
    make_accessible(folder);
    let entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    for entry in entries {
        let path = entry.path();
        if !entry.file_type()?.is_dir() {
            remove_file(&path)?;
        } else if fs::remove_dir(&path).is_err() {
            pending.push(if folder == top { path } else { lifted(&path, top, moved)? });
        }
    }
    Ok(())
}

/// Moves the folder at `path` up to `top`, under a name that is free there.
fn lifted(path: &Path, top: &Path, moved: &mut usize) -> io::Result<PathBuf> {
    make_accessible(path);
    loop {
        *moved += 1;
        let target = top.join(format!(".doctrue-{moved}"));
        if fs::symlink_metadata(&target).is_err() {
            fs::rename(path, &target)?;
            return Ok(target);
        }
    }
}

#[cfg(unix)]
fn make_accessible(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // Where this fails, what comes next fails too and says why.
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
}

#[cfg(not(unix))]
fn make_accessible(_: &Path) {}

#[cfg(not(windows))]
fn remove_file(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Removes a file, though it may be marked as one that is only read, or a link to a folder.
#[cfg(windows)]
#[expect(clippy::permissions_set_readonly_false, reason = "it is only on Unix that this lets everybody write")]
fn remove_file(path: &Path) -> io::Result<()> {
    let Err(error) = fs::remove_file(path) else { return Ok(()) };
    let found = fs::symlink_metadata(path)?;
    if found.is_symlink() && fs::remove_dir(path).is_ok() {
        return Ok(());
    }
    let mut permissions = found.permissions();
    if !permissions.readonly() {
        return Err(error);
    }
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions)?;
    fs::remove_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_emptied_and_links_are_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let other = tempfile::tempdir().expect("a folder");
        fs::write(other.path().join("kept"), "").expect("a file");
        fs::create_dir_all(folder.path().join("a/b/c")).expect("folders");
        fs::write(folder.path().join("a/b/c/file"), "").expect("a file");
        fs::create_dir(folder.path().join(".doctrue-1")).expect("a folder");
        fs::write(folder.path().join(".doctrue-1/x"), "").expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink(other.path(), folder.path().join("a/link")).expect("a link");
        contents(folder.path()).expect("an empty folder");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
        assert!(other.path().join("kept").exists());
    }

    #[cfg(unix)]
    #[test]
    fn folders_without_permissions_and_deep_ones_go_too() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("locked")).expect("a folder");
        fs::write(folder.path().join("locked/x"), "").expect("a file");
        // A path this long cannot even be named; only a program that walks into it can make it.
        let script = "import os\nfor _ in range(3000): os.mkdir('d'); os.chdir('d')";
        let made = std::process::Command::new("python3").args(["-c", script]).current_dir(folder.path()).status();
        assert!(made.expect("python3").success());
        fs::set_permissions(folder.path().join("locked"), fs::Permissions::from_mode(0o0)).expect("a folder");
        contents(folder.path()).expect("an empty folder");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
