//! What runs in an environment before the first line of an example, and before the harness: nothing of a package.
//!
//! A wheel may put files anywhere into the environment. Some of them decide which Python starts, others are executed
//! by `site` at every start. Either would come before the harness, which could then be told anything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What decides which Python starts in `environment`: the same before and after packages are installed, or one of them
/// has meddled.
pub(super) fn files(environment: &Path) -> Vec<Option<Vec<u8>>> {
    // In the folder of the interpreter the file would be found first.
    let mut found: Vec<_> = ["pyvenv.cfg", "bin/pyvenv.cfg", "Scripts/pyvenv.cfg"]
        .iter()
        .map(|name| fs::read(environment.join(name)).ok())
        .collect();
    let target = fs::read_link(environment.join("bin/python")).ok();
    found.push(target.map(|target| target.into_os_string().into_encoded_bytes()));
    found
}

/// Removes the `.pth` files that hold code. Those that only name folders stay.
///
/// This takes away the hooks of a few packages: a module `distutils` where only setuptools has one, coverage in
/// subprocesses. Namespace packages work without theirs since Python 3.3.
pub(super) fn disarm(environment: &Path) -> io::Result<()> {
    let mut sites = Vec::new();
    find_sites(environment, &mut sites)?;
    for site in sites {
        for entry in fs::read_dir(site)? {
            let path = entry?.path();
            let is_hook = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pth"));
            // A line is code if it begins with this word; where lines begin differs between versions of Python.
            if is_hook && fs::read(&path)?.windows(6).any(|word| word == b"import") {
                fs::remove_file(path)?;
            }
        }
    }
    Ok(())
}

/// The folders below `folder` that `site` looks at for `.pth` files, under any of the names that they have.
fn find_sites(folder: &Path, sites: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Links lead to folders that are found anyway.
        if !entry.file_type()?.is_dir() {
            continue;
        }
        if ["site-packages", "dist-packages"].iter().any(|name| entry.file_name() == *name) {
            sites.push(entry.path());
        } else {
            find_sites(&entry.path(), sites)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_at_startup_goes_and_folders_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("lib/python3.11/site-packages");
        fs::create_dir_all(site.join("package")).expect("a folder");
        for (name, text) in [
            ("a.pth", "import os; os.system('id')\n"),
            ("b.PTH", "./x\x0cimport\tos\n"),
            ("c.pth", "./vendored\n"),
            ("import.py", "import os\n"),
            ("package/model.pth", "import\n"),
        ] {
            fs::write(site.join(name), text).expect("a file");
        }
        disarm(folder.path()).expect("readable");
        let left = |name: &str| site.join(name).exists();
        assert!(!left("a.pth") && !left("b.PTH"));
        assert!(left("c.pth") && left("import.py") && left("package/model.pth"));
    }

    #[test]
    fn a_changed_or_added_configuration_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("bin")).expect("a folder");
        let before = files(folder.path());
        assert_eq!(files(folder.path()), before);
        fs::write(folder.path().join("bin/pyvenv.cfg"), "home = /tmp").expect("a file");
        assert_ne!(files(folder.path()), before);
    }
}
